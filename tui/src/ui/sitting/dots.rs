//! Plans on one axis as dots that can be counted.

use ratatui::text::{Line, Span};
use regpath_core::view::exercise::{DotsRow, PlansDots};

use crate::cells;
use crate::theme::{Hue, Theme};
use crate::ui::page::Page;
use crate::ui::paint;

/// Columns that core puts dots into. Each takes a cell, or two where there is room, so that none seem closer than others.
const COLUMNS: u16 = 49;

/// The chart as lines.
pub(super) fn lines(view: &PlansDots, width: u16, theme: Theme) -> Vec<Line<'static>> {
    // Two cells to the left of the axis.
    let room = width.saturating_sub(2);
    let cells = if room >= 2 * COLUMNS {
        2 * COLUMNS
    } else {
        room.min(COLUMNS)
    };
    let mark = view.mark.as_ref().and_then(|(at, _)| paint::place(*at, cells));
    let mut page = Page::new(width, theme);
    page.paragraph(&view.title, theme.strong());
    if let (Some(column), Some((_, label))) = (mark, &view.mark) {
        page.lines([deadline(column, label, cells, theme)]);
    }
    for row in &view.rows {
        let head = cells::cut(&format!("{}  {}", row.label, row.value), usize::from(width)).into_owned();
        let own = if row.is_own { theme.strong() } else { theme.text() };
        page.lines([Line::styled(head, own)]);
        page.lines(plan(row, mark, cells, theme));
    }
    page.lines(axis(view, mark, cells, theme));
    page.paragraph(&view.caption, theme.dim());
    page.into_lines()
}

/// The words of the deadline, to the left or the right of its line.
fn deadline(column: u16, label: &str, cells: u16, theme: Theme) -> Line<'static> {
    let length = cells::width16(label) + 1;
    let critical = theme.hue(Hue::Critical);
    if column + 1 + length <= cells {
        let lead = " ".repeat(usize::from(column) + 2);
        return Line::from(vec![
            Span::raw(lead),
            Span::styled(format!("│ {label}"), critical),
        ]);
    }
    let lead = " ".repeat(usize::from((column + 2).saturating_sub(length)));
    Line::from(vec![
        Span::raw(lead),
        Span::styled(format!("{label} │"), critical),
    ])
}

/// The dots of a plan, stacked up from the axis.
fn plan(row: &DotsRow, mark: Option<u16>, cells: u16, theme: Theme) -> Vec<Line<'static>> {
    let dots = row.dots.iter();
    let places: Vec<(u16, usize)> = dots
        .filter_map(|[at, level]| Some((paint::place(*at, cells)?, *level as usize)))
        .collect();
    // Columns that fall into one cell are stacked on one another.
    let mut heights = vec![0_usize; usize::from(cells)];
    for (column, _) in &places {
        heights[usize::from(*column)] += 1;
    }
    let most = heights.iter().copied().max().unwrap_or(0).max(1);
    let (glyph, style) = if row.is_own {
        ("●", theme.hue(Hue::Series))
    } else {
        ("○", theme.text())
    };
    (0..most)
        .rev()
        .map(|level| {
            let mut spans = vec![Span::raw("  ")];
            for column in 0..cells {
                let is_dot = heights[usize::from(column)] > level;
                spans.push(match (is_dot, mark == Some(column)) {
                    (true, _) => Span::styled(glyph, style),
                    (false, true) => Span::styled("│", theme.hue(Hue::Critical)),
                    (false, false) => Span::raw(" "),
                });
            }
            Line::from(spans)
        })
        .collect()
}

/// The axis and its months; a label that would run into the one before it is left out.
fn axis(view: &PlansDots, mark: Option<u16>, cells: u16, theme: Theme) -> [Line<'static>; 2] {
    let ticks: Vec<(u16, &str)> = view
        .ticks
        .iter()
        .filter_map(|tick| Some((paint::place(tick.at, cells)?, tick.label.as_str())))
        .collect();
    let glyph = |column: u16| {
        if mark == Some(column) {
            '┼'
        } else if ticks.iter().any(|(at, _)| *at == column) {
            '┴'
        } else {
            '─'
        }
    };
    let rule: String = (0..cells).map(glyph).collect();
    let mut labels = String::new();
    for (at, label) in &ticks {
        let from = usize::from(*at).saturating_sub(cells::width(label) / 2);
        let used = cells::width(&labels);
        if (used == 0 || from > used) && from + cells::width(label) <= usize::from(cells) {
            labels.push_str(&" ".repeat(from - used));
            labels.push_str(label);
        }
    }
    [
        Line::styled(format!("  {rule}"), theme.dim()),
        Line::styled(format!("  {labels}"), theme.dim()),
    ]
}

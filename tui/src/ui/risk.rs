//! What makes the target late: the tornado with the criticality beside it, what the mean is made of, the paths that
//! decide, and time against cost. The keys walk over the steps.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;
use regpath_core::view::{PathsView, RiskView, TornadoRow, TornadoView, WaterfallRow, WaterfallView};

use super::chart::{self, Chart, ChartPane};
use super::page::beside;
use super::paint;
use super::stops::{Stop, StopPage};
use crate::cells;
use crate::theme::{Hue, Theme};

/// From this width on the pictures stand in two columns.
const BESIDE_FROM: u16 = 130;
/// Cells of the bar that shows how often a step is on the path.
const SHARE_BAR: usize = 6;

/// The risks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RiskPane<'a> {
    pub(crate) view: &'a RiskView,
    /// The stop that the keys act on.
    pub(crate) cursor: usize,
    pub(crate) top: usize,
    pub(crate) theme: Theme,
}

impl RiskPane<'_> {
    /// The stops of the keys.
    pub(crate) fn stops(&self, area: Rect) -> Vec<Stop> {
        self.made(area).1
    }

    /// The stop that is drawn there.
    pub(crate) fn stop_at(&self, area: Rect, y: u16) -> Option<usize> {
        let line = self.top + usize::from(y.checked_sub(area.y)?);
        let stops = self.stops(area);
        stops
            .iter()
            .position(|stop| stop.step.is_some() && stop.to == line + 1)
    }

    fn made(&self, area: Rect) -> (Vec<Line<'static>>, Vec<Stop>) {
        let width = area.width.saturating_sub(2);
        let is_wide = width >= BESIDE_FROM;
        let gap = 4;
        let each = if is_wide { (width - gap) / 2 } else { width };
        let mut left = StopPage::new(each, self.theme);
        self.tornado(&self.view.tornado, &mut left);
        left.page.gap();
        self.waterfall(&self.view.waterfall, &mut left);
        if !is_wide {
            left.page.gap();
            self.paths(&self.view.paths, &mut left);
            left.page.gap();
            self.scatter(area.height, &mut left);
            return (left.page.into_lines(), left.stops);
        }
        let mut right = StopPage::new(each, self.theme);
        self.scatter(area.height * 3 / 5, &mut right);
        right.page.gap();
        self.paths(&self.view.paths, &mut right);
        let (mut stops, right) = (left.stops, right.page.into_lines());
        let lines = beside(&left.page.into_lines(), &right, usize::from(each + gap));
        if let Some(last) = stops.last_mut() {
            last.to = lines.len().max(last.to);
        }
        (lines, stops)
    }

    fn base(&self, stop: usize) -> Style {
        if stop == self.cursor {
            self.theme.cursor()
        } else {
            self.theme.text()
        }
    }

    fn tornado(&self, view: &TornadoView, column: &mut StopPage) {
        let theme = self.theme;
        let head = column.page.len();
        column.page.paragraph(&view.title, theme.strong());
        let [step, months, path] = &view.heads;
        let wide = |of: fn(&TornadoRow) -> &String, title: &str| {
            let rows = view.rows.iter().map(|row| cells::width(of(row)));
            rows.max().unwrap_or(0).max(cells::width(title))
        };
        let numbers = [wide(|row| &row.swing, months), wide(|row| &row.share, path)];
        let room = usize::from(column.width);
        let fixed = numbers[0] + numbers[1] + SHARE_BAR + 6;
        let longest = view
            .rows
            .iter()
            .map(|row| cells::width(&row.title) + cells::width(&row.happens) + 3);
        let names = (room * 2 / 5).min(longest.max().unwrap_or(0).max(cells::width(step)));
        let bars = room.saturating_sub(fixed + names + 2);
        if !view.rows.is_empty() {
            let title = format!(
                "{}  {}  {}  {}",
                cells::pad_right(step, names),
                " ".repeat(bars),
                cells::pad_left(months, numbers[0]),
                cells::pad_left(path, numbers[1]),
            );
            column
                .page
                .lines([Line::styled(title.trim_end().to_owned(), theme.dim())]);
        }
        for (place, row) in view.rows.iter().enumerate() {
            let hue = if row.is_critical {
                Hue::Critical
            } else {
                Hue::Series
            };
            let share = cells::pad_right(&paint::bar(row.criticality, SHARE_BAR), SHARE_BAR);
            let happens = if row.happens.is_empty() {
                String::new()
            } else {
                format!(" ({})", row.happens)
            };
            let room = names.saturating_sub(cells::width(&happens));
            let name = format!("{}{happens}", cells::cut(&row.title, room));
            let line = Line::from(vec![
                Span::raw(cells::pad_right(&name, names)),
                Span::raw("  "),
                Span::styled(swing(view.zero, row.low, row.high, bars), theme.hue(hue)),
                Span::raw(format!(
                    "  {}  {} ",
                    cells::pad_left(&row.swing, numbers[0]),
                    cells::pad_left(&row.share, numbers[1])
                )),
                Span::styled(share, theme.hue(hue)),
                Span::raw(if row.is_critical { "●" } else { " " }),
            ])
            .style(self.base(place));
            let first = (place == 0).then_some(head);
            column.stop(first, Some(&row.id), vec![line]);
        }
        if view.rows.is_empty() {
            column.stop(Some(head), None, Vec::new());
        }
        column.page.lines(chart::axis_lines(
            &view.x_ticks,
            names + 2,
            bars,
            theme,
            column.width,
        ));
        column.page.paragraph(&view.caption, theme.dim());
        column.close();
    }

    fn waterfall(&self, view: &WaterfallView, column: &mut StopPage) {
        let theme = self.theme;
        let head = column.page.len();
        column.page.paragraph(&view.title, theme.strong());
        let widest = |of: fn(&WaterfallRow) -> &String| {
            let rows = view.rows.iter().map(|row| cells::width(of(row)));
            rows.max().unwrap_or(0)
        };
        let room = usize::from(column.width);
        let months = widest(|row| &row.months);
        let names = (room / 2).min(widest(|row| &row.title));
        let bars = room.saturating_sub(names + months + 4);
        for (place, row) in view.rows.iter().enumerate() {
            let line = Line::from(vec![
                Span::raw(cells::pad_right(&cells::cut(&row.title, names), names)),
                Span::raw("  "),
                Span::styled(bar(0.0, row.from, row.to, bars), theme.hue(Hue::Series)),
                Span::raw(format!("  {}", cells::pad_left(&row.months, months))),
            ]);
            let line = if row.is_total {
                line.patch_style(theme.strong())
            } else {
                line
            };
            let line = line.style(self.base(column.stops.len()));
            let first = (place == 0).then_some(head);
            column.stop(first, row.id.as_ref(), vec![line]);
        }
        column.page.lines(chart::axis_lines(
            &view.x_ticks,
            names + 2,
            bars,
            theme,
            column.width,
        ));
        column.page.paragraph(&view.caption, theme.dim());
        column.close();
    }

    fn paths(&self, view: &PathsView, column: &mut StopPage) {
        let theme = self.theme;
        let head = column.page.len();
        column.page.paragraph(&view.title, theme.strong());
        for (place, path) in view.paths.iter().enumerate() {
            let from = column.page.len();
            let style = self.base(column.stops.len());
            let lead = format!("{} ", cells::pad_left(&path.label, 6));
            column.page.hanging(&lead, theme.strong(), &path.text, style);
            column.stop(Some(if place == 0 { head } else { from }), None, Vec::new());
        }
        column.page.paragraph(&view.caption, theme.dim());
        column.close();
    }

    fn scatter(&self, height: u16, column: &mut StopPage) {
        let chart = ChartPane {
            chart: Chart::Scatter(&self.view.scatter),
            theme: self.theme,
        };
        let head = column.page.len();
        let lines = chart.lines(column.width, height.clamp(14, 24));
        column.stop(Some(head), None, lines);
    }
}

/// A bar from where the step is shortest to where it is longest, with a head there: to the right if a longer step makes the
/// target later, to the left if it makes it earlier.
fn swing(zero: f64, low: f64, high: f64, cells: usize) -> String {
    let plain = bar(zero, low.min(high), low.max(high), cells);
    let Some(end) = paint::place(high, cells as u16) else {
        return plain;
    };
    let head = if high >= low { '▸' } else { '◂' };
    let marked = plain.chars().enumerate();
    marked
        .map(|(at, glyph)| if at == usize::from(end) { head } else { glyph })
        .collect()
}

/// A bar from one place to another, and a rule at zero.
fn bar(zero: f64, from: f64, to: f64, cells: usize) -> String {
    let wide = cells as u16;
    let rule = paint::place(zero, wide).filter(|_| zero > 0.0);
    let (from, to) = (paint::place(from, wide), paint::place(to, wide));
    let (Some(from), Some(to)) = (from, to) else {
        return " ".repeat(cells);
    };
    let glyph = |col: u16| match col {
        col if (from..=to).contains(&col) => '━',
        col if Some(col) == rule => '│',
        _ => ' ',
    };
    (0..wide).map(glyph).collect()
}

impl Widget for &RiskPane<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        paint::lines(buf, area, &self.made(area).0, self.top, self.theme);
    }
}

//! Other plans on the same futures: which ones, and how they compare.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;
use regpath_core::view::{ComparePart, CompareRow, RivalsView};

use super::chart;
use super::page::beside;
use super::stops::{Stop, StopPage};
use super::{paint, table};
use crate::cells;
use crate::theme::{Hue, Theme};

/// From this width on the comparison stands beside the plans.
const BESIDE_FROM: u16 = 130;
/// The most rows of dots for a plan; higher stacks share the top row.
const DOT_ROWS: u16 = 5;

/// The plans to compare with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ComparePane<'a> {
    pub(crate) view: &'a RivalsView,
    /// The stop that the keys act on; the plans come first.
    pub(crate) cursor: usize,
    pub(crate) top: usize,
    pub(crate) theme: Theme,
}

impl ComparePane<'_> {
    /// The stops of the keys.
    pub(crate) fn stops(&self, area: Rect) -> Vec<Stop> {
        self.made(area).1
    }

    /// The plan that is drawn there.
    pub(crate) fn row_at(&self, area: Rect, at: (u16, u16)) -> Option<usize> {
        let (column, row) = at;
        let line = self.top + usize::from(row.checked_sub(area.y)?);
        let is_in_list = !is_wide(area) || column < area.x + list_width(area);
        let stops = self.stops(area);
        let place = stops.iter().position(|stop| stop.to == line + 1)?;
        (is_in_list && place < self.view.rows.len()).then_some(place)
    }

    fn made(&self, area: Rect) -> (Vec<Line<'static>>, Vec<Stop>) {
        let width = area.width.saturating_sub(2);
        let mut list = StopPage::new(if is_wide(area) { list_width(area) } else { width }, self.theme);
        self.list(&mut list);
        if !is_wide(area) {
            list.page.gap();
            self.parts(&mut list);
            return (list.page.into_lines(), list.stops);
        }
        let gap = 4;
        let mut parts = StopPage::new(width - list.width - gap, self.theme);
        self.parts(&mut parts);
        let column = usize::from(list.width + gap);
        let (mut stops, left) = (list.stops, list.page.into_lines());
        stops.extend(parts.stops);
        (beside(&left, &parts.page.into_lines(), column), stops)
    }

    fn list(&self, page: &mut StopPage) {
        let theme = self.theme;
        if !self.view.hint.is_empty() {
            page.page.paragraph(&self.view.hint, theme.dim());
        }
        let room = usize::from(page.width).saturating_sub(6);
        for (place, row) in self.view.rows.iter().enumerate() {
            let mark = if row.is_chosen { &*row.letter } else { " " };
            let base = if place == self.cursor {
                theme.cursor()
            } else if row.is_chosen {
                theme.strong()
            } else {
                theme.text()
            };
            let words = format!("[{mark}] {}", cells::cut(&row.title, room));
            let head = (place == 0).then_some(0);
            page.stop(head, None, vec![Line::styled(words, base)]);
        }
    }

    fn parts(&self, page: &mut StopPage) {
        let Some(comparison) = &self.view.comparison else {
            return;
        };
        let theme = self.theme;
        let base = if self.view.is_stale {
            theme.dim()
        } else {
            theme.text()
        };
        for part in &comparison.parts {
            page.page.gap();
            let head = page.page.len();
            self.part(part, page, base);
            page.stop(Some(head), None, Vec::new());
        }
        page.page.gap();
        page.page.paragraph(&comparison.caption, theme.dim());
        if !comparison.caveats.is_empty() {
            page.page.gap();
        }
        for caveat in &comparison.caveats {
            page.page.hanging("· ", theme.dim(), caveat, theme.text());
        }
        page.close();
    }

    fn part(&self, part: &ComparePart, page: &mut StopPage, base: Style) {
        let theme = self.theme;
        page.page.paragraph(&part.title, theme.strong());
        let levels = part.rows.iter().map(|row| row.levels).max().unwrap_or(1);
        let levels = u16::try_from(levels).unwrap_or(DOT_ROWS).clamp(1, DOT_ROWS);
        for row in &part.rows {
            page.page.lines(self.row(row, (page.width, levels), base));
        }
        let area = Rect::new(0, 0, page.width, 2);
        let mut buf = Buffer::empty(area);
        chart::axis(&part.x_ticks, area, &mut buf, theme);
        page.page.lines(chart::buffer_lines(&buf));
        for sentence in &part.sentences {
            page.page.paragraph(sentence, base);
        }
        page.page.gap();
        page.page.lines(table(&part.table, page.width, theme));
    }

    /// Words and numbers, and below them the dots.
    fn row(&self, row: &CompareRow, (width, levels): (u16, u16), base: Style) -> Vec<Line<'static>> {
        let theme = self.theme;
        let chance = if row.chance.is_empty() {
            String::new()
        } else {
            format!("  {}", row.chance)
        };
        let numbers = format!("  P50 {}  {}{chance}", row.p50, row.p80);
        let room = usize::from(width).saturating_sub(cells::width(&numbers) + 2);
        let words = Line::from(vec![
            Span::styled(format!("{} ", row.letter), base.patch(theme.strong())),
            Span::styled(cells::pad_right(&cells::cut(&row.title, room), room), base),
            Span::styled(numbers, base),
        ]);
        let area = Rect::new(0, 0, width, levels);
        let mut buf = Buffer::empty(area);
        for [x, level] in &row.dots {
            let up = (*level as u16).min(levels - 1);
            if let Some(col) = paint::place(*x, width) {
                paint::glyph(&mut buf, area, col, levels - 1 - up, "●", theme.hue(Hue::Series));
            }
        }
        let mut lines = vec![words];
        lines.extend(chart::buffer_lines(&buf));
        lines
    }
}

const fn is_wide(area: Rect) -> bool {
    area.width >= BESIDE_FROM
}

const fn list_width(area: Rect) -> u16 {
    area.width * 2 / 5
}

impl Widget for &ComparePane<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        paint::lines(buf, area, &self.made(area).0, self.top, self.theme);
    }
}

//! What it costs, and where.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;
use regpath_core::text::Lang;
use regpath_core::view::CostView;

use super::grid::{Grid, GridCell, GridColumn};
use super::page::Page;
use super::paint;
use crate::cells;
use crate::theme::{Hue, Theme};
use crate::words;

/// The costs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MoneyPane<'a> {
    pub(crate) view: &'a CostView,
    pub(crate) top: usize,
    pub(crate) lang: Lang,
    pub(crate) theme: Theme,
}

impl MoneyPane<'_> {
    /// How many lines there are to scroll over.
    pub(crate) fn len(&self, area: Rect) -> usize {
        self.lines(area.width).len()
    }

    fn lines(&self, width: u16) -> Vec<Line<'static>> {
        let theme = self.theme;
        let width = width.saturating_sub(2);
        let mut page = Page::new(width, theme);
        page.paragraph(&self.view.title, theme.strong());
        page.gap();
        page.lines(self.totals(width));
        page.gap();
        page.lines(self.grid(width).lines(usize::from(width), theme));
        page.gap();
        page.paragraph(&self.view.caption, theme.dim());
        page.into_lines()
    }

    /// The total by quantile, side by side: labels above values, as many a row as fit.
    fn totals(&self, width: u16) -> Vec<Line<'static>> {
        let all = &self.view.total;
        let each = all
            .iter()
            .map(|fact| cells::width(&fact.label).max(cells::width(&fact.value)))
            .max();
        let each = each.unwrap_or(0) + 3;
        let per_row = (usize::from(width) / each.max(1)).max(1);
        let mut lines = Vec::new();
        for row in all.chunks(per_row) {
            let words = |pick: fn(&regpath_core::view::Fact) -> &String, style| {
                let cells = row
                    .iter()
                    .map(|fact| Span::styled(cells::pad_right(pick(fact), each), style));
                Line::from(cells.collect::<Vec<_>>())
            };
            lines.push(words(|fact| &fact.label, self.theme.dim()));
            lines.push(words(|fact| &fact.value, self.theme.strong()));
        }
        lines
    }

    fn grid(&self, width: u16) -> Grid {
        let titles = words::cost_columns(self.lang);
        let numeric = |title: &str, rank| GridColumn {
            title: title.to_owned(),
            is_numeric: true,
            rank,
        };
        let words = |title: &str, rank| GridColumn {
            title: title.to_owned(),
            is_numeric: false,
            rank,
        };
        let bar = if width >= 100 { usize::from(width) / 3 } else { 14 };
        Grid {
            columns: vec![
                words(titles[0], u8::MAX),
                numeric(titles[1], 3),
                numeric(titles[2], 2),
                numeric(titles[3], 1),
                numeric(titles[4], u8::MAX),
                words(titles[5], 4),
            ],
            rows: self
                .view
                .rows
                .iter()
                .map(|row| {
                    vec![
                        row.title.clone().into(),
                        row.fees.clone().into(),
                        row.third_party.clone().into(),
                        row.effort.clone().into(),
                        GridCell::styled(row.total.clone(), self.theme.strong()),
                        GridCell::styled(paint::bar(row.share, bar), self.theme.hue(Hue::Series)),
                    ]
                })
                .collect(),
            cursor: None,
        }
    }
}

impl Widget for &MoneyPane<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        paint::lines(buf, area, &self.lines(area.width), self.top, self.theme);
    }
}

//! What it costs, and where.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;
use regpath_core::view::CostView;

use super::grid::{Grid, GridCell, GridColumn};
use super::page::Page;
use super::paint;
use crate::cells;
use crate::theme::{Hue, Theme};

/// The costs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MoneyPane<'a> {
    pub(crate) view: &'a CostView,
    pub(crate) top: usize,
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

    /// The table of core with its last column, the share, as a bar too.
    fn grid(&self, width: u16) -> Grid {
        let table = &self.view.table;
        let bar = if width >= 100 { usize::from(width) / 4 } else { 7 };
        let mut columns: Vec<GridColumn> = table
            .columns
            .iter()
            .zip([u8::MAX, 4, 3, 2, u8::MAX, 1])
            .map(|(column, rank)| GridColumn {
                title: column.title.clone(),
                is_numeric: column.is_numeric,
                rank,
            })
            .collect();
        columns.push(GridColumn {
            title: String::new(),
            is_numeric: true,
            rank: 5,
        });
        let rows = table.rows.iter().enumerate().map(|(index, row)| {
            let mut cells: Vec<GridCell> = row.iter().map(|cell| cell.clone().into()).collect();
            if let Some(row) = self.view.rows.get(index) {
                let bar = cells::pad_right(&paint::bar(row.share, bar), bar);
                cells.push(GridCell::styled(bar, self.theme.hue(Hue::Series)));
            } else {
                // The last row sums up the others.
                cells = row
                    .iter()
                    .map(|cell| GridCell::styled(cell.clone(), self.theme.strong()))
                    .collect();
            }
            cells
        });
        Grid {
            columns,
            rows: rows.collect(),
            cursor: None,
            lead: 16,
        }
    }
}

impl Widget for &MoneyPane<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        paint::lines(buf, area, &self.lines(area.width), self.top, self.theme);
    }
}

//! Whether the cash lasts, where the plan tells of money; what it costs, and where.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;
use regpath_core::view::{CashView, CostView};

use super::chart::{Chart, ChartPane};
use super::grid::{Grid, GridCell, GridColumn};
use super::page::{Page, beside};
use super::{paint, table};
use crate::cells;
use crate::theme::{Hue, Theme};

/// From this width on the answers about cash and its flows stand side by side.
const BESIDE_FROM: u16 = 110;

/// The costs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MoneyPane<'a> {
    pub(crate) view: &'a CostView,
    pub(crate) top: usize,
    /// Where the mouse is, in the area of the pane.
    pub(crate) hover: Option<(u16, u16)>,
    pub(crate) theme: Theme,
}

impl MoneyPane<'_> {
    /// How many lines there are to scroll over.
    pub(crate) fn len(&self, area: Rect) -> usize {
        self.lines(area).len()
    }

    fn lines(&self, area: Rect) -> Vec<Line<'static>> {
        let theme = self.theme;
        let (width, height) = (area.width.saturating_sub(2), area.height);
        let mut page = Page::new(width, theme);
        if let Some(cash) = &self.view.cash {
            page.lines(self.cash(cash, width, height));
            page.gap();
        }
        page.paragraph(&self.view.title, theme.strong());
        page.gap();
        page.lines(self.totals(width));
        page.gap();
        page.lines(self.grid(width).lines(usize::from(width), theme));
        page.gap();
        page.paragraph(&self.view.caption, theme.dim());
        page.into_lines()
    }

    /// The fan as high as the screen, the answers and the flows below it, side by side where there is room.
    fn cash(&self, cash: &CashView, width: u16, height: u16) -> Vec<Line<'static>> {
        let theme = self.theme;
        let chart = ChartPane {
            chart: Chart::Fan(cash),
            theme,
        };
        let mut page = Page::new(width, theme);
        page.lines(chart.lines(width, Self::fan_height(height)));
        page.gap();
        let is_wide = width >= BESIDE_FROM;
        let each = if is_wide { width / 2 - 2 } else { width };
        let mut facts = Page::new(each, theme);
        let words = cash.facts.iter();
        facts.facts(words.map(|fact| (fact.label.as_str(), fact.value.as_str())));
        let flows = table(&cash.flows, each.min(60), theme);
        if is_wide {
            page.lines(beside(&facts.into_lines(), &flows, usize::from(width / 2)));
        } else {
            page.lines(facts.into_lines());
            page.gap();
            page.lines(flows);
        }
        page.into_lines()
    }

    /// The balance in the month under the mouse, above the fan.
    fn reading(&self, area: Rect, buf: &mut Buffer) {
        let (Some(cash), Some((x, y))) = (&self.view.cash, self.hover) else {
            return;
        };
        let place = Rect::new(0, 0, area.width.saturating_sub(2), Self::fan_height(area.height));
        let chart = ChartPane {
            chart: Chart::Fan(cash),
            theme: self.theme,
        };
        let Some(plot) = chart.plot(place) else { return };
        let line = usize::from(y) + self.top;
        let is_inside = (plot.x..plot.right()).contains(&x)
            && (usize::from(plot.y)..usize::from(plot.bottom())).contains(&line);
        if !is_inside {
            return;
        }
        let at = (f64::from(x - plot.x) + 0.5) / f64::from(plot.width);
        let nearest = cash
            .readings
            .iter()
            .min_by(|a, b| (a.at - at).abs().total_cmp(&(b.at - at).abs()));
        if let Some(reading) = nearest
            && let Some(row) = usize::from(plot.bottom()).checked_sub(self.top + 1)
        {
            let words = format!(" {} ", reading.label);
            let room = Rect {
                width: plot.right().min(area.width),
                ..area
            };
            paint::text_right(buf, room, row as u16, &words, self.theme.strong());
        }
    }

    fn fan_height(height: u16) -> u16 {
        height.saturating_sub(1).clamp(12, 26)
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
        paint::lines(buf, area, &self.lines(area), self.top, self.theme);
        self.reading(area, buf);
    }
}

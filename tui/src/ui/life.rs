//! Updates after approval: with a plan of changes and without, market by market, and when such a plan has paid.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;
use regpath_core::text::Lang;
use regpath_core::view::{LifePanel, LifeView, MarketLifeView};

use super::chart::{self, Chart, ChartPane};
use super::page::{Page, beside};
use super::{paint, table};
use crate::cells;
use crate::theme::{Hue, Theme};
use crate::words;

/// From this width on two markets, or two pictures, stand side by side.
const BESIDE_FROM: u16 = 130;
/// From this height on the ranges have axes; below, their numbers say it alone.
const ROOMY: u16 = 26;
/// Rows of the picture of what pays.
const PAY: u16 = 14;

/// Updates after approval.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LifePane<'a> {
    pub(crate) view: &'a LifeView,
    pub(crate) top: usize,
    pub(crate) lang: Lang,
    pub(crate) theme: Theme,
}

impl LifePane<'_> {
    /// How many lines there are to scroll over.
    pub(crate) fn len(&self, area: Rect) -> usize {
        self.lines(area).len()
    }

    fn lines(&self, area: Rect) -> Vec<Line<'static>> {
        let theme = self.theme;
        let width = area.width.saturating_sub(2);
        let mut page = Page::new(width, theme);
        if !self.view.hint.is_empty() {
            page.gap();
            page.paragraph(&self.view.hint, theme.text());
            if self.view.example.is_some() {
                page.gap();
                page.paragraph(words::opens_example(self.lang), theme.strong());
            }
            return page.into_lines();
        }
        let markets = &self.view.markets;
        let has_room = area.height >= ROOMY;
        if width >= BESIDE_FROM {
            let each = width / 2 - 2;
            for pair in markets.chunks(2) {
                page.gap();
                let column = |market: Option<&MarketLifeView>| {
                    market.map_or_else(Vec::new, |market| self.market(market, (each, has_room)))
                };
                let (left, right) = (column(pair.first()), column(pair.get(1)));
                page.lines(beside(&left, &right, usize::from(each + 4)));
            }
        } else {
            for market in markets {
                page.gap();
                page.lines(self.market(market, (width, has_room)));
            }
        }
        page.gap();
        page.paragraph(&self.view.caption, theme.dim());
        page.into_lines()
    }

    fn market(&self, market: &MarketLifeView, (width, has_room): (u16, bool)) -> Vec<Line<'static>> {
        let theme = self.theme;
        let mut page = Page::new(width, theme);
        page.paragraph(&market.title, theme.strong());
        for panel in &market.panels {
            if has_room {
                page.gap();
            }
            self.panel(panel, &mut page, (width, has_room));
        }
        page.gap();
        page.paragraph(&market.note, theme.dim());
        page.gap();
        page.lines(table(&market.ways, width, theme));
        if let Some(pay) = &market.pay {
            page.gap();
            let chart = ChartPane {
                chart: Chart::Pay(pay),
                theme,
            };
            page.lines(chart.lines(width, PAY));
        }
        for sentence in &market.sentences {
            page.gap();
            page.paragraph(sentence, theme.text());
        }
        page.into_lines()
    }

    fn panel(&self, panel: &LifePanel, page: &mut Page, (width, has_axis): (u16, bool)) {
        let theme = self.theme;
        let room = usize::from(width);
        page.paragraph(&panel.title, theme.heading());
        let widest = |of: &dyn Fn(usize) -> usize| (0..panel.rows.len()).map(of).max().unwrap_or(0);
        let numbers = widest(&|at| cells::width(&panel.rows[at].words));
        let names = widest(&|at| cells::width(&panel.rows[at].label)).min(room * 2 / 5);
        let lead = if names > 0 { names + 2 } else { 0 };
        let bars = room.saturating_sub(lead + numbers + 2);
        for row in &panel.rows {
            let hue = if row.is_planned {
                Hue::Series
            } else {
                Hue::Critical
            };
            let bar = paint::range([row.low, row.middle, row.high], bars);
            let mut spans = vec![Span::styled(bar, theme.hue(hue))];
            if lead > 0 {
                spans.insert(0, Span::raw(cells::pad_right(&row.label, names) + "  "));
            }
            spans.push(Span::styled(
                format!("  {}", cells::pad_left(&row.words, numbers)),
                theme.strong(),
            ));
            page.lines([Line::from(spans)]);
        }
        if has_axis {
            page.lines(chart::axis_lines(&panel.x_ticks, lead, bars, theme, width));
        }
    }
}

impl Widget for &LifePane<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        paint::lines(buf, area, &self.lines(area), self.top, self.theme);
    }
}

//! The plan in words: its story, the routes it takes and what they promise, and what a reader must be told.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Widget;
use regpath_core::text::Lang;
use regpath_core::view::PlanView;

use super::grid::{Grid, GridColumn};
use super::page::Page;
use super::paint;
use crate::theme::Theme;
use crate::words;

/// From this width on the routes stand beside the story.
const ASIDE_FROM: u16 = 132;

/// The plan.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PlanPane<'a> {
    pub(crate) view: &'a PlanView,
    pub(crate) top: usize,
    pub(crate) lang: Lang,
    pub(crate) theme: Theme,
}

impl PlanPane<'_> {
    /// How many lines there are to scroll over.
    pub(crate) fn len(&self, area: Rect) -> usize {
        self.columns(area)
            .iter()
            .map(|(_, lines)| lines.len())
            .max()
            .unwrap_or(0)
    }

    fn columns(&self, area: Rect) -> Vec<(Rect, Vec<Line<'static>>)> {
        let view = self.view;
        if area.width < ASIDE_FROM {
            let mut page = Page::new(area.width.saturating_sub(2), self.theme);
            page.paragraph(&view.summary, self.theme.text());
            self.routes(&mut page, area.width.saturating_sub(2));
            self.notes(&mut page);
            self.profile(&mut page);
            return vec![(area, page.into_lines())];
        }
        let left = Rect {
            width: area.width * 3 / 8,
            ..area
        };
        let right = Rect {
            x: left.right() + 3,
            width: area.width - left.width - 3,
            ..area
        };
        let mut story = Page::new(left.width.saturating_sub(2), self.theme);
        story.paragraph(&view.summary, self.theme.text());
        self.profile(&mut story);
        let mut routes = Page::new(right.width.saturating_sub(2), self.theme);
        self.routes(&mut routes, right.width.saturating_sub(2));
        self.notes(&mut routes);
        vec![(left, story.into_lines()), (right, routes.into_lines())]
    }

    fn routes(&self, page: &mut Page, width: u16) {
        page.heading(words::routes(self.lang));
        page.lines(self.grid().lines(usize::from(width), self.theme));
    }

    /// The routes; titles of columns are core's. What a route grants and the grades of its figures go first.
    fn grid(&self) -> Grid {
        let view = &self.view.routes;
        let ranks = [u8::MAX, 2, 9, 8, 7, 6, 3];
        Grid {
            columns: view
                .table
                .columns
                .iter()
                .zip(ranks)
                .map(|(column, rank)| GridColumn {
                    title: column.title.clone(),
                    is_numeric: column.is_numeric,
                    rank,
                })
                .collect(),
            rows: view
                .routes
                .iter()
                .map(|row| {
                    let cells = [
                        &row.title,
                        &row.grants,
                        &row.chance,
                        &row.p50,
                        &row.p80,
                        &row.cost,
                        &row.grades,
                    ];
                    cells.into_iter().map(|cell| cell.clone().into()).collect()
                })
                .collect(),
            cursor: None,
            lead: 34,
        }
    }

    fn notes(&self, page: &mut Page) {
        if self.view.notes.is_empty() {
            return;
        }
        page.heading(words::notes(self.lang));
        for note in &self.view.notes {
            page.hanging("· ", self.theme.dim(), note, self.theme.text());
        }
    }

    fn profile(&self, page: &mut Page) {
        if !self.view.profile.is_empty() {
            page.heading(words::profile(self.lang));
            page.facts(
                self.view
                    .profile
                    .iter()
                    .map(|fact| (fact.label.as_str(), fact.value.as_str())),
            );
        }
        if !self.view.teaches.is_empty() {
            page.heading(words::teaches(self.lang));
            page.paragraph(&self.view.teaches, self.theme.text());
        }
    }
}

impl Widget for &PlanPane<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let columns = self.columns(area);
        for (index, (place, lines)) in columns.iter().enumerate() {
            let top = self
                .top
                .min(lines.len().saturating_sub(usize::from(place.height)));
            if index > 0 {
                for row in 0..area.height {
                    paint::glyph(buf, area, place.x - area.x - 2, row, "│", self.theme.dim());
                }
            }
            paint::lines(buf, *place, lines, top, self.theme);
        }
    }
}

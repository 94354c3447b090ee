//! When it will happen, and how surely: the milestones to choose from and the picture of the chosen one.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Widget;
use regpath_core::app::OddsForm;
use regpath_core::text::Lang;
use regpath_core::view::{OddsView, Table};

use super::chart::{Chart, ChartPane};
use super::grid::{Grid, GridColumn};
use super::{page::Page, paint, table};
use crate::theme::Theme;
use crate::words;

/// From this width on the list stands beside the picture.
const ASIDE_FROM: u16 = 132;
/// From this height on the other two forms are shown as well.
const ALL_FORMS_FROM: u16 = 32;

/// The odds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OddsPane<'a> {
    pub(crate) view: &'a OddsView,
    pub(crate) form: OddsForm,
    /// First milestone in sight.
    pub(crate) top: usize,
    pub(crate) lang: Lang,
    pub(crate) theme: Theme,
}

#[derive(Debug, Clone, Copy, Default)]
struct Places {
    /// The milestones, their head included.
    list: Rect,
    /// The same numbers as the picture.
    table: Rect,
    chart: Rect,
    /// The other forms.
    others: [Rect; 2],
}

impl OddsPane<'_> {
    fn places(&self, area: Rect) -> Places {
        let count = u16::try_from(self.view.milestones.len()).unwrap_or(u16::MAX);
        let mut places = Places::default();
        if area.width >= ASIDE_FROM {
            let width = area.width * 9 / 20;
            let list = Rect {
                width,
                height: (count.saturating_add(1)).min(area.height * 3 / 5),
                ..area
            };
            places.list = list;
            let y = list.bottom() + 1;
            places.table = Rect {
                y: y.min(area.bottom()),
                height: area.bottom().saturating_sub(y),
                ..list
            };
            let x = area.x + width + 3;
            places.chart = Rect {
                x,
                width: area.right().saturating_sub(x),
                ..area
            };
        } else {
            let most = area.height.div_ceil(4).max(3);
            let height = count.saturating_add(1).min(most).min(area.height);
            places.list = Rect { height, ..area };
            let y = (area.y + height + 1).min(area.bottom());
            places.chart = Rect {
                y,
                height: area.bottom() - y,
                ..area
            };
        }
        if places.chart.height >= ALL_FORMS_FROM && places.chart.width >= 80 {
            let below = places.chart.height * 2 / 5;
            let y = places.chart.bottom() - below;
            places.chart.height -= below + 1;
            let width = (places.chart.width - 4) / 2;
            let left = Rect {
                y,
                width,
                height: below,
                ..places.chart
            };
            places.others = [
                left,
                Rect {
                    x: places.chart.right() - width,
                    ..left
                },
            ];
        }
        places
    }

    /// How many milestones are in sight at once.
    pub(crate) fn page(&self, area: Rect) -> usize {
        usize::from(self.places(area).list.height.saturating_sub(1))
    }

    /// The milestone that is drawn there.
    pub(crate) fn row_at(&self, area: Rect, x: u16, y: u16) -> Option<usize> {
        let list = self.places(area).list;
        let row = usize::from(y.checked_sub(list.y + 1)?);
        let is_inside = row < self.page(area) && (list.x..list.right()).contains(&x);
        (is_inside && self.top + row < self.view.milestones.len()).then_some(self.top + row)
    }

    fn chart(&self, form: OddsForm) -> Chart<'_> {
        match form {
            OddsForm::Dots => Chart::Dots(&self.view.dots),
            OddsForm::Histogram => Chart::Histogram(&self.view.histogram),
            OddsForm::Curve => Chart::Curve(&self.view.curve),
        }
    }

    fn numbers(&self) -> &Table {
        match self.form {
            OddsForm::Dots => &self.view.dots.table,
            OddsForm::Histogram => &self.view.histogram.table,
            OddsForm::Curve => &self.view.curve.table,
        }
    }

    fn list(&self, width: u16) -> Vec<Line<'static>> {
        let columns = words::milestone_columns(self.lang);
        // P50 and P80 outlive the others; the title and the chance always stay.
        let ranks = [u8::MAX, u8::MAX, 3, 9, 8, 4, 2, 1];
        let grid = Grid {
            columns: columns
                .into_iter()
                .zip(ranks)
                .enumerate()
                .map(|(at, (title, rank))| GridColumn {
                    title: title.to_owned(),
                    is_numeric: at > 0,
                    rank,
                })
                .collect(),
            rows: self
                .view
                .milestones
                .iter()
                .map(|row| {
                    let cursor = if row.index == self.view.selected {
                        "▸"
                    } else {
                        " "
                    };
                    let target = if row.is_target { "◎" } else { " " };
                    let title = format!("{cursor}{target} {}", row.title);
                    let mut cells = vec![title.into(), row.chance.clone().into()];
                    cells.extend(row.dates.iter().map(|date| date.clone().into()));
                    cells.push(row.months.clone().into());
                    cells.push(row.error.clone().into());
                    cells
                })
                .collect(),
            cursor: Some(self.view.selected),
            lead: 26,
        };
        grid.lines(usize::from(width), self.theme)
    }
}

impl Widget for &OddsPane<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        if area.height < 4 || area.width < 20 {
            return;
        }
        let places = self.places(area);
        let list = self.list(places.list.width.saturating_sub(2));
        if let Some((head, rows)) = list.split_first() {
            paint::line(buf, places.list, 0, head);
            let body = Rect {
                y: places.list.y + 1,
                height: places.list.height.saturating_sub(1),
                ..places.list
            };
            paint::lines(buf, body, rows, self.top, self.theme);
        }
        if places.table.height >= 4 && !self.numbers().rows.is_empty() {
            let mut page = Page::new(places.table.width, self.theme);
            page.heading(words::same_numbers(self.lang));
            page.lines(table(self.numbers(), places.table.width, self.theme));
            for (row, line) in (0..places.table.height).zip(&page.into_lines()) {
                paint::line(buf, places.table, row, line);
            }
        }
        if area.width >= ASIDE_FROM {
            for row in 0..area.height {
                paint::glyph(buf, area, places.list.width + 1, row, "│", self.theme.dim());
            }
        }
        (&ChartPane {
            chart: self.chart(self.form),
            theme: self.theme,
        })
            .render(places.chart, buf);
        let others = OddsForm::ALL.into_iter().filter(|form| *form != self.form);
        for (form, place) in others.zip(places.others) {
            if place.height > 0 {
                (&ChartPane {
                    chart: self.chart(form),
                    theme: self.theme,
                })
                    .render(place, buf);
            }
        }
    }
}

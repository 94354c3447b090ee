//! When it will happen, and how surely: the milestones to choose from and the picture of the chosen one.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;
use ratatui::widgets::Widget;
use regpath_core::app::OddsForm;
use regpath_core::text::Lang;
use regpath_core::view::{OddsView, Table};

use super::chart::{Chart, ChartPane};
use super::grid::{Grid, GridColumn};
use super::{page::Page, paint, table};
use crate::theme::{Hue, Theme};
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
    /// The date that is asked.
    asked: Rect,
    /// The other forms.
    others: [Rect; 3],
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
            let width = (places.chart.width - 8) / 3;
            let other = |place: u16| Rect {
                x: places.chart.x + place * (width + 4),
                y,
                width,
                height: below,
            };
            places.others = [other(0), other(1), other(2)];
        }
        let room = places.chart;
        if area.width < ASIDE_FROM {
            // The row between the list and the picture.
            places.asked = Rect {
                y: room.y.saturating_sub(1).max(area.y),
                height: 1.min(room.height),
                ..room
            };
        } else if room.height >= 8 {
            places.asked = Rect {
                y: room.bottom() - 1,
                height: 1,
                ..room
            };
            places.chart.height -= 1;
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
            OddsForm::Joint => match &self.view.joint {
                Some(joint) => Chart::Scatter(joint),
                None => Chart::Dots(&self.view.dots),
            },
        }
    }

    fn pane(&self) -> ChartPane<'_> {
        ChartPane {
            chart: self.chart(self.form),
            theme: self.theme,
        }
    }

    /// What a place on the picture stands for, 0 to 1 from the left and from the bottom; none beside it, and on time and
    /// cost.
    pub(crate) fn on_plot(&self, area: Rect, at: Position) -> Option<[f64; 2]> {
        if self.form == OddsForm::Joint {
            return None;
        }
        let plot = self.pane().plot(self.places(area).chart)?;
        plot.contains(at).then(|| {
            let share = |from: u16, length: u16| (f64::from(from) + 0.5) / f64::from(length);
            [
                share(at.x - plot.x, plot.width),
                1.0 - share(at.y - plot.y, plot.height),
            ]
        })
    }

    /// The date that is asked, and its chance: a line on the picture, and a sentence.
    fn asked(&self, place: Rect, chart: Rect, buf: &mut Buffer) {
        let (Some(asked), true) = (&self.view.asked, self.form != OddsForm::Joint) else {
            return;
        };
        paint::text(
            buf,
            place,
            0,
            0,
            &format!("▸ {}", asked.words),
            self.theme.strong(),
        );
        let Some(plot) = self.pane().plot(chart) else {
            return;
        };
        let style = self.theme.hue(Hue::Milestone).patch(self.theme.strong());
        let col = paint::place(asked.at[0], plot.width);
        let row = paint::place(asked.at[1], plot.height).map(|up| plot.height - 1 - up);
        let Some(col) = col else { return };
        for line in 0..plot.height {
            // Bars and dots are not written over.
            let is_free = buf
                .cell((plot.x + col, plot.y + line))
                .is_some_and(|cell| matches!(cell.symbol(), " " | "┈" | "│"));
            if is_free {
                paint::glyph(buf, plot, col, line, "┊", style);
            }
        }
        if let (OddsForm::Curve, Some(row)) = (self.form, row) {
            for across in 0..col {
                let is_free = buf
                    .cell((plot.x + across, plot.y + row))
                    .is_some_and(|cell| matches!(cell.symbol(), " " | "┈" | "│"));
                if is_free {
                    paint::glyph(buf, plot, across, row, "╌", style);
                }
            }
            paint::glyph(buf, plot, col, row, "◆", style);
        }
    }

    fn numbers(&self) -> &Table {
        match self.form {
            OddsForm::Dots => &self.view.dots.table,
            OddsForm::Histogram => &self.view.histogram.table,
            OddsForm::Curve | OddsForm::Joint => &self.view.curve.table,
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
        self.pane().render(places.chart, buf);
        self.asked(places.asked, places.chart, buf);
        let others = OddsForm::ALL.into_iter().filter(|form| *form != self.form);
        for (form, place) in others.zip(places.others) {
            if place.height > 0 {
                let pane = ChartPane {
                    chart: self.chart(form),
                    theme: self.theme,
                };
                // The finding stands above the first picture already.
                pane.titled(form.title(self.lang)).draw(place, buf);
            }
        }
    }
}

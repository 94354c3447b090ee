//! The answer strip: headline cards that never leave the screen.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::widgets::Widget;
use regpath_core::view::{Card, StripView};

use super::paint;
use crate::cells;
use crate::theme::{Hue, Theme};

/// The cards, side by side.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StripPane<'a> {
    pub(crate) view: &'a StripView,
    /// The figures are of an older run: they are dimmed until the new ones come.
    pub(crate) is_stale: bool,
    pub(crate) theme: Theme,
}

/// Where the chance of getting there stands; the same for all cards, so that they line up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ChancePlace {
    /// Beside the median and its other words.
    Middle,
    /// Beside the title.
    Top,
    /// Beside the median, which gives up its other words.
    Instead,
}

fn joined(parts: &[&str]) -> usize {
    let filled = parts.iter().filter(|part| !part.is_empty());
    filled
        .map(|part| cells::width(part) + 1)
        .sum::<usize>()
        .saturating_sub(1)
}

impl StripPane<'_> {
    fn chance_place(&self, width: usize) -> ChancePlace {
        let fits =
            |parts: fn(&Card) -> [&str; 3]| self.view.cards.iter().all(|card| joined(&parts(card)) <= width);
        if fits(|card| [&card.big, &card.small, &card.chance]) {
            ChancePlace::Middle
        } else if fits(|card| [&card.title, &card.chance, ""]) && fits(|card| [&card.big, &card.small, ""]) {
            ChancePlace::Top
        } else {
            ChancePlace::Instead
        }
    }

    fn card(&self, card: &Card, chance: ChancePlace, area: Rect, buf: &mut Buffer) {
        let theme = self.theme;
        let base = if self.is_stale {
            Style::new().add_modifier(Modifier::DIM)
        } else {
            theme.text()
        };
        paint::text(buf, area, 0, 0, &card.title, theme.dim());
        let big = paint::text(buf, area, 0, 1, &card.big, base.patch(theme.strong()));
        if chance != ChancePlace::Instead {
            paint::text(buf, area, big + 1, 1, &card.small, base);
        }
        let chance_row = u16::from(chance != ChancePlace::Top);
        paint::text_right(buf, area, chance_row, &card.chance, base.patch(theme.strong()));
        let p80 = paint::text(buf, area, 0, 2, &card.p80, base);
        let spark = Rect {
            x: area.x + p80 + 1,
            y: area.y + 2,
            width: area.width.saturating_sub(p80 + 1),
            height: area.height.saturating_sub(2),
        };
        self.spark(&card.spark, spark, base, buf);
    }

    fn spark(&self, heights: &[f64], area: Rect, base: Style, buf: &mut Buffer) {
        // A height takes one, two or three cells; several share one when there are too many.
        let stretch = (usize::from(area.width) / heights.len().max(1)).clamp(1, 3);
        let width = usize::from(area.width).min(heights.len() * stretch);
        if width == 0 {
            return;
        }
        // To the right edge, so that the cards line up.
        let left = area.width - width as u16;
        for col in 0..width {
            let (from, to) = (col * heights.len() / width, (col + 1) * heights.len() / width);
            let height = heights[from..to.max(from + 1)]
                .iter()
                .copied()
                .fold(0.0, f64::max);
            for (up, glyph) in (0..).zip(paint::column(height, area.height)) {
                let row = area.height - 1 - up;
                paint::glyph(
                    buf,
                    area,
                    left + col as u16,
                    row,
                    glyph,
                    base.patch(self.theme.hue(Hue::Series)),
                );
            }
        }
    }
}

impl Widget for &StripPane<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let count = u16::try_from(self.view.cards.len()).unwrap_or(u16::MAX);
        if count == 0 || area.width < count || area.height < 2 {
            return;
        }
        let gap = if area.width >= 100 { 4 } else { 2 };
        let each = (area.width + gap) / count;
        let width = each.saturating_sub(gap);
        let chance = self.chance_place(usize::from(width));
        for (index, card) in (0..).zip(&self.view.cards) {
            let place = Rect {
                x: area.x + index * each,
                width,
                ..area
            };
            self.card(card, chance, place, buf);
            if index > 0 && gap >= 2 {
                let rule = Rect {
                    x: place.x - gap / 2 - u16::from(gap > 2),
                    width: 1,
                    ..area
                };
                for row in 0..area.height {
                    paint::glyph(buf, rule, 0, row, "│", self.theme.dim());
                }
            }
        }
    }
}

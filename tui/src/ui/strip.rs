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
    /// Rows for what has changed: the last one, if anything has.
    fn changes(&self) -> u16 {
        u16::from(self.view.cards.iter().any(|card| card.change.is_some()))
    }

    fn chance_place(&self, widths: &[usize]) -> ChancePlace {
        let fits = |parts: fn(&Card) -> [&str; 3]| {
            self.view
                .cards
                .iter()
                .zip(widths)
                .all(|(card, width)| joined(&parts(card)) <= *width)
        };
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
            height: area.height.saturating_sub(2 + self.changes()),
        };
        if let Some(change) = &card.change {
            let style = match change.is_better {
                Some(true) => theme.hue(Hue::Series).patch(theme.strong()),
                Some(false) => theme.hue(Hue::Critical).patch(theme.strong()),
                None => theme.dim(),
            };
            paint::text(buf, area, 0, area.height - 1, &change.words, style);
        }
        self.spark(&card.spark, spark, base, buf);
    }

    fn spark(&self, heights: &[f64], area: Rect, base: Style, buf: &mut Buffer) {
        // A height takes one, two or three cells; several share one when there are too many.
        let stretch = (usize::from(area.width) / heights.len().max(1)).clamp(1, 3);
        let width = usize::from(area.width).min(heights.len() * stretch);
        // Two cells have no shape.
        if width < 3 {
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

/// Widths of the cards: equal when every title fits, or else what a card needs at least, and then more for the
/// titles that are longer, from the left.
fn widths(cards: &[Card], room: usize) -> Vec<usize> {
    let equal = room / cards.len().max(1);
    let wish = |card: &Card| cells::width(&card.title).max(least(card));
    if cards.iter().all(|card| wish(card) <= equal) {
        return vec![equal; cards.len()];
    }
    let mut widths: Vec<usize> = cards.iter().map(|card| least(card).min(equal)).collect();
    let mut spare = room.saturating_sub(widths.iter().sum());
    for (width, card) in widths.iter_mut().zip(cards) {
        let more = wish(card).saturating_sub(*width).min(spare);
        *width += more;
        spare -= more;
    }
    // What is left over goes to all alike.
    let count = widths.len().max(1);
    for (index, width) in widths.iter_mut().enumerate() {
        *width += spare / count + usize::from(index < spare % count);
    }
    widths
}

/// Room for the median with its chance, and for the 80 % value with a small histogram.
fn least(card: &Card) -> usize {
    joined(&[&card.big, &card.chance]).max(cells::width(&card.p80) + 4)
}

impl Widget for &StripPane<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let cards = &self.view.cards;
        // A narrow screen has no cells to spare for rules.
        let gap = if area.width >= 100 { 5 } else { 2 };
        let gaps = gap * cards.len().saturating_sub(1);
        let widths = widths(cards, usize::from(area.width).saturating_sub(gaps));
        let narrowest = widths.iter().copied().min().unwrap_or(0);
        if narrowest == 0 || area.height < 2 {
            return;
        }
        let chance = self.chance_place(&widths);
        let mut x = area.x;
        for (index, (card, width)) in cards.iter().zip(widths).enumerate() {
            let (width, gap) = (width as u16, gap as u16);
            if index > 0 && gap > 2 {
                let rule = Rect {
                    x: x - gap / 2 - 1,
                    width: 1,
                    ..area
                };
                for row in 0..area.height {
                    paint::glyph(buf, rule, 0, row, "│", self.theme.dim());
                }
            }
            self.card(card, chance, Rect { x, width, ..area }, buf);
            x += width + gap;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(title: &str) -> Card {
        Card {
            title: title.to_owned(),
            big: "2030-03".to_owned(),
            small: "(36 mo)".to_owned(),
            p80: "P80 2030-07".to_owned(),
            chance: "80 %".to_owned(),
            spark: Vec::new(),
            change: None,
        }
    }

    #[test]
    fn long_titles_take_the_room_that_short_ones_leave() {
        let cards = [
            "First approval",
            "Three ASEAN markets",
            "Cost to first approval",
            "Cost",
        ]
        .map(card);
        assert_eq!(widths(&cards, 80), [18, 21, 24, 17]);
        assert_eq!(widths(&cards, 74), [16, 20, 23, 15]);
        assert_eq!(widths(&cards, 200), [50; 4]);
        assert_eq!(widths(&cards, 20).iter().sum::<usize>(), 20);
        assert_eq!(widths(&[], 20), Vec::<usize>::new());
    }
}

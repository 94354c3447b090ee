//! The title line: the plan, what the engine is doing, how sure the headline is, and the language.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::Widget;
use regpath_core::text::Lang;
use regpath_core::view::FootView;

use super::paint;
use crate::cells;
use crate::theme::{Hue, Theme};

/// The title line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HeaderPane<'a> {
    pub(crate) title: &'a str,
    /// How many levers stand otherwise than when the plan was opened.
    pub(crate) changes: &'a str,
    pub(crate) foot: &'a FootView,
    /// Futures a second; may be empty.
    pub(crate) rate: &'a str,
    pub(crate) lang: Lang,
    pub(crate) theme: Theme,
}

pub(super) const BRAND: &str = " regpath";
/// The title keeps at least this much before anything else is shown.
const TITLE: usize = 36;
const GAUGE: usize = 8;

/// `▰▰▰▱▱▱▱▱` for a progress from 0 to 1.
pub(crate) fn gauge(progress: f64) -> String {
    let filled = ((progress.clamp(0.0, 1.0) * GAUGE as f64).floor() as usize).min(GAUGE);
    "▰".repeat(filled) + &"▱".repeat(GAUGE - filled)
}

/// Whether the language mark is there.
pub(crate) fn is_language(area: Rect, at: Position) -> bool {
    area.contains(at) && at.x + 4 >= area.right()
}

impl HeaderPane<'_> {
    /// What stands at the right, from the left; what matters least goes first when the room is small.
    fn right(&self, width: u16) -> Vec<(String, Style)> {
        let foot = self.foot;
        let title = cells::width(self.title).min(TITLE.max(usize::from(width) / 3));
        let room = usize::from(width).saturating_sub(cells::width(BRAND) + 2 + title);
        let gauge = if foot.is_running {
            gauge(foot.progress)
        } else {
            String::new()
        };
        let changes = if self.changes.is_empty() {
            String::new()
        } else {
            format!("● {}", self.changes)
        };
        // (rank, words): the highest rank stays longest.
        let mut parts = vec![
            (4, changes, self.theme.hue(Hue::Series)),
            (1, foot.seed.clone(), self.theme.dim()),
            (3, gauge, self.theme.hue(Hue::Series)),
            (3, foot.iterations.clone(), self.theme.dim()),
            (2, self.rate.to_owned(), self.theme.dim()),
            (4, foot.error.clone(), self.theme.text()),
            (5, self.lang.tag().to_uppercase(), self.theme.strong()),
        ];
        parts.retain(|(_, words, _)| !words.is_empty());
        while parts
            .iter()
            .map(|(_, words, _)| cells::width(words) + 2)
            .sum::<usize>()
            > room
        {
            let Some(least) = (0..parts.len()).min_by_key(|at| parts[*at].0) else {
                break;
            };
            parts.remove(least);
        }
        parts
            .into_iter()
            .map(|(_, words, style)| (words, style))
            .collect()
    }
}

impl Widget for &HeaderPane<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let right = self.right(area.width);
        let length: usize = right.iter().map(|(words, _)| cells::width(words) + 2).sum();
        let mut col = area
            .width
            .saturating_sub(u16::try_from(length).unwrap_or(u16::MAX));
        let left = Rect {
            width: col.saturating_sub(1),
            ..area
        };
        let brand = paint::text(buf, left, 0, 0, BRAND, self.theme.brand());
        paint::text(buf, left, brand + 2, 0, self.title, self.theme.strong());
        for (words, style) in right {
            col += 1;
            col += paint::text(buf, area, col, 0, &words, style) + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gauge_fills_from_the_left() {
        assert_eq!(gauge(0.0), "▱▱▱▱▱▱▱▱");
        assert_eq!(gauge(0.62), "▰▰▰▰▱▱▱▱");
        assert_eq!(gauge(1.0), "▰▰▰▰▰▰▰▰");
        assert_eq!(gauge(f64::NAN), "▱▱▱▱▱▱▱▱");
    }
}

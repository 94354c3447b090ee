//! The foot: the keys that work now. They can be clicked as well.

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::Widget;

use super::paint;
use crate::cells;
use crate::theme::Theme;

/// A key and what it does now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hint {
    /// How the key is written.
    pub(crate) key: &'static str,
    /// What it does.
    pub(crate) words: &'static str,
    /// What a click on it presses, if it stands for one key.
    pub(crate) press: Option<KeyCode>,
    /// The lowest goes first when the room is small.
    pub(crate) rank: u8,
}

/// The foot.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FootPane<'a> {
    pub(crate) hints: &'a [Hint],
    /// What stands at the right end, if there is room.
    pub(crate) remark: &'a str,
    pub(crate) theme: Theme,
}

fn length(hint: &Hint) -> u16 {
    cells::width16(hint.key) + 1 + cells::width16(hint.words)
}

impl FootPane<'_> {
    /// The hints that fit, with their first columns.
    fn places(&self, width: u16) -> Vec<(&Hint, u16)> {
        let mut kept: Vec<&Hint> = self.hints.iter().collect();
        let total = |kept: &[&Hint]| kept.iter().map(|hint| length(hint) + 2).sum::<u16>();
        while total(&kept) > width {
            let Some(least) = (0..kept.len()).rev().min_by_key(|at| kept[*at].rank) else {
                break;
            };
            kept.remove(least);
        }
        let mut col = 1;
        let place = |hint: &'_ Hint| {
            let at = col;
            col += length(hint) + 2;
            at
        };
        let cols: Vec<u16> = kept.iter().copied().map(place).collect();
        kept.into_iter().zip(cols).collect()
    }

    /// The key that a click there presses.
    pub(crate) fn key_at(&self, area: Rect, at: Position) -> Option<KeyCode> {
        let col = area.contains(at).then(|| at.x - area.x)?;
        let places = self.places(area.width);
        let (hint, _) = places
            .into_iter()
            .find(|(hint, from)| (*from..from + length(hint)).contains(&col))?;
        hint.press
    }
}

impl Widget for &FootPane<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let mut end = 0;
        for (hint, col) in self.places(area.width) {
            let key = paint::text(buf, area, col, 0, hint.key, self.theme.key());
            end = col + key + 1 + paint::text(buf, area, col + key + 1, 0, hint.words, self.theme.dim());
        }
        if !self.remark.is_empty() && end + cells::width16(self.remark) + 3 <= area.width {
            let area = Rect {
                width: area.width - 1,
                ..area
            };
            paint::text_right(buf, area, 0, self.remark, self.theme.dim());
        }
    }
}

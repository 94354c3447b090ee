//! The levers of the plan: beside the view where there is room, over it where there is not.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Clear, Widget};
use regpath_core::text::Lang;
use regpath_core::view::{Lever, LeverGroup, LeversView};

use super::page::Page;
use super::paint;
use crate::cells;
use crate::theme::{Hue, Theme};
use crate::words;

/// A row of the list.
#[derive(Debug, Clone, Copy)]
enum Row<'a> {
    Group(&'a LeverGroup),
    /// A lever and its number among all levers.
    Lever(usize, &'a Lever),
}

/// The levers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LeversPane<'a> {
    pub(crate) view: &'a LeversView,
    /// The lever that the keys act on.
    pub(crate) cursor: usize,
    /// First row in sight.
    pub(crate) top: usize,
    pub(crate) lang: Lang,
    pub(crate) theme: Theme,
}

/// The levers in the order of the cursor.
pub(crate) fn all(view: &LeversView) -> impl Iterator<Item = &Lever> {
    view.groups.iter().flat_map(|group| &group.levers)
}

impl LeversPane<'_> {
    fn rows(&self) -> Vec<Row<'_>> {
        let mut rows = Vec::new();
        let mut number = 0;
        for group in &self.view.groups {
            rows.push(Row::Group(group));
            for lever in &group.levers {
                rows.push(Row::Lever(number, lever));
                number += 1;
            }
        }
        rows
    }

    /// Title, list, and what is known of the lever under the cursor.
    fn places(&self, area: Rect) -> [Rect; 3] {
        let about = u16::try_from(self.about(area.width).len()).unwrap_or(u16::MAX);
        let about = about.min(area.height / 2) + 1;
        let list = area.height.saturating_sub(1 + about);
        [
            Rect {
                height: area.height.min(1),
                ..area
            },
            Rect {
                y: area.y + 1,
                height: list,
                ..area
            },
            Rect {
                y: area.y + 1 + list,
                height: about.min(area.height.saturating_sub(1)),
                ..area
            },
        ]
    }

    /// How many rows are in sight at once.
    pub(crate) fn page(&self, area: Rect) -> usize {
        usize::from(self.places(area)[1].height)
    }

    /// The row of the cursor, and how many there are.
    pub(crate) fn cursor_row(&self) -> (usize, usize) {
        let rows = self.rows();
        let at = rows
            .iter()
            .position(|row| matches!(row, Row::Lever(number, _) if *number == self.cursor));
        (at.unwrap_or(0), rows.len())
    }

    /// The lever that is drawn at that height.
    pub(crate) fn lever_at(&self, area: Rect, y: u16) -> Option<usize> {
        let list = self.places(area)[1];
        let row = usize::from(y.checked_sub(list.y).filter(|row| *row < list.height)?);
        match self.rows().get(self.top + row)? {
            Row::Lever(number, _) => Some(*number),
            Row::Group(_) => None,
        }
    }

    fn lever(&self, number: usize, lever: &Lever, area: Rect, row: u16, buf: &mut Buffer) {
        let theme = self.theme;
        let is_cursor = number == self.cursor;
        let width = usize::from(area.width.saturating_sub(1));
        let room = width.saturating_sub(4);
        // The label keeps a good half, the value whatever the label leaves.
        let label_room = cells::width(&lever.label).min(room * 11 / 20);
        let value = cells::cut(&lever.value, room.saturating_sub(label_room + 5));
        let label_room = room.saturating_sub(cells::width(&value) + 5);
        let label = cells::pad_right(&lever.label, label_room);
        let style = if is_cursor {
            theme.text().patch(theme.cursor())
        } else {
            theme.text()
        };
        let sign = if is_cursor { "▸" } else { " " };
        paint::text(buf, area, 0, row, sign, theme.strong());
        if !lever.problem.is_empty() {
            paint::text(
                buf,
                area,
                1,
                row,
                "!",
                theme.hue(Hue::Critical).patch(theme.strong()),
            );
        } else if lever.is_changed {
            paint::text(
                buf,
                area,
                1,
                row,
                "●",
                theme.hue(Hue::Series).patch(theme.strong()),
            );
        }
        let col = 3 + paint::text(buf, area, 3, row, &label, style);
        let arrows = if is_cursor { ["‹", "›"] } else { [" ", " "] };
        let end = format!(" {} {value} {}", arrows[0], arrows[1]);
        let strong = if lever.is_changed {
            theme.strong()
        } else {
            theme.dim()
        };
        let style = if is_cursor {
            style.patch(theme.strong())
        } else {
            strong
        };
        paint::text(buf, area, col, row, &end, style);
    }

    /// The lever under the cursor in full.
    fn about(&self, width: u16) -> Vec<Line<'static>> {
        let theme = self.theme;
        let mut page = Page::new(width.saturating_sub(1), theme);
        let Some(lever) = all(self.view).nth(self.cursor) else {
            return Vec::new();
        };
        page.paragraph(&format!("{}: {}", lever.label, lever.value), theme.strong());
        page.paragraph(&lever.meaning, theme.dim());
        if !lever.effect.is_empty() {
            page.paragraph(&words::effect(&lever.effect, self.lang), theme.hue(Hue::Series));
        }
        for problem in [&lever.problem, &self.view.problem] {
            if !problem.is_empty() {
                page.paragraph(problem, theme.hue(Hue::Critical));
            }
        }
        if !self.view.ways_out.is_empty() {
            let ways: Vec<&str> = self.view.ways_out.iter().map(|way| way.title.as_str()).collect();
            page.paragraph(&words::ways_out(&ways, self.lang), theme.strong());
        }
        page.paragraph(words::lever_keys(lever.can_type, self.lang), theme.dim());
        page.into_lines()
    }
}

impl Widget for &LeversPane<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        if area.height < 3 || area.width < 20 {
            return;
        }
        Clear.render(area, buf);
        let theme = self.theme;
        let [title, list, about] = self.places(area);
        paint::text(buf, title, 0, 0, words::levers_title(self.lang), theme.heading());
        paint::text_right(buf, title, 0, &self.view.changes, theme.hue(Hue::Series));
        let rows = self.rows();
        for (at, row) in (0..list.height).zip(rows.iter().skip(self.top)) {
            match row {
                Row::Group(group) => {
                    let title = cells::cut(&group.title, usize::from(list.width.saturating_sub(2)));
                    paint::text(buf, list, 0, at, &title, theme.heading());
                }
                Row::Lever(number, lever) => self.lever(*number, lever, list, at, buf),
            }
        }
        paint::scroll_bar(buf, list, rows.len(), self.top, theme);
        for col in 0..about.width {
            paint::glyph(buf, about, col, 0, "─", theme.dim());
        }
        for (row, line) in (1..about.height).zip(&self.about(area.width)) {
            paint::line(buf, about, row, line);
        }
    }
}

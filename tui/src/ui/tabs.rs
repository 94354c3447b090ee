//! The tab bar: the views and their keys, and what else is worth a glance.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::Widget;
use regpath_core::app::View;
use regpath_core::text::Lang;

use super::paint;
use crate::cells;
use crate::theme::Theme;

/// The tab bar.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TabsPane<'a> {
    pub(crate) open: View,
    /// What stands at the right end, if there is room.
    pub(crate) remark: &'a str,
    /// Whether the tabs stand apart.
    pub(crate) is_roomy: bool,
    pub(crate) lang: Lang,
    pub(crate) theme: Theme,
}

impl TabsPane<'_> {
    fn label(&self, view: View) -> String {
        let (key, title) = (view.key(), view.title(self.lang));
        match (view == self.open, self.is_roomy) {
            (true, _) => format!("[{key} {title}]"),
            (false, true) => format!(" {key} {title} "),
            (false, false) => format!("{key} {title}"),
        }
    }

    /// First column and width of each tab.
    fn places(&self) -> impl Iterator<Item = (View, String, u16)> {
        let mut col = 1;
        View::ALL.into_iter().map(move |view| {
            let label = self.label(view);
            let at = col;
            col += cells::width16(&label) + 1;
            (view, label, at)
        })
    }

    /// The view whose tab is there.
    pub(crate) fn view_at(&self, area: Rect, at: Position) -> Option<View> {
        let col = area.contains(at).then(|| at.x - area.x)?;
        self.places()
            .find(|(_, label, from)| (*from..from + cells::width16(label)).contains(&col))
            .map(|(view, ..)| view)
    }
}

impl Widget for &TabsPane<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        for col in 0..area.width {
            paint::glyph(buf, area, col, 0, "─", self.theme.dim());
        }
        let mut end = 0;
        for (view, label, col) in self.places() {
            let style = if view == self.open {
                self.theme.open_tab()
            } else {
                self.theme.text()
            };
            end = col + paint::text(buf, area, col, 0, &label, style);
        }
        let length = cells::width16(self.remark) + 2;
        if !self.remark.is_empty() && end + length + 2 <= area.width {
            let remark = format!(" {} ", self.remark);
            paint::text(buf, area, area.width - length - 1, 0, &remark, self.theme.dim());
        }
    }
}

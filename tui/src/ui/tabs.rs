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

/// How much room a tab bar takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Style {
    /// How many of the longest titles are shortened.
    shortened: usize,
    /// Whether a space stands between the key and the title.
    has_space: bool,
    /// Whether tabs stand apart.
    has_gap: bool,
    /// Whether the open one is shortened too.
    is_short: bool,
}

impl TabsPane<'_> {
    fn label(&self, view: View, shortened: &[View], style: Style) -> String {
        let key = view.key();
        let title = if (view != self.open || style.is_short) && shortened.contains(&view) {
            view.short_title(self.lang)
        } else {
            view.title(self.lang)
        };
        let space = if style.has_space { " " } else { "" };
        match (view == self.open, self.is_roomy) {
            (true, _) => format!("[{key}{space}{title}]"),
            (false, true) => format!(" {key} {title} "),
            (false, false) => format!("{key}{space}{title}"),
        }
    }

    /// First column and label of each tab.
    fn places(&self, width: u16) -> Vec<(View, String, u16)> {
        let mut longest = View::ALL;
        longest.sort_by_key(|view| {
            let saved = cells::width(view.title(self.lang)) - cells::width(view.short_title(self.lang));
            std::cmp::Reverse(saved)
        });
        let style = |shortened, has_space, has_gap| Style {
            shortened,
            has_space,
            has_gap,
            is_short: false,
        };
        let all = View::ALL.len();
        let shortest = Style {
            is_short: true,
            ..style(all, false, false)
        };
        let styles = (0..=all).map(|shortened| style(shortened, true, true)).chain([
            style(all, false, true),
            style(all, false, false),
            shortest,
        ]);
        let mut places = Vec::new();
        for style in styles {
            let mut col = 1;
            places = View::ALL
                .into_iter()
                .map(|view| {
                    let label = self.label(view, &longest[..style.shortened], style);
                    let at = col;
                    col += cells::width16(&label) + u16::from(style.has_gap);
                    (view, label, at)
                })
                .collect();
            if col <= width {
                break;
            }
        }
        places
    }

    /// The view whose tab is there.
    pub(crate) fn view_at(&self, area: Rect, at: Position) -> Option<View> {
        let col = area.contains(at).then(|| at.x - area.x)?;
        self.places(area.width)
            .into_iter()
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
        for (view, label, col) in self.places(area.width) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tab_is_in_sight_and_can_be_clicked_at_any_width() {
        for (lang, width) in [Lang::En, Lang::Ja]
            .into_iter()
            .flat_map(|lang| [60, 72, 80, 99, 200].map(|w| (lang, w)))
        {
            for open in View::ALL {
                let pane = TabsPane {
                    open,
                    remark: "",
                    is_roomy: width >= 100,
                    lang,
                    theme: Theme::PLAIN,
                };
                let area = Rect::new(0, 0, width, 1);
                for (view, label, col) in pane.places(width) {
                    let end = col + cells::width16(&label);
                    assert!(end <= width, "{label} ends at {end} of {width}");
                    assert_eq!(pane.view_at(area, Position::new(end - 1, 0)), Some(view));
                }
            }
        }
    }
}

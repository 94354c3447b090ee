//! Every figure behind the plan, and who says so.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Widget;
use regpath_core::text::Lang;
use regpath_core::view::{SourceOrder, SourcesView};

use super::grid::{Grid, GridCell, GridColumn};
use super::page::Page;
use super::paint;
use crate::cells;
use crate::theme::Theme;
use crate::words;

/// Rows for the figure under the cursor in full.
const ABOUT: u16 = 6;

/// The figures.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SourcesPane<'a> {
    pub(crate) view: &'a SourcesView,
    pub(crate) cursor: usize,
    pub(crate) top: usize,
    pub(crate) lang: Lang,
    pub(crate) theme: Theme,
}

impl SourcesPane<'_> {
    /// Title and order, the list with its head, the figure in full.
    fn places(area: Rect) -> [Rect; 3] {
        let about = if area.height >= 14 { ABOUT } else { 0 };
        let head = area.height.min(2);
        let row = |y: u16, height: u16| Rect { y, height, ..area };
        [
            row(area.y, head),
            row(area.y + head, area.height - head - about.min(area.height - head)),
            row(area.bottom() - about, about),
        ]
    }

    /// How many figures are in sight at once.
    pub(crate) fn page(area: Rect) -> usize {
        usize::from(Self::places(area)[1].height.saturating_sub(1))
    }

    /// The figure that is drawn at that height.
    pub(crate) fn row_at(&self, area: Rect, y: u16) -> Option<usize> {
        let list = Self::places(area)[1];
        let row = y.checked_sub(list.y + 1).filter(|row| *row + 1 < list.height)?;
        let row = self.top + usize::from(row);
        (row < self.view.figures.len()).then_some(row)
    }

    fn list(&self, width: u16) -> Vec<Line<'static>> {
        let theme = self.theme;
        let ranks = [u8::MAX, u8::MAX, 5, 8, 9, 7];
        let columns = words::source_columns(self.lang);
        let grid = Grid {
            columns: columns
                .into_iter()
                .zip(ranks)
                .enumerate()
                .map(|(at, (title, rank))| GridColumn {
                    title: title.to_owned(),
                    is_numeric: at == 5,
                    rank,
                })
                .collect(),
            rows: self
                .view
                .figures
                .iter()
                .map(|figure| {
                    vec![
                        GridCell::styled(figure.grade.clone(), theme.grade(&figure.grade)),
                        figure.step.clone().into(),
                        figure.place.clone().into(),
                        figure.what.clone().into(),
                        figure.value.replace('\n', " · ").into(),
                        figure.as_of.clone().into(),
                    ]
                })
                .collect(),
            cursor: Some(self.cursor),
            lead: 24,
        };
        grid.lines(usize::from(width), theme)
    }

    fn about(&self, width: u16) -> Vec<Line<'static>> {
        let theme = self.theme;
        let mut page = Page::new(width, theme);
        let Some(figure) = self.view.figures.get(self.cursor) else {
            return Vec::new();
        };
        page.paragraph(&format!("{}: {}", figure.step, figure.what), theme.strong());
        page.paragraph(&figure.value, theme.text());
        for source in &figure.sources {
            let lead = format!("{} ", figure.grade);
            page.hanging(&lead, theme.grade(&figure.grade), &source.title, theme.dim());
            if !source.url.is_empty() {
                page.hanging("  ", theme.dim(), &source.url, theme.dim());
            }
        }
        page.into_lines()
    }
}

impl Widget for &SourcesPane<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        if area.height < 4 || area.width < 20 {
            return;
        }
        let theme = self.theme;
        let [head, list, about] = SourcesPane::places(area);
        // What does not fit goes as a whole: first the rules, which stand behind a semicolon.
        let title = &self.view.title;
        let fits = cells::width(title) <= usize::from(head.width);
        let short = title.split([';', '\u{ff1b}']).next();
        let title = short.filter(|_| !fits).unwrap_or(title);
        paint::text(buf, head, 0, 0, title, theme.strong());
        let mut col = 0;
        for order in SourceOrder::ALL {
            let title = order.title(self.lang);
            let words = if order == self.view.order {
                format!("[{title}]")
            } else {
                format!(" {title} ")
            };
            let style = if order == self.view.order {
                theme.open_tab()
            } else {
                theme.dim()
            };
            col += paint::text(buf, head, col, 1, &words, style) + 1;
        }
        let lines = self.list(list.width.saturating_sub(2));
        if let Some((first, rows)) = lines.split_first() {
            paint::line(buf, list, 0, first);
            let body = Rect {
                y: list.y + 1,
                height: list.height.saturating_sub(1),
                ..list
            };
            paint::lines(buf, body, rows, self.top, theme);
        }
        for col in 0..about.width {
            paint::glyph(buf, about, col, 0, "─", theme.dim());
        }
        for (row, line) in (1..about.height).zip(&self.about(area.width.saturating_sub(1))) {
            paint::line(buf, about, row, line);
        }
    }
}

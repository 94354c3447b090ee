//! A table that fits: numbers are never cut, words shrink to an ellipsis, and what matters least goes first when
//! the room is small.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::cells;
use crate::theme::Theme;

/// Cells between two columns.
const GAP: usize = 2;
/// Words may shrink down to this, before a column goes.
const SHORTEST: usize = 12;

/// One column.
#[derive(Debug, Clone)]
pub(crate) struct GridColumn {
    /// What stands above it.
    pub(crate) title: String,
    /// Aligned to the right, never cut.
    pub(crate) is_numeric: bool,
    /// The lowest goes first when the room is small; `u8::MAX` stays.
    pub(crate) rank: u8,
}

/// One cell.
#[derive(Debug, Clone)]
pub(crate) struct GridCell {
    text: String,
    style: Option<Style>,
}

impl<T: Into<String>> From<T> for GridCell {
    fn from(text: T) -> Self {
        Self {
            text: text.into(),
            style: None,
        }
    }
}

impl GridCell {
    /// Words in a style of their own.
    pub(crate) fn styled(text: impl Into<String>, style: Style) -> Self {
        Self {
            text: text.into(),
            style: Some(style),
        }
    }
}

/// A table of words and numbers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Grid {
    /// The columns.
    pub(crate) columns: Vec<GridColumn>,
    /// The rows, as long as the columns; a shorter one ends in empty cells.
    pub(crate) rows: Vec<Vec<GridCell>>,
    /// The row that the keys act on.
    pub(crate) cursor: Option<usize>,
    /// Columns that must stay shrink to this before another column goes.
    pub(crate) lead: usize,
}

impl Grid {
    fn text(&self, row: usize, column: usize) -> &str {
        self.rows
            .get(row)
            .and_then(|cells| cells.get(column))
            .map_or("", |cell| cell.text.as_str())
    }

    /// The columns that are shown, and their widths.
    fn fit(&self, width: usize) -> Vec<(usize, usize)> {
        let natural = |column: usize| {
            let cells = (0..self.rows.len()).map(|row| cells::width(self.text(row, column)));
            cells
                .max()
                .unwrap_or(0)
                .max(cells::width(&self.columns[column].title))
        };
        let mut shown: Vec<(usize, usize)> = (0..self.columns.len()).map(|at| (at, natural(at))).collect();
        loop {
            let used: usize = shown
                .iter()
                .map(|(_, width)| width + GAP)
                .sum::<usize>()
                .saturating_sub(GAP);
            let Some(excess) = used.checked_sub(width + 1).map(|excess| excess + 1) else {
                return shown;
            };
            let spare: usize = shown
                .iter()
                .filter(|(at, _)| !self.columns[*at].is_numeric)
                .map(|(at, width)| width.saturating_sub(self.shortest(*at)))
                .sum();
            if spare >= excess {
                self.shrink(&mut shown, excess);
                return shown;
            }
            let least = (0..shown.len()).min_by_key(|place| {
                (
                    self.columns[shown[*place].0].rank,
                    std::cmp::Reverse(shown[*place].0),
                )
            });
            match least {
                Some(place) if shown.len() > 1 && self.columns[shown[place].0].rank < u8::MAX => {
                    shown.remove(place);
                }
                _ => {
                    // Nothing may go: whatever is widest gives way.
                    for _ in 0..excess {
                        if let Some(widest) = shown.iter_mut().max_by_key(|(_, width)| *width) {
                            widest.1 = widest.1.saturating_sub(1);
                        }
                    }
                    return shown;
                }
            }
        }
    }

    fn shortest(&self, column: usize) -> usize {
        if self.columns[column].rank == u8::MAX {
            self.lead
        } else {
            SHORTEST
        }
    }

    fn shrink(&self, shown: &mut [(usize, usize)], excess: usize) {
        for _ in 0..excess {
            let widest = shown
                .iter_mut()
                .filter(|(at, width)| !self.columns[*at].is_numeric && *width > self.shortest(*at))
                .max_by_key(|(_, width)| *width);
            if let Some((_, width)) = widest {
                *width = width.saturating_sub(1);
            }
        }
    }

    /// The head and the rows as lines, at most `width` cells wide.
    pub(crate) fn lines(&self, width: usize, theme: Theme) -> Vec<Line<'static>> {
        let shown = self.fit(width);
        let aligned = |at: usize, width: usize, text: &str| {
            if self.columns[at].is_numeric {
                cells::pad_left(text, width)
            } else {
                cells::pad_right(text, width)
            }
        };
        let mut head = Vec::new();
        for (place, (at, width)) in shown.iter().enumerate() {
            head.push(" ".repeat(if place == 0 { 0 } else { GAP }));
            head.push(aligned(*at, *width, &self.columns[*at].title));
        }
        let mut lines = vec![Line::styled(head.concat().trim_end().to_owned(), theme.dim())];
        for (index, row) in self.rows.iter().enumerate() {
            let base = if self.cursor == Some(index) {
                theme.cursor()
            } else {
                theme.text()
            };
            let mut spans = Vec::new();
            for (place, (at, width)) in shown.iter().enumerate() {
                if place > 0 {
                    spans.push(Span::raw(" ".repeat(GAP)));
                }
                let style = row.get(*at).and_then(|cell| cell.style).unwrap_or_default();
                spans.push(Span::styled(aligned(*at, *width, self.text(index, *at)), style));
            }
            lines.push(Line::from(spans).style(base));
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid() -> Grid {
        let column = |title: &str, is_numeric, rank| GridColumn {
            title: title.to_owned(),
            is_numeric,
            rank,
        };
        Grid {
            columns: vec![
                column("Route", false, u8::MAX),
                column("P50", true, 9),
                column("Note", false, 1),
            ],
            rows: vec![
                vec![
                    "Japan, two stages".into(),
                    "2028-11".into(),
                    "waits for the study".into(),
                ],
                vec!["シンガポール".into(), "2029-02".into()],
            ],
            cursor: None,
            lead: 20,
        }
    }

    fn drawn(width: usize) -> Vec<String> {
        grid()
            .lines(width, Theme::PLAIN)
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn columns_line_up_in_both_languages() {
        assert_eq!(drawn(60)[1], "Japan, two stages  2028-11  waits for the study");
        assert_eq!(drawn(60)[2].trim_end(), "シンガポール       2029-02");
    }

    #[test]
    fn words_shrink_before_a_column_goes_and_numbers_stay_whole() {
        assert_eq!(drawn(40)[1], "Japan, two stages  2028-11  waits for t…");
        assert_eq!(drawn(30)[1], "Japan, two stages  2028-11");
        assert_eq!(drawn(20)[1], "Japan, two stages");
        assert_eq!(drawn(10)[1], "Japan, tw…");
    }

    #[test]
    fn no_line_is_wider_than_asked() {
        for width in 0..70 {
            for line in grid().lines(width, Theme::PLAIN) {
                assert!(line.width() <= width.max(1), "{line} in {width}");
            }
        }
    }
}

//! A table that fits: numbers are never cut, words shrink to an ellipsis, and what matters least goes first when
//! the room is small.

use ratatui::style::Style;
use ratatui::text::{Line, Span};
use regpath_core::view::Table;

use super::page::Page;
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

/// The narrowest column of words that are wrapped.
const NARROWEST: usize = 12;

/// A table of core of which nothing is left out: words are wrapped, numbers stay whole; where there is no room for its
/// columns, each row is told as labels and values. One row may be marked.
pub(crate) fn wrapped_table(
    table: &Table,
    width: u16,
    marked: Option<usize>,
    theme: Theme,
) -> Vec<Line<'static>> {
    let Some(widths) = wrapped_widths(table, usize::from(width)) else {
        return told_table(table, width, theme);
    };
    let mut lines = Vec::new();
    let titles: Vec<String> = table.columns.iter().map(|column| column.title.clone()).collect();
    let rows = table
        .rows
        .iter()
        .enumerate()
        .map(|(place, row)| (Some(place), row));
    for (place, row) in std::iter::once((None, &titles)).chain(rows) {
        let style = match place {
            None => theme.dim(),
            Some(place) if marked == Some(place) => theme.brand(),
            Some(_) => theme.text(),
        };
        let wrapped: Vec<Vec<String>> = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| cells::wrap(cell, *width))
            .collect();
        let height = wrapped.iter().map(Vec::len).max().unwrap_or(0).max(1);
        for line in 0..height {
            let mut text = String::new();
            for (column, width) in widths.iter().enumerate() {
                let cell = wrapped.get(column).and_then(|cell| cell.get(line));
                let cell = cell.map_or("", String::as_str);
                text.push_str(&" ".repeat(if column == 0 { 0 } else { GAP }));
                text.push_str(&if table.columns[column].is_numeric {
                    cells::pad_left(cell, *width)
                } else {
                    cells::pad_right(cell, *width)
                });
            }
            lines.push(Line::styled(text.trim_end().to_owned(), style));
        }
    }
    lines
}

/// The width of each column; nothing if they do not fit, however narrow those of words are.
fn wrapped_widths(table: &Table, room: usize) -> Option<Vec<usize>> {
    let cells_of = |column: usize| {
        let rows = table.rows.iter();
        let cells = rows.filter_map(move |row| row.get(column));
        cells.map(|cell| cells::width(cell)).max().unwrap_or(0)
    };
    let mut widths = Vec::new();
    let mut least = Vec::new();
    for (column, title) in table.columns.iter().enumerate() {
        let words = title.title.split_whitespace().map(cells::width);
        let word = words.max().unwrap_or(0).min(NARROWEST);
        let natural = cells_of(column).max(cells::width(&title.title));
        widths.push(natural);
        least.push(if title.is_numeric {
            cells_of(column).max(word).min(natural)
        } else {
            natural.min(NARROWEST)
        });
    }
    let gaps = GAP * widths.len().saturating_sub(1);
    let mut used = widths.iter().sum::<usize>() + gaps;
    while used > room {
        let widest = (0..widths.len())
            .filter(|column| widths[*column] > least[*column])
            .max_by_key(|column| widths[*column])?;
        widths[widest] -= 1;
        used -= 1;
    }
    Some(widths)
}

/// Each row by its first cell, and the others as labels and values below it.
fn told_table(table: &Table, width: u16, theme: Theme) -> Vec<Line<'static>> {
    let mut page = Page::new(width, theme);
    for row in &table.rows {
        let Some((first, rest)) = row.split_first() else {
            continue;
        };
        page.gap();
        // A rank says who it is of.
        let is_rank = table.columns.first().is_some_and(|column| column.is_numeric);
        let (head, skipped) = match rest.first() {
            Some(second) if is_rank => (format!("{first}  {second}"), 2),
            _ => (first.clone(), 1),
        };
        page.paragraph(&head, theme.strong());
        let titles = table.columns.iter().map(|column| column.title.as_str());
        let facts = titles.zip(row.iter().map(String::as_str)).skip(skipped);
        page.facts(facts.filter(|(_, cell)| !cell.is_empty()));
    }
    page.into_lines()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrapped_table_loses_no_word_at_any_width() {
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        let table = Table::new(
            [("Group", false), ("Choices", false), ("Points", true)],
            [
                row(["Team Blue", "two-stage approval, raise now", "52.5"]),
                row(["青チーム", "二段階承認、増資は今すぐ", "7.0"]),
            ],
        );
        for width in 36..90 {
            let lines = wrapped_table(&table, width, Some(1), Theme::PLAIN);
            let all: Vec<String> = lines.iter().map(ToString::to_string).collect();
            for line in &all {
                assert!(cells::width(line) <= usize::from(width), "{line} in {width}");
            }
            let all = all.join(" ");
            for word in ["two-stage", "52.5", "7.0", "Blue"] {
                assert!(all.contains(word), "no {word} in {width}: {all}");
            }
        }
    }

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

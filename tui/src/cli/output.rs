//! Where answers go, and how tables and texts are laid out in columns.

use std::io::{self, ErrorKind, IsTerminal as _, Write as _};

use anyhow::Context as _;
use ratatui::crossterm::terminal;
use regpath_core::text::Lang;
use regpath_core::view::{Fact, Table};
use serde::Serialize;

use super::Failure;
use crate::cells::{longest, pad_left, pad_right, width, wrap};
use crate::words;

/// Columns of text where nobody says how many there are.
const COLUMNS: usize = 80;
/// Longer lines are hard to read.
const MOST_COLUMNS: usize = 120;
/// A column is not made narrower than this.
const LEAST_CELLS: usize = 10;
/// Between two columns.
const GAP: usize = 2;

/// Prints the answer. A reader that has seen enough closes the pipe, and that is no failure.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::Broken(
            anyhow::Error::new(error).context("cannot write the answer"),
        )),
        _ => Ok(()),
    }
}

/// Prints data for scripts.
pub(super) fn print_json(data: &impl Serialize) -> Result<(), Failure> {
    let mut text = serde_json::to_string_pretty(data).context("cannot write the answer as JSON")?;
    text.push('\n');
    print(&text)
}

/// Says what is wrong. When even that cannot be said, the exit code has to do.
pub(super) fn complain(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Columns that an answer has.
pub(super) fn columns() -> usize {
    let asked = io::stdout()
        .is_terminal()
        .then(terminal::size)
        .and_then(Result::ok);
    asked.map_or(COLUMNS, |(columns, _)| {
        usize::from(columns).clamp(40, MOST_COLUMNS)
    })
}

/// Text in lines, each after an indent.
pub(super) fn paragraph(text: &str, indent: usize, columns: usize) -> String {
    let lines = wrap(text, columns.saturating_sub(indent).max(LEAST_CELLS));
    lines
        .iter()
        .map(|line| format!("{}{line}\n", " ".repeat(indent)))
        .collect()
}

/// Labels and values, the values one below the other.
pub(super) fn facts(facts: &[Fact], indent: usize, columns: usize) -> String {
    let labels = facts
        .iter()
        .map(|fact| width(&fact.label))
        .max()
        .unwrap_or(0)
        .min(24);
    let room = columns.saturating_sub(indent + labels + GAP).max(LEAST_CELLS);
    let mut out = String::new();
    for fact in facts {
        let lines = wrap(&fact.value, room);
        let first = lines.first().map_or("", String::as_str);
        out += &line(&[
            " ".repeat(indent),
            pad_right(&fact.label, labels),
            " ".repeat(GAP),
            first.to_owned(),
        ]);
        for rest in lines.iter().skip(1) {
            out += &line(&[" ".repeat(indent + labels + GAP), rest.clone()]);
        }
    }
    out
}

/// What a reader must be told, as a list.
pub(super) fn caveats(caveats: &[String], lang: Lang, columns: usize) -> String {
    if caveats.is_empty() {
        return String::new();
    }
    let mut out = format!("\n{}\n", words::notes(lang));
    for caveat in caveats {
        out += &paragraph(caveat, 2, columns);
    }
    out
}

fn line(parts: &[String]) -> String {
    format!("{}\n", parts.concat().trim_end())
}

/// A table in so many columns of text; words are wrapped where it is too wide, numbers never are.
pub(crate) fn table(table: &Table, indent: usize, columns: usize) -> String {
    let widths = fit(table, columns.saturating_sub(indent));
    let mut out = String::new();
    let titles: Vec<String> = table.columns.iter().map(|column| column.title.clone()).collect();
    for (place, cells) in std::iter::once(&titles).chain(&table.rows).enumerate() {
        let wrapped: Vec<Vec<String>> = cells
            .iter()
            .zip(&widths)
            .map(|(cell, cells)| wrap(cell, *cells))
            .collect();
        let height = wrapped.iter().map(Vec::len).max().unwrap_or(0).max(1);
        for row in 0..height {
            let mut parts = vec![" ".repeat(indent)];
            for (column, cells) in widths.iter().enumerate() {
                if column > 0 {
                    parts.push(" ".repeat(GAP));
                }
                let text = wrapped
                    .get(column)
                    .and_then(|lines| lines.get(row))
                    .map_or("", String::as_str);
                let is_numeric = table.columns.get(column).is_some_and(|column| column.is_numeric);
                parts.push(if is_numeric {
                    pad_left(text, *cells)
                } else {
                    pad_right(text, *cells)
                });
            }
            out += &line(&parts);
        }
        if place == 0 {
            let rules: Vec<String> = widths.iter().map(|cells| "─".repeat(*cells)).collect();
            out += &line(&[" ".repeat(indent), rules.join(&" ".repeat(GAP))]);
        }
    }
    out
}

/// The width of each column: as its text asks, then the widest columns of words give way.
fn fit(table: &Table, room: usize) -> Vec<usize> {
    let mut widths: Vec<usize> = table
        .columns
        .iter()
        .enumerate()
        .map(|(column, title)| {
            let cells = table
                .rows
                .iter()
                .filter_map(|row| row.get(column))
                .map(|cell| width(cell));
            cells.chain([width(&title.title)]).max().unwrap_or(0)
        })
        .collect();
    // Words are broken only where there is no other way.
    let words: Vec<usize> = (0..widths.len())
        .map(|column| {
            let cells = table.rows.iter().filter_map(|row| row.get(column));
            cells
                .map(|cell| longest(cell))
                .max()
                .unwrap_or(0)
                .max(LEAST_CELLS)
        })
        .collect();
    let gaps = GAP * widths.len().saturating_sub(1);
    for least in [&words, &vec![LEAST_CELLS; widths.len()]] {
        while widths.iter().sum::<usize>() + gaps > room {
            let widest = (0..widths.len())
                .filter(|column| !table.columns[*column].is_numeric && widths[*column] > least[*column])
                .max_by_key(|column| widths[*column]);
            let Some(widest) = widest else { break };
            widths[widest] -= 1;
        }
    }
    widths
}

#[cfg(test)]
mod tests {
    use regpath_core::view::Column;

    use super::*;

    fn sample() -> Table {
        let column = |title: &str, is_numeric| Column {
            title: title.to_owned(),
            is_numeric,
        };
        Table {
            columns: vec![
                column("Route", false),
                column("What it is", false),
                column("A", true),
            ],
            rows: vec![
                vec![
                    "jp.base".to_owned(),
                    "体制の整備と業許可の取得、品質マネジメントシステムの構築".to_owned(),
                    "12".to_owned(),
                ],
                vec![
                    "us.510k".to_owned(),
                    "510(k) clearance".to_owned(),
                    "3".to_owned(),
                ],
            ],
        }
    }

    #[test]
    fn a_table_keeps_within_its_columns_in_both_languages() {
        insta::assert_snapshot!(table(&sample(), 2, 44), @"
          Route    What it is                      A
          ───────  ─────────────────────────────  ──
          jp.base  体制の整備と業許可の取得、品   12
                   質マネジメントシステムの構築
          us.510k  510(k) clearance                3
        ");
    }

    #[test]
    fn facts_stand_below_each_other() {
        let fact = |label: &str, value: &str| Fact {
            label: label.to_owned(),
            value: value.to_owned(),
        };
        insta::assert_snapshot!(facts(&[fact("After", "a and b and c and d and e"), fact("審査", "x")], 0, 24), @"
        After  a and b and c and
               d and e
        審査   x
        ");
    }
}

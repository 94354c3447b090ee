//! Exercises in words: the case sheet, the screens of a sitting, what came of an answer, the class, and what a trainer
//! prints. Numbers and sentences stand here once for both faces.

use super::Table;
use crate::text::{Lang, Text};

mod class;
mod dots;
mod materials;
mod qr;
mod report;
mod results;
mod screen;
mod sheet;

pub use class::{
    calibration, class_facts, compared, comparisons, futures_told, hits, levers, ranking, rejected,
    source_rows,
};
pub use dots::{DotsRow, PlansDots};
pub use materials::{handout, notes, slides};
pub use qr::{QrView, qr};
pub use report::{class_csv, class_html};
pub use results::{bought, milestones, predictions, score, targets};
pub use screen::{
    Block, Button, ClockView, Do, ExerciseEntry, Field, Input, Paper, Pick, PickOption, ScreenView, StageTab,
    clock, entries, lobby, paper, screen,
};
pub use sheet::{SheetView, answer_file, answer_form, sheet};

pub(crate) fn words(text: &Text, lang: Lang) -> String {
    text.get(lang).to_owned()
}

/// Points with one digit.
#[must_use]
pub fn points(value: f64) -> String {
    format!("{value:.1}")
}

/// A table without the columns that name what only files name.
fn without_ids(mut table: Table) -> Table {
    let kept: Vec<bool> = table
        .columns
        .iter()
        .map(|column| !column.title.is_empty())
        .collect();
    for row in &mut table.rows {
        let mut kept = kept.iter();
        row.retain(|_| kept.next() == Some(&true));
    }
    table.columns.retain(|column| !column.title.is_empty());
    table
}

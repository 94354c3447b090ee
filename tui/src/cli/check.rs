//! `regpath check`: every problem of files and folders. Files without a plan are a catalogue laid over the shipped
//! one, and the plans among the files are checked against that.

use std::collections::BTreeMap;
use std::sync::Arc;

use regpath_core::decision::bad_choices;
use regpath_core::diag::Problem;
use regpath_core::exercise::Exercise;
use regpath_core::plan::Plan;
use regpath_core::read::read;
use regpath_core::text::Lang;
use serde::Serialize;

use super::args::{Check, CheckFormat};
use super::{Failure, Session, input, output};
use crate::report;

/// What `--format json` prints.
#[derive(Serialize)]
struct Findings<'a> {
    /// Version of this shape.
    format: u32,
    /// How many files were looked at.
    files: usize,
    /// What is wrong, file by file, from top to bottom.
    problems: &'a [Problem],
}

pub(super) fn run(session: &Session, args: &Check) -> Result<(), Failure> {
    let base = session.catalogue()?;
    let found = input::files(&args.paths);
    let mut problems = found.problems;
    let (mut plans, mut exercises, mut others) = (Vec::new(), Vec::new(), Vec::new());
    for file in found.files {
        match read(file.as_ref()) {
            Ok(document) if document.exercise.is_some() => exercises.push(file),
            Ok(document) if document.plan.is_some() => plans.push(file),
            Ok(_) => others.push(file),
            Err(mut mistakes) => problems.append(&mut mistakes),
        }
    }
    let (catalogue, mut mistakes) = base.with(&others);
    problems.append(&mut mistakes);
    for plan in &plans {
        match Plan::load(plan, &catalogue) {
            Ok(plan) => problems.append(&mut bad_choices(&plan, &catalogue)),
            Err(mut error) => problems.append(&mut error.problems),
        }
    }
    let catalogue = Arc::new(catalogue);
    for exercise in &exercises {
        if let Err(mut error) = Exercise::load(exercise, &catalogue) {
            problems.append(&mut error.problems);
        }
    }
    let order: BTreeMap<&str, usize> = found
        .shown
        .iter()
        .enumerate()
        .map(|(place, file)| (file.name.as_str(), place))
        .collect();
    problems.sort_by_key(|problem| {
        let place = order.get(problem.file.as_str()).copied().unwrap_or(usize::MAX);
        (place, problem.span.start, problem.span.end)
    });
    let files = found.shown.len();
    match args.format {
        CheckFormat::Json => output::print_json(&Findings {
            format: 1,
            files,
            problems: &problems,
        })?,
        CheckFormat::Text if problems.is_empty() => {
            output::print(&match session.lang {
                Lang::En => format!("{}, no problems\n", count(files, "file")),
                Lang::Ja => format!("ファイル{files}件、問題なし\n"),
            })?;
        }
        CheckFormat::Text => {
            let mut names: Vec<&str> = problems.iter().map(|problem| problem.file.as_str()).collect();
            names.dedup();
            let mut text = report::render(&problems, &found.shown, session.is_colored, session.lang);
            let (problems, among) = (problems.len(), names.len());
            text += &match (files, session.lang) {
                (0 | 1, Lang::En) => format!("{}\n", count(problems, "problem")),
                (0 | 1, Lang::Ja) => format!("問題{problems}件\n"),
                (_, Lang::En) => format!("{} in {among} of {files} files\n", count(problems, "problem")),
                (_, Lang::Ja) => format!("ファイル{files}件のうち{among}件に問題{problems}件\n"),
            };
            output::complain(&text);
        }
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Failure::Said)
    }
}

fn count(number: usize, what: &str) -> String {
    if number == 1 {
        format!("1 {what}")
    } else {
        format!("{number} {what}s")
    }
}

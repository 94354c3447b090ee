//! `regpath frontier`: the combinations of a plan's options that nothing beats.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use regpath_core::analysis::frontier::{Bounds, Combination, Frontier, Question, Search};
use regpath_core::answers::{FORMAT, FrontierAnswer};
use regpath_core::calendar::Date;
use regpath_core::text::Lang;
use regpath_core::view::format::csv_cell;
use regpath_core::view::{self, FrontierView};

use super::args::{Frontier as Args, ResultFormat};
use super::progress::{Progress, cancel_on_interrupt};
use super::{Failure, Session, output};
use crate::runner::{all_threads, search as run_search};

pub(super) fn run(session: &Session, args: &Args) -> Result<(), Failure> {
    let catalogue = session.catalogue()?;
    let plan = session.plan(&args.scenario)?;
    let seed = args.seed.unwrap_or(plan.seed);
    let question = Question {
        target: args.target.clone(),
        by: args.by,
        seed,
        futures: args.iterations,
        bounds: Bounds::default(),
    };
    let mut search = Search::new(&plan, &catalogue, question).map_err(anyhow::Error::new)?;
    let cancel = cancel_on_interrupt();
    let mut progress = Progress::new(session.lang);
    let threads = args.threads.map_or_else(all_threads, usize::from);
    run_search(&mut search, threads, &cancel, |done, of| progress.says(done, of))?;
    drop(progress);
    let frontier = search.frontier().map_err(anyhow::Error::new)?;
    match args.format {
        ResultFormat::Table => output::print(&page(
            plan.title.get(session.lang),
            &view::frontier(&frontier, args.all, session.lang),
            session.lang,
        )),
        ResultFormat::Json => output::print_json(&FrontierAnswer {
            format: FORMAT,
            plan: &plan.id,
            title: &plan.title,
            seed,
            frontier: &frontier,
        }),
        ResultFormat::Csv => output::print(&csv(&frontier)),
    }
}

fn page(title: &str, view: &FrontierView, lang: Lang) -> String {
    let columns = output::columns();
    let mut out = output::paragraph(title, 0, columns);
    out += &output::paragraph(&view.title, 0, columns);
    out.push('\n');
    out += &output::table(&view.table, 2, columns);
    out.push('\n');
    out += &output::facts(&view.chosen, 2, columns);
    if !view.common.is_empty() {
        out += &output::paragraph(&view.common, 2, columns);
    }
    if !view.sentences.is_empty() {
        out.push('\n');
        for sentence in &view.sentences {
            out += &output::paragraph(sentence, 2, columns);
        }
    }
    if let Some(beaten) = &view.beaten {
        out += &format!("\n{}\n", lang.pick("Beaten", "他に劣る組合せ"));
        out += &output::table(beaten, 2, columns);
    }
    if !view.impossible.is_empty() {
        out += &format!("\n{}\n", lang.pick("Cannot be simulated", "計算できない組合せ"));
        for fact in &view.impossible {
            out += &output::paragraph(&fact.label, 2, columns);
            out += &output::paragraph(&fact.value, 4, columns);
        }
    }
    out.push('\n');
    out += &output::paragraph(&view.caption, 0, columns);
    out
}

/// A combination a row: what it chose, and what it comes to.
fn csv(frontier: &Frontier) -> String {
    let mut titles: Vec<String> = frontier
        .options
        .iter()
        .map(|option| csv_cell(&option.id))
        .collect();
    let numbers = [
        "best",
        "beaten_by",
        "standing",
        "reached",
        "reached_se",
        "days",
        "days_se",
        "date",
        "late",
        "late_se",
        "cost",
        "cost_se",
        "out_of_cash",
        "out_of_cash_se",
        "currency",
    ];
    titles.extend(numbers.map(str::to_owned));
    let mut out = format!("{}\n", titles.join(","));
    let mut row = |one: &Combination, choose: &BTreeMap<String, String>, is_best: bool| {
        let mut cells: Vec<String> = frontier
            .options
            .iter()
            .map(|option| {
                choose
                    .get(&option.id)
                    .map_or_else(String::new, |choice| csv_cell(choice))
            })
            .collect();
        let number = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
        let date = |days: f64| -> Date { frontier.start.plus_days(days) };
        cells.extend([
            is_best.to_string(),
            one.beaten_by
                .map_or_else(String::new, |place| (place + 1).to_string()),
            (one.is_standing && *choose == one.choose).to_string(),
            one.reached.value.to_string(),
            one.reached.se.to_string(),
            number(one.time.days),
            number(one.time.se),
            one.time
                .days
                .map_or_else(String::new, |days| date(days).to_string()),
            number(one.late.map(|late| late.value)),
            number(one.late.map(|late| late.se)),
            one.cost.value.to_string(),
            one.cost.se.to_string(),
            number(one.out.map(|out| out.value)),
            number(one.out.map(|out| out.se)),
            csv_cell(&frontier.currency),
        ]);
        let _ = writeln!(out, "{}", cells.join(","));
    };
    for one in &frontier.best {
        row(one, &one.choose, true);
        for alike in &one.alike {
            row(one, alike, true);
        }
    }
    for one in &frontier.beaten {
        row(one, &one.choose, false);
    }
    out
}

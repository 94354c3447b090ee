//! `regpath report`: the answer as a file to hand on: HTML to read and print, or a workbook to reckon with.

mod workbook;

use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use regpath_core::analysis::compare::{Comparer, MOST_FUTURES};
use regpath_core::catalogue::SourceFile;
use regpath_core::plan::Plan;
use regpath_core::run::{Collector, Detail, Simulation, Summary};
use regpath_core::sampling::Method;
use regpath_core::view::report::{Answered, Report};

use super::args::Report as Args;
use super::progress::{Progress, cancel_on_interrupt};
use super::{Failure, Session, input, load, share};
use crate::runner::{Next, all_threads, each_chunk};

pub(super) fn run(session: &Session, args: &Args) -> Result<(), Failure> {
    let is_workbook = match args.out.extension().and_then(|ending| ending.to_str()) {
        Some("html" | "htm") => false,
        Some("xlsx") => true,
        _ => {
            let out = args.out.display();
            return Err(anyhow::anyhow!("`{out}` says no form; end it with `.html` or `.xlsx`").into());
        }
    };
    let catalogue = session.catalogue()?;
    let files: Vec<SourceFile> = args
        .scenarios
        .iter()
        .map(|scenario| input::scenario(scenario))
        .collect::<Result<_, _>>()?;
    let plans: Vec<Arc<Plan>> = files
        .iter()
        .map(|file| load(file, &catalogue))
        .collect::<Result<_, _>>()?;
    let seed = args.seed.unwrap_or(plans[0].seed);
    let iterations = args.iterations.unwrap_or(plans[0].iterations).min(MOST_FUTURES);
    let simulations: Vec<Simulation> = plans
        .iter()
        .map(|plan| Simulation::new(Arc::clone(plan), seed, iterations, Method::Mc, Detail::Full))
        .collect();
    let (summaries, comparer) = simulate(session, &simulations)?;

    let answered: Vec<Answered<'_>> = plans
        .iter()
        .zip(&summaries)
        .map(|(plan, summary)| Answered { plan, summary, seed })
        .collect();
    // A link knows the shipped catalogue only, and not every plan fits into one.
    let link = if session.catalogue.is_none() {
        share::link(&args.page, &files, &plans[0], Some(seed), Some(iterations)).unwrap_or_default()
    } else {
        String::new()
    };
    let comparison = (plans.len() > 1).then(|| comparer.comparison());
    let report = match (&comparison, answered.first()) {
        (Some(comparison), _) => Report::of_several(&answered, comparison, &link, session.lang),
        (None, Some(first)) => Report::of(*first, &link, session.lang),
        (None, None) => return Ok(()),
    };
    let bytes = if is_workbook {
        workbook::bytes(&report, &answered, session.lang)?
    } else {
        report.html().into_bytes()
    };
    write(&args.out, &bytes)
}

/// Runs all plans on the same futures.
fn simulate(session: &Session, simulations: &[Simulation]) -> Result<(Vec<Summary>, Comparer), Failure> {
    let mut comparer = Comparer::new(simulations);
    let cancel = cancel_on_interrupt();
    let mut progress = Progress::new(session.lang);
    let total: u64 = simulations.iter().map(Simulation::iterations).sum();
    let mut done = 0;
    let mut collectors: Vec<Collector> = simulations.iter().map(Collector::new).collect();
    each_chunk(simulations, all_threads(), &cancel, |plan, chunk| {
        comparer.add(plan, &chunk);
        done += chunk.len;
        collectors[plan].add(chunk);
        progress.says(done, total);
        Next::Continue
    })?;
    Ok((collectors.iter().map(Collector::summary).collect(), comparer))
}

/// Writes a file that appears only once it is whole.
fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let name = path
        .file_name()
        .with_context(|| format!("`{}` is not the name of a file", path.display()))?;
    let mut draft = name.to_owned();
    draft.push(format!(".{}.part", std::process::id()));
    let draft = path.with_file_name(draft);
    let written = fs::write(&draft, bytes).and_then(|()| fs::rename(&draft, path));
    if written.is_err() {
        let _ = fs::remove_file(&draft);
    }
    Ok(written.with_context(|| format!("cannot write `{}`", path.display()))?)
}

//! `regpath compare`: plans on the same futures.

use std::sync::Arc;

use regpath_core::analysis::compare::{Comparer, MOST_FUTURES};
use regpath_core::answers::{CompareAnswer, FORMAT};
use regpath_core::plan::Plan;
use regpath_core::run::{Detail, Simulation};
use regpath_core::sampling::Method;
use regpath_core::text::Lang;
use regpath_core::view::{self, CompareView};

use super::args::{AnswerFormat, Compare};
use super::progress::{Progress, cancel_on_interrupt};
use super::{Failure, Session, output};
use crate::runner::{Next, all_threads, each_chunk};

pub(super) fn run(session: &Session, args: &Compare) -> Result<(), Failure> {
    let plans: Vec<Arc<Plan>> = args
        .scenarios
        .iter()
        .map(|scenario| session.plan(scenario))
        .collect::<Result<_, _>>()?;
    let seed = args.seed.unwrap_or(plans[0].seed);
    let iterations = args.iterations.unwrap_or(plans[0].iterations).min(MOST_FUTURES);
    let simulations: Vec<Simulation> = plans
        .into_iter()
        .map(|plan| Simulation::new(plan, seed, iterations, Method::Mc, Detail::Full))
        .collect();
    let mut comparer = Comparer::new(&simulations);
    let cancel = cancel_on_interrupt();
    let mut progress = Progress::new(session.lang);
    let total: u64 = simulations.iter().map(Simulation::iterations).sum();
    let mut done = 0;
    each_chunk(&simulations, all_threads(), &cancel, |plan, chunk| {
        comparer.add(plan, &chunk);
        done += chunk.len;
        progress.says(done, total);
        Next::Continue
    })?;
    drop(progress);
    let comparison = comparer.comparison();
    match args.format {
        AnswerFormat::Table => output::print(&page(&view::compare(&comparison, session.lang), session.lang)),
        AnswerFormat::Json => output::print_json(&CompareAnswer {
            format: FORMAT,
            seed,
            comparison: &comparison,
        }),
    }
}

fn page(view: &CompareView, lang: Lang) -> String {
    let columns = output::columns();
    let mut out = output::facts(&view.plans, 0, columns);
    for part in &view.parts {
        out += &format!("\n{}\n", part.title);
        for sentence in &part.sentences {
            out += &output::paragraph(sentence, 2, columns);
        }
        out += &output::table(&part.table, 2, columns);
    }
    out.push('\n');
    out += &output::paragraph(&view.caption, 0, columns);
    out += &output::caveats(&view.caveats, lang, columns);
    out
}

//! `regpath replay`: one future as a story.

use std::sync::Arc;

use regpath_core::analysis::replay::Replay as Story;
use regpath_core::analysis::risk;
use regpath_core::answers::{FORMAT, ReplayAnswer};
use regpath_core::run::{Detail, Simulation};
use regpath_core::sampling::Method;
use regpath_core::text::Lang;
use regpath_core::view::{self, ReplayView, Table};

use super::args::{AnswerFormat, Replay, Which};
use super::progress::Progress;
use super::simulate::Job;
use super::{Failure, Session, output};

pub(super) fn run(session: &Session, args: &Replay) -> Result<(), Failure> {
    let job = Job::new(session.plan(&args.scenario)?, args.seed);
    let iteration = match args.which.iteration {
        Some(iteration) => iteration,
        None => typical(session, &job, &args.which)?,
    };
    let (plan, seed) = (job.plan, job.seed);
    let simulation = Simulation::new(Arc::clone(&plan), seed, iteration + 1, Method::Mc, Detail::Full);
    let story = Story::of(&simulation, iteration);
    match args.format {
        AnswerFormat::Table => {
            let view = view::replay(&plan, &story, seed, session.lang);
            output::print(&page(plan.title.get(session.lang), &view, session.lang))
        }
        AnswerFormat::Json => output::print_json(&ReplayAnswer {
            format: FORMAT,
            plan: &plan.id,
            title: &plan.title,
            start: plan.start,
            currency: &plan.currency,
            seed,
            story: &story,
        }),
    }
}

/// The future that stands for others, among the first of a run.
fn typical(session: &Session, job: &Job, which: &Which) -> Result<u64, Failure> {
    let mut progress = Progress::new(session.lang);
    let (_, summary) = job.run(risk::FUTURES, &mut progress)?;
    let typical = summary.risk.and_then(|risk| risk.typical);
    let found = typical.map(|typical| {
        if which.worst {
            typical.worst
        } else if which.p80 {
            typical.p80
        } else {
            typical.median
        }
    });
    found.ok_or_else(|| {
        anyhow::anyhow!(
            "none of {} futures reaches the target; name one with --iteration",
            risk::FUTURES
        )
        .into()
    })
}

fn page(title: &str, view: &ReplayView, lang: Lang) -> String {
    let columns = output::columns();
    let mut out = output::paragraph(title, 0, columns);
    out += &output::paragraph(&view.title, 0, columns);
    out += &output::paragraph(&view.summary, 0, columns);
    out += &chapters(view, lang, columns);
    out.push('\n');
    out += &output::paragraph(&view.caption, 0, columns);
    out
}

/// The story itself, year by year.
pub(super) fn chapters(view: &ReplayView, lang: Lang, columns: usize) -> String {
    let mut out = String::new();
    for chapter in &view.chapters {
        let rows = chapter.lines.iter().map(|line| {
            // The year stands above.
            let date = line.date.split_once('-').map_or(&*line.date, |(_, rest)| rest);
            vec![
                date.to_owned(),
                line.mark.clone(),
                line.place.clone(),
                line.text.clone(),
                line.cost.clone(),
            ]
        });
        let titles = [
            (&*chapter.title, false),
            ("", false),
            ("", false),
            ("", false),
            (lang.pick("Cost", "費用"), true),
        ];
        let table = Table::new(titles, rows);
        out.push('\n');
        out += &output::table(&table, 0, columns);
    }
    out
}

//! `regpath why`: the steps, figures and sources behind a number.

use std::sync::Arc;

use regpath_core::analysis::risk;
use regpath_core::analysis::why::{Asked, Why as Answer, why};
use regpath_core::calendar::Date;
use regpath_core::text::{Lang, Text};
use regpath_core::view::{self, WhyView};
use serde::Serialize;

use super::args::{AnswerFormat, Why};
use super::progress::Progress;
use super::simulate::Job;
use super::{Failure, Session, output};

/// What `--format json` prints. The shape is stable: fields are added, never renamed.
#[derive(Serialize)]
struct Json<'a> {
    /// Version of this shape: 1.
    format: u32,
    /// Id of the plan.
    plan: &'a str,
    /// Title of the plan.
    title: &'a Text,
    /// First day: all days count from it.
    start: Date,
    /// Currency of all amounts.
    currency: &'a str,
    /// Seed of all randomness.
    seed: u64,
    /// The number and what is behind it.
    #[serde(flatten)]
    answer: &'a Answer,
}

pub(super) fn run(session: &Session, args: &Why) -> Result<(), Failure> {
    let plan = session.plan(&args.scenario)?;
    let asked = Asked::parse(&plan, &args.metric).map_err(anyhow::Error::new)?;
    let job = Job::new(Arc::new(asked.plan(&plan)), args.seed);
    let mut progress = Progress::new(session.lang);
    let (_, summary) = job.run(risk::FUTURES, &mut progress)?;
    drop(progress);
    let answer = why(&plan, &summary, asked)
        .ok_or_else(|| anyhow::anyhow!("none of {} futures reaches `{}`", summary.iterations, args.metric))?;
    match args.format {
        AnswerFormat::Table => output::print(&page(
            plan.title.get(session.lang),
            &view::why(&plan, &answer, session.lang),
            session.lang,
        )),
        AnswerFormat::Json => output::print_json(&Json {
            format: 1,
            plan: &plan.id,
            title: &plan.title,
            start: plan.start,
            currency: &plan.currency,
            seed: job.seed,
            answer: &answer,
        }),
    }
}

fn page(title: &str, view: &WhyView, lang: Lang) -> String {
    let columns = output::columns();
    let mut out = output::paragraph(title, 0, columns);
    out += &output::paragraph(&view.title, 0, columns);
    out += &output::paragraph(&view.summary, 0, columns);
    out.push('\n');
    out += &output::table(&view.table, 0, columns);
    out.push('\n');
    out += &output::paragraph(&view.caption, 0, columns);
    if !view.sources.is_empty() {
        out.push('\n');
        out += &output::facts(&view.sources, 0, columns);
    }
    out += &output::caveats(&view.caveats, lang, columns);
    out
}

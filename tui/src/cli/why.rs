//! `regpath why`: the steps, figures and sources behind a number.

use std::sync::Arc;

use regpath_core::analysis::risk;
use regpath_core::analysis::why::{Asked, why};
use regpath_core::answers::WhyAnswer;
use regpath_core::text::Lang;
use regpath_core::view::{self, WhyView};

use super::args::{AnswerFormat, Why};
use super::progress::Progress;
use super::simulate::Job;
use super::{Failure, Session, output};

pub(super) fn run(session: &Session, args: &Why) -> Result<(), Failure> {
    let plan = session.plan(&args.scenario)?;
    let asked = Asked::parse(&plan, &args.metric).map_err(anyhow::Error::new)?;
    let job = Job::new(Arc::new(asked.plan(&plan)), args.seed);
    let mut progress = Progress::new(session.lang);
    let (simulation, summary) = job.run(risk::FUTURES, &mut progress)?;
    let trace = matches!(asked, Asked::Cash | Asked::Npv)
        .then(|| simulation.trace_cash(risk::FUTURES))
        .flatten();
    drop(progress);
    let answer = why(&plan, &summary, trace.as_ref(), asked)
        .ok_or_else(|| anyhow::anyhow!("none of {} futures reaches `{}`", summary.iterations, args.metric))?;
    match args.format {
        AnswerFormat::Table => output::print(&page(
            plan.title.get(session.lang),
            &view::why(&plan, &answer, session.lang),
            session.lang,
        )),
        AnswerFormat::Json => output::print_json(&WhyAnswer::of(&plan, job.seed, &answer)),
    }
}

fn page(title: &str, view: &WhyView, lang: Lang) -> String {
    let columns = output::columns();
    let mut out = output::paragraph(title, 0, columns);
    out += &output::paragraph(&view.title, 0, columns);
    out += &output::paragraph(&view.summary, 0, columns);
    for sentence in &view.sentences {
        out += &output::paragraph(sentence, 0, columns);
    }
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

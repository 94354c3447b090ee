//! `regpath graph`: a plan's network for other tools.

use std::sync::Arc;

use regpath_core::graph_export::{dot, graph, mermaid};
use regpath_core::plan::Plan;
use regpath_core::view::{self, svg};

use super::args::{Graph, GraphFormat};
use super::progress::Progress;
use super::simulate::Job;
use super::{Failure, Session, output};

pub(super) fn run(session: &Session, args: &Graph) -> Result<(), Failure> {
    let plan = session.plan(&args.scenario)?;
    match args.format {
        GraphFormat::Mermaid => output::print(&mermaid(&graph(&plan), session.lang)),
        GraphFormat::Dot => output::print(&dot(&graph(&plan), session.lang)),
        GraphFormat::Json => output::print_json(&graph(&plan)),
        GraphFormat::Svg => output::print(&picture(session, plan)?),
    }
}

/// The map as the page draws it, with the dates and the criticality of the plan's own run.
fn picture(session: &Session, plan: Arc<Plan>) -> Result<String, Failure> {
    let mut progress = Progress::new(session.lang);
    let job = Job::new(plan, None);
    let (_, summary) = job.run(job.plan.iterations, &mut progress)?;
    Ok(svg::map(&view::map(&job.plan, Some(&summary), session.lang)))
}

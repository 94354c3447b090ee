//! `regpath graph`: a plan's network for other tools.

use regpath_core::graph_export::{dot, graph, mermaid};

use super::args::{Graph, GraphFormat};
use super::{Failure, Session, output};

pub(super) fn run(session: &Session, args: &Graph) -> Result<(), Failure> {
    let plan = session.plan(&args.scenario)?;
    let graph = graph(&plan);
    match args.format {
        GraphFormat::Mermaid => output::print(&mermaid(&graph, session.lang)),
        GraphFormat::Dot => output::print(&dot(&graph, session.lang)),
        GraphFormat::Json => output::print_json(&graph),
    }
}

//! `regpath share`: the link that the page opens.

use regpath_core::catalogue::{Catalogue, SourceFile};
use regpath_core::plan::Plan;
use regpath_core::share::Shared;

use super::args::Share;
use super::{Failure, Session, input, load, output};

/// Some programs cut links that are longer.
const LONG: usize = 8_000;

pub(super) fn run(session: &Session, args: &Share) -> Result<(), Failure> {
    let files: Vec<SourceFile> = args
        .scenarios
        .iter()
        .map(|scenario| input::scenario(scenario))
        .collect::<Result<_, _>>()?;
    if session.catalogue.is_some() {
        return Err(anyhow::anyhow!(
            "the page knows the shipped catalogue only; put your own steps into the plan, and leave `--catalogue` out"
        )
        .into());
    }
    // The page would refuse what does not load here.
    let plans = files
        .iter()
        .map(|file| load(file, Catalogue::shipped()))
        .collect::<Result<Vec<_>, _>>()?;
    let link = link(&args.page, &files, &plans[0], args.seed, args.iterations)?;
    if link.len() > LONG {
        output::complain(&format!(
            "note: the link has {} characters, and some programs cut links that long; opening it says so if it was cut\n",
            link.len()
        ));
    }
    output::print(&format!("{link}\n"))
}

/// The link to plans, the first with those that it is compared with.
pub(super) fn link(
    page: &str,
    files: &[SourceFile],
    first: &Plan,
    seed: Option<u64>,
    iterations: Option<u64>,
) -> Result<String, Failure> {
    let (plan, rivals) = files
        .split_first()
        .ok_or_else(|| anyhow::anyhow!("there is no plan to share"))?;
    let seed = seed.unwrap_or(first.seed);
    let iterations = iterations.unwrap_or(first.iterations);
    let fragment = Shared::new(plan, seed, iterations, rivals)
        .fragment()
        .map_err(anyhow::Error::new)?;
    let page = page.split('#').next().unwrap_or_default();
    Ok(format!("{page}{fragment}"))
}

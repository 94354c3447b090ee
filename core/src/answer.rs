//! The answer as JSON: what `regpath simulate --format json` prints and the page saves. The shape is stable: fields are
//! added, never renamed, and `format` counts up if one ever has to go.

use serde::Serialize;

use crate::calendar::Date;
use crate::model::Caveat;
use crate::plan::Plan;
use crate::run::Summary;
use crate::sampling::Method;
use crate::text::Text;

/// A plan's answer.
#[derive(Debug, Serialize)]
pub struct Answer<'a> {
    /// Version of this shape: 1.
    format: u32,
    /// Id of the plan.
    plan: &'a str,
    /// Title of the plan.
    title: &'a Text,
    /// First day: all days of the summary count from it.
    start: Date,
    /// Days that the simulation looks ahead.
    horizon_days: f64,
    /// Seed of all randomness.
    seed: u64,
    /// How futures are spread.
    sampler: Method,
    /// Futures simulated.
    iterations: u64,
    /// The results.
    summary: &'a Summary,
    /// What a reader must be told of the routes that the plan takes.
    caveats: Vec<Caveat>,
}

impl<'a> Answer<'a> {
    /// The answer of a plan.
    #[must_use]
    pub fn new(plan: &'a Plan, summary: &'a Summary, seed: u64, sampler: Method) -> Self {
        Self {
            format: 1,
            plan: &plan.id,
            title: &plan.title,
            start: plan.start,
            horizon_days: plan.horizon,
            seed,
            sampler,
            iterations: summary.of,
            summary,
            caveats: plan.caveats().into_iter().map(Caveat::from).collect(),
        }
    }
}

//! What the state and a face's runner say to each other: plans to be compared, and news of what is simulated.

use std::sync::Arc;

use crate::analysis::compare::Comparison;
use crate::exercise::play::Futures;
use crate::run::{JobId, RunSpec, Summary};

/// Plans to be run on the same futures and compared with the first.
#[derive(Debug, Clone, PartialEq)]
pub struct CompareSpec {
    /// Names the comparison in what is reported.
    pub job: JobId,
    /// The runs, each with a job of its own, the first plan's first.
    pub runs: Vec<RunSpec>,
}

/// News from a runner.
#[derive(Debug, Clone)]
pub enum RunEvent {
    /// Results of the futures so far.
    Partial(JobId, Arc<Summary>),
    /// Results of all futures.
    Finished(JobId, Arc<Summary>),
    /// Results of a comparison.
    Compared(JobId, Arc<Comparison>),
    /// Every future of one plan of an exercise.
    Played(JobId, Arc<Futures>),
    /// The run broke; the words say how.
    Failed(JobId, String),
}

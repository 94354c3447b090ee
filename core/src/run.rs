//! What crosses a thread or a worker.
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Names a run, so that news from an older one can be dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct JobId(pub u64);

/// Everything that a runner needs to know: it is small and can be sent to a worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunSpec {
    /// Which run.
    pub job: JobId,
    /// Name of the plan's file, for messages.
    pub name: String,
    /// The text of the plan's file.
    pub text: String,
    /// Seed of all randomness.
    pub seed: u64,
    /// Futures to simulate.
    pub iterations: u64,
    /// Sampling method.
    pub method: String,
}

/// News from a runner.
#[derive(Debug, Clone)]
pub enum RunEvent {
    /// Results of the futures so far.
    Partial(JobId, Arc<Summary>),
    /// Results of all futures.
    Finished(JobId, Arc<Summary>),
    /// The run broke.
    Failed(JobId, String),
}

/// Results.
#[derive(Debug)]
pub struct Summary;

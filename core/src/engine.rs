//! The engine: from a plan to simulated futures.
//!
//! Two engines share one meaning. [`forward`] runs blocks of futures step by step, predecessors first, in
//! plain loops over arrays; it serves every network in which steps can be ordered and no team limit binds,
//! redo loops included. [`event`] runs one future as a queue of dated events; it serves everything else, and
//! the futures of a block in which something unusual happens (a stop that cancels work under way, an artefact
//! that is lost, a redo that overtakes a step outside its body). Both take their draws from the same keyed
//! streams and do the same arithmetic in the same order, so that they agree to the last bit.
//!
//! Times are days from the plan's start; [`NEVER`] stands for what does not happen. Money is in whole units
//! of the plan's currency, rounded item by item, so that sums are exact whatever their order (below 2^53).

pub(crate) mod block;
pub(crate) mod cash;
pub(crate) mod common;
pub(crate) mod event;
pub(crate) mod forward;
pub(crate) mod judge;
pub(crate) mod lifecycle;
pub(crate) mod program;

/// How much of each future is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Milestones only: the fastest.
    Milestones,
    /// What a future comes to as well: its cost and its cash, and no step.
    Totals,
    /// Costs, steps and the criticality index too.
    Full,
}

/// The time of what does not happen.
pub(crate) const NEVER: f64 = f64::INFINITY;

/// The number of the outcome of a step that had none under the figures that applied.
pub(crate) const NO_OUTCOME: u16 = u16::MAX;

/// Rounds an amount of money, 0 or more and below 2^53, to whole units, half up.
#[inline]
pub(crate) fn whole(amount: f64) -> f64 {
    // Cutting a non-negative number is its floor, and needs no call on any machine.
    (amount + 0.5) as i64 as f64
}

#[cfg(test)]
mod tests;

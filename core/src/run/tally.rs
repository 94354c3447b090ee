//! What a chunk counts: costs and times of routes, jurisdictions and steps.

use serde::{Deserialize, Serialize};

use crate::stats::Sketch;

/// Precision of the sketches of a chunk: quantiles within 0.1 %.
const PRECISION: u32 = 9;

/// Amounts, one a future.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Totals {
    pub(super) sum: f64,
    pub(super) squares: f64,
    pub(super) sketch: Sketch,
}

impl Totals {
    pub(super) fn new() -> Self {
        Self {
            sum: 0.0,
            squares: 0.0,
            sketch: Sketch::new(PRECISION),
        }
    }

    #[inline]
    pub(super) fn add(&mut self, total: f64) {
        self.sum += total;
        self.squares += total * total;
        self.sketch.add(total);
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.sum += other.sum;
        self.squares += other.squares;
        self.sketch.merge(&other.sketch);
    }
}

/// What a route costs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Spending {
    pub(super) fee: f64,
    pub(super) cost: f64,
    pub(super) effort: f64,
    pub(super) total: Totals,
}

impl Spending {
    pub(super) fn new() -> Self {
        Self {
            fee: 0.0,
            cost: 0.0,
            effort: 0.0,
            total: Totals::new(),
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.fee += other.fee;
        self.cost += other.cost;
        self.effort += other.effort;
        self.total.merge(&other.total);
    }
}

/// When something starts and ends, in the futures in which it happens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct SpanTally {
    pub(super) happened: u64,
    pub(super) start: Sketch,
    pub(super) finish: Sketch,
}

impl SpanTally {
    pub(super) fn new() -> Self {
        Self {
            happened: 0,
            start: Sketch::new(PRECISION),
            finish: Sketch::new(PRECISION),
        }
    }

    #[inline]
    pub(super) fn add(&mut self, start: f64, finish: f64) {
        self.happened += 1;
        self.start.add(start);
        self.finish.add(finish);
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.happened += other.happened;
        self.start.merge(&other.start);
        self.finish.merge(&other.finish);
    }
}

/// When a step happens, and what it costs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct StepTally {
    pub(super) span: SpanTally,
    pub(super) critical: u64,
    /// Fees, third-party costs and effort.
    pub(super) paid: [f64; 3],
}

impl StepTally {
    pub(super) fn new() -> Self {
        Self {
            span: SpanTally::new(),
            critical: 0,
            paid: [0.0; 3],
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.span.merge(&other.span);
        self.critical += other.critical;
        self.pay(other.paid);
    }

    pub(super) fn pay(&mut self, paid: [f64; 3]) {
        for (mine, more) in self.paid.iter_mut().zip(paid) {
            *mine += more;
        }
    }
}

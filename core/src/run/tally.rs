//! What a chunk counts: costs and times of routes, jurisdictions and steps.

use serde::{Deserialize, Serialize};

use crate::stats::Sketch;

/// Precision of the sketches of a chunk: quantiles within 0.1 %.
const PRECISION: u32 = 9;

/// Fees, third-party costs and effort.
pub(super) type Kinds = [f64; 3];

/// What a route or a jurisdiction costs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Spending {
    pub(super) paid: Kinds,
    pub(super) squares: Kinds,
    /// Squares of the total.
    pub(super) total_squares: f64,
    pub(super) total: Sketch,
}

impl Spending {
    pub(super) fn new() -> Self {
        Self {
            paid: [0.0; 3],
            squares: [0.0; 3],
            total_squares: 0.0,
            total: Sketch::new(PRECISION),
        }
    }

    /// What one future costs; returns the total.
    #[inline]
    pub(super) fn add(&mut self, paid: Kinds) -> f64 {
        for kind in 0..3 {
            self.paid[kind] += paid[kind];
            self.squares[kind] += paid[kind] * paid[kind];
        }
        let total = paid[0] + (paid[1] + paid[2]);
        self.total_squares += total * total;
        self.total.add(total);
        total
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for kind in 0..3 {
            self.paid[kind] += other.paid[kind];
            self.squares[kind] += other.squares[kind];
        }
        self.total_squares += other.total_squares;
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
    pub(super) paid: Kinds,
    /// Squares of what is paid in a future.
    pub(super) squares: Kinds,
}

impl StepTally {
    pub(super) fn new() -> Self {
        Self {
            span: SpanTally::new(),
            critical: 0,
            paid: [0.0; 3],
            squares: [0.0; 3],
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.span.merge(&other.span);
        self.critical += other.critical;
        self.pay(other.paid, other.squares);
    }

    pub(super) fn pay(&mut self, paid: Kinds, squares: Kinds) {
        for kind in 0..3 {
            self.paid[kind] += paid[kind];
            self.squares[kind] += squares[kind];
        }
    }
}

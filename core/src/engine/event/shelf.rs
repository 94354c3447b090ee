//! The artefacts of one future: when each came to be, and when it is lost.

use super::super::judge::{Papers, earliest, earliest_lasting};
use crate::plan::Need;

/// When an artefact came to be, first and last, who made it, and when it is lost.
#[derive(Debug, Clone, Default)]
pub(super) struct Paper {
    pub(super) first: f64,
    pub(super) date: f64,
    pub(super) makers: Vec<usize>,
    /// In their order, apart from one another. One may lie ahead: the end of its validity.
    pub(super) losses: Vec<Lost>,
}

/// A time in which an artefact is lost, and the execution that lost it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lost {
    pub(super) from: f64,
    pub(super) until: f64,
    pub(super) by: Option<usize>,
}

impl Paper {
    /// Whether it is lost at a moment.
    pub(super) fn is_lost(&self, t: f64) -> bool {
        self.losses.iter().any(|lost| lost.from <= t && t < lost.until)
    }

    /// Adds a time in which it is lost, and puts together what meets.
    pub(super) fn lose(&mut self, lost: Lost) {
        let place = self.losses.partition_point(|other| other.from < lost.from);
        self.losses.insert(place, lost);
        self.losses.dedup_by(|later, earlier| {
            let meet = later.from <= earlier.until;
            if meet {
                earlier.until = earlier.until.max(later.until);
            }
            meet
        });
    }

    /// Ends a loss at a moment, and forgets what lies ahead.
    pub(super) fn regain(&mut self, t: f64) {
        self.losses.retain(|lost| lost.from <= t);
        if let Some(last) = self.losses.last_mut() {
            last.until = last.until.min(t);
        }
    }
}

/// All artefacts of a plan in one future.
#[derive(Debug)]
pub(super) struct Shelf {
    pub(super) papers: Vec<Paper>,
    /// Whether any of them has been lost in this future.
    pub(super) has_losses: bool,
}

impl Shelf {
    /// The earliest time from `t` on at which a condition holds.
    pub(super) fn earliest(&self, need: &Need, is_lasting: bool, t: f64) -> f64 {
        if is_lasting && !self.has_losses {
            earliest_lasting(need, t, self)
        } else {
            earliest(need, t, self)
        }
    }
}

impl Papers for Shelf {
    fn date(&self, paper: usize) -> f64 {
        self.papers[paper].date
    }

    fn not_lost(&self, paper: usize, t: f64) -> f64 {
        if !self.has_losses {
            return t;
        }
        let mut t = t;
        // Losses are few and in order of their beginning.
        for lost in &self.papers[paper].losses {
            if lost.from <= t && t < lost.until {
                t = lost.until;
            }
        }
        t
    }
}

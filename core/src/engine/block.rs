//! A block of futures as arrays: what the engines fill and the statistics read.

use super::NEVER;
use super::common::Common;
use super::judge::{Papers, earliest, holds};
use super::program::{Money, Program};
use crate::plan::Need;

/// Futures in one block.
pub(crate) const LANES: usize = 128;

/// Places from one row of an array to the next. Rows a round 4 KiB apart would drive each other out of the cache where a
/// lane is read or written from row to row.
pub(crate) const ROW: usize = LANES + 8;

/// One earlier execution of a step that was repeated, or one run of a recurring step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Extra {
    pub(crate) lane: usize,
    pub(crate) step: usize,
    pub(crate) start: f64,
    pub(crate) end: f64,
    pub(crate) money: Money,
}

/// A time in which an artefact is lost in one lane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Loss {
    pub(crate) lane: usize,
    pub(crate) paper: usize,
    /// When the artefact first came to be.
    pub(crate) first: f64,
    pub(crate) from: f64,
    pub(crate) until: f64,
}

/// The futures of one block. Arrays are by step (or artefact, milestone, route) and lane.
#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) first: u64,
    pub(crate) len: usize,
    /// Start of the last execution; [`NEVER`] if there was none.
    pub(crate) start: Vec<f64>,
    /// When the step was done for those that follow; [`NEVER`] if it never was.
    pub(crate) done: Vec<f64>,
    /// When the last execution ended, done or not.
    pub(crate) end: Vec<f64>,
    /// Outcome drawn last, where some gate asks.
    pub(crate) outcome: Vec<u16>,
    pub(crate) fee: Vec<f64>,
    pub(crate) cost: Vec<f64>,
    pub(crate) effort: Vec<f64>,
    /// Since when each artefact is held.
    pub(crate) date: Vec<f64>,
    pub(crate) milestone: Vec<f64>,
    /// Executions that their rows do not tell; those of one lane are found by [`Block::extras_of`].
    pub(crate) extras: Vec<Extra>,
    /// Places of the extras, lane by lane, and where each lane ends.
    by_lane: (Vec<u32>, [u32; LANES]),
    /// Artefacts lost by the horizon, lane after lane.
    pub(crate) losses: Vec<Loss>,
    /// Lanes in which each milestone is reached, but stands no more at the horizon.
    pub(crate) fallen: Vec<u32>,
    /// Lanes with a repeated step or an event of their own: traced one by one.
    pub(crate) is_odd: [bool; LANES],
    /// 1 where a step lies on the longest path to the target.
    pub(crate) on_path: Vec<u8>,
}

impl Block {
    pub(crate) fn new(program: &Program) -> Self {
        let steps = program.ops.len() * ROW;
        let money = if program.has_money { steps } else { 0 };
        Self {
            first: 0,
            len: 0,
            start: vec![NEVER; steps],
            done: vec![NEVER; steps],
            end: vec![NEVER; steps],
            outcome: vec![0; steps],
            fee: vec![0.0; money],
            cost: vec![0.0; money],
            effort: vec![0.0; money],
            date: vec![NEVER; program.papers * ROW],
            milestone: vec![NEVER; program.milestones.len() * ROW],
            extras: Vec::new(),
            by_lane: (Vec::new(), [0; LANES]),
            losses: Vec::new(),
            fallen: vec![0; program.milestones.len()],
            is_odd: [false; LANES],
            on_path: vec![0; steps],
        }
    }

    /// Makes the block ready for other futures.
    pub(crate) fn reset(&mut self, program: &Program, common: &Common, first: u64, len: usize) {
        self.first = first;
        self.len = len;
        self.date.fill(NEVER);
        for (paper, since) in &program.held {
            let dates = &mut self.date[paper * ROW..][..LANES];
            for date in dates {
                *date = date.min(*since);
            }
        }
        for lane in 0..len {
            for (paper, day) in common.lane(&program.common, lane).artefacts() {
                self.date[paper * ROW + lane] = day;
            }
        }
        self.extras.clear();
        self.losses.clear();
        self.fallen.fill(0);
        self.is_odd = [false; LANES];
        self.on_path.fill(0);
    }

    #[inline]
    pub(crate) fn at(step: usize, lane: usize) -> usize {
        step * ROW + lane
    }

    #[inline]
    pub(crate) fn row(values: &[f64], index: usize) -> &[f64] {
        &values[index * ROW..][..LANES]
    }

    /// Notes which extras belong to which lane, once all are there.
    pub(crate) fn sort_extras(&mut self) {
        let (places, ends) = &mut self.by_lane;
        ends.fill(0);
        for extra in &self.extras {
            ends[extra.lane] += 1;
        }
        let mut next = 0;
        for end in ends.iter_mut() {
            (*end, next) = (next, next + *end);
        }
        places.resize(self.extras.len(), 0);
        for (place, extra) in self.extras.iter().enumerate() {
            let end = &mut ends[extra.lane];
            places[*end as usize] = place as u32;
            *end += 1;
        }
    }

    /// The extras of one lane, in their order.
    pub(crate) fn extras_of(&self, lane: usize) -> impl Iterator<Item = &Extra> {
        let (places, ends) = &self.by_lane;
        let from = lane.checked_sub(1).map_or(0, |before| ends[before]);
        let places = &places[from as usize..ends[lane] as usize];
        places.iter().map(|place| &self.extras[*place as usize])
    }

    /// The artefacts of one lane and when they are lost.
    pub(crate) fn shelf(&self, lane: usize) -> LaneShelf<'_> {
        let from = self.losses.partition_point(|loss| loss.lane < lane);
        let to = self.losses.partition_point(|loss| loss.lane <= lane);
        LaneShelf {
            date: &self.date,
            lane,
            losses: &self.losses[from..to],
        }
    }

    #[inline]
    pub(crate) fn set_money(&mut self, at: usize, money: Money) {
        self.fee[at] = money.fee;
        self.cost[at] = money.cost;
        self.effort[at] = money.effort;
    }

    #[inline]
    pub(crate) fn money(&self, at: usize) -> Money {
        if self.fee.is_empty() {
            Money::default()
        } else {
            Money {
                fee: self.fee[at],
                cost: self.cost[at],
                effort: self.effort[at],
            }
        }
    }
}

/// The artefacts of one lane, none of them ever lost.
pub(crate) struct LanePapers<'b> {
    pub(crate) date: &'b [f64],
    pub(crate) lane: usize,
}

impl Papers for LanePapers<'_> {
    #[inline]
    fn date(&self, paper: usize) -> f64 {
        self.date[paper * ROW + self.lane]
    }
}

/// The artefacts of one lane, with the times in which they are lost.
pub(crate) struct LaneShelf<'b> {
    date: &'b [f64],
    lane: usize,
    losses: &'b [Loss],
}

impl Papers for LaneShelf<'_> {
    fn date(&self, paper: usize) -> f64 {
        let lost = self.losses.iter().find(|loss| loss.paper == paper);
        lost.map_or(self.date[paper * ROW + self.lane], |loss| loss.first)
    }

    fn not_lost(&self, paper: usize, t: f64) -> f64 {
        // In order of their beginning.
        let losses = self.losses.iter().filter(|loss| loss.paper == paper);
        losses.fold(t, |t, loss| {
            if loss.from <= t && t < loss.until {
                loss.until
            } else {
                t
            }
        })
    }
}

impl LaneShelf<'_> {
    /// The times from `from` up to the horizon in which a condition on artefacts, whatever their age, does not hold.
    pub(crate) fn gaps(&self, need: &Need, from: f64, horizon: f64) -> Vec<(f64, f64)> {
        let mut gaps = Vec::new();
        let mut time = from;
        while time <= horizon {
            let held = earliest(need, time, self);
            if held > time {
                gaps.push((time, held));
            }
            let losses = self.losses.iter().map(|loss| loss.from);
            time = losses
                .filter(|lost| *lost > held && !holds(need, *lost, self))
                .fold(NEVER, f64::min);
        }
        gaps
    }
}

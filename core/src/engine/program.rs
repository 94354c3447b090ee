//! A plan made ready to run: indices for names, prepared samplers for distributions, one random variable for
//! every purpose of every step, and money in the plan's currency.

use super::block::LANES;
use super::cash::CashDef;
use super::common::{CommonDef, Factors};
use super::judge::{Papers, holds};
use super::lifecycle::LifecycleDef;
use super::{NEVER, whole};
use crate::dist::Sampler;
use crate::file::{CostSpread, Stop, Then, WindowEnd};
use crate::plan::{Gate, Need, Trigger};
use crate::rng::{Stream, unit};
use crate::sampling::Variable;
use std::cell::OnceCell;

mod build;

/// A plan ready to run.
#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) ops: Vec<Op>,
    /// What is drawn once per future; empty where that is shared with another program.
    pub(crate) common: CommonDef,
    /// Cash of the company, where the plan tells of it.
    pub(crate) cash: Option<CashDef>,
    /// Updates after approval, where the plan tells of them.
    pub(crate) lifecycle: Option<LifecycleDef>,
    /// Rows of [`Drawn`].
    pub(crate) rows: usize,
    pub(crate) papers: usize,
    pub(crate) routes: usize,
    pub(crate) held: Vec<(usize, f64)>,
    pub(crate) horizon: f64,
    /// Days after which each artefact lapses, if nothing renews it.
    pub(crate) lapses: Vec<Option<f64>>,
    /// Capacity of each team; `None` where nothing is asked of it beyond what it has.
    pub(crate) teams: Vec<Option<u32>>,
    pub(crate) milestones: Vec<Trigger>,
    /// Whether a milestone on artefacts, once reached, stays so unless an artefact is lost.
    pub(crate) milestones_last: Vec<bool>,
    /// What must go on being held for a milestone to stand: its artefacts, whatever their age.
    pub(crate) milestones_keep: Vec<Option<Need>>,
    pub(crate) target: usize,
    /// Steps that wait for or ask about each artefact.
    pub(crate) readers: Vec<Vec<usize>>,
    /// Steps that may make each artefact.
    pub(crate) makers: Vec<Vec<usize>>,
    /// Steps whose gate names each step.
    pub(crate) followers: Vec<Vec<usize>>,
    /// Steps that nothing done before them calls.
    pub(crate) openers: Vec<usize>,
    /// Recurring steps of each artefact.
    pub(crate) recurring_from: Vec<Vec<usize>>,
    /// Recurring steps that only cost money.
    pub(crate) quiet: Vec<usize>,
    /// Milestones made by steps.
    pub(crate) gate_milestones: Vec<usize>,
    /// Milestones that are judged on a day, the earliest first.
    pub(crate) dated_milestones: Vec<(f64, usize)>,
    /// Number of counters for redos.
    pub(crate) redo_slots: usize,
    /// Whether the forward engine serves this program.
    pub(crate) is_forward: bool,
    /// Whether any step costs anything.
    pub(crate) has_money: bool,
}

/// One step.
#[expect(
    clippy::struct_excessive_bools,
    reason = "what a step may do, each settled once"
)]
#[derive(Debug)]
pub(crate) struct Op {
    pub(crate) route: usize,
    /// Earliest start of a step without predecessors.
    pub(crate) not_before: f64,
    pub(crate) after: Option<Gate>,
    /// The steps of `after`, if it asks for all of them and nothing else.
    pub(crate) after_all: Option<Vec<usize>>,
    pub(crate) needs: Option<Need>,
    /// Whether `needs`, once they hold, hold for good unless an artefact is lost.
    pub(crate) needs_last: bool,
    /// What must go on being held while it runs: the artefacts of `needs`, whatever their age.
    pub(crate) keeps: Option<Need>,
    pub(crate) bodies: Vec<(Need, Body)>,
    pub(crate) produces: Vec<usize>,
    pub(crate) uses: Vec<(usize, u32)>,
    /// How soon a team serves it: those with a lower number first.
    pub(crate) turn: u32,
    /// Cost of the people at work, a day, by currency.
    pub(crate) effort: Vec<(usize, f64)>,
    /// Drivers that move it.
    pub(crate) drivers: Vec<usize>,
    /// Group of durations that rise and fall together.
    pub(crate) group: Option<usize>,
    pub(crate) window: Option<(Vec<f64>, WindowEnd)>,
    pub(crate) recurring: Option<(usize, f64)>,
    /// What the artefact that it comes round with stands on.
    pub(crate) standing: Option<Need>,
    /// Whether it renews that artefact.
    pub(crate) is_renewal: bool,
    /// When its third-party cost is spent.
    pub(crate) spread: CostSpread,
    pub(crate) duration: Draws,
    pub(crate) outcome: Draws,
    pub(crate) delay: Draws,
    pub(crate) cost: Draws,
    pub(crate) loss: Variable,
    /// First row of [`Drawn`] for the outcome.
    pub(crate) outcome_row: usize,
    /// Rounds that [`Drawn`] has.
    pub(crate) drawn_rounds: u32,
    /// Whether an outcome of a recurring step changes anything but money.
    pub(crate) is_lively: bool,
    /// Whether a redo may repeat this step.
    pub(crate) is_repeatable: bool,
    pub(crate) has_outcomes: bool,
    pub(crate) has_money: bool,
}

/// The draws of one variable, with the streams of the next few rounds at hand.
#[derive(Debug)]
pub(crate) struct Draws {
    variable: Variable,
    again: [Stream; ROUNDS as usize - 1],
}

/// Rounds of which streams are kept, and which are drawn beforehand for steps that come round.
const ROUNDS: u32 = 8;

impl Draws {
    #[inline]
    pub(crate) fn bits(&self, iteration: u64, round: u32) -> u64 {
        match self.again.get((round as usize).wrapping_sub(1)) {
            Some(stream) => stream.bits(iteration),
            None => self.variable.bits(iteration, round),
        }
    }

    #[inline]
    pub(crate) fn fill(&self, first: u64, out: &mut [u64]) {
        self.variable.fill(first, out);
    }

    /// Writes the bits of any of the first rounds.
    fn fill_round(&self, round: u32, first: u64, out: &mut [u64]) {
        match round.checked_sub(1) {
            Some(again) => self.again[again as usize].fill(first, out),
            None => self.variable.fill(first, out),
        }
    }

    /// Adds a draw to each start.
    #[inline]
    pub(crate) fn add(&self, sampler: &Sampler, first: u64, starts: &[f64], ends: &mut [f64]) {
        sampler.add_to(starts, ends, &self.variable, first);
    }
}

/// The figures of a step under one condition.
#[derive(Debug)]
pub(crate) struct Body {
    /// First rows of [`Drawn`] for the duration and the cost.
    pub(crate) rows: [usize; 2],
    pub(crate) duration: Option<Sampler>,
    pub(crate) fee: f64,
    /// The fee from a day on, where it rises: first that of the plan's start.
    pub(crate) fees: Vec<(f64, f64)>,
    /// Number of the fee's currency.
    pub(crate) fee_currency: usize,
    pub(crate) cost: Option<Sampler>,
    /// Number of the cost's currency.
    pub(crate) cost_currency: usize,
    pub(crate) outcomes: Vec<Branch>,
}

/// One outcome.
#[derive(Debug)]
pub(crate) struct Branch {
    /// Sum of the probabilities up to and including this one.
    pub(crate) upto: f64,
    /// Index into the step's outcome ids.
    pub(crate) id: usize,
    pub(crate) delay: Option<Sampler>,
    /// First row of [`Drawn`] for the delay.
    pub(crate) delay_row: usize,
    pub(crate) effect: BranchEffect,
    pub(crate) produces: Vec<usize>,
    pub(crate) lose: Option<(usize, Option<Sampler>)>,
}

/// What follows an outcome.
#[derive(Debug)]
pub(crate) enum BranchEffect {
    Done,
    Stop(Stop),
    Redo(Redo),
}

/// Work that goes back.
#[derive(Debug)]
pub(crate) struct Redo {
    pub(crate) target: usize,
    /// The steps repeated, in order, without the one that sends the work back.
    pub(crate) body: Vec<usize>,
    pub(crate) at_most: u32,
    pub(crate) then: Then,
    pub(crate) scale: Scale,
    pub(crate) slot: usize,
    /// Steps outside that follow a repeated one.
    pub(crate) outside: Vec<usize>,
    /// Steps outside that a repeated one follows.
    pub(crate) feeds: Vec<usize>,
    /// Whether the sweep may follow it: no milestone looks at a repeated step, and no other redo repeats anything
    /// that this one repeats, follows or is followed by.
    pub(crate) is_simple: bool,
}

impl Redo {
    /// The steps that it repeats.
    fn repeats(&self, sender: usize) -> impl Iterator<Item = usize> + '_ {
        self.body.iter().copied().chain([sender])
    }

    /// The steps that it repeats, follows or is followed by.
    fn touches(&self, sender: usize, step: usize) -> bool {
        self.repeats(sender).any(|other| other == step)
            || self.feeds.contains(&step)
            || self.outside.contains(&step)
    }
}

/// Factors on repeated work.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scale {
    pub(crate) duration: f64,
    pub(crate) cost: f64,
}

impl Scale {
    pub(crate) const ONE: Self = Self {
        duration: 1.0,
        cost: 1.0,
    };
}

/// Which random draws belong to one execution of a step.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Draw<'f> {
    pub(crate) iteration: u64,
    pub(crate) round: u32,
    pub(crate) scale: Scale,
    pub(crate) factors: Factors<'f>,
}

/// What one execution came to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run<'p> {
    /// When its work is over; its window may make it end later.
    pub(crate) worked: f64,
    pub(crate) end: f64,
    pub(crate) branch: Option<&'p Branch>,
    pub(crate) money: Money,
}

/// What one execution cost.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Money {
    pub(crate) fee: f64,
    pub(crate) cost: f64,
    pub(crate) effort: f64,
}

impl Money {
    /// All three.
    pub(crate) fn total(self) -> f64 {
        self.fee + self.cost + self.effort
    }

    /// What is spent until a share of the time has gone, and the rest.
    pub(crate) fn cut(self, share: f64, spread: CostSpread) -> (Self, Self) {
        let spent = Self {
            fee: self.fee,
            cost: match spread {
                CostSpread::Even => whole(self.cost * share),
                CostSpread::Start => self.cost,
                CostSpread::End => 0.0,
            },
            effort: whole(self.effort * share),
        };
        let rest = Self {
            fee: 0.0,
            cost: self.cost - spent.cost,
            effort: self.effort - spent.effort,
        };
        (spent, rest)
    }
}

impl Op {
    fn redos(&self) -> impl Iterator<Item = &Redo> {
        let branches = self.bodies.iter().flat_map(|(_, body)| &body.outcomes);
        branches.filter_map(|branch| match &branch.effect {
            BranchEffect::Redo(redo) => Some(redo),
            _ => None,
        })
    }

    /// Whether the forward engine may run all lanes of it in one loop.
    #[inline]
    pub(crate) fn is_plain(&self) -> bool {
        self.window.is_none() && self.drivers.is_empty() && self.group.is_none()
    }

    /// What it costs by when it is spent: at its start, day by day, and at its end.
    #[inline]
    pub(crate) fn by_time(&self, money: Money) -> [f64; 3] {
        let Money { fee, cost, effort } = money;
        match self.spread {
            CostSpread::Even => [fee, cost + effort, 0.0],
            CostSpread::Start => [fee + cost, effort, 0.0],
            CostSpread::End => [fee, effort, cost],
        }
    }

    /// Whether the end of its last execution is kept apart from when it was done.
    #[inline]
    pub(crate) fn keeps_end(&self) -> bool {
        // Steps of the forward engine's tight loop have nothing between the two.
        self.has_outcomes || self.bodies.len() > 1 || !self.is_plain()
    }

    /// The figures that hold for a step that becomes ready at `t`.
    pub(crate) fn body(&self, t: f64, papers: &impl Papers) -> &Body {
        if let [(_, only)] = self.bodies.as_slice() {
            return only;
        }
        let found = self.bodies.iter().find(|(need, _)| holds(need, t, papers));
        &found.unwrap_or(self.bodies.last().expect("a step has figures")).1
    }

    /// When a step may start that is ready at `t`: at once, or at the next date of its window.
    #[inline]
    pub(crate) fn start(&self, t: f64) -> f64 {
        match &self.window {
            Some((dates, WindowEnd::Start)) => next_date(dates, t),
            _ => t,
        }
    }

    /// When a step ends whose work is over at `t`: at once, or at the next date of its window.
    #[inline]
    pub(crate) fn finish(&self, t: f64) -> f64 {
        match &self.window {
            Some((dates, WindowEnd::Finish)) => next_date(dates, t),
            _ => t,
        }
    }

    /// One execution from `start` on. The draws of the first rounds may have been made before.
    #[expect(
        clippy::inline_always,
        reason = "a call costs a twentieth of a small plan's time"
    )]
    #[inline(always)]
    pub(crate) fn run<'p>(
        &'p self,
        body: &'p Body,
        start: f64,
        draw: Draw<'_>,
        drawn: Option<&Drawn>,
    ) -> Run<'p> {
        let Draw {
            iteration,
            round,
            scale,
            factors,
        } = draw;
        let drawn = drawn.filter(|_| round < self.drawn_rounds);
        let mut end = match &body.duration {
            Some(sampler) => {
                let days = match (drawn, self.group) {
                    (_, Some(group)) => {
                        sampler.at(factors.correlated(group, self.duration.bits(iteration, round)))
                    }
                    (Some(drawn), None) => drawn.get(body.rows[0], &self.duration, draw, |bits, days| {
                        sampler.fill(bits, days);
                    }),
                    (None, None) => sampler.at(self.duration.bits(iteration, round)),
                };
                start + days * (scale.duration * factors.duration(&self.drivers))
            }
            None => start,
        };
        let branch = if body.outcomes.is_empty() {
            None
        } else {
            let u = match drawn {
                Some(drawn) => drawn.get(self.outcome_row, &self.outcome, draw, units),
                None => unit(self.outcome.bits(iteration, round)),
            };
            let branch = body.branch(u);
            if let Some(delay) = &branch.delay {
                end += match drawn {
                    Some(drawn) => drawn.get(branch.delay_row, &self.delay, draw, |bits, days| {
                        delay.fill(bits, days);
                    }),
                    None => delay.at(self.delay.bits(iteration, round)),
                };
            }
            Some(branch)
        };
        let worked = end;
        let end = self.finish(worked);
        let money = if self.has_money {
            self.money(body, start, end, draw, drawn)
        } else {
            Money::default()
        };
        Run {
            worked,
            end,
            branch,
            money,
        }
    }

    /// What one execution costs.
    #[inline]
    pub(crate) fn money(
        &self,
        body: &Body,
        start: f64,
        end: f64,
        draw: Draw<'_>,
        drawn: Option<&Drawn>,
    ) -> Money {
        let cost = body.cost.as_ref().map_or(0.0, |sampler| {
            // What comes round has one price in a future: it is unknown, and not thrown anew each year.
            let round = if self.recurring.is_some() { 0 } else { draw.round };
            let draw = Draw { round, ..draw };
            let cost = match drawn {
                Some(drawn) => drawn.get(body.rows[1], &self.cost, draw, |bits, costs| {
                    sampler.fill(bits, costs);
                }),
                None => sampler.at(self.cost.bits(draw.iteration, draw.round)),
            };
            let factor = draw.factors.rate(body.cost_currency) * draw.factors.cost(&self.drivers);
            whole(cost * (draw.scale.cost * factor))
        });
        let days = if end < NEVER { end - start } else { 0.0 };
        let fee = body.fee_on(start);
        let fee_factor = draw.scale.cost * draw.factors.rate(body.fee_currency);
        let a_day: f64 = self
            .effort
            .iter()
            .map(|(currency, a_day)| a_day * draw.factors.rate(*currency))
            .sum();
        Money {
            // A fee is whole already.
            fee: if fee_factor == 1.0 {
                fee
            } else {
                whole(fee * fee_factor)
            },
            cost,
            effort: if self.effort.is_empty() {
                0.0
            } else {
                whole(a_day * days)
            },
        }
    }
}

/// The draws of the first rounds of a block of futures, made variable by variable when the first of them is
/// wanted: a table is then read many times while it is at hand, where a single future would read many tables
/// once.
#[derive(Debug, Default)]
pub(crate) struct Drawn {
    first: u64,
    len: usize,
    rows: Vec<OnceCell<Box<[f64]>>>,
}

impl Drawn {
    /// Makes room for the draws of `len` futures from iteration `first` on.
    pub(crate) fn reset(&mut self, program: &Program, first: u64, len: usize) {
        (self.first, self.len) = (first, len);
        self.rows.clear();
        self.rows.resize_with(program.rows, OnceCell::new);
    }

    /// A draw of a row that holds one purpose in one round; `values` turns bits into values.
    #[inline]
    fn get(&self, row: usize, draws: &Draws, draw: Draw<'_>, values: impl FnOnce(&[u64], &mut [f64])) -> f64 {
        let row = self.rows[row + draw.round as usize].get_or_init(|| {
            let mut bits = [0; LANES];
            let bits = &mut bits[..self.len];
            draws.fill_round(draw.round, self.first, bits);
            let mut row = vec![0.0; self.len].into_boxed_slice();
            values(bits, &mut row);
            row
        });
        row[(draw.iteration - self.first) as usize]
    }
}

fn units(bits: &[u64], out: &mut [f64]) {
    for (out, bits) in out.iter_mut().zip(bits) {
        *out = unit(*bits);
    }
}

impl Body {
    /// The fee that is charged on a day.
    #[inline]
    fn fee_on(&self, day: f64) -> f64 {
        let risen = self.fees.iter().rev().find(|(from, _)| *from <= day);
        risen.map_or(self.fee, |(_, fee)| *fee)
    }

    /// The outcome that a uniform draw picks.
    #[inline]
    pub(crate) fn branch(&self, u: f64) -> &Branch {
        let found = self.outcomes.iter().find(|branch| u < branch.upto);
        found.unwrap_or(self.outcomes.last().expect("called with outcomes only"))
    }
}

/// The first date not before `t`; never if the series has ended.
#[inline]
pub(crate) fn next_date(dates: &[f64], t: f64) -> f64 {
    if t == NEVER {
        NEVER
    } else {
        dates
            .get(dates.partition_point(|date| *date < t))
            .copied()
            .unwrap_or(NEVER)
    }
}

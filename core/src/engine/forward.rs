//! The forward engine: a block of futures, step by step, predecessors first.
//!
//! A lane in which something happens that one sweep cannot follow is handed to the event engine, which then
//! fills that lane of the block: an artefact that is lost; a stop that cancels work; a redo while a part of
//! the repeated work is under way, or that overtakes a follower outside it. Each is checked below.

use super::block::{Block, Extra, LANES, LanePapers, ROW};
use super::common::Common;
use super::event::{Future, Luck};
use super::judge::{earliest, holds, join_by, later};
use super::program::{Body, Branch, BranchEffect, Draw, Drawn, Money, Op, Program, Redo, Scale};
use super::{Detail, NEVER, NO_OUTCOME};
use crate::file::{Stop, Then};
use crate::plan::{Gate, Need, Trigger};
use crate::rng::unit;

/// Who looks at futures one by one.
pub(crate) type Watch<'w, 'p> = Option<&'w mut dyn FnMut(&Future<'p>)>;

/// Work that goes back, and the artefacts of that outcome once it may pass.
type SentBack<'p> = (&'p Redo, &'p [usize]);

/// Working memory for blocks of one program.
pub(crate) struct Forward<'p> {
    program: &'p Program,
    pub(crate) block: Block,
    ready: Vec<f64>,
    bits: Vec<u64>,
    /// Executions of each repeatable step so far, by step and lane.
    rounds: Vec<u32>,
    /// Redos taken so far, by slot and lane.
    used: Vec<u32>,
    /// When each route stops and which step stops it, by route and lane.
    stopped: Vec<(f64, usize)>,
    /// The latest start of executions that were repeated since, by route and lane.
    repeated: Vec<f64>,
    any_stop: [bool; LANES],
    /// Lanes that the event engine must take over.
    handed: [bool; LANES],
    /// Lanes of the step at hand whose outcome sends work back.
    sent_back: Vec<(usize, SentBack<'p>)>,
    future: Future<'p>,
    drawn: Drawn,
    pub(crate) common: Common,
    detail: Detail,
}

impl<'p> Forward<'p> {
    /// Executions are kept where costs are asked for, and paths traced where everything is.
    pub(crate) fn new(program: &'p Program, detail: Detail) -> Self {
        Self {
            program,
            block: Block::new(program),
            ready: vec![0.0; LANES],
            bits: vec![0; LANES],
            rounds: vec![0; program.ops.len() * ROW],
            used: vec![0; program.redo_slots * ROW],
            stopped: vec![(NEVER, 0); program.routes * ROW],
            repeated: vec![-1.0; program.routes * ROW],
            any_stop: [false; LANES],
            handed: [false; LANES],
            sent_back: Vec::new(),
            future: Future::new(program, detail == Detail::Full),
            drawn: Drawn::default(),
            common: Common::default(),
            detail,
        }
    }

    /// Simulates `len` futures from iteration `first` on.
    pub(crate) fn run(&mut self, first: u64, len: usize) {
        self.run_watched(first, len, None);
    }

    /// The same, and shows every future to `watch`, one by one, as the event engine tells it.
    pub(crate) fn run_watched(&mut self, first: u64, len: usize, mut watch: Watch<'_, 'p>) {
        let program = self.program;
        let is_traced = self.detail == Detail::Full;
        self.common.fill(&program.common, first, len);
        self.block.reset(program, &self.common, first, len);
        if program.is_forward {
            self.sweep();
        } else {
            self.handed = [true; LANES];
            self.drawn.reset(program, first, len);
        }
        let drawn = (!program.is_forward).then_some(&self.drawn);
        let handed = self.handed;
        self.block.extras.retain(|extra| !handed[extra.lane]);
        for lane in 0..len {
            let iteration = first + lane as u64;
            let luck = Luck {
                factors: self.common.lane(&program.common, lane),
                drawn,
            };
            if handed[lane] {
                self.future.run(iteration, luck);
                self.future.write(&mut self.block, lane);
                if self.keeps_executions() {
                    self.future.write_quiet(&mut self.block, lane, luck);
                }
                self.block.is_odd[lane] = true;
            } else if watch.is_some() || is_traced && self.block.is_odd[lane] {
                self.future.run(iteration, luck);
            } else {
                continue;
            }
            if let Some(watch) = &mut watch {
                watch(&self.future);
            }
            if is_traced && self.block.is_odd[lane] {
                self.future.trace(&mut self.block.on_path, lane);
            }
        }
        if self.keeps_executions() {
            self.block.sort_extras();
        }
        if is_traced && program.is_forward {
            self.block.longest_paths(program, &mut self.ready);
        }
    }

    /// Whether executions are kept that their rows do not tell.
    fn keeps_executions(&self) -> bool {
        self.detail > Detail::Milestones
    }

    fn sweep(&mut self) {
        let program = self.program;
        self.used.fill(0);
        self.stopped.fill((NEVER, 0));
        self.repeated.fill(-1.0);
        self.any_stop = [false; LANES];
        self.handed = [false; LANES];
        for step in 0..program.ops.len() {
            if program.ops[step].recurring.is_none() {
                self.step(step);
            }
        }
        for step in 0..program.ops.len() {
            if let Some((paper, every)) = program.ops[step].recurring {
                self.recur(step, paper, every);
            }
        }
        self.check_stops();
        self.check_lapses();
        self.milestones();
    }

    /// All lanes of one step.
    fn step(&mut self, step: usize) {
        let op = &self.program.ops[step];
        let len = self.block.len;
        let rows = step * ROW..step * ROW + len;
        self.ready_times(op);
        if op.is_repeatable {
            self.rounds[rows.clone()].fill(0);
        }
        match op.bodies.as_slice() {
            // The common case, in loops that the compiler can keep tight.
            [(_, body)] if op.is_plain() => {
                let horizon = self.program.horizon;
                let starts = &mut self.block.start[rows.clone()];
                for (start, ready) in starts.iter_mut().zip(&self.ready[..len]) {
                    *start = if *ready > horizon { NEVER } else { *ready };
                }
                let ends = &mut self.block.done[rows.clone()];
                match &body.duration {
                    Some(sampler) => op.duration.add(sampler, self.block.first, starts, ends),
                    None => ends.copy_from_slice(starts),
                }
                self.finish_simple(step, body);
            }
            _ => {
                for lane in 0..len {
                    if let Some(redo) = self.execute(step, lane, self.ready[lane], Scale::ONE, None) {
                        self.sent_back.push((lane, redo));
                    }
                }
            }
        }
        for paper in &op.produces {
            let dates = &mut self.block.date[paper * ROW..paper * ROW + len];
            for (date, done) in dates.iter_mut().zip(&self.block.done[rows.clone()]) {
                *date = if done < date { *done } else { *date };
            }
        }
        let mut sent_back = std::mem::take(&mut self.sent_back);
        for (lane, redo) in sent_back.drain(..) {
            self.redo(step, lane, redo, step);
        }
        self.sent_back = sent_back;
    }

    /// Outcomes and money of a step whose start and duration are in the block.
    fn finish_simple(&mut self, step: usize, body: &'p Body) {
        let op = &self.program.ops[step];
        let len = self.block.len;
        if body.outcomes.is_empty() {
            if !op.has_money && !op.is_repeatable {
                return;
            }
            for lane in 0..len {
                let at = Block::at(step, lane);
                let is_run = self.block.start[at] < NEVER;
                if op.is_repeatable {
                    self.rounds[at] = u32::from(is_run);
                }
                if op.has_money {
                    self.pay(step, lane, body, is_run);
                }
            }
            return;
        }
        op.outcome.fill(self.block.first, &mut self.bits[..len]);
        for lane in 0..len {
            let at = Block::at(step, lane);
            if self.block.start[at] == NEVER {
                self.nothing(step, lane);
                continue;
            }
            let branch = body.branch(unit(self.bits[lane]));
            if let Some(delay) = &branch.delay {
                self.block.done[at] += delay.at(op.delay.bits(self.block.first + lane as u64, 0));
            }
            if op.is_repeatable {
                self.rounds[at] = 1;
            }
            if op.has_money {
                self.pay(step, lane, body, true);
            }
            let end = self.block.done[at];
            if let Some(redo) = self.conclude(step, lane, end, Some(branch), None) {
                self.sent_back.push((lane, redo));
            }
        }
    }

    /// Money of a first execution whose start and end are in the block.
    fn pay(&mut self, step: usize, lane: usize, body: &Body, is_run: bool) {
        let at = Block::at(step, lane);
        let money = if is_run {
            let draw = Draw {
                iteration: self.block.first + lane as u64,
                round: 0,
                scale: Scale::ONE,
                factors: self.common.lane(&self.program.common, lane),
            };
            self.program.ops[step].money(body, self.block.start[at], self.block.done[at], draw, None)
        } else {
            Money::default()
        };
        self.block.set_money(at, money);
    }

    /// When each lane of a step becomes ready, into `self.ready`.
    fn ready_times(&mut self, op: &Op) {
        let len = self.block.len;
        match &op.after {
            None => self.ready[..len].fill(op.not_before),
            Some(gate) => join(gate, &self.block, &mut self.ready[..len]),
        }
        match &op.needs {
            None => {}
            Some(Need::Held {
                artefact,
                for_at_least,
                not_older_than,
            }) if *for_at_least == 0.0 && *not_older_than == NEVER => {
                let dates = Block::row(&self.block.date, *artefact);
                for (ready, date) in self.ready[..len].iter_mut().zip(dates) {
                    *ready = if date > ready { *date } else { *ready };
                }
            }
            Some(need) => {
                for lane in 0..len {
                    let papers = LanePapers {
                        date: &self.block.date,
                        lane,
                    };
                    self.ready[lane] = earliest(need, self.ready[lane], &papers);
                }
            }
        }
    }

    /// One execution of a step in one lane from the moment when it is ready. Returns the redo that its outcome
    /// asks for. `outermost` is the step whose redo this execution is part of.
    fn execute(
        &mut self,
        step: usize,
        lane: usize,
        ready: f64,
        scale: Scale,
        outermost: Option<usize>,
    ) -> Option<SentBack<'p>> {
        let op = &self.program.ops[step];
        let start = op.start(ready);
        if start > self.program.horizon {
            self.nothing(step, lane);
            return None;
        }
        let at = Block::at(step, lane);
        let round = if op.is_repeatable { self.rounds[at] } else { 0 };
        let body = op.body(
            ready,
            &LanePapers {
                date: &self.block.date,
                lane,
            },
        );
        let draw = Draw {
            iteration: self.block.first + lane as u64,
            round,
            scale,
            factors: self.common.lane(&self.program.common, lane),
        };
        let run = op.run(body, start, draw, None);
        self.block.start[at] = start;
        if op.is_repeatable {
            self.rounds[at] = round + 1;
        }
        if op.has_money {
            self.block.set_money(at, run.money);
        }
        self.conclude(step, lane, run.end, run.branch, outermost)
    }

    /// A step that does not happen.
    fn nothing(&mut self, step: usize, lane: usize) {
        let at = Block::at(step, lane);
        self.block.start[at] = NEVER;
        self.block.done[at] = NEVER;
        self.block.end[at] = NEVER;
        if self.program.ops[step].has_money {
            self.block.set_money(at, Money::default());
        }
    }

    /// What follows the end of an execution.
    #[expect(
        clippy::inline_always,
        reason = "a call costs a twentieth of a small plan's time"
    )]
    #[inline(always)]
    fn conclude(
        &mut self,
        step: usize,
        lane: usize,
        end: f64,
        branch: Option<&'p Branch>,
        outermost: Option<usize>,
    ) -> Option<SentBack<'p>> {
        let at = Block::at(step, lane);
        self.block.end[at] = end;
        self.block.done[at] = end;
        self.block.outcome[at] = branch.map_or(NO_OUTCOME, |branch| branch.id as u16);
        let branch = branch?;
        if branch.lose.is_some() {
            self.handed[lane] = true;
        }
        match &branch.effect {
            BranchEffect::Done => {}
            BranchEffect::Stop(stop) => self.stop(step, lane, end, *stop),
            BranchEffect::Redo(redo) => {
                self.block.done[at] = NEVER;
                return Some((redo, &branch.produces));
            }
        }
        for paper in &branch.produces {
            self.produce(*paper, lane, end, outermost);
        }
        None
    }

    /// An artefact comes to be. If steps that the sweep has passed look at it, the lane is handed over.
    fn produce(&mut self, paper: usize, lane: usize, time: f64, outermost: Option<usize>) {
        let date = &mut self.block.date[Block::at(paper, lane)];
        if time < *date {
            *date = time;
            if outermost.is_some_and(|step| self.program.readers[paper].iter().any(|reader| *reader < step)) {
                self.handed[lane] = true;
            }
        }
    }

    fn stop(&mut self, step: usize, lane: usize, end: f64, stop: Stop) {
        self.block.done[Block::at(step, lane)] = NEVER;
        self.any_stop[lane] = true;
        let (at, by) = &mut self.stopped[self.program.ops[step].route * ROW + lane];
        // Of two stops at the same moment one may keep the other from happening.
        if stop == Stop::Plan || end == *at {
            self.handed[lane] = true;
        }
        if end < *at {
            (*at, *by) = (end, step);
        }
    }

    /// Repeats work in one lane until no outcome sends it back. `outermost` is the step whose redo contains
    /// all others.
    fn redo(&mut self, step: usize, lane: usize, first: SentBack<'p>, outermost: usize) {
        let op = &self.program.ops[step];
        let at = Block::at(step, lane);
        let mut sent_back = Some(first);
        self.block.is_odd[lane] = true;
        while let Some((redo, produces)) = sent_back
            && !self.handed[lane]
        {
            let end = self.block.end[at];
            let used = &mut self.used[redo.slot * ROW + lane];
            if *used >= redo.at_most {
                if redo.then == Then::Stop {
                    self.stop(step, lane, end, Stop::Route);
                } else {
                    self.block.done[at] = end;
                    for paper in op.produces.iter().chain(produces) {
                        self.produce(*paper, lane, end, Some(outermost));
                    }
                }
                return;
            }
            *used += 1;
            if !self.is_regular(redo, step, lane, end) {
                self.handed[lane] = true;
                return;
            }
            for other in redo.body.iter().chain([&step]) {
                self.keep_extra(*other, lane);
            }
            for other in &redo.body {
                if let Some(inner) = self.once_more(*other, lane, end, redo, outermost) {
                    self.redo(*other, lane, inner, outermost);
                }
            }
            sent_back = self.once_more(step, lane, end, redo, outermost);
        }
    }

    /// Whether the sweep can follow this redo: no other one may meet it, nothing of the body is still under way, every follower outside it
    /// has already started with what it got, and what the body follows has not been repeated since. Of what ends at the moment of the redo, only what
    /// started earlier than the step that sends the work back is surely over.
    fn is_regular(&self, redo: &Redo, step: usize, lane: usize, end: f64) -> bool {
        let started = |other: usize| self.block.start[Block::at(other, lane)];
        let is_over = |other: usize| {
            let its_end = self.end_of(other, lane);
            started(other) < end && (its_end < end || its_end == end && started(other) < started(step))
        };
        redo.is_simple
            && redo
                .body
                .iter()
                .all(|other| self.rounds[Block::at(*other, lane)] == 0 || is_over(*other))
            && redo
                .outside
                .iter()
                .all(|other| *other < step && started(*other) < end)
            && redo.feeds.iter().all(|other| {
                let rounds = self.rounds[Block::at(*other, lane)];
                let is_first = rounds == 0 || rounds == 1 && started(*other) < NEVER;
                is_first || started(*other) < end
            })
    }

    fn end_of(&self, step: usize, lane: usize) -> f64 {
        self.block.end_of(self.program, step, lane)
    }

    /// Keeps an execution that is about to be overwritten.
    fn keep_extra(&mut self, step: usize, lane: usize) {
        let at = Block::at(step, lane);
        let start = self.block.start[at];
        if start == NEVER {
            return;
        }
        let latest = &mut self.repeated[self.program.ops[step].route * ROW + lane];
        *latest = latest.max(start);
        if self.keeps_executions() {
            let end = self.end_of(step, lane);
            let money = if self.program.ops[step].has_money {
                self.block.money(at)
            } else {
                Money::default()
            };
            self.block.extras.push(Extra {
                lane,
                step,
                start,
                end,
                money,
            });
        }
    }

    /// One more execution of a step of a redo.
    fn once_more(
        &mut self,
        step: usize,
        lane: usize,
        floor: f64,
        redo: &Redo,
        outermost: usize,
    ) -> Option<SentBack<'p>> {
        let op = &self.program.ops[step];
        let joined = match &op.after {
            _ if step == redo.target => floor,
            None => later(op.not_before, floor),
            Some(gate) => later(join_lane(gate, &self.block, lane), floor),
        };
        let papers = LanePapers {
            date: &self.block.date,
            lane,
        };
        let ready = op
            .needs
            .as_ref()
            .map_or(joined, |need| earliest(need, joined, &papers));
        let sent_back = self.execute(step, lane, ready, redo.scale, Some(outermost));
        let done = self.block.done[Block::at(step, lane)];
        for paper in &op.produces {
            self.produce(*paper, lane, done, Some(outermost));
        }
        sent_back
    }

    /// The runs of a recurring step in all lanes.
    fn recur(&mut self, step: usize, paper: usize, every: f64) {
        let op = &self.program.ops[step];
        for lane in 0..self.block.len {
            self.nothing(step, lane);
            let date = self.block.date[Block::at(paper, lane)];
            for (round, start) in recurrences(date, every, self.program.horizon) {
                let papers = LanePapers {
                    date: &self.block.date,
                    lane,
                };
                let stands = |need: &Need| holds(need, start, &papers);
                if !op.is_renewal && !op.standing.as_ref().is_none_or(stands) {
                    continue;
                }
                let body = op.body(start, &papers);
                let draw = Draw {
                    iteration: self.block.first + lane as u64,
                    round,
                    scale: Scale::ONE,
                    factors: self.common.lane(&self.program.common, lane),
                };
                let run = op.run(body, start, draw, None);
                if self.keeps_executions() {
                    self.block.extras.push(Extra {
                        lane,
                        step,
                        start,
                        end: run.end,
                        money: run.money,
                    });
                }
                if let Some(branch) = run.branch {
                    if branch.lose.is_some() || !branch.produces.is_empty() {
                        self.handed[lane] = true;
                    }
                    if let BranchEffect::Stop(stop) = branch.effect {
                        self.stop(step, lane, run.end, stop);
                        // What is not renewed is lost.
                        self.handed[lane] |= op.is_renewal;
                        break;
                    }
                }
            }
        }
    }

    /// Hands over the lanes in which an artefact lapses by the horizon.
    fn check_lapses(&mut self) {
        for (paper, days) in self.program.lapses.iter().enumerate() {
            let Some(days) = days else { continue };
            let dates = &self.block.date[paper * ROW..][..self.block.len];
            for (handed, date) in self.handed.iter_mut().zip(dates) {
                *handed |= date + days <= self.program.horizon;
            }
        }
    }

    /// Hands over the lanes in which a stop cancels a step that the sweep has let start.
    fn check_stops(&mut self) {
        for lane in 0..self.block.len {
            if !self.any_stop[lane] || self.handed[lane] {
                continue;
            }
            self.handed[lane] = self.program.ops.iter().enumerate().any(|(step, op)| {
                let place = op.route * ROW + lane;
                let (stop, by) = self.stopped[place];
                let start = self.block.start[Block::at(step, lane)];
                start < NEVER && start >= stop && step != by || self.repeated[place] >= stop
            });
        }
    }

    fn milestones(&mut self) {
        let len = self.block.len;
        for (index, trigger) in self.program.milestones.iter().enumerate() {
            match trigger {
                Trigger::Gate(gate) => join(gate, &self.block, &mut self.ready[..len]),
                Trigger::On(day, need) => {
                    for lane in 0..len {
                        let papers = LanePapers {
                            date: &self.block.date,
                            lane,
                        };
                        self.ready[lane] = if holds(need, *day, &papers) { *day } else { NEVER };
                    }
                }
                Trigger::Need(need) => {
                    for lane in 0..len {
                        self.ready[lane] = earliest(
                            need,
                            0.0,
                            &LanePapers {
                                date: &self.block.date,
                                lane,
                            },
                        );
                    }
                }
            }
            self.block.milestone[index * ROW..index * ROW + len].copy_from_slice(&self.ready[..len]);
        }
    }
}

/// The rounds and starts of a recurring step up to the horizon.
pub(crate) fn recurrences(date: f64, every: f64, horizon: f64) -> impl Iterator<Item = (u32, f64)> {
    // An artefact held for long has had its earlier rounds before the plan began.
    let first = if date < 0.0 {
        (-date / every).floor().max(1.0)
    } else {
        1.0
    };
    // One turn too many, in case the division is rounded down; the last condition is exact.
    let count = if date < NEVER {
        ((horizon - date) / every).floor().max(0.0) + 1.0
    } else {
        0.0
    };
    (first as u32..=count as u32)
        .map(move |turn| (turn - 1, date + every * f64::from(turn)))
        .filter(move |(_, start)| (0.0..=horizon).contains(start))
}

/// When a join holds in every lane.
fn join(gate: &Gate, block: &Block, out: &mut [f64]) {
    match gate {
        Gate::Step(step, None) => out.copy_from_slice(&Block::row(&block.done, *step)[..out.len()]),
        Gate::All(of) if of.iter().all(|gate| matches!(gate, Gate::Step(_, None))) => {
            out.fill(0.0);
            for gate in of {
                let Gate::Step(step, None) = gate else { continue };
                for (out, done) in out.iter_mut().zip(Block::row(&block.done, *step)) {
                    *out = if done > out { *done } else { *out };
                }
            }
        }
        _ => {
            for (lane, out) in out.iter_mut().enumerate() {
                *out = join_lane(gate, block, lane);
            }
        }
    }
}

/// When a join holds in one lane.
fn join_lane(gate: &Gate, block: &Block, lane: usize) -> f64 {
    join_by(gate, &|step, outcome| {
        let at = Block::at(step, lane);
        match outcome {
            Some(outcome) if usize::from(block.outcome[at]) != outcome => NEVER,
            _ => block.done[at],
        }
    })
}

/// When a step that was not repeated became ready in one lane.
fn ready(op: &Op, block: &Block, lane: usize) -> f64 {
    let joined = match &op.after {
        Some(gate) => join_lane(gate, block, lane),
        None => op.not_before,
    };
    let papers = LanePapers {
        date: &block.date,
        lane,
    };
    op.needs
        .as_ref()
        .map_or(joined, |need| earliest(need, joined, &papers))
}

impl Block {
    /// When the last execution of a step ended, done or not.
    #[inline]
    pub(crate) fn end_of(&self, program: &Program, step: usize, lane: usize) -> f64 {
        self.ends(program, step)[lane]
    }

    /// When the last executions of a step ended, by lane.
    #[inline]
    pub(crate) fn ends(&self, program: &Program, step: usize) -> &[f64] {
        let op = &program.ops[step];
        if op.keeps_end() {
            Self::row(&self.end, step)
        } else {
            Self::row(&self.done, step)
        }
    }

    /// Marks the steps of the longest path to the target in every lane that is not odd: what was waited for
    /// longest, followed back from the target.
    fn longest_paths(&mut self, program: &Program, ready: &mut [f64]) {
        let mut on_path = std::mem::take(&mut self.on_path);
        let on = on_path.as_mut_slice();
        let len = self.len;
        let times = Self::row(&self.milestone, program.target);
        let lanes: Vec<usize> = (0..len)
            .filter(|lane| !self.is_odd[*lane] && times[*lane] <= program.horizon)
            .collect();
        for lane in &lanes {
            match &program.milestones[program.target] {
                Trigger::Gate(gate) => self.mark_gate(gate, *lane, times[*lane], on),
                Trigger::Need(need) => self.mark_need(program, need, *lane, times[*lane], on),
                // The day was fixed: nothing made it late.
                Trigger::On(..) => {}
            }
        }
        for step in (0..program.ops.len()).rev() {
            let op = &program.ops[step];
            let row = step * ROW;
            if op.after.is_none() && op.needs.is_none() || !lanes.iter().any(|lane| on[row + lane] == 1) {
                continue;
            }
            match &op.after {
                Some(gate) => join(gate, self, &mut ready[..len]),
                None => ready[..len].fill(op.not_before),
            }
            for lane in &lanes {
                if on[row + lane] == 0 {
                    continue;
                }
                let joined = ready[*lane];
                let at = op.needs.as_ref().map_or(joined, |need| {
                    earliest(
                        need,
                        joined,
                        &LanePapers {
                            date: &self.date,
                            lane: *lane,
                        },
                    )
                });
                if at > joined {
                    if let Some(need) = &op.needs {
                        self.mark_need(program, need, *lane, at, on);
                    }
                } else if let Some(gate) = &op.after {
                    self.mark_gate(gate, *lane, at, on);
                }
            }
        }
        self.on_path = on_path;
    }

    fn mark_gate(&self, gate: &Gate, lane: usize, time: f64, on: &mut [u8]) {
        match gate {
            Gate::Step(step, outcome) => {
                let at = Self::at(*step, lane);
                if self.done[at] == time
                    && outcome.is_none_or(|outcome| usize::from(self.outcome[at]) == outcome)
                {
                    on[at] = 1;
                }
            }
            Gate::All(of) | Gate::Any(of) | Gate::AtLeast(_, of) => {
                for gate in of {
                    self.mark_gate(gate, lane, time, on);
                }
            }
        }
    }

    fn mark_need(&self, program: &Program, need: &Need, lane: usize, time: f64, on: &mut [u8]) {
        let papers = LanePapers {
            date: &self.date,
            lane,
        };
        match need {
            Need::Always(_) => {}
            Need::Held {
                artefact,
                for_at_least,
                ..
            } => {
                let date = self.date[Self::at(*artefact, lane)];
                if date + for_at_least == time {
                    for maker in &program.makers[*artefact] {
                        if self.has_made(program, *maker, *artefact, lane, date) {
                            on[Self::at(*maker, lane)] = 1;
                        }
                    }
                }
            }
            Need::All(of) | Need::Any(of) | Need::AtLeast(_, of) => {
                for need in of.iter().filter(|need| holds(need, time, &papers)) {
                    self.mark_need(program, need, lane, time, on);
                }
            }
        }
    }

    /// Whether a step that was not repeated made an artefact on a certain date.
    fn has_made(&self, program: &Program, step: usize, artefact: usize, lane: usize, date: f64) -> bool {
        let at = Self::at(step, lane);
        let op = &program.ops[step];
        if op.produces.contains(&artefact) && self.done[at] == date {
            return true;
        }
        if !op.has_outcomes || self.start[at] == NEVER || self.end[at] != date {
            return false;
        }
        let papers = LanePapers {
            date: &self.date,
            lane,
        };
        let body = match op.bodies.as_slice() {
            [(_, only)] => only,
            _ => op.body(ready(op, self, lane), &papers),
        };
        let outcome = usize::from(self.outcome[at]);
        let branch = body.outcomes.iter().find(|branch| branch.id == outcome);
        branch.is_some_and(|branch| branch.produces.contains(&artefact))
    }
}

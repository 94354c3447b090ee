//! The event engine: one future as a queue of dated events. It is the full meaning of a plan: team limits,
//! stops, losses, redos that overtake, circles of waiting. It also keeps what made every execution late.

use self::queue::{Event, Events, Kind};
use self::shelf::{Paper, Shelf};
use super::common::Factors;
use super::judge::{earliest, holds, join_by};
use super::program::{Branch, BranchEffect, Draw, Drawn, Money, Program, Redo, Scale};
use super::{NEVER, NO_OUTCOME, whole};
use crate::file::{Stop, Then};
use crate::plan::{Gate, Trigger};

mod causes;
mod papers;
mod queue;
mod shelf;
mod told;

/// What became of an execution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Not ended.
    Open,
    /// Its step is done.
    Done,
    /// Work goes back to this step.
    SentBack(usize),
    /// The route or the plan ends.
    Stopped(Stop),
    /// What it needs is lost: it goes on, as another execution, once that is held again.
    OnHold,
}

/// One execution of a step.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each says something of its own")]
pub(crate) struct Execution<'p> {
    pub(crate) step: usize,
    pub(crate) round: u32,
    /// When all that it waits for was there.
    pub(crate) ready: f64,
    /// When its window let it start.
    pub(crate) called: f64,
    /// When people were free for it.
    pub(crate) start: f64,
    /// When its work was over; its window may make it end later.
    pub(crate) worked: f64,
    pub(crate) end: f64,
    pub(crate) money: Money,
    pub(crate) branch: Option<&'p Branch>,
    pub(crate) fate: Fate,
    /// A redo has made it void before its end.
    pub(crate) is_void: bool,
    pub(crate) is_recurring: bool,
    /// Whether it goes on with work that was on hold.
    pub(crate) is_resumed: bool,
    is_traced: bool,
    /// The executions that it waited for longest until it was ready: their places in [`Future::causes`].
    causes: (usize, usize),
    /// The execution whose people it waited for afterwards.
    freed_by: Option<usize>,
}

/// What is left of work that is on hold.
#[derive(Debug, Clone, Copy)]
struct OnHold {
    /// The execution that was broken off.
    execution: usize,
    /// Days of work.
    days: f64,
    money: Money,
    /// What its people cost a day.
    a_day: f64,
}

/// Where a step stands.
#[expect(
    clippy::struct_excessive_bools,
    reason = "a step may be several of these at once"
)]
#[derive(Debug, Clone, Default)]
struct State {
    /// Not yet ready, or called to start.
    is_called: bool,
    /// Waits in the queue for people.
    is_queued: bool,
    is_running: bool,
    /// Has run since work was last sent back to it.
    has_run: bool,
    /// A recurring step that comes round no more.
    is_over: bool,
    /// When it joined, for `needs` that are judged again.
    joined: f64,
    /// When it became ready: when its variants are judged.
    ready: f64,
    /// The last call, and the time for which it stands.
    call: u32,
    call_time: f64,
    /// Executions started so far.
    rounds: u32,
    /// The round from which the runs of a renewal are counted.
    first_round: u32,
    scale: Option<Scale>,
    on_hold: Option<OnHold>,
    /// The execution that sent work back over this step.
    sent_by: Option<usize>,
    last: Option<usize>,
}

/// What was drawn before a future begins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Luck<'a> {
    pub(crate) factors: Factors<'a>,
    /// The first draws of its steps, if they were made for a whole block.
    pub(crate) drawn: Option<&'a Drawn>,
}

/// One future and the memory to simulate it in.
#[derive(Debug)]
pub(crate) struct Future<'p> {
    program: &'p Program,
    iteration: u64,
    now: f64,
    events: Events,
    /// Calls for this moment: step and call, the last in turn first.
    starting: Vec<(usize, u32)>,
    /// Whether people have been set free at this moment.
    is_serving: bool,
    executions: Vec<Execution<'p>>,
    causes: Vec<usize>,
    open: Vec<usize>,
    /// Whether causes are kept.
    is_traced: bool,
    states: Vec<State>,
    done: Vec<f64>,
    outcome: Vec<u16>,
    shelf: Shelf,
    free: Vec<Option<u32>>,
    /// Steps that wait for people: by their turn, then ready time, then order.
    queue: Vec<usize>,
    blocked: Vec<bool>,
    /// The execution whose end set free the people of each team last.
    freed_by: Vec<Option<usize>>,
    used: Vec<u32>,
    stopped: Vec<f64>,
    plan_stopped: f64,
    /// First time that each milestone was reached, for milestones on artefacts if one of them was made anew.
    reached: Vec<f64>,
    /// How many of the milestones that are judged on a day have been judged.
    judged: usize,
    /// What made the target, if that is settled: steps did, or artefacts of which one was made anew since.
    settled: Vec<usize>,
}

impl<'p> Future<'p> {
    /// `is_traced`: whether what made each execution late is kept.
    pub(crate) fn new(program: &'p Program, is_traced: bool) -> Self {
        Self {
            program,
            iteration: 0,
            now: 0.0,
            events: Events::default(),
            starting: Vec::new(),
            is_serving: false,
            executions: Vec::new(),
            causes: Vec::new(),
            open: Vec::new(),
            is_traced,
            states: vec![State::default(); program.ops.len()],
            done: vec![NEVER; program.ops.len()],
            outcome: vec![0; program.ops.len()],
            shelf: Shelf {
                papers: vec![Paper::default(); program.papers],
                has_losses: false,
            },
            free: Vec::new(),
            queue: Vec::new(),
            blocked: vec![false; program.teams.len()],
            freed_by: vec![None; program.teams.len()],
            used: vec![0; program.redo_slots],
            stopped: vec![NEVER; program.routes],
            plan_stopped: NEVER,
            reached: vec![NEVER; program.milestones.len()],
            judged: 0,
            settled: Vec::new(),
        }
    }

    /// Simulates one future from beginning to end.
    pub(crate) fn run(&mut self, iteration: u64, luck: Luck<'_>) {
        self.begin(iteration, luck.factors);
        let program = self.program;
        for step in &program.openers {
            match &program.ops[*step].after {
                None => self.call(*step, program.ops[*step].not_before),
                Some(_) => self.try_join(*step, 0.0),
            }
        }
        self.check_gates();
        loop {
            let next = self.events.next();
            if let Some(event) = next
                && event.time() <= self.now
                && event.kind() != Kind::Start
            {
                self.events.pop();
                self.happen(event, luck);
            } else if std::mem::take(&mut self.is_serving) {
                self.serve(luck);
            } else if let Some(event) = next.filter(|event| event.time() <= self.now) {
                self.events.pop();
                self.start_soon(event.which(), event.call());
            } else if let Some((step, call)) = self.starting.pop() {
                let state = &self.states[step];
                if state.is_called && state.call == call {
                    self.ready_to_start(step, luck);
                }
            } else if let Some(event) = next {
                self.judge_until(event.time());
                self.now = event.time();
            } else {
                break;
            }
        }
        self.judge_until(NEVER);
    }

    /// Judges the milestones whose day is over before `time`: until then artefacts stay as they are now.
    fn judge_until(&mut self, time: f64) {
        let program = self.program;
        while let Some((day, index)) = program.dated_milestones.get(self.judged)
            && *day < time
        {
            if let Trigger::On(_, need) = &program.milestones[*index]
                && holds(need, *day, &self.shelf)
            {
                self.reached[*index] = *day;
            }
            self.judged += 1;
        }
    }

    fn happen(&mut self, event: Event, luck: Luck<'_>) {
        match event.kind() {
            Kind::End => self.end(event.which()),
            Kind::Change => self.paper_changed(event.which()),
            Kind::Recur => self.recur(event.which(), event.call(), luck),
            Kind::Start => {}
        }
    }

    fn begin(&mut self, iteration: u64, factors: Factors<'_>) {
        let program = self.program;
        self.iteration = iteration;
        self.now = 0.0;
        self.events.clear();
        self.starting.clear();
        self.is_serving = false;
        self.executions.clear();
        self.causes.clear();
        self.states.fill(State::default());
        self.done.fill(NEVER);
        self.used.fill(0);
        self.stopped.fill(NEVER);
        self.plan_stopped = NEVER;
        self.reached.fill(NEVER);
        self.judged = 0;
        self.settled.clear();
        self.free.clone_from(&program.teams);
        self.freed_by.fill(None);
        self.queue.clear();
        self.shelf.has_losses = false;
        for paper in &mut self.shelf.papers {
            paper.first = NEVER;
            paper.date = NEVER;
            paper.makers.clear();
            paper.losses.clear();
        }
        for (paper, since) in &program.held {
            let entry = &mut self.shelf.papers[*paper];
            entry.date = entry.date.min(*since);
            entry.first = entry.date;
        }
        for (paper, day) in factors.artefacts() {
            let entry = &mut self.shelf.papers[paper];
            entry.date = day;
            entry.first = day;
        }
        for paper in 0..program.papers {
            self.begin_recurring(paper);
            self.begin_validity(paper, self.shelf.papers[paper].date);
        }
    }

    fn is_stopped(&self, step: usize) -> bool {
        self.stopped[self.program.ops[step].route] <= self.now
    }

    /// Calls a step whose predecessors are there: it starts as soon as its needs allow.
    fn call(&mut self, step: usize, joined: f64) {
        let state = &mut self.states[step];
        state.is_called = true;
        state.joined = joined;
        state.call_time = NEVER;
        self.call_again(step);
    }

    /// Sets or moves the moment at which a called step becomes ready.
    fn call_again(&mut self, step: usize) {
        let op = &self.program.ops[step];
        let state = &self.states[step];
        if state.call_time < NEVER && state.ready <= self.now {
            // Ready already: it only waits for its window.
            return;
        }
        let from = state.joined.max(self.now);
        let is_on_hold = state.on_hold.is_some();
        let ready = match (&op.needs, &op.keeps) {
            (_, Some(keeps)) if is_on_hold => self.shelf.earliest(keeps, true, from),
            (Some(need), _) => self.shelf.earliest(need, op.needs_last, from),
            (None, _) => from,
        };
        let start = if is_on_hold { ready } else { op.start(ready) };
        if start != state.call_time || ready != state.ready {
            let state = &mut self.states[step];
            state.call += 1;
            state.call_time = start;
            state.ready = ready;
            if start <= self.now {
                let call = state.call;
                self.start_soon(step, call);
            } else if start <= self.program.horizon {
                self.events.push(Event::new(start, Kind::Start, step, state.call));
            }
        }
    }

    /// Puts a call in its place among those for this moment.
    fn start_soon(&mut self, step: usize, call: u32) {
        let turn = |step: usize| (self.program.ops[step].turn, step);
        let place = self
            .starting
            .partition_point(|(other, _)| turn(*other) > turn(step));
        self.starting.insert(place, (step, call));
    }

    /// Calls a step if its join holds now.
    fn try_join(&mut self, step: usize, floor: f64) {
        let state = &self.states[step];
        if state.is_called || state.is_queued || state.has_run || self.is_stopped(step) {
            return;
        }
        let Some(gate) = &self.program.ops[step].after else {
            return;
        };
        let joined = match &self.program.ops[step].after_all {
            Some(all) => {
                if all.iter().any(|other| self.done[*other] == NEVER) {
                    return;
                }
                all.iter().map(|other| self.done[*other]).fold(0.0, f64::max)
            }
            None => self.joined(gate),
        };
        if joined < NEVER {
            self.call(step, joined.max(floor));
        }
    }

    /// When a join holds, by what is done so far.
    fn joined(&self, gate: &Gate) -> f64 {
        join_by(gate, &|step, outcome| match outcome {
            Some(outcome) if usize::from(self.outcome[step]) != outcome => NEVER,
            _ => self.done[step],
        })
    }

    /// The moment of a called step has come.
    fn ready_to_start(&mut self, step: usize, luck: Luck<'_>) {
        let op = &self.program.ops[step];
        self.states[step].is_called = false;
        if self.is_stopped(step) || self.now > self.program.horizon {
            return;
        }
        if op.uses.iter().any(|(team, _)| self.free[*team].is_some()) {
            self.states[step].is_queued = true;
            let (turn, ready) = (op.turn, self.states[step].ready);
            let place = self.queue.partition_point(|other| {
                let (sooner, before) = (self.program.ops[*other].turn, self.states[*other].ready);
                sooner < turn || sooner == turn && (before < ready || (before == ready && *other < step))
            });
            self.queue.insert(place, step);
            self.serve(luck);
        } else {
            self.start(step, None, luck);
        }
    }

    /// Starts those who wait for people, in the plan's order, then that of ready time; nobody overtakes on a team that a step before
    /// them waits for.
    fn serve(&mut self, luck: Luck<'_>) {
        self.blocked.fill(false);
        let mut place = 0;
        while let Some(step) = self.queue.get(place).copied() {
            let op = &self.program.ops[step];
            if self.is_stopped(step) || self.now > self.program.horizon {
                self.states[step].is_queued = false;
                self.queue.remove(place);
                continue;
            }
            let fits = op.uses.iter().all(|(team, people)| {
                self.free[*team].is_none_or(|free| free >= *people && !self.blocked[*team])
            });
            if !fits {
                for (team, _) in &op.uses {
                    self.blocked[*team] = true;
                }
                place += 1;
                continue;
            }
            self.queue.remove(place);
            self.states[step].is_queued = false;
            let in_window = op.start(self.now);
            if in_window > self.now && self.states[step].on_hold.is_none() {
                // The window has closed meanwhile: come back when it opens.
                let state = &mut self.states[step];
                state.is_called = true;
                state.call += 1;
                state.call_time = in_window;
                if in_window <= self.program.horizon {
                    self.events
                        .push(Event::new(in_window, Kind::Start, step, state.call));
                }
                continue;
            }
            let waited = self.states[step].call_time < self.now;
            let freed = op.uses.iter().filter_map(|(team, _)| self.freed_by[*team]).max();
            for (team, people) in &op.uses {
                if let Some(free) = &mut self.free[*team] {
                    *free -= people;
                }
            }
            self.start(step, freed.filter(|_| waited), luck);
        }
    }

    /// Goes on with work that was on hold.
    fn resume(&mut self, step: usize, on_hold: OnHold, freed_by: Option<usize>) {
        let op = &self.program.ops[step];
        let broken_off = self.executions[on_hold.execution];
        let worked = self.now + on_hold.days;
        let end = op.finish(worked);
        let mut money = on_hold.money;
        if end > worked {
            // Its people stay with it until the date that it waits for.
            money.effort = whole(on_hold.a_day * (end - self.now));
        }
        let first = self.causes.len();
        if self.is_traced {
            self.causes.push(on_hold.execution);
        }
        let state = &mut self.states[step];
        state.is_running = true;
        let index = self.executions.len();
        state.last = Some(index);
        self.executions.push(Execution {
            ready: state.ready,
            called: state.call_time,
            start: self.now,
            worked,
            end,
            money,
            fate: Fate::Open,
            is_resumed: true,
            is_traced: false,
            causes: (first, self.causes.len()),
            freed_by,
            ..broken_off
        });
        self.events.push(Event::new(end, Kind::End, index, 0));
    }

    /// Starts an execution now.
    fn start(&mut self, step: usize, freed_by: Option<usize>, luck: Luck<'_>) {
        if let Some(on_hold) = self.states[step].on_hold.take() {
            self.resume(step, on_hold, freed_by);
            return;
        }
        let op = &self.program.ops[step];
        let state = &mut self.states[step];
        let round = if op.is_repeatable { state.rounds } else { 0 };
        state.rounds += 1;
        state.is_running = true;
        state.has_run = true;
        let ready = state.ready;
        let scale = state.scale.unwrap_or(Scale::ONE);
        let called = state.call_time;
        let first = self.causes.len();
        if self.is_traced {
            self.find_causes(step);
        }
        let body = op.body(ready, &self.shelf);
        let draw = Draw {
            iteration: self.iteration,
            round,
            scale,
            factors: luck.factors,
        };
        let run = op.run(body, self.now, draw, luck.drawn);
        let index = self.executions.len();
        self.executions.push(Execution {
            step,
            round,
            ready,
            called,
            start: self.now,
            worked: run.worked,
            end: run.end,
            money: run.money,
            branch: run.branch,
            fate: Fate::Open,
            is_void: false,
            is_recurring: false,
            is_resumed: false,
            is_traced: false,
            causes: (first, self.causes.len()),
            freed_by,
        });
        let state = &mut self.states[step];
        state.last = Some(index);
        state.sent_by = None;
        self.events.push(Event::new(run.end, Kind::End, index, 0));
    }

    /// An execution ends.
    fn end(&mut self, index: usize) {
        let execution = &self.executions[index];
        if execution.fate == Fate::OnHold {
            return;
        }
        let (step, round, branch, is_void, is_recurring) = (
            execution.step,
            execution.round,
            execution.branch,
            execution.is_void,
            execution.is_recurring,
        );
        let op = &self.program.ops[step];
        if !is_recurring {
            self.free_people(step, index);
        }
        if is_void {
            return;
        }
        self.executions[index].fate = Fate::Done;
        if !is_recurring {
            self.states[step].is_running = false;
        }
        self.outcome[step] = branch.map_or(NO_OUTCOME, |branch| branch.id as u16);
        if let Some(branch) = branch {
            if let Some((paper, lasting)) = &branch.lose {
                let until = lasting.as_ref().map_or(NEVER, |lasting| {
                    self.now + lasting.at(op.loss.bits(self.iteration, round))
                });
                self.lose(*paper, until, Some(index));
            }
            match &branch.effect {
                BranchEffect::Done => {
                    self.produce_all(branch, index);
                }
                BranchEffect::Stop(stop) => {
                    self.executions[index].fate = Fate::Stopped(*stop);
                    self.stop(step, *stop);
                    self.produce_all(branch, index);
                    if let Some((paper, _)) = op.recurring.filter(|_| op.is_renewal) {
                        self.lose(paper, NEVER, Some(index));
                    }
                    return;
                }
                BranchEffect::Redo(redo) => {
                    if self.used[redo.slot] < redo.at_most {
                        self.used[redo.slot] += 1;
                        self.executions[index].fate = Fate::SentBack(redo.target);
                        self.send_back(step, redo, index);
                        return;
                    }
                    if redo.then == Then::Stop {
                        self.executions[index].fate = Fate::Stopped(Stop::Route);
                        self.stop(step, Stop::Route);
                        return;
                    }
                    self.produce_all(branch, index);
                }
            }
        }
        if is_recurring {
            return;
        }
        self.done[step] = self.now;
        for paper in &op.produces {
            self.produce(*paper, index);
        }
        for follower in &self.program.followers[step] {
            self.try_join(*follower, 0.0);
        }
        self.check_gates();
    }

    /// The people of a step go: they are free once everything that ends at this moment has ended.
    fn free_people(&mut self, step: usize, execution: usize) {
        let op = &self.program.ops[step];
        for (team, people) in &op.uses {
            if let Some(free) = &mut self.free[*team] {
                *free += people;
                self.freed_by[*team] = Some(execution);
            }
        }
        self.is_serving |= !op.uses.is_empty() && !self.queue.is_empty();
    }

    fn stop(&mut self, step: usize, stop: Stop) {
        match stop {
            Stop::Route => {
                let at = &mut self.stopped[self.program.ops[step].route];
                *at = at.min(self.now);
            }
            Stop::Plan => {
                self.plan_stopped = self.plan_stopped.min(self.now);
                for at in &mut self.stopped {
                    *at = at.min(self.now);
                }
            }
        }
    }

    /// Sends work back: the steps of the body are undone and run again.
    fn send_back(&mut self, step: usize, redo: &'p Redo, sender: usize) {
        for other in redo.body.iter().chain([&step]) {
            let state = &mut self.states[*other];
            if state.is_running {
                if let Some(last) = state.last {
                    self.executions[last].is_void = true;
                }
                state.is_running = false;
            }
            if state.is_queued {
                state.is_queued = false;
                self.queue.retain(|queued| queued != other);
            }
            state.is_called = false;
            state.has_run = false;
            state.on_hold = None;
            state.scale = Some(redo.scale);
            state.sent_by = Some(sender);
            self.done[*other] = NEVER;
        }
        if self.is_stopped(step) {
            return;
        }
        self.call(redo.target, self.now);
        for other in redo.body.iter().chain([&step]) {
            if *other != redo.target {
                let now = self.now;
                match &self.program.ops[*other].after {
                    None => self.call(*other, self.program.ops[*other].not_before.max(now)),
                    Some(_) => self.try_join(*other, now),
                }
            }
        }
    }

    fn check_gates(&mut self) {
        for index in self.program.gate_milestones.iter().copied() {
            if let Trigger::Gate(gate) = &self.program.milestones[index]
                && self.reached[index] == NEVER
            {
                let time = self.joined(gate);
                self.reached[index] = time;
                if time < NEVER && index == self.program.target && self.is_traced {
                    let mut causes = std::mem::take(&mut self.settled);
                    self.gate_causes(gate, time, &mut causes);
                    self.settled = causes;
                }
            }
        }
    }

    /// When a milestone is reached, be it after the horizon.
    pub(crate) fn milestone(&self, index: usize) -> f64 {
        match &self.program.milestones[index] {
            Trigger::Gate(_) | Trigger::On(..) => self.reached[index],
            Trigger::Need(need) => {
                let lasts = self.program.milestones_last[index];
                self.reached[index].min(self.shelf.earliest(need, lasts, 0.0))
            }
        }
    }

    /// Keeps what milestones on artefacts have been reached by now, and why the target was.
    fn settle_milestones(&mut self) {
        let program = self.program;
        for (index, trigger) in program.milestones.iter().enumerate() {
            let Trigger::Need(need) = trigger else { continue };
            let time = earliest(need, 0.0, &self.shelf);
            if self.reached[index] == NEVER && time < self.now {
                self.reached[index] = time;
                if index == program.target && self.is_traced {
                    let mut causes = std::mem::take(&mut self.settled);
                    self.need_causes(need, time, &mut causes);
                    self.settled = causes;
                }
            }
        }
    }
}

//! The event engine: one future as a queue of dated events. It is the full meaning of a plan: team limits,
//! stops, losses, redos that overtake, circles of waiting. It also keeps what made every execution late.

use super::block::{Block, Extra, Loss, ROW};
use super::common::Factors;
use super::forward::{join_by, recurrences};
use super::program::{
    Branch, BranchEffect, Draw, Drawn, Money, Papers, Program, Redo, Run, Scale, earliest, earliest_lasting,
    holds,
};
use super::{NEVER, NO_OUTCOME, whole};
use crate::file::{Stop, Then};
use crate::plan::{Gate, Need, Trigger};

/// What happens at a moment. At the same moment ends come first, then changes of artefacts, then runs of
/// recurring steps; then those who wait for people are served, and last come starts in the order of the steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    End,
    Change,
    Recur,
    Start,
}

/// One event, ordered by time, then kind, then what it concerns: an execution for an end, an artefact for a
/// change, else a step. `call` is the call that a start answers (a later one makes it void), or the round of a
/// recurring run. Times are not negative, so that their bits are in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Event {
    time: u64,
    rest: u64,
}

impl Event {
    fn new(time: f64, kind: Kind, which: usize, call: u32) -> Self {
        Self {
            time: time.to_bits(),
            rest: (kind as u64) << 62 | (which as u64) << 30 | u64::from(call),
        }
    }

    fn time(self) -> f64 {
        f64::from_bits(self.time)
    }

    fn kind(self) -> Kind {
        match self.rest >> 62 {
            0 => Kind::End,
            1 => Kind::Change,
            2 => Kind::Recur,
            _ => Kind::Start,
        }
    }

    fn which(self) -> usize {
        (self.rest >> 30 & 0xffff_ffff) as usize
    }

    fn call(self) -> u32 {
        (self.rest & 0x3fff_ffff) as u32
    }
}

/// Events to come, the next one last: there are few at a time, and most are put in near the end.
#[derive(Debug, Default)]
struct Events(Vec<Event>);

impl Events {
    fn push(&mut self, event: Event) {
        let place = self.0.partition_point(|other| *other > event);
        self.0.insert(place, event);
    }

    fn next(&self) -> Option<Event> {
        self.0.last().copied()
    }

    fn pop(&mut self) {
        self.0.pop();
    }
}

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

/// When an artefact came to be, first and last, who made it, and when it is lost.
#[derive(Debug, Clone, Default)]
struct Paper {
    first: f64,
    date: f64,
    makers: Vec<usize>,
    /// In their order, apart from one another. One may lie ahead: the end of its validity.
    losses: Vec<Lost>,
}

/// A time in which an artefact is lost, and the execution that lost it.
#[derive(Debug, Clone, Copy)]
struct Lost {
    from: f64,
    until: f64,
    by: Option<usize>,
}

impl Paper {
    /// Whether it is lost at a moment.
    fn is_lost(&self, t: f64) -> bool {
        self.losses.iter().any(|lost| lost.from <= t && t < lost.until)
    }

    /// Adds a time in which it is lost, and puts together what meets.
    fn lose(&mut self, lost: Lost) {
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
    fn regain(&mut self, t: f64) {
        self.losses.retain(|lost| lost.from <= t);
        if let Some(last) = self.losses.last_mut() {
            last.until = last.until.min(t);
        }
    }
}

#[derive(Debug)]
struct Shelf {
    papers: Vec<Paper>,
    /// Whether any of them has been lost in this future.
    has_losses: bool,
}

impl Shelf {
    /// The earliest time from `t` on at which a condition holds.
    fn earliest(&self, need: &Need, is_lasting: bool, t: f64) -> f64 {
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
        self.events.0.clear();
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
            None => join_by(gate, &|other, outcome| match outcome {
                Some(outcome) if usize::from(self.outcome[other]) != outcome => NEVER,
                _ => self.done[other],
            }),
        };
        if joined < NEVER {
            self.call(step, joined.max(floor));
        }
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

    /// Notes what a step that starts now has waited for longest.
    fn find_causes(&mut self, step: usize) {
        let op = &self.program.ops[step];
        let state = &self.states[step];
        let (ready, joined, sent_by) = (state.ready, state.joined, state.sent_by);
        let mut causes = std::mem::take(&mut self.causes);
        if ready > joined {
            if let Some(need) = &op.needs {
                self.need_causes(need, ready, &mut causes);
            }
        } else if let Some(sender) = sent_by
            && self.executions[sender].end == joined
        {
            causes.push(sender);
        } else if let Some(gate) = &op.after {
            self.gate_causes(gate, joined, &mut causes);
        }
        self.causes = causes;
    }

    fn gate_causes(&self, gate: &Gate, time: f64, causes: &mut Vec<usize>) {
        match gate {
            Gate::Step(step, outcome) => {
                let is_drawn = outcome.is_none_or(|outcome| usize::from(self.outcome[*step]) == outcome);
                if self.done[*step] == time && is_drawn {
                    causes.extend(self.states[*step].last);
                }
            }
            Gate::All(of) | Gate::Any(of) | Gate::AtLeast(_, of) => {
                for gate in of {
                    self.gate_causes(gate, time, causes);
                }
            }
        }
    }

    fn need_causes(&self, need: &Need, time: f64, causes: &mut Vec<usize>) {
        match need {
            Need::Always(_) => {}
            Need::Held {
                artefact,
                for_at_least,
                ..
            } => {
                let paper = &self.shelf.papers[*artefact];
                if paper.date + for_at_least == time {
                    causes.extend(&paper.makers);
                } else if let Some(lost) = paper.losses.iter().find(|lost| lost.until == time) {
                    // It was there before, and has come back.
                    causes.extend(lost.by);
                }
            }
            Need::All(of) | Need::Any(of) | Need::AtLeast(_, of) => {
                for need in of.iter().filter(|need| holds(need, time, &self.shelf)) {
                    self.need_causes(need, time, causes);
                }
            }
        }
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
                    for paper in &branch.produces {
                        self.produce(*paper, index);
                    }
                }
                BranchEffect::Stop(stop) => {
                    self.executions[index].fate = Fate::Stopped(*stop);
                    self.stop(step, *stop);
                    for paper in &branch.produces {
                        self.produce(*paper, index);
                    }
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
                    for paper in &branch.produces {
                        self.produce(*paper, index);
                    }
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

    fn produce(&mut self, paper: usize, maker: usize) {
        let now = self.now;
        let is_lost = self.shelf.papers[paper].is_lost(now);
        if is_lost {
            // What held before will be forgotten with the old date.
            self.settle_milestones();
        }
        let entry = &mut self.shelf.papers[paper];
        if is_lost || entry.date > now {
            entry.date = now;
            entry.makers.clear();
            entry.makers.push(maker);
            if is_lost {
                entry.regain(now);
                self.renew_again(paper);
            } else {
                entry.first = now;
                self.begin_recurring(paper);
            }
            self.begin_validity(paper, now);
            self.paper_changed(paper);
        } else {
            if entry.date == now && entry.makers.last() != Some(&maker) {
                entry.makers.push(maker);
            }
            // Made again while it is held: valid from now on.
            self.begin_validity(paper, now);
        }
    }

    /// Sets the end of the validity of an artefact that is made on a day, perhaps before the plan, if nothing will
    /// renew it.
    fn begin_validity(&mut self, paper: usize, made: f64) {
        let Some(days) = self.program.lapses[paper] else {
            return;
        };
        let now = self.now;
        let entry = &mut self.shelf.papers[paper];
        entry.losses.retain(|lost| lost.from <= now);
        let from = made + days;
        if from <= self.program.horizon {
            entry.lose(Lost {
                from,
                until: NEVER,
                by: entry.makers.last().copied(),
            });
            self.shelf.has_losses = true;
            self.events.push(Event::new(from, Kind::Change, paper, 0));
        }
    }

    fn lose(&mut self, paper: usize, until: f64, by: Option<usize>) {
        let now = self.now;
        let entry = &mut self.shelf.papers[paper];
        if entry.date > now || until <= now {
            return;
        }
        self.shelf.has_losses = true;
        entry.lose(Lost { from: now, until, by });
        self.paper_changed(paper);
        if until < NEVER {
            self.events.push(Event::new(until, Kind::Change, paper, 0));
        }
    }

    /// An artefact has come, has come back, or is lost: those who wait for it are asked again, and what cannot do
    /// without it is put on hold.
    fn paper_changed(&mut self, paper: usize) {
        let program = self.program;
        let is_lost = self.shelf.has_losses && self.shelf.papers[paper].is_lost(self.now);
        for reader in &program.readers[paper] {
            if is_lost && let Some(keeps) = &program.ops[*reader].keeps {
                let goes_on = holds(keeps, self.now, &self.shelf);
                if !goes_on {
                    self.put_on_hold(*reader);
                }
            }
            if self.states[*reader].is_called {
                self.call_again(*reader);
            }
        }
    }

    /// Stops a step whose needs are lost, be it under way or ready to start. What ends at this moment is done.
    fn put_on_hold(&mut self, step: usize) {
        let now = self.now;
        let state = &mut self.states[step];
        if state.is_queued {
            state.is_queued = false;
            state.is_called = true;
            self.queue.retain(|queued| *queued != step);
        } else if state.is_running
            && let Some(last) = state.last
            && self.executions[last].end > now
        {
            let spread = self.program.ops[step].spread;
            let execution = &mut self.executions[last];
            let days = execution.end - execution.start;
            let (spent, rest) = execution.money.cut((now - execution.start) / days, spread);
            state.on_hold = Some(OnHold {
                execution: last,
                days: (execution.worked - now).max(0.0),
                money: rest,
                a_day: execution.money.effort / days,
            });
            execution.money = spent;
            execution.end = now;
            execution.worked = execution.worked.min(now);
            execution.fate = Fate::OnHold;
            state.is_running = false;
            state.is_called = true;
            state.joined = now;
            self.free_people(step, last);
        }
        // Whoever was ready is so no more.
        let state = &mut self.states[step];
        if state.is_called {
            state.call_time = NEVER;
            state.ready = NEVER;
        }
    }

    /// Sets the first run of the steps that come round while an artefact is held and whose outcome matters.
    fn begin_recurring(&mut self, paper: usize) {
        let program = self.program;
        let date = self.shelf.papers[paper].first;
        for step in &program.recurring_from[paper] {
            let op = &program.ops[*step];
            if let Some((_, every)) = op.recurring
                && op.is_lively
            {
                self.states[*step].joined = date;
                if let Some((round, time)) = recurrences(date, every, program.horizon).next() {
                    self.events.push(Event::new(time, Kind::Recur, *step, round));
                }
            }
        }
    }

    /// Lets the renewals of an artefact that was made anew begin again.
    fn renew_again(&mut self, paper: usize) {
        let program = self.program;
        for step in &program.recurring_from[paper] {
            let op = &program.ops[*step];
            let Some((_, every)) = op.recurring.filter(|_| op.is_renewal) else {
                continue;
            };
            let (now, state) = (self.now, &mut self.states[*step]);
            state.is_over = false;
            state.joined = now;
            state.first_round = state.rounds;
            if let Some((round, time)) = recurrences(now, every, program.horizon).next() {
                self.events.push(Event::new(time, Kind::Recur, *step, round));
            }
        }
    }

    /// One run of a recurring step, if its artefact is held.
    fn recur(&mut self, step: usize, round: u32, luck: Luck<'_>) {
        let op = &self.program.ops[step];
        let Some((paper, every)) = op.recurring else {
            return;
        };
        let joined = self.states[step].joined;
        // An artefact that came earlier than the plan said has begun another series.
        let is_stale = joined + every * f64::from(round + 1) != self.now;
        if is_stale || self.states[step].is_over {
            return;
        }
        if self.plan_stopped <= self.now {
            if op.is_renewal {
                self.lose(paper, NEVER, None);
            }
            return;
        }
        let next = joined + every * f64::from(round + 2);
        if next <= self.program.horizon {
            self.events.push(Event::new(next, Kind::Recur, step, round + 1));
        }
        let back = self.shelf.not_lost(paper, self.now);
        let stands = op
            .standing
            .as_ref()
            .is_none_or(|need| holds(need, self.now, &self.shelf));
        // What is suspended is renewed all the same.
        if back == NEVER || !op.is_renewal && (back > self.now || !stands) {
            return;
        }
        let index = self.executions.len();
        let drawn_round = self.states[step].first_round + round;
        self.states[step].rounds = drawn_round + 1;
        let run = self.recurring_run(step, paper, drawn_round, self.now, luck);
        // A recurring step that stops the route comes round no more.
        let is_stop = run
            .branch
            .is_some_and(|branch| matches!(branch.effect, BranchEffect::Stop(_)));
        self.states[step].is_over |= is_stop;
        self.events.push(Event::new(run.end, Kind::End, index, 0));
    }

    /// Puts the runs of recurring steps that only cost money into a lane of a block.
    pub(crate) fn write_quiet(&self, block: &mut Block, lane: usize, luck: Luck<'_>) {
        self.quiet_runs(luck, |step, _, start, run| {
            block.extras.push(Extra {
                lane,
                step,
                start,
                end: run.end,
                money: run.money,
            });
        });
    }

    /// Runs of recurring steps that only cost money, once all else is known: they delay nobody. `each` hears
    /// step, round, start, and what came of it.
    pub(crate) fn quiet_runs(&self, luck: Luck<'_>, mut each: impl FnMut(usize, u32, f64, Run<'p>)) {
        for step in &self.program.quiet {
            let op = &self.program.ops[*step];
            let Some((paper, every)) = op.recurring else {
                continue;
            };
            for (round, start) in recurrences(self.shelf.papers[paper].first, every, self.program.horizon) {
                if start >= self.plan_stopped {
                    break;
                }
                let stands = op
                    .standing
                    .as_ref()
                    .is_none_or(|need| holds(need, start, &self.shelf));
                if self.shelf.not_lost(paper, start) > start || !stands {
                    continue;
                }
                let draw = Draw {
                    iteration: self.iteration,
                    round,
                    scale: Scale::ONE,
                    factors: luck.factors,
                };
                each(
                    *step,
                    round,
                    start,
                    op.run(op.body(start, &self.shelf), start, draw, luck.drawn),
                );
            }
        }
    }

    fn recurring_run(&mut self, step: usize, paper: usize, round: u32, time: f64, luck: Luck<'_>) -> Run<'p> {
        let op = &self.program.ops[step];
        let body = op.body(time, &self.shelf);
        let run = op.run(
            body,
            time,
            Draw {
                iteration: self.iteration,
                round,
                scale: Scale::ONE,
                factors: luck.factors,
            },
            luck.drawn,
        );
        let first = self.causes.len();
        if self.is_traced {
            self.causes.extend(&self.shelf.papers[paper].makers);
        }
        self.executions.push(Execution {
            step,
            round,
            ready: time,
            called: time,
            start: time,
            worked: run.worked,
            end: run.end,
            money: run.money,
            branch: run.branch,
            fate: Fate::Open,
            is_void: false,
            is_recurring: true,
            is_resumed: false,
            is_traced: false,
            causes: (first, self.causes.len()),
            freed_by: None,
        });
        run
    }

    fn check_gates(&mut self) {
        for index in self.program.gate_milestones.iter().copied() {
            if let Trigger::Gate(gate) = &self.program.milestones[index]
                && self.reached[index] == NEVER
            {
                let time = join_by(gate, &|step, outcome| match outcome {
                    Some(outcome) if usize::from(self.outcome[step]) != outcome => NEVER,
                    _ => self.done[step],
                });
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

    /// What this future came to as one update: when its target was reached, and when its last work ended.
    pub(crate) fn as_update(&self) -> (f64, f64) {
        let ends = self.executions.iter().filter(|execution| !execution.is_void);
        let over = ends.map(|execution| execution.end).fold(0.0, f64::max);
        (self.milestone(self.program.target), over)
    }

    /// Start, end and money of every execution that costs something.
    pub(crate) fn spent(&self) -> impl Iterator<Item = (f64, f64, Money)> + '_ {
        let all = self
            .executions
            .iter()
            .map(|execution| (execution.start, execution.end, execution.money));
        all.filter(|(.., money)| money.total() > 0.0)
    }

    /// The execution of a step that its row of a block can tell: the last one, unless a redo made it void, or
    /// undid it where nothing but the row of `done` says when it ended.
    fn kept(&self, step: usize) -> Option<usize> {
        let is_told = self.done[step] < NEVER || self.program.ops[step].keeps_end();
        let last = self.states[step].last?;
        (is_told && !self.executions[last].is_void).then_some(last)
    }

    /// Puts this future into a lane of a block.
    pub(crate) fn write(&self, block: &mut Block, lane: usize) {
        for (step, op) in self.program.ops.iter().enumerate() {
            let at = Block::at(step, lane);
            let last = self.kept(step).map(|last| &self.executions[last]);
            block.start[at] = last.map_or(NEVER, |last| last.start);
            block.end[at] = last.map_or(NEVER, |last| last.end);
            block.done[at] = self.done[step];
            block.outcome[at] = self.outcome[step];
            if op.has_money {
                block.set_money(at, last.map_or_else(Money::default, |last| last.money));
            }
        }
        for (index, execution) in self.executions.iter().enumerate() {
            if self.kept(execution.step) != Some(index) {
                block.extras.push(Extra {
                    lane,
                    step: execution.step,
                    start: execution.start,
                    end: execution.end,
                    money: execution.money,
                });
            }
        }
        for (paper, entry) in self.shelf.papers.iter().enumerate() {
            block.date[paper * ROW + lane] = entry.date;
        }
        for index in 0..self.program.milestones.len() {
            block.milestone[index * ROW + lane] = self.milestone(index);
        }
        if self.shelf.has_losses {
            self.write_losses(block, lane);
        }
    }

    /// Puts what is lost by the horizon into a lane of a block, and the milestones that stand no more.
    fn write_losses(&self, block: &mut Block, lane: usize) {
        let horizon = self.program.horizon;
        for (paper, entry) in self.shelf.papers.iter().enumerate() {
            let lost = entry.losses.iter().filter(|lost| lost.from <= horizon);
            block.losses.extend(lost.map(|lost| Loss {
                lane,
                paper,
                first: entry.first,
                from: lost.from,
                until: lost.until,
            }));
        }
        for (index, keeps) in self.program.milestones_keep.iter().enumerate() {
            let is_reached = block.milestone[index * ROW + lane] <= horizon;
            let stands = keeps
                .as_ref()
                .is_none_or(|need| holds(need, horizon, &self.shelf));
            block.fallen[index] += u32::from(is_reached && !stands);
        }
    }

    /// The executions that the target, reached at `time`, has waited for longest.
    pub(crate) fn target_causes(&self, time: f64, causes: &mut Vec<usize>) {
        match &self.program.milestones[self.program.target] {
            Trigger::Gate(gate) => self.gate_causes(gate, time, causes),
            Trigger::Need(need) if self.reached[self.program.target] == NEVER => {
                self.need_causes(need, time, causes);
            }
            Trigger::Need(_) | Trigger::On(..) => causes.extend(&self.settled),
        }
        if causes.is_empty() {
            // The steps that reached it were sent back since.
            causes.extend(&self.settled);
        }
    }

    /// The executions that this one has waited for longest until it was ready, if causes are kept.
    pub(crate) fn causes(&self, execution: &Execution<'_>) -> &[usize] {
        &self.causes[execution.causes.0..execution.causes.1]
    }

    /// When an artefact came to be first and last.
    pub(crate) fn made(&self, paper: usize) -> [f64; 2] {
        let entry = &self.shelf.papers[paper];
        [entry.first, entry.date]
    }

    /// From when until when an artefact was lost.
    pub(crate) fn losses(&self, paper: usize) -> impl Iterator<Item = (f64, f64)> + '_ {
        let losses = self.shelf.papers[paper].losses.iter();
        losses.map(|lost| (lost.from, lost.until))
    }

    /// When a route ended; never if it did not.
    pub(crate) fn stopped(&self, route: usize) -> f64 {
        self.stopped[route]
    }

    /// Every execution in the order of their starts, but for recurring steps that only cost money.
    pub(crate) fn executions(&self) -> &[Execution<'p>] {
        &self.executions
    }

    /// Marks the steps of the longest path to the target in a lane, if it is reached by the horizon.
    pub(crate) fn trace(&mut self, on_path: &mut [u8], lane: usize) {
        let target = self.program.target;
        let time = self.milestone(target);
        if time > self.program.horizon {
            return;
        }
        let mut open = std::mem::take(&mut self.open);
        open.clear();
        self.target_causes(time, &mut open);
        while let Some(index) = open.pop() {
            let execution = &mut self.executions[index];
            if !std::mem::replace(&mut execution.is_traced, true) {
                on_path[Block::at(execution.step, lane)] = 1;
                match execution.freed_by {
                    Some(cause) => open.push(cause),
                    None => open.extend(&self.causes[execution.causes.0..execution.causes.1]),
                }
            }
        }
        self.open = open;
    }
}

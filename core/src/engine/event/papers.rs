//! What becomes of artefacts in a future, and the recurring steps that keep them.

use super::super::NEVER;
use super::super::forward::recurrences;
use super::super::judge::{Papers, holds};
use super::super::program::{Branch, BranchEffect, Draw, Run, Scale};
use super::queue::{Event, Kind};
use super::shelf::Lost;
use super::{Execution, Fate, Future, Luck, OnHold};

impl<'p> Future<'p> {
    /// The artefacts of an outcome come to be.
    pub(super) fn produce_all(&mut self, branch: &Branch, maker: usize) {
        for paper in &branch.produces {
            self.produce(*paper, maker);
        }
    }

    pub(super) fn produce(&mut self, paper: usize, maker: usize) {
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
    pub(super) fn begin_validity(&mut self, paper: usize, made: f64) {
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

    pub(super) fn lose(&mut self, paper: usize, until: f64, by: Option<usize>) {
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
    pub(super) fn paper_changed(&mut self, paper: usize) {
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
    pub(super) fn put_on_hold(&mut self, step: usize) {
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
    pub(super) fn begin_recurring(&mut self, paper: usize) {
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
    pub(super) fn recur(&mut self, step: usize, round: u32, luck: Luck<'_>) {
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
}

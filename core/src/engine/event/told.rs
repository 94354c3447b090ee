//! What a future tells when it is over: to a block, to a story, to the life after approval.

use super::super::NEVER;
use super::super::block::{Block, Extra, Loss, ROW};
use super::super::forward::recurrences;
use super::super::judge::{Papers, holds};
use super::super::program::{Draw, Money, Run, Scale};
use super::{Execution, Future, Luck};

impl<'p> Future<'p> {
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
}

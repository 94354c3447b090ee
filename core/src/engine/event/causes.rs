//! What made the executions of a future late.

use super::super::NEVER;
use super::super::block::Block;
use super::super::judge::holds;
use super::{Execution, Future};
use crate::plan::{Gate, Need, Trigger};

impl Future<'_> {
    /// Notes what a step that starts now has waited for longest.
    pub(super) fn find_causes(&mut self, step: usize) {
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

    pub(super) fn gate_causes(&self, gate: &Gate, time: f64, causes: &mut Vec<usize>) {
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

    pub(super) fn need_causes(&self, need: &Need, time: f64, causes: &mut Vec<usize>) {
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

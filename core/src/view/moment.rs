//! A moment of a future that is told: where every step stands then, for the timeline and the map.

use std::collections::BTreeMap;

use serde::Serialize;

use super::replay::told;
use super::{GanttView, MapView, Mark};
use crate::analysis::replay::{Follows, Replay, What};
use crate::plan::Plan;
use crate::text::Lang;

/// Where a step stands at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum StepState {
    /// It may still come.
    Ahead,
    /// It is under way.
    Underway,
    /// It is done.
    Done,
    /// It has ended its route, or never starts.
    Lost,
}

/// A moment of a future.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Moment {
    /// Which line of the story, counted from 0 over all chapters.
    pub event: usize,
    /// Its date.
    pub date: String,
    /// What happens, in words.
    pub text: String,
    /// Days from the plan's start.
    #[serde(skip)]
    day: f64,
    /// Steps and milestones that have left their place.
    #[serde(skip)]
    states: BTreeMap<String, StepState>,
}

impl Moment {
    /// The moment of a line of the story, or of its last one.
    #[must_use]
    pub fn of(plan: &Plan, replay: &Replay, event: usize, lang: Lang) -> Option<Self> {
        let lines = told(replay);
        let event = event.min(lines.len().checked_sub(1)?);
        let line = lines[event];
        let mut states = BTreeMap::new();
        for past in &lines[..=event] {
            match &past.what {
                What::Starts { step, .. } => {
                    states.insert(step.id.clone(), StepState::Underway);
                }
                What::Ends { step, follows, .. } => {
                    let state = match follows {
                        Follows::Done => StepState::Done,
                        Follows::Redo(_) | Follows::Void | Follows::OnHold(_) => StepState::Ahead,
                        Follows::RouteEnds(_) | Follows::PlanEnds => StepState::Lost,
                    };
                    states.insert(step.id.clone(), state);
                }
                What::Reached { milestone, .. } => {
                    states.insert(milestone.id.clone(), StepState::Done);
                }
                What::NeverStart { steps, .. } => {
                    states.extend(steps.iter().map(|step| (step.id.clone(), StepState::Lost)));
                }
                What::Recurs { .. }
                | What::Open { .. }
                | What::Held { .. }
                | What::Lost { .. }
                | What::UpdateFiled { .. }
                | What::UpdateFielded { .. }
                | What::CashOut => {}
            }
        }
        // Steps that take no time are not told where nothing hangs on them; by the day they are done all the same.
        for past in replay.events.iter().filter(|past| past.day <= line.day) {
            if let What::Ends { step, follows, .. } = &past.what
                && *follows == Follows::Done
            {
                states.entry(step.id.clone()).or_insert(StepState::Done);
            }
        }
        Some(Self {
            event,
            date: line.date.to_string(),
            text: super::replay::words(plan, line, lang),
            day: line.day,
            states,
        })
    }

    /// Where a step or a milestone stands.
    fn state(&self, id: &str) -> StepState {
        self.states.get(id).copied().unwrap_or(StepState::Ahead)
    }

    /// Marks the moment on the timeline.
    pub fn mark_timeline(&self, view: &mut GanttView) {
        let span = view.axis;
        view.moment = Some(Mark {
            at: span.at(self.day),
            label: self.date.clone(),
        });
        for row in view.groups.iter_mut().flat_map(|group| &mut group.rows) {
            row.state = Some(self.state(&row.id));
        }
    }

    /// Marks the moment on the map.
    pub fn mark_map(&self, view: &mut MapView) {
        view.moment = format!("{}: {}", self.date, self.text);
        for node in &mut view.nodes {
            node.state = Some(self.state(&node.id));
        }
    }
}

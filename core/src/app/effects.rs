//! What each lever has done to the headline: answers of the versions of a plan, kept as they come in.

use std::sync::Arc;

use super::App;
use crate::edit::Setting;
use crate::plan::Plan;
use crate::run::Summary;
use crate::view::{self, Headline};

/// Versions whose answers are remembered.
const MOST: usize = 64;

/// The answer of one version.
#[derive(Debug, Clone)]
struct Known {
    text: String,
    seed: u64,
    iterations: u64,
    headline: Headline,
}

/// Answers of versions, the latest last.
#[derive(Debug, Clone, Default)]
pub(super) struct Effects(Arc<Vec<Known>>);

impl Effects {
    /// A version was simulated to the end.
    pub(super) fn learn(&mut self, (seed, iterations): (u64, u64), plan: &Plan, summary: &Summary) {
        let known = Arc::make_mut(&mut self.0);
        let is_it = |known: &Known| {
            known.text == plan.file.text && known.seed == seed && known.iterations == iterations
        };
        known.retain(|known| !is_it(known));
        if known.len() >= MOST {
            known.remove(0);
        }
        known.push(Known {
            text: plan.file.text.clone(),
            seed,
            iterations,
            headline: Headline::of(plan, summary),
        });
    }

    fn of(&self, text: &str, (seed, iterations): (u64, u64)) -> Option<&Headline> {
        let is_it =
            |known: &&Known| known.text == text && known.seed == seed && known.iterations == iterations;
        self.0.iter().find(is_it).map(|known| &known.headline)
    }
}

impl App {
    /// What each lever that was turned has done to the headline, as far as it was simulated: the last turn of each. A version
    /// that does not work has no answer; then the last one before it that has counts.
    pub(super) fn effects(&self) -> Vec<(Setting, String)> {
        let run = (self.seed, self.iterations);
        let mut effects: Vec<(Setting, String)> = Vec::new();
        let turns: Vec<(&Setting, &str, &str)> = self.draft.turns().collect();
        for (place, (setting, _, after)) in turns.iter().enumerate().rev() {
            if effects.iter().any(|(known, _)| known.is_same_lever(setting)) {
                continue;
            }
            let mut versions = turns[..=place].iter().rev().map(|(_, before, _)| before);
            let then = versions.find_map(|before| self.effects.of(before, run));
            let answers = then.zip(self.effects.of(after, run));
            if let Some((then, now)) = answers {
                effects.push(((*setting).clone(), view::effect(then, now, self.lang)));
            }
        }
        effects
    }

    /// How the answer at hand differs from that of the plan as saved, in a sentence; nothing where it does not, or
    /// is not known yet.
    #[must_use]
    pub fn verdict(&self) -> Option<String> {
        let opened = self
            .base_answer()
            .filter(|_| self.plan.file.text != self.draft.base_text())?;
        let then = Headline::of(&self.opened.plan, opened);
        let now = Headline::of(&self.plan, self.answer()?);
        Some(view::effect(&then, &now, self.lang))
    }
}

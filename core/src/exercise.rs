//! Exercises: a workshop wrapped around a plan. A group chooses a value for every decision, which edits the text of
//! the plan as a lever does; all groups are scored on the same futures.

use std::sync::Arc;

use serde::Serialize;
use sha2::{Digest, Sha256};

use self::vary::{Variation, Vary};
use crate::catalogue::{Catalogue, SourceFile, plan_id, shipped_files};
use crate::decision::{Decision, Selection, selections};
use crate::edit::{Setting, turned_all};
use crate::plan::{LoadError, Plan};
use crate::read::read;
use crate::text::Text;

pub mod agenda;
pub mod answer;
pub mod audit;
mod check;
pub mod class;
pub mod code;
mod kept;
pub mod play;
pub mod score;
pub mod session;
pub mod vary;

/// A plan with a name.
#[derive(Debug, Clone)]
pub struct NamedPlan {
    /// Short name.
    pub id: String,
    /// Words for it.
    pub title: Text,
    /// The choices that make it.
    pub selection: Selection,
}

/// Something that happens in a future, or does not. Times in months from the plan's start.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Happening {
    /// A milestone is reached.
    pub milestone: Option<String>,
    /// So many updates are fielded in all markets.
    pub updates: Option<u32>,
    /// At most so many months after the start, or after `since`.
    pub by: Option<f64>,
    /// The milestone to count from.
    pub since: Option<String>,
    /// Before cash was ever negative.
    pub is_alive: bool,
    /// Cash stays at or above zero through so many months.
    pub solvent: Option<f64>,
    /// Updates wait at most so many months in the mean until all markets have them.
    pub wait_at_most: Option<f64>,
    /// The direct cost by the horizon, updates included, is at most this.
    pub cost_at_most: Option<f64>,
}

/// A target.
#[derive(Debug, Clone, Serialize)]
pub struct Target {
    /// Short name.
    pub id: String,
    /// Words for it.
    pub title: Text,
    /// What has to happen.
    pub event: Happening,
    /// Probability that earns nothing.
    pub floor: f64,
    /// Probability that earns everything.
    pub required: f64,
    /// Share of the decision's points.
    pub weight: f64,
}

/// A prediction.
#[derive(Debug, Clone)]
pub struct Prediction {
    /// Short name.
    pub id: String,
    /// The question.
    pub title: Text,
    /// What is asked for.
    pub kind: PredictionKind,
}

/// What is measured in months.
#[derive(Debug, Clone, PartialEq)]
pub enum Measured {
    /// The time to a milestone, by id.
    Milestone(String),
    /// The mean wait of updates that are ready by a month, until all markets have them.
    Wait(f64),
}

/// What a prediction asks for.
#[derive(Debug, Clone)]
pub enum PredictionKind {
    /// A range of months that holds 8 of 10 futures.
    Range {
        /// Index of the named plan.
        plan: usize,
        /// What takes these months.
        of: Measured,
        /// The range that earns nothing, in months.
        reference: [f64; 2],
    },
    /// How likely something is.
    Chance {
        /// Index of the named plan.
        plan: usize,
        /// What may happen.
        event: Happening,
    },
    /// How sure the group is of each answer.
    Choice {
        /// Ids, words and truth of the answers.
        answers: Vec<(String, Text, f64)>,
    },
}

/// What an item tells.
#[derive(Debug, Clone)]
pub enum Shows {
    /// The card of a step.
    Step(String),
    /// When a named plan reaches its milestones.
    Curve(usize),
    /// What the mean time of a named plan is made of.
    Waterfall(usize),
    /// Words.
    Hint(Text),
}

/// Something that can be bought with points.
#[derive(Debug, Clone)]
pub struct Item {
    /// Short name; hints are `hint-1`, `hint-2`, …
    pub id: String,
    /// Words for it.
    pub title: Text,
    /// What it costs in points.
    pub price: u32,
    /// What it tells.
    pub shows: Shows,
}

/// An event that a trainer lets happen.
#[derive(Debug, Clone)]
pub struct Card {
    /// Short name.
    pub id: String,
    /// What happens.
    pub title: Text,
    /// What it teaches.
    pub teaches: Text,
    /// What it changes in every plan.
    pub set: Vec<Setting>,
    /// Weights of the targets, in the order of the file, where it changes what is wanted.
    pub weights: Option<Vec<f64>>,
}

/// A quantity that is known, for the first range of the day.
#[derive(Debug, Clone)]
pub struct WarmUp {
    /// The question.
    pub question: Text,
    /// The truth.
    pub answer: Text,
    /// Key of its source.
    pub source: String,
}

/// A named plan and what is to be said about it.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// Index of the named plan.
    pub plan: usize,
    /// Index of the target that it misses, if it is the poor one.
    pub fails: Option<usize>,
    /// Why.
    pub why: Text,
}

/// A checked exercise.
#[derive(Debug, Clone)]
pub struct Exercise {
    /// The file.
    pub file: SourceFile,
    /// Short name.
    pub id: String,
    /// A few words.
    pub title: Text,
    /// What participants can do afterwards.
    pub goals: Vec<Text>,
    /// For whom it is.
    pub audience: Text,
    /// How long it takes.
    pub minutes: u32,
    /// The case.
    pub case: Text,
    /// What the group may not break.
    pub constraints: Vec<Text>,
    /// What the group has to answer.
    pub question: Text,
    /// Futures that scores are computed on.
    pub futures: u64,
    /// What is open to the group.
    pub decisions: Vec<Decision>,
    /// Plans with a name.
    pub plans: Vec<NamedPlan>,
    /// What is to be reached.
    pub targets: Vec<Target>,
    /// What is predicted.
    pub predictions: Vec<Prediction>,
    /// What can be bought: information, then hints.
    pub items: Vec<Item>,
    /// Events for a second round.
    pub cards: Vec<Card>,
    /// The author's own answer.
    pub model: Verdict,
    /// The plan that tempts.
    pub poor: Verdict,
    /// A known quantity, for the first range of the day.
    pub warm_up: Option<WarmUp>,
    /// How far the case moves with the class word.
    pub vary: Vary,
    /// What participants will say, and the reply.
    pub objections: Vec<(Text, Text)>,
    /// Words of the glossary that the trainer explains, by id.
    pub terms: Vec<String>,
    /// Questions for the debriefing.
    pub debrief: Vec<Text>,
    /// Keys of sources.
    pub sources: Vec<String>,
    /// The plan as it stands in the file.
    pub base: Arc<Plan>,
    /// First bytes of a hash over the exercise, its plan and the routes of the catalogue that it uses: answers to
    /// another version are not graded.
    pub content: [u8; 8],
    text: String,
    catalogue: Arc<Catalogue>,
}

/// The shipped exercises, by name of file.
#[must_use]
pub fn shipped_exercises() -> Vec<SourceFile> {
    shipped_files("exercises")
}

/// The shipped exercise of an id.
#[must_use]
pub fn shipped_exercise(id: &str) -> Option<SourceFile> {
    shipped_exercises()
        .into_iter()
        .find(|file| plan_id(&file.name) == id)
}

/// A file that passes `check`, to start one's own exercise from.
#[must_use]
pub fn scaffold(id: &str) -> SourceFile {
    SourceFile {
        name: format!("{id}.toml"),
        text: include_str!("exercise/scaffold.toml").replace("my-exercise", id),
    }
}

/// The first bytes of a hash of several parts, each with its length, so that no two lists of parts look alike.
pub(crate) fn hash<const N: usize>(parts: &[&[u8]]) -> [u8; N] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    let digest = hasher.finalize();
    std::array::from_fn(|place| digest[place])
}

/// The seed that a class word stands for. Case, spaces around it and full-width letters do not matter.
#[must_use]
pub fn seed_of(word: &str) -> u32 {
    let plain: String = word
        .trim()
        .chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            other => other,
        })
        .flat_map(char::to_lowercase)
        .collect();
    u32::from_le_bytes(hash(&[b"regpath class word", plain.as_bytes()]))
}

impl Exercise {
    /// Share of the decision's points that a target brings, perhaps under a card, which may change what is wanted.
    #[must_use]
    pub fn weight(&self, target: usize, card: Option<usize>) -> f64 {
        let weights = card.and_then(|card| self.cards.get(card)?.weights.as_ref());
        weights.map_or(self.targets[target].weight, |weights| weights[target])
    }

    /// Reads and checks an exercise against a catalogue.
    ///
    /// # Errors
    ///
    /// Every problem of the exercise, of its plan, and of each choice's.
    pub fn load(file: &SourceFile, catalogue: &Arc<Catalogue>) -> Result<Self, LoadError> {
        let fail = |problems| LoadError {
            name: file.name.clone(),
            problems,
        };
        let document = read(file.as_ref()).map_err(fail)?;
        let Some(at) = &document.exercise else {
            let problem = file.as_ref().problem(
                "no-exercise",
                &(0..0),
                [
                    "this file has no `[exercise]`",
                    "このファイルには `[exercise]` がありません",
                ],
                [
                    "name an exercise's file, or one of `regpath exercise list`",
                    "演習のファイルか、`regpath exercise list` にある演習を指定してください",
                ],
            );
            return Err(fail(vec![problem]));
        };
        let (base_file, text) =
            check::base(file, &document, &at.value).map_err(|problem| fail(vec![problem]))?;
        let base = Plan::load(&base_file, catalogue)?;
        let plan_file = SourceFile {
            name: base_file.name,
            text,
        };
        check::checked(file, &at.value, plan_file, base, catalogue).map_err(fail)
    }

    /// The plan's file that a selection makes in the class of a seed, perhaps with an event card played; `None` where an
    /// index is out of range.
    #[must_use]
    pub fn plan_file(&self, selection: &[usize], card: Option<usize>, seed: u32) -> Option<SourceFile> {
        if selection.len() != self.decisions.len() {
            return None;
        }
        let mut set = Vec::new();
        for (decision, choice) in self.decisions.iter().zip(selection) {
            set.extend_from_slice(&decision.choices.get(*choice)?.set);
        }
        if let Some(card) = card {
            set.extend_from_slice(&self.cards.get(card)?.set);
        }
        Some(SourceFile {
            name: format!("{}.toml", self.base.id),
            text: self.variation(seed).applied(&turned_all(&self.text, &set)?)?,
        })
    }

    /// How the class word of a seed moves the case; not at all for the plan's own seed, with which authors work.
    #[must_use]
    pub fn variation(&self, seed: u32) -> Variation {
        if seed == self.own_seed() {
            return Variation::default();
        }
        self.vary.drawn(seed)
    }

    /// The seed that authors work with: the plan's own.
    #[must_use]
    pub fn own_seed(&self) -> u32 {
        self.base.seed as u32
    }

    /// The plan that a selection makes in the class of a seed.
    ///
    /// # Errors
    ///
    /// The problems of a plan that cannot be simulated; some choices do not go together.
    pub fn plan(&self, selection: &[usize], card: Option<usize>, seed: u32) -> Result<Plan, LoadError> {
        let Some(file) = self.plan_file(selection, card, seed) else {
            let problem = self.file.as_ref().problem(
                "bad-selection",
                &(0..0),
                [
                    "this selection is not one of the exercise",
                    "この選択は演習にありません",
                ],
                [
                    "choose one value for every decision",
                    "決定ごとに選択肢を一つ選んでください",
                ],
            );
            return Err(LoadError {
                name: self.file.name.clone(),
                problems: vec![problem],
            });
        };
        Plan::load(&file, &self.catalogue)
    }

    /// The content's hash in hexadecimal digits.
    #[must_use]
    pub fn content_words(&self) -> String {
        code::hex(&self.content)
    }

    /// The named plan whose future is told: the first that a prediction is about, so that it suits no group.
    #[must_use]
    pub fn told(&self) -> usize {
        let about = |prediction: &Prediction| match prediction.kind {
            PredictionKind::Range { plan, .. } | PredictionKind::Chance { plan, .. } => Some(plan),
            PredictionKind::Choice { .. } => None,
        };
        self.predictions.iter().find_map(about).unwrap_or(self.model.plan)
    }

    /// The model plan and every plan that differs from it in one decision.
    #[must_use]
    pub fn around_model(&self) -> Vec<Selection> {
        let model = &self.plans[self.model.plan].selection;
        let others = self.decisions.iter().enumerate().flat_map(|(place, decision)| {
            (0..decision.choices.len())
                .filter(move |choice| *choice != model[place])
                .map(move |choice| {
                    let mut selection = model.clone();
                    selection[place] = choice;
                    selection
                })
        });
        std::iter::once(model.clone()).chain(others).collect()
    }

    /// Every selection there is, the first decision turning slowest.
    #[must_use]
    pub fn selections(&self) -> Vec<Selection> {
        selections(&self.decisions).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scaffold_is_an_exercise_that_can_be_played() {
        let file = scaffold("who-writes");
        let exercise = Exercise::load(&file, Catalogue::shipped()).expect("the scaffold is sound");
        assert_eq!(
            (exercise.id.as_str(), file.name.as_str()),
            ("who-writes", "who-writes.toml")
        );
        for selection in exercise.selections() {
            exercise
                .plan(&selection, None, 1)
                .expect("every choice makes a plan");
        }
    }
}

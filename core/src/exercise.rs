//! Exercises: a workshop wrapped around a plan. A group chooses a value for every decision, which edits the text of
//! the plan as a lever does; all groups are scored on the same futures.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use serde::Serialize;
use sha2::{Digest, Sha256};

use self::vary::{Variation, Vary};
use crate::catalogue::{Catalogue, SourceFile, plan_id, shipped_files, shipped_plan, shipped_plans};
use crate::decision::{Deciding, Decision, Selection, selections};
use crate::define::{Checker, tidy};
use crate::diag::{Problem, did_you_mean};
use crate::edit::{Setting, turned_all};
use crate::file::{self, At};
use crate::limits;
use crate::order;
use crate::plan::{LoadError, Plan};
use crate::read::read;
use crate::text::Text;

pub mod agenda;
pub mod answer;
pub mod audit;
pub mod class;
pub mod code;
mod kept;
pub mod play;
pub mod score;
pub mod session;
pub mod vary;

/// Decisions of an exercise.
const DECISIONS: usize = 8;
/// Targets, predictions and named plans of an exercise.
const TARGETS: usize = 8;
const PREDICTIONS: usize = 8;
const PLANS: usize = 12;
/// Event cards, and things to buy: they stand in a few bits of an answer code.
const CARDS: usize = 15;
const ITEMS: usize = 16;

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
                "this file has no `[exercise]`",
                "name an exercise's file, or one of `regpath exercise list`",
            );
            return Err(fail(vec![problem]));
        };
        let (base_file, text) = base(file, &document, &at.value).map_err(|problem| fail(vec![problem]))?;
        let base = Plan::load(&base_file, catalogue)?;
        let registers = base.catalogue.registers.clone();
        let plan_file = SourceFile {
            name: base_file.name.clone(),
            text: text.clone(),
        };
        let plan_document = read(plan_file.as_ref()).map_err(fail)?;
        let plan = plan_document.plan.as_ref().expect("checked: the base is a plan");
        let checking = Checking {
            checker: Checker::new(file.as_ref(), &registers, false),
            exercise: &at.value,
            plan: &plan.value,
            milestones: BTreeSet::new(),
            steps: BTreeSet::new(),
            has_updates: base.lifecycle.is_some(),
        };
        let (exercise, mut problems) = checking.run(file, base, text, catalogue);
        match exercise {
            Some(exercise) if problems.is_empty() => Ok(exercise),
            _ => {
                order::by_key(&mut problems, |problem| (problem.span.start, problem.span.end));
                Err(fail(problems))
            }
        }
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
                "this selection is not one of the exercise",
                "choose one value for every decision",
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

/// The plan's file, and its text without the exercise.
fn base(
    file: &SourceFile,
    document: &file::Document,
    exercise: &file::Exercise,
) -> Result<(SourceFile, String), Problem> {
    let problem = |span: &Range<usize>, message: String, help: String| {
        file.as_ref().problem("bad-base", span, message, help)
    };
    match (&exercise.base, &document.plan) {
        (Some(at), None) => {
            if let Some(plan) = shipped_plan(&at.value) {
                let text = plan.text.clone();
                return Ok((plan, text));
            }
            let plans = shipped_plans();
            let known: Vec<&str> = plans.iter().map(|file| plan_id(&file.name)).collect();
            let help = did_you_mean(&at.value, known.iter().copied())
                .unwrap_or_else(|| format!("shipped plans: {}", known.join(", ")));
            Err(problem(
                &at.span,
                format!("there is no shipped plan `{}`", at.value),
                help,
            ))
        }
        (None, Some(_)) => {
            let mut document: toml_edit::DocumentMut = file.text.parse().map_err(|_| {
                problem(
                    &(0..0),
                    "this file cannot be edited".to_owned(),
                    "see whether it is sound TOML".to_owned(),
                )
            })?;
            document.remove("exercise");
            Ok((file.clone(), document.to_string()))
        }
        (Some(at), Some(_)) => Err(problem(
            &at.span,
            "the plan is there twice".to_owned(),
            "keep either `base` or the `[plan]` of this file".to_owned(),
        )),
        (None, None) => Err(problem(
            &exercise.id.span,
            "this exercise has no plan".to_owned(),
            "name a shipped plan with `base = \"…\"`, or write a `[plan]` into this file".to_owned(),
        )),
    }
}

/// Checks one exercise. Names are looked up in lists; what is not found is a problem and becomes index 0.
struct Checking<'a> {
    checker: Checker<'a>,
    exercise: &'a file::Exercise,
    /// The plan as it stands in the file.
    plan: &'a file::Plan,
    milestones: BTreeSet<String>,
    steps: BTreeSet<String>,
    has_updates: bool,
}

impl Checking<'_> {
    fn run(
        mut self,
        file: &SourceFile,
        base: Plan,
        text: String,
        catalogue: &Arc<Catalogue>,
    ) -> (Option<Exercise>, Vec<Problem>) {
        let of = self.exercise;
        self.checker.id(&of.id);
        let minutes = of.minutes.as_ref().map_or(90, |at| {
            self.within(at, 15..=480, "minutes");
            at.value
        });
        let futures = of.futures.as_ref().map_or(10_000, |at| {
            self.within(at, 1_000..=100_000, "futures");
            if self.has_updates {
                self.within(
                    at,
                    1_000..=crate::run::LIFE_FUTURES,
                    "futures of a plan with updates",
                );
            }
            at.value
        });
        for (list, what) in [(&of.goals, "goals"), (&of.debrief, "debrief")] {
            if list.is_empty() {
                let help = format!("write at least one line under `{what}`");
                self.report("too-few", &of.id.span, format!("`{what}` is empty"), help);
            }
        }
        self.count(of.decision.len(), 1..=DECISIONS, "decisions");
        self.count(of.plan.len(), 2..=PLANS, "named plans");
        self.count(of.target.len(), 1..=TARGETS, "targets");
        self.count(of.prediction.len(), 1..=PREDICTIONS, "predictions");
        self.count(of.information.len() + of.hint.len(), 0..=ITEMS, "items to buy");
        self.count(of.card.len(), 0..=CARDS, "event cards");
        let warm_up = of.warm_up.iter().map(|at| &at.value.source);
        for at in of.sources.iter().chain(warm_up) {
            if !self.checker.registers.sources.contains_key(&at.value) {
                let known = self.checker.registers.sources.keys().map(String::as_str);
                self.checker.unknown(
                    "unknown-source",
                    at,
                    "source",
                    known,
                    "`regpath catalogue sources` lists all",
                );
            }
        }
        let decisions = self
            .checker
            .decisions(&of.decision, self.plan, catalogue, Deciding::Exercise);
        let plans = self.plans(&decisions);
        let cards = self.cards(catalogue);
        let model = self.verdict(&of.model, &plans);
        let poor = self.verdict(&of.poor, &plans);
        let vary = self.vary();
        self.words();
        let mut exercise = Exercise {
            file: file.clone(),
            id: of.id.value.clone(),
            title: of.title.clone(),
            goals: of.goals.clone(),
            audience: of.audience.clone(),
            minutes,
            case: of.case.clone(),
            constraints: of.constraint.clone(),
            question: of.question.clone(),
            futures,
            decisions,
            plans,
            targets: Vec::new(),
            predictions: Vec::new(),
            items: Vec::new(),
            cards,
            model,
            poor,
            warm_up: of.warm_up.as_ref().map(|at| WarmUp {
                question: at.value.question.clone(),
                answer: at.value.answer.clone(),
                source: at.value.source.value.clone(),
            }),
            vary,
            objections: of
                .objection
                .iter()
                .map(|objection| (objection.says.clone(), objection.reply.clone()))
                .collect(),
            terms: of.terms.iter().map(|at| at.value.clone()).collect(),
            debrief: of.debrief.clone(),
            sources: of.sources.iter().map(|at| at.value.clone()).collect(),
            content: content(file, &text, &base),
            base: Arc::new(base),
            text,
            catalogue: Arc::clone(catalogue),
        };
        // What follows needs plans that can be made.
        if !self.checker.problems.is_empty() {
            return (None, self.checker.problems);
        }
        self.try_plans(&exercise);
        exercise.targets = self.targets();
        exercise.predictions = self.predictions(&exercise.plans);
        exercise.items = self.items(&exercise.plans);
        (Some(exercise), self.checker.problems)
    }

    fn report(
        &mut self,
        code: &'static str,
        span: &Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.checker.report(code, span, message, help);
    }

    fn within<T: PartialOrd + std::fmt::Display>(
        &mut self,
        at: &At<T>,
        range: std::ops::RangeInclusive<T>,
        what: &str,
    ) {
        if !range.contains(&at.value) {
            let help = format!("stay between {} and {}", range.start(), range.end());
            self.report("bounds", &at.span, format!("`{}` {what}", at.value), help);
        }
    }

    fn count(&mut self, found: usize, range: std::ops::RangeInclusive<usize>, what: &str) {
        if !range.contains(&found) {
            let span = self.exercise.id.span.clone();
            let help = format!("have {} to {} of them", range.start(), range.end());
            self.report("bounds", &span, format!("{found} {what}"), help);
        }
    }

    /// The place of a name in a list.
    fn find(&mut self, at: &At<String>, what: &str, known: &[&str]) -> usize {
        known.iter().position(|id| *id == at.value).unwrap_or_else(|| {
            let otherwise = format!("known here: {}", known.join(", "));
            self.checker
                .unknown("unknown-name", at, what, known.iter().copied(), &otherwise);
            0
        })
    }

    fn plans(&mut self, decisions: &[Decision]) -> Vec<NamedPlan> {
        let of = self.exercise;
        self.checker.ids("plan", of.plan.iter().map(|at| &at.value.id));
        of.plan
            .iter()
            .map(|at| {
                let mut selection = vec![0; decisions.len()];
                let known: Vec<&str> = decisions.iter().map(|decision| decision.id.as_str()).collect();
                for (id, choice) in &at.value.choose {
                    let named = At {
                        value: id.clone(),
                        span: choice.span.clone(),
                    };
                    let place = self.find(&named, "decision", &known);
                    let Some(decision) = decisions.get(place) else {
                        continue;
                    };
                    let choices: Vec<&str> =
                        decision.choices.iter().map(|choice| choice.id.as_str()).collect();
                    selection[place] = self.find(choice, "choice", &choices);
                }
                NamedPlan {
                    id: at.value.id.value.clone(),
                    title: at.value.title.clone(),
                    selection,
                }
            })
            .collect()
    }

    fn cards(&mut self, catalogue: &Catalogue) -> Vec<Card> {
        let of = self.exercise;
        self.checker.ids("card", of.card.iter().map(|at| &at.value.id));
        of.card
            .iter()
            .map(|at| Card {
                id: at.value.id.value.clone(),
                title: at.value.title.clone(),
                teaches: at.value.teaches.clone(),
                set: self
                    .checker
                    .turns(&at.value.set, self.plan, catalogue, Deciding::Exercise),
                weights: self.weights(&at.value),
            })
            .collect()
    }

    /// Weights of the targets under a card.
    fn weights(&mut self, card: &file::Card) -> Option<Vec<f64>> {
        let of = self.exercise;
        if card.set.is_empty() && card.weights.is_empty() {
            self.report(
                "idle-card",
                &card.id.span,
                format!("card `{}` changes nothing", card.id.value),
                "let it `set` something, or give the targets other `weights`",
            );
        }
        let (_, first) = card.weights.first_key_value()?;
        let targets: Vec<&str> = of.target.iter().map(|at| at.value.id.value.as_str()).collect();
        let mut weights = vec![0.0; targets.len()];
        for (id, at) in &card.weights {
            let named = At {
                value: id.clone(),
                span: at.span.clone(),
            };
            let weight = self.checker.probability(at);
            let place = self.find(&named, "target", &targets);
            if let Some(of_target) = weights.get_mut(place) {
                *of_target = weight;
            }
        }
        let sum: f64 = weights.iter().sum();
        if (sum - 1.0).abs() > 1e-9 {
            self.report(
                "bad-weights",
                &first.span,
                format!("the weights of the targets add up to `{}`", tidy(sum)),
                "let them add up to 1",
            );
        }
        Some(weights)
    }

    /// How far the case moves with the class word.
    fn vary(&mut self) -> Vary {
        let Some(at) = &self.exercise.vary else {
            return Vary::default();
        };
        let v = &at.value;
        for (share, most) in v
            .cash
            .iter()
            .map(|at| (at, 0.2))
            .chain(v.step.iter().map(|at| (&at.value.by, 0.3)))
        {
            self.within(share, 0.0..=most, "as a share to vary by");
        }
        if let Some(months) = &v.months {
            self.within(months, 0..=6, "months to vary by");
        }
        self.count(v.step.len(), 0..=2, "durations that vary");
        for at in &v.step {
            self.checker.selectors(&at.value.on);
        }
        Vary {
            cash: v.cash.as_ref().map_or(0.0, |at| at.value),
            months: v.months.as_ref().map_or(0, |at| at.value),
            steps: v
                .step
                .iter()
                .map(|at| {
                    let on = at.value.on.iter().map(|at| at.value.clone()).collect();
                    (on, at.value.by.value)
                })
                .collect(),
        }
    }

    /// Words of the glossary.
    fn words(&mut self) {
        let of = self.exercise;
        for at in &of.terms {
            let registers = self.checker.registers;
            if !registers.terms.contains_key(&at.value) {
                self.checker.unknown(
                    "unknown-term",
                    at,
                    "term",
                    registers.terms.keys().map(String::as_str),
                    "`regpath catalogue glossary` lists all",
                );
            }
        }
    }

    fn verdict(&mut self, of: &file::Verdict, plans: &[NamedPlan]) -> Verdict {
        Verdict {
            plan: self.named(&of.plan, plans),
            fails: of.fails.as_ref().map(|at| {
                let targets = self.exercise.target.iter();
                let targets: Vec<&str> = targets.map(|at| at.value.id.value.as_str()).collect();
                self.find(at, "target", &targets)
            }),
            why: of.why.clone(),
        }
    }

    fn named(&mut self, at: &At<String>, plans: &[NamedPlan]) -> usize {
        let known: Vec<&str> = plans.iter().map(|plan| plan.id.as_str()).collect();
        self.find(at, "plan", &known)
    }

    /// Makes every named plan, the model's with each other choice, and the model's with each card.
    fn try_plans(&mut self, exercise: &Exercise) {
        let of = self.exercise;
        let model = &exercise.plans[exercise.model.plan].selection;
        let named = exercise
            .plans
            .iter()
            .zip(&of.plan)
            .map(|(plan, at)| (plan.selection.clone(), None, &at.value.id.span));
        let other = of.decision.iter().enumerate().flat_map(|(place, at)| {
            at.value.choice.iter().enumerate().map(move |(choice, at)| {
                let mut selection = model.clone();
                selection[place] = choice;
                (selection, None, &at.value.id.span)
            })
        });
        let cards = of
            .card
            .iter()
            .enumerate()
            .map(|(place, at)| (model.clone(), Some(place), &at.value.id.span));
        let all: Vec<_> = named.chain(other).chain(cards).collect();
        let mut tried = BTreeMap::new();
        for (selection, card, span) in all {
            let found = tried
                .entry((selection.clone(), card))
                .or_insert_with(|| exercise.plan(&selection, card, exercise.own_seed()));
            match found {
                Ok(plan) => {
                    self.milestones
                        .extend(plan.milestones.iter().map(|milestone| milestone.id.clone()));
                    self.steps.extend(plan.steps.iter().map(|step| step.id.clone()));
                }
                Err(error) => {
                    let why = error
                        .problems
                        .first()
                        .map_or_else(String::new, ToString::to_string);
                    self.checker.report(
                        "bad-choice",
                        span,
                        format!("the plan that this makes cannot be simulated: {why}"),
                        "mend the changes that it makes, or the plan",
                    );
                }
            }
        }
    }

    fn happening(&mut self, at: &At<file::Happening>) -> Happening {
        let h = &at.value;
        for milestone in h.milestone.iter().chain(&h.since) {
            self.milestone(milestone);
        }
        let asks_updates = h.updates.is_some() || h.wait_at_most.is_some();
        let mut bad = |message: &str, help: &str| {
            self.checker
                .report("bad-event", &at.span, message.to_owned(), help.to_owned());
        };
        if h.milestone.is_none() && !asks_updates && h.cost_at_most.is_none() {
            bad(
                "nothing has to happen",
                "name a `milestone`, a number of `updates`, `wait_at_most` or `cost_at_most`",
            );
        }
        if h.since.is_some() && h.milestone.is_none() {
            bad(
                "`since` goes with `milestone`",
                "name the milestone that is reached",
            );
        }
        if asks_updates && !self.has_updates {
            bad("the plan has no updates", "add `[plan.lifecycle]` to the plan");
        }
        for months in h.by.iter().chain(&h.solvent).chain(&h.wait_at_most) {
            self.within(months, 0.0..=600.0, "months");
        }
        if let Some(amount) = &h.cost_at_most {
            self.within(amount, 0.0..=crate::limits::AMOUNT, "as a cost");
        }
        Happening {
            milestone: h.milestone.as_ref().map(|at| at.value.clone()),
            updates: h.updates.as_ref().map(|at| at.value),
            wait_at_most: h.wait_at_most.as_ref().map(|at| at.value),
            by: h.by.as_ref().map(|at| at.value),
            since: h.since.as_ref().map(|at| at.value.clone()),
            is_alive: h.alive.unwrap_or(true),
            solvent: h.solvent.as_ref().map(|at| at.value),
            cost_at_most: h.cost_at_most.as_ref().map(|at| at.value),
        }
    }

    fn milestone(&mut self, at: &At<String>) {
        if !self.milestones.contains(&at.value) {
            let known = self.milestones.clone();
            let otherwise = format!(
                "milestones here: {}",
                known.iter().cloned().collect::<Vec<_>>().join(", ")
            );
            self.checker.unknown(
                "unknown-milestone",
                at,
                "milestone",
                known.iter().map(String::as_str),
                &otherwise,
            );
        }
    }

    fn targets(&mut self) -> Vec<Target> {
        let of = self.exercise;
        self.checker
            .ids("target", of.target.iter().map(|at| &at.value.id));
        let mut targets = Vec::new();
        for at in &of.target {
            let t = &at.value;
            let floor = t.floor.as_ref().map_or(0.0, |at| self.checker.probability(at));
            let required = self.checker.probability(&t.required);
            let weight = self.checker.probability(&t.weight);
            if floor >= required {
                self.report(
                    "bad-target",
                    &t.required.span,
                    format!("`{required}` is not above the floor of `{floor}`"),
                    "let `required` be above `floor`",
                );
            }
            targets.push(Target {
                id: t.id.value.clone(),
                title: t.title.clone(),
                event: self.happening(&t.event),
                floor,
                required,
                weight,
            });
        }
        let sum: f64 = targets.iter().map(|target| target.weight).sum();
        if (sum - 1.0).abs() > 1e-9
            && let Some(first) = of.target.first()
        {
            self.report(
                "bad-weights",
                &first.value.weight.span,
                format!("the weights of the targets add up to `{}`", tidy(sum)),
                "let them add up to 1",
            );
        }
        targets
    }

    fn predictions(&mut self, plans: &[NamedPlan]) -> Vec<Prediction> {
        let of = self.exercise;
        self.checker
            .ids("prediction", of.prediction.iter().map(|at| &at.value.id));
        of.prediction
            .iter()
            .filter_map(|at| {
                let kind = self.prediction(&at.value, plans)?;
                Some(Prediction {
                    id: at.value.id.value.clone(),
                    title: at.value.title.clone(),
                    kind,
                })
            })
            .collect()
    }

    fn prediction(&mut self, of: &file::Prediction, plans: &[NamedPlan]) -> Option<PredictionKind> {
        let measured = match (&of.range, &of.wait_by) {
            (Some(milestone), None) => {
                self.milestone(milestone);
                Some(Measured::Milestone(milestone.value.clone()))
            }
            (None, Some(by)) => {
                self.within(by, 0.0..=600.0, "months");
                if !self.has_updates {
                    self.report(
                        "bad-event",
                        &by.span,
                        "the plan has no updates",
                        "add `[plan.lifecycle]` to the plan",
                    );
                }
                Some(Measured::Wait(by.value))
            }
            _ => None,
        };
        match (&of.plan, measured, &of.reference, &of.event, &of.choice[..]) {
            (Some(plan), Some(measured), Some(reference), None, []) => {
                let [from, to] = reference.value;
                if !(0.0 <= from && from < to && to <= 600.0) {
                    self.report(
                        "bad-range",
                        &reference.span,
                        format!("`[{from}, {to}]` is not a range of months"),
                        "write the smaller end first",
                    );
                }
                Some(PredictionKind::Range {
                    plan: self.named(plan, plans),
                    of: measured,
                    reference: reference.value,
                })
            }
            (Some(plan), None, None, Some(event), []) => Some(PredictionKind::Chance {
                plan: self.named(plan, plans),
                event: self.happening(event),
            }),
            (None, None, None, None, choices) if choices.len() >= 2 => {
                self.checker.ids("answer", choices.iter().map(|at| &at.value.id));
                let sum: f64 = choices
                    .iter()
                    .map(|at| self.checker.probability(&at.value.p))
                    .sum();
                if (sum - 1.0).abs() > 1e-9 || choices.len() > limits::CHOICES {
                    let span = choices[0].value.p.span.clone();
                    let message = format!(
                        "the truths of {} answers add up to `{}`",
                        choices.len(),
                        tidy(sum)
                    );
                    let help = format!("let them add up to 1, with at most {} answers", limits::CHOICES);
                    self.report("bad-weights", &span, message, help);
                }
                let answers = choices
                    .iter()
                    .map(|at| {
                        (
                            at.value.id.value.clone(),
                            at.value.title.clone(),
                            at.value.p.value,
                        )
                    })
                    .collect();
                Some(PredictionKind::Choice { answers })
            }
            _ => {
                self.report(
                    "bad-prediction",
                    &of.id.span,
                    format!("`{}` does not ask for one thing", of.id.value),
                    "give `plan`, `range` (or `wait_by`) and `reference`; or `plan` and `event`; or two or more `choice`s",
                );
                None
            }
        }
    }

    fn items(&mut self, plans: &[NamedPlan]) -> Vec<Item> {
        let of = self.exercise;
        self.checker
            .ids("information", of.information.iter().map(|at| &at.value.id));
        let mut items = Vec::new();
        for at in &of.information {
            let i = &at.value;
            self.within(&i.price, 1..=score::BUDGET, "points");
            let shows = match (&i.step, &i.curve, &i.waterfall) {
                (Some(step), None, None) => {
                    if !self.steps.contains(&step.value) {
                        let known = self.steps.clone();
                        self.checker.unknown(
                            "unknown-step",
                            step,
                            "step",
                            known.iter().map(String::as_str),
                            "name it `route/step`",
                        );
                    }
                    Shows::Step(step.value.clone())
                }
                (None, Some(plan), None) => Shows::Curve(self.named(plan, plans)),
                (None, None, Some(plan)) => Shows::Waterfall(self.named(plan, plans)),
                _ => {
                    self.report(
                        "bad-information",
                        &i.id.span,
                        format!("`{}` does not tell one thing", i.id.value),
                        "give one of `step`, `curve`, `waterfall`",
                    );
                    continue;
                }
            };
            items.push(Item {
                id: i.id.value.clone(),
                title: i.title.clone(),
                price: i.price.value,
                shows,
            });
        }
        for (place, at) in of.hint.iter().enumerate() {
            if let Some(price) = &at.value.price {
                self.within(price, 1..=score::BUDGET, "points");
            }
            let number = place + 1;
            items.push(Item {
                id: format!("hint-{number}"),
                title: Text::new(format!("Hint {number}"), format!("ヒント{number}")),
                price: at.value.price.as_ref().map_or(1, |at| at.value),
                shows: Shows::Hint(at.value.text.clone()),
            });
        }
        items
    }
}

/// Stands for the exercise, its plan, and what of the catalogue the plan uses.
fn content(file: &SourceFile, text: &str, plan: &Plan) -> [u8; 8] {
    let lines = |text: &str| text.replace("\r\n", "\n");
    let ids: BTreeSet<&str> = crate::order::set(
        read(
            SourceFile {
                name: String::new(),
                text: text.to_owned(),
            }
            .as_ref(),
        )
        .ok()
        .iter()
        .filter_map(|document| document.plan.as_ref())
        .flat_map(|at| at.value.route.iter().map(|at| at.value.id.value.clone()))
        .filter_map(|id| plan.catalogue.routes.get(&id).map(|def| def.id.as_str())),
    );
    let routes: Vec<String> = ids
        .iter()
        .map(|id| format!("{:?}", plan.catalogue.routes[*id]))
        .collect();
    let registers = &plan.catalogue.registers;
    let money = format!("{:?} {:?}", registers.currencies, registers.schemes);
    let (exercise, text) = (lines(&file.text), lines(text));
    let mut parts = vec![exercise.as_bytes(), text.as_bytes(), money.as_bytes()];
    parts.extend(routes.iter().map(String::as_bytes));
    hash(&parts)
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

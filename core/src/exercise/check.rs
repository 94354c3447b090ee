//! Checks of an exercise's file.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use super::{
    Card, Exercise, Happening, Item, Measured, NamedPlan, Prediction, PredictionKind, Shows, Target, Vary,
    Verdict, WarmUp, hash, score,
};
use crate::catalogue::{Catalogue, SourceFile, plan_id, shipped_plan, shipped_plans};
use crate::decision::{Deciding, Decision};
use crate::define::{Checker, tidy};
use crate::diag::{Problem, did_you_mean};
use crate::file::{self, At};
use crate::limits;
use crate::order;
use crate::plan::Plan;
use crate::read::read;
use crate::text::Text;

/// The plan's file, and its text without the exercise.
pub(super) fn base(
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

/// The exercise of a file, with its plan as a file of its own and as it was loaded; or all its problems, in their order.
pub(super) fn checked(
    file: &SourceFile,
    exercise: &file::Exercise,
    plan_file: SourceFile,
    base: Plan,
    catalogue: &Arc<Catalogue>,
) -> Result<Exercise, Vec<Problem>> {
    let registers = base.catalogue.registers.clone();
    let document = read(plan_file.as_ref())?;
    let plan = document.plan.as_ref().expect("checked: the base is a plan");
    let checking = Checking {
        checker: Checker::new(file.as_ref(), &registers, false),
        exercise,
        plan: &plan.value,
        milestones: BTreeSet::new(),
        steps: BTreeSet::new(),
        has_updates: base.lifecycle.is_some(),
    };
    let (exercise, mut problems) = checking.run(file, base, plan_file.text, catalogue);
    match exercise {
        Some(exercise) if problems.is_empty() => Ok(exercise),
        _ => {
            order::by_key(&mut problems, |problem| (problem.span.start, problem.span.end));
            Err(problems)
        }
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
        self.count(of.decision.len(), 1..=limits::DECISIONS, "decisions");
        self.count(of.plan.len(), 2..=limits::PLANS, "named plans");
        self.count(of.target.len(), 1..=limits::TARGETS, "targets");
        self.count(of.prediction.len(), 1..=limits::PREDICTIONS, "predictions");
        self.count(
            of.information.len() + of.hint.len(),
            0..=limits::ITEMS,
            "items to buy",
        );
        self.count(of.card.len(), 0..=limits::CARDS, "event cards");
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
            content: content(file, &text, self.plan, &base.catalogue),
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
                    let named = At::named(id, &choice.span);
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
            let named = At::named(id, &at.span);
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
            self.within(months, 0.0..=f64::from(limits::MONTHS), "months");
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
                self.within(by, 0.0..=f64::from(limits::MONTHS), "months");
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
                if !(0.0 <= from && from < to && to <= f64::from(limits::MONTHS)) {
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

/// Stands for the exercise, its plan, and what of the catalogue the plan uses, as this program understands it: another
/// version of the program may read the same files otherwise, and then makes other codes.
fn content(file: &SourceFile, text: &str, of: &file::Plan, catalogue: &Catalogue) -> [u8; 8] {
    let lines = |text: &str| text.replace("\r\n", "\n");
    let markets = of.lifecycle.iter().flat_map(|at| &at.value.market);
    let regimes = markets
        .flat_map(|at| &at.value.regime)
        .map(|at| &at.value.route.value);
    let routes: BTreeSet<&String> = of
        .route
        .iter()
        .map(|at| &at.value.id.value)
        .chain(regimes)
        .collect();
    let routes: Vec<_> = routes.iter().filter_map(|id| catalogue.routes.get(*id)).collect();
    let registers = &catalogue.registers;
    let used = format!(
        "{routes:?} {:?} {:?} {:?}",
        registers.standings, registers.currencies, registers.schemes
    );
    hash(&[
        lines(&file.text).as_bytes(),
        lines(text).as_bytes(),
        used.as_bytes(),
    ])
}

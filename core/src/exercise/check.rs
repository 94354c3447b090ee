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
use crate::diag::{Problem, did_you_mean, listed};
use crate::file::{self, At};
use crate::limits;
use crate::order;
use crate::plan::Plan;
use crate::read::read;
use crate::text::{Lang, Text};

/// What is wrong where something is asked about updates that a plan does not have.
const NO_UPDATES: [&str; 2] = ["the plan has no updates", "計画に更新がありません"];
/// The way out of that.
const ADD_LIFECYCLE: [&str; 2] = [
    "add `[plan.lifecycle]` to the plan",
    "計画に `[plan.lifecycle]` を加えてください",
];

/// The plan's file, and its text without the exercise.
pub(super) fn base(
    file: &SourceFile,
    document: &file::Document,
    exercise: &file::Exercise,
) -> Result<(SourceFile, String), Problem> {
    let problem = |span: &Range<usize>, message: Text, help: Text| {
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
                .unwrap_or_else(|| listed(["shipped plans", "同梱の計画"], &known));
            let message = Text::new(
                format!("there is no shipped plan `{}`", at.value),
                format!("同梱の計画 `{}` はありません", at.value),
            );
            Err(problem(&at.span, message, help))
        }
        (None, Some(_)) => {
            let mut document: toml_edit::DocumentMut = file.text.parse().map_err(|_| {
                problem(
                    &(0..0),
                    Text::new("this file cannot be edited", "このファイルは編集できません"),
                    Text::new(
                        "see whether it is sound TOML",
                        "TOMLとして正しいか確認してください",
                    ),
                )
            })?;
            document.remove("exercise");
            Ok((file.clone(), document.to_string()))
        }
        (Some(at), Some(_)) => Err(problem(
            &at.span,
            Text::new("the plan is there twice", "計画が二重に指定されています"),
            Text::new(
                "keep either `base` or the `[plan]` of this file",
                "`base` かこのファイルの `[plan]` のどちらか一方だけを残してください",
            ),
        )),
        (None, None) => Err(problem(
            &exercise.id.span,
            Text::new("this exercise has no plan", "この演習には計画がありません"),
            Text::new(
                "name a shipped plan with `base = \"…\"`, or write a `[plan]` into this file",
                "同梱の計画を `base = \"…\"` で指定するか、このファイルに `[plan]` を書いてください",
            ),
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
            self.within(at, 15..=480, ["minutes", "所要時間(分)"]);
            at.value
        });
        let futures = of.futures.as_ref().map_or(10_000, |at| {
            self.within(at, 1_000..=100_000, ["futures", "未来の数"]);
            if self.has_updates {
                self.within(
                    at,
                    1_000..=crate::run::LIFE_FUTURES,
                    ["futures of a plan with updates", "更新を含む計画の未来の数"],
                );
            }
            at.value
        });
        for (list, what) in [(&of.goals, "goals"), (&of.debrief, "debrief")] {
            if list.is_empty() {
                self.report(
                    "too-few",
                    &of.id.span,
                    [format!("`{what}` is empty"), format!("`{what}` が空です")],
                    [
                        format!("write at least one line under `{what}`"),
                        format!("`{what}` に1行以上書いてください"),
                    ],
                );
            }
        }
        self.count(of.decision.len(), 1..=limits::DECISIONS, ["decisions", "決定"]);
        self.count(
            of.plan.len(),
            2..=limits::PLANS,
            ["named plans", "名前の付いた計画"],
        );
        self.count(of.target.len(), 1..=limits::TARGETS, ["targets", "目標"]);
        self.count(
            of.prediction.len(),
            1..=limits::PREDICTIONS,
            ["predictions", "予測"],
        );
        self.count(
            of.information.len() + of.hint.len(),
            0..=limits::ITEMS,
            ["items to buy", "購入できる情報・ヒント"],
        );
        self.count(
            of.card.len(),
            0..=limits::CARDS,
            ["event cards", "イベントカード"],
        );
        let warm_up = of.warm_up.iter().map(|at| &at.value.source);
        for at in of.sources.iter().chain(warm_up) {
            if !self.checker.registers.sources.contains_key(&at.value) {
                let known = self.checker.registers.sources.keys().map(String::as_str);
                self.checker.unknown(
                    "unknown-source",
                    at,
                    ["source", "出典"],
                    known,
                    [
                        "`regpath catalogue sources` lists all",
                        "`regpath catalogue sources` で一覧を表示できます",
                    ],
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
        message: impl Into<Text>,
        help: impl Into<Text>,
    ) {
        self.checker.report(code, span, message, help);
    }

    fn within<T: PartialOrd + std::fmt::Display>(
        &mut self,
        at: &At<T>,
        range: std::ops::RangeInclusive<T>,
        [en, ja]: [&str; 2],
    ) {
        if !range.contains(&at.value) {
            self.report(
                "bounds",
                &at.span,
                [
                    format!("`{}` {en}", at.value),
                    format!("{ja}の `{}` は範囲外です", at.value),
                ],
                [
                    format!("stay between {} and {}", range.start(), range.end()),
                    format!("{}〜{}の値にしてください", range.start(), range.end()),
                ],
            );
        }
    }

    fn count(&mut self, found: usize, range: std::ops::RangeInclusive<usize>, [en, ja]: [&str; 2]) {
        if !range.contains(&found) {
            let span = self.exercise.id.span.clone();
            self.report(
                "bounds",
                &span,
                [format!("{found} {en}"), format!("{ja}が{found}件です")],
                [
                    format!("have {} to {} of them", range.start(), range.end()),
                    format!("{}〜{}件にしてください", range.start(), range.end()),
                ],
            );
        }
    }

    fn plans(&mut self, decisions: &[Decision]) -> Vec<NamedPlan> {
        let of = self.exercise;
        self.checker
            .ids(["plan", "計画"], of.plan.iter().map(|at| &at.value.id));
        of.plan
            .iter()
            .map(|at| {
                let mut selection = vec![0; decisions.len()];
                let known: Vec<&str> = decisions.iter().map(|decision| decision.id.as_str()).collect();
                for (id, choice) in &at.value.choose {
                    let named = At::named(id, &choice.span);
                    let place = self.checker.find(&named, ["decision", "決定"], &known);
                    let Some(decision) = decisions.get(place) else {
                        continue;
                    };
                    let choices: Vec<&str> =
                        decision.choices.iter().map(|choice| choice.id.as_str()).collect();
                    selection[place] = self.checker.find(choice, ["choice", "選択肢"], &choices);
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
        self.checker
            .ids(["card", "カード"], of.card.iter().map(|at| &at.value.id));
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
                [
                    format!("card `{}` changes nothing", card.id.value),
                    format!("カード `{}` は何も変えません", card.id.value),
                ],
                [
                    "let it `set` something, or give the targets other `weights`",
                    "`set` で何かを変えるか、`weights` で目標の重みを変えてください",
                ],
            );
        }
        let (_, first) = card.weights.first_key_value()?;
        let targets: Vec<&str> = of.target.iter().map(|at| at.value.id.value.as_str()).collect();
        let mut weights = vec![0.0; targets.len()];
        for (id, at) in &card.weights {
            let named = At::named(id, &at.span);
            let weight = self.checker.probability(at);
            let place = self.checker.find(&named, ["target", "目標"], &targets);
            if let Some(of_target) = weights.get_mut(place) {
                *of_target = weight;
            }
        }
        let sum: f64 = weights.iter().sum();
        if (sum - 1.0).abs() > 1e-9 {
            self.report(
                "bad-weights",
                &first.span,
                [
                    format!("the weights of the targets add up to `{}`", tidy(sum)),
                    format!("目標の重みの合計が `{}` です", tidy(sum)),
                ],
                ["let them add up to 1", "合計を1にしてください"],
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
            self.within(share, 0.0..=most, ["as a share to vary by", "動く幅(割合)"]);
        }
        if let Some(months) = &v.months {
            self.within(months, 0..=6, ["months to vary by", "動く幅(月)"]);
        }
        self.count(v.step.len(), 0..=2, ["durations that vary", "動かす期間"]);
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
                    ["term", "用語"],
                    registers.terms.keys().map(String::as_str),
                    [
                        "`regpath catalogue glossary` lists all",
                        "`regpath catalogue glossary` で一覧を表示できます",
                    ],
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
                self.checker.find(at, ["target", "目標"], &targets)
            }),
            why: of.why.clone(),
        }
    }

    fn named(&mut self, at: &At<String>, plans: &[NamedPlan]) -> usize {
        let known: Vec<&str> = plans.iter().map(|plan| plan.id.as_str()).collect();
        self.checker.find(at, ["plan", "計画"], &known)
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
                    let first = error.problems.first();
                    let why = |lang| first.map_or_else(String::new, |problem| problem.line(lang));
                    self.checker.report(
                        "bad-choice",
                        span,
                        [
                            format!("the plan that this makes cannot be simulated: {}", why(Lang::En)),
                            format!("これで作られる計画は計算できません:{}", why(Lang::Ja)),
                        ],
                        [
                            "mend the changes that it makes, or the plan",
                            "この変更か、元の計画を直してください",
                        ],
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
        let mut bad = |message: [&str; 2], help: [&str; 2]| {
            self.checker.report("bad-event", &at.span, message, help);
        };
        if h.milestone.is_none() && !asks_updates && h.cost_at_most.is_none() {
            bad(
                ["nothing has to happen", "何が起こればよいかが書かれていません"],
                [
                    "name a `milestone`, a number of `updates`, `wait_at_most` or `cost_at_most`",
                    "節目 `milestone`、更新の件数 `updates`、`wait_at_most`、`cost_at_most` の\
                     いずれかを書いてください",
                ],
            );
        }
        if h.since.is_some() && h.milestone.is_none() {
            bad(
                [
                    "`since` goes with `milestone`",
                    "`since` は `milestone` とともに使います",
                ],
                [
                    "name the milestone that is reached",
                    "到達する節目を `milestone` で指定してください",
                ],
            );
        }
        if asks_updates && !self.has_updates {
            bad(NO_UPDATES, ADD_LIFECYCLE);
        }
        for months in h.by.iter().chain(&h.solvent).chain(&h.wait_at_most) {
            self.within(months, 0.0..=f64::from(limits::MONTHS), ["months", "月数"]);
        }
        if let Some(amount) = &h.cost_at_most {
            self.within(amount, 0.0..=crate::limits::AMOUNT, ["as a cost", "費用"]);
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
            let names = known.iter().cloned().collect::<Vec<_>>().join(", ");
            let otherwise = [
                format!("milestones here: {names}"),
                format!("ここで使える節目:{names}"),
            ];
            self.checker.unknown(
                "unknown-milestone",
                at,
                ["milestone", "節目"],
                known.iter().map(String::as_str),
                otherwise,
            );
        }
    }

    fn targets(&mut self) -> Vec<Target> {
        let of = self.exercise;
        self.checker
            .ids(["target", "目標"], of.target.iter().map(|at| &at.value.id));
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
                    [
                        format!("`{required}` is not above the floor of `{floor}`"),
                        format!("`{required}` は下限の `{floor}` を上回っていません"),
                    ],
                    [
                        "let `required` be above `floor`",
                        "`required` を `floor` より大きくしてください",
                    ],
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
                [
                    format!("the weights of the targets add up to `{}`", tidy(sum)),
                    format!("目標の重みの合計が `{}` です", tidy(sum)),
                ],
                ["let them add up to 1", "合計を1にしてください"],
            );
        }
        targets
    }

    fn predictions(&mut self, plans: &[NamedPlan]) -> Vec<Prediction> {
        let of = self.exercise;
        self.checker.ids(
            ["prediction", "予測"],
            of.prediction.iter().map(|at| &at.value.id),
        );
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
                self.within(by, 0.0..=f64::from(limits::MONTHS), ["months", "月数"]);
                if !self.has_updates {
                    self.report("bad-event", &by.span, NO_UPDATES, ADD_LIFECYCLE);
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
                        [
                            format!("`[{from}, {to}]` is not a range of months"),
                            format!("`[{from}, {to}]` は月数の範囲になっていません"),
                        ],
                        ["write the smaller end first", "小さい方を先に書いてください"],
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
                self.checker
                    .ids(["answer", "答え"], choices.iter().map(|at| &at.value.id));
                let sum: f64 = choices
                    .iter()
                    .map(|at| self.checker.probability(&at.value.p))
                    .sum();
                if (sum - 1.0).abs() > 1e-9 || choices.len() > limits::CHOICES {
                    let span = choices[0].value.p.span.clone();
                    let (count, sum) = (choices.len(), tidy(sum));
                    let message = [
                        format!("the truths of {count} answers add up to `{sum}`"),
                        format!("{count}個の選択肢の真の確率の合計が `{sum}` です"),
                    ];
                    let help = [
                        format!("let them add up to 1, with at most {} answers", limits::CHOICES),
                        format!("合計を1にし、選択肢は{}個以内にしてください", limits::CHOICES),
                    ];
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
                    [
                        format!("`{}` does not ask for one thing", of.id.value),
                        format!("予測 `{}` が尋ねる内容が一つに定まりません", of.id.value),
                    ],
                    [
                        "give `plan`, `range` (or `wait_by`) and `reference`; or `plan` and `event`; \
                         or two or more `choice`s",
                        "`plan`、`range`(又は `wait_by`)、`reference` の組、`plan` と `event` の組、\
                         二つ以上の `choice` のどれか一つにしてください",
                    ],
                );
                None
            }
        }
    }

    fn items(&mut self, plans: &[NamedPlan]) -> Vec<Item> {
        let of = self.exercise;
        self.checker.ids(
            ["information", "情報"],
            of.information.iter().map(|at| &at.value.id),
        );
        let mut items = Vec::new();
        for at in &of.information {
            let i = &at.value;
            self.within(&i.price, 1..=score::BUDGET, ["points", "価格(点)"]);
            let shows = match (&i.step, &i.curve, &i.waterfall) {
                (Some(step), None, None) => {
                    if !self.steps.contains(&step.value) {
                        let known = self.steps.clone();
                        self.checker.unknown(
                            "unknown-step",
                            step,
                            ["step", "工程"],
                            known.iter().map(String::as_str),
                            ["name it `route/step`", "`route/step` の形で書いてください"],
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
                        [
                            format!("`{}` does not tell one thing", i.id.value),
                            format!("情報 `{}` が伝える内容が一つに定まりません", i.id.value),
                        ],
                        [
                            "give one of `step`, `curve`, `waterfall`",
                            "`step`、`curve`、`waterfall` のどれか一つを書いてください",
                        ],
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
                self.within(price, 1..=score::BUDGET, ["points", "価格(点)"]);
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

//! Steps and routes: outcomes, joins, conditions, windows, and whether what they name is there.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::{Askable, Checker, Said, all_outcomes, local_steps, makes, outcome_ids, own_artefacts, tidy};
use crate::file::{self, At, Document, StepKind, Then, WindowEnd};
use crate::limits;
use crate::model::{
    Condition, Device, Effect, Figures, Join, Odds, OptionDef, Outcome, RouteDef, StepDef, Variant, Window,
};
use crate::text::Text;

impl Checker<'_> {
    fn outcomes(&mut self, list: &[At<file::Outcome>], outer: Said<'_>) -> Vec<Outcome> {
        let Some(first) = list.first() else {
            return Vec::new();
        };
        let whole = first.span.start..list.last().map_or(first.span.end, |last| last.span.end);
        if list.len() > limits::OUTCOMES {
            self.report(
                "bounds",
                &whole,
                [
                    format!("{} outcomes", list.len()),
                    format!("結果が{}個あります", list.len()),
                ],
                [
                    format!("use at most {}", limits::OUTCOMES),
                    format!("{}個以内にしてください", limits::OUTCOMES),
                ],
            );
        }
        let sum: f64 = list.iter().map(|outcome| outcome.value.p.value).sum();
        if list
            .iter()
            .all(|outcome| (0.0..=1.0).contains(&outcome.value.p.value))
            && (sum - 1.0).abs() > 1e-9
        {
            self.report(
                "probability-sum",
                &whole,
                [
                    format!("the probabilities sum to `{}`", tidy(sum)),
                    format!("確率の合計が `{}` になっています", tidy(sum)),
                ],
                ["make them sum to 1", "合計を1にしてください"],
            );
        }
        let mut seen = BTreeSet::new();
        let mut outcomes: Vec<Outcome> = list
            .iter()
            .map(|at| {
                let o = &at.value;
                self.id(&o.id);
                if !seen.insert(o.id.value.as_str()) {
                    let help = [
                        "give each outcome a name of its own",
                        "結果ごとに別のidを付けてください",
                    ];
                    self.duplicate(["outcome", "結果"], &o.id, help);
                }
                if !(0.0..=1.0).contains(&o.p.value) {
                    self.report(
                        "bad-probability",
                        &o.p.span,
                        [
                            format!("`{}` is not a probability", o.p.value),
                            format!("`{}` は確率として使えません", o.p.value),
                        ],
                        ["give a number from 0 to 1", "0から1までの数にしてください"],
                    );
                }
                let said = Said::new(o.source.as_ref(), o.as_of.as_ref(), o.confidence).within(outer);
                Outcome {
                    id: o.id.value.clone(),
                    title: o.title.clone(),
                    p: o.p.value,
                    delay: o.delay.as_ref().map(|delay| self.duration(delay, said)),
                    effect: self.effect(at),
                    produces: o.produces.iter().map(|at| at.value.clone()).collect(),
                    lose: o.lose.as_ref().map(|lose| {
                        let lasting = o.lasting.as_ref().map(|lasting| self.duration(lasting, said));
                        (lose.value.clone(), lasting)
                    }),
                    provenance: self.provenance(said, &at.span),
                }
            })
            .collect();
        // Odds are one figure: it rests on all that its outcomes name, and is no surer than the weakest of them.
        let named = outcomes
            .iter()
            .zip(list)
            .filter(|(_, at)| at.value.source.is_some());
        let joint = named
            .map(|(outcome, _)| outcome.provenance.clone())
            .reduce(|mut all, more| {
                for key in more.sources {
                    if !all.sources.contains(&key) {
                        all.sources.push(key);
                    }
                }
                all.grade = all.grade.max(more.grade);
                all.as_of = all.as_of.min(more.as_of);
                all
            });
        if let Some(joint) = joint {
            for outcome in &mut outcomes {
                outcome.provenance = joint.clone();
            }
        }
        outcomes
    }

    /// What a plan assumes of a step of the catalogue.
    pub(crate) fn assumed(&mut self, a: &file::Assumption) -> (Figures, Vec<(String, Odds)>) {
        let said = Said::new(a.source.as_ref(), a.as_of.as_ref(), a.confidence);
        let figures = Figures {
            duration: a.duration.as_ref().map(|at| self.duration(at, said)),
            fee: a.fee.as_ref().map(|at| self.fee(at, said)),
            cost: a.cost.as_ref().map(|at| self.cost(at, said)),
            ..Figures::default()
        };
        let odds: Vec<(String, Odds)> = a
            .odds
            .iter()
            .map(|(id, at)| {
                let odds = Odds {
                    p: self.probability(at),
                    provenance: self.provenance(said, &at.span),
                };
                (id.clone(), odds)
            })
            .collect();
        let sum: f64 = odds.iter().map(|(_, odds)| odds.p).sum();
        if let Some(first) = a.odds.values().next()
            && sum > 1.0 + 1e-9
        {
            self.report(
                "probability-sum",
                &first.span,
                [
                    format!("the probabilities sum to `{}`", tidy(sum)),
                    format!("確率の合計が `{}` になっています", tidy(sum)),
                ],
                [
                    "let them sum to 1 at most; outcomes that are not named share the rest",
                    "合計を1以下にしてください。書かれていない結果は残りを分け合います",
                ],
            );
        }
        if figures == Figures::default() && odds.is_empty() {
            self.report(
                "nothing-assumed",
                &a.id.span,
                [
                    format!("assumption `{}` changes nothing", a.id.value),
                    format!("前提 `{}` は何も変えません", a.id.value),
                ],
                [
                    "give a `duration`, `fee`, `cost` or `odds`",
                    "`duration`、`fee`、`cost`、`odds` のいずれかを書いてください",
                ],
            );
        }
        (figures, odds)
    }

    fn effect(&mut self, at: &At<file::Outcome>) -> Effect {
        let o = &at.value;
        if o.redo.is_none() && (o.at_most.is_some() || o.then.is_some() || o.again.is_some()) {
            self.report(
                "bad-outcome",
                &at.span,
                [
                    "`at_most`, `then` and `again` go with `redo`",
                    "`at_most`、`then`、`again` は `redo` とともに使います",
                ],
                ["name the step to redo", "やり直す工程を `redo` に書いてください"],
            );
        }
        if o.lose.is_none()
            && let Some(lasting) = &o.lasting
        {
            self.report(
                "bad-outcome",
                &lasting.span,
                ["`for` goes with `lose`", "`for` は `lose` とともに使います"],
                [
                    "name the artefact that is lost",
                    "失う成果物を `lose` に書いてください",
                ],
            );
        }
        match (&o.redo, o.stop) {
            (Some(redo), Some(_)) => {
                self.report(
                    "bad-outcome",
                    &redo.span,
                    [
                        format!("outcome `{}` cannot both redo and stop", o.id.value),
                        format!("結果 `{}` に `redo` と `stop` は併用できません", o.id.value),
                    ],
                    [
                        "use `then = \"stop\"` for the end of the rounds",
                        "やり直しを尽くした後に止めるには `then = \"stop\"` とします",
                    ],
                );
                Effect::Done
            }
            (None, Some(stop)) => Effect::Stop(stop),
            (None, None) => Effect::Done,
            (Some(redo), None) => {
                let at_most = o.at_most.as_ref().map_or(1, |at| at.value);
                if let Some(at) = &o.at_most
                    && !(1..=limits::REDO_ROUNDS).contains(&at.value)
                {
                    self.report(
                        "bounds",
                        &at.span,
                        [
                            format!("`{}` rounds", at.value),
                            format!("`{}` はやり直しの回数として使えません", at.value),
                        ],
                        [
                            format!("allow 1 to {} rounds", limits::REDO_ROUNDS),
                            format!("1回から{}回までにしてください", limits::REDO_ROUNDS),
                        ],
                    );
                }
                let mut factor = |at: Option<&At<f64>>| {
                    if let Some(at) = at
                        && !(0.0..=10.0).contains(&at.value)
                    {
                        self.report(
                            "bad-factor",
                            &at.span,
                            [
                                format!("`{}` is not a factor", at.value),
                                format!("`{}` は倍率として使えません", at.value),
                            ],
                            ["give a number from 0 to 10", "0から10までの数にしてください"],
                        );
                    }
                    at.map_or(1.0, |at| at.value)
                };
                let again = o.again.as_ref().map(|at| &at.value);
                let duration = factor(again.and_then(|again| again.duration.as_ref()));
                let cost = factor(again.and_then(|again| again.cost.as_ref()));
                Effect::Redo {
                    step: redo.value.clone(),
                    at_most: at_most.min(limits::REDO_ROUNDS),
                    then: o.then.unwrap_or(Then::Pass),
                    duration,
                    cost,
                }
            }
        }
    }

    pub(crate) fn join(&mut self, at: &At<file::Join>, depth: usize) -> Join {
        if self.too_deep(depth, &at.span) {
            return Join::All(Vec::new());
        }
        match &at.value {
            file::Join::Step(name) => {
                let (place, outcome) = match name.split_once(':') {
                    Some((place, outcome)) => (place, Some(outcome.to_owned())),
                    None => (name.as_str(), None),
                };
                let (route, step) = match place.split_once('/') {
                    Some((route, step)) => (Some(route.to_owned()), step),
                    None => (None, place),
                };
                Join::Step {
                    route,
                    step: step.to_owned(),
                    outcome,
                    span: at.span.clone(),
                }
            }
            file::Join::All(of) => Join::All(of.iter().map(|at| self.join(at, depth + 1)).collect()),
            file::Join::Any(of) => {
                if of.is_empty() {
                    self.report(
                        "bad-join",
                        &at.span,
                        [
                            "`any` of nothing never holds",
                            "空の `any` は決して成り立ちません",
                        ],
                        ["name at least one step", "工程を一つ以上書いてください"],
                    );
                }
                Join::Any(of.iter().map(|at| self.join(at, depth + 1)).collect())
            }
            file::Join::AtLeast(k, of) => {
                self.at_least(*k, of.len(), &at.span);
                Join::AtLeast(
                    *k as usize,
                    of.iter().map(|at| self.join(at, depth + 1)).collect(),
                )
            }
        }
    }

    fn too_deep(&mut self, depth: usize, span: &Range<usize>) -> bool {
        if depth > limits::NESTING {
            self.report(
                "bounds",
                span,
                ["this is nested too deep", "入れ子が深すぎます"],
                [
                    format!("nest at most {} levels", limits::NESTING),
                    format!("入れ子は{}段以内にしてください", limits::NESTING),
                ],
            );
        }
        depth > limits::NESTING
    }

    fn at_least(&mut self, k: u32, of: usize, span: &Range<usize>) {
        if k == 0 || k as usize > of {
            self.report(
                "bad-join",
                span,
                [
                    format!("at least `{k}` of {of} cannot be asked for"),
                    format!("{of}個のうち `{k}` 個以上という条件は使えません"),
                ],
                [
                    format!("ask for 1 to {of}"),
                    format!("1から{of}までにしてください"),
                ],
            );
        }
    }

    /// Artefacts are checked against the registers and those that the file's own steps make.
    pub(crate) fn condition(
        &mut self,
        at: &At<file::Condition>,
        own: &BTreeSet<&str>,
        depth: usize,
    ) -> Condition {
        if self.too_deep(depth, &at.span) {
            return Condition::All(Vec::new());
        }
        match &at.value {
            file::Condition::Held {
                artefact,
                for_at_least,
                not_older_than,
            } => {
                let span = if artefact.span.is_empty() {
                    at.span.clone()
                } else {
                    artefact.span.clone()
                };
                self.artefact(&artefact.value, &span, own);
                Condition::Held {
                    artefact: artefact.value.clone(),
                    for_at_least: for_at_least.as_ref().map_or(0.0, |time| self.time(time)),
                    not_older_than: not_older_than
                        .as_ref()
                        .map_or(f64::INFINITY, |time| self.time(time)),
                    span,
                }
            }
            file::Condition::All(of) => {
                Condition::All(of.iter().map(|at| self.condition(at, own, depth + 1)).collect())
            }
            file::Condition::Any(of) => {
                if of.is_empty() {
                    self.report(
                        "bad-join",
                        &at.span,
                        [
                            "`any` of nothing never holds",
                            "空の `any` は決して成り立ちません",
                        ],
                        ["name at least one artefact", "成果物を一つ以上書いてください"],
                    );
                }
                Condition::Any(of.iter().map(|at| self.condition(at, own, depth + 1)).collect())
            }
            file::Condition::AtLeast(k, of) => {
                self.at_least(*k, of.len(), &at.span);
                Condition::AtLeast(
                    *k as usize,
                    of.iter().map(|at| self.condition(at, own, depth + 1)).collect(),
                )
            }
            file::Condition::Driver(driver) => {
                self.id(driver);
                Condition::Driver(driver.value.clone())
            }
            file::Condition::Decided(scheme) | file::Condition::Awarded(scheme) => {
                if !self.registers.schemes.contains_key(&scheme.value) {
                    let registers = self.registers;
                    self.unknown(
                        "unknown-scheme",
                        scheme,
                        ["scheme", "支援制度"],
                        registers.schemes.keys().map(String::as_str),
                        [
                            "name a scheme of the catalogue, or declare it with `[[scheme]]`",
                            "カタログの支援制度を指定するか、`[[scheme]]` で加えてください",
                        ],
                    );
                }
                match &at.value {
                    file::Condition::Decided(scheme) => Condition::Decided(scheme.value.clone()),
                    _ => Condition::Awarded(scheme.value.clone()),
                }
            }
            file::Condition::Device(device) => {
                if let Some(id) = &device.jurisdiction {
                    self.jurisdiction(id);
                    if device.class.is_none() {
                        self.report(
                            "bad-condition",
                            &id.span,
                            ["`in` goes with `class`", "`in` は `class` とともに使います"],
                            [
                                "say which class is meant, or leave `in` out",
                                "どのクラスかを `class` に書くか、`in` を除いてください",
                            ],
                        );
                    }
                }
                Condition::Device(Device(device.clone()))
            }
            file::Condition::Company(company) => Condition::Company(company.clone()),
            file::Condition::Option(values) => Condition::Option(
                values
                    .iter()
                    .map(|(option, choice)| (option.clone(), choice.value.clone()))
                    .collect(),
            ),
        }
    }

    pub(super) fn window(&mut self, at: &At<file::Window>) -> Window {
        let w = &at.value;
        let mut words = w.every.value.split_whitespace();
        let count = words
            .next()
            .and_then(|number| number.parse::<u32>().ok())
            .filter(|n| (1..=120).contains(n));
        let every_months = match (count, words.next(), words.next()) {
            (Some(count), Some("month"), None) => count,
            (Some(count), Some("year"), None) if count <= 10 => count * 12,
            _ => {
                self.report(
                    "bad-window",
                    &w.every.span,
                    [
                        format!("`{}` is not a distance between dates", w.every.value),
                        format!("`{}` は期日の間隔として使えません", w.every.value),
                    ],
                    [
                        "write whole months or years, as in `\"3 month\"`",
                        "`\"3 month\"` のように、月又は年の整数で書いてください",
                    ],
                );
                1
            }
        };
        let (month, day) = self.day_of_year(&w.first).unwrap_or((1, 1));
        Window {
            every_months,
            month,
            day,
            on: w.on.unwrap_or(WindowEnd::Start),
        }
    }

    /// The steps of a file. `route` gives defaults for sources; `own` are artefacts that the file itself makes.
    fn steps(&mut self, steps: &[At<file::Step>], outer: Said<'_>, own: &BTreeSet<&str>) -> Vec<StepDef> {
        if let Some(first) = steps.get(limits::STEPS) {
            self.report(
                "bounds",
                &first.value.id.span,
                [
                    format!("{} steps", steps.len()),
                    format!("工程が{}個あります", steps.len()),
                ],
                [
                    format!("a file may have {}", limits::STEPS),
                    format!("一つのファイルに書けるのは{}個までです", limits::STEPS),
                ],
            );
            return Vec::new();
        }
        let mut seen = BTreeSet::new();
        steps
            .iter()
            .map(|at| {
                let s = &at.value;
                self.id(&s.id);
                if s.id.value.contains('.') {
                    self.report(
                        "bad-id",
                        &s.id.span,
                        [
                            format!("`{}` cannot be a step's id", s.id.value),
                            format!("`{}` は工程のidに使えません", s.id.value),
                        ],
                        ["use `-` instead of `.`", "`.` の代わりに `-` を使ってください"],
                    );
                }
                if !seen.insert(s.id.value.as_str()) {
                    let help = [
                        "give each step a name of its own",
                        "工程ごとに別のidを付けてください",
                    ];
                    self.duplicate(["step", "工程"], &s.id, help);
                }
                let said = Said::new(s.source.as_ref(), s.as_of.as_ref(), s.confidence).within(outer);
                if s.variant.len() > limits::VARIANTS {
                    self.report(
                        "bounds",
                        &s.id.span,
                        [
                            format!("{} variants", s.variant.len()),
                            format!("変種が{}個あります", s.variant.len()),
                        ],
                        [
                            format!("use at most {}", limits::VARIANTS),
                            format!("{}個以内にしてください", limits::VARIANTS),
                        ],
                    );
                }
                let figures = Figures {
                    duration: s.duration.as_ref().map(|at| self.duration(at, said)),
                    fee: s.fee.as_ref().map(|at| self.fee(at, said)),
                    cost: s.cost.as_ref().map(|at| self.cost(at, said)),
                    outcomes: Some(self.outcomes(&s.outcome, said)),
                    rules: Vec::new(),
                };
                let variants = s
                    .variant
                    .iter()
                    .map(|at| {
                        let v = &at.value;
                        let said = Said::new(v.source.as_ref(), v.as_of.as_ref(), v.confidence).within(said);
                        Variant {
                            when: self.condition(&v.when, own, 0),
                            title: v.title.clone(),
                            figures: Figures {
                                duration: v.duration.as_ref().map(|at| self.duration(at, said)),
                                fee: v.fee.as_ref().map(|at| self.fee(at, said)),
                                cost: v.cost.as_ref().map(|at| self.cost(at, said)),
                                outcomes: v.outcome.as_ref().map(|list| self.outcomes(list, said)),
                                rules: self.rules(&v.rule),
                            },
                        }
                    })
                    .collect();
                for artefact in s
                    .produces
                    .iter()
                    .chain(all_outcomes(s).flat_map(|outcome| &outcome.produces))
                {
                    self.id(artefact);
                    self.artefact(&artefact.value, &artefact.span, own);
                }
                for lose in all_outcomes(s).filter_map(|outcome| outcome.lose.as_ref()) {
                    self.artefact(&lose.value, &lose.span, own);
                }
                let recurring = s.recurring.as_ref().map(|at| {
                    let every = self
                        .time_if_any(&at.value.every)
                        .unwrap_or(limits::RECURRING_DAYS);
                    self.artefact(&at.value.from.value, &at.value.from.span, own);
                    if every < limits::RECURRING_DAYS {
                        self.report(
                            "bounds",
                            &at.value.every.span,
                            [
                                format!("`{}` is too often", at.value.every.value),
                                format!("`{}` は間隔が短すぎます", at.value.every.value),
                            ],
                            [
                                "leave a week or more between two runs",
                                "繰り返しの間隔は1週間以上にしてください",
                            ],
                        );
                    }
                    let redoes = all_outcomes(s).any(|outcome| outcome.redo.is_some());
                    if s.after.is_some()
                        || s.needs.is_some()
                        || s.window.is_some()
                        || !s.produces.is_empty()
                        || redoes
                    {
                        self.report(
                            "bad-recurring",
                            &at.span,
                            [
                                "a recurring step has no `after`, `needs`, `window`, `produces` or `redo`",
                                "繰り返す工程に `after`、`needs`、`window`、`produces`、`redo` は使えません",
                            ],
                            [
                                "it begins with its artefact; put the rest into a step of its own",
                                "繰り返しは成果物を得た時に始まるため、これらは別の工程に分けてください",
                            ],
                        );
                    }
                    (at.value.from.value.clone(), every.max(limits::RECURRING_DAYS))
                });
                StepDef {
                    id: s.id.value.clone(),
                    span: s.id.span.clone(),
                    title: s.title.clone().unwrap_or_else(|| Text::same(s.id.value.clone())),
                    kind: s.kind.unwrap_or(StepKind::Prepare),
                    tags: s
                        .tags
                        .iter()
                        .map(|tag| {
                            self.id(tag);
                            tag.value.clone()
                        })
                        .collect(),
                    note: s.note.clone(),
                    after: s.after.as_ref().map(|at| self.join(at, 0)),
                    needs: s.needs.as_ref().map(|at| self.condition(at, own, 0)),
                    figures,
                    variants,
                    rules: self.rules(&s.rule),
                    uses: s
                        .uses
                        .iter()
                        .filter(|(_, at)| at.value > 0)
                        .map(|(team, at)| (team.clone(), (at.value, at.span.clone())))
                        .collect(),
                    produces: s.produces.iter().map(|at| at.value.clone()).collect(),
                    window: s.window.as_ref().map(|at| self.window(at)),
                    recurring,
                    spread: self.spread(s),
                }
            })
            .collect()
    }

    /// References between the steps of one route: predecessors, outcomes, redo targets.
    fn references(&mut self, steps: &[At<file::Step>], defs: &[StepDef], is_plan: bool) {
        let known: BTreeMap<&str, &StepDef> =
            crate::order::map(defs.iter().map(|step| (step.id.as_str(), step)));
        let place: BTreeMap<&str, usize> = crate::order::map(
            defs.iter()
                .enumerate()
                .map(|(index, step)| (step.id.as_str(), index)),
        );
        let links: Vec<Vec<usize>> = defs
            .iter()
            .map(|def| {
                let names = def.after.iter().flat_map(local_steps);
                names.filter_map(|name| place.get(name).copied()).collect()
            })
            .collect();
        for (at, def) in steps.iter().zip(defs) {
            if let Some(join) = &def.after {
                self.join_references(join, &known, is_plan);
            }
            let mut redos = all_outcomes(&at.value)
                .filter_map(|outcome| outcome.redo.as_ref())
                .peekable();
            if redos.peek().is_none() {
                continue;
            }
            let before = up_to(&links, place[def.id.as_str()]);
            for redo in redos {
                let Some(target) = place.get(redo.value.as_str()) else {
                    self.unknown(
                        "unknown-step",
                        redo,
                        ["step", "工程"],
                        known.keys().copied(),
                        ["name a step of this route", "このルートの工程を指定してください"],
                    );
                    continue;
                };
                if !before[*target] {
                    self.report(
                        "bad-redo",
                        &redo.span,
                        [
                            format!("`{}` does not come before `{}`", redo.value, def.id),
                            format!("`{}` は `{}` より前の工程ではありません", redo.value, def.id),
                        ],
                        [
                            "redo the step itself or one of its predecessors",
                            "この工程自身か、それより前の工程を指定してください",
                        ],
                    );
                }
            }
        }
    }

    fn join_references(&mut self, join: &Join, known: &BTreeMap<&str, &StepDef>, is_plan: bool) {
        match join {
            Join::All(of) | Join::Any(of) | Join::AtLeast(_, of) => {
                for join in of {
                    self.join_references(join, known, is_plan);
                }
            }
            Join::Step {
                route: Some(route),
                span,
                ..
            } => {
                if !is_plan {
                    self.report(
                        "unknown-step",
                        span,
                        [
                            format!("a route cannot name a step of `{route}`"),
                            format!("ルートから別のルート `{route}` の工程は指定できません"),
                        ],
                        [
                            "let that step produce an artefact and need it here",
                            "その工程の `produces` に成果物を加え、ここの `needs` でそれを求めてください",
                        ],
                    );
                }
            }
            Join::Step {
                route: None,
                step,
                outcome,
                span,
            } => {
                let Some(def) = known.get(step.as_str()) else {
                    let at = At::named(step, span);
                    let help = if is_plan {
                        [
                            "name a step of this file, or `route/step`",
                            "このファイルの工程か、`route/step` を指定してください",
                        ]
                    } else {
                        ["name a step of this route", "このルートの工程を指定してください"]
                    };
                    self.unknown("unknown-step", &at, ["step", "工程"], known.keys().copied(), help);
                    return;
                };
                if let Some(outcome) = outcome {
                    let ids: Vec<&str> = outcome_ids(def).into_iter().collect();
                    if !ids.contains(&outcome.as_str()) {
                        self.outcome(&At::named(outcome, span), step, &ids);
                    }
                }
            }
        }
    }

    /// A catalogue route.
    pub(crate) fn route(&mut self, document: &Document, at: &At<file::Route>) -> RouteDef {
        let r = &at.value;
        let registers = self.registers;
        self.id(&r.id);
        self.jurisdiction(&r.jurisdiction);
        let own = BTreeSet::new();
        for grant in &r.grants {
            self.artefact(&grant.value, &grant.span, &own);
        }
        let said = Said::new(r.source.as_ref(), r.as_of.as_ref(), r.confidence);
        let steps = self.steps(&document.step, said, &own);
        self.references(&document.step, &steps, false);
        let options: Vec<OptionDef> = r
            .option
            .iter()
            .map(|at| {
                let o = &at.value;
                self.id(&o.id);
                if !o.choice.iter().any(|choice| choice.id.value == o.default.value) {
                    let known = o.choice.iter().map(|choice| choice.id.value.as_str());
                    self.unknown(
                        "unknown-choice",
                        &o.default,
                        ["choice", "選択肢"],
                        known,
                        ["name one of the choices", "選択肢のいずれかを指定してください"],
                    );
                }
                OptionDef {
                    id: o.id.value.clone(),
                    title: o.title.clone(),
                    default: o.default.value.clone(),
                    choices: o
                        .choice
                        .iter()
                        .map(|choice| (choice.id.value.clone(), choice.title.clone()))
                        .collect(),
                }
            })
            .collect();
        self.steps_may_ask(&document.step, &steps, Askable::of_route(&options));
        for grant in &r.grants {
            let made = |step: &StepDef| makes(step).any(|artefact| artefact == grant.value);
            if registers.artefacts.contains_key(&grant.value) && !steps.iter().any(made) {
                self.report(
                    "grant-not-made",
                    &grant.span,
                    [
                        format!("no step of this route makes `{}`", grant.value),
                        format!("このルートに `{}` を得る工程がありません", grant.value),
                    ],
                    [
                        "let a step produce it, or drop it from `grants`",
                        "いずれかの工程の `produces` に加えるか、`grants` から除いてください",
                    ],
                );
            }
        }
        RouteDef {
            id: r.id.value.clone(),
            file: self.file.name.to_owned(),
            title: r.title.clone(),
            jurisdiction: r.jurisdiction.value.clone(),
            note: r.note.clone(),
            grants: r.grants.iter().map(|at| at.value.clone()).collect(),
            kinds: r.kinds.clone(),
            is_update: r.update,
            options,
            rules: self.rules(&r.rule),
            steps,
        }
    }

    fn steps_may_ask(&mut self, steps: &[At<file::Step>], defs: &[StepDef], there_is: Askable<'_>) {
        for (at, def) in steps.iter().zip(defs) {
            if let (Some(at), Some(needs)) = (&at.value.needs, &def.needs) {
                self.may_ask(needs, there_is, &at.span);
            }
            for (at, variant) in at.value.variant.iter().zip(&def.variants) {
                self.may_ask(&variant.when, there_is, &at.value.when.span);
            }
        }
    }

    /// Whether a condition asks only for what there is: options of its route or plan, a class in its jurisdiction.
    pub(crate) fn may_ask(&mut self, condition: &Condition, there_is: Askable<'_>, span: &Range<usize>) {
        let options = there_is.options;
        match condition {
            Condition::All(of) | Condition::Any(of) | Condition::AtLeast(_, of) => {
                for condition in of {
                    self.may_ask(condition, there_is, span);
                }
            }
            Condition::Option(values) => {
                for (id, choice) in values {
                    let at = |value: &String| At::named(value, span);
                    match options.iter().find(|option| option.id == *id) {
                        None => {
                            let known = options.iter().map(|option| option.id.as_str());
                            self.unknown(
                                "unknown-option",
                                &at(id),
                                ["option", "選択項目"],
                                known,
                                [
                                    "declare it: a route's with `[[route.option]]`, a plan's with \
                                     `[[plan.option]]`",
                                    "ルートなら `[[route.option]]`、計画なら `[[plan.option]]` で\
                                     加えてください",
                                ],
                            );
                        }
                        Some(option) if !option.choices.iter().any(|(known, _)| known == choice) => {
                            let known = option.choices.iter().map(|(known, _)| known.as_str());
                            self.unknown(
                                "unknown-choice",
                                &at(choice),
                                ["choice", "選択肢"],
                                known,
                                ["name one of the choices", "選択肢のいずれかを指定してください"],
                            );
                        }
                        Some(_) => {}
                    }
                }
            }
            Condition::Device(Device(device)) => {
                if let (Some(class), None, false) = (&device.class, &device.jurisdiction, there_is.has_class)
                {
                    self.report(
                        "no-jurisdiction",
                        &class.span,
                        [
                            format!("class `{}` is asked for outside any jurisdiction", class.value),
                            format!("クラス `{}` がどの国・地域のものか分かりません", class.value),
                        ],
                        [
                            "say whose class with `in`, or ask in a route, which belongs to a jurisdiction",
                            "`in` で国・地域を指定するか、国・地域に属するルートの中で使ってください",
                        ],
                    );
                }
            }
            Condition::Held { .. }
            | Condition::Company(_)
            | Condition::Driver(_)
            | Condition::Decided(_)
            | Condition::Awarded(_) => {}
        }
    }

    /// The steps that a plan brings itself, as a route without a jurisdiction.
    pub(crate) fn own_route(
        &mut self,
        document: &Document,
        plan: &file::Plan,
        options: Vec<OptionDef>,
    ) -> RouteDef {
        let own = own_artefacts(document);
        let steps = self.steps(&document.step, Said::NOTHING, &own);
        self.references(&document.step, &steps, true);
        self.steps_may_ask(&document.step, &steps, Askable::of_plan(&options));
        RouteDef {
            id: plan.id.value.clone(),
            file: self.file.name.to_owned(),
            title: plan.title.clone(),
            jurisdiction: String::new(),
            note: None,
            grants: Vec::new(),
            kinds: Vec::new(),
            is_update: false,
            options,
            rules: Vec::new(),
            steps,
        }
    }
}

/// A step and all of its predecessors, by `links` from a step to those before it.
fn up_to(links: &[Vec<usize>], last: usize) -> Vec<bool> {
    let mut seen = vec![false; links.len()];
    let mut open = vec![last];
    while let Some(step) = open.pop() {
        if !std::mem::replace(&mut seen[step], true) {
            open.extend(links[step].iter().copied().filter(|step| !seen[*step]));
        }
    }
    seen
}

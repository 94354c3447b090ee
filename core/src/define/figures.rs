//! Figures: spans of time, shapes, fees, costs and rules, each with its source, date and grade.

use std::ops::Range;

use super::{Checker, ESTIMATE, Said};
use crate::calendar::AsOf;
use crate::diag::listed;
use crate::dist::Shape;
use crate::file::{self, At, Grade};
use crate::limits;
use crate::model::{Cost, Duration, Fee, FeeIndex, Provenance, Rule, Unit};

/// The keys of a distribution, of whatever kind of figure.
pub(super) struct Shapes<'a> {
    pub(super) fixed: Option<f64>,
    pub(super) uniform: Option<[f64; 2]>,
    pub(super) triangular: Option<[f64; 3]>,
    pub(super) pert: Option<[f64; 3]>,
    pub(super) lambda: Option<f64>,
    pub(super) lognormal: Option<&'a file::LogNormal>,
    pub(super) normal: Option<&'a file::Normal>,
    pub(super) gamma: Option<&'a file::Gamma>,
    pub(super) weibull: Option<&'a file::Weibull>,
    pub(super) exponential: Option<&'a file::Exponential>,
    pub(super) discrete: Option<&'a [[f64; 2]]>,
    pub(super) quantiles: Option<&'a [[f64; 2]]>,
    pub(super) three_point: Option<&'a file::ThreePoint>,
}

macro_rules! shapes {
    ($figure:expr) => {
        Shapes {
            fixed: $figure.fixed,
            uniform: $figure.uniform,
            triangular: $figure.triangular,
            pert: $figure.pert,
            lambda: $figure.lambda,
            lognormal: $figure.lognormal.as_ref(),
            normal: $figure.normal.as_ref(),
            gamma: $figure.gamma.as_ref(),
            weibull: $figure.weibull.as_ref(),
            exponential: $figure.exponential.as_ref(),
            discrete: $figure.discrete.as_deref(),
            quantiles: $figure.quantiles.as_deref(),
            three_point: $figure.three_point.as_ref(),
        }
    };
}

impl Shapes<'_> {
    /// Every shape that was given.
    fn given(&self) -> Vec<Shape> {
        let pairs = |points: &[[f64; 2]]| points.iter().map(|[a, b]| (*a, *b)).collect();
        let mut all = Vec::new();
        all.extend(self.fixed.map(Shape::Fixed));
        all.extend(self.uniform.map(|[min, max]| Shape::Uniform { min, max }));
        all.extend(
            self.triangular
                .map(|[min, mode, max]| Shape::Triangular { min, mode, max }),
        );
        all.extend(self.pert.map(|[min, mode, max]| Shape::Pert {
            min,
            mode,
            max,
            lambda: self.lambda.unwrap_or(4.0),
        }));
        all.extend(self.lognormal.map(|l| Shape::LogNormal {
            median: l.median,
            p90: l.p90,
        }));
        all.extend(self.normal.map(|n| Shape::Normal {
            mean: n.mean,
            sd: n.sd,
            min: n.min.unwrap_or(0.0),
            max: n.max.unwrap_or(f64::INFINITY),
        }));
        all.extend(self.gamma.map(|g| Shape::Gamma {
            mean: g.mean,
            sd: g.sd,
        }));
        all.extend(self.weibull.map(|w| Shape::Weibull {
            shape: w.shape,
            scale: w.scale,
        }));
        all.extend(self.exponential.map(|e| Shape::Exponential { mean: e.mean }));
        all.extend(self.discrete.map(|points| Shape::Discrete(pairs(points))));
        all.extend(self.quantiles.map(|points| Shape::Quantiles(pairs(points))));
        all.extend(self.three_point.map(|t| Shape::ThreePoint {
            p10: t.p10,
            p50: t.p50,
            p90: t.p90,
            min: t.min,
            max: t.max,
        }));
        all
    }
}

const SHAPES: &str = "fixed, uniform, triangular, pert, lognormal, normal, gamma, weibull, exponential, \
                      discrete, quantiles, three_point";

pub(super) use shapes;

impl Checker<'_> {
    /// A time such as `3 year`, in days; nothing if it is none, which is then reported.
    pub(crate) fn time_if_any(&mut self, text: &At<String>) -> Option<f64> {
        let mut words = text.value.split_whitespace();
        let (number, unit, rest) = (
            words.next().unwrap_or(""),
            words.next().unwrap_or(""),
            words.next(),
        );
        match (number.parse::<f64>(), Unit::parse(unit), rest) {
            (Ok(number), Some(unit), None)
                if (0.0..=limits::DURATION_DAYS).contains(&(number * unit.days())) =>
            {
                Some(number * unit.days())
            }
            (Ok(number), None, None) if number.is_finite() && !unit.is_empty() => {
                self.unit(&At::named(unit, &text.span));
                None
            }
            _ => {
                self.report(
                    "bad-time",
                    &text.span,
                    [
                        format!("`{}` is not a time", text.value),
                        format!("`{}` は期間として使えません", text.value),
                    ],
                    [
                        "write a number and a unit, as in `\"3 year\"`",
                        "`\"3 year\"` のように、数と単位で書いてください",
                    ],
                );
                None
            }
        }
    }

    /// A time such as `3 year`, in days; 0 if it is none.
    pub(crate) fn time(&mut self, text: &At<String>) -> f64 {
        self.time_if_any(text).unwrap_or(0.0)
    }

    fn unit(&mut self, unit: &At<String>) -> Unit {
        Unit::parse(&unit.value).unwrap_or_else(|| {
            let otherwise = listed(["known units", "使える単位"], &Unit::NAMES);
            self.unknown("unknown-unit", unit, ["unit", "単位"], Unit::NAMES, otherwise);
            Unit::Day
        })
    }

    pub(super) fn provenance(&mut self, said: Said<'_>, span: &Range<usize>) -> Provenance {
        self.cited(["figure", "数値"], said, span)
    }

    pub(super) fn rules(&mut self, list: &[At<file::Rule>]) -> Vec<Rule> {
        list.iter()
            .map(|at| {
                let rule = &at.value;
                if [&rule.says.value.en, &rule.says.value.ja]
                    .iter()
                    .any(|words| words.trim().is_empty())
                {
                    self.report(
                        "empty-rule",
                        &rule.says.span,
                        ["this rule says nothing", "この規定には文がありません"],
                        [
                            "state it in a sentence, in both languages",
                            "内容を日英両方の文で書いてください",
                        ],
                    );
                }
                let said = Said::new(rule.source.as_ref(), rule.as_of.as_ref(), rule.confidence);
                Rule {
                    says: rule.says.value.clone(),
                    provenance: self.cited(["rule", "規定"], said, &at.span),
                }
            })
            .collect()
    }

    /// Where a figure or a rule, as `what` says, comes from.
    fn cited(&mut self, what: [&str; 2], said: Said<'_>, span: &Range<usize>) -> Provenance {
        let [en, ja] = what;
        let registers = self.registers;
        for key in said.source.iter().flat_map(|list| &list.0) {
            if key.value != ESTIMATE && !registers.sources.contains_key(&key.value) {
                let known = registers.sources.keys().map(String::as_str);
                self.unknown(
                    "unknown-source",
                    key,
                    ["source", "出典"],
                    known,
                    [
                        "add it to a `[[source]]` list",
                        "`[[source]]` の一覧に加えてください",
                    ],
                );
            }
        }
        let sources: Vec<String> = said
            .source
            .map(|list| list.0.iter().map(|key| key.value.clone()).collect())
            .unwrap_or_default();
        let is_estimate = sources.iter().all(|key| key == ESTIMATE);
        if self.sources_needed {
            let missing = [
                ("source", said.source.is_none()),
                ("as_of", said.as_of.is_none()),
                ("confidence", said.confidence.is_none()),
            ];
            let missing: Vec<&str> = missing
                .iter()
                .filter(|(_, gone)| *gone)
                .map(|(key, _)| *key)
                .collect();
            if !missing.is_empty() {
                self.report(
                    "missing-source",
                    span,
                    [
                        format!("this {en} has no `{}`", missing.join("`, no `")),
                        format!("この{ja}に `{}` がありません", missing.join("`、`")),
                    ],
                    [
                        "say where it comes from, as of when and how sure it is (of a figure here or on the \
                         step); `source = \"estimate\"` where there is none",
                        "出典・時点・確度を書き(数値ならここか工程に)、出典がなければ \
                         `source = \"estimate\"` としてください",
                    ],
                );
            }
        }
        let grade = said.confidence.unwrap_or(Grade::C);
        if is_estimate && grade != Grade::C {
            self.report(
                "grade-without-source",
                span,
                [
                    format!("a {en} without a source cannot have grade `{}`", grade.letter()),
                    format!("出典のない{ja}の確度は `{}` にできません", grade.letter()),
                ],
                [
                    "name the source, or set `confidence = \"C\"`",
                    "出典を示すか、`confidence = \"C\"` としてください",
                ],
            );
        }
        Provenance {
            sources: if sources.is_empty() {
                vec![ESTIMATE.to_owned()]
            } else {
                sources
            },
            as_of: said.as_of,
            grade,
        }
    }

    /// The one shape of a figure.
    pub(super) fn shape(&mut self, shapes: &Shapes<'_>, span: &Range<usize>) -> Shape {
        let mut given = shapes.given();
        if shapes.lambda.is_some() && shapes.pert.is_none() {
            self.report(
                "bad-distribution",
                span,
                ["`lambda` goes with `pert`", "`lambda` は `pert` とともに使います"],
                [
                    "remove it, or use `pert`",
                    "`lambda` を除くか、`pert` を使ってください",
                ],
            );
        }
        if given.len() != 1 {
            let message = if given.is_empty() {
                ["this figure has no distribution", "この数値には分布がありません"]
            } else {
                [
                    "this figure has several distributions",
                    "この数値には分布が複数あります",
                ]
            };
            self.report(
                "bad-distribution",
                span,
                message,
                [
                    format!("give exactly one of {SHAPES}"),
                    format!("次のうち一つだけを指定してください:{SHAPES}"),
                ],
            );
            return Shape::Fixed(0.0);
        }
        let shape = given.pop().expect("there is exactly one shape");
        if let Shape::Discrete(points) | Shape::Quantiles(points) = &shape
            && points.len() > limits::POINTS
        {
            self.report(
                "bounds",
                span,
                [
                    format!("the distribution has {} points", points.len()),
                    format!("分布の点が{}個あります", points.len()),
                ],
                [
                    format!("use at most {}", limits::POINTS),
                    format!("{}個以内にしてください", limits::POINTS),
                ],
            );
            return Shape::Fixed(0.0);
        }
        if let Err(error) = shape.check() {
            let help = [
                "mend the numbers; `regpath schema` says what each shape takes",
                "数値を直してください。各分布に書けるものは `regpath schema` にあります",
            ];
            self.report("bad-distribution", span, error, help);
            return Shape::Fixed(0.0);
        }
        shape
    }

    pub(super) fn duration(&mut self, at: &At<file::Duration>, outer: Said<'_>) -> Duration {
        let d = &at.value;
        let shape = self.shape(&shapes!(d), &at.span);
        let unit = self.unit(&d.unit);
        let longest = shape.quantile(0.999) * unit.days();
        if longest > limits::DURATION_DAYS {
            self.report(
                "bounds",
                &at.span,
                [
                    format!("this may take {longest:.0} days"),
                    format!("この期間は{longest:.0}日に達することがあります"),
                ],
                [
                    format!("keep durations below {:.0} days", limits::DURATION_DAYS),
                    format!("期間は{:.0}日以内にしてください", limits::DURATION_DAYS),
                ],
            );
        }
        let said = Said::new(d.source.as_ref(), d.as_of.as_ref(), d.confidence).within(outer);
        let provenance = self.provenance(said, &at.span);
        Duration {
            shape,
            unit,
            provenance,
        }
    }

    pub(super) fn amount(&mut self, amount: &At<f64>) {
        if !(0.0..=limits::AMOUNT).contains(&amount.value) {
            self.report(
                "bad-amount",
                &amount.span,
                [
                    format!("`{}` is not an amount of money", amount.value),
                    format!("`{}` は金額として使えません", amount.value),
                ],
                [
                    format!("give 0 up to {:.0}", limits::AMOUNT),
                    format!("0から{:.0}までの数にしてください", limits::AMOUNT),
                ],
            );
        }
    }

    pub(crate) fn plain_amount(&mut self, amount: &file::Amount) {
        self.amount(&amount.amount);
        self.currency(&amount.currency);
    }

    pub(super) fn fee(&mut self, at: &At<file::Fee>, outer: Said<'_>) -> Fee {
        let fee = &at.value;
        self.amount(&fee.amount);
        self.currency(&fee.currency);
        let said = Said::new(fee.source.as_ref(), fee.as_of.as_ref(), fee.confidence).within(outer);
        let provenance = self.provenance(said, &at.span);
        let index = fee
            .index
            .as_ref()
            .and_then(|index| self.index(index, provenance.as_of));
        Fee {
            amount: fee.amount.value,
            currency: fee.currency.value.clone(),
            index,
            provenance,
        }
    }

    fn index(&mut self, at: &At<file::Index>, as_of: Option<AsOf>) -> Option<FeeIndex> {
        let index = &at.value;
        if !(-0.5..=1.0).contains(&index.rate.value) {
            self.report(
                "bad-index",
                &index.rate.span,
                [
                    format!("`{}` is not a yearly rise", index.rate.value),
                    format!("`{}` は年間の上昇率として使えません", index.rate.value),
                ],
                [
                    "give a number from -0.5 to 1, as in `0.085`",
                    "`0.085` のように、-0.5から1までの数にしてください",
                ],
            );
        }
        let day = self.day_of_year(&index.every);
        let from = as_of.and_then(AsOf::first_day);
        if from.is_none() {
            self.report(
                "bad-index",
                &at.span,
                [
                    "nothing says when the fee was the amount given",
                    "手数料がいつの時点の額かが示されていません",
                ],
                [
                    "add `as_of` to the fee: it rises on the dates after it",
                    "手数料に `as_of` を加えてください(その日より後の期日ごとに上がります)",
                ],
            );
        }
        let (month, day) = day?;
        Some(FeeIndex {
            rate: index.rate.value.clamp(-0.5, 1.0),
            month,
            day,
            from: from?,
        })
    }

    /// A month and a day such as `03-01`; nothing if it is none, which is then reported.
    pub(super) fn day_of_year(&mut self, at: &At<String>) -> Option<(u8, u8)> {
        let day = at.value.split_once('-').and_then(|(month, day)| {
            let (month, day) = (month.parse().ok()?, day.parse().ok()?);
            crate::calendar::Date::new(2028, month, day).map(|_| (month, day))
        });
        if day.is_none() {
            self.report(
                "bad-window",
                &at.span,
                [
                    format!("`{}` is not a day of the year", at.value),
                    format!("`{}` は月日として使えません", at.value),
                ],
                [
                    "write month and day, as in `\"03-01\"`",
                    "`\"03-01\"` のように、月と日で書いてください",
                ],
            );
        }
        day
    }

    pub(super) fn cost(&mut self, at: &At<file::Cost>, outer: Said<'_>) -> Cost {
        let c = &at.value;
        let shape = self.shape(&shapes!(c), &at.span);
        if shape.quantile(0.999) > limits::AMOUNT {
            self.report(
                "bounds",
                &at.span,
                [
                    "this cost has no bound",
                    "この費用は際限なく大きくなることがあります",
                ],
                [
                    format!("stay below {:.0}", limits::AMOUNT),
                    format!("{:.0}以内に収まるようにしてください", limits::AMOUNT),
                ],
            );
        }
        self.currency(&c.currency);
        let said = Said::new(c.source.as_ref(), c.as_of.as_ref(), c.confidence).within(outer);
        let provenance = self.provenance(said, &at.span);
        Cost {
            shape,
            currency: c.currency.value.clone(),
            provenance,
        }
    }

    /// An amount that the plan's own profile gives, apart from any step.
    pub(crate) fn own_cost(&mut self, at: &At<file::Cost>) -> Cost {
        if let Some(spread) = &at.value.spread {
            self.report(
                "bad-spread",
                &spread.span,
                [
                    "only the cost of a step is spread over time",
                    "支出の時期を指定できるのは工程の費用だけです",
                ],
                ["leave `spread` out", "`spread` を除いてください"],
            );
        }
        self.cost(at, Said::NOTHING)
    }

    /// When the cost of a step is spent: what its own cost says, or its variants where it says nothing.
    pub(super) fn spread(&mut self, step: &file::Step) -> file::CostSpread {
        let of_variants = step.variant.iter().filter_map(|at| at.value.cost.as_ref());
        let mut said = step
            .cost
            .iter()
            .chain(of_variants)
            .filter_map(|cost| cost.value.spread.as_ref());
        let Some(first) = said.next() else {
            return file::CostSpread::Even;
        };
        if let Some(other) = said.find(|other| other.value != first.value) {
            self.report(
                "bad-spread",
                &other.span,
                [
                    format!("the costs of step `{}` are spread in two ways", step.id.value),
                    format!("工程 `{}` の費用に二通りの支出時期があります", step.id.value),
                ],
                [
                    "give all costs of a step the same `spread`",
                    "一つの工程の費用にはすべて同じ `spread` を指定してください",
                ],
            );
        }
        first.value
    }

    /// A duration that the plan's own profile gives, apart from any step.
    pub(crate) fn own_duration(&mut self, at: &At<file::Duration>) -> Duration {
        self.duration(at, Said::NOTHING)
    }
}

//! From file shapes to checked definitions: units, distributions, probabilities, sources and references
//! within one file. What concerns a whole plan is checked in `plan`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::calendar::AsOf;
use crate::diag::{FileRef, Problem, Remedy, did_you_mean};
use crate::dist::Shape;
use crate::file::{self, At, Criterion, Document, Grade, SourceList, StepKind, Then, WindowEnd};
use crate::limits;
use crate::model::{
    ArtefactDef, CaveatDef, Condition, Cost, CurrencyDef, Device, Duration, Effect, Fee, FeeIndex, Figures,
    Join, JurisdictionDef, Odds, OptionDef, Outcome, Provenance, RouteDef, Rule, SchemeDef, Selector,
    SourceDef, Standing, StepDef, TermDef, Unit, Variant, Window,
};
use crate::text::Text;

/// What figures and steps may refer to: the registers of the catalogue.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Registers {
    /// Sources by key.
    pub sources: BTreeMap<String, SourceDef>,
    /// Artefacts by id.
    pub artefacts: BTreeMap<String, ArtefactDef>,
    /// What artefacts stand and fall with, by id, of those that do.
    pub standings: BTreeMap<String, Standing>,
    /// Jurisdictions by id.
    pub jurisdictions: BTreeMap<String, JurisdictionDef>,
    /// Currencies by code.
    pub currencies: BTreeMap<String, CurrencyDef>,
    /// Schemes of support money by id.
    pub schemes: BTreeMap<String, SchemeDef>,
    /// The glossary: terms by id.
    pub terms: BTreeMap<String, TermDef>,
    /// What readers must be told, by id.
    pub caveats: BTreeMap<String, CaveatDef>,
}

impl Registers {
    /// Lays the entries of files over these; what files say wins.
    pub(crate) fn append(&mut self, added: &mut Self) {
        self.sources.append(&mut added.sources);
        // An artefact that is declared anew stands on what its new declaration says.
        self.standings.retain(|id, _| !added.artefacts.contains_key(id));
        self.artefacts.append(&mut added.artefacts);
        self.standings.append(&mut added.standings);
        self.jurisdictions.append(&mut added.jurisdictions);
        self.currencies.append(&mut added.currencies);
        self.schemes.append(&mut added.schemes);
        self.terms.append(&mut added.terms);
        self.caveats.append(&mut added.caveats);
    }
}

/// The key of a figure without a source.
pub const ESTIMATE: &str = "estimate";

/// Checks one file and gathers what is wrong with it.
pub(crate) struct Checker<'a> {
    pub(crate) file: FileRef<'a>,
    pub(crate) registers: &'a Registers,
    /// Whether every figure must name its source: true in the catalogue, false in a user's own plan.
    sources_needed: bool,
    pub(crate) problems: Vec<Problem>,
}

/// What conditions may ask for where they stand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Askable<'a> {
    /// Options of the route, or of the plan.
    options: &'a [OptionDef],
    /// Whether there is a jurisdiction, in which a device has a class.
    has_class: bool,
}

impl<'a> Askable<'a> {
    pub(crate) const fn of_route(options: &'a [OptionDef]) -> Self {
        Self {
            options,
            has_class: true,
        }
    }

    pub(crate) const fn of_plan(options: &'a [OptionDef]) -> Self {
        Self {
            options,
            has_class: false,
        }
    }
}

/// Source, date and grade that hold unless a figure says otherwise.
#[derive(Clone, Copy)]
struct Said<'a> {
    source: Option<&'a SourceList>,
    as_of: Option<AsOf>,
    confidence: Option<Grade>,
}

impl<'a> Said<'a> {
    const NOTHING: Self = Self {
        source: None,
        as_of: None,
        confidence: None,
    };

    fn new(source: Option<&'a SourceList>, as_of: Option<&At<AsOf>>, confidence: Option<Grade>) -> Self {
        Self {
            source,
            as_of: as_of.map(|at| at.value),
            confidence,
        }
    }

    /// What an inner table says wins over what an outer one says.
    fn within(self, outer: Self) -> Self {
        Self {
            source: self.source.or(outer.source),
            as_of: self.as_of.or(outer.as_of),
            confidence: self.confidence.or(outer.confidence),
        }
    }
}

/// The keys of a distribution, of whatever kind of figure.
struct Shapes<'a> {
    fixed: Option<f64>,
    uniform: Option<[f64; 2]>,
    triangular: Option<[f64; 3]>,
    pert: Option<[f64; 3]>,
    lambda: Option<f64>,
    lognormal: Option<&'a file::LogNormal>,
    normal: Option<&'a file::Normal>,
    gamma: Option<&'a file::Gamma>,
    weibull: Option<&'a file::Weibull>,
    exponential: Option<&'a file::Exponential>,
    discrete: Option<&'a [[f64; 2]]>,
    quantiles: Option<&'a [[f64; 2]]>,
    three_point: Option<&'a file::ThreePoint>,
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

mod money;

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

/// Ids are lower case words with digits, `-` and, between parts, `.`.
fn is_id(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= 80
        && id.split('.').all(|part| {
            part.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
                && part
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        })
}

impl<'a> Checker<'a> {
    pub(crate) fn new(file: FileRef<'a>, registers: &'a Registers, sources_needed: bool) -> Self {
        Self {
            file,
            registers,
            sources_needed,
            problems: Vec::new(),
        }
    }

    pub(crate) fn report(
        &mut self,
        code: &'static str,
        span: &Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.offer(code, span, message, help, Vec::new());
    }

    /// Reports a problem with ways out that a lever can take.
    pub(crate) fn offer(
        &mut self,
        code: &'static str,
        span: &Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
        remedies: Vec<Remedy>,
    ) {
        match self.problems.len() {
            found if found < limits::PROBLEMS => {
                let problem = Problem {
                    remedies,
                    ..self.file.problem(code, span, message, help)
                };
                if !self.problems.contains(&problem) {
                    self.problems.push(problem);
                }
            }
            found if found == limits::PROBLEMS => {
                self.problems.push(self.file.problem(
                    "too-many",
                    span,
                    format!(
                        "there are more than {} problems, of which the rest is left out",
                        limits::PROBLEMS
                    ),
                    "mend these first",
                ));
            }
            _ => {}
        }
    }

    pub(crate) fn id(&mut self, id: &At<String>) {
        if !is_id(&id.value) {
            self.report(
                "bad-id",
                &id.span,
                format!("`{}` cannot be an id", id.value),
                "use lower-case letters, digits and `-`, parts joined by `.`",
            );
        }
    }

    pub(crate) fn unknown<'k>(
        &mut self,
        code: &'static str,
        at: &At<String>,
        what: &str,
        known: impl IntoIterator<Item = &'k str>,
        otherwise: &str,
    ) {
        let help = did_you_mean(&at.value, known).unwrap_or_else(|| otherwise.to_owned());
        self.report(
            code,
            &at.span,
            format!("{what} `{}` is not known", at.value),
            help,
        );
    }

    fn currency(&mut self, code: &At<String>) {
        let registers = self.registers;
        if !registers.currencies.contains_key(&code.value) {
            let known: Vec<&str> = registers.currencies.keys().map(String::as_str).collect();
            let otherwise = format!("known currencies: {}", known.join(", "));
            self.unknown("unknown-currency", code, "currency", known, &otherwise);
        }
    }

    pub(crate) fn artefact(&mut self, artefact: &str, span: &Range<usize>, own: &BTreeSet<&str>) {
        let registers = self.registers;
        if !registers.artefacts.contains_key(artefact) && !own.contains(artefact) {
            let known = registers
                .artefacts
                .keys()
                .map(String::as_str)
                .chain(own.iter().copied());
            let at = At {
                value: artefact.to_owned(),
                span: span.clone(),
            };
            self.unknown(
                "unknown-artefact",
                &at,
                "artefact",
                known,
                "declare it with `[[artefact]]`",
            );
        }
    }

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
                let at = At {
                    value: unit.to_owned(),
                    span: text.span.clone(),
                };
                self.unit(&at);
                None
            }
            _ => {
                self.report(
                    "bad-time",
                    &text.span,
                    format!("`{}` is not a time", text.value),
                    "write a number and a unit, as in `\"3 year\"`",
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
            let otherwise = format!("known units: {}", Unit::NAMES.join(", "));
            self.unknown("unknown-unit", unit, "unit", Unit::NAMES, &otherwise);
            Unit::Day
        })
    }

    fn provenance(&mut self, said: Said<'_>, span: &Range<usize>) -> Provenance {
        self.cited("figure", said, span)
    }

    fn rules(&mut self, list: &[At<file::Rule>]) -> Vec<Rule> {
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
                        "this rule says nothing",
                        "state it in a sentence, in both languages",
                    );
                }
                let said = Said::new(rule.source.as_ref(), rule.as_of.as_ref(), rule.confidence);
                Rule {
                    says: rule.says.value.clone(),
                    provenance: self.cited("rule", said, &at.span),
                }
            })
            .collect()
    }

    /// Where a figure or a rule, as `what` says, comes from.
    fn cited(&mut self, what: &str, said: Said<'_>, span: &Range<usize>) -> Provenance {
        let registers = self.registers;
        for key in said.source.iter().flat_map(|list| &list.0) {
            if key.value != ESTIMATE && !registers.sources.contains_key(&key.value) {
                let known = registers.sources.keys().map(String::as_str);
                self.unknown(
                    "unknown-source",
                    key,
                    "source",
                    known,
                    "add it to a `[[source]]` list",
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
                    format!("this {what} has no `{}`", missing.join("`, no `")),
                    "say where it comes from, as of when and how sure it is (of a figure here or on the step); \
                     `source = \"estimate\"` where there is none",
                );
            }
        }
        let grade = said.confidence.unwrap_or(Grade::C);
        if is_estimate && grade != Grade::C {
            self.report(
                "grade-without-source",
                span,
                format!("a {what} without a source cannot have grade `{}`", grade.letter()),
                "name the source, or set `confidence = \"C\"`",
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
    fn shape(&mut self, shapes: &Shapes<'_>, span: &Range<usize>) -> Shape {
        let mut given = shapes.given();
        if shapes.lambda.is_some() && shapes.pert.is_none() {
            self.report(
                "bad-distribution",
                span,
                "`lambda` goes with `pert`",
                "remove it, or use `pert`",
            );
        }
        if given.len() != 1 {
            let message = if given.is_empty() {
                "this figure has no distribution"
            } else {
                "this figure has several distributions"
            };
            self.report(
                "bad-distribution",
                span,
                message,
                format!("give exactly one of {SHAPES}"),
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
                format!("the distribution has {} points", points.len()),
                format!("use at most {}", limits::POINTS),
            );
            return Shape::Fixed(0.0);
        }
        if let Err(error) = shape.check() {
            let help = "mend the numbers; `regpath schema` says what each shape takes";
            self.report("bad-distribution", span, error.to_string(), help);
            return Shape::Fixed(0.0);
        }
        shape
    }

    fn duration(&mut self, at: &At<file::Duration>, outer: Said<'_>) -> Duration {
        let d = &at.value;
        let shape = self.shape(&shapes!(d), &at.span);
        let unit = self.unit(&d.unit);
        let longest = shape.quantile(0.999) * unit.days();
        if longest > limits::DURATION_DAYS {
            self.report(
                "bounds",
                &at.span,
                format!("this may take {longest:.0} days"),
                format!("keep durations below {:.0} days", limits::DURATION_DAYS),
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

    fn amount(&mut self, amount: &At<f64>) {
        if !(0.0..=limits::AMOUNT).contains(&amount.value) {
            self.report(
                "bad-amount",
                &amount.span,
                format!("`{}` is not an amount of money", amount.value),
                format!("give 0 up to {:.0}", limits::AMOUNT),
            );
        }
    }

    pub(crate) fn plain_amount(&mut self, amount: &file::Amount) {
        self.amount(&amount.amount);
        self.currency(&amount.currency);
    }

    fn fee(&mut self, at: &At<file::Fee>, outer: Said<'_>) -> Fee {
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
                format!("`{}` is not a yearly rise", index.rate.value),
                "give a number from -0.5 to 1, as in `0.085`",
            );
        }
        let day = self.day_of_year(&index.every);
        let from = as_of.and_then(AsOf::first_day);
        if from.is_none() {
            self.report(
                "bad-index",
                &at.span,
                "nothing says when the fee was the amount given",
                "add `as_of` to the fee: it rises on the dates after it",
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
    fn day_of_year(&mut self, at: &At<String>) -> Option<(u8, u8)> {
        let day = at.value.split_once('-').and_then(|(month, day)| {
            let (month, day) = (month.parse().ok()?, day.parse().ok()?);
            crate::calendar::Date::new(2028, month, day).map(|_| (month, day))
        });
        if day.is_none() {
            self.report(
                "bad-window",
                &at.span,
                format!("`{}` is not a day of the year", at.value),
                "write month and day, as in `\"03-01\"`",
            );
        }
        day
    }

    fn cost(&mut self, at: &At<file::Cost>, outer: Said<'_>) -> Cost {
        let c = &at.value;
        let shape = self.shape(&shapes!(c), &at.span);
        if shape.quantile(0.999) > limits::AMOUNT {
            self.report(
                "bounds",
                &at.span,
                "this cost has no bound",
                format!("stay below {:.0}", limits::AMOUNT),
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
                "only the cost of a step is spread over time",
                "leave `spread` out",
            );
        }
        self.cost(at, Said::NOTHING)
    }

    /// When the cost of a step is spent: what its own cost says, or its variants where it says nothing.
    fn spread(&mut self, step: &file::Step) -> file::CostSpread {
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
                format!("the costs of step `{}` are spread in two ways", step.id.value),
                "give all costs of a step the same `spread`",
            );
        }
        first.value
    }

    /// A duration that the plan's own profile gives, apart from any step.
    pub(crate) fn own_duration(&mut self, at: &At<file::Duration>) -> Duration {
        self.duration(at, Said::NOTHING)
    }

    fn outcomes(&mut self, list: &[At<file::Outcome>], outer: Said<'_>) -> Vec<Outcome> {
        let Some(first) = list.first() else {
            return Vec::new();
        };
        let whole = first.span.start..list.last().map_or(first.span.end, |last| last.span.end);
        if list.len() > limits::OUTCOMES {
            self.report(
                "bounds",
                &whole,
                format!("{} outcomes", list.len()),
                format!("use at most {}", limits::OUTCOMES),
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
                format!("the probabilities sum to `{}`", tidy(sum)),
                "make them sum to 1",
            );
        }
        let mut seen = BTreeSet::new();
        let mut outcomes: Vec<Outcome> = list
            .iter()
            .map(|at| {
                let o = &at.value;
                self.id(&o.id);
                if !seen.insert(o.id.value.as_str()) {
                    self.report(
                        "duplicate-id",
                        &o.id.span,
                        format!("outcome `{}` is there twice", o.id.value),
                        "give each outcome a name of its own",
                    );
                }
                if !(0.0..=1.0).contains(&o.p.value) {
                    self.report(
                        "bad-probability",
                        &o.p.span,
                        format!("`{}` is not a probability", o.p.value),
                        "give a number from 0 to 1",
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
                format!("the probabilities sum to `{}`", tidy(sum)),
                "let them sum to 1 at most; outcomes that are not named share the rest",
            );
        }
        if figures == Figures::default() && odds.is_empty() {
            self.report(
                "nothing-assumed",
                &a.id.span,
                format!("assumption `{}` changes nothing", a.id.value),
                "give a `duration`, `fee`, `cost` or `odds`",
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
                "`at_most`, `then` and `again` go with `redo`",
                "name the step to redo",
            );
        }
        if o.lose.is_none()
            && let Some(lasting) = &o.lasting
        {
            self.report(
                "bad-outcome",
                &lasting.span,
                "`for` goes with `lose`",
                "name the artefact that is lost",
            );
        }
        match (&o.redo, o.stop) {
            (Some(redo), Some(_)) => {
                self.report(
                    "bad-outcome",
                    &redo.span,
                    format!("outcome `{}` cannot both redo and stop", o.id.value),
                    "use `then = \"stop\"` for the end of the rounds",
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
                        format!("`{}` rounds", at.value),
                        format!("allow 1 to {} rounds", limits::REDO_ROUNDS),
                    );
                }
                let mut factor = |at: Option<&At<f64>>| {
                    if let Some(at) = at
                        && !(0.0..=10.0).contains(&at.value)
                    {
                        self.report(
                            "bad-factor",
                            &at.span,
                            format!("`{}` is not a factor", at.value),
                            "give a number from 0 to 10",
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
                        "`any` of nothing never holds",
                        "name at least one step",
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
                "this is nested too deep",
                format!("nest at most {} levels", limits::NESTING),
            );
        }
        depth > limits::NESTING
    }

    fn at_least(&mut self, k: u32, of: usize, span: &Range<usize>) {
        if k == 0 || k as usize > of {
            self.report(
                "bad-join",
                span,
                format!("at least `{k}` of {of} cannot be asked for"),
                format!("ask for 1 to {of}"),
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
                        "`any` of nothing never holds",
                        "name at least one artefact",
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
                        "scheme",
                        registers.schemes.keys().map(String::as_str),
                        "name a scheme of the catalogue, or declare it with `[[scheme]]`",
                    );
                }
                match &at.value {
                    file::Condition::Decided(scheme) => Condition::Decided(scheme.value.clone()),
                    _ => Condition::Awarded(scheme.value.clone()),
                }
            }
            file::Condition::Device(device) => {
                let registers = self.registers;
                if let Some(id) = &device.jurisdiction {
                    if !registers.jurisdictions.contains_key(&id.value) {
                        let known = registers.jurisdictions.keys().map(String::as_str);
                        self.unknown(
                            "unknown-jurisdiction",
                            id,
                            "jurisdiction",
                            known,
                            "declare it with `[[jurisdiction]]`",
                        );
                    }
                    if device.class.is_none() {
                        self.report(
                            "bad-condition",
                            &id.span,
                            "`in` goes with `class`",
                            "say which class is meant, or leave `in` out",
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

    fn window(&mut self, at: &At<file::Window>) -> Window {
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
                    format!("`{}` is not a distance between dates", w.every.value),
                    "write whole months or years, as in `\"3 month\"`",
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
                format!("{} steps", steps.len()),
                format!("a file may have {}", limits::STEPS),
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
                        format!("`{}` cannot be a step's id", s.id.value),
                        "use `-` instead of `.`",
                    );
                }
                if !seen.insert(s.id.value.as_str()) {
                    self.report(
                        "duplicate-id",
                        &s.id.span,
                        format!("step `{}` is there twice", s.id.value),
                        "give each step a name of its own",
                    );
                }
                let said = Said::new(s.source.as_ref(), s.as_of.as_ref(), s.confidence).within(outer);
                if s.variant.len() > limits::VARIANTS {
                    self.report(
                        "bounds",
                        &s.id.span,
                        format!("{} variants", s.variant.len()),
                        format!("use at most {}", limits::VARIANTS),
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
                            format!("`{}` is too often", at.value.every.value),
                            "leave a week or more between two runs",
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
                            "a recurring step has no `after`, `needs`, `window`, `produces` or `redo`",
                            "it begins with its artefact; put the rest into a step of its own",
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
                        "step",
                        known.keys().copied(),
                        "name a step of this route",
                    );
                    continue;
                };
                if !before[*target] {
                    self.report(
                        "bad-redo",
                        &redo.span,
                        format!("`{}` does not come before `{}`", redo.value, def.id),
                        "redo the step itself or one of its predecessors",
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
                        format!("a route cannot name a step of `{route}`"),
                        "let that step produce an artefact and need it here",
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
                    let at = At {
                        value: step.clone(),
                        span: span.clone(),
                    };
                    let help = if is_plan {
                        "name a step of this file, or `route/step`"
                    } else {
                        "name a step of this route"
                    };
                    self.unknown("unknown-step", &at, "step", known.keys().copied(), help);
                    return;
                };
                if let Some(outcome) = outcome {
                    let ids: BTreeSet<&str> = outcome_ids(def);
                    if !ids.contains(outcome.as_str()) {
                        let at = At {
                            value: outcome.clone(),
                            span: span.clone(),
                        };
                        let otherwise = format!(
                            "outcomes of `{step}`: {}",
                            ids.iter().copied().collect::<Vec<_>>().join(", ")
                        );
                        self.unknown("unknown-outcome", &at, "outcome", ids, &otherwise);
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
        if !registers.jurisdictions.contains_key(&r.jurisdiction.value) {
            let known = registers.jurisdictions.keys().map(String::as_str);
            self.unknown(
                "unknown-jurisdiction",
                &r.jurisdiction,
                "jurisdiction",
                known,
                "declare it with `[[jurisdiction]]`",
            );
        }
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
                        "choice",
                        known,
                        "name one of the choices",
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
                    format!("no step of this route makes `{}`", grant.value),
                    "let a step produce it, or drop it from `grants`",
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
                    let at = |value: &String| At {
                        value: value.clone(),
                        span: span.clone(),
                    };
                    match options.iter().find(|option| option.id == *id) {
                        None => {
                            let known = options.iter().map(|option| option.id.as_str());
                            self.unknown(
                                "unknown-option",
                                &at(id),
                                "option",
                                known,
                                "declare it: a route's with `[[route.option]]`, a plan's with `[[plan.option]]`",
                            );
                        }
                        Some(option) if !option.choices.iter().any(|(known, _)| known == choice) => {
                            let known = option.choices.iter().map(|(known, _)| known.as_str());
                            self.unknown(
                                "unknown-choice",
                                &at(choice),
                                "choice",
                                known,
                                "name one of the choices",
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
                        format!("class `{}` is asked for outside any jurisdiction", class.value),
                        "say whose class with `in`, or ask in a route, which belongs to a jurisdiction",
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

    /// The entries of the registers in one file.
    pub(crate) fn registers(&mut self, document: &Document, into: &mut Registers) {
        for at in &document.source {
            let s = &at.value;
            self.id(&s.id);
            let def = SourceDef {
                id: s.id.value.clone(),
                title: s.title.clone(),
                publisher: s.publisher.clone(),
                date: s.date.clone(),
                locator: s.locator.clone(),
                url: s.url.clone(),
                note: s.note.clone(),
            };
            if into.sources.insert(s.id.value.clone(), def).is_some() {
                self.twice("source", &s.id);
            }
        }
        for at in &document.artefact {
            let a = &at.value;
            self.id(&a.id);
            let def = ArtefactDef {
                id: a.id.value.clone(),
                title: a.title.clone(),
                note: a.note.clone(),
                kind: a.kind.unwrap_or(file::ArtefactKind::Document),
            };
            if into.artefacts.insert(a.id.value.clone(), def).is_some() {
                self.twice("artefact", &a.id);
            }
        }
        for at in &document.jurisdiction {
            let j = &at.value;
            self.id(&j.id);
            let def = JurisdictionDef {
                id: j.id.value.clone(),
                title: j.title.clone(),
                authority: j.authority.clone(),
            };
            if into.jurisdictions.insert(j.id.value.clone(), def).is_some() {
                self.twice("jurisdiction", &j.id);
            }
        }
        for at in &document.term {
            let t = &at.value;
            self.id(&t.id);
            let def = TermDef {
                id: t.id.value.clone(),
                term: t.term.clone(),
                abbreviation: t.abbreviation.clone(),
                meaning: t.meaning.clone(),
                see: t.see.iter().map(|see| see.value.clone()).collect(),
            };
            if into.terms.insert(t.id.value.clone(), def).is_some() {
                self.twice("term", &t.id);
            }
        }
    }

    /// What the artefacts of one file stand and fall with; apart from the other registers since they name one another.
    pub(crate) fn standings(&mut self, document: &Document, into: &mut BTreeMap<String, Standing>) {
        let own = own_artefacts(document);
        for at in &document.artefact {
            let a = &at.value;
            let condition = a.standing.as_ref().map(|at| {
                let condition = self.condition(at, &own, 0);
                if !asks_artefacts_only(&condition) {
                    self.report(
                        "bad-while",
                        &at.span,
                        format!("`{}` can only stand on artefacts, whatever their age", a.id.value),
                        "name artefacts, alone or with `all`, `any` or `at_least`",
                    );
                }
                condition
            });
            let valid_for = a.valid_for.as_ref().and_then(|at| {
                let days = self.time_if_any(at)?;
                if days < limits::RECURRING_DAYS {
                    self.report(
                        "bounds",
                        &at.span,
                        format!("valid for `{}`", at.value),
                        "let an artefact be valid for a week or more",
                    );
                }
                Some(days.max(limits::RECURRING_DAYS))
            });
            if let (Some(renew), None) = (&a.renew, &a.valid_for) {
                self.report(
                    "bad-renewal",
                    &renew.span,
                    format!("nothing says how long `{}` is valid", a.id.value),
                    "add `valid_for`, as in `valid_for = \"3 year\"`",
                );
            }
            if condition.is_some() || valid_for.is_some() {
                let standing = Standing {
                    condition,
                    valid_for,
                    renew: a.renew.as_ref().map(|at| (at.value.clone(), at.span.clone())),
                };
                into.insert(a.id.value.clone(), standing);
            }
        }
    }

    /// The artefacts of one file that stand on themselves, by way of others or not.
    pub(crate) fn standing_circles(&mut self, document: &Document) -> Vec<String> {
        let registers = self.registers;
        let mut found = Vec::new();
        for at in &document.artefact {
            let Some(standing) = &at.value.standing else {
                continue;
            };
            let mut seen = BTreeSet::new();
            let mut open = vec![at.value.id.value.as_str()];
            while let Some(id) = open.pop() {
                let condition = registers
                    .standings
                    .get(id)
                    .and_then(|standing| standing.condition.as_ref());
                for next in condition
                    .iter()
                    .flat_map(|condition| condition_artefacts(condition))
                {
                    if next == at.value.id.value {
                        self.report(
                            "bad-while",
                            &standing.span,
                            format!("`{next}` would have to be held for itself to be held"),
                            "take one of the `while` out",
                        );
                        found.push(next.to_owned());
                        open.clear();
                        break;
                    }
                    if seen.insert(next) {
                        open.push(next);
                    }
                }
            }
        }
        found
    }

    /// Whether the steps that renew the artefacts of one file are there, and fit to.
    pub(crate) fn renewals<'r>(&mut self, document: &Document, routes: impl Iterator<Item = &'r RouteDef>) {
        let routes: Vec<&RouteDef> = routes.collect();
        for at in &document.artefact {
            let (id, Some(renew)) = (&at.value.id.value, &at.value.renew) else {
                continue;
            };
            let makers = routes
                .iter()
                .filter(|route| route.steps.iter().any(|step| makes(step).any(|made| made == id)));
            let steps: Vec<&StepDef> = makers.flat_map(|route| &route.steps).collect();
            let mut named = steps.iter().filter(|step| step.id == renew.value).peekable();
            if named.peek().is_none() {
                self.unknown(
                    "unknown-step",
                    renew,
                    "step",
                    steps.iter().map(|step| step.id.as_str()),
                    "name a step of a route that makes the artefact",
                );
            }
            for step in named {
                self.renewal(step, &renew.span);
            }
        }
    }

    /// Checks a step that renews an artefact.
    pub(crate) fn renewal(&mut self, step: &StepDef, span: &Range<usize>) {
        let all = std::iter::once(&step.figures).chain(step.variants.iter().map(|variant| &variant.figures));
        let mut outcomes = all.flat_map(|figures| figures.outcomes.iter().flatten());
        let is_fit = step.after.is_none()
            && step.needs.is_none()
            && step.window.is_none()
            && step.recurring.is_none()
            && step.produces.is_empty()
            && !outcomes.any(|outcome| matches!(outcome.effect, Effect::Redo { .. }));
        if !is_fit {
            self.report(
                "bad-renewal",
                span,
                format!(
                    "step `{}` cannot renew: it has `after`, `needs`, `window`, `recurring`, `produces` or `redo`",
                    step.id
                ),
                "it begins when the validity ends; put the rest into a step of its own",
            );
        }
    }

    /// Whether the terms of one file point at terms that there are.
    pub(crate) fn glossary(&mut self, document: &Document) {
        let registers = self.registers;
        for see in document.term.iter().flat_map(|at| &at.value.see) {
            if !registers.terms.contains_key(&see.value) {
                let known = registers.terms.keys().map(String::as_str);
                self.unknown(
                    "unknown-term",
                    see,
                    "term",
                    known,
                    "declare it with `[[term]]`, or leave it out",
                );
            }
        }
    }

    /// What the files of a catalogue tell of its routes; apart from the other registers since it names jurisdictions.
    pub(crate) fn caveats(&mut self, document: &Document, into: &mut BTreeMap<String, CaveatDef>) {
        for at in &document.caveat {
            let c = &at.value;
            self.id(&c.id);
            let on: Vec<Criterion> = self
                .selectors(&c.on)
                .into_iter()
                .flat_map(|Selector(terms)| terms)
                .collect();
            let is_known = |criterion: &Criterion| {
                matches!(
                    criterion,
                    Criterion::All | Criterion::Jurisdiction(_) | Criterion::Route(_)
                )
            };
            if let Some(first) = c.on.first()
                && !on.iter().all(is_known)
            {
                self.report(
                    "bad-caveat",
                    &first.span,
                    format!("caveat `{}` can only be about whole routes", c.id.value),
                    "use `all`, `jurisdiction:…` or `route:…`",
                );
            }
            let def = CaveatDef {
                id: c.id.value.clone(),
                text: c.text.clone(),
                on,
            };
            if into.insert(c.id.value.clone(), def).is_some() {
                self.twice("caveat", &c.id);
            }
        }
    }

    /// The currencies of one file; apart from the other registers since their rates name sources.
    pub(crate) fn currencies(&mut self, document: &Document, into: &mut BTreeMap<String, CurrencyDef>) {
        for at in &document.currency {
            let c = &at.value;
            if !(c.jpy.value > 0.0 && c.jpy.value <= limits::AMOUNT) {
                self.report(
                    "bad-rate",
                    &c.jpy.span,
                    format!("`{}` is not a rate", c.jpy.value),
                    "give yen for one unit, above 0",
                );
            }
            if let Some(p90) = &c.p90
                && !(p90.value >= c.jpy.value && p90.value <= 10.0 * c.jpy.value)
            {
                self.report(
                    "bad-rate",
                    &p90.span,
                    format!("`{}` cannot lie above nine of ten rates", p90.value),
                    "give the rate itself up to ten times the rate",
                );
            }
            let said = Said::new(c.source.as_ref(), c.as_of.as_ref(), c.confidence);
            let def = CurrencyDef {
                id: c.id.value.clone(),
                title: c.title.clone(),
                jpy: c.jpy.value,
                p90: c.p90.as_ref().map(|at| at.value).filter(|p90| *p90 > c.jpy.value),
                provenance: self.provenance(said, &at.span),
            };
            if into.insert(c.id.value.clone(), def).is_some() {
                self.twice("currency", &c.id);
            }
        }
    }

    pub(crate) fn twice(&mut self, what: &str, id: &At<String>) {
        self.report(
            "duplicate-id",
            &id.span,
            format!("{what} `{}` is there twice", id.value),
            "keep one of the two",
        );
    }
}

/// The outcomes of a step, whatever variant applies, as written.
fn all_outcomes(step: &file::Step) -> impl Iterator<Item = &file::Outcome> {
    let of_variants = step
        .variant
        .iter()
        .flat_map(|at| at.value.outcome.iter().flatten());
    step.outcome.iter().chain(of_variants).map(|at| &at.value)
}

/// Whether a condition asks for artefacts and nothing else, and not for their age.
fn asks_artefacts_only(condition: &Condition) -> bool {
    match condition {
        Condition::All(of) | Condition::Any(of) | Condition::AtLeast(_, of) => {
            of.iter().all(asks_artefacts_only)
        }
        Condition::Held {
            for_at_least,
            not_older_than,
            ..
        } => *for_at_least == 0.0 && *not_older_than == f64::INFINITY,
        Condition::Device(_)
        | Condition::Company(_)
        | Condition::Option(_)
        | Condition::Driver(_)
        | Condition::Decided(_)
        | Condition::Awarded(_) => false,
    }
}

/// Every artefact that a condition names.
pub(crate) fn condition_artefacts(condition: &Condition) -> Vec<&str> {
    match condition {
        Condition::Held { artefact, .. } => vec![artefact],
        Condition::All(of) | Condition::Any(of) | Condition::AtLeast(_, of) => {
            of.iter().flat_map(condition_artefacts).collect()
        }
        Condition::Device(_)
        | Condition::Company(_)
        | Condition::Option(_)
        | Condition::Driver(_)
        | Condition::Decided(_)
        | Condition::Awarded(_) => Vec::new(),
    }
}

/// Artefacts that a file declares or that its own steps make.
pub(crate) fn own_artefacts(document: &Document) -> BTreeSet<&str> {
    let declared = document.artefact.iter().map(|at| at.value.id.value.as_str());
    let made = document.step.iter().flat_map(|at| {
        let outcomes = all_outcomes(&at.value).flat_map(|outcome| &outcome.produces);
        at.value
            .produces
            .iter()
            .chain(outcomes)
            .map(|at| at.value.as_str())
    });
    declared.chain(made).collect()
}

/// Every artefact that a step may make.
pub(crate) fn makes(step: &StepDef) -> impl Iterator<Item = &str> {
    let all = std::iter::once(&step.figures).chain(step.variants.iter().map(|variant| &variant.figures));
    let by_outcome = all
        .flat_map(|figures| figures.outcomes.iter().flatten())
        .flat_map(|outcome| &outcome.produces);
    step.produces.iter().chain(by_outcome).map(String::as_str)
}

/// The outcomes that a step may have, whatever variant applies.
pub(crate) fn outcome_ids(step: &StepDef) -> BTreeSet<&str> {
    let all = std::iter::once(&step.figures).chain(step.variants.iter().map(|variant| &variant.figures));
    all.flat_map(|figures| figures.outcomes.iter().flatten())
        .map(|outcome| outcome.id.as_str())
        .collect()
}

/// The steps that a join names within its own route.
pub(crate) fn local_steps(join: &Join) -> Vec<&str> {
    match join {
        Join::Step {
            route: None, step, ..
        } => vec![step],
        Join::Step { .. } => Vec::new(),
        Join::All(of) | Join::Any(of) | Join::AtLeast(_, of) => of.iter().flat_map(local_steps).collect(),
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
/// A sum as people would have made it by hand: 0.9, and not 0.8999999999999999.
pub(crate) fn tidy(sum: f64) -> f64 {
    (sum * 1e9).round() / 1e9
}

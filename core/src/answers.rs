//! What the command line prints as JSON, and its JSON Schema. The shapes are stable: fields are added and never renamed,
//! and `format` counts up if one ever has to go. Days count from `start`, amounts are in `currency`.

use serde::Serialize;

use crate::analysis::compare::Comparison;
use crate::analysis::frontier::Frontier;
use crate::analysis::replay::Replay;
use crate::analysis::risk::Chance;
use crate::analysis::why::Why;
use crate::calendar::{DAYS_PER_MONTH, Date};
use crate::model::Caveat;
use crate::plan::Plan;
use crate::run::{Spread, Summary};
use crate::sampling::Method;
use crate::text::Text;

/// Version of these shapes.
pub const FORMAT: u32 = 1;

/// What `regpath simulate --format json` prints.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SimulateAnswer<'a> {
    /// Version of this shape: 1.
    pub format: u32,
    /// Id of the plan.
    pub plan: &'a str,
    /// Title of the plan.
    pub title: &'a Text,
    /// First day: all days of the summary count from it.
    pub start: Date,
    /// Days that the simulation looks ahead.
    pub horizon_days: f64,
    /// Seed of all randomness.
    pub seed: u64,
    /// How futures are spread.
    pub sampler: Method,
    /// Futures simulated.
    pub iterations: u64,
    /// The precision that was asked for, and what was reached; nothing where none was asked for.
    pub precision: Option<&'a Precision>,
    /// S-curves: of the time to each milestone, and of the cost.
    pub curves: Vec<Curve>,
    /// Chances of meeting a date and a cost at once.
    pub joint: Vec<Joint>,
    /// The results.
    pub summary: &'a Summary,
    /// What a reader must be told of the routes that the plan takes.
    pub caveats: Vec<Caveat>,
}

impl<'a> SimulateAnswer<'a> {
    /// The answer of a plan; no precision was asked for.
    #[must_use]
    pub fn new(plan: &'a Plan, summary: &'a Summary, seed: u64, sampler: Method) -> Self {
        Self {
            format: FORMAT,
            plan: &plan.id,
            title: &plan.title,
            start: plan.start,
            horizon_days: plan.horizon,
            seed,
            sampler,
            iterations: summary.of,
            precision: None,
            curves: Curve::all(summary),
            joint: Joint::all(summary),
            summary,
            caveats: plan.caveats().into_iter().map(Caveat::from).collect(),
        }
    }
}

/// Points of an S-curve, besides the first.
const POINTS: u32 = 40;

/// An S-curve.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Curve {
    /// Id of the milestone; `cost` for the direct cost by the horizon.
    pub of: String,
    /// Days or amount, and the share of all futures that are there by then, or cost at most so much.
    pub points: Vec<[f64; 2]>,
}

impl Curve {
    /// The curves of a summary; without those that nothing reaches.
    #[must_use]
    pub fn all(summary: &Summary) -> Vec<Self> {
        let curve = |of: &str, spread: &Spread, reached: f64| Self {
            of: of.to_owned(),
            points: (0..=POINTS)
                .map(|point| {
                    let share = f64::from(point) / f64::from(POINTS);
                    [spread.quantile(share), share * reached]
                })
                .collect(),
        };
        let times = summary.milestones.iter().filter_map(|milestone| {
            let days = milestone.days.as_ref()?;
            Some(curve(&milestone.id, days, milestone.reached.value))
        });
        let cost = summary.cost.iter().map(|cost| curve("cost", cost, 1.0));
        times.chain(cost).collect()
    }
}

/// The chance of meeting a date and a cost.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Joint {
    /// The quantile of the time to the target, and of the cost up to it, that are to be met.
    pub level: f64,
    /// The time, in days.
    pub days: f64,
    /// The cost.
    pub cost: f64,
    /// The chances, of all futures: one that does not reach the target meets neither.
    pub chance: Chance,
}

impl Joint {
    /// The chances of meeting the medians, and the 80 % quantiles; empty where nothing reaches the target.
    #[must_use]
    pub fn all(summary: &Summary) -> Vec<Self> {
        let at = |level: f64| {
            let target = summary.milestones.get(summary.target)?;
            let days = target.days.as_ref()?.level(level)?.value;
            let cost = target.cost.as_ref()?.level(level)?.value;
            let chance = summary.risk.as_ref()?.chance(days, cost);
            Some(Self {
                level,
                days,
                cost,
                chance,
            })
        };
        [0.5, 0.8].into_iter().filter_map(at).collect()
    }
}

/// How precise an answer is.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Precision {
    /// The standard error that was asked for: months, or percentage points of chances.
    pub asked: f64,
    /// What was to be as precise, and how precise it is.
    pub numbers: Vec<Reached>,
    /// Whether all of them are.
    pub is_reached: bool,
}

/// How precise one number is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reached {
    /// Which number.
    pub of: PreciseNumber,
    /// Its standard error: months, or percentage points of chances. None: the number does not exist.
    pub se: Option<f64>,
}

/// A number that can be asked to be precise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PreciseNumber {
    /// The median time to the target.
    P50,
    /// The 80 % quantile of the time to the target.
    P80,
    /// The share of futures that reach the target.
    Chance,
    /// The share of futures in which cash runs out before the first sale.
    Cash,
}

impl PreciseNumber {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::P50, Self::P80, Self::Chance, Self::Cash];

    /// The word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::P50 => "p50",
            Self::P80 => "p80",
            Self::Chance => "chance",
            Self::Cash => "cash",
        }
    }

    /// Its standard error in a summary: months, or percentage points.
    #[must_use]
    pub fn se(self, summary: &Summary) -> Option<f64> {
        let target = summary.milestones.get(summary.target)?;
        let level = |p: f64| Some(target.days.as_ref()?.level(p)?.se / DAYS_PER_MONTH);
        match self {
            Self::P50 => level(0.5),
            Self::P80 => level(0.8),
            Self::Chance => Some(target.reached.se * 100.0),
            Self::Cash => Some(summary.cash.as_ref()?.out_before_revenue.se * 100.0),
        }
    }
}

impl Precision {
    /// How precise a summary is.
    #[must_use]
    pub fn of(summary: &Summary, asked: f64, numbers: &[PreciseNumber]) -> Self {
        let numbers: Vec<Reached> = numbers
            .iter()
            .map(|of| Reached {
                of: *of,
                se: of.se(summary),
            })
            .collect();
        Self {
            asked,
            is_reached: numbers
                .iter()
                .all(|number| number.se.is_some_and(|se| se <= asked)),
            numbers,
        }
    }

    /// The largest error over what was asked for; none where one of the numbers does not exist.
    #[must_use]
    pub fn ratio(&self) -> Option<f64> {
        self.numbers
            .iter()
            .try_fold(0.0_f64, |most, number| Some(most.max(number.se? / self.asked)))
    }
}

/// What `regpath compare --format json` prints.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CompareAnswer<'a> {
    /// Version of this shape: 1.
    pub format: u32,
    /// Seed of all randomness.
    pub seed: u64,
    /// The comparison.
    #[serde(flatten)]
    pub comparison: &'a Comparison,
}

/// What `regpath frontier --format json` prints.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FrontierAnswer<'a> {
    /// Version of this shape: 1.
    pub format: u32,
    /// Id of the plan.
    pub plan: &'a str,
    /// Title of the plan.
    pub title: &'a Text,
    /// Seed of all randomness.
    pub seed: u64,
    /// The answer.
    #[serde(flatten)]
    pub frontier: &'a Frontier,
}

/// What `regpath replay --format json` prints.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReplayAnswer<'a> {
    /// Version of this shape: 1.
    pub format: u32,
    /// Id of the plan.
    pub plan: &'a str,
    /// Title of the plan.
    pub title: &'a Text,
    /// First day: all days count from it.
    pub start: Date,
    /// Currency of all amounts.
    pub currency: &'a str,
    /// Seed of all randomness.
    pub seed: u64,
    /// The story.
    #[serde(flatten)]
    pub story: &'a Replay,
}

/// What `regpath why --format json` prints.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WhyAnswer<'a> {
    /// Version of this shape: 1.
    pub format: u32,
    /// Id of the plan.
    pub plan: &'a str,
    /// Title of the plan.
    pub title: &'a Text,
    /// First day: all days count from it.
    pub start: Date,
    /// Currency of all amounts.
    pub currency: &'a str,
    /// Seed of all randomness.
    pub seed: u64,
    /// The number and what is behind it.
    #[serde(flatten)]
    pub answer: &'a Why,
}

impl<'a> WhyAnswer<'a> {
    /// The answer about a plan.
    #[must_use]
    pub fn of(plan: &'a Plan, seed: u64, answer: &'a Why) -> Self {
        Self {
            format: FORMAT,
            plan: &plan.id,
            title: &plan.title,
            start: plan.start,
            currency: &plan.currency,
            seed,
            answer,
        }
    }
}

/// The JSON Schema of all answers: one of the definitions that `anyOf` names, by the command that prints it.
#[cfg(feature = "schema")]
#[must_use]
pub fn json_schema() -> schemars::Schema {
    let mut generator = schemars::generate::SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator();
    let answers = [
        generator.subschema_for::<SimulateAnswer<'_>>(),
        generator.subschema_for::<CompareAnswer<'_>>(),
        generator.subschema_for::<FrontierAnswer<'_>>(),
        generator.subschema_for::<ReplayAnswer<'_>>(),
        generator.subschema_for::<WhyAnswer<'_>>(),
    ];
    let mut definitions = generator.take_definitions(true);
    for (name, definition) in &mut definitions {
        if let Some(definition) = definition.as_object_mut() {
            definition.insert("title".to_owned(), name.as_str().into());
        }
    }
    schemars::json_schema!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://github.com/regpath/regpath/blob/main/scenarios/answers.schema.json",
        "title": "regpath answer",
        "description": "What simulate, compare, frontier, replay and why print with --format json.",
        "anyOf": answers,
        "$defs": definitions,
    })
}

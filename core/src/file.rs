//! What a file may say: the shapes of the catalogue and of users' own plans, with the place of every value.
//! Nothing here is checked beyond its type; [`crate::define`] and [`crate::plan`] turn these shapes into a checked network. The
//! JSON Schema is generated from these types.
//!
//! Every kind of file shares one [`Document`]: a catalogue file holds a `[route]` with its `[[step]]`s, a
//! plan holds `[plan]` and perhaps `[[step]]`s of its own, an exercise `[exercise]` beside its plan, a group's
//! answer `[answer]`, and the registers of the catalogue hold
//! `[[source]]`, `[[artefact]]`, `[[jurisdiction]]`, `[[currency]]`, `[[scheme]]`, `[[term]]` and `[[caveat]]`.

use std::ops::Range;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use self::assumption::Assumption;
pub use self::condition::{CompanyCondition, Condition, DeviceCondition, Join};
pub use self::decision::{Alternative, Decision, Turn};
pub use self::exercise::{
    Answer, Card, Exercise, Happening, Hint, Information, NamedPlan, Objection, Prediction, Reply, Said,
    Target, Vary, VaryStep, Verdict, WarmUp,
};
pub use self::figure::{
    Cost, CostSpread, Duration, Exponential, Factor, Fee, Gamma, Grade, LogNormal, Normal, SourceList,
    ThreePoint, Weibull,
};
pub use self::lifecycle::{Arrival, Change, Lifecycle, Market, Regime};
pub use self::money::{
    Budget, CapPer, Correlation, Criterion, Driver, Funding, Money, Recipient, Revenue, Scheme, Share,
    Subsidy,
};
pub use self::plan::{
    Amount, Company, CompanySize, Device, DeviceKind, Held, Hold, Milestone, Novelty, Plan, RouteUse,
    SimulationDefaults, Team,
};
pub use self::register::{Artefact, ArtefactKind, Currency, Index, Jurisdiction, Source, Term};
pub use self::route::{
    Again, Choice, Outcome, Recurring, Route, RouteOption, Step, StepKind, Stop, Then, Variant, Window,
    WindowEnd,
};
pub use self::rule::{Caveat, Rule};
use crate::read::value::{Mistake, Shape, Value};

mod assumption;
mod condition;
mod decision;
mod exercise;
mod figure;
mod lifecycle;
mod money;
mod plan;
mod register;
mod route;
mod rule;

/// A value and the bytes of the file that it was read from.
#[derive(Debug, Clone, PartialEq)]
pub struct At<T> {
    /// What was read.
    pub value: T,
    /// Where it stands.
    pub span: Range<usize>,
}

impl At<String> {
    /// A name that is the key of what stands at a place.
    pub(crate) fn named(name: &str, span: &Range<usize>) -> Self {
        Self {
            value: name.to_owned(),
            span: span.clone(),
        }
    }
}

impl<T: Shape> Shape for At<T> {
    #[inline(never)]
    fn of(value: &Value<'_>) -> Result<Self, Mistake> {
        Ok(Self {
            value: T::of(value)?,
            span: value.span.clone(),
        })
    }
}

/// Packed values have no place.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for At<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self {
            value: T::deserialize(deserializer)?,
            span: 0..0,
        })
    }
}

impl<T: Serialize> Serialize for At<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

#[cfg(feature = "schema")]
impl<T: schemars::JsonSchema> schemars::JsonSchema for At<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        T::json_schema(generator)
    }
}

/// Everything that one file may hold.
#[derive(Debug, Default, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// A plan: a device, the routes chosen, the team, the calendar.
    pub plan: Option<At<Plan>>,
    /// A workshop wrapped around a plan: the one of this file, or a shipped one.
    pub exercise: Option<At<Exercise>>,
    /// What a group answers to an exercise.
    pub answer: Option<At<Answer>>,
    /// A route of the catalogue, made of the steps of this file.
    pub route: Option<At<Route>>,
    /// The steps of the route, or the plan's own steps.
    #[serde(default)]
    pub step: Vec<At<Step>>,
    /// Artefacts: what steps produce and others need.
    #[serde(default)]
    pub artefact: Vec<At<Artefact>>,
    /// Sources of figures.
    #[serde(default)]
    pub source: Vec<At<Source>>,
    /// Jurisdictions and their authorities.
    #[serde(default)]
    pub jurisdiction: Vec<At<Jurisdiction>>,
    /// Currencies with a dated rate.
    #[serde(default)]
    pub currency: Vec<At<Currency>>,
    /// Schemes of support money.
    #[serde(default)]
    pub scheme: Vec<At<Scheme>>,
    /// Words of the field, explained.
    #[serde(default)]
    pub term: Vec<At<Term>>,
    /// What a reader must be told, and of which routes.
    #[serde(default)]
    pub caveat: Vec<At<Caveat>>,
}

impl Document {
    /// Whether it holds nothing at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.plan.is_none()
            && self.exercise.is_none()
            && self.answer.is_none()
            && self.route.is_none()
            && self.step.is_empty()
            && self.artefact.is_empty()
            && self.source.is_empty()
            && self.jurisdiction.is_empty()
            && self.currency.is_empty()
            && self.scheme.is_empty()
            && self.term.is_empty()
            && self.caveat.is_empty()
    }
}

fn yes() -> bool {
    true
}

/// The JSON Schema of every kind of file, for editors and other tools.
#[cfg(feature = "schema")]
#[must_use]
pub fn json_schema() -> schemars::Schema {
    let mut schema = schemars::schema_for!(Document);
    schema.insert(
        "$id".to_owned(),
        "https://github.com/regpath/regpath/blob/main/scenarios/schema.json".into(),
    );
    schema.insert("title".to_owned(), "regpath file".into());
    if let Some(definitions) = schema
        .get_mut("$defs")
        .and_then(|definitions| definitions.as_object_mut())
    {
        for (name, definition) in definitions {
            if let Some(definition) = definition.as_object_mut() {
                definition.insert("title".to_owned(), name.as_str().into());
            }
        }
    }
    schema
}

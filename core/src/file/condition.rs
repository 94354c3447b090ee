//! What a step waits for: steps combined, and conditions on artefacts, on the profile and on what the plan chose.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{At, CompanySize, DeviceKind, Novelty};
use crate::read::value::{Mistake, Shape, Value, What};

/// Which predecessors a step waits for.
#[derive(Debug, Clone)]
pub enum Join {
    /// `"step"` or `"step:outcome"`.
    Step(String),
    /// All of them.
    All(Vec<At<Join>>),
    /// The earliest of them.
    Any(Vec<At<Join>>),
    /// The k-th earliest.
    AtLeast(u32, Vec<At<Join>>),
}

/// A condition on artefacts, on the profile, or on a route's options.
#[derive(Debug, Clone)]
pub enum Condition {
    /// `"jp.shonin"`, or `{ held = "jp.shonin", for_at_least = "3 year", not_older_than = "5 year" }`.
    Held {
        /// Artefact id.
        artefact: At<String>,
        /// It must have been held this long.
        for_at_least: Option<At<String>>,
        /// It must not be older than this.
        not_older_than: Option<At<String>>,
    },
    /// All hold.
    All(Vec<At<Condition>>),
    /// One of them holds.
    Any(Vec<At<Condition>>),
    /// So many of them hold.
    AtLeast(u32, Vec<At<Condition>>),
    /// The device's profile.
    Device(DeviceCondition),
    /// The company's profile.
    Company(CompanyCondition),
    /// The plan chose these values of the route's options, or in its own steps and milestones of its own.
    Option(BTreeMap<String, At<String>>),
    /// A driver of the plan happens in this future.
    Driver(At<String>),
    /// An application for support money is decided, one way or the other.
    Decided(At<String>),
    /// Support money is awarded.
    Awarded(At<String>),
}

/// What a condition may ask of the device.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DeviceCondition {
    /// Its kind.
    pub kind: Option<DeviceKind>,
    /// Its class in the route's jurisdiction, or in that of `in`.
    pub class: Option<At<String>>,
    /// The jurisdiction whose class is meant, e.g. `jp`; the route's own unless said.
    #[serde(rename = "in")]
    pub jurisdiction: Option<At<String>>,
    /// How new it is.
    pub novelty: Option<Novelty>,
}

/// What a condition may ask of the company.
#[derive(Debug, Clone, Serialize, Deserialize, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CompanyCondition {
    /// Its size.
    pub size: CompanySize,
}

/// Steps combined: one of `all`, `any`, or `at_least` with `of`.
#[derive(Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct JoinTable {
    /// All of them.
    all: Option<Vec<At<Join>>>,
    /// The earliest of them.
    any: Option<Vec<At<Join>>>,
    /// So many of `of`.
    at_least: Option<u32>,
    /// The steps to choose from.
    of: Option<Vec<At<Join>>>,
}

/// A condition: one of `held`, `all`, `any`, `at_least` with `of`, `device`, `company`, `option`, `driver`, `decided`, `awarded`.
#[derive(Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct ConditionTable {
    /// An artefact that must be held.
    held: Option<At<String>>,
    /// It must have been held this long, e.g. `"3 year"`.
    for_at_least: Option<At<String>>,
    /// It must not be older than this, e.g. `"5 year"`.
    not_older_than: Option<At<String>>,
    /// All hold.
    all: Option<Vec<At<Condition>>>,
    /// One of them holds.
    any: Option<Vec<At<Condition>>>,
    /// So many of `of` hold.
    at_least: Option<u32>,
    /// The conditions to choose from.
    of: Option<Vec<At<Condition>>>,
    /// The device's profile.
    device: Option<DeviceCondition>,
    /// The company's profile.
    company: Option<CompanyCondition>,
    /// The plan chose these values of the route's options; in a plan's own steps and milestones, of the plan's options.
    option: Option<BTreeMap<String, At<String>>>,
    /// A driver of the plan happens in this future; a plan without that driver counts as one in which it does not.
    driver: Option<At<String>>,
    /// The plan's application under this scheme is decided, won or lost; at once where the plan does not apply.
    decided: Option<At<String>>,
    /// The plan's application under this scheme is won.
    awarded: Option<At<String>>,
}

impl Shape for Join {
    fn of(value: &Value<'_>) -> Result<Self, Mistake> {
        match value.what() {
            What::Text(step) => Ok(Self::Step((*step).to_owned())),
            What::Array(_) => Ok(Self::All(Vec::of(value)?)),
            What::Table(_) => {
                let table = JoinTable::of(value)?;
                match (table.all, table.any, table.at_least, table.of) {
                    (Some(all), None, None, None) => Ok(Self::All(all)),
                    (None, Some(any), None, None) => Ok(Self::Any(any)),
                    (None, None, Some(k), Some(of)) => Ok(Self::AtLeast(k, of)),
                    _ => Err(value.mistake([
                        "say one of `all`, `any`, or `at_least` together with `of`",
                        "`all`、`any`、又は `at_least` と `of` の組のどれか一つを書いてください",
                    ])),
                }
            }
            _ => Err(value.unfit([
                "a step, a list of steps, `{ any = […] }` or `{ at_least = 2, of = […] }`",
                "工程、工程の一覧、`{ any = […] }`、又は `{ at_least = 2, of = […] }`",
            ])),
        }
    }
}

impl Shape for Condition {
    fn of(value: &Value<'_>) -> Result<Self, Mistake> {
        match value.what() {
            // The place is that of the whole condition, which the caller has.
            What::Text(artefact) => Ok(Self::Held {
                artefact: At {
                    value: (*artefact).to_owned(),
                    span: 0..0,
                },
                for_at_least: None,
                not_older_than: None,
            }),
            What::Table(_) => ConditionTable::of(value)?.condition(value),
            _ => Err(value.unfit([
                "an artefact, `{ held = \"…\" }`, `{ any = […] }`, `{ all = […] }` or `{ at_least = 2, of = […] }`",
                "成果物、`{ held = \"…\" }`、`{ any = […] }`、`{ all = […] }`、又は `{ at_least = 2, of = […] }`",
            ])),
        }
    }
}

impl ConditionTable {
    /// The one condition that the table says.
    fn condition(self, value: &Value<'_>) -> Result<Condition, Mistake> {
        let said = [
            self.held.is_some(),
            self.all.is_some(),
            self.any.is_some(),
            self.at_least.is_some() || self.of.is_some(),
            self.device.is_some(),
            self.company.is_some(),
            self.option.is_some(),
            self.driver.is_some(),
            self.decided.is_some(),
            self.awarded.is_some(),
        ];
        if said.iter().filter(|said| **said).count() != 1 {
            return Err(value.mistake([
                "say exactly one of `held`, `all`, `any`, `at_least` with `of`, `device`, `company`, `option`, `driver`, `decided`, `awarded`",
                "`held`、`all`、`any`、`at_least` と `of`、`device`、`company`、`option`、`driver`、`decided`、`awarded` のうち一つだけを書いてください",
            ]));
        }
        if self.held.is_none() && (self.for_at_least.is_some() || self.not_older_than.is_some()) {
            return Err(value.mistake([
                "`for_at_least` and `not_older_than` go with `held`",
                "`for_at_least` と `not_older_than` は `held` とともに使います",
            ]));
        }
        if let Some(artefact) = self.held {
            return Ok(Condition::Held {
                artefact,
                for_at_least: self.for_at_least,
                not_older_than: self.not_older_than,
            });
        }
        if let Some(driver) = self.driver {
            return Ok(Condition::Driver(driver));
        }
        if let Some(scheme) = self.decided {
            return Ok(Condition::Decided(scheme));
        }
        if let Some(scheme) = self.awarded {
            return Ok(Condition::Awarded(scheme));
        }
        match (
            self.all,
            self.any,
            self.at_least,
            self.of,
            self.device,
            self.company,
            self.option,
        ) {
            (Some(all), ..) => Ok(Condition::All(all)),
            (_, Some(any), ..) => Ok(Condition::Any(any)),
            (_, _, Some(k), Some(of), ..) => Ok(Condition::AtLeast(k, of)),
            (_, _, _, _, Some(device), ..) => Ok(Condition::Device(device)),
            (_, _, _, _, _, Some(company), _) => Ok(Condition::Company(company)),
            (.., Some(option)) => Ok(Condition::Option(option)),
            _ => Err(value.mistake([
                "`at_least` needs `of`, and `of` needs `at_least`",
                "`at_least` には `of` が、`of` には `at_least` が必要です",
            ])),
        }
    }
}

#[cfg(feature = "schema")]
mod schema {
    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    use super::{Condition, ConditionTable, Join, JoinTable};

    impl JsonSchema for Join {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            "Join".into()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            let table = generator.subschema_for::<JoinTable>();
            let item = generator.subschema_for::<Join>();
            json_schema!({
                "description": "A step, all steps of a list, `{ any = […] }`, or `{ at_least = k, of = […] }`.",
                "anyOf": [{ "type": "string" }, { "type": "array", "items": item }, table]
            })
        }
    }

    impl JsonSchema for Condition {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            "Condition".into()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            let table = generator.subschema_for::<ConditionTable>();
            json_schema!({
                "description": "An artefact that must be held, or a table that combines conditions.",
                "anyOf": [{ "type": "string" }, table]
            })
        }
    }
}

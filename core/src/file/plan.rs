//! What a plan says: the device and its maker, the routes that it takes, and what it wants to know.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Assumption, At, Condition, Correlation, Decision, Driver, Join, Lifecycle, Money};
use crate::calendar::Date;
use crate::read::value::Shape;
use crate::text::Text;

/// A plan: a device, the routes chosen with their options, team, money and calendar.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Short name, the same as the file's; lower case, digits and `-`.
    pub id: At<String>,
    /// What the plan is about, in a few words.
    pub title: Text,
    /// The story, in a sentence or two.
    pub summary: Option<Text>,
    /// What a reader should learn from it.
    pub teaches: Option<Text>,
    /// The day on which the plan begins, e.g. `2027-04-01`.
    pub start: At<Date>,
    /// How far the simulation looks, e.g. `"10 year"` (the default).
    pub horizon: Option<At<String>>,
    /// The currency of every result; `JPY` unless said.
    pub currency: Option<At<String>>,
    /// The milestone that headlines, criticality and the S-curve are about; the last one unless said.
    pub target: Option<At<String>>,
    /// The product.
    #[serde(default)]
    pub device: Device,
    /// The company.
    #[serde(default)]
    pub company: Company,
    /// What is held already, perhaps since a date in the past.
    #[serde(default)]
    pub held: Vec<At<Held>>,
    /// People, by resource name.
    #[serde(default)]
    pub team: BTreeMap<String, At<Team>>,
    /// The routes chosen.
    #[serde(default)]
    pub route: Vec<At<RouteUse>>,
    /// Whom a team serves first when several steps are ready, as in a scheme's `on`: steps named earlier go before those
    /// named later, and these before the rest, whoever has waited longer.
    #[serde(default)]
    pub order: Vec<At<String>>,
    /// Figures of the plan's own for steps of the catalogue.
    #[serde(default)]
    pub assumption: Vec<At<Assumption>>,
    /// Points that the user cares about. Each route also gives one for what it grants.
    #[serde(default)]
    pub milestone: Vec<At<Milestone>>,
    /// Cash at hand, money that comes in, sales. Without it only direct costs are counted.
    pub money: Option<At<Money>>,
    /// Updates after approval.
    pub lifecycle: Option<At<Lifecycle>>,
    /// Risks that move several steps at once.
    #[serde(default)]
    pub driver: Vec<At<Driver>>,
    /// Groups of steps whose durations rise and fall together.
    #[serde(default)]
    pub correlation: Vec<At<Correlation>>,
    /// What is open to decide. Turning an option makes the changes of one of its choices in this file.
    #[serde(default)]
    pub option: Vec<At<Decision>>,
    /// The choice made for options, by id. An option that is not named stands at the first choice whose changes are all
    /// in the file.
    #[serde(default)]
    pub choose: BTreeMap<String, At<String>>,
    /// How to simulate.
    #[serde(default)]
    pub simulation: SimulationDefaults,
}

/// The product's profile. Conditions may ask for it.
#[derive(Debug, Clone, Default, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Device {
    /// A name to show.
    pub title: Option<Text>,
    /// `samd`, `ivd` or `hardware`.
    pub kind: Option<DeviceKind>,
    /// Class by jurisdiction, e.g. `{ jp = "II", sg = "C" }`.
    #[serde(default)]
    pub class: BTreeMap<String, At<String>>,
    /// `generic`, `improved` or `new`, in the Japanese sense.
    pub novelty: Option<Novelty>,
}

/// What a device is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DeviceKind {
    /// Software as a medical device.
    Samd,
    /// In-vitro diagnostic.
    Ivd,
    /// A physical device.
    Hardware,
}

impl DeviceKind {
    /// As files say it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Samd => "samd",
            Self::Ivd => "ivd",
            Self::Hardware => "hardware",
        }
    }
}

/// How new a device is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Novelty {
    /// Like one on the market.
    Generic,
    /// Better than what is on the market.
    Improved,
    /// Nothing like it on the market.
    New,
}

impl Novelty {
    /// As files say it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Generic => "generic",
            Self::Improved => "improved",
            Self::New => "new",
        }
    }
}

/// The company's profile.
#[derive(Debug, Clone, Default, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Company {
    /// A name to show.
    pub title: Option<Text>,
    /// `sme` where small-business help applies, else `large`.
    pub size: Option<CompanySize>,
}

/// Size of a company, as fee schedules see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CompanySize {
    /// Small or medium.
    Sme,
    /// Everything else.
    Large,
}

impl CompanySize {
    /// As files say it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sme => "sme",
            Self::Large => "large",
        }
    }
}

/// An artefact that is there when the plan begins.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Held {
    /// Artefact id.
    pub artefact: At<String>,
    /// Since when; the plan's start unless said. May lie in the past, where age rules count from it.
    pub since: Option<At<Date>>,
}

/// A named group of people.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Team {
    /// A name to show.
    pub title: Option<Text>,
    /// How many can work at once; 1 to 1,000. Without it there is no limit.
    pub capacity: Option<At<u32>>,
    /// What one person costs in a month.
    pub monthly_cost: Option<Amount>,
    /// The people of another team do this work too, as in a firm whose one regulatory person also keeps the quality
    /// system. Nothing else is said then.
    pub same_as: Option<At<String>>,
}

/// An amount of money.
#[derive(Debug, Clone, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Amount {
    /// How much, 0 or more.
    pub amount: At<f64>,
    /// Currency code, e.g. `JPY`.
    pub currency: At<String>,
}

/// A catalogue route, as this plan uses it.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RouteUse {
    /// Route id, e.g. `jp.samd.two-stage`.
    pub id: At<String>,
    /// Whether the plan takes it; true unless said. A route that is off stays in the file to be taken up again.
    #[serde(default = "super::yes")]
    pub on: bool,
    /// Values of the route's options.
    #[serde(default)]
    pub options: BTreeMap<String, At<String>>,
    /// The route starts no earlier than this after the plan's start, e.g. `"12 month"`.
    pub not_before: Option<At<String>>,
    /// Steps of this route that also wait for a condition: a shortcut that the plan holds out for.
    #[serde(default)]
    pub hold: Vec<At<Hold>>,
}

/// A step that a plan holds back until a condition is met.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Hold {
    /// Short name, where the plan holds a step for several reasons; the step's id unless said.
    pub id: Option<At<String>>,
    /// Step id within the route.
    pub step: At<String>,
    /// What it waits for.
    pub until: At<Condition>,
    /// Whether it is held back; true unless said. A hold that is off stays in the file to be taken up again.
    #[serde(default = "super::yes")]
    pub on: bool,
}

impl Hold {
    /// The name by which levers know it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.id.as_ref().unwrap_or(&self.step).value
    }
}

/// A point in time that users care about.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Milestone {
    /// Short name.
    pub id: At<String>,
    /// Words for it.
    pub title: Text,
    /// Reached as soon as this holds.
    pub when: Option<At<Condition>>,
    /// `when` is judged on this day alone, so long after the plan's start, e.g. `"36 month"`: reached then, or never. What
    /// was lost before does not count.
    pub at: Option<At<String>>,
    /// Reached when these steps are done; `route/step` names a catalogue step.
    pub after: Option<At<Join>>,
}

/// Defaults of a plan for the engine; the command line may override them.
#[derive(Debug, Clone, Default, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SimulationDefaults {
    /// Seed of all randomness; 1 unless said.
    pub seed: Option<u64>,
    /// Futures to simulate, up to 100 million; 10,000 unless said.
    pub iterations: Option<At<u64>>,
}

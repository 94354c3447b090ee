//! What a file may say: the shapes of the catalogue and of users' own plans, with the place of every value.
//! Nothing here is checked beyond its type; [`crate::define`] and [`crate::plan`] turn these shapes into a checked network. The
//! JSON Schema is generated from these types.
//!
//! Every kind of file shares one [`Document`]: a catalogue file holds a `[route]` with its `[[step]]`s, a
//! plan holds `[plan]` and perhaps `[[step]]`s of its own, an exercise `[exercise]` beside its plan, a group's
//! answer `[answer]`, and the registers of the catalogue hold
//! `[[source]]`, `[[artefact]]`, `[[jurisdiction]]`, `[[currency]]`, `[[scheme]]`, `[[term]]` and `[[caveat]]`.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use self::assumption::Assumption;
pub use self::decision::{Alternative, Decision, Turn};
pub use self::exercise::{
    Answer, Card, Exercise, Happening, Hint, Information, NamedPlan, Objection, Prediction, Reply, Said,
    Target, Vary, VaryStep, Verdict, WarmUp,
};
pub use self::lifecycle::{Arrival, Change, Lifecycle, Market, Regime};
pub use self::money::{
    Budget, CapPer, Correlation, Criterion, Driver, Funding, Money, Recipient, Revenue, Scheme, Share,
    Subsidy,
};
pub use self::rule::{Caveat, Rule};
use crate::calendar::{AsOf, Date};
use crate::read::value::{Mistake, Shape, Value, What};
use crate::text::Text;

mod assumption;
mod decision;
mod exercise;
mod lifecycle;
mod money;
mod rule;

/// A value and the bytes of the file that it was read from.
#[derive(Debug, Clone, PartialEq)]
pub struct At<T> {
    /// What was read.
    pub value: T,
    /// Where it stands.
    pub span: Range<usize>,
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
    #[serde(default = "yes")]
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

fn yes() -> bool {
    true
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
    #[serde(default = "yes")]
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

/// A route: a reusable network of steps in one jurisdiction.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// Route id; the same as the path of its file, e.g. `jp.samd.two-stage`.
    pub id: At<String>,
    /// Words for it.
    pub title: Text,
    /// Jurisdiction id.
    pub jurisdiction: At<String>,
    /// What it is for and what a reader must be told.
    pub note: Option<Text>,
    /// Artefacts that a user takes this route for; each becomes a milestone of the plan.
    #[serde(default)]
    pub grants: Vec<At<String>>,
    /// Device kinds that it serves; all unless said.
    #[serde(default)]
    pub kinds: Vec<DeviceKind>,
    /// `true`: a way to field one update of a product on the market, named by a plan's lifecycle and not by its
    /// routes.
    #[serde(default)]
    pub update: bool,
    /// Choices that a plan may make.
    #[serde(default)]
    pub option: Vec<At<RouteOption>>,
    /// Rules that the whole route rests on.
    #[serde(default)]
    pub rule: Vec<At<Rule>>,
    /// Where the figures of its steps come from, unless they say otherwise.
    pub source: Option<SourceList>,
    /// As of when, unless said otherwise.
    pub as_of: Option<At<AsOf>>,
    /// How sure, unless said otherwise.
    pub confidence: Option<Grade>,
}

/// A choice within a route.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RouteOption {
    /// Option id.
    pub id: At<String>,
    /// Words for it.
    pub title: Text,
    /// The choice that holds unless the plan says otherwise.
    pub default: At<String>,
    /// What may be chosen.
    pub choice: Vec<Choice>,
}

/// One value of an option.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Choice id.
    pub id: At<String>,
    /// Words for it.
    pub title: Text,
}

/// How sure a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Grade {
    /// Official figure, read in an official text.
    A,
    /// Reputable secondary source.
    B,
    /// Estimate, or a single weak source.
    C,
}

impl Grade {
    /// The letter.
    #[must_use]
    pub const fn letter(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
        }
    }
}

/// What kind of work a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum StepKind {
    /// Getting something ready.
    Prepare,
    /// A study or trial.
    Study,
    /// A consultation with an authority.
    Consult,
    /// Filing.
    Submit,
    /// An authority's review.
    Review,
    /// An audit or inspection.
    Audit,
    /// A decision or a join.
    Decide,
    /// Listing: registers, insurance, vendor lists.
    List,
    /// Tender and purchase.
    Procure,
    /// A change after approval.
    Change,
    /// Waiting.
    Wait,
}

/// An activity with a duration, costs, outcomes, and what it needs and produces.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Step id within its route; lower case, digits and `-`. It also names the step's random draws.
    pub id: At<String>,
    /// Words for it; the id unless said.
    pub title: Option<Text>,
    /// What kind of work it is.
    pub kind: Option<StepKind>,
    /// Words that drivers, correlations and schemes may name it by.
    #[serde(default)]
    pub tags: Vec<At<String>>,
    /// What a reader must be told.
    pub note: Option<Text>,
    /// Predecessors: all of a list, or `{ any = […] }`, or `{ at_least = 2, of = […] }`. `step:outcome`
    /// counts only if that outcome was drawn. In a plan, `route/step` names a catalogue step.
    pub after: Option<At<Join>>,
    /// The step waits until this holds.
    pub needs: Option<At<Condition>>,
    /// How long it takes; nothing unless said.
    pub duration: Option<At<Duration>>,
    /// Paid to an authority or body when the step starts.
    pub fee: Option<At<Fee>>,
    /// Third-party cost.
    pub cost: Option<At<Cost>>,
    /// People at work while it runs, by resource.
    #[serde(default)]
    pub uses: BTreeMap<String, At<u32>>,
    /// Artefacts that exist once it is done.
    #[serde(default)]
    pub produces: Vec<At<String>>,
    /// What may come of it; probabilities sum to 1.
    #[serde(default)]
    pub outcome: Vec<At<Outcome>>,
    /// Other figures under a condition, judged when the step becomes ready; the first that holds applies.
    #[serde(default)]
    pub variant: Vec<At<Variant>>,
    /// Rules that this step rests on.
    #[serde(default)]
    pub rule: Vec<At<Rule>>,
    /// Calendar dates that it must wait for.
    pub window: Option<At<Window>>,
    /// Runs again and again from an artefact's date to the horizon.
    pub recurring: Option<At<Recurring>>,
    /// Source of its figures, unless they say otherwise.
    pub source: Option<SourceList>,
    /// As of when, unless said otherwise.
    pub as_of: Option<At<AsOf>>,
    /// How sure, unless said otherwise.
    pub confidence: Option<Grade>,
}

/// Other figures of a step under a condition.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// Judged at the moment when the step becomes ready; it does not wait.
    pub when: At<Condition>,
    /// Words for the shortcut.
    pub title: Option<Text>,
    /// Replaces the duration.
    pub duration: Option<At<Duration>>,
    /// Replaces the fee.
    pub fee: Option<At<Fee>>,
    /// Replaces the cost.
    pub cost: Option<At<Cost>>,
    /// Replaces the outcomes.
    pub outcome: Option<Vec<At<Outcome>>>,
    /// Rules that this case rests on, beside those of the step.
    #[serde(default)]
    pub rule: Vec<At<Rule>>,
    /// Source of these figures.
    pub source: Option<SourceList>,
    /// As of when.
    pub as_of: Option<At<AsOf>>,
    /// How sure.
    pub confidence: Option<Grade>,
}

/// Something that may come of a step.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// Outcome id, for `step:outcome`.
    pub id: At<String>,
    /// Words for it.
    pub title: Option<Text>,
    /// Probability, 0 to 1.
    pub p: At<f64>,
    /// More time before the step is done.
    pub delay: Option<At<Duration>>,
    /// Runs the named step again, and all steps between it and this one. A step may name itself.
    pub redo: Option<At<String>>,
    /// How often the redo may happen in one future; 1 unless said, at most 100.
    pub at_most: Option<At<u32>>,
    /// What happens when the redos are used up: `pass` (the default) or `stop`.
    pub then: Option<Then>,
    /// Scale of the repeated work.
    pub again: Option<At<Again>>,
    /// Ends the route or the whole plan.
    pub stop: Option<Stop>,
    /// Artefacts that exist if this outcome is drawn.
    #[serde(default)]
    pub produces: Vec<At<String>>,
    /// An artefact that is lost from now on.
    pub lose: Option<At<String>>,
    /// The loss ends after this time.
    #[serde(rename = "for")]
    pub lasting: Option<At<Duration>>,
    /// Source of the probability.
    pub source: Option<SourceList>,
    /// As of when.
    pub as_of: Option<At<AsOf>>,
    /// How sure the probability is.
    pub confidence: Option<Grade>,
}

/// What happens when redos are used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Then {
    /// The step counts as done.
    Pass,
    /// The route ends.
    Stop,
}

/// What a stop ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Stop {
    /// This route; the others go on.
    Route,
    /// Everything.
    Plan,
}

/// Scale of repeated work.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Again {
    /// Factor on durations, 0 to 10; 1 unless said.
    pub duration: Option<At<f64>>,
    /// Factor on fees and costs, 0 to 10; 1 unless said.
    pub cost: Option<At<f64>>,
}

/// A calendar window: the step waits for the next date of a regular series.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// Distance between two dates, in whole months or years, e.g. `"3 month"`.
    pub every: At<String>,
    /// Month and day of one date of the series, e.g. `"03-01"`.
    pub first: At<String>,
    /// Whether the start or the finish waits; `start` unless said.
    pub on: Option<WindowEnd>,
}

/// Which end of a step waits for the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum WindowEnd {
    /// The step starts in the window.
    Start,
    /// The step is done in the window.
    Finish,
}

/// A step that comes round while an artefact is held.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Recurring {
    /// The artefact whose date begins the series.
    pub from: At<String>,
    /// Distance between two runs, e.g. `"1 year"`; the first run is one distance after the artefact's date.
    pub every: At<String>,
}

/// An artefact: what a step produces and others need.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Artefact {
    /// Artefact id, e.g. `jp.shonin`.
    pub id: At<String>,
    /// Words for it.
    pub title: Text,
    /// One sentence that explains it.
    pub note: Option<Text>,
    /// Whether it lets a product be sold in its jurisdiction: `authorisation`, else `document`.
    pub kind: Option<ArtefactKind>,
    /// Other artefacts that must go on being held: this one counts only while they are, e.g. a licence that stands on a
    /// certificate.
    #[serde(rename = "while")]
    pub standing: Option<At<Condition>>,
    /// It lapses so long after it was made or last renewed, e.g. `"3 year"`.
    pub valid_for: Option<At<String>>,
    /// The step that renews it: it comes round whenever the validity ends, and the artefact stays held unless an outcome
    /// stops the route or loses it. A step of the routes that make the artefact, or of the plan itself.
    pub renew: Option<At<String>>,
}

/// What an artefact is to its holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ArtefactKind {
    /// The product may be sold.
    Authorisation,
    /// A certificate about the maker.
    Certificate,
    /// A place on a list: insurance, vendors, prequalified products.
    Listing,
    /// A paper, a file, a fact.
    Document,
}

/// Where a figure comes from.
#[derive(Debug, Clone, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Key that figures cite.
    pub id: At<String>,
    /// Title of the document or page.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// Date of the text that was read, as printed: `2026-03`, `about 2022`, `n.d.`
    pub date: String,
    /// Page, table, section.
    pub locator: Option<String>,
    /// Address, where there is one.
    pub url: Option<String>,
    /// What to know about it.
    pub note: Option<String>,
}

/// A jurisdiction and its authority.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Jurisdiction {
    /// Jurisdiction id, e.g. `jp`.
    pub id: At<String>,
    /// Words for it.
    pub title: Text,
    /// Its authority.
    pub authority: Text,
}

/// A word of the field and what it means.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// Term id, e.g. `shonin`.
    pub id: At<String>,
    /// The word itself.
    pub term: Text,
    /// How it is abbreviated, e.g. `IDATEN`.
    pub abbreviation: Option<String>,
    /// What it means, in a sentence or two.
    pub meaning: Text,
    /// Ids of terms to read next.
    #[serde(default)]
    pub see: Vec<At<String>>,
}

/// A currency with one dated rate.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Currency {
    /// Currency code, e.g. `USD`.
    pub id: At<String>,
    /// Words for it.
    pub title: Text,
    /// Japanese yen for one unit; above 0. Where `p90` is given, the median.
    pub jpy: At<f64>,
    /// Yen for one unit that nine of ten futures stay below: the rate is then lognormal, drawn once per future.
    pub p90: Option<At<f64>>,
    /// Source of the rate.
    pub source: Option<SourceList>,
    /// As of when.
    pub as_of: Option<At<AsOf>>,
    /// How sure.
    pub confidence: Option<Grade>,
}

/// A rise of a fee that comes round every year.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// By how much it rises each time, e.g. `0.085`; from -0.5 to 1.
    pub rate: At<f64>,
    /// Month and day on which the new fee comes into force, e.g. `"10-01"`.
    pub every: At<String>,
}

/// When a cost is spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CostSpread {
    /// Day by day while the step runs.
    #[default]
    Even,
    /// All of it when the step starts.
    Start,
    /// All of it when the step ends.
    End,
}

/// Money paid to an authority or body.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Fee {
    /// How much, 0 or more.
    pub amount: At<f64>,
    /// Currency code.
    pub currency: At<String>,
    /// How it rises after the day of `as_of`; what is charged is the fee of the day on which the step starts.
    pub index: Option<At<Index>>,
    /// Source of the fee, unless the step's.
    pub source: Option<SourceList>,
    /// As of when.
    pub as_of: Option<At<AsOf>>,
    /// How sure.
    pub confidence: Option<Grade>,
}

/// A lognormal by what experts can say.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LogNormal {
    /// Half of the cases lie below.
    pub median: f64,
    /// Nine of ten cases lie below.
    pub p90: f64,
}

/// A normal cut at both ends.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Normal {
    /// Mean before the cut.
    pub mean: f64,
    /// Standard deviation before the cut.
    pub sd: f64,
    /// Lower cut; 0 unless said.
    pub min: Option<f64>,
    /// Upper cut; none unless said.
    pub max: Option<f64>,
}

/// A gamma by mean and standard deviation.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Gamma {
    /// Mean.
    pub mean: f64,
    /// Standard deviation.
    pub sd: f64,
}

/// A Weibull.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Weibull {
    /// Shape, above 0.
    pub shape: f64,
    /// Scale, above 0: 63 % of the cases lie below.
    pub scale: f64,
}

/// An exponential.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Exponential {
    /// Mean, above 0.
    pub mean: f64,
}

/// Three points of an expert's judgement.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ThreePoint {
    /// One case in ten lies below.
    pub p10: f64,
    /// Half of the cases lie below.
    pub p50: f64,
    /// Nine of ten cases lie below.
    pub p90: f64,
    /// Least possible; 0 unless said.
    pub min: Option<f64>,
    /// Greatest possible; none unless said.
    pub max: Option<f64>,
}

macro_rules! distribution {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $ty:ty,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Shape)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// Always the same.
            pub fixed: Option<f64>,
            /// `[min, max]`.
            pub uniform: Option<[f64; 2]>,
            /// `[min, most likely, max]`.
            pub triangular: Option<[f64; 3]>,
            /// `[min, most likely, max]`: a scaled beta.
            pub pert: Option<[f64; 3]>,
            /// Weight of the most likely value of `pert`; 4 unless said.
            pub lambda: Option<f64>,
            /// `{ median, p90 }`.
            pub lognormal: Option<LogNormal>,
            /// `{ mean, sd, min, max }`.
            pub normal: Option<Normal>,
            /// `{ mean, sd }`.
            pub gamma: Option<Gamma>,
            /// `{ shape, scale }`.
            pub weibull: Option<Weibull>,
            /// `{ mean }`.
            pub exponential: Option<Exponential>,
            /// `[[value, probability], …]`.
            pub discrete: Option<Vec<[f64; 2]>>,
            /// `[[percent, value], …]`, from 0 to 100 %, straight between two points.
            pub quantiles: Option<Vec<[f64; 2]>>,
            /// `{ p10, p50, p90, min, max }`.
            pub three_point: Option<ThreePoint>,
            $($(#[$field_doc])* pub $field: $ty,)*
            /// Source of this figure, unless the step's.
            pub source: Option<SourceList>,
            /// As of when.
            pub as_of: Option<At<AsOf>>,
            /// How sure.
            pub confidence: Option<Grade>,
        }
    };
}
distribution! {
    /// How long something takes: one distribution and its unit.
    Duration {
        /// `day`, `working-day`, `week`, `month` or `year`.
        unit: At<String>,
    }
}

distribution! {
    /// A factor: one distribution of a plain number.
    Factor {
    }
}

distribution! {
    /// What something costs: one distribution and its currency.
    Cost {
        /// Currency code.
        currency: At<String>,
        /// When it is spent: `even` (unless said), `start` or `end`. One for all figures of a step.
        spread: Option<At<CostSpread>>,
    }
}

/// One or more source keys.
#[derive(Debug, Clone, Default)]
pub struct SourceList(pub Vec<At<String>>);

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

impl Shape for SourceList {
    fn of(value: &Value<'_>) -> Result<Self, Mistake> {
        let key = |key: &str| At {
            value: key.to_owned(),
            span: value.span.clone(),
        };
        match value.what() {
            What::Text(one) => Ok(Self(vec![key(one)])),
            What::Array(_) => {
                let keys = value.items()?.into_iter().map(|item| item.text().map(key));
                Ok(Self(keys.collect::<Result<_, _>>()?))
            }
            _ => Err(value.unfit("a source key, or a list of source keys")),
        }
    }
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
                    _ => Err(value.mistake("say one of `all`, `any`, or `at_least` together with `of`")),
                }
            }
            _ => Err(value.unfit("a step, a list of steps, `{ any = […] }` or `{ at_least = 2, of = […] }`")),
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
            _ => Err(value.unfit(
                "an artefact, `{ held = \"…\" }`, `{ any = […] }`, `{ all = […] }` or `{ at_least = 2, of = […] }`",
            )),
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
            return Err(value.mistake(
                "say exactly one of `held`, `all`, `any`, `at_least` with `of`, `device`, `company`, `option`, `driver`, `decided`, `awarded`",
            ));
        }
        if self.held.is_none() && (self.for_at_least.is_some() || self.not_older_than.is_some()) {
            return Err(value.mistake("`for_at_least` and `not_older_than` go with `held`"));
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
            _ => Err(value.mistake("`at_least` needs `of`, and `of` needs `at_least`")),
        }
    }
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

#[cfg(feature = "schema")]
mod schema {
    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    use super::{Condition, ConditionTable, Join, JoinTable, SourceList};

    impl JsonSchema for SourceList {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            "SourceList".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({
                "description": "One or more source keys; `estimate` where there is none.",
                "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }]
            })
        }
    }

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

//! A route and its steps: what each waits for, how it may end, and when it comes round.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{At, Condition, Cost, DeviceKind, Duration, Fee, Grade, Join, Rule, SourceList};
use crate::calendar::AsOf;
use crate::read::value::Shape;
use crate::text::Text;

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
    /// Runs again and again from an artefact's date to the horizon. Its cost is drawn once in each future and stays,
    /// as a price does; duration and outcome are drawn each time.
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

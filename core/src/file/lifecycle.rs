//! What a plan says about life after approval.

use serde::Deserialize;

use super::At;
use crate::read::value::Shape;
use crate::text::Text;

/// Updates of a product on the market.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Lifecycle {
    /// Distance between two release candidates, e.g. `"8 month"`; the first comes that long after the first market
    /// opened.
    pub every: At<String>,
    /// Whether they come at `regular` distances (unless said) or at `random` ones with that mean.
    pub arrival: Option<Arrival>,
    /// How many candidates are filed together; 1 unless said.
    pub batch: Option<At<u32>>,
    /// Kinds of change, with their shares; one kind unless said.
    #[serde(default)]
    pub change: Vec<At<Change>>,
    /// The markets in which updates are fielded.
    pub market: Vec<At<Market>>,
}

/// How release candidates come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, Deserialize, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Arrival {
    /// Like clockwork.
    Regular,
    /// At exponential distances.
    Random,
}

/// A kind of change.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Change id.
    pub id: At<String>,
    /// Words for it.
    pub title: Text,
    /// Share of all changes; the shares sum to 1.
    pub share: At<f64>,
}

/// A market in which updates are fielded, one after the other.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Market {
    /// Jurisdiction id.
    pub jurisdiction: At<String>,
    /// The artefact that opens the market.
    pub from: At<String>,
    /// Ways to field an update; the first one that serves applies, judged when the update's turn comes.
    pub regime: Vec<At<Regime>>,
}

/// A way to field an update.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Regime {
    /// Short name, where a market has the same route in two ways; the route's id unless said.
    pub id: Option<At<String>>,
    /// Whether it is open; true unless said. A regime that is off stays in the file to be taken up again.
    #[serde(default = "super::yes")]
    pub on: bool,
    /// A route of the catalogue for updates, e.g. `jp.update.planned`.
    pub route: At<String>,
    /// Kinds of change that it serves; all unless said.
    #[serde(default)]
    pub changes: Vec<At<String>>,
    /// An artefact that must be held, e.g. `jp.change-plan`.
    pub needs: Option<At<String>>,
    /// Steps of this plan that it costs to set up, as in a scheme's `on`: what the break-even is reckoned from.
    #[serde(default)]
    pub setup: Vec<At<String>>,
}

//! What a plan assumes otherwise than the catalogue.

use std::collections::BTreeMap;

use super::{At, Cost, Duration, Fee, Grade, SourceList};
use crate::calendar::AsOf;
use crate::read::value::Shape;
use crate::text::Text;

/// Figures of the plan's own for one step of a catalogue route: what it does not name stays as it is.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Assumption {
    /// Short name.
    pub id: At<String>,
    /// Words for it.
    pub title: Text,
    /// The step, as `route/step`.
    pub step: At<String>,
    /// Whether it holds; true unless said. An assumption that is off stays in the file to be taken up again.
    #[serde(default = "super::yes")]
    pub on: bool,
    /// Replaces the duration, whatever variant applies.
    pub duration: Option<At<Duration>>,
    /// Replaces the fee.
    pub fee: Option<At<Fee>>,
    /// Replaces the third-party cost.
    pub cost: Option<At<Cost>>,
    /// Probabilities of outcomes by id, 0 to 1. Those not named share the rest in proportion; what follows from an
    /// outcome stays as it is.
    #[serde(default)]
    pub odds: BTreeMap<String, At<f64>>,
    /// Source of these figures; an estimate unless said.
    pub source: Option<SourceList>,
    /// As of when.
    pub as_of: Option<At<AsOf>>,
    /// How sure.
    pub confidence: Option<Grade>,
}

//! The answers beyond dates and costs: what makes the target late, how plans differ on the same futures, one
//! future as a story, and the figures behind a number.

pub mod compare;
pub mod frontier;
pub mod replay;
pub mod risk;
pub mod why;

use serde::{Deserialize, Serialize};

use crate::text::Text;

/// Something with a name: an artefact, a milestone, a route, an outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Named {
    /// Id.
    pub id: String,
    /// Words for it.
    pub title: Text,
}

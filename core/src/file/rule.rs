//! What a file states apart from figures: rules and who says so, and what a reader must be told of some routes.

use super::{At, Grade, SourceList};
use crate::calendar::AsOf;
use crate::read::value::Shape;
use crate::text::Text;

/// What the law, a guidance or practice asks, and who says so: the grade of the rule, whatever the grade of the
/// figures that were put to it.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The rule in a sentence.
    pub says: At<Text>,
    /// Who says so; `estimate` where nobody was read.
    pub source: Option<SourceList>,
    /// As of when.
    pub as_of: Option<At<AsOf>>,
    /// How sure the rule is.
    pub confidence: Option<Grade>,
}

/// What a reader must be told wherever certain routes are shown.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Caveat {
    /// Short name.
    pub id: At<String>,
    /// It, in a sentence or two.
    pub text: Text,
    /// The routes that it is about: `all`, `jurisdiction:…` or `route:…`; one is enough.
    pub on: Vec<At<String>>,
}

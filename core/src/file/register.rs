//! The registers of the catalogue: what its files name by an id.

use serde::{Deserialize, Serialize};

use super::{At, Condition, Grade, SourceList};
use crate::calendar::AsOf;
use crate::read::value::Shape;
use crate::text::Text;

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

//! What a plan says about cash, and what moves several steps at once.

use serde::{Deserialize, Serialize};

use super::{Amount, At, Condition, Cost, Duration, Factor, Fee, Grade, Rule, SourceList, StepKind, Window};
use crate::calendar::{AsOf, Date};
use crate::read::value::Shape;
use crate::text::Text;

/// Cash of the company: what there is, what is spent every month, what comes in.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// Cash at hand when the plan begins.
    pub cash: Amount,
    /// What the company spends every month beside the plan's steps.
    pub burn: Option<Amount>,
    /// Yearly rate at which the net present value is discounted, 0 to 1; 0.08 unless said.
    pub discount: Option<At<f64>>,
    /// Money from investors or lenders.
    #[serde(default)]
    pub funding: Vec<At<Funding>>,
    /// Support money applied for.
    #[serde(default)]
    pub subsidy: Vec<At<Subsidy>>,
    /// Sales, market by market.
    #[serde(default)]
    pub revenue: Vec<At<Revenue>>,
}

/// Money that comes in at once, on a date or after a milestone.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Funding {
    /// Short name; it also names the random draws.
    pub id: At<String>,
    /// Words for it.
    pub title: Option<Text>,
    /// How much.
    pub amount: At<Cost>,
    /// The day on which it comes in.
    pub on: Option<At<Date>>,
    /// Or the milestone after which it comes in.
    pub after: Option<At<String>>,
    /// Time from the milestone or date to the money.
    pub delay: Option<At<Duration>>,
    /// How likely it is to come at all, 0 to 1; certain unless said.
    pub chance: Option<At<f64>>,
}

/// Support money applied for under a scheme.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Subsidy {
    /// Id of a scheme of the catalogue, or of a `[[scheme]]` in the plan's own file.
    pub scheme: At<String>,
    /// No application before this day; the plan's start unless said.
    pub from: Option<At<Date>>,
    /// No application before this milestone.
    pub after: Option<At<String>>,
    /// Which steps it pays for, instead of those that the scheme names.
    pub on: Option<Vec<At<String>>>,
    /// How likely it is to be won, instead of the scheme's.
    pub chance: Option<At<f64>>,
}

/// Sales in one market.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Revenue {
    /// Short name; it also names the random draws.
    pub id: At<String>,
    /// Words for it.
    pub title: Option<Text>,
    /// The milestone that opens the market.
    pub after: At<String>,
    /// Time from the milestone to the first sale.
    pub lag: Option<At<Duration>>,
    /// Time from the first sale to the full amount, e.g. `"18 month"`; the amount rises in a straight line.
    pub ramp: Option<At<String>>,
    /// Contribution in a month once in full swing: sales less what it costs to make and sell them.
    pub monthly: At<Cost>,
    /// Sales end this long after the first one, e.g. `"5 year"`; they go on unless said.
    pub until: Option<At<String>>,
}

/// A scheme of support money.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Scheme {
    /// Scheme id, e.g. `jp.ikou.clinical`.
    pub id: At<String>,
    /// Words for it.
    pub title: Text,
    /// Who pays.
    pub body: Text,
    /// What it is for and what a reader must be told.
    pub note: Option<Text>,
    /// Who gets the money: `company` (unless said), `hospital`, `research` or `public`. Plans may name the first only.
    pub recipient: Option<Recipient>,
    /// What the whole programme has to spend, year by year.
    #[serde(default)]
    pub budget: Vec<At<Budget>>,
    /// Share of the eligible spending that it pays, 0 to 1. Left out where it is not known: then no plan can name it.
    pub rate: Option<At<Share>>,
    /// The most that it pays.
    pub cap: Option<At<Fee>>,
    /// Whether the cap holds for the whole `award` (unless said) or for each `year` of it.
    pub cap_per: Option<CapPer>,
    /// For how long after the award spending is eligible; 1 year unless said.
    pub lasts: Option<At<Duration>>,
    /// Which steps it pays for: each entry is one or more of `kind:study`, `tag:…`, `jurisdiction:jp`, `route:…`,
    /// `step:route/step`, separated by spaces, all of which a step must meet; `all` for every step.
    #[serde(default)]
    pub on: Vec<At<String>>,
    /// Who may apply.
    pub who: Option<At<Condition>>,
    /// Dates on which applications close.
    pub window: Option<At<Window>>,
    /// Time from the application to the award.
    pub decision: Option<At<Duration>>,
    /// How likely an application is to be won, 0 to 1; certain unless said.
    pub chance: Option<At<Share>>,
    /// Time from the end of a year of the award to the payment for it; paid in arrears.
    pub arrears: Option<At<Duration>>,
    /// Rules of the call.
    #[serde(default)]
    pub rule: Vec<At<Rule>>,
    /// Source of its figures, unless they say otherwise.
    pub source: Option<SourceList>,
    /// As of when, unless said otherwise.
    pub as_of: Option<At<AsOf>>,
    /// How sure, unless said otherwise.
    pub confidence: Option<Grade>,
}

/// Who gets the money of a scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Recipient {
    /// The company, alone or with partners.
    Company,
    /// Hospitals; companies may use what comes of it.
    Hospital,
    /// Universities and researchers, founders before they found included.
    Research,
    /// Authorities, associations and committees.
    Public,
}

/// What a programme has to spend in one year.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// Which year, and what part of the programme, in words: `FY2026 draft`.
    pub year: Text,
    /// How much.
    pub amount: At<f64>,
    /// Currency code.
    pub currency: At<String>,
    /// Source of this figure.
    pub source: Option<SourceList>,
    /// As of when.
    pub as_of: Option<At<AsOf>>,
    /// How sure.
    pub confidence: Option<Grade>,
}

/// A share or a probability with its source.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// The share, 0 to 1.
    pub value: At<f64>,
    /// Source of this figure.
    pub source: Option<SourceList>,
    /// As of when.
    pub as_of: Option<At<AsOf>>,
    /// How sure.
    pub confidence: Option<Grade>,
}

/// What a cap holds for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CapPer {
    /// The whole award.
    Award,
    /// Each year of it.
    Year,
}

/// A risk that moves several steps at once, drawn once per future.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Driver {
    /// Driver id; it also names the random draws. Conditions may ask for it: `{ driver = "…" }`.
    pub id: At<String>,
    /// Words for it.
    pub title: Text,
    /// What a reader must be told.
    pub note: Option<Text>,
    /// How likely it is, 0 to 1.
    pub p: At<f64>,
    /// Factor on the durations of the steps that it moves, from 0 to 10.
    pub factor: Option<At<Factor>>,
    /// Factor on their fees, third-party costs and people's time, from 0 to 10.
    pub cost: Option<At<Factor>>,
    /// The steps that it moves, as in a scheme's `on`.
    #[serde(default)]
    pub on: Vec<At<String>>,
    /// `true` lets it happen in every future, `false` in none, whatever `p` says: a trainer's event card.
    pub force: Option<bool>,
}

/// Steps whose durations rise and fall together.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Correlation {
    /// Group id; it also names the random draws.
    pub id: At<String>,
    /// Spearman's rank correlation of any two durations of the group, 0 to 1.
    pub rho: At<f64>,
    /// The steps of the group, as in a scheme's `on`.
    pub on: Vec<At<String>>,
}

/// One word of a selector: a property that a step may have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Shape)]
pub enum Criterion {
    /// Every step.
    All,
    /// A tag.
    Tag(String),
    /// A kind of work.
    Kind(StepKind),
    /// A jurisdiction id.
    Jurisdiction(String),
    /// A route id.
    Route(String),
    /// `route/step`; the plan's own steps by their id alone.
    Step(String),
}

impl Criterion {
    /// Reads a word such as `kind:study`.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        if word == "all" {
            return Some(Self::All);
        }
        let (key, value) = word.split_once(':')?;
        let owned = || value.to_owned();
        match key {
            _ if value.is_empty() => None,
            "tag" => Some(Self::Tag(owned())),
            "kind" => {
                let kind = StepKind::deserialize(
                    serde::de::value::StrDeserializer::<serde::de::value::Error>::new(value),
                );
                kind.ok().map(Self::Kind)
            }
            "jurisdiction" => Some(Self::Jurisdiction(owned())),
            "route" => Some(Self::Route(owned())),
            "step" => Some(Self::Step(owned())),
            _ => None,
        }
    }
}

//! Figures as a file writes them: durations, costs, factors and fees, who says so, and how sure they are.

use serde::{Deserialize, Serialize};

use super::{At, Index};
use crate::calendar::AsOf;
use crate::read::value::{Mistake, Shape, Value, What};

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
            _ => Err(value.unfit([
                "a source key, or a list of source keys",
                "出典のキー、又はその一覧",
            ])),
        }
    }
}

#[cfg(feature = "schema")]
mod schema {
    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    use super::SourceList;

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
}

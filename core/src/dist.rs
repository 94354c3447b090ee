//! The shapes a duration or a cost may take, as quantile functions.
//!
//! A [`Shape`] is plain numbers without a unit; the caller knows whether they are working days or months.
//! [`Shape::check`] refuses what makes no sense, [`Shape::quantile`] is exact, and a [`Sampler`] is the fast form
//! for drawing. Every value comes from one uniform number through the quantile function, so a larger draw is
//! always a larger value, and two programmes can be compared on the same luck.
//!
//! ```
//! use regpath_core::dist::{Sampler, Shape, Tables};
//!
//! let review = Shape::Pert { min: 20.0, mode: 30.0, max: 90.0, lambda: 4.0 };
//! review.check()?;
//! assert!((review.mean() - (20.0 + 4.0 * 30.0 + 90.0) / 6.0).abs() < 1e-12);
//!
//! let hours = Sampler::new(&review, 24.0, &mut Tables::new());
//! let median = hours.at(1 << 63);
//! assert!((median - 24.0 * review.quantile(0.5)).abs() < 1e-3);
//! # Ok::<(), regpath_core::dist::ShapeError>(())
//! ```
//!
//! # Limits
//!
//! - Values are at least 0. Shapes with an infinite support are drawn up to the quantile of 1 - 2^-38.
//! - Each shape is for one quantity; dependence between quantities is not modelled here.

mod johnson;
mod listed;
mod normal;
mod sampler;
mod special;
mod standard;
mod table;
#[cfg(test)]
mod tests;
mod triangular;
mod weibull;

pub use sampler::Sampler;
pub(crate) use special::{Level, normal_below, normal_quantile};
pub use table::Tables;

use serde::{Deserialize, Serialize};

use johnson::{Bounded, SemiBounded, Z90};
use listed::{Lines, Steps};
use normal::TruncatedNormal;
use special::{Beta, Gamma};
use standard::Standard;
use triangular::Triangular;

use crate::text::Text;

/// A distribution on the non-negative numbers.
///
/// The numbers have the unit the caller gives them. Call [`Shape::check`] before anything else: the other
/// methods rely on it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Shape {
    /// Always the same value.
    Fixed(f64),
    /// All values between two ends alike.
    Uniform { min: f64, max: f64 },
    /// Rising straight to the mode, falling straight from it.
    Triangular { min: f64, mode: f64, max: f64 },
    /// The beta distribution on `min..max` with this mode; a greater `lambda` gathers more around the mode.
    ///
    /// ```text
    /// alpha = 1 + lambda (mode - min) / (max - min)      beta = 1 + lambda (max - mode) / (max - min)
    /// ```
    ///
    /// `lambda` is 4 in PERT (Malcolm, Roseboom, Clark and Fazar 1959, "Application of a technique for research
    /// and development program evaluation", Operations Research 7(5)); as a parameter: Vose 2008, "Risk
    /// Analysis", 3rd edition. The variance is that of this beta distribution, (mean - min)(max - mean) /
    /// (lambda + 3), and not the approximation ((max - min) / 6)² of 1959.
    Pert {
        min: f64,
        mode: f64,
        max: f64,
        lambda: f64,
    },
    /// The exponential of a normal variable, by its quantiles of 50 % and 90 %.
    LogNormal { median: f64, p90: f64 },
    /// The normal distribution cut off below `min` and above `max`, which may be infinite.
    ///
    /// `mean` and `sd` are those before the cut; [`Shape::mean`] and [`Shape::sd`] tell those after.
    Normal { mean: f64, sd: f64, min: f64, max: f64 },
    /// The gamma distribution by its mean and standard deviation: shape (mean/sd)², scale sd²/mean.
    Gamma { mean: f64, sd: f64 },
    /// The Weibull distribution: 63.2 % (1 - 1/e) of the values lie below `scale`.
    Weibull { shape: f64, scale: f64 },
    /// The time to the next event of a process without memory.
    Exponential { mean: f64 },
    /// Single values with their probabilities, in any order.
    Discrete(Vec<(f64, f64)>),
    /// The quantile function itself: percentages from 0 to 100 with their values, straight in between.
    Quantiles(Vec<(f64, f64)>),
    /// A smooth distribution through three percentiles, above `min` (0 if none) and below `max` (if any).
    ///
    /// Without `max` it is J-QPD-S, with it J-QPD-B (Hadlock and Bickel 2017, "Johnson Quantile-Parameterized
    /// Distributions", Decision Analysis 14(1)).
    ThreePoint {
        p10: f64,
        p50: f64,
        p90: f64,
        min: Option<f64>,
        max: Option<f64>,
    },
}

/// Why a [`Shape`] makes no sense.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ShapeError {
    #[error("the {name} `{value}` is not a finite number")]
    NotFinite { name: &'static str, value: f64 },
    #[error("the {name} `{value:e}` exceeds {MAX_VALUE:e}")]
    TooLarge { name: &'static str, value: f64 },
    #[error("the {name} `{value}` is negative")]
    Negative { name: &'static str, value: f64 },
    #[error("the {name} `{value}` is not above zero")]
    NotPositive { name: &'static str, value: f64 },
    #[error("the min `{min}` exceeds the max `{max}`")]
    EndsCrossed { min: f64, max: f64 },
    #[error("the mode `{mode}` lies outside `{min}`..`{max}`")]
    ModeOutside { mode: f64, min: f64, max: f64 },
    #[error("the lambda `{lambda}` lies outside `0`..`{MAX_LAMBDA}`")]
    LambdaOutside { lambda: f64 },
    #[error("the p90 `{p90}` lies below the median `{median}`")]
    P90BelowMedian { median: f64, p90: f64 },
    #[error("`{high}` is more than {MAX_RATIO} times `{low}`")]
    TooWide { low: f64, high: f64 },
    #[error("the sd `{sd}` is more than {MAX_VARIATION} times the mean `{mean}`")]
    SdTooLarge { mean: f64, sd: f64 },
    #[error("the shape `{shape}` lies outside `{MIN_WEIBULL}`..`{MAX_WEIBULL}`")]
    ShapeOutside { shape: f64 },
    #[error("almost nothing of the normal distribution lies in `{min}`..`{max}`")]
    NothingInside { min: f64, max: f64 },
    #[error("no outcome is listed")]
    NoOutcome,
    #[error("the probability `{probability}` lies outside `0`..`1`")]
    ProbabilityOutside { probability: f64 },
    #[error("the probabilities add up to `{sum}`, not to 1")]
    ProbabilitySum { sum: f64 },
    #[error("the quantile points number `{count}`, which is fewer than 2")]
    TooFewPoints { count: usize },
    #[error("the first percentage is `{percent}`, not 0")]
    FirstPercent { percent: f64 },
    #[error("the last percentage is `{percent}`, not 100")]
    LastPercent { percent: f64 },
    #[error("the percentage `{next}` does not exceed `{previous}` before it")]
    PercentOrder { previous: f64, next: f64 },
    #[error("the value `{next}` is less than `{previous}` before it")]
    ValueOrder { previous: f64, next: f64 },
    #[error("the three points `{p10}`, `{p50}` and `{p90}` do not rise")]
    PointOrder { p10: f64, p50: f64, p90: f64 },
    #[error("the min `{min}` does not lie below the p10 `{p10}`")]
    MinNotBelow { min: f64, p10: f64 },
    #[error("the max `{max}` does not lie above the p90 `{p90}`")]
    MaxNotAbove { max: f64, p90: f64 },
}

/// English, then Japanese.
impl From<ShapeError> for Text {
    fn from(error: ShapeError) -> Self {
        use ShapeError as E;
        let ja = match error {
            E::NotFinite { name, value } => format!("{name} の `{value}` は有限の数ではありません"),
            E::TooLarge { name, value } => format!("{name} の `{value:e}` は {MAX_VALUE:e} を超えています"),
            E::Negative { name, value } => format!("{name} の `{value}` が負の数です"),
            E::NotPositive { name, value } => format!("{name} の `{value}` は0より大きくありません"),
            E::EndsCrossed { min, max } => format!("min `{min}` が max `{max}` を超えています"),
            E::ModeOutside { mode, min, max } => format!("mode `{mode}` が `{min}`〜`{max}` の外にあります"),
            E::LambdaOutside { lambda } => format!("lambda `{lambda}` が `0`〜`{MAX_LAMBDA}` の外にあります"),
            E::P90BelowMedian { median, p90 } => format!("p90 `{p90}` が median `{median}` を下回っています"),
            E::TooWide { low, high } => format!("`{high}` は `{low}` の{MAX_RATIO}倍を超えています"),
            E::SdTooLarge { mean, sd } => {
                format!("sd `{sd}` が mean `{mean}` の{MAX_VARIATION}倍を超えています")
            }
            E::ShapeOutside { shape } => {
                format!("shape `{shape}` が `{MIN_WEIBULL}`〜`{MAX_WEIBULL}` の外にあります")
            }
            E::NothingInside { min, max } => {
                format!("正規分布の確率が `{min}`〜`{max}` の間にほとんどありません")
            }
            E::NoOutcome => "値が一つも書かれていません".to_owned(),
            E::ProbabilityOutside { probability } => {
                format!("確率 `{probability}` が `0`〜`1` の外にあります")
            }
            E::ProbabilitySum { sum } => format!("確率の合計が1ではなく `{sum}` です"),
            E::TooFewPoints { count } => format!("分位点が `{count}` 個しかありません(2個以上必要です)"),
            E::FirstPercent { percent } => format!("最初の百分率が0ではなく `{percent}` です"),
            E::LastPercent { percent } => format!("最後の百分率が100ではなく `{percent}` です"),
            E::PercentOrder { previous, next } => {
                format!("百分率 `{next}` が直前の `{previous}` より大きくありません")
            }
            E::ValueOrder { previous, next } => {
                format!("値 `{next}` が直前の `{previous}` より小さくなっています")
            }
            E::PointOrder { p10, p50, p90 } => format!("三点 `{p10}`、`{p50}`、`{p90}` が昇順ではありません"),
            E::MinNotBelow { min, p10 } => format!("min `{min}` が p10 `{p10}` より小さくありません"),
            E::MaxNotAbove { max, p90 } => format!("max `{max}` が p90 `{p90}` より大きくありません"),
        };
        Self::new(error.to_string(), ja)
    }
}

/// The largest number of a shape; it keeps all intermediate results finite.
pub const MAX_VALUE: f64 = 1e100;
/// The largest `lambda` of [`Shape::Pert`].
pub const MAX_LAMBDA: f64 = 1_000.0;
/// The largest ratio of the outer to the inner of two quantiles.
pub const MAX_RATIO: f64 = 1e6;
/// The largest ratio of standard deviation to mean of [`Shape::Gamma`].
pub const MAX_VARIATION: f64 = 30.0;
/// The smallest shape of [`Shape::Weibull`].
pub const MIN_WEIBULL: f64 = 0.05;
/// The largest shape of [`Shape::Weibull`].
pub const MAX_WEIBULL: f64 = 1e6;
/// The smallest share of a normal distribution that may be cut out of it.
const MIN_INSIDE: f64 = 1e-200;

/// A checked shape taken apart for computing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Form<'a> {
    Fixed(f64),
    Uniform {
        min: f64,
        max: f64,
    },
    Triangular {
        min: f64,
        mode: f64,
        max: f64,
    },
    Discrete(&'a [(f64, f64)]),
    Quantiles(&'a [(f64, f64)]),
    /// `offset + span * standard`, within the support `min..max`.
    Scaled {
        standard: Standard,
        offset: f64,
        span: f64,
        min: f64,
        max: f64,
    },
}

fn finite(name: &'static str, value: f64) -> Result<(), ShapeError> {
    if !value.is_finite() {
        return Err(ShapeError::NotFinite { name, value });
    }
    if value.abs() <= MAX_VALUE {
        Ok(())
    } else {
        Err(ShapeError::TooLarge { name, value })
    }
}

fn not_negative(name: &'static str, value: f64) -> Result<(), ShapeError> {
    finite(name, value)?;
    if value >= 0.0 {
        Ok(())
    } else {
        Err(ShapeError::Negative { name, value })
    }
}

fn positive(name: &'static str, value: f64) -> Result<(), ShapeError> {
    finite(name, value)?;
    if value > 0.0 {
        Ok(())
    } else {
        Err(ShapeError::NotPositive { name, value })
    }
}

fn ends(min: f64, max: f64) -> Result<(), ShapeError> {
    not_negative("min", min)?;
    not_negative("max", max)?;
    if min <= max {
        Ok(())
    } else {
        Err(ShapeError::EndsCrossed { min, max })
    }
}

fn mode_inside(min: f64, mode: f64, max: f64) -> Result<(), ShapeError> {
    finite("mode", mode)?;
    if (min..=max).contains(&mode) {
        Ok(())
    } else {
        Err(ShapeError::ModeOutside { mode, min, max })
    }
}

fn moderate(low: f64, high: f64) -> Result<(), ShapeError> {
    if high <= low * MAX_RATIO {
        Ok(())
    } else {
        Err(ShapeError::TooWide { low, high })
    }
}

impl Shape {
    /// Tells whether the numbers describe a distribution.
    ///
    /// Ends that coincide are allowed, as is a spread of 0: the shape is then a fixed value.
    pub fn check(&self) -> Result<(), ShapeError> {
        match *self {
            Self::Fixed(value) => not_negative("value", value),
            Self::Uniform { min, max } => ends(min, max),
            Self::Triangular { min, mode, max } => {
                ends(min, max)?;
                mode_inside(min, mode, max)
            }
            Self::Pert {
                min,
                mode,
                max,
                lambda,
            } => {
                ends(min, max)?;
                mode_inside(min, mode, max)?;
                finite("lambda", lambda)?;
                if (0.0..=MAX_LAMBDA).contains(&lambda) {
                    Ok(())
                } else {
                    Err(ShapeError::LambdaOutside { lambda })
                }
            }
            Self::LogNormal { median, p90 } => {
                positive("median", median)?;
                finite("p90", p90)?;
                if p90 < median {
                    return Err(ShapeError::P90BelowMedian { median, p90 });
                }
                moderate(median, p90)
            }
            Self::Normal { mean, sd, min, max } => {
                finite("mean", mean)?;
                not_negative("sd", sd)?;
                not_negative("min", min)?;
                if max.is_nan() {
                    return Err(ShapeError::NotFinite {
                        name: "max",
                        value: max,
                    });
                }
                if min > max {
                    return Err(ShapeError::EndsCrossed { min, max });
                }
                let is_inside = if sd > 0.0 && min < max {
                    TruncatedNormal::new((min - mean) / sd, (max - mean) / sd).inside() >= MIN_INSIDE
                } else {
                    sd > 0.0 || (min..=max).contains(&mean)
                };
                if is_inside {
                    Ok(())
                } else {
                    Err(ShapeError::NothingInside { min, max })
                }
            }
            Self::Gamma { mean, sd } => {
                not_negative("mean", mean)?;
                not_negative("sd", sd)?;
                if sd <= mean * MAX_VARIATION {
                    Ok(())
                } else {
                    Err(ShapeError::SdTooLarge { mean, sd })
                }
            }
            Self::Weibull { shape, scale } => {
                finite("shape", shape)?;
                not_negative("scale", scale)?;
                if (MIN_WEIBULL..=MAX_WEIBULL).contains(&shape) {
                    Ok(())
                } else {
                    Err(ShapeError::ShapeOutside { shape })
                }
            }
            Self::Exponential { mean } => not_negative("mean", mean),
            Self::Discrete(ref outcomes) => check_outcomes(outcomes),
            Self::Quantiles(ref points) => check_points(points),
            Self::ThreePoint {
                p10,
                p50,
                p90,
                min,
                max,
            } => {
                let min = min.unwrap_or(0.0);
                not_negative("min", min)?;
                finite("p10", p10)?;
                finite("p50", p50)?;
                finite("p90", p90)?;
                if let Some(max) = max {
                    finite("max", max)?;
                }
                if p10 >= p90 {
                    let is_fixed = p10 <= p50 && p50 <= p90;
                    let is_within = min <= p10 && max.is_none_or(|max| p90 <= max);
                    if is_fixed && is_within {
                        return Ok(());
                    }
                }
                if !(p10 < p50 && p50 < p90) {
                    return Err(ShapeError::PointOrder { p10, p50, p90 });
                }
                if min >= p10 {
                    return Err(ShapeError::MinNotBelow { min, p10 });
                }
                if let Some(max) = max
                    && max <= p90
                {
                    return Err(ShapeError::MaxNotAbove { max, p90 });
                }
                moderate(p10 - min, max.unwrap_or(p90) - min)
            }
        }
    }

    pub(crate) fn form(&self) -> Form<'_> {
        match *self {
            Self::Fixed(value) => Form::Fixed(value),
            Self::Uniform { min, max }
            | Self::Triangular { min, max, .. }
            | Self::Pert { min, max, .. }
            | Self::Normal { min, max, .. }
                if min >= max =>
            {
                Form::Fixed(min)
            }
            Self::Uniform { min, max } => Form::Uniform { min, max },
            Self::Triangular { min, mode, max } => Form::Triangular { min, mode, max },
            Self::Pert {
                min,
                mode,
                max,
                lambda,
            } => {
                let span = max - min;
                let (a, b) = (
                    1.0 + lambda * ((mode - min) / span),
                    1.0 + lambda * ((max - mode) / span),
                );
                Form::Scaled {
                    standard: Standard::Beta(Beta::new(a, b)),
                    offset: min,
                    span,
                    min,
                    max,
                }
            }
            Self::LogNormal { median, p90 } => {
                if p90 <= median {
                    return Form::Fixed(median);
                }
                let sigma = libm::log(p90 / median) / Z90;
                scaled(Standard::LogNormal { sigma }, median)
            }
            Self::Normal { mean, sd, min, max } => {
                if sd <= 0.0 {
                    return Form::Fixed(mean);
                }
                let normal = TruncatedNormal::new((min - mean) / sd, (max - mean) / sd);
                // A cut further out than any double can tell is none, and would cost digits.
                let offset = if normal.low > (min - mean) / sd {
                    mean + sd * normal.low
                } else {
                    min
                };
                Form::Scaled {
                    standard: Standard::TruncatedNormal(normal),
                    offset,
                    span: sd,
                    min,
                    max,
                }
            }
            Self::Gamma { mean, sd } => {
                if sd <= 0.0 {
                    return Form::Fixed(mean);
                }
                let ratio = mean / sd;
                // Beyond, the spread lies far below the last digit of the mean.
                if ratio > 1e100 {
                    return Form::Fixed(mean);
                }
                scaled(Standard::Gamma(Gamma::new(ratio * ratio)), sd / ratio)
            }
            Self::Weibull { scale: value, .. } | Self::Exponential { mean: value } if value <= 0.0 => {
                Form::Fixed(0.0)
            }
            Self::Weibull { shape, scale } => scaled(Standard::Weibull { shape }, scale),
            Self::Exponential { mean } => scaled(Standard::Weibull { shape: 1.0 }, mean),
            Self::Discrete(ref outcomes) => Form::Discrete(outcomes),
            Self::Quantiles(ref points) => Form::Quantiles(points),
            Self::ThreePoint { p10, p50, p90, .. } if p10 >= p90 => Form::Fixed(p50),
            Self::ThreePoint {
                p10,
                p50,
                p90,
                min,
                max: None,
            } => {
                let min = min.unwrap_or(0.0);
                let (johnson, anchor) = SemiBounded::through(p10 - min, p50 - min, p90 - min);
                let standard = Standard::SemiBounded(johnson);
                Form::Scaled {
                    standard,
                    offset: min,
                    span: anchor,
                    min,
                    max: f64::INFINITY,
                }
            }
            Self::ThreePoint {
                p10,
                p50,
                p90,
                min,
                max: Some(max),
            } => {
                let min = min.unwrap_or(0.0);
                let span = max - min;
                let points = [p10, p50, p90].map(|point| Level {
                    p: (point - min) / span,
                    q: (max - point) / span,
                });
                let standard = Standard::Bounded(Bounded::through(points));
                Form::Scaled {
                    standard,
                    offset: min,
                    span,
                    min,
                    max,
                }
            }
        }
    }

    /// The value with probability `p` at or below it.
    ///
    /// `p` is between 0 and 1; at 1 the value may be infinite. The relative error is about 1e-12, measured
    /// from the lower end of the support.
    #[must_use]
    pub fn quantile(&self, p: f64) -> f64 {
        self.at(Level::below(p))
    }

    /// The value with probability `q` above it: the quantile at `1 - q`, without losing small `q`.
    #[must_use]
    pub fn quantile_upper(&self, q: f64) -> f64 {
        self.at(Level::above(q))
    }

    fn at(&self, level: Level) -> f64 {
        match self.form() {
            Form::Fixed(value) => value,
            Form::Uniform { min, max } => {
                if level.p < 0.5 {
                    min + level.p * (max - min)
                } else {
                    max - level.q * (max - min)
                }
            }
            Form::Triangular { min, mode, max } => Triangular::new(min, mode, max).quantile(level),
            Form::Discrete(outcomes) => Steps::new(outcomes, 1.0).at(level.p),
            Form::Quantiles(points) => Lines::new(points, 1.0).at(level.p),
            Form::Scaled {
                standard,
                offset,
                span,
                max,
                ..
            } => {
                let value = offset + span * standard.quantile(level);
                if value < max { value } else { max }
            }
        }
    }

    /// The mean.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.moments().0
    }

    /// The standard deviation.
    #[must_use]
    pub fn sd(&self) -> f64 {
        self.moments().1
    }

    /// Mean and standard deviation: closed forms, and quadrature for cut normals and three points.
    fn moments(&self) -> (f64, f64) {
        match self.form() {
            Form::Fixed(value) => (value, 0.0),
            Form::Uniform { min, max } => (min + 0.5 * (max - min), (max - min) / libm::sqrt(12.0)),
            Form::Triangular { min, mode, max } => (
                min + ((mode - min) + (max - min)) / 3.0,
                triangular::sd(min, mode, max),
            ),
            Form::Discrete(outcomes) => listed::outcome_moments(outcomes),
            Form::Quantiles(points) => listed::line_moments(points),
            Form::Scaled {
                standard,
                offset,
                span,
                ..
            } => {
                let (mean, sd) = standard.moments();
                (offset + span * mean, span * sd)
            }
        }
    }

    /// The lower end of the support.
    #[must_use]
    pub fn min(&self) -> f64 {
        match self.form() {
            Form::Fixed(min)
            | Form::Uniform { min, .. }
            | Form::Triangular { min, .. }
            | Form::Scaled { min, .. } => min,
            Form::Discrete(outcomes) => Steps::new(outcomes, 1.0).min(),
            Form::Quantiles(points) => points[0].1,
        }
    }

    /// The upper end of the support; infinite if there is none.
    #[must_use]
    pub fn max(&self) -> f64 {
        match self.form() {
            Form::Fixed(max)
            | Form::Uniform { max, .. }
            | Form::Triangular { max, .. }
            | Form::Scaled { max, .. } => max,
            Form::Discrete(outcomes) => Steps::new(outcomes, 1.0).max(),
            Form::Quantiles(points) => points[points.len() - 1].1,
        }
    }
}

/// A shape from 0 to infinity.
fn scaled(standard: Standard, span: f64) -> Form<'static> {
    Form::Scaled {
        standard,
        offset: 0.0,
        span,
        min: 0.0,
        max: f64::INFINITY,
    }
}

fn check_outcomes(outcomes: &[(f64, f64)]) -> Result<(), ShapeError> {
    if outcomes.is_empty() {
        return Err(ShapeError::NoOutcome);
    }
    for &(value, probability) in outcomes {
        not_negative("value", value)?;
        if !(0.0..=1.0).contains(&probability) {
            return Err(ShapeError::ProbabilityOutside { probability });
        }
    }
    let sum: f64 = outcomes.iter().map(|outcome| outcome.1).sum();
    if (sum - 1.0).abs() <= 1e-9 {
        Ok(())
    } else {
        Err(ShapeError::ProbabilitySum { sum })
    }
}

#[expect(clippy::float_cmp, reason = "0 and 100 are exact")]
fn check_points(points: &[(f64, f64)]) -> Result<(), ShapeError> {
    let [(first, _), .., (last, _)] = *points else {
        return Err(ShapeError::TooFewPoints { count: points.len() });
    };
    for &(percent, value) in points {
        finite("percentage", percent)?;
        not_negative("value", value)?;
    }
    if first != 0.0 {
        return Err(ShapeError::FirstPercent { percent: first });
    }
    if last != 100.0 {
        return Err(ShapeError::LastPercent { percent: last });
    }
    for pair in points.windows(2) {
        let ((percent, value), (next_percent, next_value)) = (pair[0], pair[1]);
        if next_percent <= percent {
            return Err(ShapeError::PercentOrder {
                previous: percent,
                next: next_percent,
            });
        }
        if next_value < value {
            return Err(ShapeError::ValueOrder {
                previous: value,
                next: next_value,
            });
        }
    }
    Ok(())
}

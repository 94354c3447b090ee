//! Shapes made ready for many draws.

use std::sync::Arc;

use super::listed::{Lines, Steps};
use super::table::{Body, Table, Tables};
use super::triangular::Triangular;
use super::{Form, Shape};
use crate::rng::unit;
use crate::sampling::Variable;

/// A [`Shape`] times a scale, prepared for turning uniform bits into values.
///
/// Fixed, uniform and triangular shapes, outcomes and quantile points are exact; all other shapes
/// interpolate in a table that misses the level by less than 1e-6 in the body (the `table` module states the
/// tails and the limits). A larger draw of bits never gives a
/// smaller value, save for rounding, and no value leaves the support.
#[derive(Debug, Clone, PartialEq)]
pub struct Sampler(Kind);

#[derive(Debug, Clone, PartialEq)]
enum Kind {
    Fixed(f64),
    Uniform { min: f64, width: f64, max: f64 },
    Triangular(Triangular),
    Steps(Steps),
    Lines(Lines),
    Scaled(Scaled),
}

#[derive(Debug, Clone, PartialEq)]
struct Scaled {
    /// Where most draws lie, scaled already.
    body: Body,
    table: Arc<Table>,
    offset: f64,
    span: f64,
    max: f64,
}

impl Scaled {
    #[inline]
    fn at(&self, bits: u64) -> f64 {
        let value = match self.body.at(bits) {
            Some(value) => value,
            None => self.offset + self.span * self.table.at(bits),
        };
        if value < self.max { value } else { self.max }
    }
}

impl Sampler {
    /// Prepares `shape` with all values multiplied by `scale`, which is finite and not negative.
    ///
    /// The shape is one that [`Shape::check`] lets pass.
    #[must_use]
    pub fn new(shape: &Shape, scale: f64, tables: &mut Tables) -> Self {
        Self(match shape.form() {
            Form::Fixed(value) => Kind::Fixed(value * scale),
            Form::Uniform { min, max } => Kind::Uniform {
                min: min * scale,
                width: (max - min) * scale,
                max: max * scale,
            },
            Form::Triangular { min, mode, max } => {
                Kind::Triangular(Triangular::new(min * scale, mode * scale, max * scale))
            }
            Form::Discrete(outcomes) => Kind::Steps(Steps::new(outcomes, scale)),
            Form::Quantiles(points) => Kind::Lines(Lines::new(points, scale)),
            Form::Scaled {
                standard,
                offset,
                span,
                max,
                ..
            } => {
                let (table, offset, span) = (tables.get(&standard), offset * scale, span * scale);
                Kind::Scaled(Scaled {
                    body: table.body().scaled(offset, span),
                    table,
                    offset,
                    span,
                    max: (max * scale).min(f64::MAX),
                })
            }
        })
    }

    /// The value of 64 uniform bits.
    #[inline]
    #[must_use]
    pub fn at(&self, bits: u64) -> f64 {
        match &self.0 {
            Kind::Fixed(value) => *value,
            Kind::Uniform { min, width, max } => (min + width * unit(bits)).min(*max),
            Kind::Triangular(triangular) => triangular.at(unit(bits)),
            Kind::Steps(steps) => steps.at(unit(bits)),
            Kind::Lines(lines) => lines.at(unit(bits)),
            Kind::Scaled(scaled) => scaled.at(bits),
        }
    }

    /// Writes the values of many draws; both slices have the same length.
    pub fn fill(&self, bits: &[u64], out: &mut [f64]) {
        debug_assert_eq!(bits.len(), out.len(), "one value for each draw");
        match &self.0 {
            Kind::Fixed(value) => out.fill(*value),
            Kind::Uniform { min, width, max } => map(bits, out, |bits| (min + width * unit(bits)).min(*max)),
            Kind::Triangular(triangular) => map(bits, out, |bits| triangular.at(unit(bits))),
            Kind::Steps(steps) => map(bits, out, |bits| steps.at(unit(bits))),
            Kind::Lines(lines) => map(bits, out, |bits| lines.at(unit(bits))),
            Kind::Scaled(scaled) => map(bits, out, |bits| scaled.at(bits)),
        }
    }

    /// Writes each start plus its draw, for the iterations from `first` on; both slices have the same length.
    pub(crate) fn add_to(&self, starts: &[f64], ends: &mut [f64], variable: &Variable, first: u64) {
        let lanes = starts.len().min(ends.len());
        let (starts, ends) = (&starts[..lanes], &mut ends[..lanes]);
        match &self.0 {
            // The common case, kept free of calls.
            Kind::Scaled(scaled) => {
                variable.each(first, lanes, |lane, bits| {
                    ends[lane] = starts[lane] + scaled.at(bits);
                });
            }
            _ => variable.each(first, lanes, |lane, bits| {
                ends[lane] = starts[lane] + self.at(bits);
            }),
        }
    }

    /// The value of every draw, for shapes that have only one.
    #[must_use]
    pub fn fixed(&self) -> Option<f64> {
        match self.0 {
            Kind::Fixed(value) => Some(value),
            _ => None,
        }
    }
}

#[inline]
fn map(bits: &[u64], out: &mut [f64], value: impl Fn(u64) -> f64) {
    for (out, &bits) in out.iter_mut().zip(bits) {
        *out = value(bits);
    }
}

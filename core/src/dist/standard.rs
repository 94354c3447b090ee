//! The tabulated shapes without their location and scale.

use super::johnson::{Bounded, SemiBounded};
use super::normal::TruncatedNormal;
use super::special::{Beta, Gamma, Level, normal_quantile};
use super::weibull;

/// A family with its shape parameters. All values are at least 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Standard {
    Beta(Beta),
    TruncatedNormal(TruncatedNormal),
    /// The exponential of a normal variable with mean 0.
    LogNormal {
        sigma: f64,
    },
    Gamma(Gamma),
    Weibull {
        shape: f64,
    },
    SemiBounded(SemiBounded),
    Bounded(Bounded),
}

/// What tells two standard shapes apart, in an order that all machines share.
pub(crate) type StandardKey = (u8, [u64; 4]);

impl Standard {
    pub(crate) fn key(&self) -> StandardKey {
        let (tag, parameters) = match *self {
            Self::Beta(beta) => (0, [beta.a, beta.b, 0.0, 0.0]),
            Self::TruncatedNormal(normal) => (1, [normal.low, normal.high, 0.0, 0.0]),
            Self::LogNormal { sigma } => (2, [sigma, 0.0, 0.0, 0.0]),
            Self::Gamma(gamma) => (3, [gamma.shape, 0.0, 0.0, 0.0]),
            Self::Weibull { shape } => (4, [shape, 0.0, 0.0, 0.0]),
            Self::SemiBounded(johnson) => (5, [johnson.lambda, johnson.delta, johnson.side, 0.0]),
            Self::Bounded(johnson) => (6, [johnson.xi, johnson.lambda, johnson.delta, johnson.side]),
        };
        (tag, parameters.map(f64::to_bits))
    }

    pub(crate) fn quantile(&self, level: Level) -> f64 {
        match *self {
            Self::Beta(beta) => beta.quantile(level).0,
            Self::TruncatedNormal(normal) => normal.quantile(level),
            Self::LogNormal { sigma } => libm::exp(sigma * normal_quantile(level)),
            Self::Gamma(gamma) => gamma.quantile(level),
            Self::Weibull { shape } => weibull::quantile(shape, level),
            Self::SemiBounded(johnson) => johnson.quantile(level),
            Self::Bounded(johnson) => johnson.quantile(level),
        }
    }

    /// Mean and standard deviation.
    pub(crate) fn moments(&self) -> (f64, f64) {
        match *self {
            Self::Beta(Beta { a, b, .. }) => {
                let sum = a + b;
                (a / sum, libm::sqrt(a * b / (sum + 1.0)) / sum)
            }
            Self::TruncatedNormal(normal) => normal.moments(),
            Self::LogNormal { sigma } => {
                let variance = sigma * sigma;
                let mean = libm::exp(0.5 * variance);
                (mean, mean * libm::sqrt(libm::expm1(variance)))
            }
            Self::Gamma(Gamma { shape, .. }) => (shape, libm::sqrt(shape)),
            Self::Weibull { shape } => (weibull::mean(shape), weibull::sd(shape)),
            Self::SemiBounded(johnson) => johnson.moments(),
            Self::Bounded(johnson) => johnson.moments(),
        }
    }
}

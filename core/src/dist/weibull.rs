//! The Weibull distribution with scale 1; shape 1 is the exponential distribution.

use super::special::{Level, polynomial};

/// # Formula
///
/// ```text
/// (-ln(1 - p))^(1/shape)
/// ```
pub(crate) fn quantile(shape: f64, level: Level) -> f64 {
    let exponential = if level.p < 0.5 {
        -libm::log1p(-level.p)
    } else {
        -libm::log(level.q)
    };
    if (shape - 1.0).abs() < f64::EPSILON {
        exponential
    } else {
        libm::pow(exponential, 1.0 / shape)
    }
}

/// Γ(1 + 1/shape).
pub(crate) fn mean(shape: f64) -> f64 {
    libm::tgamma(1.0 + 1.0 / shape)
}

/// √(Γ(1 + 2/shape) - Γ(1 + 1/shape)²).
///
/// For large shapes the difference cancels; the logarithm of the ratio of both terms is then its power
/// series in 1/shape (DLMF 5.7.3): Σ (-1)^n ζ(n) (2^n - 2) / n shape^-n, from n = 2 on.
pub(crate) fn sd(shape: f64) -> f64 {
    let t = 1.0 / shape;
    let ln_ratio = if t > 1e-3 {
        libm::lgamma(1.0 + 2.0 * t) - 2.0 * libm::lgamma(1.0 + t)
    } else {
        let series = [
            1.644_934_066_848_226_4,
            -1.202_056_903_159_594_3 * 2.0,
            1.082_323_233_711_138_2 * 3.5,
            -1.036_927_755_143_37 * 6.0,
            1.017_343_061_984_449 * 31.0 / 3.0,
        ];
        t * t * polynomial(&series, t)
    };
    mean(shape) * libm::sqrt(libm::expm1(ln_ratio))
}

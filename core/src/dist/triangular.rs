//! The triangular distribution.

use super::special::Level;

/// The quantile, in the unit of the arguments; `width` is not zero.
///
/// # Formula
///
/// ```text
/// p < (mode - min) / (max - min):  min + sqrt(p (max - min) (mode - min))
/// otherwise:                       max - sqrt((1 - p) (max - min) (max - mode))
/// ```
#[inline]
pub(crate) fn quantile(min: f64, mode: f64, max: f64, level: Level) -> f64 {
    let width = max - min;
    let rises = level.p * width < mode - min;
    let area = if rises { level.p * (mode - min) } else { level.q * (max - mode) };
    let distance = libm::sqrt(area * width);
    if rises { (min + distance).min(mode) } else { (max - distance).max(mode) }
}

/// The standard deviation: √((u² + u v + v²) / 18) with u, v the distances of the mode from the ends.
pub(crate) fn sd(min: f64, mode: f64, max: f64) -> f64 {
    let (u, v) = (mode - min, max - mode);
    libm::sqrt((u * u + u * v + v * v) / 18.0)
}

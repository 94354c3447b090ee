//! Distributions through three given percentiles: Johnson quantile-parameterised distributions.
//!
//! Hadlock and Bickel 2017, "Johnson Quantile-Parameterized Distributions", Decision Analysis 14(1): J-QPD-S
//! above a lower bound and J-QPD-B between two bounds, both for the symmetric percentiles 10, 50 and 90.
//! The three points are met exactly; the bounds are approached and never met.

use super::special::{Level, normal_below, normal_density, normal_quantile};

/// The normal quantile of 0.9.
pub(crate) const Z90: f64 = 1.281_551_565_544_600_4;

/// J-QPD-S, in units of its anchor above its lower bound.
///
/// # Formula
///
/// ```text
/// L, B, H = ln(x10 - l), ln(x50 - l), ln(x90 - l);   n = sgn(L + H - 2B);   c = Z90
/// anchor = x10 - l (n = 1), x50 - l (n = 0), x90 - l (n = -1)
/// δ = sinh(arcosh((H - L) / (2 min(B - L, H - B)))) / c;   λ = min(B - L, H - B) / (δ c)
/// Q(p) = l + anchor exp(λ sinh(arsinh(δ z) + arsinh(n c δ))),   z = Φ⁻¹(p)
/// n = 0:  Q(p) = l + anchor exp(z (H - L) / (2c))
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct SemiBounded {
    pub(crate) lambda: f64,
    pub(crate) delta: f64,
    pub(crate) side: f64,
}

impl SemiBounded {
    /// The shape through three points above the bound, and its anchor.
    pub(crate) fn through(x10: f64, x50: f64, x90: f64) -> (Self, f64) {
        let (below, above) = (libm::log1p((x50 - x10) / x10), libm::log1p((x90 - x50) / x50));
        let narrow = below.min(above);
        let ratio = (below + above) / (2.0 * narrow);
        if ratio <= 1.0 {
            return (
                Self {
                    lambda: (below + above) / (2.0 * Z90),
                    delta: 0.0,
                    side: 0.0,
                },
                x50,
            );
        }
        let delta = libm::sinh(libm::acosh(ratio)) / Z90;
        let lambda = narrow / (delta * Z90);
        if above > below {
            (
                Self {
                    lambda,
                    delta,
                    side: 1.0,
                },
                x10,
            )
        } else {
            (
                Self {
                    lambda,
                    delta,
                    side: -1.0,
                },
                x90,
            )
        }
    }

    pub(crate) fn at(self, z: f64) -> f64 {
        let Self { lambda, delta, side } = self;
        if delta > 0.0 {
            let shift = libm::asinh(side * Z90 * delta);
            libm::exp(lambda * libm::sinh(libm::asinh(delta * z) + shift))
        } else {
            libm::exp(lambda * z)
        }
    }

    pub(crate) fn quantile(self, level: Level) -> f64 {
        self.at(normal_quantile(level))
    }

    /// Mean and standard deviation, by quadrature.
    pub(crate) fn moments(self) -> (f64, f64) {
        moments(self.delta, |z| self.at(z))
    }
}

/// J-QPD-B on 0..1.
///
/// # Formula
///
/// ```text
/// L, B, H = Φ⁻¹(x10), Φ⁻¹(x50), Φ⁻¹(x90);   n = sgn(L + H - 2B);   c = Z90
/// ξ = L (n = 1), B (n = 0), H (n = -1)
/// δ = arcosh((H - L) / (2 min(B - L, H - B))) / c;   λ = (H - L) / sinh(2 δ c)
/// Q(p) = Φ(ξ + λ sinh(δ (z + n c))),   z = Φ⁻¹(p)
/// n = 0:  Q(p) = Φ(B + z (H - L) / (2c))
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bounded {
    pub(crate) xi: f64,
    pub(crate) lambda: f64,
    pub(crate) delta: f64,
    pub(crate) side: f64,
}

impl Bounded {
    pub(crate) fn through(points: [Level; 3]) -> Self {
        let [low, mid, high] = points.map(normal_quantile);
        // Points that differ by less than the normal quantile resolves would divide by zero.
        let narrow = (mid - low).min(high - mid).max(1e-15);
        let ratio = (high - low) / (2.0 * narrow);
        if ratio <= 1.0 {
            return Self {
                xi: mid,
                lambda: (high - low) / (2.0 * Z90),
                delta: 0.0,
                side: 0.0,
            };
        }
        let delta = libm::acosh(ratio) / Z90;
        let lambda = (high - low) / libm::sinh(2.0 * delta * Z90);
        if high - mid > mid - low {
            Self {
                xi: low,
                lambda,
                delta,
                side: 1.0,
            }
        } else {
            Self {
                xi: high,
                lambda,
                delta,
                side: -1.0,
            }
        }
    }

    pub(crate) fn at(self, z: f64) -> f64 {
        let Self {
            xi,
            lambda,
            delta,
            side,
        } = self;
        let bend = if delta > 0.0 {
            libm::sinh(delta * (z + side * Z90))
        } else {
            z
        };
        normal_below(xi + lambda * bend)
    }

    pub(crate) fn quantile(self, level: Level) -> f64 {
        self.at(normal_quantile(level))
    }

    /// Mean and standard deviation, by quadrature.
    pub(crate) fn moments(self) -> (f64, f64) {
        moments(self.delta, |z| self.at(z))
    }
}

/// Mean and standard deviation of a function of a standard normal variable.
///
/// The trapezoidal rule converges exponentially for functions that are smooth on the whole line (Trefethen and
/// Weideman 2014, "The exponentially convergent trapezoidal rule", SIAM Review 56(3)); the step follows
/// the bend `delta` of the function.
fn moments(delta: f64, at: impl Fn(f64) -> f64) -> (f64, f64) {
    let steps = (16.0 * delta.clamp(1.0, 64.0)) as i32;
    let points = || (-38 * steps..=38 * steps).map(|k| f64::from(k) / f64::from(steps));
    let (mut mean, mut mass) = (0.0, 0.0);
    for z in points() {
        let weight = normal_density(z);
        mass += weight;
        mean += weight * at(z);
    }
    mean /= mass;
    let mut variance = 0.0;
    for z in points() {
        let deviation = at(z) - mean;
        variance += normal_density(z) * deviation * deviation;
    }
    (mean, libm::sqrt(variance / mass))
}

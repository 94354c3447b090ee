//! The special functions behind the shapes: normal, incomplete beta and incomplete gamma, both ways.
//!
//! Everything is written with `libm`, so that all targets agree in every bit. Relative errors stay near 1e-13
//! for the parameters that [`Shape::check`](super::Shape::check) lets pass.
//!
//! # Inversion
//!
//! The cumulative functions are inverted by Newton's method on their logarithm, as a function of the logit
//! (beta) or the logarithm (gamma) of the argument. The densities of both transformed variables are
//! log-concave, hence so are their cumulative and survival functions (Bagnoli and Bergstrom 2005, "Log-concave
//! probability and its applications", Economic Theory 26, theorems 1 and 3). Newton's method on a concave
//! monotone function runs towards the root from one side, whatever the start, after at most one step across.

/// A level of a distribution, counted from both ends so that neither tail suffers cancellation: `p + q = 1`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Level {
    pub(crate) p: f64,
    pub(crate) q: f64,
}

impl Level {
    /// The level with probability `p` below it.
    pub(crate) fn below(p: f64) -> Self {
        let p = p.clamp(0.0, 1.0);
        Self { p, q: 1.0 - p }
    }

    /// The level with probability `q` above it.
    pub(crate) fn above(q: f64) -> Self {
        let q = q.clamp(0.0, 1.0);
        Self { p: 1.0 - q, q }
    }
}

/// The standard normal density.
pub(crate) fn normal_density(z: f64) -> f64 {
    /// 1/√(2π)
    const PEAK: f64 = 0.398_942_280_401_432_7;
    PEAK * libm::exp(-0.5 * z * z)
}

/// The standard normal probability below `z`, accurate relative to itself in the lower tail.
pub(crate) fn normal_below(z: f64) -> f64 {
    0.5 * libm::erfc(-z * core::f64::consts::FRAC_1_SQRT_2)
}

/// The standard normal quantile.
///
/// Wichura 1988, "Algorithm AS 241: the percentage points of the normal distribution", Applied Statistics
/// 37(3), routine PPND16: relative error about 1e-16 down to p = 1e-316.
#[expect(
    clippy::excessive_precision,
    clippy::unreadable_literal,
    reason = "the digits of the paper"
)]
pub(crate) fn normal_quantile(level: Level) -> f64 {
    const A: [f64; 8] = [
        3.3871328727963666080e0,
        1.3314166789178437745e2,
        1.9715909503065514427e3,
        1.3731693765509461125e4,
        4.5921953931549871457e4,
        6.7265770927008700853e4,
        3.3430575583588128105e4,
        2.5090809287301226727e3,
    ];
    const B: [f64; 8] = [
        1.0,
        4.2313330701600911252e1,
        6.8718700749205790830e2,
        5.3941960214247511077e3,
        2.1213794301586595867e4,
        3.9307895800092710610e4,
        2.8729085735721942674e4,
        5.2264952788528545610e3,
    ];
    const C: [f64; 8] = [
        1.42343711074968357734e0,
        4.63033784615654529590e0,
        5.76949722146069140550e0,
        3.64784832476320460504e0,
        1.27045825245236838258e0,
        2.41780725177450611770e-1,
        2.27238449892691845833e-2,
        7.74545014278341407640e-4,
    ];
    const D: [f64; 8] = [
        1.0,
        2.05319162663775882187e0,
        1.67638483018380384940e0,
        6.89767334985100004550e-1,
        1.48103976427480074590e-1,
        1.51986665636164571966e-2,
        5.47593808499534494600e-4,
        1.05075007164441684324e-9,
    ];
    const E: [f64; 8] = [
        6.65790464350110377720e0,
        5.46378491116411436990e0,
        1.78482653991729133580e0,
        2.96560571828504891230e-1,
        2.65321895265761230930e-2,
        1.24266094738807843860e-3,
        2.71155556874348757815e-5,
        2.01033439929228813265e-7,
    ];
    const F: [f64; 8] = [
        1.0,
        5.99832206555887937690e-1,
        1.36929880922735805310e-1,
        1.48753612908506148525e-2,
        7.86869131145613259100e-4,
        1.84631831751005468180e-5,
        1.42151175831644588870e-7,
        2.04426310338993978564e-15,
    ];
    let from_median = if level.p <= level.q {
        level.p - 0.5
    } else {
        0.5 - level.q
    };
    if from_median.abs() <= 0.425 {
        let r = 0.180625 - from_median * from_median;
        return from_median * polynomial(&A, r) / polynomial(&B, r);
    }
    let tail = level.p.min(level.q);
    let size = if tail > 0.0 {
        let r = libm::sqrt(-libm::log(tail));
        if r <= 5.0 {
            polynomial(&C, r - 1.6) / polynomial(&D, r - 1.6)
        } else {
            polynomial(&E, r - 5.0) / polynomial(&F, r - 5.0)
        }
    } else {
        f64::INFINITY
    };
    if from_median < 0.0 { -size } else { size }
}

/// Horner's rule, lowest coefficient first.
pub(crate) fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, &c| sum * x + c)
}

/// Newton's method for a root `y` of `value(y) = 0`; `function` returns the value and the slope.
///
/// The last step is below 1e-9, so that by quadratic convergence rounding is all that remains.
fn newton(start: f64, mut function: impl FnMut(f64) -> (f64, f64)) -> f64 {
    let mut y = start;
    for _ in 0..200 {
        let (value, slope) = function(y);
        let step = value / slope;
        y -= step;
        if step.abs() <= 1e-9 {
            break;
        }
    }
    y
}

/// A beta distribution on 0..1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Beta {
    pub(crate) a: f64,
    pub(crate) b: f64,
    /// The logarithm of the beta function of both.
    ln_scale: f64,
}

impl Beta {
    pub(crate) fn new(a: f64, b: f64) -> Self {
        Self {
            a,
            b,
            ln_scale: libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b),
        }
    }

    /// The distribution of 1 - x.
    pub(crate) fn mirrored(self) -> Self {
        Self {
            a: self.b,
            b: self.a,
            ..self
        }
    }

    /// The density at `x`, where `y = 1 - x`.
    pub(crate) fn density(self, x: f64, y: f64) -> f64 {
        libm::exp((self.a - 1.0) * libm::log(x) + (self.b - 1.0) * libm::log(y) - self.ln_scale)
    }

    /// The quantile `x` together with `1 - x`, both accurate relative to themselves.
    pub(crate) fn quantile(self, level: Level) -> (f64, f64) {
        if level.p <= level.q {
            self.lower_quantile(level.p)
        } else {
            let (y, x) = self.mirrored().lower_quantile(level.q);
            (x, y)
        }
    }

    /// The quantile of a level `p` up to 1/2.
    fn lower_quantile(self, p: f64) -> (f64, f64) {
        if p <= 0.0 {
            return (0.0, 1.0);
        }
        let target = libm::log(p);
        // Where the leading power of the density alone would reach p: never right of the root.
        let start = (target + libm::log(self.a) + self.ln_scale) / self.a;
        let logit = newton(start, |logit| {
            let (value, slope) = self.ln_below(logit);
            (value - target, slope)
        });
        (1.0 / (1.0 + libm::exp(-logit)), 1.0 / (1.0 + libm::exp(logit)))
    }

    /// The logarithm of the probability below a logit, and its derivative.
    ///
    /// ```text
    /// I(x) = x^a (1-x)^b / (a B(a,b)) cf(a, b, x),   x dI/dx (1-x) = x^a (1-x)^b / B(a,b)
    /// ```
    fn ln_below(self, logit: f64) -> (f64, f64) {
        let Self { a, b, ln_scale } = self;
        let (ln_x, ln_y) = if logit < 0.0 {
            let tail = libm::log1p(libm::exp(logit));
            (logit - tail, -tail)
        } else {
            let tail = libm::log1p(libm::exp(-logit));
            (-tail, -logit - tail)
        };
        let ln_front = a * ln_x + b * ln_y - ln_scale;
        let x = 1.0 / (1.0 + libm::exp(-logit));
        if x <= (a + 1.0) / (a + b + 2.0) {
            let share = beta_fraction(a, b, x) / a;
            (ln_front + libm::log(share), 1.0 / share)
        } else {
            let front = libm::exp(ln_front);
            let below = 1.0 - front * beta_fraction(b, a, 1.0 / (1.0 + libm::exp(logit))) / b;
            (libm::log(below), front / below)
        }
    }
}

/// The continued fraction of the incomplete beta function.
///
/// NIST Digital Library of Mathematical Functions, 8.17.22, evaluated by the modified Lentz method (Thompson
/// and Barnett 1986, J. Comput. Phys. 64). It converges fast for x < (a + 1) / (a + b + 2).
fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    let mut c = 1.0;
    let mut d = 1.0 / nonzero(1.0 - (a + b) * x / (a + 1.0));
    let mut value = d;
    for m in 1..5_000 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / nonzero(1.0 + even * d);
        c = nonzero(1.0 + even / c);
        value *= c * d;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / nonzero(1.0 + odd * d);
        c = nonzero(1.0 + odd / c);
        let factor = c * d;
        value *= factor;
        if (factor - 1.0).abs() <= 3e-16 {
            break;
        }
    }
    value
}

/// Lentz's guard: a denominator that vanishes by accident becomes tiny instead.
fn nonzero(x: f64) -> f64 {
    if x.abs() < 1e-300 { 1e-300 } else { x }
}

/// A gamma distribution with scale 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Gamma {
    pub(crate) shape: f64,
    ln_gamma: f64,
}

impl Gamma {
    /// Beyond this shape the quantile is the Cornish-Fisher expansion, whose error is then below rounding.
    pub(crate) const LARGE: f64 = 1e6;

    pub(crate) fn new(shape: f64) -> Self {
        Self {
            shape,
            ln_gamma: libm::lgamma(shape),
        }
    }

    /// The density at `x`.
    pub(crate) fn density(self, x: f64) -> f64 {
        libm::exp(self.ln_front(libm::log(x), x)) / x
    }

    pub(crate) fn quantile(self, level: Level) -> f64 {
        if level.p <= 0.0 {
            return 0.0;
        }
        if level.q <= 0.0 {
            return f64::INFINITY;
        }
        if self.shape > Self::LARGE {
            return self.expansion(normal_quantile(level));
        }
        let ln_x = if level.p <= level.q {
            let target = libm::log(level.p);
            newton(self.start(level), |ln_x| {
                let (value, slope) = self.ln_below(ln_x);
                (value - target, slope)
            })
        } else {
            let target = libm::log(level.q);
            newton(self.start(level), |ln_x| {
                let (value, slope) = self.ln_above(ln_x);
                (value - target, slope)
            })
        };
        libm::exp(ln_x)
    }

    /// The logarithm of a point near the quantile.
    fn start(self, level: Level) -> f64 {
        let Self { shape, ln_gamma } = self;
        if shape >= 1.0 {
            // Wilson and Hilferty 1931, "The distribution of chi-square", PNAS 17.
            let root = 1.0 - 1.0 / (9.0 * shape) + normal_quantile(level) / (3.0 * libm::sqrt(shape));
            if root > 0.3 {
                return libm::log(shape) + 3.0 * libm::log(root);
            }
        }
        if level.p <= level.q {
            // Where the leading power of the density alone would reach p.
            (libm::log(level.p) + libm::log(shape) + ln_gamma) / shape
        } else {
            // Below shape 1 the exponential distribution lies further out.
            libm::log(-libm::log(level.q)).max(libm::log(shape))
        }
    }

    /// The logarithm of x^shape e^-x / Γ(shape).
    ///
    /// From shape 20 on by the saddle-point form, which keeps large terms from cancelling (Loader 2000, "Fast
    /// and accurate computation of binomial probabilities"): Stirling's series with four terms.
    fn ln_front(self, ln_x: f64, x: f64) -> f64 {
        let Self { shape, ln_gamma } = self;
        if shape < 20.0 {
            return shape * ln_x - x - ln_gamma;
        }
        let excess = x / shape - 1.0;
        let t = 1.0 / (shape * shape);
        let stirling = polynomial(&[1.0 / 12.0, -1.0 / 360.0, 1.0 / 1260.0, -1.0 / 1680.0], t) / shape;
        let ln_share = if excess < -0.5 {
            ln_x - libm::log(shape)
        } else {
            libm::log1p(excess)
        };
        0.5 * libm::log(shape / (2.0 * core::f64::consts::PI)) - stirling - shape * (excess - ln_share)
    }

    /// The logarithm of the probability below, and its derivative by ln x.
    fn ln_below(self, ln_x: f64) -> (f64, f64) {
        let x = libm::exp(ln_x);
        let ln_front = self.ln_front(ln_x, x);
        if x < self.shape + 1.0 {
            let share = self.series(x);
            (ln_front + libm::log(share), 1.0 / share)
        } else {
            let front = libm::exp(ln_front);
            let below = 1.0 - front * self.fraction(x);
            (libm::log(below), front / below)
        }
    }

    /// The logarithm of the probability above, and its derivative by ln x.
    fn ln_above(self, ln_x: f64) -> (f64, f64) {
        let x = libm::exp(ln_x);
        let ln_front = self.ln_front(ln_x, x);
        if x < self.shape + 1.0 {
            let front = libm::exp(ln_front);
            let above = 1.0 - front * self.series(x);
            (libm::log(above), -front / above)
        } else {
            let share = self.fraction(x);
            (ln_front + libm::log(share), -1.0 / share)
        }
    }

    /// The probability below `x`, over x^shape e^-x / Γ(shape): DLMF 8.11.4.
    fn series(self, x: f64) -> f64 {
        let mut term = 1.0 / self.shape;
        let mut sum = term;
        let mut denominator = self.shape;
        while term > sum * 1e-17 {
            denominator += 1.0;
            term *= x / denominator;
            sum += term;
        }
        sum
    }

    /// The probability above `x`, over x^shape e^-x / Γ(shape): DLMF 8.9.2, by the modified Lentz method.
    fn fraction(self, x: f64) -> f64 {
        let mut b = x + 1.0 - self.shape;
        let mut c = 1e300;
        let mut d = 1.0 / nonzero(b);
        let mut value = d;
        for n in 1..100_000 {
            let n = f64::from(n);
            let a = n * (self.shape - n);
            b += 2.0;
            d = 1.0 / nonzero(a * d + b);
            c = nonzero(b + a / c);
            let factor = c * d;
            value *= factor;
            if (factor - 1.0).abs() <= 3e-16 {
                break;
            }
        }
        value
    }

    /// The Cornish-Fisher expansion in the normal quantile `z`.
    ///
    /// Goldberg and Levine 1946, "Approximate formulas for the percentage points and normalization of t and
    /// chi-square", Ann. Math. Stat. 17(2), rewritten for the gamma distribution; four corrections.
    fn expansion(self, z: f64) -> f64 {
        let root = libm::sqrt(self.shape);
        let z2 = z * z;
        self.shape + root * z + (z2 - 1.0) / 3.0 + z * (z2 - 7.0) / (36.0 * root)
            - ((3.0 * z2 + 7.0) * z2 - 16.0) / (810.0 * self.shape)
            + z * ((9.0 * z2 + 256.0) * z2 - 433.0) / (38_880.0 * self.shape * root)
    }
}

//! Estimates and their standard errors, quantiles and sketches.
//!
//! Plain draws are independent, and their errors are those of textbooks. Latin hypercubes and Sobol points are not:
//! there a run is a series of independent batches ([`crate::sampling::BATCH`] futures each), and errors come from how
//! the batches differ ("independent replications": Owen 1997, "Monte Carlo variance of scrambled net quadrature",
//! SIAM J. Numer. Anal. 34(5)). Fewer than [`LEAST_BATCHES`] of them say too little; then the error of plain draws
//! stands, which a Latin hypercube never exceeds by more than one part in the number of its futures.

use serde::{Deserialize, Serialize};

use crate::dist::normal_below;

mod pool;
mod sketch;

pub use self::pool::{EXACT, LEVELS, Level, Spread};
pub(crate) use self::pool::{Pool, sketched_quantile};
pub use self::sketch::Sketch;

/// From so many batches on their differences tell the error, which is then itself known to about a quarter.
pub const LEAST_BATCHES: usize = 8;

/// Two-sided 95 % of a normal variable, in standard deviations.
const Z95: f64 = 1.959_963_984_540_054;

/// An estimate and its Monte Carlo standard error.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Its standard error; infinite (`null` in JSON) where a single future tells nothing of it.
    pub se: f64,
}

impl Estimate {
    /// A share: `hits` of `n` independent futures.
    ///
    /// # Formula
    ///
    /// ```text
    /// se = sqrt(q (1 - q) / (n + 4)),  q = (hits + 2) / (n + 4)
    /// ```
    ///
    /// Agresti and Coull (1998), "Approximate Is Better than \"Exact\" for Interval Estimation of Binomial
    /// Proportions", The American Statistician 52(2). Away from the ends it is sqrt(p (1 - p) / n); where no future
    /// was hit, or every one, it is not 0 but about 1.4 / n, so that two of them reach as far as the rule of three.
    #[must_use]
    pub fn share(hits: u64, n: u64) -> Self {
        let q = (hits as f64 + 2.0) / (n as f64 + 4.0);
        Self {
            value: hits as f64 / n.max(1) as f64,
            se: if n > 1 {
                (q * (1.0 - q) / (n as f64 + 4.0)).sqrt()
            } else {
                f64::INFINITY
            },
        }
    }

    /// A mean of `n` independent futures from sums: `se = sd / sqrt(n)`.
    #[must_use]
    pub fn mean(sum: f64, sum_of_squares: f64, n: u64) -> Self {
        let value = sum / n.max(1) as f64;
        let squares = (sum_of_squares - sum * value).max(0.0);
        Self {
            value,
            se: if n > 1 {
                (squares / ((n - 1) as f64 * n as f64)).sqrt()
            } else {
                f64::INFINITY
            },
        }
    }

    /// The mean of all futures from the sum and the number of those in each of some independent batches.
    ///
    /// # Formula
    ///
    /// ```text
    /// r = Σ y / Σ n,  se² = R / (R - 1) Σ (y - r n)² / (Σ n)²     (R batches)
    /// ```
    ///
    /// the ratio estimator for clusters of unequal size: Cochran (1977), "Sampling Techniques", section 6.3.
    fn of_batches(batches: impl Iterator<Item = (f64, f64)> + Clone) -> Self {
        let (sum, n, count) = batches.clone().fold((0.0, 0.0, 0.0), |(sum, n, count), batch| {
            (sum + batch.0, n + batch.1, count + 1.0)
        });
        let ratio = sum / f64::max(n, 1.0);
        let squares: f64 = batches
            .map(|(sum, n)| sum - ratio * n)
            .map(|difference| difference * difference)
            .sum();
        Self {
            value: ratio,
            se: if count > 1.0 && n > 0.0 {
                (squares * count / (count - 1.0)).sqrt() / n
            } else {
                f64::INFINITY
            },
        }
    }
}

/// Hits and futures of a run, batch by batch: what a share and its error are made of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct ShareTally {
    pub(crate) hits: u64,
    pub(crate) of: u64,
    batches: u64,
    /// Sums over batches: hits squared, hits times futures, futures squared.
    squares: [u64; 3],
}

impl ShareTally {
    /// Counts one batch.
    pub(crate) fn add(&mut self, hits: u64, of: u64) {
        self.hits += hits;
        self.of += of;
        self.batches += 1;
        for (sum, more) in self.squares.iter_mut().zip([hits * hits, hits * of, of * of]) {
            *sum += more;
        }
    }

    /// The share; `is_even`: whether only whole batches are independent of each other.
    pub(crate) fn share(&self, is_even: bool) -> Estimate {
        let plain = Estimate::share(self.hits, self.of);
        let is_sure = self.hits == 0 || self.hits == self.of;
        if !is_even || is_sure || (self.batches as usize) < LEAST_BATCHES {
            return plain;
        }
        // Σ (hits N - H futures)², exact: N and H are below 2^27, the sums below 2^37.
        let [hh, hn, nn] = self.squares.map(i128::from);
        let (h, n) = (i128::from(self.hits), i128::from(self.of));
        let squares = (n * n * hh - 2 * n * h * hn + h * h * nn).max(0) as f64;
        let batches = self.batches as f64;
        let n = self.of as f64;
        Estimate {
            value: plain.value,
            se: (squares * batches / (batches - 1.0)).sqrt() / (n * n),
        }
    }
}

/// The quantile of sorted values: type 7 of Hyndman and Fan (1996), "Sample Quantiles in Statistical
/// Packages", The American Statistician 50(4).
///
/// # Formula
///
/// ```text
/// h = (n - 1) p;  q = x[floor h] + (h - floor h) (x[floor h + 1] - x[floor h])   (x[0] the smallest)
/// ```
///
/// # Examples
///
/// ```
/// use regpath_core::stats::quantile;
/// let futures = [20.0, 22.0, 23.0, 24.0, 25.0, 26.0, 28.0, 30.0, 34.0, 40.0];
/// assert!((quantile(&futures, 0.1) - 21.8).abs() < 1e-12);
/// assert!((quantile(&futures, 0.9) - 34.6).abs() < 1e-12);
/// ```
#[must_use]
pub fn quantile(sorted: &[f64], p: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else {
        return f64::NAN;
    };
    let h = last as f64 * p.clamp(0.0, 1.0);
    let below = h.floor() as usize;
    let above = (below + 1).min(last);
    sorted[below] + (h - h.floor()) * (sorted[above] - sorted[below])
}

/// The quantile of sorted values some of which are infinite, for never: between a number and never lies never.
#[must_use]
pub fn quantile_or_never(sorted: &[f64], p: f64) -> Option<f64> {
    let known = sorted.partition_point(|value| *value < f64::INFINITY);
    let place = sorted.len().saturating_sub(1) as f64 * p.clamp(0.0, 1.0);
    (place.ceil() < known as f64).then(|| quantile(sorted, p))
}

/// A quantile of independent futures and its standard error; see [`quantile_error`].
#[must_use]
pub fn quantile_estimate(sorted: &[f64], p: f64) -> Estimate {
    let share = (p * (1.0 - p) / (sorted.len().max(1) as f64)).sqrt();
    Estimate {
        value: quantile(sorted, p),
        se: quantile_error(sorted, p, share),
    }
}

/// The standard error of the quantile of sorted values, given that of the share of values at or below it:
/// sqrt(p (1 - p) / n) for independent futures.
///
/// # Formula
///
/// ```text
/// q    = Q(p),  d = sqrt(p (1 - p) / n)
/// se²  = max of  ∫ (Q(p + d z) - q)² φ(z) dz                                           (1)
///                (q - a)² Φ(-(p - F(a)) / d) + (b - q)² Φ(-(F(q) - p) / d)              (2)
///                max(q - Q(p - 1.96 d), Q(p + 1.96 d) - q)² / 1.96²   where q is tied   (3)
/// ```
///
/// with φ and Φ the normal density and its integral, F the share at or below, and a and b the next values below and
/// above q; times the error of the share over d.
///
/// (1) is Maritz and Jarrett (1978), "A Note on Estimating the Variance of the Sample Median", JASA 73, with normal
/// instead of beta weights: the variance that the quantile has when the sample is drawn again. Where values do not
/// repeat it is that of Woodruff (1952), "Confidence Intervals for Medians and Other Position Measures", JASA 47,
/// which looks one d to either side and takes an error of a tied quantile for 0. Where they repeat, as dates of a
/// calendar window do, the quantile jumps: (2) keeps the chance of a jump however small it is, and (3) makes two
/// errors reach as far as the 95 % interval of order statistics, which holds for any distribution.
#[must_use]
pub fn quantile_error(sorted: &[f64], p: f64, share_error: f64) -> f64 {
    const STEPS: i32 = 24;
    const WIDTH: f64 = 0.25;
    let n = sorted.len();
    if n < 2 {
        return f64::INFINITY;
    }
    let d = (p * (1.0 - p) / n as f64).sqrt().max(0.5 / n as f64);
    let q = quantile(sorted, p);
    let from = |side: f64, z: f64| {
        let apart = quantile(sorted, p + side * z * d) - q;
        apart * apart
    };
    let mut again = 0.0;
    for step in 0..STEPS {
        let z = f64::from(step) * WIDTH;
        let weight = normal_below(-z) - normal_below(-(z + WIDTH));
        let middle = z + WIDTH / 2.0;
        again += weight * (from(-1.0, middle) + from(1.0, middle));
    }
    let (first, past) = (
        sorted.partition_point(|value| *value < q),
        sorted.partition_point(|value| *value <= q),
    );
    let jump = |other: Option<&f64>, share: f64| {
        let apart = other.map_or(0.0, |other| other - q);
        apart * apart * normal_below(-share / d)
    };
    let below = first.checked_sub(1).and_then(|place| sorted.get(place));
    let n = n as f64;
    let jumps = jump(below, p - first as f64 / n) + jump(sorted.get(past), past as f64 / n - p);
    let mut squared = f64::max(again, jumps);
    if past - first > 1 {
        let place = |p: f64| (n - 1.0) * p.clamp(0.0, 1.0);
        let low = sorted[place(p - Z95 * d).floor() as usize];
        let high = sorted[place(p + Z95 * d).ceil() as usize];
        let reach = f64::max(q - low, high - q) / Z95;
        squared = squared.max(reach * reach);
    }
    squared.sqrt() * (share_error / d)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Key, Seed, Stream, unit};

    const REPEATS: u32 = 1_000;

    /// Draws of a distribution by its quantile function, anew for each repeat.
    fn sample(repeat: u32, n: usize, inverse: &impl Fn(f64) -> f64) -> Vec<f64> {
        let stream = Stream::new(Seed(17), Key::new("stats", "test"), repeat);
        let mut values: Vec<f64> = (0..n as u64).map(|i| inverse(unit(stream.bits(i)))).collect();
        values.sort_unstable_by(f64::total_cmp);
        values
    }

    /// Share of samples in which two standard errors around the estimate hold the quantile, and the mean error over
    /// the deviation that the estimate really has.
    fn coverage(n: usize, p: f64, inverse: &impl Fn(f64) -> f64) -> (f64, f64) {
        let exact = inverse(p);
        let (mut held, mut errors, mut squares) = (0, 0.0, 0.0);
        for repeat in 0..REPEATS {
            let found = quantile_estimate(&sample(repeat, n, inverse), p);
            held += u32::from((found.value - exact).abs() <= Z95 * found.se + 1e-9);
            errors += found.se;
            squares += (found.value - exact) * (found.value - exact);
        }
        let repeats = f64::from(REPEATS);
        (
            f64::from(held) / repeats,
            errors / repeats / (squares / repeats).sqrt(),
        )
    }

    /// 95 % less five standard errors of a share found in so many samples.
    const LEAST: f64 = 0.95 - 5.0 * 0.006_9;

    #[test]
    fn the_error_of_a_median_is_that_of_theory() {
        // For a uniform on 0..1 the standard error of the median is 1 / (2 sqrt n).
        let sorted: Vec<f64> = (0..10_000).map(|i| f64::from(i) / 9_999.0).collect();
        assert!((quantile_estimate(&sorted, 0.5).se - 0.005).abs() < 1e-4);
    }

    #[test]
    fn errors_of_quantiles_are_the_deviations_that_samples_have() {
        for (n, p) in [(200, 0.1), (200, 0.5), (200, 0.8), (1_000, 0.5), (1_000, 0.95)] {
            let (held, ratio) = coverage(n, p, &|u| -libm::log(1.0 - u));
            assert!(held > LEAST, "n {n}, p {p}: {held}");
            // The deviation of so many estimates is known to 2.2 %; far out a sample tells its density less well.
            assert!((0.9..1.2).contains(&ratio), "n {n}, p {p}: {ratio}");
        }
    }

    #[test]
    fn intervals_hold_quantiles_of_values_that_repeat() {
        // A die; two dates with the median just before, at and just after the jump; four quarters a year.
        let die = |u: f64| (u * 6.0).floor();
        let dates = |first: f64| move |u: f64| if u <= first { 100.0 } else { 191.0 };
        let quarters = |u: f64| (-libm::log(1.0 - u) * 8.0).ceil() * 91.0;
        for n in [50, 400] {
            for p in [0.1, 0.25, 0.5, 0.8, 0.9] {
                for (name, held) in [
                    ("die", coverage(n, p, &die).0),
                    ("quarters", coverage(n, p, &quarters).0),
                ] {
                    assert!(held > LEAST, "{name}, n {n}, p {p}: {held}");
                }
            }
            for shift in [-0.05, -0.01, -0.001, 0.0, 0.001, 0.01, 0.05] {
                let (held, _) = coverage(n, 0.5, &dates(0.5 + shift));
                assert!(held > LEAST, "dates, n {n}, shift {shift}: {held}");
            }
        }
    }

    #[test]
    fn a_tied_quantile_is_never_sure_while_values_differ() {
        let dates: Vec<f64> = (0..10_000)
            .map(|i| if i < 4_500 { 100.0 } else { 191.0 })
            .collect();
        let found = quantile_estimate(&dates, 0.5);
        // The jump lies ten errors of the share away: it is certain enough, but not certain.
        assert_eq!(found.value, 191.0);
        assert!((1e-12..1e-6).contains(&found.se), "{}", found.se);
        // 1.96 errors away and nearer, the interval reaches the jump.
        let near: Vec<f64> = (0..10_000)
            .map(|i| if i < 4_910 { 100.0 } else { 191.0 })
            .collect();
        assert!(Z95 * quantile_estimate(&near, 0.5).se >= 91.0 - 1e-9);
        assert_eq!(quantile_estimate(&[7.0; 100], 0.5).se, 0.0);
        assert_eq!(quantile_estimate(&[7.0], 0.5).se, f64::INFINITY);
        assert_eq!(quantile_estimate(&[], 0.5).se, f64::INFINITY);
    }

    #[test]
    fn intervals_hold_shares_however_rare() {
        for (n, p) in [(60, 0.5), (100, 0.02), (1_000, 0.002), (1_000, 0.999), (500, 0.3)] {
            let mut held = 0;
            for repeat in 0..REPEATS {
                let hits = sample(repeat, n, &|u| f64::from(u8::from(u < p)))
                    .iter()
                    .sum::<f64>() as u64;
                let found = Estimate::share(hits, n as u64);
                held += u32::from((found.value - p).abs() <= Z95 * found.se);
            }
            assert!(f64::from(held) / f64::from(REPEATS) > LEAST, "{n}, {p}: {held}");
        }
        // What was never seen may still happen: about as often as the rule of three says.
        let never = Estimate::share(0, 1_000);
        assert_eq!(never.value, 0.0);
        assert!((2.0 * never.se * 1_000.0 - 2.8).abs() < 0.1, "{}", never.se);
        assert!((Estimate::share(1_000, 1_000).se / never.se - 1.0).abs() < 1e-12);
        assert_eq!(Estimate::share(1, 1).se, f64::INFINITY);
        assert_eq!(Estimate::mean(5.0, 25.0, 1).se, f64::INFINITY);
    }

    #[test]
    fn batches_of_equal_size_give_the_error_of_their_means() {
        let sums = [10.0, 14.0, 12.0, 16.0, 8.0, 12.0, 13.0, 11.0];
        let batches = sums.iter().map(|sum| (*sum, 4.0));
        let found = Estimate::of_batches(batches);
        // Means 2.5, 3.5, 3, 4, 2, 3, 3.25, 2.75: their mean is 3 and the sum of squared differences 2.625.
        assert_eq!(found.value, 3.0);
        assert!((found.se - (2.625_f64 / 7.0 / 8.0).sqrt()).abs() < 1e-15);
        let mut tally = ShareTally::default();
        for hits in [10, 14, 12, 16, 8, 12, 13, 11] {
            tally.add(hits, 40);
        }
        let share = tally.share(true);
        assert_eq!(share.value, 0.3);
        assert!((share.se - found.se / 10.0).abs() < 1e-15, "{}", share.se);
        // Independent futures have the error of their number.
        assert_eq!(tally.share(false), Estimate::share(96, 320));
    }
}

//! Quantiles, sketches and standard errors.

use serde::{Deserialize, Serialize};

/// An estimate and its Monte Carlo standard error.
///
/// The error is that of plain sampling; with Latin hypercube or Sobol points it is an upper bound for targets
/// that grow with every duration.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Its standard error.
    pub se: f64,
}

impl Estimate {
    /// A share: `hits` of `n`, with `se = sqrt(p (1 - p) / n)`.
    #[must_use]
    pub fn share(hits: u64, n: u64) -> Self {
        let n = n.max(1) as f64;
        let value = hits as f64 / n;
        Self {
            value,
            se: (value * (1.0 - value) / n).sqrt(),
        }
    }

    /// A mean from sums: `se = sd / sqrt(n)`.
    #[must_use]
    pub fn mean(sum: f64, sum_of_squares: f64, n: u64) -> Self {
        let n = n.max(1) as f64;
        let value = sum / n;
        let variance = (sum_of_squares / n - value * value).max(0.0);
        Self {
            value,
            se: (variance / n).sqrt(),
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

/// A quantile and its standard error by Woodruff (1952), "Confidence Intervals for Medians and Other Position
/// Measures", JASA 47: half the distance between the quantiles one binomial standard error to either side.
#[must_use]
pub fn quantile_estimate(sorted: &[f64], p: f64) -> Estimate {
    let delta = (p * (1.0 - p) / (sorted.len().max(1) as f64)).sqrt();
    let se = (quantile(sorted, p + delta) - quantile(sorted, p - delta)) / 2.0;
    Estimate {
        value: quantile(sorted, p),
        se,
    }
}

/// Counts of non-negative values in buckets of equal relative width, taken from the bits of the number:
/// `2^precision` buckets an octave. Merging adds counts, so the order of merging changes nothing.
///
/// A quantile is the middle of its bucket: its relative error is at most `2^-(precision + 1)`, so 0.1 % at
/// precision 9 and 0.025 % at precision 11. Values below 2^-10 count as zero.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sketch {
    precision: u32,
    /// Bucket of the first count.
    base: u32,
    counts: Vec<u32>,
    zeros: u64,
    total: u64,
}

impl Sketch {
    /// An empty sketch; precision 1 to 20.
    #[must_use]
    pub fn new(precision: u32) -> Self {
        Self {
            precision: precision.clamp(1, 20),
            base: 0,
            counts: Vec::new(),
            zeros: 0,
            total: 0,
        }
    }

    /// How many values it has seen.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.total
    }

    /// Forgets everything but its size.
    pub fn clear(&mut self) {
        self.counts.fill(0);
        self.zeros = 0;
        self.total = 0;
    }

    /// Counts one value.
    #[inline]
    pub fn add(&mut self, value: f64) {
        self.total += 1;
        if value < 1.0 / 1024.0 {
            self.zeros += 1;
            return;
        }
        let bucket = (value.to_bits() >> (52 - self.precision)) as u32;
        let place = bucket.wrapping_sub(self.base) as usize;
        if place < self.counts.len() {
            self.counts[place] += 1;
        } else {
            self.cover(bucket, bucket);
            self.counts[(bucket - self.base) as usize] += 1;
        }
    }

    /// Adds the counts of another sketch of the same precision.
    pub fn merge(&mut self, other: &Self) {
        self.total += other.total;
        self.zeros += other.zeros;
        let used = other.counts.iter().position(|count| *count > 0);
        let last = other.counts.iter().rposition(|count| *count > 0);
        if let (Some(first), Some(last)) = (used, last) {
            self.cover(other.base + first as u32, other.base + last as u32);
            let offset = (other.base + first as u32 - self.base) as usize;
            for (mine, theirs) in self.counts[offset..].iter_mut().zip(&other.counts[first..=last]) {
                *mine += theirs;
            }
        }
    }

    /// The value below which the share `p` of all values lies; not a number when empty.
    #[must_use]
    pub fn quantile(&self, p: f64) -> f64 {
        if self.total == 0 {
            return f64::NAN;
        }
        let rank = ((self.total - 1) as f64 * p.clamp(0.0, 1.0)).floor() as u64;
        if rank < self.zeros {
            return 0.0;
        }
        let mut seen = self.zeros;
        for (place, count) in self.counts.iter().enumerate() {
            seen += u64::from(*count);
            if seen > rank {
                let bucket = u64::from(self.base) + place as u64;
                let shift = 52 - self.precision;
                let low = f64::from_bits(bucket << shift);
                let high = f64::from_bits((bucket + 1) << shift);
                return f64::midpoint(low, high);
            }
        }
        f64::NAN
    }

    /// Makes room for the buckets from `first` to `last`, with some to spare.
    fn cover(&mut self, first: u32, last: u32) {
        let spare = 1 << (self.precision - 1);
        if self.counts.is_empty() {
            self.base = first.saturating_sub(spare);
            self.counts = vec![0; (last - self.base + spare) as usize + 1];
            return;
        }
        if first < self.base {
            let new_base = first.saturating_sub(spare);
            let more = (self.base - new_base) as usize;
            self.counts.splice(0..0, std::iter::repeat_n(0, more));
            self.base = new_base;
        }
        let needed = (last - self.base) as usize + 1;
        if needed > self.counts.len() {
            self.counts.resize(needed + spare as usize, 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_sketch_is_as_near_as_it_says(mut values in prop::collection::vec(0.01..1e9_f64, 1..300), p in 0.0..=1.0_f64) {
            let mut sketch = Sketch::new(9);
            for value in &values {
                sketch.add(*value);
            }
            values.sort_unstable_by(f64::total_cmp);
            let exact = values[((values.len() - 1) as f64 * p).floor() as usize];
            prop_assert!((sketch.quantile(p) - exact).abs() <= exact / 1024.0);
        }

        #[test]
        fn merging_is_adding(a in prop::collection::vec(0.0..1e6_f64, 0..50), b in prop::collection::vec(0.0..1e6_f64, 0..50)) {
            let of = |values: &[f64]| {
                let mut sketch = Sketch::new(11);
                for value in values {
                    sketch.add(*value);
                }
                sketch
            };
            let mut merged = of(&a);
            merged.merge(&of(&b));
            let whole = of(&[a, b].concat());
            for p in [0.0, 0.1, 0.5, 0.9, 1.0] {
                prop_assert_eq!(merged.quantile(p).to_bits(), whole.quantile(p).to_bits());
            }
        }
    }

    #[test]
    fn the_error_of_a_median_is_that_of_theory() {
        // For a uniform on 0..1 the standard error of the median is 1 / (2 sqrt n).
        let sorted: Vec<f64> = (0..10_000).map(|i| f64::from(i) / 9_999.0).collect();
        assert!((quantile_estimate(&sorted, 0.5).se - 0.005).abs() < 1e-4);
    }
}

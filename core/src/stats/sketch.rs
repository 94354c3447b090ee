//! Counts from which quantiles can be read when there are too many values to keep.

use serde::{Deserialize, Serialize};

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
                return self.middle(place);
            }
        }
        f64::NAN
    }

    /// How many values lie below a bound, or in its bucket too.
    pub(crate) fn count_below(&self, bound: f64, is_included: bool) -> u64 {
        if bound < 1.0 / 1024.0 {
            return if is_included { self.zeros } else { 0 };
        }
        let bucket = (bound.to_bits() >> (52 - self.precision)) as u32 + u32::from(is_included);
        let places = (bucket.saturating_sub(self.base) as usize).min(self.counts.len());
        let below = self.counts[..places].iter().map(|count| u64::from(*count));
        self.zeros + below.sum::<u64>()
    }

    /// Quantiles at equal distances that stand for all values, in order; none when empty.
    pub(crate) fn stand_ins(&self, count: usize) -> Vec<f64> {
        let Some(last) = self.total.checked_sub(1) else {
            return Vec::new();
        };
        let (mut place, mut seen, mut value) = (0, self.zeros, 0.0);
        (0..count)
            .map(|i| {
                let rank = (last as f64 * (i as f64 / (count - 1).max(1) as f64)).floor() as u64;
                while rank >= seen && place < self.counts.len() {
                    seen += u64::from(self.counts[place]);
                    value = self.middle(place);
                    place += 1;
                }
                value
            })
            .collect()
    }

    /// The middle of a bucket.
    fn middle(&self, place: usize) -> f64 {
        let bucket = u64::from(self.base) + place as u64;
        let shift = 52 - self.precision;
        f64::midpoint(
            f64::from_bits(bucket << shift),
            f64::from_bits((bucket + 1) << shift),
        )
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
            values.sort_by(f64::total_cmp);
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
            let stand_ins = whole.stand_ins(11);
            for (tenth, p) in [0.0, 0.1, 0.5, 0.9, 1.0].into_iter().enumerate() {
                prop_assert_eq!(merged.quantile(p).to_bits(), whole.quantile(p).to_bits());
                if let Some(stand_in) = stand_ins.get([0, 1, 5, 9, 10][tenth]) {
                    prop_assert_eq!(stand_in.to_bits(), whole.quantile(p).to_bits());
                }
            }
        }
    }
}

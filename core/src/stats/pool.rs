//! The values of one quantity in all futures of a run, and how they are spread.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Estimate, LEAST_BATCHES, Sketch, quantile, quantile_error};

/// Up to this many futures quantiles are exact; beyond, they come from a [`Sketch`] of precision 11, with a
/// relative error of at most 0.025 %.
pub const EXACT: u64 = 1_000_000;

/// The quantiles that a summary gives.
pub const LEVELS: [f64; 8] = [0.05, 0.10, 0.25, 0.50, 0.75, 0.80, 0.90, 0.95];

/// Values that stand for all where these are too many to keep.
const STAND_INS: usize = 10_000;

/// Sketches that the batches of a run are dealt out to, so that their differences show.
const GROUPS: usize = 32;

/// One quantile.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Level {
    /// Share of futures at or below, 0 to 1.
    pub p: f64,
    /// The value: days, or an amount in the plan's currency.
    pub value: f64,
    /// Its standard error; infinite (`null` in JSON) where a single future tells nothing of it.
    pub se: f64,
}

/// How a number is spread over futures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Spread {
    /// Mean.
    pub mean: Estimate,
    /// Standard deviation.
    pub sd: f64,
    /// Quantiles at [`LEVELS`].
    pub levels: Vec<Level>,
    /// All values in order (beyond [`EXACT`] ten thousand that stand for them), for charts.
    #[serde(skip)]
    pub sorted: Arc<Vec<f64>>,
}

impl Spread {
    /// One of the [`LEVELS`].
    #[must_use]
    pub fn level(&self, p: f64) -> Option<Level> {
        self.levels
            .iter()
            .copied()
            .find(|level| (level.p - p).abs() < 1e-9)
    }

    /// Any quantile.
    #[must_use]
    pub fn quantile(&self, p: f64) -> f64 {
        quantile(&self.sorted, p)
    }
}

/// A quantile of what the sketches of several batches of futures have counted together, not a number where they
/// have counted nothing. Values of one batch may depend on each other; where there are too few batches to tell, they
/// count as if they did not.
pub(crate) fn sketched_quantile(batches: &[Sketch], p: f64) -> Estimate {
    let Some((first, others)) = batches.split_first() else {
        return Estimate {
            value: f64::NAN,
            se: f64::INFINITY,
        };
    };
    let mut all = first.clone();
    for other in others {
        all.merge(other);
    }
    let value = all.quantile(p);
    let used: Vec<&Sketch> = batches.iter().filter(|sketch| sketch.total() > 0).collect();
    let n = all.total() as f64;
    let share = if used.len() < LEAST_BATCHES {
        (p * (1.0 - p) / n).sqrt()
    } else {
        sketched_share_error(&used, value)
    };
    let stand_ins = all.stand_ins(STAND_INS.min(all.total() as usize));
    Estimate {
        value,
        se: quantile_error(&stand_ins, p, share.max(0.5 / n)),
    }
}

/// The standard error of the share of values at a bound, by the differences of batches. An atom there has an error
/// at either end.
fn sketched_share_error(batches: &[&Sketch], bound: f64) -> f64 {
    let error = |is_included: bool| {
        let counts = batches.iter().map(|sketch| {
            (
                sketch.count_below(bound, is_included) as f64,
                sketch.total() as f64,
            )
        });
        Estimate::of_batches(counts).se
    };
    error(true).max(error(false))
}

/// Many values: exact up to a bound, then a sketch.
#[derive(Debug, Clone)]
pub(crate) struct Pool {
    /// Whether only whole batches are independent of each other.
    is_even: bool,
    values: Vec<f64>,
    /// None while values are kept; one, or more where batches are told apart.
    sketches: Vec<Sketch>,
    /// Sums are kept of what lies beyond the first value, so that equal values have no variance.
    base: f64,
    sum: f64,
    squares: f64,
    count: u64,
    /// Sum and number of the values of each batch, where batches are told apart.
    batches: Vec<(f64, u64)>,
}

impl Pool {
    /// `expected`: how many values may come; `is_even`: whether only whole batches are independent of each other.
    pub(crate) fn new(expected: u64, is_even: bool) -> Self {
        let sketches = match (expected > EXACT, is_even) {
            (false, _) => 0,
            (true, false) => 1,
            (true, true) => GROUPS,
        };
        Self {
            is_even,
            values: Vec::new(),
            sketches: vec![Sketch::new(11); sketches],
            base: 0.0,
            sum: 0.0,
            squares: 0.0,
            count: 0,
            batches: Vec::new(),
        }
    }

    /// How many values there are.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// Takes the values of one batch.
    pub(crate) fn add(&mut self, values: impl Iterator<Item = f64>) {
        let (mut sum, before) = (0.0, self.count);
        let group = self.batches.len() % self.sketches.len().max(1);
        for value in values {
            if self.count == 0 {
                self.base = value;
            }
            self.count += 1;
            let beyond = value - self.base;
            sum += beyond;
            self.squares += beyond * beyond;
            match self.sketches.get_mut(group) {
                Some(sketch) => sketch.add(value),
                None => self.values.push(value),
            }
        }
        self.sum += sum;
        if self.is_even {
            self.batches.push((sum, self.count - before));
        }
    }

    /// Whether the differences of batches tell errors.
    fn has_batches(&self) -> bool {
        self.is_even && self.batches.len() >= LEAST_BATCHES
    }

    /// The mean; infinitely unsure where there is no value.
    pub(crate) fn mean(&self) -> Estimate {
        let mean = if self.has_batches() {
            Estimate::of_batches(self.batches.iter().map(|(sum, n)| (*sum, *n as f64)))
        } else {
            Estimate::mean(self.sum, self.squares, self.count)
        };
        Estimate {
            value: self.base + mean.value,
            se: mean.se,
        }
    }

    /// The values in order; from sketches, ten thousand quantiles that stand for them.
    pub(crate) fn sorted(&self) -> Vec<f64> {
        let Some((first, others)) = self.sketches.split_first() else {
            let mut sorted = self.values.clone();
            sorted.sort_unstable_by(f64::total_cmp);
            return sorted;
        };
        let mut all = first.clone();
        for other in others {
            all.merge(other);
        }
        all.stand_ins(STAND_INS)
    }

    /// A quantile of the values that [`Self::sorted`] has put in order.
    pub(crate) fn level(&self, sorted: &[f64], p: f64) -> Estimate {
        let value = quantile(sorted, p);
        let n = self.count as f64;
        let share = if self.has_batches() {
            // No share is finer than half a future.
            self.share_error(value).max(0.5 / n)
        } else {
            (p * (1.0 - p) / n).sqrt()
        };
        let se = if self.count < 2 {
            f64::INFINITY
        } else {
            quantile_error(sorted, p, share)
        };
        Estimate { value, se }
    }

    /// The standard error of the share of values at a bound, by the differences of batches.
    fn share_error(&self, bound: f64) -> f64 {
        if !self.sketches.is_empty() {
            let used = self.sketches.iter().filter(|sketch| sketch.total() > 0);
            return sketched_share_error(&used.collect::<Vec<_>>(), bound);
        }
        let mut end = 0;
        let batches: Vec<&[f64]> = self
            .batches
            .iter()
            .map(|(_, n)| {
                let from = end;
                end += *n as usize;
                &self.values[from..end]
            })
            .collect();
        // An atom at the bound has an error at either end.
        let error = |is_hit: &dyn Fn(&f64) -> bool| {
            let counts: Vec<(f64, f64)> = batches
                .iter()
                .map(|values| {
                    let hits = values.iter().filter(|value| is_hit(value)).count();
                    (hits as f64, values.len() as f64)
                })
                .collect();
            Estimate::of_batches(counts.into_iter()).se
        };
        error(&|value| *value <= bound).max(error(&|value| *value < bound))
    }

    /// How the values are spread, if there are any.
    pub(crate) fn spread(&self) -> Option<Spread> {
        if self.count == 0 {
            return None;
        }
        let sorted = self.sorted();
        let levels = LEVELS.map(|p| {
            let Estimate { value, se } = self.level(&sorted, p);
            Level { p, value, se }
        });
        let n = self.count as f64;
        let squares = (self.squares - self.sum * self.sum / n).max(0.0);
        Some(Spread {
            mean: self.mean(),
            sd: (squares / (n - 1.0).max(1.0)).sqrt(),
            levels: levels.to_vec(),
            sorted: Arc::new(sorted),
        })
    }
}

//! Several plans on the same futures. A draw is keyed by the step and what it is for, so that plans share their
//! luck wherever they share a step, and a difference shows what the plans do, not what chance does.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Named;
use crate::calendar::Date;
use crate::engine::NEVER;
use crate::model::{Caveat, CaveatDef};
use crate::plan::Plan;
use crate::run::{CHUNK, Chunk, Simulation};
use crate::stats::{Estimate, quantile, quantile_estimate};

/// The most plans in one comparison.
pub const MOST_PLANS: usize = 8;

/// The most futures in one comparison: each of them is kept.
pub const MOST_FUTURES: u64 = 1_000_000;

/// Futures are shown in twentieths.
const TWENTY: f64 = 20.0;

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Metric {
    /// Days to the first plan's target, in each plan that has a milestone of that id; in the others to their own.
    Target,
    /// Days to the first approval.
    FirstApproval,
    /// Direct cost of everything started by the horizon.
    Cost,
}

impl Metric {
    const ALL: [Self; 3] = [Self::Target, Self::FirstApproval, Self::Cost];
}

/// Gathers the chunks of several runs with the same seed.
#[derive(Debug)]
pub struct Comparer {
    plans: Vec<Arc<Plan>>,
    /// By plan and metric, the value in each future; infinite where a milestone is not reached.
    values: Vec<[Vec<f64>; 3]>,
    /// By plan, the chunks that are in: the first ones without a gap, and those after the gap.
    chunks: Vec<(u64, BTreeSet<u64>)>,
}

impl Comparer {
    /// Makes room for the futures of these runs; the first plan is what the others are compared with.
    #[must_use]
    pub fn new(simulations: &[Simulation]) -> Self {
        let values = |simulation: &Simulation| {
            [0; 3].map(|_| vec![NEVER; simulation.iterations().min(MOST_FUTURES) as usize])
        };
        Self {
            plans: simulations
                .iter()
                .map(|simulation| Arc::clone(simulation.plan()))
                .collect(),
            values: simulations.iter().map(values).collect(),
            chunks: vec![(0, BTreeSet::new()); simulations.len()],
        }
    }

    /// Index of the milestone that a metric looks at in a plan.
    fn milestone(&self, plan: usize, metric: Metric) -> Option<usize> {
        let (first, plan) = (self.plans.first()?, &self.plans[plan]);
        match metric {
            Metric::Target => {
                let id = &first.milestones[first.target].id;
                let same = plan.milestones.iter().position(|milestone| milestone.id == *id);
                Some(same.unwrap_or(plan.target))
            }
            Metric::FirstApproval => plan.first_approval,
            Metric::Cost => None,
        }
    }

    /// What turns a value of a plan into one of the first plan: days are counted from its start, amounts are in
    /// its currency.
    fn scale(&self, plan: usize, metric: Metric) -> (f64, f64) {
        let (first, plan) = (&self.plans[0], &self.plans[plan]);
        if metric == Metric::Cost {
            let yen = |of: &Plan| {
                let currency = of.catalogue.registers.currencies.get(&of.currency);
                currency.map_or(1.0, |currency| currency.jpy)
            };
            let factor = if plan.currency == first.currency {
                1.0
            } else {
                yen(plan) / yen(first)
            };
            (factor, 0.0)
        } else {
            (1.0, f64::from(plan.start.days_since(first.start)))
        }
    }

    /// Takes a chunk of the run of a plan, in any order.
    pub fn add(&mut self, plan: usize, chunk: &Chunk) {
        let (next, later) = &mut self.chunks[plan];
        later.insert(chunk.index);
        while later.remove(next) {
            *next += 1;
        }
        let from = (chunk.index * CHUNK) as usize;
        for (place, metric) in Metric::ALL.into_iter().enumerate() {
            let found = match self.milestone(plan, metric) {
                Some(milestone) => chunk.times().get(milestone).map(Vec::as_slice),
                None if metric == Metric::Cost => Some(chunk.totals()),
                None => None,
            };
            let (factor, shift) = self.scale(plan, metric);
            let mine = self.values[plan][place].get_mut(from..).unwrap_or_default();
            for (mine, value) in mine.iter_mut().zip(found.unwrap_or_default()) {
                *mine = value * factor + shift;
            }
        }
    }

    /// How many futures are in, of every plan and without a gap.
    #[must_use]
    pub fn futures(&self) -> u64 {
        let plans = self.chunks.iter().zip(&self.values);
        let futures = plans.map(|((next, _), [values, ..])| (next * CHUNK).min(values.len() as u64));
        futures.min().unwrap_or(0)
    }

    /// The comparison on the futures that are in; of all of them once all chunks are.
    #[must_use]
    pub fn comparison(&self) -> Comparison {
        let futures = self.futures() as usize;
        let metrics = Metric::ALL.into_iter().enumerate().map(|(place, metric)| {
            let first = &self.values[0][place][..futures];
            Compared {
                metric,
                plans: (0..self.plans.len())
                    .map(|plan| {
                        let milestone = self
                            .milestone(plan, metric)
                            .map(|milestone| &self.plans[plan].milestones[milestone]);
                        let values = &self.values[plan][place][..futures];
                        Standing::of(
                            values,
                            milestone.map(|milestone| Named {
                                id: milestone.id.clone(),
                                title: milestone.title.clone(),
                            }),
                            (plan > 0).then(|| Difference::of(first, values)),
                        )
                    })
                    .collect(),
            }
        });
        // Without a first approval in any plan there is nothing to compare.
        let metrics = metrics.filter(|compared| {
            compared.metric == Metric::Cost || compared.plans.iter().all(|plan| plan.milestone.is_some())
        });
        Comparison {
            futures: futures as u64,
            start: self.plans[0].start,
            currency: self.plans[0].currency.clone(),
            plans: self
                .plans
                .iter()
                .map(|plan| Named {
                    id: plan.id.clone(),
                    title: plan.title.clone(),
                })
                .collect(),
            metrics: metrics.collect(),
            caveats: self.caveats(),
        }
    }

    /// The caveats of all plans, first what holds of every route, then in the order of the plans.
    fn caveats(&self) -> Vec<Caveat> {
        let mut found: Vec<&CaveatDef> = Vec::new();
        for caveat in self.plans.iter().flat_map(|plan| plan.caveats()) {
            if !found.iter().any(|known| known.id == caveat.id) {
                found.push(caveat);
            }
        }
        crate::order::by_key(&mut found, |caveat| !caveat.is_general());
        found.into_iter().map(Caveat::from).collect()
    }
}

/// Runs simulations from beginning to end on this thread and compares them.
///
/// # Panics
///
/// If there is no simulation.
#[must_use]
pub fn compare(simulations: &[Simulation]) -> Comparison {
    let mut comparer = Comparer::new(simulations);
    for (plan, simulation) in simulations.iter().enumerate() {
        let mut worker = simulation.worker();
        for index in 0..simulation.chunk_count() {
            comparer.add(plan, &worker.run_chunk(index));
        }
    }
    comparer.comparison()
}

/// Several plans on the same futures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Futures simulated of each plan.
    pub futures: u64,
    /// First day of the first plan: all days count from it.
    pub start: Date,
    /// Currency of the first plan: all amounts are in it.
    pub currency: String,
    /// The plans; all are compared with the first.
    pub plans: Vec<Named>,
    /// What was compared.
    pub metrics: Vec<Compared>,
    /// What a reader must be told of the routes that the plans take.
    pub caveats: Vec<Caveat>,
}

/// One metric of all plans.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// Which.
    pub metric: Metric,
    /// How each plan stands, in the order of [`Comparison::plans`].
    pub plans: Vec<Standing>,
}

/// How one plan stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// The milestone looked at; none for the cost.
    pub milestone: Option<Named>,
    /// Share of futures that reach it.
    pub reached: Estimate,
    /// Mean, given that it is reached; days or amount.
    pub mean: Option<Estimate>,
    /// Median.
    pub p50: Option<Estimate>,
    /// 80 % quantile.
    pub p80: Option<Estimate>,
    /// The values of one future in twenty, smallest first: the middles of equal shares of the futures that reach it.
    #[serde(skip)]
    pub twentieths: Vec<f64>,
    /// Against the first plan; none for the first itself.
    pub difference: Option<Difference>,
}

impl Standing {
    fn of(values: &[f64], milestone: Option<Named>, difference: Option<Difference>) -> Self {
        let mut sorted: Vec<f64> = values.iter().copied().filter(|value| *value < NEVER).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        let is_any = !sorted.is_empty();
        let reached = Estimate::share(sorted.len() as u64, values.len() as u64);
        let dots = (reached.value * TWENTY).round() as u32;
        let middle = |dot: u32| quantile(&sorted, (f64::from(dot) + 0.5) / f64::from(dots));
        Self {
            milestone,
            reached,
            twentieths: (0..dots).map(middle).collect(),
            mean: is_any.then(|| mean(&sorted)),
            p50: is_any.then(|| quantile_estimate(&sorted, 0.5)),
            p80: is_any.then(|| quantile_estimate(&sorted, 0.8)),
            difference,
        }
    }
}

/// A plan against the first one, future by future: its value less that of the first. Below zero it is earlier, or
/// cheaper.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// Share of futures in which both reach the milestone; the differences are those of these futures.
    pub both: Estimate,
    /// Share of futures in which only the first plan does.
    pub only_first: Estimate,
    /// Share of futures in which only this plan does.
    pub only_this: Estimate,
    /// The differences; none where no future has both.
    pub spread: Option<DifferenceSpread>,
}

/// Differences over the futures in which both plans reach the milestone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DifferenceSpread {
    /// Mean.
    pub mean: Estimate,
    /// Median.
    pub median: Estimate,
    /// 5 % quantile: with [`Self::high`] an interval that holds nine futures in ten.
    pub low: f64,
    /// 95 % quantile.
    pub high: f64,
    /// Share of these futures in which this plan is earlier or cheaper.
    pub better: Estimate,
    /// Share of these futures in which it is later or dearer.
    pub worse: Estimate,
    /// The variance that the mean would have with other futures for each plan, over the one it has; none where
    /// all differences are the same.
    pub variance_ratio: Option<f64>,
}

/// Smaller differences, in days or money, come of rounding.
const ROUNDING: f64 = 1e-6;

impl Difference {
    fn of(first: &[f64], this: &[f64]) -> Self {
        let n = first.len().min(this.len()) as u64;
        let share = |is: &dyn Fn(bool, bool) -> bool| {
            let pairs = first.iter().zip(this);
            let count = pairs.filter(|(a, b)| is(**a < NEVER, **b < NEVER)).count();
            Estimate::share(count as u64, n)
        };
        let pairs: Vec<(f64, f64)> = first
            .iter()
            .copied()
            .zip(this.iter().copied())
            .filter(|(a, b)| *a < NEVER && *b < NEVER)
            .collect();
        Self {
            both: share(&|a, b| a && b),
            only_first: share(&|a, b| a && !b),
            only_this: share(&|a, b| !a && b),
            spread: DifferenceSpread::of(&pairs),
        }
    }
}

impl DifferenceSpread {
    fn of(pairs: &[(f64, f64)]) -> Option<Self> {
        let count = pairs.len() as u64;
        let mut sorted: Vec<f64> = pairs.iter().map(|(first, this)| this - first).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        let share = |is: &dyn Fn(f64) -> bool| {
            let hits = sorted.iter().filter(|difference| is(**difference)).count();
            Estimate::share(hits as u64, count)
        };
        let difference = (count > 0).then(|| mean(&sorted))?;
        let variance = |values: Vec<f64>| {
            let se = mean(&values).se;
            se * se
        };
        let apart = variance(pairs.iter().map(|(first, _)| *first).collect())
            + variance(pairs.iter().map(|(_, this)| *this).collect());
        Some(Self {
            mean: difference,
            median: quantile_estimate(&sorted, 0.5),
            low: quantile(&sorted, 0.05),
            high: quantile(&sorted, 0.95),
            better: share(&|difference| difference < -ROUNDING),
            worse: share(&|difference| difference > ROUNDING),
            variance_ratio: (difference.se > ROUNDING).then(|| apart / (difference.se * difference.se)),
        })
    }
}

/// The mean of values that are there, with deviations from the first one, so that equal values have none.
fn mean(values: &[f64]) -> Estimate {
    let base = values.first().copied().unwrap_or(0.0);
    let sum = values.iter().map(|value| value - base).sum();
    let squares = values.iter().map(|value| (value - base) * (value - base)).sum();
    let rest = Estimate::mean(sum, squares, values.len() as u64);
    Estimate {
        value: base + rest.value,
        se: rest.se,
    }
}

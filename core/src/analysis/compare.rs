//! Several plans on the same futures. A draw is keyed by the step and what it is for, so that plans share their
//! luck wherever they share a step, and a difference shows what the plans do, not what chance does.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Named;
use crate::calendar::Date;
use crate::engine::NEVER;
use crate::model::{Caveat, CaveatDef};
use crate::plan::Plan;
use crate::run::{CHUNK, Chunk, Simulation};
use crate::sampling::Method;
use crate::stats::{Estimate, Pool, ShareTally, quantile};

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
    /// Whether only whole chunks are independent of each other.
    is_even: bool,
    /// By plan and metric, the value in each future; infinite where a milestone is not reached.
    values: Vec<[Vec<f64>; 3]>,
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
            is_even: simulations
                .iter()
                .any(|simulation| simulation.method() != Method::Mc),
            values: simulations.iter().map(values).collect(),
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

    /// The comparison, once all chunks are in.
    #[must_use]
    pub fn comparison(&self) -> Comparison {
        let futures = self.values.first().map_or(0, |[values, ..]| values.len());
        let metrics = Metric::ALL.into_iter().enumerate().map(|(place, metric)| {
            let first = &self.values[0][place];
            Compared {
                metric,
                plans: (0..self.plans.len())
                    .map(|plan| {
                        let milestone = self
                            .milestone(plan, metric)
                            .map(|milestone| &self.plans[plan].milestones[milestone]);
                        let values = &self.values[plan][place];
                        Standing::of(
                            Values::new(values, self.is_even),
                            milestone.map(|milestone| Named {
                                id: milestone.id.clone(),
                                title: milestone.title.clone(),
                            }),
                            (plan > 0).then(|| Difference::of(Values::new(first, self.is_even), values)),
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
        found.sort_by_key(|caveat| !caveat.is_general());
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

/// A value of each future; infinite where there is none.
#[derive(Clone, Copy)]
struct Values<'v> {
    all: &'v [f64],
    /// Whether only whole chunks are independent of each other.
    is_even: bool,
}

impl<'v> Values<'v> {
    const fn new(all: &'v [f64], is_even: bool) -> Self {
        Self { all, is_even }
    }

    /// The values that are there.
    fn pool(self) -> Pool {
        let mut pool = Pool::new(0, self.is_even);
        for chunk in self.all.chunks(CHUNK as usize) {
            pool.add(chunk.iter().copied().filter(|value| *value < NEVER));
        }
        pool
    }

    /// The share of futures whose value is so among those whose value may be.
    fn share(self, is_so: impl Fn(f64) -> bool, may_be: impl Fn(f64) -> bool) -> Estimate {
        let mut tally = ShareTally::default();
        for chunk in self.all.chunks(CHUNK as usize) {
            let count = |is: &dyn Fn(f64) -> bool| chunk.iter().filter(|value| is(**value)).count() as u64;
            tally.add(count(&is_so), count(&may_be));
        }
        tally.share(self.is_even)
    }
}

impl Standing {
    fn of(values: Values<'_>, milestone: Option<Named>, difference: Option<Difference>) -> Self {
        let pool = values.pool();
        let sorted = pool.sorted();
        let is_any = !sorted.is_empty();
        let reached = values.share(|value| value < NEVER, |_| true);
        let dots = (reached.value * TWENTY).round() as u32;
        let middle = |dot: u32| quantile(&sorted, (f64::from(dot) + 0.5) / f64::from(dots));
        Self {
            milestone,
            reached,
            twentieths: (0..dots).map(middle).collect(),
            mean: is_any.then(|| pool.mean()),
            p50: is_any.then(|| pool.level(&sorted, 0.5)),
            p80: is_any.then(|| pool.level(&sorted, 0.8)),
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
    fn of(first: Values<'_>, this: &[f64]) -> Self {
        let values = |of: &dyn Fn(f64, f64) -> f64| -> Vec<f64> {
            let pairs = first.all.iter().zip(this);
            pairs.map(|(first, this)| of(*first, *this)).collect()
        };
        let is_there = |value: f64| value < NEVER;
        let share = |is: &dyn Fn(bool, bool) -> bool| {
            let hits = values(&|a, b| if is(is_there(a), is_there(b)) { 0.0 } else { NEVER });
            Values::new(&hits, first.is_even).share(is_there, |_| true)
        };
        let pairs = |of: &dyn Fn(f64, f64) -> f64| {
            values(&|a, b| {
                if is_there(a) && is_there(b) {
                    of(a, b)
                } else {
                    NEVER
                }
            })
        };
        let [this_less_first, one, other] = [
            pairs(&|first, this| this - first),
            pairs(&|first, _| first),
            pairs(&|_, this| this),
        ];
        let values = |all| Values::new(all, first.is_even);
        Self {
            both: share(&|a, b| a && b),
            only_first: share(&|a, b| a && !b),
            only_this: share(&|a, b| !a && b),
            spread: DifferenceSpread::of(values(&this_less_first), [values(&one), values(&other)]),
        }
    }
}

impl DifferenceSpread {
    /// Of the differences, and of the values on either side, in the futures that have both.
    fn of(differences: Values<'_>, sides: [Values<'_>; 2]) -> Option<Self> {
        let pool = differences.pool();
        if pool.count() == 0 {
            return None;
        }
        let sorted = pool.sorted();
        let share = |is: &dyn Fn(f64) -> bool| {
            differences.share(|value| value < NEVER && is(value), |value| value < NEVER)
        };
        let mean = pool.mean();
        let variance = |values: Values<'_>| {
            let se = values.pool().mean().se;
            se * se
        };
        let [one, other] = sides.map(variance);
        Some(Self {
            mean,
            median: pool.level(&sorted, 0.5),
            low: quantile(&sorted, 0.05),
            high: quantile(&sorted, 0.95),
            better: share(&|difference| difference < -ROUNDING),
            worse: share(&|difference| difference > ROUNDING),
            variance_ratio: (mean.se > ROUNDING && mean.se < f64::INFINITY)
                .then(|| (one + other) / (mean.se * mean.se)),
        })
    }
}

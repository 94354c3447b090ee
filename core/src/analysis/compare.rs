//! Several plans on the same futures. A draw is keyed by the step and what it is for, so that plans share their
//! luck wherever they share a step, and a difference shows what the plans do, not what chance does.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Named;
use crate::calendar::Date;
use crate::engine::NEVER;
use crate::model::{Caveat, CaveatDef};
use crate::plan::{Need, Plan, Trigger};
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Metric {
    /// Days to the first plan's target, in each plan that has this milestone; in the others to their own, which
    /// [`Standing::is_same`] tells.
    Target,
    /// Days to a milestone that all plans have, where their targets are not the same.
    Milestone,
    /// Days to the first approval.
    FirstApproval,
    /// Direct cost of everything started by the horizon.
    Cost,
    /// Days to the month in which cash runs out before the first sale; never is best.
    OutOfCash,
    /// Net present value of costs, support money and sales; more is better.
    Npv,
}

impl Metric {
    /// Whether it counts days.
    #[must_use]
    pub const fn is_time(self) -> bool {
        matches!(
            self,
            Self::Target | Self::Milestone | Self::FirstApproval | Self::OutOfCash
        )
    }

    /// Whether more of it is better.
    #[must_use]
    pub const fn is_gain(self) -> bool {
        matches!(self, Self::Npv)
    }
}

/// Milestones in common that are compared where the targets are not the same.
const MOST_SHARED: usize = 3;

/// A metric, and the milestone that it looks at in each plan.
#[derive(Debug, Clone)]
struct Asked {
    metric: Metric,
    milestones: Vec<Option<usize>>,
}

/// Gathers the chunks of several runs with the same seed.
#[derive(Debug)]
pub struct Comparer {
    plans: Vec<Arc<Plan>>,
    /// Whether only whole chunks are independent of each other.
    is_even: bool,
    asked: Vec<Asked>,
    /// By plan and metric, the value in each future; infinite where a milestone is not reached.
    values: Vec<Vec<Vec<f64>>>,
    /// By chunk, how many plans have it.
    counts: Vec<usize>,
}

/// Whether two milestones are the same: by name and words, or because both stand for the same paper.
fn is_same(one: (&Plan, usize), other: (&Plan, usize)) -> bool {
    let paper = |(plan, milestone): (&Plan, usize)| match &plan.milestones[milestone].trigger {
        Trigger::Need(Need::Held {
            artefact,
            for_at_least,
            not_older_than,
        }) if *for_at_least == 0.0 && *not_older_than == NEVER => Some(plan.artefacts[*artefact].clone()),
        _ => None,
    };
    let (a, b) = (&one.0.milestones[one.1], &other.0.milestones[other.1]);
    let papers = (paper(one), paper(other));
    a.id == b.id && a.title == b.title || papers.0.is_some() && papers.0 == papers.1
}

impl Comparer {
    /// Makes room for the futures of these runs; the first plan is what the others are compared with.
    #[must_use]
    pub fn new(simulations: &[Simulation]) -> Self {
        let plans: Vec<Arc<Plan>> = simulations
            .iter()
            .map(|simulation| Arc::clone(simulation.plan()))
            .collect();
        let asked = asked(&plans);
        let values = |simulation: &Simulation| {
            let futures = simulation.iterations().min(MOST_FUTURES) as usize;
            vec![vec![NEVER; futures]; asked.len()]
        };
        Self {
            is_even: simulations
                .iter()
                .any(|simulation| simulation.method() != Method::Mc),
            values: simulations.iter().map(values).collect(),
            counts: simulations
                .first()
                .map_or_else(Vec::new, |first| vec![0; first.chunk_count() as usize]),
            plans,
            asked,
        }
    }

    /// What turns a value of a plan into one of the first plan: days are counted from its start, amounts are in
    /// its currency.
    fn scale(&self, plan: usize, metric: Metric) -> (f64, f64) {
        let (first, plan) = (&self.plans[0], &self.plans[plan]);
        if metric.is_time() {
            (1.0, f64::from(plan.start.days_since(first.start)))
        } else {
            let yen = |of: &Plan| of.yen(&of.currency);
            let factor = if plan.currency == first.currency {
                1.0
            } else {
                yen(plan) / yen(first)
            };
            (factor, 0.0)
        }
    }

    /// Takes a chunk of the run of a plan, in any order.
    pub fn add(&mut self, plan: usize, chunk: &Chunk) {
        if let Some(count) = self.counts.get_mut(chunk.index as usize) {
            *count += 1;
        }
        let from = (chunk.index * CHUNK) as usize;
        for place in 0..self.asked.len() {
            let Asked { metric, milestones } = &self.asked[place];
            let metric = *metric;
            let early;
            let found = match (metric, milestones[plan]) {
                (Metric::Cost, _) => chunk.totals(),
                (Metric::Npv, _) => chunk.npv(),
                (Metric::OutOfCash, _) => {
                    early = chunk.cash_out_early();
                    &early[..]
                }
                (_, Some(milestone)) => chunk.times().get(milestone).map_or(&[][..], Vec::as_slice),
                (_, None) => &[],
            };
            let (factor, shift) = self.scale(plan, metric);
            let mine = self.values[plan][place].get_mut(from..).unwrap_or_default();
            for (mine, value) in mine.iter_mut().zip(found) {
                *mine = value * factor + shift;
            }
        }
    }

    /// How many futures, from the first on, are in for all plans.
    #[must_use]
    pub fn futures(&self) -> usize {
        let is_whole = |count: &&usize| **count >= self.plans.len();
        let whole = self.counts.iter().take_while(is_whole).count() * CHUNK as usize;
        let all = self.values.first().and_then(|values| values.first());
        all.map_or(0, Vec::len).min(whole)
    }

    /// Whether all futures are in.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.counts.iter().all(|count| *count >= self.plans.len())
    }

    /// The comparison on the futures that are in for all plans; there must be some.
    #[must_use]
    pub fn comparison(&self) -> Comparison {
        let futures = self.futures();
        let metrics = self.asked.iter().enumerate().map(|(place, asked)| {
            let first = &self.values[0][place][..futures];
            let milestone = |plan: usize| Some((&*self.plans[plan], asked.milestones[plan]?));
            Compared {
                metric: asked.metric,
                plans: (0..self.plans.len())
                    .map(|plan| {
                        let values = &self.values[plan][place][..futures];
                        let named = milestone(plan).map(|(plan, milestone)| Named {
                            id: plan.milestones[milestone].id.clone(),
                            title: plan.milestones[milestone].title.clone(),
                        });
                        let pair = milestone(0).zip(milestone(plan));
                        Standing {
                            // What is not a milestone is the same in every plan; a first approval is one by what it means.
                            is_same: asked.metric == Metric::FirstApproval
                                || pair.is_none_or(|(first, this)| is_same(first, this)),
                            ..Standing::of(
                                Values::new(values, self.is_even),
                                named,
                                (plan > 0).then(|| {
                                    Difference::of(asked.metric, Values::new(first, self.is_even), values)
                                }),
                            )
                        }
                    })
                    .collect(),
            }
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

/// What these plans can be compared by.
fn asked(plans: &[Arc<Plan>]) -> Vec<Asked> {
    let Some(first) = plans.first() else {
        return Vec::new();
    };
    // The place of a milestone of the first plan in each plan.
    let in_each = |milestone: usize| -> Vec<Option<usize>> {
        plans
            .iter()
            .map(|plan| {
                let mut all = 0..plan.milestones.len();
                all.find(|other| is_same((first, milestone), (plan, *other)))
            })
            .collect()
    };
    let shared = in_each(first.target);
    let has_same_target = shared.iter().all(Option::is_some);
    let targets = shared
        .into_iter()
        .zip(plans)
        .map(|(same, plan)| same.or(Some(plan.target)));
    let mut asked = vec![Asked {
        metric: Metric::Target,
        milestones: targets.collect(),
    }];
    if !has_same_target {
        let others = (0..first.milestones.len())
            .filter(|milestone| *milestone != first.target && first.first_approval != Some(*milestone));
        let common = others
            .map(in_each)
            .filter(|found| found.iter().all(Option::is_some));
        asked.extend(common.take(MOST_SHARED).map(|milestones| Asked {
            metric: Metric::Milestone,
            milestones,
        }));
    }
    // Without a first approval in every plan, or without cash, there is nothing to compare.
    let approvals: Vec<Option<usize>> = plans.iter().map(|plan| plan.first_approval).collect();
    if approvals.iter().all(Option::is_some) {
        asked.push(Asked {
            metric: Metric::FirstApproval,
            milestones: approvals,
        });
    }
    let mut money = vec![Metric::Cost];
    if plans.iter().all(|plan| plan.money.is_some()) {
        money.extend([Metric::OutOfCash, Metric::Npv]);
    }
    asked.extend(money.into_iter().map(|metric| Asked {
        metric,
        milestones: vec![None; plans.len()],
    }));
    asked
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Compared {
    /// Which.
    pub metric: Metric,
    /// How each plan stands, in the order of [`Comparison::plans`].
    pub plans: Vec<Standing>,
}

/// How one plan stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Standing {
    /// The milestone looked at; none for money.
    pub milestone: Option<Named>,
    /// Whether it is the milestone of the first plan; false: this plan has none such, and its own target stands here.
    pub is_same: bool,
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
            is_same: true,
            reached,
            twentieths: (0..dots).map(middle).collect(),
            mean: is_any.then(|| pool.mean()),
            p50: is_any.then(|| pool.level(&sorted, 0.5)),
            p80: is_any.then(|| pool.level(&sorted, 0.8)),
            difference,
        }
    }
}

/// A plan against the first one, future by future: its value less that of the first. Below zero it is earlier, cheaper,
/// or worth less.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Difference {
    /// Share of futures in which both reach the milestone; the differences are those of these futures.
    pub both: Estimate,
    /// Share of futures in which only the first plan does.
    pub only_first: Estimate,
    /// Share of futures in which only this plan does.
    pub only_this: Estimate,
    /// The share of this plan less that of the first, of the same futures.
    pub share: Estimate,
    /// The differences; none where no future has both, and for running out of cash, of which the share counts.
    pub spread: Option<DifferenceSpread>,
}

/// Differences over the futures in which both plans reach the milestone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DifferenceSpread {
    /// Mean.
    pub mean: Estimate,
    /// Median.
    pub median: Estimate,
    /// 5 % quantile: with [`Self::high`] an interval that holds nine futures in ten.
    pub low: f64,
    /// Its standard error.
    pub low_se: f64,
    /// 95 % quantile.
    pub high: f64,
    /// Its standard error.
    pub high_se: f64,
    /// Share of these futures in which this plan is earlier, cheaper or worth more.
    pub better: Estimate,
    /// Share of these futures in which it is later, dearer or worth less.
    pub worse: Estimate,
    /// The variance that the mean would have with other futures for each plan, over the one it has; none where
    /// all differences are the same.
    pub variance_ratio: Option<f64>,
}

/// Smaller differences, in days or money, come of rounding.
const ROUNDING: f64 = 1e-6;

impl Difference {
    fn of(metric: Metric, first: Values<'_>, this: &[f64]) -> Self {
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
        let more = values(&|first, this| f64::from(is_there(this)) - f64::from(is_there(first)));
        let values = |all| Values::new(all, first.is_even);
        Self {
            both: share(&|a, b| a && b),
            only_first: share(&|a, b| a && !b),
            only_this: share(&|a, b| !a && b),
            share: values(&more).pool().mean(),
            spread: (metric != Metric::OutOfCash)
                .then(|| {
                    DifferenceSpread::of(metric, values(&this_less_first), [values(&one), values(&other)])
                })
                .flatten(),
        }
    }
}

impl DifferenceSpread {
    /// Of the differences, and of the values on either side, in the futures that have both.
    fn of(metric: Metric, differences: Values<'_>, sides: [Values<'_>; 2]) -> Option<Self> {
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
        let (less, more) = (
            share(&|difference| difference < -ROUNDING),
            share(&|difference| difference > ROUNDING),
        );
        let (better, worse) = if metric.is_gain() {
            (more, less)
        } else {
            (less, more)
        };
        let [low, high] = [0.05, 0.95].map(|p| pool.level(&sorted, p));
        Some(Self {
            mean,
            median: pool.level(&sorted, 0.5),
            low: low.value,
            low_se: low.se,
            high: high.value,
            high_se: high.se,
            better,
            worse,
            variance_ratio: (mean.se > ROUNDING && mean.se < f64::INFINITY)
                .then(|| (one + other) / (mean.se * mean.se)),
        })
    }
}

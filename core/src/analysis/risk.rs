//! What makes the target late. The first [`FUTURES`] futures of a run are looked at one by one: how long every
//! step took, what the target waited for from the first day on, and what it had cost by then.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::engine::NEVER;
use crate::engine::event::Future;
use crate::engine::program::Program;
use crate::order;
use crate::sampling::BATCH;
use crate::stats::{Estimate, quantile};

/// Futures that are looked at one by one: the first of a run.
pub const FUTURES: u64 = CHUNKS * BATCH;

/// Chunks that hold them.
pub(crate) const CHUNKS: u64 = 4;

/// Points of the scatter of time and cost.
const POINTS: usize = 500;

/// Paths that are told.
const PATHS: usize = 5;

/// Fewer futures say nothing about a tenth of them.
const LEAST: usize = 100;

/// What time on the way to the target is spent on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Spent {
    /// The work of a step, done for the first time; delays included.
    Work,
    /// Its work once it had been sent back.
    Rework,
    /// Waiting for people who were busy elsewhere.
    People,
    /// Waiting for a date of its calendar window.
    Window,
    /// Waiting for a day that no work brings nearer: a planned start, or the age of an artefact.
    Date,
}

/// A piece of the time to the target; one begins where another ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Piece {
    /// The step that worked or waited; `None`: the target itself.
    pub(crate) step: Option<usize>,
    pub(crate) spent: Spent,
    pub(crate) days: f64,
}

/// What the target, reached at `time`, waited for, from the last piece back to the first day. Of several
/// executions that ended last, the one of the first step counts. The pieces add up to `time`.
pub(crate) fn pieces(future: &Future<'_>, time: f64, out: &mut Vec<Piece>) {
    let mut until = time;
    let mut step = None;
    let mut spend = |step: Option<usize>, spent: Spent, from: f64, until: &mut f64| {
        if from < *until {
            out.push(Piece {
                step,
                spent,
                days: *until - from,
            });
            *until = from;
        }
    };
    let mut causes = Vec::new();
    future.target_causes(time, &mut causes);
    loop {
        let executions = future.executions();
        let latest = causes
            .iter()
            .map(|index| &executions[*index])
            .max_by(|a, b| a.end.total_cmp(&b.end).then(b.step.cmp(&a.step)));
        let Some(last) = latest else {
            spend(step, Spent::Date, 0.0, &mut until);
            return;
        };
        spend(step, Spent::Date, last.end, &mut until);
        step = Some(last.step);
        let is_first = last.round == 0 || last.is_recurring;
        let work = if is_first { Spent::Work } else { Spent::Rework };
        spend(step, Spent::Window, last.worked, &mut until);
        spend(step, work, last.start, &mut until);
        spend(step, Spent::People, last.called, &mut until);
        spend(step, Spent::Window, last.ready, &mut until);
        causes.clear();
        causes.extend_from_slice(future.causes(last));
    }
}

/// What one chunk tells of its futures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Sample {
    /// Days at work of each step in each future, repeats included, 0 where it does not happen; one value if it
    /// is the same in all futures.
    durations: Vec<Vec<f32>>,
    /// Days of each piece on the way to the target: their sum, and that of their squares.
    pieces: BTreeMap<(Option<u32>, Spent), [f64; 2]>,
    /// Steps on the way to the target, first to last, and in how many futures.
    paths: BTreeMap<Vec<u32>, u32>,
}

impl Sample {
    pub(crate) fn new(program: &Program) -> Self {
        Self {
            durations: vec![Vec::with_capacity(BATCH as usize); program.ops.len()],
            pieces: BTreeMap::new(),
            paths: BTreeMap::new(),
        }
    }

    /// Looks at one more future.
    pub(crate) fn add(&mut self, program: &Program, future: &Future<'_>) {
        for durations in &mut self.durations {
            durations.push(0.0);
        }
        let counted = future
            .executions()
            .iter()
            .filter(|execution| !execution.is_void && !execution.is_recurring && execution.end < NEVER);
        for execution in counted {
            if let Some(days) = self.durations[execution.step].last_mut() {
                *days += (execution.end - execution.start) as f32;
            }
        }
        let time = future.milestone(program.target);
        if time > program.horizon {
            return;
        }
        let mut found = Vec::new();
        pieces(future, time, &mut found);
        let mut by_part: BTreeMap<(Option<u32>, Spent), f64> = BTreeMap::new();
        let mut path: Vec<u32> = Vec::new();
        for piece in found.iter().rev() {
            let step = piece.step.map(|step| step as u32);
            *by_part.entry((step, piece.spent)).or_default() += piece.days;
            if let Some(step) = step
                && matches!(piece.spent, Spent::Work | Spent::Rework)
                && !path.contains(&step)
            {
                path.push(step);
            }
        }
        for (part, days) in by_part {
            let [sum, squares] = self.pieces.entry(part).or_default();
            *sum += days;
            *squares += days * days;
        }
        *self.paths.entry(path).or_default() += 1;
    }

    /// Leaves out what says nothing.
    pub(crate) fn finish(mut self) -> Self {
        for durations in &mut self.durations {
            if durations.windows(2).all(|pair| pair[0] == pair[1]) {
                durations.truncate(1);
            }
        }
        self
    }
}

/// The samples of the first chunks, put together in their order.
#[derive(Debug)]
pub(crate) struct Gathering {
    durations: Vec<Vec<f32>>,
    /// Days to the target; infinite where it is not reached.
    times: Vec<f64>,
    /// Cost up to the target in each future that reaches it.
    costs: Vec<f64>,
    pieces: BTreeMap<(Option<u32>, Spent), [f64; 2]>,
    paths: BTreeMap<Vec<u32>, u32>,
}

impl Gathering {
    pub(crate) fn new(steps: usize) -> Self {
        Self {
            durations: vec![Vec::new(); steps],
            times: Vec::new(),
            costs: Vec::new(),
            pieces: BTreeMap::new(),
            paths: BTreeMap::new(),
        }
    }

    /// Takes the sample of the next chunk, with its days and costs to the target.
    pub(crate) fn add(&mut self, sample: &Sample, times: &[f64], costs: &[f64]) {
        for (mine, theirs) in self.durations.iter_mut().zip(&sample.durations) {
            match theirs.as_slice() {
                [same] => mine.extend(std::iter::repeat_n(*same, times.len())),
                each => mine.extend_from_slice(each),
            }
        }
        self.times.extend_from_slice(times);
        self.costs.extend_from_slice(costs);
        for (part, [sum, squares]) in &sample.pieces {
            let mine = self.pieces.entry(*part).or_default();
            mine[0] += sum;
            mine[1] += squares;
        }
        for (path, count) in &sample.paths {
            *self.paths.entry(path.clone()).or_default() += count;
        }
    }

    /// The results.
    pub(crate) fn risk(&self) -> Risk {
        let reached: Vec<usize> = (0..self.times.len())
            .filter(|future| self.times[*future] < NEVER)
            .collect();
        let n = reached.len() as u64;
        let times: Vec<f64> = reached.iter().map(|future| self.times[*future]).collect();
        let steps = self
            .durations
            .iter()
            .map(|durations| {
                let days: Vec<f64> = reached
                    .iter()
                    .filter_map(|future| durations.get(*future).map(|days| f64::from(*days)))
                    .collect();
                Sensitivity::of(&days, &times)
            })
            .collect();
        let squares = times.iter().map(|time| time * time).sum();
        let parts = self.pieces.iter().map(|((step, spent), [sum, squares])| Part {
            step: step.map(|step| step as usize),
            spent: *spent,
            days: Estimate::mean(*sum, *squares, n),
        });
        let mut paths: Vec<(&Vec<u32>, u32)> =
            self.paths.iter().map(|(path, count)| (path, *count)).collect();
        order::by(&mut paths, |(a, of_a), (b, of_b)| of_b.cmp(of_a).then(a.cmp(b)));
        let points: Vec<Point> = reached
            .iter()
            .zip(&self.costs)
            .map(|(future, cost)| Point {
                future: *future as u64,
                days: self.times[*future],
                cost: *cost,
            })
            .collect();
        Risk {
            futures: self.times.len() as u64,
            reached: n,
            mean: Estimate::mean(times.iter().sum(), squares, n),
            waterfall: parts.collect(),
            steps,
            different_paths: paths.len(),
            paths: paths
                .into_iter()
                .take(PATHS)
                .map(|(steps, count)| Path {
                    steps: steps.iter().map(|step| *step as usize).collect(),
                    share: Estimate::share(u64::from(count), n),
                })
                .collect(),
            scatter: points.iter().take(POINTS).copied().collect(),
            typical: Typical::of(&points),
            points: Arc::new(points),
        }
    }
}

/// What makes the target late, from the first futures of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Risk {
    /// Futures that were looked at.
    pub futures: u64,
    /// How many of them reach the target: all that follows is about these.
    pub reached: u64,
    /// Mean days to the target.
    pub mean: Estimate,
    /// What the mean is made of; the parts add up to it. In the order of the steps, the target's own waiting first.
    pub waterfall: Vec<Part>,
    /// How the target depends on each step, in the order of [`crate::run::Summary::steps`].
    pub steps: Vec<Sensitivity>,
    /// How many different paths there are.
    pub different_paths: usize,
    /// The most frequent of them, at most five.
    pub paths: Vec<Path>,
    /// Time and cost of the first futures, at most 500, to draw.
    pub scatter: Vec<Point>,
    /// Futures that stand for others.
    pub typical: Option<Typical>,
    /// Time and cost of all futures that were looked at and reach the target.
    #[serde(skip)]
    pub points: Arc<Vec<Point>>,
}

impl Risk {
    /// The chances of meeting a time, in days from the start, a cost up to the target, and both. A future that
    /// does not reach the target meets neither.
    #[must_use]
    pub fn chance(&self, days: f64, cost: f64) -> Chance {
        let share = |is_met: &dyn Fn(&Point) -> bool| {
            let met = self.points.iter().filter(|point| is_met(point)).count();
            Estimate::share(met as u64, self.futures)
        };
        Chance {
            time: share(&|point| point.days <= days),
            cost: share(&|point| point.cost <= cost),
            both: share(&|point| point.days <= days && point.cost <= cost),
        }
    }
}

/// Chances of meeting targets of time and cost.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Chance {
    /// Of the time.
    pub time: Estimate,
    /// Of the cost.
    pub cost: Estimate,
    /// Of both at once.
    pub both: Estimate,
}

/// A part of the mean time to the target.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Part {
    /// Index of the step that worked or waited; none: the target itself.
    pub step: Option<usize>,
    /// What the time is spent on.
    pub spent: Spent,
    /// Mean days over all futures that reach the target.
    pub days: Estimate,
}

/// A way to the target: the steps on which its time was spent, first to last. Steps that take no time are left
/// out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Path {
    /// Indices of the steps.
    pub steps: Vec<usize>,
    /// Share of the futures that reach the target.
    pub share: Estimate,
}

/// The end of a future: days and cost to the target.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Point {
    /// Which future.
    pub future: u64,
    /// Days from the plan's start.
    pub days: f64,
    /// Cost of everything started before.
    pub cost: f64,
}

/// Futures to tell as stories: those nearest to a quantile of the time to the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Typical {
    /// Nearest to the median.
    pub median: u64,
    /// Nearest to the 80 % quantile.
    pub p80: u64,
    /// Nearest to the 90 % quantile: the worst in ten.
    pub p90: u64,
    /// Nearest to the 95 % quantile: the worst in twenty.
    pub worst: u64,
}

impl Typical {
    fn of(points: &[Point]) -> Option<Self> {
        let mut sorted: Vec<f64> = points.iter().map(|point| point.days).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        let near = |p: f64| {
            let wanted = quantile(&sorted, p);
            let distance = |point: &Point| (point.days - wanted).abs();
            let nearest = points.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)))?;
            Some(nearest.future)
        };
        Some(Self {
            median: near(0.5)?,
            p80: near(0.8)?,
            p90: near(0.9)?,
            worst: near(0.95)?,
        })
    }
}

/// How the time to the target depends on the days that a step takes (all its executions together), among the futures
/// that reach the target and in which the step happens: whether it happens at all is another question, and its answer
/// would tell what leads there and not what the step does. A step that always takes as long, or that happens too rarely to
/// tell, has neither number.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Sensitivity {
    /// Share of the futures that reach the target in which the step happens.
    pub share: f64,
    /// Spearman's rank correlation.
    pub rank_correlation: Option<Estimate>,
    /// Means of the time to the target where the step is shortest and longest.
    pub swing: Option<Swing>,
}

/// The mean time to the target in the tenth of these futures in which a step takes the fewest days, and in the tenth
/// in which it takes the most. Of equal durations the earlier futures count as shorter.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Swing {
    /// Mean days to the target where the step is shortest.
    pub low: Estimate,
    /// Mean days to the target where the step is longest.
    pub high: Estimate,
}

impl Swing {
    /// The difference, in days.
    #[must_use]
    pub fn days(&self) -> f64 {
        self.high.value - self.low.value
    }

    /// The standard error of the difference; the tenths have no future in common.
    #[must_use]
    pub fn error(&self) -> f64 {
        self.high.se.hypot(self.low.se)
    }
}

impl Sensitivity {
    fn of(all_days: &[f64], all_times: &[f64]) -> Self {
        let pairs = all_days.iter().copied().zip(all_times.iter().copied());
        let (days, times): (Vec<f64>, Vec<f64>) = pairs.filter(|(days, _)| *days > 0.0).unzip();
        let share = days.len() as f64 / all_times.len().max(1) as f64;
        let is_constant = days.windows(2).all(|pair| pair[0] == pair[1]);
        if days.len() < LEAST || all_days.len() != all_times.len() || is_constant {
            return Self {
                share,
                rank_correlation: None,
                swing: None,
            };
        }
        let (days, times) = (days.as_slice(), times.as_slice());
        let order = order(days);
        let tenth = days.len() / 10;
        let mean = |futures: &[usize]| {
            let sum = futures.iter().map(|future| times[*future]).sum();
            let squares = futures.iter().map(|future| times[*future] * times[*future]).sum();
            Estimate::mean(sum, squares, futures.len() as u64)
        };
        Self {
            share,
            rank_correlation: correlation(&ranks_in(days, &order), &ranks(times)),
            swing: Some(Swing {
                low: mean(&order[..tenth]),
                high: mean(&order[order.len() - tenth..]),
            }),
        }
    }
}

/// Places of the values, smallest first; equal values in their order.
fn order(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    order
}

/// Ranks from 1 on; equal values share the mean of their ranks.
fn ranks(values: &[f64]) -> Vec<f64> {
    ranks_in(values, &order(values))
}

fn ranks_in(values: &[f64], order: &[usize]) -> Vec<f64> {
    let mut ranks = vec![0.0; values.len()];
    let mut from = 0;
    for group in order.chunk_by(|a, b| values[*a] == values[*b]) {
        let rank = from as f64 + (group.len() + 1) as f64 / 2.0;
        for place in group {
            ranks[*place] = rank;
        }
        from += group.len();
    }
    ranks
}

/// Pearson's correlation of two lists of ranks, which is Spearman's of the values, and its standard error.
///
/// # Formula
///
/// ```text
/// se = (1 - r²) sqrt((1 + r²/2) / (n - 3))
/// ```
///
/// Bonett and Wright (2000), "Sample size requirements for estimating Pearson, Kendall and Spearman
/// correlations", Psychometrika 65: the variance of Fisher's z, carried back to r.
fn correlation(a: &[f64], b: &[f64]) -> Option<Estimate> {
    let n = a.len() as f64;
    // Midranks have the mean of plain ranks.
    let middle = f64::midpoint(n, 1.0);
    let sum = |x: &[f64], y: &[f64]| -> f64 {
        let products = x.iter().zip(y).map(|(x, y)| (x - middle) * (y - middle));
        products.sum()
    };
    let spread = sum(a, a) * sum(b, b);
    (spread > 0.0).then(|| {
        let r = sum(a, b) / spread.sqrt();
        let rest = (1.0 - r * r).max(0.0);
        Estimate {
            value: r,
            se: rest * ((1.0 + r * r / 2.0) / (n - 3.0)).sqrt(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_share_their_rank() {
        assert_eq!(ranks(&[30.0, 10.0, 20.0, 10.0]), [4.0, 1.5, 3.0, 1.5]);
        assert_eq!(ranks(&[5.0, 5.0, 5.0]), [2.0, 2.0, 2.0]);
    }

    #[test]
    fn the_correlation_of_ranks_is_spearmans() {
        // A monotone link is a correlation of one; turned round, of minus one.
        let x: Vec<f64> = (0..50).map(f64::from).collect();
        let up: Vec<f64> = x.iter().map(|x| x * x * x).collect();
        let down: Vec<f64> = x.iter().map(|x| -x).collect();
        let of = |a: &[f64], b: &[f64]| correlation(&ranks(a), &ranks(b)).map(|r| r.value);
        assert_eq!(of(&x, &up), Some(1.0));
        assert_eq!(of(&x, &down), Some(-1.0));
        assert_eq!(of(&x, &[1.0; 50]), None);
        // Five values by hand: 1 - 6 Σ d² / (n (n² - 1)) with d = 0, 1, 1, 1, 1.
        let hand = of(&[1.0, 2.0, 3.0, 4.0, 5.0], &[10.0, 30.0, 20.0, 50.0, 40.0]);
        assert!((hand.unwrap_or(0.0) - (1.0 - 6.0 * 4.0 / 120.0)).abs() < 1e-12);
    }

    #[test]
    fn what_rarely_happens_is_not_blamed_for_what_leads_to_it() {
        // In one future of ten everything is late for another reason, and only then the step happens: its days make no
        // difference. Of a step that always happens every day counts.
        let n = 4_000;
        let noise = |i: usize, by: usize| ((i * by) % 101) as f64 / 101.0;
        let is_late = |i: usize| i.is_multiple_of(10);
        let always: Vec<f64> = (0..n).map(|i| 10.0 + 20.0 * noise(i, 37)).collect();
        let rarely: Vec<f64> = (0..n)
            .map(|i| {
                if is_late(i) {
                    5.0 + 10.0 * noise(i, 53)
                } else {
                    0.0
                }
            })
            .collect();
        let times: Vec<f64> = (0..n)
            .map(|i| always[i] + if is_late(i) { 400.0 } else { 0.0 })
            .collect();
        let blamed = Sensitivity::of(&rarely, &times);
        let swing = blamed.swing.map_or(f64::NAN, |swing| swing.days());
        assert!((blamed.share - 0.1).abs() < 1e-12);
        assert!(swing.abs() < 8.0, "{swing} of 400 days");
        let real = Sensitivity::of(&always, &times)
            .swing
            .map_or(f64::NAN, |swing| swing.days());
        assert!(real > 0.0, "{real}");
        let never = Sensitivity::of(&vec![0.0; n], &times);
        assert!(never.swing.is_none() && never.share == 0.0);
    }

    #[test]
    fn typical_futures_are_the_nearest() {
        let points: Vec<Point> = (0..=100)
            .map(|future| Point {
                future,
                days: 100.0 - future as f64,
                cost: 0.0,
            })
            .collect();
        let typical = Typical::of(&points);
        assert_eq!(
            typical,
            Some(Typical {
                median: 50,
                p80: 20,
                p90: 10,
                worst: 5
            })
        );
        assert_eq!(Typical::of(&[]), None);
    }
}

//! Life after approval over many futures.

use serde::{Deserialize, Serialize};

use super::CHUNK;
use crate::engine::lifecycle::{Lifecycle, MarketOutcome};
use crate::plan::Plan;
use crate::stats::{Estimate, Pool, ShareTally, Sketch, Spread, quantile_or_never, sketched_quantile};
use crate::text::Text;

/// Updates are followed in so many futures, the first ones.
pub const LIFE_FUTURES: u64 = 16 * CHUNK;

/// So many candidates of each future are followed into all markets.
const FOLLOWED: usize = 48;

/// The updates of one chunk of futures, market by market.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct LifeChunk {
    /// How many futures are followed.
    futures: u64,
    markets: Vec<MarketTally>,
    updates: Vec<Vec<Update>>,
    /// What the updates of each future cost in all markets.
    costs: Vec<f64>,
}

/// A release candidate of one future.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Update {
    /// Day on which it was ready.
    pub ready: f64,
    /// Day on which all markets had it, itself or within a later one; infinite if they never do.
    pub fielded: f64,
}

/// One market. All but the count of futures is of those in which it opens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct MarketTally {
    /// Updates ready and fielded, days outdated and cost, future by future.
    ready: Vec<f64>,
    fielded: Vec<f64>,
    outdated: Vec<f64>,
    cost: Vec<f64>,
    /// Sum of the waits of the updates fielded, future by future.
    waited: Vec<f64>,
    waits: Sketch,
    by_regime: Vec<u64>,
    available: Vec<u64>,
    /// By regime, of futures in which what it needs is there: cost of one update, and of setting up.
    compared: Vec<Vec<[f64; 2]>>,
    /// By regime: sum and squares of the cost of one update.
    one: Vec<[f64; 2]>,
    /// The same updates by the ways alone that need no paper.
    plain: Option<Box<Self>>,
}

impl MarketTally {
    fn new(regimes: usize) -> Self {
        Self {
            ready: Vec::new(),
            fielded: Vec::new(),
            outdated: Vec::new(),
            cost: Vec::new(),
            waited: Vec::new(),
            waits: Sketch::new(9),
            by_regime: vec![0; regimes],
            available: vec![0; regimes],
            compared: vec![Vec::new(); regimes],
            one: vec![[0.0; 2]; regimes],
            plain: None,
        }
    }

    fn add(&mut self, outcome: &MarketOutcome) {
        if !outcome.is_open {
            return;
        }
        self.ready.push(f64::from(outcome.ready));
        self.fielded.push(outcome.waits.len() as f64);
        self.outdated.push(outcome.outdated);
        self.cost
            .push(outcome.work.iter().map(|work| work.money.total()).sum());
        self.waited.push(outcome.waits.iter().sum());
        for wait in &outcome.waits {
            self.waits.add(*wait);
        }
        for (sum, filed) in self.by_regime.iter_mut().zip(&outcome.by_regime) {
            *sum += u64::from(*filed);
        }
        if let Some(plain) = &outcome.plain {
            let regimes = self.by_regime.len();
            let tally = self.plain.get_or_insert_with(|| Box::new(Self::new(regimes)));
            tally.add(plain);
        }
        let last = outcome.compared.last().map_or(0.0, |(cost, ..)| *cost);
        for (place, (cost, setup, is_available)) in outcome.compared.iter().enumerate() {
            self.one[place][0] += cost;
            self.one[place][1] += cost * cost;
            self.available[place] += u64::from(*is_available);
            if *is_available && *setup > 0.0 {
                self.compared[place].push([*setup, last - cost]);
            }
        }
    }

    fn merge(&mut self, other: &Self) {
        self.ready.extend(&other.ready);
        self.fielded.extend(&other.fielded);
        self.outdated.extend(&other.outdated);
        self.cost.extend(&other.cost);
        self.waited.extend(&other.waited);
        self.waits.merge(&other.waits);
        if let Some(theirs) = &other.plain {
            let regimes = self.by_regime.len();
            let mine = self.plain.get_or_insert_with(|| Box::new(Self::new(regimes)));
            mine.merge(theirs);
        }
        for (mine, theirs) in [
            (&mut self.by_regime, &other.by_regime),
            (&mut self.available, &other.available),
        ] {
            for (sum, count) in mine.iter_mut().zip(theirs) {
                *sum += count;
            }
        }
        for (mine, theirs) in self.compared.iter_mut().zip(&other.compared) {
            mine.extend(theirs);
        }
        for (mine, theirs) in self.one.iter_mut().zip(&other.one) {
            mine[0] += theirs[0];
            mine[1] += theirs[1];
        }
    }
}

impl MarketTally {
    /// What a regime costs against the last one, where it is set up.
    fn pay(&self, place: usize) -> Option<Pay> {
        let pairs = &self.compared[place];
        let n = pairs.len() as f64;
        let all = self.fielded.len() as f64;
        if n < 2.0 {
            return None;
        }
        let mean = |at: usize| pairs.iter().map(|pair| pair[at]).sum::<f64>() / n;
        let other = self.one.last()?[0] / all;
        Some(Pay {
            setup: mean(0),
            planned: other - mean(1),
            other,
        })
    }
}

impl Update {
    /// The candidates of the future that was run last, the first few of them.
    pub(super) fn all(life: &Lifecycle<'_>, outcomes: &[MarketOutcome]) -> Vec<Self> {
        let everywhere = |candidate: usize| {
            let days = outcomes.iter().map(|outcome| outcome.fielded[candidate]);
            days.fold(0.0, f64::max)
        };
        let candidates = life.ready().take(FOLLOWED).enumerate();
        candidates
            .map(|(candidate, ready)| Self {
                ready,
                fielded: everywhere(candidate),
            })
            .collect()
    }
}

impl LifeChunk {
    /// Takes the updates of a block of futures, future by future: the candidates, and what became of them market by market.
    pub(super) fn take(&mut self, first: u64, candidates: &[Vec<Update>], outcomes: &[Vec<MarketOutcome>]) {
        if first >= LIFE_FUTURES {
            return;
        }
        for (updates, outcomes) in candidates.iter().zip(outcomes) {
            self.updates.push(updates.clone());
            let work = outcomes.iter().flat_map(|outcome| &outcome.work);
            self.costs.push(work.map(|work| work.money.total()).sum());
            self.grow(outcomes.iter().map(|outcome| outcome.by_regime.len()));
            self.futures += 1;
            for (tally, outcome) in self.markets.iter_mut().zip(outcomes) {
                tally.add(outcome);
            }
        }
    }

    fn grow(&mut self, regimes: impl Iterator<Item = usize>) {
        if self.markets.is_empty() {
            self.markets.extend(regimes.map(MarketTally::new));
        }
    }

    /// The candidates of each future, the first few of them.
    pub(super) fn updates(&self) -> &[Vec<Update>] {
        &self.updates
    }

    /// What the updates of each future cost in all markets.
    pub(super) fn costs(&self) -> &[f64] {
        &self.costs
    }

    fn merge(&mut self, other: &Self) {
        self.grow(other.markets.iter().map(|tally| tally.by_regime.len()));
        self.futures += other.futures;
        for (mine, theirs) in self.markets.iter_mut().zip(&other.markets) {
            mine.merge(theirs);
        }
    }
}

/// Puts the updates of chunks together.
#[derive(Debug)]
pub(super) struct LifeCollector {
    /// Whether only whole chunks are independent of each other.
    is_even: bool,
    all: LifeChunk,
    /// By market.
    parts: Vec<Parts>,
}

/// What is kept of single chunks, to tell how much they differ.
#[derive(Debug, Clone, Default)]
struct Parts {
    /// Where the futures of each chunk end in which the market opens.
    ends: Vec<usize>,
    /// Updates that took each regime.
    shares: Vec<ShareTally>,
    /// Waits of each chunk.
    waits: Vec<Sketch>,
}

impl LifeCollector {
    pub(super) fn new(is_even: bool) -> Self {
        Self {
            is_even,
            all: LifeChunk::default(),
            parts: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, chunk: &LifeChunk) {
        if chunk.markets.is_empty() {
            return;
        }
        self.all.merge(chunk);
        self.parts.resize(chunk.markets.len(), Parts::default());
        let markets = chunk.markets.iter().zip(&self.all.markets);
        for (parts, (tally, all)) in self.parts.iter_mut().zip(markets) {
            parts.ends.push(all.fielded.len());
            parts.waits.push(tally.waits.clone());
            parts.shares.resize(tally.by_regime.len(), ShareTally::default());
            let filed = tally.by_regime.iter().sum();
            for (share, by_regime) in parts.shares.iter_mut().zip(&tally.by_regime) {
                share.add(*by_regime, filed);
            }
        }
    }

    /// The values of each chunk of futures, put into a pool.
    fn pool(&self, values: &[f64], ends: &[usize]) -> Pool {
        let mut pool = Pool::new(0, self.is_even);
        let starts = std::iter::once(0).chain(ends.iter().copied());
        for (from, to) in starts.zip(ends) {
            pool.add(values[from..*to].iter().copied());
        }
        pool
    }

    pub(super) fn summary(&self, plan: &Plan) -> Option<LifeSummary> {
        let life = plan.lifecycle.as_ref()?;
        let markets = life
            .markets
            .iter()
            .zip(self.all.markets.iter().zip(&self.parts))
            .map(|(market, (tally, parts))| {
                let spread = |values: &[f64]| self.pool(values, &parts.ends).spread();
                let wait = |p: f64| (tally.waits.total() > 0).then(|| sketched_quantile(&parts.waits, p));
                let n = tally.fielded.len() as u64;
                MarketLife {
                    jurisdiction: market.jurisdiction.clone(),
                    opens: Estimate::share(n, self.all.futures),
                    ready: self.pool(&tally.ready, &parts.ends).mean(),
                    fielded: spread(&tally.fielded),
                    wait_mean: mean_wait(&tally.waited, &tally.fielded),
                    wait_p10: wait(0.1),
                    wait_p50: wait(0.5),
                    wait_p90: wait(0.9),
                    outdated: spread(&tally.outdated),
                    cost: spread(&tally.cost),
                    plain: tally.plain.as_ref().map(|tally| {
                        let wait = |p: f64| (tally.waits.total() > 0).then(|| tally.waits.quantile(p));
                        PlainLife {
                            fielded: spread(&tally.fielded),
                            wait_p10: wait(0.1),
                            wait_p50: wait(0.5),
                            wait_p90: wait(0.9),
                            outdated: spread(&tally.outdated),
                            cost: spread(&tally.cost),
                        }
                    }),
                    regimes: market
                        .regimes
                        .iter()
                        .enumerate()
                        .map(|(place, regime)| RegimeLife {
                            id: regime.id.clone(),
                            title: regime.title.clone(),
                            available: Estimate::share(tally.available[place], n),
                            // Updates of one future are alike: only chunks of futures are independent.
                            share: parts.shares[place].share(true),
                            update_cost: Estimate::mean(tally.one[place][0], tally.one[place][1], n),
                            pay: if place + 1 < market.regimes.len() {
                                tally.pay(place)
                            } else {
                                None
                            },
                            break_even: if place + 1 < market.regimes.len() {
                                BreakEven::of(&tally.compared[place])
                            } else {
                                None
                            },
                        })
                        .collect(),
                }
            })
            .collect();
        Some(LifeSummary {
            futures: self.all.futures,
            markets,
        })
    }
}

/// The mean of waits over all updates fielded: a ratio of means, with its error as in [`BreakEven`].
fn mean_wait(waited: &[f64], fielded: &[f64]) -> Option<Estimate> {
    let (days, count) = (waited.iter().sum::<f64>(), fielded.iter().sum::<f64>());
    if count == 0.0 {
        return None;
    }
    let mean = days / count;
    let squares: f64 = waited
        .iter()
        .zip(fielded)
        .map(|(days, count)| (days - mean * count) * (days - mean * count))
        .sum();
    Some(Estimate {
        value: mean,
        se: squares.sqrt() / count,
    })
}

/// After how many updates the set-up of a regime has paid, against the last regime of the market.
///
/// # Formula
///
/// With S what the set-up costs in a future in which the regime can be used, and D what one update costs less than by the
/// last regime on the same luck:
///
/// ```text
/// n = mean S / mean D,   se(n) = sqrt(var(S - n D) / N) / mean D
/// ```
///
/// which is the ratio estimator (Cochran 1977, "Sampling Techniques", chapter 6). The interval is Fieller's (1954, "Some
/// Problems in Interval Estimation", JRSS B 16): all n for which mean(S - n D) differs from 0 by less than z standard
/// errors, with z = 1.645 for 90 %. It has no upper end where the mean of D itself may be 0.
///
/// That interval is about the mean. A single company has one set-up and one run of updates: `futures` are P10, P50 and
/// P90 of the number after which *its* savings have paid *its* set-up. The savings of later updates are taken from other
/// futures, in a fixed order.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BreakEven {
    /// The number for which the mean saving equals the mean set-up.
    pub value: f64,
    /// Its standard error.
    pub se: f64,
    /// Lower end of its 90 % interval.
    pub low: f64,
    /// Upper end; none where it cannot be told from never.
    pub high: Option<f64>,
    /// P10, P50 and P90 of the number in single futures; none: never.
    pub futures: [Option<f64>; 3],
}

/// The level of a 90 % interval, in standard errors.
const Z90: f64 = 1.645;
/// After so many updates a set-up that has not paid counts as never paying.
const MOST_UPDATES: usize = 200;

impl BreakEven {
    fn of(pairs: &[[f64; 2]]) -> Option<Self> {
        let n = pairs.len() as f64;
        if n < 2.0 {
            return None;
        }
        let mean = |of: &dyn Fn(&[f64; 2]) -> f64| pairs.iter().map(of).sum::<f64>() / n;
        let (setup, saved) = (mean(&|pair| pair[0]), mean(&|pair| pair[1]));
        if saved <= 0.0 {
            return None;
        }
        // Variances and covariance of the means.
        let of_means = |a: &dyn Fn(&[f64; 2]) -> f64, b: &dyn Fn(&[f64; 2]) -> f64| {
            pairs.iter().map(|pair| a(pair) * b(pair)).sum::<f64>() / ((n - 1.0) * n)
        };
        let (of_setup, of_saved) = (
            |pair: &[f64; 2]| pair[0] - setup,
            |pair: &[f64; 2]| pair[1] - saved,
        );
        let (ss, sd, dd) = (
            of_means(&of_setup, &of_setup),
            of_means(&of_setup, &of_saved),
            of_means(&of_saved, &of_saved),
        );
        let value = setup / saved;
        let se = (ss - 2.0 * value * sd + value * value * dd).max(0.0).sqrt() / saved;
        // The roots of (setup - n saved)² = z² var(setup - n saved), a quadratic in n.
        let z2 = Z90 * Z90;
        let (a, b, c) = (
            saved * saved - z2 * dd,
            setup * saved - z2 * sd,
            setup * setup - z2 * ss,
        );
        let root = (b * b - a * c).max(0.0).sqrt();
        let (low, high) = if a > 0.0 {
            ((b - root) / a, Some((b + root) / a))
        } else {
            // Only the lower end is left: c / (b + root) is the smaller root, written so that a may be 0.
            (c / (b + root), None)
        };
        Some(Self {
            value,
            se,
            low: low.max(0.0),
            high,
            futures: Self::in_futures(pairs),
        })
    }

    fn in_futures(pairs: &[[f64; 2]]) -> [Option<f64>; 3] {
        let n = pairs.len();
        let mut numbers: Vec<f64> = (0..n)
            .map(|future| {
                let mut left = pairs[future][0];
                (0..MOST_UPDATES)
                    .find_map(|update| {
                        left -= pairs[(future + update * 31) % n][1];
                        (left <= 0.0).then_some((update + 1) as f64)
                    })
                    .unwrap_or(f64::INFINITY)
            })
            .collect();
        numbers.sort_unstable_by(f64::total_cmp);
        [0.1, 0.5, 0.9].map(|p| quantile_or_never(&numbers, p))
    }
}

/// Updates after approval.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LifeSummary {
    /// Futures in which they were followed: at most [`LIFE_FUTURES`].
    pub futures: u64,
    /// Market by market.
    pub markets: Vec<MarketLife>,
}

/// Updates in one market. All but `opens` is of the futures in which it opens, never mixed with the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MarketLife {
    /// Jurisdiction id.
    pub jurisdiction: String,
    /// Share of futures in which the market opens by the horizon.
    pub opens: Estimate,
    /// Mean number of candidates that were ready by the horizon while the market was open.
    pub ready: Estimate,
    /// Candidates fielded by the horizon, alone or with a later one.
    pub fielded: Option<Spread>,
    /// Mean of the days from ready to fielded, over all updates fielded; none where none is.
    pub wait_mean: Option<Estimate>,
    /// P10 of the days from ready to fielded, over all updates fielded (within 0.1 %); none where none is.
    pub wait_p10: Option<Estimate>,
    /// Median of the days from ready to fielded, over all updates fielded (within 0.1 %); none where none is.
    pub wait_p50: Option<Estimate>,
    /// Nine of ten updates wait at most so many days.
    pub wait_p90: Option<Estimate>,
    /// Days on which a newer version was ready than the one in the field.
    pub outdated: Option<Spread>,
    /// Cost of all work on updates begun by the horizon.
    pub cost: Option<Spread>,
    /// Ways to field an update.
    pub regimes: Vec<RegimeLife>,
    /// The same updates on the same luck by the ways alone that need no paper, such as partial change without
    /// IDATEN; nothing where there is no other way.
    pub plain: Option<PlainLife>,
}

/// Updates in a market by some of its ways.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlainLife {
    /// Candidates fielded by the horizon, alone or with a later one.
    pub fielded: Option<Spread>,
    /// P10 of the days from ready to fielded; none where none is fielded.
    pub wait_p10: Option<f64>,
    /// The median.
    pub wait_p50: Option<f64>,
    /// P90.
    pub wait_p90: Option<f64>,
    /// Days on which a newer version was ready than the one in the field.
    pub outdated: Option<Spread>,
    /// Cost of all work on updates begun by the horizon.
    pub cost: Option<Spread>,
}

/// Means over the futures in which a regime is set up: what that costs, and one update by it and by the market's last regime
/// on the same luck.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Pay {
    /// Setting up.
    pub setup: f64,
    /// One update by the regime.
    pub planned: f64,
    /// One update by the last regime.
    pub other: f64,
}

/// One way to field an update.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RegimeLife {
    /// Route id.
    pub id: String,
    /// Words for it.
    pub title: Text,
    /// Share of futures in which what it needs is there by the horizon.
    pub available: Estimate,
    /// Share of the updates that took it.
    pub share: Estimate,
    /// Mean cost of one update by it.
    pub update_cost: Estimate,
    /// Number of updates after which its set-up has paid, against the market's last regime; nothing where there is
    /// no set-up, or where nothing is saved.
    pub break_even: Option<BreakEven>,
    /// What it costs against the market's last regime; nothing where there is no set-up.
    pub pay: Option<Pay>,
}

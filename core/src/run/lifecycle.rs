//! Life after approval over many futures.

use serde::{Deserialize, Serialize};

use super::{CHUNK, Pool, Spread};
use crate::engine::block::Block;
use crate::engine::common::Common;
use crate::engine::lifecycle::{Lifecycle, MarketOutcome};
use crate::engine::program::Program;
use crate::plan::Plan;
use crate::stats::{Estimate, Sketch};
use crate::text::Text;

/// Updates are followed in so many futures, the first ones.
pub const LIFE_FUTURES: u64 = 16 * CHUNK;

/// So many candidates of each future are followed into all markets.
const FOLLOWED: usize = 48;

/// The updates of one chunk of futures, market by market.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct LifeChunk {
    markets: Vec<MarketTally>,
    /// The markets that have a plain way beside others, once more by that way alone.
    plain: Vec<MarketTally>,
    updates: Vec<Vec<Update>>,
}

/// A release candidate of one future.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Update {
    /// Day on which it was ready.
    pub ready: f64,
    /// Day on which all markets had it, itself or within a later one; infinite if they never do.
    pub fielded: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct MarketTally {
    /// Updates fielded, days outdated and cost, future by future.
    fielded: Vec<f64>,
    outdated: Vec<f64>,
    cost: Vec<f64>,
    ready: u64,
    waits: Sketch,
    by_regime: Vec<u64>,
    /// By regime: cost of one update and of setting up, future by future.
    compared: Vec<[Vec<f64>; 2]>,
}

impl MarketTally {
    fn new(regimes: usize) -> Self {
        Self {
            fielded: Vec::new(),
            outdated: Vec::new(),
            cost: Vec::new(),
            ready: 0,
            waits: Sketch::new(9),
            by_regime: vec![0; regimes],
            compared: vec![[Vec::new(), Vec::new()]; regimes],
        }
    }

    fn add(&mut self, outcome: &MarketOutcome) {
        self.fielded.push(outcome.waits.len() as f64);
        self.outdated.push(outcome.outdated);
        self.cost.push(outcome.cost);
        self.ready += u64::from(outcome.ready);
        for wait in &outcome.waits {
            self.waits.add(*wait);
        }
        for (sum, filed) in self.by_regime.iter_mut().zip(&outcome.by_regime) {
            *sum += u64::from(*filed);
        }
        for ([costs, setups], (cost, setup)) in self.compared.iter_mut().zip(&outcome.compared) {
            costs.push(*cost);
            setups.push(*setup);
        }
    }

    fn merge(&mut self, other: &Self) {
        self.fielded.extend(&other.fielded);
        self.outdated.extend(&other.outdated);
        self.cost.extend(&other.cost);
        self.ready += other.ready;
        self.waits.merge(&other.waits);
        for (sum, filed) in self.by_regime.iter_mut().zip(&other.by_regime) {
            *sum += filed;
        }
        for (mine, theirs) in self.compared.iter_mut().zip(&other.compared) {
            mine[0].extend(&theirs[0]);
            mine[1].extend(&theirs[1]);
        }
    }
}

/// A tally for each market, where there is none yet.
fn grow(tallies: &mut Vec<MarketTally>, regimes: impl Iterator<Item = usize>) {
    if tallies.is_empty() {
        tallies.extend(regimes.map(MarketTally::new));
    }
}

impl LifeChunk {
    /// Follows the updates of a block of futures.
    pub(super) fn follow(
        &mut self,
        program: &Program,
        life: &mut Lifecycle<'_>,
        block: &Block,
        common: &Common,
    ) {
        if block.first >= LIFE_FUTURES {
            return;
        }
        for lane in 0..block.len {
            let outcomes = life.run(program, block, common.lane(&program.common, lane), lane);
            let (outcomes, plain) = outcomes.split_at(life.markets());
            let everywhere = |candidate: usize| {
                let days = outcomes.iter().map(|outcome| outcome.fielded[candidate]);
                days.fold(0.0, f64::max)
            };
            let candidates = life.ready().take(FOLLOWED).enumerate();
            let updates = candidates.map(|(candidate, ready)| Update {
                ready,
                fielded: everywhere(candidate),
            });
            self.updates.push(updates.collect());
            for (tallies, outcomes) in [(&mut self.markets, outcomes), (&mut self.plain, plain)] {
                grow(tallies, outcomes.iter().map(|outcome| outcome.by_regime.len()));
                for (tally, outcome) in tallies.iter_mut().zip(outcomes) {
                    tally.add(outcome);
                }
            }
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (mine, theirs) in [
            (&mut self.markets, &other.markets),
            (&mut self.plain, &other.plain),
        ] {
            grow(mine, theirs.iter().map(|tally| tally.by_regime.len()));
            for (mine, theirs) in mine.iter_mut().zip(theirs) {
                mine.merge(theirs);
            }
        }
    }

    /// The candidates of each future, the first few of them.
    pub(super) fn updates(&self) -> &[Vec<Update>] {
        &self.updates
    }

    /// What the updates of each future cost in all markets.
    pub(super) fn costs(&self) -> Vec<f64> {
        let costs = |future: usize| self.markets.iter().map(|tally| tally.cost[future]).sum();
        (0..self.updates.len()).map(costs).collect()
    }

    pub(super) fn summary(&self, plan: &Plan) -> Option<LifeSummary> {
        let life = plan.lifecycle.as_ref()?;
        let spread = |values: &[f64]| {
            let mut pool = Pool::new(0);
            pool.add(values.iter().copied());
            pool.spread()
        };
        let mut plains = self.plain.iter();
        let markets = life
            .markets
            .iter()
            .zip(&self.markets)
            .map(|(market, tally)| {
                let plain = if market.has_plain_way() {
                    plains.next()
                } else {
                    None
                };
                let n = tally.fielded.len().max(1) as f64;
                let filed: u64 = tally.by_regime.iter().sum();
                MarketLife {
                    jurisdiction: market.jurisdiction.clone(),
                    ready: tally.ready as f64 / n,
                    fielded: spread(&tally.fielded),
                    wait_p10: tally.waits.quantile(0.1),
                    wait_p50: tally.waits.quantile(0.5),
                    wait_p90: tally.waits.quantile(0.9),
                    outdated: spread(&tally.outdated),
                    cost: spread(&tally.cost),
                    plain: plain.map(|tally| PlainLife {
                        fielded: spread(&tally.fielded),
                        wait_p10: tally.waits.quantile(0.1),
                        wait_p50: tally.waits.quantile(0.5),
                        wait_p90: tally.waits.quantile(0.9),
                        outdated: spread(&tally.outdated),
                        cost: spread(&tally.cost),
                    }),
                    regimes: market
                        .regimes
                        .iter()
                        .enumerate()
                        .map(|(place, regime)| RegimeLife {
                            id: regime.id.clone(),
                            title: regime.title.clone(),
                            share: Estimate::share(tally.by_regime[place], filed),
                            update_cost: mean(&tally.compared[place][0]),
                            break_even: pay(&tally.compared, place).and_then(|pay| pay.updates),
                            pay: pay(&tally.compared, place),
                        })
                        .collect(),
                }
            })
            .collect();
        Some(LifeSummary {
            futures: self.markets.first().map_or(0, |tally| tally.fielded.len() as u64),
            markets,
        })
    }
}

fn mean(values: &[f64]) -> Estimate {
    let (sum, squares) = values.iter().fold((0.0, 0.0), |(sum, squares), value| {
        (sum + value, squares + value * value)
    });
    Estimate::mean(sum, squares, values.len() as u64)
}

/// What a regime costs against the last one of its market, and the number of updates after which it has paid for its
/// set-up; nothing where nothing is set up.
///
/// # Formula
///
/// ```text
/// n = mean S / mean D,   se(n) = sqrt(var(S - n D) / N) / mean D
/// ```
///
/// where S is what the set-up costs in a future in which it happens and D what one update costs less than by the
/// other way, on the same luck (the ratio estimator: Cochran 1977, "Sampling Techniques", chapter 6).
fn pay(compared: &[[Vec<f64>; 2]], place: usize) -> Option<Pay> {
    let [costs, setups] = &compared[place];
    let [others, _] = compared.last()?;
    let triples: Vec<(f64, f64, f64)> = costs
        .iter()
        .zip(others)
        .zip(setups)
        .filter(|(_, setup)| **setup > 0.0)
        .map(|((cost, other), setup)| (*setup, *cost, *other))
        .collect();
    let n = triples.len() as f64;
    if n < 2.0 || place + 1 == compared.len() {
        return None;
    }
    let sum = |of: fn(&(f64, f64, f64)) -> f64| triples.iter().map(of).sum::<f64>();
    let (setup, saved) = (sum(|each| each.0), sum(|each| each.2 - each.1));
    let updates = (saved > 0.0).then(|| {
        let ratio = setup / saved;
        let off = |(setup, cost, other): &(f64, f64, f64)| {
            let off = setup - ratio * (other - cost);
            off * off
        };
        let variance = triples.iter().map(off).sum::<f64>() / (n - 1.0);
        Estimate {
            value: ratio,
            se: (variance / n).sqrt() / (saved / n),
        }
    });
    Some(Pay {
        setup: setup / n,
        planned: sum(|each| each.1) / n,
        other: sum(|each| each.2) / n,
        updates,
    })
}

/// Updates after approval.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LifeSummary {
    /// Futures in which they were followed: at most [`LIFE_FUTURES`].
    pub futures: u64,
    /// Market by market.
    pub markets: Vec<MarketLife>,
}

/// Updates in one market.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MarketLife {
    /// Jurisdiction id.
    pub jurisdiction: String,
    /// Mean number of candidates that were ready by the horizon while the market was open.
    pub ready: f64,
    /// Candidates fielded by the horizon, alone or with a later one.
    pub fielded: Option<Spread>,
    /// Of the days from ready to fielded, over all updates fielded (within 0.1 %): P10.
    pub wait_p10: f64,
    /// The median of these days.
    pub wait_p50: f64,
    /// Nine of ten updates wait at most so many days.
    pub wait_p90: f64,
    /// Days on which a newer version was ready than the one in the field.
    pub outdated: Option<Spread>,
    /// Cost of all updates begun by the horizon.
    pub cost: Option<Spread>,
    /// Ways to field an update.
    pub regimes: Vec<RegimeLife>,
    /// The same updates on the same luck by the ways alone that need no paper, such as partial change without
    /// IDATEN; nothing where there is no other way.
    pub plain: Option<PlainLife>,
}

/// Updates in a market by some of its ways.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlainLife {
    /// Candidates fielded by the horizon, alone or with a later one.
    pub fielded: Option<Spread>,
    /// Days from ready to fielded: P10.
    pub wait_p10: f64,
    /// The median.
    pub wait_p50: f64,
    /// P90.
    pub wait_p90: f64,
    /// Days on which a newer version was ready than the one in the field.
    pub outdated: Option<Spread>,
    /// Cost of all updates begun by the horizon.
    pub cost: Option<Spread>,
}

/// One way to field an update.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RegimeLife {
    /// Route id.
    pub id: String,
    /// Words for it.
    pub title: Text,
    /// Share of the updates that took it.
    pub share: Estimate,
    /// Mean cost of one update by it.
    pub update_cost: Estimate,
    /// Number of updates after which its set-up has paid, against the market's last regime; nothing where there is
    /// no set-up, or where nothing is saved.
    pub break_even: Option<Estimate>,
    /// What it costs against the market's last regime; nothing where there is no set-up.
    pub pay: Option<Pay>,
}

/// Means over the futures in which a regime is set up, of what it costs and of what the market's last regime costs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Pay {
    /// Setting up.
    pub setup: f64,
    /// One update by the regime.
    pub planned: f64,
    /// One update by the last regime, on the same luck.
    pub other: f64,
    /// Updates after which the set-up has paid; nothing where nothing is saved.
    pub updates: Option<Estimate>,
}

//! Updates after approval: in every market they wait in one queue, and each runs through a small network of its
//! own.

use super::NEVER;
use super::block::{Block, LANES};
use super::common::{CommonDef, Factors};
use super::event::{Future, Luck};
use super::program::Program;
use crate::dist::{Sampler, Shape, Tables};
use crate::file::Arrival;
use crate::plan::Plan;
use crate::rng::{Key, Seed, unit};
use crate::sampling::{Method, Sampling, Variable};

/// Release candidates that one future may see.
pub(crate) const CANDIDATES: usize = 4_000;
/// Numbers of small networks that belong to one future: those of candidates, and one to compare regimes by.
const NUMBERS: u64 = 4_096;

/// Life after approval, ready to run.
#[derive(Debug)]
pub(crate) struct LifecycleDef {
    every: f64,
    gap: Option<(Variable, Sampler)>,
    batch: usize,
    kind: Variable,
    /// Sums of the shares of changes.
    upto: Vec<f64>,
    pub(crate) markets: Vec<MarketDef>,
}

#[derive(Debug)]
pub(crate) struct MarketDef {
    from: usize,
    /// Whether it is also followed by the ways alone that need no paper.
    has_plain_way: bool,
    pub(crate) regimes: Vec<RegimeDef>,
}

#[derive(Debug)]
pub(crate) struct RegimeDef {
    serves: Vec<bool>,
    needs: Option<usize>,
    setup: Vec<usize>,
    program: Program,
}

impl LifecycleDef {
    pub(crate) fn new(
        plan: &Plan,
        sampling: &Sampling,
        common: &mut CommonDef,
        tables: &mut Tables,
    ) -> Option<Self> {
        let life = plan.lifecycle.as_ref()?;
        let variable = |purpose: &str| sampling.variable(Key::new("lifecycle", purpose), u32::MAX);
        // An update has luck of its own, whatever the method that spreads the futures of the plan.
        let own = Sampling {
            method: Method::Mc,
            seed: Seed(sampling.seed.0),
            iterations: u64::MAX,
        };
        Some(Self {
            every: life.every,
            gap: (life.arrival == Arrival::Random).then(|| {
                let shape = Shape::Exponential { mean: life.every };
                (variable("gap"), Sampler::new(&shape, 1.0, tables))
            }),
            batch: life.batch as usize,
            kind: variable("kind"),
            upto: life
                .changes
                .iter()
                .scan(0.0, |sum, (.., share)| {
                    *sum += share;
                    Some(*sum)
                })
                .collect(),
            markets: life
                .markets
                .iter()
                .map(|market| MarketDef {
                    from: market.from,
                    has_plain_way: market.has_plain_way(),
                    regimes: market
                        .regimes
                        .iter()
                        .map(|regime| RegimeDef {
                            serves: regime.serves.clone(),
                            needs: regime.needs,
                            setup: regime.setup.clone(),
                            program: Program::sharing(&regime.update, &own, common, tables),
                        })
                        .collect(),
                })
                .collect(),
        })
    }
}

/// What one market came to in one future.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct MarketOutcome {
    /// Days from ready to fielded of every candidate fielded by the horizon.
    pub(crate) waits: Vec<f64>,
    /// Day on which each candidate is in the field, itself or within a later one; never if it is not.
    pub(crate) fielded: Vec<f64>,
    /// Candidates that were ready by the horizon while the market was open.
    pub(crate) ready: u32,
    /// Days on which a newer version was ready than the one in the field.
    pub(crate) outdated: f64,
    /// Cost of all updates begun by the horizon.
    pub(crate) cost: f64,
    /// Updates filed by each regime.
    pub(crate) by_regime: Vec<u32>,
    /// Of each regime: what one update costs (all on the same luck), and what it cost to set up.
    pub(crate) compared: Vec<(f64, f64)>,
}

/// Working memory.
#[derive(Debug)]
pub(crate) struct Lifecycle<'p> {
    def: &'p LifecycleDef,
    /// A future for each regime of each market.
    futures: Vec<Vec<Future<'p>>>,
    /// Day and kind of each candidate of the future at hand.
    candidates: Vec<(f64, usize)>,
}

impl<'p> Lifecycle<'p> {
    pub(crate) fn new(def: &'p LifecycleDef) -> Self {
        Self {
            futures: def
                .markets
                .iter()
                .map(|market| {
                    let regimes = market.regimes.iter();
                    regimes
                        .map(|regime| Future::new(&regime.program, false))
                        .collect()
                })
                .collect(),
            def,
            candidates: Vec::new(),
        }
    }

    /// The updates of one future of a block: market by market, and then once more, by the ways alone that need no
    /// paper, for the markets that have such a way beside others.
    pub(crate) fn run(
        &mut self,
        program: &Program,
        block: &Block,
        factors: Factors<'_>,
        lane: usize,
    ) -> Vec<MarketOutcome> {
        let iteration = block.first + lane as u64;
        let date = |paper: usize| block.date[paper * LANES + lane];
        let open = self.def.markets.iter().map(|market| date(market.from).max(0.0));
        self.arrive(open.fold(NEVER, f64::min), program.horizon, iteration);
        let markets = (0..self.def.markets.len()).map(|market| (market, false));
        let plain = (0..self.def.markets.len()).map(|market| (market, true));
        let def = self.def;
        let plain = plain.filter(|(market, _)| def.markets[*market].has_plain_way);
        markets
            .chain(plain)
            .map(|which| self.market(which, program, block, factors, lane))
            .collect()
    }

    /// Number of markets.
    pub(crate) const fn markets(&self) -> usize {
        self.def.markets.len()
    }

    /// Days on which the candidates of the future that was run last were ready.
    pub(crate) fn ready(&self) -> impl Iterator<Item = f64> + '_ {
        self.candidates.iter().map(|(day, _)| *day)
    }

    fn arrive(&mut self, from: f64, horizon: f64, iteration: u64) {
        self.candidates.clear();
        let mut day = from;
        for turn in 0..CANDIDATES as u32 {
            day += match &self.def.gap {
                Some((variable, sampler)) => sampler.at(variable.bits(iteration, turn)),
                None => self.def.every,
            };
            if day > horizon {
                break;
            }
            let u = unit(self.def.kind.bits(iteration, turn));
            let kinds = self.def.upto.len();
            let kind = self
                .def
                .upto
                .iter()
                .position(|upto| u < *upto)
                .unwrap_or(kinds - 1);
            self.candidates.push((day, kind));
        }
    }

    fn market(
        &mut self,
        (market, is_plain): (usize, bool),
        program: &Program,
        block: &Block,
        factors: Factors<'_>,
        lane: usize,
    ) -> MarketOutcome {
        let iteration = block.first + lane as u64;
        let lent = Luck {
            factors: factors.lent(),
            drawn: None,
        };
        let date = |paper: usize| block.date[paper * LANES + lane];
        let def = &self.def.markets[market];
        let open = date(def.from).max(0.0);
        let mut outcome = MarketOutcome {
            by_regime: vec![0; def.regimes.len()],
            compared: vec![(0.0, 0.0); def.regimes.len()],
            ..MarketOutcome::default()
        };
        // Versions made before the market opens come with its authorisation.
        let first = self.candidates.partition_point(|(day, _)| *day <= open);
        outcome.fielded.resize(self.candidates.len(), NEVER);
        if open > program.horizon {
            return outcome;
        }
        outcome.fielded[..first].fill(open);
        let (mut free, mut in_field, mut since) = (open, first, open);
        let candidates = self.candidates.len();
        for last in (first + self.def.batch - 1..candidates).step_by(self.def.batch) {
            let begun = last + 1 - self.def.batch;
            let ready = self.candidates[last].0;
            let start = f64::max(ready, free);
            if start > program.horizon {
                break;
            }
            let serves = |regime: &RegimeDef| {
                self.candidates[begun..=last]
                    .iter()
                    .all(|(_, kind)| regime.serves[*kind])
                    && regime.needs.is_none_or(|paper| !is_plain && date(paper) <= start)
            };
            let place = def
                .regimes
                .iter()
                .position(serves)
                .unwrap_or(def.regimes.len() - 1);
            outcome.by_regime[place] += 1;
            let run = &mut self.futures[market][place];
            run.run(iteration * NUMBERS + last as u64, lent);
            let (done, over, cost) = run.as_update();
            outcome.cost += cost;
            free = start + over;
            let fielded = start + done;
            if fielded <= program.horizon {
                outcome.outdated += self.behind(in_field, since, fielded);
                let waited = self.candidates[in_field..=last]
                    .iter()
                    .map(|(day, _)| fielded - day);
                outcome.waits.extend(waited);
                outcome.fielded[in_field..=last].fill(fielded);
                (in_field, since) = (last + 1, fielded);
            }
        }
        outcome.ready = (candidates - first) as u32;
        outcome.outdated += self.behind(in_field, since, program.horizon);
        let compared = if is_plain { &[] } else { def.regimes.as_slice() };
        for (place, regime) in compared.iter().enumerate() {
            let run = &mut self.futures[market][place];
            run.run(iteration * NUMBERS + NUMBERS - 1, lent);
            let setup = regime
                .setup
                .iter()
                .map(|step| block.spent_on(program, *step, lane))
                .sum();
            outcome.compared[place] = (run.as_update().2, setup);
        }
        outcome
    }

    /// Days between `since` and `until` on which candidate `next` was ready.
    fn behind(&self, next: usize, since: f64, until: f64) -> f64 {
        match self.candidates.get(next) {
            Some((day, _)) => (until - day.max(since)).max(0.0),
            None => 0.0,
        }
    }
}

impl Block {
    /// What the executions of a step cost in one lane.
    pub(crate) fn spent_on(&self, program: &Program, step: usize, lane: usize) -> f64 {
        if !program.ops[step].has_money {
            return 0.0;
        }
        let at = Self::at(step, lane);
        let last = if self.start[at] < NEVER {
            self.money(at).total()
        } else {
            0.0
        };
        let earlier = self
            .extras
            .iter()
            .filter(|extra| extra.lane == lane && extra.step == step);
        last + earlier.map(|extra| extra.money.total()).sum::<f64>()
    }
}

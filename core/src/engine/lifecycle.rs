//! Updates after approval: in every market they wait in one queue, and each runs through a small network of its
//! own.

use super::NEVER;
use super::block::Block;
use super::common::{CommonDef, Factors};
use super::event::{Future, Luck};
use super::judge::{earliest, holds};
use super::program::{Money, Program};
use crate::dist::{Sampler, Shape, Tables};
use crate::file::Arrival;
use crate::plan::{Need, Plan};
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
    /// What must be held for it to be open.
    from: Need,
    /// Whether it is also followed by the ways alone that need no paper.
    has_plain_way: bool,
    pub(crate) regimes: Vec<RegimeDef>,
}

#[derive(Debug)]
pub(crate) struct RegimeDef {
    serves: Vec<bool>,
    needs: Option<Need>,
    setup: Vec<usize>,
    program: Program,
}

impl LifecycleDef {
    /// How many ways to field an update there are, in all markets.
    pub(crate) fn ways(&self) -> usize {
        self.markets.iter().map(|market| market.regimes.len()).sum()
    }

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
                    from: plan.held_need(market.from),
                    has_plain_way: market.has_plain_way(),
                    regimes: market
                        .regimes
                        .iter()
                        .map(|regime| RegimeDef {
                            serves: regime.serves.clone(),
                            needs: regime.needs.map(|paper| plan.held_need(paper)),
                            setup: regime.setup.clone(),
                            program: Program::sharing(&regime.update, &own, common, tables),
                        })
                        .collect(),
                })
                .collect(),
        })
    }
}

/// What one piece of work on an update cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct UpdateWork {
    /// Number of the regime among those of all markets.
    pub(crate) way: usize,
    /// Days from the plan's start.
    pub(crate) start: f64,
    pub(crate) end: f64,
    pub(crate) money: Money,
}

/// One filing, of one candidate or of several together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Filed {
    /// Number of the regime within its market.
    pub(crate) regime: usize,
    /// Candidates filed together.
    pub(crate) candidates: u32,
    /// When the last of them was ready.
    pub(crate) ready: f64,
    /// When its turn came.
    pub(crate) start: f64,
    /// When they are in the field; [`NEVER`] if it fails.
    pub(crate) fielded: f64,
    /// What is spent on it by the horizon.
    pub(crate) cost: f64,
}

/// What one market came to in one future.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct MarketOutcome {
    /// Whether it opens by the horizon.
    pub(crate) is_open: bool,
    /// Days from ready to fielded of every candidate fielded by the horizon.
    pub(crate) waits: Vec<f64>,
    /// Day on which each candidate is in the field, itself or within a later one; never if it is not.
    pub(crate) fielded: Vec<f64>,
    /// Candidates that were ready by the horizon while the market was open.
    pub(crate) ready: u32,
    /// Days on which a newer version was ready than the one in the field.
    pub(crate) outdated: f64,
    /// Work on updates begun by the horizon.
    pub(crate) work: Vec<UpdateWork>,
    /// The filings, one after the other.
    pub(crate) filed: Vec<Filed>,
    /// Updates filed by each regime.
    pub(crate) by_regime: Vec<u32>,
    /// Of each regime: what one update costs (all on the same luck), what it cost to set up, and whether what it needs is
    /// there by the horizon. Empty where the market does not open.
    pub(crate) compared: Vec<(f64, f64, bool)>,
    /// The same updates on the same luck by the ways alone that need no paper, where that was asked for and there are others.
    pub(crate) plain: Option<Box<Self>>,
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

    /// The updates of one future of a block, market by market.
    pub(crate) fn run(
        &mut self,
        program: &Program,
        block: &Block,
        factors: Factors<'_>,
        lane: usize,
    ) -> Vec<MarketOutcome> {
        let iteration = block.first + lane as u64;
        let shelf = block.shelf(lane);
        let open = self
            .def
            .markets
            .iter()
            .map(|market| earliest(&market.from, 0.0, &shelf));
        self.arrive(open.fold(NEVER, f64::min), program.horizon, iteration);
        (0..self.def.markets.len())
            .map(|market| self.market((market, false), program, block, factors, lane))
            .collect()
    }

    /// The updates of the future that was run last once more, in the markets that have ways that need no paper beside
    /// others, by those ways alone.
    pub(crate) fn add_plain(
        &mut self,
        program: &Program,
        block: &Block,
        factors: Factors<'_>,
        lane: usize,
        outcomes: &mut [MarketOutcome],
    ) {
        let def = self.def;
        for (market, outcome) in outcomes.iter_mut().enumerate() {
            outcome.plain = def.markets[market]
                .has_plain_way
                .then(|| Box::new(self.market((market, true), program, block, factors, lane)));
        }
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
        let def = &self.def.markets[market];
        let shelf = block.shelf(lane);
        let open = earliest(&def.from, 0.0, &shelf);
        let before: usize = self.def.markets[..market]
            .iter()
            .map(|market| market.regimes.len())
            .sum();
        let mut outcome = MarketOutcome {
            is_open: open <= program.horizon,
            by_regime: vec![0; def.regimes.len()],
            ..MarketOutcome::default()
        };
        // Versions made before the market opens come with its authorisation.
        let first = self.candidates.partition_point(|(day, _)| *day <= open);
        outcome.fielded.resize(self.candidates.len(), NEVER);
        if open > program.horizon {
            return outcome;
        }
        let closed = Closed(shelf.gaps(&def.from, open, program.horizon));
        outcome.fielded[..first].fill(open);
        let (mut free, mut in_field, mut since) = (open, first, open);
        let candidates = self.candidates.len();
        for last in (first + self.def.batch - 1..candidates).step_by(self.def.batch) {
            let begun = last + 1 - self.def.batch;
            let ready = self.candidates[last].0;
            let start = closed.open_from(f64::max(ready, free));
            if start > program.horizon {
                break;
            }
            let serves = |regime: &RegimeDef| {
                self.candidates[begun..=last]
                    .iter()
                    .all(|(_, kind)| regime.serves[*kind])
                    && regime
                        .needs
                        .as_ref()
                        .is_none_or(|need| !is_plain && holds(need, start, &shelf))
            };
            let place = def
                .regimes
                .iter()
                .position(serves)
                .unwrap_or(def.regimes.len() - 1);
            outcome.by_regime[place] += 1;
            let run = &mut self.futures[market][place];
            run.run(iteration * NUMBERS + last as u64, lent);
            let (done, over) = run.as_update();
            let fielded = closed.after(start, done);
            let work = run.spent().map(|(from, to, money)| UpdateWork {
                way: before + place,
                start: closed.after(start, from),
                end: closed.after(start, to),
                money,
            });
            let earlier = outcome.work.len();
            outcome
                .work
                .extend(work.filter(|work| work.start <= program.horizon));
            outcome.filed.push(Filed {
                regime: place,
                candidates: (last + 1 - begun) as u32,
                ready,
                start,
                fielded,
                cost: outcome.work[earlier..]
                    .iter()
                    .map(|work| work.money.total())
                    .sum(),
            });
            free = closed.after(start, over);
            if fielded <= program.horizon {
                outcome.outdated += self.behind(in_field, since, fielded, &closed);
                let waited = self.candidates[in_field..=last]
                    .iter()
                    .map(|(day, _)| fielded - day);
                outcome.waits.extend(waited);
                outcome.fielded[in_field..=last].fill(fielded);
                (in_field, since) = (last + 1, fielded);
            }
        }
        let is_in_time = |(day, _): &&(f64, usize)| closed.open_from(*day) <= program.horizon;
        outcome.ready = self.candidates[first..].iter().filter(is_in_time).count() as u32;
        outcome.outdated += self.behind(in_field, since, program.horizon, &closed);
        let compared = if is_plain { &[] } else { def.regimes.as_slice() };
        for (place, regime) in compared.iter().enumerate() {
            let run = &mut self.futures[market][place];
            run.run(iteration * NUMBERS + NUMBERS - 1, lent);
            let setup = regime
                .setup
                .iter()
                .map(|step| block.spent_on(program, *step, lane))
                .sum();
            let is_available = regime
                .needs
                .as_ref()
                .is_none_or(|need| earliest(need, 0.0, &shelf) <= program.horizon);
            let one = run.spent().map(|(.., money)| money.total()).sum();
            outcome.compared.push((one, setup, is_available));
        }
        outcome
    }

    /// Days between `since` and `until` on which candidate `next` was ready and the market was open.
    fn behind(&self, next: usize, since: f64, until: f64, closed: &Closed) -> f64 {
        let Some((day, _)) = self.candidates.get(next) else {
            return 0.0;
        };
        let from = day.max(since);
        (until - from).max(0.0) - closed.within(from, until)
    }
}

/// Times in which a market is closed since what opens it is lost, in their order.
struct Closed(Vec<(f64, f64)>);

impl Closed {
    /// The first moment from `t` on at which the market is open.
    fn open_from(&self, t: f64) -> f64 {
        let gap = self.0.iter().find(|(from, until)| *from <= t && t < *until);
        gap.map_or(t, |(_, until)| *until)
    }

    /// When work ends that takes so many days from `start` on and rests while the market is closed.
    fn after(&self, start: f64, days: f64) -> f64 {
        let (mut time, mut left) = (start, days);
        for (from, until) in self.0.iter().filter(|(_, until)| *until > start) {
            if time + left <= *from {
                break;
            }
            left -= (from - time).max(0.0);
            time = *until;
        }
        time + left
    }

    /// Days between two moments on which the market is closed.
    fn within(&self, from: f64, until: f64) -> f64 {
        let overlap = |gap: &(f64, f64)| (gap.1.min(until) - gap.0.max(from)).max(0.0);
        self.0.iter().map(overlap).sum()
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
        let earlier = self.extras_of(lane).filter(|extra| extra.step == step);
        last + earlier.map(|extra| extra.money.total()).sum::<f64>()
    }
}

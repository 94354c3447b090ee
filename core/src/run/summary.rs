//! Chunks put together again, and what a run comes to.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::cash::{CashCollector, CashSummary};
use super::lifecycle::{LifeCollector, LifeSummary};
use super::tally::{SpanTally, Spending, StepTally};
use super::{Chunk, Simulation, jurisdictions, payers};
use crate::analysis::risk::{self, Gathering, Risk};
use crate::engine::NEVER;
use crate::plan::{Plan, own_steps};
use crate::sampling::Method;
use crate::stats::{Estimate, LEVELS, Level, Pool, ShareTally, Sketch, Spread, quantile_error};
use crate::text::Text;

/// Puts chunks together, in any order of arrival.
#[derive(Debug)]
pub struct Collector {
    simulation_iterations: u64,
    chunk_count: u64,
    /// Whether only whole chunks are independent of each other.
    is_even: bool,
    plan: Arc<Plan>,
    waiting: BTreeMap<u64, Chunk>,
    next: u64,
    iterations: u64,
    /// Futures that reach each milestone, and those in which it still stands at the horizon.
    reached: Vec<[ShareTally; 2]>,
    times: Vec<Pool>,
    costs: Vec<Pool>,
    totals: Pool,
    routes: Vec<Spending>,
    jurisdictions: Vec<Spending>,
    spans: Vec<SpanTally>,
    steps: Vec<StepTally>,
    /// Futures in which each step happens, and in which it lies on the longest path.
    step_shares: Vec<[ShareTally; 2]>,
    cash: Option<CashCollector>,
    life: LifeCollector,
    sampled: Gathering,
    risk: Option<Risk>,
}

impl Collector {
    /// An empty collector for a simulation.
    #[must_use]
    pub fn new(simulation: &Simulation) -> Self {
        let plan = Arc::clone(&simulation.plan);
        let expected = simulation.iterations();
        let milestones = plan.milestones.len();
        let (ids, _) = jurisdictions(&plan);
        let is_even = simulation.method() != Method::Mc;
        let pool = || Pool::new(expected, is_even);
        Self {
            simulation_iterations: expected,
            chunk_count: simulation.chunk_count(),
            is_even,
            waiting: BTreeMap::new(),
            next: 0,
            iterations: 0,
            reached: vec![[ShareTally::default(); 2]; milestones],
            times: vec![pool(); milestones],
            costs: vec![pool(); milestones],
            totals: pool(),
            routes: vec![Spending::new(); payers(&simulation.program)],
            jurisdictions: vec![Spending::new(); ids.len()],
            spans: vec![SpanTally::new(); payers(&simulation.program) + ids.len()],
            steps: vec![StepTally::new(); plan.steps.len()],
            step_shares: vec![[ShareTally::default(); 2]; plan.steps.len()],
            cash: simulation
                .program
                .cash
                .as_ref()
                .and_then(|def| CashCollector::new(&plan, def, is_even)),
            life: LifeCollector::new(is_even),
            sampled: Gathering::new(plan.steps.len()),
            risk: None,
            plan,
        }
    }

    /// Takes a chunk; it counts as soon as all before it are there.
    pub fn add(&mut self, chunk: Chunk) {
        self.waiting.insert(chunk.index, chunk);
        while let Some(chunk) = self.waiting.remove(&self.next) {
            self.next += 1;
            self.iterations += chunk.len;
            let found = chunk.times.iter().zip(&chunk.fallen);
            for ((pool, [reached, held]), (times, fallen)) in
                self.times.iter_mut().zip(&mut self.reached).zip(found)
            {
                let before = pool.count();
                pool.add(times.iter().copied().filter(|time| *time < NEVER));
                let hits = pool.count() - before;
                reached.add(hits, chunk.len);
                held.add(hits - fallen, chunk.len);
            }
            for (pool, costs) in self.costs.iter_mut().zip(&chunk.costs) {
                pool.add(costs.iter().copied());
            }
            self.totals.add(chunk.totals.iter().copied());
            self.routes
                .iter_mut()
                .zip(&chunk.routes)
                .for_each(|(mine, theirs)| mine.merge(theirs));
            self.jurisdictions
                .iter_mut()
                .zip(&chunk.jurisdictions)
                .for_each(|(mine, theirs)| mine.merge(theirs));
            self.spans
                .iter_mut()
                .zip(&chunk.spans)
                .for_each(|(mine, theirs)| mine.merge(theirs));
            let reached = chunk.times[self.plan.target].iter().filter(|time| **time < NEVER);
            let reached = reached.count() as u64;
            for ((mine, [happens, critical]), theirs) in
                self.steps.iter_mut().zip(&mut self.step_shares).zip(&chunk.steps)
            {
                mine.merge(theirs);
                happens.add(theirs.span.happened, chunk.len);
                critical.add(theirs.critical, reached);
            }
            if let Some(cash) = &mut self.cash {
                cash.add(&chunk.cash);
            }
            self.life.add(&chunk.life);
            if let Some(sample) = &chunk.sample {
                let target = self.plan.target;
                self.sampled
                    .add(sample, &chunk.times[target], &chunk.costs[target]);
                if self.next == risk::CHUNKS.min(self.chunk_count) {
                    self.risk = Some(self.sampled.risk());
                }
            }
        }
    }

    /// Futures counted so far.
    #[must_use]
    pub const fn iterations(&self) -> u64 {
        self.iterations
    }

    /// Whether all chunks are there.
    #[must_use]
    pub const fn is_done(&self) -> bool {
        self.next >= self.chunk_count
    }

    /// The results so far.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let plan = &self.plan;
        let n = self.iterations;
        let catalogue = &plan.catalogue;
        let milestones = plan
            .milestones
            .iter()
            .enumerate()
            .map(|(index, milestone)| MilestoneSummary {
                id: milestone.id.clone(),
                title: milestone.title.clone(),
                reached: self.reached[index][0].share(self.is_even),
                held: self.reached[index][1].share(self.is_even),
                days: self.times[index].spread(),
                cost: self.costs[index].spread(),
            })
            .collect();
        let bill = |id: &str, title: Text, spending: &Spending, span: &SpanTally| {
            let mean = |kind: usize| Estimate::mean(spending.paid[kind], spending.squares[kind], n);
            let [fee, cost, effort] = [0, 1, 2].map(mean);
            let total = Estimate::mean(spending.paid.iter().sum(), spending.total_squares, n);
            let [p10, p50, p80, p90] = [0.1, 0.5, 0.8, 0.9].map(|p| spending.total.quantile(p));
            Bill {
                id: id.to_owned(),
                title,
                fee: fee.value,
                fee_se: fee.se,
                cost: cost.value,
                cost_se: cost.se,
                effort: effort.value,
                effort_se: effort.se,
                total: fee.value + cost.value + effort.value,
                total_se: total.se,
                p10,
                p50,
                p80,
                p90,
                levels: levels(&spending.total),
                happens: Estimate::share(span.happened, n),
                start: levels(&span.start),
                finish: levels(&span.finish),
            }
        };
        let (of_payers, of_jurisdictions) = self.spans.split_at(self.routes.len());
        let of_plan = plan.routes.iter().map(|route| (&route.def.id, &route.def.title));
        let markets = plan.lifecycle.iter().flat_map(|life| &life.markets);
        let of_updates = markets
            .flat_map(|market| &market.regimes)
            .map(|regime| (&regime.id, &regime.title));
        let routes = of_plan
            .chain(of_updates)
            .zip(self.routes.iter().zip(of_payers))
            .map(|((id, title), (spending, span))| bill(id, title.clone(), spending, span))
            .collect();
        let (ids, _) = jurisdictions(plan);
        let by_jurisdiction = ids
            .iter()
            .zip(self.jurisdictions.iter().zip(of_jurisdictions))
            .map(|(id, (spending, span))| {
                let title = if id.is_empty() {
                    own_steps()
                } else {
                    catalogue.jurisdiction_title(id)
                };
                bill(id, title, spending, span)
            })
            .collect();
        let steps = self
            .steps
            .iter()
            .enumerate()
            .map(|(index, tally)| {
                let [happens, criticality] = self.step_shares[index].map(|share| share.share(self.is_even));
                StepSummary {
                    id: plan.steps[index].id.clone(),
                    title: plan.def(index).title.clone(),
                    happens,
                    criticality,
                    cost: tally.paid.map(|paid| paid / n.max(1) as f64),
                    cost_se: std::array::from_fn(|kind| {
                        Estimate::mean(tally.paid[kind], tally.squares[kind], n).se
                    }),
                    start: STEP_LEVELS.map(|p| tally.span.start.quantile(p)),
                    start_se: errors(&tally.span.start),
                    finish: STEP_LEVELS.map(|p| tally.span.finish.quantile(p)),
                    finish_se: errors(&tally.span.finish),
                }
            })
            .collect();
        Summary {
            iterations: n,
            of: self.simulation_iterations,
            currency: plan.currency.clone(),
            target: plan.target,
            milestones,
            cost: self.totals.spread(),
            routes,
            jurisdictions: by_jurisdiction,
            steps,
            cash: self.cash.as_ref().map(CashCollector::summary),
            life: self.life.summary(plan),
            risk: self.risk.clone(),
        }
    }
}

/// The quantiles of the times of steps.
const STEP_LEVELS: [f64; 3] = [0.1, 0.5, 0.9];

/// The errors of these quantiles.
fn errors(sketch: &Sketch) -> [f64; 3] {
    let stand_ins = sketch.stand_ins(STAND_INS.min(sketch.total() as usize));
    STEP_LEVELS.map(|p| sketched_error(&stand_ins, p, sketch.total()))
}

/// The error of a quantile of so many independent futures, given values that stand for theirs.
fn sketched_error(stand_ins: &[f64], p: f64, futures: u64) -> f64 {
    if futures > 1 {
        quantile_error(stand_ins, p, (p * (1.0 - p) / futures as f64).sqrt())
    } else {
        f64::INFINITY
    }
}

/// Quantiles of what a sketch has counted, with the errors of independent futures: an upper bound for the methods
/// that spread futures evenly. Empty where nothing was counted.
fn levels(sketch: &Sketch) -> Vec<Level> {
    let stand_ins = sketch.stand_ins(STAND_INS.min(sketch.total() as usize));
    let given = if sketch.total() > 0 {
        LEVELS.as_slice()
    } else {
        &[]
    };
    given
        .iter()
        .map(|p| Level {
            p: *p,
            value: sketch.quantile(*p),
            se: sketched_error(&stand_ins, *p, sketch.total()),
        })
        .collect()
}

/// Values that stand for those of a sketch when the error of its quantiles is told.
const STAND_INS: usize = 2_000;

/// One milestone. Its dates are those of the futures that reach it by the horizon, never mixed with the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MilestoneSummary {
    /// Milestone id.
    pub id: String,
    /// Words for it.
    pub title: Text,
    /// Share of futures that reach it by the horizon, be it lost again later.
    pub reached: Estimate,
    /// Share of futures in which it is reached and its artefacts are held at the horizon; the same as `reached` where
    /// nothing is lost.
    pub held: Estimate,
    /// Days from the plan's start, given that it is reached.
    pub days: Option<Spread>,
    /// Direct cost of everything started before it, given that it is reached.
    pub cost: Option<Spread>,
}

/// What a route or jurisdiction costs, in the plan's currency, and when its work is done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Bill {
    /// Route or jurisdiction id; empty for the plan's own steps.
    pub id: String,
    /// Words for it.
    pub title: Text,
    /// Mean of fees to authorities and bodies.
    pub fee: f64,
    /// Its standard error.
    pub fee_se: f64,
    /// Mean of third-party costs.
    pub cost: f64,
    /// Its standard error.
    pub cost_se: f64,
    /// Mean of own people's time.
    pub effort: f64,
    /// Its standard error.
    pub effort_se: f64,
    /// Mean of all three.
    pub total: f64,
    /// Its standard error.
    pub total_se: f64,
    /// Quantiles of the total, within 0.1 %.
    pub p10: f64,
    /// Median of the total.
    pub p50: f64,
    /// Four of five futures cost at most this.
    pub p80: f64,
    /// Nine of ten futures cost at most this.
    pub p90: f64,
    /// More quantiles of the total, with their errors.
    pub levels: Vec<Level>,
    /// Share of futures in which any of its work starts by the horizon.
    pub happens: Estimate,
    /// Days to the first start of its work, where it happens (within 0.1 %); recurring steps are left out.
    pub start: Vec<Level>,
    /// Days to the last finish of its work.
    pub finish: Vec<Level>,
}

/// When a step happens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StepSummary {
    /// `route/step`.
    pub id: String,
    /// Words for it.
    pub title: Text,
    /// Share of futures in which it happens.
    pub happens: Estimate,
    /// Criticality index: share of the futures that reach the target in which the step lies on the longest path.
    pub criticality: Estimate,
    /// Mean of fees, third-party costs and own people's time by the horizon, in the plan's currency.
    pub cost: [f64; 3],
    /// Their standard errors.
    pub cost_se: [f64; 3],
    /// P10, P50 and P90 of its first start, in days, where it happens (within 0.1 %); no numbers where it never does.
    #[cfg_attr(feature = "schema", schemars(with = "[Option<f64>; 3]"))]
    pub start: [f64; 3],
    /// Their standard errors.
    #[cfg_attr(feature = "schema", schemars(with = "[Option<f64>; 3]"))]
    pub start_se: [f64; 3],
    /// P10, P50 and P90 of its last finish.
    #[cfg_attr(feature = "schema", schemars(with = "[Option<f64>; 3]"))]
    pub finish: [f64; 3],
    /// Their standard errors.
    #[cfg_attr(feature = "schema", schemars(with = "[Option<f64>; 3]"))]
    pub finish_se: [f64; 3],
}

/// The results of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Summary {
    /// Futures simulated.
    pub iterations: u64,
    /// Futures asked for.
    pub of: u64,
    /// Currency of all amounts.
    pub currency: String,
    /// Index of the target milestone.
    pub target: usize,
    /// Milestones of the plan.
    pub milestones: Vec<MilestoneSummary>,
    /// Direct cost by the horizon.
    pub cost: Option<Spread>,
    /// Costs by route; after the plan's routes come the ways to field updates.
    pub routes: Vec<Bill>,
    /// Costs by jurisdiction.
    pub jurisdictions: Vec<Bill>,
    /// Steps, predecessors first.
    pub steps: Vec<StepSummary>,
    /// Cash of the company, where the plan tells of it.
    pub cash: Option<CashSummary>,
    /// Updates after approval, where the plan tells of them.
    pub life: Option<LifeSummary>,
    /// What makes the target late, once the first futures are in.
    pub risk: Option<Risk>,
}

impl Summary {
    /// A number that stands for every bit of the results, to compare machines and faces by.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        let bytes = postcard::to_allocvec(self).expect("a summary has nothing that cannot be written");
        let values = self
            .milestones
            .iter()
            .filter_map(|milestone| milestone.days.as_ref());
        let samples = values
            .flat_map(|spread| spread.sorted.iter())
            .flat_map(|value| value.to_bits().to_le_bytes());
        // FNV-1a, 64 bits.
        bytes
            .into_iter()
            .chain(samples)
            .fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
            })
    }
}

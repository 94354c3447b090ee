//! A run: what a face asks for, the chunks of futures that it can be cut into, and the results put together
//! again. A chunk depends on nothing but its number, and chunks are merged in the order of their numbers, so
//! results are the same bits for any number of threads or workers.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use self::cash::{CASH_FUTURES, CashItem, CashKind, CashSummary, FAN_FUTURES, FAN_LEVELS, Flow};
use self::cash::{CashChunk, CashCollector};
use self::lifecycle::LifeChunk;
pub use self::lifecycle::{LIFE_FUTURES, LifeSummary, MarketLife, Pay, PlainLife, RegimeLife, Update};
use crate::analysis::compare::Comparison;
use crate::analysis::risk::{self, Gathering, Risk, Sample};
use crate::calendar::DAYS_PER_MONTH;
use crate::catalogue::{Catalogue, SourceFile};
use crate::engine::block::{Block, LANES};
use crate::engine::cash::Cash;
use crate::engine::event::Future;
use crate::engine::forward::Forward;
use crate::engine::lifecycle::Lifecycle;
use crate::engine::program::Program;
use crate::engine::{NEVER, whole};
use crate::exercise::play::Futures;
use crate::limits;
use crate::plan::{LoadError, Plan, own_steps};
use crate::rng::Seed;
use crate::sampling::{Method, Sampling};
use crate::stats::{Estimate, Sketch, quantile, quantile_estimate};
use crate::text::Text;

mod cash;
mod lifecycle;
mod wire;

/// Futures in one chunk.
pub const CHUNK: u64 = 1024;

/// Up to this many futures quantiles are exact; beyond, they come from a [`Sketch`] of precision 11, with a
/// relative error of at most 0.025 %.
pub const EXACT: u64 = 1_000_000;

/// The quantiles that a summary gives.
pub const LEVELS: [f64; 8] = [0.05, 0.10, 0.25, 0.50, 0.75, 0.80, 0.90, 0.95];

/// Names a run, so that news from an older one can be dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct JobId(pub u64);

/// Everything that a runner needs to know: it is small and can be sent to a worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunSpec {
    /// Which run.
    pub job: JobId,
    /// Name of the plan's file, for messages.
    pub name: String,
    /// The text of the plan's file.
    pub text: String,
    /// Seed of all randomness.
    pub seed: u64,
    /// Futures to simulate.
    pub iterations: u64,
    /// Sampling method.
    pub method: Method,
    /// The user's own catalogue, laid over the shipped one; mostly empty.
    #[serde(default)]
    pub catalogue: Vec<SourceFile>,
}

/// Plans to be run on the same futures and compared with the first.
#[derive(Debug, Clone, PartialEq)]
pub struct CompareSpec {
    /// Names the comparison in what is reported.
    pub job: JobId,
    /// The runs, each with a job of its own, the first plan's first.
    pub runs: Vec<RunSpec>,
}

/// News from a runner.
#[derive(Debug, Clone)]
pub enum RunEvent {
    /// Results of the futures so far.
    Partial(JobId, Arc<Summary>),
    /// Results of all futures.
    Finished(JobId, Arc<Summary>),
    /// Results of a comparison.
    Compared(JobId, Arc<Comparison>),
    /// Every future of one plan of an exercise.
    Played(JobId, Arc<Futures>),
    /// The run broke; the words say how.
    Failed(JobId, String),
}

/// How much of each future is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Milestones only: the fastest.
    Milestones,
    /// Costs, steps and the criticality index too.
    Full,
}

/// A plan ready to be simulated.
#[derive(Debug)]
pub struct Simulation {
    plan: Arc<Plan>,
    program: Program,
    sampling: Sampling,
    detail: Detail,
}

impl Simulation {
    /// Prepares a plan.
    #[must_use]
    pub fn new(plan: Arc<Plan>, seed: u64, iterations: u64, method: Method, detail: Detail) -> Self {
        let iterations = iterations.clamp(1, limits::ITERATIONS);
        let sampling = Sampling {
            method,
            seed: Seed(seed),
            iterations,
        };
        Self {
            program: Program::new(&plan, &sampling),
            plan,
            sampling,
            detail,
        }
    }

    /// Prepares what a [`RunSpec`] asks for, against its catalogue.
    ///
    /// # Errors
    ///
    /// The problems of the plan's file.
    pub fn prepare(spec: &RunSpec) -> Result<Self, LoadError> {
        let file = SourceFile {
            name: spec.name.clone(),
            text: spec.text.clone(),
        };
        let plan = Arc::new(Plan::load(&file, &Catalogue::shipped_with(&spec.catalogue))?);
        Ok(Self::new(
            plan,
            spec.seed,
            spec.iterations,
            spec.method,
            Detail::Full,
        ))
    }

    /// The plan.
    #[must_use]
    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    pub(crate) const fn program(&self) -> &Program {
        &self.program
    }

    /// Futures in all chunks.
    #[must_use]
    pub const fn iterations(&self) -> u64 {
        self.sampling.iterations
    }

    /// How many chunks there are.
    #[must_use]
    pub const fn chunk_count(&self) -> u64 {
        self.sampling.iterations.div_ceil(CHUNK)
    }

    /// Simulates one chunk, `0..chunk_count()`.
    #[must_use]
    pub fn run_chunk(&self, index: u64) -> Chunk {
        self.worker().run_chunk(index)
    }

    /// Working memory to simulate many chunks in.
    #[must_use]
    pub fn worker(&self) -> Worker<'_> {
        let is_full = self.detail == Detail::Full;
        Worker {
            simulation: self,
            forward: Forward::new(&self.program, is_full),
            first: vec![NEVER; self.program.ops.len() * LANES],
            last: vec![NEVER; self.program.ops.len() * LANES],
            by_route: vec![0.0; self.program.routes * LANES],
            by_milestone: vec![0.0; self.program.milestones.len() * LANES],
            by_jurisdiction: Vec::new(),
            is_repeated: vec![false; self.program.ops.len()],
            paid: [[0.0; LANES]; 2],
            cash: self.program.cash.as_ref().filter(|_| is_full).map(Cash::new),
            life: self
                .program
                .lifecycle
                .as_ref()
                .filter(|_| is_full)
                .map(Lifecycle::new),
        }
    }
}

/// Working memory of one thread.
pub struct Worker<'s> {
    simulation: &'s Simulation,
    forward: Forward<'s>,
    first: Vec<f64>,
    last: Vec<f64>,
    by_route: Vec<f64>,
    by_milestone: Vec<f64>,
    by_jurisdiction: Vec<f64>,
    /// Steps with more than one execution in some future of the block.
    is_repeated: Vec<bool>,
    /// Of the step at hand, by lane: fee, and cost that is spread over its days.
    paid: [[f64; LANES]; 2],
    cash: Option<Cash>,
    life: Option<Lifecycle<'s>>,
}

/// The results of one chunk of futures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Chunk {
    /// Its number.
    pub index: u64,
    /// Futures in it.
    pub len: u64,
    /// Days to each milestone in each future; infinite where it is not reached.
    times: Vec<Vec<f64>>,
    /// Cost up to each milestone in each future that reaches it.
    costs: Vec<Vec<f64>>,
    /// Total cost in each future.
    totals: Vec<f64>,
    routes: Vec<Spending>,
    jurisdictions: Vec<Sketch>,
    steps: Vec<StepTally>,
    cash: CashChunk,
    life: LifeChunk,
    /// What the first chunks tell of their futures, one by one.
    sample: Option<Sample>,
}

/// What a route costs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Spending {
    fee: f64,
    cost: f64,
    effort: f64,
    squares: f64,
    total: Sketch,
}

impl Spending {
    fn new() -> Self {
        Self {
            fee: 0.0,
            cost: 0.0,
            effort: 0.0,
            squares: 0.0,
            total: Sketch::new(9),
        }
    }

    fn merge(&mut self, other: &Self) {
        self.fee += other.fee;
        self.cost += other.cost;
        self.effort += other.effort;
        self.squares += other.squares;
        self.total.merge(&other.total);
    }
}

/// When a step happens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct StepTally {
    happened: u64,
    critical: u64,
    /// Fees, third-party costs and effort.
    paid: [f64; 3],
    start: Sketch,
    finish: Sketch,
}

impl StepTally {
    fn new() -> Self {
        Self {
            happened: 0,
            critical: 0,
            paid: [0.0; 3],
            start: Sketch::new(9),
            finish: Sketch::new(9),
        }
    }

    fn merge(&mut self, other: &Self) {
        self.happened += other.happened;
        self.critical += other.critical;
        self.pay(other.paid);
        self.start.merge(&other.start);
        self.finish.merge(&other.finish);
    }

    fn pay(&mut self, paid: [f64; 3]) {
        for (mine, more) in self.paid.iter_mut().zip(paid) {
            *mine += more;
        }
    }
}

impl Chunk {
    /// Days to each milestone in each future; infinite where it is not reached by the horizon.
    #[must_use]
    pub fn times(&self) -> &[Vec<f64>] {
        &self.times
    }

    /// Total cost in each future, in the plan's currency; empty unless everything is kept.
    #[must_use]
    pub fn totals(&self) -> &[f64] {
        &self.totals
    }

    /// Days to the middle of the month in which cash runs out, in each future that cash is followed in; infinite:
    /// never. Empty where the plan tells nothing of cash.
    #[must_use]
    pub fn cash_out(&self) -> &[f64] {
        self.cash.out()
    }

    /// The release candidates of each future in which updates are followed, the first few of them; empty where the plan
    /// tells nothing of updates.
    #[must_use]
    pub fn updates(&self) -> &[Vec<Update>] {
        self.life.updates()
    }

    /// What updates cost in each of these futures, in the plan's currency.
    #[must_use]
    pub fn update_costs(&self) -> Vec<f64> {
        self.life.costs()
    }

    /// The chunk as bytes, to be sent from a worker.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_allocvec(self).expect("a chunk has nothing that cannot be written")
    }

    /// The chunk that bytes stand for, if they are one.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }
}

/// The groups that costs are shown by: each jurisdiction, in the order of the plan's routes.
fn jurisdictions(plan: &Plan) -> (Vec<String>, Vec<usize>) {
    let mut ids: Vec<String> = Vec::new();
    let of_route = plan
        .routes
        .iter()
        .map(|route| {
            let id = &route.def.jurisdiction;
            ids.iter().position(|known| known == id).unwrap_or_else(|| {
                ids.push(id.clone());
                ids.len() - 1
            })
        })
        .collect();
    (ids, of_route)
}

/// A chunk under way: whoever has to listen to others now and then simulates it in portions.
pub struct Portions {
    chunk: Chunk,
    sample: Option<Sample>,
    done: u64,
    of_route: Vec<usize>,
}

impl Worker<'_> {
    /// Simulates one chunk.
    #[must_use]
    pub fn run_chunk(&mut self, index: u64) -> Chunk {
        let mut portions = self.begin(index);
        loop {
            match self.go_on(portions) {
                ControlFlow::Break(chunk) => return chunk,
                ControlFlow::Continue(rest) => portions = rest,
            }
        }
    }

    /// Begins one chunk, to be simulated in portions.
    #[must_use]
    pub fn begin(&self, index: u64) -> Portions {
        let program = &self.simulation.program;
        let plan = &self.simulation.plan;
        let is_full = self.simulation.detail == Detail::Full;
        let start = index * CHUNK;
        let len = CHUNK.min(self.simulation.iterations().saturating_sub(start));
        let (ids, of_route) = jurisdictions(plan);
        let count = program.milestones.len();
        let chunk = Chunk {
            index,
            len,
            times: vec![Vec::with_capacity(len as usize); count],
            costs: vec![Vec::new(); if is_full { count } else { 0 }],
            totals: Vec::new(),
            routes: if is_full {
                vec![Spending::new(); program.routes]
            } else {
                Vec::new()
            },
            jurisdictions: if is_full {
                vec![Sketch::new(9); ids.len()]
            } else {
                Vec::new()
            },
            steps: if is_full {
                vec![StepTally::new(); program.ops.len()]
            } else {
                Vec::new()
            },
            cash: CashChunk::default(),
            life: LifeChunk::default(),
            sample: None,
        };
        Portions {
            chunk,
            sample: (is_full && index < risk::CHUNKS).then(|| Sample::new(program)),
            done: 0,
            of_route,
        }
    }

    /// Simulates the next portion, a few hundred futures: the chunk if that was the last one, or else what is left.
    pub fn go_on(&mut self, portions: Portions) -> ControlFlow<Chunk, Portions> {
        let Portions {
            mut chunk,
            mut sample,
            mut done,
            of_route,
        } = portions;
        let simulation = self.simulation;
        let program = &simulation.program;
        let is_full = simulation.detail == Detail::Full;
        let (start, len) = (chunk.index * CHUNK, chunk.len);
        if done < len {
            let lanes = (len - done).min(LANES as u64) as usize;
            match &mut sample {
                Some(sample) => {
                    let mut watch = |future: &Future<'_>| sample.add(program, future);
                    self.forward.run_watched(start + done, lanes, Some(&mut watch));
                }
                None => self.forward.run(start + done, lanes),
            }
            for (milestone, times) in chunk.times.iter_mut().enumerate() {
                let row = &Block::row(&self.forward.block.milestone, milestone)[..lanes];
                times.extend(
                    row.iter()
                        .map(|time| if *time <= program.horizon { *time } else { NEVER }),
                );
            }
            if is_full {
                self.tally_steps(&mut chunk);
                self.tally_money(&mut chunk, &of_route);
            }
            if let (Some(def), Some(cash)) = (&program.cash, &mut self.cash) {
                chunk
                    .cash
                    .follow(program, def, cash, &self.forward.block, &self.forward.common);
            }
            if let Some(life) = &mut self.life {
                chunk
                    .life
                    .follow(program, life, &self.forward.block, &self.forward.common);
            }
            done += lanes as u64;
        }
        if done < len {
            return ControlFlow::Continue(Portions {
                chunk,
                sample,
                done,
                of_route,
            });
        }
        chunk.sample = sample.map(Sample::finish);
        ControlFlow::Break(chunk)
    }

    fn tally_steps(&mut self, chunk: &mut Chunk) {
        let program = &self.simulation.program;
        let block = &self.forward.block;
        let len = block.len;
        // Where a step ran more than once, its first start and last end have to be found.
        self.is_repeated.fill(false);
        for extra in &block.extras {
            let row = Block::at(extra.step, 0);
            let (first, last) = (&mut self.first[row..row + len], &mut self.last[row..row + len]);
            if !std::mem::replace(&mut self.is_repeated[extra.step], true) {
                first.copy_from_slice(&Block::row(&block.start, extra.step)[..len]);
                let ends = block.ends(program, extra.step);
                for ((last, start), end) in last.iter_mut().zip(&*first).zip(ends) {
                    *last = if *start < NEVER { *end } else { -1.0 };
                }
            }
            first[extra.lane] = first[extra.lane].min(extra.start);
            last[extra.lane] = last[extra.lane].max(extra.end);
        }
        for (step, tally) in chunk.steps.iter_mut().enumerate() {
            let (starts, ends) = if self.is_repeated[step] {
                (Block::row(&self.first, step), Block::row(&self.last, step))
            } else {
                (Block::row(&block.start, step), block.ends(program, step))
            };
            let row = Block::at(step, 0);
            let on_path = &block.on_path[row..row + len];
            tally.critical += on_path.iter().map(|is_on| u64::from(*is_on)).sum::<u64>();
            for (start, end) in starts[..len].iter().zip(ends) {
                if *start < NEVER {
                    tally.happened += 1;
                    tally.start.add(*start);
                    tally.finish.add(*end);
                }
            }
        }
    }

    fn tally_money(&mut self, chunk: &mut Chunk, of_route: &[usize]) {
        let program = &self.simulation.program;
        let block = &self.forward.block;
        let len = block.len;
        self.by_route.fill(0.0);
        self.by_milestone.fill(0.0);
        // First and last time at which each milestone is reached in this block: most steps lie well before or
        // after, and then no lane needs a second look.
        let ends: Vec<(f64, f64)> = (0..program.milestones.len())
            .map(|milestone| {
                let reached = Block::row(&block.milestone, milestone)[..len]
                    .iter()
                    .filter(|time| **time < NEVER);
                reached.fold((NEVER, -1.0), |(first, last), time| {
                    (time.min(first), time.max(last))
                })
            })
            .collect();
        for (step, op) in program.ops.iter().enumerate().filter(|(_, op)| op.has_money) {
            let starts = &Block::row(&block.start, step)[..len];
            let first_start = starts
                .iter()
                .fold(NEVER, |first, start| if *start < first { *start } else { first });
            if first_start == NEVER {
                continue;
            }
            let ends_of_step = &block.ends(program, step)[..len];
            let fees = &Block::row(&block.fee, step)[..len];
            let costs = &Block::row(&block.cost, step)[..len];
            let efforts = &Block::row(&block.effort, step)[..len];
            let spending = &mut chunk.routes[op.route];
            let by_route = &mut self.by_route[op.route * LANES..][..len];
            let [paid_fees, paid_spreads] = &mut self.paid;
            let (paid_fees, paid_spreads) = (&mut paid_fees[..len], &mut paid_spreads[..len]);
            let mut last_end = -1.0_f64;
            let (mut fee_sum, mut cost_sum, mut effort_sum) = (0.0, 0.0, 0.0);
            for lane in 0..len {
                let is_run = starts[lane] < NEVER;
                let paid = |amount: f64| if is_run { amount } else { 0.0 };
                let (fee, cost, effort) = (paid(fees[lane]), paid(costs[lane]), paid(efforts[lane]));
                fee_sum += fee;
                cost_sum += cost;
                effort_sum += effort;
                let spread = cost + effort;
                by_route[lane] += fee + spread;
                let end = if is_run { ends_of_step[lane] } else { -1.0 };
                last_end = if end > last_end { end } else { last_end };
                paid_fees[lane] = fee;
                paid_spreads[lane] = spread;
            }
            spending.fee += fee_sum;
            spending.cost += cost_sum;
            spending.effort += effort_sum;
            chunk.steps[step].pay([fee_sum, cost_sum, effort_sum]);
            for (milestone, (first_time, last_time)) in ends.iter().enumerate() {
                let times = &Block::row(&block.milestone, milestone)[..len];
                let costs = &mut self.by_milestone[milestone * LANES..][..len];
                if first_start >= *last_time {
                    continue;
                }
                if *first_time >= last_end {
                    for lane in 0..len {
                        costs[lane] += paid_fees[lane] + paid_spreads[lane];
                    }
                    continue;
                }
                for lane in 0..len {
                    costs[lane] += paid_by(
                        times[lane],
                        starts[lane],
                        ends_of_step[lane],
                        paid_fees[lane],
                        paid_spreads[lane],
                    );
                }
            }
        }
        for extra in block
            .extras
            .iter()
            .filter(|extra| program.ops[extra.step].has_money)
        {
            let (lane, money) = (extra.lane, extra.money);
            let route = program.ops[extra.step].route;
            let spending = &mut chunk.routes[route];
            spending.fee += money.fee;
            spending.cost += money.cost;
            spending.effort += money.effort;
            chunk.steps[extra.step].pay([money.fee, money.cost, money.effort]);
            let spread = money.cost + money.effort;
            self.by_route[route * LANES + lane] += money.fee + spread;
            for milestone in 0..program.milestones.len() {
                let at = milestone * LANES + lane;
                self.by_milestone[at] +=
                    paid_by(block.milestone[at], extra.start, extra.end, money.fee, spread);
            }
        }
        self.by_jurisdiction.clear();
        self.by_jurisdiction
            .resize(chunk.jurisdictions.len() * LANES, 0.0);
        let before = chunk.totals.len();
        chunk.totals.resize(before + len, 0.0);
        let whole_plan = &mut chunk.totals[before..];
        for (route, spending) in chunk.routes.iter_mut().enumerate() {
            let totals = &Block::row(&self.by_route, route)[..len];
            let group = &mut self.by_jurisdiction[of_route[route] * LANES..][..len];
            for lane in 0..len {
                let total = totals[lane];
                spending.squares += total * total;
                spending.total.add(total);
                group[lane] += total;
                whole_plan[lane] += total;
            }
        }
        for (index, sketch) in chunk.jurisdictions.iter_mut().enumerate() {
            for total in &Block::row(&self.by_jurisdiction, index)[..len] {
                sketch.add(*total);
            }
        }
        // Futures that do not reach a milestone have no cost up to it.
        for (milestone, costs) in chunk.costs.iter_mut().enumerate() {
            let times = &Block::row(&block.milestone, milestone)[..len];
            let found = &self.by_milestone[milestone * LANES..milestone * LANES + len];
            let reached = times
                .iter()
                .zip(found)
                .filter(|(time, _)| **time <= program.horizon);
            costs.extend(reached.map(|(_, cost)| *cost));
        }
    }
}

/// What is paid before `time` for an execution: the fee at its start, the rest day by day until its end.
#[inline]
fn paid_by(time: f64, start: f64, end: f64, fee: f64, spread: f64) -> f64 {
    if start >= time {
        0.0
    } else if time >= end {
        fee + spread
    } else {
        fee + whole((time - start) * (spread / (end - start)))
    }
}

/// Many values: exact up to a bound, then a sketch.
#[derive(Debug, Clone)]
struct Pool {
    values: Vec<f64>,
    sketch: Option<Sketch>,
    sum: f64,
    squares: f64,
    count: u64,
}

impl Pool {
    fn new(expected: u64) -> Self {
        let sketch = (expected > EXACT).then(|| Sketch::new(11));
        Self {
            values: Vec::new(),
            sketch,
            sum: 0.0,
            squares: 0.0,
            count: 0,
        }
    }

    fn add(&mut self, values: impl Iterator<Item = f64>) {
        for value in values {
            self.count += 1;
            self.sum += value;
            self.squares += value * value;
            match &mut self.sketch {
                Some(sketch) => sketch.add(value),
                None => self.values.push(value),
            }
        }
    }

    /// The values in order; from a sketch, ten thousand quantiles that stand for them.
    fn sorted(&self) -> Vec<f64> {
        match &self.sketch {
            None => {
                let mut sorted = self.values.clone();
                sorted.sort_unstable_by(f64::total_cmp);
                sorted
            }
            Some(sketch) if sketch.total() > 0 => (0..10_000)
                .map(|i| sketch.quantile(f64::from(i) / 9_999.0))
                .collect(),
            Some(_) => Vec::new(),
        }
    }

    fn spread(&self) -> Option<Spread> {
        if self.count == 0 {
            return None;
        }
        let sorted = self.sorted();
        let n = self.count as f64;
        let mean = Estimate::mean(self.sum, self.squares, self.count);
        let levels = LEVELS.map(|p| {
            let mut estimate = quantile_estimate(&sorted, p);
            if self.sketch.is_some() {
                // The stand-ins are fewer than the values; the error shrinks with the values.
                estimate.se *= (sorted.len() as f64 / n).sqrt();
            }
            Level {
                p,
                value: estimate.value,
                se: estimate.se,
            }
        });
        Some(Spread {
            mean,
            sd: mean.se * n.sqrt(),
            levels: levels.to_vec(),
            sorted: Arc::new(sorted),
        })
    }
}

/// Puts chunks together, in any order of arrival.
#[derive(Debug)]
pub struct Collector {
    simulation_iterations: u64,
    chunk_count: u64,
    plan: Arc<Plan>,
    waiting: BTreeMap<u64, Chunk>,
    next: u64,
    iterations: u64,
    times: Vec<Pool>,
    costs: Vec<Pool>,
    totals: Pool,
    routes: Vec<Spending>,
    jurisdictions: Vec<Sketch>,
    steps: Vec<StepTally>,
    cash: Option<CashCollector>,
    life: LifeChunk,
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
        Self {
            simulation_iterations: expected,
            chunk_count: simulation.chunk_count(),
            waiting: BTreeMap::new(),
            next: 0,
            iterations: 0,
            times: vec![Pool::new(expected); milestones],
            costs: vec![Pool::new(expected); milestones],
            totals: Pool::new(expected),
            routes: vec![Spending::new(); plan.routes.len()],
            jurisdictions: vec![Sketch::new(9); ids.len()],
            steps: vec![StepTally::new(); plan.steps.len()],
            cash: simulation
                .program
                .cash
                .as_ref()
                .and_then(|def| CashCollector::new(&plan, def)),
            life: LifeChunk::default(),
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
            for (pool, times) in self.times.iter_mut().zip(&chunk.times) {
                pool.add(times.iter().copied().filter(|time| *time < NEVER));
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
            self.steps
                .iter_mut()
                .zip(&chunk.steps)
                .for_each(|(mine, theirs)| mine.merge(theirs));
            if let Some(cash) = &mut self.cash {
                cash.add(&chunk.cash);
            }
            self.life.merge(&chunk.life);
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

    /// The standard error of the median time to the target, in months; infinite before there is one.
    #[must_use]
    pub fn precision(&self) -> f64 {
        let pool = &self.times[self.plan.target];
        pool.spread()
            .and_then(|spread| spread.level(0.5))
            .map_or(f64::INFINITY, |level| level.se / DAYS_PER_MONTH)
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
                reached: Estimate::share(self.times[index].count, n),
                days: self.times[index].spread(),
                cost: self.costs[index].spread(),
            })
            .collect();
        let bill = |id: &str, title: Text, spendings: &[&Spending], sketch: &Sketch| {
            let sum =
                |pick: fn(&Spending) -> f64| spendings.iter().map(|s| pick(s)).sum::<f64>() / n.max(1) as f64;
            let (fee, cost, effort) = (sum(|s| s.fee), sum(|s| s.cost), sum(|s| s.effort));
            Bill {
                id: id.to_owned(),
                title,
                fee,
                cost,
                effort,
                total: fee + cost + effort,
                p10: sketch.quantile(0.1),
                p50: sketch.quantile(0.5),
                p80: sketch.quantile(0.8),
                p90: sketch.quantile(0.9),
            }
        };
        let routes = plan
            .routes
            .iter()
            .zip(&self.routes)
            .map(|(route, spending)| {
                bill(
                    &route.def.id,
                    route.def.title.clone(),
                    &[spending],
                    &spending.total,
                )
            })
            .collect();
        let (ids, of_route) = jurisdictions(plan);
        let by_jurisdiction = ids
            .iter()
            .enumerate()
            .map(|(index, id)| {
                let spendings: Vec<&Spending> = self
                    .routes
                    .iter()
                    .zip(&of_route)
                    .filter(|(_, of)| **of == index)
                    .map(|(s, _)| s)
                    .collect();
                let title = if id.is_empty() {
                    own_steps()
                } else {
                    catalogue.jurisdiction_title(id)
                };
                bill(id, title, &spendings, &self.jurisdictions[index])
            })
            .collect();
        let steps = self
            .steps
            .iter()
            .enumerate()
            .map(|(index, tally)| StepSummary {
                id: plan.steps[index].id.clone(),
                title: plan.def(index).title.clone(),
                happens: Estimate::share(tally.happened, n),
                criticality: Estimate::share(tally.critical, self.times[plan.target].count),
                cost: tally.paid.map(|paid| paid / n.max(1) as f64),
                start: [0.1, 0.5, 0.9].map(|p| tally.start.quantile(p)),
                finish: [0.1, 0.5, 0.9].map(|p| tally.finish.quantile(p)),
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

/// One quantile.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Level {
    /// Share of futures at or below, 0 to 1.
    pub p: f64,
    /// The value: days, or an amount in the plan's currency.
    pub value: f64,
    /// Its standard error.
    pub se: f64,
}

/// How a number is spread over futures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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

/// One milestone. Its dates are those of the futures that reach it by the horizon, never mixed with the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MilestoneSummary {
    /// Milestone id.
    pub id: String,
    /// Words for it.
    pub title: Text,
    /// Share of futures that reach it by the horizon.
    pub reached: Estimate,
    /// Days from the plan's start, given that it is reached.
    pub days: Option<Spread>,
    /// Direct cost of everything started before it, given that it is reached.
    pub cost: Option<Spread>,
}

/// What a route or jurisdiction costs, in the plan's currency.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bill {
    /// Route or jurisdiction id; empty for the plan's own steps.
    pub id: String,
    /// Words for it.
    pub title: Text,
    /// Mean of fees to authorities and bodies.
    pub fee: f64,
    /// Mean of third-party costs.
    pub cost: f64,
    /// Mean of own people's time.
    pub effort: f64,
    /// Mean of all three.
    pub total: f64,
    /// Quantiles of the total.
    pub p10: f64,
    /// Median of the total.
    pub p50: f64,
    /// Four of five futures cost at most this.
    pub p80: f64,
    /// Nine of ten futures cost at most this.
    pub p90: f64,
}

/// When a step happens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    /// P10, P50 and P90 of its first start, in days, where it happens (within 0.1 %).
    pub start: [f64; 3],
    /// P10, P50 and P90 of its last finish.
    pub finish: [f64; 3],
}

/// The results of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    /// Costs by route.
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

/// Runs a simulation from beginning to end on this thread.
#[must_use]
pub fn run(simulation: &Simulation) -> Summary {
    let mut collector = Collector::new(simulation);
    let mut worker = simulation.worker();
    for index in 0..simulation.chunk_count() {
        collector.add(worker.run_chunk(index));
    }
    collector.summary()
}

//! A run: what a face asks for, the chunks of futures that it can be cut into, and the results put together
//! again. A chunk depends on nothing but its number, and chunks are merged in the order of their numbers, so
//! results are the same bits for any number of threads or workers.

use std::ops::ControlFlow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use self::cash::CashChunk;
pub use self::cash::{CASH_FUTURES, CashItem, CashKind, CashSummary, FAN_FUTURES, FAN_LEVELS, Flow};
use self::lifecycle::LifeChunk;
pub use self::lifecycle::{
    BreakEven, LIFE_FUTURES, LifeSummary, MarketLife, Pay, PlainLife, RegimeLife, Update,
};
pub use self::summary::{Bill, Collector, MilestoneSummary, StepSummary, Summary};
use self::tally::{Kinds, SpanTally, Spending, StepTally};
pub use self::trace::CashTrace;
use crate::analysis::risk::{self, Sample};
use crate::catalogue::{Catalogue, SourceFile};
use crate::dist::Tables;
pub use crate::engine::Detail;
use crate::engine::block::{Block, LANES, ROW};
use crate::engine::cash::Cash;
use crate::engine::event::Future;
use crate::engine::forward::Forward;
use crate::engine::lifecycle::{Lifecycle, LifecycleDef, MarketOutcome};
use crate::engine::program::{Money, Program};
use crate::engine::{NEVER, whole};
use crate::limits;
use crate::plan::{LoadError, Plan};
use crate::rng::Seed;
use crate::sampling::{self, Method, Sampling};
pub use crate::stats::{EXACT, LEVELS, Level, Spread};

mod cash;
mod lifecycle;
mod summary;
mod tally;
mod trace;
mod wire;

/// Futures in one chunk: one batch of evenly spread futures, so that chunks are independent of each other whatever
/// the method.
pub const CHUNK: u64 = sampling::BATCH;

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
        Self::with_tables(plan, seed, iterations, method, detail, &mut Tables::default())
    }

    /// Prepares a plan with tables of distributions at hand, to which it adds its own: many plans that are much alike are
    /// ready sooner.
    #[must_use]
    pub fn with_tables(
        plan: Arc<Plan>,
        seed: u64,
        iterations: u64,
        method: Method,
        detail: Detail,
        tables: &mut Tables,
    ) -> Self {
        let iterations = iterations.clamp(1, limits::ITERATIONS);
        let sampling = Sampling {
            method,
            seed: Seed(seed),
            iterations,
        };
        Self {
            program: Program::new(&plan, &sampling, tables),
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

    /// How futures are spread.
    #[must_use]
    pub const fn method(&self) -> Method {
        self.sampling.method
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
        let has_money = self.detail != Detail::Milestones;
        Worker {
            simulation: self,
            forward: Forward::new(&self.program, self.detail),
            first: vec![NEVER; self.program.ops.len() * ROW],
            last: vec![NEVER; self.program.ops.len() * ROW],
            by_route: vec![0.0; payers(&self.program) * 3 * ROW],
            by_milestone: vec![0.0; self.program.milestones.len() * ROW],
            by_jurisdiction: Vec::new(),
            spans: Vec::new(),
            again: vec![[0.0; 3]; self.program.ops.len()],
            is_repeated: vec![false; self.program.ops.len()],
            paid: [[0.0; LANES]; 3],
            cash: self.program.cash.as_ref().filter(|_| has_money).map(Cash::new),
            life: self
                .program
                .lifecycle
                .as_ref()
                .filter(|_| has_money)
                .map(Lifecycle::new),
            updates: Vec::new(),
            candidates: Vec::new(),
        }
    }
}

/// Working memory of one thread.
pub struct Worker<'s> {
    simulation: &'s Simulation,
    forward: Forward<'s>,
    first: Vec<f64>,
    last: Vec<f64>,
    /// Fees, third-party costs and effort of each route, by lane.
    by_route: Vec<f64>,
    by_milestone: Vec<f64>,
    by_jurisdiction: Vec<Kinds>,
    /// First start and last end of the work of each payer, and then of each jurisdiction, lane by lane.
    spans: Vec<[[f64; LANES]; 2]>,
    /// What each step with several executions has cost so far in the future at hand; zeros between two futures.
    again: Vec<Kinds>,
    /// Steps with more than one execution in some future of the block.
    is_repeated: Vec<bool>,
    /// Of the step at hand, by lane: what is paid at its start, day by day, and at its end.
    paid: [[f64; LANES]; 3],
    cash: Option<Cash>,
    life: Option<Lifecycle<'s>>,
    /// Updates of the block at hand, by lane and market.
    updates: Vec<Vec<MarketOutcome>>,
    /// The release candidates behind them, by lane.
    candidates: Vec<Vec<Update>>,
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
    /// Futures in which each milestone is reached, but stands no more at the horizon.
    fallen: Vec<u64>,
    /// Cost up to each milestone in each future that reaches it.
    costs: Vec<Vec<f64>>,
    /// Total cost in each future.
    totals: Vec<f64>,
    routes: Vec<Spending>,
    jurisdictions: Vec<Spending>,
    /// When the work of each payer, and then of each jurisdiction, begins and ends.
    spans: Vec<SpanTally>,
    steps: Vec<StepTally>,
    cash: CashChunk,
    life: LifeChunk,
    /// What the first chunks tell of their futures, one by one.
    sample: Option<Sample>,
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

    /// Days to the middle of the month in which cash runs out before the first sale, in each future that cash is followed
    /// in; infinite where it does not.
    #[must_use]
    pub fn cash_out_early(&self) -> Vec<f64> {
        self.cash.out_early()
    }

    /// Net present value in each future that cash is followed in.
    #[must_use]
    pub fn npv(&self) -> &[f64] {
        self.cash.npv()
    }

    /// In how many of the futures that cash is followed in it runs out before the first sale.
    #[must_use]
    pub fn out_before_revenue(&self) -> u64 {
        self.cash.out_before_revenue()
    }

    /// The release candidates of each future in which updates are followed, the first few of them; empty where the plan
    /// tells nothing of updates.
    #[must_use]
    pub fn updates(&self) -> &[Vec<Update>] {
        self.life.updates()
    }

    /// What updates cost in each of these futures, in the plan's currency.
    #[must_use]
    pub fn update_costs(&self) -> &[f64] {
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

/// Routes that cost something: those of the plan, and after them the ways to field updates, market by market.
fn payers(program: &Program) -> usize {
    program.routes + program.lifecycle.as_ref().map_or(0, LifecycleDef::ways)
}

/// The groups that costs are shown by: each jurisdiction, in the order of the plan's routes and of its markets for updates.
fn jurisdictions(plan: &Plan) -> (Vec<String>, Vec<usize>) {
    let mut ids: Vec<String> = Vec::new();
    let of_routes = plan.routes.iter().map(|route| &route.def.jurisdiction);
    let of_updates = plan.lifecycle.iter().flat_map(|life| &life.markets);
    let of_updates = of_updates.flat_map(|market| market.regimes.iter().map(|_| &market.jurisdiction));
    let of_route = of_routes
        .chain(of_updates)
        .map(|id| {
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
        let has_money = self.simulation.detail != Detail::Milestones;
        let start = index * CHUNK;
        let len = CHUNK.min(self.simulation.iterations().saturating_sub(start));
        let (ids, of_route) = jurisdictions(plan);
        let count = program.milestones.len();
        let chunk = Chunk {
            index,
            len,
            times: vec![Vec::with_capacity(len as usize); count],
            fallen: vec![0; count],
            costs: vec![Vec::new(); if has_money { count } else { 0 }],
            totals: Vec::new(),
            routes: if has_money {
                vec![Spending::new(); payers(program)]
            } else {
                Vec::new()
            },
            jurisdictions: if has_money {
                vec![Spending::new(); ids.len()]
            } else {
                Vec::new()
            },
            spans: if is_full {
                vec![SpanTally::new(); payers(program) + ids.len()]
            } else {
                Vec::new()
            },
            steps: if has_money {
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
        let has_money = simulation.detail != Detail::Milestones;
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
            for (fallen, more) in chunk.fallen.iter_mut().zip(&self.forward.block.fallen) {
                *fallen += u64::from(*more);
            }
            if let Some(life) = &mut self.life {
                let (block, common) = (&self.forward.block, &self.forward.common);
                self.updates.clear();
                self.candidates.clear();
                for lane in 0..block.len {
                    let factors = common.lane(&program.common, lane);
                    let mut outcomes = life.run(program, block, factors, lane);
                    if is_full && block.first < LIFE_FUTURES {
                        life.add_plain(program, block, factors, lane, &mut outcomes);
                        self.candidates.push(Update::all(life, &outcomes));
                    }
                    self.updates.push(outcomes);
                }
                if is_full {
                    chunk.life.take(block.first, &self.candidates, &self.updates);
                }
            }
            if is_full {
                self.tally_steps(&mut chunk, &of_route);
            }
            if has_money {
                self.tally_money(&mut chunk, &of_route);
            }
            if let (Some(def), Some(cash)) = (&program.cash, &mut self.cash) {
                let (block, common) = (&self.forward.block, &self.forward.common);
                chunk
                    .cash
                    .follow(program, def, cash, block, common, &self.updates);
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

    fn tally_steps(&mut self, chunk: &mut Chunk, of_route: &[usize]) {
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
        self.spans.clear();
        self.spans
            .resize(chunk.spans.len(), [[NEVER; LANES], [-1.0; LANES]]);
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
                    tally.span.add(*start, *end);
                }
            }
            let op = &program.ops[step];
            if op.recurring.is_none() {
                span(&mut self.spans[op.route], starts[..len].iter().zip(ends));
            }
        }
        for (lane, markets) in self.updates.iter().enumerate() {
            for work in markets.iter().flat_map(|market| &market.work) {
                let [first, last] = &mut self.spans[program.routes + work.way];
                first[lane] = first[lane].min(work.start);
                last[lane] = last[lane].max(work.end);
            }
        }
        // Updates go on until the horizon: they say nothing of when a jurisdiction is done.
        for (route, jurisdiction) in of_route.iter().enumerate().take(program.routes) {
            let [starts, ends] = self.spans[route];
            span(
                &mut self.spans[of_route.len() + jurisdiction],
                starts[..len].iter().zip(&ends),
            );
        }
        for (tally, [starts, ends]) in chunk.spans.iter_mut().zip(&self.spans) {
            for (start, end) in starts[..len].iter().zip(ends) {
                if *start < NEVER {
                    tally.add(*start, *end);
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
            let by_route = &mut self.by_route[op.route * 3 * ROW..][..3 * ROW];
            let (by_fee, rest) = by_route.split_at_mut(ROW);
            let (by_cost, by_effort) = rest.split_at_mut(ROW);
            let (by_fee, by_cost, by_effort) =
                (&mut by_fee[..len], &mut by_cost[..len], &mut by_effort[..len]);
            let [paid_starts, paid_days, paid_ends] = &mut self.paid;
            let (paid_starts, paid_days) = (&mut paid_starts[..len], &mut paid_days[..len]);
            let paid_ends = &mut paid_ends[..len];
            let mut last_end = -1.0_f64;
            let [mut sums, mut squares]: [Kinds; 2] = [[0.0; 3]; 2];
            for lane in 0..len {
                let is_run = starts[lane] < NEVER;
                let paid = |amount: f64| if is_run { amount } else { 0.0 };
                let (fee, cost, effort) = (paid(fees[lane]), paid(costs[lane]), paid(efforts[lane]));
                sums = [sums[0] + fee, sums[1] + cost, sums[2] + effort];
                squares = [
                    squares[0] + fee * fee,
                    squares[1] + cost * cost,
                    squares[2] + effort * effort,
                ];
                by_fee[lane] += fee;
                by_cost[lane] += cost;
                by_effort[lane] += effort;
                let end = if is_run { ends_of_step[lane] } else { -1.0 };
                last_end = if end > last_end { end } else { last_end };
                let [at_start, by_day, at_end] = op.by_time(Money { fee, cost, effort });
                paid_starts[lane] = at_start;
                paid_days[lane] = by_day;
                paid_ends[lane] = at_end;
            }
            chunk.steps[step].pay(sums, squares);
            for (milestone, (first_time, last_time)) in ends.iter().enumerate() {
                let times = &Block::row(&block.milestone, milestone)[..len];
                let costs = &mut self.by_milestone[milestone * ROW..][..len];
                if first_start >= *last_time {
                    continue;
                }
                if *first_time >= last_end {
                    for lane in 0..len {
                        costs[lane] += paid_starts[lane] + paid_days[lane] + paid_ends[lane];
                    }
                    continue;
                }
                for lane in 0..len {
                    let paid = [paid_starts[lane], paid_days[lane], paid_ends[lane]];
                    costs[lane] += paid_by(times[lane], starts[lane], ends_of_step[lane], paid);
                }
            }
        }
        self.tally_more_money(chunk);
        let block = &self.forward.block;
        self.by_jurisdiction.clear();
        self.by_jurisdiction
            .resize(chunk.jurisdictions.len() * ROW, [0.0; 3]);
        let before = chunk.totals.len();
        chunk.totals.resize(before + len, 0.0);
        let whole_plan = &mut chunk.totals[before..];
        for (route, spending) in chunk.routes.iter_mut().enumerate() {
            let by_kind: [&[f64]; 3] =
                std::array::from_fn(|kind| &Block::row(&self.by_route, route * 3 + kind)[..len]);
            let group = &mut self.by_jurisdiction[of_route[route] * ROW..][..len];
            for lane in 0..len {
                let paid = by_kind.map(|paid| paid[lane]);
                whole_plan[lane] += spending.add(paid);
                for kind in 0..3 {
                    group[lane][kind] += paid[kind];
                }
            }
        }
        for (index, spending) in chunk.jurisdictions.iter_mut().enumerate() {
            for paid in &self.by_jurisdiction[index * ROW..][..len] {
                spending.add(*paid);
            }
        }
        // Futures that do not reach a milestone have no cost up to it.
        for (milestone, costs) in chunk.costs.iter_mut().enumerate() {
            let times = &Block::row(&block.milestone, milestone)[..len];
            let found = &self.by_milestone[milestone * ROW..milestone * ROW + len];
            let reached = times
                .iter()
                .zip(found)
                .filter(|(time, _)| **time <= program.horizon);
            costs.extend(reached.map(|(_, cost)| *cost));
        }
    }

    /// The money that no row of the block tells: earlier executions, recurring steps and updates, future by future.
    fn tally_more_money(&mut self, chunk: &mut Chunk) {
        let program = &self.simulation.program;
        let block = &self.forward.block;
        // The milestones that a future reaches, and what it has cost up to each.
        let mut reached: Vec<(usize, f64, f64)> = Vec::new();
        for lane in 0..block.len {
            reached.clear();
            let mut latest = -1.0;
            for milestone in 0..program.milestones.len() {
                let at = milestone * ROW + lane;
                let time = block.milestone[at];
                if time <= program.horizon {
                    reached.push((milestone, time, self.by_milestone[at]));
                    latest = f64::max(latest, time);
                }
            }
            let mut pay = |start: f64, end: f64, by_time: [f64; 3]| {
                if start < latest {
                    for (_, time, cost) in &mut reached {
                        *cost += paid_by(*time, start, end, by_time);
                    }
                }
            };
            for extra in block.extras_of(lane) {
                let op = &program.ops[extra.step];
                if !op.has_money {
                    continue;
                }
                let paid = [extra.money.fee, extra.money.cost, extra.money.effort];
                // What the step has cost in this future so far: its last execution, and the extras before this one.
                let before = &mut self.again[extra.step];
                let at = Block::at(extra.step, lane);
                if block.start[at] < NEVER && *before == [0.0; 3] {
                    let last = block.money(at);
                    *before = [last.fee, last.cost, last.effort];
                }
                let more = std::array::from_fn(|kind| (2.0 * before[kind] + paid[kind]) * paid[kind]);
                for kind in 0..3 {
                    before[kind] += paid[kind];
                    self.by_route[(op.route * 3 + kind) * ROW + lane] += paid[kind];
                }
                chunk.steps[extra.step].pay(paid, more);
                pay(extra.start, extra.end, op.by_time(extra.money));
            }
            for extra in block.extras_of(lane) {
                self.again[extra.step] = [0.0; 3];
            }
            let markets = self.updates.get(lane).into_iter().flatten();
            for work in markets.flat_map(|market| &market.work) {
                let Money { fee, cost, effort } = work.money;
                let route = program.routes + work.way;
                for (kind, paid) in [fee, cost, effort].into_iter().enumerate() {
                    self.by_route[(route * 3 + kind) * ROW + lane] += paid;
                }
                pay(work.start, work.end, [fee, cost + effort, 0.0]);
            }
            for (milestone, _, cost) in &reached {
                self.by_milestone[milestone * ROW + lane] = *cost;
            }
        }
    }
}

/// Widens a span, lane by lane, to what starts and ends in each; what never starts widens nothing.
fn span<'a>([first, last]: &mut [[f64; LANES]; 2], times: impl Iterator<Item = (&'a f64, &'a f64)>) {
    for ((first, last), (start, end)) in first.iter_mut().zip(last).zip(times) {
        *first = if start < first { *start } else { *first };
        *last = if *start < NEVER && end > last { *end } else { *last };
    }
}

/// What is paid before `time` for an execution: at its start, day by day until its end, and at its end.
#[inline]
fn paid_by(time: f64, start: f64, end: f64, [at_start, by_day, at_end]: [f64; 3]) -> f64 {
    if start >= time {
        0.0
    } else if time >= end {
        at_start + by_day + at_end
    } else {
        at_start + whole((time - start) * (by_day / (end - start)))
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

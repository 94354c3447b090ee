//! Cash over many futures: the parts of chunks, and the summary.

use serde::{Deserialize, Serialize};

use super::CHUNK;
use crate::calendar::DAYS_PER_MONTH;
use crate::engine::NEVER;
use crate::engine::block::Block;
use crate::engine::cash::{Cash, CashDef, CashOutcome, KINDS, middle};
use crate::engine::common::Common;
use crate::engine::lifecycle::MarketOutcome;
use crate::engine::program::Program;
use crate::plan::Plan;
use crate::stats::{Estimate, Pool, ShareTally, Spread, quantile};
use crate::text::Text;

pub use crate::engine::cash::CashKind;

/// The cash fan is drawn from so many futures, the first ones.
pub const FAN_FUTURES: u64 = 4 * CHUNK;

/// Cash is followed in so many futures, the first ones.
pub const CASH_FUTURES: u64 = crate::stats::EXACT;

/// The quantiles of a cash fan.
pub const FAN_LEVELS: [f64; 5] = [0.1, 0.25, 0.5, 0.75, 0.9];

/// The cash of one chunk of futures.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct CashChunk {
    /// Days to the middle of the month in which cash runs out; infinite: never.
    out: Vec<f64>,
    lowest: Vec<f64>,
    lowest_day: Vec<f64>,
    closing: Vec<f64>,
    npv: Vec<f64>,
    first_revenue: Vec<f64>,
    opening: f64,
    opening_squares: f64,
    sums: [f64; KINDS],
    squares: [f64; KINDS],
    /// Days of funding rounds and awards, future by future.
    items: Vec<f64>,
    /// Balances month by month, future by future, of the first chunks.
    paths: Vec<f32>,
}

impl CashChunk {
    pub(super) fn out(&self) -> &[f64] {
        &self.out
    }

    /// Whether cash runs out in a month before that of the first sale.
    fn is_early(&self, future: usize) -> bool {
        let month = |day: f64| (day / DAYS_PER_MONTH).floor();
        let out = self.out[future];
        out < NEVER && month(out) < month(self.first_revenue[future])
    }

    pub(super) fn npv(&self) -> &[f64] {
        &self.npv
    }

    pub(super) fn out_early(&self) -> Vec<f64> {
        let day = |future: usize| {
            if self.is_early(future) {
                self.out[future]
            } else {
                NEVER
            }
        };
        (0..self.out.len()).map(day).collect()
    }

    pub(super) fn out_before_revenue(&self) -> u64 {
        (0..self.out.len())
            .filter(|future| self.is_early(*future))
            .count() as u64
    }

    /// Follows the cash of a block of futures.
    pub(super) fn follow(
        &mut self,
        program: &Program,
        def: &CashDef,
        cash: &mut Cash,
        block: &Block,
        common: &Common,
        updates: &[Vec<MarketOutcome>],
    ) {
        if block.first >= CASH_FUTURES {
            return;
        }
        for lane in 0..block.len {
            let updates = updates.get(lane).map_or(&[][..], Vec::as_slice);
            let outcome = cash.run(program, def, block, common, lane, updates);
            self.add(&outcome);
            if block.first < FAN_FUTURES {
                self.paths
                    .extend(cash.balances.iter().map(|balance| *balance as f32));
            }
        }
    }

    fn add(&mut self, outcome: &CashOutcome) {
        self.out.push(outcome.out.map_or(NEVER, middle));
        self.lowest.push(outcome.lowest.0);
        self.lowest_day.push(middle(outcome.lowest.1));
        self.closing.push(outcome.closing);
        self.npv.push(outcome.npv);
        self.first_revenue.push(outcome.first_revenue);
        self.opening += outcome.opening;
        self.opening_squares += outcome.opening * outcome.opening;
        for ((sum, squares), flow) in self.sums.iter_mut().zip(&mut self.squares).zip(outcome.sums) {
            *sum += flow;
            *squares += flow * flow;
        }
        self.items.extend(&outcome.items);
    }
}

/// Puts the cash of chunks together.
#[derive(Debug)]
pub(super) struct CashCollector {
    months: usize,
    /// Whether only whole chunks are independent of each other.
    is_even: bool,
    items: Vec<(String, Text, CashKind, Vec<f64>)>,
    all: CashChunk,
    /// Where each chunk ends.
    ends: Vec<usize>,
}

impl CashCollector {
    pub(super) fn new(plan: &Plan, def: &CashDef, is_even: bool) -> Option<Self> {
        let money = plan.money.as_ref()?;
        let rounds = money
            .funding
            .iter()
            .map(|item| (item.id.clone(), item.title.clone(), CashKind::Funding, Vec::new()));
        let awards = money.subsidies.iter().map(|item| {
            (
                item.scheme.id.clone(),
                item.scheme.title.clone(),
                CashKind::Subsidies,
                Vec::new(),
            )
        });
        Some(Self {
            months: def.months,
            is_even,
            items: rounds.chain(awards).collect(),
            all: CashChunk::default(),
            ends: Vec::new(),
        })
    }

    pub(super) fn add(&mut self, chunk: &CashChunk) {
        if chunk.out.is_empty() {
            return;
        }
        let all = &mut self.all;
        for (mine, theirs) in [
            (&mut all.out, &chunk.out),
            (&mut all.lowest, &chunk.lowest),
            (&mut all.lowest_day, &chunk.lowest_day),
            (&mut all.closing, &chunk.closing),
            (&mut all.npv, &chunk.npv),
            (&mut all.first_revenue, &chunk.first_revenue),
        ] {
            mine.extend(theirs);
        }
        all.paths.extend(&chunk.paths);
        all.opening += chunk.opening;
        all.opening_squares += chunk.opening_squares;
        for (mine, theirs) in [(&mut all.sums, &chunk.sums), (&mut all.squares, &chunk.squares)] {
            for (sum, flow) in mine.iter_mut().zip(theirs) {
                *sum += flow;
            }
        }
        if !self.items.is_empty() {
            for row in chunk.items.chunks_exact(self.items.len()) {
                for ((.., days), day) in self.items.iter_mut().zip(row) {
                    days.push(*day);
                }
            }
        }
        self.ends.push(self.all.out.len());
    }

    /// The futures of each chunk.
    fn chunks(&self) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(from, to)| from..*to)
    }

    /// The share of futures, by their number, in which something is so.
    fn share(&self, is_so: impl Fn(usize) -> bool) -> Estimate {
        let mut tally = ShareTally::default();
        for chunk in self.chunks() {
            let of = chunk.len() as u64;
            tally.add(chunk.filter(|future| is_so(*future)).count() as u64, of);
        }
        tally.share(self.is_even)
    }

    /// How values, one a future, are spread where they are there.
    fn spread(&self, values: &[f64]) -> Option<Spread> {
        let mut pool = Pool::new(0, self.is_even);
        for chunk in self.chunks() {
            pool.add(values[chunk].iter().copied().filter(|value| *value < NEVER));
        }
        pool.spread()
    }

    pub(super) fn summary(&self) -> CashSummary {
        let all = &self.all;
        let n = all.out.len() as u64;
        CashSummary {
            futures: n,
            out_before_revenue: self.share(|future| all.is_early(future)),
            out_by_horizon: self.share(|i| all.out[i] < NEVER),
            out: self.spread(&all.out),
            lowest: self.spread(&all.lowest),
            lowest_day: self.spread(&all.lowest_day),
            closing: self.spread(&all.closing),
            npv: self.spread(&all.npv),
            sells: self.share(|i| all.first_revenue[i] < NEVER),
            first_revenue: self.spread(&all.first_revenue),
            opening: all.opening / n.max(1) as f64,
            opening_se: Estimate::mean(all.opening, all.opening_squares, n).se,
            flows: CashKind::ALL
                .into_iter()
                .zip(all.sums.into_iter().zip(all.squares))
                .map(|(kind, (sum, squares))| {
                    let mean = Estimate::mean(sum, squares, n);
                    Flow {
                        kind,
                        mean: mean.value,
                        se: mean.se,
                    }
                })
                .collect(),
            items: self
                .items
                .iter()
                .map(|(id, title, kind, days)| {
                    let came = days.iter().filter(|day| **day < NEVER).count() as u64;
                    let early = days
                        .iter()
                        .enumerate()
                        .filter(|(future, _)| all.is_early(*future));
                    let early_with = early.clone().filter(|(_, day)| **day < NEVER).count() as u64;
                    let early_without = early.count() as u64 - early_with;
                    let share = |hits: u64, of: u64| (of > 0).then(|| Estimate::share(hits, of));
                    CashItem {
                        out_with: share(early_with, came),
                        out_without: share(early_without, n - came),
                        id: id.clone(),
                        title: title.clone(),
                        kind: *kind,
                        comes: self.share(|future| days[future] < NEVER),
                        day: self.spread(days),
                    }
                })
                .collect(),
            fan: self.fan(),
        }
    }

    fn fan(&self) -> Vec<[f64; 5]> {
        let futures = self.all.paths.len() / self.months;
        let mut column = Vec::with_capacity(futures);
        (0..if futures > 0 { self.months } else { 0 })
            .map(|month| {
                column.clear();
                let rows = self.all.paths.chunks_exact(self.months);
                column.extend(rows.map(|row| f64::from(row[month])));
                column.sort_unstable_by(f64::total_cmp);
                FAN_LEVELS.map(|p| quantile(&column, p))
            })
            .collect()
    }
}

/// What becomes of the company's cash.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CashSummary {
    /// Futures in which it was followed: at most [`CASH_FUTURES`].
    pub futures: u64,
    /// Share of futures in which cash runs out in a month before that of the first sale (or before the horizon,
    /// where nothing is sold by then).
    pub out_before_revenue: Estimate,
    /// Share of futures in which cash runs out by the horizon.
    pub out_by_horizon: Estimate,
    /// Days to the month in which it runs out, given that it does.
    pub out: Option<Spread>,
    /// The lowest balance at the end of any month.
    pub lowest: Option<Spread>,
    /// Days to the month of the lowest balance.
    pub lowest_day: Option<Spread>,
    /// Balance at the horizon.
    pub closing: Option<Spread>,
    /// Net present value of costs, support money and sales; funding rounds and the cash at hand are left out.
    pub npv: Option<Spread>,
    /// Share of futures in which something is sold by the horizon.
    pub sells: Estimate,
    /// Days to the first sale, given that there is one.
    pub first_revenue: Option<Spread>,
    /// Mean cash at the start.
    pub opening: f64,
    /// Its standard error; above 0 where the rate of exchange moves it.
    pub opening_se: f64,
    /// Means of what comes in and goes out by the horizon.
    pub flows: Vec<Flow>,
    /// Funding rounds and awards.
    pub items: Vec<CashItem>,
    /// Balance at the end of each month at [`FAN_LEVELS`], from the first [`FAN_FUTURES`] futures.
    pub fan: Vec<[f64; 5]>,
}

/// One kind of cash flow.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Flow {
    /// What it is.
    pub kind: CashKind,
    /// Mean over futures, in the plan's currency; what goes out too as a positive number.
    pub mean: f64,
    /// Its standard error.
    pub se: f64,
}

/// A funding round or an award.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CashItem {
    /// Its id.
    pub id: String,
    /// Words for it.
    pub title: Text,
    /// Funding or subsidy.
    pub kind: CashKind,
    /// Share of futures in which it comes by the horizon.
    pub comes: Estimate,
    /// Share of the futures in which it comes in which cash runs out before the first sale all the same; none where it
    /// never comes.
    pub out_with: Option<Estimate>,
    /// The same share of the futures in which it does not come.
    pub out_without: Option<Estimate>,
    /// Days until it comes, given that it does.
    pub day: Option<Spread>,
}

//! Cash over many futures: the parts of chunks, and the summary.

use serde::{Deserialize, Serialize};

use super::{CHUNK, Pool, Spread};
use crate::calendar::DAYS_PER_MONTH;
use crate::engine::NEVER;
use crate::engine::block::Block;
use crate::engine::cash::{Cash, CashDef, CashOutcome};
use crate::engine::common::Common;
use crate::engine::program::Program;
use crate::plan::Plan;
use crate::stats::{Estimate, quantile};
use crate::text::Text;

pub use crate::engine::cash::CashKind;

/// The cash fan is drawn from so many futures, the first ones.
pub const FAN_FUTURES: u64 = 4 * CHUNK;

/// Cash is followed in so many futures, the first ones.
pub const CASH_FUTURES: u64 = super::EXACT;

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
    sums: [f64; 7],
    /// Days of funding rounds and awards, future by future.
    items: Vec<f64>,
    /// Balances month by month, future by future, of the first chunks.
    paths: Vec<f32>,
}

impl CashChunk {
    pub(super) fn out(&self) -> &[f64] {
        &self.out
    }

    /// Follows the cash of a block of futures.
    pub(super) fn follow(
        &mut self,
        program: &Program,
        def: &CashDef,
        cash: &mut Cash,
        block: &Block,
        common: &Common,
    ) {
        if block.first >= CASH_FUTURES {
            return;
        }
        cash.begin(program, block);
        for lane in 0..block.len {
            let outcome = cash.run(program, def, block, common, lane);
            self.add(&outcome);
            if block.first < FAN_FUTURES {
                self.paths
                    .extend(cash.balances.iter().map(|balance| *balance as f32));
            }
        }
    }

    fn add(&mut self, outcome: &CashOutcome) {
        let middle = |month: usize| (month as f64 + 0.5) * DAYS_PER_MONTH;
        self.out.push(outcome.out.map_or(NEVER, middle));
        self.lowest.push(outcome.lowest.0);
        self.lowest_day.push(middle(outcome.lowest.1));
        self.closing.push(outcome.closing);
        self.npv.push(outcome.npv);
        self.first_revenue.push(outcome.first_revenue);
        self.opening += outcome.opening;
        for (sum, flow) in self.sums.iter_mut().zip(outcome.sums) {
            *sum += flow;
        }
        self.items.extend(&outcome.items);
    }
}

/// Puts the cash of chunks together.
#[derive(Debug)]
pub(super) struct CashCollector {
    months: usize,
    items: Vec<(String, Text, CashKind, Vec<f64>)>,
    all: CashChunk,
}

impl CashCollector {
    pub(super) fn new(plan: &Plan, def: &CashDef) -> Option<Self> {
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
            items: rounds.chain(awards).collect(),
            all: CashChunk::default(),
        })
    }

    pub(super) fn add(&mut self, chunk: &CashChunk) {
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
        for (sum, flow) in all.sums.iter_mut().zip(chunk.sums) {
            *sum += flow;
        }
        if !self.items.is_empty() {
            for row in chunk.items.chunks_exact(self.items.len()) {
                for ((.., days), day) in self.items.iter_mut().zip(row) {
                    days.push(*day);
                }
            }
        }
    }

    pub(super) fn summary(&self) -> CashSummary {
        let all = &self.all;
        let n = all.out.len() as u64;
        let count = |is_so: &dyn Fn(usize) -> bool| (0..all.out.len()).filter(|i| is_so(*i)).count() as u64;
        let month = |day: f64| (day / DAYS_PER_MONTH).floor();
        let is_early = |i: usize| all.out[i] < NEVER && month(all.out[i]) < month(all.first_revenue[i]);
        let spread = |values: &[f64]| {
            let mut pool = Pool::new(0);
            pool.add(values.iter().copied().filter(|value| *value < NEVER));
            pool.spread()
        };
        CashSummary {
            futures: n,
            out_before_revenue: Estimate::share(count(&is_early), n),
            out_by_horizon: Estimate::share(count(&|i| all.out[i] < NEVER), n),
            out: spread(&all.out),
            lowest: spread(&all.lowest),
            lowest_day: spread(&all.lowest_day),
            closing: spread(&all.closing),
            npv: spread(&all.npv),
            sells: Estimate::share(count(&|i| all.first_revenue[i] < NEVER), n),
            first_revenue: spread(&all.first_revenue),
            opening: all.opening / n.max(1) as f64,
            flows: CashKind::ALL
                .into_iter()
                .zip(all.sums)
                .map(|(kind, sum)| Flow {
                    kind,
                    mean: sum / n.max(1) as f64,
                })
                .collect(),
            items: self
                .items
                .iter()
                .map(|(id, title, kind, days)| {
                    let came = days.iter().filter(|day| **day < NEVER).count() as u64;
                    CashItem {
                        id: id.clone(),
                        title: title.clone(),
                        kind: *kind,
                        comes: Estimate::share(came, n),
                        day: spread(days),
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
    /// Means of what comes in and goes out by the horizon.
    pub flows: Vec<Flow>,
    /// Funding rounds and awards.
    pub items: Vec<CashItem>,
    /// Balance at the end of each month at [`FAN_LEVELS`], from the first [`FAN_FUTURES`] futures.
    pub fan: Vec<[f64; 5]>,
}

/// One kind of cash flow.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Flow {
    /// What it is.
    pub kind: CashKind,
    /// Mean over futures, in the plan's currency; what goes out too as a positive number.
    pub mean: f64,
}

/// A funding round or an award.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CashItem {
    /// Its id.
    pub id: String,
    /// Words for it.
    pub title: Text,
    /// Funding or subsidy.
    pub kind: CashKind,
    /// Share of futures in which it comes by the horizon.
    pub comes: Estimate,
    /// Days until it comes, given that it does.
    pub day: Option<Spread>,
}

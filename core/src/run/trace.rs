//! What a company's cash is made of, source by source, over the first futures of a run.

use std::collections::BTreeMap;

use super::{Detail, Simulation};
use crate::engine::block::LANES;
use crate::engine::cash::Source;
use crate::stats::Estimate;

/// Sums over futures, by source of cash.
#[derive(Debug, Clone, PartialEq)]
pub struct CashTrace {
    pub(crate) futures: u64,
    /// The lowest balance at the end of any month.
    pub(crate) lowest: Estimate,
    /// Net present value.
    pub(crate) npv: Estimate,
    /// Mean of what each source brought until the month of the lowest balance, and of its present value; what goes out is
    /// negative.
    pub(crate) sources: BTreeMap<Source, [f64; 2]>,
}

impl Simulation {
    /// Follows the cash of the first `futures` source by source, on this thread. Nothing where the plan does not tell of
    /// cash, or where nothing but milestones was asked for.
    #[must_use]
    pub fn trace_cash(&self, futures: u64) -> Option<CashTrace> {
        let def = self
            .program
            .cash
            .as_ref()
            .filter(|_| self.detail != Detail::Milestones)?;
        let mut worker = self.worker();
        let cash = worker.cash.as_mut()?;
        let program = &self.program;
        let futures = futures.min(self.iterations());
        let mut sums: BTreeMap<Source, [f64; 2]> = BTreeMap::new();
        let [mut lowest, mut npv] = [[0.0; 2]; 2];
        let mut first = 0;
        while first < futures {
            let len = (futures - first).min(LANES as u64) as usize;
            worker.forward.run(first, len);
            let (block, common) = (&worker.forward.block, &worker.forward.common);
            for lane in 0..len {
                let updates = worker.life.as_mut().map_or_else(Vec::new, |life| {
                    life.run(program, block, common.lane(&program.common, lane), lane)
                });
                let outcome = cash.run(program, def, block, common, lane, &updates);
                for (sums, value) in [(&mut lowest, outcome.lowest.0), (&mut npv, outcome.npv)] {
                    sums[0] += value;
                    sums[1] += value * value;
                }
                // A balance that never falls below the opening is lowest on the first day.
                let until = (outcome.lowest.0 < outcome.opening).then_some(outcome.lowest.1);
                for (source, to_lowest, value) in
                    cash.trace(program, def, block, common, (lane, until), &updates)
                {
                    let sums = sums.entry(source).or_default();
                    sums[0] += to_lowest;
                    sums[1] += value;
                }
            }
            first += len as u64;
        }
        let n = futures.max(1) as f64;
        for sums in sums.values_mut() {
            sums[0] /= n;
            sums[1] /= n;
        }
        Some(CashTrace {
            futures,
            lowest: Estimate::mean(lowest[0], lowest[1], futures),
            npv: Estimate::mean(npv[0], npv[1], futures),
            sources: sums,
        })
    }
}

//! Cash of the company, month by month, in one simulated future.
//!
//! Every amount is a whole unit of the plan's currency. What is spent over a time, or comes in over a time, is
//! split at the ends of months by rounding the sum up to each, so that the months add up to the whole amount
//! exactly: in every future, the opening cash and all flows add up to the closing cash to the last unit.

use super::block::{Block, Extra, LANES};
use super::common::{Award, Common, CommonDef, Factors};
use super::program::{Money, Program};
use super::{NEVER, whole};
use crate::calendar::DAYS_PER_MONTH;
use crate::dist::{Sampler, Tables};
use crate::file::CapPer;
use crate::model::{Cost, Duration};
use crate::plan::Plan;
use crate::rng::{Key, unit};
use crate::sampling::{Sampling, Variable};

/// Days of one year of an award.
const YEAR: f64 = 365.25;

/// Where cash comes from and where it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CashKind {
    /// Fees to authorities and bodies.
    Fees,
    /// Third-party costs.
    ThirdParties,
    /// Own people while a step runs.
    People,
    /// What the company spends every month.
    Burn,
    /// Investors and lenders.
    Funding,
    /// Support money.
    Subsidies,
    /// Sales.
    Revenue,
}

impl CashKind {
    /// All kinds, what goes out first.
    pub const ALL: [Self; 7] = [
        Self::Fees,
        Self::ThirdParties,
        Self::People,
        Self::Burn,
        Self::Funding,
        Self::Subsidies,
        Self::Revenue,
    ];
}

/// A draw of one number, once per future.
#[derive(Debug)]
struct Once {
    variable: Variable,
    sampler: Sampler,
}

impl Once {
    fn at(&self, iteration: u64) -> f64 {
        self.sampler.at(self.variable.bits(iteration, 0))
    }
}

/// An amount in the plan's currency at the median rate, and the currency that moves it.
#[derive(Debug, Clone, Copy)]
struct Priced {
    amount: f64,
    currency: usize,
}

impl Priced {
    fn at(self, factors: Factors<'_>) -> f64 {
        whole(self.amount * factors.rate(self.currency))
    }
}

#[derive(Debug)]
struct FundingDef {
    amount: Once,
    currency: usize,
    from: f64,
    after: Option<usize>,
    delay: Option<Once>,
    happens: Variable,
    chance: f64,
}

#[derive(Debug)]
struct SubsidyDef {
    from: f64,
    after: Option<usize>,
    award: Award,
    lasts: Option<Once>,
    arrears: Option<Once>,
    rate: f64,
    cap: Option<Priced>,
    per: CapPer,
    steps: Vec<bool>,
}

#[derive(Debug)]
struct RevenueDef {
    after: usize,
    lag: Option<Once>,
    ramp: f64,
    monthly: Once,
    currency: usize,
    until: f64,
}

/// The cash of a plan, ready to run.
#[derive(Debug)]
pub(crate) struct CashDef {
    /// Months up to the horizon.
    pub(crate) months: usize,
    cash: Priced,
    burn: Priced,
    /// Present value of one unit in the middle of each month.
    discount: Vec<f64>,
    funding: Vec<FundingDef>,
    subsidies: Vec<SubsidyDef>,
    revenues: Vec<RevenueDef>,
}

impl CashDef {
    pub(crate) fn new(
        plan: &Plan,
        sampling: &Sampling,
        common: &mut CommonDef,
        rate: &impl Fn(&str) -> f64,
        tables: &mut Tables,
    ) -> Option<Self> {
        let money = plan.money.as_ref()?;
        let months = (plan.horizon / DAYS_PER_MONTH).ceil().max(1.0) as usize;
        let variable = |owner: &str, purpose: &str| {
            sampling.variable(Key::new(&format!("money/{owner}"), purpose), u32::MAX)
        };
        let priced = |common: &mut CommonDef, (amount, code): &(f64, String)| Priced {
            amount: whole(amount * rate(code)),
            currency: common.currency(code),
        };
        let mut time = |owner: &str, purpose: &str, duration: Option<&Duration>| {
            duration.map(|duration| Once {
                variable: variable(owner, purpose),
                sampler: Sampler::new(&duration.shape, duration.unit.days(), tables),
            })
        };
        let funding_times: Vec<Option<Once>> = money
            .funding
            .iter()
            .map(|item| time(&item.id, "delay", item.delay.as_ref()))
            .collect();
        let lags: Vec<Option<Once>> = money
            .revenues
            .iter()
            .map(|item| time(&item.id, "lag", item.lag.as_ref()))
            .collect();
        let award_times: Vec<[Option<Once>; 2]> = money
            .subsidies
            .iter()
            .map(|item| {
                let scheme = &item.scheme;
                [
                    time(&scheme.id, "lasts", scheme.lasts.as_ref()),
                    time(&scheme.id, "arrears", scheme.arrears.as_ref()),
                ]
            })
            .collect();
        let awards: Vec<Award> = money
            .subsidies
            .iter()
            .map(|item| Award::new(item, plan, sampling, tables))
            .collect();
        let mut amount = |owner: &str, cost: &Cost| Once {
            variable: variable(owner, "amount"),
            sampler: Sampler::new(&cost.shape, rate(&cost.currency), tables),
        };
        let funding = money
            .funding
            .iter()
            .zip(funding_times)
            .map(|(item, delay)| FundingDef {
                amount: amount(&item.id, &item.amount),
                currency: common.currency(&item.amount.currency),
                from: item.from,
                after: item.after,
                delay,
                happens: variable(&item.id, "happens"),
                chance: item.chance,
            })
            .collect();
        let revenues = money
            .revenues
            .iter()
            .zip(lags)
            .map(|(item, lag)| RevenueDef {
                after: item.after,
                lag,
                ramp: item.ramp,
                monthly: amount(&item.id, &item.monthly),
                currency: common.currency(&item.monthly.currency),
                until: item.until,
            })
            .collect();
        let subsidies = money
            .subsidies
            .iter()
            .zip(awards)
            .zip(award_times)
            .map(|((item, award), [lasts, arrears])| {
                let scheme = &item.scheme;
                SubsidyDef {
                    from: item.from,
                    after: item.after,
                    award,
                    lasts,
                    arrears,
                    rate: item.rate,
                    cap: scheme
                        .cap
                        .as_ref()
                        .map(|cap| priced(common, &(cap.amount, cap.currency.clone()))),
                    per: scheme.cap_per,
                    steps: (0..plan.steps.len())
                        .map(|step| item.steps.contains(&step))
                        .collect(),
                }
            })
            .collect();
        let yearly = 1.0 + money.discount;
        Some(Self {
            months,
            cash: priced(common, &money.cash),
            burn: priced(common, &money.burn),
            discount: (0..months)
                .map(|month| 1.0 / libm::pow(yearly, (month as f64 + 0.5) / 12.0))
                .collect(),
            funding,
            subsidies,
            revenues,
        })
    }

    /// How many funding rounds and subsidies there are.
    pub(crate) fn items(&self) -> usize {
        self.funding.len() + self.subsidies.len()
    }
}

/// What one future came to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CashOutcome {
    pub(crate) opening: f64,
    /// The first month, from 0, at whose end less than nothing is left; none: never.
    pub(crate) out: Option<usize>,
    /// The lowest balance at the end of any month, and that month.
    pub(crate) lowest: (f64, usize),
    /// Balance at the end.
    pub(crate) closing: f64,
    /// Present value of costs, support money and sales.
    pub(crate) npv: f64,
    /// Day of the first sale.
    pub(crate) first_revenue: f64,
    /// Flows by [`CashKind`], what goes out too as positive numbers.
    pub(crate) sums: [f64; 7],
    /// Day on which each funding round and each award came; [`NEVER`] if it did not.
    pub(crate) items: Vec<f64>,
}

/// One execution that costs something.
#[derive(Debug, Clone, Copy)]
struct Spent {
    step: usize,
    start: f64,
    end: f64,
    money: Money,
}

/// Working memory.
#[derive(Debug)]
pub(crate) struct Cash {
    /// Net flow of each month, without funding rounds.
    flows: Vec<f64>,
    /// Funding rounds by month.
    rounds: Vec<f64>,
    spent: Vec<Spent>,
    /// Balance at the end of each month of the future at hand.
    pub(crate) balances: Vec<f64>,
    /// Extras of the block by lane.
    extras: Vec<Vec<Extra>>,
}

impl Cash {
    pub(crate) fn new(def: &CashDef) -> Self {
        Self {
            flows: vec![0.0; def.months],
            rounds: vec![0.0; def.months],
            spent: Vec::new(),
            balances: vec![0.0; def.months],
            extras: vec![Vec::new(); LANES],
        }
    }

    /// Makes ready for the futures of a block.
    pub(crate) fn begin(&mut self, program: &Program, block: &Block) {
        self.extras.iter_mut().for_each(Vec::clear);
        for extra in block
            .extras
            .iter()
            .filter(|extra| program.ops[extra.step].has_money)
        {
            self.extras[extra.lane].push(*extra);
        }
    }

    /// The cash of one future of the block.
    pub(crate) fn run(
        &mut self,
        program: &Program,
        def: &CashDef,
        block: &Block,
        common: &Common,
        lane: usize,
    ) -> CashOutcome {
        let iteration = block.first + lane as u64;
        let factors = common.lane(&program.common, lane);
        let mut sums = [0.0; 7];
        self.flows.fill(0.0);
        self.rounds.fill(0.0);
        self.gather(program, block, lane);
        for spent in &self.spent {
            let Money { fee, cost, effort } = spent.money;
            let mut pay = |kind: CashKind, amount: f64, end: f64| {
                sums[kind as usize] += spread(&mut self.flows, spent.start, end, -amount);
            };
            pay(CashKind::Fees, fee, spent.start);
            pay(CashKind::ThirdParties, cost, spent.end);
            pay(CashKind::People, effort, spent.end);
        }
        let burn = def.burn.at(factors);
        for flow in &mut self.flows {
            *flow -= burn;
        }
        sums[CashKind::Burn as usize] = -burn * def.months as f64;
        let reached = |milestone: Option<usize>| {
            milestone.map_or(0.0, |milestone| block.milestone[milestone * LANES + lane])
        };
        let mut items = Vec::with_capacity(def.items());
        for round in &def.funding {
            let happens = unit(round.happens.bits(iteration, 0)) < round.chance;
            let delay = round.delay.as_ref().map_or(0.0, |delay| delay.at(iteration));
            let day = if happens {
                round.from.max(reached(round.after)) + delay
            } else {
                NEVER
            };
            let amount = whole(round.amount.at(iteration) * factors.rate(round.currency));
            sums[CashKind::Funding as usize] += spread(&mut self.rounds, day, day, amount);
            items.push(if day <= program.horizon { day } else { NEVER });
        }
        for subsidy in &def.subsidies {
            let from = subsidy.from.max(reached(subsidy.after));
            let (award, paid) = self.award(subsidy, iteration, from, factors, program.horizon);
            sums[CashKind::Subsidies as usize] += paid;
            items.push(award);
        }
        let mut first_revenue = NEVER;
        for sale in &def.revenues {
            let lag = sale.lag.as_ref().map_or(0.0, |lag| lag.at(iteration));
            let start = reached(Some(sale.after)) + lag;
            if start <= program.horizon {
                first_revenue = f64::min(first_revenue, start);
                let monthly = sale.monthly.at(iteration) * factors.rate(sale.currency);
                sums[CashKind::Revenue as usize] += self.sell(sale, start, monthly);
            }
        }
        for kind in [
            CashKind::Fees,
            CashKind::ThirdParties,
            CashKind::People,
            CashKind::Burn,
        ] {
            sums[kind as usize] *= -1.0;
        }
        let opening = def.cash.at(factors);
        let (mut balance, mut out, mut lowest, mut npv) = (opening, None, (opening, 0), 0.0);
        for month in 0..def.months {
            balance += self.flows[month] + self.rounds[month];
            npv += self.flows[month] * def.discount[month];
            self.balances[month] = balance;
            if balance < lowest.0 {
                lowest = (balance, month);
            }
            if balance < 0.0 && out.is_none() {
                out = Some(month);
            }
        }
        CashOutcome {
            opening,
            out,
            lowest,
            closing: balance,
            npv,
            first_revenue,
            sums,
            items,
        }
    }

    /// Everything that costs something in a lane.
    fn gather(&mut self, program: &Program, block: &Block, lane: usize) {
        self.spent.clear();
        for (step, op) in program.ops.iter().enumerate().filter(|(_, op)| op.has_money) {
            let at = Block::at(step, lane);
            let start = block.start[at];
            if start < NEVER {
                let end = if op.keeps_end() {
                    block.end[at]
                } else {
                    block.done[at]
                };
                let money = block.money(at);
                self.spent.push(Spent {
                    step,
                    start,
                    end,
                    money,
                });
            }
        }
        self.spent.extend(self.extras[lane].iter().map(|extra| Spent {
            step: extra.step,
            start: extra.start,
            end: extra.end,
            money: extra.money,
        }));
    }

    /// Day of an award and what it pays by the horizon. Eligible are fees and third-party costs.
    fn award(
        &mut self,
        subsidy: &SubsidyDef,
        iteration: u64,
        from: f64,
        factors: Factors<'_>,
        horizon: f64,
    ) -> (f64, f64) {
        let award = subsidy.award.decided(from, iteration);
        if award > horizon || !subsidy.award.is_won(iteration) {
            return (NEVER, 0.0);
        }
        let lasts = subsidy.lasts.as_ref().map_or(YEAR, |time| time.at(iteration));
        let arrears = subsidy.arrears.as_ref().map_or(0.0, |time| time.at(iteration));
        let cap = subsidy.cap.map_or(f64::INFINITY, |cap| cap.at(factors));
        let (mut paid, mut left) = (0.0, cap);
        let mut start = award;
        while start < (award + lasts).min(horizon) {
            let end = (start + YEAR).min(award + lasts);
            let eligible: f64 = self
                .spent
                .iter()
                .filter(|spent| subsidy.steps[spent.step])
                .map(|spent| spent.within(start, end))
                .sum();
            let pay = whole(eligible * subsidy.rate).min(left);
            match subsidy.per {
                CapPer::Award => left -= pay,
                CapPer::Year => left = cap,
            }
            paid += spread(&mut self.flows, end + arrears, end + arrears, pay);
            start += YEAR;
        }
        (award, paid)
    }

    /// Sales from `start` on: they rise in a straight line, then stay.
    fn sell(&mut self, sale: &RevenueDef, start: f64, monthly: f64) -> f64 {
        let a_day = monthly / DAYS_PER_MONTH;
        let up_to = |day: f64| {
            let days = (day - start).min(sale.until);
            whole(if days < sale.ramp {
                a_day * days * days / (2.0 * sale.ramp)
            } else {
                a_day * (days - sale.ramp / 2.0)
            })
        };
        let first = (start / DAYS_PER_MONTH) as usize;
        let mut before = 0.0;
        for (month, flow) in self.flows.iter_mut().enumerate().skip(first) {
            let now = up_to((month + 1) as f64 * DAYS_PER_MONTH);
            *flow += now - before;
            before = now;
        }
        before
    }
}

impl Spent {
    /// What is spent in a period on fees and third parties: fees at the start, the rest day by day.
    fn within(&self, from: f64, to: f64) -> f64 {
        let fee = if (from..to).contains(&self.start) {
            self.money.fee
        } else {
            0.0
        };
        let days = self.end - self.start;
        let cost = if days > 0.0 {
            let overlap = (self.end.min(to) - self.start.max(from)).max(0.0);
            whole(self.money.cost * (overlap / days))
        } else if (from..to).contains(&self.start) {
            self.money.cost
        } else {
            0.0
        };
        fee + cost
    }
}

/// Spreads an amount evenly over the time from `start` to `end`, at once if these are the same. Returns what
/// falls into the months that there are.
fn spread(months: &mut [f64], start: f64, end: f64, amount: f64) -> f64 {
    if amount == 0.0 || start >= months.len() as f64 * DAYS_PER_MONTH {
        return 0.0;
    }
    let first = (start / DAYS_PER_MONTH) as usize;
    if end <= (first + 1) as f64 * DAYS_PER_MONTH {
        months[first] += amount;
        return amount;
    }
    let a_day = amount.abs() / (end - start);
    let mut before = 0.0;
    for (month, flow) in months.iter_mut().enumerate().skip(first) {
        let month_end = (month + 1) as f64 * DAYS_PER_MONTH;
        let now = if month_end >= end {
            amount.abs()
        } else {
            whole(a_day * (month_end - start))
        };
        *flow += if amount < 0.0 { before - now } else { now - before };
        before = now;
        if month_end >= end {
            break;
        }
    }
    before.copysign(amount)
}

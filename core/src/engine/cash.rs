//! Cash of the company, month by month, in one simulated future.
//!
//! Every amount is a whole unit of the plan's currency. What is spent over a time, or comes in over a time, is
//! split at the ends of months by rounding the sum up to each, so that the months add up to the whole amount
//! exactly: in every future, the opening cash and all flows add up to the closing cash to the last unit.

use super::block::{Block, ROW};
use super::common::{Award, Common, CommonDef, Factors};
use super::lifecycle::MarketOutcome;
use super::program::{Money, Program};
use super::{NEVER, whole};
use crate::calendar::DAYS_PER_MONTH;
use crate::dist::{Sampler, Tables};
use crate::file::{CapPer, CostSpread};
use crate::model::{Cost, Duration};
use crate::plan::Plan;
use crate::rng::{Key, unit};
use crate::sampling::{Sampling, Variable};

/// How many kinds of cash flow there are.
pub(crate) const KINDS: usize = 8;
/// Days of one year of an award.
const YEAR: f64 = 365.25;

/// Where cash comes from and where it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CashKind {
    /// Fees to authorities and bodies.
    Fees,
    /// Third-party costs.
    ThirdParties,
    /// Own people while a step runs.
    People,
    /// Updates of the product on the market: fees, third parties and own people.
    Updates,
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
    pub const ALL: [Self; KINDS] = [
        Self::Fees,
        Self::ThirdParties,
        Self::People,
        Self::Updates,
        Self::Burn,
        Self::Funding,
        Self::Subsidies,
        Self::Revenue,
    ];

    /// Whether it goes out.
    #[must_use]
    pub const fn is_out(self) -> bool {
        matches!(
            self,
            Self::Fees | Self::ThirdParties | Self::People | Self::Updates | Self::Burn
        )
    }
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
        tables: &mut Tables,
    ) -> Option<Self> {
        let money = plan.money.as_ref()?;
        let months = (plan.horizon / DAYS_PER_MONTH).ceil().max(1.0) as usize;
        let variable = |owner: &str, purpose: &str| {
            sampling.variable(Key::new(&format!("money/{owner}"), purpose), u32::MAX)
        };
        let priced = |common: &mut CommonDef, (amount, code): &(f64, String)| Priced {
            amount: whole(amount * plan.rate(code)),
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
            sampler: Sampler::new(&cost.shape, plan.rate(&cost.currency), tables),
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

/// The day in the middle of a month, at which what is known of the month alone is told.
pub(crate) fn middle(month: usize) -> f64 {
    (month as f64 + 0.5) * DAYS_PER_MONTH
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
    pub(crate) sums: [f64; KINDS],
    /// Day on which each funding round and each award came; [`NEVER`] if it did not.
    pub(crate) items: Vec<f64>,
}

/// Where a flow comes from or goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Source {
    /// Cash at hand when the plan begins.
    Opening,
    /// Fee of a step.
    Fee(usize),
    /// Third parties of a step.
    Cost(usize),
    /// Own people of a step.
    Effort(usize),
    /// A way to field updates.
    Updates(usize),
    /// What the company spends every month.
    Burn,
    /// A funding round.
    Round(usize),
    /// An award of support money.
    Award(usize),
    /// Sales in a market.
    Sale(usize),
}

impl Source {
    /// The kind of its flows; the opening is none and is not booked.
    const fn kind(self) -> CashKind {
        match self {
            Self::Fee(_) => CashKind::Fees,
            Self::Cost(_) => CashKind::ThirdParties,
            Self::Effort(_) => CashKind::People,
            Self::Updates(_) => CashKind::Updates,
            Self::Burn => CashKind::Burn,
            Self::Opening | Self::Round(_) => CashKind::Funding,
            Self::Award(_) => CashKind::Subsidies,
            Self::Sale(_) => CashKind::Revenue,
        }
    }
}

/// How an amount falls into months.
#[derive(Debug, Clone, Copy)]
enum Booking<'b> {
    /// Evenly from start to end; at once if these are the same.
    Spread { start: f64, end: f64, amount: f64 },
    /// In every month.
    Monthly(f64),
    /// Sales from `start` on: they rise in a straight line, then stay. In the gaps, when what opens the market is lost,
    /// nothing is sold; afterwards sales are what they would have been.
    Sales {
        start: f64,
        monthly: f64,
        ramp: f64,
        until: f64,
        gaps: &'b [(f64, f64)],
    },
}

impl Booking<'_> {
    const fn once(day: f64, amount: f64) -> Self {
        Self::Spread {
            start: day,
            end: day,
            amount,
        }
    }

    /// Puts the amount into the months that there are, and returns what falls into them.
    #[inline]
    fn post(self, months: &mut [f64]) -> f64 {
        match self {
            Self::Spread { start, end, amount } => spread(months, start, end, amount),
            Self::Monthly(amount) => {
                for flow in &mut *months {
                    *flow += amount;
                }
                amount * months.len() as f64
            }
            Self::Sales {
                start,
                monthly,
                ramp,
                until,
                gaps,
            } => sell(months, start, monthly, (ramp, until), gaps),
        }
    }
}

/// Puts sales into months, rounded up to each month's end.
fn sell(months: &mut [f64], start: f64, monthly: f64, (ramp, until): (f64, f64), gaps: &[(f64, f64)]) -> f64 {
    let a_day = monthly / DAYS_PER_MONTH;
    let up_to = |day: f64| {
        let days = (day - start).min(until);
        whole(if days < ramp {
            a_day * days * days / (2.0 * ramp)
        } else {
            a_day * (days - ramp / 2.0)
        })
    };
    let sold = |day: f64| {
        let not_sold = |(from, until): &(f64, f64)| {
            if *from < day {
                up_to(until.min(day)) - up_to(*from)
            } else {
                0.0
            }
        };
        up_to(day) - gaps.iter().map(not_sold).sum::<f64>()
    };
    let first = (start / DAYS_PER_MONTH) as usize;
    let mut before = 0.0;
    for (month, flow) in months.iter_mut().enumerate().skip(first) {
        let now = sold((month + 1) as f64 * DAYS_PER_MONTH);
        *flow += now - before;
        before = now;
    }
    before
}

/// One execution that costs something.
#[derive(Debug, Clone, Copy)]
struct Spent {
    step: usize,
    start: f64,
    end: f64,
    money: Money,
    spread: CostSpread,
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
}

impl Cash {
    pub(crate) fn new(def: &CashDef) -> Self {
        Self {
            flows: vec![0.0; def.months],
            rounds: vec![0.0; def.months],
            spent: Vec::new(),
            balances: vec![0.0; def.months],
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
        updates: &[MarketOutcome],
    ) -> CashOutcome {
        let future = CashFuture {
            program,
            def,
            block,
            factors: common.lane(&program.common, lane),
            lane,
            updates,
        };
        self.gather(program, block, lane);
        let (mut flows, mut rounds) = (std::mem::take(&mut self.flows), std::mem::take(&mut self.rounds));
        flows.fill(0.0);
        rounds.fill(0.0);
        let mut sums = [0.0; KINDS];
        let days = future.book(&self.spent, &mut |source, booking| {
            let months = match source {
                Source::Round(_) => &mut rounds,
                _ => &mut flows,
            };
            sums[source.kind() as usize] += booking.post(months);
        });
        for kind in CashKind::ALL.into_iter().filter(|kind| kind.is_out()) {
            sums[kind as usize] *= -1.0;
        }
        let opening = def.cash.at(future.factors);
        let (mut balance, mut out, mut lowest, mut npv) = (opening, None, (opening, 0), 0.0);
        for month in 0..def.months {
            balance += flows[month] + rounds[month];
            npv += flows[month] * def.discount[month];
            self.balances[month] = balance;
            if balance < lowest.0 {
                lowest = (balance, month);
            }
            if balance < 0.0 && out.is_none() {
                out = Some(month);
            }
        }
        (self.flows, self.rounds) = (flows, rounds);
        CashOutcome {
            opening,
            out,
            lowest,
            closing: balance,
            npv,
            first_revenue: days.first_revenue,
            sums,
            items: days.items,
        }
    }

    /// What every source brought or took in one future: until the end of month `until` (none: the first day), and as a
    /// present value. Funding
    /// rounds have none. The future is the one that [`Cash::run`] was asked for last.
    pub(crate) fn trace(
        &mut self,
        program: &Program,
        def: &CashDef,
        block: &Block,
        common: &Common,
        (lane, until): (usize, Option<usize>),
        updates: &[MarketOutcome],
    ) -> Vec<(Source, f64, f64)> {
        let future = CashFuture {
            program,
            def,
            block,
            factors: common.lane(&program.common, lane),
            lane,
            updates,
        };
        let opening = def.cash.at(future.factors);
        let mut all = vec![(Source::Opening, opening, 0.0)];
        let months = &mut self.flows;
        future.book(&self.spent, &mut |source, booking| {
            months.fill(0.0);
            booking.post(months);
            let value = match source {
                Source::Round(_) => 0.0,
                _ => months
                    .iter()
                    .zip(&def.discount)
                    .map(|(flow, discount)| flow * discount)
                    .sum(),
            };
            let to_lowest = until.map_or(0.0, |until| months[..=until].iter().sum());
            all.push((source, to_lowest, value));
        });
        all
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
                    spread: op.spread,
                });
            }
        }
        let costly = block
            .extras_of(lane)
            .filter(|extra| program.ops[extra.step].has_money);
        self.spent.extend(costly.map(|extra| Spent {
            step: extra.step,
            start: extra.start,
            end: extra.end,
            money: extra.money,
            spread: program.ops[extra.step].spread,
        }));
    }
}

/// One future, as far as its cash is concerned.
struct CashFuture<'f> {
    program: &'f Program,
    def: &'f CashDef,
    block: &'f Block,
    factors: Factors<'f>,
    lane: usize,
    updates: &'f [MarketOutcome],
}

/// Days that are told beside the flows.
struct CashDays {
    first_revenue: f64,
    /// Day on which each funding round and each award came; [`NEVER`] if it did not.
    items: Vec<f64>,
}

impl CashFuture<'_> {
    /// Names every flow of the future in a fixed order.
    fn book(&self, all_spent: &[Spent], each: &mut impl FnMut(Source, Booking<'_>)) -> CashDays {
        let Self {
            program, def, block, ..
        } = *self;
        let factors = self.factors;
        let iteration = block.first + self.lane as u64;
        for spent in all_spent {
            let Money { fee, cost, effort } = spent.money;
            let (start, end) = (spent.start, spent.end);
            let mut pay = |source: Source, amount: f64, (start, end): (f64, f64)| {
                each(
                    source,
                    Booking::Spread {
                        start,
                        end,
                        amount: -amount,
                    },
                );
            };
            pay(Source::Fee(spent.step), fee, (start, start));
            pay(Source::Cost(spent.step), cost, spent.cost_time());
            pay(Source::Effort(spent.step), effort, (start, end));
        }
        for work in self.updates.iter().flat_map(|market| &market.work) {
            let Money { fee, cost, effort } = work.money;
            for (amount, end) in [(fee, work.start), (cost, work.end), (effort, work.end)] {
                each(
                    Source::Updates(work.way),
                    Booking::Spread {
                        start: work.start,
                        end,
                        amount: -amount,
                    },
                );
            }
        }
        each(Source::Burn, Booking::Monthly(-def.burn.at(factors)));
        let reached = |milestone: Option<usize>| {
            milestone.map_or(0.0, |milestone| block.milestone[milestone * ROW + self.lane])
        };
        let mut items = Vec::with_capacity(def.items());
        for (number, round) in def.funding.iter().enumerate() {
            let happens = unit(round.happens.bits(iteration, 0)) < round.chance;
            let delay = round.delay.as_ref().map_or(0.0, |delay| delay.at(iteration));
            let day = if happens {
                round.from.max(reached(round.after)) + delay
            } else {
                NEVER
            };
            let amount = whole(round.amount.at(iteration) * factors.rate(round.currency));
            each(Source::Round(number), Booking::once(day, amount));
            items.push(if day <= program.horizon { day } else { NEVER });
        }
        for (number, subsidy) in def.subsidies.iter().enumerate() {
            let from = subsidy.from.max(reached(subsidy.after));
            let mut pay = |day: f64, amount: f64| each(Source::Award(number), Booking::once(day, amount));
            items.push(self.award(subsidy, all_spent, from, &mut pay));
        }
        let mut first_revenue = NEVER;
        for (number, sale) in def.revenues.iter().enumerate() {
            let lag = sale.lag.as_ref().map_or(0.0, |lag| lag.at(iteration));
            let start = reached(Some(sale.after)) + lag;
            if start > program.horizon {
                continue;
            }
            let gaps = match &program.milestones_keep[sale.after] {
                Some(need) if !block.losses.is_empty() => {
                    block.shelf(self.lane).gaps(need, start, program.horizon)
                }
                _ => Vec::new(),
            };
            let first = match gaps.first() {
                Some((from, until)) if *from <= start => *until,
                _ => start,
            };
            if first <= program.horizon {
                first_revenue = f64::min(first_revenue, first);
                let monthly = sale.monthly.at(iteration) * factors.rate(sale.currency);
                each(
                    Source::Sale(number),
                    Booking::Sales {
                        start,
                        monthly,
                        ramp: sale.ramp,
                        until: sale.until,
                        gaps: &gaps,
                    },
                );
            }
        }
        CashDays { first_revenue, items }
    }

    /// Day of an award; `pay` hears what it pays and when. Eligible are fees and third-party costs.
    fn award(
        &self,
        subsidy: &SubsidyDef,
        all_spent: &[Spent],
        from: f64,
        pay: &mut dyn FnMut(f64, f64),
    ) -> f64 {
        let (horizon, iteration) = (self.program.horizon, self.block.first + self.lane as u64);
        let award = subsidy.award.decided(from, iteration);
        if award > horizon || !subsidy.award.is_won(iteration) {
            return NEVER;
        }
        let lasts = subsidy.lasts.as_ref().map_or(YEAR, |time| time.at(iteration));
        let arrears = subsidy.arrears.as_ref().map_or(0.0, |time| time.at(iteration));
        let cap = subsidy.cap.map_or(f64::INFINITY, |cap| cap.at(self.factors));
        let mut left = cap;
        let mut start = award;
        while start < (award + lasts).min(horizon) {
            let end = (start + YEAR).min(award + lasts);
            let eligible: f64 = all_spent
                .iter()
                .filter(|spent| subsidy.steps[spent.step])
                .map(|spent| spent.within(start, end))
                .sum();
            let paid = whole(eligible * subsidy.rate).min(left);
            match subsidy.per {
                CapPer::Award => left -= paid,
                CapPer::Year => left = cap,
            }
            pay(end + arrears, paid);
            start += YEAR;
        }
        award
    }
}

impl Spent {
    /// From when to when its third-party cost is spent.
    fn cost_time(&self) -> (f64, f64) {
        match self.spread {
            CostSpread::Even => (self.start, self.end),
            CostSpread::Start => (self.start, self.start),
            CostSpread::End => (self.end, self.end),
        }
    }

    /// What is spent in a period on fees and third parties.
    fn within(&self, from: f64, to: f64) -> f64 {
        let fee = if (from..to).contains(&self.start) {
            self.money.fee
        } else {
            0.0
        };
        let (start, end) = self.cost_time();
        let days = end - start;
        let cost = if days > 0.0 {
            let overlap = (end.min(to) - start.max(from)).max(0.0);
            whole(self.money.cost * (overlap / days))
        } else if (from..to).contains(&start) {
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

//! The figures behind a number: which steps it is made of, what they rest on, and how sure that is.

use std::collections::BTreeSet;

use serde::Serialize;

use super::Named;
use super::risk::Spent;
use crate::calendar::AsOf;
use crate::diag::did_you_mean;
use crate::dist::Shape;
use crate::engine::cash::Source;
use crate::file::Grade;
use crate::model::{Caveat, Cost, Duration, FigureKind, Figures, Provenance, ShareDef, SourceDef};
use crate::order;
use crate::plan::Plan;
use crate::run::{CashTrace, Summary};
use crate::stats::Estimate;
use crate::text::Text;

/// The name of the direct cost among the metrics.
pub const COST: &str = "cost";
/// The name of the lowest cash among the metrics.
pub const CASH: &str = "cash";
/// The name of the net present value among the metrics.
pub const NPV: &str = "npv";
/// Another name of the plan's target.
pub const TARGET: &str = "target";

/// A number that can be asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// The time to a milestone, by its index.
    Milestone(usize),
    /// The direct cost by the horizon.
    Cost,
    /// Whether the cash lasts: its lowest balance.
    Cash,
    /// The net present value.
    Npv,
}

/// A metric that a plan does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the plan has no metric `{name}`; {help}")]
pub struct UnknownMetric {
    /// What was asked for.
    pub name: String,
    /// What there is.
    pub help: String,
}

impl Asked {
    /// Finds a metric by its name: the id of a milestone, `target`, `cost`, or where the plan tells of money `cash` and
    /// `npv`.
    ///
    /// # Errors
    ///
    /// A name that the plan does not have, with those that it has.
    pub fn parse(plan: &Plan, name: &str) -> Result<Self, UnknownMetric> {
        let milestone = plan.milestones.iter().position(|milestone| milestone.id == name);
        match (milestone, name) {
            (Some(milestone), _) => Ok(Self::Milestone(milestone)),
            (None, COST) => Ok(Self::Cost),
            (None, CASH) if plan.money.is_some() => Ok(Self::Cash),
            (None, NPV) if plan.money.is_some() => Ok(Self::Npv),
            (None, TARGET) => Ok(Self::Milestone(plan.target)),
            (None, _) => {
                let milestones = plan.milestones.iter().map(|milestone| &*milestone.id);
                let money = if plan.money.is_some() {
                    &[CASH, NPV][..]
                } else {
                    &[]
                };
                let known: Vec<&str> = milestones
                    .chain([TARGET, COST])
                    .chain(money.iter().copied())
                    .collect();
                let nearest = did_you_mean(name, known.iter().copied());
                let all = format!("there are {}", known.join(", "));
                Err(UnknownMetric {
                    name: name.to_owned(),
                    help: match nearest {
                        Some(nearest) => format!("{} ({all})", nearest.en),
                        None => all,
                    },
                })
            }
        }
    }

    /// The plan to simulate for an answer: the milestone asked about is its target.
    #[must_use]
    pub fn plan(self, plan: &Plan) -> Plan {
        let mut plan = plan.clone();
        if let Self::Milestone(milestone) = self {
            plan.target = milestone;
        }
        plan
    }
}

/// What a part of a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PartKind {
    /// Days of a step, or of waiting.
    Days(Spent),
    /// Fees to authorities and bodies.
    Fee,
    /// Third-party costs.
    Cost,
    /// Own people's time.
    Effort,
    /// Updates after approval.
    Updates,
    /// Cash at hand when the plan begins.
    Opening,
    /// What the company spends every month beside the steps.
    Overhead,
    /// A funding round.
    Funding,
    /// Support money.
    Subsidy,
    /// Sales.
    Sales,
}

/// A figure that a number rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Figure {
    /// What it is.
    pub what: FigureKind,
    /// P10, P50 and P90, in `unit`; none for odds.
    pub quantiles: Option<[f64; 3]>,
    /// Unit of time or currency; empty for odds.
    pub unit: String,
    /// How sure.
    pub grade: Grade,
    /// As of when, if said.
    pub as_of: Option<AsOf>,
    /// Keys of its sources; `estimate` where there is none.
    pub sources: Vec<String>,
}

/// A rule that a part of a number rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CitedRule {
    /// The rule in a sentence.
    pub says: Text,
    /// How sure.
    pub grade: Grade,
    /// As of when, if said.
    pub as_of: Option<AsOf>,
    /// Keys of its sources; `estimate` where there is none.
    pub sources: Vec<String>,
}

/// A part of a number.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reason {
    /// The step, the way to field updates, the funding round, scheme or market; none: the milestone's own waiting, and
    /// what belongs to the company as a whole.
    pub step: Option<Named>,
    /// What of it.
    pub part: PartKind,
    /// Mean days or amount; of cash and present value, what goes out is negative.
    pub amount: f64,
    /// Share of the whole, 0 to 1; of cash and present value, of all that comes in and goes out.
    pub share: f64,
    /// Share of futures in which the step lies on the longest path; none for costs.
    pub criticality: Option<f64>,
    /// The grade that this part counts as: that of the weakest figure it rests on. None: it rests on the plan.
    pub grade: Option<Grade>,
    /// The figures that it rests on, every variant of them.
    pub figures: Vec<Figure>,
    /// The rules that the step rests on, those of every variant included.
    pub rules: Vec<CitedRule>,
}

/// A funding round or an award, and what its coming means.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Decisive {
    /// Which.
    pub item: Named,
    /// Share of futures in which it comes.
    pub comes: Estimate,
    /// Share of those in which cash runs out before the first sale all the same.
    pub out_with: Estimate,
    /// The same share where it does not come.
    pub out_without: Estimate,
}

/// A number and what is behind it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Why {
    /// Id of the milestone, `cost`, `cash` or `npv`.
    pub metric: String,
    /// Mean days to the milestone in the futures that reach it, or mean cost, lowest balance or present value in the
    /// plan's currency.
    pub mean: Estimate,
    /// Share of futures in which cash runs out before the first sale; of `cash` only.
    pub out: Option<Estimate>,
    /// Money whose coming decides whether the cash lasts, the most decisive first; of `cash` only.
    pub decisive: Vec<Decisive>,
    /// Futures that the parts come from.
    pub futures: u64,
    /// The parts, the largest first; they add up to the mean.
    pub parts: Vec<Reason>,
    /// Shares that rest on figures of grade A, B and C.
    pub grades: [f64; 3],
    /// Share that rests on no figure of the catalogue: waiting, people's time in steps without a duration, and the
    /// company's own cash and overhead.
    pub ungraded: f64,
    /// The sources of all figures and rules above.
    pub sources: Vec<SourceDef>,
    /// What a reader must be told of the routes above.
    pub caveats: Vec<Caveat>,
}

/// What is behind a number of a plan, given the results of [`Asked::plan`], and for cash and present value also where
/// cash goes. None before there are enough of them, or if no future reaches the milestone.
#[must_use]
pub fn why(plan: &Plan, summary: &Summary, trace: Option<&CashTrace>, asked: Asked) -> Option<Why> {
    let (metric, mean, futures, mut parts) = match asked {
        Asked::Milestone(milestone) => {
            let risk = summary.risk.as_ref().filter(|risk| risk.reached > 0)?;
            let parts = risk.waterfall.iter().map(|part| Reason {
                criticality: part
                    .step
                    .and_then(|step| summary.steps.get(step))
                    .map(|step| step.criticality.value),
                ..reason(plan, part.step, PartKind::Days(part.spent), part.days.value)
            });
            let id = plan.milestones[milestone].id.clone();
            (id, risk.mean, risk.reached, parts.collect::<Vec<Reason>>())
        }
        Asked::Cost => {
            let cost = summary.cost.as_ref()?;
            let kinds = [PartKind::Fee, PartKind::Cost, PartKind::Effort];
            let parts = summary.steps.iter().enumerate().flat_map(|(step, found)| {
                let amounts = kinds
                    .into_iter()
                    .zip(found.cost)
                    .filter(|(_, amount)| *amount > 0.0);
                amounts.map(move |(kind, amount)| reason(plan, Some(step), kind, amount))
            });
            let updates = summary.routes.iter().skip(plan.routes.len()).enumerate();
            let updates = updates.filter(|(_, bill)| bill.total > 0.0);
            let updates = updates.map(|(way, bill)| update_reason(plan, way, bill.total));
            let parts = parts.chain(updates).collect();
            (COST.to_owned(), cost.mean, summary.iterations, parts)
        }
        Asked::Cash | Asked::Npv => {
            let trace = trace?;
            let (name, mean, which) = if asked == Asked::Cash {
                (CASH, trace.lowest, 0)
            } else {
                (NPV, trace.npv, 1)
            };
            let parts = trace
                .sources
                .iter()
                .map(|(source, sums)| money_reason(plan, *source, sums[which]));
            let parts = parts.filter(|part| part.amount != 0.0).collect();
            (name.to_owned(), mean, trace.futures, parts)
        }
    };
    let is_money = matches!(asked, Asked::Cash | Asked::Npv);
    let whole = if is_money {
        parts.iter().map(|part| part.amount.abs()).sum()
    } else {
        mean.value
    };
    for part in &mut parts {
        part.share = if whole > 0.0 {
            part.amount.abs() / whole
        } else {
            0.0
        };
    }
    order::by(&mut parts, |a, b| b.amount.abs().total_cmp(&a.amount.abs()));
    let graded = |grade: Option<Grade>| {
        let parts = parts.iter().filter(|part| part.grade == grade);
        parts.fold(0.0, |sum, part| sum + part.share)
    };
    let keys: BTreeSet<&String> = crate::order::set(parts.iter().flat_map(|part| {
        let figures = part.figures.iter().flat_map(|figure| &figure.sources);
        figures.chain(part.rules.iter().flat_map(|rule| &rule.sources))
    }));
    let cash = summary.cash.as_ref().filter(|_| asked == Asked::Cash);
    let items = cash.into_iter().flat_map(|cash| &cash.items);
    let mut decisive: Vec<Decisive> = items
        .filter_map(|item| {
            Some(Decisive {
                item: Named {
                    id: item.id.clone(),
                    title: item.title.clone(),
                },
                comes: item.comes,
                out_with: item.out_with?,
                out_without: item.out_without?,
            })
        })
        .collect();
    let gap = |item: &Decisive| item.out_without.value - item.out_with.value;
    crate::order::by(&mut decisive, |a, b| gap(b).abs().total_cmp(&gap(a).abs()));
    let routes = plan
        .steps
        .iter()
        .filter(|step| {
            parts
                .iter()
                .any(|part| part.step.as_ref().is_some_and(|of| of.id == step.id))
        })
        .map(|step| &plan.routes[step.route])
        .filter(|route| !route.is_own)
        .map(|route| route.def.as_ref());
    Some(Why {
        metric,
        mean,
        out: cash.map(|cash| cash.out_before_revenue),
        decisive,
        futures,
        grades: [Grade::A, Grade::B, Grade::C].map(|grade| graded(Some(grade))),
        ungraded: graded(None),
        sources: keys
            .into_iter()
            .filter_map(|key| plan.catalogue.registers.sources.get(key).cloned())
            .collect(),
        caveats: plan
            .catalogue
            .caveats(routes)
            .into_iter()
            .map(Caveat::from)
            .collect(),
        parts,
    })
}

fn reason(plan: &Plan, step: Option<usize>, part: PartKind, amount: f64) -> Reason {
    let figures = step.map_or_else(Vec::new, |step| figures(plan, step, part));
    let named = step.map(|step| Named {
        id: plan.steps[step].id.clone(),
        title: plan.def(step).title.clone(),
    });
    Reason {
        rules: step.map_or_else(Vec::new, |step| rules(plan, step)),
        ..rests_on(named, part, amount, figures)
    }
}

/// A way to field updates: what it costs rests on the figures of its steps.
fn update_reason(plan: &Plan, way: usize, amount: f64) -> Reason {
    let markets = plan.lifecycle.iter().flat_map(|life| &life.markets);
    let regime = markets.flat_map(|market| &market.regimes).nth(way);
    let mut found = Vec::new();
    if let Some(regime) = regime {
        for step in 0..regime.update.steps.len() {
            for part in [PartKind::Fee, PartKind::Cost, PartKind::Effort] {
                for figure in figures(&regime.update, step, part) {
                    if !found.contains(&figure) {
                        found.push(figure);
                    }
                }
            }
        }
    }
    let step = regime.map(|regime| Named {
        id: regime.id.clone(),
        title: regime.title.clone(),
    });
    rests_on(step, PartKind::Updates, amount, found)
}

/// What a source of cash rests on.
fn money_reason(plan: &Plan, source: Source, amount: f64) -> Reason {
    let cost = |cost: &Cost| {
        figure(
            FigureKind::Cost,
            Some(levels(&cost.shape)),
            &cost.currency,
            &cost.provenance,
        )
    };
    let time = |time: &Duration| {
        figure(
            FigureKind::Duration,
            Some(levels(&time.shape)),
            time.unit.name(),
            &time.provenance,
        )
    };
    let named = |id: &str, title: &Text| {
        Some(Named {
            id: id.to_owned(),
            title: title.clone(),
        })
    };
    match (source, &plan.money) {
        (Source::Fee(step), _) => reason(plan, Some(step), PartKind::Fee, amount),
        (Source::Cost(step), _) => reason(plan, Some(step), PartKind::Cost, amount),
        (Source::Effort(step), _) => reason(plan, Some(step), PartKind::Effort, amount),
        (Source::Updates(way), _) => update_reason(plan, way, amount),
        (Source::Opening, _) => rests_on(None, PartKind::Opening, amount, Vec::new()),
        (Source::Round(number), Some(money)) => {
            let round = &money.funding[number];
            let figures = std::iter::once(cost(&round.amount)).chain(round.delay.iter().map(time));
            rests_on(
                named(&round.id, &round.title),
                PartKind::Funding,
                amount,
                figures.collect(),
            )
        }
        (Source::Award(number), Some(money)) => {
            let scheme = &money.subsidies[number].scheme;
            let share = |share: &ShareDef| figure(FigureKind::Odds, None, "", &share.provenance);
            let figures = [&scheme.rate, &scheme.chance]
                .into_iter()
                .flatten()
                .map(share)
                .chain(scheme.decision.iter().chain(&scheme.arrears).map(time));
            let mut reason = rests_on(
                named(&scheme.id, &scheme.title),
                PartKind::Subsidy,
                amount,
                figures.collect(),
            );
            // What it pays is its rate, which is told as a share.
            reason.grade = reason.figures.iter().map(|figure| figure.grade).max();
            reason
        }
        (Source::Sale(number), Some(money)) => {
            let sale = &money.revenues[number];
            let figures = std::iter::once(cost(&sale.monthly)).chain(sale.lag.iter().map(time));
            rests_on(
                named(&sale.id, &sale.title),
                PartKind::Sales,
                amount,
                figures.collect(),
            )
        }
        (Source::Burn, _) | (_, None) => rests_on(None, PartKind::Overhead, amount, Vec::new()),
    }
}

/// A part that counts as its weakest figure; its odds and its repeats are counted elsewhere.
fn rests_on(step: Option<Named>, part: PartKind, amount: f64, figures: Vec<Figure>) -> Reason {
    let weakest = figures
        .iter()
        .filter(|figure| figure.what != FigureKind::Odds)
        .map(|figure| figure.grade)
        .max();
    Reason {
        step,
        part,
        amount,
        share: 0.0,
        criticality: None,
        grade: weakest,
        figures,
        rules: Vec::new(),
    }
}

/// The rules that a step rests on.
fn rules(plan: &Plan, step: usize) -> Vec<CitedRule> {
    let of_variants = plan.steps[step]
        .figures
        .iter()
        .flat_map(|(_, figures)| &figures.rules);
    let mut found: Vec<CitedRule> = Vec::new();
    for rule in plan.def(step).rules.iter().chain(of_variants) {
        let rule = CitedRule {
            says: rule.says.clone(),
            grade: rule.provenance.grade,
            as_of: rule.provenance.as_of,
            sources: rule.provenance.sources.clone(),
        };
        if !found.contains(&rule) {
            found.push(rule);
        }
    }
    found
}

/// The figures that a part of a step rests on.
fn figures(plan: &Plan, step: usize, part: PartKind) -> Vec<Figure> {
    let mut found: Vec<Figure> = Vec::new();
    for (_, figures) in &plan.steps[step].figures {
        for figure in of(figures, part) {
            if !found.contains(&figure) {
                found.push(figure);
            }
        }
    }
    order::by_key(&mut found, |figure| figure.what);
    found
}

fn figure(what: FigureKind, quantiles: Option<[f64; 3]>, unit: &str, provenance: &Provenance) -> Figure {
    Figure {
        what,
        quantiles,
        unit: unit.to_owned(),
        grade: provenance.grade,
        as_of: provenance.as_of,
        sources: provenance.sources.clone(),
    }
}

fn levels(shape: &Shape) -> [f64; 3] {
    [0.1, 0.5, 0.9].map(|p| shape.quantile(p))
}

fn of(figures: &Figures, part: PartKind) -> Vec<Figure> {
    let duration = figures.duration.iter().map(|duration| {
        figure(
            FigureKind::Duration,
            Some(levels(&duration.shape)),
            duration.unit.name(),
            &duration.provenance,
        )
    });
    let odds = figures
        .outcomes
        .iter()
        .filter(|outcomes| outcomes.len() > 1)
        .filter_map(|outcomes| outcomes.first())
        .map(|outcome| figure(FigureKind::Odds, None, "", &outcome.provenance));
    match part {
        PartKind::Days(Spent::Work | Spent::Rework) => duration.chain(odds).collect(),
        PartKind::Days(Spent::People | Spent::Window | Spent::Date)
        | PartKind::Updates
        | PartKind::Opening
        | PartKind::Overhead
        | PartKind::Funding
        | PartKind::Subsidy
        | PartKind::Sales => Vec::new(),
        PartKind::Effort => duration.collect(),
        PartKind::Fee => figures
            .fee
            .iter()
            .map(|fee| {
                figure(
                    FigureKind::Fee,
                    Some([fee.amount; 3]),
                    &fee.currency,
                    &fee.provenance,
                )
            })
            .collect(),
        PartKind::Cost => figures
            .cost
            .iter()
            .map(|cost| {
                figure(
                    FigureKind::Cost,
                    Some(levels(&cost.shape)),
                    &cost.currency,
                    &cost.provenance,
                )
            })
            .collect(),
    }
}

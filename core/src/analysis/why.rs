//! The figures behind a number: which steps it is made of, what they rest on, and how sure that is.

use std::collections::BTreeSet;

use serde::Serialize;

use super::Named;
use super::risk::Spent;
use crate::calendar::AsOf;
use crate::diag::did_you_mean;
use crate::file::Grade;
use crate::model::{Caveat, FigureKind, Figures, Provenance, SourceDef};
use crate::order;
use crate::plan::Plan;
use crate::run::Summary;
use crate::stats::Estimate;
use crate::text::Text;

/// The name of the direct cost among the metrics.
pub const COST: &str = "cost";
/// Another name of the plan's target.
pub const TARGET: &str = "target";

/// A number that can be asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// The time to a milestone, by its index.
    Milestone(usize),
    /// The direct cost by the horizon.
    Cost,
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
    /// Finds a metric by its name: the id of a milestone, `target`, or `cost`.
    ///
    /// # Errors
    ///
    /// A name that the plan does not have, with those that it has.
    pub fn parse(plan: &Plan, name: &str) -> Result<Self, UnknownMetric> {
        let milestone = plan.milestones.iter().position(|milestone| milestone.id == name);
        match (milestone, name) {
            (Some(milestone), _) => Ok(Self::Milestone(milestone)),
            (None, COST) => Ok(Self::Cost),
            (None, TARGET) => Ok(Self::Milestone(plan.target)),
            (None, _) => {
                let milestones = plan.milestones.iter().map(|milestone| &*milestone.id);
                let known: Vec<&str> = milestones.chain([TARGET, COST]).collect();
                let nearest = did_you_mean(name, known.iter().copied());
                let all = format!("there are {}", known.join(", "));
                Err(UnknownMetric {
                    name: name.to_owned(),
                    help: match nearest {
                        Some(nearest) => format!("{nearest} ({all})"),
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
}

/// A figure that a number rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
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
pub struct Reason {
    /// The step; none: the milestone's own waiting.
    pub step: Option<Named>,
    /// What of it.
    pub part: PartKind,
    /// Mean days or amount.
    pub amount: f64,
    /// Share of the whole, 0 to 1.
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

/// A number and what is behind it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Why {
    /// Id of the milestone, or `cost`.
    pub metric: String,
    /// Mean days to the milestone in the futures that reach it, or mean cost in the plan's currency.
    pub mean: Estimate,
    /// Futures that the parts come from.
    pub futures: u64,
    /// The parts, the largest first; they add up to the mean.
    pub parts: Vec<Reason>,
    /// Shares that rest on figures of grade A, B and C.
    pub grades: [f64; 3],
    /// Share that rests on no figure of the catalogue: waiting, and people's time in steps without a duration.
    pub ungraded: f64,
    /// The sources of all figures and rules above.
    pub sources: Vec<SourceDef>,
    /// What a reader must be told of the routes above.
    pub caveats: Vec<Caveat>,
}

/// What is behind a number of a plan, given the results of [`Asked::plan`]. None before there are enough of them,
/// or if no future reaches the milestone.
#[must_use]
pub fn why(plan: &Plan, summary: &Summary, asked: Asked) -> Option<Why> {
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
            (COST.to_owned(), cost.mean, summary.iterations, parts.collect())
        }
    };
    for part in &mut parts {
        part.share = if mean.value > 0.0 {
            part.amount / mean.value
        } else {
            0.0
        };
    }
    order::by(&mut parts, |a, b| b.amount.total_cmp(&a.amount));
    let graded = |grade: Option<Grade>| {
        let parts = parts.iter().filter(|part| part.grade == grade);
        parts.fold(0.0, |sum, part| sum + part.share)
    };
    let keys: BTreeSet<&String> = parts
        .iter()
        .flat_map(|part| {
            let figures = part.figures.iter().flat_map(|figure| &figure.sources);
            figures.chain(part.rules.iter().flat_map(|rule| &rule.sources))
        })
        .collect();
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
    // The amount itself; its odds and its repeats are counted elsewhere.
    let weakest = figures
        .iter()
        .filter(|figure| figure.what != FigureKind::Odds)
        .map(|figure| figure.grade)
        .max();
    Reason {
        step: step.map(|step| Named {
            id: plan.steps[step].id.clone(),
            title: plan.def(step).title.clone(),
        }),
        part,
        amount,
        share: 0.0,
        criticality: None,
        grade: weakest,
        figures,
        rules: step.map_or_else(Vec::new, |step| rules(plan, step)),
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

fn of(figures: &Figures, part: PartKind) -> Vec<Figure> {
    let figure = |what, quantiles, unit: &str, provenance: &Provenance| Figure {
        what,
        quantiles,
        unit: unit.to_owned(),
        grade: provenance.grade,
        as_of: provenance.as_of,
        sources: provenance.sources.clone(),
    };
    let levels = |shape: &crate::dist::Shape| Some([0.1, 0.5, 0.9].map(|p| shape.quantile(p)));
    let duration = figures.duration.iter().map(|duration| {
        figure(
            FigureKind::Duration,
            levels(&duration.shape),
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
        PartKind::Days(Spent::People | Spent::Window | Spent::Date) => Vec::new(),
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
                    levels(&cost.shape),
                    &cost.currency,
                    &cost.provenance,
                )
            })
            .collect(),
    }
}

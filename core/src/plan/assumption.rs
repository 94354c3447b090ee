//! Figures of a plan's own in place of the catalogue's.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::define::Checker;
use crate::diag::{did_you_mean, listed};
use crate::file::{self, At};
use crate::model::{Figures, Odds, Outcome, RouteDef, StepDef};
use crate::text::Text;

/// What a plan assumes otherwise than the catalogue.
#[derive(Debug, Clone)]
pub struct Assumption {
    /// Short name.
    pub id: String,
    /// Words for it.
    pub title: Text,
    /// The step, as `route/step`.
    pub step: String,
    /// Whether it holds.
    pub is_on: bool,
}

/// Puts the assumptions of a plan into the routes that it is checked against: whatever looks at a step from now on sees
/// the plan's own figures.
pub(super) fn assume(
    checker: &mut Checker<'_>,
    assumptions: &[At<file::Assumption>],
    routes: &mut BTreeMap<String, Arc<RouteDef>>,
) -> Vec<Assumption> {
    let mut seen = BTreeSet::new();
    let mut all = Vec::new();
    for at in assumptions {
        let a = &at.value;
        checker.id(&a.id);
        if !seen.insert(a.id.value.as_str()) {
            checker.twice(["assumption", "前提"], &a.id);
        }
        let (figures, odds) = checker.assumed(a);
        let named = a.step.value.split_once('/');
        let step = named.and_then(|(route, step)| {
            let route = routes.get_mut(route)?;
            let place = route.steps.iter().position(|known| known.id == step)?;
            Some((route, place))
        });
        let Some((route, place)) = step else {
            if let Some(route) = named.and_then(|(route, _)| routes.get(route)) {
                let ids = route.steps.iter().map(|step| format!("{}/{}", route.id, step.id));
                let ids: Vec<String> = ids.collect();
                let known: Vec<&str> = ids.iter().map(String::as_str).collect();
                let otherwise = listed(["steps of this route", "このルートの工程"], &known);
                checker.unknown(
                    "unknown-step",
                    &a.step,
                    ["step", "工程"],
                    known.iter().copied(),
                    otherwise,
                );
            } else {
                let route = a.step.value.split('/').next().unwrap_or_default();
                let help = did_you_mean(route, routes.keys().map(String::as_str)).unwrap_or_else(|| {
                    Text::new(
                        "name a step of the catalogue as `route/step`; figures of the plan's own steps are \
                         changed where they stand",
                        "カタログの工程を `route/step` の形で指定してください(計画独自の工程の数値は、\
                         その場で変えられます)",
                    )
                });
                let message = [
                    format!("step `{}` is not known", a.step.value),
                    format!("工程 `{}` はありません", a.step.value),
                ];
                checker.report("unknown-step", &a.step.span, message, help);
            }
            continue;
        };
        unknown_outcomes(checker, a, &route.steps[place]);
        if a.on {
            replace(&mut Arc::make_mut(route).steps[place], &figures, &odds);
        }
        all.push(Assumption {
            id: a.id.value.clone(),
            title: a.title.clone(),
            step: a.step.value.clone(),
            is_on: a.on,
        });
    }
    all
}

fn all_figures(step: &StepDef) -> impl Iterator<Item = &Figures> {
    std::iter::once(&step.figures).chain(step.variants.iter().map(|variant| &variant.figures))
}

fn unknown_outcomes(checker: &mut Checker<'_>, a: &file::Assumption, step: &StepDef) {
    let known: BTreeSet<&str> = crate::order::set(
        all_figures(step)
            .flat_map(|figures| figures.outcomes.iter().flatten())
            .map(|outcome| outcome.id.as_str()),
    );
    for (id, p) in &a.odds {
        if !known.contains(id.as_str()) {
            let list: Vec<&str> = known.iter().copied().collect();
            checker.outcome(&At::named(id, &p.span), &a.step.value, &list);
        }
    }
}

fn replace(step: &mut StepDef, figures: &Figures, odds: &[(String, Odds)]) {
    let base = std::mem::take(&mut step.figures);
    step.figures = Figures {
        duration: figures.duration.clone().or(base.duration),
        fee: figures.fee.clone().or(base.fee),
        cost: figures.cost.clone().or(base.cost),
        outcomes: base.outcomes.map(|outcomes| with_odds(outcomes, odds)),
        rules: base.rules,
    };
    for variant in &mut step.variants {
        let of = &mut variant.figures;
        // What a variant leaves out it takes from the step.
        if figures.duration.is_some() {
            of.duration = None;
        }
        if figures.fee.is_some() {
            of.fee = None;
        }
        if figures.cost.is_some() {
            of.cost = None;
        }
        of.outcomes = of.outcomes.take().map(|outcomes| with_odds(outcomes, odds));
    }
}

/// Outcomes with other probabilities. Where there is nothing to share the rest, e.g. where an option has made one outcome
/// certain, they stay as they are.
fn with_odds(mut outcomes: Vec<Outcome>, odds: &[(String, Odds)]) -> Vec<Outcome> {
    let given = |outcome: &Outcome| {
        odds.iter()
            .find(|(id, _)| *id == outcome.id)
            .map(|(_, odds)| odds)
    };
    let named: f64 = outcomes.iter().filter_map(given).map(|odds| odds.p).sum();
    let rest: f64 = outcomes
        .iter()
        .filter(|outcome| given(outcome).is_none())
        .map(|outcome| outcome.p)
        .sum();
    let is_whole = (named - 1.0).abs() <= 1e-9;
    if named == 0.0 && rest == 0.0 || !is_whole && (rest <= 0.0 || named > 1.0) {
        return outcomes;
    }
    let share = if is_whole { 0.0 } else { (1.0 - named) / rest };
    for outcome in &mut outcomes {
        match odds.iter().find(|(id, _)| *id == outcome.id) {
            Some((_, odds)) => {
                outcome.p = odds.p;
                outcome.provenance = odds.provenance.clone();
            }
            None => outcome.p *= share,
        }
    }
    outcomes
}

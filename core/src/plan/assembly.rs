//! From the file of a plan to the plan: the routes it takes, their steps and its own put together by artefacts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(super) use self::steps::{Asker, asks_device};
use super::money::Network;
use super::reach::{renumber, renumber_gate};
use super::{
    DeviceProfile, Milestone, Node, Plan, PlanRoute, PlanStep, Trigger, driver_artefact, subsidy_artefacts,
};
use crate::catalogue::{Catalogue, SourceFile};
use crate::decision::Decision;
use crate::define::{Checker, own_artefacts};
use crate::diag::{Remedy, listed};
use crate::file::{self, At};
use crate::limits;
use crate::model::{RouteDef, StepDef};

mod options;
mod routes;
mod steps;

/// What the milestones of a plan are called where they are listed.
pub(super) const MILESTONES: [&str; 2] = ["milestones of this plan", "この計画の節目"];

/// A plan under way from its file.
pub(super) struct Assembly<'a> {
    pub(super) checker: Checker<'a>,
    pub(super) catalogue: &'a Catalogue,
    pub(super) document: &'a file::Document,
    pub(super) plan: &'a file::Plan,
    pub(super) options: Vec<Decision>,
    /// The choice that each option stands at.
    pub(super) chosen: Vec<Option<usize>>,
    /// Routes that stand in the file and are not taken. What hangs on them alone is left out and is no mistake.
    pub(super) off: Vec<Arc<RouteDef>>,
    /// Whether routes for updates may be chosen.
    pub(super) is_update: bool,
}

/// What a plan says about itself, read and within bounds.
struct Frame {
    /// Days looked ahead.
    horizon: f64,
    currency: String,
    iterations: u64,
}

/// Artefact ids and their numbers.
#[derive(Default)]
pub(super) struct Artefacts {
    pub(super) ids: Vec<String>,
    pub(super) index: BTreeMap<String, usize>,
}

impl Artefacts {
    pub(super) fn index(&mut self, id: &str) -> usize {
        *self.index.entry(id.to_owned()).or_insert_with(|| {
            self.ids.push(id.to_owned());
            self.ids.len() - 1
        })
    }
}

impl Assembly<'_> {
    /// Puts the plan together, unless something about it is wrong.
    pub(super) fn assemble(&mut self, file: &SourceFile, own: RouteDef) -> Option<Plan> {
        let plan = self.plan;
        let start = plan.start.value;
        let frame = self.frame();
        self.idle_options(&own);
        let teams = self.teams();
        let mut routes = self.routes();
        if !own.steps.is_empty() {
            let own = PlanRoute {
                def: Arc::new(own),
                options: self.choices(),
                not_before: 0.0,
                is_own: true,
            };
            routes.push(own);
        }
        self.bounds(&routes);
        if !self.checker.problems.is_empty() {
            // What follows looks across routes and would only repeat what is already said.
            return None;
        }

        let mut artefacts = Artefacts::default();
        let own_ids = own_artefacts(self.document);
        let mut held = Vec::new();
        for at in &plan.held {
            let id = &at.value.artefact;
            self.checker.artefact(&id.value, &id.span, &own_ids);
            let since = at
                .value
                .since
                .as_ref()
                .map_or(0.0, |at| f64::from(at.value.days_since(start)));
            held.push((artefacts.index(&id.value), since));
        }
        // The unordered steps, then their order, then everything by its place in that order.
        let places: Vec<(usize, usize)> = routes
            .iter()
            .enumerate()
            .flat_map(|(route, r)| (0..r.def.steps.len()).map(move |def| (route, def)))
            .collect();
        let names: BTreeMap<String, usize> =
            crate::order::map(places.iter().enumerate().map(|(index, (route, def))| {
                (
                    format!("{}/{}", routes[*route].def.id, routes[*route].def.steps[*def].id),
                    index,
                )
            }));
        let mut draft: Vec<PlanStep> = places
            .iter()
            .map(|(route, def)| self.step(&routes, *route, *def, &names, &teams, &mut artefacts))
            .collect();
        if artefacts.ids.len() > limits::ARTEFACTS {
            self.at_most(artefacts.ids.len(), limits::ARTEFACTS, ["artefacts", "成果物"]);
            return None;
        }
        let milestones_raw = self.milestones(&routes, &names, &draft, &mut artefacts);
        let standings = self.standings(&mut artefacts);
        let lapses = self.renewals(&routes, &mut draft, &artefacts);
        for (at, (paper, since)) in plan.held.iter().zip(&held) {
            if let Some(days) = lapses[*paper].filter(|days| since + days <= 0.0) {
                self.checker.report(
                    "lapsed-artefact",
                    &at.value.artefact.span,
                    [
                        format!(
                            "`{}` has lapsed before the plan begins: it is valid for {days:.0} days",
                            at.value.artefact.value
                        ),
                        format!(
                            "`{}` は計画の開始前に失効しています(有効期間は{days:.0}日)",
                            at.value.artefact.value
                        ),
                    ],
                    [
                        "mend `since`, or let a step make it anew",
                        "`since` を直すか、工程で新たに作ってください",
                    ],
                );
            }
        }
        // What may be there from the first day on: what is held, and a driver that happens.
        let given: Vec<(usize, f64)> = {
            let subsidies = plan.money.iter().flat_map(|at| &at.value.subsidy);
            let drawn: BTreeSet<String> = crate::order::set(
                plan.driver
                    .iter()
                    .map(|at| driver_artefact(&at.value.id.value))
                    .chain(subsidies.flat_map(|at| subsidy_artefacts(&at.value.scheme.value))),
            );
            let drivers = (0..artefacts.ids.len()).filter(|index| drawn.contains(&artefacts.ids[*index]));
            held.iter()
                .copied()
                .chain(drivers.map(|index| (index, 0.0)))
                .collect()
        };
        let (graph, order, is_acyclic) = self.order(&draft, &artefacts.ids, &routes, &given);
        let rank: Vec<usize> = {
            let mut rank = vec![0; order.len()];
            for (place, step) in order.iter().enumerate() {
                rank[*step] = place;
            }
            rank
        };
        let mut steps: Vec<PlanStep> = order
            .iter()
            .map(|index| renumber(&draft[*index], &rank))
            .collect();
        let mut milestones: Vec<Milestone> = milestones_raw
            .into_iter()
            .map(|mut milestone| {
                if let Trigger::Gate(gate) = &mut milestone.trigger {
                    renumber_gate(gate, &rank);
                }
                milestone
            })
            .collect();
        let graph = graph.map(
            |_, node| match node {
                Node::Step(index) => Node::Step(rank[*index]),
                Node::Artefact(index) => Node::Artefact(*index),
            },
            |_, link| *link,
        );
        self.redo_bodies(&mut steps, &routes);
        // Whatever hangs on a circle can never happen either, and would only repeat what is already said.
        let mut gone = BTreeSet::new();
        if !self
            .checker
            .problems
            .iter()
            .any(|problem| problem.code == "cycle")
        {
            gone = self.possible(&steps, &routes, &artefacts.ids, &given, &milestones);
        }
        milestones.retain(|milestone| !gone.contains(&milestone.id));
        let milestones = self.within_reach(milestones, &steps, &artefacts.ids, &given);
        gone.extend(self.off.iter().flat_map(|off| off.grants.iter().cloned()));
        gone.retain(|id| !milestones.iter().any(|milestone| milestone.id == *id));
        let target = self.target(&milestones, &gone);
        let first_approval = milestones
            .iter()
            .position(|milestone| milestone.id == "first-approval");
        let off = self.off.clone();
        let network = Network {
            steps: &steps,
            routes: &routes,
            milestones: &milestones,
            off: &off,
            gone: &gone,
            artefacts: &artefacts.ids,
            start,
            horizon: frame.horizon,
        };
        let turns = self.turns(&network);
        let drivers = self.drivers(&network, &artefacts.ids);
        let correlations = self.correlations(&network);
        let money = self.money(&network);
        let lifecycle = self.lifecycle(&network, &artefacts.ids);
        for (step, turn) in steps.iter_mut().zip(turns) {
            step.turn = turn;
        }
        Some(Plan {
            file: file.clone(),
            id: plan.id.value.clone(),
            title: plan.title.clone(),
            summary: plan.summary.clone(),
            teaches: plan.teaches.clone(),
            start,
            horizon: frame.horizon,
            currency: frame.currency,
            device: DeviceProfile {
                title: plan.device.title.clone(),
                kind: plan.device.kind,
                class: plan
                    .device
                    .class
                    .iter()
                    .map(|(place, at)| (place.clone(), at.value.clone()))
                    .collect(),
                novelty: plan.device.novelty,
            },
            company: plan.company.clone(),
            teams,
            held,
            routes,
            steps,
            artefacts: artefacts.ids,
            standings,
            lapses,
            milestones,
            target,
            first_approval,
            money,
            lifecycle,
            assumptions: Vec::new(),
            drivers,
            correlations,
            options: std::mem::take(&mut self.options),
            chosen: std::mem::take(&mut self.chosen),
            graph,
            is_acyclic,
            seed: plan.simulation.seed.unwrap_or(1),
            iterations: frame.iterations,
            catalogue: Arc::default(),
        })
    }

    /// What a plan says about itself and its simulation.
    fn frame(&mut self) -> Frame {
        let plan = self.plan;
        self.checker.id(&plan.id);
        let horizon = plan.horizon.as_ref().map_or(Some(10.0 * 365.25), |at| {
            let horizon = self.checker.time_if_any(at)?;
            if !(1.0..=limits::HORIZON_DAYS).contains(&horizon) {
                self.checker.report(
                    "bounds",
                    &at.span,
                    [
                        format!("a horizon of `{}`", at.value),
                        format!("対象期間が `{}` です", at.value),
                    ],
                    ["look 1 day to 50 years ahead", "1日から50年までにしてください"],
                );
            }
            Some(horizon)
        });
        if let Some(at) = &plan.currency {
            self.checker.currency(at);
        }
        if let Some(at) = &plan.simulation.iterations
            && !(1..=limits::ITERATIONS).contains(&at.value)
        {
            self.checker.report(
                "bounds",
                &at.span,
                [
                    format!("`{}` iterations", at.value),
                    format!("`iterations` が `{}` です", at.value),
                ],
                [
                    format!("simulate 1 to {} futures", limits::ITERATIONS),
                    format!(
                        "計算する未来は1通りから{}通りまでにしてください",
                        limits::ITERATIONS
                    ),
                ],
            );
        }
        for (jurisdiction, class) in &plan.device.class {
            self.checker.jurisdiction(&At::named(jurisdiction, &class.span));
        }
        let currency = plan.currency.as_ref().map_or("JPY", |at| at.value.as_str());
        Frame {
            horizon: horizon.unwrap_or(1.0),
            currency: currency.to_owned(),
            iterations: plan.simulation.iterations.as_ref().map_or(10_000, |at| at.value),
        }
    }

    /// Whether there is anything to do, and not too much.
    fn bounds(&mut self, routes: &[PlanRoute]) {
        let id = &self.plan.id;
        if routes.is_empty() && self.checker.problems.is_empty() {
            self.checker.report(
                "nothing-to-do",
                &id.span,
                [
                    format!("plan `{}` has no step", id.value),
                    format!("計画 `{}` に工程がありません", id.value),
                ],
                [
                    "add a `[[plan.route]]` or a `[[step]]`",
                    "`[[plan.route]]` か `[[step]]` を加えてください",
                ],
            );
        }
        let steps = || routes.iter().flat_map(|route| &route.def.steps);
        let (count, weight) = (steps().count(), steps().map(StepDef::weight).sum::<usize>());
        self.at_most(count, limits::STEPS, ["steps", "工程"]);
        self.at_most(
            weight,
            limits::FIGURES,
            [
                "figures, outcomes and points, all variants counted",
                "数値・結果・点(全変種の合計)",
            ],
        );
    }

    /// Reports a plan that has more of something than it may.
    fn at_most(&mut self, count: usize, most: usize, [en, ja]: [&str; 2]) {
        if count > most {
            self.checker.report(
                "bounds",
                &self.plan.id.span,
                [format!("{count} {en}"), format!("{ja}が{count}個あります")],
                [
                    format!("a plan may have {most}"),
                    format!("一つの計画に{most}個までです"),
                ],
            );
        }
    }

    /// The place of the milestone that the plan aims at.
    fn target(&mut self, milestones: &[Milestone], gone: &BTreeSet<String>) -> usize {
        let default = self.default_target(milestones);
        let Some(at) = &self.plan.target else {
            return default;
        };
        if let Some(place) = milestones.iter().position(|milestone| milestone.id == at.value) {
            return place;
        }
        if gone.contains(&at.value) {
            let aim = |milestone: &Milestone| Remedy::Aim {
                milestone: milestone.id.clone(),
                lost: at.value.clone(),
            };
            let likeliest = milestones.get(default);
            let others = milestones
                .iter()
                .filter(|other| likeliest.is_none_or(|likeliest| likeliest.id != other.id));
            let remedies = likeliest.into_iter().chain(others).map(aim).collect();
            self.checker.offer(
                "unreachable-target",
                &at.span,
                [
                    format!("the routes that are taken cannot reach the target `{}`", at.value),
                    format!("使うルートでは目標 `{}` に到達できません", at.value),
                ]
                .into(),
                [
                    "take up a route again that is off, or choose another target",
                    "外したルートを再び使うか、別の目標を選んでください",
                ]
                .into(),
                remedies,
            );
        } else {
            let known: Vec<&str> = milestones.iter().map(|milestone| milestone.id.as_str()).collect();
            let otherwise = listed(MILESTONES, &known);
            let what = ["milestone", "節目"];
            self.checker
                .unknown("unknown-milestone", at, what, known, otherwise);
        }
        0
    }

    fn default_target(&self, milestones: &[Milestone]) -> usize {
        let is_declared = |milestone: &Milestone| {
            self.plan
                .milestone
                .iter()
                .any(|at| at.value.id.value == milestone.id)
        };
        let last = milestones.iter().rposition(is_declared);
        last.unwrap_or_else(|| milestones.len().saturating_sub(1))
    }
}

//! From the file of a plan to the plan: the routes it takes, their steps and its own put together by artefacts.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use super::money::Network;
use super::reach::{renumber, renumber_gate};
use super::{
    DeviceProfile, Milestone, Need, Node, Plan, PlanRoute, PlanStep, Team, Trigger, driver_artefact,
    subsidy_artefacts,
};
use crate::catalogue::{Catalogue, SourceFile};
use crate::decision::{Deciding, Decision};
use crate::define::{Askable, Checker, makes, outcome_ids, own_artefacts};
use crate::diag::{Remedy, did_you_mean};
use crate::file::{self, At};
use crate::limits;
use crate::model::{Condition, Figures, OptionDef, RouteDef, StepDef};
use crate::text::Text;

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

/// Who asks: what the profile-side of a condition is judged by.
pub(super) struct Asker<'p> {
    pub(super) jurisdiction: &'p str,
    pub(super) options: &'p BTreeMap<String, String>,
}

impl Checker<'_> {
    /// The options of a plan, and whether what it says about them is sound.
    pub(super) fn options(&mut self, plan: &file::Plan, catalogue: &Catalogue) -> Vec<Decision> {
        if let Some(at) = plan.option.get(limits::OPTIONS) {
            self.report(
                "bounds",
                &at.value.id.span,
                format!("{} options", plan.option.len()),
                format!("a plan may have {}", limits::OPTIONS),
            );
        }
        let options = self.decisions(&plan.option, plan, catalogue, Deciding::Plan);
        for (place, (option, at)) in options.iter().zip(&plan.option).enumerate() {
            let levers = |option: &Decision| {
                option
                    .choices
                    .iter()
                    .flat_map(|choice| choice.set.clone())
                    .collect::<Vec<_>>()
            };
            let mine = levers(option);
            for other in &options[..place] {
                let shared = levers(other)
                    .into_iter()
                    .find(|lever| mine.iter().any(|mine| mine.is_same_lever(lever)));
                if let Some(lever) = shared {
                    self.report(
                        "shared-lever",
                        &at.value.id.span,
                        format!(
                            "options `{}` and `{}` both set {}",
                            other.id,
                            option.id,
                            lever.words()
                        ),
                        "let one of them set it; a hold can ask for the other with `{ option = { … } }`",
                    );
                }
            }
        }
        for (id, choice) in &plan.choose {
            let Some(option) = options.iter().find(|option| option.id == *id) else {
                let named = At {
                    value: id.clone(),
                    span: choice.span.clone(),
                };
                let known = options.iter().map(|option| option.id.as_str());
                let otherwise = "declare it with `[[plan.option]]`";
                self.unknown("unknown-option", &named, "option", known, otherwise);
                continue;
            };
            if option.find(&choice.value).is_none() {
                let known: Vec<&str> = option.choices.iter().map(|choice| choice.id.as_str()).collect();
                let otherwise = format!("choices of `{id}`: {}", known.join(", "));
                self.unknown(
                    "unknown-choice",
                    choice,
                    "choice",
                    known.iter().copied(),
                    &otherwise,
                );
            }
        }
        options
    }
}

impl Assembly<'_> {
    /// The choices made for the plan's options, by id, as conditions ask for them.
    pub(super) fn choices(&self) -> BTreeMap<String, String> {
        let made = self
            .options
            .iter()
            .zip(&self.chosen)
            .filter_map(|(option, chosen)| {
                let choice = option.choices.get((*chosen)?)?;
                Some((option.id.clone(), choice.id.clone()))
            });
        made.collect()
    }

    /// Whether a route that is not taken has this step.
    pub(super) fn off_step(&self, route: Option<&str>, step: &str) -> bool {
        let mut off = self.off.iter().filter(|off| Some(off.id.as_str()) == route);
        off.any(|off| off.steps.iter().any(|known| known.id == *step))
    }

    /// The route that is not taken and would make an artefact.
    pub(super) fn off_maker(&self, artefact: &str) -> Option<&RouteDef> {
        let makes_it = |off: &&Arc<RouteDef>| {
            off.steps
                .iter()
                .any(|step| makes(step).any(|made| made == artefact))
        };
        self.off.iter().find(makes_it).map(|off| &**off)
    }

    /// Options that change nothing and that no condition asks for.
    fn idle_options(&mut self, own: &RouteDef) {
        let mut asked = BTreeSet::new();
        let conditions = own.steps.iter().flat_map(|step| {
            step.needs
                .iter()
                .chain(step.variants.iter().map(|variant| &variant.when))
        });
        for condition in conditions {
            asked_options(condition, &mut asked);
        }
        let holds = self
            .plan
            .route
            .iter()
            .flat_map(|at| &at.value.hold)
            .map(|at| &at.value.until);
        let milestones = self.plan.milestone.iter().filter_map(|at| at.value.when.as_ref());
        for at in holds.chain(milestones) {
            asked_in_file(&at.value, &mut asked);
        }
        for (option, at) in self.options.iter().zip(&self.plan.option) {
            let id = &at.value.id;
            if !asked.contains(&option.id) && option.choices.iter().all(|choice| choice.set.is_empty()) {
                self.checker.report(
                    "idle-option",
                    &id.span,
                    format!("option `{}` changes nothing", option.id),
                    "let its choices `set` something, or ask for it in a condition with `{ option = { … } }`",
                );
            }
        }
    }

    pub(super) fn assemble(&mut self, file: &SourceFile, own: RouteDef) -> Option<Plan> {
        let plan = self.plan;
        self.checker.id(&plan.id);
        let start = plan.start.value;
        let horizon = plan.horizon.as_ref().map_or(Some(10.0 * 365.25), |at| {
            let horizon = self.checker.time_if_any(at)?;
            if !(1.0..=limits::HORIZON_DAYS).contains(&horizon) {
                self.checker.report(
                    "bounds",
                    &at.span,
                    format!("a horizon of `{}`", at.value),
                    "look 1 day to 50 years ahead",
                );
            }
            Some(horizon)
        });
        let horizon = horizon.unwrap_or(1.0);
        let currency = plan
            .currency
            .as_ref()
            .map_or("JPY", |at| at.value.as_str())
            .to_owned();
        let known = &self.catalogue.registers.currencies;
        if let Some(at) = &plan.currency
            && !known.contains_key(&currency)
        {
            let span = at.span.clone();
            let help = did_you_mean(&currency, known.keys().map(String::as_str))
                .unwrap_or_else(|| "declare it with `[[currency]]`".to_owned());
            self.checker.report(
                "unknown-currency",
                &span,
                format!("currency `{currency}` is not known"),
                help,
            );
        }
        let iterations = plan.simulation.iterations.as_ref().map_or(10_000, |at| at.value);
        if let Some(at) = &plan.simulation.iterations
            && !(1..=limits::ITERATIONS).contains(&at.value)
        {
            self.checker.report(
                "bounds",
                &at.span,
                format!("`{}` iterations", at.value),
                format!("simulate 1 to {} futures", limits::ITERATIONS),
            );
        }
        for (jurisdiction, class) in &plan.device.class {
            let known = &self.catalogue.registers.jurisdictions;
            if !known.contains_key(jurisdiction) {
                let help =
                    did_you_mean(jurisdiction, known.keys().map(String::as_str)).unwrap_or_else(|| {
                        format!(
                            "known jurisdictions: {}",
                            known.keys().cloned().collect::<Vec<_>>().join(", ")
                        )
                    });
                self.checker.report(
                    "unknown-jurisdiction",
                    &class.span,
                    format!("jurisdiction `{jurisdiction}` is not known"),
                    help,
                );
            }
        }
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
        if routes.is_empty() && self.checker.problems.is_empty() {
            self.checker.report(
                "nothing-to-do",
                &plan.id.span,
                format!("plan `{}` has no step", plan.id.value),
                "add a `[[plan.route]]` or a `[[step]]`",
            );
        }
        let count: usize = routes.iter().map(|route| route.def.steps.len()).sum();
        if count > limits::STEPS {
            self.checker.report(
                "bounds",
                &plan.id.span,
                format!("{count} steps"),
                format!("a plan may have {}", limits::STEPS),
            );
            return None;
        }
        let weight: usize = routes
            .iter()
            .flat_map(|route| &route.def.steps)
            .map(StepDef::weight)
            .sum();
        if weight > limits::FIGURES {
            self.checker.report(
                "bounds",
                &plan.id.span,
                format!("{weight} figures, outcomes and points, all variants counted"),
                format!("a plan may have {}", limits::FIGURES),
            );
            return None;
        }
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
            self.checker.report(
                "bounds",
                &plan.id.span,
                format!("{} artefacts", artefacts.ids.len()),
                format!("a plan may have {}", limits::ARTEFACTS),
            );
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
                    format!(
                        "`{}` has lapsed before the plan begins: it is valid for {days:.0} days",
                        at.value.artefact.value
                    ),
                    "mend `since`, or let a step make it anew",
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
        let target = match &plan.target {
            None => self.default_target(&milestones),
            Some(at) => milestones
                .iter()
                .position(|milestone| milestone.id == at.value)
                .unwrap_or_else(|| {
                    if gone.contains(&at.value) {
                        let aim = |milestone: &Milestone| Remedy::Aim {
                            milestone: milestone.id.clone(),
                            lost: at.value.clone(),
                        };
                        let likeliest = milestones.get(self.default_target(&milestones));
                        let others = milestones
                            .iter()
                            .filter(|other| likeliest.is_none_or(|likeliest| likeliest.id != other.id));
                        let remedies = likeliest.into_iter().chain(others).map(aim).collect();
                        self.checker.offer(
                            "unreachable-target",
                            &at.span,
                            format!("the routes that are taken cannot reach the target `{}`", at.value),
                            "take up a route again that is off, or choose another target",
                            remedies,
                        );
                        return 0;
                    }
                    let known: Vec<&str> = milestones.iter().map(|milestone| milestone.id.as_str()).collect();
                    let help = did_you_mean(&at.value, known.iter().copied())
                        .unwrap_or_else(|| format!("milestones of this plan: {}", known.join(", ")));
                    self.checker.report(
                        "unknown-milestone",
                        &at.span,
                        format!("milestone `{}` is not known", at.value),
                        help,
                    );
                    0
                }),
        };
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
            horizon,
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
            horizon,
            currency,
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
            iterations,
            catalogue: Arc::default(),
        })
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

    fn teams(&mut self) -> Vec<Team> {
        let plan = self.plan;
        for (id, at) in &plan.team {
            let team = &at.value;
            let Some(other) = &team.same_as else { continue };
            let known = plan.team.get(&other.value);
            if known.is_none_or(|known| known.value.same_as.is_some()) {
                self.checker.unknown(
                    "unknown-team",
                    other,
                    "team",
                    plan.team
                        .iter()
                        .filter(|(known, at)| *known != id && at.value.same_as.is_none())
                        .map(|(known, _)| known.as_str()),
                    "name a team that has people of its own",
                );
            }
            if team.capacity.is_some() || team.monthly_cost.is_some() {
                self.checker.report(
                    "bad-team",
                    &other.span,
                    format!("team `{id}` has people of its own and those of `{}`", other.value),
                    "leave out either `same_as`, or `capacity` and `monthly_cost`",
                );
            }
        }
        plan.team
            .iter()
            .filter(|(_, at)| at.value.same_as.is_none())
            .map(|(id, at)| {
                let team = &at.value;
                if let Some(cost) = &team.monthly_cost {
                    self.checker.plain_amount(cost);
                }
                if let Some(capacity) = &team.capacity
                    && !(1..=limits::TEAM).contains(&capacity.value)
                {
                    self.checker.report(
                        "bounds",
                        &capacity.span,
                        format!("a capacity of `{}`", capacity.value),
                        "give 1 to 1,000 people",
                    );
                }
                Team {
                    id: id.clone(),
                    title: team.title.clone().unwrap_or_else(|| Text::same(id.clone())),
                    capacity: team.capacity.as_ref().map(|at| at.value),
                    monthly_cost: team
                        .monthly_cost
                        .as_ref()
                        .map(|cost| (cost.amount.value, cost.currency.value.clone())),
                }
            })
            .collect()
    }

    fn routes(&mut self) -> Vec<PlanRoute> {
        let plan = self.plan;
        let mut routes: Vec<PlanRoute> = Vec::new();
        for at in &plan.route {
            let r = &at.value;
            let Some(def) = self.catalogue.routes.get(&r.id.value) else {
                let known = self.catalogue.routes.keys().map(String::as_str);
                let help = did_you_mean(&r.id.value, known)
                    .unwrap_or_else(|| "`regpath catalogue list` shows all routes".to_owned());
                self.checker.report(
                    "unknown-route",
                    &r.id.span,
                    format!("route `{}` is not known", r.id.value),
                    help,
                );
                continue;
            };
            if def.is_update && !self.is_update {
                self.checker.report(
                    "route-for-updates",
                    &r.id.span,
                    format!("route `{}` fields one update of a product on the market", def.id),
                    "name it as a `regime` of a market in `[plan.lifecycle]`",
                );
            }
            if def.id == plan.id.value {
                self.checker.report(
                    "duplicate-id",
                    &plan.id.span,
                    format!("plan `{}` has the name of a route that it chooses", def.id),
                    "give the plan another id",
                );
            }
            if routes.iter().any(|route| route.def.id == def.id) {
                self.checker.report(
                    "duplicate-id",
                    &r.id.span,
                    format!("route `{}` is chosen twice", def.id),
                    "keep one of the two",
                );
                continue;
            }
            if !r.on {
                self.off.push(Arc::clone(def));
                continue;
            }
            if let Some(kind) = plan.device.kind
                && !def.kinds.is_empty()
                && !def.kinds.contains(&kind)
            {
                self.checker.report(
                    "wrong-kind",
                    &r.id.span,
                    format!(
                        "route `{}` does not serve a device of kind `{}`",
                        def.id,
                        kind.word()
                    ),
                    "choose another route, or mend `device.kind`",
                );
            }
            let mut options: BTreeMap<String, String> = crate::order::map(
                def.options
                    .iter()
                    .map(|option| (option.id.clone(), option.default.clone())),
            );
            for (id, choice) in &r.options {
                let Some(option) = def.options.iter().find(|option| option.id == *id) else {
                    let known = def.options.iter().map(|option| option.id.as_str());
                    let list = def
                        .options
                        .iter()
                        .map(|option| option.id.as_str())
                        .collect::<Vec<_>>()
                        .join(", ");
                    let help =
                        did_you_mean(id, known).unwrap_or_else(|| format!("options of `{}`: {list}", def.id));
                    self.checker.report(
                        "unknown-option",
                        &choice.span,
                        format!("option `{id}` is not known"),
                        help,
                    );
                    continue;
                };
                if option.choices.iter().any(|(known, _)| *known == choice.value) {
                    options.insert(id.clone(), choice.value.clone());
                } else {
                    let list: Vec<&str> = option.choices.iter().map(|(known, _)| known.as_str()).collect();
                    let help = did_you_mean(&choice.value, list.iter().copied())
                        .unwrap_or_else(|| format!("choices of `{id}`: {}", list.join(", ")));
                    self.checker.report(
                        "unknown-choice",
                        &choice.span,
                        format!("choice `{}` is not known", choice.value),
                        help,
                    );
                }
            }
            let not_before = r.not_before.as_ref().map_or(0.0, |at| self.checker.time(at));
            for hold in &r.hold {
                let step = &hold.value.step;
                if !def.steps.iter().any(|known| known.id == step.value) {
                    let known = def.steps.iter().map(|known| known.id.as_str());
                    let help = did_you_mean(&step.value, known)
                        .unwrap_or_else(|| format!("name a step of `{}`", def.id));
                    self.checker.report(
                        "unknown-step",
                        &step.span,
                        format!("step `{}` is not known", step.value),
                        help,
                    );
                }
            }
            routes.push(PlanRoute {
                def: Arc::clone(def),
                options,
                not_before,
                is_own: false,
            });
        }
        routes
    }

    fn step(
        &mut self,
        routes: &[PlanRoute],
        route_index: usize,
        def_index: usize,
        names: &BTreeMap<String, usize>,
        teams: &[Team],
        artefacts: &mut Artefacts,
    ) -> PlanStep {
        let route = &routes[route_index];
        let def = &route.def.steps[def_index];
        let asker = Asker {
            jurisdiction: &route.def.jurisdiction,
            options: &route.options,
        };
        let after = def
            .after
            .as_ref()
            .map(|join| self.gate(join, &route.def.id, names, routes));
        let mut needs: Vec<Need> = def
            .needs
            .iter()
            .map(|condition| self.need(condition, &asker, artefacts))
            .collect();
        if !route.is_own {
            let plan = self.plan;
            let uses = plan.route.iter().filter(|at| at.value.id.value == route.def.id);
            for hold in uses
                .flat_map(|at| &at.value.hold)
                .filter(|hold| hold.value.on && hold.value.step.value == def.id)
            {
                let own = own_artefacts(self.document);
                let condition = self.checker.condition(&hold.value.until, &own, 0);
                // A hold is the plan's own: it may ask for the plan's options as well as for the route's.
                let defs: Vec<OptionDef> = self
                    .options
                    .iter()
                    .map(Decision::as_option)
                    .chain(route.def.options.iter().cloned())
                    .collect();
                self.checker
                    .may_ask(&condition, Askable::of_route(&defs), &hold.value.until.span);
                let mut options = route.options.clone();
                options.append(&mut self.choices());
                let asker = Asker {
                    jurisdiction: asker.jurisdiction,
                    options: &options,
                };
                needs.push(self.need(&condition, &asker, artefacts));
            }
        }
        let mut figures = Vec::new();
        for variant in &def.variants {
            let need = self.need(&variant.when, &asker, artefacts);
            if need != Need::Always(false) {
                let merged = Figures {
                    duration: variant
                        .figures
                        .duration
                        .clone()
                        .or_else(|| def.figures.duration.clone()),
                    fee: variant.figures.fee.clone().or_else(|| def.figures.fee.clone()),
                    cost: variant.figures.cost.clone().or_else(|| def.figures.cost.clone()),
                    outcomes: variant
                        .figures
                        .outcomes
                        .clone()
                        .or_else(|| def.figures.outcomes.clone()),
                    rules: variant.figures.rules.clone(),
                };
                let is_last = need == Need::Always(true);
                figures.push((need, merged));
                if is_last {
                    break;
                }
            }
        }
        if figures.last().is_none_or(|(need, _)| *need != Need::Always(true)) {
            figures.push((Need::Always(true), def.figures.clone()));
        }
        let mut uses: Vec<(usize, u32)> = Vec::new();
        for (team, (people, span)) in &def.uses {
            let shared = self.plan.team.get(team).and_then(|at| at.value.same_as.as_ref());
            let team = shared.map_or(team, |other| &other.value);
            let Some(index) = teams.iter().position(|known| known.id == *team) else {
                // A catalogue step may name a team that the plan does not count.
                if route.is_own {
                    let help = did_you_mean(team, teams.iter().map(|known| known.id.as_str()))
                        .unwrap_or_else(|| format!("declare it with `[plan.team.{team}]`"));
                    self.checker
                        .report("unknown-team", span, format!("team `{team}` is not known"), help);
                }
                continue;
            };
            if let Some(capacity) = teams[index].capacity
                && *people > capacity
            {
                let span = if route.is_own {
                    span.clone()
                } else {
                    self.plan.team[team].span.clone()
                };
                self.checker.report(
                    "team-too-small",
                    &span,
                    format!(
                        "step `{}/{}` needs {people} of team `{team}`, which has {capacity}",
                        route.def.id, def.id
                    ),
                    "raise the capacity, or use fewer people",
                );
            }
            // Whoever does the work of two teams does it at the same time.
            match uses.iter_mut().find(|(known, _)| *known == index) {
                Some((_, most)) => *most = (*most).max(*people),
                None => uses.push((index, *people)),
            }
        }
        let mut produces: Vec<usize> = def.produces.iter().map(|id| artefacts.index(id)).collect();
        produces.dedup();
        for outcome in figures
            .iter()
            .flat_map(|(_, figures)| figures.outcomes.iter().flatten())
        {
            for id in outcome
                .produces
                .iter()
                .chain(outcome.lose.iter().map(|(id, _)| id))
            {
                artefacts.index(id);
            }
        }
        PlanStep {
            route: route_index,
            def: def_index,
            id: format!("{}/{}", route.def.id, def.id),
            after,
            needs: match needs.len() {
                0 => None,
                1 => needs.pop(),
                _ => Some(Need::All(needs)),
            },
            figures,
            outcome_ids: outcome_ids(def).into_iter().map(str::to_owned).collect(),
            produces,
            uses,
            recurring: def
                .recurring
                .as_ref()
                .map(|(id, every)| (artefacts.index(id), *every)),
            is_renewal: false,
            turn: 0,
            redo_bodies: BTreeMap::new(),
        }
    }

    /// Lets the steps that renew artefacts come round, and tells after how many days the others lapse.
    fn renewals(
        &mut self,
        routes: &[PlanRoute],
        draft: &mut [PlanStep],
        artefacts: &Artefacts,
    ) -> Vec<Option<f64>> {
        let mut lapses = Vec::with_capacity(artefacts.ids.len());
        for (paper, id) in artefacts.ids.iter().enumerate() {
            let standing = self.catalogue.registers.standings.get(id);
            let Some((standing, valid_for)) = standing.and_then(|s| Some((s, s.valid_for?))) else {
                lapses.push(None);
                continue;
            };
            let mut is_renewed = false;
            if let Some((name, span)) = &standing.renew {
                let makes_it = |route: &PlanRoute| {
                    route.is_own
                        || route
                            .def
                            .steps
                            .iter()
                            .any(|step| makes(step).any(|made| made == id))
                };
                for step in draft.iter_mut() {
                    let route = &routes[step.route];
                    let def = &route.def.steps[step.def];
                    if def.id != *name || !makes_it(route) {
                        continue;
                    }
                    if route.is_own {
                        self.checker.renewal(def, span);
                    }
                    step.recurring = Some((paper, valid_for));
                    step.is_renewal = true;
                    is_renewed = true;
                }
                let is_ours = self.document.artefact.iter().any(|at| at.value.id.value == *id);
                if !is_renewed && is_ours {
                    let at = At {
                        value: name.clone(),
                        span: span.clone(),
                    };
                    let known = self.document.step.iter().map(|at| at.value.id.value.as_str());
                    self.checker.unknown(
                        "unknown-step",
                        &at,
                        "step",
                        known,
                        "name a step of this file, or of a chosen route that makes the artefact",
                    );
                }
            }
            lapses.push((!is_renewed).then_some(valid_for));
        }
        lapses
    }

    /// `lacking`: the artefact that is missing, and others that might do in its place. `asks_device`: what lacks them would
    /// do with another, if the device were of another class or kind.
    pub(super) fn missing_artefact(
        &mut self,
        lacking: &[&str],
        by: &str,
        span: &Range<usize>,
        asks_device: bool,
    ) {
        let Some(artefact) = lacking.first() else { return };
        let catalogue = self.catalogue;
        let makers = |artefact: &str| -> Vec<&RouteDef> {
            let is_made = |step: &StepDef| makes(step).any(|made| made == artefact);
            let routes = catalogue.routes.values().map(AsRef::as_ref);
            routes
                .filter(|route: &&RouteDef| route.steps.iter().any(is_made))
                .collect()
        };
        let ids: Vec<&str> = makers(artefact).iter().map(|route| route.id.as_str()).collect();
        let help = if let Some(off) = self.off_maker(artefact) {
            format!(
                "take route `{}` up again, which makes it, or do not wait for it",
                off.id
            )
        } else if ids.is_empty() {
            "add a step that produces it, or say since when it is `held`".to_owned()
        } else {
            format!(
                "add route `{}`, which makes it, or say since when it is `held`",
                ids.join("` or `")
            )
        };
        let help = if asks_device {
            format!("{help}; or give the device the class or kind that opens another way")
        } else {
            help
        };
        let kind = self.plan.device.kind;
        let serves =
            |route: &&RouteDef| kind.is_none_or(|kind| route.kinds.is_empty() || route.kinds.contains(&kind));
        let mut remedies: Vec<Remedy> = Vec::new();
        for artefact in lacking {
            for route in makers(artefact).into_iter().filter(serves) {
                let is_known =
                    |known: &Remedy| matches!(known, Remedy::Take { route: id, .. } if *id == route.id);
                if !remedies.iter().any(is_known) {
                    remedies.push(Remedy::Take {
                        route: route.id.clone(),
                        artefact: (*artefact).to_owned(),
                    });
                }
            }
        }
        self.checker.offer(
            "missing-artefact",
            span,
            format!("`{by}` needs `{artefact}`, which no chosen route makes"),
            help,
            remedies,
        );
    }

    /// Where a step is to be blamed: its id in the plan's file, or the choice of its route.
    pub(super) fn place(&self, route: &PlanRoute, index: usize, steps: &[PlanStep]) -> Range<usize> {
        if route.is_own {
            return route.def.steps[steps[index].def].span.clone();
        }
        let chosen = self
            .plan
            .route
            .iter()
            .find(|at| at.value.id.value == route.def.id);
        chosen.map_or(0..0, |at: &At<file::RouteUse>| at.value.id.span.clone())
    }
}

/// The options that a condition asks for.
fn asked_options(condition: &Condition, into: &mut BTreeSet<String>) {
    match condition {
        Condition::All(of) | Condition::Any(of) | Condition::AtLeast(_, of) => {
            for condition in of {
                asked_options(condition, into);
            }
        }
        Condition::Option(values) => into.extend(values.keys().cloned()),
        _ => {}
    }
}

/// The same for a condition as written.
fn asked_in_file(condition: &file::Condition, into: &mut BTreeSet<String>) {
    match condition {
        file::Condition::All(of) | file::Condition::Any(of) | file::Condition::AtLeast(_, of) => {
            for at in of {
                asked_in_file(&at.value, into);
            }
        }
        file::Condition::Option(values) => into.extend(values.keys().cloned()),
        _ => {}
    }
}

/// Whether a condition asks for the device's profile.
pub(super) fn asks_device(condition: &Condition) -> bool {
    match condition {
        Condition::All(of) | Condition::Any(of) | Condition::AtLeast(_, of) => of.iter().any(asks_device),
        Condition::Device(_) => true,
        Condition::Held { .. }
        | Condition::Company(_)
        | Condition::Option(_)
        | Condition::Driver(_)
        | Condition::Decided(_)
        | Condition::Awarded(_) => false,
    }
}

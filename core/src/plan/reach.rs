//! What can happen in a plan: the order of its steps, circles, work that goes back, and what nothing leads to.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

use super::assembly::{Assembly, asks_device};
use super::{Gate, Link, Milestone, Need, Node, PlanRoute, PlanStep, Trigger, gate_steps, need_papers};
use crate::define::{local_steps, makes};
use crate::limits;
use crate::model::Effect;

impl Assembly<'_> {
    /// The network as a graph, and an order of the steps in which predecessors come first. Steps that may
    /// send work back come as late as they can, so that what runs beside the repeated work precedes them.
    pub(super) fn order(
        &mut self,
        draft: &[PlanStep],
        artefacts: &[String],
        routes: &[PlanRoute],
        held: &[(usize, f64)],
    ) -> (DiGraph<Node, Link>, Vec<usize>, bool) {
        let mut graph = DiGraph::new();
        let steps: Vec<NodeIndex> = (0..draft.len())
            .map(|step| graph.add_node(Node::Step(step)))
            .collect();
        let papers: Vec<NodeIndex> = (0..artefacts.len())
            .map(|paper| graph.add_node(Node::Artefact(paper)))
            .collect();
        // Edges that a step cannot do without; a circle of these can never begin.
        let mut hard: DiGraph<(), ()> = DiGraph::new();
        let hard_nodes: Vec<_> = (0..graph.node_count()).map(|_| hard.add_node(())).collect();
        let mut makers: Vec<Vec<usize>> = vec![Vec::new(); artefacts.len()];
        let paper_index: BTreeMap<&str, usize> = crate::order::map(
            artefacts
                .iter()
                .enumerate()
                .map(|(index, id)| (id.as_str(), index)),
        );
        for (index, step) in draft.iter().enumerate() {
            for paper in step.made(&paper_index, false) {
                graph.add_edge(steps[index], papers[paper], Link::Makes);
                makers[paper].push(index);
            }
            let mut seen = BTreeSet::new();
            for predecessor in step.after.iter().flat_map(gate_steps) {
                if seen.insert(predecessor) {
                    graph.add_edge(steps[predecessor], steps[index], Link::After);
                }
            }
            for predecessor in step.after.iter().flat_map(hard_gate_steps) {
                hard.add_edge(hard_nodes[predecessor], hard_nodes[index], ());
            }
            let mut seen = BTreeSet::new();
            for paper in step.needs.iter().flat_map(need_papers) {
                if seen.insert(paper) {
                    graph.add_edge(papers[paper], steps[index], Link::Needs);
                }
            }
            for paper in step.needs.iter().flat_map(hard_need_papers) {
                hard.add_edge(hard_nodes[draft.len() + paper], hard_nodes[index], ());
            }
            for paper in step.figures.iter().flat_map(|(need, _)| need_papers(need)) {
                if seen.insert(paper) {
                    graph.add_edge(papers[paper], steps[index], Link::Asks);
                }
            }
            if let Some((paper, _)) = step.recurring
                && seen.insert(paper)
            {
                graph.add_edge(papers[paper], steps[index], Link::Needs);
            }
        }
        for (paper, makers) in makers.iter().enumerate() {
            if let [only] = makers.as_slice()
                && !held.iter().any(|(held, _)| *held == paper)
            {
                hard.add_edge(hard_nodes[*only], hard_nodes[draft.len() + paper], ());
            }
        }
        for circle in petgraph::algo::tarjan_scc(&hard) {
            let is_loop = circle.len() > 1 || hard.contains_edge(circle[0], circle[0]);
            if is_loop {
                let mut members: Vec<&str> = circle
                    .iter()
                    .filter(|node| node.index() < draft.len())
                    .map(|node| draft[node.index()].id.as_str())
                    .collect();
                members.sort_unstable();
                let place = |node: &NodeIndex| {
                    let step = draft.get(node.index())?;
                    let route = &routes[step.route];
                    route.is_own.then(|| route.def.steps[step.def].span.clone())
                };
                let own = circle.iter().filter_map(place).min_by_key(|span| span.start);
                let span = own.unwrap_or_else(|| self.plan.id.span.clone());
                self.checker.report(
                    "cycle",
                    &span,
                    [
                        format!("these steps wait for one another: `{}`", members.join("`, `")),
                        format!("次の工程が互いに待ち合っています:`{}`", members.join("`、`")),
                    ],
                    [
                        "take one of the waits out; work that is repeated is an outcome with `redo`",
                        "待ちのどれかを外してください(やり直す作業は、結果に `redo` を付けて表します)",
                    ],
                );
            }
        }
        let is_acyclic = petgraph::algo::toposort(&graph, None).is_ok();
        let may_redo = |step: &PlanStep| {
            step.figures.iter().any(|(_, figures)| {
                figures
                    .outcomes
                    .iter()
                    .flatten()
                    .any(|outcome| matches!(outcome.effect, Effect::Redo { .. }))
            })
        };
        // Kahn's algorithm with a fixed choice among what is free; in a circle, the least id goes first.
        let mut waiting: Vec<usize> = graph
            .node_indices()
            .map(|node| graph.neighbors_directed(node, Direction::Incoming).count())
            .collect();
        let urgency = |node: usize| {
            if node < draft.len() {
                (1 + u8::from(may_redo(&draft[node])), draft[node].id.clone(), node)
            } else {
                (0, artefacts[node - draft.len()].clone(), node)
            }
        };
        let mut free: BinaryHeap<Reverse<(u8, String, usize)>> = (0..waiting.len())
            .filter(|node| waiting[*node] == 0)
            .map(|node| Reverse(urgency(node)))
            .collect();
        let mut done = vec![false; waiting.len()];
        let mut order = Vec::with_capacity(draft.len());
        loop {
            let next = free.pop().map(|Reverse((_, _, node))| node).or_else(|| {
                (0..waiting.len())
                    .filter(|node| !done[*node])
                    .min_by_key(|node| urgency(*node))
            });
            let Some(node) = next else { break };
            if std::mem::replace(&mut done[node], true) {
                continue;
            }
            if node < draft.len() {
                order.push(node);
            }
            for edge in graph.edges_directed(NodeIndex::new(node), Direction::Outgoing) {
                let to = edge.target().index();
                waiting[to] = waiting[to].saturating_sub(1);
                if waiting[to] == 0 && !done[to] {
                    free.push(Reverse(urgency(to)));
                }
            }
        }
        // Redo edges are drawn but do not order.
        for (index, step) in draft.iter().enumerate() {
            let route = &routes[step.route].def;
            let targets: BTreeSet<&str> = crate::order::set(
                step.figures
                    .iter()
                    .flat_map(|(_, figures)| figures.outcomes.iter().flatten())
                    .filter_map(|outcome| match &outcome.effect {
                        Effect::Redo { step, .. } => Some(step.as_str()),
                        _ => None,
                    }),
            );
            for target in targets {
                let to = draft
                    .iter()
                    .position(|other| other.route == step.route && route.steps[other.def].id == target);
                if let Some(to) = to {
                    graph.add_edge(steps[index], steps[to], Link::Redo);
                }
            }
        }
        (graph, order, is_acyclic)
    }

    /// The steps that each redo repeats.
    pub(super) fn redo_bodies(&mut self, steps: &mut [PlanStep], routes: &[PlanRoute]) {
        let place: BTreeMap<(usize, &str), usize> =
            crate::order::map(steps.iter().enumerate().map(|(index, step)| {
                (
                    (step.route, routes[step.route].def.steps[step.def].id.as_str()),
                    index,
                )
            }));
        let before: Vec<Vec<usize>> = steps
            .iter()
            .map(|step| {
                let names = routes[step.route].def.steps[step.def]
                    .after
                    .iter()
                    .flat_map(local_steps);
                let places: BTreeSet<usize> =
                    crate::order::set(names.filter_map(|name| place.get(&(step.route, name)).copied()));
                places.into_iter().collect()
            })
            .collect();
        let mut behind: Vec<Vec<usize>> = vec![Vec::new(); steps.len()];
        for (index, before) in before.iter().enumerate() {
            for predecessor in before {
                behind[*predecessor].push(index);
            }
        }
        let mut repeated = 0;
        'steps: for index in 0..steps.len() {
            let mut redos: BTreeMap<usize, u32> = BTreeMap::new();
            for outcome in steps[index]
                .figures
                .iter()
                .flat_map(|(_, figures)| figures.outcomes.iter().flatten())
            {
                if let Effect::Redo { step, at_most, .. } = &outcome.effect
                    && let Some(target) = place.get(&(steps[index].route, step.as_str()))
                {
                    *redos.entry(*target).or_default() += at_most;
                }
            }
            if redos.is_empty() {
                continue;
            }
            let ancestors = reach(index, &before, |_| true);
            let mut bodies = BTreeMap::new();
            for (target, at_most) in redos {
                let within = reach(target, &behind, |step| ancestors[step]);
                let body: Vec<usize> = (0..within.len())
                    .filter(|step| within[*step] && ancestors[*step])
                    .collect();
                repeated += body.len() * at_most as usize;
                bodies.insert(target, body);
                if repeated > limits::REDO_STEPS {
                    break 'steps;
                }
            }
            steps[index].redo_bodies = bodies;
        }
        if repeated > limits::REDO_STEPS {
            self.checker.report(
                "bounds",
                &self.plan.id.span.clone(),
                [
                    format!(
                        "redos may repeat more than {} steps in one future",
                        limits::REDO_STEPS
                    ),
                    format!(
                        "やり直す工程が、一つの未来で{}を超えることがあります",
                        limits::REDO_STEPS
                    ),
                ],
                [
                    "lower `at_most`, or let less work come between",
                    "`at_most` を減らすか、やり直す範囲を狭めてください",
                ],
            );
        }
    }

    /// The milestones without those that no choice of the plan lets come about: what a route grants under another of
    /// its options, say. Those that the plan itself names stay.
    pub(super) fn within_reach(
        &self,
        milestones: Vec<Milestone>,
        steps: &[PlanStep],
        artefacts: &[String],
        held: &[(usize, f64)],
    ) -> Vec<Milestone> {
        let plan = self.plan;
        let (can, papers) = reached(steps, artefacts, held, true);
        let drawn = |step: usize, outcome: usize| can[step] && may_draw(&steps[step], outcome);
        let is_kept = |milestone: &Milestone| {
            let is_named = plan.milestone.iter().any(|at| at.value.id.value == milestone.id)
                || plan.target.as_ref().is_some_and(|at| at.value == milestone.id);
            is_named
                || match &milestone.trigger {
                    Trigger::Need(need) | Trigger::On(_, need) => need_possible(need, &papers),
                    Trigger::Gate(gate) => gate_possible(gate, &can, &drawn),
                }
        };
        if milestones.iter().any(is_kept) {
            milestones.into_iter().filter(is_kept).collect()
        } else {
            milestones
        }
    }

    /// What can never happen: artefacts that nothing makes, steps that nothing leads to. Returns the milestones that hang
    /// on routes that are not taken.
    pub(super) fn possible(
        &mut self,
        steps: &[PlanStep],
        routes: &[PlanRoute],
        artefacts: &[String],
        held: &[(usize, f64)],
        milestones: &[Milestone],
    ) -> BTreeSet<String> {
        let paper_index: BTreeMap<&str, usize> = crate::order::map(
            artefacts
                .iter()
                .enumerate()
                .map(|(index, id)| (id.as_str(), index)),
        );
        let made: BTreeSet<usize> = crate::order::set(
            steps
                .iter()
                .flat_map(|step| step.made(&paper_index, false))
                .chain(held.iter().map(|(paper, _)| *paper)),
        );
        let (can, papers) = reached(steps, artefacts, held, false);
        let drawn = |step: usize, _: usize| can[step];
        let mut blamed = BTreeSet::new();
        let mut stuck = Vec::new();
        for (index, step) in steps.iter().enumerate().filter(|(index, _)| !can[*index]) {
            let route = &routes[step.route];
            let span = self.place(route, index, steps);
            let lacking: BTreeSet<usize> = crate::order::set(
                step.needs
                    .iter()
                    .filter(|need| !need_possible(need, &papers))
                    .flat_map(need_papers)
                    .chain(step.recurring.map(|(paper, _)| paper).filter(|paper| {
                        // What a route makes by an option that was not chosen need not come round.
                        let steps = &route.def.steps;
                        route.is_own
                            || !steps
                                .iter()
                                .any(|def| makes(def).any(|made| made == artefacts[*paper]))
                    }))
                    .filter(|paper| !made.contains(paper)),
            );
            if let Some(paper) = lacking.first() {
                if blamed.insert((step.route, *paper)) {
                    let asks_device = route.def.steps[step.def].needs.as_ref().is_some_and(asks_device);
                    let lacking: Vec<&str> = lacking.iter().map(|paper| artefacts[*paper].as_str()).collect();
                    self.missing_artefact(&lacking, &step.id, &span, asks_device);
                }
            } else if route.is_own {
                stuck.push(index);
            }
        }
        if blamed.is_empty() {
            // A step that waits for what nothing can bring about is to blame, and not those that wait for it.
            let all_made: Vec<bool> = (0..artefacts.len()).map(|paper| made.contains(&paper)).collect();
            let is_hopeless = |index: &&usize| {
                steps[**index]
                    .needs
                    .as_ref()
                    .is_some_and(|need| !need_possible(need, &all_made))
            };
            let hopeless: Vec<usize> = stuck.iter().filter(is_hopeless).copied().collect();
            let place = |index: usize| {
                routes[steps[index].route].def.steps[steps[index].def]
                    .span
                    .clone()
            };
            let first = stuck.iter().copied().min_by_key(|index| place(*index).start);
            let blamed: Vec<usize> = if hopeless.is_empty() {
                first.into_iter().collect()
            } else {
                hopeless
            };
            for index in &blamed {
                let span = place(*index);
                self.checker.report(
                    "unreachable-step",
                    &span,
                    [
                        format!("step `{}` can never start", steps[*index].id),
                        format!("工程 `{}` は決して始まりません", steps[*index].id),
                    ],
                    [
                        "nothing that may happen leads to it; mend `after` or `needs`",
                        "どう進んでもここに至らないため、`after` か `needs` を直してください",
                    ],
                );
            }
        }
        let mut gone = BTreeSet::new();
        if blamed.is_empty() && stuck.is_empty() {
            for (milestone, at) in milestones.iter().zip(&self.plan.milestone) {
                let possible = match &milestone.trigger {
                    Trigger::Need(need) | Trigger::On(_, need) => need_possible(need, &papers),
                    Trigger::Gate(gate) => gate_possible(gate, &can, &drawn),
                };
                if !possible {
                    let lacking: Vec<usize> = match &milestone.trigger {
                        Trigger::Need(need) | Trigger::On(_, need) => need_papers(need)
                            .into_iter()
                            .filter(|paper| !made.contains(paper))
                            .collect(),
                        Trigger::Gate(_) => Vec::new(),
                    };
                    let is_left_out = match &milestone.trigger {
                        Trigger::Need(_) | Trigger::On(..) => lacking
                            .iter()
                            .any(|paper| self.off_maker(&artefacts[*paper]).is_some()),
                        Trigger::Gate(gate) => has_gap(gate),
                    };
                    if is_left_out {
                        gone.insert(milestone.id.clone());
                        continue;
                    }
                    let span = at.value.id.span.clone();
                    match lacking.first() {
                        Some(_) => {
                            let lacking: Vec<&str> =
                                lacking.iter().map(|paper| artefacts[*paper].as_str()).collect();
                            self.missing_artefact(&lacking, &milestone.id, &span, false);
                        }
                        None => self.checker.report(
                            "unreachable-milestone",
                            &span,
                            [
                                format!("milestone `{}` can never be reached", milestone.id),
                                format!("節目 `{}` には決して到達しません", milestone.id),
                            ],
                            [
                                "mend its `when` or `after`",
                                "その `when` か `after` を直してください",
                            ],
                        ),
                    }
                }
            }
        }
        gone
    }
}

/// Whether a gate names a step of a route that is not taken.
fn has_gap(gate: &Gate) -> bool {
    match gate {
        Gate::Step(..) => false,
        Gate::Any(of) if of.is_empty() => true,
        Gate::All(of) | Gate::Any(of) | Gate::AtLeast(_, of) => of.iter().any(has_gap),
    }
}

fn hard_gate_steps(gate: &Gate) -> Vec<usize> {
    match gate {
        Gate::Step(step, _) => vec![*step],
        Gate::All(of) => of.iter().flat_map(hard_gate_steps).collect(),
        Gate::AtLeast(k, of) if *k == of.len() => of.iter().flat_map(hard_gate_steps).collect(),
        Gate::Any(of) | Gate::AtLeast(_, of) => match of.as_slice() {
            [only] => hard_gate_steps(only),
            _ => Vec::new(),
        },
    }
}

fn hard_need_papers(need: &Need) -> Vec<usize> {
    match need {
        Need::Held { artefact, .. } => vec![*artefact],
        Need::All(of) => of.iter().flat_map(hard_need_papers).collect(),
        Need::AtLeast(k, of) if *k == of.len() => of.iter().flat_map(hard_need_papers).collect(),
        Need::Always(_) | Need::Any(_) | Need::AtLeast(..) => Vec::new(),
    }
}

/// The steps that may start and the artefacts that may come to be. `is_strict`: outcomes that are never drawn lead
/// nowhere.
fn reached(
    steps: &[PlanStep],
    artefacts: &[String],
    held: &[(usize, f64)],
    is_strict: bool,
) -> (Vec<bool>, Vec<bool>) {
    let numbers: BTreeMap<&str, usize> = crate::order::map(
        artefacts
            .iter()
            .enumerate()
            .map(|(index, id)| (id.as_str(), index)),
    );
    let mut papers = vec![false; artefacts.len()];
    for (paper, _) in held {
        papers[*paper] = true;
    }
    let mut can = vec![false; steps.len()];
    loop {
        let mut changed = false;
        for (index, step) in steps.iter().enumerate() {
            let drawn =
                |step: usize, outcome: usize| can[step] && (!is_strict || may_draw(&steps[step], outcome));
            let is_ready = step
                .after
                .as_ref()
                .is_none_or(|gate| gate_possible(gate, &can, &drawn))
                && step
                    .needs
                    .as_ref()
                    .is_none_or(|need| need_possible(need, &papers))
                && step.recurring.is_none_or(|(paper, _)| papers[paper]);
            if is_ready && !can[index] {
                can[index] = true;
                changed = true;
                for paper in step.made(&numbers, is_strict) {
                    papers[paper] = true;
                }
            }
        }
        if !changed {
            return (can, papers);
        }
    }
}

/// Whether a step may come to an outcome at all.
fn may_draw(step: &PlanStep, outcome: usize) -> bool {
    let id = &step.outcome_ids[outcome];
    let outcomes = step
        .figures
        .iter()
        .flat_map(|(_, figures)| figures.outcomes.iter().flatten());
    let mut drawn = outcomes.filter(|outcome| outcome.p > 0.0);
    drawn.any(|outcome| outcome.id == *id)
}

/// Whether a join may hold, given which steps may start and which of their outcomes may be drawn.
fn gate_possible(gate: &Gate, can: &[bool], drawn: &impl Fn(usize, usize) -> bool) -> bool {
    match gate {
        Gate::Step(step, None) => can[*step],
        Gate::Step(step, Some(outcome)) => drawn(*step, *outcome),
        Gate::All(of) => of.iter().all(|gate| gate_possible(gate, can, drawn)),
        Gate::Any(of) => of.iter().any(|gate| gate_possible(gate, can, drawn)),
        Gate::AtLeast(k, of) => of.iter().filter(|gate| gate_possible(gate, can, drawn)).count() >= *k,
    }
}

fn need_possible(need: &Need, papers: &[bool]) -> bool {
    match need {
        Need::Always(sure) => *sure,
        Need::Held { artefact, .. } => papers[*artefact],
        Need::All(of) => of.iter().all(|need| need_possible(need, papers)),
        Need::Any(of) => of.iter().any(|need| need_possible(need, papers)),
        Need::AtLeast(k, of) => of.iter().filter(|need| need_possible(need, papers)).count() >= *k,
    }
}

pub(super) fn renumber(step: &PlanStep, rank: &[usize]) -> PlanStep {
    let mut step = step.clone();
    if let Some(gate) = &mut step.after {
        renumber_gate(gate, rank);
    }
    step
}

pub(super) fn renumber_gate(gate: &mut Gate, rank: &[usize]) {
    match gate {
        Gate::Step(step, _) => *step = rank[*step],
        Gate::All(of) | Gate::Any(of) | Gate::AtLeast(_, of) => {
            for gate in of {
                renumber_gate(gate, rank);
            }
        }
    }
}

/// `from` and everything that `next` leads to by way of what may be entered.
pub(super) fn reach(from: usize, next: &[Vec<usize>], may_enter: impl Fn(usize) -> bool) -> Vec<bool> {
    let mut seen = vec![false; next.len()];
    let mut open = vec![from];
    while let Some(step) = open.pop() {
        if !std::mem::replace(&mut seen[step], true) {
            open.extend(
                next[step]
                    .iter()
                    .copied()
                    .filter(|step| !seen[*step] && may_enter(*step)),
            );
        }
    }
    seen
}

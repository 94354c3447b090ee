//! From a checked plan to a program.

use std::collections::BTreeSet;

use super::super::cash::CashDef;
use super::super::common::CommonDef;
use super::super::judge::{ageless, is_lasting, join_by};
use super::super::lifecycle::LifecycleDef;
use super::super::{NEVER, whole};
use super::{Body, Branch, BranchEffect, Draws, Op, Program, ROUNDS, Redo, Scale};
use crate::calendar::DAYS_PER_MONTH;
use crate::dist::{Sampler, Tables};
use crate::file::Then;
use crate::limits;
use crate::model::{Duration, Effect, Fee, Figures, Outcome};
use crate::plan::{Gate, Need, Plan, PlanStep, Trigger, gate_steps, need_papers};
use crate::rng::{Key, Stream};
use crate::sampling::{Sampling, Variable};

impl Program {
    /// Prepares a plan; `tables` may hold those of other plans already.
    pub(crate) fn new(plan: &Plan, sampling: &Sampling, tables: &mut Tables) -> Self {
        let mut common = CommonDef::new(plan, sampling, tables);
        let mut program = Self::sharing(plan, sampling, &mut common, tables);
        common.price(plan, sampling, tables);
        program.common = common;
        program
    }

    /// A program whose futures have what is drawn once from elsewhere: those of an update share them with its plan.
    pub(crate) fn sharing(
        plan: &Plan,
        sampling: &Sampling,
        common: &mut CommonDef,
        tables: &mut Tables,
    ) -> Self {
        let links = Links::new(plan);
        let mut builder = Builder {
            plan,
            sampling,
            dimensions: Dimensions::new(plan),
            links: &links,
            common,
            tables,
            redo_slots: 0,
        };
        let mut ops: Vec<Op> = (0..plan.steps.len()).map(|step| builder.op(step)).collect();
        let redo_slots = builder.redo_slots;
        apart(&mut ops);
        let rows = number_rows(&mut ops);
        let teams = binding_teams(plan);
        let milestones = || plan.milestones.iter().map(|milestone| &milestone.trigger);
        Self {
            lifecycle: LifecycleDef::new(plan, sampling, common, tables),
            cash: CashDef::new(plan, sampling, common, tables),
            common: CommonDef::default(),
            rows,
            papers: plan.artefacts.len(),
            routes: plan.routes.len(),
            held: plan.held.clone(),
            horizon: plan.horizon,
            lapses: plan.lapses.clone(),
            milestones_last: milestones()
                .map(|trigger| match trigger {
                    Trigger::Gate(_) => true,
                    Trigger::Need(need) => is_lasting(need),
                    Trigger::On(..) => false,
                })
                .collect(),
            milestones_keep: milestones()
                .map(|trigger| match trigger {
                    Trigger::Gate(_) => None,
                    Trigger::Need(need) | Trigger::On(_, need) => Some(ageless(need)),
                })
                .collect(),
            milestones: milestones().cloned().collect(),
            target: plan.target,
            recurring_from: (0..plan.artefacts.len())
                .map(|paper| {
                    let from = |op: &Op| op.recurring.is_some_and(|(from, _)| from == paper);
                    (0..ops.len()).filter(|step| from(&ops[*step])).collect()
                })
                .collect(),
            quiet: (0..ops.len())
                .filter(|step| ops[*step].recurring.is_some() && !ops[*step].is_lively)
                .collect(),
            dated_milestones: {
                let days = milestones()
                    .enumerate()
                    .filter_map(|(index, trigger)| match trigger {
                        Trigger::On(day, _) => Some((*day, index)),
                        _ => None,
                    });
                let mut dated: Vec<(f64, usize)> = days.collect();
                crate::order::by(&mut dated, |(a, _), (b, _)| a.total_cmp(b));
                dated
            },
            gate_milestones: milestones()
                .enumerate()
                .filter(|(_, trigger)| matches!(trigger, Trigger::Gate(_)))
                .map(|(index, _)| index)
                .collect(),
            openers: (0..ops.len())
                .filter(|step| {
                    let is_open = |gate: &Gate| join_by(gate, &|_, _| NEVER) < NEVER;
                    ops[*step].recurring.is_none() && ops[*step].after.as_ref().is_none_or(is_open)
                })
                .collect(),
            redo_slots,
            is_forward: plan.is_acyclic && teams.iter().all(Option::is_none),
            has_money: ops.iter().any(|op| op.has_money),
            readers: links.readers,
            makers: links.makers,
            followers: links.followers,
            teams,
            ops,
        }
    }
}

/// Who looks at what, step by step.
struct Links {
    /// Steps that wait for or ask about each artefact.
    readers: Vec<Vec<usize>>,
    /// Steps that may make each artefact.
    makers: Vec<Vec<usize>>,
    /// Steps whose gate names each step.
    followers: Vec<Vec<usize>>,
    /// Steps that a milestone looks at.
    watched: BTreeSet<usize>,
    /// Steps that a redo may repeat.
    repeatable: BTreeSet<usize>,
}

impl Links {
    fn new(plan: &Plan) -> Self {
        let mut links = Self {
            readers: vec![Vec::new(); plan.artefacts.len()],
            makers: vec![Vec::new(); plan.artefacts.len()],
            followers: vec![Vec::new(); plan.steps.len()],
            watched: BTreeSet::new(),
            repeatable: BTreeSet::new(),
        };
        for (index, step) in plan.steps.iter().enumerate() {
            let mut asked: BTreeSet<usize> = crate::order::set(step.needs.iter().flat_map(need_papers));
            asked.extend(step.figures.iter().flat_map(|(need, _)| need_papers(need)));
            for paper in asked {
                links.readers[paper].push(index);
            }
            let before: BTreeSet<usize> = crate::order::set(step.after.iter().flat_map(gate_steps));
            for other in before {
                links.followers[other].push(index);
            }
            for paper in made_by(plan, index) {
                links.makers[paper].push(index);
            }
            links.repeatable.extend(step.redo_bodies.values().flatten());
        }
        for milestone in &plan.milestones {
            if let Trigger::Gate(gate) = &milestone.trigger {
                links.watched.extend(gate_steps(gate));
            }
        }
        links
    }
}

/// Makes the steps of a program, one after another.
struct Builder<'a> {
    plan: &'a Plan,
    sampling: &'a Sampling,
    dimensions: Dimensions,
    links: &'a Links,
    common: &'a mut CommonDef,
    tables: &'a mut Tables,
    redo_slots: usize,
}

impl Builder<'_> {
    fn op(&mut self, index: usize) -> Op {
        let plan = self.plan;
        let step = &plan.steps[index];
        let bodies: Vec<(Need, Body)> = step
            .figures
            .iter()
            .map(|(need, figures)| (need.clone(), self.body(index, figures)))
            .collect();
        let effort = self.effort(step);
        let branches = || bodies.iter().flat_map(|(_, body)| &body.outcomes);
        let is_repeatable = self.links.repeatable.contains(&index);
        let owner = owner(plan, index);
        Op {
            route: step.route,
            not_before: plan.routes[step.route].not_before,
            after_all: step.after.as_ref().and_then(all_steps),
            after: step.after.clone(),
            needs_last: step.needs.as_ref().is_none_or(is_lasting),
            keeps: step.needs.as_ref().map(ageless),
            needs: step.needs.clone(),
            produces: step.produces.clone(),
            uses: step.uses.clone(),
            turn: step.turn,
            drivers: moved_by(plan.drivers.iter().map(|driver| &driver.steps), index).collect(),
            group: moved_by(plan.correlations.iter().map(|group| &group.steps), index).next(),
            window: plan
                .def(index)
                .window
                .map(|window| (window.days_from(plan.start, plan.horizon), window.on)),
            recurring: step.recurring,
            standing: step
                .recurring
                .and_then(|(paper, _)| plan.standings[paper].clone()),
            is_renewal: step.is_renewal,
            spread: plan.def(index).spread,
            duration: self.draws(&owner, "duration"),
            outcome: self.draws(&owner, "outcome"),
            delay: self.draws(&owner, "delay"),
            cost: self.draws(&owner, "cost"),
            loss: self.variable(Key::new(&owner, "loss")),
            outcome_row: 0,
            drawn_rounds: match step.recurring {
                Some((_, every)) => ((plan.horizon / every) as u32).clamp(1, ROUNDS),
                None => 1 + u32::from(is_repeatable),
            },
            is_repeatable,
            is_lively: step.is_renewal
                || branches().any(|branch| {
                    branch.lose.is_some()
                        || !branch.produces.is_empty()
                        || !matches!(branch.effect, BranchEffect::Done)
                }),
            has_outcomes: branches().next().is_some(),
            has_money: !effort.is_empty()
                || bodies
                    .iter()
                    .any(|(_, body)| body.fee > 0.0 || body.cost.is_some()),
            effort,
            bodies,
        }
    }

    fn variable(&self, key: Key) -> Variable {
        self.sampling.variable(key, self.dimensions.of(key))
    }

    fn draws(&self, owner: &str, purpose: &str) -> Draws {
        let key = Key::new(owner, purpose);
        Draws {
            variable: self.variable(key),
            again: std::array::from_fn(|place| Stream::new(self.sampling.seed, key, place as u32 + 1)),
        }
    }

    /// What the people at work cost a day, by currency.
    fn effort(&mut self, step: &PlanStep) -> Vec<(usize, f64)> {
        let plan = self.plan;
        let mut effort: Vec<(usize, f64)> = Vec::new();
        for (team, people) in &step.uses {
            if let Some((amount, code)) = &plan.teams[*team].monthly_cost {
                let currency = self.common.currency(code);
                let a_day = f64::from(*people) * amount * plan.rate(code) / DAYS_PER_MONTH;
                match effort.iter_mut().find(|(known, _)| *known == currency) {
                    Some((_, sum)) => *sum += a_day,
                    None => effort.push((currency, a_day)),
                }
            }
        }
        effort.retain(|(_, a_day)| *a_day > 0.0);
        effort
    }

    fn body(&mut self, step: usize, figures: &Figures) -> Body {
        let plan = self.plan;
        let (fee, cost) = (figures.fee.as_ref(), figures.cost.as_ref());
        let outcomes = figures.outcomes.as_deref().unwrap_or_default();
        Body {
            rows: [0; 2],
            duration: figures.duration.as_ref().map(|duration| self.span(duration)),
            fee: fee.map_or(0.0, |fee| whole(fee.amount * plan.rate(&fee.currency))),
            fees: fee.map_or_else(Vec::new, |fee| rising(fee, plan)),
            fee_currency: fee.map_or(0, |fee| self.common.currency(&fee.currency)),
            cost_currency: cost.map_or(0, |cost| self.common.currency(&cost.currency)),
            cost: cost.map(|cost| Sampler::new(&cost.shape, plan.rate(&cost.currency), self.tables)),
            outcomes: {
                let mut upto = 0.0;
                let last = outcomes.len().saturating_sub(1);
                let branches = outcomes.iter().enumerate().map(|(place, outcome)| {
                    upto += outcome.p;
                    Branch {
                        // Whatever rounding leaves belongs to the last.
                        upto: if place == last { 2.0 } else { upto },
                        ..self.branch(step, outcome)
                    }
                });
                branches.collect()
            },
        }
    }

    /// One outcome, but for its place among the others.
    fn branch(&mut self, step: usize, outcome: &Outcome) -> Branch {
        let plan = self.plan;
        let ids = &plan.steps[step].outcome_ids;
        Branch {
            upto: 0.0,
            id: ids.iter().position(|id| *id == outcome.id).unwrap_or(0),
            delay: outcome.delay.as_ref().map(|delay| self.span(delay)),
            delay_row: 0,
            effect: match &outcome.effect {
                Effect::Done => BranchEffect::Done,
                Effect::Stop(stop) => BranchEffect::Stop(*stop),
                Effect::Redo {
                    step: target,
                    at_most,
                    then,
                    duration,
                    cost,
                } => {
                    let scale = Scale {
                        duration: *duration,
                        cost: *cost,
                    };
                    BranchEffect::Redo(self.redo(step, target, scale, (*at_most, *then)))
                }
            },
            produces: outcome.produces.iter().map(|id| paper_index(plan, id)).collect(),
            lose: outcome.lose.as_ref().map(|(id, lasting)| {
                let lasting = lasting.as_ref().map(|lasting| self.span(lasting));
                (paper_index(plan, id), lasting)
            }),
        }
    }

    /// What a step repeats that sends work back to another step of its route, how often, and what then.
    fn redo(&mut self, sender: usize, target: &str, scale: Scale, (at_most, then): (u32, Then)) -> Redo {
        let plan = self.plan;
        let step = &plan.steps[sender];
        let is_target = |other: &PlanStep| {
            other.route == step.route && plan.routes[step.route].def.steps[other.def].id == target
        };
        let target = plan.steps.iter().position(is_target);
        let target = target.expect("checked: the target is a step of this route");
        let whole_body = &step.redo_bodies[&target];
        let is_outside = |other: &usize| !whole_body.contains(other);
        let body: Vec<usize> = whole_body
            .iter()
            .copied()
            .filter(|other| *other != sender)
            .collect();
        let followers = body.iter().flat_map(|other| &self.links.followers[*other]);
        let outside: BTreeSet<usize> = crate::order::set(followers.copied().filter(is_outside));
        let led = whole_body.iter().filter(|other| **other != target);
        let feeds = led.flat_map(|other| plan.steps[*other].after.iter().flat_map(gate_steps));
        let feeds: BTreeSet<usize> = crate::order::set(feeds.filter(is_outside));
        self.redo_slots += 1;
        Redo {
            target,
            at_most,
            then,
            scale,
            slot: self.redo_slots - 1,
            outside: outside.into_iter().collect(),
            feeds: feeds.into_iter().collect(),
            is_simple: !body.iter().any(|other| self.links.watched.contains(other)),
            body,
        }
    }

    /// A length of time, in days.
    fn span(&mut self, duration: &Duration) -> Sampler {
        Sampler::new(&duration.shape, duration.unit.days(), self.tables)
    }
}

/// Capacity of each team; a team that could do everything at once never makes anybody wait.
fn binding_teams(plan: &Plan) -> Vec<Option<u32>> {
    let most = |team: usize| -> u32 {
        let uses = plan.steps.iter().flat_map(|step| &step.uses);
        uses.filter(|(other, _)| *other == team)
            .map(|(_, people)| *people)
            .sum()
    };
    let teams = plan.teams.iter().enumerate();
    teams
        .map(|(team, def)| def.capacity.filter(|capacity| *capacity < most(team)))
        .collect()
}

/// Gives what is drawn for a whole block its rows in [`Drawn`](super::Drawn), and tells how many there are.
fn number_rows(ops: &mut [Op]) -> usize {
    let mut rows = 0;
    for op in ops {
        let mut row = |is_drawn: bool| {
            let first = rows;
            rows += if is_drawn { op.drawn_rounds as usize } else { 0 };
            first
        };
        op.outcome_row = row(op.has_outcomes);
        for (_, body) in &mut op.bodies {
            body.rows = [row(body.duration.is_some()), row(body.cost.is_some())];
            for branch in &mut body.outcomes {
                branch.delay_row = row(branch.delay.is_some());
            }
        }
    }
    rows
}

/// What names a step's draws. The plan's own steps leave its id out, so that two plans that share a step share
/// its luck.
fn owner(plan: &Plan, step: usize) -> String {
    if plan.routes[plan.steps[step].route].is_own {
        plan.def(step).id.clone()
    } else {
        plan.steps[step].id.clone()
    }
}

/// Marks the redos that another one may meet.
fn apart(ops: &mut [Op]) {
    let repeated: Vec<(usize, Vec<usize>)> = ops
        .iter()
        .enumerate()
        .flat_map(|(sender, op)| {
            op.redos()
                .map(move |redo| (redo.slot, redo.repeats(sender).collect()))
        })
        .collect();
    for (sender, op) in ops.iter_mut().enumerate() {
        let branches = op.bodies.iter_mut().flat_map(|(_, body)| &mut body.outcomes);
        for branch in branches {
            if let BranchEffect::Redo(redo) = &mut branch.effect {
                let meets = |steps: &Vec<usize>| steps.iter().any(|step| redo.touches(sender, *step));
                let meets_another = repeated
                    .iter()
                    .any(|(slot, steps)| *slot != redo.slot && meets(steps));
                redo.is_simple &= !meets_another;
            }
        }
    }
}

/// The numbers of the lists that a step is in.
fn moved_by<'a>(
    lists: impl Iterator<Item = &'a Vec<usize>> + 'a,
    step: usize,
) -> impl Iterator<Item = usize> + 'a {
    lists
        .enumerate()
        .filter(move |(_, steps)| steps.contains(&step))
        .map(|(number, _)| number)
}

/// The steps of a gate that asks for all of them, whatever their outcome.
fn all_steps(gate: &Gate) -> Option<Vec<usize>> {
    match gate {
        Gate::Step(step, None) => Some(vec![*step]),
        Gate::All(of) => Some(of.iter().map(all_steps).collect::<Option<Vec<_>>>()?.concat()),
        _ => None,
    }
}

/// A fee that rises, in the plan's currency, from a day on; nothing if it does not.
fn rising(fee: &Fee, plan: &Plan) -> Vec<(f64, f64)> {
    let rate = plan.rate(&fee.currency);
    let indices = fee.index.iter();
    let factors = indices.flat_map(|index| index.factors(plan.start, plan.horizon));
    factors
        .map(|(day, factor)| (day, whole((fee.amount * factor).min(limits::AMOUNT) * rate)))
        .collect()
}

fn paper_index(plan: &Plan, id: &str) -> usize {
    plan.artefacts
        .iter()
        .position(|known| known == id)
        .expect("checked: every artefact has a number")
}

fn made_by(plan: &Plan, step: usize) -> BTreeSet<usize> {
    let step = &plan.steps[step];
    let outcomes = step
        .figures
        .iter()
        .flat_map(|(_, figures)| figures.outcomes.iter().flatten());
    let by_outcome = outcomes
        .flat_map(|outcome| &outcome.produces)
        .map(|id| paper_index(plan, id));
    step.produces.iter().copied().chain(by_outcome).collect()
}

/// Numbers for the variables of a plan, as Sobol points want them: durations and outcomes first, then the
/// rest, each in the order of their keys.
struct Dimensions(std::collections::BTreeMap<Key, u32>);

impl Dimensions {
    fn new(plan: &Plan) -> Self {
        let mut first = BTreeSet::new();
        let mut second = BTreeSet::new();
        for (index, step) in plan.steps.iter().enumerate() {
            let owner = owner(plan, index);
            for (_, figures) in &step.figures {
                if figures.duration.is_some() {
                    first.insert(Key::new(&owner, "duration"));
                }
                let outcomes = figures.outcomes.as_deref().unwrap_or_default();
                if outcomes.len() > 1 {
                    first.insert(Key::new(&owner, "outcome"));
                }
                if outcomes.iter().any(|outcome| outcome.delay.is_some()) {
                    second.insert(Key::new(&owner, "delay"));
                }
                if figures.cost.is_some() {
                    second.insert(Key::new(&owner, "cost"));
                }
            }
        }
        Self(first.into_iter().chain(second).zip(0..).collect())
    }

    fn of(&self, key: Key) -> u32 {
        self.0.get(&key).copied().unwrap_or(u32::MAX)
    }
}

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
use crate::limits;
use crate::model::{Effect, Fee, Figures};
use crate::plan::{Gate, Need, Plan, Trigger, gate_steps, need_papers};
use crate::rng::{Key, Stream};
use crate::sampling::Sampling;

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
        let rate = |currency: &str| {
            let jpy = |code: &str| {
                plan.catalogue
                    .registers
                    .currencies
                    .get(code)
                    .map_or(1.0, |currency| currency.jpy)
            };
            jpy(currency) / jpy(&plan.currency)
        };
        let dimensions = Dimensions::new(plan);
        let mut redo_slots = 0;
        let mut readers = vec![Vec::new(); plan.artefacts.len()];
        let mut followers = vec![Vec::new(); plan.steps.len()];
        let mut makers = vec![Vec::new(); plan.artefacts.len()];
        for (index, step) in plan.steps.iter().enumerate() {
            let mut asked: BTreeSet<usize> = crate::order::set(step.needs.iter().flat_map(need_papers));
            asked.extend(step.figures.iter().flat_map(|(need, _)| need_papers(need)));
            for paper in asked {
                readers[paper].push(index);
            }
            let before: BTreeSet<usize> = crate::order::set(step.after.iter().flat_map(gate_steps));
            for other in before {
                followers[other].push(index);
            }
            for paper in made_by(plan, index) {
                makers[paper].push(index);
            }
        }
        let mut watched = BTreeSet::new();
        for milestone in &plan.milestones {
            if let Trigger::Gate(gate) = &milestone.trigger {
                watched.extend(gate_steps(gate));
            }
        }
        let repeatable: BTreeSet<usize> = crate::order::set(
            plan.steps
                .iter()
                .flat_map(|step| step.redo_bodies.values().flatten().copied()),
        );
        let mut ops = Vec::with_capacity(plan.steps.len());
        for (index, step) in plan.steps.iter().enumerate() {
            let route = &plan.routes[step.route];
            let owner = owner(plan, index);
            let variable = |purpose: &str| {
                let key = Key::new(&owner, purpose);
                sampling.variable(key, dimensions.of(key))
            };
            let draws = |purpose: &str| Draws {
                variable: variable(purpose),
                again: std::array::from_fn(|place| {
                    Stream::new(sampling.seed, Key::new(&owner, purpose), place as u32 + 1)
                }),
            };
            let mut body = |figures: &Figures| Body {
                rows: [0; 2],
                duration: figures
                    .duration
                    .as_ref()
                    .map(|duration| Sampler::new(&duration.shape, duration.unit.days(), tables)),
                fee: figures
                    .fee
                    .as_ref()
                    .map_or(0.0, |fee| whole(fee.amount * rate(&fee.currency))),
                fees: figures
                    .fee
                    .as_ref()
                    .map_or_else(Vec::new, |fee| rising(fee, plan, rate(&fee.currency))),
                fee_currency: figures
                    .fee
                    .as_ref()
                    .map_or(0, |fee| common.currency(&fee.currency)),
                cost_currency: figures
                    .cost
                    .as_ref()
                    .map_or(0, |cost| common.currency(&cost.currency)),
                cost: figures
                    .cost
                    .as_ref()
                    .map(|cost| Sampler::new(&cost.shape, rate(&cost.currency), tables)),
                outcomes: {
                    let mut upto = 0.0;
                    let list = figures.outcomes.as_deref().unwrap_or_default();
                    let last = list.len().saturating_sub(1);
                    list.iter()
                        .enumerate()
                        .map(|(place, outcome)| {
                            upto += outcome.p;
                            Branch {
                                upto: if place == last { 2.0 } else { upto },
                                id: step
                                    .outcome_ids
                                    .iter()
                                    .position(|id| *id == outcome.id)
                                    .unwrap_or(0),
                                delay: outcome
                                    .delay
                                    .as_ref()
                                    .map(|delay| Sampler::new(&delay.shape, delay.unit.days(), tables)),
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
                                        let target = plan.steps.iter().position(|other| {
                                            other.route == step.route
                                                && route.def.steps[other.def].id == *target
                                        });
                                        let target =
                                            target.expect("checked: the target is a step of this route");
                                        let whole_body = &step.redo_bodies[&target];
                                        let body: Vec<usize> = whole_body
                                            .iter()
                                            .copied()
                                            .filter(|other| *other != index)
                                            .collect();
                                        let outside: BTreeSet<usize> = crate::order::set(
                                            body.iter()
                                                .flat_map(|other| followers[*other].iter().copied())
                                                .filter(|other| !whole_body.contains(other)),
                                        );
                                        let feeds: BTreeSet<usize> = crate::order::set(
                                            whole_body
                                                .iter()
                                                .filter(|other| **other != target)
                                                .flat_map(|other| {
                                                    plan.steps[*other].after.iter().flat_map(gate_steps)
                                                })
                                                .filter(|other| !whole_body.contains(other)),
                                        );
                                        redo_slots += 1;
                                        BranchEffect::Redo(Redo {
                                            target,
                                            at_most: *at_most,
                                            then: *then,
                                            scale: Scale {
                                                duration: *duration,
                                                cost: *cost,
                                            },
                                            slot: redo_slots - 1,
                                            outside: outside.into_iter().collect(),
                                            feeds: feeds.into_iter().collect(),
                                            is_simple: !body.iter().any(|other| watched.contains(other)),
                                            body,
                                        })
                                    }
                                },
                                produces: outcome.produces.iter().map(|id| paper_index(plan, id)).collect(),
                                lose: outcome.lose.as_ref().map(|(id, lasting)| {
                                    let lasting = lasting.as_ref().map(|lasting| {
                                        Sampler::new(&lasting.shape, lasting.unit.days(), tables)
                                    });
                                    (paper_index(plan, id), lasting)
                                }),
                            }
                        })
                        .collect()
                },
            };
            let bodies: Vec<(Need, Body)> = step
                .figures
                .iter()
                .map(|(need, figures)| (need.clone(), body(figures)))
                .collect();
            let mut effort: Vec<(usize, f64)> = Vec::new();
            for (team, people) in &step.uses {
                if let Some((amount, code)) = &plan.teams[*team].monthly_cost {
                    let currency = common.currency(code);
                    let a_day = f64::from(*people) * amount * rate(code) / DAYS_PER_MONTH;
                    match effort.iter_mut().find(|(known, _)| *known == currency) {
                        Some((_, sum)) => *sum += a_day,
                        None => effort.push((currency, a_day)),
                    }
                }
            }
            effort.retain(|(_, a_day)| *a_day > 0.0);
            let branches = || bodies.iter().flat_map(|(_, body)| &body.outcomes);
            ops.push(Op {
                route: step.route,
                not_before: route.not_before,
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
                duration: draws("duration"),
                outcome: draws("outcome"),
                delay: draws("delay"),
                cost: draws("cost"),
                loss: variable("loss"),
                outcome_row: 0,
                drawn_rounds: match step.recurring {
                    Some((_, every)) => ((plan.horizon / every) as u32).clamp(1, ROUNDS),
                    None => 1 + u32::from(repeatable.contains(&index)),
                },
                is_repeatable: repeatable.contains(&index),
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
            });
        }
        apart(&mut ops);
        // A team that could do everything at once never makes anybody wait.
        let teams: Vec<Option<u32>> = plan
            .teams
            .iter()
            .enumerate()
            .map(|(team, def)| {
                let most: u32 = plan
                    .steps
                    .iter()
                    .flat_map(|step| &step.uses)
                    .filter(|(other, _)| *other == team)
                    .map(|(_, people)| *people)
                    .sum();
                def.capacity.filter(|capacity| *capacity < most)
            })
            .collect();
        let mut rows = 0;
        for op in &mut ops {
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
        Self {
            lifecycle: LifecycleDef::new(plan, sampling, common, tables),
            cash: CashDef::new(plan, sampling, common, &rate, tables),
            common: CommonDef::default(),
            rows,
            papers: plan.artefacts.len(),
            routes: plan.routes.len(),
            held: plan.held.clone(),
            horizon: plan.horizon,
            lapses: plan.lapses.clone(),
            milestones_last: plan
                .milestones
                .iter()
                .map(|milestone| match &milestone.trigger {
                    Trigger::Gate(_) => true,
                    Trigger::Need(need) => is_lasting(need),
                    Trigger::On(..) => false,
                })
                .collect(),
            milestones_keep: plan
                .milestones
                .iter()
                .map(|milestone| match &milestone.trigger {
                    Trigger::Gate(_) => None,
                    Trigger::Need(need) | Trigger::On(_, need) => Some(ageless(need)),
                })
                .collect(),
            milestones: plan
                .milestones
                .iter()
                .map(|milestone| milestone.trigger.clone())
                .collect(),
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
                let mut dated: Vec<(f64, usize)> = plan
                    .milestones
                    .iter()
                    .enumerate()
                    .filter_map(|(index, milestone)| match milestone.trigger {
                        Trigger::On(day, _) => Some((day, index)),
                        _ => None,
                    })
                    .collect();
                crate::order::by(&mut dated, |(a, _), (b, _)| a.total_cmp(b));
                dated
            },
            gate_milestones: (0..plan.milestones.len())
                .filter(|index| matches!(plan.milestones[*index].trigger, Trigger::Gate(_)))
                .collect(),
            openers: (0..ops.len())
                .filter(|step| {
                    let is_open = |gate: &Gate| join_by(gate, &|_, _| NEVER) < NEVER;
                    ops[*step].recurring.is_none() && ops[*step].after.as_ref().is_none_or(is_open)
                })
                .collect(),
            readers,
            makers,
            followers,
            redo_slots,
            is_forward: plan.is_acyclic && teams.iter().all(Option::is_none),
            has_money: ops.iter().any(|op| op.has_money),
            teams,
            ops,
        }
    }
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
fn rising(fee: &Fee, plan: &Plan, rate: f64) -> Vec<(f64, f64)> {
    let factors = fee
        .index
        .iter()
        .flat_map(|index| index.factors(plan.start, plan.horizon));
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

//! A plan made ready to run: indices for names, prepared samplers for distributions, one random variable for
//! every purpose of every step, and money in the plan's currency.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use super::block::LANES;
use super::cash::CashDef;
use super::common::{CommonDef, Factors};
use super::forward::join_by;
use super::lifecycle::LifecycleDef;
use super::{NEVER, whole};
use crate::calendar::DAYS_PER_MONTH;
use crate::dist::{Sampler, Tables};
use crate::file::{CostSpread, Stop, Then, WindowEnd};
use crate::limits;
use crate::model::{Effect, Fee, Figures};
use crate::plan::{Gate, Need, Plan, Trigger, gate_steps, need_papers};
use crate::rng::{Key, Stream, unit};
use crate::sampling::{Sampling, Variable};

/// A plan ready to run.
#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) ops: Vec<Op>,
    /// What is drawn once per future; empty where that is shared with another program.
    pub(crate) common: CommonDef,
    /// Cash of the company, where the plan tells of it.
    pub(crate) cash: Option<CashDef>,
    /// Updates after approval, where the plan tells of them.
    pub(crate) lifecycle: Option<LifecycleDef>,
    /// Rows of [`Drawn`].
    pub(crate) rows: usize,
    pub(crate) papers: usize,
    pub(crate) routes: usize,
    pub(crate) held: Vec<(usize, f64)>,
    pub(crate) horizon: f64,
    /// Days after which each artefact lapses, if nothing renews it.
    pub(crate) lapses: Vec<Option<f64>>,
    /// Capacity of each team; `None` where nothing is asked of it beyond what it has.
    pub(crate) teams: Vec<Option<u32>>,
    pub(crate) milestones: Vec<Trigger>,
    /// Whether a milestone on artefacts, once reached, stays so unless an artefact is lost.
    pub(crate) milestones_last: Vec<bool>,
    /// What must go on being held for a milestone to stand: its artefacts, whatever their age.
    pub(crate) milestones_keep: Vec<Option<Need>>,
    pub(crate) target: usize,
    /// Steps that wait for or ask about each artefact.
    pub(crate) readers: Vec<Vec<usize>>,
    /// Steps that may make each artefact.
    pub(crate) makers: Vec<Vec<usize>>,
    /// Steps whose gate names each step.
    pub(crate) followers: Vec<Vec<usize>>,
    /// Steps that nothing done before them calls.
    pub(crate) openers: Vec<usize>,
    /// Recurring steps of each artefact.
    pub(crate) recurring_from: Vec<Vec<usize>>,
    /// Recurring steps that only cost money.
    pub(crate) quiet: Vec<usize>,
    /// Milestones made by steps.
    pub(crate) gate_milestones: Vec<usize>,
    /// Milestones that are judged on a day, the earliest first.
    pub(crate) dated_milestones: Vec<(f64, usize)>,
    /// Number of counters for redos.
    pub(crate) redo_slots: usize,
    /// Whether the forward engine serves this program.
    pub(crate) is_forward: bool,
    /// Whether any step costs anything.
    pub(crate) has_money: bool,
}

/// One step.
#[expect(
    clippy::struct_excessive_bools,
    reason = "what a step may do, each settled once"
)]
#[derive(Debug)]
pub(crate) struct Op {
    pub(crate) route: usize,
    /// Earliest start of a step without predecessors.
    pub(crate) not_before: f64,
    pub(crate) after: Option<Gate>,
    /// The steps of `after`, if it asks for all of them and nothing else.
    pub(crate) after_all: Option<Vec<usize>>,
    pub(crate) needs: Option<Need>,
    /// Whether `needs`, once they hold, hold for good unless an artefact is lost.
    pub(crate) needs_last: bool,
    /// What must go on being held while it runs: the artefacts of `needs`, whatever their age.
    pub(crate) keeps: Option<Need>,
    pub(crate) bodies: Vec<(Need, Body)>,
    pub(crate) produces: Vec<usize>,
    pub(crate) uses: Vec<(usize, u32)>,
    /// How soon a team serves it: those with a lower number first.
    pub(crate) turn: u32,
    /// Cost of the people at work, a day, by currency.
    pub(crate) effort: Vec<(usize, f64)>,
    /// Drivers that move it.
    pub(crate) drivers: Vec<usize>,
    /// Group of durations that rise and fall together.
    pub(crate) group: Option<usize>,
    pub(crate) window: Option<(Vec<f64>, WindowEnd)>,
    pub(crate) recurring: Option<(usize, f64)>,
    /// What the artefact that it comes round with stands on.
    pub(crate) standing: Option<Need>,
    /// Whether it renews that artefact.
    pub(crate) is_renewal: bool,
    /// When its third-party cost is spent.
    pub(crate) spread: CostSpread,
    pub(crate) duration: Draws,
    pub(crate) outcome: Draws,
    pub(crate) delay: Draws,
    pub(crate) cost: Draws,
    pub(crate) loss: Variable,
    /// First row of [`Drawn`] for the outcome.
    pub(crate) outcome_row: usize,
    /// Rounds that [`Drawn`] has.
    pub(crate) drawn_rounds: u32,
    /// Whether an outcome of a recurring step changes anything but money.
    pub(crate) is_lively: bool,
    /// Whether a redo may repeat this step.
    pub(crate) is_repeatable: bool,
    pub(crate) has_outcomes: bool,
    pub(crate) has_money: bool,
}

/// The draws of one variable, with the streams of the next few rounds at hand.
#[derive(Debug)]
pub(crate) struct Draws {
    variable: Variable,
    again: [Stream; ROUNDS as usize - 1],
}

/// Rounds of which streams are kept, and which are drawn beforehand for steps that come round.
const ROUNDS: u32 = 8;

impl Draws {
    #[inline]
    pub(crate) fn bits(&self, iteration: u64, round: u32) -> u64 {
        match self.again.get((round as usize).wrapping_sub(1)) {
            Some(stream) => stream.bits(iteration),
            None => self.variable.bits(iteration, round),
        }
    }

    #[inline]
    pub(crate) fn fill(&self, first: u64, out: &mut [u64]) {
        self.variable.fill(first, out);
    }

    /// Writes the bits of any of the first rounds.
    fn fill_round(&self, round: u32, first: u64, out: &mut [u64]) {
        match round.checked_sub(1) {
            Some(again) => self.again[again as usize].fill(first, out),
            None => self.variable.fill(first, out),
        }
    }

    /// Adds a draw to each start.
    #[inline]
    pub(crate) fn add(&self, sampler: &Sampler, first: u64, starts: &[f64], ends: &mut [f64]) {
        sampler.add_to(starts, ends, &self.variable, first);
    }
}

/// The figures of a step under one condition.
#[derive(Debug)]
pub(crate) struct Body {
    /// First rows of [`Drawn`] for the duration and the cost.
    pub(crate) rows: [usize; 2],
    pub(crate) duration: Option<Sampler>,
    pub(crate) fee: f64,
    /// The fee from a day on, where it rises: first that of the plan's start.
    pub(crate) fees: Vec<(f64, f64)>,
    /// Number of the fee's currency.
    pub(crate) fee_currency: usize,
    pub(crate) cost: Option<Sampler>,
    /// Number of the cost's currency.
    pub(crate) cost_currency: usize,
    pub(crate) outcomes: Vec<Branch>,
}

/// One outcome.
#[derive(Debug)]
pub(crate) struct Branch {
    /// Sum of the probabilities up to and including this one.
    pub(crate) upto: f64,
    /// Index into the step's outcome ids.
    pub(crate) id: usize,
    pub(crate) delay: Option<Sampler>,
    /// First row of [`Drawn`] for the delay.
    pub(crate) delay_row: usize,
    pub(crate) effect: BranchEffect,
    pub(crate) produces: Vec<usize>,
    pub(crate) lose: Option<(usize, Option<Sampler>)>,
}

/// What follows an outcome.
#[derive(Debug)]
pub(crate) enum BranchEffect {
    Done,
    Stop(Stop),
    Redo(Redo),
}

/// Work that goes back.
#[derive(Debug)]
pub(crate) struct Redo {
    pub(crate) target: usize,
    /// The steps repeated, in order, without the one that sends the work back.
    pub(crate) body: Vec<usize>,
    pub(crate) at_most: u32,
    pub(crate) then: Then,
    pub(crate) scale: Scale,
    pub(crate) slot: usize,
    /// Steps outside that follow a repeated one.
    pub(crate) outside: Vec<usize>,
    /// Steps outside that a repeated one follows.
    pub(crate) feeds: Vec<usize>,
    /// Whether the sweep may follow it: no milestone looks at a repeated step, and no other redo repeats anything
    /// that this one repeats, follows or is followed by.
    pub(crate) is_simple: bool,
}

impl Redo {
    /// The steps that it repeats.
    fn repeats(&self, sender: usize) -> impl Iterator<Item = usize> + '_ {
        self.body.iter().copied().chain([sender])
    }

    /// The steps that it repeats, follows or is followed by.
    fn touches(&self, sender: usize, step: usize) -> bool {
        self.repeats(sender).any(|other| other == step)
            || self.feeds.contains(&step)
            || self.outside.contains(&step)
    }
}

/// Factors on repeated work.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scale {
    pub(crate) duration: f64,
    pub(crate) cost: f64,
}

impl Scale {
    pub(crate) const ONE: Self = Self {
        duration: 1.0,
        cost: 1.0,
    };
}

/// Which random draws belong to one execution of a step.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Draw<'f> {
    pub(crate) iteration: u64,
    pub(crate) round: u32,
    pub(crate) scale: Scale,
    pub(crate) factors: Factors<'f>,
}

/// What one execution came to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run<'p> {
    /// When its work is over; its window may make it end later.
    pub(crate) worked: f64,
    pub(crate) end: f64,
    pub(crate) branch: Option<&'p Branch>,
    pub(crate) money: Money,
}

/// What one execution cost.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Money {
    pub(crate) fee: f64,
    pub(crate) cost: f64,
    pub(crate) effort: f64,
}

impl Money {
    /// All three.
    pub(crate) fn total(self) -> f64 {
        self.fee + self.cost + self.effort
    }

    /// What is spent until a share of the time has gone, and the rest.
    pub(crate) fn cut(self, share: f64, spread: CostSpread) -> (Self, Self) {
        let spent = Self {
            fee: self.fee,
            cost: match spread {
                CostSpread::Even => whole(self.cost * share),
                CostSpread::Start => self.cost,
                CostSpread::End => 0.0,
            },
            effort: whole(self.effort * share),
        };
        let rest = Self {
            fee: 0.0,
            cost: self.cost - spent.cost,
            effort: self.effort - spent.effort,
        };
        (spent, rest)
    }
}

/// Since when artefacts are held, and when they are lost.
pub(crate) trait Papers {
    /// The day on which an artefact came to be.
    fn date(&self, paper: usize) -> f64;

    /// The earliest time from `t` on at which the artefact is not lost.
    fn not_lost(&self, paper: usize, t: f64) -> f64 {
        let _ = paper;
        t
    }
}

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

/// Whether a condition, once it holds, holds for good unless an artefact is lost.
fn is_lasting(need: &Need) -> bool {
    match need {
        Need::Always(_) => true,
        Need::Held { not_older_than, .. } => *not_older_than == NEVER,
        Need::All(of) | Need::Any(of) | Need::AtLeast(_, of) => of.iter().all(is_lasting),
    }
}

/// A condition without its ages: they are judged once, and not again.
fn ageless(need: &Need) -> Need {
    let each = |of: &[Need]| of.iter().map(ageless).collect();
    match need {
        Need::Always(sure) => Need::Always(*sure),
        Need::Held { artefact, .. } => Need::held(*artefact),
        Need::All(of) => Need::All(each(of)),
        Need::Any(of) => Need::Any(each(of)),
        Need::AtLeast(k, of) => Need::AtLeast(*k, each(of)),
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

impl Op {
    fn redos(&self) -> impl Iterator<Item = &Redo> {
        let branches = self.bodies.iter().flat_map(|(_, body)| &body.outcomes);
        branches.filter_map(|branch| match &branch.effect {
            BranchEffect::Redo(redo) => Some(redo),
            _ => None,
        })
    }

    /// Whether the forward engine may run all lanes of it in one loop.
    #[inline]
    pub(crate) fn is_plain(&self) -> bool {
        self.window.is_none() && self.drivers.is_empty() && self.group.is_none()
    }

    /// What it costs by when it is spent: at its start, day by day, and at its end.
    #[inline]
    pub(crate) fn by_time(&self, money: Money) -> [f64; 3] {
        let Money { fee, cost, effort } = money;
        match self.spread {
            CostSpread::Even => [fee, cost + effort, 0.0],
            CostSpread::Start => [fee + cost, effort, 0.0],
            CostSpread::End => [fee, effort, cost],
        }
    }

    /// Whether the end of its last execution is kept apart from when it was done.
    #[inline]
    pub(crate) fn keeps_end(&self) -> bool {
        // Steps of the forward engine's tight loop have nothing between the two.
        self.has_outcomes || self.bodies.len() > 1 || !self.is_plain()
    }

    /// The figures that hold for a step that becomes ready at `t`.
    pub(crate) fn body(&self, t: f64, papers: &impl Papers) -> &Body {
        if let [(_, only)] = self.bodies.as_slice() {
            return only;
        }
        let found = self.bodies.iter().find(|(need, _)| holds(need, t, papers));
        &found.unwrap_or(self.bodies.last().expect("a step has figures")).1
    }

    /// When a step may start that is ready at `t`: at once, or at the next date of its window.
    #[inline]
    pub(crate) fn start(&self, t: f64) -> f64 {
        match &self.window {
            Some((dates, WindowEnd::Start)) => next_date(dates, t),
            _ => t,
        }
    }

    /// When a step ends whose work is over at `t`: at once, or at the next date of its window.
    #[inline]
    pub(crate) fn finish(&self, t: f64) -> f64 {
        match &self.window {
            Some((dates, WindowEnd::Finish)) => next_date(dates, t),
            _ => t,
        }
    }

    /// One execution from `start` on. The draws of the first rounds may have been made before.
    pub(crate) fn run<'p>(
        &'p self,
        body: &'p Body,
        start: f64,
        draw: Draw<'_>,
        drawn: Option<&Drawn>,
    ) -> Run<'p> {
        let Draw {
            iteration,
            round,
            scale,
            factors,
        } = draw;
        let drawn = drawn.filter(|_| round < self.drawn_rounds);
        let mut end = match &body.duration {
            Some(sampler) => {
                let days = match (drawn, self.group) {
                    (_, Some(group)) => {
                        sampler.at(factors.correlated(group, self.duration.bits(iteration, round)))
                    }
                    (Some(drawn), None) => drawn.get(body.rows[0], &self.duration, draw, |bits, days| {
                        sampler.fill(bits, days);
                    }),
                    (None, None) => sampler.at(self.duration.bits(iteration, round)),
                };
                start + days * (scale.duration * factors.duration(&self.drivers))
            }
            None => start,
        };
        let branch = if body.outcomes.is_empty() {
            None
        } else {
            let u = match drawn {
                Some(drawn) => drawn.get(self.outcome_row, &self.outcome, draw, units),
                None => unit(self.outcome.bits(iteration, round)),
            };
            let branch = body.branch(u);
            if let Some(delay) = &branch.delay {
                end += match drawn {
                    Some(drawn) => drawn.get(branch.delay_row, &self.delay, draw, |bits, days| {
                        delay.fill(bits, days);
                    }),
                    None => delay.at(self.delay.bits(iteration, round)),
                };
            }
            Some(branch)
        };
        let worked = end;
        let end = self.finish(worked);
        let money = if self.has_money {
            self.money(body, start, end, draw, drawn)
        } else {
            Money::default()
        };
        Run {
            worked,
            end,
            branch,
            money,
        }
    }

    /// What one execution costs.
    #[inline]
    pub(crate) fn money(
        &self,
        body: &Body,
        start: f64,
        end: f64,
        draw: Draw<'_>,
        drawn: Option<&Drawn>,
    ) -> Money {
        let cost = body.cost.as_ref().map_or(0.0, |sampler| {
            let cost = match drawn {
                Some(drawn) => drawn.get(body.rows[1], &self.cost, draw, |bits, costs| {
                    sampler.fill(bits, costs);
                }),
                None => sampler.at(self.cost.bits(draw.iteration, draw.round)),
            };
            let factor = draw.factors.rate(body.cost_currency) * draw.factors.cost(&self.drivers);
            whole(cost * (draw.scale.cost * factor))
        });
        let days = if end < NEVER { end - start } else { 0.0 };
        let fee = body.fee_on(start);
        let fee_factor = draw.scale.cost * draw.factors.rate(body.fee_currency);
        let a_day: f64 = self
            .effort
            .iter()
            .map(|(currency, a_day)| a_day * draw.factors.rate(*currency))
            .sum();
        Money {
            // A fee is whole already.
            fee: if fee_factor == 1.0 {
                fee
            } else {
                whole(fee * fee_factor)
            },
            cost,
            effort: if self.effort.is_empty() {
                0.0
            } else {
                whole(a_day * days)
            },
        }
    }
}

/// The draws of the first rounds of a block of futures, made variable by variable when the first of them is
/// wanted: a table is then read many times while it is at hand, where a single future would read many tables
/// once.
#[derive(Debug, Default)]
pub(crate) struct Drawn {
    first: u64,
    len: usize,
    rows: Vec<OnceCell<Box<[f64]>>>,
}

impl Drawn {
    /// Makes room for the draws of `len` futures from iteration `first` on.
    pub(crate) fn reset(&mut self, program: &Program, first: u64, len: usize) {
        (self.first, self.len) = (first, len);
        self.rows.clear();
        self.rows.resize_with(program.rows, OnceCell::new);
    }

    /// A draw of a row that holds one purpose in one round; `values` turns bits into values.
    #[inline]
    fn get(&self, row: usize, draws: &Draws, draw: Draw<'_>, values: impl FnOnce(&[u64], &mut [f64])) -> f64 {
        let row = self.rows[row + draw.round as usize].get_or_init(|| {
            let mut bits = [0; LANES];
            let bits = &mut bits[..self.len];
            draws.fill_round(draw.round, self.first, bits);
            let mut row = vec![0.0; self.len].into_boxed_slice();
            values(bits, &mut row);
            row
        });
        row[(draw.iteration - self.first) as usize]
    }
}

fn units(bits: &[u64], out: &mut [f64]) {
    for (out, bits) in out.iter_mut().zip(bits) {
        *out = unit(*bits);
    }
}

impl Body {
    /// The fee that is charged on a day.
    #[inline]
    fn fee_on(&self, day: f64) -> f64 {
        let risen = self.fees.iter().rev().find(|(from, _)| *from <= day);
        risen.map_or(self.fee, |(_, fee)| *fee)
    }

    /// The outcome that a uniform draw picks.
    #[inline]
    pub(crate) fn branch(&self, u: f64) -> &Branch {
        let found = self.outcomes.iter().find(|branch| u < branch.upto);
        found.unwrap_or(self.outcomes.last().expect("called with outcomes only"))
    }
}

/// The first date not before `t`; never if the series has ended.
#[inline]
pub(crate) fn next_date(dates: &[f64], t: f64) -> f64 {
    if t == NEVER {
        NEVER
    } else {
        dates
            .get(dates.partition_point(|date| *date < t))
            .copied()
            .unwrap_or(NEVER)
    }
}

/// Whether a condition holds at `t`.
pub(crate) fn holds(need: &Need, t: f64, papers: &impl Papers) -> bool {
    match need {
        Need::Always(sure) => *sure,
        Need::Held {
            artefact,
            for_at_least,
            not_older_than,
        } => {
            let date = papers.date(*artefact);
            date + for_at_least <= t && t <= date + not_older_than && papers.not_lost(*artefact, t) <= t
        }
        Need::All(of) => of.iter().all(|need| holds(need, t, papers)),
        Need::Any(of) => of.iter().any(|need| holds(need, t, papers)),
        Need::AtLeast(k, of) => of.iter().filter(|need| holds(need, t, papers)).count() >= *k,
    }
}

/// [`earliest`] for a condition that lasts, while no artefact has been lost: one look is enough.
pub(crate) fn earliest_lasting(need: &Need, t: f64, papers: &impl Papers) -> f64 {
    let later = |one: f64, other: f64| if one > other { one } else { other };
    match need {
        Need::Held {
            artefact,
            for_at_least,
            ..
        } => later(papers.date(*artefact) + for_at_least, t),
        Need::All(of) => {
            let mut latest = t;
            for need in of {
                latest = later(latest, earliest_lasting(need, t, papers));
                if latest == NEVER {
                    break;
                }
            }
            latest
        }
        Need::Any(of) => {
            let times = of.iter().map(|need| earliest_lasting(need, t, papers));
            times.fold(NEVER, |first, time| if time < first { time } else { first })
        }
        Need::Always(_) | Need::AtLeast(..) => earliest(need, t, papers),
    }
}

/// The earliest time from `t` on at which a condition holds.
pub(crate) fn earliest(need: &Need, t: f64, papers: &impl Papers) -> f64 {
    if t == NEVER {
        return NEVER;
    }
    match need {
        Need::Always(true) => t,
        Need::Always(false) => NEVER,
        Need::Held {
            artefact,
            for_at_least,
            not_older_than,
        } => {
            let date = papers.date(*artefact);
            let first = (date + for_at_least).max(t);
            let first = papers.not_lost(*artefact, first);
            if first <= date + not_older_than {
                first
            } else {
                NEVER
            }
        }
        Need::Any(of) => of
            .iter()
            .map(|need| earliest(need, t, papers))
            .fold(NEVER, f64::min),
        Need::All(of) => {
            let mut t = t;
            loop {
                let next = of
                    .iter()
                    .fold(t, |latest, need| latest.max(earliest(need, t, papers)));
                if next == t || next == NEVER {
                    return next;
                }
                t = next;
            }
        }
        Need::AtLeast(k, of) => {
            let mut t = t;
            // Few conditions, so that no memory has to be asked for.
            let (mut few, mut many) = ([NEVER; 8], Vec::new());
            let times = if let Some(few) = few.get_mut(..of.len()) {
                few
            } else {
                many.resize(of.len(), NEVER);
                &mut many[..]
            };
            loop {
                for (time, need) in times.iter_mut().zip(of) {
                    *time = earliest(need, t, papers);
                }
                times.sort_unstable_by(f64::total_cmp);
                let kth = times.get(k.saturating_sub(1)).copied().unwrap_or(NEVER);
                if kth == NEVER || of.iter().filter(|need| holds(need, kth, papers)).count() >= *k {
                    return kth;
                }
                // What held first has lapsed by then: look on from the next change.
                let Some(next) = times.iter().copied().find(|time| *time > t) else {
                    return NEVER;
                };
                t = next;
            }
        }
    }
}

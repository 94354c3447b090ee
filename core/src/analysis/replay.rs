//! One future as a list of dated events. It is simulated again, alone, and agrees to the bit with the run that
//! it is part of: a draw depends on nothing but the seed, what it is for, and the number of the future.

use super::Named;
use crate::calendar::Date;
use crate::engine::NEVER;
use crate::engine::block::Block;
use crate::engine::cash::{Cash, middle};
use crate::engine::common::Common;
use crate::engine::event::{Execution, Fate, Future, Luck};
use crate::engine::judge::join_by;
use crate::engine::lifecycle::{Lifecycle, MarketOutcome};
use crate::engine::program::{Branch, Money, Program};
use crate::file::Stop;
use crate::order;
use crate::plan::{Gate, Need, Plan, gate_steps, need_papers};
use crate::run::Simulation;
use crate::text::Text;
use serde::Serialize;
use std::collections::BTreeSet;

/// A future to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum WhichFuture {
    /// The one nearest to the median of the target.
    Median,
    /// The one nearest to its 80 % quantile: one in five is later.
    P80,
    /// The one nearest to its 90 % quantile: the worst in ten.
    P90,
    /// The one nearest to its 95 % quantile: the worst in twenty.
    Worst,
    /// This one.
    Number(u64),
    /// The one after that which is told.
    Next,
    /// The one before.
    Previous,
    /// Any.
    Random,
}

/// A step in a story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NamedStep {
    /// `route/step`.
    pub id: String,
    /// Words for it.
    pub title: Text,
    /// Name of its jurisdiction, or of the plan for its own steps.
    pub place: Text,
}

/// What follows the end of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Follows {
    /// The step is done.
    Done,
    /// Work goes back to this step.
    Redo(NamedStep),
    /// This route ends.
    RouteEnds(Named),
    /// Everything ends.
    PlanEnds,
    /// Nothing: a redo elsewhere has made its work void.
    Void,
    /// It is not over: it rests until these artefacts are held again.
    OnHold(Vec<Named>),
}

/// Why steps never start.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Because {
    /// Their route has ended.
    RouteEnded,
    /// These artefacts, of which they need some, never come.
    Missing(Vec<String>),
    /// The horizon comes first.
    Horizon,
}

/// What happens.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum What {
    /// A step starts.
    Starts {
        /// The step.
        step: NamedStep,
        /// Earlier executions.
        round: u32,
        /// Whether it goes on after it had been on hold.
        resumed: bool,
        /// Days that it was ready and waited for its calendar window.
        waited_for_window: f64,
        /// Days that it then waited for people.
        waited_for_people: f64,
    },
    /// A step ends. One that takes no time only ends.
    Ends {
        /// The step.
        step: NamedStep,
        /// Earlier executions.
        round: u32,
        /// Days from its start.
        days: f64,
        /// The outcome drawn, if there was a choice.
        outcome: Option<Named>,
        /// What follows.
        follows: Follows,
        /// Artefacts that are held from now on.
        made: Vec<Named>,
    },
    /// A recurring step comes round.
    Recurs {
        /// The step.
        step: NamedStep,
        /// Days that it takes.
        days: f64,
        /// The outcome drawn, if there was a choice.
        outcome: Option<Named>,
    },
    /// A step is still under way at the horizon.
    Open {
        /// The step.
        step: NamedStep,
    },
    /// An artefact is held from now on, without a step that makes it now.
    Held {
        /// The artefact.
        artefact: Named,
    },
    /// An artefact is lost.
    Lost {
        /// The artefact.
        artefact: Named,
        /// For how many days; none: for good.
        days: Option<f64>,
    },
    /// A milestone is reached.
    Reached {
        /// The milestone.
        milestone: Named,
        /// Whether it is the target.
        is_target: bool,
    },
    /// The turn of an update of a product on the market has come: its work begins.
    UpdateFiled {
        /// The market.
        market: Named,
        /// The way that it goes.
        way: Named,
        /// How many release candidates go together.
        candidates: u32,
        /// Days that it was ready and waited for the one before it.
        waited: f64,
    },
    /// An update is in the field.
    UpdateFielded {
        /// The market.
        market: Named,
        /// The way that it went.
        way: Named,
        /// Days from ready to fielded.
        waited: f64,
    },
    /// Cash is below zero for the first time, at the end of this month.
    CashOut,
    /// Steps that would have come next never start.
    NeverStart {
        /// Why.
        because: Because,
        /// The steps.
        steps: Vec<NamedStep>,
    },
}

/// One line of a story.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Event {
    /// Days from the plan's start.
    pub day: f64,
    /// The date.
    pub date: Date,
    /// What is paid: fees when a step starts, third parties and own people for its whole length when it ends; everything
    /// for an update when its work begins.
    pub cost: f64,
    /// What happens.
    #[serde(flatten)]
    pub what: What,
}

/// When a milestone is reached in one future.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MilestoneDay {
    /// Milestone id.
    pub id: String,
    /// Days from the plan's start; none: not by the horizon.
    pub days: Option<f64>,
}

/// One future from the first day to the horizon.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Replay {
    /// Number of the future within its run, from 0.
    pub iteration: u64,
    /// When each milestone of the plan is reached.
    pub milestones: Vec<MilestoneDay>,
    /// Direct cost of everything started by the horizon, in the plan's currency.
    pub cost: f64,
    /// What happens, in order.
    pub events: Vec<Event>,
}

impl Replay {
    /// Simulates one future of a run.
    #[must_use]
    pub fn of(simulation: &Simulation, iteration: u64) -> Self {
        let program = simulation.program();
        let mut common = Common::default();
        common.fill(&program.common, iteration, 1);
        let luck = Luck {
            factors: common.lane(&program.common, 0),
            drawn: None,
        };
        let mut future = Future::new(program, true);
        future.run(iteration, luck);
        let mut teller = Teller {
            plan: simulation.plan(),
            program,
            future: &future,
            cost: 0.0,
            lines: Vec::new(),
            claimed: Vec::new(),
        };
        teller.executions();
        teller.quiet(luck);
        teller.papers();
        teller.milestones();
        teller.never_started();
        let mut block = Block::new(program);
        block.reset(program, &common, iteration, 1);
        future.write(&mut block, 0);
        future.write_quiet(&mut block, 0, luck);
        block.sort_extras();
        let updates = teller.updates(&block, &common);
        teller.cash(&block, &common, &updates);
        let Teller {
            mut lines,
            cost,
            plan,
            ..
        } = teller;
        order::by(&mut lines, |a, b| {
            a.day.total_cmp(&b.day).then(a.turn.cmp(&b.turn))
        });
        Self {
            iteration,
            milestones: plan
                .milestones
                .iter()
                .enumerate()
                .map(|(index, milestone)| MilestoneDay {
                    id: milestone.id.clone(),
                    days: Some(future.milestone(index)).filter(|time| *time <= plan.horizon),
                })
                .collect(),
            cost,
            events: lines
                .into_iter()
                .map(|line| Event {
                    day: line.day,
                    date: plan.start.plus_days(line.day),
                    cost: line.cost,
                    what: line.what,
                })
                .collect(),
        }
    }
}

/// The order of what happens at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    End,
    Paper,
    Milestone,
    Start,
    Never,
}

struct Line {
    day: f64,
    turn: Turn,
    cost: f64,
    what: What,
}

struct Teller<'f, 'p> {
    plan: &'f Plan,
    program: &'f Program,
    future: &'f Future<'p>,
    cost: f64,
    lines: Vec<Line>,
    /// Artefacts, and the days on which a step made them.
    claimed: Vec<(usize, f64)>,
}

impl Teller<'_, '_> {
    fn say(&mut self, day: f64, turn: Turn, cost: f64, what: What) {
        self.cost += cost;
        self.lines.push(Line {
            day,
            turn,
            cost,
            what,
        });
    }

    /// The month in which cash runs out.
    fn cash(&mut self, block: &Block, common: &Common, updates: &[MarketOutcome]) {
        let Some(def) = &self.program.cash else { return };
        let outcome = Cash::new(def).run(self.program, def, block, common, 0, updates);
        if let Some(month) = outcome.out {
            self.say(middle(month), Turn::Never, 0.0, What::CashOut);
        }
    }

    /// Updates of the product on its markets.
    fn updates(&mut self, block: &Block, common: &Common) -> Vec<MarketOutcome> {
        let (Some(def), Some(life)) = (&self.program.lifecycle, &self.plan.lifecycle) else {
            return Vec::new();
        };
        let factors = common.lane(&self.program.common, 0);
        let outcomes = Lifecycle::new(def).run(self.program, block, factors, 0);
        for (market, outcome) in life.markets.iter().zip(&outcomes) {
            let name = Named {
                id: market.jurisdiction.clone(),
                title: self.plan.catalogue.jurisdiction_title(&market.jurisdiction),
            };
            for filed in &outcome.filed {
                let regime = &market.regimes[filed.regime];
                let way = Named {
                    id: regime.id.clone(),
                    title: regime.title.clone(),
                };
                let what = What::UpdateFiled {
                    market: name.clone(),
                    way: way.clone(),
                    candidates: filed.candidates,
                    waited: filed.start - filed.ready,
                };
                self.say(filed.start, Turn::Start, filed.cost, what);
                if filed.fielded <= self.plan.horizon {
                    let what = What::UpdateFielded {
                        market: name.clone(),
                        way,
                        waited: filed.fielded - filed.ready,
                    };
                    self.say(filed.fielded, Turn::End, 0.0, what);
                }
            }
        }
        outcomes
    }

    fn step(&self, step: usize) -> NamedStep {
        NamedStep {
            id: self.plan.steps[step].id.clone(),
            title: self.plan.def(step).title.clone(),
            place: self.plan.place(step),
        }
    }

    fn artefact(&self, paper: usize) -> Named {
        let id = &self.plan.artefacts[paper];
        Named {
            id: id.clone(),
            title: self.plan.catalogue.artefact_title(id),
        }
    }

    /// The outcome drawn, where there was a choice.
    fn outcome(&self, step: usize, branch: Option<&Branch>) -> Option<Named> {
        let step = &self.plan.steps[step];
        let id = step.outcome_ids.get(branch?.id)?;
        let lists = step
            .figures
            .iter()
            .filter_map(|(_, figures)| figures.outcomes.as_ref());
        let mut outcomes = lists.filter(|list| list.len() > 1).flatten();
        let outcome = outcomes.find(|outcome| outcome.id == *id)?;
        Some(Named {
            id: id.clone(),
            title: outcome.title.clone().unwrap_or_else(|| Text::same(id.clone())),
        })
    }

    fn executions(&mut self) {
        let (horizon, future) = (self.plan.horizon, self.future);
        for execution in future.executions() {
            let Money { fee, cost, effort } = execution.money;
            let step = self.step(execution.step);
            let days = execution.end - execution.start;
            let outcome = self.outcome(execution.step, execution.branch);
            if execution.is_recurring {
                let what = What::Recurs { step, days, outcome };
                self.say(execution.start, Turn::End, fee + cost + effort, what);
                continue;
            }
            let waited_for_window = execution.called - execution.ready;
            let waited_for_people = execution.start - execution.called;
            let is_instant = days == 0.0 && waited_for_people == 0.0 && waited_for_window == 0.0;
            if !is_instant {
                self.say(
                    execution.start,
                    Turn::Start,
                    fee,
                    What::Starts {
                        step: step.clone(),
                        round: execution.round,
                        resumed: execution.is_resumed,
                        waited_for_window,
                        waited_for_people,
                    },
                );
            }
            if execution.end > horizon {
                self.say(horizon, Turn::End, cost + effort, What::Open { step });
                continue;
            }
            let made = self.made(execution);
            let what = What::Ends {
                step,
                round: execution.round,
                days,
                outcome: outcome.filter(|_| !execution.is_void && execution.fate != Fate::OnHold),
                follows: self.follows(execution),
                made,
            };
            let rest = if is_instant { fee } else { 0.0 };
            self.say(execution.end, Turn::End, rest + cost + effort, what);
        }
    }

    fn follows(&self, execution: &Execution<'_>) -> Follows {
        match execution.fate {
            _ if execution.is_void => Follows::Void,
            Fate::Open | Fate::Done => Follows::Done,
            Fate::OnHold => Follows::OnHold(self.lost_needs(execution.step, execution.end)),
            Fate::SentBack(to) => Follows::Redo(self.step(to)),
            Fate::Stopped(Stop::Plan) => Follows::PlanEnds,
            Fate::Stopped(Stop::Route) => {
                let route = &self.plan.routes[self.plan.steps[execution.step].route].def;
                Follows::RouteEnds(Named {
                    id: route.id.clone(),
                    title: route.title.clone(),
                })
            }
        }
    }

    /// The artefacts that a step needs and that are lost on a day.
    fn lost_needs(&self, step: usize, day: f64) -> Vec<Named> {
        let needs = self.plan.steps[step].needs.iter().flat_map(need_papers);
        let lost = needs.filter(|paper| {
            let mut losses = self.future.losses(*paper);
            losses.any(|(from, until)| from <= day && day < until)
        });
        let lost: BTreeSet<usize> = crate::order::set(lost);
        lost.into_iter().map(|paper| self.artefact(paper)).collect()
    }

    /// The artefacts that came to be, or came back, by this execution.
    fn made(&mut self, execution: &Execution<'_>) -> Vec<Named> {
        if execution.is_void || matches!(execution.fate, Fate::SentBack(_) | Fate::OnHold) {
            return Vec::new();
        }
        let program = self.program;
        let by_step = matches!(execution.fate, Fate::Done)
            .then_some(&program.ops[execution.step].produces)
            .into_iter()
            .flatten();
        let by_outcome = execution.branch.into_iter().flat_map(|branch| &branch.produces);
        let mut made = Vec::new();
        for paper in by_step.chain(by_outcome) {
            let day = execution.end;
            let is_new = self.future.made(*paper).contains(&day)
                || self.future.losses(*paper).any(|(_, until)| until == day);
            if is_new && !self.claimed.contains(&(*paper, day)) {
                self.claimed.push((*paper, day));
                made.push(self.artefact(*paper));
            }
        }
        made
    }

    /// Recurring steps that only cost money.
    fn quiet(&mut self, luck: Luck<'_>) {
        let mut runs = Vec::new();
        self.future
            .quiet_runs(luck, |step, _, start, run| runs.push((step, start, run)));
        for (step, start, run) in runs {
            let Money { fee, cost, effort } = run.money;
            let what = What::Recurs {
                step: self.step(step),
                days: run.end - start,
                outcome: self.outcome(step, run.branch),
            };
            self.say(start, Turn::End, fee + cost + effort, what);
        }
    }

    /// Artefacts that are lost, and those that come to be without a step.
    fn papers(&mut self) {
        let (horizon, future) = (self.plan.horizon, self.future);
        for paper in 0..self.plan.artefacts.len() {
            let mut days = Vec::new();
            days.extend(future.made(paper));
            for (from, until) in future.losses(paper) {
                if from <= horizon {
                    let what = What::Lost {
                        artefact: self.artefact(paper),
                        days: Some(until - from).filter(|days| *days < NEVER),
                    };
                    self.say(from, Turn::Paper, 0.0, what);
                }
                days.push(until);
            }
            days.sort_unstable_by(f64::total_cmp);
            days.dedup();
            for day in days {
                if day > 0.0 && day <= horizon && !self.claimed.contains(&(paper, day)) {
                    let artefact = self.artefact(paper);
                    self.say(day, Turn::Paper, 0.0, What::Held { artefact });
                }
            }
        }
    }

    fn milestones(&mut self) {
        for (index, milestone) in self.plan.milestones.iter().enumerate() {
            let time = self.future.milestone(index);
            if time <= self.plan.horizon {
                let what = What::Reached {
                    milestone: Named {
                        id: milestone.id.clone(),
                        title: milestone.title.clone(),
                    },
                    is_target: index == self.plan.target,
                };
                self.say(time, Turn::Milestone, 0.0, what);
            }
        }
    }

    /// Steps that never start although nothing else was chosen in their place.
    fn never_started(&mut self) {
        let reasons = Reasons::of(self.plan, self.program, self.future);
        let mut groups: Vec<(f64, usize, Because, Vec<usize>)> = Vec::new();
        for (step, reason) in reasons.why.iter().enumerate() {
            let Some((day, because)) = reason else { continue };
            let route = match because {
                Because::RouteEnded => self.plan.steps[step].route,
                _ => usize::MAX,
            };
            match groups
                .iter_mut()
                .find(|(at, of, why, _)| (*at, *of, why) == (*day, route, because))
            {
                Some((.., steps)) => steps.push(step),
                None => groups.push((*day, route, because.clone(), vec![step])),
            }
        }
        for (day, _, because, steps) in groups {
            let steps = steps.into_iter().map(|step| self.step(step)).collect();
            self.say(day, Turn::Never, 0.0, What::NeverStart { because, steps });
        }
    }
}

/// Why steps never started.
struct Reasons {
    why: Vec<Option<(f64, Because)>>,
}

impl Reasons {
    fn of(plan: &Plan, program: &Program, future: &Future<'_>) -> Self {
        let steps = plan.steps.len();
        // The outcome of the last execution of each step that ran, and whether it ended its route.
        let mut ran: Vec<Option<(Option<usize>, bool)>> = vec![None; steps];
        for execution in future.executions() {
            let outcome = execution.branch.map(|branch| branch.id);
            ran[execution.step] = Some((outcome, matches!(execution.fate, Fate::Stopped(_))));
        }
        let is_waited = |step: usize| ran[step].is_none() && plan.steps[step].recurring.is_none();
        // What could still have happened: all, less what waits for an outcome that was not drawn.
        let mut could: Vec<bool> = (0..steps)
            .map(|step| is_waited(step) || ran[step].is_some())
            .collect();
        loop {
            let is_open = |gate: &Gate| {
                join_by(gate, &|step, outcome| {
                    let is_possible = match ran[step] {
                        Some((drawn, _)) => outcome.is_none() || outcome == drawn,
                        None => could[step],
                    };
                    if is_possible { 0.0 } else { NEVER }
                }) < NEVER
            };
            let is_made = |paper: usize| {
                future.made(paper)[0] < NEVER
                    || program.makers[paper].iter().any(|maker| match ran[*maker] {
                        Some((_, has_stopped)) => {
                            has_stopped || program.ops[*maker].produces.contains(&paper)
                        }
                        None => could[*maker],
                    })
            };
            let next: Vec<bool> = (0..steps)
                .map(|step| {
                    could[step]
                        && (ran[step].is_some()
                            || plan.steps[step].after.as_ref().is_none_or(is_open)
                                && plan.steps[step]
                                    .needs
                                    .as_ref()
                                    .is_none_or(|need| is_possible(need, &is_made)))
                })
                .collect();
            if next == could {
                break;
            }
            could = next;
        }
        let mut why: Vec<Option<(f64, Because)>> = vec![None; steps];
        for step in 0..steps {
            if !could[step] || !is_waited(step) {
                continue;
            }
            let stopped = future.stopped(plan.steps[step].route);
            let missing: Vec<String> = plan.steps[step]
                .needs
                .iter()
                .flat_map(need_papers)
                .filter(|paper| {
                    let mut losses = future.losses(*paper);
                    future.made(*paper)[1] > plan.horizon || losses.any(|(_, until)| until == NEVER)
                })
                .map(|paper| plan.artefacts[paper].clone())
                .collect();
            let mut before = plan.steps[step].after.iter().flat_map(gate_steps);
            let inherited = before.find_map(|other| why[other].clone());
            why[step] = Some(if stopped <= plan.horizon {
                (stopped, Because::RouteEnded)
            } else if let Some(inherited) = inherited {
                inherited
            } else if missing.is_empty() {
                (plan.horizon, Because::Horizon)
            } else {
                (plan.horizon, Because::Missing(missing))
            });
        }
        Self { why }
    }
}

/// Whether a condition can hold, given which artefacts can be there.
fn is_possible(need: &Need, is_made: &impl Fn(usize) -> bool) -> bool {
    match need {
        Need::Always(sure) => *sure,
        Need::Held { artefact, .. } => is_made(*artefact),
        Need::All(of) => of.iter().all(|need| is_possible(need, is_made)),
        Need::Any(of) => of.iter().any(|need| is_possible(need, is_made)),
        Need::AtLeast(k, of) => of.iter().filter(|need| is_possible(need, is_made)).count() >= *k,
    }
}

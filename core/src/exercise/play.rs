//! Playing an exercise: the futures of the plans that answers ask for, and what each answer earns.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::answer::{Answer, Said};
use super::score::{self, Total};
use super::{Exercise, Happening, Measured, PredictionKind, Selection};
use crate::analysis::replay::Replay;
use crate::calendar::DAYS_PER_MONTH;
use crate::engine::NEVER;
use crate::order;
use crate::plan::Plan;
use crate::run::{Chunk, Collector, Detail, Simulation, Summary, Update};
use crate::sampling::Method;
use crate::stats::Estimate;
use crate::text::Text;

/// Every future of one plan on the class seed.
#[derive(Debug, Clone)]
pub struct Futures {
    /// The plan.
    pub plan: Arc<Plan>,
    /// Its results.
    pub summary: Summary,
    /// Days to each milestone in each future; infinite where it is not reached.
    times: Vec<Vec<f64>>,
    /// Month in which cash first is below zero, in each future; infinite: never. Empty without money.
    out: Vec<f64>,
    /// Direct cost in each future, updates included.
    totals: Vec<f64>,
    /// The release candidates of each future.
    updates: Vec<Vec<Update>>,
    /// Months that deadlines come later in this class; negative: earlier.
    shift: f64,
}

/// Something that a plan comes to, by which plans are seen side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sight {
    /// A milestone, by id.
    Milestone(String),
    /// So many updates are in the field in every market.
    Updates(u32),
}

impl Sight {
    /// What an event is about, and its deadline [months] if it has one of its own; nothing for waits and money.
    #[must_use]
    pub fn of(event: &Happening) -> Option<(Self, Option<f64>)> {
        match (&event.milestone, event.updates) {
            (Some(id), _) => Some((
                Self::Milestone(id.clone()),
                event.by.filter(|_| event.since.is_none()),
            )),
            (None, Some(updates)) => Some((Self::Updates(updates), event.by)),
            (None, None) => None,
        }
    }

    /// Everything that the targets of an exercise are about, once each.
    #[must_use]
    pub fn all(exercise: &Exercise) -> Vec<(Self, Option<f64>)> {
        let mut all: Vec<(Self, Option<f64>)> = Vec::new();
        for target in &exercise.targets {
            if let Some((sight, deadline)) = Self::of(&target.event)
                && !all.iter().any(|(known, _)| *known == sight)
            {
                all.push((sight, deadline));
            }
        }
        all
    }

    /// Words for it.
    #[must_use]
    pub fn title(&self, exercise: &Exercise) -> Text {
        match self {
            Self::Milestone(id) => {
                let base = &exercise.base;
                let known = base.milestones.iter().find(|milestone| milestone.id == *id);
                known.map_or_else(
                    || base.catalogue.artefact_title(id),
                    |milestone| milestone.title.clone(),
                )
            }
            Self::Updates(count) => Text::new(
                format!("{count} updates in the field in every market"),
                format!("全市場で更新{count}件を投入"),
            ),
        }
    }
}

impl Futures {
    /// What has to be simulated, for a face that cuts it into chunks.
    #[must_use]
    pub fn simulation(plan: &Arc<Plan>, seed: u32, futures: u64) -> Simulation {
        Simulation::new(
            Arc::clone(plan),
            u64::from(seed),
            futures,
            Method::Mc,
            Detail::Full,
        )
    }

    /// Simulates a plan from beginning to end, with deadlines that come so many months later.
    #[must_use]
    pub fn run(plan: &Arc<Plan>, seed: u32, futures: u64, shift: i32) -> Self {
        let simulation = Self::simulation(plan, seed, futures);
        let mut worker = simulation.worker();
        let chunks = (0..simulation.chunk_count()).map(|index| worker.run_chunk(index));
        Self::of(&simulation, chunks.collect(), shift)
    }

    /// Puts chunks together, in whatever order they came.
    #[must_use]
    pub fn of(simulation: &Simulation, mut chunks: Vec<Chunk>, shift: i32) -> Self {
        order::by_key(&mut chunks, |chunk| chunk.index);
        let plan = Arc::clone(simulation.plan());
        let mut times = vec![Vec::new(); plan.milestones.len()];
        let (mut out, mut totals, mut updates) = (Vec::new(), Vec::new(), Vec::new());
        let mut collector = Collector::new(simulation);
        for chunk in chunks {
            for (all, more) in times.iter_mut().zip(chunk.times()) {
                all.extend(more);
            }
            out.extend(chunk.cash_out().iter().map(|day| (day / DAYS_PER_MONTH).floor()));
            let more = chunk.update_costs().iter().copied().chain(std::iter::repeat(0.0));
            totals.extend(chunk.totals().iter().zip(more).map(|(total, more)| total + more));
            updates.extend_from_slice(chunk.updates());
            collector.add(chunk);
        }
        Self {
            summary: collector.summary(),
            plan,
            times,
            out,
            totals,
            updates,
            shift: f64::from(shift),
        }
    }

    /// The plan's seed and the number of futures, to replay one of them.
    #[must_use]
    pub fn replayed(&self, seed: u32, future: u64) -> Replay {
        Replay::of(&Self::simulation(&self.plan, seed, future + 1), future)
    }

    /// An event's deadline in this class.
    fn deadline(&self, event: &Happening) -> Option<f64> {
        event.by.map(|months| (months + self.shift).max(0.0))
    }

    fn days_to(&self, milestone: &str) -> Option<&[f64]> {
        let place = self
            .plan
            .milestones
            .iter()
            .position(|known| known.id == milestone)?;
        self.times.get(place).map(Vec::as_slice)
    }

    /// In how many futures something happens. A milestone that the plan does not have is never reached.
    #[must_use]
    pub fn chance(&self, event: &Happening) -> Estimate {
        let n = self.totals.len();
        let days = |milestone: &String| self.days_to(milestone);
        let reached = event.milestone.as_ref().map(days);
        let since = event.since.as_ref().map(days);
        let by = self.deadline(event);
        let is_in_time = |future: usize| {
            let day = match (reached, by) {
                (None, by) => return by.is_none_or(|by| self.is_alive(event, future, by)),
                (Some(days), _) => days.map_or(NEVER, |days| days[future]),
            };
            let from = match since {
                None => 0.0,
                Some(days) => days.map_or(NEVER, |days| days[future]),
            };
            day < NEVER
                && from < NEVER
                && by.is_none_or(|months| day - from <= months * DAYS_PER_MONTH)
                && self.is_alive(event, future, (day / DAYS_PER_MONTH).floor())
        };
        let happens = |future: usize| {
            is_in_time(future)
                && event
                    .updates
                    .is_none_or(|wanted| self.fielded(event, future) >= wanted)
                && event
                    .wait_at_most
                    .is_none_or(|most| self.waited(event, future) <= most * DAYS_PER_MONTH)
                && event
                    .solvent
                    .is_none_or(|months| self.out.get(future).is_none_or(|out| *out >= months))
                && event.cost_at_most.is_none_or(|most| self.totals[future] <= most)
        };
        Estimate::share((0..n).filter(|future| happens(*future)).count() as u64, n as u64)
    }

    fn is_alive(&self, event: &Happening, future: usize, month: f64) -> bool {
        !event.is_alive || self.out.get(future).is_none_or(|out| *out >= month)
    }

    /// How many updates all markets have by an event's month.
    fn fielded(&self, event: &Happening, future: usize) -> u32 {
        let by = self
            .deadline(event)
            .map_or(self.plan.horizon, |months| months * DAYS_PER_MONTH);
        let updates = self.updates.get(future).into_iter().flatten();
        updates.filter(|update| update.fielded <= by).count() as u32
    }

    /// Mean days from ready to fielded in all markets, of the updates that are ready by an event's month. An update that
    /// is not fielded by the horizon has waited until then at least.
    fn waited(&self, event: &Happening, future: usize) -> f64 {
        let by = self
            .deadline(event)
            .map_or(self.plan.horizon, |months| months * DAYS_PER_MONTH);
        let updates = self.updates.get(future).into_iter().flatten();
        let waits: Vec<f64> = updates
            .filter(|update| update.ready <= by)
            .map(|update| update.fielded.min(self.plan.horizon) - update.ready)
            .collect();
        if waits.is_empty() {
            return NEVER;
        }
        waits.iter().sum::<f64>() / waits.len() as f64
    }

    /// Mean months from ready to fielded in all markets of the updates that are ready by a month, in order; futures without
    /// such an update are left out.
    fn waits(&self, by: f64) -> Vec<f64> {
        let event = Happening {
            by: Some(by),
            ..Happening::default()
        };
        let mut waits: Vec<f64> = (0..self.updates.len())
            .map(|future| self.waited(&event, future) / DAYS_PER_MONTH)
            .filter(|months| *months < NEVER)
            .collect();
        waits.sort_unstable_by(f64::total_cmp);
        waits
    }

    /// What is measured in months, in order, in the futures in which it can be.
    #[must_use]
    pub fn measure(&self, of: &Measured) -> Vec<f64> {
        match of {
            Measured::Milestone(milestone) => self.months(milestone),
            Measured::Wait(by) => self.waits(*by),
        }
    }

    /// Months to a milestone in the futures that reach it, in order.
    #[must_use]
    pub fn months(&self, milestone: &str) -> Vec<f64> {
        self.months_to(&Sight::Milestone(milestone.to_owned()))
    }

    /// Months until something comes, in the futures in which it does, in order.
    #[must_use]
    pub fn months_to(&self, sight: &Sight) -> Vec<f64> {
        let mut months: Vec<f64> = match sight {
            Sight::Milestone(id) => {
                let days = self.days_to(id).unwrap_or_default();
                days.iter().copied().filter_map(in_months).collect()
            }
            Sight::Updates(count) => {
                let days = (0..self.updates.len()).filter_map(|future| self.day_of_update(*count, future));
                days.filter_map(in_months).collect()
            }
        };
        months.sort_unstable_by(f64::total_cmp);
        months
    }

    /// Months until something comes in one future, if it does.
    #[must_use]
    pub fn reached(&self, sight: &Sight, future: u64) -> Option<f64> {
        let future = usize::try_from(future).ok()?;
        in_months(match sight {
            Sight::Milestone(id) => *self.days_to(id)?.get(future)?,
            Sight::Updates(count) => self.day_of_update(*count, future)?,
        })
    }

    /// The day by which so many updates are in the field in one future, if that is within the horizon.
    fn day_of_update(&self, count: u32, future: usize) -> Option<f64> {
        let updates = self.updates.get(future)?.iter();
        let mut fielded: Vec<f64> = updates
            .map(|update| update.fielded)
            .filter(|day| *day <= self.plan.horizon)
            .collect();
        fielded.sort_unstable_by(f64::total_cmp);
        fielded.get((count as usize).checked_sub(1)?).copied()
    }

    /// The month in which cash runs out in one future, if it does.
    #[must_use]
    pub fn ran_out(&self, future: u64) -> Option<f64> {
        let month = *self.out.get(usize::try_from(future).ok()?)?;
        (month < NEVER).then_some(month)
    }

    /// The future whose day of the target is nearest to a quantile among those that reach it: the one to tell.
    #[must_use]
    pub fn typical(&self, p: f64) -> Option<u64> {
        let days = self.times.get(self.plan.target)?;
        let mut reached: Vec<usize> = (0..days.len()).filter(|future| days[*future] < NEVER).collect();
        order::by(&mut reached, |a, b| days[*a].total_cmp(&days[*b]));
        let last = reached.len().checked_sub(1)?;
        Some(reached[(last as f64 * p).round() as usize] as u64)
    }
}

/// Days as months; nothing for a day that never comes.
fn in_months(day: f64) -> Option<f64> {
    (day < NEVER).then_some(day / DAYS_PER_MONTH)
}

/// Names what has to be simulated: a selection, and an event card if one is played.
pub type Key = (Selection, Option<usize>);

/// The futures of all plans that a class needs, each simulated once.
#[derive(Debug, Clone, Default)]
pub struct Results {
    by: BTreeMap<Key, Result<Arc<Futures>, String>>,
}

impl Results {
    /// What is still to be simulated before these answers can be graded: their plans, the plans that predictions are
    /// about, the model and the poor plan.
    #[must_use]
    pub fn wanted(&self, exercise: &Exercise, answers: &[Answer]) -> Vec<Key> {
        let named = exercise
            .predictions
            .iter()
            .filter_map(|prediction| match prediction.kind {
                PredictionKind::Range { plan, .. } | PredictionKind::Chance { plan, .. } => Some(plan),
                PredictionKind::Choice { .. } => None,
            });
        let named = named.chain([exercise.model.plan, exercise.poor.plan]);
        let named = named.map(|plan| (exercise.plans[plan].selection.clone(), None));
        let own = answers
            .iter()
            .map(|answer| (answer.selection.clone(), answer.card));
        self.missing(named.chain(own))
    }

    /// What is still to be simulated to see what each decision does to the model plan.
    #[must_use]
    pub fn wanted_around(&self, exercise: &Exercise) -> Vec<Key> {
        self.missing(
            exercise
                .around_model()
                .into_iter()
                .map(|selection| (selection, None)),
        )
    }

    /// What is still to be simulated to see what a card does to the named plans: each before and after.
    #[must_use]
    pub fn wanted_under(&self, exercise: &Exercise, card: usize) -> Vec<Key> {
        let plans = exercise.plans.iter();
        self.missing(plans.flat_map(|plan| [None, Some(card)].map(|card| (plan.selection.clone(), card))))
    }

    fn missing(&self, keys: impl Iterator<Item = Key>) -> Vec<Key> {
        let mut wanted: Vec<Key> = keys.filter(|key| !self.by.contains_key(key)).collect();
        order::by(&mut wanted, Ord::cmp);
        wanted.dedup();
        wanted
    }

    /// Takes the futures of a plan, or why it cannot be simulated.
    pub fn insert(&mut self, key: Key, futures: Result<Arc<Futures>, String>) {
        self.by.insert(key, futures);
    }

    /// Simulates a plan from beginning to end, unless that was done.
    pub fn run(&mut self, exercise: &Exercise, key: &Key, seed: u32) {
        if !self.by.contains_key(key) {
            let months = exercise.variation(seed).months;
            let found = exercise
                .plan(&key.0, key.1, seed)
                .map(|plan| Arc::new(Futures::run(&Arc::new(plan), seed, exercise.futures, months)))
                .map_err(|error| why(&error));
            self.insert(key.clone(), found);
        }
    }

    /// The futures of a plan.
    #[must_use]
    pub fn get(&self, selection: &[usize], card: Option<usize>) -> Option<&Futures> {
        self.found(&(selection.to_vec(), card))?.ok()
    }

    /// How many plans have been simulated.
    #[must_use]
    pub fn count(&self) -> usize {
        self.by.len()
    }

    /// What became of a plan: its futures, or why it cannot be simulated.
    #[must_use]
    pub fn found(&self, key: &Key) -> Option<Result<&Futures, &String>> {
        let found = self.by.get(key)?;
        Some(found.as_deref())
    }

    /// The futures of a named plan.
    #[must_use]
    pub fn named(&self, exercise: &Exercise, plan: usize) -> Option<&Futures> {
        self.get(&exercise.plans[plan].selection, None)
    }
}

/// The first reason why a plan cannot be simulated.
#[must_use]
pub fn why(error: &crate::plan::LoadError) -> String {
    error
        .problems
        .first()
        .map_or_else(|| error.to_string(), ToString::to_string)
}

/// How a plan does on one target.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reached {
    /// Target id.
    pub id: String,
    /// Words for it.
    pub title: Text,
    /// Share of futures in which it happens.
    pub chance: Estimate,
    /// What that earns, 0 to 1.
    pub earns: f64,
    /// Points of the whole score that it can bring.
    pub of: f64,
}

/// The truth that a prediction is held against.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Truth {
    /// The 10 %, 50 % and 90 % points in months; none where nothing reaches the milestone.
    Range(Option<[f64; 3]>),
    /// How often it happens.
    Chance(Estimate),
    /// A share for each answer.
    Choice(Vec<f64>),
}

/// One prediction held against the truth.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Judged {
    /// Prediction id.
    pub id: String,
    /// The question.
    pub title: Text,
    /// What the group said.
    pub said: Option<Said>,
    /// What is so.
    pub truth: Truth,
    /// What it earns, 0 to 1.
    pub earns: f64,
    /// How well a range was drawn.
    pub range: Option<Drawn>,
}

/// How well a range was drawn.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Drawn {
    /// Share of futures that lie in it.
    pub holds: f64,
    /// Its width over that from the 10 % to the 90 % point.
    pub width: f64,
    /// Mean continuous ranked probability score of its ends and middle, in months; it is shown and not scored.
    pub crps: f64,
}

impl Drawn {
    /// Whether it holds eight futures of ten or more.
    #[must_use]
    pub fn is_hit(&self) -> bool {
        self.holds >= 0.8
    }
}

/// What an answer earns.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Grade {
    /// How the plan does.
    pub targets: Vec<Reached>,
    /// How the predictions do.
    pub predictions: Vec<Judged>,
    /// The score and its parts.
    pub total: Total,
    /// Why the decision earns nothing: too much was bought, or its plan cannot be simulated.
    pub flaw: Option<Text>,
}

/// How a plan does on every target, perhaps under a card, which may give them other weights.
#[must_use]
pub fn targets(exercise: &Exercise, futures: Option<&Futures>, card: Option<usize>) -> Vec<Reached> {
    exercise
        .targets
        .iter()
        .enumerate()
        .map(|(place, target)| {
            let chance = futures.map_or(Estimate { value: 0.0, se: 0.0 }, |futures| {
                futures.chance(&target.event)
            });
            let earns = match futures {
                Some(_) => score::ramp(chance.value, target.floor, target.required),
                None => 0.0,
            };
            Reached {
                id: target.id.clone(),
                title: target.title.clone(),
                chance,
                earns,
                of: exercise.weight(place, card) * score::DECISION,
            }
        })
        .collect()
}

/// The decision's share of the score, 0 to 1.
#[must_use]
pub fn decision(reached: &[Reached]) -> f64 {
    reached
        .iter()
        .map(|reached| reached.of / score::DECISION * reached.earns)
        .sum()
}

/// How far each decision moves the points of the model plan: the difference between its best and its worst value, all
/// else as in the model. Nothing for a decision whose plans have not all been simulated.
#[must_use]
pub fn levers(exercise: &Exercise, results: &Results) -> Vec<Option<f64>> {
    let model = &exercise.plans[exercise.model.plan].selection;
    exercise
        .decisions
        .iter()
        .enumerate()
        .map(|(place, decision)| {
            let points: Option<Vec<f64>> = (0..decision.choices.len())
                .map(|choice| {
                    let mut selection = model.clone();
                    selection[place] = choice;
                    let found = results.found(&(selection, None))?;
                    Some(self::decision(&targets(exercise, found.ok(), None)) * score::DECISION)
                })
                .collect();
            let points = points?;
            let (least, most) = points
                .iter()
                .fold((f64::INFINITY, 0.0_f64), |(a, b), p| (a.min(*p), b.max(*p)));
            Some(most - least)
        })
        .collect()
}

/// The truth about a prediction, and the months behind a range.
fn truth(exercise: &Exercise, results: &Results, kind: &PredictionKind) -> (Truth, Vec<f64>) {
    match kind {
        PredictionKind::Range { plan, of, .. } => {
            let months = results
                .named(exercise, *plan)
                .map(|futures| futures.measure(of))
                .unwrap_or_default();
            let points = || [0.1, 0.5, 0.9].map(|p| crate::stats::quantile(&months, p));
            (Truth::Range((!months.is_empty()).then(points)), months)
        }
        PredictionKind::Chance { plan, event } => {
            let chance = results
                .named(exercise, *plan)
                .map_or(Estimate { value: 0.0, se: 0.0 }, |futures| futures.chance(event));
            (Truth::Chance(chance), Vec::new())
        }
        PredictionKind::Choice { answers } => (
            Truth::Choice(answers.iter().map(|(.., p)| *p).collect()),
            Vec::new(),
        ),
    }
}

/// The truth about every prediction.
#[must_use]
pub fn truths(exercise: &Exercise, results: &Results) -> Vec<Truth> {
    let predictions = exercise.predictions.iter();
    predictions
        .map(|prediction| truth(exercise, results, &prediction.kind).0)
        .collect()
}

/// What somebody says of one prediction against the truth, from 0 to 1, and how well a range was drawn.
fn judged(kind: &PredictionKind, said: Option<&Said>, truth: &Truth, months: &[f64]) -> (f64, Option<Drawn>) {
    match (kind, said, truth) {
        (PredictionKind::Range { reference, .. }, Some(Said::Range([from, to])), _) => {
            let points = score::range_points([*from, *to], *reference, months);
            let inside = months.iter().filter(|y| (*from..=*to).contains(*y)).count();
            let best = score::best_range(months);
            let drawn = (!months.is_empty()).then(|| Drawn {
                holds: inside as f64 / months.len() as f64,
                width: (to - from) / (best[1] - best[0]),
                crps: score::mean_crps(&[*from, f64::midpoint(*from, *to), *to], months),
            });
            (points, drawn)
        }
        (_, Some(Said::Chance(said)), Truth::Chance(truth)) => {
            (score::chance_points(*said, truth.value), None)
        }
        (_, Some(Said::Choice(said)), Truth::Choice(truth)) => (score::choice_points(said, truth), None),
        _ => (0.0, None),
    }
}

/// Grades an answer on results that are complete for it. `keeps_lock` is false where the predictions are not those
/// that were locked: then they earn nothing.
#[must_use]
pub fn grade(exercise: &Exercise, answer: &Answer, results: &Results, keeps_lock: bool) -> Grade {
    let own = results.found(&(answer.selection.clone(), answer.card));
    let spent = answer.spent(exercise);
    let flaw = if spent > score::BUDGET {
        let most = score::BUDGET;
        Some(Text::new(
            format!(
                "{spent} points were spent on information, {most} are allowed: the decision earns nothing"
            ),
            format!("情報の購入が{spent}点で上限の{most}点を超えているため、決定は0点です"),
        ))
    } else {
        own.and_then(Result::err).map(|why| {
            Text::new(
                format!("the plan cannot be simulated: {why}"),
                format!("計画が成立しません:{why}"),
            )
        })
    };
    let futures = own.and_then(Result::ok).filter(|_| flaw.is_none());
    let reached = targets(exercise, futures, answer.card);
    let predictions: Vec<Judged> = exercise
        .predictions
        .iter()
        .zip(&answer.predictions)
        .map(|(prediction, said)| {
            let (truth, months) = truth(exercise, results, &prediction.kind);
            let (earns, range) = judged(&prediction.kind, said.as_ref(), &truth, &months);
            Judged {
                id: prediction.id.clone(),
                title: prediction.title.clone(),
                said: said.clone(),
                truth,
                earns: if keeps_lock { earns } else { 0.0 },
                range,
            }
        })
        .collect();
    let mean = predictions.iter().map(|judged| judged.earns).sum::<f64>() / predictions.len().max(1) as f64;
    Grade {
        total: score::total(decision(&reached), mean, spent),
        targets: reached,
        predictions,
        flaw,
    }
}

//! Playing an exercise: the futures of the plans that answers ask for, what each answer earns, and a whole class.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::answer::{Answer, Said};
use super::score::{self, Total};
use super::{Exercise, Happening, PredictionKind, Selection};
use crate::calendar::DAYS_PER_MONTH;
use crate::engine::NEVER;
use crate::order;
use crate::plan::Plan;
use crate::run::{Chunk, Collector, Detail, Simulation, Summary};
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
    /// Direct cost in each future.
    totals: Vec<f64>,
}

impl Futures {
    /// Simulates a plan from beginning to end.
    #[must_use]
    pub fn run(plan: &Arc<Plan>, seed: u32, futures: u64) -> Self {
        let simulation = Self::simulation(plan, seed, futures);
        let mut worker = simulation.worker();
        let chunks = (0..simulation.chunk_count())
            .map(|index| worker.run_chunk(index))
            .collect();
        Self::of(&simulation, chunks)
    }

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

    /// Puts chunks together, in whatever order they came.
    #[must_use]
    pub fn of(simulation: &Simulation, mut chunks: Vec<Chunk>) -> Self {
        order::by_key(&mut chunks, |chunk| chunk.index);
        let plan = Arc::clone(simulation.plan());
        let mut times = vec![Vec::new(); plan.milestones.len()];
        let (mut out, mut totals) = (Vec::new(), Vec::new());
        let mut collector = Collector::new(simulation);
        for chunk in chunks {
            for (all, more) in times.iter_mut().zip(chunk.times()) {
                all.extend(more);
            }
            out.extend(chunk.cash_out().iter().map(|day| (day / DAYS_PER_MONTH).floor()));
            totals.extend(chunk.totals());
            collector.add(chunk);
        }
        Self {
            summary: collector.summary(),
            plan,
            times,
            out,
            totals,
        }
    }

    fn months_to(&self, milestone: &str) -> Option<&[f64]> {
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
        let Some(reached) = self.months_to(&event.milestone) else {
            return Estimate::share(0, n as u64);
        };
        let since = event.since.as_deref().map(|since| self.months_to(since));
        let happens = |future: usize| {
            let day = reached[future];
            if day == NEVER {
                return false;
            }
            let from = match since {
                None => 0.0,
                Some(Some(days)) if days[future] < NEVER => days[future],
                Some(_) => return false,
            };
            let out = self.out.get(future).copied().unwrap_or(NEVER);
            event
                .by
                .is_none_or(|months| day - from <= months * DAYS_PER_MONTH)
                && (!event.is_alive || out >= (day / DAYS_PER_MONTH).floor())
                && event.solvent.is_none_or(|months| out >= months)
                && event.cost_at_most.is_none_or(|most| self.totals[future] <= most)
        };
        Estimate::share((0..n).filter(|future| happens(*future)).count() as u64, n as u64)
    }

    /// Months to a milestone in the futures that reach it, in order.
    #[must_use]
    pub fn months(&self, milestone: &str) -> Vec<f64> {
        let days = self.months_to(milestone).unwrap_or_default();
        let mut months: Vec<f64> = days
            .iter()
            .filter(|day| **day < NEVER)
            .map(|day| day / DAYS_PER_MONTH)
            .collect();
        months.sort_unstable_by(f64::total_cmp);
        months
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

/// Names what has to be simulated: a selection, and an event card if one is played.
pub type Key = (Selection, Option<usize>);

/// The futures of all plans that a class needs, each simulated once.
#[derive(Debug, Default)]
pub struct Results {
    by: BTreeMap<Key, Result<Futures, String>>,
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
        let mut wanted: Vec<Key> = named
            .chain(own)
            .filter(|key| !self.by.contains_key(key))
            .collect();
        order::by(&mut wanted, Ord::cmp);
        wanted.dedup();
        wanted
    }

    /// Takes the futures of a plan, or why it cannot be simulated.
    pub fn insert(&mut self, key: Key, futures: Result<Futures, String>) {
        self.by.insert(key, futures);
    }

    /// Simulates everything that is wanted, one plan after the other.
    pub fn fill(&mut self, exercise: &Exercise, answers: &[Answer], seed: u32) {
        for key in self.wanted(exercise, answers) {
            let found = exercise
                .plan(&key.0, key.1)
                .map(|plan| Futures::run(&Arc::new(plan), seed, exercise.futures))
                .map_err(|error| why(&error));
            self.insert(key, found);
        }
    }

    /// The futures of a plan.
    #[must_use]
    pub fn get(&self, selection: &[usize], card: Option<usize>) -> Option<&Futures> {
        self.by.get(&(selection.to_vec(), card))?.as_ref().ok()
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
    /// Why the decision earns nothing, where its plan cannot be simulated.
    pub flaw: Option<String>,
}

/// How a plan does on every target.
#[must_use]
pub fn targets(exercise: &Exercise, futures: Option<&Futures>) -> Vec<Reached> {
    exercise
        .targets
        .iter()
        .map(|target| {
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
                of: target.weight * score::DECISION,
            }
        })
        .collect()
}

/// The decision's share of the score, 0 to 1.
#[must_use]
pub fn decision(exercise: &Exercise, reached: &[Reached]) -> f64 {
    let pairs = exercise.targets.iter().zip(reached);
    pairs.map(|(target, reached)| target.weight * reached.earns).sum()
}

/// The truth about every prediction.
#[must_use]
pub fn truths(exercise: &Exercise, results: &Results) -> Vec<Truth> {
    exercise
        .predictions
        .iter()
        .map(|prediction| match &prediction.kind {
            PredictionKind::Range { plan, milestone, .. } => {
                let months = results
                    .named(exercise, *plan)
                    .map(|futures| futures.months(milestone))
                    .unwrap_or_default();
                let points = || [0.1, 0.5, 0.9].map(|p| crate::stats::quantile(&months, p));
                Truth::Range((!months.is_empty()).then(points))
            }
            PredictionKind::Chance { plan, event } => Truth::Chance(
                results
                    .named(exercise, *plan)
                    .map_or(Estimate { value: 0.0, se: 0.0 }, |futures| futures.chance(event)),
            ),
            PredictionKind::Choice { answers } => Truth::Choice(answers.iter().map(|(.., p)| *p).collect()),
        })
        .collect()
}

/// Grades an answer on results that are complete for it. `keeps_lock` is false where the predictions are not those
/// that were locked: then they earn nothing.
#[must_use]
pub fn grade(exercise: &Exercise, answer: &Answer, results: &Results, keeps_lock: bool) -> Grade {
    let own = results.by.get(&(answer.selection.clone(), answer.card));
    let reached = targets(exercise, own.and_then(|found| found.as_ref().ok()));
    let truths = truths(exercise, results);
    let predictions: Vec<Judged> = exercise
        .predictions
        .iter()
        .zip(&answer.predictions)
        .zip(truths)
        .map(|((prediction, said), truth)| {
            let earns = match (&prediction.kind, said, &truth) {
                (
                    PredictionKind::Range {
                        plan,
                        milestone,
                        reference,
                    },
                    Some(Said::Range(range)),
                    _,
                ) => {
                    let months = results
                        .named(exercise, *plan)
                        .map(|futures| futures.months(milestone))
                        .unwrap_or_default();
                    score::range_points(*range, *reference, &months)
                }
                (_, Some(Said::Chance(said)), Truth::Chance(truth)) => {
                    score::chance_points(*said, truth.value)
                }
                (_, Some(Said::Choice(said)), Truth::Choice(truth)) => score::choice_points(said, truth),
                _ => 0.0,
            };
            Judged {
                id: prediction.id.clone(),
                title: prediction.title.clone(),
                said: said.clone(),
                truth,
                earns: if keeps_lock { earns } else { 0.0 },
            }
        })
        .collect();
    let mean = predictions.iter().map(|judged| judged.earns).sum::<f64>() / predictions.len().max(1) as f64;
    Grade {
        total: score::total(decision(exercise, &reached), mean, answer.spent(exercise)),
        targets: reached,
        predictions,
        flaw: own.and_then(|found| found.as_ref().err().cloned()),
    }
}

/// An answer as it came, or why it is not graded.
#[derive(Debug, Clone)]
pub struct Handed {
    /// Where it came from, to be shown: a file and a number, never what stands in it.
    pub from: String,
    /// The answer, or what is wrong with it.
    pub answer: Result<Answer, Text>,
}

/// What a group handed over before the class word was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    /// The eight characters.
    pub code: String,
    /// The group.
    pub group: String,
}

/// How a class is graded.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// Seed of the class.
    pub seed: u32,
    /// Locks, where they were collected.
    pub locks: Vec<Lock>,
    /// Of several answers by one group the last one counts, not the first.
    pub takes_last: bool,
}

/// Whether predictions were locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Locked {
    /// They are those that were locked.
    Kept,
    /// They are others: they earn nothing.
    Broken,
    /// No lock was collected for this group.
    Unknown,
}

/// One group's row of a class report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// The group.
    pub group: String,
    /// Rank within its round; tied groups share one.
    pub rank: usize,
    /// Title of the event card; none in the first round.
    pub card: Option<Text>,
    /// The choices, in words, in the order of the decisions.
    pub choices: Vec<Text>,
    /// What it earns.
    pub grade: Grade,
    /// Whether predictions were locked.
    pub locked: Locked,
    /// Whether the group practised on another class word.
    pub other_seed: bool,
    /// What would change the group's mind.
    pub assumption: String,
}

/// An answer that is not graded.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rejected {
    /// Where it came from.
    pub from: String,
    /// Why.
    pub reason: Text,
}

/// A plan that the class is compared with.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Compared {
    /// Words for it.
    pub title: Text,
    /// The choices that make it, in words.
    pub choices: Vec<Text>,
    /// Why it is good or poor.
    pub why: Text,
    /// How it does.
    pub targets: Vec<Reached>,
    /// Points for the decision, of 60.
    pub points: f64,
}

/// A class and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Class {
    /// Exercise id.
    pub exercise: String,
    /// Title.
    pub title: Text,
    /// Stands for the exercise, its plan and the routes of the catalogue: eight bytes, hexadecimal.
    pub content: String,
    /// Seed of the class.
    pub seed: u32,
    /// Futures behind every number.
    pub futures: u64,
    /// The decisions, in words.
    pub decisions: Vec<Text>,
    /// Groups: the first round by score, then each card's.
    pub rows: Vec<Row>,
    /// Answers that are not graded.
    pub rejected: Vec<Rejected>,
    /// The author's plan.
    pub model: Compared,
    /// The plan that tempts.
    pub poor: Compared,
    /// The future to tell: the median one of the first plan that a prediction is about.
    pub told: Option<u64>,
}

/// The choices of a selection, in words.
#[must_use]
pub fn choices(exercise: &Exercise, selection: &[usize]) -> Vec<Text> {
    let pairs = exercise.decisions.iter().zip(selection);
    pairs
        .filter_map(|(decision, choice)| Some(decision.choices.get(*choice)?.title.clone()))
        .collect()
}

/// Takes one answer a group and round; the others are handed back with the reason.
#[must_use]
pub fn sorted_out(handed: Vec<Handed>, rules: &Rules) -> (Vec<(String, Answer)>, Vec<Rejected>) {
    let mut taken: Vec<(String, Answer)> = Vec::new();
    let mut rejected = Vec::new();
    for Handed { from, answer } in handed {
        let answer = match answer {
            Ok(answer) => answer,
            Err(reason) => {
                rejected.push(Rejected { from, reason });
                continue;
            }
        };
        let place = taken
            .iter()
            .position(|(_, known)| known.group == answer.group && known.card == answer.card);
        let Some(place) = place else {
            taken.push((from, answer));
            continue;
        };
        let is_same = Answer {
            assumption: String::new(),
            lang: taken[place].1.lang,
            ..answer.clone()
        } == Answer {
            assumption: String::new(),
            ..taken[place].1.clone()
        };
        let (from, other) = if rules.takes_last {
            let (older, _) = std::mem::replace(&mut taken[place], (from, answer));
            (older, taken[place].0.clone())
        } else {
            (from, taken[place].0.clone())
        };
        let reason = if is_same {
            Text::new(format!("the same as {other}"), format!("{other}と同じ解答です"))
        } else {
            Text::new(
                format!("another answer of the same group; {other} counts"),
                format!("同じグループの別の解答です({other}を採点しました)"),
            )
        };
        rejected.push(Rejected { from, reason });
    }
    (taken, rejected)
}

/// Grades a class on results that are complete for its answers.
#[must_use]
pub fn class(
    exercise: &Exercise,
    answers: &[(String, Answer)],
    rejected: Vec<Rejected>,
    results: &Results,
    rules: &Rules,
) -> Class {
    let mut rows: Vec<(Option<usize>, Row)> = answers
        .iter()
        .map(|(_, answer)| {
            let locked = locked(exercise, answer, rules);
            let row = Row {
                group: answer.group.clone(),
                rank: 0,
                card: answer.card.map(|card| exercise.cards[card].title.clone()),
                choices: choices(exercise, &answer.selection),
                grade: grade(exercise, answer, results, locked != Locked::Broken),
                locked,
                other_seed: answer.seed != 0 && answer.seed != rules.seed,
                assumption: answer.assumption.clone(),
            };
            (answer.card, row)
        })
        .collect();
    let by_score = |a: &Row, b: &Row| b.grade.total.score.total_cmp(&a.grade.total.score);
    order::by(&mut rows, |(x, a), (y, b)| {
        x.cmp(y).then(by_score(a, b)).then_with(|| a.group.cmp(&b.group))
    });
    let rows = rows
        .chunk_by(|(a, _), (b, _)| a == b)
        .flat_map(|round| {
            let scores: Vec<f64> = round.iter().map(|(_, row)| row.grade.total.score).collect();
            let ranks = score::ranks(&scores);
            round
                .iter()
                .zip(ranks)
                .map(|((_, row), rank)| Row { rank, ..row.clone() })
                .collect::<Vec<_>>()
        })
        .collect();
    let compared = |verdict: &super::Verdict| {
        let plan = &exercise.plans[verdict.plan];
        let targets = targets(exercise, results.named(exercise, verdict.plan));
        Compared {
            title: plan.title.clone(),
            choices: choices(exercise, &plan.selection),
            why: verdict.why.clone(),
            points: decision(exercise, &targets) * score::DECISION,
            targets,
        }
    };
    Class {
        exercise: exercise.id.clone(),
        title: exercise.title.clone(),
        content: exercise.content_words(),
        seed: rules.seed,
        futures: exercise.futures,
        decisions: exercise
            .decisions
            .iter()
            .map(|decision| decision.title.clone())
            .collect(),
        rows,
        rejected,
        model: compared(&exercise.model),
        poor: compared(&exercise.poor),
        told: results
            .named(exercise, exercise.told())
            .and_then(|futures| futures.typical(0.5)),
    }
}

fn locked(exercise: &Exercise, answer: &Answer, rules: &Rules) -> Locked {
    let code = answer.lock(exercise);
    let mut of_group = rules
        .locks
        .iter()
        .filter(|lock| lock.group == answer.group)
        .peekable();
    if of_group.peek().is_none() {
        Locked::Unknown
    } else if of_group.any(|lock| lock.code == code) {
        Locked::Kept
    } else {
        Locked::Broken
    }
}

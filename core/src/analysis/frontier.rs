//! The combinations of a plan's options that nothing beats: for each of them, whatever is sooner, cheaper and less likely
//! to run out of cash at once does not exist among the others. All combinations meet the same futures.
//!
//! # What is compared
//!
//! - **Time**: the P80 of the time to the target over *all* futures; one that does not get there counts as never. A
//!   combination that reaches the target in fewer than 80 % of futures has no such time, so it cannot win by seldom
//!   succeeding. Where fewer than half of the combinations reach it in 80 % of futures, a lower level is taken, the same
//!   for all: the highest of 70, 60 … 10 % that half of them have. Or, if a day is asked for, the chance to be later.
//! - **Cost**: the P80 of the direct cost of everything by the horizon.
//! - **Cash**: the chance that it runs out before the first sale; the same for all where the plan tells nothing of cash.
//!
//! Values are rounded to what a reader would act on before they are compared, so that differences of a day or of chance
//! do not make a combination look like an answer of its own.
//!
//! # Large spaces
//!
//! Up to [`Bounds::all`] combinations are all run. Beyond, a spread of them, with the plan as it stands and its
//! neighbours, is run on a sixteenth of the futures; the better quarter goes on to four times as many, twice (successive
//! halving: Jamieson and Talwalkar 2016, "Non-stochastic Best Arm Identification and Hyperparameter Optimization"),
//! better meaning by fronts and, within one, by distance from its neighbours (Deb et al. 2002, "NSGA-II"). Then the
//! neighbours of the best are run, one option turned, until none of them is new. All of it is a function of the plan
//! and the seed.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::Named;
use crate::calendar::{DAYS_PER_MONTH, Date};
use crate::catalogue::{Catalogue, SourceFile};
use crate::decision::{Decision, Selection, count, selection, selections};
use crate::diag::{Problem, did_you_mean};
use crate::dist::Tables;
use crate::edit::{turned_all, without};
use crate::engine::NEVER;
use crate::limits;
use crate::plan::Plan;
use crate::run::{Detail, Simulation};
use crate::sampling::Method;
use crate::stats::{Estimate, quantile_estimate, quantile_or_never};

/// Levels of times: the first one counts unless too few combinations reach it.
const LEVELS: [f64; 8] = [0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1];
/// Times within this are the same: a quarter of a month.
const TIME_GRAIN: f64 = DAYS_PER_MONTH / 4.0;
/// Costs within this share of the lowest are the same.
const COST_GRAIN: f64 = 0.01;
/// Chances within this are the same.
const CHANCE_GRAIN: f64 = 0.01;
/// Of the candidates of one stage of a search, one in so many goes on.
const KEPT: usize = 4;
/// The first stage of a search runs on one future in so many.
const FIRST_SHARE: u64 = 16;
/// No stage runs on fewer.
const FEWEST: u64 = 128;

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Id of the milestone that counts; the plan's target unless said.
    pub target: Option<String>,
    /// The day to be in time for, in place of being as early as possible.
    pub by: Option<Date>,
    /// Seed of all randomness.
    pub seed: u64,
    /// Futures for each combination.
    pub futures: u64,
    /// How many combinations are run.
    pub bounds: Bounds,
}

/// How many combinations are run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Up to so many, all.
    pub all: u64,
    /// Beyond, so many in the first stage of a search.
    pub first: usize,
    /// And so many neighbours of the best.
    pub neighbours: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            all: limits::COMBINATIONS,
            first: limits::SEARCHED,
            neighbours: limits::SEARCHED / 4,
        }
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FrontierError {
    /// Nothing is open to decide.
    #[error("plan `{0}` has no options to choose among; declare some with `[[plan.option]]`")]
    NoOptions(String),
    /// No such milestone.
    #[error("milestone `{name}` is not known; {help}")]
    UnknownTarget {
        /// What was asked for.
        name: String,
        /// What there is.
        help: String,
    },
    /// A day before the plan begins.
    #[error("{0} is not after the plan's start")]
    TooEarly(Date),
    /// Not one combination can be simulated.
    #[error("no combination can be simulated; the first one: {0}")]
    NothingRuns(String),
}

/// What one combination came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    reached: Estimate,
    /// Times at [`LEVELS`] over all futures.
    times: [Time; 8],
    late: Option<Estimate>,
    cost: Estimate,
    out: Option<Estimate>,
}

/// A time that may be never, and its standard error, which is unknown where futures that never get there are near.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Time {
    /// Days from the plan's start; nothing: never.
    pub days: Option<f64>,
    /// Standard error.
    pub se: Option<f64>,
}

impl Time {
    fn of(sorted: &[f64], p: f64) -> Self {
        let delta = (p * (1.0 - p) / sorted.len().max(1) as f64).sqrt();
        let [days, high, low] = [p, p + delta, p - delta].map(|p| quantile_or_never(sorted, p));
        Self {
            days,
            se: days.and(high).zip(low).map(|(high, low)| (high - low) / 2.0),
        }
    }
}

impl Score {
    fn new(mut times: Vec<f64>, mut costs: Vec<f64>, out: Option<u64>, by: Option<f64>) -> Self {
        let n = times.len() as u64;
        times.sort_unstable_by(f64::total_cmp);
        costs.sort_unstable_by(f64::total_cmp);
        let until = |day: f64| times.partition_point(|time| *time <= day) as u64;
        Self {
            reached: Estimate::share(times.partition_point(|time| *time < NEVER) as u64, n),
            times: LEVELS.map(|p| Time::of(&times, p)),
            late: by.map(|day| Estimate::share(n - until(day), n)),
            cost: quantile_estimate(&costs, 0.8),
            out: out.map(|hits| Estimate::share(hits, n)),
        }
    }

    fn time(&self, level: f64) -> Time {
        let place = LEVELS.iter().position(|known| *known == level);
        self.times[place.expect("a level of the list")]
    }
}

/// What counts, each the less the better.
type Objectives = [f64; 3];

/// Whether one is as good in everything and better in something.
fn dominates(one: &Objectives, other: &Objectives) -> bool {
    one.iter().zip(other).all(|(a, b)| a <= b) && one != other
}

/// The number of the front that each belongs to: 0 for those that nothing dominates, 1 for those that only these do.
fn fronts(all: &[Objectives]) -> Vec<usize> {
    let mut front = vec![usize::MAX; all.len()];
    let mut left: Vec<usize> = (0..all.len()).collect();
    for number in 0.. {
        if left.is_empty() {
            break;
        }
        let is_beaten = |place: &usize| left.iter().any(|other| dominates(&all[*other], &all[*place]));
        let (beaten, best): (Vec<usize>, Vec<usize>) = left.iter().copied().partition(is_beaten);
        for place in best {
            front[place] = number;
        }
        left = beaten;
    }
    front
}

/// How far each stands from its neighbours on the same front, in shares of the front's width; the ends stand alone.
fn crowding(all: &[Objectives], front: &[usize]) -> Vec<f64> {
    let mut distance = vec![0.0; all.len()];
    let last = front.iter().copied().max().unwrap_or(0);
    for number in 0..=last {
        let mut members: Vec<usize> = (0..all.len()).filter(|place| front[*place] == number).collect();
        for objective in 0..3 {
            members.sort_by(|a, b| all[*a][objective].total_cmp(&all[*b][objective]).then(a.cmp(b)));
            let (Some(first), Some(end)) = (members.first().copied(), members.last().copied()) else {
                continue;
            };
            distance[first] = NEVER;
            distance[end] = NEVER;
            let width = all[end][objective] - all[first][objective];
            for three in members.windows(3) {
                let gap = all[three[2]][objective] - all[three[0]][objective];
                if width > 0.0 && width < NEVER && gap < NEVER {
                    distance[three[1]] += gap / width;
                }
            }
        }
    }
    distance
}

/// The level at which times are compared: the highest that half of the combinations reach.
fn level(scores: &[&Score]) -> f64 {
    let have = |level: f64| {
        let with = scores
            .iter()
            .filter(|score| score.time(level).days.is_some())
            .count();
        with * 2 >= scores.len() && with > 0
    };
    LEVELS
        .into_iter()
        .find(|level| have(*level))
        .unwrap_or(LEVELS[LEVELS.len() - 1])
}

/// What counts of each, rounded to what a reader would act on.
fn objectives(scores: &[&Score], level: f64) -> Vec<Objectives> {
    let lowest = scores
        .iter()
        .map(|score| score.cost.value)
        .fold(f64::INFINITY, f64::min);
    let cost_grain = (lowest * COST_GRAIN).max(1.0);
    let rounded = |value: f64, grain: f64| (value / grain).round() * grain;
    scores
        .iter()
        .map(|score| {
            let time = match score.late {
                Some(late) => rounded(late.value, CHANCE_GRAIN),
                None => score
                    .time(level)
                    .days
                    .map_or(NEVER, |days| rounded(days, TIME_GRAIN)),
            };
            let out = score.out.map_or(0.0, |out| rounded(out.value, CHANCE_GRAIN));
            [time, rounded(score.cost.value, cost_grain), out]
        })
        .collect()
}

/// Combinations to be run on so many futures each. Each can be run for itself, in any order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// The combinations.
    pub selections: Vec<Selection>,
    /// Futures for each.
    pub futures: u64,
}

/// A combination that was run, or why it cannot be.
pub type Ran = Result<Score, Problem>;

/// Searches the options of a plan, round by round.
#[derive(Debug)]
pub struct Search {
    plan: Arc<Plan>,
    catalogue: Arc<Catalogue>,
    question: Question,
    target: Named,
    /// Days to the day to be in time for.
    by: Option<f64>,
    stage: Stage,
    round: Option<Round>,
    /// What is known on all futures.
    done: BTreeMap<Selection, Ran>,
    neighbours: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Everything at once.
    All,
    /// A stage of the search on less than all futures.
    Halving,
    /// The rest of it on all futures.
    Last,
    /// Neighbours of the best.
    Neighbours,
}

impl Search {
    /// Prepares a search of a plan's options, against the catalogue that the plan was loaded with.
    ///
    /// # Errors
    ///
    /// [`FrontierError`] where there is nothing to search or no such target.
    pub fn new(
        plan: &Arc<Plan>,
        catalogue: &Arc<Catalogue>,
        question: Question,
    ) -> Result<Self, FrontierError> {
        if plan.options.is_empty() {
            return Err(FrontierError::NoOptions(plan.id.clone()));
        }
        let id = question
            .target
            .as_ref()
            .unwrap_or(&plan.milestones[plan.target].id);
        let Some(target) = plan.milestones.iter().find(|milestone| milestone.id == *id) else {
            let known: Vec<&str> = plan
                .milestones
                .iter()
                .map(|milestone| milestone.id.as_str())
                .collect();
            return Err(FrontierError::UnknownTarget {
                help: did_you_mean(id, known.iter().copied()).map_or_else(
                    || format!("milestones of this plan: {}", known.join(", ")),
                    |help| help.en,
                ),
                name: id.clone(),
            });
        };
        let target = Named {
            id: target.id.clone(),
            title: target.title.clone(),
        };
        let by = question.by.map(|day| f64::from(day.days_since(plan.start)));
        if let (Some(day), Some(days)) = (question.by, by)
            && days <= 0.0
        {
            return Err(FrontierError::TooEarly(day));
        }
        let mut search = Self {
            plan: Arc::clone(plan),
            catalogue: Arc::clone(catalogue),
            target,
            by,
            stage: Stage::All,
            round: None,
            done: BTreeMap::new(),
            neighbours: question.bounds.neighbours,
            question,
        };
        search.round = Some(search.first());
        Ok(search)
    }

    fn options(&self) -> &[Decision] {
        &self.plan.options
    }

    /// The plan as it stands, if it is one of the combinations.
    fn standing(&self) -> Option<Selection> {
        self.plan.chosen.iter().copied().collect()
    }

    fn first(&mut self) -> Round {
        let futures = self.question.futures;
        let total = count(self.options());
        if total.is_some_and(|total| total <= self.question.bounds.all) {
            return Round {
                selections: selections(self.options()).collect(),
                futures,
            };
        }
        self.stage = Stage::Halving;
        let mut found: Vec<Selection> = self.standing().into_iter().collect();
        if let Some(standing) = found.first().cloned() {
            found.extend(neighbours(self.options(), &standing));
        }
        let total = total.unwrap_or(u64::MAX);
        // Steps of the golden section spread over any range; a step without a common divisor meets nothing twice.
        let mut step = (total as f64 * 0.618_033_988_749_895) as u64 | 1;
        while gcd(step, total) > 1 {
            step += 2;
        }
        let (mut at, mut turns) = (0, 0);
        while found.len() < self.question.bounds.first && turns < total {
            let next = selection(self.options(), at);
            if !found.contains(&next) {
                found.push(next);
            }
            at = ((u128::from(at) + u128::from(step)) % u128::from(total)) as u64;
            turns += 1;
        }
        Round {
            selections: found,
            futures: (futures / FIRST_SHARE).max(FEWEST).min(futures),
        }
    }

    /// What has to be run next; nothing when the answer is there.
    #[must_use]
    pub const fn round(&self) -> Option<&Round> {
        self.round.as_ref()
    }

    /// Takes what the combinations of the round came to, in their order.
    pub fn take(&mut self, results: Vec<Ran>) {
        let Some(round) = self.round.take() else { return };
        let mut ran: Vec<(Selection, Ran)> = round.selections.into_iter().zip(results).collect();
        if self.stage == Stage::Halving {
            // What cannot be simulated is known for good.
            let sound: Vec<(Selection, Score)> = ran
                .extract_if(.., |(_, ran)| ran.is_ok())
                .filter_map(|(selection, ran)| Some((selection, ran.ok()?)))
                .collect();
            self.done.extend(ran);
            let kept = better(&sound, sound.len().div_ceil(KEPT));
            let futures = (round.futures * KEPT as u64).min(self.question.futures);
            if futures == self.question.futures {
                self.stage = Stage::Last;
            }
            if !kept.is_empty() {
                self.round = Some(Round {
                    selections: kept,
                    futures,
                });
            }
            return;
        }
        self.done.extend(ran);
        if self.stage == Stage::All {
            return;
        }
        self.stage = Stage::Neighbours;
        let mut new: Vec<Selection> = Vec::new();
        for best in self.best() {
            for next in neighbours(self.options(), &best) {
                if !self.done.contains_key(&next) && !new.contains(&next) {
                    new.push(next);
                }
            }
        }
        new.truncate(self.neighbours);
        self.neighbours -= new.len();
        if !new.is_empty() {
            self.round = Some(Round {
                selections: new,
                futures: self.question.futures,
            });
        }
    }

    fn scored(&self) -> Vec<(&Selection, &Score)> {
        self.done
            .iter()
            .filter_map(|(selection, ran)| Some((selection, ran.as_ref().ok()?)))
            .collect()
    }

    /// The combinations that nothing beats so far.
    fn best(&self) -> Vec<Selection> {
        let scored = self.scored();
        let scores: Vec<&Score> = scored.iter().map(|(_, score)| *score).collect();
        let objectives = objectives(&scores, level(&scores));
        let front = fronts(&objectives);
        let is_best = |place: &usize| front[*place] == 0 && is_eligible(&objectives, *place);
        (0..scored.len())
            .filter(is_best)
            .map(|place| scored[place].0.clone())
            .collect()
    }

    /// Futures to be run in all rounds that are known so far.
    #[must_use]
    pub fn pending(&self) -> u64 {
        let round = self.round.as_ref();
        round.map_or(0, |round| round.selections.len() as u64 * round.futures)
    }

    /// The answer, once no round is left.
    ///
    /// # Errors
    ///
    /// [`FrontierError::NothingRuns`].
    pub fn frontier(&self) -> Result<Frontier, FrontierError> {
        let scored = self.scored();
        if scored.is_empty() {
            let first = self.done.values().find_map(|ran| ran.as_ref().err());
            return Err(FrontierError::NothingRuns(
                first.map_or_else(String::new, ToString::to_string),
            ));
        }
        let scores: Vec<&Score> = scored.iter().map(|(_, score)| *score).collect();
        let level = level(&scores);
        let values = objectives(&scores, level);
        let front = fronts(&values);
        let standing = self.standing();
        let far = |selection: &Selection| {
            let from = standing.iter().flatten();
            from.zip(selection).filter(|(a, b)| a != b).count()
        };
        let combination = |place: usize| {
            let (selection, score) = scored[place];
            Combination {
                choose: self.named(selection),
                is_standing: standing.as_ref() == Some(selection),
                reached: score.reached,
                time: score.time(level),
                late: score.late,
                cost: score.cost,
                out: score.out,
                alike: Vec::new(),
                beaten_by: None,
            }
        };
        // Those that come to the same stand together: the one nearest to the plan as it stands speaks for them.
        let mut order: Vec<usize> = (0..scored.len()).collect();
        order.sort_by(|a, b| {
            let by_value = values[*a].iter().zip(&values[*b]).map(|(a, b)| a.total_cmp(b));
            by_value
                .fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
                .then(far(scored[*a].0).cmp(&far(scored[*b].0)))
                .then(scored[*a].0.cmp(scored[*b].0))
        });
        let mut best: Vec<Combination> = Vec::new();
        let mut best_values: Vec<Objectives> = Vec::new();
        let (chosen, others): (Vec<usize>, Vec<usize>) = order
            .into_iter()
            .partition(|place| front[*place] == 0 && is_eligible(&values, *place));
        for place in chosen {
            if best_values.last() == Some(&values[place])
                && let Some(same) = best.last_mut()
            {
                same.is_standing |= standing.as_ref() == Some(scored[place].0);
                same.alike.push(self.named(scored[place].0));
                continue;
            }
            best_values.push(values[place]);
            best.push(combination(place));
        }
        let beaten = others
            .into_iter()
            .map(|place| Combination {
                beaten_by: best_values
                    .iter()
                    .position(|best| dominates(best, &values[place])),
                ..combination(place)
            })
            .collect();
        let impossible = self.done.iter().filter_map(|(selection, ran)| {
            Some(Impossible {
                choose: self.named(selection),
                problem: ran.as_ref().err()?.clone(),
            })
        });
        Ok(Frontier {
            target: self.target.clone(),
            by: self.question.by,
            level,
            start: self.plan.start,
            currency: self.plan.currency.clone(),
            futures: self.question.futures,
            combinations: count(self.options()),
            run: self.done.len() as u64,
            is_complete: self.stage == Stage::All,
            options: self
                .options()
                .iter()
                .map(|option| Choices {
                    id: option.id.clone(),
                    title: option.title.clone(),
                    choices: option
                        .choices
                        .iter()
                        .map(|choice| Named {
                            id: choice.id.clone(),
                            title: choice.title.clone(),
                        })
                        .collect(),
                })
                .collect(),
            best,
            beaten,
            impossible: impossible.collect(),
        })
    }

    fn named(&self, selection: &Selection) -> BTreeMap<String, String> {
        let pairs = self.options().iter().zip(selection);
        pairs
            .map(|(option, choice)| (option.id.clone(), option.choices[*choice].id.clone()))
            .collect()
    }
}

/// Whether a combination may be an answer: where others reach the target, one that does not is none.
fn is_eligible(all: &[Objectives], place: usize) -> bool {
    all[place][0] < NEVER || all.iter().all(|other| other[0] == NEVER)
}

/// The better ones of a stage, by front and then by distance from their neighbours.
fn better(ran: &[(Selection, Score)], keep: usize) -> Vec<Selection> {
    let scores: Vec<&Score> = ran.iter().map(|(_, score)| score).collect();
    let values = objectives(&scores, level(&scores));
    let front = fronts(&values);
    let distance = crowding(&values, &front);
    let mut order: Vec<usize> = (0..ran.len()).collect();
    let is_never = |place: usize| !is_eligible(&values, place);
    order.sort_by(|a, b| {
        is_never(*a)
            .cmp(&is_never(*b))
            .then(front[*a].cmp(&front[*b]))
            .then(distance[*b].total_cmp(&distance[*a]))
            .then(a.cmp(b))
    });
    let kept = order.into_iter().take(keep);
    kept.map(|place| ran[place].0.clone()).collect()
}

/// The selections that differ in one option.
fn neighbours(options: &[Decision], from: &Selection) -> Vec<Selection> {
    let mut all = Vec::new();
    for (place, option) in options.iter().enumerate() {
        for choice in (0..option.choices.len()).filter(|choice| *choice != from[place]) {
            let mut next = from.clone();
            next[place] = choice;
            all.push(next);
        }
    }
    all
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// Runs combinations. Tables of distributions are made once and serve them all.
#[derive(Debug, Default)]
pub struct CombinationRunner {
    tables: Tables,
}

impl CombinationRunner {
    /// Runs one combination of a search, unless `stop` says so between two chunks: then nothing comes back.
    pub fn run(
        &mut self,
        search: &Search,
        selection: &Selection,
        futures: u64,
        stop: impl Fn() -> bool,
    ) -> Option<Ran> {
        let plan = match search.plan_of(selection) {
            Ok(plan) => Arc::new(plan),
            Err(problem) => return Some(Err(problem)),
        };
        let simulation = Simulation::with_tables(
            Arc::clone(&plan),
            search.question.seed,
            futures,
            Method::Mc,
            Detail::Totals,
            &mut self.tables,
        );
        let target = plan
            .milestones
            .iter()
            .position(|milestone| milestone.id == search.target.id);
        let n = simulation.iterations() as usize;
        let (mut times, mut costs) = (Vec::with_capacity(n), Vec::with_capacity(n));
        let mut out = plan.money.is_some().then_some(0);
        let mut worker = simulation.worker();
        for index in 0..simulation.chunk_count() {
            if stop() {
                return None;
            }
            let chunk = worker.run_chunk(index);
            match target.and_then(|target| chunk.times().get(target)) {
                Some(found) => times.extend(found),
                None => times.resize(times.len() + chunk.len as usize, NEVER),
            }
            costs.extend(chunk.totals());
            if let Some(out) = &mut out {
                *out += chunk.out_before_revenue();
            }
        }
        Some(Ok(Score::new(times, costs, out, search.by)))
    }
}

impl Search {
    /// The plan of a combination.
    fn plan_of(&self, selection: &Selection) -> Result<Plan, Problem> {
        let settings: Vec<_> = self
            .options()
            .iter()
            .zip(selection)
            .filter_map(|(option, choice)| option.settings(*choice))
            .flatten()
            .collect();
        let file = &self.plan.file;
        let problem = |message: [&str; 2]| {
            let help = ["mend what its choices set", "選択肢の `set` を直してください"];
            file.as_ref().problem("bad-combination", &(0..0), message, help)
        };
        // What counts is this question's target; the plan's own may be out of reach of these choices.
        let text = turned_all(&file.text, &settings)
            .and_then(|text| without(&text, "target"))
            .ok_or_else(|| {
                problem([
                    "the plan's file has not every lever that these choices turn",
                    "これらの選択肢が動かすものの一部が計画のファイルにありません",
                ])
            })?;
        let file = SourceFile {
            name: file.name.clone(),
            text,
        };
        Plan::load(&file, &self.catalogue).map_err(|error| {
            let first = error.problems.into_iter().next();
            first.unwrap_or_else(|| problem(["this cannot be simulated", "計算できません"]))
        })
    }
}

/// Runs a search to its end on this thread.
///
/// # Errors
///
/// [`FrontierError`].
pub fn frontier(mut search: Search) -> Result<Frontier, FrontierError> {
    let mut runner = CombinationRunner::default();
    while let Some(round) = search.round().cloned() {
        let ran = round
            .selections
            .iter()
            .filter_map(|selection| runner.run(&search, selection, round.futures, || false));
        let ran = ran.collect();
        search.take(ran);
    }
    search.frontier()
}

/// What is open to decide, and between what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Choices {
    /// Option id.
    pub id: String,
    /// Words for it.
    pub title: crate::text::Text,
    /// Its choices.
    pub choices: Vec<Named>,
}

/// One combination and what it comes to.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Combination {
    /// Choice by option, as a plan's `choose` says it.
    pub choose: BTreeMap<String, String>,
    /// Whether this is the plan as it stands, or one that comes to the same.
    pub is_standing: bool,
    /// Share of futures that reach the target by the horizon.
    pub reached: Estimate,
    /// Time to the target at [`Frontier::level`], over all futures.
    pub time: Time,
    /// Share of futures that are not there on [`Frontier::by`], where a day was asked for.
    pub late: Option<Estimate>,
    /// P80 of the direct cost by the horizon.
    pub cost: Estimate,
    /// Share of futures in which cash runs out before the first sale, where the plan tells of cash.
    pub out: Option<Estimate>,
    /// Other combinations that come to the same.
    pub alike: Vec<BTreeMap<String, String>>,
    /// The place in [`Frontier::best`] of one that beats it; nothing for the best, and where only the target decides.
    pub beaten_by: Option<usize>,
}

/// A combination that cannot be simulated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Impossible {
    /// Choice by option.
    pub choose: BTreeMap<String, String>,
    /// What is wrong with it.
    pub problem: Problem,
}

/// The combinations that nothing beats, and the others.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Frontier {
    /// The milestone that counts.
    pub target: Named,
    /// The day to be in time for, where one was asked for.
    pub by: Option<Date>,
    /// Level of the times: 0.8 unless too few combinations reach the target so often.
    pub level: f64,
    /// First day of the plan: all days count from it.
    pub start: Date,
    /// Currency of all amounts.
    pub currency: String,
    /// Futures simulated of each combination, the same for all.
    pub futures: u64,
    /// How many combinations there are; nothing if beyond counting.
    pub combinations: Option<u64>,
    /// How many were run on all these futures, those that cannot be simulated counted.
    pub run: u64,
    /// Whether these were all of them; otherwise they were searched.
    pub is_complete: bool,
    /// What is open to decide.
    pub options: Vec<Choices>,
    /// The combinations that nothing beats, the earliest first.
    pub best: Vec<Combination>,
    /// The others, in the order of time, cost and cash.
    pub beaten: Vec<Combination>,
    /// Combinations that cannot be simulated.
    pub impossible: Vec<Impossible>,
}

#[cfg(test)]
mod tests;

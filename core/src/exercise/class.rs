//! A class: answers that were handed in, sorted out and graded, and what is told of it.

use serde::Serialize;

use super::answer::Answer;
use super::code::engine as engine_here;
use super::play::{Futures, Grade, Key, Reached, Results, Sight, decision, grade, levers, targets};
use super::{Exercise, score};
use crate::text::{Lang, Text};

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
    /// The class word, as it was said.
    pub word: String,
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
    /// The plan by its choices and its card.
    #[serde(skip)]
    pub key: Key,
    /// Whether predictions were locked.
    pub locked: Locked,
    /// Whether the group practised on another class word.
    pub other_seed: bool,
    /// The version of regpath that made its code, where that is another one.
    pub other_engine: Option<[u8; 2]>,
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
    /// Its name in the exercise.
    pub id: String,
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
    /// The class word.
    pub word: String,
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
    /// Futures to tell, the same for every group.
    pub told: Vec<Told>,
    /// How far each decision moves the points of the model plan, in the order of the decisions; nothing where that was
    /// not simulated.
    pub levers: Vec<Option<f64>>,
    /// Keys of sources behind the case.
    pub sources: Vec<String>,
}

/// A future told for every group's plan: chosen by where it stands among the futures of the plan that predictions are
/// about, so that it suits nobody.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Told {
    /// The share of futures in which that plan gets there no later.
    pub p: f64,
    /// Number of the future.
    pub future: u64,
    /// What is told of, in words: milestones and updates.
    pub milestones: Vec<Text>,
    /// What it brings to each group of the first round.
    pub groups: Vec<ToldGroup>,
}

/// What one future brings to a group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ToldGroup {
    /// The group.
    pub group: String,
    /// Months to each of these; nothing where it does not come.
    pub months: Vec<Option<f64>>,
    /// The month in which cash runs out.
    pub out: Option<f64>,
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
        let mut answer = match answer {
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
        let bare = |answer: &Answer| Answer {
            assumption: String::new(),
            lang: Lang::En,
            engine: None,
            ..answer.clone()
        };
        let is_same = bare(&answer) == bare(&taken[place].1);
        if is_same {
            // A code does not carry the assumption; a file does.
            let known = &mut taken[place].1;
            match (known.assumption.is_empty(), answer.assumption.is_empty()) {
                (true, false) => known.assumption.clone_from(&answer.assumption),
                (false, true) => answer.assumption.clone_from(&known.assumption),
                _ => {}
            }
        }
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

/// Where the futures that are told stand among those of the plan that predictions are about: the median, one in five.
pub(super) const TOLD: [f64; 2] = [0.5, 0.8];

/// What a story tells of: what targets are about, then the plan's own target.
fn told_sights(exercise: &Exercise) -> Vec<Sight> {
    let base = &exercise.base;
    let mut told: Vec<Sight> = Sight::all(exercise).into_iter().map(|(sight, _)| sight).collect();
    let own = Sight::Milestone(base.milestones[base.target].id.clone());
    if !told.contains(&own) {
        told.push(own);
    }
    told
}

/// A future as it goes for some plans: labels and futures.
fn told<'f>(
    exercise: &Exercise,
    plans: impl IntoIterator<Item = (String, &'f Futures)>,
    results: &Results,
    p: f64,
) -> Option<Told> {
    let future = results.named(exercise, exercise.told())?.typical(p)?;
    let sights = told_sights(exercise);
    let groups = plans.into_iter().map(|(group, futures)| ToldGroup {
        group,
        months: sights
            .iter()
            .map(|sight| futures.reached(sight, future))
            .collect(),
        out: futures.ran_out(future),
    });
    Some(Told {
        p,
        future,
        groups: groups.collect(),
        milestones: sights.iter().map(|sight| sight.title(exercise)).collect(),
    })
}

/// The futures that are told, for the named plans.
#[must_use]
pub fn told_named(exercise: &Exercise, results: &Results, lang: Lang) -> Vec<Told> {
    TOLD.into_iter()
        .filter_map(|p| {
            let plans = exercise.plans.iter().enumerate().filter_map(|(place, plan)| {
                Some((plan.title.get(lang).to_owned(), results.named(exercise, place)?))
            });
            told(exercise, plans, results, p)
        })
        .collect()
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
                key: (answer.selection.clone(), answer.card),
                locked,
                other_seed: answer.seed != 0 && answer.seed != rules.seed,
                other_engine: answer.engine.filter(|engine| *engine != engine_here()),
                assumption: answer.assumption.clone(),
            };
            (answer.card, row)
        })
        .collect();
    let by_score = |a: &Row, b: &Row| b.grade.total.score.total_cmp(&a.grade.total.score);
    crate::order::by(&mut rows, |(x, a), (y, b)| {
        x.cmp(y).then(by_score(a, b)).then_with(|| a.group.cmp(&b.group))
    });
    let rows: Vec<Row> = rows
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
        let targets = targets(exercise, results.named(exercise, verdict.plan), None);
        Compared {
            id: plan.id.clone(),
            title: plan.title.clone(),
            choices: choices(exercise, &plan.selection),
            why: verdict.why.clone(),
            points: decision(&targets) * score::DECISION,
            targets,
        }
    };
    Class {
        exercise: exercise.id.clone(),
        title: exercise.title.clone(),
        content: exercise.content_words(),
        word: rules.word.clone(),
        seed: rules.seed,
        futures: exercise.futures,
        decisions: exercise
            .decisions
            .iter()
            .map(|decision| decision.title.clone())
            .collect(),
        rejected,
        model: compared(&exercise.model),
        poor: compared(&exercise.poor),
        told: TOLD
            .into_iter()
            .filter_map(|p| {
                let first = rows.iter().filter(|row| row.card.is_none());
                let plans =
                    first.filter_map(|row| Some((row.group.clone(), results.get(&row.key.0, row.key.1)?)));
                told(exercise, plans, results, p)
            })
            .collect(),
        levers: levers(exercise, results),
        sources: exercise.sources.clone(),
        rows,
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

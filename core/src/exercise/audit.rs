//! Whether an exercise teaches: what its author has to see before a class does. Everything is judged on simulated plans,
//! so that a change of the catalogue that spoils an exercise is found.

use super::play::{Key, Results, decision, targets};
use super::{Exercise, Measured, PredictionKind, Selection, score};
use crate::text::Text;

/// Points by which the model has to lie above the poor plan.
const GAP: f64 = 20.0;
/// Least points of the model, and most of the poor plan.
const MODEL: f64 = 50.0;
const POOR: f64 = 35.0;
/// So many plans have to lie so near to the best.
const NEAR: (usize, f64) = (3, 15.0);
/// Points that a choice has to make for it to matter.
const MATTERS: f64 = 0.5;

/// One thing that an exercise has to be, and whether it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// Whether it is.
    pub holds: bool,
    /// What was found.
    pub says: Text,
}

/// Points of a plan for the decision; none if it was not simulated, 0 if it cannot be.
#[must_use]
pub fn points(exercise: &Exercise, results: &Results, key: &Key) -> Option<f64> {
    let found = results.found(key)?;
    Some(score::DECISION * decision(&targets(exercise, found.ok(), key.1)))
}

/// What has to be simulated to judge an exercise: every plan, and the named plans under every card.
#[must_use]
pub fn wanted(exercise: &Exercise) -> Vec<Key> {
    let all = exercise
        .selections()
        .into_iter()
        .map(|selection| (selection, None));
    let cards = (0..exercise.cards.len()).flat_map(|card| {
        let plans = exercise.plans.iter();
        plans.map(move |plan| (plan.selection.clone(), Some(card)))
    });
    all.chain(cards).collect()
}

/// Judges an exercise on results for all that is [`wanted`].
#[must_use]
pub fn audit(exercise: &Exercise, results: &Results) -> Vec<Check> {
    let of = |selection: &Selection, card| {
        points(exercise, results, &(selection.clone(), card)).unwrap_or_default()
    };
    let plan = |index: usize| &exercise.plans[index].selection;
    let (model, poor) = (
        of(plan(exercise.model.plan), None),
        of(plan(exercise.poor.plan), None),
    );
    let mut checks = vec![Check {
        holds: model >= MODEL && poor <= POOR && model - poor >= GAP,
        says: Text::new(
            format!(
                "the model plan earns {model:.1} of 60 (at least {MODEL}), the poor one {poor:.1} (at most {POOR}, {GAP} less)"
            ),
            format!(
                "模範計画は60点中{model:.1}点({MODEL}点以上)、選びたくなる計画は{poor:.1}点({POOR}点以下、差は{GAP}点以上)"
            ),
        ),
    }];
    let all: Vec<(Selection, f64)> = exercise
        .selections()
        .into_iter()
        .map(|selection| {
            let points = of(&selection, None);
            (selection, points)
        })
        .collect();
    let best = all.iter().map(|(_, points)| *points).fold(0.0, f64::max);
    let near = all.iter().filter(|(_, points)| best - points <= NEAR.1).count();
    checks.push(Check {
        holds: near > NEAR.0,
        says: Text::new(
            format!(
                "{near} plans lie within {} points of the best, which earns {best:.1}",
                NEAR.1
            ),
            format!("最高点{best:.1}から{}点以内の計画が{near}通り", NEAR.1),
        ),
    });
    for (place, decision) in exercise.decisions.iter().enumerate() {
        checks.push(trivial(exercise, &all, place, decision.is_lesson, results));
    }
    checks.push(reversal(exercise, results));
    checks.push(poor_fails(exercise, results));
    checks.extend(references(exercise, results));
    checks
}

/// Whether one value of a decision is best whatever the others are. Where that is the lesson, a card has to turn it.
fn trivial(
    exercise: &Exercise,
    all: &[(Selection, f64)],
    place: usize,
    is_lesson: bool,
    results: &Results,
) -> Check {
    let decision = &exercise.decisions[place];
    let count = decision.choices.len();
    // Plans that differ in this decision alone, from the one with its first choice.
    let groups: Vec<Vec<f64>> = all
        .iter()
        .filter(|(selection, _)| selection[place] == 0)
        .map(|(selection, _)| {
            (0..count)
                .map(|choice| {
                    let mut other = selection.clone();
                    other[place] = choice;
                    let found = all.iter().find(|(known, _)| *known == other);
                    found.map_or(0.0, |(_, points)| *points)
                })
                .collect()
        })
        .collect();
    let spread = |points: &Vec<f64>| {
        let (least, most) = points
            .iter()
            .fold((f64::INFINITY, 0.0_f64), |(a, b), p| (a.min(*p), b.max(*p)));
        (most, most - least)
    };
    let matter: Vec<&Vec<f64>> = groups
        .iter()
        .filter(|points| spread(points).1 > MATTERS)
        .collect();
    let always = (0..count).find(|choice| {
        !matter.is_empty()
            && matter
                .iter()
                .all(|points| spread(points).0 - points[*choice] <= f64::EPSILON)
    });
    let title = &decision.title;
    match always {
        None => Check {
            holds: !matter.is_empty(),
            says: Text::new(
                format!("“{}”: no choice is best whatever the others are", title.en),
                format!("「{}」:常に最善となる選択肢はない", title.ja),
            ),
        },
        Some(choice) => {
            let best = &decision.choices[choice].title;
            let turned = turns(exercise, results, |selection| selection[place] != choice);
            Check {
                holds: is_lesson && turned.is_some(),
                says: match turned {
                    Some(card) if is_lesson => Text::new(
                        format!(
                            "“{}”: “{}” is always best, which is the lesson, and the card “{}” turns it",
                            title.en, best.en, card.en
                        ),
                        format!(
                            "「{}」:常に「{}」が最善(それが学び)で、カード「{}」で逆転する",
                            title.ja, best.ja, card.ja
                        ),
                    ),
                    _ => Text::new(
                        format!("“{}”: “{}” is best whatever the others are", title.en, best.en),
                        format!("「{}」:常に「{}」が最善になる", title.ja, best.ja),
                    ),
                },
            }
        }
    }
}

/// A card under which a named plan that meets a condition beats the model.
fn turns(exercise: &Exercise, results: &Results, is_other: impl Fn(&Selection) -> bool) -> Option<Text> {
    let model = &exercise.plans[exercise.model.plan].selection;
    let card = (0..exercise.cards.len()).find(|card| {
        let under = |selection: &Selection| {
            points(exercise, results, &(selection.clone(), Some(*card))).unwrap_or_default()
        };
        let others = exercise.plans.iter().filter(|plan| is_other(&plan.selection));
        let best = others.map(|plan| under(&plan.selection)).fold(0.0, f64::max);
        best > under(model) + score::TIE
    })?;
    Some(exercise.cards[card].title.clone())
}

fn reversal(exercise: &Exercise, results: &Results) -> Check {
    let model = &exercise.plans[exercise.model.plan].selection;
    match turns(exercise, results, |selection| selection != model) {
        Some(card) => Check {
            holds: true,
            says: Text::new(
                format!("the card “{}” makes another plan best", card.en),
                format!("カード「{}」で別の計画が最善になる", card.ja),
            ),
        },
        None => Check {
            holds: false,
            says: Text::new(
                "no card makes another named plan better than the model",
                "模範計画を逆転させるカードがない",
            ),
        },
    }
}

/// Whether the poor plan fails where its author says.
fn poor_fails(exercise: &Exercise, results: &Results) -> Check {
    let Some(place) = exercise.poor.fails else {
        return Check {
            holds: false,
            says: Text::new(
                "the poor plan does not say which target it misses (`fails`)",
                "選びたくなる計画がどの目標を外すか(`fails`)が書かれていない",
            ),
        };
    };
    let of = |plan: usize| targets(exercise, results.named(exercise, plan), None)[place].clone();
    let (model, poor) = (of(exercise.model.plan), of(exercise.poor.plan));
    let title = &exercise.targets[place].title;
    let percent = |share: f64| share * 100.0;
    Check {
        holds: poor.earns < 0.5 && model.earns > 0.5,
        says: Text::new(
            format!(
                "the poor plan misses “{}”: {:.0} % against {:.0} % for the model",
                title.en,
                percent(poor.chance.value),
                percent(model.chance.value)
            ),
            format!(
                "選びたくなる計画は「{}」を外す({:.0}%、模範計画は{:.0}%)",
                title.ja,
                percent(poor.chance.value),
                percent(model.chance.value)
            ),
        ),
    }
}

/// Whether each reference range is worse than the best one by far enough to tell ranges apart.
fn references(exercise: &Exercise, results: &Results) -> Vec<Check> {
    exercise
        .predictions
        .iter()
        .filter_map(|prediction| {
            let PredictionKind::Range { plan, of, reference } = &prediction.kind else {
                return None;
            };
            let months = results.named(exercise, *plan)?.measure(of);
            let best = score::best_range(&months);
            let [worst, least] =
                [*reference, best].map(|range| score::mean_interval(range, &months));
            let what = match of {
                Measured::Milestone(id) => id.as_str(),
                Measured::Wait(_) => "wait",
            };
            Some(Check {
                holds: !months.is_empty() && worst > 1.2 * least,
                says: Text::new(
                    format!(
                        "reference {}–{} for {what}: interval score {worst:.1}, the best range {:.1}–{:.1} has {least:.1}",
                        reference[0], reference[1], best[0], best[1]
                    ),
                    format!(
                        "{what}の参照範囲{}〜{}の区間スコアは{worst:.1}、最良の範囲{:.1}〜{:.1}は{least:.1}",
                        reference[0], reference[1], best[0], best[1]
                    ),
                ),
            })
        })
        .collect()
}

//! What came of a plan and of an answer, in tables and sentences.

use super::{points, words};
use crate::analysis::risk::Spent;
use crate::exercise::answer::Said;
use crate::exercise::play::{Futures, Grade, Judged, Reached, Truth};
use crate::exercise::score::{DECISION, PREDICTION};
use crate::exercise::{Item, Shows};
use crate::text::Lang;
use crate::view::format::{NONE, error, months, percent};
use crate::view::{Fact, Table, milestone_rows, step_card};

/// Parts of a waterfall that are shown.
const PARTS: usize = 10;

/// What an item tells: words or a table, from the futures of the plan that it is about.
#[must_use]
pub fn bought(item: &Item, futures: &Futures, lang: Lang) -> (Vec<Fact>, Table) {
    let fact = |label: String, value: String| Fact { label, value };
    let nothing = Table::default();
    match &item.shows {
        Shows::Hint(text) => (vec![fact(words(&item.title, lang), words(text, lang))], nothing),
        Shows::Step(step) => {
            let card = step_card(&futures.plan, Some(&futures.summary), step, lang);
            let facts = card.map_or_else(Vec::new, |card| {
                let mut facts = vec![fact(card.title, card.subtitle)];
                facts.extend(card.facts);
                if !card.note.is_empty() {
                    facts.push(fact(lang.pick("Note", "注記").to_owned(), card.note));
                }
                facts
            });
            (facts, nothing)
        }
        Shows::Curve(_) => (Vec::new(), milestones(futures, lang)),
        Shows::Waterfall(_) => (Vec::new(), waterfall(futures, lang)),
    }
}

/// When a plan reaches its milestones.
#[must_use]
pub fn milestones(futures: &Futures, lang: Lang) -> Table {
    let rows = milestone_rows(&futures.plan, Some(&futures.summary), lang)
        .into_iter()
        .map(|row| {
            let mut cells = vec![row.title, row.chance];
            cells.extend(row.dates);
            cells.push(row.months);
            cells
        });
    let columns = [
        (lang.pick("Milestone", "節目"), false),
        (lang.pick("Chance", "確率"), true),
        ("P10", true),
        ("P50", true),
        ("P80", true),
        ("P90", true),
        (lang.pick("Months", "月数"), true),
    ];
    Table::new(columns, rows)
}

/// What the mean time to the target is made of.
pub(super) fn waterfall(futures: &Futures, lang: Lang) -> Table {
    let mut parts: Vec<_> = futures
        .summary
        .risk
        .iter()
        .flat_map(|risk| &risk.waterfall)
        .collect();
    crate::order::by(&mut parts, |a, b| b.days.value.total_cmp(&a.days.value));
    let rows = parts.into_iter().take(PARTS).map(|part| {
        let step = part.step.map_or_else(
            || words(&futures.plan.milestones[futures.plan.target].title, lang),
            |step| words(&futures.plan.def(step).title, lang),
        );
        let spent = match part.spent {
            Spent::Work => lang.pick("work", "作業"),
            Spent::Rework => lang.pick("rework", "やり直し"),
            Spent::People => lang.pick("waiting for people", "人手待ち"),
            Spent::Window => lang.pick("waiting for a date", "締切・募集待ち"),
            Spent::Date => lang.pick("not before a day", "開始日待ち"),
        };
        vec![step, spent.to_owned(), months(part.days.value)]
    });
    let columns = [
        (lang.pick("Step", "工程"), false),
        (lang.pick("Spent on", "内訳"), false),
        (lang.pick("Mean months", "平均月数"), true),
    ];
    Table::new(columns, rows)
}

/// How a plan does on the targets.
#[must_use]
pub fn targets(reached: &[Reached], lang: Lang) -> Table {
    let rows = reached.iter().map(|reached| {
        vec![
            words(&reached.title, lang),
            percent(reached.chance.value),
            format!("± {}\u{202f}%", error(reached.chance.se * 100.0, 1)),
            points(reached.earns * reached.of),
            points(reached.of),
        ]
    });
    let columns = [
        (lang.pick("Target", "目標"), false),
        (lang.pick("In futures", "達成割合"), true),
        ("±", true),
        (lang.pick("Points", "得点"), true),
        (lang.pick("of", "満点"), true),
    ];
    Table::new(columns, rows)
}

/// How often a plan meets the targets, before points are told.
pub(super) fn met(reached: &[Reached], lang: Lang) -> Table {
    let rows = reached
        .iter()
        .map(|reached| vec![words(&reached.title, lang), percent(reached.chance.value)]);
    let columns = [
        (lang.pick("Target", "目標"), false),
        (lang.pick("In futures", "達成割合"), true),
    ];
    Table::new(columns, rows)
}

pub(super) fn said_words(said: &Said) -> String {
    match said {
        Said::Range([from, to]) => format!("{from:.1} – {to:.1}"),
        Said::Chance(share) => percent(*share),
        Said::Choice(shares) => shares
            .iter()
            .map(|share| percent(*share))
            .collect::<Vec<_>>()
            .join(" / "),
    }
}

pub(super) fn truth_words(truth: &Truth, lang: Lang) -> String {
    match truth {
        Truth::Range(Some([from, middle, to])) => format!("{from:.1} – {to:.1} ({middle:.1})"),
        Truth::Range(None) => lang.pick("never reached", "到達せず").to_owned(),
        Truth::Chance(chance) => percent(chance.value),
        Truth::Choice(shares) => said_words(&Said::Choice(shares.clone())),
    }
}

/// Predictions held against the truth.
#[must_use]
pub fn predictions(judged: &[Judged], lang: Lang) -> Table {
    let each = PREDICTION / judged.len().max(1) as f64;
    let rows = judged.iter().map(|judged| {
        vec![
            words(&judged.title, lang),
            judged.said.as_ref().map_or_else(|| NONE.to_owned(), said_words),
            truth_words(&judged.truth, lang),
            points(judged.earns * each),
            points(each),
        ]
    });
    let columns = [
        (lang.pick("Prediction", "予測"), false),
        (lang.pick("You said", "回答"), true),
        (lang.pick("Simulated (median)", "計算結果(中央値)"), true),
        (lang.pick("Points", "得点"), true),
        (lang.pick("of", "満点"), true),
    ];
    Table::new(columns, rows)
}

/// The score and its parts in one sentence.
#[must_use]
pub fn score(grade: &Grade, lang: Lang) -> String {
    let total = &grade.total;
    let decision = points(DECISION * total.decision);
    let prediction = points(PREDICTION * total.prediction);
    let thrift = total.score - DECISION * total.decision - PREDICTION * total.prediction;
    let (thrift, score) = (points(thrift.abs()), points(total.score));
    match lang {
        Lang::En => format!(
            "Score {score} of 100: decision {decision} of 60, predictions {prediction} of 30, thrift {thrift} of 10 ({} points \
             spent on information).",
            total.spent
        ),
        Lang::Ja => format!(
            "得点 {score}/100:決定 {decision}/60、予測 {prediction}/30、節約 {thrift}/10(情報に{}点を使用)。",
            total.spent
        ),
    }
}

//! The answer strip and the foot.

use super::format::{NONE, integer, money, months, months_in_words, percent, year_month};
use super::{Card, FootView, StripView};
use crate::calendar::DAYS_PER_MONTH;
use crate::file::Grade;
use crate::plan::Plan;
use crate::run::{Spread, Summary};
use crate::stats::Estimate;
use crate::text::Lang;

/// Bars of a spark histogram.
const SPARKS: usize = 16;

/// The four headlines of a plan.
#[must_use]
pub fn strip(plan: &Plan, summary: Option<&Summary>, lang: Lang) -> StripView {
    let milestone = |index: usize, title: &str| {
        let found = summary.and_then(|summary| summary.milestones.get(index));
        time_card(
            plan,
            title,
            found.and_then(|m| m.days.as_ref()),
            found.map(|m| m.reached),
            lang,
        )
    };
    let target = &plan.milestones[plan.target];
    let mut cards = Vec::new();
    let first = plan.first_approval.filter(|first| *first != plan.target);
    if let Some(first) = first {
        cards.push(milestone(first, lang.pick("First approval", "最初の承認")));
    }
    cards.push(milestone(plan.target, target.title.get(lang)));
    let cost_of = |index: usize| {
        summary
            .and_then(|s| s.milestones.get(index))
            .and_then(|m| m.cost.as_ref())
    };
    if let Some(first) = first {
        let title = lang.pick("Cost to approval", "承認までの費用");
        cards.push(money_card(plan, title, cost_of(first), lang));
    }
    let title = lang.pick("Cost to target", "目標までの費用");
    cards.push(money_card(plan, title, cost_of(plan.target), lang));
    if first.is_none() {
        let title = lang.pick("Cost by the horizon", "期間全体の費用");
        cards.push(money_card(
            plan,
            title,
            summary.and_then(|s| s.cost.as_ref()),
            lang,
        ));
    }
    StripView { cards }
}

/// A title within a sentence, unless it begins with an abbreviation.
pub(super) fn lower_first(title: &str) -> String {
    let mut chars = title.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(chars).collect(),
        _ => title.to_owned(),
    }
}

fn time_card(plan: &Plan, title: &str, days: Option<&Spread>, reached: Option<Estimate>, lang: Lang) -> Card {
    let level = |p: f64| days.and_then(|spread| spread.level(p)).map(|level| level.value);
    Card {
        title: title.to_owned(),
        big: level(0.5).map_or_else(|| NONE.to_owned(), |day| year_month(plan.start, day)),
        small: level(0.5).map_or_else(String::new, |day| format!("({})", months_in_words(day, lang))),
        p80: level(0.8).map_or_else(String::new, |day| format!("P80 {}", year_month(plan.start, day))),
        chance: reached.map_or_else(String::new, |share| percent(share.value)),
        spark: days.map_or_else(Vec::new, spark),
    }
}

fn money_card(plan: &Plan, title: &str, cost: Option<&Spread>, lang: Lang) -> Card {
    let level = |p: f64| cost.and_then(|spread| spread.level(p)).map(|level| level.value);
    Card {
        title: title.to_owned(),
        big: level(0.5).map_or_else(|| NONE.to_owned(), |amount| money(amount, &plan.currency, lang)),
        small: String::new(),
        p80: level(0.8).map_or_else(String::new, |amount| {
            format!("P80 {}", money(amount, &plan.currency, lang))
        }),
        chance: String::new(),
        spark: cost.map_or_else(Vec::new, spark),
    }
}

/// Heights of a small histogram from the smallest to the 99 % value.
fn spark(spread: &Spread) -> Vec<f64> {
    let sorted = &spread.sorted;
    let (Some(low), high) = (sorted.first().copied(), spread.quantile(0.99)) else {
        return Vec::new();
    };
    if high <= low {
        return Vec::new();
    }
    let mut counts = [0_u32; SPARKS];
    for value in sorted.iter().take_while(|value| **value <= high) {
        let place = ((value - low) / (high - low) * SPARKS as f64) as usize;
        counts[place.min(SPARKS - 1)] += 1;
    }
    let tallest = counts.iter().copied().max().unwrap_or(1).max(1);
    counts
        .iter()
        .map(|count| f64::from(*count) / f64::from(tallest))
        .collect()
}

/// What stands at the foot of every screen. `wanted` are the futures asked for.
#[must_use]
pub fn foot(
    plan: &Plan,
    summary: Option<&Summary>,
    seed: u64,
    wanted: u64,
    is_running: bool,
    lang: Lang,
) -> FootView {
    let done = summary.map_or(0, |summary| summary.iterations);
    let median = summary
        .and_then(|summary| summary.milestones.get(plan.target))
        .and_then(|milestone| milestone.days.as_ref())
        .and_then(|spread| spread.level(0.5));
    let (of_three, all) = grade_count(plan);
    FootView {
        seed: match lang {
            Lang::En => format!("seed {seed}"),
            Lang::Ja => format!("シード {seed}"),
        },
        iterations: match (lang, done == wanted) {
            (Lang::En, true) => format!("{} futures", integer(done as f64)),
            (Lang::En, false) => format!("{} of {} futures", integer(done as f64), integer(wanted as f64)),
            (Lang::Ja, true) => format!("{}通りの未来", integer(done as f64)),
            (Lang::Ja, false) => format!("{}通り中{}通り", integer(wanted as f64), integer(done as f64)),
        },
        error: median.map_or_else(String::new, |level| match lang {
            Lang::En => format!("±{:.2} mo", level.se / DAYS_PER_MONTH),
            Lang::Ja => format!("±{:.2}か月", level.se / DAYS_PER_MONTH),
        }),
        grade_c: if all == 0 {
            String::new()
        } else {
            let share = percent(of_three as f64 / all as f64);
            match lang {
                Lang::En => format!("{share} of figures are estimates (grade C)"),
                Lang::Ja => format!("数値の{share}は推定(C)"),
            }
        },
        progress: if wanted == 0 {
            0.0
        } else {
            done as f64 / wanted as f64
        },
        is_running,
        disclaimer: lang
            .pick(
                "A planning aid, not regulatory advice.",
                "計画の補助であり、薬事上の助言ではありません。",
            )
            .to_owned(),
    }
}

/// Figures of grade C in the plan, and all figures.
fn grade_count(plan: &Plan) -> (usize, usize) {
    let grades: Vec<Grade> = plan
        .steps
        .iter()
        .flat_map(|step| step.figures.iter().flat_map(|(_, figures)| figures.figures()))
        .map(|figure| figure.provenance.grade)
        .collect();
    (
        grades.iter().filter(|grade| **grade == Grade::C).count(),
        grades.len(),
    )
}

/// The standard error of a quantile in months, as tables write it.
pub(super) fn error_in_months(se: f64) -> String {
    format!("±{:.2}", se / DAYS_PER_MONTH)
}

/// Months with one digit.
pub(super) fn plain_months(days: f64) -> String {
    months(days)
}

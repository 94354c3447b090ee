//! The answer strip and the foot.

use super::format::{NONE, counted, error, grouped, money, months, months_in_words, percent, year_month};
use super::{Card, Change, FootView, StripView};
use crate::calendar::DAYS_PER_MONTH;
use crate::file::Grade;
use crate::plan::Plan;
use crate::run::{CashSummary, MilestoneSummary, Spread, Summary};
use crate::stats::Estimate;
use crate::text::Lang;

/// Bars of a spark histogram.
const SPARKS: usize = 16;

/// The four headlines of a plan; with the plan as opened and its answer, the difference from that too.
#[must_use]
pub fn strip(
    plan: &Plan,
    summary: Option<&Summary>,
    opened: Option<(&Plan, &Summary)>,
    lang: Lang,
) -> StripView {
    // The same milestone of the plan as opened, in the days of the plan at hand.
    let before = |index: usize| {
        let (base, answer) = opened?;
        let id = &plan.milestones[index].id;
        let found = answer.milestones.iter().find(|milestone| milestone.id == *id)?;
        Some((found, f64::from(base.start.days_since(plan.start))))
    };
    let milestone = |index: usize, title: &str| {
        let found = summary.and_then(|summary| summary.milestones.get(index));
        let change = found
            .zip(before(index))
            .map(|(now, (then, moved))| time_change(dates(now), dates(then), moved, lang));
        let days = found.and_then(|m| m.days.as_ref());
        let card = time_card(plan, title, days, found.map(|m| m.reached), lang);
        Card { change, ..card }
    };
    let target = &plan.milestones[plan.target];
    let cash = summary.and_then(|answer| answer.cash.as_ref());
    let cash_before = opened.and_then(|(_, answer)| answer.cash.as_ref());
    let sells = cash.filter(|cash| cash.sells.value > 0.0);
    let first = plan.first_approval.filter(|first| *first != plan.target);
    let mut cards = Vec::new();
    if let Some(first) = first {
        cards.push(milestone(first, lang.pick("First approval", "最初の承認")));
    }
    cards.push(milestone(plan.target, target.title.get(lang)));
    if let Some(cash) = sells {
        let title = lang.pick("First revenue", "最初の売上");
        let days = cash.first_revenue.as_ref();
        let card = time_card(plan, title, days, Some(cash.sells), lang);
        let moved = opened.map_or(0.0, |(base, _)| f64::from(base.start.days_since(plan.start)));
        let change = cash_before.map(|then| {
            let now = (days, cash.sells.value);
            time_change(now, (then.first_revenue.as_ref(), then.sells.value), moved, lang)
        });
        cards.push(Card { change, ..card });
    }
    let cost_of = |index: usize| {
        summary
            .and_then(|s| s.milestones.get(index))
            .and_then(|m| m.cost.as_ref())
    };
    let cost_before = |index: usize| before(index).and_then(|(milestone, _)| milestone.cost.as_ref());
    if let Some(first) = first.filter(|_| plan.money.is_none()) {
        let title = lang.pick("Cost to approval", "承認までの費用");
        cards.push(money_card(plan, title, cost_of(first), cost_before(first), lang));
    }
    // Four cards are as many as can be read at a glance.
    if cards.len() < 3 || plan.money.is_none() {
        let title = lang.pick("Cost to target", "目標までの費用");
        let index = plan.target;
        cards.push(money_card(plan, title, cost_of(index), cost_before(index), lang));
    }
    if plan.money.is_some() {
        cards.push(cash_card(plan, cash, cash_before, lang));
    } else if first.is_none() {
        let title = lang.pick("Cost by the horizon", "期間全体の費用");
        cards.push(money_card(
            plan,
            title,
            summary.and_then(|s| s.cost.as_ref()),
            opened.and_then(|(_, answer)| answer.cost.as_ref()),
            lang,
        ));
    }
    StripView { cards }
}

/// A title within a sentence, unless it begins with an abbreviation.
pub(super) fn lower_first(title: &str) -> String {
    let mut chars = title.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if second.is_ascii_lowercase() => {
            std::iter::once(first.to_ascii_lowercase()).chain(chars).collect()
        }
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
        change: None,
    }
}

fn money_card(plan: &Plan, title: &str, cost: Option<&Spread>, before: Option<&Spread>, lang: Lang) -> Card {
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
        change: cost
            .zip(before)
            .map(|(now, then)| money_change(plan, now, then, lang)),
    }
}

/// Whether the money lasts: the chance that it does not, and how low it gets.
fn cash_card(plan: &Plan, cash: Option<&CashSummary>, before: Option<&CashSummary>, lang: Lang) -> Card {
    let low = cash.and_then(|cash| cash.lowest.as_ref()?.level(0.5));
    let change = cash.zip(before).map(|(now, then)| {
        let points = 100.0 * (now.out_before_revenue.value - then.out_before_revenue.value);
        if points.abs() < 0.5 {
            return unchanged(lang);
        }
        Change {
            words: match (lang, points > 0.0) {
                (Lang::En, true) => format!("{} more often", counted(points.abs(), "pt")),
                (Lang::En, false) => format!("{} less often", counted(points.abs(), "pt")),
                (Lang::Ja, true) => format!("{:.0}ポイント増", points.abs()),
                (Lang::Ja, false) => format!("{:.0}ポイント減", points.abs()),
            },
            is_better: Some(points < 0.0),
        }
    });
    Card {
        title: lang.pick("Out of cash", "資金切れ").to_owned(),
        big: cash.map_or_else(|| NONE.to_owned(), |cash| percent(cash.out_before_revenue.value)),
        small: cash
            .filter(|cash| cash.sells.value > 0.0)
            .map_or_else(String::new, |cash| {
                let by_horizon = percent(cash.out_by_horizon.value);
                match lang {
                    Lang::En => format!("({by_horizon} in all)"),
                    Lang::Ja => format!("(全期間{by_horizon})"),
                }
            }),
        p80: low.map_or_else(String::new, |low| {
            let amount = money(low.value, &plan.currency, lang);
            match lang {
                Lang::En => format!("low {amount}"),
                Lang::Ja => format!("最低{amount}"),
            }
        }),
        chance: String::new(),
        spark: cash
            .and_then(|cash| cash.lowest.as_ref())
            .map_or_else(Vec::new, spark),
        change,
    }
}

/// Days to something, where it happens, and the chance that it does.
type Dates<'a> = (Option<&'a Spread>, f64);

fn dates(milestone: &MilestoneSummary) -> Dates<'_> {
    (milestone.days.as_ref(), milestone.reached.value)
}

fn unchanged(lang: Lang) -> Change {
    Change {
        words: lang.pick("no change", "変化なし").to_owned(),
        is_better: None,
    }
}

/// The difference between two medians, and between two chances where that is at least half a point. `moved` are the
/// days by which the plan as opened starts later.
fn time_change(now: Dates<'_>, then: Dates<'_>, moved: f64, lang: Lang) -> Change {
    let median = |(days, _): Dates<'_>| Some(days?.level(0.5)?.value);
    let (Some(new), Some(old)) = (median(now), median(then)) else {
        let words = match (median(now), median(then)) {
            (Some(_), None) => lang.pick("now possible", "到達可能に"),
            (None, Some(_)) => lang.pick("no longer reached", "到達しなくなる"),
            _ => return unchanged(lang),
        };
        return Change {
            words: words.to_owned(),
            is_better: Some(median(now).is_some()),
        };
    };
    let later = new - old - moved;
    let points = 100.0 * (now.1 - then.1);
    let mut words = Vec::new();
    if later.abs() >= 0.05 * DAYS_PER_MONTH {
        let size = months(later.abs());
        words.push(match (lang, later > 0.0) {
            (Lang::En, true) => format!("{size} mo later"),
            (Lang::En, false) => format!("{size} mo earlier"),
            (Lang::Ja, true) => format!("{size}か月遅い"),
            (Lang::Ja, false) => format!("{size}か月早い"),
        });
    }
    if points.abs() >= 0.5 {
        words.push(match lang {
            Lang::En if points > 0.0 => format!("{} likelier", counted(points, "pt")),
            Lang::En => format!("{} less likely", counted(-points, "pt")),
            Lang::Ja => format!("確率{points:+.0}ポイント"),
        });
    }
    if words.is_empty() {
        return unchanged(lang);
    }
    let is_worse = later >= 0.05 * DAYS_PER_MONTH || points <= -0.5;
    let is_better = later <= -0.05 * DAYS_PER_MONTH || points >= 0.5;
    Change {
        words: words.join(" · "),
        is_better: (is_worse != is_better).then_some(is_better),
    }
}

/// The difference between two median costs.
fn money_change(plan: &Plan, now: &Spread, then: &Spread, lang: Lang) -> Change {
    let (Some(new), Some(old)) = (now.level(0.5), then.level(0.5)) else {
        return unchanged(lang);
    };
    let more = new.value - old.value;
    if more.abs() < 0.0005 * old.value.abs().max(1.0) {
        return unchanged(lang);
    }
    let size = money(more.abs(), &plan.currency, lang);
    Change {
        words: match (lang, more > 0.0) {
            (Lang::En, true) => format!("{size} more"),
            (Lang::En, false) => format!("{size} less"),
            (Lang::Ja, true) => format!("{size}増"),
            (Lang::Ja, false) => format!("{size}減"),
        },
        is_better: Some(more < 0.0),
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
            (Lang::En, true) => format!("{} futures", grouped(done as f64, lang)),
            (Lang::En, false) => format!(
                "{} of {} futures",
                grouped(done as f64, lang),
                grouped(wanted as f64, lang)
            ),
            (Lang::Ja, true) => format!("{}通りの未来", grouped(done as f64, lang)),
            (Lang::Ja, false) => format!(
                "{}通り中{}通り",
                grouped(wanted as f64, lang),
                grouped(done as f64, lang)
            ),
        },
        error: median.map_or_else(String::new, |level| match (level.se.is_finite(), lang) {
            (false, Lang::En) => "no error: one future".to_owned(),
            (false, Lang::Ja) => "1通りでは誤差なし".to_owned(),
            (true, Lang::En) => format!("{} mo", error_in_months(level.se)),
            (true, Lang::Ja) => format!("{}か月", error_in_months(level.se)),
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
    format!("±{}", error(se / DAYS_PER_MONTH, 2))
}

/// Months with one digit.
pub(super) fn plain_months(days: f64) -> String {
    months(days)
}

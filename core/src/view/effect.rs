//! What a change does to the headline, in a sentence: on the same futures, so that the difference is the change's.

use std::sync::Arc;

use super::format::{counted, money, months, percent};
use crate::analysis::risk::Point;
use crate::calendar::{DAYS_PER_MONTH, Date};
use crate::plan::Plan;
use crate::run::Summary;
use crate::text::Lang;

/// Less is no difference, in days.
const LEAST_DAYS: f64 = 0.05 * DAYS_PER_MONTH;
/// Less is no difference, in points.
const LEAST_POINTS: f64 = 0.5;

/// What the headlines of an answer say.
#[derive(Debug, Clone, PartialEq)]
pub struct Headline {
    milestone: String,
    start: Date,
    currency: String,
    days: Option<f64>,
    reached: f64,
    cost: Option<f64>,
    out_of_cash: Option<f64>,
    /// The first futures of the run, one by one: how many, and the ends of those that reach the target.
    futures: u64,
    points: Arc<Vec<Point>>,
}

impl Headline {
    /// The headline of an answer.
    #[must_use]
    pub fn of(plan: &Plan, summary: &Summary) -> Self {
        let target = summary.milestones.get(plan.target);
        let risk = summary.risk.as_ref();
        Self {
            milestone: plan.milestones[plan.target].id.clone(),
            start: plan.start,
            currency: plan.currency.clone(),
            days: target.and_then(|found| Some(found.days.as_ref()?.level(0.5)?.value)),
            reached: target.map_or(0.0, |found| found.reached.value),
            cost: target.and_then(|found| Some(found.cost.as_ref()?.level(0.5)?.value)),
            out_of_cash: summary.cash.as_ref().map(|cash| cash.out_before_revenue.value),
            futures: risk.map_or(0, |risk| risk.futures),
            points: risk.map_or_else(Arc::default, |risk| Arc::clone(&risk.points)),
        }
    }

    /// Shares of the futures in which the target comes earlier than in another answer on the same luck, and later.
    /// A future that does not get there comes last.
    fn better_and_worse(&self, then: &Self) -> Option<[f64; 2]> {
        let futures = self.futures.min(then.futures);
        if futures == 0 {
            return None;
        }
        let moved = f64::from(then.start.days_since(self.start));
        let days = |headline: &Self| {
            let mut days = vec![f64::INFINITY; futures as usize];
            for point in headline.points.iter() {
                if let Some(day) = days.get_mut(point.future as usize) {
                    *day = point.days;
                }
            }
            days
        };
        let (mut better, mut worse) = (0_u32, 0_u32);
        for (new, old) in days(self).into_iter().zip(days(then)) {
            let old = old + moved;
            better += u32::from(new < old - LEAST_DAYS);
            worse += u32::from(new > old + LEAST_DAYS);
        }
        Some([better, worse].map(|count| f64::from(count) / futures as f64))
    }
}

/// What lies between two answers, e.g. `4.1 months earlier, better in 83 % of futures; JPY 12 M more to get there`.
#[must_use]
pub fn effect(then: &Headline, now: &Headline, lang: Lang) -> String {
    if then.milestone != now.milestone {
        return lang
            .pick(
                "The headline is about another milestone now.",
                "見出しの節目が変わった。",
            )
            .to_owned();
    }
    let moved = f64::from(then.start.days_since(now.start));
    let mut parts: Vec<String> = Vec::new();
    match (then.days, now.days) {
        (Some(old), Some(new)) if (new - old - moved).abs() >= LEAST_DAYS => {
            let later = new - old - moved;
            let size = months(later.abs());
            parts.push(match (lang, later > 0.0) {
                (Lang::En, true) => format!("{size} months later"),
                (Lang::En, false) => format!("{size} months earlier"),
                (Lang::Ja, true) => format!("{size}か月遅い"),
                (Lang::Ja, false) => format!("{size}か月早い"),
            });
        }
        (None, Some(_)) => parts.push(lang.pick("now within reach", "到達可能に").to_owned()),
        (Some(_), None) => parts.push(lang.pick("no longer reached", "到達しなくなる").to_owned()),
        _ => {}
    }
    let points = 100.0 * (now.reached - then.reached);
    if points.abs() >= LEAST_POINTS {
        let size = points.abs();
        parts.push(match (lang, points > 0.0) {
            (Lang::En, true) => format!("{} more likely", counted(size, "point")),
            (Lang::En, false) => format!("{} less likely", counted(size, "point")),
            (Lang::Ja, true) => format!("到達確率{size:.0}ポイント増"),
            (Lang::Ja, false) => format!("到達確率{size:.0}ポイント減"),
        });
    }
    if !parts.is_empty()
        && let Some([better, worse]) = now.better_and_worse(then)
    {
        parts.push(match (lang, better >= worse) {
            (Lang::En, true) => format!("better in {} of futures", percent(better)),
            (Lang::En, false) => format!("worse in {} of futures", percent(worse)),
            (Lang::Ja, true) => format!("試行の{}で早い", percent(better)),
            (Lang::Ja, false) => format!("試行の{}で遅い", percent(worse)),
        });
    }
    if let (Some(old), Some(new)) = (then.cost, now.cost)
        && (new - old).abs() >= 0.005 * old.abs().max(1.0)
        && then.currency == now.currency
    {
        let size = money((new - old).abs(), &now.currency, lang);
        parts.push(match (lang, new > old) {
            (Lang::En, true) => format!("{size} more to get there"),
            (Lang::En, false) => format!("{size} less to get there"),
            (Lang::Ja, true) => format!("到達までの費用{size}増"),
            (Lang::Ja, false) => format!("到達までの費用{size}減"),
        });
    }
    if let (Some(old), Some(new)) = (then.out_of_cash, now.out_of_cash) {
        let points = 100.0 * (new - old);
        if points.abs() >= LEAST_POINTS {
            let size = points.abs();
            parts.push(match (lang, points > 0.0) {
                (Lang::En, true) => format!("out of cash {} more often", counted(size, "point")),
                (Lang::En, false) => format!("out of cash {} less often", counted(size, "point")),
                (Lang::Ja, true) => format!("資金切れ{size:.0}ポイント増"),
                (Lang::Ja, false) => format!("資金切れ{size:.0}ポイント減"),
            });
        }
    }
    if parts.is_empty() {
        return lang
            .pick("No difference to the headline.", "見出しの数値に差はない。")
            .to_owned();
    }
    parts.join(lang.pick(", ", "、"))
}

//! Plans on one axis as dots that can be counted: each is one future in twenty.

use super::words;
use crate::exercise::Exercise;
use crate::exercise::play::{Futures, Sight};
use crate::stats::quantile;
use crate::text::Lang;
use crate::view::Tick;
use crate::view::axis::nice_ticks;
use crate::view::format::{NONE, percent};

/// Dots of a plan, if all its futures get there.
const DOTS: usize = 20;
/// Columns that dots stack up in.
const COLUMNS: f64 = 48.0;

/// A plan's dots.
#[derive(Debug, Clone, PartialEq)]
pub struct DotsRow {
    /// Whose plan it is.
    pub label: String,
    /// How likely it is to get there, and its median month.
    pub value: String,
    /// Place on the axis, 0 to 1, and how high it stands in its column, from 0.
    pub dots: Vec<[f64; 2]>,
    /// Whether it is the group's own.
    pub is_own: bool,
}

/// Plans on one axis.
#[derive(Debug, Clone, PartialEq)]
pub struct PlansDots {
    /// What it is about.
    pub title: String,
    /// The plans.
    pub rows: Vec<DotsRow>,
    /// Months along the axis.
    pub ticks: Vec<Tick>,
    /// A deadline: its place and its words.
    pub mark: Option<(f64, String)>,
    /// How to read it.
    pub caption: String,
}

/// Plans on one axis: labels, futures, and whether it is the own plan.
pub(super) fn plans_dots(
    exercise: &Exercise,
    sight: &Sight,
    plans: &[(String, &Futures, bool)],
    deadline: Option<f64>,
    lang: Lang,
) -> PlansDots {
    let times: Vec<Vec<f64>> = plans
        .iter()
        .map(|(_, futures, _)| futures.months_to(sight))
        .collect();
    let ends = times.iter().flat_map(|months| {
        let end = |p| (!months.is_empty()).then(|| quantile(months, p));
        [end(0.01), end(0.99)]
    });
    let ends: Vec<f64> = ends.flatten().chain(deadline).collect();
    let low = ends.iter().copied().fold(f64::INFINITY, f64::min).clamp(0.0, 1e6);
    let high = ends.iter().copied().fold(0.0, f64::max).max(low + 1.0);
    let room = (high - low) * 0.05;
    let (low, high) = ((low - room).max(0.0), high + room);
    let at = |month: f64| ((month - low) / (high - low)).clamp(0.0, 1.0);
    let rows = plans
        .iter()
        .zip(&times)
        .map(|((label, futures, is_own), months)| {
            let share = months.len() as f64 / futures.summary.iterations.max(1) as f64;
            let count = (share * DOTS as f64).round() as usize;
            let mut stacked: Vec<(usize, usize)> = Vec::new();
            let dots = (0..count).map(|dot| {
                let x = at(quantile(months, (dot as f64 + 0.5) / count as f64));
                let column = (x * COLUMNS) as usize;
                let level = stacked.iter().filter(|(known, _)| *known == column).count();
                stacked.push((column, level));
                [(column as f64 + 0.5) / (COLUMNS + 1.0), level as f64]
            });
            let dots = dots.collect();
            let median = if months.is_empty() {
                NONE.to_owned()
            } else {
                format!("{:.0}", quantile(months, 0.5))
            };
            DotsRow {
                label: label.clone(),
                value: match lang {
                    Lang::En => format!("{}, month {median}", percent(share)),
                    Lang::Ja => format!("{}、{median}か月", percent(share)),
                },
                dots,
                is_own: *is_own,
            }
        });
    PlansDots {
        title: words(&sight.title(exercise), lang),
        rows: rows.collect(),
        ticks: nice_ticks(low, high, 8.0)
            .into_iter()
            .map(|month| Tick {
                at: at(month),
                label: format!("{month:.0}"),
            })
            .collect(),
        mark: deadline.map(|month| {
            let words = match lang {
                Lang::En => format!("month {month:.0}"),
                Lang::Ja => format!("{month:.0}か月"),
            };
            (at(month), words)
        }),
        caption: lang
            .pick(
                "Months from the start. Each dot is one future in twenty; futures that never get there have none.",
                "開始からの月数。点一つが20通りに1通りの未来。到達しない未来に点はない。",
            )
            .to_owned(),
    }
}

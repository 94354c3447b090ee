//! How decisions and predictions are scored. Everything is computed on many futures, never on the one that is told,
//! so that luck earns nothing.
//!
//! Ranges are judged by the interval score (Winkler 1972; Gneiting and Raftery, "Strictly Proper Scoring Rules,
//! Prediction, and Estimation", JASA 102 (2007) 359, eq. 43), chances by the Brier score: with either nobody gains by
//! saying anything but what they believe.

use serde::Serialize;

use crate::stats::quantile;

/// A range is to hold this share of futures less than fully: 0.2 for the 10 % and 90 % points.
const ALPHA: f64 = 0.2;
/// A chance that is wrong by 0.3 earns nothing.
const WORST_CHANCE: f64 = 0.09;
/// The same for a choice: for two answers both rules agree.
const WORST_CHOICE: f64 = 0.18;
/// Points for the decision.
pub const DECISION: f64 = 60.0;
/// Points for the predictions.
pub const PREDICTION: f64 = 30.0;
/// Points for thrift with information.
pub const THRIFT: f64 = 10.0;
/// The most that can be spent on information.
pub const BUDGET: u32 = 10;
/// Scores nearer than this are tied.
pub const TIE: f64 = 1.0;

/// Interval score of a range for one value, in the unit of its arguments; lower is better.
///
/// # Formula
///
/// ```text
/// IS(l, u; y) = (u - l) + (2 / alpha) max(l - y, 0) + (2 / alpha) max(y - u, 0),   alpha = 0.2
/// ```
///
/// # Examples
///
/// ```
/// use regpath_core::exercise::score::interval;
/// assert_eq!(interval([22.0, 30.0], 26.0), 8.0);
/// assert_eq!(interval([22.0, 30.0], 35.0), 58.0);
/// assert_eq!(interval([22.0, 30.0], 20.5), 23.0);
/// ```
#[must_use]
pub fn interval([lower, upper]: [f64; 2], value: f64) -> f64 {
    (upper - lower) + 2.0 / ALPHA * ((lower - value).max(0.0) + (value - upper).max(0.0))
}

/// Mean interval score over values.
#[must_use]
pub fn mean_interval(range: [f64; 2], values: &[f64]) -> f64 {
    let sum: f64 = values.iter().map(|value| interval(range, *value)).sum();
    sum / values.len().max(1) as f64
}

/// The best range that anybody could have said: the 10 % and 90 % quantiles of sorted values.
#[must_use]
pub fn best_range(sorted: &[f64]) -> [f64; 2] {
    [ALPHA / 2.0, 1.0 - ALPHA / 2.0].map(|p| quantile(sorted, p))
}

/// What a range earns, 0 to 1: its mean interval score between that of a reference range, which earns nothing, and
/// that of the best range. No values: nothing.
///
/// # Formula
///
/// ```text
/// S = clamp((IS_ref - IS_mean) / (IS_ref - IS_best), 0, 1)
/// ```
#[must_use]
pub fn range_points(range: [f64; 2], reference: [f64; 2], sorted: &[f64]) -> f64 {
    if sorted.is_empty() {
        return 0.0;
    }
    let worst = mean_interval(reference, sorted);
    let room = worst - mean_interval(best_range(sorted), sorted);
    if room <= 0.0 {
        return 0.0;
    }
    ((worst - mean_interval(range, sorted)) / room).clamp(0.0, 1.0)
}

/// Continuous ranked probability score of equally likely points for one value, in the unit of its arguments; lower is
/// better. It is shown, and earns nothing.
///
/// # Formula
///
/// ```text
/// CRPS = E|X - y| - E|X - X'| / 2
/// ```
///
/// (Gneiting and Raftery 2007, eq. 21)
///
/// # Examples
///
/// ```
/// use regpath_core::exercise::score::crps;
/// assert_eq!(crps(&[1.0, 2.0, 3.0, 4.0], 3.5), 0.625);
/// ```
#[must_use]
pub fn crps(points: &[f64], value: f64) -> f64 {
    let n = points.len().max(1) as f64;
    let miss: f64 = points.iter().map(|x| (x - value).abs()).sum();
    let spread: f64 = points
        .iter()
        .map(|x| points.iter().map(|other| (x - other).abs()).sum::<f64>())
        .sum();
    miss / n - spread / (2.0 * n * n)
}

/// Mean continuous ranked probability score over values.
#[must_use]
pub fn mean_crps(points: &[f64], values: &[f64]) -> f64 {
    let sum: f64 = values.iter().map(|value| crps(points, *value)).sum();
    sum / values.len().max(1) as f64
}

/// What a chance earns, 0 to 1: `max(0, 1 - (p - q)² / 0.09)`, the part of the expected Brier score
/// `(p - q)² + q (1 - q)` that is not the futures' own doing.
#[must_use]
pub fn chance_points(said: f64, truth: f64) -> f64 {
    (1.0 - (said - truth) * (said - truth) / WORST_CHANCE).max(0.0)
}

/// What shares on several answers earn, 0 to 1: `max(0, 1 - Σ (p - q)² / 0.18)`.
#[must_use]
pub fn choice_points(said: &[f64], truth: &[f64]) -> f64 {
    let excess: f64 = said.iter().zip(truth).map(|(p, q)| (p - q) * (p - q)).sum();
    (1.0 - excess / WORST_CHOICE).max(0.0)
}

/// What a target earns, 0 to 1: nothing at the floor, everything at the required probability, straight between.
#[must_use]
pub fn ramp(probability: f64, floor: f64, required: f64) -> f64 {
    ((probability - floor) / (required - floor)).clamp(0.0, 1.0)
}

/// A score and its parts.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Total {
    /// Decision, 0 to 1.
    pub decision: f64,
    /// Predictions, 0 to 1.
    pub prediction: f64,
    /// Points spent on information.
    pub spent: u32,
    /// The score, 0 to 100.
    pub score: f64,
}

/// The whole score.
///
/// # Formula
///
/// ```text
/// score = 60 D + 30 P + 10 D (1 - b / 10)
/// ```
///
/// Thrift counts only as far as the decision is good: whoever buys nothing and achieves nothing gets nothing for it.
#[must_use]
pub fn total(decision: f64, prediction: f64, spent: u32) -> Total {
    let thrift = 1.0 - f64::from(spent.min(BUDGET)) / f64::from(BUDGET);
    Total {
        decision,
        prediction,
        spent,
        score: DECISION * decision + PREDICTION * prediction + THRIFT * decision * thrift,
    }
}

/// Ranks of scores that stand from the best to the worst: those nearer than [`TIE`] to the first of their rank
/// share it.
#[must_use]
pub fn ranks(scores: &[f64]) -> Vec<usize> {
    let mut ranks = Vec::with_capacity(scores.len());
    let mut leader = 0;
    for (place, score) in scores.iter().enumerate() {
        if scores[leader] - score >= TIE {
            leader = place;
        }
        ranks.push(leader + 1);
    }
    ranks
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FUTURES: [f64; 10] = [20.0, 22.0, 23.0, 24.0, 25.0, 26.0, 28.0, 30.0, 34.0, 40.0];

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 5e-5
    }

    #[test]
    fn ranges_earn_what_was_computed_by_hand() {
        let [lower, upper] = best_range(&FUTURES);
        assert!(near(lower, 21.8) && near(upper, 34.6));
        assert!(near(mean_interval([lower, upper], &FUTURES), 20.0));
        let reference = [15.0, 45.0];
        assert!(near(mean_interval(reference, &FUTURES), 30.0));
        for (range, mean, points) in [
            ([22.0, 30.0], 24.0, 0.6),
            ([24.0, 27.0], 34.0, 0.0),
            ([10.0, 80.0], 70.0, 0.0),
            ([20.0, 40.0], 20.0, 1.0),
        ] {
            assert!(near(mean_interval(range, &FUTURES), mean), "{range:?}");
            assert!(
                near(range_points(range, reference, &FUTURES), points),
                "{range:?}"
            );
        }
    }

    #[test]
    fn chances_earn_what_was_computed_by_hand() {
        assert!(near(chance_points(0.80, 0.62), 0.64));
        assert!(near(chance_points(0.50, 0.62), 0.84));
        assert_eq!(chance_points(0.95, 0.60), 0.0);
        assert!(near(choice_points(&[0.6, 0.3, 0.1], &[0.45, 0.35, 0.20]), 0.8056));
        assert!(near(choice_points(&[0.8, 0.2], &[0.62, 0.38]), 0.64));
    }

    #[test]
    fn whole_scores_are_those_computed_by_hand() {
        let decision = |q: [f64; 3]| {
            let ramps = [ramp(q[0], 0.0, 0.6), ramp(q[1], 0.0, 0.35), ramp(q[2], 0.2, 0.75)];
            0.3 * ramps[0] + 0.3 * ramps[1] + 0.4 * ramps[2]
        };
        let prediction = (0.6 + 0.64 + choice_points(&[0.6, 0.3, 0.1], &[0.45, 0.35, 0.20])) / 3.0;
        assert!(near(prediction, 0.6819));
        let good = decision([0.60, 0.28, 0.66]);
        assert!(near(good, 0.8745));
        assert!(near(total(good, prediction, 4).score, 78.1756));
        let poor = decision([0.12, 0.25, 0.35]);
        assert!(near(poor, 0.3834));
        assert!(near(total(poor, prediction, 0).score, 47.2919));
        assert!(near(total(0.0, 1.0, 0).score, 30.0));
        assert!(near(total(1.0, 1.0, 0).score, 100.0));
    }

    #[test]
    fn near_scores_share_a_rank() {
        assert_eq!(ranks(&[80.0, 79.1, 79.0, 60.0, 59.5]), [1, 1, 3, 4, 4]);
        assert_eq!(ranks(&[]), [] as [usize; 0]);
    }

    proptest! {
        #[test]
        fn no_range_beats_the_quantiles(mut values in proptest::collection::vec(0.0..100.0f64, 1..60), a in 0.0..100.0f64, b in 0.0..100.0f64) {
            values.sort_by(f64::total_cmp);
            // Type-7 quantiles are not the very minimum on few values: the score is flat between neighbours, up to
            // the distance of neighbours times the share by which they miss the level.
            let slack = 100.0 / ALPHA / values.len() as f64;
            let best = mean_interval(best_range(&values), &values);
            prop_assert!(mean_interval([a.min(b), a.max(b)], &values) >= best - slack);
        }

        #[test]
        fn points_stay_between_nothing_and_everything(a in 0.0..100.0f64, b in 0.0..100.0f64, p in 0.0..=1.0f64, q in 0.0..=1.0f64) {
            let s = range_points([a.min(b), a.max(b)], [15.0, 45.0], &FUTURES);
            prop_assert!((0.0..=1.0).contains(&s));
            prop_assert!((0.0..=1.0).contains(&chance_points(p, q)));
            prop_assert!(chance_points(q, q) >= chance_points(p, q));
        }
    }
}

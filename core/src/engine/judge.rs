//! When conditions on artefacts and joins of steps hold.

use super::NEVER;
use crate::plan::{Gate, Need};

/// Since when artefacts are held, and when they are lost.
pub(crate) trait Papers {
    /// The day on which an artefact came to be.
    fn date(&self, paper: usize) -> f64;

    /// The earliest time from `t` on at which the artefact is not lost.
    fn not_lost(&self, paper: usize, t: f64) -> f64 {
        let _ = paper;
        t
    }
}

/// Whether a condition holds at `t`.
pub(crate) fn holds(need: &Need, t: f64, papers: &impl Papers) -> bool {
    match need {
        Need::Always(sure) => *sure,
        Need::Held {
            artefact,
            for_at_least,
            not_older_than,
        } => {
            let date = papers.date(*artefact);
            date + for_at_least <= t && t <= date + not_older_than && papers.not_lost(*artefact, t) <= t
        }
        Need::All(of) => of.iter().all(|need| holds(need, t, papers)),
        Need::Any(of) => of.iter().any(|need| holds(need, t, papers)),
        Need::AtLeast(k, of) => of.iter().filter(|need| holds(need, t, papers)).count() >= *k,
    }
}

/// The later of two times. They are numbers always, so one comparison does; `f64::max` looks for what is none.
#[inline]
pub(crate) fn later(one: f64, other: f64) -> f64 {
    if one > other { one } else { other }
}

/// [`earliest`] for a condition that lasts, while no artefact has been lost: one look is enough.
pub(crate) fn earliest_lasting(need: &Need, t: f64, papers: &impl Papers) -> f64 {
    match need {
        Need::Held {
            artefact,
            for_at_least,
            ..
        } => later(papers.date(*artefact) + for_at_least, t),
        Need::All(of) => {
            let mut latest = t;
            for need in of {
                latest = later(latest, earliest_lasting(need, t, papers));
                if latest == NEVER {
                    break;
                }
            }
            latest
        }
        Need::Any(of) => {
            let times = of.iter().map(|need| earliest_lasting(need, t, papers));
            times.fold(NEVER, |first, time| if time < first { time } else { first })
        }
        Need::Always(_) | Need::AtLeast(..) => earliest(need, t, papers),
    }
}

/// The earliest time from `t` on at which a condition holds.
pub(crate) fn earliest(need: &Need, t: f64, papers: &impl Papers) -> f64 {
    if t == NEVER {
        return NEVER;
    }
    match need {
        Need::Always(true) => t,
        Need::Always(false) => NEVER,
        Need::Held {
            artefact,
            for_at_least,
            not_older_than,
        } => {
            let date = papers.date(*artefact);
            let first = (date + for_at_least).max(t);
            let first = papers.not_lost(*artefact, first);
            if first <= date + not_older_than {
                first
            } else {
                NEVER
            }
        }
        Need::Any(of) => of
            .iter()
            .map(|need| earliest(need, t, papers))
            .fold(NEVER, f64::min),
        Need::All(of) => {
            let mut t = t;
            loop {
                let next = of
                    .iter()
                    .fold(t, |latest, need| latest.max(earliest(need, t, papers)));
                if next == t || next == NEVER {
                    return next;
                }
                t = next;
            }
        }
        Need::AtLeast(k, of) => {
            let mut t = t;
            // Few conditions, so that no memory has to be asked for.
            let (mut few, mut many) = ([NEVER; 8], Vec::new());
            let times = if let Some(few) = few.get_mut(..of.len()) {
                few
            } else {
                many.resize(of.len(), NEVER);
                &mut many[..]
            };
            loop {
                for (time, need) in times.iter_mut().zip(of) {
                    *time = earliest(need, t, papers);
                }
                times.sort_unstable_by(f64::total_cmp);
                let kth = times.get(k.saturating_sub(1)).copied().unwrap_or(NEVER);
                if kth == NEVER || of.iter().filter(|need| holds(need, kth, papers)).count() >= *k {
                    return kth;
                }
                // What held first has lapsed by then: look on from the next change.
                let Some(next) = times.iter().copied().find(|time| *time > t) else {
                    return NEVER;
                };
                t = next;
            }
        }
    }
}

/// Whether a condition, once it holds, holds for good unless an artefact is lost.
pub(crate) fn is_lasting(need: &Need) -> bool {
    match need {
        Need::Always(_) => true,
        Need::Held { not_older_than, .. } => *not_older_than == NEVER,
        Need::All(of) | Need::Any(of) | Need::AtLeast(_, of) => of.iter().all(is_lasting),
    }
}

/// A condition without its ages: they are judged once, and not again.
pub(crate) fn ageless(need: &Need) -> Need {
    let each = |of: &[Need]| of.iter().map(ageless).collect();
    match need {
        Need::Always(sure) => Need::Always(*sure),
        Need::Held { artefact, .. } => Need::held(*artefact),
        Need::All(of) => Need::All(each(of)),
        Need::Any(of) => Need::Any(each(of)),
        Need::AtLeast(k, of) => Need::AtLeast(*k, each(of)),
    }
}

/// When a join holds, given when each step (with a certain outcome) was done.
pub(crate) fn join_by(gate: &Gate, done: &impl Fn(usize, Option<usize>) -> f64) -> f64 {
    match gate {
        Gate::Step(step, outcome) => done(*step, *outcome),
        Gate::All(of) => of.iter().map(|gate| join_by(gate, done)).fold(0.0, later),
        Gate::Any(of) => of.iter().map(|gate| join_by(gate, done)).fold(NEVER, f64::min),
        Gate::AtLeast(k, of) => {
            let mut times: Vec<f64> = of.iter().map(|gate| join_by(gate, done)).collect();
            times.sort_unstable_by(f64::total_cmp);
            times.get(k.saturating_sub(1)).copied().unwrap_or(NEVER)
        }
    }
}

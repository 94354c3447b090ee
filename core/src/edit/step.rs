//! Levers that stand at a number: one step down, one step up, and what a reader types.

use std::ops::RangeInclusive;

use super::Setting;
use crate::calendar::Date;
use crate::limits;
use crate::text::amount;

/// Steps by which a chance is turned, in percent.
const POINTS: u32 = 5;
/// What the first step up from no money makes.
const FIRST_AMOUNT: u64 = 500_000;

/// A lever's number.
enum Number<'s> {
    /// A count, what it may be, and what one step makes.
    Count(&'s mut u32, RangeInclusive<u32>, u32),
    /// An amount of money.
    Amount(&'s mut u64),
    /// A day.
    Day(&'s mut Date),
}

fn number(of: &mut Setting) -> Option<Number<'_>> {
    Some(match of {
        Setting::NotBefore { months, .. } => Number::Count(months, 0..=limits::MONTHS, 1),
        Setting::Capacity { people, .. } => Number::Count(people, 1..=limits::TEAM, 1),
        Setting::Horizon(months) => Number::Count(months, 1..=limits::MONTHS, 12),
        Setting::Every(months) => Number::Count(months, 1..=limits::MONTHS, 1),
        Setting::Batch(count) => Number::Count(count, 1..=limits::BATCH, 1),
        Setting::Funding { percent, .. }
        | Setting::Subsidy { percent, .. }
        | Setting::Odds { percent, .. } => Number::Count(percent, 0..=100, POINTS),
        Setting::Cash(amount) | Setting::Burn(amount) => Number::Amount(amount),
        Setting::Start(date) => Number::Day(date),
        Setting::Choose { .. }
        | Setting::Route { .. }
        | Setting::Option { .. }
        | Setting::Hold { .. }
        | Setting::Assumption { .. }
        | Setting::Order(_)
        | Setting::Regime { .. }
        | Setting::Driver { .. }
        | Setting::ByChance(_)
        | Setting::Listed { .. }
        | Setting::Kind(_)
        | Setting::Novelty(_)
        | Setting::Class { .. }
        | Setting::Size(_)
        | Setting::Target(_) => return None,
    })
}

/// Whether a lever takes a number that is typed.
#[must_use]
pub fn can_type(lever: &Setting) -> bool {
    number(&mut lever.clone()).is_some()
}

/// The settings one step down and one step up, for levers that stand at a number.
#[must_use]
pub fn steps(now: &Setting) -> [Option<Setting>; 2] {
    [false, true].map(|is_up| {
        let mut next = now.clone();
        match number(&mut next)? {
            Number::Count(value, range, step) => {
                let turned = if is_up {
                    value.saturating_add(step)
                } else {
                    value.saturating_sub(step)
                };
                let turned = turned.clamp(*range.start(), *range.end());
                let goes = if is_up { turned > *value } else { turned < *value };
                if !goes {
                    return None;
                }
                *value = turned;
            }
            Number::Amount(value) => *value = amounts(*value)[usize::from(is_up)]?,
            Number::Day(date) => *date = date.plus_months(if is_up { 1 } else { -1 })?,
        }
        Some(next)
    })
}

/// Where a lever stands after a value for it was typed; `None` if it is none, or out of bounds.
#[must_use]
pub fn typed(now: &Setting, text: &str) -> Option<Setting> {
    let text = text.trim();
    let mut next = now.clone();
    match number(&mut next)? {
        Number::Count(value, range, _) => {
            let typed = text.trim_end_matches(['%', '％']).trim().parse().ok();
            *value = typed.filter(|typed| range.contains(typed))?;
        }
        Number::Amount(value) => *value = amount(text).filter(|typed| *typed as f64 <= limits::AMOUNT)?,
        Number::Day(date) => *date = Date::parse(text)?,
    }
    Some(next)
}

/// An amount one step down and one up: about a tenth of it, in round figures.
fn amounts(value: u64) -> [Option<u64>; 2] {
    let step = round_tenth(value);
    let less = value
        .checked_sub(round_tenth(value.saturating_sub(1)))
        .filter(|_| value > 0);
    let more = value + step;
    [
        less.map(|less| if value <= FIRST_AMOUNT { 0 } else { less }),
        (more as f64 <= limits::AMOUNT).then_some(more),
    ]
}

/// The largest of 1, 2 and 5 times a power of ten that is at most a tenth of a value.
fn round_tenth(value: u64) -> u64 {
    if value < FIRST_AMOUNT {
        return FIRST_AMOUNT;
    }
    let tenth = value / 10;
    let power = 10_u64.pow(tenth.ilog10());
    [5, 2, 1]
        .into_iter()
        .map(|times| times * power)
        .find(|step| *step <= tenth)
        .unwrap_or(power)
}

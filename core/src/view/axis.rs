//! Axes: where the calendar's ticks fall, and back from days to fractions of the width.

use super::Tick;
use super::format::year_month;
use crate::calendar::Date;

/// A time axis over days of a plan.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TimeAxis {
    /// First day of the plan.
    pub origin: Date,
    /// Day at the left end.
    pub from: f64,
    /// Day at the right end.
    pub to: f64,
}

impl TimeAxis {
    /// An axis that holds the days from `from` to `to`, ending on whole quarters or years.
    #[must_use]
    pub fn around(origin: Date, from: f64, to: f64) -> Self {
        let span = (to - from).max(30.0);
        let step = month_step(span);
        let first = floor_month(origin.plus_days(from.max(0.0)), step);
        let last = origin.plus_days(from + span);
        let mut end = first;
        while end <= last {
            end = end.plus_months(step).unwrap_or(end.plus_days(31.0));
        }
        Self {
            origin,
            from: f64::from(first.days_since(origin)),
            to: f64::from(end.days_since(origin)),
        }
    }

    /// The month that a place stands for, e.g. `2028-11`.
    #[must_use]
    pub fn month_at(&self, at: f64) -> String {
        year_month(
            self.origin,
            self.from + at.clamp(0.0, 1.0) * (self.to - self.from),
        )
    }

    /// Where a day lies, 0 to 1.
    #[must_use]
    pub fn at(&self, day: f64) -> f64 {
        ((day - self.from) / (self.to - self.from)).clamp(0.0, 1.0)
    }

    /// Ticks at whole years, half years, quarters or months, about `wanted` of them.
    #[must_use]
    pub fn ticks(&self, wanted: usize) -> Vec<Tick> {
        let steps = [1, 3, 6, 12, 24, 60, 120];
        let months = (self.to - self.from) / crate::calendar::DAYS_PER_MONTH;
        let step = steps
            .into_iter()
            .find(|step| months / f64::from(*step) <= wanted as f64)
            .unwrap_or(120);
        let mut date = floor_month(self.origin.plus_days(self.from), step);
        let mut ticks = Vec::new();
        loop {
            let day = f64::from(date.days_since(self.origin));
            if day > self.to + 0.5 {
                return ticks;
            }
            if day >= self.from - 0.5 {
                let label = if step % 12 == 0 {
                    format!("{:04}", date.year())
                } else {
                    format!("{:04}-{:02}", date.year(), date.month())
                };
                ticks.push(Tick {
                    at: self.at(day),
                    label,
                });
            }
            match date.plus_months(step) {
                Some(next) => date = next,
                None => return ticks,
            }
        }
    }
}

/// Values at 1, 2 or 5 times a power of ten, at least 1, about `wanted` of them between `low` and `high`.
#[must_use]
pub fn nice_ticks(low: f64, high: f64, wanted: f64) -> Vec<f64> {
    let mut step = 1.0;
    for factor in [2.0, 2.5, 2.0].into_iter().cycle() {
        // Also false for what is no number.
        let is_too_fine = (high - low) / step > wanted;
        if !is_too_fine {
            break;
        }
        step *= factor;
    }
    let (first, last) = ((low / step).ceil() as i64, (high / step).floor() as i64);
    (first..=last).map(|turn| turn as f64 * step).collect()
}

fn month_step(span: f64) -> i32 {
    match span {
        span if span < 400.0 => 1,
        span if span < 1_500.0 => 3,
        span if span < 4_000.0 => 6,
        _ => 12,
    }
}

/// The first day of the period of `step` months that a date lies in, counted from January.
fn floor_month(date: Date, step: i32) -> Date {
    let month = i32::from(date.month()) - 1;
    let (year, month) = if step <= 12 {
        (date.year(), month / step * step)
    } else {
        (date.year().div_euclid(step / 12) * (step / 12), 0)
    };
    Date::new(year, month as u8 + 1, 1).unwrap_or(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_fall_on_whole_periods_and_rise() {
        let origin = Date::new(2027, 4, 1).unwrap();
        for to in [100.0, 700.0, 2_000.0, 5_000.0, 20_000.0] {
            let axis = TimeAxis::around(origin, 0.0, to);
            let ticks = axis.ticks(8);
            assert!((2..=9).contains(&ticks.len()), "{to}: {ticks:?}");
            assert!(ticks.windows(2).all(|pair| pair[0].at < pair[1].at));
            assert!(axis.at(to) <= 1.0 && axis.at(0.0) >= 0.0);
        }
    }
}

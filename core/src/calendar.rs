//! Dates as files write them and as results show them. A plan counts in days from its start; only here do
//! days become calendar dates.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::Month;

use crate::read::value::{Mistake, Shape, Value, What};

/// Days in a month on average: 365.25 / 12.
pub const DAYS_PER_MONTH: f64 = 365.25 / 12.0;

/// A calendar date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(time::Date);

impl Date {
    /// The date of a year, month (1 to 12) and day, where there is one.
    #[must_use]
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        if !(1000..=9000).contains(&year) {
            return None;
        }
        let month = Month::try_from(month).ok()?;
        time::Date::from_calendar_date(year, month, day).ok().map(Self)
    }

    /// Reads `2027-04-01`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        let mut parts = text.splitn(3, '-').map(str::parse::<u16>).map_while(Result::ok);
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
        is_plain.then(|| Self::new(i32::from(year), month, day)).flatten()
    }

    /// Year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// Month, 1 to 12.
    #[must_use]
    pub fn month(self) -> u8 {
        u8::from(self.0.month())
    }

    /// Day of the month.
    #[must_use]
    pub fn day(self) -> u8 {
        self.0.day()
    }

    /// Whole days from `earlier` to this date; negative if this date comes first.
    #[must_use]
    pub fn days_since(self, earlier: Self) -> i32 {
        self.0.to_julian_day() - earlier.0.to_julian_day()
    }

    /// The date so many days later, as far as the calendar goes.
    #[must_use]
    pub fn plus_days(self, days: f64) -> Self {
        let day = f64::from(self.0.to_julian_day()) + days.floor();
        let day = day.clamp(
            f64::from(time::Date::MIN.to_julian_day()),
            f64::from(time::Date::MAX.to_julian_day()),
        );
        Self(time::Date::from_julian_day(day as i32).expect("the day is within the calendar"))
    }

    /// The same day so many months later, or the last day of that month where it is shorter.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Option<Self> {
        let index = self.year() * 12 + i32::from(self.month()) - 1 + months;
        let (year, month) = (index.div_euclid(12), index.rem_euclid(12) as u8 + 1);
        (1..=self.day()).rev().find_map(|day| Self::new(year, month, day))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("no date"))
    }
}

impl Shape for Date {
    fn of(value: &Value<'_>) -> Result<Self, Mistake> {
        let What::Date(date) = value.what() else {
            return Err(value.unfit([
                "a date without quotes, as in `2027-04-01`",
                "引用符のない日付(例:`2027-04-01`)",
            ]));
        };
        if date.len() > "2027-04-01".len() {
            return Err(value.mistake([
                "write a date, as in `2027-04-01`",
                "日付だけを書いてください(例:`2027-04-01`)",
            ]));
        }
        Self::parse(date).ok_or_else(|| {
            value.mistake([
                format!("there is no such date as `{date}`"),
                format!("`{date}` という日付はありません"),
            ])
        })
    }
}

/// As of when a figure holds: a day, a month, a year, or a text without a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AsOf {
    /// The text that was read bears no date.
    Undated,
    /// Year, and month and day where known.
    Since(i32, Option<u8>, Option<u8>),
}

impl AsOf {
    /// Reads `2026`, `2026-04`, `2026-04-01` or `n.d.`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text == "n.d." {
            return Some(Self::Undated);
        }
        let mut parts = text.split('-');
        let year = parts.next()?.parse().ok()?;
        let month = parts.next().map(str::parse).transpose().ok()?;
        let day = parts.next().map(str::parse).transpose().ok()?;
        if parts.next().is_some() {
            return None;
        }
        Date::new(year, month.unwrap_or(1), day.unwrap_or(1))?;
        Some(Self::Since(year, month, day))
    }

    /// The first day that it may mean; `None` where the text bears no date.
    #[must_use]
    pub fn first_day(self) -> Option<Date> {
        match self {
            Self::Undated => None,
            Self::Since(year, month, day) => Date::new(year, month.unwrap_or(1), day.unwrap_or(1)),
        }
    }

    /// Whole months from this date to `today`; `None` where the text bears no date.
    #[must_use]
    pub fn months_until(self, today: Date) -> Option<i32> {
        match self {
            Self::Undated => None,
            Self::Since(year, month, _) => {
                Some((today.year() - year) * 12 + i32::from(today.month()) - i32::from(month.unwrap_or(1)))
            }
        }
    }
}

impl fmt::Display for AsOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Undated => f.write_str("n.d."),
            Self::Since(year, None, _) => write!(f, "{year:04}"),
            Self::Since(year, Some(month), None) => write!(f, "{year:04}-{month:02}"),
            Self::Since(year, Some(month), Some(day)) => write!(f, "{year:04}-{month:02}-{day:02}"),
        }
    }
}

impl Serialize for AsOf {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for AsOf {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("no date"))
    }
}

impl Shape for AsOf {
    fn of(value: &Value<'_>) -> Result<Self, Mistake> {
        let expected = [
            "a date such as `2026-04-01`, or `\"2026-04\"`, `\"2026\"`, `\"n.d.\"`",
            "`2026-04-01` のような日付か、`\"2026-04\"`、`\"2026\"`、`\"n.d.\"`",
        ];
        match value.what() {
            What::Date(_) => {
                let date = Date::of(value)?;
                Ok(Self::Since(date.year(), Some(date.month()), Some(date.day())))
            }
            What::Text(text) => Self::parse(text).ok_or_else(|| value.unfit(expected)),
            _ => Err(value.unfit(expected)),
        }
    }
}

#[cfg(feature = "schema")]
mod schema {
    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    impl JsonSchema for super::Date {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            "Date".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({ "description": "A TOML date, e.g. 2027-04-01.", "type": "string", "format": "date" })
        }
    }

    impl JsonSchema for super::AsOf {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            "AsOf".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({
                "description": "A TOML date, or \"2026-04\", \"2026\", or \"n.d.\" for a text without a date.",
                "type": "string"
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_later_is_the_same_day_or_the_last_one() {
        let day = Date::new(2027, 1, 31).unwrap();
        assert_eq!(day.plus_months(1), Date::new(2027, 2, 28));
        assert_eq!(day.plus_months(14), Date::new(2028, 3, 31));
        assert_eq!(day.plus_months(-2), Date::new(2026, 11, 30));
    }

    #[test]
    fn days_and_dates_go_round() {
        let start = Date::new(2027, 4, 1).unwrap();
        assert_eq!(start.plus_days(366.9).to_string(), "2028-04-01");
        assert_eq!(start.plus_days(366.0).days_since(start), 366);
    }

    #[test]
    fn as_of_reads_what_sources_print() {
        for text in ["2026", "2026-04", "2026-04-30", "n.d."] {
            assert_eq!(AsOf::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "26", "2026-13", "2026-02-30", "about 2022"] {
            assert_eq!(AsOf::parse(text), None, "{text}");
        }
    }
}

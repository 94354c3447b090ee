//! How numbers, dates and money are written, once for both faces.

use crate::calendar::{DAYS_PER_MONTH, Date};
use crate::text::Lang;

/// Thin space between groups of digits.
const THIN: char = '\u{202f}';

/// What stands where there is no number.
pub const NONE: &str = "–";

/// A whole number in groups of three, e.g. `12 345`.
#[must_use]
pub fn integer(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            out.push(THIN);
        }
        out.push(digit);
    }
    if value <= -0.5 { format!("-{out}") } else { out }
}

/// A share as a percentage, e.g. `88 %`; one digit more below 1 and above 99.
#[must_use]
pub fn percent(share: f64) -> String {
    let value = share * 100.0;
    let is_near_the_end = (value > 0.0 && value < 1.0) || (value > 99.0 && value < 100.0);
    if is_near_the_end {
        format!("{value:.1}{THIN}%")
    } else {
        format!("{value:.0}{THIN}%")
    }
}

/// Days as months with one digit, e.g. `24.1`.
#[must_use]
pub fn months(days: f64) -> String {
    format!("{:.1}", days / DAYS_PER_MONTH)
}

/// Months in words, e.g. `24 mo` or `24か月`.
#[must_use]
pub fn months_in_words(days: f64, lang: Lang) -> String {
    let months = (days / DAYS_PER_MONTH).round();
    match lang {
        Lang::En => format!("{months:.0} mo"),
        Lang::Ja => format!("{months:.0}か月"),
    }
}

/// A length of time in its natural unit, e.g. `3.5 months` or `12 days`.
#[must_use]
pub fn length(days: f64, lang: Lang) -> String {
    if days < 60.0 {
        match lang {
            Lang::En => format!("{days:.0} days"),
            Lang::Ja => format!("{days:.0}日"),
        }
    } else {
        match lang {
            Lang::En => format!("{} months", months(days)),
            Lang::Ja => format!("{}か月", months(days)),
        }
    }
}

/// A length of time that a rule sets: whole years as years, e.g. `3 years`, else as [`length`].
#[must_use]
pub fn period(days: f64, lang: Lang) -> String {
    let years = (days / 365.25).round();
    let is_whole = years >= 1.0 && (years * 365.25 - days).abs() < 0.5;
    match (is_whole, lang) {
        (false, _) => length(days, lang),
        (true, Lang::En) if years < 1.5 => "1 year".to_owned(),
        (true, Lang::En) => format!("{years:.0} years"),
        (true, Lang::Ja) => format!("{years:.0}年"),
    }
}

/// The year and month of a day of the plan, e.g. `2028-11`.
#[must_use]
pub fn year_month(start: Date, days: f64) -> String {
    let date = start.plus_days(days);
    format!("{:04}-{:02}", date.year(), date.month())
}

/// So many futures a second, e.g. `62 k/s`.
#[must_use]
pub fn rate(per_second: f64, lang: Lang) -> String {
    let unit = match lang {
        Lang::En => "/s",
        Lang::Ja => "/秒",
    };
    format!("{}{unit}", scaled(per_second))
}

/// Money for reading: `JPY 164 M`, `USD 2.4 M`; yen in Japanese as `1.6億円`, `240万円`.
#[must_use]
pub fn money(amount: f64, currency: &str, lang: Lang) -> String {
    if lang == Lang::Ja && currency == "JPY" {
        return yen(amount);
    }
    format!("{currency} {}", scaled(amount))
}

/// Three significant figures with `k`, `M` or `bn`.
fn scaled(amount: f64) -> String {
    let size = amount.abs();
    let (value, suffix) = if size >= 999.5e6 {
        (amount / 1e9, " bn")
    } else if size >= 999.5e3 {
        (amount / 1e6, " M")
    } else if size >= 999.5 {
        (amount / 1e3, " k")
    } else {
        (amount, "")
    };
    format!("{}{}", significant(value), suffix.replace(' ', &THIN.to_string()))
}

fn significant(value: f64) -> String {
    let size = value.abs();
    if size >= 99.95 || value.fract() == 0.0 {
        format!("{value:.0}")
    } else if size >= 9.995 {
        format!("{value:.1}")
    } else {
        format!("{value:.2}")
    }
}

fn yen(amount: f64) -> String {
    let size = amount.abs();
    if size >= 99_995_000.0 {
        format!("{}億円", significant(amount / 1e8))
    } else if size >= 9_999.5 {
        format!("{}万円", integer(amount / 1e4))
    } else {
        format!("{}円", integer(amount))
    }
}

/// A cell of a CSV file. Text that a spreadsheet would take for a formula is kept from being one.
#[must_use]
pub fn csv_cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if is_formula {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if text.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_reads_in_both_languages() {
        assert_eq!(money(164_300_000.0, "JPY", Lang::En), "JPY 164\u{202f}M");
        assert_eq!(money(164_300_000.0, "JPY", Lang::Ja), "1.64億円");
        assert_eq!(money(6_650_800.0, "JPY", Lang::Ja), "665万円");
        assert_eq!(money(28_653.0, "USD", Lang::En), "USD 28.7\u{202f}k");
        assert_eq!(money(1_250.0, "MYR", Lang::Ja), "MYR 1.25\u{202f}k");
        assert_eq!(money(0.0, "JPY", Lang::Ja), "0円");
    }

    #[test]
    fn digits_stand_in_groups() {
        assert_eq!(integer(1_234_567.0), "1\u{202f}234\u{202f}567");
        assert_eq!(integer(-1_234.0), "-1\u{202f}234");
        assert_eq!(integer(12.0), "12");
    }

    #[test]
    fn shares_near_the_ends_have_a_digit_more() {
        assert_eq!(percent(0.884), "88\u{202f}%");
        assert_eq!(percent(0.004), "0.4\u{202f}%");
        assert_eq!(percent(0.996), "99.6\u{202f}%");
        assert_eq!(percent(1.0), "100\u{202f}%");
    }

    #[test]
    fn a_cell_is_never_a_formula_and_never_two() {
        assert_eq!(csv_cell("a"), "a");
        assert_eq!(csv_cell("=HYPERLINK(\"x\")"), "\"'=HYPERLINK(\"\"x\"\")\"");
        assert_eq!(csv_cell("@x"), "'@x");
        assert_eq!(csv_cell("a,b"), "\"a,b\"");
        assert_eq!(csv_cell("a\nb"), "\"a\nb\"");
    }
}

//! How numbers, dates and money are written, once for both faces.

use crate::calendar::{AsOf, DAYS_PER_MONTH, Date};
use crate::define::ESTIMATE;
use crate::model::{Provenance, SourceDef};
use crate::text::Lang;

/// Thin space between groups of digits.
const THIN: char = '\u{202f}';

/// What stands where there is no number.
pub const NONE: &str = "–";

/// A whole number in groups of three: `12 345`, in Japanese `12,345`.
#[must_use]
pub fn grouped(value: f64, lang: Lang) -> String {
    let between = match lang {
        Lang::En => THIN,
        Lang::Ja => ',',
    };
    let digits = format!("{:.0}", value.abs());
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            out.push(between);
        }
        out.push(digit);
    }
    if value <= -0.5 { format!("-{out}") } else { out }
}

/// Words with the numbers of a file in them, their digits in groups as the language has them.
#[must_use]
pub(super) fn localised(words: String, lang: Lang) -> String {
    if lang == Lang::En || !words.contains(THIN) {
        return words;
    }
    let next = words.chars().skip(1).chain([' ']);
    let is_between = |(this, next): (char, char)| match (this, next.is_ascii_digit()) {
        (THIN, true) => ',',
        _ => this,
    };
    words.chars().zip(next).map(is_between).collect()
}

/// A whole number of things, in English.
pub(super) fn counted(number: f64, thing: &str) -> String {
    let number = number.round();
    let ending = if number == 1.0 { "" } else { "s" };
    format!("{number:.0} {thing}{ending}")
}

/// A share as a percentage, e.g. `88 %`; one digit more below 1 and above 99, and neither none nor all if it is not.
#[must_use]
pub fn percent(share: f64) -> String {
    let value = share * 100.0;
    if value > 0.0 && value < 0.05 {
        format!("<0.1{THIN}%")
    } else if (99.95..100.0).contains(&value) {
        format!(">99.9{THIN}%")
    } else if (value > 0.0 && value < 1.0) || (value > 99.0 && value < 100.0) {
        format!("{value:.1}{THIN}%")
    } else {
        format!("{value:.0}{THIN}%")
    }
}

/// A standard error with so many digits, e.g. `0.04`; one too small to be seen is not nothing but `<0.01`, and where a
/// single future tells none there is [`NONE`].
#[must_use]
pub fn error(se: f64, digits: u32) -> String {
    let last = 1.0 / f64::from(10_u32.pow(digits));
    let places = digits as usize;
    if !se.is_finite() {
        NONE.to_owned()
    } else if se > 0.0 && se < last / 2.0 {
        format!("<{last:.places$}")
    } else {
        format!("{se:.places$}")
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
        (amount / 1e9, "bn")
    } else if size >= 999.5e3 {
        (amount / 1e6, "M")
    } else if size >= 999.5 {
        (amount / 1e3, "k")
    } else if amount.fract() == 0.0 {
        return format!("{amount:.0}");
    } else {
        return significant(amount);
    };
    format!("{}{THIN}{suffix}", significant(value))
}

/// Three significant figures of what is 1 or more.
fn significant(value: f64) -> String {
    let size = value.abs();
    if size >= 99.95 {
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
        format!("{}万円", grouped(amount / 1e4, Lang::Ja))
    } else {
        format!("{}円", grouped(amount, Lang::Ja))
    }
}

/// A source as it is named: title, publisher and date.
#[must_use]
pub fn cited(source: &SourceDef, lang: Lang) -> String {
    format!(
        "{}, {} ({})",
        source.title,
        source.publisher,
        source_date(&source.date, lang)
    )
}

/// The key of a source that no register has: the word for an estimate, or the key itself.
pub(super) fn key_words(key: &str, lang: Lang) -> &str {
    if key == ESTIMATE {
        lang.pick("estimate", "推定")
    } else {
        key
    }
}

/// The date of a source as the catalogue writes it, e.g. `2024-03`, `about 2022`, `n.d. (older)`.
#[must_use]
pub fn source_date(date: &str, lang: Lang) -> String {
    if lang == Lang::En {
        return date.to_owned();
    }
    if let Some((date, note)) = date.strip_suffix(')').and_then(|date| date.split_once(" (")) {
        return format!("{}、{}", source_date(date, lang), source_date(note, lang));
    }
    let between = |text: &str| {
        text.replace(" to ", "〜")
            .replace(", corrected ", "、訂正 ")
            .replace("; ", "、")
    };
    match date {
        "n.d." => "日付なし".to_owned(),
        "older" => "旧版".to_owned(),
        _ => {
            let around = [
                ("about ", "", "頃"),
                ("before ", "", "より前"),
                ("", " onward", "以降"),
                ("counts of ", "", "の件数"),
                ("rates of ", "", "の料率"),
            ];
            let told = around.into_iter().find_map(|(before, after, words)| {
                let inside = date.strip_prefix(before)?.strip_suffix(after)?;
                (inside.len() < date.len()).then(|| format!("{}{words}", between(inside)))
            });
            told.unwrap_or_else(|| between(date))
        }
    }
}

/// The date of a figure or rule; a dash where there is none.
pub(crate) fn as_of_words(provenance: &Provenance) -> String {
    provenance
        .as_of
        .filter(|as_of| *as_of != AsOf::Undated)
        .map_or_else(|| NONE.to_owned(), |as_of| as_of.to_string())
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
        assert_eq!(money(19_030_000.0, "JPY", Lang::Ja), "1,903万円");
        assert_eq!(money(200_000_000.0, "JPY", Lang::Ja), "2.00億円");
    }

    #[test]
    fn amounts_have_three_figures_whatever_they_are() {
        assert_eq!(money(1_000.0, "JPY", Lang::En), "JPY 1.00\u{202f}k");
        assert_eq!(money(-96_000_000.0, "JPY", Lang::En), "JPY -96.0\u{202f}M");
        assert_eq!(money(-20_500_000.0, "JPY", Lang::En), "JPY -20.5\u{202f}M");
        assert_eq!(money(300_000_000.0, "JPY", Lang::En), "JPY 300\u{202f}M");
        assert_eq!(money(450.0, "JPY", Lang::En), "JPY 450");
    }

    #[test]
    fn digits_stand_in_groups() {
        assert_eq!(grouped(1_234_567.0, Lang::En), "1\u{202f}234\u{202f}567");
        assert_eq!(grouped(-1_234.0, Lang::En), "-1\u{202f}234");
        assert_eq!(grouped(12.0, Lang::En), "12");
        assert_eq!(grouped(1_234_567.0, Lang::Ja), "1,234,567");
        assert_eq!(
            localised("1\u{202f}234 / 5\u{202f}%".to_owned(), Lang::Ja),
            "1,234 / 5\u{202f}%"
        );
    }

    #[test]
    fn shares_near_the_ends_have_a_digit_more() {
        assert_eq!(percent(0.884), "88\u{202f}%");
        assert_eq!(percent(0.004), "0.4\u{202f}%");
        assert_eq!(percent(0.996), "99.6\u{202f}%");
        assert_eq!(percent(1.0), "100\u{202f}%");
        assert_eq!(percent(0.999_9), ">99.9\u{202f}%");
        assert_eq!(percent(0.000_2), "<0.1\u{202f}%");
        assert_eq!(percent(0.0), "0\u{202f}%");
    }

    #[test]
    fn a_small_error_is_not_none() {
        assert_eq!(error(0.042, 2), "0.04");
        assert_eq!(error(0.0049, 2), "<0.01");
        assert_eq!(error(1e-9, 1), "<0.1");
        assert_eq!(error(0.0, 2), "0.00");
        assert_eq!(error(f64::INFINITY, 2), "–");
    }

    #[test]
    fn dates_of_sources_are_told_in_both_languages() {
        for (date, words) in [
            ("2024-03", "2024-03"),
            ("about 2022", "2022頃"),
            ("n.d.", "日付なし"),
            ("n.d. (before 2025-08)", "日付なし、2025-08より前"),
            ("2018 onward", "2018以降"),
            ("2021; 2023", "2021、2023"),
        ] {
            assert_eq!(source_date(date, Lang::Ja), words);
            assert_eq!(source_date(date, Lang::En), date);
        }
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

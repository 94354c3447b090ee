//! The two languages of regpath and text given in both.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::read::value::{Mistake, Shape, Value, What};

/// A language that a face can speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Japanese.
    Ja,
}

impl Lang {
    /// The other language, as the language switch asks for.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::En => Self::Ja,
            Self::Ja => Self::En,
        }
    }

    /// The value of the HTML `lang` attribute.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ja => "ja",
        }
    }

    /// Picks the English or the Japanese wording.
    #[must_use]
    pub const fn pick<'a>(self, en: &'a str, ja: &'a str) -> &'a str {
        match self {
            Self::En => en,
            Self::Ja => ja,
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

impl FromStr for Lang {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        match s {
            "en" => Ok(Self::En),
            "ja" => Ok(Self::Ja),
            other => Err(format!("language `{other}` is not known; use `en` or `ja`")),
        }
    }
}

/// Words in both languages. A file may give one string for both.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Text {
    /// English.
    pub en: String,
    /// Japanese.
    pub ja: String,
}

impl Text {
    /// The same words in both languages, as for a name.
    #[must_use]
    pub fn same(words: impl Into<String>) -> Self {
        let en = words.into();
        Self { ja: en.clone(), en }
    }

    /// Words in two languages.
    #[must_use]
    pub fn new(en: impl Into<String>, ja: impl Into<String>) -> Self {
        Self {
            en: en.into(),
            ja: ja.into(),
        }
    }

    /// The words in one language.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Ja => &self.ja,
        }
    }
}

/// English, then Japanese.
impl From<[&str; 2]> for Text {
    #[inline(never)]
    fn from([en, ja]: [&str; 2]) -> Self {
        Self::new(en, ja)
    }
}

/// English, then Japanese.
impl From<[String; 2]> for Text {
    fn from([en, ja]: [String; 2]) -> Self {
        Self { en, ja }
    }
}

/// A text as TOML writes it.
pub(crate) fn quoted(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}

/// An amount of money as people type it: `300 M`, `1.5bn`, `300,000,000`, `3億`, `2500万円`. Nothing for anything else.
///
/// # Examples
///
/// ```
/// use regpath_core::text::amount;
/// assert_eq!(amount("300 M"), Some(300_000_000));
/// assert_eq!(amount("2.5億円"), Some(250_000_000));
/// assert_eq!(amount("much"), None);
/// ```
#[must_use]
pub fn amount(text: &str) -> Option<u64> {
    const UNITS: [(&str, f64); 13] = [
        ("bn", 1e9),
        ("百万", 1e6),
        ("千万", 1e7),
        ("億", 1e8),
        ("万", 1e4),
        ("B", 1e9),
        ("b", 1e9),
        ("M", 1e6),
        ("m", 1e6),
        ("K", 1e3),
        ("k", 1e3),
        ("千", 1e3),
        ("", 1.0),
    ];
    let kept =
        |c: &char| !c.is_whitespace() && !matches!(c, ',' | '_' | '\u{ff0c}' | '\u{a5}' | '\u{ffe5}' | '円');
    let text: String = text.chars().filter(kept).collect();
    let text = text.strip_prefix("JPY").unwrap_or(&text);
    let (number, factor) = UNITS
        .iter()
        .find_map(|(unit, factor)| Some((text.strip_suffix(unit)?, factor)))?;
    let is_plain = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit() || c == '.');
    let value = is_plain.then(|| number.parse::<f64>().ok()).flatten()? * factor;
    (value.is_finite() && value < 1e18).then(|| value.round() as u64)
}

/// The longer of the two spellings that a file may use.
#[derive(Shape)]
struct Both {
    en: String,
    ja: String,
}

impl Shape for Text {
    fn of(value: &Value<'_>) -> Result<Self, Mistake> {
        match value.what() {
            What::Text(words) => Ok(Self::same(*words)),
            What::Table(_) => {
                let Both { en, ja } = Both::of(value)?;
                Ok(Self { en, ja })
            }
            _ => Err(value.unfit([
                "a string, or `{ en = \"…\", ja = \"…\" }`",
                "文字列か `{ en = \"…\", ja = \"…\" }`",
            ])),
        }
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Text {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Text".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "Words in both languages; one string stands for both.",
            "anyOf": [
                { "type": "string" },
                {
                    "type": "object",
                    "properties": { "en": { "type": "string" }, "ja": { "type": "string" } },
                    "required": ["en", "ja"],
                    "additionalProperties": false
                }
            ]
        })
    }
}

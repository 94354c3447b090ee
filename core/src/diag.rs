//! Findings about files, as data. A face draws them: the terminal underlines the text, the page lists them.

use std::fmt;
use std::ops::Range;

use serde::Serialize;

use crate::text::{Lang, Text};

/// One thing that is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(into = "Written")]
pub struct Problem {
    /// What kind of mistake, for ever the same word, e.g. `unknown-step`.
    pub code: &'static str,
    /// File it is in.
    pub file: String,
    /// Bytes of the offending text.
    pub span: Range<usize>,
    /// Line of its first character, from 1.
    pub line: usize,
    /// Column of its first character, in characters from 1.
    pub column: usize,
    /// What is wrong.
    pub message: Text,
    /// What to do.
    pub help: Text,
    /// Ways out that a lever can take, the likeliest first; mostly none.
    pub remedies: Vec<Remedy>,
}

/// A [`Problem`] in an answer as JSON.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Problem"))]
struct Written {
    /// What kind of mistake, for ever the same word, e.g. `unknown-step`.
    code: &'static str,
    /// File it is in.
    file: String,
    /// Bytes of the offending text.
    span: Range<usize>,
    /// Line of its first character, from 1.
    line: usize,
    /// Column of its first character, in characters from 1.
    column: usize,
    /// What is wrong.
    message: String,
    /// What to do.
    help: String,
    /// What is wrong, in Japanese.
    message_ja: String,
    /// What to do, in Japanese.
    help_ja: String,
}

impl From<Problem> for Written {
    fn from(problem: Problem) -> Self {
        Self {
            code: problem.code,
            file: problem.file,
            span: problem.span,
            line: problem.line,
            column: problem.column,
            message: problem.message.en,
            help: problem.help.en,
            message_ja: problem.message.ja,
            help_ja: problem.help.ja,
        }
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Problem {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        Written::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Written::json_schema(generator)
    }
}

/// A way out of a problem that can be taken in one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remedy {
    /// Take a route.
    Take {
        /// Route id.
        route: String,
        /// The artefact that is missing and that the route makes.
        artefact: String,
    },
    /// Aim at another milestone.
    Aim {
        /// Its id.
        milestone: String,
        /// The target that is out of reach.
        lost: String,
    },
}

impl Problem {
    /// What is wrong and what to do, in one line.
    #[must_use]
    pub fn says(&self, lang: Lang) -> String {
        let (message, help) = (self.message.get(lang), self.help.get(lang));
        match (lang, help.is_empty()) {
            (_, true) => message.to_owned(),
            (Lang::En, false) => format!("{message}; {help}"),
            (Lang::Ja, false) => format!("{message}。{help}"),
        }
    }

    /// The same after file and line.
    #[must_use]
    pub fn line(&self, lang: Lang) -> String {
        let (Self { file, line, .. }, says) = (self, self.says(lang));
        match lang {
            Lang::En => format!("{file}, line {line}: {says}"),
            Lang::Ja => format!("{file} {line}行目:{says}"),
        }
    }
}

/// In English with its place and its code, for logs and within other errors.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            line,
            column,
            code,
            ..
        } = self;
        write!(f, "{file}:{line}:{column}: {code}: {}", self.says(Lang::En))
    }
}

/// A file's name and text: where spans become lines.
#[derive(Debug, Clone, Copy)]
pub struct FileRef<'a> {
    /// Name to show.
    pub name: &'a str,
    /// The whole text.
    pub text: &'a str,
}

impl FileRef<'_> {
    /// A problem at a place of this file.
    #[must_use]
    pub fn problem(
        &self,
        code: &'static str,
        span: &Range<usize>,
        message: impl Into<Text>,
        help: impl Into<Text>,
    ) -> Problem {
        self.told(code, span, message.into(), help.into())
    }

    /// The same, compiled once.
    #[inline(never)]
    fn told(&self, code: &'static str, span: &Range<usize>, message: Text, help: Text) -> Problem {
        let end = self.text.len();
        let span = span.start.min(end)..span.end.min(end).max(span.start.min(end));
        let before = &self.text.as_bytes()[..span.start];
        let line_start = before
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1);
        Problem {
            code,
            file: self.name.to_owned(),
            line: before.split(|byte| *byte == b'\n').count(),
            column: String::from_utf8_lossy(&before[line_start..]).chars().count() + 1,
            span,
            message,
            help,
            remedies: Vec::new(),
        }
    }
}

/// What to do where so much is wrong that reading ended.
pub(crate) const MEND_FIRST: [&str; 2] = ["mend these first", "まずこれらを直してください"];

/// `did you mean `x`?` for the nearest of the known words, if one is near enough.
#[must_use]
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<Text> {
    nearest(word, &mut known.into_iter())
}

/// The same, compiled once for all kinds of lists.
fn nearest(word: &str, known: &mut dyn Iterator<Item = &str>) -> Option<Text> {
    known
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.len().min(word.len()) / 4)
        .min()
        .map(|(_, candidate)| {
            let words = [
                format!("did you mean `{candidate}`?"),
                format!("`{candidate}` ではありませんか"),
            ];
            words.into()
        })
}

/// All that there are, after what they are in each language.
pub(crate) fn listed(what: [&str; 2], all: &[&str]) -> Text {
    let [en, ja] = what;
    Text::new(
        format!("{en}: {}", all.join(", ")),
        format!("{ja}:{}", all.join("、")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_becomes_a_line_and_a_column_of_characters() {
        let file = FileRef {
            name: "x.toml",
            text: "a = 1\n承認 = 2\n",
        };
        let at = file.text.find('2').unwrap();
        let problem = file.problem("x", &(at..at + 1), ["m", "m"], ["", ""]);
        assert_eq!((problem.line, problem.column), (2, 6));
    }

    #[test]
    fn a_span_past_the_end_is_cut() {
        let file = FileRef {
            name: "x.toml",
            text: "a",
        };
        assert_eq!(file.problem("x", &(9..12), ["m", "m"], ["", ""]).span, 1..1);
    }

    #[test]
    fn the_nearest_word_is_offered_and_far_ones_are_not() {
        assert_eq!(
            did_you_mean("revew", ["review", "file"]).unwrap().en,
            "did you mean `review`?"
        );
        assert_eq!(did_you_mean("zebra", ["review", "file"]), None);
    }
}

//! From text to [`Document`]: every mistake of form, gathered. After a mistake the offending entry is taken
//! out and reading goes on, so that a user with five mistakes sees five.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use self::value::{Shape, Value, Wrong};

use crate::diag::{FileRef, MEND_FIRST, Problem, did_you_mean, listed};
use crate::file::Document;
use crate::limits;
use crate::order;

pub(crate) mod value;

/// Whether a text is meant as an exercise, and not as a plan: it has such a table, sound or not.
#[must_use]
pub fn is_exercise(text: &str) -> bool {
    text.len() <= limits::FILE_BYTES && {
        let (table, _) = DeTable::parse_recoverable(text);
        table.get_ref().contains_key("exercise")
    }
}

/// Reads one file.
///
/// # Errors
///
/// Every problem of form: syntax, unknown or missing keys, wrong types, a file that is too large.
pub fn read(file: FileRef<'_>) -> Result<Document, Vec<Problem>> {
    if file.text.len() > limits::FILE_BYTES {
        return Err(vec![file.problem(
            "bounds",
            &(0..0),
            [
                format!("the file has {} bytes", file.text.len()),
                format!("ファイルは{}バイトあります", file.text.len()),
            ],
            [
                format!("keep a file below {} bytes", limits::FILE_BYTES),
                format!("{}バイト未満にしてください", limits::FILE_BYTES),
            ],
        )]);
    }
    let (table, syntax) = DeTable::parse_recoverable(file.text);
    if !syntax.is_empty() {
        return Err(syntax
            .iter()
            .take(limits::PROBLEMS)
            .map(|error| {
                let span = error.span().unwrap_or(0..0);
                let mut message = error.message().replace('\n', ", ");
                // The text itself, unless it is a long one.
                let text = file.text.get(span.clone()).unwrap_or_default();
                if !text.trim().is_empty() && text.len() <= 40 && !text.contains(['\n', '`']) {
                    message = format!("{message}: `{text}`");
                }
                let words = [message.clone(), format!("TOMLとして読めません({message})")];
                let help = [
                    "see https://toml.io for the syntax",
                    "書き方は https://toml.io/ja/ を参照してください",
                ];
                file.problem("syntax", &span, words, help)
            })
            .collect());
    }
    let span = table.span();
    let mut table = table.into_inner();
    let mut problems = Vec::new();
    let most = (limits::REREAD_BYTES / file.text.len().max(1)).min(limits::PROBLEMS);
    let mut gone: Vec<Pruned> = Vec::new();
    loop {
        match Document::of(&Value::file(&table, span.clone())) {
            Ok(document) if problems.is_empty() => return Ok(document),
            Ok(_) => break,
            Err(mistake) => {
                let at = mistake.span;
                // A key that was taken out for another mistake is not missing.
                let is_known = matches!(&mistake.what, Wrong::Missing(key)
                    if gone.iter().any(|pruned| pruned.table == at && pruned.key == *key));
                let is_key = matches!(mistake.what, Wrong::Key(..));
                // Nor is a mistake told twice that taking out something within did not mend.
                let problem = form_problem(file, &at, mistake.what);
                if !is_known && !problems.contains(&problem) {
                    problems.push(problem);
                }
                let Some(pruned) = prune_table(&mut table, &span, &at, is_key) else {
                    break;
                };
                gone.push(pruned);
                if gone.len() >= most {
                    problems.push(file.problem(
                        "too-many",
                        &at,
                        [
                            format!(
                                "{most} mistakes of form were found, and the rest of the file was not read"
                            ),
                            format!("書式の誤りが{most}件見つかり、ファイルの残りは読んでいません"),
                        ],
                        MEND_FIRST,
                    ));
                    break;
                }
            }
        }
    }
    order::by_key(&mut problems, |problem| (problem.span.start, problem.span.end));
    Err(problems)
}

/// A mistake of form with its code and a way out.
fn form_problem(file: FileRef<'_>, at: &Range<usize>, what: Wrong) -> Problem {
    match what {
        Wrong::Key(found, known) => {
            let message = [
                format!("`{found}` is not a key of this table"),
                format!("`{found}` というキーはこの表にはありません"),
            ];
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let help = did_you_mean(&found, known.iter().copied())
                .unwrap_or_else(|| listed(["known here", "使えるキー"], &known));
            file.problem("unknown-key", at, message, help)
        }
        Wrong::Word(found, known) => {
            let message = [
                format!("`{found}` is not a word that this key takes"),
                format!("`{found}` はこのキーでは使えない語です"),
            ];
            let help = did_you_mean(&found, known.iter().map(String::as_str)).unwrap_or_else(|| {
                let known = known.join(", ");
                [format!("use one of {known}"), format!("使える語:{known}")].into()
            });
            file.problem("unknown-word", at, message, help)
        }
        Wrong::Missing(key) => {
            let message = [
                format!("this table has no `{key}`"),
                format!("この表に `{key}` がありません"),
            ];
            let help = [
                format!("add `{key} = …`"),
                format!("`{key} = …` を書き加えてください"),
            ];
            file.problem("missing-key", at, message, help)
        }
        Wrong::Unfit { found, expected } => {
            let message = [
                format!("{} does not fit here", found.en),
                format!("{}はここでは使えません", found.ja),
            ];
            let help = [
                format!("give {}; `regpath schema` tells what each key takes", expected.en),
                format!(
                    "{}を書いてください。各キーに書けるものは `regpath schema` にあります",
                    expected.ja
                ),
            ];
            file.problem("wrong-type", at, message, help)
        }
        Wrong::Other(message) => {
            let help = [
                "see `regpath schema` for what each key takes",
                "各キーに書けるものは `regpath schema` にあります",
            ];
            file.problem("wrong-type", at, message, help)
        }
    }
}

fn contains(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// An entry that was taken out.
struct Pruned {
    /// The bytes of its table.
    table: Range<usize>,
    /// Its key; empty for an item of a list.
    key: String,
}

/// Takes the innermost entry around `at` out of the table, whose bytes are `place`. Nothing if there was none.
/// `is_key`: the mistake is a key, which goes with all that is in it.
fn prune_table(
    table: &mut DeTable<'_>,
    place: &Range<usize>,
    at: &Range<usize>,
    is_key: bool,
) -> Option<Pruned> {
    let mut hit = None;
    for (key, value) in table.iter_mut() {
        let span = value.span();
        let is_meant = is_key && key.span() == *at;
        if !is_meant && let Some(pruned) = prune_value(value.get_mut(), &span, at, is_key) {
            return Some(pruned);
        }
        if contains(&key.span(), at) || contains(&span, at) {
            hit = Some(key.get_ref().to_string());
            break;
        }
    }
    let key = hit?;
    table.remove(key.as_str())?;
    Some(Pruned {
        table: place.clone(),
        key,
    })
}

fn prune_value(
    value: &mut DeValue<'_>,
    place: &Range<usize>,
    at: &Range<usize>,
    is_key: bool,
) -> Option<Pruned> {
    match value {
        DeValue::Table(table) => prune_table(table, place, at, is_key),
        DeValue::Array(array) => {
            for index in 0..array.len() {
                let Some(item) = array.get_mut(index) else {
                    continue;
                };
                let span = item.span();
                if let Some(pruned) = prune_value(item.get_mut(), &span, at, is_key) {
                    return Some(pruned);
                }
                if contains(&span, at) {
                    let others = array.iter().enumerate().filter(|(other, _)| *other != index);
                    *array = others.map(|(_, item)| item.clone()).collect();
                    return Some(Pruned {
                        table: place.clone(),
                        key: String::new(),
                    });
                }
            }
            None
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<(&'static str, usize)> {
        match read(FileRef { name: "x.toml", text }) {
            Ok(_) => Vec::new(),
            Err(problems) => problems
                .iter()
                .map(|problem| (problem.code, problem.line))
                .collect(),
        }
    }

    #[test]
    fn five_mistakes_are_five_problems() {
        let text = "\
[plan]
id = \"x\"
titel = \"x\"
title = \"x\"
start = 2027-04-01
[[step]]
id = \"a\"
durration = 3
kind = \"revew\"
[[step]]
title = \"no id\"
[[step]]
id = \"b\"
duration = { pert = [1, 2], unit = \"day\" }
";
        assert_eq!(
            codes(text),
            [
                ("unknown-key", 3),
                ("unknown-key", 8),
                ("unknown-word", 9),
                ("missing-key", 10),
                ("wrong-type", 14)
            ]
        );
    }

    #[test]
    fn a_key_of_the_wrong_type_is_not_missing_too() {
        let text = "[plan]\nid = \"x\"\ntitle = \"x\"\nstart = \"soon\"\n[[step]]\nid = 3\n[[step]]\nkind = \"wait\"\n";
        assert_eq!(
            codes(text),
            [("wrong-type", 4), ("wrong-type", 6), ("missing-key", 7)]
        );
    }

    #[test]
    fn a_mistake_in_the_name_of_a_list_is_told_once() {
        let head = "[plan]\nid = \"x\"\ntitle = \"x\"\nstart = 2027-04-01\n";
        assert_eq!(
            codes(&format!(
                "{head}[[plan.rute]]\nid = \"a\"\n[[plan.rute]]\nid = \"b\"\n"
            )),
            [("unknown-key", 5)]
        );
        // No cash, no id, and a key that is none: each once.
        assert_eq!(
            codes(&format!("{head}[[plan.money.funding]]\nidd = \"x\"\n")),
            [("missing-key", 5), ("missing-key", 5), ("unknown-key", 6)]
        );
    }

    #[test]
    fn syntax_errors_are_found_at_their_line() {
        assert_eq!(codes("a = 1\nb = = 2\n")[0], ("syntax", 2));
    }

    #[test]
    fn a_good_file_reads() {
        let text = "[plan]\nid = \"x\"\ntitle = \"x\"\nstart = 2027-04-01\n[[step]]\nid = \"a\"\nafter = { at_least = 1, of = [\"b:ok\", { any = [\"c\"] }] }\nneeds = { held = \"jp.shonin\", for_at_least = \"3 year\" }\n";
        assert_eq!(codes(text), []);
    }
}

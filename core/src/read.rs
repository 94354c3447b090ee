//! From text to [`Document`]: every mistake of form, gathered. After a mistake the offending entry is taken
//! out and reading goes on, so that a user with five mistakes sees five.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use self::value::{Shape, Value};

use crate::diag::{FileRef, Problem, did_you_mean};
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
            format!("the file has {} bytes", file.text.len()),
            format!("keep a file below {} bytes", limits::FILE_BYTES),
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
                file.problem("syntax", &span, message, "see https://toml.io for the syntax")
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
                let missing = mistake
                    .message
                    .strip_prefix("missing field ")
                    .and_then(|rest| quoted(rest).first().copied());
                // A key that was taken out for another mistake is not missing.
                let is_known = missing
                    .is_some_and(|key| gone.iter().any(|pruned| pruned.table == at && pruned.key == key));
                // Nor is a mistake told twice that taking out something within did not mend.
                let problem = form_problem(file, &at, &mistake.message);
                if !is_known && !problems.contains(&problem) {
                    problems.push(problem);
                }
                let is_key = mistake.message.starts_with("unknown field ");
                let Some(pruned) = prune_table(&mut table, &span, &at, is_key) else {
                    break;
                };
                gone.push(pruned);
                if gone.len() >= most {
                    problems.push(file.problem(
                        "too-many",
                        &at,
                        format!("{most} mistakes of form were found, and the rest of the file was not read"),
                        "mend these first",
                    ));
                    break;
                }
            }
        }
    }
    order::by_key(&mut problems, |problem| (problem.span.start, problem.span.end));
    Err(problems)
}

/// Serde's words, sorted into codes and given a way out.
fn form_problem(file: FileRef<'_>, at: &Range<usize>, message: &str) -> Problem {
    let message = message.trim_end().replace('\n', " ");
    if let Some(rest) = message.strip_prefix("unknown field ") {
        let words = quoted(rest);
        let (found, known) = words
            .split_first()
            .map_or(("", &[][..]), |(found, known)| (*found, known));
        let help = did_you_mean(found, known.iter().copied())
            .unwrap_or_else(|| format!("known here: {}", known.join(", ")));
        return file.problem(
            "unknown-key",
            at,
            format!("`{found}` is not a key of this table"),
            help,
        );
    }
    if let Some(rest) = message.strip_prefix("unknown variant ") {
        let words = quoted(rest);
        let (found, known) = words
            .split_first()
            .map_or(("", &[][..]), |(found, known)| (*found, known));
        let help = did_you_mean(found, known.iter().copied())
            .unwrap_or_else(|| format!("use one of {}", known.join(", ")));
        return file.problem(
            "unknown-word",
            at,
            format!("`{found}` is not a word that this key takes"),
            help,
        );
    }
    if let Some(rest) = message.strip_prefix("missing field ") {
        let key = quoted(rest).first().copied().unwrap_or("?").to_owned();
        return file.problem(
            "missing-key",
            at,
            format!("this table has no `{key}`"),
            format!("add `{key} = …`"),
        );
    }
    let (message, help) = plain_words(&message);
    file.problem("wrong-type", at, message, help)
}

/// Serde speaks of Rust's types; a reader of files knows numbers, lists and tables.
fn plain_words(message: &str) -> (String, String) {
    let Some((found, expected)) = message.split_once(", expected ") else {
        return (
            message.to_owned(),
            "see `regpath schema` for what each key takes".to_owned(),
        );
    };
    let expected = match expected {
        "a TOML datetime" => "a date without quotes, as in `2027-04-01`".to_owned(),
        "f64" => "a number".to_owned(),
        "u32" | "u64" => "a whole number, 0 or more".to_owned(),
        "a sequence" => "a list in brackets".to_owned(),
        "a map" => "a table in braces".to_owned(),
        other if other.starts_with("struct ") => "a table in braces".to_owned(),
        other => match other.strip_prefix("an array of length ") {
            Some(length) => format!("a list of {length} numbers"),
            None => other.to_owned(),
        },
    };
    let found = found
        .strip_prefix("invalid type: ")
        .or_else(|| found.strip_prefix("invalid value: "));
    let message = found.map_or_else(
        || message.replace("an array of", "a list of"),
        |found| format!("{found} does not fit here"),
    );
    (
        message,
        format!("give {expected}; `regpath schema` tells what each key takes"),
    )
}

/// The words between backquotes.
fn quoted(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
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

//! What a group answers, in a file of its own. An answer holds decisions and predictions and no result, so that there is
//! no score to forge; whoever grades it simulates again.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Exercise, PredictionKind, Selection, seed_of};
use crate::catalogue::SourceFile;
use crate::define::Checker;
use crate::diag::{Problem, listed};
use crate::file::{self, At};
use crate::limits;
use crate::order;
use crate::plan::LoadError;
use crate::read::read;
use crate::text::{Lang, Text};

/// Bytes of a group's name.
pub(super) const NAME: usize = 36;
/// Latest end of a range, in months.
pub(super) const LATEST: f64 = limits::MONTHS as f64;
/// Characters of an assumption.
pub(super) const ASSUMPTION: usize = 500;

/// What a group predicts; chances and shares from 0 to 1, ranges in months.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Said {
    /// The ends of a range.
    Range([f64; 2]),
    /// A chance.
    Chance(f64),
    /// A share for each answer.
    Choice(Vec<f64>),
}

/// A group's answer, within what the exercise allows.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The group.
    pub group: String,
    /// Language of the group.
    pub lang: Lang,
    /// Seed of the class.
    pub seed: u32,
    /// The event card of a second round.
    pub card: Option<usize>,
    /// The group's own number, for the lock.
    pub salt: u32,
    /// The choice made for every decision.
    pub selection: Selection,
    /// Predictions in the order of the file; none where there is none.
    pub predictions: Vec<Option<Said>>,
    /// What was bought, by item.
    pub bought: Vec<bool>,
    /// The assumption that would change the group's mind; a code does not carry it.
    pub assumption: String,
    /// Version of regpath that made its code, where it came in one.
    pub engine: Option<[u8; 2]>,
}

/// A name that cannot move a cursor, turn the direction of text, or hide.
pub(super) fn clean(name: &str) -> String {
    let kept = name
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| {
            !c.is_control()
                && !matches!(*c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                    | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
        });
    let kept = composed(kept);
    kept.split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Kana and the voice marks that follow them as one character, as normal form C has them: some systems write them apart,
/// and one group would count as two.
fn composed(name: impl Iterator<Item = char>) -> String {
    let mut out = String::new();
    for c in name {
        let by = match c {
            '\u{3099}' => 1,
            '\u{309a}' => 2,
            _ => 0,
        };
        let before = out.chars().next_back();
        match before.and_then(|before| voiced(before, by)) {
            Some(whole) => {
                out.pop();
                out.push(whole);
            }
            None => out.push(c),
        }
    }
    out
}

/// A kana with its voice mark; the marked ones follow the plain one.
fn voiced(kana: char, by: u32) -> Option<char> {
    // Hiragana from ka to to and from ha to ho, and the same in katakana.
    let plain = "かきくけこさしすせそたちつてとはひふへほ";
    let semi = "はひふへほ";
    let hiragana = match kana {
        'ァ'..='ヶ' => char::from_u32(u32::from(kana) - 0x60)?,
        other => other,
    };
    match (hiragana, by, kana) {
        (_, 1, 'ウ') => Some('ヴ'),
        (_, 1, 'う') => Some('ゔ'),
        (plain_kana, 1, _) if plain.contains(plain_kana) => char::from_u32(u32::from(kana) + 1),
        (semi_kana, 2, _) if semi.contains(semi_kana) => char::from_u32(u32::from(kana) + 2),
        _ => None,
    }
}

impl Answer {
    /// Reads a group's answer from a file with `[answer]`.
    ///
    /// # Errors
    ///
    /// Everything in it that the exercise does not allow.
    pub fn load(file: &SourceFile, exercise: &Exercise, lang: Lang) -> Result<Self, LoadError> {
        let fail = |problems| LoadError {
            name: file.name.clone(),
            problems,
        };
        let document = read(file.as_ref()).map_err(fail)?;
        let Some(at) = &document.answer else {
            let problem = file.as_ref().problem(
                "no-answer",
                &(0..0),
                [
                    "this file has no `[answer]`",
                    "このファイルには `[answer]` がありません",
                ],
                [
                    "`regpath exercise show` prints an answer to fill in",
                    "記入用の回答は `regpath exercise show` で出力できます",
                ],
            );
            return Err(fail(vec![problem]));
        };
        let registers = crate::define::Registers::default();
        let mut reading = Reading {
            checker: Checker::new(file.as_ref(), &registers, false),
            exercise,
        };
        let answer = reading.answer(&at.value, lang);
        let mut problems: Vec<Problem> = reading.checker.problems;
        if problems.is_empty() {
            Ok(answer)
        } else {
            order::by_key(&mut problems, |problem| (problem.span.start, problem.span.end));
            Err(fail(problems))
        }
    }

    /// Points spent on information.
    #[must_use]
    pub fn spent(&self, exercise: &Exercise) -> u32 {
        let items = exercise.items.iter().zip(&self.bought);
        items
            .filter(|(_, is_bought)| **is_bought)
            .map(|(item, _)| item.price)
            .sum()
    }
}

/// An answer's file against its exercise.
struct Reading<'a> {
    checker: Checker<'a>,
    exercise: &'a Exercise,
}

impl Reading<'_> {
    fn answer(&mut self, of: &file::Answer, lang: Lang) -> Answer {
        let exercise = self.exercise;
        if of.exercise.value != exercise.id {
            self.checker.report(
                "other-exercise",
                &of.exercise.span,
                [
                    format!("this answers `{}`, not `{}`", of.exercise.value, exercise.id),
                    format!(
                        "これは `{}` への回答で、`{}` への回答ではありません",
                        of.exercise.value, exercise.id
                    ),
                ],
                [
                    "name the exercise that it answers",
                    "回答する演習のidを書いてください",
                ],
            );
        }
        let group = clean(&of.group.value);
        if group.is_empty() || group.len() > NAME {
            self.checker.report(
                "bad-group",
                &of.group.span,
                [
                    format!("a name of {} bytes", group.len()),
                    format!("名前が{}バイトです", group.len()),
                ],
                [
                    "use 1 to 36 Latin or 1 to 12 Japanese characters",
                    "半角英数字なら1〜36文字、日本語なら1〜12文字にしてください",
                ],
            );
        }
        let cards: Vec<&str> = exercise.cards.iter().map(|card| card.id.as_str()).collect();
        let card = of
            .card
            .as_ref()
            .map(|at| self.checker.find(at, ["event card", "イベントカード"], &cards));
        let assumption = of.assumption.as_ref().map_or_else(String::new, |at| {
            let count = at.value.chars().count();
            if count > ASSUMPTION {
                self.checker.report(
                    "bounds",
                    &at.span,
                    [
                        format!("an assumption of {count} characters"),
                        format!("前提が{count}文字あります"),
                    ],
                    [
                        format!("use at most {ASSUMPTION}"),
                        format!("{ASSUMPTION}文字以内にしてください"),
                    ],
                );
            }
            clean(&at.value)
        });
        Answer {
            group,
            lang,
            seed: of.word.as_ref().map_or(0, |at| seed_of(&at.value)),
            card,
            salt: of.salt.as_ref().map_or(0, |at| at.value),
            selection: self.selection(of),
            predictions: self.predictions(of),
            bought: self.bought(of),
            assumption,
            engine: None,
        }
    }

    fn selection(&mut self, of: &file::Answer) -> Selection {
        let decisions = &self.exercise.decisions;
        let ids: Vec<&str> = decisions.iter().map(|decision| decision.id.as_str()).collect();
        for (id, choice) in &of.choose {
            if !ids.contains(&id.as_str()) {
                let otherwise = listed(["decisions here", "この演習の決定"], &ids);
                self.checker.unknown(
                    "unknown-name",
                    &At::named(id, &choice.span),
                    ["decision", "決定"],
                    ids.iter().copied(),
                    otherwise,
                );
            }
        }
        decisions
            .iter()
            .map(|decision| {
                let choices: Vec<&str> = decision.choices.iter().map(|choice| choice.id.as_str()).collect();
                if let Some(at) = of.choose.get(&decision.id) {
                    return self.checker.find(at, ["choice", "選択肢"], &choices);
                }
                self.checker.report(
                    "undecided",
                    &of.exercise.span,
                    [
                        format!("nothing is chosen for `{}`", decision.id),
                        format!("決定 `{}` の選択肢が選ばれていません", decision.id),
                    ],
                    [
                        format!("choose one of {}", choices.join(", ")),
                        format!("次のいずれかを選んでください:{}", choices.join(", ")),
                    ],
                );
                0
            })
            .collect()
    }

    fn predictions(&mut self, of: &file::Answer) -> Vec<Option<Said>> {
        let predictions = &self.exercise.predictions;
        for (id, at) in &of.predict {
            let ids: Vec<&str> = predictions
                .iter()
                .map(|prediction| prediction.id.as_str())
                .collect();
            if !ids.contains(&id.as_str()) {
                let otherwise = listed(["predictions here", "この演習の予測"], &ids);
                self.checker.unknown(
                    "unknown-name",
                    &At::named(id, &at.span),
                    ["prediction", "予測"],
                    ids,
                    otherwise,
                );
            }
        }
        predictions
            .iter()
            .map(|prediction| {
                let at = of.predict.get(&prediction.id)?;
                let said = said(&prediction.kind, &at.value);
                if let Err(help) = &said {
                    let message = [
                        format!("this does not answer `{}`", prediction.id),
                        format!("予測 `{}` への回答になっていません", prediction.id),
                    ];
                    self.checker
                        .report("bad-prediction", &at.span, message, help.clone());
                }
                said.ok()
            })
            .collect()
    }

    fn bought(&mut self, of: &file::Answer) -> Vec<bool> {
        let ids: Vec<&str> = self.exercise.items.iter().map(|item| item.id.as_str()).collect();
        let mut bought = vec![false; ids.len()];
        for at in &of.buy {
            let place = self.checker.find(at, ["item", "情報・ヒント"], &ids);
            if let Some(is_bought) = bought.get_mut(place) {
                *is_bought = true;
            }
        }
        bought
    }
}

/// What a file says, as the code would carry it; or what it should say.
fn said(kind: &PredictionKind, said: &file::Said) -> Result<Said, Text> {
    let whole = |percent: f64| {
        let is_whole = (0.0..=100.0).contains(&percent) && percent.fract() == 0.0;
        is_whole.then_some(percent / 100.0)
    };
    match (kind, said) {
        (PredictionKind::Range { .. }, file::Said::Range(ends)) => {
            let ends = ends.map(|end| (end * 10.0).round() / 10.0);
            (0.0 <= ends[0] && ends[0] < ends[1] && ends[1] <= LATEST)
                .then_some(Said::Range(ends))
                .ok_or_else(|| {
                    Text::new(
                        "give two months, the smaller one first, up to 600",
                        "600までの二つの月数を、小さい方から書いてください",
                    )
                })
        }
        (PredictionKind::Range { .. }, _) => Err(Text::new(
            "give a range of months, `[from, to]`",
            "月数の範囲を `[下限, 上限]` の形で書いてください",
        )),
        (PredictionKind::Chance { .. }, file::Said::Chance(percent)) => {
            whole(*percent).map(Said::Chance).ok_or_else(|| {
                Text::new(
                    "give a chance in whole percents, 0 to 100",
                    "確率を0〜100の整数(%)で書いてください",
                )
            })
        }
        (PredictionKind::Chance { .. }, _) => Err(Text::new(
            "give a chance in whole percents, a number from 0 to 100",
            "確率を0〜100の整数(%)一つで書いてください",
        )),
        (PredictionKind::Choice { answers }, file::Said::Choice(shares)) => {
            choice(answers, shares).ok_or_else(|| wanted(answers))
        }
        (PredictionKind::Choice { answers }, _) => Err(wanted(answers)),
    }
}

/// What somebody typed for a prediction: `24-60` for a range, `60` or `60 %` for a chance, `70 / 20 / 10` for shares.
///
/// # Errors
///
/// What should be typed.
pub fn typed(kind: &PredictionKind, text: &str) -> Result<Said, Text> {
    let plain: String = text
        .chars()
        .map(|c| match c {
            '\u{ff10}'..='\u{ff19}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            '．' => '.',
            c => c,
        })
        .collect();
    let numbers: Option<Vec<f64>> = plain
        .split(|c: char| !c.is_ascii_digit() && c != '.')
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().ok())
        .collect();
    let numbers = numbers.filter(|_| !has_negative(&plain)).unwrap_or_default();
    match (kind, numbers.as_slice()) {
        (PredictionKind::Range { .. }, [from, to]) => said(kind, &file::Said::Range([*from, *to])).ok(),
        (PredictionKind::Chance { .. }, [percent]) => said(kind, &file::Said::Chance(*percent)).ok(),
        (PredictionKind::Choice { answers }, shares) if shares.len() == answers.len() => {
            let named = answers
                .iter()
                .map(|(id, ..)| id.clone())
                .zip(shares.iter().copied());
            choice(answers, &named.collect())
        }
        _ => None,
    }
    .ok_or_else(|| match kind {
        PredictionKind::Range { .. } => Text::new(
            format!("type two months from 0 to {LATEST}, the smaller one first: 24-60"),
            format!("0〜{LATEST}の二つの月数を、小さい方から入力してください(例:24-60)"),
        ),
        PredictionKind::Chance { .. } => Text::new(
            "type a chance in whole percents, 0 to 100",
            "確率を0〜100の整数(%)で入力してください",
        ),
        PredictionKind::Choice { answers } => Text::new(
            format!(
                "type {} whole percents that add up to 100: 70 / 30 …",
                answers.len()
            ),
            format!(
                "合計100になる{}個の整数(%)を入力してください(例:70 / 30 …)",
                answers.len()
            ),
        ),
    })
}

/// Whether a number has a minus before it: one that stands between two numbers only parts them.
fn has_negative(text: &str) -> bool {
    let is_minus = |c: char| matches!(c, '-' | '−' | '－' | '‐');
    let mut letters = text.chars().filter(|c| !c.is_whitespace()).peekable();
    let mut before = ' ';
    while let Some(letter) = letters.next() {
        let leads = letters
            .peek()
            .is_some_and(|next| next.is_ascii_digit() || *next == '.');
        let parts = before.is_alphanumeric() || matches!(before, '%' | '％' | '.');
        if is_minus(letter) && leads && !parts {
            return true;
        }
        before = letter;
    }
    false
}

fn wanted(answers: &[(String, Text, f64)]) -> Text {
    let ids: Vec<String> = answers.iter().map(|(id, ..)| format!("{id} = …")).collect();
    let shares = ids.join(", ");
    Text::new(
        format!("give whole percents that add up to 100: `{{ {shares} }}`"),
        format!("合計100になる整数(%)を書いてください:`{{ {shares} }}`"),
    )
}

fn choice(answers: &[(String, Text, f64)], shares: &BTreeMap<String, f64>) -> Option<Said> {
    let is_known = |id: &String| answers.iter().any(|(known, ..)| known == id);
    let is_whole = |percent: &f64| (0.0..=100.0).contains(percent) && percent.fract() == 0.0;
    if !shares.keys().all(is_known) || !shares.values().all(is_whole) || shares.values().sum::<f64>() != 100.0
    {
        return None;
    }
    let share = |id: &String| shares.get(id).copied().unwrap_or(0.0) / 100.0;
    Some(Said::Choice(answers.iter().map(|(id, ..)| share(id)).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_they_look_like() {
        assert_eq!(clean("  Team \u{202e}A\u{7}  B\u{200b} "), "Team A B");
        // か with a voice mark of its own, ハ with a half one, and ウ.
        assert_eq!(clean("か\u{3099}んば ハ\u{309a} ウ\u{3099}"), "がんば パ ヴ");
        assert_eq!(clean("あ\u{3099}"), "あ\u{3099}");
        assert_eq!(clean("つ\u{3099}と\u{3099}"), "づど");
    }
}

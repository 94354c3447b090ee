//! What a group answers, and the short code that carries it: a chat message of a few lines, no server. An answer holds
//! decisions and predictions and no result, so that there is no score to forge; whoever grades it simulates again.
//!
//! # The code
//!
//! `RP1` and these bytes in Crockford's base 32 (no I, L, O, U; case, hyphens and spaces do not matter):
//!
//! | field | bytes |
//! |---|---|
//! | version of the format; flags: event card (0: none), highest bit: Japanese | 2 |
//! | hash of the exercise's id, of its content | 4 + 8 |
//! | engine, major and minor | 2 |
//! | class seed | 4 |
//! | length of the group's name, the name | 1 + 1 to 36 |
//! | salt | 4 |
//! | decisions, mixed radix in the order of the file | 1 to 4 |
//! | predictions: a range 2 + 2 (tenths of a month), a chance 1, a choice 1 for each answer (percent) | |
//! | information bought, a bit each | 2 |
//! | check: the first bytes of SHA-256 over all the above | 4 |

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::{Exercise, PredictionKind, Selection, hash, score, seed_of};
use crate::catalogue::SourceFile;
use crate::define::Checker;
use crate::diag::{Problem, did_you_mean};
use crate::file::{self, At};
use crate::order;
use crate::plan::LoadError;
use crate::read::read;
use crate::text::{Lang, Text};

/// Version of the code's format.
const FORMAT: u8 = 1;
/// What a code begins with.
const PREFIX: &str = "RP1";
/// Crockford's base 32.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Bytes of a group's name.
const NAME: usize = 36;
/// Bytes of a code, far above what an exercise can ask for.
const BYTES: usize = 255;
/// Latest end of a range, in months.
const LATEST: f64 = 600.0;
/// A range, and a chance, that was not given.
const NO_RANGE: u16 = u16::MAX;
const NO_CHANCE: u8 = u8::MAX;
/// Characters of an assumption.
const ASSUMPTION: usize = 500;
/// Version of the engine: major and minor.
const ENGINE: [&str; 2] = [env!("CARGO_PKG_VERSION_MAJOR"), env!("CARGO_PKG_VERSION_MINOR")];

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
}

/// Why a code is not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// There is no code in the text.
    #[error("there is no answer code here")]
    Missing,
    /// It ends too early, or has other characters.
    #[error("the code is not whole")]
    Short,
    /// Its check does not hold.
    #[error("the code has a typing error")]
    Check,
    /// Another version of the format.
    #[error("the code is of format {0}, this program reads format {FORMAT}")]
    Format(u8),
    /// It answers another exercise.
    #[error("the code answers another exercise")]
    OtherExercise,
    /// It answers another version of the exercise.
    #[error("the code answers another version of this exercise ({0}; here {1})")]
    Stale(String, String),
    /// Made by another major version.
    #[error("the code was made by regpath {0}")]
    Engine(String),
    /// Something in it cannot be.
    #[error("the code says something that the exercise does not allow: {0}")]
    OutOfRange(&'static str),
}

impl CodeError {
    /// The words for a trainer.
    #[must_use]
    pub fn words(&self) -> Text {
        let ja = match self {
            Self::Missing => "解答コードが見当たりません".to_owned(),
            Self::Short => "解答コードが途中で切れています。再送を依頼してください".to_owned(),
            Self::Check => "解答コードに誤字があります。再送を依頼してください".to_owned(),
            Self::Format(found) => format!("コードの形式が{found}で、このプログラムが読めるのは{FORMAT}です"),
            Self::OtherExercise => "別の演習の解答です".to_owned(),
            Self::Stale(found, here) => format!("この演習の別の版への解答です({found}、手元は{here})"),
            Self::Engine(version) => format!("regpath {version}で作られた解答です"),
            Self::OutOfRange(_) => "演習で認められていない値があります".to_owned(),
        };
        let en = match self {
            Self::Short | Self::Check => format!("{self}; ask the group to send it again"),
            Self::Engine(_) => format!("{self}; let the group use this version"),
            _ => self.to_string(),
        };
        Text::new(en, ja)
    }
}

/// A name that cannot move a cursor, turn the direction of text, or hide.
fn clean(name: &str) -> String {
    let kept: String = name
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| {
            !c.is_control()
                && !matches!(*c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                    | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
        })
        .collect();
    kept.split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The bytes as hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
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
                "this file has no `[answer]`",
                "`regpath exercise show` prints an answer to fill in",
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

    /// The code of this answer.
    #[must_use]
    pub fn code(&self, exercise: &Exercise) -> String {
        let mut bytes = vec![
            FORMAT,
            self.card.map_or(0, |card| card as u8 + 1) | (u8::from(self.lang == Lang::Ja) << 7),
        ];
        bytes.extend(hash::<4>(&[exercise.id.as_bytes()]));
        bytes.extend(exercise.content);
        bytes.extend(ENGINE.map(|part| part.parse::<u8>().unwrap_or(0)));
        bytes.extend(self.seed.to_le_bytes());
        bytes.push(self.group.len() as u8);
        bytes.extend(self.group.as_bytes());
        bytes.extend(self.salt.to_le_bytes());
        let mut number = 0_u64;
        for (decision, choice) in exercise.decisions.iter().zip(&self.selection) {
            number = number * decision.choices.len() as u64 + *choice as u64;
        }
        bytes.extend(&number.to_le_bytes()[..decision_bytes(exercise)]);
        bytes.extend(self.prediction_bytes(exercise));
        let bought = self.bought.iter().enumerate();
        let bits = bought.fold(0_u16, |bits, (place, is_bought)| {
            bits | (u16::from(*is_bought) << place)
        });
        bytes.extend(bits.to_le_bytes());
        let check = hash::<4>(&[&bytes]);
        bytes.extend(check);
        grouped(&format!("{PREFIX}{}", base32(&bytes)))
    }

    /// Eight characters that fix the predictions and do not tell them: the group hands them over before the class word
    /// is said.
    #[must_use]
    pub fn lock(&self, exercise: &Exercise) -> String {
        base32(&hash::<5>(&[
            &exercise.content,
            &self.salt.to_le_bytes(),
            &self.prediction_bytes(exercise),
            self.group.as_bytes(),
        ]))
    }

    fn prediction_bytes(&self, exercise: &Exercise) -> Vec<u8> {
        let percent = |share: f64| (share * 100.0).round().clamp(0.0, 100.0) as u8;
        let mut bytes = Vec::new();
        for (prediction, said) in exercise.predictions.iter().zip(&self.predictions) {
            match (&prediction.kind, said) {
                (PredictionKind::Range { .. }, Some(Said::Range(ends))) => {
                    for end in ends {
                        let tenths = (end * 10.0).round().clamp(0.0, LATEST * 10.0) as u16;
                        bytes.extend(tenths.to_le_bytes());
                    }
                }
                (PredictionKind::Range { .. }, _) => {
                    bytes.extend(NO_RANGE.to_le_bytes());
                    bytes.extend(NO_RANGE.to_le_bytes());
                }
                (PredictionKind::Chance { .. }, Some(Said::Chance(share))) => bytes.push(percent(*share)),
                (PredictionKind::Chance { .. }, _) => bytes.push(NO_CHANCE),
                (PredictionKind::Choice { .. }, Some(Said::Choice(shares))) => {
                    bytes.extend(shares.iter().map(|share| percent(*share)));
                }
                (PredictionKind::Choice { answers }, _) => bytes.extend(vec![NO_CHANCE; answers.len()]),
            }
        }
        bytes
    }

    /// Reads the first code of a text. What stands after it does not matter.
    ///
    /// # Errors
    ///
    /// [`CodeError`]; nothing in a text makes this panic or guess.
    pub fn from_code(text: &str, exercise: &Exercise) -> Result<Self, CodeError> {
        let start = codes(text).first().copied().ok_or(CodeError::Missing)?;
        let bytes = bytes_of(&text[start + PREFIX.len()..]);
        Bytes { bytes: &bytes, at: 0 }.answer(exercise)
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

/// Where codes begin in a text: at a word that begins with `RP1`.
#[must_use]
pub fn codes(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    (0..bytes.len().saturating_sub(PREFIX.len()))
        .filter(|at| {
            bytes[*at..*at + PREFIX.len()].eq_ignore_ascii_case(PREFIX.as_bytes())
                && at
                    .checked_sub(1)
                    .is_none_or(|before| !bytes[before].is_ascii_alphanumeric() && bytes[before] != b'-')
        })
        .collect()
}

/// Bytes for the decisions: as few as hold every selection.
fn decision_bytes(exercise: &Exercise) -> usize {
    let sizes = exercise
        .decisions
        .iter()
        .map(|decision| decision.choices.len() as u64);
    let most = sizes.product::<u64>().saturating_sub(1);
    (most.checked_ilog2().unwrap_or(0) as usize / 8 + 1).min(4)
}

fn base32(bytes: &[u8]) -> String {
    let mut out = String::new();
    let (mut buffer, mut bits) = (0_u32, 0);
    for byte in bytes {
        buffer = (buffer << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            out.push(char::from(ALPHABET[(buffer >> bits) as usize & 31]));
        }
        buffer &= (1 << bits) - 1;
    }
    if bits > 0 {
        out.push(char::from(ALPHABET[(buffer << (5 - bits)) as usize & 31]));
    }
    out
}

/// The bytes that characters stand for, up to the first that is no part of a code, or [`BYTES`].
fn bytes_of(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let (mut buffer, mut bits) = (0_u32, 0);
    for c in text.chars() {
        let value = match c.to_ascii_uppercase() {
            c if c.is_whitespace() || matches!(c, '-' | '‐' | '‑' | '–' | '−') => continue,
            'O' => 0,
            'I' | 'L' => 1,
            c => match ALPHABET.iter().position(|known| char::from(*known) == c) {
                Some(value) => value as u32,
                None => break,
            },
        };
        buffer = (buffer << 5) | value;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            out.push((buffer >> bits) as u8);
            buffer &= (1 << bits) - 1;
        }
        if out.len() == BYTES {
            break;
        }
    }
    out
}

/// A hyphen every five characters.
fn grouped(code: &str) -> String {
    let characters: Vec<char> = code.chars().collect();
    let groups: Vec<String> = characters.chunks(5).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

/// Bytes that are read from the front.
struct Bytes<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Bytes<'b> {
    fn take(&mut self, count: usize) -> Result<&'b [u8], CodeError> {
        let end = self.at.saturating_add(count);
        let taken = self.bytes.get(self.at..end).ok_or(CodeError::Short)?;
        self.at = end;
        Ok(taken)
    }

    fn number(&mut self, count: usize) -> Result<u64, CodeError> {
        let bytes = self.take(count)?;
        Ok(bytes
            .iter()
            .rev()
            .fold(0, |number, byte| (number << 8) | u64::from(*byte)))
    }

    fn answer(mut self, exercise: &Exercise) -> Result<Answer, CodeError> {
        let head = self.take(2)?;
        if head[0] != FORMAT {
            return Err(CodeError::Format(head[0]));
        }
        let flags = head[1];
        let id = self.take(4)?;
        let content = self.take(8)?;
        let engine = self.take(2)?;
        let seed = self.number(4)? as u32;
        let length = self.number(1)? as usize;
        if length > NAME {
            return Err(CodeError::Check);
        }
        let name = self.take(length)?;
        let salt = self.number(4)? as u32;
        // How long the rest is depends on the exercise.
        if id != hash::<4>(&[exercise.id.as_bytes()]) {
            return Err(CodeError::OtherExercise);
        }
        if content != exercise.content {
            return Err(CodeError::Stale(hex(content), hex(&exercise.content)));
        }
        let mut number = self.number(decision_bytes(exercise))?;
        let mut predictions = Vec::new();
        let mut strange = None;
        for prediction in &exercise.predictions {
            predictions.push(self.prediction(&prediction.kind, &mut strange)?);
        }
        let bits = self.number(2)?;
        let end = self.at;
        if self.take(4)? != hash::<4>(&[&self.bytes[..end]]) {
            return Err(CodeError::Check);
        }
        if engine[0] != ENGINE[0].parse().unwrap_or(0) {
            return Err(CodeError::Engine(format!("{}.{}", engine[0], engine[1])));
        }
        let mut selection = Vec::new();
        for decision in exercise.decisions.iter().rev() {
            let choices = decision.choices.len() as u64;
            selection.push((number % choices) as usize);
            number /= choices;
        }
        selection.reverse();
        let card = usize::from(flags & 0x7f).checked_sub(1);
        let name = std::str::from_utf8(name).map(clean).unwrap_or_default();
        for (is_wrong, what) in [
            (number > 0, "a decision"),
            (
                card.is_some_and(|card| card >= exercise.cards.len()),
                "an event card",
            ),
            (bits >> exercise.items.len() > 0, "something that is not for sale"),
            (name.is_empty(), "a group without a name"),
        ] {
            if is_wrong {
                strange = Some(what);
            }
        }
        if let Some(what) = strange {
            return Err(CodeError::OutOfRange(what));
        }
        let answer = Answer {
            group: name,
            lang: if flags & 0x80 == 0 { Lang::En } else { Lang::Ja },
            seed,
            card,
            salt,
            selection,
            predictions,
            bought: (0..exercise.items.len())
                .map(|place| bits >> place & 1 == 1)
                .collect(),
            assumption: String::new(),
        };
        if answer.spent(exercise) > score::BUDGET {
            return Err(CodeError::OutOfRange(
                "more points for information than there are",
            ));
        }
        Ok(answer)
    }

    /// One prediction; what cannot be is noted, to be said once the check holds.
    fn prediction(
        &mut self,
        kind: &PredictionKind,
        strange: &mut Option<&'static str>,
    ) -> Result<Option<Said>, CodeError> {
        Ok(match kind {
            PredictionKind::Range { .. } => {
                let ends = [self.number(2)? as u16, self.number(2)? as u16];
                if ends == [NO_RANGE, NO_RANGE] {
                    return Ok(None);
                }
                let ends = ends.map(|tenths| f64::from(tenths) / 10.0);
                if ends[0] >= ends[1] || ends[1] > LATEST {
                    *strange = Some("a range");
                }
                Some(Said::Range(ends))
            }
            PredictionKind::Chance { .. } => {
                let percent = self.number(1)? as u8;
                if percent == NO_CHANCE {
                    return Ok(None);
                }
                if percent > 100 {
                    *strange = Some("a chance");
                }
                Some(Said::Chance(f64::from(percent) / 100.0))
            }
            PredictionKind::Choice { answers } => {
                let percents = self.take(answers.len())?;
                if percents.iter().all(|percent| *percent == NO_CHANCE) {
                    return Ok(None);
                }
                if percents.iter().map(|percent| u32::from(*percent)).sum::<u32>() != 100 {
                    *strange = Some("shares that do not add up to 100 %");
                }
                Some(Said::Choice(
                    percents
                        .iter()
                        .map(|percent| f64::from(*percent) / 100.0)
                        .collect(),
                ))
            }
        })
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
                format!("this answers `{}`, not `{}`", of.exercise.value, exercise.id),
                "name the exercise that it answers",
            );
        }
        let group = clean(&of.group.value);
        if group.is_empty() || group.len() > NAME {
            self.checker.report(
                "bad-group",
                &of.group.span,
                format!("a name of {} bytes", group.len()),
                "use 1 to 36 Latin or 1 to 12 Japanese characters",
            );
        }
        let cards: Vec<&str> = exercise.cards.iter().map(|card| card.id.as_str()).collect();
        let card = of.card.as_ref().map(|at| self.find(at, "event card", &cards));
        let assumption = of.assumption.as_ref().map_or_else(String::new, |at| {
            if at.value.chars().count() > ASSUMPTION {
                self.checker.report(
                    "bounds",
                    &at.span,
                    format!("an assumption of {} characters", at.value.chars().count()),
                    format!("use at most {ASSUMPTION}"),
                );
            }
            clean(&at.value)
        });
        let answer = Answer {
            group,
            lang,
            seed: of.word.as_ref().map_or(0, |at| seed_of(&at.value)),
            card,
            salt: of.salt.as_ref().map_or(0, |at| at.value),
            selection: self.selection(of),
            predictions: self.predictions(of),
            bought: self.bought(of),
            assumption,
        };
        let spent = answer.spent(exercise);
        if spent > score::BUDGET
            && let Some(last) = of.buy.last()
        {
            self.checker.report(
                "over-budget",
                &last.span,
                format!("what is bought costs {spent} points"),
                format!("spend at most {}", score::BUDGET),
            );
        }
        answer
    }

    fn find(&mut self, at: &At<String>, what: &str, known: &[&str]) -> usize {
        known.iter().position(|id| *id == at.value).unwrap_or_else(|| {
            let otherwise = format!("known here: {}", known.join(", "));
            self.checker
                .unknown("unknown-name", at, what, known.iter().copied(), &otherwise);
            0
        })
    }

    fn selection(&mut self, of: &file::Answer) -> Selection {
        let decisions = &self.exercise.decisions;
        let ids: Vec<&str> = decisions.iter().map(|decision| decision.id.as_str()).collect();
        for (id, choice) in &of.choose {
            if !ids.contains(&id.as_str()) {
                let help = did_you_mean(id, ids.iter().copied())
                    .unwrap_or_else(|| format!("decisions here: {}", ids.join(", ")));
                let message = format!("decision `{id}` is not known");
                self.checker.report("unknown-name", &choice.span, message, help);
            }
        }
        decisions
            .iter()
            .map(|decision| {
                let choices: Vec<&str> = decision.choices.iter().map(|choice| choice.id.as_str()).collect();
                if let Some(at) = of.choose.get(&decision.id) {
                    return self.find(at, "choice", &choices);
                }
                self.checker.report(
                    "undecided",
                    &of.exercise.span,
                    format!("nothing is chosen for `{}`", decision.id),
                    format!("choose one of {}", choices.join(", ")),
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
                let help = did_you_mean(id, ids.iter().copied())
                    .unwrap_or_else(|| format!("predictions here: {}", ids.join(", ")));
                let message = format!("prediction `{id}` is not known");
                self.checker.report("unknown-name", &at.span, message, help);
            }
        }
        predictions
            .iter()
            .map(|prediction| {
                let at = of.predict.get(&prediction.id)?;
                let said = said(&prediction.kind, &at.value);
                if let Err(help) = &said {
                    let message = format!("this does not answer `{}`", prediction.id);
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
            let place = self.find(at, "item", &ids);
            if let Some(is_bought) = bought.get_mut(place) {
                *is_bought = true;
            }
        }
        bought
    }
}

/// What a file says, as the code would carry it; or what it should say.
fn said(kind: &PredictionKind, said: &file::Said) -> Result<Said, String> {
    let whole = |percent: f64| (0.0..=100.0).contains(&percent).then(|| percent.round() / 100.0);
    match (kind, said) {
        (PredictionKind::Range { .. }, file::Said::Range(ends)) => {
            let ends = ends.map(|end| (end * 10.0).round() / 10.0);
            (0.0 <= ends[0] && ends[0] < ends[1] && ends[1] <= LATEST)
                .then_some(Said::Range(ends))
                .ok_or_else(|| "give two months, the smaller one first, up to 600".to_owned())
        }
        (PredictionKind::Range { .. }, _) => Err("give a range of months, `[from, to]`".to_owned()),
        (PredictionKind::Chance { .. }, file::Said::Chance(percent)) => whole(*percent)
            .map(Said::Chance)
            .ok_or_else(|| "give a chance from 0 to 100, in percent".to_owned()),
        (PredictionKind::Chance { .. }, _) => {
            Err("give a chance in percent, a number from 0 to 100".to_owned())
        }
        (PredictionKind::Choice { answers }, file::Said::Choice(shares)) => {
            choice(answers, shares).ok_or_else(|| wanted(answers))
        }
        (PredictionKind::Choice { answers }, _) => Err(wanted(answers)),
    }
}

fn wanted(answers: &[(String, Text, f64)]) -> String {
    let ids: Vec<String> = answers.iter().map(|(id, ..)| format!("{id} = …")).collect();
    format!(
        "give whole percents that add up to 100: `{{ {} }}`",
        ids.join(", ")
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

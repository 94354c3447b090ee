//! The short code that carries an answer: a chat message of a few lines, or a QR code; no server. It holds decisions and
//! predictions and no result.
//!
//! # The code
//!
//! `RP1` and these bytes in Crockford's base 32 (no I, L, O, U; case, hyphens and spaces do not matter):
//!
//! | field | bytes |
//! |---|---|
//! | how many bytes follow, check included | 1 |
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
//!
//! The check finds typing errors, and is looked at before anything else; it is no protection.

use std::fmt::Write as _;

use super::answer::{Answer, LATEST, NAME, Said, clean};
use super::{Exercise, PredictionKind, hash};
use crate::text::{Lang, Text};

/// Version of the code's format.
const FORMAT: u8 = 1;
/// What a code begins with.
const PREFIX: &str = "RP1";
/// Crockford's base 32.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Bytes of the check.
const CHECK: usize = 4;
/// A range, and a chance, that was not given.
const NO_RANGE: u16 = u16::MAX;
const NO_CHANCE: u8 = u8::MAX;
/// Version of the engine: major and minor.
const ENGINE: [&str; 2] = [env!("CARGO_PKG_VERSION_MAJOR"), env!("CARGO_PKG_VERSION_MINOR")];

/// This engine's version.
pub(super) fn engine() -> [u8; 2] {
    ENGINE.map(|part| part.parse().unwrap_or(0))
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

/// The bytes as hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

impl Answer {
    /// The code of this answer.
    #[must_use]
    pub fn code(&self, exercise: &Exercise) -> String {
        let mut bytes = vec![
            FORMAT,
            self.card.map_or(0, |card| card as u8 + 1) | (u8::from(self.lang == Lang::Ja) << 7),
        ];
        bytes.extend(hash::<4>(&[exercise.id.as_bytes()]));
        bytes.extend(exercise.content);
        bytes.extend(engine());
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
        bytes.insert(0, (bytes.len() + CHECK) as u8);
        let check = hash::<CHECK>(&[&bytes]);
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
        let length = usize::from(*bytes.first().ok_or(CodeError::Short)?);
        let whole = bytes.get(..=length).ok_or(CodeError::Short)?;
        let (body, check) = whole
            .len()
            .checked_sub(CHECK)
            .and_then(|end| whole.split_at_checked(end))
            .ok_or(CodeError::Check)?;
        if *check != hash::<CHECK>(&[body]) {
            return Err(CodeError::Check);
        }
        Bytes { bytes: body, at: 1 }.answer(exercise)
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

/// The bytes that characters stand for, up to the first that is no part of a code, or as many as the first one says.
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
        if out.first().is_some_and(|length| out.len() > usize::from(*length)) {
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
        let engine = [self.number(1)? as u8, self.number(1)? as u8];
        let seed = self.number(4)? as u32;
        let length = self.number(1)? as usize;
        if length > NAME {
            return Err(CodeError::OutOfRange("a longer name"));
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
        if engine[0] != self::engine()[0] {
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
        Ok(Answer {
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
            engine: Some(engine),
        })
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

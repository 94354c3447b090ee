//! A sitting as a line of text: what was typed, chosen and handed over, so that closing a face loses nothing. Nothing that
//! was simulated is kept; it comes again, to the same bits.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::agenda::Pace;
use super::answer;
use super::class::Lock;
use super::session::{ANSWERS, Clock, Desk, Reveal, Role, Session, Stage, read_answers};
use crate::text::Lang;

/// The version that this program writes and reads.
const VERSION: &str = "2.";
/// Bytes of a sitting that is read.
const BYTES: usize = 4 << 20;

/// What is kept of a sitting.
#[derive(Serialize, Deserialize)]
struct Kept {
    content: [u8; 8],
    role: Role,
    stage: Stage,
    group: String,
    typed: Vec<String>,
    chosen: Vec<Option<u8>>,
    bought: Vec<bool>,
    assumption: String,
    word: String,
    card: Option<u8>,
    has_seen: bool,
    first: Vec<Option<u8>>,
    story: u8,
    is_locked: bool,
    salt: u32,
    texts: Vec<(String, String)>,
    locks: Vec<(String, String)>,
    desk: Desk,
    takes_last: bool,
    revealed: Vec<Reveal>,
    pace: Pace,
    clock: (f64, Option<f64>),
}

impl Session {
    /// The sitting as a line of text.
    #[must_use]
    pub fn kept(&self) -> String {
        let small = |choices: &[Option<usize>]| -> Vec<Option<u8>> {
            choices
                .iter()
                .map(|choice| choice.map(|choice| choice as u8))
                .collect()
        };
        let kept = Kept {
            content: self.exercise.content,
            role: self.role,
            stage: self.stage,
            group: self.group.clone(),
            typed: self.typed.clone(),
            chosen: small(&self.chosen),
            bought: self.bought.clone(),
            assumption: self.assumption.clone(),
            word: self.word.clone(),
            card: self.card.map(|card| card as u8),
            has_seen: self.has_seen,
            first: small(&self.first),
            story: self.story as u8,
            is_locked: self.is_locked,
            salt: self.salt,
            texts: self.texts.clone(),
            locks: self
                .locks
                .iter()
                .map(|lock| (lock.code.clone(), lock.group.clone()))
                .collect(),
            desk: self.desk,
            takes_last: self.takes_last,
            revealed: self.revealed.clone(),
            pace: self.pace,
            clock: self.clock.parts(),
        };
        let bytes = postcard::to_allocvec(&kept).expect("plain data can be written");
        format!("{VERSION}{}", URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The sitting that a line of text keeps, at the same exercise; `None` if it is none, or one at another version of the
    /// exercise. It is checked like anything that comes from outside.
    #[must_use]
    pub fn resumed(&self, line: &str, lang: Lang) -> Option<Self> {
        let packed = line
            .strip_prefix(VERSION)
            .filter(|packed| packed.len() <= BYTES)?;
        let bytes = URL_SAFE_NO_PAD.decode(packed).ok()?;
        let kept: Kept = postcard::from_bytes(&bytes).ok()?;
        let exercise = &self.exercise;
        let are_choices = |choices: &[Option<u8>]| {
            choices.len() == exercise.decisions.len()
                && choices
                    .iter()
                    .zip(&exercise.decisions)
                    .all(|(choice, of)| choice.is_none_or(|choice| usize::from(choice) < of.choices.len()))
        };
        let fits = kept.content == exercise.content
            && kept.typed.len() == exercise.predictions.len()
            && kept.bought.len() == exercise.items.len()
            && are_choices(&kept.chosen)
            && match kept.card {
                None => true,
                Some(card) => usize::from(card) < exercise.cards.len() && are_choices(&kept.first),
            };
        if !fits {
            return None;
        }
        let mut next = self.clone();
        next.role = kept.role;
        next.group = kept.group;
        next.typed = kept.typed;
        let large = |choices: Vec<Option<u8>>| {
            choices
                .into_iter()
                .map(|choice| choice.map(usize::from))
                .collect()
        };
        next.chosen = large(kept.chosen);
        next.first = large(kept.first);
        next.has_seen = kept.has_seen;
        next.bought = kept.bought;
        next.assumption = kept.assumption.chars().take(answer::ASSUMPTION).collect();
        next.card = kept.card.map(usize::from);
        next.story = usize::from(kept.story.min(1));
        next.is_locked = kept.is_locked && (0..next.typed.len()).all(|place| next.said(place).is_ok());
        next.salt = kept.salt.max(1);
        next.desk = kept.desk;
        next.takes_last = kept.takes_last;
        next.revealed = kept.revealed;
        crate::order::by(&mut next.revealed, Ord::cmp);
        next.revealed.dedup();
        next.pace = kept.pace;
        next.clock = Clock::of_parts(kept.clock);
        let locks = kept.locks.into_iter().take(ANSWERS);
        next.locks = locks
            .map(|(code, group)| Lock {
                code: answer::clean(&code),
                group: answer::clean(&group),
            })
            .collect();
        for (from, text) in kept.texts {
            let more = read_answers(&from, &text, exercise, lang);
            next.take_in(&from, &text, more);
        }
        next.hear(&kept.word);
        // Whoever was past the run waits there until its futures are simulated again.
        next.stage = kept.stage;
        if next.closed(Stage::Decide.min(next.stage)).is_some() {
            next.stage = Stage::Predict;
        } else if next.closed(Stage::Run.min(next.stage)).is_some() {
            next.stage = Stage::Decide;
        } else if next.closed(next.stage).is_some() {
            next.stage = Stage::Run;
        }
        Some(next)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::session::Move;
    use super::super::{Exercise, shipped_exercise};
    use super::*;
    use crate::catalogue::Catalogue;

    fn sat_down() -> Session {
        let file = shipped_exercise("one-door-or-two").expect("it is shipped");
        let exercise = Exercise::load(&file, Catalogue::shipped()).expect("it is sound");
        Session::new(Arc::new(exercise), 7, Vec::new())
    }

    fn after(session: Session, moves: Vec<Move>) -> Session {
        moves.into_iter().fold(session, |session, to| {
            session.moved(to, Lang::En).unwrap_or(session)
        })
    }

    #[test]
    fn a_sitting_goes_on_where_it_was_left() {
        let mut moves = vec![
            Move::Name("Team Blue".to_owned()),
            Move::Predict(0, "24-60".to_owned()),
            Move::Lock,
            Move::Assume("the council pays".to_owned()),
            Move::Word("sakura".to_owned()),
            Move::Start(100.0),
            Move::Reveal(Reveal::Truth, true),
            Move::Locks("ABCD2345 Team Red".to_owned()),
        ];
        let fresh = sat_down();
        moves.extend((0..fresh.chosen.len()).map(|place| Move::Choose(place, 1)));
        let group = after(fresh.clone(), moves);
        let code = group.code().expect("everything is chosen");
        let trainer = after(
            group,
            vec![
                Move::Be(Role::Trainer),
                Move::Collect(
                    "chat".to_owned(),
                    format!("{code}\n{}", code.replace("RP1", "RP1Z")),
                ),
            ],
        );
        let resumed = fresh.resumed(&trainer.kept(), Lang::En).expect("it is ours");
        assert_eq!(resumed.kept(), trainer.kept());
        assert_eq!(resumed.code().as_deref(), Some(code.as_str()));
        assert_eq!(resumed.lock_code(), trainer.lock_code());
        assert_eq!(resumed.handed.len(), trainer.handed.len());
        assert_eq!(
            resumed
                .handed
                .iter()
                .filter(|handed| handed.answer.is_ok())
                .count(),
            1
        );
        assert!((resumed.clock.elapsed(160.0) - 60.0).abs() < 1e-9);
        assert_eq!(
            resumed.wanted().map(|spec| spec.run.job),
            trainer.wanted().map(|spec| spec.run.job)
        );
    }

    #[test]
    fn nothing_strange_is_taken_up() {
        let fresh = sat_down();
        let line = fresh.kept();
        assert!(fresh.resumed(&line, Lang::En).is_some());
        for end in 0..line.len() {
            // What is cut off is refused, not half read.
            assert!(fresh.resumed(&line[..end], Lang::En).is_none(), "{end}");
        }
        assert!(fresh.resumed("2.AAAA", Lang::En).is_none());
        let mut bytes = URL_SAFE_NO_PAD.decode(&line[2..]).expect("base64");
        bytes[0] ^= 1;
        let other = format!("1.{}", URL_SAFE_NO_PAD.encode(bytes));
        assert!(
            fresh.resumed(&other, Lang::En).is_none(),
            "another version of the exercise"
        );
    }
}

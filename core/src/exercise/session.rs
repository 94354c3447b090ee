//! One sitting at an exercise, of a group or of the trainer: what has been read, predicted, locked, decided, bought and
//! said so far, and what has to be simulated for it. It knows no clock and no screen; a face tells it what was typed and
//! what time it is, and draws what it says.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::agenda::Pace;
use super::answer::{self, Answer, Said};
use super::class::{Class, Handed, Lock, Rules, TOLD, class, sorted_out};
use super::code::codes;
use super::play::{Futures, Key, Results, grade};
use super::{Exercise, PredictionKind, Shows, score, seed_of};
use crate::catalogue::SourceFile;
use crate::exercise::play::Grade;
use crate::run::{JobId, RunSpec};
use crate::sampling::Method;
use crate::text::{Lang, Text};

/// Bytes of one text with answers, and of the locks.
pub const TEXT: usize = 64 << 10;
/// Bytes of all texts with answers that a sitting keeps.
const TEXTS: usize = 1 << 20;
/// Answers in one grading.
pub const ANSWERS: usize = 500;
/// Characters of a lock.
const LOCK: usize = 8;
/// Characters of a class word.
const WORD: usize = 40;

/// Whose screen it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// A group's.
    Group,
    /// The trainer's.
    Trainer,
}

/// Where a group is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Stage {
    /// Reading the case.
    Case,
    /// Predicting, before anything is simulated.
    Predict,
    /// Deciding, and buying what helps.
    Decide,
    /// The class word has been said.
    Run,
    /// The distribution of the group's plan.
    Result,
    /// One future as a story.
    Future,
    /// Points.
    Score,
    /// Questions.
    Debrief,
}

impl Stage {
    /// All stages, in order.
    pub const ALL: [Self; 8] = [
        Self::Case,
        Self::Predict,
        Self::Decide,
        Self::Run,
        Self::Result,
        Self::Future,
        Self::Score,
        Self::Debrief,
    ];

    /// Its name.
    #[must_use]
    pub const fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Case => lang.pick("Case", "事例"),
            Self::Predict => lang.pick("Predict", "予測"),
            Self::Decide => lang.pick("Decide", "決定"),
            Self::Run => lang.pick("Run", "計算"),
            Self::Result => lang.pick("Result", "結果"),
            Self::Future => lang.pick("One future", "ある未来"),
            Self::Score => lang.pick("Score", "得点"),
            Self::Debrief => lang.pick("Debrief", "振り返り"),
        }
    }
}

/// What the trainer shows to the class, in the order in which it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Reveal {
    /// All plans on one axis.
    Plans,
    /// The truth of the predictions.
    Truth,
    /// One future, told for every plan.
    Futures,
    /// Scores and ranks.
    Scores,
    /// The model answer and the tempting plan.
    Model,
    /// The answer to the first question of the day.
    WarmUp,
}

impl Reveal {
    /// All that the class sees of its answers, in order.
    pub const ALL: [Self; 5] = [Self::Plans, Self::Truth, Self::Futures, Self::Scores, Self::Model];

    /// Its name.
    #[must_use]
    pub const fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Plans => lang.pick("All plans on one axis", "全計画を同じ軸で"),
            Self::Truth => lang.pick("Predictions against the truth", "予測と計算結果"),
            Self::Futures => lang.pick("One future, for every plan", "同じ未来を各計画で"),
            Self::Scores => lang.pick("Scores", "得点"),
            Self::Model => lang.pick("Model and tempting plan", "模範計画と選びたくなる計画"),
            Self::WarmUp => lang.pick("The answer", "答え"),
        }
    }
}

/// What is on the trainer's desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Desk {
    /// The agenda and its clock.
    Agenda,
    /// Class word, locks and answers.
    Answers,
    /// What the class sees.
    Class,
    /// Event cards.
    Cards,
    /// What can be printed and saved.
    Papers,
}

impl Desk {
    /// All, in order.
    pub const ALL: [Self; 5] = [
        Self::Agenda,
        Self::Answers,
        Self::Class,
        Self::Cards,
        Self::Papers,
    ];

    /// Its name.
    #[must_use]
    pub const fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Agenda => lang.pick("Agenda", "進行"),
            Self::Answers => lang.pick("Answers", "解答"),
            Self::Class => lang.pick("Class", "クラス"),
            Self::Cards => lang.pick("Event cards", "イベントカード"),
            Self::Papers => lang.pick("Papers", "資料"),
        }
    }
}

/// What somebody does at an exercise.
#[derive(Debug, Clone, PartialEq)]
pub enum Move {
    /// Sit down as a group, or as the trainer.
    Be(Role),
    /// Go to a stage, if it is open.
    Go(Stage),
    /// The group's name, as typed.
    Name(String),
    /// What is typed for a prediction: its place and the words.
    Predict(usize, String),
    /// Lock the predictions.
    Lock,
    /// Choose a value: places of the decision and of the choice.
    Choose(usize, usize),
    /// Buy an item.
    Buy(usize),
    /// The assumption that would change the group's mind, as typed.
    Assume(String),
    /// The class word, as typed.
    Word(String),
    /// The event card that the trainer played, for a second round; or back to the first.
    Card(Option<usize>),
    /// Which future is told: 0, the median; 1, one in five.
    Story(usize),
    /// The trainer reads in answers: where they come from, and the text.
    Collect(String, String),
    /// Locks that were handed over, a line for each: the code, then the group's name.
    Locks(String),
    /// Of several answers of one group the last counts, or the first.
    TakeLast(bool),
    /// All answers and locks are to be forgotten: it is asked first.
    AskToForget,
    /// All answers and locks are forgotten.
    Forget,
    /// Nothing is forgotten.
    Keep,
    /// What is on the trainer's desk.
    Desk(Desk),
    /// Show something to the class, or hide it.
    Reveal(Reveal, bool),
    /// The variant of the agenda.
    Pace(Pace),
    /// The clock starts, or goes on, at a time [s] of the face's own clock.
    Start(f64),
    /// The clock stops at a time [s].
    Pause(f64),
}

/// What has to be simulated next.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaySpec {
    /// The plan, on the seed of the class.
    pub run: RunSpec,
    /// Months by which deadlines move in this class.
    pub months: i32,
    /// How many of how many plans are done.
    pub done: [usize; 2],
}

/// Results on one seed.
#[derive(Debug, Clone, Default)]
struct Bench {
    seed: u32,
    results: Results,
}

/// A clock that a face drives.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Clock {
    /// Seconds before it was last started.
    before: f64,
    /// When it was started; nothing while it stands.
    since: Option<f64>,
}

impl Clock {
    /// Seconds gone by at a time of the face's clock.
    #[must_use]
    pub fn elapsed(&self, now: f64) -> f64 {
        self.before + self.since.map_or(0.0, |since| (now - since).max(0.0))
    }

    /// Whether it runs.
    #[must_use]
    pub const fn is_running(&self) -> bool {
        self.since.is_some()
    }

    pub(super) const fn parts(&self) -> (f64, Option<f64>) {
        (self.before, self.since)
    }

    /// A clock from what was kept of one; what is no time is none.
    pub(super) fn of_parts((before, since): (f64, Option<f64>)) -> Self {
        Self {
            before: if before.is_finite() { before.max(0.0) } else { 0.0 },
            since: since.filter(|since| since.is_finite()),
        }
    }
}

/// One sitting.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each says something of its own")]
pub struct Session {
    /// The exercise.
    pub exercise: Arc<Exercise>,
    /// Whose screen it is.
    pub role: Role,
    /// Where the group is.
    pub stage: Stage,
    /// The group's name, as typed.
    pub group: String,
    /// What is typed for each prediction.
    pub typed: Vec<String>,
    /// The choice made for every decision, where one was made.
    pub chosen: Vec<Option<usize>>,
    /// What was bought, by item.
    pub bought: Vec<bool>,
    /// The assumption that would change the group's mind.
    pub assumption: String,
    /// The class word, as typed.
    pub word: String,
    /// The event card of the second round.
    pub card: Option<usize>,
    /// Whether results of the first round have been looked at: from then on its decisions stand.
    pub has_seen: bool,
    /// The choices of the first round, while a card is played.
    pub(super) first: Vec<Option<usize>>,
    /// Which future is told.
    pub story: usize,
    /// Whether the predictions are locked.
    pub is_locked: bool,
    /// What was handed in, for the trainer.
    pub handed: Vec<Handed>,
    /// Where texts came from and how many answers they held.
    pub collected: Vec<(String, usize)>,
    /// The locks, in the order in which they came.
    pub locks: Vec<Lock>,
    /// What is on the trainer's desk.
    pub desk: Desk,
    /// Of several answers of one group the last counts.
    pub takes_last: bool,
    /// Whether it is asked if all answers and locks are to be forgotten.
    pub asks_to_forget: bool,
    /// What the class sees.
    pub revealed: Vec<Reveal>,
    /// The variant of the agenda.
    pub pace: Pace,
    /// The trainer's clock.
    pub clock: Clock,
    /// What cannot be done, and why; for the next time that the face draws.
    pub refused: Option<Text>,
    lang: Lang,
    pub(super) salt: u32,
    /// The texts with answers, as they came, to be read again.
    pub(super) texts: Vec<(String, String)>,
    /// Results for the class, and for what is sold before the class word is said.
    class: Bench,
    shop: Bench,
    catalogue: Vec<SourceFile>,
}

impl Session {
    /// A new sitting. `salt` is a number that nobody can guess; `catalogue` is the user's own, laid over the shipped one.
    #[must_use]
    pub fn new(exercise: Arc<Exercise>, salt: u32, catalogue: Vec<SourceFile>) -> Self {
        let own = exercise.own_seed();
        Self {
            role: Role::Group,
            stage: Stage::Case,
            group: String::new(),
            typed: vec![String::new(); exercise.predictions.len()],
            chosen: vec![None; exercise.decisions.len()],
            bought: vec![false; exercise.items.len()],
            assumption: String::new(),
            word: String::new(),
            card: None,
            has_seen: false,
            first: Vec::new(),
            story: 0,
            is_locked: false,
            handed: Vec::new(),
            collected: Vec::new(),
            locks: Vec::new(),
            desk: Desk::Agenda,
            takes_last: false,
            asks_to_forget: false,
            revealed: Vec::new(),
            pace: Pace::Full,
            clock: Clock::default(),
            refused: None,
            lang: Lang::En,
            salt: salt.max(1),
            texts: Vec::new(),
            class: Bench::default(),
            shop: Bench {
                seed: own,
                results: Results::default(),
            },
            exercise,
            catalogue,
        }
    }

    /// Whether anything was typed, chosen, bought or collected here, which would be lost with the sitting.
    #[must_use]
    pub fn is_touched(&self) -> bool {
        let texts = [&self.group, &self.assumption, &self.word];
        let texts = texts.into_iter().chain(&self.typed);
        texts.into_iter().any(|text| !text.trim().is_empty())
            || self.chosen.iter().any(Option::is_some)
            || self.bought.contains(&true)
            || !self.handed.is_empty()
            || !self.locks.is_empty()
            || self.clock != Clock::default()
    }

    /// Whether the sitting has left its first page, so that it is worth keeping.
    #[must_use]
    pub fn is_begun(&self) -> bool {
        self.is_touched() || self.role == Role::Trainer || self.stage != Stage::Case
    }

    /// The sitting after a move; `None` if it changes nothing.
    #[must_use]
    pub fn moved(&self, to: Move, lang: Lang) -> Option<Self> {
        let mut next = self.clone();
        next.lang = lang;
        next.refused = None;
        next.asks_to_forget = false;
        let had = self.refused.is_some() || self.asks_to_forget;
        let changed = next.make(to);
        (changed || had || next.refused.is_some()).then_some(next)
    }

    fn make(&mut self, to: Move) -> bool {
        match to {
            Move::Be(role) => set(&mut self.role, role),
            Move::Go(stage) => match self.closed(stage) {
                None => {
                    self.has_seen |= stage > Stage::Run;
                    set(&mut self.stage, stage)
                }
                Some(why) => self.refuse(why),
            },
            Move::Name(name) => {
                if self.is_locked {
                    return self.refuse(Text::new(
                        "the name is part of the lock",
                        "グループ名はロックに含まれています",
                    ));
                }
                set(&mut self.group, name)
            }
            Move::Predict(place, text) => {
                if self.is_locked {
                    return self.refuse(Text::new("the predictions are locked", "予測はロック済みです"));
                }
                self.typed.get_mut(place).is_some_and(|typed| set(typed, text))
            }
            Move::Lock => self.lock(),
            Move::Choose(place, choice) => self.choose(place, choice),
            Move::Buy(item) => self.buy(item),
            Move::Assume(text) => set(
                &mut self.assumption,
                text.chars().take(answer::ASSUMPTION).collect(),
            ),
            Move::Word(word) => self.hear(&word),
            Move::Card(card) => {
                if card.is_some_and(|card| card >= self.exercise.cards.len()) {
                    return false;
                }
                // The first round's choices come back with it.
                match (self.card, card) {
                    (None, Some(_)) => self.first.clone_from(&self.chosen),
                    (Some(_), None) => self.chosen.clone_from(&self.first),
                    (None, None) | (Some(_), Some(_)) => {}
                }
                set(&mut self.card, card)
            }
            Move::Story(which) => which < 2 && set(&mut self.story, which),
            Move::Collect(from, text) => self.collect(&from, &text),
            Move::Locks(text) => self.note_locks(&text),
            Move::Desk(desk) => set(&mut self.desk, desk),
            Move::TakeLast(last) => set(&mut self.takes_last, last),
            Move::AskToForget => set(&mut self.asks_to_forget, true),
            Move::Keep => false,
            Move::Forget => {
                self.handed.clear();
                self.collected.clear();
                self.texts.clear();
                self.locks.clear();
                true
            }
            Move::Reveal(what, is_shown) => {
                let was = self.revealed.contains(&what);
                self.revealed.retain(|known| *known != what);
                if is_shown {
                    self.revealed.push(what);
                    crate::order::by(&mut self.revealed, Ord::cmp);
                }
                was != is_shown
            }
            Move::Pace(pace) => set(&mut self.pace, pace),
            Move::Start(now) => {
                if self.clock.is_running() {
                    return false;
                }
                self.clock.since = Some(now);
                true
            }
            Move::Pause(now) => {
                if !self.clock.is_running() {
                    return false;
                }
                self.clock = Clock {
                    before: self.clock.elapsed(now),
                    since: None,
                };
                true
            }
        }
    }

    fn refuse(&mut self, why: Text) -> bool {
        self.refused = Some(why);
        true
    }

    /// Why a stage cannot be entered yet.
    #[must_use]
    pub fn closed(&self, stage: Stage) -> Option<Text> {
        if stage >= Stage::Decide && !self.is_locked {
            return Some(Text::new(
                "predict first, and lock the predictions",
                "先に予測を入力し、確定(ロック)してください",
            ));
        }
        if stage >= Stage::Run
            && let Some(place) = self.chosen.iter().position(Option::is_none)
        {
            let title = &self.exercise.decisions[place].title;
            return Some(Text::new(
                format!("nothing is chosen for “{}”", title.en),
                format!("「{}」が選ばれていません", title.ja),
            ));
        }
        if stage > Stage::Run && self.word.trim().is_empty() {
            return Some(Text::new(
                "wait for the class word",
                "合言葉の発表を待ってください",
            ));
        }
        if stage > Stage::Run && !self.is_played() {
            return Some(Text::new("the futures are being simulated", "計算中です"));
        }
        None
    }

    /// The stage after this one, or before it.
    #[must_use]
    pub fn beside(&self, is_next: bool) -> Option<Stage> {
        let place = Stage::ALL.iter().position(|stage| *stage == self.stage)?;
        let place = if is_next {
            place.checked_add(1)
        } else {
            place.checked_sub(1)
        };
        Stage::ALL.get(place?).copied()
    }

    /// What was typed for a prediction, as it will be sent; nothing where nothing was typed.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn said(&self, place: usize) -> Result<Option<Said>, Text> {
        let typed = self.typed.get(place).map_or("", |typed| typed.trim());
        let Some(prediction) = self.exercise.predictions.get(place).filter(|_| !typed.is_empty()) else {
            return Ok(None);
        };
        answer::typed(&prediction.kind, typed).map(Some)
    }

    fn lock(&mut self) -> bool {
        if self.is_locked {
            return false;
        }
        let name = answer::clean(&self.group);
        if name.is_empty() || name.len() > answer::NAME {
            return self.refuse(Text::new(
                "give the group a name of 1 to 36 Latin or 1 to 12 Japanese characters",
                "グループ名を付けてください(全角12文字・半角36文字まで)",
            ));
        }
        let mut any = false;
        for place in 0..self.typed.len() {
            match self.said(place) {
                Ok(said) => any |= said.is_some(),
                Err(why) => return self.refuse(why),
            }
        }
        if !any {
            return self.refuse(Text::new(
                "predict something first: no prediction, no run",
                "先に予測してください。予測なしでは計算できません",
            ));
        }
        self.group = name;
        self.is_locked = true;
        self.stage = Stage::Decide;
        true
    }

    fn choose(&mut self, place: usize, choice: usize) -> bool {
        let decisions = &self.exercise.decisions;
        if decisions
            .get(place)
            .is_none_or(|decision| choice >= decision.choices.len())
        {
            return false;
        }
        if self.has_seen && self.card.is_none() {
            return self.refuse(Text::new(
                "the first round is over; a new decision takes an event card",
                "第1ラウンドは終了しました。決め直しはイベントカードの後に行います",
            ));
        }
        set(&mut self.chosen[place], Some(choice))
    }

    fn buy(&mut self, item: usize) -> bool {
        let Some(of) = self.exercise.items.get(item) else {
            return false;
        };
        if self.bought[item] {
            return false;
        }
        if !self.word.trim().is_empty() {
            return self.refuse(Text::new(
                "the class word has been said: nothing is sold any more",
                "合言葉の発表後は購入できません",
            ));
        }
        if self.spent() + of.price > score::BUDGET {
            let left = score::BUDGET - self.spent();
            return self.refuse(Text::new(
                format!("this costs {} points, {left} are left", of.price),
                format!("{}点かかりますが、残りは{left}点です", of.price),
            ));
        }
        self.bought[item] = true;
        true
    }

    /// Points spent on information.
    #[must_use]
    pub fn spent(&self) -> u32 {
        let items = self.exercise.items.iter().zip(&self.bought);
        items
            .filter(|(_, is_bought)| **is_bought)
            .map(|(item, _)| item.price)
            .sum()
    }

    pub(super) fn hear(&mut self, word: &str) -> bool {
        let word: String = word.chars().take(WORD).collect();
        let seed = seed_of(&word);
        if seed != self.class.seed || word.trim().is_empty() {
            self.class = Bench {
                seed,
                results: Results::default(),
            };
        }
        set(&mut self.word, word)
    }

    fn note_locks(&mut self, text: &str) -> bool {
        if text.len() > TEXT {
            return self.refuse(too_long(&Text::new("this text", "このテキスト")));
        }
        let more = read_locks(text);
        if more.is_empty() {
            return self.refuse(Text::new(
                "write the eight characters, a space, and the group's name",
                "8文字のコード、空白、グループ名の順に入力してください",
            ));
        }
        self.locks.extend(more);
        self.locks.truncate(ANSWERS);
        true
    }

    fn collect(&mut self, from: &str, text: &str) -> bool {
        let name = answer::clean(from);
        if text.len() > TEXT {
            self.handed.push(Handed {
                from: name.clone(),
                answer: Err(too_long(&Text::new("this file", "このファイル"))),
            });
            self.collected.push((name, 0));
            return true;
        }
        let more = read_answers(&name, text, &self.exercise, self.lang);
        self.take_in(&name, text, more);
        if self.handed.len() > ANSWERS {
            self.handed.truncate(ANSWERS);
            return self.refuse(Text::new(
                format!("only the first {ANSWERS} answers are graded"),
                format!("採点するのは先頭の{ANSWERS}件のみです"),
            ));
        }
        true
    }

    /// Answers that were read from a text; the text is kept as long as all of them are not too much.
    pub(super) fn take_in(&mut self, from: &str, text: &str, more: Vec<Handed>) {
        self.collected.push((from.to_owned(), more.len()));
        self.handed.extend(more);
        let bytes: usize = self.texts.iter().map(|(_, text)| text.len()).sum();
        if bytes + text.len() <= TEXTS {
            self.texts.push((from.to_owned(), text.to_owned()));
        }
    }

    /// The seed of the class, once the word is said.
    #[must_use]
    pub fn seed(&self) -> Option<u32> {
        (!self.word.trim().is_empty()).then_some(self.class.seed)
    }

    /// The group's answer as it stands; a decision that is open counts as its first choice.
    #[must_use]
    pub fn answer(&self) -> Answer {
        Answer {
            group: answer::clean(&self.group),
            lang: self.lang,
            seed: self.seed().unwrap_or(0),
            card: self.card,
            salt: self.salt,
            selection: self.chosen.iter().map(|choice| choice.unwrap_or(0)).collect(),
            predictions: (0..self.typed.len())
                .map(|place| self.said(place).ok().flatten())
                .collect(),
            bought: self.bought.clone(),
            assumption: answer::clean(&self.assumption),
            engine: None,
        }
    }

    /// The lock, once there is one.
    #[must_use]
    pub fn lock_code(&self) -> Option<String> {
        self.is_locked.then(|| self.answer().lock(&self.exercise))
    }

    /// The code to send, once the class word is said.
    #[must_use]
    pub fn code(&self) -> Option<String> {
        self.seed().filter(|_| self.closed(Stage::Run).is_none())?;
        Some(self.answer().code(&self.exercise))
    }

    /// What is sold: the plan that it is about, on the plan's own seed.
    #[must_use]
    pub fn shop_plan(&self, item: usize) -> Option<usize> {
        Some(match self.exercise.items.get(item)?.shows {
            Shows::Curve(plan) | Shows::Waterfall(plan) => plan,
            Shows::Step(_) => self.exercise.model.plan,
            Shows::Hint(_) => return None,
        })
    }

    /// What a bought item is read from.
    #[must_use]
    pub fn shop(&self, item: usize) -> Option<&Futures> {
        self.shop.results.named(&self.exercise, self.shop_plan(item)?)
    }

    /// Results for the class.
    #[must_use]
    pub const fn results(&self) -> &Results {
        &self.class.results
    }

    /// Whether everything is there that the group's own score needs.
    #[must_use]
    pub fn is_played(&self) -> bool {
        self.seed().is_some()
            && self
                .class
                .results
                .wanted(&self.exercise, &[self.answer()])
                .is_empty()
    }

    /// The futures of the group's own plan.
    #[must_use]
    pub fn own(&self) -> Option<&Futures> {
        let answer = self.answer();
        self.class.results.get(&answer.selection, answer.card)
    }

    /// The group's score, once everything is simulated.
    #[must_use]
    pub fn grade(&self) -> Option<Grade> {
        let answer = self.answer();
        self.is_played()
            .then(|| grade(&self.exercise, &answer, &self.class.results, true))
    }

    /// The future that is told: among those of the plan that predictions are about, at the median or one in five.
    #[must_use]
    pub fn told(&self) -> Option<u64> {
        let p = TOLD[self.story.min(1)];
        self.class
            .results
            .named(&self.exercise, self.exercise.told())?
            .typical(p)
    }

    /// How the class is graded.
    #[must_use]
    pub fn rules(&self) -> Rules {
        Rules {
            seed: self.class.seed,
            word: self.word.trim().to_owned(),
            locks: self.locks.clone(),
            takes_last: self.takes_last,
        }
    }

    /// The class, once the word is said and everything is simulated.
    #[must_use]
    pub fn class(&self) -> Option<Class> {
        self.seed()?;
        let (taken, rejected) = sorted_out(self.handed.clone(), &self.rules());
        let answers: Vec<Answer> = taken.iter().map(|(_, answer)| answer.clone()).collect();
        let results = &self.class.results;
        results
            .wanted(&self.exercise, &answers)
            .is_empty()
            .then(|| class(&self.exercise, &taken, rejected, results, &self.rules()))
    }

    /// Everything that is still to be simulated, the most wanted first: whether it is for the shop, and the plan.
    fn open(&self) -> Vec<(bool, Key)> {
        let exercise = &self.exercise;
        let sold = (0..self.bought.len())
            .filter(|item| self.bought[*item])
            .filter_map(|item| self.shop_plan(item))
            .map(|plan| (exercise.plans[plan].selection.clone(), None))
            .filter(|key| self.shop.results.found(key).is_none());
        let mut open: Vec<(bool, Key)> = sold.map(|key| (true, key)).collect();
        let results = &self.class.results;
        let keys = match (self.role, self.seed()) {
            (_, None) => Vec::new(),
            (Role::Group, Some(_)) if self.closed(Stage::Run).is_some() => Vec::new(),
            (Role::Group, Some(_)) => {
                let answer = self.answer();
                let own = (answer.selection.clone(), answer.card);
                let mut keys = results.wanted(exercise, &[answer]);
                crate::order::by_key(&mut keys, |key| *key != own);
                keys
            }
            (Role::Trainer, Some(_)) => {
                let (taken, _) = sorted_out(self.handed.clone(), &self.rules());
                let answers: Vec<Answer> = taken.into_iter().map(|(_, answer)| answer).collect();
                let mut keys = results.wanted(exercise, &answers);
                if let Some(card) = self.card {
                    keys.extend(results.wanted_under(exercise, card));
                }
                keys.extend(results.wanted_around(exercise));
                // Papers tell of every card, played or not.
                keys.extend((0..exercise.cards.len()).flat_map(|card| results.wanted_under(exercise, card)));
                keys
            }
        };
        open.extend(keys.into_iter().map(|key| (false, key)));
        let mut seen = BTreeSet::new();
        open.retain(|key| seen.insert(key.clone()));
        open
    }

    /// What the runner should be at.
    #[must_use]
    pub fn wanted(&self) -> Option<PlaySpec> {
        let open = self.open();
        let (is_shop, key) = open.first()?;
        let seed = if *is_shop { self.shop.seed } else { self.class.seed };
        let done = self.class.results.count() + self.shop.results.count();
        let file = self.exercise.plan_file(&key.0, key.1, seed)?;
        Some(PlaySpec {
            run: RunSpec {
                job: job(*is_shop, key, seed),
                name: file.name,
                text: file.text,
                seed: u64::from(seed),
                iterations: self.exercise.futures,
                method: Method::Mc,
                catalogue: self.catalogue.clone(),
            },
            months: self.exercise.variation(seed).months,
            done: [done, done + open.len()],
        })
    }

    /// The sitting with a plan's futures, or with why it cannot be simulated; `None` if nobody waits for it.
    #[must_use]
    pub fn heard(&self, of: JobId, futures: Result<Arc<Futures>, String>) -> Option<Self> {
        let open = self.open();
        let (is_shop, key) = open.into_iter().find(|(is_shop, key)| {
            let seed = if *is_shop { self.shop.seed } else { self.class.seed };
            job(*is_shop, key, seed) == of
        })?;
        let mut next = self.clone();
        let bench = if is_shop { &mut next.shop } else { &mut next.class };
        bench.results.insert(key, futures);
        Some(next)
    }
}

/// Names a run: what it is for decides, so that news for another class word is dropped.
fn job(is_shop: bool, (selection, card): &Key, seed: u32) -> JobId {
    let choices: Vec<u8> = selection.iter().map(|choice| *choice as u8).collect();
    let card = card.map_or(0, |card| card as u8 + 1);
    let bytes = super::hash::<8>(&[
        b"exercise",
        &[u8::from(is_shop), card],
        &choices,
        &seed.to_le_bytes(),
    ]);
    // Jobs of plans count up from 1; these lie above them all, and stay whole in a number of JavaScript.
    JobId((u64::from_le_bytes(bytes) & ((1 << 52) - 1)) | (1 << 52))
}

fn set<T: PartialEq>(place: &mut T, value: T) -> bool {
    let changes = *place != value;
    *place = value;
    changes
}

fn too_long(what: &Text) -> Text {
    Text::new(
        format!("{} has more than {} kB", what.en, TEXT >> 10),
        format!("{}が{}kBを超えています", what.ja, TEXT >> 10),
    )
}

/// Locks as the trainer noted them: a line for each, the code, then the group's name.
#[must_use]
pub fn read_locks(text: &str) -> Vec<Lock> {
    text.lines()
        .filter_map(|line| {
            let (code, group) = line.trim().split_once(char::is_whitespace)?;
            let (code, group) = (code.to_uppercase(), answer::clean(group));
            (code.len() == LOCK && !group.is_empty()).then_some(Lock { code, group })
        })
        .collect()
}

/// The answers of a text: one answer's file, or any number of codes.
#[must_use]
pub fn read_answers(from: &str, text: &str, exercise: &Exercise, lang: Lang) -> Vec<Handed> {
    let places = codes(text);
    let is_file = places.is_empty() && text.lines().any(|line| line.trim() == "[answer]");
    if is_file {
        let file = SourceFile {
            name: from.to_owned(),
            text: text.to_owned(),
        };
        let answer = Answer::load(&file, exercise, lang).map_err(|error| {
            let problem = error.problems.first();
            let line = problem.map_or(0, |problem| problem.line);
            let code = problem.map_or("unreadable", |problem| problem.code);
            Text::new(
                format!("the answer does not fit the exercise (line {line}, {code})"),
                format!("解答が演習に合いません({line}行目、{code})"),
            )
        });
        return vec![Handed {
            from: from.to_owned(),
            answer,
        }];
    }
    if places.is_empty() {
        return vec![Handed {
            from: from.to_owned(),
            answer: Err(Text::new("no answer code here", "解答コードが見当たりません")),
        }];
    }
    let is_one = places.len() == 1;
    places
        .iter()
        .take(ANSWERS + 1)
        .enumerate()
        .map(|(number, at)| Handed {
            from: if is_one {
                from.to_owned()
            } else {
                format!("{from} #{}", number + 1)
            },
            answer: Answer::from_code(&text[*at..], exercise).map_err(|error| error.words()),
        })
        .collect()
}

/// What is asked of a prediction, as an example to type.
#[must_use]
pub fn example(kind: &PredictionKind) -> String {
    match kind {
        PredictionKind::Range { .. } => "24-60".to_owned(),
        PredictionKind::Chance { .. } => "50".to_owned(),
        PredictionKind::Choice { answers } => {
            let share = 100 / answers.len().max(1);
            let mut shares = vec![share; answers.len()];
            if let Some(first) = shares.first_mut() {
                *first += 100 - share * answers.len();
            }
            let shares: Vec<String> = shares.iter().map(usize::to_string).collect();
            shares.join(" / ")
        }
    }
}

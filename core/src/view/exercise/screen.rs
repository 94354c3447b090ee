//! The screens of a sitting, for a group and for the trainer: blocks of words, tables, choices and places to type, ready
//! to draw. A face draws them and hands back what was done.

use super::dots::PlansDots;
use super::qr::QrView;
use super::{answer_file, class_csv, class_html, handout, notes, slides, words};
use crate::app::App;
use crate::catalogue::SourceFile;
use crate::exercise::agenda::agenda;
use crate::exercise::session::{Move, Role, Session};
use crate::exercise::{Exercise, shipped_exercises};
use crate::read::read;
use crate::text::Lang;
use crate::view::{Fact, ReplayView, Table};

mod desk;
mod group;

/// What happens when something is chosen or pressed.
#[derive(Debug, Clone, PartialEq)]
pub enum Do {
    /// A move of the sitting.
    Move(Move),
    /// Sit down at a shipped exercise.
    Choose(String),
    /// Open an exercise from a file.
    OpenFile,
    /// Read answers from files.
    ReadAnswers,
    /// Save a paper.
    Save(Paper),
    /// Copy a text, where the face can.
    Copy(String),
    /// Start the clock, or let it go on.
    StartClock,
    /// Stop it.
    PauseClock,
    /// Leave the exercise.
    Leave,
}

/// Something to save or print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// The handout of a group.
    Handout,
    /// The slides of the debriefing.
    Slides,
    /// The trainer's notes.
    Notes,
    /// The class report.
    Report,
    /// The class as a spreadsheet reads it.
    Sheet,
    /// The group's answer as a file.
    Answer,
}

/// A place to type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The group's name.
    Group,
    /// A prediction.
    Prediction(usize),
    /// The assumption that would change the group's mind.
    Assumption,
    /// The class word.
    Word,
    /// A lock that a group handed over.
    Lock,
    /// A code, or several.
    Code,
}

impl Field {
    /// What was typed, as a move.
    #[must_use]
    pub fn commit(self, text: String) -> Move {
        match self {
            Self::Group => Move::Name(text),
            Self::Prediction(place) => Move::Predict(place, text),
            Self::Assumption => Move::Assume(text),
            Self::Word => Move::Word(text),
            Self::Lock => Move::Locks(text),
            Self::Code => Move::Collect("typed".to_owned(), text),
        }
    }

    /// Whether the place is empty again after something was typed.
    #[must_use]
    pub const fn is_list(self) -> bool {
        matches!(self, Self::Lock | Self::Code)
    }
}

/// A place to type, with what stands in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// Which.
    pub field: Field,
    /// What is asked.
    pub label: String,
    /// What stands there.
    pub value: String,
    /// An example of what to type.
    pub example: String,
    /// What is wrong with it; mostly empty.
    pub problem: String,
    /// Whether something may be typed.
    pub is_open: bool,
}

/// One of several.
#[derive(Debug, Clone, PartialEq)]
pub struct Pick {
    /// What is chosen.
    pub label: String,
    /// What one must know.
    pub note: String,
    /// The choices.
    pub options: Vec<PickOption>,
}

/// A choice.
#[derive(Debug, Clone, PartialEq)]
pub struct PickOption {
    /// Words for it.
    pub title: String,
    /// What it costs.
    pub price: String,
    /// Whether it is chosen.
    pub is_chosen: bool,
    /// What choosing it does.
    pub does: Do,
}

/// Something to press.
#[derive(Debug, Clone, PartialEq)]
pub struct Button {
    /// Words for it.
    pub label: String,
    /// What it does; nothing while it is shut.
    pub does: Option<Do>,
    /// On or off, if it is a switch.
    pub is_on: Option<bool>,
    /// Whether it is what comes next.
    pub is_main: bool,
}

/// A part of a screen.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A heading.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// A remark.
    Note(String),
    /// Labels and values.
    Facts(Vec<Fact>),
    /// A table, with a title that may be empty.
    Table(String, Table),
    /// A place to type.
    Input(Input),
    /// A choice.
    Pick(Pick),
    /// Something to press.
    Button(Button),
    /// Plans on one axis.
    Dots(PlansDots),
    /// One future as a story.
    Story(ReplayView),
    /// A code to send: its lines, and the code as a picture.
    Code(Vec<String>, Option<QrView>),
}

/// A stage, or a part of the trainer's desk.
#[derive(Debug, Clone, PartialEq)]
pub struct StageTab {
    /// Its name.
    pub title: String,
    /// Whether it is in sight.
    pub is_here: bool,
    /// Why it cannot be entered yet; mostly empty.
    pub shut: String,
    /// What choosing it does.
    pub does: Do,
}

/// A screen of a sitting.
#[derive(Debug, Clone, PartialEq)]
pub struct ScreenView {
    /// Title.
    pub title: String,
    /// Where one can go.
    pub tabs: Vec<StageTab>,
    /// What is there.
    pub blocks: Vec<Block>,
    /// What could not be done, and why; mostly empty.
    pub problem: String,
    /// What is going on; mostly empty.
    pub status: String,
    /// Names the screen: another name, another place to start reading.
    pub key: String,
}

/// The trainer's clock.
#[derive(Debug, Clone, PartialEq)]
pub struct ClockView {
    /// The time gone by and what should be going on.
    pub text: String,
    /// The time gone by, in minutes and seconds.
    pub time: String,
    /// What should be going on, and how long it may take.
    pub now: String,
    /// Whether the part that is going on is over.
    pub is_over: bool,
    /// The place in the agenda.
    pub slot: usize,
    /// Whether it runs.
    pub is_running: bool,
}

/// An exercise that can be opened.
#[derive(Debug, Clone, PartialEq)]
pub struct ExerciseEntry {
    /// Id for [`Do::Choose`].
    pub id: String,
    /// Its title.
    pub title: String,
    /// How long it takes, and for whom it is.
    pub about: String,
    /// What participants can do afterwards.
    pub goals: Vec<String>,
}

/// The exercises that come with the program.
#[must_use]
pub fn entries(lang: Lang) -> Vec<ExerciseEntry> {
    let head = |file: SourceFile| Some(read(file.as_ref()).ok()?.exercise?.value);
    shipped_exercises()
        .into_iter()
        .filter_map(head)
        .map(|of| {
            let minutes = of.minutes.as_ref().map_or(90, |at| at.value);
            ExerciseEntry {
                title: words(&of.title, lang),
                about: match lang {
                    Lang::En => format!("{minutes} minutes. {}.", of.audience.en),
                    Lang::Ja => format!("{minutes}分。対象:{}", of.audience.ja),
                },
                goals: of.goals.iter().map(|goal| words(goal, lang)).collect(),
                id: of.id.value,
            }
        })
        .collect()
}

/// The list of exercises.
#[must_use]
pub fn lobby(lang: Lang) -> ScreenView {
    let mut blocks = vec![Block::Text(
        lang.pick(
            "Ninety minutes for a class: groups predict, decide and run on the same futures; the trainer grades and debriefs. No \
             server: answers travel as short codes.",
            "90分の研修。各グループが予測し、決め、同じ未来で計算し、講師が採点して振り返る。サーバーは不要で、解答は短いコードで送る。",
        )
        .to_owned(),
    )];
    for entry in entries(lang) {
        blocks.push(press(entry.title, Do::Choose(entry.id), false));
        blocks.push(Block::Note(entry.about));
    }
    blocks.push(press(
        lang.pick("An exercise from a file …", "ファイルの演習を開く…")
            .to_owned(),
        Do::OpenFile,
        false,
    ));
    ScreenView {
        title: lang.pick("Workshops", "演習").to_owned(),
        tabs: Vec::new(),
        blocks,
        problem: String::new(),
        status: String::new(),
        key: "lobby".to_owned(),
    }
}

/// The screen of a sitting.
#[must_use]
pub fn screen(session: &Session, lang: Lang) -> ScreenView {
    let drawing = Drawing {
        session,
        exercise: &session.exercise,
        lang,
    };
    let (tabs, blocks, key) = match session.role {
        Role::Group => (drawing.stages(), drawing.stage(), format!("{:?}", session.stage)),
        Role::Trainer => (drawing.desks(), drawing.desk(), format!("{:?}", session.desk)),
    };
    let status = session.wanted().map_or_else(String::new, |wanted| {
        let [done, all] = wanted.done;
        match lang {
            Lang::En => format!("simulating: plan {} of {all}", done + 1),
            Lang::Ja => format!("計算中:{all}計画中{}番目", done + 1),
        }
    });
    ScreenView {
        title: words(&session.exercise.title, lang),
        tabs,
        blocks,
        problem: session
            .refused
            .as_ref()
            .map_or_else(String::new, |why| words(why, lang)),
        status,
        key,
    }
}

/// The trainer's clock at a time [s] of the face's own clock.
#[must_use]
pub fn clock(session: &Session, now: f64, lang: Lang) -> ClockView {
    let seconds = session.clock.elapsed(now);
    let minute = seconds / 60.0;
    let slots = agenda(session.pace, session.exercise.minutes);
    let slot = slots
        .iter()
        .rposition(|slot| f64::from(slot.from) <= minute)
        .unwrap_or(0);
    let of = &slots[slot];
    let left = f64::from(of.to) - minute;
    let all = slots.last().map_or(0, |slot| slot.to);
    let time = format!("{:02}:{:02}", (seconds / 60.0) as u32, seconds as u32 % 60);
    let title = of.title.get(lang);
    let is_over = left < 0.0;
    let now = match lang {
        Lang::En if is_over => format!("{:.0} min over", -left),
        Lang::Ja if is_over => format!("{:.0}分超過", -left),
        Lang::En => format!("{title}, {} min left", left.ceil()),
        Lang::Ja => format!("{title}、残り{}分", left.ceil()),
    };
    ClockView {
        text: match lang {
            Lang::En => format!("{time} of {all} minutes · {now}"),
            Lang::Ja => format!("{time}/{all}分 · {now}"),
        },
        time,
        now,
        is_over,
        slot,
        is_running: session.clock.is_running(),
    }
}

/// A paper of a sitting: a name for its file, and its text; nothing while it is not ready.
#[must_use]
pub fn paper(session: &Session, paper: Paper, lang: Lang) -> Option<(String, String)> {
    let (exercise, results) = (&*session.exercise, session.results());
    let id = &exercise.id;
    Some(match paper {
        Paper::Handout => (format!("{id}-handout.html"), handout(exercise, lang)),
        Paper::Slides => {
            let class = session.class();
            (
                format!("{id}-slides.html"),
                slides(exercise, results, class.as_ref(), lang),
            )
        }
        Paper::Notes => (format!("{id}-notes.html"), notes(exercise, results, lang)),
        Paper::Report => (
            format!("{id}-class.html"),
            class_html(&session.class()?, &exercise.base.catalogue, lang),
        ),
        Paper::Sheet => (format!("{id}-class.csv"), class_csv(&session.class()?, lang)),
        Paper::Answer => (
            format!("{id}.answer.toml"),
            answer_file(exercise, &session.answer(), session.word.trim()),
        ),
    })
}

fn press(label: String, does: Do, is_main: bool) -> Block {
    Block::Button(Button {
        label,
        does: Some(does),
        is_on: None,
        is_main,
    })
}

fn switch(label: String, is_on: bool, does: Do) -> Block {
    Block::Button(Button {
        label,
        does: Some(does),
        is_on: Some(is_on),
        is_main: false,
    })
}

struct Drawing<'a> {
    session: &'a Session,
    exercise: &'a Exercise,
    lang: Lang,
}

impl Drawing<'_> {
    fn say(&self, en: &str, ja: &str) -> String {
        self.lang.pick(en, ja).to_owned()
    }

    fn heading(&self, en: &str, ja: &str) -> Block {
        Block::Heading(self.say(en, ja))
    }

    fn note(&self, en: &str, ja: &str) -> Block {
        Block::Note(self.say(en, ja))
    }
}

impl App {
    /// The screen of a workshop, if one is in front.
    #[must_use]
    pub fn workshop(&self) -> Option<ScreenView> {
        if let Some(session) = self.session() {
            return Some(screen(session, self.lang));
        }
        (self.overlay == Some(crate::app::Overlay::Exercises)).then(|| lobby(self.lang))
    }
}

//! The screens of a sitting, for a group and for the trainer: blocks of words, tables, choices and places to type, ready
//! to draw. A face draws them and hands back what was done.

use super::dots::{PlansDots, plans_dots};
use super::materials::{agenda_table, milestone_title, shown_milestone, verdicts};
use super::qr::{QrView, qr};
use super::sheet::sheet;
use super::{
    answer_file, bought, calibration, class_csv, class_html, comparisons, futures_told, handout, hits,
    levers, milestones, notes, points, predictions, ranking, rejected, score, slides, targets, words,
};
use crate::app::App;
use crate::catalogue::SourceFile;
use crate::exercise::agenda::{Pace, agenda};
use crate::exercise::audit;
use crate::exercise::score::{BUDGET, DECISION};
use crate::exercise::session::{Desk, Move, Reveal, Role, Session, Stage, example};
use crate::exercise::{Exercise, PredictionKind, shipped_exercises};
use crate::read::read;
use crate::text::Lang;
use crate::view::{self, Fact, ReplayView, Table};

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

/// A table without the columns that name what only files name.
fn without_ids(mut table: Table) -> Table {
    let kept: Vec<bool> = table
        .columns
        .iter()
        .map(|column| !column.title.is_empty())
        .collect();
    for row in &mut table.rows {
        let mut kept = kept.iter();
        row.retain(|_| kept.next() == Some(&true));
    }
    table.columns.retain(|column| !column.title.is_empty());
    table
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

    fn stages(&self) -> Vec<StageTab> {
        Stage::ALL
            .into_iter()
            .map(|stage| StageTab {
                title: stage.title(self.lang).to_owned(),
                is_here: self.session.stage == stage,
                shut: self
                    .session
                    .closed(stage)
                    .map_or_else(String::new, |why| words(&why, self.lang)),
                does: Do::Move(Move::Go(stage)),
            })
            .collect()
    }

    fn desks(&self) -> Vec<StageTab> {
        Desk::ALL
            .into_iter()
            .map(|desk| StageTab {
                title: desk.title(self.lang).to_owned(),
                is_here: self.session.desk == desk,
                shut: String::new(),
                does: Do::Move(Move::Desk(desk)),
            })
            .collect()
    }

    /// On to the next stage.
    fn onward(&self) -> Option<Block> {
        let next = self.session.beside(true)?;
        let shut = self.session.closed(next);
        let title = next.title(self.lang);
        Some(Block::Button(Button {
            label: match (&shut, self.lang) {
                (None, _) => format!("{title} →"),
                (Some(why), Lang::En) => format!("{title} → ({})", why.en),
                (Some(why), Lang::Ja) => format!("{title} →({})", why.ja),
            },
            does: shut.is_none().then_some(Do::Move(Move::Go(next))),
            is_on: None,
            is_main: true,
        }))
    }

    fn stage(&self) -> Vec<Block> {
        let mut blocks = match self.session.stage {
            Stage::Case => self.case(),
            Stage::Predict => self.predict(),
            Stage::Decide => self.decide(),
            Stage::Run => self.run(),
            Stage::Result => self.result(),
            Stage::Future => self.future(),
            Stage::Score => self.score(),
            Stage::Debrief => self.debrief(),
        };
        blocks.extend(self.onward());
        if self.session.stage == Stage::Case {
            blocks.push(press(
                self.say("I am the trainer", "講師として開く"),
                Do::Move(Move::Be(Role::Trainer)),
                false,
            ));
        }
        blocks
    }

    fn case(&self) -> Vec<Block> {
        let sheet = sheet(self.exercise, self.lang);
        let mut blocks = vec![Block::Facts(sheet.facts)];
        let parts = sheet.case.split('\n').filter(|part| !part.trim().is_empty());
        blocks.extend(parts.map(|part| Block::Text(part.trim().to_owned())));
        blocks.push(self.heading("The question", "問い"));
        blocks.push(Block::Text(sheet.question));
        blocks.extend(sheet.constraints.into_iter().map(Block::Text));
        blocks.push(Block::Table(sheet.headings[1].clone(), sheet.targets));
        blocks.push(Block::Table(
            sheet.headings[0].clone(),
            without_ids(sheet.decisions),
        ));
        blocks.push(Block::Note(sheet.caption));
        blocks
    }

    fn predict(&self) -> Vec<Block> {
        let (session, lang) = (self.session, self.lang);
        let mut blocks = vec![self.note(
            "Nothing is simulated before you have predicted. Would you rather bet on your range or on a wheel that wins 8 times in \
             10? Then widen or narrow. Start absurdly wide, and cut what you can rule out.",
            "予測するまで計算はしない。自分の範囲に賭けるのと10回中8回当たる抽選に賭けるのと、どちらがよいか。片方を選びたくなるなら範囲を直す。\
             とんでもなく広い範囲から始め、あり得ないところを削る。",
        )];
        blocks.push(Block::Input(Input {
            field: Field::Group,
            label: self.say("Our group", "グループ名"),
            value: session.group.clone(),
            example: self.say("Team Blue", "青チーム"),
            problem: String::new(),
            is_open: !session.is_locked,
        }));
        for (place, prediction) in self.exercise.predictions.iter().enumerate() {
            let asked = match &prediction.kind {
                PredictionKind::Range { .. } => {
                    self.say("the 10 % and the 90 % point, in months", "10%点と90%点(月)")
                }
                PredictionKind::Chance { .. } => self.say("a chance in percent", "確率(%)"),
                PredictionKind::Choice { answers } => {
                    let titles: Vec<&str> = answers.iter().map(|(_, title, _)| title.get(lang)).collect();
                    match lang {
                        Lang::En => format!("percent for {}", titles.join(" / ")),
                        Lang::Ja => format!("{}それぞれの%", titles.join(" / ")),
                    }
                }
            };
            let title = prediction.title.get(lang);
            blocks.push(Block::Input(Input {
                field: Field::Prediction(place),
                label: match lang {
                    Lang::En => format!("{title} ({asked})"),
                    Lang::Ja => format!("{title}({asked})"),
                },
                value: session.typed[place].clone(),
                example: example(&prediction.kind),
                problem: session
                    .said(place)
                    .err()
                    .map_or_else(String::new, |why| words(&why, lang)),
                is_open: !session.is_locked,
            }));
        }
        match session.lock_code() {
            None => blocks.push(press(
                self.say("Lock the predictions", "予測をロックする"),
                Do::Move(Move::Lock),
                true,
            )),
            Some(code) => blocks.extend(self.lock(&code)),
        }
        blocks
    }

    fn lock(&self, code: &str) -> Vec<Block> {
        let line = format!("{code}  {}", self.session.group);
        vec![
            self.note(
                "Locked. Hand these eight characters and your name to the trainer: they fix the predictions and tell nobody what \
                 they are.",
                "ロックしました。この8文字とグループ名を講師に渡してください。予測を固定しますが、内容は誰にも分かりません。",
            ),
            Block::Code(vec![line.clone()], None),
            press(self.say("Copy", "コピー"), Do::Copy(line), false),
        ]
    }

    fn decide(&self) -> Vec<Block> {
        let (session, lang) = (self.session, self.lang);
        let mut blocks = Vec::new();
        if let Some(card) = session.card {
            blocks.push(self.heading("Event card", "イベントカード"));
            blocks.push(Block::Text(words(&self.exercise.cards[card].title, lang)));
        }
        if let (Some(code), true) = (session.lock_code(), session.word.is_empty()) {
            blocks.extend(self.lock(&code));
        }
        blocks.push(Block::Text(words(&self.exercise.question, lang)));
        for (place, decision) in self.exercise.decisions.iter().enumerate() {
            let option = |(choice, of): (usize, &crate::decision::Alternative)| PickOption {
                title: words(&of.title, lang),
                price: of
                    .price
                    .as_ref()
                    .map_or_else(String::new, |price| words(price, lang)),
                is_chosen: session.chosen[place] == Some(choice),
                does: Do::Move(Move::Choose(place, choice)),
            };
            blocks.push(Block::Pick(Pick {
                label: words(&decision.title, lang),
                note: decision
                    .note
                    .as_ref()
                    .map_or_else(String::new, |note| words(note, lang)),
                options: decision.choices.iter().enumerate().map(option).collect(),
            }));
        }
        let sheet = sheet(self.exercise, lang);
        blocks.push(Block::Table(sheet.headings[1].clone(), sheet.targets));
        if session.seed().is_none() {
            blocks.extend(self.shop());
        }
        blocks.push(Block::Input(Input {
            field: Field::Assumption,
            label: self.say(
                "The assumption that would change our mind",
                "判断を変えることになる前提",
            ),
            value: session.assumption.clone(),
            example: String::new(),
            problem: String::new(),
            is_open: true,
        }));
        blocks
    }

    fn shop(&self) -> Vec<Block> {
        let (session, lang) = (self.session, self.lang);
        if self.exercise.items.is_empty() {
            return Vec::new();
        }
        let left = BUDGET - session.spent().min(BUDGET);
        let mut blocks = vec![
            self.heading("Information for sale", "購入できる情報"),
            Block::Note(match lang {
                Lang::En => {
                    format!("{left} of {BUDGET} points are left; what is not spent counts as thrift.")
                }
                Lang::Ja => format!("残り{left}/{BUDGET}点。使わない分は節約点になる。"),
            }),
        ];
        for (place, item) in self.exercise.items.iter().enumerate() {
            let title = words(&item.title, lang);
            if !session.bought[place] {
                let label = match lang {
                    Lang::En if item.price == 1 => format!("{title}: 1 point"),
                    Lang::En => format!("{title}: {} points", item.price),
                    Lang::Ja => format!("{title}:{}点", item.price),
                };
                blocks.push(Block::Button(Button {
                    label,
                    does: (item.price <= left).then_some(Do::Move(Move::Buy(place))),
                    is_on: None,
                    is_main: false,
                }));
                continue;
            }
            blocks.push(Block::Heading(title));
            let told = match session.shop(place) {
                Some(futures) => Some(bought(item, Some(futures), lang)),
                None if session.is_told_at_once(place) => Some(bought(item, None, lang)),
                None => None,
            };
            match told {
                Some((facts, table)) => {
                    if !facts.is_empty() {
                        blocks.push(Block::Facts(facts));
                    }
                    if !table.rows.is_empty() {
                        blocks.push(Block::Table(String::new(), table));
                    }
                }
                None => blocks.push(self.note("being simulated …", "計算中…")),
            }
        }
        blocks
    }

    fn run(&self) -> Vec<Block> {
        let (session, lang) = (self.session, self.lang);
        let mut blocks = vec![Block::Input(Input {
            field: Field::Word,
            label: self.say(
                "The class word, as the trainer says it",
                "合言葉(講師の発表どおりに)",
            ),
            value: session.word.clone(),
            example: self.say("sakura", "さくら"),
            problem: String::new(),
            is_open: true,
        })];
        let Some(code) = session.code() else {
            blocks.push(self.note(
                "The word decides the futures that every plan of the class is judged on.",
                "合言葉によって、クラス全員の計画を評価する未来が決まる。",
            ));
            return blocks;
        };
        if let Some(seed) = session.seed() {
            let moved = self.exercise.variation(seed);
            if self.exercise.vary.is_some() {
                let cash = 100.0 * (moved.cash - 1.0);
                blocks.push(Block::Note(match (lang, moved.months) {
                    (Lang::En, 0) => format!("In this class cash changes by {cash:+.0} %, deadlines stay."),
                    (Lang::En, months) => {
                        format!(
                            "In this class cash changes by {cash:+.0} % and deadlines by {months:+} months."
                        )
                    }
                    (Lang::Ja, 0) => format!("このクラスでは手元資金が{cash:+.0}%動き、期限は変わらない。"),
                    (Lang::Ja, months) => {
                        format!("このクラスでは手元資金が{cash:+.0}%、期限が{months:+}か月動く。")
                    }
                }));
            }
        }
        blocks.push(self.heading("Send this code to the trainer", "このコードを講師に送る"));
        let groups: Vec<&str> = code.split('-').collect();
        let lines = groups.chunks(6).map(|line| line.join("-")).collect();
        blocks.push(Block::Code(lines, qr(&code)));
        blocks.push(press(
            self.say("Copy the code", "コードをコピー"),
            Do::Copy(code),
            false,
        ));
        blocks.push(press(
            self.say("Save the answer as a file", "解答をファイルに保存"),
            Do::Save(Paper::Answer),
            false,
        ));
        blocks
    }

    fn result(&self) -> Vec<Block> {
        let (session, lang) = (self.session, self.lang);
        let answer = session.answer();
        let Some(own) = session.own() else {
            let why = session
                .results()
                .found(&(answer.selection, answer.card))
                .and_then(Result::err);
            let why = why.cloned().unwrap_or_default();
            return vec![Block::Text(match lang {
                Lang::En => format!("This plan cannot be simulated: {why}"),
                Lang::Ja => format!("この計画は成立しません:{why}"),
            })];
        };
        let mut blocks = Vec::new();
        let mut shown: Vec<(String, Option<f64>)> = Vec::new();
        for event in self.exercise.targets.iter().map(|target| &target.event) {
            if let Some(id) = &event.milestone
                && !shown.iter().any(|(known, _)| known == id)
            {
                shown.push((id.clone(), event.by.filter(|_| event.since.is_none())));
            }
        }
        for (milestone, deadline) in shown {
            let label = self.say("Our plan", "自分たちの計画");
            blocks.push(Block::Dots(plans_dots(
                milestone_title(self.exercise, &milestone, lang),
                &milestone,
                &[(label, own, true)],
                deadline,
                lang,
            )));
        }
        blocks.push(Block::Table(
            self.say("When it gets there", "到達時期"),
            milestones(own, lang),
        ));
        let cash = view::cash(&own.plan, Some(&own.summary), lang);
        blocks.extend(cash.map(|cash| Block::Facts(cash.facts)));
        blocks
    }

    fn future(&self) -> Vec<Block> {
        let (session, lang) = (self.session, self.lang);
        let which = |place: usize, en: &str, ja: &str| PickOption {
            title: self.say(en, ja),
            price: String::new(),
            is_chosen: session.story == place,
            does: Do::Move(Move::Story(place)),
        };
        let mut blocks = vec![Block::Pick(Pick {
            label: self.say("One future, the same for every group", "全グループ共通の一つの未来"),
            note: self.say(
                "Chosen by where it stands among the futures of the plan that the predictions are about. It is told, never scored.",
                "予測の対象となった計画の未来のなかでの位置で選ぶ。語るだけで採点には使わない。",
            ),
            options: vec![
                which(0, "the median", "中央の未来"),
                which(1, "one in five goes no better", "5回に1回の悪い未来"),
            ],
        })];
        match (session.told(), session.own(), session.seed()) {
            (Some(future), Some(own), Some(seed)) => {
                let replayed = own.replayed(seed, future);
                blocks.push(Block::Story(view::replay(
                    &own.plan,
                    &replayed,
                    u64::from(seed),
                    lang,
                )));
            }
            _ => blocks.push(self.note(
                "The plan that the predictions are about never gets there: there is no future to tell.",
                "予測の対象となった計画が到達しないため、語る未来がない。",
            )),
        }
        blocks
    }

    fn score(&self) -> Vec<Block> {
        let (session, lang) = (self.session, self.lang);
        let Some(grade) = session.grade() else {
            return Vec::new();
        };
        let mut blocks = vec![Block::Text(score(&grade, lang))];
        if let Some(flaw) = &grade.flaw {
            blocks.push(Block::Text(words(flaw, lang)));
        }
        blocks.push(Block::Table(
            self.say("Targets", "目標"),
            targets(&grade.targets, lang),
        ));
        blocks.push(Block::Table(
            self.say("Predictions", "予測"),
            predictions(&grade.predictions, lang),
        ));
        if !self.exercise.cards.is_empty() {
            let option = |card: Option<usize>| PickOption {
                title: card.map_or_else(
                    || self.say("none: the first round", "なし(第1ラウンド)"),
                    |card| words(&self.exercise.cards[card].title, lang),
                ),
                price: String::new(),
                is_chosen: session.card == card,
                does: Do::Move(Move::Card(card)),
            };
            let mut options = vec![option(None)];
            options.extend((0..self.exercise.cards.len()).map(|card| option(Some(card))));
            blocks.push(Block::Pick(Pick {
                label: self.say(
                    "Has the trainer played an event card?",
                    "講師がイベントカードを切ったか",
                ),
                note: self.say(
                    "Then decide anew, once, and send the new code.",
                    "切られたら一度だけ決め直し、新しいコードを送る。",
                ),
                options,
            }));
            if session.card.is_some() {
                blocks.push(press(
                    self.say("Decide anew", "決め直す"),
                    Do::Move(Move::Go(Stage::Decide)),
                    true,
                ));
            }
        }
        blocks
    }

    fn debrief(&self) -> Vec<Block> {
        let lang = self.lang;
        let mut blocks = vec![self.note(
            "Feelings first, then what happened, then why, then what you take home.",
            "感想、起きたこと、その理由、持ち帰ることの順に。",
        )];
        blocks.extend(
            self.exercise
                .debrief
                .iter()
                .map(|line| Block::Text(format!("• {}", line.get(lang)))),
        );
        blocks.push(Block::Table(
            String::new(),
            super::source_rows(&self.exercise.sources, &self.exercise.base.catalogue, lang),
        ));
        blocks.push(press(
            self.say("Leave the exercise", "演習を終える"),
            Do::Leave,
            false,
        ));
        blocks
    }

    fn desk(&self) -> Vec<Block> {
        match self.session.desk {
            Desk::Agenda => self.agenda(),
            Desk::Answers => self.answers(),
            Desk::Class => self.class(),
            Desk::Cards => self.cards(),
            Desk::Papers => self.papers(),
        }
    }

    fn agenda(&self) -> Vec<Block> {
        let (session, lang) = (self.session, self.lang);
        let option = |pace: Pace| PickOption {
            title: words(&pace.title(), lang),
            price: String::new(),
            is_chosen: session.pace == pace,
            does: Do::Move(Move::Pace(pace)),
        };
        let running = session.clock.is_running();
        let mut blocks = vec![
            if running {
                press(self.say("Stop the clock", "時計を止める"), Do::PauseClock, false)
            } else {
                press(self.say("Start the clock", "時計を進める"), Do::StartClock, true)
            },
            Block::Pick(Pick {
                label: self.say("Length", "時間"),
                note: String::new(),
                options: Pace::ALL.into_iter().map(option).collect(),
            }),
            Block::Table(
                self.say("Agenda", "進行"),
                agenda_table(session.pace, self.exercise.minutes, lang),
            ),
        ];
        if let Some(warm_up) = &self.exercise.warm_up {
            blocks.push(self.heading("Warm-up", "準備運動"));
            blocks.push(Block::Text(words(&warm_up.question, lang)));
            blocks.push(Block::Note(words(&warm_up.answer, lang)));
        }
        blocks.push(press(
            self.say("Back to the group's screen", "グループの画面へ戻る"),
            Do::Move(Move::Be(Role::Group)),
            false,
        ));
        blocks
    }

    fn input(field: Field, label: String, value: String, example: String) -> Block {
        Block::Input(Input {
            field,
            label,
            value,
            example,
            problem: String::new(),
            is_open: true,
        })
    }

    fn answers(&self) -> Vec<Block> {
        let (session, lang) = (self.session, self.lang);
        let mut blocks = vec![Self::input(
            Field::Lock,
            self.say(
                "Note a lock: eight characters, then the group",
                "ロックを控える:8文字、空白、グループ名",
            ),
            String::new(),
            self.say("ABCD2345 Team Blue", "ABCD2345 青チーム"),
        )];
        if !session.locks.is_empty() {
            let notes: Vec<String> = session
                .locks
                .iter()
                .map(|lock| format!("{} {}", lock.code, lock.group))
                .collect();
            blocks.push(Block::Note(notes.join(lang.pick(" · ", " · "))));
        }
        blocks.push(Self::input(
            Field::Word,
            self.say(
                "Class word: say it aloud once all locks are in",
                "合言葉(全グループのロックがそろってから発表)",
            ),
            session.word.clone(),
            self.say("sakura", "さくら"),
        ));
        blocks.push(Self::input(
            Field::Code,
            self.say("A code, or several", "解答コード(複数可)"),
            String::new(),
            "RP1…".to_owned(),
        ));
        blocks.push(press(
            self.say("Read answers from files …", "ファイルから解答を読み込む…"),
            Do::ReadAnswers,
            false,
        ));
        blocks.push(switch(
            self.say(
                "Of several answers by one group the last counts",
                "同じグループの解答は最後のものを採点",
            ),
            session.takes_last,
            Do::Move(Move::TakeLast(!session.takes_last)),
        ));
        let good = session
            .handed
            .iter()
            .filter(|handed| handed.answer.is_ok())
            .count();
        let bad = session.handed.len() - good;
        blocks.push(Block::Text(match lang {
            Lang::En => format!("{good} answers can be read, {bad} cannot."),
            Lang::Ja => format!("読み取れた解答{good}件、読み取れない解答{bad}件。"),
        }));
        if let Some(class) = session.class() {
            let rows = class.rows.iter().map(|row| {
                vec![
                    row.group.clone(),
                    row.choices
                        .iter()
                        .map(|choice| words(choice, lang))
                        .collect::<Vec<_>>()
                        .join(lang.pick("; ", "、")),
                ]
            });
            let columns = [
                (lang.pick("Group", "グループ"), false),
                (lang.pick("Choices", "選択"), false),
            ];
            blocks.push(Block::Table(
                self.say("Answers", "解答"),
                super::table(&columns, rows.collect()),
            ));
            if !class.rejected.is_empty() {
                blocks.push(Block::Table(String::new(), rejected(&class, lang)));
            }
        }
        if !session.handed.is_empty() || !session.locks.is_empty() {
            blocks.push(press(
                self.say("Forget all answers and locks", "解答とロックをすべて消す"),
                Do::Move(Move::Forget),
                false,
            ));
        }
        blocks
    }

    fn class(&self) -> Vec<Block> {
        let (session, lang) = (self.session, self.lang);
        let mut blocks: Vec<Block> = Reveal::ALL
            .into_iter()
            .map(|what| {
                let is_on = session.revealed.contains(&what);
                switch(
                    what.title(lang).to_owned(),
                    is_on,
                    Do::Move(Move::Reveal(what, !is_on)),
                )
            })
            .collect();
        let Some(class) = session.class() else {
            blocks.push(if session.seed().is_none() {
                self.note(
                    "The class word is missing: type it under Answers.",
                    "合言葉が未入力です(「解答」で入力)。",
                )
            } else {
                self.note("being simulated …", "計算中…")
            });
            return blocks;
        };
        if class.rows.is_empty() {
            blocks.push(self.note("No answer has come in yet.", "解答はまだありません。"));
        }
        for what in &session.revealed {
            match what {
                Reveal::Plans => blocks.push(Block::Dots(self.class_dots(&class))),
                Reveal::Truth => {
                    let hit = hits(&class, lang);
                    if !hit.is_empty() {
                        blocks.push(Block::Text(hit));
                    }
                    let tables = calibration(&class, lang).into_iter();
                    blocks.extend(tables.map(|(title, table)| Block::Table(title, table)));
                }
                Reveal::Futures => {
                    let tables = futures_told(&class.told, lang).into_iter();
                    blocks.extend(tables.map(|(title, table)| Block::Table(title, table)));
                }
                Reveal::Scores => {
                    let tables = ranking(&class, lang).into_iter();
                    blocks.extend(tables.map(|(title, table)| Block::Table(title, table)));
                    // What is said of the model plan comes to light with it.
                    let kept = verdicts(&class, lang);
                    let told = comparisons(&class, lang).into_iter();
                    blocks.extend(told.filter(|words| !kept.contains(words)).map(Block::Text));
                }
                Reveal::Model => {
                    // The scores may have said it already.
                    for verdict in verdicts(&class, lang).into_iter().map(Block::Text) {
                        if !blocks.contains(&verdict) {
                            blocks.push(verdict);
                        }
                    }
                    let (title, moved) = levers(&class.decisions, &class.levers, lang);
                    if !moved.rows.is_empty() {
                        blocks.push(Block::Table(title.to_owned(), moved));
                    }
                }
            }
        }
        blocks
    }

    /// Every group's plan on one axis; model and tempting plan with them once they are shown.
    fn class_dots(&self, class: &crate::exercise::class::Class) -> PlansDots {
        let (session, lang) = (self.session, self.lang);
        let (milestone, deadline) = shown_milestone(self.exercise);
        let results = session.results();
        let mut plans: Vec<_> = class
            .rows
            .iter()
            .filter(|row| row.card.is_none())
            .filter_map(|row| Some((row.group.clone(), results.get(&row.key.0, row.key.1)?, true)))
            .collect();
        crate::order::by(&mut plans, |a, b| a.0.cmp(&b.0));
        if session.revealed.contains(&Reveal::Model) {
            for (label, verdict) in [
                (self.say("Model plan", "模範計画"), &self.exercise.model),
                (self.say("Tempting plan", "選びたくなる計画"), &self.exercise.poor),
            ] {
                if let Some(futures) = results.named(self.exercise, verdict.plan) {
                    plans.push((label, futures, false));
                }
            }
        }
        plans_dots(
            milestone_title(self.exercise, &milestone, lang),
            &milestone,
            &plans,
            deadline,
            lang,
        )
    }

    fn cards(&self) -> Vec<Block> {
        let (session, lang) = (self.session, self.lang);
        let option = |card: Option<usize>| PickOption {
            title: card.map_or_else(
                || self.say("none", "なし"),
                |card| words(&self.exercise.cards[card].title, lang),
            ),
            price: card.map_or_else(String::new, |card| {
                words(&self.exercise.cards[card].teaches, lang)
            }),
            is_chosen: session.card == card,
            does: Do::Move(Move::Card(card)),
        };
        let mut options = vec![option(None)];
        options.extend((0..self.exercise.cards.len()).map(|card| option(Some(card))));
        let mut blocks = vec![Block::Pick(Pick {
            label: self.say("Play a card", "カードを切る"),
            note: self.say(
                "Read it aloud. Groups choose the same card, decide anew once, and send a second code.",
                "読み上げる。各グループは同じカードを選び、一度だけ決め直して2回目のコードを送る。",
            ),
            options,
        })];
        let Some(card) = session.card else {
            return blocks;
        };
        let results = session.results();
        let rows = self.exercise.plans.iter().map(|plan| {
            let of = |card| {
                audit::points(self.exercise, results, &(plan.selection.clone(), card))
                    .map_or_else(|| "…".to_owned(), points)
            };
            vec![words(&plan.title, lang), of(None), of(Some(card))]
        });
        let columns = [
            (lang.pick("Plan", "計画"), false),
            (lang.pick("Before", "前"), true),
            (lang.pick("After", "後"), true),
        ];
        if session.seed().is_some() {
            blocks.push(Block::Table(
                match lang {
                    Lang::En => format!("Points of {DECISION} for the decision, before and after"),
                    Lang::Ja => format!("決定の得点({DECISION}点満点)、前と後"),
                },
                super::table(&columns, rows.collect()),
            ));
        } else {
            blocks.push(self.note(
                "The class word is missing: type it under Answers.",
                "合言葉が未入力です(「解答」で入力)。",
            ));
        }
        blocks
    }

    fn papers(&self) -> Vec<Block> {
        let has_class = self.session.class().is_some();
        let entry = |paper: Paper, en: &str, ja: &str, is_ready: bool| {
            Block::Button(Button {
                label: self.say(en, ja),
                does: is_ready.then_some(Do::Save(paper)),
                is_on: None,
                is_main: false,
            })
        };
        let mut blocks = vec![
            entry(
                Paper::Handout,
                "Save the handout, one page for each group",
                "配布資料を保存(各グループ1枚)",
                true,
            ),
            entry(
                Paper::Slides,
                "Save the slides of the debriefing",
                "振り返りのスライドを保存",
                true,
            ),
            entry(
                Paper::Notes,
                "Save the trainer's notes",
                "講師用の手引きを保存",
                true,
            ),
            entry(
                Paper::Report,
                "Save the class report (HTML)",
                "クラス報告書を保存(HTML)",
                has_class,
            ),
            entry(
                Paper::Sheet,
                "Save the class as a table (CSV)",
                "クラスの表を保存(CSV)",
                has_class,
            ),
        ];
        if !has_class {
            blocks.push(self.note(
                "The report needs the class word and what is simulated for it. Slides and notes carry numbers once that is done.",
                "報告書には合言葉とその計算結果が必要です。スライドと手引きの数値も計算後に入ります。",
            ));
        }
        blocks.push(press(
            self.say("Leave the exercise", "演習を終える"),
            Do::Leave,
            false,
        ));
        blocks
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

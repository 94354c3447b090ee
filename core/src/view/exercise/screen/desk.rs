//! The trainer's desk.

use super::super::class::lock_words;
use super::super::dots::{PlansDots, plans_dots};
use super::super::materials::{agenda_table, shown, verdicts};
use super::super::{calibration, comparisons, futures_told, hits, levers, points, ranking, rejected, words};
use super::{Block, Button, Do, Drawing, Field, Input, Paper, Pick, PickOption, StageTab, press, switch};
use crate::exercise::agenda::Pace;
use crate::exercise::audit;
use crate::exercise::score::DECISION;
use crate::exercise::session::{Desk, Move, Reveal, Role};
use crate::text::Lang;
use crate::view::Table;

impl Drawing<'_> {
    pub(super) fn desks(&self) -> Vec<StageTab> {
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

    pub(super) fn desk(&self) -> Vec<Block> {
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
            let is_told = session.revealed.contains(&Reveal::WarmUp);
            blocks.push(self.heading("Warm-up", "ウォームアップ"));
            blocks.push(Block::Text(words(&warm_up.question, lang)));
            blocks.push(switch(
                Reveal::WarmUp.title(lang).to_owned(),
                is_told,
                Do::Move(Move::Reveal(Reveal::WarmUp, !is_told)),
            ));
            if is_told {
                blocks.push(Block::Note(words(&warm_up.answer, lang)));
            }
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
                let choices: Vec<String> = row.choices.iter().map(|choice| words(choice, lang)).collect();
                vec![
                    row.group.clone(),
                    row.card
                        .as_ref()
                        .map_or_else(|| self.say("first", "第1"), |card| words(card, lang)),
                    lock_words(row.locked, lang).to_owned(),
                    choices.join(lang.pick("; ", " / ")),
                ]
            });
            let columns = [
                (lang.pick("Group", "グループ"), false),
                (lang.pick("Round", "ラウンド"), false),
                (lang.pick("Lock", "ロック"), false),
                (lang.pick("Choices", "選択"), false),
            ];
            blocks.push(Block::Table(
                self.say("Answers", "解答"),
                Table::new(columns, rows),
            ));
            if !class.rejected.is_empty() {
                blocks.push(Block::Table(String::new(), rejected(&class, lang)));
            }
        }
        if !session.handed.is_empty() || !session.locks.is_empty() {
            if session.asks_to_forget {
                blocks.push(self.note(
                    "All answers and locks go, and do not come back.",
                    "解答とロックがすべて消え、元に戻せません。",
                ));
                blocks.push(press(
                    self.say("Forget them", "消す"),
                    Do::Move(Move::Forget),
                    false,
                ));
                blocks.push(press(self.say("Keep them", "残す"), Do::Move(Move::Keep), true));
            } else {
                blocks.push(press(
                    self.say("Forget all answers and locks …", "解答とロックをすべて消す…"),
                    Do::Move(Move::AskToForget),
                    false,
                ));
            }
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
                // It stands on the agenda.
                Reveal::WarmUp => {}
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
        let (sight, deadline) = shown(self.exercise);
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
        plans_dots(self.exercise, &sight, &plans, deadline, lang)
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
                Table::new(columns, rows),
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

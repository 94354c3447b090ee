//! What a group sees, stage by stage.

use super::super::dots::plans_dots;
use super::super::materials::milestone_title;
use super::super::qr::qr;
use super::super::sheet::sheet;
use super::super::{bought, milestones, predictions, score, targets, words};
use super::{
    Block, Button, Do, Drawing, Field, Input, Paper, Pick, PickOption, StageTab, press, without_ids,
};
use crate::exercise::PredictionKind;
use crate::exercise::score::BUDGET;
use crate::exercise::session::{Move, Role, Stage, example};
use crate::text::Lang;
use crate::view;

impl Drawing<'_> {
    pub(super) fn stages(&self) -> Vec<StageTab> {
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

    pub(super) fn stage(&self) -> Vec<Block> {
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
            super::super::source_rows(&self.exercise.sources, &self.exercise.base.catalogue, lang),
        ));
        blocks.push(press(
            self.say("Leave the exercise", "演習を終える"),
            Do::Leave,
            false,
        ));
        blocks
    }
}

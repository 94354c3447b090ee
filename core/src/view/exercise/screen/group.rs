//! What a group sees, stage by stage.

use super::super::dots::plans_dots;
use super::super::qr::qr;
use super::super::results::met;
use super::super::sheet::{aims, headings, sheet};
use super::super::{bought, milestones, predictions, score, targets, without_ids, words};
use super::{Block, Button, Do, Drawing, Field, Input, Paper, Pick, PickOption, StageTab, press};
use crate::exercise::play::{self, Sight};
use crate::exercise::score::BUDGET;
use crate::exercise::session::{Move, Role, Stage, example};
use crate::exercise::{Item, PredictionKind, Shows};
use crate::text::Lang;
use crate::view;
use crate::view::format::counted;

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
                PredictionKind::Chance { .. } => self.say("in percent", "%で"),
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
                    Lang::En => format!("{title}: {asked}"),
                    Lang::Ja => format!("{title}:{asked}"),
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
        blocks.push(Block::Table(
            headings(lang)[1].to_owned(),
            aims(self.exercise, session.card, lang),
        ));
        blocks.extend(self.shop());
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
        blocks.push(self.note(
            "It stays here and in the answer's file; the code does not carry it. Tell it to the class.",
            "ここと解答ファイルに残るが、コードには含まれない。クラスで発表する。",
        ));
        blocks
    }

    /// What is sold until the class word is said, and what was bought.
    fn shop(&self) -> Vec<Block> {
        let (session, lang) = (self.session, self.lang);
        let is_open = session.seed().is_none();
        let is_shown = |place: usize| is_open || session.bought[place];
        let items: Vec<_> = self
            .exercise
            .items
            .iter()
            .enumerate()
            .filter(|(place, _)| is_shown(*place))
            .collect();
        if items.is_empty() {
            return Vec::new();
        }
        let left = BUDGET - session.spent().min(BUDGET);
        let mut blocks = if is_open {
            vec![
                self.heading("Information for sale", "購入できる情報"),
                Block::Note(match lang {
                    Lang::En => {
                        format!("{left} of {BUDGET} points are left; what is not spent counts as thrift.")
                    }
                    Lang::Ja => format!("残り{left}/{BUDGET}点。使わない分は節約点になる。"),
                }),
            ]
        } else {
            vec![self.heading("What was bought", "購入した情報")]
        };
        for (place, item) in items {
            let title = words(&item.title, lang);
            if session.bought[place] {
                blocks.extend(self.sold(place, item, title));
                continue;
            }
            let is_dear = item.price > left;
            let label = match lang {
                Lang::En if is_dear => format!(
                    "{title}: {}, more than is left",
                    counted(f64::from(item.price), "point")
                ),
                Lang::En => format!("{title}: {}", counted(f64::from(item.price), "point")),
                Lang::Ja if is_dear => format!("{title}:{}点(残りが足りない)", item.price),
                Lang::Ja => format!("{title}:{}点", item.price),
            };
            blocks.push(Block::Button(Button {
                label,
                does: (!is_dear).then_some(Do::Move(Move::Buy(place))),
                is_on: None,
                is_main: false,
            }));
        }
        blocks
    }

    /// What an item tells once it is bought.
    fn sold(&self, place: usize, item: &Item, title: String) -> Vec<Block> {
        let (session, lang) = (self.session, self.lang);
        if let Shows::Hint(text) = &item.shows {
            return vec![Block::Heading(title), Block::Text(words(text, lang))];
        }
        let Some(futures) = session.shop(place) else {
            return vec![Block::Heading(title), self.note("being simulated …", "計算中…")];
        };
        let (facts, table) = bought(item, futures, lang);
        let mut blocks = vec![Block::Heading(title)];
        if !facts.is_empty() {
            blocks.push(Block::Facts(facts));
        }
        if !table.rows.is_empty() {
            blocks.push(Block::Table(String::new(), table));
        }
        blocks
    }

    fn run(&self) -> Vec<Block> {
        let session = self.session;
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
            blocks.extend(self.moved(seed).map(Block::Note));
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

    /// What this class changes in the case, if it does.
    fn moved(&self, seed: u32) -> Option<String> {
        if !self.exercise.vary.is_some() {
            return None;
        }
        let moved = self.exercise.variation(seed);
        let cash = (100.0 * (moved.cash - 1.0)).round();
        Some(match (self.lang, cash != 0.0, moved.months != 0) {
            (Lang::En, false, false) => "In this class cash and deadlines are those of the case.".to_owned(),
            (Lang::En, true, false) => format!("In this class cash changes by {cash:+.0} %; deadlines stay."),
            (Lang::En, false, true) => {
                format!(
                    "In this class deadlines move by {:+} months; cash stays.",
                    moved.months
                )
            }
            (Lang::En, true, true) => format!(
                "In this class cash changes by {cash:+.0} % and deadlines by {:+} months.",
                moved.months
            ),
            (Lang::Ja, false, false) => "このクラスの手元資金と期限は事例のとおり。".to_owned(),
            (Lang::Ja, true, false) => {
                format!("このクラスでは手元資金が{cash:+.0}%変わる。期限は事例のとおり。")
            }
            (Lang::Ja, false, true) => {
                format!(
                    "このクラスでは期限が{:+}か月動く。手元資金は事例のとおり。",
                    moved.months
                )
            }
            (Lang::Ja, true, true) => {
                format!(
                    "このクラスでは手元資金が{cash:+.0}%、期限が{:+}か月変わる。",
                    moved.months
                )
            }
        })
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
        for (sight, deadline) in Sight::all(self.exercise) {
            let label = self.say("Our plan", "自分たちの計画");
            let plans = [(label, own, true)];
            blocks.push(Block::Dots(plans_dots(
                self.exercise,
                &sight,
                &plans,
                deadline,
                lang,
            )));
        }
        let reached = play::targets(self.exercise, Some(own), answer.card);
        blocks.push(Block::Table(
            self.say("How often the targets are met", "目標の達成割合"),
            met(&reached, lang),
        ));
        if self.exercise.targets.iter().any(|target| target.event.is_alive) && own.plan.money.is_some() {
            blocks.push(self.note(
                "The dots and dates count every future; a target may count only those in which the cash lasts.",
                "点と到達時期はすべての未来を数える。目標では、資金が続いた未来だけを数えることがある。",
            ));
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

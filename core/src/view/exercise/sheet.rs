//! What a group reads and decides from, and the form for its answer. Nothing here gives an answer away.

use super::{points, words};
use crate::exercise::answer::{Answer, Said};
use crate::exercise::score::{BUDGET, DECISION, PREDICTION, THRIFT};
use crate::exercise::{Exercise, Happening, PredictionKind};
use crate::text::{Lang, quoted};
use crate::view::format::{NONE, grouped, money, percent};
use crate::view::{Fact, Table};

/// The sheet that a group reads and decides from.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetView {
    /// Title.
    pub title: String,
    /// Audience and length.
    pub facts: Vec<Fact>,
    /// What participants can do afterwards.
    pub goals: Vec<String>,
    /// The case.
    pub case: String,
    /// The question.
    pub question: String,
    /// What the group may not break.
    pub constraints: Vec<String>,
    /// Decisions and their values.
    pub decisions: Table,
    /// What is to be reached, and its points.
    pub targets: Table,
    /// What is to be predicted.
    pub predictions: Table,
    /// What can be bought.
    pub items: Table,
    /// Titles of the tables above, and what a reader has to know about them.
    pub headings: [String; 4],
    /// How points are given, and that the case is invented.
    pub caption: String,
}

/// What has to happen, in a sentence.
pub(super) fn event_words(exercise: &Exercise, event: &Happening, lang: Lang) -> String {
    let milestone = |id: &str| {
        let plan = &exercise.base;
        let found = plan.milestones.iter().find(|milestone| milestone.id == id);
        found.map_or_else(
            || exercise.base.catalogue.artefact_title(id).get(lang).to_owned(),
            |milestone| milestone.title.get(lang).to_owned(),
        )
    };
    let mut parts = Vec::new();
    if let Some(id) = &event.milestone {
        parts.push(milestone(id));
    }
    if let Some(updates) = event.updates {
        parts.push(match lang {
            Lang::En => format!("{updates} updates fielded in all markets"),
            Lang::Ja => format!("全市場に更新{updates}件"),
        });
    }
    if let Some(most) = event.wait_at_most {
        parts.push(match (lang, event.by) {
            (Lang::En, Some(by)) => {
                format!("updates ready by month {by} wait {most} months or less in the mean")
            }
            (Lang::Ja, Some(by)) => format!("{by}か月目までに用意できた更新の平均待ち{most}か月以内"),
            (Lang::En, None) => format!("updates wait {most} months or less in the mean"),
            (Lang::Ja, None) => format!("更新の平均待ち{most}か月以内"),
        });
    } else if let Some(by) = event.by {
        parts.push(match (lang, &event.since) {
            (Lang::En, None) => format!("by month {by}"),
            (Lang::Ja, None) => format!("{by}か月以内"),
            (Lang::En, Some(since)) => format!("within {by} months of “{}”", milestone(since)),
            (Lang::Ja, Some(since)) => format!("「{}」から{by}か月以内", milestone(since)),
        });
    }
    if event.is_alive && exercise.base.money.is_some() {
        parts.push(
            lang.pick("cash never negative before", "それまで現金不足なし")
                .to_owned(),
        );
    }
    if let Some(solvent) = event.solvent {
        parts.push(match lang {
            Lang::En => format!("solvent through month {solvent}"),
            Lang::Ja => format!("{solvent}か月目まで資金が続く"),
        });
    }
    if let Some(most) = event.cost_at_most {
        let most = money(most, &exercise.base.currency, lang);
        parts.push(match lang {
            Lang::En => format!("direct cost at most {most}"),
            Lang::Ja => format!("直接費用{most}以内"),
        });
    }
    parts.join(lang.pick(", ", "、"))
}

/// Headings of the tables: what is decided, reached, predicted and bought.
pub(super) const fn headings(lang: Lang) -> [&'static str; 4] {
    [
        lang.pick("Decide", "決める"),
        lang.pick("Reach", "目指す"),
        lang.pick("Predict first", "先に予測する"),
        lang.pick("Buy", "買う"),
    ]
}

/// What is to be reached and what that brings, perhaps under a card.
pub(super) fn aims(exercise: &Exercise, card: Option<usize>, lang: Lang) -> Table {
    let rows = exercise.targets.iter().enumerate().map(|(place, target)| {
        vec![
            words(&target.title, lang),
            event_words(exercise, &target.event, lang),
            format!("{} – {}", percent(target.floor), percent(target.required)),
            points(exercise.weight(place, card) * DECISION),
        ]
    });
    Table::new(
        [
            (lang.pick("Target", "目標"), false),
            (lang.pick("What has to happen", "達成条件"), false),
            (lang.pick("No points – all", "0点 – 満点の割合"), true),
            (lang.pick("Points", "配点"), true),
        ],
        rows,
    )
}

/// The sheet of an exercise. It shows nothing that would give an answer away.
#[must_use]
pub fn sheet(exercise: &Exercise, lang: Lang) -> SheetView {
    let decisions = exercise.decisions.iter().flat_map(|decision| {
        decision.choices.iter().enumerate().map(move |(place, choice)| {
            let (id, title) = if place == 0 {
                let note = decision.note.as_ref().map_or("", |note| note.get(lang));
                let title = decision.title.get(lang);
                let title = if note.is_empty() {
                    title.to_owned()
                } else {
                    format!("{title}: {note}")
                };
                (decision.id.clone(), title)
            } else {
                (String::new(), String::new())
            };
            let price = choice.price.as_ref().map_or(NONE, |price| price.get(lang));
            vec![
                id,
                title,
                choice.id.clone(),
                words(&choice.title, lang),
                price.to_owned(),
            ]
        })
    });
    let predictions = exercise.predictions.iter().map(|prediction| {
        let asked = match &prediction.kind {
            PredictionKind::Range { .. } => lang
                .pick(
                    "a range that holds 8 of 10 futures, months",
                    "10通り中8通りが入る範囲(月)",
                )
                .to_owned(),
            PredictionKind::Chance { event, .. } => {
                let event = event_words(exercise, event, lang);
                match lang {
                    Lang::En => format!("a chance in percent: {event}"),
                    Lang::Ja => format!("確率(%):{event}"),
                }
            }
            PredictionKind::Choice { answers } => {
                let answers: Vec<String> = answers
                    .iter()
                    .map(|(id, title, _)| format!("{} ({id})", title.get(lang)))
                    .collect();
                match lang {
                    Lang::En => format!("percent for each: {}", answers.join(", ")),
                    Lang::Ja => format!("それぞれの確信度(%):{}", answers.join("、")),
                }
            }
        };
        vec![prediction.id.clone(), words(&prediction.title, lang), asked]
    });
    let items = exercise
        .items
        .iter()
        .map(|item| vec![item.id.clone(), words(&item.title, lang), item.price.to_string()]);
    let fact = |label: &str, value: String| Fact {
        label: label.to_owned(),
        value,
    };
    SheetView {
        title: words(&exercise.title, lang),
        facts: vec![
            fact(lang.pick("For", "対象"), words(&exercise.audience, lang)),
            fact(
                lang.pick("Length", "所要時間"),
                match lang {
                    Lang::En => format!("{} minutes", exercise.minutes),
                    Lang::Ja => format!("{}分", exercise.minutes),
                },
            ),
        ],
        goals: exercise.goals.iter().map(|goal| words(goal, lang)).collect(),
        case: words(&exercise.case, lang),
        question: words(&exercise.question, lang),
        constraints: exercise
            .constraints
            .iter()
            .map(|line| words(line, lang))
            .collect(),
        decisions: Table::new(
            [
                ("", false),
                (lang.pick("Decision", "決めること"), false),
                ("", false),
                (lang.pick("Value", "選択肢"), false),
                (lang.pick("Price", "費用"), false),
            ],
            decisions,
        ),
        targets: aims(exercise, None, lang),
        predictions: Table::new(
            [
                ("", false),
                (lang.pick("Prediction", "予測"), false),
                (lang.pick("Asked for", "答え方"), false),
            ],
            predictions,
        ),
        items: Table::new(
            [
                ("", false),
                (lang.pick("For sale", "購入できる情報"), false),
                (lang.pick("Points", "点数"), true),
            ],
            items,
        ),
        headings: headings(lang).map(str::to_owned),
        caption: match lang {
            Lang::En => format!(
                "Score: {DECISION} for the decision, {PREDICTION} for the predictions, {THRIFT} for information not bought (at most \
                 {BUDGET} points can be spent; thrift counts as far as the decision is good). Judged on {} futures that are the \
                 same for every group. The firm and its figures are invented; rules and routes are those of the catalogue. A \
                 planning aid, not regulatory advice.",
                grouped(exercise.futures as f64, lang)
            ),
            Lang::Ja => format!(
                "配点は決定{DECISION}点、予測{PREDICTION}点、情報の節約{THRIFT}点(購入は{BUDGET}点まで。節約点は決定の出来に比例)。全グループに共通の\
                 {}通りの未来で評価する。企業と数値は架空、制度とルートはカタログによる。計画のための道具であり、薬事上の助言ではない。",
                grouped(exercise.futures as f64, lang)
            ),
        },
    }
}

/// An answer to fill in, as a file, with a number that nobody can guess. Predictions and decisions are left to be made.
#[must_use]
pub fn answer_form(exercise: &Exercise, salt: u32, lang: Lang) -> String {
    let mut out = format!(
        "# {}\n[answer]\nexercise = {}\ngroup = {}\n# word = \"…\"  # {}\nsalt = {salt}  # {}\nbuy = []\nassumption = \"\"  # {}\n",
        exercise.title.get(lang),
        quoted(&exercise.id),
        quoted(lang.pick("Our group", "グループ名")),
        lang.pick("the class word, once it is said", "合言葉(発表後に記入)"),
        lang.pick(
            "drawn for this form; keep it to yourselves, it keeps the lock from being guessed",
            "この用紙のために引いた数。ロックを推測されないよう、他の人に見せない"
        ),
        lang.pick("what would change your mind", "何が変われば判断を変えるか"),
    );
    out += "\n[answer.choose]\n";
    for decision in &exercise.decisions {
        let choices: Vec<&str> = decision.choices.iter().map(|choice| choice.id.as_str()).collect();
        out += &format!("# {} = \"…\"  # {}\n", decision.id, choices.join(" | "));
    }
    out += "\n[answer.predict]\n";
    for prediction in &exercise.predictions {
        let form = match &prediction.kind {
            PredictionKind::Range { .. } => "[0, 0]".to_owned(),
            PredictionKind::Chance { .. } => "50".to_owned(),
            PredictionKind::Choice { answers } => {
                let parts: Vec<String> = answers.iter().map(|(id, ..)| format!("{id} = 0")).collect();
                format!("{{ {} }}", parts.join(", "))
            }
        };
        out += &format!("# {} = {form}  # {}\n", prediction.id, prediction.title.get(lang));
    }
    out
}

/// An answer as a file: the same as its code, and the assumption.
#[must_use]
pub fn answer_file(exercise: &Exercise, answer: &Answer, word: &str) -> String {
    let mut out = format!(
        "[answer]\nexercise = {}\ngroup = {}\nword = {}\nsalt = {}\n",
        quoted(&exercise.id),
        quoted(&answer.group),
        quoted(word),
        answer.salt
    );
    if let Some(card) = answer.card.and_then(|card| exercise.cards.get(card)) {
        out += &format!("card = {}\n", quoted(&card.id));
    }
    let bought: Vec<String> = exercise
        .items
        .iter()
        .zip(&answer.bought)
        .filter(|(_, is_bought)| **is_bought)
        .map(|(item, _)| quoted(&item.id))
        .collect();
    out += &format!(
        "buy = [{}]\nassumption = {}\n\n[answer.choose]\n",
        bought.join(", "),
        quoted(&answer.assumption)
    );
    for (decision, choice) in exercise.decisions.iter().zip(&answer.selection) {
        let choice = decision.choices.get(*choice).map_or("", |choice| &choice.id);
        out += &format!("{} = {}\n", decision.id, quoted(choice));
    }
    out += "\n[answer.predict]\n";
    let percent = |share: f64| (share * 100.0).round();
    for (prediction, said) in exercise.predictions.iter().zip(&answer.predictions) {
        let said = match (said, &prediction.kind) {
            (Some(Said::Range([from, to])), _) => format!("[{from:?}, {to:?}]"),
            (Some(Said::Chance(share)), _) => percent(*share).to_string(),
            (Some(Said::Choice(shares)), PredictionKind::Choice { answers }) => {
                let parts = answers.iter().zip(shares);
                let parts: Vec<String> = parts
                    .map(|((id, ..), share)| format!("{id} = {}", percent(*share)))
                    .collect();
                format!("{{ {} }}", parts.join(", "))
            }
            _ => continue,
        };
        out += &format!("{} = {said}\n", prediction.id);
    }
    out
}

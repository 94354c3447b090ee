//! Exercises in words: the case sheet, what came of an answer, the class. Numbers and sentences stand here once for
//! both faces.

use super::format::{NONE, integer, money, months, percent};
use super::{Column, Fact, Table, milestone_rows, step_card};
use crate::analysis::risk::Spent;
use crate::exercise::answer::Said;
use crate::exercise::play::{Class, Compared, Futures, Grade, Judged, Locked, Reached, Row, Truth};
use crate::exercise::score::{BUDGET, DECISION, PREDICTION, THRIFT};
use crate::exercise::{Exercise, Happening, Item, PredictionKind, Shows};
use crate::order;
use crate::text::{Lang, Text};

mod report;

pub use report::{class_csv, class_html};

/// Parts of a waterfall that are shown.
const PARTS: usize = 10;

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

fn table(columns: &[(&str, bool)], rows: Vec<Vec<String>>) -> Table {
    Table {
        columns: columns
            .iter()
            .map(|(title, is_numeric)| Column {
                title: (*title).to_owned(),
                is_numeric: *is_numeric,
            })
            .collect(),
        rows,
    }
}

fn words(text: &Text, lang: Lang) -> String {
    text.get(lang).to_owned()
}

/// Points with one digit.
#[must_use]
pub fn points(value: f64) -> String {
    format!("{value:.1}")
}

/// What has to happen, in a sentence.
fn event_words(exercise: &Exercise, event: &Happening, lang: Lang) -> String {
    let milestone = |id: &str| {
        let plan = &exercise.base;
        let found = plan.milestones.iter().find(|milestone| milestone.id == id);
        found.map_or_else(
            || exercise.base.catalogue.artefact_title(id).get(lang).to_owned(),
            |milestone| milestone.title.get(lang).to_owned(),
        )
    };
    let mut parts = vec![milestone(&event.milestone)];
    if let Some(by) = event.by {
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
    let targets = exercise.targets.iter().map(|target| {
        vec![
            words(&target.title, lang),
            event_words(exercise, &target.event, lang),
            percent(target.required),
            points(target.weight * DECISION),
        ]
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
        decisions: table(
            &[
                ("", false),
                (lang.pick("Decision", "決めること"), false),
                ("", false),
                (lang.pick("Value", "選択肢"), false),
                (lang.pick("Price", "費用"), false),
            ],
            decisions.collect(),
        ),
        targets: table(
            &[
                (lang.pick("Target", "目標"), false),
                (lang.pick("What has to happen", "達成条件"), false),
                (lang.pick("In futures", "必要な割合"), true),
                (lang.pick("Points", "配点"), true),
            ],
            targets.collect(),
        ),
        predictions: table(
            &[
                ("", false),
                (lang.pick("Prediction", "予測"), false),
                (lang.pick("Asked for", "答え方"), false),
            ],
            predictions.collect(),
        ),
        items: table(
            &[
                ("", false),
                (lang.pick("For sale", "購入できる情報"), false),
                (lang.pick("Points", "点数"), true),
            ],
            items.collect(),
        ),
        headings: [
            lang.pick("Decide", "決める"),
            lang.pick("Reach", "目指す"),
            lang.pick("Predict first", "先に予測する"),
            lang.pick("Buy", "買う"),
        ]
        .map(str::to_owned),
        caption: match lang {
            Lang::En => format!(
                "Score: {DECISION} for the decision, {PREDICTION} for the predictions, {THRIFT} for information not bought (at most \
                 {BUDGET} points can be spent; thrift counts as far as the decision is good). Judged on {} futures that are the \
                 same for every group. The firm and its figures are invented; rules and routes are those of the catalogue. A \
                 planning aid, not regulatory advice.",
                integer(exercise.futures as f64)
            ),
            Lang::Ja => format!(
                "配点は決定{DECISION}点、予測{PREDICTION}点、情報の節約{THRIFT}点(購入は{BUDGET}点まで。節約点は決定の出来に比例)。全グループに共通の\
                 {}通りの未来で評価する。企業と数値は架空、制度とルートはカタログによる。計画のための道具であり、薬事上の助言ではない。",
                integer(exercise.futures as f64)
            ),
        },
    }
}

/// An answer to fill in, as a file. The first choice stands for every decision, and predictions are left to be made.
#[must_use]
pub fn answer_form(exercise: &Exercise, lang: Lang) -> String {
    let mut out = format!(
        "# {}\n[answer]\nexercise = \"{}\"\ngroup = \"{}\"\n# word = \"…\"  # {}\nsalt = 0  # {}\nbuy = []\nassumption = \"\"  # {}\n",
        exercise.title.get(lang),
        exercise.id,
        lang.pick("Our group", "グループ名"),
        lang.pick("the class word, once it is said", "合言葉(発表後に記入)"),
        lang.pick("any whole number, kept secret", "任意の整数。他の人に見せない"),
        lang.pick("what would change your mind", "何が変われば判断を変えるか"),
    );
    out += "\n[answer.choose]\n";
    for decision in &exercise.decisions {
        let choices: Vec<&str> = decision.choices.iter().map(|choice| choice.id.as_str()).collect();
        out += &format!(
            "{} = \"{}\"  # {}\n",
            decision.id,
            choices.first().copied().unwrap_or_default(),
            choices.join(" | ")
        );
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

/// What an item tells: words or a table.
#[must_use]
pub fn bought(item: &Item, futures: &Futures, lang: Lang) -> (Vec<Fact>, Table) {
    let fact = |label: String, value: String| Fact { label, value };
    let nothing = Table::default();
    match &item.shows {
        Shows::Hint(text) => (vec![fact(words(&item.title, lang), words(text, lang))], nothing),
        Shows::Step(step) => {
            let card = step_card(&futures.plan, Some(&futures.summary), step, lang);
            let facts = card.map_or_else(Vec::new, |card| {
                let mut facts = vec![fact(card.title, card.subtitle)];
                facts.extend(card.facts);
                if !card.note.is_empty() {
                    facts.push(fact(lang.pick("Note", "注記").to_owned(), card.note));
                }
                facts
            });
            (facts, nothing)
        }
        Shows::Curve(_) => (Vec::new(), milestones(futures, lang)),
        Shows::Waterfall(_) => (Vec::new(), waterfall(futures, lang)),
    }
}

/// When a plan reaches its milestones.
#[must_use]
pub fn milestones(futures: &Futures, lang: Lang) -> Table {
    let rows = milestone_rows(&futures.plan, Some(&futures.summary), lang)
        .into_iter()
        .map(|row| {
            let mut cells = vec![row.title, row.chance];
            cells.extend(row.dates);
            cells.push(row.months);
            cells
        });
    let columns = [
        (lang.pick("Milestone", "節目"), false),
        (lang.pick("Chance", "確率"), true),
        ("P10", true),
        ("P50", true),
        ("P80", true),
        ("P90", true),
        (lang.pick("Months", "月数"), true),
    ];
    table(&columns, rows.collect())
}

/// What the mean time to the target is made of.
fn waterfall(futures: &Futures, lang: Lang) -> Table {
    let mut parts: Vec<_> = futures
        .summary
        .risk
        .iter()
        .flat_map(|risk| &risk.waterfall)
        .collect();
    order::by(&mut parts, |a, b| b.days.value.total_cmp(&a.days.value));
    let rows = parts.into_iter().take(PARTS).map(|part| {
        let step = part.step.map_or_else(
            || words(&futures.plan.milestones[futures.plan.target].title, lang),
            |step| words(&futures.plan.def(step).title, lang),
        );
        let spent = match part.spent {
            Spent::Work => lang.pick("work", "作業"),
            Spent::Rework => lang.pick("rework", "やり直し"),
            Spent::People => lang.pick("waiting for people", "人手待ち"),
            Spent::Window => lang.pick("waiting for a date", "締切・募集待ち"),
            Spent::Date => lang.pick("not before a day", "開始日待ち"),
        };
        vec![step, spent.to_owned(), months(part.days.value)]
    });
    let columns = [
        (lang.pick("Step", "段階"), false),
        (lang.pick("Spent on", "内訳"), false),
        (lang.pick("Mean months", "平均月数"), true),
    ];
    table(&columns, rows.collect())
}

/// How a plan does on the targets.
#[must_use]
pub fn targets(reached: &[Reached], lang: Lang) -> Table {
    let rows = reached.iter().map(|reached| {
        vec![
            words(&reached.title, lang),
            percent(reached.chance.value),
            format!("± {}", percent(reached.chance.se)),
            points(reached.earns * reached.of),
            points(reached.of),
        ]
    });
    let columns = [
        (lang.pick("Target", "目標"), false),
        (lang.pick("In futures", "達成割合"), true),
        ("±", true),
        (lang.pick("Points", "得点"), true),
        (lang.pick("of", "満点"), true),
    ];
    table(&columns, rows.collect())
}

fn said_words(said: &Said) -> String {
    match said {
        Said::Range([from, to]) => format!("{from:.1} – {to:.1}"),
        Said::Chance(share) => percent(*share),
        Said::Choice(shares) => shares
            .iter()
            .map(|share| percent(*share))
            .collect::<Vec<_>>()
            .join(" / "),
    }
}

fn truth_words(truth: &Truth, lang: Lang) -> String {
    match truth {
        Truth::Range(Some([from, middle, to])) => format!("{from:.1} – {to:.1} ({middle:.1})"),
        Truth::Range(None) => lang.pick("never reached", "到達せず").to_owned(),
        Truth::Chance(chance) => percent(chance.value),
        Truth::Choice(shares) => said_words(&Said::Choice(shares.clone())),
    }
}

/// Predictions held against the truth.
#[must_use]
pub fn predictions(judged: &[Judged], lang: Lang) -> Table {
    let each = PREDICTION / judged.len().max(1) as f64;
    let rows = judged.iter().map(|judged| {
        vec![
            words(&judged.title, lang),
            judged.said.as_ref().map_or_else(|| NONE.to_owned(), said_words),
            truth_words(&judged.truth, lang),
            points(judged.earns * each),
            points(each),
        ]
    });
    let columns = [
        (lang.pick("Prediction", "予測"), false),
        (lang.pick("You said", "回答"), true),
        (lang.pick("Simulated (median)", "計算結果(中央値)"), true),
        (lang.pick("Points", "得点"), true),
        (lang.pick("of", "満点"), true),
    ];
    table(&columns, rows.collect())
}

/// The score and its parts in one sentence.
#[must_use]
pub fn score(grade: &Grade, lang: Lang) -> String {
    let total = &grade.total;
    let decision = points(DECISION * total.decision);
    let prediction = points(PREDICTION * total.prediction);
    let thrift = total.score - DECISION * total.decision - PREDICTION * total.prediction;
    let (thrift, score) = (points(thrift.abs()), points(total.score));
    match lang {
        Lang::En => format!(
            "Score {score} of 100: decision {decision} of 60, predictions {prediction} of 30, thrift {thrift} of 10 ({} points \
             spent on information).",
            total.spent
        ),
        Lang::Ja => format!(
            "得点 {score}/100:決定 {decision}/60、予測 {prediction}/30、節約 {thrift}/10(情報に{}点を使用)。",
            total.spent
        ),
    }
}

/// The title of the ranking: first round, or an event card's.
fn round(card: Option<&Text>, lang: Lang) -> String {
    match card {
        None => lang.pick("First round", "第1ラウンド").to_owned(),
        Some(card) => match lang {
            Lang::En => format!("Event card: {}", card.en),
            Lang::Ja => format!("イベント:{}", card.ja),
        },
    }
}

fn remarks(row: &Row, lang: Lang) -> String {
    let mut remarks = Vec::new();
    match row.locked {
        Locked::Kept => {}
        Locked::Broken => remarks.push(lang.pick(
            "predictions differ from the lock and earn nothing",
            "予測がロック時と異なるため0点",
        )),
        Locked::Unknown => remarks.push(lang.pick("not locked", "ロックなし")),
    }
    if row.other_seed {
        remarks.push(lang.pick("practised on another class word", "別の合言葉で試行"));
    }
    if row.grade.flaw.is_some() {
        remarks.push(lang.pick("the plan cannot be simulated", "計画が成立しない"));
    }
    remarks.join(lang.pick("; ", "、"))
}

/// The groups of a class, one table for each round.
#[must_use]
pub fn ranking(class: &Class, lang: Lang) -> Vec<(String, Table)> {
    let columns = [
        (lang.pick("Rank", "順位"), true),
        (lang.pick("Group", "グループ"), false),
        (lang.pick("Score", "得点"), true),
        (lang.pick("Decision", "決定"), true),
        (lang.pick("Predictions", "予測"), true),
        (lang.pick("Bought", "購入"), true),
        (lang.pick("Targets", "目標"), false),
        (lang.pick("Choices", "選択"), false),
        (lang.pick("Remarks", "備考"), false),
    ];
    class
        .rows
        .chunk_by(|a, b| a.card == b.card)
        .map(|rows| {
            let title = round(rows.first().and_then(|row| row.card.as_ref()), lang);
            let rows = rows.iter().map(|row| {
                let total = &row.grade.total;
                let chances: Vec<String> = row
                    .grade
                    .targets
                    .iter()
                    .map(|target| percent(target.chance.value))
                    .collect();
                let choices: Vec<&str> = row.choices.iter().map(|choice| choice.get(lang)).collect();
                vec![
                    row.rank.to_string(),
                    row.group.clone(),
                    points(total.score),
                    points(DECISION * total.decision),
                    points(PREDICTION * total.prediction),
                    total.spent.to_string(),
                    chances.join(" / "),
                    choices.join(lang.pick("; ", "、")),
                    remarks(row, lang),
                ]
            });
            (title, table(&columns, rows.collect()))
        })
        .collect()
}

/// Answers that are not graded.
#[must_use]
pub fn rejected(class: &Class, lang: Lang) -> Table {
    let rows = class
        .rejected
        .iter()
        .map(|rejected| vec![rejected.from.clone(), words(&rejected.reason, lang)]);
    let columns = [
        (lang.pick("Not graded", "採点しなかった解答"), false),
        (lang.pick("Why", "理由"), false),
    ];
    table(&columns, rows.collect())
}

/// The truth of the predictions, as a class sees it: the range, chance or shares, and how many groups came near.
#[must_use]
pub fn calibration(class: &Class, lang: Lang) -> Table {
    let first: Vec<&Row> = class.rows.iter().filter(|row| row.card.is_none()).collect();
    let rows = first.first().map_or_else(Vec::new, |row| {
        row.grade
            .predictions
            .iter()
            .enumerate()
            .map(|(place, judged)| {
                let mut earned: Vec<f64> = first
                    .iter()
                    .map(|row| row.grade.predictions[place].earns)
                    .collect();
                earned.sort_by(f64::total_cmp);
                let answers: Vec<String> = first
                    .iter()
                    .map(|row| {
                        let said = row.grade.predictions[place].said.as_ref();
                        let said = said.map_or_else(|| NONE.to_owned(), said_words);
                        format!("{} {said}", row.group)
                    })
                    .collect();
                vec![
                    words(&judged.title, lang),
                    truth_words(&judged.truth, lang),
                    answers.join(" · "),
                    percent(crate::stats::quantile(&earned, 0.5)),
                ]
            })
            .collect()
    });
    let columns = [
        (lang.pick("Prediction", "予測"), false),
        (lang.pick("Simulated", "計算結果"), true),
        (lang.pick("Groups said", "各グループの回答"), false),
        (lang.pick("Median earned", "得点率の中央値"), true),
    ];
    table(&columns, rows)
}

/// The model or poor plan in a sentence and its reason.
#[must_use]
pub fn compared(label: &str, compared: &Compared, lang: Lang) -> String {
    let chances: Vec<String> = compared
        .targets
        .iter()
        .map(|target| percent(target.chance.value))
        .collect();
    let title = compared.title.get(lang);
    let (chances, points, why) = (
        chances.join(" / "),
        points(compared.points),
        compared.why.get(lang),
    );
    match lang {
        Lang::En => format!("{label}: {title}. Targets {chances}, {points} of 60. {why}"),
        Lang::Ja => format!("{label}:{title}。目標 {chances}、{points}/60。{why}"),
    }
}

/// The lines about how a class was simulated.
#[must_use]
pub fn class_facts(class: &Class, lang: Lang) -> Vec<Fact> {
    let fact = |label: &str, value: String| Fact {
        label: label.to_owned(),
        value,
    };
    let told = class
        .told
        .map_or_else(|| NONE.to_owned(), |future| future.to_string());
    vec![
        fact(
            lang.pick("Exercise", "演習"),
            format!("{} ({})", class.exercise, class.content),
        ),
        fact(
            lang.pick("Class seed", "クラスの乱数シード"),
            class.seed.to_string(),
        ),
        fact(lang.pick("Futures", "未来の数"), integer(class.futures as f64)),
        fact(lang.pick("Future to tell", "語る未来の番号"), told),
        fact("regpath", env!("CARGO_PKG_VERSION").to_owned()),
    ]
}

//! The class: who did how well, how well ranges were drawn, and what is to be said of it.

use super::results::{said_words, truth_words};
use super::{points, words};
use crate::catalogue::Catalogue;
use crate::exercise::class::{Class, Compared, Locked, Row, Told};
use crate::exercise::play::Drawn;
use crate::exercise::score::{DECISION, PREDICTION};
use crate::text::{Lang, Text};
use crate::view::format::{NONE, grouped, percent, source_date};
use crate::view::{Fact, Table};

/// The title of the ranking: first round, or an event card's.
pub(super) fn round(card: Option<&Text>, lang: Lang) -> String {
    match card {
        None => lang.pick("First round", "第1ラウンド").to_owned(),
        Some(card) => match lang {
            Lang::En => format!("Event card: {}", card.en),
            Lang::Ja => format!("イベント:{}", card.ja),
        },
    }
}

/// Whether predictions were locked, in a word.
pub(super) const fn lock_words(locked: Locked, lang: Lang) -> &'static str {
    match locked {
        Locked::Kept => lang.pick("kept", "一致"),
        Locked::Broken => lang.pick("differs", "不一致"),
        Locked::Unknown => lang.pick("none", "なし"),
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
    if let Some(flaw) = &row.grade.flaw {
        remarks.push(flaw.get(lang));
    }
    if row.other_engine.is_some() {
        remarks.push(lang.pick("coded by another version of regpath", "別の版のregpathで作成"));
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
        (lang.pick("Targets, %", "目標(%)"), false),
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
                    .map(|target| {
                        format!(
                            "{} ±{:.1}",
                            percent(target.chance.value),
                            100.0 * target.chance.se
                        )
                    })
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
            (title, Table::new(columns, rows))
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
    Table::new(columns, rows)
}

/// Predictions against the truth: one table for each, a row for each group of the first round.
#[must_use]
pub fn calibration(class: &Class, lang: Lang) -> Vec<(String, Table)> {
    let first: Vec<&Row> = first_round(class);
    let Some(any) = first.first() else {
        return Vec::new();
    };
    any.grade
        .predictions
        .iter()
        .enumerate()
        .map(|(place, judged)| {
            let title = match lang {
                Lang::En => format!(
                    "{}: simulated {}",
                    judged.title.en,
                    truth_words(&judged.truth, lang)
                ),
                Lang::Ja => format!(
                    "{}(計算結果:{})",
                    judged.title.ja,
                    truth_words(&judged.truth, lang)
                ),
            };
            let has_ranges = first
                .iter()
                .any(|row| row.grade.predictions[place].range.is_some());
            let rows = first.iter().map(|row| {
                let judged = &row.grade.predictions[place];
                let said = judged.said.as_ref().map_or_else(|| NONE.to_owned(), said_words);
                let mut cells = vec![row.group.clone(), said];
                if has_ranges {
                    cells.extend(drawn_cells(judged.range.as_ref()));
                }
                cells.push(percent(judged.earns));
                cells
            });
            let mut columns = vec![
                (lang.pick("Group", "グループ"), false),
                (lang.pick("Said", "回答"), true),
            ];
            if has_ranges {
                columns.extend([
                    (lang.pick("Holds", "範囲内の割合"), true),
                    (lang.pick("Width over P10–P90", "幅の比"), true),
                    (lang.pick("CRPS, months", "CRPS(月)"), true),
                ]);
            }
            columns.push((lang.pick("Earned", "得点率"), true));
            (title, Table::new(columns, rows))
        })
        .collect()
}

fn drawn_cells(drawn: Option<&Drawn>) -> [String; 3] {
    match drawn {
        None => [NONE, NONE, NONE].map(str::to_owned),
        Some(drawn) => [
            percent(drawn.holds),
            format!("{:.2}", drawn.width),
            format!("{:.1}", drawn.crps),
        ],
    }
}

fn first_round(class: &Class) -> Vec<&Row> {
    class.rows.iter().filter(|row| row.card.is_none()).collect()
}

/// How many ranges held eight futures of ten, and how wide they were, in one sentence; empty if no range was drawn.
#[must_use]
pub fn hits(class: &Class, lang: Lang) -> String {
    let drawn: Vec<&Drawn> = first_round(class)
        .iter()
        .flat_map(|row| &row.grade.predictions)
        .filter_map(|judged| judged.range.as_ref())
        .collect();
    if drawn.is_empty() {
        return String::new();
    }
    let hit = drawn.iter().filter(|drawn| drawn.is_hit()).count();
    let all = drawn.len();
    let width = drawn.iter().map(|drawn| drawn.width).sum::<f64>() / all as f64;
    match lang {
        Lang::En => format!(
            "{hit} of {all} ranges held eight futures of ten or more; in the mean they were {width:.2} times as wide as the \
             range from P10 to P90."
        ),
        Lang::Ja => format!(
            "{all}個の範囲のうち{hit}個が10通り中8通り以上の未来を含んだ。幅の平均はP10〜P90の{width:.2}倍。"
        ),
    }
}

/// Best, median and model plan compared, a sentence each.
#[must_use]
pub fn comparisons(class: &Class, lang: Lang) -> Vec<String> {
    let mut rows = first_round(class);
    crate::order::by(&mut rows, |a, b| {
        b.grade.total.decision.total_cmp(&a.grade.total.decision)
    });
    let of = |row: &Row| DECISION * row.grade.total.decision;
    let model = class.model.points;
    let mut sentences = Vec::new();
    if let Some(best) = rows.first() {
        let (group, own) = (&best.group, of(best));
        let gap = own - model;
        sentences.push(match lang {
            Lang::En => format!(
                "The best plan is that of {group}: {} of 60, {} points {} the model.",
                points(own),
                points(gap.abs()),
                if gap < 0.0 { "below" } else { "above" }
            ),
            Lang::Ja => format!(
                "最もよい計画は{group}の{}/60で、模範計画を{}点{}。",
                points(own),
                points(gap.abs()),
                if gap < 0.0 { "下回る" } else { "上回る" }
            ),
        });
    }
    if rows.len() > 2 {
        let middle = rows[rows.len() / 2];
        let lost = middle
            .grade
            .targets
            .iter()
            .max_by(|a, b| (a.of * (1.0 - a.earns)).total_cmp(&(b.of * (1.0 - b.earns))));
        if let Some(lost) = lost {
            let loses = points(lost.of * (1.0 - lost.earns));
            sentences.push(match lang {
                Lang::En => format!(
                    "The middle plan, that of {}, earns {} of 60; it loses most, {loses} points, on “{}”.",
                    middle.group,
                    points(of(middle)),
                    lost.title.en
                ),
                Lang::Ja => format!(
                    "中位の計画({})は{}/60で、最も失点したのは「{}」の{loses}点。",
                    middle.group,
                    points(of(middle)),
                    lost.title.ja
                ),
            });
        }
    }
    sentences.push(compared(lang.pick("Model plan", "模範計画"), &class.model, lang));
    sentences
}

/// What each decision did to the model plan, the least first: which lever had no effect. A title, and a table that is empty
/// if that was not simulated.
#[must_use]
pub fn levers(decisions: &[Text], moved: &[Option<f64>], lang: Lang) -> (&'static str, Table) {
    let title = lang.pick(
        "What each decision moved, the least first",
        "各決定の効き目(小さい順)",
    );
    let mut moved: Vec<(&Text, f64)> = decisions
        .iter()
        .zip(moved)
        .filter_map(|(title, points)| Some((title, (*points)?)))
        .collect();
    crate::order::by(&mut moved, |a, b| a.1.total_cmp(&b.1));
    let rows = moved
        .iter()
        .map(|(title, moves)| vec![words(title, lang), points(*moves)]);
    let columns = [
        (lang.pick("Decision", "決めること"), false),
        (
            lang.pick("Moves the model plan by, points", "模範計画の得点の動く幅"),
            true,
        ),
    ];
    (title, Table::new(columns, rows))
}

/// The futures that are told: for each a title and a row for each group.
#[must_use]
pub fn futures_told(told: &[Told], lang: Lang) -> Vec<(String, Table)> {
    told.iter()
        .map(|told| {
            let future = grouped(told.future as f64, lang);
            let which = if told.p <= 0.5 {
                lang.pick("The median future", "中央の未来")
            } else {
                lang.pick("One future in five goes no better", "5回に1回はこれより悪い未来")
            };
            let title = match lang {
                Lang::En => format!("{which} (number {future}): month in which each plan gets there"),
                Lang::Ja => format!("{which}(番号{future}):各計画の到達月"),
            };
            let mut columns = vec![(lang.pick("Group", "グループ"), false)];
            columns.extend(
                told.milestones
                    .iter()
                    .map(|milestone| (milestone.get(lang), true)),
            );
            columns.push((lang.pick("Out of cash", "資金枯渇"), true));
            let month = |months: &Option<f64>| {
                months.map_or_else(|| NONE.to_owned(), |months| format!("{months:.1}"))
            };
            let rows = told.groups.iter().map(|group| {
                let mut cells = vec![group.group.clone()];
                cells.extend(group.months.iter().map(month));
                cells.push(
                    group
                        .out
                        .map_or_else(|| NONE.to_owned(), |month| format!("{month:.0}")),
                );
                cells
            });
            (title, Table::new(columns, rows))
        })
        .collect()
}

/// Sources behind the case: key, what it is, its date, and the best grade of a figure that rests on it.
#[must_use]
pub fn source_rows(keys: &[String], catalogue: &Catalogue, lang: Lang) -> Table {
    let rows = keys.iter().filter_map(|key| {
        let source = catalogue.registers.sources.get(key)?;
        Some(vec![
            key.clone(),
            format!("{}, {}", source.title, source.publisher),
            source_date(&source.date, lang),
            grade_of(key, catalogue).unwrap_or(NONE).to_owned(),
        ])
    });
    let columns = [
        (lang.pick("Source", "出典"), false),
        ("", false),
        (lang.pick("Date", "日付"), false),
        (lang.pick("Grade", "確度"), false),
    ];
    Table::new(columns, rows)
}

/// The best grade of a figure in the catalogue that cites a source.
fn grade_of(key: &str, catalogue: &Catalogue) -> Option<&'static str> {
    let steps = catalogue.routes.values().flat_map(|route| &route.steps);
    let figures = steps.flat_map(|step| {
        std::iter::once(&step.figures).chain(step.variants.iter().map(|variant| &variant.figures))
    });
    figures
        .flat_map(crate::model::Figures::figures)
        .map(|figure| figure.provenance)
        .filter(|provenance| provenance.sources.iter().any(|source| source == key))
        .map(|provenance| provenance.grade)
        .min()
        .map(crate::file::Grade::letter)
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
    let told: Vec<String> = class.told.iter().map(|told| told.future.to_string()).collect();
    let told = if told.is_empty() {
        NONE.to_owned()
    } else {
        told.join(lang.pick(", ", "、"))
    };
    vec![
        fact(
            lang.pick("Exercise", "演習"),
            format!("{} ({})", class.exercise, class.content),
        ),
        fact(
            lang.pick("Class word and seed", "合言葉とシード"),
            format!("{} ({})", class.word, class.seed),
        ),
        fact(
            lang.pick("Futures", "未来の数"),
            grouped(class.futures as f64, lang),
        ),
        fact(lang.pick("Futures told", "語られた未来の番号"), told),
        fact("regpath", env!("CARGO_PKG_VERSION").to_owned()),
    ]
}

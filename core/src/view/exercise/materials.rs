//! What a trainer prints: the handout of a group, the slides of the debriefing, and notes. Each is one page of HTML that
//! needs nothing else; the text is that of the exercise's file.

use std::fmt::Write as _;

use super::class::{futures_told, hits, levers, source_rows};
use super::dots::{PlansDots, plans_dots};
use super::report::{document, escape, html_facts, html_table};
use super::results::{targets, waterfall};
use super::sheet::sheet;
use super::{calibration, compared, points, without_ids, words};
use crate::exercise::agenda::{Pace, agenda};
use crate::exercise::audit;
use crate::exercise::class::{Class, told_named};
use crate::exercise::play::{Results, Sight, levers as lever_points, targets as reached};
use crate::exercise::{Exercise, PredictionKind};
use crate::text::Lang;
use crate::view::Table;
use crate::view::format::cited;

const HANDOUT: &str = "body{font:10.5px/1.4 system-ui,sans-serif;max-width:186mm;margin:8mm auto;color:#111}\
h1{font-size:15px;margin:0 0 4px}h2{font-size:11.5px;margin:7px 0 2px}p{margin:2px 0}table{border-collapse:collapse;width:100%}\
th,td{border:1px solid #999;padding:2px 4px;text-align:left;vertical-align:top}.n{text-align:right}\
.box{display:inline-block;border:1px solid #333;min-width:17mm;height:7mm;margin:0 2mm;vertical-align:middle}\
.lock span{display:inline-block;border:1px solid #333;width:7mm;height:8mm;margin-right:1mm}.write{border:1px solid #333;height:16mm}\
small{color:#444}@page{size:A4;margin:9mm}@media print{body{margin:0}}";

const SLIDES: &str = "body{margin:0;font:26px/1.4 system-ui,sans-serif;color:#111}\
section{min-height:100vh;box-sizing:border-box;padding:5vh 6vw;page-break-after:always;break-after:page}\
h1{font-size:44px;margin:0 0 .6em}table{border-collapse:collapse;font-size:24px;margin:.5em 0}\
th,td{border-bottom:1px solid #bbb;padding:.25em .6em;text-align:left;vertical-align:top}.n{text-align:right}\
li{margin:.4em 0}small{font-size:20px;color:#444}svg{max-width:100%}@page{size:A4 landscape;margin:12mm}";

const NOTES: &str = "body{font:14px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1f24}\
table{border-collapse:collapse;margin:.4rem 0 1rem}th,td{border-bottom:1px solid #ccc;padding:.25rem .6rem;text-align:left;\
vertical-align:top}.n{text-align:right}h1{font-size:1.5rem}h2{font-size:1.15rem}dt{font-weight:600}small{color:#57606a}\
@media print{body{margin:0}}";

fn paragraphs(text: &str) -> String {
    text.split('\n')
        .filter(|part| !part.trim().is_empty())
        .map(|part| format!("<p>{}</p>\n", escape(part.trim())))
        .collect()
}

fn list<'t>(lines: impl IntoIterator<Item = &'t str>) -> String {
    let items: String = lines
        .into_iter()
        .map(|line| format!("<li>{}</li>\n", escape(line)))
        .collect();
    format!("<ul>\n{items}</ul>\n")
}

/// The routes that the plans of an exercise take, and what each gives.
fn routes(exercise: &Exercise, lang: Lang) -> Table {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for plan in &exercise.plans {
        let Ok(plan) = exercise.plan(&plan.selection, None, exercise.own_seed()) else {
            continue;
        };
        for route in plan.routes.iter().filter(|route| !route.is_own) {
            let title = words(&route.def.title, lang);
            if rows.iter().any(|row| row[0] == title) {
                continue;
            }
            let grants: Vec<String> = route
                .def
                .grants
                .iter()
                .map(|id| words(&plan.catalogue.artefact_title(id), lang))
                .collect();
            rows.push(vec![title, grants.join(lang.pick(", ", "、"))]);
        }
    }
    let columns = [
        (lang.pick("Route", "経路"), false),
        (lang.pick("Gives", "得られるもの"), false),
    ];
    Table::new(columns, rows)
}

/// The handout of a group: one page A4.
#[must_use]
pub fn handout(exercise: &Exercise, lang: Lang) -> String {
    let sheet = sheet(exercise, lang);
    let mut body = format!("<h1>{}</h1>\n{}", escape(&sheet.title), paragraphs(&sheet.case));
    let _ = writeln!(
        body,
        "<p><b>{}</b> {}</p>",
        lang.pick("Question:", "問い:"),
        escape(&sheet.question)
    );
    for line in &sheet.constraints {
        let _ = writeln!(body, "<p>{}</p>", escape(line));
    }
    let heading = |text: &str| format!("<h2>{}</h2>\n", escape(text));
    body += &heading(lang.pick("1 Predict, before anything else", "1 まず予測する"));
    for prediction in &exercise.predictions {
        let boxes = match &prediction.kind {
            PredictionKind::Range { .. } => format!(
                "10 % <span class=\"box\"></span> 90 % <span class=\"box\"></span> {}",
                lang.pick("months", "か月")
            ),
            PredictionKind::Chance { .. } => "<span class=\"box\"></span> %".to_owned(),
            PredictionKind::Choice { answers } => answers
                .iter()
                .map(|(_, title, _)| format!("{} <span class=\"box\"></span> %", escape(title.get(lang))))
                .collect::<Vec<_>>()
                .join(" "),
        };
        let _ = writeln!(body, "<p>{} {boxes}</p>", escape(prediction.title.get(lang)));
    }
    let _ = writeln!(
        body,
        "<p><small>{}</small></p>",
        escape(lang.pick(
            "Two aids. Would you rather bet on your range or on a wheel that wins 8 times in 10? Then widen or narrow. And: start \
             absurdly wide, and cut what you can rule out.",
            "二つのコツ。自分の範囲に賭けるのと、10回中8回当たる抽選に賭けるのと、どちらがよいか。どちらかを選びたくなるなら範囲を広げるか狭める。\
             また、とんでもなく広い範囲から始め、あり得ないところを削る。"
        ))
    );
    let boxes = "<span></span>".repeat(8);
    let _ = writeln!(
        body,
        "<p class=\"lock\">{} {boxes} {} <span class=\"box\" style=\"min-width:50mm\"></span></p>",
        lang.pick("Lock code", "ロックコード"),
        lang.pick("Group", "グループ名")
    );
    body += &heading(lang.pick("2 Decide", "2 決める"));
    body += &html_table(&without_ids(sheet.decisions));
    body += &heading(lang.pick("3 Reach", "3 目指す"));
    body += &html_table(&sheet.targets);
    body += &heading(lang.pick("The routes", "経路"));
    body += &html_table(&routes(exercise, lang));
    body += &heading(lang.pick(
        "The assumption that would change our plan",
        "計画を変えることになる前提",
    ));
    body += "<div class=\"write\"></div>\n";
    let _ = writeln!(body, "<p><small>{}</small></p>", escape(&sheet.caption));
    document(&sheet.title, HANDOUT, &body, lang)
}

/// Dots as a picture.
fn picture(view: &PlansDots) -> String {
    let (width, label, row) = (900.0, 260.0, 86.0);
    let x = |at: f64| label + at * (width - label - 20.0);
    let height = row * view.rows.len() as f64 + 40.0;
    let mut out = format!(
        "<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{}\">",
        escape(&view.title)
    );
    for (place, of) in view.rows.iter().enumerate() {
        let base = row * (place as f64 + 1.0) - 12.0;
        let _ = write!(
            out,
            "<text x=\"0\" y=\"{}\" font-size=\"16\">{}</text><text x=\"0\" y=\"{}\" font-size=\"14\" fill=\"#555\">{}</text>",
            base - 20.0,
            escape(&of.label),
            base,
            escape(&of.value)
        );
        let _ = write!(
            out,
            "<path d=\"M{label} {base}H{}\" stroke=\"#bbb\"/>",
            width - 20.0
        );
        for [at, level] in &of.dots {
            let _ = write!(
                out,
                "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"5\" fill=\"#0072B2\"/>",
                x(*at),
                base - 7.0 - 11.0 * level
            );
        }
    }
    if let Some((at, words)) = &view.mark {
        let _ = write!(
            out,
            "<path d=\"M{:.1} 0V{}\" stroke=\"#D55E00\" stroke-dasharray=\"5 4\"/><text x=\"{:.1}\" y=\"14\" font-size=\"14\" \
             fill=\"#D55E00\">{}</text>",
            x(*at),
            height - 30.0,
            x(*at) + 5.0,
            escape(words)
        );
    }
    for tick in &view.ticks {
        let _ = write!(
            out,
            "<text x=\"{:.1}\" y=\"{}\" font-size=\"14\" text-anchor=\"middle\">{}</text>",
            x(tick.at),
            height - 10.0,
            escape(&tick.label)
        );
    }
    out + "</svg>\n"
}

/// What all plans are shown by: what the first target that is about a milestone or updates is about.
pub(super) fn shown(exercise: &Exercise) -> (Sight, Option<f64>) {
    let own = || {
        let base = &exercise.base;
        (Sight::Milestone(base.milestones[base.target].id.clone()), None)
    };
    Sight::all(exercise).into_iter().next().unwrap_or_else(own)
}

/// A source as it is named; its key where no register has it.
fn source_title(key: &str, exercise: &Exercise, lang: Lang) -> String {
    let source = exercise.base.catalogue.registers.sources.get(key);
    source.map_or_else(|| key.to_owned(), |source| cited(source, lang))
}

/// The named plans on one axis.
fn named_dots(exercise: &Exercise, results: &Results, lang: Lang) -> PlansDots {
    let (sight, deadline) = shown(exercise);
    let plans: Vec<_> = exercise
        .plans
        .iter()
        .enumerate()
        .filter_map(|(place, plan)| {
            let futures = results.named(exercise, place)?;
            Some((words(&plan.title, lang), futures, false))
        })
        .collect();
    plans_dots(exercise, &sight, &plans, deadline, lang)
}

/// The slides of the debriefing, one idea each. With a class they show its groups, without one the named plans.
#[must_use]
pub fn slides(exercise: &Exercise, results: &Results, of: Option<&Class>, lang: Lang) -> String {
    let title = words(&exercise.title, lang);
    let mut body = String::new();
    let mut slide = |heading: &str, inside: &str| {
        let _ = write!(
            body,
            "<section>\n<h1>{}</h1>\n{inside}</section>\n",
            escape(heading)
        );
    };
    slide(
        lang.pick("How does it feel?", "感想は?"),
        &format!(
            "<p>{}</p>\n<p><small>{}</small></p>\n",
            escape(&title),
            lang.pick(
                "First what you felt, then what happened, then why, then what you take home.",
                "感じたこと、起きたこと、その理由、持ち帰ることの順に。"
            )
        ),
    );
    let dots = named_dots(exercise, results, lang);
    slide(
        lang.pick("All plans on one axis", "全計画を同じ軸で"),
        &format!(
            "<p>{}</p>\n{}<p><small>{}</small></p>\n",
            escape(&dots.title),
            picture(&dots),
            escape(&dots.caption)
        ),
    );
    let inside = of.map_or_else(
        || {
            format!(
                "<p>{}</p>\n",
                lang.pick(
                    "How many of ten ranges held eight of ten futures? Load the class's answers to see it here.",
                    "10個の範囲のうち、10通り中8通りの未来を含んだのはいくつか。クラスの解答を読み込むとここに表示される。"
                )
            )
        },
        |class| {
            let tables: String = calibration(class, lang)
                .iter()
                .map(|(title, table)| format!("<p>{}</p>\n{}", escape(title), html_table(table)))
                .collect();
            format!("<p>{}</p>\n{tables}", escape(&hits(class, lang)))
        },
    );
    slide(
        lang.pick("Truth against your ranges", "計算結果とあなたの範囲"),
        &inside,
    );
    let told = of.map_or_else(|| told_named(exercise, results, lang), |class| class.told.clone());
    let told = futures_told(&told, lang);
    let inside: String = told
        .iter()
        .map(|(title, table)| format!("<p>{}</p>\n{}", escape(title), html_table(table)))
        .collect();
    slide(
        lang.pick("One future, told for each plan", "同じ未来を各計画で"),
        &format!(
            "{inside}<p><small>{}</small></p>\n",
            lang.pick(
                "Luck is told, never scored.",
                "運は語るだけで、採点には使わない。"
            )
        ),
    );
    let why: String = [
        (lang.pick("Model plan", "模範計画"), &exercise.model),
        (lang.pick("The tempting plan", "選びたくなる計画"), &exercise.poor),
    ]
    .iter()
    .map(|(label, verdict)| {
        let plan = &exercise.plans[verdict.plan];
        let parts = results
            .named(exercise, verdict.plan)
            .map_or_else(String::new, |futures| html_table(&waterfall(futures, lang)));
        format!(
            "<p><b>{label}</b>: {}. {}</p>\n{parts}",
            escape(plan.title.get(lang)),
            escape(verdict.why.get(lang))
        )
    })
    .collect();
    slide(lang.pick("Why", "なぜか"), &why);
    let decisions: Vec<_> = exercise
        .decisions
        .iter()
        .map(|decision| decision.title.clone())
        .collect();
    let (heading, moved) = levers(&decisions, &lever_points(exercise, results), lang);
    slide(
        heading,
        &format!(
            "<p>{}</p>\n{}",
            lang.pick(
                "Did you argue about it longest?",
                "最も長く議論したのはそれではないか。"
            ),
            html_table(&moved)
        ),
    );
    slide(
        lang.pick("The card: who was robust?", "カード:揺るがなかったのは誰か"),
        &html_table(&cards(exercise, results, lang)),
    );
    slide(
        lang.pick("Where the answer rests on grade C", "確度Cに頼る答え"),
        &format!(
            "<p>{}</p>\n{}",
            escape(lang.pick(
                "Odds are official only in the US; the firm's money, its sales and the effect of its choices are invented.",
                "公的な確率は米国のもののみ。企業の資金・売上・選択の効果は架空である。"
            )),
            html_table(&source_rows(&exercise.sources, &exercise.base.catalogue, lang))
        ),
    );
    slide(
        lang.pick("One thing for Monday", "明日からすること"),
        &list(exercise.debrief.iter().map(|line| line.get(lang))),
    );
    document(&title, SLIDES, &body, lang)
}

/// Points of the named plans under each card.
pub(super) fn cards(exercise: &Exercise, results: &Results, lang: Lang) -> Table {
    let of = |plan: usize, card| {
        let key = (exercise.plans[plan].selection.clone(), card);
        audit::points(exercise, results, &key).map_or_else(String::new, points)
    };
    let mut titles = vec![
        lang.pick("Plan", "計画").to_owned(),
        lang.pick("Before", "前").to_owned(),
    ];
    titles.extend(exercise.cards.iter().map(|card| words(&card.title, lang)));
    let columns: Vec<(&str, bool)> = titles
        .iter()
        .enumerate()
        .map(|(place, title)| (title.as_str(), place > 0))
        .collect();
    let rows = (0..exercise.plans.len()).map(|plan| {
        let mut cells = vec![words(&exercise.plans[plan].title, lang), of(plan, None)];
        cells.extend((0..exercise.cards.len()).map(|card| of(plan, Some(card))));
        cells
    });
    Table::new(columns, rows)
}

/// The notes of the trainer: agenda, model answer with this machine's numbers, objections, words, sources.
#[must_use]
pub fn notes(exercise: &Exercise, results: &Results, lang: Lang) -> String {
    let title = words(&exercise.title, lang);
    let mut body = format!("<h1>{}</h1>\n", escape(&title));
    let heading = |text: &str| format!("<h2>{}</h2>\n", escape(text));
    body += &list(exercise.goals.iter().map(|goal| goal.get(lang)));
    body += &heading(lang.pick("Agenda", "進行"));
    body += &html_table(&agenda_table(Pace::Full, exercise.minutes, lang));
    if let Some(warm_up) = &exercise.warm_up {
        body += &heading(lang.pick("Warm-up", "ウォームアップ"));
        let _ = writeln!(
            body,
            "<p>{}</p>\n<p>{} ({})</p>",
            escape(warm_up.question.get(lang)),
            escape(warm_up.answer.get(lang)),
            escape(&source_title(&warm_up.source, exercise, lang))
        );
    }
    for (label, verdict) in [
        (lang.pick("Model answer", "模範解答"), &exercise.model),
        (lang.pick("The tempting plan", "選びたくなる計画"), &exercise.poor),
    ] {
        body += &heading(label);
        let plan = &exercise.plans[verdict.plan];
        let found = results.named(exercise, verdict.plan);
        let how = reached(exercise, found, None);
        let _ = writeln!(
            body,
            "<p><b>{}</b>. {}</p>\n{}",
            escape(plan.title.get(lang)),
            escape(verdict.why.get(lang)),
            found.map_or_else(String::new, |_| html_table(&targets(&how, lang)))
        );
    }
    if let Some(decision) = exercise.decisions.iter().find(|decision| decision.is_lesson) {
        let _ = writeln!(
            body,
            "<p>{}</p>",
            match lang {
                Lang::En => format!("The lesson is in “{}”.", escape(&decision.title.en)),
                Lang::Ja => format!("学びの中心は「{}」にある。", escape(&decision.title.ja)),
            }
        );
    }
    body += &heading(lang.pick("Event cards", "イベントカード"));
    let facts = exercise
        .cards
        .iter()
        .map(|card| (card.title.get(lang), card.teaches.get(lang)));
    body += &html_facts(facts);
    body += &html_table(&cards(exercise, results, lang));
    if !exercise.objections.is_empty() {
        body += &heading(lang.pick("What they will say", "予想される反論"));
        let facts = exercise.objections.iter();
        body += &html_facts(facts.map(|(says, reply)| (says.get(lang), reply.get(lang))));
    }
    body += &heading(lang.pick("Debriefing", "振り返り"));
    body += &list(exercise.debrief.iter().map(|line| line.get(lang)));
    if !exercise.terms.is_empty() {
        body += &heading(lang.pick("Words", "用語"));
        let terms = exercise
            .terms
            .iter()
            .filter_map(|id| exercise.base.catalogue.registers.terms.get(id));
        body += &html_facts(terms.map(|term| (term.term.get(lang), term.meaning.get(lang))));
    }
    body += &heading(lang.pick("After class", "終了後のアンケート"));
    body += &list([
        lang.pick("What surprised you?", "意外だったことは何か。"),
        lang.pick(
            "How sure are you of your plan now, 0 to 10?",
            "自分たちの計画への確信度は今いくつか(0〜10)。",
        ),
        lang.pick(
            "What will you check at the authority?",
            "規制当局に何を確かめるか。",
        ),
    ]);
    body += &heading(lang.pick("Sources", "出典"));
    body += &html_table(&source_rows(&exercise.sources, &exercise.base.catalogue, lang));
    document(&title, NOTES, &body, lang)
}

/// The agenda as a table.
pub(super) fn agenda_table(pace: Pace, minutes: u32, lang: Lang) -> Table {
    let rows = agenda(pace, minutes).into_iter().map(|slot| {
        vec![
            format!("{}–{}", slot.from, slot.to),
            words(&slot.title, lang),
            words(&slot.trainer, lang),
            words(&slot.groups, lang),
        ]
    });
    let columns = [
        (lang.pick("Minute", "分"), false),
        (lang.pick("Part", "内容"), false),
        (lang.pick("Trainer", "講師"), false),
        (lang.pick("Groups", "グループ"), false),
    ];
    Table::new(columns, rows)
}

/// The model or poor plan against the class, for the trainer's screen.
pub(super) fn verdicts(class: &Class, lang: Lang) -> Vec<String> {
    vec![
        compared(lang.pick("Model plan", "模範計画"), &class.model, lang),
        compared(
            lang.pick("The tempting plan", "選びたくなる計画"),
            &class.poor,
            lang,
        ),
    ]
}

//! The three forms of an answer: a page to read, JSON for scripts, CSV for spreadsheets.

use std::fmt::Write as _;

use regpath_core::answers::SimulateAnswer;
use regpath_core::run::{LEVELS, Spread};
use regpath_core::sampling::Method;
use regpath_core::text::Lang;
use regpath_core::view::format::csv_cell;
use regpath_core::view::{self, Column, Fact, RiskView, Table};

use super::output;
use super::simulate::Answer;

/// Steps named as those that decide.
const STEPS: usize = 5;

/// The answer as JSON.
pub(super) fn json(answer: &Answer) -> SimulateAnswer<'_> {
    SimulateAnswer {
        iterations: answer.iterations,
        precision: answer.precision.as_ref(),
        ..SimulateAnswer::new(&answer.plan, &answer.summary, answer.seed, answer.sampler)
    }
}

/// The answer as a page.
pub(super) fn table(answer: &Answer, has_all: bool, lang: Lang, columns: usize) -> String {
    let (plan, summary) = (&answer.plan, &answer.summary);
    let mut out = output::paragraph(plan.title.get(lang), 0, columns);
    let foot = view::foot(plan, Some(summary), answer.seed, answer.iterations, false, lang);
    let mut run = vec![foot.iterations, foot.seed];
    if answer.sampler != Method::Mc {
        run.push(answer.sampler.to_string());
    }
    run.push(match lang {
        Lang::En => format!("{} to {}", plan.start, plan.start.plus_days(plan.horizon)),
        Lang::Ja => format!("{}から{}まで", plan.start, plan.start.plus_days(plan.horizon)),
    });
    out += &output::paragraph(&run.join(" · "), 0, columns);
    if let Some(precision) = &answer.precision {
        out += &output::paragraph(&view::precision(precision, answer.iterations, lang), 0, columns);
    }

    out += &format!("\n{}\n", lang.pick("When", "時期"));
    out += &output::table(&milestones(answer, lang), 2, columns);
    out += &output::paragraph(
        lang.pick(
            "Chance: share of futures that get there by the horizon. Dates and months: of those futures. * the target.",
            "確率は期間内に到達する未来の割合、日付と月数はそのうちの分布。*は目標。",
        ),
        2,
        columns,
    );

    let costs = view::costs(plan, Some(summary), lang);
    out += &format!("\n{}\n", lang.pick("What it costs", "費用"));
    let total: Vec<String> = costs
        .total
        .iter()
        .map(|fact| format!("{} {}", fact.label, fact.value))
        .collect();
    out += &output::paragraph(&total.join(" · "), 2, columns);
    out += &output::table(&costs.table, 2, columns);
    out += &output::paragraph(&costs.caption, 2, columns);

    if let Some(cash) = &costs.cash {
        out += &format!("\n{}\n", lang.pick("Cash", "資金繰り"));
        out += &output::paragraph(&cash.title, 2, columns);
        for fact in &cash.facts {
            out += &output::paragraph(&format!("{}: {}", fact.label, fact.value), 2, columns);
        }
        out += &output::table(&cash.flows, 2, columns);
    }

    let life = view::life(plan, Some(summary), lang);
    if !life.markets.is_empty() {
        out += &format!("\n{}\n", lang.pick("After approval", "承認後の更新"));
        for market in &life.markets {
            out += &output::paragraph(&market.title, 2, columns);
            for sentence in &market.sentences {
                out += &output::paragraph(sentence, 2, columns);
            }
            for fact in &market.facts {
                out += &output::paragraph(&format!("{}: {}", fact.label, fact.value), 2, columns);
            }
            out += &output::table(&market.ways, 2, columns);
        }
        out += &output::paragraph(&life.caption, 2, columns);
    }

    if let Some(risk) = view::risk(plan, Some(summary), lang) {
        out += &late(answer, risk, has_all, lang, columns);
    }
    let caveats: Vec<String> = plan
        .caveats()
        .iter()
        .map(|caveat| caveat.text.get(lang).to_owned())
        .collect();
    out += &output::caveats(&caveats, lang, columns);
    out.push('\n');
    for words in [foot.grade_c, foot.disclaimer] {
        out += &output::paragraph(&words, 0, columns);
    }
    out
}

fn milestones(answer: &Answer, lang: Lang) -> Table {
    let titles = [
        lang.pick("Milestone", "節目"),
        lang.pick("Chance", "確率"),
        "P10",
        "P50",
        "P80",
        "P90",
        lang.pick("Months", "月数"),
        "±",
    ];
    let columns = titles
        .into_iter()
        .enumerate()
        .map(|(place, title)| Column {
            title: title.to_owned(),
            is_numeric: place > 0,
        })
        .collect();
    let rows = view::milestone_rows(&answer.plan, Some(&answer.summary), lang)
        .into_iter()
        .map(|row| {
            let title = if row.is_target {
                format!("* {}", row.title)
            } else {
                row.title
            };
            let mut cells = vec![title, row.chance];
            cells.extend(row.dates);
            cells.push(row.months);
            cells.push(row.error.trim_start_matches('±').to_owned());
            cells
        })
        .collect();
    Table { columns, rows }
}

/// What makes the target late: the steps that move it, and time and cost together; with everything also what the mean is
/// made of and the paths that decide.
fn late(answer: &Answer, risk: RiskView, has_all: bool, lang: Lang, columns: usize) -> String {
    let target = answer.plan.milestones[answer.plan.target].title.get(lang);
    let mut out = match lang {
        Lang::En => format!("\nWhat makes it late: {target}\n"),
        Lang::Ja => format!("\n時期を決めるもの:{target}\n"),
    };
    out += &output::paragraph(&risk.tornado.title, 2, columns);
    let mut table = risk.tornado.compact;
    if !has_all {
        table.rows.truncate(STEPS);
    }
    if !table.rows.is_empty() {
        out += &output::table(&table, 2, columns);
        out += &output::paragraph(&risk.tornado.caption, 2, columns);
    }
    if !risk.scatter.caption.is_empty() {
        out += &format!("\n{}\n", lang.pick("Time and cost together", "時期と費用"));
        out += &output::paragraph(&risk.scatter.title, 2, columns);
        out += &output::paragraph(&risk.scatter.caption, 2, columns);
    }
    if !has_all {
        return out;
    }
    out += &format!("\n{}\n", lang.pick("What the mean is made of", "平均の内訳"));
    out += &output::paragraph(&risk.waterfall.title, 2, columns);
    out += &output::table(&risk.waterfall.table, 2, columns);
    out += &output::paragraph(&risk.waterfall.caption, 2, columns);
    out += &format!("\n{}\n", lang.pick("Paths that decide", "時期を決める経路"));
    out += &output::paragraph(&risk.paths.title, 2, columns);
    for path in &risk.paths.paths {
        let fact = Fact {
            label: path.label.clone(),
            value: path.text.clone(),
        };
        out += &output::facts(&[fact], 2, columns);
    }
    out += &output::paragraph(&risk.paths.caption, 2, columns);
    out
}

/// The answer as CSV: one milestone a row, then the cost of everything by the horizon.
pub(super) fn csv(answer: &Answer, lang: Lang) -> String {
    let (plan, summary) = (&answer.plan, &answer.summary);
    let mut titles = vec![
        "milestone".to_owned(),
        "title".to_owned(),
        "reached".to_owned(),
        "reached_se".to_owned(),
    ];
    let numbers = |what: &str| {
        let levels = LEVELS.iter().map(move |p| format!("{what}_p{:02.0}", p * 100.0));
        [format!("{what}_mean"), format!("{what}_mean_se")]
            .into_iter()
            .chain(levels)
            .collect::<Vec<String>>()
    };
    titles.extend(numbers("days"));
    titles.push("date_p50".to_owned());
    titles.push("date_p80".to_owned());
    titles.extend(numbers("cost"));
    titles.push("currency".to_owned());
    let spread = |spread: Option<&Spread>| match spread {
        Some(spread) => [spread.mean.value, spread.mean.se]
            .into_iter()
            .chain(spread.levels.iter().map(|level| level.value))
            .map(cell)
            .collect(),
        None => vec![String::new(); LEVELS.len() + 2],
    };
    let mut out = format!("{}\n", titles.join(","));
    for milestone in &summary.milestones {
        let mut row = vec![csv_cell(&milestone.id), csv_cell(milestone.title.get(lang))];
        row.push(cell(milestone.reached.value));
        row.push(cell(milestone.reached.se));
        row.extend(spread(milestone.days.as_ref()));
        for p in [0.5, 0.8] {
            let level = milestone.days.as_ref().and_then(|days| days.level(p));
            row.push(level.map_or_else(String::new, |level| plan.start.plus_days(level.value).to_string()));
        }
        row.extend(spread(milestone.cost.as_ref()));
        row.push(csv_cell(&summary.currency));
        let _ = writeln!(out, "{}", row.join(","));
    }
    let mut row = vec![
        "horizon".to_owned(),
        csv_cell(lang.pick("Everything by the horizon", "期間全体")),
    ];
    row.extend(["1".to_owned(), "0".to_owned()]);
    row.extend(spread(None));
    row.extend([String::new(), String::new()]);
    row.extend(spread(summary.cost.as_ref()));
    row.push(csv_cell(&summary.currency));
    let _ = writeln!(out, "{}", row.join(","));
    out
}

/// A number of a CSV file; empty where there is none, as for the error of a single future.
fn cell(number: f64) -> String {
    if number.is_finite() {
        number.to_string()
    } else {
        String::new()
    }
}

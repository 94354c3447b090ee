//! The three forms of an answer: a page to read, JSON for scripts, CSV for spreadsheets.

use std::fmt::Write as _;

use regpath_core::calendar::DAYS_PER_MONTH;
use regpath_core::run::{LEVELS, Spread, Summary};
use regpath_core::sampling::Method;
use regpath_core::text::Lang;
use regpath_core::view::format::csv_cell;
use regpath_core::view::{self, Column, Table, format};

use super::output;
use super::simulate::Answer;

/// Steps named as those that decide.
const STEPS: usize = 8;
/// A step on the longest path in fewer futures decides little.
const LEAST_SHARE: f64 = 0.05;

/// Standard error of the target's median, in months; infinite where nothing reaches the target.
pub(super) fn precision(summary: &Summary) -> f64 {
    let days = summary
        .milestones
        .get(summary.target)
        .and_then(|target| target.days.as_ref());
    days.and_then(|days| days.level(0.5))
        .map_or(f64::INFINITY, |level| level.se / DAYS_PER_MONTH)
}

/// The answer as a page.
pub(super) fn table(answer: &Answer, lang: Lang, columns: usize) -> String {
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
            for fact in &market.facts {
                out += &output::paragraph(&format!("{}: {}", fact.label, fact.value), 2, columns);
            }
            out += &output::table(&market.ways, 2, columns);
        }
        out += &output::paragraph(&life.caption, 2, columns);
    }

    let steps = deciding(answer, lang);
    if !steps.rows.is_empty() {
        let target = plan.milestones[plan.target].title.get(lang);
        out += &match lang {
            Lang::En => format!("\nSteps that decide: {target}\n"),
            Lang::Ja => format!("\n時期を決める工程:{target}\n"),
        };
        out += &output::table(&steps, 2, columns);
        out += &output::paragraph(
            lang.pick(
                "Longest path: share of the futures that reach the target in which the step lies on the longest path to it.",
                "最長経路:目標に到達する未来のうち、その工程が最長経路上にある割合。",
            ),
            2,
            columns,
        );
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

fn deciding(answer: &Answer, lang: Lang) -> Table {
    let columns = [
        (lang.pick("Step", "工程"), false),
        ("", false),
        (lang.pick("Longest path", "最長経路"), true),
    ];
    let mut steps: Vec<_> = answer
        .summary
        .steps
        .iter()
        .filter(|step| step.criticality.value >= LEAST_SHARE)
        .collect();
    steps.sort_by(|a, b| b.criticality.value.total_cmp(&a.criticality.value));
    Table {
        columns: columns
            .into_iter()
            .map(|(title, is_numeric)| Column {
                title: title.to_owned(),
                is_numeric,
            })
            .collect(),
        rows: steps
            .into_iter()
            .take(STEPS)
            .map(|step| {
                vec![
                    step.title.get(lang).to_owned(),
                    step.id.clone(),
                    format::percent(step.criticality.value),
                ]
            })
            .collect(),
    }
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
            .map(|number| number.to_string())
            .collect(),
        None => vec![String::new(); LEVELS.len() + 2],
    };
    let mut out = format!("{}\n", titles.join(","));
    for milestone in &summary.milestones {
        let mut row = vec![csv_cell(&milestone.id), csv_cell(milestone.title.get(lang))];
        row.push(milestone.reached.value.to_string());
        row.push(milestone.reached.se.to_string());
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

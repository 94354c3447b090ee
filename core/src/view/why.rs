//! The figures behind a number, as a table and a list of sources.

use super::format::{NONE, cited, grouped, key_words, money, months, percent};
use super::wording::unit_words;
use super::{Table, WhyView};
use crate::analysis::risk::Spent;
use crate::analysis::why::{CASH, COST, Decisive, Figure, NPV, PartKind, Reason, Why};
use crate::model::{FigureKind, Unit};
use crate::plan::Plan;
use crate::text::Lang;

/// Parts below this share of the whole are put together.
const LEAST_SHARE: f64 = 0.01;

/// What is behind a number.
#[must_use]
pub fn why(plan: &Plan, why: &Why, lang: Lang) -> WhyView {
    let is_money = [CASH, NPV].contains(&why.metric.as_str());
    let is_cost = why.metric == COST || is_money;
    let amount = |value: f64| {
        if is_cost {
            money(value, &plan.currency, lang)
        } else {
            months(value)
        }
    };
    let milestone = plan
        .milestones
        .iter()
        .find(|milestone| milestone.id == why.metric);
    let title = match milestone {
        Some(milestone) => milestone.title.get(lang),
        None => match why.metric.as_str() {
            CASH => lang.pick("Whether the cash lasts", "資金が足りるか"),
            NPV => lang.pick("Net present value", "正味現在価値"),
            _ => lang.pick("Direct cost by the horizon", "期間内の直接費用"),
        },
    };
    let mean = amount(why.mean.value);
    let futures = grouped(why.futures as f64, lang);
    let summary = match (is_cost, lang) {
        (true, _) if is_money => money_summary(why, &mean, &futures, lang),
        (true, Lang::En) => format!("{mean} on the average of {futures} futures."),
        (true, Lang::Ja) => format!("{futures}通りの未来の平均で{mean}。"),
        (false, Lang::En) => {
            format!(
                "{mean} months from the start on the average of the {futures} futures looked at that get there."
            )
        }
        (false, Lang::Ja) => format!("到達した{futures}通りの未来の平均で、開始から{mean}か月。"),
    };
    let [a, b, c] = why.grades.map(percent);
    let rest = percent(why.ungraded);
    let grades = match (is_cost, lang) {
        (true, Lang::En) if is_money => format!(
            "Of all that comes in and goes out, {c} rests on estimates (grade C), {b} on secondary sources (B), {a} on \
             official ones (A); {rest} is the company's own cash and overhead."
        ),
        (true, Lang::Ja) if is_money => format!(
            "出入りする金額のうち{c}が推定値(確度C)、{b}が二次資料(B)、{a}が公的資料(A)に基づき、{rest}は自社の手元資金と固定費。"
        ),
        (false, Lang::En) => format!(
            "{c} of it rests on estimates (grade C), {b} on secondary sources (B), {a} on official ones (A); {rest} is \
             waiting."
        ),
        (false, Lang::Ja) => {
            format!("うち{c}が推定値(確度C)、{b}が二次資料(B)、{a}が公的資料(A)に基づき、{rest}は待ち時間。")
        }
        (true, Lang::En) => format!(
            "{c} of it rests on estimates (grade C), {b} on secondary sources (B), {a} on official ones (A)."
        ),
        (true, Lang::Ja) => format!("うち{c}が推定値(確度C)、{b}が二次資料(B)、{a}が公的資料(A)に基づく。"),
    };
    let mut titles = vec![
        (
            if is_money {
                lang.pick("Step or source", "工程・資金源")
            } else {
                lang.pick("Step", "工程")
            },
            false,
        ),
        (lang.pick("Part", "内訳"), false),
        (
            if is_cost {
                lang.pick("Mean", "平均")
            } else {
                lang.pick("Months", "月数")
            },
            true,
        ),
        (lang.pick("Share", "割合"), true),
    ];
    if !is_cost {
        titles.push((lang.pick("Longest path", "最長経路"), true));
    }
    titles.push((lang.pick("Figures and rules", "数値と規定"), false));
    let (told, small): (Vec<&Reason>, Vec<&Reason>) =
        why.parts.iter().partition(|part| part.share >= LEAST_SHARE);
    let mut rows: Vec<Vec<String>> = told
        .into_iter()
        .map(|part| {
            let otherwise = if is_money {
                lang.pick("The company", "会社全体")
            } else {
                title
            };
            let step = part.step.as_ref().map_or(otherwise, |step| step.title.get(lang));
            let mut row = vec![
                step.to_owned(),
                part_words(part.part, lang).to_owned(),
                amount(part.amount),
                percent(part.share),
            ];
            if !is_cost {
                row.push(part.criticality.map_or_else(|| NONE.to_owned(), percent));
            }
            let figures = part.figures.iter().map(|figure| figure_words(figure, lang));
            let rules = part.rules.iter().map(|rule| {
                let word = lang.pick("rule", "規定");
                format!("{word} ({}, {})", rule.grade.letter(), rule.sources.join(", "))
            });
            row.push(figures.chain(rules).collect::<Vec<String>>().join("; "));
            row
        })
        .collect();
    if !small.is_empty() {
        let count = small.len();
        let mut row = vec![
            match lang {
                Lang::En => format!("{count} smaller parts"),
                Lang::Ja => format!("その他{count}項目"),
            },
            String::new(),
            amount(small.iter().map(|part| part.amount).sum()),
            percent(small.iter().map(|part| part.share).sum()),
        ];
        row.resize(titles.len(), String::new());
        rows.push(row);
    }
    WhyView {
        caveats: why.caveats.iter().map(|caveat| caveat.text.get(lang).to_owned()).collect(),
        title: title.to_owned(),
        summary: format!("{summary}{}{grades}", lang.pick(" ", "")),
        sentences: why.decisive.iter().map(|item| decisive_words(item, lang)).collect(),
        table: Table::new(titles, rows),
        caption: lang
            .pick(
                "Figures: P10 – P50 – P90, grade, and the key of the source; rules: grade and source. A part counts as its weakest figure.",
                "数値はP10 – P50 – P90、確度、出典キー、規定は確度と出典キー。内訳の確度は、その中で最も低い確度の数値による。",
            )
            .to_owned(),
        sources: why
            .sources
            .iter()
            .map(|source| {
                let url = source.url.as_deref().unwrap_or_default();
                let words = format!("{} {url}", cited(source, lang));
                super::Fact {
                    label: source.id.clone(),
                    value: words.trim_end().to_owned(),
                }
            })
            .collect(),
    }
}

fn money_summary(why: &Why, mean: &str, futures: &str, lang: Lang) -> String {
    match (why.out, lang) {
        (Some(out), Lang::En) => format!(
            "In {} (±{:.1}) of futures the cash runs out before the first sale. The lowest balance is {mean} on the average of \
             {futures} futures; the parts below are what came in and went out until that month.",
            percent(out.value),
            out.se * 100.0
        ),
        (Some(out), Lang::Ja) => format!(
            "未来の{}(±{:.1})では、最初の売上より前に資金が尽きる。{futures}通りの未来の平均で、最低残高は{mean}。以下はその月までの入出金の内訳。",
            percent(out.value),
            out.se * 100.0
        ),
        (None, Lang::En) => format!(
            "{mean} on the average of {futures} futures; funding rounds and the cash at hand are left out of it."
        ),
        (None, Lang::Ja) => format!("{futures}通りの未来の平均で{mean}。増資等と手元資金は含まない。"),
    }
}

/// What the coming of a funding round or an award means.
fn decisive_words(item: &Decisive, lang: Lang) -> String {
    let [comes, with, without] =
        [item.comes, item.out_with, item.out_without].map(|share| percent(share.value));
    let title = item.item.title.get(lang);
    match lang {
        Lang::En => format!(
            "{title} comes in {comes} of futures; the cash runs out before the first sale in {with} of those, and in {without} \
             of the others."
        ),
        Lang::Ja => format!(
            "{title}が入る未来は{comes}。そのうち初回売上前に資金が尽きるのは{with}、入らない未来では{without}。"
        ),
    }
}

fn part_words(part: PartKind, lang: Lang) -> &'static str {
    match part {
        PartKind::Days(Spent::Work) => lang.pick("work", "作業"),
        PartKind::Days(Spent::Rework) => lang.pick("rework", "やり直し"),
        PartKind::Days(Spent::People) => lang.pick("waits for people", "人員待ち"),
        PartKind::Days(Spent::Window) => lang.pick("waits for its window", "期日待ち"),
        PartKind::Days(Spent::Date) => lang.pick("waits for a date", "日付待ち"),
        PartKind::Fee => lang.pick("fees", "手数料"),
        PartKind::Cost => lang.pick("third parties", "外部費用"),
        PartKind::Effort => lang.pick("own people", "自社人件費"),
        PartKind::Updates => lang.pick("updates", "更新"),
        PartKind::Opening => lang.pick("cash at hand", "手元資金"),
        PartKind::Overhead => lang.pick("overhead", "固定費"),
        PartKind::Funding => lang.pick("funding", "資金調達"),
        PartKind::Subsidy => lang.pick("support money", "補助金・助成金"),
        PartKind::Sales => lang.pick("sales", "売上"),
    }
}

fn figure_words(figure: &Figure, lang: Lang) -> String {
    let what = match figure.what {
        FigureKind::Duration => lang.pick("takes", "期間"),
        FigureKind::Fee => lang.pick("fee", "手数料"),
        FigureKind::Cost => lang.pick("cost", "費用"),
        FigureKind::Odds => lang.pick("odds", "確率"),
    };
    let mut words = what.to_owned();
    if let Some([low, middle, high]) = figure.quantiles {
        let n = |value: f64| {
            if value >= 1_000.0 {
                grouped(value, lang)
            } else {
                format!("{}", (value * 10.0).round() / 10.0)
            }
        };
        let numbers = if low == high {
            n(middle)
        } else {
            format!("{} – {} – {}", n(low), n(middle), n(high))
        };
        words += &format!(" {numbers} ");
        words += Unit::parse(&figure.unit).map_or(&*figure.unit, |unit| unit_words(unit, lang));
    }
    let keys = figure.sources.iter().map(|key| key_words(key, lang));
    format!(
        "{words} ({}, {})",
        figure.grade.letter(),
        keys.collect::<Vec<_>>().join(", ")
    )
}

//! Updates after approval: how many reach the field, how long they wait, what they cost, and when a change plan
//! pays.

use super::format::{NONE, money, months, percent};
use super::{Column, Fact, LifeView, MarketLifeView, Table};
use crate::calendar::DAYS_PER_MONTH;
use crate::plan::Plan;
use crate::run::{BreakEven, MarketLife, Spread, Summary};
use crate::stats::Estimate;
use crate::text::Lang;

/// Life after approval, market by market. Nothing where the plan does not tell of it.
#[must_use]
pub fn life(plan: &Plan, summary: Option<&Summary>, lang: Lang) -> Option<LifeView> {
    let life = summary?.life.as_ref()?;
    Some(LifeView {
        markets: life.markets.iter().map(|market| view(plan, market, lang)).collect(),
        caption: lang
            .pick(
                "Updates of one product in one market wait in one queue. Wait: from ready to fielded, of updates fielded by the \
                 horizon. An update that a later one overtakes is fielded with it. Open: share of futures in which what a way \
                 needs is there. Pays after: updates for which the mean saving equals the mean set-up, with its 90 % interval.",
                "同一市場の更新は1件ずつ順に処理される。待ち時間は準備完了から市場投入まで(期間内に投入された更新)。後の更新に追い越された更新は、その更新とともに投入されたものとする。利用可はその方法の前提が揃う未来の割合。回収までの件数は、平均の節約額が平均の準備費用に等しくなる更新数とその90%区間。",
            )
            .to_owned(),
    })
}

fn view(plan: &Plan, market: &MarketLife, lang: Lang) -> MarketLifeView {
    let name = plan.catalogue.jurisdiction_title(&market.jurisdiction);
    let name = name.get(lang);
    let range = |spread: &Option<Spread>, words: &dyn Fn(f64) -> String| {
        spread.as_ref().map_or_else(
            || NONE.to_owned(),
            |spread| {
                let at = |p: f64| spread.level(p).map_or(f64::NAN, |level| level.value);
                format!("{} ({} – {})", words(at(0.5)), words(at(0.1)), words(at(0.9)))
            },
        )
    };
    let in_months = |days: f64| match lang {
        Lang::En => format!("{} months", months(days)),
        Lang::Ja => format!("{}か月", months(days)),
    };
    let none = || NONE.to_owned();
    let wait = |wait: Option<Estimate>| {
        wait.map_or_else(none, |wait| match lang {
            Lang::En => format!("{} ± {} months", months(wait.value), error(wait.se)),
            Lang::Ja => format!("{}か月 ± {}", months(wait.value), error(wait.se)),
        })
    };
    let whole = |value: f64| format!("{value:.0}");
    let amount = |value: f64| money(value, &plan.currency, lang);
    let facts = [
        (
            lang.pick("The market opens in", "市場が開く未来"),
            match lang {
                Lang::En => format!(
                    "{} of futures; what follows is of those",
                    percent(market.opens.value)
                ),
                Lang::Ja => format!("{}(以下はその未来での値)", percent(market.opens.value)),
            },
        ),
        (
            lang.pick(
                "Updates fielded, median (P10 – P90)",
                "投入した更新数 中央値(P10–P90)",
            ),
            match lang {
                Lang::En => format!(
                    "{} of {:.1} ready",
                    range(&market.fielded, &whole),
                    market.ready.value
                ),
                Lang::Ja => format!(
                    "{} / 準備完了{:.1}件",
                    range(&market.fielded, &whole),
                    market.ready.value
                ),
            },
        ),
        (
            lang.pick("Wait, median", "待ち時間(中央値)"),
            wait(market.wait_p50),
        ),
        (
            lang.pick("Wait, nine of ten at most", "待ち時間(P90)"),
            wait(market.wait_p90),
        ),
        (
            lang.pick("Time with an outdated version", "旧版のままの期間"),
            range(&market.outdated, &in_months),
        ),
        (
            lang.pick("Cost of all updates", "更新費用の合計"),
            range(&market.cost, &amount),
        ),
    ]
    .into_iter()
    .map(|(label, value)| Fact {
        label: label.to_owned(),
        value,
    })
    .collect();
    let columns = [
        (lang.pick("Way", "方法"), false),
        (lang.pick("Open", "利用可"), true),
        (lang.pick("Share", "割合"), true),
        (lang.pick("Cost of one", "1件の費用"), true),
        (lang.pick("Pays after", "回収までの件数"), true),
    ];
    let rows = market
        .regimes
        .iter()
        .map(|regime| {
            let pays = regime.break_even.map_or_else(none, |n| {
                let high = n.high.map_or_else(|| "∞".to_owned(), |high| format!("{high:.1}"));
                format!("{:.1} ({:.1} – {high})", n.value, n.low)
            });
            vec![
                regime.title.get(lang).to_owned(),
                percent(regime.available.value),
                percent(regime.share.value),
                amount(regime.update_cost.value),
                pays,
            ]
        })
        .collect();
    let mean = market.fielded.as_ref().map_or(0.0, |fielded| fielded.mean.value);
    let share = mean / market.ready.value.max(f64::MIN_POSITIVE);
    let fielded = percent(share.min(1.0));
    let title = match (market.wait_p50, lang) {
        (Some(wait), Lang::En) => {
            let waits = in_months(wait.value);
            format!("{name}: {fielded} of updates reach the field, half of them within {waits}")
        }
        (Some(wait), Lang::Ja) => {
            let waits = in_months(wait.value);
            format!("{name}:更新の{fielded}が市場に届き、半数は{waits}以内")
        }
        (None, Lang::En) => format!("{name}: no update reaches the field by the horizon"),
        (None, Lang::Ja) => format!("{name}:期間内に市場に届く更新はない"),
    };
    let paid = market
        .regimes
        .iter()
        .filter_map(|regime| Some(pays_words(regime.title.get(lang), regime.break_even?, lang)));
    MarketLifeView {
        title,
        sentences: paid.collect(),
        facts,
        ways: Table {
            columns: columns
                .into_iter()
                .map(|(title, is_numeric)| Column {
                    title: title.to_owned(),
                    is_numeric,
                })
                .collect(),
            rows,
        },
    }
}

/// A standard error of days, in months.
fn error(se: f64) -> String {
    format!("{:.1}", se / DAYS_PER_MONTH)
}

/// After how many updates a set-up has paid, on the average and in a single company.
fn pays_words(title: &str, n: BreakEven, lang: Lang) -> String {
    let often = match n.futures {
        [Some(low), Some(middle), Some(high)] if low < high => match lang {
            Lang::En => {
                format!(" In a single future after {middle:.0}; in eight of ten after {low:.0} to {high:.0}.")
            }
            Lang::Ja => format!("一つの未来では{middle:.0}件(10のうち8では{low:.0}~{high:.0}件)。"),
        },
        [_, Some(middle), None] => match lang {
            Lang::En => format!(" In a single future after {middle:.0}; in one of ten it never does."),
            Lang::Ja => format!("一つの未来では{middle:.0}件だが、10に1つは回収できない。"),
        },
        _ => String::new(),
    };
    match (n.high, lang) {
        (Some(high), Lang::En) => format!(
            "{title}: the set-up pays for itself after {:.1} updates (90 % interval {:.1} to {high:.1}).{often}",
            n.value, n.low
        ),
        (None, Lang::En) => {
            format!(
                "{title}: the set-up pays for itself after {:.1} updates, if at all.{often}",
                n.value
            )
        }
        (Some(high), Lang::Ja) => format!(
            "{title}:準備費用は{:.1}件の更新で回収できる(90%区間{:.1}~{high:.1})。{often}",
            n.value, n.low
        ),
        (None, Lang::Ja) => format!(
            "{title}:準備費用の回収には{:.1}件かかり、回収できないこともある。{often}",
            n.value
        ),
    }
}

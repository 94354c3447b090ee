//! Updates after approval: how many reach the field, how long they wait, what they cost, and when a change plan
//! pays.

use super::format::{NONE, error, money, months, percent};
use super::{Column, Fact, LifeView, MarketLifeView, Table};
use crate::plan::Plan;
use crate::run::{MarketLife, Spread, Summary};
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
                 horizon. An update that a later one overtakes is fielded with it.",
                "同一市場の更新は1件ずつ順に処理される。待ち時間は準備完了から市場投入まで(期間内に投入された更新)。後の更新に追い越された更新は、その更新とともに投入されたものとする。",
            )
            .to_owned(),
    })
}

fn view(plan: &Plan, market: &MarketLife, lang: Lang) -> MarketLifeView {
    let name = plan.catalogue.jurisdiction_title(&market.jurisdiction);
    let name = name.get(lang);
    let mean = |spread: &Option<Spread>| spread.as_ref().map_or(0.0, |spread| spread.mean.value);
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
    let wait = |days: f64| {
        if days.is_finite() {
            in_months(days)
        } else {
            NONE.to_owned()
        }
    };
    let whole = |value: f64| format!("{value:.0}");
    let amount = |value: f64| money(value, &plan.currency, lang);
    let facts = [
        (
            lang.pick(
                "Updates fielded, median (P10 – P90)",
                "投入した更新数 中央値(P10–P90)",
            ),
            format!("{} / {:.1}", range(&market.fielded, &whole), market.ready),
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
        (lang.pick("Share", "割合"), true),
        (lang.pick("Cost of one", "1件の費用"), true),
        (lang.pick("Pays after", "回収までの件数"), true),
    ];
    let rows = market
        .regimes
        .iter()
        .map(|regime| {
            let pays = regime.break_even.map_or_else(
                || NONE.to_owned(),
                |n| format!("{:.1} ± {}", n.value, error(1.645 * n.se, 1)),
            );
            vec![
                regime.title.get(lang).to_owned(),
                percent(regime.share.value),
                amount(regime.update_cost.value),
                pays,
            ]
        })
        .collect();
    let share = mean(&market.fielded) / market.ready.max(f64::MIN_POSITIVE);
    let (fielded, waits) = (percent(share.min(1.0)), wait(market.wait_p50));
    MarketLifeView {
        title: match lang {
            Lang::En => format!("{name}: {fielded} of updates reach the field, half of them within {waits}"),
            Lang::Ja => format!("{name}:更新の{fielded}が市場に届き、半数は{waits}以内"),
        },
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

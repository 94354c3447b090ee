//! Whether the cash lasts.

use super::axis::{TimeAxis, nice_ticks};
use super::format::{NONE, error, money, percent, year_month};
use super::{CashView, Fact, Mark, Table, Tick};
use crate::calendar::DAYS_PER_MONTH;
use crate::plan::Plan;
use crate::run::{CashKind, CashSummary, FAN_LEVELS, Spread, Summary};
use crate::text::Lang;

/// The cash of the company: how surely it lasts, its fan, what comes in and goes out. Nothing where the plan
/// does not tell of money.
#[must_use]
pub fn cash(plan: &Plan, summary: Option<&Summary>, lang: Lang) -> Option<CashView> {
    let cash = summary?.cash.as_ref().filter(|cash| !cash.fan.is_empty())?;
    let amount = |value: f64| money(value, &plan.currency, lang);
    let axis = TimeAxis::around(plan.start, 0.0, plan.horizon);
    let (low, high) = bounds(cash);
    let height = |value: f64| ((value - low) / (high - low)).clamp(0.0, 1.0);
    let bands = FAN_LEVELS
        .iter()
        .enumerate()
        .map(|(level, _)| {
            let points = cash.fan.iter().enumerate().map(|(month, values)| {
                let x = axis.at((month + 1) as f64 * DAYS_PER_MONTH);
                [x, height(values[level])]
            });
            let opening = [axis.at(0.0), height(cash.opening)];
            std::iter::once(opening).chain(points).collect()
        })
        .collect();
    let marks = cash
        .items
        .iter()
        .filter_map(|item| {
            let day = median(item.day.as_ref())?;
            let share = percent(item.comes.value);
            Some(Mark {
                at: axis.at(day),
                label: format!(
                    "{} {} ({share})",
                    item.title.get(lang),
                    year_month(plan.start, day)
                ),
            })
        })
        .collect();
    let readings = cash
        .fan
        .iter()
        .enumerate()
        .map(|(month, values)| {
            let day = (month + 1) as f64 * DAYS_PER_MONTH;
            let date = year_month(plan.start, day);
            let [low, middle, high] = [values[0], values[2], values[4]].map(amount);
            Mark {
                at: axis.at(day),
                label: match lang {
                    Lang::En => format!("{date}: P50 {middle} (P10 {low}, P90 {high})"),
                    Lang::Ja => format!("{date}:P50 {middle}(P10 {low}、P90 {high})"),
                },
            }
        })
        .collect();
    Some(CashView {
        readings,
        title: title(cash, lang),
        x_ticks: axis.ticks(8),
        y_ticks: nice_ticks(low, high, 6.0)
            .into_iter()
            .map(|value| Tick {
                at: height(value),
                label: amount(value),
            })
            .collect(),
        zero: height(0.0),
        bands,
        marks,
        facts: facts(plan, cash, lang),
        flows: flows(cash, &amount, lang),
        caption: lang
            .pick(
                "Balance at the end of each month: the middle line is the median, the bands hold 50 % and 80 % of futures. \
                 Grants and sales of futures that never get there are counted as nothing.",
                "各月末の残高。中央の線は中央値、帯は未来の50%と80%が入る範囲。到達しない未来の売上や助成金は0として数える。",
            )
            .to_owned(),
    })
}

fn median(spread: Option<&Spread>) -> Option<f64> {
    spread
        .and_then(|spread| spread.level(0.5))
        .map(|level| level.value)
}

/// The finding.
fn title(cash: &CashSummary, lang: Lang) -> String {
    let early = percent(cash.out_before_revenue.value);
    let sells = cash.sells.value > 0.0;
    match (sells, lang) {
        (true, Lang::En) => format!("In {early} of futures the cash runs out before the first sale"),
        (true, Lang::Ja) => format!("未来の{early}では、最初の売上より前に資金が尽きる"),
        (false, Lang::En) => format!("In {early} of futures the cash runs out by the horizon"),
        (false, Lang::Ja) => format!("未来の{early}では、期間内に資金が尽きる"),
    }
}

/// Least and greatest balance of the fan, zero included, with a little room.
fn bounds(cash: &CashSummary) -> (f64, f64) {
    let all = cash.fan.iter().flatten().copied().chain([0.0, cash.opening]);
    let (low, high) = all.fold((0.0_f64, 0.0_f64), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    let room = ((high - low) * 0.04).max(1.0);
    (if low < 0.0 { low - room } else { low }, high + room)
}

fn facts(plan: &Plan, cash: &CashSummary, lang: Lang) -> Vec<Fact> {
    let amount = |value: f64| money(value, &plan.currency, lang);
    let or_none = |value: Option<String>| value.unwrap_or_else(|| NONE.to_owned());
    let at =
        |spread: Option<&Spread>, p: f64| spread.and_then(|spread| spread.level(p)).map(|level| level.value);
    let month = |spread: Option<&Spread>| or_none(at(spread, 0.5).map(|day| year_month(plan.start, day)));
    let with_error =
        |share: crate::stats::Estimate| format!("{} (±{})", percent(share.value), error(share.se * 100.0, 1));
    let pair = |spread: Option<&Spread>| {
        let (middle, bad) = (at(spread, 0.5).map(amount), at(spread, 0.1).map(amount));
        format!("{} (P10 {})", or_none(middle), or_none(bad))
    };
    [
        (
            lang.pick(
                "Out of cash before the first sale",
                "最初の売上前に資金が尽きる確率",
            ),
            with_error(cash.out_before_revenue),
        ),
        (
            lang.pick("Out of cash by the horizon", "期間内に資金が尽きる確率"),
            with_error(cash.out_by_horizon),
        ),
        (
            lang.pick("If so, when (median)", "その場合の時期(中央値)"),
            month(cash.out.as_ref()),
        ),
        (
            lang.pick("Lowest cash (median)", "最低残高(中央値)"),
            pair(cash.lowest.as_ref()),
        ),
        (
            lang.pick("Month of the lowest cash", "最低残高の月"),
            month(cash.lowest_day.as_ref()),
        ),
        (
            lang.pick("First sale (median)", "最初の売上(中央値)"),
            format!(
                "{} ({})",
                month(cash.first_revenue.as_ref()),
                percent(cash.sells.value)
            ),
        ),
        (
            lang.pick("Net present value (median)", "正味現在価値(中央値)"),
            pair(cash.npv.as_ref()),
        ),
    ]
    .into_iter()
    .chain(no_overhead(plan, lang))
    .map(|(label, value)| Fact {
        label: label.to_owned(),
        value,
    })
    .collect()
}

/// A plan that pays for its steps and for nothing else is safer on paper than in life.
fn no_overhead(plan: &Plan, lang: Lang) -> Option<(&'static str, String)> {
    let money = plan.money.as_ref()?;
    (money.burn.0 == 0.0).then(|| {
        (
            lang.pick("Company overhead", "会社の固定費"),
            lang.pick(
                "none entered: rent, management and people between steps are not paid for",
                "未入力:家賃、管理部門、工程のない期間の人件費は含まれない",
            )
            .to_owned(),
        )
    })
}

/// What comes in and goes out, so that the last row is the sum of those above.
fn flows(cash: &CashSummary, amount: &impl Fn(f64) -> String, lang: Lang) -> Table {
    let columns = [
        (lang.pick("By the horizon", "期間内"), false),
        (lang.pick("Mean", "平均"), true),
    ];
    let mut rows = vec![vec![
        lang.pick("Cash at hand", "手元資金").to_owned(),
        amount(cash.opening),
    ]];
    let mut closing = cash.opening;
    for flow in cash.flows.iter().filter(|flow| flow.mean != 0.0) {
        let (words, is_in) = kind(flow.kind, lang);
        let signed = if is_in { flow.mean } else { -flow.mean };
        closing += signed;
        rows.push(vec![words.to_owned(), amount(signed)]);
    }
    rows.push(vec![
        lang.pick("Left at the horizon", "期末の残高").to_owned(),
        amount(closing),
    ]);
    Table::new(columns, rows)
}

/// Words for a kind of flow, and whether it comes in.
fn kind(kind: CashKind, lang: Lang) -> (&'static str, bool) {
    match kind {
        CashKind::Fees => (lang.pick("Fees", "手数料"), false),
        CashKind::ThirdParties => (lang.pick("Third parties", "外部費用"), false),
        CashKind::People => (
            lang.pick("Own people on the steps", "工程に従事する自社人件費"),
            false,
        ),
        CashKind::Updates => (lang.pick("Updates after approval", "承認後の更新"), false),
        CashKind::Burn => (lang.pick("Company overhead", "固定費"), false),
        CashKind::Funding => (lang.pick("Funding rounds", "資金調達"), true),
        CashKind::Subsidies => (lang.pick("Support money", "補助金・助成金"), true),
        CashKind::Revenue => (lang.pick("Sales (contribution)", "売上(限界利益)"), true),
    }
}

//! What it costs, and where.

use super::format::{NONE, money, percent};
use super::{CostRow, CostView, Fact, Table};
use crate::plan::Plan;
use crate::run::Summary;
use crate::text::Lang;

/// Mean costs by jurisdiction and the spread of the whole.
#[must_use]
pub fn costs(plan: &Plan, summary: Option<&Summary>, lang: Lang) -> CostView {
    let amount = |value: f64| money(value, &plan.currency, lang);
    // Nothing is not an amount.
    let any = |value: f64| {
        if value == 0.0 {
            NONE.to_owned()
        } else {
            amount(value)
        }
    };
    let total = [
        ("P10", 0.1),
        (lang.pick("P50 (median)", "P50(中央値)"), 0.5),
        ("P80", 0.8),
        ("P90", 0.9),
    ]
    .into_iter()
    .map(|(label, p)| {
        let value = summary
            .and_then(|summary| summary.cost.as_ref())
            .and_then(|cost| cost.level(p));
        Fact {
            label: label.to_owned(),
            value: value.map_or_else(|| NONE.to_owned(), |level| amount(level.value)),
        }
    })
    .collect();
    let whole: f64 = summary.map_or(0.0, |summary| {
        summary.jurisdictions.iter().map(|bill| bill.total).sum()
    });
    let share = |part: f64| if whole > 0.0 { part / whole } else { 0.0 };
    let rows: Vec<CostRow> = summary
        .map(|summary| summary.jurisdictions.as_slice())
        .unwrap_or_default()
        .iter()
        .filter(|bill| bill.total > 0.0)
        .map(|bill| CostRow {
            title: bill.title.get(lang).to_owned(),
            fees: any(bill.fee),
            third_party: any(bill.cost),
            effort: any(bill.effort),
            total: amount(bill.total),
            share: share(bill.total),
        })
        .collect();
    let columns = [
        lang.pick("Jurisdiction", "国・地域"),
        lang.pick("Fees", "手数料"),
        lang.pick("Third parties", "外部費用"),
        lang.pick("Own people", "自社人件費"),
        lang.pick("Mean total", "合計(平均)"),
        lang.pick("Share", "割合"),
    ];
    let cells = rows.iter().map(|row| {
        vec![
            row.title.clone(),
            row.fees.clone(),
            row.third_party.clone(),
            row.effort.clone(),
            row.total.clone(),
            percent(row.share),
        ]
    });
    let mut table = Table::of_numbers(columns, cells);
    if let Some(summary) = summary {
        let sum = |pick: fn(&crate::run::Bill) -> f64| any(summary.jurisdictions.iter().map(pick).sum());
        table.rows.push(vec![
            lang.pick("All", "合計").to_owned(),
            sum(|bill| bill.fee),
            sum(|bill| bill.cost),
            sum(|bill| bill.effort),
            sum(|bill| bill.total),
            percent(1.0),
        ]);
    }
    let title = match summary.and_then(|summary| {
        summary
            .jurisdictions
            .iter()
            .max_by(|a, b| a.total.total_cmp(&b.total))
    }) {
        Some(bill) if whole > 0.0 => {
            let (name, share) = (bill.title.get(lang), percent(share(bill.total)));
            match lang {
                Lang::En => format!("{name} takes {share} of the direct cost"),
                Lang::Ja => format!("直接費用の{share}は{name}"),
            }
        }
        _ => lang.pick("Direct cost", "直接費用").to_owned(),
    };
    CostView {
        title,
        total,
        rows,
        caption: lang
            .pick(
                "Direct cost of everything started by the horizon: fees to authorities and bodies, third parties, own \
                 people while a step runs. Company overhead, revenue and subsidies are not counted here. A fee that is \
                 owed but could not be read stands among third parties, as a planning value.",
                "期間内に開始したすべての工程の直接費用(当局・認証機関等の手数料、外部費用、作業中の自社人件費)。固定費、売上、補助金はここには含まない。\
                 金額を確認できなかった手数料は計画値として外部費用に含む。",
            )
            .to_owned(),
        table,
        cash: super::cash(plan, summary, lang),
    }
}

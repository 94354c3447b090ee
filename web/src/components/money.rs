//! Whether the cash lasts, where the plan tells of money; what it costs, and where.

use regpath_core::text::Lang;
use regpath_core::view::{CashView, CostRow, CostView, Fact};
use yew::prelude::*;

use super::fan::Fan;
use super::percent;
use super::plan::facts;
use super::table::{Numbers, Sheet};
use super::take::{Picture, Take};
use crate::chrome::{Words, words};

/// What [`Money`] draws.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct MoneyProps {
    pub view: CostView,
    pub lang: Lang,
}

/// Draws a [`CostView`].
#[component]
pub fn Money(props: &MoneyProps) -> Html {
    let view = &props.view;
    let words = words(props.lang);
    let total = |fact: &Fact| {
        html! { <div><dt>{ &fact.label }</dt><dd>{ &fact.value }</dd></div> }
    };
    html! {
        <>
        { for view.cash.iter().map(|cash| draw_cash(cash, props.lang)) }
        <section class="panel">
            <h2 class="finding">{ &view.title }</h2>
            <dl class="quantiles">{ for view.total.iter().map(total) }</dl>
            <table class="stacks">
                <thead>
                    <tr>
                        <th scope="col">{ words.place }</th>
                        <th scope="col" class="is-share">{ words.share }</th>
                        <th scope="col" class="is-numeric">{ words.fees }</th>
                        <th scope="col" class="is-numeric">{ words.third_party }</th>
                        <th scope="col" class="is-numeric">{ words.effort }</th>
                        <th scope="col" class="is-numeric">{ words.total }</th>
                    </tr>
                </thead>
                <tbody>{ for view.rows.iter().map(|row| draw(row, words)) }</tbody>
            </table>
            <p class="caption">{ &view.caption }</p>
            <Numbers table={view.table.clone()} title={view.title.clone()} lang={props.lang} />
            <Take title={view.title.clone()} table={view.table.clone()} lang={props.lang} />
        </section>
        </>
    }
}

fn draw_cash(cash: &CashView, lang: Lang) -> Html {
    html! {
        <section class="panel cash">
            <h2 class="finding">{ &cash.title }</h2>
            <Fan view={cash.clone()} />
            <p class="caption">{ &cash.caption }</p>
            <div class="beside">
                { facts(&cash.facts) }
                <Sheet table={cash.flows.clone()} title={cash.title.clone()} />
            </div>
            <Take title={cash.title.clone()} picture={Picture::Cash(cash.clone())} table={cash.flows.clone()} {lang} />
        </section>
    }
}

fn draw(row: &CostRow, words: &'static Words) -> Html {
    html! {
        <tr key={row.title.clone()}>
            <th scope="row"><span class="title">{ &row.title }</span></th>
            <td class="is-share" aria-hidden="true">
                <svg width="100%" height="12" focusable="false">
                    <rect class="ground" width="100%" height="12" rx="3" />
                    <rect class="bar" width={percent(row.share)} height="12" rx="3" />
                </svg>
            </td>
            <td class="is-numeric" data-label={words.fees}>{ &row.fees }</td>
            <td class="is-numeric" data-label={words.third_party}>{ &row.third_party }</td>
            <td class="is-numeric" data-label={words.effort}>{ &row.effort }</td>
            <td class="is-numeric is-total" data-label={words.total}>{ &row.total }</td>
        </tr>
    }
}

//! Updates after approval.

use regpath_core::text::Lang;
use regpath_core::view::{LifeView, MarketLifeView};
use yew::prelude::*;

use super::plan::facts;
use super::table::Sheet;

/// What [`Life`] draws.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct LifeProps {
    pub view: LifeView,
    pub lang: Lang,
}

/// Draws a [`LifeView`].
#[component]
pub fn Life(props: &LifeProps) -> Html {
    let view = &props.view;
    if view.markets.is_empty() {
        return html! { <section class="panel"><p>{ &view.hint }</p></section> };
    }
    let market = |market: &MarketLifeView| {
        html! {
            <section class="panel" key={market.place.clone()}>
                <h2 class="finding">{ &market.title }</h2>
                { facts(&market.facts) }
                <Sheet table={market.ways.clone()} title={market.title.clone()} />
            </section>
        }
    };
    html! {
        <>
        { for view.markets.iter().map(market) }
        <p class="caption">{ &view.caption }</p>
        </>
    }
}

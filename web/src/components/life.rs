//! Updates after approval: with a plan of changes and without, market by market, and when such a plan has paid.

use regpath_core::app::Action;
use regpath_core::text::Lang;
use regpath_core::view::{LifePanel, LifeRange, LifeView, MarketLifeView, PayView};
use yew::prelude::*;

use super::axis::{self, FOOT};
use super::curve::outline;
use super::plan::facts;
use super::table::Sheet;
use super::take::Take;
use super::{percent, px};
use crate::chrome::{Words, words};

/// Height of a row of a range [px], and of the picture of what pays.
const ROW: f64 = 22.0;
const PLOT: f64 = 200.0;

/// What [`Life`] draws.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct LifeProps {
    pub view: LifeView,
    pub lang: Lang,
    pub act: Callback<Action>,
}

/// Draws a [`LifeView`].
#[component]
pub fn Life(props: &LifeProps) -> Html {
    let LifeProps { view, lang, act } = props;
    let words = words(*lang);
    if view.markets.is_empty() {
        let example = view.example.clone().map(|id| {
            html! {
                <button type="button" class="run" onclick={act.reform(move |_| Action::ChoosePlan(id.clone()))}>
                    { words.open_example }
                </button>
            }
        });
        let hint = if view.hint.is_empty() {
            words.waiting
        } else {
            view.hint.as_str()
        };
        return html! { <section class="panel empty"><p>{ hint }</p>{ for example }</section> };
    }
    html! {
        <>
            { for view.markets.iter().map(|market| draw(market, words, *lang)) }
            <p class="caption">{ &view.caption }</p>
        </>
    }
}

fn draw(market: &MarketLifeView, words: &'static Words, lang: Lang) -> Html {
    html! {
        <section class="panel life" key={market.place.clone()}>
            <h2 class="finding">{ &market.title }</h2>
            <div class="beside">
                <div>{ for market.panels.iter().map(panel) }</div>
                { facts(&market.facts) }
            </div>
            if !market.note.is_empty() {
                <p class="caption">{ &market.note }</p>
            }
            { for market.pay.iter().map(pay) }
            <h3>{ words.ways }</h3>
            <Sheet table={market.ways.clone()} title={market.title.clone()} />
            <Take title={market.title.clone()} table={market.ways.clone()} {lang} />
        </section>
    }
}

fn panel(panel: &LifePanel) -> Html {
    html! {
        <div key={panel.title.clone()}>
            <h3>{ &panel.title }</h3>
            { for panel.rows.iter().map(range) }
            <svg class="chart" width="100%" height={px(FOOT)} aria-hidden="true" focusable="false">
                { axis::vertical_grid(&panel.x_ticks, 0.0, 0.0) }
            </svg>
        </div>
    }
}

fn range(row: &LifeRange) -> Html {
    let middle = px(ROW / 2.0);
    let (top, bottom) = (px(ROW / 2.0 - 5.0), px(ROW / 2.0 + 5.0));
    html! {
        <div class={classes!("life-range", (!row.is_planned).then_some("is-other"))}>
            <p>
                if !row.label.is_empty() {
                    <span class="title">{ &row.label }</span>
                }
                <span class="number">{ &row.words }</span>
            </p>
            <svg class="chart" width="100%" height={px(ROW)} aria-hidden="true" focusable="false">
                <g class="whisker">
                    <line x1={percent(row.low)} x2={percent(row.high)} y1={middle.clone()} y2={middle.clone()} />
                    <line x1={percent(row.low)} x2={percent(row.low)} y1={top.clone()} y2={bottom.clone()} />
                    <line x1={percent(row.high)} x2={percent(row.high)} y1={top} y2={bottom} />
                </g>
                <circle class="bar" cx={percent(row.middle)} cy={middle} r="6" />
            </svg>
        </div>
    }
}

/// What both ways have cost, update by update.
fn pay(view: &PayView) -> Html {
    let bottom = 4.0 + PLOT;
    let [with, without] = &view.labels;
    html! {
        <div class="pay">
            <h3>{ &view.title }</h3>
            <ul class="legend">
                <li><svg width="34" height="16" aria-hidden="true" focusable="false"><path class="line" d="M2 8H32" /></svg>{ with }</li>
                <li><svg width="34" height="16" aria-hidden="true" focusable="false"><path class="line is-other" d="M2 8H32" /></svg>{ without }</li>
            </ul>
            <svg class="chart" width="100%" height={px(bottom + FOOT)} role="img" aria-label={view.title.clone()}>
                { axis::vertical_grid(&view.x_ticks, 4.0, bottom) }
                { axis::levels(&view.y_ticks, 4.0, bottom) }
                <svg y="4" width="100%" height={px(PLOT)} viewBox="0 0 1000 1000" preserveAspectRatio="none">
                    <path class="line" d={outline(&view.with, false)} vector-effect="non-scaling-stroke" />
                    <path class="line is-other" d={outline(&view.without, false)} vector-effect="non-scaling-stroke" />
                </svg>
                { for view.mark.map(|at| html! {
                    <g class="mark"><line x1={percent(at)} x2={percent(at)} y1="4" y2={px(bottom)} /></g>
                }) }
            </svg>
            <p class="caption">{ &view.caption }</p>
        </div>
    }
}

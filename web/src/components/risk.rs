//! What makes the target late: tornado and criticality, what the mean is made of, the paths that decide, time
//! against cost.

use regpath_core::app::{Action, Overlay};
use regpath_core::text::Lang;
use regpath_core::view::{
    PathsView, RiskView, ScatterView, Tick, TornadoRow, TornadoView, WaterfallRow, WaterfallView,
};
use yew::prelude::*;

use super::axis::{self, FOOT};
use super::table::Numbers;
use super::take::{Picture, Take};
use super::{percent, px};
use crate::chrome::words;

/// Height of a row of bars [px], and of the bar in it.
const ROW: f64 = 28.0;
const BAR: f64 = 14.0;
/// Height of the cloud of points [px].
const PLOT: f64 = 280.0;
/// Layers in which the points lie.
const LAYERS: usize = 5;

/// What [`Risk`] draws.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct RiskProps {
    /// Nothing before enough futures are in.
    pub view: Option<RiskView>,
    pub lang: Lang,
    pub act: Callback<Action>,
}

/// Draws a [`RiskView`].
#[component]
pub fn Risk(props: &RiskProps) -> Html {
    let RiskProps { view, lang, act } = props;
    let Some(view) = view else {
        return html! { <p class="panel empty">{ words(*lang).waiting }</p> };
    };
    html! {
        <div class="risk">
            { tornado(&view.tornado, *lang, act) }
            { waterfall(&view.waterfall, *lang, act) }
            { scatter(&view.scatter, *lang) }
            { paths(&view.paths) }
        </div>
    }
}

fn tornado(view: &TornadoView, lang: Lang, act: &Callback<Action>) -> Html {
    let [step, months, path] = &view.heads;
    html! {
        <section class="panel bars-panel">
            <h2 class="finding">{ &view.title }</h2>
            if !view.rows.is_empty() {
                <div class="bar-row is-head" aria-hidden="true">
                    <span>{ step }</span><span /><span class="number">{ months }</span><span class="number">{ path }</span>
                </div>
                <ul>{ for view.rows.iter().map(|row| tornado_row(row, view, act)) }</ul>
                { ticks(&view.x_ticks) }
            }
            <p class="caption">{ &view.caption }</p>
            <Numbers table={view.table.clone()} title={view.title.clone()} {lang} />
            <Take title={view.title.clone()} picture={Picture::Tornado(view.clone())} table={view.table.clone()} {lang} />
        </section>
    }
}

fn tornado_row(row: &TornadoRow, view: &TornadoView, act: &Callback<Action>) -> Html {
    let (from, to) = (row.low.min(row.high), row.low.max(row.high));
    let zero = percent(view.zero);
    let critical = row.is_critical.then_some("is-critical");
    html! {
        <li key={row.id.clone()} class={classes!("bar-row", critical)}>
            { step(&row.id, &row.title, row.is_critical, act) }
            <span class="track" aria-hidden="true">
                <svg class="chart" width="100%" height={px(ROW)} focusable="false">
                    { bar(from, to) }
                    <line class="zero" x1={zero.clone()} x2={zero} y1="0" y2={px(ROW)} />
                </svg>
            </span>
            <span class="number is-total">{ &row.swing }</span>
            <span class="number">
                { &row.share }
                <svg class="share" width="100%" height="4" aria-hidden="true" focusable="false">
                    <rect class="ground" width="100%" height="4" rx="2" />
                    <rect class="bar" width={percent(row.criticality)} height="4" rx="2" />
                </svg>
            </span>
        </li>
    }
}

fn waterfall(view: &WaterfallView, lang: Lang, act: &Callback<Action>) -> Html {
    let row = |(place, row): (usize, &WaterfallRow)| {
        let name = match &row.id {
            Some(id) => step(id, &row.title, false, act),
            None => html! { <span class="step">{ &row.title }</span> },
        };
        html! {
            <li key={place} class={classes!("bar-row", row.is_total.then_some("is-sum"))}>
                { name }
                <span class="track" aria-hidden="true">
                    <svg class="chart" width="100%" height={px(ROW)} focusable="false">{ bar(row.from, row.to) }</svg>
                </span>
                <span class="number">{ &row.months }</span>
            </li>
        }
    };
    html! {
        <section class="panel bars-panel is-waterfall">
            <h2 class="finding">{ &view.title }</h2>
            <ul>{ for view.rows.iter().enumerate().map(row) }</ul>
            { ticks(&view.x_ticks) }
            <p class="caption">{ &view.caption }</p>
            <Numbers table={view.table.clone()} title={view.title.clone()} {lang} />
            <Take title={view.title.clone()} picture={Picture::Waterfall(view.clone())} table={view.table.clone()} {lang} />
        </section>
    }
}

fn paths(view: &PathsView) -> Html {
    html! {
        <section class="panel paths">
            <h2 class="finding">{ &view.title }</h2>
            <ol>
                { for view.paths.iter().map(|path| html! {
                    <li><span class="number">{ &path.label }</span><span>{ &path.text }</span></li>
                }) }
            </ol>
            <p class="caption">{ &view.caption }</p>
        </section>
    }
}

pub(super) fn scatter(view: &ScatterView, lang: Lang) -> Html {
    let top = axis::head(&view.marks);
    let bottom = top + PLOT;
    // Points of no length with round ends: one element draws many. Of those that lie upon one another, each layer adds
    // to the shade.
    let layer = |points: &[[f64; 2]]| {
        let dot = |[x, y]: &[f64; 2]| format!("M{} {}h0", px(1000.0 * x), px(1000.0 * (1.0 - y)));
        let dots: String = points.iter().map(dot).collect();
        html! { <path d={dots} vector-effect="non-scaling-stroke" /> }
    };
    let points = view
        .points
        .chunks(view.points.len().div_ceil(LAYERS).max(1))
        .map(layer);
    let limit = view.limit.iter().map(|limit| {
        let y = px(bottom - PLOT * limit.at);
        html! {
            <g class="mark">
                <line x1="0" x2="100%" y1={y.clone()} y2={y.clone()} />
                <text x="100%" {y} dy="-5" class="is-end">{ &limit.label }</text>
            </g>
        }
    });
    html! {
        <section class="panel">
            <h2 class="finding">{ &view.title }</h2>
            <svg class="chart" width="100%" height={px(bottom + FOOT)} role="img" aria-label={view.title.clone()}>
                { axis::vertical_grid(&view.x_ticks, top, bottom) }
                <svg class="points" y={px(top)} width="100%" height={px(PLOT)} viewBox="0 0 1000 1000"
                    preserveAspectRatio="none">{ for points }</svg>
                { axis::levels(&view.y_ticks, top, bottom) }
                { axis::marks(&view.marks, bottom) }
                { for limit }
            </svg>
            <p class="caption">{ &view.caption }</p>
            <Take title={view.title.clone()} picture={Picture::Scatter(view.clone())} {lang} />
        </section>
    }
}

/// A step's name, which opens its card.
fn step(id: &str, title: &str, is_critical: bool, act: &Callback<Action>) -> Html {
    let id = id.to_owned();
    let open = act.reform(move |_| Action::Open(Overlay::Step(id.clone())));
    html! {
        <button type="button" class="step" aria-haspopup="dialog" onclick={open}>
            if is_critical {
                <span class="glyph" aria-hidden="true">{ "●" }</span>
            }
            { title }
        </button>
    }
}

fn bar(from: f64, to: f64) -> Html {
    let y = px((ROW - BAR) / 2.0);
    html! {
        <rect class="bar" x={percent(from)} width={percent((to - from).max(0.003))} {y} height={px(BAR)} rx="2" />
    }
}

/// The axis below the bars.
fn ticks(ticks: &[Tick]) -> Html {
    html! {
        <div class="bar-row is-axis" aria-hidden="true">
            <span />
            <svg class="chart" width="100%" height={px(FOOT)} focusable="false">
                { axis::vertical_grid(ticks, 0.0, 0.0) }
            </svg>
            <span /><span />
        </div>
    }
}

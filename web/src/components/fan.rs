//! Whether the cash lasts: its fan against zero, with the funding rounds and awards.

use std::fmt::Write;

use regpath_core::view::CashView;
use yew::prelude::*;

use super::axis::{self, FOOT};
use super::curve::{UNITS, outline};
use super::px;

const PLOT: f64 = 260.0;

/// What [`Fan`] draws.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct FanProps {
    pub view: CashView,
}

/// Draws the fan of a [`CashView`].
#[component]
pub fn Fan(props: &FanProps) -> Html {
    let view = &props.view;
    let top = axis::head(&view.marks);
    let bottom = top + PLOT;
    let band = |low: usize, high: usize| match (view.bands.get(low), view.bands.get(high)) {
        (Some(low), Some(high)) => {
            html! { <path class="band" d={between(low, high)} /> }
        }
        _ => Html::default(),
    };
    let zero = px(bottom - PLOT * view.zero);
    html! {
        <svg class="chart" width="100%" height={px(bottom + FOOT)} role="img" aria-label={view.title.clone()}>
            { axis::vertical_grid(&view.x_ticks, top, bottom) }
            <svg y={px(top)} width="100%" height={px(PLOT)} viewBox="0 0 1000 1000" preserveAspectRatio="none">
                { band(0, 4) }
                { band(1, 3) }
                if let Some(median) = view.bands.get(2) {
                    <path class="line" d={outline(median, false)} vector-effect="non-scaling-stroke" />
                }
            </svg>
            <line class="zero" x1="0" x2="100%" y1={zero.clone()} y2={zero} />
            { axis::levels(&view.y_ticks, top, bottom) }
            { axis::marks(&view.marks, bottom) }
        </svg>
    }
}

/// The area between two lines: there along the upper one, back along the lower one.
fn between(low: &[[f64; 2]], high: &[[f64; 2]]) -> String {
    let mut path = outline(high, false);
    for [x, y] in low.iter().rev() {
        write!(path, "L{:.1} {:.1}", UNITS * x, UNITS * (1.0 - y)).expect("writing to a string succeeds");
    }
    path.push('Z');
    path
}

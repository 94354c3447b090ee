//! When it will happen: the chance of having it by a date.

use std::fmt::Write;

use regpath_core::view::CurveView;
use yew::prelude::*;

use super::axis::{self, FOOT};
use super::{percent, px};

const PLOT: f64 = 220.0;
/// The curve's own units; it is stretched to the plot.
pub(super) const UNITS: f64 = 1000.0;

/// What [`Curve`] draws.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct CurveProps {
    pub view: CurveView,
    /// A point of it that is looked at, both 0 to 1.
    #[prop_or_default]
    pub asked: Option<[f64; 2]>,
}

/// Draws a [`CurveView`].
#[component]
pub fn Curve(props: &CurveProps) -> Html {
    let view = &props.view;
    let top = axis::head(&view.marks);
    let bottom = top + PLOT;
    html! {
        <svg class="chart" width="100%" height={px(bottom + FOOT)} role="img" aria-label={view.title.clone()}>
            { axis::vertical_grid(&view.x_ticks, top, bottom) }
            { axis::levels(&view.y_ticks, top, bottom) }
            <svg y={px(top)} width="100%" height={px(PLOT)} viewBox="0 0 1000 1000" preserveAspectRatio="none">
                <path class="area" d={outline(&view.points, true)} />
                <path class="line" d={outline(&view.points, false)} vector-effect="non-scaling-stroke" />
            </svg>
            { axis::marks(&view.marks, bottom) }
            { for props.asked.map(|[x, y]| {
                let (x, y) = (percent(x), px(bottom - PLOT * y));
                html! {
                    <g class="asked-at">
                        <line x1={x.clone()} x2={x.clone()} y1={px(top)} y2={px(bottom)} />
                        <line x1="0" x2={x.clone()} y1={y.clone()} y2={y.clone()} />
                        <circle cx={x} cy={y} r="8" />
                    </g>
                }
            }) }
        </svg>
    }
}

/// The points as a path, closed down to the axis if asked for.
pub(super) fn outline(points: &[[f64; 2]], is_closed: bool) -> String {
    let mut path = String::new();
    for (place, [x, y]) in points.iter().enumerate() {
        let verb = if place == 0 { 'M' } else { 'L' };
        write!(path, "{verb}{:.1} {:.1}", UNITS * x, UNITS * (1.0 - y))
            .expect("writing to a string succeeds");
    }
    if let (true, Some([first, _]), Some([last, _])) = (is_closed, points.first(), points.last()) {
        write!(path, "L{:.1} {UNITS}L{:.1} {UNITS}Z", UNITS * last, UNITS * first)
            .expect("writing to a string succeeds");
    }
    path
}

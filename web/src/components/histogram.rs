//! When it will happen: bars over the calendar.

use regpath_core::view::HistogramView;
use yew::prelude::*;

use super::axis::{self, FOOT};
use super::{percent, px};

const PLOT: f64 = 220.0;

/// What [`Histogram`] draws.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct HistogramProps {
    pub view: HistogramView,
}

/// Draws a [`HistogramView`].
#[component]
pub fn Histogram(props: &HistogramProps) -> Html {
    let view = &props.view;
    let top = axis::head(&view.marks);
    let bottom = top + PLOT;
    let bars = view.bars.iter().map(|bar| {
        let height = PLOT * bar.height.clamp(0.0, 1.0);
        html! {
            <rect x={percent(bar.from)} width={percent(bar.to - bar.from)} y={px(bottom - height)} height={px(height)}>
                <title>{ &bar.label }</title>
            </rect>
        }
    });
    html! {
        <svg class="chart" width="100%" height={px(bottom + FOOT)} role="img" aria-label={view.title.clone()}>
            { axis::vertical_grid(&view.x_ticks, top, bottom) }
            <g class="bars">{ for bars }</g>
            { axis::marks(&view.marks, bottom) }
        </svg>
    }
}

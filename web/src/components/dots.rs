//! When it will happen: twenty dots to count, each one future in twenty.

use regpath_core::view::DotsView;
use yew::prelude::*;

use super::axis::{self, FOOT};
use super::{percent, px};

/// Height of the plot [px]: as the dots need it, within these.
const LOWEST: f64 = 140.0;
const HIGHEST: f64 = 260.0;
/// Room for one dot above another [px]; less where many are piled up.
const DOT: f64 = 20.0;

/// What [`Dots`] draws.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct DotsProps {
    pub view: DotsView,
}

/// Draws a [`DotsView`].
#[component]
pub fn Dots(props: &DotsProps) -> Html {
    let view = &props.view;
    let top = axis::head(&view.marks);
    let levels = f64::from(view.levels.max(1));
    let plot = (DOT * (levels + 1.0)).clamp(LOWEST, HIGHEST);
    let bottom = top + plot;
    let room = (plot / levels).min(DOT);
    let dots = view.dots.iter().map(|[x, level]| {
        html! {
            <circle cx={percent(*x)} cy={px(bottom - room * (level + 0.5))} r={px(0.42 * room)} />
        }
    });
    html! {
        <svg class="chart" width="100%" height={px(bottom + FOOT)} role="img" aria-label={view.title.clone()}>
            { axis::vertical_grid(&view.x_ticks, top, bottom) }
            { axis::marks(&view.marks, bottom) }
            <g class="dots">{ for dots }</g>
        </svg>
    }
}

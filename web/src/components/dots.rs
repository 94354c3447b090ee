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

/// Height of one dot above another in a row among others, and of the room above the highest [px].
const SMALL: f64 = 12.0;
const AIR: f64 = 6.0;

/// One plan's dots on an axis that it shares with others: how high the highest stands among all, and a line to measure by.
pub(super) fn row_of_dots(dots: &[[f64; 2]], levels: u32, line: Option<f64>, label: String) -> Html {
    let height = SMALL * f64::from(levels) + AIR;
    let dot = |[x, level]: &[f64; 2]| {
        html! { <circle cx={percent(*x)} cy={px(height - SMALL * (level + 0.5))} r={px(0.42 * SMALL)} /> }
    };
    html! {
        <svg class="chart" width="100%" height={px(height)} role="img" aria-label={label}>
            { for line.map(|at| html! {
                <line class="axis" x1={percent(at)} x2={percent(at)} y1="0" y2={px(height)} />
            }) }
            <g class="dots">{ for dots.iter().map(dot) }</g>
            <line class="axis" x1="0" x2="100%" y1={px(height)} y2={px(height)} />
        </svg>
    }
}

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

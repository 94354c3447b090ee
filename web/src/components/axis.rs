//! What charts share: gridlines with labels below, and marked values with labels above.

use regpath_core::view::{Mark, Tick};
use yew::prelude::*;

use super::{percent, px};

/// Height of the band below a chart that holds the labels of its axis [px].
pub(super) const FOOT: f64 = 26.0;
/// Height of one line of labels above a chart [px].
const LINE: f64 = 26.0;

/// Letters of a label that fit beside any line on a phone.
const LONG: usize = 18;

/// Height of the band above a chart that holds the labels of its marks [px].
pub(super) fn head(marks: &[Mark]) -> f64 {
    LINE * marks.len() as f64 + 4.0
}

/// Vertical gridlines from `top` to `bottom`, labelled below.
pub(super) fn vertical_grid(ticks: &[Tick], top: f64, bottom: f64) -> Html {
    let tick = |tick: &Tick| {
        let x = percent(tick.at);
        html! {
            <g class="tick">
                <line class="grid" x1={x.clone()} x2={x.clone()} y1={px(top)} y2={px(bottom)} />
                <text x={x} y={px(bottom + 18.0)} class={anchor(tick.at)}>{ &tick.label }</text>
            </g>
        }
    };
    html! {
        <g class={classes!("ticks", is_dense(ticks).then_some("is-dense"))}>
            { for ticks.iter().map(tick) }
            <line class="axis" x1="0" x2="100%" y1={px(bottom)} y2={px(bottom)} />
        </g>
    }
}

/// Horizontal gridlines between `top` and `bottom`, labelled at the left.
pub(super) fn levels(ticks: &[Tick], top: f64, bottom: f64) -> Html {
    let level = |tick: &Tick| {
        let y = px(bottom - (bottom - top) * tick.at);
        html! {
            <g class="level">
                <line class="grid" x1="0" x2="100%" y1={y.clone()} y2={y.clone()} />
                <text x="0" y={y} dy="-4">{ &tick.label }</text>
            </g>
        }
    };
    html! { <g>{ for ticks.iter().map(level) }</g> }
}

/// Marked values from the top down to `bottom`: each has a line of its own, so that labels never meet.
pub(super) fn marks(marks: &[Mark], bottom: f64) -> Html {
    let height = |place: usize| LINE * (place as f64 + 1.0);
    let line = |(place, mark): (usize, &Mark)| {
        let x = percent(mark.at);
        html! {
            <g class={classes!("mark", format!("mark-{place}"))}>
                <line x1={x.clone()} x2={x} y1={px(height(place) - 14.0)} y2={px(bottom)} />
            </g>
        }
    };
    let label = |(place, mark): (usize, &Mark)| {
        let y = px(height(place) - 3.0);
        let (side, shift) = if mark.at > 0.6 {
            ("is-end", "-6")
        } else {
            ("is-start", "6")
        };
        // What is too long for a phone beside its line begins at the edge there.
        let is_long = mark.label.chars().count() > LONG;
        html! {
            <g class="mark">
                <text x={percent(mark.at)} y={y.clone()} dx={shift} class={classes!(side, is_long.then_some("is-wide"))}>
                    { &mark.label }
                </text>
                if is_long {
                    <text x="0" {y} class="is-start is-narrow">{ &mark.label }</text>
                }
            </g>
        }
    };
    html! {
        <g>
            // No line goes through a label.
            { for marks.iter().enumerate().map(line) }
            { for marks.iter().enumerate().map(label) }
        </g>
    }
}

/// Whether the labels are too many letters for a phone, where every other one is left out.
pub(super) fn is_dense(ticks: &[Tick]) -> bool {
    ticks.iter().map(|tick| tick.label.chars().count()).sum::<usize>() > 28
}

/// Keeps labels at the ends inside of the drawing.
fn anchor(at: f64) -> &'static str {
    if at < 0.03 {
        "is-start"
    } else if at > 0.97 {
        "is-end"
    } else {
        "is-middle"
    }
}

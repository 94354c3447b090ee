//! The S-curve as it answers: move the date and read the chance, or move the chance and read the date.

use regpath_core::app::{Action, Ask};
use regpath_core::text::Lang;
use regpath_core::view::{AskedView, CurveView};
use web_sys::{Element, HtmlInputElement, PointerEvent};
use yew::prelude::*;

use super::curve::Curve;
use crate::chrome::words;

/// Steps of the sliders.
const STEPS: f64 = 1000.0;

/// What [`Asked`] draws.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct AskedProps {
    pub curve: CurveView,
    pub asked: Option<AskedView>,
    pub lang: Lang,
    pub act: Callback<Action>,
}

/// Draws a [`CurveView`] that can be asked.
#[component]
pub fn Asked(props: &AskedProps) -> Html {
    let AskedProps {
        curve,
        asked,
        lang,
        act,
    } = props;
    let words = words(*lang);
    let is_held = use_mut_ref(|| false);
    let node = use_node_ref();
    let Some(asked) = asked else {
        return html! { <Curve view={curve.clone()} /> };
    };
    let [from, to] = asked.days;
    let ask = {
        let (node, act) = (node.clone(), act.clone());
        move |event: &PointerEvent| {
            let Some(chart) = node.cast::<Element>() else {
                return;
            };
            let place = chart.get_bounding_client_rect();
            let share = (f64::from(event.client_x()) - place.left()) / place.width().max(1.0);
            act.emit(Action::Ask(Ask::Day(from + (to - from) * share.clamp(0.0, 1.0))));
        }
    };
    let hold = {
        let (is_held, ask, node) = (is_held.clone(), ask.clone(), node.clone());
        Callback::from(move |event: PointerEvent| {
            is_held.replace(true);
            if let Some(chart) = node.cast::<Element>() {
                // A pointer that is gone again cannot be held.
                let _ = chart.set_pointer_capture(event.pointer_id());
            }
            ask(&event);
        })
    };
    let drag = {
        let is_held = is_held.clone();
        Callback::from(move |event: PointerEvent| {
            if *is_held.borrow() {
                ask(&event);
            }
        })
    };
    let release = Callback::from(move |_: PointerEvent| {
        is_held.replace(false);
    });
    let slide = |to_ask: fn(f64) -> Ask, least: f64, most: f64| {
        let act = act.clone();
        Callback::from(move |event: InputEvent| {
            let input: HtmlInputElement = event.target_unchecked_into();
            let share = input.value_as_number() / STEPS;
            if share.is_finite() {
                act.emit(Action::Ask(to_ask(least + (most - least) * share)));
            }
        })
    };
    let slider = |label: &'static str, at: f64, oninput: Callback<InputEvent>| {
        let value = (STEPS * at).round().to_string();
        html! {
            <label>
                <span>{ label }</span>
                <input type="range" min="0" max={STEPS.to_string()} step="5" {value} aria-valuetext={asked.words.clone()} {oninput} />
            </label>
        }
    };
    let [x, y] = asked.at;
    html! {
        <div>
            <p class="says" role="status">{ &asked.words }</p>
            <div ref={node} class="draggable" onpointerdown={hold} onpointermove={drag}
                onpointerup={release.clone()} onpointercancel={release}>
                <Curve view={curve.clone()} asked={Some(asked.at)} />
            </div>
            <div class="sliders">
                { slider(words.ask_date, x, slide(Ask::Day, from, to)) }
                { slider(words.ask_chance, y, slide(Ask::Chance, 0.0, 1.0)) }
            </div>
        </div>
    }
}

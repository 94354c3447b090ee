//! The foot: what the answer rests on, and what it may be asked again with.

use regpath_core::app::Action;
use regpath_core::text::Lang;
use regpath_core::view::FootView;
use regpath_core::view::format::grouped;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::chrome::{Words, words};

/// Numbers of futures to choose from.
const FUTURES: [u64; 4] = [1_000, 10_000, 100_000, 1_000_000];

/// What [`Foot`] draws.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct FootProps {
    pub view: FootView,
    pub seed: u64,
    /// Futures asked for.
    pub futures: u64,
    pub lang: Lang,
    pub act: Callback<Action>,
}

/// Draws a [`FootView`].
#[component]
pub fn Foot(props: &FootProps) -> Html {
    let view = &props.view;
    let words = words(props.lang);
    let facts = [&view.iterations, &view.error, &view.grade_c];
    let fact = |fact: &String| html! { <li>{ fact }</li> };
    html! {
        <footer class="foot">
            <div class="asked">
                { seed(props, words) }
                { futures(props, words) }
            </div>
            <ul>
                <li class="on-paper">{ &view.seed }</li>
                { for facts.into_iter().filter(|fact| !fact.is_empty()).map(fact) }
            </ul>
            <p>{ &view.disclaimer }</p>
        </footer>
    }
}

fn seed(props: &FootProps, words: &'static Words) -> Html {
    let (act, now) = (props.act.clone(), props.seed);
    let change = Callback::from(move |event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        match input.value().parse() {
            Ok(seed) if seed != now => act.emit(Action::SetSeed(seed)),
            Ok(_) => {}
            // What is no seed gives way to the one in use.
            Err(_) => input.set_value(&now.to_string()),
        }
    });
    html! {
        <label>
            { words.seed }
            <input type="text" inputmode="numeric" autocomplete="off" size="5" value={now.to_string()} onchange={change} />
        </label>
    }
}

fn futures(props: &FootProps, words: &'static Words) -> Html {
    let mut choices = FUTURES.to_vec();
    if !choices.contains(&props.futures) {
        choices.push(props.futures);
        choices.sort_unstable();
    }
    let act = props.act.clone();
    let change = Callback::from(move |event: Event| {
        let select: HtmlSelectElement = event.target_unchecked_into();
        if let Ok(futures) = select.value().parse() {
            act.emit(Action::SetIterations(futures));
        }
    });
    let option = |futures: u64| {
        html! {
            <option value={futures.to_string()} selected={futures == props.futures}>{ grouped(futures as f64, props.lang) }</option>
        }
    };
    html! {
        <label>
            { words.futures }
            <select onchange={change}>{ for choices.into_iter().map(option) }</select>
        </label>
    }
}

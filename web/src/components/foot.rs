//! The foot: what the answer rests on.

use regpath_core::view::FootView;
use yew::prelude::*;

/// What [`Foot`] draws.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct FootProps {
    pub view: FootView,
}

/// Draws a [`FootView`].
#[component]
pub fn Foot(props: &FootProps) -> Html {
    let view = &props.view;
    let facts = [&view.seed, &view.iterations, &view.error, &view.grade_c];
    let fact = |fact: &String| html! { <li>{ fact }</li> };
    html! {
        <footer class="foot">
            <ul>{ for facts.into_iter().filter(|fact| !fact.is_empty()).map(fact) }</ul>
            <p>{ &view.disclaimer }</p>
        </footer>
    }
}

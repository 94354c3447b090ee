//! What went wrong, in the core's words, next to the view.

use std::rc::Rc;

use regpath_core::text::Lang;
use yew::prelude::*;

use super::icon::{self, icon};
use crate::chrome::words;

/// What [`Problems`] draws.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct ProblemsProps {
    /// One line each.
    pub problems: Rc<Vec<String>>,
    pub lang: Lang,
    pub on_close: Callback<()>,
}

/// Draws a list of problems that can be put away; nothing if there are none.
#[component]
pub fn Problems(props: &ProblemsProps) -> Html {
    if props.problems.is_empty() {
        return Html::default();
    }
    let words = words(props.lang);
    html! {
        <div class="notice" role="alert">
            <strong>{ words.problem }</strong>
            <ul>{ for props.problems.iter().map(|problem| html! { <li>{ problem }</li> }) }</ul>
            <button type="button" class="tool" aria-label={words.close} title={words.close}
                onclick={props.on_close.reform(|_| ())}>
                { icon(icon::CLOSE) }
            </button>
        </div>
    }
}

//! What the keys do.

use regpath_core::app::View;
use regpath_core::text::Lang;
use yew::prelude::*;

use crate::chrome::words;

/// What [`Help`] draws.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct HelpProps {
    pub lang: Lang,
    /// Said once on each face.
    pub disclaimer: AttrValue,
    /// Whether single keys do anything: some readers speak to their computer and need them off.
    pub keys_on: bool,
    pub set_keys: Callback<bool>,
}

/// Draws the help.
#[component]
pub fn Help(props: &HelpProps) -> Html {
    let words = words(props.lang);
    let [first, .., last] = View::ALL;
    let keys = [
        (format!("{}–{}", first.key(), last.key()), words.key_views),
        ("P".to_owned(), words.key_plans),
        ("O".to_owned(), words.key_levers),
        ("Ctrl Z".to_owned(), words.key_undo),
        ("S".to_owned(), words.key_share),
        ("F".to_owned(), words.key_present),
        ("L".to_owned(), words.key_language),
        ("R".to_owned(), words.key_rerun),
        ("?".to_owned(), words.key_help),
        ("Esc".to_owned(), words.key_close),
    ];
    let key = |(key, meaning): (String, &str)| {
        html! { <div><dt><kbd>{ key }</kbd></dt><dd>{ meaning }</dd></div> }
    };
    let turn = props.set_keys.reform(|event: Event| {
        let input: web_sys::HtmlInputElement = event.target_unchecked_into();
        input.checked()
    });
    html! {
        <div class="help">
            <h3>{ words.keys }</h3>
            <dl class="keys">{ for keys.into_iter().map(key) }</dl>
            <label class="switch">
                <input type="checkbox" checked={props.keys_on} onchange={turn} />{ words.keys_on }
            </label>
            <p class="note">{ props.disclaimer.clone() }</p>
        </div>
    }
}

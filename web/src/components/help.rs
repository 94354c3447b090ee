//! What the view at hand shows, what its words mean, and what the keys do.

use regpath_core::app::{Action, Overlay, View};
use regpath_core::text::Lang;
use regpath_core::view::HelpView;
use yew::prelude::*;

use super::glossary::draw;
use crate::chrome::words;

/// What [`Help`] draws.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct HelpProps {
    /// Of the view at hand; none at an exercise.
    pub view: Option<HelpView>,
    pub lang: Lang,
    /// Said once on each face.
    pub disclaimer: AttrValue,
    /// Whether single keys do anything: some readers speak to their computer and need them off.
    pub keys_on: bool,
    pub set_keys: Callback<bool>,
    pub act: Callback<Action>,
}

/// Draws the help.
#[component]
pub fn Help(props: &HelpProps) -> Html {
    let words = words(props.lang);
    let [first, .., last] = View::ALL;
    let keys = [
        (format!("{}–{}", first.key(), last.key()), words.key_views),
        ("/".to_owned(), words.key_find),
        ("I".to_owned(), words.key_glossary),
        ("P".to_owned(), words.key_plans),
        ("O".to_owned(), words.key_levers),
        ("A".to_owned(), words.key_add_route),
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
    let open = |label: &'static str, overlay: Overlay| {
        let open = props.act.reform(move |_| Action::Open(overlay.clone()));
        html! { <button type="button" class="press" onclick={open}>{ label }</button> }
    };
    html! {
        <div class="help">
            if let Some(view) = &props.view {
                <p><strong>{ &view.title }</strong>{ " · " }{ &view.about }</p>
            }
            <div class="doings">
                if props.view.is_some() {
                    { open(words.find, Overlay::Find(String::new())) }
                }
                { open(words.glossary, Overlay::Glossary(String::new())) }
            </div>
            <h3>{ words.keys }</h3>
            <dl class="keys">{ for keys.into_iter().map(key) }</dl>
            <label class="switch">
                <input type="checkbox" checked={props.keys_on} onchange={turn} />{ words.keys_on }
            </label>
            if let Some(view) = props.view.as_ref().filter(|view| !view.terms.is_empty()) {
                <h3>{ words.terms_here }</h3>
                { for view.terms.iter().map(|term| draw(term, false, words.see, &props.act)) }
            }
            <p class="note">{ props.disclaimer.clone() }</p>
        </div>
    }
}

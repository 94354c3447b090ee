//! The words of the trade, explained: all of them, or those that answer to what is typed.

use regpath_core::app::{Action, Overlay};
use regpath_core::text::Lang;
use regpath_core::view::reference::TermPage;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{HtmlElement, HtmlInputElement};
use yew::prelude::*;

use super::seek::show;
use crate::chrome::words;
use crate::page;

/// What [`Glossary`] draws.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct GlossaryProps {
    /// The term that it was opened at; empty: at its beginning.
    pub at: AttrValue,
    /// The terms that answer to what is typed.
    pub ask: Callback<String, Vec<TermPage>>,
    pub lang: Lang,
    pub act: Callback<Action>,
}

/// Draws the glossary.
#[component]
pub fn Glossary(props: &GlossaryProps) -> Html {
    let words = words(props.lang);
    let query = use_state_eq(String::new);
    // Going on to another word shows all of them again.
    use_effect_with((props.at.clone(), query.setter()), |(at, query)| {
        query.set(String::new());
        let id = format!("term-{at}");
        // The dialog may have to open first.
        let lead = Closure::once_into_js(move || {
            if let Some(term) = page::document().get_element_by_id(&id) {
                let _ = term.dyn_into::<HtmlElement>().map(|term| term.focus());
                show(&id);
            }
        });
        page::on_next_frame(lead.unchecked_ref());
    });
    let terms = use_memo((props.ask.clone(), (*query).clone()), |(ask, query)| {
        ask.emit(query.clone())
    });
    let oninput = {
        let query = query.clone();
        Callback::from(move |event: InputEvent| {
            let input: HtmlInputElement = event.target_unchecked_into();
            query.set(input.value());
        })
    };
    let is_at = |term: &TermPage| term.id == *props.at;
    html! {
        <div class="seek">
            <input type="text" aria-label={words.find_word} placeholder={words.find_word} autocomplete="off"
                spellcheck="false" maxlength="80" autofocus={props.at.is_empty()} value={(*query).clone()} {oninput} />
            <p class="caption" role="status">{ words.terms }{ terms.len() }</p>
            <div class="found" role="group" aria-label={words.glossary} tabindex="0">
                { for terms.iter().map(|term| draw(term, is_at(term), words.see, &props.act)) }
            </div>
        </div>
    }
}

/// A term, what it means, and where to read on.
pub(super) fn draw(term: &TermPage, is_at: bool, see: &'static str, act: &Callback<Action>) -> Html {
    let other = Some(&term.other).filter(|other| **other != term.term);
    let abbreviation = Some(&term.abbreviation)
        .filter(|short| !short.is_empty() && !term.term.contains(*short) && !term.other.contains(*short));
    let also = [other, abbreviation].into_iter().flatten();
    let also: Vec<&str> = also.map(String::as_str).collect();
    let link = |to: &regpath_core::view::Fact| {
        let id = to.label.clone();
        html! {
            <button type="button" class="link"
                onclick={act.reform(move |_| Action::Open(Overlay::Glossary(id.clone())))}>{ &to.value }</button>
        }
    };
    html! {
        <section class="term" id={format!("term-{}", term.id)} tabindex="-1" aria-current={is_at.then_some("true")}>
            <h3>{ &term.term }<span class="sub">{ also.join(" · ") }</span></h3>
            <p>{ &term.meaning }</p>
            if !term.see.is_empty() {
                <p class="caption">{ see }{ for term.see.iter().map(link) }</p>
            }
        </section>
    }
}

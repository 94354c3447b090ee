//! What leaves the page, and only because the reader takes it: the link, the plan's file, the report, the answer.

use regpath_core::text::Lang;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::chrome::words;
use crate::save;

/// What can be done with the plan at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Errand {
    /// Save the plan's file.
    Plan,
    /// Print the report.
    Print,
    /// Save the report as a page.
    Report,
    /// Save the answer as data.
    Json,
}

/// What [`Share`] draws.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct ShareProps {
    /// The link, or why there is none.
    pub link: Result<String, String>,
    /// Whether there is an answer to take along.
    pub has_answer: bool,
    pub lang: Lang,
    pub on_errand: Callback<Errand>,
}

/// Draws the ways out.
#[component]
pub fn Share(props: &ShareProps) -> Html {
    let words = words(props.lang);
    let is_copied = use_state_eq(|| false);
    let field = use_node_ref();
    let link = match &props.link {
        Err(reason) => html! { <p class="flaw" role="alert">{ reason }</p> },
        Ok(link) => {
            let copy = {
                let (link, is_copied, field) = (link.clone(), is_copied.clone(), field.clone());
                Callback::from(move |_: MouseEvent| {
                    // Where the browser does not copy by itself, the link lies selected for the keys.
                    if let Some(field) = field.cast::<HtmlInputElement>() {
                        field.select();
                    }
                    let is_copied = is_copied.clone();
                    save::copy(&link, Callback::from(move |done| is_copied.set(done)));
                })
            };
            html! {
                <>
                    <div class="link-field">
                        <input ref={field} type="text" readonly=true value={link.clone()} aria-label={words.link} />
                        <button type="button" class="run" onclick={copy}>
                            { if *is_copied { words.copied } else { words.copy } }
                        </button>
                    </div>
                    <p class="unseen" role="status">{ if *is_copied { words.copied } else { "" } }</p>
                    <p class="caption">{ words.link_note }</p>
                </>
            }
        }
    };
    let errand = |errand: Errand, title: &'static str, note: &'static str, is_off: bool| {
        html! {
            <li>
                <button type="button" class="plan" disabled={is_off}
                    onclick={props.on_errand.reform(move |_: MouseEvent| errand)}>
                    <span class="title">{ title }</span>
                    <span class="sub">{ note }</span>
                </button>
            </li>
        }
    };
    let is_off = !props.has_answer;
    html! {
        <>
            <h3>{ words.link }</h3>
            { link }
            <h3>{ words.paper_and_files }</h3>
            <ul class="plans">
                { errand(Errand::Print, words.print, words.print_note, is_off) }
                { errand(Errand::Report, words.report, words.report_note, is_off) }
                { errand(Errand::Plan, words.save, words.save_note, false) }
                { errand(Errand::Json, words.json, words.json_note, is_off) }
            </ul>
        </>
    }
}

//! The first page: the question, and the plans that answer it for somebody.

use regpath_core::app::{Action, Overlay};
use regpath_core::text::Lang;
use regpath_core::view::PlanEntry;
use regpath_core::wizard::Wizard as Questions;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::Workshops;
use crate::chrome::words;
use crate::hooks::open_file;

/// What [`Gallery`] draws.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct GalleryProps {
    pub plans: Vec<PlanEntry>,
    pub disclaimer: AttrValue,
    pub lang: Lang,
    pub act: Callback<Action>,
}

/// Draws the plans as cards.
#[component]
pub fn Gallery(props: &GalleryProps) -> Html {
    let words = words(props.lang);
    let card = |plan: &PlanEntry| {
        let id = plan.id.clone();
        let label = if plan.is_open {
            words.answer_above
        } else {
            words.open
        };
        html! {
            <li key={plan.id.clone()}>
                <button type="button" class="plan-card" onclick={props.act.reform(move |_| Action::ChoosePlan(id.clone()))}>
                    <span class="title">{ &plan.title }</span>
                    <span class="sub">{ &plan.summary }</span>
                    <span class="go">{ label }{ " →" }</span>
                </button>
            </li>
        }
    };
    html! {
        <div class="gallery">
            <h2>{ words.question }</h2>
            <p class="lead-in">{ words.lead_in }</p>
            <ul class="plan-cards">
                <li>
                    <button type="button" class="plan-card is-new" aria-haspopup="dialog"
                        onclick={props.act.reform(|_| Action::Open(Overlay::Wizard(Questions::default())))}>
                        <span class="title">{ words.wizard }</span>
                        <span class="sub">{ words.wizard_note }</span>
                        <span class="go">{ words.go_on }{ " →" }</span>
                    </button>
                </li>
                { for props.plans.iter().map(card) }
                <li><OwnFile lang={props.lang} act={props.act.clone()} /></li>
            </ul>
            <Workshops lang={props.lang} act={props.act.clone()} />
            <p class="caption">{ words.stays_here }{ " " }{ props.disclaimer.clone() }</p>
        </div>
    }
}

/// What [`OwnFile`] needs.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct OwnFileProps {
    /// An exercise, not a plan.
    #[prop_or_default]
    pub is_exercise: bool,
    pub lang: Lang,
    pub act: Callback<Action>,
}

/// A field for a file of one's own, which is read here and goes nowhere.
#[component]
pub fn OwnFile(props: &OwnFileProps) -> Html {
    let words = words(props.lang);
    let open = {
        let (act, lang, is_exercise) = (props.act.clone(), props.lang, props.is_exercise);
        Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            open_file(input.files(), is_exercise, lang, act.clone());
            // The same file may be chosen again after it was mended.
            input.set_value("");
        })
    };
    let (title, note) = if props.is_exercise {
        (words.exercise_file, words.exercise_file_note)
    } else {
        (words.own_file, words.own_file_note)
    };
    html! {
        <label class="own-file">
            <span class="title">{ title }</span>
            <span class="sub">{ note }</span>
            <input type="file" accept=".toml" onchange={open} />
        </label>
    }
}

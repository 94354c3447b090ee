//! A new plan, question by question.

use regpath_core::app::Action;
use regpath_core::text::Lang;
use regpath_core::view::{WizardChoice, WizardView};
use regpath_core::wizard::Answer;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::chrome::words;
use crate::hooks::next_quarter;

/// What [`Wizard`] draws.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct WizardProps {
    pub view: WizardView,
    pub lang: Lang,
    pub act: Callback<Action>,
}

/// Draws a [`WizardView`].
#[component]
pub fn Wizard(props: &WizardProps) -> Html {
    let WizardProps { view, lang, act } = props;
    let words = words(*lang);
    let choice = |(place, choice): (usize, &WizardChoice)| {
        let kind = if view.is_many { "checkbox" } else { "radio" };
        html! {
            <li key={choice.title.clone()}>
                <label class="rival">
                    <input type={kind} name="wizard" checked={choice.is_chosen} disabled={!choice.can_choose}
                        onchange={act.reform(move |_| Action::Answer(Answer::Choose(place)))} />
                    <span>
                        <span class="title">{ &choice.title }</span>
                        <span class="sub">{ &choice.meaning }</span>
                    </span>
                </label>
            </li>
        }
    };
    let typed = view.typed.as_ref().map(|typed| {
        let oninput = act.reform(|event: InputEvent| {
            let input: HtmlInputElement = event.target_unchecked_into();
            Action::Answer(Answer::Typed(input.value()))
        });
        html! {
            <input type="text" class="typed" autofocus=true value={typed.clone()} {oninput} aria-label={view.question.clone()}
                autocomplete="off" maxlength="80" />
        }
    });
    let go_on = {
        let (act, is_last, is_answered) = (act.clone(), view.is_last, view.is_answered);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if is_answered {
                act.emit(if is_last {
                    Action::Make(next_quarter())
                } else {
                    Action::Answer(Answer::Next)
                });
            }
        })
    };
    html! {
        <form class="wizard" onsubmit={go_on}>
            <p class="caption">{ &view.step }</p>
            <h3>{ &view.question }</h3>
            <p>{ &view.why }</p>
            { for typed }
            <ul>{ for view.choices.iter().enumerate().map(choice) }</ul>
            if !view.remark.is_empty() {
                <p class="caption" role="status">{ &view.remark }</p>
            }
            <div class="forward">
                <button type="button" class="run" onclick={act.reform(|_| Action::Answer(Answer::Back))}>{ words.back }</button>
                <button type="submit" class="run is-main" disabled={!view.is_answered}>
                    { if view.is_last { words.make } else { words.go_on } }
                </button>
            </div>
            if !view.so_far.is_empty() {
                <ul class="so-far">{ for view.so_far.iter().map(|line| html! { <li>{ line }</li> }) }</ul>
            }
        </form>
    }
}

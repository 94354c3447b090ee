//! The plans that can be opened: those that ship, and a file of one's own, which is read here and goes nowhere.

use regpath_core::app::Action;
use regpath_core::catalogue::SourceFile;
use regpath_core::text::Lang;
use regpath_core::view::PlanEntry;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::chrome::words;
use crate::hooks::read_file;

/// What [`Plans`] draws.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct PlansProps {
    pub plans: Vec<PlanEntry>,
    pub lang: Lang,
    pub act: Callback<Action>,
}

/// Draws the list of plans.
#[component]
pub fn Plans(props: &PlansProps) -> Html {
    let words = words(props.lang);
    let entry = |plan: &PlanEntry| {
        let id = plan.id.clone();
        html! {
            <li key={plan.id.clone()}>
                <button type="button" class="plan" aria-current={plan.is_open.then_some("true")}
                    onclick={props.act.reform(move |_| Action::ChoosePlan(id.clone()))}>
                    <span class="title">{ &plan.title }</span>
                    <span class="sub">{ &plan.summary }</span>
                </button>
            </li>
        }
    };
    let open = {
        let act = props.act.clone();
        Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            let act = act.clone();
            read_file(&input, move |name, text| {
                act.emit(Action::Close);
                act.emit(Action::OpenFile(SourceFile { name, text }));
            });
        })
    };
    html! {
        <>
            <ul class="plans">{ for props.plans.iter().map(entry) }</ul>
            <label class="own-file">
                <span class="title">{ words.own_file }</span>
                <span class="sub">{ words.own_file_note }</span>
                <input type="file" accept=".toml" onchange={open} />
            </label>
        </>
    }
}

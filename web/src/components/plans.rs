//! The plans that can be opened: those that ship, and a file of one's own, which is read here and goes nowhere.

use regpath_core::app::Action;
use regpath_core::text::Lang;
use regpath_core::view::PlanEntry;
use yew::prelude::*;

use super::{OwnFile, Workshops};

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
    html! {
        <>
            <ul class="plans">{ for props.plans.iter().map(entry) }</ul>
            <OwnFile lang={props.lang} act={props.act.clone()} />
            <Workshops is_list=true lang={props.lang} act={props.act.clone()} />
        </>
    }
}

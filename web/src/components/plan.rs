//! The plan in words: its story, its profile, its routes.

use regpath_core::text::Lang;
use regpath_core::view::{Fact, PlanView, RouteRow};
use yew::prelude::*;

use crate::chrome::{Words, words};

/// What [`Plan`] draws.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct PlanProps {
    pub view: PlanView,
    pub lang: Lang,
}

/// Draws a [`PlanView`].
#[component]
pub fn Plan(props: &PlanProps) -> Html {
    let view = &props.view;
    let words = words(props.lang);
    html! {
        <>
            <div class="story">
                <div class="lead">
                    <p>{ &view.summary }</p>
                    if !view.teaches.is_empty() {
                        <p class="teaches"><strong>{ words.teaches }</strong>{ " " }{ &view.teaches }</p>
                    }
                </div>
                if !view.profile.is_empty() {
                    <section class="panel">
                        <h2>{ words.profile }</h2>
                        { facts(&view.profile) }
                    </section>
                }
            </div>
            <section class="panel">
                <h2>{ words.routes }</h2>
                { routes(&view.routes.routes, words) }
            </section>
            if !view.notes.is_empty() {
                <section class="panel">
                    <h2>{ words.notes }</h2>
                    <ul class="notes">{ for view.notes.iter().map(|note| html! { <li>{ note }</li> }) }</ul>
                </section>
            }
        </>
    }
}

/// Labels and values.
pub(super) fn facts(facts: &[Fact]) -> Html {
    let fact = |fact: &Fact| {
        html! { <div><dt>{ &fact.label }</dt><dd>{ &fact.value }</dd></div> }
    };
    html! { <dl class="facts">{ for facts.iter().map(fact) }</dl> }
}

/// The routes as a table that becomes a list of cards on a narrow screen: each cell names its column.
fn routes(routes: &[RouteRow], words: &'static Words) -> Html {
    let row = |route: &RouteRow| {
        html! {
            <tr key={route.id.clone()}>
                <th scope="row">
                    <span class="title">{ &route.title }</span>
                    <span class="sub">{ &route.jurisdiction }{ " · " }<code>{ &route.id }</code></span>
                </th>
                <td data-label={words.grants}>{ &route.grants }</td>
                <td class="is-numeric" data-label={words.chance_short}>{ &route.chance }</td>
                <td class="is-numeric" data-label="P50">{ &route.p50 }</td>
                <td class="is-numeric" data-label="P80">{ &route.p80 }</td>
                <td class="is-numeric" data-label={words.cost}>{ &route.cost }</td>
                <td class="is-quiet" data-label={words.grades}>{ &route.grades }</td>
            </tr>
        }
    };
    html! {
        <table class="stacks">
            <thead>
                <tr>
                    <th scope="col">{ words.route }</th>
                    <th scope="col">{ words.grants }</th>
                    <th scope="col" class="is-numeric">{ words.chance_short }</th>
                    <th scope="col" class="is-numeric">{ "P50" }</th>
                    <th scope="col" class="is-numeric">{ "P80" }</th>
                    <th scope="col" class="is-numeric">{ words.cost }</th>
                    <th scope="col">{ words.grades }</th>
                </tr>
            </thead>
            <tbody>{ for routes.iter().map(row) }</tbody>
        </table>
    }
}

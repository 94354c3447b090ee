//! The plan in words: its story, its profile, its routes.

use regpath_core::app::{Action, Overlay};
use regpath_core::text::Lang;
use regpath_core::view::{Fact, PlanView, RouteRow};
use yew::prelude::*;

use crate::chrome::{Words, words};

/// What [`Plan`] draws.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct PlanProps {
    pub view: PlanView,
    /// How many of its routes, the first ones, the catalogue has a page of.
    #[prop_or_default]
    pub readable: usize,
    pub lang: Lang,
    pub act: Callback<Action>,
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
                { routes(&view.routes.routes, props.readable, words, &props.act) }
                <p class="take">
                    <button type="button" class="link" aria-haspopup="dialog"
                        onclick={props.act.reform(|_| Action::Open(Overlay::Routes(String::new())))}>
                        { words.add_route }
                    </button>
                </p>
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
fn routes(routes: &[RouteRow], readable: usize, words: &'static Words, act: &Callback<Action>) -> Html {
    let row = |(place, route): (usize, &RouteRow)| {
        let id = route.id.clone();
        html! {
            <tr key={route.id.clone()}>
                <th scope="row">
                    if place < readable {
                        <button type="button" class="link" aria-haspopup="dialog"
                            onclick={act.reform(move |_| Action::Open(Overlay::Route(id.clone())))}>{ &route.title }</button>
                    } else {
                        <span class="title">{ &route.title }</span>
                    }
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
        <table class="stacks of-routes">
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
            <tbody>{ for routes.iter().enumerate().map(row) }</tbody>
        </table>
    }
}

//! A route of the catalogue as a page to read: what it is, what must be minded, its steps, and every rule and figure with
//! its grade.

use regpath_core::edit::Setting;
use regpath_core::text::Lang;
use regpath_core::view::reference::{CasePage, Origin, RoutePage, SourcePage, StepPage};
use yew::prelude::*;

use super::plan::facts;
use super::sources::{grade, web_link};
use crate::chrome::words;

/// What [`Route`] draws.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct RouteProps {
    pub page: RoutePage,
    /// What makes the plan take it; none if it does already.
    pub taking: Option<Setting>,
    pub lang: Lang,
    pub take: Callback<Setting>,
}

/// Draws a [`RoutePage`].
#[component]
pub fn Route(props: &RouteProps) -> Html {
    let RouteProps {
        page,
        taking,
        lang,
        take,
    } = props;
    let words = words(*lang);
    let said = |says: &str, origin: &Origin| {
        html! {
            <li>
                { grade(&origin.grade, words) }
                <span>{ says }<span class="as-of">{ &origin.as_of }{ " " }{ origin.keys.join(", ") }</span></span>
            </li>
        }
    };
    let case = |case: &CasePage| {
        let figures = case.figures.iter().map(|figure| {
            let value = format!("{}: {}", figure.what, figure.value);
            said(&value, &figure.origin)
        });
        let rules = case.rules.iter().map(|rule| said(&rule.says, &rule.origin));
        html! {
            <>
                if !case.condition.is_empty() {
                    <p class="when">{ &case.condition }</p>
                }
                <ul class="sources">{ for figures }{ for rules }</ul>
            </>
        }
    };
    let step = |step: &StepPage| {
        html! {
            <section class="term">
                <h4>{ &step.title }<span class="sub">{ &step.kind }</span></h4>
                { facts(&step.facts) }
                { for step.cases.iter().map(case) }
                if !step.note.is_empty() {
                    <p class="caption">{ &step.note }</p>
                }
            </section>
        }
    };
    let source = |source: &SourcePage| {
        let lines = source.lines.iter().map(|line| web_link(line, line, words));
        html! {
            <div>
                <dt><code>{ &source.id }</code>{ " " }{ &source.title }</dt>
                { for lines.map(|line| html! { <dd>{ line }</dd> }) }
            </div>
        }
    };
    html! {
        <div class="step-card">
            if let Some(setting) = taking.clone() {
                <button type="button" class="press is-main" onclick={take.reform(move |_: MouseEvent| setting.clone())}>
                    { words.take_up }
                </button>
            }
            { facts(&page.facts) }
            if !page.note.is_empty() {
                <p class="note">{ &page.note }</p>
            }
            { for page.caveats.iter().map(|caveat| html! { <p class="note is-caveat">{ caveat }</p> }) }
            if !page.rules.is_empty() {
                <ul class="sources">{ for page.rules.iter().map(|rule| said(&rule.says, &rule.origin)) }</ul>
            }
            if !page.options.is_empty() {
                <h3>{ words.options }</h3>
                { facts(&page.options) }
            }
            <h3>{ words.steps }</h3>
            { for page.steps.iter().map(step) }
            <h3>{ words.sources }</h3>
            <dl class="cited">{ for page.sources.iter().map(source) }</dl>
            <p class="caption">{ &page.caption }</p>
        </div>
    }
}

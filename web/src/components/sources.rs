//! Every figure behind the plan, and who says so.

use regpath_core::app::{Action, Overlay};
use regpath_core::text::Lang;
use regpath_core::view::{SourceOrder, SourcedFigure, SourcesView};
use yew::prelude::*;

use crate::chrome::{Words, words};

/// What [`Sources`] draws.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct SourcesProps {
    pub view: SourcesView,
    pub lang: Lang,
    pub act: Callback<Action>,
}

/// Draws a [`SourcesView`].
#[component]
pub fn Sources(props: &SourcesProps) -> Html {
    let SourcesProps { view, lang, act } = props;
    let words = words(*lang);
    let order = |order: SourceOrder| {
        html! {
            <button type="button" aria-pressed={(order == view.order).to_string()}
                onclick={act.reform(move |_| Action::SortSources(order))}>
                { order.title(*lang) }
            </button>
        }
    };
    html! {
        <section class="panel">
            <div class="head">
                <h2 class="finding">{ &view.title }</h2>
                <div class="forms" role="group" aria-label={words.sorted}>{ for SourceOrder::ALL.into_iter().map(order) }</div>
            </div>
            <p class="caption">{ &view.caption }</p>
            <table class="stacks figures">
                <thead>
                    <tr>
                        <th scope="col">{ words.step }</th>
                        <th scope="col">{ words.figure }</th>
                        <th scope="col">{ words.value }</th>
                        <th scope="col">{ words.as_of }</th>
                        <th scope="col">{ words.sources }</th>
                    </tr>
                </thead>
                <tbody>{ for view.figures.iter().map(|figure| draw(figure, words, act)) }</tbody>
            </table>
        </section>
    }
}

fn draw(figure: &SourcedFigure, words: &'static Words, act: &Callback<Action>) -> Html {
    let id = figure.id.clone();
    let open = act.reform(move |_| Action::Open(Overlay::Step(id.clone())));
    html! {
        <tr>
            <th scope="row">
                <button type="button" class="link" aria-haspopup="dialog" onclick={open}>{ &figure.step }</button>
                <span class="sub">{ &figure.place }</span>
            </th>
            <td data-label={words.figure}>{ &figure.what }</td>
            <td data-label={words.value}>{ &figure.value }</td>
            <td class="is-quiet" data-label={words.as_of}>{ &figure.as_of }</td>
            <td data-label={words.sources}>
                <span class="sourced">
                    { grade(&figure.grade, words) }
                    <span>{ for figure.sources.iter().map(|source| html! { <span class="one">{ web_link(&source.title, &source.url, words) }</span> }) }</span>
                </span>
            </td>
        </tr>
    }
}

/// How sure a figure is.
pub(super) fn grade(letter: &str, words: &'static Words) -> Html {
    let said = format!("{} {letter}", words.grade);
    html! {
        <span class={classes!("grade", format!("is-{}", letter.to_lowercase()))} title={said.clone()}>
            <span aria-hidden="true">{ letter.to_owned() }</span><span class="unseen">{ said }</span>
        </span>
    }
}

/// A source as a link, where it has an address. Plans may come from anywhere, so that only addresses of the web become links.
pub(super) fn web_link(title: &str, url: &str, words: &'static Words) -> Html {
    if !url.starts_with("https://") && !url.starts_with("http://") {
        return html! { <span>{ title }</span> };
    }
    html! {
        <a href={url.to_owned()} target="_blank" rel="noopener noreferrer">
            { title }<span class="unseen">{ " (" }{ words.new_tab }{ ")" }</span>
        </a>
    }
}

//! Everything known about one step, and where it comes from.

use regpath_core::text::Lang;
use regpath_core::view::{SourceRow, StepCard};
use yew::prelude::*;

use super::plan::facts;
use super::sources::{grade, web_link};
use crate::chrome::{Words, words};

/// What [`StepCardSheet`] draws.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct StepCardProps {
    pub card: StepCard,
    pub lang: Lang,
}

/// Draws a [`StepCard`].
#[component]
pub fn StepCardSheet(props: &StepCardProps) -> Html {
    let card = &props.card;
    let words = words(props.lang);
    html! {
        <div class="step-card">
            <p class="sub">{ &card.subtitle }{ " · " }<code>{ &card.id }</code></p>
            { facts(&card.facts) }
            if !card.note.is_empty() {
                <p class="note">{ &card.note }</p>
            }
            if !card.sources.is_empty() {
                <h3>{ words.sources }</h3>
                <ul class="sources">{ for card.sources.iter().map(|source| draw(source, words)) }</ul>
            }
        </div>
    }
}

fn draw(source: &SourceRow, words: &'static Words) -> Html {
    html! {
        <li>
            { grade(&source.grade, words) }
            <span>
                <span class="figure">{ &source.figure }</span>
                { web_link(&source.title, &source.url, words) }
                if !source.as_of.is_empty() {
                    <span class="as-of">{ &source.as_of }</span>
                }
            </span>
        </li>
    }
}

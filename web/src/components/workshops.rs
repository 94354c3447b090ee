//! The exercises that a class can sit down at.

use regpath_core::app::Action;
use regpath_core::text::Lang;
use regpath_core::view::exercise::{Block, ExerciseEntry, entries, lobby};
use yew::prelude::*;

use super::OwnFile;
use crate::chrome::words;
use crate::sitting::salt;

/// What [`Workshops`] draws.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct WorkshopsProps {
    /// Titles alone, for a list.
    #[prop_or_default]
    pub is_list: bool,
    pub lang: Lang,
    pub act: Callback<Action>,
}

/// Draws the exercises as cards, or as a list.
#[component]
pub fn Workshops(props: &WorkshopsProps) -> Html {
    let words = words(props.lang);
    let lobby = lobby(props.lang);
    let open = |id: &str| {
        let id = id.to_owned();
        props
            .act
            .reform(move |_: MouseEvent| Action::ChooseExercise(id.clone(), salt()))
    };
    let row = |entry: &ExerciseEntry| {
        html! {
            <li key={entry.id.clone()}>
                <button type="button" class="plan" onclick={open(&entry.id)}>
                    <span class="title">{ &entry.title }</span>
                    <span class="sub">{ &entry.about }</span>
                </button>
            </li>
        }
    };
    let card = |entry: &ExerciseEntry| {
        html! {
            <li key={entry.id.clone()}>
                <button type="button" class="plan-card" onclick={open(&entry.id)}>
                    <span class="title">{ &entry.title }</span>
                    <span class="about">{ &entry.about }</span>
                    if let Some(goal) = entry.goals.first() {
                        <span class="sub">{ goal }</span>
                    }
                    <span class="go">{ words.open }{ " →" }</span>
                </button>
            </li>
        }
    };
    let entries = entries(props.lang);
    if props.is_list {
        return html! {
            <>
                <h3>{ lobby.title }</h3>
                <ul class="plans">{ for entries.iter().map(row) }</ul>
                <OwnFile is_exercise=true lang={props.lang} act={props.act.clone()} />
            </>
        };
    }
    let lead_in = lobby.blocks.into_iter().find_map(|block| match block {
        Block::Text(text) => Some(text),
        _ => None,
    });
    html! {
        <section class="workshops">
            <h2>{ lobby.title }</h2>
            <p class="lead-in">{ lead_in.unwrap_or_default() }</p>
            <ul class="plan-cards">
                { for entries.iter().map(card) }
                <li><OwnFile is_exercise=true lang={props.lang} act={props.act.clone()} /></li>
            </ul>
        </section>
    }
}

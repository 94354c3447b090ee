//! The answer strip: what a reader came for, always in sight.

use regpath_core::text::Lang;
use regpath_core::view::{Card, StripView};
use yew::prelude::*;

use super::px;
use crate::chrome::words;

/// What [`Strip`] draws.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct StripProps {
    pub view: StripView,
    pub lang: Lang,
    /// Share of the run that is done.
    pub progress: f64,
    /// Whether numbers still move.
    pub is_running: bool,
    /// Whether they answer an older question.
    #[prop_or_default]
    pub is_stale: bool,
}

/// Draws a [`StripView`], with the run's progress along its lower edge.
#[component]
pub fn Strip(props: &StripProps) -> Html {
    let words = words(props.lang);
    let state = (!props.is_running).then_some("is-done");
    let stale = props.is_stale.then_some("is-stale");
    html! {
        <section class={classes!("strip", state, stale)} aria-label={words.answers}>
            <dl class="cards">{ for props.view.cards.iter().map(|card| draw(card, words.chance)) }</dl>
            <progress class="progress" max="1" value={px(props.progress)} aria-label={words.running} />
        </section>
    }
}

fn draw(card: &Card, chance: &str) -> Html {
    html! {
        <div class="card">
            <dt>{ &card.title }</dt>
            <dd class="answer">
                <span class="big">{ &card.big }</span>
                if !card.small.is_empty() {
                    <span class="small">{ &card.small }</span>
                }
            </dd>
            <dd class="rest">
                <span class="p80">{ &card.p80 }</span>
                if !card.chance.is_empty() {
                    <span class="chance">
                        { &card.chance }<span class="unseen">{ " " }{ chance }</span>
                    </span>
                }
            </dd>
            if let Some(change) = &card.change {
                <dd class={classes!("change", change.is_better.map(|is| if is { "is-better" } else { "is-worse" }))}>
                    { &change.words }
                </dd>
            }
            { spark(&card.spark) }
        </div>
    }
}

/// A histogram as small as a word.
fn spark(heights: &[f64]) -> Html {
    if heights.is_empty() {
        return html! { <dd class="spark" aria-hidden="true" /> };
    }
    let bar = |(place, height): (usize, &f64)| {
        let height = 100.0 * height.clamp(0.0, 1.0);
        format!("M{} 100v-{}h9V100", 10 * place, px(height))
    };
    let bars: String = heights.iter().enumerate().map(bar).collect();
    html! {
        <dd class="spark" aria-hidden="true">
            <svg viewBox={format!("0 0 {} 100", 10 * heights.len())} preserveAspectRatio="none" focusable="false">
                <path d={bars} />
            </svg>
        </dd>
    }
}

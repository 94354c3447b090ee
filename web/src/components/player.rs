//! One future, moment by moment: along its story, the timeline and the map.

use regpath_core::app::{Action, View};
use regpath_core::text::Lang;
use regpath_core::view::FuturesView;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::icon::{self, icon};
use crate::chrome::words;
use crate::hooks::use_clock;

/// Between two moments [ms].
const BEAT: i32 = 900;

/// What [`Player`] draws.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct PlayerProps {
    pub view: FuturesView,
    /// Where it stands.
    pub at: View,
    pub lang: Lang,
    pub act: Callback<Action>,
}

/// Draws where the story is, and moves it.
#[component]
pub fn Player(props: &PlayerProps) -> Html {
    let PlayerProps { view, at, lang, act } = props;
    let words = words(*lang);
    let is_playing = use_state_eq(|| false);
    let now = view.moment.as_ref().map(|moment| moment.event);
    let last = view.events.saturating_sub(1);
    let is_over = now == Some(last);
    use_clock(
        (*is_playing && !is_over).then_some(BEAT),
        act.reform(move |()| Action::Moment(Some(now.map_or(0, |now| (now + 1).min(last))))),
    );
    if view.events == 0 {
        return Html::default();
    }
    let plays = *is_playing && !is_over;
    let play = {
        let (is_playing, act) = (is_playing.clone(), act.clone());
        Callback::from(move |_: MouseEvent| {
            if !plays && now.is_none_or(|now| now >= last) {
                act.emit(Action::Moment(Some(0)));
            }
            is_playing.set(!plays);
        })
    };
    let slide = act.reform(|event: InputEvent| {
        let input: HtmlInputElement = event.target_unchecked_into();
        Action::Moment(Some(input.value().parse().unwrap_or(0)))
    });
    let said = view.moment.as_ref().map_or_else(
        || words.play_hint.to_owned(),
        |moment| format!("{}: {}", moment.date, moment.text),
    );
    let elsewhere = [View::Futures, View::Timeline, View::Map]
        .into_iter()
        .filter(|view| view != at)
        .map(|view| {
            html! {
                <button type="button" class="link" onclick={act.reform(move |_| Action::Show(view))}>
                    { view.title(*lang) }
                </button>
            }
        });
    html! {
        <div class="player" role="group" aria-label={words.play}>
            <button type="button" class="run" aria-label={if plays { words.pause } else { words.play }}
                title={if plays { words.pause } else { words.play }} onclick={play}>
                { icon(if plays { icon::PAUSE } else { icon::PLAY }) }
            </button>
            <input type="range" min="0" max={last.to_string()} step="1" value={now.unwrap_or(0).to_string()}
                aria-label={words.moment} aria-valuetext={said.clone()} oninput={slide} />
            <p class="said">{ said }</p>
            <p class="elsewhere">
                { for elsewhere }
                if now.is_some() {
                    <button type="button" class="link" onclick={act.reform(|_| Action::Moment(None))}>{ words.leave_story }</button>
                }
            </p>
        </div>
    }
}

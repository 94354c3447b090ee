//! The views to choose from: a rail at the side, a bar at the bottom of a phone.

use regpath_core::app::{Action, View};
use regpath_core::text::Lang;
use web_sys::HtmlElement;
use yew::prelude::*;

use super::icon::{self, icon};
use crate::chrome::words;

/// What [`Rail`] draws.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct RailProps {
    /// None while no view is open.
    pub view: Option<View>,
    pub lang: Lang,
    pub act: Callback<Action>,
}

/// Draws the choice of views.
#[component]
pub fn Rail(props: &RailProps) -> Html {
    let entry = |view: View| {
        let is_here = Some(view) == props.view;
        html! {
            <li key={view.key().to_string()}>
                <button type="button" class="entry" aria-current={is_here.then_some("page")}
                    onclick={props.act.reform(move |_| Action::Show(view))}>
                    { icon(drawing(view)) }
                    <span>{ view.title(props.lang) }</span>
                    <kbd aria-hidden="true">{ view.key() }</kbd>
                </button>
            </li>
        }
    };
    // On a phone the bar is longer than the screen.
    let bar = use_node_ref();
    use_effect_with((props.view, bar.clone()), |(view, bar)| {
        let bar = bar.cast::<HtmlElement>().filter(|_| view.is_some());
        let here = bar
            .as_ref()
            .and_then(|bar| bar.query_selector("[aria-current]").ok().flatten());
        if let (Some(bar), Some(here)) = (bar, here) {
            let (bar_place, place) = (bar.get_bounding_client_rect(), here.get_bounding_client_rect());
            let beyond =
                (place.right() - bar_place.right()).max(0.0) + (place.left() - bar_place.left()).min(0.0);
            bar.set_scroll_left(bar.scroll_left() + beyond.round() as i32);
        }
    });
    html! {
        <nav class="rail" aria-label={words(props.lang).views}>
            <ul ref={bar}>{ for View::ALL.into_iter().map(entry) }</ul>
        </nav>
    }
}

const fn drawing(view: View) -> &'static str {
    match view {
        View::Plan => icon::PLAN,
        View::Map => icon::MAP,
        View::Sources => icon::SOURCES,
        View::Timeline => icon::TIMELINE,
        View::Odds => icon::ODDS,
        View::Money => icon::MONEY,
        View::Risk => icon::RISK,
        View::Life => icon::LIFE,
        View::Compare => icon::COMPARE,
        View::Futures => icon::FUTURES,
    }
}

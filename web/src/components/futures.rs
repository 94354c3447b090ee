//! One future as a dated story, and where it stands among the others.

use regpath_core::analysis::replay::WhichFuture;
use regpath_core::app::Action;
use regpath_core::text::Lang;
use regpath_core::view::{Chapter, FutureChoice, FuturesView, ReplayView, StoryLine};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::dots::Dots;
use crate::chrome::words;

/// What [`Futures`] draws.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct FuturesProps {
    /// Nothing before there are results.
    pub view: Option<FuturesView>,
    pub lang: Lang,
    pub act: Callback<Action>,
}

/// Draws a [`FuturesView`].
#[component]
pub fn Futures(props: &FuturesProps) -> Html {
    let FuturesProps { view, lang, act } = props;
    let words = words(*lang);
    let Some(view) = view else {
        return html! { <p class="panel empty">{ words.waiting }</p> };
    };
    let button = |choice: &FutureChoice| {
        let which = choice.which;
        html! {
            <button type="button" aria-pressed={choice.is_open.to_string()}
                onclick={act.reform(move |_| Action::Tell(which))}>
                { &choice.label }
            </button>
        }
    };
    html! {
        <div class="futures">
            <section class="panel where">
                <div class="forms" role="group" aria-label={words.another_future}>
                    { for view.choices.iter().map(button) }
                </div>
                { number(view, words.number, act) }
                <h2 class="finding">{ &view.dots.title }</h2>
                <Dots view={view.dots.clone()} />
                <p class="caption">{ &view.dots.caption }</p>
            </section>
            <section class="panel" aria-live="polite">
                <h2 class="finding">{ &view.story.title }</h2>
                { story(&view.story) }
            </section>
        </div>
    }
}

/// A future in sentences, without its title.
pub(super) fn story(view: &ReplayView) -> Html {
    html! {
        <>
            <p class="ends">{ &view.summary }</p>
            { for view.chapters.iter().map(chapter) }
            <p class="caption">{ &view.caption }</p>
        </>
    }
}

/// A field for the number; what is no number gives way to the one that is told.
fn number(view: &FuturesView, label: &'static str, act: &Callback<Action>) -> Html {
    let (now, act) = (view.number, act.clone());
    let change = Callback::from(move |event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        match input.value().trim().parse() {
            Ok(number) if number != now => act.emit(Action::Tell(WhichFuture::Number(number))),
            Ok(_) => {}
            Err(_) => input.set_value(&now.to_string()),
        }
    });
    html! {
        <label class="number-field">
            { label }
            <input type="text" inputmode="numeric" autocomplete="off" size="7" value={now.to_string()} onchange={change} />
            <span>{ &view.range }</span>
        </label>
    }
}

fn chapter(chapter: &Chapter) -> Html {
    html! {
        <section class="chapter" key={chapter.title.clone()}>
            <h3>{ &chapter.title }</h3>
            <ol>{ for chapter.lines.iter().map(line) }</ol>
        </section>
    }
}

fn line(line: &StoryLine) -> Html {
    let kind = match line.mark.as_str() {
        "◆" => "is-reached",
        "!" => "is-setback",
        _ => "",
    };
    // The year stands above.
    let date = line.date.split_once('-').map_or(&*line.date, |(_, rest)| rest);
    html! {
        <li class={kind}>
            <time datetime={line.date.clone()}>{ date }</time>
            <span class="glyph" aria-hidden="true">{ &line.mark }</span>
            <span>
                { &line.text }
                if !line.place.is_empty() {
                    <span class="sub">{ &line.place }</span>
                }
            </span>
            <span class="number">{ &line.cost }</span>
        </li>
    }
}

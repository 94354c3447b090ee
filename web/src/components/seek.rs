//! Something is typed, what answers to it is listed, and one of it is gone to: by arrows and Enter, or by a click.

use regpath_core::app::Action;
use web_sys::{HtmlInputElement, ScrollIntoViewOptions, ScrollLogicalPosition};
use yew::prelude::*;

use crate::page;

/// What answers to what was typed.
#[derive(Debug, Clone, Default)]
pub struct Sought {
    /// How many there are, or what can be asked for.
    pub remark: String,
    /// The best first.
    pub rows: Vec<SeekRow>,
}

/// One thing to go to.
#[derive(Debug, Clone)]
pub struct SeekRow {
    /// What sort of thing it is, or where it belongs.
    pub sort: String,
    pub title: String,
    pub about: String,
    pub go: Action,
}

/// What [`Seek`] draws.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct SeekProps {
    pub label: AttrValue,
    pub ask: Callback<String, Sought>,
    pub act: Callback<Action>,
}

/// Draws a field and what answers to it.
#[component]
pub fn Seek(props: &SeekProps) -> Html {
    let SeekProps { label, ask, act } = props;
    let query = use_state_eq(String::new);
    let cursor = use_state_eq(|| 0_usize);
    let sought = use_memo((ask.clone(), (*query).clone()), |(ask, query)| {
        ask.emit(query.clone())
    });
    let last = sought.rows.len().saturating_sub(1);
    let at = (*cursor).min(last);
    use_effect_with((at, (*query).clone()), |(at, _)| show(&row_id(*at)));
    let oninput = {
        let (query, cursor) = (query.clone(), cursor.clone());
        Callback::from(move |event: InputEvent| {
            let input: HtmlInputElement = event.target_unchecked_into();
            cursor.set(0);
            query.set(input.value());
        })
    };
    let onkeydown = {
        let (sought, cursor, act) = (sought.clone(), cursor.clone(), act.clone());
        Callback::from(move |event: KeyboardEvent| {
            // Enter ends the choice of characters first.
            if event.is_composing() {
                return;
            }
            let to = match event.key().as_str() {
                "ArrowDown" => (at + 1).min(last),
                "ArrowUp" => at.saturating_sub(1),
                "PageDown" => (at + 8).min(last),
                "PageUp" => at.saturating_sub(8),
                "Enter" => {
                    event.prevent_default();
                    if let Some(row) = sought.rows.get(at) {
                        act.emit(row.go.clone());
                    }
                    return;
                }
                _ => return,
            };
            event.prevent_default();
            cursor.set(to);
        })
    };
    let row = |(place, row): (usize, &SeekRow)| {
        let go = row.go.clone();
        html! {
            <li role="option" id={row_id(place)} aria-selected={(place == at).to_string()}
                onclick={act.reform(move |_| go.clone())}>
                <span class="badge">{ &row.sort }</span>
                <span><span class="title">{ &row.title }</span><span class="sub">{ &row.about }</span></span>
            </li>
        }
    };
    let has_rows = !sought.rows.is_empty();
    html! {
        <div class="seek">
            <input type="text" role="combobox" aria-label={label.clone()} aria-expanded={has_rows.to_string()}
                aria-controls="found" aria-autocomplete="list" aria-activedescendant={has_rows.then(|| row_id(at))}
                placeholder={label.clone()} autocomplete="off" spellcheck="false" maxlength="80" autofocus=true
                {oninput} {onkeydown} />
            <p class="caption" role="status">{ &sought.remark }</p>
            <ul class="found" role="listbox" id="found" aria-label={label.clone()}>
                { for sought.rows.iter().enumerate().map(row) }
            </ul>
        </div>
    }
}

fn row_id(place: usize) -> String {
    format!("found-{place}")
}

/// Scrolls no further than it takes to show the element of an id.
pub(super) fn show(id: &str) {
    let Some(element) = page::document().get_element_by_id(id) else {
        return;
    };
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

//! Other plans on the same futures: which ones, and how they compare.

use regpath_core::app::Action;
use regpath_core::text::Lang;
use regpath_core::view::{ComparePart, CompareRow, RivalRow, RivalsView};
use yew::prelude::*;

use super::axis::{self, FOOT};
use super::dots::row_of_dots;
use super::px;
use super::table::Numbers;
use super::take::{Picture, Take};
use crate::chrome::words;

/// What [`Compare`] draws.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct CompareProps {
    pub view: RivalsView,
    /// Whether more futures are coming in.
    #[prop_or_default]
    pub is_going: bool,
    pub lang: Lang,
    pub act: Callback<Action>,
}

/// Draws a [`RivalsView`].
#[component]
pub fn Compare(props: &CompareProps) -> Html {
    let CompareProps {
        view,
        is_going,
        lang,
        act,
    } = props;
    let words = words(*lang);
    html! {
        <div class="compare">
            <section class="panel rivals">
                <h2>{ words.compare_with }</h2>
                <ul>{ for view.rows.iter().map(|row| rival(row, act)) }</ul>
            </section>
            <div class="compared" aria-busy={is_going.to_string()}>
                <p class="caption" role="status">{ &view.hint }</p>
                if let Some(comparison) = &view.comparison {
                    <div class={classes!(view.is_stale.then_some("is-stale"))}>
                        { for comparison.parts.iter().map(|part| draw(part, *lang)) }
                        <p class="caption">{ &comparison.caption }</p>
                        <Take title={words.compare_with} picture={Picture::Compare(comparison.clone())} lang={*lang} />
                        if !comparison.caveats.is_empty() {
                            <h2>{ words.notes }</h2>
                            <ul class="notes">{ for comparison.caveats.iter().map(|caveat| html! { <li>{ caveat }</li> }) }</ul>
                        }
                    </div>
                }
            </div>
        </div>
    }
}

/// The colour of a plan goes with its letter.
fn plan_class(letter: &str) -> Option<&'static str> {
    match letter {
        "B" => Some("is-plan-b"),
        "C" => Some("is-plan-c"),
        "D" => Some("is-plan-d"),
        _ => None,
    }
}

fn rival(row: &RivalRow, act: &Callback<Action>) -> Html {
    let rival = row.rival.clone();
    let turn = act.reform(move |_: Event| Action::Compare(rival.clone()));
    html! {
        <li key={row.title.clone()}>
            <label class="rival">
                <input type="checkbox" checked={row.is_chosen} disabled={!row.can_turn} onchange={turn} />
                <span>
                    <span class="title">
                        if row.is_chosen {
                            <span class={classes!("letter", plan_class(&row.letter))}>{ &row.letter }</span>
                        }
                        { &row.title }
                    </span>
                    <span class="sub">{ &row.summary }</span>
                </span>
            </label>
        </li>
    }
}

fn draw(part: &ComparePart, lang: Lang) -> Html {
    let sentence = |sentence: &String| html! { <p class="sentence">{ sentence }</p> };
    html! {
        <section class="panel" key={part.title.clone()}>
            <h2 class="finding">{ &part.title }</h2>
            { for part.rows.iter().map(|row| dots(row, part)) }
            <svg class="chart" width="100%" height={px(FOOT)} aria-hidden="true" focusable="false">
                { axis::vertical_grid(&part.x_ticks, 0.0, 0.0) }
            </svg>
            { for part.sentences.iter().map(sentence) }
            <Numbers table={part.table.clone()} title={part.title.clone()} {lang} />
            <Take title={part.title.clone()} table={part.table.clone()} {lang} />
        </section>
    }
}

/// A plan: its answers, and its dots on the common axis.
fn dots(row: &CompareRow, part: &ComparePart) -> Html {
    let levels = part.rows.iter().map(|row| row.levels).max().unwrap_or(1);
    let label = format!("{}: P50 {}, {} {}", row.title, row.p50, row.p80, row.chance);
    html! {
        <div class={classes!("standing", plan_class(&row.letter))} key={row.letter.clone()}>
            <p>
                <span class={classes!("letter", plan_class(&row.letter))}>{ &row.letter }</span>
                <span class="title">{ &row.title }</span>
                <span class="numbers-row">
                    <strong>{ &row.p50 }</strong>
                    <span>{ &row.p80 }</span>
                    <span>{ &row.chance }</span>
                </span>
            </p>
            { row_of_dots(&row.dots, levels, row.middle, label) }
        </div>
    }
}

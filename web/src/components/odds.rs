//! When it will happen, and how surely: a milestone, and its future in one of three forms.

use regpath_core::app::{Action, OddsForm};
use regpath_core::text::Lang;
use regpath_core::view::{MilestoneRow, OddsView};
use yew::prelude::*;

use super::asked::Asked;
use super::dots::Dots;
use super::histogram::Histogram;
use super::risk::scatter;
use super::table::Numbers;
use super::take::{Picture, Take};
use crate::chrome::{Words, words};

/// What [`Odds`] draws.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct OddsProps {
    pub view: OddsView,
    pub form: OddsForm,
    pub lang: Lang,
    pub act: Callback<Action>,
}

/// Draws an [`OddsView`].
#[component]
pub fn Odds(props: &OddsProps) -> Html {
    let OddsProps {
        view,
        form,
        lang,
        act,
    } = props;
    let words = words(*lang);
    let (title, chart, caption, table, picture) = match form {
        OddsForm::Dots => {
            let view = &view.dots;
            (
                &view.title,
                html! { <Dots view={view.clone()} /> },
                &view.caption,
                &view.table,
                Picture::Dots(view.clone()),
            )
        }
        OddsForm::Histogram => {
            let view = &view.histogram;
            (
                &view.title,
                html! { <Histogram view={view.clone()} /> },
                &view.caption,
                &view.table,
                Picture::Histogram(view.clone()),
            )
        }
        OddsForm::Curve => {
            let asked = view.asked.clone();
            let view = &view.curve;
            (
                &view.title,
                html! { <Asked curve={view.clone()} {asked} lang={*lang} act={act.clone()} /> },
                &view.caption,
                &view.table,
                Picture::Curve(view.clone()),
            )
        }
        OddsForm::Joint => {
            let curve = &view.curve;
            let chart = view.joint.as_ref().map_or_else(
                || html! { <p class="empty">{ words.waiting }</p> },
                |joint| scatter(joint, *lang),
            );
            (
                &curve.title,
                chart,
                &curve.caption,
                &curve.table,
                Picture::Curve(curve.clone()),
            )
        }
    };
    let form_button = |other: OddsForm| {
        html! {
            <button type="button" aria-pressed={(other == *form).to_string()}
                onclick={act.reform(move |_| Action::SetOddsForm(other))}>
                { other.title(*lang) }
            </button>
        }
    };
    html! {
        <div class="odds">
            <section class="panel milestones" aria-label={words.milestones}>
                { chooser(view, words, act) }
                <ul>{ for view.milestones.iter().map(|row| milestone(row, view.selected, words, act)) }</ul>
            </section>
            <section class="panel">
                <div class="head">
                    <h2 class="finding">{ title }</h2>
                    <div class="forms" role="group" aria-label={words.form}>
                        { for OddsForm::ALL.into_iter().map(form_button) }
                    </div>
                </div>
                { chart }
                <p class="caption">{ caption }</p>
                <Numbers table={table.clone()} title={title.clone()} lang={*lang} />
                <Take title={title.clone()} {picture} table={table.clone()} lang={*lang} />
            </section>
        </div>
    }
}

/// The choice on a narrow screen, where a list would push the chart out of sight.
fn chooser(view: &OddsView, words: &'static Words, act: &Callback<Action>) -> Html {
    let choose = act.reform(|event: Event| {
        let select: web_sys::HtmlSelectElement = event.target_unchecked_into();
        Action::SelectMilestone(select.selected_index().unsigned_abs() as usize)
    });
    let option = |row: &MilestoneRow| {
        html! {
            <option value={row.index.to_string()} selected={row.index == view.selected}>
                { &row.title }{ " · " }{ &row.chance }
            </option>
        }
    };
    html! {
        <label class="chooser">
            <span>{ words.milestone }</span>
            <select onchange={choose}>{ for view.milestones.iter().map(option) }</select>
        </label>
    }
}

fn milestone(row: &MilestoneRow, selected: usize, words: &'static Words, act: &Callback<Action>) -> Html {
    let index = row.index;
    let [_, p50, p80, _] = &row.dates;
    html! {
        <li key={index}>
            <button type="button" class="milestone" aria-pressed={(index == selected).to_string()}
                onclick={act.reform(move |_| Action::SelectMilestone(index))}>
                <span class="title">
                    { &row.title }
                    if row.is_target {
                        <span class="badge">{ words.target }</span>
                    }
                </span>
                <span class="chance">{ &row.chance }</span>
                <span class="dates">{ format!("P50 {p50} · P80 {p80}") }</span>
                <span class="error">{ &row.months }{ " " }{ &row.error }</span>
            </button>
        </li>
    }
}

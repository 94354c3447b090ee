//! The levers of the plan: a drawer beside the view, a sheet on a phone.

use regpath_core::app::{Action, Overlay};
use regpath_core::edit::Setting;
use regpath_core::text::Lang;
use regpath_core::view::{Lever, LeverChoice, LeverGroup, LeverKind, LeversView};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::icon::{self, icon};
use crate::chrome::{Words, words};

/// What [`Levers`] draws.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct LeversProps {
    pub view: LeversView,
    pub lang: Lang,
    /// Whether the plan has changes that are not saved.
    #[prop_or_default]
    pub is_unsaved: bool,
    pub act: Callback<Action>,
    #[prop_or_default]
    pub on_save: Callback<()>,
}

/// Draws a [`LeversView`].
#[component]
pub fn Levers(props: &LeversProps) -> Html {
    let LeversProps {
        view,
        lang,
        act,
        is_unsaved,
        on_save,
    } = props;
    let words = words(*lang);
    let tool = |label: &'static str, drawing: &'static str, is_off: bool, action: Action| {
        html! {
            <button type="button" class="tool" aria-label={label} title={label} disabled={is_off}
                onclick={act.reform(move |_| action.clone())}>
                { icon(drawing) }
            </button>
        }
    };
    html! {
        <aside class="levers" aria-labelledby="levers-title">
            <div class="head">
                <h2 id="levers-title">{ words.levers }</h2>
                <span class="changes" role="status">{ &view.changes }</span>
                <button type="button" class="tool" aria-label={words.save} title={words.save} disabled={!is_unsaved}
                    onclick={on_save.reform(|_| ())}>
                    { icon(icon::SAVE) }
                </button>
                { tool(words.undo, icon::UNDO, !view.can_undo, Action::Undo) }
                { tool(words.redo, icon::REDO, !view.can_redo, Action::Redo) }
                { tool(words.close, icon::CLOSE, false, Action::ShowLevers(false)) }
            </div>
            <div class="body">
                if !view.problem.is_empty() {
                    <p class="flaw" role="alert">{ &view.problem }</p>
                }
                { for view.groups.iter().map(|group| draw_group(group, words, act)) }
                <p class="take">
                    <button type="button" class="link" aria-haspopup="dialog"
                        onclick={act.reform(|_| Action::Open(Overlay::Routes(String::new())))}>
                        { words.add_route }
                    </button>
                </p>
            </div>
        </aside>
    }
}

fn draw_group(group: &LeverGroup, words: &'static Words, act: &Callback<Action>) -> Html {
    html! {
        <fieldset key={group.title.clone()}>
            <legend>{ &group.title }</legend>
            { for group.levers.iter().map(|lever| draw(lever, words, act)) }
        </fieldset>
    }
}

fn draw(lever: &Lever, words: &'static Words, act: &Callback<Action>) -> Html {
    let class = classes!("lever", lever.is_changed.then_some("is-changed"));
    let name = html! {
        <span class="name">
            { &lever.label }
            if lever.is_changed {
                <span class="unseen">{ " (" }{ words.changed }{ ")" }</span>
            }
        </span>
    };
    let control = match &lever.kind {
        LeverKind::Switch { is_on, turned } => {
            let turned = turned.clone();
            html! {
                <label title={lever.meaning.clone()}>
                    { name }
                    <input type="checkbox" role="switch" checked={*is_on}
                        onchange={act.reform(move |_| Action::Set(turned.clone()))} />
                </label>
            }
        }
        LeverKind::Choice { selected, choices } => html! {
            <label title={lever.meaning.clone()}>
                { name }
                <Select selected={*selected} choices={choices.clone()} act={act.clone()} />
            </label>
        },
        LeverKind::Count { less, more } => {
            let step = |setting: &Option<Setting>, sign: &'static str, verb: &'static str| {
                let setting = setting.clone();
                let is_off = setting.is_none();
                let turn = act.clone();
                html! {
                    <button type="button" disabled={is_off} aria-label={format!("{}: {verb}", lever.label)}
                        onclick={move |_| if let Some(setting) = &setting { turn.emit(Action::Set(setting.clone())) }}>
                        { sign }
                    </button>
                }
            };
            html! {
                <div class="count" role="group" aria-label={lever.label.clone()} title={lever.meaning.clone()}>
                    { name }
                    { step(less, "−", words.less) }
                    <output>{ &lever.value }</output>
                    { step(more, "+", words.more) }
                </div>
            }
        }
    };
    html! {
        <div {class} key={lever.label.clone()}>
            { control }
            if !lever.effect.is_empty() {
                <p class="effect">{ &lever.effect }</p>
            }
            if !lever.problem.is_empty() {
                <p class="flaw" role="alert">{ &lever.problem }</p>
            }
        </div>
    }
}

#[derive(Debug, Clone, PartialEq, Properties)]
struct SelectProps {
    selected: usize,
    choices: Vec<LeverChoice>,
    act: Callback<Action>,
}

/// A list to choose from that follows the state, even after the reader has touched it.
#[component]
fn Select(props: &SelectProps) -> Html {
    let node = use_node_ref();
    use_effect_with((node.clone(), props.clone()), |(node, props)| {
        if let Some(select) = node.cast::<HtmlSelectElement>() {
            select.set_selected_index(i32::try_from(props.selected).unwrap_or(-1));
        }
    });
    let (act, choices) = (props.act.clone(), props.choices.clone());
    let choose = Callback::from(move |event: Event| {
        let select: HtmlSelectElement = event.target_unchecked_into();
        let chosen = usize::try_from(select.selected_index());
        if let Some(choice) = chosen.ok().and_then(|index| choices.get(index)) {
            act.emit(Action::Set(choice.setting.clone()));
        }
    });
    let option = |(index, choice): (usize, &LeverChoice)| {
        html! { <option selected={index == props.selected}>{ &choice.title }</option> }
    };
    html! {
        <select ref={node} onchange={choose}>{ for props.choices.iter().enumerate().map(option) }</select>
    }
}

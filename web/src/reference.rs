//! What lies on top of the view to look things up in: the search, the glossary, the routes of the catalogue; and the way
//! to what was found.

use regpath_core::app::{Action, App, Found, Overlay, View};
use regpath_core::edit::Setting;
use regpath_core::view::LeversView;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::chrome;
use crate::components::{Glossary, Route, Seek, SeekRow, Sought};
use crate::page;

/// The search.
pub(crate) fn find(app: &App, act: &Callback<Action>) -> Html {
    let words = chrome::words(app.lang);
    let ask = {
        let app = app.clone();
        Callback::from(move |query: String| {
            let found = app.find(&query);
            let row = |hit: regpath_core::view::Hit| SeekRow {
                sort: hit.sort.to_owned(),
                title: hit.title,
                about: hit.about,
                go: Action::Go(hit.go),
            };
            Sought {
                remark: found.remark,
                rows: found.hits.into_iter().map(row).collect(),
            }
        })
    };
    html! { <Seek label={words.find_label} {ask} act={act.clone()} /> }
}

/// The routes that the plan can take up.
pub(crate) fn routes(app: &App, act: &Callback<Action>) -> Html {
    let words = chrome::words(app.lang);
    let ask = {
        let app = app.clone();
        Callback::from(move |query: String| {
            let rows: Vec<SeekRow> = app
                .addable(&query)
                .into_iter()
                .map(|route| SeekRow {
                    sort: route.place,
                    title: route.title,
                    about: route.about,
                    go: Action::Open(Overlay::Route(route.id)),
                })
                .collect();
            Sought {
                remark: format!("{}{}", words.addable, rows.len()),
                rows,
            }
        })
    };
    html! { <Seek label={words.find_route} {ask} act={act.clone()} /> }
}

/// The glossary, at a term.
pub(crate) fn glossary(app: &App, at: &str, act: &Callback<Action>) -> Html {
    let ask = {
        let app = app.clone();
        Callback::from(move |query: String| app.terms(&query))
    };
    html! { <Glossary at={at.to_owned()} {ask} lang={app.lang} act={act.clone()} /> }
}

/// The page of a route: its title and what it says.
pub(crate) fn route(app: &App, id: &str, act: &Callback<Action>) -> (String, Html) {
    let Some(route) = app.route_in_words(id) else {
        return (id.to_owned(), Html::default());
    };
    let take = {
        let act = act.clone();
        Callback::from(move |setting: Setting| {
            act.emit(Action::Close);
            act.emit(Action::Set(setting));
            // Where it stands now.
            act.emit(Action::Show(View::Plan));
        })
    };
    let title = route.title.clone();
    let page = html! { <Route page={route} taking={app.taking(id)} lang={app.lang} {take} /> };
    (title, page)
}

/// Leads the keys and the eye to what was found, once the page shows it.
#[hook]
pub(crate) fn use_finding(app: &App, levers: &LeversView) {
    let (times, found) = app.focus();
    // Of what has a place of its own on the page, the place among its like.
    let place = match found {
        Some(Found::Lever(setting)) => {
            let levers = levers.groups.iter().flat_map(|group| &group.levers);
            levers
                .map(|lever| &lever.setting)
                .position(|other| other == setting)
        }
        _ => None,
    };
    let found = found.cloned();
    use_effect_with(times, move |_| {
        let Some(found) = found else { return };
        let lead = Closure::once_into_js(move || {
            if let Some(element) = seek(&found, place) {
                let _ = element.focus();
                element.scroll_into_view();
            }
        });
        page::on_next_frame(lead.unchecked_ref());
    });
}

fn seek(found: &Found, place: Option<usize>) -> Option<HtmlElement> {
    let all = |selector: &str| -> Vec<HtmlElement> {
        let list = page::document().query_selector_all(selector).ok();
        let list = list.into_iter();
        list.flat_map(|list| (0..list.length()).filter_map(move |place| list.get(place)))
            .filter_map(|element| element.dyn_into().ok())
            .collect()
    };
    match found {
        Found::View(_) | Found::Plan(_) => all("#view").pop(),
        // A list of buttons, or where there is no room for it, one to choose from.
        Found::Milestone(_) => all(".milestone[aria-pressed=true], .chooser select")
            .into_iter()
            .find(|element| element.offset_parent().is_some()),
        Found::Country(title) => all(".group summary")
            .into_iter()
            .find(|group| group.text_content().as_deref() == Some(title)),
        Found::Lever(_) => {
            let lever = all(".lever").into_iter().nth(place?)?;
            let control = lever.query_selector("input, select, button:enabled").ok()??;
            control.dyn_into().ok()
        }
        // They lie on top, where the dialog itself sees to it.
        Found::Step(_) | Found::Term(_) | Found::Route(_) => None,
    }
}

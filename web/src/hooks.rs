//! What ties the state to the browser: the runner, the keys, the address, what is remembered, the dialog.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::Uint8Array;
use regpath_core::app::{Action, App, View};
use regpath_core::calendar::Date;
use regpath_core::catalogue::SourceFile;
use regpath_core::limits;
use regpath_core::read;
use regpath_core::share;
use regpath_core::text::Lang;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DragEvent, Element, EventTarget, FileList, HtmlDialogElement, HtmlElement, HtmlInputElement,
    KeyboardEvent,
};
use yew::prelude::*;

use crate::chrome;
use crate::components::Theme;
use crate::engine::pool::{Pool, Wanted};
use crate::{page, sitting};

/// Keeps the engine at the run that the state wants.
#[hook]
pub(crate) fn use_runner(pool: &Pool, wanted: Option<Wanted>, act: Callback<Action>) {
    use_effect_with((pool.clone(), act), |(pool, act)| {
        pool.report_to(act.reform(Action::Run));
    });
    let pool = pool.clone();
    let job = wanted.as_ref().map(Wanted::job);
    use_effect_with(job, move |_| match wanted {
        Some(wanted) => pool.start(wanted),
        None => pool.stop(),
    });
}

/// Something that was listened for: forgotten when dropped.
struct Listener {
    target: EventTarget,
    event: &'static str,
    closure: Closure<dyn FnMut(web_sys::Event)>,
}

impl Listener {
    fn new(target: EventTarget, event: &'static str, heard: impl FnMut(web_sys::Event) + 'static) -> Self {
        let closure = Closure::new(heard);
        // It fails for no known event.
        let _ = target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
        Self {
            target,
            event,
            closure,
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let function = self.closure.as_ref().unchecked_ref();
        let _ = self
            .target
            .remove_event_listener_with_callback(self.event, function);
    }
}

/// Calls back for each key that nothing else wants: no modifier is held and no field is typed into.
#[hook]
pub(crate) fn use_keys(is_on: bool, pressed: Callback<String>) {
    use_effect_with((is_on, pressed), |(is_on, pressed)| {
        let (is_on, pressed) = (*is_on, pressed.clone());
        let listener = Listener::new(page::window().into(), "keydown", move |event| {
            let Ok(event) = event.dyn_into::<KeyboardEvent>() else {
                return;
            };
            let is_held = event.ctrl_key() || event.meta_key() || event.alt_key();
            let is_escape = event.key() == "Escape";
            if let Some(key) = held_key(&event) {
                event.prevent_default();
                pressed.emit(key.to_owned());
                return;
            }
            if is_held
                || event.is_composing()
                || (!is_escape && (!is_on || types_into(event.target(), &event.key())))
            {
                return;
            }
            let key = event.key();
            // A field that the key opens is not to be typed into by it; a space presses a button.
            if key.chars().count() == 1 && key != " " {
                event.prevent_default();
            }
            pressed.emit(key);
        });
        move || drop(listener)
    });
}

/// What Ctrl-K means, and Ctrl-Z and its kin, except in a field of text, which undoes its own changes.
fn held_key(event: &KeyboardEvent) -> Option<&'static str> {
    if !(event.ctrl_key() || event.meta_key()) || event.alt_key() {
        return None;
    }
    // The search is at hand everywhere.
    if matches!(event.key().as_str(), "k" | "K") {
        return Some("find");
    }
    let input = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    if input.is_some_and(|input| input.type_() != "checkbox") {
        return None;
    }
    match (event.key().as_str(), event.shift_key()) {
        ("z", false) => Some("undo"),
        ("z" | "Z", true) | ("y", false) => Some("redo"),
        _ => None,
    }
}

/// Whether a key pressed there is meant for a field. A checkbox takes the space alone.
fn types_into(target: Option<EventTarget>, key: &str) -> bool {
    let Some(element) = target.and_then(|target| target.dyn_into::<Element>().ok()) else {
        return false;
    };
    let is_box = element.get_attribute("type").as_deref() == Some("checkbox");
    let is_field = matches!(element.tag_name().as_str(), "INPUT" | "SELECT" | "TEXTAREA");
    is_field && (!is_box || key == " ")
}

/// Opens and closes the dialog's element as the state says, and tells when the reader closes it.
#[hook]
pub(crate) fn use_dialog(node: NodeRef, is_open: bool, title: AttrValue, on_close: Callback<()>) {
    let should_be_open = use_mut_ref(|| false);
    use_effect_with((node.clone(), on_close), {
        let should_be_open = should_be_open.clone();
        move |(node, on_close)| {
            let on_close = on_close.clone();
            let closed = move |_| {
                // Closing it from here is no news.
                if *should_be_open.borrow() {
                    on_close.emit(());
                }
            };
            let listener = node
                .cast::<HtmlDialogElement>()
                .map(|dialog| Listener::new(dialog.into(), "close", closed));
            move || drop(listener)
        }
    });
    use_effect_with((node.clone(), is_open), move |(node, is_open)| {
        should_be_open.replace(*is_open);
        let Some(dialog) = node.cast::<HtmlDialogElement>() else {
            return;
        };
        if *is_open && !dialog.open() {
            // It fails only for a dialog that is open already.
            let _ = dialog.show_modal();
        } else if !*is_open && dialog.open() {
            dialog.close();
        }
    });
    // What comes in place of something else is read from its beginning.
    use_effect_with((node, title), |(node, _)| {
        let Some(dialog) = node.cast::<HtmlDialogElement>().filter(HtmlDialogElement::open) else {
            return;
        };
        let active = page::document().active_element();
        if active.is_none_or(|active| !dialog.contains(Some(&active)) || active.is_same_node(Some(&dialog))) {
            let begin = dialog.query_selector("[autofocus], h2").ok().flatten();
            let begin = begin.and_then(|begin| begin.dyn_into::<HtmlElement>().ok());
            let _ = begin.map(|begin| begin.focus());
        }
        dialog.set_scroll_top(0);
    });
}

/// Opens the one file that was chosen or dropped, as an exercise if it is one or should be, or says why not. One that is too
/// large is not read at all.
pub(crate) fn open_file(files: Option<FileList>, is_exercise: bool, lang: Lang, act: Callback<Action>) {
    let words = chrome::words(lang);
    act.emit(Action::Close);
    let fail = |reason: String| act.emit(Action::Fail(reason));
    let Some(file) = files
        .filter(|files| files.length() == 1)
        .and_then(|files| files.get(0))
    else {
        return fail(words.drop_one.to_owned());
    };
    let name = file.name();
    if file.size() > limits::FILE_BYTES as f64 {
        return fail(format!("{name}: {}", words.too_large));
    }
    wasm_bindgen_futures::spawn_local(async move {
        let bytes = JsFuture::from(file.array_buffer()).await;
        let bytes = bytes.map(|buffer| Uint8Array::new(&buffer).to_vec());
        act.emit(match bytes.map(String::from_utf8) {
            Ok(Ok(text)) if is_exercise || read::is_exercise(&text) => {
                Action::OpenExercise(SourceFile { name, text }, sitting::salt())
            }
            Ok(Ok(text)) => Action::OpenFile(SourceFile { name, text }),
            Ok(Err(_)) => Action::Fail(format!("{name}: {}", words.no_text)),
            Err(_) => Action::Fail(format!("{name}: {}", words.unreadable)),
        });
    });
}

/// Opens a file that is dropped anywhere on the page; says whether something is held over it. What is dragged from the page
/// itself, and a field for files, go their own ways.
#[hook]
pub(crate) fn use_drop(lang: Lang, act: Callback<Action>) -> bool {
    let is_over = use_state_eq(|| false);
    let set = is_over.setter();
    use_effect_with((lang, act), move |(lang, act)| {
        let (lang, act) = (*lang, act.clone());
        let is_own = Rc::new(Cell::new(false));
        let on = |name: &'static str, heard: Box<dyn Fn(&DragEvent)>| {
            Listener::new(page::window().into(), name, move |event| {
                if let Ok(event) = event.dyn_into::<DragEvent>() {
                    heard(&event);
                }
            })
        };
        let is_foreign = {
            let is_own = is_own.clone();
            move |event: &DragEvent| {
                let dragged = event.data_transfer();
                let has_files = dragged.is_some_and(|dragged| dragged.types().includes(&"Files".into(), 0));
                let chooser = event
                    .target()
                    .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
                let is_chooser = chooser.is_some_and(|input| input.type_() == "file");
                !is_own.get() && !is_chooser && (has_files || !types_into(event.target(), ""))
            }
        };
        let begun = is_own.clone();
        let over = (is_foreign.clone(), set.clone());
        let left = set.clone();
        let listeners = [
            on("dragstart", Box::new(move |_| begun.set(true))),
            on("dragend", Box::new(move |_| is_own.set(false))),
            on(
                "dragover",
                Box::new(move |event| {
                    let (is_foreign, set) = &over;
                    let is_for_us = is_foreign(event);
                    set.set(is_for_us);
                    if is_for_us {
                        event.prevent_default();
                    }
                }),
            ),
            on(
                "dragleave",
                Box::new(move |event| {
                    // Going from one element to the next is not leaving.
                    if event.related_target().is_none() {
                        left.set(false);
                    }
                }),
            ),
            on(
                "drop",
                Box::new(move |event| {
                    set.set(false);
                    if !is_foreign(event) {
                        return;
                    }
                    event.prevent_default();
                    let files = event.data_transfer().and_then(|dropped| dropped.files());
                    open_file(files, false, lang, act.clone());
                }),
            ),
        ];
        move || drop(listeners)
    });
    *is_over
}

/// Reads all files that were chosen, in their order: names and texts, whatever is in them. Of one that is too large, no more
/// is read than shows it.
pub(crate) fn read_texts(input: &HtmlInputElement, most: usize, then: &Callback<(String, String)>) {
    let files = input.files();
    let files = (0..files.as_ref().map_or(0, FileList::length))
        .filter_map(|place| files.as_ref()?.get(place))
        .collect::<Vec<_>>();
    // The same files may be chosen again after they were mended.
    input.set_value("");
    let then = then.clone();
    wasm_bindgen_futures::spawn_local(async move {
        for file in files {
            let Ok(part) = file.slice_with_f64_and_f64(0.0, most as f64 + 1.0) else {
                continue;
            };
            // A file that has vanished meanwhile is an empty one.
            let buffer = JsFuture::from(part.array_buffer()).await.unwrap_or_default();
            let bytes = Uint8Array::new(&buffer).to_vec();
            then.emit((file.name(), String::from_utf8_lossy(&bytes).into_owned()));
        }
    });
}

/// Begins to read at a heading when another screen comes in place of the one before.
#[hook]
pub(crate) fn use_start(heading: NodeRef, key: String) {
    let is_first = use_mut_ref(|| true);
    use_effect_with(key, move |_| {
        if is_first.replace(false) {
            return;
        }
        page::window().scroll_to_with_x_and_y(0.0, 0.0);
        if let Some(heading) = heading.cast::<HtmlElement>() {
            let _ = heading.focus();
        }
    });
}

/// Keeps the document's language, and remembers it.
#[hook]
pub(crate) fn use_language(lang: Lang) {
    use_effect_with(lang, |lang| {
        page::set_root_attribute("lang", Some(lang.tag()));
        page::remember("lang", Some(lang.tag()));
    });
}

/// Remembers a choice under a name.
#[hook]
pub(crate) fn use_remembered(name: &'static str, value: &'static str) {
    use_effect_with(value, move |value| page::remember(name, Some(value)));
}

/// Keeps the document's title.
#[hook]
pub(crate) fn use_title(title: String) {
    use_effect_with(title, |title| {
        page::document().set_title(&format!("{title} · regpath"));
    });
}

/// The theme, and how to change it.
#[hook]
pub(crate) fn use_theme() -> (Theme, Callback<Theme>) {
    let theme = use_state_eq(|| Theme::from_tag(page::remembered("theme").as_deref()));
    use_effect_with(*theme, |theme| {
        page::set_root_attribute("data-theme", theme.tag());
        page::remember("theme", theme.tag());
    });
    let set = use_callback(theme.setter(), |theme, setter| setter.set(theme));
    (*theme, set)
}

/// Whether single keys do anything, and how to change it.
#[hook]
pub(crate) fn use_key_switch() -> (bool, Callback<bool>) {
    let keys_on = use_state_eq(|| page::remembered("keys").as_deref() != Some("off"));
    let set = use_callback(keys_on.setter(), |keys_on: bool, setter| {
        page::remember("keys", (!keys_on).then_some("off"));
        setter.set(keys_on);
    });
    (*keys_on, set)
}

/// Keeps the address at the open exercise, at the open plan and view, or at the first page, and follows it when the reader
/// goes back or opens a link.
#[hook]
pub(crate) fn use_address(
    exercise: Option<String>,
    plan: Option<String>,
    view: View,
    is_first_page: bool,
    act: Callback<Action>,
    go: Callback<bool>,
) {
    let is_first = use_mut_ref(|| true);
    let open = use_mut_ref(|| (None::<String>, None::<String>));
    use_effect_with((exercise, plan, view, is_first_page), {
        let open = open.clone();
        move |(exercise, plan, view, is_first_page)| {
            open.replace((exercise.clone(), plan.clone()));
            let here = match exercise {
                Some(id) => sitting::address(id),
                None if *is_first_page => FIRST_PAGE.to_owned(),
                None => address(plan.as_deref(), *view),
            };
            // The first address replaces the one that was asked for: there is nothing to go back to. Nor is there
            // to a link, whose plan is open.
            let is_first = is_first.replace(false);
            if !is_first {
                page::window().scroll_to_with_x_and_y(0.0, 0.0);
            }
            let there = page::fragment();
            if there != here {
                page::set_fragment(&here, is_first || share::is_link(&there));
            }
        }
    });
    use_effect_with((act, go), move |(act, go)| {
        let (act, go) = (act.clone(), go.clone());
        let listener = Listener::new(page::window().into(), "popstate", move |_| {
            let fragment = page::fragment();
            let (exercise, plan) = open.borrow().clone();
            if let Some(opening) = sitting::opening(&fragment) {
                if exercise.as_deref() != sitting::exercise_at(&fragment) {
                    act.emit(opening);
                }
                return;
            }
            act.emit(Action::CloseExercise);
            go.emit(is_first_page_at(&fragment));
            for action in asked(&fragment, plan.as_deref()) {
                act.emit(action);
            }
        });
        move || drop(listener)
    });
}

/// Calls back again and again, so many milliseconds apart; not at all without any.
#[hook]
pub(crate) fn use_clock(beat: Option<i32>, then: Callback<()>) {
    use_effect_with((beat, then), |(beat, then)| {
        let started = beat.and_then(|beat| {
            let then = then.clone();
            let tick = Closure::<dyn FnMut()>::new(move || then.emit(()));
            let function = tick.as_ref().unchecked_ref();
            let window = page::window();
            let id = window.set_interval_with_callback_and_timeout_and_arguments_0(function, beat);
            Some((id.ok()?, tick))
        });
        move || {
            if let Some((id, tick)) = started {
                page::window().clear_interval_with_handle(id);
                drop(tick);
            }
        }
    });
}

/// The first day of the quarter to come.
pub(crate) fn next_quarter() -> Date {
    let today = js_sys::Date::new_0();
    let (year, month) = (today.get_full_year(), today.get_month());
    let months = 3 * (month / 3 + 1);
    let date = i32::try_from(year + months / 12)
        .ok()
        .zip(u8::try_from(months % 12 + 1).ok())
        .and_then(|(year, month)| Date::new(year, month, 1));
    date.unwrap_or_else(|| Date::new(2027, 1, 1).expect("a date of the calendar"))
}

/// Puts the report on paper when the reader prints; the comparison is printed as it is seen.
#[hook]
pub(crate) fn use_paper(app: &App) {
    let now = use_mut_ref(|| None::<App>);
    now.replace(Some(app.clone()));
    use_effect_with((), move |()| {
        let before = Listener::new(page::window().into(), "beforeprint", move |_| {
            let app = now.borrow();
            let Some(app) = app.as_ref() else { return };
            let link = app.shared().fragment();
            let link = link.map_or_else(
                |_| String::new(),
                |fragment| format!("{}{fragment}", page::here()),
            );
            // What is seen of a sitting is printed as it is, and so is the comparison.
            let report = app
                .report(&link)
                .filter(|_| app.view != View::Compare && app.session().is_none());
            if let (Some(paper), Some(report)) = (paper(), report) {
                // The core has escaped whatever the plan says.
                paper.set_inner_html(&report.html_body());
            }
        });
        let after = Listener::new(page::window().into(), "afterprint", move |_| {
            if let Some(paper) = paper() {
                paper.set_inner_html("");
            }
        });
        move || drop((before, after))
    });
}

fn paper() -> Option<Element> {
    page::document().get_element_by_id("paper")
}

/// The address of the first page.
const FIRST_PAGE: &str = "#/";

/// Whether an address is that of the first page, from which exercises are opened too.
pub(crate) fn is_first_page_at(fragment: &str) -> bool {
    matches!(fragment, "" | "#" | FIRST_PAGE) || sitting::exercise_at(fragment).is_some()
}

/// E.g. `#/jp-asean/odds`.
fn address(plan: Option<&str>, view: View) -> String {
    format!("#/{}/{}", plan.unwrap_or_default(), slug(view))
}

/// What an address asks for beyond the plan that is open; nothing if it is not one of ours.
pub(crate) fn asked(fragment: &str, open_plan: Option<&str>) -> Vec<Action> {
    if share::is_link(fragment) {
        return vec![Action::OpenLink(fragment.to_owned())];
    }
    if sitting::exercise_at(fragment).is_some() {
        return Vec::new();
    }
    let Some((plan, view)) = fragment.strip_prefix("#/").and_then(|path| path.split_once('/')) else {
        return Vec::new();
    };
    let view = View::ALL
        .into_iter()
        .find(|other| slug(*other) == view)
        .map(Action::Show);
    let plan = (!plan.is_empty() && open_plan != Some(plan)).then(|| Action::ChoosePlan(plan.to_owned()));
    plan.into_iter().chain(view).collect()
}

const fn slug(view: View) -> &'static str {
    match view {
        View::Plan => "plan",
        View::Map => "map",
        View::Sources => "sources",
        View::Timeline => "timeline",
        View::Odds => "odds",
        View::Money => "money",
        View::Risk => "risk",
        View::Life => "life",
        View::Compare => "compare",
        View::Futures => "futures",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_plan_and_view() {
        let here = address(Some("jp-asean"), View::Odds);
        assert_eq!(here, "#/jp-asean/odds");
        let actions = asked(&here, None);
        assert!(
            matches!(&actions[..], [Action::ChoosePlan(plan), Action::Show(View::Odds)] if plan == "jp-asean")
        );
        let actions = asked(&here, Some("jp-asean"));
        assert!(
            matches!(&actions[..], [Action::Show(View::Odds)]),
            "an open plan is not opened again"
        );
    }

    #[test]
    fn a_strange_address_asks_for_nothing() {
        for fragment in ["", "#view", "#/", "#//", "#/a", "##/a/odds"] {
            assert!(asked(fragment, None).is_empty(), "{fragment}");
        }
    }
}

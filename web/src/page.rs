//! The page: one state, drawn; and the few things that it asks of the browser.

use std::panic::PanicHookInfo;
use std::rc::Rc;

use js_sys::Function;
use regpath_core::app::{Action, App, Found, Overlay, View};
use regpath_core::text::Lang;
use web_sys::{Document, HtmlElement, Storage, Window};
use yew::prelude::*;

use crate::chrome::{self, Words};
use crate::components::{
    Compare, Dialog, Errand, Foot, Futures, Gallery, Header, Help, Levers, Life, Map, Money, Odds, Plan,
    Plans, Player, Problems, Rail, Risk, Share, Sitting, Sources, StepCardSheet, Strip, Take, Timeline,
    Wizard, Workshops, ways_out,
};
use crate::engine::pool::{Pool, Wanted};
use crate::hooks::{
    asked, is_first_page_at, use_address, use_drop, use_key_switch, use_keys, use_language, use_paper,
    use_remembered, use_runner, use_theme, use_title,
};
use crate::reference::{self, use_finding};
use crate::save::{self, use_keeper};
use crate::sitting::{self, use_sitting};
use crate::state::AppState;

/// From this width on the levers are in sight from the start [px].
const WIDE: f64 = 1400.0;

/// What [`Page`] needs.
#[derive(PartialEq, Properties)]
pub(crate) struct PageProps {
    /// The workers.
    pub(crate) pool: Pool,
}

/// The whole page.
#[component]
pub(crate) fn Page(props: &PageProps) -> Html {
    let state = use_reducer(|| AppState(first_state()));
    // The first page stands before the views until the reader goes on.
    let is_first_page = use_state_eq(|| is_first_page_at(&fragment()) && remembered("draft").is_none());
    let is_presenting = use_state_eq(|| false);
    let is_sharing = use_state_eq(|| false);
    let act = use_callback(
        (state.dispatcher(), is_first_page.setter()),
        |action: Action, (dispatcher, set_first_page)| {
            match action {
                Action::Show(_)
                | Action::ChoosePlan(_)
                | Action::OpenFile(_)
                | Action::OpenLink(_)
                | Action::Make(_)
                | Action::Go(
                    Found::View(_)
                    | Found::Milestone(_)
                    | Found::Country(_)
                    | Found::Plan(_)
                    | Found::Lever(_),
                ) => {
                    set_first_page.set(false);
                    // A plan comes in place of an exercise, which is kept.
                    dispatcher.dispatch(Action::CloseExercise);
                }
                Action::CloseExercise => set_first_page.set(true),
                _ => {}
            }
            dispatcher.dispatch(action);
        },
    );
    let go = use_callback(is_first_page.setter(), |is_there: bool, setter| {
        setter.set(is_there);
    });
    let said = use_state_eq(|| (Lang::En, ""));
    let present = use_callback(is_presenting.setter(), |is_on: bool, setter| {
        set_root_attribute("data-presenting", is_on.then_some("on"));
        setter.set(is_on);
    });
    let (theme, set_theme) = use_theme();
    let (keys_on, set_keys) = use_key_switch();
    let app = &state.0;
    let session = app.session();
    let is_views = session.is_none() && !*is_first_page;
    set_root_attribute("data-first", (!is_views).then_some("on"));
    set_root_attribute("data-sitting", session.map(|_| "on"));
    let lang = app.lang;
    let words = chrome::words(lang);
    let plan = app.plan_view();
    let foot = app.foot();
    let levers = app.levers();

    let wanted = app.wanted().cloned().map(Wanted::Run);
    let wanted = wanted.or_else(|| app.wanted_comparison().cloned().map(Wanted::Comparison));
    // A class waits for its exercise, not for the plan behind it.
    let wanted = app.wanted_play().map(Wanted::Play).or(wanted);
    use_runner(&props.pool, wanted, act.clone());
    use_language(lang);
    use_keeper(app);
    use_finding(app, &levers);
    use_remembered("levers", if app.has_levers { "on" } else { "off" });
    use_sitting(app, act.clone());
    let screen = session.and_then(|_| app.workshop());
    let subject = screen
        .as_ref()
        .map_or(&plan.title, |screen| &screen.title)
        .clone();
    use_title(subject.clone());
    let open_plan = save::open_plan(app);
    let exercise = session.map(|session| session.exercise.id.clone());
    use_address(
        exercise,
        open_plan,
        app.view,
        *is_first_page,
        act.clone(),
        go.clone(),
    );
    use_paper(app);
    let is_dropping = use_drop(lang, act.clone());
    // A dialog answers its own keys.
    let listens = app.overlay.is_none() && !*is_sharing;
    let pressed = use_callback(
        (
            (lang, listens, app.has_levers, *is_presenting),
            [false, true].map(|is_next| app.slide(is_next)),
            screen.as_ref().map(sitting::beside),
            act.clone(),
            present.clone(),
            is_sharing.setter(),
        ),
        |key: String,
         ((lang, listens, has_levers, is_presenting), slides, beside, act, present, set_sharing)| {
            if !*listens {
                return;
            }
            // Keys of the views are nothing at an exercise.
            if let Some([before, after]) = beside {
                let to = match key.as_str() {
                    "ArrowLeft" | "PageUp" => before,
                    "ArrowRight" | "PageDown" => after,
                    "Escape" | "f" | "F" | "i" | "I" | "l" | "L" | "?" => &None,
                    _ => return,
                };
                if let (Some(to), true) = (to, *is_presenting) {
                    return act.emit(Action::Play(to.clone()));
                }
            }
            match (key.as_str(), *is_presenting) {
                ("Escape", true) | ("f" | "F", _) => {
                    present.emit(!*is_presenting);
                    act.emit(Action::ShowLevers(*has_levers));
                    return;
                }
                ("ArrowRight" | "PageDown" | " ", true) if beside.is_none() => {
                    return act.emit(Action::Show(slides[1]));
                }
                ("ArrowLeft" | "PageUp", true) if beside.is_none() => {
                    return act.emit(Action::Show(slides[0]));
                }
                ("s" | "S", _) => return set_sharing.set(true),
                _ => {}
            }
            if let Some(action) = action_for(&key, *lang, *has_levers) {
                act.emit(action);
            }
        },
    );
    use_keys(keys_on, pressed);

    let on_do = {
        let (app, act, say) = (app.clone(), act.clone(), said.setter());
        Callback::from(move |does| {
            let (say, lang) = (say.clone(), app.lang);
            say.set((lang, ""));
            sitting::done(
                &app,
                does,
                &act,
                &Callback::from(move |words| say.set((lang, words))),
            );
        })
    };
    let on_afresh = {
        let (app, act) = (app.clone(), act.clone());
        Callback::from(move |()| sitting::afresh(&app, &act))
    };
    let sits = screen.clone().map(|view| {
        html! {
            <Sitting {view} clock={sitting::trainers_clock(app)} said={if said.0 == lang { said.1 } else { "" }} disclaimer={foot.disclaimer.clone()} {lang}
                {on_do} {on_afresh} />
        }
    });
    let view = match app.view {
        _ if sits.is_some() => Html::default(),
        _ if *is_first_page => html! {
            <Gallery plans={app.plans()} disclaimer={foot.disclaimer.clone()} {lang} act={act.clone()} />
        },
        View::Plan => {
            let readable = app.plan.routes.iter().filter(|route| !route.is_own).count();
            html! { <Plan view={plan.clone()} {readable} {lang} act={act.clone()} /> }
        }
        View::Map => html! { <Map view={Rc::new(app.map())} {lang} act={act.clone()} /> },
        View::Sources => html! { <Sources view={app.sources()} {lang} act={act.clone()} /> },
        View::Timeline => html! { <Timeline view={app.gantt()} {lang} act={act.clone()} /> },
        View::Odds => html! { <Odds view={app.odds()} form={app.odds_form} {lang} act={act.clone()} /> },
        View::Money => html! { <Money view={app.costs()} {lang} /> },
        View::Risk => html! { <Risk view={app.risk()} {lang} act={act.clone()} /> },
        View::Life => html! { <Life view={app.life()} {lang} act={act.clone()} /> },
        View::Compare => {
            html! { <Compare view={app.rivals()} is_going={app.is_comparing()} {lang} act={act.clone()} /> }
        }
        View::Futures => html! { <Futures view={app.futures()} {lang} act={act.clone()} /> },
    };
    // The other views have a button at each of their charts and tables.
    let is_text = match app.view {
        View::Plan | View::Sources => is_views,
        View::Futures => is_views && app.summary().is_some(),
        _ => false,
    };
    let sheets = {
        let app = app.clone();
        Callback::from(move |()| app.sheets())
    };
    // The story goes on along the map and the timeline, once it was begun.
    let told = matches!(app.view, View::Futures | View::Map | View::Timeline) && is_views;
    let told = told.then(|| app.futures()).flatten();
    let told = told.filter(|told| app.view == View::Futures || told.moment.is_some());
    let player = told.map_or_else(Html::default, |view| {
        html! { <Player {view} at={app.view} {lang} act={act.clone()} /> }
    });
    let share = || {
        let link = app.shared().fragment();
        let link = link
            .map(|fragment| format!("{}{fragment}", here()))
            .map_err(|error| error.words(lang).to_owned());
        let (app, act) = (app.clone(), act.clone());
        let on_errand = is_sharing.setter();
        let on_errand = Callback::from(move |errand| {
            on_errand.set(false);
            match errand {
                Errand::Plan => save::save(app.draft(), act.clone()),
                Errand::Print => print_later(),
                Errand::Report | Errand::Json => save::save_answer(&app, errand),
            }
        });
        html! { <Share {link} has_answer={state.0.json().is_some()} {lang} {on_errand} /> }
    };
    let (kind, title, inside) = match &app.overlay {
        _ if *is_sharing => ("modal", words.share_plan.to_owned(), share()),
        None => ("modal", String::new(), Html::default()),
        Some(Overlay::Exercises) => (
            "modal",
            words.plans.to_owned(),
            html! { <Workshops is_list=true {lang} act={act.clone()} /> },
        ),
        Some(Overlay::Plans) => (
            "modal",
            words.plans.to_owned(),
            html! { <Plans plans={app.plans()} {lang} act={act.clone()} /> },
        ),
        Some(Overlay::Help) => {
            let disclaimer = foot.disclaimer.clone();
            (
                "modal",
                words.help.to_owned(),
                html! { <Help view={session.is_none().then(|| app.help())} {lang} {disclaimer} {keys_on} {set_keys} act={act.clone()} /> },
            )
        }
        Some(Overlay::Step(id)) => match app.step_card(id) {
            Some(card) => (
                "sheet",
                card.title.clone(),
                html! { <StepCardSheet {card} {lang} /> },
            ),
            None => ("sheet", id.clone(), Html::default()),
        },
        Some(Overlay::Wizard(_)) => (
            "modal",
            words.wizard.to_owned(),
            app.wizard().map_or_else(
                Html::default,
                |view| html! { <Wizard {view} {lang} act={act.clone()} /> },
            ),
        ),
        Some(Overlay::Find(_)) => ("modal", words.find.to_owned(), reference::find(app, &act)),
        Some(Overlay::Glossary(at)) => (
            "modal",
            words.glossary.to_owned(),
            reference::glossary(app, at, &act),
        ),
        Some(Overlay::Route(id)) => {
            let (title, inside) = reference::route(app, id, &act);
            ("sheet is-wide", title, inside)
        }
        Some(Overlay::Routes(_)) => ("modal", words.add_route.to_owned(), reference::routes(app, &act)),
    };
    let on_save = Callback::from({
        let (draft, act) = (app.draft().clone(), act.clone());
        move |()| save::save(&draft, act.clone())
    });
    let close = use_callback((act.clone(), is_sharing.setter()), |(), (act, set_sharing)| {
        set_sharing.set(false);
        act.emit(Action::Close);
    });
    let problems = use_memo(
        (app.problems.clone(), app.failure.clone(), lang),
        |(problems, failure, lang)| {
            problems
                .iter()
                .map(|problem| problem.line(*lang))
                .chain(failure.clone())
                .collect::<Vec<_>>()
        },
    );
    // Where the levers are not in sight to say it themselves.
    let flaw = (session.is_none() && !app.has_levers && !app.flaws().is_empty()).then_some(words.flawed);
    let skip = Callback::from(|event: MouseEvent| {
        event.prevent_default();
        focus("view");
    });
    let asked = app.wanted().map(|spec| spec.iterations);
    let futures = asked
        .or_else(|| app.summary().map(|summary| summary.of))
        .unwrap_or_default();
    // A sitting says itself what is going on.
    let status = if session.is_some() {
        String::new()
    } else if foot.is_running {
        words.running.to_owned()
    } else {
        foot.iterations.clone()
    };
    html! {
        <>
            <a class="skip" href="#view" onclick={skip}>{ words.skip }</a>
            <div class="upper">
                <Header title={subject} {lang} {theme} is_running={foot.is_running}
                    has_levers={app.has_levers} changes={levers.changes.clone()} act={act.clone()} {set_theme}
                    on_home={act.reform(|()| Action::CloseExercise)} on_share={Callback::from({
                        let set = is_sharing.setter();
                        move |()| set.set(true)
                    })} on_present={Callback::from({
                        let (present, go) = (present.clone(), go.clone());
                        move |()| {
                            go.emit(false);
                            present.emit(true);
                        }
                    })} />
                if session.is_none() {
                    <Strip view={app.strip()} {lang} progress={foot.progress} is_running={foot.is_running}
                        is_stale={app.is_stale()} />
                }
            </div>
            <Rail view={is_views.then_some(app.view)} {lang} act={act.clone()} />
            <main id="view" class={classes!((app.is_stale() && session.is_none()).then_some("is-stale"))} tabindex="-1"
                aria-label={match &screen {
                    Some(screen) => screen.title.clone(),
                    None if *is_first_page => words.plans.to_owned(),
                    None => app.view.title(lang).to_owned(),
                }}>
                <Problems problems={Rc::clone(&problems)} {lang} on_close={close.clone()} />
                if let Some(flaw) = flaw {
                    <div class="notice" role="alert">
                        { flaw }{ " " }
                        <button type="button" class="link" onclick={act.reform(|_| Action::ShowLevers(true))}>
                            { words.levers }
                        </button>
                        { ways_out(&levers.ways_out, &act) }
                    </div>
                }
                { for sits }
                { player }
                { view }
                if is_text {
                    <Take title={format!("{} · {}", plan.title, app.view.title(lang))} sheets={sheets} {lang} />
                }
            </main>
            if app.has_levers && is_views && !*is_presenting {
                <Levers view={levers} {lang} is_unsaved={app.draft().is_unsaved()} act={act.clone()} on_save={on_save} />
            }
            <Foot view={foot.clone()} seed={app.seed()} {futures} {lang} act={act.clone()} />
            if *is_presenting {
                <div class="presenting">
                    <span>{ if session.is_none() { app.view.title(lang) } else { words.stages } }{ " · " }{ words.present_keys }</span>
                    <button type="button" class="tool" aria-label={words.present_end} title={words.present_end}
                        onclick={present.reform(|_: MouseEvent| false)}>
                        { crate::components::close_icon() }
                    </button>
                </div>
            }
            if is_dropping {
                <p class="drop-here">{ words.drop_here }</p>
            }
            <p class="unseen" role="status">{ status }</p>
            <Dialog is_open={app.overlay.is_some() || *is_sharing} {title} {kind} close={words.close}
                on_close={close}>
                { inside }
            </Dialog>
        </>
    }
}

/// The state to begin with: in the document's language, which `early.js` has set as remembered or as the browser's; at the
/// plan and view of the address.
fn first_state() -> App {
    let mut app = App::new(document_lang());
    // Where there is room, the levers are at hand from the start, unless the reader has put them away.
    app.has_levers = remembered("levers").map_or_else(is_wide, |said| said == "on");
    let open_plan = save::open_plan(&app);
    let asked = asked(&fragment(), open_plan.as_deref());
    let opening = sitting::opening(&fragment());
    let asks_for_plan = asked.iter().any(|action| matches!(action, Action::ChoosePlan(_)))
        || open_plan.is_some_and(|id| fragment().starts_with(&format!("#/{id}/")));
    let app = asked
        .into_iter()
        .fold(app, |app, action| app.apply(action).unwrap_or(app));
    let app = save::recovered(app, asks_for_plan);
    opening.and_then(|action| app.apply(action)).unwrap_or(app)
}

fn is_wide() -> bool {
    let width = window().inner_width().ok().and_then(|width| width.as_f64());
    width.is_some_and(|width| width >= WIDE)
}

/// What a key does.
fn action_for(key: &str, lang: Lang, has_levers: bool) -> Option<Action> {
    match key {
        "Escape" => Some(Action::Cancel),
        "o" | "O" => Some(Action::ShowLevers(!has_levers)),
        "?" => Some(Action::Open(Overlay::Help)),
        "undo" | "u" => Some(Action::Undo),
        "redo" | "U" => Some(Action::Redo),
        "/" | "find" => Some(Action::Open(Overlay::Find(String::new()))),
        "i" | "I" => Some(Action::Open(Overlay::Glossary(String::new()))),
        "a" | "A" => Some(Action::Open(Overlay::Routes(String::new()))),
        "p" | "P" => Some(Action::Open(Overlay::Plans)),
        "l" | "L" => Some(Action::SetLang(lang.other())),
        "r" | "R" => Some(Action::Rerun),
        _ => View::ALL
            .into_iter()
            .find(|view| key == view.key().to_string())
            .map(Action::Show),
    }
}

/// Tells the reader when the program itself breaks: nothing else can any more.
pub(crate) fn report_panic(panic: &PanicHookInfo<'_>) {
    web_sys::console::error_1(&panic.to_string().into());
    if let Some(place) = document().get_element_by_id("boot-error") {
        place.set_text_content(Some(words().broken));
        let _ = place.remove_attribute("hidden");
    }
}

/// The page's own words in the language of the document, for where no component is at hand.
pub(crate) fn words() -> &'static Words {
    chrome::words(document_lang())
}

fn document_lang() -> Lang {
    let root = document().document_element();
    let tag = root.and_then(|root| root.get_attribute("lang"));
    tag.and_then(|tag| tag.parse().ok()).unwrap_or_default()
}

pub(crate) fn window() -> Window {
    web_sys::window().expect("the page runs in a window")
}

pub(crate) fn document() -> Document {
    window().document().expect("a window has a document")
}

pub(crate) fn on_next_frame(function: &Function) {
    // It fails for no function.
    let _ = window().request_animation_frame(function);
}

/// Where the worker's script of this build is.
pub(crate) fn worker_address() -> String {
    let named = document()
        .get_element_by_id("app")
        .and_then(|root| root.get_attribute("data-worker"));
    named.unwrap_or_else(|| "./worker.js".to_owned())
}

pub(crate) fn set_root_attribute(name: &str, value: Option<&str>) {
    let Some(root) = document().document_element() else {
        return;
    };
    // Names and values are our own.
    let _ = match value {
        Some(value) => root.set_attribute(name, value),
        None => root.remove_attribute(name),
    };
}

/// The part of the address after and with `#`.
pub(crate) fn fragment() -> String {
    window().location().hash().unwrap_or_default()
}

pub(crate) fn set_fragment(fragment: &str, replaces: bool) {
    let Ok(history) = window().history() else { return };
    // A page from a file cannot always change its address; it works as well without.
    let _ = if replaces {
        history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(fragment))
    } else {
        history.push_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(fragment))
    };
}

/// The address of the page without its fragment.
pub(crate) fn here() -> String {
    let href = window().location().href().unwrap_or_default();
    href.split('#').next().unwrap_or_default().to_owned()
}

/// Prints once the dialog is gone.
fn print_later() {
    use wasm_bindgen::JsCast;
    let print = wasm_bindgen::prelude::Closure::once_into_js(|| {
        // A browser that cannot print says so itself.
        let _ = window().print();
    });
    let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(print.unchecked_ref(), 60);
}

fn focus(id: &str) {
    use wasm_bindgen::JsCast;
    let element = document()
        .get_element_by_id(id)
        .and_then(|element| element.dyn_into::<HtmlElement>().ok());
    if let Some(element) = element {
        let _ = element.focus();
    }
}

/// What was remembered under a name; browsers may refuse to remember.
pub(crate) fn remembered(name: &str) -> Option<String> {
    storage()?.get_item(&format!("regpath.{name}")).ok()?
}

pub(crate) fn remember(name: &str, value: Option<&str>) {
    let Some(storage) = storage() else { return };
    let name = format!("regpath.{name}");
    // When storage is full or refused, the choice lasts as long as the page.
    let _ = match value {
        Some(value) => storage.set_item(&name, value),
        None => storage.remove_item(&name),
    };
}

fn storage() -> Option<Storage> {
    window().local_storage().ok()?
}

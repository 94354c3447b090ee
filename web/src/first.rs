//! The first page as it is before the program: drawn while the page is built, by the same components and with the answer of
//! the plan that opens first. A reader has it at once; the program comes when there is something for it to do.

use std::sync::Arc;

use futures::executor::block_on;
use regpath_core::app::{Action, App, RunEvent};
use regpath_core::run::{Simulation, run};
use regpath_core::text::Lang;
use yew::prelude::*;

use crate::chrome::words;
use crate::components::{Gallery, Header, Rail, Strip, Theme};

/// The first page in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstPage {
    pub lang: Lang,
    /// What stands in the page until the program draws it itself.
    pub html: String,
}

/// The first page in every language.
///
/// # Panics
///
/// If the plan that opens first does not work; a test of the core holds that it does.
#[must_use]
pub fn pages() -> Vec<FirstPage> {
    let app = answered(&App::new(Lang::En));
    [Lang::En, Lang::Ja]
        .into_iter()
        .map(|lang| {
            let mut app = app.clone();
            app.lang = lang;
            let html = block_on(
                yew::ServerRenderer::<First>::with_props(move || FirstProps { app })
                    .hydratable(false)
                    .render(),
            );
            FirstPage { lang, html }
        })
        .collect()
}

/// The state once the run that it wants is done: bit by bit what the page's workers will find again.
fn answered(app: &App) -> App {
    let spec = app.wanted().expect("the plan that is open wants a run");
    let simulation = Simulation::prepare(spec).expect("the shipped plan works");
    let event = RunEvent::Finished(spec.job, Arc::new(run(&simulation)));
    app.apply(Action::Run(event)).expect("results are news")
}

#[derive(Properties)]
struct FirstProps {
    app: App,
}

impl PartialEq for FirstProps {
    /// It is drawn once.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// The frame of the page around the gallery. Whoever presses something here presses it in the program's own page a moment
/// later: `boot.js` finds it there again by what it is and says.
#[component]
fn First(props: &FirstProps) -> Html {
    let app = &props.app;
    let lang = app.lang;
    let words = words(lang);
    let act = Callback::noop();
    let foot = app.foot();
    html! {
        <>
            <a class="skip" href="#view">{ words.skip }</a>
            <div class="upper">
                <Header title={app.plan_view().title} {lang} theme={Theme::Auto} is_running=false act={act.clone()}
                    set_theme={Callback::noop()} />
                <Strip view={app.strip()} {lang} progress={foot.progress} is_running=false />
            </div>
            <Rail view={None} {lang} act={act.clone()} />
            <main id="view" tabindex="-1" aria-label={words.plans} data-drawn={lang.tag()}>
                <Gallery plans={app.plans()} disclaimer={foot.disclaimer} {lang} {act} />
            </main>
            <p class="unseen" role="status" data-opening={words.opening} />
        </>
    }
}

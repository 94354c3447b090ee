//! The browser face of regpath. It draws the core's view models, turns clicks and keys into the core's actions,
//! and runs the engine in workers. No rule of the domain and no number format lives here.
//!
//! - [`components`] take props and return `Html`, nothing else;
//! - [`state`] holds the one state, [`hooks`] tie it to the browser, [`sitting`] does so for exercises, [`reference`] for what is looked
//!   up, [`page`] puts all of it together;
//! - `first` draws the first page while the page is built;
//! - [`engine`] is everything that computes, in workers of its own.

pub mod chrome;
pub mod components;
mod engine;
#[cfg(not(target_arch = "wasm32"))]
pub mod first;
mod hooks;
mod page;
mod reference;
mod save;
mod sitting;
pub mod state;

/// Starts the engine's side.
pub fn start_worker() {
    bring_scenarios();
    engine::start_worker();
}

/// Puts the page into the document.
pub fn start_page() {
    bring_scenarios();
    yew::set_custom_panic_hook(Box::new(page::report_panic));
    // Without its place there is no page, and index.html is ours.
    let Some(root) = page::document().get_element_by_id("app") else {
        return;
    };
    let pool = engine::pool::Pool::new();
    yew::Renderer::<page::Page>::with_root_and_props(root, page::PageProps { pool }).render();
}

/// The builder packs the scenarios and names the file; it is part of the program.
#[cfg(target_arch = "wasm32")]
fn bring_scenarios() {
    let packed = include_bytes!(env!(
        "REGPATH_SCENARIOS",
        "build the page with `cargo web build`: it packs the scenarios first"
    ));
    assert!(
        regpath_core::catalogue::unpack(packed),
        "the scenarios are of this build"
    );
}

/// Natively the core has them.
#[cfg(not(target_arch = "wasm32"))]
const fn bring_scenarios() {}

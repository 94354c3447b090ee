//! The engine behind the page: workers only, so that the page never waits for it.
//!
//! ```text
//! page ──start, stop──▶ desk ──prepare, run──▶ hands, one for each thread of the machine
//!      ◀──summaries───       ◀────chunks──────
//! ```
//!
//! - [`pool`] is the page's side: it starts the workers, replaces those that break, and hears the results;
//! - [`desk`] prepares runs, hands out chunks by its [`queue`], and puts the answers together;
//! - [`hand`] computes chunks in portions, and hears between two of them that nobody wants it any more;
//! - [`message`] is what they say to each other.

mod desk;
mod hand;
mod message;
pub(crate) mod pool;
mod queue;

use js_sys::{Promise, global};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent};

use self::message::{Message, News};

/// The name of the worker that puts results together; the others compute.
const DESK: &str = "desk";

/// In a worker: listens until the page ends it.
pub(crate) fn start_worker() {
    std::panic::set_hook(Box::new(|panic| say(&News::Broken(panic.to_string()))));
    if scope().name() == DESK {
        desk::start();
    } else {
        hand::start();
    }
    say(&News::Ready);
}

/// The worker that this is.
fn scope() -> DedicatedWorkerGlobalScope {
    JsValue::from(global()).unchecked_into()
}

/// Listens to the page for ever.
fn listen(heard: impl FnMut(MessageEvent) + 'static) {
    let listen = Closure::<dyn FnMut(MessageEvent)>::new(heard);
    scope().set_onmessage(Some(listen.as_ref().unchecked_ref()));
    listen.forget();
}

/// Tells the page.
fn say(news: &News) {
    let (message, moved) = news.to_js();
    // The page may be gone by now; then nobody is left to be told.
    let _ = scope().post_message_with_transfer(&message, &moved);
}

/// Milliseconds since the worker began.
fn now_ms() -> f64 {
    scope().performance().map_or(0.0, |clock| clock.now())
}

/// Lets whatever waits be heard first.
async fn pause() {
    let Ok(channel) = MessageChannel::new() else {
        return;
    };
    let promise = Promise::new(&mut |resolve, _| channel.port1().set_onmessage(Some(&resolve)));
    // A message to oneself comes after those that are there already.
    if channel.port2().post_message(&JsValue::NULL).is_ok() {
        let _ = JsFuture::from(promise).await;
    }
    channel.port1().close();
}

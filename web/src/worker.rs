//! The engine's side: computes the chunks it is told to and sends their bytes back. It keeps the one run that it
//! was prepared for last; orders for another run are old and are dropped.

use std::cell::RefCell;

use js_sys::global;
use regpath_core::catalogue::Catalogue;
use regpath_core::run::{Chunk, Collector, JobId, RunSpec, Simulation};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use crate::message::{News, Order};

thread_local! {
    static PREPARED: RefCell<Option<(JobId, Simulation)>> = const { RefCell::new(None) };
}

/// Listens for orders until the page ends the worker.
pub(crate) fn start() {
    std::panic::set_hook(Box::new(|panic| say(&News::Broken(panic.to_string()))));
    let listen = Closure::<dyn FnMut(MessageEvent)>::new(|event: MessageEvent| {
        if let Some(order) = Order::from_js(&event.data())
            && let Some(news) = obey(order)
        {
            say(&news);
        }
    });
    scope().set_onmessage(Some(listen.as_ref().unchecked_ref()));
    listen.forget();
    say(&News::Ready);
    // The first order will need it; read it while the page is still drawn.
    let _ = Catalogue::shipped();
}

fn obey(order: Order) -> Option<News> {
    match order {
        Order::Prepare(json) => {
            let spec = read(&json);
            let prepared = Simulation::prepare(&spec);
            PREPARED.with_borrow_mut(|slot| match prepared {
                Ok(simulation) => {
                    *slot = Some((spec.job, simulation));
                    None
                }
                Err(error) => {
                    *slot = None;
                    Some(News::Failed(spec.job, error.to_string()))
                }
            })
        }
        Order::Run(job, index) => PREPARED.with_borrow(|slot| {
            let (_, simulation) = slot.as_ref().filter(|(prepared, _)| *prepared == job)?;
            Some(News::Chunk(job, index, simulation.run_chunk(index).to_bytes()))
        }),
        Order::Fingerprint(json) => Some(fingerprint(&read(&json))),
    }
}

/// Runs everything, back to front and through bytes, as a pool of workers might.
fn fingerprint(spec: &RunSpec) -> News {
    let simulation = match Simulation::prepare(spec) {
        Ok(simulation) => simulation,
        Err(error) => return News::Failed(spec.job, error.to_string()),
    };
    let mut collector = Collector::new(&simulation);
    for index in (0..simulation.chunk_count()).rev() {
        let bytes = simulation.run_chunk(index).to_bytes();
        collector.add(Chunk::from_bytes(&bytes).expect("a chunk reads what it wrote"));
    }
    News::Fingerprint(collector.summary().fingerprint().to_string())
}

fn read(json: &str) -> RunSpec {
    serde_json::from_str(json).expect("the page sends runs of this very build")
}

fn say(news: &News) {
    let (message, moved) = news.to_js();
    // The page may be gone by now; then nobody is left to be told.
    let _ = scope().post_message_with_transfer(&message, &moved);
}

fn scope() -> DedicatedWorkerGlobalScope {
    JsValue::from(global()).unchecked_into()
}

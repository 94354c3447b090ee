//! A hand of the engine: computes the chunks that it is told to, one after the other, in portions. Between two portions
//! it listens, so that it hears at once when nobody wants them any more.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::ops::ControlFlow;
use std::rc::Rc;
use std::sync::Arc;

use js_sys::Array;
use regpath_core::catalogue::{Catalogue, SourceFile};
use regpath_core::plan::Plan;
use regpath_core::run::{Chunk, Collector, Detail, JobId, RunSpec, Simulation, Worker};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::{MessageEvent, MessagePort};

use super::message::{Message, News, Order, read};
use super::{listen, now_ms, pause, say};

/// Runs that are kept ready: those of one comparison.
const READY: usize = 8;
/// A portion that took longer than this is followed by a pause [ms].
const PATIENCE_MS: f64 = 8.0;

/// To whom an order is answered: the desk through its port, or the page.
type Asker = Option<MessagePort>;

#[derive(Default)]
struct Hand {
    ready: BTreeMap<JobId, Rc<Simulation>>,
    orders: VecDeque<(Order, Asker)>,
    /// The last job that was dropped, with all before it.
    dropped: JobId,
    is_at_work: bool,
}

thread_local! {
    static HAND: RefCell<Hand> = RefCell::default();
}

/// Listens to the page, and to the desk as soon as the page says where.
pub(super) fn start() {
    listen(|event| {
        if let Some(order) = Order::from_js(&event.data()) {
            take(order, None);
        }
    });
}

/// Notes an order; what does not wait is done at once.
fn take(order: Order, asker: Asker) {
    match order {
        Order::Serve(port) => serve(&port),
        Order::Stop(job) => {
            let is_at_work = HAND.with_borrow_mut(|hand| {
                hand.dropped = hand.dropped.max(job);
                let dropped = hand.dropped;
                hand.orders
                    .retain(|(order, _)| !matches!(order, Order::Run(job, _) if *job <= dropped));
                hand.is_at_work
            });
            // Whoever is at work says so as soon as it has heard.
            if asker.is_none() && !is_at_work {
                say(&News::Idle);
            }
        }
        order => {
            let was_at_work = HAND.with_borrow_mut(|hand| {
                hand.orders.push_back((order, asker));
                std::mem::replace(&mut hand.is_at_work, true)
            });
            if !was_at_work {
                spawn_local(work());
            }
        }
    }
}

/// Takes orders from the desk.
fn serve(port: &MessagePort) {
    let asker = port.clone();
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        if let Some(order) = Order::from_js(&event.data()) {
            take(order, Some(asker.clone()));
        }
    });
    port.set_onmessage(Some(hear.as_ref().unchecked_ref()));
    hear.forget();
}

fn tell(asker: &Asker, news: &News) {
    let Some(port) = asker else {
        say(news);
        return;
    };
    let (message, moved): (Array, Array) = news.to_js();
    // A desk that is gone needs no answer.
    let _ = port.post_message_with_transferable(&message, &moved);
}

fn next() -> Option<(Order, Asker)> {
    HAND.with_borrow_mut(|hand| {
        let next = hand.orders.pop_front();
        hand.is_at_work = next.is_some();
        next
    })
}

/// Works until there are no more orders.
async fn work() {
    let before = HAND.with_borrow(|hand| hand.dropped);
    let mut order = next();
    while let Some((what, asker)) = order {
        order = match what {
            Order::Run(job, index) => chunks(job, index, asker).await,
            Order::Prepare(json) => {
                prepare(&json, &asker);
                next()
            }
            Order::Fingerprint(json) => {
                tell(&asker, &fingerprint(&json));
                next()
            }
            Order::Speed(json, count) => {
                tell(&asker, &speed(&json, count));
                next()
            }
            Order::Serve(_) | Order::Stop(_) => next(),
        };
    }
    if HAND.with_borrow(|hand| hand.dropped) != before {
        say(&News::Idle);
    }
}

/// Computes a chunk and those of the same run that were ordered after it; gives the order that comes next.
async fn chunks(job: JobId, index: u64, asker: Asker) -> Option<(Order, Asker)> {
    let Some(simulation) = HAND.with_borrow(|hand| hand.ready.get(&job).cloned()) else {
        return next();
    };
    let mut worker = simulation.worker();
    let mut order = (index, asker);
    loop {
        let (index, asker) = order;
        if let Some(chunk) = portions(&mut worker, job, index).await {
            tell(&asker, &News::Chunk(job, index, chunk.to_bytes()));
        }
        match next() {
            Some((Order::Run(other, index), asker)) if other == job => order = (index, asker),
            other => return other,
        }
    }
}

/// One chunk; nothing if it was dropped on the way.
async fn portions(worker: &mut Worker<'_>, job: JobId, index: u64) -> Option<Chunk> {
    let mut portions = worker.begin(index);
    let mut since = now_ms();
    loop {
        match worker.go_on(portions) {
            ControlFlow::Break(chunk) => return Some(chunk),
            ControlFlow::Continue(rest) => portions = rest,
        }
        if now_ms() - since > PATIENCE_MS {
            pause().await;
            if HAND.with_borrow(|hand| job <= hand.dropped) {
                return None;
            }
            since = now_ms();
        }
    }
}

/// Reads a single run, which the page's own tests send without a list around it.
fn one(json: &str) -> RunSpec {
    if json.starts_with('[') {
        read(json).swap_remove(0)
    } else {
        serde_json::from_str(json).expect("a run of this very build")
    }
}

fn prepare(json: &str, asker: &Asker) {
    let spec = one(json);
    match Simulation::prepare(&spec) {
        Ok(simulation) => HAND.with_borrow_mut(|hand| {
            hand.ready.insert(spec.job, Rc::new(simulation));
            while hand.ready.len() > READY {
                hand.ready.pop_first();
            }
        }),
        Err(error) => tell(asker, &News::Failed(spec.job, error.to_string())),
    }
}

/// Runs everything, back to front and through bytes, as many hands might.
fn fingerprint(json: &str) -> News {
    let spec = one(json);
    let simulation = match Simulation::prepare(&spec) {
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

/// Runs so many chunks for their milestones alone, as the benchmark of the core does.
fn speed(json: &str, count: u64) -> News {
    let spec = one(json);
    let file = SourceFile {
        name: spec.name,
        text: spec.text,
    };
    match Plan::load(&file, Catalogue::shipped()) {
        Err(error) => News::Failed(spec.job, error.to_string()),
        Ok(plan) => {
            let simulation = Simulation::new(
                Arc::new(plan),
                spec.seed,
                spec.iterations,
                spec.method,
                Detail::Milestones,
            );
            let mut worker = simulation.worker();
            let futures: u64 = (0..count).map(|index| worker.run_chunk(index).len).sum();
            News::Fingerprint(futures.to_string())
        }
    }
}

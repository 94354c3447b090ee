//! The workers and the run they are at. Chunks are handed out one after another; a worker that answers gets the
//! next one. Results are merged here, in the page, and shown while they come in. The workers are started before
//! the page is drawn, so that they load while it does.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

use regpath_core::analysis::compare::Comparer;
use regpath_core::exercise::play::Futures;
use regpath_core::exercise::session::PlaySpec;
use regpath_core::run::{Chunk, Collector, CompareSpec, JobId, RunEvent, RunSpec, Simulation};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, Event, MessageEvent, Worker, WorkerOptions, WorkerType};
use yew::Callback;

use crate::message::{News, Order};
use crate::page;
use crate::queue::Queue;

/// More workers than this gain nothing that a reader would notice.
const MOST_WORKERS: usize = 8;
/// Chunks that a worker has at hand, so that it need not wait for the page.
const CHUNKS_AHEAD: usize = 2;
/// Pause between two partial results [ms], and at least this many times what making one took.
const PAUSE_MS: f64 = 60.0;
const PAUSE_PER_COST: f64 = 6.0;
/// Workers that may break before the run is given up.
const MOST_CRASHES: u32 = 3;

/// Runs what it is told to and reports what comes of it.
#[derive(Clone)]
pub(crate) struct Pool(Rc<RefCell<Inner>>);

struct Inner {
    report: Callback<RunEvent>,
    slots: Vec<Slot>,
    run: Option<Run>,
    on_frame: Option<Closure<dyn FnMut()>>,
    waits_for_frame: bool,
}

/// A place for a worker; the worker in it may be replaced.
struct Slot {
    worker: Worker,
    is_ready: bool,
    /// Broken, and not replaced before there is something to run.
    is_dead: bool,
    prepared: Option<JobId>,
    on_message: Closure<dyn FnMut(MessageEvent)>,
    on_error: Closure<dyn FnMut(Event)>,
}

/// What the state wants to be done.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Wanted {
    Run(RunSpec),
    Comparison(CompareSpec),
    /// One plan of an exercise.
    Play(PlaySpec),
}

impl Wanted {
    /// Names it in what is reported.
    pub(crate) const fn job(&self) -> JobId {
        match self {
            Self::Run(spec) => spec.job,
            Self::Comparison(spec) => spec.job,
            Self::Play(spec) => spec.run.job,
        }
    }

    /// The runs that it takes, one after another.
    fn runs(&self) -> &[RunSpec] {
        match self {
            Self::Run(spec) => std::slice::from_ref(spec),
            Self::Comparison(spec) => &spec.runs,
            Self::Play(spec) => std::slice::from_ref(&spec.run),
        }
    }
}

/// Where the chunks of a run go.
enum Gathering {
    Run(Box<Collector>),
    /// The plans of a comparison, and the place of the one that is run.
    Comparison(Comparer, usize),
    /// A plan of an exercise: all its chunks, and the months by which deadlines move.
    Play(Box<Simulation>, Vec<Chunk>, i32),
}

struct Run {
    /// What is reported.
    job: JobId,
    /// The job of the plan that is run now.
    part: JobId,
    order: Order,
    queue: Queue,
    gathering: Gathering,
    /// The runs that come after it.
    rest: VecDeque<(RunSpec, u64)>,
    crashes: u32,
    last_partial_ms: f64,
    partial_cost_ms: f64,
}

impl PartialEq for Pool {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Pool {
    /// Starts the workers.
    pub(crate) fn new() -> Self {
        let inner = Inner {
            report: Callback::noop(),
            slots: Vec::new(),
            run: None,
            on_frame: None,
            waits_for_frame: false,
        };
        let pool = Self(Rc::new(RefCell::new(inner)));
        let weak = Rc::downgrade(&pool.0);
        let on_frame = Closure::new(move || {
            if let Some(inner) = weak.upgrade() {
                Self(inner).show_partial();
            }
        });
        pool.0.borrow_mut().on_frame = Some(on_frame);
        // A browser that refuses says why when there is something to run.
        let _ = pool.fill();
        pool
    }

    /// Says from now on what comes of runs.
    pub(crate) fn report_to(&self, report: Callback<RunEvent>) {
        self.0.borrow_mut().report = report;
    }

    /// Puts a living worker into every place.
    fn fill(&self) -> Result<(), String> {
        (0..worker_count()).try_for_each(|place| {
            let is_alive = self.0.borrow().slots.get(place).is_some_and(|slot| !slot.is_dead);
            if is_alive { Ok(()) } else { self.spawn(place) }
        })
    }

    /// Drops what is at hand, if anything, and begins this.
    pub(crate) fn start(&self, wanted: &Wanted) {
        let prepared = wanted.runs().iter().map(Simulation::prepare);
        let mut simulations = match prepared.collect::<Result<Vec<_>, _>>() {
            Ok(simulations) => simulations,
            Err(error) => {
                self.stop();
                self.report(RunEvent::Failed(wanted.job(), error.to_string()));
                return;
            }
        };
        let counts = simulations.iter().map(Simulation::chunk_count);
        let mut rest: VecDeque<(RunSpec, u64)> = wanted.runs().iter().cloned().zip(counts).collect();
        let (Some((first, count)), Some(simulation)) = (rest.pop_front(), simulations.first()) else {
            self.stop();
            return;
        };
        self.0.borrow_mut().run = Some(Run {
            job: wanted.job(),
            part: first.job,
            order: Order::prepare(&first),
            queue: Queue::new(count),
            gathering: match wanted {
                Wanted::Run(_) => Gathering::Run(Box::new(Collector::new(simulation))),
                Wanted::Comparison(_) => Gathering::Comparison(Comparer::new(&simulations), 0),
                Wanted::Play(spec) => {
                    Gathering::Play(Box::new(simulations.remove(0)), Vec::new(), spec.months)
                }
            },
            rest,
            crashes: 0,
            last_partial_ms: page::now_ms(),
            partial_cost_ms: 0.0,
        });
        if let Err(reason) = self.fill() {
            self.fail(reason);
            return;
        }
        self.0.borrow_mut().feed_all();
    }

    /// Hands out nothing more; answers under way will be dropped.
    pub(crate) fn stop(&self) {
        self.0.borrow_mut().run = None;
    }

    /// Puts a worker into a place, ending the one that was there.
    fn spawn(&self, place: usize) -> Result<(), String> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker =
            Worker::new_with_options(&page::worker_address(), &options).map_err(|error| words(&error))?;
        let mut inner = self.0.borrow_mut();
        if let Some(slot) = inner.slots.get_mut(place) {
            slot.listen(&worker);
            std::mem::replace(&mut slot.worker, worker).terminate();
            slot.is_ready = false;
            slot.is_dead = false;
            slot.prepared = None;
            return Ok(());
        }
        let pool = Rc::downgrade(&self.0);
        let on_message = Closure::new(move |event: MessageEvent| {
            let pool = pool
                .upgrade()
                .map(Self)
                .filter(|pool| pool.is_current(place, &event));
            if let (Some(pool), Some(news)) = (pool, News::from_js(&event.data())) {
                pool.hear(place, news);
            }
        });
        let pool = Rc::downgrade(&self.0);
        let on_error = Closure::new(move |event: Event| {
            event.prevent_default();
            if let Some(pool) = pool
                .upgrade()
                .map(Self)
                .filter(|pool| pool.is_current(place, &event))
            {
                pool.replace(place, what_happened(&event));
            }
        });
        let slot = Slot {
            worker,
            is_ready: false,
            is_dead: false,
            prepared: None,
            on_message,
            on_error,
        };
        slot.listen(&slot.worker);
        inner.slots.push(slot);
        Ok(())
    }

    /// Whether an event comes from the worker that holds the place now, not from one that is gone.
    fn is_current(&self, place: usize, event: &Event) -> bool {
        let target = event.target();
        self.0
            .borrow()
            .slots
            .get(place)
            .is_some_and(|slot| target.as_ref() == Some(slot.worker.as_ref()))
    }

    fn hear(&self, place: usize, news: News) {
        match news {
            News::Ready => {
                let mut inner = self.0.borrow_mut();
                inner.slots[place].is_ready = true;
                inner.feed(place);
            }
            News::Chunk(job, index, bytes) => self.merge(place, job, index, &bytes),
            News::Failed(job, reason) => {
                if self.is_at(job) {
                    self.fail(reason);
                }
            }
            News::Broken(reason) => self.replace(place, reason),
            News::Fingerprint(_) => {}
        }
    }

    /// Takes in one chunk and hands out the next.
    fn merge(&self, place: usize, job: JobId, index: u64, bytes: &[u8]) {
        let mut guard = self.0.borrow_mut();
        let inner = &mut *guard;
        let Some(run) = inner.run.as_mut().filter(|run| run.part == job) else {
            return;
        };
        if !run.queue.answer(index, place) {
            return;
        }
        let Some(chunk) = Chunk::from_bytes(bytes) else {
            drop(guard);
            // A worker of another build, from a cache: a fresh one reads from the server.
            self.replace(place, format!("chunk {index} cannot be read"));
            return;
        };
        match &mut run.gathering {
            Gathering::Run(collector) => collector.add(chunk),
            Gathering::Comparison(comparer, plan) => comparer.add(*plan, &chunk),
            Gathering::Play(_, chunks, _) => chunks.push(chunk),
        }
        if run.queue.is_done() {
            if run.next() {
                inner.feed_all();
                return;
            }
            let run = inner.run.take().expect("it was there a moment ago");
            drop(guard);
            self.report(run.into_result());
            return;
        }
        let pause = PAUSE_MS.max(PAUSE_PER_COST * run.partial_cost_ms);
        let is_due = page::now_ms() - run.last_partial_ms >= pause;
        inner.feed(place);
        if is_due && !inner.waits_for_frame {
            inner.waits_for_frame = true;
            let on_frame = inner.on_frame.as_ref().expect("set when the pool was made");
            page::on_next_frame(on_frame.as_ref().unchecked_ref());
        }
    }

    /// Shows what has come in so far.
    fn show_partial(&self) {
        let mut inner = self.0.borrow_mut();
        inner.waits_for_frame = false;
        let Some(run) = inner.run.as_mut() else { return };
        let before = page::now_ms();
        // A comparison is shown when it is whole.
        let Gathering::Run(collector) = &run.gathering else {
            return;
        };
        let summary = Arc::new(collector.summary());
        run.last_partial_ms = page::now_ms();
        run.partial_cost_ms = run.last_partial_ms - before;
        let job = run.job;
        drop(inner);
        self.report(RunEvent::Partial(job, summary));
    }

    /// A worker broke: another takes its place and its work, unless that happens again and again. With nothing to
    /// run it can wait.
    fn replace(&self, place: usize, reason: String) {
        let mut inner = self.0.borrow_mut();
        let slot = &mut inner.slots[place];
        slot.is_dead = true;
        slot.is_ready = false;
        let Some(run) = inner.run.as_mut() else { return };
        run.queue.lose(place);
        run.crashes += 1;
        let gives_up = run.crashes > MOST_CRASHES;
        drop(inner);
        if gives_up {
            self.fail(reason);
        } else if let Err(reason) = self.spawn(place) {
            self.fail(reason);
        }
    }

    fn fail(&self, reason: String) {
        let run = self.0.borrow_mut().run.take();
        if let Some(run) = run {
            self.report(RunEvent::Failed(run.job, reason));
        }
    }

    fn is_at(&self, job: JobId) -> bool {
        self.0.borrow().run.as_ref().is_some_and(|run| run.part == job)
    }

    fn report(&self, event: RunEvent) {
        let report = self.0.borrow().report.clone();
        report.emit(event);
    }
}

impl Run {
    /// Goes on to the next plan, if there is one.
    fn next(&mut self) -> bool {
        let Some((spec, count)) = self.rest.pop_front() else {
            return false;
        };
        self.part = spec.job;
        self.order = Order::prepare(&spec);
        self.queue = Queue::new(count);
        if let Gathering::Comparison(_, plan) = &mut self.gathering {
            *plan += 1;
        }
        true
    }

    fn into_result(self) -> RunEvent {
        match self.gathering {
            Gathering::Run(collector) => RunEvent::Finished(self.job, Arc::new(collector.summary())),
            Gathering::Comparison(comparer, _) => {
                RunEvent::Compared(self.job, Arc::new(comparer.comparison()))
            }
            Gathering::Play(simulation, chunks, months) => {
                RunEvent::Played(self.job, Arc::new(Futures::of(&simulation, chunks, months)))
            }
        }
    }
}

impl Inner {
    fn feed_all(&mut self) {
        for place in 0..self.slots.len() {
            self.feed(place);
        }
    }

    /// Keeps a worker supplied.
    fn feed(&mut self, place: usize) {
        let (Some(run), Some(slot)) = (self.run.as_mut(), self.slots.get_mut(place)) else {
            return;
        };
        if !slot.is_ready {
            return;
        }
        while run.queue.flying(place) < CHUNKS_AHEAD {
            let Some(index) = run.queue.take(place) else {
                return;
            };
            if slot.prepared != Some(run.part) {
                slot.prepared = Some(run.part);
                slot.tell(&run.order);
            }
            slot.tell(&Order::Run(run.part, index));
        }
    }
}

impl Slot {
    fn listen(&self, worker: &Worker) {
        worker.set_onmessage(Some(self.on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(self.on_error.as_ref().unchecked_ref()));
    }

    fn tell(&self, order: &Order) {
        self.worker
            .post_message(&order.to_js())
            .expect("orders are plain arrays of strings and numbers");
    }
}

/// As many workers as the machine has use for.
fn worker_count() -> usize {
    (page::window().navigator().hardware_concurrency() as usize).clamp(1, MOST_WORKERS)
}

/// What a thrown value says.
fn words(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => error.message().into(),
        None => format!("{error:?}"),
    }
}

/// What an error event says; one for a script that could not be loaded says nothing.
fn what_happened(event: &Event) -> String {
    match event.dyn_ref::<ErrorEvent>() {
        Some(error) => error.message(),
        None => page::words().no_engine.to_owned(),
    }
}

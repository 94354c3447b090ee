//! The page's side of the engine: starts the desk and the hands, seats the hands at the desk, replaces those that
//! break, and hears the results. They are started before the page is drawn, so that they load while it does.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use js_sys::{Array, Float64Array, Function};
use regpath_core::analysis::compare::Comparison;
use regpath_core::app::{CompareSpec, RunEvent};
use regpath_core::exercise::play::Futures as PlayedFutures;
use regpath_core::exercise::session::PlaySpec;
use regpath_core::run::{Chunk, JobId, RunSpec, Simulation, Summary};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, Event, MessageChannel, MessageEvent, Worker, WorkerOptions, WorkerType};
use yew::Callback;

use super::DESK;
use super::message::{Errand, Message, News, Order, written};
use crate::page;

/// More hands than this gain nothing that a reader would notice.
const MOST_HANDS: usize = 8;
/// Workers that may break before a job is given up.
const MOST_CRASHES: u32 = 3;
/// Marks in the browser's own timeline: somebody cancelled, and the last hand has dropped its work.
const CANCELLED: &str = "regpath-cancelled";
const IDLE: &str = "regpath-idle";

/// Runs what it is told to and reports what comes of it.
#[derive(Clone)]
pub(crate) struct Pool(Rc<RefCell<Inner>>);

struct Inner {
    report: Callback<RunEvent>,
    /// The desk first, then the hands.
    slots: Vec<Slot>,
    job: Option<Job>,
    /// Plans of exercises that were begun so far.
    played: u64,
    /// Hands that have not said yet that they dropped the job.
    at_work: Vec<usize>,
    on_frame: Option<Closure<dyn FnMut()>>,
    /// Results to be shown with the next frame: what came later has replaced what came before.
    next: Option<RunEvent>,
}

/// A place for a worker; the worker in it may be replaced.
struct Slot {
    worker: Worker,
    is_ready: bool,
    /// Broken, and not replaced before there is something to run.
    is_dead: bool,
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

struct Job {
    /// With the workers' own numbers.
    wanted: Wanted,
    /// Names it in what is reported.
    of: JobId,
    crashes: u32,
}

/// Bits for the numbers that the state gives to jobs of plans.
const NUMBER_BITS: u32 = 32;

impl Wanted {
    /// Names it.
    pub(crate) const fn job(&self) -> JobId {
        match self {
            Self::Run(spec) => spec.job,
            Self::Comparison(spec) => spec.job,
            Self::Play(spec) => spec.run.job,
        }
    }

    /// The same with numbers that rise from one thing wanted to the next: workers drop a job with all before it, and forget
    /// the lowest numbers first. Plans of an exercise are named by what they are, in no order, and come again.
    fn numbered(mut self, played: u64) -> Self {
        let number = |job: &mut JobId| job.0 = (played << NUMBER_BITS) | (job.0 & ((1 << NUMBER_BITS) - 1));
        match &mut self {
            Self::Run(spec) => number(&mut spec.job),
            Self::Comparison(spec) => {
                number(&mut spec.job);
                spec.runs.iter_mut().for_each(|run| number(&mut run.job));
            }
            Self::Play(spec) => spec.run.job = JobId(played << NUMBER_BITS),
        }
        self
    }

    fn errand(&self) -> Errand {
        match self {
            Self::Run(spec) => Errand::Run(spec.job, written(std::slice::from_ref(spec))),
            Self::Comparison(spec) => Errand::Compare(spec.job, written(&spec.runs)),
            Self::Play(spec) => Errand::Play(spec.run.job, written(std::slice::from_ref(&spec.run))),
        }
    }
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
            job: None,
            played: 0,
            at_work: Vec::new(),
            on_frame: None,
            next: None,
        };
        let pool = Self(Rc::new(RefCell::new(inner)));
        let weak = Rc::downgrade(&pool.0);
        let on_frame = Closure::new(move || {
            if let Some(inner) = weak.upgrade() {
                Self(inner).show();
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
        (0..=hands()).try_for_each(|place| {
            let is_alive = self.0.borrow().slots.get(place).is_some_and(|slot| !slot.is_dead);
            if is_alive { Ok(()) } else { self.spawn(place) }
        })
    }

    /// Drops what is at hand, if anything, and begins this.
    pub(crate) fn start(&self, wanted: Wanted) {
        let errand = {
            let mut inner = self.0.borrow_mut();
            let of = wanted.job();
            inner.played += u64::from(matches!(wanted, Wanted::Play(_)));
            let wanted = wanted.numbered(inner.played);
            let errand = wanted.errand();
            inner.job = Some(Job {
                wanted,
                of,
                crashes: 0,
            });
            inner.next = None;
            errand
        };
        match self.fill() {
            Ok(()) => self.0.borrow().tell_desk(&errand),
            Err(reason) => self.fail(reason),
        }
    }

    /// Whoever is at it drops it; what comes of it all the same is not heard.
    pub(crate) fn stop(&self) {
        let mut inner = self.0.borrow_mut();
        inner.next = None;
        let Some(job) = inner.job.take() else { return };
        mark(CANCELLED);
        inner.tell_desk(&Errand::Stop);
        inner.at_work.clear();
        for place in 1..inner.slots.len() {
            let slot = &inner.slots[place];
            if slot.is_ready {
                slot.tell(&Order::Stop(job.wanted.job()));
                inner.at_work.push(place);
            }
        }
    }

    /// Puts a worker into a place, ending the one that was there.
    fn spawn(&self, place: usize) -> Result<(), String> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        options.set_name(if place == 0 { DESK } else { "hand" });
        let worker =
            Worker::new_with_options(&page::worker_address(), &options).map_err(|error| words(&error))?;
        let mut inner = self.0.borrow_mut();
        if let Some(slot) = inner.slots.get_mut(place) {
            slot.listen(&worker);
            std::mem::replace(&mut slot.worker, worker).terminate();
            slot.is_ready = false;
            slot.is_dead = false;
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
            News::Ready => self.0.borrow_mut().welcome(place),
            News::Idle => {
                let mut inner = self.0.borrow_mut();
                let was_waited_for = inner.at_work.contains(&place);
                inner.at_work.retain(|other| *other != place);
                if was_waited_for && inner.at_work.is_empty() {
                    mark(IDLE);
                }
            }
            News::Partial(job, ..)
            | News::Compared(job, _)
            | News::Finished(job, ..)
            | News::Played(job, _) => {
                if self.is_at(job) {
                    self.take(news);
                }
            }
            News::Failed(job, reason) => {
                if self.is_at(job) {
                    self.fail(reason);
                }
            }
            News::Broken(reason) => self.replace(place, reason),
            News::Chunk(..) | News::Fingerprint(_) => {}
        }
    }

    /// Reads results of the job, to be shown with the next frame: reading many and drawing them in one go would hold the
    /// page up.
    fn take(&self, news: News) {
        let of = self.0.borrow().job.as_ref().map(|job| job.of);
        let of = of.expect("news are taken of the job");
        let event = match news {
            News::Partial(_, bytes, values) => {
                summary(&bytes, &values).map(|summary| RunEvent::Partial(of, Arc::new(summary)))
            }
            News::Finished(_, bytes, values) => {
                self.0.borrow_mut().job = None;
                summary(&bytes, &values).map(|summary| RunEvent::Finished(of, Arc::new(summary)))
            }
            News::Compared(_, bytes) => {
                Comparison::from_bytes(&bytes).map(|found| RunEvent::Compared(of, Arc::new(found)))
            }
            News::Played(_, chunks) => self
                .played(&chunks)
                .map(|found| RunEvent::Played(of, Arc::new(found))),
            _ => None,
        };
        let event = event.expect("the desk of this very build sent it");
        let mut inner = self.0.borrow_mut();
        if inner.next.replace(event).is_none() {
            let on_frame = inner.on_frame.as_ref().expect("set when the pool was made");
            page::on_next_frame(on_frame.as_ref().unchecked_ref::<Function>());
        }
    }

    /// Shows the results that came last.
    fn show(&self) {
        let event = self.0.borrow_mut().next.take();
        if let Some(event) = event {
            self.report(event);
        }
    }

    /// Every future of the plan of an exercise.
    fn played(&self, chunks: &[Vec<u8>]) -> Option<PlayedFutures> {
        let job = self.0.borrow_mut().job.take()?;
        let Wanted::Play(spec) = job.wanted else {
            return None;
        };
        let simulation = Simulation::prepare(&spec.run).ok()?;
        let chunks = chunks.iter().map(|bytes| Chunk::from_bytes(bytes));
        let chunks = chunks.collect::<Option<Vec<_>>>()?;
        Some(PlayedFutures::of(&simulation, chunks, spec.months))
    }

    /// A worker broke: another takes its place and its work, unless that happens again and again. With nothing to
    /// run it can wait.
    fn replace(&self, place: usize, reason: String) {
        let mut inner = self.0.borrow_mut();
        let slot = &mut inner.slots[place];
        slot.is_dead = true;
        slot.is_ready = false;
        if place > 0 {
            inner.tell_desk(&Errand::Lost(place));
        }
        let Some(job) = inner.job.as_mut() else { return };
        job.crashes += 1;
        let gives_up = job.crashes > MOST_CRASHES;
        drop(inner);
        if gives_up {
            self.fail(reason);
        } else if let Err(reason) = self.spawn(place) {
            self.fail(reason);
        }
    }

    fn fail(&self, reason: String) {
        let job = self.0.borrow().job.as_ref().map(|job| job.of);
        self.stop();
        if let Some(job) = job {
            self.report(RunEvent::Failed(job, reason));
        }
    }

    fn is_at(&self, job: JobId) -> bool {
        let inner = self.0.borrow();
        inner.job.as_ref().is_some_and(|at| at.wanted.job() == job)
    }

    fn report(&self, event: RunEvent) {
        let report = self.0.borrow().report.clone();
        report.emit(event);
    }
}

impl Inner {
    /// A worker listens from now on.
    fn welcome(&mut self, place: usize) {
        self.slots[place].is_ready = true;
        if place > 0 {
            self.seat(place);
            return;
        }
        for hand in 1..self.slots.len() {
            self.seat(hand);
        }
        if let Some(job) = &self.job {
            self.tell_desk(&job.wanted.errand());
        }
    }

    /// Seats a hand at the desk, if both are there.
    fn seat(&self, place: usize) {
        let is_ready = |place: usize| self.slots.get(place).is_some_and(|slot| slot.is_ready);
        if !is_ready(0) || !is_ready(place) {
            return;
        }
        // It fails in no browser that has workers.
        if let Ok(channel) = MessageChannel::new() {
            self.slots[place].tell(&Order::Serve(channel.port1()));
            self.tell_desk(&Errand::Seat(place, channel.port2()));
        }
    }

    /// A desk that is not ready yet is told what is wanted once it is.
    fn tell_desk(&self, errand: &Errand) {
        if let Some(desk) = self.slots.first().filter(|desk| desk.is_ready) {
            desk.tell(errand);
        }
    }
}

impl Slot {
    fn listen(&self, worker: &Worker) {
        worker.set_onmessage(Some(self.on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(self.on_error.as_ref().unchecked_ref()));
    }

    fn tell(&self, message: &impl Message) {
        let (message, moved): (Array, Array) = message.to_js();
        self.worker
            .post_message_with_transfer(&message, &moved)
            .expect("orders are plain arrays of strings, numbers and ports");
    }
}

/// The results that the desk sent.
fn summary(bytes: &[u8], values: &Float64Array) -> Option<Summary> {
    let mut taken = 0;
    Summary::from_parts(bytes, |count| {
        let from = taken;
        taken += count as u32;
        (taken <= values.length()).then(|| values.subarray(from, taken).to_vec())
    })
}

fn mark(name: &str) {
    if let Some(clock) = page::window().performance() {
        // A mark too many is no mistake.
        let _ = clock.mark(name);
    }
}

/// As many hands as the machine has use for.
fn hands() -> usize {
    (page::window().navigator().hardware_concurrency() as usize).clamp(1, MOST_HANDS)
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

#[cfg(test)]
mod tests {
    use regpath_core::app::{Action, App};
    use regpath_core::exercise::session::Move;
    use regpath_core::text::Lang;

    use super::*;

    #[test]
    fn numbers_rise_whatever_is_wanted_and_however_it_is_named() {
        let app = App::new(Lang::En);
        let plan = app.wanted().expect("a run is wanted").clone();
        let app = app
            .apply(Action::ChooseExercise("one-door-or-two".to_owned(), 7))
            .and_then(|app| app.apply(Action::Play(Move::Word("sakura".to_owned()))))
            .and_then(|app| {
                app.apply(Action::Play(Move::Be(
                    regpath_core::exercise::session::Role::Trainer,
                )))
            })
            .expect("moves");
        let play = Wanted::Play(app.wanted_play().expect("plans are wanted"));
        let run = Wanted::Run(plan);
        assert!(play.job() > run.job(), "named by a hash");
        let numbers = [
            run.clone().numbered(0).job(),
            play.clone().numbered(1).job(),
            run.clone().numbered(1).job(),
            // Again the same plan of the exercise.
            play.numbered(2).job(),
            run.clone().numbered(2).job(),
        ];
        assert!(numbers.is_sorted_by(|one, next| one < next), "{numbers:?}");
        assert_eq!(numbers[0], run.job());
    }
}

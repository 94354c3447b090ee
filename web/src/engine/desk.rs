//! The desk of the engine: prepares what is wanted, hands out the chunks, and puts the answers together, so that the
//! page only has to draw. It keeps the one job that it was given last.

use std::cell::RefCell;
use std::collections::BTreeSet;

use js_sys::{Array, Float64Array};
use regpath_core::analysis::compare::Comparer;
use regpath_core::run::{Chunk, Collector, JobId, RunSpec, Simulation, Summary};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{MessageEvent, MessagePort};

use super::message::{Errand, Message, News, Order, read, written};
use super::queue::Queue;
use super::{listen, now_ms, say};

/// Chunks that a hand has to do, so that it need not wait for the desk.
const CHUNKS_AHEAD: usize = 2;
/// Pause between two partial results [ms], and at least this many times what making one took.
const PAUSE_MS: f64 = 60.0;
const PAUSE_PER_COST: f64 = 6.0;
/// Values behind a chart that are sent, while they still change and at the end.
const VALUES_SO_FAR: usize = 4_096;
const VALUES: usize = 100_000;

#[derive(Default)]
struct Desk {
    seats: Vec<Option<Seat>>,
    job: Option<Job>,
}

/// A hand.
struct Seat {
    port: MessagePort,
    /// The runs that it was told to prepare.
    prepared: BTreeSet<JobId>,
    _hear: Closure<dyn FnMut(MessageEvent)>,
}

/// What is under way.
struct Job {
    id: JobId,
    parts: Vec<Part>,
    /// Chunks of all parts, in turns: chunk 0 of each, then chunk 1.
    queue: Queue,
    gathering: Gathering,
    last_ms: f64,
    cost_ms: f64,
}

/// One run.
struct Part {
    id: JobId,
    prepare: Order,
}

/// What a job is for.
#[derive(Clone, Copy)]
enum Purpose {
    Run,
    Compare,
    Play,
}

/// Where chunks go.
enum Gathering {
    Run(Box<Collector>),
    Comparison(Box<Comparer>),
    Play(Vec<Vec<u8>>),
}

thread_local! {
    static DESK: RefCell<Desk> = RefCell::default();
}

/// Listens to the page.
pub(super) fn start() {
    listen(|event| {
        let Some(errand) = Errand::from_js(&event.data()) else {
            return;
        };
        DESK.with_borrow_mut(|desk| match errand {
            Errand::Seat(place, port) => desk.seat(place, port),
            Errand::Lost(place) => desk.lose(place),
            Errand::Run(job, json) => desk.begin(job, &read(&json), Purpose::Run),
            Errand::Compare(job, json) => desk.begin(job, &read(&json), Purpose::Compare),
            Errand::Play(job, json) => desk.begin(job, &read(&json), Purpose::Play),
            Errand::Stop => desk.stop(),
        });
    });
}

impl Desk {
    /// A hand sits down.
    fn seat(&mut self, place: usize, port: MessagePort) {
        let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(news) = News::from_js(&event.data()) {
                DESK.with_borrow_mut(|desk| desk.hear(place, news));
            }
        });
        port.set_onmessage(Some(hear.as_ref().unchecked_ref()));
        self.seats.resize_with(self.seats.len().max(place + 1), || None);
        self.seats[place] = Some(Seat {
            port,
            prepared: BTreeSet::new(),
            _hear: hear,
        });
        self.feed(place);
    }

    /// A hand is gone; others do its work.
    fn lose(&mut self, place: usize) {
        if let Some(seat) = self.seats.get_mut(place) {
            *seat = None;
        }
        if let Some(job) = &mut self.job {
            job.queue.lose(place);
        }
        self.feed_all();
    }

    fn stop(&mut self) {
        if let Some(job) = self.job.take() {
            for seat in self.seats.iter().flatten() {
                seat.tell(&Order::Stop(job.id));
            }
        }
    }

    fn begin(&mut self, id: JobId, runs: &[RunSpec], purpose: Purpose) {
        self.stop();
        let simulations = match runs
            .iter()
            .map(Simulation::prepare)
            .collect::<Result<Vec<_>, _>>()
        {
            Ok(simulations) => simulations,
            Err(error) => {
                say(&News::Failed(id, error.to_string()));
                return;
            }
        };
        let Some(first) = simulations.first() else { return };
        let parts = runs.iter().map(|run| Part {
            id: run.job,
            prepare: Order::Prepare(written(std::slice::from_ref(run))),
        });
        self.job = Some(Job {
            id,
            parts: parts.collect(),
            queue: Queue::new(first.chunk_count() * simulations.len() as u64),
            gathering: match purpose {
                Purpose::Run => Gathering::Run(Box::new(Collector::new(first))),
                Purpose::Compare => Gathering::Comparison(Box::new(Comparer::new(&simulations))),
                Purpose::Play => Gathering::Play(Vec::new()),
            },
            last_ms: now_ms(),
            cost_ms: 0.0,
        });
        self.feed_all();
    }

    fn feed_all(&mut self) {
        for place in 0..self.seats.len() {
            self.feed(place);
        }
    }

    /// Keeps a hand supplied.
    fn feed(&mut self, place: usize) {
        let (Some(job), Some(Some(seat))) = (&mut self.job, self.seats.get_mut(place)) else {
            return;
        };
        while job.queue.flying(place) < CHUNKS_AHEAD {
            let Some(turn) = job.queue.take(place) else { return };
            let parts = job.parts.len() as u64;
            let part = &job.parts[(turn % parts) as usize];
            if seat.prepared.insert(part.id) {
                seat.tell(&part.prepare);
            }
            seat.tell(&Order::Run(part.id, turn / parts));
        }
    }

    fn hear(&mut self, place: usize, news: News) {
        match news {
            News::Chunk(run, index, bytes) => {
                self.merge(place, run, index, bytes);
                self.feed(place);
            }
            News::Failed(run, reason) => {
                let of = self
                    .job
                    .take_if(|job| job.parts.iter().any(|part| part.id == run));
                if let Some(job) = of {
                    say(&News::Failed(job.id, reason));
                }
            }
            _ => {}
        }
    }

    /// Adds a chunk to the others, and says what comes of them.
    fn merge(&mut self, place: usize, run: JobId, index: u64, bytes: Vec<u8>) {
        let Some(job) = &mut self.job else { return };
        let parts = job.parts.len() as u64;
        let Some(part) = job.parts.iter().position(|part| part.id == run) else {
            return;
        };
        if !job.queue.answer(index * parts + part as u64, place) {
            return;
        }
        match &mut job.gathering {
            Gathering::Run(collector) => collector.add(chunk(&bytes)),
            Gathering::Comparison(comparer) => comparer.add(part, &chunk(&bytes)),
            Gathering::Play(chunks) => chunks.push(bytes),
        }
        let began = now_ms();
        if job.queue.is_done() {
            let job = self.job.take().expect("it was there a moment ago");
            say(&job.last_news());
        } else if began - job.last_ms >= PAUSE_MS.max(PAUSE_PER_COST * job.cost_ms) {
            if let Some(news) = job.news() {
                say(&news);
            }
            job.last_ms = now_ms();
            job.cost_ms = job.last_ms - began;
        }
    }
}

impl Job {
    /// The results so far, where they are of use before the end.
    fn news(&self) -> Option<News> {
        match &self.gathering {
            Gathering::Run(collector) => {
                // Chunks count in their order: the first may be the last to come.
                let summary = collector.summary();
                (summary.iterations > 0).then(|| {
                    let (bytes, values) = parts(&summary, VALUES_SO_FAR);
                    News::Partial(self.id, bytes, values)
                })
            }
            Gathering::Comparison(comparer) => {
                (comparer.futures() > 0).then(|| News::Compared(self.id, comparer.comparison().to_bytes()))
            }
            Gathering::Play(_) => None,
        }
    }

    /// All results.
    fn last_news(self) -> News {
        match self.gathering {
            Gathering::Run(collector) => {
                let (bytes, values) = parts(&collector.summary(), VALUES);
                News::Finished(self.id, bytes, values)
            }
            Gathering::Comparison(comparer) => News::Compared(self.id, comparer.comparison().to_bytes()),
            Gathering::Play(chunks) => News::Played(self.id, chunks),
        }
    }
}

/// Results as they travel: of those behind a chart, as many as say enough.
fn parts(summary: &Summary, most: usize) -> (Vec<u8>, Float64Array) {
    let (bytes, values) = summary.to_parts(most);
    (bytes, Float64Array::from(values.as_slice()))
}

/// What a hand sent.
fn chunk(bytes: &[u8]) -> Chunk {
    Chunk::from_bytes(bytes).expect("a hand of this very build sent it")
}

impl Seat {
    fn tell(&self, order: &Order) {
        let (message, moved): (Array, Array) = order.to_js();
        // A hand that is gone is replaced by the page.
        let _ = self.port.post_message_with_transferable(&message, &moved);
    }
}

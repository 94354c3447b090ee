//! The one place that runs the engine. Threads take chunks of futures in turn; one of them gathers the chunks,
//! says how far it is, and stops within a chunk when told to. What comes out does not depend on the number of
//! threads or their timing: core sees to that.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use regpath_core::run::{Chunk, Collector, JobId, LoadError, RunEvent, RunSpec, Simulation, Summary};

/// Results so far are shown this often at most.
const PACE: Duration = Duration::from_millis(60);
/// Chunks that wait to be gathered, for each thread.
const WAITING_CHUNKS: usize = 2;
/// News that wait to be read.
const WAITING_NEWS: usize = 4;

/// Why a run gave no results.
#[derive(Debug)]
#[non_exhaustive]
pub enum RunError {
    /// The plan cannot be run.
    Load(LoadError),
    /// Somebody stopped it.
    Cancelled,
    /// The engine broke; the words are for a report of the bug.
    Broken(String),
}

impl std::fmt::Display for RunError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Load(error) => error.fmt(f),
            Self::Cancelled => f.write_str("the run was stopped"),
            Self::Broken(words) => write!(f, "the engine broke, which is a bug: {words}"),
        }
    }
}

impl std::error::Error for RunError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Load(error) => Some(error),
            Self::Cancelled | Self::Broken(_) => None,
        }
    }
}

/// As many threads as the machine runs at once.
#[must_use]
pub fn all_threads() -> usize {
    thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// Runs to the end on so many threads. `progress` hears how many futures are in, of how many; `cancel` stops the
/// run within one chunk.
///
/// # Errors
///
/// [`RunError`] when the plan cannot be run, when it was stopped, or when the engine broke.
pub fn run_to_end(
    spec: &RunSpec,
    threads: usize,
    mut progress: impl FnMut(u64, u64),
    cancel: &AtomicBool,
) -> Result<Summary, RunError> {
    let total = spec.iterations;
    let collector = drive(spec, threads, cancel, |collector| progress(collector.iterations(), total))?;
    Ok(collector.summary())
}

/// Runs all chunks and tells `news` after each one that came in.
fn drive(
    spec: &RunSpec,
    threads: usize,
    cancel: &AtomicBool,
    mut news: impl FnMut(&Collector),
) -> Result<Collector, RunError> {
    let simulation = Simulation::prepare(spec).map_err(RunError::Load)?;
    let chunks = simulation.chunk_count();
    let threads = threads.clamp(1, usize::try_from(chunks).unwrap_or(usize::MAX).max(1));
    let next = AtomicU64::new(0);
    let mut collector = Collector::new(&simulation);
    let broken = thread::scope(|scope| {
        let (sender, receiver) = sync_channel::<Chunk>(threads * WAITING_CHUNKS);
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                let sender = sender.clone();
                let (simulation, next) = (&simulation, &next);
                scope.spawn(move || {
                    while !cancel.load(Ordering::Relaxed) {
                        let index = next.fetch_add(1, Ordering::Relaxed);
                        // Nobody listens any more: enough futures are in.
                        if index >= chunks || sender.send(simulation.run_chunk(index)).is_err() {
                            break;
                        }
                    }
                })
            })
            .collect();
        drop(sender);
        for chunk in &receiver {
            collector.add(chunk);
            if cancel.load(Ordering::Relaxed) {
                break;
            }
            news(&collector);
            if collector.is_done() {
                break;
            }
        }
        drop(receiver);
        workers.into_iter().find_map(|worker| worker.join().err())
    });
    match broken {
        Some(panic) => Err(RunError::Broken(words_of(&*panic))),
        None if cancel.load(Ordering::Relaxed) => Err(RunError::Cancelled),
        None => Ok(collector),
    }
}

fn words_of(panic: &(dyn Any + Send)) -> String {
    let words = panic.downcast_ref::<&str>().copied();
    words.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no words").to_owned()
}

/// The run in the background that the state asks for.
#[derive(Debug)]
pub(crate) struct Runner {
    threads: usize,
    sender: SyncSender<RunEvent>,
    receiver: Receiver<RunEvent>,
    /// The latest run, and how to stop it.
    current: Option<(JobId, Arc<AtomicBool>)>,
}

impl Runner {
    /// Nothing runs yet.
    pub(crate) fn new(threads: usize) -> Self {
        let (sender, receiver) = sync_channel(WAITING_NEWS);
        Self { threads, sender, receiver, current: None }
    }

    /// Starts the wanted run unless it is the latest one already, and stops any other.
    pub(crate) fn follow(&mut self, wanted: Option<RunSpec>) {
        let latest = self.current.as_ref().map(|(job, _)| *job);
        if latest == wanted.as_ref().map(|spec| spec.job) {
            return;
        }
        self.stop();
        if let Some(spec) = wanted {
            let cancel = Arc::new(AtomicBool::new(false));
            self.current = Some((spec.job, Arc::clone(&cancel)));
            let (threads, sender) = (self.threads, self.sender.clone());
            thread::spawn(move || work(&spec, threads, &cancel, &sender));
        }
    }

    /// News since the last time.
    pub(crate) fn news(&self) -> impl Iterator<Item = RunEvent> {
        self.receiver.try_iter()
    }

    fn stop(&mut self) {
        if let Some((_, cancel)) = self.current.take() {
            cancel.store(true, Ordering::Relaxed);
        }
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        self.stop();
    }
}

/// One run in the background. A sender whose receiver is gone has nobody to tell, so that is no error.
fn work(spec: &RunSpec, threads: usize, cancel: &AtomicBool, sender: &SyncSender<RunEvent>) {
    let job = spec.job;
    let mut due = Instant::now();
    let run = std::panic::AssertUnwindSafe(|| {
        drive(spec, threads, cancel, |collector| {
            if collector.is_done() || Instant::now() < due {
                return;
            }
            let started = Instant::now();
            let summary = Arc::new(collector.summary());
            // A summary that takes long is made less often, so that most of the time goes into futures. One that
            // finds the queue full is left out: a newer one follows.
            due = Instant::now() + PACE.max(started.elapsed() * 4);
            drop(sender.try_send(RunEvent::Partial(job, summary)));
        })
        .map(|collector| collector.summary())
    });
    let event = match std::panic::catch_unwind(run) {
        Ok(Ok(summary)) => RunEvent::Finished(job, Arc::new(summary)),
        Ok(Err(RunError::Cancelled)) => return,
        Ok(Err(error)) => RunEvent::Failed(job, error.to_string()),
        Err(panic) => RunEvent::Failed(job, RunError::Broken(words_of(&*panic)).to_string()),
    };
    drop(sender.send(event));
}

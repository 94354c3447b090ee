//! The one place that runs the engine. Threads take chunks of futures in turn; one of them gathers the chunks,
//! says how far it is, and stops within a chunk when told to. What comes out does not depend on the number of
//! threads or their timing: core sees to that.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use regpath_core::analysis::compare::Comparer;
use regpath_core::analysis::frontier::{CombinationRunner, Ran, Search};
use regpath_core::app::{CompareSpec, RunEvent};
use regpath_core::exercise::play::Futures;
use regpath_core::exercise::session::PlaySpec;
use regpath_core::plan::LoadError;
use regpath_core::run::{Chunk, Collector, JobId, RunSpec, Simulation, Summary};
use regpath_core::text::Lang;

/// Results so far are told this often at most.
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
            Self::Load(error) => {
                error.fmt(f)?;
                let Some(first) = error.problems.first() else {
                    return Ok(());
                };
                write!(f, "; line {}: {}", first.line, first.says(Lang::En))
            }
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

/// Starts work beside the screen, on a thread that gives way to it: a key is answered at once however busy all threads are.
fn beside(work: impl FnOnce() + Send + 'static) {
    thread::spawn(|| {
        give_way();
        work();
    });
}

/// Linux lowers a thread and those that it starts. Where that is refused, work goes on as it is.
#[cfg(target_os = "linux")]
fn give_way() {
    let _ = rustix::process::nice(10);
}

/// Elsewhere it would lower the whole program.
#[cfg(not(target_os = "linux"))]
const fn give_way() {}

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
    let simulation = Simulation::prepare(spec).map_err(RunError::Load)?;
    let total = simulation.iterations();
    let collector = gather(&simulation, threads, cancel, |collector| {
        progress(collector.iterations(), total);
        Next::Continue
    })?;
    Ok(collector.summary())
}

/// What a listener wants after a chunk has come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// More futures.
    Continue,
    /// These are enough, for instance because the answer is precise enough.
    Enough,
}

/// Runs a simulation on so many threads, puts its chunks together and tells `news` after each one that came in.
///
/// # Errors
///
/// [`RunError::Cancelled`] or [`RunError::Broken`].
pub fn gather(
    simulation: &Simulation,
    threads: usize,
    cancel: &AtomicBool,
    mut news: impl FnMut(&Collector) -> Next,
) -> Result<Collector, RunError> {
    let mut collector = Collector::new(simulation);
    each_chunk(std::slice::from_ref(simulation), threads, cancel, |_, chunk| {
        collector.add(chunk);
        news(&collector)
    })?;
    Ok(collector)
}

/// Runs the chunks of some simulations on so many threads, those of the same futures one after another, and gives each one
/// to `take` as it comes in, with the number of its simulation.
///
/// # Errors
///
/// [`RunError::Cancelled`] or [`RunError::Broken`].
pub fn each_chunk(
    simulations: &[Simulation],
    threads: usize,
    cancel: &AtomicBool,
    mut take: impl FnMut(usize, Chunk) -> Next,
) -> Result<(), RunError> {
    let count = |simulation: &Simulation| simulation.chunk_count();
    let plans = simulations.len() as u64;
    let parts = plans * simulations.iter().map(count).max().unwrap_or(0);
    let threads = threads.clamp(1, usize::try_from(parts).unwrap_or(usize::MAX).max(1));
    let next = AtomicU64::new(0);
    let broken = thread::scope(|scope| {
        let (sender, receiver) = sync_channel::<(usize, Chunk)>(threads * WAITING_CHUNKS);
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                let sender = sender.clone();
                let next = &next;
                scope.spawn(move || {
                    let mut workers: Vec<_> = simulations.iter().map(Simulation::worker).collect();
                    while !cancel.load(Ordering::Relaxed) {
                        let part = next.fetch_add(1, Ordering::Relaxed);
                        if part >= parts {
                            break;
                        }
                        let (index, plan) = (part / plans, (part % plans) as usize);
                        if index >= simulations[plan].chunk_count() {
                            continue;
                        }
                        // When nobody listens any more, enough futures are in.
                        if sender.send((plan, workers[plan].run_chunk(index))).is_err() {
                            break;
                        }
                    }
                })
            })
            .collect();
        drop(sender);
        for (plan, chunk) in &receiver {
            if cancel.load(Ordering::Relaxed) || take(plan, chunk) == Next::Enough {
                break;
            }
        }
        drop(receiver);
        workers
            .into_iter()
            .filter_map(|worker| worker.join().err())
            .last()
    });
    match broken {
        Some(panic) => Err(RunError::Broken(words_of(&*panic))),
        None if cancel.load(Ordering::Relaxed) => Err(RunError::Cancelled),
        None => Ok(()),
    }
}

/// Runs a search of options to its end on so many threads, a combination at a time on each. `progress` hears how many
/// futures of the round are in, of how many.
///
/// # Errors
///
/// [`RunError::Cancelled`] or [`RunError::Broken`].
pub fn search(
    search: &mut Search,
    threads: usize,
    cancel: &AtomicBool,
    mut progress: impl FnMut(u64, u64),
) -> Result<(), RunError> {
    let mut runners: Vec<CombinationRunner> = Vec::new();
    runners.resize_with(threads.max(1), CombinationRunner::default);
    while let Some(round) = search.round().cloned() {
        let (next, total) = (AtomicUsize::new(0), search.pending());
        let mut results: Vec<Option<Ran>> = Vec::new();
        results.resize_with(round.selections.len(), || None);
        let broken = thread::scope(|scope| {
            let (sender, receiver) = sync_channel::<(usize, Ran)>(threads.max(1) * WAITING_CHUNKS);
            let (search, round, next) = (&*search, &round, &next);
            let workers: Vec<_> = runners
                .iter_mut()
                .map(|runner| {
                    let sender = sender.clone();
                    scope.spawn(move || {
                        let stop = || cancel.load(Ordering::Relaxed);
                        loop {
                            let place = next.fetch_add(1, Ordering::Relaxed);
                            let Some(selection) = round.selections.get(place) else {
                                break;
                            };
                            let ran = runner.run(search, selection, round.futures, stop);
                            if ran.is_none_or(|ran| sender.send((place, ran)).is_err()) {
                                break;
                            }
                        }
                    })
                })
                .collect();
            drop(sender);
            for (done, (place, ran)) in receiver.iter().enumerate() {
                results[place] = Some(ran);
                progress((done as u64 + 1) * round.futures, total);
            }
            workers
                .into_iter()
                .filter_map(|worker| worker.join().err())
                .last()
        });
        if let Some(panic) = broken {
            return Err(RunError::Broken(words_of(&*panic)));
        }
        let results: Option<Vec<Ran>> = results.into_iter().collect();
        search.take(results.ok_or(RunError::Cancelled)?);
    }
    Ok(())
}

fn words_of(panic: &(dyn Any + Send)) -> String {
    let words = panic.downcast_ref::<&str>().copied();
    words
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no words")
        .to_owned()
}

/// The run in the background that the state asks for.
#[derive(Debug)]
pub(crate) struct Runner {
    threads: usize,
    sender: SyncSender<RunEvent>,
    receiver: Receiver<RunEvent>,
    /// The latest run, and how to stop it.
    current: Option<(JobId, Arc<AtomicBool>)>,
    /// The same of the latest comparison.
    comparison: Option<(JobId, Arc<AtomicBool>)>,
    /// The same of the latest plan of an exercise.
    play: Option<(JobId, Arc<AtomicBool>)>,
}

impl Runner {
    /// Nothing runs yet.
    pub(crate) fn new(threads: usize) -> Self {
        let (sender, receiver) = sync_channel(WAITING_NEWS);
        Self {
            threads,
            sender,
            receiver,
            current: None,
            comparison: None,
            play: None,
        }
    }

    /// Starts the wanted run unless it is the latest one already, and stops any other.
    pub(crate) fn follow(&mut self, wanted: Option<RunSpec>) {
        let latest = self.current.as_ref().map(|(job, _)| *job);
        if latest == wanted.as_ref().map(|spec| spec.job) {
            return;
        }
        stop(&mut self.current);
        if let Some(spec) = wanted {
            let cancel = Arc::new(AtomicBool::new(false));
            self.current = Some((spec.job, Arc::clone(&cancel)));
            let (threads, sender) = (self.threads, self.sender.clone());
            beside(move || work(&spec, threads, &cancel, &sender));
        }
    }

    /// Starts the wanted comparison unless it is the latest one already, and stops any other.
    pub(crate) fn compare(&mut self, wanted: Option<CompareSpec>) {
        let latest = self.comparison.as_ref().map(|(job, _)| *job);
        if latest == wanted.as_ref().map(|spec| spec.job) {
            return;
        }
        stop(&mut self.comparison);
        if let Some(spec) = wanted {
            let cancel = Arc::new(AtomicBool::new(false));
            self.comparison = Some((spec.job, Arc::clone(&cancel)));
            let (threads, sender) = (self.threads, self.sender.clone());
            beside(move || compare(&spec, threads, &cancel, &sender));
        }
    }

    /// Starts the wanted plan of an exercise unless it is the latest one already, and stops any other.
    pub(crate) fn play(&mut self, wanted: Option<PlaySpec>) {
        let latest = self.play.as_ref().map(|(job, _)| *job);
        if latest == wanted.as_ref().map(|spec| spec.run.job) {
            return;
        }
        stop(&mut self.play);
        if let Some(spec) = wanted {
            let (job, cancel) = (spec.run.job, Arc::new(AtomicBool::new(false)));
            self.play = Some((job, Arc::clone(&cancel)));
            let (threads, sender) = (self.threads, self.sender.clone());
            beside(move || {
                report(job, &sender, || {
                    let simulation = Simulation::prepare(&spec.run).map_err(RunError::Load)?;
                    let futures = play(&simulation, spec.months, threads, &cancel)?;
                    Ok(RunEvent::Played(job, Arc::new(futures)))
                });
            });
        }
    }

    /// News since the last time.
    pub(crate) fn news(&self) -> impl Iterator<Item = RunEvent> {
        self.receiver.try_iter()
    }
}

/// Stops what is going, if anything is.
fn stop(current: &mut Option<(JobId, Arc<AtomicBool>)>) {
    if let Some((_, cancel)) = current.take() {
        cancel.store(true, Ordering::Relaxed);
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        stop(&mut self.current);
        stop(&mut self.comparison);
        stop(&mut self.play);
    }
}

/// When results so far are due next: soon, but what takes long to make is made less often, so that most of the time goes
/// into futures.
struct Due(Instant);

impl Due {
    fn new() -> Self {
        Self(Instant::now())
    }

    /// Sends what `news` makes, if they are due. Those that find the queue full are left out: newer ones follow. A sender
    /// whose receiver is gone has nobody to tell, so that is no error.
    fn tell(&mut self, sender: &SyncSender<RunEvent>, news: impl FnOnce() -> RunEvent) {
        let started = Instant::now();
        if started >= self.0 {
            let news = news();
            self.0 = Instant::now() + PACE.max(started.elapsed() * 4);
            drop(sender.try_send(news));
        }
    }
}

/// One run in the background.
fn work(spec: &RunSpec, threads: usize, cancel: &AtomicBool, sender: &SyncSender<RunEvent>) {
    let job = spec.job;
    let mut due = Due::new();
    report(job, sender, || {
        let simulation = Simulation::prepare(spec).map_err(RunError::Load)?;
        let collector = gather(&simulation, threads, cancel, |collector| {
            if collector.iterations() > 0 && !collector.is_done() {
                due.tell(sender, || RunEvent::Partial(job, Arc::new(collector.summary())));
            }
            Next::Continue
        })?;
        Ok(RunEvent::Finished(job, Arc::new(collector.summary())))
    });
}

/// One comparison in the background.
fn compare(spec: &CompareSpec, threads: usize, cancel: &AtomicBool, sender: &SyncSender<RunEvent>) {
    let job = spec.job;
    let mut due = Due::new();
    report(job, sender, || {
        let prepared = spec.runs.iter().map(Simulation::prepare);
        let simulations: Vec<Simulation> = prepared.collect::<Result<_, _>>().map_err(RunError::Load)?;
        let mut comparer = Comparer::new(&simulations);
        each_chunk(&simulations, threads, cancel, |plan, chunk| {
            comparer.add(plan, &chunk);
            if comparer.futures() > 0 && !comparer.is_done() {
                due.tell(sender, || {
                    RunEvent::Compared(job, Arc::new(comparer.comparison()))
                });
            }
            Next::Continue
        })?;
        Ok(RunEvent::Compared(job, Arc::new(comparer.comparison())))
    });
}

/// Every future of one plan of an exercise.
///
/// # Errors
///
/// [`RunError::Cancelled`] or [`RunError::Broken`].
pub fn play(
    simulation: &Simulation,
    months: i32,
    threads: usize,
    cancel: &AtomicBool,
) -> Result<Futures, RunError> {
    let mut chunks = Vec::new();
    each_chunk(std::slice::from_ref(simulation), threads, cancel, |_, chunk| {
        chunks.push(chunk);
        Next::Continue
    })?;
    Ok(Futures::of(simulation, chunks, months))
}

/// Says what comes of some work, also when it breaks; nothing when it was stopped.
fn report(job: JobId, sender: &SyncSender<RunEvent>, run: impl FnOnce() -> Result<RunEvent, RunError>) {
    let event = match std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)) {
        Ok(Ok(event)) => event,
        Ok(Err(RunError::Cancelled)) => return,
        Ok(Err(error)) => RunEvent::Failed(job, error.to_string()),
        Err(panic) => RunEvent::Failed(job, RunError::Broken(words_of(&*panic)).to_string()),
    };
    drop(sender.send(event));
}

#[cfg(test)]
mod tests {
    use regpath_core::sampling::Method;

    use super::*;

    const PLAN: &str = r#"
[plan]
id = "tiny"
title = { en = "Tiny", ja = "小さな計画" }
start = 2027-01-01
horizon = "5 year"
currency = "JPY"
target = "done"

[[plan.milestone]]
id = "done"
title = { en = "Done", ja = "完了" }
after = "review"

[[step]]
id = "review"
title = { en = "Review", ja = "審査" }
kind = "review"
duration = { pert = [1, 2, 4], unit = "month" }
source = "estimate"
as_of = "2026-11"
confidence = "C"
"#;

    fn spec(job: u64, iterations: u64) -> RunSpec {
        RunSpec {
            job: JobId(job),
            name: "tiny.toml".to_owned(),
            text: PLAN.to_owned(),
            seed: 7,
            iterations,
            method: Method::default(),
            catalogue: Vec::new(),
        }
    }

    /// Waits for news that are wanted; only a failing test waits long.
    fn until(runner: &Runner, mut is_wanted: impl FnMut(&RunEvent) -> bool) -> RunEvent {
        loop {
            let event = runner
                .receiver
                .recv_timeout(Duration::from_mins(1))
                .expect("news come");
            if is_wanted(&event) {
                return event;
            }
        }
    }

    #[test]
    fn the_number_of_threads_does_not_show_in_the_results() {
        let fingerprint = |threads| {
            let cancel = AtomicBool::new(false);
            run_to_end(&spec(1, 20_000), threads, |_, _| (), &cancel)
                .unwrap()
                .fingerprint()
        };
        assert_eq!(fingerprint(1), fingerprint(4));
        assert_eq!(fingerprint(1), fingerprint(0));
    }

    #[test]
    fn progress_counts_every_future() {
        let mut heard = Vec::new();
        let cancel = AtomicBool::new(false);
        let summary = run_to_end(&spec(1, 5_000), 2, |done, of| heard.push((done, of)), &cancel).unwrap();
        assert_eq!(summary.iterations, 5_000);
        assert!(heard.is_sorted());
        assert_eq!(heard.last(), Some(&(5_000, 5_000)));
    }

    #[test]
    fn a_cancelled_run_gives_no_results() {
        let cancel = AtomicBool::new(false);
        let stop = |_, _| cancel.store(true, Ordering::Relaxed);
        let result = run_to_end(&spec(1, 50_000_000), 2, stop, &cancel);
        assert!(matches!(result, Err(RunError::Cancelled)));
    }

    #[test]
    fn enough_is_enough() {
        let simulation = Simulation::prepare(&spec(1, 50_000_000)).unwrap();
        let cancel = AtomicBool::new(false);
        let collector = gather(&simulation, 2, &cancel, |_| Next::Enough).unwrap();
        assert!(collector.iterations() < 1_000_000);
    }

    #[test]
    fn a_plan_that_cannot_be_read_says_so() {
        let spec = RunSpec {
            text: "[plan]".to_owned(),
            ..spec(3, 10)
        };
        let mut runner = Runner::new(2);
        runner.follow(Some(spec));
        let event = until(&runner, |event| matches!(event, RunEvent::Failed(..)));
        let RunEvent::Failed(JobId(3), words) = event else {
            panic!("{event:?}")
        };
        assert!(words.contains("tiny.toml") && words.contains("line 1"), "{words}");
    }

    #[test]
    fn a_new_run_stops_the_old_one() {
        let mut runner = Runner::new(2);
        runner.follow(Some(spec(1, 50_000_000)));
        drop(until(&runner, |event| {
            matches!(event, RunEvent::Partial(JobId(1), _))
        }));
        runner.follow(Some(spec(2, 3_000)));
        let event = until(&runner, |event| matches!(event, RunEvent::Finished(..)));
        assert!(matches!(event, RunEvent::Finished(JobId(2), summary) if summary.iterations == 3_000));
    }

    #[test]
    fn a_comparison_grows_to_what_it_is_on_any_number_of_threads() {
        let last = |threads| {
            let mut runner = Runner::new(threads);
            runner.compare(Some(CompareSpec {
                job: JobId(4),
                runs: vec![spec(4, 60_000), spec(4, 60_000)],
            }));
            let mut heard = Vec::new();
            let event = until(&runner, |event| {
                let RunEvent::Compared(JobId(4), comparison) = event else {
                    panic!("{event:?}")
                };
                heard.push(comparison.futures);
                comparison.futures == 60_000
            });
            assert!(heard.len() > 1 && heard.is_sorted(), "{heard:?}");
            let RunEvent::Compared(_, comparison) = event else {
                panic!("{event:?}")
            };
            comparison.to_bytes()
        };
        assert_eq!(last(1), last(3));
    }

    #[test]
    fn a_run_that_is_going_is_left_alone() {
        let mut runner = Runner::new(2);
        runner.follow(Some(spec(1, 2_000)));
        drop(until(&runner, |event| matches!(event, RunEvent::Finished(..))));
        runner.follow(Some(spec(1, 2_000)));
        assert!(runner.receiver.recv_timeout(Duration::from_millis(50)).is_err());
    }
}

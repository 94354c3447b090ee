//! `regpath simulate`: one answer, as a table for reading, as JSON for scripts, or as CSV for spreadsheets.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context as _;
use regpath_core::answers::{PreciseNumber, Precision};
use regpath_core::limits;
use regpath_core::plan::Plan;
use regpath_core::run::{Detail, Simulation, Summary};
use regpath_core::sampling::Method;
use regpath_core::view::format::csv_cell;

use super::args::{ResultFormat, Simulate};
use super::progress::{Progress, cancel_on_interrupt};
use super::{Failure, Session, answer, output};
use crate::runner::{Next, all_threads, gather};

/// Futures of the first look when a precision is asked for.
const FIRST_LOOK: u64 = 8 * 1024;
/// The most futures for a precision, unless the command line says otherwise.
const MOST: u64 = 1_000_000;

/// What was run, and what came of it.
pub(super) struct Answer {
    pub(super) plan: Arc<Plan>,
    pub(super) seed: u64,
    pub(super) sampler: Method,
    pub(super) iterations: u64,
    pub(super) summary: Summary,
    /// How precise it was to be, if that was asked.
    pub(super) precision: Option<Precision>,
}

pub(super) fn run(session: &Session, args: &Simulate) -> Result<(), Failure> {
    let plan = session.plan(&args.scenario)?;
    let job = Job {
        sampler: args.sampler,
        threads: args.threads.map_or_else(all_threads, usize::from),
        ..Job::new(plan, args.seed)
    };
    let numbers = args.precision_of.clone();
    let mut progress = Progress::new(session.lang);
    let (simulation, summary) = match args.precision {
        None => job.run(args.iterations.unwrap_or(job.plan.iterations), &mut progress)?,
        Some(wanted) => job.run_until(wanted, &numbers, args.iterations.unwrap_or(MOST), &mut progress)?,
    };
    if let Some(path) = &args.samples {
        write_samples(&simulation, path, &job.cancel, &mut progress)?;
    }
    drop(progress);
    let answer = Answer {
        seed: job.seed,
        sampler: job.sampler,
        iterations: simulation.iterations(),
        precision: args
            .precision
            .map(|wanted| Precision::of(&summary, wanted, &numbers)),
        summary,
        plan: job.plan,
    };
    match args.format {
        ResultFormat::Table => {
            output::print(&answer::table(&answer, args.all, session.lang, output::columns()))
        }
        ResultFormat::Json => output::print_json(&answer::json(&answer)),
        ResultFormat::Csv => output::print(&answer::csv(&answer, session.lang)),
    }
}

/// The answer of a plan as it stands.
pub(super) fn print_table(session: &Session, plan: Arc<Plan>) -> Result<(), Failure> {
    let job = Job::new(plan, None);
    let mut progress = Progress::new(session.lang);
    let (simulation, summary) = job.run(job.plan.iterations, &mut progress)?;
    drop(progress);
    let (seed, sampler, iterations) = (job.seed, job.sampler, simulation.iterations());
    let answer = Answer {
        plan: job.plan,
        seed,
        sampler,
        iterations,
        summary,
        precision: None,
    };
    output::print(&answer::table(&answer, false, session.lang, output::columns()))
}

pub(super) struct Job {
    pub(super) plan: Arc<Plan>,
    pub(super) seed: u64,
    pub(super) sampler: Method,
    pub(super) threads: usize,
    pub(super) cancel: Arc<AtomicBool>,
}

impl Job {
    /// Plain draws on all threads; the plan's seed unless there is another.
    pub(super) fn new(plan: Arc<Plan>, seed: Option<u64>) -> Self {
        Self {
            seed: seed.unwrap_or(plan.seed),
            sampler: Method::Mc,
            threads: all_threads(),
            cancel: cancel_on_interrupt(),
            plan,
        }
    }

    pub(super) fn run(
        &self,
        iterations: u64,
        progress: &mut Progress,
    ) -> Result<(Simulation, Summary), Failure> {
        let simulation = Simulation::new(
            Arc::clone(&self.plan),
            self.seed,
            iterations,
            self.sampler,
            Detail::Full,
        );
        let total = simulation.iterations();
        let collector = gather(&simulation, self.threads, &self.cancel, |collector| {
            progress.says(collector.iterations(), total);
            Next::Continue
        })?;
        let summary = collector.summary();
        Ok((simulation, summary))
    }

    /// Runs whole runs, each larger than the one before, until the numbers are as sure as wanted. So the answer is that
    /// of a plain run with its number of futures, whatever the threads do.
    fn run_until(
        &self,
        wanted: f64,
        numbers: &[PreciseNumber],
        most: u64,
        progress: &mut Progress,
    ) -> Result<(Simulation, Summary), Failure> {
        let mut iterations = FIRST_LOOK.min(most);
        loop {
            let (simulation, summary) = self.run(iterations, progress)?;
            let precision = Precision::of(&summary, wanted, numbers);
            if precision.is_reached || iterations >= most {
                if !precision.is_reached {
                    output::complain(&format!(
                        "note: {iterations} futures were not enough for a precision of {wanted}; raise --iterations\n"
                    ));
                }
                return Ok((simulation, summary));
            }
            // The error shrinks with the square root of the number of futures.
            // Where values repeat it shrinks far faster, so no look goes too far ahead of what the last one saw.
            let ratio = precision.ratio().map_or(4.0, |ratio| ratio.min(4.0));
            let asked = (iterations as f64 * ratio * ratio * 1.1).min(limits::ITERATIONS as f64) as u64;
            iterations = asked.max(iterations * 2).next_multiple_of(1024).min(most);
        }
    }
}

/// Every future as a row: days to each milestone, empty where it is not reached, and the cost. The file appears
/// only once it is whole.
fn write_samples(
    simulation: &Simulation,
    path: &Path,
    cancel: &AtomicBool,
    progress: &mut Progress,
) -> Result<(), Failure> {
    let name = path
        .file_name()
        .with_context(|| format!("`{}` is not the name of a file", path.display()))?;
    let mut draft = name.to_owned();
    draft.push(format!(".{}.part", std::process::id()));
    let draft = path.with_file_name(draft);
    let outcome = fill_samples(simulation, &draft, cancel, progress);
    match outcome {
        Ok(true) => fs::rename(&draft, path).with_context(|| format!("cannot write `{}`", path.display()))?,
        Ok(false) => {
            let _ = fs::remove_file(&draft);
            return Err(Failure::Interrupted);
        }
        Err(error) => {
            let _ = fs::remove_file(&draft);
            return Err(Failure::Broken(
                anyhow::Error::new(error).context(format!("cannot write `{}`", path.display())),
            ));
        }
    }
    Ok(())
}

/// Whether it came to the end.
fn fill_samples(
    simulation: &Simulation,
    draft: &Path,
    cancel: &AtomicBool,
    progress: &mut Progress,
) -> io::Result<bool> {
    let mut out = BufWriter::new(File::create(draft)?);
    let milestones = &simulation.plan().milestones;
    let titles: Vec<String> = milestones
        .iter()
        .map(|milestone| csv_cell(&format!("{} (days)", milestone.id)))
        .collect();
    let cost = csv_cell(&format!("cost ({})", simulation.plan().currency));
    writeln!(out, "future,{},{cost}", titles.join(","))?;
    let mut worker = simulation.worker();
    let mut future = 0;
    for index in 0..simulation.chunk_count() {
        if cancel.load(Ordering::Relaxed) {
            return Ok(false);
        }
        let chunk = worker.run_chunk(index);
        for lane in 0..chunk.totals().len() {
            write!(out, "{future}")?;
            for times in chunk.times() {
                match times.get(lane).filter(|time| time.is_finite()) {
                    Some(time) => write!(out, ",{time}")?,
                    None => write!(out, ",")?,
                }
            }
            writeln!(out, ",{}", chunk.totals()[lane])?;
            future += 1;
        }
        progress.says(future, simulation.iterations());
    }
    out.flush()?;
    Ok(true)
}

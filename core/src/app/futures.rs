//! Which future is told, and what is needed to tell it.

use std::sync::{Arc, OnceLock};

use super::App;
use crate::analysis::replay::{Replay, WhichFuture};
use crate::plan::Plan;
use crate::rng::mix;
use crate::run::{Detail, Simulation, Summary};
use crate::sampling::Method;
use crate::view::{self, FuturesView, Moment};

/// Which future is told.
#[derive(Debug, Clone)]
pub(super) struct Futures {
    which: WhichFuture,
    /// The line of the story that is looked at.
    pub(super) moment: Option<usize>,
    /// The run that the results at hand are of.
    run: Option<Run>,
}

/// A run, made ready once when the first future of it is told.
#[derive(Debug, Clone)]
struct Run {
    plan: Arc<Plan>,
    seed: u64,
    simulation: Arc<OnceLock<Simulation>>,
}

impl Futures {
    pub(super) const fn new() -> Self {
        Self {
            which: WhichFuture::Median,
            moment: None,
            run: None,
        }
    }

    /// The results at hand are of this run from now on.
    pub(super) fn are_of(&mut self, plan: &Arc<Plan>, seed: u64) {
        let is_same = |run: &Run| Arc::ptr_eq(&run.plan, plan) && run.seed == seed;
        if !self.run.as_ref().is_some_and(is_same) {
            // Another run has other stories.
            self.moment = None;
            self.run = Some(Run {
                plan: Arc::clone(plan),
                seed,
                simulation: Arc::default(),
            });
        }
    }

    /// The number of the future that is told.
    fn number(&self, summary: &Summary) -> u64 {
        let typical = summary.risk.as_ref().and_then(|risk| risk.typical);
        let number = match (self.which, typical) {
            (WhichFuture::Number(number), _) => number,
            (WhichFuture::P80, Some(typical)) => typical.p80,
            (WhichFuture::P90, Some(typical)) => typical.p90,
            (WhichFuture::Worst, Some(typical)) => typical.worst,
            (_, Some(typical)) => typical.median,
            (_, None) => 0,
        };
        number.min(summary.of.saturating_sub(1))
    }

    /// Tells another future; whether it is another.
    pub(super) fn tell(&mut self, which: WhichFuture, summary: &Summary) -> bool {
        let number = self.number(summary);
        let all = summary.of.max(1);
        let next = match which {
            WhichFuture::Next => WhichFuture::Number((number + 1) % all),
            WhichFuture::Previous => WhichFuture::Number((number + all - 1) % all),
            // A walk that looks random and is the same everywhere.
            WhichFuture::Random => WhichFuture::Number(mix(number.wrapping_add(1)) % all),
            WhichFuture::Number(number) => WhichFuture::Number(number.min(all - 1)),
            typical => typical,
        };
        let has_changed = next != self.which;
        if has_changed {
            self.moment = None;
        }
        self.which = next;
        has_changed
    }
}

impl App {
    /// The future that is told, simulated again, and the run that it is of.
    fn told(&self) -> Option<(Replay, &Summary, u64)> {
        let summary = self.summary.as_deref()?;
        let run = self.futures.run.as_ref()?;
        let simulation = run.simulation.get_or_init(|| {
            let plan = Arc::clone(&run.plan);
            Simulation::new(plan, run.seed, summary.of, Method::Mc, Detail::Full)
        });
        Some((
            Replay::of(simulation, self.futures.number(summary)),
            summary,
            run.seed,
        ))
    }

    /// One future of the run at hand as a story; nothing before there are results.
    #[must_use]
    pub fn futures(&self) -> Option<FuturesView> {
        let (replay, summary, seed) = self.told()?;
        let (which, lang) = (self.futures.which, self.lang);
        let mut view = view::futures(&self.plan, summary, &replay, which, seed, lang);
        view.moment = self
            .futures
            .moment
            .and_then(|event| Moment::of(&self.plan, &replay, event, lang));
        Some(view)
    }

    /// The moment of the future that is told; none unless its story is being walked through.
    pub(super) fn moment(&self) -> Option<Moment> {
        let event = self.futures.moment?;
        Moment::of(&self.plan, &self.told()?.0, event, self.lang)
    }
}

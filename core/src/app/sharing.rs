//! What leaves the program: a link that holds the plan, and the report.

use super::{App, Rival, View};
use crate::answer::Answer;
use crate::catalogue::{SourceFile, plan_id, shipped_plan};
use crate::limits;
use crate::sampling::Method;
use crate::share::Shared;
use crate::view::report::{Answered, Report};

impl App {
    /// What a link to this very answer holds: the plan as it is now, its seed, and the plans that it is compared with.
    #[must_use]
    pub fn shared(&self) -> Shared {
        let rivals: Vec<SourceFile> = self.rival_files();
        Shared::new(&self.draft.file(), self.seed, self.iterations, &rivals)
    }

    /// The answer as the command line prints it; none while an old one is shown.
    #[must_use]
    pub fn json(&self) -> Option<Answer<'_>> {
        let summary = self.answer().filter(|_| !self.is_stale)?;
        Some(Answer::new(&self.plan, summary, self.seed, Method::Mc))
    }

    /// The report on this answer; none while an old one is shown.
    #[must_use]
    pub fn report(&self, link: &str) -> Option<Report> {
        let answered = Answered {
            plan: &self.plan,
            summary: self.answer().filter(|_| !self.is_stale)?,
            seed: self.seed,
        };
        Some(Report::of(answered, link, self.lang))
    }

    /// Opens what a link holds. The plan at hand stays if the link or its plan cannot be read.
    pub(super) fn with_link(mut self, fragment: &str) -> Self {
        self.overlay = None;
        let shared = match Shared::open(fragment) {
            Ok(shared) => shared,
            Err(error) => {
                self.failure = Some(error.words(self.lang).to_owned());
                return self;
            }
        };
        // Changes stay changes: the plan is opened as it was, and changed as it is in the link.
        let rivals = shared.rivals();
        let id = plan_id(&shared.plan.name);
        let was = rivals.iter().position(|file| plan_id(&file.name) == id);
        let base = was.map_or_else(|| shipped_plan(id), |was| Some(rivals[was].clone()));
        let mut next = self.clone().with_file(base.as_ref().unwrap_or(&shared.plan));
        let is_other = next.draft.text() != shared.plan.text;
        if !next.problems.is_empty() || (is_other && !next.draft.replace(&shared.plan.text)) {
            next = self.with_file(&shared.plan);
        } else if is_other {
            next = next.changed();
        }
        if !next.problems.is_empty() || !next.flaws.is_empty() {
            return next;
        }
        next.seed = shared.seed;
        next.iterations = shared.iterations.clamp(1, limits::ITERATIONS);
        next.rivals.choose(Vec::new());
        for (place, file) in rivals.into_iter().enumerate() {
            let id = plan_id(&file.name);
            let is_shipped = shipped_plan(id).is_some_and(|shipped| shipped.text == file.text);
            let rival = if was == Some(place) {
                Rival::Opened
            } else if is_shipped {
                Rival::Shipped(id.to_owned())
            } else {
                next = next.with_rival_file(file);
                continue;
            };
            next = next.clone().with_rival(rival).unwrap_or(next);
        }
        next.view = if shared.rivals.is_empty() {
            View::Plan
        } else {
            View::Compare
        };
        next.started()
    }
}

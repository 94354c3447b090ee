//! Exercises within the state of a face: one sitting at a time, over the plan that is open.

use std::sync::Arc;

use super::App;
use crate::catalogue::SourceFile;
use crate::exercise::play::Futures;
use crate::exercise::session::{Move, PlaySpec, Session};
use crate::exercise::{Exercise, shipped_exercise};
use crate::run::JobId;

impl App {
    /// The sitting at an exercise, if one is open.
    #[must_use]
    pub fn session(&self) -> Option<&Session> {
        self.session.as_deref()
    }

    /// The plan of an exercise that should be simulated; `None` when all is done.
    #[must_use]
    pub fn wanted_play(&self) -> Option<PlaySpec> {
        self.session.as_ref()?.wanted()
    }

    pub(super) fn open_shipped_exercise(self, id: &str, salt: u32) -> Option<Self> {
        let file = shipped_exercise(id)?;
        Some(self.open_exercise(&file, salt))
    }

    pub(super) fn open_exercise(mut self, file: &SourceFile, salt: u32) -> Self {
        match Exercise::load(file, &self.catalogue) {
            Ok(exercise) => {
                let session = Session::new(Arc::new(exercise), salt, self.catalogue_files.clone());
                self.session = Some(Arc::new(session));
                self.overlay = None;
                self.problems = Arc::default();
            }
            Err(error) => self.problems = Arc::new(error.problems),
        }
        self
    }

    pub(super) fn close_exercise(mut self) -> Option<Self> {
        self.session.take()?;
        Some(self)
    }

    /// Takes up a sitting that was kept, at the exercise that is open.
    pub(super) fn resumed(mut self, line: &str) -> Option<Self> {
        let resumed = self.session.as_ref()?.resumed(line, self.lang)?;
        self.session = Some(Arc::new(resumed));
        Some(self)
    }

    pub(super) fn played(mut self, to: Move) -> Option<Self> {
        let moved = self.session.as_ref()?.moved(to, self.lang)?;
        self.session = Some(Arc::new(moved));
        Some(self)
    }

    /// News about a plan of the exercise.
    pub(super) fn play_heard(&self, job: JobId, futures: Result<Arc<Futures>, String>) -> Option<Self> {
        let heard = self.session.as_ref()?.heard(job, futures)?;
        let mut next = self.clone();
        next.session = Some(Arc::new(heard));
        Some(next)
    }
}

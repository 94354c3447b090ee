//! What leaves the program: a link that holds the plan, and the report.

use super::{App, Rival, View};
use crate::answers::SimulateAnswer;
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
    pub fn json(&self) -> Option<SimulateAnswer<'_>> {
        let summary = self.answer().filter(|_| !self.is_stale)?;
        Some(SimulateAnswer::new(&self.plan, summary, self.seed, Method::Mc))
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

#[cfg(all(test, feature = "embedded"))]
mod tests {
    use std::sync::Arc;

    use crate::app::RunEvent;
    use crate::app::{Action, App, Rival, View};
    use crate::run::{Simulation, run};
    use crate::text::Lang;

    fn act(app: &App, action: Action) -> App {
        app.apply(action).expect("it changes something")
    }

    fn changed() -> App {
        let app = App::new(Lang::En);
        let text = app
            .draft()
            .text()
            .replacen("horizon = \"8 year\"", "horizon = \"9 year\"", 1);
        let app = act(&app, Action::Recover(text));
        act(&act(&app, Action::SetSeed(99)), Action::SetIterations(600))
    }

    #[test]
    fn a_link_brings_the_changes_the_seed_and_the_rivals() {
        let app = act(
            &act(&changed(), Action::Show(View::Compare)),
            Action::Compare(Rival::Opened),
        );
        let other = app
            .plans()
            .into_iter()
            .find(|plan| !plan.is_open)
            .expect("several plans");
        let app = act(&app, Action::Compare(Rival::Shipped(other.id)));
        let link = app.shared().fragment().expect("it fits");
        let found = act(&App::new(Lang::Ja), Action::OpenLink(link));
        assert_eq!(found.draft().text(), app.draft().text());
        assert_eq!(found.levers().changes.is_empty(), app.levers().changes.is_empty());
        assert_eq!((found.seed(), found.iterations()), (99, 600));
        assert_eq!(found.view, View::Compare);
        assert_eq!(found.shared(), app.shared());
        assert_eq!(
            found.wanted().map(|run| &run.text),
            app.wanted().map(|run| &run.text)
        );
    }

    #[test]
    fn a_damaged_link_is_said_and_the_plan_stays() {
        let app = changed();
        let found = act(&app, Action::OpenLink("#share=1.AAAA".to_owned()));
        assert!(found.failure.is_some());
        assert_eq!(found.draft().text(), app.draft().text());
    }

    #[test]
    fn nothing_is_taken_along_before_there_is_an_answer() {
        let app = changed();
        assert!(app.json().is_none() && app.report("").is_none());
        let spec = app.wanted().expect("a run").clone();
        let simulation = Simulation::prepare(&spec).expect("the plan works");
        let event = RunEvent::Finished(spec.job, Arc::new(run(&simulation)));
        let app = act(&app, Action::Run(event));
        assert!(app.json().is_some());
        let report = app.report("https://here/#share=1.x").expect("an answer");
        assert!(report.html().contains("https://here/#share=1.x"));
    }
}

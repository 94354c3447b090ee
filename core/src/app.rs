//! What both faces do: one state, one set of actions, one place that decides. A face turns input into
//! [`Action`]s, calls [`App::apply`], starts the run that [`App::wanted`] names, and draws the view models.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::catalogue::{Catalogue, SourceFile, plan_id, shipped_plan, shipped_plans};
use crate::diag::Problem;
use crate::plan::Plan;
use crate::run::{JobId, RunEvent, RunSpec, Summary};
use crate::sampling::Method;
use crate::text::Lang;
use crate::view::{self, CostView, FootView, GanttView, OddsView, PlanEntry, PlanView, StepCard, StripView};

/// The views of a plan, in the order of their keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum View {
    /// The story, the profile, the routes.
    Plan,
    /// The steps on the calendar.
    Timeline,
    /// When it will happen, and how surely.
    Odds,
    /// What it costs, and where.
    Money,
}

impl View {
    /// All views, in order.
    pub const ALL: [Self; 4] = [Self::Plan, Self::Timeline, Self::Odds, Self::Money];

    /// Its name in the tab bar.
    #[must_use]
    pub const fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Plan => lang.pick("Plan", "計画"),
            Self::Timeline => lang.pick("Timeline", "工程"),
            Self::Odds => lang.pick("Odds", "時期と確率"),
            Self::Money => lang.pick("Money", "費用"),
        }
    }

    /// The key that opens it: its place, from 1.
    #[must_use]
    pub fn key(self) -> char {
        let place = Self::ALL
            .iter()
            .position(|view| *view == self)
            .expect("every view is listed");
        char::from_digit(place as u32 + 1, 10).expect("there are fewer than ten views")
    }

    fn step(self, by: usize) -> Self {
        let place = Self::ALL
            .iter()
            .position(|view| *view == self)
            .expect("every view is listed");
        Self::ALL[(place + by) % Self::ALL.len()]
    }
}

/// How the odds are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum OddsForm {
    /// Twenty dots.
    Dots,
    /// Histogram.
    Histogram,
    /// S-curve.
    Curve,
}

impl OddsForm {
    /// All forms, in order.
    pub const ALL: [Self; 3] = [Self::Dots, Self::Histogram, Self::Curve];

    /// Its name.
    #[must_use]
    pub const fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Dots => lang.pick("Dots", "ドット"),
            Self::Histogram => lang.pick("Histogram", "ヒストグラム"),
            Self::Curve => lang.pick("S-curve", "S字曲線"),
        }
    }
}

/// What lies on top of the view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Overlay {
    /// The list of plans to open.
    Plans,
    /// What the keys do and what the words mean.
    Help,
    /// Everything known about one step.
    Step(String),
}

/// What a user, or the runner, may do to the state.
#[derive(Debug, Clone)]
pub enum Action {
    /// Open a view.
    Show(View),
    /// The view to the right.
    NextView,
    /// The view to the left.
    PreviousView,
    /// English or Japanese.
    SetLang(Lang),
    /// Open or close the list of plans, the help, a step's card.
    Open(Overlay),
    /// Close what lies on top.
    Close,
    /// Open a shipped plan.
    ChoosePlan(String),
    /// Open a plan from a file.
    OpenFile(SourceFile),
    /// Choose the milestone that the odds are about.
    SelectMilestone(usize),
    /// Draw the odds in another form.
    SetOddsForm(OddsForm),
    /// Simulate with another seed.
    SetSeed(u64),
    /// Simulate so many futures.
    SetIterations(u64),
    /// Stop the engine; what has come in stays.
    Cancel,
    /// Simulate again from the start.
    Rerun,
    /// News from the runner.
    Run(RunEvent),
}

/// The state of a face: one plan, what is asked about it, and the answer so far. It is cheap to clone.
#[derive(Debug, Clone)]
pub struct App {
    /// Language of every label.
    pub lang: Lang,
    /// The view that is open.
    pub view: View,
    /// What lies on top of it.
    pub overlay: Option<Overlay>,
    /// How the odds are drawn.
    pub odds_form: OddsForm,
    /// The milestone that the odds are about.
    pub milestone: usize,
    /// The plan.
    pub plan: Arc<Plan>,
    /// Why a plan that was asked for could not be opened.
    pub problems: Arc<Vec<Problem>>,
    /// What the runner said when it broke.
    pub failure: Option<String>,
    summary: Option<Arc<Summary>>,
    is_stale: bool,
    wanted: Option<RunSpec>,
    job: JobId,
    seed: u64,
    iterations: u64,
    entries: Arc<Vec<(String, Arc<Plan>)>>,
    catalogue: Arc<Catalogue>,
    catalogue_files: Vec<SourceFile>,
}

impl App {
    /// Opens the first shipped plan.
    ///
    /// # Panics
    ///
    /// If the program was built without a sound plan; a test holds that it is not.
    #[must_use]
    pub fn new(lang: Lang) -> Self {
        Self::with_catalogue(lang, Vec::new())
    }

    /// Opens the first shipped plan that goes with the user's own catalogue, laid over the shipped one. Should none
    /// do so, the own catalogue is left out.
    ///
    /// # Panics
    ///
    /// As [`App::new`].
    #[must_use]
    pub fn with_catalogue(lang: Lang, files: Vec<SourceFile>) -> Self {
        let catalogue = Catalogue::shipped_with(&files);
        let entries: Vec<(String, Arc<Plan>)> = shipped_plans()
            .iter()
            .filter_map(|file| {
                let plan = Plan::load(file, &catalogue).ok()?;
                Some((plan_id(&file.name).to_owned(), Arc::new(plan)))
            })
            .collect();
        if entries.is_empty() && !files.is_empty() {
            return Self::with_catalogue(lang, Vec::new());
        }
        let first = Arc::clone(&entries.first().expect("the program ships a sound plan").1);
        let app = Self {
            lang,
            view: View::Plan,
            overlay: None,
            odds_form: OddsForm::Dots,
            milestone: first.target,
            seed: first.seed,
            iterations: first.iterations,
            plan: first,
            problems: Arc::default(),
            failure: None,
            summary: None,
            is_stale: false,
            wanted: None,
            job: JobId(0),
            entries: Arc::new(entries),
            catalogue,
            catalogue_files: files,
        };
        app.started()
    }

    /// The run that should be going; `None` when all is done or was cancelled.
    #[must_use]
    pub fn wanted(&self) -> Option<&RunSpec> {
        self.wanted.as_ref()
    }

    /// The results at hand.
    #[must_use]
    pub fn summary(&self) -> Option<&Arc<Summary>> {
        self.summary.as_ref()
    }

    /// Whether the results at hand answer an older question.
    #[must_use]
    pub const fn is_stale(&self) -> bool {
        self.is_stale
    }

    /// The seed of the run.
    #[must_use]
    pub const fn seed(&self) -> u64 {
        self.seed
    }

    /// The state after an action; `None` if it changes nothing.
    #[must_use]
    pub fn apply(&self, action: Action) -> Option<Self> {
        let mut next = self.clone();
        match action {
            Action::Show(view) => {
                if self.view == view && self.overlay.is_none() {
                    return None;
                }
                next.view = view;
                next.overlay = None;
            }
            Action::NextView => next.view = self.view.step(1),
            Action::PreviousView => next.view = self.view.step(View::ALL.len() - 1),
            Action::SetLang(lang) => {
                if self.lang == lang {
                    return None;
                }
                next.lang = lang;
            }
            Action::Open(overlay) => next.overlay = Some(overlay),
            Action::Close => {
                if self.overlay.is_none() && self.problems.is_empty() && self.failure.is_none() {
                    return None;
                }
                next.overlay = None;
                next.problems = Arc::default();
                next.failure = None;
            }
            Action::ChoosePlan(id) => {
                next.overlay = None;
                if let Some((_, plan)) = self.entries.iter().find(|(known, _)| *known == id) {
                    return Some(next.opened(Arc::clone(plan)));
                }
                return Some(next.with_file(&shipped_plan(&id)?));
            }
            Action::OpenFile(file) => return Some(next.with_file(&file)),
            Action::SelectMilestone(index) => {
                if index >= self.plan.milestones.len() || index == self.milestone {
                    return None;
                }
                next.milestone = index;
            }
            Action::SetOddsForm(form) => {
                if self.odds_form == form {
                    return None;
                }
                next.odds_form = form;
            }
            Action::SetSeed(seed) => {
                next.seed = seed;
                return Some(next.started());
            }
            Action::SetIterations(iterations) => {
                next.iterations = iterations.clamp(1, crate::limits::ITERATIONS);
                return Some(next.started());
            }
            Action::Cancel => {
                self.wanted.as_ref()?;
                next.wanted = None;
            }
            Action::Rerun => return Some(next.started()),
            Action::Run(event) => return self.heard(event),
        }
        Some(next)
    }

    /// News from the runner; what belongs to an older run is dropped.
    fn heard(&self, event: RunEvent) -> Option<Self> {
        let job = match &event {
            RunEvent::Partial(job, _) | RunEvent::Finished(job, _) | RunEvent::Failed(job, _) => *job,
        };
        if self.wanted.as_ref().is_none_or(|wanted| wanted.job != job) {
            return None;
        }
        let mut next = self.clone();
        match event {
            RunEvent::Partial(_, summary) => {
                next.summary = Some(summary);
                next.is_stale = false;
            }
            RunEvent::Finished(_, summary) => {
                next.summary = Some(summary);
                next.is_stale = false;
                next.wanted = None;
            }
            RunEvent::Failed(_, message) => {
                next.failure = Some(message);
                next.wanted = None;
            }
        }
        Some(next)
    }

    fn with_file(mut self, file: &SourceFile) -> Self {
        match Plan::load(file, &self.catalogue) {
            Ok(plan) => self.opened(Arc::new(plan)),
            Err(error) => {
                self.problems = Arc::new(error.problems);
                self
            }
        }
    }

    /// Another plan: its own seed, its own answer.
    fn opened(mut self, plan: Arc<Plan>) -> Self {
        self.milestone = plan.target;
        self.seed = plan.seed;
        self.iterations = plan.iterations;
        self.plan = plan;
        self.problems = Arc::default();
        self.failure = None;
        self.summary = None;
        self.started()
    }

    /// Asks for a new run of the plan.
    fn started(mut self) -> Self {
        self.job = JobId(self.job.0 + 1);
        self.is_stale = self.summary.is_some();
        self.wanted = Some(RunSpec {
            job: self.job,
            name: self.plan.file.name.clone(),
            text: self.plan.file.text.clone(),
            seed: self.seed,
            iterations: self.iterations,
            method: Method::Mc,
            catalogue: self.catalogue_files.clone(),
        });
        self
    }

    fn answer(&self) -> Option<&Summary> {
        self.summary.as_deref()
    }

    /// Story, profile and routes.
    #[must_use]
    pub fn plan_view(&self) -> PlanView {
        view::plan_view(&self.plan, self.answer(), self.lang)
    }

    /// The headlines.
    #[must_use]
    pub fn strip(&self) -> StripView {
        view::strip(&self.plan, self.answer(), self.lang)
    }

    /// The odds of the selected milestone.
    #[must_use]
    pub fn odds(&self) -> OddsView {
        view::odds(&self.plan, self.answer(), self.milestone, self.lang)
    }

    /// The steps on the calendar.
    #[must_use]
    pub fn gantt(&self) -> GanttView {
        view::gantt(&self.plan, self.answer(), self.lang)
    }

    /// The costs.
    #[must_use]
    pub fn costs(&self) -> CostView {
        view::costs(&self.plan, self.answer(), self.lang)
    }

    /// The foot.
    #[must_use]
    pub fn foot(&self) -> FootView {
        view::foot(
            &self.plan,
            self.answer(),
            self.seed,
            self.iterations,
            self.wanted.is_some(),
            self.lang,
        )
    }

    /// The card of a step.
    #[must_use]
    pub fn step_card(&self, id: &str) -> Option<StepCard> {
        view::step_card(&self.plan, self.answer(), id, self.lang)
    }

    /// The plans that can be opened.
    #[must_use]
    pub fn plans(&self) -> Vec<PlanEntry> {
        self.entries
            .iter()
            .map(|(id, plan)| PlanEntry {
                id: id.clone(),
                title: plan.title.get(self.lang).to_owned(),
                summary: plan
                    .summary
                    .as_ref()
                    .map_or_else(String::new, |text| text.get(self.lang).to_owned()),
                is_open: plan.id == self.plan.id,
            })
            .collect()
    }
}

//! What both faces do: one state, one set of actions, one place that decides. A face turns input into
//! [`Action`]s, calls [`App::apply`], starts the run that [`App::wanted`] names, and draws the view models.

mod effects;
mod exercise;
mod futures;
mod rivals;
mod runner;
mod search;
mod sharing;

use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

pub use self::runner::{CompareSpec, RunEvent};
use crate::analysis::replay::WhichFuture;
use crate::calendar::Date;
use crate::catalogue::{Catalogue, SourceFile, plan_id, shipped_plan, shipped_plans};
use crate::diag::Problem;
use crate::edit::{Draft, Setting};
use crate::exercise::session::{Move, Session};
use crate::plan::Plan;
use crate::read::read;
use crate::run::{JobId, RunSpec, Summary};
use crate::sampling::Method;
use crate::text::{Lang, Text};
use crate::view::{
    self, CostView, FootView, GanttView, LeversView, LifeView, MapView, OddsView, PlanEntry, PlanView,
    RiskView, SourceOrder, SourcesView, StepCard, StripView, WizardView,
};
use crate::wizard::{Answer, Wizard};

use self::effects::Effects;
use self::futures::Futures;
use self::rivals::Rivals;
pub use self::rivals::{MOST_RIVALS, Rival};
pub use self::search::{Addable, Found};

/// The views of a plan, in the order of their keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum View {
    /// The story, the profile, the routes.
    Plan,
    /// The network.
    Map,
    /// The steps on the calendar.
    Timeline,
    /// When it will happen, and how surely.
    Odds,
    /// What it costs, and where.
    Money,
    /// What makes the target late.
    Risk,
    /// Updates after approval.
    Life,
    /// Other plans on the same futures.
    Compare,
    /// One future as a story.
    Futures,
    /// Every figure behind it, and who says so.
    Sources,
}

impl View {
    /// All views, in order.
    pub const ALL: [Self; 10] = [
        Self::Plan,
        Self::Map,
        Self::Timeline,
        Self::Odds,
        Self::Money,
        Self::Risk,
        Self::Life,
        Self::Compare,
        Self::Futures,
        Self::Sources,
    ];

    /// Its name in the tab bar.
    #[must_use]
    pub const fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Plan => lang.pick("Plan", "計画"),
            Self::Map => lang.pick("Map", "経路図"),
            Self::Timeline => lang.pick("Timeline", "工程"),
            Self::Odds => lang.pick("Odds", "時期と確率"),
            Self::Money => lang.pick("Money", "資金"),
            Self::Risk => lang.pick("Risk", "リスク"),
            Self::Life => lang.pick("Life", "更新"),
            Self::Compare => lang.pick("Compare", "比較"),
            Self::Futures => lang.pick("Futures", "未来"),
            Self::Sources => lang.pick("Sources", "出典"),
        }
    }

    /// A shorter name, for a narrow tab bar.
    #[must_use]
    pub const fn short_title(self, lang: Lang) -> &'static str {
        match self {
            Self::Timeline => lang.pick("Time", "工程"),
            Self::Odds => lang.pick("Odds", "確率"),
            Self::Money => lang.pick("Cash", "資金"),
            Self::Compare => lang.pick("Comp", "比較"),
            Self::Futures => lang.pick("Fut", "未来"),
            Self::Sources => lang.pick("Src", "出典"),
            Self::Plan | Self::Map | Self::Risk | Self::Life => self.title(lang),
        }
    }

    /// The key that opens it: its place, from 1; the tenth has 0.
    #[must_use]
    pub fn key(self) -> char {
        let place = Self::ALL
            .iter()
            .position(|view| *view == self)
            .expect("every view is listed");
        char::from_digit((place as u32 + 1) % 10, 10).expect("a digit")
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
    /// Time and cost together.
    Joint,
}

impl OddsForm {
    /// All forms, in order.
    pub const ALL: [Self; 4] = [Self::Dots, Self::Histogram, Self::Curve, Self::Joint];

    /// Its name.
    #[must_use]
    pub const fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Dots => lang.pick("Dots", "ドット"),
            Self::Histogram => lang.pick("Histogram", "ヒストグラム"),
            Self::Curve => lang.pick("S-curve", "S字曲線"),
            Self::Joint => lang.pick("Time and cost", "時期と費用"),
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
    /// What a word stands for, and the word so far.
    Find(String),
    /// The glossary, at a term; empty: at its beginning.
    Glossary(String),
    /// A route of the catalogue as a page.
    Route(String),
    /// The routes that the plan can take up, those of a word.
    Routes(String),
    /// A new plan, question by question.
    Wizard(Wizard),
    /// The list of exercises to open.
    Exercises,
}

/// What the S-curve is asked.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Ask {
    /// Nothing yet: the median.
    #[default]
    Nothing,
    /// How likely it is by this day of the plan.
    Day(f64),
    /// By when the chance is this, 0 to 1.
    Chance(f64),
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
    /// Open the plan that a link holds: the fragment of its address.
    OpenLink(String),
    /// Something outside of the state did not work, in words for the reader.
    Fail(String),
    /// Open a plan that lies on no disk yet.
    OpenNew(SourceFile),
    /// Answer the wizard.
    Answer(Answer),
    /// Open the plan that the wizard's answers make, from this day on.
    Make(Date),
    /// Go to something that was found.
    Go(Found),
    /// Show the levers beside the view, or put them away.
    ShowLevers(bool),
    /// Turn a lever of the plan.
    Set(Setting),
    /// Take up changes that were not saved when the face was left: the whole text of the plan's file.
    Recover(String),
    /// Take back the last change.
    Undo,
    /// Make it again.
    Redo,
    /// The plan as it is now was saved under this name.
    Saved(String),
    /// Choose the milestone that the odds are about.
    SelectMilestone(usize),
    /// Draw the odds in another form.
    SetOddsForm(OddsForm),
    /// Ask the S-curve.
    Ask(Ask),
    /// Compare with a plan, or no longer.
    Compare(Rival),
    /// Compare with a plan from a file.
    CompareFile(SourceFile),
    /// Tell another future.
    Tell(WhichFuture),
    /// Look at a line of its story, on the timeline and the map too; none to leave it.
    Moment(Option<usize>),
    /// Sort the figures and their sources.
    SortSources(SourceOrder),
    /// Simulate with another seed.
    SetSeed(u64),
    /// Simulate so many futures.
    SetIterations(u64),
    /// Stop the engine; what has come in stays.
    Cancel,
    /// Simulate again from the start.
    Rerun,
    /// Sit down at a shipped exercise: its id, and a number that nobody can guess.
    ChooseExercise(String, u32),
    /// Sit down at an exercise from a file.
    OpenExercise(SourceFile, u32),
    /// Take up a sitting that was kept, as [`Session::kept`] wrote it.
    ResumeExercise(String),
    /// Do something at the exercise.
    Play(Move),
    /// Leave the exercise.
    CloseExercise,
    /// News from the runner.
    Run(RunEvent),
}

/// A shipped plan in the list of plans. It is checked when it is opened.
#[derive(Debug)]
struct Entry {
    file: SourceFile,
    title: Text,
    summary: Option<Text>,
}

impl Entry {
    fn of(file: SourceFile) -> Option<Self> {
        let plan = read(file.as_ref()).ok()?.plan?.value;
        Some(Self {
            file,
            title: plan.title,
            summary: plan.summary,
        })
    }
}

/// The plan that changes are measured against, as saved or opened, and its answer.
#[derive(Debug, Clone)]
struct Opened {
    plan: Arc<Plan>,
    /// The answer, and the seed and number of futures that it is for.
    answer: Option<(Arc<Summary>, u64, u64)>,
    /// Whether the run that is going is for this answer.
    is_running: bool,
}

impl Opened {
    const fn new(plan: Arc<Plan>) -> Self {
        Self {
            plan,
            answer: None,
            is_running: false,
        }
    }
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
    /// Whether the levers are in sight.
    pub has_levers: bool,
    /// How the odds are drawn.
    pub odds_form: OddsForm,
    /// What the figures are sorted by.
    pub source_order: SourceOrder,
    /// The milestone that the odds are about.
    pub milestone: usize,
    /// What the S-curve is asked.
    pub ask: Ask,
    /// The plan that is drawn. After a change it is still the one before, until the first results come in.
    pub plan: Arc<Plan>,
    /// Why a plan that was asked for could not be opened.
    pub problems: Arc<Vec<Problem>>,
    /// What the runner said when it broke.
    pub failure: Option<String>,
    summary: Option<Arc<Summary>>,
    is_stale: bool,
    wanted: Option<RunSpec>,
    job: JobId,
    /// The plan as opened and as changed since.
    draft: Draft,
    /// What does not work in the plan as changed.
    flaws: Arc<Vec<Problem>>,
    /// The lever whose turning made it so.
    culprit: Option<Setting>,
    /// The changed plan, until its first results are there.
    coming: Option<Arc<Plan>>,
    /// What changes are measured by.
    opened: Opened,
    futures: Futures,
    rivals: Rivals,
    effects: Effects,
    focus: (u32, Option<Found>),
    session: Option<Arc<Session>>,
    seed: u64,
    iterations: u64,
    /// The plans that are shipped, read when a list of them is first asked for.
    entries: Arc<OnceLock<Vec<Entry>>>,
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
        let first = shipped_plans()
            .iter()
            .find_map(|file| Plan::load(file, &catalogue).ok());
        let Some(first) = first.map(Arc::new) else {
            assert!(!files.is_empty(), "the program ships a sound plan");
            return Self::with_catalogue(lang, Vec::new());
        };
        let app = Self {
            lang,
            view: View::Plan,
            overlay: None,
            has_levers: false,
            odds_form: OddsForm::Dots,
            source_order: SourceOrder::Plan,
            milestone: first.target,
            ask: Ask::Nothing,
            seed: first.seed,
            iterations: first.iterations,
            draft: Draft::new(&first.file),
            flaws: Arc::default(),
            culprit: None,
            coming: None,
            opened: Opened::new(Arc::clone(&first)),
            plan: first,
            problems: Arc::default(),
            failure: None,
            summary: None,
            is_stale: false,
            wanted: None,
            job: JobId(0),
            futures: Futures::new(),
            rivals: Rivals::default(),
            effects: Effects::default(),
            focus: (0, None),
            session: None,
            entries: Arc::default(),
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

    /// The futures that are asked for.
    #[must_use]
    pub const fn iterations(&self) -> u64 {
        self.iterations
    }

    /// The plan's file as opened and as changed since.
    #[must_use]
    pub const fn draft(&self) -> &Draft {
        &self.draft
    }

    /// What does not work in the plan as changed; the answer is that of the plan before.
    #[must_use]
    pub fn flaws(&self) -> &[Problem] {
        &self.flaws
    }

    /// The state after an action; `None` if it changes nothing.
    #[must_use]
    pub fn apply(&self, action: Action) -> Option<Self> {
        self.acted(action).map(Self::with_rivals_asked)
    }

    fn acted(&self, action: Action) -> Option<Self> {
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
                return Some(next.with_file(&shipped_plan(&id)?));
            }
            Action::OpenFile(file) => return Some(next.with_file(&file)),
            Action::OpenLink(fragment) => return Some(next.with_link(&fragment)),
            Action::Fail(words) => next.failure = Some(words),
            Action::OpenNew(file) => return Some(next.with_new(&file)),
            Action::Answer(answer) => {
                let Some(Overlay::Wizard(wizard)) = &mut next.overlay else {
                    return None;
                };
                return wizard.answer(answer).then_some(next);
            }
            Action::Make(start) => {
                let Some(Overlay::Wizard(wizard)) = &self.overlay else {
                    return None;
                };
                let file = wizard
                    .is_answered()
                    .then(|| wizard.file(start, &self.catalogue))?;
                next.overlay = None;
                next.view = View::Plan;
                return Some(next.with_new(&file));
            }
            Action::Go(found) => return self.gone(&found),
            Action::ShowLevers(has_levers) => {
                if self.has_levers == has_levers {
                    return None;
                }
                next.has_levers = has_levers;
            }
            Action::Set(setting) => return next.draft.turn(setting).then(|| next.changed()),
            Action::Recover(text) => return next.draft.replace(&text).then(|| next.changed()),
            Action::Undo => return next.draft.undo().then(|| next.changed()),
            Action::Redo => return next.draft.redo().then(|| next.changed()),
            Action::Saved(name) => return Some(next.saved(&name)),
            Action::SelectMilestone(index) => {
                if index >= self.plan.milestones.len() || index == self.milestone {
                    return None;
                }
                next.milestone = index;
            }
            Action::Ask(ask) => {
                if self.ask == ask {
                    return None;
                }
                next.ask = ask;
            }
            Action::SetOddsForm(form) => {
                if self.odds_form == form {
                    return None;
                }
                next.odds_form = form;
            }
            Action::Compare(rival) => return next.with_rival(rival),
            Action::CompareFile(file) => return Some(next.with_rival_file(file)),
            Action::Tell(which) => {
                let summary = self.summary.as_deref()?;
                return next.futures.tell(which, summary).then_some(next);
            }
            Action::Moment(event) => {
                if self.futures.moment == event || self.summary.is_none() {
                    return None;
                }
                next.futures.moment = event;
            }
            Action::SortSources(order) => {
                if self.source_order == order {
                    return None;
                }
                next.source_order = order;
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
            Action::ChooseExercise(id, salt) => return next.open_shipped_exercise(&id, salt),
            Action::OpenExercise(file, salt) => return Some(next.open_exercise(&file, salt)),
            Action::ResumeExercise(line) => return next.resumed(&line),
            Action::Play(to) => return next.played(to),
            Action::CloseExercise => return next.close_exercise(),
            Action::Run(event) => return self.heard(event),
        }
        Some(next)
    }

    /// News from the runner; what belongs to an older run is dropped.
    fn heard(&self, event: RunEvent) -> Option<Self> {
        let job = match &event {
            RunEvent::Partial(job, _) | RunEvent::Finished(job, _) | RunEvent::Failed(job, _) => *job,
            RunEvent::Compared(job, comparison) => return self.compared(*job, Arc::clone(comparison)),
            RunEvent::Played(job, futures) => return self.play_heard(*job, Ok(Arc::clone(futures))),
        };
        if let RunEvent::Failed(job, words) = &event
            && let Some(next) = self.play_heard(*job, Err(words.clone()))
        {
            return Some(next);
        }
        if let RunEvent::Failed(job, words) = &event
            && let Some(next) = self.comparison_failed(*job, words)
        {
            return Some(next);
        }
        if self.wanted.as_ref().is_none_or(|wanted| wanted.job != job) {
            return None;
        }
        let mut next = self.clone();
        match event {
            RunEvent::Partial(..) if self.opened.is_running => return None,
            RunEvent::Partial(_, summary) => next.answered(summary),
            RunEvent::Finished(_, summary) if self.opened.is_running => {
                next.learn(&self.opened.plan, &summary);
                next.opened.answer = Some((summary, self.seed, self.iterations));
                next.wanted = None;
            }
            RunEvent::Finished(_, summary) => {
                if !next.draft.differs() {
                    next.opened.answer = Some((Arc::clone(&summary), self.seed, self.iterations));
                }
                next.answered(Arc::clone(&summary));
                let plan = Arc::clone(&next.plan);
                next.learn(&plan, &summary);
                next.wanted = None;
                return Some(next.measured());
            }
            RunEvent::Compared(..) | RunEvent::Played(..) => return None,
            RunEvent::Failed(_, message) => {
                next.failure = Some(message);
                next.wanted = None;
            }
        }
        Some(next)
    }

    /// A version was simulated to the end.
    fn learn(&mut self, plan: &Plan, summary: &Summary) {
        self.effects.learn((self.seed, self.iterations), plan, summary);
    }

    /// The plan was saved: from now on changes are measured against it as it is now.
    fn saved(mut self, name: &str) -> Self {
        self.draft.saved_as(name);
        // As long as it does not work, or waits for its answer, that of the plan before says nothing about it.
        let answer = (self.flaws.is_empty() && !self.is_stale && self.wanted.is_none())
            .then(|| Some((Arc::clone(self.summary.as_ref()?), self.seed, self.iterations)))
            .flatten();
        let plan = self.coming.as_ref().unwrap_or(&self.plan);
        if self.flaws.is_empty() {
            self.opened = Opened {
                answer,
                ..Opened::new(Arc::clone(plan))
            };
        }
        self
    }

    /// Results of the plan as it is now.
    fn answered(&mut self, summary: Arc<Summary>) {
        if let Some(plan) = self.coming.take() {
            self.draw(plan);
        }
        self.futures.are_of(&self.plan, self.seed);
        self.summary = Some(summary);
        self.is_stale = false;
    }

    /// Another version of the plan is drawn; the milestone stays, if the plan still has it.
    fn draw(&mut self, plan: Arc<Plan>) {
        let id = self
            .plan
            .milestones
            .get(self.milestone)
            .map(|milestone| &milestone.id);
        let same = |id: &String| plan.milestones.iter().position(|milestone| milestone.id == *id);
        self.milestone = id.and_then(same).unwrap_or(plan.target);
        self.plan = plan;
    }

    /// After the plan's own run, that of the plan as opened, where a change cannot be measured without.
    fn measured(self) -> Self {
        if !self.draft.differs() || self.base_answer().is_some() {
            return self;
        }
        let text = self.opened.plan.file.text.clone();
        let mut next = self.run(text);
        next.opened.is_running = true;
        next
    }

    /// The answer of the plan that changes are measured against, for the seed and number of futures at hand.
    fn base_answer(&self) -> Option<&Arc<Summary>> {
        let (summary, seed, iterations) = self.opened.answer.as_ref()?;
        (*seed == self.seed && *iterations == self.iterations).then_some(summary)
    }

    /// After a change of the plan's text: simulates it, or says why that is not possible.
    fn changed(mut self) -> Self {
        self.failure = None;
        self.problems = Arc::default();
        match Plan::load(&self.draft.file(), &self.catalogue) {
            Ok(plan) => {
                self.flaws = Arc::default();
                let plan = Arc::new(plan);
                let known = self.base_answer().filter(|_| !self.draft.differs()).cloned();
                if let Some(summary) = known {
                    self.coming = Some(plan);
                    self.answered(summary);
                    self.wanted = None;
                    return self;
                }
                if self.summary.is_none() {
                    self.draw(plan);
                } else {
                    self.coming = Some(plan);
                }
                self.started()
            }
            Err(error) => {
                if self.flaws.is_empty() {
                    self.culprit = self.draft.last().cloned();
                }
                self.flaws = Arc::new(error.problems);
                self.coming = None;
                self.wanted = None;
                self.is_stale = self.summary.is_some();
                self
            }
        }
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

    /// A plan that lies on no disk yet.
    fn with_new(self, file: &SourceFile) -> Self {
        let mut next = self.with_file(file);
        if next.problems.is_empty() {
            next.draft = Draft::unsaved(file);
        }
        next
    }

    /// Another plan: its own seed, its own answer.
    fn opened(mut self, plan: Arc<Plan>) -> Self {
        self.milestone = plan.target;
        self.seed = plan.seed;
        self.iterations = plan.iterations;
        self.draft = Draft::new(&plan.file);
        self.flaws = Arc::default();
        self.coming = None;
        self.opened = Opened::new(Arc::clone(&plan));
        self.plan = plan;
        self.problems = Arc::default();
        self.failure = None;
        self.summary = None;
        self.started()
    }

    /// Asks for a new run of the plan as it is now, unless that does not work.
    fn started(mut self) -> Self {
        self.is_stale = self.summary.is_some();
        if !self.flaws.is_empty() {
            return self;
        }
        let text = self.draft.text().to_owned();
        self.run(text)
    }

    fn run(mut self, text: String) -> Self {
        self.job = JobId(self.job.0 + 1);
        self.opened.is_running = false;
        self.wanted = Some(RunSpec {
            job: self.job,
            name: self.draft.file().name,
            text,
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
        let mut view = view::plan_view(&self.plan, self.answer(), self.lang);
        if self.draft.differs() && !view.teaches.is_empty() {
            view.teaches += self.lang.pick(
                " (Told of the plan as it was opened.)",
                "(開いた時点の計画についての説明)",
            );
        }
        view
    }

    /// The headlines.
    #[must_use]
    pub fn strip(&self) -> StripView {
        let is_changed = self.plan.file.text != self.opened.plan.file.text;
        let opened = self.base_answer().filter(|_| is_changed);
        let opened = opened.map(|summary| (&*self.opened.plan, &**summary));
        view::strip(&self.plan, self.answer(), opened, self.lang)
    }

    /// The levers of the plan.
    #[must_use]
    pub fn levers(&self) -> LeversView {
        view::levers(
            &self.draft,
            &self.plan,
            (&self.flaws, self.culprit.as_ref()),
            &self.effects(),
            self.lang,
        )
    }

    /// The odds of the selected milestone.
    #[must_use]
    pub fn odds(&self) -> OddsView {
        view::odds(&self.plan, self.answer(), (self.milestone, self.ask), self.lang)
    }

    /// The steps on the calendar.
    #[must_use]
    pub fn gantt(&self) -> GanttView {
        let mut view = view::gantt(&self.plan, self.answer(), self.lang);
        if let Some(moment) = self.moment() {
            moment.mark_timeline(&mut view);
        }
        view
    }

    /// The network.
    #[must_use]
    pub fn map(&self) -> MapView {
        let mut view = view::map(&self.plan, self.answer(), self.lang);
        if let Some(moment) = self.moment() {
            moment.mark_map(&mut view);
        }
        view
    }

    /// The figures and their sources.
    #[must_use]
    pub fn sources(&self) -> SourcesView {
        view::sources(&self.plan, self.source_order, self.lang)
    }

    /// The costs.
    #[must_use]
    pub fn costs(&self) -> CostView {
        view::costs(&self.plan, self.answer(), self.lang)
    }

    /// What makes the target late; nothing before enough futures are in.
    #[must_use]
    pub fn risk(&self) -> Option<RiskView> {
        view::risk(&self.plan, self.answer(), self.lang)
    }

    /// Updates after approval.
    #[must_use]
    pub fn life(&self) -> LifeView {
        view::life(&self.plan, self.answer(), self.lang)
    }

    /// The foot.
    #[must_use]
    pub fn foot(&self) -> FootView {
        // Until the first new futures are in, none are.
        let is_beginning = self.is_stale && self.wanted.is_some();
        view::foot(
            &self.plan,
            self.answer().filter(|_| !is_beginning),
            self.seed,
            self.iterations,
            self.wanted.is_some() && !self.opened.is_running,
            self.lang,
        )
    }

    /// The view that follows when presenting, or the one before: one with nothing to show is left out.
    #[must_use]
    pub fn slide(&self, is_next: bool) -> View {
        let by = if is_next { 1 } else { View::ALL.len() - 1 };
        let to = self.view.step(by);
        if to == View::Life && self.plan.lifecycle.is_none() {
            to.step(by)
        } else {
            to
        }
    }

    /// The card of a step.
    #[must_use]
    pub fn step_card(&self, id: &str) -> Option<StepCard> {
        view::step_card(&self.plan, self.answer(), id, self.lang)
    }

    /// The open question of the wizard.
    #[must_use]
    pub fn wizard(&self) -> Option<WizardView> {
        match &self.overlay {
            Some(Overlay::Wizard(wizard)) => Some(view::wizard(wizard, &self.catalogue, self.lang)),
            _ => None,
        }
    }

    /// What the open view shows, as sheets to be written to a file; none before there is anything.
    #[must_use]
    pub fn sheets(&self) -> Vec<view::export::Sheet> {
        use view::export;
        let lang = self.lang;
        let has_results = self.summary.is_some();
        let with_results =
            |sheets: &dyn Fn() -> Vec<export::Sheet>| if has_results { sheets() } else { Vec::new() };
        match self.view {
            View::Plan => export::plan(&self.plan_view(), lang),
            View::Map => export::map(&self.map()),
            View::Timeline => with_results(&|| export::timeline(&self.gantt())),
            View::Odds => with_results(&|| export::odds(&self.odds(), lang)),
            View::Money => with_results(&|| export::money(&self.costs(), lang)),
            View::Risk => self
                .risk()
                .map_or_else(Vec::new, |view| export::risk(&view, lang)),
            View::Life => export::life(&self.life(), lang),
            View::Compare => self
                .rivals()
                .comparison
                .map_or_else(Vec::new, |view| export::compare(&view)),
            View::Futures => self
                .futures()
                .map_or_else(Vec::new, |view| export::futures(&view, lang)),
            View::Sources => export::sources(&self.sources(), lang),
        }
    }

    /// The chart of the open view as an SVG picture that stands alone; none where there is none, or none yet.
    #[must_use]
    pub fn picture(&self) -> Option<String> {
        use view::svg;
        if self.view == View::Map {
            return Some(svg::map(&self.map()));
        }
        self.summary.as_ref()?;
        match self.view {
            View::Timeline => Some(svg::gantt(&self.gantt())),
            View::Odds => {
                let odds = self.odds();
                match self.odds_form {
                    OddsForm::Dots => Some(svg::dots(&odds.dots)),
                    OddsForm::Histogram => Some(svg::histogram(&odds.histogram)),
                    OddsForm::Curve => Some(svg::curve(&odds.curve)),
                    OddsForm::Joint => Some(svg::scatter(&odds.joint?)),
                }
            }
            View::Money => Some(svg::cash(&self.costs().cash?)),
            View::Risk => Some(svg::tornado(&self.risk()?.tornado)),
            View::Compare => {
                let compared = self.rivals().comparison?;
                Some(svg::compare(&compared, &compared.titles()))
            }
            View::Futures => Some(svg::dots(&self.futures()?.dots)),
            View::Plan | View::Map | View::Life | View::Sources => None,
        }
    }

    /// The shipped plans; of those, with an own catalogue, the ones that go with it.
    fn entries(&self) -> &[Entry] {
        self.entries.get_or_init(|| {
            let fits = |file: &SourceFile| {
                self.catalogue_files.is_empty() || Plan::load(file, &self.catalogue).is_ok()
            };
            let files = shipped_plans().into_iter().filter(fits);
            files.filter_map(Entry::of).collect()
        })
    }

    /// The plans that can be opened.
    #[must_use]
    pub fn plans(&self) -> Vec<PlanEntry> {
        self.entries()
            .iter()
            .map(|entry| PlanEntry {
                id: plan_id(&entry.file.name).to_owned(),
                title: entry.title.get(self.lang).to_owned(),
                summary: entry
                    .summary
                    .as_ref()
                    .map_or_else(String::new, |text| text.get(self.lang).to_owned()),
                is_open: entry.file.name == self.opened.plan.file.name,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests;

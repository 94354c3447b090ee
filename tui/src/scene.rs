//! What is on the screen, taken from the state once per change: drawing and input only read it.

use regpath_core::app::{App, OddsForm, Overlay, View};
use regpath_core::text::Lang;
use regpath_core::view::{
    CostView, FootView, FuturesView, GanttView, LeversView, MapView, OddsView, PlanEntry, PlanView, RiskView,
    RivalsView, SourcesView, StepCard, StripView,
};

use crate::screen::Screen;
use crate::ui;
use crate::ui::timeline::{self, TimelineRow};
use crate::words;

/// The view that is open, with what it shows; `None` before the first results.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Body {
    /// The plan in words.
    Plan(Box<PlanView>),
    /// The network.
    Map(MapView),
    /// The calendar.
    Timeline(Option<GanttView>),
    /// The odds, in a form.
    Odds(Option<Box<OddsView>>, OddsForm),
    /// The figures and their sources.
    Sources(SourcesView),
    /// The costs.
    Money(Option<CostView>),
    /// What makes the target late.
    Risk(Option<Box<RiskView>>),
    /// Other plans.
    Compare(Box<RivalsView>),
    /// One future.
    Futures(Option<Box<FuturesView>>),
}

/// What lies on top of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Top {
    /// The plans to open.
    Plans(Vec<PlanEntry>),
    /// Keys and words.
    Help,
    /// A step.
    Step(StepCard),
}

/// Everything that is drawn.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says something of its own about what is drawn"
)]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scene {
    pub(crate) lang: Lang,
    /// Names the plan that is open, in any language.
    pub(crate) plan: String,
    /// Whether it has changes that are not saved.
    pub(crate) is_unsaved: bool,
    /// Title of the plan.
    pub(crate) title: String,
    pub(crate) strip: StripView,
    pub(crate) foot: FootView,
    pub(crate) body: Body,
    pub(crate) top: Option<Top>,
    pub(crate) levers: LeversView,
    /// Whether they are in sight.
    pub(crate) has_levers: bool,
    /// The card of the step under the cursor of the timeline.
    pub(crate) card: Option<StepCard>,
    /// Ids of the milestones, in the order of the odds.
    pub(crate) milestones: Vec<String>,
    /// Seed of the run.
    pub(crate) seed: u64,
    /// What went wrong and what to do about it.
    pub(crate) banner: Option<String>,
    /// Whether a run is going, for whatever answer.
    pub(crate) is_busy: bool,
    /// Whether the figures are of an older run.
    pub(crate) is_stale: bool,
}

impl Scene {
    /// What the state shows on that screen.
    pub(crate) fn of(app: &App, screen: &Screen) -> Self {
        let has_results = app.summary().is_some();
        let body = match app.view {
            View::Plan => Body::Plan(Box::new(app.plan_view())),
            View::Map => Body::Map(app.map()),
            View::Timeline => Body::Timeline(has_results.then(|| app.gantt())),
            View::Odds => Body::Odds(has_results.then(|| Box::new(app.odds())), app.odds_form),
            View::Sources => Body::Sources(app.sources()),
            View::Money => Body::Money(has_results.then(|| app.costs())),
            View::Risk => Body::Risk(app.risk().map(Box::new)),
            View::Compare => Body::Compare(Box::new(app.rivals())),
            View::Futures => Body::Futures(app.futures().map(Box::new)),
        };
        let card = match &body {
            Body::Timeline(Some(view)) => {
                match timeline::rows(view, &screen.folded).get(screen.timeline_cursor) {
                    Some(TimelineRow::Step(row)) => app.step_card(&row.id),
                    Some(TimelineRow::Group(..)) | None => None,
                }
            }
            _ => None,
        };
        let top = match &app.overlay {
            None | Some(Overlay::Exercises) => None,
            Some(Overlay::Plans) => Some(Top::Plans(app.plans())),
            Some(Overlay::Help) => Some(Top::Help),
            Some(Overlay::Step(id)) => app.step_card(id).map(Top::Step),
        };
        let failure = app.failure.clone().map(|words| words::failed(&words, app.lang));
        let levers = app.levers();
        let banner = failure
            .or_else(|| {
                let first = app.problems.first()?;
                Some(words::not_opened(first, app.problems.len(), app.lang))
            })
            .or_else(|| {
                // In sight, the levers say it themselves.
                let mut flaws = ui::levers::all(&levers).map(|lever| &lever.problem);
                let flaw = flaws.find(|flaw| !flaw.is_empty()).unwrap_or(&levers.problem);
                (!app.has_levers && !flaw.is_empty()).then(|| words::flawed(flaw, app.lang))
            })
            .or_else(|| screen.notice.clone());
        Self {
            lang: app.lang,
            plan: app.plan.file.name.clone(),
            is_unsaved: app.draft().is_unsaved(),
            title: app.plan.title.get(app.lang).to_owned(),
            strip: app.strip(),
            foot: app.foot(),
            body,
            top,
            levers,
            has_levers: app.has_levers,
            card,
            milestones: app
                .plan
                .milestones
                .iter()
                .map(|milestone| milestone.id.clone())
                .collect(),
            seed: app.seed(),
            banner,
            is_busy: app.wanted().is_some() || app.wanted_comparison().is_some(),
            is_stale: app.is_stale(),
        }
    }

    /// The view that is open.
    pub(crate) const fn view(&self) -> View {
        match self.body {
            Body::Plan(_) => View::Plan,
            Body::Map(_) => View::Map,
            Body::Timeline(_) => View::Timeline,
            Body::Odds(..) => View::Odds,
            Body::Money(_) => View::Money,
            Body::Risk(_) => View::Risk,
            Body::Compare(_) => View::Compare,
            Body::Futures(_) => View::Futures,
            Body::Sources(_) => View::Sources,
        }
    }
}

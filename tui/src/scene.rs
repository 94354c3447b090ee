//! What is on the screen, taken from the state once per change: drawing and input only read it.

use regpath_core::app::{OddsForm, View};
use regpath_core::text::Lang;
use regpath_core::view::{CostView, FootView, GanttView, OddsView, PlanEntry, PlanView, StepCard, StripView};

/// The view that is open, with what it shows; `None` before the first results.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Body {
    /// The plan in words.
    Plan(Box<PlanView>),
    /// The calendar.
    Timeline(Option<GanttView>),
    /// The odds, in a form.
    Odds(Option<Box<OddsView>>, OddsForm),
    /// The costs.
    Money(Option<CostView>),
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
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scene {
    pub(crate) lang: Lang,
    /// Names the plan that is open, in any language.
    pub(crate) plan: String,
    /// Title of the plan.
    pub(crate) title: String,
    pub(crate) strip: StripView,
    pub(crate) foot: FootView,
    pub(crate) body: Body,
    pub(crate) top: Option<Top>,
    /// The card of the step under the cursor of the timeline.
    pub(crate) card: Option<StepCard>,
    /// Ids of the milestones, in the order of the odds.
    pub(crate) milestones: Vec<String>,
    /// Whether the figures are of an older run.
    pub(crate) is_stale: bool,
}

impl Scene {
    /// The view that is open.
    pub(crate) const fn view(&self) -> View {
        match self.body {
            Body::Plan(_) => View::Plan,
            Body::Timeline(_) => View::Timeline,
            Body::Odds(..) => View::Odds,
            Body::Money(_) => View::Money,
        }
    }
}

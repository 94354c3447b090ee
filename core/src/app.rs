//! What both faces do: one state, one set of actions, one place that decides. A face turns input into
//! [`Action`]s, calls [`App::apply`], starts the run that [`App::wanted`] names, and draws the view models.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::run::{JobId, RunEvent, RunSpec};
use crate::text::Lang;

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
        let place = Self::ALL.iter().position(|view| *view == self).expect("every view is listed");
        char::from_digit(place as u32 + 1, 10).expect("there are fewer than ten views")
    }

    fn step(self, by: usize) -> Self {
        let place = Self::ALL.iter().position(|view| *view == self).expect("every view is listed");
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

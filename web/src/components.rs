//! What the page is made of. Each component gets a finished view model and draws it; positions in charts are
//! shares of the drawing's width, so that a chart fits any screen and any sheet of paper without measuring.
//! Nothing carries a `style` attribute, which the content security policy forbids.

mod asked;
mod axis;
mod compare;
mod curve;
mod dialog;
mod dots;
mod fan;
mod foot;
mod futures;
mod gallery;
mod glossary;
mod header;
mod help;
mod histogram;
mod icon;
mod levers;
mod life;
mod map;
mod money;
mod odds;
mod plan;
mod plans;
mod player;
mod problems;
mod rail;
mod risk;
mod route;
mod seek;
mod share;
mod sitting;
mod sources;
mod step_card;
mod strip;
mod table;
mod take;
mod timeline;
mod wizard;
mod workshops;

pub use asked::Asked;
pub use compare::Compare;
pub use curve::Curve;
pub use dialog::Dialog;
pub use dots::Dots;
pub use fan::Fan;
pub use foot::Foot;
pub use futures::Futures;
pub use gallery::{Gallery, OwnFile};
pub use glossary::Glossary;
pub use header::{Header, Theme};
pub use help::Help;
pub use histogram::Histogram;
pub use levers::Levers;
pub use life::Life;
pub use map::Map;
pub use money::Money;
pub use odds::Odds;
pub use plan::Plan;
pub use plans::Plans;
pub use player::Player;
pub use problems::Problems;
pub use rail::Rail;
pub use risk::Risk;
pub use route::Route;
pub use seek::{Seek, SeekRow, Sought};
pub use share::{Errand, Share};
pub use sitting::Sitting;
pub use sources::Sources;
pub use step_card::StepCardSheet;
pub use strip::Strip;
pub use table::{Numbers, Sheet};
pub use take::{Picture, Take};
pub use timeline::Timeline;
pub use wizard::Wizard;
pub use workshops::Workshops;

/// How a step looks at a moment of the future that is told.
const fn state_class(state: regpath_core::view::StepState) -> &'static str {
    use regpath_core::view::StepState;
    match state {
        StepState::Ahead => "is-ahead",
        StepState::Underway => "is-underway",
        StepState::Done => "is-passed",
        StepState::Lost => "is-lost",
    }
}

/// The sign for closing.
pub fn close_icon() -> yew::Html {
    icon::icon(icon::CLOSE)
}

/// A share of the whole as an SVG length.
fn percent(share: f64) -> String {
    format!("{:.2}%", 100.0 * share.clamp(0.0, 1.0))
}

/// Two decimals of a pixel are enough.
fn px(length: f64) -> String {
    format!("{length:.2}")
}

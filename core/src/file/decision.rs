//! What is open to decide: the options of a plan, and the decisions of an exercise.

use super::At;
use crate::read::value::Shape;
use crate::text::Text;

/// Something open to decide, with the choices there are: an option of a plan, or a decision of an exercise.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// Short name.
    pub id: At<String>,
    /// Words for it.
    pub title: Text,
    /// What one must know to decide.
    pub note: Option<Text>,
    /// Whether one choice is meant to be best whatever the others are: then it is what an exercise teaches.
    #[serde(default)]
    pub lesson: bool,
    /// The choices, two to eight. In an exercise the first one is the plan as it stands in the file.
    pub choice: Vec<At<Alternative>>,
}

/// One choice of a decision.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Alternative {
    /// Short name.
    pub id: At<String>,
    /// Words for it.
    pub title: Text,
    /// What it costs, in words; the money itself is spent in the plan.
    pub price: Option<Text>,
    /// What it changes in the plan; nothing where the plan stands so already.
    #[serde(default)]
    pub set: Vec<At<Turn>>,
}

/// One change to the plan: a route on or off, an option, a start, a team, a hold, a driver, money, the target.
#[derive(Debug, Default, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Turn {
    /// A route of the plan; goes with `on`, `not_before`, `option` and `choice`, or `hold` and `on`.
    pub route: Option<At<String>>,
    /// Whether the route is taken, the step held back, the driver sure to happen (`false`: sure not to).
    pub on: Option<bool>,
    /// An option of the route; in an exercise, without a route, an option of the plan.
    pub option: Option<String>,
    /// The choice for that option.
    pub choice: Option<String>,
    /// The route starts so many months after the plan's start, or later.
    pub not_before: Option<u32>,
    /// A step of the route that the plan holds back, or the id of that hold.
    pub hold: Option<String>,
    /// An assumption of the plan; goes with `on`.
    pub assumption: Option<String>,
    /// Whom the team serves first, in place of the plan's `order`.
    pub order: Option<Vec<String>>,
    /// A way to field updates, by its id or route; goes with `on`.
    pub regime: Option<String>,
    /// Whole months between two release candidates.
    pub every: Option<u32>,
    /// How many candidates are filed together.
    pub batch: Option<u32>,
    /// A team of the plan; goes with `capacity`.
    pub team: Option<String>,
    /// How many of the team can work at once.
    pub capacity: Option<u32>,
    /// A driver of the plan; goes with `on`.
    pub driver: Option<String>,
    /// A funding round of the plan; goes with `chance`.
    pub funding: Option<String>,
    /// A scheme of support money that the plan applies for; goes with `chance`.
    pub subsidy: Option<String>,
    /// How likely the money comes, in percent, 0 to 100.
    pub chance: Option<u32>,
    /// What the company spends every month, in the plan's currency.
    pub burn: Option<u64>,
    /// Cash at hand when the plan begins, in the plan's currency.
    pub cash: Option<u64>,
    /// The milestone that the plan aims at.
    pub target: Option<String>,
}

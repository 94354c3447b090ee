//! View models: plain data, ready to draw, already formatted and translated. A face turns them into cells or
//! elements and adds nothing: positions are fractions of the drawing area from 0 (left, bottom) to 1 (right,
//! top), labels are final text. The functions that make them live in the submodules.

pub mod axis;
pub mod book;
pub mod format;
mod gantt;
mod money;
mod odds;
pub mod reference;
mod story;
mod strip;
mod wording;

use serde::Serialize;

pub use gantt::gantt;
pub use money::costs;
pub use odds::{milestone_rows, odds};
pub use story::{plan_view, routes, step_card};
pub use strip::{foot, strip};

/// Everything a face shows about one plan and the results at hand.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlanView {
    /// Title of the plan.
    pub title: String,
    /// Its story.
    pub summary: String,
    /// What it teaches.
    pub teaches: String,
    /// Facts about device, company, calendar and team: label and value.
    pub profile: Vec<Fact>,
    /// The routes that it takes.
    pub routes: RoutesView,
    /// What a reader must be told about the routes, and then about all figures.
    pub notes: Vec<String>,
}

/// A label and its value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fact {
    /// What it is.
    pub label: String,
    /// What it is worth.
    pub value: String,
}

/// The answer strip: headline cards that never leave the screen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StripView {
    /// First approval, the target milestone, cost to the target, total cost.
    pub cards: Vec<Card>,
}

/// One headline.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Card {
    /// What is answered, e.g. `First approval`.
    pub title: String,
    /// The median, e.g. `2028-11`.
    pub big: String,
    /// The same in other words, e.g. `(24 mo)`; may be empty.
    pub small: String,
    /// The 80 % value, e.g. `P80 2029-06`.
    pub p80: String,
    /// Chance of getting there, e.g. `88 %`; empty for costs.
    pub chance: String,
    /// Heights of a spark histogram, 0 to 1.
    pub spark: Vec<f64>,
}

/// A tick of an axis.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tick {
    /// Where, 0 to 1.
    pub at: f64,
    /// Its label.
    pub label: String,
}

/// A vertical line with words, e.g. the median.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mark {
    /// Where, 0 to 1.
    pub at: f64,
    /// Its label.
    pub label: String,
}

/// A bar of a histogram.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bar {
    /// Left edge, 0 to 1.
    pub from: f64,
    /// Right edge, 0 to 1.
    pub to: f64,
    /// Height, 0 to 1, of the tallest bar.
    pub height: f64,
    /// What it says, e.g. `2028-11 to 2028-12: 7.1 %`.
    pub label: String,
}

/// When it will happen, as a histogram.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HistogramView {
    /// The finding in a sentence.
    pub title: String,
    /// The bars, from left to right.
    pub bars: Vec<Bar>,
    /// Ticks of the horizontal axis.
    pub x_ticks: Vec<Tick>,
    /// Median and 80 %.
    pub marks: Vec<Mark>,
    /// What the picture leaves out, e.g. the share that never gets there.
    pub caption: String,
    /// The same numbers.
    pub table: Table,
}

/// When it will happen, as the chance of having it by a date.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CurveView {
    /// The finding in a sentence.
    pub title: String,
    /// Points `[x, y]`, both 0 to 1; y is the chance of having it by then.
    pub points: Vec<[f64; 2]>,
    /// Ticks of the horizontal axis.
    pub x_ticks: Vec<Tick>,
    /// Ticks of the vertical axis.
    pub y_ticks: Vec<Tick>,
    /// Median and 80 %.
    pub marks: Vec<Mark>,
    /// What the curve levels off at.
    pub caption: String,
    /// The same numbers.
    pub table: Table,
}

/// When it will happen, as twenty dots: each is one future in twenty.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DotsView {
    /// The finding in a sentence.
    pub title: String,
    /// Centres `[x, level]`: x from 0 to 1, level counts up from 0 at the axis.
    pub dots: Vec<[f64; 2]>,
    /// Highest level plus one.
    pub levels: u32,
    /// Ticks of the horizontal axis.
    pub x_ticks: Vec<Tick>,
    /// Median and 80 %.
    pub marks: Vec<Mark>,
    /// What a dot means, and the dots that never get there.
    pub caption: String,
    /// The same numbers.
    pub table: Table,
}

/// One milestone's chance and dates.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MilestoneRow {
    /// Index for [`crate::app::Action::SelectMilestone`].
    pub index: usize,
    /// Its title.
    pub title: String,
    /// Chance of getting there by the horizon, e.g. `88 %`.
    pub chance: String,
    /// Early, middle and late dates: P10, P50, P80, P90; a dash where nothing gets there.
    pub dates: [String; 4],
    /// Months from the start to the median, e.g. `24.1`.
    pub months: String,
    /// Standard error of the median in months, e.g. `±0.06`.
    pub error: String,
    /// Whether it is the plan's target.
    pub is_target: bool,
}

/// The chances and dates of one milestone in every form.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OddsView {
    /// All milestones, to choose from.
    pub milestones: Vec<MilestoneRow>,
    /// The chosen one.
    pub selected: usize,
    /// Twenty dots.
    pub dots: DotsView,
    /// Histogram.
    pub histogram: HistogramView,
    /// S-curve.
    pub curve: CurveView,
}

/// The steps on the calendar.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GanttView {
    /// The finding in a sentence.
    pub title: String,
    /// Ticks of the time axis.
    pub x_ticks: Vec<Tick>,
    /// One group a jurisdiction.
    pub groups: Vec<GanttGroup>,
    /// How to read it.
    pub caption: String,
    /// The same numbers.
    pub table: Table,
}

/// The steps of one jurisdiction.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GanttGroup {
    /// Name of the jurisdiction, or of the plan for its own steps.
    pub title: String,
    /// Steps and milestones by median start.
    pub rows: Vec<GanttRow>,
}

/// One step, or one milestone.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GanttRow {
    /// Qualified id, `route/step`, for [`crate::app::Overlay::Step`]; of a milestone its id.
    pub id: String,
    /// Words for it.
    pub title: String,
    /// Whether it is a milestone: a diamond instead of a bar.
    pub is_milestone: bool,
    /// Median start, 0 to 1.
    pub start: f64,
    /// Median finish, 0 to 1.
    pub finish: f64,
    /// P10 of the start, 0 to 1.
    pub early: f64,
    /// P90 of the finish, 0 to 1.
    pub late: f64,
    /// Share of futures in which it happens, 0 to 1; below one half it is drawn dotted.
    pub share: f64,
    /// Share of futures in which it lies on the longest path to the target, 0 to 1.
    pub criticality: f64,
    /// Whether that share is at least one half: marked by a glyph as well as colour.
    pub is_critical: bool,
    /// Dates in words, e.g. `2028-01 → 2028-09`.
    pub dates: String,
    /// Notes such as `in 38 % of futures`; may be empty.
    pub remark: String,
}

/// The routes of the plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RoutesView {
    /// One row a route.
    pub routes: Vec<RouteRow>,
    /// The same as text.
    pub table: Table,
}

/// One route of the plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RouteRow {
    /// Route id.
    pub id: String,
    /// Words for it.
    pub title: String,
    /// Name of the jurisdiction.
    pub jurisdiction: String,
    /// What it grants, in words.
    pub grants: String,
    /// Chance of the grant by the horizon; a dash before results.
    pub chance: String,
    /// Median date of the grant; a dash before results.
    pub p50: String,
    /// 80 % date of the grant.
    pub p80: String,
    /// Mean cost.
    pub cost: String,
    /// How many figures it rests on by grade, e.g. `A 3 · B 12 · C 9`.
    pub grades: String,
}

/// What it costs, and where.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CostView {
    /// The finding in a sentence.
    pub title: String,
    /// Total by quantile.
    pub total: Vec<Fact>,
    /// One row a jurisdiction: fees, third parties, effort, total and share.
    pub rows: Vec<CostRow>,
    /// What is counted and what is not.
    pub caption: String,
    /// The same numbers.
    pub table: Table,
}

/// Mean costs of one jurisdiction.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CostRow {
    /// Name of the jurisdiction, or of the plan for its own steps.
    pub title: String,
    /// Fees to authorities and bodies.
    pub fees: String,
    /// Third parties.
    pub third_party: String,
    /// Own people.
    pub effort: String,
    /// All three.
    pub total: String,
    /// Share of the whole, 0 to 1, for a bar.
    pub share: f64,
}

/// Everything known about one step.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StepCard {
    /// Qualified id, `route/step`.
    pub id: String,
    /// Words for it.
    pub title: String,
    /// Route and jurisdiction.
    pub subtitle: String,
    /// Duration, fee, outcomes, needs, makes, criticality: label and value.
    pub facts: Vec<Fact>,
    /// What a reader must be told; may be empty.
    pub note: String,
    /// Where the figures come from.
    pub sources: Vec<SourceRow>,
}

/// A source behind a figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SourceRow {
    /// Which figure, in words.
    pub figure: String,
    /// `A`, `B` or `C`.
    pub grade: String,
    /// As of when.
    pub as_of: String,
    /// Title and publisher, or `estimate`.
    pub title: String,
    /// Address; may be empty.
    pub url: String,
}

/// What stands at the foot of every screen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FootView {
    /// E.g. `seed 7`.
    pub seed: String,
    /// E.g. `62,000 of 100,000 futures`.
    pub iterations: String,
    /// Standard error of the headline, e.g. `±0.05 mo`; empty before results.
    pub error: String,
    /// Share of the figures that are grade C, e.g. `58 % of figures are estimates (C)`.
    pub grade_c: String,
    /// Progress, 0 to 1.
    pub progress: f64,
    /// Whether the engine is at work.
    pub is_running: bool,
    /// Once per face: a planning aid, not regulatory advice.
    pub disclaimer: String,
}

/// A table of final text.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Table {
    /// Column titles.
    pub columns: Vec<Column>,
    /// Rows, as long as `columns`.
    pub rows: Vec<Vec<String>>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Column {
    /// Its title.
    pub title: String,
    /// Whether it holds numbers: aligned to the right, in tabular figures.
    pub is_numeric: bool,
}

/// A plan that can be opened.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlanEntry {
    /// Id for [`crate::app::Action::ChoosePlan`].
    pub id: String,
    /// Title.
    pub title: String,
    /// Story.
    pub summary: String,
    /// Whether it is open now.
    pub is_open: bool,
}

//! View models: plain data, ready to draw, already formatted and translated. A face turns them into cells or
//! elements and adds nothing: positions are fractions of the drawing area from 0 (left, bottom) to 1 (right,
//! top), labels are final text. The functions that make them live in the submodules.

pub mod axis;
pub mod book;
mod cash;
mod compare;
mod effect;
pub mod exercise;
pub mod export;
mod find;
pub mod format;
mod frontier;
mod futures;
mod gantt;
mod help;
mod levers;
mod life;
mod map;
mod moment;
mod money;
mod odds;
mod precision;
pub mod reference;
mod replay;
pub mod report;
mod risk;
mod sources;
mod story;
mod strip;
pub mod svg;
mod why;
mod wizard;
mod wording;

use serde::Serialize;

pub use cash::cash;
pub use compare::{compare, plan_letter};
pub use effect::{Headline, effect};
pub use find::{FindView, Hit, PlanNames, find, find_terms};
pub use frontier::frontier;
pub use futures::futures;
pub use gantt::gantt;
pub use help::{HelpView, about, help};
pub use levers::{Lever, LeverChoice, LeverGroup, LeverKind, LeversView, WayOut, grants, levers};
pub use life::life;
pub use map::{MapEdge, MapLane, MapLink, MapNode, MapView, Way, map, shape as map_shape};
pub use moment::{Moment, StepState};
pub use money::costs;
pub use odds::{milestone_rows, odds};
pub use precision::precision;
pub use replay::replay;
pub use risk::risk;
pub use sources::{SourceLink, SourceOrder, SourcedFigure, SourcesView, sources};
pub use story::{plan_view, routes, step_card};
pub use strip::{foot, strip};
pub use why::why;
pub use wizard::{WizardChoice, WizardView, wizard};

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
    /// First approval, the target milestone, first revenue, costs; whether the cash lasts, where the plan tells of money.
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
    /// The difference from the plan as it was opened; none while that is open, or not simulated yet.
    pub change: Option<Change>,
}

/// How an answer differs from that of the plan as opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// E.g. `4.1 mo earlier`.
    pub words: String,
    /// Whether that is for the better; none if it is neither.
    pub is_better: Option<bool>,
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
    /// What the S-curve says to what it is asked; none before results.
    pub asked: Option<AskedView>,
    /// Time and cost to the plan's target together; none before enough futures are in.
    pub joint: Option<ScatterView>,
}

/// A point of the S-curve: a date and its chance, and where to go from there.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AskedView {
    /// Where, `[x, y]`, both 0 to 1.
    pub at: [f64; 2],
    /// Days of the plan at the left and the right end of the axis: x between them is a day for
    /// [`crate::app::Ask::Day`], y a chance for [`crate::app::Ask::Chance`].
    pub days: [f64; 2],
    /// Date and chance in a sentence.
    pub words: String,
    /// What to ask for an earlier date.
    #[serde(skip)]
    pub earlier: crate::app::Ask,
    /// For a later one.
    #[serde(skip)]
    pub later: crate::app::Ask,
    /// For a higher chance.
    #[serde(skip)]
    pub more: crate::app::Ask,
    /// For a lower one.
    #[serde(skip)]
    pub less: crate::app::Ask,
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
    /// The time axis: what date a place stands for.
    #[serde(skip)]
    pub axis: axis::TimeAxis,
    /// The moment of the future that is told; mostly none.
    pub moment: Option<Mark>,
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
    /// Where it stands at the moment of the future that is told; mostly none.
    pub state: Option<StepState>,
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
    /// Whether the cash lasts, where the plan tells of money.
    pub cash: Option<CashView>,
}

/// The cash of the company over time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CashView {
    /// The finding in a sentence.
    pub title: String,
    /// Ticks of the time axis.
    pub x_ticks: Vec<Tick>,
    /// Ticks of the vertical axis.
    pub y_ticks: Vec<Tick>,
    /// Height of zero, 0 to 1.
    pub zero: f64,
    /// P10, P25, P50, P75 and P90 of the balance: points `[x, y]`, both 0 to 1.
    pub bands: Vec<Vec<[f64; 2]>>,
    /// Median dates of funding rounds and awards, with the share of futures in which they come.
    pub marks: Vec<Mark>,
    /// The answers: chance of running out, lowest cash, first sale, net present value.
    pub facts: Vec<Fact>,
    /// What comes in and goes out.
    pub flows: Table,
    /// How to read it.
    pub caption: String,
    /// The balance month by month in words: where, 0 to 1, and what.
    pub readings: Vec<Mark>,
}

/// Updates after approval.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LifeView {
    /// Market by market; none before results, or where the plan does not tell of updates.
    pub markets: Vec<MarketLifeView>,
    /// How to read it.
    pub caption: String,
    /// What would fill the view, where the plan does not tell of updates; mostly empty.
    pub hint: String,
    /// A shipped plan that fills it, for [`crate::app::Action::ChoosePlan`].
    pub example: Option<String>,
}

/// Updates in one market.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MarketLifeView {
    /// Name of the market.
    pub place: String,
    /// The finding in a sentence.
    pub title: String,
    /// After how many updates a set-up has paid, where there is one.
    pub sentences: Vec<String>,
    /// Which ways are held against each other; empty where there is but one.
    pub note: String,
    /// Updates fielded, waits, time outdated, cost.
    pub facts: Vec<Fact>,
    /// Ways to field an update: share, cost of one, after how many its set-up has paid.
    pub ways: Table,
    /// The same with and without a plan of changes, as ranges.
    pub panels: Vec<LifePanel>,
    /// When a plan of changes has paid; none where nothing is set up.
    pub pay: Option<PayView>,
}

/// One thing with and without a plan of changes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LifePanel {
    /// What, and in which unit.
    pub title: String,
    /// With, and without.
    pub rows: Vec<LifeRange>,
    /// Ticks of the axis, which begins at zero.
    pub x_ticks: Vec<Tick>,
}

/// A range on the axis of its panel.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LifeRange {
    /// Which way; empty where there is but one.
    pub label: String,
    /// P10, 0 to 1.
    pub low: f64,
    /// The median, 0 to 1.
    pub middle: f64,
    /// P90, 0 to 1.
    pub high: f64,
    /// The same in words, e.g. `4.1 (2.9 – 7.7)`.
    pub words: String,
    /// Whether it is as the plan has it, and not the other way.
    pub is_planned: bool,
}

/// What has been spent after so many updates, by two ways.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PayView {
    /// The finding in a sentence.
    pub title: String,
    /// By the way that is set up first: points `[x, y]`, both 0 to 1.
    pub with: Vec<[f64; 2]>,
    /// By the other way.
    pub without: Vec<[f64; 2]>,
    /// Names of both.
    pub labels: [String; 2],
    /// Ticks in updates.
    pub x_ticks: Vec<Tick>,
    /// Ticks in money.
    pub y_ticks: Vec<Tick>,
    /// Where both cross, 0 to 1; none if they do not.
    pub mark: Option<f64>,
    /// How to read it.
    pub caption: String,
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

/// What makes the target late.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RiskView {
    /// How the target moves with each step.
    pub tornado: TornadoView,
    /// What the mean time is made of.
    pub waterfall: WaterfallView,
    /// The chains of steps that decide.
    pub paths: PathsView,
    /// Time against cost.
    pub scatter: ScatterView,
}

/// How the target moves with each step, the largest swing first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TornadoView {
    /// The finding in a sentence.
    pub title: String,
    /// Ticks in months from the mean.
    pub x_ticks: Vec<Tick>,
    /// Where the mean lies, 0 to 1.
    pub zero: f64,
    /// The bars.
    pub rows: Vec<TornadoRow>,
    /// Words above the steps, the swings and the shares.
    pub heads: [String; 3],
    /// How to read it.
    pub caption: String,
    /// The same numbers.
    pub table: Table,
    /// The same without dates, with standard errors: for narrow places.
    pub compact: Table,
}

/// A bar of a tornado.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TornadoRow {
    /// Qualified id, `route/step`, for [`crate::app::Overlay::Step`].
    pub id: String,
    /// Words for the step.
    pub title: String,
    /// Its jurisdiction.
    pub place: String,
    /// In how many of the futures it happens, where not in all, e.g. `12 %`; mostly empty.
    pub happens: String,
    /// Mean of the target where the step is shortest, 0 to 1.
    pub low: f64,
    /// Mean of the target where it is longest, 0 to 1.
    pub high: f64,
    /// The difference in months with its sign, e.g. `+14.0`.
    pub swing: String,
    /// Share of futures in which the step lies on the longest path, 0 to 1.
    pub criticality: f64,
    /// The same in words, e.g. `62 %`.
    pub share: String,
    /// Whether that share is at least one half.
    pub is_critical: bool,
}

/// What the mean time to the target is made of.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WaterfallView {
    /// The finding in a sentence.
    pub title: String,
    /// Ticks in months.
    pub x_ticks: Vec<Tick>,
    /// The parts, each beginning where the one before ends; the whole comes last.
    pub rows: Vec<WaterfallRow>,
    /// What the time is spent on, by kind.
    pub caption: String,
    /// The same numbers.
    pub table: Table,
}

/// A part of the mean time to the target.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WaterfallRow {
    /// Its step, for [`crate::app::Overlay::Step`]; none for sums and for the target's own waiting.
    pub id: Option<String>,
    /// Words for it.
    pub title: String,
    /// Where it begins, 0 to 1.
    pub from: f64,
    /// Where it ends, 0 to 1.
    pub to: f64,
    /// Its months, e.g. `9.4`.
    pub months: String,
    /// Whether it is the whole.
    pub is_total: bool,
}

/// The most frequent chains of steps that decide the date of the target.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PathsView {
    /// The finding in a sentence.
    pub title: String,
    /// The paths, the most frequent first.
    pub paths: Vec<PathRow>,
    /// What it rests on.
    pub caption: String,
}

/// A chain of steps.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PathRow {
    /// Share of futures, 0 to 1.
    pub share: f64,
    /// The same in words, e.g. `31 %`.
    pub label: String,
    /// The steps of the first path; of the others, how they differ from it.
    pub text: String,
}

/// Time and cost to the target, future by future.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScatterView {
    /// The finding in a sentence.
    pub title: String,
    /// Points `[x, y]`, both 0 to 1.
    pub points: Vec<[f64; 2]>,
    /// Ticks of the time axis.
    pub x_ticks: Vec<Tick>,
    /// Ticks of the cost axis.
    pub y_ticks: Vec<Tick>,
    /// The date looked at.
    pub marks: Vec<Mark>,
    /// The cost looked at: a horizontal line.
    pub limit: Option<Mark>,
    /// How to read it.
    pub caption: String,
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

/// One future as a story.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReplayView {
    /// Which future it is, e.g. `Future 17 of seed 7`.
    pub title: String,
    /// How it ends, in a sentence.
    pub summary: String,
    /// The story, one chapter a year.
    pub chapters: Vec<Chapter>,
    /// What the costs of the lines mean.
    pub caption: String,
}

/// A year of a story.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Chapter {
    /// The year.
    pub title: String,
    /// Its lines by date.
    pub lines: Vec<StoryLine>,
}

/// Something that happens on a day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StoryLine {
    /// The date, e.g. `2028-11-03`.
    pub date: String,
    /// `◆` for a milestone, `!` where things go wrong, `·` where they go on.
    pub mark: String,
    /// Jurisdiction, or the plan's own steps; may be empty.
    pub place: String,
    /// What happens.
    pub text: String,
    /// What is paid; may be empty.
    pub cost: String,
}

/// The combinations of options that nothing beats.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FrontierView {
    /// What they are about.
    pub title: String,
    /// What each comes to, by letter.
    pub table: Table,
    /// What each chose where they differ, by letter.
    pub chosen: Vec<Fact>,
    /// What all of them chose alike; mostly not empty.
    pub common: String,
    /// What one gains by going from one to the next.
    pub sentences: Vec<String>,
    /// The others, if asked for.
    pub beaten: Option<Table>,
    /// Combinations that cannot be simulated and why, if asked for.
    pub impossible: Vec<Fact>,
    /// How to read it.
    pub caption: String,
}

/// Plans against the first one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CompareView {
    /// The plans by letter: `A` and its title.
    pub plans: Vec<Fact>,
    /// One part for each thing compared.
    pub parts: Vec<ComparePart>,
    /// How to read it.
    pub caption: String,
    /// What a reader must be told of the routes that the plans take.
    pub caveats: Vec<String>,
}

impl CompareView {
    /// The titles of all plans in a line.
    #[must_use]
    pub fn titles(&self) -> String {
        let titles: Vec<&str> = self.plans.iter().map(|plan| plan.value.as_str()).collect();
        titles.join(" · ")
    }
}

/// One thing compared.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ComparePart {
    /// What, e.g. `First approval`.
    pub title: String,
    /// Ticks of the axis that all plans share.
    pub x_ticks: Vec<Tick>,
    /// How each plan stands, to be drawn below each other.
    pub rows: Vec<CompareRow>,
    /// A sentence for each plan but the first.
    pub sentences: Vec<String>,
    /// How the plans stand.
    pub table: Table,
}

/// How a plan stands in one thing: its dots on the common axis.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CompareRow {
    /// Its letter.
    pub letter: String,
    /// Its title.
    pub title: String,
    /// Centres `[x, level]` of one dot a future in twenty: x from 0 to 1, level counts up from 0.
    pub dots: Vec<[f64; 2]>,
    /// Highest level plus one.
    pub levels: u32,
    /// The median, e.g. `2028-11`.
    pub p50: String,
    /// The 80 % value, e.g. `P80 2029-06`.
    pub p80: String,
    /// Where the median lies, 0 to 1.
    pub middle: Option<f64>,
    /// Chance of getting there, e.g. `88 %`; empty for costs.
    pub chance: String,
}

/// The plans to compare with, and how they compare.
#[derive(Debug, Clone, PartialEq)]
pub struct RivalsView {
    /// The plans to choose from.
    pub rows: Vec<RivalRow>,
    /// What is going on, or what to do; may be empty.
    pub hint: String,
    /// The comparison with the chosen ones.
    pub comparison: Option<CompareView>,
    /// Whether a newer comparison is on its way.
    pub is_stale: bool,
}

/// A plan to compare with.
#[derive(Debug, Clone, PartialEq)]
pub struct RivalRow {
    /// For [`crate::app::Action::Compare`].
    pub rival: crate::app::Rival,
    /// Its letter in the comparison, if it is chosen.
    pub letter: String,
    /// Its title.
    pub title: String,
    /// Its story.
    pub summary: String,
    /// Whether it is chosen.
    pub is_chosen: bool,
    /// Whether it can be chosen, or left out.
    pub can_turn: bool,
}

/// One future among all.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FuturesView {
    /// Other futures to tell.
    pub choices: Vec<FutureChoice>,
    /// Number of the one that is told.
    pub number: u64,
    /// Number of the last one.
    pub last: u64,
    /// Both in words.
    pub range: String,
    /// Where it stands among the others.
    pub dots: DotsView,
    /// What happens.
    pub story: ReplayView,
    /// How many lines the story has.
    pub events: usize,
    /// The line that is looked at, on the timeline and the map too.
    pub moment: Option<Moment>,
}

/// A future to tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FutureChoice {
    /// For [`crate::app::Action::Tell`].
    pub which: crate::analysis::replay::WhichFuture,
    /// E.g. `Worst in twenty`.
    pub label: String,
    /// Whether it is told now.
    pub is_open: bool,
}

/// What is behind a number.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WhyView {
    /// Which number.
    pub title: String,
    /// Its mean, and how much of it rests on figures of which grade.
    pub summary: String,
    /// What else decides; mostly empty.
    pub sentences: Vec<String>,
    /// Its parts, the largest first, with their figures.
    pub table: Table,
    /// How to read the table.
    pub caption: String,
    /// The sources of these figures: key, and title with publisher, date and address.
    pub sources: Vec<Fact>,
    /// What a reader must be told of the routes behind it.
    pub caveats: Vec<String>,
}

/// A table of final text.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Table {
    /// Column titles.
    pub columns: Vec<Column>,
    /// Rows, as long as `columns`.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// A table by its titles, each with whether its column holds numbers.
    #[must_use]
    pub fn new<T: Into<String>>(
        columns: impl IntoIterator<Item = (T, bool)>,
        rows: impl IntoIterator<Item = Vec<String>>,
    ) -> Self {
        let columns = columns.into_iter().map(|(title, is_numeric)| Column {
            title: title.into(),
            is_numeric,
        });
        Self {
            columns: columns.collect(),
            rows: rows.into_iter().collect(),
        }
    }

    /// A table of words in the first column and numbers in all others.
    #[must_use]
    pub fn of_numbers<T: Into<String>>(
        titles: impl IntoIterator<Item = T>,
        rows: impl IntoIterator<Item = Vec<String>>,
    ) -> Self {
        let columns = titles.into_iter().enumerate();
        Self::new(columns.map(|(place, title)| (title, place > 0)), rows)
    }
}

/// Whether something happens in less than half of the futures, so that it is drawn faintly.
#[must_use]
pub fn is_rare(share: f64) -> bool {
    share < 0.5
}

/// Whether something lies on the longest path in at least half of the futures.
#[must_use]
pub fn is_critical(share: f64) -> bool {
    share >= 0.5
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

//! Checked definitions: steps with resolved figures, not yet part of a plan. Beyond this point no impossible
//! distribution, unknown unit, unknown source or off-one probability exists.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::calendar::{AsOf, DAYS_PER_MONTH, Date};
use crate::dist::Shape;
use crate::file::{
    ArtefactKind, CapPer, CompanyCondition, CostSpread, Criterion, DeviceCondition, DeviceKind, Grade,
    Recipient, StepKind, Stop, Then, WindowEnd,
};
use crate::text::Text;

/// A unit of time as files write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Calendar day.
    Day,
    /// Working day: 5 of them are 7 days.
    WorkingDay,
    /// Week.
    Week,
    /// Month of 365.25 / 12 days.
    Month,
    /// Year of 365.25 days.
    Year,
}

impl Unit {
    /// Its names in files.
    pub const NAMES: [&'static str; 5] = ["day", "working-day", "week", "month", "year"];

    /// Reads a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "day" => Self::Day,
            "working-day" => Self::WorkingDay,
            "week" => Self::Week,
            "month" => Self::Month,
            "year" => Self::Year,
            _ => return None,
        })
    }

    /// Its name in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    /// Calendar days in one unit.
    #[must_use]
    pub const fn days(self) -> f64 {
        match self {
            Self::Day => 1.0,
            Self::WorkingDay => 7.0 / 5.0,
            Self::Week => 7.0,
            Self::Month => DAYS_PER_MONTH,
            Self::Year => 365.25,
        }
    }
}

/// Where a figure comes from and how sure it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// Source keys; `estimate` where there is none.
    pub sources: Vec<String>,
    /// As of when, if said.
    pub as_of: Option<AsOf>,
    /// How sure.
    pub grade: Grade,
}

/// What the law, a guidance or practice asks, and who says so, apart from any figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// The rule in a sentence.
    pub says: Text,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// How long something takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Duration {
    /// In `unit`s.
    pub shape: Shape,
    /// The unit.
    pub unit: Unit,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// An exact amount paid to an authority or body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fee {
    /// How much.
    pub amount: f64,
    /// Currency code.
    pub currency: String,
    /// How it rises.
    pub index: Option<FeeIndex>,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// How a fee rises from year to year.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FeeIndex {
    /// By how much each time.
    pub rate: f64,
    /// Month of the rise.
    pub month: u8,
    /// Its day.
    pub day: u8,
    /// The day on which the fee is the amount given.
    pub from: Date,
}

impl FeeIndex {
    /// The factors that hold from a day on, in days from `start`: first the one at the start, then one for every rise
    /// up to `horizon` days later.
    #[must_use]
    pub fn factors(&self, start: Date, horizon: f64) -> Vec<(f64, f64)> {
        let rise = |year: i32| {
            (1..=self.day)
                .rev()
                .find_map(|day| Date::new(year, self.month, day))
        };
        let is_past = |year: i32, date: Date| rise(year).is_some_and(|rise| rise <= date);
        // Rises up to a date, counted from the year 0: one a year.
        let upto = |date: Date| date.year() - 1 + i32::from(is_past(date.year(), date));
        let before = (upto(start) - upto(self.from)).max(0);
        let mut factors = vec![(f64::NEG_INFINITY, libm::pow(1.0 + self.rate, f64::from(before)))];
        let last = start.plus_days(horizon);
        let next = start.max(self.from);
        for year in next.year()..=last.year() {
            if let Some(date) = rise(year).filter(|date| *date > next && *date <= last) {
                let factor = factors[factors.len() - 1].1 * (1.0 + self.rate);
                factors.push((f64::from(date.days_since(start)), factor));
            }
        }
        factors
    }
}

/// What third parties cost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cost {
    /// In units of `currency`.
    pub shape: Shape,
    /// Currency code.
    pub currency: String,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// What happens after an outcome, apart from time and artefacts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Effect {
    /// The step is done.
    Done,
    /// Work goes back to a step.
    Redo {
        /// Step id within the route.
        step: String,
        /// How often in one future.
        at_most: u32,
        /// What happens then.
        then: Then,
        /// Factor on repeated durations.
        duration: f64,
        /// Factor on repeated costs.
        cost: f64,
    },
    /// The route or the plan ends.
    Stop(Stop),
}

/// Something that may come of a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Outcome id.
    pub id: String,
    /// Words for it; the id if empty.
    pub title: Option<Text>,
    /// Probability.
    pub p: f64,
    /// More time before the step is done.
    pub delay: Option<Duration>,
    /// What follows.
    pub effect: Effect,
    /// Artefacts that come of it.
    pub produces: Vec<String>,
    /// An artefact lost, and for how long if not for ever.
    pub lose: Option<(String, Option<Duration>)>,
    /// Where the probability comes from.
    pub provenance: Provenance,
}

/// The figures of a step, or those that a variant replaces.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// How long it takes.
    pub duration: Option<Duration>,
    /// Fee.
    pub fee: Option<Fee>,
    /// Third-party cost.
    pub cost: Option<Cost>,
    /// Outcomes; empty: always done.
    pub outcomes: Option<Vec<Outcome>>,
    /// Rules of a variant, beside those of its step.
    pub rules: Vec<Rule>,
}

/// A probability of a plan's own for an outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Odds {
    /// Probability.
    pub p: f64,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// Which predecessors a step waits for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Join {
    /// A step, or one of its outcomes.
    Step {
        /// Route of the step where it is not this one.
        route: Option<String>,
        /// Step id.
        step: String,
        /// Outcome that must have been drawn.
        outcome: Option<String>,
        /// Where it is written.
        span: Range<usize>,
    },
    /// All of them.
    All(Vec<Join>),
    /// The earliest.
    Any(Vec<Join>),
    /// The k-th earliest.
    AtLeast(usize, Vec<Join>),
}

/// A condition with resolved times.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Condition {
    /// An artefact is held, perhaps of a certain age.
    Held {
        /// Artefact id.
        artefact: String,
        /// Held this long, in days.
        for_at_least: f64,
        /// Not older than this, in days.
        not_older_than: f64,
        /// Where it is written.
        span: Range<usize>,
    },
    /// All hold.
    All(Vec<Condition>),
    /// One holds.
    Any(Vec<Condition>),
    /// So many hold.
    AtLeast(usize, Vec<Condition>),
    /// The device's profile.
    Device(Device),
    /// The company's profile.
    Company(CompanyCondition),
    /// Values of the route's options.
    Option(BTreeMap<String, String>),
    /// A driver of the plan happens.
    Driver(String),
    /// An application for support money under a scheme is decided, won or lost.
    Decided(String),
    /// Support money under a scheme is awarded.
    Awarded(String),
}

/// What a condition asks of the device.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Device(pub DeviceCondition);

impl PartialEq for DeviceCondition {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
            && self.novelty == other.novelty
            && self.class.as_ref().map(|class| &class.value) == other.class.as_ref().map(|class| &class.value)
            && self.jurisdiction.as_ref().map(|id| &id.value)
                == other.jurisdiction.as_ref().map(|id| &id.value)
    }
}

impl PartialEq for CompanyCondition {
    fn eq(&self, other: &Self) -> bool {
        self.size == other.size
    }
}

/// Other figures under a condition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Variant {
    /// Judged when the step becomes ready.
    pub when: Condition,
    /// Words for it.
    pub title: Option<Text>,
    /// What it replaces.
    pub figures: Figures,
}

/// A series of calendar dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// Months between two dates.
    pub every_months: u32,
    /// Month of one date.
    pub month: u8,
    /// Day of that month.
    pub day: u8,
    /// Which end of the step waits.
    pub on: WindowEnd,
}

/// A checked step.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StepDef {
    /// Id within its route.
    pub id: String,
    /// Where the id stands in its file.
    pub span: Range<usize>,
    /// Words for it.
    pub title: Text,
    /// What kind of work.
    pub kind: StepKind,
    /// Words that selectors may name it by.
    pub tags: Vec<String>,
    /// What a reader must be told.
    pub note: Option<Text>,
    /// Predecessors.
    pub after: Option<Join>,
    /// Artefacts that it waits for.
    pub needs: Option<Condition>,
    /// Its own figures.
    pub figures: Figures,
    /// Variants, in order.
    pub variants: Vec<Variant>,
    /// Rules that the step rests on in every case.
    pub rules: Vec<Rule>,
    /// People at work, by resource, with the place.
    pub uses: BTreeMap<String, (u32, Range<usize>)>,
    /// Artefacts that it makes.
    pub produces: Vec<String>,
    /// Calendar window.
    pub window: Option<Window>,
    /// Artefact and distance in days, for a recurring step.
    pub recurring: Option<(String, f64)>,
    /// When its third-party cost is spent.
    pub spread: CostSpread,
}

/// A choice within a route.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OptionDef {
    /// Option id.
    pub id: String,
    /// Words for it.
    pub title: Text,
    /// Id of the default choice.
    pub default: String,
    /// Ids and words of the choices.
    pub choices: Vec<(String, Text)>,
}

/// A checked route.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RouteDef {
    /// Route id.
    pub id: String,
    /// File that it is written in.
    pub file: String,
    /// Words for it.
    pub title: Text,
    /// Jurisdiction id; empty for a plan's own steps.
    pub jurisdiction: String,
    /// What a reader must be told.
    pub note: Option<Text>,
    /// Artefacts that it is taken for.
    pub grants: Vec<String>,
    /// Device kinds that it serves; empty: all.
    pub kinds: Vec<DeviceKind>,
    /// Whether it is a way to field one update.
    pub is_update: bool,
    /// Choices.
    pub options: Vec<OptionDef>,
    /// Rules that the whole route rests on.
    pub rules: Vec<Rule>,
    /// Steps, as written.
    pub steps: Vec<StepDef>,
}

/// A checked artefact.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ArtefactDef {
    /// Artefact id.
    pub id: String,
    /// Words for it.
    pub title: Text,
    /// One sentence that explains it.
    pub note: Option<Text>,
    /// What it is to its holder.
    pub kind: ArtefactKind,
}

/// What an artefact stands and falls with.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Standing {
    /// What must go on being held.
    pub condition: Option<Condition>,
    /// Days for which it is valid once it was made or renewed.
    pub valid_for: Option<f64>,
    /// Name of the step that renews it, and where it is written.
    pub renew: Option<(String, Range<usize>)>,
}

/// A jurisdiction.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct JurisdictionDef {
    /// Jurisdiction id.
    pub id: String,
    /// Words for it.
    pub title: Text,
    /// Its authority.
    pub authority: Text,
}

/// A currency.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CurrencyDef {
    /// Code.
    pub id: String,
    /// Words for it.
    pub title: Text,
    /// Yen for one unit: the median where `p90` is given.
    pub jpy: f64,
    /// Yen that the rate stays below in nine of ten futures.
    pub p90: Option<f64>,
    /// Where the rate comes from.
    pub provenance: Provenance,
}

/// A share or probability and where it comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShareDef {
    /// From 0 to 1.
    pub value: f64,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// Which steps are meant: those that meet every term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selector(pub Vec<Criterion>);

/// A scheme of support money.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SchemeDef {
    /// Scheme id.
    pub id: String,
    /// Words for it.
    pub title: Text,
    /// Who pays.
    pub body: Text,
    /// What it is for and what a reader must be told.
    pub note: Option<Text>,
    /// Who gets the money.
    pub recipient: Recipient,
    /// What the whole programme has to spend: which year, and how much.
    pub budget: Vec<(Text, Fee)>,
    /// Share of the eligible spending that it pays, where that is known.
    pub rate: Option<ShareDef>,
    /// The most that it pays.
    pub cap: Option<Fee>,
    /// What the cap holds for.
    pub cap_per: CapPer,
    /// For how long after the award spending is eligible.
    pub lasts: Option<Duration>,
    /// Which steps it pays for.
    pub on: Vec<Selector>,
    /// Who may apply.
    pub who: Option<Condition>,
    /// Dates on which applications close.
    pub window: Option<Window>,
    /// Time from the application to the award.
    pub decision: Option<Duration>,
    /// How likely an application is to be won.
    pub chance: Option<ShareDef>,
    /// Time from the end of a year of the award to the payment for it.
    pub arrears: Option<Duration>,
    /// Rules of the call.
    pub rules: Vec<Rule>,
}

/// A word of the field, explained.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TermDef {
    /// Term id.
    pub id: String,
    /// The word itself.
    pub term: Text,
    /// How it is abbreviated.
    pub abbreviation: Option<String>,
    /// What it means.
    pub meaning: Text,
    /// Ids of terms to read next.
    pub see: Vec<String>,
}

impl TermDef {
    /// Everything that it is called, in both languages: of `Approval (Shonin)` the whole and either part.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let parts = [&self.term.en, &self.term.ja]
            .into_iter()
            .flat_map(|name| name.split(['(', ')', '(', ')']).chain([name.as_str()]));
        parts
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .chain([self.id.as_str()])
            .chain(self.abbreviation.as_deref())
    }
}

/// What a reader must be told wherever certain routes are shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaveatDef {
    /// Short name.
    pub id: String,
    /// It, in a sentence or two.
    pub text: Text,
    /// The routes that it is about; one criterion is enough.
    pub on: Vec<Criterion>,
}

/// What a reader must be told, as an answer tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Caveat {
    /// Short name.
    pub id: String,
    /// It, in a sentence or two.
    pub text: Text,
}

impl From<&CaveatDef> for Caveat {
    fn from(def: &CaveatDef) -> Self {
        Self {
            id: def.id.clone(),
            text: def.text.clone(),
        }
    }
}

impl CaveatDef {
    /// Whether it holds of every route.
    #[must_use]
    pub fn is_general(&self) -> bool {
        self.on.contains(&Criterion::All)
    }

    /// Whether it is about a route of the catalogue.
    #[must_use]
    pub fn is_about(&self, route: &RouteDef) -> bool {
        self.on.iter().any(|criterion| match criterion {
            Criterion::All => true,
            Criterion::Jurisdiction(id) => route.jurisdiction == *id,
            Criterion::Route(id) => route.id == *id,
            Criterion::Tag(_) | Criterion::Kind(_) | Criterion::Step(_) => false,
        })
    }
}

/// A source of figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SourceDef {
    /// Key.
    pub id: String,
    /// Title.
    pub title: String,
    /// Publisher.
    pub publisher: String,
    /// Date as printed.
    pub date: String,
    /// Page, table, section.
    pub locator: Option<String>,
    /// Address.
    pub url: Option<String>,
    /// What to know about it.
    pub note: Option<String>,
}

/// One figure of a step and where it comes from: what the catalogue's tables count.
#[derive(Debug, Clone)]
pub struct FigureRef<'a> {
    /// What it is.
    pub what: FigureKind,
    /// Where it comes from.
    pub provenance: &'a Provenance,
}

/// What a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum FigureKind {
    /// How long.
    Duration,
    /// How much to the authority.
    Fee,
    /// How much to third parties.
    Cost,
    /// How likely.
    Odds,
}

impl Figures {
    /// Every figure, odds counted once however many outcomes share them.
    pub fn figures(&self) -> impl Iterator<Item = FigureRef<'_>> {
        let duration = self.duration.iter().map(|duration| FigureRef {
            what: FigureKind::Duration,
            provenance: &duration.provenance,
        });
        let fee = self.fee.iter().map(|fee| FigureRef {
            what: FigureKind::Fee,
            provenance: &fee.provenance,
        });
        let cost = self.cost.iter().map(|cost| FigureRef {
            what: FigureKind::Cost,
            provenance: &cost.provenance,
        });
        let odds = self.outcomes.iter().flatten().take(1).map(|outcome| FigureRef {
            what: FigureKind::Odds,
            provenance: &outcome.provenance,
        });
        duration.chain(fee).chain(cost).chain(odds)
    }
}

impl SchemeDef {
    /// Every figure of the scheme.
    pub fn provenances(&self) -> impl Iterator<Item = &Provenance> {
        let times = [&self.lasts, &self.decision, &self.arrears];
        let times = times.into_iter().flatten().map(|duration| &duration.provenance);
        let odds = self.chance.iter().map(|chance| &chance.provenance);
        let cap = self.cap.iter().map(|cap| &cap.provenance);
        let budget = self.budget.iter().map(|(_, amount)| &amount.provenance);
        let rate = self.rate.iter().map(|rate| &rate.provenance);
        rate.chain(cap).chain(budget).chain(times).chain(odds)
    }
}

impl RouteDef {
    /// Every rule of the route, its steps and their variants.
    pub fn all_rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules
            .iter()
            .chain(self.steps.iter().flat_map(StepDef::all_rules))
    }
}

impl StepDef {
    /// How many figures, outcomes and points there are once every variant has its own.
    #[must_use]
    pub fn weight(&self) -> usize {
        fn points(shape: &Shape) -> usize {
            match shape {
                Shape::Discrete(points) | Shape::Quantiles(points) => points.len(),
                _ => 1,
            }
        }
        let weight = |figures: &Figures| {
            let outcomes = figures.outcomes.iter().flatten();
            figures
                .duration
                .as_ref()
                .map_or(0, |duration| points(&duration.shape))
                + figures.cost.as_ref().map_or(0, |cost| points(&cost.shape))
                + outcomes
                    .map(|outcome| {
                        let lasting = outcome.lose.iter().filter_map(|(_, lasting)| lasting.as_ref());
                        1 + outcome
                            .delay
                            .iter()
                            .chain(lasting)
                            .map(|delay| points(&delay.shape))
                            .sum::<usize>()
                    })
                    .sum::<usize>()
        };
        let base = weight(&self.figures);
        base + self
            .variants
            .iter()
            .map(|variant| base + weight(&variant.figures))
            .sum::<usize>()
    }

    /// The title of an outcome, by whichever variant has one.
    #[must_use]
    pub fn outcome_title(&self, id: &str) -> Option<&Text> {
        let all = std::iter::once(&self.figures).chain(self.variants.iter().map(|variant| &variant.figures));
        all.flat_map(|figures| figures.outcomes.iter().flatten())
            .find_map(|outcome| outcome.title.as_ref().filter(|_| outcome.id == id))
    }

    /// Every rule of the step and its variants.
    pub fn all_rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules
            .iter()
            .chain(self.variants.iter().flat_map(|variant| &variant.figures.rules))
    }

    /// Every figure of the step and its variants.
    pub fn all_figures(&self) -> impl Iterator<Item = FigureRef<'_>> {
        self.figures
            .figures()
            .chain(self.variants.iter().flat_map(|variant| variant.figures.figures()))
    }
}

impl Window {
    /// Days from `start` to every date of the series, from about one period before it to `horizon` days after.
    #[must_use]
    pub fn days_from(&self, start: Date, horizon: f64) -> Vec<f64> {
        let every = self.every_months as i32;
        let anchor = (1..=self.day)
            .rev()
            .find_map(|day| Date::new(start.year(), self.month, day));
        let Some(anchor) = anchor else { return Vec::new() };
        // One date of the series lies within one period before the start.
        let back = (12 + every) / every + 1;
        let last = (horizon / DAYS_PER_MONTH) as i32 + 24;
        (-back..=last / every + 1)
            .filter_map(|turn| anchor.plus_months(turn * every))
            .map(|date| f64::from(date.days_since(start)))
            .collect()
    }
}

//! A plan, checked and assembled: the chosen routes and the plan's own steps joined by artefacts into one
//! network. A [`Plan`] that exists can be simulated.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use petgraph::graph::DiGraph;

use crate::calendar::Date;
use crate::catalogue::{Catalogue, SourceFile};
use crate::decision::{self, Decision};
use crate::define::{Checker, Registers};
use crate::diag::Problem;
use crate::file::{ArtefactKind, Company, DeviceKind, Novelty};
use crate::model::{ArtefactDef, CaveatDef, Figures, OptionDef, RouteDef, StepDef};
use crate::order;
use crate::read::read;
use crate::text::Text;

mod assembly;
mod assumption;
mod joins;
mod lifecycle;
mod money;
mod reach;

use self::assembly::Assembly;
pub use self::assumption::Assumption;
use self::joins::simplify_all;
pub use self::lifecycle::{Lifecycle, Market, Regime};
pub use self::money::{Correlation, Driver, Funding, Money, Revenue, Subsidy};
pub(crate) use self::money::{driver_artefact, subsidy_artefacts};

/// What the steps are called that a plan brings itself.
#[must_use]
pub fn own_steps() -> Text {
    Text::new("Own steps", "独自の工程")
}

/// What is wrong with a plan.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{name} has {} problem(s)", problems.len())]
pub struct LoadError {
    /// Name of the file.
    pub name: String,
    /// Everything that is wrong.
    pub problems: Vec<Problem>,
}

/// The product.
#[derive(Debug, Clone, Default)]
pub struct DeviceProfile {
    /// A name to show.
    pub title: Option<Text>,
    /// What it is.
    pub kind: Option<DeviceKind>,
    /// Class by jurisdiction.
    pub class: BTreeMap<String, String>,
    /// How new it is.
    pub novelty: Option<Novelty>,
}

/// A group of people.
#[derive(Debug, Clone)]
pub struct Team {
    /// Resource name.
    pub id: String,
    /// A name to show.
    pub title: Text,
    /// How many can work at once.
    pub capacity: Option<u32>,
    /// What one of them costs in a month: amount and currency.
    pub monthly_cost: Option<(f64, String)>,
}

/// A route as the plan uses it.
#[derive(Debug, Clone)]
pub struct PlanRoute {
    /// The route.
    pub def: Arc<RouteDef>,
    /// The choice made for each option.
    pub options: BTreeMap<String, String>,
    /// Earliest start, in days from the plan's.
    pub not_before: f64,
    /// Whether these are the plan's own steps.
    pub is_own: bool,
}

/// When a step may become ready: a join over steps by index.
#[derive(Debug, Clone, PartialEq)]
pub enum Gate {
    /// A step, and the outcome that must have been drawn (index into [`PlanStep::outcome_ids`]).
    Step(usize, Option<usize>),
    /// All of them.
    All(Vec<Gate>),
    /// The earliest.
    Any(Vec<Gate>),
    /// The k-th earliest.
    AtLeast(usize, Vec<Gate>),
}

/// A condition on artefacts by index; what the profile and options decide is already decided.
#[derive(Debug, Clone, PartialEq)]
pub enum Need {
    /// Always or never.
    Always(bool),
    /// An artefact of a certain age, in days.
    Held {
        /// Index into [`Plan::artefacts`].
        artefact: usize,
        /// Held this long.
        for_at_least: f64,
        /// Not older than this.
        not_older_than: f64,
    },
    /// All hold.
    All(Vec<Need>),
    /// One holds.
    Any(Vec<Need>),
    /// So many hold.
    AtLeast(usize, Vec<Need>),
}

impl Need {
    /// An artefact, whatever its age.
    #[must_use]
    pub const fn held(artefact: usize) -> Self {
        Self::Held {
            artefact,
            for_at_least: 0.0,
            not_older_than: f64::INFINITY,
        }
    }
}

/// A step of the network. Steps are numbered so that predecessors come first wherever there is no circle.
#[derive(Debug, Clone)]
pub struct PlanStep {
    /// Index of its route.
    pub route: usize,
    /// Index within the route's definition.
    pub def: usize,
    /// `route/step`.
    pub id: String,
    /// Predecessors; none: the route's start.
    pub after: Option<Gate>,
    /// What it waits for.
    pub needs: Option<Need>,
    /// Figures under conditions, first match wins; the last one always holds.
    pub figures: Vec<(Need, Figures)>,
    /// Ids of the outcomes that it may have, over all figures.
    pub outcome_ids: Vec<String>,
    /// Artefacts that it makes.
    pub produces: Vec<usize>,
    /// Teams at work: index and number of people.
    pub uses: Vec<(usize, u32)>,
    /// Artefact and distance in days, for a recurring step.
    pub recurring: Option<(usize, f64)>,
    /// Whether a recurring step renews its artefact, which lapses where it fails.
    pub is_renewal: bool,
    /// How soon a team serves it: those with a lower number first.
    pub turn: u32,
    /// For each step that an outcome may send work back to: the steps from there to this one, in order.
    pub redo_bodies: BTreeMap<usize, Vec<usize>>,
}

impl PlanStep {
    /// Every artefact that it may make in this plan, given the numbers of the artefacts; `is_strict`: outcomes that are
    /// never drawn make nothing.
    fn made(&self, numbers: &BTreeMap<&str, usize>, is_strict: bool) -> BTreeSet<usize> {
        let outcomes = self
            .figures
            .iter()
            .flat_map(|(_, figures)| figures.outcomes.iter().flatten());
        let by_outcome = outcomes
            .filter(|outcome| !is_strict || outcome.p > 0.0)
            .flat_map(|outcome| &outcome.produces)
            .map(|id| numbers[id.as_str()]);
        self.produces.iter().copied().chain(by_outcome).collect()
    }
}

/// What makes a milestone.
#[derive(Debug, Clone)]
pub enum Trigger {
    /// A condition on artefacts.
    Need(Need),
    /// A condition on artefacts that is judged on one day, in days from the start.
    On(f64, Need),
    /// Steps.
    Gate(Gate),
}

/// A point in time that users care about.
#[derive(Debug, Clone)]
pub struct Milestone {
    /// Short name.
    pub id: String,
    /// Words for it.
    pub title: Text,
    /// What makes it.
    pub trigger: Trigger,
    /// Index of the route that grants it, if it stands for a grant.
    pub route: Option<usize>,
}

/// A node of the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Node {
    /// A step by index.
    Step(usize),
    /// An artefact by index.
    Artefact(usize),
}

/// An edge of the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// A step follows a step.
    After,
    /// A step makes an artefact.
    Makes,
    /// A step waits for an artefact.
    Needs,
    /// A step looks whether an artefact is there.
    Asks,
    /// Work goes back.
    Redo,
}

/// A checked plan and its network.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The file.
    pub file: SourceFile,
    /// Short name.
    pub id: String,
    /// Title.
    pub title: Text,
    /// Story.
    pub summary: Option<Text>,
    /// What it teaches.
    pub teaches: Option<Text>,
    /// First day.
    pub start: Date,
    /// Days that the simulation looks ahead.
    pub horizon: f64,
    /// Currency of results.
    pub currency: String,
    /// The product.
    pub device: DeviceProfile,
    /// The company.
    pub company: Company,
    /// People.
    pub teams: Vec<Team>,
    /// Artefacts held from a day on, in days from the start; negative: before it.
    pub held: Vec<(usize, f64)>,
    /// Routes, the plan's own steps last.
    pub routes: Vec<PlanRoute>,
    /// Steps.
    pub steps: Vec<PlanStep>,
    /// Ids of the artefacts that appear.
    pub artefacts: Vec<String>,
    /// What each artefact stands on: it counts as held only while this holds too.
    pub standings: Vec<Option<Need>>,
    /// Days after which each artefact lapses, if nothing renews it.
    pub lapses: Vec<Option<f64>>,
    /// Milestones.
    pub milestones: Vec<Milestone>,
    /// Index of the target milestone.
    pub target: usize,
    /// Index of the first approval, where the plan has one.
    pub first_approval: Option<usize>,
    /// Cash of the company, where the plan tells of it.
    pub money: Option<Money>,
    /// Updates after approval, where the plan tells of them.
    pub lifecycle: Option<Lifecycle>,
    /// What it assumes otherwise than the catalogue.
    pub assumptions: Vec<Assumption>,
    /// Risks that move several steps at once.
    pub drivers: Vec<Driver>,
    /// Steps whose durations rise and fall together.
    pub correlations: Vec<Correlation>,
    /// What is open to decide.
    pub options: Vec<Decision>,
    /// The choice that each option stands at; none where levers were turned to what no choice means.
    pub chosen: Vec<Option<usize>>,
    /// Steps and artefacts as one graph.
    pub graph: DiGraph<Node, Link>,
    /// Whether steps come after everything that they wait for or ask about.
    pub is_acyclic: bool,
    /// Seed that the plan asks for.
    pub seed: u64,
    /// Iterations that the plan asks for.
    pub iterations: u64,
    /// The catalogue that it was checked against, with the file's own registers.
    pub catalogue: Arc<Catalogue>,
}

impl Plan {
    /// What a reader must be told of the routes that it takes from the catalogue.
    #[must_use]
    pub fn caveats(&self) -> Vec<&CaveatDef> {
        let taken = self.routes.iter().filter(|route| !route.is_own);
        self.catalogue.caveats(taken.map(|route| route.def.as_ref()))
    }

    /// Reads and checks a plan against a catalogue.
    ///
    /// # Errors
    ///
    /// Every problem of the file, and of the network that it asks for.
    pub fn load(file: &SourceFile, catalogue: &Catalogue) -> Result<Self, LoadError> {
        Self::load_as(file, catalogue, false)
    }

    /// The same for a plan that may be one update of a product.
    fn load_as(file: &SourceFile, catalogue: &Catalogue, is_update: bool) -> Result<Self, LoadError> {
        let fail = |problems| LoadError {
            name: file.name.clone(),
            problems,
        };
        let document = read(file.as_ref()).map_err(fail)?;
        let Some(at) = &document.plan else {
            let problem = file.as_ref().problem(
                "no-plan",
                &(0..0),
                [
                    "this file has no `[plan]`",
                    "このファイルには `[plan]` がありません",
                ],
                ["name a plan's file", "計画のファイルを指定してください"],
            );
            return Err(fail(vec![problem]));
        };
        let mut catalogue = catalogue.clone();
        let mut added = Registers::default();
        let before = catalogue.registers.clone();
        let mut checker = Checker::new(file.as_ref(), &before, false);
        checker.registers(&document, &mut added);
        catalogue.registers.append(&mut added);
        let mut currencies = BTreeMap::new();
        checker.currencies(&document, &mut currencies);
        let mut problems = checker.problems;
        catalogue.registers.currencies.append(&mut currencies);
        let with_currencies = catalogue.registers.clone();
        let mut checker = Checker::new(file.as_ref(), &with_currencies, false);
        let mut schemes = BTreeMap::new();
        checker.add_schemes(&document, &mut schemes);
        problems.append(&mut checker.problems);
        catalogue.registers.schemes.append(&mut schemes);
        for driver in &at.value.driver {
            let id = driver_artefact(&driver.value.id.value);
            let def = ArtefactDef {
                id: id.clone(),
                title: driver.value.title.clone(),
                note: driver.value.note.clone(),
                kind: ArtefactKind::Document,
            };
            catalogue.registers.artefacts.insert(id, def);
        }
        for subsidy in at.value.money.iter().flat_map(|at| &at.value.subsidy) {
            let scheme = &subsidy.value.scheme.value;
            let title = catalogue
                .registers
                .schemes
                .get(scheme)
                .map(|def| def.title.clone());
            let title = title.unwrap_or_else(|| Text::same(scheme.clone()));
            let words = [
                Text::new(
                    format!("Decision: {}", title.en),
                    format!("採否決定:{}", title.ja),
                ),
                Text::new(format!("Award: {}", title.en), format!("採択:{}", title.ja)),
            ];
            for (id, title) in subsidy_artefacts(scheme).into_iter().zip(words) {
                let def = ArtefactDef {
                    id: id.clone(),
                    title,
                    note: None,
                    kind: ArtefactKind::Document,
                };
                catalogue.registers.artefacts.insert(id, def);
            }
        }

        let before_standings = catalogue.registers.clone();
        let mut checker = Checker::new(file.as_ref(), &before_standings, false);
        let mut standings = BTreeMap::new();
        checker.standings(&document, &mut standings);
        problems.append(&mut checker.problems);
        catalogue.registers.standings.append(&mut standings);
        let with_standings = catalogue.registers.clone();
        let mut checker = Checker::new(file.as_ref(), &with_standings, false);
        for id in checker.standing_circles(&document) {
            catalogue.registers.standings.remove(&id);
        }
        problems.append(&mut checker.problems);

        let registers = catalogue.registers.clone();
        let mut checker = Checker::new(file.as_ref(), &registers, false);
        checker.glossary(&document);
        let assumptions = assumption::assume(&mut checker, &at.value.assumption, &mut catalogue.routes);
        if let Some(route) = &document.route {
            checker.report(
                "stray-route",
                &route.value.id.span,
                [
                    format!("route `{}` stands in a plan's file", route.value.id.value),
                    format!("計画のファイルにルート `{}` があります", route.value.id.value),
                ],
                [
                    "give the route a file of its own, and choose it with `[[plan.route]]`",
                    "ルートは別のファイルに分け、`[[plan.route]]` で選んでください",
                ],
            );
        }
        let options = checker.options(&at.value, &catalogue);
        let chosen = decision::chosen(&at.value, &catalogue, &options);
        let defs: Vec<OptionDef> = options.iter().map(Decision::as_option).collect();
        let own = checker.own_route(&document, &at.value, defs);
        let mut assembly = Assembly {
            checker,
            catalogue: &catalogue,
            document: &document,
            plan: &at.value,
            options,
            chosen,
            off: Vec::new(),
            is_update,
        };
        let plan = assembly.assemble(file, own);
        problems.append(&mut assembly.checker.problems);
        if problems.is_empty() {
            let mut plan = plan.expect("a plan without problems is assembled");
            plan.catalogue = Arc::new(catalogue);
            plan.assumptions = assumptions;
            Ok(plan)
        } else {
            order::by_key(&mut problems, |problem| (problem.span.start, problem.span.end));
            Err(fail(problems))
        }
    }

    /// The condition that an artefact is held, and what it stands on too, whatever their age.
    #[must_use]
    pub fn held_need(&self, artefact: usize) -> Need {
        let own = Need::held(artefact);
        match &self.standings[artefact] {
            None => own,
            Some(standing) => simplify_all(vec![own, standing.clone()]),
        }
    }

    /// What one unit of a currency is worth in yen, at its median rate; 1 where no register has it.
    pub(crate) fn yen(&self, currency: &str) -> f64 {
        let known = self.catalogue.registers.currencies.get(currency);
        known.map_or(1.0, |currency| currency.jpy)
    }

    /// What one unit of a currency is worth in the plan's own, at their median rates.
    pub(crate) fn rate(&self, currency: &str) -> f64 {
        self.yen(currency) / self.yen(&self.currency)
    }

    /// The definition of a step.
    #[must_use]
    pub fn def(&self, step: usize) -> &StepDef {
        let step = &self.steps[step];
        &self.routes[step.route].def.steps[step.def]
    }

    /// The name of a step's jurisdiction, or of the plan's own steps.
    #[must_use]
    pub fn place(&self, step: usize) -> Text {
        if self.routes[self.steps[step].route].is_own {
            own_steps()
        } else {
            self.catalogue.jurisdiction_title(self.jurisdiction(step))
        }
    }

    /// The jurisdiction of a step; empty for the plan's own steps.
    #[must_use]
    pub fn jurisdiction(&self, step: usize) -> &str {
        &self.routes[self.steps[step].route].def.jurisdiction
    }
}

/// Every step that a gate names.
pub(crate) fn gate_steps(gate: &Gate) -> Vec<usize> {
    match gate {
        Gate::Step(step, _) => vec![*step],
        Gate::All(of) | Gate::Any(of) | Gate::AtLeast(_, of) => of.iter().flat_map(gate_steps).collect(),
    }
}

/// Every artefact that a need names.
pub(crate) fn need_papers(need: &Need) -> Vec<usize> {
    match need {
        Need::Always(_) => Vec::new(),
        Need::Held { artefact, .. } => vec![*artefact],
        Need::All(of) | Need::Any(of) | Need::AtLeast(_, of) => of.iter().flat_map(need_papers).collect(),
    }
}

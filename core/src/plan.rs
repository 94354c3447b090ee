//! A plan, checked and assembled: the chosen routes and the plan's own steps joined by artefacts into one
//! network. A [`Plan`] that exists can be simulated.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::ops::Range;
use std::sync::Arc;

use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

use crate::calendar::Date;
use crate::catalogue::{Catalogue, SourceFile};
use crate::decision::{self, Deciding, Decision};
use crate::define::{Askable, Checker, Registers, local_steps, makes, outcome_ids, own_artefacts};
use crate::diag::{Problem, Remedy, did_you_mean};
use crate::file::{self, ArtefactKind, At, Company, DeviceKind, Novelty};
use crate::limits;
use crate::model::{ArtefactDef, CaveatDef, Condition, Effect, Figures, Join, OptionDef, RouteDef, StepDef};
use crate::order;
use crate::read::read;
use crate::text::Text;

mod assumption;
mod lifecycle;
mod money;

pub use self::assumption::Assumption;
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
                "this file has no `[plan]`",
                "name a plan's file",
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
                format!("route `{}` stands in a plan's file", route.value.id.value),
                "give the route a file of its own, and choose it with `[[plan.route]]`",
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

struct Assembly<'a> {
    checker: Checker<'a>,
    catalogue: &'a Catalogue,
    document: &'a file::Document,
    plan: &'a file::Plan,
    options: Vec<Decision>,
    /// The choice that each option stands at.
    chosen: Vec<Option<usize>>,
    /// Routes that stand in the file and are not taken. What hangs on them alone is left out and is no mistake.
    off: Vec<Arc<RouteDef>>,
    /// Whether routes for updates may be chosen.
    is_update: bool,
}

/// Artefact ids and their numbers.
#[derive(Default)]
struct Artefacts {
    ids: Vec<String>,
    index: BTreeMap<String, usize>,
}

impl Artefacts {
    fn index(&mut self, id: &str) -> usize {
        *self.index.entry(id.to_owned()).or_insert_with(|| {
            self.ids.push(id.to_owned());
            self.ids.len() - 1
        })
    }
}

/// Who asks: what the profile-side of a condition is judged by.
struct Asker<'p> {
    jurisdiction: &'p str,
    options: &'p BTreeMap<String, String>,
}

impl Checker<'_> {
    /// The options of a plan, and whether what it says about them is sound.
    fn options(&mut self, plan: &file::Plan, catalogue: &Catalogue) -> Vec<Decision> {
        if let Some(at) = plan.option.get(limits::OPTIONS) {
            self.report(
                "bounds",
                &at.value.id.span,
                format!("{} options", plan.option.len()),
                format!("a plan may have {}", limits::OPTIONS),
            );
        }
        let options = self.decisions(&plan.option, plan, catalogue, Deciding::Plan);
        for (place, (option, at)) in options.iter().zip(&plan.option).enumerate() {
            let levers = |option: &Decision| {
                option
                    .choices
                    .iter()
                    .flat_map(|choice| choice.set.clone())
                    .collect::<Vec<_>>()
            };
            let mine = levers(option);
            for other in &options[..place] {
                let shared = levers(other)
                    .into_iter()
                    .find(|lever| mine.iter().any(|mine| mine.is_same_lever(lever)));
                if let Some(lever) = shared {
                    self.report(
                        "shared-lever",
                        &at.value.id.span,
                        format!(
                            "options `{}` and `{}` both set {}",
                            other.id,
                            option.id,
                            lever.words()
                        ),
                        "let one of them set it; a hold can ask for the other with `{ option = { … } }`",
                    );
                }
            }
        }
        for (id, choice) in &plan.choose {
            let Some(option) = options.iter().find(|option| option.id == *id) else {
                let named = At {
                    value: id.clone(),
                    span: choice.span.clone(),
                };
                let known = options.iter().map(|option| option.id.as_str());
                let otherwise = "declare it with `[[plan.option]]`";
                self.unknown("unknown-option", &named, "option", known, otherwise);
                continue;
            };
            if option.find(&choice.value).is_none() {
                let known: Vec<&str> = option.choices.iter().map(|choice| choice.id.as_str()).collect();
                let otherwise = format!("choices of `{id}`: {}", known.join(", "));
                self.unknown(
                    "unknown-choice",
                    choice,
                    "choice",
                    known.iter().copied(),
                    &otherwise,
                );
            }
        }
        options
    }
}

impl Assembly<'_> {
    /// The choices made for the plan's options, by id, as conditions ask for them.
    fn choices(&self) -> BTreeMap<String, String> {
        let made = self
            .options
            .iter()
            .zip(&self.chosen)
            .filter_map(|(option, chosen)| {
                let choice = option.choices.get((*chosen)?)?;
                Some((option.id.clone(), choice.id.clone()))
            });
        made.collect()
    }

    /// Whether a route that is not taken has this step.
    fn off_step(&self, route: Option<&str>, step: &str) -> bool {
        let mut off = self.off.iter().filter(|off| Some(off.id.as_str()) == route);
        off.any(|off| off.steps.iter().any(|known| known.id == *step))
    }

    /// The route that is not taken and would make an artefact.
    fn off_maker(&self, artefact: &str) -> Option<&RouteDef> {
        let makes_it = |off: &&Arc<RouteDef>| {
            off.steps
                .iter()
                .any(|step| makes(step).any(|made| made == artefact))
        };
        self.off.iter().find(makes_it).map(|off| &**off)
    }

    /// Options that change nothing and that no condition asks for.
    fn idle_options(&mut self, own: &RouteDef) {
        let mut asked = BTreeSet::new();
        let conditions = own.steps.iter().flat_map(|step| {
            step.needs
                .iter()
                .chain(step.variants.iter().map(|variant| &variant.when))
        });
        for condition in conditions {
            asked_options(condition, &mut asked);
        }
        let holds = self
            .plan
            .route
            .iter()
            .flat_map(|at| &at.value.hold)
            .map(|at| &at.value.until);
        let milestones = self.plan.milestone.iter().filter_map(|at| at.value.when.as_ref());
        for at in holds.chain(milestones) {
            asked_in_file(&at.value, &mut asked);
        }
        for (option, at) in self.options.iter().zip(&self.plan.option) {
            let id = &at.value.id;
            if !asked.contains(&option.id) && option.choices.iter().all(|choice| choice.set.is_empty()) {
                self.checker.report(
                    "idle-option",
                    &id.span,
                    format!("option `{}` changes nothing", option.id),
                    "let its choices `set` something, or ask for it in a condition with `{ option = { … } }`",
                );
            }
        }
    }

    fn assemble(&mut self, file: &SourceFile, own: RouteDef) -> Option<Plan> {
        let plan = self.plan;
        self.checker.id(&plan.id);
        let start = plan.start.value;
        let horizon = plan.horizon.as_ref().map_or(Some(10.0 * 365.25), |at| {
            let horizon = self.checker.time_if_any(at)?;
            if !(1.0..=limits::HORIZON_DAYS).contains(&horizon) {
                self.checker.report(
                    "bounds",
                    &at.span,
                    format!("a horizon of `{}`", at.value),
                    "look 1 day to 50 years ahead",
                );
            }
            Some(horizon)
        });
        let horizon = horizon.unwrap_or(1.0);
        let currency = plan
            .currency
            .as_ref()
            .map_or("JPY", |at| at.value.as_str())
            .to_owned();
        let known = &self.catalogue.registers.currencies;
        if let Some(at) = &plan.currency
            && !known.contains_key(&currency)
        {
            let span = at.span.clone();
            let help = did_you_mean(&currency, known.keys().map(String::as_str))
                .unwrap_or_else(|| "declare it with `[[currency]]`".to_owned());
            self.checker.report(
                "unknown-currency",
                &span,
                format!("currency `{currency}` is not known"),
                help,
            );
        }
        let iterations = plan.simulation.iterations.as_ref().map_or(10_000, |at| at.value);
        if let Some(at) = &plan.simulation.iterations
            && !(1..=limits::ITERATIONS).contains(&at.value)
        {
            self.checker.report(
                "bounds",
                &at.span,
                format!("`{}` iterations", at.value),
                format!("simulate 1 to {} futures", limits::ITERATIONS),
            );
        }
        for (jurisdiction, class) in &plan.device.class {
            let known = &self.catalogue.registers.jurisdictions;
            if !known.contains_key(jurisdiction) {
                let help =
                    did_you_mean(jurisdiction, known.keys().map(String::as_str)).unwrap_or_else(|| {
                        format!(
                            "known jurisdictions: {}",
                            known.keys().cloned().collect::<Vec<_>>().join(", ")
                        )
                    });
                self.checker.report(
                    "unknown-jurisdiction",
                    &class.span,
                    format!("jurisdiction `{jurisdiction}` is not known"),
                    help,
                );
            }
        }
        self.idle_options(&own);
        let teams = self.teams();
        let mut routes = self.routes();
        if !own.steps.is_empty() {
            let own = PlanRoute {
                def: Arc::new(own),
                options: self.choices(),
                not_before: 0.0,
                is_own: true,
            };
            routes.push(own);
        }
        if routes.is_empty() && self.checker.problems.is_empty() {
            self.checker.report(
                "nothing-to-do",
                &plan.id.span,
                format!("plan `{}` has no step", plan.id.value),
                "add a `[[plan.route]]` or a `[[step]]`",
            );
        }
        let count: usize = routes.iter().map(|route| route.def.steps.len()).sum();
        if count > limits::STEPS {
            self.checker.report(
                "bounds",
                &plan.id.span,
                format!("{count} steps"),
                format!("a plan may have {}", limits::STEPS),
            );
            return None;
        }
        let weight: usize = routes
            .iter()
            .flat_map(|route| &route.def.steps)
            .map(StepDef::weight)
            .sum();
        if weight > limits::FIGURES {
            self.checker.report(
                "bounds",
                &plan.id.span,
                format!("{weight} figures, outcomes and points, all variants counted"),
                format!("a plan may have {}", limits::FIGURES),
            );
            return None;
        }
        if !self.checker.problems.is_empty() {
            // What follows looks across routes and would only repeat what is already said.
            return None;
        }

        let mut artefacts = Artefacts::default();
        let own_ids = own_artefacts(self.document);
        let mut held = Vec::new();
        for at in &plan.held {
            let id = &at.value.artefact;
            self.checker.artefact(&id.value, &id.span, &own_ids);
            let since = at
                .value
                .since
                .as_ref()
                .map_or(0.0, |at| f64::from(at.value.days_since(start)));
            held.push((artefacts.index(&id.value), since));
        }
        // The unordered steps, then their order, then everything by its place in that order.
        let places: Vec<(usize, usize)> = routes
            .iter()
            .enumerate()
            .flat_map(|(route, r)| (0..r.def.steps.len()).map(move |def| (route, def)))
            .collect();
        let names: BTreeMap<String, usize> =
            crate::order::map(places.iter().enumerate().map(|(index, (route, def))| {
                (
                    format!("{}/{}", routes[*route].def.id, routes[*route].def.steps[*def].id),
                    index,
                )
            }));
        let mut draft: Vec<PlanStep> = places
            .iter()
            .map(|(route, def)| self.step(&routes, *route, *def, &names, &teams, &mut artefacts))
            .collect();
        if artefacts.ids.len() > limits::ARTEFACTS {
            self.checker.report(
                "bounds",
                &plan.id.span,
                format!("{} artefacts", artefacts.ids.len()),
                format!("a plan may have {}", limits::ARTEFACTS),
            );
            return None;
        }
        let milestones_raw = self.milestones(&routes, &names, &draft, &mut artefacts);
        let standings = self.standings(&mut artefacts);
        let lapses = self.renewals(&routes, &mut draft, &artefacts);
        for (at, (paper, since)) in plan.held.iter().zip(&held) {
            if let Some(days) = lapses[*paper].filter(|days| since + days <= 0.0) {
                self.checker.report(
                    "lapsed-artefact",
                    &at.value.artefact.span,
                    format!(
                        "`{}` has lapsed before the plan begins: it is valid for {days:.0} days",
                        at.value.artefact.value
                    ),
                    "mend `since`, or let a step make it anew",
                );
            }
        }
        // What may be there from the first day on: what is held, and a driver that happens.
        let given: Vec<(usize, f64)> = {
            let subsidies = plan.money.iter().flat_map(|at| &at.value.subsidy);
            let drawn: BTreeSet<String> = crate::order::set(
                plan.driver
                    .iter()
                    .map(|at| driver_artefact(&at.value.id.value))
                    .chain(subsidies.flat_map(|at| subsidy_artefacts(&at.value.scheme.value))),
            );
            let drivers = (0..artefacts.ids.len()).filter(|index| drawn.contains(&artefacts.ids[*index]));
            held.iter()
                .copied()
                .chain(drivers.map(|index| (index, 0.0)))
                .collect()
        };
        let (graph, order, is_acyclic) = self.order(&draft, &artefacts.ids, &routes, &given);
        let rank: Vec<usize> = {
            let mut rank = vec![0; order.len()];
            for (place, step) in order.iter().enumerate() {
                rank[*step] = place;
            }
            rank
        };
        let mut steps: Vec<PlanStep> = order
            .iter()
            .map(|index| renumber(&draft[*index], &rank))
            .collect();
        let mut milestones: Vec<Milestone> = milestones_raw
            .into_iter()
            .map(|mut milestone| {
                if let Trigger::Gate(gate) = &mut milestone.trigger {
                    renumber_gate(gate, &rank);
                }
                milestone
            })
            .collect();
        let graph = graph.map(
            |_, node| match node {
                Node::Step(index) => Node::Step(rank[*index]),
                Node::Artefact(index) => Node::Artefact(*index),
            },
            |_, link| *link,
        );
        self.redo_bodies(&mut steps, &routes);
        // Whatever hangs on a circle can never happen either, and would only repeat what is already said.
        let mut gone = BTreeSet::new();
        if !self
            .checker
            .problems
            .iter()
            .any(|problem| problem.code == "cycle")
        {
            gone = self.possible(&steps, &routes, &artefacts.ids, &given, &milestones);
        }
        milestones.retain(|milestone| !gone.contains(&milestone.id));
        let milestones = self.within_reach(milestones, &steps, &artefacts.ids, &given);
        gone.extend(self.off.iter().flat_map(|off| off.grants.iter().cloned()));
        gone.retain(|id| !milestones.iter().any(|milestone| milestone.id == *id));
        let target = match &plan.target {
            None => self.default_target(&milestones),
            Some(at) => milestones
                .iter()
                .position(|milestone| milestone.id == at.value)
                .unwrap_or_else(|| {
                    if gone.contains(&at.value) {
                        let aim = |milestone: &Milestone| Remedy::Aim {
                            milestone: milestone.id.clone(),
                            lost: at.value.clone(),
                        };
                        let likeliest = milestones.get(self.default_target(&milestones));
                        let others = milestones
                            .iter()
                            .filter(|other| likeliest.is_none_or(|likeliest| likeliest.id != other.id));
                        let remedies = likeliest.into_iter().chain(others).map(aim).collect();
                        self.checker.offer(
                            "unreachable-target",
                            &at.span,
                            format!("the routes that are taken cannot reach the target `{}`", at.value),
                            "take up a route again that is off, or choose another target",
                            remedies,
                        );
                        return 0;
                    }
                    let known: Vec<&str> = milestones.iter().map(|milestone| milestone.id.as_str()).collect();
                    let help = did_you_mean(&at.value, known.iter().copied())
                        .unwrap_or_else(|| format!("milestones of this plan: {}", known.join(", ")));
                    self.checker.report(
                        "unknown-milestone",
                        &at.span,
                        format!("milestone `{}` is not known", at.value),
                        help,
                    );
                    0
                }),
        };
        let first_approval = milestones
            .iter()
            .position(|milestone| milestone.id == "first-approval");
        let off = self.off.clone();
        let network = money::Network {
            steps: &steps,
            routes: &routes,
            milestones: &milestones,
            off: &off,
            gone: &gone,
            artefacts: &artefacts.ids,
            start,
            horizon,
        };
        let turns = self.turns(&network);
        let drivers = self.drivers(&network, &artefacts.ids);
        let correlations = self.correlations(&network);
        let money = self.money(&network);
        let lifecycle = self.lifecycle(&network, &artefacts.ids);
        for (step, turn) in steps.iter_mut().zip(turns) {
            step.turn = turn;
        }
        Some(Plan {
            file: file.clone(),
            id: plan.id.value.clone(),
            title: plan.title.clone(),
            summary: plan.summary.clone(),
            teaches: plan.teaches.clone(),
            start,
            horizon,
            currency,
            device: DeviceProfile {
                title: plan.device.title.clone(),
                kind: plan.device.kind,
                class: plan
                    .device
                    .class
                    .iter()
                    .map(|(place, at)| (place.clone(), at.value.clone()))
                    .collect(),
                novelty: plan.device.novelty,
            },
            company: plan.company.clone(),
            teams,
            held,
            routes,
            steps,
            artefacts: artefacts.ids,
            standings,
            lapses,
            milestones,
            target,
            first_approval,
            money,
            lifecycle,
            assumptions: Vec::new(),
            drivers,
            correlations,
            options: std::mem::take(&mut self.options),
            chosen: std::mem::take(&mut self.chosen),
            graph,
            is_acyclic,
            seed: plan.simulation.seed.unwrap_or(1),
            iterations,
            catalogue: Arc::default(),
        })
    }

    fn default_target(&self, milestones: &[Milestone]) -> usize {
        let is_declared = |milestone: &Milestone| {
            self.plan
                .milestone
                .iter()
                .any(|at| at.value.id.value == milestone.id)
        };
        let last = milestones.iter().rposition(is_declared);
        last.unwrap_or_else(|| milestones.len().saturating_sub(1))
    }

    fn teams(&mut self) -> Vec<Team> {
        let plan = self.plan;
        for (id, at) in &plan.team {
            let team = &at.value;
            let Some(other) = &team.same_as else { continue };
            let known = plan.team.get(&other.value);
            if known.is_none_or(|known| known.value.same_as.is_some()) {
                self.checker.unknown(
                    "unknown-team",
                    other,
                    "team",
                    plan.team
                        .iter()
                        .filter(|(known, at)| *known != id && at.value.same_as.is_none())
                        .map(|(known, _)| known.as_str()),
                    "name a team that has people of its own",
                );
            }
            if team.capacity.is_some() || team.monthly_cost.is_some() {
                self.checker.report(
                    "bad-team",
                    &other.span,
                    format!("team `{id}` has people of its own and those of `{}`", other.value),
                    "leave out either `same_as`, or `capacity` and `monthly_cost`",
                );
            }
        }
        plan.team
            .iter()
            .filter(|(_, at)| at.value.same_as.is_none())
            .map(|(id, at)| {
                let team = &at.value;
                if let Some(cost) = &team.monthly_cost {
                    self.checker.plain_amount(cost);
                }
                if let Some(capacity) = &team.capacity
                    && !(1..=1_000).contains(&capacity.value)
                {
                    self.checker.report(
                        "bounds",
                        &capacity.span,
                        format!("a capacity of `{}`", capacity.value),
                        "give 1 to 1,000 people",
                    );
                }
                Team {
                    id: id.clone(),
                    title: team.title.clone().unwrap_or_else(|| Text::same(id.clone())),
                    capacity: team.capacity.as_ref().map(|at| at.value),
                    monthly_cost: team
                        .monthly_cost
                        .as_ref()
                        .map(|cost| (cost.amount.value, cost.currency.value.clone())),
                }
            })
            .collect()
    }

    fn routes(&mut self) -> Vec<PlanRoute> {
        let plan = self.plan;
        let mut routes: Vec<PlanRoute> = Vec::new();
        for at in &plan.route {
            let r = &at.value;
            let Some(def) = self.catalogue.routes.get(&r.id.value) else {
                let known = self.catalogue.routes.keys().map(String::as_str);
                let help = did_you_mean(&r.id.value, known)
                    .unwrap_or_else(|| "`regpath catalogue list` shows all routes".to_owned());
                self.checker.report(
                    "unknown-route",
                    &r.id.span,
                    format!("route `{}` is not known", r.id.value),
                    help,
                );
                continue;
            };
            if def.is_update && !self.is_update {
                self.checker.report(
                    "route-for-updates",
                    &r.id.span,
                    format!("route `{}` fields one update of a product on the market", def.id),
                    "name it as a `regime` of a market in `[plan.lifecycle]`",
                );
            }
            if def.id == plan.id.value {
                self.checker.report(
                    "duplicate-id",
                    &plan.id.span,
                    format!("plan `{}` has the name of a route that it chooses", def.id),
                    "give the plan another id",
                );
            }
            if routes.iter().any(|route| route.def.id == def.id) {
                self.checker.report(
                    "duplicate-id",
                    &r.id.span,
                    format!("route `{}` is chosen twice", def.id),
                    "keep one of the two",
                );
                continue;
            }
            if !r.on {
                self.off.push(Arc::clone(def));
                continue;
            }
            if let Some(kind) = plan.device.kind
                && !def.kinds.is_empty()
                && !def.kinds.contains(&kind)
            {
                let kind = format!("{kind:?}").to_ascii_lowercase();
                self.checker.report(
                    "wrong-kind",
                    &r.id.span,
                    format!("route `{}` does not serve a device of kind `{kind}`", def.id),
                    "choose another route, or mend `device.kind`",
                );
            }
            let mut options: BTreeMap<String, String> = crate::order::map(
                def.options
                    .iter()
                    .map(|option| (option.id.clone(), option.default.clone())),
            );
            for (id, choice) in &r.options {
                let Some(option) = def.options.iter().find(|option| option.id == *id) else {
                    let known = def.options.iter().map(|option| option.id.as_str());
                    let list = def
                        .options
                        .iter()
                        .map(|option| option.id.as_str())
                        .collect::<Vec<_>>()
                        .join(", ");
                    let help =
                        did_you_mean(id, known).unwrap_or_else(|| format!("options of `{}`: {list}", def.id));
                    self.checker.report(
                        "unknown-option",
                        &choice.span,
                        format!("option `{id}` is not known"),
                        help,
                    );
                    continue;
                };
                if option.choices.iter().any(|(known, _)| *known == choice.value) {
                    options.insert(id.clone(), choice.value.clone());
                } else {
                    let list: Vec<&str> = option.choices.iter().map(|(known, _)| known.as_str()).collect();
                    let help = did_you_mean(&choice.value, list.iter().copied())
                        .unwrap_or_else(|| format!("choices of `{id}`: {}", list.join(", ")));
                    self.checker.report(
                        "unknown-choice",
                        &choice.span,
                        format!("choice `{}` is not known", choice.value),
                        help,
                    );
                }
            }
            let not_before = r.not_before.as_ref().map_or(0.0, |at| self.checker.time(at));
            for hold in &r.hold {
                let step = &hold.value.step;
                if !def.steps.iter().any(|known| known.id == step.value) {
                    let known = def.steps.iter().map(|known| known.id.as_str());
                    let help = did_you_mean(&step.value, known)
                        .unwrap_or_else(|| format!("name a step of `{}`", def.id));
                    self.checker.report(
                        "unknown-step",
                        &step.span,
                        format!("step `{}` is not known", step.value),
                        help,
                    );
                }
            }
            routes.push(PlanRoute {
                def: Arc::clone(def),
                options,
                not_before,
                is_own: false,
            });
        }
        routes
    }

    fn step(
        &mut self,
        routes: &[PlanRoute],
        route_index: usize,
        def_index: usize,
        names: &BTreeMap<String, usize>,
        teams: &[Team],
        artefacts: &mut Artefacts,
    ) -> PlanStep {
        let route = &routes[route_index];
        let def = &route.def.steps[def_index];
        let asker = Asker {
            jurisdiction: &route.def.jurisdiction,
            options: &route.options,
        };
        let after = def
            .after
            .as_ref()
            .map(|join| self.gate(join, &route.def.id, names, routes));
        let mut needs: Vec<Need> = def
            .needs
            .iter()
            .map(|condition| self.need(condition, &asker, artefacts))
            .collect();
        if !route.is_own {
            let plan = self.plan;
            let uses = plan.route.iter().filter(|at| at.value.id.value == route.def.id);
            for hold in uses
                .flat_map(|at| &at.value.hold)
                .filter(|hold| hold.value.on && hold.value.step.value == def.id)
            {
                let own = own_artefacts(self.document);
                let condition = self.checker.condition(&hold.value.until, &own, 0);
                // A hold is the plan's own: it may ask for the plan's options as well as for the route's.
                let defs: Vec<OptionDef> = self
                    .options
                    .iter()
                    .map(Decision::as_option)
                    .chain(route.def.options.iter().cloned())
                    .collect();
                self.checker
                    .may_ask(&condition, Askable::of_route(&defs), &hold.value.until.span);
                let mut options = route.options.clone();
                options.append(&mut self.choices());
                let asker = Asker {
                    jurisdiction: asker.jurisdiction,
                    options: &options,
                };
                needs.push(self.need(&condition, &asker, artefacts));
            }
        }
        let mut figures = Vec::new();
        for variant in &def.variants {
            let need = self.need(&variant.when, &asker, artefacts);
            if need != Need::Always(false) {
                let merged = Figures {
                    duration: variant
                        .figures
                        .duration
                        .clone()
                        .or_else(|| def.figures.duration.clone()),
                    fee: variant.figures.fee.clone().or_else(|| def.figures.fee.clone()),
                    cost: variant.figures.cost.clone().or_else(|| def.figures.cost.clone()),
                    outcomes: variant
                        .figures
                        .outcomes
                        .clone()
                        .or_else(|| def.figures.outcomes.clone()),
                    rules: variant.figures.rules.clone(),
                };
                let is_last = need == Need::Always(true);
                figures.push((need, merged));
                if is_last {
                    break;
                }
            }
        }
        if figures.last().is_none_or(|(need, _)| *need != Need::Always(true)) {
            figures.push((Need::Always(true), def.figures.clone()));
        }
        let mut uses: Vec<(usize, u32)> = Vec::new();
        for (team, (people, span)) in &def.uses {
            let shared = self.plan.team.get(team).and_then(|at| at.value.same_as.as_ref());
            let team = shared.map_or(team, |other| &other.value);
            let Some(index) = teams.iter().position(|known| known.id == *team) else {
                // A catalogue step may name a team that the plan does not count.
                if route.is_own {
                    let help = did_you_mean(team, teams.iter().map(|known| known.id.as_str()))
                        .unwrap_or_else(|| format!("declare it with `[plan.team.{team}]`"));
                    self.checker
                        .report("unknown-team", span, format!("team `{team}` is not known"), help);
                }
                continue;
            };
            if let Some(capacity) = teams[index].capacity
                && *people > capacity
            {
                let span = if route.is_own {
                    span.clone()
                } else {
                    self.plan.team[team].span.clone()
                };
                self.checker.report(
                    "team-too-small",
                    &span,
                    format!(
                        "step `{}/{}` needs {people} of team `{team}`, which has {capacity}",
                        route.def.id, def.id
                    ),
                    "raise the capacity, or use fewer people",
                );
            }
            // Whoever does the work of two teams does it at the same time.
            match uses.iter_mut().find(|(known, _)| *known == index) {
                Some((_, most)) => *most = (*most).max(*people),
                None => uses.push((index, *people)),
            }
        }
        let mut produces: Vec<usize> = def.produces.iter().map(|id| artefacts.index(id)).collect();
        produces.dedup();
        for outcome in figures
            .iter()
            .flat_map(|(_, figures)| figures.outcomes.iter().flatten())
        {
            for id in outcome
                .produces
                .iter()
                .chain(outcome.lose.iter().map(|(id, _)| id))
            {
                artefacts.index(id);
            }
        }
        PlanStep {
            route: route_index,
            def: def_index,
            id: format!("{}/{}", route.def.id, def.id),
            after,
            needs: match needs.len() {
                0 => None,
                1 => needs.pop(),
                _ => Some(Need::All(needs)),
            },
            figures,
            outcome_ids: outcome_ids(def).into_iter().map(str::to_owned).collect(),
            produces,
            uses,
            recurring: def
                .recurring
                .as_ref()
                .map(|(id, every)| (artefacts.index(id), *every)),
            is_renewal: false,
            turn: 0,
            redo_bodies: BTreeMap::new(),
        }
    }

    /// The alternatives that there are: a step of a catalogue route that the plan does not take never comes, so that a
    /// plan can name what it would wait for on either of two routes.
    fn alternatives<'j>(
        &self,
        of: &'j [Join],
        names: &BTreeMap<String, usize>,
    ) -> impl Iterator<Item = &'j Join> + use<'j> {
        let is_untaken = |join: &&Join| {
            let Join::Step {
                route: Some(route),
                step,
                ..
            } = join
            else {
                return false;
            };
            let def = self.catalogue.routes.get(route);
            !names.contains_key(&format!("{route}/{step}"))
                && def.is_some_and(|def| def.steps.iter().any(|known| known.id == *step))
        };
        let there: Vec<&Join> = of.iter().filter(|join| !is_untaken(join)).collect();
        there.into_iter()
    }

    fn gate(
        &mut self,
        join: &Join,
        route_id: &str,
        names: &BTreeMap<String, usize>,
        routes: &[PlanRoute],
    ) -> Gate {
        match join {
            Join::All(of) => Gate::All(
                of.iter()
                    .map(|join| self.gate(join, route_id, names, routes))
                    .collect(),
            ),
            Join::Any(of) => Gate::Any(
                self.alternatives(of, names)
                    .map(|join| self.gate(join, route_id, names, routes))
                    .collect(),
            ),
            Join::AtLeast(k, of) => Gate::AtLeast(
                *k,
                self.alternatives(of, names)
                    .map(|join| self.gate(join, route_id, names, routes))
                    .collect(),
            ),
            Join::Step {
                route,
                step,
                outcome,
                span,
            } => {
                let name = format!("{}/{step}", route.as_deref().unwrap_or(route_id));
                let Some(index) = names.get(&name) else {
                    if self.off_step(route.as_deref(), step) {
                        return Gate::Any(Vec::new());
                    }
                    let help = did_you_mean(&name, names.keys().map(String::as_str))
                        .unwrap_or_else(|| "name a step of a chosen route, as `route/step`".to_owned());
                    self.checker
                        .report("unknown-step", span, format!("step `{name}` is not known"), help);
                    return Gate::All(Vec::new());
                };
                let outcome = outcome.as_ref().and_then(|outcome| {
                    let def = find_step(routes, &name);
                    let ids: Vec<&str> = outcome_ids(def).into_iter().collect();
                    let place = ids.iter().position(|id| id == outcome);
                    if place.is_none() {
                        let help = did_you_mean(outcome, ids.iter().copied())
                            .unwrap_or_else(|| format!("outcomes of `{name}`: {}", ids.join(", ")));
                        self.checker.report(
                            "unknown-outcome",
                            span,
                            format!("outcome `{outcome}` is not known"),
                            help,
                        );
                    }
                    place
                });
                Gate::Step(*index, outcome)
            }
        }
    }

    fn need(&self, condition: &Condition, asker: &Asker<'_>, artefacts: &mut Artefacts) -> Need {
        let plan = self.plan;
        match condition {
            Condition::Held {
                artefact,
                for_at_least,
                not_older_than,
                ..
            } => {
                let own = Need::Held {
                    artefact: artefacts.index(artefact),
                    for_at_least: *for_at_least,
                    not_older_than: *not_older_than,
                };
                match self.standing(artefact, artefacts) {
                    None => own,
                    Some(standing) => simplify_all(vec![own, standing]),
                }
            }
            Condition::All(of) => simplify_all(
                of.iter()
                    .map(|condition| self.need(condition, asker, artefacts))
                    .collect(),
            ),
            Condition::Any(of) => simplify_any(
                of.iter()
                    .map(|condition| self.need(condition, asker, artefacts))
                    .collect(),
            ),
            Condition::AtLeast(k, of) => {
                let of: Vec<Need> = of
                    .iter()
                    .map(|condition| self.need(condition, asker, artefacts))
                    .collect();
                let sure = of.iter().filter(|need| **need == Need::Always(true)).count();
                let open: Vec<Need> = of
                    .into_iter()
                    .filter(|need| !matches!(need, Need::Always(_)))
                    .collect();
                match k.saturating_sub(sure) {
                    0 => Need::Always(true),
                    k if k > open.len() => Need::Always(false),
                    k => Need::AtLeast(k, open),
                }
            }
            Condition::Device(device) => {
                let asked = &device.0;
                let whose = asked
                    .jurisdiction
                    .as_ref()
                    .map_or(asker.jurisdiction, |at| at.value.as_str());
                let class = plan.device.class.get(whose).map(|at| &at.value);
                Need::Always(
                    asked.kind.is_none_or(|kind| plan.device.kind == Some(kind))
                        && asked
                            .novelty
                            .is_none_or(|novelty| plan.device.novelty == Some(novelty))
                        && asked
                            .class
                            .as_ref()
                            .is_none_or(|asked| class == Some(&asked.value)),
                )
            }
            Condition::Company(company) => Need::Always(plan.company.size == Some(company.size)),
            Condition::Option(values) => Need::Always(
                values
                    .iter()
                    .all(|(option, choice)| asker.options.get(option).is_some_and(|chosen| chosen == choice)),
            ),
            Condition::Driver(id) if plan.driver.iter().any(|at| at.value.id.value == *id) => Need::Held {
                artefact: artefacts.index(&driver_artefact(id)),
                for_at_least: 0.0,
                not_older_than: f64::INFINITY,
            },
            Condition::Driver(_) => Need::Always(false),
            Condition::Decided(id) | Condition::Awarded(id) => {
                let is_award = matches!(condition, Condition::Awarded(_));
                let subsidies = plan.money.iter().flat_map(|at| &at.value.subsidy);
                if subsidies.into_iter().any(|at| at.value.scheme.value == *id) {
                    Need::Held {
                        artefact: artefacts.index(&subsidy_artefacts(id)[usize::from(is_award)]),
                        for_at_least: 0.0,
                        not_older_than: f64::INFINITY,
                    }
                } else {
                    Need::Always(!is_award)
                }
            }
        }
    }

    /// What an artefact stands on.
    fn standing(&self, artefact: &str, artefacts: &mut Artefacts) -> Option<Need> {
        let standing = self.catalogue.registers.standings.get(artefact)?;
        let options = BTreeMap::new();
        let asker = Asker {
            jurisdiction: "",
            options: &options,
        };
        Some(self.need(standing.condition.as_ref()?, &asker, artefacts))
    }

    /// What each artefact stands on; those that are named only there are added.
    fn standings(&self, artefacts: &mut Artefacts) -> Vec<Option<Need>> {
        let mut standings = Vec::new();
        while let Some(id) = artefacts.ids.get(standings.len()).cloned() {
            standings.push(self.standing(&id, artefacts));
        }
        standings
    }

    /// Lets the steps that renew artefacts come round, and tells after how many days the others lapse.
    fn renewals(
        &mut self,
        routes: &[PlanRoute],
        draft: &mut [PlanStep],
        artefacts: &Artefacts,
    ) -> Vec<Option<f64>> {
        let mut lapses = Vec::with_capacity(artefacts.ids.len());
        for (paper, id) in artefacts.ids.iter().enumerate() {
            let standing = self.catalogue.registers.standings.get(id);
            let Some((standing, valid_for)) = standing.and_then(|s| Some((s, s.valid_for?))) else {
                lapses.push(None);
                continue;
            };
            let mut is_renewed = false;
            if let Some((name, span)) = &standing.renew {
                let makes_it = |route: &PlanRoute| {
                    route.is_own
                        || route
                            .def
                            .steps
                            .iter()
                            .any(|step| makes(step).any(|made| made == id))
                };
                for step in draft.iter_mut() {
                    let route = &routes[step.route];
                    let def = &route.def.steps[step.def];
                    if def.id != *name || !makes_it(route) {
                        continue;
                    }
                    if route.is_own {
                        self.checker.renewal(def, span);
                    }
                    step.recurring = Some((paper, valid_for));
                    step.is_renewal = true;
                    is_renewed = true;
                }
                let is_ours = self.document.artefact.iter().any(|at| at.value.id.value == *id);
                if !is_renewed && is_ours {
                    let at = At {
                        value: name.clone(),
                        span: span.clone(),
                    };
                    let known = self.document.step.iter().map(|at| at.value.id.value.as_str());
                    self.checker.unknown(
                        "unknown-step",
                        &at,
                        "step",
                        known,
                        "name a step of this file, or of a chosen route that makes the artefact",
                    );
                }
            }
            lapses.push((!is_renewed).then_some(valid_for));
        }
        lapses
    }

    fn milestones(
        &mut self,
        routes: &[PlanRoute],
        names: &BTreeMap<String, usize>,
        draft: &[PlanStep],
        artefacts: &mut Artefacts,
    ) -> Vec<Milestone> {
        let plan = self.plan;
        let options = self.choices();
        let defs: Vec<OptionDef> = self.options.iter().map(Decision::as_option).collect();
        let asker = Asker {
            jurisdiction: "",
            options: &options,
        };
        let own = own_artefacts(self.document);
        let mut milestones: Vec<Milestone> = Vec::new();
        for at in &plan.milestone {
            let m = &at.value;
            self.checker.id(&m.id);
            if milestones.iter().any(|other| other.id == m.id.value) {
                self.checker.report(
                    "duplicate-id",
                    &m.id.span,
                    format!("milestone `{}` is there twice", m.id.value),
                    "give each a name of its own",
                );
            }
            let trigger = match (&m.when, &m.at, &m.after) {
                (Some(when), day, None) => {
                    let condition = self.checker.condition(when, &own, 0);
                    self.checker
                        .may_ask(&condition, Askable::of_plan(&defs), &when.span);
                    let need = self.need(&condition, &asker, artefacts);
                    match day {
                        Some(day) => Trigger::On(self.checker.time(day), need),
                        None => Trigger::Need(need),
                    }
                }
                (None, None, Some(after)) => {
                    let join = self.checker.join(after, 0);
                    Trigger::Gate(self.gate(&join, &plan.id.value, names, routes))
                }
                _ => {
                    self.checker.report(
                        "bad-milestone",
                        &at.span,
                        format!("milestone `{}` needs one of `when` and `after`", m.id.value),
                        "say what makes it; `at` goes with `when`",
                    );
                    continue;
                }
            };
            milestones.push(Milestone {
                id: m.id.value.clone(),
                title: m.title.clone(),
                trigger,
                route: None,
            });
        }
        let mut approvals = Vec::new();
        for (route, r) in routes.iter().enumerate() {
            for grant in &r.def.grants {
                let def = self.catalogue.registers.artefacts.get(grant);
                if def.is_none_or(|def| def.kind == ArtefactKind::Document) {
                    // A paper is a means, not a point in time that anybody cares about.
                    continue;
                }
                let own = Need::held(artefacts.index(grant));
                let held = match self.standing(grant, artefacts) {
                    None => own,
                    Some(standing) => simplify_all(vec![own, standing]),
                };
                if def.is_some_and(|def| def.kind == ArtefactKind::Authorisation)
                    && !approvals.contains(&held)
                {
                    approvals.push(held.clone());
                }
                let known = milestones.iter_mut().find(|milestone| {
                    milestone.id == *grant
                        || matches!(&milestone.trigger, Trigger::Need(need) if *need == held)
                });
                match known {
                    Some(milestone) => milestone.route = milestone.route.or(Some(route)),
                    None => milestones.push(Milestone {
                        id: grant.clone(),
                        title: self.catalogue.artefact_title(grant),
                        trigger: Trigger::Need(held),
                        route: Some(route),
                    }),
                }
            }
        }
        if !approvals.is_empty()
            && !milestones
                .iter()
                .any(|milestone| milestone.id == "first-approval")
        {
            milestones.push(Milestone {
                id: "first-approval".to_owned(),
                title: Text::new("First approval", "最初の承認"),
                trigger: Trigger::Need(simplify_any(approvals)),
                route: None,
            });
        }
        if milestones.is_empty() {
            let followed: BTreeSet<usize> = crate::order::set(
                draft
                    .iter()
                    .flat_map(|step| step.after.iter().flat_map(gate_steps)),
            );
            let last =
                (0..draft.len()).filter(|step| !followed.contains(step) && draft[*step].recurring.is_none());
            milestones.push(Milestone {
                id: "finish".to_owned(),
                title: Text::new("Finish", "完了"),
                trigger: Trigger::Gate(Gate::All(last.map(|step| Gate::Step(step, None)).collect())),
                route: None,
            });
        }
        milestones
    }

    /// The network as a graph, and an order of the steps in which predecessors come first. Steps that may
    /// send work back come as late as they can, so that what runs beside the repeated work precedes them.
    fn order(
        &mut self,
        draft: &[PlanStep],
        artefacts: &[String],
        routes: &[PlanRoute],
        held: &[(usize, f64)],
    ) -> (DiGraph<Node, Link>, Vec<usize>, bool) {
        let mut graph = DiGraph::new();
        let steps: Vec<NodeIndex> = (0..draft.len())
            .map(|step| graph.add_node(Node::Step(step)))
            .collect();
        let papers: Vec<NodeIndex> = (0..artefacts.len())
            .map(|paper| graph.add_node(Node::Artefact(paper)))
            .collect();
        // Edges that a step cannot do without; a circle of these can never begin.
        let mut hard: DiGraph<(), ()> = DiGraph::new();
        let hard_nodes: Vec<_> = (0..graph.node_count()).map(|_| hard.add_node(())).collect();
        let mut makers: Vec<Vec<usize>> = vec![Vec::new(); artefacts.len()];
        let paper_index: BTreeMap<&str, usize> = crate::order::map(
            artefacts
                .iter()
                .enumerate()
                .map(|(index, id)| (id.as_str(), index)),
        );
        for (index, step) in draft.iter().enumerate() {
            for paper in step.made(&paper_index, false) {
                graph.add_edge(steps[index], papers[paper], Link::Makes);
                makers[paper].push(index);
            }
            let mut seen = BTreeSet::new();
            for predecessor in step.after.iter().flat_map(gate_steps) {
                if seen.insert(predecessor) {
                    graph.add_edge(steps[predecessor], steps[index], Link::After);
                }
            }
            for predecessor in step.after.iter().flat_map(hard_gate_steps) {
                hard.add_edge(hard_nodes[predecessor], hard_nodes[index], ());
            }
            let mut seen = BTreeSet::new();
            for paper in step.needs.iter().flat_map(need_papers) {
                if seen.insert(paper) {
                    graph.add_edge(papers[paper], steps[index], Link::Needs);
                }
            }
            for paper in step.needs.iter().flat_map(hard_need_papers) {
                hard.add_edge(hard_nodes[draft.len() + paper], hard_nodes[index], ());
            }
            for paper in step.figures.iter().flat_map(|(need, _)| need_papers(need)) {
                if seen.insert(paper) {
                    graph.add_edge(papers[paper], steps[index], Link::Asks);
                }
            }
            if let Some((paper, _)) = step.recurring
                && seen.insert(paper)
            {
                graph.add_edge(papers[paper], steps[index], Link::Needs);
            }
        }
        for (paper, makers) in makers.iter().enumerate() {
            if let [only] = makers.as_slice()
                && !held.iter().any(|(held, _)| *held == paper)
            {
                hard.add_edge(hard_nodes[*only], hard_nodes[draft.len() + paper], ());
            }
        }
        for circle in petgraph::algo::tarjan_scc(&hard) {
            let is_loop = circle.len() > 1 || hard.contains_edge(circle[0], circle[0]);
            if is_loop {
                let mut members: Vec<&str> = circle
                    .iter()
                    .filter(|node| node.index() < draft.len())
                    .map(|node| draft[node.index()].id.as_str())
                    .collect();
                members.sort_unstable();
                let place = |node: &NodeIndex| {
                    let step = draft.get(node.index())?;
                    let route = &routes[step.route];
                    route.is_own.then(|| route.def.steps[step.def].span.clone())
                };
                let own = circle.iter().filter_map(place).min_by_key(|span| span.start);
                let span = own.unwrap_or_else(|| self.plan.id.span.clone());
                self.checker.report(
                    "cycle",
                    &span,
                    format!("these steps wait for one another: `{}`", members.join("`, `")),
                    "take one of the waits out; work that is repeated is an outcome with `redo`",
                );
            }
        }
        let is_acyclic = petgraph::algo::toposort(&graph, None).is_ok();
        let may_redo = |step: &PlanStep| {
            step.figures.iter().any(|(_, figures)| {
                figures
                    .outcomes
                    .iter()
                    .flatten()
                    .any(|outcome| matches!(outcome.effect, Effect::Redo { .. }))
            })
        };
        // Kahn's algorithm with a fixed choice among what is free; in a circle, the least id goes first.
        let mut waiting: Vec<usize> = graph
            .node_indices()
            .map(|node| graph.neighbors_directed(node, Direction::Incoming).count())
            .collect();
        let urgency = |node: usize| {
            if node < draft.len() {
                (1 + u8::from(may_redo(&draft[node])), draft[node].id.clone(), node)
            } else {
                (0, artefacts[node - draft.len()].clone(), node)
            }
        };
        let mut free: BinaryHeap<Reverse<(u8, String, usize)>> = (0..waiting.len())
            .filter(|node| waiting[*node] == 0)
            .map(|node| Reverse(urgency(node)))
            .collect();
        let mut done = vec![false; waiting.len()];
        let mut order = Vec::with_capacity(draft.len());
        loop {
            let next = free.pop().map(|Reverse((_, _, node))| node).or_else(|| {
                (0..waiting.len())
                    .filter(|node| !done[*node])
                    .min_by_key(|node| urgency(*node))
            });
            let Some(node) = next else { break };
            if std::mem::replace(&mut done[node], true) {
                continue;
            }
            if node < draft.len() {
                order.push(node);
            }
            for edge in graph.edges_directed(NodeIndex::new(node), Direction::Outgoing) {
                let to = edge.target().index();
                waiting[to] = waiting[to].saturating_sub(1);
                if waiting[to] == 0 && !done[to] {
                    free.push(Reverse(urgency(to)));
                }
            }
        }
        // Redo edges are drawn but do not order.
        for (index, step) in draft.iter().enumerate() {
            let route = &routes[step.route].def;
            let targets: BTreeSet<&str> = crate::order::set(
                step.figures
                    .iter()
                    .flat_map(|(_, figures)| figures.outcomes.iter().flatten())
                    .filter_map(|outcome| match &outcome.effect {
                        Effect::Redo { step, .. } => Some(step.as_str()),
                        _ => None,
                    }),
            );
            for target in targets {
                let to = draft
                    .iter()
                    .position(|other| other.route == step.route && route.steps[other.def].id == target);
                if let Some(to) = to {
                    graph.add_edge(steps[index], steps[to], Link::Redo);
                }
            }
        }
        (graph, order, is_acyclic)
    }

    /// The steps that each redo repeats.
    fn redo_bodies(&mut self, steps: &mut [PlanStep], routes: &[PlanRoute]) {
        let place: BTreeMap<(usize, &str), usize> =
            crate::order::map(steps.iter().enumerate().map(|(index, step)| {
                (
                    (step.route, routes[step.route].def.steps[step.def].id.as_str()),
                    index,
                )
            }));
        let before: Vec<Vec<usize>> = steps
            .iter()
            .map(|step| {
                let names = routes[step.route].def.steps[step.def]
                    .after
                    .iter()
                    .flat_map(local_steps);
                let places: BTreeSet<usize> =
                    crate::order::set(names.filter_map(|name| place.get(&(step.route, name)).copied()));
                places.into_iter().collect()
            })
            .collect();
        let mut behind: Vec<Vec<usize>> = vec![Vec::new(); steps.len()];
        for (index, before) in before.iter().enumerate() {
            for predecessor in before {
                behind[*predecessor].push(index);
            }
        }
        let mut repeated = 0;
        'steps: for index in 0..steps.len() {
            let mut redos: BTreeMap<usize, u32> = BTreeMap::new();
            for outcome in steps[index]
                .figures
                .iter()
                .flat_map(|(_, figures)| figures.outcomes.iter().flatten())
            {
                if let Effect::Redo { step, at_most, .. } = &outcome.effect
                    && let Some(target) = place.get(&(steps[index].route, step.as_str()))
                {
                    *redos.entry(*target).or_default() += at_most;
                }
            }
            if redos.is_empty() {
                continue;
            }
            let ancestors = reach(index, &before, |_| true);
            let mut bodies = BTreeMap::new();
            for (target, at_most) in redos {
                let within = reach(target, &behind, |step| ancestors[step]);
                let body: Vec<usize> = (0..within.len())
                    .filter(|step| within[*step] && ancestors[*step])
                    .collect();
                repeated += body.len() * at_most as usize;
                bodies.insert(target, body);
                if repeated > limits::REDO_STEPS {
                    break 'steps;
                }
            }
            steps[index].redo_bodies = bodies;
        }
        if repeated > limits::REDO_STEPS {
            self.checker.report(
                "bounds",
                &self.plan.id.span.clone(),
                format!(
                    "redos may repeat more than {} steps in one future",
                    limits::REDO_STEPS
                ),
                "lower `at_most`, or let less work come between",
            );
        }
    }

    /// The milestones without those that no choice of the plan lets come about: what a route grants under another of
    /// its options, say. Those that the plan itself names stay.
    fn within_reach(
        &self,
        milestones: Vec<Milestone>,
        steps: &[PlanStep],
        artefacts: &[String],
        held: &[(usize, f64)],
    ) -> Vec<Milestone> {
        let plan = self.plan;
        let (can, papers) = reached(steps, artefacts, held, true);
        let drawn = |step: usize, outcome: usize| can[step] && may_draw(&steps[step], outcome);
        let is_kept = |milestone: &Milestone| {
            let is_named = plan.milestone.iter().any(|at| at.value.id.value == milestone.id)
                || plan.target.as_ref().is_some_and(|at| at.value == milestone.id);
            is_named
                || match &milestone.trigger {
                    Trigger::Need(need) | Trigger::On(_, need) => need_possible(need, &papers),
                    Trigger::Gate(gate) => gate_possible(gate, &can, &drawn),
                }
        };
        if milestones.iter().any(is_kept) {
            milestones.into_iter().filter(is_kept).collect()
        } else {
            milestones
        }
    }

    /// What can never happen: artefacts that nothing makes, steps that nothing leads to. Returns the milestones that hang
    /// on routes that are not taken.
    fn possible(
        &mut self,
        steps: &[PlanStep],
        routes: &[PlanRoute],
        artefacts: &[String],
        held: &[(usize, f64)],
        milestones: &[Milestone],
    ) -> BTreeSet<String> {
        let paper_index: BTreeMap<&str, usize> = crate::order::map(
            artefacts
                .iter()
                .enumerate()
                .map(|(index, id)| (id.as_str(), index)),
        );
        let made: BTreeSet<usize> = crate::order::set(
            steps
                .iter()
                .flat_map(|step| step.made(&paper_index, false))
                .chain(held.iter().map(|(paper, _)| *paper)),
        );
        let (can, papers) = reached(steps, artefacts, held, false);
        let drawn = |step: usize, _: usize| can[step];
        let mut blamed = BTreeSet::new();
        let mut stuck = Vec::new();
        for (index, step) in steps.iter().enumerate().filter(|(index, _)| !can[*index]) {
            let route = &routes[step.route];
            let span = self.place(route, index, steps);
            let lacking: BTreeSet<usize> = crate::order::set(
                step.needs
                    .iter()
                    .filter(|need| !need_possible(need, &papers))
                    .flat_map(need_papers)
                    .chain(step.recurring.map(|(paper, _)| paper).filter(|paper| {
                        // What a route makes by an option that was not chosen need not come round.
                        let steps = &route.def.steps;
                        route.is_own
                            || !steps
                                .iter()
                                .any(|def| makes(def).any(|made| made == artefacts[*paper]))
                    }))
                    .filter(|paper| !made.contains(paper)),
            );
            if let Some(paper) = lacking.first() {
                if blamed.insert((step.route, *paper)) {
                    let asks_device = route.def.steps[step.def].needs.as_ref().is_some_and(asks_device);
                    let lacking: Vec<&str> = lacking.iter().map(|paper| artefacts[*paper].as_str()).collect();
                    self.missing_artefact(&lacking, &step.id, &span, asks_device);
                }
            } else if route.is_own {
                stuck.push(index);
            }
        }
        if blamed.is_empty() {
            // A step that waits for what nothing can bring about is to blame, and not those that wait for it.
            let all_made: Vec<bool> = (0..artefacts.len()).map(|paper| made.contains(&paper)).collect();
            let is_hopeless = |index: &&usize| {
                steps[**index]
                    .needs
                    .as_ref()
                    .is_some_and(|need| !need_possible(need, &all_made))
            };
            let hopeless: Vec<usize> = stuck.iter().filter(is_hopeless).copied().collect();
            let place = |index: usize| {
                routes[steps[index].route].def.steps[steps[index].def]
                    .span
                    .clone()
            };
            let first = stuck.iter().copied().min_by_key(|index| place(*index).start);
            let blamed: Vec<usize> = if hopeless.is_empty() {
                first.into_iter().collect()
            } else {
                hopeless
            };
            for index in &blamed {
                let span = place(*index);
                self.checker.report(
                    "unreachable-step",
                    &span,
                    format!("step `{}` can never start", steps[*index].id),
                    "nothing that may happen leads to it; mend `after` or `needs`",
                );
            }
        }
        let mut gone = BTreeSet::new();
        if blamed.is_empty() && stuck.is_empty() {
            for (milestone, at) in milestones.iter().zip(&self.plan.milestone) {
                let possible = match &milestone.trigger {
                    Trigger::Need(need) | Trigger::On(_, need) => need_possible(need, &papers),
                    Trigger::Gate(gate) => gate_possible(gate, &can, &drawn),
                };
                if !possible {
                    let lacking: Vec<usize> = match &milestone.trigger {
                        Trigger::Need(need) | Trigger::On(_, need) => need_papers(need)
                            .into_iter()
                            .filter(|paper| !made.contains(paper))
                            .collect(),
                        Trigger::Gate(_) => Vec::new(),
                    };
                    let is_left_out = match &milestone.trigger {
                        Trigger::Need(_) | Trigger::On(..) => lacking
                            .iter()
                            .any(|paper| self.off_maker(&artefacts[*paper]).is_some()),
                        Trigger::Gate(gate) => has_gap(gate),
                    };
                    if is_left_out {
                        gone.insert(milestone.id.clone());
                        continue;
                    }
                    let span = at.value.id.span.clone();
                    match lacking.first() {
                        Some(_) => {
                            let lacking: Vec<&str> =
                                lacking.iter().map(|paper| artefacts[*paper].as_str()).collect();
                            self.missing_artefact(&lacking, &milestone.id, &span, false);
                        }
                        None => self.checker.report(
                            "unreachable-milestone",
                            &span,
                            format!("milestone `{}` can never be reached", milestone.id),
                            "mend its `when` or `after`",
                        ),
                    }
                }
            }
        }
        gone
    }

    /// `lacking`: the artefact that is missing, and others that might do in its place. `asks_device`: what lacks them would
    /// do with another, if the device were of another class or kind.
    fn missing_artefact(&mut self, lacking: &[&str], by: &str, span: &Range<usize>, asks_device: bool) {
        let Some(artefact) = lacking.first() else { return };
        let catalogue = self.catalogue;
        let makers = |artefact: &str| -> Vec<&RouteDef> {
            let is_made = |step: &StepDef| makes(step).any(|made| made == artefact);
            let routes = catalogue.routes.values().map(AsRef::as_ref);
            routes
                .filter(|route: &&RouteDef| route.steps.iter().any(is_made))
                .collect()
        };
        let ids: Vec<&str> = makers(artefact).iter().map(|route| route.id.as_str()).collect();
        let help = if let Some(off) = self.off_maker(artefact) {
            format!(
                "take route `{}` up again, which makes it, or do not wait for it",
                off.id
            )
        } else if ids.is_empty() {
            "add a step that produces it, or say since when it is `held`".to_owned()
        } else {
            format!(
                "add route `{}`, which makes it, or say since when it is `held`",
                ids.join("` or `")
            )
        };
        let help = if asks_device {
            format!("{help}; or give the device the class or kind that opens another way")
        } else {
            help
        };
        let kind = self.plan.device.kind;
        let serves =
            |route: &&RouteDef| kind.is_none_or(|kind| route.kinds.is_empty() || route.kinds.contains(&kind));
        let mut remedies: Vec<Remedy> = Vec::new();
        for artefact in lacking {
            for route in makers(artefact).into_iter().filter(serves) {
                let is_known =
                    |known: &Remedy| matches!(known, Remedy::Take { route: id, .. } if *id == route.id);
                if !remedies.iter().any(is_known) {
                    remedies.push(Remedy::Take {
                        route: route.id.clone(),
                        artefact: (*artefact).to_owned(),
                    });
                }
            }
        }
        self.checker.offer(
            "missing-artefact",
            span,
            format!("`{by}` needs `{artefact}`, which no chosen route makes"),
            help,
            remedies,
        );
    }

    /// Where a step is to be blamed: its id in the plan's file, or the choice of its route.
    fn place(&self, route: &PlanRoute, index: usize, steps: &[PlanStep]) -> Range<usize> {
        if route.is_own {
            return route.def.steps[steps[index].def].span.clone();
        }
        let chosen = self
            .plan
            .route
            .iter()
            .find(|at| at.value.id.value == route.def.id);
        chosen.map_or(0..0, |at: &At<file::RouteUse>| at.value.id.span.clone())
    }
}

/// The options that a condition asks for.
fn asked_options(condition: &Condition, into: &mut BTreeSet<String>) {
    match condition {
        Condition::All(of) | Condition::Any(of) | Condition::AtLeast(_, of) => {
            for condition in of {
                asked_options(condition, into);
            }
        }
        Condition::Option(values) => into.extend(values.keys().cloned()),
        _ => {}
    }
}

/// The same for a condition as written.
fn asked_in_file(condition: &file::Condition, into: &mut BTreeSet<String>) {
    match condition {
        file::Condition::All(of) | file::Condition::Any(of) | file::Condition::AtLeast(_, of) => {
            for at in of {
                asked_in_file(&at.value, into);
            }
        }
        file::Condition::Option(values) => into.extend(values.keys().cloned()),
        _ => {}
    }
}

/// Whether a condition asks for the device's profile.
fn asks_device(condition: &Condition) -> bool {
    match condition {
        Condition::All(of) | Condition::Any(of) | Condition::AtLeast(_, of) => of.iter().any(asks_device),
        Condition::Device(_) => true,
        Condition::Held { .. }
        | Condition::Company(_)
        | Condition::Option(_)
        | Condition::Driver(_)
        | Condition::Decided(_)
        | Condition::Awarded(_) => false,
    }
}

fn find_step<'r>(routes: &'r [PlanRoute], name: &str) -> &'r StepDef {
    routes
        .iter()
        .flat_map(|route| route.def.steps.iter().map(move |step| (route, step)))
        .find(|(route, step)| {
            name.strip_prefix(&route.def.id)
                .and_then(|rest| rest.strip_prefix('/'))
                == Some(&step.id)
        })
        .map(|(_, step)| step)
        .expect("the name was found among these steps")
}

fn simplify_all(mut needs: Vec<Need>) -> Need {
    if needs.contains(&Need::Always(false)) {
        return Need::Always(false);
    }
    needs.retain(|need| *need != Need::Always(true));
    match needs.len() {
        0 => Need::Always(true),
        1 => needs.remove(0),
        _ => Need::All(needs),
    }
}

fn simplify_any(mut needs: Vec<Need>) -> Need {
    if needs.contains(&Need::Always(true)) {
        return Need::Always(true);
    }
    needs.retain(|need| *need != Need::Always(false));
    match needs.len() {
        0 => Need::Always(false),
        1 => needs.remove(0),
        _ => Need::Any(needs),
    }
}

/// Every step that a gate names.
pub(crate) fn gate_steps(gate: &Gate) -> Vec<usize> {
    match gate {
        Gate::Step(step, _) => vec![*step],
        Gate::All(of) | Gate::Any(of) | Gate::AtLeast(_, of) => of.iter().flat_map(gate_steps).collect(),
    }
}

/// Whether a gate names a step of a route that is not taken.
fn has_gap(gate: &Gate) -> bool {
    match gate {
        Gate::Step(..) => false,
        Gate::Any(of) if of.is_empty() => true,
        Gate::All(of) | Gate::Any(of) | Gate::AtLeast(_, of) => of.iter().any(has_gap),
    }
}

fn hard_gate_steps(gate: &Gate) -> Vec<usize> {
    match gate {
        Gate::Step(step, _) => vec![*step],
        Gate::All(of) => of.iter().flat_map(hard_gate_steps).collect(),
        Gate::AtLeast(k, of) if *k == of.len() => of.iter().flat_map(hard_gate_steps).collect(),
        Gate::Any(of) | Gate::AtLeast(_, of) => match of.as_slice() {
            [only] => hard_gate_steps(only),
            _ => Vec::new(),
        },
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

fn hard_need_papers(need: &Need) -> Vec<usize> {
    match need {
        Need::Held { artefact, .. } => vec![*artefact],
        Need::All(of) => of.iter().flat_map(hard_need_papers).collect(),
        Need::AtLeast(k, of) if *k == of.len() => of.iter().flat_map(hard_need_papers).collect(),
        Need::Always(_) | Need::Any(_) | Need::AtLeast(..) => Vec::new(),
    }
}

/// The steps that may start and the artefacts that may come to be. `is_strict`: outcomes that are never drawn lead
/// nowhere.
fn reached(
    steps: &[PlanStep],
    artefacts: &[String],
    held: &[(usize, f64)],
    is_strict: bool,
) -> (Vec<bool>, Vec<bool>) {
    let numbers: BTreeMap<&str, usize> = crate::order::map(
        artefacts
            .iter()
            .enumerate()
            .map(|(index, id)| (id.as_str(), index)),
    );
    let mut papers = vec![false; artefacts.len()];
    for (paper, _) in held {
        papers[*paper] = true;
    }
    let mut can = vec![false; steps.len()];
    loop {
        let mut changed = false;
        for (index, step) in steps.iter().enumerate() {
            let drawn =
                |step: usize, outcome: usize| can[step] && (!is_strict || may_draw(&steps[step], outcome));
            let is_ready = step
                .after
                .as_ref()
                .is_none_or(|gate| gate_possible(gate, &can, &drawn))
                && step
                    .needs
                    .as_ref()
                    .is_none_or(|need| need_possible(need, &papers))
                && step.recurring.is_none_or(|(paper, _)| papers[paper]);
            if is_ready && !can[index] {
                can[index] = true;
                changed = true;
                for paper in step.made(&numbers, is_strict) {
                    papers[paper] = true;
                }
            }
        }
        if !changed {
            return (can, papers);
        }
    }
}

/// Whether a step may come to an outcome at all.
fn may_draw(step: &PlanStep, outcome: usize) -> bool {
    let id = &step.outcome_ids[outcome];
    let outcomes = step
        .figures
        .iter()
        .flat_map(|(_, figures)| figures.outcomes.iter().flatten());
    let mut drawn = outcomes.filter(|outcome| outcome.p > 0.0);
    drawn.any(|outcome| outcome.id == *id)
}

/// Whether a join may hold, given which steps may start and which of their outcomes may be drawn.
fn gate_possible(gate: &Gate, can: &[bool], drawn: &impl Fn(usize, usize) -> bool) -> bool {
    match gate {
        Gate::Step(step, None) => can[*step],
        Gate::Step(step, Some(outcome)) => drawn(*step, *outcome),
        Gate::All(of) => of.iter().all(|gate| gate_possible(gate, can, drawn)),
        Gate::Any(of) => of.iter().any(|gate| gate_possible(gate, can, drawn)),
        Gate::AtLeast(k, of) => of.iter().filter(|gate| gate_possible(gate, can, drawn)).count() >= *k,
    }
}

fn need_possible(need: &Need, papers: &[bool]) -> bool {
    match need {
        Need::Always(sure) => *sure,
        Need::Held { artefact, .. } => papers[*artefact],
        Need::All(of) => of.iter().all(|need| need_possible(need, papers)),
        Need::Any(of) => of.iter().any(|need| need_possible(need, papers)),
        Need::AtLeast(k, of) => of.iter().filter(|need| need_possible(need, papers)).count() >= *k,
    }
}

fn renumber(step: &PlanStep, rank: &[usize]) -> PlanStep {
    let mut step = step.clone();
    if let Some(gate) = &mut step.after {
        renumber_gate(gate, rank);
    }
    step
}

fn renumber_gate(gate: &mut Gate, rank: &[usize]) {
    match gate {
        Gate::Step(step, _) => *step = rank[*step],
        Gate::All(of) | Gate::Any(of) | Gate::AtLeast(_, of) => {
            for gate in of {
                renumber_gate(gate, rank);
            }
        }
    }
}

/// `from` and everything that `next` leads to by way of what may be entered.
fn reach(from: usize, next: &[Vec<usize>], may_enter: impl Fn(usize) -> bool) -> Vec<bool> {
    let mut seen = vec![false; next.len()];
    let mut open = vec![from];
    while let Some(step) = open.pop() {
        if !std::mem::replace(&mut seen[step], true) {
            open.extend(
                next[step]
                    .iter()
                    .copied()
                    .filter(|step| !seen[*step] && may_enter(*step)),
            );
        }
    }
    seen
}

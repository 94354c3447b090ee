//! Random networks, written as the files that users write. Every network that can be drawn loads: a step names
//! only steps above it and artefacts that only steps above it make.

use std::collections::BTreeSet;
use std::fmt;

use proptest::prelude::*;

use crate::catalogue::{Catalogue, SourceFile};
use crate::plan::Plan;

/// Artefacts that a network may speak of.
const PAPERS: usize = 6;

/// A network as drawn. Numbers that stand for steps, artefacts and outcomes are taken modulo what there is.
#[derive(Clone)]
pub(super) struct Network {
    steps: Vec<Step>,
    /// So many steps belong to a route of the catalogue, and the rest to the plan.
    split: u8,
    not_before: u8,
    horizon: u16,
    held: Vec<(u8, i8)>,
    /// What each artefact stands on, and for how many days it is valid.
    standings: Vec<(Option<u8>, Option<u8>)>,
    milestones: Vec<Milestone>,
    target: u8,
    pub(super) seed: u64,
}

#[derive(Debug, Clone)]
struct Step {
    letter: u8,
    kind: Kind,
    duration: Duration,
    outcomes: Vec<Outcome>,
    variants: Vec<Variant>,
    produces: Option<u8>,
    fee: Option<u16>,
    cost: Option<u16>,
    people: u8,
}

#[derive(Debug, Clone)]
enum Kind {
    Once {
        join: Option<Join>,
        needs: Option<Need>,
        window: Option<Window>,
    },
    Recurring {
        paper: u8,
        days: u8,
    },
    Renewal {
        paper: u8,
    },
}

#[derive(Debug, Clone)]
enum Join {
    Leaf(u8, Option<u8>),
    All(Vec<Join>),
    Any(Vec<Join>),
    AtLeast(u8, Vec<Join>),
}

#[derive(Debug, Clone)]
enum Need {
    Leaf(u8, Option<u8>, Option<u8>),
    All(Vec<Need>),
    Any(Vec<Need>),
    AtLeast(u8, Vec<Need>),
}

#[derive(Debug, Clone)]
enum Duration {
    None,
    Days(u8),
    WorkingDays(u8),
    Either(u8, u8),
    Uniform(u8, u8),
    Triangular(u8, u8, u8),
    Exponential(u8),
}

#[derive(Debug, Clone)]
struct Outcome {
    weight: u8,
    delay: Duration,
    effect: Effect,
    produces: Option<u8>,
    lose: Option<(u8, Duration)>,
}

#[derive(Debug, Clone)]
enum Effect {
    Done,
    Stop {
        is_plan: bool,
    },
    Redo {
        target: u8,
        at_most: u8,
        is_stop: bool,
        again: Option<(u8, u8)>,
    },
}

#[derive(Debug, Clone)]
struct Variant {
    when: Need,
    duration: Option<Duration>,
    outcomes: Option<Vec<Outcome>>,
    fee: Option<u16>,
}

#[derive(Debug, Clone)]
struct Window {
    months: u8,
    month: u8,
    day: u8,
    is_finish: bool,
}

#[derive(Debug, Clone)]
enum Milestone {
    When(Need),
    On(u8, Need),
    After(Join),
}

/// What a network may hold, beyond joins, waits and durations.
#[derive(Debug, Clone, Copy)]
pub(super) struct Features {
    /// Artefacts that are lost, and stops of the whole plan.
    pub(super) losses: bool,
    /// Windows and recurring steps.
    pub(super) calendar: bool,
}

pub(super) fn network(features: Features) -> impl Strategy<Value = Network> {
    (
        prop::collection::vec(step(features), 5..=25),
        prop_oneof![Just(0), any::<u8>()],
        0..30_u8,
        prop_oneof![20..60_u16, 60..400_u16],
        prop::collection::vec((any::<u8>(), -60..60_i8), 0..3),
        prop::collection::vec(
            (
                prop::option::weighted(0.2, any::<u8>()),
                prop::option::weighted(0.3, 7..120_u8).prop_map(move |days| days.filter(|_| features.losses)),
            ),
            PAPERS,
        ),
        prop::collection::vec(
            prop_oneof![
                need().prop_map(Milestone::When),
                (any::<u8>(), need()).prop_map(|(day, need)| Milestone::On(day, need)),
                join().prop_map(Milestone::After)
            ],
            1..4,
        ),
        any::<u8>(),
        any::<u64>(),
    )
        .prop_map(
            |(steps, split, not_before, horizon, held, standings, milestones, target, seed)| Network {
                steps,
                split,
                not_before,
                horizon,
                held,
                standings,
                milestones,
                target,
                seed,
            },
        )
}

fn step(features: Features) -> impl Strategy<Value = Step> {
    let once = (
        prop::option::weighted(0.9, join()),
        prop::option::weighted(0.25, need()),
        prop::option::weighted(0.1, window()),
    )
        .prop_map(move |(join, needs, window)| Kind::Once {
            join,
            needs,
            window: window.filter(|_| features.calendar),
        });
    let recurring = (any::<u8>(), 7..60_u8).prop_map(|(paper, days)| Kind::Recurring { paper, days });
    let renewal = any::<u8>().prop_map(|paper| Kind::Renewal { paper });
    let recurring_weight = u32::from(features.calendar);
    let renewal_weight = u32::from(features.losses);
    (
        any::<u8>(),
        prop_oneof![12 => once, recurring_weight => recurring, renewal_weight => renewal],
        duration(),
        prop_oneof![3 => Just(Vec::new()), 2 => outcomes(features)],
        prop::collection::vec(variant(features), 0..3),
        prop::option::weighted(0.3, any::<u8>()),
        prop::option::weighted(0.3, any::<u16>()),
        prop::option::weighted(0.2, any::<u16>()),
        prop_oneof![3 => Just(0_u8), 1 => 1..3_u8],
    )
        .prop_map(
            |(letter, kind, duration, outcomes, variants, produces, fee, cost, people)| Step {
                letter,
                kind,
                duration,
                outcomes,
                variants,
                produces,
                fee,
                cost,
                people,
            },
        )
}

fn join() -> impl Strategy<Value = Join> {
    let leaf = (any::<u8>(), prop::option::weighted(0.25, any::<u8>()))
        .prop_map(|(step, outcome)| Join::Leaf(step, outcome));
    leaf.prop_recursive(2, 6, 3, |inner| {
        let some = || prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            2 => some().prop_map(Join::All),
            1 => some().prop_map(Join::Any),
            1 => (any::<u8>(), some()).prop_map(|(k, of)| Join::AtLeast(k, of)),
        ]
    })
}

fn need() -> impl Strategy<Value = Need> {
    let leaf = (
        any::<u8>(),
        prop::option::weighted(0.3, 0..30_u8),
        prop::option::weighted(0.3, 0..60_u8),
    )
        .prop_map(|(paper, least, most)| Need::Leaf(paper, least, most));
    leaf.prop_recursive(2, 5, 3, |inner| {
        let some = || prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            some().prop_map(Need::All),
            some().prop_map(Need::Any),
            (any::<u8>(), some()).prop_map(|(k, of)| Need::AtLeast(k, of)),
        ]
    })
}

fn duration() -> impl Strategy<Value = Duration> {
    prop_oneof![
        2 => Just(Duration::None),
        3 => (0..4_u8).prop_map(Duration::Days),
        1 => (1..20_u8).prop_map(Duration::WorkingDays),
        1 => (0..4_u8, 0..9_u8).prop_map(|(a, b)| Duration::Either(a, b)),
        3 => (0..10_u8, 0..20_u8).prop_map(|(min, width)| Duration::Uniform(min, width)),
        1 => (0..9_u8, 0..9_u8, 0..9_u8).prop_map(|(a, b, c)| Duration::Triangular(a, b, c)),
        1 => (1..9_u8).prop_map(Duration::Exponential),
    ]
}

fn outcomes(features: Features) -> impl Strategy<Value = Vec<Outcome>> {
    prop::collection::vec(outcome(features), 1..4)
}

fn outcome(features: Features) -> impl Strategy<Value = Outcome> {
    let redo = (
        any::<u8>(),
        1..4_u8,
        any::<bool>(),
        prop::option::of((0..30_u8, 0..30_u8)),
    )
        .prop_map(|(target, at_most, is_stop, again)| Effect::Redo {
            target,
            at_most,
            is_stop,
            again,
        });
    let stop_plan = if features.losses { 0.2 } else { 0.0 };
    let lose = if features.losses { 0.1 } else { 0.0 };
    (
        1..10_u8,
        prop_oneof![2 => Just(Duration::None), 1 => duration()],
        prop_oneof![
            4 => Just(Effect::Done),
            1 => (0.0..1.0_f64).prop_map(move |u| Effect::Stop { is_plan: u > 1.0 - stop_plan }),
            3 => redo,
        ],
        prop::option::weighted(0.3, any::<u8>()),
        (0.0..1.0_f64, any::<u8>(), duration())
            .prop_map(move |(u, paper, lasting)| (u > 1.0 - lose).then_some((paper, lasting))),
    )
        .prop_map(|(weight, delay, effect, produces, lose)| Outcome {
            weight,
            delay,
            effect,
            produces,
            lose,
        })
}

fn variant(features: Features) -> impl Strategy<Value = Variant> {
    (
        need(),
        prop::option::of(duration()),
        prop::option::weighted(0.4, outcomes(features)),
        prop::option::weighted(0.3, any::<u16>()),
    )
        .prop_map(|(when, duration, outcomes, fee)| Variant {
            when,
            duration,
            outcomes,
            fee,
        })
}

fn window() -> impl Strategy<Value = Window> {
    (1..7_u8, 1..13_u8, 1..29_u8, any::<bool>()).prop_map(|(months, month, day, is_finish)| Window {
        months,
        month,
        day,
        is_finish,
    })
}

impl fmt::Debug for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (route, plan) = self.files();
        write!(f, "seed {}\n{}\n{plan}", self.seed, route.unwrap_or_default())
    }
}

impl Network {
    /// The files: a catalogue with one route, where the network is split, and the plan.
    pub(super) fn files(&self) -> (Option<String>, String) {
        Writer::new(self).files()
    }

    pub(super) fn plan(&self) -> Plan {
        let (route, plan) = self.files();
        load(route.as_deref(), &plan)
    }
}

const REGISTERS: &str = r#"
currency = [{ id = "JPY", title = "yen", jpy = 1, source = "estimate", as_of = 2026-01-01, confidence = "C" }]
jurisdiction = [{ id = "zz", title = "Nowhere", authority = "Nobody" }]
artefact = [
  { id = "p0", title = "p0" }, { id = "p1", title = "p1" }, { id = "p2", title = "p2" },
  { id = "p3", title = "p3" }, { id = "p4", title = "p4" }, { id = "p5", title = "p5" },
]
"#;

/// Loads a plan, with a route of the catalogue if there is one.
pub(super) fn load(route: Option<&str>, plan: &str) -> Plan {
    let file = |name: &str, text: &str| SourceFile {
        name: name.to_owned(),
        text: text.to_owned(),
    };
    let mut files = vec![file("registers.toml", REGISTERS)];
    files.extend(route.map(|text| file("first.toml", text)));
    let (catalogue, problems) = Catalogue::default().with(&files);
    assert!(
        problems.is_empty(),
        "{problems:#?}\n{}",
        route.unwrap_or_default()
    );
    match Plan::load(&file("plan.toml", plan), &catalogue) {
        Ok(plan) => plan,
        Err(error) => panic!("{:#?}\n{}\n{plan}", error.problems, route.unwrap_or_default()),
    }
}

/// Turns a network into text.
struct Writer<'n> {
    network: &'n Network,
    /// Steps of the catalogue's route.
    split: usize,
    /// Steps that may make each artefact, whatever variant applies.
    makers: Vec<BTreeSet<usize>>,
    /// Whether each artefact is made even if no variant is written.
    is_made: Vec<bool>,
    held: Vec<usize>,
    /// Steps of the same route that a step comes after, itself included.
    ancestors: Vec<BTreeSet<usize>>,
    /// The artefact that each artefact stands on.
    bases: Vec<Option<usize>>,
    /// The step that renews each artefact.
    renewals: Vec<Option<usize>>,
}

impl<'n> Writer<'n> {
    fn new(network: &'n Network) -> Self {
        let count = network.steps.len();
        let mut writer = Self {
            network,
            split: usize::from(network.split) % count,
            makers: vec![BTreeSet::new(); PAPERS],
            is_made: vec![false; PAPERS],
            held: network
                .held
                .iter()
                .map(|(paper, _)| usize::from(*paper) % PAPERS)
                .collect(),
            ancestors: Vec::new(),
            bases: vec![None; PAPERS],
            renewals: vec![None; PAPERS],
        };
        let mut made_by_route = [false; PAPERS];
        for (index, step) in network.steps.iter().enumerate() {
            let made = |outcome: &Outcome| outcome.produces.map(|paper| usize::from(paper) % PAPERS);
            let by_variant = step
                .variants
                .iter()
                .flat_map(|variant| variant.outcomes.iter().flatten());
            let own = step.produces.map(|paper| usize::from(paper) % PAPERS);
            let is_once = matches!(step.kind, Kind::Once { .. });
            for paper in step
                .outcomes
                .iter()
                .filter_map(made)
                .chain(own.filter(|_| is_once))
            {
                writer.makers[paper].insert(index);
                writer.is_made[paper] = true;
                made_by_route[paper] |= index < writer.split;
            }
            for paper in by_variant.filter_map(made) {
                writer.makers[paper].insert(index);
            }
        }
        for paper in writer.held.clone() {
            writer.is_made[paper] = true;
        }
        for (paper, (base, _)) in network.standings.iter().enumerate() {
            // Only on artefacts of lower numbers, so that there is no circle.
            let base = base
                .filter(|_| paper > 0)
                .map(|base| usize::from(base) % paper.max(1));
            writer.bases[paper] = base.filter(|base| writer.is_made[*base]);
        }
        for (index, step) in network.steps.iter().enumerate() {
            let Kind::Renewal { paper } = step.kind else {
                continue;
            };
            let papers = writer.papers(index);
            if papers.is_empty() {
                continue;
            }
            let paper = papers[usize::from(paper) % papers.len()];
            let is_there = writer.is_own(index) || made_by_route[paper];
            if network.standings[paper].1.is_some() && writer.renewals[paper].is_none() && is_there {
                writer.renewals[paper] = Some(index);
            }
        }
        for (index, step) in network.steps.iter().enumerate() {
            let mut before = BTreeSet::from([index]);
            if let Kind::Once { join: Some(join), .. } = &step.kind {
                for step in writer.joined(join, index) {
                    if writer.is_own(step) == writer.is_own(index) {
                        before.extend(writer.ancestors[step].iter().copied());
                    }
                }
            }
            writer.ancestors.push(before);
        }
        writer
    }

    fn is_own(&self, step: usize) -> bool {
        step >= self.split
    }

    fn id(&self, step: usize) -> String {
        let letter = char::from(b'a' + self.network.steps[step].letter % 26);
        format!("{letter}{step}")
    }

    /// The steps that a step at `index` may follow; the network's end is `steps.len()`.
    fn candidates(&self, index: usize) -> Vec<usize> {
        let is_own = index >= self.split;
        (0..index)
            .filter(|step| is_own || !self.is_own(*step))
            .filter(|step| matches!(self.network.steps[*step].kind, Kind::Once { .. }))
            .collect()
    }

    fn target(&self, raw: u8, index: usize) -> Option<usize> {
        let candidates = self.candidates(index);
        let near = candidates.len().min(8);
        (near > 0).then(|| candidates[candidates.len() - 1 - usize::from(raw) % near])
    }

    fn joined(&self, join: &Join, index: usize) -> Vec<usize> {
        match join {
            Join::Leaf(raw, _) => self.target(*raw, index).into_iter().collect(),
            Join::All(of) | Join::Any(of) | Join::AtLeast(_, of) => {
                of.iter().flat_map(|join| self.joined(join, index)).collect()
            }
        }
    }

    fn join(&self, join: &Join, index: usize) -> Option<String> {
        let list = |of: &[Join]| {
            let of: Vec<String> = of.iter().filter_map(|join| self.join(join, index)).collect();
            (!of.is_empty()).then(|| (of.len(), of.join(", ")))
        };
        Some(match join {
            Join::Leaf(raw, outcome) => {
                let step = self.target(*raw, index)?;
                let route = if index >= self.split && !self.is_own(step) {
                    "zz.first/"
                } else {
                    ""
                };
                let count = self.outcomes(step);
                let outcome = match outcome {
                    Some(outcome) if count > 0 => format!(":o{}", usize::from(*outcome) % count),
                    _ => String::new(),
                };
                format!("\"{route}{}{outcome}\"", self.id(step))
            }
            Join::All(of) => format!("[{}]", list(of)?.1),
            Join::Any(of) => format!("{{ any = [{}] }}", list(of)?.1),
            Join::AtLeast(k, of) => {
                let (count, of) = list(of)?;
                format!("{{ at_least = {}, of = [{of}] }}", 1 + usize::from(*k) % count)
            }
        })
    }

    /// The number of outcome ids of a step, over all variants.
    fn outcomes(&self, step: usize) -> usize {
        let index = step;
        let step = &self.network.steps[index];
        let written = step
            .variants
            .iter()
            .filter(|variant| self.need(&variant.when, index).is_some());
        let by_variant = written.filter_map(|variant| variant.outcomes.as_ref());
        std::iter::once(&step.outcomes)
            .chain(by_variant)
            .map(Vec::len)
            .max()
            .unwrap_or(0)
    }

    /// The artefacts that a step at `index` may wait for.
    fn papers(&self, index: usize) -> Vec<usize> {
        (0..PAPERS)
            .filter(|paper| self.is_before(*paper, index))
            .collect()
    }

    /// Whether an artefact, and all that it stands on, comes before a step.
    fn is_before(&self, paper: usize, index: usize) -> bool {
        self.is_made[paper]
            && self.makers[paper].iter().all(|maker| *maker < index)
            && self.bases[paper].is_none_or(|base| self.is_before(base, index))
    }

    fn need(&self, need: &Need, index: usize) -> Option<String> {
        let list = |of: &[Need]| {
            let of: Vec<String> = of.iter().filter_map(|need| self.need(need, index)).collect();
            (!of.is_empty()).then(|| (of.len(), of.join(", ")))
        };
        Some(match need {
            Need::Leaf(raw, least, most) => {
                let papers = self.papers(index);
                if papers.is_empty() {
                    return None;
                }
                let paper = papers[usize::from(*raw) % papers.len()];
                let least = least.map_or_else(String::new, |days| format!(", for_at_least = \"{days} day\""));
                let most = most.map_or_else(String::new, |days| format!(", not_older_than = \"{days} day\""));
                format!("{{ held = \"p{paper}\"{least}{most} }}")
            }
            Need::All(of) => format!("{{ all = [{}] }}", list(of)?.1),
            Need::Any(of) => format!("{{ any = [{}] }}", list(of)?.1),
            Need::AtLeast(k, of) => {
                let (count, of) = list(of)?;
                format!("{{ at_least = {}, of = [{of}] }}", 1 + usize::from(*k) % count)
            }
        })
    }

    fn duration(duration: &Duration) -> Option<String> {
        let (shape, unit) = match duration {
            Duration::None => return None,
            Duration::Days(days) => (format!("fixed = {days}"), "day"),
            Duration::WorkingDays(days) => (format!("fixed = {days}"), "working-day"),
            Duration::Either(a, b) if a == b => (format!("fixed = {a}"), "day"),
            Duration::Either(a, b) => (
                format!("discrete = [[{}, 0.25], [{}, 0.75]]", a.min(b), a.max(b)),
                "day",
            ),
            Duration::Uniform(min, width) => (format!("uniform = [{min}, {}]", min + width), "day"),
            Duration::Triangular(a, b, c) => (format!("triangular = [{a}, {}, {}]", a + b, a + b + c), "day"),
            Duration::Exponential(mean) => (format!("exponential = {{ mean = {mean} }}"), "day"),
        };
        Some(format!("{{ {shape}, unit = \"{unit}\" }}"))
    }

    fn outcome_list(&self, outcomes: &[Outcome], index: usize) -> String {
        let is_recurring = !matches!(self.network.steps[index].kind, Kind::Once { .. });
        let total: u32 = outcomes.iter().map(|outcome| u32::from(outcome.weight)).sum();
        let mut upto = 0;
        let mut percent = 0;
        let list: Vec<String> = outcomes
            .iter()
            .enumerate()
            .map(|(place, outcome)| {
                upto += u32::from(outcome.weight);
                let next = 100 * upto / total;
                let p = f64::from(next - percent) / 100.0;
                percent = next;
                let mut text = format!("id = \"o{place}\", p = {p}");
                if let Some(delay) = Self::duration(&outcome.delay) {
                    text += &format!(", delay = {delay}");
                }
                match &outcome.effect {
                    Effect::Done => {}
                    Effect::Stop { is_plan } => {
                        text += &format!(", stop = \"{}\"", if *is_plan { "plan" } else { "route" });
                    }
                    Effect::Redo { .. } if is_recurring => {}
                    Effect::Redo {
                        target,
                        at_most,
                        is_stop,
                        again,
                    } => {
                        let all: Vec<usize> = self.ancestors[index].iter().copied().collect();
                        let target = all[all.len() - 1 - usize::from(*target) % all.len()];
                        text += &format!(
                            ", redo = \"{}\", at_most = {at_most}, then = \"{}\"",
                            self.id(target),
                            if *is_stop { "stop" } else { "pass" }
                        );
                        if let Some((duration, cost)) = again {
                            let factor = |tenths: &u8| f64::from(*tenths) / 10.0;
                            text += &format!(
                                ", again = {{ duration = {:?}, cost = {:?} }}",
                                factor(duration),
                                factor(cost)
                            );
                        }
                    }
                }
                if let Some(paper) = outcome.produces {
                    text += &format!(", produces = [\"p{}\"]", usize::from(paper) % PAPERS);
                }
                if let Some((paper, lasting)) = &outcome.lose {
                    text += &format!(", lose = \"p{}\"", usize::from(*paper) % PAPERS);
                    if let Some(lasting) = Self::duration(lasting) {
                        text += &format!(", for = {lasting}");
                    }
                }
                format!("  {{ {text} }},\n")
            })
            .collect();
        format!("[\n{}]", list.concat())
    }

    fn step(&self, index: usize) -> String {
        let step = &self.network.steps[index];
        let mut text = format!("\n[[step]]\nid = \"{}\"\n", self.id(index));
        match &step.kind {
            Kind::Once { join, needs, window } => {
                if let Some(after) = join.as_ref().and_then(|join| self.join(join, index)) {
                    text += &format!("after = {after}\n");
                }
                if let Some(needs) = needs.as_ref().and_then(|need| self.need(need, index)) {
                    text += &format!("needs = {needs}\n");
                }
                if let Some(window) = window {
                    let on = if window.is_finish { "finish" } else { "start" };
                    text += &format!(
                        "window = {{ every = \"{} month\", first = \"{:02}-{:02}\", on = \"{on}\" }}\n",
                        window.months, window.month, window.day
                    );
                }
                if let Some(paper) = step.produces {
                    text += &format!("produces = [\"p{}\"]\n", usize::from(paper) % PAPERS);
                }
            }
            Kind::Recurring { paper, days } => {
                let papers = self.papers(index);
                // Without an artefact to come from it is a step like any other.
                if !papers.is_empty() {
                    let paper = papers[usize::from(*paper) % papers.len()];
                    text += &format!("recurring = {{ from = \"p{paper}\", every = \"{days} day\" }}\n");
                }
            }
            // The artefact names it.
            Kind::Renewal { .. } => {}
        }
        if let Some(duration) = Self::duration(&step.duration) {
            text += &format!("duration = {duration}\n");
        }
        if let Some(fee) = step.fee {
            let index = if step.letter.is_multiple_of(4) {
                format!(
                    ", as_of = 2026-05-01, index = {{ rate = 0.1, every = \"{:02}-{:02}\" }}",
                    1 + fee % 12,
                    1 + fee % 28
                )
            } else {
                String::new()
            };
            text += &format!("fee = {{ amount = {fee}, currency = \"JPY\"{index} }}\n");
        }
        if let Some(cost) = step.cost {
            let spread = ["", ", spread = \"start\"", ", spread = \"end\""][usize::from(step.letter % 3)];
            text += &format!("cost = {{ uniform = [{cost}, 70000], currency = \"JPY\"{spread} }}\n");
        }
        if step.people > 0 {
            text += &format!("uses = {{ ra = {} }}\n", step.people);
        }
        if !step.outcomes.is_empty() {
            text += &format!("outcome = {}\n", self.outcome_list(&step.outcomes, index));
        }
        for variant in &step.variants {
            if let Some(when) = self.need(&variant.when, index) {
                text += &format!("[[step.variant]]\nwhen = {when}\n");
                if let Some(duration) = variant.duration.as_ref().and_then(Self::duration) {
                    text += &format!("duration = {duration}\n");
                }
                if let Some(fee) = variant.fee {
                    text += &format!("fee = {{ amount = {fee}, currency = \"JPY\" }}\n");
                }
                if let Some(outcomes) = &variant.outcomes {
                    text += &format!("outcome = {}\n", self.outcome_list(outcomes, index));
                }
            }
        }
        text
    }

    fn files(&self) -> (Option<String>, String) {
        let network = self.network;
        let route = (self.split > 0).then(|| {
            let mut text = String::from(
                "[route]\nid = \"zz.first\"\ntitle = \"First\"\njurisdiction = \"zz\"\n\
                 source = \"estimate\"\nas_of = 2026-01-01\nconfidence = \"C\"\n",
            );
            for index in 0..self.split {
                text += &self.step(index);
            }
            text
        });
        let count = network.milestones.len();
        let mut plan = format!(
            "[plan]\nid = \"random\"\ntitle = \"Random\"\nstart = 2027-01-01\nhorizon = \"{} day\"\n\
             target = \"m{}\"\nteam.ra = {{ monthly_cost = {{ amount = 900000, currency = \"JPY\" }} }}\n",
            network.horizon,
            usize::from(network.target) % count
        );
        if route.is_some() {
            plan += &format!(
                "[[plan.route]]\nid = \"zz.first\"\nnot_before = \"{} day\"\n",
                network.not_before
            );
        }
        // What is drawn once per future, in half of the networks each.
        if network.seed & 1 == 1 {
            plan += "[[plan.driver]]\nid = \"d0\"\ntitle = \"d\"\np = 0.4\n\
                     factor = { uniform = [0.5, 3] }\ncost = { fixed = 2 }\non = [\"all\"]\n";
        }
        let timed = network
            .steps
            .iter()
            .filter(|step| !matches!(step.duration, Duration::None))
            .count();
        if network.seed & 2 == 2 && timed > 1 {
            plan += "[[plan.correlation]]\nid = \"g0\"\nrho = 0.6\non = [\"kind:prepare\"]\n";
        }
        let start = crate::calendar::Date::new(2027, 1, 1).expect("a date");
        for (paper, since) in &network.held {
            // What is valid for a week at least has not lapsed when the plan begins.
            let (_, valid_for) = network.standings[usize::from(*paper) % PAPERS];
            let since = if valid_for.is_some() {
                (*since).max(-6)
            } else {
                *since
            };
            plan += &format!(
                "[[plan.held]]\nartefact = \"p{}\"\nsince = {}\n",
                usize::from(*paper) % PAPERS,
                start.plus_days(f64::from(since))
            );
        }
        for (paper, (_, valid_for)) in network.standings.iter().enumerate() {
            if self.bases[paper].is_none() && valid_for.is_none() {
                continue;
            }
            plan += &format!("[[artefact]]\nid = \"p{paper}\"\ntitle = \"p{paper}\"\n");
            if let Some(base) = self.bases[paper] {
                plan += &format!("while = \"p{base}\"\n");
            }
            if let Some(days) = valid_for {
                plan += &format!("valid_for = \"{days} day\"\n");
            }
            if let Some(step) = self.renewals[paper] {
                plan += &format!("renew = \"{}\"\n", self.id(step));
            }
        }
        let end = network.steps.len();
        for (place, milestone) in network.milestones.iter().enumerate() {
            plan += &format!("[[plan.milestone]]\nid = \"m{place}\"\ntitle = \"m\"\n");
            let trigger = match milestone {
                Milestone::When(need) => self.need(need, end).map(|when| format!("when = {when}\n")),
                Milestone::On(day, need) => self
                    .need(need, end)
                    .map(|when| format!("when = {when}\nat = \"{day} day\"\n")),
                Milestone::After(join) => self.join(join, end).map(|after| format!("after = {after}\n")),
            };
            plan += &trigger.unwrap_or_else(|| "after = []\n".to_owned());
        }
        for index in self.split..end {
            plan += &self.step(index);
        }
        (route, plan)
    }
}

//! Networks that look sound, most of which are: plans with steps, artefacts, people and money put together at random.

use std::fmt::Write as _;
use std::sync::Arc;

use regpath_core::analysis::replay::Replay;
use regpath_core::catalogue::{Catalogue, SourceFile};
use regpath_core::plan::Plan;
use regpath_core::run::{Detail, Simulation, run};
use regpath_core::sampling::Method;

use super::{Dice, hold};

/// Artefacts of every network.
const PAPERS: usize = 5;
/// Futures of each network.
const FUTURES: u64 = 8;

impl Dice {
    /// Whether one of so many cases comes up.
    fn one_in(&mut self, of: usize) -> bool {
        self.roll(of) == 0
    }
}

/// A plan of up to a dozen steps.
pub(super) fn plan(dice: &mut Dice) -> String {
    let steps = 1 + dice.roll(12);
    let mut text = format!(
        "[plan]\nid = \"net\"\ntitle = \"Net\"\nstart = 2027-0{}-01\nhorizon = \"{} day\"\n",
        1 + dice.roll(9),
        [30, 400, 2_000, 18_000][dice.roll(4)]
    );
    text += "held = [{ artefact = \"iso13485\", since = 2026-04-01 }]\n";
    let team = if dice.one_in(2) { "capacity = 2, " } else { "" };
    let _ = writeln!(
        text,
        "team.ra = {{ {team}monthly_cost = {{ amount = 900000, currency = \"JPY\" }} }}"
    );
    if dice.one_in(3) {
        text += "route = [{ id = \"zz.approval\" }]\n";
    }
    let _ = writeln!(
        text,
        "milestone = [{{ id = \"m\", title = \"m\", after = \"s{}\" }}]",
        dice.roll(steps)
    );
    if dice.one_in(4) {
        text += "driver = [{ id = \"d\", title = \"d\", p = 0.4, factor = { uniform = [0.5, 3] }, on = [\"all\"] }]\n";
    }
    if dice.one_in(3) {
        text += "[plan.money]\ncash = { amount = 5000000, currency = \"JPY\" }\nburn = { amount = 10000, currency = \"ZZD\" }\n";
        text += "[[plan.money.revenue]]\nid = \"r\"\nafter = \"m\"\nramp = \"6 month\"\nmonthly = { fixed = 200000, currency = \"JPY\" }\n";
    }
    for paper in 0..PAPERS {
        artefact(&mut text, dice, paper, steps);
    }
    for step in 0..steps {
        one_step(&mut text, dice, step);
    }
    text
}

fn artefact(text: &mut String, dice: &mut Dice, paper: usize, steps: usize) {
    let _ = writeln!(text, "[[artefact]]\nid = \"p{paper}\"\ntitle = \"p{paper}\"");
    if paper > 0 && dice.one_in(8) {
        let _ = writeln!(text, "while = \"p{}\"", dice.roll(paper));
    }
    if dice.one_in(6) {
        let _ = writeln!(text, "valid_for = \"{} day\"", 7 + dice.roll(900));
        if dice.one_in(6) {
            let _ = writeln!(text, "renew = \"s{}\"", dice.roll(steps));
        }
    }
}

/// A step that follows steps above it, and needs what they may make or what is held.
fn one_step(text: &mut String, dice: &mut Dice, step: usize) {
    let _ = writeln!(text, "[[step]]\nid = \"s{step}\"");
    let is_recurring = step > 0 && dice.one_in(10);
    if is_recurring {
        let _ = writeln!(
            text,
            "recurring = {{ from = \"{}\", every = \"{} day\" }}",
            paper(dice),
            7 + dice.roll(400)
        );
    } else {
        if step > 0 && !dice.one_in(4) {
            let join = join(dice, step);
            let _ = writeln!(text, "after = {join}");
        }
        if dice.one_in(4) {
            let need = need(dice);
            let _ = writeln!(text, "needs = {need}");
        }
        if dice.one_in(10) {
            let on = dice.pick(&["start", "finish"]);
            let _ = writeln!(
                text,
                "window = {{ every = \"{} month\", first = \"0{}-15\", on = \"{on}\" }}",
                1 + dice.roll(12),
                1 + dice.roll(9)
            );
        }
        if !dice.one_in(2) {
            let _ = writeln!(text, "produces = [\"p{}\"]", step % PAPERS);
        }
    }
    if !dice.one_in(5) {
        let duration = duration(dice);
        let _ = writeln!(text, "duration = {duration}");
    }
    if dice.one_in(3) {
        let _ = writeln!(
            text,
            "fee = {{ amount = {}, currency = \"ZZD\", as_of = 2026-01-01, index = {{ rate = 0.0{}, every = \"04-01\" }} }}",
            dice.roll(100_000),
            dice.roll(9)
        );
    }
    if dice.one_in(3) {
        let spread = dice.pick(&["even", "start", "end"]);
        let _ = writeln!(
            text,
            "cost = {{ pert = [0, 1000, 50000], currency = \"JPY\", spread = \"{spread}\" }}"
        );
    }
    if dice.one_in(2) {
        let _ = writeln!(text, "uses = {{ ra = {} }}", 1 + dice.roll(2));
    }
    if dice.one_in(3) {
        let outcomes = outcomes(dice, step, is_recurring);
        let _ = writeln!(text, "outcome = {outcomes}");
    }
    if dice.one_in(5) {
        let (need, duration) = (need(dice), duration(dice));
        let _ = writeln!(text, "[[step.variant]]\nwhen = {need}\nduration = {duration}");
    }
}

fn paper(dice: &mut Dice) -> String {
    match dice.roll(3) {
        0 => format!("p{}", dice.roll(PAPERS)),
        _ => "iso13485".to_owned(),
    }
}

fn join(dice: &mut Dice, step: usize) -> String {
    let before = |dice: &mut Dice| {
        let outcome = if dice.one_in(24) { ":a" } else { "" };
        format!("\"s{}{outcome}\"", dice.roll(step))
    };
    let (one, other) = (before(dice), before(dice));
    match dice.roll(5) {
        0 => format!("{{ any = [{one}, {other}] }}"),
        1 => format!("{{ at_least = {}, of = [{one}, {other}] }}", 1 + dice.roll(2)),
        2 => format!("[{one}, {{ any = [{other}] }}]"),
        _ => one,
    }
}

fn need(dice: &mut Dice) -> String {
    let (one, other) = (paper(dice), paper(dice));
    match dice.roll(6) {
        0 => format!("{{ any = [\"{one}\", \"iso13485\"] }}"),
        1 => format!("{{ all = [\"{one}\", \"{other}\"] }}"),
        2 => format!(
            "{{ held = \"iso13485\", for_at_least = \"{} month\" }}",
            dice.roll(40)
        ),
        3 => format!(
            "{{ held = \"{one}\", not_older_than = \"{} day\" }}",
            dice.roll(900)
        ),
        _ => "\"iso13485\"".to_owned(),
    }
}

fn duration(dice: &mut Dice) -> String {
    let n = dice.roll(40);
    let shape = match dice.roll(12) {
        0 => format!("fixed = {n}"),
        1 => format!("uniform = [{n}, {}]", n + 9),
        2 => format!("triangular = [{n}, {}, {}]", n + 1, n + 30),
        3 => format!("lognormal = {{ median = {}, p90 = {} }}", n + 1, 3 * n + 3),
        4 => format!("normal = {{ mean = {n}, sd = {} }}", 1 + n / 3),
        5 => format!("gamma = {{ mean = {}, sd = {} }}", n + 1, n + 1),
        6 => format!("weibull = {{ shape = 1.5, scale = {} }}", n + 1),
        7 => format!("exponential = {{ mean = {} }}", n + 1),
        8 => format!("discrete = [[{n}, 0.25], [{}, 0.75]]", n + 5),
        9 => format!("quantiles = [[0, {n}], [50, {}], [100, {}]]", n + 1, n + 20),
        10 => format!(
            "three_point = {{ p10 = {}, p50 = {}, p90 = {} }}",
            n + 1,
            n + 5,
            n + 20
        ),
        _ => format!("pert = [{n}, {}, {}]", n + 3, n + 40),
    };
    let unit = dice.pick(&["day", "day", "week", "working-day", "month"]);
    format!("{{ {shape}, unit = \"{unit}\" }}")
}

fn outcomes(dice: &mut Dice, step: usize, is_recurring: bool) -> String {
    let rest = match dice.roll(6) {
        0 if !is_recurring => format!(
            ", redo = \"s{step}\", at_most = {}, then = \"stop\"",
            1 + dice.roll(5)
        ),
        1 => ", stop = \"route\"".to_owned(),
        2 => ", stop = \"plan\"".to_owned(),
        3 => format!(", lose = \"{}\"", paper(dice)),
        4 => {
            let (lost, lasting) = (paper(dice), duration(dice));
            format!(", lose = \"{lost}\", for = {lasting}")
        }
        _ => {
            let delay = duration(dice);
            format!(", delay = {delay}, produces = [\"p{}\"]", dice.roll(PAPERS))
        }
    };
    format!("[{{ id = \"a\", p = 0.6 }}, {{ id = \"b\", p = 0.4{rest} }}]")
}

/// Loads a plan and, if it is sound, simulates it: everything that comes of it is possible.
pub(super) fn simulate(text: String, catalogue: &Catalogue) -> bool {
    let file = SourceFile {
        name: "net.toml".to_owned(),
        text,
    };
    let plan = match Plan::load(&file, catalogue) {
        Ok(plan) => Arc::new(plan),
        Err(error) => {
            hold(&error.problems, &file);
            return false;
        }
    };
    let method = Method::ALL[file.text.len() % 3];
    let simulation = Simulation::new(Arc::clone(&plan), 1, FUTURES, method, Detail::Full);
    let summary = run(&simulation);
    for milestone in &summary.milestones {
        let (reached, held) = (milestone.reached.value, milestone.held.value);
        assert!((0.0..=1.0).contains(&reached) && held <= reached);
        let days = milestone.days.iter().flat_map(|days| days.sorted.iter());
        assert!(days.clone().all(|day| (0.0..=plan.horizon).contains(day)));
        assert_eq!(days.count() as f64, reached * FUTURES as f64);
    }
    let cost = summary.cost.expect("it was simulated");
    assert!(cost.sorted.iter().all(|cost| *cost >= 0.0 && cost.is_finite()));
    let replay = Replay::of(&simulation, 3);
    assert!(replay.cost >= 0.0 && replay.events.windows(2).all(|pair| pair[0].day <= pair[1].day));
    true
}

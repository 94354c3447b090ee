//! Networks whose answer is known: the engine against closed forms. Tolerances are 4.5 standard errors of a
//! run of 40,000 futures, so that a sound engine fails about once in 150,000 seeds; the seeds are fixed.

use std::sync::Arc;

use regpath_core::catalogue::{Catalogue, SourceFile};
use regpath_core::plan::Plan;
use regpath_core::run::{Collector, Detail, Simulation, Summary, run};
use regpath_core::sampling::Method;

const FUTURES: u64 = 40_000;
pub(crate) const SIGMAS: f64 = 4.5;

pub(crate) fn plan(steps: &str) -> Arc<Plan> {
    let head = "[plan]\nid = \"x\"\ntitle = \"x\"\nstart = 2027-01-01\nhorizon = \"50 year\"\n";
    let text = if steps.contains("[plan.") {
        format!("{head}{steps}")
    } else {
        format!("{head}\n{steps}")
    };
    let file = SourceFile {
        name: "x.toml".into(),
        text,
    };
    Arc::new(Plan::load(&file, Catalogue::shipped()).unwrap_or_else(|error| panic!("{:#?}", error.problems)))
}

pub(crate) fn simulate(steps: &str, seed: u64, method: Method) -> Summary {
    run(&Simulation::new(plan(steps), seed, FUTURES, method, Detail::Full))
}

pub(crate) fn step(id: &str, after: &str, rest: &str) -> String {
    format!("[[step]]\nid = \"{id}\"\nafter = {after}\n{rest}\n")
}

pub(crate) const UNIT: &str = "duration = { exponential = { mean = 100 }, unit = \"day\" }";

/// The mean of the first milestone lies within the tolerance of what theory says.
fn assert_mean(summary: &Summary, expected: f64) {
    let mean = summary.milestones[0]
        .days
        .as_ref()
        .expect("somebody gets there")
        .mean;
    assert!(
        (mean.value - expected).abs() < SIGMAS * mean.se,
        "{} ± {} against {expected}",
        mean.value,
        mean.se
    );
}

#[test]
fn a_chain_of_exponentials_is_an_erlang() {
    let steps = [
        step("a", "[]", UNIT),
        step("b", "[\"a\"]", UNIT),
        step("c", "[\"b\"]", UNIT),
    ]
    .concat();
    let summary = simulate(&steps, 1, Method::Mc);
    assert_mean(&summary, 300.0);
    let days = summary.milestones[0].days.as_ref().expect("it was simulated");
    // Quantiles of an Erlang of shape 3 and mean 3, in units of 100 days.
    for (p, expected) in [
        (0.10, 110.206_532_8),
        (0.50, 267.406_031_4),
        (0.90, 532.232_033_6),
    ] {
        let level = days.level(p).expect("it was simulated");
        assert!(
            (level.value - expected).abs() < SIGMAS * level.se,
            "P{p}: {} against {expected}",
            level.value
        );
    }
}

#[test]
fn all_of_three_is_the_maximum_and_any_the_minimum() {
    let three: String = ["a", "b", "c"].iter().map(|id| step(id, "[]", UNIT)).collect();
    // Maximum of n unit exponentials: 1 + 1/2 + … + 1/n; minimum: 1/n; second of three: 1/3 + 1/2.
    for (join, expected) in [
        ("[\"a\", \"b\", \"c\"]", 100.0 * (1.0 + 0.5 + 1.0 / 3.0)),
        ("{ any = [\"a\", \"b\", \"c\"] }", 100.0 / 3.0),
        (
            "{ at_least = 2, of = [\"a\", \"b\", \"c\"] }",
            100.0 * (1.0 / 3.0 + 0.5),
        ),
    ] {
        assert_mean(
            &simulate(&format!("{three}{}", step("end", join, "")), 2, Method::Mc),
            expected,
        );
    }
}

#[test]
fn the_bridge_of_unit_exponentials_has_its_known_mean() {
    // Arcs a: 0→1, b: 0→2, c: 1→2, d: 1→3, e: 2→3; the longest path from 0 to 3 is max(a + d, max(b, a + c) + e).
    // No arc remembers its age, so the running arcs end in any order alike: see `bridge_mean`.
    let steps = [
        step("a", "[]", UNIT),
        step("b", "[]", UNIT),
        step("c", "[\"a\"]", UNIT),
        step("d", "[\"a\"]", UNIT),
        step("e", "[\"b\", \"c\"]", UNIT),
    ]
    .concat();
    assert_mean(&simulate(&steps, 3, Method::Mc), 100.0 * bridge_mean());
}

/// Mean of the bridge by its Markov chain: from a set of running arcs, 1/n until one ends, each alike.
fn bridge_mean() -> f64 {
    fn from(done: u8, memo: &mut std::collections::BTreeMap<u8, f64>) -> f64 {
        const ARCS: [u8; 5] = [0b00000, 0b00000, 0b00001, 0b00001, 0b00110];
        if done == 0b11111 {
            return 0.0;
        }
        if let Some(known) = memo.get(&done) {
            return *known;
        }
        let running: Vec<u8> = (0..5)
            .filter(|arc| done & (1 << arc) == 0 && done & ARCS[*arc as usize] == ARCS[*arc as usize])
            .collect();
        let n = running.len() as f64;
        let rest: f64 = running.iter().map(|arc| from(done | 1 << arc, memo)).sum();
        let mean = (1.0 + rest) / n;
        memo.insert(done, mean);
        mean
    }
    from(0, &mut std::collections::BTreeMap::new())
}

#[test]
fn rework_at_most_n_times_has_its_closed_form() {
    // Work of 10 days, sent back with p = 0.4 at most 3 times: 10 (1 + p + p² + p³).
    let outcome = "duration = { fixed = 10, unit = \"day\" }\noutcome = [{ id = \"ok\", p = 0.6 }, { id = \"again\", p = 0.4, redo = \"a\", at_most = 3 }]";
    assert_mean(
        &simulate(&step("a", "[]", outcome), 4, Method::Mc),
        10.0 * (1.0 + 0.4 + 0.16 + 0.064),
    );
    // The same, but the fourth refusal ends it: reached with 1 - p⁴, and then 10 Σ (k+1) p^k (1-p) / (1 - p⁴).
    let stop = outcome.replace("at_most = 3", "at_most = 3, then = \"stop\"");
    let summary = simulate(&step("a", "[]", &stop), 4, Method::Mc);
    let p: f64 = 0.4;
    let reached = 1.0 - p * p * p * p;
    let milestone = &summary.milestones[0];
    assert!((milestone.reached.value - reached).abs() < SIGMAS * milestone.reached.se);
    let mean = 10.0 * (1.0 - p) * (1.0 + 2.0 * p + 3.0 * p * p + 4.0 * p * p * p) / reached;
    assert_mean(&summary, mean);
}

#[test]
fn branches_are_taken_as_often_as_they_say() {
    let steps = [
        step("a", "[]", "outcome = [{ id = \"left\", p = 0.2 }, { id = \"right\", p = 0.5 }, { id = \"no\", p = 0.3, stop = \"route\" }]"),
        step("l", "[\"a:left\"]", "duration = { fixed = 10, unit = \"day\" }"),
        step("r", "[\"a:right\"]", "duration = { fixed = 30, unit = \"day\" }"),
        step("end", "{ any = [\"l\", \"r\"] }", ""),
    ]
    .concat();
    let summary = simulate(&steps, 5, Method::Mc);
    for (id, expected) in [("x/l", 0.2), ("x/r", 0.5), ("x/end", 0.7)] {
        let share = summary
            .steps
            .iter()
            .find(|step| step.id == id)
            .expect("it was simulated")
            .happens;
        assert!(
            (share.value - expected).abs() < SIGMAS * share.se,
            "{id}: {}",
            share.value
        );
    }
    assert_mean(&summary, (0.2 * 10.0 + 0.5 * 30.0) / 0.7);
}

#[test]
fn two_equal_parallel_steps_are_critical_half_of_the_time_each() {
    let steps = [
        step("a", "[]", UNIT),
        step("b", "[]", UNIT),
        step("end", "[\"a\", \"b\"]", ""),
    ]
    .concat();
    for step in simulate(&steps, 6, Method::Mc).steps.iter().take(2) {
        assert!(
            (step.criticality.value - 0.5).abs() < SIGMAS * step.criticality.se,
            "{}",
            step.criticality.value
        );
    }
}

#[test]
fn a_window_is_waited_for_on_the_calendar() {
    // From 2027-01-01, ready on day 100 (2027-04-11); quarters from 03-01: the next is 2027-06-01, day 151.
    let wait = "duration = { fixed = 100, unit = \"day\" }\nwindow = { every = \"3 month\", first = \"03-01\", on = \"finish\" }";
    assert_mean_is(&simulate(&step("a", "[]", wait), 7, Method::Mc), 151.0);
}

#[test]
fn one_person_serves_three_steps_one_after_the_other() {
    let team = "[plan.team.ra]\ncapacity = 1\nmonthly_cost = { amount = 304_375, currency = \"JPY\" }\n";
    let work = "duration = { fixed = 10, unit = \"day\" }\nuses = { ra = 1 }\nfee = { amount = 1_000, currency = \"JPY\" }";
    let steps: String = ["a", "b", "c"].iter().map(|id| step(id, "[]", work)).collect();
    let summary = simulate(&format!("{team}{steps}"), 8, Method::Mc);
    assert_mean_is(&summary, 30.0);
    // 30.4375 days make a month, so a day costs 10,000 yen.
    let cost = summary.cost.as_ref().expect("it was simulated");
    assert_eq!(cost.mean.value, 3.0 * (1_000.0 + 100_000.0));
    assert_eq!(
        (summary.routes[0].fee, summary.routes[0].effort),
        (3_000.0, 300_000.0)
    );
}

#[test]
fn two_people_serve_four_dossiers_at_the_rate_of_two() {
    // Four exponentials of mean 100, all ready at once: three ends come at a rate of 2 / 100, the last at 1 / 100.
    let team = "[plan.team.ra]\ncapacity = 2\n";
    let work = format!("{UNIT}\nuses = {{ ra = 1 }}");
    let steps: String = ["a", "b", "c", "d"]
        .iter()
        .map(|id| step(id, "[]", &work))
        .collect();
    assert_mean(
        &simulate(&format!("{team}{steps}"), 13, Method::Mc),
        3.0 * 50.0 + 100.0,
    );
}

#[test]
fn a_second_dossier_waits_as_long_as_the_first_is_late() {
    // One person, a hundred days a dossier; the second comes an exponential gap of mean 100 after the first and waits
    // for max(0, 100 - gap), on average 100 / e.
    let team = "[plan.team.ra]\ncapacity = 1\n";
    let work = "duration = { fixed = 100, unit = \"day\" }\nuses = { ra = 1 }";
    let steps = [
        step("first", "[]", UNIT),
        step("second", "[\"first\"]", UNIT),
        step("file-first", "[\"first\"]", work),
        step("file-second", "[\"second\"]", work),
    ]
    .concat();
    assert_mean(
        &simulate(&format!("{team}{steps}"), 14, Method::Mc),
        200.0 + 100.0 * (-1.0_f64).exp() + 100.0,
    );
}

fn assert_mean_is(summary: &Summary, expected: f64) {
    let days = summary.milestones[0].days.as_ref().expect("reached");
    assert_eq!((days.quantile(0.0), days.quantile(1.0)), (expected, expected));
}

#[test]
fn ages_of_artefacts_open_and_close_doors() {
    let held = "held = [{ artefact = \"own.paper\", since = 2026-12-02 }]\n";
    let head = |needs: &str| {
        format!(
            "{held}[[step]]\nid = \"a\"\nneeds = {needs}\nafter = \"w\"\n[[step]]\nid = \"w\"\nproduces = [\"own.other\"]\nduration = {{ fixed = 40, unit = \"day\" }}\n[[artefact]]\nid = \"own.paper\"\ntitle = \"Paper\"\n"
        )
    };
    // Held since 30 days before the start.
    let days = |needs: &str| {
        let text = format!(
            "[plan]\nid = \"x\"\ntitle = \"x\"\nstart = 2027-01-01\n{}",
            head(needs)
        );
        let file = SourceFile {
            name: "x.toml".into(),
            text,
        };
        let plan =
            Plan::load(&file, Catalogue::shipped()).unwrap_or_else(|error| panic!("{:#?}", error.problems));
        let summary = run(&Simulation::new(Arc::new(plan), 1, 10, Method::Mc, Detail::Full));
        summary.milestones[0]
            .days
            .as_ref()
            .map(|spread| spread.quantile(0.5))
    };
    assert_eq!(
        days("{ held = \"own.paper\", for_at_least = \"100 day\" }"),
        Some(70.0)
    );
    assert_eq!(
        days("{ held = \"own.paper\", not_older_than = \"70 day\" }"),
        Some(40.0)
    );
    assert_eq!(
        days("{ held = \"own.paper\", not_older_than = \"69 day\" }"),
        None
    );
}

#[test]
fn twelve_activities_and_a_rework_loop_have_their_known_mean() {
    let file = SourceFile {
        name: "san12.toml".into(),
        text: include_str!("../../core/benches/san12.toml").into(),
    };
    let plan = Arc::new(Plan::load(&file, Catalogue::shipped()).expect("sound"));
    let summary = run(&Simulation::new(
        plan,
        9,
        4 * FUTURES,
        Method::Mc,
        Detail::Milestones,
    ));
    assert_mean(&summary, 412.218);
    let sd = summary.milestones[0].days.as_ref().expect("it was simulated").sd;
    // The standard error of a standard deviation is about sd sqrt((kurtosis - 1) / 4n); kurtosis stays below 8.
    assert!(
        (sd - 107.308).abs() < SIGMAS * 107.308 * (7.0 / (16.0 * FUTURES as f64)).sqrt(),
        "{sd}"
    );
}

#[test]
fn better_sampling_has_smaller_errors() {
    let chain = [
        step("a", "[]", UNIT),
        step("b", "[\"a\"]", UNIT),
        step("c", "[\"b\"]", UNIT),
    ]
    .concat();
    let both = [
        step("a", "[]", UNIT),
        step("b", "[]", UNIT),
        step("end", "[\"a\", \"b\"]", ""),
    ]
    .concat();
    for (steps, least) in [(chain, 50.0), (both, 4.0)] {
        let plan = plan(&steps);
        let variance = |method| {
            let means: Vec<f64> = (0..40)
                .map(|seed| {
                    let simulation =
                        Simulation::new(Arc::clone(&plan), seed, 1024, method, Detail::Milestones);
                    run(&simulation).milestones[0]
                        .days
                        .as_ref()
                        .expect("it was simulated")
                        .mean
                        .value
                })
                .collect();
            let mean = means.iter().sum::<f64>() / 40.0;
            means
                .iter()
                .map(|value| (value - mean) * (value - mean))
                .sum::<f64>()
                / 39.0
        };
        let plain = variance(Method::Mc);
        // An additive network loses nearly all of its variance; a maximum at least three quarters.
        assert!(plain / variance(Method::Sobol) > least, "sobol");
        assert!(plain / variance(Method::Lhs) > least.min(3.0), "lhs");
    }
}

#[test]
fn errors_are_those_that_other_seeds_show() {
    const SEEDS: u64 = 60;
    let steps = [
        step("a", "[]", UNIT),
        step("b", "[\"a\"]", "duration = { pert = [50, 80, 300], unit = \"day\" }\nfee = { amount = 100, currency = \"JPY\" }"),
        step(
            "c",
            "[\"a\"]",
            "cost = { uniform = [1000, 9000], currency = \"JPY\" }\noutcome = [{ id = \"ok\", p = 0.7 }, { id = \"no\", p = 0.3, stop = \"route\" }]",
        ),
        step("end", "[\"b\", \"c\"]", ""),
    ]
    .concat();
    let plan = plan(&steps);
    let mut median_errors = Vec::new();
    for method in Method::ALL {
        // Value and reported error of each answer, seed by seed.
        let mut answers: [Vec<(f64, f64)>; 5] = [const { Vec::new() }; 5];
        for seed in 0..SEEDS {
            let simulation = Simulation::new(Arc::clone(&plan), seed, 10 * 1024, method, Detail::Full);
            let summary = run(&simulation);
            let milestone = &summary.milestones[0];
            let days = milestone.days.as_ref().expect("reached");
            let cost = summary.cost.as_ref().expect("it was simulated");
            let level = |p| {
                let level = days.level(p).expect("a level of summaries");
                (level.value, level.se)
            };
            let found = [
                (milestone.reached.value, milestone.reached.se),
                (days.mean.value, days.mean.se),
                level(0.5),
                level(0.9),
                (cost.mean.value, cost.mean.se),
            ];
            for (answers, found) in answers.iter_mut().zip(found) {
                answers.push(found);
            }
        }
        for (place, answers) in answers.iter().enumerate() {
            let n = SEEDS as f64;
            let mean = answers.iter().map(|(value, _)| value).sum::<f64>() / n;
            let squares = answers.iter().map(|(value, _)| (value - mean) * (value - mean));
            let real = (squares.sum::<f64>() / (n - 1.0)).sqrt();
            let said = (answers.iter().map(|(_, se)| se * se).sum::<f64>() / n).sqrt();
            // A deviation seen in 60 runs is known to 1 / sqrt(2 · 59), the one said to a fifth of that.
            assert!(
                (said / real - 1.0).abs() < SIGMAS * (1.0 / (2.0 * n - 2.0)).sqrt() * 1.1,
                "{method}, answer {place}: {said} said, {real} seen"
            );
            if place == 2 {
                median_errors.push(said);
            }
        }
    }
    // What the better methods gain is what they say they gain.
    let [plain, lhs, sobol] = median_errors[..] else {
        panic!("three methods")
    };
    assert!(lhs < 0.8 * plain && sobol < 0.8 * plain, "{median_errors:?}");
}

#[test]
fn a_single_future_has_no_error() {
    let summary = run(&Simulation::new(
        plan(&step("a", "[]", UNIT)),
        1,
        1,
        Method::Mc,
        Detail::Full,
    ));
    let milestone = &summary.milestones[0];
    let days = milestone.days.as_ref().expect("reached");
    assert_eq!(milestone.reached.se, f64::INFINITY);
    assert_eq!(days.mean.se, f64::INFINITY);
    assert!(days.levels.iter().all(|level| level.se == f64::INFINITY));
}

#[test]
fn routes_and_jurisdictions_have_their_time_and_cost_with_errors() {
    let steps = [
        step(
            "a",
            "[]",
            "duration = { fixed = 100, unit = \"day\" }\nfee = { amount = 7, currency = \"JPY\" }",
        ),
        step("b", "[\"a\"]", UNIT),
    ]
    .concat();
    let summary = simulate(&steps, 12, Method::Mc);
    for bill in [&summary.routes[0], &summary.jurisdictions[0]] {
        assert_eq!((bill.happens.value, bill.total, bill.total_se), (1.0, 7.0, 0.0));
        assert_eq!(bill.start[3].value, 0.0);
        let median = bill.finish[3];
        assert_eq!(median.p, 0.5);
        // Within 0.1 % and 4.5 errors; the error is that of an exponential's median, 100 / sqrt(n).
        let exact = 100.0 + 100.0 * std::f64::consts::LN_2;
        assert!(
            (median.value - exact).abs() < 0.001 * exact + SIGMAS * median.se,
            "{}",
            median.value
        );
        assert!(
            (median.se * (FUTURES as f64).sqrt() / 100.0 - 1.0).abs() < 0.2,
            "{}",
            median.se
        );
    }
}

#[test]
fn nothing_depends_on_the_order_of_steps_or_on_a_stranger() {
    let steps = [
        step("a", "[]", UNIT),
        step("b", "[\"a\"]", UNIT),
        step(
            "c",
            "[\"a\"]",
            "duration = { pert = [50, 80, 300], unit = \"day\" }\noutcome = [{ id = \"ok\", p = 0.5 }, { id = \"late\", p = 0.5, delay = { uniform = [1, 50], unit = \"day\" } }]",
        ),
        step("end", "[\"b\", \"c\"]", ""),
    ];
    let stranger = step("stranger", "[]", UNIT);
    let milestone = "[[plan.milestone]]\nid = \"m\"\ntitle = \"m\"\nafter = \"end\"\n";
    for method in Method::ALL {
        let days = |steps: &[String]| {
            let summary = simulate(&format!("{milestone}{}", steps.concat()), 10, method);
            Arc::clone(
                &summary.milestones[0]
                    .days
                    .as_ref()
                    .expect("it was simulated")
                    .sorted,
            )
        };
        let mut other = steps.to_vec();
        other.reverse();
        assert_eq!(days(&steps), days(&other), "{method}");
        other.push(stranger.clone());
        // Sobol points are numbered through, so that a stranger may move them.
        if method != Method::Sobol {
            assert_eq!(days(&steps), days(&other), "{method}");
        }
    }
}

#[test]
fn chunks_may_come_in_any_order_and_from_any_thread() {
    for file in regpath_core::catalogue::shipped_plans() {
        let plan = Arc::new(Plan::load(&file, Catalogue::shipped()).expect("sound"));
        let simulation = Simulation::new(plan, 3, 5_000, Method::Mc, Detail::Full);
        let expected = run(&simulation).fingerprint();
        let mut chunks: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..simulation.chunk_count())
                .map(|index| {
                    scope.spawn({
                        let simulation = &simulation;
                        move || simulation.run_chunk(index)
                    })
                })
                .collect();
            threads
                .into_iter()
                .map(|thread| thread.join().expect("a chunk"))
                .collect()
        });
        chunks.reverse();
        let mut collector = Collector::new(&simulation);
        for chunk in chunks {
            let sent =
                regpath_core::run::Chunk::from_bytes(&chunk.to_bytes()).expect("a chunk survives its bytes");
            collector.add(sent);
        }
        assert!(collector.is_done());
        assert_eq!(collector.summary().fingerprint(), expected, "{}", file.name);
    }
}

#[test]
fn beyond_a_million_futures_quantiles_stay_within_their_bound() {
    let plan = plan(&step(
        "a",
        "[]",
        "duration = { lognormal = { median = 100, p90 = 300 }, unit = \"day\" }",
    ));
    let simulation = Simulation::new(plan, 11, 1_200_000, Method::Mc, Detail::Milestones);
    let summary = run(&simulation);
    let sketch = summary.milestones[0].days.as_ref().expect("it was simulated");
    assert_eq!(summary.iterations, 1_200_000);
    let mean = sketch.mean;
    assert!(mean.se > 0.0);
    // Exact quantiles of the lognormal, within the sketch's 0.025 % and 4.5 standard errors.
    let sigma = (3.0_f64).ln() / 1.281_551_565_544_600_4;
    for (p, z) in [
        (0.1, -1.281_551_565_544_600_4),
        (0.5, 0.0),
        (0.9, 1.281_551_565_544_600_4),
    ] {
        let exact = 100.0 * (sigma * z).exp();
        let level = sketch.level(p).expect("it was simulated");
        assert!(
            (level.value - exact).abs()
                < 0.000_25 * exact + SIGMAS * level.se.max(exact * sigma * 2.0 / 1_095.0),
            "P{p}: {}",
            level.value
        );
    }
}

/// The share of futures that reach each milestone.
fn shares(summary: &Summary) -> Vec<f64> {
    summary
        .milestones
        .iter()
        .map(|milestone| milestone.reached.value)
        .collect()
}

#[test]
fn a_milestone_with_a_day_is_judged_on_that_day_alone() {
    // The paper comes on day 10, is lost on day 30 and comes again on day 60.
    let steps = "\
        [[plan.milestone]]\nid = \"early\"\ntitle = \"m\"\nwhen = \"paper\"\nat = \"9 day\"\n\
        [[plan.milestone]]\nid = \"held\"\ntitle = \"m\"\nwhen = \"paper\"\nat = \"10 day\"\n\
        [[plan.milestone]]\nid = \"lost\"\ntitle = \"m\"\nwhen = \"paper\"\nat = \"30 day\"\n\
        [[plan.milestone]]\nid = \"again\"\ntitle = \"m\"\nwhen = \"paper\"\nat = \"60 day\"\n\
        [[plan.milestone]]\nid = \"ever\"\ntitle = \"m\"\nwhen = \"paper\"\n\
        [[artefact]]\nid = \"paper\"\ntitle = \"paper\"\n\
        [[step]]\nid = \"make\"\nduration = { fixed = 10, unit = \"day\" }\nproduces = [\"paper\"]\n\
        [[step]]\nid = \"lose\"\nafter = \"make\"\nduration = { fixed = 20, unit = \"day\" }\n\
        outcome = [{ id = \"lost\", p = 1, lose = \"paper\" }]\n\
        [[step]]\nid = \"mend\"\nafter = \"lose\"\nduration = { fixed = 30, unit = \"day\" }\nproduces = [\"paper\"]\n";
    let summary = simulate(steps, 31, Method::Mc);
    assert_eq!(shares(&summary), [0.0, 1.0, 0.0, 1.0, 1.0]);
    let days = summary.milestones[3].days.as_ref().expect("it is reached");
    assert_eq!(days.mean.value, 60.0);
}

#[test]
fn a_team_serves_the_steps_in_the_order_of_the_plan() {
    // One person, three steps of 10, 20 and 30 days that are all ready on the first day.
    let uses = |days: u32| format!("duration = {{ fixed = {days}, unit = \"day\" }}\nuses = {{ ra = 1 }}");
    let steps = |order: &str| {
        format!(
            "{order}\n[plan.team.ra]\ncapacity = 1\n\
             [[plan.milestone]]\nid = \"a\"\ntitle = \"m\"\nafter = \"a\"\n\
             [[plan.milestone]]\nid = \"b\"\ntitle = \"m\"\nafter = \"b\"\n\
             [[plan.milestone]]\nid = \"c\"\ntitle = \"m\"\nafter = \"c\"\n{}{}{}",
            step("a", "[]", &uses(10)),
            step("b", "[]", &uses(20)),
            step("c", "[]", &format!("tags = [\"urgent\"]\n{}", uses(30))),
        )
    };
    let means = |order: &str| -> Vec<f64> {
        let summary = simulate(&steps(order), 32, Method::Mc);
        let days = summary.milestones.iter().map(|milestone| milestone.days.as_ref());
        days.map(|days| days.expect("all are reached").mean.value)
            .collect()
    };
    assert_eq!(means(""), [10.0, 30.0, 60.0]);
    assert_eq!(means("order = [\"tag:urgent\", \"step:b\"]"), [60.0, 50.0, 30.0]);
    // Who is not named comes last, however long they have waited.
    assert_eq!(means("order = [\"step:c\"]"), [40.0, 60.0, 30.0]);
    // What is no longer there may stand in the order.
    assert_eq!(
        means("order = [\"route:jp.base\", \"step:b\"]"),
        [30.0, 20.0, 60.0]
    );
}

#[test]
fn an_assumption_takes_the_place_of_the_catalogue_s_figures() {
    let chosen = "[plan.device]\nkind = \"samd\"\n[[plan.route]]\nid = \"jp.base\"\n[[plan.route]]\nid = \"jp.samd.single\"\n\
                  options = { study = \"dtx\" }\n";
    let assumed = |rest: &str| {
        plan(&format!(
            "{chosen}[[plan.assumption]]\nid = \"own\"\ntitle = \"x\"\nstep = \"jp.samd.single/study\"\n{rest}\n"
        ))
    };
    let of = |plan: &Plan| {
        let step = plan.steps.iter().find(|step| step.id == "jp.samd.single/study");
        step.expect("the route has it")
            .figures
            .last()
            .expect("a step has figures")
            .1
            .clone()
    };
    let usual = of(&plan(chosen));
    let odds = |plan: &Plan| -> Vec<f64> {
        let outcomes = of(plan).outcomes.expect("a trial may fail");
        outcomes.iter().map(|outcome| outcome.p).collect()
    };
    let lean = assumed("odds = { met = 0.5 }\nduration = { fixed = 30, unit = \"month\" }");
    assert_eq!(odds(&lean), [0.5, 0.25, 0.25]);
    let figures = of(&lean);
    assert_ne!(figures.duration, usual.duration);
    assert_eq!(figures.cost, usual.cost);
    // What follows from an outcome stays.
    let (mine, theirs) = (
        figures.outcomes.expect("as above"),
        usual.outcomes.clone().expect("as above"),
    );
    assert_eq!(mine[1].effect, theirs[1].effect);
    let off = assumed("on = false\nodds = { met = 0.5 }");
    assert_eq!(of(&off), usual);
    assert!(!off.assumptions[0].is_on && lean.assumptions[0].is_on);
}

#[test]
fn one_person_may_do_the_work_of_two_teams() {
    let steps = |teams: &str| {
        format!(
            "{teams}\n{}{}{}",
            step(
                "a",
                "[]",
                "duration = { fixed = 10, unit = \"day\" }\nuses = { ra = 1 }"
            ),
            step(
                "b",
                "[]",
                "duration = { fixed = 20, unit = \"day\" }\nuses = { qa = 1 }"
            ),
            step(
                "c",
                "[\"a\", \"b\"]",
                "duration = { fixed = 5, unit = \"day\" }\nuses = { qa = 1, ra = 1 }"
            ),
        )
    };
    let mean = |teams: &str| {
        let summary = simulate(&steps(teams), 33, Method::Mc);
        summary.milestones[0]
            .days
            .as_ref()
            .expect("it is reached")
            .mean
            .value
    };
    assert_eq!(
        mean("[plan.team.ra]\ncapacity = 1\n[plan.team.qa]\ncapacity = 1"),
        25.0
    );
    assert_eq!(
        mean("[plan.team.ra]\ncapacity = 1\n[plan.team.qa]\nsame_as = \"ra\""),
        35.0
    );
}

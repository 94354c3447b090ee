//! The answers beyond dates and costs, against networks whose answer is known. Tolerances are those of
//! [`crate::exact`].

use std::sync::Arc;

use regpath_core::analysis::compare::{Metric, compare};
use regpath_core::analysis::replay::{Because, Follows, Replay, What};
use regpath_core::analysis::risk::{FUTURES, Risk, Spent};
use regpath_core::analysis::why::{Asked, PartKind, why};
use regpath_core::catalogue::{Catalogue, SourceFile, shipped_plans};
use regpath_core::plan::Plan;
use regpath_core::run::{Detail, Simulation, Summary, run};
use regpath_core::sampling::Method;

use crate::exact::{SIGMAS, UNIT, plan, simulate, step};

fn risk(summary: &Summary) -> &Risk {
    summary.risk.as_ref().expect("the first futures are in")
}

fn fixed(days: u32) -> String {
    format!("duration = {{ fixed = {days}, unit = \"day\" }}")
}

/// Mean days of a part of the waterfall.
fn part(risk: &Risk, step: usize, spent: Spent) -> f64 {
    let found = risk
        .waterfall
        .iter()
        .find(|part| part.step == Some(step) && part.spent == spent);
    found.map_or(0.0, |part| part.days.value)
}

fn assert_waterfall_sums_to_the_mean(risk: &Risk, name: &str) {
    let sum: f64 = risk.waterfall.iter().map(|part| part.days.value).sum();
    assert!(
        (sum - risk.mean.value).abs() < 1e-9 * risk.mean.value,
        "{name}: {sum} against {}",
        risk.mean.value
    );
}

#[test]
fn two_equal_parallel_steps_are_each_critical_in_half_of_the_futures() {
    let steps = [
        step("a", "[]", UNIT),
        step("b", "[]", UNIT),
        step("end", "[\"a\", \"b\"]", ""),
    ]
    .concat();
    let summary = simulate(&steps, 21, Method::Mc);
    for index in 0..2 {
        let criticality = summary.steps[index].criticality;
        assert!((criticality.value - 0.5).abs() < SIGMAS * criticality.se);
        // The one that is longer is 150 days long on the average, in half of the futures.
        let found = risk(&summary)
            .waterfall
            .iter()
            .find(|part| part.step == Some(index));
        let days = found.expect("it is on the path").days;
        assert!((days.value - 75.0).abs() < SIGMAS * days.se, "{}", days.value);
    }
    let paths = &risk(&summary).paths;
    assert_eq!((paths.len(), risk(&summary).different_paths), (2, 2));
    assert!((paths[0].share.value - 0.5).abs() < SIGMAS * paths[0].share.se);
}

#[test]
fn the_rank_correlation_of_one_of_two_equal_normal_steps_is_known() {
    let normal = "duration = { normal = { mean = 100, sd = 10 }, unit = \"day\" }";
    let steps = [step("a", "[]", normal), step("b", "[\"a\"]", normal)].concat();
    let summary = simulate(&steps, 22, Method::Mc);
    assert_eq!(risk(&summary).futures, FUTURES);
    for sensitivity in &risk(&summary).steps {
        // Of two normal variables correlated by 1 / sqrt 2: 6/π asin(r / 2).
        let found = sensitivity.rank_correlation.expect("it varies");
        let expected = 6.0 / std::f64::consts::PI * (0.5_f64.sqrt() / 2.0).asin();
        assert!(
            (found.value - expected).abs() < SIGMAS * found.se,
            "{} against {expected}",
            found.value
        );
        // The mean beyond the 90 % quantile of a normal variable lies φ(1.2816) / 0.1 = 1.7550 deviations out.
        let swing = sensitivity.swing.expect("it varies");
        let se = swing.low.se.hypot(swing.high.se);
        assert!(
            (swing.days() - 2.0 * 17.550).abs() < SIGMAS * se,
            "{}",
            swing.days()
        );
    }
}

#[test]
fn a_step_that_always_takes_as_long_has_no_sensitivity() {
    let steps = [step("a", "[]", &fixed(10)), step("b", "[\"a\"]", UNIT)].concat();
    let summary = simulate(&steps, 23, Method::Mc);
    let [a, b] = &risk(&summary).steps[..] else {
        panic!("two steps")
    };
    assert!(a.rank_correlation.is_none() && a.swing.is_none());
    assert_eq!(b.rank_correlation.map(|found| found.value), Some(1.0));
}

fn shipped(file: &SourceFile) -> Arc<Plan> {
    Arc::new(Plan::load(file, Catalogue::shipped()).expect("shipped plans are sound"))
}

#[test]
fn every_waterfall_sums_to_its_mean() {
    for file in shipped_plans() {
        let plan = shipped(&file);
        let summary = run(&Simulation::new(plan, 1, 2_000, Method::Mc, Detail::Full));
        let risk = risk(&summary);
        assert!(risk.reached > 500 && risk.waterfall.len() > 5, "{}", file.name);
        assert_waterfall_sums_to_the_mean(risk, &file.name);
        let ends: f64 = risk.points.iter().map(|point| point.days).sum();
        assert!((ends / risk.reached as f64 - risk.mean.value).abs() < 1e-9 * risk.mean.value);
    }
}

#[test]
fn the_waterfall_tells_work_rework_people_windows_and_dates_apart() {
    // One person does a for 30 days, then b for 10 days, which was ready on day 5; b is sent back once and
    // takes 10 days again; then c waits for a day that is 100 days after a, and its end waits for a window.
    let steps = format!(
        "[plan.team.ra]\ncapacity = 1\n[[plan.milestone]]\nid = \"end\"\ntitle = \"End\"\nafter = \"c\"\n\
         [[artefact]]\nid = \"zz.paper\"\ntitle = \"Paper\"\nkind = \"document\"\n{}{}{}{}",
        step(
            "a",
            "[]",
            &format!("{}\nuses = {{ ra = 1 }}\nproduces = [\"zz.paper\"]", fixed(30))
        ),
        step("early", "[]", &fixed(5)),
        step(
            "b",
            "[\"early\"]",
            &format!(
                "{}\nuses = {{ ra = 1 }}\noutcome = [{{ id = \"again\", p = 1, redo = \"b\", at_most = 1 }}]",
                fixed(10)
            ),
        ),
        step(
            "c",
            "[\"b\"]",
            &format!(
                "{}\nneeds = {{ held = \"zz.paper\", for_at_least = \"100 day\" }}\n\
                 window = {{ every = \"12 month\", first = \"07-01\", on = \"finish\" }}",
                fixed(10)
            ),
        ),
    );
    let summary = simulate(&steps, 24, Method::Mc);
    let risk = risk(&summary);
    let index = |id: &str| {
        let found = summary.steps.iter().position(|step| step.id.ends_with(id));
        found.expect("the step is there")
    };
    // The plan starts on 2027-01-01; 1 July is day 181. The paper is old enough on day 130, c works until 140.
    assert_eq!(risk.mean.value, 181.0);
    assert_eq!(part(risk, index("/a"), Spent::Work), 30.0);
    assert_eq!(part(risk, index("/c"), Spent::Date), 100.0);
    assert_eq!(part(risk, index("/c"), Spent::Work), 10.0);
    assert_eq!(part(risk, index("/c"), Spent::Window), 41.0);
    // Without the paper's age: early 5, then b waits for its person 25 days, works 10 and again 10.
    let steps = steps.replace(", for_at_least = \"100 day\"", "");
    let summary = simulate(&steps, 24, Method::Mc);
    let risk = summary.risk.as_ref().expect("it was simulated");
    assert_eq!(part(risk, index("/early"), Spent::Work), 5.0);
    assert_eq!(part(risk, index("/b"), Spent::People), 25.0);
    assert_eq!(part(risk, index("/b"), Spent::Work), 10.0);
    assert_eq!(part(risk, index("/b"), Spent::Rework), 10.0);
    assert_waterfall_sums_to_the_mean(risk, "people");
}

#[test]
fn the_chance_of_meeting_both_targets_is_that_of_the_points() {
    let cost = "cost = { uniform = [0, 1000], currency = \"JPY\" }";
    let uniform = "duration = { uniform = [0, 100], unit = \"day\" }";
    let steps = step("a", "[]", &format!("{uniform}\n{cost}"));
    let summary = simulate(&steps, 25, Method::Mc);
    let risk = risk(&summary);
    assert_eq!((risk.scatter.len(), risk.points.len() as u64), (500, FUTURES));
    let chance = risk.chance(50.0, 500.0);
    for (found, expected) in [(chance.time, 0.5), (chance.cost, 0.5), (chance.both, 0.25)] {
        assert!(
            (found.value - expected).abs() < SIGMAS * found.se,
            "{}",
            found.value
        );
    }
    let typical = risk.typical.expect("somebody gets there");
    let days = |future: u64| risk.points[future as usize].days;
    assert!((days(typical.median) - 50.0).abs() < 5.0 && (days(typical.worst) - 95.0).abs() < 5.0);
}

#[test]
fn a_future_replayed_alone_is_that_of_the_run() {
    for file in shipped_plans() {
        let plan = shipped(&file);
        let simulation = Simulation::new(Arc::clone(&plan), 5, 2_000, Method::Mc, Detail::Full);
        let chunk = simulation.run_chunk(1);
        for lane in (0..chunk.len as usize).step_by(100) {
            let iteration = 1024 + lane as u64;
            let alone = Simulation::new(Arc::clone(&plan), 5, iteration + 1, Method::Mc, Detail::Full);
            let replay = Replay::of(&alone, iteration);
            let place = format!("{}, future {iteration}", file.name);
            assert_eq!(replay.cost.to_bits(), chunk.totals()[lane].to_bits(), "{place}");
            let paid: f64 = replay.events.iter().map(|event| event.cost).sum();
            assert_eq!(paid.to_bits(), replay.cost.to_bits(), "{place}");
            for (milestone, times) in replay.milestones.iter().zip(chunk.times()) {
                let days = milestone.days.unwrap_or(f64::INFINITY);
                assert_eq!(days.to_bits(), times[lane].to_bits(), "{place}: {}", milestone.id);
            }
            assert!(replay.events.is_sorted_by(|a, b| a.day <= b.day), "{place}");
        }
    }
}

#[test]
fn a_story_tells_redos_stops_people_and_what_never_starts() {
    // One person; the review is sent back once and then ends the route; the listing waits for its paper.
    let steps = format!(
        "[plan.team.ra]\ncapacity = 1\n[[plan.milestone]]\nid = \"end\"\ntitle = \"End\"\nafter = \"list\"\n\
         [[artefact]]\nid = \"zz.paper\"\ntitle = \"Paper\"\nkind = \"document\"\n{}{}{}{}",
        step(
            "dossier",
            "[]",
            &format!("{}\nuses = {{ ra = 1 }}\nproduces = [\"zz.paper\"]", fixed(30))
        ),
        step("other", "[]", &format!("{}\nuses = {{ ra = 1 }}", fixed(7))),
        step(
            "review",
            "[\"dossier\"]",
            &format!(
                "{}\noutcome = [{{ id = \"ok\", p = 1e-12 }}, {{ id = \"refused\", p = 0.999999999999, \
                 redo = \"dossier\", at_most = 1, then = \"stop\" }}]",
                fixed(10)
            ),
        ),
        step("list", "[\"review\"]", &fixed(5)),
    );
    let simulation = Simulation::new(plan(&steps), 1, 1, Method::Mc, Detail::Full);
    let replay = Replay::of(&simulation, 0);
    let told: Vec<(f64, String)> = replay
        .events
        .iter()
        .map(|event| {
            let words = match &event.what {
                What::Starts {
                    step,
                    round,
                    waited_for_people,
                    ..
                } => {
                    format!("{} starts {round} after {waited_for_people}", step.id)
                }
                What::Ends {
                    step,
                    outcome,
                    follows,
                    made,
                    ..
                } => {
                    let outcome = outcome.as_ref().map_or("", |outcome| &outcome.id);
                    let follows = match follows {
                        Follows::Redo(to) => format!("back to {}", to.id),
                        Follows::RouteEnds(_) => "route ends".to_owned(),
                        other => format!("{other:?}"),
                    };
                    let made: Vec<&str> = made.iter().map(|made| &*made.id).collect();
                    format!("{} ends {outcome} {follows} {made:?}", step.id)
                }
                What::NeverStart {
                    because: Because::RouteEnded,
                    steps,
                } => {
                    let steps: Vec<&str> = steps.iter().map(|step| &*step.id).collect();
                    format!("never {steps:?}")
                }
                other => format!("{other:?}"),
            };
            (event.day, words.replace("x/", ""))
        })
        .collect();
    let expected = [
        (0.0, "dossier starts 0 after 0"),
        (30.0, "dossier ends  Done [\"zz.paper\"]"),
        (30.0, "other starts 0 after 30"),
        (30.0, "review starts 0 after 0"),
        (37.0, "other ends  Done []"),
        (40.0, "review ends refused back to dossier []"),
        (40.0, "dossier starts 1 after 0"),
        (70.0, "dossier ends  Done []"),
        (70.0, "review starts 1 after 0"),
        (80.0, "review ends refused route ends []"),
        (80.0, "never [\"list\"]"),
    ];
    let expected: Vec<(f64, String)> = expected
        .iter()
        .map(|(day, words)| (*day, (*words).to_owned()))
        .collect();
    assert_eq!(told, expected);
}

fn futures(steps: &str, iterations: u64) -> Simulation {
    Simulation::new(plan(steps), 9, iterations, Method::Mc, Detail::Full)
}

#[test]
fn plans_that_differ_by_a_fixed_step_differ_by_its_days_and_cost_in_every_future() {
    let review = step("review", "[]", UNIT);
    let more = format!("{}\ncost = {{ fixed = 700, currency = \"JPY\" }}", fixed(30));
    let [a, b] = [
        step("end", "[\"review\"]", ""),
        step("more", "[\"review\"]", &more) + &step("end", "[\"more\"]", ""),
    ]
    .map(|rest| futures(&format!("{review}{rest}"), 3_000));
    let comparison = compare(&[a, b]);
    assert_eq!(comparison.futures, 3_000);
    for compared in comparison.metrics {
        let expected = if compared.metric == Metric::Cost {
            700.0
        } else {
            30.0
        };
        let difference = compared.plans[1]
            .difference
            .as_ref()
            .expect("it is the second plan");
        assert_eq!(difference.both.value, 1.0);
        let spread = difference.spread.as_ref().expect("both get there");
        for value in [spread.mean.value, spread.median.value, spread.low, spread.high] {
            assert!((value - expected).abs() < 1e-9, "{value} against {expected}");
        }
        assert!(spread.mean.se < 1e-9 && spread.variance_ratio.is_none());
        assert_eq!((spread.better.value, spread.worse.value), (0.0, 1.0));
        assert!(compared.plans[0].difference.is_none());
    }
}

#[test]
fn futures_that_only_one_plan_brings_to_the_end_are_counted_apart() {
    // Both hang on the same throw: A gets there with the first 60 %, B with the last 70 %.
    let outcome = |from: f64, to: f64| {
        format!(
            "{}\noutcome = [{{ id = \"low\", p = {from}, stop = \"route\" }}, {{ id = \"mid\", p = {} }}, \
             {{ id = \"high\", p = {}, stop = \"route\" }}]",
            fixed(10),
            to - from,
            1.0 - to
        )
    };
    let [a, b] =
        [outcome(0.0, 0.6), outcome(0.3, 1.0)].map(|rest| futures(&step("throw", "[]", &rest), 20_000));
    let comparison = compare(&[a, b]);
    let target = &comparison.metrics[0];
    assert_eq!(target.metric, Metric::Target);
    let difference = target.plans[1]
        .difference
        .as_ref()
        .expect("it is the second plan");
    for (found, expected) in [
        (difference.both, 0.3),
        (difference.only_first, 0.3),
        (difference.only_this, 0.4),
    ] {
        assert!(
            (found.value - expected).abs() < SIGMAS * found.se,
            "{} against {expected}",
            found.value
        );
    }
}

#[test]
fn the_same_futures_make_differences_four_times_as_sure() {
    let file = shipped_plans()
        .into_iter()
        .find(|file| file.name.ends_with("mdsap-five-countries.toml"))
        .expect("the plan is shipped");
    let mut later = file.clone();
    later.text = file
        .text
        .replace("\nnot_before = \"0 month\"", "\nnot_before = \"12 month\"");
    assert_ne!(file.text, later.text, "the plan has its lever");
    let [now, later] =
        [file, later].map(|file| Simulation::new(shipped(&file), 7, 10_000, Method::Mc, Detail::Full));
    for compared in compare(&[now, later]).metrics {
        let difference = compared.plans[1]
            .difference
            .as_ref()
            .expect("it is the second plan");
        if compared.metric == Metric::OutOfCash {
            // Two shares of other futures each would differ with the sum of their variances.
            let apart = compared.plans[0].reached.se.hypot(compared.plans[1].reached.se);
            assert!(
                apart > 1.2 * difference.share.se,
                "{apart} {}",
                difference.share.se
            );
            continue;
        }
        let spread = difference.spread.as_ref().expect("some futures have both");
        let ratio = spread.variance_ratio.expect("the differences vary");
        // Only some futures are put off at the first approval, so that little can be gained there.
        let least = if compared.metric == Metric::FirstApproval {
            1.5
        } else {
            4.0
        };
        assert!(ratio > least, "{:?}: {ratio}", compared.metric);
    }
}

#[test]
fn a_number_counts_as_its_weakest_figures() {
    // 60 days of grade A, 30 and 5 of grade C, and a wait of 5 days that no figure stands for.
    let graded = |days, grade| {
        let source = if grade == "A" {
            "\nsource = \"law\"\nas_of = \"2026\""
        } else {
            ""
        };
        format!("{}{source}\nconfidence = \"{grade}\"", fixed(days))
    };
    let steps = format!(
        "[plan.team.ra]\ncapacity = 1\n[[source]]\nid = \"law\"\ntitle = \"Law\"\npublisher = \"State\"\ndate = \"2026\"\n\
         [[plan.milestone]]\nid = \"end\"\ntitle = \"End\"\nafter = \"c\"\n{}{}{}{}",
        step("busy", "[]", &format!("{}\nuses = {{ ra = 1 }}", fixed(10))),
        step("early", "[]", &fixed(5)),
        step(
            "b",
            "[\"early\"]",
            &format!("{}\nuses = {{ ra = 1 }}", graded(60, "A"))
        ),
        step("c", "[\"b\"]", &graded(30, "C")),
    );
    let plan = plan(&steps);
    let asked = Asked::parse(&plan, "end").expect("it is the milestone");
    let simulation = Simulation::new(Arc::new(asked.plan(&plan)), 1, 1_000, Method::Mc, Detail::Full);
    let found = why(&plan, &run(&simulation), None, asked).expect("every future gets there");
    assert_eq!(found.mean.value, 100.0);
    let parts: Vec<(Option<&str>, PartKind, f64)> = found
        .parts
        .iter()
        .map(|part| (part.step.as_ref().map(|step| &*step.id), part.part, part.amount))
        .collect();
    let expected = [
        (Some("x/b"), PartKind::Days(Spent::Work), 60.0),
        (Some("x/c"), PartKind::Days(Spent::Work), 30.0),
        (Some("x/early"), PartKind::Days(Spent::Work), 5.0),
        (Some("x/b"), PartKind::Days(Spent::People), 5.0),
    ];
    assert_eq!(parts, expected);
    for (found, expected) in found
        .grades
        .into_iter()
        .chain([found.ungraded])
        .zip([0.6, 0.0, 0.35, 0.05])
    {
        assert!((found - expected).abs() < 1e-12);
    }
    assert_eq!(found.sources.len(), 1);
    let wrong = Asked::parse(&plan, "ends")
        .expect_err("there is no such milestone")
        .to_string();
    assert!(
        wrong.contains("did you mean `end`?") && wrong.contains("cost"),
        "{wrong}"
    );
}

//! The answers beyond dates and costs, against networks whose answer is known. Tolerances are those of
//! [`crate::exact`].

use regpath_core::analysis::risk::{FUTURES, Risk, Spent};
use regpath_core::run::{Detail, Simulation, Summary, run};
use regpath_core::sampling::Method;

use crate::exact::{SIGMAS, UNIT, simulate, step};

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

#[test]
fn every_waterfall_sums_to_its_mean() {
    for file in regpath_core::catalogue::shipped_plans() {
        let plan = regpath_core::plan::Plan::load(&file, regpath_core::catalogue::Catalogue::shipped());
        let plan = std::sync::Arc::new(plan.expect("shipped plans are sound"));
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

//! Updates after approval: queues whose waiting times are known, costs to the yen, and break-even by hand.

use std::sync::Arc;

use regpath_core::catalogue::{Catalogue, SourceFile};
use regpath_core::plan::Plan;
use regpath_core::run::{CashKind, Detail, MarketLife, Simulation, Summary, run};
use regpath_core::sampling::Method;

use crate::exact::SIGMAS;

const DAYS_PER_MONTH: f64 = 365.25 / 12.0;

/// A way to field updates that takes so long and costs so much.
fn way(id: &str, duration: &str, cost: &str) -> SourceFile {
    SourceFile {
        name: format!("{id}.toml"),
        text: format!(
            r#"
[route]
id = "jp.{id}"
title = "{id}"
jurisdiction = "jp"
update = true
grants = ["update.fielded"]
source = "estimate"
as_of = "2026"
confidence = "C"
[[step]]
id = "work"
duration = {{ {duration}, unit = "month" }}
cost = {{ {cost}, currency = "JPY" }}
[[step]]
id = "fielded"
after = "work"
produces = ["update.fielded"]
"#
        ),
    }
}

fn simulate(plan: &str, ways: &[SourceFile], futures: u64) -> Summary {
    let (catalogue, problems) = Catalogue::shipped().with(ways);
    assert!(problems.is_empty(), "{problems:#?}");
    let file = SourceFile {
        name: "plan.toml".to_owned(),
        text: format!("[plan]\nid = \"p\"\ntitle = \"P\"\nstart = 2027-01-01\n{plan}"),
    };
    let plan = match Plan::load(&file, &catalogue) {
        Ok(plan) => Arc::new(plan),
        Err(error) => panic!("{:#?}", error.problems),
    };
    run(&Simulation::new(plan, 11, futures, Method::Mc, Detail::Full))
}

/// A product that is on the market after `OPEN` months, and whose candidates come as `RHYTHM` says.
const PLAN: &str = r#"
horizon = "HORIZON month"
milestone = [{ id = "sold", title = "Sold", after = "open" }]
[plan.lifecycle]
RHYTHM
[[plan.lifecycle.market]]
jurisdiction = "jp"
from = "on-sale"
regime = [REGIMES]
MORE
[[artefact]]
id = "on-sale"
title = "On sale"
[[step]]
id = "open"
duration = { fixed = OPEN, unit = "month" }
produces = ["on-sale"]
"#;

fn text(horizon: u32, open: &str, rhythm: &str, regimes: &str) -> String {
    PLAN.replace("HORIZON", &horizon.to_string())
        .replace("OPEN", open)
        .replace("RHYTHM", rhythm)
        .replace("REGIMES", regimes)
}

fn market(summary: &Summary) -> &MarketLife {
    &summary.life.as_ref().expect("the plan has a lifecycle").markets[0]
}

fn months(days: f64) -> f64 {
    days / DAYS_PER_MONTH
}

fn mean(spread: Option<&regpath_core::run::Spread>) -> f64 {
    spread.expect("the market opens").mean.value
}

#[test]
fn clockwork_below_capacity_waits_for_its_own_work_only() {
    // D/D/1: a candidate every 6 months from month 2 on, 4 months of work each; 60 months hold nine of them, the last of
    // which is ready in month 56 and fielded on the horizon.
    let plan = text(60, "2", "every = \"6 month\"", "{ route = \"jp.slow\" }").replace("MORE", "");
    let summary = simulate(&plan, &[way("slow", "fixed = 4", "fixed = 1_000")], 8);
    let market = market(&summary);
    assert_eq!((market.opens.value, market.ready.value), (1.0, 9.0));
    assert_eq!(mean(market.fielded.as_ref()), 9.0);
    for wait in [market.wait_p50, market.wait_p90, market.wait_mean] {
        assert!((months(wait.expect("it is there").value) / 4.0 - 1.0).abs() < 0.001);
    }
    assert!((months(mean(market.outdated.as_ref())) - 36.0).abs() < 1e-6);
    assert_eq!(mean(market.cost.as_ref()), 9_000.0);
}

#[test]
fn clockwork_beyond_capacity_waits_longer_each_time() {
    // D/D/1 with 8 months of work every 6: the n-th candidate waits 8 + 2 (n - 1) months. By month 62 seven are fielded.
    let plan = text(62, "0", "every = \"6 month\"", "{ route = \"jp.slow\" }").replace("MORE", "");
    let summary = simulate(&plan, &[way("slow", "fixed = 8", "fixed = 1_000")], 8);
    let market = market(&summary);
    assert_eq!(mean(market.fielded.as_ref()), 7.0);
    let by_hand: f64 = (0..7).map(|n| 8.0 + 2.0 * f64::from(n)).sum::<f64>() / 7.0;
    assert!((months(market.wait_mean.expect("it is there").value) - by_hand).abs() < 1e-9);
    assert!((months(market.wait_p50.expect("it is there").value) / 14.0 - 1.0).abs() < 0.001);
}

#[test]
fn candidates_filed_together_wait_for_the_last_of_them() {
    // Two at a time, every 6 months, 4 months of work: one of two waits 6 months for its fellow.
    let plan = text(
        64,
        "0",
        "every = \"6 month\"\nbatch = 2",
        "{ route = \"jp.slow\" }",
    )
    .replace("MORE", "");
    let summary = simulate(&plan, &[way("slow", "fixed = 4", "fixed = 1_000")], 8);
    let market = market(&summary);
    assert_eq!(mean(market.fielded.as_ref()), 10.0);
    assert!((months(market.wait_mean.expect("it is there").value) - 7.0).abs() < 1e-9);
    assert_eq!(mean(market.cost.as_ref()), 5_000.0);
}

/// The distribution of waiting in an M/D/1 queue, for arrivals at `rate` and work of `service` (Crommelin 1932; Erlang 1909).
fn waits_at_most(t: f64, rate: f64, service: f64) -> f64 {
    let mut sum = 0.0;
    let mut factorial = 1.0;
    for k in 0..=(t / service).floor() as i32 {
        if k > 0 {
            factorial *= f64::from(k);
        }
        let x = rate * (t - f64::from(k) * service);
        sum += (-x).powi(k) / factorial * x.exp();
    }
    (1.0 - rate * service) * sum
}

#[test]
fn random_candidates_wait_as_in_an_m_d_1_queue() {
    let (between, service) = (10.0, 4.0);
    let plan = text(
        600,
        "0",
        "every = \"10 month\"\narrival = \"random\"",
        "{ route = \"jp.slow\" }",
    )
    .replace("MORE", "");
    let summary = simulate(
        &plan,
        &[way("slow", &format!("fixed = {service}"), "fixed = 1_000")],
        4_000,
    );
    let market = market(&summary);
    let rate = 1.0 / between;
    // Pollaczek-Khinchine: work and the mean wait before it. The queue begins empty and ends with what is under way, which
    // moves the mean by less than its relaxation over the horizon, 1 %.
    let expected = service + rate * service * service / (2.0 * (1.0 - rate * service));
    let found = market.wait_mean.expect("it is there");
    let tolerance = SIGMAS * months(found.se) + 0.01 * expected;
    assert!(
        (months(found.value) - expected).abs() < tolerance,
        "{} {expected}",
        months(found.value)
    );
    let p90 = months(market.wait_p90.expect("it is there").value) - service;
    let level = waits_at_most(p90, rate, service);
    assert!((level - 0.9).abs() < 0.01, "{p90} {level}");
    // Half of the updates wait for nothing, or little.
    let p50 = months(market.wait_p50.expect("it is there").value) - service;
    assert!(
        waits_at_most(0.0, rate, service) > 0.5 && p50 < 0.01 * service,
        "{p50}"
    );
    // A Poisson number of candidates.
    assert!((market.ready.value - 60.0).abs() < SIGMAS * market.ready.se);
}

#[test]
fn random_work_waits_as_pollaczek_and_khinchine_say() {
    // M/G/1 with work uniform between 0 and 8 months: mean 4, mean square 64 / 3.
    let plan = text(
        600,
        "0",
        "every = \"10 month\"\narrival = \"random\"",
        "{ route = \"jp.slow\" }",
    )
    .replace("MORE", "");
    let summary = simulate(&plan, &[way("slow", "uniform = [0, 8]", "fixed = 1_000")], 4_000);
    let found = market(&summary).wait_mean.expect("it is there");
    let expected = 4.0 + 0.1 * (64.0 / 3.0) / (2.0 * (1.0 - 0.4));
    let tolerance = SIGMAS * months(found.se) + 0.015 * expected;
    assert!(
        (months(found.value) - expected).abs() < tolerance,
        "{} {expected}",
        months(found.value)
    );
}

#[test]
fn a_market_that_does_not_open_is_not_mixed_with_one_that_does() {
    let plan = text(60, "2", "every = \"6 month\"", "{ route = \"jp.slow\" }")
        .replace("MORE", "")
        .replace(
            "produces = [\"on-sale\"]",
            "outcome = [{ id = \"yes\", p = 0.25, produces = [\"on-sale\"] }, { id = \"no\", p = 0.75 }]",
        );
    let summary = simulate(&plan, &[way("slow", "fixed = 4", "fixed = 1_000")], 4_000);
    let market = market(&summary);
    assert!((market.opens.value - 0.25).abs() < SIGMAS * market.opens.se);
    assert_eq!(market.ready.value, 9.0);
    let fielded = market.fielded.as_ref().expect("it is there");
    assert_eq!((fielded.mean.value, fielded.sd), (9.0, 0.0));
    assert_eq!(market.regimes[0].update_cost.value, 1_000.0);
}

const CASH: &str = r#"
[plan.money]
cash = { amount = 10_000, currency = "JPY" }
discount = 0
"#;

#[test]
fn updates_are_paid_for_from_the_cash_to_the_yen() {
    let plan = text(60, "2", "every = \"6 month\"", "{ route = \"jp.slow\" }").replace("MORE", CASH);
    let summary = simulate(&plan, &[way("slow", "fixed = 4", "fixed = 1_000")], 8);
    let cash = summary.cash.as_ref().expect("it is there");
    let updates = cash
        .flows
        .iter()
        .find(|flow| flow.kind == CashKind::Updates)
        .expect("it is there");
    assert_eq!((updates.mean, updates.se), (9_000.0, 0.0));
    assert_eq!(cash.closing.as_ref().expect("it is there").sorted[0], 1_000.0);
    assert_eq!(cash.npv.as_ref().expect("it is there").sorted[0], -9_000.0);
    // The first candidate is ready in month 8 and costs 250 in each of the four months after.
    assert_eq!(cash.fan[7], [10_000.0; 5]);
    assert_eq!(cash.fan[8], [9_750.0; 5]);
    assert_eq!(cash.fan[11], [9_000.0; 5]);
    // The direct cost and the bills have it as well.
    assert_eq!(summary.cost.as_ref().expect("it is there").mean.value, 9_000.0);
    let bill = summary.routes.last().expect("it is there");
    assert_eq!(
        (bill.id.as_str(), bill.cost, bill.total),
        ("jp.slow", 9_000.0, 9_000.0)
    );
    let japan = summary
        .jurisdictions
        .iter()
        .find(|bill| bill.id == "jp")
        .expect("it is there");
    assert_eq!(japan.total, 9_000.0);
}

/// Setting up `jp.planned` costs `SETUP`, after which its updates can be used.
fn with_setup(setup: &str) -> String {
    text(
        60,
        "2",
        "every = \"6 month\"",
        "{ route = \"jp.planned\", needs = \"plan-confirmed\", setup = [\"step:confirm\"] }, { route = \"jp.partial\" }",
    )
    .replace(
        "MORE",
        &format!(
            r#"
[[artefact]]
id = "plan-confirmed"
title = "Plan confirmed"
[[step]]
id = "confirm"
duration = {{ fixed = 1, unit = "month" }}
cost = {{ {setup}, currency = "JPY" }}
produces = ["plan-confirmed"]
"#
        ),
    )
}

#[test]
fn a_change_plan_pays_back_as_the_hand_calculation_says() {
    // Set-up: 0.2 for the consultation, 5.0 for the plan, 1.5 for its confirmation; a partial change takes 2.5 and 4.5 months
    // and costs 5.0 and 0.95, a planned one 1.5 and 1 months, 3.0 and 0.1 (millions of yen, most likely values).
    let ways = [
        way("planned", "fixed = 2.5", "fixed = 3_100_000"),
        way("partial", "fixed = 7", "fixed = 5_950_000"),
    ];
    let summary = simulate(&with_setup("fixed = 6_700_000"), &ways, 64);
    let market = market(&summary);
    let [planned, partial] = &market.regimes[..] else {
        panic!("two ways")
    };
    assert_eq!(
        (planned.update_cost.value, partial.update_cost.value),
        (3_100_000.0, 5_950_000.0)
    );
    let pays = planned.break_even.expect("it saves");
    let by_hand = 6.7 / 2.85;
    for value in [pays.value, pays.low, pays.high.expect("it is sure")] {
        assert!((value - by_hand).abs() < 1e-9, "{value}");
    }
    assert_eq!(
        pays.futures,
        [Some(3.0); 3],
        "money is saved from the third change on"
    );
    assert!(partial.break_even.is_none());
    assert!(
        (months(market.wait_p50.expect("it is there").value) / 2.5 - 1.0).abs() < 0.001,
        "in place of seven"
    );
}

#[test]
fn the_interval_of_a_break_even_holds_the_truth_as_often_as_it_says() {
    // Set-up uniform with mean 10, saving uniform with mean 4: after 2.5 updates.
    let ways = [
        way("planned", "fixed = 1", "uniform = [0, 4_000]"),
        way("partial", "fixed = 1", "fixed = 6_000"),
    ];
    let (mut held, runs) = (0, 60);
    for seed in 0..runs {
        let (catalogue, _) = Catalogue::shipped().with(&ways);
        let file = SourceFile {
            name: "plan.toml".to_owned(),
            text: format!(
                "[plan]\nid = \"p\"\ntitle = \"P\"\nstart = 2027-01-01\n{}",
                with_setup("uniform = [5_000, 15_000]")
            ),
        };
        let plan = Arc::new(Plan::load(&file, &catalogue).expect("it loads"));
        let summary = run(&Simulation::new(plan, seed, 200, Method::Mc, Detail::Full));
        let pays = market(&summary).regimes[0].break_even.expect("it saves");
        assert!(pays.low <= pays.value && pays.value <= pays.high.expect("it is sure"));
        held += i32::from(pays.low <= 2.5 && 2.5 <= pays.high.expect("it is sure"));
    }
    // Binomial with 90 %: 54 ± 2.3; five deviations.
    assert!((held - 54).abs() <= 11, "{held} of {runs}");
}

#[test]
fn a_plan_that_saves_nothing_never_pays() {
    let ways = [
        way("planned", "fixed = 1", "fixed = 6_000"),
        way("partial", "fixed = 1", "fixed = 6_000"),
    ];
    let summary = simulate(&with_setup("fixed = 10_000"), &ways, 16);
    assert!(market(&summary).regimes[0].break_even.is_none());
}

#[test]
fn half_the_updates_of_two_kinds_go_each_their_way() {
    let plan = text(
        600,
        "0",
        "every = \"6 month\"\nchange = [{ id = \"small\", title = \"Small\", share = 0.5 }, { id = \"large\", title = \"Large\", share = 0.5 }]",
        "{ route = \"jp.planned\", changes = [\"small\"] }, { route = \"jp.partial\" }",
    )
    .replace("MORE", "");
    let ways = [
        way("planned", "fixed = 1", "fixed = 1_000"),
        way("partial", "fixed = 1", "fixed = 3_000"),
    ];
    let summary = simulate(&plan, &ways, 1_000);
    let market = market(&summary);
    let share = market.regimes[0].share;
    assert!((share.value - 0.5).abs() < SIGMAS * share.se, "{}", share.value);
    let cost = market.cost.as_ref().expect("it is there").mean;
    // Ninety-nine are begun and paid for by the horizon; the hundredth is ready on it and its work begins there.
    assert!(
        (cost.value - 100.0 * 2_000.0).abs() < SIGMAS * cost.se,
        "{}",
        cost.value
    );
}

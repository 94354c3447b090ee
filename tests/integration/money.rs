//! Cash to the last yen: exact answers by hand, drivers, correlation, exchange rates.

use std::sync::Arc;

use regpath_core::catalogue::{Catalogue, SourceFile};
use regpath_core::plan::Plan;
use regpath_core::run::{CashKind, CashSummary, Detail, Simulation, Summary, run};
use regpath_core::sampling::Method;

const DAYS_PER_MONTH: f64 = 365.25 / 12.0;

fn plan(text: &str) -> Arc<Plan> {
    let file = SourceFile {
        name: "plan.toml".to_owned(),
        text: format!("[plan]\nid = \"p\"\ntitle = \"P\"\nstart = 2027-01-01\n{text}"),
    };
    match Plan::load(&file, Catalogue::shipped()) {
        Ok(plan) => Arc::new(plan),
        Err(error) => panic!("{:#?}", error.problems),
    }
}

fn simulate(text: &str, iterations: u64) -> Summary {
    run(&Simulation::new(
        plan(text),
        7,
        iterations,
        Method::Mc,
        Detail::Full,
    ))
}

fn cash(text: &str, iterations: u64) -> CashSummary {
    simulate(text, iterations).cash.expect("the plan has money")
}

fn flow(cash: &CashSummary, kind: CashKind) -> f64 {
    cash.flows
        .iter()
        .find(|flow| flow.kind == kind)
        .expect("every kind is listed")
        .mean
}

fn fixed(spread: Option<&regpath_core::run::Spread>) -> f64 {
    let spread = spread.expect("there are values");
    assert!(spread.sd < 1e-6, "every future is the same: {spread:?}");
    spread.sorted[0]
}

/// A study of six months for 600, a fee of 50 at its start, one person at 10 a month, a burn of 20 a month.
const STUDY: &str = r#"
horizon = "12 month"
currency = "JPY"
target = "done"
team.ra = { monthly_cost = { amount = 10, currency = "JPY" } }
milestone = [{ id = "done", title = "Done", after = "study" }]
[plan.money]
cash = { amount = 1_000, currency = "JPY" }
burn = { amount = 20, currency = "JPY" }
discount = 0
MORE
[[step]]
id = "study"
kind = "study"
duration = { fixed = 6, unit = "month" }
fee = { amount = 50, currency = "JPY" }
cost = { fixed = 600, currency = "JPY" }
uses = { ra = 1 }
"#;

#[test]
fn fixed_amounts_add_up_to_the_yen() {
    let cash = cash(&STUDY.replace("MORE", ""), 100);
    assert_eq!(flow(&cash, CashKind::Fees), 50.0);
    assert_eq!(flow(&cash, CashKind::ThirdParties), 600.0);
    assert_eq!(flow(&cash, CashKind::People), 60.0);
    assert_eq!(flow(&cash, CashKind::Burn), 240.0);
    assert_eq!(fixed(cash.closing.as_ref()), 50.0);
    assert_eq!(fixed(cash.npv.as_ref()), -950.0);
    assert_eq!(cash.out_by_horizon.value, 0.0);
    // After the first month: 1000 - 50 - 100 - 10 - 20.
    assert_eq!(cash.fan[0], [820.0; 5]);
    assert_eq!(cash.fan[5], [170.0; 5]);
    assert_eq!(cash.fan.len(), 12);
}

/// One of two prices, and each year again: a future has one of them throughout.
#[test]
fn what_comes_round_keeps_its_price() {
    let text = r#"
horizon = "10 year"
currency = "JPY"
target = "done"
milestone = [{ id = "done", title = "Done", after = "licence" }]
[plan.money]
cash = { amount = 10_000, currency = "JPY" }
discount = 0
[[artefact]]
id = "own.licence"
title = "Licence"
[[step]]
id = "licence"
duration = { fixed = 1, unit = "month" }
produces = ["own.licence"]
[[step]]
id = "audit"
recurring = { from = "own.licence", every = "1 year" }
duration = { fixed = 1, unit = "week" }
cost = { discrete = [[10, 0.5], [30, 0.5]], currency = "JPY" }
"#;
    let cash = cash(text, 4_000);
    let closing = cash.closing.as_ref().expect("there are values");
    // Nine rounds by the horizon: 90 or 270 in all, half of the futures each.
    let mut ends = closing.sorted.to_vec();
    ends.dedup();
    assert_eq!(ends, [9_730.0, 9_910.0]);
    assert!((flow(&cash, CashKind::ThirdParties) - 180.0).abs() < 6.0);
}

#[test]
fn money_that_does_not_last_runs_out_in_its_month() {
    let text = STUDY
        .replace("MORE", "")
        .replace("amount = 1_000", "amount = 500");
    let cash = cash(&text, 100);
    // 500 - 50 = 450 lasts three months at 130: the fourth month ends at -70.
    assert_eq!(cash.out_by_horizon.value, 1.0);
    assert_eq!((fixed(cash.out.as_ref()) / DAYS_PER_MONTH).floor(), 3.0);
    assert_eq!(fixed(cash.lowest.as_ref()), -450.0);
    assert_eq!(cash.out_before_revenue.value, 1.0);
}

#[test]
fn funding_comes_on_a_date_or_after_a_milestone() {
    let more = r#"
[[plan.money.funding]]
id = "seed"
amount = { fixed = 300, currency = "JPY" }
on = 2027-03-15
[[plan.money.funding]]
id = "series-a"
amount = { fixed = 1_000, currency = "JPY" }
after = "done"
delay = { fixed = 2, unit = "month" }
[[plan.money.funding]]
id = "coin"
amount = { fixed = 1, currency = "JPY" }
on = 2027-03-15
chance = 0.25
"#;
    let cash = cash(&STUDY.replace("MORE", more), 40_000);
    assert_eq!(cash.items[0].comes.value, 1.0);
    assert_eq!(fixed(cash.items[0].day.as_ref()), 73.0);
    assert!((fixed(cash.items[1].day.as_ref()) - 8.0 * DAYS_PER_MONTH).abs() < 1e-9);
    assert!((cash.items[2].comes.value - 0.25).abs() < 4.0 * cash.items[2].comes.se);
    assert!((flow(&cash, CashKind::Funding) - 1_300.25).abs() < 0.01);
    // Rounds are no value: they are left out of the present value.
    assert_eq!(fixed(cash.npv.as_ref()), -950.0);
}

#[test]
fn a_subsidy_pays_its_rate_up_to_its_cap_in_arrears() {
    let scheme = r#"
[[plan.money.subsidy]]
scheme = "half"
[[scheme]]
id = "half"
title = "Half"
body = "Agency"
rate = { value = 0.5 }
cap = { amount = CAP, currency = "JPY" }
lasts = { fixed = 2, unit = "year" }
on = ["kind:study"]
decision = { fixed = 3, unit = "month" }
arrears = { fixed = 1, unit = "month" }
"#;
    // Awarded after three months: the fee is not eligible any more, three of six months of the study are: 300.
    // Half of it is paid a year and a month after the award.
    let long = STUDY.replace("12 month", "24 month");
    let without_cap = cash(&long.replace("MORE", &scheme.replace("CAP", "1_000")), 10);
    assert_eq!(flow(&without_cap, CashKind::Subsidies), 150.0);
    assert!((fixed(without_cap.items[0].day.as_ref()) - 3.0 * DAYS_PER_MONTH).abs() < 1e-9);
    let before = without_cap.fan[15][2];
    assert_eq!(without_cap.fan[16][2] - before, 150.0 - 20.0);
    let capped = cash(&long.replace("MORE", &scheme.replace("CAP", "120")), 10);
    assert_eq!(flow(&capped, CashKind::Subsidies), 120.0);
    // Within a year the payment in arrears does not come.
    let short = cash(&STUDY.replace("MORE", &scheme.replace("CAP", "120")), 10);
    assert_eq!(flow(&short, CashKind::Subsidies), 0.0);
}

#[test]
fn a_subsidy_waits_for_its_call_and_has_a_cap_for_each_year() {
    let scheme = r#"
[[plan.money.subsidy]]
scheme = "yearly"
[[scheme]]
id = "yearly"
title = "Yearly"
body = "Agency"
rate = { value = 0.5 }
cap = { amount = 200, currency = "JPY" }
cap_per = "year"
lasts = { fixed = 2, unit = "year" }
on = ["kind:study"]
window = { every = "1 year", first = "04-01" }
decision = { fixed = 30, unit = "day" }
"#;
    // A study of 36 months at 100 a month from 2027-01-01 on. The call closes on 2027-04-01, 90 days later; the award comes
    // after another 30. From then on 365.25 days at 3600 / (36 months) a day are 1200, half of which is 600: the cap of
    // 200 holds for each of the two years.
    let text = STUDY
        .replace("12 month", "60 month")
        .replace("fixed = 6, unit = \"month\"", "fixed = 36, unit = \"month\"")
        .replace("cost = { fixed = 600", "cost = { fixed = 3_600")
        .replace("amount = 1_000", "amount = 9_000");
    let yearly = cash(&text.replace("MORE", scheme), 10);
    assert_eq!(fixed(yearly.items[0].day.as_ref()), 120.0);
    assert_eq!(flow(&yearly, CashKind::Subsidies), 400.0);
    let whole = cash(
        &text.replace("MORE", &scheme.replace("cap_per = \"year\"\n", "")),
        10,
    );
    assert_eq!(flow(&whole, CashKind::Subsidies), 200.0);
    let free = cash(
        &text.replace("MORE", &scheme.replace("amount = 200", "amount = 9_999")),
        10,
    );
    assert_eq!(flow(&free, CashKind::Subsidies), 1_200.0);
    // A plan that begins the day after the call waits for the next one, 365 days later.
    let late = scheme.replace("first = \"04-01\"", "first = \"12-31\"");
    let late = cash(&text.replace("MORE", &late), 10);
    assert_eq!(fixed(late.items[0].day.as_ref()), 364.0 + 30.0);
}

#[test]
fn present_values_are_discounted_to_the_middle_of_each_month() {
    // 50 at once and 100 + 10 a month for six months, 20 a month for twelve, at 10 % a year.
    let cash = cash(
        &STUDY
            .replace("MORE", "")
            .replace("discount = 0", "discount = 0.1"),
        10,
    );
    let by_hand: f64 = (0..12)
        .map(|month| {
            let spent = 20.0 + if month < 6 { 110.0 } else { 0.0 } + if month == 0 { 50.0 } else { 0.0 };
            -spent / 1.1_f64.powf((f64::from(month) + 0.5) / 12.0)
        })
        .sum();
    assert!((fixed(cash.npv.as_ref()) - by_hand).abs() < 1e-9, "{by_hand}");
}

#[test]
fn what_the_coming_of_a_round_means_is_told() {
    // 500 last for three months without the round of 1000 on the first day.
    let more = r#"
[[plan.money.funding]]
id = "seed"
amount = { fixed = 1_000, currency = "JPY" }
on = 2027-01-01
chance = 0.25
"#;
    let text = STUDY.replace("MORE", more).replace(
        "amount = 1_000, currency = \"JPY\" }\nburn",
        "amount = 500, currency = \"JPY\" }\nburn",
    );
    let cash = cash(&text, 4_000);
    let item = &cash.items[0];
    assert_eq!(item.out_with.map(|share| share.value), Some(0.0));
    assert_eq!(item.out_without.map(|share| share.value), Some(1.0));
    assert_eq!(cash.out_before_revenue.value, 1.0 - item.comes.value);
}

#[test]
fn sales_ramp_up_to_their_plateau() {
    let more = r#"
[[plan.money.revenue]]
id = "jp"
after = "done"
lag = { fixed = 1, unit = "month" }
ramp = "2 month"
monthly = { fixed = 1_000, currency = "JPY" }
until = "4 month"
"#;
    let cash = cash(&STUDY.replace("MORE", more), 10);
    assert!((fixed(cash.first_revenue.as_ref()) - 7.0 * DAYS_PER_MONTH).abs() < 1e-9);
    // 250 and 750 while it ramps up, then 1000 for two months, then nothing.
    assert_eq!(flow(&cash, CashKind::Revenue), 3_000.0);
    let steps: Vec<f64> = cash
        .fan
        .windows(2)
        .map(|months| months[1][2] - months[0][2] + 20.0)
        .collect();
    assert_eq!(steps[6..11], [250.0, 750.0, 1_000.0, 1_000.0, 0.0]);
}

#[test]
fn what_goes_in_and_out_adds_up_in_a_real_plan() {
    for name in ["ai-imaging-asean", "mdsap-five-countries", "learning-software"] {
        let file = regpath_core::catalogue::shipped_plan(name).expect("it is shipped");
        let money = r#"
[plan.money]
cash = { amount = 300_000_000, currency = "JPY" }
burn = { amount = 2_345_678, currency = "JPY" }
[[plan.money.funding]]
id = "a"
amount = { pert = [1, 2, 5], currency = "USD" }
after = "first-approval"
[[plan.money.revenue]]
id = "sales"
after = "first-approval"
ramp = "18 month"
monthly = { lognormal = { median = 31_000, p90 = 70_000 }, currency = "USD" }
"#;
        let file = SourceFile {
            text: format!("{}\n{money}", without_money(&file.text)),
            ..file
        };
        let plan = Arc::new(Plan::load(&file, Catalogue::shipped()).expect("it loads"));
        let summary = run(&Simulation::new(plan, 3, 2_000, Method::Mc, Detail::Full));
        let cash = summary.cash.expect("it has money");
        let [fees, third, people, updates, burn, funding, subsidies, revenue] =
            CashKind::ALL.map(|kind| flow(&cash, kind) * 2_000.0);
        let closing: f64 = cash.closing.as_ref().expect("it closes").sorted.iter().sum();
        let opening = cash.opening * 2_000.0;
        // Sums of whole numbers: no rounding at all.
        assert_eq!(
            opening + funding + subsidies + revenue - fees - third - people - updates - burn,
            closing,
            "{name}"
        );
        assert!(revenue > 0.0 && fees > 0.0 && people > 0.0);
        assert_eq!(updates > 0.0, name == "learning-software");
    }
}

/// The text of a plan without its `[plan.money]` and what belongs to it.
fn without_money(text: &str) -> String {
    let mut is_money = false;
    let kept = text.lines().filter(|line| {
        if line.starts_with('[') {
            is_money = line.trim_start_matches('[').starts_with("plan.money");
        }
        !is_money
    });
    kept.collect::<Vec<_>>().join("\n")
}

#[test]
fn an_exchange_rate_has_its_lognormal_mean() {
    let text = r#"
horizon = "12 month"
[[currency]]
id = "XXA"
title = "A"
jpy = 150
p90 = 180
[[step]]
id = "pay"
fee = { amount = 1_000_000, currency = "XXA" }
"#;
    let summary = simulate(text, 100_000);
    let cost = summary.cost.expect("it costs");
    let sigma = (180.0_f64 / 150.0).ln() / 1.281_551_565_544_6;
    let mean = 150e6 * (sigma * sigma / 2.0).exp();
    assert!(
        (cost.mean.value - mean).abs() < 4.0 * cost.mean.se,
        "{} {mean}",
        cost.mean.value
    );
    assert!((cost.level(0.5).expect("median").value / 150e6 - 1.0).abs() < 0.003);
    assert!((cost.level(0.9).expect("p90").value / 180e6 - 1.0).abs() < 0.003);
}

#[test]
fn a_driver_multiplies_what_it_moves_and_nothing_else() {
    let text = r#"
horizon = "5 year"
target = "both"
milestone = [
  { id = "one", title = "One", after = "a" },
  { id = "two", title = "Two", after = "b" },
  { id = "both", title = "Both", after = ["a", "b", "c"] },
]
[[plan.driver]]
id = "slow"
title = "Slow reviews"
p = 0.25
factor = { fixed = 3 }
on = ["tag:review"]
FORCE
[[step]]
id = "a"
tags = ["review"]
duration = { fixed = 100, unit = "day" }
[[step]]
id = "b"
duration = { fixed = 100, unit = "day" }
[[step]]
id = "c"
variant = [{ when = { driver = "slow" }, duration = { fixed = 7, unit = "day" } }]
"#;
    let summary = simulate(&text.replace("FORCE", ""), 40_000);
    let mean = |index: usize| summary.milestones[index].days.as_ref().expect("reached").mean;
    assert!((mean(0).value - 150.0).abs() < 4.0 * mean(0).se);
    assert_eq!(mean(1).value, 100.0);
    let finish = |summary: &Summary, id: &str| {
        summary
            .steps
            .iter()
            .find(|step| step.id == id)
            .expect("it is there")
            .finish
    };
    assert_eq!(finish(&summary, "p/c")[0], 0.0);
    let forced = simulate(&text.replace("FORCE", "force = true"), 100);
    assert_eq!(
        forced.milestones[0].days.as_ref().expect("reached").mean.value,
        300.0
    );
    assert!((finish(&forced, "p/c")[0] - 7.0).abs() < 0.01);
}

#[test]
fn correlated_durations_have_the_rank_correlation_asked_for() {
    for rho in [0.0, 0.3, 0.8] {
        // The sum of two equal uniforms has the variance 2 s² (1 + r), where r is also their rank correlation.
        let text = format!(
            r#"
horizon = "20 year"
[[plan.correlation]]
id = "pair"
rho = {rho}
on = ["step:a", "step:b"]
[[plan.milestone]]
id = "end"
title = "End"
after = "b"
[[step]]
id = "a"
duration = {{ uniform = [0, 1000], unit = "day" }}
[[step]]
id = "b"
after = "a"
duration = {{ uniform = [0, 1000], unit = "day" }}
"#
        );
        let summary = simulate(&text, 200_000);
        let sd = summary.milestones[0].days.as_ref().expect("reached").sd;
        let found = sd * sd / (2.0 * 1_000_000.0 / 12.0) - 1.0;
        assert!((found - rho).abs() < 0.01, "asked {rho}, found {found}");
    }
}

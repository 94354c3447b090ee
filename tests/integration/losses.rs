//! Artefacts that lapse, are lost and come back, and all that depends on them: exact answers by hand.

use std::sync::Arc;

use regpath_core::analysis::replay::{Follows, Replay, What};
use regpath_core::catalogue::{Catalogue, SourceFile};
use regpath_core::plan::Plan;
use regpath_core::run::{CashKind, Detail, Simulation, Summary, run};
use regpath_core::sampling::Method;

/// A plan up to a horizon; `more` follows the keys of `[plan]`.
fn simulation(horizon: &str, more: &str) -> Simulation {
    let file = SourceFile {
        name: "p.toml".to_owned(),
        text: format!(
            "[plan]\nid = \"p\"\ntitle = \"P\"\nstart = 2027-01-01\nhorizon = \"{horizon}\"\n{more}"
        ),
    };
    let plan = Plan::load(&file, Catalogue::shipped())
        .unwrap_or_else(|error| panic!("{:#?}\n{}", error.problems, file.text));
    Simulation::new(Arc::new(plan), 1, 16, Method::Mc, Detail::Full)
}

fn simulate(horizon: &str, more: &str) -> Summary {
    run(&simulation(horizon, more))
}

/// The day on which a milestone is reached in every future; none: in no future.
fn day(summary: &Summary, id: &str) -> Option<f64> {
    let milestone = summary
        .milestones
        .iter()
        .find(|milestone| milestone.id == id)
        .unwrap_or_else(|| panic!("no milestone `{id}`"));
    let days = milestone.days.as_ref()?;
    assert_eq!(milestone.reached.value, 1.0, "{id}");
    assert_eq!(days.quantile(0.0), days.quantile(1.0), "{id}");
    Some(days.quantile(0.5))
}

fn held(summary: &Summary, id: &str) -> (f64, f64) {
    let found = summary.milestones.iter().find(|milestone| milestone.id == id);
    let milestone = found.expect("the milestone is there");
    (milestone.reached.value, milestone.held.value)
}

fn flow(summary: &Summary, kind: CashKind) -> f64 {
    let cash = summary.cash.as_ref().expect("the plan has money");
    let flow = cash.flows.iter().find(|flow| flow.kind == kind);
    flow.expect("every kind is listed").mean
}

fn cost(summary: &Summary) -> f64 {
    let cost = summary.cost.as_ref().expect("it was simulated");
    assert_eq!(cost.sd, 0.0);
    cost.mean.value
}

/// A licence on day 100, sold at ten a day from then on. `LOSS` ends the audit of day 200 (when it comes first).
const MARKET: &str = r#"
milestone = [{ id = "market", title = "Market", when = "own.licence" }]
[plan.money]
cash = { amount = 0, currency = "JPY" }
discount = 0
[[plan.money.revenue]]
id = "sales"
after = "market"
monthly = { fixed = 304.375, currency = "JPY" }
[[step]]
id = "approve"
duration = { fixed = 100, unit = "day" }
produces = ["own.licence"]
[[step]]
id = "audit"
recurring = { from = "own.licence", every = "100 day" }
outcome = [{ id = "ok", p = 1 }]
"#;

fn market(horizon: &str, outcome: &str) -> Summary {
    simulate(horizon, &MARKET.replace("id = \"ok\", p = 1", outcome))
}

#[test]
fn sales_stop_when_an_authorisation_is_lost_for_good() {
    // Three years are 1,095.75 days: 995.75 of sales.
    let kept = market("3 year", "id = \"ok\", p = 1");
    assert_eq!(flow(&kept, CashKind::Revenue), 9_958.0);
    assert_eq!(held(&kept, "market"), (1.0, 1.0));
    // Sold from day 100 to day 200 only.
    let lost = market("3 year", "id = \"lost\", p = 1, lose = \"own.licence\"");
    assert_eq!(flow(&lost, CashKind::Revenue), 1_000.0);
    assert_eq!(day(&lost, "market"), Some(100.0));
    assert_eq!(held(&lost, "market"), (1.0, 0.0));
}

#[test]
fn sales_go_on_once_an_authorisation_is_back() {
    // Lost on days 200, 300 and 400 for 30 days each; fourteen months end before the third is over. Sold on the days
    // from 100 to 200, 230 to 300 and 330 to 400.
    let suspended = market(
        "14 month",
        "id = \"lost\", p = 1, lose = \"own.licence\", for = { fixed = 30, unit = \"day\" }",
    );
    assert_eq!(flow(&suspended, CashKind::Revenue), 2_400.0);
    assert_eq!(held(&suspended, "market"), (1.0, 0.0));
    assert_eq!(day(&suspended, "market"), Some(100.0));
    let back = market(
        "440 day",
        "id = \"lost\", p = 1, lose = \"own.licence\", for = { fixed = 30, unit = \"day\" }",
    );
    assert_eq!(held(&back, "market"), (1.0, 1.0));
}

#[test]
fn a_licence_stands_and_falls_with_its_certificate() {
    // The certificate is held from the first day, and lost on day 150 for 50 days. The licence counts while it is held.
    let text = |rule: &str| {
        format!(
            r#"
held = [{{ artefact = "own.certificate" }}]
{}
[[artefact]]
id = "own.certificate"
title = "Certificate"
[[artefact]]
id = "own.licence"
title = "Licence"
{rule}
[[step]]
id = "surveillance"
recurring = {{ from = "own.certificate", every = "150 day" }}
outcome = [{{ id = "lost", p = 1, lose = "own.certificate", for = {{ fixed = 50, unit = "day" }} }}]
[[step]]
id = "fee"
recurring = {{ from = "own.licence", every = "30 day" }}
fee = {{ amount = 7, currency = "JPY" }}
"#,
            MARKET.trim()
        )
    };
    // Eight months are 243.5 days.
    let apart = simulate("8 month", &text(""));
    assert_eq!(flow(&apart, CashKind::Revenue), 1_435.0);
    // On days 130, 160, 190 and 220.
    assert_eq!(flow(&apart, CashKind::Fees), 28.0);
    let standing = simulate("8 month", &text("while = \"own.certificate\""));
    assert_eq!(flow(&standing, CashKind::Revenue), 935.0);
    // Those of days 160 and 190 fall away.
    assert_eq!(flow(&standing, CashKind::Fees), 14.0);
    assert_eq!(day(&standing, "market"), Some(100.0));
    // A licence that comes while the certificate is lost counts from when that is back.
    let late = text("while = \"own.certificate\"").replace("fixed = 100", "fixed = 170");
    assert_eq!(day(&simulate("8 month", &late), "market"), Some(200.0));
}

/// A certificate, held from the first day and lost on day `LOST`, and a review of fifty days that needs it.
const REVIEW: &str = r#"
held = [{ artefact = "own.certificate" }]
team.ra = { monthly_cost = { amount = 304.375, currency = "JPY" } }
milestone = [{ id = "done", title = "Done", after = "review" }]
[[artefact]]
id = "own.certificate"
title = "Certificate"
[[step]]
id = "loss"
recurring = { from = "own.certificate", every = "120 day" }
outcome = [{ id = "lost", p = 1, lose = "own.certificate", for = { fixed = 30, unit = "day" } }]
[[step]]
id = "prepare"
duration = { fixed = 100, unit = "day" }
[[step]]
id = "review"
after = "prepare"
needs = "own.certificate"
duration = { fixed = 50, unit = "day" }
fee = { amount = 40, currency = "JPY" }
cost = { fixed = 500, currency = "JPY" }
uses = { ra = 1 }
"#;

#[test]
fn work_under_way_rests_until_what_it_needs_is_back() {
    // Days 100 to 120, then 150 to 180.
    let summary = simulate("200 day", REVIEW);
    assert_eq!(day(&summary, "done"), Some(180.0));
    assert_eq!(cost(&summary), 40.0 + 500.0 + 500.0);
    let replay = Replay::of(&simulation("200 day", REVIEW), 0);
    let lines: Vec<(f64, f64, String)> = replay
        .events
        .iter()
        .filter_map(|event| {
            let words = match &event.what {
                What::Starts { step, resumed, .. } => format!("{} {resumed}", step.id),
                What::Ends { step, follows, .. } => match follows {
                    Follows::OnHold(lost) => format!("{} rests for {}", step.id, lost[0].id),
                    _ => format!("{} ends", step.id),
                },
                _ => return None,
            };
            words.contains("review").then_some((event.day, event.cost, words))
        })
        .collect();
    assert_eq!(
        lines,
        [
            (100.0, 40.0, "p/review false".to_owned()),
            (120.0, 400.0, "p/review rests for own.certificate".to_owned()),
            (150.0, 0.0, "p/review true".to_owned()),
            (180.0, 600.0, "p/review ends".to_owned()),
        ]
    );
    // Its whole length lies on the way to the target: the path is the same two steps.
    let risk = summary.risk.expect("a full run");
    assert_eq!(risk.mean.value, 180.0);
    let parts: f64 = risk.waterfall.iter().map(|part| part.days.value).sum();
    assert!((parts - 180.0).abs() < 1e-9);
}

#[test]
fn work_stops_when_what_it_needs_is_lost_for_good() {
    let text = REVIEW.replace(", for = { fixed = 30, unit = \"day\" }", "");
    let summary = simulate("1000 day", &text);
    assert_eq!(day(&summary, "done"), None);
    // The fee, and two fifths of the rest.
    assert_eq!(cost(&summary), 40.0 + 200.0 + 200.0);
    let even = |spread: &str| text.replace("fixed = 500,", &format!("fixed = 500, spread = \"{spread}\","));
    assert_eq!(cost(&simulate("1000 day", &even("start"))), 40.0 + 500.0 + 200.0);
    assert_eq!(cost(&simulate("1000 day", &even("end"))), 40.0 + 200.0);
}

#[test]
fn what_ends_on_the_day_of_the_loss_is_done() {
    let text = REVIEW.replace("fixed = 50, unit", "fixed = 20, unit");
    assert_eq!(day(&simulate("200 day", &text), "done"), Some(120.0));
}

#[test]
fn work_that_was_ready_waits_again() {
    // Ready on day 100, it waits for the first of May (day 120) and loses its certificate that day; back on day 150,
    // the next date is the first of June (day 151).
    let window = REVIEW.replace(
        "uses = { ra = 1 }",
        "window = { every = \"1 month\", first = \"05-01\" }",
    );
    assert_eq!(day(&simulate("400 day", &window), "done"), Some(201.0));
    // Work that only waits for its date to end rests too: done on day 115, it would end on day 120.
    let finish = REVIEW.replace(
        "uses = { ra = 1 }",
        "window = { every = \"1 month\", first = \"05-01\", on = \"finish\" }",
    );
    let earlier = finish
        .replace("fixed = 50, unit", "fixed = 15, unit")
        .replace("every = \"120 day\"", "every = \"118 day\"");
    assert_eq!(day(&simulate("400 day", &earlier), "done"), Some(151.0));
    // One person is busy until day 130; whoever waits for them loses their turn with their certificate.
    let queue = REVIEW
        .replace("team.ra = {", "team.ra = { capacity = 1,")
        .replace(
            "[[step]]\nid = \"prepare\"",
            "[[step]]\nid = \"busy\"\nduration = { fixed = 130, unit = \"day\" }\nuses = { ra = 1 }\n[[step]]\nid = \"prepare\"",
        );
    assert_eq!(day(&simulate("400 day", &queue), "done"), Some(200.0));
}

#[test]
fn people_are_free_while_work_rests() {
    // The other dossier takes the days from 120 to 160, and the review its last 30 days after it.
    let text = REVIEW
        .replace("team.ra = {", "team.ra = { capacity = 1,")
        .replace(
            "[[step]]\nid = \"prepare\"",
            "[[step]]\nid = \"other\"\nafter = \"wait\"\nduration = { fixed = 40, unit = \"day\" }\nuses = { ra = 1 }\n[[step]]\nid = \"wait\"\nduration = { fixed = 110, unit = \"day\" }\n[[step]]\nid = \"prepare\"",
        )
        .replace(
            "milestone = [",
            "milestone = [{ id = \"other\", title = \"Other\", after = \"other\" }, ",
        );
    let summary = simulate("400 day", &text);
    assert_eq!(day(&summary, "other"), Some(160.0));
    assert_eq!(day(&summary, "done"), Some(190.0));
}

#[test]
fn updates_rest_while_their_market_is_closed() {
    // Candidates on days 100, 200 and 300, ten days each; closed from day 150 to day 250.
    let text = r#"
held = [{ artefact = "own.licence" }]
[[artefact]]
id = "own.licence"
title = "Licence"
kind = "authorisation"
[plan.lifecycle]
every = "100 day"
market = [{ jurisdiction = "jp", from = "own.licence", regime = [{ route = "jp.notification" }] }]
[[step]]
id = "audit"
recurring = { from = "own.licence", every = "150 day" }
outcome = [{ id = "lost", p = 1, lose = "own.licence", for = { fixed = 100, unit = "day" } }]
"#;
    let update = r#"
[route]
id = "jp.notification"
title = "Notification"
jurisdiction = "jp"
update = true
source = "estimate"
as_of = 2026-01-01
confidence = "C"
[[step]]
id = "notify"
duration = { fixed = 10, unit = "day" }
"#;
    let catalogue = Catalogue::shipped_with(&[SourceFile {
        name: "jp/notification.toml".to_owned(),
        text: update.to_owned(),
    }]);
    let file = SourceFile {
        name: "p.toml".to_owned(),
        text: format!("[plan]\nid = \"p\"\ntitle = \"P\"\nstart = 2027-01-01\nhorizon = \"280 day\"\n{text}"),
    };
    let plan = Plan::load(&file, &catalogue).unwrap_or_else(|error| panic!("{:#?}", error.problems));
    let summary = run(&Simulation::new(Arc::new(plan), 1, 4, Method::Mc, Detail::Full));
    let market = &summary.life.expect("the plan tells of updates").markets[0];
    let value = |spread: &Option<regpath_core::run::Spread>| spread.as_ref().expect("values").quantile(0.5);
    assert_eq!(value(&market.fielded), 2.0);
    // Ten days of work each; the fifty days before the market opens again are not days of an outdated version in it.
    assert_eq!(value(&market.outdated), 20.0);
    let wait = market.wait_p90.expect("updates are fielded").value;
    assert!((wait - 60.0).abs() < 0.1, "{wait}");
    assert_eq!(market.ready.value, 2.0);
}

#[test]
fn what_is_valid_for_a_time_lapses_unless_it_is_renewed() {
    let text = |artefact: &str, renewal: &str| {
        format!(
            "{}\n[[artefact]]\nid = \"own.licence\"\ntitle = \"Licence\"\n{artefact}\n{renewal}",
            MARKET.trim()
        )
    };
    let lapsing = simulate("3 year", &text("valid_for = \"250 day\"", ""));
    assert_eq!(flow(&lapsing, CashKind::Revenue), 2_500.0);
    assert_eq!(held(&lapsing, "market"), (1.0, 0.0));
    // Due on days 350, 600 and 850.
    let renewal = |outcome: &str| {
        format!(
            "[[step]]\nid = \"renewal\"\nduration = {{ fixed = 20, unit = \"day\" }}\nfee = {{ amount = 9, currency = \"JPY\" }}\noutcome = [{{ {outcome} }}]\n"
        )
    };
    let rule = "valid_for = \"250 day\"\nrenew = \"renewal\"";
    let renewed = simulate("3 year", &text(rule, &renewal("id = \"renewed\", p = 1")));
    assert_eq!(flow(&renewed, CashKind::Revenue), 9_958.0);
    assert_eq!(flow(&renewed, CashKind::Fees), 27.0);
    assert_eq!(held(&renewed, "market"), (1.0, 1.0));
    // Refused after twenty days of review: it was valid until then.
    let refused = simulate(
        "3 year",
        &text(rule, &renewal("id = \"refused\", p = 1, stop = \"route\"")),
    );
    assert_eq!(flow(&refused, CashKind::Revenue), 2_700.0);
    assert_eq!(flow(&refused, CashKind::Fees), 9.0);
    // Held since half a year before the plan, it lapses half a year earlier.
    let old = "held = [{ artefact = \"own.old\", since = 2026-07-05 }]\nmilestone = [{ id = \"m\", title = \"M\", when = { held = \"own.old\", for_at_least = \"200 day\" } }, { id = \"n\", title = \"N\", when = { held = \"own.old\", for_at_least = \"300 day\" } }]\n[[artefact]]\nid = \"own.old\"\ntitle = \"Old\"\nvalid_for = \"250 day\"\n[[step]]\nid = \"s\"\n";
    let old = simulate("400 day", old);
    assert_eq!(day(&old, "m"), Some(20.0));
    assert_eq!(day(&old, "n"), None);
    assert_eq!(held(&old, "m"), (1.0, 0.0));
}

#[test]
fn what_is_made_again_is_valid_anew() {
    // Made on day 100 and valid for 50 days; a second licence on day 170 opens the market again until day 220.
    let text = format!(
        "{}\n[[artefact]]\nid = \"own.licence\"\ntitle = \"Licence\"\nvalid_for = \"50 day\"\n[[step]]\nid = \"again\"\nduration = {{ fixed = 170, unit = \"day\" }}\nproduces = [\"own.licence\"]\n",
        MARKET.trim()
    );
    let summary = simulate("1000 day", &text);
    assert_eq!(flow(&summary, CashKind::Revenue), 1_000.0);
    assert_eq!(day(&summary, "market"), Some(100.0));
    // Made again on day 130, before it lapses: valid until day 180.
    let earlier = text.replace("fixed = 170", "fixed = 130");
    assert_eq!(flow(&simulate("1000 day", &earlier), CashKind::Revenue), 800.0);
}

#[test]
fn a_fee_rises_on_its_dates_and_is_that_of_the_first_day() {
    // 1,000 as of October 2026, 8.5 % more every first of October; the plan begins on 2027-01-01.
    let fee = |wait: u32| {
        let text = format!(
            "[[step]]\nid = \"wait\"\nduration = {{ fixed = {wait}, unit = \"day\" }}\n[[step]]\nid = \"file\"\nafter = \"wait\"\nduration = {{ fixed = 400, unit = \"day\" }}\nfee = {{ amount = 1_000, currency = \"JPY\", as_of = 2026-10-01, index = {{ rate = 0.085, every = \"10-01\" }} }}\n"
        );
        cost(&simulate("2000 day", &text))
    };
    assert_eq!(fee(0), 1_000.0);
    // 2027-09-30 and 2027-10-01; 2028-10-01.
    assert_eq!(fee(272), 1_000.0);
    assert_eq!(fee(273), 1_085.0);
    assert_eq!(fee(639), 1_177.0);
    // Rises before the plan count as well: three of them since 2024.
    let text = "[[step]]\nid = \"file\"\nfee = { amount = 1_000, currency = \"JPY\", as_of = 2024-01-01, index = { rate = 0.1, every = \"04-01\" } }\n";
    assert_eq!(cost(&simulate("100 day", text)), 1_331.0);
}

#[test]
fn a_cost_is_spent_when_its_spread_says() {
    let text = |spread: &str| {
        format!(
            r#"
milestone = [{{ id = "mid", title = "Mid", after = "half" }}, {{ id = "done", title = "Done", after = "study" }}]
[plan.money]
cash = {{ amount = 1_000, currency = "JPY" }}
[[step]]
id = "half"
duration = {{ fixed = 3, unit = "month" }}
[[step]]
id = "study"
duration = {{ fixed = 6, unit = "month" }}
cost = {{ fixed = 600, currency = "JPY"{spread} }}
"#
        )
    };
    for (spread, months, mid) in [
        ("", [900.0, 800.0, 700.0, 600.0, 500.0, 400.0], 300.0),
        (
            ", spread = \"even\"",
            [900.0, 800.0, 700.0, 600.0, 500.0, 400.0],
            300.0,
        ),
        (", spread = \"start\"", [400.0; 6], 600.0),
        // Six months are over when the seventh begins.
        (", spread = \"end\"", [1_000.0; 6], 0.0),
    ] {
        let summary = simulate("365 day", &text(spread));
        let cash = summary.cash.as_ref().expect("the plan has money");
        let balances: Vec<f64> = cash.fan[..6].iter().map(|month| month[2]).collect();
        assert_eq!(balances, months, "{spread}");
        assert_eq!(cash.fan[6][2], 400.0, "{spread}");
        let until = |place: usize| {
            summary.milestones[place]
                .cost
                .as_ref()
                .expect("reached")
                .mean
                .value
        };
        assert_eq!((until(0), until(1)), (mid, 600.0), "{spread}");
    }
}

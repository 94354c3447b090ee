//! The options of plans: what is open to decide, how it is turned, and what hangs on it.

use std::collections::BTreeSet;
use std::sync::Arc;

use regpath_core::analysis::frontier::{Bounds, Question, Search, frontier};
use regpath_core::app::{Action, App};
use regpath_core::catalogue::{Catalogue, SourceFile, shipped_plans};
use regpath_core::decision::{bad_choices, count, selections};
use regpath_core::edit::{Setting, turned};
use regpath_core::exercise::{Exercise, scaffold};
use regpath_core::plan::Plan;
use regpath_core::run::{Detail, Simulation, run};
use regpath_core::sampling::Method;
use regpath_core::text::Lang;
use regpath_core::view::{LeverKind, LeversView};

fn load(text: &str) -> Result<Plan, String> {
    let file = SourceFile {
        name: "plan.toml".to_owned(),
        text: text.to_owned(),
    };
    Plan::load(&file, Catalogue::shipped()).map_err(|error| format!("{:#?}", error.problems))
}

fn choose(text: &str, option: &str, choice: &str) -> String {
    let setting = Setting::Choose {
        option: option.to_owned(),
        choice: choice.to_owned(),
    };
    turned(text, &setting).expect("the plan has this choice")
}

fn fingerprint(text: &str) -> u64 {
    let plan = load(text).unwrap_or_else(|problems| panic!("{problems}"));
    run(&Simulation::new(Arc::new(plan), 3, 128, Method::Mc, Detail::Full)).fingerprint()
}

fn with_options() -> Vec<(SourceFile, Plan)> {
    let all = shipped_plans().into_iter().map(|file| {
        let plan = Plan::load(&file, Catalogue::shipped()).expect("shipped plans are sound");
        (file, plan)
    });
    all.filter(|(_, plan)| !plan.options.is_empty()).collect()
}

#[test]
fn most_shipped_plans_say_what_is_open_to_decide() {
    let plans = with_options();
    assert!(plans.len() >= 8, "{}", plans.len());
    for (file, plan) in &plans {
        assert!(
            plan.chosen.iter().all(Option::is_some),
            "{}: the plan stands at its choices",
            file.name
        );
        let ways = count(&plan.options).expect("few enough to count");
        assert!((2..=512).contains(&ways), "{}: {ways}", file.name);
    }
}

#[test]
fn every_choice_of_a_shipped_plan_can_be_simulated_alone() {
    for (file, plan) in with_options() {
        let problems = bad_choices(&plan, Catalogue::shipped());
        assert!(problems.is_empty(), "{}: {problems:#?}", file.name);
    }
}

#[test]
fn a_choice_makes_the_same_plan_whatever_was_chosen_before() {
    for (file, plan) in with_options() {
        for option in &plan.options {
            let last = &option.choices[option.choices.len() - 1].id;
            for choice in &option.choices {
                let direct = choose(&file.text, &option.id, &choice.id);
                let by_a_detour = choose(&choose(&file.text, &option.id, last), &option.id, &choice.id);
                assert_eq!(
                    fingerprint(&direct),
                    fingerprint(&by_a_detour),
                    "{}: {} = {}",
                    file.name,
                    option.id,
                    choice.id
                );
            }
        }
    }
}

#[test]
fn choosing_what_the_plan_stands_at_changes_no_answer() {
    for (file, plan) in with_options() {
        let before = fingerprint(&file.text);
        for (option, chosen) in plan.options.iter().zip(&plan.chosen) {
            let choice = &option.choices[chosen.expect("it stands at a choice")].id;
            assert_eq!(
                fingerprint(&choose(&file.text, &option.id, choice)),
                before,
                "{}: {}",
                file.name,
                option.id
            );
        }
    }
}

const MARKETS: &str = r#"
[plan]
id = "markets"
title = "One of two"
start = 2027-04-01
horizon = "5 year"
target = "both"
device = { kind = "samd", class = { sg = "C" } }
[plan.money]
cash = { amount = 100, currency = "JPY" }
[[plan.money.funding]]
id = "round"
amount = { fixed = 10, currency = "JPY" }
after = "sg.registration"
[[plan.money.revenue]]
id = "singapore"
after = "sg.registration"
monthly = { fixed = 5, currency = "JPY" }
[[plan.money.revenue]]
id = "home"
after = "home"
monthly = { fixed = 5, currency = "JPY" }
[[plan.held]]
artefact = "jp.shonin"
[[plan.held]]
artefact = "jp.qms-report"
[[plan.held]]
artefact = "iso13485"
[[plan.route]]
id = "ref.entry"
[[plan.route]]
id = "sg.samd-immediate"
[[plan.driver]]
id = "slow"
title = "Slow"
p = 0.5
factor = { fixed = 2 }
on = ["route:sg.samd-immediate"]
[[plan.milestone]]
id = "home"
title = "Home"
after = "home"
[[plan.milestone]]
id = "both"
title = "Both"
when = { all = ["jp.shonin", "sg.registration"] }
[[plan.option]]
id = "singapore"
title = { en = "Singapore", ja = "シンガポール" }
note = { en = "A second market.", ja = "2つ目の市場。" }
choice = [
    { id = "in", title = { en = "taken", ja = "出す" }, set = [{ route = "sg.samd-immediate", on = true }, { target = "both" }] },
    { id = "out", title = { en = "left out", ja = "出さない" }, set = [{ route = "sg.samd-immediate", on = false }, { target = "home" }] },
]
[[plan.option]]
id = "pace"
title = "Pace"
choice = [{ id = "calm", title = "Calm" }, { id = "quick", title = "Quick" }]
[[step]]
id = "home"
duration = { fixed = 6, unit = "month" }
[[step.variant]]
when = { option = { pace = "quick" } }
duration = { fixed = 2, unit = "month" }
"#;

#[test]
fn what_hangs_on_a_market_that_is_left_out_is_left_out_with_it() {
    let plan = load(MARKETS).expect("it is there");
    let money = plan.money.as_ref().expect("it is there");
    assert_eq!((money.funding.len(), money.revenues.len()), (1, 2));
    assert_eq!(plan.milestones[plan.target].id, "both");
    let without = load(&choose(MARKETS, "singapore", "out")).expect("it is there");
    let money = without.money.as_ref().expect("it is there");
    assert_eq!((money.funding.len(), money.revenues.len()), (0, 1));
    assert!(without.drivers[0].steps.is_empty());
    assert_eq!(without.milestones[without.target].id, "home");
    let ids: Vec<&str> = without
        .milestones
        .iter()
        .map(|milestone| milestone.id.as_str())
        .collect();
    assert!(
        !ids.contains(&"both") && !ids.contains(&"sg.registration"),
        "{ids:?}"
    );
}

#[test]
fn a_target_that_only_a_left_out_route_reaches_is_a_mistake() {
    let off = MARKETS.replacen(
        "id = \"sg.samd-immediate\"\n",
        "id = \"sg.samd-immediate\"\non = false\n",
        1,
    );
    let problems = load(&off).expect_err("it is refused");
    assert!(problems.contains("unreachable-target"), "{problems}");
    // Without a target of its own the plan aims at the last milestone that is left.
    let free = load(&off.replace("target = \"both\"\n", "")).expect("it is there");
    assert_eq!(free.milestones[free.target].id, "home");
}

#[test]
fn a_choice_that_cannot_be_simulated_is_found_by_a_check() {
    // Left out without another target: what the plan aims at is gone.
    let text = MARKETS
        .replace(", { target = \"both\" }", "")
        .replace(", { target = \"home\" }", "");
    let plan = load(&text).expect("it is there");
    let problems = bad_choices(&plan, Catalogue::shipped());
    let [problem] = &problems[..] else {
        panic!("{problems:#?}")
    };
    assert_eq!(
        (problem.code, &text[problem.span.clone()]),
        ("bad-choice", "\"out\"")
    );
    assert!(
        problem.message.en.contains("`both`") && !problem.help.en.is_empty(),
        "{problem}"
    );
    let sound = load(MARKETS).expect("it is there");
    assert!(bad_choices(&sound, Catalogue::shipped()).is_empty());
}

#[test]
fn a_step_of_the_plan_asks_for_an_option() {
    let days = |text: &str| {
        let plan = Arc::new(load(text).expect("it is there"));
        let summary = run(&Simulation::new(plan, 1, 16, Method::Mc, Detail::Full));
        let home = summary
            .milestones
            .iter()
            .find(|milestone| milestone.id == "home")
            .expect("it is there");
        home.days.as_ref().expect("it is there").mean.value
    };
    let calm = days(MARKETS);
    let quick = days(&choose(MARKETS, "pace", "quick"));
    assert!((calm / quick - 3.0).abs() < 1e-9, "{calm} {quick}");
}

fn levers(app: &App) -> LeversView {
    app.levers()
}

fn option_values(view: &LeversView) -> Vec<String> {
    view.groups[0]
        .levers
        .iter()
        .map(|lever| lever.value.clone())
        .collect()
}

#[test]
fn options_are_levers_that_say_where_they_stand() {
    let file = SourceFile {
        name: "markets.toml".to_owned(),
        text: MARKETS.to_owned(),
    };
    let app = App::new(Lang::En)
        .apply(Action::OpenFile(file))
        .expect("it is there");
    let view = levers(&app);
    assert_eq!(view.groups[0].title, "To decide");
    assert_eq!(option_values(&view), ["taken", "Calm"]);
    let LeverKind::Choice { choices, .. } = &view.groups[0].levers[0].kind else {
        panic!("an option is one of several")
    };
    let out = choices[1].setting.clone();
    let turned = app.apply(Action::Set(out)).expect("it is there");
    let view = levers(&turned);
    assert_eq!(option_values(&view), ["left out", "Calm"]);
    assert!(view.groups[0].levers[0].is_changed && turned.flaws().is_empty());
    // Turning a lever by hand that the choice had set does not hide it.
    let by_hand = turned
        .apply(Action::Set(Setting::Route {
            route: "sg.samd-immediate".to_owned(),
            is_on: true,
        }))
        .expect("it is there");
    assert_eq!(option_values(&levers(&by_hand))[0], "left out, changed by hand");
    let japanese = by_hand.apply(Action::SetLang(Lang::Ja)).expect("it is there");
    assert_eq!(option_values(&levers(&japanese))[0], "出さない(個別に変更)");
    let back = by_hand
        .apply(Action::Undo)
        .expect("it is there")
        .apply(Action::Undo)
        .expect("it is there");
    assert_eq!(option_values(&levers(&back)), ["taken", "Calm"]);
}

#[test]
fn the_frontier_of_a_shipped_plan_holds_nothing_that_another_beats() {
    let (_, plan) = with_options()
        .into_iter()
        .find(|(_, plan)| plan.id == "japan-or-us-first")
        .expect("the plan is shipped");
    let plan = Arc::new(plan);
    let question = Question {
        target: Some("first".to_owned()),
        by: None,
        seed: 7,
        futures: 256,
        bounds: Bounds::default(),
    };
    let search = Search::new(&plan, Catalogue::shipped(), question).expect("the plan has options");
    let found = frontier(search).expect("its combinations can be simulated");
    let ways = selections(&plan.options).count() as u64;
    assert_eq!((found.combinations, found.run), (Some(ways), ways));
    assert!(found.impossible.is_empty(), "{:#?}", found.impossible);
    let alike: usize = found.best.iter().map(|best| best.alike.len()).sum();
    assert_eq!(found.best.len() + alike + found.beaten.len(), ways as usize);
    for one in &found.best {
        for other in &found.best {
            let is_as_good = other.time.days <= one.time.days
                && other.cost.value <= one.cost.value
                && other.out.expect("it is there").value <= one.out.expect("it is there").value;
            assert!(other == one || !is_as_good, "{one:#?} {other:#?}");
        }
    }
    let ids: BTreeSet<_> = found.best.iter().map(|one| &one.choose).collect();
    assert_eq!(ids.len(), found.best.len());
}

#[test]
fn a_decision_of_an_exercise_may_choose_an_option_of_its_plan() {
    let mut file = scaffold("my-exercise");
    let by_hand = "set = [{ team = \"ra\", capacity = 1 }]";
    assert!(file.text.contains(by_hand));
    file.text = file
        .text
        .replace(by_hand, "set = [{ option = \"people\", choice = \"one\" }]");
    let exercise =
        Exercise::load(&file, Catalogue::shipped()).unwrap_or_else(|error| panic!("{:#?}", error.problems));
    let plan = exercise
        .plan(&[1, 0], None, exercise.own_seed())
        .expect("the choice can be simulated");
    let people = plan
        .teams
        .iter()
        .find(|team| team.id == "ra")
        .and_then(|team| team.capacity);
    assert_eq!(people, Some(1));
    let place = plan
        .options
        .iter()
        .position(|option| option.id == "people")
        .expect("the plan has this option");
    assert_eq!(
        plan.chosen[place].map(|choice| plan.options[place].choices[choice].id.as_str()),
        Some("one")
    );
    file.text = file.text.replace("choice = \"one\" }]", "choice = \"nobody\" }]");
    let error = Exercise::load(&file, Catalogue::shipped()).expect_err("there is no such choice");
    assert_eq!(error.problems[0].code, "no-lever");
}

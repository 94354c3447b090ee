use super::*;
use crate::catalogue::{Catalogue, SourceFile, shipped_plans};
use crate::plan::Plan;
use crate::read::read;

const PLAN: &str = r#"# A plan.
[plan]
id = "p"
start = 2027-04-01 # the fiscal year
title = { en = "P", ja = "P" }

[plan.team.ra]
capacity = 2 # two of them

# First Japan.
[[plan.route]]
id = "jp.base"
options = { size = "lean" } # small

[[plan.route]]
id = "sg.full" # then Singapore
"#;

fn option(route: &str, option: &str, choice: &str) -> Setting {
    let [route, option, choice] = [route, option, choice].map(str::to_owned);
    Setting::Option {
        route,
        option,
        choice,
    }
}

#[test]
fn holds_drivers_and_money_are_turned() {
    let text = r#"[plan]
id = "p"
start = 2027-04-01
title = "P"

[plan.money]
cash = { amount = 1_000, currency = "JPY" }
burn = { amount = 10, currency = "JPY" } # a month

[[plan.money.funding]]
id = "round"
on = 2028-04-01
amount = { fixed = 5, currency = "JPY" }

[[plan.money.subsidy]]
scheme = "jp.x"

[[plan.route]]
id = "jp.base"
hold = [{ step = "a", until = "x" }, { step = "b", until = "x" }]

[[plan.driver]]
id = "yen"
title = "Yen"
p = 0.1
"#;
    let turn = |setting: &Setting| turned(text, setting).unwrap();
    let name = str::to_owned;
    let hold = |is_on| Setting::Hold {
        route: name("jp.base"),
        step: name("b"),
        is_on,
    };
    let held = turn(&hold(false));
    assert_eq!(
        held,
        text.replace(
            r#"step = "b", until = "x" }"#,
            r#"step = "b", until = "x" , on = false }"#
        )
    );
    assert!(!turned(&held, &hold(true)).unwrap().contains("on = false"));
    let driver = Setting::Driver {
        driver: name("yen"),
        is_on: true,
    };
    assert!(turn(&driver).ends_with("p = 0.1\nforce = true\n"));
    let funding = Setting::Funding {
        funding: name("round"),
        percent: 35,
    };
    assert!(turn(&funding).contains("currency = \"JPY\" }\nchance = 0.35\n"));
    let subsidy = Setting::Subsidy {
        scheme: name("jp.x"),
        percent: 0,
    };
    assert!(turn(&subsidy).contains("scheme = \"jp.x\"\nchance = 0.0\n"));
    assert_eq!(
        turn(&Setting::Burn(25)),
        text.replace("amount = 10,", "amount = 25,")
    );
    assert_eq!(
        turn(&Setting::Cash(7)),
        text.replace("amount = 1_000,", "amount = 7,")
    );
    let other = Setting::Driver {
        driver: name("dollar"),
        is_on: true,
    };
    assert_eq!(turned(text, &other), None);
}

#[test]
fn comments_and_order_stay() {
    let text = turned(PLAN, &option("jp.base", "size", "approval")).unwrap();
    assert_eq!(text, PLAN.replace("\"lean\"", "\"approval\""));
    let people = Setting::Capacity {
        team: "ra".to_owned(),
        people: 3,
    };
    assert_eq!(turned(PLAN, &people).unwrap(), PLAN.replace("= 2 #", "= 3 #"));
    let start = Setting::Start(Date::new(2028, 1, 1).unwrap());
    assert_eq!(
        turned(PLAN, &start).unwrap(),
        PLAN.replace("2027-04-01", "2028-01-01")
    );
}

#[test]
fn what_is_not_said_yet_is_added_where_it_belongs() {
    let text = turned(PLAN, &option("sg.full", "start", "gap")).unwrap();
    let text = turned(&text, &Setting::Horizon(96)).unwrap();
    let off = Setting::Route {
        route: "jp.base".to_owned(),
        is_on: false,
    };
    let text = turned(&text, &off).unwrap();
    let late = Setting::NotBefore {
        route: "sg.full".to_owned(),
        months: 12,
    };
    let text = turned(&text, &late).unwrap();
    let file = SourceFile {
        name: "p.toml".to_owned(),
        text,
    };
    let document = read(file.as_ref()).unwrap();
    let plan = &document.plan.unwrap().value;
    assert_eq!(plan.horizon.as_ref().unwrap().value, "8 year");
    assert!(!plan.route[0].value.on && plan.route[1].value.on);
    assert_eq!(plan.route[1].value.options["start"].value, "gap");
    assert_eq!(plan.route[1].value.not_before.as_ref().unwrap().value, "12 month");
    assert!(file.text.starts_with("# A plan.") && file.text.contains("# then Singapore"));
}

#[test]
fn two_holds_on_one_step_are_two_levers() {
    let holds = r#"
hold = [
    { id = "cash", step = "file", until = "jp.todokede" },
    { step = "file", until = "jp.ninsho" },
]
"#;
    let file = SourceFile {
        name: "p.toml".to_owned(),
        text: format!("{PLAN}{holds}"),
    };
    let plan = Plan::load(&shipped_plans()[0], Catalogue::shipped()).unwrap();
    let held = |text: &str| {
        let file = SourceFile {
            text: text.to_owned(),
            ..file.clone()
        };
        let mut all = settings(Draft::new(&file).document(), &plan);
        all.retain(|setting| matches!(setting, Setting::Hold { .. }));
        all
    };
    let hold = |name: &str, is_on| Setting::Hold {
        route: "sg.full".to_owned(),
        step: name.to_owned(),
        is_on,
    };
    assert_eq!(held(&file.text), [hold("cash", true), hold("file", true)]);
    for (name, stands) in [("cash", [false, true]), ("file", [true, false])] {
        let text = turned(&file.text, &hold(name, false)).unwrap();
        assert_eq!(held(&text), [hold("cash", stands[0]), hold("file", stands[1])]);
    }
}

#[test]
fn a_plan_in_one_line_can_be_changed_too() {
    let text = r#"plan = { id = "p", start = 2027-04-01, route = [{ id = "jp.base" }] }"#;
    let text = turned(text, &option("jp.base", "size", "lean")).unwrap();
    assert!(text.contains(r#"options = { size = "lean" }"#), "{text}");
}

#[test]
fn a_lever_that_is_not_there_changes_nothing() {
    assert_eq!(turned(PLAN, &option("us.510k", "predicate", "known")), None);
    assert_eq!(turned("not toml [", &Setting::Horizon(12)), None);
}

#[test]
fn every_lever_of_every_shipped_plan_can_be_turned_and_turned_back() {
    for file in shipped_plans() {
        let plan = Plan::load(&file, Catalogue::shipped()).unwrap();
        let mut draft = Draft::new(&file);
        let before = settings(draft.document(), &plan);
        for setting in &before {
            assert_eq!(steps(setting) != [None, None], can_type(setting), "{setting:?}");
            for step in steps(setting).into_iter().flatten() {
                assert!(draft.turn(step.clone()), "{step:?} changes nothing");
                let after = settings(draft.document(), &plan);
                assert!(
                    after.contains(&step),
                    "{step:?} is not in the file:\n{}",
                    draft.text()
                );
                assert!(draft.undo());
            }
        }
        assert_eq!(draft.text(), file.text);
        assert_eq!(settings(draft.document(), &plan), before);
    }
}

#[test]
fn versions_go_back_and_forth_and_a_new_one_ends_the_future() {
    let file = SourceFile {
        name: "p.toml".to_owned(),
        text: PLAN.to_owned(),
    };
    let mut draft = Draft::new(&file);
    assert!(!draft.undo() && !draft.redo() && !draft.is_changed());
    assert!(draft.turn(Setting::Horizon(12)));
    assert!(draft.turn(Setting::Horizon(24)));
    assert!(!draft.turn(Setting::Horizon(24)), "it stands there already");
    assert!(draft.undo());
    assert_eq!(draft.last(), Some(&Setting::Horizon(12)));
    assert!(draft.redo() && draft.undo());
    assert!(draft.turn(Setting::Horizon(36)));
    assert!(!draft.redo());
    draft.saved_as("q.toml");
    assert!(draft.is_changed() && !draft.is_unsaved());
    assert!(draft.undo() && draft.is_unsaved());
    assert_eq!(draft.file().name, "q.toml");
}

#[test]
fn what_can_be_turned_by_steps_can_be_typed() {
    assert_eq!(typed(&Setting::Every(6), " 9 "), Some(Setting::Every(9)));
    assert_eq!(typed(&Setting::Batch(1), "101"), None);
    assert_eq!(steps(&Setting::Batch(100)), [Some(Setting::Batch(99)), None]);
    assert_eq!(steps(&Setting::Batch(1)), [None, Some(Setting::Batch(2))]);
    assert_eq!(
        steps(&Setting::Horizon(u32::MAX)),
        [Some(Setting::Horizon(600)), None]
    );
    assert_eq!(
        steps(&Setting::Horizon(18)),
        [Some(Setting::Horizon(6)), Some(Setting::Horizon(30))]
    );
    let odds = |percent| Setting::Odds {
        driver: "yen".to_owned(),
        percent,
    };
    assert_eq!(typed(&odds(10), "35 %"), Some(odds(35)));
    assert_eq!(steps(&odds(3)), [Some(odds(0)), Some(odds(8))]);
    assert_eq!(typed(&Setting::Target("x".to_owned()), "1"), None);
}

use proptest::prelude::*;

use super::*;
use crate::catalogue::SourceFile;

/// Three ways to ship and two ways to file. Everything is fixed, so that every combination can be reckoned by hand:
///
/// | ship | months | cost | | file | months | cost |
/// |---|---|---|---|---|---|---|
/// | air | 1 | 50 | | express | 2 | 30 |
/// | sea | 4 | 10 | | plain | 5 | 5 |
/// | road | 4 | 20 | | | | |
///
/// Road is beaten by sea. Of the six, air with express (3 months, 80), sea with express (6, 40), air with plain (6, 55) and
/// sea with plain (9, 15) are left, and air with plain is beaten by sea with express.
const TOY: &str = r#"
[plan]
id = "toy"
title = "Ship, then file"
start = 2027-04-01
horizon = "3 year"
simulation = { iterations = 256 }

[plan.money]
cash = { amount = 60, currency = "JPY" }

[[plan.milestone]]
id = "there"
title = "There"
after = "file"

[[plan.option]]
id = "ship"
title = "Shipping"
choice = [
    { id = "road", title = "By road" },
    { id = "sea", title = "By sea" },
    { id = "air", title = "By air" },
]

[[plan.option]]
id = "file"
title = "Filing"
choice = [{ id = "plain", title = "Plain" }, { id = "express", title = "Express" }]

[[step]]
id = "ship"
duration = { fixed = 4, unit = "month" }
cost = { fixed = 20, currency = "JPY" }

[[step.variant]]
when = { option = { ship = "sea" } }
cost = { fixed = 10, currency = "JPY" }

[[step.variant]]
when = { option = { ship = "air" } }
duration = { fixed = 1, unit = "month" }
cost = { fixed = 50, currency = "JPY" }

[[step]]
id = "file"
after = "ship"
duration = { fixed = 5, unit = "month" }
cost = { fixed = 5, currency = "JPY" }

[[step.variant]]
when = { option = { file = "express" } }
duration = { fixed = 2, unit = "month" }
cost = { fixed = 30, currency = "JPY" }
"#;

fn plan(text: &str) -> Arc<Plan> {
    let file = SourceFile {
        name: "toy.toml".to_owned(),
        text: text.to_owned(),
    };
    let plan = Plan::load(&file, Catalogue::shipped());
    Arc::new(plan.unwrap_or_else(|error| panic!("{:#?}", error.problems)))
}

fn question(futures: u64) -> Question {
    Question {
        target: None,
        by: None,
        seed: 1,
        futures,
        bounds: Bounds::default(),
    }
}

fn search(plan: &Arc<Plan>, question: Question) -> Search {
    Search::new(plan, Catalogue::shipped(), question).unwrap()
}

fn chosen(combination: &Combination) -> (&str, &str) {
    (&combination.choose["ship"], &combination.choose["file"])
}

#[test]
fn a_toy_comes_to_what_it_does_by_hand() {
    let found = frontier(search(&plan(TOY), question(256))).unwrap();
    assert_eq!(
        (found.combinations, found.run, found.is_complete),
        (Some(6), 6, true)
    );
    let best: Vec<_> = found
        .best
        .iter()
        .map(|best| {
            let months = best.time.days.unwrap() / DAYS_PER_MONTH;
            (
                chosen(best),
                months.round(),
                best.cost.value,
                best.out.unwrap().value,
            )
        })
        .collect();
    assert_eq!(
        best,
        [
            (("air", "express"), 3.0, 80.0, 1.0),
            (("sea", "express"), 6.0, 40.0, 0.0),
            (("sea", "plain"), 9.0, 15.0, 0.0),
        ]
    );
    let beaten: Vec<_> = found
        .beaten
        .iter()
        .map(|beaten| (chosen(beaten), beaten.beaten_by))
        .collect();
    assert_eq!(
        beaten,
        [
            (("road", "express"), Some(1)),
            (("air", "plain"), Some(1)),
            (("road", "plain"), Some(2)),
        ]
    );
    assert!(
        found.beaten[2].is_standing,
        "the plan stands at the first choices"
    );
    assert!(found.impossible.is_empty());
}

#[test]
fn a_day_to_be_in_time_for_takes_the_place_of_the_time() {
    let asked = Question {
        by: Date::new(2027, 11, 1),
        ..question(256)
    };
    let found = frontier(search(&plan(TOY), asked)).unwrap();
    let best: Vec<_> = found
        .best
        .iter()
        .map(|best| (chosen(best), best.late.unwrap().value))
        .collect();
    // Seven months are enough for sea with express; what is sooner and dearer is no better.
    assert_eq!(best, [(("sea", "express"), 0.0), (("sea", "plain"), 1.0)]);
}

#[test]
fn a_plan_that_seldom_gets_there_does_not_win() {
    // Filing plainly costs nothing and fails three times in four.
    let risky = TOY.replace(
        "cost = { fixed = 5, currency = \"JPY\" }\n",
        "cost = { fixed = 0, currency = \"JPY\" }\noutcome = [{ id = \"yes\", p = 0.25 }, { id = \"no\", p = 0.75, stop = \"route\" }]\n",
    );
    let risky = risky + "outcome = [{ id = \"yes\", p = 1 }]\n";
    let found = frontier(search(&plan(&risky), question(512))).unwrap();
    assert_eq!(found.level, 0.8);
    let best: Vec<_> = found.best.iter().map(chosen).collect();
    assert_eq!(best, [("air", "express"), ("sea", "express")]);
    let failing: Vec<&Combination> = found
        .beaten
        .iter()
        .filter(|one| one.choose["file"] == "plain")
        .collect();
    assert_eq!(failing.len(), 3);
    assert!(failing.iter().all(|one| one.time.days.is_none()));
}

#[test]
fn where_few_combinations_get_there_in_four_of_five_futures_a_lower_level_counts() {
    let risky = TOY.replace(
        "after = \"ship\"\n",
        "after = \"ship\"\noutcome = [{ id = \"yes\", p = 0.65 }, { id = \"no\", p = 0.35, stop = \"route\" }]\n",
    );
    let found = frontier(search(&plan(&risky), question(1024))).unwrap();
    assert_eq!(found.level, 0.6);
    assert_eq!(found.best.len(), 3);
    assert!(found.best.iter().all(|best| best.time.days.is_some()));
}

#[test]
fn a_combination_that_cannot_be_simulated_is_told_with_its_choices() {
    let text = TOY.replace(
        "[[plan.milestone]]",
        "[plan.team.ra]\ncapacity = 1\n\n[[plan.milestone]]",
    );
    let text = text.replace(
        "{ id = \"express\", title = \"Express\" }",
        "{ id = \"express\", title = \"Express\", set = [{ team = \"ra\", capacity = 0 }] }",
    );
    let text = text.replace(
        "{ id = \"plain\", title = \"Plain\" }",
        "{ id = \"plain\", title = \"Plain\", set = [{ team = \"ra\", capacity = 1 }] }",
    );
    let found = frontier(search(&plan(&text), question(128))).unwrap();
    assert_eq!(found.impossible.len(), 3);
    assert!(
        found
            .impossible
            .iter()
            .all(|one| one.choose["file"] == "express" && one.problem.code == "bounds")
    );
    // Road is beaten, and air with plain is sooner and dearer than sea with plain.
    let best: Vec<_> = found.best.iter().map(chosen).collect();
    assert_eq!(best, [("air", "plain"), ("sea", "plain")]);
}

/// A plan of `n` options with three choices each; a few of them are worth what they cost.
fn wide(n: usize) -> String {
    let mut text = String::from(
        "[plan]\nid = \"wide\"\ntitle = \"Wide\"\nstart = 2027-04-01\nhorizon = \"20 year\"\n\
         [[plan.milestone]]\nid = \"there\"\ntitle = \"There\"\nafter = \"end\"\n",
    );
    for option in 0..n {
        text += &format!(
            "[[plan.option]]\nid = \"o{option}\"\ntitle = \"O\"\n\
             choice = [{{ id = \"a\", title = \"A\" }}, {{ id = \"b\", title = \"B\" }}, {{ id = \"c\", title = \"C\" }}]\n"
        );
    }
    for option in 0..n {
        let after = if option > 0 {
            format!("after = \"s{}\"\n", option - 1)
        } else {
            String::new()
        };
        let (quick, dear) = (2 + option % 2, 8 + option % 3);
        text += &format!(
            "[[step]]\nid = \"s{option}\"\n{after}duration = {{ pert = [5, 6, 9], unit = \"month\" }}\n\
             cost = {{ fixed = 5, currency = \"JPY\" }}\n\
             [[step.variant]]\nwhen = {{ option = {{ o{option} = \"b\" }} }}\n\
             duration = {{ pert = [1, {quick}, 5], unit = \"month\" }}\ncost = {{ fixed = {dear}, currency = \"JPY\" }}\n\
             [[step.variant]]\nwhen = {{ option = {{ o{option} = \"c\" }} }}\n\
             duration = {{ pert = [6, 7, 9], unit = \"month\" }}\ncost = {{ fixed = 12, currency = \"JPY\" }}\n"
        );
    }
    text + &format!("[[step]]\nid = \"end\"\nafter = \"s{}\"\n", n - 1)
}

#[test]
fn a_search_finds_what_running_everything_finds() {
    let plan = plan(&wide(5));
    let all = frontier(search(&plan, question(2_048))).unwrap();
    let bounds = Bounds {
        all: 10,
        first: 60,
        neighbours: 120,
    };
    let searched = frontier(search(
        &plan,
        Question {
            bounds,
            ..question(2_048)
        },
    ))
    .unwrap();
    assert!(all.is_complete && !searched.is_complete);
    assert!(searched.run < all.run, "{} of {}", searched.run, all.run);
    let of = |found: &Frontier| -> Vec<BTreeMap<String, String>> {
        found.best.iter().map(|best| best.choose.clone()).collect()
    };
    assert_eq!(of(&searched), of(&all));
}

#[test]
fn a_space_beyond_counting_is_searched_all_the_same() {
    let plan = plan(&wide(16));
    let bounds = Bounds {
        all: 10,
        first: 32,
        neighbours: 32,
    };
    let found = frontier(search(
        &plan,
        Question {
            bounds,
            ..question(128)
        },
    ))
    .unwrap();
    assert_eq!(found.combinations, Some(3_u64.pow(16)));
    assert!(!found.best.is_empty() && found.run <= 64);
}

#[test]
fn questions_that_have_no_answer_say_so() {
    let toy = plan(TOY);
    let ask = |question| Search::new(&toy, Catalogue::shipped(), question).unwrap_err();
    let unknown = ask(Question {
        target: Some("ther".to_owned()),
        ..question(128)
    });
    assert!(unknown.to_string().contains("did you mean `there`?"), "{unknown}");
    let early = ask(Question {
        by: Date::new(2027, 4, 1),
        ..question(128)
    });
    assert!(matches!(early, FrontierError::TooEarly(_)));
    let none = TOY[..TOY.find("[[plan.option]]").unwrap()].to_owned() + "[[step]]\nid = \"file\"\n";
    let none = Search::new(&plan(&none), Catalogue::shipped(), question(128)).unwrap_err();
    assert!(matches!(none, FrontierError::NoOptions(_)), "{none}");
}

#[test]
fn a_time_next_to_never_has_no_error() {
    let sorted = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, NEVER];
    assert_eq!(Time::of(&sorted, 0.8).days, Some(8.2));
    assert_eq!(Time::of(&sorted, 0.8).se, None);
    assert_eq!(Time::of(&sorted, 0.95), Time { days: None, se: None });
    assert!(Time::of(&sorted, 0.3).se.is_some());
}

fn points() -> impl Strategy<Value = Vec<Objectives>> {
    prop::collection::vec(prop::array::uniform3((0..6_u8).prop_map(f64::from)), 1..40)
}

proptest! {
    #[test]
    fn the_first_front_is_what_nothing_dominates(all in points()) {
        let front = fronts(&all);
        for (place, point) in all.iter().enumerate() {
            let is_beaten = all.iter().any(|other| {
                (0..3).all(|i| other[i] <= point[i]) && (0..3).any(|i| other[i] < point[i])
            });
            prop_assert_eq!(front[place] == 0, !is_beaten);
            // Whatever stands on a later front is beaten by something of the front before.
            if front[place] > 0 {
                let is_behind = |other: usize| front[other] + 1 == front[place] && dominates(&all[other], point);
                prop_assert!((0..all.len()).any(is_behind));
            }
        }
    }

    #[test]
    fn crowding_leaves_the_ends_alone(all in points()) {
        let front = fronts(&all);
        let distance = crowding(&all, &front);
        for objective in 0..3 {
            let least = (0..all.len())
                .filter(|place| front[*place] == 0)
                .min_by(|a, b| all[*a][objective].total_cmp(&all[*b][objective]).then(a.cmp(b)));
            prop_assert_eq!(distance[least.unwrap()], NEVER);
        }
    }
}

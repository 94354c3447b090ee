//! Journeys through the state: what a user does, and what is asked of the runner and shown.

use super::*;
use crate::edit::Setting;
use crate::run::{Simulation, run};
use crate::view::LeverKind;

/// The run that is wanted, done.
fn finish(app: &App) -> App {
    let spec = app.wanted().expect("a run is wanted");
    let simulation = Simulation::prepare(spec).expect("the plan works");
    let event = RunEvent::Finished(spec.job, Arc::new(run(&simulation)));
    app.apply(Action::Run(event)).expect("news change something")
}

fn act(app: &App, action: Action) -> App {
    app.apply(action).expect("it changes something")
}

fn opened() -> App {
    finish(&act(&App::new(Lang::En), Action::SetIterations(512)))
}

fn one_fewer(app: &App) -> Setting {
    let levers = app.levers();
    let mut levers = levers.groups.iter().flat_map(|group| &group.levers);
    let lever = levers.find(|lever| lever.label == "Regulatory affairs");
    lever
        .and_then(|lever| lever.kind.step(false))
        .expect("a team of two")
}

fn first_route_off(app: &App) -> Setting {
    let levers = app.levers();
    let mut kinds = levers
        .groups
        .iter()
        .flat_map(|group| &group.levers)
        .map(|lever| &lever.kind);
    let first = kinds.find_map(|kind| match kind {
        LeverKind::Switch { is_on: true, turned } => Some(turned.clone()),
        _ => None,
    });
    first.expect("a route that is on")
}

#[test]
fn a_lever_asks_for_a_run_and_undo_brings_the_answer_back_at_once() {
    let app = opened();
    assert!(app.wanted().is_none() && app.levers().changes.is_empty());
    let answer = app.strip();
    let turned = act(&app, Action::Set(one_fewer(&app)));
    let wanted = turned.wanted().expect("a change is simulated");
    assert_ne!(wanted.text, app.plan.file.text);
    assert_eq!(wanted.text, turned.draft().text());
    assert!(turned.is_stale());
    assert_eq!(
        turned.strip().cards[0].big,
        answer.cards[0].big,
        "the old answer stays"
    );
    assert_eq!(turned.levers().changes, "1 change");

    let done = finish(&turned);
    assert!(!done.is_stale() && done.wanted().is_none());
    let changes: Vec<String> = done
        .strip()
        .cards
        .into_iter()
        .map(|card| card.change.expect("both are simulated").words)
        .collect();
    assert!(changes.iter().any(|words| words.contains("later")), "{changes:?}");

    let back = act(&done, Action::Undo);
    assert!(back.wanted().is_none() && !back.is_stale());
    assert_eq!(back.strip(), answer);
    let again = act(&back, Action::Redo);
    assert_eq!(again.wanted().expect("it runs again").text, wanted.text);
}

#[test]
fn a_change_before_the_first_answer_is_measured_by_a_second_run() {
    let app = act(&App::new(Lang::En), Action::SetIterations(512));
    let turned = act(&app, Action::Set(one_fewer(&app)));
    let own = finish(&turned);
    assert!(own.strip().cards.iter().all(|card| card.change.is_none()));
    let wanted = own.wanted().expect("the plan as opened is simulated too");
    assert_eq!(wanted.text, own.draft().opened_text());
    assert!(!own.foot().is_running, "the answer is there");
    let both = finish(&own);
    assert!(both.strip().cards.iter().all(|card| card.change.is_some()));
    assert_eq!(both.strip().cards[0].big, own.strip().cards[0].big);
}

#[test]
fn what_cannot_be_made_is_said_next_to_the_lever_and_the_answer_stays() {
    let app = opened();
    let answer = app.strip();
    let off = first_route_off(&app);
    let broken = act(&app, Action::Set(off.clone()));
    assert!(broken.wanted().is_none() && broken.is_stale());
    assert!(!broken.flaws().is_empty() && broken.problems.is_empty());
    assert_eq!(broken.strip(), answer);
    let levers = broken.levers();
    let said: Vec<_> = levers
        .groups
        .iter()
        .flat_map(|group| &group.levers)
        .filter(|lever| !lever.problem.is_empty())
        .collect();
    assert_eq!(said.len(), 1);
    assert!(said[0].is_changed && matches!(&said[0].kind, LeverKind::Switch { is_on: false, .. }));
    // Another change on top of it keeps what is wrong, and a rerun does not start.
    let worse = act(&broken, Action::Set(one_fewer(&app)));
    assert!(worse.wanted().is_none());
    let levers = worse.levers();
    let mut levers = levers.groups.iter().flat_map(|group| &group.levers);
    assert!(levers.any(|lever| !lever.problem.is_empty()));
    assert!(act(&worse, Action::Rerun).wanted().is_none());
    let mended = act(&act(&worse, Action::Undo), Action::Undo);
    assert!(mended.flaws().is_empty() && !mended.is_stale());
    assert_eq!(mended.strip(), answer);
}

#[test]
fn a_route_can_be_left_out_and_its_milestone_goes() {
    let app = opened();
    let count = app.plan.milestones.len();
    let last = app
        .plan
        .routes
        .iter()
        .rposition(|route| !route.is_own)
        .expect("a route");
    let off = Setting::Route {
        route: app.plan.routes[last].def.id.clone(),
        is_on: false,
    };
    let target = Setting::Target("first-approval".to_owned());
    let app = act(&act(&app, Action::Set(target)), Action::Set(off));
    if app.flaws().is_empty() {
        let app = finish(&app);
        assert!(app.plan.milestones.len() <= count);
        assert_eq!(app.plan.milestones[app.plan.target].id, "first-approval");
        drop((app.odds(), app.gantt(), app.costs(), app.plan_view()));
    } else {
        assert!(app.is_stale());
    }
}

#[test]
fn where_the_target_is_lost_another_one_is_offered() {
    let mut lost = 0;
    for file in shipped_plans() {
        let app = act(&App::new(Lang::En), Action::OpenFile(file));
        for route in app.plan.routes.iter().filter(|route| !route.is_own) {
            let off = Setting::Route {
                route: route.def.id.clone(),
                is_on: false,
            };
            let broken = act(&app, Action::Set(off));
            if broken
                .flaws()
                .first()
                .is_none_or(|flaw| flaw.code != "unreachable-target")
            {
                continue;
            }
            lost += 1;
            let levers = broken.levers();
            let way = levers.ways_out.first().expect("there is a way out");
            assert!(way.title.starts_with("aim at “"), "{}", way.title);
            let said = levers.groups.iter().flat_map(|group| &group.levers);
            let said = said
                .map(|lever| lever.problem.as_str())
                .find(|words| !words.is_empty());
            let said = said.expect("it is said at the lever");
            assert!(
                said.contains(". No route of the plan leads to its target “"),
                "{said}"
            );
            let mended = act(&broken, Action::Set(way.setting.clone()));
            assert!(mended.flaws().is_empty(), "{:?}", mended.flaws());
        }
    }
    assert!(lost > 0, "no plan loses its target with a route");
}

#[test]
fn another_seed_measures_changes_anew() {
    let app = opened();
    let app = finish(&act(&app, Action::Set(one_fewer(&app))));
    let reseeded = act(&app, Action::SetSeed(99));
    assert!(
        reseeded.strip().cards[0].change.is_none(),
        "the plan as opened had other futures"
    );
    let own = finish(&reseeded);
    assert_eq!(own.wanted().expect("it is simulated again").seed, 99);
    assert!(finish(&own).strip().cards[0].change.is_some());
}

#[test]
fn recovered_changes_are_changes_like_any_other() {
    let app = opened();
    let turned = act(&app, Action::Set(one_fewer(&app)));
    let text = turned.draft().text().to_owned();
    let recovered = act(&app, Action::Recover(text.clone()));
    assert_eq!(recovered.wanted().expect("it runs").text, text);
    assert!(recovered.draft().is_unsaved());
    assert_eq!(recovered.levers().changes, "1 change");
    assert!(
        act(&recovered, Action::Saved("mine.toml".to_owned()))
            .draft()
            .file()
            .name
            == "mine.toml"
    );
    for junk in ["", "not toml [", "[route]\nid = \"x\""] {
        assert!(app.apply(Action::Recover(junk.to_owned())).is_none(), "{junk}");
    }
}

#[test]
fn another_plan_forgets_the_changes() {
    let app = opened();
    let app = act(&app, Action::Set(one_fewer(&app)));
    let other = app
        .plans()
        .into_iter()
        .find(|plan| !plan.is_open)
        .expect("a second plan");
    let app = act(&app, Action::ChoosePlan(other.id));
    assert!(!app.draft().is_changed() && app.levers().changes.is_empty());
    assert!(app.apply(Action::Undo).is_none());
}

#[test]
fn risk_says_what_moves_the_target_and_its_parts_make_up_the_mean() {
    assert_eq!(App::new(Lang::En).risk(), None, "before any results");
    // In these futures four steps stand out from chance, all of which always happen.
    let app = finish(&act(&opened(), Action::SetSeed(1)));
    let risk = app.risk().expect("the first futures are in");
    let swings: Vec<f64> = risk
        .tornado
        .rows
        .iter()
        .map(|row| row.swing.parse::<f64>().expect("months").abs())
        .collect();
    assert!(
        swings.len() > 3 && swings.is_sorted_by(|a, b| a >= b),
        "{swings:?}"
    );
    assert!(risk.tornado.title.contains(&risk.tornado.rows[0].title));
    assert_eq!(risk.tornado.table.rows.len(), swings.len());
    let (total, parts) = risk.waterfall.rows.split_last().expect("the whole comes last");
    assert!(total.is_total && total.to == 1.0);
    for pair in parts.windows(2) {
        assert_eq!(pair[0].to, pair[1].from);
    }
    assert!((parts[parts.len() - 1].to - 1.0).abs() < 1e-9);
    let shares: f64 = risk.paths.paths.iter().map(|path| path.share).sum();
    assert!(shares > 0.0 && shares <= 1.0 + 1e-9);
}

#[test]
fn futures_are_told_by_their_place_and_by_their_number() {
    let app = opened();
    let typical = app
        .summary()
        .and_then(|summary| summary.risk.as_ref()?.typical)
        .expect("some future gets there");
    let told = |app: &App| app.futures().expect("there are results").number;
    assert_eq!(told(&app), typical.median);
    let worst = act(&app, Action::Tell(WhichFuture::Worst));
    assert_eq!(told(&worst), typical.worst);
    let next = act(&worst, Action::Tell(WhichFuture::Next));
    assert_eq!(told(&next), (typical.worst + 1) % 512);
    assert_eq!(
        told(&act(&next, Action::Tell(WhichFuture::Previous))),
        typical.worst
    );
    let first = act(&app, Action::Tell(WhichFuture::Number(0)));
    assert_eq!(told(&act(&first, Action::Tell(WhichFuture::Previous))), 511);
    assert_eq!(told(&act(&first, Action::Tell(WhichFuture::Number(9_999)))), 511);
    assert_ne!(told(&act(&first, Action::Tell(WhichFuture::Random))), 0);
    assert!(first.apply(Action::Tell(WhichFuture::Number(0))).is_none());
}

#[test]
fn a_story_is_of_the_run_at_hand_until_the_new_results_come() {
    let app = act(&opened(), Action::Tell(WhichFuture::Number(3)));
    let story = |app: &App| app.futures().expect("there are results").story;
    let other = act(&app, Action::SetSeed(app.seed() + 1));
    assert_eq!(story(&other), story(&app), "the old results are still drawn");
    assert_ne!(story(&finish(&other)), story(&app));
}

/// The comparison that is wanted, done.
fn compare_now(app: &App) -> App {
    let spec = app.wanted_comparison().expect("a comparison is wanted");
    let prepared = spec.runs.iter().map(Simulation::prepare);
    let simulations: Vec<Simulation> = prepared.map(|one| one.expect("the plan works")).collect();
    let comparison = crate::analysis::compare::compare(&simulations);
    act(
        app,
        Action::Run(RunEvent::Compared(spec.job, Arc::new(comparison))),
    )
}

#[test]
fn a_comparison_shows_what_is_known_of_it_and_ends_with_the_same_digits() {
    use crate::analysis::compare::{Comparer, compare};
    use crate::run::CHUNK;

    let app = act(&opened(), Action::SetIterations(4 * CHUNK));
    let rival = app.plans().into_iter().find(|plan| !plan.is_open);
    let rival = rival.expect("there are others").id;
    let open = act(&finish(&app), Action::Show(View::Compare));
    let open = act(&open, Action::Compare(Rival::Shipped(rival)));
    let spec = open.wanted_comparison().expect("it is looked at").clone();
    let prepared = spec.runs.iter().map(Simulation::prepare);
    let simulations: Vec<Simulation> = prepared.map(|one| one.expect("the plan works")).collect();
    let mut comparer = Comparer::new(&simulations);
    let add = |comparer: &mut Comparer, plan: usize, index: u64| {
        comparer.add(plan, &simulations[plan].run_chunk(index));
        comparer.futures() as u64
    };
    // Only what all plans have from the first future on can be compared.
    let known = [(0, 0), (1, 1), (1, 0), (0, 1)].map(|(plan, index)| add(&mut comparer, plan, index));
    assert_eq!(known, [0, 0, CHUNK, 2 * CHUNK]);
    let so_far = Arc::new(comparer.comparison());
    assert_eq!(so_far.futures, 2 * CHUNK);
    let partial = act(&open, Action::Run(RunEvent::Compared(spec.job, so_far)));
    assert!(partial.is_comparing() && partial.wanted_comparison() == Some(&spec));
    let view = partial.rivals();
    assert!(!view.is_stale && view.comparison.is_some() && !view.hint.is_empty());
    for index in [3, 2] {
        add(&mut comparer, 1, index);
        add(&mut comparer, 0, index);
    }
    let whole = comparer.comparison();
    assert_eq!(whole, compare(&simulations));
    let done = act(
        &partial,
        Action::Run(RunEvent::Compared(spec.job, Arc::new(whole))),
    );
    assert!(!done.is_comparing() && done.rivals().hint.is_empty());
}

#[test]
fn plans_are_compared_where_they_are_looked_at_and_old_answers_are_dropped() {
    let app = opened();
    let ids: Vec<String> = app
        .plans()
        .into_iter()
        .filter(|plan| !plan.is_open)
        .map(|plan| plan.id)
        .collect();
    let with = |app: &App, id: &String| act(app, Action::Compare(Rival::Shipped(id.clone())));
    let hidden = with(&app, &ids[0]);
    assert_eq!(hidden.wanted_comparison(), None, "another view is open");
    let open = act(&hidden, Action::Show(View::Compare));
    let first = open.wanted_comparison().expect("now it is looked at").clone();
    assert_eq!(first.runs.len(), 2);
    assert_eq!(
        act(&open, Action::SetLang(Lang::Ja)).wanted_comparison(),
        Some(&first)
    );

    let both = with(&open, &ids[1]);
    let late = crate::analysis::compare::compare(&[Simulation::prepare(&first.runs[0]).expect("it works")]);
    let late = Action::Run(RunEvent::Compared(first.job, Arc::new(late)));
    assert!(both.apply(late).is_none(), "the answer to an older question");
    let done = compare_now(&both);
    assert_eq!(done.wanted_comparison(), None);
    let view = done.rivals();
    assert!(!view.is_stale && view.hint.is_empty());
    let comparison = view.comparison.expect("the answer is there");
    assert!(
        comparison
            .parts
            .iter()
            .all(|part| part.rows.len() == 3 && part.sentences.len() >= 2)
    );

    let most = with(&done, &ids[2]);
    assert!(
        most.apply(Action::Compare(Rival::Shipped(ids[3].clone())))
            .is_none(),
        "three are enough"
    );
    let fewer = with(&with(&with(&most, &ids[0]), &ids[1]), &ids[2]);
    assert!(fewer.wanted_comparison().is_none() && fewer.rivals().comparison.is_none());
}

#[test]
fn the_plan_as_changed_is_compared_with_the_plan_as_opened() {
    let app = act(&opened(), Action::Show(View::Compare));
    assert!(
        app.apply(Action::Compare(Rival::Opened)).is_none(),
        "nothing is changed yet"
    );
    let turned = act(&app, Action::Set(one_fewer(&app)));
    let chosen = act(&turned, Action::Compare(Rival::Opened));
    assert!(
        chosen.wanted_comparison().is_none(),
        "the plan's own run comes first"
    );
    let done = compare_now(&finish(&chosen));
    let comparison = done.rivals().comparison.expect("the answer is there");
    assert!(comparison.parts[0].rows[1].title.ends_with("as opened"));
    let undone = act(&done, Action::Undo);
    assert!(
        undone.rivals().comparison.is_none(),
        "there is nothing to compare with"
    );
}

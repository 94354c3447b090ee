//! What the screen looks like, from scenes made by hand; the real plans are drawn in `tests/integration`.

use std::sync::Arc;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::layout::{Position, Size};
use ratatui::style::Modifier;
use regpath_core::analysis::compare::compare;
use regpath_core::analysis::replay::WhichFuture;
use regpath_core::app::{Action, App, Ask, OddsForm, Overlay, Rival, RunEvent, View};
use regpath_core::catalogue::{Catalogue, SourceFile};
use regpath_core::edit::Setting;
use regpath_core::exercise::session::{Desk, Move, Role, Stage};
use regpath_core::run::{Simulation, run};
use regpath_core::text::Lang;
use regpath_core::view::{Lever, SourceOrder};
use regpath_core::wizard::{Question, Wizard};

use super::Ui;
use crate::fixture;
use crate::offscreen;
use crate::scene::{Around, Body, Scene};
use crate::screen::{Change, Screen};
use crate::theme::Theme;
use crate::ui;

/// A terminal of that size with the scene on it.
fn on_terminal(scene: &Scene, screen: &Screen, width: u16, height: u16) -> Terminal<TestBackend> {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    let ui = Ui { scene, screen };
    terminal
        .draw(|frame| frame.render_widget(&ui, frame.area()))
        .unwrap();
    terminal
}

fn drawn(scene: &Scene, width: u16, height: u16) -> Terminal<TestBackend> {
    let mut screen = Screen::new(Size::new(width, height), Theme::PLAIN);
    screen.settle(scene);
    on_terminal(scene, &screen, width, height)
}

/// Screens of a sitting before anything is simulated, of a group and of the trainer.
fn sittings(lang: Lang) -> Vec<Scene> {
    let app = App::new(lang);
    let open = Action::ChooseExercise("one-door-or-two".to_owned(), 1);
    let moves = [
        Move::Name("青チーム".to_owned()),
        Move::Predict(1, "50".to_owned()),
        Move::Lock,
        Move::Word("sakura".to_owned()),
        Move::Choose(0, 0),
        Move::Choose(1, 0),
        Move::Choose(2, 0),
        Move::Choose(3, 0),
        Move::Go(Stage::Run),
        Move::Be(Role::Trainer),
        Move::Desk(Desk::Answers),
    ];
    let mut app = app.apply(open).unwrap();
    let mut scenes = Vec::new();
    for to in moves {
        app = app.apply(Action::Play(to)).unwrap();
        let screen = Screen::new(Size::new(80, 24), Theme::PLAIN);
        scenes.push(Scene::of(&app, &screen, &Around::default()));
    }
    scenes
}

fn every_scene() -> Vec<Scene> {
    let mut scenes = Vec::new();
    for lang in [Lang::En, Lang::Ja] {
        scenes.extend(View::ALL.map(|view| fixture::scene(view, lang)));
        for form in OddsForm::ALL {
            let mut scene = fixture::scene(View::Odds, lang);
            if let Body::Odds(_, drawn) = &mut scene.body {
                *drawn = form;
            }
            scenes.push(scene);
        }
        scenes.extend(
            fixture::tops(lang)
                .into_iter()
                .map(|top| fixture::under(top, lang)),
        );
        scenes.extend(sittings(lang));
        for body in [
            Body::Timeline(None),
            Body::Odds(None, OddsForm::Dots),
            Body::Money(None),
            Body::Risk(None),
            Body::Life(None),
            Body::Futures(None),
        ] {
            scenes.push(Scene {
                body,
                ..fixture::scene(View::Plan, lang)
            });
        }
    }
    scenes
}

#[test]
fn nothing_panics_at_any_size() {
    const WIDTHS: [u16; 15] = [1, 2, 3, 7, 20, 59, 60, 61, 80, 99, 121, 131, 134, 160, 200];
    const HEIGHTS: [u16; 9] = [1, 2, 5, 17, 18, 24, 35, 36, 60];
    for scene in every_scene() {
        for (width, height) in WIDTHS
            .into_iter()
            .flat_map(|width| HEIGHTS.map(|height| (width, height)))
        {
            drop(drawn(&scene, width, height));
        }
    }
}

#[test]
fn every_offset_survives_a_shrinking_screen() {
    for scene in every_scene() {
        let mut screen = Screen::new(Size::new(200, 60), Theme::PLAIN);
        screen.settle(&scene);
        for change in [
            Change::Top(9999),
            Change::Cursor(9999),
            Change::Fold(0),
            Change::Fold(7),
            Change::Pan(i32::MAX, i32::MIN),
            Change::Zoom(true),
            Change::Zoom(true),
            Change::Hold(Some(Position::new(9, 9))),
            Change::Hold(Some(Position::new(900, 0))),
            Change::Pan(-7, 7),
            Change::Cursor(1),
            Change::Type(Some("12".to_owned())),
            Change::Hover(Some(Position::new(60, 20))),
            Change::Whole,
        ] {
            screen.change(&scene, change);
            for (width, height) in [(200, 60), (60, 18), (3, 2), (80, 24)] {
                screen.change(&scene, Change::Resize(Size::new(width, height)));
                screen.settle(&scene);
                drop(on_terminal(&scene, &screen, width, height));
            }
        }
    }
}

/// The plan of the small world in `src/world`, which stays as it is when the shipped catalogue grows.
fn opened(lang: Lang) -> App {
    opened_with(lang, "")
}

/// The same with more in the plan's file.
fn opened_with(lang: Lang, more: &str) -> App {
    let file = |name: &str, text: &str| SourceFile {
        name: name.to_owned(),
        text: text.to_owned(),
    };
    let catalogue = vec![
        file("registers.toml", include_str!("../world/registers.toml")),
        file("japan.toml", include_str!("../world/japan.toml")),
        file("singapore.toml", include_str!("../world/singapore.toml")),
        file(
            "update-planned.toml",
            include_str!("../world/update-planned.toml"),
        ),
        file(
            "update-partial.toml",
            include_str!("../world/update-partial.toml"),
        ),
    ];
    assert_eq!(Catalogue::default().with(&catalogue).1, []);
    let plan = file("plan.toml", &[include_str!("../world/plan.toml"), more].concat());
    let app = App::with_catalogue(lang, catalogue)
        .apply(Action::OpenFile(plan))
        .unwrap();
    assert_eq!(*app.problems, []);
    app.apply(Action::SetIterations(2_048)).unwrap()
}

/// The same with the results of few futures, which are the same everywhere.
fn answered(lang: Lang) -> App {
    finish(&opened(lang))
}

/// The run that is wanted, done.
fn finish(app: &App) -> App {
    let spec = app.wanted().unwrap();
    let simulation = Simulation::prepare(spec).unwrap();
    let event = RunEvent::Finished(spec.job, Arc::new(run(&simulation)));
    app.apply(Action::Run(event)).unwrap()
}

/// A smaller team.
fn alone() -> Setting {
    Setting::Capacity {
        team: "ra".to_owned(),
        people: 1,
    }
}

/// The plan as changed against the plan as opened.
fn compared(app: &App, setting: &Setting) -> App {
    let app = turned(app, setting.clone());
    let app = app.apply(Action::Compare(Rival::Opened)).unwrap();
    let spec = app.wanted_comparison().unwrap();
    let simulations: Vec<Simulation> = spec
        .runs
        .iter()
        .map(|run| Simulation::prepare(run).unwrap())
        .collect();
    let event = RunEvent::Compared(spec.job, Arc::new(compare(&simulations)));
    app.apply(Action::Run(event)).unwrap()
}

/// A lever turned, and the answer to that, where there is one.
fn turned(app: &App, setting: Setting) -> App {
    let app = app.apply(Action::Set(setting)).unwrap();
    if app.wanted().is_some() { finish(&app) } else { app }
}

fn shown(app: &App, width: u16, height: u16, changes: &[Change]) -> String {
    let mut screen = Screen::new(Size::new(width, height), Theme::PLAIN);
    let around = Around::default();
    let mut scene = Scene::of(app, &screen, &around);
    screen.settle(&scene);
    for change in changes {
        screen.change(&scene, change.clone());
        scene = Scene::of(app, &screen, &around);
        screen.settle(&scene);
    }
    offscreen::text(on_terminal(&scene, &screen, width, height).backend().buffer())
}

#[test]
fn every_view_looks_right_in_both_languages() {
    for lang in [Lang::En, Lang::Ja] {
        let app = answered(lang);
        for (width, height) in [(80, 24), (160, 48)] {
            let check = |name: &str, app: &App, changes: &[Change]| {
                insta::assert_snapshot!(
                    format!("{name}-{lang}-{width}x{height}"),
                    shown(app, width, height, changes)
                );
            };
            views(&app, &check);
            told(&app, &check);
            changed(&app, lang, &check);
            on_top(&app, &check);
        }
    }
}

/// Looks at a screen.
type Check<'a> = &'a dyn Fn(&str, &App, &[Change]);

/// Every view as it opens, and as its keys change it.
fn views(app: &App, check: Check<'_>) {
    for view in View::ALL {
        let app = app.apply(Action::Show(view)).unwrap_or_else(|| app.clone());
        let name = View::title(view, Lang::En).to_lowercase();
        check(&name, &app, &[]);
        match view {
            View::Timeline => {
                check("timeline-folded", &app, &[Change::Fold(0), Change::Cursor(4)]);
                let rows = &app.gantt().groups[0].rows;
                let id = rows
                    .iter()
                    .find(|row| row.id.ends_with("review"))
                    .unwrap_or(&rows[0])
                    .id
                    .clone();
                check("step", &app.apply(Action::Open(Overlay::Step(id))).unwrap(), &[]);
            }
            View::Risk => check("risk-below", &app, &[Change::Cursor(99)]),
            View::Map => {
                check("map-far", &app, &[Change::Zoom(false), Change::Zoom(false)]);
                let near = [Change::Zoom(true), Change::Zoom(true), Change::Cursor(3)];
                check("map-near", &app, &near);
                check("map-moved", &app, &[Change::Zoom(true), Change::Pan(30, 4)]);
            }
            View::Sources => {
                let aged = app.apply(Action::SortSources(SourceOrder::Age)).unwrap();
                check("sources-aged", &aged, &[Change::Cursor(2)]);
            }
            View::Odds => {
                for form in OddsForm::ALL {
                    let name = format!("odds-{}", form.title(Lang::En).to_lowercase().replace(' ', "-"));
                    let formed = app
                        .apply(Action::SetOddsForm(form))
                        .unwrap_or_else(|| app.clone());
                    check(&name, &formed, &[]);
                }
                let asked = app.apply(Action::SetOddsForm(OddsForm::Curve)).unwrap();
                let asked = asked.apply(Action::Ask(Ask::Chance(0.6))).unwrap();
                check("odds-asked", &asked, &[]);
            }
            View::Plan | View::Money | View::Life | View::Compare | View::Futures => {}
        }
    }
}

/// One future, and a moment of it on the other views.
fn told(app: &App, check: Check<'_>) {
    let worst = app.apply(Action::Show(View::Futures)).unwrap();
    let worst = worst.apply(Action::Tell(WhichFuture::Worst)).unwrap();
    check("futures-worst", &worst, &[Change::Type(Some("17".to_owned()))]);
    let moment = worst.apply(Action::Moment(Some(4))).unwrap();
    check("futures-moment", &moment, &[]);
    for view in [View::Map, View::Timeline] {
        let name = format!("{}-moment", view.title(Lang::En).to_lowercase());
        check(&name, &moment.apply(Action::Show(view)).unwrap(), &[]);
    }
}

/// Plans as changed, compared, richer, updated.
fn changed(app: &App, lang: Lang, check: Check<'_>) {
    let beside = app.apply(Action::Show(View::Compare)).unwrap();
    let beside = compared(&beside, &alone());
    check("compared", &beside, &[]);
    check("compared-below", &beside, &[Change::Cursor(99)]);
    let rich = finish(&opened_with(lang, include_str!("../world/money.toml")));
    let rich = rich.apply(Action::Show(View::Money)).unwrap();
    check("cash", &rich, &[]);
    check("cash-below", &rich, &[Change::Top(18)]);
    check(
        "cash-pointed-at",
        &rich,
        &[Change::Hover(Some(Position::new(50, 14)))],
    );
    let updated = finish(&opened_with(lang, include_str!("../world/life.toml")));
    let updated = updated.apply(Action::Show(View::Life)).unwrap();
    check("life-told", &updated, &[]);
    check("life-below", &updated, &[Change::Top(99)]);
    let levers = app.apply(Action::ShowLevers(true)).unwrap();
    check("levers", &levers, &[Change::Cursor(2)]);
    let is_team = |lever: &Lever| matches!(lever.setting, Setting::Capacity { .. });
    let team = ui::levers::all(&levers.levers()).position(is_team).unwrap();
    let fewer = ui::levers::all(&levers.levers())
        .nth(team)
        .unwrap()
        .kind
        .step(false);
    let fewer = turned(&levers, fewer.unwrap());
    check("levers-turned", &fewer, &[Change::Cursor(team)]);
    let rich = rich.apply(Action::ShowLevers(true)).unwrap();
    let is_cash = |lever: &Lever| matches!(lever.setting, Setting::Cash(_));
    let cash = ui::levers::all(&rich.levers()).position(is_cash).unwrap();
    check("levers-money", &rich, &[Change::Cursor(cash)]);
    let off = Setting::Route {
        route: "jp.approval".to_owned(),
        is_on: false,
    };
    let flawed = turned(&levers, off);
    check("levers-flawed", &flawed, &[]);
    let away = flawed.apply(Action::ShowLevers(false)).unwrap();
    check("flawed", &away, &[]);
}

/// What lies on top of a view.
fn on_top(app: &App, check: Check<'_>) {
    let over = |overlay: Overlay| app.apply(Action::Open(overlay)).unwrap();
    check("help", &over(Overlay::Help), &[]);
    check("find", &over(Overlay::Find("review".to_owned())), &[]);
    check("find-nothing", &over(Overlay::Find("qqqq".to_owned())), &[]);
    check("glossary", &over(Overlay::Glossary("shonin".to_owned())), &[]);
    let route = over(Overlay::Route("sg.immediate".to_owned()));
    check("route", &route, &[]);
    for question in Question::ALL {
        let wizard = Wizard {
            at: question,
            name: "Lung AI".to_owned(),
            ..Wizard::default()
        };
        let name = format!("wizard-{}", format!("{question:?}").to_lowercase());
        check(&name, &over(Overlay::Wizard(wizard)), &[]);
    }
    check("export", app, &[Change::Export(true)]);
}

#[test]
fn a_small_screen_shows_what_matters() {
    let check = |name: &str, app: &App, changes: &[Change]| {
        insta::assert_snapshot!(format!("{name}-{}-60x18", app.lang), shown(app, 60, 18, changes));
    };
    for lang in [Lang::En, Lang::Ja] {
        let app = answered(lang);
        for view in [View::Plan, View::Map, View::Timeline, View::Odds, View::Risk] {
            let app = app.apply(Action::Show(view)).unwrap_or_else(|| app.clone());
            check(&View::title(view, Lang::En).to_lowercase(), &app, &[]);
        }
        check("levers", &app.apply(Action::ShowLevers(true)).unwrap(), &[]);
        check("help", &app.apply(Action::Open(Overlay::Help)).unwrap(), &[]);
    }
}

#[test]
fn before_the_first_results_the_screen_says_what_is_coming() {
    let app = opened(Lang::En).apply(Action::Show(View::Odds)).unwrap();
    insta::assert_snapshot!("waiting", shown(&app, 80, 24, &[]));
    let app = app.apply(Action::Cancel).unwrap();
    assert!(shown(&app, 80, 24, &[]).contains("Press r"));
}

#[test]
fn a_failure_is_a_sentence_with_a_way_out() {
    let app = opened(Lang::En);
    let failed = RunEvent::Failed(app.wanted().unwrap().job, "the plan is empty".to_owned());
    let app = app.apply(Action::Run(failed)).unwrap();
    insta::assert_snapshot!("failed", shown(&app, 80, 24, &[]));
}

#[test]
fn a_screen_that_is_too_small_asks_for_room() {
    let app = App::new(Lang::En);
    let text = shown(&app, 40, 10, &[]);
    assert!(text.contains("60 x 18") && text.contains("40 x 10"), "{text}");
}

#[test]
fn an_answer_to_an_older_question_is_dimmed_until_the_new_one_comes() {
    let is_dim = |app: &App| {
        let screen = Screen::new(Size::new(80, 24), Theme::PLAIN);
        let terminal = on_terminal(&Scene::of(app, &screen, &Around::default()), &screen, 80, 24);
        let cell = |x: u16, y: u16| {
            terminal.backend().buffer()[(x, y)]
                .modifier
                .contains(Modifier::DIM)
        };
        (cell(1, 2), cell(1, 7))
    };
    let app = answered(Lang::En).apply(Action::Show(View::Odds)).unwrap();
    assert_eq!(is_dim(&app), (false, false));
    assert_eq!(is_dim(&app.apply(Action::SetSeed(8)).unwrap()), (true, true));
}

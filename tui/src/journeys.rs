//! Whole journeys through the terminal, event by event, with the engine running beside: what a founder does in the first
//! minutes, and what must not be lost.

use std::fs;
use std::path::{Path, PathBuf};

use ratatui::crossterm::event::{Event, KeyCode, KeyModifiers, MouseEvent, MouseEventKind};
use regpath_core::app::{Action, App, Ask, View};
use regpath_core::catalogue::SourceFile;
use regpath_core::edit::Setting;
use regpath_core::exercise::answer::Answer;
use regpath_core::exercise::session::{Move, Reveal, Role, Stage, example};
use regpath_core::exercise::{scaffold, seed_of};
use regpath_core::text::Lang;
use regpath_core::view::exercise::{Do, Paper};

use crate::offscreen::Offscreen;
use crate::sitting::{Sit, Stop, stops};
use crate::ui;

/// A user before a terminal.
struct User {
    at: Offscreen,
    folder: PathBuf,
}

impl User {
    /// Somebody who starts the program on a plan, with nothing remembered.
    fn at(name: &str, size: (u16, u16)) -> Self {
        let folder = std::env::temp_dir().join(format!("regpath-journey-{name}-{}", std::process::id()));
        drop(fs::remove_dir_all(&folder));
        fs::create_dir_all(&folder).unwrap();
        Self::again(folder, size)
    }

    /// The same user another time: what was remembered is there.
    fn again(folder: PathBuf, size: (u16, u16)) -> Self {
        let app = App::new(Lang::En).apply(Action::SetIterations(1_024)).unwrap();
        let mut at = Offscreen::new(app, size, Some(&folder));
        at.wait();
        Self { at, folder }
    }

    fn press(&mut self, code: KeyCode) {
        self.at.press(code);
    }

    fn keys(&mut self, keys: &str) {
        self.at.keys(keys);
    }

    fn screen(&mut self) -> String {
        self.at.text()
    }

    fn sees(&mut self, words: &str) {
        let screen = self.screen();
        assert!(screen.contains(words), "no “{words}” on\n{screen}");
    }

    /// Puts the cursor of the levers on one.
    fn lever(&mut self, is_it: impl Fn(&Setting) -> bool) {
        let place = ui::levers::all(&self.at.desk.scene.levers).position(|lever| is_it(&lever.setting));
        let place = place.expect("there is such a lever");
        for _ in self.at.desk.screen.levers_cursor..place {
            self.press(KeyCode::Down);
        }
    }

    fn path(&self, name: &str) -> String {
        self.folder.join(name).to_string_lossy().into_owned()
    }
}

impl Drop for User {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            drop(fs::remove_dir_all(&self.folder));
        }
    }
}

fn is_route(setting: &Setting, id: &str) -> bool {
    matches!(setting, Setting::Route { route, .. } if route == id)
}

#[test]
fn one_stage_becomes_two_and_the_answer_follows() {
    let mut founder = User::at("two-stage", (120, 36));
    let before = founder.at.desk.scene.strip.clone();
    founder.keys("o");
    founder.lever(|setting| is_route(setting, "jp.samd.single"));
    founder.keys("→");
    founder.sees("This cannot be simulated");
    founder.sees("Way out: y: take “Approval of software in two");
    assert_eq!(founder.at.desk.scene.strip, before, "the last answer stays");

    founder.keys("y");
    assert!(
        founder.at.desk.app.flaws().is_empty(),
        "{:?}",
        founder.at.desk.app.flaws()
    );
    assert_ne!(founder.at.desk.scene.strip, before);
    assert!(
        founder
            .at
            .desk
            .scene
            .strip
            .cards
            .iter()
            .all(|card| card.change.is_some())
    );
    founder.sees("Against the saved plan:");
    founder.sees("of futures");
    founder.lever(|setting| is_route(setting, "jp.samd.two-stage"));
    founder.sees("Its last turn:");

    founder.keys("⎋8↵");
    founder.sees("as opened");
    founder.sees("earlier in");

    let path = founder.path("mine.toml");
    founder.keys("S");
    for _ in 0..60 {
        founder.press(KeyCode::Backspace);
    }
    founder.keys(&path);
    founder.keys("↵");
    founder.sees("Saved:");
    assert!(
        founder.at.desk.scene.levers.changes.is_empty(),
        "saved is unchanged"
    );
    let saved = fs::read_to_string(&path).unwrap();
    assert!(
        saved.contains("jp.samd.two-stage") && saved.contains("# Eight people."),
        "comments stay"
    );

    // Away to another plan, and back by the list of recent files.
    founder.keys("p");
    founder.sees("mine.toml");
    let row = |founder: &User| {
        let Some(crate::scene::Top::Open(rows)) = &founder.at.desk.scene.top else {
            panic!("the list is open")
        };
        let recent = |row: &crate::scene::OpenRow| row.title.ends_with("mine.toml");
        rows.iter().position(recent).unwrap()
    };
    founder.keys("⎋u");
    assert!(
        !founder.at.desk.scene.levers.changes.is_empty(),
        "undo goes back behind the save"
    );
    founder.keys("p");
    let place = row(&founder);
    for _ in 0..20 {
        founder.press(KeyCode::Up);
    }
    for _ in 0..place {
        founder.press(KeyCode::Down);
    }
    founder.keys("↵");
    assert_eq!(founder.at.desk.app.draft().opened_text(), saved);
    assert!(founder.at.desk.app.problems.is_empty());
}

#[test]
fn a_new_plan_takes_six_answers_and_survives_a_crash() {
    let mut founder = User::at("wizard", (80, 24));
    founder.keys("N");
    founder.sees("Question 1 of 6");
    founder.keys("Lung AI↵");
    founder.sees("Question 2 of 6");
    founder.sees("Software as a medical device");
    // Every answer can be reached, and taken back.
    founder.keys("↓↓");
    founder.sees("▸(●) A physical device");
    founder.keys("↑↑");
    founder.sees("▸(●) Software as a medical device");
    founder.keys("↵↓↵");
    founder.sees("Question 4 of 6");
    founder.keys("↵↓ ↵");
    founder.sees("Question 6 of 6");
    for _ in 0..20 {
        founder.press(KeyCode::Backspace);
    }
    founder.keys("much↵");
    founder.sees("Type an amount");
    for _ in 0..4 {
        founder.press(KeyCode::Backspace);
    }
    founder.keys("250M↵");
    founder.sees("Lung AI");
    assert_eq!(founder.at.desk.app.plan.id, "lung-ai");
    assert!(founder.at.desk.app.summary().is_some() && founder.at.desk.app.draft().is_unsaved());
    let text = founder.at.desk.app.draft().text().to_owned();
    assert!(text.contains("amount = 250000000") && text.contains("us.510k"));

    // The program ends without being asked; the next time the plan is offered.
    let folder = founder.folder.clone();
    founder.folder = PathBuf::from("/nowhere");
    drop(founder);
    let mut later = User::again(folder, (80, 24));
    later.keys("p");
    later.sees("made here and never saved");
    let Some(crate::scene::Top::Open(rows)) = &later.at.desk.scene.top else {
        panic!("the list is open")
    };
    let place = rows.iter().position(|row| row.title == "lung-ai.toml").unwrap();
    for _ in 0..20 {
        later.press(KeyCode::Up);
    }
    for _ in 0..place {
        later.press(KeyCode::Down);
    }
    later.keys("↵");
    assert_eq!(later.at.desk.app.draft().text(), text);
    assert!(later.at.desk.app.draft().is_unsaved());
}

#[test]
fn things_are_found_by_their_names_and_words_explained() {
    let mut founder = User::at("find", (80, 24));
    founder.keys("/malaysia↵");
    assert_eq!(founder.at.desk.app.view, View::Timeline);
    let row = founder.at.desk.screen.timeline_cursor;
    let Some(crate::scene::Body::Timeline(Some(view))) = Some(&founder.at.desk.scene.body) else {
        panic!("the timeline is open")
    };
    let rows = ui::timeline::rows(view, &founder.at.desk.screen.folded);
    assert!(matches!(&rows[row], ui::timeline::TimelineRow::Group(_, group) if group.title == "Malaysia"));

    founder.keys("/idaten↵");
    founder.sees("Glossary");
    founder.sees("IDATEN");
    founder.keys("⎋/qqqq");
    founder.sees("Nothing is called “qqqq”");
    founder.keys("⎋/cash at↵");
    assert!(founder.at.desk.scene.has_levers);
    let cursor = founder.at.desk.screen.levers_cursor;
    let lever = ui::levers::all(&founder.at.desk.scene.levers)
        .nth(cursor)
        .unwrap();
    assert!(matches!(lever.setting, Setting::Cash(_)));
    // A value is typed; what is no value is refused with a reason.
    founder.keys("↵lots↵");
    founder.sees("That is no value");
    founder.keys("⎋↵150M↵");
    assert!(founder.at.desk.app.draft().text().contains("amount = 150000000"));
    founder.keys("?");
    founder.sees("Help: Timeline");
}

#[test]
fn the_odds_answer_both_ways() {
    let mut founder = User::at("odds", (100, 30));
    founder.keys("4");
    founder.sees("▸ By ");
    let asked = |founder: &User| founder.at.desk.app.odds().asked.unwrap();
    let before = asked(&founder);
    founder.keys("....");
    let later = asked(&founder);
    assert!(
        later.at[0] > before.at[0] && later.at[1] > before.at[1],
        "later is likelier"
    );
    founder.keys("+");
    founder.sees("A chance of ");
    assert!(asked(&founder).at[1] > later.at[1]);
    // The mouse asks by the date under it.
    let moved = MouseEvent {
        kind: MouseEventKind::Moved,
        column: 50,
        row: 20,
        modifiers: KeyModifiers::NONE,
    };
    founder.at.desk.hear(&Event::Mouse(moved));
    assert!(matches!(founder.at.desk.app.ask, Ask::Day(_)));
    founder.keys("vvv");
    founder.sees("cost");
}

#[test]
fn a_future_is_walked_through_event_by_event() {
    let mut founder = User::at("events", (100, 30));
    founder.keys("9t");
    assert!(founder.at.desk.app.futures().unwrap().moment.is_none());
    founder.keys("↓↓↓↓↓↓↓↓");
    let moment = founder.at.desk.app.futures().unwrap().moment.unwrap();
    assert_eq!(moment.event, 7);
    founder.keys("3");
    founder.sees(&moment.date);
    founder.sees("✓");
    founder.keys("2");
    founder.sees(&moment.date);
    founder.keys("9⎋");
    assert!(founder.at.desk.app.gantt().moment.is_none());
}

#[test]
fn a_view_is_written_to_a_file_and_never_over_one() {
    let mut founder = User::at("export", (80, 24));
    let with_chart = ['3', '4', '5', '6', '9'].map(|view| (view, vec!["txt", "csv", "svg", "html"]));
    let without = ['1', '0'].map(|view| (view, vec!["txt", "csv", "html"]));
    let all = with_chart.into_iter().chain(without);
    for (view, format, ending) in all.flat_map(|(view, endings)| {
        let endings = endings.into_iter().enumerate();
        endings.map(move |(format, ending)| (view, format, ending))
    }) {
        let path = founder.path(&format!("view-{view}-{format}"));
        founder.keys(&view.to_string());
        founder.keys("x");
        for _ in 0..format {
            founder.press(KeyCode::Down);
        }
        founder.keys("↵");
        for _ in 0..60 {
            founder.press(KeyCode::Backspace);
        }
        founder.keys(&path);
        founder.keys("↵");
        founder.sees("Written:");
        let written = fs::read_to_string(&path).unwrap();
        assert!(written.len() > 100, "{view}: {written}");
        let begins = match ending {
            "csv" => "\u{feff}",
            "svg" => "<svg ",
            "html" => "<!doctype html>",
            _ => "",
        };
        assert!(written.starts_with(begins), "{view} {ending}: {written:.60}");
    }
    let before = fs::read_to_string(founder.path("view-1-0")).unwrap();
    let path = founder.path("view-1-0");
    founder.keys("2x↵");
    for _ in 0..60 {
        founder.press(KeyCode::Backspace);
    }
    founder.keys(&path);
    founder.keys("↵");
    founder.sees("was not written");
    assert_eq!(fs::read_to_string(&path).unwrap(), before);
}

#[test]
fn what_was_chosen_once_is_remembered() {
    let mut founder = User::at("prefs", (100, 30));
    founder.sees("Try: o opens the levers");
    founder.keys("o⎋");
    assert!(
        !founder.screen().contains("Try: o opens"),
        "a hint that was followed goes"
    );
    founder.keys("T");
    founder.sees("Colours: light");
    founder.keys("H");
    founder.sees("Hints are off");
    let folder = founder.folder.clone();
    founder.folder = PathBuf::from("/nowhere");
    drop(founder);
    let mut later = User::again(folder, (100, 30));
    later.keys("4");
    assert!(!later.screen().contains("Try:"));
    later.keys("T");
    later.sees("Colours: dark");
    assert!(Path::new(&later.folder).exists());
}

/// The exercise that new ones start from, with few futures.
fn small_exercise() -> SourceFile {
    let file = scaffold("who-writes");
    SourceFile {
        text: file.text.replace("minutes = 60", "minutes = 60\nfutures = 1_000"),
        ..file
    }
}

/// Somebody who sits down at it.
fn sitting(name: &str, size: (u16, u16), lang: Lang) -> User {
    let mut user = User::at(name, size);
    let open = Action::OpenExercise(small_exercise(), 12_345);
    user.at.desk.apply(vec![Action::SetLang(lang), open]);
    user.at.wait();
    assert!(
        user.at.desk.app.session().is_some(),
        "{:?}",
        user.at.desk.app.problems
    );
    user
}

/// Types what is predicted, in whatever form it is asked.
fn predict(user: &mut User) {
    let session = user.at.desk.app.session().unwrap();
    let examples: Vec<String> = session
        .exercise
        .predictions
        .iter()
        .map(|prediction| example(&prediction.kind))
        .collect();
    for text in examples {
        user.keys(&text);
        user.press(KeyCode::Enter);
    }
}

#[test]
fn a_group_plays_an_exercise_from_the_case_to_the_debriefing() {
    for (lang, size) in [(Lang::En, (80, 24)), (Lang::Ja, (80, 24)), (Lang::En, (160, 48))] {
        let mut group = sitting("group", size, lang);
        let shot = |group: &mut User, name: &str| {
            insta::assert_snapshot!(
                format!("sitting-{name}-{lang}-{}x{}", size.0, size.1),
                group.screen()
            );
        };
        shot(&mut group, "case");
        // What is shut says why.
        group.keys("4");
        assert_eq!(group.at.desk.app.session().unwrap().stage, Stage::Case);
        group.sees(lang.pick("! predict first", "! 先に予測を"));
        group.keys("→");
        // A name in wide letters, mended in its middle.
        group.keys("青いチーム←←←⌫");
        group.press(KeyCode::Enter);
        assert_eq!(group.at.desk.app.session().unwrap().group, "青チーム");
        predict(&mut group);
        shot(&mut group, "predict");
        group.keys("↵");
        shot(&mut group, "decide");
        assert!(group.at.desk.app.session().unwrap().is_locked);
        // One choice for each decision: the last one that is open has its words in the way on.
        for decision in 0..2 {
            let place = sitting_stop(&group, |stop| matches!(stop, Stop::Option(_)), decision * 2);
            group.at.desk.sit(Sit::Focus(place));
            group.keys("↵");
        }
        assert!(
            group
                .at
                .desk
                .app
                .session()
                .unwrap()
                .chosen
                .iter()
                .all(Option::is_some)
        );
        group.keys("→sakura");
        assert!(
            group.at.desk.app.session().unwrap().word.is_empty(),
            "a word is taken in when it is whole"
        );
        group.keys("↵");
        shot(&mut group, "run");
        let code = group.at.desk.app.session().unwrap().code().unwrap();
        // The code is copied, and shown to a camera.
        let copy = sitting_stop(
            &group,
            |stop| stop.label().starts_with(lang.pick("Copy", "コードをコピー")),
            0,
        );
        group.at.desk.sit(Sit::Focus(copy));
        group.keys("↵");
        assert_eq!(group.at.desk.copied.as_deref(), Some(code.as_str()));
        group.keys("↑↵");
        assert!(group.screen().contains('▀'), "the code is drawn");
        group.keys("x→");
        shot(&mut group, "result");
        group.keys("→");
        shot(&mut group, "future");
        group.keys("→");
        shot(&mut group, "score");
        assert!(group.at.desk.app.session().unwrap().grade().is_some());
        group.keys("→?");
        group.sees(lang.pick("Help: Workshop", "ヘルプ: 演習"));
        // Nothing is lost without a question.
        group.keys("⎋⎋");
        group.sees(lang.pick("Leave the exercise?", "演習を終えますか"));
        group.keys("⎋");
        assert!(group.at.desk.app.session().is_some());
        group.keys("q");
        group.sees(lang.pick("Quit regpath?", "regpathを終了しますか"));
        group.keys("n⎋y");
        assert!(group.at.desk.app.session().is_none() && !group.at.desk.is_over);
        group.sees(lang.pick("1 Plan", "1 計画"));
    }
}

/// The place of a stop: the one of that number among those that are so.
fn sitting_stop(user: &User, is_it: impl Fn(&Stop<'_>) -> bool, number: usize) -> usize {
    let workshop = user.at.desk.scene.workshop.as_ref().unwrap();
    let all = stops(&workshop.view);
    let mut places = all.iter().enumerate().filter(|(_, stop)| is_it(stop));
    places.nth(number).unwrap().0
}

#[test]
fn a_trainer_keeps_time_collects_answers_and_saves_the_report() {
    for (lang, size) in [(Lang::En, (80, 24)), (Lang::Ja, (80, 24)), (Lang::En, (160, 48))] {
        let mut trainer = sitting("trainer", size, lang);
        let shot = |trainer: &mut User, name: &str| {
            insta::assert_snapshot!(
                format!("desk-{name}-{lang}-{}x{}", size.0, size.1),
                trainer.screen()
            );
        };
        trainer.at.desk.sit(Sit::Do(Do::Move(Move::Be(Role::Trainer))));
        trainer.at.desk.sit(Sit::Do(Do::StartClock));
        shot(&mut trainer, "agenda");
        let exercise = trainer.at.desk.app.session().unwrap().exercise.clone();
        let answer = |group: &str, choice: usize, salt: u32| Answer {
            group: group.to_owned(),
            lang,
            seed: seed_of("sakura"),
            card: None,
            salt,
            selection: vec![choice, 0],
            predictions: vec![None; exercise.predictions.len()],
            bought: vec![false; exercise.items.len()],
            assumption: String::new(),
            engine: None,
        };
        let (blue, red) = (answer("Blue", 0, 7), answer("Red", 1, 9));
        trainer.keys("2");
        trainer.keys(&format!("{} Blue", blue.lock(&exercise)));
        trainer.press(KeyCode::Enter);
        // What is half typed is not taken in, and not lost on the way.
        trainer.keys("half");
        trainer.press(KeyCode::Tab);
        trainer.keys("sakura");
        trainer.press(KeyCode::Enter);
        trainer.keys("");
        // Codes come as they were pasted, several at once, with whatever stands around them; a forged one is told apart.
        let forged = red.code(&exercise).replacen("RP1", "RP1Z", 1);
        let chat = format!("Blue:\r\n{}\nForged: {forged}\n", blue.code(&exercise));
        trainer.at.desk.hear(&Event::Paste(chat));
        trainer.press(KeyCode::Enter);
        let path = trainer.path("red answer.txt");
        fs::write(&path, red.code(&exercise)).unwrap();
        trainer.at.desk.sit(Sit::Do(Do::ReadAnswers));
        trainer
            .at
            .desk
            .hear(&Event::Paste(format!("'{path}' nowhere.toml")));
        trainer.press(KeyCode::Enter);
        trainer.sees("nowhere.toml");
        assert_eq!(
            trainer.at.desk.app.session().unwrap().handed.len(),
            2,
            "all of them or none"
        );
        for _ in 0..13 {
            trainer.press(KeyCode::Backspace);
        }
        trainer.keys("↵");
        let session = trainer.at.desk.app.session().unwrap();
        let good = session
            .handed
            .iter()
            .filter(|handed| handed.answer.is_ok())
            .count();
        assert_eq!((session.handed.len(), good, session.locks.len()), (3, 2, 1));
        assert!(trainer.at.desk.screen.sitting.has_drafts());
        trainer.at.desk.sit(Sit::Out);
        shot(&mut trainer, "answers");
        trainer.keys("3↵");
        for what in [Reveal::Scores, Reveal::Model] {
            trainer.at.desk.sit(Sit::Do(Do::Move(Move::Reveal(what, true))));
        }
        trainer.at.wait();
        shot(&mut trainer, "class");
        let class = trainer.at.desk.app.session().unwrap().class().unwrap();
        assert_eq!(class.rows.len(), 2);
        trainer.keys("5");
        trainer.at.desk.sit(Sit::Do(Do::Save(Paper::Report)));
        for _ in 0..40 {
            trainer.press(KeyCode::Backspace);
        }
        let report = trainer.path("class.html");
        trainer.keys(&report);
        trainer.keys("↵");
        trainer.sees("class.html");
        let html = fs::read_to_string(&report).unwrap();
        assert!(html.contains("Blue") && html.contains("Red"));
        // It is never written over.
        trainer.at.desk.sit(Sit::Do(Do::Save(Paper::Report)));
        for _ in 0..40 {
            trainer.press(KeyCode::Backspace);
        }
        trainer.keys(&report);
        trainer.keys("↵");
        trainer.sees(lang.pick("was not written", "出力できませんでした"));
    }
}

#[test]
fn an_exercise_is_opened_from_the_list_and_from_a_file() {
    let mut user = User::at("list", (80, 24));
    let path = user.path("mine.toml");
    fs::write(&path, small_exercise().text).unwrap();
    user.keys("p");
    user.press(KeyCode::Up);
    for _ in 0..60 {
        user.press(KeyCode::Down);
    }
    user.keys("↵");
    user.sees("Path of the exercise to open");
    user.at.desk.hear(&Event::Paste(path));
    user.keys("↵");
    user.sees("[1 Case]");
    // Nothing was done yet: it is left without a question.
    user.keys("⎋");
    assert!(user.at.desk.app.session().is_none());
    user.at
        .desk
        .open(crate::scene::Opens::Exercise("one-door-or-two".to_owned()));
    user.sees("One door or two?");
    let small = (60, 18);
    user.at.desk.hear(&Event::Resize(small.0, small.1));
    for key in ["2", "1", "End", "PageUp"] {
        user.press(match key {
            "End" => KeyCode::End,
            "PageUp" => KeyCode::PageUp,
            key => KeyCode::Char(key.chars().next().unwrap()),
        });
        assert!(user.at.desk.app.session().is_some());
    }
}

#[test]
fn nobody_buys_twice_with_two_strokes_of_a_key() {
    let mut group = User::at("buys", (80, 24));
    group
        .at
        .desk
        .open(crate::scene::Opens::Exercise("one-door-or-two".to_owned()));
    let moves = [
        Move::Name("Blue".to_owned()),
        Move::Predict(1, "50".to_owned()),
        Move::Lock,
    ];
    group.at.desk.apply(moves.map(Action::Play).to_vec());
    let hint = sitting_stop(&group, |stop| stop.label().starts_with("Hint 1"), 0);
    group.at.desk.sit(Sit::Focus(hint));
    group.press(KeyCode::Enter);
    group.press(KeyCode::Enter);
    let bought = |group: &User| {
        let session = group.at.desk.app.session().unwrap();
        session.bought.iter().filter(|bought| **bought).count()
    };
    assert_eq!(bought(&group), 1);
    group.press(KeyCode::Enter);
    assert_eq!(bought(&group), 2, "once it is marked, it is pressed");
}

//! Whole journeys through the terminal, event by event, with the engine running beside: what a founder does in the first
//! minutes, and what must not be lost.

use std::fs;
use std::path::{Path, PathBuf};

use ratatui::crossterm::event::{Event, KeyCode, KeyModifiers, MouseEvent, MouseEventKind};
use regpath_core::app::{Action, App, Ask, View};
use regpath_core::edit::Setting;
use regpath_core::text::Lang;

use crate::offscreen::Offscreen;
use crate::ui;

/// A user before a terminal.
struct User {
    at: Offscreen,
    folder: PathBuf,
}

impl User {
    /// Somebody who starts the program on a plan, with nothing remembered.
    fn at(name: &str, size: (u16, u16)) -> Self {
        let folder = std::env::temp_dir().join(format!("regpath-{name}-{}", std::process::id()));
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
        assert!(written.starts_with(begins), "{view} {ending}: {:.60}", written);
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

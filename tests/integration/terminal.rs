//! The terminal screen as a user meets it: the built program in a pseudo-terminal, keys in, cells out. Every wait
//! has a deadline and a condition; nothing is assumed about how fast the machine is.

use std::ffi::OsStr;
use std::io::{Read as _, Write as _};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use vt100::{MouseProtocolMode, Parser, Screen};

use crate::program::program;

/// Longest wait for anything; only a failing test takes so long.
const DEADLINE: Duration = Duration::from_mins(1);

/// A folder of its own, gone with the test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("regpath-terminal-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// The program in a terminal of its own.
struct Terminal {
    parser: Arc<Mutex<Parser>>,
    master: Box<dyn MasterPty + Send>,
    writer: Box<dyn std::io::Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    /// Its folder for state, where nobody else holds it.
    state: Option<Folder>,
}

fn cells(count: u16) -> NonZero<u16> {
    NonZero::new(count).expect("a terminal has cells")
}

impl Terminal {
    /// Runs the program under a shell that says afterwards what it left behind.
    fn open(cols: u16, rows: u16) -> Self {
        let state = Folder::new();
        let mut terminal = Self::open_in(&state.0, None, cols, rows);
        terminal.state = Some(state);
        terminal
    }

    /// The same with a folder for state, and a plan to open.
    fn open_in(state: &Path, plan: Option<&Path>, cols: u16, rows: u16) -> Self {
        let plan: Vec<&OsStr> = plan.map(Path::as_os_str).into_iter().collect();
        Self::open_with(state, &plan, cols, rows)
    }

    /// The same with a folder for state, and with arguments.
    fn open_with(state: &Path, arguments: &[&OsStr], cols: u16, rows: u16) -> Self {
        let size = PtySize {
            rows,
            cols,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
        let mut command = CommandBuilder::new("sh");
        command.args([
            "-c",
            "\"$0\" \"$@\"; echo \"left with $?\"; stty -a | grep -o -e '[-]*icanon'",
        ]);
        command.arg(program());
        command.args(arguments);
        command.cwd(state);
        command.env("XDG_STATE_HOME", state);
        command.env("TERM", "xterm-256color");
        command.env_remove("NO_COLOR");
        let child = pair.slave.spawn_command(command).expect("the program starts");
        drop(pair.slave);
        let parser = Arc::new(Mutex::new(Parser::new(cells(rows), cells(cols), 0)));
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let writer = pair.master.take_writer().expect("a writer");
        let feed = Arc::clone(&parser);
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                feed.lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .process(&bytes[..count]);
            }
        });
        Self {
            parser,
            master: pair.master,
            writer,
            child,
            state: None,
        }
    }

    fn press(&mut self, keys: &str) {
        self.writer
            .write_all(keys.as_bytes())
            .expect("the terminal takes keys");
        self.writer.flush().expect("the terminal takes keys");
    }

    fn resize(&self, cols: u16, rows: u16) {
        let size = PtySize {
            rows,
            cols,
            pixel_width: 0,
            pixel_height: 0,
        };
        self.parser
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .screen_mut()
            .set_size(cells(rows), cells(cols));
        self.master.resize(size).expect("the terminal changes its size");
    }

    fn screen(&self) -> Screen {
        self.parser
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .screen()
            .clone()
    }

    /// Waits until the screen is as wanted, and gives it.
    fn until(&self, what: &str, is_so: impl Fn(&Screen) -> bool) -> Screen {
        let start = Instant::now();
        loop {
            let screen = self.screen();
            if is_so(&screen) {
                return screen;
            }
            assert!(
                start.elapsed() < DEADLINE,
                "waited in vain for {what}; the screen:\n{}",
                screen.contents()
            );
            thread::sleep(Duration::from_millis(5));
        }
    }

    fn until_text(&self, text: &str) -> Screen {
        self.until(text, |screen| screen.contents().contains(text))
    }

    /// Waits for the first results: the strip has a 80 % value with a figure in it.
    fn until_answer(&self) -> Screen {
        self.until("an answer", |screen| {
            let contents = screen.contents();
            let p80 = contents
                .lines()
                .find_map(|line| line.split_once("P80 "))
                .map(|(_, rest)| rest.to_owned());
            p80.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        })
    }

    /// The program's process.
    fn process(&self) -> String {
        let shell = self.child.process_id().expect("a shell");
        let children = std::fs::read_to_string(format!("/proc/{shell}/task/{shell}/children"));
        children.expect("the shell has a child").trim().to_owned()
    }

    /// Checks that the terminal is as the shell had it.
    fn until_restored(&self) {
        self.until_restored_with(0);
    }

    fn until_restored_with(&self, status: i32) {
        let screen = self.until("the shell's word", |screen| screen.contents().contains("icanon"));
        let contents = screen.contents();
        assert!(contents.contains(&format!("left with {status}")), "{contents}");
        assert!(!contents.contains("-icanon"), "keys are still raw: {contents}");
        assert!(!screen.alternate_screen(), "the alternate screen is still on");
        assert!(!screen.hide_cursor(), "the cursor is still hidden");
        assert_eq!(
            screen.mouse_protocol_mode(),
            MouseProtocolMode::None,
            "the mouse is still taken"
        );
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // The folder outlives the program.
        let _state = self.state.take();
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
fn the_first_screen_shows_an_answer_and_q_gives_the_terminal_back() {
    let mut terminal = Terminal::open(80, 24);
    let screen = terminal.until_answer();
    assert!(screen.alternate_screen());
    assert!(screen.hide_cursor());
    assert!(screen.contents().contains("regpath"));
    terminal.press("q");
    terminal.until_restored();
}

#[test]
fn control_c_gives_the_terminal_back() {
    let mut terminal = Terminal::open(80, 24);
    terminal.until_text("regpath");
    terminal.press("\u{3}");
    terminal.until_restored();
}

#[test]
fn keys_walk_through_the_views() {
    let mut terminal = Terminal::open(80, 24);
    terminal.until_answer();
    for (key, tab) in [
        ("2", "[2 Map]"),
        ("3", "[3 Timeline]"),
        ("4", "[4 Odds]"),
        ("5", "[5 Money]"),
        ("6", "[6 Risk]"),
        ("7", "[7 Life]"),
        ("8", "[8 Compare]"),
        ("9", "[9 Futures]"),
        ("0", "[0 Sources]"),
        ("1", "[1 Plan]"),
    ] {
        terminal.press(key);
        let screen = terminal.until_text(tab);
        assert!(screen.contents().contains("P80 "), "the answer stays in sight");
    }
    terminal.press("\t");
    terminal.until_text("[2 Map]");
    terminal.press("\u{1b}[Z");
    terminal.until_text("[1 Plan]");
    terminal.press("\u{1b}[C");
    terminal.until_text("[2 Map]");
    terminal.press("q");
    terminal.until_restored();
}

#[test]
fn enter_opens_the_card_of_a_step_with_its_sources() {
    let mut terminal = Terminal::open(80, 24);
    terminal.until_answer();
    terminal.press("3");
    terminal.until_text("▾");
    terminal.press("\r");
    terminal.until_text("╭ Step");
    terminal.press("\u{1b}");
    terminal.until("the card to close", |screen| {
        !screen.contents().contains("╭ Step")
    });
    terminal.press("q");
    terminal.until_restored();
}

#[test]
fn help_and_the_language_are_one_key_away() {
    let mut terminal = Terminal::open(80, 24);
    terminal.until_answer();
    terminal.press("?");
    terminal.until_text("╭ Help");
    terminal.press("L");
    let screen = terminal.until_text("╭ ヘルプ");
    let wide = (0..24).flat_map(|row| (0..80).map(move |col| (row, col)));
    let count = wide
        .filter(|(row, col)| screen.cell(*row, *col).is_some_and(vt100::Cell::is_wide))
        .count();
    assert!(count > 50, "Japanese takes wide cells: {count}");
    terminal.press("?");
    terminal.until_text("[1 計画]");
    terminal.press("L");
    terminal.until_text("[1 Plan]");
    terminal.press("q");
    terminal.until_restored();
}

#[test]
fn a_click_on_a_tab_opens_it() {
    let mut terminal = Terminal::open(80, 24);
    let screen = terminal.until_answer();
    let row = (0..24)
        .find(|row| screen.contents_between(*row, 0, *row, 80).contains("[1 Plan]"))
        .expect("the tab bar is there");
    // Press and release of the left button at ` 3 Timeline `, in SGR coordinates that count from one.
    terminal.press(&format!("\u{1b}[<0;22;{0}M\u{1b}[<0;22;{0}m", row + 1));
    terminal.until_text("[3 Timeline]");
    terminal.press("q");
    terminal.until_restored();
}

#[test]
fn the_screen_follows_the_size_of_the_window() {
    let mut terminal = Terminal::open(80, 24);
    terminal.until_answer();
    terminal.resize(160, 48);
    terminal.until("the foot in the last of 48 rows", |screen| {
        screen.contents_between(47, 0, 47, 160).contains("help")
    });
    terminal.resize(40, 10);
    terminal.until_text("60 x 18");
    terminal.resize(80, 24);
    terminal.until_text("[1 Plan]");
    terminal.press("q");
    terminal.until_restored();
}

#[test]
fn a_key_and_a_resize_of_one_moment_are_both_heard() {
    let mut terminal = Terminal::open(80, 24);
    terminal.until_answer();
    for turn in 0..24 {
        let (key, tab) = if turn % 2 == 0 { ("3", "[3 ") } else { ("4", "[4 ") };
        let (cols, rows) = if turn % 3 == 0 {
            (100, 30)
        } else {
            (90, 26 + turn % 3)
        };
        // Something to draw, so that both come while the program listens to neither.
        terminal.press("5");
        thread::sleep(Duration::from_millis(1));
        if turn % 4 < 2 {
            terminal.press(key);
            terminal.resize(cols, rows);
        } else {
            terminal.resize(cols, rows);
            terminal.press(key);
        }
        terminal.until(&format!("{tab} at {cols} x {rows}"), |screen| {
            let foot = screen.contents_between(rows - 1, 0, rows - 1, cols);
            screen.contents().contains(tab) && foot.contains("help")
        });
    }
    terminal.press("q");
    terminal.until_restored();
}

#[test]
fn a_lever_moves_the_answer_and_undo_brings_it_back() {
    let mut terminal = Terminal::open(160, 48);
    terminal.until_answer();
    terminal.until("the whole run", |screen| {
        screen.contents().contains("10\u{202f}000 futures")
    });
    terminal.press("/regulatory affairs");
    terminal.until_text("lever  Regulatory affairs");
    terminal.press("\r");
    terminal.until_text("Regulatory affairs: 2 people");
    terminal.press("\u{1b}[D");
    terminal.until_text("Regulatory affairs: 1 person");
    terminal.until_text("mo later");
    terminal.press("u");
    terminal.until("the change to go", |screen| {
        !screen.contents().contains("mo later")
    });
    terminal.press("q");
    terminal.until_restored();
}

#[test]
fn the_map_is_walked_and_a_step_opened() {
    let mut terminal = Terminal::open(120, 36);
    terminal.until_answer();
    terminal.press("2");
    terminal.until_text("▸");
    terminal.press("\u{1b}[D+");
    terminal.press("\r");
    terminal.until_text("╭ Step");
    terminal.press("\u{1b}");
    terminal.until("the card to go", |screen| !screen.contents().contains("╭ Step"));
    // Back on the target, which is a milestone: its odds.
    terminal.press("\u{1b}[C\r");
    terminal.until_text("[4 Odds]");
    terminal.press("q");
    terminal.until_restored();
}

/// Opens the levers and gives the plan a year more.
fn look_further(terminal: &mut Terminal) {
    terminal.until_answer();
    terminal.press("o");
    terminal.until_text("Levers");
    terminal.press("\u{1b}[F");
    terminal.until_text("Horizon: 8 years");
    terminal.press("\u{1b}[C");
    terminal.until_text("Horizon: 9 years");
}

#[test]
fn a_plan_is_saved_where_it_was_read_from_with_its_comments() {
    let folder = Folder::new();
    let path = folder.0.join("mine.toml");
    let shipped = regpath_core::catalogue::shipped_plans().remove(0);
    std::fs::write(&path, &shipped.text).expect("a plan");
    let mut terminal = Terminal::open_in(&folder.0, Some(&path), 120, 36);
    look_further(&mut terminal);
    terminal.press("s");
    terminal.until_text("Saved: ");
    let expected = shipped
        .text
        .replacen("horizon = \"8 year\"", "horizon = \"9 year\"", 1);
    assert_eq!(std::fs::read_to_string(&path).expect("the plan"), expected);
    // Another program writes the file; that is not overwritten.
    std::fs::write(&path, "# somebody else").expect("a file");
    terminal.press("\u{1b}");
    terminal.until("the notice to go", |screen| {
        !screen.contents().contains("Saved: ")
    });
    terminal.press("\u{1b}[C");
    terminal.until_text("Horizon: 10 years");
    terminal.press("s");
    terminal.until_text("another program");
    assert_eq!(
        std::fs::read_to_string(&path).expect("the file"),
        "# somebody else"
    );
    terminal.press("q");
    terminal.until_restored();
}

#[test]
fn a_shipped_plan_asks_for_a_name() {
    let folder = Folder::new();
    let mut terminal = Terminal::open_in(&folder.0, None, 120, 36);
    look_further(&mut terminal);
    terminal.press("s");
    terminal.until_text("Save as: ai-imaging-asean.toml");
    for _ in 0..30 {
        terminal.press("\u{7f}");
    }
    terminal.press("q.toml\r");
    terminal.until_text("Saved: q.toml");
    assert!(folder.0.join("q.toml").is_file());
    terminal.press("q");
    terminal.until_restored();
}

#[test]
fn a_program_that_is_ended_gives_the_terminal_back_and_loses_nothing() {
    let folder = Folder::new();
    let mut terminal = Terminal::open_in(&folder.0, None, 120, 36);
    look_further(&mut terminal);
    let ended = std::process::Command::new("kill")
        .args(["-TERM", &terminal.process()])
        .status();
    assert!(ended.expect("kill runs").success());
    terminal.until_restored_with(143);

    let mut terminal = Terminal::open_in(&folder.0, None, 120, 36);
    terminal.until_text("unsaved changes of last time");
    terminal.press("u");
    terminal.until("the changes to go", |screen| {
        !screen.contents().contains("1 change")
    });
    terminal.press("q");
    terminal.until_restored();
    let mut terminal = Terminal::open_in(&folder.0, None, 120, 36);
    let screen = terminal.until_answer();
    assert!(!screen.contents().contains("1 change"));
    terminal.press("q");
    terminal.until_restored();
}

#[test]
fn a_founder_goes_from_six_questions_to_a_plan_that_is_there_again() {
    let folder = Folder::new();
    let mut terminal = Terminal::open_in(&folder.0, None, 80, 24);
    terminal.until_answer();
    terminal.press("N");
    terminal.until_text("Question 1 of 6");
    terminal.press("Lung AI\r");
    terminal.until_text("Question 2 of 6");
    terminal.press("\r\r\r");
    terminal.until_text("Question 5 of 6");
    terminal.press("\u{1b}[B ");
    terminal.until_text("[x] United States");
    terminal.press("\r\r");
    terminal.until("the new plan", |screen| {
        let contents = screen.contents();
        contents.starts_with(" regpath  Lung AI") && contents.contains("510(k) clearance")
    });
    terminal.until_answer();

    // From one stage to two; the window grows meanwhile.
    terminal.press("atwo stages");
    terminal.until_text("Approval of software in two stages");
    terminal.press("\r");
    terminal.until_text("1 change");
    terminal.press("/one stage");
    terminal.until_text("lever  Take this route");
    terminal.press("\u{1b}[B\r");
    terminal.until_text("Take this route: yes");
    terminal.press("\u{1b}[C");
    terminal.resize(160, 48);
    terminal.until_text("2 changes");
    terminal.until_text("Esc close");
    terminal.press("\u{1b}");
    terminal.until("the levers to go", |screen| {
        !screen.contents().contains("Esc close")
    });
    terminal.press("8\r");
    terminal.until_text("[B] ");
    terminal.until_text("B reaches");
    terminal.resize(60, 18);
    terminal.press("u");
    terminal.until_text("[8Compare]");
    terminal.press("\u{12}");
    terminal.resize(50, 10);
    terminal.until_text("60");
    terminal.resize(120, 36);
    terminal.until_text("2 changes");

    terminal.press("S");
    terminal.until_text("Save as: lung-ai.toml");
    terminal.press("\r");
    terminal.until_text("Saved: lung-ai.toml");
    let saved = std::fs::read_to_string(folder.0.join("lung-ai.toml")).expect("the plan");
    assert!(saved.contains("jp.samd.two-stage"), "{saved}");
    terminal.press("\u{3}");
    terminal.until_restored();

    let path = folder.0.join("lung-ai.toml");
    let mut terminal = Terminal::open_in(&folder.0, Some(&path), 80, 24);
    let screen = terminal.until_answer();
    assert!(screen.contents().starts_with(" regpath  Lung AI"));
    terminal.press("\u{3}");
    terminal.until_restored();
}

#[test]
fn two_programs_on_one_plan_keep_their_changes_apart() {
    let folder = Folder::new();
    let mut first = Terminal::open_in(&folder.0, None, 120, 36);
    look_further(&mut first);
    let mut second = Terminal::open_in(&folder.0, None, 120, 36);
    let screen = second.until_answer();
    assert!(
        !screen.contents().contains("unsaved changes of last time"),
        "the first program has them open"
    );
    look_further(&mut second);
    second.press("u");
    second.until("the change to go", |screen| {
        !screen.contents().contains("1 change")
    });
    second.press("q");
    second.until_restored();
    first.until_text("1 change");
    first.press("q");
    first.until_restored();
    let again = Terminal::open_in(&folder.0, None, 120, 36);
    again.until_text("unsaved changes of last time");
}

/// The code of a group's answer, as the command line gives it; the answer stays beside the exercise as a file.
fn group_code(folder: &Path, exercise: &Path, group: &str, people: &str) -> String {
    let run = |arguments: &[&OsStr]| {
        let output = std::process::Command::new(program())
            .args(["exercise".as_ref(), arguments[0], exercise.as_os_str()])
            .args(&arguments[1..])
            .output()
            .expect("the program runs");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).expect("it speaks UTF-8")
    };
    let form = run(&["show".as_ref(), "--answer".as_ref()]);
    let answer: Vec<String> = form
        .lines()
        .map(|line| match line.split_once(" = ") {
            Some(("group", _)) => format!("group = \"{group}\""),
            Some(("# people", _)) => format!("people = \"{people}\""),
            // All else is decided as the form names it first.
            Some((asked, choices)) if choices.starts_with("\"…\"  # ") => {
                let first = choices.trim_start_matches("\"…\"  # ").split(" | ").next();
                format!(
                    "{} = \"{}\"",
                    asked.trim_start_matches("# "),
                    first.unwrap_or_default()
                )
            }
            Some(("# word", _)) => "word = \"sakura\"".to_owned(),
            // Whatever is asked is predicted as the form suggests.
            Some((asked, _)) if asked.starts_with("# ") => {
                line.trim_start_matches("# ").replace("[0, 0]", "[24, 60]")
            }
            _ => line.to_owned(),
        })
        .collect();
    let path = folder.join(format!("{group}.toml"));
    std::fs::write(&path, answer.join("\n")).expect("an answer");
    let played = run(&[
        "run".as_ref(),
        "--answers".as_ref(),
        path.as_os_str(),
        "--format".as_ref(),
        "json".as_ref(),
    ]);
    let played: serde_json::Value = serde_json::from_str(&played).expect("JSON");
    played["code"].as_str().expect("a code").to_owned()
}

#[test]
fn an_exercise_that_is_opened_as_a_file_is_played_and_shows_no_plan() {
    let folder = Folder::new();
    let path = folder.0.join("who-writes.toml");
    std::fs::write(&path, regpath_core::exercise::scaffold("who-writes").text).expect("an exercise");
    let mut terminal = Terminal::open_in(&folder.0, Some(&path), 80, 24);
    terminal.until_text("[1 Case]");
    terminal.press("\u{3}");
    terminal.until_restored();
}

#[test]
fn a_class_is_collected_graded_and_reported_by_its_trainer() {
    let folder = Folder::new();
    let exercise = folder.0.join("who-writes.toml");
    let text = regpath_core::exercise::scaffold("who-writes").text;
    let text = text.replace("minutes = 60", "minutes = 60\nfutures = 1_000");
    std::fs::write(&exercise, text).expect("an exercise");
    let [blue, green, _] = [("Blue", "two"), ("Green", "one"), ("Red", "one")]
        .map(|(group, people)| group_code(&folder.0, &exercise, group, people));
    // One letter of the second code is another one: somebody wanted a better answer, or the chat broke it.
    let place = green.len() - 3;
    let other = if green.as_bytes()[place] == b'7' { "8" } else { "7" };
    let tampered = format!("{}{other}{}", &green[..place], &green[place + 1..]);

    let arguments = ["exercise".as_ref(), "play".as_ref(), exercise.as_os_str()];
    let mut terminal = Terminal::open_with(&folder.0, &arguments, 120, 36);
    terminal.until_text("[1 Case]");
    terminal.press("\u{1b}[F");
    terminal.until_text("I am the trainer");
    terminal.press("\t");
    terminal.until_text("▸ [ Predict");
    terminal.press("\t\r");
    terminal.until_text("[1 Agenda]");
    terminal.press("\r");
    terminal.until_text("● 00:0");
    terminal.until_text("00:02 of 60 minutes");
    terminal.press("2");
    terminal.until_text("[2 Answers]");
    terminal.press("\tsakura\r");
    terminal.until_text("simulating");
    terminal.press(&format!(
        "\u{1b}[200~Blue: {blue}\r\nGreen: {tampered}\r\n\u{1b}[201~"
    ));
    terminal.until_text("⏎");
    terminal.press("\r");
    terminal.until_text("1 answers can be read, 1 cannot");
    terminal.press("\t\r");
    terminal.until_text("Paths of the answers");
    terminal.press("Red.toml\r");
    terminal.until_text("1 file read: 1 answer");
    terminal.press("\u{1b}");
    terminal.until("the notice to go", |screen| {
        !screen.contents().contains("1 file read")
    });
    terminal.until("the class to be simulated", |screen| {
        let contents = screen.contents();
        contents.contains("2 answers can be read, 1 cannot") && !contents.contains("simulating")
    });
    terminal.press("3");
    terminal.until_text("[3 Class]");
    terminal.press("\t\t\t\r");
    let screen = terminal.until_text("[x] Scores");
    let contents = screen.contents();
    assert!(
        contents.contains("Blue") && contents.contains("Red"),
        "{contents}"
    );
    terminal.press("5");
    terminal.until_text("[5 Papers]");
    terminal.press("\t\t\t\r");
    terminal.until_text("Save to: who-writes-class.html");
    terminal.press("\r");
    terminal.until_text("Written:");
    let report = std::fs::read_to_string(folder.0.join("who-writes-class.html")).expect("a report");
    assert!(report.contains("Blue") && report.contains("Red"), "{report}");
    assert!(!report.contains(">Green<"), "a tampered answer is not ranked");
    terminal.press("\u{1b}");
    terminal.until("the notice to go", |screen| {
        !screen.contents().contains("Written:")
    });
    terminal.press("q");
    terminal.until_restored();

    // The desk is as it was left, and the class is simulated again.
    let mut terminal = Terminal::open_with(&folder.0, &arguments, 120, 36);
    terminal.until_text("Your sitting of last time is back");
    terminal.until_text("[5 Papers]");
    terminal.press("\u{1b}");
    terminal.until("the notice to go", |screen| {
        !screen.contents().contains("of last time")
    });
    terminal.press("3");
    terminal.until_text("Blue");
    // Left on purpose, it is forgotten, after a question.
    terminal.press("\u{1b}");
    terminal.until_text("Leave the exercise?");
    terminal.press("y");
    terminal.until_text("[1 Plan]");
    terminal.press("q");
    terminal.until_restored();
    let mut terminal = Terminal::open_with(&folder.0, &arguments, 120, 36);
    terminal.until_text("[1 Case]");
    terminal.press("q");
    terminal.until_restored();
}

#[cfg(target_os = "linux")]
#[test]
fn a_program_that_waits_takes_no_time() {
    let terminal = Terminal::open(160, 48);
    terminal.until("the engine to rest", |screen| {
        let contents = screen.contents();
        contents.contains("10\u{202f}000 futures") && !contents.contains(" of 10\u{202f}000 futures")
    });
    thread::sleep(Duration::from_millis(300));
    let ticks = || -> u64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", terminal.process())).expect("it runs");
        let fields: Vec<&str> = stat
            .rsplit_once(')')
            .expect("a name")
            .1
            .split_whitespace()
            .collect();
        let ticks = |field: usize| fields[field].parse::<u64>().expect("a number");
        ticks(11) + ticks(12)
    };
    let before = ticks();
    thread::sleep(Duration::from_secs(1));
    let spent = ticks() - before;
    assert!(spent <= 2, "{spent} hundredths of a second in one second of rest");
}

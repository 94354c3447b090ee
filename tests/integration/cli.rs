//! The command line as a script meets it: what goes to which output, with which exit code.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

use assert_cmd::Command;
use serde_json::Value;

use crate::fixtures::root;
use crate::program::program;

const CATALOGUE: &str = "tests/fixtures/catalogue";
const TINY: &str = "tests/fixtures/tiny/tiny.toml";

/// The program at the root of the repository, in an English system without a terminal.
fn regpath(args: &[&str]) -> Command {
    let mut command = Command::new(program());
    command.args(args).current_dir(root());
    for name in ["LC_ALL", "LC_MESSAGES", "NO_COLOR", "COLUMNS", "RUST_BACKTRACE"] {
        command.env_remove(name);
    }
    command.env("LANG", "C");
    command
}

fn output(args: &[&str]) -> Output {
    regpath(args).output().expect("the program can be started")
}

/// The answer of a command that succeeds and has nothing else to say.
pub(crate) fn answer(args: &[&str]) -> String {
    let output = output(args);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), &*said), (Some(0), ""), "{args:?}");
    String::from_utf8(output.stdout).expect("answers are UTF-8")
}

/// What a command that fails says, with nothing on the standard output.
fn complaint(args: &[&str], code: i32) -> String {
    let output = output(args);
    let said = String::from_utf8(output.stderr).expect("complaints are UTF-8");
    assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "", "{args:?}");
    said
}

/// The words of an answer without its line breaks.
pub(crate) fn unwrapped(answer: &str) -> String {
    answer.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn json(args: &[&str]) -> Value {
    serde_json::from_str(&answer(args)).expect("the answer is JSON")
}

/// A new folder that is gone when the test is over.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("regpath-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder can be made");
        Self(path)
    }

    pub(crate) fn file(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.path(name);
        fs::write(&path, bytes).expect("a file can be written");
        path
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.0.join(name).to_string_lossy().into_owned()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn help_tells_what_there_is() {
    insta::assert_snapshot!("help", answer(&["--help"]));
    insta::assert_snapshot!("help-simulate", answer(&["simulate", "--help"]));
    insta::assert_snapshot!("help-check", answer(&["check", "--help"]));
}

#[test]
fn every_help_keeps_within_eighty_columns() {
    let commands = [
        "simulate",
        "check",
        "graph",
        "catalogue",
        "schema",
        "completions",
        "replay",
        "compare",
        "why",
    ];
    for command in commands {
        let help = answer(&[command, "--help"]);
        assert!(help.lines().all(|line| line.chars().count() <= 80), "{help}");
    }
    for part in ["list", "show", "sources"] {
        assert!(answer(&["catalogue", part, "--help"]).contains("--older-than"));
    }
}

#[test]
fn a_bad_file_is_shown_with_its_mistakes_underlined() {
    let args = [
        "check",
        "--catalogue",
        CATALOGUE,
        "tests/fixtures/several/five-mistakes.toml",
    ];
    insta::assert_snapshot!("check-five-mistakes", complaint(&args, 1));
}

#[test]
fn a_mistake_over_several_lines_is_bracketed() {
    let args = [
        "check",
        "--catalogue",
        CATALOGUE,
        "tests/fixtures/bad/probability-sum.toml",
    ];
    insta::assert_snapshot!("check-probability-sum", complaint(&args, 1));
}

#[test]
fn the_network_of_a_plan_as_a_flowchart() {
    let args = |format| ["graph", TINY, "--catalogue", CATALOGUE, "--format", format];
    insta::assert_snapshot!("graph-mermaid", answer(&args("mermaid")));
    insta::assert_snapshot!("graph-dot", answer(&args("dot")));
    let graph = json(&args("json"));
    assert_eq!(graph["format"], 1);
    assert_eq!(graph["lanes"].as_array().map(Vec::len), Some(3));
    let redo = graph["edges"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|edge| edge["kind"] == "redo");
    let redo = redo.expect("work goes back in this plan");
    assert_eq!(
        (&redo["from"], &redo["to"]),
        (&"zz.approval/review".into(), &"zz.approval/dossier".into())
    );
}

#[test]
fn the_catalogue_lists_routes_by_jurisdiction() {
    let list = answer(&["catalogue", "list", "--catalogue", CATALOGUE]);
    let ours: Vec<&str> = list
        .split("\n\n")
        .filter(|group| {
            group.starts_with("Zedland") || group.starts_with("Wyland") || group.starts_with("Grades")
        })
        .collect();
    insta::assert_snapshot!("catalogue-list", ours.join("\n\n"));
    let list = answer(&["catalogue", "list"]);
    assert!(list.contains("jp.samd.two-stage") && !list.contains("zz.approval"));
    assert!(
        list.lines()
            .skip(1)
            .filter(|line| line.starts_with(' '))
            .all(|line| width(line) <= 80),
        "{list}"
    );
}

/// Cells on a terminal, near enough for tables: Japanese is wide.
fn width(line: &str) -> usize {
    line.chars().map(|c| if c >= '\u{2e80}' { 2 } else { 1 }).sum()
}

#[test]
fn a_route_has_a_page_to_read() {
    insta::assert_snapshot!(
        "catalogue-show",
        answer(&["catalogue", "show", "zz.approval", "--catalogue", CATALOGUE])
    );
    insta::assert_snapshot!(
        "catalogue-show-ja",
        answer(&[
            "catalogue",
            "show",
            "yy.licence",
            "--catalogue",
            CATALOGUE,
            "--lang",
            "ja"
        ])
    );
    let said = complaint(&["catalogue", "show", "zz.aproval", "--catalogue", CATALOGUE], 1);
    assert!(
        said.contains("`zz.aproval`") && said.contains("did you mean `zz.approval`?"),
        "{said}"
    );
}

#[test]
fn figures_are_found_by_grade_and_by_age() {
    let sources = |args: &[&str]| {
        let mut all = vec!["catalogue", "sources", "--catalogue", CATALOGUE];
        all.extend(args);
        answer(&all)
    };
    let all = sources(&[]);
    assert!(all.contains("zz-fees: figures A 1 · B 1; rules A 1"), "{all}");
    let official = sources(&["--grade", "A"]);
    assert!(
        official.contains("zz.approval/review: rule (A, 2026-04-01)"),
        "{official}"
    );
    let estimates = sources(&["--grade", "C"]);
    assert!(
        estimates.contains("zz.approval/dossier: Third-party cost (C, 2026)"),
        "{estimates}"
    );
    assert!(!estimates.contains("zz-fees:"), "{estimates}");
    // The fee is of April 2026: two years old on the day, and older than that a month later.
    let on = |today| sources(&["--older-than", "2y", "--today", today]);
    assert!(!on("2028-04-30").contains("zz-fees:"));
    assert!(on("2028-05-01").contains("zz.approval/review: Fee (A, 2026-04-01)"));
    assert!(
        on("2026-04-01").contains("zz-survey:"),
        "a survey without a date counts as old"
    );
}

#[test]
fn every_shipped_plan_answers() {
    let list = answer(&["check", "scenarios"]);
    assert!(list.ends_with(" files, no problems\n"), "{list}");
    for plan in regpath_core::catalogue::shipped_plans() {
        let id = regpath_core::catalogue::plan_id(&plan.name);
        let page = answer(&["simulate", id, "--iterations", "500", "--lang", "ja"]);
        assert!(
            page.contains("節目") && page.lines().all(|line| width(line) <= 82),
            "{page}"
        );
    }
}

#[test]
fn without_a_terminal_the_first_plan_answers_as_a_table() {
    let first = answer(&[]);
    assert_eq!(first, answer(&["ai-imaging-asean"]));
    assert!(first.contains("Milestone") && first.contains("What it costs"));
    assert!(first.contains("not regulatory advice"));
    assert!(!first.contains('\u{1b}'));
}

#[test]
fn a_plan_comes_by_path_by_name_and_by_the_standard_input() {
    let plan = fs::read(root().join("scenarios/plans/tb-test-who-un.toml")).expect("a shipped plan is there");
    let piped = regpath(&["simulate", "-", "--iterations", "1000"])
        .write_stdin(plan)
        .output()
        .expect("it runs");
    let by_name = answer(&["simulate", "tb-test-who-un", "--iterations", "1000"]);
    let by_path = answer(&[
        "simulate",
        "scenarios/plans/tb-test-who-un.toml",
        "--iterations",
        "1000",
    ]);
    assert_eq!(String::from_utf8_lossy(&piped.stdout), by_name);
    assert_eq!(by_path, by_name);
}

#[test]
fn an_unknown_name_is_answered_with_the_nearest() {
    let said = complaint(&["simulate", "ai-imaging-asia"], 1);
    assert!(
        said.contains("`ai-imaging-asia`") && said.contains("did you mean `ai-imaging-asean`?"),
        "{said}"
    );
    assert!(complaint(&["chek"], 1).contains("did you mean `check`?"));
    let said = complaint(&["simulate", "nothing/like-it.toml"], 1);
    assert!(
        said.contains("one of the shipped plans: ai-imaging-asean"),
        "{said}"
    );
}

#[test]
fn a_wrong_command_line_ends_with_two() {
    for args in [
        &["simulate"][..],
        &["simulate", "a", "--iterations", "0"],
        &["simulate", "a", "--iterations", "1e5"],
        &["simulate", "a", "--sampler", "dice"],
        &["simulate", "a", "--precision", "-1"],
        &["simulate", "a", "--seed", "x"],
        &["simulate", "a", "--threads", "0"],
        &["check"],
        &["graph", "a"],
        &["graph", "a", "--format", "png"],
        &["catalogue", "sources", "--grade", "D"],
        &["catalogue", "sources", "--older-than", "24"],
        &["catalogue", "sources", "--today", "yesterday"],
        &["--lang", "de"],
        &["--nonsense"],
        &["a", "b"],
        &["a", "check", "b"],
    ] {
        assert!(complaint(args, 2).starts_with("error: "), "{args:?}");
    }
    assert!(
        complaint(&["catalogue"], 2).contains("Usage: "),
        "a command without its part shows the help"
    );
}

#[test]
fn the_answer_is_the_same_on_any_number_of_threads() {
    let run = |threads| {
        json(&[
            "simulate",
            TINY,
            "--catalogue",
            CATALOGUE,
            "--format",
            "json",
            "--iterations",
            "5000",
            "--threads",
            threads,
        ])
    };
    assert_eq!(run("1"), run("4"));
}

#[test]
fn json_says_what_was_run_and_what_came_of_it() {
    let args = [
        "simulate",
        TINY,
        "--catalogue",
        CATALOGUE,
        "--format",
        "json",
        "--seed",
        "3",
        "--sampler",
        "sobol",
    ];
    let found = json(&args);
    assert_eq!(found["format"], 1);
    assert_eq!(found["plan"], "tiny");
    assert_eq!((&found["seed"], &found["sampler"]), (&3.into(), &"sobol".into()));
    assert_eq!(
        (&found["iterations"], &found["summary"]["iterations"]),
        (&2000.into(), &2000.into())
    );
    assert_eq!(found["start"], "2027-04-01");
    let milestones = found["summary"]["milestones"]
        .as_array()
        .expect("there are milestones");
    let both = milestones
        .iter()
        .find(|milestone| milestone["id"] == "both")
        .expect("the target is there");
    let reached = both["reached"]["value"].as_f64().expect("a share");
    // Questions come back once; of the futures one in ten is refused at first, and 2 % at the second reading.
    assert!((0.86..0.90).contains(&reached), "{reached}");
    assert_eq!(both["days"]["levels"].as_array().map(Vec::len), Some(8));
}

#[test]
fn csv_has_one_milestone_a_row() {
    let args = [
        "simulate",
        TINY,
        "--catalogue",
        CATALOGUE,
        "--format",
        "csv",
        "--iterations",
        "1000",
    ];
    let csv = answer(&args);
    let lines: Vec<&str> = csv.lines().collect();
    assert!(
        lines[0].starts_with("milestone,title,reached,reached_se,days_mean,"),
        "{csv}"
    );
    let columns = lines[0].split(',').count();
    assert_eq!(lines.len(), 1 + 4 + 1, "{csv}");
    assert!(
        lines[2..].iter().all(|line| line.split(',').count() == columns),
        "{csv}"
    );
    assert!(lines[5].starts_with("horizon,"), "{csv}");
}

#[test]
fn every_future_goes_to_a_file_of_its_own() {
    let scratch = Scratch::new("samples");
    let path = scratch.path("futures.csv");
    let args = [
        "simulate",
        TINY,
        "--catalogue",
        CATALOGUE,
        "--iterations",
        "3000",
        "--format",
        "json",
        "--samples",
        &path,
    ];
    let found = json(&args);
    let samples = fs::read_to_string(&path).expect("the file is there");
    let mut lines = samples.lines();
    assert_eq!(
        lines.next(),
        Some("future,both (days),zz.approval (days),yy.licence (days),first-approval (days),cost (JPY)")
    );
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    assert_eq!(rows.len(), 3000);
    let days: Vec<f64> = rows.iter().filter_map(|row| row[1].parse().ok()).collect();
    let both = &found["summary"]["milestones"][0];
    assert_eq!(
        Some(days.len() as f64 / 3000.0),
        both["reached"]["value"].as_f64()
    );
    let mean = days.iter().sum::<f64>() / days.len() as f64;
    assert!((mean - both["days"]["mean"]["value"].as_f64().expect("a mean")).abs() < 1e-6);
    assert_eq!(
        fs::read_dir(&scratch.0).map(Iterator::count).ok(),
        Some(1),
        "no draft is left"
    );

    let said = complaint(
        &[
            "simulate",
            "tb-test-who-un",
            "--iterations",
            "10",
            "--samples",
            "/nowhere/futures.csv",
        ],
        1,
    );
    assert!(said.contains("cannot write `/nowhere/futures.csv`"), "{said}");
}

#[test]
fn a_precision_is_reached_by_a_run_that_can_be_repeated() {
    let common = ["simulate", TINY, "--catalogue", CATALOGUE, "--format", "json"];
    let until = json(&[&common[..], &["--precision", "0.02", "--iterations", "100k"]].concat());
    let futures = until["iterations"].as_u64().expect("a number of futures");
    assert!((8192..100_000).contains(&futures), "{futures}");
    let se = until
        .pointer("/summary/milestones/0/days/levels/3/se")
        .and_then(Value::as_f64)
        .expect("an error");
    assert!(se / (365.25 / 12.0) <= 0.02, "{se}");
    let plain = json(&[&common[..], &["--iterations", &futures.to_string()]].concat());
    assert_eq!(until["summary"], plain["summary"]);
    assert!(plain["precision"].is_null());
    assert_eq!(until["precision"]["is_reached"], true);
    assert_eq!(until["precision"]["numbers"][0]["of"], "p50");
    let said = answer(&["simulate", TINY, "--catalogue", CATALOGUE, "--precision", "0.05"]);
    assert!(
        said.contains("to be as precise as asked: median of the target ±"),
        "{said}"
    );
    // A chance within three tenths of a percentage point asks for more futures than the first look has.
    let both = json(
        &[
            &common[..],
            &["--precision", "0.3", "--precision-of", "p50,chance"],
        ]
        .concat(),
    );
    assert!(both["iterations"].as_u64() > Some(8192), "{}", both["iterations"]);
    assert_eq!(both["precision"]["numbers"][1]["of"], "chance");

    let output = output(&[&common[..], &["--precision", "0.00001", "--iterations", "1000"]].concat());
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("note: 1000 futures were not enough"));
}

#[test]
fn check_looks_at_everything_and_says_it_as_json() {
    let args = [
        "check",
        "--format",
        "json",
        "--catalogue",
        CATALOGUE,
        "tests/fixtures/bad",
    ];
    let output = output(&args);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let found: Value = serde_json::from_slice(&output.stdout).expect("the answer is JSON");
    assert_eq!(found["format"], 1);
    let problems = found["problems"].as_array().expect("there are problems");
    assert!(problems.len() >= 80);
    let bytes = problems
        .iter()
        .find(|problem| problem["code"] == "not-utf8")
        .expect("one file is no text");
    assert_eq!((&bytes["line"], &bytes["column"]), (&4.into(), &10.into()));
    assert_eq!(bytes["file"], "tests/fixtures/bad/not-utf8.toml");
    let clean = json(&["check", "--format", "json", "--catalogue", CATALOGUE, TINY]);
    assert_eq!(
        (&clean["files"], clean["problems"].as_array().map(Vec::len)),
        (&1.into(), Some(0))
    );
}

#[test]
fn plans_are_checked_against_the_catalogue_beside_them() {
    assert_eq!(
        answer(&["check", CATALOGUE, "tests/fixtures/tiny"]),
        "5 files, no problems\n"
    );
    assert_eq!(
        answer(&["check", TINY, TINY, CATALOGUE]),
        "5 files, no problems\n"
    );
    assert!(
        complaint(&["check", TINY], 1).contains("error[unknown-route]: route `zz.approval` is not known")
    );
}

#[test]
fn whatever_cannot_be_read_is_a_problem_with_a_name() {
    let scratch = Scratch::new("unreadable");
    let said = complaint(&["check", &scratch.path("gone.toml")], 1);
    assert!(
        said.contains("error[unreadable]: ") && said.contains("gone.toml` cannot be read"),
        "{said}"
    );
    let said = complaint(&["check", &scratch.path("")], 1);
    assert!(said.contains("error[no-file]: "), "{said}");
    let bytes: Vec<u8> = (0..=255).cycle().take(5_000).collect();
    for (name, bytes, code) in [
        ("bytes.toml", &bytes[..], "not-utf8"),
        ("zeros.toml", &[0; 100][..], "syntax"),
        ("latin.toml", b"id = \"caf\xe9\"\n", "not-utf8"),
        ("large.toml", &vec![b'#'; (2 << 20) + 1], "bounds"),
    ] {
        let said = complaint(&["check", &scratch.file(name, bytes)], 1);
        assert!(said.starts_with(&format!("error[{code}]: ")), "{name}: {said}");
        assert!(!said.contains('\u{1b}') && !said.contains('\0'), "{name}");
    }
    assert!(complaint(&["simulate", &scratch.path("bytes.toml")], 1).starts_with("error[not-utf8]: "));
    assert!(
        complaint(
            &["--catalogue", &scratch.path("bytes.toml"), "catalogue", "list"],
            1
        )
        .starts_with("error[not-utf8]")
    );
    // Files as other systems write them.
    let windows = fs::read_to_string(root().join(TINY))
        .expect("the plan is there")
        .replace('\n', "\r\n");
    let windows = scratch.file("windows.toml", format!("\u{feff}{windows}").as_bytes());
    assert_eq!(
        answer(&["check", "--catalogue", CATALOGUE, &windows]),
        "1 file, no problems\n"
    );
}

#[test]
fn colour_is_a_choice() {
    let bad = "tests/fixtures/bad/unknown-key.toml";
    assert!(!complaint(&["check", bad], 1).contains('\u{1b}'));
    assert!(complaint(&["check", bad, "--color", "always"], 1).contains('\u{1b}'));
    assert!(!complaint(&["check", bad, "--color", "never"], 1).contains('\u{1b}'));
}

#[test]
fn the_language_is_asked_for_or_that_of_the_system() {
    let graph = ["graph", TINY, "--catalogue", CATALOGUE, "--format", "mermaid"];
    let japanese = answer(&[&graph[..], &["--lang", "ja"]].concat());
    assert!(japanese.contains("ゼッド国承認"));
    let system = regpath(&graph)
        .env("LANG", "ja_JP.UTF-8")
        .output()
        .expect("it runs");
    assert_eq!(String::from_utf8_lossy(&system.stdout), japanese);
}

#[test]
fn the_schema_and_the_completions_are_printed() {
    let shipped = fs::read_to_string(root().join("scenarios/schema.json")).expect("the schema is there");
    assert_eq!(answer(&["schema"]), shipped);
    let answers =
        fs::read_to_string(root().join("scenarios/answers.schema.json")).expect("the schema is there");
    assert_eq!(answer(&["schema", "--answers"]), answers);
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(answer(&["completions", shell]).contains("regpath"));
    }
}

#[test]
fn a_reader_may_stop_reading() {
    let mut child = std::process::Command::new(program())
        .args(["catalogue", "sources"])
        .current_dir(root())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program can be started");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(
        (output.status.code(), &*String::from_utf8_lossy(&output.stderr)),
        (Some(0), "")
    );
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_a_long_run_with_130() {
    let scratch = Scratch::new("interrupt");
    let samples = scratch.path("futures.csv");
    let mut child = std::process::Command::new(program())
        .args([
            "simulate",
            "mdsap-five-countries",
            "--iterations",
            "100M",
            "--samples",
            &samples,
        ])
        .current_dir(root())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program can be started");
    // Until its handler is there a signal ends the program at once, so it is sent until it counts.
    let pid = child.id().to_string();
    let patience = Instant::now() + Duration::from_mins(1);
    std::thread::sleep(Duration::from_secs(3));
    let status = loop {
        std::thread::sleep(Duration::from_millis(300));
        if let Some(status) = child.try_wait().expect("the program can be asked") {
            break status;
        }
        assert!(Instant::now() < patience, "the run goes on");
        let sent = std::process::Command::new("kill")
            .args(["-INT", &pid])
            .status()
            .expect("kill can be started");
        assert!(sent.success());
    };
    assert_eq!(status.code(), Some(130));
    assert_eq!(
        fs::read_dir(&scratch.0).map(Iterator::count).ok(),
        Some(0),
        "nothing half-written is left"
    );
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_said() {
    let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") else {
        return;
    };
    let output = std::process::Command::new(program())
        .arg("schema")
        .stdout(full)
        .output()
        .expect("the program can be started");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("error: cannot write the answer"));
}

#[test]
fn a_catalogue_of_ones_own_wins_over_the_shipped_one() {
    let scratch = Scratch::new("catalogue");
    let mut file = fs::File::create(scratch.path("sg.toml")).expect("a file can be written");
    let route = root().join("scenarios/catalogue/sg/samd-immediate.toml");
    let text = fs::read_to_string(route).expect("the route is there");
    let title = text
        .lines()
        .find(|line| line.starts_with("title"))
        .expect("a route has a title");
    file.write_all(
        text.replace(title, "title = \"Singapore, as we know it\"")
            .as_bytes(),
    )
    .expect("it can be written");
    let list = answer(&[
        "catalogue",
        "show",
        "sg.samd-immediate",
        "--catalogue",
        &scratch.path(""),
    ]);
    assert!(list.starts_with("Singapore, as we know it\n"), "{list}");
}

#[test]
fn a_future_is_told_as_a_story_in_both_languages() {
    let args = |more: &[&'static str]| {
        let mut args = vec!["replay", TINY, "--catalogue", CATALOGUE];
        args.extend(more);
        answer(&args)
    };
    insta::assert_snapshot!("replay", args(&["--iteration", "1"]));
    insta::assert_snapshot!("replay-ja", args(&["--iteration", "1", "--lang", "ja"]));
    let story: Value = serde_json::from_str(&args(&["--iteration", "1", "--format", "json"])).expect("JSON");
    assert_eq!((&story["format"], &story["iteration"]), (&1.into(), &1.into()));
    let events = story["events"].as_array().expect("a list");
    let paid: f64 = events.iter().filter_map(|event| event["cost"].as_f64()).sum();
    assert_eq!(Some(paid), story["cost"].as_f64());
    for event in events {
        assert!(
            event["date"].is_string() && event["day"].is_number() && event["what"].is_string(),
            "{event}"
        );
    }
}

#[test]
fn typical_futures_come_in_the_order_of_their_names() {
    let days = |which: &str| {
        let args = [
            "replay",
            TINY,
            "--catalogue",
            CATALOGUE,
            "--format",
            "json",
            which,
        ];
        let story = json(&args);
        let target = story["events"]
            .as_array()
            .expect("a list")
            .iter()
            .find(|event| event["what"] == "reached" && event["is_target"] == true);
        target.expect("typical futures reach the target")["day"]
            .as_f64()
            .expect("a day")
    };
    assert!(days("--median") < days("--p80") && days("--p80") < days("--worst"));
    assert_eq!(
        answer(&["replay", TINY, "--catalogue", CATALOGUE]),
        answer(&["replay", TINY, "--catalogue", CATALOGUE, "--median"])
    );
    assert!(complaint(&["replay", TINY, "--median", "--worst"], 2).contains("cannot be used with"));
}

#[test]
fn plans_are_compared_in_sentences_and_as_json() {
    let scratch = Scratch::new("compare");
    let text = fs::read_to_string(root().join(TINY)).expect("the plan is there");
    let later = text.replace("start = 2027-04-01", "start = 2027-07-01");
    assert_ne!(text, later);
    let later = scratch.file("later.toml", later.as_bytes());
    let args = |more: &[&str]| {
        let mut args = vec![
            "compare",
            TINY,
            &later,
            "--catalogue",
            CATALOGUE,
            "--iterations",
            "2000",
        ];
        args.extend(more);
        answer(&args)
    };
    insta::assert_snapshot!("compare", args(&[]));
    insta::assert_snapshot!("compare-ja", args(&["--lang", "ja"]));
    let found: Value = serde_json::from_str(&args(&["--format", "json"])).expect("JSON");
    assert_eq!((&found["format"], &found["futures"]), (&1.into(), &2000.into()));
    let metrics: Vec<&str> = found["metrics"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|part| part["metric"].as_str())
        .collect();
    assert_eq!(metrics, ["target", "first-approval", "cost"]);
    let spread = &found["metrics"][0]["plans"][1]["difference"]["spread"];
    assert_eq!(spread["median"]["value"].as_f64().map(f64::round), Some(91.0));
}

#[test]
fn plans_that_do_not_aim_at_the_same_are_told_apart() {
    let args = |more: &[&'static str]| {
        let mut args = vec![
            "compare",
            "japan-or-us-first",
            "dtx-two-stage",
            "--iterations",
            "1000",
        ];
        args.extend(more);
        answer(&args)
    };
    let said = unwrapped(&args(&[]));
    assert!(
        said.contains(
            "The plans do not aim at the same: A “Both countries”, B “Approval of the full claim”."
        ),
        "{said}"
    );
    let found: Value = serde_json::from_str(&args(&["--format", "json"])).expect("JSON");
    let metrics: Vec<&str> = found["metrics"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|part| part["metric"].as_str())
        .collect();
    // Both have the Japanese approval, by whatever name, and the holder's licence.
    assert_eq!(
        metrics,
        [
            "target",
            "milestone",
            "milestone",
            "first-approval",
            "cost",
            "out-of-cash",
            "npv"
        ]
    );
    assert_eq!(found["metrics"][0]["plans"][1]["is_same"], false);
    let approvals = &found["metrics"][1]["plans"];
    assert_eq!(
        (&approvals[0]["milestone"]["id"], &approvals[1]["milestone"]["id"]),
        (&"japan".into(), &"full-claim".into())
    );
    let cash = &found["metrics"][5]["plans"][1]["difference"]["share"];
    assert!(
        cash["se"].as_f64() > Some(0.0) && cash["value"].is_number(),
        "{cash}"
    );
}

#[test]
fn the_frontier_is_told_in_words_and_as_data() {
    let common = [
        "frontier",
        "japan-or-us-first",
        "--iterations",
        "300",
        "--seed",
        "2",
        "--target",
        "first",
    ];
    let said = answer(&common);
    assert!(
        unwrapped(&said).contains("the choices that nothing beats") && said.contains("From A to B"),
        "{said}"
    );
    assert!(said.lines().all(|line| line.chars().count() <= 80), "{said}");
    let japanese = answer(&[&common[..], &["--lang", "ja"]].concat());
    assert!(japanese.contains("AからBへ"), "{japanese}");
    let all = answer(&[&common[..], &["--all"]].concat());
    assert!(all.contains("Beaten") && all.len() > said.len(), "{all}");
    let one = json(&[&common[..], &["--format", "json", "--threads", "1"]].concat());
    let two = json(&[&common[..], &["--format", "json", "--threads", "2"]].concat());
    assert_eq!(one, two);
    assert_eq!(
        (&one["format"], &one["run"], &one["is_complete"]),
        (&1.into(), &24.into(), &true.into())
    );
    let csv = answer(&[&common[..], &["--format", "csv"]].concat());
    assert_eq!(csv.lines().count(), 25, "{csv}");
    assert!(csv.starts_with("order,people,presub,singapore,best,"), "{csv}");
    let late = json(&[&common[..], &["--format", "json", "--by", "2029-10-01"]].concat());
    assert_eq!(late["by"], "2029-10-01");
    assert!(late["best"][0]["late"]["value"].is_number());
}

#[test]
fn a_frontier_that_cannot_be_asked_for_says_why() {
    let none = complaint(&["frontier", TINY, "--catalogue", CATALOGUE], 1);
    assert!(
        none.contains("`tiny` has no options") && none.contains("[[plan.option]]"),
        "{none}"
    );
    let target = complaint(&["frontier", "dtx-two-stage", "--target", "full-clam"], 1);
    assert!(target.contains("did you mean `full-claim`?"), "{target}");
    let early = complaint(&["frontier", "dtx-two-stage", "--by", "2027-04-01"], 1);
    assert!(early.contains("not after the plan's start"), "{early}");
    assert!(complaint(&["frontier", "dtx-two-stage", "--by", "soon"], 2).starts_with("error: "));
    assert!(complaint(&["frontier", "dtx-two-stage", "--iterations", "2M"], 2).contains("1 to 1000000"));
}

#[test]
fn cash_and_present_value_have_their_reasons() {
    for metric in ["cash", "npv"] {
        let found = json(&["why", "japan-or-us-first", metric, "--format", "json"]);
        let parts = found["parts"].as_array().expect("a list");
        let sum: f64 = parts.iter().filter_map(|part| part["amount"].as_f64()).sum();
        let mean = found["mean"]["value"].as_f64().expect("a number");
        assert!(
            (sum - mean).abs() < 1e-6 * mean.abs(),
            "{metric}: {sum} against {mean}"
        );
        let shares: f64 = parts.iter().filter_map(|part| part["share"].as_f64()).sum();
        assert!((shares - 1.0).abs() < 1e-9, "{metric}: {shares}");
    }
    let said = unwrapped(&answer(&["why", "japan-or-us-first", "cash"]));
    assert!(said.contains("the cash runs out before the first sale"), "{said}");
    assert!(
        said.contains("Series A on the first authorisation comes in"),
        "{said}"
    );
    let japanese = answer(&["why", "japan-or-us-first", "npv", "--lang", "ja"]);
    assert!(japanese.contains("正味現在価値"), "{japanese}");
    // A plan that tells nothing of cash has no such number.
    let said = complaint(&["why", TINY, "cash", "--catalogue", CATALOGUE], 1);
    assert!(said.contains("no metric `cash`"), "{said}");
}

#[test]
fn the_schemes_of_support_money_are_listed() {
    let said = answer(&["catalogue", "schemes"]);
    for words in [
        "That a plan can apply for",
        "jp.ikou.clinical",
        "Ceiling a year",
        "Condition",
        "[[plan.money.subsidy]]",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(said.lines().all(|line| line.chars().count() <= 80), "{said}");
    let japanese = answer(&["catalogue", "schemes", "--lang", "ja"]);
    assert!(
        japanese.contains("補助率") && japanese.contains("企業向けではない制度"),
        "{japanese}"
    );
    let official = answer(&["catalogue", "schemes", "--grade", "A"]);
    assert!(official.len() < said.len());
}

#[test]
fn simulate_tells_what_makes_the_target_late() {
    let short = answer(&["simulate", "portfolio", "--iterations", "2000"]);
    assert!(
        short.contains("What makes it late") && short.contains("Time and cost together"),
        "{short}"
    );
    assert!(!short.contains("Paths that decide"));
    let long = answer(&["simulate", "portfolio", "--iterations", "2000", "--all"]);
    for words in ["What the mean is made of", "Paths that decide", "first work"] {
        assert!(long.contains(words), "{words}: {long}");
    }
    assert!(long.lines().all(|line| line.chars().count() <= 80), "{long}");
    let found = json(&[
        "simulate",
        "portfolio",
        "--iterations",
        "2000",
        "--format",
        "json",
    ]);
    let joint = &found["joint"][1];
    assert_eq!(joint["level"], 0.8);
    let [time, cost, both] =
        ["time", "cost", "both"].map(|of| joint["chance"][of]["value"].as_f64().expect("it is there"));
    assert!(both <= time.min(cost) && both >= time + cost - 1.0, "{joint}");
    let curve = found["curves"]
        .as_array()
        .expect("it is there")
        .last()
        .expect("it is there");
    assert_eq!(
        (
            &curve["of"],
            curve["points"].as_array().expect("it is there").len()
        ),
        (&"cost".into(), 41)
    );
}

#[test]
fn what_a_reader_must_be_told_goes_with_every_answer() {
    for command in [
        vec!["simulate", TINY],
        vec!["why", TINY, "target"],
        vec!["compare", TINY, TINY, "--iterations", "2000"],
    ] {
        let said = |more: &[&str]| answer(&[&command[..], &["--catalogue", CATALOGUE], more].concat());
        assert!(
            said(&[]).contains("Nobody counts refusals in Zedland."),
            "{command:?}"
        );
        assert!(
            said(&["--lang", "ja"]).contains("ゼッド国の不承認の件数は公表されていない。"),
            "{command:?}"
        );
        let found: Value = serde_json::from_str(&said(&["--format", "json"])).expect("JSON");
        let caveats = found["caveats"].as_array().into_iter().flatten();
        let of_route: Vec<&Value> = caveats.filter(|caveat| caveat["id"] == "zz-odds").collect();
        assert!(
            of_route.len() == 1 && of_route[0]["text"]["ja"].is_string(),
            "{command:?}"
        );
    }
}

#[test]
fn a_comparison_asks_for_two_to_eight_plans() {
    assert!(complaint(&["compare", TINY], 2).starts_with("error: "));
    let nine = ["compare", "a", "b", "c", "d", "e", "f", "g", "h", "i"];
    assert!(complaint(&nine, 2).starts_with("error: "));
    assert!(complaint(&["compare", "a", "b", "--iterations", "2M"], 2).contains("1 to 1000000"));
}

#[test]
fn a_number_names_the_figures_and_sources_behind_it() {
    let args = |metric: &'static str, more: &[&'static str]| {
        let mut args = vec!["why", TINY, metric, "--catalogue", CATALOGUE];
        args.extend(more);
        answer(&args)
    };
    insta::assert_snapshot!("why", args("target", &[]));
    insta::assert_snapshot!("why-cost-ja", args("cost", &["--lang", "ja"]));
    for metric in ["target", "cost", "zz.approval"] {
        let found: Value = serde_json::from_str(&args(metric, &["--format", "json"])).expect("JSON");
        let parts = found["parts"].as_array().expect("a list");
        let sum: f64 = parts.iter().filter_map(|part| part["amount"].as_f64()).sum();
        let mean = found["mean"]["value"].as_f64().expect("a number");
        assert!((sum - mean).abs() < 1e-9 * mean, "{metric}: {sum} against {mean}");
        let amounts: Vec<f64> = parts.iter().filter_map(|part| part["amount"].as_f64()).collect();
        assert!(amounts.is_sorted_by(|a, b| a >= b), "{metric}");
        let grades: f64 = found["grades"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_f64)
            .sum();
        let whole = grades + found["ungraded"].as_f64().expect("a number");
        assert!((whole - 1.0).abs() < 1e-9, "{metric}: {whole}");
    }
    let said = complaint(&["why", TINY, "targt", "--catalogue", CATALOGUE], 1);
    assert!(
        said.contains("`targt`") && said.contains("did you mean `target`?") && said.contains("cost"),
        "{said}"
    );
}

#[test]
fn the_glossary_explains_a_word_or_says_which_was_meant() {
    let said = answer(&["catalogue", "glossary", "ninsho"]);
    assert!(
        said.starts_with("Third-party certification (Ninsho) · 認証 [ninsho]\n"),
        "{said}"
    );
    assert_eq!(
        answer(&["catalogue", "glossary", "認証", "--lang", "ja"])
            .lines()
            .next(),
        Some("認証 · Third-party certification (Ninsho) [ninsho]")
    );
    assert!(answer(&["catalogue", "glossary"]).matches('[').count() > 50);
    let said = complaint(&["catalogue", "glossary", "nisho"], 1);
    assert!(
        said.contains("unknown-term") && said.contains("`ninsho`"),
        "{said}"
    );
}

#[test]
fn the_catalogue_becomes_a_book_and_a_table() {
    let scratch = Scratch::new("book");
    let dir = scratch.path("docs");
    let said = answer(&["catalogue", "docs", &dir, "--catalogue", CATALOGUE]);
    assert!(said.ends_with(&format!(" pages in {dir}\n")), "{said}");
    let page = fs::read_to_string(format!("{dir}/ja/zz.approval.md")).expect("the page is there");
    assert!(
        page.starts_with("# ゼッド国の承認\n") && page.contains("```mermaid"),
        "{page}"
    );

    let grades = answer(&["catalogue", "grades", "--markdown", "--catalogue", CATALOGUE]);
    assert!(
        grades.contains("\n| Zedland | 2 | 8 | 1 | 6 | 1 | 12\u{202f}% | 2 | 1 | 1 | 0 |\n"),
        "{grades}"
    );
    let grades = answer(&["catalogue", "grades", "--grade", "A", "--catalogue", CATALOGUE]);
    assert!(grades.contains("Zedland") && !grades.contains('|'), "{grades}");

    let blocked = scratch.file("blocked", b"");
    let said = complaint(&["catalogue", "docs", &blocked], 1);
    assert!(said.contains("cannot write"), "{said}");
}

#[test]
fn a_new_exercise_passes_the_check() {
    let scratch = Scratch::new("new-exercise");
    let file = scratch.file(
        "my-first.toml",
        answer(&["exercise", "new", "my-first"]).as_bytes(),
    );
    assert_eq!(answer(&["check", &file]), "1 file, no problems\n");
    assert!(answer(&["exercise", "show", &file]).contains("Who writes the dossiers?"));
}

//! Files that nobody wrote in good faith: no text makes the program panic, hang, or say something that cannot be
//! shown. A million of them: random bytes and scraps, files in which something was changed, and networks that
//! look sound. Everything is drawn from fixed seeds; a failure prints the text that caused it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use regpath_core::catalogue::{Catalogue, SourceFile};
use regpath_core::diag::Problem;
use regpath_core::graph_export::{dot, graph, mermaid};
use regpath_core::limits;
use regpath_core::plan::Plan;
use regpath_core::read::read;
use regpath_core::run::{Detail, Simulation, run};
use regpath_core::sampling::Method;
use regpath_core::text::Lang;
use regpath_tui::report;

use crate::fixtures::{file, paths, speaks_japanese, tiny_catalogue};

mod networks;

/// Cases of each kind: a million together.
const BYTES: u64 = 500_000;
const MUTATIONS: u64 = 480_000;
const NETWORKS: u64 = 20_000;
/// No single text may keep the loader busy for so long, however slow the machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// `SplitMix64`: small, and the same everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % below.max(1) as u64) as usize
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.roll(from.len())]
    }
}

/// What a mutation may write over or between what is there.
const WORDS: &[&str] = &[
    "nan",
    "inf",
    "-inf",
    "-1",
    "0",
    "1",
    "1e308",
    "-1e308",
    "1e-320",
    "18446744073709551616",
    "9223372036854775807",
    "4294967296",
    "true",
    "\"\"",
    "\"month\"",
    "\"0 day\"",
    "\"1e300 year\"",
    "\"NaN year\"",
    "2027-04-01",
    "9999-12-31",
    "0001-01-01",
    "1979-05-27T07:32:00Z",
    "07:32:00",
    "[]",
    "{}",
    "[[]]",
    "[{}]",
    "{ all = [] }",
    "{ any = [] }",
    "{ at_least = 0, of = [] }",
    "{ at_least = 4294967295, of = [\"a\"] }",
    "[[step]]",
    "[[step.variant]]",
    "[plan]",
    "[route]",
    "[[plan.route]]",
    "[[plan.milestone]]",
    "id",
    "after",
    "needs",
    "outcome",
    "redo",
    "produces",
    "=",
    ",",
    "\"",
    "'''",
    "\"\"\"",
    "[",
    "]",
    "{",
    "}",
    "#",
    "\n",
    "\r\n",
    "\t",
    "\0",
    "\u{feff}",
    "承認",
    "\u{202e}",
    "\u{1b}[2J",
    "step:outcome",
    "\"a/b:c\"",
    "\"/\"",
    "\":\"",
    "\"study\"",
    "\"zz.approval\"",
    "\"iso13485\"",
    "p = 1.0",
    "at_most = 100",
];

fn mutated(seeds: &[SourceFile], dice: &mut Dice) -> String {
    let mut bytes = dice.pick(seeds).text.clone().into_bytes();
    for _ in 0..=dice.roll(4) {
        let at = dice.roll(bytes.len() + 1);
        let to = (at + dice.roll(24)).min(bytes.len());
        match dice.roll(8) {
            0 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << dice.roll(8);
                }
            }
            1 => drop(bytes.drain(at..to)),
            2 => {
                let again = bytes[at..to].to_vec();
                bytes.splice(to..to, again);
            }
            3 => drop(bytes.splice(at..to, dice.pick(WORDS).bytes())),
            4 => drop(bytes.splice(at..at, dice.pick(WORDS).bytes())),
            5 => {
                // One whole line of this file or another, again or elsewhere.
                let other = dice.pick(seeds);
                let lines: Vec<&str> = other.text.lines().collect();
                let line = format!("{}\n", dice.pick(&lines));
                let place = bytes[..at]
                    .iter()
                    .rposition(|byte| *byte == b'\n')
                    .map_or(0, |place| place + 1);
                bytes.splice(place..place, line.into_bytes());
            }
            6 => {
                // A number becomes another.
                if let Some(start) = (at..bytes.len()).find(|place| bytes[*place].is_ascii_digit()) {
                    let digits = bytes[start..]
                        .iter()
                        .take_while(|byte| byte.is_ascii_digit() || **byte == b'.')
                        .count();
                    bytes.splice(start..start + digits, dice.pick(&WORDS[..12]).bytes());
                }
            }
            _ => bytes.truncate(at),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Every problem can be shown and helps.
fn hold(problems: &[Problem], file: &SourceFile) {
    for problem in problems {
        assert!(
            problem.span.start <= problem.span.end && problem.span.end <= file.text.len(),
            "{problem:?}"
        );
        let is_told = !problem.message.en.is_empty() && !problem.help.en.is_empty();
        assert!(is_told && speaks_japanese(problem), "{problem:?}");
        assert!(problem.line >= 1 && problem.column >= 1, "{problem:?}");
    }
    assert!(
        problems.len() <= 4 * limits::PROBLEMS,
        "{} problems",
        problems.len()
    );
    // Drawing takes longer than finding: one text in eight is drawn.
    if let Some(first) = problems.first().filter(|_| file.text.len().is_multiple_of(8)) {
        let shown = report::render(
            std::slice::from_ref(first),
            std::slice::from_ref(file),
            false,
            Lang::Ja,
        );
        assert!(
            shown
                .chars()
                .all(|character| character == '\n' || !character.is_control()),
            "{shown:?}"
        );
    }
}

/// A text through everything that reads files; what is sound is drawn and simulated.
fn try_all(text: String, catalogue: &Catalogue) {
    let file = SourceFile {
        name: "hostile.toml".to_owned(),
        text,
    };
    // What cannot be read is read in one way only.
    let document = match read(file.as_ref()) {
        Ok(document) => document,
        Err(problems) => {
            assert!(!problems.is_empty());
            hold(&problems, &file);
            return;
        }
    };
    if document.plan.is_none() {
        let (_, problems) = catalogue.with(std::slice::from_ref(&file));
        hold(&problems, &file);
        return;
    }
    match Plan::load(&file, catalogue) {
        Err(error) => {
            assert!(!error.problems.is_empty());
            hold(&error.problems, &file);
        }
        Ok(plan) => {
            let drawn = graph(&plan);
            assert!(mermaid(&drawn, Lang::Ja).len() + dot(&drawn, Lang::En).len() > 20);
            if !file.text.len().is_multiple_of(8) {
                return;
            }
            let summary = run(&Simulation::new(Arc::new(plan), 1, 8, Method::Mc, Detail::Full));
            assert_eq!(summary.iterations, 8);
        }
    }
}

fn seeds() -> Vec<SourceFile> {
    ["bad", "bad-routes", "catalogue", "several", "tiny"]
        .iter()
        .flat_map(|folder| paths(folder))
        .map(|path| file(&path))
        .collect()
}

/// Makes texts from `cases` seeds and tries each, on all cores. The first one that breaks something, or takes too
/// long, ends the test.
fn fuzz(cases: u64, make: impl Fn(&mut Dice) -> String + Sync, try_it: impl Fn(String) + Sync) {
    let threads = std::thread::available_parallelism().map_or(1, |count| count.get() as u64);
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let (make, try_it) = (&make, &try_it);
            scope.spawn(move || {
                for case in cases * thread / threads..cases * (thread + 1) / threads {
                    let mut dice = Dice(case.wrapping_mul(0x2545_f491_4f6c_dd1d));
                    let text = make(&mut dice);
                    let start = Instant::now();
                    let outcome = catch_unwind(AssertUnwindSafe(|| try_it(text.clone())));
                    let took = start.elapsed();
                    assert!(outcome.is_ok(), "case {case} broke on this text:\n{text}");
                    assert!(took < PATIENCE, "case {case} took {took:?} on this text:\n{text}");
                }
            });
        }
    });
}

/// Bytes, characters or scraps of TOML without any sense.
fn scraps(dice: &mut Dice) -> String {
    let length = dice.roll(120);
    match dice.roll(3) {
        0 => {
            let bytes: Vec<u8> = (0..length).map(|_| dice.roll(256) as u8).collect();
            String::from_utf8_lossy(&bytes).into_owned()
        }
        1 => {
            let printable = (0..length).map(|_| char::from(b' ' + dice.roll(95) as u8));
            printable.map(|c| if c == '~' { '\n' } else { c }).collect()
        }
        _ => {
            let mut text = String::new();
            for _ in 0..length / 6 {
                text.push_str(dice.pick::<&str>(WORDS));
                text.push(*dice.pick(&[' ', '\n', '=', '.', '"']));
            }
            text
        }
    }
}

#[test]
fn no_bytes_break_anything() {
    let catalogue = tiny_catalogue();
    fuzz(BYTES, scraps, |text| try_all(text, &catalogue));
}

#[test]
fn no_mutation_of_a_file_breaks_anything() {
    let (seeds, catalogue) = (seeds(), tiny_catalogue());
    fuzz(
        MUTATIONS,
        |dice| mutated(&seeds, dice),
        |text| try_all(text, &catalogue),
    );
}

#[test]
fn no_network_breaks_anything() {
    let catalogue = tiny_catalogue();
    let sound = AtomicU64::new(0);
    fuzz(NETWORKS, networks::plan, |text| {
        let is_sound = networks::simulate(text, &catalogue);
        sound.fetch_add(u64::from(is_sound), Ordering::Relaxed);
    });
    // Most of them can be simulated, and not all.
    let sound = sound.into_inner();
    assert!(sound > NETWORKS / 2 && sound < NETWORKS, "{sound}");
}

const HEAD: &str =
    "[plan]\nid = \"x\"\ntitle = \"x\"\nstart = 2027-04-01\nheld = [{ artefact = \"iso13485\" }]\n";

fn numbered(count: usize, entry: impl Fn(usize) -> String) -> String {
    (0..count).map(entry).collect()
}

/// Files of up to two megabytes that ask for as much work as they can.
fn bombs() -> Vec<(&'static str, String)> {
    let steps = |count: usize, rest: &dyn Fn(usize) -> String| {
        format!(
            "{HEAD}{}",
            numbered(count, |i| format!("[[step]]\nid = \"s{i}\"\n{}\n", rest(i)))
        )
    };
    let before = |i: usize, most: usize| numbered(i.min(most), |back| format!("\"s{}\",", i - 1 - back));
    vec![
        ("brackets", "[".repeat(1_500_000)),
        (
            "nested lists",
            format!("a = {}{}", "[".repeat(800_000), "]".repeat(800_000)),
        ),
        ("nested tables", format!("a = {}", "{a=".repeat(500_000))),
        ("dotted keys", format!("a{} = 1", ".a".repeat(800_000))),
        ("dotted header", format!("[a{}]", ".a".repeat(800_000))),
        ("unknown keys", numbered(100_000, |i| format!("k{i} = 1\n"))),
        ("syntax errors", "a = = 1\n".repeat(180_000)),
        ("one long line", format!("a = \"{}", "x".repeat(2_000_000))),
        ("empty steps", "[[step]]\n".repeat(150_000)),
        ("too many steps", steps(80_000, &|_| String::new())),
        (
            "bad ids",
            format!(
                "{HEAD}{}",
                "[[source]]\nid = \"A\"\ntitle = \"\"\npublisher = \"\"\ndate = \"\"\n".repeat(25_000)
            ),
        ),
        (
            "bad amounts",
            steps(1_900, &|_| {
                numbered(12, |_| String::new()) + "fee = { amount = -1, currency = \"X\" }"
            }),
        ),
        (
            "redo chain",
            steps(1_900, &|i| {
                format!(
                    "after = [{}]\noutcome = [{{ id = \"a\", p = 0.5 }}, {{ id = \"b\", p = 0.5, redo = \"s0\" }}]",
                    before(i, 1)
                )
            }),
        ),
        (
            "dense redos",
            steps(1_900, &|i| {
                format!(
                    "after = [{}]\noutcome = [{{ id = \"a\", p = 0.5 }}, {{ id = \"b\", p = 0.5, redo = \"s{i}\" }}]",
                    before(i, 60)
                )
            }),
        ),
        (
            "variants times outcomes",
            steps(1_900, &|_| {
                let outcomes = numbered(20, |i| format!("{{id=\"o{i}\",p=0.05}},"));
                format!(
                    "outcome = [{outcomes}]\nvariant = [{}]",
                    "{when=\"iso13485\"},".repeat(30)
                )
            }),
        ),
        (
            "many distributions",
            steps(1_900, &|_| {
                let one = "{when=\"iso13485\",duration={gamma={mean=2.0,sd=1.0},unit=\"day\"}},";
                format!("variant = [{}]", one.repeat(14))
            }),
        ),
        (
            "soft circles",
            steps(1_900, &|i| {
                let next = (i + 1) % 1_900;
                format!("needs = {{ any = [\"p{next}\", \"iso13485\"] }}\nproduces = [\"p{i}\"]")
            }),
        ),
        (
            "many artefacts",
            steps(1_000, &|i| {
                format!("produces = [{}]", numbered(90, |k| format!("\"a{i}-{k}\",")))
            }),
        ),
        (
            "points without end",
            steps(150, &|_| {
                format!(
                    "duration = {{ discrete = [{}], unit = \"day\" }}",
                    numbered(999, |i| format!("[{i},0.001],"))
                )
            }),
        ),
    ]
}

#[test]
fn no_large_file_keeps_the_loader_busy() {
    let catalogue = tiny_catalogue();
    for (name, text) in bombs() {
        assert!(
            text.len() <= limits::FILE_BYTES,
            "{name} has {} bytes",
            text.len()
        );
        let file = SourceFile {
            name: name.to_owned(),
            text,
        };
        let start = Instant::now();
        let loaded = Plan::load(&file, &catalogue);
        let took = start.elapsed();
        assert!(took < PATIENCE, "{name} took {took:?}");
        if let Err(error) = loaded {
            let start = Instant::now();
            let shown = report::render(&error.problems, std::slice::from_ref(&file), false, Lang::En);
            assert!(
                start.elapsed() < PATIENCE && shown.len() < 500_000,
                "{name}: {} bytes",
                shown.len()
            );
        }
    }
}

#[test]
fn a_file_beyond_the_bound_is_refused_unread() {
    let file = SourceFile {
        name: "x".to_owned(),
        text: "#".repeat(limits::FILE_BYTES + 1),
    };
    let error = Plan::load(&file, &Catalogue::default()).expect_err("the file is too large");
    assert_eq!(error.problems[0].code, "bounds");
}

//! What the command line may say. Help texts are written for somebody who meets the program for the first time.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use regpath_core::analysis::compare::{MOST_FUTURES, MOST_PLANS};
use regpath_core::answers::PreciseNumber;
use regpath_core::app::MOST_RIVALS;
use regpath_core::calendar::Date;
use regpath_core::file::Grade;
use regpath_core::limits;
use regpath_core::sampling::Method;
use regpath_core::text::Lang;

const EXAMPLES: &str = "\
Examples:
  regpath                           open the first plan that is shipped
  regpath my-plan.toml              open your own
  regpath simulate my-plan.toml     answer once, as a table
  regpath check my-plan.toml        find every mistake in a file
  regpath catalogue list            see the routes that a plan can choose

A SCENARIO is the path of a plan, `-` for the standard input, or the id of a \
plan that comes with the program. \
regpath is a planning aid, not regulatory advice.";

const SIMULATE_EXAMPLES: &str = "\
Examples:
  regpath simulate ai-imaging-asean
  regpath simulate my-plan.toml --iterations 100k --seed 1
  regpath simulate my-plan.toml --precision 0.1
  regpath simulate my-plan.toml --precision 0.2 --precision-of p80,cash
  regpath simulate my-plan.toml --format json > answer.json
  regpath simulate my-plan.toml --samples futures.csv

The same plan, seed, sampler and number of futures give the same bits on every \
machine and any number of threads.";

const COMPARE_EXAMPLES: &str = "\
Examples:
  regpath compare mdsap-now.toml mdsap-later.toml
  regpath compare a.toml b.toml c.toml --format json
  regpath compare japan-or-us-first my-plan.toml --iterations 50k

All plans meet the same futures: a step that two of them share takes as long and \
turns out the same in both, so a difference is what the plans do, not chance. \
The target is that of the first plan. Where a plan has no such milestone the answer \
says so, and compares the milestones that all of them have.";

const FRONTIER_EXAMPLES: &str = "\
Examples:
  regpath frontier mdsap-five-countries           which choices are worth having
  regpath frontier my-plan.toml --all             those that are beaten, too
  regpath frontier my-plan.toml --target jp.shonin
  regpath frontier my-plan.toml --by 2031-04-01   in time, in place of early
  regpath frontier my-plan.toml --format csv > choices.csv

The plan says with `[[plan.option]]` what is open to decide. All combinations meet \
the same futures, up to 512 of them; larger spaces are searched. A combination \
stays if no other is as early, as cheap and as safe at once.";

const REPLAY_EXAMPLES: &str = "\
Examples:
  regpath replay ai-imaging-asean                 a typical future
  regpath replay my-plan.toml --worst             the worst in twenty
  regpath replay my-plan.toml --iteration 17      any one, numbered from 0
  regpath replay my-plan.toml --lang ja > story.txt

Typical futures are looked for among the first 4,096. Future 17 here is the \
future 17 of every run with the same seed and plain draws.";

const WHY_EXAMPLES: &str = "\
Examples:
  regpath why ai-imaging-asean target             what the time is made of
  regpath why ai-imaging-asean jp.shonin          the same for a milestone
  regpath why my-plan.toml cost                   what the cost is made of
  regpath why my-plan.toml cash                   why the cash lasts or does not
  regpath why my-plan.toml npv --format json

A METRIC is the id of a milestone, `target`, `cost`, `cash` or `npv`. The parts add \
up to the mean; they come from the first 4,096 futures.";

const CHECK_EXAMPLES: &str = "\
Examples:
  regpath check my-plan.toml
  regpath check my-catalogue/ my-plan.toml
  regpath check plans/ --format json

Folders are searched for `.toml` files. Files without a plan are a catalogue laid \
over the shipped one, and plans are checked against that. The exit code is 1 if \
there is any problem.";

const GRAPH_EXAMPLES: &str = "\
Examples:
  regpath graph ai-imaging-asean --format mermaid > plan.mmd
  regpath graph my-plan.toml --format svg > plan.svg
  regpath graph my-plan.toml --format dot | dot -Tpdf > plan.pdf

Work that goes back is dashed. An arrow with a circle means that a step looks \
whether a paper is there, and does not wait for it.";

const REPORT_EXAMPLES: &str = "\
Examples:
  regpath report ai-imaging-asean --out answer.html
  regpath report a.toml b.toml c.toml --out compared.html --lang ja
  regpath report my-plan.toml --out answer.xlsx

The file holds the answer, its charts, every figure with its grade and sources, the \
seed, and a link that shows the same numbers again. Nothing in it is loaded from \
anywhere, and no cell of a workbook is a formula.";

const SHARE_EXAMPLES: &str = "\
Examples:
  regpath share ai-imaging-asean
  regpath share my-plan.toml --seed 3 --iterations 100k
  regpath share a.toml b.toml c.toml --page https://example.com/regpath/

The plan itself is in the link, behind the `#`, which no browser sends to a server. \
Whoever has the link has the plan.";

/// Where `cargo web serve` offers the page.
pub(crate) const PAGE: &str = "http://127.0.0.1:8080/";

const CATALOGUE_EXAMPLES: &str = "\
Examples:
  regpath catalogue list
  regpath catalogue show jp.samd.two-stage
  regpath catalogue sources --grade C            what is only an estimate
  regpath catalogue sources --older-than 24mo    what to look up again
  regpath catalogue schemes                      support money to apply for
  regpath catalogue glossary Ninsho              what a word means
  regpath catalogue docs docs                    the whole catalogue as pages";

const EXERCISE_EXAMPLES: &str = "\
Examples:
  regpath exercise list
  regpath exercise show one-door-or-two                    the case, to hand out
  regpath exercise show one-door-or-two --answer > a.toml  an answer to fill in
  regpath exercise run one-door-or-two --answers a.toml --lock
  regpath exercise run one-door-or-two --answers a.toml --word sakura
  regpath exercise grade one-door-or-two codes.txt --word sakura --html c.html
  regpath exercise new my-exercise > my-exercise.toml

An exercise is the path of a file or the id of a shipped one. Groups predict and \
decide in a file, hand over the lock of their predictions, hear the class word, \
run, and send the code. `grade` takes codes, texts with codes, and answer files; \
it simulates every plan again, so that no score can be forged.";

/// Which regulatory route for a medical device, in which order, and what will it take in months and money?
///
/// regpath reads a plan from a file, simulates thousands of its futures and shows when each approval is likely
/// to come, how surely, and at what cost.
#[derive(Debug, Parser)]
#[command(name = "regpath", version, after_help = EXAMPLES, term_width = 80)]
pub(crate) struct Cli {
    /// Colours of the screen: auto are the terminal's own; without this, as chosen last
    #[arg(long, value_name = "THEME", value_enum)]
    pub(crate) theme: Option<ThemeName>,
    /// A plan to open: a path, `-`, or the id of a shipped plan [default: the first shipped one]
    pub(crate) scenario: Option<String>,
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// What holds for every command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Everywhere")]
pub(crate) struct Global {
    /// A folder of routes and registers laid over the shipped catalogue
    #[arg(long, value_name = "DIR", global = true)]
    pub(crate) catalogue: Option<PathBuf>,
    /// Language of the answer [default: that of the system]
    #[arg(long, value_name = "LANG", global = true, value_parser = lang_parser())]
    pub(crate) lang: Option<Lang>,
    #[expect(clippy::doc_markdown, reason = "the help is printed as it stands")]
    /// Colour: auto means on a terminal, unless NO_COLOR is set
    #[arg(long, value_name = "WHEN", global = true, value_enum, default_value_t = Color::Auto)]
    pub(crate) color: Color,
}

/// Colours of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ThemeName {
    Auto,
    Light,
    Dark,
    Contrast,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Simulate a plan and print the answer
    Simulate(Simulate),
    /// Compare plans on the same futures
    Compare(Compare),
    /// Try every combination of a plan's options and keep those that nothing beats
    Frontier(Frontier),
    /// Tell one future as a dated story
    Replay(Replay),
    /// Show the steps, figures and sources behind a number
    Why(Why),
    /// Find every problem in files and folders
    Check(Check),
    /// Print a plan's network for other tools, or draw it
    Graph(Graph),
    /// Write the answer of one plan, or of several compared, to a file to hand on
    Report(Report),
    /// Print a link that holds a plan and opens it in the page
    Share(Share),
    /// Read what is known about routes, how surely, and how old it is
    Catalogue(Catalogue),
    /// Workshops: a case, decisions, predictions, and a class graded on the same futures
    #[command(subcommand, after_help = EXERCISE_EXAMPLES)]
    Exercise(Workshop),
    /// Print the JSON Schema of all files, for editors
    Schema {
        /// The schema of what the commands print with --format json
        #[arg(long)]
        answers: bool,
    },
    /// Print a completion script for a shell
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: Shell,
    },
}

/// `regpath simulate`.
#[derive(Debug, Args)]
#[command(after_help = SIMULATE_EXAMPLES)]
pub(crate) struct Simulate {
    /// A path, `-`, or the id of a shipped plan
    pub(crate) scenario: String,
    /// Futures to simulate, e.g. 10000, 100k, 1M; with --precision the most of them [default: the plan's]
    #[arg(long, value_name = "N", value_parser = iterations)]
    pub(crate) iterations: Option<u64>,
    /// Seed of all randomness [default: the plan's]
    #[arg(long, value_name = "S")]
    pub(crate) seed: Option<u64>,
    /// How futures are spread: plain draws, Latin hypercube or Sobol points
    #[arg(long, value_name = "SAMPLER", default_value = "mc", value_parser = method_parser())]
    pub(crate) sampler: Method,
    /// Stop when the standard error is at most D: months, of the target's median unless --precision-of says otherwise
    #[arg(long, value_name = "D", value_parser = precision)]
    pub(crate) precision: Option<f64>,
    /// What is to be as precise: the target's P50 or P80 (in months), its chance, or that of running out of cash
    /// (in percentage points); several with commas
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',', default_value = "p50", requires = "precision", value_parser = number_parser())]
    pub(crate) precision_of: Vec<PreciseNumber>,
    /// Threads to use [default: all]
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    /// In the table, also what the mean is made of, the paths that decide, and every step that moves the target
    #[arg(long)]
    pub(crate) all: bool,
    /// A table for reading, JSON with everything, or CSV with a milestone a row
    #[arg(long, value_enum, default_value_t = ResultFormat::Table)]
    pub(crate) format: ResultFormat,
    /// Also write every future to a CSV file: days to each milestone, and the cost
    #[arg(long, value_name = "FILE")]
    pub(crate) samples: Option<PathBuf>,
}

/// Form of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ResultFormat {
    Table,
    Json,
    Csv,
}

/// `regpath compare`.
#[derive(Debug, Args)]
#[command(after_help = COMPARE_EXAMPLES)]
pub(crate) struct Compare {
    /// Two to eight plans: paths, `-`, or ids of shipped plans; all are compared with the first
    #[arg(required = true, num_args = 2..=MOST_PLANS, value_name = "SCENARIO")]
    pub(crate) scenarios: Vec<String>,
    /// Futures to simulate, at most 1M [default: the first plan's]
    #[arg(long, value_name = "N", value_parser = compared)]
    pub(crate) iterations: Option<u64>,
    /// Seed of all randomness [default: the first plan's]
    #[arg(long, value_name = "S")]
    pub(crate) seed: Option<u64>,
    /// Sentences and tables for reading, or JSON with everything
    #[arg(long, value_enum, default_value_t = AnswerFormat::Table)]
    pub(crate) format: AnswerFormat,
}

/// `regpath frontier`.
#[derive(Debug, Args)]
#[command(after_help = FRONTIER_EXAMPLES)]
pub(crate) struct Frontier {
    /// A path, `-`, or the id of a shipped plan
    pub(crate) scenario: String,
    /// Futures for each combination, at most 1M
    #[arg(long, value_name = "N", value_parser = compared, default_value = "2000")]
    pub(crate) iterations: u64,
    /// The id of the milestone that counts [default: the plan's target]
    #[arg(long, value_name = "MILESTONE")]
    pub(crate) target: Option<String>,
    /// Count who is there by this day, in place of who is early
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) by: Option<Date>,
    /// Seed of all randomness [default: the plan's]
    #[arg(long, value_name = "S")]
    pub(crate) seed: Option<u64>,
    /// Threads to use [default: all]
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    /// Also list combinations that are beaten, and those that cannot be simulated
    #[arg(long)]
    pub(crate) all: bool,
    /// A table for reading, JSON with everything, or CSV with a combination a row
    #[arg(long, value_enum, default_value_t = ResultFormat::Table)]
    pub(crate) format: ResultFormat,
}

/// `regpath replay`.
#[derive(Debug, Args)]
#[command(after_help = REPLAY_EXAMPLES)]
pub(crate) struct Replay {
    /// A path, `-`, or the id of a shipped plan
    pub(crate) scenario: String,
    #[command(flatten)]
    pub(crate) which: Which,
    /// Seed of all randomness [default: the plan's]
    #[arg(long, value_name = "S")]
    pub(crate) seed: Option<u64>,
    /// A story for reading, or JSON with everything
    #[arg(long, value_enum, default_value_t = AnswerFormat::Table)]
    pub(crate) format: AnswerFormat,
}

/// Which future to tell; one of these.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub(crate) struct Which {
    /// The future with this number
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u64).range(..limits::ITERATIONS))]
    pub(crate) iteration: Option<u64>,
    /// The future in which the target comes nearest to its median date [default]
    #[arg(long)]
    pub(crate) median: bool,
    /// The future in which the target comes nearest to its 80 % date
    #[arg(long)]
    pub(crate) p80: bool,
    /// The future in which the target comes nearest to its 95 % date: the worst in twenty
    #[arg(long)]
    pub(crate) worst: bool,
}

/// `regpath why`.
#[derive(Debug, Args)]
#[command(after_help = WHY_EXAMPLES)]
pub(crate) struct Why {
    /// A path, `-`, or the id of a shipped plan
    pub(crate) scenario: String,
    /// The id of a milestone, `target`, `cost`, `cash` or `npv`
    pub(crate) metric: String,
    /// Seed of all randomness [default: the plan's]
    #[arg(long, value_name = "S")]
    pub(crate) seed: Option<u64>,
    /// A table for reading, or JSON with everything
    #[arg(long, value_enum, default_value_t = AnswerFormat::Table)]
    pub(crate) format: AnswerFormat,
}

/// Form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum AnswerFormat {
    Table,
    Json,
}

/// `regpath check`.
#[derive(Debug, Args)]
#[command(after_help = CHECK_EXAMPLES)]
pub(crate) struct Check {
    /// Files and folders, or `-`
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Text for reading on the standard error, or JSON on the standard output
    #[arg(long, value_enum, default_value_t = CheckFormat::Text)]
    pub(crate) format: CheckFormat,
}

/// Form of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CheckFormat {
    Text,
    Json,
}

/// `regpath graph`.
#[derive(Debug, Args)]
#[command(after_help = GRAPH_EXAMPLES)]
pub(crate) struct Graph {
    /// A path, `-`, or the id of a shipped plan
    pub(crate) scenario: String,
    /// Mermaid, Graphviz, nodes and edges as JSON, or the map with its dates as a picture
    #[arg(long, value_enum)]
    pub(crate) format: GraphFormat,
}

/// Form of a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphFormat {
    Mermaid,
    Dot,
    Json,
    Svg,
}

/// `regpath report`.
#[derive(Debug, Args)]
#[command(after_help = REPORT_EXAMPLES)]
pub(crate) struct Report {
    /// One plan, or several to be compared with the first: paths, `-`, or ids of shipped plans
    #[arg(required = true, num_args = 1..=MOST_PLANS, value_name = "SCENARIO")]
    pub(crate) scenarios: Vec<String>,
    /// The file to write: `.html` to read and print, `.xlsx` to reckon with
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// Futures to simulate, at most 1M [default: the first plan's]
    #[arg(long, value_name = "N", value_parser = compared)]
    pub(crate) iterations: Option<u64>,
    /// Seed of all randomness [default: the first plan's]
    #[arg(long, value_name = "S")]
    pub(crate) seed: Option<u64>,
    /// Where the page is that the link opens
    #[arg(long, value_name = "URL", default_value = PAGE)]
    pub(crate) page: String,
}

/// `regpath share`.
#[derive(Debug, Args)]
#[command(after_help = SHARE_EXAMPLES)]
pub(crate) struct Share {
    /// The plan, and up to three to compare it with: paths, `-`, or ids of shipped plans
    #[arg(required = true, num_args = 1..=1 + MOST_RIVALS, value_name = "SCENARIO")]
    pub(crate) scenarios: Vec<String>,
    /// Futures to simulate [default: the plan's]
    #[arg(long, value_name = "N", value_parser = iterations)]
    pub(crate) iterations: Option<u64>,
    /// Seed of all randomness [default: the plan's]
    #[arg(long, value_name = "S")]
    pub(crate) seed: Option<u64>,
    /// Where the page is
    #[arg(long, value_name = "URL", default_value = PAGE)]
    pub(crate) page: String,
}

/// `regpath catalogue`.
#[derive(Debug, Args)]
#[command(after_help = CATALOGUE_EXAMPLES)]
pub(crate) struct Catalogue {
    #[command(subcommand)]
    pub(crate) command: CatalogueCommand,
    /// Only figures of this grade: A official, B secondary, C estimate
    #[arg(long, value_name = "GRADE", global = true, value_parser = grade_parser())]
    pub(crate) grade: Option<Grade>,
    /// Only figures older than this, e.g. 24mo or 2y; a figure without a date counts as old
    #[arg(long, value_name = "AGE", global = true, value_parser = age)]
    pub(crate) older_than: Option<i32>,
    /// The day to count from, e.g. 2027-04-01 [default: today]
    #[arg(long, value_name = "DATE", global = true, value_parser = date)]
    pub(crate) today: Option<Date>,
}

/// Parts of the catalogue.
#[derive(Debug, Subcommand)]
pub(crate) enum CatalogueCommand {
    /// The routes, with their figures by grade
    List,
    /// One route: its steps, figures and sources
    Show {
        /// Route id, e.g. jp.samd.two-stage
        route: String,
    },
    /// The sources, and with a filter the figures that rest on them
    Sources,
    /// The schemes of support money that a plan can apply for
    Schemes,
    /// How many figures each jurisdiction has, by grade
    Grades {
        /// As a table in Markdown
        #[arg(long)]
        markdown: bool,
    },
    /// Write the catalogue as a book in Markdown: a page for each route, in English and Japanese
    Docs {
        /// The folder to write to; `en` and `ja` are made below it
        dir: PathBuf,
    },
    /// Words of the field, explained: all of them, or what a word stands for
    Glossary {
        /// A word in English or Japanese, an abbreviation or an id
        word: Option<String>,
    },
}

/// `regpath exercise`.
#[derive(Debug, Subcommand)]
pub(crate) enum Workshop {
    /// The exercises that come with the program
    List(ListExercises),
    /// The sheet of an exercise, an answer to fill in, or something that was bought
    Show(Show),
    /// Sit down at an exercise on the screen, as a group or as the trainer
    Play {
        /// A path, or the id of a shipped exercise
        exercise: String,
    },
    /// Play a group's answer: distribution, one future, score, and the code to send
    Run(Run),
    /// Grade a class from codes and answer files
    Grade(GradeClass),
    /// Every plan that a group can choose, best first: for trainers and authors
    Plans(Plans),
    /// An exercise to start from, which passes `regpath check`
    New {
        /// Id of the new exercise: lower case, digits and `-`
        id: String,
    },
}

/// `regpath exercise list`.
#[derive(Debug, Args)]
pub(crate) struct ListExercises {
    /// A table for reading, or JSON
    #[arg(long, value_enum, default_value_t = AnswerFormat::Table)]
    pub(crate) format: AnswerFormat,
}

/// `regpath exercise show`.
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// A path, `-`, or the id of a shipped exercise
    pub(crate) exercise: String,
    /// Print an answer to fill in
    #[arg(long, conflicts_with_all = ["buy", "trainer"])]
    pub(crate) answer: bool,
    /// Print what an item for sale tells; write it into `buy` of your answer
    #[arg(long, value_name = "ITEM", conflicts_with = "trainer")]
    pub(crate) buy: Option<String>,
    /// Also what only the trainer should see: model plan, event cards, debriefing, sources
    #[arg(long)]
    pub(crate) trainer: bool,
}

/// `regpath exercise run`.
#[derive(Debug, Args)]
pub(crate) struct Run {
    /// A path, `-`, or the id of a shipped exercise
    pub(crate) exercise: String,
    /// The group's answer
    #[arg(long, value_name = "FILE")]
    pub(crate) answers: PathBuf,
    /// The class word [default: that of the answer]
    #[arg(long, value_name = "WORD")]
    pub(crate) word: Option<String>,
    /// Only print the lock of the predictions, to be handed over before the class word is said
    #[arg(long)]
    pub(crate) lock: bool,
    /// Draw the code as a QR code too
    #[arg(long, conflicts_with = "lock")]
    pub(crate) qr: bool,
    /// Pages for reading, or JSON
    #[arg(long, value_enum, default_value_t = AnswerFormat::Table)]
    pub(crate) format: AnswerFormat,
}

/// `regpath exercise grade`.
#[derive(Debug, Args)]
pub(crate) struct GradeClass {
    /// A path, `-`, or the id of a shipped exercise
    pub(crate) exercise: String,
    /// Codes, texts that hold codes, or answers' files (`.toml`)
    #[arg(required = true, value_name = "ANSWERS")]
    pub(crate) answers: Vec<String>,
    /// The class word
    #[arg(long, value_name = "WORD")]
    pub(crate) word: String,
    /// The locks that were handed over: a line for each, the code and the group's name
    #[arg(long, value_name = "FILE")]
    pub(crate) locks: Option<PathBuf>,
    /// Of several answers of one group the last counts, not the first
    #[arg(long)]
    pub(crate) take_last: bool,
    /// Also write the class report as a page
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
    /// Also write the class as CSV, a group a row
    #[arg(long, value_name = "FILE")]
    pub(crate) csv: Option<PathBuf>,
    /// Tables for reading, or JSON with everything
    #[arg(long, value_enum, default_value_t = AnswerFormat::Table)]
    pub(crate) format: AnswerFormat,
}

/// `regpath exercise plans`.
#[derive(Debug, Args)]
pub(crate) struct Plans {
    /// A path, `-`, or the id of a shipped exercise
    pub(crate) exercise: String,
    /// The class word [default: the plan's own seed]
    #[arg(long, value_name = "WORD")]
    pub(crate) word: Option<String>,
    /// A table for reading, or JSON
    #[arg(long, value_enum, default_value_t = AnswerFormat::Table)]
    pub(crate) format: AnswerFormat,
}

fn lang_parser() -> impl TypedValueParser<Value = Lang> {
    PossibleValuesParser::new(["en", "ja"]).map(|word| if word == "ja" { Lang::Ja } else { Lang::En })
}

fn method_parser() -> impl TypedValueParser<Value = Method> {
    PossibleValuesParser::new(Method::ALL.map(Method::name)).map(|word| word.parse().unwrap_or_default())
}

fn number_parser() -> impl TypedValueParser<Value = PreciseNumber> {
    PossibleValuesParser::new(PreciseNumber::ALL.map(PreciseNumber::name)).map(|word| {
        let all = PreciseNumber::ALL.into_iter();
        all.rev()
            .find(|number| number.name() == word)
            .unwrap_or(PreciseNumber::P50)
    })
}

fn grade_parser() -> impl TypedValueParser<Value = Grade> {
    PossibleValuesParser::new(["A", "B", "C"]).map(|letter| match letter.as_str() {
        "A" => Grade::A,
        "B" => Grade::B,
        _ => Grade::C,
    })
}

fn iterations(text: &str) -> Result<u64, String> {
    let plain = text.replace(['_', ','], "");
    let (digits, factor) = match plain.strip_suffix(['k', 'K']) {
        Some(digits) => (digits, 1_000),
        None => plain
            .strip_suffix('M')
            .map_or((plain.as_str(), 1), |digits| (digits, 1_000_000)),
    };
    digits
        .parse::<u64>()
        .ok()
        .and_then(|number| number.checked_mul(factor))
        .filter(|number| (1..=limits::ITERATIONS).contains(number))
        .ok_or_else(|| {
            format!(
                "give a whole number from 1 to {}, such as 10000, 100k or 1M",
                limits::ITERATIONS
            )
        })
}

fn compared(text: &str) -> Result<u64, String> {
    iterations(text)
        .ok()
        .filter(|number| *number <= MOST_FUTURES)
        .ok_or_else(|| format!("give a whole number from 1 to {MOST_FUTURES}, such as 10000 or 100k"))
}

fn precision(text: &str) -> Result<f64, String> {
    text.parse::<f64>()
        .ok()
        .filter(|months| *months > 0.0 && months.is_finite())
        .ok_or_else(|| "give months above 0, such as 0.1".to_owned())
}

fn age(text: &str) -> Result<i32, String> {
    let place = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, unit) = text.split_at(place);
    let factor = match unit.trim() {
        "mo" | "month" | "months" => 1,
        "y" | "yr" | "year" | "years" => 12,
        _ => 0,
    };
    digits
        .parse::<i32>()
        .ok()
        .filter(|number| factor > 0 && *number <= 1_200)
        .map(|number| number * factor)
        .ok_or_else(|| "give months or years, such as 24mo or 2y".to_owned())
}

fn date(text: &str) -> Result<Date, String> {
    let mut parts = text.splitn(3, '-');
    let mut next = || {
        parts
            .next()
            .filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let found = (|| {
        Date::new(
            next()?.parse().ok()?,
            next()?.parse().ok()?,
            next()?.parse().ok()?,
        )
    })();
    found.ok_or_else(|| "give a date, such as 2027-04-01".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn numbers_of_futures_read_as_people_write_them() {
        assert_eq!(iterations("10_000"), Ok(10_000));
        assert_eq!(iterations("100k"), Ok(100_000));
        assert_eq!(iterations("1M"), Ok(1_000_000));
        for text in ["0", "-1", "1e5", "", "k", "101M", "99999999999999999999M"] {
            assert!(iterations(text).is_err(), "{text}");
        }
    }

    #[test]
    fn ages_and_dates_read() {
        assert_eq!(age("24mo"), Ok(24));
        assert_eq!(age("2y"), Ok(24));
        assert_eq!(age("2 years"), Ok(24));
        assert!(age("24").is_err() && age("mo").is_err() && age("-3mo").is_err());
        assert_eq!(date("2027-04-01").ok(), Date::new(2027, 4, 1));
        assert!(date("2027-02-30").is_err() && date("2027-04").is_err() && date("+2027-04-01").is_err());
    }
}

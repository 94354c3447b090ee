//! `regpath exercise`: workshops without a server. A group reads the sheet, answers in a file, and gets a code; the
//! trainer grades codes and files by simulating again.

use std::fs;
use std::io::{IsTerminal as _, Read as _};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use anyhow::Context as _;
use regpath_core::app::{Action, App};
use regpath_core::catalogue::{SourceFile, plan_id};
use regpath_core::diag::{FileRef, did_you_mean};
use regpath_core::exercise::answer::Answer;
use regpath_core::exercise::audit;
use regpath_core::exercise::class::{Class, Handed, Rules, class, sorted_out};
use regpath_core::exercise::code::codes;
use regpath_core::exercise::play::{Futures, Key, Reached, Results, decision, grade, targets, why};
use regpath_core::exercise::score::DECISION;
use regpath_core::exercise::session::{self, ANSWERS, read_answers, read_locks};
use regpath_core::exercise::{Exercise, Shows, scaffold, seed_of, shipped_exercise, shipped_exercises};
use regpath_core::text::{Lang, Text};
use regpath_core::view::exercise as words;
use regpath_core::view::{self, Table, format};
use serde::Serialize;

use super::args::{AnswerFormat, GradeClass, Plans, Run, Show, Workshop};
use super::progress::{Progress, cancel_on_interrupt};
use super::{Failure, Session, input, output, replay};
use crate::ScreenLook;
use crate::runner::{self, all_threads};

/// Bytes of one file of answers.
const FILE_BYTES: u64 = session::TEXT as u64;

pub(super) fn run(session: &Session, command: &Workshop) -> Result<(), Failure> {
    match command {
        Workshop::List(args) => list(session, args.format),
        Workshop::Show(args) => show(session, args),
        Workshop::Play { exercise } => sit_down(session, exercise),
        Workshop::Run(args) => play(session, args),
        Workshop::Grade(args) => grade_class(session, args),
        Workshop::Plans(args) => plans(session, args),
        Workshop::New { id } => {
            let file = scaffold(id);
            load(session, &file)?;
            output::print(&file.text)
        }
    }
}

/// Opens a sitting at an exercise on the screen.
fn sit_down(session: &Session, name: &str) -> Result<(), Failure> {
    if !std::io::stdout().is_terminal() {
        return Err(anyhow::anyhow!(
            "playing takes a terminal; `regpath exercise show {name}` prints the case"
        )
        .into());
    }
    sit_at(session, exercise_file(name)?, None)
}

/// The same at the exercise of a file, in a look of the screen.
pub(super) fn sit_at(session: &Session, file: SourceFile, look: Option<ScreenLook>) -> Result<(), Failure> {
    // What is wrong with it is told here, with its places, and nothing is opened.
    load(session, &file)?;
    let app = App::with_catalogue(session.lang, session.catalogue_files().files);
    let app = app.apply(Action::OpenExercise(file, salt())).unwrap_or(app);
    crate::run_app(app, look, all_threads())?;
    Ok(())
}

/// An exercise by what the command line calls it.
fn exercise(session: &Session, name: &str) -> Result<Exercise, Failure> {
    load(session, &exercise_file(name)?)
}

fn load(session: &Session, file: &SourceFile) -> Result<Exercise, Failure> {
    let catalogue = session.catalogue()?;
    Exercise::load(file, &catalogue).map_err(|error| Failure::Wrong(error.problems, vec![file.clone()]))
}

/// The file of an exercise by what the command line calls it.
fn exercise_file(name: &str) -> Result<SourceFile, Failure> {
    let path = Path::new(name);
    let shipped = (!path.is_file() && !name.contains(['/', '\\']))
        .then(|| shipped_exercise(name))
        .flatten();
    match shipped {
        Some(file) => Ok(file),
        None if name == "-" || path.exists() => input::read_text(path),
        None => {
            let files = shipped_exercises();
            let known: Vec<&str> = files.iter().map(|file| plan_id(&file.name)).collect();
            let help = did_you_mean(name, known.iter().copied()).unwrap_or_else(|| {
                let known = known.join(", ");
                [
                    format!("give the path of an exercise, or one of {known}"),
                    format!("演習のファイル、又は同梱の演習を指定してください:{known}"),
                ]
                .into()
            });
            let message = [
                format!("there is no file and no shipped exercise `{name}`"),
                format!("`{name}` というファイルも同梱の演習もありません"),
            ];
            let problem = FileRef { name, text: "" }.problem("unreadable", &(0..0), message, help);
            Err(Failure::Wrong(vec![problem], Vec::new()))
        }
    }
}

/// Simulates on all threads whatever is still wanted.
struct Bench {
    cancel: Arc<AtomicBool>,
    progress: Progress,
}

impl Bench {
    fn new(session: &Session) -> Self {
        Self {
            cancel: cancel_on_interrupt(),
            progress: Progress::new(session.lang),
        }
    }

    fn fill(
        &mut self,
        exercise: &Exercise,
        keys: Vec<Key>,
        seed: u32,
        results: &mut Results,
    ) -> Result<(), Failure> {
        let total = keys.len() as u64 * exercise.futures;
        let mut before = 0;
        for key in keys {
            let found = match exercise.plan(&key.0, key.1, seed) {
                Ok(plan) => {
                    let simulation = Futures::simulation(&Arc::new(plan), seed, exercise.futures);
                    let months = exercise.variation(seed).months;
                    Ok(Arc::new(runner::play(
                        &simulation,
                        months,
                        all_threads(),
                        &self.cancel,
                    )?))
                }
                Err(error) => Err(why(&error)),
            };
            results.insert(key, found);
            before += exercise.futures;
            self.progress.says(before, total);
        }
        Ok(())
    }
}

#[derive(Serialize)]
struct Listed {
    id: String,
    title: Text,
    audience: Text,
    minutes: u32,
    question: Text,
}

fn list(session: &Session, format: AnswerFormat) -> Result<(), Failure> {
    let catalogue = session.catalogue()?;
    let mut listed = Vec::new();
    for file in shipped_exercises() {
        let exercise =
            Exercise::load(&file, &catalogue).map_err(|error| Failure::Wrong(error.problems, vec![file]))?;
        listed.push(Listed {
            id: exercise.id,
            title: exercise.title,
            audience: exercise.audience,
            minutes: exercise.minutes,
            question: exercise.question,
        });
    }
    if format == AnswerFormat::Json {
        return output::print_json(&listed);
    }
    let lang = session.lang;
    let rows = listed.iter().map(|exercise| {
        vec![
            exercise.id.clone(),
            exercise.title.get(lang).to_owned(),
            exercise.audience.get(lang).to_owned(),
            exercise.minutes.to_string(),
        ]
    });
    let columns = [
        (lang.pick("Exercise", "演習"), false),
        (lang.pick("Title", "題名"), false),
        (lang.pick("For", "対象"), false),
        (lang.pick("Minutes", "分"), true),
    ];
    output::print(&output::table(&Table::new(columns, rows), 0, output::columns()))
}

/// A heading and a table, unless that is empty.
fn section(heading: &str, table: &Table, columns: usize) -> String {
    if table.rows.is_empty() {
        return String::new();
    }
    format!("\n{heading}\n{}", output::table(table, 2, columns))
}

fn show(session: &Session, args: &Show) -> Result<(), Failure> {
    let exercise = exercise(session, &args.exercise)?;
    let lang = session.lang;
    if args.answer {
        return output::print(&words::answer_form(&exercise, salt(), lang));
    }
    if let Some(item) = &args.buy {
        return buy(session, &exercise, item);
    }
    let columns = output::columns();
    let sheet = words::sheet(&exercise, lang);
    let mut out = output::paragraph(&sheet.title, 0, columns);
    out += &output::facts(&sheet.facts, 0, columns);
    for goal in &sheet.goals {
        out += &output::paragraph(&format!("- {goal}"), 0, columns);
    }
    out += &format!("\n{}\n", lang.pick("The case", "事例"));
    for part in sheet.case.split('\n').filter(|part| !part.trim().is_empty()) {
        out += &output::paragraph(part.trim(), 2, columns);
    }
    out += &format!("\n{}\n", lang.pick("The question", "問い"));
    out += &output::paragraph(&sheet.question, 2, columns);
    for line in &sheet.constraints {
        out += &output::paragraph(&format!("- {line}"), 2, columns);
    }
    let tables = [&sheet.predictions, &sheet.decisions, &sheet.targets, &sheet.items];
    let headings = [2, 0, 1, 3].map(|place| &sheet.headings[place]);
    for (heading, table) in headings.into_iter().zip(tables) {
        out += &section(heading, table, columns);
    }
    out.push('\n');
    out += &output::paragraph(&sheet.caption, 0, columns);
    if args.trainer {
        out += &trainer(&exercise, lang, columns);
    }
    output::print(&out)
}

/// What only the trainer sees.
fn trainer(exercise: &Exercise, lang: Lang, columns: usize) -> String {
    let mut out = format!("\n{}\n", lang.pick("For the trainer", "講師用"));
    for (label, verdict) in [
        (lang.pick("Model plan", "模範計画"), &exercise.model),
        (lang.pick("The tempting plan", "選びたくなる計画"), &exercise.poor),
    ] {
        let plan = &exercise.plans[verdict.plan];
        let line = format!(
            "{label}: {} ({}). {}",
            plan.title.get(lang),
            plan.id,
            verdict.why.get(lang)
        );
        out += &output::paragraph(&line, 2, columns);
    }
    let cards = exercise.cards.iter().map(|card| {
        vec![
            card.id.clone(),
            card.title.get(lang).to_owned(),
            card.teaches.get(lang).to_owned(),
        ]
    });
    let titles = [
        (lang.pick("Card", "カード"), false),
        (lang.pick("What happens", "起こること"), false),
        (lang.pick("What it teaches", "学び"), false),
    ];
    out += &section(
        lang.pick("Event cards", "イベントカード"),
        &Table::new(titles, cards),
        columns,
    );
    out += &format!("\n{}\n", lang.pick("Debriefing", "振り返り"));
    for line in &exercise.debrief {
        out += &output::paragraph(&format!("- {}", line.get(lang)), 2, columns);
    }
    let sources = words::source_rows(&exercise.sources, &exercise.base.catalogue, lang);
    out += &section("", &sources, columns);
    out
}

fn buy(session: &Session, exercise: &Exercise, id: &str) -> Result<(), Failure> {
    let Some(item) = exercise.items.iter().find(|item| item.id == id) else {
        let known: Vec<&str> = exercise.items.iter().map(|item| item.id.as_str()).collect();
        return Err(anyhow::anyhow!("nothing here is called `{id}`; for sale: {}", known.join(", ")).into());
    };
    let lang = session.lang;
    let plan = match item.shows {
        Shows::Curve(plan) | Shows::Waterfall(plan) => plan,
        Shows::Step(_) | Shows::Hint(_) => exercise.model.plan,
    };
    // The class seed is not said yet; what is sold comes from the plan's own.
    let seed = exercise.own_seed();
    let key: Key = (exercise.plans[plan].selection.clone(), None);
    let mut results = Results::default();
    Bench::new(session).fill(exercise, vec![key.clone()], seed, &mut results)?;
    let futures = results
        .get(&key.0, None)
        .context("this plan cannot be simulated")?;
    let columns = output::columns();
    let (facts, table) = words::bought(item, futures, lang);
    let price = match lang {
        Lang::En => format!("{} ({} points)", item.title.get(lang), item.price),
        Lang::Ja => format!("{}({}点)", item.title.get(lang), item.price),
    };
    let mut out = output::paragraph(&price, 0, columns);
    out += &output::facts(&facts, 2, columns);
    if !table.rows.is_empty() {
        out += &output::table(&table, 2, columns);
    }
    output::print(&out)
}

/// The result of one group, in JSON. Fields are added, never renamed.
#[derive(Serialize)]
struct Played<'a> {
    format: u32,
    exercise: &'a str,
    group: &'a str,
    seed: u32,
    code: &'a str,
    lock: &'a str,
    grade: &'a regpath_core::exercise::play::Grade,
}

fn play(session: &Session, args: &Run) -> Result<(), Failure> {
    let exercise = exercise(session, &args.exercise)?;
    let lang = session.lang;
    let file = input::read_text(&args.answers)?;
    let mut answer =
        Answer::load(&file, &exercise, lang).map_err(|error| Failure::Wrong(error.problems, vec![file]))?;
    if let Some(word) = &args.word {
        answer.seed = seed_of(word);
    }
    let lock = answer.lock(&exercise);
    if args.lock && answer.salt == 0 {
        return Err(anyhow::anyhow!(
            "without a `salt` the lock can be guessed; write any whole number into the answer and keep it to yourselves"
        )
        .into());
    }
    if args.lock {
        return output::print(&format!("{lock}  {}\n", answer.group));
    }
    if answer.seed == 0 {
        return Err(anyhow::anyhow!(
            "the class word is missing; give it with --word, or in the answer as `word`"
        )
        .into());
    }
    if answer.predictions.iter().all(Option::is_none) {
        return Err(anyhow::anyhow!("predict first: the answer has no `[answer.predict]`").into());
    }
    let code = answer.code(&exercise);
    let mut results = Results::default();
    let answers = [answer];
    let mut bench = Bench::new(session);
    bench.fill(
        &exercise,
        results.wanted(&exercise, &answers),
        answers[0].seed,
        &mut results,
    )?;
    drop(bench);
    let [answer] = answers;
    let grade = grade(&exercise, &answer, &results, true);
    if args.format == AnswerFormat::Json {
        return output::print_json(&Played {
            format: 1,
            exercise: &exercise.id,
            group: &answer.group,
            seed: answer.seed,
            code: &code,
            lock: &lock,
            grade: &grade,
        });
    }
    let columns = output::columns();
    let mut out = output::paragraph(
        &format!("{} · {}", exercise.title.get(lang), answer.group),
        0,
        columns,
    );
    if let Some(flaw) = &grade.flaw {
        out += &output::paragraph(flaw.get(lang), 0, columns);
    }
    if let Some(own) = results.get(&answer.selection, answer.card) {
        out += &section(
            lang.pick("Your plan", "あなたの計画"),
            &words::milestones(own, lang),
            columns,
        );
        let cash = view::cash(&own.plan, Some(&own.summary), lang);
        for fact in cash.iter().flat_map(|cash| &cash.facts) {
            out += &output::paragraph(&format!("{}: {}", fact.label, fact.value), 2, columns);
        }
        out += &story(&exercise, &results, own, answer.seed, lang, columns);
    }
    out += &section(
        lang.pick("Targets", "目標"),
        &words::targets(&grade.targets, lang),
        columns,
    );
    out += &section(
        lang.pick("Predictions", "予測"),
        &words::predictions(&grade.predictions, lang),
        columns,
    );
    out.push('\n');
    out += &output::paragraph(&words::score(&grade, lang), 0, columns);
    out += &format!("\n{}\n", lang.pick("Think it over", "振り返り"));
    for line in &exercise.debrief {
        out += &output::paragraph(&format!("- {}", line.get(lang)), 2, columns);
    }
    out += &format!(
        "\n{}\n",
        lang.pick("Send this code to the trainer", "このコードを講師に送る")
    );
    out += &format!("  {}\n", lines(&code).join("\n  "));
    out += &output::paragraph(
        &format!("{}: {lock}", lang.pick("Lock of the predictions", "予測のロック")),
        2,
        columns,
    );
    if args.qr {
        out += &format!("\n{}\n", qr(&code)?);
    }
    output::print(&out)
}

/// The same future for every group: the median one of the plan that predictions are about.
fn story(
    exercise: &Exercise,
    results: &Results,
    own: &Futures,
    seed: u32,
    lang: Lang,
    columns: usize,
) -> String {
    let told = results.named(exercise, exercise.told());
    let Some(future) = told.and_then(|futures| futures.typical(0.5)) else {
        return String::new();
    };
    let view = view::replay(&own.plan, &own.replayed(seed, future), u64::from(seed), lang);
    format!(
        "\n{}\n{}",
        lang.pick("One future", "ある未来"),
        output::paragraph(&view.title, 2, columns)
            + &output::paragraph(&view.summary, 2, columns)
            + &replay::chapters(&view, lang, columns)
    )
}

/// A code in lines that a chat does not break.
fn lines(code: &str) -> Vec<String> {
    let groups: Vec<&str> = code.split('-').collect();
    groups.chunks(10).map(|line| line.join("-")).collect()
}

/// Two rows of the code in one line, dark on light whatever the colours of the terminal: a camera needs that.
fn qr(code: &str) -> Result<String, Failure> {
    let drawn = words::qr(code).context("the code does not fit a QR code")?;
    Ok(drawn.halves().join("\n"))
}

/// A number that nobody can guess.
pub(crate) fn salt() -> u32 {
    use std::hash::{BuildHasher as _, RandomState};
    RandomState::new().hash_one(std::process::id()) as u32 | 1
}

/// A plan that a group can choose, in JSON. Fields are added, never renamed.
#[derive(Serialize)]
struct Choosable {
    choices: Vec<String>,
    name: Option<String>,
    points: f64,
    targets: Vec<Reached>,
    flaw: Option<String>,
}

/// What `plans --format json` prints.
#[derive(Serialize)]
struct Audited<'a> {
    format: u32,
    exercise: &'a str,
    seed: u32,
    plans: Vec<Choosable>,
    checks: Vec<Checked>,
}

#[derive(Serialize)]
struct Checked {
    holds: bool,
    says: Text,
}

/// Every plan that a group can choose, best first, and whether the exercise teaches: for authors and trainers.
fn plans(session: &Session, args: &Plans) -> Result<(), Failure> {
    let exercise = exercise(session, &args.exercise)?;
    let seed = args.word.as_deref().map_or(exercise.own_seed(), seed_of);
    let mut bench = Bench::new(session);
    let mut results = Results::default();
    bench.fill(&exercise, audit::wanted(&exercise), seed, &mut results)?;
    drop(bench);
    let choosable = exercise.selections().into_iter().map(|selection| {
        let key = (selection, None);
        let found = results.found(&key);
        let reached = targets(&exercise, found.and_then(Result::ok), None);
        let pairs = exercise.decisions.iter().zip(&key.0);
        Choosable {
            choices: pairs
                .map(|(decision, choice)| decision.choices[*choice].id.clone())
                .collect(),
            name: exercise
                .plans
                .iter()
                .find(|plan| plan.selection == key.0)
                .map(|plan| plan.id.clone()),
            points: DECISION * decision(&reached),
            flaw: found.and_then(Result::err).cloned(),
            targets: reached,
        }
    });
    let mut plans: Vec<Choosable> = choosable.collect();
    plans.sort_by(|a, b| b.points.total_cmp(&a.points));
    let checks = audit::audit(&exercise, &results);
    if args.format == AnswerFormat::Json {
        return output::print_json(&Audited {
            format: 1,
            exercise: &exercise.id,
            seed,
            plans,
            checks: checks
                .into_iter()
                .map(|check| Checked {
                    holds: check.holds,
                    says: check.says,
                })
                .collect(),
        });
    }
    let (lang, width) = (session.lang, output::columns());
    let lines = plans.iter().filter(|plan| plan.flaw.is_none()).map(|plan| {
        let mut cells = vec![words::points(plan.points)];
        cells.extend(
            plan.targets
                .iter()
                .map(|target| format::percent(target.chance.value)),
        );
        cells.extend(plan.choices.iter().cloned());
        cells.push(plan.name.clone().unwrap_or_default());
        cells
    });
    let mut columns = vec![(lang.pick("Points", "得点"), true)];
    columns.extend(exercise.targets.iter().map(|target| (target.id.as_str(), true)));
    columns.extend(
        exercise
            .decisions
            .iter()
            .map(|decision| (decision.id.as_str(), false)),
    );
    columns.push((lang.pick("Name", "名前"), false));
    let mut out = output::table(&Table::new(columns, lines), 0, width);
    for plan in plans.iter().filter(|plan| plan.flaw.is_some()) {
        let flaw = plan.flaw.as_deref().unwrap_or_default();
        out += &output::paragraph(
            &format!(
                "{}: {}: {flaw}",
                lang.pick("cannot be simulated", "成立しない"),
                plan.choices.join(" ")
            ),
            0,
            width,
        );
    }
    let cards = exercise.cards.iter().enumerate().map(|(card, of)| {
        let mut cells = vec![of.id.clone()];
        cells.extend(exercise.plans.iter().map(|plan| {
            let key = (plan.selection.clone(), Some(card));
            audit::points(&exercise, &results, &key).map_or_else(String::new, words::points)
        }));
        cells
    });
    let mut columns = vec![(lang.pick("Card", "カード"), false)];
    columns.extend(exercise.plans.iter().map(|plan| (plan.id.as_str(), true)));
    out += &section(
        lang.pick("Points of the named plans under each card", "カードごとの得点"),
        &Table::new(columns, cards),
        width,
    );
    out += &format!("\n{}\n", lang.pick("Does it teach?", "教材としての確認"));
    for check in &checks {
        let mark = if check.holds { '✓' } else { '✗' };
        out += &output::paragraph(&format!("{mark} {}", check.says.get(lang)), 0, width);
    }
    output::print(&out)
}

/// The class, in JSON. Fields are added, never renamed.
#[derive(Serialize)]
struct Graded<'a> {
    format: u32,
    #[serde(flatten)]
    class: &'a Class,
}

fn grade_class(session: &Session, args: &GradeClass) -> Result<(), Failure> {
    let exercise = exercise(session, &args.exercise)?;
    let lang = session.lang;
    let rules = Rules {
        seed: seed_of(&args.word),
        word: args.word.trim().to_owned(),
        locks: match &args.locks {
            Some(path) => read_locks(&read_some(path)?),
            None => Vec::new(),
        },
        takes_last: args.take_last,
    };
    let mut handed = Vec::new();
    for source in &args.answers {
        handed.extend(hand_in(source, &exercise, lang));
        if handed.len() > ANSWERS {
            handed.truncate(ANSWERS);
            output::complain(&format!("note: only the first {ANSWERS} answers are graded\n"));
            break;
        }
    }
    let (taken, refused) = sorted_out(handed, &rules);
    let answers: Vec<Answer> = taken.iter().map(|(_, answer)| answer.clone()).collect();
    let mut results = Results::default();
    let mut bench = Bench::new(session);
    let mut wanted = results.wanted(&exercise, &answers);
    wanted.extend(results.wanted_around(&exercise));
    bench.fill(&exercise, wanted, rules.seed, &mut results)?;
    drop(bench);
    let class = class(&exercise, &taken, refused, &results, &rules);
    if let Some(path) = &args.html {
        write(path, &words::class_html(&class, &exercise.base.catalogue, lang))?;
    }
    if let Some(path) = &args.csv {
        write(path, &words::class_csv(&class, lang))?;
    }
    if args.format == AnswerFormat::Json {
        return output::print_json(&Graded {
            format: 1,
            class: &class,
        });
    }
    let columns = output::columns();
    let mut out = output::paragraph(class.title.get(lang), 0, columns);
    out += &output::facts(&words::class_facts(&class, lang), 0, columns);
    for (title, ranking) in words::ranking(&class, lang) {
        out += &section(&title, &ranking, columns);
    }
    for (title, table) in words::calibration(&class, lang) {
        out += &section(&title, &table, columns);
    }
    out.push('\n');
    let poor = words::compared(
        lang.pick("The tempting plan", "選びたくなる計画"),
        &class.poor,
        lang,
    );
    let hits = words::hits(&class, lang);
    let sentences = std::iter::once(hits).chain(words::comparisons(&class, lang));
    for sentence in sentences.chain([poor]).filter(|sentence| !sentence.is_empty()) {
        out += &output::paragraph(&sentence, 0, columns);
    }
    for (title, table) in words::futures_told(&class.told, lang) {
        out += &section(&title, &table, columns);
    }
    let (title, moved) = words::levers(&class.decisions, &class.levers, lang);
    out += &section(title, &moved, columns);
    out += &section(
        lang.pick("Not graded", "採点しなかった解答"),
        &words::rejected(&class, lang),
        columns,
    );
    output::print(&out)
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).with_context(|| format!("cannot write `{}`", path.display()))?;
    Ok(())
}

/// A file's text, or as much of it as anybody would write by hand.
pub(crate) fn read_some(path: &Path) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    let opened = fs::File::open(path).and_then(|file| file.take(FILE_BYTES + 1).read_to_end(&mut bytes));
    opened.with_context(|| format!("cannot read `{}`", path.display()))?;
    if bytes.len() as u64 > FILE_BYTES {
        anyhow::bail!("`{}` has more than {FILE_BYTES} bytes", path.display());
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The answers of one argument: a code, an answer's file, or a text with any number of codes.
fn hand_in(source: &str, exercise: &Exercise, lang: Lang) -> Vec<Handed> {
    let path = Path::new(source);
    if !path.exists() && codes(source).first() == Some(&0) {
        let from = lang.pick("a code on the command line", "コマンドラインのコード");
        return read_answers(from, source, exercise, lang);
    }
    match read_some(path) {
        Ok(text) => read_answers(source, &text, exercise, lang),
        Err(error) => vec![Handed {
            from: source.to_owned(),
            answer: Err(Text::same(format!("{error:#}"))),
        }],
    }
}

//! `regpath exercise`: workshops without a server. A group reads the sheet, answers in a file, and gets a code; the
//! trainer grades codes and files by simulating again.

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use anyhow::Context as _;
use regpath_core::analysis::replay::Replay;
use regpath_core::catalogue::{SourceFile, plan_id};
use regpath_core::diag::{FileRef, did_you_mean};
use regpath_core::exercise::answer::{Answer, codes};
use regpath_core::exercise::play::{
    Class, Futures, Handed, Key, Lock, Results, Rules, class, decision, grade, sorted_out, targets, why,
};
use regpath_core::exercise::score::DECISION;
use regpath_core::exercise::{Exercise, Shows, scaffold, seed_of, shipped_exercise, shipped_exercises};
use regpath_core::text::{Lang, Text};
use regpath_core::view::exercise as words;
use regpath_core::view::{self, Column, Table, format};
use serde::Serialize;

use super::args::{AnswerFormat, GradeClass, Plans, Run, Show, Workshop};
use super::progress::{Progress, cancel_on_interrupt};
use super::{Failure, Session, input, output, replay};
use crate::runner::{Next, all_threads, each_chunk};

/// Bytes of one file of answers, and answers in one grading.
const FILE_BYTES: u64 = 64 << 10;
const ANSWERS: usize = 500;

pub(super) fn run(session: &Session, command: &Workshop) -> Result<(), Failure> {
    match command {
        Workshop::List(args) => list(session, args.format),
        Workshop::Show(args) => show(session, args),
        Workshop::Run(args) => play(session, args),
        Workshop::Grade(args) => grade_class(session, args),
        Workshop::Plans(args) => plans(session, args),
        Workshop::New { id } => {
            let file = scaffold(id);
            let catalogue = session.catalogue()?;
            Exercise::load(&file, &catalogue)
                .map_err(|error| Failure::Wrong(error.problems, vec![file.clone()]))?;
            output::print(&file.text)
        }
    }
}

/// An exercise by what the command line calls it.
fn exercise(session: &Session, name: &str) -> Result<Exercise, Failure> {
    let path = Path::new(name);
    let shipped = (!path.is_file() && !name.contains(['/', '\\']))
        .then(|| shipped_exercise(name))
        .flatten();
    let file = match shipped {
        Some(file) => file,
        None if name == "-" || path.exists() => input::read_text(path)?,
        None => {
            let files = shipped_exercises();
            let known: Vec<&str> = files.iter().map(|file| plan_id(&file.name)).collect();
            let help = did_you_mean(name, known.iter().copied())
                .unwrap_or_else(|| format!("give the path of an exercise, or one of {}", known.join(", ")));
            let message = format!("there is no file and no shipped exercise `{name}`");
            let problem = FileRef { name, text: "" }.problem("unreadable", &(0..0), message, help);
            return Err(Failure::Wrong(vec![problem], Vec::new()));
        }
    };
    let catalogue = session.catalogue()?;
    Exercise::load(&file, &catalogue).map_err(|error| Failure::Wrong(error.problems, vec![file]))
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
            let found = match exercise.plan(&key.0, key.1) {
                Ok(plan) => {
                    let simulation = Futures::simulation(&Arc::new(plan), seed, exercise.futures);
                    let mut chunks = Vec::new();
                    each_chunk(&simulation, all_threads(), &self.cancel, |chunk| {
                        chunks.push(chunk);
                        Next::Continue
                    })?;
                    Ok(Futures::of(&simulation, chunks))
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
    output::print(&output::table(
        &table(&columns, rows.collect()),
        0,
        output::columns(),
    ))
}

fn table(columns: &[(&str, bool)], rows: Vec<Vec<String>>) -> Table {
    let columns = columns.iter().map(|(title, is_numeric)| Column {
        title: (*title).to_owned(),
        is_numeric: *is_numeric,
    });
    Table {
        columns: columns.collect(),
        rows,
    }
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
        return output::print(&words::answer_form(&exercise, lang));
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
        &table(&titles, cards.collect()),
        columns,
    );
    out += &format!("\n{}\n", lang.pick("Debriefing", "振り返り"));
    for line in &exercise.debrief {
        out += &output::paragraph(&format!("- {}", line.get(lang)), 2, columns);
    }
    let sources = exercise.sources.iter().filter_map(|key| {
        let source = exercise.base.catalogue.registers.sources.get(key)?;
        Some(vec![
            key.clone(),
            format!("{}, {} ({})", source.title, source.publisher, source.date),
        ])
    });
    let titles = [(lang.pick("Source", "出典"), false), ("", false)];
    out += &section("", &table(&titles, sources.collect()), columns);
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
    let seed = exercise.base.seed as u32;
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
        out += &output::paragraph(flaw, 0, columns);
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
    let simulation = Futures::simulation(&own.plan, seed, future + 1);
    let view = view::replay(&own.plan, &Replay::of(&simulation, future), u64::from(seed), lang);
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

fn qr(code: &str) -> Result<String, Failure> {
    let drawn = qrcode::QrCode::with_error_correction_level(code.as_bytes(), qrcode::EcLevel::M)
        .context("the code does not fit a QR code")?;
    Ok(drawn.render::<qrcode::render::unicode::Dense1x2>().build())
}

/// Every plan that a group can choose, best first: for authors and trainers.
fn plans(session: &Session, args: &Plans) -> Result<(), Failure> {
    let exercise = exercise(session, &args.exercise)?;
    let seed = args.word.as_deref().map_or(exercise.base.seed as u32, seed_of);
    let mut bench = Bench::new(session);
    let mut rows = Vec::new();
    let mut flawed = Vec::new();
    for selection in exercise.selections() {
        let mut results = Results::default();
        bench.fill(&exercise, vec![(selection.clone(), None)], seed, &mut results)?;
        let ids: Vec<&str> = exercise
            .decisions
            .iter()
            .zip(&selection)
            .map(|(decision, choice)| decision.choices[*choice].id.as_str())
            .collect();
        let Some(futures) = results.get(&selection, None) else {
            flawed.push(ids.join(" "));
            continue;
        };
        let reached = targets(&exercise, Some(futures));
        let points = DECISION * decision(&exercise, &reached);
        let marks: Vec<&str> = exercise
            .plans
            .iter()
            .filter(|plan| plan.selection == selection)
            .map(|plan| plan.id.as_str())
            .collect();
        rows.push((points, ids.join(" "), reached, marks.join(" ")));
    }
    drop(bench);
    rows.sort_by(|a, b| b.0.total_cmp(&a.0));
    if args.format == AnswerFormat::Json {
        #[derive(Serialize)]
        struct Line<'a> {
            choices: &'a str,
            points: f64,
            targets: &'a [regpath_core::exercise::play::Reached],
        }
        let lines: Vec<Line<'_>> = rows
            .iter()
            .map(|(points, choices, targets, _)| Line {
                choices,
                points: *points,
                targets,
            })
            .collect();
        return output::print_json(&lines);
    }
    let lang = session.lang;
    let lines = rows.iter().map(|(points, choices, reached, marks)| {
        let chances: Vec<String> = reached
            .iter()
            .map(|target| format::percent(target.chance.value))
            .collect();
        vec![
            words::points(*points),
            chances.join(" / "),
            choices.clone(),
            marks.clone(),
        ]
    });
    let columns = [
        (lang.pick("Points of 60", "60点中"), true),
        (lang.pick("Targets", "目標"), true),
        (lang.pick("Choices", "選択"), false),
        (lang.pick("Name", "名前"), false),
    ];
    let mut out = output::table(&table(&columns, lines.collect()), 0, output::columns());
    for choices in flawed {
        out += &output::paragraph(
            &format!("{}: {choices}", lang.pick("cannot be simulated", "成立しない")),
            0,
            output::columns(),
        );
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
        locks: match &args.locks {
            Some(path) => locks(&read_some(path)?),
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
    bench.fill(
        &exercise,
        results.wanted(&exercise, &answers),
        rules.seed,
        &mut results,
    )?;
    drop(bench);
    let class = class(&exercise, &taken, refused, &results, &rules);
    if let Some(path) = &args.html {
        write(path, &words::class_html(&class, lang))?;
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
    out += &section(
        lang.pick("Predictions and the truth", "予測と計算結果"),
        &words::calibration(&class, lang),
        columns,
    );
    out.push('\n');
    for (label, plan) in [
        (lang.pick("Model plan", "模範計画"), &class.model),
        (lang.pick("The tempting plan", "選びたくなる計画"), &class.poor),
    ] {
        out += &output::paragraph(&words::compared(label, plan, lang), 0, columns);
    }
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
fn read_some(path: &Path) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let opened = fs::File::open(path).and_then(|file| file.take(FILE_BYTES + 1).read_to_end(&mut bytes));
    opened.with_context(|| format!("cannot read `{}`", path.display()))?;
    if bytes.len() as u64 > FILE_BYTES {
        return Err(anyhow::anyhow!("`{}` has more than {FILE_BYTES} bytes", path.display()).into());
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Locks as the trainer noted them: a line for each, the code, then the group's name.
fn locks(text: &str) -> Vec<Lock> {
    text.lines()
        .filter_map(|line| {
            let (code, group) = line.trim().split_once(char::is_whitespace)?;
            Some(Lock {
                code: code.to_uppercase(),
                group: group.trim().to_owned(),
            })
        })
        .collect()
}

/// The answers of one argument: a code, an answer's file, or a text with any number of codes.
fn hand_in(source: &str, exercise: &Exercise, lang: Lang) -> Vec<Handed> {
    let path = Path::new(source);
    if !path.exists() && codes(source).first() == Some(&0) {
        let answer = Answer::from_code(source, exercise).map_err(|error| error.words());
        return vec![Handed {
            from: lang
                .pick("a code on the command line", "コマンドラインのコード")
                .to_owned(),
            answer,
        }];
    }
    let refused = |reason: Text| {
        vec![Handed {
            from: source.to_owned(),
            answer: Err(reason),
        }]
    };
    let text = match read_some(path) {
        Ok(text) => text,
        Err(Failure::Broken(error)) => return refused(Text::same(format!("{error:#}"))),
        Err(_) => return refused(Text::new("cannot be read", "読み取れません")),
    };
    if path.extension().is_some_and(|end| end == "toml") {
        let file = SourceFile {
            name: source.to_owned(),
            text,
        };
        let answer = Answer::load(&file, exercise, lang).map_err(|error| {
            let problem = error.problems.first();
            Text::same(problem.map_or_else(
                || error.to_string(),
                |problem| format!("{} (line {})", problem.message, problem.line),
            ))
        });
        return vec![Handed {
            from: source.to_owned(),
            answer,
        }];
    }
    let places = codes(&text);
    if places.is_empty() {
        return refused(Text::new(
            "no answer code in this file",
            "解答コードが見当たりません",
        ));
    }
    places
        .iter()
        .take(ANSWERS + 1)
        .enumerate()
        .map(|(number, at)| Handed {
            from: format!("{source} #{}", number + 1),
            answer: Answer::from_code(&text[*at..], exercise).map_err(|error| error.words()),
        })
        .collect()
}

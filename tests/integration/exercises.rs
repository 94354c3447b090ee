//! The shipped workshop exercises: each is played, and a class is graded by the built program.

use std::fs;

use regpath_core::catalogue::{Catalogue, SourceFile};
use regpath_core::exercise::audit::{self, points};
use regpath_core::exercise::play::{Key, Results};
use regpath_core::exercise::{Exercise, shipped_exercises};

use crate::cli::{Scratch, answer, unwrapped};
use crate::fixtures::root;

fn shipped() -> Vec<Exercise> {
    let files = shipped_exercises();
    let load = |file| Exercise::load(file, Catalogue::shipped());
    files
        .iter()
        .map(|file| load(file).unwrap_or_else(|error| panic!("{}: {:#?}", file.name, error.problems)))
        .collect()
}

#[test]
fn the_model_answer_of_every_exercise_is_far_better_than_the_tempting_one() {
    let exercises = shipped();
    assert_eq!(exercises.len(), 6);
    for mut exercise in exercises {
        exercise.futures = 4_096;
        let mut results = Results::default();
        let seed = exercise.own_seed();
        let [model, poor] = [exercise.model.plan, exercise.poor.plan].map(|plan| {
            let key: Key = (exercise.plans[plan].selection.clone(), None);
            results.run(&exercise, &key, seed);
            points(&exercise, &results, &key).expect("it was simulated")
        });
        let id = &exercise.id;
        assert!(
            model > 48.0 && poor < 36.0 && model - poor > 20.0,
            "{id}: {model} against {poor}"
        );
    }
}

#[test]
fn the_exercise_that_the_guide_makes_passes_its_audit() {
    let name = "docs/which-authority-first.toml";
    let text = fs::read_to_string(root().join(name)).expect("it lies beside the guide");
    let file = SourceFile {
        name: name.to_owned(),
        text,
    };
    let mut exercise = Exercise::load(&file, Catalogue::shipped()).expect("it has no problem");
    exercise.futures = 2_048;
    let seed = exercise.own_seed();
    let mut results = Results::default();
    for key in audit::wanted(&exercise) {
        results.run(&exercise, &key, seed);
    }
    for check in audit::audit(&exercise, &results) {
        assert!(check.holds, "{}", check.says.en);
    }
}

/// The code that a group sends, as `exercise run` prints it.
fn code(played: &str) -> String {
    let after = played.split("Send this code to the trainer").nth(1);
    let lines = after.into_iter().flat_map(str::lines).map(str::trim);
    let lines: Vec<&str> = lines.skip_while(|line| line.is_empty()).collect();
    let ends = |line: &&str| !line.is_empty() && line.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    lines.into_iter().take_while(ends).collect::<Vec<_>>().join("-")
}

#[test]
fn a_class_of_three_is_graded_and_what_was_tampered_with_is_told_and_left_out() {
    let scratch = Scratch::new("class");
    let exercise = "one-door-or-two";
    let form = answer(&["exercise", "show", exercise, "--answer"])
        .replace("# single-month = [0, 0]", "single-month = [40, 80]")
        .replace("# two-first = 50", "two-first = 55")
        .replace("# two-fee = 50", "two-fee = 20")
        .replace("# evidence = \"…\"", "evidence = \"standard\"")
        .replace("# money = \"…\"", "money = \"now\"")
        .replace("# consult = \"…\"", "consult = \"yes\"");
    let of_group = |name: &str, stages: &str| {
        let text = form
            .replace("Our group", name)
            .replace("# stages = \"…\"", &format!("stages = \"{stages}\""));
        scratch.file(&format!("{name}.toml"), text.as_bytes())
    };
    let (sakura, kaede) = (of_group("Sakura", "two"), of_group("Kaede", "one"));
    let play = |file: &str| {
        code(&answer(&[
            "exercise",
            "run",
            exercise,
            "--answers",
            file,
            "--word",
            "yoake",
        ]))
    };
    let (first, second) = (play(&sakura), play(&kaede));
    assert!(first.len() > 40 && first != second, "{first}");
    let tampered = first.replacen(['2', '3', '4', '5'], "9", 1);
    let sent = scratch.file(
        "chat.txt",
        format!("Here we are: {first}\n\nKaede: {second}\n").as_bytes(),
    );
    let broken = scratch.file("broken.txt", tampered.as_bytes());
    let (page, rows) = (scratch.path("class.html"), scratch.path("class.csv"));
    let grade = |more: &[&str]| {
        let base = [
            "exercise",
            "grade",
            exercise,
            sent.as_str(),
            broken.as_str(),
            "--word",
            "yoake",
        ];
        answer(&[&base[..], more].concat())
    };
    let said = grade(&["--html", &page, "--csv", &rows]);
    let place = |name: &str| said.find(name).unwrap_or_else(|| panic!("{name}: {said}"));
    assert!(place("Sakura") < place("Kaede"), "two doors win: {said}");
    assert!(
        unwrapped(&said).contains("broken.txt the code is not whole"),
        "{said}"
    );
    // Whoever grades, on whatever machine, finds the same.
    assert_eq!(said, grade(&[]));
    let page = fs::read_to_string(page).expect("the report is there");
    assert!(page.contains("Sakura") && !page.contains("<script"), "{page}");
    let rows = fs::read_to_string(rows).expect("the table is there");
    assert_eq!(rows.lines().count(), 3, "{rows}");
}

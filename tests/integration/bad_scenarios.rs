//! Each bad file is one named mistake, and says exactly that: one problem, its code, its line, the offending text,
//! and a way out.

use std::collections::BTreeSet;

use regpath_core::diag::Problem;
use regpath_core::plan::Plan;
use regpath_core::text::Lang;

use crate::fixtures::{file, paths, speaks_japanese, tiny_catalogue};

/// Plans: the file, the code, the line, and what the message names.
#[rustfmt::skip]
const PLANS: &[(&str, &str, usize, &str)] = &[
    ("bad-amount-infinite", "bad-amount", 10, "`inf`"),
    ("bad-amount", "bad-amount", 10, "`-1`"),
    ("bad-change", "bad-change", 13, "not one change"),
    ("bad-change-option", "bad-change", 13, "another one"),
    ("bad-condition", "bad-condition", 12, "`in`"),
    ("bad-correlation", "bad-correlation", 8, "`1.4`"),
    ("bad-correlation-one", "bad-correlation", 9, "`bad-correlation-one/study`"),
    ("bad-distribution-lambda", "bad-distribution", 9, "`lambda`"),
    ("bad-distribution-nan", "bad-distribution", 9, "`NaN`"),
    ("bad-distribution-negative", "bad-distribution", 9, "`-6`"),
    ("bad-distribution-none", "bad-distribution", 9, "no distribution"),
    ("bad-distribution-odds", "bad-distribution", 9, "`0.9`"),
    ("bad-distribution-two", "bad-distribution", 9, "several distributions"),
    ("bad-distribution", "bad-distribution", 9, "`3`"),
    ("bad-factor", "bad-factor", 10, "`-1`"),
    ("bad-funding-early", "bad-funding", 11, "`round`"),
    ("bad-funding-late", "bad-funding", 12, "`round`"),
    ("bad-funding", "bad-funding", 8, "`round`"),
    ("bad-id-artefact", "bad-id", 10, "`the paper`"),
    ("bad-id", "bad-id", 8, "`Study`"),
    ("bad-index-date", "bad-index", 9, "nothing says when"),
    ("bad-index", "bad-index", 9, "`8.5`"),
    ("bad-join-empty", "bad-join", 13, "`any`"),
    ("bad-join", "bad-join", 13, "`3` of 2"),
    ("bad-lifecycle", "bad-lifecycle", 9, "no market"),
    ("bad-milestone", "bad-milestone", 6, "`done`"),
    ("bad-outcome-again", "bad-outcome", 10, "`at_most`"),
    ("bad-outcome-for", "bad-outcome", 10, "`for`"),
    ("bad-outcome", "bad-outcome", 10, "`bad`"),
    ("bad-probability-chance", "bad-probability", 12, "`1.5`"),
    ("bad-probability-driver", "bad-probability", 9, "`3`"),
    ("bad-probability-rate", "bad-probability", 17, "`1.4`"),
    ("bad-probability", "bad-probability", 11, "`1.2`"),
    ("bad-rate", "bad-rate", 14, "`0`"),
    ("bad-recurring", "bad-recurring", 15, "`after`"),
    ("bad-redo", "bad-redo", 10, "`file`"),
    ("bad-renewal-validity", "bad-renewal", 10, "`licence`"),
    ("bad-renewal", "bad-renewal", 11, "`renewal`"),
    ("bad-spread-funding", "bad-spread", 12, "only the cost"),
    ("bad-spread", "bad-spread", 13, "`file`"),
    ("bad-revenue", "bad-revenue", 12, "`sales`"),
    ("bad-selector", "bad-selector", 11, "`studies`"),
    ("bad-time-negative", "bad-time", 6, "`-8 year`"),
    ("bad-time-validity", "bad-time", 10, "`5`"),
    ("bad-time", "bad-time", 6, "`8`"),
    ("bad-while-age", "bad-while", 10, "`licence`"),
    ("bad-while", "bad-while", 10, "`licence`"),
    ("bad-window-day", "bad-window", 10, "`02-31`"),
    ("bad-window-index", "bad-window", 9, "`October`"),
    ("bad-window", "bad-window", 10, "`90 day`"),
    ("bounds-capacity", "bounds", 7, "`0`"),
    ("bounds-choices", "bounds", 9, "1 choices"),
    ("bounds-duration", "bounds", 9, "1826250 days"),
    ("bounds-horizon", "bounds", 6, "`100 year`"),
    ("bounds-iterations", "bounds", 6, "`1000000000`"),
    ("bounds-lifecycle", "bounds", 9, "`1 day`"),
    ("bounds-nesting", "bounds", 11, "nested too deep"),
    ("bounds-recurring", "bounds", 14, "`1 day`"),
    ("bounds-redo", "bounds", 10, "`1000`"),
    ("bounds-validity", "bounds", 10, "`1 day`"),
    ("cycle-artefact", "cycle", 8, "`cycle-artefact/egg`"),
    ("cycle", "cycle", 8, "`cycle/egg`"),
    ("duplicate-id-cash", "duplicate-id", 13, "`round`"),
    ("duplicate-id-choice", "duplicate-id", 13, "`yes`"),
    ("duplicate-id-milestone", "duplicate-id", 13, "`done`"),
    ("duplicate-id-option", "duplicate-id", 16, "`take`"),
    ("duplicate-id-outcome", "duplicate-id", 10, "`ok`"),
    ("duplicate-id-plan", "duplicate-id", 3, "`zz.approval`"),
    ("duplicate-id-route", "duplicate-id", 10, "`zz.approval`"),
    ("duplicate-id", "duplicate-id", 12, "`study`"),
    ("grade-without-source", "grade-without-source", 9, "`A`"),
    ("idle-driver", "idle-driver", 7, "`weather`"),
    ("idle-option", "idle-option", 9, "`weather`"),
    ("lapsed-artefact", "lapsed-artefact", 6, "`licence`"),
    ("missing-artefact-milestone", "missing-artefact", 7, "`zz.approval`"),
    ("missing-artefact", "missing-artefact", 7, "`iso13485`"),
    ("missing-key", "missing-key", 7, "`id`"),
    ("no-jurisdiction", "no-jurisdiction", 12, "`II`"),
    ("no-lever-choice", "no-lever", 13, "`fasst`"),
    ("no-lever-step", "no-lever", 12, "`review`"),
    ("no-lever", "no-lever", 13, "`zz.aproval`"),
    ("no-plan", "no-plan", 1, "`[plan]`"),
    ("nothing-assumed", "nothing-assumed", 11, "`quick`"),
    ("nothing-to-do", "nothing-to-do", 3, "`nothing-to-do`"),
    ("probability-sum", "probability-sum", 11, "`0.9`"),
    ("scheme-not-for-companies", "scheme-not-for-companies", 12, "`zz.wards`"),
    ("scheme-without-rate", "scheme-without-rate", 12, "`zz.prize`"),
    ("selects-nothing", "selects-nothing", 11, "no step"),
    ("shared-lever", "shared-lever", 16, "`zz.approval`"),
    ("stray-route", "stray-route", 12, "`zz.other`"),
    ("syntax-twice", "syntax", 4, "`id`"),
    ("syntax", "syntax", 3, "expected"),
    ("team-too-small", "team-too-small", 12, "`clin`, which has 2"),
    ("uneven-choice", "uneven-choice", 13, "`late`"),
    ("unknown-artefact-held", "unknown-artefact", 6, "`iso9001`"),
    ("unknown-artefact-variant", "unknown-artefact", 13, "`zz.aproval`"),
    ("unknown-artefact", "unknown-artefact", 10, "`iso13458`"),
    ("unknown-choice-chosen", "unknown-choice", 6, "`perhaps`"),
    ("unknown-choice", "unknown-choice", 8, "`fasst`"),
    ("unknown-currency-money", "unknown-currency", 7, "`ZZQ`"),
    ("unknown-currency-plan", "unknown-currency", 6, "`ZZZ`"),
    ("unknown-currency", "unknown-currency", 10, "`XZD`"),
    ("unknown-jurisdiction-in", "unknown-jurisdiction", 12, "`zx`"),
    ("unknown-jurisdiction", "unknown-jurisdiction", 6, "`zx`"),
    ("unknown-key-in-table", "unknown-key", 6, "`size`"),
    ("unknown-key", "unknown-key", 9, "`durration`"),
    ("unknown-milestone-revenue", "unknown-milestone", 10, "`zz.approval`"),
    ("unknown-milestone", "unknown-milestone", 6, "`doen`"),
    ("unknown-option-chosen", "unknown-option", 6, "`tke`"),
    ("unknown-option-own", "unknown-option", 12, "`speed`"),
    ("unknown-option", "unknown-option", 8, "`sped`"),
    ("unknown-outcome", "unknown-outcome", 14, "`god`"),
    ("unknown-route-regime", "unknown-route", 13, "`zz.approval`"),
    ("unknown-route", "unknown-route", 7, "`zz.aproval`"),
    ("unknown-scheme", "unknown-scheme", 9, "`zz.grnat`"),
    ("unknown-source", "unknown-source", 10, "`zz-fee`"),
    ("unknown-step-assumption", "unknown-step", 13, "`yy.licence/revew`"),
    ("unknown-step-hold", "unknown-step", 8, "`filing`"),
    ("unknown-step-renew", "unknown-step", 11, "`renewel`"),
    ("unknown-step-route", "unknown-step", 12, "`zz.approval/reveiw`"),
    ("unknown-step", "unknown-step", 13, "`studdy`"),
    ("unknown-team", "unknown-team", 12, "`clim`"),
    ("unknown-team-same", "unknown-team", 9, "`rra`"),
    ("unknown-unit-time", "unknown-unit", 6, "`decade`"),
    ("unknown-unit", "unknown-unit", 9, "`mouth`"),
    ("unknown-word-spread", "unknown-word", 9, "`late`"),
    ("unknown-word", "unknown-word", 10, "`revew`"),
    ("unreachable-milestone", "unreachable-milestone", 9, "`small`"),
    ("unreachable-step-company", "unreachable-step", 9, "`unreachable-step-company/study`"),
    ("unreachable-step", "unreachable-step", 8, "`unreachable-step/hen`"),
    ("unreachable-target", "unreachable-target", 6, "`there`"),
    ("wrong-kind", "wrong-kind", 9, "`zz.approval`"),
    ("wrong-type-date", "wrong-type", 5, r#""2027-02-30""#),
    ("wrong-type-join", "wrong-type", 13, "`all`"),
    ("wrong-type-list", "wrong-type", 9, "length 2"),
    ("wrong-type", "wrong-type", 9, r#""6""#),
];

/// Files of a catalogue, laid over the tiny one.
#[rustfmt::skip]
const ROUTES: &[(&str, &str, usize, &str)] = &[
    ("bad-caveat", "bad-caveat", 4, "`guess`"),
    ("bad-id", "bad-id", 11, "`zz.review`"),
    ("bad-rate", "bad-rate", 5, "`-3`"),
    ("bad-redo", "bad-redo", 14, "`file`"),
    ("bad-while", "bad-while", 9, "`zz.stamp`"),
    ("duplicate-id-caveat", "duplicate-id", 8, "`guess`"),
    ("duplicate-id-source", "duplicate-id", 9, "`zz-laws`"),
    ("empty-rule", "empty-rule", 6, "says nothing"),
    ("grade-without-source", "grade-without-source", 13, "`B`"),
    ("grant-not-made", "grant-not-made", 6, "`zz.approval`"),
    ("missing-source-date", "missing-source", 12, "`as_of`"),
    ("missing-source-grade", "missing-source", 9, "`confidence`"),
    ("missing-source-rule", "missing-source", 10, "`confidence`"),
    ("missing-source-rate", "missing-source", 2, "`source`"),
    ("missing-source", "missing-source", 10, "`source`"),
    ("nothing-here", "nothing-here", 1, "defines nothing"),
    ("probability-sum", "probability-sum", 14, "`1.1`"),
    ("stray-step", "stray-step", 3, "`review`"),
    ("unknown-artefact-grant", "unknown-artefact", 6, "`zz.aproval`"),
    ("unknown-artefact", "unknown-artefact", 14, "`zz.paper`"),
    ("unknown-choice-default", "unknown-choice", 13, "`slow`"),
    ("unknown-choice", "unknown-choice", 22, "`faast`"),
    ("unknown-jurisdiction", "unknown-jurisdiction", 5, "`zx`"),
    ("unknown-option", "unknown-option", 16, "`speed`"),
    ("unknown-source-second", "unknown-source", 14, "`zz-servey`"),
    ("unknown-source", "unknown-source", 6, "`zz-feees`"),
    ("unknown-step-renew", "unknown-step", 6, "`renewal`"),
    ("unknown-step", "unknown-step", 14, "`zz.approval`"),
    ("unknown-term", "unknown-term", 6, "`approvel`"),
    ("wrong-type-as-of", "wrong-type", 7, r#""spring 2026""#),
];

/// Read as bytes and not as text; `cli.rs` holds it to its code.
const NOT_TEXT: &str = "not-utf8";

fn says_exactly(
    problems: &[Problem],
    (name, code, line, names): (&str, &str, usize, &str),
) -> Result<(), String> {
    let [problem] = problems else {
        return Err(format!("{name}: {} problems: {problems:#?}", problems.len()));
    };
    // The text at fault is named in both languages.
    let names_too = names
        .split('`')
        .skip(1)
        .step_by(2)
        .all(|word| problem.message.ja.contains(word));
    let is_right = problem.code == code
        && problem.line == line
        && problem.message.en.contains(names)
        && names_too
        && !problem.help.en.is_empty()
        && speaks_japanese(problem)
        && problem.file == name
        && name.starts_with(code);
    if is_right {
        Ok(())
    } else {
        Err(format!(
            "{name}: expected {code} at line {line} naming {names}, got {problem} ({})",
            problem.says(Lang::Ja)
        ))
    }
}

fn held(folder: &str, expected: &[(&str, &str, usize, &str)], problems: impl Fn(&str) -> Vec<Problem>) {
    let listed: BTreeSet<String> = expected.iter().map(|(name, ..)| (*name).to_owned()).collect();
    let there: BTreeSet<String> = paths(folder)
        .iter()
        .map(|path| file(path).name)
        .filter(|name| name != NOT_TEXT)
        .collect();
    assert_eq!(listed, there, "every fixture has one expectation");
    let wrong: Vec<String> = expected
        .iter()
        .filter_map(|expectation| says_exactly(&problems(expectation.0), *expectation).err())
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn fixture(folder: &str, name: &str) -> regpath_core::catalogue::SourceFile {
    let all = paths(folder);
    let path = all
        .iter()
        .find(|path| path.file_stem().is_some_and(|stem| stem == name));
    file(path.expect("the fixture is there"))
}

#[test]
fn every_bad_plan_says_exactly_its_mistake() {
    let catalogue = tiny_catalogue();
    held("bad", PLANS, |name| {
        match Plan::load(&fixture("bad", name), &catalogue) {
            Ok(_) => Vec::new(),
            Err(error) => error.problems,
        }
    });
}

#[test]
fn every_bad_route_says_exactly_its_mistake() {
    let catalogue = tiny_catalogue();
    held("bad-routes", ROUTES, |name| {
        catalogue.with(&[fixture("bad-routes", name)]).1
    });
}

#[test]
fn a_file_with_five_mistakes_says_all_five_in_their_order() {
    let file = fixture("several", "five-mistakes");
    let error = Plan::load(&file, &tiny_catalogue()).expect_err("the file is bad");
    let found: Vec<(&str, usize)> = error
        .problems
        .iter()
        .map(|problem| (problem.code, problem.line))
        .collect();
    assert_eq!(
        found,
        [
            ("unknown-route", 8),
            ("unknown-unit", 12),
            ("probability-sum", 13),
            ("unknown-step", 17),
            ("unknown-artefact", 18)
        ]
    );
}

#[test]
fn spans_cover_the_offending_text() {
    let file = fixture("bad", "unknown-step");
    let error = Plan::load(&file, &tiny_catalogue()).expect_err("the file is bad");
    assert_eq!(&file.text[error.problems[0].span.clone()], "\"studdy\"");
}

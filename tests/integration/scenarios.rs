//! What is shipped is sound: every file passes, every id is where it says, every word is there in both languages.

use std::collections::BTreeSet;
use std::fs;

use regpath_core::app::{Action, App};
use regpath_core::catalogue::{Catalogue, SourceFile, plan_id, shipped_files, shipped_plans};
use regpath_core::plan::Plan;
use regpath_core::run::Simulation;
use regpath_core::text::{Lang, Text};

use crate::fixtures::{file, paths, root};

#[test]
fn every_shipped_file_passes_check() {
    let (catalogue, problems) = Catalogue::default().with(&shipped_files("catalogue"));
    assert!(problems.is_empty(), "{problems:#?}");
    for file in shipped_plans() {
        if let Err(error) = Plan::load(&file, &catalogue) {
            panic!("{error}: {:#?}", error.problems);
        }
    }
    assert!(shipped_plans().len() >= 3 && catalogue.routes.len() >= 20);
}

#[test]
fn every_file_of_the_folder_is_shipped() {
    for folder in ["catalogue", "plans", "exercises"] {
        for file in shipped_files(folder) {
            let on_disk =
                fs::read_to_string(root().join(&file.name)).expect("a shipped file is in the repository");
            assert_eq!(on_disk, file.text, "{}", file.name);
        }
    }
}

#[test]
fn ids_match_the_paths_of_their_files() {
    for route in Catalogue::shipped().routes.values() {
        let path = route
            .file
            .strip_prefix("scenarios/catalogue/")
            .expect("a route is in the catalogue");
        let id = path
            .strip_suffix(".toml")
            .expect("a route is a TOML file")
            .replace('/', ".");
        assert_eq!(id, route.id, "{}", route.file);
    }
    for file in shipped_plans() {
        let plan = Plan::load(&file, Catalogue::shipped()).expect("shipped plans are sound");
        assert_eq!(plan.id, plan_id(&file.name));
    }
}

#[test]
fn no_two_plans_and_no_plan_and_command_have_one_name() {
    let plans = shipped_plans();
    let ids: BTreeSet<&str> = plans.iter().map(|file| plan_id(&file.name)).collect();
    assert_eq!(ids.len(), plans.len());
    for command in [
        "simulate",
        "check",
        "graph",
        "catalogue",
        "schema",
        "completions",
        "help",
    ] {
        assert!(!ids.contains(command));
    }
}

/// Words are translated unless they are a name in capitals, such as `PMDA`.
fn is_translated(text: &Text) -> bool {
    let has_words = text
        .en
        .split(|c: char| !c.is_alphabetic())
        .any(|word| word.chars().count() > 3 && word.chars().skip(1).all(char::is_lowercase));
    let is_japanese = |c: char| matches!(c, 'ぁ'..='ゖ' | 'ァ'..='ー' | '一'..='鿿');
    !text.en.trim().is_empty()
        && !text.ja.trim().is_empty()
        && !text.en.chars().any(is_japanese)
        && (!has_words || text.ja.chars().any(is_japanese))
}

#[test]
fn every_word_is_there_in_english_and_in_japanese() {
    let catalogue = Catalogue::shipped();
    let mut missing: Vec<String> = Vec::new();
    let mut look = |place: String, text: &Text| {
        if !is_translated(text) {
            missing.push(format!("{place}: {:?} / {:?}", text.en, text.ja));
        }
    };
    for route in catalogue.routes.values() {
        look(route.id.clone(), &route.title);
        route
            .note
            .iter()
            .for_each(|note| look(format!("{}: note", route.id), note));
        for option in &route.options {
            look(format!("{}: option {}", route.id, option.id), &option.title);
            for (choice, title) in &option.choices {
                look(format!("{}: choice {choice}", route.id), title);
            }
        }
        for rule in route.all_rules() {
            look(format!("{}: rule", route.id), &rule.says);
        }
        for step in &route.steps {
            let place = format!("{}/{}", route.id, step.id);
            look(place.clone(), &step.title);
            step.note
                .iter()
                .for_each(|note| look(format!("{place}: note"), note));
            let variants = step.variants.iter();
            variants
                .clone()
                .filter_map(|variant| variant.title.as_ref())
                .for_each(|title| look(place.clone(), title));
            let figures = std::iter::once(&step.figures).chain(variants.map(|variant| &variant.figures));
            for outcome in figures.flat_map(|figures| figures.outcomes.iter().flatten()) {
                match &outcome.title {
                    Some(title) => look(format!("{place}:{}", outcome.id), title),
                    None => look(format!("{place}:{}", outcome.id), &Text::same(outcome.id.clone())),
                }
            }
        }
    }
    let registers = &catalogue.registers;
    for artefact in registers.artefacts.values() {
        look(format!("artefact {}", artefact.id), &artefact.title);
        artefact
            .note
            .iter()
            .for_each(|note| look(format!("artefact {}: note", artefact.id), note));
    }
    for jurisdiction in registers.jurisdictions.values() {
        look(format!("jurisdiction {}", jurisdiction.id), &jurisdiction.title);
        look(
            format!("authority of {}", jurisdiction.id),
            &jurisdiction.authority,
        );
    }
    for term in registers.terms.values() {
        look(format!("term {}", term.id), &term.term);
        look(format!("term {}: meaning", term.id), &term.meaning);
    }
    for currency in registers.currencies.values() {
        look(format!("currency {}", currency.id), &currency.title);
    }
    for caveat in registers.caveats.values() {
        look(format!("caveat {}", caveat.id), &caveat.text);
    }
    for scheme in registers.schemes.values() {
        let place = format!("scheme {}", scheme.id);
        let rules = scheme.rules.iter().map(|rule| &rule.says);
        let years = scheme.budget.iter().map(|(year, _)| year);
        for text in [&scheme.title, &scheme.body]
            .into_iter()
            .chain(&scheme.note)
            .chain(rules)
            .chain(years)
        {
            look(place.clone(), text);
        }
    }
    for file in shipped_plans() {
        let plan = Plan::load(&file, catalogue).expect("shipped plans are sound");
        look(plan.id.clone(), &plan.title);
        let none = Text::default();
        for text in [&plan.summary, &plan.teaches] {
            look(plan.id.clone(), text.as_ref().unwrap_or(&none));
        }
        plan.milestones
            .iter()
            .for_each(|milestone| look(format!("{}: {}", plan.id, milestone.id), &milestone.title));
        for driver in &plan.drivers {
            look(format!("{}: driver {}", plan.id, driver.id), &driver.title);
            driver
                .note
                .iter()
                .for_each(|note| look(format!("{}: driver {}", plan.id, driver.id), note));
        }
        plan.teams
            .iter()
            .for_each(|team| look(format!("{}: {}", plan.id, team.id), &team.title));
        for route in plan.routes.iter().filter(|route| route.is_own) {
            route
                .def
                .steps
                .iter()
                .for_each(|step| look(format!("{}/{}", plan.id, step.id), &step.title));
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn a_plan_opens_and_runs_against_a_catalogue_of_ones_own() {
    let files: Vec<SourceFile> = paths("catalogue").iter().map(|path| file(path)).collect();
    let plan = file(&paths("tiny")[0]);
    let app = App::with_catalogue(Lang::En, files);
    let app = app
        .apply(Action::OpenFile(plan.clone()))
        .expect("a file changes the state");
    assert_eq!(app.plan.id, "tiny");
    let spec = app.wanted().expect("an open plan is simulated");
    let simulation = Simulation::prepare(spec).expect("the run knows the catalogue");
    assert_eq!(simulation.plan().routes.len(), 3);

    let without = App::new(Lang::En)
        .apply(Action::OpenFile(plan))
        .expect("a file changes the state");
    assert!(
        without
            .problems
            .iter()
            .any(|problem| problem.code == "unknown-route")
    );
}

#[test]
fn the_glossary_finds_a_word_in_either_language() {
    let catalogue = Catalogue::shipped();
    let found = |word: &str| -> Vec<&str> {
        catalogue
            .look_up(word)
            .into_iter()
            .map(|term| term.id.as_str())
            .collect()
    };
    for word in ["shonin", "Shonin", "承認", "Minister's approval"] {
        assert_eq!(found(word), ["shonin"], "{word}");
    }
    assert_eq!(found("idaten"), ["idaten"]);
    assert!(found("承認を").len() > 1, "an explanation holds it");
    assert!(found("").is_empty() && found("zzz").is_empty());
}

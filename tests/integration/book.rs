//! The catalogue as a work of reference: every figure says where it comes from, and what is made from the catalogue
//! and kept in the repository is what the catalogue says today.

use std::collections::BTreeSet;
use std::fs;

use regpath_core::catalogue::{Catalogue, shipped_plans};
use regpath_core::file::Grade;
use regpath_core::model::{CaveatDef, Figures, Provenance, RouteDef, Rule, SchemeDef, StepDef};
use regpath_core::read::read;
use regpath_core::text::Lang;
use regpath_core::view::book::{book, markdown_table};
use regpath_core::view::reference::{FigureFilter, grade_table};

use crate::fixtures::root;

/// The key of a figure without a source.
const ESTIMATE: &str = "estimate";

/// Every group of figures of a route: those of its steps and those of their variants, each with its place.
fn figures(route: &RouteDef) -> impl Iterator<Item = (String, &Figures)> {
    route.steps.iter().flat_map(move |step| {
        let place = format!("{}/{}", route.id, step.id);
        std::iter::once(&step.figures)
            .chain(step.variants.iter().map(|variant| &variant.figures))
            .map(move |figures| (place.clone(), figures))
    })
}

/// What is missing of a figure's origin.
fn lacks(provenance: &Provenance, catalogue: &Catalogue) -> Option<&'static str> {
    let known = |key: &String| key == ESTIMATE || catalogue.registers.sources.contains_key(key);
    if provenance.sources.is_empty() {
        Some("no source")
    } else if !provenance.sources.iter().all(known) {
        Some("an unknown source")
    } else if provenance.as_of.is_none() {
        Some("no date")
    } else if provenance.sources.iter().all(|key| key == ESTIMATE) && provenance.grade != Grade::C {
        Some("an estimate above grade C")
    } else {
        None
    }
}

#[test]
fn every_figure_has_value_unit_date_source_and_grade() {
    let catalogue = Catalogue::shipped();
    let mut wrong: Vec<String> = Vec::new();
    let mut count = 0;
    for (place, figures) in catalogue.routes.values().flat_map(|route| figures(route)) {
        let mut look = |what: &str, is_sound: bool, provenance: &Provenance| {
            count += 1;
            let lack = lacks(provenance, catalogue).or((!is_sound).then_some("no value"));
            wrong.extend(lack.map(|lack| format!("{place}: {what} has {lack}")));
        };
        let outcomes = || figures.outcomes.iter().flatten();
        let lasting = outcomes().filter_map(|outcome| outcome.lose.as_ref()?.1.as_ref());
        let delays = outcomes().filter_map(|outcome| outcome.delay.as_ref());
        for duration in figures.duration.iter().chain(delays).chain(lasting) {
            let (least, mean) = (duration.shape.quantile(0.0), duration.shape.mean());
            let is_sound = least >= 0.0 && mean.is_finite() && duration.unit.days() > 0.0;
            look("a duration", is_sound, &duration.provenance);
        }
        if let Some(fee) = &figures.fee {
            let is_known = catalogue.registers.currencies.contains_key(&fee.currency);
            look("a fee", fee.amount >= 0.0 && is_known, &fee.provenance);
        }
        if let Some(cost) = &figures.cost {
            let is_known = catalogue.registers.currencies.contains_key(&cost.currency);
            look("a cost", cost.shape.mean() >= 0.0 && is_known, &cost.provenance);
        }
        for outcome in outcomes() {
            look(
                "an outcome",
                (0.0..=1.0).contains(&outcome.p),
                &outcome.provenance,
            );
        }
    }
    for currency in catalogue.registers.currencies.values() {
        let lack = lacks(&currency.provenance, catalogue);
        wrong.extend(lack.map(|lack| format!("currency {}: {lack}", currency.id)));
    }
    for scheme in catalogue.registers.schemes.values() {
        for provenance in scheme.provenances() {
            count += 1;
            wrong.extend(lacks(provenance, catalogue).map(|lack| format!("scheme {}: {lack}", scheme.id)));
        }
        let shares = scheme.rate.iter().chain(&scheme.chance);
        for share in shares.filter(|share| !(0.0..=1.0).contains(&share.value)) {
            wrong.push(format!("scheme {}: {} is no share", scheme.id, share.value));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 2_000, "{count} figures were looked at");
}

/// The origins of a shipped plan's drivers, each with its place: keys, whether there is a date, and the grade.
fn driver_origins() -> Vec<(String, Vec<String>, bool, Option<Grade>)> {
    let mut found = Vec::new();
    for file in shipped_plans() {
        let document = read(file.as_ref()).expect("shipped plans are sound");
        let drivers = document.plan.iter().flat_map(|plan| &plan.value.driver);
        for driver in drivers.map(|at| &at.value) {
            for factor in driver.factor.iter().chain(&driver.cost).map(|at| &at.value) {
                let keys = factor.source.iter().flat_map(|list| &list.0);
                found.push((
                    format!("{}: driver {}", file.name, driver.id.value),
                    keys.map(|key| key.value.clone()).collect(),
                    factor.as_of.is_some(),
                    factor.confidence,
                ));
            }
        }
    }
    found
}

#[test]
fn drivers_of_shipped_plans_say_where_they_come_from() {
    let known = &Catalogue::shipped().registers.sources;
    let origins = driver_origins();
    assert!(origins.len() > 10, "{} factors were looked at", origins.len());
    for (place, keys, has_date, grade) in origins {
        assert!(!keys.is_empty() && has_date, "{place}");
        let is_estimate = keys.iter().all(|key| key == ESTIMATE);
        assert!(
            keys.iter().all(|key| key == ESTIMATE || known.contains_key(key)),
            "{place}: {keys:?}"
        );
        assert!(
            grade.is_some_and(|grade| !is_estimate || grade == Grade::C),
            "{place}"
        );
    }
}

/// Every rule of the catalogue with its place.
fn rules(catalogue: &'static Catalogue) -> impl Iterator<Item = (&'static str, &'static Rule)> {
    let of_routes = catalogue
        .routes
        .values()
        .flat_map(|route| route.all_rules().map(|rule| (route.id.as_str(), rule)));
    let schemes = catalogue.registers.schemes.values();
    of_routes.chain(schemes.flat_map(|scheme| scheme.rules.iter().map(|rule| (scheme.id.as_str(), rule))))
}

#[test]
fn every_route_rests_on_rules_and_every_rule_says_who_says_so() {
    let catalogue = Catalogue::shipped();
    for route in catalogue.routes.values() {
        assert!(
            route.all_rules().next().is_some(),
            "{} rests on no rule",
            route.id
        );
    }
    let mut count = 0;
    for (place, rule) in rules(catalogue) {
        count += 1;
        assert_eq!(
            lacks(&rule.provenance, catalogue),
            None,
            "{place}: {}",
            rule.says.en
        );
        assert!(rule.says.en.len() > 10, "{place}: {}", rule.says.en);
    }
    assert!(count > 300, "{count} rules were looked at");
}

#[test]
fn every_source_is_cited_and_says_where_to_look() {
    let catalogue = Catalogue::shipped();
    let registers = &catalogue.registers;
    let mut cited: BTreeSet<&str> = BTreeSet::new();
    let mut cite =
        |provenance: &'static Provenance| cited.extend(provenance.sources.iter().map(String::as_str));
    for route in catalogue.routes.values() {
        for figure in route.steps.iter().flat_map(StepDef::all_figures) {
            cite(figure.provenance);
        }
    }
    rules(catalogue).for_each(|(_, rule)| cite(&rule.provenance));
    registers
        .schemes
        .values()
        .flat_map(SchemeDef::provenances)
        .for_each(&mut cite);
    registers
        .currencies
        .values()
        .for_each(|currency| cite(&currency.provenance));
    let orphans: Vec<&String> = registers
        .sources
        .keys()
        .filter(|key| !cited.contains(key.as_str()))
        .collect();
    assert!(orphans.is_empty(), "cited by nothing: {orphans:?}");
    for source in registers.sources.values() {
        let words = [&source.title, &source.publisher, &source.date];
        assert!(words.iter().all(|word| !word.trim().is_empty()), "{}", source.id);
        assert!(
            source.locator.as_ref().is_some_and(|at| !at.trim().is_empty()),
            "{} has no locator",
            source.id
        );
        match &source.url {
            Some(url) => assert!(url.starts_with("https://") || url.starts_with("http://"), "{url}"),
            None => assert!(
                source.note.is_some(),
                "{} has no address and does not say why",
                source.id
            ),
        }
    }
}

#[test]
fn what_a_reader_must_be_told_is_told_of_routes_that_there_are() {
    let catalogue = Catalogue::shipped();
    for caveat in catalogue.registers.caveats.values() {
        for criterion in &caveat.on {
            let one = CaveatDef {
                on: vec![criterion.clone()],
                ..caveat.clone()
            };
            let is_met = catalogue.routes.values().any(|route| one.is_about(route));
            assert!(is_met, "{}: {criterion:?} is no route", caveat.id);
        }
    }
    let told = |route: &str| -> Vec<&str> {
        let route = catalogue.routes.get(route).expect("it is in the catalogue");
        let caveats = catalogue.caveats(std::iter::once(route.as_ref())).into_iter();
        caveats.map(|caveat| caveat.id.as_str()).collect()
    };
    assert!(
        catalogue
            .routes
            .keys()
            .all(|route| told(route).starts_with(&["odds", "stored"]))
    );
    assert!(told("us.510k").contains(&"fees-us") && !told("us.510k").contains(&"jp-times"));
    assert!(told("jp.samd.two-stage").contains(&"jp-two-stage"));
    assert!(!told("jp.samd.single").contains(&"jp-two-stage"));
}

#[test]
fn docs_are_what_the_command_makes() {
    let docs = root().join("docs");
    let leaves = book(Catalogue::shipped());
    let mut stale: Vec<String> = leaves
        .iter()
        .filter(|leaf| fs::read_to_string(docs.join(&leaf.path)).ok().as_ref() != Some(&leaf.text))
        .map(|leaf| leaf.path.clone())
        .collect();
    for lang in ["en", "ja"] {
        for entry in fs::read_dir(docs.join(lang)).expect("the docs are there") {
            let name = entry.expect("the folder can be read").file_name();
            let path = format!("{lang}/{}", name.to_string_lossy());
            if !leaves.iter().any(|leaf| leaf.path == path) {
                stale.push(format!("{path} (no route has it: delete it)"));
            }
        }
    }
    assert!(
        stale.is_empty(),
        "run `cargo run -p regpath-tui -- catalogue docs docs`; stale: {}",
        stale.join(", ")
    );
}

#[test]
fn the_table_of_grades_is_true() {
    let text = fs::read_to_string(root().join("scenarios/README.md")).expect("it is there");
    let (_, rest) = text.split_once("<!-- grades -->\n").expect("the table begins");
    let (there, _) = rest.split_once("<!-- /grades -->").expect("the table ends");
    let now = markdown_table(&grade_table(
        Catalogue::shipped(),
        &FigureFilter::default(),
        Lang::En,
    ));
    assert_eq!(
        there, now,
        "put the output of `cargo run -p regpath-tui -- catalogue grades --markdown --lang en` between the markers"
    );
}

#[test]
fn the_front_page_counts_what_is_there() {
    let text = fs::read_to_string(root().join("README.md")).expect("it is there");
    let catalogue = Catalogue::shipped();
    let registers = &catalogue.registers;
    let words = format!(
        "{} routes, {} plans, {} schemes of support money, {} words of the field, on {} sources",
        catalogue.routes.len(),
        shipped_plans().len(),
        registers.schemes.len(),
        registers.terms.len(),
        registers.sources.len()
    );
    assert!(text.contains(&words), "README.md should say: {words}");
}

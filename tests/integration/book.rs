//! The catalogue as a work of reference: every figure says where it comes from, and what is made from the catalogue
//! and kept in the repository is what the catalogue says today.

use std::fs;

use regpath_core::catalogue::Catalogue;
use regpath_core::file::Grade;
use regpath_core::model::{Figures, Provenance, RouteDef};
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
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 2_000, "{count} figures were looked at");
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

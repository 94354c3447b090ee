use std::sync::Arc;

use super::*;
use crate::analysis::compare::compare as compared;
use crate::catalogue::{Catalogue, SourceFile, shipped_plans};
use crate::plan::Plan;
use crate::run::{Detail, Simulation, run};
use crate::sampling::Method;
use crate::text::Lang;
use crate::view;

fn simulation(file: &SourceFile) -> Simulation {
    let plan = Plan::load(file, Catalogue::shipped()).unwrap();
    Simulation::new(Arc::new(plan), 7, 400, Method::Mc, Detail::Full)
}

/// Whether every element is closed in its turn, and nothing but drawing is in it.
fn is_picture(svg: &str) -> Result<(), String> {
    let mut open: Vec<&str> = Vec::new();
    for piece in svg.split('<').skip(1) {
        let (tag, after) = piece.split_once('>').ok_or("a tag without an end")?;
        if after.contains(['"', '\'']) {
            return Err(format!("quotes in text: {after}"));
        }
        let name = tag
            .split([' ', '/'])
            .find(|name| !name.is_empty())
            .unwrap_or_default();
        if !["svg", "title", "rect", "line", "path", "circle", "text", "g"].contains(&name) {
            return Err(format!("<{name}> does not belong here"));
        }
        if [" style=", " on", "href"].iter().any(|word| tag.contains(word)) {
            return Err(format!("<{tag}>"));
        }
        if tag.contains("NaN") || tag.contains("inf\"") {
            return Err(format!("no number in <{tag}>"));
        }
        if tag.starts_with('/') {
            if open.pop() != Some(name) {
                return Err(format!("</{name}> closes nothing"));
            }
        } else if !tag.ends_with('/') {
            open.push(name);
        }
    }
    if open.is_empty() {
        Ok(())
    } else {
        Err(format!("{open:?} stay open"))
    }
}

#[test]
fn every_chart_of_every_shipped_plan_is_a_sound_picture() {
    for file in shipped_plans() {
        let simulation = simulation(&file);
        let summary = run(&simulation);
        let plan = simulation.plan();
        for lang in [Lang::En, Lang::Ja] {
            let answer = Some(&summary);
            let odds = view::odds(plan, answer, (plan.target, crate::app::Ask::Nothing), lang);
            let mut pictures = vec![
                dots(&odds.dots),
                histogram(&odds.histogram),
                curve(&odds.curve),
                gantt(&view::gantt(plan, answer, lang)),
                map(&view::map(plan, answer, lang)),
                map(&view::map(plan, None, lang)),
            ];
            let risk = view::risk(plan, answer, lang).unwrap();
            pictures.extend([
                tornado(&risk.tornado),
                waterfall(&risk.waterfall),
                scatter(&risk.scatter),
            ]);
            pictures.extend(view::costs(plan, answer, lang).cash.as_ref().map(cash));
            for picture in &pictures {
                is_picture(picture).unwrap_or_else(|error| panic!("{}: {error}", file.name));
            }
        }
    }
}

#[test]
fn plans_are_told_apart_by_colour_and_letter() {
    let plans = shipped_plans();
    let simulations: Vec<Simulation> = plans[..3].iter().map(simulation).collect();
    let picture = compare(&view::compare(&compared(&simulations), Lang::En), "Three plans");
    is_picture(&picture).unwrap();
    for (colour, letter) in SERIES.iter().zip(["A", "B", "C"]) {
        assert!(picture.contains(colour) && picture.contains(&format!(">{letter}</text>")));
    }
}

#[test]
fn a_title_cannot_break_out_of_its_picture() {
    let mut file = shipped_plans().swap_remove(0);
    let title = file
        .text
        .lines()
        .position(|line| line.starts_with("title"))
        .unwrap();
    let evil = "title = \"</title></svg><script>alert(1)</script><svg onload='x'>\"";
    file.text = file
        .text
        .lines()
        .enumerate()
        .map(|(place, line)| if place == title { evil } else { line })
        .collect::<Vec<_>>()
        .join("\n");
    let simulation = simulation(&file);
    let compared = compared(std::slice::from_ref(&simulation));
    let picture = compare(&view::compare(&compared, Lang::En), evil);
    is_picture(&picture).unwrap();
    assert!(!picture.contains("<script"));
}

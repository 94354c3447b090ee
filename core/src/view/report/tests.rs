use std::sync::Arc;

use super::*;
use crate::analysis::compare::compare;
use crate::catalogue::{Catalogue, SourceFile, shipped_plans};
use crate::run::{Detail, Simulation, run};
use crate::sampling::Method;

fn simulation(file: &SourceFile) -> Simulation {
    let plan = Plan::load(file, Catalogue::shipped()).unwrap();
    Simulation::new(Arc::new(plan), 7, 400, Method::Mc, Detail::Full)
}

const LINK: &str = "http://127.0.0.1:8080/#share=1.abc";

/// Whether nothing in it does anything or comes from elsewhere.
fn is_inert(html: &str) {
    for word in [
        "<script",
        "<iframe",
        "<img",
        " src=",
        "onload",
        "javascript:",
        "@import",
        "url(",
    ] {
        assert!(!html.contains(word), "{word}");
    }
}

#[test]
fn a_report_has_the_answer_three_charts_every_source_and_the_link() {
    for file in &shipped_plans() {
        let simulation = simulation(file);
        let summary = run(&simulation);
        let plan = simulation.plan();
        for lang in [Lang::En, Lang::Ja] {
            let answered = Answered {
                plan,
                summary: &summary,
                seed: 7,
            };
            let report = Report::of(answered, LINK, lang);
            let html = report.html();
            is_inert(&html);
            assert!(report.plans[0].pictures.len() >= 3, "{}", file.name);
            assert_eq!(html.matches("<figure>").count(), report.plans[0].pictures.len());
            assert!(html.contains(&format!("<html lang=\"{}\">", lang.tag())));
            assert!(html.contains(LINK));
            assert_eq!(report.plans[0].cards.len(), html.matches("class=\"big\"").count());
            let assumptions = &report.plans[0].assumptions;
            assert!(assumptions.figures.len() > 10);
            assert_eq!(assumptions.table().rows.len(), assumptions.figures.len());
            for tag in [
                "table", "dl", "section", "figure", "div", "tr", "td", "th", "ul", "li",
            ] {
                let opened =
                    html.matches(&format!("<{tag}>")).count() + html.matches(&format!("<{tag} ")).count();
                assert_eq!(opened, html.matches(&format!("</{tag}>")).count(), "{tag}");
            }
        }
    }
}

#[test]
fn several_plans_stand_below_their_comparison() {
    let plans = shipped_plans();
    let simulations: Vec<Simulation> = plans[..2].iter().map(simulation).collect();
    let summaries: Vec<Summary> = simulations.iter().map(run).collect();
    let answered: Vec<Answered<'_>> = simulations
        .iter()
        .zip(&summaries)
        .map(|(simulation, summary)| Answered {
            plan: simulation.plan(),
            summary,
            seed: 7,
        })
        .collect();
    let report = Report::of_several(&answered, &compare(&simulations), "", Lang::En);
    let html = report.html();
    is_inert(&html);
    assert_eq!(
        report.plans.iter().map(|plan| &*plan.letter).collect::<Vec<_>>(),
        ["A", "B"]
    );
    assert!(report.compared.is_some() && !html.contains("class=\"link\""));
}

#[test]
fn what_a_plan_says_stays_text() {
    let mut file = shipped_plans().swap_remove(0);
    let at = file.text.find("title").unwrap();
    let end = at + file.text[at..].find('\n').unwrap();
    file.text.replace_range(
        at..end,
        "title = \"</title><script>alert(1)</script><img src=x onerror=alert(1)>\"",
    );
    let simulation = simulation(&file);
    let summary = run(&simulation);
    let answered = Answered {
        plan: simulation.plan(),
        summary: &summary,
        seed: 7,
    };
    let html = Report::of(answered, "", Lang::En).html();
    assert!(!html.contains("<script") && !html.contains("<img"));
    assert!(html.contains("&lt;script&gt;"));
}

//! Every figure and every rule behind a plan, and who says so.

use serde::{Deserialize, Serialize};

use super::format::{as_of_words, cited, grouped, key_words, percent};
use super::reference::grades_caption;
use super::story::{condition_words, rule_label};
use super::wording::{Style, Words};
use crate::calendar::AsOf;
use crate::file::Grade;
use crate::model::Provenance;
use crate::order;
use crate::plan::{Plan, own_steps};
use crate::text::Lang;

/// What the figures are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SourceOrder {
    /// As the plan has them.
    Plan,
    /// The least sure first.
    Grade,
    /// The oldest first; what bears no date before all.
    Age,
}

impl SourceOrder {
    /// All orders.
    pub const ALL: [Self; 3] = [Self::Plan, Self::Grade, Self::Age];

    /// Its name.
    #[must_use]
    pub const fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Plan => lang.pick("By step", "工程順"),
            Self::Grade => lang.pick("Least sure first", "確度の低い順"),
            Self::Age => lang.pick("Oldest first", "古い順"),
        }
    }
}

/// The figures of a plan and their sources.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SourcesView {
    /// The finding in a sentence.
    pub title: String,
    /// What they are sorted by.
    pub order: SourceOrder,
    /// The figures and the rules, as one list.
    pub figures: Vec<SourcedFigure>,
    /// How to read the grades.
    pub caption: String,
}

/// One figure or rule and who says so.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SourcedFigure {
    /// `route/step`, for [`crate::app::Overlay::Step`].
    pub id: String,
    /// Words for the step.
    pub step: String,
    /// Jurisdiction, or the plan's own steps.
    pub place: String,
    /// What it is, e.g. `Duration`; with the condition under which it applies.
    pub what: String,
    /// What it is worth, e.g. `5 / 8 / 13 months`.
    pub value: String,
    /// `A`, `B` or `C`.
    pub grade: String,
    /// As of when; a dash where that is not said.
    pub as_of: String,
    /// Title and address of each source; the address may be empty.
    pub sources: Vec<SourceLink>,
}

/// A source to look up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceLink {
    /// Title, publisher and date.
    pub title: String,
    /// Its address; empty where it has none, or none of the web.
    pub url: String,
}

/// A row and what it is sorted and counted by.
struct Found {
    grade: Grade,
    as_of: Option<AsOf>,
    is_rule: bool,
    row: SourcedFigure,
}

/// The rules and figures that a plan rests on.
#[must_use]
pub fn sources(plan: &Plan, order: SourceOrder, lang: Lang) -> SourcesView {
    let mut found: Vec<Found> = Vec::new();
    for (index, step) in plan.steps.iter().enumerate() {
        let route = &plan.routes[step.route];
        let words = Words {
            catalogue: &plan.catalogue,
            route: Some(&*route.def),
            lang,
            style: Style::Titles,
        };
        let place = if route.is_own {
            own_steps()
        } else {
            plan.catalogue.jurisdiction_title(&route.def.jurisdiction)
        };
        let mut cite = |what: String, value: String, is_rule: bool, provenance: &Provenance| {
            found.push(Found {
                grade: provenance.grade,
                as_of: provenance.as_of,
                is_rule,
                row: SourcedFigure {
                    id: step.id.clone(),
                    step: plan.def(index).title.get(lang).to_owned(),
                    place: place.get(lang).to_owned(),
                    what,
                    value,
                    grade: provenance.grade.letter().to_owned(),
                    as_of: as_of_words(provenance),
                    sources: provenance
                        .sources
                        .iter()
                        .map(|key| link(plan, key, lang))
                        .collect(),
                },
            });
        };
        for rule in &plan.def(index).rules {
            cite(
                rule_label("", lang),
                rule.says.get(lang).to_owned(),
                true,
                &rule.provenance,
            );
        }
        for (number, (need, figures)) in step.figures.iter().enumerate() {
            let condition = if step.figures.len() > 1 {
                condition_words(plan, need, number, lang)
            } else {
                String::new()
            };
            for rule in &figures.rules {
                let says = rule.says.get(lang).to_owned();
                cite(rule_label(&condition, lang), says, true, &rule.provenance);
            }
            for (what, value, provenance) in words.values(figures) {
                let what = words.what(what);
                let what = if condition.is_empty() {
                    what.to_owned()
                } else {
                    format!("{what}, {condition}")
                };
                cite(what, value, false, provenance);
            }
        }
    }
    let count = |is_rule: bool| {
        [Grade::A, Grade::B, Grade::C].map(|grade| {
            let those = found.iter().filter(|found| found.is_rule == is_rule);
            those.filter(|found| found.grade == grade).count()
        })
    };
    let ([sure, fair, weak], rules) = (count(false), count(true));
    match order {
        SourceOrder::Plan => {}
        SourceOrder::Grade => order::by_key(&mut found, |found| std::cmp::Reverse(found.grade)),
        SourceOrder::Age => order::by_key(&mut found, |found| found.as_of),
    }
    let whole = sure + fair + weak;
    let share = percent(weak as f64 / whole.max(1) as f64);
    let whole = grouped(whole as f64, lang);
    let [rules_sure, rules_fair, rules_weak] = rules;
    SourcesView {
        title: match lang {
            Lang::En => format!(
                "{share} of {whole} figures are estimates (C), official (A) {sure}, secondary (B) {fair}; rules A {rules_sure}, B {rules_fair}, C {rules_weak}"
            ),
            Lang::Ja => {
                format!(
                    "数値{whole}件のうち{share}は推定(C)、公的(A){sure}件、二次資料(B){fair}件。規定はA {rules_sure}・B {rules_fair}・C {rules_weak}"
                )
            }
        },
        order,
        figures: found.into_iter().map(|found| found.row).collect(),
        caption: grades_caption(lang).to_owned(),
    }
}

fn link(plan: &Plan, key: &str, lang: Lang) -> SourceLink {
    let Some(source) = plan.catalogue.registers.sources.get(key) else {
        return SourceLink {
            title: key_words(key, lang).to_owned(),
            url: String::new(),
        };
    };
    let mut title = cited(source, lang);
    if let Some(locator) = &source.locator {
        title += &format!(", {locator}");
    }
    // Plans may come from anywhere, so that only addresses of the web become links.
    let is_web = |url: &&String| url.starts_with("https://") || url.starts_with("http://");
    SourceLink {
        title,
        url: source.url.as_ref().filter(is_web).cloned().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{Catalogue, shipped_plans};

    #[test]
    fn every_figure_and_rule_is_there_once_in_every_order() {
        for file in shipped_plans() {
            let plan = Plan::load(&file, Catalogue::shipped()).unwrap();
            let figures = plan.steps.iter().flat_map(|step| &step.figures);
            let own: usize = plan
                .steps
                .iter()
                .enumerate()
                .map(|(step, _)| plan.def(step).rules.len())
                .sum();
            let count: usize = figures
                .map(|(_, figures)| figures.figures().count() + figures.rules.len())
                .sum::<usize>()
                + own;
            for lang in [Lang::En, Lang::Ja] {
                for order in SourceOrder::ALL {
                    let view = sources(&plan, order, lang);
                    assert_eq!(view.figures.len(), count);
                    assert!(view.figures.iter().all(|figure| !figure.value.is_empty()));
                    assert!(view.figures.iter().all(|figure| !figure.sources.is_empty()));
                }
            }
            let grades: Vec<String> = sources(&plan, SourceOrder::Grade, Lang::En)
                .figures
                .into_iter()
                .map(|figure| figure.grade)
                .collect();
            assert!(grades.is_sorted_by(|a, b| a >= b));
        }
    }
}

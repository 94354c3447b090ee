//! Every figure behind a plan, and who says so.

use serde::{Deserialize, Serialize};

use super::format::{NONE, integer, percent};
use super::reference::grades_caption;
use super::story::condition_words;
use super::wording::{Style, Words};
use crate::calendar::AsOf;
use crate::define::ESTIMATE;
use crate::file::Grade;
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
            Self::Plan => lang.pick("By step", "段階順"),
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
    /// The figures.
    pub figures: Vec<SourcedFigure>,
    /// How to read the grades.
    pub caption: String,
}

/// One figure and who says so.
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

/// The figures that a plan rests on.
#[must_use]
pub fn sources(plan: &Plan, order: SourceOrder, lang: Lang) -> SourcesView {
    let mut found: Vec<(Grade, Option<AsOf>, SourcedFigure)> = Vec::new();
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
        for (number, (need, figures)) in step.figures.iter().enumerate() {
            let condition = if step.figures.len() > 1 {
                condition_words(plan, need, number, lang)
            } else {
                String::new()
            };
            for (what, value, provenance) in words.values(figures) {
                let what = words.what(what);
                found.push((
                    provenance.grade,
                    provenance.as_of,
                    SourcedFigure {
                        id: step.id.clone(),
                        step: plan.def(index).title.get(lang).to_owned(),
                        place: place.get(lang).to_owned(),
                        what: if condition.is_empty() {
                            what.to_owned()
                        } else {
                            format!("{what}, {condition}")
                        },
                        value,
                        grade: provenance.grade.letter().to_owned(),
                        as_of: provenance
                            .as_of
                            .map_or_else(|| NONE.to_owned(), |as_of| as_of.to_string()),
                        sources: provenance
                            .sources
                            .iter()
                            .map(|key| link(plan, key, lang))
                            .collect(),
                    },
                ));
            }
        }
    }
    let count = |grade: Grade| found.iter().filter(|(of, ..)| *of == grade).count();
    let [sure, fair, weak] = [Grade::A, Grade::B, Grade::C].map(count);
    match order {
        SourceOrder::Plan => {}
        SourceOrder::Grade => order::by_key(&mut found, |(grade, ..)| std::cmp::Reverse(*grade)),
        SourceOrder::Age => order::by_key(&mut found, |(_, as_of, _)| *as_of),
    }
    let share = percent(weak as f64 / found.len().max(1) as f64);
    let whole = integer(found.len() as f64);
    SourcesView {
        title: match lang {
            Lang::En => format!(
                "{share} of {whole} figures are estimates (C); official (A): {sure}, secondary (B): {fair}"
            ),
            Lang::Ja => {
                format!("数値{whole}件のうち{share}は推定(C)。公的(A)は{sure}件、二次資料(B)は{fair}件")
            }
        },
        order,
        figures: found.into_iter().map(|(.., figure)| figure).collect(),
        caption: grades_caption(lang).to_owned(),
    }
}

fn link(plan: &Plan, key: &str, lang: Lang) -> SourceLink {
    let Some(source) = plan.catalogue.registers.sources.get(key) else {
        let title = if key == ESTIMATE {
            lang.pick("estimate", "推定")
        } else {
            key
        };
        return SourceLink {
            title: title.to_owned(),
            url: String::new(),
        };
    };
    let mut title = format!("{}, {} ({})", source.title, source.publisher, source.date);
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
    fn every_figure_is_there_once_in_every_order() {
        for file in shipped_plans() {
            let plan = Plan::load(&file, Catalogue::shipped()).unwrap();
            let figures = plan.steps.iter().flat_map(|step| &step.figures);
            let count = figures.flat_map(|(_, figures)| figures.figures()).count();
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

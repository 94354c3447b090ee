//! The page of one route: what it is, its options and steps, and every rule and figure with its origin.

use std::collections::BTreeSet;

use serde::Serialize;

use super::register::{SourcePage, sources_of};
use super::{Counts, FigureFilter, fact, grades_caption, jurisdiction_words};
use crate::catalogue::Catalogue;
use crate::define::makes;
use crate::model::{FigureKind, Figures, Provenance, RouteDef, Rule, StepDef};
use crate::text::Lang;
use crate::view::Fact;
use crate::view::format::as_of_words;
use crate::view::wording::{Style, Words, every_words, fee_words, renews_words, spread_words};

/// One route as a page to read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RoutePage {
    /// Title of the route.
    pub title: String,
    /// Id, jurisdiction, authority, what it grants, whom it serves, how sure it is.
    pub facts: Vec<Fact>,
    /// What is worth knowing of it; may be empty.
    pub note: String,
    /// What a reader must be told of it.
    pub caveats: Vec<String>,
    /// Rules that the whole route rests on.
    pub rules: Vec<RuleRow>,
    /// Its options: id and title, and the choices in words.
    pub options: Vec<Fact>,
    /// Its steps, as written.
    pub steps: Vec<StepPage>,
    /// The sources of its rules and figures, by key.
    pub sources: Vec<SourcePage>,
    /// How to read figures and grades.
    pub caption: String,
}

/// One step of a route's page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StepPage {
    /// Step id.
    pub id: String,
    /// Words for it.
    pub title: String,
    /// Kind of work.
    pub kind: String,
    /// Predecessors, conditions, products, people, calendar.
    pub facts: Vec<Fact>,
    /// Its figures and rules: first those that hold where no other case does, then the other cases in their order.
    pub cases: Vec<CasePage>,
    /// What a reader must be told; may be empty.
    pub note: String,
}

/// The figures and rules of a step in one case.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CasePage {
    /// When it applies; empty: where no other case does.
    pub condition: String,
    /// Its figures.
    pub figures: Vec<FigureRow>,
    /// Its rules; those of the first case hold in every case.
    pub rules: Vec<RuleRow>,
}

/// One figure and where it comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FigureRow {
    /// What it is, e.g. `Duration`.
    pub what: String,
    /// What it is worth, as its source or the catalogue gives it, e.g. `5 / 8 / 13 months`.
    pub value: String,
    /// P10–P50–P90 of a distribution, e.g. `6–8–11 months`; empty where there is none.
    pub levels: String,
    /// What it is.
    pub kind: FigureKind,
    /// Where it comes from.
    pub origin: Origin,
}

/// One rule and where it comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RuleRow {
    /// The rule in a sentence.
    pub says: String,
    /// Where it comes from.
    pub origin: Origin,
}

/// Where a figure or a rule comes from, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// `A`, `B` or `C`.
    pub grade: String,
    /// As of when; a dash where that is not said.
    pub as_of: String,
    /// Its source keys.
    pub keys: Vec<String>,
}

impl Origin {
    pub(super) fn new(provenance: &Provenance) -> Self {
        Self {
            grade: provenance.grade.letter().to_owned(),
            as_of: as_of_words(provenance),
            keys: provenance.sources.clone(),
        }
    }

    /// Grade, date and source keys on one line, e.g. `B 2026-01 jp-pmda-0011`.
    #[must_use]
    pub fn line(&self) -> String {
        format!("{} {} {}", self.grade, self.as_of, self.keys.join(", "))
    }
}

/// The page of a route, if the catalogue has it; with a filter, only the steps with such figures or rules.
#[must_use]
pub fn route_page(catalogue: &Catalogue, id: &str, filter: &FigureFilter, lang: Lang) -> Option<RoutePage> {
    let route = catalogue.routes.get(id)?;
    Some(page_of(catalogue, route, filter, Style::Ids, lang))
}

/// The same with titles in place of ids, for those who do not write files.
#[must_use]
pub fn route_in_words(catalogue: &Catalogue, id: &str, lang: Lang) -> Option<RoutePage> {
    let route = catalogue.routes.get(id)?;
    let filter = FigureFilter::default();
    Some(page_of(catalogue, route, &filter, Style::Titles, lang))
}

/// The page of a route in either style.
pub(crate) fn page_of(
    catalogue: &Catalogue,
    route: &RouteDef,
    filter: &FigureFilter,
    style: Style,
    lang: Lang,
) -> RoutePage {
    let words = Words {
        catalogue,
        route: Some(route),
        lang,
        style,
    };
    let mut facts = vec![
        fact(lang.pick("Route", "ルート"), route.id.clone()),
        fact(
            lang.pick("Jurisdiction", "国・地域"),
            jurisdiction_words(catalogue, &route.jurisdiction, lang),
        ),
    ];
    if !route.grants.is_empty() {
        let grants: Vec<String> = route.grants.iter().map(|id| words.artefact(id)).collect();
        facts.push(fact(
            lang.pick("Grants", "得られるもの"),
            grants.join(lang.pick(", ", "、")),
        ));
    }
    if !route.kinds.is_empty() {
        let kinds: Vec<&str> = route.kinds.iter().map(|kind| words.kind(*kind)).collect();
        facts.push(fact(
            lang.pick("Serves", "対象"),
            kinds.join(lang.pick(", ", "、")),
        ));
    }
    let figures = route.steps.iter().flat_map(StepDef::all_figures);
    let figures = Counts::of(figures.map(|figure| figure.provenance.grade));
    let rules = Counts::of(route.all_rules().map(|rule| rule.provenance.grade));
    facts.push(fact(lang.pick("Figures", "数値"), figures.words()));
    if rules.total() > 0 {
        facts.push(fact(lang.pick("Rules", "規定"), rules.words()));
    }
    let options = route
        .options
        .iter()
        .map(|option| {
            let choices: Vec<String> = option
                .choices
                .iter()
                .map(|(choice, title)| {
                    let default = if *choice == option.default {
                        lang.pick(" (default)", "(既定)")
                    } else {
                        ""
                    };
                    let title = title.get(lang);
                    match style {
                        Style::Ids => format!("{choice}: {title}{default}"),
                        Style::Titles => format!("{title}{default}"),
                    }
                })
                .collect();
            let choices = choices.join("; ");
            match style {
                Style::Ids => fact(&option.id, format!("{}. {choices}", option.title.get(lang))),
                Style::Titles => fact(option.title.get(lang), choices),
            }
        })
        .collect();
    let steps = route
        .steps
        .iter()
        .filter(|step| {
            filter.is_open()
                || step.all_figures().any(|figure| filter.admits(figure.provenance))
                || step.all_rules().any(|rule| filter.admits(&rule.provenance))
        })
        .map(|step| words.step_page(step, filter))
        .collect();
    let sources = sources_of(catalogue, std::iter::once(route), false, filter, lang)
        .into_iter()
        .map(|source| SourcePage {
            cited: Vec::new(),
            ..source
        })
        .collect();
    RoutePage {
        title: route.title.get(lang).to_owned(),
        facts,
        note: words.note(route.note.as_ref()),
        caveats: catalogue
            .caveats(std::iter::once(route))
            .into_iter()
            .map(|caveat| caveat.text.get(lang).to_owned())
            .collect(),
        rules: rule_rows(&route.rules, filter, lang),
        options,
        steps,
        sources,
        caption: format!(
            "{}{}{}",
            lang.pick(
                "Three numbers are the least, the most likely and the greatest value.",
                "3つの数値は最小・最頻・最大の値。",
            ),
            lang.pick(" ", ""),
            grades_caption(lang)
        ),
    }
}

pub(super) fn rule_rows(rules: &[Rule], filter: &FigureFilter, lang: Lang) -> Vec<RuleRow> {
    rules
        .iter()
        .filter(|rule| filter.admits(&rule.provenance))
        .map(|rule| RuleRow {
            says: rule.says.get(lang).to_owned(),
            origin: Origin::new(&rule.provenance),
        })
        .collect()
}

impl Words<'_> {
    fn step_page(&self, step: &StepDef, filter: &FigureFilter) -> StepPage {
        let lang = self.lang;
        let mut facts = Vec::new();
        if let Some(after) = &step.after {
            facts.push(fact(lang.pick("After", "先行"), self.join(after)));
        }
        if let Some(needs) = &step.needs {
            facts.push(fact(lang.pick("Waits for", "待つもの"), self.condition(needs)));
        }
        if let Some((artefact, every)) = &step.recurring {
            let value = every_words(&self.artefact(artefact), *every, lang);
            facts.push(fact(lang.pick("Comes round", "繰り返し"), value));
        }
        if let Some((id, valid_for)) = self.renews(step) {
            let value = renews_words(&self.artefact(id), valid_for, lang);
            facts.push(fact(lang.pick("Renews", "更新するもの"), value));
        }
        if let Some(window) = &step.window {
            facts.push(fact(lang.pick("Calendar", "時期"), self.window(*window)));
        }
        let made: BTreeSet<&str> = crate::order::set(makes(step));
        if !made.is_empty() {
            let made: Vec<String> = made
                .into_iter()
                .map(|id| self.artefact_and_standing(id))
                .collect();
            facts.push(fact(
                lang.pick("Makes", "得られるもの"),
                made.join(lang.pick(", ", "、")),
            ));
        }
        if !step.uses.is_empty() {
            let people: Vec<String> = step
                .uses
                .iter()
                .map(|(team, (people, _))| format!("{team} {people}"))
                .collect();
            facts.push(fact(lang.pick("People", "担当"), people.join(", ")));
        }
        if let Some(when) = spread_words(step.spread, lang) {
            facts.push(fact(lang.pick("Third parties paid", "外部費用の支払"), when));
        }
        let own = CasePage {
            condition: String::new(),
            figures: self.figures(&step.figures, filter),
            rules: rule_rows(&step.rules, filter, lang),
        };
        let others = step.variants.iter().map(|variant| {
            let condition = self.condition(&variant.when);
            CasePage {
                condition: match (&variant.title, lang) {
                    (Some(title), Lang::En) => format!("{} (if {condition})", title.get(lang)),
                    (Some(title), Lang::Ja) => format!("{}({condition}の場合)", title.get(lang)),
                    (None, Lang::En) => format!("if {condition}"),
                    (None, Lang::Ja) => format!("{condition}の場合"),
                },
                figures: self.figures(&variant.figures, filter),
                rules: rule_rows(&variant.figures.rules, filter, lang),
            }
        });
        let cases = std::iter::once(own)
            .chain(others)
            .filter(|case| !case.figures.is_empty() || !case.rules.is_empty())
            .collect();
        StepPage {
            id: step.id.clone(),
            title: step.title.get(lang).to_owned(),
            kind: self.work(step.kind).to_owned(),
            facts,
            cases,
            note: self.note(step.note.as_ref()),
        }
    }

    fn figures(&self, figures: &Figures, filter: &FigureFilter) -> Vec<FigureRow> {
        self.values(figures)
            .into_iter()
            .filter(|(.., provenance)| filter.admits(provenance))
            .map(|(what, value, provenance)| FigureRow {
                what: self.what(what).to_owned(),
                value,
                levels: match what {
                    FigureKind::Duration => figures
                        .duration
                        .as_ref()
                        .map(|duration| self.duration_levels(duration)),
                    FigureKind::Cost => figures.cost.as_ref().map(|cost| self.cost_levels(cost)),
                    FigureKind::Fee | FigureKind::Odds => None,
                }
                .unwrap_or_default(),
                kind: what,
                origin: Origin::new(provenance),
            })
            .collect()
    }

    /// Every figure in words, and where it comes from.
    pub(crate) fn values<'f>(&self, figures: &'f Figures) -> Vec<(FigureKind, String, &'f Provenance)> {
        let mut values = Vec::new();
        if let Some(duration) = &figures.duration {
            values.push((
                FigureKind::Duration,
                self.duration(duration),
                &duration.provenance,
            ));
        }
        if let Some(fee) = &figures.fee {
            values.push((FigureKind::Fee, fee_words(fee, self.lang), &fee.provenance));
        }
        if let Some(cost) = &figures.cost {
            values.push((FigureKind::Cost, self.cost(cost), &cost.provenance));
        }
        if let Some([first, ..]) = figures.outcomes.as_deref() {
            let words: Vec<String> = figures
                .outcomes
                .iter()
                .flatten()
                .filter(|outcome| self.style == Style::Ids || outcome.p > 0.0)
                .map(|outcome| self.outcome(outcome))
                .collect();
            let between = match self.style {
                Style::Ids => "; ",
                Style::Titles => "\n",
            };
            values.push((FigureKind::Odds, words.join(between), &first.provenance));
        }
        values
    }
}

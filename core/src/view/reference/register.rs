//! The sources of the catalogue: what each is, and which figures and rules rest on it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Counts, FigureFilter, grades_caption};
use crate::catalogue::Catalogue;
use crate::define::ESTIMATE;
use crate::model::{Provenance, RouteDef};
use crate::text::Lang;
use crate::view::format::{self, as_of_words};
use crate::view::wording::{Style, Words};

/// One source.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SourcePage {
    /// Its key.
    pub id: String,
    /// Title, publisher and date.
    pub title: String,
    /// Page or table, address, remarks: one a line.
    pub lines: Vec<String>,
    /// How many figures and rules cite it, by grade, e.g. `figures A 3 · C 2; rules A 1`.
    pub count: String,
    /// The figures and rules that a filter lets pass; empty where there is no filter.
    pub cited: Vec<String>,
}

/// The sources of a catalogue.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SourceListView {
    /// Most cited first.
    pub sources: Vec<SourcePage>,
    /// Totals in a sentence.
    pub caption: String,
}

/// What cites a source: figures and rules by grade, and where.
#[derive(Default)]
struct Cited {
    figures: Counts,
    rules: Counts,
    places: Vec<String>,
}

impl Cited {
    fn total(&self) -> usize {
        self.figures.total() + self.rules.total()
    }

    fn words(&self, lang: Lang) -> String {
        let part =
            |word: &str, counts: Counts| (counts.total() > 0).then(|| format!("{word} {}", counts.words()));
        let parts = [
            part(lang.pick("figures", "数値"), self.figures),
            part(lang.pick("rules", "規定"), self.rules),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        parts.join(lang.pick("; ", "、"))
    }
}

/// Everything of a catalogue that cites sources, in turn: where it stands, what it is, whether it is a rule.
fn citations<'r>(
    catalogue: &'r Catalogue,
    routes: impl Iterator<Item = &'r RouteDef>,
    with_registers: bool,
    lang: Lang,
    mut found: impl FnMut(&dyn Fn() -> String, bool, &'r Provenance),
) {
    let words = Words {
        catalogue,
        route: None,
        lang,
        style: Style::Ids,
    };
    let rule = lang.pick("rule", "規定");
    for route in routes {
        for cited in &route.rules {
            found(&|| format!("{}: {rule}", route.id), true, &cited.provenance);
        }
        for step in &route.steps {
            for cited in step.all_rules() {
                found(
                    &|| format!("{}/{}: {rule}", route.id, step.id),
                    true,
                    &cited.provenance,
                );
            }
            for figure in step.all_figures() {
                found(
                    &|| format!("{}/{}: {}", route.id, step.id, words.what(figure.what)),
                    false,
                    figure.provenance,
                );
            }
        }
    }
    if with_registers {
        let scheme_word = lang.pick("scheme", "助成制度");
        for scheme in catalogue.registers.schemes.values() {
            for cited in &scheme.rules {
                found(
                    &|| format!("{scheme_word} {}: {rule}", scheme.id),
                    true,
                    &cited.provenance,
                );
            }
            for provenance in scheme.provenances() {
                found(&|| format!("{scheme_word} {}", scheme.id), false, provenance);
            }
        }
        let rate_word = lang.pick("exchange rate", "為替レート");
        for currency in catalogue.registers.currencies.values() {
            found(
                &|| format!("{rate_word} {}", currency.id),
                false,
                &currency.provenance,
            );
        }
    }
}

/// The sources of all figures and rules, schemes and exchange rates included; with a filter, only those behind such
/// figures and rules, and these themselves.
#[must_use]
pub fn source_list(catalogue: &Catalogue, filter: &FigureFilter, lang: Lang) -> SourceListView {
    let routes = || catalogue.routes.values().map(AsRef::as_ref);
    let mut all = Cited::default();
    citations(catalogue, routes(), true, lang, |_, is_rule, provenance| {
        if filter.admits(provenance) {
            let counts = if is_rule { &mut all.rules } else { &mut all.figures };
            counts.add(provenance.grade);
        }
    });
    let sources = sources_of(catalogue, routes(), true, filter, lang);
    let cited = sources.iter().filter(|source| source.id != ESTIMATE).count();
    let (figures, rules) = (all.figures, all.rules);
    let caption = match lang {
        Lang::En => format!(
            "{} figures ({}) and {} rules ({}) on {cited} sources. {}",
            figures.total(),
            figures.words(),
            rules.total(),
            rules.words(),
            grades_caption(lang)
        ),
        Lang::Ja => format!(
            "数値{}件({})、規定{}件({})、資料{cited}件。{}",
            figures.total(),
            figures.words(),
            rules.total(),
            rules.words(),
            grades_caption(lang)
        ),
    };
    SourceListView { sources, caption }
}

/// The sources behind some routes, and where wished behind schemes and exchange rates.
pub(super) fn sources_of<'r>(
    catalogue: &'r Catalogue,
    routes: impl Iterator<Item = &'r RouteDef>,
    with_registers: bool,
    filter: &FigureFilter,
    lang: Lang,
) -> Vec<SourcePage> {
    let mut found: BTreeMap<&str, Cited> = BTreeMap::new();
    citations(
        catalogue,
        routes,
        with_registers,
        lang,
        |place, is_rule, provenance| {
            if !filter.admits(provenance) {
                return;
            }
            for key in &provenance.sources {
                let cited = found.entry(key).or_default();
                let counts = if is_rule {
                    &mut cited.rules
                } else {
                    &mut cited.figures
                };
                counts.add(provenance.grade);
                if !filter.is_open() {
                    let (grade, as_of) = (provenance.grade.letter(), as_of_words(provenance));
                    let line = format!("{} ({grade}, {as_of})", place());
                    if !cited.places.contains(&line) {
                        cited.places.push(line);
                    }
                }
            }
        },
    );
    let mut pages: Vec<(usize, SourcePage)> = found
        .into_iter()
        .map(|(id, cited)| {
            let source = catalogue.registers.sources.get(id);
            let page = SourcePage {
                id: id.to_owned(),
                title: source.map_or_else(
                    || {
                        lang.pick("Estimates of this catalogue", "本カタログの推定値")
                            .to_owned()
                    },
                    |source| format::cited(source, lang),
                ),
                lines: source
                    .iter()
                    .flat_map(|source| [&source.locator, &source.url, &source.note])
                    .flatten()
                    .cloned()
                    .collect(),
                count: cited.words(lang),
                cited: cited.places.clone(),
            };
            (cited.total(), page)
        })
        .collect();
    crate::order::by(&mut pages, |(a, x), (b, y)| {
        b.cmp(a).then_with(|| x.id.cmp(&y.id))
    });
    pages.into_iter().map(|(_, page)| page).collect()
}

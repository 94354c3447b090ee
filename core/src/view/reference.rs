//! The catalogue as a reference work: its routes, the page of one route, and its sources with the rules and figures
//! that rest on them. A filter narrows all three to what somebody should look at again.

use std::collections::BTreeMap;

use serde::Serialize;

pub(super) use self::page::page_of;
pub use self::page::{CasePage, FigureRow, Origin, RoutePage, RuleRow, StepPage, route_in_words, route_page};
pub use self::register::{SourceListView, SourcePage, source_list};
pub use self::schemes::{SchemeGroup, SchemePage, scheme_caption, scheme_list};
use super::format::{NONE, grouped, percent};
use super::{Column, Fact, Table};
use crate::calendar::{AsOf, Date};
use crate::catalogue::Catalogue;
use crate::file::Grade;
use crate::model::{Provenance, StepDef, TermDef};
use crate::text::Lang;

mod page;
mod register;
mod schemes;

/// Which figures to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FigureFilter {
    /// Of this grade only.
    pub grade: Option<Grade>,
    /// Older than so many months on a day. A figure whose source bears no date counts as old.
    pub older_than: Option<(i32, Date)>,
}

impl FigureFilter {
    /// Whether it lets every figure pass.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.grade.is_none() && self.older_than.is_none()
    }

    /// Whether it lets a figure pass.
    #[must_use]
    pub fn admits(&self, provenance: &Provenance) -> bool {
        self.grade.is_none_or(|grade| provenance.grade == grade)
            && self.older_than.is_none_or(|(months, today)| {
                provenance
                    .as_of
                    .and_then(|as_of| as_of.months_until(today))
                    .is_none_or(|age| age > months)
            })
    }
}

/// The routes of a catalogue.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RouteListView {
    /// One group a jurisdiction: its name and its authority, and its routes.
    pub groups: Vec<(String, Table)>,
    /// What the columns mean.
    pub caption: String,
}

pub(super) fn grades_caption(lang: Lang) -> &'static str {
    lang.pick(
        "Grades: A official figure read in an official text, B reputable secondary source, C estimate or a single weak source.",
        "確度:A 公的文書で確認した公的な数値、B 信頼できる二次資料、C 推定または単一の弱い資料。",
    )
}

fn fact(label: &str, value: impl Into<String>) -> Fact {
    Fact {
        label: label.to_owned(),
        value: value.into(),
    }
}

/// Counts of figures by grade.
#[derive(Default, Clone, Copy)]
struct Counts([usize; 3]);

impl Counts {
    fn add(&mut self, grade: Grade) {
        self.0[grade as usize] += 1;
    }

    fn of(figures: impl Iterator<Item = Grade>) -> Self {
        let mut counts = Self::default();
        figures.for_each(|grade| counts.add(grade));
        counts
    }

    fn join(&mut self, other: Self) {
        for (sum, count) in self.0.iter_mut().zip(other.0) {
            *sum += count;
        }
    }

    fn total(self) -> usize {
        self.0.iter().sum()
    }

    fn words(self) -> String {
        let grades = [Grade::A, Grade::B, Grade::C].into_iter().zip(self.0);
        let words: Vec<String> = grades
            .filter(|(_, count)| *count > 0)
            .map(|(grade, count)| format!("{} {count}", grade.letter()))
            .collect();
        words.join(" · ")
    }
}

/// A term of the glossary.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TermPage {
    /// Its id.
    pub id: String,
    /// The word.
    pub term: String,
    /// The word in the other language.
    pub other: String,
    /// How it is abbreviated; may be empty.
    pub abbreviation: String,
    /// What it means.
    pub meaning: String,
    /// What to read next: ids and words.
    pub see: Vec<Fact>,
}

/// The glossary in order of its words, or the terms that a word stands for.
#[must_use]
pub fn glossary(catalogue: &Catalogue, word: Option<&str>, lang: Lang) -> Vec<TermPage> {
    let terms: Vec<&TermDef> = match word {
        Some(word) => catalogue.look_up(word),
        None => catalogue.registers.terms.values().collect(),
    };
    let mut pages: Vec<TermPage> = terms
        .into_iter()
        .map(|term| TermPage {
            id: term.id.clone(),
            term: term.term.get(lang).to_owned(),
            other: term.term.get(lang.other()).to_owned(),
            abbreviation: term.abbreviation.clone().unwrap_or_default(),
            meaning: term.meaning.get(lang).to_owned(),
            see: term
                .see
                .iter()
                .filter_map(|id| catalogue.registers.terms.get(id))
                .map(|see| fact(&see.id, see.term.get(lang)))
                .collect(),
        })
        .collect();
    crate::order::by_key(&mut pages, |page| page.term.to_lowercase());
    pages
}

/// The routes with their figures by grade and the date of the oldest; with a filter, only those with such figures.
#[must_use]
pub fn route_list(catalogue: &Catalogue, filter: &FigureFilter, lang: Lang) -> RouteListView {
    let columns = [
        (lang.pick("Route", "ルート"), false),
        (lang.pick("What it is", "内容"), false),
        (lang.pick("Steps", "工程"), true),
        ("A", true),
        ("B", true),
        ("C", true),
        (lang.pick("Oldest", "最古"), true),
    ];
    let columns: Vec<Column> = columns
        .into_iter()
        .map(|(title, is_numeric)| Column {
            title: title.to_owned(),
            is_numeric,
        })
        .collect();
    let mut groups: BTreeMap<&str, Table> = BTreeMap::new();
    for route in catalogue.routes.values() {
        let figures: Vec<&Provenance> = route
            .steps
            .iter()
            .flat_map(StepDef::all_figures)
            .map(|figure| figure.provenance)
            .filter(|provenance| filter.admits(provenance))
            .collect();
        let has_rule = route.all_rules().any(|rule| filter.admits(&rule.provenance));
        if figures.is_empty() && !has_rule {
            continue;
        }
        let counts = Counts::of(figures.iter().map(|provenance| provenance.grade));
        let dated = figures
            .iter()
            .filter_map(|provenance| provenance.as_of)
            .filter(|as_of| *as_of != AsOf::Undated);
        let oldest = dated
            .min()
            .map_or_else(|| NONE.to_owned(), |as_of| as_of.to_string());
        let mut row = vec![
            route.id.clone(),
            route.title.get(lang).to_owned(),
            route.steps.len().to_string(),
        ];
        row.extend(counts.0.map(|count| {
            if count == 0 {
                NONE.to_owned()
            } else {
                count.to_string()
            }
        }));
        row.push(oldest);
        let table = groups.entry(&route.jurisdiction).or_insert_with(|| Table {
            columns: columns.clone(),
            rows: Vec::new(),
        });
        table.rows.push(row);
    }
    let groups = groups
        .into_iter()
        .map(|(id, table)| (jurisdiction_words(catalogue, id, lang), table))
        .collect();
    RouteListView {
        groups,
        caption: grades_caption(lang).to_owned(),
    }
}

/// Figures by jurisdiction and grade, the share of estimates, and apart from them the rules by grade.
#[must_use]
pub fn grade_table(catalogue: &Catalogue, filter: &FigureFilter, lang: Lang) -> Table {
    #[derive(Default, Clone, Copy)]
    struct Row {
        routes: usize,
        figures: Counts,
        rules: Counts,
    }
    let mut found: BTreeMap<&str, Row> = BTreeMap::new();
    for route in catalogue.routes.values() {
        let row = found.entry(&route.jurisdiction).or_default();
        row.routes += 1;
        let figures = route.steps.iter().flat_map(StepDef::all_figures);
        for figure in figures.filter(|figure| filter.admits(figure.provenance)) {
            row.figures.add(figure.provenance.grade);
        }
        for rule in route.all_rules().filter(|rule| filter.admits(&rule.provenance)) {
            row.rules.add(rule.provenance.grade);
        }
    }
    let cells = |title: String, row: Row| {
        let total = row.figures.total();
        let share = if total == 0 {
            NONE.to_owned()
        } else {
            percent(row.figures.0[2] as f64 / total as f64)
        };
        let count = |count: usize| grouped(count as f64, lang);
        let mut cells = vec![title, count(row.routes), count(total)];
        cells.extend(row.figures.0.map(count));
        cells.push(share);
        cells.push(count(row.rules.total()));
        cells.extend(row.rules.0.map(count));
        cells
    };
    let mut all = Row::default();
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (id, row) in found {
        all.routes += row.routes;
        all.figures.join(row.figures);
        all.rules.join(row.rules);
        let title = catalogue.jurisdiction_title(id);
        rows.push(cells(title.get(lang).to_owned(), row));
    }
    rows.push(cells(lang.pick("All", "合計").to_owned(), all));
    let columns = [
        lang.pick("Jurisdiction", "国・地域"),
        lang.pick("Routes", "ルート"),
        lang.pick("Figures", "数値"),
        "A",
        "B",
        "C",
        lang.pick("Share of C", "Cの割合"),
        lang.pick("Rules", "規定"),
        "A",
        "B",
        "C",
    ];
    Table::of_numbers(columns, rows)
}

fn jurisdiction_words(catalogue: &Catalogue, id: &str, lang: Lang) -> String {
    let title = catalogue.jurisdiction_title(id);
    match catalogue.registers.jurisdictions.get(id) {
        Some(def) if def.authority.get(lang) != title.get(lang) => match lang {
            Lang::En => format!("{} ({})", title.get(lang), def.authority.get(lang)),
            Lang::Ja => format!("{}({})", title.get(lang), def.authority.get(lang)),
        },
        _ => title.get(lang).to_owned(),
    }
}

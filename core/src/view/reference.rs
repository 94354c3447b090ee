//! The catalogue as a reference work: its routes, the pages of one route, and its sources with the figures
//! that rest on them. A filter narrows all three to the figures that somebody should look at again.

use std::collections::BTreeMap;

use serde::Serialize;

use super::format::{NONE, grouped, percent};
use super::wording::{Style, Words, every_words, fee_words, renews_words, spread_words};
use super::{Column, Fact, Table};
use crate::calendar::{AsOf, Date};
use crate::catalogue::Catalogue;
use crate::define::{ESTIMATE, makes};
use crate::file::Grade;
use crate::model::{FigureKind, Figures, Provenance, RouteDef, StepDef, TermDef};
use crate::text::Lang;

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

/// One route as a page to read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RoutePage {
    /// Title of the route.
    pub title: String,
    /// Id, jurisdiction, authority, what it grants, whom it serves.
    pub facts: Vec<Fact>,
    /// What a reader must be told; may be empty.
    pub note: String,
    /// Its options: id and title, and the choices in words.
    pub options: Vec<Fact>,
    /// Its steps, as written.
    pub steps: Vec<StepPage>,
    /// The sources of its figures, by key.
    pub sources: Vec<SourcePage>,
    /// How to read the grades.
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
    /// Its figures.
    pub figures: Vec<FigureRow>,
    /// What a reader must be told; may be empty.
    pub note: String,
}

/// One figure and where it comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FigureRow {
    /// What it is, e.g. `Duration`.
    pub what: String,
    /// When it applies; empty: always, or where no other does.
    pub condition: String,
    /// What it is worth, e.g. `5 / 8 / 13 months`.
    pub value: String,
    /// Grade, date and source keys, e.g. `B 2026-01 jp-pmda-0011`.
    pub source: String,
    /// What it is.
    pub kind: FigureKind,
    /// Its grade: `A`, `B` or `C`.
    pub grade: String,
    /// Its source keys.
    pub keys: Vec<String>,
}

/// One source.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SourcePage {
    /// Its key.
    pub id: String,
    /// Title, publisher and date.
    pub title: String,
    /// Page or table, address, remarks: one a line.
    pub lines: Vec<String>,
    /// How many figures cite it, by grade, e.g. `A 3 · C 2`.
    pub count: String,
    /// The figures that a filter lets pass; empty where there is no filter.
    pub figures: Vec<String>,
}

/// The sources of a catalogue.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SourceListView {
    /// Most cited first.
    pub sources: Vec<SourcePage>,
    /// Totals in a sentence.
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
    pages.sort_by_key(|page| page.term.to_lowercase());
    pages
}

/// The routes with their figures by grade and the date of the oldest; with a filter, only those with such figures.
#[must_use]
pub fn route_list(catalogue: &Catalogue, filter: &FigureFilter, lang: Lang) -> RouteListView {
    let columns = [
        (lang.pick("Route", "経路"), false),
        (lang.pick("What it is", "内容"), false),
        (lang.pick("Steps", "段階"), true),
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
        if figures.is_empty() && !filter.is_open() {
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

/// Figures by jurisdiction and grade, and the share of estimates.
#[must_use]
pub fn grade_table(catalogue: &Catalogue, filter: &FigureFilter, lang: Lang) -> Table {
    let mut found: BTreeMap<&str, (usize, Counts)> = BTreeMap::new();
    for route in catalogue.routes.values() {
        let (routes, counts) = found.entry(&route.jurisdiction).or_default();
        *routes += 1;
        let figures = route.steps.iter().flat_map(StepDef::all_figures);
        for figure in figures.filter(|figure| filter.admits(figure.provenance)) {
            counts.add(figure.provenance.grade);
        }
    }
    let row = |title: String, routes: usize, counts: Counts| {
        let total = counts.total();
        let [a, b, c] = counts.0;
        let share = if total == 0 {
            NONE.to_owned()
        } else {
            percent(c as f64 / total as f64)
        };
        let mut row = vec![title];
        row.extend([routes, total, a, b, c].map(|count| grouped(count as f64, lang)));
        row.push(share);
        row
    };
    let mut all = (0, Counts::default());
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (id, (routes, counts)) in found {
        all.0 += routes;
        for (sum, count) in all.1.0.iter_mut().zip(counts.0) {
            *sum += count;
        }
        let title = catalogue.jurisdiction_title(id);
        rows.push(row(title.get(lang).to_owned(), routes, counts));
    }
    rows.push(row(lang.pick("All", "合計").to_owned(), all.0, all.1));
    let columns = [
        (lang.pick("Jurisdiction", "国・地域"), false),
        (lang.pick("Routes", "ルート"), true),
        (lang.pick("Figures", "数値"), true),
        ("A", true),
        ("B", true),
        ("C", true),
        (lang.pick("Share of C", "Cの割合"), true),
    ];
    Table {
        columns: columns
            .into_iter()
            .map(|(title, is_numeric)| Column {
                title: title.to_owned(),
                is_numeric,
            })
            .collect(),
        rows,
    }
}

/// What every reader must be told, whatever the plan.
#[must_use]
pub fn caveats(lang: Lang) -> Vec<String> {
    let all = [
        lang.pick(
            "No odds of success are official except those of the US (510(k), De Novo, PMA) and counts that are given as such. All other probabilities are teaching values.",
            "成功確率のうち公的な値は米国(510(k)、De Novo、PMA)のものと、件数として示したものだけである。その他の確率は教育用の想定値である。",
        ),
        lang.pick(
            "How long reviews in Japan really took is not published in a form that could be checked: the times rest on targets.",
            "日本の審査期間の実績は検証できる形で公表されておらず、期間は目標値に基づく。",
        ),
        lang.pick(
            "The law is in motion: Japan's act of 2025 and its consultation fees of 2026, the reform of the MDR, reliance in the United Kingdom and Switzerland, Mexico's new pathway, Vietnam's gap between law and practice. Stored copies were read and no live page: check before acting.",
            "制度は動いている。日本の2025年改正法と2026年の相談手数料、欧州MDRの改正、英国・スイスの簡略審査、メキシコの新制度、ベトナムの法令と運用の差などである。保存された文書を参照しており、現行のウェブページは確認していない。実際の判断の前に最新の情報を確認されたい。",
        ),
    ];
    all.map(str::to_owned).to_vec()
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

/// The page of a route, if the catalogue has it; with a filter, only the steps with such figures.
#[must_use]
pub fn route_page(catalogue: &Catalogue, id: &str, filter: &FigureFilter, lang: Lang) -> Option<RoutePage> {
    let route = catalogue.routes.get(id)?;
    Some(page_of(catalogue, route, filter, Style::Ids, lang))
}

/// The page of a route in either style.
pub(super) fn page_of(
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
        fact(lang.pick("Route", "経路"), route.id.clone()),
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
                    format!("{choice}: {}{default}", title.get(lang))
                })
                .collect();
            fact(
                &option.id,
                format!("{}. {}", option.title.get(lang), choices.join("; ")),
            )
        })
        .collect();
    let steps = route
        .steps
        .iter()
        .filter(|step| filter.is_open() || step.all_figures().any(|figure| filter.admits(figure.provenance)))
        .map(|step| words.step_page(step, filter))
        .collect();
    let sources = sources_of(catalogue, std::iter::once(route), filter, lang)
        .into_iter()
        .map(|source| SourcePage {
            figures: Vec::new(),
            ..source
        })
        .collect();
    RoutePage {
        title: route.title.get(lang).to_owned(),
        facts,
        note: route
            .note
            .as_ref()
            .map_or_else(String::new, |note| note.get(lang).to_owned()),
        options,
        steps,
        sources,
        caption: grades_caption(lang).to_owned(),
    }
}

/// The sources of all figures; with a filter, only those behind such figures, and the figures themselves.
#[must_use]
pub fn source_list(catalogue: &Catalogue, filter: &FigureFilter, lang: Lang) -> SourceListView {
    let routes = || catalogue.routes.values().map(AsRef::as_ref);
    let all = routes()
        .flat_map(|route| &route.steps)
        .flat_map(StepDef::all_figures);
    let counts = Counts::of(
        all.filter(|figure| filter.admits(figure.provenance))
            .map(|figure| figure.provenance.grade),
    );
    let sources = sources_of(catalogue, routes(), filter, lang);
    let (figures, cited) = (
        counts.total(),
        sources.iter().filter(|source| source.id != ESTIMATE).count(),
    );
    let caption = match lang {
        Lang::En => format!(
            "{figures} figures ({}) on {cited} sources. {}",
            counts.words(),
            grades_caption(lang)
        ),
        Lang::Ja => format!(
            "数値{figures}件({})、資料{cited}件。{}",
            counts.words(),
            grades_caption(lang)
        ),
    };
    SourceListView { sources, caption }
}

fn sources_of<'r>(
    catalogue: &Catalogue,
    routes: impl Iterator<Item = &'r RouteDef>,
    filter: &FigureFilter,
    lang: Lang,
) -> Vec<SourcePage> {
    let words = Words {
        catalogue,
        route: None,
        lang,
        style: Style::Ids,
    };
    let mut found: BTreeMap<&str, (Counts, Vec<String>)> = BTreeMap::new();
    for route in routes {
        for step in &route.steps {
            for figure in step
                .all_figures()
                .filter(|figure| filter.admits(figure.provenance))
            {
                let provenance = figure.provenance;
                for key in &provenance.sources {
                    let (counts, figures) = found.entry(key).or_default();
                    counts.add(provenance.grade);
                    let as_of = provenance
                        .as_of
                        .map_or_else(|| NONE.to_owned(), |as_of| as_of.to_string());
                    let (what, grade) = (words.what(figure.what), provenance.grade.letter());
                    let line = format!("{}/{}: {what} ({grade}, {as_of})", route.id, step.id);
                    if !filter.is_open() && !figures.contains(&line) {
                        figures.push(line);
                    }
                }
            }
        }
    }
    let mut pages: Vec<(usize, SourcePage)> = found
        .into_iter()
        .map(|(id, (counts, figures))| {
            let source = catalogue.registers.sources.get(id);
            let page = SourcePage {
                id: id.to_owned(),
                title: source.map_or_else(
                    || {
                        lang.pick("Estimates of this catalogue", "本カタログの推定値")
                            .to_owned()
                    },
                    |source| format!("{}, {} ({})", source.title, source.publisher, source.date),
                ),
                lines: source
                    .iter()
                    .flat_map(|source| [&source.locator, &source.url, &source.note])
                    .flatten()
                    .cloned()
                    .collect(),
                count: counts.words(),
                figures,
            };
            (counts.total(), page)
        })
        .collect();
    pages.sort_by(|(a, x), (b, y)| b.cmp(a).then_with(|| x.id.cmp(&y.id)));
    pages.into_iter().map(|(_, page)| page).collect()
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
        let made: std::collections::BTreeSet<&str> = makes(step).collect();
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
        let mut figures = Vec::new();
        self.figures(&step.figures, "", filter, &mut figures);
        for variant in &step.variants {
            let condition = self.condition(&variant.when);
            let words = match (&variant.title, lang) {
                (Some(title), Lang::En) => format!("{} (if {condition})", title.get(lang)),
                (Some(title), Lang::Ja) => format!("{}({condition}の場合)", title.get(lang)),
                (None, Lang::En) => format!("if {condition}"),
                (None, Lang::Ja) => format!("{condition}の場合"),
            };
            self.figures(&variant.figures, &words, filter, &mut figures);
        }
        StepPage {
            id: step.id.clone(),
            title: step.title.get(lang).to_owned(),
            kind: self.work(step.kind).to_owned(),
            facts,
            figures,
            note: step
                .note
                .as_ref()
                .map_or_else(String::new, |note| note.get(lang).to_owned()),
        }
    }

    fn figures(&self, figures: &Figures, condition: &str, filter: &FigureFilter, rows: &mut Vec<FigureRow>) {
        let values = self.values(figures);
        let admitted = values
            .into_iter()
            .filter(|(.., provenance)| filter.admits(provenance));
        rows.extend(admitted.map(|(what, value, provenance)| {
            let as_of = provenance
                .as_of
                .map_or_else(|| NONE.to_owned(), |as_of| as_of.to_string());
            FigureRow {
                kind: what,
                grade: provenance.grade.letter().to_owned(),
                keys: provenance.sources.clone(),
                what: self.what(what).to_owned(),
                condition: condition.to_owned(),
                value,
                source: format!(
                    "{} {as_of} {}",
                    provenance.grade.letter(),
                    provenance.sources.join(", ")
                ),
            }
        }));
    }

    /// Every figure in words, and where it comes from.
    pub(super) fn values<'f>(&self, figures: &'f Figures) -> Vec<(FigureKind, String, &'f Provenance)> {
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

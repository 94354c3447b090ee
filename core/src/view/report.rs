//! The report: what a reader takes away on paper or in a file. The answer, its charts, what it rests on, and the link
//! that shows it again. The page prints the same.

mod html;

use super::format::percent;
use super::svg;
use super::{Card, CompareView, Fact, SourceOrder, SourcedFigure, Table};
use crate::analysis::compare::Comparison;
use crate::plan::Plan;
use crate::run::Summary;
use crate::text::Lang;

/// A plan and its answer.
#[derive(Debug, Clone, Copy)]
pub struct Answered<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// What came of it.
    pub summary: &'a Summary,
    /// Seed of all randomness.
    pub seed: u64,
}

/// What is printed.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Title of the plan, or of the plans.
    pub title: String,
    /// Several plans on the same futures; none for one.
    pub compared: Option<Compared>,
    /// The plans.
    pub plans: Vec<PlanReport>,
    /// Seed, futures, error, and where to see it again.
    pub run: Vec<Fact>,
    /// The link that shows it again; empty where there is none.
    pub link: String,
    /// Once: a planning aid, not regulatory advice.
    pub disclaimer: String,
    /// The language that it is written in.
    pub lang: Lang,
}

/// Plans compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// Sentences and tables.
    pub view: CompareView,
    /// The dots of all plans, as a picture.
    pub picture: String,
}

/// One plan of a report.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanReport {
    /// Its letter among several; empty for one.
    pub letter: String,
    /// Its title.
    pub title: String,
    /// Its story.
    pub summary: String,
    /// Device, company, calendar, team.
    pub profile: Vec<Fact>,
    /// The answer strip.
    pub cards: Vec<Card>,
    /// When it will happen, what makes it late, the calendar, and whether the cash lasts: pictures as SVG.
    pub pictures: Vec<String>,
    /// Tables: their titles, and how to read them.
    pub tables: Vec<Titled>,
    /// What it rests on: every figure with its grade and sources.
    pub assumptions: Assumptions,
    /// What a reader must be told about the routes.
    pub notes: Vec<String>,
}

/// A table with its words.
#[derive(Debug, Clone, PartialEq)]
pub struct Titled {
    /// What it is.
    pub title: String,
    /// The numbers.
    pub table: Table,
    /// How to read it; may be empty.
    pub caption: String,
}

/// The figures behind an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Assumptions {
    /// The finding in a sentence.
    pub title: String,
    /// Words above the columns.
    pub heads: [&'static str; 6],
    /// The figures.
    pub figures: Vec<SourcedFigure>,
    /// How to read the grades.
    pub caption: String,
}

impl Assumptions {
    /// The same as a table of text.
    #[must_use]
    pub fn table(&self) -> Table {
        let rows = self.figures.iter().map(|figure| {
            let sources = figure.sources.iter().map(|source| {
                let both = format!("{} {}", source.title, source.url);
                both.trim_end().to_owned()
            });
            vec![
                format!("{} ({})", figure.step, figure.place),
                figure.what.clone(),
                figure.value.clone(),
                figure.grade.clone(),
                figure.as_of.clone(),
                sources.collect::<Vec<_>>().join("; "),
            ]
        });
        Table::new(self.heads.iter().map(|title| (*title, false)), rows)
    }
}

impl Report {
    /// The report of one plan.
    #[must_use]
    pub fn of(answered: Answered<'_>, link: &str, lang: Lang) -> Self {
        let plan = plan_report(answered, String::new(), lang);
        Self {
            title: plan.title.clone(),
            compared: None,
            run: run_facts(answered, lang),
            link: link.to_owned(),
            disclaimer: super::foot(answered.plan, None, 0, 1, false, lang).disclaimer,
            plans: vec![plan],
            lang,
        }
    }

    /// The report of several plans on the same futures; the first is what the others are compared with.
    #[must_use]
    pub fn of_several(answered: &[Answered<'_>], comparison: &Comparison, link: &str, lang: Lang) -> Self {
        let plans: Vec<PlanReport> = answered
            .iter()
            .enumerate()
            .map(|(place, answered)| plan_report(*answered, super::plan_letter(place), lang))
            .collect();
        let titles: Vec<&str> = plans.iter().map(|plan| plan.title.as_str()).collect();
        let title = match lang {
            Lang::En => format!("{} plans on the same futures", titles.len()),
            Lang::Ja => format!("同じ未来での{}つの計画の比較", titles.len()),
        };
        let view = super::compare(comparison, lang);
        let picture = svg::compare(&view, &titles.join(" · "));
        Self {
            compared: Some(Compared { view, picture }),
            run: answered
                .first()
                .map_or_else(Vec::new, |first| run_facts(*first, lang)),
            link: link.to_owned(),
            disclaimer: answered.first().map_or_else(String::new, |first| {
                super::foot(first.plan, None, 0, 1, false, lang).disclaimer
            }),
            title,
            plans,
            lang,
        }
    }

    /// As a file that needs nothing else: no script, nothing loaded from anywhere.
    #[must_use]
    pub fn html(&self) -> String {
        html::page(self)
    }

    /// What stands between `<body>` and `</body>`, for the page to print.
    #[must_use]
    pub fn html_body(&self) -> String {
        html::body(self)
    }
}

/// Seed, futures and how sure the headline is.
fn run_facts(Answered { plan, summary, seed }: Answered<'_>, lang: Lang) -> Vec<Fact> {
    let fact = |label: &str, value: String| Fact {
        label: label.to_owned(),
        value,
    };
    let foot = super::foot(plan, Some(summary), seed, summary.iterations, false, lang);
    let days = match lang {
        Lang::En => format!("{} to {}", plan.start, plan.start.plus_days(plan.horizon)),
        Lang::Ja => format!("{}から{}まで", plan.start, plan.start.plus_days(plan.horizon)),
    };
    let mut facts = vec![
        fact(
            lang.pick("Simulated", "計算"),
            format!("{}, {}", foot.iterations, foot.seed),
        ),
        fact(lang.pick("From", "期間"), days),
    ];
    if !foot.error.is_empty() {
        let label = lang.pick("Error of the target’s median", "目標の中央値の誤差");
        facts.push(fact(label, foot.error));
    }
    if !foot.grade_c.is_empty() {
        facts.push(fact(lang.pick("How sure", "確かさ"), foot.grade_c));
    }
    facts
}

fn plan_report(Answered { plan, summary, .. }: Answered<'_>, letter: String, lang: Lang) -> PlanReport {
    let answer = Some(summary);
    let told = super::plan_view(plan, answer, lang);
    let odds = super::odds(plan, answer, (plan.target, crate::app::Ask::Nothing), lang);
    let costs = super::costs(plan, answer, lang);
    let gantt = super::gantt(plan, answer, lang);
    let risk = super::risk(plan, answer, lang);
    let mut pictures = vec![svg::dots(&odds.dots)];
    pictures.extend(
        risk.as_ref()
            .filter(|risk| !risk.tornado.rows.is_empty())
            .map(|risk| svg::tornado(&risk.tornado)),
    );
    pictures.push(svg::gantt(&gantt));
    pictures.extend(costs.cash.as_ref().map(svg::cash));
    let mut tables = vec![milestones(&odds.milestones, lang)];
    tables.push(Titled {
        title: costs.title.clone(),
        table: costs.table.clone(),
        caption: costs.caption.clone(),
    });
    if let Some(cash) = &costs.cash {
        tables.push(Titled {
            title: cash.title.clone(),
            table: cash.flows.clone(),
            caption: String::new(),
        });
    }
    tables.extend(risk.map(|risk| Titled {
        title: risk.tornado.title,
        table: risk.tornado.table,
        caption: risk.tornado.caption,
    }));
    let sources = super::sources(plan, SourceOrder::Plan, lang);
    PlanReport {
        letter,
        title: told.title,
        summary: told.summary,
        profile: told.profile,
        cards: super::strip(plan, answer, None, lang).cards,
        pictures,
        tables,
        assumptions: Assumptions {
            title: sources.title,
            heads: [
                lang.pick("Step", "段階"),
                lang.pick("Figure", "項目"),
                lang.pick("Value", "値"),
                lang.pick("Grade", "確度"),
                lang.pick("As of", "時点"),
                lang.pick("Sources", "出典"),
            ],
            figures: sources.figures,
            caption: sources.caption,
        },
        notes: told.notes,
    }
}

/// All milestones with their chances and dates.
fn milestones(rows: &[super::MilestoneRow], lang: Lang) -> Titled {
    let heads = [
        (lang.pick("Milestone", "マイルストーン"), false),
        (lang.pick("Chance", "確率"), true),
        ("P10", true),
        ("P50", true),
        ("P80", true),
        ("P90", true),
        (lang.pick("Months", "月数"), true),
        ("±", true),
    ];
    let rows = rows.iter().map(|row| {
        let title = if row.is_target {
            format!("{} *", row.title)
        } else {
            row.title.clone()
        };
        let mut cells = vec![title, row.chance.clone()];
        cells.extend(row.dates.iter().cloned());
        cells.extend([row.months.clone(), row.error.clone()]);
        cells
    });
    Titled {
        title: lang.pick("When, and how surely", "時期と確率").to_owned(),
        table: Table::new(heads, rows),
        caption: match lang {
            Lang::En => format!(
                "Chance: share of futures that get there by the horizon; dates and months: of those futures, so that P80 is not \
                 passed in {} of them. * the target.",
                percent(0.8)
            ),
            Lang::Ja => {
                "確率は期間内に到達する未来の割合。日付と月数は到達する未来での値。* は目標。".to_owned()
            }
        },
    }
}

#[cfg(test)]
mod tests;

//! What a view shows, as sheets to be written to a file: a finding, a table, and how to read it.

use serde::Serialize;

use super::format::csv_cell;
use super::{
    CompareView, CostView, Fact, FuturesView, GanttView, LifeView, MapView, OddsView, PlanView, RiskView,
    SourcesView, Table,
};
use crate::text::Lang;

/// One table with its words.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sheet {
    /// The finding in a sentence, or what it is.
    pub title: String,
    /// The numbers.
    pub table: Table,
    /// How to read it; may be empty.
    pub caption: String,
}

impl Sheet {
    fn new(title: &str, table: Table, caption: &str) -> Self {
        Self {
            title: title.to_owned(),
            table,
            caption: caption.to_owned(),
        }
    }
}

/// Sheets as one CSV file (RFC 4180) in UTF-8 with a byte-order mark, so that spreadsheets read Japanese; each table has
/// its title above it and an empty line below. Cells that a spreadsheet would take for formulas are kept from being any.
#[must_use]
pub fn csv(sheets: &[Sheet]) -> String {
    let mut out = String::from("\u{feff}");
    for (place, sheet) in sheets.iter().enumerate() {
        if place > 0 {
            out += "\r\n";
        }
        out += &csv_cell(&sheet.title);
        out += "\r\n";
        let heads = sheet.table.columns.iter().map(|column| column.title.as_str());
        let rows = sheet.table.rows.iter();
        let lines = std::iter::once(heads.map(csv_cell).collect::<Vec<_>>())
            .chain(rows.map(|row| row.iter().map(|cell| csv_cell(cell)).collect()));
        for line in lines {
            out += &line.join(",");
            out += "\r\n";
        }
    }
    out
}

fn facts(facts: &[Fact], lang: Lang) -> Table {
    let columns = [
        (lang.pick("What", "項目"), false),
        (lang.pick("Value", "値"), false),
    ];
    let rows = facts
        .iter()
        .map(|fact| vec![fact.label.clone(), fact.value.clone()]);
    Table::new(columns, rows)
}

/// The profile and the routes.
#[must_use]
pub fn plan(view: &PlanView, lang: Lang) -> Vec<Sheet> {
    vec![
        Sheet::new(&view.title, facts(&view.profile, lang), &view.summary),
        Sheet::new(
            lang.pick("Routes", "ルート"),
            view.routes.table.clone(),
            &view.notes.join("\n"),
        ),
    ]
}

/// What leads to what.
#[must_use]
pub fn map(view: &MapView) -> Vec<Sheet> {
    vec![Sheet::new(&view.title, view.table.clone(), &view.caption)]
}

/// The steps on the calendar.
#[must_use]
pub fn timeline(view: &GanttView) -> Vec<Sheet> {
    vec![Sheet::new(&view.title, view.table.clone(), &view.caption)]
}

/// All milestones, and the chosen one by share and by date.
#[must_use]
pub fn odds(view: &OddsView, lang: Lang) -> Vec<Sheet> {
    let columns = [
        (lang.pick("Milestone", "節目"), false),
        (lang.pick("Chance", "確率"), true),
        ("P10", true),
        ("P50", true),
        ("P80", true),
        ("P90", true),
        (lang.pick("Months", "月数"), true),
        ("±", true),
    ];
    let row = |row: &super::MilestoneRow| {
        let mut cells = vec![row.title.clone(), row.chance.clone()];
        cells.extend(row.dates.iter().cloned());
        cells.extend([row.months.clone(), row.error.clone()]);
        cells
    };
    let rows = view.milestones.iter().map(row);
    let milestones = Table::new(columns, rows);
    vec![
        Sheet::new(lang.pick("Milestones", "節目"), milestones, ""),
        Sheet::new(&view.curve.title, view.curve.table.clone(), &view.curve.caption),
        Sheet::new(
            &view.histogram.title,
            view.histogram.table.clone(),
            &view.histogram.caption,
        ),
    ]
}

/// Cash and costs.
#[must_use]
pub fn money(view: &CostView, lang: Lang) -> Vec<Sheet> {
    let mut sheets = Vec::new();
    if let Some(cash) = &view.cash {
        sheets.push(Sheet::new(&cash.title, facts(&cash.facts, lang), &cash.caption));
        let flows = lang.pick("What comes in and goes out", "収入と支出");
        sheets.push(Sheet::new(flows, cash.flows.clone(), ""));
    }
    let total = lang.pick("Direct cost", "直接費用");
    sheets.push(Sheet::new(total, facts(&view.total, lang), ""));
    sheets.push(Sheet::new(&view.title, view.table.clone(), &view.caption));
    sheets
}

/// What makes the target late.
#[must_use]
pub fn risk(view: &RiskView, lang: Lang) -> Vec<Sheet> {
    let paths = view
        .paths
        .paths
        .iter()
        .map(|path| vec![path.label.clone(), path.text.clone()]);
    let columns = [
        (lang.pick("Share", "割合"), true),
        (lang.pick("Steps", "工程"), false),
    ];
    vec![
        Sheet::new(
            &view.tornado.title,
            view.tornado.table.clone(),
            &view.tornado.caption,
        ),
        Sheet::new(
            &view.waterfall.title,
            view.waterfall.table.clone(),
            &view.waterfall.caption,
        ),
        Sheet::new(&view.paths.title, Table::new(columns, paths), &view.paths.caption),
    ]
}

/// Updates, market by market.
#[must_use]
pub fn life(view: &LifeView, lang: Lang) -> Vec<Sheet> {
    let mut sheets = Vec::new();
    for market in &view.markets {
        let columns = [
            (lang.pick("What", "項目"), false),
            (lang.pick("Way", "方法"), false),
            (lang.pick("P50 (P10 – P90)", "P50(P10〜P90)"), true),
        ];
        let rows = market.panels.iter().flat_map(|panel| {
            let row =
                |row: &super::LifeRange| vec![panel.title.clone(), row.label.clone(), row.words.clone()];
            panel.rows.iter().map(row)
        });
        sheets.push(Sheet::new(
            &market.title,
            Table::new(columns, rows),
            &view.caption,
        ));
        let pays = market
            .pay
            .as_ref()
            .map_or(market.place.as_str(), |pay| &pay.title);
        sheets.push(Sheet::new(pays, market.ways.clone(), ""));
    }
    sheets
}

/// Each thing compared, with its sentences.
#[must_use]
pub fn compare(view: &CompareView) -> Vec<Sheet> {
    let part =
        |part: &super::ComparePart| Sheet::new(&part.title, part.table.clone(), &part.sentences.join("\n"));
    view.parts.iter().map(part).collect()
}

/// The story of a future.
#[must_use]
pub fn futures(view: &FuturesView, lang: Lang) -> Vec<Sheet> {
    let columns = [
        (lang.pick("Date", "日付"), false),
        (lang.pick("Place", "国・地域"), false),
        (lang.pick("What happens", "出来事"), false),
        (lang.pick("Paid", "支払"), true),
    ];
    let lines = view.story.chapters.iter().flat_map(|chapter| &chapter.lines);
    let rows = lines.map(|line| {
        vec![
            line.date.clone(),
            line.place.clone(),
            line.text.clone(),
            line.cost.clone(),
        ]
    });
    let title = format!("{}. {}", view.story.title, view.story.summary);
    vec![Sheet::new(&title, Table::new(columns, rows), &view.story.caption)]
}

/// Every figure and who says so.
#[must_use]
pub fn sources(view: &SourcesView, lang: Lang) -> Vec<Sheet> {
    let columns = [
        (lang.pick("Grade", "等級"), false),
        (lang.pick("Step", "工程"), false),
        (lang.pick("Place", "国・地域"), false),
        (lang.pick("Figure", "項目"), false),
        (lang.pick("Value", "値"), false),
        (lang.pick("As of", "時点"), true),
        (lang.pick("Source", "出典"), false),
        (lang.pick("Address", "URL"), false),
    ];
    let row = |figure: &super::SourcedFigure| {
        let titles: Vec<&str> = figure
            .sources
            .iter()
            .map(|source| source.title.as_str())
            .collect();
        let urls: Vec<&str> = figure.sources.iter().map(|source| source.url.as_str()).collect();
        vec![
            figure.grade.clone(),
            figure.step.clone(),
            figure.place.clone(),
            figure.what.clone(),
            figure.value.clone(),
            figure.as_of.clone(),
            titles.join("; "),
            urls.join(" ").trim().to_owned(),
        ]
    };
    let rows = view.figures.iter().map(row);
    vec![Sheet::new(&view.title, Table::new(columns, rows), &view.caption)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_follow_each_other_and_no_cell_is_a_formula() {
        let sheet = |title: &str| {
            Sheet::new(
                title,
                Table::new(
                    [("a", false), ("b", true)],
                    vec![vec!["=1+1".to_owned(), "2, 3".to_owned()]],
                ),
                "",
            )
        };
        assert_eq!(
            csv(&[sheet("One"), sheet("Two")]),
            "\u{feff}One\r\na,b\r\n'=1+1,\"2, 3\"\r\n\r\nTwo\r\na,b\r\n'=1+1,\"2, 3\"\r\n"
        );
    }
}

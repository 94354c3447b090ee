//! The class report for a browser and for a spreadsheet. Names come from groups and are never trusted: markup is
//! escaped, and no cell becomes a formula.

use super::{calibration, class_facts, compared, ranking, rejected, round};
use crate::exercise::play::{Class, Locked};
use crate::text::Lang;
use crate::view::Table;
use crate::view::format::csv_cell;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:76rem;margin:2rem auto;padding:0 1rem;color:#1b1f24}\
table{border-collapse:collapse;margin:.5rem 0 1.5rem;font-size:.9rem}th,td{border-bottom:1px solid #d0d7de;padding:.3rem .6rem;\
text-align:left;vertical-align:top}.n{text-align:right;font-variant-numeric:tabular-nums}h1{font-size:1.5rem}h2{font-size:1.15rem}\
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dt{color:#57606a}dd{margin:0}small{color:#57606a}\
@media print{body{margin:0}}";

/// Text as HTML shows it.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

fn html_table(table: &Table) -> String {
    let class = |column: usize| {
        let is_numeric = table.columns.get(column).is_some_and(|column| column.is_numeric);
        if is_numeric { " class=\"n\"" } else { "" }
    };
    let mut out = "<table><thead><tr>".to_owned();
    for (place, column) in table.columns.iter().enumerate() {
        out += &format!("<th scope=\"col\"{}>{}</th>", class(place), escape(&column.title));
    }
    out += "</tr></thead><tbody>\n";
    for row in &table.rows {
        out += "<tr>";
        for (place, cell) in row.iter().enumerate() {
            out += &format!("<td{}>{}</td>", class(place), escape(cell));
        }
        out += "</tr>\n";
    }
    out + "</tbody></table>\n"
}

/// The class report as one page that needs nothing else.
#[must_use]
pub fn class_html(class: &Class, lang: Lang) -> String {
    let title = escape(class.title.get(lang));
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src \
         'unsafe-inline'\">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n<dl>\n",
        lang.tag()
    );
    for fact in class_facts(class, lang) {
        out += &format!(
            "<dt>{}</dt><dd>{}</dd>\n",
            escape(&fact.label),
            escape(&fact.value)
        );
    }
    out += "</dl>\n";
    for (title, table) in ranking(class, lang) {
        out += &format!("<h2>{}</h2>\n{}", escape(&title), html_table(&table));
    }
    out += &format!(
        "<h2>{}</h2>\n{}",
        lang.pick("Predictions and the truth", "予測と計算結果"),
        html_table(&calibration(class, lang))
    );
    out += &format!("<h2>{}</h2>\n", lang.pick("To compare", "比較"));
    for (label, of) in [
        (lang.pick("Model plan", "模範計画"), &class.model),
        (lang.pick("The tempting plan", "選びたくなる計画"), &class.poor),
    ] {
        out += &format!("<p>{}</p>\n", escape(&compared(label, of, lang)));
    }
    let assumptions: Vec<_> = class
        .rows
        .iter()
        .filter(|row| !row.assumption.is_empty())
        .collect();
    if !assumptions.is_empty() {
        let heading = lang.pick("What would change their minds", "何が変われば判断を変えるか");
        out += &format!("<h2>{heading}</h2>\n<dl>\n");
        for row in assumptions {
            out += &format!(
                "<dt>{}</dt><dd>{}</dd>\n",
                escape(&row.group),
                escape(&row.assumption)
            );
        }
        out += "</dl>\n";
    }
    if !class.rejected.is_empty() {
        let heading = lang.pick("Not graded", "採点しなかった解答");
        out += &format!("<h2>{heading}</h2>\n{}", html_table(&rejected(class, lang)));
    }
    let foot = lang.pick(
        "Fictional firms. A planning aid, not regulatory advice.",
        "企業は架空。計画のための道具であり、薬事上の助言ではない。",
    );
    out + &format!("<p><small>{foot}</small></p>\n</body>\n</html>\n")
}

/// The class as a spreadsheet reads it: one group a row, columns whose names do not change.
#[must_use]
pub fn class_csv(class: &Class, lang: Lang) -> String {
    let mut titles = [
        "exercise",
        "content",
        "seed",
        "round",
        "rank",
        "group",
        "score",
        "decision",
        "prediction",
        "spent",
    ]
    .map(str::to_owned)
    .to_vec();
    for target in &class.model.targets {
        titles.push(csv_cell(&format!("target_{}", target.id)));
        titles.push(csv_cell(&format!("target_{}_se", target.id)));
    }
    if let Some(row) = class.rows.first() {
        let ids = row.grade.predictions.iter();
        titles.extend(ids.map(|judged| csv_cell(&format!("prediction_{}", judged.id))));
    }
    titles.extend((1..=class.decisions.len()).map(|number| format!("decision_{number}")));
    titles.extend(["locked", "other_seed", "assumption"].map(str::to_owned));
    let mut out = format!("{}\n", titles.join(","));
    for row in &class.rows {
        let total = &row.grade.total;
        let mut cells = vec![
            csv_cell(&class.exercise),
            class.content.clone(),
            class.seed.to_string(),
            csv_cell(&round(row.card.as_ref(), lang)),
            row.rank.to_string(),
            csv_cell(&row.group),
            total.score.to_string(),
            total.decision.to_string(),
            total.prediction.to_string(),
            total.spent.to_string(),
        ];
        for target in &row.grade.targets {
            cells.push(target.chance.value.to_string());
            let se = target.chance.se;
            cells.push(if se.is_finite() { se.to_string() } else { String::new() });
        }
        cells.extend(
            row.grade
                .predictions
                .iter()
                .map(|judged| judged.earns.to_string()),
        );
        cells.extend(row.choices.iter().map(|choice| csv_cell(choice.get(lang))));
        let locked = match row.locked {
            Locked::Kept => "kept",
            Locked::Broken => "broken",
            Locked::Unknown => "unknown",
        };
        cells.extend([
            locked.to_owned(),
            row.other_seed.to_string(),
            csv_cell(&row.assumption),
        ]);
        out += &format!("{}\n", cells.join(","));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_stays_text() {
        assert_eq!(
            escape("<b onclick='x'>&\"\u{7}"),
            "&lt;b onclick=&#39;x&#39;&gt;&amp;&quot; "
        );
    }
}

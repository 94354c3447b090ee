//! The catalogue as a book in Markdown: a page for each route, an index, the glossary. Words come from files that
//! nobody vouches for, so every one of them is escaped: none can become markup, leave its cell, or run.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::format::NONE;
use super::reference::{
    CasePage, FigureFilter, FigureRow, Origin, RoutePage, RuleRow, StepPage, glossary, grade_table, page_of,
    route_list, scheme_list,
};
use super::wording::Style;
use super::{Fact, Table};
use crate::catalogue::Catalogue;
use crate::define::ESTIMATE;
use crate::graph_export::{mermaid, route_graph};
use crate::model::{FigureKind, RouteDef, SourceDef, StepDef};
use crate::text::Lang;

/// A file of the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// Where it belongs below the book's folder, e.g. `en/jp.base.md`.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// The whole book in both languages.
#[must_use]
pub fn book(catalogue: &Catalogue) -> Vec<Leaf> {
    let mut leaves = Vec::new();
    for lang in [Lang::En, Lang::Ja] {
        let mut add = |name: &str, text: String| {
            let path = format!("{}/{name}.md", lang.tag());
            leaves.push(Leaf { path, text });
        };
        add("README", index(catalogue, lang));
        add("GLOSSARY", glossary_page(catalogue, lang));
        add("SCHEMES", schemes_page(catalogue, lang));
        for route in catalogue.routes.values() {
            add(&route.id, route_leaf(catalogue, route, lang));
        }
    }
    leaves
}

/// Words as Markdown that shows exactly these words, within a line or a table's cell.
#[must_use]
pub fn markdown(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for character in words.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '$' | '!' => {
                out.push('\\');
                out.push(character);
            }
            _ if character.is_control() => out.push(' '),
            _ => out.push(character),
        }
    }
    out
}

/// Words as a paragraph. Ids in backquotes are code, and those of routes lead to their pages.
fn paragraph(catalogue: &Catalogue, words: &str) -> String {
    let mut out = String::new();
    let parts: Vec<&str> = words.split('`').collect();
    for (place, part) in parts.iter().enumerate() {
        let is_closed = place + 1 < parts.len();
        let is_id = part
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-'));
        if place % 2 == 0 {
            out += &markdown(part);
        } else if !is_closed {
            out += &markdown(&format!("`{part}"));
        } else if catalogue.routes.contains_key(*part) {
            let _ = write!(out, "[`{part}`]({part}.md)");
        } else if is_id && !part.is_empty() {
            let _ = write!(out, "`{part}`");
        } else {
            out += &markdown(&format!("`{part}`"));
        }
    }
    // What would begin a list.
    let digits = out.len() - out.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    match out[digits..].chars().next() {
        Some('.' | ')') if digits > 0 => out.insert(digits, '\\'),
        Some('-' | '+' | '=') if digits == 0 => out.insert(0, '\\'),
        _ => {}
    }
    out
}

/// An address as a link, if it is one of the web and nothing else.
fn link(url: &str) -> String {
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    let is_plain = url
        .chars()
        .all(|c| c.is_ascii_graphic() && !matches!(c, '<' | '>' | '"' | '\\' | '`' | '|'));
    if is_web && is_plain {
        format!("<{url}>")
    } else {
        markdown(url)
    }
}

/// A table in Markdown.
#[must_use]
pub fn markdown_table(table: &Table) -> String {
    let mut out = String::new();
    let row = |out: &mut String, cells: &mut dyn Iterator<Item = String>| {
        out.push('|');
        for cell in cells {
            let _ = write!(out, " {cell} |");
        }
        out.push('\n');
    };
    row(
        &mut out,
        &mut table.columns.iter().map(|column| markdown(&column.title)),
    );
    row(
        &mut out,
        &mut table
            .columns
            .iter()
            .map(|column| if column.is_numeric { "--:" } else { "---" }.to_owned()),
    );
    for cells in &table.rows {
        row(&mut out, &mut cells.iter().map(|cell| markdown(cell)));
    }
    out
}

/// A table whose cells are Markdown already.
fn ready_table(titles: &[&str], rows: &[Vec<String>]) -> String {
    let mut out = format!("| {} |\n|{}\n", titles.join(" | "), " --- |".repeat(titles.len()));
    for row in rows {
        let _ = writeln!(out, "| {} |", row.join(" | "));
    }
    out
}

fn index(catalogue: &Catalogue, lang: Lang) -> String {
    let other = lang.other();
    let mut out = format!(
        "# {}\n\n[{}](../{}/README.md) · [{}](GLOSSARY.md) · [{}](SCHEMES.md)\n\n",
        lang.pick("Routes", "ルート一覧"),
        other.pick("English", "日本語"),
        other.tag(),
        lang.pick("Glossary", "用語集"),
        lang.pick("Support money", "助成制度"),
    );
    out += lang.pick(
        "Made from the catalogue by `regpath catalogue docs docs`; edit the catalogue, not these pages.\n\n",
        "カタログから`regpath catalogue docs docs`で作成した。修正はカタログに対して行う。\n\n",
    );
    for caveat in catalogue
        .registers
        .caveats
        .values()
        .filter(|caveat| caveat.is_general())
    {
        let _ = writeln!(out, "> {}\n>", paragraph(catalogue, caveat.text.get(lang)));
    }
    let list = route_list(catalogue, &FigureFilter::default(), lang);
    for (title, routes) in &list.groups {
        let _ = writeln!(out, "\n## {}\n", markdown(title));
        let titles = [
            lang.pick("Route", "ルート"),
            lang.pick("Steps", "工程"),
            "A",
            "B",
            "C",
        ];
        let rows: Vec<Vec<String>> = routes
            .rows
            .iter()
            .filter_map(|row| match row.as_slice() {
                [id, title, steps, a, b, c, ..] => Some(vec![
                    format!("[{}]({id}.md)<br>`{id}`", markdown(title)),
                    steps.clone(),
                    a.clone(),
                    b.clone(),
                    c.clone(),
                ]),
                _ => None,
            })
            .collect();
        out += &ready_table(&titles, &rows);
    }
    let _ = writeln!(
        out,
        "\n## {}\n\n{}\n{}",
        lang.pick("Figures by grade", "確度別の数値"),
        markdown_table(&grade_table(catalogue, &FigureFilter::default(), lang)),
        markdown(&list.caption)
    );
    out
}

fn glossary_page(catalogue: &Catalogue, lang: Lang) -> String {
    let other = lang.other();
    let mut out = format!(
        "# {}\n\n[{}](../{}/GLOSSARY.md) · [{}](README.md)\n",
        lang.pick("Glossary", "用語集"),
        other.pick("English", "日本語"),
        other.tag(),
        lang.pick("Routes", "ルート一覧"),
    );
    for term in glossary(catalogue, None, lang) {
        let _ = write!(out, "\n### {}\n\n", markdown(&term.term));
        let also: Vec<String> = [&term.abbreviation, &term.other]
            .into_iter()
            .filter(|also| !also.is_empty() && !term.term.contains(also.as_str()))
            .map(|also| format!("*{}*", markdown(also)))
            .collect();
        if !also.is_empty() {
            let _ = write!(out, "{}\n\n", also.join(" · "));
        }
        let _ = writeln!(out, "{}", paragraph(catalogue, &term.meaning));
        if !term.see.is_empty() {
            let see: Vec<String> = term.see.iter().map(|see| markdown(&see.value)).collect();
            let _ = writeln!(out, "\n→ {}", see.join(" · "));
        }
    }
    out
}

/// The sources of a page, numbered from 1 in their order.
struct Numbers<'a>(Vec<&'a SourceDef>);

impl<'a> Numbers<'a> {
    fn new(catalogue: &'a Catalogue, page: &RoutePage) -> Self {
        let known = page
            .sources
            .iter()
            .filter_map(|source| catalogue.registers.sources.get(&source.id));
        Self(known.collect())
    }

    /// A figure's grade and the numbers of its sources.
    fn mark(&self, origin: &Origin) -> String {
        let numbers: Vec<String> = origin
            .keys
            .iter()
            .filter(|key| *key != ESTIMATE)
            .filter_map(|key| self.0.iter().position(|source| source.id == *key))
            .map(|place| (place + 1).to_string())
            .collect();
        if numbers.is_empty() {
            format!("<sup>{}</sup>", origin.grade)
        } else {
            format!("<sup>{} {}</sup>", origin.grade, numbers.join(", "))
        }
    }
}

/// Source keys as code, e.g. `` `us-fee-2027` ``.
fn keys(origin: &Origin) -> String {
    let keys = origin.keys.iter().map(|key| {
        let is_key = key
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-'));
        if is_key && !key.is_empty() {
            format!("`{key}`")
        } else {
            markdown(key)
        }
    });
    keys.collect::<Vec<String>>().join(", ")
}

fn schemes_page(catalogue: &Catalogue, lang: Lang) -> String {
    let other = lang.other();
    let mut out = format!(
        "# {}\n\n[{}](../{}/SCHEMES.md) · [{}](README.md)\n\n{}\n",
        lang.pick("Support money", "助成制度"),
        other.pick("English", "日本語"),
        other.tag(),
        lang.pick("All routes", "ルート一覧"),
        lang.pick(
            "A plan can apply for the programmes that pay companies a known share. The others are listed so that nobody counts on them: no share is known, or the money goes to hubs, hospitals or research. Three numbers are the least, the most likely and the greatest value; grades A are official, B secondary, C estimates.",
            "計画で申請できるのは、企業への補助率が分かる制度のみ。その他は、補助率が不明か、拠点・病院・研究者等向けであることを示すために掲げる。3つの数値は最小・最頻・最大。確度はA=公的資料、B=二次資料、C=推定値。",
        ),
    );
    for group in scheme_list(catalogue, &FigureFilter::default(), lang) {
        let _ = write!(out, "\n## {}\n", markdown(&group.title));
        for scheme in &group.schemes {
            let _ = write!(out, "\n### {}\n\n", markdown(&scheme.title));
            out += &facts(&scheme.facts);
            if !scheme.note.is_empty() {
                let _ = write!(out, "\n{}\n", paragraph(catalogue, &scheme.note));
            }
            if !scheme.rules.is_empty() {
                let _ = write!(out, "\n**{}**\n\n", lang.pick("Rules", "規定"));
                for rule in &scheme.rules {
                    out += &rule_line(catalogue, rule);
                }
            }
            if !scheme.figures.is_empty() {
                let rows: Vec<Vec<String>> = scheme
                    .figures
                    .iter()
                    .map(|figure| {
                        vec![
                            markdown(&figure.what),
                            lines(&figure.value),
                            lines(&figure.levels),
                            figure.origin.grade.clone(),
                            markdown(&figure.origin.as_of),
                            keys(&figure.origin),
                        ]
                    })
                    .collect();
                let titles = [
                    lang.pick("Figure", "数値"),
                    lang.pick("As given", "記載の値"),
                    "P10–P50–P90",
                    lang.pick("Grade", "確度"),
                    lang.pick("As of", "時点"),
                    lang.pick("Source", "出典"),
                ];
                out.push('\n');
                out += &ready_table(&titles, &rows);
            }
        }
    }
    let _ = write!(out, "\n## {}\n\n", lang.pick("Sources", "出典"));
    let cited: BTreeSet<&str> = crate::order::set(
        catalogue
            .registers
            .schemes
            .values()
            .flat_map(|scheme| {
                let rules = scheme.rules.iter().map(|rule| &rule.provenance);
                scheme.provenances().chain(rules)
            })
            .flat_map(|provenance| provenance.sources.iter().map(String::as_str)),
    );
    for source in cited
        .into_iter()
        .filter_map(|key| catalogue.registers.sources.get(key))
    {
        let _ = writeln!(out, "- {}", source_words(source));
    }
    out
}

fn route_leaf(catalogue: &Catalogue, route: &RouteDef, lang: Lang) -> String {
    let page = page_of(catalogue, route, &FigureFilter::default(), Style::Titles, lang);
    let numbers = Numbers::new(catalogue, &page);
    let other = lang.other();
    let mut out = format!(
        "# {}\n\n[{}](../{}/{}.md) · [{}](README.md) · [{}](GLOSSARY.md)\n",
        markdown(&page.title),
        other.pick("English", "日本語"),
        other.tag(),
        route.id,
        lang.pick("All routes", "ルート一覧"),
        lang.pick("Glossary", "用語集"),
    );
    if !page.note.is_empty() {
        let _ = write!(out, "\n> {}\n", paragraph(catalogue, &page.note));
    }
    out.push('\n');
    out += &facts(&page.facts);
    if !page.caveats.is_empty() {
        let _ = write!(out, "\n## {}\n\n", lang.pick("Mind", "注意"));
        for caveat in &page.caveats {
            let _ = writeln!(out, "- {}", paragraph(catalogue, caveat));
        }
    }
    if !page.options.is_empty() {
        let _ = write!(out, "\n## {}\n\n", lang.pick("Options", "選択肢"));
        out += &options(route, lang);
    }
    let chart = mermaid(&route_graph(catalogue, route), lang);
    let _ = write!(
        out,
        "\n## {}\n\n```mermaid\n{chart}```\n\n{}\n",
        lang.pick("The way", "流れ"),
        lang.pick(
            "Boxes are steps, rounded boxes are papers. A line with a circle: the step looks whether the paper is there, and does not wait for it. Dashed: work goes back.",
            "四角は工程、丸は成果物。先が丸い線は有無を確認するだけで待たないもの、破線はやり直し。"
        )
    );
    if !page.rules.is_empty() {
        let _ = write!(out, "\n## {}\n\n", lang.pick("Rules", "規定"));
        for rule in &page.rules {
            out += &rule_line(catalogue, rule);
        }
    }
    let _ = write!(out, "\n## {}\n\n", lang.pick("Steps", "工程"));
    out += &overview(route, &page, &numbers, lang);
    let _ = write!(
        out,
        "\n{}\n",
        lang.pick(
            "Here times and third-party costs are P10–P50–P90. The small letter is the grade, the small numbers are the sources below. Below, each step has its figures as they are given, three numbers being the least, the most likely and the greatest, with their date and the key of their source. Of several cases the first that holds applies; the line without a case is what holds otherwise.",
            "この表の期間と外部費用はP10–P50–P90。小さな文字は確度、数字は下の出典の番号。以下の各工程には、数値を記載のとおり(3つの数値は最小・最頻・最大)、時点と出典キーとともに示す。条件が複数ある場合は最初に該当するものが適用され、条件のない行はいずれにも該当しない場合の値である。"
        )
    );
    for (def, step) in route.steps.iter().zip(&page.steps) {
        out += &details(catalogue, def, step, lang);
    }
    let _ = write!(out, "\n## {}\n\n", lang.pick("Sources", "出典"));
    if numbers.0.is_empty() {
        let _ = writeln!(
            out,
            "{}",
            lang.pick(
                "None: all figures are estimates of this catalogue.",
                "なし。すべて本カタログの推定値。"
            )
        );
    }
    for (place, source) in numbers.0.iter().enumerate() {
        let _ = writeln!(out, "{}. {}", place + 1, source_words(source));
    }
    let _ = write!(out, "\n{}\n", markdown(&page.caption));
    out
}

fn source_words(source: &SourceDef) -> String {
    let mut out = format!(
        "`{}`: {}, {}, {}.",
        source.id,
        markdown(&source.title),
        markdown(&source.publisher),
        markdown(&source.date)
    );
    for more in [&source.locator, &source.note].into_iter().flatten() {
        let more = markdown(more);
        let _ = write!(out, " {}{}", more, if more.ends_with('.') { "" } else { "." });
    }
    if let Some(url) = &source.url {
        let _ = write!(out, " {}", link(url));
    }
    out
}

fn facts(facts: &[Fact]) -> String {
    facts.iter().fold(String::new(), |mut out, fact| {
        let _ = writeln!(out, "- **{}**: {}", markdown(&fact.label), markdown(&fact.value));
        out
    })
}

fn options(route: &RouteDef, lang: Lang) -> String {
    let mut out = String::new();
    for option in &route.options {
        let _ = writeln!(
            out,
            "- **{}** (`{}`)",
            markdown(option.title.get(lang)),
            option.id
        );
        for (choice, title) in &option.choices {
            let default = if *choice == option.default {
                lang.pick(" (default)", "(既定)")
            } else {
                ""
            };
            let _ = writeln!(out, "  - {} (`{choice}`){default}", markdown(title.get(lang)));
        }
    }
    out
}

fn rule_line(catalogue: &Catalogue, rule: &RuleRow) -> String {
    let origin = &rule.origin;
    format!(
        "- {} ({}, {}, {})\n",
        paragraph(catalogue, &rule.says),
        origin.grade,
        markdown(&origin.as_of),
        keys(origin)
    )
}

const KINDS: [FigureKind; 4] = [
    FigureKind::Duration,
    FigureKind::Fee,
    FigureKind::Cost,
    FigureKind::Odds,
];

fn kind_title(kind: FigureKind, lang: Lang) -> &'static str {
    match kind {
        FigureKind::Duration => lang.pick("Duration", "期間"),
        FigureKind::Fee => lang.pick("Fee", "手数料"),
        FigureKind::Cost => lang.pick("Third parties", "外部費用"),
        FigureKind::Odds => lang.pick("Outcomes", "結果"),
    }
}

fn lines(value: &str) -> String {
    value.lines().map(markdown).collect::<Vec<String>>().join("<br>")
}

/// One outcome is no odds.
fn has_odds(def: &StepDef) -> bool {
    def.figures.outcomes.as_ref().is_some_and(|all| all.len() > 1)
}

fn overview(route: &RouteDef, page: &RoutePage, numbers: &Numbers<'_>, lang: Lang) -> String {
    let rows: Vec<Vec<String>> = page
        .steps
        .iter()
        .zip(&route.steps)
        .map(|(step, def)| {
            let own = step.cases.iter().find(|case| case.condition.is_empty());
            let mut row = vec![format!(
                "**{}**<br>{}",
                markdown(&step.title),
                markdown(&step.kind)
            )];
            row.extend(KINDS.map(|kind| {
                let figure = own.and_then(|own| own.figures.iter().find(|figure| figure.kind == kind));
                match figure {
                    Some(_) if kind == FigureKind::Odds && !has_odds(def) => NONE.to_owned(),
                    Some(figure) => {
                        let value = if figure.levels.is_empty() {
                            &figure.value
                        } else {
                            &figure.levels
                        };
                        format!("{} {}", lines(value), numbers.mark(&figure.origin))
                    }
                    None => NONE.to_owned(),
                }
            }));
            row
        })
        .collect();
    let [duration, fee, cost, odds] = KINDS.map(|kind| kind_title(kind, lang));
    ready_table(&[lang.pick("Step", "工程"), duration, fee, cost, odds], &rows)
}

fn details(catalogue: &Catalogue, def: &StepDef, step: &StepPage, lang: Lang) -> String {
    let mut out = format!("\n### {}\n\n", markdown(&step.title));
    out += &facts(&step.facts);
    if !step.note.is_empty() {
        let _ = write!(out, "\n{}\n", paragraph(catalogue, &step.note));
    }
    let rules = step
        .cases
        .iter()
        .flat_map(|case| case.rules.iter().map(move |rule| (case, rule)));
    let rules: String = rules
        .map(|(case, rule)| {
            let line = rule_line(catalogue, rule);
            if case.condition.is_empty() {
                line
            } else {
                format!(
                    "- *{}*: {}",
                    markdown(&case.condition),
                    line.trim_start_matches("- ")
                )
            }
        })
        .collect();
    if !rules.is_empty() {
        let _ = write!(out, "\n**{}**\n\n{rules}", lang.pick("Rules", "規定"));
    }
    let shown = |case: &CasePage, figure: &FigureRow| {
        figure.kind != FigureKind::Odds || !case.condition.is_empty() || has_odds(def)
    };
    let has_cases = step.cases.iter().any(|case| !case.condition.is_empty());
    let mut rows: Vec<Vec<String>> = Vec::new();
    for case in &step.cases {
        for (place, figure) in case
            .figures
            .iter()
            .filter(|figure| shown(case, figure))
            .enumerate()
        {
            let mut row = Vec::new();
            if has_cases {
                row.push(if place == 0 {
                    markdown(&case.condition)
                } else {
                    String::new()
                });
            }
            row.extend([
                kind_title(figure.kind, lang).to_owned(),
                lines(&figure.value),
                markdown(&figure.levels),
                figure.origin.grade.clone(),
                markdown(&figure.origin.as_of),
                keys(&figure.origin),
            ]);
            rows.push(row);
        }
    }
    if !rows.is_empty() {
        let mut titles = vec![
            lang.pick("Figure", "項目"),
            lang.pick("As given", "記載の値"),
            "P10–P50–P90",
            lang.pick("Grade", "確度"),
            lang.pick("As of", "時点"),
            lang.pick("Source", "出典"),
        ];
        if has_cases {
            titles.insert(0, lang.pick("Case", "条件"));
        }
        let _ = write!(out, "\n{}", ready_table(&titles, &rows));
    }
    let people: u32 = def.uses.values().map(|(people, _)| *people).sum();
    if step.facts.is_empty() && step.note.is_empty() && rows.is_empty() && rules.is_empty() && people == 0 {
        let _ = writeln!(out, "{}", lang.pick("Can begin at once.", "すぐに始められる。"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::SourceFile;

    #[test]
    fn words_stay_words() {
        assert_eq!(
            markdown("<script>alert(1)</script> | *a* [b](javascript:c) `d`\n# e"),
            "&lt;script&gt;alert(1)&lt;/script&gt; \\| \\*a\\* \\[b\\](javascript:c) \\`d\\` \\# e"
        );
        assert_eq!(markdown("2026-01"), "2026-01");
        assert_eq!(markdown(""), "");
        assert_eq!(markdown("審査"), "審査");
    }

    #[test]
    fn a_paragraph_is_no_list_and_its_ids_are_code() {
        let words = |text: &str| paragraph(Catalogue::shipped(), text);
        assert_eq!(words("1. a"), "1\\. a");
        assert_eq!(words("- a"), "\\- a");
        assert_eq!(words("see `jp.base` first"), "see [`jp.base`](jp.base.md) first");
        assert_eq!(words("an `a.b` here"), "an `a.b` here");
        assert_eq!(words("`](x)<b>` and `"), "\\`\\](x)&lt;b&gt;\\` and \\`");
    }

    #[test]
    fn only_the_web_is_linked() {
        assert_eq!(
            link("https://a.example/x?y=1&z=2"),
            "<https://a.example/x?y=1&z=2>"
        );
        assert_eq!(link("javascript:alert(1)"), "javascript:alert(1)");
        assert_eq!(
            link("https://a.example/><script>"),
            "https://a.example/&gt;&lt;script&gt;"
        );
        assert_eq!(link("https://a.example/ <b>"), "https://a.example/ &lt;b&gt;");
    }

    /// Whatever a file says, its page has no tag but the book's own, and its fence closes once.
    #[test]
    fn a_hostile_catalogue_cannot_break_out() {
        let evil = "</sup><script>x</script>|```\\n# [a](b)";
        let text = format!(
            r#"
            [route]
            id = "zz.evil"
            title = "{evil}"
            jurisdiction = "zz"
            note = "{evil}"
            source = "zz-evil"
            as_of = "2026"
            confidence = "C"
            [[route.option]]
            id = "o"
            title = "{evil}"
            default = "c"
            choice = [{{ id = "c", title = "{evil}" }}]
            [[jurisdiction]]
            id = "zz"
            title = "{evil}"
            authority = "{evil}"
            [[source]]
            id = "zz-evil"
            title = "{evil}"
            publisher = "{evil}"
            date = "{evil}"
            locator = "{evil}"
            url = "https://a.example/{evil}"
            note = "{evil}"
            [[artefact]]
            id = "zz.paper"
            title = "{evil}"
            [[route.rule]]
            says = "{evil}"
            source = "zz-evil"
            as_of = "2026"
            confidence = "A"
            [[step]]
            id = "s"
            rule = [{{ says = "{evil}", source = "zz-evil", as_of = "2026", confidence = "A" }}]
            title = "{evil}"
            note = "{evil}"
            produces = ["zz.paper"]
            duration = {{ fixed = 1, unit = "day" }}
            outcome = [
              {{ id = "a", title = "{evil}", p = 0.5 }},
              {{ id = "b", title = "{evil}", p = 0.5, lose = "zz.paper" }},
            ]
            variant = [{{ when = "zz.paper", title = "{evil}", duration = {{ fixed = 2, unit = "day" }} }}]
            [[term]]
            id = "evil"
            term = "{evil}"
            abbreviation = "{evil}"
            meaning = "{evil}"
            "#
        );
        let file = SourceFile {
            name: "evil.toml".into(),
            text,
        };
        let (catalogue, problems) = Catalogue::default().with(&[file]);
        assert!(problems.is_empty(), "{problems:#?}");
        for leaf in book(&catalogue) {
            let own = leaf
                .text
                .replace("<sup>", "")
                .replace("</sup>", "")
                .replace("<br>", "");
            assert!(!own.contains('<'), "{}: {own}", leaf.path);
            let fences = leaf.text.lines().filter(|line| line.starts_with("```")).count();
            assert!(fences == 2 || fences == 0, "{}", leaf.path);
            let headings: Vec<&str> = leaf.text.lines().filter(|line| line.starts_with("# ")).collect();
            assert_eq!(headings.len(), 1, "{headings:?}");
        }
    }
}

//! `regpath catalogue`: the catalogue as a reference work.

use std::fs;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Context as _;
use regpath_core::calendar::Date;
use regpath_core::diag::{FileRef, did_you_mean};
use regpath_core::text::{Lang, Text};
use regpath_core::view::Fact;
use regpath_core::view::book::{book, markdown_table};
use regpath_core::view::reference::{
    FigureFilter, FigureRow, RoutePage, RuleRow, SchemePage, SourcePage, StepPage, TermPage, glossary,
    grade_table, route_list, route_page, scheme_caption, scheme_list, source_list,
};

use super::args::{Catalogue, CatalogueCommand};
use super::output::{caveats, columns, facts, paragraph, print, table};
use super::{Failure, Session};

pub(super) fn run(session: &Session, args: &Catalogue) -> Result<(), Failure> {
    let catalogue = session.catalogue()?;
    let lang = session.lang;
    let filter = FigureFilter {
        grade: args.grade,
        older_than: args
            .older_than
            .map(|months| (months, args.today.unwrap_or_else(today))),
    };
    let columns = columns();
    let mut out = String::new();
    match &args.command {
        CatalogueCommand::List => {
            let list = route_list(&catalogue, &filter, lang);
            for (title, routes) in &list.groups {
                out += &format!("{title}\n{}\n", table(routes, 2, columns));
            }
            if list.groups.is_empty() {
                out += &nothing(session);
            }
            out += &paragraph(&list.caption, 0, columns);
        }
        CatalogueCommand::Show { route } => {
            let Some(page) = route_page(&catalogue, route, &filter, lang) else {
                let help =
                    did_you_mean(route, catalogue.routes.keys().map(String::as_str)).unwrap_or_else(|| {
                        [
                            "`regpath catalogue list` shows all routes",
                            "すべてのルートは `regpath catalogue list` で見られます",
                        ]
                        .into()
                    });
                return Err(not_known(route, "unknown-route", ["route", "ルート"], help));
            };
            out += &page_of(session, &page, columns);
        }
        CatalogueCommand::Sources => {
            let list = source_list(&catalogue, &filter, lang);
            for source in &list.sources {
                out += &source_of(source, columns);
                out.push('\n');
            }
            if list.sources.is_empty() {
                out += &nothing(session);
            }
            out += &paragraph(&list.caption, 0, columns);
        }
        CatalogueCommand::Schemes => {
            let groups = scheme_list(&catalogue, &filter, lang);
            for group in &groups {
                out += &format!("{}\n\n", group.title);
                for scheme in &group.schemes {
                    out += &scheme_of(scheme, columns, lang);
                    out.push('\n');
                }
            }
            if groups.is_empty() {
                out += &nothing(session);
            }
            out += &paragraph(&scheme_caption(lang), 0, columns);
        }
        CatalogueCommand::Grades { markdown } => {
            let grades = grade_table(&catalogue, &filter, lang);
            out += &if *markdown {
                markdown_table(&grades)
            } else {
                table(&grades, 0, columns)
            };
        }
        CatalogueCommand::Docs { dir } => {
            let leaves = book(&catalogue);
            for leaf in &leaves {
                write(&dir.join(&leaf.path), &leaf.text)?;
            }
            let (count, dir) = (leaves.len(), dir.display());
            out += &match lang {
                Lang::En => format!("{count} pages in {dir}\n"),
                Lang::Ja => format!("{dir}に{count}ページを作成\n"),
            };
        }
        CatalogueCommand::Glossary { word } => {
            let terms = glossary(&catalogue, word.as_deref(), lang);
            if terms.is_empty() {
                let word = word.as_deref().unwrap_or_default();
                let known = catalogue.registers.terms.values();
                let help = did_you_mean(word, known.flat_map(regpath_core::model::TermDef::names))
                    .unwrap_or_else(|| {
                        [
                            "`regpath catalogue glossary` explains every word that it knows",
                            "用語の一覧は `regpath catalogue glossary` で見られます",
                        ]
                        .into()
                    });
                return Err(not_known(word, "unknown-term", ["term", "用語"], help));
            }
            let pages: Vec<String> = terms.iter().map(|term| term_of(session, term, columns)).collect();
            out += &pages.join("\n");
        }
    }
    print(&out)
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    path.parent()
        .map_or(Ok(()), fs::create_dir_all)
        .and_then(|()| fs::write(path, text))
        .with_context(|| format!("cannot write `{}`", path.display()))
}

fn not_known(name: &str, code: &'static str, [en, ja]: [&str; 2], help: Text) -> Failure {
    let file = FileRef { name, text: "" };
    let message = [
        format!("{en} `{name}` is not known"),
        format!("{ja} `{name}` はありません"),
    ];
    Failure::Wrong(vec![file.problem(code, &(0..0), message, help)], Vec::new())
}

fn term_of(session: &Session, term: &TermPage, columns: usize) -> String {
    let mut head = term.term.clone();
    for also in [&term.abbreviation, &term.other] {
        if !also.is_empty() && !head.contains(also.as_str()) {
            head += &format!(" · {also}");
        }
    }
    let mut out = paragraph(&format!("{head} [{}]", term.id), 0, columns);
    out += &paragraph(&term.meaning, 2, columns);
    if !term.see.is_empty() {
        let see: Vec<&str> = term.see.iter().map(|see| see.value.as_str()).collect();
        let see = match session.lang {
            Lang::En => format!("See: {}", see.join(", ")),
            Lang::Ja => format!("参照:{}", see.join("、")),
        };
        out += &paragraph(&see, 2, columns);
    }
    out
}

fn nothing(session: &Session) -> String {
    format!(
        "{}\n\n",
        session
            .lang
            .pick("There is no such figure.", "該当する数値はない。")
    )
}

fn page_of(session: &Session, page: &RoutePage, columns: usize) -> String {
    let lang = session.lang;
    let mut out = paragraph(&page.title, 0, columns);
    out += &facts(&page.facts, 2, columns);
    if !page.note.is_empty() {
        out.push('\n');
        out += &paragraph(&page.note, 2, columns);
    }
    out += &caveats(&page.caveats, lang, columns);
    if !page.rules.is_empty() {
        out += &format!("\n{}\n", lang.pick("Rules", "規定"));
        for rule in &page.rules {
            out += &paragraph(&rule_of(rule), 2, columns);
        }
    }
    if !page.options.is_empty() {
        out += &format!(
            "\n{}\n{}",
            lang.pick("Options", "選択肢"),
            facts(&page.options, 2, columns)
        );
    }
    out += &format!("\n{}\n", lang.pick("Steps", "工程"));
    for step in &page.steps {
        out += &step_of(step, columns, lang);
        out.push('\n');
    }
    if !page.sources.is_empty() {
        out += &format!("{}\n", lang.pick("Sources", "出典"));
        for source in &page.sources {
            out += &source_of(source, columns);
        }
        out.push('\n');
    }
    out += &paragraph(&page.caption, 0, columns);
    out
}

fn rule_of(rule: &RuleRow) -> String {
    format!("{} [{}]", rule.says, rule.origin.line())
}

fn step_of(step: &StepPage, columns: usize, lang: Lang) -> String {
    let mut out = paragraph(
        &format!("{}: {} ({})", step.id, step.title, step.kind),
        2,
        columns,
    );
    let mut lines = step.facts.clone();
    for case in &step.cases {
        let indent = if case.condition.is_empty() {
            ""
        } else {
            out += &facts(&lines, 6, columns);
            lines.clear();
            out += &paragraph(&case.condition, 6, columns);
            "  "
        };
        lines.extend(figures_and_rules(&case.figures, &case.rules, indent, lang));
    }
    out += &facts(&lines, 6, columns);
    if !step.note.is_empty() {
        out += &paragraph(&step.note, 6, columns);
    }
    out
}

fn scheme_of(scheme: &SchemePage, columns: usize, lang: Lang) -> String {
    let mut lines = scheme.facts.clone();
    lines.extend(figures_and_rules(&scheme.figures, &scheme.rules, "", lang));
    let mut out = paragraph(&scheme.title, 2, columns);
    out += &facts(&lines, 6, columns);
    if !scheme.note.is_empty() {
        out += &paragraph(&scheme.note, 6, columns);
    }
    out
}

/// Figures and rules, each with its grade and sources.
fn figures_and_rules(figures: &[FigureRow], rules: &[RuleRow], indent: &str, lang: Lang) -> Vec<Fact> {
    let figures = figures.iter().map(|figure| Fact {
        label: format!("{indent}{}", figure.what),
        value: format!("{} [{}]", figure.value, figure.origin.line()),
    });
    let rules = rules.iter().map(|rule| Fact {
        label: format!("{indent}{}", lang.pick("Rule", "規定")),
        value: rule_of(rule),
    });
    figures.chain(rules).collect()
}

fn source_of(source: &SourcePage, columns: usize) -> String {
    let mut out = paragraph(&format!("{}: {}", source.id, source.count), 2, columns);
    out += &paragraph(&source.title, 6, columns);
    for line in &source.lines {
        out += &paragraph(line, 6, columns);
    }
    for figure in &source.cited {
        out += &paragraph(figure, 8, columns);
    }
    out
}

/// Today, by the clock of the machine, in universal time.
fn today() -> Date {
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0.0, |time| time.as_secs_f64());
    let first = Date::new(1970, 1, 1).expect("1970 began on a first of January");
    first.plus_days(seconds / 86_400.0)
}

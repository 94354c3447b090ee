//! The report as HTML: semantic, without scripts, with pictures inside. Whatever a plan says is escaped.

use std::fmt::Write as _;

use super::{Assumptions, PlanReport, Report, Titled};
use crate::text::Lang;
use crate::view::svg::escaped as text;
use crate::view::{Card, Fact, SourceLink, Table};

/// How it looks, on screen and on A4.
const STYLE: &str = include_str!("report.css");

/// A whole file.
pub(super) fn page(report: &Report) -> String {
    let title = text(&report.title);
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<meta name=\"viewport\" content=\"width=device-width, \
         initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n\
         </head>\n<body>\n<main class=\"paper\">\n{}</main>\n</body>\n</html>\n",
        report.lang.tag(),
        body(report),
    )
}

/// The contents.
pub(super) fn body(report: &Report) -> String {
    let lang = report.lang;
    let mut out = format!("<h1>{}</h1>\n", text(&report.title));
    let is_one = report.plans.len() == 1;
    if let Some(compared) = &report.compared {
        facts(&mut out, &compared.view.plans);
        let _ = writeln!(out, "<figure>{}</figure>", compared.picture);
        for part in &compared.view.parts {
            let _ = writeln!(out, "<h3>{}</h3>", text(&part.title));
            table(&mut out, &part.table);
        }
    }
    for plan in &report.plans {
        draw(&mut out, plan, is_one, lang);
    }
    let again = lang.pick("See it again", "同じ結果を見るには");
    let _ = writeln!(out, "<section class=\"again\">\n<h2>{again}</h2>");
    facts(&mut out, &report.run);
    if !report.link.is_empty() {
        let words = lang.pick(
            "This link holds the plan, the seed and the number of futures; it shows the same numbers to the last digit.",
            "このリンクには計画・シード・試行回数が含まれ、最後の桁まで同じ数値を再現します。",
        );
        // It is as long as a page: its beginning says what it is.
        let (link, beginning) = (text(&report.link), beginning(&report.link, 72));
        let _ = writeln!(
            out,
            "<p>{words}</p>\n<p class=\"link\"><a href=\"{link}\">{}</a></p>",
            text(&beginning)
        );
    }
    let _ = writeln!(
        out,
        "<p class=\"caption\">regpath. {}</p>\n</section>",
        text(&report.disclaimer)
    );
    out
}

fn draw(out: &mut String, plan: &PlanReport, is_one: bool, lang: Lang) {
    out.push_str("<section class=\"plan\">\n");
    if !is_one {
        let _ = writeln!(
            out,
            "<h2><span class=\"letter\">{}</span> {}</h2>",
            text(&plan.letter),
            text(&plan.title)
        );
    }
    let _ = writeln!(out, "<p class=\"story\">{}</p>", text(&plan.summary));
    cards(out, &plan.cards, lang);
    for picture in &plan.pictures {
        let _ = writeln!(out, "<figure>{picture}</figure>");
    }
    for titled in &plan.tables {
        let Titled {
            title,
            table: numbers,
            caption,
        } = titled;
        if numbers.rows.is_empty() {
            continue;
        }
        let _ = writeln!(out, "<h3>{}</h3>", text(title));
        table(out, numbers);
        note(out, caption);
    }
    if !plan.profile.is_empty() {
        let _ = writeln!(
            out,
            "<h3>{}</h3>",
            lang.pick("Device, company, calendar", "機器・企業・日程")
        );
        facts(out, &plan.profile);
    }
    assumptions(out, &plan.assumptions, lang);
    if !plan.notes.is_empty() {
        let _ = writeln!(
            out,
            "<h3>{}</h3>\n<ul>",
            lang.pick("Worth knowing", "知っておきたいこと")
        );
        for note in &plan.notes {
            let _ = writeln!(out, "<li>{}</li>", text(note));
        }
        out.push_str("</ul>\n");
    }
    out.push_str("</section>\n");
}

fn cards(out: &mut String, cards: &[Card], lang: Lang) {
    out.push_str("<dl class=\"cards\">\n");
    for card in cards {
        let _ = write!(
            out,
            "<div><dt>{}</dt><dd class=\"big\">{} <small>{}</small></dd><dd>{}",
            text(&card.title),
            text(&card.big),
            text(&card.small),
            text(&card.p80),
        );
        if !card.chance.is_empty() {
            let chance = text(&card.chance);
            let _ = match lang {
                Lang::En => write!(out, " · <strong>{chance}</strong> get there"),
                Lang::Ja => write!(out, " · 到達<strong>{chance}</strong>"),
            };
        }
        out.push_str("</dd></div>\n");
    }
    out.push_str("</dl>\n");
}

/// The first letters of a text.
fn beginning(of: &str, letters: usize) -> String {
    match of.char_indices().nth(letters) {
        Some((end, _)) => format!("{}…", &of[..end]),
        None => of.to_owned(),
    }
}

fn facts(out: &mut String, facts: &[Fact]) {
    out.push_str("<dl class=\"facts\">\n");
    for fact in facts {
        let _ = writeln!(
            out,
            "<div><dt>{}</dt><dd>{}</dd></div>",
            text(&fact.label),
            text(&fact.value)
        );
    }
    out.push_str("</dl>\n");
}

fn note(out: &mut String, caption: &str) {
    if !caption.is_empty() {
        let _ = writeln!(out, "<p class=\"caption\">{}</p>", text(caption));
    }
}

fn table(out: &mut String, table: &Table) {
    let kind = |place: usize| {
        let is_numeric = table.columns.get(place).is_some_and(|column| column.is_numeric);
        if is_numeric { " class=\"is-numeric\"" } else { "" }
    };
    out.push_str("<table>\n<thead><tr>");
    for (place, column) in table.columns.iter().enumerate() {
        let _ = write!(
            out,
            "<th scope=\"col\"{}>{}</th>",
            kind(place),
            text(&column.title)
        );
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        out.push_str("<tr>");
        for (place, cell) in row.iter().enumerate() {
            let (open, close) = if place == 0 {
                ("th scope=\"row\"", "th")
            } else {
                ("td", "td")
            };
            let _ = write!(out, "<{open}{}>{}</{close}>", kind(place), text(cell));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n");
}

fn assumptions(out: &mut String, view: &Assumptions, lang: Lang) {
    let heading = lang.pick("What it rests on", "前提となる数値と出典");
    let _ = writeln!(out, "<h3>{heading}</h3>\n<p>{}</p>", text(&view.title));
    out.push_str("<table class=\"assumptions\">\n<thead><tr>");
    for head in view.heads {
        let _ = write!(out, "<th scope=\"col\">{}</th>", text(head));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    let mut before = "";
    for figure in &view.figures {
        // A step is named once for all its figures.
        let step = if figure.id == before {
            String::new()
        } else {
            format!("{} <small>{}</small>", text(&figure.step), text(&figure.place))
        };
        before = &figure.id;
        let sources: Vec<String> = figure.sources.iter().map(link).collect();
        let _ = writeln!(
            out,
            "<tr><th scope=\"row\">{step}</th><td>{}</td><td>{}</td><td class=\"sure\">{}</td><td>{}</td><td>{}</td></tr>",
            text(&figure.what),
            text(&figure.value),
            text(&figure.grade),
            text(&figure.as_of),
            sources.join("; "),
        );
    }
    out.push_str("</tbody>\n</table>\n");
    note(out, &view.caption);
}

fn link(source: &SourceLink) -> String {
    let title = text(&source.title);
    if source.url.is_empty() {
        title
    } else {
        format!(
            "<a href=\"{}\" rel=\"noopener noreferrer\">{title}</a>",
            text(&source.url)
        )
    }
}

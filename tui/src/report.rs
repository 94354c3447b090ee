//! Problems as terminal text: what is wrong, the offending text underlined in its lines, and what to do.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use regpath_core::catalogue::SourceFile;
use regpath_core::diag::Problem;
use regpath_core::text::Lang;

/// Lines shown before and after the one that is underlined.
const AROUND: usize = 1;
/// A span over more lines is underlined in its first one only.
const MOST_LINES: usize = 4;
/// Longer lines are cut around the span.
const MOST_BYTES: usize = 400;

/// Every problem, one below the other, each followed by an empty line.
#[must_use]
pub fn render(problems: &[Problem], files: &[SourceFile], is_colored: bool, lang: Lang) -> String {
    let renderer = if is_colored {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let renderer = renderer.term_width(100);
    problems
        .iter()
        .map(|problem| {
            let text = files
                .iter()
                .find(|file| file.name == problem.file)
                .map_or("", |file| file.text.as_str());
            format!("{}\n\n", one(problem, text, &renderer, lang))
        })
        .collect()
}

fn one(problem: &Problem, text: &str, renderer: &Renderer, lang: Lang) -> String {
    let (error, help) = match lang {
        Lang::En => (Level::ERROR, Level::HELP),
        Lang::Ja => (Level::ERROR.with_name("誤り"), Level::HELP.with_name("対処")),
    };
    let title = error
        .primary_title(clean(problem.message.get(lang)))
        .id(problem.code);
    let mut group = Group::with_title(title);
    // What has no text to show is named in the message.
    if !text.is_empty() {
        let (excerpt, first_line, span) = excerpt(text, &problem.span);
        let snippet = Snippet::source(excerpt)
            .line_start(first_line)
            .path(clean(&problem.file))
            .annotation(AnnotationKind::Primary.span(span));
        group = group.element(snippet);
    }
    let way_out = problem.help.get(lang);
    if !way_out.is_empty() {
        group = group.element(help.message(clean(way_out)));
    }
    renderer.render(&[group])
}

/// Text that cannot move the cursor or colour the screen.
fn clean(text: &str) -> String {
    text.chars()
        .map(|character| {
            if character.is_control() {
                '\u{fffd}'
            } else {
                character
            }
        })
        .collect()
}

/// The lines around a span, the number of the first of them, and the span within them.
fn excerpt(text: &str, span: &Range<usize>) -> (String, usize, Range<usize>) {
    let start = text.floor_char_boundary(span.start);
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = |from: usize| text[from..].find('\n').map_or(text.len(), |at| from + at);
    let end = text.ceil_char_boundary(span.end.max(start));
    let end = if text[start..end].matches('\n').count() < MOST_LINES {
        end
    } else {
        line_end(start).min(end)
    };

    let mut from = line_start;
    for _ in 0..AROUND {
        from = text[..from.saturating_sub(1)].rfind('\n').map_or(0, |at| at + 1);
    }
    let mut to = line_end(end);
    for _ in 0..AROUND {
        to = line_end((to + 1).min(text.len()));
    }
    // A line without end would be nothing to read.
    let from = text.ceil_char_boundary(from.max(start.saturating_sub(MOST_BYTES)));
    let to = text.floor_char_boundary(to.min(end.min(start + MOST_BYTES) + MOST_BYTES));
    let end = end.min(to);
    let first_line = text[..from].bytes().filter(|byte| *byte == b'\n').count() + 1;
    // Controls of one byte are drawn as pictures; those of two become a dot of two.
    let shown = text[from..to]
        .chars()
        .map(|c| {
            if ('\u{80}'..'\u{a0}').contains(&c) {
                '·'
            } else {
                c
            }
        })
        .collect();
    (shown, first_line, start - from..end - from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, at: Range<usize>, lang: Lang) -> String {
        let file = SourceFile {
            name: "x.toml".to_owned(),
            text: text.to_owned(),
        };
        let problem = file.as_ref().problem(
            "unknown-step",
            &at,
            ["step `revew` is not known", "工程 `revew` はありません"],
            ["did you mean `review`?", "`review` ではありませんか"],
        );
        render(&[problem], &[file], false, lang)
    }

    #[test]
    fn the_offending_text_is_underlined() {
        let text = "id = \"a\"\nafter = \"revew\"\nkind = \"study\"\n";
        let at = text.find("\"revew").unwrap();
        insta::assert_snapshot!(shown(text, at..at + 7, Lang::Ja), @r#"
        誤り[unknown-step]: 工程 `revew` はありません
         --> x.toml:2:9
          |
        2 | after = "revew"
          |         ^^^^^^^
          |
          = 対処: `review` ではありませんか
        "#);
        insta::assert_snapshot!(shown(text, at..at + 7, Lang::En), @r#"
        error[unknown-step]: step `revew` is not known
         --> x.toml:2:9
          |
        2 | after = "revew"
          |         ^^^^^^^
          |
          = help: did you mean `review`?
        "#);
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        let text = "a = \"\u{1b}[31m\u{7}\"\r\n\u{9b}";
        let file = SourceFile {
            name: "\u{1b}]0;x\u{7}.toml".to_owned(),
            text: text.to_owned(),
        };
        let problem = file
            .as_ref()
            .problem("x", &(0..text.len()), ["\u{1b}[2J"; 2], ["\u{1b}[2J"; 2]);
        let shown = render(&[problem], &[file], false, Lang::En);
        assert!(
            shown
                .chars()
                .all(|character| character == '\n' || !character.is_control()),
            "{shown:?}"
        );
    }

    #[test]
    fn a_span_between_characters_or_past_the_end_is_no_trouble() {
        let text = "名 = 承認\n";
        for start in 0..text.len() + 2 {
            for end in start..text.len() + 3 {
                let file = SourceFile {
                    name: "x".to_owned(),
                    text: text.to_owned(),
                };
                let mut problem = file.as_ref().problem("x", &(0..0), ["m"; 2], ["h"; 2]);
                problem.span = start..end;
                assert!(render(&[problem], &[file], false, Lang::En).starts_with("error[x]: m\n"));
            }
        }
    }

    #[test]
    fn a_line_without_end_is_cut() {
        let text = format!("{}x{}", "a".repeat(100_000), "b".repeat(100_000));
        assert!(shown(&text, 100_000..100_001, Lang::En).len() < 2_000);
    }
}

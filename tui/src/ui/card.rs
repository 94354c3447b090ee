//! A step's card: what is known about it, and where each figure comes from.

use ratatui::text::{Line, Span};
use regpath_core::text::Lang;
use regpath_core::view::StepCard;

use super::page::Page;
use crate::theme::Theme;
use crate::words;

/// The card as lines of at most `width` cells.
pub(crate) fn lines(card: &StepCard, width: u16, lang: Lang, theme: Theme) -> Vec<Line<'static>> {
    let mut page = Page::new(width, theme);
    page.paragraph(&card.title, theme.strong());
    page.paragraph(&card.subtitle, theme.dim());
    page.gap();
    page.facts(
        card.facts
            .iter()
            .map(|fact| (fact.label.as_str(), fact.value.as_str())),
    );
    if !card.note.is_empty() {
        page.gap();
        page.paragraph(&card.note, theme.text());
    }
    if !card.sources.is_empty() {
        page.heading(words::sources(lang));
        for source in &card.sources {
            let mut words = source.figure.clone();
            if !source.as_of.is_empty() {
                words = format!("{words} ({})", source.as_of);
            }
            page.hanging(
                &format!("{} ", source.grade),
                theme.grade(&source.grade),
                &words,
                theme.text(),
            );
            page.hanging("  ", theme.dim(), &source.title, theme.dim());
            if !source.url.is_empty() {
                page.hanging("  ", theme.dim(), &source.url, theme.dim());
            }
        }
    }
    page.gap();
    page.lines([Line::from(Span::styled(card.id.clone(), theme.dim()))]);
    page.into_lines()
}

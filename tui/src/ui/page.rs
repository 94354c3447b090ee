//! A page of words: headings, paragraphs, facts and tables as lines that fit a width. Pages scroll.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::cells;
use crate::theme::Theme;

/// Lines under construction.
#[derive(Debug)]
pub(crate) struct Page {
    width: usize,
    theme: Theme,
    lines: Vec<Line<'static>>,
}

impl Page {
    /// An empty page, so many cells wide.
    pub(crate) fn new(width: u16, theme: Theme) -> Self {
        Self {
            width: usize::from(width).max(2),
            theme,
            lines: Vec::new(),
        }
    }

    /// The lines.
    pub(crate) fn into_lines(mut self) -> Vec<Line<'static>> {
        while self.lines.last().is_some_and(|line| line.width() == 0) {
            self.lines.pop();
        }
        self.lines
    }

    /// How many lines there are so far.
    pub(crate) fn len(&self) -> usize {
        self.lines.len()
    }

    /// An empty line, unless the page begins here or one stands above.
    pub(crate) fn gap(&mut self) {
        if self.lines.last().is_some_and(|line| line.width() > 0) {
            self.lines.push(Line::default());
        }
    }

    /// A heading.
    pub(crate) fn heading(&mut self, text: &str) {
        self.gap();
        self.paragraph(text, self.theme.heading());
    }

    /// Words over as many lines as they need.
    pub(crate) fn paragraph(&mut self, text: &str, style: Style) {
        self.hanging("", style, text, style);
    }

    /// A lead such as `• ` and words that hang beside it.
    pub(crate) fn hanging(&mut self, lead: &str, lead_style: Style, text: &str, style: Style) {
        let indent = cells::width(lead).min(self.width / 2);
        for (index, row) in cells::wrap(text, self.width - indent).into_iter().enumerate() {
            let mut spans = Vec::with_capacity(2);
            if indent > 0 {
                let lead = if index == 0 {
                    cells::pad_right(lead, indent)
                } else {
                    " ".repeat(indent)
                };
                spans.push(Span::styled(lead, lead_style));
            }
            spans.push(Span::styled(row, style));
            self.lines.push(Line::from(spans));
        }
    }

    /// Labels in a column as wide as the widest of them (within reason), values beside them.
    pub(crate) fn facts<'a>(&mut self, facts: impl IntoIterator<Item = (&'a str, &'a str)> + Clone) {
        let widest = facts
            .clone()
            .into_iter()
            .map(|(label, _)| cells::width(label))
            .max()
            .unwrap_or(0);
        let column = widest.min(self.width * 2 / 5);
        for (label, value) in facts {
            let labels = cells::wrap(label, column);
            let values = cells::wrap(value, self.width.saturating_sub(column + 2));
            for row in 0..labels.len().max(values.len()) {
                let label = cells::pad_right(labels.get(row).map_or("", String::as_str), column + 2);
                let value = values.get(row).cloned().unwrap_or_default();
                self.lines.push(Line::from(vec![
                    Span::styled(label, self.theme.dim()),
                    Span::styled(value, self.theme.text()),
                ]));
            }
        }
    }

    /// Lines that are ready, such as those of a table.
    pub(crate) fn lines(&mut self, lines: impl IntoIterator<Item = Line<'static>>) {
        self.lines.extend(lines);
    }
}

/// Lines to the left and others that begin at a column.
pub(crate) fn beside(left: &[Line<'static>], right: &[Line<'static>], column: usize) -> Vec<Line<'static>> {
    let line = |row: usize| {
        let mut line = left.get(row).cloned().unwrap_or_default();
        if let Some(right) = right.get(row) {
            line.push_span(" ".repeat(column.saturating_sub(line.width())));
            let style = right.style;
            line.extend(
                right
                    .spans
                    .iter()
                    .map(|span| Span::styled(span.content.clone(), style.patch(span.style))),
            );
        }
        line
    };
    (0..left.len().max(right.len())).map(line).collect()
}

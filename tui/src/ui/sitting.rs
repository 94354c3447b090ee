//! A sitting at an exercise: its stages as tabs, and a page of words, tables, charts, fields and buttons that the keys
//! walk through.

mod dots;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;
use regpath_core::exercise::session::Role;
use regpath_core::text::Lang;
use regpath_core::view::Table;
use regpath_core::view::exercise::{Block, Button, Input, Pick, QrView, StageTab};

use super::grid::wrapped_table;
use super::page::Page;
use super::{futures, header, paint};
use crate::cells;
use crate::sitting::{Sitting, Workshop};
use crate::theme::{Hue, Theme};
use crate::words::sitting as words;

/// Lines of text are not longer than this, also on a wide screen.
const MEASURE: u16 = 100;
/// Cells of a field for a line of text.
const FIELD: usize = 44;
/// What an item of a list begins with.
const BULLET: &str = "• ";
/// What stands before every stop.
const LEAD: &str = "  ";

/// A sitting.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SittingPane<'a> {
    pub(crate) workshop: &'a Workshop,
    pub(crate) at: &'a Sitting,
    pub(crate) lang: Lang,
    pub(crate) theme: Theme,
}

/// A page as it is drawn: its lines, and the first and last line of each stop.
struct Drawn {
    page: Page,
    width: u16,
    /// Rows that are in sight at once.
    height: usize,
    stops: Vec<(usize, usize)>,
    /// Line and column of the caret.
    caret: Option<(usize, usize)>,
}

impl SittingPane<'_> {
    fn drawn(&self, body: Rect) -> Drawn {
        // The last two columns are for the scroll bar.
        let width = body.width.saturating_sub(2);
        let mut drawn = Drawn {
            page: Page::new(width, self.theme),
            width,
            height: usize::from(body.height),
            stops: Vec::new(),
            caret: None,
        };
        let mut before: Option<&Block> = None;
        for block in &self.workshop.view.blocks {
            let is_close = matches!(
                (before, block),
                (Some(Block::Button(_)), Block::Button(_) | Block::Note(_)) | (Some(Block::Heading(_)), _)
            ) || matches!((before, block), (Some(Block::Text(_)), Block::Text(text)) if text.starts_with(BULLET));
            if !is_close {
                drawn.page.gap();
            }
            self.block(block, &mut drawn);
            before = Some(block);
        }
        drawn
    }

    /// How many lines there are.
    pub(crate) fn len(&self, body: Rect) -> usize {
        self.drawn(body).page.into_lines().len()
    }

    /// The lines of the stop that the keys act on.
    pub(crate) fn focus_lines(&self, body: Rect) -> Option<(usize, usize)> {
        self.drawn(body).stops.get(self.at.focus).copied()
    }

    /// Whether the stop that the keys act on is in sight.
    pub(crate) fn is_in_sight(&self, body: Rect) -> bool {
        !self.at.rests && self.seen(body).contains(&self.at.focus)
    }

    /// The stops in sight, each with all of its lines if the page has room for them.
    pub(crate) fn seen(&self, body: Rect) -> Vec<usize> {
        let (page, top) = (usize::from(body.height), self.at.top);
        let stops = self.drawn(body).stops.into_iter().enumerate();
        let seen = stops.filter(|(_, (from, to))| *from >= top && (*to).min(from + page) <= top + page);
        seen.map(|(stop, _)| stop).collect()
    }

    /// The stop that is drawn there.
    pub(crate) fn stop_at(&self, body: Rect, at: Position) -> Option<usize> {
        let line = body
            .contains(at)
            .then(|| self.at.top + usize::from(at.y - body.y))?;
        let stops = self.drawn(body).stops;
        stops.iter().position(|(from, to)| (*from..*to).contains(&line))
    }

    /// Where the caret stands on the screen, while something is typed.
    pub(crate) fn caret(&self, body: Rect) -> Option<Position> {
        let (line, column) = self.drawn(body).caret?;
        let row = u16::try_from(line.checked_sub(self.at.top)?).ok()?;
        let column = u16::try_from(column).ok()?;
        (row < body.height && column < body.width).then(|| Position::new(body.x + column, body.y + row))
    }

    fn block(&self, block: &Block, drawn: &mut Drawn) {
        let theme = self.theme;
        match block {
            Block::Heading(text) => drawn.page.heading(text),
            Block::Text(text) => match text.strip_prefix(BULLET) {
                Some(text) => self.words(BULLET, text, theme.text(), drawn),
                None => self.words("", text, theme.text(), drawn),
            },
            Block::Note(text) => self.words("", text, theme.dim(), drawn),
            Block::Facts(facts) => {
                let mut page = Page::new(drawn.width.min(MEASURE), theme);
                page.facts(
                    facts
                        .iter()
                        .map(|fact| (fact.label.as_str(), fact.value.as_str())),
                );
                drawn.page.lines(page.into_lines());
            }
            Block::Table(title, table) => self.table(title, table, drawn),
            Block::Input(input) => self.input(input, drawn),
            Block::Pick(pick) => self.pick(pick, drawn),
            Block::Button(button) => self.button(button, drawn),
            Block::Dots(view) => drawn.page.lines(dots::lines(view, drawn.width, theme)),
            Block::Story(story) => {
                let width = drawn.width.min(MEASURE);
                let mut page = Page::new(width, theme);
                page.paragraph(&story.title, theme.strong());
                futures::story(&mut page, story, None, width, theme);
                drawn.page.lines(page.into_lines());
            }
            Block::Code(lines, code) => self.code(lines, code.as_ref(), drawn),
        }
    }

    fn words(&self, lead: &str, text: &str, style: Style, drawn: &mut Drawn) {
        let mut page = Page::new(drawn.width.min(MEASURE), self.theme);
        page.hanging(lead, style, text, style);
        drawn.page.lines(page.into_lines());
    }

    fn table(&self, title: &str, table: &Table, drawn: &mut Drawn) {
        if !title.is_empty() {
            drawn.page.heading(title);
        }
        // The agenda shows where the class is.
        let is_agenda = self.workshop.view.key == "Agenda";
        let slot = self
            .workshop
            .clock
            .as_ref()
            .filter(|clock| is_agenda && clock.is_running);
        let marked = slot.map(|clock| clock.slot);
        drawn
            .page
            .lines(wrapped_table(table, drawn.width, marked, self.theme));
    }

    /// Whether the keys act on the next stop, and its number is taken.
    fn is_focus(&self, drawn: &Drawn) -> bool {
        drawn.stops.len() == self.at.focus && !self.at.rests
    }

    /// Ends a stop that began at a line.
    fn stop(from: usize, drawn: &mut Drawn) {
        let to = drawn.page.len();
        drawn.stops.push((from, to));
    }

    fn input(&self, input: &Input, drawn: &mut Drawn) {
        let theme = self.theme;
        let from = drawn.page.len();
        if !input.is_open {
            self.words("", &input.label, theme.dim(), drawn);
            let value = if input.value.is_empty() {
                "–"
            } else {
                &input.value
            };
            self.words(LEAD, value, theme.strong(), drawn);
            return;
        }
        let is_focus = self.is_focus(drawn);
        let label = if is_focus { theme.strong() } else { theme.text() };
        self.words("", &input.label, label, drawn);
        let line = self.at.line(input);
        let widest = usize::from(drawn.width.min(MEASURE)).saturating_sub(7);
        let room = if input.field.is_list() || cells::width(line.text()) >= FIELD {
            widest
        } else {
            widest.min(FIELD)
        };
        let is_typing = is_focus && self.at.field(&self.workshop.view).is_some();
        let (lead, well) = if is_focus {
            ("▸ ", theme.strong())
        } else {
            (LEAD, theme.dim())
        };
        let one_line = |text: &str| text.replace('\n', " ⏎ ");
        let (text, style) = if is_typing {
            let (before, after) = line.halves();
            let (before, after) = (one_line(before), one_line(after));
            // The caret is kept in sight: what stands before it gives way at its beginning.
            let before = end_of(&before, room.saturating_sub(2));
            let column = cells::width(lead) + 2 + cells::width(&before);
            drawn.caret = Some((drawn.page.len(), column));
            (format!("{before}▏{after}"), theme.strong())
        } else if line.text().is_empty() && !input.example.is_empty() {
            (words::example(&input.example, self.lang), theme.dim())
        } else {
            (one_line(line.text()), theme.text())
        };
        drawn.page.lines([Line::from(vec![
            Span::styled(format!("{lead}[ "), well),
            Span::styled(cells::pad_right(&text, room), style),
            Span::styled(" ]", well),
        ])]);
        if !input.problem.is_empty() && self.at.typed(input.field).is_none() {
            self.words("  ! ", &input.problem, theme.hue(Hue::Critical), drawn);
        }
        Self::stop(from, drawn);
    }

    fn pick(&self, pick: &Pick, drawn: &mut Drawn) {
        let theme = self.theme;
        let mut from = drawn.page.len();
        self.words("", &pick.label, theme.strong(), drawn);
        if !pick.note.is_empty() {
            self.words("", &pick.note, theme.dim(), drawn);
        }
        for option in &pick.options {
            let is_focus = self.is_focus(drawn);
            let sign = if option.is_chosen { "(●) " } else { "( ) " };
            let style = if option.is_chosen {
                theme.strong()
            } else {
                theme.text()
            };
            self.row(is_focus, sign, &option.title, style, drawn);
            if !option.price.is_empty() {
                self.words("      ", &option.price, theme.dim(), drawn);
            }
            // The label comes into sight with the first choice.
            Self::stop(from, drawn);
            from = drawn.page.len();
        }
    }

    /// A row that the keys can act on; with them on it, it stands out.
    fn row(&self, is_focus: bool, sign: &str, text: &str, style: Style, drawn: &mut Drawn) {
        let style = if is_focus {
            style.patch(self.theme.cursor())
        } else {
            style
        };
        let lead = format!("{}{sign}", if is_focus { "▸ " } else { LEAD });
        let width = usize::from(drawn.width.min(MEASURE));
        let indent = cells::width(&lead);
        for (place, words) in cells::wrap(text, width.saturating_sub(indent))
            .into_iter()
            .enumerate()
        {
            let lead = if place == 0 {
                lead.clone()
            } else {
                " ".repeat(indent)
            };
            drawn.page.lines([Line::styled(format!("{lead}{words} "), style)]);
        }
    }

    fn button(&self, button: &Button, drawn: &mut Drawn) {
        let theme = self.theme;
        if button.does.is_none() {
            self.words("  – ", &button.label, theme.dim(), drawn);
            return;
        }
        let from = drawn.page.len();
        let is_focus = self.is_focus(drawn);
        let style = if button.is_main {
            theme.brand()
        } else {
            theme.text()
        };
        match button.is_on {
            Some(is_on) => {
                let sign = if is_on { "[x] " } else { "[ ] " };
                self.row(is_focus, sign, &button.label, style, drawn);
            }
            None => self.row(is_focus, "[ ", &format!("{} ]", button.label), style, drawn),
        }
        Self::stop(from, drawn);
    }

    fn code(&self, lines: &[String], code: Option<&QrView>, drawn: &mut Drawn) {
        let theme = self.theme;
        for line in lines {
            self.words("    ", line, theme.strong(), drawn);
        }
        let Some(code) = code else { return };
        drawn.page.gap();
        let halves = code.halves();
        if code.width + 4 <= usize::from(drawn.width) && halves.len() <= drawn.height {
            for line in halves {
                drawn.page.lines([Line::from(vec![
                    Span::raw("    "),
                    Span::styled(line, theme.code()),
                ])]);
            }
            drawn.page.gap();
        }
        let from = drawn.page.len();
        let is_focus = self.is_focus(drawn);
        let label = format!("{} ]", words::show_code(self.lang));
        self.row(is_focus, "[ ", &label, theme.text(), drawn);
        Self::stop(from, drawn);
    }
}

/// A code on the whole screen, for a camera; where it does not fit, how large the screen has to be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CodePane<'a> {
    pub(crate) code: &'a QrView,
    pub(crate) lang: Lang,
    pub(crate) theme: Theme,
}

impl Widget for &CodePane<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let halves = self.code.halves();
        let (columns, rows) = (self.code.width as u16, halves.len() as u16);
        if columns > area.width || rows > area.height {
            let text = words::no_room(columns, rows, self.lang);
            for (row, line) in (1..).zip(cells::wrap(&text, usize::from(area.width.saturating_sub(2)))) {
                paint::text(buf, area, 1, row, &line, self.theme.text());
            }
            return;
        }
        let (left, top) = ((area.width - columns) / 2, (area.height - rows) / 2);
        for (row, line) in (top..).zip(&halves) {
            paint::text(buf, area, left, row, line, self.theme.code());
        }
    }
}

impl Widget for &SittingPane<'_> {
    fn render(self, body: Rect, buf: &mut Buffer) {
        let lines = self.drawn(body).page.into_lines();
        paint::lines(buf, body, &lines, self.at.top, self.theme);
    }
}

/// The end of a text that fits, with an ellipsis for what is left out.
fn end_of(text: &str, room: usize) -> String {
    if cells::width(text) <= room {
        return text.to_owned();
    }
    let mut end = text;
    while cells::width(end) + 1 > room {
        let mut letters = end.chars();
        if letters.next().is_none() {
            break;
        }
        end = letters.as_str();
    }
    format!("…{end}")
}

/// The title line: the exercise, whose screen it is, what is going on, and the language.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TitlePane<'a> {
    pub(crate) workshop: &'a Workshop,
    pub(crate) lang: Lang,
    pub(crate) theme: Theme,
}

impl Widget for &TitlePane<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let (view, theme) = (&self.workshop.view, self.theme);
        let right = [
            (view.status.as_str(), theme.hue(Hue::Series)),
            (words::role(self.workshop.role, self.lang), theme.dim()),
            (&self.lang.tag().to_uppercase(), theme.strong()),
        ];
        let right = right.into_iter().filter(|(words, _)| !words.is_empty());
        let right: Vec<_> = right.collect();
        let length: u16 = right.iter().map(|(words, _)| cells::width16(words) + 2).sum();
        let mut col = area.width.saturating_sub(length);
        let left = Rect {
            width: col.saturating_sub(1),
            ..area
        };
        let brand = paint::text(buf, left, 0, 0, header::BRAND, theme.brand());
        paint::text(buf, left, brand + 2, 0, &view.title, theme.strong());
        for (words, style) in right {
            col += 1;
            col += paint::text(buf, area, col, 0, words, style) + 1;
        }
    }
}

/// The tabs: stages of a group, or the parts of the trainer's desk. One that is shut has no number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StagesPane<'a> {
    pub(crate) tabs: &'a [StageTab],
    pub(crate) theme: Theme,
}

impl StagesPane<'_> {
    fn label(&self, place: usize, is_short: bool) -> String {
        let tab = &self.tabs[place];
        let key = place + 1;
        match (tab.is_here, tab.shut.is_empty(), is_short) {
            (true, ..) => format!("[{key} {}]", tab.title),
            (false, true, false) => format!("{key} {}", tab.title),
            (false, true, true) => key.to_string(),
            (false, false, false) => tab.title.clone(),
            (false, false, true) => "–".to_owned(),
        }
    }

    /// First column and label of each tab; those furthest from the open one are shortened first.
    fn places(&self, width: u16) -> Vec<(usize, String, u16)> {
        let here = self.tabs.iter().position(|tab| tab.is_here).unwrap_or(0);
        let mut furthest: Vec<usize> = (0..self.tabs.len()).collect();
        furthest.sort_by_key(|place| std::cmp::Reverse(place.abs_diff(here)));
        let mut places = Vec::new();
        for shortened in 0..=furthest.len() {
            for gap in [3, 2, 1] {
                let mut col = 1;
                places = (0..self.tabs.len())
                    .map(|place| {
                        let label = self.label(place, furthest[..shortened].contains(&place));
                        let at = col;
                        col += cells::width16(&label) + gap;
                        (place, label, at)
                    })
                    .collect();
                if col - gap <= width {
                    return places;
                }
            }
        }
        places
    }

    /// The tab that is there.
    pub(crate) fn tab_at(&self, area: Rect, at: Position) -> Option<usize> {
        let col = area.contains(at).then(|| at.x - area.x)?;
        self.places(area.width)
            .into_iter()
            .find(|(_, label, from)| (*from..from + cells::width16(label)).contains(&col))
            .map(|(place, ..)| place)
    }
}

impl Widget for &StagesPane<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        for col in 0..area.width {
            paint::glyph(buf, area, col, 0, "─", self.theme.dim());
        }
        for (place, label, col) in self.places(area.width) {
            let tab = &self.tabs[place];
            let style = match (tab.is_here, tab.shut.is_empty()) {
                (true, _) => self.theme.open_tab(),
                (false, true) => self.theme.text(),
                (false, false) => self.theme.dim(),
            };
            let end = col + paint::text(buf, area, col, 0, &label, style);
            // Tabs stand apart from the rule.
            if !tab.is_here {
                paint::glyph(buf, area, col - 1, 0, " ", style);
                paint::glyph(buf, area, end, 0, " ", style);
            }
        }
    }
}

/// The clock of the trainer: it runs, or it stands.
pub(crate) fn clock_line(workshop: &Workshop) -> Option<String> {
    let clock = workshop
        .clock
        .as_ref()
        .filter(|_| workshop.role == Role::Trainer)?;
    let sign = if clock.is_running { "●" } else { "○" };
    Some(format!("{sign} {}", clock.text))
}

//! What lies on top of a view: lists to choose from, pages to read, the questions of the wizard.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Clear, Widget};
use regpath_core::app::Addable;
use regpath_core::text::Lang;
use regpath_core::view::reference::{Origin, RoutePage, TermPage};
use regpath_core::view::{FindView, HelpView, WizardView};

use super::page::Page;
use super::{card, paint};
use crate::cells;
use crate::export::Format;
use crate::scene::{OpenRow, Top};
use crate::theme::Theme;
use crate::words;

/// A box over the view.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OverlayPane<'a> {
    pub(crate) content: &'a Top,
    /// What is said once on each face.
    pub(crate) disclaimer: &'a str,
    /// The item under the cursor.
    pub(crate) cursor: usize,
    pub(crate) top: usize,
    pub(crate) lang: Lang,
    pub(crate) theme: Theme,
}

/// Lines, and where each item begins; nowhere for a page that is only read.
type Lines = (Vec<Line<'static>>, Vec<usize>);

impl OverlayPane<'_> {
    /// The box within the room that the view has: the answer stays in sight.
    pub(crate) fn frame(&self, room: Rect) -> Rect {
        let width = match self.content {
            Top::Open(_) | Top::Export(_) => 84,
            Top::Help(_) | Top::Glossary(..) | Top::Route(..) => 100,
            Top::Step(_) | Top::Find(_) | Top::Routes(..) | Top::Wizard(_) => 92,
        };
        let width = room.width.saturating_sub(2).min(width);
        let across = width.saturating_sub(4);
        let inside = self.head(across).len() + self.lines(across).0.len() + self.tail(across).len();
        let height = u16::try_from(inside)
            .unwrap_or(u16::MAX)
            .saturating_add(2)
            .min(room.height);
        // What changes while something is typed keeps its size.
        let height = match self.content {
            Top::Find(_) | Top::Routes(..) => room.height,
            _ => height,
        };
        Rect {
            x: room.x + (room.width - width) / 2,
            y: room.y + (room.height - height) / 2,
            width,
            height,
        }
    }

    /// What stays at the top, what scrolls, and what stays at the bottom.
    fn places(&self, frame: Rect) -> [Rect; 3] {
        let inside = Rect {
            x: frame.x + 2,
            y: frame.y + 1,
            width: frame.width.saturating_sub(4),
            height: frame.height.saturating_sub(2),
        };
        let count = |lines: Vec<Line<'static>>| u16::try_from(lines.len()).unwrap_or(u16::MAX);
        let head = count(self.head(inside.width)).min(inside.height);
        let tail = count(self.tail(inside.width)).min(inside.height - head);
        let list = inside.height - head - tail;
        [
            Rect {
                height: head,
                ..inside
            },
            Rect {
                y: inside.y + head,
                height: list,
                ..inside
            },
            Rect {
                y: inside.y + head + list,
                height: tail,
                ..inside
            },
        ]
    }

    fn list(&self, room: Rect) -> Rect {
        self.places(self.frame(room))[1]
    }

    /// Lines in all, and lines in sight.
    pub(crate) fn extent(&self, room: Rect) -> (usize, usize) {
        let list = self.list(room);
        (self.lines(list.width).0.len(), usize::from(list.height))
    }

    /// The lines of the item under the cursor, which must stay in sight.
    pub(crate) fn cursor_lines(&self, room: Rect) -> (usize, usize) {
        let (lines, starts) = self.lines(self.list(room).width);
        let from = starts.get(self.cursor).copied().unwrap_or(0);
        let to = starts.get(self.cursor + 1).copied().unwrap_or(lines.len());
        // The title of a group comes into sight with its first item.
        (if self.cursor == 0 { 0 } else { from }, to.max(from + 1))
    }

    /// The item that is drawn at that height.
    pub(crate) fn item_at(&self, room: Rect, y: u16) -> Option<usize> {
        let list = self.list(room);
        let line = self.top + usize::from(y.checked_sub(list.y).filter(|row| *row < list.height)?);
        let (lines, starts) = self.lines(list.width);
        let item = starts.iter().rposition(|start| *start <= line)?;
        (line < lines.len()).then_some(item)
    }

    fn head(&self, width: u16) -> Vec<Line<'static>> {
        let theme = self.theme;
        let mut page = Page::new(width, theme);
        match self.content {
            Top::Find(view) => {
                page.paragraph(&words::asked(&view.query), theme.strong());
                page.paragraph(&view.remark, theme.dim());
            }
            Top::Routes(query, found) => {
                page.paragraph(&words::asked(query), theme.strong());
                page.paragraph(&words::addable(found.len(), self.lang), theme.dim());
            }
            Top::Wizard(view) => {
                page.paragraph(&view.step, theme.dim());
                page.paragraph(&view.question, theme.heading());
                page.paragraph(&view.why, theme.text());
                page.lines([Line::default()]);
                if let Some(typed) = &view.typed {
                    page.paragraph(&words::asked(typed), theme.strong());
                }
                let mut lines = page.into_lines();
                if view.typed.is_none() {
                    lines.push(Line::default());
                }
                return lines;
            }
            Top::Open(_)
            | Top::Help(_)
            | Top::Step(_)
            | Top::Glossary(..)
            | Top::Route(..)
            | Top::Export(_) => {}
        }
        page.into_lines()
    }

    fn tail(&self, width: u16) -> Vec<Line<'static>> {
        let theme = self.theme;
        let mut page = Page::new(width, theme);
        match self.content {
            Top::Wizard(view) => {
                if !view.remark.is_empty() {
                    page.lines([Line::default()]);
                    page.paragraph(&view.remark, theme.strong());
                }
                if !view.so_far.is_empty() {
                    page.lines([Line::default()]);
                    page.paragraph(&view.so_far.join(" · "), theme.dim());
                }
            }
            Top::Route(_, Some(_)) => page.paragraph(words::take_up(self.lang), theme.strong()),
            Top::Open(_)
            | Top::Help(_)
            | Top::Step(_)
            | Top::Find(_)
            | Top::Glossary(..)
            | Top::Route(_, None)
            | Top::Routes(..)
            | Top::Export(_) => {}
        }
        page.into_lines()
    }

    /// The lines, and of a list the first line of each item.
    fn lines(&self, width: u16) -> Lines {
        let across = width.saturating_sub(2);
        match self.content {
            Top::Open(rows) => self.open(rows, across),
            Top::Help(view) => (self.help(view, across), Vec::new()),
            Top::Step(view) => (card::lines(view, across, self.lang, self.theme), Vec::new()),
            Top::Find(view) => self.found(view, across),
            Top::Glossary(terms, _) => self.glossary(terms, across),
            Top::Route(page, _) => (self.route(page, across), Vec::new()),
            Top::Routes(_, found) => self.routes(found, across),
            Top::Wizard(view) => self.choices(view, across),
            Top::Export(formats) => self.formats(formats, across),
        }
    }

    /// The line of an item: with the cursor on it, from edge to edge.
    fn item(&self, index: usize, sign: &str, title: &str, width: u16, style: Style) -> Line<'static> {
        let is_cursor = index == self.cursor;
        let cursor = if is_cursor { "▸" } else { " " };
        let room = usize::from(width);
        let words = cells::cut(&format!("{cursor}{sign}{title}"), room).into_owned();
        if is_cursor {
            Line::styled(cells::pad_right(&words, room), style.patch(self.theme.cursor()))
        } else {
            Line::styled(words, style)
        }
    }

    /// What there is to say about an item: all of it under the cursor, else how it begins.
    fn about(&self, index: usize, text: &str, width: u16, lines: &mut Vec<Line<'static>>) {
        let theme = self.theme;
        if text.is_empty() {
            return;
        }
        let mut page = Page::new(width, theme);
        if index == self.cursor {
            page.hanging("   ", theme.text(), text, theme.text());
        } else {
            let first = text.lines().next().unwrap_or("");
            let room = usize::from(width.saturating_sub(3));
            page.hanging("   ", theme.dim(), &cells::cut(first, room), theme.dim());
        }
        lines.extend(page.into_lines());
    }

    fn open(&self, rows: &[OpenRow], width: u16) -> Lines {
        let theme = self.theme;
        let (mut lines, mut starts) = (Vec::new(), Vec::new());
        let mut group = "";
        for (index, row) in rows.iter().enumerate() {
            if row.group != group {
                if !lines.is_empty() {
                    lines.push(Line::default());
                }
                lines.push(Line::styled(row.group.to_owned(), theme.heading()));
                group = row.group;
            }
            starts.push(lines.len());
            let sign = if row.is_open { "● " } else { "○ " };
            lines.push(self.item(index, sign, &row.title, width, theme.strong()));
            self.about(index, &row.about, width, &mut lines);
        }
        (lines, starts)
    }

    fn found(&self, view: &FindView, width: u16) -> Lines {
        let theme = self.theme;
        let (mut lines, mut starts) = (Vec::new(), Vec::new());
        let sorts = view
            .hits
            .iter()
            .map(|hit| cells::width(hit.sort))
            .max()
            .unwrap_or(0);
        for (index, hit) in view.hits.iter().enumerate() {
            starts.push(lines.len());
            let sign = format!("{}  ", cells::pad_right(hit.sort, sorts));
            if index == self.cursor {
                lines.push(self.item(index, &sign, &hit.title, width, theme.strong()));
                self.about(index, &hit.about, width, &mut lines);
                continue;
            }
            let title = format!(" {sign}");
            let room = usize::from(width).saturating_sub(cells::width(&title));
            let name = cells::cut(&hit.title, room).into_owned();
            let rest = room.saturating_sub(cells::width(&name) + 2);
            let mut spans = vec![Span::styled(title, theme.dim()), Span::styled(name, theme.text())];
            let about = hit.about.lines().next().unwrap_or("");
            if rest >= 8 && !about.is_empty() {
                spans.push(Span::styled(
                    format!("  {}", cells::cut(about, rest)),
                    theme.dim(),
                ));
            }
            lines.push(Line::from(spans));
        }
        (lines, starts)
    }

    fn glossary(&self, terms: &[TermPage], width: u16) -> Lines {
        let theme = self.theme;
        let (mut lines, mut starts) = (Vec::new(), Vec::new());
        for (index, term) in terms.iter().enumerate() {
            starts.push(lines.len());
            let title = format!("{} · {}", term.term, term.other);
            lines.push(self.item(index, " ", &title, width, theme.strong()));
            let mut about = term.meaning.clone();
            if index == self.cursor && !term.see.is_empty() {
                let see: Vec<&str> = term.see.iter().map(|see| see.value.as_str()).collect();
                about = format!("{about}\n{}", words::see(&see, self.lang));
            }
            self.about(index, &about, width, &mut lines);
        }
        (lines, starts)
    }

    fn routes(&self, found: &[Addable], width: u16) -> Lines {
        let theme = self.theme;
        let (mut lines, mut starts) = (Vec::new(), Vec::new());
        let mut place = "";
        for (index, route) in found.iter().enumerate() {
            if route.place != place {
                lines.push(Line::styled(route.place.clone(), theme.heading()));
                place = &route.place;
            }
            starts.push(lines.len());
            lines.push(self.item(index, " ", &route.title, width, theme.text()));
            if index == self.cursor {
                self.about(index, &format!("{} {}", route.about, route.id), width, &mut lines);
            }
        }
        (lines, starts)
    }

    fn choices(&self, view: &WizardView, width: u16) -> Lines {
        let theme = self.theme;
        let (mut lines, mut starts) = (Vec::new(), Vec::new());
        for (index, choice) in view.choices.iter().enumerate() {
            starts.push(lines.len());
            let sign = match (view.is_many, choice.is_chosen, choice.can_choose) {
                (_, _, false) => " –  ",
                (true, true, _) => "[x] ",
                (true, false, _) => "[ ] ",
                (false, true, _) => "(●) ",
                (false, false, _) => "( ) ",
            };
            let style = if choice.can_choose {
                theme.strong()
            } else {
                theme.dim()
            };
            lines.push(self.item(index, sign, &choice.title, width, style));
            let mut page = Page::new(width, theme);
            page.hanging("     ", theme.dim(), &choice.meaning, theme.dim());
            lines.extend(page.into_lines());
        }
        (lines, starts)
    }

    fn formats(&self, formats: &[Format], width: u16) -> Lines {
        let theme = self.theme;
        let (mut lines, mut starts) = (Vec::new(), Vec::new());
        for (index, format) in formats.iter().enumerate() {
            starts.push(lines.len());
            let [title, about] = format.words(self.lang);
            lines.push(self.item(index, " ", title, width, theme.strong()));
            let mut page = Page::new(width, theme);
            page.hanging("   ", theme.dim(), about, theme.dim());
            lines.extend(page.into_lines());
        }
        (lines, starts)
    }

    fn route(&self, route: &RoutePage, width: u16) -> Vec<Line<'static>> {
        let theme = self.theme;
        let mut page = Page::new(width, theme);
        page.paragraph(&route.title, theme.strong());
        page.gap();
        let facts = route.facts.iter();
        page.facts(facts.map(|fact| (fact.label.as_str(), fact.value.as_str())));
        if !route.note.is_empty() {
            page.gap();
            page.paragraph(&route.note, theme.text());
        }
        for caveat in &route.caveats {
            page.gap();
            page.hanging("! ", theme.strong(), caveat, theme.text());
        }
        for rule in &route.rules {
            self.graded(&mut page, &rule.origin, &rule.says);
        }
        if !route.options.is_empty() {
            page.heading(words::options(self.lang));
            let options = route.options.iter();
            page.facts(options.map(|fact| (fact.label.as_str(), fact.value.as_str())));
        }
        page.heading(words::steps_title(self.lang));
        for step in &route.steps {
            page.hanging("• ", theme.text(), &step.title, theme.strong());
            for case in &step.cases {
                if !case.condition.is_empty() {
                    page.hanging("    ", theme.dim(), &case.condition, theme.text());
                }
                for figure in &case.figures {
                    let text = format!("{}: {}", figure.what, figure.value);
                    self.graded(&mut page, &figure.origin, &text);
                }
                for rule in &case.rules {
                    self.graded(&mut page, &rule.origin, &rule.says);
                }
            }
            if !step.note.is_empty() {
                page.hanging("    ", theme.dim(), &step.note, theme.dim());
            }
        }
        page.gap();
        page.paragraph(&route.caption, theme.dim());
        page.into_lines()
    }

    fn graded(&self, page: &mut Page, origin: &Origin, text: &str) {
        let grade = format!("  {} ", origin.grade);
        page.hanging(&grade, self.theme.grade(&origin.grade), text, self.theme.dim());
    }

    fn help(&self, view: &HelpView, width: u16) -> Vec<Line<'static>> {
        let theme = self.theme;
        let mut page = Page::new(width, theme);
        page.heading(&view.title);
        page.paragraph(&view.about, theme.text());
        page.heading(words::help_keys_here(self.lang));
        page.facts(words::help_keys(&view.title, self.lang));
        page.heading(words::help_signs_title(self.lang));
        let signs = view.signs.iter();
        page.facts(signs.map(|fact| (fact.label.as_str(), fact.value.as_str())));
        if !view.terms.is_empty() {
            page.heading(words::help_words_title(self.lang));
            let terms = view.terms.iter();
            page.facts(terms.map(|term| (term.term.as_str(), term.meaning.as_str())));
        }
        // At an exercise the keys of plans do nothing.
        if view.title != words::sitting::title(self.lang) {
            page.heading(words::help_keys_everywhere(self.lang));
            page.facts(words::help_keys_of_all(self.lang).iter().copied());
        }
        page.gap();
        page.paragraph(self.disclaimer, theme.strong());
        page.into_lines()
    }

    fn title(&self) -> String {
        let lang = self.lang;
        match self.content {
            Top::Open(_) => words::plans_title(lang).to_owned(),
            Top::Help(view) => format!("{}: {}", words::help_title(lang), view.title),
            Top::Step(_) => words::step_title(lang).to_owned(),
            Top::Find(_) => words::find_title(lang).to_owned(),
            Top::Glossary(..) => words::glossary_title(lang).to_owned(),
            Top::Route(..) => words::route_title(lang).to_owned(),
            Top::Routes(..) => words::routes_title(lang).to_owned(),
            Top::Wizard(_) => words::wizard_title(lang).to_owned(),
            Top::Export(_) => words::export_title(lang).to_owned(),
        }
    }
}

impl Widget for &OverlayPane<'_> {
    fn render(self, room: Rect, buf: &mut Buffer) {
        let frame = self.frame(room);
        if frame.width < 8 || frame.height < 3 {
            return;
        }
        // Wide glyphs that the box would cut in half go with it.
        let around = Rect {
            x: frame.x.saturating_sub(1),
            width: (frame.width + 2).min(room.right() - frame.x.saturating_sub(1)),
            ..frame
        };
        Clear.render(around, buf);
        buf.set_style(around, self.theme.base());
        Block::bordered()
            .border_type(BorderType::Rounded)
            .border_style(self.theme.dim())
            .title(Line::styled(format!(" {} ", self.title()), self.theme.strong()))
            .render(frame, buf);
        let [head, list, tail] = self.places(frame);
        for (row, line) in (0..head.height).zip(&self.head(head.width)) {
            paint::line(buf, head, row, line);
        }
        paint::lines(buf, list, &self.lines(list.width).0, self.top, self.theme);
        for (row, line) in (0..tail.height).zip(&self.tail(tail.width)) {
            paint::line(buf, tail, row, line);
        }
    }
}

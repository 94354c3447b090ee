//! What lies on top of a view: the list of plans, the help, a step's card.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Block, BorderType, Clear, Widget};
use regpath_core::text::Lang;
use regpath_core::view::{PlanEntry, StepCard};

use super::page::Page;
use super::{card, paint};
use crate::cells;
use crate::theme::Theme;
use crate::words;

/// What is shown.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Content<'a> {
    /// The plans to open.
    Plans(&'a [PlanEntry]),
    /// Keys and words, and what the program is not.
    Help(&'a str),
    /// A step.
    Step(&'a StepCard),
}

/// A box over the view.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OverlayPane<'a> {
    pub(crate) content: Content<'a>,
    /// The plan under the cursor.
    pub(crate) cursor: usize,
    pub(crate) top: usize,
    pub(crate) lang: Lang,
    pub(crate) theme: Theme,
}

impl OverlayPane<'_> {
    /// The box within the room that the view has: the answer stays in sight.
    pub(crate) fn frame(&self, room: Rect) -> Rect {
        let width = match self.content {
            Content::Plans(_) => 84,
            Content::Help(_) => 100,
            Content::Step(_) => 92,
        };
        let width = room.width.saturating_sub(2).min(width);
        let inside = self.lines(width.saturating_sub(4)).0.len();
        let height = u16::try_from(inside)
            .unwrap_or(u16::MAX)
            .saturating_add(2)
            .min(room.height);
        Rect {
            x: room.x + (room.width - width) / 2,
            y: room.y + (room.height - height) / 2,
            width,
            height,
        }
    }

    fn inside(frame: Rect) -> Rect {
        Rect {
            x: frame.x + 2,
            y: frame.y + 1,
            width: frame.width.saturating_sub(4),
            height: frame.height.saturating_sub(2),
        }
    }

    /// Lines in all, and lines in sight.
    pub(crate) fn extent(&self, room: Rect) -> (usize, usize) {
        let inside = Self::inside(self.frame(room));
        (self.lines(inside.width).0.len(), usize::from(inside.height))
    }

    /// The lines of the plan under the cursor, which must stay in sight.
    pub(crate) fn cursor_lines(&self, room: Rect) -> (usize, usize) {
        let starts = self.lines(Self::inside(self.frame(room)).width).1;
        let from = starts.get(self.cursor).copied().unwrap_or(0);
        let to = starts.get(self.cursor + 1).copied().unwrap_or(from + 3);
        (from, to)
    }

    /// The plan that is drawn at that height.
    pub(crate) fn plan_at(&self, room: Rect, y: u16) -> Option<usize> {
        let Content::Plans(_) = self.content else {
            return None;
        };
        let inside = Self::inside(self.frame(room));
        let line = self.top + usize::from(y.checked_sub(inside.y).filter(|row| *row < inside.height)?);
        self.lines(inside.width)
            .1
            .iter()
            .rposition(|start| *start <= line)
    }

    /// The lines, and for the plans the first line of each.
    fn lines(&self, width: u16) -> (Vec<Line<'static>>, Vec<usize>) {
        match self.content {
            Content::Plans(plans) => self.plans(plans, width),
            Content::Help(disclaimer) => (self.help(disclaimer, width), Vec::new()),
            Content::Step(view) => (
                card::lines(view, width.saturating_sub(2), self.lang, self.theme),
                Vec::new(),
            ),
        }
    }

    fn plans(&self, plans: &[PlanEntry], width: u16) -> (Vec<Line<'static>>, Vec<usize>) {
        let theme = self.theme;
        let (mut lines, mut starts) = (Vec::new(), Vec::new());
        for (index, plan) in plans.iter().enumerate() {
            starts.push(lines.len());
            let cursor = if index == self.cursor { "▸" } else { " " };
            let sign = if plan.is_open { "●" } else { "○" };
            let title = format!("{cursor}{sign} {}", plan.title);
            let room = usize::from(width.saturating_sub(2));
            let style = if index == self.cursor {
                theme.strong().patch(theme.cursor())
            } else {
                theme.strong()
            };
            let title = if index == self.cursor {
                cells::pad_right(&title, room)
            } else {
                title
            };
            lines.push(Line::styled(title, style));
            // The story of the plan under the cursor; of the others, how it begins.
            let mut page = Page::new(width.saturating_sub(2), theme);
            if index == self.cursor {
                page.hanging("   ", theme.text(), &plan.summary, theme.text());
            } else {
                let room = usize::from(width.saturating_sub(5));
                page.hanging("   ", theme.dim(), &cells::cut(&plan.summary, room), theme.dim());
            }
            lines.extend(page.into_lines());
        }
        (lines, starts)
    }

    fn help(&self, disclaimer: &str, width: u16) -> Vec<Line<'static>> {
        let mut page = Page::new(width.saturating_sub(2), self.theme);
        page.heading(words::help_keys_title(self.lang));
        page.facts(words::help_keys(self.lang).iter().copied());
        page.heading(words::help_words_title(self.lang));
        page.facts(words::help_words(self.lang).iter().copied());
        page.gap();
        page.paragraph(disclaimer, self.theme.strong());
        page.into_lines()
    }

    fn title(&self) -> &'static str {
        match self.content {
            Content::Plans(_) => words::plans_title(self.lang),
            Content::Help(_) => words::help_title(self.lang),
            Content::Step(_) => words::step_title(self.lang),
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
        Block::bordered()
            .border_type(BorderType::Rounded)
            .border_style(self.theme.dim())
            .title(Line::styled(format!(" {} ", self.title()), self.theme.strong()))
            .render(frame, buf);
        let inside = OverlayPane::inside(frame);
        paint::lines(buf, inside, &self.lines(inside.width).0, self.top, self.theme);
    }
}

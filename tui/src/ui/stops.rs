//! Pages on which the keys walk from stop to stop: a row, or lines that are read together.

use ratatui::text::Line;

use super::page::Page;
use crate::theme::Theme;

/// Lines that come into sight together, and what they are about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stop {
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// The step whose card Enter opens.
    pub(crate) step: Option<String>,
}

/// A page under construction.
#[derive(Debug)]
pub(crate) struct StopPage {
    pub(crate) page: Page,
    pub(crate) width: u16,
    pub(crate) stops: Vec<Stop>,
}

impl StopPage {
    pub(crate) fn new(width: u16, theme: Theme) -> Self {
        Self {
            page: Page::new(width, theme),
            width,
            stops: Vec::new(),
        }
    }

    /// Lines of a stop; its first one brings those from `head` on into sight with it.
    pub(crate) fn stop(&mut self, head: Option<usize>, step: Option<&String>, lines: Vec<Line<'static>>) {
        let from = head.unwrap_or(self.page.len());
        self.page.lines(lines);
        self.stops.push(Stop {
            from,
            to: self.page.len(),
            step: step.cloned(),
        });
    }

    /// What stands below the last stop comes into sight with it.
    pub(crate) fn close(&mut self) {
        if let Some(last) = self.stops.last_mut() {
            last.to = self.page.len();
        }
    }
}

/// The first line in sight, such that the stop under the cursor is, its beginning above all.
pub(crate) fn top(stops: &[Stop], cursor: usize, top: usize, page: usize) -> usize {
    stops
        .get(cursor)
        .map_or(0, |stop| top.max(stop.to.saturating_sub(page)).min(stop.from))
}

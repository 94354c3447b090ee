//! What only the terminal knows: how large it is, where each view is scrolled to, and which row the keys act on.

use std::collections::BTreeSet;

use ratatui::layout::{Position, Rect, Size};
use regpath_core::app::View;

use crate::scene::{Body, Scene, Top};
use crate::theme::Theme;
use crate::ui;
use crate::ui::map::{self, Standpoint};
use crate::ui::timeline::{self, TimelineRow};

/// State of the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Screen {
    pub(crate) area: Rect,
    pub(crate) theme: Theme,
    /// First line of the plan in sight.
    pub(crate) plan_top: usize,
    /// Where the reader stands before the map.
    pub(crate) map: Standpoint,
    /// Row of the timeline that the keys act on.
    pub(crate) timeline_cursor: usize,
    /// First row of the timeline in sight.
    pub(crate) timeline_top: usize,
    /// Groups of the timeline that are folded, by their place.
    pub(crate) folded: BTreeSet<usize>,
    /// First milestone in sight.
    pub(crate) odds_top: usize,
    /// First line of the costs in sight.
    pub(crate) money_top: usize,
    /// The lever that the keys act on.
    pub(crate) levers_cursor: usize,
    /// First row of the levers in sight.
    pub(crate) levers_top: usize,
    /// First line in sight of what lies on top.
    pub(crate) overlay_top: usize,
    /// The plan under the cursor in the list of plans.
    pub(crate) overlay_cursor: usize,
    /// Which plan and overlay the offsets are for.
    seen: (String, Option<String>),
}

/// A change of what only the terminal knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    /// The terminal has another size.
    Resize(Size),
    /// Scroll what is in front to this line.
    Top(usize),
    /// Move the cursor of what is in front to this row.
    Cursor(usize),
    /// Fold or unfold a group of the timeline.
    Fold(usize),
    /// Move the map by so many cells to the right and down.
    Pan(i32, i32),
    /// Draw the map nearer, or from further away.
    Zoom(bool),
    /// The mouse holds the map there, or lets it go.
    Hold(Option<Position>),
}

impl Screen {
    /// A fresh screen.
    pub(crate) fn new(size: Size, theme: Theme) -> Self {
        Self {
            area: Rect::from((Position::ORIGIN, size)),
            theme,
            plan_top: 0,
            map: Standpoint::START,
            timeline_cursor: 1,
            timeline_top: 0,
            folded: BTreeSet::new(),
            odds_top: 0,
            money_top: 0,
            levers_cursor: 0,
            levers_top: 0,
            overlay_top: 0,
            overlay_cursor: 0,
            seen: (String::new(), None),
        }
    }

    /// Makes a change; [`Screen::settle`] then puts every offset within its bounds.
    pub(crate) fn change(&mut self, scene: &Scene, change: Change) {
        match (change, &scene.top, scene.view()) {
            (Change::Resize(size), ..) => self.area = Rect::from((Position::ORIGIN, size)),
            (Change::Top(top), Some(_), _) => self.overlay_top = top,
            (Change::Cursor(row), None, _) if scene.has_levers => self.levers_cursor = row,
            (Change::Top(top), None, View::Plan) => self.plan_top = top,
            (Change::Top(top), None, View::Money) => self.money_top = top,
            (Change::Cursor(row), Some(_), _) => self.overlay_cursor = row,
            (Change::Cursor(row), None, View::Timeline) => self.timeline_cursor = row,
            (Change::Fold(group), None, View::Timeline) => {
                if !self.folded.remove(&group) {
                    self.folded.insert(group);
                }
            }
            (Change::Cursor(node), None, View::Map) => {
                (self.map.cursor, self.map.follows) = (node, true);
            }
            (Change::Pan(right, down), None, View::Map) => self.pan(right, down),
            (Change::Zoom(is_nearer), None, View::Map) => {
                let by = if is_nearer { 1 } else { -1 };
                self.map.zoom = self.map.zoom.saturating_add_signed(by).min(map::NEAREST);
                self.map.follows = true;
            }
            (Change::Hold(held), None, View::Map) => {
                if let (Some(from), Some(to)) = (self.map.held, held) {
                    let by = |from: u16, to: u16| i32::from(from) - i32::from(to);
                    self.pan(by(from.x, to.x), by(from.y, to.y));
                }
                self.map.held = held;
            }
            (
                Change::Top(_)
                | Change::Cursor(_)
                | Change::Fold(_)
                | Change::Pan(..)
                | Change::Zoom(_)
                | Change::Hold(_),
                ..,
            ) => {}
        }
    }

    fn pan(&mut self, right: i32, down: i32) {
        let (x, y) = self.map.offset;
        self.map.offset = (x.saturating_add(right), y.saturating_add(down));
        self.map.follows = false;
    }

    /// Starts at the top of whatever is new, keeps every cursor in sight and every offset within its bounds.
    pub(crate) fn settle(&mut self, scene: &Scene) {
        if self.seen.0 != scene.plan {
            scene.plan.clone_into(&mut self.seen.0);
            (self.plan_top, self.timeline_top, self.odds_top, self.money_top) = (0, 0, 0, 0);
            (self.levers_cursor, self.levers_top) = (0, 0);
            self.timeline_cursor = 1;
            self.map = Standpoint::START;
            self.folded.clear();
        }
        let overlay = scene.top.as_ref().map(|top| match top {
            Top::Plans(_) => "plans".to_owned(),
            Top::Help => "help".to_owned(),
            Top::Step(card) => card.id.clone(),
        });
        if self.seen.1 != overlay {
            self.seen.1 = overlay;
            self.overlay_top = 0;
            self.overlay_cursor = match &scene.top {
                Some(Top::Plans(plans)) => plans.iter().position(|plan| plan.is_open).unwrap_or(0),
                Some(Top::Help | Top::Step(_)) | None => 0,
            };
            // The timeline goes along with the cards that are opened over it.
            if let (Some(Top::Step(card)), Body::Timeline(Some(view))) = (&scene.top, &scene.body) {
                let rows = timeline::rows(view, &self.folded);
                let is_shown =
                    |row: &TimelineRow<'_>| matches!(row, TimelineRow::Step(row) if row.id == card.id);
                self.timeline_cursor = rows.iter().position(is_shown).unwrap_or(self.timeline_cursor);
            }
        }
        let Some(frame) = ui::frame(self.area, scene) else {
            return;
        };
        if scene.has_levers {
            let last = ui::levers::all(&scene.levers).count().saturating_sub(1);
            self.levers_cursor = self.levers_cursor.min(last);
            let pane = ui::levers_pane(scene, self);
            let (row, all) = pane.cursor_row();
            let page = pane.page(frame.levers);
            // The title of a group comes into sight with its first lever.
            let top = self.levers_top.min(row.saturating_sub(1));
            self.levers_top = follow(top, row, page, all);
        }
        match &scene.body {
            Body::Plan(view) => {
                let all = ui::plan_pane(view, scene, self).len(frame.body);
                self.plan_top = self
                    .plan_top
                    .min(all.saturating_sub(usize::from(frame.body.height)));
            }
            Body::Map(view) => self.map = ui::map_pane(view, scene, self).settled(frame.body),
            Body::Timeline(Some(view)) => {
                let all = timeline::rows(view, &self.folded).len();
                let page = ui::timeline_pane(view, scene, self).page(frame.body);
                self.timeline_cursor = self.timeline_cursor.min(all.saturating_sub(1));
                self.timeline_top = follow(self.timeline_top, self.timeline_cursor, page, all);
            }
            Body::Odds(Some(view), form) => {
                let page = ui::odds_pane(view, *form, scene, self).page(frame.body);
                self.odds_top = follow(self.odds_top, view.selected, page, view.milestones.len());
            }
            Body::Money(Some(view)) => {
                let all = ui::money_pane(view, self).len(frame.body);
                self.money_top = self
                    .money_top
                    .min(all.saturating_sub(usize::from(frame.body.height)));
            }
            Body::Timeline(None) | Body::Odds(None, _) | Body::Money(None) => {}
        }
        if let Some(top) = &scene.top {
            if let Top::Plans(plans) = top {
                self.overlay_cursor = self.overlay_cursor.min(plans.len().saturating_sub(1));
            }
            let pane = ui::overlay_pane(top, scene, self);
            let (all, page) = pane.extent(frame.body);
            if let Top::Plans(_) = top {
                let (from, to) = pane.cursor_lines(frame.body);
                self.overlay_top = self.overlay_top.max(to.saturating_sub(page)).min(from);
            }
            self.overlay_top = self.overlay_top.min(all.saturating_sub(page));
        }
    }
}

/// The first row in sight, such that the cursor is, and that no room is wasted at the end.
fn follow(top: usize, cursor: usize, page: usize, all: usize) -> usize {
    let page = page.max(1);
    top.max((cursor + 1).saturating_sub(page))
        .min(cursor)
        .min(all.saturating_sub(page))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_stays_in_sight() {
        assert_eq!(follow(0, 3, 5, 20), 0);
        assert_eq!(follow(0, 7, 5, 20), 3);
        assert_eq!(follow(10, 7, 5, 20), 7);
        assert_eq!(follow(18, 19, 5, 20), 15);
        assert_eq!(follow(3, 2, 5, 4), 0);
        assert_eq!(follow(0, 0, 0, 0), 0);
    }
}

//! What only the terminal knows: how large it is, where each view is scrolled to, and which row the keys act on.

use std::collections::BTreeSet;

use ratatui::layout::{Position, Rect, Size};
use regpath_core::app::{Found, View};
use regpath_core::view::exercise::QrView;

use crate::prompt::Prompt;
use crate::scene::{Body, Scene, Top};
use crate::sitting::Sitting;
use crate::theme::Theme;
use crate::ui;
use crate::ui::map::{self, Standpoint};
use crate::ui::overlay::OverlayPane;
use crate::ui::sources::SourcesPane;
use crate::ui::stops;
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
    /// The stop of the risks that the keys act on.
    pub(crate) risk_cursor: usize,
    /// First line of the risks in sight.
    pub(crate) risk_top: usize,
    /// First line of the updates in sight.
    pub(crate) life_top: usize,
    /// The stop of the comparison that the keys act on.
    pub(crate) compare_cursor: usize,
    /// First line of the comparison in sight.
    pub(crate) compare_top: usize,
    /// First line of the story in sight.
    pub(crate) futures_top: usize,
    /// The number of a future, while it is typed.
    pub(crate) typed: Option<String>,
    /// Which future the story is of.
    told: Option<u64>,
    /// The figure that the keys act on.
    pub(crate) sources_cursor: usize,
    /// First figure in sight.
    pub(crate) sources_top: usize,
    /// What only the terminal knows of a sitting at an exercise.
    pub(crate) sitting: Sitting,
    /// The text that is being typed.
    pub(crate) prompt: Option<Prompt>,
    /// Whether the formats to write the view in are shown.
    pub(crate) is_exporting: bool,
    /// Where the mouse is, over a picture that tells something about it.
    pub(crate) hover: Option<Position>,
    /// How often the reader was sent somewhere when the cursors went along last.
    focused: u32,
    /// What a save has come to.
    pub(crate) notice: Option<String>,
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    /// The terminal has another size.
    Resize(Size),
    /// Scroll what is in front to this line.
    Top(usize),
    /// Move the cursor of what is in front to this row.
    Cursor(usize),
    /// Fold or unfold a group of the timeline.
    Fold(usize),
    /// The number of a future so far; none to give up typing it.
    Type(Option<String>),
    /// Move the map by so many cells to the right and down.
    Pan(i32, i32),
    /// Draw the map nearer, or from further away.
    Zoom(bool),
    /// The mouse holds the map there, or lets it go.
    Hold(Option<Position>),
    /// The mouse is over a picture, or no longer.
    Hover(Option<Position>),
    /// Show the formats to write the view in, or no longer.
    Export(bool),
    /// Show the whole map.
    Whole,
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
            risk_cursor: 0,
            risk_top: 0,
            life_top: 0,
            compare_cursor: 0,
            compare_top: 0,
            futures_top: 0,
            typed: None,
            told: None,
            sources_cursor: 0,
            sources_top: 0,
            sitting: Sitting::default(),
            prompt: None,
            is_exporting: false,
            hover: None,
            focused: 0,
            notice: None,
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
            (Change::Hover(at), ..) => self.hover = at,
            (Change::Export(is_on), ..) => self.is_exporting = is_on,
            (Change::Whole, None, View::Map) => self.map = Standpoint::START,
            (Change::Resize(size), ..) => self.area = Rect::from((Position::ORIGIN, size)),
            (Change::Top(top), Some(_), _) => self.overlay_top = top,
            (Change::Cursor(row), None, _) if scene.has_levers => self.levers_cursor = row,
            (Change::Top(top), None, View::Plan) => self.plan_top = top,
            (Change::Top(top), None, View::Money) => self.money_top = top,
            (Change::Top(top), None, View::Life) => self.life_top = top,
            (Change::Cursor(row), Some(_), _) => self.overlay_cursor = row,
            (Change::Cursor(row), None, View::Risk) => self.risk_cursor = row,
            (Change::Cursor(row), None, View::Compare) => self.compare_cursor = row,
            (Change::Top(top), None, View::Futures) => self.futures_top = top,
            (Change::Type(typed), None, View::Futures) => self.typed = typed,
            (Change::Cursor(row), None, View::Timeline) => self.timeline_cursor = row,
            (Change::Fold(group), None, View::Timeline) => {
                if !self.folded.remove(&group) {
                    self.folded.insert(group);
                }
            }
            (Change::Cursor(row), None, View::Sources) => self.sources_cursor = row,
            (Change::Cursor(node), None, View::Map) => {
                (self.map.chosen, self.map.cursor, self.map.follows) = (Some(node), node, true);
            }
            (Change::Pan(right, down), None, View::Map) => self.pan(right, down),
            (Change::Zoom(is_nearer), None, View::Map) => {
                let by = if is_nearer { 1 } else { -1 };
                let now = match (ui::frame(self.area, scene), &scene.body) {
                    (Some(frame), Body::Map(view)) => ui::map_pane(view, scene, self).zoom(frame.body),
                    _ => 0,
                };
                self.map.zoom = Some(now.saturating_add_signed(by).min(map::NEAREST));
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
                Change::Whole
                | Change::Top(_)
                | Change::Cursor(_)
                | Change::Fold(_)
                | Change::Pan(..)
                | Change::Zoom(_)
                | Change::Hold(_)
                | Change::Type(_),
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
            (self.risk_cursor, self.risk_top) = (0, 0);
            (self.compare_cursor, self.compare_top, self.life_top) = (0, 0, 0);
            self.timeline_cursor = 1;
            (self.sources_cursor, self.sources_top) = (0, 0);
            self.map = Standpoint::START;
            self.folded.clear();
        }
        if !matches!(scene.top, Some(Top::Export(_))) {
            self.is_exporting = false;
        }
        let overlay = scene.top.as_ref().map(Top::name);
        if self.seen.1 != overlay {
            self.seen.1 = overlay;
            self.overlay_top = 0;
            self.overlay_cursor = scene.top.as_ref().map_or(0, Top::first);
            // The timeline goes along with the cards that are opened over it.
            if let (Some(Top::Step(card)), Body::Timeline(Some(view))) = (&scene.top, &scene.body) {
                let rows = timeline::rows(view, &self.folded);
                let is_shown =
                    |row: &TimelineRow<'_>| matches!(row, TimelineRow::Step(row) if row.id == card.id);
                self.timeline_cursor = rows.iter().position(is_shown).unwrap_or(self.timeline_cursor);
            }
        }
        // Of one answer, the cursor is on it.
        if let Some(top @ Top::Wizard(view)) = &scene.top
            && !view.is_many
        {
            self.overlay_cursor = top.first();
        }
        self.go_along(scene);
        self.sitting.settle(scene.workshop.as_deref());
        let Some(frame) = ui::frame(self.area, scene) else {
            return;
        };
        if let Some(workshop) = &scene.workshop {
            let pane = ui::sitting_pane(workshop, self, scene.lang);
            let page = usize::from(frame.body.height);
            let (all, at) = (pane.len(frame.body), pane.focus_lines(frame.body));
            let mut top = self.sitting.top;
            if let Some((from, to)) = at.filter(|_| self.sitting.follows) {
                top = top.max(to.saturating_sub(page)).min(from);
            }
            self.sitting.top = top.min(all.saturating_sub(page));
        }
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
        if scene.view() != View::Futures {
            self.typed = None;
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
                let all = ui::money_pane(view, scene, self).len(frame.body);
                self.money_top = self
                    .money_top
                    .min(all.saturating_sub(usize::from(frame.body.height)));
            }
            Body::Life(Some(view)) => {
                let all = ui::life_pane(view, scene, self).len(frame.body);
                let page = usize::from(frame.body.height);
                self.life_top = self.life_top.min(all.saturating_sub(page));
            }
            Body::Sources(view) => {
                let (all, page) = (view.figures.len(), SourcesPane::page(frame.body));
                self.sources_cursor = self.sources_cursor.min(all.saturating_sub(1));
                self.sources_top = follow(self.sources_top, self.sources_cursor, page, all);
            }
            Body::Risk(Some(view)) => {
                let stops = ui::risk_pane(view, self).stops(frame.body);
                self.risk_cursor = self.risk_cursor.min(stops.len().saturating_sub(1));
                let page = usize::from(frame.body.height);
                self.risk_top = stops::top(&stops, self.risk_cursor, self.risk_top, page);
            }
            Body::Compare(view) => {
                let stops = ui::compare_pane(view, self).stops(frame.body);
                self.compare_cursor = self.compare_cursor.min(stops.len().saturating_sub(1));
                let page = usize::from(frame.body.height);
                self.compare_top = stops::top(&stops, self.compare_cursor, self.compare_top, page);
            }
            Body::Futures(Some(view)) => {
                if self.told != Some(view.number) {
                    (self.told, self.futures_top) = (Some(view.number), 0);
                }
                let all = ui::futures_pane(view, scene, self).len(frame.body);
                let page = usize::from(frame.body.height);
                if let Some((from, to)) = ui::futures_pane(view, scene, self).looked_at(frame.body) {
                    self.futures_top = self.futures_top.max(to.saturating_sub(page)).min(from);
                }
                self.futures_top = self.futures_top.min(all.saturating_sub(page));
            }
            Body::Timeline(None)
            | Body::Odds(None, _)
            | Body::Money(None)
            | Body::Risk(None)
            | Body::Life(None)
            | Body::Futures(None) => {}
        }
        if let Some(top) = &scene.top {
            let pane = ui::overlay_pane(top, scene, self);
            let (all, page) = pane.extent(frame.body);
            if let Some(items) = top.items() {
                let cursor = self.overlay_cursor.min(items.saturating_sub(1));
                let (from, to) = OverlayPane { cursor, ..pane }.cursor_lines(frame.body);
                self.overlay_cursor = cursor;
                self.overlay_top = self.overlay_top.max(to.saturating_sub(page)).min(from);
            }
            self.overlay_top = self.overlay_top.min(all.saturating_sub(page));
        }
    }

    /// The code of a sitting that has the whole screen.
    pub(crate) fn shown_code<'a>(&self, scene: &'a Scene) -> Option<&'a QrView> {
        let workshop = scene.workshop.as_ref().filter(|_| scene.top.is_none())?;
        self.sitting.code(&workshop.view)
    }

    /// Once the reader was sent somewhere, the cursor goes there too.
    fn go_along(&mut self, scene: &Scene) {
        if self.focused == scene.focus.0 {
            return;
        }
        self.focused = scene.focus.0;
        match (&scene.focus.1, &scene.body) {
            (Some(Found::Country(title)), Body::Timeline(Some(view))) => {
                let rows = timeline::rows(view, &self.folded);
                let is_it = |row: &TimelineRow<'_>| matches!(row, TimelineRow::Group(_, group) if group.title == *title);
                if let Some(row) = rows.iter().position(is_it) {
                    self.timeline_cursor = row;
                }
            }
            (Some(Found::Step(id)), Body::Map(view)) => {
                if let Some(node) = view.nodes.iter().position(|node| node.id == *id) {
                    (self.map.chosen, self.map.cursor, self.map.follows) = (Some(node), node, true);
                }
            }
            (Some(Found::Lever(setting)), _) => {
                let mut levers = ui::levers::all(&scene.levers);
                if let Some(place) = levers.position(|lever| lever.setting.is_same_lever(setting)) {
                    self.levers_cursor = place;
                }
            }
            _ => {}
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

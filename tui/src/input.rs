//! What a key, a click or the wheel means: pure functions from what is on the screen to what shall happen.

use ratatui::crossterm::event::{
    Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use ratatui::layout::{Position, Size};
use regpath_core::analysis::replay::WhichFuture;
use regpath_core::app::{Action, OddsForm, Overlay, View};
use regpath_core::view::{FuturesView, MapView, SourceOrder, Way};

use crate::scene::{Body, Scene, Top};
use crate::screen::{Change, Screen};
use crate::ui::timeline::{self, TimelineRow};
use crate::ui::{self, Target, levers};

/// Digits of the number of a future.
const LONGEST_NUMBER: usize = 12;

/// Cells that the map moves at a stroke of a key, across and down.
const PAN: (i32, i32) = (12, 3);

/// What shall happen.
#[derive(Debug, Clone)]
pub(crate) enum Message {
    /// To the state that both faces share, one after the other.
    Apply(Vec<Action>),
    /// To what only the terminal knows.
    Change(Change),
    /// Save the plan where it was read from, or ask for a name.
    Save,
    /// Type a name to save it under, or no longer.
    Name(Option<String>),
    /// Save it under the name that was typed.
    SaveAs,
    /// Leave.
    Quit,
}

impl From<Action> for Message {
    fn from(action: Action) -> Self {
        Self::Apply(vec![action])
    }
}

/// What an event means; `None` for nothing.
pub(crate) fn message(scene: &Scene, screen: &Screen, event: &Event) -> Option<Message> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => key_message(scene, screen, *key),
        Event::Mouse(mouse) => mouse_message(scene, screen, *mouse),
        Event::Resize(width, height) => Some(Message::Change(Change::Resize(Size::new(*width, *height)))),
        Event::Key(_) | Event::FocusGained | Event::FocusLost | Event::Paste(_) => None,
    }
}

fn key_message(scene: &Scene, screen: &Screen, key: KeyEvent) -> Option<Message> {
    if key
        .modifiers
        .intersects(KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SUPER)
    {
        return match (key.modifiers, key.code) {
            (KeyModifiers::CONTROL, KeyCode::Char('c')) => Some(Message::Quit),
            (KeyModifiers::CONTROL, KeyCode::Char('r')) => Some(Action::Redo.into()),
            _ => None,
        };
    }
    press(scene, screen, key.code)
}

fn press(scene: &Scene, screen: &Screen, code: KeyCode) -> Option<Message> {
    if let Some(name) = &screen.name {
        return typed(name, code);
    }
    if let (None, Body::Futures(Some(view))) = (&scene.top, &scene.body)
        && let Some(message) = on_futures(view, screen, code)
    {
        return Some(message);
    }
    if let (None, Body::Map(view), false) = (&scene.top, &scene.body, scene.has_levers)
        && let Some(message) = on_map(view, screen, code)
    {
        return Some(message);
    }
    let page = || isize::try_from(ui::extent(scene, screen).1.saturating_sub(1).max(1)).unwrap_or(isize::MAX);
    match code {
        KeyCode::Char('q') => Some(Message::Quit),
        KeyCode::Char('L' | 'l') => Some(Action::SetLang(scene.lang.other()).into()),
        KeyCode::Char('?') | KeyCode::F(1) => Some(toggle(scene, Overlay::Help)),
        KeyCode::Char('p') => Some(toggle(scene, Overlay::Plans)),
        KeyCode::Char('o') => Some(show(scene, Action::ShowLevers(!scene.has_levers))),
        KeyCode::Char('s') => Some(Message::Save),
        KeyCode::Char('S') => Some(Message::Name(Some(String::new()))),
        KeyCode::Char('u') => Some(Action::Undo.into()),
        KeyCode::Char('r') => Some(Action::Rerun.into()),
        KeyCode::Char('n') => Some(Action::SetSeed(scene.seed.wrapping_add(1)).into()),
        KeyCode::Char('c') => scene.foot.is_running.then(|| Action::Cancel.into()),
        KeyCode::Up | KeyCode::Char('k') => go(scene, screen, -1),
        KeyCode::Down | KeyCode::Char('j') => go(scene, screen, 1),
        KeyCode::PageUp => go(scene, screen, -page()),
        KeyCode::PageDown | KeyCode::Char(' ') => go(scene, screen, page()),
        KeyCode::Home | KeyCode::Char('g') => go(scene, screen, isize::MIN),
        KeyCode::End | KeyCode::Char('G') => go(scene, screen, isize::MAX),
        KeyCode::Enter => enter(scene, screen),
        KeyCode::Esc if scene.top.is_none() && scene.banner.is_none() && scene.has_levers => {
            Some(Action::ShowLevers(false).into())
        }
        KeyCode::Esc if scene.banner.is_some() && screen.notice.is_some() => Some(Message::Name(None)),
        KeyCode::Esc => (scene.top.is_some() || scene.banner.is_some()).then(|| Action::Close.into()),
        KeyCode::Tab => Some(show(scene, Action::NextView)),
        KeyCode::BackTab => Some(show(scene, Action::PreviousView)),
        KeyCode::Right if matches!(scene.top, Some(Top::Step(_))) => next_step(scene, screen, true),
        KeyCode::Left if matches!(scene.top, Some(Top::Step(_))) => next_step(scene, screen, false),
        KeyCode::Right if scene.has_levers && scene.top.is_none() => turn(scene, screen, true),
        KeyCode::Left if scene.has_levers && scene.top.is_none() => turn(scene, screen, false),
        KeyCode::Right if scene.top.is_none() => Some(Action::NextView.into()),
        KeyCode::Left if scene.top.is_none() => Some(Action::PreviousView.into()),
        KeyCode::Char('v') => match (&scene.top, &scene.body) {
            (None, Body::Odds(_, form)) => Some(Action::SetOddsForm(after(&OddsForm::ALL, *form)).into()),
            (None, Body::Sources(view)) => {
                Some(Action::SortSources(after(&SourceOrder::ALL, view.order)).into())
            }
            _ => None,
        },
        KeyCode::Char(c) => {
            let view = View::ALL.into_iter().find(|view| view.key() == c)?;
            Some(show(scene, Action::Show(view)))
        }
        _ => None,
    }
}

/// What keys do while a name is typed.
fn typed(name: &str, code: KeyCode) -> Option<Message> {
    let mut name = name.to_owned();
    match code {
        KeyCode::Char(character) if !character.is_control() => name.push(character),
        KeyCode::Backspace => {
            name.pop();
        }
        KeyCode::Enter => return (!name.trim().is_empty()).then_some(Message::SaveAs),
        KeyCode::Esc => return Some(Message::Name(None)),
        _ => return None,
    }
    Some(Message::Name(Some(name)))
}

/// What keys do on the futures alone.
fn on_futures(view: &FuturesView, screen: &Screen, code: KeyCode) -> Option<Message> {
    let typed = |typed: Option<String>| Some(Message::Change(Change::Type(typed)));
    match (&screen.typed, code) {
        (None, KeyCode::Char('#')) => typed(Some(String::new())),
        (Some(text), KeyCode::Char(digit @ '0'..='9')) => {
            let mut text = format!("{text}{digit}");
            text.truncate(LONGEST_NUMBER);
            typed(Some(text))
        }
        (Some(text), KeyCode::Backspace) => {
            let mut text = text.clone();
            text.pop();
            typed(Some(text))
        }
        (Some(text), KeyCode::Enter) => match text.parse() {
            Ok(number) => Some(Action::Tell(WhichFuture::Number(number)).into()),
            Err(_) => typed(None),
        },
        (Some(_), KeyCode::Esc) => typed(None),
        (_, KeyCode::Char(c)) => {
            let choice = view
                .choices
                .iter()
                .find(|choice| ui::futures::key(choice.which) == c)?;
            Some(Action::Tell(choice.which).into())
        }
        _ => None,
    }
}

/// What keys do on the map alone.
fn on_map(view: &MapView, screen: &Screen, code: KeyCode) -> Option<Message> {
    let walk = |way: Way| {
        let node = view.step(screen.map.cursor, way).unwrap_or(screen.map.cursor);
        Some(Message::Change(Change::Cursor(node)))
    };
    let change = |change: Change| Some(Message::Change(change));
    match code {
        KeyCode::Left => walk(Way::Left),
        KeyCode::Right => walk(Way::Right),
        KeyCode::Up => walk(Way::Up),
        KeyCode::Down => walk(Way::Down),
        KeyCode::Char('h') => change(Change::Pan(-PAN.0, 0)),
        KeyCode::Char('l') => change(Change::Pan(PAN.0, 0)),
        KeyCode::Char('k') => change(Change::Pan(0, -PAN.1)),
        KeyCode::Char('j') => change(Change::Pan(0, PAN.1)),
        KeyCode::PageUp => change(Change::Pan(0, -4 * PAN.1)),
        KeyCode::PageDown => change(Change::Pan(0, 4 * PAN.1)),
        KeyCode::Home => change(Change::Cursor(0)),
        KeyCode::End => change(Change::Cursor(view.nodes.len().saturating_sub(1))),
        KeyCode::Char('+' | '=') => change(Change::Zoom(true)),
        KeyCode::Char('-') => change(Change::Zoom(false)),
        KeyCode::Enter => {
            let node = view.nodes.get(screen.map.cursor)?;
            open_node(node.is_milestone, &node.id)
        }
        _ => None,
    }
}

/// A step has a card.
fn open_node(is_milestone: bool, id: &str) -> Option<Message> {
    (!is_milestone).then(|| Action::Open(Overlay::Step(id.to_owned())).into())
}

/// A view is seen only with nothing on top.
fn show(scene: &Scene, action: Action) -> Message {
    if scene.top.is_some() {
        Message::Apply(vec![Action::Close, action])
    } else {
        action.into()
    }
}

fn toggle(scene: &Scene, overlay: Overlay) -> Message {
    let is_open = matches!(
        (&scene.top, &overlay),
        (Some(Top::Plans(_)), Overlay::Plans) | (Some(Top::Help), Overlay::Help)
    );
    if is_open {
        Action::Close.into()
    } else {
        Action::Open(overlay).into()
    }
}

fn after<T: Copy + PartialEq>(all: &[T], now: T) -> T {
    let place = all.iter().position(|other| *other == now).unwrap_or(0);
    all[(place + 1) % all.len()]
}

/// Turns the lever under the cursor.
fn turn(scene: &Scene, screen: &Screen, is_up: bool) -> Option<Message> {
    let lever = levers::all(&scene.levers).nth(screen.levers_cursor)?;
    Some(Action::Set(lever.kind.step(is_up)?).into())
}

/// Moves the cursor of what is in front, or scrolls it.
fn go(scene: &Scene, screen: &Screen, by: isize) -> Option<Message> {
    let (all, page) = ui::extent(scene, screen);
    let last = all.checked_sub(1)?;
    let to = |from: usize, last: usize| {
        let to = from.saturating_add_signed(by).min(last);
        (to != from).then_some(to)
    };
    let bottom = all.saturating_sub(page);
    match (&scene.top, &scene.body) {
        (Some(Top::Plans(_)), _) => {
            to(screen.overlay_cursor, last).map(|row| Message::Change(Change::Cursor(row)))
        }
        (Some(Top::Help | Top::Step(_)), _) => {
            to(screen.overlay_top, bottom).map(|top| Message::Change(Change::Top(top)))
        }
        (None, _) if scene.has_levers => {
            to(screen.levers_cursor, last).map(|row| Message::Change(Change::Cursor(row)))
        }
        (None, Body::Plan(_)) => to(screen.plan_top, bottom).map(|top| Message::Change(Change::Top(top))),
        (None, Body::Money(_)) => to(screen.money_top, bottom).map(|top| Message::Change(Change::Top(top))),
        (None, Body::Timeline(_)) => {
            to(screen.timeline_cursor, last).map(|row| Message::Change(Change::Cursor(row)))
        }
        (None, Body::Odds(Some(view), _)) => {
            to(view.selected, last).map(|row| Action::SelectMilestone(row).into())
        }
        (None, Body::Risk(_)) => to(screen.risk_cursor, last).map(|row| Message::Change(Change::Cursor(row))),
        (None, Body::Compare(_)) => {
            to(screen.compare_cursor, last).map(|row| Message::Change(Change::Cursor(row)))
        }
        (None, Body::Futures(_)) => {
            to(screen.futures_top, bottom).map(|top| Message::Change(Change::Top(top)))
        }
        (None, Body::Odds(None, _)) => None,
        (None, Body::Sources(_)) => {
            to(screen.sources_cursor, last).map(|row| Message::Change(Change::Cursor(row)))
        }
        // The map is moved in two directions: see `on_map`.
        (None, Body::Map(_)) => Some(Message::Change(Change::Pan(
            0,
            by.clamp(-100, 100) as i32 * PAN.1,
        ))),
    }
}

fn enter(scene: &Scene, screen: &Screen) -> Option<Message> {
    match (&scene.top, &scene.body) {
        (Some(Top::Plans(plans)), _) => {
            let plan = plans.get(screen.overlay_cursor)?;
            Some(Message::Apply(vec![
                Action::ChoosePlan(plan.id.clone()),
                Action::Close,
            ]))
        }
        (Some(Top::Help | Top::Step(_)), _) => Some(Action::Close.into()),
        (None, _) if scene.has_levers => turn(scene, screen, true),
        (None, Body::Timeline(Some(view))) => {
            let rows = timeline::rows(view, &screen.folded);
            match rows.get(screen.timeline_cursor)? {
                TimelineRow::Group(index, _) => Some(Message::Change(Change::Fold(*index))),
                TimelineRow::Step(row) if row.is_milestone => {
                    let index = scene.milestones.iter().position(|id| *id == row.id)?;
                    Some(Message::Apply(vec![
                        Action::SelectMilestone(index),
                        Action::Show(View::Odds),
                    ]))
                }
                TimelineRow::Step(row) => Some(Action::Open(Overlay::Step(row.id.clone())).into()),
            }
        }
        (None, Body::Sources(view)) => {
            let figure = view.figures.get(screen.sources_cursor)?;
            open_node(false, &figure.id)
        }
        (None, Body::Risk(Some(view))) => {
            let body = ui::frame(screen.area, scene)?.body;
            let stops = ui::risk_pane(view, screen).stops(body);
            let step = stops.get(screen.risk_cursor)?.step.clone()?;
            Some(Action::Open(Overlay::Step(step)).into())
        }
        (None, Body::Compare(view)) => {
            let row = view.rows.get(screen.compare_cursor)?;
            Some(Action::Compare(row.rival.clone()).into())
        }
        (
            None,
            Body::Plan(_)
            | Body::Map(_)
            | Body::Money(_)
            | Body::Timeline(None)
            | Body::Odds(..)
            | Body::Risk(None)
            | Body::Futures(_),
        ) => None,
    }
}

/// The card of the step after, or before, the one that is shown, in the order of the view.
fn next_step(scene: &Scene, screen: &Screen, is_forward: bool) -> Option<Message> {
    let Some(Top::Step(card)) = &scene.top else {
        return None;
    };
    let ids: Vec<&String> = match &scene.body {
        Body::Timeline(Some(view)) => timeline::rows(view, &screen.folded)
            .into_iter()
            .filter_map(|row| match row {
                TimelineRow::Step(row) if !row.is_milestone => Some(&row.id),
                TimelineRow::Step(_) | TimelineRow::Group(..) => None,
            })
            .collect(),
        Body::Risk(Some(view)) => view.tornado.rows.iter().map(|row| &row.id).collect(),
        _ => return None,
    };
    let place = ids.iter().position(|id| **id == card.id)?;
    let place = if is_forward {
        place + 1
    } else {
        place.checked_sub(1)?
    };
    Some(Action::Open(Overlay::Step((*ids.get(place)?).clone())).into())
}

fn mouse_message(scene: &Scene, screen: &Screen, mouse: MouseEvent) -> Option<Message> {
    let has_cursor = matches!(
        (&scene.top, &scene.body),
        (
            None,
            Body::Timeline(_) | Body::Odds(..) | Body::Risk(_) | Body::Compare(_) | Body::Sources(_)
        )
    );
    let notch = if has_cursor || scene.has_levers || matches!(scene.top, Some(Top::Plans(_))) {
        1
    } else {
        3
    };
    if let (None, Body::Map(_)) = (&scene.top, &scene.body) {
        let here = Position::new(mouse.column, mouse.row);
        let change = match mouse.kind {
            MouseEventKind::Drag(MouseButton::Left) => Some(Change::Hold(Some(here))),
            MouseEventKind::Up(MouseButton::Left) => Some(Change::Hold(None)),
            MouseEventKind::ScrollUp if mouse.modifiers == KeyModifiers::CONTROL => Some(Change::Zoom(true)),
            MouseEventKind::ScrollDown if mouse.modifiers == KeyModifiers::CONTROL => {
                Some(Change::Zoom(false))
            }
            MouseEventKind::ScrollLeft => Some(Change::Pan(-PAN.0, 0)),
            MouseEventKind::ScrollRight => Some(Change::Pan(PAN.0, 0)),
            _ => None,
        };
        if let Some(change) = change {
            return Some(Message::Change(change));
        }
    }
    match mouse.kind {
        MouseEventKind::ScrollUp => go(scene, screen, -notch),
        MouseEventKind::ScrollDown => go(scene, screen, notch),
        MouseEventKind::Down(MouseButton::Left) => {
            let target = ui::target(scene, screen, Position::new(mouse.column, mouse.row))?;
            click(scene, screen, target)
        }
        _ => None,
    }
}

fn click(scene: &Scene, screen: &Screen, target: Target) -> Option<Message> {
    let cursor = if scene.top.is_some() {
        screen.overlay_cursor
    } else if matches!(scene.body, Body::Risk(_)) {
        screen.risk_cursor
    } else if matches!(scene.body, Body::Compare(_)) {
        screen.compare_cursor
    } else {
        screen.timeline_cursor
    };
    match (target, &scene.body) {
        (Target::View(view), _) => Some(Action::Show(view).into()),
        (Target::Language, _) => Some(Action::SetLang(scene.lang.other()).into()),
        (Target::Key(code), _) => press(scene, screen, code),
        (Target::Outside, _) => Some(Action::Close.into()),
        (Target::Lever(row), _) if row == screen.levers_cursor => turn(scene, screen, true),
        // With the levers open, the keys and the wheel are theirs.
        (Target::Row(_), _) if scene.has_levers => None,
        (Target::Row(node), Body::Map(view)) if node == screen.map.cursor => {
            let node = view.nodes.get(node)?;
            open_node(node.is_milestone, &node.id)
        }
        (Target::Row(row), Body::Sources(_)) if row == screen.sources_cursor => enter(scene, screen),
        (Target::Lever(row), _) | (Target::Row(row), Body::Sources(_)) => {
            Some(Message::Change(Change::Cursor(row)))
        }
        (Target::Row(node), Body::Map(_)) => Some(Message::Change(Change::Cursor(node))),
        // The first click chooses, the second one opens.
        (Target::Plan(row), _) | (Target::Row(row), Body::Timeline(_) | Body::Risk(_) | Body::Compare(_)) => {
            if row == cursor {
                enter(scene, screen)
            } else {
                Some(Message::Change(Change::Cursor(row)))
            }
        }
        (Target::Row(row), Body::Odds(..)) => Some(Action::SelectMilestone(row).into()),
        (Target::Row(_), Body::Plan(_) | Body::Money(_) | Body::Futures(_)) => None,
    }
}

#[cfg(test)]
mod tests;

//! What a key, a click or the wheel means: pure functions from what is on the screen to what shall happen.

use ratatui::crossterm::event::{
    Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use ratatui::layout::{Position, Size};
use regpath_core::analysis::replay::WhichFuture;
use regpath_core::app::{Action, Ask, OddsForm, Overlay, View};
use regpath_core::view::{FuturesView, MapView, SourceOrder, Way};
use regpath_core::wizard::{Answer, Wizard};

use crate::line::{CLEAR, DROP_WORD, LONGEST, TextLine, searched};
use crate::prompt::{Prompt, Purpose, Typed};
use crate::scene::{Body, Opens, Scene, Top};
use crate::screen::{Change, Screen};
use crate::sitting::{self, Sit, Workshop};
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
    /// Type a text for something, or no longer.
    Prompt(Option<Prompt>),
    /// Ask for a text, with what it usually is to begin with.
    Ask(Purpose),
    /// The text was typed.
    Submit(Prompt),
    /// Open something of the list.
    Open(Opens),
    /// Open the plan that the wizard has made.
    Make,
    /// Another look.
    NextLook,
    /// Give hints, or no longer.
    TurnHints,
    /// Done at a sitting, one after the other.
    Sit(Vec<Sit>),
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
        Event::Paste(text) => paste(scene, screen, text),
        Event::Key(_) | Event::FocusGained | Event::FocusLost => None,
    }
}

fn key_message(scene: &Scene, screen: &Screen, key: KeyEvent) -> Option<Message> {
    if key
        .modifiers
        .intersects(KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SUPER)
    {
        return match (key.modifiers, key.code) {
            // What would be lost at a sitting is told once.
            (KeyModifiers::CONTROL, KeyCode::Char('c')) => {
                let asks = scene.workshop.is_some() && screen.sitting.asks != Some(true);
                Some(if asks {
                    Message::Sit(vec![Sit::Leave(true)])
                } else {
                    Message::Quit
                })
            }
            (KeyModifiers::CONTROL, KeyCode::Char('r')) => Some(Action::Redo.into()),
            (KeyModifiers::CONTROL, KeyCode::Char('u')) => press(scene, screen, KeyCode::Char(CLEAR)),
            (KeyModifiers::CONTROL, KeyCode::Char('w')) => press(scene, screen, KeyCode::Char(DROP_WORD)),
            _ => None,
        };
    }
    press(scene, screen, key.code)
}

fn press(scene: &Scene, screen: &Screen, code: KeyCode) -> Option<Message> {
    if let Some(prompt) = &screen.prompt {
        return Some(match prompt.press(code)? {
            Typed::On(prompt) => Message::Prompt(Some(prompt)),
            Typed::Done(prompt) => Message::Submit(prompt),
            Typed::Gone => Message::Prompt(None),
        });
    }
    if let Some(top) = &scene.top
        && let Some(message) = on_top(top, scene, screen, code)
    {
        return Some(message);
    }
    if scene.top.as_ref().is_some_and(|top| top.typed().is_some()) {
        return None;
    }
    if let Some(workshop) = &scene.workshop {
        return at_sitting(workshop, scene, screen, code);
    }
    let is_free = scene.top.is_none() && !scene.has_levers;
    if let (true, Body::Futures(Some(view))) = (is_free, &scene.body)
        && let Some(message) = on_futures(view, screen, code)
    {
        return Some(message);
    }
    if let (true, Body::Map(view)) = (is_free, &scene.body)
        && let Some(message) = on_map(scene, view, screen, code)
    {
        return Some(message);
    }
    if let (true, Body::Odds(Some(view), _)) = (is_free, &scene.body)
        && let Some(asked) = &view.asked
    {
        match code {
            KeyCode::Char(',') => return Some(Action::Ask(asked.earlier).into()),
            KeyCode::Char('.') => return Some(Action::Ask(asked.later).into()),
            KeyCode::Char('-') => return Some(Action::Ask(asked.less).into()),
            KeyCode::Char('+' | '=') => return Some(Action::Ask(asked.more).into()),
            _ => {}
        }
    }
    if let (true, Body::Compare(_), KeyCode::Char('a')) = (is_free, &scene.body, code) {
        return Some(Message::Ask(Purpose::Compare));
    }
    let page = || isize::try_from(ui::extent(scene, screen).1.saturating_sub(1).max(1)).unwrap_or(isize::MAX);
    match code {
        KeyCode::Char('q') => Some(Message::Quit),
        KeyCode::Char('L' | 'l') => Some(Action::SetLang(scene.lang.other()).into()),
        KeyCode::Char('?') | KeyCode::F(1) => Some(toggle(scene, Overlay::Help)),
        KeyCode::Char('p') => Some(toggle(scene, Overlay::Plans)),
        KeyCode::Char('/') => Some(Action::Open(Overlay::Find(String::new())).into()),
        KeyCode::Char('i') => Some(toggle(scene, Overlay::Glossary(String::new()))),
        KeyCode::Char('a') => Some(Action::Open(Overlay::Routes(String::new())).into()),
        KeyCode::Char('N') => Some(Action::Open(Overlay::Wizard(Wizard::default())).into()),
        KeyCode::Char('x') => Some(Message::Change(Change::Export(true))),
        KeyCode::Char('T') => Some(Message::NextLook),
        KeyCode::Char('H') => Some(Message::TurnHints),
        KeyCode::Char('o') => Some(show(scene, Action::ShowLevers(!scene.has_levers))),
        KeyCode::Char('s') => Some(Message::Save),
        KeyCode::Char('S') => Some(Message::Ask(Purpose::SaveAs)),
        KeyCode::Char('u') => Some(Action::Undo.into()),
        KeyCode::Char('y') => {
            let way = scene.levers.ways_out.first()?;
            Some(Action::Set(way.setting.clone()).into())
        }
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
        KeyCode::Esc => escape(scene, screen),
        KeyCode::Tab => Some(show(scene, Action::NextView)),
        KeyCode::BackTab => Some(show(scene, Action::PreviousView)),
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

/// What keys do at a sitting: those of the field or page, and the few that work everywhere.
fn at_sitting(workshop: &Workshop, scene: &Scene, screen: &Screen, code: KeyCode) -> Option<Message> {
    let page = || isize::try_from(ui::extent(scene, screen).1.max(2) - 1).unwrap_or(isize::MAX);
    if scene.top.is_none() {
        if code == KeyCode::Esc && scene.banner.is_some() && screen.sitting.asks.is_none() {
            return Some(Message::Prompt(None));
        }
        let sit = sitting::press(workshop, scene, screen, code);
        let is_taken = sit.is_some()
            || screen.sitting.asks.is_some()
            || screen.sitting.field(&workshop.view).is_some() && matches!(code, KeyCode::Char(_));
        if is_taken {
            return sit.map(|sit| Message::Sit(vec![sit]));
        }
    }
    match code {
        KeyCode::Char('L' | 'l') => Some(Action::SetLang(scene.lang.other()).into()),
        KeyCode::Char('?') | KeyCode::F(1) => Some(toggle(scene, Overlay::Help)),
        KeyCode::Char('T') => Some(Message::NextLook),
        KeyCode::PageUp if scene.top.is_some() => go(scene, screen, -page()),
        KeyCode::PageDown | KeyCode::Char(' ') if scene.top.is_some() => go(scene, screen, page()),
        KeyCode::Char('q') if scene.top.is_some() => Some(Message::Sit(vec![Sit::Leave(true)])),
        _ => None,
    }
}

/// A pasted text goes where text is typed.
fn paste(scene: &Scene, screen: &Screen, text: &str) -> Option<Message> {
    if let Some(prompt) = &screen.prompt {
        return Some(Message::Prompt(Some(prompt.pasted(text))));
    }
    if let Some(top) = &scene.top {
        let line = TextLine::new(top.typed()?).with(text.trim(), true, LONGEST);
        return typed_into(top, line.text().to_owned());
    }
    let workshop = scene.workshop.as_ref()?;
    sitting::paste(workshop, screen, text).map(Message::Sit)
}

/// What keys do on what lies on top, beside what they do everywhere.
fn on_top(top: &Top, scene: &Scene, screen: &Screen, code: KeyCode) -> Option<Message> {
    match (top, code) {
        (_, KeyCode::Up) => go(scene, screen, -1),
        (_, KeyCode::Down) => go(scene, screen, 1),
        (_, KeyCode::Enter) => enter(scene, screen),
        (_, KeyCode::Esc) => escape(scene, screen),
        (Top::Step(_), KeyCode::Right) => next_step(scene, screen, true),
        (Top::Step(_), KeyCode::Left) => next_step(scene, screen, false),
        (Top::Wizard(_), KeyCode::Left | KeyCode::BackTab) => Some(Action::Answer(Answer::Back).into()),
        (Top::Wizard(_), KeyCode::Right | KeyCode::Tab) => Some(Action::Answer(Answer::Next).into()),
        (Top::Wizard(view), KeyCode::Char(' ')) if view.is_many => {
            Some(Action::Answer(Answer::Choose(screen.overlay_cursor)).into())
        }
        (top, code) => typed_into(top, searched(top.typed()?, code)?),
    }
}

/// Another text in what lies on top.
fn typed_into(top: &Top, text: String) -> Option<Message> {
    let action = match top {
        Top::Find(_) => Action::Open(Overlay::Find(text)),
        Top::Routes(..) => Action::Open(Overlay::Routes(text)),
        Top::Wizard(_) => Action::Answer(Answer::Typed(text)),
        _ => return None,
    };
    Some(action.into())
}

/// Closes what lies on top, then the levers, then what was said; at last it leaves the moment of a future.
fn escape(scene: &Scene, screen: &Screen) -> Option<Message> {
    if scene.workshop.is_some() && scene.top.is_none() {
        return None;
    }
    if matches!(scene.top, Some(Top::Export(_))) {
        return Some(Message::Change(Change::Export(false)));
    }
    if scene.top.is_some() {
        return Some(Action::Close.into());
    }
    match &scene.banner {
        Some(_) if screen.notice.is_some() => Some(Message::Prompt(None)),
        Some(_) => Some(Action::Close.into()),
        None if scene.has_levers => Some(Action::ShowLevers(false).into()),
        None => match &scene.body {
            Body::Futures(Some(view)) if view.moment.is_some() => Some(Action::Moment(None).into()),
            _ => None,
        },
    }
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
            Ok(number) if number <= view.last => Some(Action::Tell(WhichFuture::Number(number)).into()),
            // It stays to be mended; the greatest number stands beside it.
            Ok(_) => None,
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
fn on_map(scene: &Scene, view: &MapView, screen: &Screen, code: KeyCode) -> Option<Message> {
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
        KeyCode::Char('f') => change(Change::Whole),
        KeyCode::Enter => {
            let node = view.nodes.get(screen.map.cursor)?;
            open_node(scene, node.is_milestone, &node.id)
        }
        _ => None,
    }
}

/// A step has a card, a milestone its odds.
fn open_node(scene: &Scene, is_milestone: bool, id: &str) -> Option<Message> {
    if !is_milestone {
        return Some(Action::Open(Overlay::Step(id.to_owned())).into());
    }
    let index = scene.milestones.iter().position(|known| known == id)?;
    Some(Message::Apply(vec![
        Action::SelectMilestone(index),
        Action::Show(View::Odds),
    ]))
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
        (Some(Top::Open(_)), Overlay::Plans)
            | (Some(Top::Help(_)), Overlay::Help)
            | (Some(Top::Glossary(..)), Overlay::Glossary(_))
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
    if scene.top.is_none() && scene.workshop.is_some() {
        return to(screen.sitting.top, bottom).map(|top| Message::Sit(vec![Sit::Top(top)]));
    }
    match (&scene.top, &scene.body) {
        // Of one answer, the cursor is on it.
        (Some(Top::Wizard(view)), _) if !view.is_many => {
            to(screen.overlay_cursor, last).map(|row| Action::Answer(Answer::Choose(row)).into())
        }
        (Some(top), _) if top.items().is_some() => {
            to(screen.overlay_cursor, last).map(|row| Message::Change(Change::Cursor(row)))
        }
        (Some(_), _) => to(screen.overlay_top, bottom).map(|top| Message::Change(Change::Top(top))),
        (None, _) if scene.has_levers => {
            to(screen.levers_cursor, last).map(|row| Message::Change(Change::Cursor(row)))
        }
        (None, Body::Plan(_)) => to(screen.plan_top, bottom).map(|top| Message::Change(Change::Top(top))),
        (None, Body::Money(_)) => to(screen.money_top, bottom).map(|top| Message::Change(Change::Top(top))),
        (None, Body::Life(_)) => to(screen.life_top, bottom).map(|top| Message::Change(Change::Top(top))),
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
        (None, Body::Futures(Some(view))) => {
            let events = view.events.checked_sub(1)?;
            let from = view.moment.as_ref().map(|moment| moment.event);
            let event = match from {
                None if by > 0 => 0,
                None => return None,
                Some(from) => to(from, events)?,
            };
            Some(Action::Moment(Some(event)).into())
        }
        (None, Body::Futures(None) | Body::Odds(None, _)) => None,
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
        (Some(top), _) => enter_top(top, screen),
        (None, _) if scene.has_levers => {
            let lever = levers::all(&scene.levers).nth(screen.levers_cursor)?;
            if lever.can_type {
                Some(Message::Ask(Purpose::Value(lever.setting.clone())))
            } else {
                turn(scene, screen, true)
            }
        }
        (None, Body::Timeline(Some(view))) => {
            let rows = timeline::rows(view, &screen.folded);
            match rows.get(screen.timeline_cursor)? {
                TimelineRow::Group(index, _) => Some(Message::Change(Change::Fold(*index))),
                TimelineRow::Step(row) => open_node(scene, row.is_milestone, &row.id),
            }
        }
        (None, Body::Sources(view)) => {
            let figure = view.figures.get(screen.sources_cursor)?;
            open_node(scene, false, &figure.id)
        }
        (None, Body::Risk(Some(view))) => {
            let body = ui::frame(screen.area, scene)?.body;
            let stops = ui::risk_pane(view, screen).stops(body);
            let step = stops.get(screen.risk_cursor)?.step.clone()?;
            Some(Action::Open(Overlay::Step(step)).into())
        }
        (None, Body::Life(Some(view))) => {
            let example = view.example.clone()?;
            Some(Action::ChoosePlan(example).into())
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
            | Body::Life(None)
            | Body::Futures(_),
        ) => None,
    }
}

fn enter_top(top: &Top, screen: &Screen) -> Option<Message> {
    let cursor = screen.overlay_cursor;
    match top {
        Top::Open(rows) => Some(Message::Open(rows.get(cursor)?.opens.clone())),
        Top::Help(_) | Top::Step(_) => Some(Action::Close.into()),
        Top::Find(view) => Some(Action::Go(view.hits.get(cursor)?.go.clone()).into()),
        Top::Glossary(terms, _) => {
            let see = terms.get(cursor)?.see.first()?;
            Some(Action::Open(Overlay::Glossary(see.label.clone())).into())
        }
        Top::Route(_, taking) => Some(match taking {
            Some(setting) => Message::Apply(vec![Action::Close, Action::Set(setting.clone())]),
            None => Action::Close.into(),
        }),
        Top::Routes(_, found) => {
            let setting = found.get(cursor)?.setting.clone();
            Some(Message::Apply(vec![Action::Close, Action::Set(setting)]))
        }
        Top::Wizard(view) if view.is_last && view.is_answered => Some(Message::Make),
        Top::Wizard(_) => Some(Action::Answer(Answer::Next).into()),
        Top::Export(formats) => Some(Message::Ask(Purpose::Export(*formats.get(cursor)?))),
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
    let has_cursor = scene.workshop.is_none()
        && matches!(
            (&scene.top, &scene.body),
            (
                None,
                Body::Timeline(_) | Body::Odds(..) | Body::Risk(_) | Body::Compare(_) | Body::Sources(_)
            )
        );
    let is_list = scene.top.as_ref().is_some_and(|top| top.items().is_some());
    let notch = if has_cursor || scene.has_levers || is_list {
        1
    } else {
        3
    };
    if let (None, None, Body::Map(_)) = (&scene.top, &scene.workshop, &scene.body) {
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
    if screen.shown_code(scene).is_some() {
        let is_click = matches!(mouse.kind, MouseEventKind::Down(_));
        return is_click.then(|| Message::Sit(vec![Sit::Show(false)]));
    }
    let here = Position::new(mouse.column, mouse.row);
    match mouse.kind {
        MouseEventKind::Moved | MouseEventKind::Drag(_) if scene.workshop.is_some() => return None,
        MouseEventKind::Moved => return hover(scene, screen, here),
        // On the S-curve a held mouse asks by the chance.
        MouseEventKind::Drag(MouseButton::Left) => {
            if let (Some([_, y]), Body::Odds(_, OddsForm::Curve)) =
                (ui::on_plot(scene, screen, here), &scene.body)
            {
                return Some(Action::Ask(Ask::Chance(y)).into());
            }
        }
        _ => {}
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

/// What the mouse says without a button: on the odds, the date under it is asked; elsewhere it is told where it is.
fn hover(scene: &Scene, screen: &Screen, here: Position) -> Option<Message> {
    if let (Some([x, _]), Body::Odds(Some(view), _)) = (ui::on_plot(scene, screen, here), &scene.body) {
        let [from, to] = view.asked.as_ref()?.days;
        return Some(Action::Ask(Ask::Day(from + x * (to - from))).into());
    }
    let tells = scene.top.is_none() && matches!(scene.body, Body::Timeline(Some(_)) | Body::Money(Some(_)));
    let over = tells.then_some(here);
    (over != screen.hover).then_some(Message::Change(Change::Hover(over)))
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
        (Target::Stage(stage), _) => {
            let tab = scene.workshop.as_ref()?.view.tabs.get(stage)?;
            Some(Message::Sit(vec![Sit::Do(tab.does.clone())]))
        }
        (Target::Stop(stop), _) => sitting::click(&scene.workshop.as_ref()?.view, stop).map(Message::Sit),
        (Target::Language, _) => Some(Action::SetLang(scene.lang.other()).into()),
        (Target::Key(code), _) => press(scene, screen, code),
        (Target::Outside, _) => escape(scene, screen),
        (Target::Item(row), _) => match &scene.top {
            // A click on an answer gives it.
            Some(Top::Wizard(_)) => Some(Action::Answer(Answer::Choose(row)).into()),
            _ if row == cursor => enter(scene, screen),
            _ => Some(Message::Change(Change::Cursor(row))),
        },
        (Target::Lever(row), _) if row == screen.levers_cursor => turn(scene, screen, true),
        // With the levers open, the keys and the wheel are theirs.
        (Target::Row(_), _) if scene.has_levers => None,
        (Target::Row(node), Body::Map(view)) if node == screen.map.cursor => {
            let node = view.nodes.get(node)?;
            open_node(scene, node.is_milestone, &node.id)
        }
        (Target::Row(row), Body::Sources(_)) if row == screen.sources_cursor => enter(scene, screen),
        (Target::Lever(row), _) | (Target::Row(row), Body::Sources(_)) => {
            Some(Message::Change(Change::Cursor(row)))
        }
        (Target::Row(node), Body::Map(_)) => Some(Message::Change(Change::Cursor(node))),
        // The first click chooses, the second one opens.
        (Target::Row(row), Body::Timeline(_) | Body::Risk(_) | Body::Compare(_)) => {
            if row == cursor {
                enter(scene, screen)
            } else {
                Some(Message::Change(Change::Cursor(row)))
            }
        }
        (Target::Row(row), Body::Odds(..)) => Some(Action::SelectMilestone(row).into()),
        (Target::Row(_), Body::Plan(_) | Body::Money(_) | Body::Life(_) | Body::Futures(_)) => None,
    }
}

#[cfg(test)]
mod tests;

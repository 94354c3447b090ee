//! Drawing. One pane a file, each a `Widget` over plain data that draws inside its area at any size; the frame
//! around them, and what a click at a place means, stand here.

mod card;
mod chart;
mod compare;
mod foot;
pub(crate) mod futures;
mod grid;
mod header;
pub(crate) mod levers;
mod life;
pub(crate) mod map;
mod money;
mod odds;
pub(crate) mod overlay;
mod page;
mod paint;
mod plan;
pub(crate) mod risk;
mod sitting;
pub(crate) mod sources;
pub(crate) mod stops;
mod strip;
mod tabs;
pub(crate) mod timeline;

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Block, Clear, Widget};
use regpath_core::app::{OddsForm, View};
use regpath_core::text::Lang;
use regpath_core::view::{
    CostView, FuturesView, GanttView, LifeView, MapView, OddsView, PlanView, RiskView, RivalsView,
    SourcesView, Table,
};

use crate::cells;
use crate::scene::{Body, Scene, Top};
use crate::screen::Screen;
use crate::sitting::{Stop, Workshop, stops};
use crate::theme::{Hue, Theme};
use crate::words;
use compare::ComparePane;
use foot::{FootPane, Hint};
use futures::FuturesPane;
use grid::{Grid, GridColumn};
use header::HeaderPane;
use levers::LeversPane;
use life::LifePane;
use map::MapPane;
use money::MoneyPane;
use odds::OddsPane;
use overlay::OverlayPane;
use plan::PlanPane;
use risk::RiskPane;
use sitting::{CodePane, SittingPane, StagesPane, TitlePane};
use sources::SourcesPane;
use strip::StripPane;
use tabs::TabsPane;
use timeline::TimelinePane;

/// From this width on the levers stand beside the view.
const LEVERS_BESIDE: u16 = 120;
/// Their column has two fifths of the screen, at least and at most.
const LEVERS_WIDTH: (u16, u16) = (48, 76);
/// From this height on what changes have come to is told in a line of its own, and hints are given.
const ROOMY: u16 = 28;

/// Below this the screen asks for more room.
const SMALLEST: (u16, u16) = (60, 18);

/// The parts of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Frame {
    header: Rect,
    strip: Rect,
    tabs: Rect,
    pub(crate) body: Rect,
    /// Where the levers stand, if they are in sight: beside the body or over it.
    pub(crate) levers: Rect,
    /// A sentence on what the changes have come to; empty where there is none.
    verdict: Rect,
    /// What to try here; empty where there is nothing.
    hint: Rect,
    foot: Rect,
}

/// The parts of a screen of that size; `None` if it is too small.
pub(crate) fn frame(area: Rect, scene: &Scene) -> Option<Frame> {
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        return None;
    }
    if let Some(workshop) = &scene.workshop {
        return Some(sitting_frame(area, workshop));
    }
    // A high screen gives the strip air and its histograms a second row.
    let (air, cards) = if area.height >= 36 { (1, 4) } else { (0, 3) };
    let has_changes = scene.strip.cards.iter().any(|card| card.change.is_some());
    let cards = cards + u16::from(has_changes);
    let header = Rect { height: 1, ..area };
    let strip = Rect {
        x: area.x + 1,
        y: header.bottom() + air,
        width: area.width - 2,
        height: cards,
    };
    let verdict = Rect {
        y: strip.bottom(),
        height: u16::from(area.height >= ROOMY && !scene.verdict.is_empty()),
        ..strip
    };
    let tabs = Rect {
        y: verdict.bottom() + air,
        height: 1,
        ..area
    };
    let foot = Rect {
        y: area.bottom() - 1,
        height: 1,
        ..area
    };
    let y = tabs.bottom() + air;
    let mut body = Rect {
        x: area.x + 1,
        y,
        width: area.width - 2,
        height: foot.y - y,
    };
    let has_hint = !scene.hint.is_empty() && area.height >= ROOMY;
    let hint = Rect {
        y: foot.y - u16::from(has_hint),
        height: u16::from(has_hint),
        ..body
    };
    body.height -= hint.height;
    let mut levers = body;
    if scene.has_levers && area.width >= LEVERS_BESIDE {
        let width = (area.width * 2 / 5).clamp(LEVERS_WIDTH.0, LEVERS_WIDTH.1);
        body.width -= width + 3;
        levers.x = body.right() + 3;
        levers.width = width;
    }
    Some(Frame {
        header,
        strip,
        tabs,
        body,
        levers,
        verdict,
        hint,
        foot,
    })
}

/// The parts of the screen of a sitting: the clock of the trainer takes the place of the strip, what could not be done that
/// of the hint.
fn sitting_frame(area: Rect, workshop: &Workshop) -> Frame {
    let air = u16::from(area.height >= ROOMY);
    let row = |y: u16, height: u16| Rect { y, height, ..area };
    let within = |row: Rect| Rect {
        x: area.x + 1,
        width: area.width - 2,
        ..row
    };
    let header = row(area.y, 1);
    let tabs = row(header.bottom(), 1);
    let strip = within(row(
        tabs.bottom(),
        u16::from(sitting::clock_line(workshop).is_some()),
    ));
    let foot = row(area.bottom() - 1, 1);
    let problem = cells::wrap(&workshop.view.problem, usize::from(area.width - 4))
        .len()
        .min(3) as u16;
    let hint = within(row(foot.y - problem, problem));
    let y = strip.bottom() + air;
    let body = within(row(y, hint.y - y));
    Frame {
        header,
        strip,
        tabs,
        body,
        levers: body,
        verdict: row(body.bottom(), 0),
        hint,
        foot,
    }
}

/// Where the page of a sitting stands.
pub(crate) fn sitting_body(scene: &Scene, screen: &Screen) -> Rect {
    frame(screen.area, scene).map_or(Rect::ZERO, |frame| frame.body)
}

pub(crate) const fn sitting_pane<'a>(
    workshop: &'a Workshop,
    screen: &'a Screen,
    lang: Lang,
) -> SittingPane<'a> {
    SittingPane {
        workshop,
        at: &screen.sitting,
        lang,
        theme: screen.theme,
    }
}

/// Where the caret stands, while something is typed at a sitting.
pub(crate) fn caret(scene: &Scene, screen: &Screen) -> Option<Position> {
    let workshop = scene.workshop.as_ref()?;
    let is_free = scene.top.is_none() && screen.prompt.is_none() && screen.sitting.asks.is_none();
    is_free
        .then(|| sitting_pane(workshop, screen, scene.lang).caret(sitting_body(scene, screen)))
        .flatten()
}

/// What a click at a place is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// The tab of a view.
    View(View),
    /// The language mark.
    Language,
    /// A key at the foot.
    Key(KeyCode),
    /// A row of the view.
    Row(usize),
    /// An item of what lies on top.
    Item(usize),
    /// A lever.
    Lever(usize),
    /// Beside what lies on top.
    Outside,
    /// A stage of a sitting.
    Stage(usize),
    /// Something at a sitting that can be chosen, pressed or typed into.
    Stop(usize),
}

/// What is there.
pub(crate) fn target(scene: &Scene, screen: &Screen, at: Position) -> Option<Target> {
    let frame = frame(screen.area, scene)?;
    let hints = hints(scene, screen);
    if let Some(key) = (FootPane {
        hints: &hints,
        remark: "",
        theme: screen.theme,
    })
    .key_at(frame.foot, at)
    {
        return Some(Target::Key(key));
    }
    if let Some(top) = &scene.top {
        let pane = overlay_pane(top, scene, screen);
        if !pane.frame(frame.body).contains(at) {
            return Some(Target::Outside);
        }
        return pane.item_at(frame.body, at.y).map(Target::Item);
    }
    if header::is_language(frame.header, at) {
        return Some(Target::Language);
    }
    if let Some(workshop) = &scene.workshop {
        let stages = StagesPane {
            tabs: &workshop.view.tabs,
            theme: screen.theme,
        };
        let pane = sitting_pane(workshop, screen, scene.lang);
        return stages
            .tab_at(frame.tabs, at)
            .map(Target::Stage)
            .or_else(|| pane.stop_at(frame.body, at).map(Target::Stop));
    }
    if let Some(view) = tabs_pane(scene, screen).view_at(frame.tabs, at) {
        return Some(Target::View(view));
    }
    if scene.has_levers && frame.levers.contains(at) {
        return levers_pane(scene, screen)
            .lever_at(frame.levers, at.y)
            .map(Target::Lever);
    }
    if !frame.body.contains(at) {
        return None;
    }
    match &scene.body {
        Body::Map(view) => map_pane(view, scene, screen)
            .node_at(frame.body, at)
            .map(Target::Row),
        Body::Timeline(Some(view)) => timeline_pane(view, scene, screen)
            .row_at(frame.body, at.y)
            .map(Target::Row),
        Body::Sources(view) => sources_pane(view, scene, screen)
            .row_at(frame.body, at.y)
            .map(Target::Row),
        Body::Odds(Some(view), form) => odds_pane(view, *form, scene, screen)
            .row_at(frame.body, at.x, at.y)
            .map(Target::Row),
        Body::Risk(Some(view)) => risk_pane(view, screen).stop_at(frame.body, at.y).map(Target::Row),
        Body::Compare(view) => compare_pane(view, screen)
            .row_at(frame.body, (at.x, at.y))
            .map(Target::Row),
        Body::Plan(_)
        | Body::Money(_)
        | Body::Life(_)
        | Body::Futures(_)
        | Body::Timeline(None)
        | Body::Odds(None, _)
        | Body::Risk(None) => None,
    }
}

/// How many rows or lines that is in front has, and how many are in sight at once.
pub(crate) fn extent(scene: &Scene, screen: &Screen) -> (usize, usize) {
    let Some(frame) = frame(screen.area, scene) else {
        return (0, 0);
    };
    let body = frame.body;
    let page = usize::from(body.height);
    if let (None, Some(workshop)) = (&scene.top, &scene.workshop) {
        return (sitting_pane(workshop, screen, scene.lang).len(body), page);
    }
    if scene.top.is_none() && scene.has_levers {
        let pane = levers_pane(scene, screen);
        return (levers::all(&scene.levers).count(), pane.page(frame.levers));
    }
    match (&scene.top, &scene.body) {
        (Some(top), _) => {
            let (lines, page) = overlay_pane(top, scene, screen).extent(body);
            match top.items() {
                Some(items) => (items, (page * items / lines.max(1)).max(1)),
                None => (lines, page),
            }
        }
        (None, Body::Plan(view)) => (plan_pane(view, scene, screen).len(body), page),
        (None, Body::Map(view)) => (view.nodes.len(), page),
        (None, Body::Sources(view)) => (view.figures.len(), SourcesPane::page(body)),
        (None, Body::Timeline(Some(view))) => {
            let rows = timeline::rows(view, &screen.folded).len();
            (rows, timeline_pane(view, scene, screen).page(body))
        }
        (None, Body::Odds(Some(view), form)) => (
            view.milestones.len(),
            odds_pane(view, *form, scene, screen).page(body),
        ),
        (None, Body::Money(Some(view))) => (money_pane(view, scene, screen).len(body), page),
        (None, Body::Life(Some(view))) => (life_pane(view, scene, screen).len(body), page),
        (None, Body::Risk(Some(view))) => (risk_pane(view, screen).stops(body).len(), page),
        (None, Body::Compare(view)) => (compare_pane(view, screen).stops(body).len(), page),
        (None, Body::Futures(Some(view))) => (futures_pane(view, scene, screen).len(body), page),
        (
            None,
            Body::Timeline(None)
            | Body::Odds(None, _)
            | Body::Money(None)
            | Body::Risk(None)
            | Body::Life(None)
            | Body::Futures(None),
        ) => (0, 0),
    }
}

pub(crate) const fn plan_pane<'a>(view: &'a PlanView, scene: &Scene, screen: &Screen) -> PlanPane<'a> {
    PlanPane {
        view,
        top: screen.plan_top,
        lang: scene.lang,
        theme: screen.theme,
    }
}

pub(crate) const fn sources_pane<'a>(
    view: &'a SourcesView,
    scene: &Scene,
    screen: &Screen,
) -> SourcesPane<'a> {
    SourcesPane {
        view,
        cursor: screen.sources_cursor,
        top: screen.sources_top,
        lang: scene.lang,
        theme: screen.theme,
    }
}

pub(crate) const fn map_pane<'a>(view: &'a MapView, scene: &'a Scene, screen: &Screen) -> MapPane<'a> {
    MapPane {
        view,
        at: screen.map,
        card: scene.card.as_ref(),
        lang: scene.lang,
        theme: screen.theme,
    }
}

pub(crate) const fn timeline_pane<'a>(
    view: &'a GanttView,
    scene: &'a Scene,
    screen: &'a Screen,
) -> TimelinePane<'a> {
    TimelinePane {
        view,
        folded: &screen.folded,
        cursor: screen.timeline_cursor,
        top: screen.timeline_top,
        card: scene.card.as_ref(),
        hover: screen.hover,
        lang: scene.lang,
        theme: screen.theme,
    }
}

pub(crate) const fn odds_pane<'a>(
    view: &'a OddsView,
    form: OddsForm,
    scene: &Scene,
    screen: &Screen,
) -> OddsPane<'a> {
    OddsPane {
        view,
        form,
        top: screen.odds_top,
        lang: scene.lang,
        theme: screen.theme,
    }
}

pub(crate) const fn levers_pane<'a>(scene: &'a Scene, screen: &Screen) -> LeversPane<'a> {
    LeversPane {
        view: &scene.levers,
        cursor: screen.levers_cursor,
        top: screen.levers_top,
        lang: scene.lang,
        theme: screen.theme,
    }
}

pub(crate) fn money_pane<'a>(view: &'a CostView, scene: &Scene, screen: &Screen) -> MoneyPane<'a> {
    let body = frame(screen.area, scene).map_or(Rect::ZERO, |frame| frame.body);
    MoneyPane {
        view,
        top: screen.money_top,
        hover: screen
            .hover
            .filter(|at| body.contains(*at))
            .map(|at| (at.x - body.x, at.y - body.y)),
        theme: screen.theme,
    }
}

pub(crate) const fn risk_pane<'a>(view: &'a RiskView, screen: &Screen) -> RiskPane<'a> {
    RiskPane {
        view,
        cursor: screen.risk_cursor,
        top: screen.risk_top,
        theme: screen.theme,
    }
}

pub(crate) const fn life_pane<'a>(view: &'a LifeView, scene: &Scene, screen: &Screen) -> LifePane<'a> {
    LifePane {
        view,
        top: screen.life_top,
        lang: scene.lang,
        theme: screen.theme,
    }
}

pub(crate) const fn compare_pane<'a>(view: &'a RivalsView, screen: &Screen) -> ComparePane<'a> {
    ComparePane {
        view,
        cursor: screen.compare_cursor,
        top: screen.compare_top,
        theme: screen.theme,
    }
}

pub(crate) fn futures_pane<'a>(view: &'a FuturesView, scene: &Scene, screen: &'a Screen) -> FuturesPane<'a> {
    FuturesPane {
        view,
        top: screen.futures_top,
        typed: screen.typed.as_deref(),
        lang: scene.lang,
        theme: screen.theme,
    }
}

pub(crate) fn overlay_pane<'a>(top: &'a Top, scene: &'a Scene, screen: &Screen) -> OverlayPane<'a> {
    OverlayPane {
        content: top,
        disclaimer: &scene.foot.disclaimer,
        cursor: screen.overlay_cursor,
        top: screen.overlay_top,
        lang: scene.lang,
        theme: screen.theme,
    }
}

/// What the mouse points at on a picture, 0 to 1 from the left and from the bottom; none beside it.
pub(crate) fn on_plot(scene: &Scene, screen: &Screen, at: Position) -> Option<[f64; 2]> {
    let frame = frame(screen.area, scene)?;
    match (&scene.top, &scene.body) {
        (None, Body::Odds(Some(view), form)) if !(scene.has_levers && frame.levers.contains(at)) => {
            odds_pane(view, *form, scene, screen).on_plot(frame.body, at)
        }
        _ => None,
    }
}

fn tabs_pane<'a>(scene: &'a Scene, screen: &Screen) -> TabsPane<'a> {
    TabsPane {
        open: scene.view(),
        remark: &scene.foot.grade_c,
        is_roomy: screen.area.width >= 100,
        lang: scene.lang,
        theme: screen.theme,
    }
}

/// The keys that work now.
fn hints(scene: &Scene, screen: &Screen) -> Vec<Hint> {
    let words = words::foot(scene.lang);
    let hint = |key, words, press, rank| Hint {
        key,
        words,
        press,
        rank,
    };
    let key = |c: char| Some(KeyCode::Char(c));
    let mut hints = Vec::new();
    if let Some(top) = &scene.top {
        return top_hints(top, &words, hint);
    }
    if let Some(workshop) = &scene.workshop {
        return sitting_hints(workshop, scene, screen, hint);
    }
    match (&scene.top, &scene.body) {
        (Some(_), _) => {}
        (None, _) if scene.has_levers => {
            hints.push(hint("↑↓", words.lever, None, 8));
            hints.push(hint("←→", words.turn, Some(KeyCode::Right), 9));
            if levers::all(&scene.levers)
                .nth(screen.levers_cursor)
                .is_some_and(|lever| lever.can_type)
            {
                hints.push(hint("↵", words.value, Some(KeyCode::Enter), 6));
            }
            hints.push(hint("a", words.add, key('a'), 6));
            hints.push(hint("Esc", words.close, Some(KeyCode::Esc), 9));
        }
        (None, Body::Plan(_) | Body::Money(_)) => hints.push(hint("↑↓", words.scroll, None, 5)),
        (None, Body::Life(view)) => {
            hints.push(hint("↑↓", words.scroll, None, 5));
            if view.as_ref().is_some_and(|view| view.example.is_some()) {
                hints.push(hint("↵", words.example, Some(KeyCode::Enter), 8));
            }
        }
        (None, Body::Sources(_)) => {
            hints.push(hint("↑↓", words.figure, None, 6));
            hints.push(hint("↵", words.card, Some(KeyCode::Enter), 7));
            hints.push(hint("v", words.order, key('v'), 7));
        }
        (None, Body::Map(_)) => {
            hints.push(hint("←↑↓→", words.step, None, 7));
            hints.push(hint("↵", words.card, Some(KeyCode::Enter), 7));
            hints.push(hint("+", words.nearer, key('+'), 6));
            hints.push(hint("-", words.further, key('-'), 6));
            hints.push(hint("f", words.whole, key('f'), 5));
        }
        (None, Body::Timeline(view)) => {
            hints.push(hint("↑↓", words.step, None, 6));
            let rows = view
                .as_ref()
                .map(|view| timeline::rows(view, &screen.folded))
                .unwrap_or_default();
            let enter = match rows.get(screen.timeline_cursor) {
                Some(timeline::TimelineRow::Group(..)) => words.fold,
                Some(timeline::TimelineRow::Step(row)) if row.is_milestone => words.odds,
                Some(timeline::TimelineRow::Step(_)) | None => words.card,
            };
            hints.push(hint("↵", enter, Some(KeyCode::Enter), 7));
        }
        (None, Body::Risk(_)) => {
            hints.push(hint("↑↓", words.step, None, 6));
            hints.push(hint("↵", words.card, Some(KeyCode::Enter), 7));
        }
        (None, Body::Compare(_)) => {
            hints.push(hint("↑↓", words.scroll, None, 5));
            hints.push(hint("↵", words.with, Some(KeyCode::Enter), 8));
            hints.push(hint("a", words.file, key('a'), 6));
        }
        (None, Body::Futures(_)) => {
            hints.push(hint("↑↓", words.event, None, 7));
            hints.push(hint(".", words.next, key('.'), 8));
            hints.push(hint("d", words.random, key('d'), 6));
        }
        (None, Body::Odds(..)) => {
            hints.push(hint("↑↓", words.milestone, None, 6));
            hints.push(hint("v", words.form, key('v'), 7));
            hints.push(hint(",.", words.date, key('.'), 6));
            hints.push(hint("-+", words.chance, key('+'), 5));
        }
    }
    if !scene.levers.ways_out.is_empty() {
        hints.push(hint("y", words.mend, key('y'), 9));
    }
    hints.push(hint("1-0", words.views, None, 3));
    if !scene.has_levers {
        hints.push(hint("o", words.levers, key('o'), 8));
    }
    if scene.levers.can_undo {
        hints.push(hint("u", words.undo, key('u'), 7));
    }
    if scene.is_unsaved {
        hints.push(hint("s", words.save, key('s'), 7));
    }
    hints.push(hint("/", words.find, key('/'), 6));
    hints.push(hint("p", words.plans, key('p'), 5));
    hints.push(hint("x", words.export, key('x'), 4));
    if scene.foot.is_running {
        hints.push(hint("c", words.stop, key('c'), 5));
    } else {
        hints.push(hint("r", words.rerun, key('r'), 1));
        hints.push(hint("n", words.seed, key('n'), 2));
    }
    hints.push(hint("L", words.lang, key('L'), 8));
    hints.push(hint("?", words.help, key('?'), 9));
    hints.push(hint("q", words.quit, key('q'), 10));
    hints
}

/// The keys that work at a sitting.
fn sitting_hints(
    workshop: &Workshop,
    scene: &Scene,
    screen: &Screen,
    hint: impl Fn(&'static str, &'static str, Option<KeyCode>, u8) -> Hint,
) -> Vec<Hint> {
    let (words, here) = (words::foot(scene.lang), words::sitting::foot(scene.lang));
    let key = |c: char| Some(KeyCode::Char(c));
    let (enter, escape) = (Some(KeyCode::Enter), Some(KeyCode::Esc));
    if screen.sitting.asks.is_some() {
        return vec![
            hint("y", here.leave, key('y'), 9),
            hint("Esc", here.stay, escape, 9),
        ];
    }
    let pane = sitting_pane(workshop, screen, scene.lang);
    let mut hints = vec![hint("Tab", here.walk, Some(KeyCode::Tab), 8)];
    if let Some(input) = screen.sitting.field(&workshop.view) {
        let does = if input.field.is_list() {
            here.take
        } else {
            here.done
        };
        hints.push(hint("↵", does, enter, 9));
        hints.push(hint("Esc", here.out, escape, 9));
        hints.push(hint("F1", words.help, Some(KeyCode::F(1)), 8));
        return hints;
    }
    let stops = stops(&workshop.view);
    let does = match stops.get(screen.sitting.focus) {
        None => "",
        Some(_) if !pane.is_in_sight(sitting_body(scene, screen)) => here.show,
        Some(Stop::Input(_)) => here.typing,
        Some(Stop::Option(_)) => here.choose,
        Some(Stop::Button(button)) if button.is_on.is_some() => here.turn,
        Some(Stop::Button(_) | Stop::Code(_)) => here.press,
    };
    if !does.is_empty() {
        hints.push(hint("↵", does, enter, 9));
    }
    hints.push(hint("↑↓", here.scroll, None, 7));
    hints.push(hint("←→", here.stages, Some(KeyCode::Right), 8));
    hints.push(hint("Esc", here.leave, escape, 8));
    hints.push(hint("L", words.lang, key('L'), 6));
    hints.push(hint("?", words.help, key('?'), 9));
    hints.push(hint("q", words.quit, key('q'), 7));
    hints
}

/// The keys that work on what lies on top.
fn top_hints(
    top: &Top,
    words: &words::FootWords,
    hint: impl Fn(&'static str, &'static str, Option<KeyCode>, u8) -> Hint,
) -> Vec<Hint> {
    let enter = Some(KeyCode::Enter);
    let close = hint("Esc", words.close, Some(KeyCode::Esc), 9);
    let mut hints = Vec::new();
    match top {
        Top::Open(_) | Top::Find(_) => {
            hints.push(hint("↑↓", words.choose, None, 8));
            hints.push(hint("↵", words.open, enter, 9));
        }
        Top::Glossary(..) => {
            hints.push(hint("↑↓", words.choose, None, 8));
            hints.push(hint("/", words.find, Some(KeyCode::Char('/')), 7));
        }
        Top::Routes(..) => {
            hints.push(hint("↑↓", words.choose, None, 8));
            hints.push(hint("↵", words.add, enter, 9));
        }
        Top::Export(_) => {
            hints.push(hint("↑↓", words.choose, None, 8));
            hints.push(hint("↵", words.write, enter, 9));
        }
        Top::Wizard(view) => {
            if !view.choices.is_empty() {
                hints.push(hint("↑↓", words.choose, None, 8));
            }
            if view.is_many {
                hints.push(hint("Space", words.mark, Some(KeyCode::Char(' ')), 9));
            }
            if view.is_answered {
                let goes = if view.is_last { words.done } else { words.answer };
                hints.push(hint("↵", goes, enter, 10));
            }
            hints.push(hint("←", words.back, Some(KeyCode::Left), 8));
        }
        Top::Help(_) => hints.push(hint("↑↓", words.scroll, None, 8)),
        Top::Step(_) => {
            hints.push(hint("↑↓", words.scroll, None, 8));
            hints.push(hint("←→", words.step, None, 7));
        }
        Top::Route(_, taking) => {
            hints.push(hint("↑↓", words.scroll, None, 8));
            if taking.is_some() {
                hints.push(hint("↵", words.add, enter, 9));
            }
        }
    }
    hints.push(close);
    if top.typed().is_none() {
        hints.push(hint("L", words.lang, Some(KeyCode::Char('L')), 7));
        hints.push(hint("q", words.quit, Some(KeyCode::Char('q')), 8));
    }
    hints
}

/// A table of core as lines: words first, numbers to the right; the last columns go first.
pub(crate) fn table(view: &Table, width: u16, theme: Theme) -> Vec<Line<'static>> {
    let count = view.columns.len();
    let grid = Grid {
        columns: view
            .columns
            .iter()
            .enumerate()
            .map(|(at, column)| GridColumn {
                title: column.title.clone(),
                is_numeric: column.is_numeric,
                rank: if at == 0 {
                    u8::MAX
                } else {
                    u8::try_from(count - at).unwrap_or(u8::MAX - 1)
                },
            })
            .collect(),
        rows: view
            .rows
            .iter()
            .map(|row| row.iter().map(|cell| cell.clone().into()).collect())
            .collect(),
        cursor: None,
        lead: 20,
    };
    grid.lines(usize::from(width), theme)
}

/// The whole screen.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ui<'a> {
    pub(crate) scene: &'a Scene,
    pub(crate) screen: &'a Screen,
}

impl Ui<'_> {
    /// What went wrong, at the bottom of the view.
    fn banner(&self, words: &str, body: Rect, buf: &mut Buffer) {
        let theme = self.screen.theme;
        let lines = cells::wrap_short(words, usize::from(body.width.saturating_sub(4)), 4);
        let height = (lines.len() as u16 + 2).min(body.height);
        let area = Rect {
            y: body.bottom() - height,
            height,
            ..body
        };
        Clear.render(area, buf);
        buf.set_style(area, theme.base());
        Block::bordered()
            .border_style(theme.hue(Hue::Critical))
            .render(area, buf);
        let inside = Rect {
            x: area.x + 2,
            y: area.y + 1,
            width: area.width.saturating_sub(4),
            height: height - 2,
        };
        for (row, line) in (0..).zip(&lines) {
            paint::text(buf, inside, 0, row, line, theme.strong());
        }
    }

    /// A plan: its answer, its views, its levers.
    fn plan(&self, frame: &Frame, buf: &mut Buffer) {
        let (scene, screen, theme) = (self.scene, self.screen, self.screen.theme);
        (&HeaderPane {
            title: &scene.title,
            changes: &scene.levers.changes,
            foot: &scene.foot,
            rate: &scene.rate,
            lang: scene.lang,
            theme,
        })
            .render(frame.header, buf);
        (&StripPane {
            view: &scene.strip,
            is_stale: scene.is_stale,
            theme,
        })
            .render(frame.strip, buf);
        if frame.verdict.height > 0 {
            let words = words::against_saved(&scene.verdict, scene.lang);
            paint::text(buf, frame.verdict, 0, 0, &words, theme.hue(Hue::Series));
        }
        (&tabs_pane(scene, screen)).render(frame.tabs, buf);
        paint::text(buf, frame.hint, 0, 0, scene.hint, theme.dim());
        self.body(frame.body, buf);
        if scene.is_stale && scene.view() != View::Plan {
            buf.set_style(frame.body, theme.dim());
        }
        if scene.has_levers {
            if frame.levers.x > frame.body.x {
                for row in 0..frame.body.height {
                    let rule = Rect {
                        x: frame.levers.x - 2,
                        width: 1,
                        ..frame.levers
                    };
                    paint::glyph(buf, rule, 0, row, "│", theme.dim());
                }
            }
            (&levers_pane(scene, screen)).render(frame.levers, buf);
        }
    }

    /// A sitting at an exercise.
    fn sitting(&self, workshop: &Workshop, frame: &Frame, buf: &mut Buffer) {
        let (theme, lang) = (self.screen.theme, self.scene.lang);
        (&TitlePane {
            workshop,
            lang,
            theme,
        })
            .render(frame.header, buf);
        let tabs = &workshop.view.tabs;
        (&StagesPane { tabs, theme }).render(frame.tabs, buf);
        if let Some(clock) = sitting::clock_line(workshop) {
            paint::text(buf, frame.strip, 0, 0, &clock, theme.strong());
        }
        (&sitting_pane(workshop, self.screen, lang)).render(frame.body, buf);
        let problem = cells::wrap_short(
            &workshop.view.problem,
            usize::from(frame.hint.width.saturating_sub(2)),
            usize::from(frame.hint.height),
        );
        let critical = theme.hue(Hue::Critical).patch(theme.strong());
        for (row, line) in (0..frame.hint.height).zip(&problem) {
            let sign = if row == 0 { "! " } else { "  " };
            paint::text(buf, frame.hint, 0, row, &format!("{sign}{line}"), critical);
        }
    }

    fn body(&self, area: Rect, buf: &mut Buffer) {
        let (scene, screen) = (self.scene, self.screen);
        match &scene.body {
            Body::Plan(view) => (&plan_pane(view, scene, screen)).render(area, buf),
            Body::Sources(view) => (&sources_pane(view, scene, screen)).render(area, buf),
            Body::Map(view) => (&map_pane(view, scene, screen)).render(area, buf),
            Body::Timeline(Some(view)) => (&timeline_pane(view, scene, screen)).render(area, buf),
            Body::Odds(Some(view), form) => (&odds_pane(view, *form, scene, screen)).render(area, buf),
            Body::Money(Some(view)) => (&money_pane(view, scene, screen)).render(area, buf),
            Body::Risk(Some(view)) => (&risk_pane(view, screen)).render(area, buf),
            Body::Life(Some(view)) => (&life_pane(view, scene, screen)).render(area, buf),
            Body::Compare(view) => (&compare_pane(view, screen)).render(area, buf),
            Body::Futures(Some(view)) => (&futures_pane(view, scene, screen)).render(area, buf),
            Body::Timeline(None)
            | Body::Odds(None, _)
            | Body::Money(None)
            | Body::Risk(None)
            | Body::Life(None)
            | Body::Futures(None) => {
                let is_running = scene.foot.is_running;
                let text = if is_running {
                    words::waiting(scene.lang)
                } else {
                    words::nothing(scene.lang)
                };
                for (row, line) in (1..).zip(cells::wrap(text, usize::from(area.width))) {
                    paint::text(buf, area, 0, row, &line, screen.theme.text());
                }
            }
        }
    }
}

impl Widget for &Ui<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let (scene, screen, theme) = (self.scene, self.screen, self.screen.theme);
        buf.set_style(area, theme.base());
        let Some(frame) = frame(area, scene) else {
            let lines = words::too_small(area.width, area.height, scene.lang);
            let lines: Vec<String> = lines
                .iter()
                .flat_map(|line| cells::wrap(line, usize::from(area.width)))
                .collect();
            let first = (usize::from(area.height).saturating_sub(lines.len()) / 2) as u16;
            for (row, line) in (first..).zip(&lines) {
                let col = area.width.saturating_sub(cells::width16(line)) / 2;
                paint::text(buf, area, col, row, line, theme.text());
            }
            return;
        };
        match &scene.workshop {
            Some(workshop) => self.sitting(workshop, &frame, buf),
            None => self.plan(&frame, buf),
        }
        if let Some(top) = &scene.top {
            buf.set_style(frame.body, theme.dim());
            (&overlay_pane(top, scene, screen)).render(frame.body, buf);
        }
        if let Some(quits) = screen.sitting.asks {
            self.banner(words::sitting::leaving(quits, scene.lang), frame.body, buf);
        } else if let Some(prompt) = &screen.prompt {
            self.banner(&prompt.words(scene.lang), frame.body, buf);
        } else if let Some(banner) = &scene.banner {
            self.banner(banner, frame.body, buf);
        }
        if let Some(code) = screen.shown_code(scene) {
            Clear.render(area, buf);
            buf.set_style(area, theme.base());
            let lang = scene.lang;
            (&CodePane { code, lang, theme }).render(area, buf);
            return;
        }
        let hints = hints(scene, screen);
        let remark = if area.width >= 110 {
            scene.foot.disclaimer.as_str()
        } else {
            ""
        };
        (&FootPane {
            hints: &hints,
            remark,
            theme,
        })
            .render(frame.foot, buf);
    }
}

#[cfg(test)]
mod tests;

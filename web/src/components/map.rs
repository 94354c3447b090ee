//! The network as a map that can be moved and zoomed: by mouse, wheel, fingers, keys and buttons.

use std::rc::Rc;

use regpath_core::app::{Action, Overlay};
use regpath_core::text::Lang;
use regpath_core::view::map_shape::{NODE, column_left, corner, lane_top, size, wire};
use regpath_core::view::{MapEdge, MapLink, MapNode, MapView, is_rare};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, PointerEvent, ResizeObserver, WheelEvent};
use yew::prelude::*;

use super::icon::{self, icon};
use super::px;
use super::table::Numbers;
use super::take::{Picture, Take};
use crate::chrome::{Words, words};
use crate::page;

/// Size of the window onto the map [px] until it is known.
const WINDOW: (f64, f64) = (1000.0, 560.0);
/// How much a step of the keys moves, and zooms.
const STEP: f64 = 80.0;
const ZOOM: f64 = 1.25;
/// The middle of the window, in shares of it.
const MIDDLE: (f64, f64) = (0.5, 0.5);

/// Size of the names of lanes [px]: they stay legible from afar.
const LANE: f64 = 14.0;

/// The namespace of what stands in nodes, which Yew cannot guess inside of a drawing.
const XHTML: &str = "http://www.w3.org/1999/xhtml";

/// What [`Map`] draws.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct MapProps {
    pub view: Rc<MapView>,
    pub lang: Lang,
    pub act: Callback<Action>,
}

/// What is in sight: left upper corner and scale (map units in a pixel).
#[derive(Debug, Clone, Copy, PartialEq)]
struct Sight {
    x: f64,
    y: f64,
    scale: f64,
    /// Size of the window [px].
    window: (f64, f64),
    /// Size of the page's letters, in shares of the usual.
    letters: f64,
    /// Size of the whole map.
    map: (f64, f64),
}

impl Sight {
    /// Never further away than the whole map, never beyond its edges.
    fn within(self) -> Self {
        let ((width, height), window) = (self.map, self.window);
        let most = (width / window.0).max(height / window.1).max(1.0);
        let scale = self.scale.clamp(0.25, most);
        let clamp = |at: f64, all: f64, window: f64| at.clamp(0.0, (all - window * scale).max(0.0));
        Self {
            x: clamp(self.x, width, window.0),
            y: clamp(self.y, height, window.1),
            scale,
            ..self
        }
    }

    /// Nearer or further around a point, given as shares of the window.
    fn zoomed(self, factor: f64, (across, down): (f64, f64)) -> Self {
        let scale = self.scale / factor;
        let gone = self.scale - scale;
        Self {
            x: self.x + across * self.window.0 * gone,
            y: self.y + down * self.window.1 * gone,
            scale,
            ..self
        }
    }

    fn moved(self, right: f64, down: f64) -> Self {
        Self {
            x: self.x + right * self.scale,
            y: self.y + down * self.scale,
            ..self
        }
    }

    fn view_box(self) -> String {
        format!(
            "{} {} {} {}",
            px(self.x),
            px(self.y),
            px(self.window.0 * self.scale),
            px(self.window.1 * self.scale)
        )
    }
}

/// What is done to the sight.
#[derive(Debug, Clone, Copy)]
enum Move {
    /// The whole map has this size.
    Map((f64, f64)),
    /// The window has this size [px], and letters have this size, in shares of the usual.
    Window((f64, f64), f64),
    /// So far to the right and down [px].
    By(f64, f64),
    /// Nearer by this factor around a point, given as shares of the window.
    Zoom(f64, (f64, f64)),
    /// The whole map is in sight.
    Whole,
}

impl Reducible for Sight {
    type Action = Move;

    /// From where the sight is, also where that was not drawn yet.
    fn reduce(self: Rc<Self>, action: Move) -> Rc<Self> {
        let next = match action {
            Move::Map(map) => Self { map, ..*self },
            Move::Window(window, letters) => Self {
                window,
                scale: self.scale * self.letters / letters,
                letters,
                ..*self
            },
            Move::By(right, down) => self.moved(right, down),
            Move::Zoom(factor, around) => self.zoomed(factor, around),
            Move::Whole => Self {
                x: 0.0,
                y: 0.0,
                scale: f64::MAX,
                ..*self
            },
        };
        Rc::new(next.within())
    }
}

/// Draws a [`MapView`].
#[component]
pub fn Map(props: &MapProps) -> Html {
    let MapProps { view, lang, act } = props;
    let words = words(*lang);
    let sight = use_reducer_eq(|| Sight {
        x: 0.0,
        y: 0.0,
        scale: 1.0,
        window: WINDOW,
        letters: 1.0,
        map: size(view),
    });
    use_effect_with(size(view), {
        let sight = sight.dispatcher();
        move |&map| sight.dispatch(Move::Map(map))
    });
    let node = use_node_ref();
    use_effect_with(node.clone(), {
        let sight = sight.dispatcher();
        move |node| {
            let watched = node.cast::<Element>().map(|svg| {
                let measured = svg.clone();
                Watched::new(&svg, move || {
                    let place = measured.get_bounding_client_rect();
                    let window = (place.width().max(1.0), place.height().max(1.0));
                    sight.dispatch(Move::Window(window, letters()));
                })
            });
            move || drop(watched)
        }
    });
    let wheel = {
        let sight = sight.dispatcher();
        Callback::from(move |event: WheelEvent| {
            event.prevent_default();
            let factor = if event.delta_y() > 0.0 { 1.0 / ZOOM } else { ZOOM };
            let target: Element = event
                .current_target()
                .map_or_else(|| event.target_unchecked_into(), JsCast::unchecked_into);
            let place = target.get_bounding_client_rect();
            let share =
                |at: i32, from: f64, size: f64| ((f64::from(at) - from) / size.max(1.0)).clamp(0.0, 1.0);
            let around = (
                share(event.client_x(), place.left(), place.width()),
                share(event.client_y(), place.top(), place.height()),
            );
            sight.dispatch(Move::Zoom(factor, around));
        })
    };
    let held = use_mut_ref(|| None::<(i32, i32)>);
    let hold = {
        let held = held.clone();
        Callback::from(move |event: PointerEvent| {
            held.replace(Some((event.client_x(), event.client_y())));
        })
    };
    let drag = {
        let (held, sight) = (held.clone(), sight.dispatcher());
        Callback::from(move |event: PointerEvent| {
            let here = (event.client_x(), event.client_y());
            let Some(from) = *held.borrow() else { return };
            if event.buttons() == 0 {
                held.replace(None);
                return;
            }
            held.replace(Some(here));
            sight.dispatch(Move::By(f64::from(from.0 - here.0), f64::from(from.1 - here.1)));
        })
    };
    let release = Callback::from(move |_: PointerEvent| {
        held.replace(None);
    });
    let key = {
        let sight = sight.dispatcher();
        Callback::from(move |event: KeyboardEvent| {
            let next = match event.key().as_str() {
                "ArrowLeft" => Move::By(-STEP, 0.0),
                "ArrowRight" => Move::By(STEP, 0.0),
                "ArrowUp" => Move::By(0.0, -STEP),
                "ArrowDown" => Move::By(0.0, STEP),
                "+" | "=" => Move::Zoom(ZOOM, MIDDLE),
                "-" => Move::Zoom(1.0 / ZOOM, MIDDLE),
                _ => return,
            };
            event.prevent_default();
            sight.dispatch(next);
        })
    };
    let tool = |label: &'static str, drawing: &'static str, next: Move| {
        let sight = sight.dispatcher();
        html! {
            <button type="button" class="tool" aria-label={label} title={label} onclick={move |_| sight.dispatch(next)}>
                { icon(drawing) }
            </button>
        }
    };
    html! {
        <section class="panel">
            <div class="head">
                <h2 class="finding">{ &view.title }</h2>
                <div class="map-tools" role="group" aria-label={words.map_size}>
                    { tool(words.nearer, icon::NEARER, Move::Zoom(ZOOM, MIDDLE)) }
                    { tool(words.further, icon::FURTHER, Move::Zoom(1.0 / ZOOM, MIDDLE)) }
                    { tool(words.whole, icon::WHOLE, Move::Whole) }
                </div>
            </div>
            <div class="map-frame" role="group" aria-label={words.map} tabindex="0" onkeydown={key} onwheel={wheel}>
                <svg ref={node} class="map" viewBox={sight.view_box()} preserveAspectRatio="xMinYMin meet"
                    font-size={px(LANE * sight.scale.max(1.0))}
                    onpointerdown={hold} onpointermove={drag} onpointerup={release}>
                    <Drawing view={Rc::clone(view)} lang={*lang} act={act.clone()} />
                </svg>
            </div>
            <p class="caption">{ &view.caption }</p>
            <Numbers table={view.table.clone()} title={view.title.clone()} lang={*lang} />
            <Take title={view.title.clone()} picture={Picture::Map(Rc::clone(view))} table={view.table.clone()}
                lang={*lang} />
        </section>
    }
}

/// Listens to the size of an element.
struct Watched {
    observer: Option<ResizeObserver>,
    _heard: Closure<dyn FnMut()>,
}

impl Watched {
    fn new(element: &Element, heard: impl FnMut() + 'static) -> Self {
        let heard = Closure::<dyn FnMut()>::new(heard);
        let observer = ResizeObserver::new(heard.as_ref().unchecked_ref()).ok();
        if let Some(observer) = &observer {
            observer.observe(element);
        }
        Self {
            observer,
            _heard: heard,
        }
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}

/// Size of the page's letters, in shares of the usual: larger when presenting.
fn letters() -> f64 {
    let root = page::document().document_element();
    let style = root.and_then(|root| page::window().get_computed_style(&root).ok().flatten());
    let size = style.and_then(|style| style.get_property_value("font-size").ok());
    let size = size.and_then(|size| size.trim_end_matches("px").parse::<f64>().ok());
    size.map_or(1.0, |size| (size / 16.0).clamp(0.5, 4.0))
}

/// What does not change while the map is moved.
#[component]
fn Drawing(props: &MapProps) -> Html {
    let MapProps { view, lang, act } = props;
    let words = words(*lang);
    let chosen = use_state_eq(|| None::<usize>);
    let choose = {
        let chosen = chosen.setter();
        Callback::from(move |node: Option<usize>| chosen.set(node))
    };
    let edge = |edge: &MapEdge| {
        let is_chosen = chosen.is_some_and(|node| node == edge.from || node == edge.to);
        draw_edge(view, edge, is_chosen)
    };
    let width = size(view).0;
    let lane = |(number, lane): (usize, &regpath_core::view::MapLane)| {
        let y = lane_top(view, number);
        html! {
            <g key={lane.title.clone()}>
                <line class="grid" x1="0" x2={px(width)} y1={px(y)} y2={px(y)} />
                <text class="lane" x="12" y={px(y + 4.0)} dy="1.15em">{ &lane.title }</text>
            </g>
        }
    };
    let date = |(column, date): (usize, &String)| {
        let is_new = column == 0 || view.columns[column - 1] != *date;
        html! {
            if is_new {
                <text class="date" x={px(column_left(column))} y="19">{ date }</text>
            }
        }
    };
    html! {
        <>
            <g aria-hidden="true">
                { for view.columns.iter().enumerate().map(date) }
                { for view.lanes.iter().enumerate().map(lane) }
                { for view.edges.iter().map(edge) }
            </g>
            { for view.nodes.iter().enumerate().map(|(number, node)| draw_node(view, number, node, words, act, &choose)) }
        </>
    }
}

fn draw_node(
    view: &MapView,
    number: usize,
    node: &MapNode,
    words: &'static Words,
    act: &Callback<Action>,
    choose: &Callback<Option<usize>>,
) -> Html {
    let (x, y) = corner(view, node);
    let class = classes!(
        "node",
        node.is_critical.then_some("is-critical"),
        node.is_milestone.then_some("is-milestone"),
        is_rare(node.share).then_some("is-rare"),
        node.state.map(super::state_class),
    );
    let inside = html! {
        <>
            <span class="name">
                if node.is_critical {
                    <span class="glyph" aria-hidden="true">{ "● " }</span>
                    <span class="unseen">{ words.legend_critical }{ ": " }</span>
                } else if node.is_milestone {
                    <span class="glyph" aria-hidden="true">{ "◆ " }</span>
                }
                { &node.title }
            </span>
            <span class="dates">{ &node.dates }{ " " }{ &node.remark }</span>
        </>
    };
    let enter = choose.reform(move |_: MouseEvent| Some(number));
    let leave = choose.reform(|_: MouseEvent| None);
    let focus = choose.reform(move |_: FocusEvent| Some(number));
    let id = node.id.clone();
    html! {
        <foreignObject key={node.id.clone()} x={px(x)} y={px(y)} width={px(NODE.0)} height={px(NODE.1)}>
            if node.is_milestone {
                <div xmlns={XHTML} {class} title={node.title.clone()} onmouseenter={enter} onmouseleave={leave}>{ inside }</div>
            } else {
                <button xmlns={XHTML} type="button" {class} title={node.title.clone()} aria-haspopup="dialog" onmouseenter={enter}
                    onmouseleave={leave} onfocus={focus}
                    onclick={act.reform(move |_| Action::Open(Overlay::Step(id.clone())))}>
                    { inside }
                </button>
            }
        </foreignObject>
    }
}

fn draw_edge(view: &MapView, edge: &MapEdge, is_chosen: bool) -> Html {
    let shape = wire(view, edge, 0.0);
    let (bx, by) = corner(view, &view.nodes[edge.to]);
    let class = classes!(
        "edge",
        edge.is_critical.then_some("is-critical"),
        (edge.link == MapLink::Asks || edge.link == MapLink::Redo).then_some("is-dashed"),
        is_chosen.then_some("is-chosen"),
    );
    let label = (!edge.label.is_empty()).then(|| {
        html! { <text class="paper" x={px(bx)} y={px(by - 6.0)}>{ short(&edge.label) }</text> }
    });
    html! {
        <g {class}>
            <path class="wire" d={shape.path} stroke-width={px(1.0 + 2.5 * edge.share)} />
            <path class="head-of" d={shape.head} />
            { for label }
        </g>
    }
}

/// A label that stays within its column: Japanese glyphs are twice as wide.
fn short(label: &str) -> String {
    let mut room = 2 * 36;
    let mut out = String::new();
    for character in label.chars() {
        let wide = if character.is_ascii() { 2 } else { 4 };
        if wide > room {
            out.push('…');
            break;
        }
        room -= wide;
        out.push(character);
    }
    out
}

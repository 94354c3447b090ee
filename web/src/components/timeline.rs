//! The steps on the calendar: bars from median start to median finish, lines out to P10 and P90.

use regpath_core::app::{Action, Overlay};
use regpath_core::text::Lang;
use regpath_core::view::{GanttGroup, GanttRow, GanttView, Mark, Tick, is_rare};
use yew::prelude::*;

use super::axis;
use super::table::Numbers;
use super::take::{Picture, Take};
use super::{percent, px};
use crate::chrome::{Words, words};

/// Height of a row's drawing [px], and of the bar in it.
const ROW: f64 = 28.0;
const BAR: f64 = 12.0;

/// What [`Timeline`] draws.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct TimelineProps {
    pub view: GanttView,
    pub lang: Lang,
    pub act: Callback<Action>,
}

/// Draws a [`GanttView`].
#[component]
pub fn Timeline(props: &TimelineProps) -> Html {
    let view = &props.view;
    let words = words(props.lang);
    html! {
        <section class="panel">
            <h2 class="finding">{ &view.title }</h2>
            { legend(words) }
            <div class="gantt">
                { calendar(&view.x_ticks, view.moment.as_ref()) }
                { for view.groups.iter().map(|group| draw_group(group, words, &props.act)) }
            </div>
            <p class="caption">{ &view.caption }</p>
            <Numbers table={view.table.clone()} title={view.title.clone()} lang={props.lang} />
            <Take title={view.title.clone()} picture={Picture::Gantt(view.clone())} table={view.table.clone()}
                lang={props.lang} />
        </section>
    }
}

/// The time axis: labels above, gridlines behind all rows.
fn calendar(ticks: &[Tick], moment: Option<&Mark>) -> Html {
    let line = |tick: &Tick| {
        let x = percent(tick.at);
        html! { <line class="grid" x1={x.clone()} x2={x} y1="0" y2="100%" /> }
    };
    let label = |tick: &Tick| {
        html! { <text class="is-start" x={percent(tick.at)} dx="4" y="16">{ &tick.label }</text> }
    };
    let density = axis::is_dense(ticks).then_some("is-dense");
    html! {
        <>
            <div class="gantt-grid" aria-hidden="true">
                <svg width="100%" height="100%" focusable="false">
                    { for ticks.iter().map(line) }
                    { for moment.map(|moment| {
                        let x = percent(moment.at);
                        html! { <line class="moment" x1={x.clone()} x2={x} y1="0" y2="100%" /> }
                    }) }
                </svg>
            </div>
            <div class="gantt-axis" aria-hidden="true">
                <svg class={classes!("chart", "ticks", density)} width="100%" height="22" focusable="false">
                    // A label at the very end has no room to its right.
                    { for ticks.iter().filter(|tick| tick.at < 0.95).map(label) }
                </svg>
            </div>
        </>
    }
}

fn draw_group(group: &GanttGroup, words: &'static Words, act: &Callback<Action>) -> Html {
    html! {
        <details class="group" open=true key={group.title.clone()}>
            <summary><h3>{ &group.title }</h3></summary>
            <ul>{ for group.rows.iter().map(|row| draw_row(row, words, act)) }</ul>
        </details>
    }
}

fn draw_row(row: &GanttRow, words: &'static Words, act: &Callback<Action>) -> Html {
    let class = classes!(
        "row",
        row.is_milestone.then_some("is-milestone"),
        row.is_critical.then_some("is-critical"),
        is_rare(row.share).then_some("is-rare"),
        row.state.map(super::state_class),
    );
    let id = row.id.clone();
    let open = act.reform(move |_| Action::Open(Overlay::Step(id.clone())));
    let title = html! {
        <>
            if row.is_critical {
                <span class="glyph" aria-hidden="true">{ "●" }</span>
                <span class="unseen">{ words.legend_critical }{ ": " }</span>
            } else if row.is_milestone {
                <span class="glyph" aria-hidden="true">{ "◆" }</span>
            }
            { &row.title }
        </>
    };
    html! {
        <li {class} key={row.id.clone()}>
            if row.is_milestone {
                <span class="step">{ title }</span>
            } else {
                <button type="button" class="step" aria-haspopup="dialog" onclick={open}>{ title }</button>
            }
            <span class="track" aria-hidden="true">
                <svg class="chart" width="100%" height={px(ROW)} focusable="false">{ drawing(row) }</svg>
            </span>
            <span class="dates">
                <span>{ &row.dates }</span>
                if !row.remark.is_empty() {
                    <span>{ &row.remark }</span>
                }
            </span>
        </li>
    }
}

/// The whisker and on it a bar or a diamond.
fn drawing(row: &GanttRow) -> Html {
    let middle = ROW / 2.0;
    let (top, bottom) = (px(middle - 4.0), px(middle + 4.0));
    let (early, late) = (percent(row.early), percent(row.late));
    let whisker = html! {
        <g class="whisker">
            <line x1={early.clone()} x2={late.clone()} y1={px(middle)} y2={px(middle)} />
            <line x1={early.clone()} x2={early} y1={top.clone()} y2={bottom.clone()} />
            <line x1={late.clone()} x2={late} y1={top} y2={bottom} />
        </g>
    };
    let shape = if row.is_milestone {
        // A field of no width: its contents overflow around the date.
        html! {
            <svg x={percent(row.finish)} y={px(middle)} width="1" height="1" overflow="visible">
                <path class="diamond" d="M0-8 8 0 0 8-8 0z" />
            </svg>
        }
    } else {
        let width = percent((row.finish - row.start).max(0.003));
        html! {
            <rect class="bar" x={percent(row.start)} {width} y={px(middle - BAR / 2.0)} height={px(BAR)} rx="3" />
        }
    };
    html! { <>{ whisker }{ shape }</> }
}

fn legend(words: &'static Words) -> Html {
    let entry = |class: &'static str, drawing: Html, label: &'static str| {
        html! {
            <li {class}>
                <svg width="34" height="16" aria-hidden="true" focusable="false">{ drawing }</svg>{ label }
            </li>
        }
    };
    let bar = || html! { <rect class="bar" x="3" width="28" y="3" height="10" rx="3" /> };
    let whisker = html! {
        <g class="whisker">
            <line x1="3" x2="31" y1="8" y2="8" /><line x1="3" x2="3" y1="4" y2="12" />
            <line x1="31" x2="31" y1="4" y2="12" />
        </g>
    };
    let critical = html! {
        <>
            <text class="glyph" x="0" y="11.5">{ "●" }</text>
            <rect class="bar" x="12" width="20" y="3" height="10" rx="3" />
        </>
    };
    let diamond = html! { <path class="diamond" d="M17 1 24 8 17 15 10 8z" /> };
    html! {
        <ul class="legend">
            { entry("", bar(), words.legend_bar) }
            { entry("", whisker, words.legend_whisker) }
            { entry("is-critical", critical, words.legend_critical) }
            { entry("is-rare", bar(), words.legend_dotted) }
            { entry("is-milestone", diamond, words.legend_milestone) }
        </ul>
    }
}

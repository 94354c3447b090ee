//! Charts of one plan: when it will happen, what makes it late, whether the cash lasts.

use std::fmt::Write as _;

use super::pen::{
    ACCENT, Anchor, CRITICAL, GRID, INK, LINE, MARGIN, PLAIN, Pen, Plot, SMALL, STRONG, WIDTH, cut, n, sheet,
};
use crate::view::{CashView, CurveView, DotsView, HistogramView, ScatterView, TornadoView, WaterfallView};

/// Room of one dot above another.
const DOT: f64 = 22.0;
/// Height of a plot, and of the labels of its axis.
const PLOT: f64 = 240.0;
const FOOT: f64 = 24.0;
/// Height of a row of bars, and of the bar in it.
const ROW: f64 = 24.0;
const BAR: f64 = 12.0;
/// Width of the names beside bars, and of the numbers.
const NAMES: f64 = 330.0;
const NUMBERS: f64 = 76.0;

/// Twenty dots to count.
#[must_use]
pub fn dots(view: &DotsView) -> String {
    sheet(&view.title, &view.caption, |pen, top| {
        let height = DOT * (f64::from(view.levels) + 0.5);
        let plot = Plot::below(top, view.marks.len(), height.max(110.0));
        pen.vertical_grid(&view.x_ticks, &plot);
        for [x, level] in &view.dots {
            let centre = (plot.x(*x), plot.bottom - DOT * (level + 0.5));
            pen.circle(centre, 0.42 * DOT, &format!("fill=\"{ACCENT}\""));
        }
        pen.marks(&view.marks, &plot);
        plot.bottom + FOOT
    })
}

/// Bars over the calendar.
#[must_use]
pub fn histogram(view: &HistogramView) -> String {
    sheet(&view.title, &view.caption, |pen, top| {
        let plot = Plot::below(top, view.marks.len(), PLOT);
        pen.vertical_grid(&view.x_ticks, &plot);
        for bar in &view.bars {
            let (from, to) = (plot.x(bar.from), plot.x(bar.to));
            let height = PLOT * bar.height.clamp(0.0, 1.0);
            let paint = format!("fill=\"{ACCENT}\" stroke=\"#ffffff\"");
            pen.rect((from, plot.bottom - height), (to - from, height), &paint);
        }
        pen.marks(&view.marks, &plot);
        plot.bottom + FOOT
    })
}

/// The chance of having it by a date.
#[must_use]
pub fn curve(view: &CurveView) -> String {
    sheet(&view.title, &view.caption, |pen, top| {
        let plot = Plot::below(top, view.marks.len(), PLOT);
        pen.vertical_grid(&view.x_ticks, &plot);
        pen.levels(&view.y_ticks, &plot);
        line(pen, &view.points, &plot, ACCENT);
        pen.marks(&view.marks, &plot);
        plot.bottom + FOOT
    })
}

fn points(points: &[[f64; 2]], plot: &Plot) -> String {
    let mut path = String::new();
    for (place, [x, y]) in points.iter().enumerate() {
        let verb = if place == 0 { 'M' } else { 'L' };
        let _ = write!(path, "{verb}{} {}", n(plot.x(*x)), n(plot.y(*y)));
    }
    path
}

fn line(pen: &mut Pen, along: &[[f64; 2]], plot: &Plot, colour: &str) {
    let paint = format!("fill=\"none\" stroke=\"{colour}\" stroke-width=\"2.5\" stroke-linejoin=\"round\"");
    pen.path(&points(along, plot), &paint);
}

/// The fan of the cash against zero.
#[must_use]
pub fn cash(view: &CashView) -> String {
    sheet(&view.title, &view.caption, |pen, top| {
        let plot = Plot::below(top, view.marks.len(), PLOT);
        pen.vertical_grid(&view.x_ticks, &plot);
        for (low, high) in [(0, 4), (1, 3)] {
            if let (Some(low), Some(high)) = (view.bands.get(low), view.bands.get(high)) {
                let back: Vec<[f64; 2]> = low.iter().rev().copied().collect();
                let path = format!(
                    "{}{}Z",
                    points(high, &plot),
                    points(&back, &plot).replacen('M', "L", 1)
                );
                pen.path(&path, &format!("fill=\"{ACCENT}\" fill-opacity=\"0.18\""));
            }
        }
        if let Some(median) = view.bands.get(2) {
            line(pen, median, &plot, ACCENT);
        }
        let zero = plot.y(view.zero);
        pen.line((plot.left, zero), (plot.right, zero), INK, 1.5);
        pen.levels(&view.y_ticks, &plot);
        pen.marks(&view.marks, &plot);
        plot.bottom + FOOT
    })
}

/// How the target moves with each step.
#[must_use]
pub fn tornado(view: &TornadoView) -> String {
    sheet(&view.title, &view.caption, |pen, top| {
        let plot = Plot {
            left: MARGIN + NAMES,
            right: WIDTH - MARGIN - 2.0 * NUMBERS,
            top: top + 22.0,
            bottom: top + 22.0 + ROW * view.rows.len() as f64,
        };
        let [step, swing, path] = &view.heads;
        pen.text((MARGIN, top + 14.0), Anchor::Start, SMALL, step);
        pen.text((plot.right + NUMBERS, top + 14.0), Anchor::End, SMALL, swing);
        pen.text((WIDTH - MARGIN, top + 14.0), Anchor::End, SMALL, path);
        pen.vertical_grid(&view.x_ticks, &plot);
        for (place, row) in view.rows.iter().enumerate() {
            let y = plot.top + ROW * place as f64;
            let name = if row.is_critical {
                format!("● {}", row.title)
            } else {
                row.title.clone()
            };
            let name = cut(&name, PLAIN.size, NAMES - 12.0);
            pen.text((MARGIN, y + 16.0), Anchor::Start, PLAIN, &name);
            let (from, to) = (plot.x(row.low.min(row.high)), plot.x(row.low.max(row.high)));
            let colour = if row.is_critical { CRITICAL } else { ACCENT };
            let paint = format!("fill=\"{colour}\" rx=\"2\"");
            pen.rect((from, y + (ROW - BAR) / 2.0), ((to - from).max(1.5), BAR), &paint);
            pen.text((plot.right + NUMBERS, y + 16.0), Anchor::End, STRONG, &row.swing);
            pen.text((WIDTH - MARGIN, y + 16.0), Anchor::End, PLAIN, &row.share);
        }
        let zero = plot.x(view.zero);
        pen.line((zero, plot.top), (zero, plot.bottom), INK, 1.5);
        plot.bottom + FOOT
    })
}

/// What the mean time is made of.
#[must_use]
pub fn waterfall(view: &WaterfallView) -> String {
    sheet(&view.title, &view.caption, |pen, top| {
        let plot = Plot {
            left: MARGIN + NAMES,
            right: WIDTH - MARGIN - NUMBERS,
            top,
            bottom: top + ROW * view.rows.len() as f64,
        };
        pen.vertical_grid(&view.x_ticks, &plot);
        for (place, row) in view.rows.iter().enumerate() {
            let y = top + ROW * place as f64;
            let font = if row.is_total { STRONG } else { PLAIN };
            let name = cut(&row.title, font.size, NAMES - 12.0);
            pen.text((MARGIN, y + 16.0), Anchor::Start, font, &name);
            let (from, to) = (plot.x(row.from), plot.x(row.to));
            let paint = format!("fill=\"{}\" rx=\"2\"", if row.is_total { INK } else { ACCENT });
            pen.rect((from, y + (ROW - BAR) / 2.0), ((to - from).max(1.5), BAR), &paint);
            pen.text((WIDTH - MARGIN, y + 16.0), Anchor::End, font, &row.months);
        }
        plot.bottom + FOOT
    })
}

/// Time against cost, future by future.
#[must_use]
pub fn scatter(view: &ScatterView) -> String {
    sheet(&view.title, &view.caption, |pen, top| {
        let plot = Plot::below(top, view.marks.len(), PLOT + 40.0);
        pen.vertical_grid(&view.x_ticks, &plot);
        for [x, y] in &view.points {
            let paint = format!("fill=\"{ACCENT}\" fill-opacity=\"0.45\"");
            pen.circle((plot.x(*x), plot.y(*y)), 3.0, &paint);
        }
        pen.levels(&view.y_ticks, &plot);
        pen.marks(&view.marks, &plot);
        if let Some(limit) = &view.limit {
            let y = plot.y(limit.at);
            pen.dashed((plot.left, y), (plot.right, y), INK, 1.5, "5 4");
            pen.label((plot.right, y - 5.0), Anchor::End, STRONG, &limit.label);
        }
        pen.line((plot.left, plot.top), (plot.left, plot.bottom), LINE, 1.0);
        pen.line((plot.left, plot.bottom), (plot.right, plot.bottom), GRID, 1.0);
        plot.bottom + FOOT
    })
}

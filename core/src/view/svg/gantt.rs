//! The steps on the calendar.

use super::pen::{
    ACCENT, Anchor, CRITICAL, GRID, INK, LINE, MARGIN, PLAIN, Pen, Plot, QUIET, SMALL, STRONG, WIDTH, cut, n,
    sheet,
};
use crate::view::{GanttRow, GanttView, is_rare};

/// Width of the names and of the dates.
const NAMES: f64 = 275.0;
const DATES: f64 = 262.0;
/// Height of a row, of a group's name, and of the calendar above.
const ROW: f64 = 22.0;
const GROUP: f64 = 30.0;
const HEAD: f64 = 24.0;
const BAR: f64 = 10.0;

/// The steps on the calendar.
#[must_use]
pub fn gantt(view: &GanttView) -> String {
    sheet(&view.title, &view.caption, |pen, top| {
        let rows: usize = view.groups.iter().map(|group| group.rows.len()).sum();
        let plot = Plot {
            left: MARGIN + NAMES,
            right: WIDTH - MARGIN - DATES,
            top: top + HEAD,
            bottom: top + HEAD + ROW * rows as f64 + GROUP * view.groups.len() as f64,
        };
        for tick in &view.x_ticks {
            let x = plot.x(tick.at);
            pen.line((x, plot.top), (x, plot.bottom), GRID, 1.0);
            // A label at the very end has no room to its right.
            if tick.at < 0.95 {
                pen.text((x + 4.0, plot.top - 7.0), Anchor::Start, SMALL, &tick.label);
            }
        }
        pen.line((MARGIN, plot.top), (WIDTH - MARGIN, plot.top), LINE, 1.0);
        let mut y = plot.top;
        for group in &view.groups {
            pen.text((MARGIN, y + 20.0), Anchor::Start, STRONG, &group.title);
            y += GROUP;
            for row in &group.rows {
                draw(pen, row, &plot, y);
                y += ROW;
            }
        }
        plot.bottom
    })
}

fn draw(pen: &mut Pen, row: &GanttRow, plot: &Plot, y: f64) {
    let middle = y + ROW / 2.0;
    let name = match (row.is_critical, row.is_milestone) {
        (true, _) => format!("● {}", row.title),
        (false, true) => format!("◆ {}", row.title),
        (false, false) => row.title.clone(),
    };
    let font = if row.is_milestone { STRONG } else { PLAIN };
    let name = cut(&name, font.size, NAMES - 18.0);
    pen.text((MARGIN + 8.0, y + 15.0), Anchor::Start, font, &name);
    let dates = [row.dates.as_str(), row.remark.as_str()].join(" ");
    let dates = cut(dates.trim(), SMALL.size, DATES - 8.0);
    pen.text((plot.right + 10.0, y + 15.0), Anchor::Start, SMALL, &dates);
    let (early, late) = (plot.x(row.early), plot.x(row.late));
    let dashes = if is_rare(row.share) { "3 3" } else { "" };
    pen.dashed((early, middle), (late, middle), QUIET, 1.5, dashes);
    for end in [early, late] {
        pen.line((end, middle - 4.0), (end, middle + 4.0), QUIET, 1.5);
    }
    let colour = match (row.is_critical, row.is_milestone) {
        (true, _) => CRITICAL,
        (false, true) => INK,
        (false, false) => ACCENT,
    };
    let paint = if is_rare(row.share) {
        format!("fill=\"#ffffff\" stroke=\"{colour}\" stroke-width=\"1.5\" stroke-dasharray=\"3 3\"")
    } else {
        format!("fill=\"{colour}\"")
    };
    if row.is_milestone {
        let x = plot.x(row.finish);
        pen.path(&format!("M{} {}l7 7-7 7-7-7z", n(x), n(middle - 7.0)), &paint);
    } else {
        let (start, finish) = (plot.x(row.start), plot.x(row.finish));
        pen.rect(
            (start, middle - BAR / 2.0),
            ((finish - start).max(2.0), BAR),
            &format!("{paint} rx=\"2.5\""),
        );
    }
}

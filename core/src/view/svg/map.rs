//! The network as a map.

use super::pen::{
    Anchor, CRITICAL, Font, GRID, INK, LINE, Pen, QUIET, SMALL, STRONG, WIDTH, cut, n, sheet_of, wrapped,
};
use crate::view::map::shape::{NODE, Shape, column_left, corner, lane_top, size, wire};
use crate::view::{MapEdge, MapLink, MapNode, MapView, is_rare};

/// Words of a node, and of a paper beside an edge.
const NAME: Font = Font {
    size: 12.0,
    is_bold: true,
    colour: INK,
};
const TINY: Font = Font {
    size: 11.0,
    is_bold: false,
    colour: QUIET,
};

/// The network as a map.
#[must_use]
pub fn map(view: &MapView) -> String {
    let (width, height) = size(view);
    sheet_of(width.max(WIDTH), &view.title, &view.caption, |pen, top| {
        for (column, date) in view.columns.iter().enumerate() {
            let is_new = column == 0 || view.columns[column - 1] != *date;
            if is_new {
                let x = column_left(column);
                pen.text((x, top + 19.0), Anchor::Start, SMALL, date);
            }
        }
        for (lane, row) in view.lanes.iter().enumerate() {
            let y = top + lane_top(view, lane);
            pen.line((0.0, y), (width, y), GRID, 1.0);
            pen.text((12.0, y + 20.0), Anchor::Start, STRONG, &row.title);
        }
        for edge in &view.edges {
            draw_edge(pen, view, edge, top);
        }
        for node in &view.nodes {
            draw_node(pen, view, node, top);
        }
        top + height
    })
}

fn draw_edge(pen: &mut Pen, view: &MapView, edge: &MapEdge, top: f64) {
    let Shape { path, head } = wire(view, edge, top);
    let colour = if edge.is_critical { CRITICAL } else { LINE };
    let dashes = if matches!(edge.link, MapLink::Asks | MapLink::Redo) {
        " stroke-dasharray=\"5 5\""
    } else {
        ""
    };
    let paint = format!(
        "fill=\"none\" stroke=\"{colour}\" stroke-opacity=\"0.7\" stroke-width=\"{}\"{dashes}",
        n(1.0 + 2.5 * edge.share)
    );
    pen.path(&path, &paint);
    pen.path(&head, &format!("fill=\"{colour}\""));
    if !edge.label.is_empty() {
        let (x, y) = corner(view, &view.nodes[edge.to]);
        let label = cut(&edge.label, TINY.size, NODE.0 + 30.0);
        pen.label((x, top + y - 6.0), Anchor::Start, TINY, &label);
    }
}

fn draw_node(pen: &mut Pen, view: &MapView, node: &MapNode, top: f64) {
    let (x, y) = corner(view, node);
    let y = y + top;
    let (border, width, radius) = match (node.is_critical, node.is_milestone) {
        (true, true) => (CRITICAL, 2.5, 28.0),
        (true, false) => (CRITICAL, 2.5, 8.0),
        (false, true) => (INK, 1.5, 28.0),
        (false, false) => (LINE, 1.5, 8.0),
    };
    let dashes = if is_rare(node.share) {
        " stroke-dasharray=\"4 3\""
    } else {
        ""
    };
    pen.rect((x, y), NODE, &format!("fill=\"#ffffff\" rx=\"{radius}\""));
    let paint = format!(
        "fill=\"{CRITICAL}\" fill-opacity=\"{}\" stroke=\"{border}\" stroke-width=\"{width}\" rx=\"{radius}\"{dashes}",
        n(0.4 * node.heat)
    );
    pen.rect((x, y), NODE, &paint);
    let inset = if node.is_milestone { 18.0 } else { 10.0 };
    let room = NODE.0 - 2.0 * inset;
    let glyph = match (node.is_critical, node.is_milestone) {
        (true, _) => "● ",
        (false, true) => "◆ ",
        (false, false) => "",
    };
    let mut lines = wrapped(&format!("{glyph}{}", node.title), NAME.size, room);
    if lines.len() > 2 {
        let rest = lines.split_off(1).join(" ");
        lines.push(cut(&rest, NAME.size, room));
    }
    let dates = format!("{} {}", node.dates, node.remark);
    let dates = cut(dates.trim(), TINY.size, room);
    let height = 15.0 * lines.len() as f64 + if dates.is_empty() { 0.0 } else { 14.0 };
    let mut line_y = y + (NODE.1 - height) / 2.0 + 11.5;
    for line in &lines {
        pen.text((x + inset, line_y), Anchor::Start, NAME, line);
        line_y += 15.0;
    }
    if !dates.is_empty() {
        pen.text((x + inset, line_y - 1.0), Anchor::Start, TINY, &dates);
    }
}

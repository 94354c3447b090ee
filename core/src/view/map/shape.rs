//! How the map looks when it is drawn: sizes, places and curves, in units that are pixels at full size.

use super::{MapEdge, MapLink, MapNode, MapView};

/// Width and height of a node.
pub const NODE: (f64, f64) = (172.0, 58.0);
/// Distance from column to column and from row to row.
const PITCH: (f64, f64) = (222.0, 84.0);
/// Height of a lane's head, and of the dates above all.
pub const HEAD: f64 = 30.0;
/// Space to the left of the first column, and to the right of the last.
const SIDE: f64 = 12.0;

/// Width and height of the whole map.
#[must_use]
pub fn size(view: &MapView) -> (f64, f64) {
    let rows: usize = view.lanes.iter().map(|lane| lane.rows).sum();
    let lanes = view.lanes.len() as f64;
    (
        PITCH.0 * view.columns.len() as f64 + 2.0 * SIDE,
        HEAD * (lanes + 1.0) + PITCH.1 * rows as f64,
    )
}

/// The left edge of a column.
#[must_use]
pub fn column_left(column: usize) -> f64 {
    SIDE + PITCH.0 * column as f64
}

/// The upper edge of a lane.
#[must_use]
pub fn lane_top(view: &MapView, lane: usize) -> f64 {
    HEAD * (lane as f64 + 1.0) + PITCH.1 * view.lanes[lane].row as f64
}

/// The left upper corner of a node.
#[must_use]
pub fn corner(view: &MapView, node: &MapNode) -> (f64, f64) {
    let row = node.row - view.lanes[node.lane].row;
    (
        column_left(node.column),
        lane_top(view, node.lane) + HEAD + PITCH.1 * row as f64,
    )
}

/// A curve and its arrowhead, as paths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// The curve.
    pub path: String,
    /// The arrowhead.
    pub head: String,
}

/// An edge, moved down by `top`: ahead from side to side, back below both nodes.
#[must_use]
pub fn wire(view: &MapView, edge: &MapEdge, top: f64) -> Shape {
    let (from, to) = (&view.nodes[edge.from], &view.nodes[edge.to]);
    let ((ax, ay), (bx, by)) = (corner(view, from), corner(view, to));
    let (ay, by) = (ay + top, by + top);
    let middle = NODE.1 / 2.0;
    if edge.link != MapLink::Redo && from.column < to.column {
        let (x0, y0, x1, y1) = (ax + NODE.0, ay + middle, bx - 7.0, by + middle);
        let bend = ((x1 - x0) / 2.0).clamp(24.0, 90.0);
        Shape {
            path: curve((x0, y0), (x0 + bend, y0), (x1 - bend, y1), (x1, y1)),
            head: format!("M{} {}l-8-4v8z", bx - 1.0, by + middle),
        }
    } else {
        let (x0, y0, x1, y1) = (ax + 30.0, ay + NODE.1, bx + NODE.0 - 30.0, by + NODE.1 + 6.0);
        let low = y0.max(y1) + 30.0;
        Shape {
            path: curve((x0, y0), (x0 - 20.0, low), (x1 + 20.0, low), (x1, y1)),
            head: format!("M{} {}l-4 8h8z", bx + NODE.0 - 30.0, by + NODE.1),
        }
    }
}

fn curve(from: (f64, f64), by: (f64, f64), and_by: (f64, f64), to: (f64, f64)) -> String {
    let at = |(x, y): (f64, f64)| format!("{x:.2} {y:.2}");
    format!("M{}C{} {} {}", at(from), at(by), at(and_by), at(to))
}

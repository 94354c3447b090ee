//! The network as a map: steps in lanes, lines between them, larger or smaller, moved by keys and by the mouse.

use std::collections::BTreeMap;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;
use regpath_core::text::Lang;
use regpath_core::view::{MapEdge, MapLink, MapNode, MapView, StepCard, StepState, is_critical, is_rare};

use super::page::Page;
use super::timeline::{CRITICAL, MILESTONE, WARM, WARM_FROM, state_glyph};
use super::{card, paint};
use crate::cells;
use crate::theme::{Hue, Theme};
use crate::words;

/// How large things are, in cells.
#[derive(Debug, Clone, Copy)]
struct Scale {
    /// Width and height of a node.
    node: (i32, i32),
    /// Room for lines between two columns.
    channel: i32,
    /// Free rows below a node, for lines and labels.
    gap: i32,
}

impl Scale {
    const fn new(node: (i32, i32), channel: i32, gap: i32) -> Self {
        Self { node, channel, gap }
    }

    /// Whether lanes are named at the left, and not in rows of their own.
    const fn has_gutter(self) -> bool {
        self.gap == 0
    }

    /// Cells at the left: for the names of lanes, or for air.
    const fn left(self) -> i32 {
        match (self.has_gutter(), self.channel) {
            (false, _) => 1,
            (true, ..3) => 10,
            (true, _) => 14,
        }
    }

    /// Whether a node has room for its name.
    const fn has_names(self) -> bool {
        self.node.0 >= 8
    }
}

/// From far to near: a glyph a node, closer and further apart, the beginnings of names, names, more of them, names with dates.
const SCALES: [Scale; 7] = [
    Scale::new((1, 1), 0, 0),
    Scale::new((1, 1), 1, 0),
    Scale::new((1, 1), 3, 0),
    Scale::new((8, 1), 2, 0),
    Scale::new((14, 1), 3, 1),
    Scale::new((24, 1), 5, 1),
    Scale::new((26, 3), 6, 1),
];

/// The nearest zoom.
pub(crate) const NEAREST: usize = SCALES.len() - 1;

/// Where the reader stands before the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standpoint {
    /// The node that the keys act on; that of the target before one is chosen.
    pub(crate) chosen: Option<usize>,
    /// The same once the map is known.
    pub(crate) cursor: usize,
    /// Cells of the map left of and above what is in sight.
    pub(crate) offset: (i32, i32),
    /// How near; as near as the whole map fits before that is chosen.
    pub(crate) zoom: Option<usize>,
    /// Whether the cursor must be in sight.
    pub(crate) follows: bool,
    /// Where the mouse took hold of the map.
    pub(crate) held: Option<Position>,
}

impl Standpoint {
    /// Before the whole map.
    pub(crate) const START: Self = Self {
        chosen: None,
        cursor: 0,
        offset: (0, 0),
        zoom: None,
        follows: true,
        held: None,
    };
}

/// The map.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MapPane<'a> {
    pub(crate) view: &'a MapView,
    pub(crate) at: Standpoint,
    /// The card of the step that was chosen.
    pub(crate) card: Option<&'a StepCard>,
    pub(crate) lang: Lang,
    pub(crate) theme: Theme,
}

/// Which way lines leave a cell, as bits.
const LEFT: u8 = 1;
const RIGHT: u8 = 2;
const UP: u8 = 4;
const DOWN: u8 = 8;

const LIGHT: [&str; 16] = [
    " ", "╴", "╶", "─", "╵", "┘", "└", "┴", "╷", "┐", "┌", "┬", "│", "┤", "├", "┼",
];
const HEAVY: [&str; 16] = [
    " ", "╸", "╺", "━", "╹", "┛", "┗", "┻", "╻", "┓", "┏", "┳", "┃", "┫", "┣", "╋",
];
const BENT: [&str; 16] = [
    " ", "╴", "╶", "╌", "╵", "╯", "╰", "┴", "╷", "╮", "╭", "┬", "┆", "┤", "├", "┼",
];

/// How a line looks; those further down lie on top.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stroke {
    /// Looks, or goes back, or happens in under half of the futures.
    Dashed,
    /// In most futures.
    Plain,
    /// In nearly all.
    Strong,
    /// Decides the date.
    Critical,
    /// To or from the node under the cursor.
    Chosen,
}

/// Rows that must be free below the map before anything stands there, and the least width of a column of it.
const FREE_FROM: u16 = 8;
const COLUMN: u16 = 58;

/// From this share of the futures on a line is strong.
const STRONG_FROM: f64 = 0.9;

/// Lines of one kind: the ways out of each cell.
type Lines = BTreeMap<(i32, i32), u8>;

impl MapPane<'_> {
    fn scale(&self) -> Scale {
        SCALES[self.at.zoom.unwrap_or(0).min(NEAREST)]
    }

    /// The nearest zoom at which the whole map is in sight; where there is none, the nearest at which all columns are, or
    /// the farthest one.
    fn fitting(&self, width: i32, height: i32) -> usize {
        let fits = |scale: &Scale| self.size_in(*scale).0 <= width && self.size_in(*scale).1 <= height;
        let is_wide = |scale: &Scale| self.size_in(*scale).0 <= width;
        let nearest = SCALES.iter().rposition(fits);
        nearest.or_else(|| SCALES.iter().rposition(is_wide)).unwrap_or(0)
    }

    /// How near the map is drawn in that room.
    pub(crate) fn zoom(&self, area: Rect) -> usize {
        let [_, _, map, ..] = Self::places(area);
        let fitting = || self.fitting(i32::from(map.width), i32::from(map.height));
        self.at.zoom.unwrap_or_else(fitting)
    }

    /// Title, dates of the columns, map, words on the chosen node, legend.
    fn places(area: Rect) -> [Rect; 5] {
        let legend = u16::from(area.height >= 12);
        let info = if area.height >= 9 { 2 } else { 0 };
        let row = |y: u16, height: u16| Rect { y, height, ..area };
        let map = area.height.saturating_sub(2 + info + legend);
        [
            row(area.y, area.height.min(1)),
            row(area.y + 1, area.height.saturating_sub(1).min(1)),
            row(area.y + 2.min(area.height), map),
            row(area.y + area.height - legend - info, info),
            row(area.y + area.height - legend, legend),
        ]
    }

    /// Upper left corner of a node on the whole map.
    fn corner(&self, node: &MapNode) -> (i32, i32) {
        let scale = self.scale();
        let (column, row, lane) = (node.column as i32, node.row as i32, node.lane as i32);
        let x = scale.left() + column * (scale.node.0 + scale.channel);
        let heads = if scale.has_gutter() { 0 } else { lane + 1 };
        (x, heads + row * (scale.node.1 + scale.gap))
    }

    /// Cells of the whole map.
    fn size(&self) -> (i32, i32) {
        self.size_in(self.scale())
    }

    fn size_in(&self, scale: Scale) -> (i32, i32) {
        let rows: usize = self.view.lanes.iter().map(|lane| lane.rows).sum();
        let heads = if scale.has_gutter() {
            0
        } else {
            self.view.lanes.len() as i32
        };
        (
            scale.left() + 1 + self.view.columns.len() as i32 * (scale.node.0 + scale.channel),
            heads + rows as i32 * (scale.node.1 + scale.gap),
        )
    }

    /// The standpoint within the bounds of the map, with the cursor in sight if it has to be.
    pub(crate) fn settled(&self, area: Rect) -> Standpoint {
        let [_, _, map, ..] = Self::places(area);
        let (width, height) = (i32::from(map.width), i32::from(map.height));
        let mut at = self.at;
        let first = at.chosen.or(self.view.target).unwrap_or(0);
        at.cursor = first.min(self.view.nodes.len().saturating_sub(1));
        at.zoom = Some(self.zoom(area));
        let drawn = Self { at, ..*self };
        let (mut x, mut y) = at.offset;
        if at.follows
            && let Some(node) = self.view.nodes.get(at.cursor)
        {
            let (left, top) = drawn.corner(node);
            let (wide, high) = drawn.scale().node;
            // With the lines on both sides, and the head of the lane.
            let margin = drawn.scale().channel;
            x = x.max(left + wide + margin - width).min(left - margin);
            y = y.max(top + high + 1 - height).min(top - 1);
        }
        let (most_x, most_y) = drawn.size();
        at.offset = (
            x.clamp(0, (most_x - width).max(0)),
            y.clamp(0, (most_y - height).max(0)),
        );
        // What was not chosen stays open: another size of the screen fits another zoom.
        at.zoom = self.at.zoom;
        at
    }

    /// The same with what the room decides.
    pub(crate) fn drawn(self, area: Rect) -> Self {
        let mut at = self.at;
        at.zoom = Some(self.zoom(area));
        Self { at, ..self }
    }

    /// The node that is drawn there.
    pub(crate) fn node_at(&self, area: Rect, at: Position) -> Option<usize> {
        let pane = self.drawn(area);
        let [_, _, map, ..] = Self::places(area);
        if !map.contains(at) {
            return None;
        }
        let x = i32::from(at.x - map.x) + self.at.offset.0;
        let y = i32::from(at.y - map.y) + self.at.offset.1;
        let (wide, high) = pane.scale().node;
        self.view.nodes.iter().position(|node| {
            let (left, top) = pane.corner(node);
            (left..left + wide).contains(&x) && (top..top + high).contains(&y)
        })
    }

    fn stroke(&self, edge: &MapEdge) -> Stroke {
        if edge.from == self.at.cursor || edge.to == self.at.cursor {
            Stroke::Chosen
        } else if edge.is_critical {
            Stroke::Critical
        } else if matches!(edge.link, MapLink::Asks | MapLink::Redo) || is_rare(edge.share) {
            Stroke::Dashed
        } else if edge.share >= STRONG_FROM {
            Stroke::Strong
        } else {
            Stroke::Plain
        }
    }

    /// The corners of an edge's way, from node to node: ahead through the channels beside both nodes and along the
    /// free row below the target; back below both nodes.
    fn way(&self, edge: &MapEdge) -> Vec<(i32, i32)> {
        let (from, to) = (&self.view.nodes[edge.from], &self.view.nodes[edge.to]);
        let Scale {
            node: (wide, high),
            channel,
            gap,
        } = self.scale();
        let ((ax, ay), (bx, by)) = (self.corner(from), self.corner(to));
        // Neighbours take different tracks of a channel.
        let track = (from.row as i32 + from.lane as i32) % (channel - 2).max(1);
        if gap == 0 {
            // Far away, lines run behind the nodes.
            let out = ax + wide + (channel - 1).max(0);
            return vec![(ax + wide, ay), (out, ay), (out, by), (bx - 1, by)];
        }
        if edge.link != MapLink::Redo && from.column < to.column {
            let out = ax + wide + track;
            if from.column + 1 == to.column {
                return vec![(ax + wide, ay), (out, ay), (out, by), (bx - 1, by)];
            }
            let into = bx - channel + track;
            let below = by + high;
            vec![
                (ax + wide, ay),
                (out, ay),
                (out, below),
                (into, below),
                (into, by),
                (bx - 1, by),
            ]
        } else {
            let (low, below) = (ay + high, by + high);
            let out = ax - channel + track;
            let into = bx + wide - 2;
            if low == below {
                return vec![(ax + 2, low), (into, low)];
            }
            vec![(ax + 2, low), (out, low), (out, below), (into, below)]
        }
    }

    fn draw_lines(&self, map: Rect, buf: &mut Buffer) {
        let mut layers: BTreeMap<Stroke, Lines> = BTreeMap::new();
        let mut ends = Vec::new();
        let scale = self.scale();
        if scale.channel == 0 {
            return;
        }
        for edge in &self.view.edges {
            let stroke = self.stroke(edge);
            // Far away there is room for the lines that matter: those that decide, those of the cursor, and papers that
            // cross from country to country.
            let is_ahead = self.view.nodes[edge.from].column < self.view.nodes[edge.to].column;
            let matters = stroke >= Stroke::Critical || !edge.label.is_empty();
            if scale.gap == 0 && !(matters && is_ahead) {
                continue;
            }
            let way = self.way(edge);
            let lines = layers.entry(stroke).or_default();
            for pair in way.windows(2) {
                self.segment(pair[0], pair[1], map, lines);
            }
            if let Some(end) = way.last().filter(|_| scale.gap > 0) {
                let is_ahead = edge.link != MapLink::Redo
                    && self.view.nodes[edge.from].column < self.view.nodes[edge.to].column;
                ends.push((stroke, *end, if is_ahead { "▸" } else { "▴" }));
            }
        }
        for (stroke, lines) in &layers {
            let glyphs = match stroke {
                Stroke::Dashed => &BENT,
                Stroke::Plain | Stroke::Strong => &LIGHT,
                Stroke::Critical | Stroke::Chosen => &HEAVY,
            };
            for (at, ways) in lines {
                self.put(map, *at, glyphs[usize::from(*ways)], self.style(*stroke), buf);
            }
        }
        ends.sort_by_key(|end| end.0);
        for (stroke, at, glyph) in ends {
            self.put(map, at, glyph, self.style(stroke), buf);
        }
    }

    /// A straight line, as far as it is in sight.
    fn segment(&self, a: (i32, i32), b: (i32, i32), map: Rect, lines: &mut Lines) {
        let (x0, x1) = (a.0.min(b.0), a.0.max(b.0));
        let (y0, y1) = (a.1.min(b.1), a.1.max(b.1));
        let (left, top) = self.at.offset;
        let sight_x = (left - 1).max(x0)..=(left + i32::from(map.width)).min(x1);
        let sight_y = (top - 1).max(y0)..=(top + i32::from(map.height)).min(y1);
        for x in sight_x {
            for y in sight_y.clone() {
                let ways = lines.entry((x, y)).or_default();
                if x > x0 {
                    *ways |= LEFT;
                }
                if x < x1 {
                    *ways |= RIGHT;
                }
                if y > y0 {
                    *ways |= UP;
                }
                if y < y1 {
                    *ways |= DOWN;
                }
            }
        }
    }

    fn style(&self, stroke: Stroke) -> Style {
        match stroke {
            Stroke::Dashed | Stroke::Plain => self.theme.dim(),
            Stroke::Strong => self.theme.text(),
            Stroke::Critical => self.theme.hue(Hue::Critical),
            Stroke::Chosen => self.theme.hue(Hue::Series).patch(self.theme.strong()),
        }
    }

    /// One glyph at a place of the map, if that is in sight.
    fn put(&self, map: Rect, (x, y): (i32, i32), glyph: &str, style: Style, buf: &mut Buffer) {
        let (col, row) = (x - self.at.offset.0, y - self.at.offset.1);
        if let (Ok(col), Ok(row)) = (u16::try_from(col), u16::try_from(row)) {
            paint::glyph(buf, map, col, row, glyph, style);
        }
    }

    /// Words at a place of the map, at most so many cells; what is left of the edge is cut off.
    fn write(&self, map: Rect, (x, y): (i32, i32), words: &str, room: i32, style: Style, buf: &mut Buffer) {
        let (col, row) = (x - self.at.offset.0, y - self.at.offset.1);
        let Ok(row) = u16::try_from(row) else { return };
        let words = cells::cut(words, usize::try_from(room).unwrap_or(0));
        if let Ok(col) = u16::try_from(col) {
            paint::text(buf, map, col, row, &words, style);
            return;
        }
        // The rest of what begins beyond the left edge.
        let mut hidden = -col;
        let mut rest = words.chars();
        while hidden > 0 {
            let Some(first) = rest.next() else { return };
            hidden -= i32::from(cells::width16(first.encode_utf8(&mut [0; 4])));
        }
        let col = u16::try_from(-hidden).unwrap_or(0);
        paint::text(buf, map, col, row, rest.as_str(), style);
    }

    fn draw_node(&self, number: usize, node: &MapNode, map: Rect, buf: &mut Buffer) {
        let theme = self.theme;
        let (wide, high) = self.scale().node;
        let (x, y) = self.corner(node);
        let is_cursor = number == self.at.cursor;
        let warm = theme.hue(Hue::Critical);
        let hue = match (node.is_milestone, node.heat) {
            (true, _) => theme.hue(Hue::Milestone),
            (false, heat) if is_critical(heat) => warm.patch(theme.strong()),
            (false, heat) if heat >= WARM_FROM => warm,
            (false, _) => theme.text(),
        };
        let style = if is_cursor { hue.patch(theme.cursor()) } else { hue };
        let sign = match (node.state, node.is_milestone) {
            (Some(state), _) if state != StepState::Ahead => state_glyph(state),
            (_, true) if is_rare(node.share) => "◇",
            (_, true) => MILESTONE,
            (_, false) if is_critical(node.heat) => CRITICAL,
            (_, false) if node.heat >= WARM_FROM => WARM,
            (_, false) if !self.scale().has_names() => "○",
            (_, false) => " ",
        };
        if !self.scale().has_names() {
            self.put(map, (x, y), sign, style, buf);
            return;
        }
        let [open, close] = match (is_cursor, is_rare(node.share)) {
            (true, _) => ["▐", "▌"],
            (false, true) => ["(", ")"],
            (false, false) => ["[", "]"],
        };
        let inside = usize::try_from(wide - 3).unwrap_or(0);
        let mut lines = cells::wrap_short(&node.title, inside, if high > 1 { 2 } else { 1 });
        if high > 2 {
            lines.resize(2, String::new());
            lines.push(format!("{} {}", node.dates, node.remark).trim().to_owned());
        }
        for (at, line) in (0..high).zip(&lines) {
            let sign = if at == 0 { sign } else { " " };
            let words = cells::pad_right(&format!("{sign}{}", cells::cut(line, inside)), inside + 1);
            self.write(
                map,
                (x, y + at),
                &format!("{open}{words}{close}"),
                wide,
                style,
                buf,
            );
        }
    }

    fn draw_labels(&self, map: Rect, buf: &mut Buffer) {
        if self.scale().gap == 0 {
            return;
        }
        let (wide, high) = self.scale().node;
        let wide = wide + self.scale().channel - 1;
        // One label below a node: of the paper that decides, or else of the first.
        let mut labels: BTreeMap<usize, &MapEdge> = BTreeMap::new();
        for edge in self.view.edges.iter().filter(|edge| !edge.label.is_empty()) {
            let label = labels.entry(edge.to).or_insert(edge);
            if edge.is_critical && !label.is_critical {
                *label = edge;
            }
        }
        for (node, edge) in labels {
            let (x, y) = self.corner(&self.view.nodes[node]);
            let style = self.style(self.stroke(edge).max(Stroke::Plain));
            self.write(map, (x, y + high), &edge.label, wide, style, buf);
        }
    }

    fn draw_heads(&self, dates: Rect, map: Rect, buf: &mut Buffer) {
        let Scale {
            node: (wide, high),
            channel,
            gap,
        } = self.scale();
        let pitch = wide + channel;
        let (mut last, mut free) = ("", 0);
        for (column, date) in (0..).zip(&self.view.columns) {
            let col = self.scale().left() + column * pitch - self.at.offset.0;
            if date != last && col >= free {
                if let Ok(col) = u16::try_from(col) {
                    paint::text(buf, dates, col, 0, date, self.theme.dim());
                    free = i32::from(col + cells::width16(date)) + 2;
                }
                last = date;
            }
        }
        for (number, lane) in (0..).zip(&self.view.lanes) {
            let heads = if gap == 0 { 0 } else { number };
            let y = heads + lane.row as i32 * (high + gap) - self.at.offset.1;
            if let Ok(row) = u16::try_from(y) {
                // The head stays in sight however far the map is moved, and nothing shows through beside it.
                if gap == 0 {
                    let width = self.scale().left() as usize - 1;
                    let title = cells::pad_right(&lane.title, width);
                    paint::text(buf, map, 0, row, &title, self.theme.heading());
                    for below in 1..lane.rows as u16 * high as u16 {
                        let blank = cells::pad_right("", width);
                        paint::text(buf, map, 0, row.saturating_add(below), &blank, self.theme.text());
                    }
                } else {
                    paint::text(buf, map, 0, row, &lane.title, self.theme.heading());
                }
            }
        }
    }

    /// The chosen node: what it is, and what leads to and from it.
    fn info(&self, width: u16) -> Vec<Line<'static>> {
        let theme = self.theme;
        let Some(node) = self.view.nodes.get(self.at.cursor) else {
            return Vec::new();
        };
        let mut first = vec![Span::styled(node.title.clone(), theme.strong())];
        for words in [&node.dates, &node.remark] {
            if !words.is_empty() {
                first.push(Span::raw(format!("  {words}")));
            }
        }
        let others = |is_next: bool| {
            let edges = self.view.edges.iter().filter(|edge| {
                edge.link != MapLink::Redo && self.at.cursor == if is_next { edge.from } else { edge.to }
            });
            edges
                .map(|edge| {
                    let other = &self.view.nodes[if is_next { edge.to } else { edge.from }].title;
                    if edge.paper.is_empty() {
                        other.clone()
                    } else {
                        format!("{other} ({})", edge.paper)
                    }
                })
                .collect::<Vec<_>>()
                .join(" · ")
        };
        let ways = [("← ", others(false)), ("→ ", others(true))];
        let count = ways.iter().filter(|(_, words)| !words.is_empty()).count().max(1);
        // Each way has its share of the line.
        let room = usize::from(width) / count;
        let mut second = Vec::new();
        for (sign, words) in ways.into_iter().filter(|(_, words)| !words.is_empty()) {
            let words = cells::cut(&words, room.saturating_sub(4)).into_owned();
            second.push(Span::styled(sign, theme.strong()));
            second.push(Span::styled(format!("{words}  "), theme.dim()));
        }
        vec![Line::from(first), Line::from(second)]
    }

    /// Where the whole map leaves room below: the card of the chosen step, or else the steps that decide the date by name.
    fn below(&self, map: Rect, buf: &mut Buffer) {
        let used = u16::try_from(self.size().1 + 1).unwrap_or(u16::MAX);
        let room = Rect {
            y: map.y.saturating_add(used),
            height: map.height.saturating_sub(used),
            ..map
        };
        if room.height < FREE_FROM {
            return;
        }
        let columns = (room.width / COLUMN).max(1);
        let width = room.width / columns;
        let mut lines = match self.card {
            Some(view) => card::lines(view, width - 3, self.lang, self.theme),
            None => self.deciding(width - 3),
        };
        let most = usize::from(columns * room.height);
        if lines.len() > most {
            lines.truncate(most - 1);
            lines.push(Line::styled("…", self.theme.dim()));
        }
        for (column, lines) in (0..columns).zip(lines.chunks(usize::from(room.height))) {
            let area = Rect {
                x: room.x + column * width,
                width: width - 3,
                ..room
            };
            for (row, line) in (0..area.height).zip(lines) {
                paint::line(buf, area, row, line);
            }
        }
    }

    /// The steps that decide the date of the target, from left to right, under their lanes.
    fn deciding(&self, width: u16) -> Vec<Line<'static>> {
        let theme = self.theme;
        let mut nodes: Vec<&MapNode> = self
            .view
            .nodes
            .iter()
            .filter(|node| node.is_critical && !node.is_milestone)
            .collect();
        nodes.sort_by_key(|node| (node.column, node.row));
        let mut page = Page::new(width, theme);
        let mut lane = None;
        for node in nodes {
            if lane != Some(node.lane) {
                page.gap();
                page.paragraph(&self.view.lanes[node.lane].title, theme.dim());
                lane = Some(node.lane);
            }
            let words = format!("{}  {}", node.title, node.dates);
            page.hanging(
                &format!("{CRITICAL} "),
                theme.hue(Hue::Critical),
                words.trim_end(),
                theme.text(),
            );
        }
        page.into_lines()
    }

    fn legend(&self, area: Rect, buf: &mut Buffer) {
        let theme = self.theme;
        let mut col = 0;
        let signs = [
            (CRITICAL, Hue::Critical),
            (WARM, Hue::Critical),
            (MILESTONE, Hue::Milestone),
            ("━▸", Hue::Critical),
            ("─▸", Hue::Series),
            ("╌▸", Hue::Series),
            ("╌▴", Hue::Series),
        ];
        for ((glyph, hue), words) in signs.into_iter().zip(words::map_legend(self.lang)) {
            if col + 4 + cells::width16(words) > area.width {
                break;
            }
            col += paint::text(buf, area, col, 0, glyph, theme.hue(hue).patch(theme.strong())) + 1;
            col += paint::text(buf, area, col, 0, words, theme.dim()) + 2;
        }
    }
}

impl Widget for &MapPane<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        if area.height < 5 || area.width < 20 {
            return;
        }
        let pane = self.drawn(area);
        let [title, dates, map, info, legend] = MapPane::places(area);
        let words = if self.view.moment.is_empty() {
            &self.view.title
        } else {
            &self.view.moment
        };
        paint::text(buf, title, 0, 0, words, self.theme.strong());
        pane.draw_lines(map, buf);
        pane.draw_labels(map, buf);
        for (number, node) in pane.view.nodes.iter().enumerate() {
            pane.draw_node(number, node, map, buf);
        }
        pane.draw_heads(dates, map, buf);
        pane.below(map, buf);
        for (row, line) in (0..info.height).zip(&pane.info(info.width)) {
            paint::line(buf, info, row, line);
        }
        pane.legend(legend, buf);
    }
}

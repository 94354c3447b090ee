//! Pictures over one axis: when it will happen as dots, histogram or S-curve; the fan of the cash; time and cost as
//! points. The finding stands above, what the picture leaves out below.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;
use regpath_core::view::{CashView, CurveView, DotsView, HistogramView, Mark, PayView, ScatterView, Tick};

use super::paint;
use crate::cells;
use crate::theme::{Hue, Theme};

/// One of the forms.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Chart<'a> {
    /// Twenty dots.
    Dots(&'a DotsView),
    /// Bars.
    Histogram(&'a HistogramView),
    /// The chance of having it by a date.
    Curve(&'a CurveView),
    /// The cash over time.
    Fan(&'a CashView),
    /// Time against cost.
    Scatter(&'a ScatterView),
    /// What has been spent after so many updates.
    Pay(&'a PayView),
}

impl<'a> Chart<'a> {
    fn title(self) -> &'a str {
        match self {
            Self::Dots(view) => &view.title,
            Self::Histogram(view) => &view.title,
            Self::Curve(view) => &view.title,
            Self::Fan(view) => &view.title,
            Self::Scatter(view) => &view.title,
            Self::Pay(view) => &view.title,
        }
    }

    fn caption(self) -> &'a str {
        match self {
            Self::Dots(view) => &view.caption,
            Self::Histogram(view) => &view.caption,
            Self::Curve(view) => &view.caption,
            Self::Fan(view) => &view.caption,
            Self::Scatter(view) => &view.caption,
            Self::Pay(view) => &view.caption,
        }
    }

    fn x_ticks(self) -> &'a [Tick] {
        match self {
            Self::Dots(view) => &view.x_ticks,
            Self::Histogram(view) => &view.x_ticks,
            Self::Curve(view) => &view.x_ticks,
            Self::Fan(view) => &view.x_ticks,
            Self::Scatter(view) => &view.x_ticks,
            Self::Pay(view) => &view.x_ticks,
        }
    }

    fn y_ticks(self) -> &'a [Tick] {
        match self {
            Self::Dots(_) | Self::Histogram(_) => &[],
            Self::Curve(view) => &view.y_ticks,
            Self::Fan(view) => &view.y_ticks,
            Self::Scatter(view) => &view.y_ticks,
            Self::Pay(view) => &view.y_ticks,
        }
    }

    fn marks(self) -> &'a [Mark] {
        match self {
            Self::Dots(view) => &view.marks,
            Self::Histogram(view) => &view.marks,
            Self::Curve(view) => &view.marks,
            Self::Fan(view) => &view.marks,
            Self::Scatter(view) => &view.marks,
            Self::Pay(_) => &[],
        }
    }
}

/// A chart in its place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ChartPane<'a> {
    pub(crate) chart: Chart<'a>,
    pub(crate) theme: Theme,
}

/// Where the parts of a chart stand.
#[derive(Debug, Clone, Copy)]
struct Places {
    canvas: Rect,
    /// Rows above the plot for the words of marks.
    mark_rows: u16,
    plot: Rect,
}

impl Widget for &ChartPane<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        self.titled(self.chart.title()).draw(area, buf);
    }
}

/// A chart under another title.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Titled<'a> {
    pane: ChartPane<'a>,
    title: &'a str,
}

impl Titled<'_> {
    fn title(&self, area: Rect) -> Vec<String> {
        cells::wrap_short(self.title, usize::from(area.width), most_lines(area))
    }

    fn caption(&self, area: Rect) -> Vec<String> {
        cells::wrap_short(
            self.pane.chart.caption(),
            usize::from(area.width),
            most_lines(area) + 1,
        )
    }

    fn places(&self, area: Rect) -> Option<Places> {
        let chart = self.pane.chart;
        if area.height < 4 || area.width < 12 {
            return None;
        }
        let (title, caption) = (self.title(area).len() as u16, self.caption(area).len() as u16);
        let gutter = chart
            .y_ticks()
            .iter()
            .map(|tick| cells::width16(&tick.label) + 1)
            .max()
            .unwrap_or(0);
        let canvas = Rect {
            x: area.x + gutter.min(area.width),
            y: area.y + title,
            width: area.width.saturating_sub(gutter),
            height: area.height.saturating_sub(title + caption),
        };
        let words = mark_places(chart.marks(), canvas.width);
        let mark_rows = words
            .iter()
            .map(|place| place.row + 1)
            .max()
            .unwrap_or(0)
            .min(canvas.height / 3);
        let plot = Rect {
            y: canvas.y + mark_rows,
            height: canvas.height.saturating_sub(mark_rows + 2),
            ..canvas
        };
        (plot.height > 0 && plot.width > 0).then_some(Places {
            canvas,
            mark_rows,
            plot,
        })
    }

    /// Draws it inside the area.
    pub(crate) fn draw(&self, area: Rect, buf: &mut Buffer) {
        let (chart, theme) = (self.pane.chart, self.pane.theme);
        if area.height < 4 || area.width < 12 {
            paint::text(buf, area, 0, 0, self.title, theme.strong());
            return;
        }
        for (row, line) in (0..).zip(&self.title(area)) {
            paint::text(buf, area, 0, row, line, theme.strong());
        }
        let caption = self.caption(area);
        for (row, line) in (0..).zip(&caption) {
            let row = area.height - caption.len() as u16 + row;
            paint::text(buf, area, 0, row, line, theme.dim());
        }
        let Some(Places {
            canvas,
            mark_rows,
            plot,
        }) = self.places(area)
        else {
            return;
        };
        self.pane.grid(buf, area, plot);
        let words = mark_places(chart.marks(), canvas.width);
        for (place, mark) in words.iter().zip(chart.marks()) {
            let stem = Rect {
                y: canvas.y,
                height: mark_rows + plot.height,
                ..canvas
            };
            for row in place.row..stem.height {
                paint::glyph(buf, stem, place.line, row, "│", theme.text());
            }
            if place.row < mark_rows {
                paint::text(buf, canvas, place.words, place.row, &mark.label, theme.strong());
            }
        }
        match chart {
            Chart::Dots(view) => dots(view, plot, buf, theme),
            Chart::Histogram(view) => histogram(view, plot, buf, theme),
            Chart::Curve(view) => line(&view.points, plot, buf, theme.hue(Hue::Series)),
            Chart::Fan(view) => fan(view, plot, buf, theme),
            Chart::Scatter(view) => scatter(view, plot, buf, theme),
            Chart::Pay(view) => pay(view, plot, buf, theme),
        }
        axis(
            chart.x_ticks(),
            Rect {
                y: plot.bottom(),
                height: 2,
                ..plot
            },
            buf,
            theme,
        );
    }
}

/// Lines of a title: a high chart can spare more.
const fn most_lines(area: Rect) -> usize {
    if area.height >= 10 { 2 } else { 1 }
}

impl<'a> ChartPane<'a> {
    /// The chart under another title.
    pub(crate) const fn titled(self, title: &'a str) -> Titled<'a> {
        Titled { pane: self, title }
    }

    /// Where the picture itself stands; none where there is no room for one.
    pub(crate) fn plot(&self, area: Rect) -> Option<Rect> {
        Some(self.titled(self.chart.title()).places(area)?.plot)
    }

    /// The same as lines of a page that scrolls.
    pub(crate) fn lines(&self, width: u16, height: u16) -> Vec<Line<'static>> {
        let area = Rect::new(0, 0, width, height);
        let mut buf = Buffer::empty(area);
        self.render(area, &mut buf);
        buffer_lines(&buf)
    }

    fn grid(&self, buf: &mut Buffer, area: Rect, plot: Rect) {
        for tick in self.chart.y_ticks() {
            let Some(up) = paint::place(tick.at, plot.height) else {
                continue;
            };
            let row = plot.height - 1 - up;
            let gutter = Rect {
                x: area.x,
                width: plot.x - area.x - 1,
                ..plot
            };
            paint::text_right(buf, gutter, row, &tick.label, self.theme.dim());
            for col in 0..plot.width {
                paint::glyph(buf, plot, col, row, "┈", self.theme.dim());
            }
        }
    }
}

/// What is drawn in a buffer, as lines.
pub(crate) fn buffer_lines(buf: &Buffer) -> Vec<Line<'static>> {
    let row = |y: u16| {
        let mut spans: Vec<Span<'static>> = Vec::new();
        let mut x = 0;
        while x < buf.area.width {
            let cell = &buf[(x, y)];
            let style = cell.style();
            match spans.last_mut().filter(|last| last.style == style) {
                Some(last) => last.content.to_mut().push_str(cell.symbol()),
                None => spans.push(Span::styled(cell.symbol().to_owned(), style)),
            }
            x += cells::width16(cell.symbol()).max(1);
        }
        Line::from(spans)
    };
    (0..buf.area.height).map(row).collect()
}

/// Where a mark's line and its words go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct MarkPlace {
    line: u16,
    words: u16,
    row: u16,
}

/// Words stand to the right of their line, or to its left where there is no room; where two would touch, the later
/// one takes the next row.
fn mark_places(marks: &[Mark], width: u16) -> Vec<MarkPlace> {
    let mut places: Vec<MarkPlace> = Vec::new();
    let ends: Vec<(u16, u16)> = marks
        .iter()
        .map(|mark| {
            (
                paint::place(mark.at, width).unwrap_or(u16::MAX),
                cells::width16(&mark.label),
            )
        })
        .collect();
    for (index, (line, length)) in ends.iter().copied().enumerate() {
        let right = line.saturating_add(2);
        let fits_right = right.saturating_add(length) <= width
            && ends
                .get(index + 1)
                .is_none_or(|(next, _)| right.saturating_add(length) < *next);
        let left = line.checked_sub(length + 1);
        let words = match left {
            Some(left) if !fits_right => left,
            _ => right.min(width.saturating_sub(length)),
        };
        let row = (0..marks.len() as u16)
            .find(|row| {
                places.iter().zip(&ends).all(|(other, (_, other_length))| {
                    other.row != *row || other.words + other_length < words || words + length < other.words
                })
            })
            .unwrap_or(0);
        places.push(MarkPlace { line, words, row });
    }
    places
}

/// The axis, its ticks, and the labels that fit beside each other.
pub(crate) fn axis(ticks: &[Tick], area: Rect, buf: &mut Buffer, theme: Theme) {
    for col in 0..area.width {
        paint::glyph(buf, area, col, 0, "─", theme.dim());
    }
    let mut free = 0;
    for tick in ticks {
        let Some(col) = paint::place(tick.at, area.width) else {
            continue;
        };
        paint::glyph(buf, area, col, 0, "┴", theme.dim());
        let length = cells::width16(&tick.label);
        let Some(last) = area.width.checked_sub(length) else {
            continue;
        };
        let start = col.saturating_sub(length / 2).min(last);
        if start >= free {
            paint::text(buf, area, start, 1, &tick.label, theme.dim());
            free = start + length + 1;
        }
    }
}

/// The axis below bars that begin at a column, as lines of a page.
pub(crate) fn axis_lines(
    ticks: &[Tick],
    from: usize,
    cells: usize,
    theme: Theme,
    width: u16,
) -> Vec<Line<'static>> {
    let area = Rect::new(from as u16, 0, cells as u16, 2);
    let mut buf = Buffer::empty(Rect::new(0, 0, width, 2));
    axis(ticks, area, &mut buf, theme);
    buffer_lines(&buf)
}

/// Dots in columns: `(column, level)`, and how many levels there are.
fn stacked(view: &DotsView, plot: Rect, stride: u16) -> (Vec<(u16, u16)>, u16) {
    let mut heights = std::collections::BTreeMap::<u16, u16>::new();
    let dots: Vec<(u16, u16)> = view
        .dots
        .iter()
        .filter_map(|[x, _]| paint::place(*x, plot.width))
        .map(|col| {
            let col = (col / stride * stride + stride / 2).min(plot.width - 1);
            let height = heights.entry(col).or_default();
            *height += 1;
            (col, *height - 1)
        })
        .collect();
    let levels = heights.values().copied().max().unwrap_or(0);
    (dots, levels)
}

/// Dots of one, two, three and four rows.
const DISCS: [&[&str]; 4] = [
    &["●"],
    &["▟█▙", "▜█▛"],
    &["▟███▙", "█████", "▜███▛"],
    &["▗▟███▙▖", "███████", "███████", "▝▜███▛▘"],
];

/// The larger the plot, the larger the dots. They stand in a dozen columns if the stacks have room, since a stack
/// shows the shape better than a row does, or else in more.
fn dots(view: &DotsView, plot: Rect, buf: &mut Buffer, theme: Theme) {
    let style = theme.hue(Hue::Series);
    let choices = DISCS
        .iter()
        .rev()
        .flat_map(|disc| [12, 16, 20, 40].map(|columns| (*disc, plot.width / columns)));
    let fitting = choices.into_iter().find_map(|(disc, stride)| {
        let (rows, cols) = (disc.len() as u16, cells::width16(disc[0]));
        let stride = stride.max(cols + 1);
        let (dots, levels) = stacked(view, plot, stride);
        let is_dense = stride * 20 <= plot.width.max(20) || rows == 1 || stride * 12 <= plot.width;
        (levels * rows <= plot.height && is_dense).then_some((disc, dots))
    });
    let (disc, dots) = fitting.unwrap_or_else(|| (DISCS[0], stacked(view, plot, 1).0));
    let rows = disc.len() as u16;
    for (col, level) in dots {
        let Some(top) = plot.height.checked_sub((level + 1) * rows) else {
            continue;
        };
        for (row, line) in (top..).zip(disc) {
            let half = cells::width16(line) / 2;
            for (aside, glyph) in (0..).zip(line.chars()) {
                if let Some(col) = (col + aside).checked_sub(half) {
                    paint::glyph(buf, plot, col, row, glyph.encode_utf8(&mut [0; 4]), style);
                }
            }
        }
    }
}

fn histogram(view: &HistogramView, plot: Rect, buf: &mut Buffer, theme: Theme) {
    let style = theme.hue(Hue::Series);
    for bar in &view.bars {
        if bar.height.is_nan() || bar.height <= 0.0 {
            continue;
        }
        let edge = |at: f64| (at.clamp(0.0, 1.0) * f64::from(plot.width)).round() as u16;
        let (from, to) = (edge(bar.from), edge(bar.to));
        for col in from..to.max(from + 1) {
            for (up, glyph) in (0..).zip(paint::column(bar.height, plot.height)) {
                if glyph != " " {
                    paint::glyph(buf, plot, col, plot.height - 1 - up, glyph, style);
                }
            }
        }
    }
}

/// The dots of a braille cell, by column and row.
const BRAILLE: [[u32; 4]; 2] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]];

/// The outer bands light, the inner ones dense, the median as a line, zero across.
fn fan(view: &CashView, plot: Rect, buf: &mut Buffer, theme: Theme) {
    let style = theme.hue(Hue::Series);
    let row_of = |y: f64| paint::place(y, plot.height).map(|up| plot.height - 1 - up);
    let [p10, p25, p50, p75, p90] = view.bands.as_slice() else {
        return;
    };
    for col in 0..plot.width {
        let x = (f64::from(col) + 0.5) / f64::from(plot.width);
        for (low, high, shade) in [(p10, p90, "░"), (p25, p75, "▒")] {
            let ends = (
                height_at(high, x).and_then(row_of),
                height_at(low, x).and_then(row_of),
            );
            let (Some(top), Some(bottom)) = ends else { continue };
            for row in top..=bottom {
                paint::glyph(buf, plot, col, row, shade, style);
            }
        }
    }
    if let Some(row) = row_of(view.zero) {
        for col in 0..plot.width {
            paint::glyph(buf, plot, col, row, "─", theme.text());
        }
    }
    line(p50, plot, buf, style.patch(theme.strong()));
}

/// Both ways as lines, each with its name at its end, and where they cross.
fn pay(view: &PayView, plot: Rect, buf: &mut Buffer, theme: Theme) {
    if let Some(col) = view.mark.and_then(|at| paint::place(at, plot.width)) {
        for row in 0..plot.height {
            paint::glyph(buf, plot, col, row, "┊", theme.text());
        }
    }
    let lines = [(&view.without, Hue::Critical), (&view.with, Hue::Series)];
    for (points, hue) in lines {
        line(points, plot, buf, theme.hue(hue));
    }
    let mut taken = None;
    for ((points, hue), label) in lines.into_iter().zip([&view.labels[1], &view.labels[0]]) {
        let Some(up) = points.last().and_then(|[_, y]| paint::place(*y, plot.height)) else {
            continue;
        };
        // Above the end of the upper line, below that of the lower one.
        let row = plot.height - 1 - up;
        let others = lines.iter().filter_map(|(points, _)| points.last());
        let is_upper = points
            .last()
            .is_some_and(|[_, y]| others.clone().all(|[_, other]| y >= other));
        let row = if is_upper {
            row.saturating_sub(1)
        } else {
            (row + 2).min(plot.height - 1)
        };
        let row = if taken == Some(row) {
            (row + 1).min(plot.height - 1)
        } else {
            row
        };
        taken = Some(row);
        let words = cells::cut(label, usize::from(plot.width / 2));
        paint::text_right(buf, plot, row, &words, theme.hue(hue).patch(theme.strong()));
    }
}

/// Points of braille, and the limit across.
fn scatter(view: &ScatterView, plot: Rect, buf: &mut Buffer, theme: Theme) {
    let limit = view
        .limit
        .as_ref()
        .and_then(|limit| Some((limit, plot.height - 1 - paint::place(limit.at, plot.height)?)));
    if let Some((_, row)) = limit {
        for col in 0..plot.width {
            paint::glyph(buf, plot, col, row, "─", theme.text());
        }
    }
    let (wide, high) = (usize::from(plot.width) * 2, usize::from(plot.height) * 4);
    let dots = view.points.iter().map(|[x, y]| {
        let col = ((x.clamp(0.0, 1.0) * wide as f64) as usize).min(wide - 1);
        let row = (((1.0 - y.clamp(0.0, 1.0)) * high as f64) as usize).min(high - 1);
        (col, row)
    });
    braille(dots, plot, buf, theme.hue(Hue::Series));
    if let Some((limit, row)) = limit {
        let words = format!(" {} ", limit.label);
        paint::text_right(buf, plot, row, &words, theme.strong());
    }
}

/// A line of braille dots, two by four in a cell.
fn line(points: &[[f64; 2]], plot: Rect, buf: &mut Buffer, style: Style) {
    let (wide, high) = (usize::from(plot.width) * 2, usize::from(plot.height) * 4);
    let mut dots = Vec::new();
    let mut last: Option<usize> = None;
    for px in 0..wide {
        let Some(y) = height_at(points, (px as f64 + 0.5) / wide as f64) else {
            last = None;
            continue;
        };
        let py = (((1.0 - y.clamp(0.0, 1.0)) * high as f64) as usize).min(high - 1);
        let from = last.unwrap_or(py);
        dots.extend((py.min(from)..=py.max(from)).map(|row| (px, row)));
        last = Some(py);
    }
    braille(dots, plot, buf, style);
}

/// Dots by column and row, two by four in a cell.
pub(crate) fn braille(
    dots: impl IntoIterator<Item = (usize, usize)>,
    plot: Rect,
    buf: &mut Buffer,
    style: Style,
) {
    let width = usize::from(plot.width);
    let mut cells = vec![0_u32; width * usize::from(plot.height)];
    for (col, row) in dots {
        cells[row / 4 * width + col / 2] |= BRAILLE[col % 2][row % 4];
    }
    for (index, dots) in cells.into_iter().enumerate() {
        if let Some(glyph) = char::from_u32(0x2800 + dots).filter(|_| dots > 0) {
            let (col, row) = ((index % width) as u16, (index / width) as u16);
            paint::glyph(buf, plot, col, row, glyph.encode_utf8(&mut [0; 4]), style);
        }
    }
}

/// The curve's height at `x`, linear between its points; `None` outside them.
fn height_at(points: &[[f64; 2]], x: f64) -> Option<f64> {
    let next = points.iter().position(|[at, _]| *at >= x)?;
    let [x1, y1] = points[next];
    let Some([x0, y0]) = next.checked_sub(1).map(|before| points[before]) else {
        return (x1 - x < 1e-9).then_some(y1);
    };
    Some(if x1 > x0 {
        y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    } else {
        y1
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(at: f64, label: &str) -> Mark {
        Mark {
            at,
            label: label.to_owned(),
        }
    }

    #[test]
    fn two_near_marks_part_to_both_sides() {
        let places = mark_places(&[mark(0.5, "P50 2028-03"), mark(0.6, "P80 2029-01")], 60);
        assert_eq!(
            places[0],
            MarkPlace {
                line: 30,
                words: 18,
                row: 0
            }
        );
        assert_eq!(
            places[1],
            MarkPlace {
                line: 36,
                words: 38,
                row: 0
            }
        );
    }

    #[test]
    fn marks_without_room_take_two_rows() {
        let places = mark_places(&[mark(0.05, "P50 2028-03"), mark(0.1, "P80 2029-01")], 60);
        assert_eq!((places[0].row, places[1].row), (0, 1));
    }

    #[test]
    fn the_curve_is_read_between_its_points() {
        let points = [[0.2, 0.0], [0.6, 0.8], [1.0, 0.8]];
        assert_eq!(height_at(&points, 0.1), None);
        assert!(height_at(&points, 0.4).is_some_and(|height| (height - 0.4).abs() < 1e-9));
        assert!(height_at(&points, 0.8).is_some_and(|height| (height - 0.8).abs() < 1e-9));
    }
}

//! The steps on the calendar: a bar from the median start to the median finish, whiskers to P10 and P90, a diamond
//! for a milestone; one group a jurisdiction, which folds.

use std::collections::BTreeSet;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;
use regpath_core::text::Lang;
use regpath_core::view::{GanttGroup, GanttRow, GanttView, StepCard, StepState, is_rare};

use super::page::Page;
use super::{card, paint};
use crate::cells;
use crate::theme::{Hue, Theme};
use crate::words;

/// The glyph of a step that decides the date.
pub(crate) const CRITICAL: &str = "●";
/// The glyph of a step that decides it in at least a tenth of the futures.
pub(crate) const WARM: &str = "◐";
/// From this share of the futures on.
pub(crate) const WARM_FROM: f64 = 0.1;
/// The glyph of a milestone.
pub(crate) const MILESTONE: &str = "◆";
/// From this width on the dates stand beside the bars.
const DATES_FROM: u16 = 96;
/// From this width on the step under the cursor is explained beside the chart.
const CARD_FROM: u16 = 130;

/// A row of the timeline, folded groups left out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum TimelineRow<'a> {
    /// The head of a group, by its place.
    Group(usize, &'a GanttGroup),
    /// A step or milestone.
    Step(&'a GanttRow),
}

/// The rows in sight of the cursor.
pub(crate) fn rows<'a>(view: &'a GanttView, folded: &BTreeSet<usize>) -> Vec<TimelineRow<'a>> {
    let mut rows = Vec::new();
    for (index, group) in view.groups.iter().enumerate() {
        rows.push(TimelineRow::Group(index, group));
        if !folded.contains(&index) {
            rows.extend(group.rows.iter().map(TimelineRow::Step));
        }
    }
    rows
}

/// Where a step stands at a moment, as a glyph.
pub(crate) const fn state_glyph(state: StepState) -> &'static str {
    match state {
        StepState::Ahead => " ",
        StepState::Underway => "►",
        StepState::Done => "✓",
        StepState::Lost => "×",
    }
}

/// The timeline.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TimelinePane<'a> {
    pub(crate) view: &'a GanttView,
    pub(crate) folded: &'a BTreeSet<usize>,
    pub(crate) cursor: usize,
    pub(crate) top: usize,
    /// The step under the cursor.
    pub(crate) card: Option<&'a StepCard>,
    /// Where the mouse is.
    pub(crate) hover: Option<Position>,
    pub(crate) lang: Lang,
    pub(crate) theme: Theme,
}

/// Where everything goes.
#[derive(Debug, Clone, Copy, Default)]
struct Places {
    title: Rect,
    names: Rect,
    chart: Rect,
    dates: Rect,
    info: Rect,
    legend: Rect,
    card: Rect,
}

impl TimelinePane<'_> {
    fn places(&self, area: Rect) -> Places {
        let mut left = area;
        let mut places = Places::default();
        if area.width >= CARD_FROM {
            let width = (area.width * 3 / 10).min(64);
            places.card = Rect {
                x: area.right() - width,
                width,
                ..area
            };
            left.width -= width + 3;
        }
        let legend = u16::from(area.height >= 10);
        let info = u16::from(area.height >= 7);
        let title = self.title(left).len() as u16;
        places.title = Rect {
            height: title.min(left.height),
            ..left
        };
        places.legend = Rect {
            y: left.bottom() - legend,
            height: legend,
            ..left
        };
        places.info = Rect {
            y: left.bottom() - legend - info,
            height: info,
            ..left
        };
        let head = title + 1;
        let rows = Rect {
            y: left.y + head,
            height: left.height.saturating_sub(head + legend + info),
            ..left
        };
        let widest = |text: fn(&GanttRow) -> &str| {
            let all = self.view.groups.iter().flat_map(|group| &group.rows);
            all.map(|row| cells::width16(text(row))).max().unwrap_or(0)
        };
        let names = (widest(|row| &row.title) + 4)
            .clamp(12, (rows.width * 2 / 5).max(12))
            .min(rows.width);
        let dates = if left.width >= DATES_FROM {
            widest(|row| &row.dates) + 2
        } else {
            0
        };
        places.names = Rect { width: names, ..rows };
        // The last two columns are for the scroll bar.
        let room = rows.width.saturating_sub(names + dates + 2);
        places.chart = Rect {
            x: rows.x + names,
            width: room,
            ..rows
        };
        places.dates = Rect {
            x: places.chart.right(),
            width: dates.min(rows.width),
            ..rows
        };
        places
    }

    /// The finding, over two lines if it needs them.
    fn title(&self, area: Rect) -> Vec<String> {
        cells::wrap_short(&self.view.title, usize::from(area.width), 2)
    }

    /// How many rows are in sight at once.
    pub(crate) fn page(&self, area: Rect) -> usize {
        usize::from(self.places(area).names.height)
    }

    /// The row that is drawn at that height.
    pub(crate) fn row_at(&self, area: Rect, y: u16) -> Option<usize> {
        let names = self.places(area).names;
        let row = self.top + usize::from(y.checked_sub(names.y).filter(|row| *row < names.height)?);
        (row < rows(self.view, self.folded).len()).then_some(row)
    }

    fn axis(&self, places: &Places, count: u16, buf: &mut Buffer) {
        let head = Rect {
            y: places.chart.y.saturating_sub(1),
            height: 1,
            ..places.chart
        };
        let mut free = 0;
        for tick in &self.view.x_ticks {
            let Some(col) = paint::place(tick.at, places.chart.width) else {
                continue;
            };
            for row in 0..places.chart.height.min(count) {
                paint::glyph(buf, places.chart, col, row, "┊", self.theme.dim());
            }
            let length = cells::width16(&tick.label);
            if col >= free && col + length <= head.width + 2 {
                let wide = Rect {
                    width: head.width + 2,
                    ..head
                };
                paint::text(buf, wide, col, 0, &tick.label, self.theme.dim());
                free = col + length + 1;
            }
        }
    }

    fn group(
        &self,
        index: usize,
        group: &GanttGroup,
        row: u16,
        is_cursor: bool,
        places: &Places,
        buf: &mut Buffer,
    ) {
        let theme = self.theme;
        let is_folded = self.folded.contains(&index);
        let sign = if is_folded { "▸" } else { "▾" };
        let count = if is_folded {
            format!(" ({})", group.rows.len())
        } else {
            String::new()
        };
        let style = if is_cursor {
            theme.heading().patch(theme.cursor())
        } else {
            theme.heading()
        };
        paint::text(
            buf,
            places.names,
            0,
            row,
            &format!("{sign} {}{count}", group.title),
            style,
        );
    }

    fn step(&self, step: &GanttRow, row: u16, is_cursor: bool, places: &Places, buf: &mut Buffer) {
        let theme = self.theme;
        let names = Rect {
            width: places.names.width.saturating_sub(1),
            ..places.names
        };
        let mut style = if step.is_milestone {
            theme.strong()
        } else {
            theme.text()
        };
        if is_cursor {
            style = style.patch(theme.cursor());
            paint::glyph(buf, names, 0, row, "▸", theme.strong());
            let title = cells::pad_right(&step.title, usize::from(names.width.saturating_sub(3)));
            paint::text(buf, names, 3, row, &title, style);
        } else {
            paint::text(buf, names, 3, row, &step.title, style);
        }
        let (sign, hue) = if step.is_milestone {
            (MILESTONE, Hue::Milestone)
        } else if step.is_critical {
            (CRITICAL, Hue::Critical)
        } else if step.criticality >= WARM_FROM {
            (WARM, Hue::Critical)
        } else {
            (" ", Hue::Series)
        };
        paint::glyph(buf, names, 1, row, sign, theme.hue(hue).patch(theme.strong()));
        if let Some(state) = step.state {
            paint::glyph(buf, names, 2, row, state_glyph(state), theme.strong());
        }
        self.bar(step, row, places.chart, buf);
        paint::text_right(buf, places.dates, row, &step.dates, theme.dim());
    }

    fn bar(&self, step: &GanttRow, row: u16, chart: Rect, buf: &mut Buffer) {
        let theme = self.theme;
        let hue = match (step.is_milestone, step.is_critical) {
            (true, _) => Hue::Milestone,
            (false, true) => Hue::Critical,
            (false, false) => Hue::Series,
        };
        let style = theme.hue(hue);
        let ends = [step.early, step.start, step.finish, step.late];
        if chart.width == 0 || ends.iter().any(|end| !end.is_finite()) {
            return;
        }
        // In half cells.
        let halves = f64::from(chart.width) * 2.0;
        let [early, start, finish, late] = ends.map(|end| (end.clamp(0.0, 1.0) * halves).round() as u16);
        let is_likely = !is_rare(step.share);
        if step.is_milestone {
            let at = (finish / 2).min(chart.width - 1);
            for col in early / 2..=(late / 2).min(chart.width - 1) {
                paint::glyph(buf, chart, col, row, "╌", style);
            }
            let diamond = if is_likely { MILESTONE } else { "◇" };
            paint::glyph(buf, chart, at, row, diamond, style.patch(theme.strong()));
            return;
        }
        let finish = finish.max(start + 1);
        for col in 0..chart.width {
            let (left, right) = (col * 2, col * 2 + 1);
            let heavy = |half: u16| (start..finish).contains(&half);
            let light = |half: u16| (early..late).contains(&half);
            let glyph = match (heavy(left), heavy(right)) {
                (true, true) if is_likely => "━",
                (true, true) => "╍",
                (true, false) if light(right) => "╾",
                (true, false) => "╸",
                (false, true) if light(left) => "╼",
                (false, true) => "╺",
                (false, false) if light(left) || light(right) => "╌",
                (false, false) => continue,
            };
            paint::glyph(buf, chart, col, row, glyph, style);
        }
    }

    /// The moment of the future that is told, and the month under the mouse: lines over the bars, and their dates in the
    /// axis.
    fn lines_over(&self, places: &Places, count: u16, buf: &mut Buffer) {
        let theme = self.theme;
        let chart = places.chart;
        let head = Rect {
            y: chart.y.saturating_sub(1),
            height: 1,
            ..chart
        };
        let mut draw = |col: u16, label: &str, style: Style| {
            for row in 0..chart.height.min(count) {
                let is_free = buf
                    .cell((chart.x + col, chart.y + row))
                    .is_some_and(|cell| matches!(cell.symbol(), " " | "┊" | "╌"));
                if is_free {
                    paint::glyph(buf, chart, col, row, "│", style);
                }
            }
            let length = cells::width16(label);
            let from = col
                .saturating_sub(length / 2)
                .min(head.width.saturating_sub(length));
            // What is left of a label of the axis under it would say something else.
            let is_label = |col: u16| {
                let cell = buf.cell((head.x + col, head.y));
                cell.is_some_and(|cell| !matches!(cell.symbol(), " "))
            };
            let mut ends = [from, from + length];
            while ends[0] > 0 && is_label(ends[0] - 1) {
                ends[0] -= 1;
            }
            while ends[1] < head.width && is_label(ends[1]) {
                ends[1] += 1;
            }
            for col in ends[0]..ends[1] {
                paint::glyph(buf, head, col, 0, " ", theme.dim());
            }
            paint::text(buf, head, from, 0, label, style);
        };
        if let Some(moment) = &self.view.moment
            && let Some(col) = paint::place(moment.at, chart.width)
        {
            let style = theme.hue(Hue::Milestone).patch(theme.strong());
            draw(col, &format!(" {} ", moment.label), style);
        }
        if let Some(here) = self.hover.filter(|here| chart.contains(*here)) {
            let col = here.x - chart.x;
            let at = (f64::from(col) + 0.5) / f64::from(chart.width);
            draw(col, &format!(" {} ", self.view.axis.month_at(at)), theme.strong());
        }
    }

    /// What is known about a milestone beside the chart.
    fn milestone(&self, row: &GanttRow, width: u16) -> Vec<Line<'static>> {
        let mut page = Page::new(width, self.theme);
        page.hanging(
            &format!("{MILESTONE} "),
            self.theme.hue(Hue::Milestone),
            &row.title,
            self.theme.strong(),
        );
        page.gap();
        page.paragraph(&row.dates, self.theme.text());
        page.paragraph(&row.remark, self.theme.text());
        page.gap();
        page.paragraph(words::milestone_hint(self.lang), self.theme.dim());
        page.into_lines()
    }

    fn info(&self, area: Rect, row: Option<&TimelineRow<'_>>, buf: &mut Buffer) {
        let theme = self.theme;
        let line = match row {
            Some(TimelineRow::Step(step)) => {
                let mut spans = vec![
                    Span::styled(step.title.clone(), theme.strong()),
                    Span::raw("  "),
                    Span::raw(step.dates.clone()),
                ];
                if !step.remark.is_empty() {
                    spans.push(Span::styled(format!("  {}", step.remark), theme.dim()));
                }
                Line::from(spans)
            }
            Some(TimelineRow::Group(_, group)) => Line::styled(
                words::steps(group.rows.len(), &group.title, self.lang),
                theme.dim(),
            ),
            None => Line::default(),
        };
        paint::line(buf, area, 0, &line);
    }

    fn legend(&self, area: Rect, buf: &mut Buffer) {
        let theme = self.theme;
        let mut col = 0;
        let entries: [(&str, Hue); 6] = [
            ("━", Hue::Series),
            ("╌", Hue::Series),
            (MILESTONE, Hue::Milestone),
            ("╍", Hue::Series),
            (CRITICAL, Hue::Critical),
            (WARM, Hue::Critical),
        ];
        for ((glyph, hue), words) in entries.into_iter().zip(words::timeline_legend(self.lang)) {
            if col + 2 + cells::width16(words) > area.width {
                break;
            }
            let style: Style = theme.hue(hue).patch(theme.strong());
            col += paint::text(buf, area, col, 0, glyph, style) + 1;
            col += paint::text(buf, area, col, 0, words, theme.dim()) + 2;
        }
    }
}

impl Widget for &TimelinePane<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        if area.height < 3 || area.width < 20 {
            return;
        }
        let places = self.places(area);
        for (row, line) in (0..).zip(self.title(places.title)) {
            paint::text(buf, places.title, 0, row, &line, self.theme.strong());
        }
        let rows = rows(self.view, self.folded);
        self.axis(&places, u16::try_from(rows.len()).unwrap_or(u16::MAX), buf);
        for (at, row) in (0..places.names.height).zip(rows.iter().enumerate().skip(self.top)) {
            let (index, row) = row;
            let is_cursor = index == self.cursor;
            match row {
                TimelineRow::Group(group, view) => self.group(*group, view, at, is_cursor, &places, buf),
                TimelineRow::Step(step) => self.step(step, at, is_cursor, &places, buf),
            }
        }
        self.lines_over(&places, u16::try_from(rows.len()).unwrap_or(u16::MAX), buf);
        let bar = Rect {
            width: places.title.width,
            ..places.names
        };
        paint::scroll_bar(buf, bar, rows.len(), self.top, self.theme);
        self.info(places.info, rows.get(self.cursor), buf);
        self.legend(places.legend, buf);
        if places.card.width > 0 {
            let rule = Rect {
                x: places.card.x - 2,
                width: 1,
                ..places.card
            };
            for row in 0..rule.height {
                paint::glyph(buf, rule, 0, row, "│", self.theme.dim());
            }
            let lines = match (self.card, rows.get(self.cursor)) {
                (Some(view), _) => card::lines(view, places.card.width, self.lang, self.theme),
                (None, Some(TimelineRow::Step(row))) => self.milestone(row, places.card.width),
                (None, _) => Vec::new(),
            };
            {
                for (row, line) in (0..places.card.height).zip(&lines) {
                    paint::line(buf, places.card, row, line);
                }
            }
        }
    }
}

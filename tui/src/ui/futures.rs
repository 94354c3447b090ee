//! One future as a dated story, and where it stands among the others.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;
use regpath_core::analysis::replay::WhichFuture;
use regpath_core::text::Lang;
use regpath_core::view::{FuturesView, ReplayView, StoryLine};

use super::chart::{Chart, ChartPane};
use super::page::{Page, beside};
use super::paint;
use crate::cells;
use crate::theme::{Hue, Theme};
use crate::words;

/// From this width on the picture stands beside the story.
const BESIDE_FROM: u16 = 130;
/// Below this height the picture stands under the story.
const LOW: u16 = 30;
/// Rows of the picture.
const CHART: u16 = 9;

/// The key that tells a future.
pub(crate) const fn key(which: WhichFuture) -> char {
    match which {
        WhichFuture::Median => 'm',
        WhichFuture::P80 => 'f',
        WhichFuture::P90 => 't',
        WhichFuture::Worst => 'w',
        WhichFuture::Random => 'd',
        WhichFuture::Previous => ',',
        WhichFuture::Next => '.',
        WhichFuture::Number(_) => '#',
    }
}

/// A future.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FuturesPane<'a> {
    pub(crate) view: &'a FuturesView,
    pub(crate) top: usize,
    /// The number that is being typed.
    pub(crate) typed: Option<&'a str>,
    pub(crate) lang: Lang,
    pub(crate) theme: Theme,
}

impl FuturesPane<'_> {
    /// How many lines there are to scroll over.
    pub(crate) fn len(&self, area: Rect) -> usize {
        self.lines(area).0.len()
    }

    /// The lines of the event that is looked at: they must be in sight.
    pub(crate) fn looked_at(&self, area: Rect) -> Option<(usize, usize)> {
        self.lines(area).1
    }

    /// The lines, and among them those of the event that is looked at.
    fn lines(&self, area: Rect) -> (Vec<Line<'static>>, Option<(usize, usize)>) {
        let theme = self.theme;
        let width = area.width.saturating_sub(2);
        let is_wide = width >= BESIDE_FROM;
        let each = if is_wide { width * 3 / 5 } else { width };
        let chart = ChartPane {
            chart: Chart::Dots(&self.view.dots),
            theme,
        };
        let mut page = Page::new(width, theme);
        page.lines(self.choices(width));
        page.gap();
        let mut story = Page::new(each, theme);
        // On a low screen the story comes first.
        let is_low = area.height < LOW;
        if !is_wide && !is_low {
            story.lines(chart.lines(width, CHART));
            story.gap();
        }
        if !is_wide && is_low {
            story.paragraph(&self.view.dots.title, theme.text());
        }
        let moment = self.view.moment.as_ref().map(|moment| moment.event);
        let looked_at = self::story(&mut story, &self.view.story, moment, each, theme);
        if !is_wide && is_low {
            story.gap();
            story.lines(chart.lines(width, CHART));
        }
        let story = story.into_lines();
        let head = page.len();
        let looked_at = looked_at.map(|(from, to)| (from + head, to + head));
        if is_wide {
            let rest = width - each - 4;
            let picture = chart.lines(rest, area.height.saturating_sub(4).clamp(CHART, 24));
            page.lines(beside(&story, &picture, usize::from(each + 4)));
        } else {
            page.lines(story);
        }
        (page.into_lines(), looked_at)
    }

    /// The keys and what they tell.
    fn choices(&self, width: u16) -> Vec<Line<'static>> {
        let theme = self.theme;
        let mut lines = vec![Line::default()];
        let mut used = 0;
        for choice in &self.view.choices {
            let (key, label) = (key(choice.which).to_string(), format!(" {}", choice.label));
            let length = 1 + cells::width(&label) + 3;
            if used > 0 && used + length > usize::from(width) + 3 {
                lines.push(Line::default());
                used = 0;
            }
            used += length;
            let style = if choice.is_open {
                theme.open_tab()
            } else {
                theme.text()
            };
            if let Some(line) = lines.last_mut() {
                line.push_span(Span::styled(key, theme.key().patch(style)));
                line.push_span(Span::styled(label, style));
                line.push_span(Span::raw("   "));
            }
        }
        let number = self.typed.map_or_else(
            || words::type_number(self.lang).to_owned(),
            |typed| words::typing_number(typed, self.lang),
        );
        lines.push(Line::from(vec![
            Span::styled(format!("{}   ", self.view.range), theme.strong()),
            Span::styled(number, theme.dim()),
        ]));
        lines
    }
}

/// A story on a page; its lines of the event that is looked at, by its place.
pub(super) fn story(
    page: &mut Page,
    story: &ReplayView,
    moment: Option<usize>,
    width: u16,
    theme: Theme,
) -> Option<(usize, usize)> {
    let (mut number, mut looked_at) = (0, None);
    page.paragraph(&story.summary, theme.text());
    for chapter in &story.chapters {
        page.heading(&chapter.title);
        let widest = |of: fn(&StoryLine) -> &String| {
            let lines = chapter.lines.iter().map(|line| cells::width(of(line)));
            lines.max().unwrap_or(0)
        };
        let place = widest(|line| &line.place).min(usize::from(width) / 5);
        for line in &chapter.lines {
            // The year stands above.
            let date = line.date.split_once('-').map_or(&*line.date, |(_, rest)| rest);
            let lead = format!(
                "{date} {} {} ",
                line.mark,
                cells::pad_right(&cells::cut(&line.place, place), place)
            );
            let is_it = moment == Some(number);
            let style = match line.mark.as_str() {
                "◆" => theme.strong().patch(theme.hue(Hue::Milestone)),
                "!" => theme.hue(Hue::Critical),
                _ if moment.is_some_and(|moment| number > moment) => theme.dim(),
                _ => theme.text(),
            };
            let style = if is_it { style.patch(theme.cursor()) } else { style };
            let text = if line.cost.is_empty() {
                line.text.clone()
            } else {
                format!("{}  [{}]", line.text, line.cost)
            };
            let from = page.len();
            page.hanging(&lead, style, &text, style);
            if is_it {
                looked_at = Some((from, page.len()));
            }
            number += 1;
        }
    }
    page.gap();
    page.paragraph(&story.caption, theme.dim());
    looked_at
}

impl Widget for &FuturesPane<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        paint::lines(buf, area, &self.lines(area).0, self.top, self.theme);
    }
}

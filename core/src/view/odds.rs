//! When it will happen, and how surely: dots, histogram, S-curve.

use super::axis::TimeAxis;
use super::format::{NONE, percent, year_month};
use super::strip::{error_in_months, lower_first, plain_months};
use super::{AskedView, Bar, CurveView, DotsView, HistogramView, Mark, MilestoneRow, OddsView, Table, Tick};
use crate::app::Ask;
use crate::calendar::DAYS_PER_MONTH;
use crate::plan::Plan;
use crate::run::{MilestoneSummary, Spread, Summary};
use crate::text::Lang;

/// A stroke of a key moves the date that is asked by so many days, and the chance by so much.
const DAY_STEP: f64 = DAYS_PER_MONTH;
const CHANCE_STEP: f64 = 0.05;

/// Dots in the dot plot: each is one future in twenty.
const DOTS: usize = 20;

/// The odds of all milestones, and of the selected one in every form.
#[must_use]
pub fn odds(plan: &Plan, summary: Option<&Summary>, (selected, ask): (usize, Ask), lang: Lang) -> OddsView {
    let selected = selected.min(plan.milestones.len().saturating_sub(1));
    let found = summary.and_then(|summary| summary.milestones.get(selected));
    let title = plan.milestones[selected].title.get(lang);
    let chart = Chart::new(plan, title, found, lang);
    OddsView {
        milestones: milestone_rows(plan, summary, lang),
        selected,
        dots: chart.dots(),
        histogram: chart.histogram(),
        curve: chart.curve(),
        asked: chart.asked(ask),
        joint: super::risk::joint(plan, summary, lang),
    }
}

/// One row a milestone.
#[must_use]
pub fn milestone_rows(plan: &Plan, summary: Option<&Summary>, lang: Lang) -> Vec<MilestoneRow> {
    plan.milestones
        .iter()
        .enumerate()
        .map(|(index, milestone)| {
            let found = summary.and_then(|summary| summary.milestones.get(index));
            let days = found.and_then(|found| found.days.as_ref());
            let date = |p: f64| {
                days.and_then(|spread| spread.level(p))
                    .map_or_else(|| NONE.to_owned(), |level| year_month(plan.start, level.value))
            };
            let median = days.and_then(|spread| spread.level(0.5));
            MilestoneRow {
                index,
                title: milestone.title.get(lang).to_owned(),
                chance: found.map_or_else(|| NONE.to_owned(), |found| percent(found.reached.value)),
                dates: [date(0.1), date(0.5), date(0.8), date(0.9)],
                months: median.map_or_else(|| NONE.to_owned(), |level| plain_months(level.value)),
                error: median.map_or_else(String::new, |level| error_in_months(level.se)),
                is_target: index == plan.target,
            }
        })
        .collect()
}

struct Chart<'a> {
    plan: &'a Plan,
    title: &'a str,
    days: Option<&'a Spread>,
    reached: f64,
    /// Share of futures in which it is reached and stands at the horizon.
    held: f64,
    axis: TimeAxis,
    lang: Lang,
}

/// The axis on which the dots of a milestone stand.
pub(super) fn dots_axis(plan: &Plan, summary: &Summary, milestone: usize) -> TimeAxis {
    Chart::new(plan, "", summary.milestones.get(milestone), Lang::En).axis
}

impl<'a> Chart<'a> {
    fn new(plan: &'a Plan, title: &'a str, found: Option<&'a MilestoneSummary>, lang: Lang) -> Self {
        let days = found.and_then(|found| found.days.as_ref());
        let (from, to) = days.map_or((0.0, plan.horizon), |spread| {
            (spread.quantile(0.0), spread.quantile(0.995))
        });
        let axis = TimeAxis::around(plan.start, from, to);
        Self {
            plan,
            title,
            days,
            reached: found.map_or(0.0, |found| found.reached.value),
            held: found.map_or(0.0, |found| found.held.value),
            axis,
            lang,
        }
    }

    fn date(&self, p: f64) -> String {
        self.days.map_or_else(
            || NONE.to_owned(),
            |spread| year_month(self.plan.start, spread.quantile(p)),
        )
    }

    fn finding(&self) -> String {
        if self.days.is_none() {
            return self.nothing();
        }
        let (p50, p80) = (self.date(0.5), self.date(0.8));
        let all = self.reached >= 0.9995;
        let chance = percent(self.reached);
        match (self.lang, all) {
            (Lang::En, true) => format!("{}: as likely as not by {p50}, four in five by {p80}", self.title),
            (Lang::Ja, true) => format!("{}は{p50}までに五分五分、{p80}までなら8割", self.title),
            (Lang::En, false) => {
                format!(
                    "{}: {chance} of futures get there; half of those by {p50}, four in five by {p80}",
                    self.title
                )
            }
            (Lang::Ja, false) => {
                format!(
                    "{}に至るのは{chance}。そのうち半分は{p50}まで、8割は{p80}までに到達",
                    self.title
                )
            }
        }
    }

    /// What the S-curve says to what it is asked, and what to ask next.
    fn asked(&self, ask: Ask) -> Option<AskedView> {
        let days = self.days?;
        let lang = self.lang;
        let chance_by = |day: f64| {
            let below = days.sorted.partition_point(|value| *value <= day) as f64;
            self.reached * below / days.sorted.len().max(1) as f64
        };
        let day_of =
            |chance: f64| days.quantile((chance / self.reached.max(f64::MIN_POSITIVE)).clamp(0.0, 1.0));
        let (day, chance, is_date) = match ask {
            Ask::Nothing => (days.quantile(0.5), 0.5 * self.reached, true),
            Ask::Day(day) => {
                let day = day.clamp(self.axis.from, self.axis.to);
                (day, chance_by(day), true)
            }
            Ask::Chance(chance) => {
                let chance = chance.clamp(0.0, self.reached);
                (day_of(chance), chance, false)
            }
        };
        let date = year_month(self.plan.start, day);
        let (share, title) = (percent(chance), self.title);
        let later = Ask::Day((day + DAY_STEP).min(self.axis.to));
        let earlier = Ask::Day((day - DAY_STEP).max(self.axis.from));
        // To round figures, so that they can be read out.
        let rungs = chance / CHANCE_STEP;
        let more = Ask::Chance((((rungs + 1e-6).floor() + 1.0) * CHANCE_STEP).min(self.reached));
        let less = Ask::Chance((((rungs - 1e-6).ceil() - 1.0) * CHANCE_STEP).max(0.0));
        Some(AskedView {
            at: [self.axis.at(day), chance],
            days: [self.axis.from, self.axis.to],
            words: match (lang, is_date) {
                (Lang::En, true) => format!("By {date}: {share} chance of “{title}”"),
                (Lang::En, false) => format!("A chance of {share} of “{title}”: by {date}"),
                (Lang::Ja, true) => format!("{date}までに「{title}」に至る確率は{share}"),
                (Lang::Ja, false) => format!("「{title}」に至る確率が{share}になるのは{date}"),
            },
            earlier,
            later,
            more,
            less,
        })
    }

    fn nothing(&self) -> String {
        match self.lang {
            Lang::En => format!("No future reaches {} yet", lower_first(self.title)),
            Lang::Ja => format!("{}に至る未来はまだない", self.title),
        }
    }

    fn caption(&self) -> String {
        let (missing, lost) = (1.0 - self.reached, self.reached - self.held);
        let mut words = match self.lang {
            Lang::En if missing > 0.0005 => {
                format!(
                    "{} of futures never get there within the horizon; they are not drawn.",
                    percent(missing)
                )
            }
            Lang::En => "Every future gets there within the horizon.".to_owned(),
            Lang::Ja if missing > 0.0005 => format!("{}は期間内に到達せず、図に含まない。", percent(missing)),
            Lang::Ja => "すべての未来が期間内に到達する。".to_owned(),
        };
        if lost > 0.0005 {
            words += &match self.lang {
                Lang::En => format!(
                    " What counts is the first time; in {} of futures it is lost again and not held at the horizon.",
                    percent(lost)
                ),
                Lang::Ja => format!(
                    "初めて到達した時点で数える。{}では期間末までに失効している。",
                    percent(lost)
                ),
            };
        }
        words
    }

    fn marks(&self) -> Vec<Mark> {
        let Some(days) = self.days else { return Vec::new() };
        [(0.5, "P50"), (0.8, "P80")]
            .into_iter()
            .filter_map(|(p, label)| days.level(p).map(|level| (level.value, label)))
            .map(|(day, label)| Mark {
                at: self.axis.at(day),
                label: format!("{label} {}", year_month(self.plan.start, day)),
            })
            .collect()
    }

    fn dots(&self) -> DotsView {
        let lang = self.lang;
        let mut dots = Vec::new();
        let mut table = Table::of_numbers([lang.pick("Futures", "未来"), lang.pick("by", "まで")], []);
        // As many dots as futures in twenty get there; each stands at the middle of its share.
        let shown = (self.reached * DOTS as f64).round() as usize;
        let mut levels = 1;
        if let Some(days) = self.days {
            let columns = 22.0;
            let mut stack: std::collections::BTreeMap<u32, u32> = std::collections::BTreeMap::new();
            for dot in 0..shown {
                let day = days.quantile((dot as f64 + 0.5) / shown as f64);
                let column = (self.axis.at(day) * columns).round();
                let level = stack.entry(column as u32).or_default();
                dots.push([column / columns, f64::from(*level)]);
                *level += 1;
                levels = levels.max(*level);
                // The dot stands at the middle of its share, which is full at its end.
                let so_many = ((dot + 1) as f64 / DOTS as f64 / self.reached).min(1.0);
                let row = vec![
                    match lang {
                        Lang::En => format!("{} of {DOTS}", dot + 1),
                        Lang::Ja => format!("{DOTS}のうち{}", dot + 1),
                    },
                    year_month(self.plan.start, days.quantile(so_many)),
                ];
                table.rows.push(row);
            }
        }
        let missing = DOTS - shown.min(DOTS);
        let caption = match (lang, missing) {
            (Lang::En, 0) => "Each dot is one future in twenty.".to_owned(),
            (Lang::En, n) => format!("Each dot is one future in twenty; {n} of twenty never get there."),
            (Lang::Ja, 0) => "点1つは未来20通りに1通り。".to_owned(),
            (Lang::Ja, n) => format!("点1つは未来20通りに1通り。20のうち{n}は到達しない。"),
        };
        DotsView {
            title: self.finding(),
            dots,
            levels,
            x_ticks: self.axis.ticks(8),
            marks: self.marks(),
            caption,
            table,
        }
    }

    fn histogram(&self) -> HistogramView {
        let lang = self.lang;
        let mut bars = Vec::new();
        let titles = [lang.pick("Period", "期間"), lang.pick("Share of futures", "割合")];
        let mut table = Table::of_numbers(titles, []);
        if let Some(days) = self.days {
            let count = 32;
            let width = (self.axis.to - self.axis.from) / f64::from(count);
            let edge = |i: i32| self.axis.from + width * f64::from(i);
            let below = |day: f64| days.sorted.partition_point(|value| *value < day) as f64;
            let n = days.sorted.len() as f64;
            let shares: Vec<f64> = (0..count)
                .map(|i| (below(edge(i + 1)) - below(edge(i))) / n)
                .collect();
            let tallest = shares.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
            for (i, share) in (0..).zip(&shares) {
                let from = year_month(self.plan.start, edge(i));
                let to = year_month(self.plan.start, edge(i + 1));
                let label = match lang {
                    Lang::En => format!("{from} to {to}: {}", percent(share * self.reached)),
                    Lang::Ja => format!("{from}〜{to}: {}", percent(share * self.reached)),
                };
                bars.push(Bar {
                    from: self.axis.at(edge(i)),
                    to: self.axis.at(edge(i + 1)),
                    height: share / tallest,
                    label,
                });
                if *share > 0.0 {
                    table
                        .rows
                        .push(vec![format!("{from} – {to}"), percent(share * self.reached)]);
                }
            }
        }
        HistogramView {
            title: self.finding(),
            bars,
            x_ticks: self.axis.ticks(8),
            marks: self.marks(),
            caption: self.caption(),
            table,
        }
    }

    fn curve(&self) -> CurveView {
        let lang = self.lang;
        let mut points = vec![[0.0, 0.0]];
        let titles = [
            lang.pick("By", "時点"),
            lang.pick("Chance of having it", "到達している確率"),
        ];
        let mut table = Table::of_numbers(titles, []);
        if let Some(days) = self.days {
            for i in 0..=100 {
                let p = f64::from(i) / 100.0;
                points.push([self.axis.at(days.quantile(p)), p * self.reached]);
                if i % 10 == 0 && i > 0 {
                    table.rows.push(vec![self.date(p), percent(p * self.reached)]);
                }
            }
        }
        points.push([1.0, self.reached]);
        let y_ticks = (0..=4)
            .map(|i| Tick {
                at: f64::from(i) / 4.0,
                label: percent(f64::from(i) / 4.0),
            })
            .collect();
        CurveView {
            title: self.finding(),
            points,
            x_ticks: self.axis.ticks(8),
            y_ticks,
            marks: self.marks(),
            caption: self.caption(),
            table,
        }
    }
}

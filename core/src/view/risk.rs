//! What makes the target late: tornado, waterfall, paths, time against cost.

use super::axis::{TimeAxis, nice_ticks};
use super::format::{NONE, grouped, money, months, percent, year_month};
use super::strip::lower_first;
use super::{
    Mark, PathRow, PathsView, RiskView, ScatterView, Table, Tick, TornadoRow, TornadoView, WaterfallRow,
    WaterfallView, is_critical,
};
use crate::analysis::risk::{Part, Path, Risk, Spent, Swing};
use crate::calendar::DAYS_PER_MONTH;
use crate::order;
use crate::plan::Plan;
use crate::run::Summary;
use crate::text::Lang;

/// Steps in the tornado.
const BARS: usize = 12;
/// Parts of the mean that are drawn one by one.
const PARTS: usize = 10;
/// A swing within so many standard errors may be chance alone, and is left out.
const SURE: f64 = 2.0;
/// A step that moves the target by less, in days, is left out.
const LEAST_SWING: f64 = 0.05 * DAYS_PER_MONTH;

/// What makes the target late, once enough futures are in.
#[must_use]
pub fn risk(plan: &Plan, summary: Option<&Summary>, lang: Lang) -> Option<RiskView> {
    let summary = summary?;
    let risk = summary.risk.as_ref()?;
    let words = Words {
        plan,
        summary,
        risk,
        lang,
    };
    Some(RiskView {
        tornado: words.tornado(),
        waterfall: words.waterfall(),
        paths: words.paths(),
        scatter: words.scatter(),
    })
}

/// Time against cost, once enough futures are in.
pub(super) fn joint(plan: &Plan, summary: Option<&Summary>, lang: Lang) -> Option<ScatterView> {
    let summary = summary?;
    let risk = summary.risk.as_ref()?;
    let words = Words {
        plan,
        summary,
        risk,
        lang,
    };
    Some(words.scatter())
}

/// What all charts draw on.
struct Words<'a> {
    plan: &'a Plan,
    summary: &'a Summary,
    risk: &'a Risk,
    lang: Lang,
}

impl Words<'_> {
    fn title(&self, step: usize) -> &str {
        self.summary
            .steps
            .get(step)
            .map_or("", |step| step.title.get(self.lang))
    }

    /// A step's title; with its route's where another bar has the same.
    fn name(&self, step: usize, swings: &[(usize, Swing)]) -> String {
        let title = self.title(step);
        let is_shared = swings
            .iter()
            .any(|(other, _)| *other != step && self.title(*other) == title);
        if !is_shared {
            return title.to_owned();
        }
        let route = &self.plan.routes[self.plan.steps[step].route].def;
        match self.lang {
            Lang::En => format!("{title} ({})", route.title.get(self.lang)),
            Lang::Ja => format!("{title}({})", route.title.get(self.lang)),
        }
    }

    /// In how many of the futures a step happens, where not in all.
    fn happens(&self, step: usize) -> String {
        let share = self.risk.steps[step].share;
        if share >= 0.995 {
            String::new()
        } else {
            percent(share)
        }
    }

    fn target(&self) -> &str {
        self.plan.milestones[self.plan.target].title.get(self.lang)
    }

    /// How many futures all this is about.
    fn basis(&self) -> String {
        let (reached, futures) = (
            grouped(self.risk.reached as f64, self.lang),
            grouped(self.risk.futures as f64, self.lang),
        );
        match self.lang {
            Lang::En => format!("From the {reached} of the first {futures} futures that get there."),
            Lang::Ja => format!("最初の{futures}通りの未来のうち、到達した{reached}通りから計算。"),
        }
    }

    fn nobody(&self) -> String {
        match self.lang {
            Lang::En => format!("No future reaches {} yet", lower_first(self.target())),
            Lang::Ja => format!("{}に至る未来はまだない", self.target()),
        }
    }

    fn tornado(&self) -> TornadoView {
        let lang = self.lang;
        let mean = self.risk.mean.value;
        let mut swings: Vec<(usize, Swing)> = self
            .risk
            .steps
            .iter()
            .enumerate()
            .filter_map(|(step, sensitivity)| Some((step, sensitivity.swing?)))
            .filter(|(_, swing)| swing.days().abs() >= LEAST_SWING.max(SURE * swing.error()))
            // What the target never waits for only goes along with what it does.
            .filter(|(step, _)| self.summary.steps[*step].criticality.value > 0.0)
            .collect();
        // What rarely happens moves the target rarely.
        let weight = |(step, swing): &(usize, Swing)| swing.days().abs() * self.risk.steps[*step].share;
        order::by(&mut swings, |a, b| {
            weight(b).total_cmp(&weight(a)).then(a.0.cmp(&b.0))
        });
        swings.truncate(BARS);
        let ends = swings
            .iter()
            .flat_map(|(_, swing)| [swing.low.value - mean, swing.high.value - mean]);
        let (low, high) = ends.fold((-LEAST_SWING, LEAST_SWING), |(low, high), end| {
            (low.min(end), high.max(end))
        });
        let room = (high - low) * 0.03;
        let (low, high) = ((low - room) / DAYS_PER_MONTH, (high + room) / DAYS_PER_MONTH);
        let at = |months: f64| ((months - low) / (high - low)).clamp(0.0, 1.0);
        let from_mean = |days: f64| at((days - mean) / DAYS_PER_MONTH);
        let rows = swings.iter().map(|(step, swing)| {
            let criticality = self.summary.steps[*step].criticality.value;
            TornadoRow {
                id: self.plan.steps[*step].id.clone(),
                title: self.name(*step, &swings),
                place: self.plan.place(*step).get(lang).to_owned(),
                happens: self.happens(*step),
                low: from_mean(swing.low.value),
                high: from_mean(swing.high.value),
                swing: format!("{:+.1}", swing.days() / DAYS_PER_MONTH),
                criticality,
                share: percent(criticality),
                is_critical: is_critical(criticality),
            }
        });
        let title = match (swings.first(), lang) {
            _ if self.risk.reached == 0 => self.nobody(),
            (None, Lang::En) => "No single step moves the target".to_owned(),
            (None, Lang::Ja) => "単独で目標を動かす工程はない".to_owned(),
            (Some((step, swing)), Lang::En) => format!(
                "“{}” decides: {} months between its fastest and slowest tenth",
                self.name(*step, &swings),
                months(swing.days().abs())
            ),
            (Some((step, swing)), Lang::Ja) => format!(
                "決め手は「{}」:最短の1割と最長の1割で目標が{}か月動く",
                self.name(*step, &swings),
                months(swing.days().abs())
            ),
        };
        TornadoView {
            title,
            x_ticks: nice_ticks(low, high, 6.0)
                .into_iter()
                .map(|value| Tick {
                    at: at(value),
                    label: if value == 0.0 {
                        lang.pick("mean", "平均").to_owned()
                    } else {
                        format!("{value:+.0}")
                    },
                })
                .collect(),
            zero: at(0.0),
            rows: rows.collect(),
            heads: [
                lang.pick("Step", "工程"),
                lang.pick("Months", "か月"),
                lang.pick("On the path", "経路上"),
            ]
            .map(ToOwned::to_owned),
            caption: [
                match lang {
                    Lang::En => format!(
                        "Months by which the mean of “{}” moves from the tenth of futures in which the step takes \
                         the fewest days to the tenth in which it takes the most, among those in which it happens; the more \
                         of them (in brackets, where not all), the higher it stands. The days of all its rounds count. Beside it, how often it lies on the longest path.",
                        self.target()
                    ),
                    Lang::Ja => format!(
                        "各工程が起こる未来のうち、最も短い1割と最も長い1割とで「{}」の平均が動く月数(起こる割合で重み付けした順。括弧内は起こる割合。繰り返す工程は全回の日数)。右は最長経路に乗る割合。",
                        self.target()
                    ),
                },
                self.basis(),
            ]
            .join(lang.pick(" ", "")),
            table: self.tornado_table(&swings),
            compact: self.compact_table(&swings),
        }
    }

    fn tornado_table(&self, swings: &[(usize, Swing)]) -> Table {
        let lang = self.lang;
        let date = |days: f64| year_month(self.plan.start, days);
        let rows = swings.iter().map(|(step, swing)| {
            let correlation = self.risk.steps[*step].rank_correlation;
            vec![
                self.name(*step, swings),
                date(swing.low.value),
                date(swing.high.value),
                format!("{:+.1}", swing.days() / DAYS_PER_MONTH),
                correlation.map_or_else(|| NONE.to_owned(), |rank| format!("{:+.2}", rank.value)),
                percent(self.summary.steps[*step].criticality.value),
                percent(self.risk.steps[*step].share),
            ]
        });
        Table::of_numbers(
            [
                lang.pick("Step", "工程"),
                lang.pick("Shortest tenth", "最短1割"),
                lang.pick("Longest tenth", "最長1割"),
                lang.pick("Months", "か月"),
                lang.pick("Rank correlation", "順位相関"),
                lang.pick("On the path", "経路上"),
                lang.pick("Happens", "起こる割合"),
            ],
            rows,
        )
    }

    fn compact_table(&self, swings: &[(usize, Swing)]) -> Table {
        let lang = self.lang;
        let rows = swings.iter().map(|(step, swing)| {
            let correlation = self.risk.steps[*step].rank_correlation;
            let se = swing.low.se.hypot(swing.high.se);
            let happens = self.happens(*step);
            vec![
                if happens.is_empty() {
                    self.name(*step, swings)
                } else {
                    format!("{} ({happens})", self.name(*step, swings))
                },
                format!("{:+.1}", swing.days() / DAYS_PER_MONTH),
                format!("{:.1}", se / DAYS_PER_MONTH),
                correlation.map_or_else(|| NONE.to_owned(), |rank| format!("{:+.2}", rank.value)),
                percent(self.summary.steps[*step].criticality.value),
            ]
        });
        Table::of_numbers(
            [
                lang.pick("Step", "工程"),
                lang.pick("Months", "か月"),
                "±",
                lang.pick("Rank", "順位相関"),
                lang.pick("On the path", "経路上"),
            ],
            rows,
        )
    }

    fn part(&self, part: &Part) -> String {
        let step = part
            .step
            .map_or_else(|| self.target().to_owned(), |step| self.title(step).to_owned());
        match (part.spent, self.lang) {
            (Spent::Work, _) => step,
            (Spent::Rework, Lang::En) => format!("{step}, again"),
            (Spent::Rework, Lang::Ja) => format!("{step}(やり直し)"),
            (Spent::People, Lang::En) => format!("{step}: waiting for people"),
            (Spent::People, Lang::Ja) => format!("{step}(人員待ち)"),
            (Spent::Window, Lang::En) => format!("{step}: waiting for its window"),
            (Spent::Window, Lang::Ja) => format!("{step}(期日待ち)"),
            (Spent::Date, Lang::En) => format!("{step}: waiting for a date"),
            (Spent::Date, Lang::Ja) => format!("{step}(日付待ち)"),
        }
    }

    fn waterfall(&self) -> WaterfallView {
        let lang = self.lang;
        let mean = self.risk.mean.value;
        let mut order: Vec<usize> = (0..self.risk.waterfall.len()).collect();
        let size = |part: usize| self.risk.waterfall[part].days.value;
        order::by(&mut order, |a, b| size(*b).total_cmp(&size(*a)).then(a.cmp(b)));
        let largest = order.first().map(|part| &self.risk.waterfall[*part]);
        // One part alone is no remainder.
        if order.len() > PARTS + 1 {
            order.truncate(PARTS);
        }
        order.sort_unstable();
        let top = (mean / DAYS_PER_MONTH).max(0.1);
        let at = |days: f64| (days / DAYS_PER_MONTH / top).clamp(0.0, 1.0);
        let mut until = 0.0;
        let mut row = |id: Option<&str>, title: String, days: f64| {
            let from = until;
            until += days;
            WaterfallRow {
                id: id.map(ToOwned::to_owned),
                title,
                from: at(from),
                to: at(until),
                months: months(days),
                is_total: false,
            }
        };
        let mut rows: Vec<WaterfallRow> = order
            .iter()
            .map(|index| {
                let part = &self.risk.waterfall[*index];
                let id = part.step.map(|step| self.plan.steps[step].id.as_str());
                row(id, self.part(part), part.days.value)
            })
            .collect();
        let rest = mean - order.iter().map(|part| size(*part)).sum::<f64>();
        let parts = self.risk.waterfall.len() - order.len();
        if parts > 0 {
            let title = match lang {
                Lang::En => format!("{parts} smaller parts"),
                Lang::Ja => format!("その他({parts}件)"),
            };
            rows.push(row(None, title, rest));
        }
        rows.push(WaterfallRow {
            id: None,
            title: match lang {
                Lang::En => format!("Mean: {}", self.target()),
                Lang::Ja => format!("平均:{}", self.target()),
            },
            from: 0.0,
            to: 1.0,
            months: months(mean),
            is_total: true,
        });
        let title = match (largest, lang) {
            (None, _) => self.nobody(),
            (Some(part), Lang::En) => format!(
                "Of {} months on average, {} go into: {}",
                months(mean),
                months(part.days.value),
                self.part(part)
            ),
            (Some(part), Lang::Ja) => format!(
                "平均{}か月のうち{}か月は「{}」",
                months(mean),
                months(part.days.value),
                self.part(part)
            ),
        };
        let titles = [
            lang.pick("Part of the mean", "平均の内訳"),
            lang.pick("Months", "か月"),
        ];
        let cells = rows.iter().map(|row| vec![row.title.clone(), row.months.clone()]);
        let table = Table::of_numbers(titles, cells);
        WaterfallView {
            title,
            x_ticks: nice_ticks(0.0, top, 6.0)
                .into_iter()
                .map(|value| Tick {
                    at: value / top,
                    label: format!("{value:.0}"),
                })
                .collect(),
            rows,
            caption: self.spending(),
            table,
        }
    }

    /// What the mean is spent on, by kind.
    fn spending(&self) -> String {
        let kinds = [
            (Spent::Work, self.lang.pick("first work", "初回の作業")),
            (Spent::Rework, self.lang.pick("work done again", "やり直し")),
            (Spent::People, self.lang.pick("waiting for people", "人員待ち")),
            (Spent::Window, self.lang.pick("waiting for windows", "期日待ち")),
            (Spent::Date, self.lang.pick("waiting for dates", "日付待ち")),
        ];
        let mean = self.risk.mean.value;
        let shares = kinds.into_iter().filter_map(|(kind, words)| {
            let parts = self.risk.waterfall.iter().filter(|part| part.spent == kind);
            let days: f64 = parts.map(|part| part.days.value).sum();
            (days >= 0.0005 * mean && mean > 0.0).then(|| match self.lang {
                Lang::En => format!("{words} {}", percent(days / mean)),
                Lang::Ja => format!("{words}{}", percent(days / mean)),
            })
        });
        let shares: Vec<String> = shares.collect();
        let shares = shares.join(self.lang.pick(", ", "、"));
        match self.lang {
            Lang::En => {
                format!("Months on the way that decided the date, in the order of the plan: {shares}.")
            }
            Lang::Ja => format!("日付を決めた経路上の月数(計画の順)。内訳:{shares}。"),
        }
    }

    fn paths(&self) -> PathsView {
        let lang = self.lang;
        let names = |steps: &[usize]| -> Vec<String> {
            steps.iter().map(|step| self.title(*step).to_owned()).collect()
        };
        let first = self.risk.paths.first();
        let rows = self.risk.paths.iter().enumerate().map(|(place, path)| PathRow {
            share: path.share.value,
            label: percent(path.share.value),
            text: match first {
                Some(first) if place > 0 => self.unlike(first, path),
                _ => names(&path.steps).join(" → "),
            },
        });
        let different = grouped(self.risk.different_paths as f64, self.lang);
        let title = match (first, lang) {
            (None, _) => self.nobody(),
            (Some(_), Lang::En) if self.risk.different_paths == 1 => {
                "The same chain of steps decides in every future".to_owned()
            }
            (Some(_), Lang::Ja) if self.risk.different_paths == 1 => {
                "どの未来でも同じ経路が日付を決める".to_owned()
            }
            (Some(path), Lang::En) => format!(
                "One of {different} paths decides in {} of futures",
                percent(path.share.value)
            ),
            (Some(path), Lang::Ja) => format!(
                "{different}通りの経路のうち、1つが未来の{}で日付を決める",
                percent(path.share.value)
            ),
        };
        PathsView {
            title,
            paths: rows.collect(),
            caption: self.basis(),
        }
    }

    /// A path by what it has, and has not, of the first one.
    fn unlike(&self, first: &Path, path: &Path) -> String {
        let lang = self.lang;
        let list = |of: &Path, other: &Path| {
            let only = of.steps.iter().filter(|step| !other.steps.contains(step));
            let titles: Vec<&str> = only.map(|step| self.title(*step)).collect();
            titles.join(lang.pick(", ", "、"))
        };
        let (with, without) = (list(path, first), list(first, path));
        match (with.is_empty(), without.is_empty(), lang) {
            (true, true, Lang::En) => "the same steps in another order".to_owned(),
            (true, true, Lang::Ja) => "同じ工程が別の順で".to_owned(),
            (false, true, Lang::En) => format!("also: {with}"),
            (false, true, Lang::Ja) => format!("加えて:{with}"),
            (true, false, Lang::En) => format!("without: {without}"),
            (true, false, Lang::Ja) => format!("なし:{without}"),
            (false, false, Lang::En) => format!("{with}; instead of: {without}"),
            (false, false, Lang::Ja) => format!("{with}(代わりになし:{without})"),
        }
    }

    fn scatter(&self) -> ScatterView {
        let (lang, plan) = (self.lang, self.plan);
        let points = &self.risk.scatter;
        let ends = |value: fn(&crate::analysis::risk::Point) -> f64| {
            points.iter().map(value).fold(None, |ends, value| match ends {
                None => Some((value, value)),
                Some((low, high)) => Some((value.min(low), value.max(high))),
            })
        };
        let (from, to) = ends(|point| point.days).unwrap_or((0.0, plan.horizon));
        let (low, high) = ends(|point| point.cost).unwrap_or((0.0, 1.0));
        let axis = TimeAxis::around(plan.start, from, to);
        let room = ((high - low) * 0.05).max(1.0);
        let (low, high) = ((low - room).max(0.0), high + room);
        let height = |cost: f64| ((cost - low) / (high - low)).clamp(0.0, 1.0);
        let amount = |value: f64| money(value, &plan.currency, lang);
        let target = &self.summary.milestones[self.summary.target];
        let p80 = |spread: Option<&crate::run::Spread>| Some(spread?.level(0.8)?.value);
        let limits = p80(target.days.as_ref()).zip(p80(target.cost.as_ref()));
        let chance = limits.map(|(days, cost)| self.risk.chance(days, cost));
        let title = match (limits.zip(chance), lang) {
            (None, _) => self.nobody(),
            (Some(((days, cost), chance)), Lang::En) => format!(
                "By {} and within {}: {} of futures",
                year_month(plan.start, days),
                amount(cost),
                percent(chance.both.value)
            ),
            (Some(((days, cost), chance)), Lang::Ja) => format!(
                "{}までに、かつ{}以内で到達する未来は{}",
                year_month(plan.start, days),
                amount(cost),
                percent(chance.both.value)
            ),
        };
        let caption = match (chance, lang) {
            (None, _) => String::new(),
            (Some(chance), Lang::En) => format!(
                "Each point is a future. The lines are the P80 date and the P80 of the cost up to then; {} of all futures meet the date, {} \
                 the cost.",
                percent(chance.time.value),
                percent(chance.cost.value)
            ),
            (Some(chance), Lang::Ja) => format!(
                "点ひとつが1つの未来。線はP80の時期と、到達までの費用のP80。全未来のうち時期を守るのは{}、費用内は{}。",
                percent(chance.time.value),
                percent(chance.cost.value)
            ),
        };
        ScatterView {
            title,
            points: points
                .iter()
                .map(|point| [axis.at(point.days), height(point.cost)])
                .collect(),
            x_ticks: axis.ticks(6),
            y_ticks: nice_ticks(low, high, 5.0)
                .into_iter()
                .map(|value| Tick {
                    at: height(value),
                    label: amount(value),
                })
                .collect(),
            marks: limits
                .map(|(days, _)| Mark {
                    at: axis.at(days),
                    label: format!("P80 {}", year_month(plan.start, days)),
                })
                .into_iter()
                .collect(),
            limit: limits.map(|(_, cost)| Mark {
                at: height(cost),
                label: format!("P80 {}", amount(cost)),
            }),
            caption,
        }
    }
}

//! Plans compared, in sentences and tables.

use super::axis::{TimeAxis, nice_ticks};
use super::format::{NONE, error, grouped, money, months, percent, year_month};
use super::{ComparePart, CompareRow, CompareView, Fact, Table, Tick};
use crate::analysis::compare::{Compared, Comparison, Difference, DifferenceSpread, Metric, Standing};
use crate::calendar::DAYS_PER_MONTH;
use crate::stats::Estimate;
use crate::text::Lang;

/// The comparison of plans with the first one.
#[must_use]
pub fn compare(comparison: &Comparison, lang: Lang) -> CompareView {
    let plans = comparison.plans.iter().enumerate().map(|(place, plan)| Fact {
        label: plan_letter(place),
        value: format!("{} ({})", plan.title.get(lang), plan.id),
    });
    let futures = grouped(comparison.futures as f64, lang);
    let caveats = comparison.caveats.iter();
    CompareView {
        caveats: caveats.map(|caveat| caveat.text.get(lang).to_owned()).collect(),
        plans: plans.collect(),
        parts: comparison
            .metrics
            .iter()
            .map(|compared| part(comparison, compared, lang))
            .collect(),
        caption: match lang {
            Lang::En => format!(
                "{futures} futures, the same for every plan. Differences: of the futures in which both plans get \
                 there; nine in ten lie within the interval. Their mean need not be the difference of the two medians, \
                 which the cards above show."
            ),
            Lang::Ja => format!(
                "すべての計画に共通の{futures}通りの未来。差は両方の計画が到達する未来でのもので、その9割が区間に入る。平均は、上のカードが示す中央値同士の差とは一致しないことがある。"
            ),
        },
    }
}

/// The letter of a plan: A for the first.
#[must_use]
pub fn plan_letter(place: usize) -> String {
    char::from(b'A' + (place % 26) as u8).to_string()
}

fn part(comparison: &Comparison, compared: &Compared, lang: Lang) -> ComparePart {
    let words = Words {
        comparison,
        metric: compared.metric,
        lang,
    };
    let first = compared.plans.first().and_then(|plan| plan.milestone.as_ref());
    let is_same = compared.plans.iter().all(|plan| plan.is_same);
    let title = match (compared.metric, first) {
        (Metric::Cost, _) => lang
            .pick("Direct cost by the horizon", "期間内の直接費用")
            .to_owned(),
        (Metric::Npv, _) => lang.pick("Net present value", "正味現在価値").to_owned(),
        (Metric::OutOfCash, _) => lang
            .pick("Out of cash before the first sale", "最初の売上前の資金切れ")
            .to_owned(),
        (Metric::FirstApproval, _) => lang.pick("First approval", "最初の承認").to_owned(),
        (Metric::Target, _) if !is_same => lang
            .pick(
                "Target of each plan: not the same milestone",
                "各計画の目標(同じ節目ではない)",
            )
            .to_owned(),
        (Metric::Target | Metric::Milestone, first) => {
            first.map_or_else(String::new, |milestone| milestone.title.get(lang).to_owned())
        }
    };
    let unlike = (!is_same).then(|| words.unlike(&compared.plans));
    let compared_sentences = compared.plans.iter().enumerate().filter_map(|(place, plan)| {
        let difference = plan.difference.as_ref()?;
        Some(words.sentence(place, plan, &compared.plans[0], difference))
    });
    let sentences = unlike.into_iter().chain(compared_sentences);
    let axis = Axis::around(comparison, compared);
    ComparePart {
        title,
        x_ticks: axis.ticks(lang),
        rows: words.rows(&compared.plans, &axis),
        sentences: sentences.collect(),
        table: words.table(&compared.plans),
    }
}

/// The axis that all plans of a part share.
enum Axis<'a> {
    Time(TimeAxis),
    Cost { low: f64, high: f64, currency: &'a str },
}

impl<'a> Axis<'a> {
    fn around(comparison: &'a Comparison, compared: &Compared) -> Self {
        let all = compared
            .plans
            .iter()
            .flat_map(|plan| plan.twentieths.iter().copied());
        let (low, high) = all.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value), high.max(value))
        });
        let (low, high) = if low <= high { (low, high) } else { (0.0, 1.0) };
        if compared.metric.is_time() {
            Self::Time(TimeAxis::around(comparison.start, low, high))
        } else {
            let room = ((high - low) * 0.05).max(1.0);
            Self::Cost {
                low: if low < 0.0 {
                    low - room
                } else {
                    (low - room).max(0.0)
                },
                high: high + room,
                currency: &comparison.currency,
            }
        }
    }

    fn at(&self, value: f64) -> f64 {
        match self {
            Self::Time(axis) => axis.at(value),
            Self::Cost { low, high, .. } => ((value - low) / (high - low)).clamp(0.0, 1.0),
        }
    }

    fn ticks(&self, lang: Lang) -> Vec<Tick> {
        match self {
            Self::Time(axis) => axis.ticks(7),
            Self::Cost { low, high, currency } => nice_ticks(*low, *high, 5.0)
                .into_iter()
                .map(|value| Tick {
                    at: self.at(value),
                    label: money(value, currency, lang),
                })
                .collect(),
        }
    }
}

impl CompareView {
    /// Adds words to the title of a plan, to tell it from another version of it.
    pub(crate) fn distinguish(&mut self, plan: usize, words: &str) {
        let titles = self.parts.iter_mut().filter_map(|part| part.rows.get_mut(plan));
        let titles = titles.map(|row| &mut row.title);
        let listed = self.plans.get_mut(plan).map(|plan| &mut plan.value);
        for title in titles.chain(listed) {
            *title = format!("{title} · {words}");
        }
    }
}

/// What the words of one part depend on.
struct Words<'a> {
    comparison: &'a Comparison,
    metric: Metric,
    lang: Lang,
}

impl Words<'_> {
    /// Whether it is an amount of money.
    fn is_cost(&self) -> bool {
        !self.metric.is_time()
    }

    /// A value: a date or an amount.
    fn value(&self, value: f64) -> String {
        if self.is_cost() {
            money(value, &self.comparison.currency, self.lang)
        } else {
            year_month(self.comparison.start, value)
        }
    }

    /// A difference without its sign; months or an amount.
    fn size(&self, difference: f64) -> String {
        if self.is_cost() {
            money(difference.abs(), &self.comparison.currency, self.lang)
        } else {
            months(difference.abs())
        }
    }

    /// A standard error, one digit finer than what it belongs to.
    fn error(&self, se: f64) -> String {
        if !self.is_cost() {
            error(se / DAYS_PER_MONTH, 2)
        } else if se.is_finite() {
            money(se, &self.comparison.currency, self.lang)
        } else {
            NONE.to_owned()
        }
    }

    /// Whether a difference would be written as nothing.
    fn is_nothing(&self, difference: f64) -> bool {
        let least = if self.is_cost() {
            0.5
        } else {
            0.05 * DAYS_PER_MONTH
        };
        difference.abs() < least
    }

    /// A difference in words: `4.1 months earlier`.
    fn words(&self, difference: f64) -> String {
        let lang = self.lang;
        if self.is_nothing(difference) {
            return lang.pick("no difference", "差なし").to_owned();
        }
        let size = self.size(difference);
        let is_less = difference < 0.0;
        match (self.is_cost(), is_less, lang) {
            (true, true, Lang::En) if self.metric.is_gain() => format!("{size} less"),
            (true, false, Lang::En) if self.metric.is_gain() => format!("{size} more"),
            (true, true, Lang::Ja) if self.metric.is_gain() => format!("{size}少ない"),
            (true, false, Lang::Ja) if self.metric.is_gain() => format!("{size}多い"),
            (false, true, Lang::En) => format!("{size} months earlier"),
            (false, false, Lang::En) => format!("{size} months later"),
            (true, true, Lang::En) => format!("{size} cheaper"),
            (true, false, Lang::En) => format!("{size} dearer"),
            (false, true, Lang::Ja) => format!("{size}か月早い"),
            (false, false, Lang::Ja) => format!("{size}か月遅い"),
            (true, true, Lang::Ja) => format!("{size}安い"),
            (true, false, Lang::Ja) => format!("{size}高い"),
        }
    }

    /// The interval seen from the side of the mean: `2.8 to 5.6`, or both ends in words where they differ in sign.
    fn interval(&self, spread: &DifferenceSpread) -> String {
        let (low, high) = (spread.low, spread.high);
        let (near, far) = if spread.mean.value < 0.0 {
            (high, low)
        } else {
            (low, high)
        };
        let is_one_side = near * far >= 0.0 && !self.is_nothing(far);
        let (near, far) = if is_one_side {
            (self.size(near), self.size(far))
        } else {
            (self.words(near), self.words(far))
        };
        match self.lang {
            Lang::En => format!("{near} to {far}"),
            Lang::Ja => format!("{near}~{far}"),
        }
    }

    /// That the plans do not aim at the same.
    fn unlike(&self, plans: &[Standing]) -> String {
        let lang = self.lang;
        let each: Vec<String> = plans
            .iter()
            .enumerate()
            .filter_map(|(place, plan)| {
                let (letter, title) = (plan_letter(place), plan.milestone.as_ref()?.title.get(lang));
                Some(match lang {
                    Lang::En => format!("{letter} “{title}”"),
                    Lang::Ja => format!("{letter}「{title}」"),
                })
            })
            .collect();
        match lang {
            Lang::En => format!(
                "The plans do not aim at the same: {}. What they have in common is compared below.",
                each.join(", ")
            ),
            Lang::Ja => format!(
                "計画の目標は同じではない:{}。共通の節目の比較は以下のとおり。",
                each.join("、")
            ),
        }
    }

    /// How often the cash runs out.
    fn cash_sentence(
        &self,
        name: &str,
        plan: &Standing,
        first: &Standing,
        difference: &Difference,
    ) -> String {
        let [this, other] = [plan, first].map(|plan| percent(plan.reached.value));
        let [only_this, only_first] =
            [difference.only_this, difference.only_first].map(|share| percent(share.value));
        let (points, error) = (difference.share.value * 100.0, difference.share.se * 100.0);
        let size = points.abs();
        match (points < 0.0, self.lang) {
            _ if size < 0.05 => match self.lang {
                Lang::En => format!("{name} runs out as often as A: in {this} of futures."),
                Lang::Ja => format!("{name}の資金切れの割合はAと同じ({this})。"),
            },
            (is_less, Lang::En) => format!(
                "{name} runs out in {this} of futures, A in {other}: {size:.1} (±{error:.1}) {} of 100. Only {name} does in \
                 {only_this}, only A in {only_first}.",
                if is_less { "fewer" } else { "more" }
            ),
            (is_less, Lang::Ja) => format!(
                "資金が尽きる割合は{name}が{this}、Aが{other}で、100のうち{size:.1}(±{error:.1}){}。{name}だけが尽きるのは{only_this}、Aだけは{only_first}。",
                if is_less { "少ない" } else { "多い" }
            ),
        }
    }

    fn sentence(&self, place: usize, plan: &Standing, first: &Standing, difference: &Difference) -> String {
        let lang = self.lang;
        let name = plan_letter(place);
        if self.metric == Metric::OutOfCash {
            return self.cash_sentence(&name, plan, first, difference);
        }
        let title = match &plan.milestone {
            Some(milestone) => milestone.title.get(lang),
            None => lang.pick("everything", "全体"),
        };
        let mut text = match (&difference.spread, lang) {
            (None, Lang::En) => format!("No future brings both A and {name} there."),
            (None, Lang::Ja) => format!("Aと{name}がともに到達する未来はない。"),
            (Some(spread), _) if plan.is_same => self.spread_sentence(&name, title, spread),
            (Some(spread), Lang::En) => {
                let mean = self.words(spread.mean.value);
                let better = percent(spread.better.value);
                format!(
                    "{name} reaches its target {mean} than A reaches its own; earlier in {better} of futures."
                )
            }
            (Some(spread), Lang::Ja) => {
                let mean = self.words(spread.mean.value);
                let better = percent(spread.better.value);
                format!("{name}の目標到達は、Aの目標到達より平均{mean}。{better}の未来で{name}が早い。")
            }
        };
        if !self.is_cost() && difference.both.value < 1.0 {
            let [both, only_this, only_first] =
                [difference.both, difference.only_this, difference.only_first]
                    .map(|share| percent(share.value));
            text += &match lang {
                Lang::En => format!(
                    " Both get there in {both} of futures, only {name} in {only_this}, only A in {only_first}."
                ),
                Lang::Ja => {
                    format!("両方が到達する未来は{both}、{name}だけが{only_this}、Aだけが{only_first}。")
                }
            };
        }
        text
    }

    fn spread_sentence(&self, name: &str, title: &str, spread: &DifferenceSpread) -> String {
        let lang = self.lang;
        if self.is_nothing(spread.low) && self.is_nothing(spread.high) {
            return match lang {
                Lang::En => format!("{name} and A do not differ."),
                Lang::Ja => format!("{name}とAに差はない。"),
            };
        }
        let (mean, median) = (self.words(spread.mean.value), self.words(spread.median.value));
        let interval = self.interval(spread);
        let better = percent(spread.better.value);
        match (self.is_cost(), lang) {
            (true, Lang::En) if self.metric.is_gain() => format!(
                "{name} is worth {mean} than A (median {median}; 90 % interval {interval}); more in {better} of futures."
            ),
            (true, Lang::Ja) if self.metric.is_gain() => format!(
                "{name}はAより平均{mean}(中央値{median}、90%区間{interval})。{better}の未来で{name}が多い。"
            ),
            (false, Lang::En) => format!(
                "{name} reaches “{title}” {mean} than A (median {median}; 90 % interval {interval}); earlier in \
                 {better} of futures."
            ),
            (true, Lang::En) => format!(
                "{name} is {mean} than A (median {median}; 90 % interval {interval}); cheaper in {better} of futures."
            ),
            (false, Lang::Ja) => format!(
                "{name}の「{title}」到達はAより平均{mean}(中央値{median}、90%区間{interval})。{better}の未来で{name}が早い。"
            ),
            (true, Lang::Ja) => format!(
                "{name}はAより平均{mean}(中央値{median}、90%区間{interval})。{better}の未来で{name}が安い。"
            ),
        }
    }

    /// The plans on the common axis, in forty columns of dots.
    fn rows(&self, plans: &[Standing], axis: &Axis<'_>) -> Vec<CompareRow> {
        const COLUMNS: f64 = 40.0;
        let row = |(place, plan): (usize, &Standing)| {
            let mut stack = std::collections::BTreeMap::<u32, u32>::new();
            let dots: Vec<[f64; 2]> = plan
                .twentieths
                .iter()
                .map(|value| {
                    let column = (axis.at(*value) * COLUMNS).round();
                    let level = stack.entry(column as u32).or_default();
                    *level += 1;
                    [column / COLUMNS, f64::from(*level - 1)]
                })
                .collect();
            let value = |estimate: Option<Estimate>| {
                estimate.map_or_else(|| NONE.to_owned(), |p| self.value(p.value))
            };
            CompareRow {
                letter: plan_letter(place),
                title: self.comparison.plans[place].title.get(self.lang).to_owned(),
                dots,
                levels: stack.values().copied().max().unwrap_or(1),
                p50: value(plan.p50),
                p80: format!("P80 {}", value(plan.p80)),
                middle: plan.p50.map(|p50| axis.at(p50.value)),
                chance: if self.is_cost() {
                    String::new()
                } else {
                    percent(plan.reached.value)
                },
            }
        };
        plans.iter().enumerate().map(row).collect()
    }

    fn table(&self, plans: &[Standing]) -> Table {
        let lang = self.lang;
        if self.metric == Metric::OutOfCash {
            return self.cash_table(plans);
        }
        let less = if self.metric.is_gain() {
            lang.pick("More", "多い割合")
        } else if self.is_cost() {
            lang.pick("Cheaper", "安い割合")
        } else {
            lang.pick("Earlier", "早い割合")
        };
        let titles = [
            "",
            lang.pick("Chance", "確率"),
            "P50",
            "P80",
            lang.pick("Mean difference", "平均の差"),
            "±",
            less,
        ];
        let none = || NONE.to_owned();
        let rows = plans.iter().enumerate().map(|(place, plan)| {
            let spread = plan
                .difference
                .as_ref()
                .and_then(|difference| difference.spread.as_ref());
            vec![
                plan_letter(place),
                percent(plan.reached.value),
                plan.p50.map_or_else(none, |p50| self.value(p50.value)),
                plan.p80.map_or_else(none, |p80| self.value(p80.value)),
                spread.map_or_else(none, |spread| self.words(spread.mean.value)),
                spread.map_or_else(none, |spread| self.error(spread.mean.se)),
                spread.map_or_else(none, |spread| percent(spread.better.value)),
            ]
        });
        let mut table = Table::of_numbers(titles, rows);
        if self.is_cost() {
            // Every future costs something.
            table.columns.remove(1);
            for row in &mut table.rows {
                row.remove(1);
            }
        }
        table
    }

    fn cash_table(&self, plans: &[Standing]) -> Table {
        let lang = self.lang;
        let titles = [
            "",
            lang.pick("Runs out", "資金切れ"),
            "±",
            lang.pick("When (P50)", "時期(P50)"),
            lang.pick("Difference", "差"),
            "±",
        ];
        let none = || NONE.to_owned();
        let points = |value: f64| format!("{:.1}", value * 100.0);
        let rows = plans.iter().enumerate().map(|(place, plan)| {
            let share = plan.difference.as_ref().map(|difference| difference.share);
            vec![
                plan_letter(place),
                percent(plan.reached.value),
                points(plan.reached.se),
                plan.p50.map_or_else(none, |p50| self.value(p50.value)),
                share.map_or_else(none, |share| format!("{:+.1}", share.value * 100.0)),
                share.map_or_else(none, |share| points(share.se)),
            ]
        });
        Table::of_numbers(titles, rows)
    }
}

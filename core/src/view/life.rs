//! Updates after approval: how many reach the field, how long they wait, what they cost, and when a change plan pays;
//! the ways of the plan beside those that need no plan of changes, on the same updates and the same luck.

use super::axis::nice_ticks;
use super::format::{NONE, money, months, percent};
use super::{Fact, LifePanel, LifeRange, LifeView, MarketLifeView, PayView, Table, Tick};
use crate::calendar::DAYS_PER_MONTH;
use crate::plan::Plan;
use crate::run::{BreakEven, MarketLife, Pay, PlainLife, RegimeLife, Summary};
use crate::stats::{Estimate, Spread};
use crate::text::Lang;

/// The shipped plan that shows what this view can tell.
const EXAMPLE: &str = "learning-software";

/// Life after approval, market by market. Where the plan does not tell of it, the view says what would fill it.
#[must_use]
pub fn life(plan: &Plan, summary: Option<&Summary>, lang: Lang) -> LifeView {
    let life = summary.and_then(|summary| summary.life.as_ref());
    let markets: Vec<MarketLifeView> = life
        .into_iter()
        .flat_map(|life| &life.markets)
        .map(|market| {
            Market {
                plan,
                of: market,
                lang,
            }
            .view()
        })
        .collect();
    let (hint, example) = if plan.lifecycle.is_none() {
        (
            lang.pick(
                "This plan ends with the approval. With updates in it, this view shows how many of them reach the field, how \
                 long they wait, and whether a change plan (IDATEN in Japan, PCCP in the United States) pays against asking \
                 each time (partial change, 510(k)). The shipped plan “Software that learns” has them. In a plan of your own \
                 they stand in its file, in the table [plan.lifecycle].",
                "この計画は承認までしか扱っていない。更新を含む計画では、市場に投入できる更新の数、待ち時間、変更計画(日本のIDATEN、米国のPCCP)がその都度の申請(一部変更承認、510(k))に比べて見合うかをここに示す。付属の計画「学習し続けるソフトウェア」がその例。自分の計画では、ファイルの [plan.lifecycle] の表に書く。",
            ),
            Some(EXAMPLE.to_owned()),
        )
    } else {
        ("", None)
    };
    LifeView {
        markets,
        caption: lang
            .pick(
                "Updates of one product in one market wait in one queue. Wait: from ready to fielded, of updates fielded by the \
                 horizon. An update that a later one overtakes is fielded with it. Bars: P10 to P90, the mark is the median. \
                 “Without” is the same updates on the same luck, had no plan of changes been made.",
                "同一市場の更新は1件ずつ順に処理される。待ち時間は準備完了から市場投入まで(期間内に投入された更新)。後の更新に追い越された更新は、その更新とともに投入されたものとする。帯はP10〜P90、印は中央値。「変更計画なし」は、同じ更新を同じ偶然のもとで変更計画なしに進めた場合。",
            )
            .to_owned(),
        hint: hint.to_owned(),
        example,
    }
}

struct Market<'a> {
    plan: &'a Plan,
    of: &'a MarketLife,
    lang: Lang,
}

/// Low, middle and high of something.
type Range = [f64; 3];

fn range(spread: Option<&Spread>) -> Option<Range> {
    let spread = spread?;
    let at = |p: f64| spread.level(p).map(|level| level.value);
    Some([at(0.1)?, at(0.5)?, at(0.9)?])
}

fn of_waits(waits: [Option<f64>; 3]) -> Option<Range> {
    let [low, middle, high] = waits;
    Some([low?, middle?, high?]).filter(|range| range.iter().all(|days| days.is_finite()))
}

fn value(estimate: Option<Estimate>) -> Option<f64> {
    estimate.map(|estimate| estimate.value)
}

impl Market<'_> {
    fn in_months(&self, days: f64) -> String {
        match self.lang {
            Lang::En => format!("{} months", months(days)),
            Lang::Ja => format!("{}か月", months(days)),
        }
    }

    fn wait(&self, days: Option<f64>) -> String {
        let days = days.filter(|days| days.is_finite());
        days.map_or_else(|| NONE.to_owned(), |days| self.in_months(days))
    }

    fn amount(&self, value: f64) -> String {
        money(value, &self.plan.currency, self.lang)
    }

    /// Names of the way with a plan of changes and of the way without.
    fn ways(&self) -> [&str; 2] {
        let regimes = &self.of.regimes;
        [regimes.first(), regimes.last()].map(|regime| regime.map_or("", |regime| self.short(regime)))
    }

    /// The title of a regime without the country that stands above it.
    fn short<'t>(&self, regime: &'t RegimeLife) -> &'t str {
        let title = regime.title.get(self.lang);
        title
            .split_once([':', '\u{ff1a}'])
            .map_or(title, |(_, rest)| rest.trim())
    }

    fn view(&self) -> MarketLifeView {
        let (market, lang) = (self.of, self.lang);
        let name = self.plan.catalogue.jurisdiction_title(&market.jurisdiction);
        let name = name.get(lang);
        let share = market.fielded.as_ref().map_or(0.0, |spread| spread.mean.value)
            / market.ready.value.max(f64::MIN_POSITIVE);
        let fielded = percent(share.min(1.0));
        let waits = self.wait(value(market.wait_p50));
        let title = match (lang, &market.plain) {
            (Lang::En, _) if market.wait_p50.is_none() => {
                format!("{name}: no update reaches the field by the horizon")
            }
            (Lang::Ja, _) if market.wait_p50.is_none() => {
                format!("{name}:期間内に市場に届く更新はない")
            }
            (Lang::En, Some(plain)) => format!(
                "{name}: half of the updates wait {waits} at most with a plan of changes, {} without",
                self.wait(plain.wait_p50)
            ),
            (Lang::Ja, Some(plain)) => format!(
                "{name}:更新の半数は変更計画があれば{waits}以内、なければ{}以内に投入",
                self.wait(plain.wait_p50)
            ),
            (Lang::En, None) => {
                format!("{name}: {fielded} of updates reach the field, half of them within {waits}")
            }
            (Lang::Ja, None) => format!("{name}:更新の{fielded}が市場に届き、半数は{waits}以内"),
        };
        MarketLifeView {
            place: name.to_owned(),
            title,
            facts: self.facts(),
            ways: self.table(),
            panels: self.panels(),
            sentences: market
                .regimes
                .iter()
                .filter_map(|regime| Some(pays_words(regime.title.get(lang), regime.break_even?, lang)))
                .collect(),
            note: self.note(),
            pay: market.regimes.iter().find_map(|regime| self.pay(regime)),
        }
    }

    /// Which ways are held against each other.
    fn note(&self) -> String {
        let [with, without] = self.ways();
        match (self.lang, self.of.plain.is_some()) {
            (_, false) => String::new(),
            (Lang::En, true) => format!(
                "With the plan of changes: {with} where it serves, else {without}. Without: always {without}."
            ),
            (Lang::Ja, true) => {
                format!("変更計画あり:使える場合は{with}、それ以外は{without}。変更計画なし:常に{without}。")
            }
        }
    }

    fn facts(&self) -> Vec<Fact> {
        let (market, lang) = (self.of, self.lang);
        let words = |spread: &Option<Spread>, words: &dyn Fn(f64) -> String| {
            range(spread.as_ref()).map_or_else(
                || NONE.to_owned(),
                |[low, middle, high]| format!("{} ({} – {})", words(middle), words(low), words(high)),
            )
        };
        let whole = |value: f64| format!("{value:.0}");
        let fact = |en: &'static str, ja: &'static str, value: String| Fact {
            label: lang.pick(en, ja).to_owned(),
            value,
        };
        vec![
            fact(
                "Updates fielded, median (P10 – P90) / ready",
                "投入した更新数 中央値(P10–P90)/準備できた数",
                format!("{} / {:.1}", words(&market.fielded, &whole), market.ready.value),
            ),
            fact(
                "Wait, median",
                "待ち時間(中央値)",
                self.wait(value(market.wait_p50)),
            ),
            fact(
                "Wait, nine of ten at most",
                "待ち時間(P90)",
                self.wait(value(market.wait_p90)),
            ),
            fact(
                "Time with an outdated version",
                "旧版のままの期間",
                words(&market.outdated, &|days| self.in_months(days)),
            ),
            fact(
                "Cost of all updates",
                "更新費用の合計",
                words(&market.cost, &|value| self.amount(value)),
            ),
        ]
    }

    fn table(&self) -> Table {
        let lang = self.lang;
        let columns = [
            (lang.pick("Way", "方法"), false),
            (lang.pick("Open", "利用可"), true),
            (lang.pick("Share", "割合"), true),
            (lang.pick("Cost of one", "1件の費用"), true),
            (lang.pick("Pays after", "回収までの件数"), true),
        ];
        let row = |regime: &RegimeLife| {
            let pays = regime.break_even.map_or_else(|| NONE.to_owned(), within);
            vec![
                regime.title.get(lang).to_owned(),
                percent(regime.available.value),
                percent(regime.share.value),
                self.amount(regime.update_cost.value),
                pays,
            ]
        };
        Table::new(columns, self.of.regimes.iter().map(row))
    }

    fn panels(&self) -> Vec<LifePanel> {
        let (market, lang) = (self.of, self.lang);
        let plain = market.plain.as_ref();
        let both = |of: &dyn Fn(&MarketLife) -> Option<Range>,
                    other: &dyn Fn(&PlainLife) -> Option<Range>| {
            [of(market), plain.and_then(other)]
        };
        let updates = |value: f64| match lang {
            Lang::En => format!("{value:.0}"),
            Lang::Ja => format!("{value:.0}件"),
        };
        let month = |days: f64| months(days);
        let amount = |value: f64| self.amount(value);
        vec![
            self.panel(
                lang.pick("Updates fielded by the horizon", "期間内に投入した更新"),
                both(&|life| range(life.fielded.as_ref()), &|life| {
                    range(life.fielded.as_ref())
                }),
                (1.0, &updates),
            ),
            self.panel(
                lang.pick(
                    "Wait from ready to fielded, months",
                    "準備完了から投入までの待ち時間(月)",
                ),
                both(
                    &|life| of_waits([life.wait_p10, life.wait_p50, life.wait_p90].map(value)),
                    &|life| of_waits([life.wait_p10, life.wait_p50, life.wait_p90]),
                ),
                (DAYS_PER_MONTH, &month),
            ),
            self.panel(
                lang.pick(
                    "Months with an outdated version in the field",
                    "旧版のままの期間(月)",
                ),
                both(&|life| range(life.outdated.as_ref()), &|life| {
                    range(life.outdated.as_ref())
                }),
                (DAYS_PER_MONTH, &month),
            ),
            self.panel(
                lang.pick(
                    "Cost of all updates, the plan of changes not counted",
                    "更新費用の合計(変更計画の準備費用を除く)",
                ),
                both(&|life| range(life.cost.as_ref()), &|life| {
                    range(life.cost.as_ref())
                }),
                (1.0, &amount),
            ),
        ]
    }

    /// Ranges on a common axis that begins at zero. `unit` is what one step of the axis counts.
    fn panel(
        &self,
        title: &str,
        ranges: [Option<Range>; 2],
        (unit, words): (f64, &dyn Fn(f64) -> String),
    ) -> LifePanel {
        let high = ranges.iter().flatten().map(|range| range[2]).fold(0.0, f64::max);
        let high = if high > 0.0 { high * 1.05 } else { unit };
        let at = |value: f64| (value / high).clamp(0.0, 1.0);
        let is_alone = ranges[1].is_none();
        let labels = [
            if is_alone {
                ""
            } else {
                self.lang.pick("With the plan of changes", "変更計画あり")
            },
            self.lang.pick("Without", "変更計画なし"),
        ]
        .map(ToOwned::to_owned);
        let rows = ranges
            .into_iter()
            .zip(labels)
            .enumerate()
            .filter_map(|(place, (range, label))| {
                let [low, middle, high] = range?;
                Some(LifeRange {
                    label,
                    low: at(low),
                    middle: at(middle),
                    high: at(high),
                    words: format!("{} ({} – {})", words(middle), words(low), words(high)),
                    is_planned: place == 0,
                })
            });
        LifePanel {
            title: title.to_owned(),
            rows: rows.collect(),
            x_ticks: nice_ticks(0.0, high / unit, 5.0)
                .into_iter()
                .map(|value| Tick {
                    at: at(value * unit),
                    label: if unit > 1.0 {
                        format!("{value:.0}")
                    } else {
                        words(value * unit)
                    },
                })
                .collect(),
        }
    }

    /// What has been spent after so many updates, by a regime that is set up first and by the one that is not.
    fn pay(&self, regime: &RegimeLife) -> Option<PayView> {
        let lang = self.lang;
        let Pay {
            setup,
            planned,
            other,
        } = regime.pay?;
        let updates = regime.break_even;
        let name = self.short(regime);
        let title = match (lang, updates) {
            (Lang::En, Some(n)) => format!("The plan of changes has paid after {} updates", within(n)),
            (Lang::Ja, Some(n)) => format!("変更計画は更新{}件で元が取れる", within(n)),
            (Lang::En, None) => {
                "The plan of changes never pays in money: its updates cost no less".to_owned()
            }
            (Lang::Ja, None) => "変更計画は費用面では元が取れない(1件あたりの費用が減らない)".to_owned(),
        };
        let last = updates.map_or(8.0, |n| (n.value * 2.0).ceil()).clamp(4.0, 40.0);
        let high = (setup + planned * last).max(other * last).max(f64::MIN_POSITIVE) * 1.05;
        let line = |from: f64, each: f64| {
            (0..=last as u32)
                .map(|n| {
                    [
                        f64::from(n) / last,
                        ((from + each * f64::from(n)) / high).clamp(0.0, 1.0),
                    ]
                })
                .collect()
        };
        let scale = std::iter::successors(Some(1.0_f64), |scale| Some(scale * 10.0))
            .take_while(|scale| scale * 10.0 <= high)
            .last()
            .unwrap_or(1.0);
        Some(PayView {
            title,
            with: line(setup, planned),
            without: line(0.0, other),
            labels: [name.to_owned(), self.ways()[1].to_owned()],
            x_ticks: nice_ticks(0.0, last, 6.0)
                .into_iter()
                .map(|n| Tick {
                    at: n / last,
                    label: format!("{n:.0}"),
                })
                .collect(),
            y_ticks: nice_ticks(0.0, high / scale, 4.0)
                .into_iter()
                .map(|value| Tick {
                    at: value * scale / high,
                    label: self.amount(value * scale),
                })
                .collect(),
            mark: updates.filter(|n| n.value <= last).map(|n| n.value / last),
            caption: match lang {
                Lang::En => format!(
                    "Spent after so many updates, means: setting up {} and {} an update, against {} an update.",
                    self.amount(setup),
                    self.amount(planned),
                    self.amount(other)
                ),
                Lang::Ja => format!(
                    "更新件数ごとの累計費用(平均)。準備{}+1件{}に対し、変更計画なしは1件{}。",
                    self.amount(setup),
                    self.amount(planned),
                    self.amount(other)
                ),
            },
        })
    }
}

/// A number with its 90 % interval.
fn within(n: BreakEven) -> String {
    let high = n.high.map_or_else(|| "∞".to_owned(), |high| format!("{high:.1}"));
    format!("{:.1} ({:.1} – {high})", n.value, n.low)
}

/// After how many updates a set-up has paid, on the average and in a single company.
fn pays_words(title: &str, n: BreakEven, lang: Lang) -> String {
    let often = match n.futures {
        [Some(low), Some(middle), Some(high)] if low < high => match lang {
            Lang::En => {
                format!(" In a single future after {middle:.0}; in eight of ten after {low:.0} to {high:.0}.")
            }
            Lang::Ja => format!("一つの未来では{middle:.0}件(10のうち8では{low:.0}~{high:.0}件)。"),
        },
        [_, Some(middle), None] => match lang {
            Lang::En => format!(" In a single future after {middle:.0}; in one of ten it never does."),
            Lang::Ja => format!("一つの未来では{middle:.0}件だが、10に1つは回収できない。"),
        },
        _ => String::new(),
    };
    match (n.high, lang) {
        (Some(high), Lang::En) => format!(
            "{title}: the set-up pays for itself after {:.1} updates (90 % interval {:.1} to {high:.1}).{often}",
            n.value, n.low
        ),
        (None, Lang::En) => {
            format!(
                "{title}: the set-up pays for itself after {:.1} updates, if at all.{often}",
                n.value
            )
        }
        (Some(high), Lang::Ja) => format!(
            "{title}:準備費用は{:.1}件の更新で回収できる(90%区間{:.1}~{high:.1})。{often}",
            n.value, n.low
        ),
        (None, Lang::Ja) => format!(
            "{title}:準備費用の回収には{:.1}件かかり、回収できないこともある。{often}",
            n.value
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::catalogue::{Catalogue, shipped_plan};
    use crate::run::{Detail, Simulation, run};
    use crate::sampling::Method;

    fn told(id: &str, lang: Lang) -> LifeView {
        let plan = Plan::load(&shipped_plan(id).unwrap(), Catalogue::shipped()).unwrap();
        let plan = Arc::new(plan);
        let simulation = Simulation::new(Arc::clone(&plan), 7, 512, Method::Mc, Detail::Full);
        life(&plan, Some(&run(&simulation)), lang)
    }

    #[test]
    fn with_and_without_a_plan_of_changes_stand_side_by_side() {
        for lang in [Lang::En, Lang::Ja] {
            let view = told(EXAMPLE, lang);
            assert_eq!(view.markets.len(), 2);
            for market in &view.markets {
                assert_eq!(market.panels.len(), 4, "{}", market.place);
                for panel in &market.panels {
                    assert_eq!(panel.rows.len(), 2, "{}: {}", market.place, panel.title);
                    for row in &panel.rows {
                        assert!(
                            0.0 <= row.low
                                && row.low <= row.middle
                                && row.middle <= row.high
                                && row.high <= 1.0
                        );
                    }
                }
                let wait = &market.panels[1].rows;
                assert!(
                    wait[0].middle < wait[1].middle,
                    "a planned change waits less: {}",
                    market.place
                );
            }
        }
    }

    #[test]
    fn a_plan_of_changes_has_paid_where_the_lines_cross() {
        let view = told(EXAMPLE, Lang::En);
        let pay = view.markets[0].pay.as_ref().unwrap();
        let mark = pay.mark.unwrap();
        let at = |line: &[[f64; 2]]| {
            let after = line.iter().position(|[x, _]| *x >= mark).unwrap().max(1);
            let ([x0, y0], [x1, y1]) = (line[after - 1], line[after]);
            y0 + (y1 - y0) * (mark - x0) / (x1 - x0)
        };
        assert!((at(&pay.with) - at(&pay.without)).abs() < 1e-6);
        assert!(
            view.markets[1].pay.is_none(),
            "no step of the American plan is named as its set-up"
        );
    }

    #[test]
    fn without_updates_the_view_says_what_would_fill_it() {
        let view = told("tb-test-who-un", Lang::En);
        assert!(view.markets.is_empty() && view.hint.contains("[plan.lifecycle]"));
        assert_eq!(view.example.as_deref(), Some(EXAMPLE));
        assert!(shipped_plan(EXAMPLE).is_some());
    }
}

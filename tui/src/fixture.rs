//! A scene made by hand, for tests of drawing and input that need no engine.

use regpath_core::analysis::replay::WhichFuture;
use regpath_core::app::{Action, App, Ask, OddsForm, Overlay, Rival, View};
use regpath_core::calendar::Date;
use regpath_core::edit::Setting;
use regpath_core::text::Lang;
use regpath_core::view::axis::TimeAxis;
use regpath_core::view::{
    AskedView, Bar, Card, CashView, Chapter, ComparePart, CompareRow, CompareView, CostRow, CostView,
    CurveView, DotsView, Fact, FootView, FutureChoice, FuturesView, GanttGroup, GanttRow, GanttView,
    HistogramView, Lever, LeverGroup, LeverKind, LeversView, LifePanel, LifeRange, LifeView, Mark,
    MarketLifeView, MilestoneRow, OddsView, PathRow, PathsView, PayView, PlanView, ReplayView, RiskView,
    RivalRow, RivalsView, RouteRow, RoutesView, ScatterView, SourceRow, StepCard, StoryLine, StripView,
    Table, Tick, TornadoRow, TornadoView, WaterfallRow, WaterfallView,
};

use regpath_core::wizard::{Question, Wizard};

use crate::export::Format;
use crate::scene::{Body, OpenRow, Opens, Scene, Top};

fn table(columns: &[(&str, bool)], rows: &[&[&str]]) -> Table {
    let rows = rows
        .iter()
        .map(|row| row.iter().map(|cell| (*cell).to_owned()).collect());
    Table::new(columns.iter().copied(), rows)
}

fn ticks() -> Vec<Tick> {
    [
        (0.0, "2027"),
        (0.25, "2028"),
        (0.5, "2029"),
        (0.75, "2030"),
        (1.0, "2031"),
    ]
    .into_iter()
    .map(|(at, label)| Tick {
        at,
        label: label.to_owned(),
    })
    .collect()
}

fn marks() -> Vec<Mark> {
    vec![
        Mark {
            at: 0.42,
            label: "P50 2028-09".to_owned(),
        },
        Mark {
            at: 0.55,
            label: "P80 2029-03".to_owned(),
        },
    ]
}

fn plan(lang: Lang) -> PlanView {
    let fact = |label: &str, value: &str| Fact {
        label: label.to_owned(),
        value: value.to_owned(),
    };
    PlanView {
        title: title(lang).to_owned(),
        summary: lang
            .pick(
                "An eight-person company takes its imaging software through Japan's two-stage approval, then \
                 relies on it in Singapore.",
                "8人の会社が画像診断支援ソフトウェアを日本の二段階承認に通し、その承認をシンガポールで活用します。",
            )
            .to_owned(),
        teaches: lang
            .pick("Where reliance saves time, and where it only moves the waiting.", "依拠が時間を縮める場所と、待ち時間を移すだけの場所。")
            .to_owned(),
        profile: vec![fact(lang.pick("Device", "機器"), "SaMD, class II"), fact(lang.pick("Team", "人員"), "8")],
        routes: RoutesView {
            routes: vec![RouteRow {
                id: "jp.samd.two-stage".to_owned(),
                title: "Japan: SaMD in two stages".to_owned(),
                jurisdiction: lang.pick("Japan", "日本").to_owned(),
                grants: "Shonin".to_owned(),
                chance: "88 %".to_owned(),
                p50: "2028-03".to_owned(),
                p80: "2028-11".to_owned(),
                cost: "¥120M".to_owned(),
                grades: "A 3 · B 12 · C 9".to_owned(),
            }],
            table: table(
                &[
                    ("Route", false),
                    ("Grants", false),
                    ("Chance", true),
                    ("P50", true),
                    ("P80", true),
                    ("Mean cost", true),
                    ("Figures", false),
                ],
                &[],
            ),
        },
        notes: vec![lang.pick("Estimates rest on public figures.", "推定は公表値に基づきます。").to_owned()],
    }
}

fn levers() -> LeversView {
    let lever = |label: &str, value: &str, setting: Setting, kind: LeverKind| Lever {
        setting,
        effect: String::new(),
        can_type: true,
        label: label.to_owned(),
        value: value.to_owned(),
        meaning: "What it means.".to_owned(),
        is_changed: false,
        kind,
        problem: String::new(),
    };
    let people = |people: u32| Setting::Capacity {
        team: "ra".to_owned(),
        people,
    };
    LeversView {
        groups: vec![LeverGroup {
            title: "Team".to_owned(),
            levers: vec![
                lever(
                    "Regulatory affairs",
                    "2 people",
                    people(2),
                    LeverKind::Count {
                        less: Some(people(1)),
                        more: Some(people(3)),
                    },
                ),
                lever(
                    "Horizon",
                    "8 years",
                    Setting::Horizon(96),
                    LeverKind::Count {
                        less: None,
                        more: Some(Setting::Horizon(108)),
                    },
                ),
            ],
        }],
        changes: String::new(),
        can_undo: false,
        can_redo: false,
        problem: String::new(),
        ways_out: Vec::new(),
    }
}

fn title(lang: Lang) -> &'static str {
    lang.pick("AI imaging, Japan then ASEAN", "AI画像診断、日本からASEANへ")
}

fn gantt(lang: Lang) -> GanttView {
    let row = |id: &str, title: &str, ends: [f64; 4], share: f64, criticality: f64| GanttRow {
        id: id.to_owned(),
        title: title.to_owned(),
        is_milestone: false,
        early: ends[0],
        start: ends[1],
        finish: ends[2],
        late: ends[3],
        share,
        criticality,
        is_critical: criticality >= 0.5,
        dates: "2027-01 → 2027-09".to_owned(),
        remark: if share < 0.5 {
            "in 38 % of futures".to_owned()
        } else {
            String::new()
        },
        state: None,
    };
    let milestone = |id: &str, title: &str, ends: [f64; 4], share: f64| GanttRow {
        is_milestone: true,
        ..row(id, title, ends, share, 0.0)
    };
    GanttView {
        title: lang
            .pick(
                "Singapore waits for Tokyo: 9 of 10 futures",
                "シンガポールは東京を待つ: 10のうち9の未来",
            )
            .to_owned(),
        x_ticks: ticks(),
        groups: vec![
            GanttGroup {
                title: lang.pick("Japan", "日本").to_owned(),
                rows: vec![
                    row(
                        "jp/qms",
                        lang.pick("Quality system", "品質管理体制"),
                        [0.0, 0.0, 0.18, 0.27],
                        1.0,
                        0.2,
                    ),
                    row(
                        "jp/reader",
                        lang.pick("Reader study", "読影試験"),
                        [0.02, 0.06, 0.25, 0.37],
                        1.0,
                        0.7,
                    ),
                    row(
                        "jp/stage1",
                        lang.pick("PMDA review, first stage", "PMDA審査(第1段階)"),
                        [0.2, 0.26, 0.38, 0.52],
                        0.9,
                        0.8,
                    ),
                    row(
                        "jp/redo",
                        lang.pick("Further data", "追加データ"),
                        [0.3, 0.34, 0.44, 0.6],
                        0.38,
                        0.1,
                    ),
                    milestone(
                        "shonin",
                        lang.pick("Minister's approval (Shonin)", "大臣承認"),
                        [0.3, 0.42, 0.42, 0.6],
                        0.88,
                    ),
                ],
            },
            GanttGroup {
                title: lang.pick("Singapore", "シンガポール").to_owned(),
                rows: vec![
                    row(
                        "sg/dossier",
                        lang.pick("Dossier", "申請資料"),
                        [0.38, 0.43, 0.5, 0.58],
                        0.88,
                        0.4,
                    ),
                    milestone(
                        "sg",
                        lang.pick("On the market", "上市"),
                        [0.5, 0.55, 0.55, 0.7],
                        0.4,
                    ),
                ],
            },
        ],
        caption: String::new(),
        table: Table::default(),
        axis: TimeAxis::around(Date::new(2027, 1, 1).expect("a day"), 0.0, 1461.0),
        moment: None,
    }
}

fn odds(lang: Lang) -> OddsView {
    let milestone = |index: usize, title: &str, is_target| MilestoneRow {
        index,
        title: title.to_owned(),
        chance: "88 %".to_owned(),
        dates: ["2027-11", "2028-09", "2029-03", "2029-08"].map(ToOwned::to_owned),
        months: "20.1".to_owned(),
        error: "±0.06".to_owned(),
        is_target,
    };
    let finding = lang
        .pick(
            "Shonin by 2029-03 in 8 of 10 futures",
            "10のうち8の未来で2029年3月までに承認",
        )
        .to_owned();
    let caption = lang
        .pick(
            "Each dot is one future in twenty; 2 never get there.",
            "1つの点は20の未来のうちの1つ。2つは到達しません。",
        )
        .to_owned();
    let stacks = [
        (0.30, 1),
        (0.34, 2),
        (0.38, 3),
        (0.42, 4),
        (0.46, 3),
        (0.50, 2),
        (0.58, 2),
        (0.7, 1),
    ];
    OddsView {
        milestones: vec![
            milestone(0, lang.pick("Minister's approval (Shonin)", "大臣承認"), true),
            milestone(
                1,
                lang.pick("On the market in Singapore", "シンガポールで上市"),
                false,
            ),
        ],
        selected: 0,
        dots: DotsView {
            title: finding.clone(),
            dots: stacks
                .iter()
                .flat_map(|(x, n)| (0..*n).map(|level| [*x, f64::from(level)]))
                .collect(),
            levels: 4,
            x_ticks: ticks(),
            marks: marks(),
            caption: caption.clone(),
            table: table(
                &[("Share", false), ("Date", true)],
                &[&["P10", "2027-11"], &["P50", "2028-09"]],
            ),
        },
        histogram: HistogramView {
            title: finding.clone(),
            bars: (0..12_u32)
                .map(|at| Bar {
                    from: 0.25 + f64::from(at) * 0.04,
                    to: 0.29 + f64::from(at) * 0.04,
                    height: [0.1, 0.3, 0.7, 1.0, 0.9, 0.7, 0.5, 0.35, 0.25, 0.15, 0.1, 0.02][at as usize],
                    label: String::new(),
                })
                .collect(),
            x_ticks: ticks(),
            marks: marks(),
            caption: caption.clone(),
            table: Table::default(),
        },
        curve: CurveView {
            title: finding,
            points: (0..=20)
                .map(|at| [f64::from(at) / 20.0, 0.88 / (1.0 + libm_exp(8.4 - f64::from(at)))])
                .collect(),
            x_ticks: ticks(),
            y_ticks: [(0.0, "0 %"), (0.5, "50 %"), (1.0, "100 %")]
                .into_iter()
                .map(|(at, label)| Tick {
                    at,
                    label: label.to_owned(),
                })
                .collect(),
            marks: marks(),
            caption,
            table: Table::default(),
        },
        asked: Some(AskedView {
            at: [0.5, 0.6],
            days: [0.0, 1461.0],
            words: "By 2029-01: 60 %".to_owned(),
            earlier: Ask::Day(700.0),
            later: Ask::Day(760.0),
            more: Ask::Chance(0.65),
            less: Ask::Chance(0.55),
        }),
        joint: Some(risk(lang).scatter),
    }
}

fn libm_exp(x: f64) -> f64 {
    x.exp()
}

fn costs(lang: Lang) -> CostView {
    let fact = |label: &str, value: &str| Fact {
        label: label.to_owned(),
        value: value.to_owned(),
    };
    let row = |title: &str, share: f64| CostRow {
        title: title.to_owned(),
        fees: "¥12.4M".to_owned(),
        third_party: "¥60.0M".to_owned(),
        effort: "¥48.1M".to_owned(),
        total: "¥120.5M".to_owned(),
        share,
    };
    CostView {
        title: lang
            .pick("Japan takes 8 of every 10 yen", "費用の8割は日本で生じる")
            .to_owned(),
        total: vec![
            fact("P10", "¥98M"),
            fact("P50", "¥147M"),
            fact("P80", "¥172M"),
            fact("P90", "¥190M"),
        ],
        rows: vec![
            row(lang.pick("Japan", "日本"), 0.82),
            row(lang.pick("Singapore", "シンガポール"), 0.18),
        ],
        caption: lang
            .pick("Company burn is not counted.", "会社の固定費は含みません。")
            .to_owned(),
        table: table(
            &[
                ("Jurisdiction", false),
                ("Fees", true),
                ("Third parties", true),
                ("Own people", true),
                ("Mean total", true),
                ("Share", true),
            ],
            &[
                &[
                    lang.pick("Japan", "日本"),
                    "¥12.4M",
                    "¥60.0M",
                    "¥48.1M",
                    "¥120.5M",
                    "82 %",
                ],
                &[
                    lang.pick("Singapore", "シンガポール"),
                    "¥1.4M",
                    "¥6.0M",
                    "¥8.1M",
                    "¥15.5M",
                    "18 %",
                ],
                &["All", "¥13.8M", "¥66.0M", "¥56.2M", "¥136.0M", "100 %"],
            ],
        ),
        cash: Some(cash(lang)),
    }
}

fn cash(lang: Lang) -> CashView {
    let line = |low: f64, bend: f64| {
        (0..=10).map(move |x| {
            [
                f64::from(x) / 10.0,
                low + bend * (f64::from(x) / 10.0 - 0.5).abs(),
            ]
        })
    };
    CashView {
        readings: marks(),
        title: lang
            .pick(
                "In 23 % of futures the cash runs out before the first sale",
                "未来の23 %では、最初の売上より前に資金が尽きる",
            )
            .to_owned(),
        x_ticks: ticks(),
        y_ticks: [(0.3, "JPY 0"), (0.8, "JPY 200 M")]
            .into_iter()
            .map(|(at, label)| Tick {
                at,
                label: label.to_owned(),
            })
            .collect(),
        zero: 0.3,
        bands: [0.1, 0.2, 0.3, 0.4, 0.5]
            .into_iter()
            .map(|low| line(low, 0.9).collect())
            .collect(),
        marks: marks(),
        facts: vec![Fact {
            label: lang.pick("Lowest cash (median)", "最低残高(中央値)").to_owned(),
            value: "JPY -38 M".to_owned(),
        }],
        flows: table(
            &[("By the horizon", false), ("Mean", true)],
            &[&["Fees", "JPY -12 M"]],
        ),
        caption: lang
            .pick("The middle line is the median.", "中央の線は中央値。")
            .to_owned(),
    }
}

fn life(lang: Lang) -> LifeView {
    let row = |label: &str, at: f64, is_planned| LifeRange {
        label: label.to_owned(),
        low: at / 2.0,
        middle: at,
        high: (at * 1.5).min(1.0),
        words: "4.1 (2.9 – 7.7)".to_owned(),
        is_planned,
    };
    let panel = |title: &str| LifePanel {
        title: title.to_owned(),
        rows: vec![
            row(lang.pick("With: IDATEN", "変更計画あり:IDATEN"), 0.3, true),
            row(
                lang.pick("Without: partial change", "変更計画なし:一部変更"),
                0.6,
                false,
            ),
        ],
        x_ticks: ticks(),
    };
    LifeView {
        markets: vec![MarketLifeView {
            place: lang.pick("Japan", "日本").to_owned(),
            title: lang
                .pick(
                    "Japan: half of the updates wait 4.1 months",
                    "日本:更新の半数は4.1か月以内",
                )
                .to_owned(),
            sentences: vec!["IDATEN: the set-up pays for itself after 2.9 updates.".to_owned()],
            note: String::new(),
            facts: Vec::new(),
            ways: table(&[("Way", false), ("Share", true)], &[&["IDATEN", "62 %"]]),
            panels: vec![
                panel(lang.pick("Updates", "更新")),
                panel(lang.pick("Wait", "待ち時間")),
            ],
            pay: Some(PayView {
                title: lang.pick("Pays after 3 updates", "3件で元が取れる").to_owned(),
                with: vec![[0.0, 0.3], [1.0, 0.6]],
                without: vec![[0.0, 0.0], [1.0, 0.9]],
                labels: [
                    "IDATEN".to_owned(),
                    lang.pick("Partial change", "一部変更").to_owned(),
                ],
                x_ticks: ticks(),
                y_ticks: vec![Tick {
                    at: 0.5,
                    label: "JPY 10 M".to_owned(),
                }],
                mark: Some(0.5),
                caption: String::new(),
            }),
        }],
        caption: String::new(),
        hint: String::new(),
        example: None,
    }
}

fn rivals(lang: Lang) -> RivalsView {
    let rival = |id: &str, letter: &str| RivalRow {
        rival: Rival::Shipped(id.to_owned()),
        letter: letter.to_owned(),
        title: title(lang).to_owned(),
        summary: String::new(),
        is_chosen: !letter.is_empty(),
        can_turn: true,
    };
    let row = |letter: &str, shift: f64| CompareRow {
        letter: letter.to_owned(),
        title: title(lang).to_owned(),
        dots: (0..20)
            .map(|dot| [shift + f64::from(dot / 4) * 0.1, f64::from(dot % 4)])
            .collect(),
        levels: 4,
        p50: "2028-09".to_owned(),
        p80: "P80 2029-03".to_owned(),
        middle: Some(0.4),
        chance: "88 %".to_owned(),
    };
    RivalsView {
        rows: vec![rival("one", ""), rival("two", "B")],
        hint: String::new(),
        comparison: Some(CompareView {
            plans: Vec::new(),
            parts: vec![ComparePart {
                title: lang.pick("First approval", "最初の承認").to_owned(),
                x_ticks: ticks(),
                rows: vec![row("A", 0.1), row("B", 0.3)],
                sentences: vec!["B reaches it 4.1 months later than A.".to_owned()],
                table: table(&[("", false), ("P50", true)], &[&["A", "2028-09"]]),
            }],
            caption: String::new(),
            caveats: Vec::new(),
        }),
        is_stale: false,
    }
}

fn futures(lang: Lang) -> FuturesView {
    let choice = |which: WhichFuture, label: &str| FutureChoice {
        which,
        label: label.to_owned(),
        is_open: which == WhichFuture::Median,
    };
    let line = |mark: &str, text: &str| StoryLine {
        date: "2028-11-03".to_owned(),
        mark: mark.to_owned(),
        place: lang.pick("Japan", "日本").to_owned(),
        text: text.to_owned(),
        cost: "JPY 2.5 M".to_owned(),
    };
    FuturesView {
        choices: vec![
            choice(WhichFuture::Median, "Median"),
            choice(WhichFuture::Next, "Next"),
        ],
        number: 17,
        last: 9_999,
        range: "Future 17 of seed 7".to_owned(),
        dots: odds(lang).dots,
        story: ReplayView {
            title: "Future 17 of seed 7".to_owned(),
            summary: "Reached on 2028-11-03.".to_owned(),
            chapters: vec![Chapter {
                title: "2028".to_owned(),
                lines: vec![
                    line("·", "Starts"),
                    line("!", "Back to the study"),
                    line("◆", "Reached"),
                ],
            }],
            caption: String::new(),
        },
        events: 3,
        moment: None,
    }
}

fn risk(lang: Lang) -> RiskView {
    let bar = |id: &str, title: &str, low: f64, high: f64, criticality: f64| TornadoRow {
        id: id.to_owned(),
        title: title.to_owned(),
        place: lang.pick("Japan", "日本").to_owned(),
        happens: if criticality < 0.5 {
            "62 %".to_owned()
        } else {
            String::new()
        },
        low,
        high,
        swing: "+14.0".to_owned(),
        criticality,
        share: "80 %".to_owned(),
        is_critical: criticality >= 0.5,
    };
    let part = |title: &str, from: f64, to: f64, is_total: bool| WaterfallRow {
        id: (!is_total).then(|| "jp/reader".to_owned()),
        title: title.to_owned(),
        from,
        to,
        months: "9.4".to_owned(),
        is_total,
    };
    let study = lang.pick("Reader study", "読影試験");
    let review = lang.pick("PMDA review, first stage", "PMDA審査(第1段階)");
    RiskView {
        tornado: TornadoView {
            title: lang
                .pick(
                    "Reader study decides: 14.0 months",
                    "決め手は「読影試験」:14.0か月動く",
                )
                .to_owned(),
            x_ticks: ticks(),
            zero: 0.45,
            rows: vec![
                bar("jp/reader", study, 0.1, 0.95, 0.7),
                bar("jp/stage1", review, 0.6, 0.3, 0.2),
            ],
            heads: ["Step", "Months", "On the path"].map(ToOwned::to_owned),
            caption: "From 1 880 futures.".to_owned(),
            table: Table::default(),
            compact: Table::default(),
        },
        waterfall: WaterfallView {
            title: "Of 18.8 months on average, 9.4 go into: Reader study".to_owned(),
            x_ticks: ticks(),
            rows: vec![
                part(study, 0.0, 0.5, false),
                part(review, 0.5, 1.0, false),
                part("Mean", 0.0, 1.0, true),
            ],
            caption: "First work 90 %.".to_owned(),
            table: Table::default(),
        },
        paths: PathsView {
            title: "One of 3 paths decides in 62 % of futures".to_owned(),
            paths: vec![PathRow {
                share: 0.62,
                label: "62 %".to_owned(),
                text: format!("{study} → {review}"),
            }],
            caption: String::new(),
        },
        scatter: ScatterView {
            title: "By 2029-03 and within JPY 172 M: 68 % of futures".to_owned(),
            points: (0..60)
                .map(|at| [f64::from(at) / 60.0, f64::from(at * 7 % 60) / 60.0])
                .collect(),
            x_ticks: ticks(),
            y_ticks: Vec::new(),
            marks: marks(),
            limit: Some(Mark {
                at: 0.8,
                label: "P80 JPY 172 M".to_owned(),
            }),
            caption: String::new(),
        },
    }
}

pub(crate) fn card(lang: Lang) -> StepCard {
    let fact = |label: &str, value: &str| Fact {
        label: label.to_owned(),
        value: value.to_owned(),
    };
    StepCard {
        id: "jp/stage1".to_owned(),
        title: lang
            .pick("PMDA review, first stage", "PMDA審査(第1段階)")
            .to_owned(),
        subtitle: lang
            .pick("Japan: SaMD in two stages", "日本: SaMD二段階承認")
            .to_owned(),
        facts: vec![
            fact(lang.pick("Duration", "期間"), "PERT 5, 8, 13 months"),
            fact(lang.pick("Fee", "手数料"), "¥2.5M"),
            fact(
                lang.pick("Outcomes", "結果"),
                "approved 80 %, questions 15 %, new data 3 %, withdrawn 2 %",
            ),
        ],
        note: String::new(),
        sources: vec![SourceRow {
            figure: lang.pick("Duration", "期間").to_owned(),
            grade: "B".to_owned(),
            as_of: "2026-01-31".to_owned(),
            title: "PMDA annual report, Ministry of Health".to_owned(),
            url: "https://www.pmda.go.jp/english/".to_owned(),
        }],
    }
}

/// A scene that shows a view.
pub(crate) fn scene(view: View, lang: Lang) -> Scene {
    let card_of = |title: &str, big: &str, small: &str, p80: &str, chance: &str| Card {
        title: title.to_owned(),
        big: big.to_owned(),
        small: small.to_owned(),
        p80: p80.to_owned(),
        chance: chance.to_owned(),
        spark: vec![0.1, 0.4, 0.8, 1.0, 0.7, 0.5, 0.3, 0.1],
        change: None,
    };
    Scene {
        lang,
        plan: "jp-asean".to_owned(),
        title: title(lang).to_owned(),
        strip: StripView {
            cards: vec![
                card_of(
                    lang.pick("First approval", "最初の承認"),
                    "2028-03",
                    "(14 mo)",
                    "P80 2028-11",
                    "88 %",
                ),
                card_of(
                    lang.pick("First revenue", "最初の売上"),
                    "2028-09",
                    "(20 mo)",
                    "P80 2029-06",
                    "81 %",
                ),
                card_of(
                    lang.pick("Cost to revenue", "売上までの費用"),
                    "¥164M",
                    "",
                    "P80 ¥212M",
                    "",
                ),
                card_of(lang.pick("Total cost", "総費用"), "¥240M", "", "P80 ¥280M", ""),
            ],
        },
        foot: FootView {
            seed: "seed 7".to_owned(),
            iterations: "62,000 of 100,000 futures".to_owned(),
            error: "±0.05 mo".to_owned(),
            grade_c: lang
                .pick("58 % of figures are estimates (C)", "数値の58 %は推定(C)")
                .to_owned(),
            progress: 0.62,
            is_running: true,
            disclaimer: lang
                .pick(
                    "A planning aid, not regulatory advice.",
                    "計画の補助であり、薬事の助言ではありません。",
                )
                .to_owned(),
        },
        body: match view {
            View::Plan => Body::Plan(Box::new(plan(lang))),
            View::Map => Body::Map(App::new(lang).map()),
            View::Sources => Body::Sources(App::new(lang).sources()),
            View::Timeline => Body::Timeline(Some(gantt(lang))),
            View::Odds => Body::Odds(Some(Box::new(odds(lang))), OddsForm::Dots),
            View::Money => Body::Money(Some(costs(lang))),
            View::Risk => Body::Risk(Some(Box::new(risk(lang)))),
            View::Life => Body::Life(Some(Box::new(life(lang)))),
            View::Compare => Body::Compare(Box::new(rivals(lang))),
            View::Futures => Body::Futures(Some(Box::new(futures(lang)))),
        },
        top: None,
        workshop: None,
        levers: levers(),
        has_levers: false,
        card: Some(card(lang)),
        milestones: vec!["shonin".to_owned(), "sg".to_owned()],
        seed: 7,
        banner: None,
        verdict: String::new(),
        rate: String::new(),
        hint: "",
        focus: (0, None),
        is_unsaved: false,
        is_busy: false,
        is_stale: false,
    }
}

/// The same with something on top.
pub(crate) fn under(top: Top, lang: Lang) -> Scene {
    Scene {
        top: Some(top),
        ..scene(View::Plan, lang)
    }
}

/// Three plans to choose from.
pub(crate) fn plans(lang: Lang) -> Top {
    let rows = (0..3).map(|index| OpenRow {
        group: if index == 0 { "Start" } else { "Plans" },
        title: title(lang).to_owned(),
        about: plan(lang).summary,
        is_open: index == 1,
        opens: Opens::Plan(format!("plan-{index}")),
    });
    Top::Open(rows.collect())
}

/// Everything that may lie on top, from the shipped plan.
pub(crate) fn tops(lang: Lang) -> Vec<Top> {
    let app = App::new(lang);
    let wizard = |question: Question| {
        let open = Wizard {
            at: question,
            ..Wizard::default()
        };
        let app = app.apply(Action::Open(Overlay::Wizard(open))).expect("it opens");
        Top::Wizard(Box::new(app.wizard().expect("a question")))
    };
    let mut tops = vec![
        plans(lang),
        Top::Help(Box::new(app.help())),
        Top::Step(card(lang)),
        Top::Find(app.find("")),
        Top::Find(app.find("pmda")),
        Top::Find(app.find("no such thing")),
        Top::Glossary(app.glossary(), "shonin".to_owned()),
        Top::Route(
            Box::new(app.route_page("jp.samd.two-stage").expect("it is shipped")),
            app.taking("jp.samd.two-stage"),
        ),
        Top::Routes(String::new(), app.addable("")),
        Top::Export(Format::ALL.to_vec()),
    ];
    tops.extend(Question::ALL.map(wizard));
    tops
}

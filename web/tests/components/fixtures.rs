//! View models as the core would make them, for looking at components without running anything.

use std::sync::Arc;

use regpath_core::analysis::compare::compare;
use regpath_core::app::{Action, App, Rival, RunEvent, View};
use regpath_core::calendar::Date;
use regpath_core::exercise::play::Futures as Played;
use regpath_core::exercise::session::{Desk, Move, Reveal, Role, Session, Stage};
use regpath_core::run::{Simulation, run};
use regpath_core::text::Lang;
use regpath_core::view::axis::TimeAxis;
use regpath_core::view::exercise::ScreenView;
use regpath_core::view::{
    Bar, Card, CashView, CostRow, CostView, CurveView, DotsView, Fact, FootView, GanttGroup, GanttRow,
    GanttView, HistogramView, Mark, MilestoneRow, OddsView, PlanEntry, PlanView, RouteRow, RoutesView,
    SourceRow, StepCard, StripView, Table, Tick,
};

/// The first plan with the results of a thousand futures.
#[must_use]
pub(crate) fn answered(lang: Lang) -> App {
    let app = App::new(lang);
    let app = app.apply(Action::SetIterations(1_000)).expect("another number");
    let spec = app.wanted().expect("a run is wanted").clone();
    let simulation = Simulation::prepare(&spec).expect("the plan works");
    let event = RunEvent::Finished(spec.job, Arc::new(run(&simulation)));
    app.apply(Action::Run(event)).expect("results are news")
}

/// The same beside another plan.
#[must_use]
pub(crate) fn compared(lang: Lang) -> App {
    let app = answered(lang)
        .apply(Action::Show(View::Compare))
        .expect("another view");
    let other = app.plans().pop().expect("there are plans").id;
    let app = app
        .apply(Action::Compare(Rival::Shipped(other)))
        .expect("another plan");
    let spec = app.wanted_comparison().expect("a comparison is wanted").clone();
    let prepared = spec.runs.iter().map(Simulation::prepare);
    let simulations: Vec<Simulation> = prepared.map(|one| one.expect("the plan works")).collect();
    let event = RunEvent::Compared(spec.job, Arc::new(compare(&simulations)));
    app.apply(Action::Run(event)).expect("results are news")
}

/// An exercise after a move, with all that it then waits for, of few futures.
fn moved(app: &App, to: Move) -> App {
    let mut app = app.apply(Action::Play(to)).expect("a move");
    while let Some(mut spec) = app.wanted_play() {
        spec.run.iterations = 100;
        let simulation = Simulation::prepare(&spec.run).expect("the plan works");
        let chunks = (0..simulation.chunk_count()).map(|index| simulation.run_chunk(index));
        let futures = Played::of(&simulation, chunks.collect(), spec.months);
        let event = RunEvent::Played(spec.run.job, Arc::new(futures));
        app = app.apply(Action::Run(event)).expect("results are news");
    }
    app
}

/// Every stage of a group, the first two before and after something was typed, and every desk of the trainer.
#[must_use]
pub(crate) fn sitting(lang: Lang) -> Vec<ScreenView> {
    let mut app = App::new(lang)
        .apply(Action::ChooseExercise("one-door-or-two".to_owned(), 7))
        .expect("it is shipped");
    let mut views = Vec::new();
    let seen = |app: &App, views: &mut Vec<ScreenView>| views.extend(app.workshop());
    seen(&app, &mut views);
    for to in [Move::Go(Stage::Predict), Move::Predict(0, "soon".to_owned())] {
        app = moved(&app, to);
    }
    seen(&app, &mut views);
    for to in [
        Move::Name("Team Blue".to_owned()),
        Move::Predict(0, "28-60".to_owned()),
        Move::Lock,
        Move::Choose(0, 0),
        Move::Choose(1, 0),
        Move::Choose(2, 0),
        Move::Choose(3, 0),
        Move::Buy(0),
    ] {
        app = moved(&app, to);
    }
    seen(&app, &mut views);
    app = moved(
        &moved(&app, Move::Go(Stage::Run)),
        Move::Word("sakura".to_owned()),
    );
    seen(&app, &mut views);
    for stage in [Stage::Result, Stage::Future, Stage::Score, Stage::Debrief] {
        app = moved(&app, Move::Go(stage));
        seen(&app, &mut views);
    }
    let code = app.session().and_then(Session::code).expect("all is decided");
    app = moved(&app, Move::Be(Role::Trainer));
    seen(&app, &mut views);
    for desk in Desk::ALL.into_iter().skip(1) {
        app = moved(&app, Move::Desk(desk));
        if desk == Desk::Answers {
            app = moved(&app, Move::Collect("chat".to_owned(), format!("{code} RP1AAAAA")));
        }
        if desk == Desk::Class {
            for what in Reveal::ALL {
                app = moved(&app, Move::Reveal(what, true));
            }
        }
        if desk == Desk::Cards {
            app = moved(&app, Move::Card(Some(0)));
        }
        seen(&app, &mut views);
    }
    views
}

fn fact(label: &str, value: &str) -> Fact {
    Fact {
        label: label.to_owned(),
        value: value.to_owned(),
    }
}

fn ticks() -> Vec<Tick> {
    (2027..=2031)
        .enumerate()
        .map(|(place, year)| Tick {
            at: place as f64 / 4.5 + 0.02,
            label: year.to_string(),
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
            at: 0.58,
            label: "P80 2029-06".to_owned(),
        },
    ]
}

fn bell(count: usize) -> Vec<f64> {
    (0..count)
        .map(|place| {
            let x = (place as f64 + 0.5) / count as f64;
            let rise = (x / 0.4).min(1.0);
            let fall = ((1.0 - x) / 0.6).min(1.0);
            rise * rise * fall * fall
        })
        .collect()
}

fn table(columns: &[(&str, bool)], rows: &[&[&str]]) -> Table {
    let rows = rows
        .iter()
        .map(|row| row.iter().map(|cell| (*cell).to_owned()).collect());
    Table::new(columns.iter().copied(), rows)
}

#[must_use]
pub(crate) fn plan(lang: Lang) -> PlanView {
    PlanView {
        title: lang.pick("AI imaging, Japan then ASEAN", "画像診断AI:日本からASEANへ").to_owned(),
        summary: lang
            .pick(
                "A start-up of eight people with an AI that reads chest X-rays takes Japan's two-stage approval first \
                 and lets Singapore, Malaysia and Thailand rely on it.",
                "胸部X線を読影するAIを開発する8人のスタートアップ。まず日本の2段階承認を取得し、シンガポール、マレーシア、タイではその承認に依拠(リライアンス)する。",
            )
            .to_owned(),
        teaches: lang
            .pick(
                "What waits for Tokyo, what does not, and what the second stage costs.",
                "東京を待つもの、待たないもの、そして第2段階承認にかかる費用。",
            )
            .to_owned(),
        profile: vec![
            fact(lang.pick("Device", "機器"), lang.pick("SaMD, class II, novel", "プログラム医療機器、クラスII、新規")),
            fact(lang.pick("Company", "企業"), lang.pick("8 people, JPY 300M", "8名、資金3億円")),
            fact(lang.pick("Start", "開始"), "2026-11"),
            fact(lang.pick("Horizon", "期間"), lang.pick("84 months", "84か月")),
        ],
        routes: routes(lang),
        notes: vec![
            lang.pick(
                "Singapore's immediate registration asks for an approval by one reference agency; Japan is one since 2025.",
                "シンガポールの即時登録には参照国の承認が1つ必要で、日本は2025年から参照国に含まれる。",
            )
            .to_owned(),
        ],
    }
}

#[must_use]
pub(crate) fn routes(lang: Lang) -> RoutesView {
    let route = |id: &str, title: &str, jurisdiction: &str, grants: &str, p50: &str| RouteRow {
        id: id.to_owned(),
        title: title.to_owned(),
        jurisdiction: jurisdiction.to_owned(),
        grants: grants.to_owned(),
        chance: "88 %".to_owned(),
        p50: p50.to_owned(),
        p80: "2029-06".to_owned(),
        cost: lang.pick("JPY 42.1 M", "4,210万円").to_owned(),
        grades: "A 3 · B 12 · C 9".to_owned(),
    };
    RoutesView {
        routes: vec![
            route(
                "jp.samd.two-stage",
                lang.pick("Two-stage approval of a SaMD", "プログラム医療機器の2段階承認"),
                lang.pick("Japan", "日本"),
                lang.pick("Minister's approval (Shonin), stage 1", "大臣承認(第1段階)"),
                "2028-03",
            ),
            route(
                "sg.immediate",
                lang.pick("Immediate registration by reliance", "即時登録(リライアンス)"),
                lang.pick("Singapore", "シンガポール"),
                lang.pick("Listing on the register", "医療機器登録"),
                "2028-07",
            ),
        ],
        table: Table::default(),
    }
}

#[must_use]
pub(crate) fn strip(lang: Lang) -> StripView {
    let card = |title: &str, big: &str, small: &str, p80: &str, chance: &str| Card {
        title: title.to_owned(),
        big: big.to_owned(),
        small: small.to_owned(),
        p80: p80.to_owned(),
        chance: chance.to_owned(),
        spark: bell(24),
        change: None,
    };
    StripView {
        cards: vec![
            card(
                lang.pick("First approval", "最初の承認"),
                "2028-03",
                lang.pick("(16 mo)", "(16か月)"),
                "P80 2028-11",
                "88 %",
            ),
            card(
                lang.pick(
                    "First revenue in Japan and Singapore",
                    "日本・シンガポールでの最初の売上",
                ),
                "2028-09",
                lang.pick("(22 mo)", "(22か月)"),
                "P80 2029-06",
                "81 %",
            ),
            card(
                lang.pick("Cost to first revenue", "最初の売上までの費用"),
                lang.pick("JPY 164 M", "1.64億円"),
                "",
                lang.pick("P80 JPY 212 M", "P80 2.12億円"),
                "",
            ),
            card(
                lang.pick("Total cost", "総費用"),
                lang.pick("JPY 241 M", "2.41億円"),
                "",
                lang.pick("P80 JPY 303 M", "P80 3.03億円"),
                "",
            ),
        ],
    }
}

#[must_use]
pub(crate) fn odds(lang: Lang) -> OddsView {
    let title = lang
        .pick(
            "8 of 10 futures reach first revenue in Japan by 2029-06",
            "10回中8回の未来で、2029年6月までに日本で最初の売上に到達",
        )
        .to_owned();
    let caption = lang
        .pick(
            "19 % of futures never get there by the horizon.",
            "期間内に到達しない未来は19 %。",
        )
        .to_owned();
    let numbers = table(
        &[
            (lang.pick("Chance", "確率"), false),
            (lang.pick("By", "時期"), true),
        ],
        &[
            &["P10", "2028-01"],
            &["P50", "2028-09"],
            &["P80", "2029-06"],
            &["P90", "2029-11"],
        ],
    );
    let mut levels = std::collections::BTreeMap::<usize, u32>::new();
    let dots = [2, 3, 4, 4, 5, 5, 5, 6, 6, 6, 7, 7, 7, 8, 8, 9, 10, 12]
        .into_iter()
        .map(|column: usize| {
            let level = levels.entry(column).or_default();
            *level += 1;
            [(column as f64 + 0.5) / 17.0, f64::from(*level - 1)]
        })
        .collect::<Vec<_>>();
    let heights = bell(36);
    let tallest = heights.iter().copied().fold(0.0, f64::max);
    let mut sum = 0.0;
    let total = heights.iter().sum::<f64>();
    let points = heights
        .iter()
        .enumerate()
        .map(|(place, height)| {
            sum += height;
            [(place as f64 + 1.0) / 36.0, 0.81 * sum / total]
        })
        .collect();
    OddsView {
        milestones: [
            lang.pick("Shonin, stage 1", "承認(第1段階)"),
            lang.pick("First revenue in Japan", "日本での最初の売上"),
            lang.pick("Registered in Singapore", "シンガポール登録"),
            lang.pick("Registered in Thailand by full evaluation", "タイ登録(フル審査)"),
        ]
        .into_iter()
        .enumerate()
        .map(|(index, title)| MilestoneRow {
            index,
            title: title.to_owned(),
            chance: ["88 %", "81 %", "79 %", "38 %"][index].to_owned(),
            dates: ["2027-11", "2028-09", "2029-06", "2029-11"].map(str::to_owned),
            months: "22.1".to_owned(),
            error: "±0.06".to_owned(),
            is_target: index == 1,
        })
        .collect(),
        selected: 1,
        dots: DotsView {
            title: title.clone(),
            levels: 3,
            dots,
            x_ticks: ticks(),
            marks: marks(),
            caption: lang
                .pick(
                    "Each dot is 1 future in 20; 2 never get there.",
                    "1つの点は20回に1回の未来。2つは到達しない。",
                )
                .to_owned(),
            table: numbers.clone(),
        },
        histogram: HistogramView {
            title: title.clone(),
            bars: heights
                .iter()
                .enumerate()
                .map(|(place, height)| Bar {
                    from: place as f64 / 36.0,
                    to: (place as f64 + 1.0) / 36.0,
                    height: height / tallest,
                    label: format!("bin {place}: {:.1} %", 100.0 * height / total),
                })
                .collect(),
            x_ticks: ticks(),
            marks: marks(),
            caption: caption.clone(),
            table: numbers.clone(),
        },
        curve: CurveView {
            title,
            points,
            x_ticks: ticks(),
            y_ticks: (0..=4)
                .map(|place| Tick {
                    at: f64::from(place) / 4.0,
                    label: format!("{} %", place * 25),
                })
                .collect(),
            marks: marks(),
            caption,
            table: numbers,
        },
        asked: None,
        joint: None,
    }
}

#[must_use]
pub(crate) fn gantt(lang: Lang) -> GanttView {
    let row = |id: &str, title: &str, start: f64, finish: f64, share: f64, criticality: f64| GanttRow {
        id: id.to_owned(),
        title: title.to_owned(),
        is_milestone: false,
        start,
        finish,
        early: (start - 0.02).max(0.0),
        late: finish + 0.08,
        share,
        criticality,
        is_critical: criticality >= 0.5,
        dates: "2028-01 → 2028-09".to_owned(),
        remark: if share < 0.995 {
            lang.pick("in 38 % of futures", "38 %の未来で").to_owned()
        } else {
            String::new()
        },
        state: None,
    };
    let milestone = |id: &str, title: &str, at: f64| GanttRow {
        is_milestone: true,
        early: at - 0.04,
        late: at + 0.1,
        ..row(id, title, at, at, 0.88, 0.0)
    };
    GanttView {
        title: lang
            .pick("Singapore waits for Tokyo: in 9 of 10 futures", "シンガポールは東京を待つ:10回中9回の未来で")
            .to_owned(),
        x_ticks: ticks(),
        groups: vec![
            GanttGroup {
                title: lang.pick("Japan", "日本").to_owned(),
                rows: vec![
                    row("jp/qms", lang.pick("Build the quality system", "QMSの構築"), 0.0, 0.16, 1.0, 0.2),
                    row("jp/study", lang.pick("Reader study", "読影試験"), 0.06, 0.22, 1.0, 0.8),
                    row("jp/redo", lang.pick("New study asked for by PMDA", "PMDAからの追加試験の要求"), 0.2, 0.31, 0.38, 0.1),
                    row("jp/review", lang.pick("PMDA review, first stage", "PMDA審査(第1段階)"), 0.22, 0.38, 0.96, 0.9),
                    milestone("jp-approval", lang.pick("Shonin, stage 1", "承認(第1段階)"), 0.38),
                ],
            },
            GanttGroup {
                title: lang.pick("Singapore", "シンガポール").to_owned(),
                rows: vec![
                    row("sg/dossier", lang.pick("Dossier in the ASEAN format", "ASEAN様式の申請資料"), 0.3, 0.4, 1.0, 0.1),
                    row("sg/hsa", lang.pick("HSA immediate registration", "HSA即時登録"), 0.4, 0.42, 0.9, 0.6),
                    milestone("sg-listed", lang.pick("Registered in Singapore", "シンガポール登録"), 0.42),
                ],
            },
        ],
        caption: lang
            .pick(
                "Bar: median start to median finish; line: P10 to P90; dotted: happens in less than half of the futures.",
                "棒:開始と終了の中央値、線:P10からP90、点線:半数未満の未来で実施。",
            )
            .to_owned(),
        table: table(
            &[(lang.pick("Step", "工程"), false), (lang.pick("Start", "開始"), true), (lang.pick("Finish", "終了"), true)],
            &[&["QMS", "2026-11", "2027-08"]],
        ),
        axis: TimeAxis::around(Date::new(2026, 11, 1).expect("the fixture has it"), 0.0, 1461.0),
        moment: None,
    }
}

#[must_use]
pub(crate) fn costs(lang: Lang) -> CostView {
    let row = |title: &str, share: f64| CostRow {
        title: title.to_owned(),
        fees: lang.pick("8.2 M", "820万").to_owned(),
        third_party: lang.pick("31.0 M", "3,100万").to_owned(),
        effort: lang.pick("54.4 M", "5,440万").to_owned(),
        total: lang.pick("93.6 M", "9,360万").to_owned(),
        share,
    };
    CostView {
        title: lang
            .pick("Japan takes 6 of every 10 yen", "費用の6割は日本")
            .to_owned(),
        total: ["P10", "P50", "P80", "P90"]
            .into_iter()
            .map(|quantile| fact(quantile, lang.pick("JPY 241 M", "2.41億円")))
            .collect(),
        rows: vec![
            row(lang.pick("Japan", "日本"), 0.61),
            row(lang.pick("Singapore", "シンガポール"), 0.22),
            row(lang.pick("The plan's own steps", "計画独自の工程"), 0.17),
        ],
        caption: lang
            .pick(
                "Means over all futures. Company burn is not counted.",
                "全未来の平均。会社の固定費は含まない。",
            )
            .to_owned(),
        table: table(
            &[
                (lang.pick("Where", "地域"), false),
                (lang.pick("Total", "合計"), true),
            ],
            &[&["Japan", "93.6 M"]],
        ),
        cash: Some(cash(lang)),
    }
}

fn cash(lang: Lang) -> CashView {
    let band = |low: f64| vec![[0.0, 0.5], [0.5, low], [1.0, low + 0.3]];
    CashView {
        title: lang
            .pick("In 23 % of futures the cash runs out", "未来の23 %で資金が尽きる")
            .to_owned(),
        x_ticks: ticks(),
        y_ticks: vec![Tick {
            at: 0.3,
            label: "JPY 0".to_owned(),
        }],
        zero: 0.3,
        bands: [0.1, 0.2, 0.3, 0.4, 0.5].map(band).to_vec(),
        marks: marks(),
        facts: vec![fact("P50", "JPY -38 M")],
        readings: marks(),
        flows: table(&[("", false), ("P50", true)], &[&["A", "JPY -12 M"]]),
        caption: String::new(),
    }
}

#[must_use]
pub(crate) fn step(lang: Lang) -> StepCard {
    let source = |figure: &str, grade: &str, title: &str, url: &str| SourceRow {
        figure: figure.to_owned(),
        grade: grade.to_owned(),
        as_of: "2026-01".to_owned(),
        title: title.to_owned(),
        url: url.to_owned(),
    };
    StepCard {
        id: "jp/review".to_owned(),
        title: lang
            .pick("PMDA review, first stage", "PMDA審査(第1段階)")
            .to_owned(),
        subtitle: lang
            .pick("Two-stage approval · Japan", "2段階承認 · 日本")
            .to_owned(),
        facts: vec![
            fact(
                lang.pick("Duration", "期間"),
                lang.pick("5 to 13 months, most likely 8", "5〜13か月、最頻値8か月"),
            ),
            fact(lang.pick("Fee", "手数料"), lang.pick("JPY 2.5 M", "250万円")),
            fact(
                lang.pick("Outcomes", "結果"),
                lang.pick("approved 80 %, questions 15 %", "承認80 %、照会15 %"),
            ),
        ],
        note: lang
            .pick(
                "The clock stops while questions are answered.",
                "照会への回答中は審査期間が停止する。",
            )
            .to_owned(),
        sources: vec![
            source(
                lang.pick("Duration", "期間"),
                "B",
                "PMDA, Review times of SaMD",
                "https://www.pmda.go.jp/english/a-rather-long-address/of/a/page.html",
            ),
            source(
                lang.pick("Outcomes", "結果"),
                "C",
                lang.pick("estimate", "推定"),
                "",
            ),
        ],
    }
}

#[must_use]
pub(crate) fn foot(lang: Lang) -> FootView {
    FootView {
        seed: lang.pick("seed 7", "シード 7").to_owned(),
        iterations: lang
            .pick("62,000 of 100,000 futures", "100,000回中62,000回")
            .to_owned(),
        error: lang.pick("±0.05 mo", "±0.05か月").to_owned(),
        grade_c: lang
            .pick("58 % of figures are estimates (C)", "数値の58 %は推定(C)")
            .to_owned(),
        progress: 0.62,
        is_running: true,
        disclaimer: lang
            .pick(
                "A planning aid, not regulatory advice.",
                "計画の補助であり、薬事上の助言ではありません。",
            )
            .to_owned(),
    }
}

#[must_use]
pub(crate) fn plans(lang: Lang) -> Vec<PlanEntry> {
    ["jp-asean", "us-first", "workshop"]
        .into_iter()
        .enumerate()
        .map(|(place, id)| PlanEntry {
            id: id.to_owned(),
            title: [
                lang.pick("AI imaging, Japan then ASEAN", "画像診断AI:日本からASEANへ"),
                lang.pick("FDA first", "FDA優先"),
                lang.pick("Workshop", "ワークショップ"),
            ][place]
                .to_owned(),
            summary: plan(lang).summary,
            is_open: place == 0,
        })
        .collect()
}

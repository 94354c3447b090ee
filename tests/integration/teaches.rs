//! The numbers in the stories of shipped plans are those that the program gives: each is worked out again, by the plan
//! as it stands or with the change that the story speaks of, and looked for in both languages.

use std::collections::BTreeMap;
use std::sync::Arc;

use regpath_core::calendar::DAYS_PER_MONTH;
use regpath_core::catalogue::{Catalogue, SourceFile, shipped_plan};
use regpath_core::plan::Plan;
use regpath_core::run::{Detail, Simulation, Spread, Summary, run};
use regpath_core::sampling::Method;

/// A number of a run, and how the stories spell it.
#[derive(Clone, Copy)]
enum Number {
    /// Months to a milestone, median.
    Months(&'static str),
    /// Futures of 100 that reach a milestone.
    Chance(&'static str),
    /// Futures of 100 that do not.
    Never(&'static str),
    /// Futures of 100 that are out of cash before the first sale.
    Out,
    /// Futures of 100 that are out of cash by the horizon.
    OutByHorizon,
    /// Months to the first sale, median.
    FirstSale,
    /// Median cost, in billions of yen.
    Cost,
    /// Median present value without its sign, in billions of yen.
    Billions,
    /// The same in millions.
    Millions,
}

use Number::{Billions, Chance, Cost, FirstSale, Millions, Months, Never, Out, OutByHorizon};

fn median(spread: Option<&Spread>) -> f64 {
    spread.expect("some futures have it").quantile(0.5)
}

impl Number {
    fn of(self, summary: &Summary) -> f64 {
        let milestone = |id: &str| {
            let found = summary.milestones.iter().find(|milestone| milestone.id == id);
            found.unwrap_or_else(|| panic!("milestone {id}"))
        };
        let cash = || summary.cash.as_ref().expect("the plan tells of money");
        match self {
            Months(id) => median(milestone(id).days.as_ref()) / DAYS_PER_MONTH,
            Chance(id) => 100.0 * milestone(id).reached.value,
            Never(id) => 100.0 * (1.0 - milestone(id).reached.value),
            Out => 100.0 * cash().out_before_revenue.value,
            OutByHorizon => 100.0 * cash().out_by_horizon.value,
            FirstSale => median(cash().first_revenue.as_ref()) / DAYS_PER_MONTH,
            Cost => median(summary.cost.as_ref()) / 1e9,
            Billions => median(cash().npv.as_ref()).abs() / 1e9,
            Millions => median(cash().npv.as_ref()).abs() / 1e6,
        }
    }

    /// In English and in Japanese.
    fn words(self, value: f64) -> [String; 2] {
        match self {
            Cost | Billions => [format!("{value:.2} billion"), format!("{:.1}億円", value * 10.0)],
            Millions => {
                let ten_thousands = value.round() as u64 * 100;
                let (oku, man) = (ten_thousands / 10_000, ten_thousands % 10_000);
                let grouped = if man >= 1_000 {
                    format!("{},{:03}万円", man / 1_000, man % 1_000)
                } else {
                    format!("{man}万円")
                };
                let ja = if oku > 0 {
                    format!("{oku}億{grouped}")
                } else {
                    grouped
                };
                [format!("{value:.0} million"), ja]
            }
            _ => [format!("{value:.0}"), format!("{value:.0}")],
        }
    }
}

/// A number, and the words around it in English and in Japanese; `{}` stands for the number.
type Told = (Number, &'static str, &'static str);

/// A plan, what is changed in it, and what its story says then.
struct Story {
    plan: &'static str,
    changes: &'static [(&'static str, &'static str)],
    told: &'static [Told],
}

const SINGLE_STAGE: &[(&str, &str)] = &[
    (
        "id = \"jp.samd.two-stage\"\n",
        "id = \"jp.samd.two-stage\"\non = false\n",
    ),
    ("entry = \"fallback\"", "entry = \"direct\""),
];

#[rustfmt::skip]
const STORIES: &[Story] = &[
    Story { plan: "ai-imaging-asean", changes: &[], told: &[
        (Out, "In {} futures of 100 the 300 million yen", "尽きる割合は{}%である(資金に"),
        (Never("first-approval"), "({} products of 100 are never approved", "(資金にかかわらず{}%は承認に至らない)"),
        (Millions, "to minus {} yen without", "からマイナス{}に改善"),
    ] },
    Story { plan: "class4-implant", changes: &[], told: &[
        (Months("filed"), "filed after {} months", "申請まで{}か月"),
        (Months("approved"), "approved after {}, and", "承認まで{}か月で"),
        (Chance("approved"), "that in {} % of futures", "承認に至るのは{}%に"),
        (Cost, "The median cost is {} yen", "費用の中央値は{}で"),
        (Months("both"), "both markets after {} months with the report", "報告書ありで{}か月"),
        (Out, "before the first sale in {} futures of 100", "初回売上前に資金が尽きる割合は{}%("),
        (Billions, "present value is minus {}:", "正味現在価値の中央値はマイナス{}で"),
    ] },
    Story { plan: "dtx-two-stage", changes: &[], told: &[
        (Months("first-approval"), "first approval comes after {} months in the median", "最初の承認は中央値{}か月("),
        (Chance("first-approval"), "and in {} % of futures", "(到達{}%)で"),
        (Months("full-claim"), "full claim takes {} months (", "での承認は{}か月("),
        (Chance("full-claim"), " months ({} %) against", "か月({}%)対"),
        (Months("new-fee"), "the new fee {} (", "新たな技術料は{}か月("),
        (Cost, "The median cost is {} yen against", "費用の中央値は{}対"),
        (Out, "in {} futures of 100 by two stages", "尽きる割合は二段階で{}%"),
        (Billions, "(present value minus {} yen", "(正味現在価値はマイナス{}対"),
    ] },
    Story { plan: "dtx-two-stage", changes: SINGLE_STAGE, told: &[
        (Months("first-approval"), "from the start it is {} months", "一段階承認を選ぶと{}か月("),
        (Chance("first-approval"), " months and {} %. A product", "か月({}%)。二段階に"),
        (Months("new-fee"), ") against {} (40", "対{}か月(40%)と逆転"),
        (Out, ", in {} by one", "一段階で{}%("),
    ] },
    Story { plan: "home-samd-ninsho", changes: &[], told: &[
        (Chance("cleared"), "and {} % are cleared one way or the other", "合わせて{}%が認証又は承認に至る"),
        (Months("two-markets"), "open Singapore: {} months", "シンガポールに進め、{}か月"),
        (Chance("two-markets"), " months, in {} %.", "か月、{}%である"),
        (Out, "before the first sale in {} futures of 100; ", "初回売上前に尽きる割合は{}%である"),
    ] },
    Story { plan: "japan-or-us-first", changes: &[], told: &[
        (Months("japan"), "approval in month {} (median;", "承認は{}か月目(中央値"),
        (Chance("both"), "having both countries, {} in 100", "変わらない(いずれも{}%)"),
        (Out, "in {} futures of 100 with Japan first", "日本先行で{}%"),
        (Millions, "median present value: {} yen with Japan first", "日本先行{}、"),
    ] },
    Story { plan: "latin-america-reliance", changes: &[], told: &[
        (Months("three"), "the third market is there after {},", "3か国目は{}か月後"),
        (Months("five"), "the fifth after {}, because", "最後になるため{}か月後となる"),
        (FirstSale, "first sale comes after {} months", "初回売上は{}か月後で"),
        (Out, "run out in only {} futures", "尽きるのは{}%にすぎない"),
        (OutByHorizon, "they do in {}, since", "8年間では{}%になる"),
    ] },
    Story { plan: "learning-software", changes: &[], told: &[
        (Months("both-cleared"), "puts both clearances off from {} to", "日米の承認等が揃うのは{}か月から"),
        (Out, "{} futures of 100 run out of cash before the first sale with it", "割合はPCCPありで{}%"),
        (FirstSale, "America sells first, after {} months", "最初に売れるのは米国({}か月後)"),
    ] },
    Story { plan: "mdsap-five-countries", changes: &[], told: &[
        (Out, "before the first sale in {} futures of 100 if it is called now", "直ちに依頼して{}%"),
        (Millions, "falls from {} to", "中央値は{}から"),
    ] },
    Story { plan: "ophthalmic-vietnam-africa", changes: &[], told: &[
        (Months("vietnam"), "the licence comes after {} months at the median", "承認なら中央値で{}か月後"),
        (Months("first-order"), "the first UN order comes after {} months", "初回発注は{}か月後"),
        (Chance("first-order"), "if it comes, in {} % of futures", "実現するのは{}%"),
        (FirstSale, "The first sale, after {} months", "初回売上は{}か月後"),
        (Out, "run out before it ({} futures of 100)", "少ない({}%)"),
        (OutByHorizon, "They run out later, in {}, between", "発注の間の{}%である"),
    ] },
    Story { plan: "paediatric-orphan", changes: &[], told: &[
        (Months("filed"), "Filing comes after {} months", "申請までが{}か月"),
        (Months("approved"), "approval after {} (in", "承認は{}か月("),
        (Chance("approved"), "(in {} % of futures)", "(到達{}%)、保険"),
        (Months("listed"), "a listing after {} (", "保険収載は{}か月("),
        (Cost, "a median cost of {}", "中央値{}の費用"),
        (Out, "Between them, as it stands, {}.", "(全体では{}%)"),
        (Billions, "(median present value minus {} yen)", "中央値はマイナス{})"),
    ] },
    Story { plan: "portfolio", changes: &[], told: &[
        (Months("first"), "the first product is out after {} months", "1製品目が{}か月"),
        (Months("two"), "two after {},", "2製品目が{}か月"),
        (Months("all-three"), "all three after {} (in", "3製品すべてが{}か月("),
        (Chance("all-three"), "(in {} % of futures: three", "成功するのは{}%)"),
        (Out, "before the first sale in {} futures of 100, in", "初回売上前に尽きる割合は{}%だが"),
    ] },
    Story { plan: "tb-test-who-un", changes: &[], told: &[
        (Chance("first-order"), "with it about {} futures in 100 bring an order", "に至る割合は約{}%("),
        (Months("first-order"), "half of them by month {};", "(至った場合の中央値は{}か月)"),
        (Out, "before the first sale in {} futures of 100. Waits", "それでも{}%で"),
    ] },
    Story {
        plan: "tb-test-who-un",
        changes: &[("id = \"gf.eligibility\"\n", "id = \"gf.eligibility\"\non = false\n")],
        told: &[
            (Chance("first-order"), "without it {}, by month", "なければ約{}%("),
            (Months("first-order"), ", by month {}. A vendor", "%({}か月)である。ベンダー"),
        ],
    },
];

fn story_of(id: &str) -> (SourceFile, Arc<Plan>) {
    let file = shipped_plan(id).unwrap_or_else(|| panic!("plan {id}"));
    let plan = Plan::load(&file, Catalogue::shipped()).expect("shipped plans are sound");
    (file, Arc::new(plan))
}

/// What is not told as it comes out.
fn wrong(story: &Story) -> Vec<String> {
    let (file, told) = story_of(story.plan);
    let mut text = file.text.clone();
    for (from, to) in story.changes {
        assert_eq!(text.matches(from).count(), 1, "{}: {from}", story.plan);
        text = text.replace(from, to);
    }
    let plan = Plan::load(&SourceFile { text, ..file }, Catalogue::shipped());
    let plan = plan.unwrap_or_else(|error| panic!("{}: {:#?}", story.plan, error.problems));
    let (seed, iterations) = (plan.seed, plan.iterations);
    let summary = run(&Simulation::new(
        Arc::new(plan),
        seed,
        iterations,
        Method::Mc,
        Detail::Full,
    ));
    let teaches = told.teaches.as_ref().expect("shipped plans teach something");
    let mut wrong = Vec::new();
    for (number, en, ja) in story.told {
        let [en_words, ja_words] = number.words(number.of(&summary));
        for (whole, around, words) in [(&teaches.en, en, en_words), (&teaches.ja, ja, ja_words)] {
            let expected = around.replace("{}", &words);
            if !whole.contains(&expected) {
                wrong.push(format!("{}: it should say `{expected}`", story.plan));
            }
        }
    }
    wrong
}

#[test]
fn shipped_plans_tell_what_comes_out() {
    // Two threads: the stories of a plan are independent of one another.
    let (left, right) = STORIES.split_at(STORIES.len() / 2);
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let halves =
            [left, right].map(|half| scope.spawn(|| half.iter().flat_map(wrong).collect::<Vec<String>>()));
        halves
            .into_iter()
            .flat_map(|half| half.join().expect("a story can be worked out"))
            .collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_shipped_plan_has_a_story_that_is_held_to_its_numbers() {
    let mut told: BTreeMap<String, usize> = BTreeMap::new();
    for story in STORIES {
        *told.entry(story.plan.to_owned()).or_default() += story.told.len();
    }
    for file in regpath_core::catalogue::shipped_plans() {
        let id = regpath_core::catalogue::plan_id(&file.name);
        assert!(told.get(id).is_some_and(|count| *count >= 2), "{id}");
    }
}

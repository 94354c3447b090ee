//! Speeds that users feel: futures a second on one thread, and preparing a plan.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use divan::Bencher;
use divan::counter::ItemsCount;
use regpath_core::analysis::compare::compare;
use regpath_core::analysis::frontier::{Bounds, CombinationRunner, Frontier, Question, Ran, Search};
use regpath_core::catalogue::{Catalogue, SourceFile, shipped_plans};
use regpath_core::plan::Plan;
use regpath_core::run::{Collector, Detail, Simulation, Summary, run};
use regpath_core::sampling::Method;

fn main() {
    divan::main();
}

fn san12() -> Arc<Plan> {
    let file = SourceFile {
        name: "san12.toml".into(),
        text: include_str!("san12.toml").into(),
    };
    Arc::new(Plan::load(&file, Catalogue::shipped()).expect("the bench's plan is sound"))
}

/// The shipped plan that asks most of a machine: with cash, drivers and updates, and of those the one with the most steps.
fn heaviest() -> Arc<Plan> {
    let plans = shipped_plans();
    let loaded = plans
        .iter()
        .map(|file| Plan::load(file, Catalogue::shipped()).expect("shipped plans are sound"));
    let weight = |plan: &Plan| {
        let has_all = plan.money.is_some() && plan.lifecycle.is_some() && !plan.drivers.is_empty();
        (has_all, plan.steps.len())
    };
    Arc::new(loaded.max_by_key(weight).expect("plans are shipped"))
}

/// The shipped plan with the most steps.
fn largest() -> Arc<Plan> {
    let plans = shipped_plans();
    let loaded = plans
        .iter()
        .map(|file| Plan::load(file, Catalogue::shipped()).expect("shipped plans are sound"));
    Arc::new(
        loaded
            .max_by_key(|plan| plan.steps.len())
            .expect("plans are shipped"),
    )
}

/// Runs a simulation on two threads, with all summaries and analyses.
fn on_two_threads(simulation: &Simulation) -> Summary {
    let next = AtomicU64::new(0);
    let chunks = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    let mut worker = simulation.worker();
                    let mut chunks = Vec::new();
                    loop {
                        let index = next.fetch_add(1, Ordering::Relaxed);
                        if index >= simulation.chunk_count() {
                            return chunks;
                        }
                        chunks.push(worker.run_chunk(index));
                    }
                })
            })
            .collect();
        let done = workers
            .into_iter()
            .map(|worker| worker.join().expect("the engine runs"));
        done.flatten().collect::<Vec<_>>()
    });
    let mut collector = Collector::new(simulation);
    for chunk in chunks {
        collector.add(chunk);
    }
    collector.summary()
}

/// From the checked plan to the whole answer: preparing included.
fn ten_thousand(plan: &Arc<Plan>) -> Summary {
    on_two_threads(&Simulation::new(
        Arc::clone(plan),
        1,
        10_000,
        Method::Mc,
        Detail::Full,
    ))
}

#[divan::bench(sample_count = 10)]
fn heaviest_plan_two_threads_ten_thousand_futures(bencher: Bencher) {
    let plan = heaviest();
    println!("the heaviest plan: {}, {} steps", plan.id, plan.steps.len());
    bencher
        .counter(ItemsCount::new(10_000_u64))
        .bench_local(|| ten_thousand(&plan));
}

#[divan::bench(sample_count = 10)]
fn largest_plan_two_threads_ten_thousand_futures(bencher: Bencher) {
    let plan = largest();
    println!("the largest plan: {}, {} steps", plan.id, plan.steps.len());
    bencher
        .counter(ItemsCount::new(10_000_u64))
        .bench_local(|| ten_thousand(&plan));
}

/// A plan with 216 combinations: those of a shipped one, and the capacities of two more teams.
fn with_many_options() -> Arc<Plan> {
    let file = shipped_plans()
        .into_iter()
        .find(|file| file.name.ends_with("japan-or-us-first.toml"))
        .expect("the plan is shipped");
    let more = ["qa", "clin"].map(|team| {
        let choices = [1, 2, 3].map(|people| {
            format!("{{ id = \"{team}-{people}\", title = \"{people}\", set = [{{ team = \"{team}\", capacity = {people} }}] }}")
        });
        let choices = choices.join(", ");
        format!("[[plan.option]]\nid = \"{team}\"\ntitle = \"{team}\"\nchoice = [{choices}]\n")
    });
    let text = file.text.replacen(
        "[[plan.option]]",
        &format!("{}\n[[plan.option]]", more.concat()),
        1,
    );
    let file = SourceFile { text, ..file };
    Arc::new(Plan::load(&file, Catalogue::shipped()).expect("the bench's plan is sound"))
}

/// Runs a search on two threads, a combination at a time on each.
fn searched(mut search: Search) -> Frontier {
    while let Some(round) = search.round().cloned() {
        let next = AtomicUsize::new(0);
        let mut ran: Vec<(usize, Ran)> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..2)
                .map(|_| {
                    scope.spawn(|| {
                        let mut runner = CombinationRunner::default();
                        let mut ran = Vec::new();
                        loop {
                            let place = next.fetch_add(1, Ordering::Relaxed);
                            let Some(selection) = round.selections.get(place) else {
                                return ran;
                            };
                            let one = runner.run(&search, selection, round.futures, || false);
                            ran.push((place, one.expect("nobody stops it")));
                        }
                    })
                })
                .collect();
            let done = workers
                .into_iter()
                .map(|worker| worker.join().expect("the engine runs"));
            done.flatten().collect()
        });
        ran.sort_by_key(|(place, _)| *place);
        search.take(ran.into_iter().map(|(_, ran)| ran).collect());
    }
    search.frontier().expect("its combinations can be simulated")
}

#[divan::bench(sample_count = 3)]
fn frontier_of_216_combinations_two_threads_2_000_futures_each(bencher: Bencher) {
    let plan = with_many_options();
    let question = || Question {
        target: None,
        by: None,
        seed: 7,
        futures: 2_000,
        bounds: Bounds::default(),
    };
    let search = || Search::new(&plan, Catalogue::shipped(), question()).expect("the plan has options");
    let found = searched(search());
    println!(
        "{} combinations, {} that nothing beats",
        found.run,
        found.best.len()
    );
    bencher
        .counter(ItemsCount::new(found.run * 2_000))
        .bench_local(|| searched(search()));
}

/// One combination: its plan made, checked and prepared, and a single future run.
#[divan::bench]
fn prepare_a_combination(bencher: Bencher) {
    let plan = with_many_options();
    let question = Question {
        target: None,
        by: None,
        seed: 7,
        futures: 2_000,
        bounds: Bounds::default(),
    };
    let search = Search::new(&plan, Catalogue::shipped(), question).expect("the plan has options");
    let selections = search
        .round()
        .expect("there is something to run")
        .selections
        .clone();
    let mut runner = CombinationRunner::default();
    let mut turn = 0;
    bencher.bench_local(|| {
        turn += 1;
        runner
            .run(&search, &selections[turn % selections.len()], 1, || false)
            .is_some()
    });
}

const FUTURES: u64 = 1 << 18;

#[divan::bench(args = [Method::Mc, Method::Lhs, Method::Sobol])]
fn san12_milestones(bencher: Bencher, method: Method) {
    let simulation = Simulation::new(san12(), 1, FUTURES, method, Detail::Milestones);
    bencher.counter(ItemsCount::new(FUTURES)).bench_local(|| {
        let mut worker = simulation.worker();
        (0..simulation.chunk_count())
            .map(|index| worker.run_chunk(index).len)
            .sum::<u64>()
    });
}

#[divan::bench]
fn san12_everything(bencher: Bencher) {
    let simulation = Simulation::new(san12(), 1, FUTURES, Method::Mc, Detail::Full);
    bencher.counter(ItemsCount::new(FUTURES)).bench_local(|| {
        let mut worker = simulation.worker();
        (0..simulation.chunk_count())
            .map(|index| worker.run_chunk(index).len)
            .sum::<u64>()
    });
}

#[divan::bench]
fn san12_tables(bencher: Bencher) {
    let plan = san12();
    bencher.bench_local(|| Simulation::new(Arc::clone(&plan), 1, 1, Method::Mc, Detail::Milestones));
}

#[divan::bench(sample_count = 5)]
fn largest_plan_with_all_summaries(bencher: Bencher) {
    let plan = largest();
    bencher.counter(ItemsCount::new(100_000_u64)).bench_local(|| {
        run(&Simulation::new(
            Arc::clone(&plan),
            1,
            100_000,
            Method::Mc,
            Detail::Full,
        ))
    });
}

/// MDSAP now, and a year later: most steps are shared.
fn now_and_later() -> [Simulation; 2] {
    let file = shipped_plans()
        .into_iter()
        .find(|file| file.name.ends_with("mdsap-five-countries.toml"))
        .expect("the plan is shipped");
    let later = SourceFile {
        name: "later.toml".into(),
        text: file
            .text
            .replace("\nnot_before = \"0 month\"", "\nnot_before = \"12 month\""),
    };
    assert_ne!(file.text, later.text, "the plan has its lever");
    [file, later].map(|file| {
        let plan = Plan::load(&file, Catalogue::shipped()).expect("the bench's plans are sound");
        Simulation::new(Arc::new(plan), 7, 10_000, Method::Mc, Detail::Full)
    })
}

/// Prints what the same futures for both plans are worth: how many times as many futures it would take with
/// other ones for each.
#[divan::bench(sample_count = 5)]
fn compare_two_plans(bencher: Bencher) {
    let simulations = now_and_later();
    for compared in compare(&simulations).metrics {
        let difference = compared.plans[1].difference.as_ref();
        let spread = difference.and_then(|difference| difference.spread.as_ref());
        let ratio = spread
            .and_then(|spread| spread.variance_ratio)
            .unwrap_or(f64::NAN);
        println!(
            "variance ratio, paired against independent, {:?}: {ratio:.1}",
            compared.metric
        );
    }
    bencher.bench_local(|| compare(&simulations));
}

#[divan::bench]
fn open_the_catalogue(bencher: Bencher) {
    let files = regpath_core::catalogue::shipped_files("catalogue");
    bencher.bench_local(|| Catalogue::default().with(&files));
}

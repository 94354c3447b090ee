//! Speeds that users feel: futures a second on one thread, and preparing a plan.

use std::sync::Arc;

use divan::Bencher;
use divan::counter::ItemsCount;
use regpath_core::analysis::compare::compare;
use regpath_core::catalogue::{Catalogue, SourceFile, shipped_plans};
use regpath_core::plan::Plan;
use regpath_core::run::{Detail, Simulation, run};
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

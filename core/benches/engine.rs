//! Speeds that users feel: futures a second on one thread, and preparing a plan.

use std::sync::Arc;

use divan::Bencher;
use divan::counter::ItemsCount;
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

#[divan::bench]
fn open_the_catalogue(bencher: Bencher) {
    let files = regpath_core::catalogue::shipped_files("catalogue");
    bencher.bench_local(|| Catalogue::default().with(&files));
}

//! How many futures a second the engine makes in WebAssembly, on one thread, of the network that the native benchmark
//! measures too. `cargo web speed` builds it as the page is built and runs it under node.

use std::sync::Arc;

use regpath_core::catalogue::{Catalogue, SourceFile};
use regpath_core::plan::Plan;
use regpath_core::run::{Detail, Simulation};
use regpath_core::sampling::Method;

const FUTURES: u64 = 1 << 20;
const TURNS: usize = 7;

fn main() {
    let file = SourceFile {
        name: "san12.toml".into(),
        text: include_str!("../../core/benches/san12.toml").into(),
    };
    let plan = Plan::load(&file, &Catalogue::default()).expect("the network is sound by itself");
    let plan = Arc::new(plan);
    for (what, detail) in [
        ("milestones only", Detail::Milestones),
        ("with costs, steps and critical paths", Detail::Full),
    ] {
        let simulation = Simulation::new(Arc::clone(&plan), 1, FUTURES, Method::Mc, detail);
        let mut worker = simulation.worker();
        let mut speeds: Vec<f64> = (0..TURNS)
            .map(|_| {
                let began = js_sys::Date::now();
                let futures: u64 = (0..simulation.chunk_count())
                    .map(|chunk| worker.run_chunk(chunk).len)
                    .sum();
                futures as f64 / (js_sys::Date::now() - began).max(1.0) / 1e3
            })
            .collect();
        speeds.sort_by(f64::total_cmp);
        let words = format!("{what}: {:.1} million futures a second", speeds[TURNS / 2]);
        web_sys::console::log_1(&words.into());
    }
}

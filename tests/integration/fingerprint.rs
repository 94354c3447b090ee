//! Pinned bits: runs of fixtures whose fingerprints are written down once, for this test and for
//! `tests/e2e/parity.mjs`, which asks the shipped WebAssembly for the same. No figure of the catalogue is in them.

use std::fs;

use regpath_core::catalogue::SourceFile;
use regpath_core::run::{JobId, RunSpec, Simulation, run};
use serde_json::Value;

use crate::fixtures::root;

fn source(path: &str) -> SourceFile {
    SourceFile {
        name: path.to_owned(),
        text: fs::read_to_string(root().join(path)).expect("the fixture can be read"),
    }
}

fn words<'a>(run: &'a Value, key: &str) -> &'a str {
    run[key].as_str().unwrap_or_else(|| panic!("{key} of {run}"))
}

fn number(run: &Value, key: &str) -> u64 {
    run[key].as_u64().unwrap_or_else(|| panic!("{key} of {run}"))
}

fn fingerprint(pinned: &Value) -> u64 {
    let plan = source(words(pinned, "plan"));
    let catalogue = pinned["catalogue"].as_array().expect("a list of files");
    let spec = RunSpec {
        job: JobId(1),
        name: plan.name,
        text: plan.text,
        seed: number(pinned, "seed"),
        iterations: number(pinned, "iterations"),
        method: words(pinned, "method").parse().expect("a sampling method"),
        catalogue: catalogue
            .iter()
            .map(|path| source(path.as_str().expect("a path")))
            .collect(),
    };
    run(&Simulation::prepare(&spec).expect("the fixture is sound")).fingerprint()
}

#[test]
fn the_same_seed_gives_the_pinned_bits() {
    let text = source("tests/fixtures/pinned/fingerprints.json").text;
    let runs: Vec<Value> = serde_json::from_str(&text).expect("the pinned runs are JSON");
    assert!(runs.len() >= 7);
    let moved: Vec<String> = runs
        .iter()
        .filter_map(|pinned| {
            let found = fingerprint(pinned).to_string();
            (found != words(pinned, "fingerprint")).then(|| {
                let (plan, method) = (words(pinned, "plan"), words(pinned, "method"));
                format!("{plan}, {method}: {found}")
            })
        })
        .collect();
    assert!(
        moved.is_empty(),
        "the answers moved. If that is meant, CHANGELOG.md says so as value-breaking, or says that a summary holds \
         more than before, and these go into tests/fixtures/pinned/fingerprints.json:\n{}",
        moved.join("\n")
    );
}

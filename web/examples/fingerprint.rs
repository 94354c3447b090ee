//! Runs what standard input asks for (a run as JSON) and prints the fingerprint of the answer, to be held against
//! what the page's engine says of the same run.

use std::io::{Read, Write, stdin, stdout};

use regpath_core::run::{RunSpec, Simulation, run};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut json = String::new();
    stdin().read_to_string(&mut json)?;
    let spec: RunSpec = serde_json::from_str(&json)?;
    let simulation = Simulation::prepare(&spec)?;
    writeln!(stdout(), "{}", run(&simulation).fingerprint())?;
    Ok(())
}

//! One test binary for the whole product.
mod bad_scenarios;
mod book;
mod cli;
mod distributions;
mod exact;
mod fingerprint;
mod fixtures;
mod hostile;
mod plausibility;
mod program;
mod scenarios;
mod schema;
mod terminal;

//! One test binary for the whole product.
mod answers;
mod bad_scenarios;
mod book;
mod cli;
mod distributions;
mod exact;
mod fingerprint;
mod fixtures;
mod hostile;
mod money;
mod plausibility;
mod program;
mod scenarios;
mod schema;
mod teaches;
mod terminal;

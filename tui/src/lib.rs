//! The terminal face of regpath: a library, so that its parts can be tested; `main.rs` only calls it.

mod cells;
#[cfg(test)]
mod fixture;
mod input;
pub mod runner;
mod scene;
mod screen;
mod terminal;
mod theme;
mod ui;
mod words;

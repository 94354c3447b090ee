//! The core of regpath: the model, the engine and the view models. It knows no screen, disk, clock or thread.

pub mod analysis;
pub mod answers;
pub mod app;
pub mod calendar;
pub mod catalogue;
pub mod decision;
mod define;
pub mod diag;
pub mod dist;
pub mod edit;
mod engine;
pub mod exercise;
pub mod file;
pub mod graph_export;
pub mod limits;
pub mod model;
mod order;
pub mod plan;
pub mod profile;
pub mod read;
pub mod rng;
pub mod run;
pub mod sampling;
pub mod share;
pub mod stats;
pub mod text;
pub mod view;
pub mod wizard;

pub use define::{ESTIMATE, Registers};

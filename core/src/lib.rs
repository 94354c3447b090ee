//! The core of regpath: the model, the engine and the view models. It knows no screen, disk, clock or thread.

pub mod calendar;
pub mod catalogue;
mod define;
pub mod diag;
pub mod dist;
pub mod file;
pub mod limits;
pub mod model;
pub mod plan;
pub mod read;
pub mod rng;
pub mod sampling;
pub mod text;

pub use define::{ESTIMATE, Registers};

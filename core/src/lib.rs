//! The core of regpath: the model, the engine and the view models. It knows no screen, disk, clock or thread.

pub mod calendar;
pub mod diag;
pub mod file;
pub mod limits;
pub mod read;
pub mod rng;
pub mod sampling;
pub mod text;

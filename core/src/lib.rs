//! The core of regpath.

pub mod rng;
pub mod sampling;

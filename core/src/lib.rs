//! The core of regpath.

pub mod dist;
pub mod rng;
pub mod sampling;

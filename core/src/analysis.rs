//! The answers beyond dates and costs: what makes the target late, how plans differ on the same futures, one
//! future as a story, and the figures behind a number.

pub mod risk;

//! Charts as pictures that stand on their own: SVG text with every style in its attributes, so that it looks the same
//! in a document, in the report and under a content security policy. The colours are those of Okabe and Ito on white.

mod charts;
mod compare;
mod gantt;
mod map;
mod pen;

pub use charts::{cash, curve, dots, histogram, scatter, tornado, waterfall};
pub use compare::compare;
pub use gantt::gantt;
pub use map::map;
pub(crate) use pen::escaped;

/// The colours of several plans, in the order of their letters.
pub const SERIES: [&str; 6] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00"];

#[cfg(test)]
mod tests;

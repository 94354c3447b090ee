//! One test binary for the whole product.
mod distributions;
mod terminal;

//! The core of regpath.

//! Only tests live here; see `integration/`.

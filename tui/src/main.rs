//! The terminal face.
fn main() -> anyhow::Result<()> {
    regpath_tui::run_app(
        regpath_core::app::App::new(regpath_core::text::Lang::En),
        regpath_tui::runner::all_threads(),
    )
}

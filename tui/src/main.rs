//! The program `regpath`.

use std::process::ExitCode;

fn main() -> ExitCode {
    regpath_tui::cli::main()
}

//! Long work: a line of progress on a terminal's standard error, and Ctrl-C, which ends the work and clears the
//! line. A second Ctrl-C ends the program at once.

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use regpath_core::text::Lang;
use regpath_core::view::format::grouped;

/// The line is written this often at most.
const PACE: Duration = Duration::from_millis(100);

/// A line that says how far the work is; nothing where nobody looks.
pub(super) struct Progress {
    lang: Lang,
    is_shown: bool,
    last: Option<Instant>,
}

impl Progress {
    pub(super) fn new(lang: Lang) -> Self {
        Self {
            lang,
            is_shown: io::stderr().is_terminal(),
            last: None,
        }
    }

    /// So many futures are in, of so many.
    pub(super) fn says(&mut self, done: u64, of: u64) {
        if !self.is_shown || self.last.is_some_and(|last| last.elapsed() < PACE) {
            return;
        }
        self.last = Some(Instant::now());
        let (done, of) = (grouped(done as f64, self.lang), grouped(of as f64, self.lang));
        let words = match self.lang {
            Lang::En => format!("{done} of {of} futures (Ctrl-C stops)"),
            Lang::Ja => format!("{of}通りのうち{done}通り(Ctrl-Cで中止)"),
        };
        let _ = write!(io::stderr(), "\r\u{1b}[K{words}");
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.last.is_some() {
            let _ = write!(io::stderr(), "\r\u{1b}[K");
        }
    }
}

/// A flag that Ctrl-C raises.
pub(super) fn cancel_on_interrupt() -> Arc<AtomicBool> {
    let cancel = Arc::new(AtomicBool::new(false));
    let raised = Arc::clone(&cancel);
    // Without a handler the system ends the program, which is all that is lost.
    let _ = ctrlc::set_handler(move || {
        if raised.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
    cancel
}

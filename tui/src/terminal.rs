//! Taking the terminal over and giving it back: on leaving, on an error, and when something panics.

use std::io::{self, Stdout, Write as _};
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once, PoisonError};
use std::thread;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::cursor::Show;
use ratatui::crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use ratatui::crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use ratatui::crossterm::{execute, queue};
use ratatui::{Frame, Terminal};

/// Exit status of a program that was asked to end: 128 and the number of SIGTERM.
const TERMINATED: i32 = 143;

/// Whether the terminal is ours now; it is given back once.
static IS_TAKEN: AtomicBool = AtomicBool::new(false);
static HOOK: Once = Once::new();
/// Held while a frame is written, so that the terminal is not given back in the middle of one.
static FRAME: Mutex<()> = Mutex::new(());

/// The terminal while it is ours: dropping it gives it back.
#[derive(Debug)]
pub(crate) struct Session {
    terminal: Terminal<CrosstermBackend<Stdout>>,
}

impl Session {
    /// Takes the terminal over: raw keys, the alternate screen, the mouse.
    pub(crate) fn enter() -> io::Result<Self> {
        restore_on_panic();
        restore_on_signal();
        enable_raw_mode()?;
        IS_TAKEN.store(true, Ordering::SeqCst);
        let entered = execute!(
            io::stdout(),
            EnterAlternateScreen,
            EnableMouseCapture,
            EnableBracketedPaste
        )
        .and_then(|()| Terminal::new(CrosstermBackend::new(io::stdout())));
        match entered {
            Ok(terminal) => Ok(Self { terminal }),
            Err(error) => {
                restore();
                Err(error)
            }
        }
    }

    /// Draws a frame; the terminal shows it in one piece.
    pub(crate) fn draw(&mut self, draw: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        let _frame = FRAME.lock().unwrap_or_else(PoisonError::into_inner);
        queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        let drawn = self.terminal.draw(draw).map(|_| ());
        execute!(self.terminal.backend_mut(), EndSynchronizedUpdate)?;
        drawn
    }

    /// Hands a text to the clipboard, where the terminal lets programs do that (OSC 52); elsewhere nothing happens.
    pub(crate) fn copy(&mut self, text: &str) -> io::Result<()> {
        let _frame = FRAME.lock().unwrap_or_else(PoisonError::into_inner);
        let backend = self.terminal.backend_mut();
        write!(backend, "\u{1b}]52;c;{}\u{7}", STANDARD.encode(text))?;
        backend.flush()
    }

    /// Cells across and down.
    pub(crate) fn size(&self) -> io::Result<ratatui::layout::Size> {
        self.terminal.size()
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        restore();
    }
}

/// Gives the terminal back. There is nobody left to tell when that fails, so errors are let go.
fn restore() {
    if IS_TAKEN.swap(false, Ordering::SeqCst) {
        drop(execute!(
            io::stdout(),
            EndSynchronizedUpdate,
            DisableBracketedPaste,
            DisableMouseCapture,
            LeaveAlternateScreen,
            Show
        ));
        drop(disable_raw_mode());
        drop(io::stdout().flush());
    }
}

/// A request to end (SIGTERM), or a terminal that is gone (SIGHUP), gives the terminal back and ends the program with
/// the status that shells use for it. Changes are kept as they are made, so that nothing is lost.
fn restore_on_signal() {
    // A second handler is refused, and the first one does the same.
    drop(ctrlc::set_handler(|| {
        let _frame = FRAME.lock().unwrap_or_else(PoisonError::into_inner);
        restore();
        std::process::exit(TERMINATED);
    }));
}

/// A panic of the thread that draws gives the terminal back before it is reported, so that the report can be read.
/// A panic of another thread while the terminal is ours says nothing: the runner reports it as a failed run.
fn restore_on_panic() {
    HOOK.call_once(|| {
        let drawing = thread::current().id();
        let report = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if thread::current().id() == drawing {
                restore();
                report(info);
            } else if !IS_TAKEN.load(Ordering::SeqCst) {
                report(info);
            }
        }));
    });
}

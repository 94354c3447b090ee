//! The screen without a terminal: keys go in, text comes out, and the engine runs beside as it does for a user. For tests,
//! benchmarks and captures.

use std::path::Path;
use std::time::{Duration, Instant};

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Size;
use regpath_core::app::App;

use crate::Desk;
use crate::prefs::Prefs;
use crate::store::Keeper;
use crate::theme::Theme;
use crate::ui::Ui;

/// Longer than this nobody waits for an answer.
const PATIENCE: Duration = Duration::from_mins(5);

/// A screen of so many cells, drawn in memory.
#[expect(missing_debug_implementations, reason = "it holds threads")]
pub struct Offscreen {
    pub(crate) desk: Desk,
    terminal: Terminal<TestBackend>,
}

impl Offscreen {
    /// Opens a state on a screen. What the terminal remembers lies in `state`; without it nothing is remembered.
    ///
    /// # Panics
    ///
    /// Never: memory can be drawn into.
    #[must_use]
    pub fn new(app: App, (width, height): (u16, u16), state: Option<&Path>) -> Self {
        let state = state.map(|state| state.to_string_lossy().into_owned());
        let var = |name: &str| state.clone().filter(|_| name == "XDG_STATE_HOME");
        let memory = (Keeper::from_env(var), Prefs::load(var));
        let theme = Theme::from_env(|name| (name == "NO_COLOR").then(|| "1".to_owned()));
        let mut desk = Desk::new(app, Size::new(width, height), theme, 2, memory);
        desk.is_still = true;
        Self {
            desk,
            terminal: Terminal::new(TestBackend::new(width, height)).expect("memory can be drawn into"),
        }
    }

    /// Presses a key.
    pub fn press(&mut self, code: KeyCode) {
        self.desk
            .hear(&Event::Key(KeyEvent::new(code, KeyModifiers::NONE)));
    }

    /// Presses keys one after the other, and waits for the answer: letters as they are, `↑ ↓ ← →` the arrows, `↵` Enter,
    /// `⎋` Escape, `⌫` Backspace.
    pub fn keys(&mut self, keys: &str) {
        for key in keys.chars() {
            self.press(match key {
                '↑' => KeyCode::Up,
                '↓' => KeyCode::Down,
                '←' => KeyCode::Left,
                '→' => KeyCode::Right,
                '↵' => KeyCode::Enter,
                '⎋' => KeyCode::Esc,
                '⌫' => KeyCode::Backspace,
                key => KeyCode::Char(key),
            });
        }
        self.wait();
    }

    /// Takes in what the engine has to say; whether it is still at work.
    pub fn news(&mut self) -> bool {
        self.desk.read_news();
        self.desk.scene.is_busy
    }

    /// Waits until the engine rests.
    ///
    /// # Panics
    ///
    /// If it takes longer than anybody waits.
    pub fn wait(&mut self) {
        let until = Instant::now() + PATIENCE;
        while self.news() {
            assert!(Instant::now() < until, "the engine does not come to an end");
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// Draws a frame, as the terminal would show it.
    ///
    /// # Panics
    ///
    /// Never: memory can be drawn into.
    pub fn draw(&mut self) -> &Buffer {
        let ui = Ui {
            scene: &self.desk.scene,
            screen: &self.desk.screen,
        };
        // Not what the backend has kept: there, what lay under the second half of a wide letter shows through.
        self.terminal
            .draw(|frame| frame.render_widget(&ui, frame.area()))
            .expect("memory can be drawn into")
            .buffer
    }

    /// The screen as text: one line a row, wide characters once, no spaces at the end.
    pub fn text(&mut self) -> String {
        text(self.draw())
    }
}

/// A buffer as text.
pub(crate) fn text(buffer: &Buffer) -> String {
    let mut rows = Vec::new();
    for y in 0..buffer.area.height {
        let mut row = String::new();
        let mut x = 0;
        while x < buffer.area.width {
            let symbol = buffer[(x, y)].symbol();
            row.push_str(symbol);
            x += crate::cells::width16(symbol).max(1);
        }
        rows.push(row.trim_end().to_owned());
    }
    rows.join("\n")
}

//! The terminal face of regpath: a library, so that its parts can be tested; `main.rs` only calls it.

mod cells;
pub mod cli;
#[cfg(test)]
mod fixture;
mod input;
pub mod report;
pub mod runner;
mod scene;
mod screen;
mod terminal;
mod theme;
mod ui;
mod words;

use std::time::Duration;

use anyhow::Context as _;
use ratatui::crossterm::event::{self, Event};
use ratatui::layout::Size;
use regpath_core::app::{Action, App};

use input::Message;
use runner::Runner;
use scene::Scene;
use screen::Screen;
use terminal::Session;
use theme::Theme;

/// While the engine runs, its news are looked for this often.
const BUSY: Duration = Duration::from_millis(20);
/// Otherwise only keys, clicks and a new size wake the program.
const IDLE: Duration = Duration::from_mins(10);

/// Shows the terminal screen until the user quits. The engine runs on `threads` threads beside it.
///
/// # Errors
///
/// When the terminal cannot be taken over, read or written.
pub fn run_app(app: App, threads: usize) -> anyhow::Result<()> {
    let mut session = Session::enter().context("cannot take over the terminal")?;
    let size = session.size().context("cannot ask the terminal for its size")?;
    let theme = Theme::from_env(|name| std::env::var(name).ok());
    let mut desk = Desk::new(app, size, theme, threads);
    while !desk.is_over {
        if std::mem::take(&mut desk.has_changed) {
            let ui = ui::Ui {
                scene: &desk.scene,
                screen: &desk.screen,
            };
            session
                .draw(|frame| frame.render_widget(&ui, frame.area()))
                .context("cannot draw")?;
        }
        let patience = if desk.scene.is_busy { BUSY } else { IDLE };
        let mut is_ready = event::poll(patience).context("cannot listen to the terminal")?;
        while is_ready && !desk.is_over {
            desk.hear(&event::read().context("cannot read from the terminal")?);
            is_ready = event::poll(Duration::ZERO).context("cannot listen to the terminal")?;
        }
        desk.read_news();
    }
    Ok(())
}

/// The state of both faces, that of the terminal alone, and the run.
struct Desk {
    app: App,
    scene: Scene,
    screen: Screen,
    runner: Runner,
    has_changed: bool,
    is_over: bool,
}

impl Desk {
    fn new(app: App, size: Size, theme: Theme, threads: usize) -> Self {
        let mut screen = Screen::new(size, theme);
        let scene = Scene::of(&app, &screen);
        screen.settle(&scene);
        let mut runner = Runner::new(threads);
        runner.follow(app.wanted().cloned());
        Self {
            app,
            scene,
            screen,
            runner,
            has_changed: true,
            is_over: false,
        }
    }

    fn hear(&mut self, event: &Event) {
        match input::message(&self.scene, &self.screen, event) {
            None => {}
            Some(Message::Quit) => self.is_over = true,
            Some(Message::Apply(actions)) => self.apply(actions),
            Some(Message::Change(change)) => {
                self.screen.change(&self.scene, change);
                self.refresh();
            }
        }
    }

    fn read_news(&mut self) {
        let news: Vec<Action> = self.runner.news().map(Action::Run).collect();
        self.apply(news);
    }

    fn apply(&mut self, actions: Vec<Action>) {
        let mut has_changed = false;
        for action in actions {
            if let Some(next) = self.app.apply(action) {
                self.app = next;
                has_changed = true;
            }
        }
        if has_changed {
            self.runner.follow(self.app.wanted().cloned());
            self.refresh();
        }
    }

    /// Takes what is shown from the state, once a change.
    fn refresh(&mut self) {
        self.scene = Scene::of(&self.app, &self.screen);
        self.screen.settle(&self.scene);
        self.has_changed = true;
    }
}

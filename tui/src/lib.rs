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
mod store;
mod terminal;
mod theme;
mod ui;
mod words;

use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use ratatui::crossterm::event::{self, Event};
use ratatui::layout::Size;
use regpath_core::app::{Action, App};

use input::Message;
use runner::Runner;
use scene::Scene;
use screen::Screen;
use store::Keeper;
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
    keeper: Keeper,
    has_changed: bool,
    is_over: bool,
}

impl Desk {
    fn new(app: App, size: Size, theme: Theme, threads: usize) -> Self {
        let mut keeper = Keeper::from_env(|name| std::env::var(name).ok());
        let mut screen = Screen::new(size, theme);
        let app = match keeper.recovered(&app) {
            Some(app) => {
                screen.notice = Some(words::recovered(app.lang).to_owned());
                app
            }
            None => app,
        };
        let scene = Scene::of(&app, &screen);
        screen.settle(&scene);
        let mut runner = Runner::new(threads);
        runner.follow(app.wanted().cloned());
        Self {
            app,
            scene,
            screen,
            runner,
            keeper,
            has_changed: true,
            is_over: false,
        }
    }

    fn hear(&mut self, event: &Event) {
        match input::message(&self.scene, &self.screen, event) {
            None => {}
            Some(Message::Quit) => self.is_over = true,
            Some(Message::Apply(actions)) => {
                self.screen.typed = None;
                self.apply(actions);
            }
            Some(Message::Save) => match store::home(self.app.draft()) {
                Some(path) if self.app.draft().is_unsaved() => self.save(&path),
                Some(_) => {}
                None => self.name(Some(format!("{}.toml", self.app.plan.id))),
            },
            Some(Message::SaveAs) => {
                let name = self.screen.name.take().unwrap_or_default();
                self.save(Path::new(name.trim()));
            }
            Some(Message::Name(name)) => {
                let path = store::home(self.app.draft()).map(|path| path.to_string_lossy().into_owned());
                let shown = || path.unwrap_or_else(|| format!("{}.toml", self.app.plan.id));
                let is_new = self.screen.name.is_none();
                let name = name.map(|name| if is_new && name.is_empty() { shown() } else { name });
                self.name(name);
            }
            Some(Message::Change(change)) => {
                self.screen.change(&self.scene, change);
                self.refresh();
            }
        }
    }

    /// A name is typed, or no longer; what was said before goes.
    fn name(&mut self, name: Option<String>) {
        self.screen.name = name;
        self.screen.notice = None;
        self.refresh();
    }

    /// Writes the plan, and says what came of it.
    fn save(&mut self, path: &Path) {
        let (lang, name) = (self.app.lang, path.to_string_lossy().into_owned());
        let draft = self.app.draft();
        let is_home = store::home(draft).is_some_and(|home| home == path);
        let written = if !is_home && path.exists() {
            Err(words::is_there(lang).to_owned())
        } else if is_home && store::is_changed_by_others(path, draft) {
            Err(words::is_changed(lang).to_owned())
        } else {
            store::write(path, draft.text()).map_err(|error| error.to_string())
        };
        let notice = match written {
            Ok(()) => {
                let before = self.app.draft().clone();
                self.apply(vec![Action::Saved(name.clone())]);
                self.keeper.forget(&before);
                words::saved(&name, lang)
            }
            Err(reason) => words::not_saved(&name, &reason, lang),
        };
        self.screen.notice = Some(notice);
        self.refresh();
    }

    fn read_news(&mut self) {
        let news: Vec<Action> = self.runner.news().map(Action::Run).collect();
        self.apply(news);
    }

    fn apply(&mut self, actions: Vec<Action>) {
        let mut has_changed = false;
        let before = self.app.draft().opened_text().to_owned();
        let is_news = actions.iter().all(|action| matches!(action, Action::Run(_)));
        for action in actions {
            if let Some(next) = self.app.apply(action) {
                self.app = next;
                has_changed = true;
            }
        }
        if has_changed && !is_news {
            self.screen.notice = None;
            if self.app.draft().opened_text() != before
                && let Some(app) = self.keeper.recovered(&self.app)
            {
                self.app = app;
                self.screen.notice = Some(words::recovered(self.app.lang).to_owned());
            }
            self.keeper.keep(self.app.draft());
        }
        if has_changed {
            self.runner.follow(self.app.wanted().cloned());
            self.runner.compare(self.app.wanted_comparison().cloned());
            self.runner.play(self.app.wanted_play());
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

//! The terminal face of regpath: a library, so that its parts can be tested; `main.rs` only calls it.

mod cells;
pub mod cli;
mod export;
#[cfg(test)]
mod fixture;
mod input;
mod line;
pub mod offscreen;
mod prefs;
mod prompt;
pub mod report;
pub mod runner;
mod scene;
mod screen;
mod sitting;
mod store;
mod terminal;
mod theme;
mod ui;
mod words;

use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use anyhow::Context as _;
use ratatui::crossterm::event::{self, Event};
use ratatui::layout::Size;
use regpath_core::app::{Action, App, Overlay, View};
use regpath_core::calendar::Date;
use regpath_core::catalogue::SourceFile;
use regpath_core::edit;
use regpath_core::read;
use regpath_core::run::JobId;
use regpath_core::view::exercise::paper;
use regpath_core::view::format::rate;
use regpath_core::wizard::Wizard;

use input::Message;
use prefs::Prefs;
use prompt::{Prompt, Purpose};
use runner::Runner;
use scene::{Around, Opens, Scene};
use screen::{Change, Screen};
use sitting::keep::SittingKeeper;
use store::Keeper;
use terminal::Session;
use theme::{Look, Theme};

/// While the engine runs, its news are looked for this often.
const BUSY: Duration = Duration::from_millis(20);
/// Otherwise only keys, clicks and a new size wake the program.
const IDLE: Duration = Duration::from_mins(10);
/// What was heard together is read together. (A wait of zero would not even look.)
const AT_ONCE: Duration = Duration::from_micros(500);

/// The look of the screen that is asked for on the command line, for this time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScreenLook {
    /// The terminal's own colours.
    Auto,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
    /// White on black, nothing dimmed.
    Contrast,
}

impl From<ScreenLook> for Look {
    fn from(look: ScreenLook) -> Self {
        match look {
            ScreenLook::Auto => Self::Auto,
            ScreenLook::Light => Self::Light,
            ScreenLook::Dark => Self::Dark,
            ScreenLook::Contrast => Self::Contrast,
        }
    }
}

/// Shows the terminal screen until the user quits, in the look that was asked for, or else in the one that was chosen last.
/// The engine runs on `threads` threads beside it.
///
/// # Errors
///
/// When the terminal cannot be taken over, read or written.
pub fn run_app(app: App, look: Option<ScreenLook>, threads: usize) -> anyhow::Result<()> {
    let mut session = Session::enter().context("cannot take over the terminal")?;
    let size = session.size().context("cannot ask the terminal for its size")?;
    let var = |name: &str| std::env::var(name).ok();
    let prefs = Prefs::load(var);
    let theme = Theme::from_env(var).with(look.map_or(prefs.look, Look::from));
    let mut desk = Desk::new(app, size, theme, threads, (Keeper::from_env(var), prefs));
    while !desk.is_over {
        if std::mem::take(&mut desk.has_changed) {
            let ui = ui::Ui {
                scene: &desk.scene,
                screen: &desk.screen,
            };
            let caret = ui::caret(&desk.scene, &desk.screen);
            session
                .draw(|frame| {
                    frame.render_widget(&ui, frame.area());
                    // Input methods open where the caret is.
                    if let Some(caret) = caret {
                        frame.set_cursor_position(caret);
                    }
                })
                .context("cannot draw")?;
        }
        if let Some(text) = desk.copied.take() {
            session.copy(&text).context("cannot write to the terminal")?;
        }
        let patience = desk.patience();
        let mut is_ready = event::poll(patience).context("cannot listen to the terminal")?;
        while is_ready && !desk.is_over {
            desk.hear(&event::read().context("cannot read from the terminal")?);
            is_ready = event::poll(AT_ONCE).context("cannot listen to the terminal")?;
        }
        desk.read_news();
        desk.tick();
    }
    Ok(())
}

/// How fast the run at hand is.
#[derive(Debug, Clone, Copy)]
struct Pace {
    job: JobId,
    since: Instant,
}

/// The state of both faces, that of the terminal alone, and the run.
struct Desk {
    app: App,
    scene: Scene,
    screen: Screen,
    around: Around,
    runner: Runner,
    keeper: Keeper,
    prefs: Prefs,
    pace: Option<Pace>,
    sittings: SittingKeeper,
    /// A text that is to go to the clipboard.
    copied: Option<String>,
    /// Whether nothing may depend on the clock: neither the speed that is shown nor the day on which a new plan begins.
    is_still: bool,
    has_changed: bool,
    is_over: bool,
}

impl Desk {
    fn new(
        app: App,
        size: Size,
        theme: Theme,
        threads: usize,
        (mut keeper, mut prefs): (Keeper, Prefs),
    ) -> Self {
        let mut screen = Screen::new(size, theme);
        if let Some(path) = store::home(app.draft()) {
            prefs.opened(&path);
        }
        let app = match keeper.recovered(&app) {
            Some(app) => {
                // At a sitting nobody looks at the plan.
                screen.notice = app
                    .session()
                    .is_none()
                    .then(|| words::recovered(app.lang).to_owned());
                app
            }
            None => app,
        };
        let around = Around::default();
        let scene = Scene::of(&app, &screen, &around);
        let mut runner = Runner::new(threads);
        runner.follow(app.wanted().cloned());
        let mut desk = Self {
            app,
            scene,
            screen,
            around,
            runner,
            keeper,
            prefs,
            pace: None,
            sittings: SittingKeeper::default(),
            copied: None,
            is_still: false,
            has_changed: true,
            is_over: false,
        };
        desk.look_around();
        desk.time();
        desk.sit_down();
        desk.refresh();
        desk
    }

    /// Takes in what the terminal alone knows: files, hints.
    fn look_around(&mut self) {
        self.around.hints = self.prefs.has_hints.then(|| self.prefs.learned.clone());
        if matches!(self.app.overlay, Some(Overlay::Plans)) {
            self.around.recent = self.prefs.files().cloned().collect();
            self.around.unsaved = self.keeper.unsaved();
        }
    }

    /// Begins to measure the speed of a new run, or says how fast the one at hand is.
    fn time(&mut self) {
        let Some(wanted) = self.app.wanted().filter(|_| !self.is_still) else {
            return;
        };
        match self.pace {
            Some(pace) if pace.job == wanted.job => {
                let done = self.app.summary().map_or(0, |summary| summary.iterations);
                let seconds = pace.since.elapsed().as_secs_f64();
                if !self.app.is_stale() && done > 0 && seconds > 0.0 {
                    self.around.rate = rate(done as f64 / seconds, self.app.lang);
                }
            }
            _ => {
                self.around.rate = String::new();
                self.pace = Some(Pace {
                    job: wanted.job,
                    since: Instant::now(),
                });
            }
        }
    }

    fn hear(&mut self, event: &Event) {
        match input::message(&self.scene, &self.screen, event) {
            None => {}
            Some(Message::Quit) => self.is_over = true,
            Some(Message::Apply(actions)) => {
                self.screen.typed = None;
                self.learn(&actions);
                self.apply(actions);
            }
            Some(Message::Save) => match store::home(self.app.draft()) {
                Some(path) if self.app.draft().is_unsaved() => self.save(&path),
                Some(_) => {}
                None => self.ask(Purpose::SaveAs),
            },
            Some(Message::Ask(purpose)) => self.ask(purpose),
            Some(Message::Prompt(prompt)) => self.prompt(prompt),
            Some(Message::Submit(prompt)) => self.submit(prompt),
            Some(Message::Open(opens)) => self.open(opens),
            Some(Message::Make) => {
                let still = Date::new(2027, 4, 1).filter(|_| self.is_still);
                let start = still.unwrap_or_else(next_quarter);
                self.apply(vec![Action::Make(start)]);
            }
            Some(Message::NextLook) => {
                let look = self.prefs.look.next();
                self.prefs.change(|prefs| prefs.look = look);
                self.screen.theme = self.screen.theme.with(look);
                self.say(words::look(look, self.app.lang));
            }
            Some(Message::TurnHints) => {
                let is_on = !self.prefs.has_hints;
                self.prefs.change(|prefs| {
                    prefs.has_hints = is_on;
                    if is_on {
                        prefs.learned.clear();
                    }
                });
                self.look_around();
                self.say(words::hints_are(is_on, self.app.lang).to_owned());
            }
            Some(Message::Sit(all)) => {
                for sit in all {
                    self.sit(sit);
                }
            }
            Some(Message::Change(change)) => {
                if matches!(change, Change::Zoom(_) | Change::Cursor(_)) && self.app.view == View::Map {
                    self.followed(View::Map);
                }
                self.screen.change(&self.scene, change);
                self.refresh();
            }
        }
    }

    /// Hints that were followed are not given again.
    fn learn(&mut self, actions: &[Action]) {
        let view = self.app.view;
        for action in actions {
            let is_it = matches!(
                (action, view),
                (Action::ShowLevers(true), View::Plan | View::Money)
                    | (Action::Ask(_), View::Odds)
                    | (
                        Action::Open(Overlay::Step(_)),
                        View::Timeline | View::Risk | View::Map
                    )
                    | (Action::Compare(_), View::Compare)
                    | (Action::Moment(Some(_)), View::Futures)
                    | (Action::SortSources(_), View::Sources)
            );
            if is_it {
                self.followed(view);
            }
        }
    }

    fn followed(&mut self, view: View) {
        let name = scene::hint_name(view);
        if !self.prefs.learned.contains(&name) {
            self.prefs.change(|prefs| {
                prefs.learned.insert(name);
            });
            self.look_around();
        }
    }

    /// Says something at the bottom of the view.
    fn say(&mut self, words: String) {
        self.screen.notice = Some(words);
        self.refresh();
    }

    /// A text is typed, or no longer; what was said before goes.
    fn prompt(&mut self, prompt: Option<Prompt>) {
        self.screen.prompt = prompt;
        self.screen.notice = None;
        self.refresh();
    }

    /// Asks for a text, with what it usually is to begin with.
    fn ask(&mut self, purpose: Purpose) {
        let text = match &purpose {
            Purpose::SaveAs => store::home(self.app.draft()).map_or_else(
                || format!("{}.toml", self.app.plan.id),
                |path| path.to_string_lossy().into_owned(),
            ),
            Purpose::Export(format) => {
                self.screen.is_exporting = false;
                export::name(&self.app, *format)
            }
            Purpose::Paper(which) => {
                let named = self
                    .app
                    .session()
                    .and_then(|session| paper(session, *which, self.app.lang));
                named.map_or_else(String::new, |(name, _)| name)
            }
            Purpose::Open | Purpose::Compare | Purpose::Value(_) | Purpose::Exercise | Purpose::Answers => {
                String::new()
            }
        };
        self.prompt(Some(Prompt::new(purpose, text)));
    }

    /// Does what a text was typed for.
    fn submit(&mut self, prompt: Prompt) {
        let text = prompt.line.text().trim().to_owned();
        let lang = self.app.lang;
        match &prompt.purpose {
            Purpose::SaveAs => {
                self.screen.prompt = None;
                self.save(Path::new(&text));
            }
            Purpose::Value(now) => match edit::typed(now, &text) {
                Some(setting) => {
                    self.screen.prompt = None;
                    self.apply(vec![Action::Set(setting)]);
                    self.refresh();
                }
                None => self.prompt(Some(prompt.refused(words::no_value(lang)))),
            },
            Purpose::Open | Purpose::Compare => match cli::plan_file(Path::new(&expanded(&text))) {
                Ok(file) if prompt.purpose == Purpose::Open => {
                    self.screen.prompt = None;
                    self.open_file(file);
                }
                Ok(file) => {
                    self.screen.prompt = None;
                    self.apply(vec![Action::CompareFile(file)]);
                    self.refresh();
                }
                Err(problem) => {
                    self.prompt(Some(prompt.refused(problem.says(lang))));
                }
            },
            Purpose::Export(format) => {
                let out = export::written(&self.app, *format);
                self.write(&text, out, prompt);
            }
            Purpose::Paper(which) => {
                let out = self
                    .app
                    .session()
                    .and_then(|session| paper(session, *which, lang));
                self.write(&text, out.map(|(_, out)| out), prompt);
            }
            Purpose::Exercise => match cli::plan_file(Path::new(&expanded(&text))) {
                Ok(file) => {
                    self.screen.prompt = None;
                    self.open_exercise(file);
                }
                Err(problem) => {
                    self.prompt(Some(prompt.refused(problem.says(lang))));
                }
            },
            Purpose::Answers => self.read_answers(&text, prompt),
        }
    }

    /// Opens something of the list.
    fn open(&mut self, opens: Opens) {
        match opens {
            Opens::New => self.apply(vec![Action::Open(Overlay::Wizard(Wizard::default()))]),
            Opens::Path => self.ask(Purpose::Open),
            Opens::Plan(id) => self.apply(vec![Action::ChoosePlan(id), Action::Close]),
            Opens::Exercise(id) => {
                self.apply(vec![Action::ChooseExercise(id, cli::salt())]);
                self.sit_down();
            }
            Opens::ExercisePath => self.ask(Purpose::Exercise),
            Opens::Unsaved(file) => {
                self.keeper.take(&file);
                self.apply(vec![Action::OpenNew(file), Action::Close]);
            }
            Opens::File(path) => match cli::plan_file(Path::new(&path)) {
                Ok(file) => self.open_file(file),
                Err(problem) => self.say(problem.says(self.app.lang)),
            },
        }
    }

    fn open_exercise(&mut self, file: SourceFile) {
        self.apply(vec![Action::Close, Action::OpenExercise(file, cli::salt())]);
        self.sit_down();
        self.refresh();
    }

    /// Opens a plan, or an exercise if the file is one.
    fn open_file(&mut self, file: SourceFile) {
        if read::is_exercise(&file.text) {
            return self.open_exercise(file);
        }
        let path = file.name.clone();
        // What is wrong with it is said above the plan that stays open.
        self.apply(vec![Action::Close, Action::OpenFile(file)]);
        if self.app.problems.is_empty() {
            self.prefs.opened(Path::new(&path));
        }
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
                self.prefs.opened(path);
                words::saved(&name, lang)
            }
            Err(reason) => words::not_saved(&name, &reason, lang),
        };
        self.say(notice);
    }

    /// Writes a file that is not there yet, and says what came of it.
    fn write(&mut self, typed: &str, out: Option<String>, prompt: Prompt) {
        let lang = self.app.lang;
        let path = expanded(typed);
        let path = Path::new(&path);
        let written = match out {
            None => Err(words::nothing_to_write(lang).to_owned()),
            Some(_) if path.exists() => Err(words::is_there(lang).to_owned()),
            Some(out) => store::write(path, &out).map_err(|error| error.to_string()),
        };
        match written {
            Ok(()) => {
                self.screen.prompt = None;
                let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
                self.say(words::exported(&whole.to_string_lossy(), lang));
            }
            Err(reason) => {
                self.prompt(Some(prompt.refused(words::not_written(typed, &reason, lang))));
            }
        }
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
            self.look_around();
        }
        if has_changed {
            self.scene.workshop = None;
            if let Some(session) = self.app.session().filter(|_| !is_news) {
                self.sittings.keep(session);
            }
            self.runner.follow(self.app.wanted().cloned());
            self.runner.compare(self.app.wanted_comparison().cloned());
            self.time();
            self.runner.play(self.app.wanted_play());
            self.refresh();
        }
    }

    /// Takes what is shown from the state, once a change.
    fn refresh(&mut self) {
        self.around.sitting = self.scene.workshop.take();
        self.scene = Scene::of(&self.app, &self.screen, &self.around);
        self.around.sitting = None;
        self.screen.settle(&self.scene);
        self.has_changed = true;
    }
}

/// A path with the user's home for a leading `~`.
fn expanded(path: &str) -> String {
    match (path.strip_prefix("~/"), std::env::var("HOME")) {
        (Some(rest), Ok(home)) => format!("{home}/{rest}"),
        _ => path.to_owned(),
    }
}

/// The first day of the quarter after this one: when a plan that is made now may begin.
fn next_quarter() -> Date {
    let seconds = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let epoch = Date::new(1970, 1, 1).expect("1970 has a first day");
    let today = epoch.plus_days((seconds / 86_400) as f64);
    let months = 3 - i32::from((today.month() - 1) % 3);
    let first = Date::new(today.year(), today.month(), 1).expect("every month has a first day");
    first.plus_months(months).unwrap_or(first)
}

#[cfg(test)]
mod journeys;

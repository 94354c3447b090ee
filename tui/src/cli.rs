//! The command line: what was asked, where the answer goes, and the exit code. Nothing but the answer goes to the
//! standard output; what is wrong with the input goes to the standard error.

mod answer;
mod args;
mod catalogue;
mod check;
mod compare;
mod exercise;
mod frontier;
mod graph;
mod input;
mod output;
mod progress;
mod replay;
mod report;
mod share;
mod simulate;
mod why;

use std::io::{self, IsTerminal as _};
use std::process::ExitCode;
use std::sync::Arc;

use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser as _};
use regpath_core::app::{Action, App};
use regpath_core::catalogue::{Catalogue, SourceFile, shipped_plans};
use regpath_core::diag::Problem;
use regpath_core::plan::Plan;
use regpath_core::read;
use regpath_core::text::Lang;

pub(crate) use self::args::PAGE;
pub(crate) use self::exercise::{read_some as answer_text, salt};
pub(crate) use self::input::plan_file;
use crate::ScreenLook;
use crate::report::render;
use crate::runner::{RunError, all_threads};
use args::{Cli, Color, Command, Global, ThemeName};

/// A table of core as text, so many cells wide.
pub(crate) fn table_text(table: &regpath_core::view::Table, columns: usize) -> String {
    output::table(table, 0, columns)
}

/// Why a command ends without an answer, or with a bad one.
#[derive(Debug)]
enum Failure {
    /// The input is wrong; the files are there to show the places. Exit code 1.
    Wrong(Vec<Problem>, Vec<SourceFile>),
    /// The answer itself says what is wrong. Exit code 1.
    Said,
    /// The machine did not do as it should: exit code 1.
    Broken(anyhow::Error),
    /// Somebody pressed Ctrl-C: exit code 130, as shells expect.
    Interrupted,
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Broken(error)
    }
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Cancelled => Self::Interrupted,
            other => Self::Broken(other.into()),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Broken(error.into())
    }
}

/// Runs the program.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let session = Session::new(&cli.global);
    match session.run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Said) => ExitCode::from(1),
        Err(Failure::Interrupted) => ExitCode::from(130),
        Err(Failure::Wrong(problems, files)) => {
            output::complain(&render(&problems, &files, session.is_colored, session.lang));
            ExitCode::from(1)
        }
        Err(Failure::Broken(error)) => {
            output::complain(&format!("error: {error:#}\n"));
            ExitCode::from(1)
        }
    }
}

/// What every command knows.
struct Session {
    lang: Lang,
    /// Whether findings are coloured.
    is_colored: bool,
    catalogue: Option<std::path::PathBuf>,
}

impl Session {
    fn new(global: &Global) -> Self {
        let is_colored = match global.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                io::stderr().is_terminal()
                    && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
                    && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
            }
        };
        let lang = global
            .lang
            .unwrap_or_else(|| system_lang(|name| std::env::var(name).ok()));
        Self {
            lang,
            is_colored,
            catalogue: global.catalogue.clone(),
        }
    }

    fn run(&self, cli: Cli) -> Result<(), Failure> {
        match (cli.scenario, cli.command) {
            (Some(_), Some(_)) => Cli::command()
                .error(
                    ErrorKind::ArgumentConflict,
                    "name a SCENARIO after the command, not before it",
                )
                .exit(),
            (scenario, None) => self.open(scenario.as_deref(), cli.theme),
            (None, Some(Command::Simulate(args))) => simulate::run(self, &args),
            (None, Some(Command::Compare(args))) => compare::run(self, &args),
            (None, Some(Command::Frontier(args))) => frontier::run(self, &args),
            (None, Some(Command::Replay(args))) => replay::run(self, &args),
            (None, Some(Command::Why(args))) => why::run(self, &args),
            (None, Some(Command::Check(args))) => check::run(self, &args),
            (None, Some(Command::Graph(args))) => graph::run(self, &args),
            (None, Some(Command::Report(args))) => report::run(self, &args),
            (None, Some(Command::Share(args))) => share::run(self, &args),
            (None, Some(Command::Catalogue(args))) => catalogue::run(self, &args),
            (None, Some(Command::Exercise(command))) => exercise::run(self, &command),
            (None, Some(Command::Schema { answers: false })) => {
                output::print_json(&regpath_core::file::json_schema())
            }
            (None, Some(Command::Schema { answers: true })) => {
                output::print_json(&regpath_core::answers::json_schema())
            }
            (None, Some(Command::Completions { shell })) => {
                let mut script = Vec::new();
                clap_complete::generate(shell, &mut Cli::command(), "regpath", &mut script);
                output::print(&String::from_utf8_lossy(&script))
            }
        }
    }

    /// Opens a plan on the screen, or prints its answer where there is no screen.
    fn open(&self, scenario: Option<&str>, theme: Option<ThemeName>) -> Result<(), Failure> {
        if !io::stdout().is_terminal() {
            let file = match scenario {
                Some(scenario) => input::scenario(scenario)?,
                None => shipped_plans()
                    .into_iter()
                    .next()
                    .ok_or_else(|| anyhow::anyhow!("the program ships no plan"))?,
            };
            let catalogue = self.catalogue()?;
            return simulate::print_table(self, load(&file, &catalogue)?);
        }
        if self.catalogue.is_some() {
            self.catalogue()?;
        }
        let look = theme.map(|theme| match theme {
            ThemeName::Auto => ScreenLook::Auto,
            ThemeName::Light => ScreenLook::Light,
            ThemeName::Dark => ScreenLook::Dark,
            ThemeName::Contrast => ScreenLook::Contrast,
        });
        let app = App::with_catalogue(self.lang, self.catalogue_files().files);
        let app = match scenario {
            Some(scenario) => {
                let file = input::scenario(scenario)?;
                if read::is_exercise(&file.text) {
                    return exercise::sit_at(self, file, look);
                }
                // What is wrong with it is told here, with its places, and nothing is opened.
                let app = app.apply(Action::OpenFile(file.clone())).unwrap_or(app);
                if !app.problems.is_empty() {
                    let catalogue = self.catalogue()?;
                    load(&file, &catalogue)?;
                }
                app
            }
            None => app,
        };
        crate::run_app(app, look, all_threads())?;
        Ok(())
    }

    fn catalogue_files(&self) -> input::Found {
        self.catalogue.as_ref().map_or_else(input::Found::default, |dir| {
            input::files(std::slice::from_ref(dir))
        })
    }

    /// The shipped catalogue with the user's own laid over it.
    fn catalogue(&self) -> Result<Arc<Catalogue>, Failure> {
        let found = self.catalogue_files();
        let (catalogue, mut problems) = Catalogue::shipped().with(&found.files);
        problems.splice(0..0, found.problems);
        if problems.is_empty() {
            Ok(Arc::new(catalogue))
        } else {
            Err(Failure::Wrong(problems, found.shown))
        }
    }

    /// A plan by what the command line calls it.
    fn plan(&self, scenario: &str) -> Result<Arc<Plan>, Failure> {
        let catalogue = self.catalogue()?;
        load(&input::scenario(scenario)?, &catalogue)
    }
}

fn load(file: &SourceFile, catalogue: &Catalogue) -> Result<Arc<Plan>, Failure> {
    match Plan::load(file, catalogue) {
        Ok(plan) => Ok(Arc::new(plan)),
        Err(error) => Err(Failure::Wrong(error.problems, vec![file.clone()])),
    }
}

/// Japanese where the system speaks it, else English.
fn system_lang(variable: impl Fn(&str) -> Option<String>) -> Lang {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| variable(name).filter(|value| !value.is_empty()));
    if locale.is_some_and(|locale| locale.starts_with("ja")) {
        Lang::Ja
    } else {
        Lang::En
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_that_of_the_system() {
        let of = |pairs: &'static [(&str, &str)]| {
            system_lang(|name| {
                pairs
                    .iter()
                    .find(|(known, _)| *known == name)
                    .map(|(_, value)| (*value).to_owned())
            })
        };
        assert_eq!(of(&[]), Lang::En);
        assert_eq!(of(&[("LANG", "ja_JP.UTF-8")]), Lang::Ja);
        assert_eq!(of(&[("LC_ALL", "C"), ("LANG", "ja_JP.UTF-8")]), Lang::En);
        assert_eq!(of(&[("LC_ALL", ""), ("LANG", "ja_JP.UTF-8")]), Lang::Ja);
    }
}

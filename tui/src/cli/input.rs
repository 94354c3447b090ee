//! From what the command line names to text: files, folders, the standard input, shipped plans. Whatever cannot
//! be read is a problem like any other, and no file is read further than the bound.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::CommandFactory as _;
use regpath_core::catalogue::{SourceFile, plan_id, shipped_plan, shipped_plans};
use regpath_core::diag::{FileRef, Problem, did_you_mean};
use regpath_core::limits;

use super::Failure;
use super::args::Cli;

/// Folders within folders, as deep as they are searched.
const DEPTH: usize = 32;

/// Files that were asked for.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Files that are text.
    pub(super) files: Vec<SourceFile>,
    /// What could not be read.
    pub(super) problems: Vec<Problem>,
    /// All files, for showing places: those that are text, and the others as far as they can be shown.
    pub(super) shown: Vec<SourceFile>,
}

/// The file of a scenario: a path, `-`, or the id of a shipped plan.
pub(super) fn scenario(name: &str) -> Result<SourceFile, Failure> {
    let path = Path::new(name);
    if name != "-"
        && !path.is_file()
        && !name.contains(['/', '\\'])
        && let Some(file) = shipped_plan(name)
    {
        return Ok(file);
    }
    if name != "-" && !path.exists() {
        let plans = shipped_plans();
        let mut known: Vec<&str> = plans.iter().map(|file| plan_id(&file.name)).collect();
        let commands = Cli::command();
        let commands: Vec<&str> = commands.get_subcommands().map(clap::Command::get_name).collect();
        let help = did_you_mean(name, known.iter().copied().chain(commands)).unwrap_or_else(|| {
            known.sort_unstable();
            let known = known.join(", ");
            [
                format!("give the path of a plan, or one of the shipped plans: {known}"),
                format!("計画のファイル、又は同梱の計画を指定してください:{known}"),
            ]
            .into()
        });
        let file = FileRef { name, text: "" };
        let message = [
            format!("there is no file and no shipped plan `{name}`"),
            format!("`{name}` というファイルも同梱の計画もありません"),
        ];
        return Err(Failure::Wrong(
            vec![file.problem("unreadable", &(0..0), message, help)],
            Vec::new(),
        ));
    }
    read_text(path)
}

/// A plan's file from the disk, for the screen.
pub(crate) fn plan_file(path: &Path) -> Result<SourceFile, Problem> {
    if path == Path::new("-") {
        return Err(unreadable("-", &io::ErrorKind::NotFound.into()));
    }
    read(path).map_err(|(problem, _)| problem)
}

/// The text of a path, or of the standard input for `-`.
pub(super) fn read_text(path: &Path) -> Result<SourceFile, Failure> {
    read(path).map_err(|(problem, file)| Failure::Wrong(vec![problem], vec![file]))
}

/// The files of a command line: files as they are, and the `.toml` files in folders, in order of their names.
pub(super) fn files(paths: &[PathBuf]) -> Found {
    let mut found = Found::default();
    let mut seen = BTreeSet::new();
    for path in paths {
        if path.is_dir() {
            let before = found.shown.len() + found.problems.len();
            folder(path, &mut seen, &mut found);
            if found.shown.len() + found.problems.len() == before {
                let name = path.to_string_lossy();
                found.problems.push(
                    FileRef {
                        name: &name,
                        text: "",
                    }
                    .problem(
                        "no-file",
                        &(0..0),
                        [
                            format!("the folder `{name}` has no `.toml` file"),
                            format!("フォルダ `{name}` に `.toml` ファイルがありません"),
                        ],
                        [
                            "name a file, or the folder that holds the files",
                            "ファイルか、ファイルのあるフォルダを指定してください",
                        ],
                    ),
                );
            }
        } else {
            file(path, &mut seen, &mut found);
        }
    }
    found
}

fn folder(top: &Path, seen: &mut BTreeSet<PathBuf>, found: &mut Found) {
    let mut open = vec![(top.to_owned(), 0)];
    let mut files = Vec::new();
    while let Some((dir, depth)) = open.pop() {
        let entries = match std::fs::read_dir(&dir) {
            Ok(entries) => entries,
            Err(error) => {
                found.problems.push(unreadable(&dir.to_string_lossy(), &error));
                continue;
            }
        };
        for entry in entries.flatten() {
            let path = entry.path();
            let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
            match entry.file_type() {
                // Links to folders are not followed: they may lead round in circles.
                Ok(kind) if kind.is_dir() && !is_hidden && depth < DEPTH => open.push((path, depth + 1)),
                // Reading a pipe might never end.
                Ok(kind)
                    if !kind.is_dir()
                        && !is_hidden
                        && path.extension().is_some_and(|end| end == "toml")
                        && (path.is_file() || (kind.is_symlink() && !path.is_dir())) =>
                {
                    files.push(path);
                }
                _ => {}
            }
        }
    }
    files.sort();
    for path in files {
        file(&path, seen, found);
    }
}

fn file(path: &Path, seen: &mut BTreeSet<PathBuf>, found: &mut Found) {
    let is_new = path.canonicalize().map_or(true, |real| seen.insert(real));
    if !is_new {
        return;
    }
    match read(path) {
        Ok(file) => {
            found.shown.push(file.clone());
            found.files.push(file);
        }
        Err((problem, file)) => {
            found.problems.push(problem);
            found.shown.push(file);
        }
    }
}

/// One file; `-` is the standard input.
fn read(path: &Path) -> Result<SourceFile, (Problem, SourceFile)> {
    let is_stdin = path == Path::new("-");
    let name = if is_stdin {
        "<stdin>".to_owned()
    } else {
        path.to_string_lossy().into_owned()
    };
    let fail = |error: &io::Error| {
        (
            unreadable(&name, error),
            SourceFile {
                name: name.clone(),
                text: String::new(),
            },
        )
    };
    let mut bytes = Vec::new();
    let most = limits::FILE_BYTES as u64 + 1;
    let outcome = if is_stdin {
        io::stdin().lock().take(most).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes))
    };
    outcome.map_err(|error| fail(&error))?;
    if bytes.len() > limits::FILE_BYTES {
        let file = SourceFile {
            name: name.clone(),
            text: String::new(),
        };
        let problem = file.as_ref().problem(
            "bounds",
            &(0..0),
            [
                format!("`{name}` has more than {} bytes", limits::FILE_BYTES),
                format!("`{name}` は{}バイトを超えています", limits::FILE_BYTES),
            ],
            [
                "split it, or see whether it is the right file",
                "分割するか、正しいファイルか確かめてください",
            ],
        );
        return Err((problem, file));
    }
    String::from_utf8(bytes)
        .map(|text| SourceFile {
            name: name.clone(),
            text,
        })
        .map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            let byte = error.as_bytes()[at];
            let file = SourceFile {
                name,
                text: String::from_utf8_lossy(error.as_bytes()).into_owned(),
            };
            let problem = file.as_ref().problem(
                "not-utf8",
                &(at..at + '\u{fffd}'.len_utf8()),
                [
                    format!("byte `0x{byte:02x}` is not UTF-8 text"),
                    format!("バイト `0x{byte:02x}` はUTF-8の文字ではありません"),
                ],
                ["save the file as UTF-8", "UTF-8で保存してください"],
            );
            (problem, file)
        })
}

fn unreadable(name: &str, error: &io::Error) -> Problem {
    FileRef { name, text: "" }.problem(
        "unreadable",
        &(0..0),
        [
            format!("`{name}` cannot be read: {error}"),
            format!("`{name}` を読めません({error})"),
        ],
        [
            "see whether the path and its permissions are right",
            "パスとアクセス権を確かめてください",
        ],
    )
}

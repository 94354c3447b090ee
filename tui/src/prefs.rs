//! What the terminal remembers from one time to the next: its look, whether it gives hints, and which files were opened.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::store;
use crate::theme::Look;

/// Files that are remembered.
const RECENT: usize = 9;
/// Longer than this no file of settings is.
const BYTES: u64 = 64 << 10;

/// What is remembered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Prefs {
    pub(crate) look: Look,
    /// Whether hints are given.
    pub(crate) has_hints: bool,
    /// Hints that were followed and need not be given again.
    pub(crate) learned: BTreeSet<String>,
    /// Files that were opened, the latest first.
    pub(crate) recent: Vec<String>,
    #[serde(skip)]
    home: Option<PathBuf>,
}

impl Default for Prefs {
    fn default() -> Self {
        Self {
            look: Look::Auto,
            has_hints: true,
            learned: BTreeSet::new(),
            recent: Vec::new(),
            home: None,
        }
    }
}

impl Prefs {
    /// What was remembered in the user's own folder for state; nothing where there is no such folder, or where what is
    /// there is no settings.
    pub(crate) fn load(var: impl Fn(&str) -> Option<String>) -> Self {
        let Some(home) = store::folder(var).map(|folder| folder.join("settings.json")) else {
            return Self::default();
        };
        let is_short = fs::metadata(&home).is_ok_and(|file| file.len() <= BYTES);
        let text = fs::read_to_string(&home).ok().filter(|_| is_short);
        let known: Self = text
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default();
        Self {
            home: Some(home),
            ..known
        }
    }

    /// Makes a change and writes it down. A folder that cannot be written remembers nothing.
    pub(crate) fn change(&mut self, change: impl FnOnce(&mut Self)) {
        let before = self.clone();
        change(self);
        if *self == before {
            return;
        }
        let Some(home) = &self.home else { return };
        let json = serde_json::to_string(self).expect("settings are plain data");
        let folder = home.parent().map_or(Ok(()), fs::create_dir_all);
        drop(folder.and_then(|()| store::write(home, &json)));
    }

    /// A file was opened or saved.
    pub(crate) fn opened(&mut self, path: &Path) {
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let path = path.to_string_lossy().into_owned();
        self.change(|prefs| {
            prefs.recent.retain(|other| *other != path);
            prefs.recent.insert(0, path);
            prefs.recent.truncate(RECENT);
        });
    }

    /// The files that are still there.
    pub(crate) fn files(&self) -> impl Iterator<Item = &String> {
        self.recent.iter().filter(|path| Path::new(path).is_file())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_remembered_and_junk_is_not_trusted() {
        let folder = std::env::temp_dir().join(format!("regpath-prefs-{}", std::process::id()));
        drop(fs::remove_dir_all(&folder));
        fs::create_dir_all(&folder).unwrap();
        let place = folder.to_string_lossy().into_owned();
        let load = || Prefs::load(|name| (name == "XDG_STATE_HOME").then(|| place.clone()));
        let mut prefs = load();
        assert!(prefs.has_hints && prefs.look == Look::Auto);
        prefs.change(|prefs| prefs.look = Look::Dark);
        let plan = folder.join("plan.toml");
        fs::write(&plan, "x").unwrap();
        for _ in 0..2 {
            prefs.opened(&plan);
        }
        let again = load();
        assert_eq!((again.look, again.files().count()), (Look::Dark, 1));
        fs::remove_file(&plan).unwrap();
        assert_eq!(again.files().count(), 0, "a file that is gone is not offered");
        fs::write(folder.join("regpath").join("settings.json"), "[1").unwrap();
        assert_eq!(load().look, Look::Auto);
        fs::remove_dir_all(folder).unwrap();
    }
}

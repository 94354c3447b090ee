//! Files that the screen writes: a plan where the user wants it, and a copy of unsaved changes in the user's own
//! folder for state, so that nothing is lost whatever happens. Every file is written beside its place and then
//! moved there, so that it is whole at any moment.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use regpath_core::app::{Action, App};
use regpath_core::catalogue::{plan_id, shipped_plan};
use regpath_core::edit::Draft;
use regpath_core::limits;
use serde::{Deserialize, Serialize};

/// Unsaved changes, as they are kept.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    /// Name of the plan's file.
    name: String,
    /// The text that was opened.
    opened: String,
    /// The text as it was changed.
    text: String,
}

/// Keeps unsaved changes, and brings them back.
#[derive(Debug)]
pub(crate) struct Keeper {
    folder: Option<PathBuf>,
    /// What is kept now: name and text.
    kept: Option<(String, String)>,
}

impl Keeper {
    /// A keeper in the user's folder for state, where there is one.
    pub(crate) fn from_env(var: impl Fn(&str) -> Option<String>) -> Self {
        let absolute = |name: &str| var(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let state = absolute("XDG_STATE_HOME")
            .or_else(|| absolute("LOCALAPPDATA"))
            .or_else(|| absolute("HOME").map(|home| home.join(".local").join("state")));
        Self {
            folder: state.map(|state| state.join("regpath")),
            kept: None,
        }
    }

    fn place(&self, name: &str) -> Option<PathBuf> {
        // A shipped plan is the same everywhere, a file is where it lies.
        let name = fs::canonicalize(name)
            .map_or_else(|_| name.to_owned(), |path| path.to_string_lossy().into_owned());
        // FNV-1a, 64 bits.
        let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        Some(self.folder.as_ref()?.join(format!("{hash:016x}.json")))
    }

    /// Keeps what is not saved, and drops what is. A folder that cannot be written keeps nothing.
    pub(crate) fn keep(&mut self, draft: &Draft) {
        let file = draft.file();
        let Some(place) = self.place(&file.name) else {
            return;
        };
        if !draft.is_unsaved() {
            if self.kept.as_ref().is_some_and(|(name, _)| *name == file.name) {
                self.kept = None;
                drop(fs::remove_file(place));
            }
            return;
        }
        let now = (file.name.clone(), file.text.clone());
        if self.kept.as_ref() == Some(&now) {
            return;
        }
        let kept = Kept {
            name: file.name,
            opened: draft.opened_text().to_owned(),
            text: file.text,
        };
        let json = serde_json::to_string(&kept).expect("names and texts can be written");
        let folder = place.parent().map_or(Ok(()), fs::create_dir_all);
        if folder.and_then(|()| write(&place, &json)).is_ok() {
            self.kept = Some(now);
        }
    }

    /// Drops what is kept for a plan, which was saved.
    pub(crate) fn forget(&mut self, draft: &Draft) {
        if let Some(place) = self.place(&draft.file().name) {
            drop(fs::remove_file(place));
        }
        self.kept = None;
    }

    /// The changes that were kept for a plan, if they are for the text that is open.
    pub(crate) fn recovered(&mut self, app: &App) -> Option<App> {
        let draft = app.draft();
        let name = draft.file().name;
        let place = self.place(&name)?;
        let size = fs::metadata(&place).ok()?.len();
        if size > 8 * limits::FILE_BYTES as u64 {
            return None;
        }
        let kept: Kept = serde_json::from_str(&fs::read_to_string(&place).ok()?).ok()?;
        if kept.name != name || kept.opened != draft.opened_text() {
            return None;
        }
        self.kept = Some((kept.name, kept.text.clone()));
        app.apply(Action::Recover(kept.text))
    }
}

/// Where a plan is saved without asking: where it was read from. Shipped plans have no such place.
pub(crate) fn home(draft: &Draft) -> Option<PathBuf> {
    let name = draft.file().name;
    let is_shipped = shipped_plan(plan_id(&name)).is_some_and(|file| file.name == name);
    let path = PathBuf::from(&name);
    (!is_shipped && path.is_file()).then_some(path)
}

/// Whether somebody else has changed the file since it was read or saved.
pub(crate) fn is_changed_by_others(path: &Path, draft: &Draft) -> bool {
    fs::read_to_string(path).is_ok_and(|text| text != draft.saved_text())
}

/// Writes a file as a whole: beside its place first, then moved there.
pub(crate) fn write(path: &Path, text: &str) -> io::Result<()> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    let mut beside = std::ffi::OsString::from(".");
    beside.push(name);
    beside.push(format!(".{}.tmp", std::process::id()));
    let beside = path.with_file_name(beside);
    let written = fs::File::create_new(&beside).and_then(|mut file| {
        if let Ok(before) = fs::metadata(path) {
            file.set_permissions(before.permissions())?;
        }
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    let moved = written.and_then(|()| fs::rename(&beside, path));
    if moved.is_err() {
        drop(fs::remove_file(&beside));
    }
    moved
}

#[cfg(test)]
mod tests {
    use regpath_core::edit::Setting;
    use regpath_core::text::Lang;

    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("regpath-store-{name}-{}", std::process::id()));
        drop(fs::remove_dir_all(&folder));
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    fn keeper(folder: &Path) -> Keeper {
        let folder = folder.to_string_lossy().into_owned();
        Keeper::from_env(|name| (name == "XDG_STATE_HOME").then(|| folder.clone()))
    }

    #[test]
    fn changes_survive_and_are_dropped_once_they_are_taken_back() {
        let folder = folder("keep");
        let app = App::new(Lang::En);
        let changed = app.apply(Action::Set(Setting::Horizon(120))).unwrap();
        keeper(&folder).keep(changed.draft());
        let mut other = keeper(&folder);
        let back = other.recovered(&app).unwrap();
        assert_eq!(back.draft().text(), changed.draft().text());
        other.keep(back.apply(Action::Undo).unwrap().draft());
        assert!(keeper(&folder).recovered(&app).is_none());
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn what_is_kept_is_not_trusted() {
        let folder = folder("trust");
        let app = App::new(Lang::En);
        let mut keeper = keeper(&folder);
        let place = keeper.place(&app.draft().file().name).unwrap();
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        let opened = app.draft().opened_text();
        let kept = |opened: &str, text: &str| {
            let name = app.draft().file().name;
            serde_json::json!({ "name": name, "opened": opened, "text": text }).to_string()
        };
        for junk in [
            "",
            "[]",
            "{\"name\": 1}",
            &kept("another text", opened),
            &kept(opened, "not toml ["),
        ] {
            fs::write(&place, junk).unwrap();
            assert!(keeper.recovered(&app).is_none(), "{junk}");
        }
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_file_is_replaced_as_a_whole() {
        let folder = folder("write");
        let path = folder.join("plan.toml");
        write(&path, "one").unwrap();
        write(&path, "two").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "two");
        assert_eq!(
            fs::read_dir(&folder).unwrap().count(),
            1,
            "nothing is left beside it"
        );
        assert!(write(&folder.join("no").join("plan.toml"), "x").is_err());
        fs::remove_dir_all(folder).unwrap();
    }
}

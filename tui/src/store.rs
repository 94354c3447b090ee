//! Files that the screen writes: a plan where the user wants it, and a copy of unsaved changes in the user's own
//! folder for state, so that nothing is lost whatever happens. Every file is written beside its place and then
//! moved there, so that it is whole at any moment.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use regpath_core::app::{Action, App};
use regpath_core::catalogue::{SourceFile, plan_id, shipped_plan};
use regpath_core::edit::Draft;
use regpath_core::limits;
use serde::{Deserialize, Serialize};

/// Screens that may have unsaved changes of the same plan at once.
const SCREENS: u32 = 8;

/// Unsaved changes, as they are kept.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    /// Name of the plan's file.
    name: String,
    /// The text that changes are measured against: as it was opened, or last saved.
    opened: String,
    /// The text as it was changed.
    text: String,
    /// Whether the plan was never saved to a file.
    #[serde(default)]
    is_new: bool,
}

/// Keeps unsaved changes, and brings them back. A place is held by one program at a time, so that a second one that has
/// the same plan open neither takes the changes of the first for lost nor writes over them.
#[derive(Debug)]
pub(crate) struct Keeper {
    folder: Option<PathBuf>,
    /// What is kept now: name and text.
    kept: Option<(String, String)>,
    /// The place that is held for the plan of that name, and what holds it.
    held: Option<(String, PathBuf, fs::File)>,
}

/// The user's folder for state, where there is one.
pub(crate) fn folder(var: impl Fn(&str) -> Option<String>) -> Option<PathBuf> {
    let absolute = |name: &str| var(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let state = absolute("XDG_STATE_HOME")
        .or_else(|| absolute("LOCALAPPDATA"))
        .or_else(|| absolute("HOME").map(|home| home.join(".local").join("state")));
    state.map(|state| state.join("regpath"))
}

/// Holds a place, if no other program does.
pub(crate) fn hold(place: &Path) -> Option<fs::File> {
    let lock = place.with_extension("lock");
    fs::create_dir_all(lock.parent()?).ok()?;
    let file = fs::OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(lock)
        .ok()?;
    file.try_lock().ok()?;
    Some(file)
}

/// What is kept at a place.
fn kept_at(place: &Path) -> Option<Kept> {
    let size = fs::metadata(place).ok()?.len();
    if size > 8 * limits::FILE_BYTES as u64 {
        return None;
    }
    serde_json::from_str(&fs::read_to_string(place).ok()?).ok()
}

impl Keeper {
    /// A keeper in the user's folder for state, where there is one.
    pub(crate) fn from_env(var: impl Fn(&str) -> Option<String>) -> Self {
        Self {
            folder: folder(var),
            kept: None,
            held: None,
        }
    }

    /// The places for a plan: one for each program that may have it open.
    pub(crate) fn places(&self, name: &str) -> Vec<PathBuf> {
        // A shipped plan is the same everywhere, a file is where it lies.
        let name = fs::canonicalize(name)
            .map_or_else(|_| name.to_owned(), |path| path.to_string_lossy().into_owned());
        // FNV-1a, 64 bits.
        let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        let folder = self.folder.iter();
        folder
            .flat_map(|folder| {
                (0..SCREENS).map(move |screen| folder.join(format!("{hash:016x}-{screen}.json")))
            })
            .collect()
    }

    /// The place that this program holds for a plan.
    fn place(&mut self, name: &str) -> Option<PathBuf> {
        if let Some((of, place, _)) = &self.held
            && of == name
        {
            return Some(place.clone());
        }
        let held = self
            .places(name)
            .into_iter()
            .find_map(|place| hold(&place).map(|lock| (place, lock)));
        let (place, lock) = held?;
        self.held = Some((name.to_owned(), place.clone(), lock));
        Some(place)
    }

    /// Keeps what is not saved, and drops what is. A folder that cannot be written keeps nothing.
    pub(crate) fn keep(&mut self, draft: &Draft) {
        let file = draft.file();
        let is_kept = self.kept.as_ref().is_some_and(|(name, _)| *name == file.name);
        if !draft.is_unsaved() {
            if is_kept && let Some(place) = self.place(&file.name) {
                self.kept = None;
                drop(fs::remove_file(place));
            }
            return;
        }
        let now = (file.name.clone(), file.text.clone());
        if self.kept.as_ref() == Some(&now) {
            return;
        }
        let Some(place) = self.place(&file.name) else {
            return;
        };
        let kept = Kept {
            name: file.name,
            opened: draft.base_text().to_owned(),
            text: file.text,
            is_new: draft.saved_text().is_none(),
        };
        let json = serde_json::to_string(&kept).expect("names and texts can be written");
        if write(&place, &json).is_ok() {
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

    /// The changes that were kept for a plan, if they are for the text that is open and no other program has them.
    pub(crate) fn recovered(&mut self, app: &App) -> Option<App> {
        let draft = app.draft();
        let name = draft.file().name;
        for place in self.places(&name).into_iter().filter(|place| place.exists()) {
            let Some(lock) = hold(&place) else { continue };
            let Some(kept) = kept_at(&place) else { continue };
            if kept.name != name || kept.opened != draft.base_text() {
                continue;
            }
            let Some(changed) = app.apply(Action::Recover(kept.text.clone())) else {
                continue;
            };
            self.kept = Some((kept.name, kept.text));
            self.held = Some((name, place, lock));
            return Some(changed);
        }
        None
    }

    /// Plans that were made here, never saved to a file, and that no other program has open.
    pub(crate) fn unsaved(&self) -> Vec<SourceFile> {
        let entries = self
            .folder
            .iter()
            .filter_map(|folder| fs::read_dir(folder).ok())
            .flatten();
        let mut places: Vec<PathBuf> = entries
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
            .collect();
        places.sort();
        let own = self.held.as_ref().map(|(_, place, _)| place);
        let others = places.into_iter().filter(|place| Some(place) != own);
        others
            .filter(|place| hold(place).is_some())
            .filter_map(|place| kept_at(&place))
            .filter(|kept| kept.is_new)
            .map(|kept| SourceFile {
                name: kept.name,
                text: kept.text,
            })
            .collect()
    }

    /// Opens a plan that was never saved; what was kept for it is kept on.
    pub(crate) fn take(&mut self, file: &SourceFile) {
        for place in self.places(&file.name).into_iter().filter(|place| place.exists()) {
            let Some(lock) = hold(&place) else { continue };
            if kept_at(&place).is_some_and(|kept| kept.is_new && kept.text == file.text) {
                self.kept = Some((file.name.clone(), file.text.clone()));
                self.held = Some((file.name.clone(), place, lock));
                return;
            }
        }
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
    fs::read_to_string(path).is_ok_and(|text| Some(text.as_str()) != draft.saved_text())
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
        let mut first = keeper(&folder);
        first.keep(changed.draft());
        assert!(
            keeper(&folder).recovered(&app).is_none(),
            "another screen has these changes"
        );
        let mut second = keeper(&folder);
        let further = changed.apply(Action::Set(Setting::Horizon(144))).unwrap();
        second.keep(further.draft());
        drop(second);
        drop(first);
        let mut other = keeper(&folder);
        let back = other.recovered(&app).unwrap();
        assert_eq!(back.draft().text(), changed.draft().text());
        other.keep(back.apply(Action::Undo).unwrap().draft());
        drop(other);
        let mut rest = keeper(&folder);
        let rest = rest.recovered(&app).unwrap();
        assert_eq!(
            rest.draft().text(),
            further.draft().text(),
            "the second screen's are there too"
        );
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_plan_that_was_never_saved_is_offered_again() {
        let folder = folder("new");
        let app = App::new(Lang::En);
        let file = SourceFile {
            name: "mine.toml".to_owned(),
            text: app.draft().text().replace("ai-imaging-asean", "mine"),
        };
        let made = app.apply(Action::OpenNew(file.clone())).unwrap();
        assert!(made.draft().is_unsaved() && made.problems.is_empty());
        let mut first = keeper(&folder);
        first.keep(made.draft());
        assert!(keeper(&folder).unsaved().is_empty(), "it is open elsewhere");
        drop(first);
        let mut other = keeper(&folder);
        assert_eq!(other.unsaved(), std::slice::from_ref(&file));
        other.take(&file);
        let saved = made.apply(Action::Saved("mine.toml".to_owned())).unwrap();
        other.keep(saved.draft());
        assert!(keeper(&folder).unsaved().is_empty());
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn what_is_kept_is_not_trusted() {
        let folder = folder("trust");
        let app = App::new(Lang::En);
        let mut keeper = keeper(&folder);
        let place = keeper.places(&app.draft().file().name).remove(0);
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

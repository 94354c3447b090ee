//! Keeps a sitting in the user's folder for state, so that closing the terminal loses nothing. A place is held by one program
//! at a time: a group and a trainer before one machine do not get in each other's way.

use std::fs;
use std::path::PathBuf;

use regpath_core::exercise::session::Session;

use crate::store::{self, Keeper};

/// Largest sitting that is read back, in bytes.
const LARGEST: u64 = 8 << 20;

/// Keeps the sitting that is open.
#[derive(Debug, Default)]
pub(crate) struct SittingKeeper {
    /// The place that is held, and what holds it.
    held: Option<(PathBuf, fs::File)>,
    /// What is kept there now.
    kept: String,
}

impl SittingKeeper {
    /// Takes a place for a sitting that begins, one with something kept before an empty one, and says what is kept there.
    pub(crate) fn open(&mut self, keeper: &Keeper, session: &Session) -> Option<String> {
        *self = Self::default();
        let name = format!("exercise {}", session.exercise.id);
        let mut places: Vec<PathBuf> = keeper
            .places(&name)
            .into_iter()
            .map(|place| place.with_extension("sitting"))
            .collect();
        places.sort_by_key(|place| !place.exists());
        self.held = places
            .into_iter()
            .find_map(|place| store::hold(&place).map(|lock| (place, lock)));
        let (place, _) = self.held.as_ref()?;
        let is_small = fs::metadata(place).is_ok_and(|file| file.len() <= LARGEST);
        is_small.then(|| fs::read_to_string(place).ok()).flatten()
    }

    /// Whether the sitting is kept as it stands.
    pub(crate) const fn is_kept(&self) -> bool {
        self.held.is_some() && !self.kept.is_empty()
    }

    /// Keeps a sitting that was begun. A folder that cannot be written keeps nothing.
    pub(crate) fn keep(&mut self, session: &Session) {
        let Some((place, _)) = self.held.as_ref().filter(|_| session.is_begun()) else {
            return;
        };
        let line = session.kept();
        if line != self.kept {
            self.kept = if store::write(place, &line).is_ok() {
                line
            } else {
                String::new()
            };
        }
    }

    /// Drops what is kept: the sitting was left.
    pub(crate) fn forget(&mut self) {
        if let Some((place, _)) = &self.held {
            drop(fs::remove_file(place));
        }
        *self = Self::default();
    }
}

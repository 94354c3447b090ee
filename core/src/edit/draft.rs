//! Every version of a plan's file, for undo and redo.

use std::sync::Arc;

use super::{Setting, turned};
use crate::catalogue::SourceFile;
use crate::file::Document;
use crate::read::read;

/// One version of a plan's text.
#[derive(Debug, Clone)]
struct Version {
    text: Arc<str>,
    /// The lever that was turned to get here.
    by: Option<Setting>,
}

/// A plan's file as it was opened, and every version since.
#[derive(Debug, Clone)]
pub struct Draft {
    name: String,
    versions: Vec<Version>,
    at: usize,
    /// The text as it lies on the disk; none of a plan that was never saved.
    saved: Option<Arc<str>>,
    document: Arc<Document>,
    /// What the file says that changes are marked against.
    base: Arc<Document>,
}

impl Draft {
    /// A file as it was opened.
    #[must_use]
    pub fn new(file: &SourceFile) -> Self {
        let text: Arc<str> = file.text.as_str().into();
        let document = Arc::new(read(file.as_ref()).unwrap_or_default());
        Self {
            name: file.name.clone(),
            versions: vec![Version {
                text: Arc::clone(&text),
                by: None,
            }],
            at: 0,
            saved: Some(text),
            base: Arc::clone(&document),
            document,
        }
    }

    /// A file that is not on any disk yet.
    #[must_use]
    pub fn unsaved(file: &SourceFile) -> Self {
        Self {
            saved: None,
            ..Self::new(file)
        }
    }

    /// The file as it is now.
    #[must_use]
    pub fn file(&self) -> SourceFile {
        SourceFile {
            name: self.name.clone(),
            text: self.text().to_owned(),
        }
    }

    /// The text as it is now.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.versions[self.at].text
    }

    /// The text as it was opened.
    #[must_use]
    pub fn opened_text(&self) -> &str {
        &self.versions[0].text
    }

    /// What the file says now.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// What the file said when it was last saved, or opened.
    #[must_use]
    pub fn base(&self) -> &Document {
        &self.base
    }

    /// The text that changes are measured against: as last saved, or as opened.
    #[must_use]
    pub fn base_text(&self) -> &str {
        self.saved.as_deref().unwrap_or_else(|| self.opened_text())
    }

    /// Every lever that was turned to get here, with the texts before and after, the first one first.
    #[must_use]
    pub fn turns(&self) -> impl DoubleEndedIterator<Item = (&Setting, &str, &str)> {
        let versions = &self.versions[..=self.at];
        versions
            .windows(2)
            .filter_map(|pair| Some((pair[1].by.as_ref()?, &*pair[0].text, &*pair[1].text)))
    }

    /// The lever that was turned last.
    #[must_use]
    pub fn last(&self) -> Option<&Setting> {
        self.versions[self.at].by.as_ref()
    }

    /// The text as it was last saved, or opened; none of a plan that was never saved.
    #[must_use]
    pub fn saved_text(&self) -> Option<&str> {
        self.saved.as_deref()
    }

    /// Whether the file differs from what was opened.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.text() != self.opened_text()
    }

    /// Whether the file differs from what was last saved.
    #[must_use]
    pub fn is_unsaved(&self) -> bool {
        self.saved_text() != Some(self.text())
    }

    /// Whether the text differs from what changes are measured against.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.text() != self.base_text()
    }

    /// Turns a lever; false if that changes nothing.
    pub fn turn(&mut self, setting: Setting) -> bool {
        match turned(self.text(), &setting) {
            Some(text) if text != self.text() => {
                self.push(&text, Some(setting));
                true
            }
            _ => false,
        }
    }

    /// A new version of the whole text; false if it is not a plan's file or no different.
    pub fn replace(&mut self, text: &str) -> bool {
        let file = SourceFile {
            name: self.name.clone(),
            text: text.to_owned(),
        };
        let is_plan = read(file.as_ref()).is_ok_and(|document| document.plan.is_some());
        if !is_plan || text == self.text() {
            return false;
        }
        self.push(text, None);
        true
    }

    fn push(&mut self, text: &str, by: Option<Setting>) {
        self.versions.truncate(self.at + 1);
        self.versions.push(Version {
            text: text.into(),
            by,
        });
        self.go(self.at + 1);
    }

    /// Back by one version; false at the first.
    pub fn undo(&mut self) -> bool {
        let Some(before) = self.at.checked_sub(1) else {
            return false;
        };
        self.go(before);
        true
    }

    /// Forward by one version; false at the last.
    pub fn redo(&mut self) -> bool {
        if self.at + 1 >= self.versions.len() {
            return false;
        }
        self.go(self.at + 1);
        true
    }

    /// Whether there is something to undo, and something to redo.
    #[must_use]
    pub fn can(&self) -> [bool; 2] {
        [self.at > 0, self.at + 1 < self.versions.len()]
    }

    /// The file was saved as it is now, under a name.
    pub fn saved_as(&mut self, name: &str) {
        name.clone_into(&mut self.name);
        self.saved = Some(Arc::clone(&self.versions[self.at].text));
        self.base = Arc::clone(&self.document);
    }

    fn go(&mut self, at: usize) {
        self.at = at;
        // A lever changes values and adds keys, so that the form stays sound.
        if let Ok(document) = read(self.file().as_ref()) {
            self.document = Arc::new(document);
        }
    }
}

//! The catalogue: routes and registers, shipped with the program or given by a user, and the plans that are
//! shipped beside them.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use crate::define::{Checker, Registers};
use crate::diag::{FileRef, Problem};
use crate::file::Document;
use crate::model::{CaveatDef, RouteDef, TermDef};
use crate::read::read;

#[cfg(feature = "embedded")]
mod embedded;
mod packed;

pub use self::packed::{Packed, unpack};

/// The shipped catalogue and files, once they have been asked for or unpacked.
static SHIPPED: OnceLock<Arc<Catalogue>> = OnceLock::new();
static FILES: OnceLock<Vec<SourceFile>> = OnceLock::new();

/// A file by name and text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFile {
    /// Name to show, e.g. `scenarios/plans/x.toml`.
    pub name: String,
    /// The whole text.
    pub text: String,
}

impl SourceFile {
    /// The file as problems see it.
    #[must_use]
    pub fn as_ref(&self) -> FileRef<'_> {
        FileRef {
            name: &self.name,
            text: &self.text,
        }
    }
}

/// Routes and registers, checked.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Catalogue {
    /// Sources, artefacts, jurisdictions, currencies and the glossary.
    pub registers: Registers,
    /// Routes by id.
    pub routes: BTreeMap<String, Arc<RouteDef>>,
}

impl Catalogue {
    /// The catalogue that is shipped with the program: read from its files, or [`unpack`]ed.
    #[must_use]
    pub fn shipped() -> &'static Arc<Self> {
        SHIPPED.get_or_init(|| {
            // A test holds the shipped files to be free of problems; should one slip in, what is sound is used.
            let (catalogue, _) = Self::default().with(&shipped_files("catalogue"));
            Arc::new(catalogue)
        })
    }

    /// The shipped catalogue with a user's own files laid over it; what is wrong with them is left out.
    #[must_use]
    pub fn shipped_with(files: &[SourceFile]) -> Arc<Self> {
        let shipped = Self::shipped();
        if files.is_empty() {
            Arc::clone(shipped)
        } else {
            Arc::new(shipped.with(files).0)
        }
    }

    /// This catalogue with files added; what they define wins over what is there. Problems are gathered, and
    /// what is sound is kept. Of a plan among the files only the form is looked at.
    #[must_use]
    pub fn with(&self, files: &[SourceFile]) -> (Self, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut documents: Vec<(&SourceFile, Document)> = Vec::new();
        for file in files {
            match read(file.as_ref()) {
                Ok(document) if document.is_empty() => problems.push(file.as_ref().problem(
                    "nothing-here",
                    &(0..0),
                    ["this file defines nothing", "このファイルは何も定義していません"],
                    [
                        "begin with a `[plan]`, a `[route]` with its `[[step]]`s, or entries such as \
                         `[[source]]`",
                        "`[plan]`、`[route]` とその `[[step]]`、`[[source]]` などの項目を書いてください",
                    ],
                )),
                Ok(document) if document.plan.is_none() => documents.push((file, document)),
                Ok(_) => {}
                Err(mut found) => problems.append(&mut found),
            }
        }
        let empty = Registers::default();
        let mut added = Registers::default();
        for (file, document) in &documents {
            let mut checker = Checker::new(file.as_ref(), &empty, true);
            checker.registers(document, &mut added);
            problems.append(&mut checker.problems);
        }
        let mut registers = self.registers.clone();
        registers.append(&mut added);
        let mut standings = BTreeMap::new();
        for (file, document) in &documents {
            let mut checker = Checker::new(file.as_ref(), &registers, true);
            checker.standings(document, &mut standings);
            problems.append(&mut checker.problems);
        }
        registers.standings.append(&mut standings);
        let mut circular = Vec::new();
        for (file, document) in &documents {
            let mut checker = Checker::new(file.as_ref(), &registers, true);
            circular.append(&mut checker.standing_circles(document));
            problems.append(&mut checker.problems);
        }
        registers.standings.retain(|id, _| !circular.contains(id));
        let mut currencies = BTreeMap::new();
        let mut caveats = BTreeMap::new();
        for (file, document) in &documents {
            let mut checker = Checker::new(file.as_ref(), &registers, true);
            checker.glossary(document);
            checker.caveats(document, &mut caveats);
            checker.currencies(document, &mut currencies);
            problems.append(&mut checker.problems);
        }
        registers.currencies.append(&mut currencies);
        registers.caveats.append(&mut caveats);
        let mut schemes = BTreeMap::new();
        for (file, document) in &documents {
            let mut checker = Checker::new(file.as_ref(), &registers, true);
            checker.add_schemes(document, &mut schemes);
            problems.append(&mut checker.problems);
        }
        registers.schemes.append(&mut schemes);

        let mut routes: BTreeMap<String, Arc<RouteDef>> = BTreeMap::new();
        for (file, document) in &documents {
            let mut checker = Checker::new(file.as_ref(), &registers, true);
            if let Some(at) = &document.route {
                let route = checker.route(document, at);
                if routes.contains_key(&route.id) {
                    checker.twice(["route", "ルート"], &at.value.id);
                }
                routes.insert(route.id.clone(), Arc::new(route));
            } else if let Some(first) = document.step.first() {
                checker.report(
                    "stray-step",
                    &first.value.id.span,
                    [
                        format!(
                            "step `{}` belongs to neither a route nor a plan",
                            first.value.id.value
                        ),
                        format!(
                            "工程 `{}` はルートにも計画にも属していません",
                            first.value.id.value
                        ),
                    ],
                    [
                        "add a `[route]` or a `[plan]` table",
                        "`[route]` か `[plan]` の表を加えてください",
                    ],
                );
            }
            problems.append(&mut checker.problems);
        }
        let mut all = self.routes.clone();
        all.append(&mut routes);
        for (file, document) in &documents {
            let mut checker = Checker::new(file.as_ref(), &registers, true);
            checker.renewals(document, all.values().map(AsRef::as_ref));
            problems.append(&mut checker.problems);
        }
        (
            Self {
                registers,
                routes: all,
            },
            problems,
        )
    }

    /// The glossary's terms that a word stands for: those of exactly that id, abbreviation or name, in either
    /// language and whatever its capitals; where there are none, those whose name holds it, and then those whose
    /// explanation does. By id.
    #[must_use]
    pub fn look_up(&self, word: &str) -> Vec<&TermDef> {
        let word = word.trim().to_ascii_lowercase();
        if word.is_empty() {
            return Vec::new();
        }
        let those = |is_meant: &dyn Fn(&TermDef) -> bool| -> Vec<&TermDef> {
            self.registers
                .terms
                .values()
                .filter(|term| is_meant(term))
                .collect()
        };
        let exact = those(&|term| term.names().any(|name| name.to_ascii_lowercase() == word));
        if !exact.is_empty() {
            return exact;
        }
        let named = those(&|term| term.names().any(|name| name.to_ascii_lowercase().contains(&word)));
        if !named.is_empty() {
            return named;
        }
        those(&|term| {
            [&term.meaning.en, &term.meaning.ja]
                .iter()
                .any(|meaning| meaning.to_ascii_lowercase().contains(&word))
        })
    }

    /// What a reader must be told of some routes: first what holds of every route.
    #[must_use]
    pub fn caveats<'a>(&'a self, routes: impl Iterator<Item = &'a RouteDef>) -> Vec<&'a CaveatDef> {
        let routes: Vec<&RouteDef> = routes.collect();
        let mut found: Vec<&CaveatDef> = self
            .registers
            .caveats
            .values()
            .filter(|caveat| routes.iter().any(|route| caveat.is_about(route)))
            .collect();
        crate::order::by_key(&mut found, |caveat| !caveat.is_general());
        found
    }

    /// Words for an artefact; its id where it has none.
    #[must_use]
    pub fn artefact_title(&self, id: &str) -> crate::text::Text {
        self.registers
            .artefacts
            .get(id)
            .map_or_else(|| crate::text::Text::same(id), |def| def.title.clone())
    }

    /// Words for a jurisdiction; its id where it has none.
    #[must_use]
    pub fn jurisdiction_title(&self, id: &str) -> crate::text::Text {
        self.registers
            .jurisdictions
            .get(id)
            .map_or_else(|| crate::text::Text::same(id), |def| def.title.clone())
    }
}

/// The shipped files below a folder of `scenarios/`, by name. A program that brings its catalogue packed has only
/// those that a reader may open.
#[must_use]
pub fn shipped_files(folder: &str) -> Vec<SourceFile> {
    below(folder).cloned().collect()
}

fn below(folder: &str) -> impl Iterator<Item = &'static SourceFile> {
    let below = format!("scenarios/{folder}/");
    let files = FILES.get_or_init(embedded_files).iter();
    files.filter(move |file| file.name.starts_with(&below))
}

#[cfg(feature = "embedded")]
fn embedded_files() -> Vec<SourceFile> {
    embedded::files()
}

/// Nothing is embedded: whoever built this program unpacks its scenarios first.
#[cfg(not(feature = "embedded"))]
const fn embedded_files() -> Vec<SourceFile> {
    Vec::new()
}

/// The shipped plans, by name of file; the first one opens unless another is asked for.
#[must_use]
pub fn shipped_plans() -> Vec<SourceFile> {
    shipped_files("plans")
}

/// The shipped plan of an id, which is the name of its file without the ending.
#[must_use]
pub fn shipped_plan(id: &str) -> Option<SourceFile> {
    below("plans").find(|file| plan_id(&file.name) == id).cloned()
}

/// Whether a file of this name is a shipped plan.
#[must_use]
pub fn is_shipped_plan(name: &str) -> bool {
    below("plans").any(|file| file.name == name)
}

/// The id that a plan's file name stands for.
#[must_use]
pub fn plan_id(name: &str) -> &str {
    let name = name.rsplit('/').next().unwrap_or(name);
    name.strip_suffix(".toml").unwrap_or(name)
}

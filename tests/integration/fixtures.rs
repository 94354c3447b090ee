//! Where the fixtures are, and the tiny catalogue that they are checked against.

use std::fs;
use std::path::{Path, PathBuf};

use regpath_core::catalogue::{Catalogue, SourceFile};
use regpath_core::diag::Problem;

/// The root of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the tests lie in the repository")
}

/// The `.toml` files of a folder below `tests/fixtures`, folders within it included, sorted.
pub(crate) fn paths(folder: &str) -> Vec<PathBuf> {
    let mut open = vec![root().join("tests/fixtures").join(folder)];
    let mut found = Vec::new();
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(&dir).expect("the folder is there") {
            let path = entry.expect("the folder can be read").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|end| end == "toml") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// A fixture by its name without the ending.
pub(crate) fn file(path: &Path) -> SourceFile {
    let name = path
        .file_stem()
        .expect("a fixture has a name")
        .to_string_lossy()
        .into_owned();
    let bytes = fs::read(path).expect("the fixture can be read");
    SourceFile {
        name,
        text: String::from_utf8_lossy(&bytes).into_owned(),
    }
}

/// The tiny catalogue alone, without the shipped one.
pub(crate) fn tiny_catalogue() -> Catalogue {
    let files: Vec<SourceFile> = paths("catalogue").iter().map(|path| file(path)).collect();
    let (catalogue, problems) = Catalogue::default().with(&files);
    assert!(problems.is_empty(), "{problems:#?}");
    catalogue
}

/// Whether a problem and its way out are told in Japanese too.
pub(crate) fn speaks_japanese(problem: &Problem) -> bool {
    let is_kana = |character: char| ('\u{3040}'..='\u{30ff}').contains(&character);
    [&problem.message.ja, &problem.help.ja]
        .iter()
        .all(|text| text.contains(is_kana))
}

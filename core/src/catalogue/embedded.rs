//! The files of `scenarios/` inside the program.

use include_dir::{Dir, include_dir};

use super::SourceFile;

static SCENARIOS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../scenarios");

/// All of them, by name.
pub(super) fn files() -> Vec<SourceFile> {
    let mut files = Vec::new();
    collect(&SCENARIOS, &mut files);
    files.sort_by(|a: &SourceFile, b| a.name.cmp(&b.name));
    files
}

fn collect(dir: &Dir<'_>, into: &mut Vec<SourceFile>) {
    for file in dir.files() {
        if file
            .path()
            .extension()
            .is_some_and(|extension| extension == "toml")
            && let Some(text) = file.contents_utf8()
        {
            let name = format!("scenarios/{}", file.path().to_string_lossy().replace('\\', "/"));
            into.push(SourceFile {
                name,
                text: text.to_owned(),
            });
        }
    }
    for dir in dir.dirs() {
        collect(dir, into);
    }
}

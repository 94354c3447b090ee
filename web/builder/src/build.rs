//! From sources to a folder of static files.

use std::ffi::OsString;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use regpath_core::catalogue::Packed;
use regpath_web::first;
use wasm_bindgen_cli_support::Bindgen;

use crate::say;

const TARGET: &str = "wasm32-unknown-unknown";

/// The crate of the page and its program.
const CRATE: &str = "regpath-web";

/// Stands in the static files wherever a file of this very build is named, so that a browser never pairs a cached
/// script with a newer program.
const BUILD_MARK: &str = "__BUILD__";

/// Stands in `index.html` where the first page comes, drawn in every language.
const FIRST_MARK: &str = "<!-- FIRST PAGES -->";

/// How a printed report looks.
const PAPER: &str = "src/view/report/report.css";

/// Builds the page in `web` and writes it to `dist`.
pub(crate) fn build(web: &Path, dist: &Path, is_dev: bool) -> Result<()> {
    let wasm = compile(web, &["--bin", CRATE], is_dev)?.join(format!("{CRATE}.wasm"));
    if dist.exists() {
        fs::remove_dir_all(dist).context("cannot empty web/dist")?;
    }
    fs::create_dir_all(dist).context("cannot create web/dist")?;
    bind(&wasm, dist, is_dev)?;
    let core = web
        .parent()
        .context("the page's crate has no parent folder")?
        .join("core");
    fs::copy(core.join(PAPER), dist.join("paper.css")).context("cannot copy the report's style")?;
    let first = first_pages();
    let id = build_id(dist, &web.join("static"), &first)?;
    copy_static(&web.join("static"), dist, &id)?;
    put_first_pages(dist, &first)?;
    list_files(dist)?;
    report(dist)
}

/// Measures the engine: compiles the example that does so as the page is compiled, and runs it under node.
pub(crate) fn speed(web: &Path) -> Result<()> {
    let out = compile(web, &["--example", "speed"], false)?.join("examples");
    Bindgen::new()
        .input_path(out.join("speed.wasm"))
        .nodejs(true)?
        .typescript(false)
        .out_name("speed")
        .generate(&out)
        .context("cannot write the script that loads the engine")?;
    let node = Command::new("node").arg(out.join("speed.js")).status();
    if !node.context("cannot start node")?.success() {
        bail!("the engine does not run under node");
    }
    Ok(())
}

/// Compiles a part of the crate and names the folder of what came out.
fn compile(web: &Path, part: &[&str; 2], is_dev: bool) -> Result<PathBuf> {
    let profile = if is_dev { "dev" } else { "web" };
    let root = web.parent().context("the page's crate has no parent folder")?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |set| root.join(set));
    let scenarios = pack(&target)?;
    let mut command = Command::new(cargo);
    command
        .current_dir(root)
        .env("REGPATH_SCENARIOS", &scenarios)
        .args(["build", "--quiet", "--locked", "-p", "regpath-web"])
        .args(part)
        .args(["--target", TARGET, "--profile", profile]);
    if is_dev {
        // Full debugging information makes a page of 16 MB that no browser enjoys.
        command
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env("CARGO_PROFILE_DEV_OPT_LEVEL", "1");
    }
    if !command.status().context("cannot start cargo")?.success() {
        bail!("the page does not compile; if the target is missing, run `rustup target add {TARGET}`");
    }
    let folder = if is_dev { "debug" } else { profile };
    Ok(target.join(TARGET).join(folder))
}

/// Packs the scenarios for the page, and names the file. It is written only when it changes, so that an unchanged
/// page need not be compiled again.
fn pack(target: &Path) -> Result<PathBuf> {
    let file = target.join("regpath-scenarios.bin");
    let bytes = Packed::shipped().to_bytes();
    if fs::read(&file).ok().as_ref() != Some(&bytes) {
        fs::create_dir_all(target).context("cannot create the target folder")?;
        fs::write(&file, bytes).context("cannot write the packed scenarios")?;
    }
    Ok(file)
}

/// Writes `regpath.js` and `regpath_bg.wasm`.
fn bind(wasm: &Path, dist: &Path, is_dev: bool) -> Result<()> {
    Bindgen::new()
        .input_path(wasm)
        .web(true)?
        .typescript(false)
        .keep_debug(is_dev)
        .remove_name_section(!is_dev)
        .remove_producers_section(true)
        .out_name("regpath")
        .generate(dist)
        .context("cannot write the script that loads the program")
}

/// Names the build after everything in it: the same sources give the same name.
fn build_id(dist: &Path, fixed: &Path, first: &str) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    first.hash(&mut hasher);
    for folder in [dist, fixed] {
        for name in names(folder)? {
            fs::read(folder.join(&name))
                .with_context(|| format!("cannot read {name}"))?
                .hash(&mut hasher);
        }
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// The names of the files in a folder, in order.
fn names(folder: &Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    let mut names = entries
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<Result<Vec<_>>>()?;
    names.sort();
    Ok(names)
}

/// The first page as it is shown before the program, once a language.
fn first_pages() -> String {
    let templates = first::pages()
        .into_iter()
        .map(|page| format!("<template lang=\"{}\">{}</template>", page.lang.tag(), page.html));
    templates.collect::<Vec<_>>().join("\n")
}

/// Puts the first page into `index.html`.
fn put_first_pages(dist: &Path, first: &str) -> Result<()> {
    let page = dist.join("index.html");
    let text = fs::read_to_string(&page).context("cannot read index.html")?;
    fs::write(&page, text.replace(FIRST_MARK, first)).context("cannot write index.html")
}

/// Tells the service worker which files the page is made of, under the names by which the page asks for them.
fn list_files(dist: &Path) -> Result<()> {
    let worker = dist.join("sw.js");
    let text = fs::read_to_string(&worker).context("cannot read sw.js")?;
    let build = text
        .split('\'')
        .find_map(|word| word.strip_prefix("regpath-"))
        .unwrap_or_default()
        .to_owned();
    let files = names(dist)?
        .into_iter()
        .filter(|name| name != "sw.js")
        .map(|name| {
            let is_plain = [".html", ".svg", ".webmanifest"]
                .iter()
                .any(|ending| name.ends_with(ending));
            if is_plain {
                format!("'./{name}'")
            } else {
                format!("'./{name}?v={build}'")
            }
        });
    let list = files.collect::<Vec<_>>().join(", ");
    fs::write(&worker, text.replace("/* FILES */", &list)).context("cannot write sw.js")
}

/// Copies the static files, with the name of this build filled in.
fn copy_static(from: &Path, dist: &Path, id: &str) -> Result<()> {
    for entry in fs::read_dir(from).context("cannot list web/static")? {
        let path = entry?.path();
        let name = path.file_name().context("a file without a name")?;
        if path.is_dir() {
            bail!("web/static is flat; move `{}` up", path.display());
        }
        let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let filled = match String::from_utf8(bytes) {
            Ok(text) => text.replace(BUILD_MARK, id).into_bytes(),
            Err(binary) => binary.into_bytes(),
        };
        fs::write(dist.join(name), filled).with_context(|| format!("cannot write {}", name.display()))?;
    }
    Ok(())
}

/// The files that only the program needs; the first page is shown with the others.
const PROGRAM: [&str; 5] = ["paper.css", "regpath.js", "regpath_bg.wasm", "sw.js", "worker.js"];

/// Deflates as well as it can.
const BEST: u8 = 10;

/// Says what was written and how large it is: plain, and as a server may send it.
fn report(dist: &Path) -> Result<()> {
    let (mut first, mut all) = (0, 0);
    for name in names(dist)? {
        let bytes = fs::read(dist.join(&name)).with_context(|| format!("cannot read {name}"))?;
        let small = miniz_oxide::deflate::compress_to_vec(&bytes, BEST).len();
        say(&format!("{:>9} {small:>9}  web/dist/{name}", bytes.len()));
        all += small;
        if !PROGRAM.contains(&name.as_str()) {
            first += small;
        }
    }
    say(&format!(
        "{first:>19}  deflated: before the first page can be used"
    ));
    say(&format!("{all:>19}  deflated: in all, once a plan is open"));
    Ok(())
}

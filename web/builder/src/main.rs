//! Builds and serves the page.
//!
//! `cargo web build` compiles `regpath-web` to WebAssembly and writes `web/dist`: a folder of static files with
//! relative addresses only, which any web server can offer from any path. `cargo web serve` does the same and
//! then offers the folder on this machine alone. `cargo web speed` measures the engine in WebAssembly under node.

mod build;
mod serve;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

const USAGE: &str = "\
usage: cargo web build [--dev]                          write the page to web/dist
       cargo web serve [--dev] [--port N] [--no-build]  build it, then serve it on http://127.0.0.1:N/
       cargo web speed                                  futures a second of the engine in WebAssembly, under node

  --dev        quick to build, larger to load
  --port N     port to serve on (default 8080; 0 lets the system choose)
  --no-build   serve what web/dist holds already";

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
enum Command {
    Help,
    Build { is_dev: bool },
    Serve { is_dev: bool, builds: bool, port: u16 },
    Speed,
}

fn main() -> Result<()> {
    let command = parse(std::env::args().skip(1))?;
    let web = web_folder();
    let dist = web.join("dist");
    match command {
        Command::Help => say(USAGE),
        Command::Build { is_dev } => build::build(&web, &dist, is_dev)?,
        Command::Speed => build::speed(&web)?,
        Command::Serve { is_dev, builds, port } => {
            if builds {
                build::build(&web, &dist, is_dev)?;
            }
            if !dist.join("index.html").is_file() {
                bail!("web/dist holds no page yet; run `cargo web build`, or leave out `--no-build`");
            }
            serve::serve(&dist, port)?;
        }
    }
    Ok(())
}

/// Reads the arguments after the program's name.
fn parse(mut args: impl Iterator<Item = String>) -> Result<Command> {
    let verb = args.next();
    let (mut is_dev, mut builds, mut port) = (false, true, 8080);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--dev" if verb.as_deref() != Some("speed") => is_dev = true,
            "--no-build" if verb.as_deref() == Some("serve") => builds = false,
            "--port" if verb.as_deref() == Some("serve") => {
                let value = args.next().context("`--port` needs a number")?;
                port = value
                    .parse()
                    .with_context(|| format!("`{value}` is not a port number"))?;
            }
            "-h" | "--help" => return Ok(Command::Help),
            other => bail!("`{other}` is not known here\n\n{USAGE}"),
        }
    }
    match verb.as_deref() {
        Some("build") => Ok(Command::Build { is_dev }),
        Some("speed") => Ok(Command::Speed),
        Some("serve") => Ok(Command::Serve { is_dev, builds, port }),
        Some("-h" | "--help" | "help") => Ok(Command::Help),
        Some(other) => bail!("`{other}` is not a command\n\n{USAGE}"),
        None => bail!("say what to do\n\n{USAGE}"),
    }
}

/// The folder of the page's crate, whose `builder` folder holds this one.
fn web_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the builder lives inside `web`")
        .to_owned()
}

/// The one place that prints.
fn say(words: &str) {
    use std::io::Write;
    // Nobody is left to tell when standard output is gone.
    let _ = writeln!(std::io::stdout(), "{words}");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn build_and_serve_take_their_options() {
        assert_eq!(
            parsed("build").expect("a command"),
            Command::Build { is_dev: false }
        );
        assert_eq!(
            parsed("build --dev").expect("a command"),
            Command::Build { is_dev: true }
        );
        assert_eq!(
            parsed("serve --port 9000 --no-build").expect("a command"),
            Command::Serve {
                is_dev: false,
                builds: false,
                port: 9000
            }
        );
        assert_eq!(parsed("speed").expect("a command"), Command::Speed);
        assert_eq!(parsed("serve --help").expect("a command"), Command::Help);
    }

    #[test]
    fn a_mistake_is_named_and_the_usage_shown() {
        for (line, word) in [
            ("", "say what to do"),
            ("bild", "`bild`"),
            ("build --port 1", "`--port`"),
            ("serve --port x", "`x`"),
            ("speed --dev", "`--dev`"),
        ] {
            let error = format!("{:#}", parsed(line).expect_err(line));
            assert!(error.contains(word), "{line}: {error}");
        }
    }
}

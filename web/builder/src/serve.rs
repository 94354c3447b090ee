//! A small server for the built folder, for this machine only.

use std::fs;
use std::path::{Component, Path, PathBuf};

use anyhow::{Result, anyhow};
use tiny_http::{Header, Response, Server};

use crate::say;

/// Serves `dist` on the loopback address until it is interrupted.
pub(crate) fn serve(dist: &Path, port: u16) -> Result<()> {
    let server = Server::http(("127.0.0.1", port))
        .map_err(|error| anyhow!("cannot listen on port {port}: {error}; choose another with `--port`"))?;
    say(&format!(
        "regpath is at http://{}/ (Ctrl+C stops)",
        server.server_addr()
    ));
    for request in server.incoming_requests() {
        let file =
            resolve(dist, request.url()).and_then(|path| Some((media_type(&path), fs::read(path).ok()?)));
        // A reader who has gone away needs no answer, so the result of sending one is not looked at.
        let _ = match file {
            Some((media, bytes)) => request.respond(
                Response::from_data(bytes)
                    .with_header(header("Content-Type", media))
                    .with_header(header("Cache-Control", "no-cache"))
                    .with_header(header("X-Content-Type-Options", "nosniff")),
            ),
            None => request.respond(Response::from_string("not found").with_status_code(404)),
        };
    }
    Ok(())
}

/// The file that an address names inside `dist`; nothing outside of it can be named.
fn resolve(dist: &Path, url: &str) -> Option<PathBuf> {
    let path = url.split(['?', '#']).next()?.trim_start_matches('/');
    let path = if path.is_empty() || path.ends_with('/') {
        format!("{path}index.html")
    } else {
        path.to_owned()
    };
    // No name of ours needs escaping, so that a `%` or a backslash can only be mischief.
    if path.contains(['%', '\\', '\0']) {
        return None;
    }
    let path = Path::new(&path);
    path.components()
        .all(|part| matches!(part, Component::Normal(_)))
        .then(|| dist.join(path))
}

/// The media type of a file, by its ending.
fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("json" | "webmanifest") => "application/json",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn header(name: &str, value: &str) -> Header {
    Header::from_bytes(name, value).expect("names and values are plain ASCII")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_name_files_of_the_folder_only() {
        let dist = Path::new("dist");
        assert_eq!(resolve(dist, "/"), Some(dist.join("index.html")));
        assert_eq!(resolve(dist, "/style.css?v=1#top"), Some(dist.join("style.css")));
        for url in [
            "/../Cargo.toml",
            "/a/../../b",
            "/%2e%2e/Cargo.toml",
            "/..\\b",
            "/./../b",
        ] {
            assert_eq!(resolve(dist, url), None, "{url}");
        }
    }

    #[test]
    fn the_program_is_served_as_webassembly() {
        assert_eq!(media_type(Path::new("regpath_bg.wasm")), "application/wasm");
        assert_eq!(
            media_type(Path::new("regpath.js")),
            "text/javascript; charset=utf-8"
        );
    }
}

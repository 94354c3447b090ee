//! The first five minutes as `docs/` tells them: the keys that the pages name are pressed, and every screen on them is what
//! comes.

use std::fs;
use std::path::Path;

use regpath_core::app::App;
use regpath_core::text::Lang;
use regpath_tui::offscreen::Offscreen;

/// The page with its screens as they are now.
fn played(page: &str, lang: Lang) -> String {
    let mut at = Offscreen::new(App::new(lang), (80, 24), None);
    at.wait();
    let mut made = String::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        made += line;
        made.push('\n');
        if let Some(keys) = line.strip_prefix("<!-- keys:") {
            let keys = keys.strip_suffix("-->").expect("the keys end").trim();
            at.keys(&keys.replace('␣', " "));
        }
        if line == "```text" {
            assert!(lines.any(|line| line == "```"), "the screen ends");
            made += &at.text();
            made += "\n```\n";
        }
    }
    made
}

fn check(name: &str, lang: Lang) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(name);
    let page = fs::read_to_string(&path).expect("the page is there");
    let made = played(&page, lang);
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        fs::write(&path, made).expect("the page can be written");
        return;
    }
    let differs = page.lines().zip(made.lines()).find(|(then, now)| then != now);
    assert!(
        page == made,
        "docs/{name} is no longer what comes; INSTA_UPDATE=always writes it anew. First: {differs:?}"
    );
}

#[test]
fn the_first_five_minutes_are_as_told() {
    check("five-minutes.md", Lang::En);
}

#[test]
fn the_first_five_minutes_are_as_told_in_japanese() {
    check("five-minutes.ja.md", Lang::Ja);
}

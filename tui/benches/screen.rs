//! How the terminal feels: the time to a first frame, from a key to its frame while the engine runs beside on all threads but
//! one, and what the program costs at rest. Written to standard output; a line that misses its bound ends in `!`.

use std::hint::black_box;
use std::time::{Duration, Instant};

use ratatui::crossterm::event::KeyCode;
use regpath_core::app::{Action, App};
use regpath_core::text::Lang;
use regpath_tui::offscreen::Offscreen;

const SIZES: [(u16, u16); 3] = [(80, 24), (160, 48), (200, 60)];
/// What a display shows in sixty frames a second.
const FRAME: Duration = Duration::from_micros(16_667);
/// What a start may take until something is to be read.
const START: Duration = Duration::from_millis(50);

fn main() {
    for size in SIZES {
        first_frame(size);
    }
    for size in SIZES {
        keys(size);
    }
}

fn say(what: &str, size: (u16, u16), took: Duration, bound: Duration) {
    let mark = if took > bound { " !" } else { "" };
    let milliseconds = took.as_secs_f64() * 1e3;
    println!(
        "{what:<34} {:>3}x{:<3} {milliseconds:>8.2} ms{mark}",
        size.0, size.1
    );
}

/// From nothing to the first frame of the first shipped plan.
fn first_frame(size: (u16, u16)) {
    let start = Instant::now();
    let mut at = Offscreen::new(App::new(Lang::En), size, None);
    black_box(at.draw());
    say("first frame", size, start.elapsed(), START);
}

/// Keys through all views, with a run that does not end.
fn keys(size: (u16, u16)) {
    let app = App::new(Lang::En)
        .apply(Action::SetIterations(1 << 22))
        .expect("another number");
    let mut at = Offscreen::new(app, size, None);
    let until = Instant::now() + Duration::from_secs(2);
    while Instant::now() < until {
        at.news();
    }
    let mut took: Vec<Duration> = Vec::new();
    for _ in 0..20 {
        for view in "1234567890".chars() {
            for code in [
                KeyCode::Char(view),
                KeyCode::Down,
                KeyCode::Down,
                KeyCode::Char('?'),
                KeyCode::Esc,
            ] {
                // The worst that may happen: the key comes when results have just come, which are taken in first.
                let start = Instant::now();
                at.news();
                at.press(code);
                black_box(at.draw());
                took.push(start.elapsed());
            }
        }
    }
    took.sort_unstable();
    let level = |share: f64| took[((took.len() - 1) as f64 * share).round() as usize];
    say("key to frame, median", size, level(0.5), FRAME);
    say("key to frame, P99", size, level(0.99), FRAME);
    say("key to frame, longest", size, level(1.0), FRAME);
}

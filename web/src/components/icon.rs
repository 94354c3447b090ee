//! Small drawings for buttons; the button carries the words.

use yew::prelude::*;

/// Strokes of 1.75 on a field of 24.
pub(super) fn icon(path: &'static str) -> Html {
    html! {
        <svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">
            <path d={path} />
        </svg>
    }
}

pub(super) const PLAN: &str = "M6 4h9l4 4v12H6zM14 4v5h5M9 13h7M9 17h5";
pub(super) const MAP: &str = "M4 6h5v4H4zM15 4h5v4h-5zM15 16h5v4h-5zM9 8h3v10h3M12 6h3";
pub(super) const NEARER: &str = "M12 6v12M6 12h12";
pub(super) const FURTHER: &str = "M6 12h12";
pub(super) const WHOLE: &str = "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5";
pub(super) const TIMELINE: &str = "M4 6h8M8 12h9M13 18h7";
pub(super) const ODDS: &str = "M4 20h16M6 16v0M10 16v0M10 12v0M14 16v0M14 12v0M14 8v0M18 16v0";
pub(super) const MONEY: &str = "M4 20V10M10 20V5M16 20v-7M3 20h18";
pub(super) const RISK: &str = "M12 3v18M4 7h14M7 12h10M9 17h6";
pub(super) const COMPARE: &str = "M12 3v18M8 7 4 15h8zM16 7l-4 8h8zM5 7h14";
pub(super) const FUTURES: &str = "M4 12h4c4 0 4-6 8-6h4M8 12c4 0 4 6 8 6h4M8 12h12";
pub(super) const SOURCES: &str = "M5 4h9l5 5v11H5zM8 12l2.5 2.5L15 10M8 17h8";
pub(super) const SAVE: &str = "M12 4v11m-4-4 4 4 4-4M5 19h14";
pub(super) const SHARE: &str = "M9 12v7h10V9h-5M5 13V5h8M5 5l8 8";
pub(super) const PRESENT: &str = "M4 5h16v11H4zM12 16v4M8 20h8M10 8.5l4 2-4 2z";
pub(super) const PLAY: &str = "M8 5l11 7-11 7z";
pub(super) const PAUSE: &str = "M8 5v14M16 5v14";
pub(super) const LIFE: &str = "M4 12a8 8 0 0 1 14-5l2 2M20 4v5h-5M20 12a8 8 0 0 1-14 5l-2-2M4 20v-5h5";
pub(super) const DOWN: &str = "m6 9 6 6 6-6";
pub(super) const AGAIN: &str = "M20 11a8 8 0 1 0-2.3 6M20 5v6h-6";
pub(super) const STOP: &str = "M7 7h10v10H7z";
pub(super) const AUTO: &str = "M12 4a8 8 0 1 0 0 16zM12 4a8 8 0 0 1 0 16";
pub(super) const SUN: &str = "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 3v1M12 20v1M3 12h1M20 12h1M5.6 5.6l.7.7M17.7 17.7l.7.7M5.6 18.4l.7-.7M17.7 6.3l.7-.7";
pub(super) const MOON: &str = "M19 14.5A7.5 7.5 0 0 1 9.5 5 7.5 7.5 0 1 0 19 14.5z";
pub(super) const FIND: &str = "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14M16 16l5 5";
pub(super) const HELP: &str =
    "M9.2 9.3a2.9 2.9 0 1 1 4.4 2.5c-1 .6-1.6 1.2-1.6 2.4M12 17.6v0M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18";
pub(super) const LEVERS: &str = "M4 7h9M17 7h3M15 5v4M4 17h3M11 17h9M9 15v4";
pub(super) const UNDO: &str = "M9 14 4 9l5-5M4 9h9a7 7 0 0 1 0 11h-3";
pub(super) const REDO: &str = "m15 14 5-5-5-5M20 9h-9a7 7 0 0 0 0 11h3";
pub(super) const CLOSE: &str = "m6 6 12 12M18 6 6 18";

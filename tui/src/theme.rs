//! Every colour and style of the terminal. Text keeps the terminal's own colours, so that light and dark grounds
//! both read well; series take the Okabe–Ito colours (Okabe and Ito 2008, safe for colour-blind readers) whose
//! contrast is at least 3:1. Whatever a colour says, a glyph or a word says too: `NO_COLOR` loses nothing.

use ratatui::style::{Color, Modifier, Style};

/// How many colours the terminal knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Depth {
    /// None, or the user wants none.
    None,
    /// The sixteen of the palette.
    Ansi,
    /// 256.
    Indexed,
    /// 24 bits.
    Full,
}

/// What colour lies behind the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ground {
    /// It did not say: only colours that are safe on both.
    Unknown,
    /// Dark: the brighter of each pair.
    Dark,
    /// Light: the darker of each pair.
    Light,
}

/// What a coloured mark means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hue {
    /// The series: bars, dots, curves.
    Series,
    /// What decides the date.
    Critical,
    /// A milestone.
    Milestone,
    /// Good news, such as a figure from an official source.
    Good,
}

/// The look of the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Theme {
    depth: Depth,
    ground: Ground,
}

#[expect(
    clippy::unused_self,
    reason = "panes ask the theme for every style, also those that are the same everywhere"
)]
impl Theme {
    /// No colour at all.
    #[cfg(test)]
    pub(crate) const PLAIN: Self = Self {
        depth: Depth::None,
        ground: Ground::Unknown,
    };

    /// What the environment tells: `NO_COLOR`, `COLORTERM`, `TERM`, `COLORFGBG`.
    pub(crate) fn from_env(var: impl Fn(&str) -> Option<String>) -> Self {
        let has = |name: &str| var(name).is_some_and(|value| !value.is_empty());
        let term = var("TERM").unwrap_or_default();
        let depth = if has("NO_COLOR") || term == "dumb" {
            Depth::None
        } else if var("COLORTERM").is_some_and(|value| value == "truecolor" || value == "24bit")
            || has("WT_SESSION")
            || term.ends_with("-direct")
        {
            Depth::Full
        } else if term.contains("256color") {
            Depth::Indexed
        } else {
            Depth::Ansi
        };
        let ground = match var("COLORFGBG")
            .as_deref()
            .and_then(|value| value.rsplit(';').next())
        {
            Some("7" | "15") => Ground::Light,
            Some("0" | "1" | "2" | "3" | "4" | "5" | "6" | "8") => Ground::Dark,
            _ => Ground::Unknown,
        };
        Self { depth, ground }
    }

    /// The colour of a mark.
    pub(crate) fn hue(self, hue: Hue) -> Style {
        // Okabe–Ito: (24 bits, nearest of 256, nearest of 16).
        const BLUE: (u32, u8, Color) = (0x00_72b2, 31, Color::Blue);
        const SKY: (u32, u8, Color) = (0x56_b4e9, 74, Color::LightBlue);
        const VERMILLION: (u32, u8, Color) = (0xd5_5e00, 166, Color::Red);
        const ORANGE: (u32, u8, Color) = (0xe6_9f00, 178, Color::Yellow);
        const PURPLE: (u32, u8, Color) = (0xcc_79a7, 175, Color::Magenta);
        const GREEN: (u32, u8, Color) = (0x00_9e73, 35, Color::Green);
        let (full, indexed, ansi) = match (hue, self.ground) {
            (Hue::Series, Ground::Dark) => SKY,
            (Hue::Series, _) => BLUE,
            (Hue::Critical, Ground::Dark) => ORANGE,
            (Hue::Critical, _) => VERMILLION,
            (Hue::Milestone, _) => PURPLE,
            (Hue::Good, _) => GREEN,
        };
        match self.depth {
            Depth::None => Style::new(),
            Depth::Ansi => Style::new().fg(ansi),
            Depth::Indexed => Style::new().fg(Color::Indexed(indexed)),
            Depth::Full => Style::new().fg(Color::from_u32(full)),
        }
    }

    /// Running text.
    pub(crate) const fn text(self) -> Style {
        Style::new()
    }

    /// What matters most in its place.
    pub(crate) const fn strong(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// What is there to be looked up.
    pub(crate) const fn dim(self) -> Style {
        Style::new().add_modifier(Modifier::DIM)
    }

    /// The name of the program.
    pub(crate) fn brand(self) -> Style {
        self.hue(Hue::Series).add_modifier(Modifier::BOLD)
    }

    /// A heading within a page.
    pub(crate) fn heading(self) -> Style {
        self.hue(Hue::Series).add_modifier(Modifier::BOLD)
    }

    /// The row that the keys act on.
    pub(crate) const fn cursor(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// The open tab.
    pub(crate) const fn open_tab(self) -> Style {
        Style::new()
            .add_modifier(Modifier::BOLD)
            .add_modifier(Modifier::REVERSED)
    }

    /// A key in the foot.
    pub(crate) const fn key(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// The grade of a figure's source.
    pub(crate) fn grade(self, grade: &str) -> Style {
        match grade {
            "A" => self.hue(Hue::Good).add_modifier(Modifier::BOLD),
            "B" => self.strong(),
            _ => self.hue(Hue::Critical).add_modifier(Modifier::BOLD),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn theme(vars: &[(&str, &str)]) -> Theme {
        Theme::from_env(|name| {
            vars.iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn no_color_is_honoured_over_everything() {
        let theme = theme(&[
            ("NO_COLOR", "1"),
            ("COLORTERM", "truecolor"),
            ("TERM", "xterm-256color"),
        ]);
        for hue in [Hue::Series, Hue::Critical, Hue::Milestone, Hue::Good] {
            assert_eq!(theme.hue(hue).fg, None);
        }
    }

    #[test]
    fn an_empty_no_color_means_nothing() {
        assert_ne!(
            theme(&[("NO_COLOR", ""), ("TERM", "xterm")]).hue(Hue::Series).fg,
            None
        );
    }

    #[test]
    fn the_terminal_gets_no_more_colours_than_it_has() {
        let full = theme(&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")]);
        assert_eq!(full.hue(Hue::Series).fg, Some(Color::Rgb(0, 0x72, 0xb2)));
        assert_eq!(
            theme(&[("TERM", "screen-256color")]).hue(Hue::Series).fg,
            Some(Color::Indexed(31))
        );
        assert_eq!(theme(&[("TERM", "linux")]).hue(Hue::Series).fg, Some(Color::Blue));
    }

    #[test]
    fn a_dark_ground_gets_the_brighter_colours() {
        let dark = theme(&[("COLORFGBG", "15;0"), ("COLORTERM", "truecolor")]);
        assert_eq!(dark.hue(Hue::Series).fg, Some(Color::Rgb(0x56, 0xb4, 0xe9)));
        let light = theme(&[("COLORFGBG", "0;default;15"), ("COLORTERM", "truecolor")]);
        assert_eq!(light.hue(Hue::Series).fg, Some(Color::Rgb(0, 0x72, 0xb2)));
    }
}

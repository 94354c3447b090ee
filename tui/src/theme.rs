//! Every colour and style of the terminal. Text keeps the terminal's own colours, so that light and dark grounds
//! both read well; series take the Okabe–Ito colours (Okabe and Ito 2008, safe for colour-blind readers) whose
//! contrast is at least 3:1. Whatever a colour says, a glyph or a word says too: `NO_COLOR` loses nothing.

use ratatui::style::{Color, Modifier, Style};
use regpath_core::text::Lang;
use serde::{Deserialize, Serialize};

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

/// The look that the user has chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Look {
    /// The terminal's own colours for text and ground.
    #[default]
    Auto,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
    /// White on black, nothing dimmed.
    Contrast,
}

impl Look {
    /// All looks, in the order of the key.
    pub(crate) const ALL: [Self; 4] = [Self::Auto, Self::Light, Self::Dark, Self::Contrast];

    /// The next one.
    pub(crate) fn next(self) -> Self {
        let place = Self::ALL.iter().position(|look| *look == self).unwrap_or(0);
        Self::ALL[(place + 1) % Self::ALL.len()]
    }

    /// Its name.
    pub(crate) const fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Auto => lang.pick("the terminal's own colours", "端末の配色"),
            Self::Light => lang.pick("light", "ライト"),
            Self::Dark => lang.pick("dark", "ダーク"),
            Self::Contrast => lang.pick("high contrast", "ハイコントラスト"),
        }
    }
}

/// The colours of the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Theme {
    depth: Depth,
    ground: Ground,
    look: Look,
}

impl Theme {
    /// No colour at all.
    #[cfg(test)]
    pub(crate) const PLAIN: Self = Self {
        depth: Depth::None,
        ground: Ground::Unknown,
        look: Look::Auto,
    };

    /// The same colours in another look.
    pub(crate) const fn with(self, look: Look) -> Self {
        Self { look, ..self }
    }

    /// What stands behind everything, and the text on it: nothing of its own where the terminal's colours are used, or
    /// where there are none.
    pub(crate) fn base(self) -> Style {
        let (text, ground) = match self.look {
            Look::Auto => return Style::new(),
            Look::Light => ((0x1b_1b1b, 234, Color::Black), (0xff_ffff, 231, Color::White)),
            Look::Dark => ((0xe6_e6e6, 254, Color::White), (0x12_1417, 233, Color::Black)),
            Look::Contrast => ((0xff_ffff, 231, Color::White), (0x00_0000, 16, Color::Black)),
        };
        match (self.colour(text), self.colour(ground)) {
            (Some(text), Some(ground)) => Style::new().fg(text).bg(ground),
            _ => Style::new(),
        }
    }

    /// A colour as 24 bits, of 256, of 16, as far as the terminal has it.
    fn colour(self, (full, indexed, ansi): (u32, u8, Color)) -> Option<Color> {
        match self.depth {
            Depth::None => None,
            Depth::Ansi => Some(ansi),
            Depth::Indexed => Some(Color::Indexed(indexed)),
            Depth::Full => Some(Color::from_u32(full)),
        }
    }

    /// What lies behind the text, as far as it is known.
    const fn is_dark(self) -> bool {
        match self.look {
            Look::Auto => matches!(self.ground, Ground::Dark),
            Look::Light => false,
            Look::Dark | Look::Contrast => true,
        }
    }

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
        Self {
            depth,
            ground,
            look: Look::Auto,
        }
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
        // On white text in these colours needs a darker tone of purple and green.
        const PLUM: (u32, u8, Color) = (0x9a_3f72, 132, Color::Magenta);
        const PINE: (u32, u8, Color) = (0x00_7a58, 29, Color::Green);
        let colour = match (hue, self.is_dark()) {
            (Hue::Series, true) => SKY,
            (Hue::Series, false) => BLUE,
            (Hue::Critical, true) => ORANGE,
            (Hue::Critical, false) => VERMILLION,
            (Hue::Milestone, _) if self.look == Look::Light => PLUM,
            (Hue::Milestone, _) => PURPLE,
            (Hue::Good, _) if self.look == Look::Light => PINE,
            (Hue::Good, _) => GREEN,
        };
        let style = self
            .colour(colour)
            .map_or_else(Style::new, |colour| Style::new().fg(colour));
        if self.look == Look::Contrast {
            style.add_modifier(Modifier::BOLD)
        } else {
            style
        }
    }

    /// Running text.
    #[expect(clippy::unused_self, reason = "panes ask the theme for every style")]
    pub(crate) const fn text(self) -> Style {
        Style::new()
    }

    /// What matters most in its place.
    #[expect(clippy::unused_self, reason = "panes ask the theme for every style")]
    pub(crate) const fn strong(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// What is there to be looked up.
    pub(crate) fn dim(self) -> Style {
        let grey = match self.look {
            Look::Auto => return Style::new().add_modifier(Modifier::DIM),
            Look::Light => (0x59_5959, 240, Color::DarkGray),
            Look::Dark => (0xa6_a6a6, 248, Color::Gray),
            // Nothing is hard to read.
            Look::Contrast => return Style::new(),
        };
        self.colour(grey).map_or_else(
            || Style::new().add_modifier(Modifier::DIM),
            |grey| Style::new().fg(grey),
        )
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
    #[expect(clippy::unused_self, reason = "panes ask the theme for every style")]
    pub(crate) const fn cursor(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// A code for a camera: light modules on a dark ground, whatever the colours of the terminal.
    pub(crate) fn code(self) -> Style {
        let light = self.colour((0xff_ffff, 231, Color::White));
        let dark = self.colour((0x00_0000, 16, Color::Black));
        match (light, dark) {
            (Some(light), Some(dark)) => Style::new().fg(light).bg(dark),
            _ => Style::new(),
        }
    }

    /// The open tab.
    #[expect(clippy::unused_self, reason = "panes ask the theme for every style")]
    pub(crate) const fn open_tab(self) -> Style {
        Style::new()
            .add_modifier(Modifier::BOLD)
            .add_modifier(Modifier::REVERSED)
    }

    /// A key in the foot.
    #[expect(clippy::unused_self, reason = "panes ask the theme for every style")]
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

    /// Contrast of two colours (WCAG 2.2, 1.4.3).
    fn contrast(a: Color, b: Color) -> f64 {
        let luminance = |colour: Color| {
            let Color::Rgb(r, g, b) = colour else {
                panic!("24 bits are at hand")
            };
            let part = |c: u8| {
                let c = f64::from(c) / 255.0;
                if c <= 0.04045 {
                    c / 12.92
                } else {
                    ((c + 0.055) / 1.055).powf(2.4)
                }
            };
            0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b)
        };
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_look_can_be_read() {
        let full = theme(&[("COLORTERM", "truecolor")]);
        for look in [Look::Light, Look::Dark, Look::Contrast] {
            let theme = full.with(look);
            let ground = theme.base().bg.unwrap();
            let text = theme.base().fg.unwrap();
            let dim = theme.dim().fg.unwrap_or(text);
            assert!(contrast(text, ground) > 7.0, "{look:?}");
            assert!(contrast(dim, ground) > 4.5, "{look:?}");
            for hue in [Hue::Series, Hue::Critical, Hue::Milestone, Hue::Good] {
                let colour = theme.hue(hue).fg.unwrap();
                assert!(contrast(colour, ground) > 3.0, "{look:?} {hue:?}");
            }
        }
    }

    #[test]
    fn a_look_paints_no_colour_where_there_is_none() {
        let plain = theme(&[("NO_COLOR", "1"), ("COLORTERM", "truecolor")]);
        for look in Look::ALL {
            assert_eq!(plain.with(look).base(), Style::new(), "{look:?}");
        }
        let sixteen = theme(&[("TERM", "linux")]).with(Look::Light);
        assert_eq!(sixteen.base().bg, Some(Color::White));
        assert_eq!(Look::Contrast.next(), Look::Auto);
    }
}

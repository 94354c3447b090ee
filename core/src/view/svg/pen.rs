//! What all pictures are drawn with: a pen that knows how wide words are, a sheet with a heading and a caption, axes.

use std::fmt::Write as _;

use crate::view::{Mark, Tick};

/// Width of every picture [px], and of the margin around it.
pub(super) const WIDTH: f64 = 960.0;
pub(super) const MARGIN: f64 = 24.0;
/// Width between the margins.
pub(super) const INNER: f64 = WIDTH - 2.0 * MARGIN;

pub(super) const INK: &str = "#1a2026";
pub(super) const QUIET: &str = "#565f67";
pub(super) const GRID: &str = "#e4e0d8";
pub(super) const LINE: &str = "#8b8f8f";
pub(super) const ACCENT: &str = "#0072b2";
pub(super) const CRITICAL: &str = "#d55e00";

const FONTS: &str = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Hiragino Sans', 'Noto Sans JP', 'Noto Sans CJK JP', sans-serif";

/// Where words stand to a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How words look.
#[derive(Debug, Clone, Copy)]
pub(super) struct Font {
    pub(super) size: f64,
    pub(super) is_bold: bool,
    pub(super) colour: &'static str,
}

pub(super) const SMALL: Font = Font {
    size: 12.0,
    is_bold: false,
    colour: QUIET,
};
pub(super) const PLAIN: Font = Font {
    size: 13.0,
    is_bold: false,
    colour: INK,
};
pub(super) const STRONG: Font = Font {
    size: 13.0,
    is_bold: true,
    colour: INK,
};
const HEADING: Font = Font {
    size: 18.0,
    is_bold: true,
    colour: INK,
};

/// SVG in the making.
#[derive(Debug, Default)]
pub(super) struct Pen(String);

impl Pen {
    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), colour: &str, width: f64) {
        self.dashed(from, to, colour, width, "");
    }

    pub(super) fn dashed(
        &mut self,
        from: (f64, f64),
        to: (f64, f64),
        colour: &str,
        width: f64,
        dashes: &str,
    ) {
        let _ = write!(
            self.0,
            "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke=\"{colour}\" stroke-width=\"{width}\"{}/>",
            n(from.0),
            n(from.1),
            n(to.0),
            n(to.1),
            attribute("stroke-dasharray", dashes),
        );
    }

    /// A box; `more` are further attributes.
    pub(super) fn rect(&mut self, corner: (f64, f64), size: (f64, f64), more: &str) {
        let _ = write!(
            self.0,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" {more}/>",
            n(corner.0),
            n(corner.1),
            n(size.0.max(0.0)),
            n(size.1.max(0.0)),
        );
    }

    pub(super) fn circle(&mut self, centre: (f64, f64), radius: f64, more: &str) {
        let _ = write!(
            self.0,
            "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" {more}/>",
            n(centre.0),
            n(centre.1),
            n(radius),
        );
    }

    pub(super) fn path(&mut self, path: &str, more: &str) {
        let _ = write!(self.0, "<path d=\"{path}\" {more}/>");
    }

    pub(super) fn text(&mut self, at: (f64, f64), anchor: Anchor, font: Font, words: &str) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let _ = write!(
            self.0,
            "<text x=\"{}\" y=\"{}\" font-size=\"{}\" fill=\"{}\"{}{}>{}</text>",
            n(at.0),
            n(at.1),
            n(font.size),
            font.colour,
            attribute("text-anchor", anchor),
            if font.is_bold { " font-weight=\"600\"" } else { "" },
            escaped(words),
        );
    }

    /// Words over what is drawn already, with a rim of white.
    pub(super) fn label(&mut self, at: (f64, f64), anchor: Anchor, font: Font, words: &str) {
        self.0 +=
            "<g stroke=\"#ffffff\" stroke-width=\"4\" stroke-linejoin=\"round\" paint-order=\"stroke\">";
        self.text(at, anchor, font, words);
        self.0 += "</g>";
    }

    /// Lines of words below each other; gives the height that they take.
    pub(super) fn lines(&mut self, at: (f64, f64), font: Font, width: f64, words: &str) -> f64 {
        let step = font.size * 1.4;
        let lines = wrapped(words, font.size, width);
        for (place, line) in lines.iter().enumerate() {
            self.text(
                (at.0, at.1 + step * place as f64 + font.size),
                Anchor::Start,
                font,
                line,
            );
        }
        step * lines.len() as f64
    }

    /// Vertical gridlines over a plot, and their labels below.
    pub(super) fn vertical_grid(&mut self, ticks: &[Tick], plot: &Plot) {
        for tick in ticks {
            let x = plot.x(tick.at);
            self.line((x, plot.top), (x, plot.bottom), GRID, 1.0);
            let anchor = match tick.at {
                at if at < 0.03 => Anchor::Start,
                at if at > 0.97 => Anchor::End,
                _ => Anchor::Middle,
            };
            self.text((x, plot.bottom + 17.0), anchor, SMALL, &tick.label);
        }
        self.line((plot.left, plot.bottom), (plot.right, plot.bottom), LINE, 1.0);
    }

    /// Horizontal gridlines over a plot, and their labels at the left.
    pub(super) fn levels(&mut self, ticks: &[Tick], plot: &Plot) {
        for tick in ticks {
            let y = plot.y(tick.at);
            self.line((plot.left, y), (plot.right, y), GRID, 1.0);
            self.label((plot.left, y - 4.0), Anchor::Start, SMALL, &tick.label);
        }
    }

    /// Marked values from the top down to the foot of a plot, each with a line of its own for its label.
    pub(super) fn marks(&mut self, marks: &[Mark], plot: &Plot) {
        for (place, mark) in marks.iter().enumerate() {
            let x = plot.x(mark.at);
            let y = plot.top - MARK * (marks.len() - place) as f64;
            let dashes = if place == 1 { "5 4" } else { "" };
            self.dashed((x, y + 3.0), (x, plot.bottom), INK, 1.5, dashes);
        }
        // No line goes through a label.
        for (place, mark) in marks.iter().enumerate() {
            let x = plot.x(mark.at);
            let y = plot.top - MARK * (marks.len() - place) as f64;
            let (anchor, shift) = if mark.at > 0.6 {
                (Anchor::End, -6.0)
            } else {
                (Anchor::Start, 6.0)
            };
            self.label((x + shift, y + 14.0), anchor, STRONG, &mark.label);
        }
    }
}

/// Height of the line of a mark's label.
pub(super) const MARK: f64 = 20.0;

/// The area of a chart within a picture.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plot {
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
}

impl Plot {
    /// The full width, below so many marks.
    pub(super) fn below(top: f64, marks: usize, height: f64) -> Self {
        let top = top + MARK * marks as f64 + 4.0;
        Self {
            left: MARGIN,
            right: WIDTH - MARGIN,
            top,
            bottom: top + height,
        }
    }

    /// From a share of the width.
    pub(super) fn x(&self, share: f64) -> f64 {
        self.left + (self.right - self.left) * share.clamp(0.0, 1.0)
    }

    /// From a share of the height, counted from below.
    pub(super) fn y(&self, share: f64) -> f64 {
        self.bottom - (self.bottom - self.top) * share.clamp(0.0, 1.0)
    }
}

/// A picture: a heading, what `draw` draws below it (it gets where to begin and gives where it ended), a caption.
pub(super) fn sheet(title: &str, caption: &str, draw: impl FnOnce(&mut Pen, f64) -> f64) -> String {
    sheet_of(WIDTH, title, caption, draw)
}

/// A picture of another width.
pub(super) fn sheet_of(
    width: f64,
    title: &str,
    caption: &str,
    draw: impl FnOnce(&mut Pen, f64) -> f64,
) -> String {
    let mut pen = Pen::default();
    let heading = pen.lines((MARGIN, MARGIN), HEADING, 0.9 * INNER, title);
    let end = draw(&mut pen, MARGIN + heading + 12.0);
    let caption = pen.lines((MARGIN, end + 12.0), SMALL, INNER, caption);
    let (width, height) = (n(width), n(end + 12.0 + caption + MARGIN));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"{FONTS}\" role=\"img\"><title>{}</title><rect width=\"{width}\" height=\"{height}\" \
         fill=\"#ffffff\"/>{}</svg>\n",
        escaped(title),
        pen.0,
    )
}

/// A number with as many digits as a pixel has use for.
pub(super) fn n(number: f64) -> String {
    let rounded = (number * 100.0).round() / 100.0;
    // No file has a use for `-0`, or for what is no number.
    if rounded == 0.0 || !rounded.is_finite() {
        "0".to_owned()
    } else {
        rounded.to_string()
    }
}

fn attribute(name: &str, value: &str) -> String {
    if value.is_empty() {
        String::new()
    } else {
        format!(" {name}=\"{value}\"")
    }
}

/// Text as XML writes it, in elements and in attributes. What XML cannot hold is left out.
#[must_use]
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(' '),
            character if character.is_control() || matches!(character, '\u{fffe}' | '\u{ffff}') => {}
            character => out.push(character),
        }
    }
    out
}

/// How wide a letter is, as a share of the size of its font: near enough to break lines by.
fn share(character: char) -> f64 {
    match character {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | '(' | ')' | ' ' => 0.32,
        'm' | 'w' | 'M' | 'W' | '%' => 0.9,
        'A'..='Z' => 0.68,
        character if (character as u32) < 0x1100 => 0.56,
        _ => 1.0,
    }
}

/// How wide words are [px].
pub(super) fn width(words: &str, size: f64) -> f64 {
    size * words.chars().map(share).sum::<f64>()
}

/// Words cut off where they would be wider.
pub(super) fn cut(words: &str, size: f64, most: f64) -> String {
    if width(words, size) <= most {
        return words.to_owned();
    }
    let mut room = most - size;
    let kept = words.chars().take_while(|character| {
        room -= size * share(*character);
        room >= 0.0
    });
    let mut kept: String = kept.collect();
    kept.truncate(kept.trim_end().len());
    kept.push('…');
    kept
}

/// Words in lines no wider than this: broken at spaces, and in Japanese before any letter that may begin a line.
pub(super) fn wrapped(words: &str, size: f64, most: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut used = 0.0;
    for piece in pieces(words) {
        let wide = width(piece, size);
        if used + wide > most && !line.trim().is_empty() {
            lines.push(line.trim().to_owned());
            line.clear();
            used = 0.0;
        }
        line.push_str(piece);
        used += wide;
    }
    if !line.trim().is_empty() {
        lines.push(line.trim().to_owned());
    }
    lines
}

/// The smallest pieces that a line may end after.
fn pieces(words: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, character) in words.char_indices() {
        let is_wide = |character: char| character as u32 >= 0x2e80;
        let may_break = before.is_some_and(|before| {
            before == ' '
                || ((is_wide(before) || is_wide(character))
                    && !matches!(
                        character,
                        '、' | '。' | ')' | '」' | '』' | '・' | 'ー' | '%' | ':' | ' '
                    )
                    && !matches!(before, '(' | '「' | '『'))
        });
        if may_break {
            pieces.push(&words[start..at]);
            start = at;
        }
        before = Some(character);
    }
    pieces.push(&words[start..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_says_becomes_no_markup() {
        assert_eq!(
            escaped("</text><script>alert(\"1\")</script>\u{0}\u{1b}&'"),
            "&lt;/text&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;"
        );
    }

    #[test]
    fn lines_are_no_wider_than_their_room_and_lose_nothing() {
        for words in [
            "Singapore waits for Tokyo: in nine of ten futures the dossier is ready first",
            "シンガポールは東京を待つ。10回に9回、申請資料の方が先に整う(QMSは別)。",
        ] {
            let lines = wrapped(words, 13.0, 180.0);
            assert!(lines.len() > 1);
            assert!(lines.iter().all(|line| width(line, 13.0) <= 180.0), "{lines:?}");
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            assert_eq!(letters(&lines.concat()), letters(words));
            assert!(
                !lines.iter().any(|line| line.starts_with(['、', '。', ')'])),
                "{lines:?}"
            );
        }
    }

    #[test]
    fn long_words_are_cut() {
        assert_eq!(cut("short", 12.0, 100.0), "short");
        let long = cut("a very long name that has no room", 12.0, 100.0);
        assert!(long.ends_with('…') && width(&long, 12.0) <= 106.0, "{long}");
    }
}

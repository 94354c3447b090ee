//! Text measured in terminal cells: cut and wrapped without ever splitting a wide character. Control characters,
//! which an untrusted file may hold, count as nothing and are dropped.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Cells that a text takes.
pub(crate) fn width(text: &str) -> usize {
    if text.contains(char::is_control) {
        clean(text).width()
    } else {
        text.width()
    }
}

/// Cells that a text takes, for positions on the screen.
pub(crate) fn width16(text: &str) -> u16 {
    u16::try_from(width(text)).unwrap_or(u16::MAX)
}

fn clean(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

/// The text if it fits, or its beginning and an ellipsis.
pub(crate) fn cut(text: &str, max: usize) -> Cow<'_, str> {
    if !text.contains(char::is_control) && text.width() <= max {
        return Cow::Borrowed(text);
    }
    let text = clean(text);
    if text.width() <= max {
        return Cow::Owned(text);
    }
    let Some(room) = max.checked_sub(1) else {
        return Cow::Borrowed("");
    };
    let mut kept = String::new();
    let mut used = 0;
    for c in text.chars() {
        let cells = c.width().unwrap_or(0);
        if used + cells > room {
            break;
        }
        used += cells;
        kept.push(c);
    }
    let mut kept = kept.trim_end().to_owned();
    kept.push('…');
    Cow::Owned(kept)
}

/// The text, cut if need be, and spaces up to the width.
pub(crate) fn pad_right(text: &str, cells: usize) -> String {
    let text = cut(text, cells);
    let gap = cells.saturating_sub(width(&text));
    format!("{text}{}", " ".repeat(gap))
}

/// Spaces and the text, cut if need be, together as wide as asked.
pub(crate) fn pad_left(text: &str, cells: usize) -> String {
    let text = cut(text, cells);
    let gap = cells.saturating_sub(width(&text));
    format!("{}{text}", " ".repeat(gap))
}

/// Characters that may not begin a line in Japanese (JIS X 4051, the common ones).
const NO_START: &str =
    "、。，．・：；？！）］｝」』】〉》〕’”ー々ゝゞ゛゜ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ%％:;,.!?)]}";
/// Characters that may not end a line.
const NO_END: &str = "（［｛「『【〈《〔‘“([{";

/// Breaks a text into lines of at most `max` cells: between words, and between any two wide characters where
/// Japanese line-breaking rules allow it. A word that is longer than a line is broken where it must be.
pub(crate) fn wrap(text: &str, max: usize) -> Vec<String> {
    let max = max.max(2);
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        wrap_paragraph(paragraph, max, &mut lines);
    }
    lines
}

/// The first lines of a text, the last of them with an ellipsis if there are more.
pub(crate) fn wrap_short(text: &str, max: usize, most: usize) -> Vec<String> {
    let mut lines = wrap(text, max);
    if lines.len() > most.max(1) {
        let kept = most.max(1) - 1;
        // What is left of the text begins where the kept lines end.
        let from = lines[..kept]
            .iter()
            .try_fold(0, |from, line| Some(from + text[from..].find(line)? + line.len()));
        let rest = from.map_or("", |from| &text[from..]);
        lines.truncate(kept);
        lines.push(cut(rest.trim_start(), max).into_owned());
    }
    lines
}

fn wrap_paragraph(paragraph: &str, max: usize, lines: &mut Vec<String>) {
    let mut line = String::new();
    let mut used = 0;
    let mut has_space = false;
    for unit in units(paragraph) {
        if unit == " " {
            has_space = used > 0;
            continue;
        }
        let cells = width(&unit);
        let space = usize::from(has_space);
        if used > 0 && used + space + cells > max {
            lines.push(std::mem::take(&mut line));
            used = 0;
        } else if has_space {
            line.push(' ');
            used += 1;
        }
        has_space = false;
        if cells <= max {
            line.push_str(&unit);
            used += cells;
            continue;
        }
        for c in unit.chars() {
            let cells = c.width().unwrap_or(0);
            if used + cells > max {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push(c);
            used += cells;
        }
    }
    lines.push(line);
}

/// Cells of the longest piece that stays whole.
pub(crate) fn longest(text: &str) -> usize {
    let pieces = text.lines().flat_map(units);
    pieces.map(|unit| width(&unit)).max().unwrap_or(0)
}

/// Pieces that stay whole: a space, a word, or a wide character with the punctuation that clings to it.
fn units(paragraph: &str) -> Vec<String> {
    let mut units: Vec<String> = Vec::new();
    let mut clings = false;
    for c in paragraph.chars() {
        if c.is_control() && c != '\t' {
            continue;
        }
        if c.is_whitespace() && c != '\u{a0}' && c != '\u{202f}' {
            units.push(" ".to_owned());
            clings = false;
            continue;
        }
        let is_wide = c.width() == Some(2);
        let follows_wide = units
            .last()
            .and_then(|unit| unit.chars().last())
            .is_some_and(|last| last.width() == Some(2));
        let joins = match units.last() {
            None => false,
            Some(unit) if unit == " " => false,
            Some(_) => clings || NO_START.contains(c) || (!is_wide && !follows_wide),
        };
        match units.last_mut() {
            Some(unit) if joins => unit.push(c),
            _ => units.push(c.to_string()),
        }
        clings = NO_END.contains(c);
    }
    units
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_never_splits_a_wide_character() {
        assert_eq!(cut("薬事承認", 8), "薬事承認");
        assert_eq!(cut("薬事承認", 7), "薬事承…");
        assert_eq!(cut("薬事承認", 6), "薬事…");
        assert_eq!(cut("薬事承認", 1), "…");
        assert_eq!(cut("薬事承認", 0), "");
        assert_eq!(cut("review of it", 8), "review…");
    }

    #[test]
    fn padding_is_exact_in_cells() {
        for cells in 0..12 {
            assert_eq!(width(&pad_right("薬事ab", cells)), cells);
            assert_eq!(width(&pad_left("薬事ab", cells)), cells);
        }
    }

    #[test]
    fn control_characters_never_reach_the_screen() {
        assert_eq!(cut("a\u{1b}[31mb", 20), "a[31mb");
        assert_eq!(wrap("a\u{1b}b\u{7}", 20), ["ab"]);
        assert_eq!(width("\u{1b}\u{1b}x"), 1);
    }

    #[test]
    fn words_wrap_whole_and_long_words_break() {
        assert_eq!(wrap("one two  three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh ij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("", 4), Vec::<String>::new());
        assert_eq!(wrap("a\n\nb", 4), ["a", "", "b"]);
    }

    #[test]
    fn a_short_wrap_says_that_there_is_more() {
        assert_eq!(wrap_short("one two three four", 9, 2), ["one two", "three fo…"]);
        assert_eq!(wrap_short("one two three four", 9, 1), ["one two…"]);
        assert_eq!(wrap_short("one two", 9, 1), ["one two"]);
        assert_eq!(
            wrap_short("日本で承認を取り、次へ", 10, 2),
            ["日本で承認", "を取り、…"]
        );
    }

    #[test]
    fn japanese_wraps_anywhere_but_before_closing_marks() {
        assert_eq!(wrap("承認を受ける。次へ", 12), ["承認を受け", "る。次へ"]);
        assert_eq!(wrap("まず「承認」を", 8), ["まず「承", "認」を"]);
        assert_eq!(
            wrap("PMDAの審査は9か月です", 8),
            ["PMDAの審", "査は9か", "月です"]
        );
        for cells in 2..30 {
            for line in wrap(
                "日本で承認を取り、シンガポールはその承認を頼る。MDSAPは12か月後。",
                cells,
            ) {
                assert!(width(&line) <= cells.max(4), "{line} in {cells}");
            }
        }
    }
}

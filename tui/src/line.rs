//! A line of text with a caret, as it is typed into a field.

use ratatui::crossterm::event::KeyCode;

/// Longest line that a prompt or a search takes, in bytes.
pub(crate) const LONGEST: usize = 1000;

/// What Ctrl-U sends: everything before the caret goes.
pub(crate) const CLEAR: char = '\u{15}';

/// What Ctrl-W sends: the word before the caret goes.
pub(crate) const DROP_WORD: char = '\u{17}';

/// A text being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TextLine {
    text: String,
    /// Where the next letter goes, in bytes; always between two letters.
    caret: usize,
}

impl TextLine {
    /// A text with the caret behind it.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            caret: text.len(),
            text,
        }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// What stands before the caret, and after it.
    pub(crate) fn halves(&self) -> (&str, &str) {
        self.text.split_at(self.caret)
    }

    /// The line with more text at the caret, as far as `most` bytes allow. A field of one line takes no others.
    #[must_use]
    pub(crate) fn with(&self, more: &str, is_one_line: bool, most: usize) -> Self {
        let mut line = self.clone();
        for letter in more.replace("\r\n", "\n").replace('\r', "\n").chars() {
            let letter = match letter {
                '\n' | '\t' if is_one_line => ' ',
                letter => letter,
            };
            if line.text.len() + letter.len_utf8() > most {
                break;
            }
            if letter == '\n' || !letter.is_control() {
                line.text.insert(line.caret, letter);
                line.caret += letter.len_utf8();
            }
        }
        line
    }

    /// The line after a key; nothing for keys that do not edit.
    pub(crate) fn press(&self, code: KeyCode, most: usize) -> Option<Self> {
        let (before, after) = self.halves();
        let back = before.chars().next_back().map_or(0, char::len_utf8);
        let on = after.chars().next().map_or(0, char::len_utf8);
        let mut line = self.clone();
        match code {
            KeyCode::Char(CLEAR) => {
                line.text.drain(..line.caret);
                line.caret = 0;
            }
            KeyCode::Char(DROP_WORD) => {
                let kept = before.trim_end().rfind(char::is_whitespace);
                let from = kept.map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
                line.text.drain(from..line.caret);
                line.caret = from;
            }
            KeyCode::Char(letter) => return Some(self.with(letter.encode_utf8(&mut [0; 4]), true, most)),
            KeyCode::Left => line.caret -= back,
            KeyCode::Right => line.caret += on,
            KeyCode::Home => line.caret = 0,
            KeyCode::End => line.caret = line.text.len(),
            KeyCode::Backspace => {
                line.caret -= back;
                line.text.drain(line.caret..line.caret + back);
            }
            KeyCode::Delete => {
                line.text.drain(line.caret..line.caret + on);
            }
            _ => return None,
        }
        Some(line)
    }
}

/// A search after a key: it is typed and taken back at its end only. Nothing for keys that do neither, and for taking back
/// nothing.
pub(crate) fn searched(query: &str, code: KeyCode) -> Option<String> {
    let is_edit = match code {
        KeyCode::Char(_) => true,
        KeyCode::Backspace => !query.is_empty(),
        _ => false,
    };
    let line = is_edit.then(|| TextLine::new(query).press(code, LONGEST))??;
    Some(line.text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_go_where_the_caret_is_whatever_their_width() {
        let mut line = TextLine::new("青チーム");
        for code in [
            KeyCode::Left,
            KeyCode::Left,
            KeyCode::Char('x'),
            KeyCode::Backspace,
        ] {
            line = line.press(code, 100).expect("it edits");
        }
        assert_eq!(line.halves(), ("青チ", "ーム"));
        line = line.press(KeyCode::Delete, 100).expect("it edits");
        assert_eq!(line.text(), "青チム");
        line = line.press(KeyCode::Home, 100).expect("it edits");
        line = line.press(KeyCode::Backspace, 100).expect("it edits");
        line = line.press(KeyCode::Left, 100).expect("it edits");
        assert_eq!(line.halves(), ("", "青チム"));
        let line = TextLine::new("~/plans/ mine.toml");
        let line = line.press(KeyCode::Char(DROP_WORD), 100).expect("it edits");
        assert_eq!(line.text(), "~/plans/ ");
        let line = line.press(KeyCode::Char(CLEAR), 100).expect("it edits");
        assert_eq!(line.text(), "");
        assert_eq!(line.press(KeyCode::Up, 100), None);
    }

    #[test]
    fn a_search_is_edited_at_its_end() {
        assert_eq!(searched("薬", KeyCode::Char('事')).as_deref(), Some("薬事"));
        assert_eq!(searched("薬事", KeyCode::Backspace).as_deref(), Some("薬"));
        assert_eq!(searched("", KeyCode::Backspace), None);
        assert_eq!(searched("薬", KeyCode::Left), None);
    }

    #[test]
    fn what_is_pasted_keeps_its_lines_only_where_there_may_be_several() {
        let line = TextLine::new("");
        assert_eq!(line.with("a\r\nb\u{1b}c", true, 100).text(), "a bc");
        assert_eq!(line.with("a\r\nb\u{1b}c", false, 100).text(), "a\nbc");
        assert_eq!(line.with("薬事", true, 5).text(), "薬");
    }
}

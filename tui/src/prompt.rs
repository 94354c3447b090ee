//! A line of text that the user types: what it is for, and what has been typed so far.

use ratatui::crossterm::event::KeyCode;
use regpath_core::edit::Setting;
use regpath_core::text::Lang;
use regpath_core::view::exercise::Paper;

use crate::export::Format;
use crate::line::{LONGEST, TextLine};
use crate::words;

/// What a text is typed for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The name of the file to save the plan to.
    SaveAs,
    /// The path of a plan to open.
    Open,
    /// The path of a plan to compare with.
    Compare,
    /// The name of the file to write the view to.
    Export(Format),
    /// A value for a lever that stands there now.
    Value(Setting),
    /// The path of an exercise to open.
    Exercise,
    /// The paths of answers to read.
    Answers,
    /// The name of the file to save a paper to.
    Paper(Paper),
}

/// A text being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Prompt {
    pub(crate) purpose: Purpose,
    pub(crate) line: TextLine,
    /// Why the text was not taken; mostly empty.
    pub(crate) problem: String,
}

/// What a key makes of a prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Typed {
    /// It goes on.
    On(Prompt),
    /// It is done.
    Done(Prompt),
    /// It is given up.
    Gone,
}

impl Prompt {
    /// A prompt with a text to begin with.
    pub(crate) fn new(purpose: Purpose, text: impl Into<String>) -> Self {
        Self {
            purpose,
            line: TextLine::new(text),
            problem: String::new(),
        }
    }

    /// The prompt after its text was not taken.
    pub(crate) fn refused(self, problem: impl Into<String>) -> Self {
        Self {
            problem: problem.into(),
            ..self
        }
    }

    /// What a key does; nothing for keys that mean nothing here.
    pub(crate) fn press(&self, code: KeyCode) -> Option<Typed> {
        match code {
            KeyCode::Enter if !self.line.text().trim().is_empty() => Some(Typed::Done(self.clone())),
            KeyCode::Esc => Some(Typed::Gone),
            _ => self
                .line
                .press(code, LONGEST)
                .map(|line| Typed::On(self.with(line))),
        }
    }

    /// The prompt with a pasted text.
    pub(crate) fn pasted(&self, text: &str) -> Self {
        self.with(self.line.with(text.trim(), true, LONGEST))
    }

    fn with(&self, line: TextLine) -> Self {
        Self {
            purpose: self.purpose.clone(),
            line,
            problem: String::new(),
        }
    }

    /// What it asks, what was typed, and why that was not taken.
    pub(crate) fn words(&self, lang: Lang) -> String {
        let asked = words::prompt(&self.purpose, self.line.halves(), lang);
        if self.problem.is_empty() {
            asked
        } else {
            format!("{asked}\n{}", self.problem)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_edit_the_text_until_it_is_done_or_given_up() {
        let prompt = Prompt::new(Purpose::Open, "a").refused("there is no such file");
        let Some(Typed::On(more)) = prompt.press(KeyCode::Char('b')) else {
            panic!("a letter is typed")
        };
        assert_eq!((more.line.text(), more.problem.as_str()), ("ab", ""));
        assert_eq!(more.press(KeyCode::Enter), Some(Typed::Done(more.clone())));
        assert_eq!(more.press(KeyCode::Esc), Some(Typed::Gone));
        assert_eq!(more.press(KeyCode::Up), None);
        let Some(Typed::On(before)) = more.press(KeyCode::Left) else {
            panic!("the caret goes back")
        };
        assert_eq!(before.pasted(" x\n").line.halves(), ("ax", "b"));
        let empty = Prompt::new(Purpose::Open, "");
        assert_eq!(empty.press(KeyCode::Enter), None);
        assert_eq!(empty.press(KeyCode::Backspace), Some(Typed::On(empty.clone())));
    }
}

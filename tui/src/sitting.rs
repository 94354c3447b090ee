//! A sitting at an exercise, as far as only the terminal knows it: what the keys act on, what is being typed, how far the
//! page is scrolled; and what keys and clicks mean there.

mod desk;
pub(crate) mod keep;

use ratatui::crossterm::event::KeyCode;
use regpath_core::exercise::session::{Role, TEXT};
use regpath_core::view::exercise::{
    Block, Button, ClockView, Do, Field, Input, PickOption, QrView, ScreenView,
};

use crate::line::TextLine;
use crate::scene::Scene;
use crate::screen::Screen;
use crate::ui;

/// Longest text of one line, in bytes.
const LINE: usize = 1_200;

/// What a sitting shows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Workshop {
    pub(crate) view: ScreenView,
    pub(crate) role: Role,
    /// The trainer's clock; a group has none.
    pub(crate) clock: Option<ClockView>,
    /// Whether leaving would lose something.
    pub(crate) is_touched: bool,
}

/// What the keys can act on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Stop<'a> {
    /// A place to type.
    Input(&'a Input),
    /// One of several.
    Option(&'a PickOption),
    /// Something to press.
    Button(&'a Button),
    /// A code to show on the whole screen.
    Code(&'a QrView),
}

/// Everything on a screen that the keys can act on, in order.
pub(crate) fn stops(view: &ScreenView) -> Vec<Stop<'_>> {
    let mut stops = Vec::new();
    for block in &view.blocks {
        match block {
            Block::Input(input) if input.is_open => stops.push(Stop::Input(input)),
            Block::Pick(pick) => stops.extend(pick.options.iter().map(Stop::Option)),
            Block::Button(button) if button.does.is_some() => stops.push(Stop::Button(button)),
            Block::Code(_, Some(code)) => stops.push(Stop::Code(code)),
            Block::Input(_)
            | Block::Button(_)
            | Block::Heading(_)
            | Block::Text(_)
            | Block::Note(_)
            | Block::Facts(_)
            | Block::Table(..)
            | Block::Dots(_)
            | Block::Story(_)
            | Block::Code(_, None) => {}
        }
    }
    stops
}

/// State of the terminal at a sitting.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says something of its own about what is drawn"
)]
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Sitting {
    /// The stop that the keys act on.
    pub(crate) focus: usize,
    /// First line of the page in sight.
    pub(crate) top: usize,
    /// Whether letters are commands although the keys act on a field.
    pub(crate) is_out: bool,
    /// Whether no stop is marked, since the one that was pressed is gone: nobody buys twice with two strokes of a key.
    pub(crate) rests: bool,
    /// Whether the page goes along with the stop.
    pub(crate) follows: bool,
    /// Whether the code has the whole screen.
    pub(crate) shows: bool,
    /// Whether it is asked if to leave; true if the program is to end with it.
    pub(crate) asks: Option<bool>,
    /// What is typed and not yet taken in.
    drafts: Vec<(Field, TextLine)>,
    /// Names the screen that this is for.
    key: String,
}

/// What is done at a sitting.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Sit {
    /// The keys act on another stop.
    Focus(usize),
    /// More is typed into a field.
    Type(Field, TextLine),
    /// What was typed into a field is done.
    Done(Field),
    /// Letters are commands again.
    Out,
    /// Letters go into the field again.
    Into,
    /// The code is shown on the whole screen, or no longer.
    Show(bool),
    /// The page is scrolled to a line.
    Top(usize),
    /// Something was chosen or pressed.
    Do(Do),
    /// The exercise is to be left, or the whole program.
    Leave(bool),
    /// It is left, whatever is lost.
    Gone(bool),
    /// It is not left.
    Stay,
}

impl Sitting {
    /// Begins at the top of whatever is new.
    pub(crate) fn settle(&mut self, workshop: Option<&Workshop>) {
        let Some(workshop) = workshop else {
            *self = Self::default();
            return;
        };
        if self.key != workshop.view.key {
            workshop.view.key.clone_into(&mut self.key);
            // A field that is filled is not typed into by a key that was to lead elsewhere.
            let all = stops(&workshop.view);
            let is_filled = matches!(all.first(), Some(Stop::Input(input)) if !input.value.is_empty());
            (self.focus, self.top, self.is_out, self.follows) = (0, 0, is_filled, false);
            (self.rests, self.shows) = (false, false);
        }
        self.focus = self.focus.min(stops(&workshop.view).len().saturating_sub(1));
    }

    /// What stands in a field: as typed, or as it was taken in.
    pub(crate) fn line(&self, input: &Input) -> TextLine {
        let draft = self.drafts.iter().find(|(field, _)| *field == input.field);
        draft.map_or_else(|| TextLine::new(&*input.value), |(_, line)| line.clone())
    }

    pub(crate) fn draft(&mut self, field: Field, line: TextLine) {
        self.forget(field);
        self.drafts.push((field, line));
    }

    pub(crate) fn forget(&mut self, field: Field) {
        self.drafts.retain(|(known, _)| *known != field);
    }

    /// What is typed into fields that keep what stands in them.
    pub(crate) fn kept(&self) -> Vec<(Field, String)> {
        let kept = self.drafts.iter().filter(|(field, _)| !field.is_list());
        kept.map(|(field, line)| (*field, line.text().to_owned()))
            .collect()
    }

    /// What is typed into one field.
    pub(crate) fn typed(&self, field: Field) -> Option<String> {
        let draft = self.drafts.iter().find(|(known, _)| *known == field);
        draft.map(|(_, line)| line.text().to_owned())
    }

    /// Whether something is typed and not yet taken in.
    pub(crate) fn has_drafts(&self) -> bool {
        self.drafts.iter().any(|(_, line)| !line.text().trim().is_empty())
    }

    /// The code that has the whole screen.
    pub(crate) fn code<'a>(&self, view: &'a ScreenView) -> Option<&'a QrView> {
        let mut all = stops(view).into_iter().filter(|_| self.shows);
        all.find_map(|stop| match stop {
            Stop::Code(code) => Some(code),
            Stop::Input(_) | Stop::Option(_) | Stop::Button(_) => None,
        })
    }

    /// The field that letters go into.
    pub(crate) fn field<'a>(&self, view: &'a ScreenView) -> Option<&'a Input> {
        match stops(view).get(self.focus) {
            Some(Stop::Input(input)) if !self.is_out && !self.rests => Some(input),
            _ => None,
        }
    }
}

/// Bytes that a field takes.
const fn most(field: Field) -> usize {
    if field.is_list() { TEXT } else { LINE }
}

/// What a key means at a sitting.
pub(crate) fn press(workshop: &Workshop, scene: &Scene, screen: &Screen, code: KeyCode) -> Option<Sit> {
    let (view, at) = (&workshop.view, &screen.sitting);
    if let Some(quits) = at.asks {
        return Some(match code {
            KeyCode::Char('y' | 'Y') => Sit::Gone(quits),
            _ => Sit::Stay,
        });
    }
    if at.shows {
        return Some(Sit::Show(false));
    }
    if let Some(input) = at.field(view) {
        match code {
            KeyCode::Enter => return Some(Sit::Done(input.field)),
            KeyCode::Esc => return Some(Sit::Out),
            _ => {
                if let Some(line) = at.line(input).press(code, most(input.field)) {
                    return Some(Sit::Type(input.field, line));
                }
            }
        }
    }
    let all = stops(view);
    let (lines, page) = ui::extent(scene, screen);
    let bottom = lines.saturating_sub(page);
    let scroll = |by: isize| {
        let top = at.top.saturating_add_signed(by).min(bottom);
        (top != at.top).then_some(Sit::Top(top))
    };
    let leap = isize::try_from(page.saturating_sub(2).max(1)).unwrap_or(1);
    if at.rests
        && matches!(
            code,
            KeyCode::Tab | KeyCode::Down | KeyCode::Enter | KeyCode::Char(' ')
        )
    {
        return Some(Sit::Focus(at.focus));
    }
    match code {
        KeyCode::Tab => {
            walk(scene, screen, true).or_else(|| (at.focus + 1 < all.len()).then(|| Sit::Focus(at.focus + 1)))
        }
        KeyCode::BackTab => walk(scene, screen, false).or_else(|| at.focus.checked_sub(1).map(Sit::Focus)),
        KeyCode::Down => walk(scene, screen, true).or_else(|| scroll(1)),
        KeyCode::Up => walk(scene, screen, false).or_else(|| scroll(-1)),
        KeyCode::PageDown => scroll(leap),
        KeyCode::PageUp => scroll(-leap),
        KeyCode::Home | KeyCode::Char('g') => scroll(isize::MIN),
        KeyCode::End | KeyCode::Char('G') => scroll(isize::MAX),
        KeyCode::Enter | KeyCode::Char(' ') => {
            // What is out of sight is shown before it is pressed.
            if !ui::sitting_pane(workshop, screen, scene.lang).is_in_sight(ui::sitting_body(scene, screen)) {
                return Some(Sit::Focus(at.focus));
            }
            act(*all.get(at.focus)?)
        }
        KeyCode::Right => beside(view, 1),
        KeyCode::Left => beside(view, -1),
        KeyCode::Esc => Some(Sit::Leave(false)),
        KeyCode::Char('q') => Some(Sit::Leave(true)),
        KeyCode::Char(digit) => {
            let place = usize::try_from(digit.to_digit(10)?).ok()?.checked_sub(1)?;
            Some(Sit::Do(view.tabs.get(place)?.does.clone()))
        }
        _ => None,
    }
}

impl Stop<'_> {
    /// Its words.
    pub(crate) fn label(&self) -> &str {
        match self {
            Self::Input(input) => &input.label,
            Self::Option(option) => &option.title,
            Self::Button(button) => &button.label,
            Self::Code(_) => "",
        }
    }
}

/// What pressing a stop does.
fn act(stop: Stop<'_>) -> Option<Sit> {
    match stop {
        Stop::Input(_) => Some(Sit::Into),
        Stop::Option(option) => Some(Sit::Do(option.does.clone())),
        Stop::Button(button) => button.does.clone().map(Sit::Do),
        Stop::Code(_) => Some(Sit::Show(true)),
    }
}

/// To the tab beside the open one.
fn beside(view: &ScreenView, by: isize) -> Option<Sit> {
    let here = view.tabs.iter().position(|tab| tab.is_here)?;
    let tab = view.tabs.get(here.checked_add_signed(by)?)?;
    Some(Sit::Do(tab.does.clone()))
}

/// To the next stop that is in sight, seen from the one at hand or, if that is out of sight, from the edge of the page.
fn walk(scene: &Scene, screen: &Screen, is_down: bool) -> Option<Sit> {
    let workshop = scene.workshop.as_ref()?;
    let body = ui::sitting_body(scene, screen);
    let seen = ui::sitting_pane(workshop, screen, scene.lang).seen(body);
    let at = screen.sitting.focus;
    let next = if !screen.sitting.rests && seen.contains(&at) {
        let next = if is_down { at + 1 } else { at.checked_sub(1)? };
        seen.contains(&next).then_some(next)
    } else if is_down {
        seen.first().copied()
    } else {
        seen.last().copied()
    };
    next.map(Sit::Focus)
}

/// What a click on a stop means: a field is typed into, anything else is pressed.
pub(crate) fn click(view: &ScreenView, stop: usize) -> Option<Vec<Sit>> {
    let all = stops(view);
    Some(match *all.get(stop)? {
        Stop::Input(_) => vec![Sit::Focus(stop)],
        pressed => std::iter::once(Sit::Focus(stop)).chain(act(pressed)).collect(),
    })
}

/// What a pasted text means: it goes into the field at hand, or else into the one for codes.
pub(crate) fn paste(workshop: &Workshop, screen: &Screen, text: &str) -> Option<Vec<Sit>> {
    let (view, at) = (&workshop.view, &screen.sitting);
    if at.asks.is_some() || at.shows {
        return None;
    }
    let into = |input: &Input| {
        let field = input.field;
        Sit::Type(field, at.line(input).with(text, !field.is_list(), most(field)))
    };
    if let Some(input) = at.field(view) {
        return Some(vec![into(input)]);
    }
    let all = stops(view);
    let place = all
        .iter()
        .position(|stop| matches!(stop, Stop::Input(input) if input.field == Field::Code))?;
    let Stop::Input(input) = all[place] else {
        return None;
    };
    Some(vec![Sit::Focus(place), into(input)])
}

/// The paths of a prompt: one that is there as it stands, or several with spaces between them; quotes and `\` keep spaces,
/// as terminals write them when files are dropped.
pub(crate) fn paths(typed: &str) -> Vec<String> {
    let typed = typed.trim();
    if std::path::Path::new(typed).exists() {
        return vec![typed.to_owned()];
    }
    let (mut paths, mut path, mut quote) = (Vec::new(), String::new(), None);
    let mut letters = typed.chars();
    while let Some(letter) = letters.next() {
        match (letter, quote) {
            ('\\', None) if !cfg!(windows) => path.extend(letters.next()),
            ('\'' | '"', None) => quote = Some(letter),
            (letter, Some(end)) if letter == end => quote = None,
            (letter, None) if letter.is_whitespace() => {
                if !path.is_empty() {
                    paths.push(std::mem::take(&mut path));
                }
            }
            (letter, _) => path.push(letter),
        }
    }
    if !path.is_empty() {
        paths.push(path);
    }
    paths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_paths_are_told_apart() {
        assert_eq!(paths(" a.toml  b.toml "), ["a.toml", "b.toml"]);
        assert_eq!(
            paths(r#"'my answer.toml' b\ c.toml "d e.txt""#),
            ["my answer.toml", "b c.toml", "d e.txt"]
        );
        assert_eq!(paths(""), Vec::<String>::new());
    }
}

//! What ties a sitting at an exercise to the browser: its address, what is kept of it, what it saves, copies and reads.

use regpath_core::app::{Action, App};
use regpath_core::catalogue::SourceFile;
use regpath_core::exercise::session::{Move, Role};
use regpath_core::exercise::shipped_exercise;
use regpath_core::view::exercise::{ClockView, Do, ScreenView, clock, paper};
use yew::prelude::*;

use crate::chrome::words;
use crate::{page, save};

/// Where the addresses of exercises begin.
const START: &str = "#/exercise/";
/// Longest sitting that is asked to be kept, in bytes.
const MOST: usize = 2 << 20;

/// A number that nobody can guess, for the lock of a group's predictions.
pub(crate) fn salt() -> u32 {
    let mut bytes = [0; 4];
    if let Ok(crypto) = page::window().crypto() {
        // It fails for no array of four bytes.
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    u32::from_le_bytes(bytes)
}

/// The address of an exercise.
pub(crate) fn address(id: &str) -> String {
    format!("{START}{id}")
}

/// The exercise that an address names.
pub(crate) fn exercise_at(fragment: &str) -> Option<&str> {
    fragment.strip_prefix(START)
}

/// Opens the exercise of an address: one that is shipped, or one's own that was open in this browser.
pub(crate) fn opening(fragment: &str) -> Option<Action> {
    let id = exercise_at(fragment)?;
    if shipped_exercise(id).is_some() {
        return Some(Action::ChooseExercise(id.to_owned(), salt()));
    }
    let kept = page::remembered(&format!("exercise.{id}"))?;
    let (name, text) = kept.split_once('\n')?;
    let file = SourceFile {
        name: name.to_owned(),
        text: text.to_owned(),
    };
    Some(Action::OpenExercise(file, salt()))
}

/// Keeps the sitting in the browser's own store, and takes up the one that was kept when its exercise is opened.
#[hook]
pub(crate) fn use_sitting(app: &App, act: Callback<Action>) {
    let before = use_mut_ref(|| None::<String>);
    let now = app.session().map(|session| {
        let file = &session.exercise.file;
        let own = (shipped_exercise(&session.exercise.id).as_ref() != Some(file)).then(|| file.clone());
        let line = session.is_begun().then(|| session.kept());
        (session.exercise.id.clone(), own, line)
    });
    use_effect_with(now, move |now| {
        let Some((id, own, line)) = now else {
            before.replace(None);
            return;
        };
        let key = format!("sitting.{id}");
        if before.replace(Some(id.clone())).as_ref() != Some(id) {
            if let Some(file) = own {
                page::remember(
                    &format!("exercise.{id}"),
                    Some(&format!("{}\n{}", file.name, file.text)),
                );
            }
            if let Some(line) = page::remembered(&key) {
                act.emit(Action::ResumeExercise(line));
            }
            return;
        }
        page::remember(&key, line.as_deref().filter(|line| line.len() <= MOST));
    });
}

/// Begins the exercise that is open afresh.
pub(crate) fn afresh(app: &App, act: &Callback<Action>) {
    if let Some(session) = app.session() {
        act.emit(Action::OpenExercise(session.exercise.file.clone(), salt()));
    }
}

/// Seconds of the browser's clock, which goes on while the page is closed.
fn seconds() -> f64 {
    js_sys::Date::now() / 1000.0
}

/// The trainer's clock, to be read at any moment; none for a group.
pub(crate) fn trainers_clock(app: &App) -> Option<Callback<(), ClockView>> {
    app.session().filter(|session| session.role == Role::Trainer)?;
    let app = app.clone();
    Some(Callback::from(move |()| {
        let session = app.session().expect("the state is that of a sitting");
        clock(session, seconds(), app.lang)
    }))
}

/// The moves to the stages or desks beside the one that is in sight.
pub(crate) fn beside(screen: &ScreenView) -> [Option<Move>; 2] {
    let here = screen.tabs.iter().position(|tab| tab.is_here);
    let to = |place: Option<usize>| match &screen.tabs.get(place?)?.does {
        Do::Move(to) => Some(to.clone()),
        _ => None,
    };
    [
        to(here.and_then(|here| here.checked_sub(1))),
        to(here.map(|here| here + 1)),
    ]
}

/// Does what a part of the screen asks for; `say` tells the reader of what cannot be seen.
pub(crate) fn done(app: &App, does: Do, act: &Callback<Action>, say: &Callback<&'static str>) {
    let words = words(app.lang);
    match does {
        Do::Move(to) => act.emit(Action::Play(to)),
        Do::Choose(id) => act.emit(Action::ChooseExercise(id, salt())),
        Do::StartClock => act.emit(Action::Play(Move::Start(seconds()))),
        Do::PauseClock => act.emit(Action::Play(Move::Pause(seconds()))),
        Do::Leave => act.emit(Action::CloseExercise),
        Do::Copy(text) => save::copy(
            &text,
            say.reform(move |done| if done { words.copied } else { words.not_copied }),
        ),
        Do::Save(which) => {
            let made = app.session().and_then(|session| paper(session, which, app.lang));
            if let Some((name, text)) = made {
                let media = match name.rsplit('.').next() {
                    Some("html") => "text/html",
                    Some("csv") => "text/csv",
                    _ => "application/toml",
                };
                save::download(&name, media, &text);
            }
        }
        // These are files that the reader chooses, and the fields for them read them.
        Do::OpenFile | Do::ReadAnswers => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_its_exercise() {
        assert_eq!(exercise_at(&address("one-door-or-two")), Some("one-door-or-two"));
        assert_eq!(exercise_at("#/ai-imaging-asean/odds"), None);
    }
}

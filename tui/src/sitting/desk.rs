//! What is done at a sitting, made so: moves of core, files, the clipboard, the clock.

use std::path::Path;
use std::time::{Duration, SystemTime};

use regpath_core::app::Action;
use regpath_core::exercise::session::{Move, Session};
use regpath_core::view::exercise::{Do, Field, clock};

use super::{Sit, paths, stops};
use crate::prompt::{Prompt, Purpose};
use crate::{BUSY, Desk, IDLE, cli, expanded, words};

impl Desk {
    pub(crate) fn sit(&mut self, sit: Sit) {
        if self.app.session().is_none() {
            return;
        }
        self.screen.notice = None;
        match sit {
            Sit::Type(field, line) => {
                self.screen.sitting.draft(field, line);
                self.screen.sitting.follows = true;
            }
            Sit::Focus(stop) => {
                self.take_in();
                self.focus(stop);
            }
            Sit::Done(field) => self.done(field),
            Sit::Out => {
                self.take_in();
                self.screen.sitting.is_out = true;
            }
            Sit::Into => self.focus(self.screen.sitting.focus),
            Sit::Show(is_on) => self.screen.sitting.shows = is_on,
            Sit::Top(top) => (self.screen.sitting.top, self.screen.sitting.follows) = (top, false),
            Sit::Do(does) => {
                self.take_in();
                let pressed = self.label();
                let key = self.screen.sitting.key.clone();
                self.does(does);
                // A page that begins anew marks its first stop.
                if self.screen.sitting.key == key && self.label() != pressed {
                    (self.screen.sitting.rests, self.screen.sitting.follows) = (true, false);
                }
            }
            Sit::Leave(quits) => {
                self.take_in();
                let is_touched = self
                    .scene
                    .workshop
                    .as_ref()
                    .is_some_and(|workshop| workshop.is_touched);
                // What is kept is there again the next time.
                let is_lost = is_touched && !(quits && self.sittings.is_kept());
                if is_lost || self.screen.sitting.has_drafts() {
                    self.screen.sitting.asks = Some(quits);
                } else {
                    self.leave(quits);
                }
            }
            Sit::Gone(quits) => self.leave(quits),
            Sit::Stay => self.screen.sitting.asks = None,
        }
        self.refresh();
    }

    fn focus(&mut self, stop: usize) {
        let at = &mut self.screen.sitting;
        (at.focus, at.is_out, at.follows, at.rests) = (stop, false, true, false);
    }

    /// The words of the stop that the keys act on, without whether it is switched on.
    fn label(&self) -> Option<String> {
        let workshop = self.scene.workshop.as_ref()?;
        let all = stops(&workshop.view);
        all.get(self.screen.sitting.focus)
            .map(|stop| stop.label().to_owned())
    }

    fn leave(&mut self, quits: bool) {
        if quits {
            self.is_over = true;
        } else {
            self.sittings.forget();
            self.apply(vec![Action::CloseExercise]);
        }
    }

    /// A sitting has begun: what was kept of the last one at this exercise is there again.
    pub(crate) fn sit_down(&mut self) {
        let Some(session) = self.app.session() else {
            return;
        };
        if let Some(line) = self.sittings.open(&self.keeper, session) {
            self.apply(vec![Action::ResumeExercise(line)]);
            if self.app.session().is_some_and(Session::is_touched) {
                self.say(words::sitting::resumed(self.app.lang).to_owned());
            }
        }
    }

    fn play(&mut self, to: Move) {
        self.apply(vec![Action::Play(to)]);
    }

    /// Takes in what is typed into the fields that keep it. Lists take what is in theirs when that is said.
    fn take_in(&mut self) {
        for (field, text) in self.screen.sitting.kept() {
            self.screen.sitting.forget(field);
            self.play(field.commit(text));
        }
    }

    /// A field is done: its text is taken in, and the keys act on what comes next. A list waits for more.
    fn done(&mut self, field: Field) {
        self.screen.sitting.follows = true;
        let typed = self
            .screen
            .sitting
            .typed(field)
            .filter(|text| !text.trim().is_empty());
        match typed {
            Some(text) if field.is_list() => {
                self.play(field.commit(text));
                // What was refused can be mended.
                if self
                    .app
                    .session()
                    .is_some_and(|session| session.refused.is_none())
                {
                    self.screen.sitting.forget(field);
                }
            }
            _ => {
                self.take_in();
                self.focus(self.screen.sitting.focus + 1);
            }
        }
    }

    fn does(&mut self, does: Do) {
        let lang = self.app.lang;
        match does {
            Do::Move(to) => self.play(to),
            Do::Choose(id) => self.apply(vec![Action::ChooseExercise(id, cli::salt())]),
            Do::OpenFile => self.ask(Purpose::Exercise),
            Do::ReadAnswers => self.ask(Purpose::Answers),
            Do::Save(which) => self.ask(Purpose::Paper(which)),
            Do::Copy(text) => {
                self.screen.notice = Some(words::sitting::copied(&text, lang));
                self.copied = Some(text);
            }
            Do::StartClock => self.play(Move::Start(self.now())),
            Do::PauseClock => self.play(Move::Pause(self.now())),
            Do::Leave => self.sit(Sit::Leave(false)),
        }
    }

    /// Reads the answers of files: all of them, or none and the reason.
    pub(crate) fn read_answers(&mut self, typed: &str, prompt: Prompt) {
        let lang = self.app.lang;
        let paths = paths(&expanded(typed));
        let mut texts = Vec::new();
        for path in &paths {
            let path = expanded(path);
            match cli::answer_text(Path::new(&path)) {
                Ok(text) => texts.push((path, text)),
                Err(error) => {
                    self.prompt(Some(
                        prompt.refused(words::sitting::not_read(&format!("{error:#}"), lang)),
                    ));
                    return;
                }
            }
        }
        let count = |desk: &Self| desk.app.session().map_or(0, |session| session.handed.len());
        let before = count(self);
        self.screen.prompt = None;
        let moves = texts.into_iter().map(|(path, text)| {
            let name = Path::new(&path)
                .file_name()
                .map_or(path.clone(), |name| name.to_string_lossy().into_owned());
            Action::Play(Move::Collect(name, text))
        });
        self.apply(moves.collect());
        let answers = count(self) - before;
        self.say(words::sitting::collected(paths.len(), answers, lang));
    }

    /// The time of the clock [s]; it stands still where nothing may depend on it.
    pub(crate) fn now(&self) -> f64 {
        if self.is_still {
            0.0
        } else {
            // The clock of the wall, since a sitting is taken up again by another program.
            let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
            now.map_or(0.0, |now| now.as_secs_f64())
        }
    }

    /// How long to wait for a key: news of the engine are looked for often, a clock that runs is drawn every second.
    pub(crate) fn patience(&self) -> Duration {
        let runs = self
            .app
            .session()
            .is_some_and(|session| session.clock.is_running());
        if self.scene.is_busy {
            BUSY
        } else if runs {
            Duration::from_secs_f64(1.0 - self.now().fract())
        } else {
            IDLE
        }
    }

    /// Draws the clock anew once it says something else.
    pub(crate) fn tick(&mut self) {
        self.around.now = self.now();
        let Some(session) = self.app.session().filter(|session| session.clock.is_running()) else {
            return;
        };
        let clock = clock(session, self.around.now, self.app.lang);
        if let Some(workshop) = &mut self.scene.workshop
            && workshop.clock.as_ref().is_some_and(|shown| *shown != clock)
        {
            workshop.clock = Some(clock);
            self.has_changed = true;
        }
    }
}

//! The plans that the one at hand is compared with, and their run.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{App, CompareSpec, View};
use crate::analysis::compare::Comparison;
use crate::catalogue::{SourceFile, plan_id};
use crate::plan::Plan;
use crate::run::{JobId, RunSpec};
use crate::sampling::Method;
use crate::text::Text;
use crate::view::{self, RivalRow, RivalsView};

/// The most plans to compare with.
pub const MOST_RIVALS: usize = 3;
/// The most futures of a comparison on a screen.
const MOST_FUTURES: u64 = 100_000;

/// A plan to compare with.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Rival {
    /// The plan as it was opened, against what the levers have made of it.
    Opened,
    /// A shipped plan.
    Shipped(String),
    /// A plan from a file, by the file's name.
    File(String),
}

/// What a comparison is of.
#[derive(Debug, Clone, PartialEq)]
struct Question {
    /// Name and text of each plan, the one at hand first.
    plans: Vec<(String, String)>,
    seed: u64,
    iterations: u64,
}

/// A plan from a file.
#[derive(Debug, Clone)]
struct Own {
    file: SourceFile,
    title: Text,
    summary: Option<Text>,
}

/// The plans to compare with, and the answer so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Rivals {
    chosen: Vec<Rival>,
    /// Plans from files that were taken in to compare with.
    files: Arc<Vec<Own>>,
    /// The run that is wanted or going, and what it is of.
    asked: Option<(CompareSpec, Question)>,
    /// The latest answer: what it is of, and the plans that it compares.
    answer: Option<(Arc<Comparison>, Question, Vec<Rival>)>,
    /// What is known of the answer that is asked for, and the plans that it compares.
    so_far: Option<(Arc<Comparison>, Vec<Rival>)>,
    /// What broke the last time.
    broken: Option<Question>,
}

impl Rivals {
    /// Chooses these plans instead.
    pub(super) fn choose(&mut self, mut chosen: Vec<Rival>) {
        chosen.truncate(MOST_RIVALS);
        self.chosen = chosen;
        self.broken = None;
    }
}

impl App {
    /// The comparison that should be going, once the plan's own run is done.
    #[must_use]
    pub fn wanted_comparison(&self) -> Option<&CompareSpec> {
        let (spec, _) = self.rivals.asked.as_ref()?;
        self.wanted.is_none().then_some(spec)
    }

    /// Compares with a plan, or no longer; none if there are as many as there may be.
    pub(super) fn with_rival(mut self, rival: Rival) -> Option<Self> {
        let chosen = &mut self.rivals.chosen;
        match chosen.iter().position(|other| *other == rival) {
            Some(place) => drop(chosen.remove(place)),
            None if self.can_choose(&rival) && self.rivals_now().len() < MOST_RIVALS => {
                self.rivals.chosen = self.rivals_now();
                self.rivals.chosen.push(rival);
            }
            None => return None,
        }
        self.rivals.broken = None;
        Some(self)
    }

    /// Takes a plan from a file in and compares with it, or says why that is not possible.
    pub(super) fn with_rival_file(mut self, file: SourceFile) -> Self {
        let plan = match Plan::load(&file, &self.catalogue) {
            Ok(plan) => plan,
            Err(error) => {
                self.problems = Arc::new(error.problems);
                return self;
            }
        };
        let rival = Rival::File(file.name.clone());
        let files = Arc::make_mut(&mut self.rivals.files);
        files.retain(|own| own.file.name != file.name);
        files.push(Own {
            title: plan.title,
            summary: plan.summary,
            file,
        });
        if self.rivals.chosen.contains(&rival) {
            self.rivals.broken = None;
            return self;
        }
        self.clone().with_rival(rival).unwrap_or(self)
    }

    /// Whether there is such a plan beside the one at hand.
    fn can_choose(&self, rival: &Rival) -> bool {
        match rival {
            Rival::Opened => self.draft.is_changed(),
            Rival::Shipped(id) => self.entries().iter().any(|entry| {
                plan_id(&entry.file.name) == id && entry.file.name != self.opened.plan.file.name
            }),
            Rival::File(name) => {
                let is_there = self.rivals.files.iter().any(|own| own.file.name == *name);
                is_there && *name != self.draft.file().name
            }
        }
    }

    /// The chosen plans that there are.
    fn rivals_now(&self) -> Vec<Rival> {
        let chosen = self.rivals.chosen.iter();
        chosen.filter(|rival| self.can_choose(rival)).cloned().collect()
    }

    /// The files of the chosen plans.
    pub(super) fn rival_files(&self) -> Vec<SourceFile> {
        let rivals = self.rivals_now();
        rivals.iter().filter_map(|rival| self.rival_file(rival)).collect()
    }

    fn rival_file(&self, rival: &Rival) -> Option<SourceFile> {
        match rival {
            Rival::Opened => Some(SourceFile {
                name: self.draft.file().name,
                text: self.draft.opened_text().to_owned(),
            }),
            Rival::Shipped(id) => {
                let entry = self
                    .entries()
                    .iter()
                    .find(|entry| plan_id(&entry.file.name) == id)?;
                Some(entry.file.clone())
            }
            Rival::File(name) => {
                let own = self.rivals.files.iter().find(|own| own.file.name == *name)?;
                Some(own.file.clone())
            }
        }
    }

    /// What is to be compared now.
    fn question(&self) -> Option<Question> {
        let rivals = self.rivals_now();
        if self.view != View::Compare || rivals.is_empty() || !self.flaws.is_empty() {
            return None;
        }
        let own = self.draft.file();
        let others: Vec<(String, String)> = self
            .rival_files()
            .into_iter()
            .map(|file| (file.name, file.text))
            .collect();
        Some(Question {
            plans: std::iter::once((own.name, own.text)).chain(others).collect(),
            seed: self.seed,
            iterations: self.iterations.min(MOST_FUTURES),
        })
    }

    /// After anything: asks for the comparison that is wanted now, unless it is going or its answer is there.
    pub(super) fn with_rivals_asked(mut self) -> Self {
        let question = self.question();
        let rivals = &self.rivals;
        let is_known = question.is_none()
            || rivals.answer.as_ref().map(|(_, known, _)| known) == question.as_ref()
            || rivals.broken == question;
        let is_going = rivals.asked.as_ref().map(|(_, asked)| asked) == question.as_ref();
        match question {
            Some(question) if !is_known && !is_going => {
                let runs = question.plans.iter().map(|(name, text)| {
                    self.job = JobId(self.job.0 + 1);
                    RunSpec {
                        job: self.job,
                        name: name.clone(),
                        text: text.clone(),
                        seed: question.seed,
                        iterations: question.iterations,
                        method: Method::Mc,
                        catalogue: self.catalogue_files.clone(),
                    }
                });
                let runs: Vec<RunSpec> = runs.collect();
                let job = self.job;
                self.rivals.so_far = None;
                self.rivals.asked = Some((CompareSpec { job, runs }, question));
            }
            _ if is_known => self.rivals.asked = None,
            _ => {}
        }
        self
    }

    /// Whether a comparison is wanted or going.
    #[must_use]
    pub const fn is_comparing(&self) -> bool {
        self.rivals.asked.is_some()
    }

    /// The answer to a comparison, or what is known of it with so many futures; none if it is an old one.
    pub(super) fn compared(&self, job: JobId, comparison: Arc<Comparison>) -> Option<Self> {
        let (_, question) = self.asked_as(job)?;
        let mut next = self.clone();
        if comparison.futures < question.iterations {
            next.rivals.so_far = Some((comparison, self.rivals_now()));
            return Some(next);
        }
        next.rivals.answer = Some((comparison, question.clone(), self.rivals_now()));
        next.rivals.asked = None;
        Some(next)
    }

    /// A comparison broke; none if it is not the one that is wanted.
    pub(super) fn comparison_failed(&self, job: JobId, words: &str) -> Option<Self> {
        let (_, question) = self.asked_as(job)?;
        let mut next = self.clone();
        next.rivals.broken = Some(question.clone());
        next.rivals.asked = None;
        next.failure = Some(words.to_owned());
        Some(next)
    }

    fn asked_as(&self, job: JobId) -> Option<&(CompareSpec, Question)> {
        self.rivals.asked.as_ref().filter(|(spec, _)| spec.job == job)
    }

    /// The plans to choose from, and the comparison with those that are chosen.
    #[must_use]
    pub fn rivals(&self) -> RivalsView {
        let lang = self.lang;
        let chosen = self.rivals_now();
        let row = |rival: Rival, title: &str, summary: &str| {
            let place = chosen.iter().position(|other| *other == rival);
            RivalRow {
                letter: place.map_or_else(String::new, |place| view::plan_letter(place + 1)),
                title: title.to_owned(),
                summary: summary.to_owned(),
                is_chosen: place.is_some(),
                can_turn: place.is_some() || chosen.len() < MOST_RIVALS,
                rival,
            }
        };
        let opened = self.draft.is_changed().then(|| {
            let title = lang.pick("This plan as it was opened", "開いた時点のこの計画");
            let summary = lang.pick(
                "What your changes do, on the same futures.",
                "変更の効果を同じ未来で比べます。",
            );
            row(Rival::Opened, title, summary)
        });
        let shipped = self.entries().iter().filter_map(|plan| {
            let rival = Rival::Shipped(plan_id(&plan.file.name).to_owned());
            let summary = plan.summary.as_ref().map_or("", |text| text.get(lang));
            self.can_choose(&rival)
                .then(|| row(rival, plan.title.get(lang), summary))
        });
        let files = self.rivals.files.iter().filter_map(|own| {
            let rival = Rival::File(own.file.name.clone());
            let summary = own.summary.as_ref().map_or("", |text| text.get(lang));
            let title = format!("{} ({})", own.title.get(lang), own.file.name);
            self.can_choose(&rival).then(|| row(rival, &title, summary))
        });
        let rows: Vec<RivalRow> = opened.into_iter().chain(files).chain(shipped).collect();
        let is_going = self.rivals.asked.is_some();
        let known = self.rivals.answer.as_ref();
        let known = known.map(|(comparison, _, rivals)| (comparison, rivals));
        let so_far = self.rivals.so_far.as_ref().filter(|_| is_going);
        let newest = so_far.map(|(comparison, rivals)| (comparison, rivals));
        let comparison = newest.or(known).filter(|_| !chosen.is_empty());
        let comparison = comparison.map(|(comparison, rivals)| {
            let mut view = view::compare(comparison, lang);
            if let Some(place) = rivals.iter().position(|rival| *rival == Rival::Opened) {
                view.distinguish(0, lang.pick("as changed", "変更後"));
                view.distinguish(place + 1, lang.pick("as opened", "変更前"));
            }
            view
        });
        let hint = match (comparison.is_some(), is_going) {
            (_, true) => lang.pick("Comparing on the same futures …", "同じ未来で比較しています…"),
            (true, false) => "",
            (false, false) if chosen.is_empty() => lang.pick(
                "Choose one to three plans: they are simulated on the same futures as this one, so that the difference \
                 is the plans' and not chance's.",
                "1〜3つの計画を選ぶと、この計画と同じ未来で計算し、偶然ではなく計画の違いによる差を示します。",
            ),
            (false, false) => lang.pick("No comparison yet.", "まだ比較していません。"),
        };
        RivalsView {
            rows,
            hint: hint.to_owned(),
            comparison,
            is_stale: is_going && so_far.is_none(),
        }
    }
}

//! Finding things by a word, and going there.

use serde::{Deserialize, Serialize};

use super::{App, Overlay, View};
use crate::catalogue::plan_id;
use crate::edit::{Setting, taking};
use crate::text::Lang;
use crate::view::{self, FindView, HelpView};

/// Something to go to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Found {
    /// A view.
    View(View),
    /// A step: its card.
    Step(String),
    /// A milestone: its odds.
    Milestone(usize),
    /// A country, by the name that the timeline gives it: its steps on the timeline.
    Country(String),
    /// A word of the glossary.
    Term(String),
    /// A route of the catalogue.
    Route(String),
    /// A shipped plan.
    Plan(String),
    /// A lever.
    Lever(Setting),
}

/// A route that a plan can take up.
#[derive(Debug, Clone, PartialEq)]
pub struct Addable {
    /// Route id.
    pub id: String,
    /// Name of its jurisdiction.
    pub place: String,
    /// Words for it.
    pub title: String,
    /// What it grants.
    pub about: String,
    /// What taking it up makes.
    pub setting: Setting,
}

impl App {
    /// The state after going somewhere; none where there is no such thing.
    pub(super) fn gone(&self, found: &Found) -> Option<Self> {
        let mut next = self.clone();
        next.overlay = None;
        next.focus.0 = next.focus.0.wrapping_add(1);
        next.focus.1 = Some(found.clone());
        match found {
            Found::View(view) => next.view = *view,
            Found::Step(id) => next.overlay = Some(Overlay::Step(id.clone())),
            Found::Milestone(index) => {
                if *index >= self.plan.milestones.len() {
                    return None;
                }
                next.milestone = *index;
                next.view = View::Odds;
            }
            Found::Country(_) => next.view = View::Timeline,
            Found::Term(id) => next.overlay = Some(Overlay::Glossary(id.clone())),
            Found::Route(id) => next.overlay = Some(Overlay::Route(id.clone())),
            Found::Plan(id) => return self.apply(super::Action::ChoosePlan(id.clone())),
            Found::Lever(_) => next.has_levers = true,
        }
        Some(next)
    }

    /// What a word stands for.
    #[must_use]
    pub fn find(&self, query: &str) -> FindView {
        let plans = self
            .entries()
            .iter()
            .map(|entry| {
                let id = plan_id(&entry.file.name).to_owned();
                (id, entry.title.get(self.lang).to_owned())
            })
            .collect();
        view::find(&self.plan, &self.levers(), &plans, query, self.lang)
    }

    /// Where the reader was sent last, and how often that has happened: a face moves its cursor there once.
    #[must_use]
    pub const fn focus(&self) -> (u32, Option<&Found>) {
        (self.focus.0, self.focus.1.as_ref())
    }

    /// Help on the view that is open.
    #[must_use]
    pub fn help(&self) -> HelpView {
        view::help(self.view, &self.plan, self.lang)
    }

    /// The words of the glossary, in order.
    #[must_use]
    pub fn glossary(&self) -> Vec<view::reference::TermPage> {
        view::reference::glossary(&self.catalogue, None, self.lang)
    }

    /// The words of the glossary that a query is part of, the best first; without one, all in order.
    #[must_use]
    pub fn terms(&self, query: &str) -> Vec<view::reference::TermPage> {
        view::find_terms(&self.catalogue, query, self.lang)
    }

    /// A route of the catalogue as a page to read.
    #[must_use]
    pub fn route_page(&self, id: &str) -> Option<view::reference::RoutePage> {
        let filter = view::reference::FigureFilter::default();
        view::reference::route_page(&self.catalogue, id, &filter, self.lang)
    }

    /// The same with titles in place of ids.
    #[must_use]
    pub fn route_in_words(&self, id: &str) -> Option<view::reference::RoutePage> {
        view::reference::route_in_words(&self.catalogue, id, self.lang)
    }

    /// What makes the plan take a route; none if it does already.
    #[must_use]
    pub fn taking(&self, route: &str) -> Option<Setting> {
        let is_taken = |plan: &crate::file::Plan| {
            plan.route
                .iter()
                .any(|at| at.value.id.value == route && at.value.on)
        };
        let document = self.draft.document();
        let is_taken = document.plan.as_ref().is_some_and(|at| is_taken(&at.value));
        (!is_taken && self.catalogue.routes.contains_key(route)).then(|| taking(document, route))
    }

    /// Routes that the plan does not take and that serve such a device, by country; those whose names hold all words of
    /// a query.
    #[must_use]
    pub fn addable(&self, query: &str) -> Vec<Addable> {
        let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
        let kind = self
            .draft
            .document()
            .plan
            .as_ref()
            .and_then(|at| at.value.device.kind);
        let lang = self.lang;
        let mut all: Vec<Addable> = self
            .catalogue
            .routes
            .values()
            .filter(|def| !def.is_update)
            .filter(|def| kind.is_none_or(|kind| def.kinds.is_empty() || def.kinds.contains(&kind)))
            .filter_map(|def| {
                let setting = self.taking(&def.id)?;
                let place = self.catalogue.jurisdiction_title(&def.jurisdiction);
                let title = |lang: Lang| def.title.get(lang);
                let names = [
                    place.get(Lang::En),
                    place.get(Lang::Ja),
                    title(Lang::En),
                    title(Lang::Ja),
                    &def.id,
                ];
                let names = names.join(" ").to_lowercase();
                let is_meant = words.iter().all(|word| names.contains(word.as_str()));
                is_meant.then(|| Addable {
                    id: def.id.clone(),
                    place: place.get(lang).to_owned(),
                    title: title(lang).to_owned(),
                    about: view::grants(&self.catalogue, &def.id, lang),
                    setting,
                })
            })
            .collect();
        // Countries of the plan first.
        let own = |route: &Addable| {
            let id = route.id.split('.').next().unwrap_or("");
            !self.plan.routes.iter().any(|of| of.def.jurisdiction == id)
        };
        crate::order::by(&mut all, |a, b| {
            (own(a), &a.place, &a.id).cmp(&(own(b), &b.place, &b.id))
        });
        all
    }
}

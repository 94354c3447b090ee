//! What a word stands for: views, steps, milestones, countries, words of the glossary, routes, plans and levers.

use super::LeversView;
use crate::app::{Found, View};
use crate::catalogue::Catalogue;
use crate::plan::Plan;
use crate::text::Lang;

/// The most that is shown of what was found.
const MOST: usize = 60;

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct FindView {
    /// What was asked for.
    pub query: String,
    /// The best first.
    pub hits: Vec<Hit>,
    /// How many there are, or what can be asked for.
    pub remark: String,
}

/// One thing that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// What sort of thing it is, e.g. `step`.
    pub sort: &'static str,
    /// Words for it.
    pub title: String,
    /// Where it belongs, or what it means; may be empty.
    pub about: String,
    /// For [`crate::app::Action::Go`].
    pub go: Found,
}

/// Names of plans: id and title.
pub type PlanNames = Vec<(String, String)>;

/// Finds what all words of a query are part of, in names or in explanations. Without a query, the views.
#[must_use]
pub fn find(plan: &Plan, levers: &LeversView, plans: &PlanNames, query: &str, lang: Lang) -> FindView {
    let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
    let mut found: Vec<(u8, usize, Hit)> = Vec::new();
    let mut finder = Finder {
        words: &words,
        found: &mut found,
    };
    finder.views(lang);
    if !words.is_empty() {
        finder.plan(plan, lang);
        finder.catalogue(&plan.catalogue, lang);
        finder.levers(levers, lang);
        for (id, title) in plans {
            finder.add(
                [title, id],
                lang.pick("plan", "計画"),
                title,
                id,
                Found::Plan(id.clone()),
            );
        }
    }
    // Equally good ones stay in the order in which they were looked for.
    crate::order::by_key(&mut found, |(badness, place, _)| (*badness, *place));
    let count = found.len();
    let hits: Vec<Hit> = found.into_iter().take(MOST).map(|(.., hit)| hit).collect();
    let remark = match (lang, count) {
        _ if words.is_empty() => lang
            .pick(
                "Type a step, a country, a route, a lever or a word to be explained.",
                "工程、国、ルート、条件、用語などを入力してください。",
            )
            .to_owned(),
        (Lang::En, 0) => format!("Nothing is called “{query}”. Try fewer letters, or the other language."),
        (Lang::Ja, 0) => {
            format!("「{query}」は見つかりません。短くするか、もう一方の言語で試してください。")
        }
        (Lang::En, 1) => "1 found".to_owned(),
        (Lang::En, _) if count > MOST => format!("{count} found; the first {MOST}"),
        (Lang::En, _) => format!("{count} found"),
        (Lang::Ja, _) if count > MOST => format!("{count}件中{MOST}件を表示"),
        (Lang::Ja, _) => format!("{count}件"),
    };
    FindView {
        query: query.to_owned(),
        hits,
        remark,
    }
}

struct Finder<'a> {
    words: &'a [String],
    found: &'a mut Vec<(u8, usize, Hit)>,
}

impl Finder<'_> {
    /// Adds a thing if its names, or failing that its explanation, hold all words.
    fn add<'n>(
        &mut self,
        names: impl IntoIterator<Item = &'n String>,
        sort: &'static str,
        title: &str,
        about: &str,
        go: Found,
    ) {
        let names: Vec<String> = names.into_iter().map(|name| name.to_lowercase()).collect();
        let in_names = |word: &String| names.iter().any(|name| name.contains(word.as_str()));
        let begins = |word: &String| {
            let starts = |name: &String| {
                name.starts_with(word.as_str())
                    || name
                        .split([' ', '(', '\u{ff08}', '.', '/', '-'])
                        .any(|part| part == word)
            };
            names.iter().any(starts)
        };
        let whole = self.words.join(" ");
        let badness = if names.contains(&whole) {
            0
        } else if self.words.iter().all(begins) {
            1
        } else if self.words.iter().all(in_names) {
            2
        } else {
            let about = about.to_lowercase();
            if !self
                .words
                .iter()
                .all(|word| in_names(word) || about.contains(word.as_str()))
            {
                return;
            }
            3
        };
        let place = self.found.len();
        let hit = Hit {
            sort,
            title: title.to_owned(),
            about: about.to_owned(),
            go,
        };
        self.found.push((badness, place, hit));
    }

    fn views(&mut self, lang: Lang) {
        for view in View::ALL {
            let names = [Lang::En, Lang::Ja].map(|lang| view.title(lang).to_owned());
            let about = super::help::about(view, lang);
            let title = view.title(lang);
            self.add(&names, lang.pick("view", "画面"), title, about, Found::View(view));
        }
    }

    fn plan(&mut self, plan: &Plan, lang: Lang) {
        for (index, step) in plan.steps.iter().enumerate() {
            let title = &plan.def(index).title;
            let place = plan.place(index);
            let about = place.get(lang);
            let names = [&title.en, &title.ja, &step.id];
            let go = Found::Step(step.id.clone());
            self.add(names, lang.pick("step", "工程"), title.get(lang), about, go);
        }
        for (index, milestone) in plan.milestones.iter().enumerate() {
            let title = &milestone.title;
            let names = [&title.en, &title.ja, &milestone.id];
            let go = Found::Milestone(index);
            self.add(names, lang.pick("milestone", "節目"), title.get(lang), "", go);
        }
        let mut seen: Vec<&str> = Vec::new();
        for route in &plan.routes {
            let id = route.def.jurisdiction.as_str();
            if id.is_empty() || seen.contains(&id) {
                continue;
            }
            seen.push(id);
            let title = plan.catalogue.jurisdiction_title(id);
            let code = id.to_owned();
            let authority = plan.catalogue.registers.jurisdictions.get(id);
            let authority = authority.map_or("", |def| def.authority.get(lang));
            let go = Found::Country(title.get(lang).to_owned());
            let names = [&title.en, &title.ja, &code];
            self.add(
                names,
                lang.pick("country", "国・地域"),
                title.get(lang),
                authority,
                go,
            );
        }
    }

    fn catalogue(&mut self, catalogue: &Catalogue, lang: Lang) {
        for term in catalogue.registers.terms.values() {
            let names: Vec<String> = term.names().map(str::to_owned).collect();
            let go = Found::Term(term.id.clone());
            let (title, about) = (term.term.get(lang), term.meaning.get(lang));
            self.add(&names, lang.pick("word", "用語"), title, about, go);
        }
        for def in catalogue.routes.values().filter(|def| !def.is_update) {
            let names = [&def.title.en, &def.title.ja, &def.id];
            let place = catalogue.jurisdiction_title(&def.jurisdiction);
            let about = format!("{} · {}", place.get(lang), def.id);
            let go = Found::Route(def.id.clone());
            self.add(
                names,
                lang.pick("route", "ルート"),
                def.title.get(lang),
                &about,
                go,
            );
        }
    }

    fn levers(&mut self, levers: &LeversView, lang: Lang) {
        for group in &levers.groups {
            for lever in &group.levers {
                let about = format!("{} · {}", group.title, lever.value);
                let go = Found::Lever(lever.setting.clone());
                let names = [&lever.label, &group.title];
                self.add(names, lang.pick("lever", "条件"), &lever.label, &about, go);
            }
        }
    }
}

//! What a word stands for: views, steps, milestones, countries, words of the glossary, routes, plans and levers.

use super::LeversView;
use super::reference::{TermPage, glossary};
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
    let words = words_of(query);
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

/// The glossary's terms that hold all words of a query, the best first; without a query, all in order.
#[must_use]
pub fn find_terms(catalogue: &Catalogue, query: &str, lang: Lang) -> Vec<TermPage> {
    let words = words_of(query);
    let rank = |term: &TermPage| {
        let names = [&term.id, &term.term, &term.other, &term.abbreviation];
        badness(names, &term.meaning, &words)
    };
    let terms = glossary(catalogue, None, lang);
    let mut found: Vec<(u8, TermPage)> = terms
        .into_iter()
        .filter_map(|term| Some((rank(&term)?, term)))
        .collect();
    found.sort_by_key(|(badness, _)| *badness);
    found.into_iter().map(|(_, term)| term).collect()
}

/// A query's words, as they are compared.
fn words_of(query: &str) -> Vec<String> {
    query.split_whitespace().map(str::to_lowercase).collect()
}

/// How badly a thing answers to words: best by its whole name, then by beginnings, by parts of names, and at last by its
/// explanation. None if a word is in neither.
fn badness<'n>(names: impl IntoIterator<Item = &'n String>, about: &str, words: &[String]) -> Option<u8> {
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
    if words.is_empty() || names.contains(&words.join(" ")) {
        return Some(0);
    }
    if words.iter().all(begins) {
        return Some(1);
    }
    if words.iter().all(in_names) {
        return Some(2);
    }
    let about = about.to_lowercase();
    let in_either = |word: &String| in_names(word) || about.contains(word.as_str());
    words.iter().all(in_either).then_some(3)
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
        let Some(badness) = badness(names, about, self.words) else {
            return;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_found_by_name_before_meaning_in_either_language() {
        let catalogue = Catalogue::shipped();
        let all = glossary(catalogue, None, Lang::En);
        assert_eq!(find_terms(catalogue, " ", Lang::En), all);
        for (query, lang) in [("shonin", Lang::En), ("Shonin", Lang::Ja), ("承認", Lang::En)] {
            let found = find_terms(catalogue, query, lang);
            assert!(!found.is_empty() && found.len() < all.len(), "{query}");
            let is_named = |term: &TermPage| {
                let names = [&term.id, &term.term, &term.other, &term.abbreviation];
                let query = query.to_lowercase();
                names.iter().any(|name| name.to_lowercase().contains(&query))
            };
            assert!(is_named(&found[0]), "{query}");
            assert!(found.is_sorted_by_key(|term| !is_named(term)), "{query}");
        }
        assert!(find_terms(catalogue, "no such word", Lang::En).is_empty());
    }
}

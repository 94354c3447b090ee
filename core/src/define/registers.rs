//! Registers: artefacts, jurisdictions, currencies, terms, caveats and what stands on what.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::{Checker, Registers, Said, makes, own_artefacts};
use crate::file::{self, At, Criterion, Document};
use crate::limits;
use crate::model::{
    ArtefactDef, CaveatDef, Condition, CurrencyDef, Effect, JurisdictionDef, RouteDef, Selector, SourceDef,
    Standing, StepDef, TermDef,
};

impl Checker<'_> {
    /// The entries of the registers in one file.
    pub(crate) fn registers(&mut self, document: &Document, into: &mut Registers) {
        for at in &document.source {
            let s = &at.value;
            self.id(&s.id);
            let def = SourceDef {
                id: s.id.value.clone(),
                title: s.title.clone(),
                publisher: s.publisher.clone(),
                date: s.date.clone(),
                locator: s.locator.clone(),
                url: s.url.clone(),
                note: s.note.clone(),
            };
            if into.sources.insert(s.id.value.clone(), def).is_some() {
                self.twice(["source", "出典"], &s.id);
            }
        }
        for at in &document.artefact {
            let a = &at.value;
            self.id(&a.id);
            let def = ArtefactDef {
                id: a.id.value.clone(),
                title: a.title.clone(),
                note: a.note.clone(),
                kind: a.kind.unwrap_or(file::ArtefactKind::Document),
            };
            if into.artefacts.insert(a.id.value.clone(), def).is_some() {
                self.twice(["artefact", "成果物"], &a.id);
            }
        }
        for at in &document.jurisdiction {
            let j = &at.value;
            self.id(&j.id);
            let def = JurisdictionDef {
                id: j.id.value.clone(),
                title: j.title.clone(),
                authority: j.authority.clone(),
            };
            if into.jurisdictions.insert(j.id.value.clone(), def).is_some() {
                self.twice(["jurisdiction", "国・地域"], &j.id);
            }
        }
        for at in &document.term {
            let t = &at.value;
            self.id(&t.id);
            let def = TermDef {
                id: t.id.value.clone(),
                term: t.term.clone(),
                abbreviation: t.abbreviation.clone(),
                meaning: t.meaning.clone(),
                see: t.see.iter().map(|see| see.value.clone()).collect(),
            };
            if into.terms.insert(t.id.value.clone(), def).is_some() {
                self.twice(["term", "用語"], &t.id);
            }
        }
    }

    /// What the artefacts of one file stand and fall with; apart from the other registers since they name one another.
    pub(crate) fn standings(&mut self, document: &Document, into: &mut BTreeMap<String, Standing>) {
        let own = own_artefacts(document);
        for at in &document.artefact {
            let a = &at.value;
            let condition = a.standing.as_ref().map(|at| {
                let condition = self.condition(at, &own, 0);
                if !asks_artefacts_only(&condition) {
                    self.report(
                        "bad-while",
                        &at.span,
                        [
                            format!("`{}` can only stand on artefacts, whatever their age", a.id.value),
                            format!(
                                "`{}` の `while` に書けるのは成果物だけで、その期間は問えません",
                                a.id.value
                            ),
                        ],
                        [
                            "name artefacts, alone or with `all`, `any` or `at_least`",
                            "成果物を単独で、又は `all`、`any`、`at_least` でまとめて書いてください",
                        ],
                    );
                }
                condition
            });
            let valid_for = a.valid_for.as_ref().and_then(|at| {
                let days = self.time_if_any(at)?;
                if days < limits::RECURRING_DAYS {
                    self.report(
                        "bounds",
                        &at.span,
                        [
                            format!("valid for `{}`", at.value),
                            format!("有効期間 `{}` は短すぎます", at.value),
                        ],
                        [
                            "let an artefact be valid for a week or more",
                            "成果物の有効期間は1週間以上にしてください",
                        ],
                    );
                }
                Some(days.max(limits::RECURRING_DAYS))
            });
            if let (Some(renew), None) = (&a.renew, &a.valid_for) {
                self.report(
                    "bad-renewal",
                    &renew.span,
                    [
                        format!("nothing says how long `{}` is valid", a.id.value),
                        format!("`{}` の有効期間が示されていません", a.id.value),
                    ],
                    [
                        "add `valid_for`, as in `valid_for = \"3 year\"`",
                        "`valid_for = \"3 year\"` のように `valid_for` を加えてください",
                    ],
                );
            }
            if condition.is_some() || valid_for.is_some() {
                let standing = Standing {
                    condition,
                    valid_for,
                    renew: a.renew.as_ref().map(|at| (at.value.clone(), at.span.clone())),
                };
                into.insert(a.id.value.clone(), standing);
            }
        }
    }

    /// The artefacts of one file that stand on themselves, by way of others or not.
    pub(crate) fn standing_circles(&mut self, document: &Document) -> Vec<String> {
        let registers = self.registers;
        let mut found = Vec::new();
        for at in &document.artefact {
            let Some(standing) = &at.value.standing else {
                continue;
            };
            let mut seen = BTreeSet::new();
            let mut open = vec![at.value.id.value.as_str()];
            while let Some(id) = open.pop() {
                let condition = registers
                    .standings
                    .get(id)
                    .and_then(|standing| standing.condition.as_ref());
                for next in condition
                    .iter()
                    .flat_map(|condition| condition_artefacts(condition))
                {
                    if next == at.value.id.value {
                        self.report(
                            "bad-while",
                            &standing.span,
                            [
                                format!("`{next}` would have to be held for itself to be held"),
                                format!("`{next}` を保つのに `{next}` 自身が必要になっています"),
                            ],
                            [
                                "take one of the `while` out",
                                "いずれかの `while` を除いてください",
                            ],
                        );
                        found.push(next.to_owned());
                        open.clear();
                        break;
                    }
                    if seen.insert(next) {
                        open.push(next);
                    }
                }
            }
        }
        found
    }

    /// Whether the steps that renew the artefacts of one file are there, and fit to.
    pub(crate) fn renewals<'r>(&mut self, document: &Document, routes: impl Iterator<Item = &'r RouteDef>) {
        let routes: Vec<&RouteDef> = routes.collect();
        for at in &document.artefact {
            let (id, Some(renew)) = (&at.value.id.value, &at.value.renew) else {
                continue;
            };
            let makers = routes
                .iter()
                .filter(|route| route.steps.iter().any(|step| makes(step).any(|made| made == id)));
            let steps: Vec<&StepDef> = makers.flat_map(|route| &route.steps).collect();
            let mut named = steps.iter().filter(|step| step.id == renew.value).peekable();
            if named.peek().is_none() {
                self.unknown(
                    "unknown-step",
                    renew,
                    ["step", "工程"],
                    steps.iter().map(|step| step.id.as_str()),
                    [
                        "name a step of a route that makes the artefact",
                        "この成果物が得られるルートの工程を指定してください",
                    ],
                );
            }
            for step in named {
                self.renewal(step, &renew.span);
            }
        }
    }

    /// Checks a step that renews an artefact.
    pub(crate) fn renewal(&mut self, step: &StepDef, span: &Range<usize>) {
        let all = std::iter::once(&step.figures).chain(step.variants.iter().map(|variant| &variant.figures));
        let mut outcomes = all.flat_map(|figures| figures.outcomes.iter().flatten());
        let is_fit = step.after.is_none()
            && step.needs.is_none()
            && step.window.is_none()
            && step.recurring.is_none()
            && step.produces.is_empty()
            && !outcomes.any(|outcome| matches!(outcome.effect, Effect::Redo { .. }));
        if !is_fit {
            self.report(
                "bad-renewal",
                span,
                [
                    format!(
                        "step `{}` cannot renew: it has `after`, `needs`, `window`, `recurring`, \
                         `produces` or `redo`",
                        step.id
                    ),
                    format!(
                        "工程 `{}` は更新に使えません(`after`、`needs`、`window`、`recurring`、`produces`、\
                         `redo` のいずれかがあるため)",
                        step.id
                    ),
                ],
                [
                    "it begins when the validity ends; put the rest into a step of its own",
                    "更新は有効期間の終わりに始まるため、これらは別の工程に分けてください",
                ],
            );
        }
    }

    /// Whether the terms of one file point at terms that there are.
    pub(crate) fn glossary(&mut self, document: &Document) {
        let registers = self.registers;
        for see in document.term.iter().flat_map(|at| &at.value.see) {
            if !registers.terms.contains_key(&see.value) {
                let known = registers.terms.keys().map(String::as_str);
                self.unknown(
                    "unknown-term",
                    see,
                    ["term", "用語"],
                    known,
                    [
                        "declare it with `[[term]]`, or leave it out",
                        "`[[term]]` で加えるか、除いてください",
                    ],
                );
            }
        }
    }

    /// What the files of a catalogue tell of its routes; apart from the other registers since it names jurisdictions.
    pub(crate) fn caveats(&mut self, document: &Document, into: &mut BTreeMap<String, CaveatDef>) {
        for at in &document.caveat {
            let c = &at.value;
            self.id(&c.id);
            let on: Vec<Criterion> = self
                .selectors(&c.on)
                .into_iter()
                .flat_map(|Selector(terms)| terms)
                .collect();
            let is_known = |criterion: &Criterion| {
                matches!(
                    criterion,
                    Criterion::All | Criterion::Jurisdiction(_) | Criterion::Route(_)
                )
            };
            if let Some(first) = c.on.first()
                && !on.iter().all(is_known)
            {
                self.report(
                    "bad-caveat",
                    &first.span,
                    [
                        format!("caveat `{}` can only be about whole routes", c.id.value),
                        format!("注意書き `{}` の対象にできるのはルート全体だけです", c.id.value),
                    ],
                    [
                        "use `all`, `jurisdiction:…` or `route:…`",
                        "`all`、`jurisdiction:…`、`route:…` のいずれかにしてください",
                    ],
                );
            }
            let def = CaveatDef {
                id: c.id.value.clone(),
                text: c.text.clone(),
                on,
            };
            if into.insert(c.id.value.clone(), def).is_some() {
                self.twice(["caveat", "注意書き"], &c.id);
            }
        }
    }

    /// The currencies of one file; apart from the other registers since their rates name sources.
    pub(crate) fn currencies(&mut self, document: &Document, into: &mut BTreeMap<String, CurrencyDef>) {
        for at in &document.currency {
            let c = &at.value;
            if !(c.jpy.value > 0.0 && c.jpy.value <= limits::AMOUNT) {
                self.report(
                    "bad-rate",
                    &c.jpy.span,
                    [
                        format!("`{}` is not a rate", c.jpy.value),
                        format!("`{}` は為替レートとして使えません", c.jpy.value),
                    ],
                    [
                        "give yen for one unit, above 0",
                        "1単位当たりの円を、0より大きい数で書いてください",
                    ],
                );
            }
            if let Some(p90) = &c.p90
                && !(p90.value >= c.jpy.value && p90.value <= 10.0 * c.jpy.value)
            {
                self.report(
                    "bad-rate",
                    &p90.span,
                    [
                        format!("`{}` cannot lie above nine of ten rates", p90.value),
                        format!("`{}` は為替レートの90%点として使えません", p90.value),
                    ],
                    [
                        "give the rate itself up to ten times the rate",
                        "`jpy` のレート以上、その10倍以下にしてください",
                    ],
                );
            }
            let said = Said::new(c.source.as_ref(), c.as_of.as_ref(), c.confidence);
            let def = CurrencyDef {
                id: c.id.value.clone(),
                title: c.title.clone(),
                jpy: c.jpy.value,
                p90: c.p90.as_ref().map(|at| at.value).filter(|p90| *p90 > c.jpy.value),
                provenance: self.provenance(said, &at.span),
            };
            if into.insert(c.id.value.clone(), def).is_some() {
                self.twice(["currency", "通貨"], &c.id);
            }
        }
    }

    /// Reports an entry that is there twice.
    pub(crate) fn twice(&mut self, what: [&str; 2], id: &At<String>) {
        let help = ["keep one of the two", "どちらか一方だけを残してください"];
        self.duplicate(what, id, help);
    }

    /// Reports an id that two things have.
    pub(crate) fn duplicate(&mut self, what: [&str; 2], id: &At<String>, help: [&str; 2]) {
        let [en, ja] = what;
        let message = [
            format!("{en} `{}` is there twice", id.value),
            format!("{ja} `{}` が重複しています", id.value),
        ];
        self.report("duplicate-id", &id.span, message, help);
    }
}

/// Whether a condition asks for artefacts and nothing else, and not for their age.
fn asks_artefacts_only(condition: &Condition) -> bool {
    match condition {
        Condition::All(of) | Condition::Any(of) | Condition::AtLeast(_, of) => {
            of.iter().all(asks_artefacts_only)
        }
        Condition::Held {
            for_at_least,
            not_older_than,
            ..
        } => *for_at_least == 0.0 && *not_older_than == f64::INFINITY,
        Condition::Device(_)
        | Condition::Company(_)
        | Condition::Option(_)
        | Condition::Driver(_)
        | Condition::Decided(_)
        | Condition::Awarded(_) => false,
    }
}

/// Every artefact that a condition names.
fn condition_artefacts(condition: &Condition) -> Vec<&str> {
    match condition {
        Condition::Held { artefact, .. } => vec![artefact],
        Condition::All(of) | Condition::Any(of) | Condition::AtLeast(_, of) => {
            of.iter().flat_map(condition_artefacts).collect()
        }
        Condition::Device(_)
        | Condition::Company(_)
        | Condition::Option(_)
        | Condition::Driver(_)
        | Condition::Decided(_)
        | Condition::Awarded(_) => Vec::new(),
    }
}

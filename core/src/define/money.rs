//! Checks on money and on what moves several steps at once: schemes of the catalogue, and what a plan says.

use std::collections::{BTreeMap, BTreeSet};

use super::figures::{Shapes, shapes};
use super::{Askable, Checker, Said};
use crate::dist::Shape;
use crate::file::{self, At, CapPer, Document, Recipient};
use crate::limits;
use crate::model::{Condition, Fee, SchemeDef, Selector, ShareDef};

impl Checker<'_> {
    /// The schemes of support money in one file; their figures name sources and currencies.
    pub(crate) fn add_schemes(&mut self, document: &Document, into: &mut BTreeMap<String, SchemeDef>) {
        for at in &document.scheme {
            let scheme = self.scheme(at);
            if into.insert(scheme.id.clone(), scheme).is_some() {
                self.twice(["scheme", "支援制度"], &at.value.id);
            }
        }
    }

    fn scheme(&mut self, at: &At<file::Scheme>) -> SchemeDef {
        let s = &at.value;
        self.id(&s.id);
        let said = Said::new(s.source.as_ref(), s.as_of.as_ref(), s.confidence);
        let who = s.who.as_ref().map(|at| {
            let who = self.condition(at, &BTreeSet::new(), 0);
            if !asks_profile_only(&who) {
                self.report(
                    "bad-scheme",
                    &at.span,
                    [
                        "who may apply can only be asked of the device and the company",
                        "申請資格の条件にできるのは、機器と企業に関するものだけです",
                    ],
                    [
                        "use `{ company = … }` or `{ device = … }`",
                        "`{ company = … }` か `{ device = … }` を使ってください",
                    ],
                );
            }
            self.may_ask(&who, Askable::of_plan(&[]), &at.span);
            who
        });
        SchemeDef {
            id: s.id.value.clone(),
            title: s.title.clone(),
            body: s.body.clone(),
            note: s.note.clone(),
            recipient: s.recipient.unwrap_or(Recipient::Company),
            budget: s
                .budget
                .iter()
                .map(|at| {
                    let b = &at.value;
                    self.amount(&b.amount);
                    self.currency(&b.currency);
                    let said = Said::new(b.source.as_ref(), b.as_of.as_ref(), b.confidence).within(said);
                    let amount = Fee {
                        amount: b.amount.value,
                        currency: b.currency.value.clone(),
                        index: None,
                        provenance: self.provenance(said, &at.span),
                    };
                    (b.year.clone(), amount)
                })
                .collect(),
            rate: s.rate.as_ref().map(|at| self.share(at, said)),
            cap: s.cap.as_ref().map(|at| {
                if let Some(index) = &at.value.index {
                    self.report(
                        "bad-index",
                        &index.span,
                        [
                            "only the fee of a step rises over time",
                            "値上がりを指定できるのは工程の手数料だけです",
                        ],
                        [
                            "leave `index` out, and give the cap as it is today",
                            "`index` を除き、現在の上限を書いてください",
                        ],
                    );
                }
                self.fee(at, said)
            }),
            cap_per: s.cap_per.unwrap_or(CapPer::Award),
            lasts: s.lasts.as_ref().map(|at| self.duration(at, said)),
            on: self.selectors(&s.on),
            who,
            window: s.window.as_ref().map(|at| self.window(at)),
            decision: s.decision.as_ref().map(|at| self.duration(at, said)),
            chance: s.chance.as_ref().map(|at| self.share(at, said)),
            arrears: s.arrears.as_ref().map(|at| self.duration(at, said)),
            rules: self.rules(&s.rule),
        }
    }

    fn share(&mut self, at: &At<file::Share>, outer: Said<'_>) -> ShareDef {
        let share = &at.value;
        self.probability(&share.value);
        let said = Said::new(share.source.as_ref(), share.as_of.as_ref(), share.confidence).within(outer);
        ShareDef {
            value: share.value.value,
            provenance: self.provenance(said, &at.span),
        }
    }

    /// A share, probability or rate from 0 to 1.
    pub(crate) fn probability(&mut self, at: &At<f64>) -> f64 {
        if !(0.0..=1.0).contains(&at.value) {
            self.report(
                "bad-probability",
                &at.span,
                [
                    format!("`{}` is not a share", at.value),
                    format!("`{}` は割合として使えません", at.value),
                ],
                ["give a number from 0 to 1", "0から1までの数にしてください"],
            );
        }
        at.value
    }

    /// A distribution of factors.
    pub(crate) fn factor(&mut self, at: &At<file::Factor>) -> Shape {
        let shape = self.shape(&shapes!(at.value), &at.span);
        let said = Said::new(
            at.value.source.as_ref(),
            at.value.as_of.as_ref(),
            at.value.confidence,
        );
        self.provenance(said, &at.span);
        if shape.quantile(0.0) < 0.0 || shape.quantile(0.999) > 10.0 {
            self.report(
                "bad-factor",
                &at.span,
                [
                    "this is not a factor on durations or costs",
                    "期間や費用に掛ける倍率として使えません",
                ],
                ["stay between 0 and 10", "0から10までに収まるようにしてください"],
            );
            return Shape::Fixed(1.0);
        }
        shape
    }

    /// Which steps are meant.
    pub(crate) fn selectors(&mut self, list: &[At<String>]) -> Vec<Selector> {
        list.iter().map(|at| self.selector(at)).collect()
    }

    fn selector(&mut self, at: &At<String>) -> Selector {
        let mut terms = Vec::new();
        for word in at.value.split_whitespace() {
            match file::Criterion::parse(word) {
                Some(file::Criterion::Jurisdiction(id))
                    if !self.registers.jurisdictions.contains_key(&id) =>
                {
                    self.jurisdiction(&At::named(&id, &at.span));
                }
                Some(term) => terms.push(term),
                None => self.report(
                    "bad-selector",
                    &at.span,
                    [
                        format!("`{word}` names no steps"),
                        format!("`{word}` は工程の指定として読めません"),
                    ],
                    [
                        "write `kind:study`, `tag:…`, `jurisdiction:jp`, `route:…`, `step:route/step` or \
                         `all`; with spaces between, a step must meet all of them",
                        "`kind:study`、`tag:…`、`jurisdiction:jp`、`route:…`、`step:route/step`、`all` の\
                         いずれかを書いてください。空白で並べると、すべてに当てはまる工程になります",
                    ],
                ),
            }
        }
        if at.value.trim().is_empty() {
            self.report(
                "bad-selector",
                &at.span,
                ["this names no steps", "工程が一つも指定されていません"],
                [
                    "write `all` for every step",
                    "すべての工程なら `all` と書いてください",
                ],
            );
        }
        Selector(terms)
    }

    /// A time in days to read once: nothing where it is left out.
    pub(crate) fn time_or(&mut self, at: Option<&At<String>>, otherwise: f64) -> f64 {
        at.map_or(otherwise, |at| {
            self.time_if_any(at)
                .unwrap_or(otherwise)
                .min(limits::DURATION_DAYS)
        })
    }
}

fn asks_profile_only(condition: &Condition) -> bool {
    match condition {
        Condition::All(of) | Condition::Any(of) | Condition::AtLeast(_, of) => {
            of.iter().all(asks_profile_only)
        }
        Condition::Device(_) | Condition::Company(_) => true,
        Condition::Held { .. }
        | Condition::Option(_)
        | Condition::Driver(_)
        | Condition::Decided(_)
        | Condition::Awarded(_) => false,
    }
}

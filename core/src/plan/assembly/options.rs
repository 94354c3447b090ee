//! The options of a plan: what a lever may choose, and what asks for the choice.

use std::collections::{BTreeMap, BTreeSet};

use super::Assembly;
use crate::catalogue::Catalogue;
use crate::decision::{Deciding, Decision};
use crate::define::Checker;
use crate::file::{self, At};
use crate::limits;
use crate::model::{Condition, RouteDef};

impl Checker<'_> {
    /// The options of a plan, and whether what it says about them is sound.
    pub(in crate::plan) fn options(&mut self, plan: &file::Plan, catalogue: &Catalogue) -> Vec<Decision> {
        if let Some(at) = plan.option.get(limits::OPTIONS) {
            self.report(
                "bounds",
                &at.value.id.span,
                [
                    format!("{} options", plan.option.len()),
                    format!("選択項目が{}個あります", plan.option.len()),
                ],
                [
                    format!("a plan may have {}", limits::OPTIONS),
                    format!("一つの計画に{}個までです", limits::OPTIONS),
                ],
            );
        }
        let options = self.decisions(&plan.option, plan, catalogue, Deciding::Plan);
        for (place, (option, at)) in options.iter().zip(&plan.option).enumerate() {
            let levers = |option: &Decision| {
                option
                    .choices
                    .iter()
                    .flat_map(|choice| choice.set.clone())
                    .collect::<Vec<_>>()
            };
            let mine = levers(option);
            for other in &options[..place] {
                let shared = levers(other)
                    .into_iter()
                    .find(|lever| mine.iter().any(|mine| mine.is_same_lever(lever)));
                if let Some(lever) = shared {
                    let words = lever.words();
                    self.report(
                        "shared-lever",
                        &at.value.id.span,
                        [
                            format!(
                                "options `{}` and `{}` both set {}",
                                other.id, option.id, words.en
                            ),
                            format!(
                                "選択項目 `{}` と `{}` が同じものを設定しています:{}",
                                other.id, option.id, words.ja
                            ),
                        ],
                        [
                            "let one of them set it; a hold can ask for the other with `{ option = { … } }`",
                            "片方だけで設定し、もう片方は待機の条件の `{ option = { … } }` で参照してください",
                        ],
                    );
                }
            }
        }
        for (id, choice) in &plan.choose {
            let Some(option) = options.iter().find(|option| option.id == *id) else {
                let named = At::named(id, &choice.span);
                let known = options.iter().map(|option| option.id.as_str());
                let otherwise = [
                    "declare it with `[[plan.option]]`",
                    "`[[plan.option]]` で宣言してください",
                ];
                let what = ["option", "選択項目"];
                self.unknown("unknown-option", &named, what, known, otherwise);
                continue;
            };
            if option.find(&choice.value).is_none() {
                let known: Vec<&str> = option.choices.iter().map(|choice| choice.id.as_str()).collect();
                self.choice(choice, id, &known);
            }
        }
        options
    }
}

impl Assembly<'_> {
    /// The choices made for the plan's options, by id, as conditions ask for them.
    pub(in crate::plan) fn choices(&self) -> BTreeMap<String, String> {
        let made = self
            .options
            .iter()
            .zip(&self.chosen)
            .filter_map(|(option, chosen)| {
                let choice = option.choices.get((*chosen)?)?;
                Some((option.id.clone(), choice.id.clone()))
            });
        made.collect()
    }

    /// Options that change nothing and that no condition asks for.
    pub(super) fn idle_options(&mut self, own: &RouteDef) {
        let mut asked = BTreeSet::new();
        let conditions = own.steps.iter().flat_map(|step| {
            step.needs
                .iter()
                .chain(step.variants.iter().map(|variant| &variant.when))
        });
        for condition in conditions {
            asked_options(condition, &mut asked);
        }
        let holds = self
            .plan
            .route
            .iter()
            .flat_map(|at| &at.value.hold)
            .map(|at| &at.value.until);
        let milestones = self.plan.milestone.iter().filter_map(|at| at.value.when.as_ref());
        for at in holds.chain(milestones) {
            asked_in_file(&at.value, &mut asked);
        }
        for (option, at) in self.options.iter().zip(&self.plan.option) {
            let id = &at.value.id;
            if !asked.contains(&option.id) && option.choices.iter().all(|choice| choice.set.is_empty()) {
                self.checker.report(
                    "idle-option",
                    &id.span,
                    [
                        format!("option `{}` changes nothing", option.id),
                        format!("選択項目 `{}` は何も変えません", option.id),
                    ],
                    [
                        "let its choices `set` something, or ask for it in a condition with \
                         `{ option = { … } }`",
                        "選択肢の `set` で何かを変えるか、条件の `{ option = { … } }` で参照してください",
                    ],
                );
            }
        }
    }
}

/// The options that a condition asks for.
fn asked_options(condition: &Condition, into: &mut BTreeSet<String>) {
    match condition {
        Condition::All(of) | Condition::Any(of) | Condition::AtLeast(_, of) => {
            for condition in of {
                asked_options(condition, into);
            }
        }
        Condition::Option(values) => into.extend(values.keys().cloned()),
        _ => {}
    }
}

/// The same for a condition as written.
fn asked_in_file(condition: &file::Condition, into: &mut BTreeSet<String>) {
    match condition {
        file::Condition::All(of) | file::Condition::Any(of) | file::Condition::AtLeast(_, of) => {
            for at in of {
                asked_in_file(&at.value, into);
            }
        }
        file::Condition::Option(values) => into.extend(values.keys().cloned()),
        _ => {}
    }
}

//! What is open to decide: the options of a plan and the decisions of an exercise are one concept. A [`Decision`] has
//! choices, and a choice is a list of [`Setting`]s, each of which turns one lever of the plan's file.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::catalogue::{Catalogue, SourceFile};
use crate::define::Checker;
use crate::diag::{Problem, did_you_mean};
use crate::edit::{NoLever, Setting, standing, turned_all};
use crate::file::{self, At};
use crate::limits;
use crate::model::OptionDef;
use crate::plan::Plan;
use crate::read::read;
use crate::text::Text;

/// The choice made for every decision, by index, in the order of the file.
pub type Selection = Vec<usize>;

/// Something open to decide.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// Short name.
    pub id: String,
    /// Words for it.
    pub title: Text,
    /// What one must know to decide.
    pub note: Option<Text>,
    /// Whether one choice is meant to be best whatever the others are.
    pub is_lesson: bool,
    /// The choices.
    pub choices: Vec<Alternative>,
}

/// One choice of a decision.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    /// Short name.
    pub id: String,
    /// Words for it.
    pub title: Text,
    /// What it costs, in words.
    pub price: Option<Text>,
    /// What it changes in the plan.
    pub set: Vec<Setting>,
}

/// Whose decisions these are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deciding {
    /// Options of a plan. Whatever was chosen before, a choice makes the same plan: it sets every lever that another
    /// choice of the same option sets.
    Plan,
    /// Decisions of an exercise, which are made on the plan as it stands in the file. They may choose among the options
    /// of that plan.
    Exercise,
}

impl Decision {
    /// The place of a choice.
    #[must_use]
    pub fn find(&self, choice: &str) -> Option<usize> {
        self.choices.iter().position(|known| known.id == choice)
    }

    /// What choosing makes in a plan's file: the changes of the choice, and that it was chosen. None if there is no such
    /// choice.
    #[must_use]
    pub fn settings(&self, choice: usize) -> Option<Vec<Setting>> {
        let chosen = self.choices.get(choice)?;
        let mut settings = chosen.set.clone();
        settings.push(Setting::Choose {
            option: self.id.clone(),
            choice: chosen.id.clone(),
        });
        Some(settings)
    }

    /// The decision as conditions see it.
    pub(crate) fn as_option(&self) -> OptionDef {
        OptionDef {
            id: self.id.clone(),
            title: self.title.clone(),
            default: self
                .choices
                .first()
                .map_or_else(String::new, |choice| choice.id.clone()),
            choices: self
                .choices
                .iter()
                .map(|choice| (choice.id.clone(), choice.title.clone()))
                .collect(),
        }
    }
}

/// How many ways there are to make all decisions; none if that is beyond counting.
#[must_use]
pub fn count(decisions: &[Decision]) -> Option<u64> {
    decisions.iter().try_fold(1_u64, |count, decision| {
        count.checked_mul(decision.choices.len() as u64)
    })
}

/// Every way to make all decisions, the first decision turning slowest.
pub fn selections(decisions: &[Decision]) -> impl Iterator<Item = Selection> + '_ {
    (0..count(decisions).unwrap_or(0)).map(|number| selection(decisions, number))
}

/// The selection of a number, counted as [`selections`] does.
#[must_use]
pub fn selection(decisions: &[Decision], mut number: u64) -> Selection {
    let mut selection = vec![0; decisions.len()];
    for (place, decision) in selection.iter_mut().zip(decisions).rev() {
        let choices = decision.choices.len().max(1) as u64;
        *place = (number % choices) as usize;
        number /= choices;
    }
    selection
}

/// The choice that each option of a plan stands at: the one that the file names, or else the first whose changes are all
/// in the file. None: the levers were turned to something that no choice means.
pub(crate) fn chosen(of: &file::Plan, catalogue: &Catalogue, options: &[Decision]) -> Vec<Option<usize>> {
    options
        .iter()
        .map(|option| match of.choose.get(&option.id) {
            Some(named) => option.find(&named.value),
            None => (0..option.choices.len()).find(|choice| is_as_chosen(of, catalogue, option, *choice)),
        })
        .collect()
}

/// Whether every change of a choice is in a plan's file.
pub(crate) fn is_as_chosen(of: &file::Plan, catalogue: &Catalogue, option: &Decision, choice: usize) -> bool {
    let set = option.choices.get(choice).map(|choice| &choice.set);
    set.into_iter()
        .flatten()
        .all(|setting| standing(of, catalogue, setting).is_ok_and(|now| now.as_ref() == Some(setting)))
}

/// The choices of a plan's options that make a plan which cannot be simulated, each tried alone on the plan as it stands.
/// Combinations of choices are tried by the frontier, which tells those that do not go together.
#[must_use]
pub fn bad_choices(plan: &Plan, catalogue: &Catalogue) -> Vec<Problem> {
    let Ok(document) = read(plan.file.as_ref()) else {
        return Vec::new();
    };
    let written = document.plan.iter().flat_map(|at| &at.value.option);
    let mut problems = Vec::new();
    for (option, at) in plan.options.iter().zip(written) {
        for (place, at) in at.value.choice.iter().enumerate() {
            let settings = option.settings(place).unwrap_or_default();
            let Some(text) = turned_all(&plan.file.text, &settings) else {
                continue;
            };
            let file = SourceFile {
                name: plan.file.name.clone(),
                text,
            };
            let Err(error) = Plan::load(&file, catalogue) else {
                continue;
            };
            let Some(first) = error.problems.first() else {
                continue;
            };
            problems.push(plan.file.as_ref().problem(
                "bad-choice",
                &at.value.id.span,
                [
                    format!(
                        "choice `{}` of option `{}` makes a plan that cannot be simulated: {}",
                        at.value.id.value, option.id, first.message.en
                    ),
                    format!(
                        "選択項目 `{}` の選択肢 `{}` で作られる計画は計算できません:{}",
                        option.id, at.value.id.value, first.message.ja
                    ),
                ],
                first.help.clone(),
            ));
        }
    }
    problems
}

impl Checker<'_> {
    /// Ids that are sound and there once.
    pub(crate) fn ids<'i>(&mut self, what: [&str; 2], ids: impl Iterator<Item = &'i At<String>>) {
        let mut seen = BTreeSet::new();
        for id in ids {
            self.id(id);
            if !seen.insert(&id.value) {
                self.twice(what, id);
            }
        }
    }

    /// Decisions about a plan.
    pub(crate) fn decisions(
        &mut self,
        decisions: &[At<file::Decision>],
        plan: &file::Plan,
        catalogue: &Catalogue,
        whose: Deciding,
    ) -> Vec<Decision> {
        let what = match whose {
            Deciding::Plan => ["option", "選択項目"],
            Deciding::Exercise => ["decision", "決定"],
        };
        self.ids(what, decisions.iter().map(|at| &at.value.id));
        decisions
            .iter()
            .map(|at| {
                let of = &at.value;
                self.ids(["choice", "選択肢"], of.choice.iter().map(|at| &at.value.id));
                if !(2..=limits::CHOICES).contains(&of.choice.len()) {
                    self.report(
                        "bounds",
                        &of.id.span,
                        [
                            format!("{} choices", of.choice.len()),
                            format!("選択肢が{}個です", of.choice.len()),
                        ],
                        [
                            format!("have 2 to {} of them", limits::CHOICES),
                            format!("2〜{}個にしてください", limits::CHOICES),
                        ],
                    );
                }
                let before = self.problems.len();
                let decision = Decision {
                    id: of.id.value.clone(),
                    title: of.title.clone(),
                    note: of.note.clone(),
                    is_lesson: of.lesson,
                    choices: of
                        .choice
                        .iter()
                        .map(|at| Alternative {
                            id: at.value.id.value.clone(),
                            title: at.value.title.clone(),
                            price: at.value.price.clone(),
                            set: self.turns(&at.value.set, plan, catalogue, whose),
                        })
                        .collect(),
                };
                if whose == Deciding::Plan && self.problems.len() == before {
                    self.even(of, &decision);
                }
                decision
            })
            .collect()
    }

    /// Each choice of a plan's option has to say where every lever stands that another choice turns; what a route that it
    /// leaves out would do, it need not say.
    fn even(&mut self, of: &file::Decision, decision: &Decision) {
        for (choice, at) in decision.choices.iter().zip(&of.choice) {
            let leaves_out = |route: &String| {
                choice.set.contains(&Setting::Route {
                    route: route.clone(),
                    is_on: false,
                })
            };
            let says = |lever: &Setting| choice.set.iter().any(|setting| setting.is_same_lever(lever));
            let all = decision.choices.iter().flat_map(|other| &other.set);
            let lacking = all.into_iter().find(|lever| {
                let route = match lever {
                    Setting::NotBefore { route, .. }
                    | Setting::Option { route, .. }
                    | Setting::Hold { route, .. } => Some(route),
                    _ => None,
                };
                !says(lever) && !route.is_some_and(leaves_out)
            });
            if let Some(lever) = lacking {
                let words = lever.words();
                self.report(
                    "uneven-choice",
                    &at.value.id.span,
                    [
                        format!(
                            "choice `{}` does not say {}, which another choice of `{}` changes",
                            choice.id, words.en, decision.id
                        ),
                        format!(
                            "`{}` の別の選択肢は{}を変えますが、選択肢 `{}` はそれを設定していません",
                            decision.id, words.ja, choice.id
                        ),
                    ],
                    [
                        "let every choice set it, so that the order of turning does not matter",
                        "選ぶ順序で結果が変わらないよう、すべての選択肢で設定してください",
                    ],
                );
            }
        }
    }

    /// Changes to a plan.
    pub(crate) fn turns(
        &mut self,
        turns: &[At<file::Turn>],
        plan: &file::Plan,
        catalogue: &Catalogue,
        whose: Deciding,
    ) -> Vec<Setting> {
        let mut settings: Vec<Setting> = Vec::new();
        for at in turns {
            let Some(setting) = setting(&at.value) else {
                self.report(
                    "bad-change",
                    &at.span,
                    ["this is not one change", "一つの変更として読めません"],
                    [
                        "write `{ route, on }`, `{ route, option, choice }`, `{ route, not_before }`, \
                         `{ route, hold, on }`, `{ team, capacity }`, `{ order }`, `{ assumption, on }`, \
                         `{ driver, on }`, `{ funding, chance }`, `{ subsidy, chance }`, `{ burn }`, `{ cash }`, \
                         `{ every }`, `{ batch }`, `{ regime, on }` or `{ target }`; in an exercise also \
                         `{ option, choice }`",
                        "`{ route, on }`、`{ route, option, choice }`、`{ route, not_before }`、\
                         `{ route, hold, on }`、`{ team, capacity }`、`{ order }`、`{ assumption, on }`、\
                         `{ driver, on }`、`{ funding, chance }`、`{ subsidy, chance }`、`{ burn }`、\
                         `{ cash }`、`{ every }`、`{ batch }`、`{ regime, on }`、`{ target }` の\
                         いずれかの形で書いてください(演習では `{ option, choice }` も使えます)",
                    ],
                );
                continue;
            };
            if whose == Deciding::Plan && matches!(setting, Setting::Choose { .. }) {
                self.report(
                    "bad-change",
                    &at.span,
                    [
                        "an option cannot turn another one",
                        "選択項目から別の選択項目は変えられません",
                    ],
                    [
                        "name the `route` that has this option, or write out what the other option changes",
                        "ルートの選択項目なら `route` も書き、計画の選択項目なら\
                         それが変える内容をここに書いてください",
                    ],
                );
                continue;
            }
            if let Err(lacking) = standing(plan, catalogue, &setting) {
                self.no_lever(&at.span, &lacking);
                continue;
            }
            if settings.iter().any(|other| other.is_same_lever(&setting)) {
                let words = setting.words();
                self.report(
                    "bad-change",
                    &at.span,
                    [
                        format!("this choice says {} twice", words.en),
                        format!("この選択肢は{}を二重に設定しています", words.ja),
                    ],
                    ["keep one of the two", "どちらか一方だけを残してください"],
                );
            }
            if let Setting::Choose { option, choice } = &setting {
                let option = plan.option.iter().find(|at| at.value.id.value == *option);
                let choice =
                    option.and_then(|at| at.value.choice.iter().find(|at| at.value.id.value == *choice));
                let set = choice.into_iter().flat_map(|at| &at.value.set);
                settings.extend(set.filter_map(|at| self::setting(&at.value)));
            }
            settings.push(setting);
        }
        settings
    }

    fn no_lever(&mut self, span: &Range<usize>, lacking: &NoLever) {
        let NoLever { what, name, known } = lacking;
        let help = did_you_mean(name, known.iter().map(String::as_str)).unwrap_or_else(|| {
            if known.is_empty() {
                Text::new(
                    "it has to be in the plan's file already; a route may stand there with `on = false`, \
                     a driver with `force = false`",
                    "計画のファイルに先に書いておいてください\
                     (ルートは `on = false`、変動要因は `force = false` でも構いません)",
                )
            } else {
                let names = known.join(", ");
                Text::new(format!("there are: {names}"), format!("変更できるもの:{names}"))
            }
        });
        self.report(
            "no-lever",
            span,
            [
                format!("the plan has no {what} `{name}` to change"),
                format!("変更しようとしている `{name}` が計画にありません"),
            ],
            help,
        );
    }
}

/// The one change that a table means.
pub(crate) fn setting(turn: &file::Turn) -> Option<Setting> {
    let route = turn.route.as_ref().map(|at| at.value.clone());
    let percent = turn.chance.filter(|percent| *percent <= 100);
    // One by one: as one match over all of these fields, its cases would be too many to tell apart.
    let on_route = |route: String| {
        if let (Some(step), Some(is_on)) = (&turn.hold, turn.on) {
            return Some(Setting::Hold {
                route,
                step: step.clone(),
                is_on,
            });
        }
        if let (Some(option), Some(choice)) = (&turn.option, &turn.choice) {
            return Some(Setting::Option {
                route,
                option: option.clone(),
                choice: choice.clone(),
            });
        }
        if let Some(months) = turn.not_before {
            return (months <= limits::MONTHS).then_some(Setting::NotBefore { route, months });
        }
        turn.on.map(|is_on| Setting::Route { route, is_on })
    };
    let elsewhere = || {
        if let (Some(option), Some(choice)) = (&turn.option, &turn.choice) {
            return Some(Setting::Choose {
                option: option.clone(),
                choice: choice.clone(),
            });
        }
        if let (Some(team), Some(people)) = (&turn.team, turn.capacity) {
            return Some(Setting::Capacity {
                team: team.clone(),
                people,
            });
        }
        if let (Some(driver), Some(is_on)) = (&turn.driver, turn.on) {
            return Some(Setting::Driver {
                driver: driver.clone(),
                is_on,
            });
        }
        if let Some(funding) = &turn.funding {
            return percent.map(|percent| Setting::Funding {
                funding: funding.clone(),
                percent,
            });
        }
        if let Some(scheme) = &turn.subsidy {
            return percent.map(|percent| Setting::Subsidy {
                scheme: scheme.clone(),
                percent,
            });
        }
        if let (Some(assumption), Some(is_on)) = (&turn.assumption, turn.on) {
            return Some(Setting::Assumption {
                assumption: assumption.clone(),
                is_on,
            });
        }
        if let (Some(regime), Some(is_on)) = (&turn.regime, turn.on) {
            return Some(Setting::Regime {
                regime: regime.clone(),
                is_on,
            });
        }
        if let Some(order) = &turn.order {
            return Some(Setting::Order(order.clone()));
        }
        if let Some(months) = turn.every {
            return Some(Setting::Every(months));
        }
        if let Some(candidates) = turn.batch {
            return Some(Setting::Batch(candidates));
        }
        if let Some(target) = &turn.target {
            return Some(Setting::Target(target.clone()));
        }
        turn.burn.map(Setting::Burn).or(turn.cash.map(Setting::Cash))
    };
    let setting = match route {
        Some(route) => on_route(route),
        None => elsewhere(),
    }?;
    let said = [
        turn.route.is_some(),
        turn.on.is_some(),
        turn.option.is_some(),
        turn.choice.is_some(),
        turn.not_before.is_some(),
        turn.hold.is_some(),
        turn.team.is_some(),
        turn.capacity.is_some(),
        turn.assumption.is_some(),
        turn.order.is_some(),
        turn.regime.is_some(),
        turn.every.is_some(),
        turn.driver.is_some(),
        turn.funding.is_some(),
        turn.subsidy.is_some(),
        turn.chance.is_some(),
        turn.burn.is_some(),
        turn.cash.is_some(),
        turn.batch.is_some(),
        turn.target.is_some(),
    ];
    let needed = match setting {
        Setting::Hold { .. } | Setting::Option { .. } => 3,
        Setting::Burn(_)
        | Setting::Cash(_)
        | Setting::Order(_)
        | Setting::Every(_)
        | Setting::Batch(_)
        | Setting::Target(_) => 1,
        _ => 2,
    };
    (said.iter().filter(|said| **said).count() == needed).then_some(setting)
}

//! The levers of a plan: every choice that can be changed while the answer is watched.

use serde::Serialize;

use super::format::{money, year_month};
use crate::catalogue::Catalogue;
use crate::diag::Problem;
use crate::edit::{Draft, Setting, settings, steps};
use crate::plan::Plan;
use crate::text::Lang;

/// The levers of a plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LeversView {
    /// Levers that belong together: one group a route, then the team, then the calendar.
    pub groups: Vec<LeverGroup>,
    /// How many stand otherwise than when the plan was opened, in words; empty if none does.
    pub changes: String,
    /// Whether there is something to undo.
    pub can_undo: bool,
    /// Whether there is something to make again.
    pub can_redo: bool,
    /// Why the plan as changed cannot be simulated, where no lever is to blame; mostly empty.
    pub problem: String,
}

/// Levers that belong together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LeverGroup {
    /// What they are about.
    pub title: String,
    /// The levers.
    pub levers: Vec<Lever>,
}

/// One lever.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Lever {
    /// What it changes.
    pub label: String,
    /// Where it stands, in words.
    pub value: String,
    /// What it means, in one line.
    pub meaning: String,
    /// Whether it stands otherwise than when the plan was opened.
    pub is_changed: bool,
    /// How it is turned.
    pub kind: LeverKind,
    /// What no longer works since it was turned; mostly empty.
    pub problem: String,
}

/// How a lever is turned.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum LeverKind {
    /// On or off.
    Switch {
        /// Whether it is on.
        is_on: bool,
        /// What turning it makes.
        turned: Setting,
    },
    /// One of several.
    Choice {
        /// The one that holds.
        selected: usize,
        /// All of them.
        choices: Vec<LeverChoice>,
    },
    /// Step by step.
    Count {
        /// One step down, if there is one.
        less: Option<Setting>,
        /// One step up.
        more: Option<Setting>,
    },
}

/// One of several choices.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LeverChoice {
    /// Words for it.
    pub title: String,
    /// What choosing it makes.
    pub setting: Setting,
}

impl LeverKind {
    /// What one step up makes, or one step down: the next choice or the one before, all around.
    #[must_use]
    pub fn step(&self, is_up: bool) -> Option<Setting> {
        match self {
            Self::Switch { turned, .. } => Some(turned.clone()),
            Self::Choice { selected, choices } => {
                let by = if is_up { 1 } else { choices.len().saturating_sub(1) };
                let next = choices.get((selected + by) % choices.len().max(1))?;
                (choices.len() > 1).then(|| next.setting.clone())
            }
            Self::Count { less, more } => if is_up { more } else { less }.clone(),
        }
    }
}

/// The levers of a draft. `plan` is the last version that worked, `flaws` is what does not work in the draft, and
/// `culprit` the lever whose turning made it so.
#[must_use]
pub fn levers(
    draft: &Draft,
    plan: &Plan,
    flaws: &[Problem],
    culprit: Option<&Setting>,
    lang: Lang,
) -> LeversView {
    let (now, before) = (settings(draft.document(), plan), settings(draft.opened(), plan));
    let catalogue = &plan.catalogue;
    let problem = flaws
        .first()
        .map_or_else(String::new, |first| problem_words(first, flaws.len(), lang));
    let mut view = LeversView {
        groups: Vec::new(),
        changes: String::new(),
        can_undo: draft.can()[0],
        can_redo: draft.can()[1],
        problem: String::new(),
    };
    let (mut changed, mut has_culprit) = (0, false);
    let mut home = None;
    for setting in &now {
        let is_changed = !before.contains(setting);
        changed += usize::from(is_changed);
        let is_culprit = !flaws.is_empty() && culprit.is_some_and(|last| last.is_same_lever(setting));
        has_culprit |= is_culprit;
        let mut lever = Words {
            plan,
            catalogue,
            lang,
        }
        .lever(setting);
        lever.is_changed = is_changed;
        if is_culprit {
            lever.problem.clone_from(&problem);
        }
        let group = Group::of(setting);
        if home.as_ref() != Some(&group) {
            view.groups.push(LeverGroup {
                title: group.title(catalogue, lang),
                levers: Vec::new(),
            });
            home = Some(group);
        }
        view.groups
            .last_mut()
            .expect("a group was just made")
            .levers
            .push(lever);
    }
    if !has_culprit {
        view.problem = problem;
    }
    view.changes = match (lang, changed) {
        (_, 0) => String::new(),
        (Lang::En, 1) => "1 change".to_owned(),
        (Lang::En, _) => format!("{changed} changes"),
        (Lang::Ja, _) => format!("変更{changed}件"),
    };
    view
}

fn problem_words(first: &Problem, count: usize, lang: Lang) -> String {
    let Problem { message, help, .. } = first;
    match (lang, count) {
        (Lang::En, 1) => format!("This cannot be simulated: {message}; {help}."),
        (Lang::En, _) => format!("This cannot be simulated: {message}; {help} ({count} problems in all)."),
        (Lang::Ja, 1) => format!("この設定では計算できません:{message}; {help}"),
        (Lang::Ja, _) => format!("この設定では計算できません:{message}; {help}(全{count}件)"),
    }
}

/// What levers are about.
#[derive(PartialEq)]
enum Group {
    Route(String),
    Team,
    Assumptions,
    Money,
    Updates,
    Calendar,
}

impl Group {
    fn of(setting: &Setting) -> Self {
        match setting {
            Setting::Route { route, .. }
            | Setting::Option { route, .. }
            | Setting::NotBefore { route, .. }
            | Setting::Hold { route, .. } => Self::Route(route.clone()),
            Setting::Capacity { .. } | Setting::Order(_) => Self::Team,
            Setting::Assumption { .. } => Self::Assumptions,
            Setting::Regime { .. } | Setting::Every(_) | Setting::Batch(_) => Self::Updates,
            Setting::Driver { .. }
            | Setting::Funding { .. }
            | Setting::Subsidy { .. }
            | Setting::Burn(_)
            | Setting::Cash(_) => Self::Money,
            Setting::Target(_) | Setting::Start(_) | Setting::Horizon(_) => Self::Calendar,
        }
    }

    fn title(&self, catalogue: &Catalogue, lang: Lang) -> String {
        match self {
            Self::Route(id) => {
                let Some(route) = catalogue.routes.get(id) else {
                    return id.clone();
                };
                let place = catalogue.jurisdiction_title(&route.jurisdiction);
                let (place, title) = (place.get(lang), route.title.get(lang));
                if title.contains(place) {
                    title.to_owned()
                } else {
                    match lang {
                        Lang::En => format!("{place}: {title}"),
                        Lang::Ja => format!("{place}:{title}"),
                    }
                }
            }
            Self::Team => lang.pick("Team", "体制").to_owned(),
            Self::Assumptions => lang.pick("Assumptions of this plan", "この計画の前提").to_owned(),
            Self::Updates => lang.pick("Updates", "更新").to_owned(),
            Self::Money => lang.pick("Money and risks", "資金とリスク").to_owned(),
            Self::Calendar => lang.pick("Target and calendar", "目標と日程").to_owned(),
        }
    }
}

struct Words<'a> {
    plan: &'a Plan,
    catalogue: &'a Catalogue,
    lang: Lang,
}

impl Words<'_> {
    fn lever(&self, setting: &Setting) -> Lever {
        let lang = self.lang;
        let [less, more] = steps(setting);
        let count = LeverKind::Count { less, more };
        let (label, value, meaning, kind) = match setting {
            Setting::Route { route, is_on } => {
                let turned = Setting::Route {
                    route: route.clone(),
                    is_on: !is_on,
                };
                let label = lang.pick("Take this route", "このルートを使う");
                self.switch(label, *is_on, turned, &self.grants(route))
            }
            Setting::Option {
                route,
                option,
                choice,
            } => return self.option(route, option, choice),
            Setting::NotBefore { months, .. } => (
                lang.pick("Not before", "開始時期").to_owned(),
                match (lang, months) {
                    (Lang::En, 0) => "from the start".to_owned(),
                    (Lang::En, _) => format!("month {months} ({})", self.month(*months)),
                    (Lang::Ja, 0) => "当初から".to_owned(),
                    (Lang::Ja, _) => format!("{months}か月後({})", self.month(*months)),
                },
                lang.pick(
                    "The first steps of this route wait until then.",
                    "このルートの最初の工程はその時まで始めない。",
                )
                .to_owned(),
                count,
            ),
            Setting::Capacity { team, people } => (
                self.plan
                    .teams
                    .iter()
                    .find(|known| known.id == *team)
                    .map_or_else(|| team.clone(), |known| known.title.get(lang).to_owned()),
                match (lang, people) {
                    (Lang::En, 1) => "1 person".to_owned(),
                    (Lang::En, _) => format!("{people} people"),
                    (Lang::Ja, _) => format!("{people}人"),
                },
                lang.pick(
                    "So many can work at once; steps wait for free hands.",
                    "同時に働ける人数。空きがなければ工程は待つ。",
                )
                .to_owned(),
                count,
            ),
            Setting::Hold {
                route: id,
                step: name,
                is_on,
            } => {
                let def = self.catalogue.routes.get(id);
                let step = def.and_then(|def| def.steps.iter().find(|step| step.id == *name));
                self.switch(
                    step.map_or(name.as_str(), |step| step.title.get(lang)),
                    *is_on,
                    Setting::Hold {
                        route: id.clone(),
                        step: name.clone(),
                        is_on: !is_on,
                    },
                    lang.pick("The plan holds this step back.", "計画としてこの工程を待たせる。"),
                )
            }
            Setting::Assumption {
                assumption: id,
                is_on,
            } => {
                let assumption = self.plan.assumptions.iter().find(|known| known.id == *id);
                self.switch(
                    assumption.map_or(id.as_str(), |assumption| assumption.title.get(lang)),
                    *is_on,
                    Setting::Assumption {
                        assumption: id.clone(),
                        is_on: !is_on,
                    },
                    &self.assumes(id),
                )
            }
            Setting::Order(selectors) => (
                lang.pick("Served first", "優先順位").to_owned(),
                selectors.join(" → "),
                lang.pick(
                    "Whose steps the team takes up first.",
                    "担当者がどの段階から着手するか。",
                )
                .to_owned(),
                count,
            ),
            Setting::Regime { regime: id, is_on } => self.switch(
                id,
                *is_on,
                Setting::Regime {
                    regime: id.clone(),
                    is_on: !is_on,
                },
                lang.pick("A way to field updates.", "更新を市場に出す方法。"),
            ),
            Setting::Every(months) => (
                lang.pick("Release candidates", "更新候補の間隔").to_owned(),
                match lang {
                    Lang::En => format!("every {months} months"),
                    Lang::Ja => format!("{months}か月ごと"),
                },
                lang.pick("How often a version is ready.", "新しい版が用意できる間隔。")
                    .to_owned(),
                count,
            ),
            Setting::Batch(number) => (
                lang.pick("Filed together", "まとめて申請する数").to_owned(),
                number.to_string(),
                lang.pick(
                    "So many candidates make one filing.",
                    "いくつの候補を1回の申請にまとめるか。",
                )
                .to_owned(),
                count,
            ),
            Setting::Driver { driver: id, is_on } => {
                let driver = self.plan.drivers.iter().find(|driver| driver.id == *id);
                self.switch(
                    driver.map_or(id.as_str(), |driver| driver.title.get(lang)),
                    *is_on,
                    Setting::Driver {
                        driver: id.clone(),
                        is_on: !is_on,
                    },
                    lang.pick(
                        "Happens in every future, or in none.",
                        "すべての未来で起こるか、まったく起こらないか。",
                    ),
                )
            }
            Setting::Funding { funding: id, percent } | Setting::Subsidy { scheme: id, percent } => (
                id.clone(),
                format!("{percent} %"),
                lang.pick("How likely the money comes.", "資金が入る確率。")
                    .to_owned(),
                count,
            ),
            Setting::Burn(amount) => (
                lang.pick("Spent every month", "毎月の支出").to_owned(),
                money(*amount as f64, &self.plan.currency, lang),
                String::new(),
                count,
            ),
            Setting::Cash(amount) => (
                lang.pick("Cash at the start", "開始時の現金").to_owned(),
                money(*amount as f64, &self.plan.currency, lang),
                String::new(),
                count,
            ),
            Setting::Target(target) => return self.target(target),
            Setting::Start(date) => (
                lang.pick("Start", "開始日").to_owned(),
                date.to_string(),
                lang.pick("The day on which the plan begins.", "計画が始まる日。")
                    .to_owned(),
                count,
            ),
            Setting::Horizon(months) => (
                lang.pick("Horizon", "対象期間").to_owned(),
                match (lang, months % 12) {
                    (Lang::En, 0) if *months == 12 => "1 year".to_owned(),
                    (Lang::En, 0) => format!("{} years", months / 12),
                    (Lang::En, _) => format!("{months} months"),
                    (Lang::Ja, 0) => format!("{}年", months / 12),
                    (Lang::Ja, _) => format!("{months}か月"),
                },
                lang.pick(
                    "How far the simulation looks; what comes later counts as never.",
                    "どこまで先を見るか。それより後は到達しないものとする。",
                )
                .to_owned(),
                count,
            ),
        };
        Lever {
            label,
            value,
            meaning,
            is_changed: false,
            kind,
            problem: String::new(),
        }
    }

    /// Label, value, meaning and kind of a lever that is on or off.
    fn switch(
        &self,
        label: &str,
        is_on: bool,
        turned: Setting,
        meaning: &str,
    ) -> (String, String, String, LeverKind) {
        let value = if is_on {
            self.lang.pick("yes", "はい")
        } else {
            self.lang.pick("no", "いいえ")
        };
        (
            label.to_owned(),
            value.to_owned(),
            meaning.to_owned(),
            LeverKind::Switch { is_on, turned },
        )
    }

    fn month(&self, months: u32) -> String {
        let date = self.plan.start.plus_months(months as i32);
        date.map_or_else(String::new, |date| year_month(date, 0.0))
    }

    /// The step that an assumption is about.
    fn assumes(&self, id: &str) -> String {
        let lang = self.lang;
        let assumption = self.plan.assumptions.iter().find(|known| known.id == id);
        let step = assumption.and_then(|assumption| {
            let (route, step) = assumption.step.split_once('/')?;
            let steps = &self.catalogue.routes.get(route)?.steps;
            Some(steps.iter().find(|known| known.id == step)?.title.get(lang))
        });
        match (lang, step) {
            (_, None) => String::new(),
            (Lang::En, Some(step)) => format!("Other figures than the catalogue's: {step}."),
            (Lang::Ja, Some(step)) => format!("カタログと異なる数値を用いる:{step}"),
        }
    }

    /// What a route is taken for.
    fn grants(&self, route: &str) -> String {
        let grants: Vec<String> = self
            .catalogue
            .routes
            .get(route)
            .into_iter()
            .flat_map(|def| &def.grants)
            .map(|id| self.catalogue.artefact_title(id).get(self.lang).to_owned())
            .collect();
        let grants = grants.join(self.lang.pick(", ", "、"));
        match self.lang {
            Lang::En if grants.is_empty() => "Lays ground for others.".to_owned(),
            Lang::Ja if grants.is_empty() => "ほかのルートの土台になる。".to_owned(),
            Lang::En => format!("Grants: {grants}."),
            Lang::Ja => format!("得られるもの:{grants}"),
        }
    }

    fn option(&self, route: &str, option: &str, choice: &str) -> Lever {
        let lang = self.lang;
        let def = self
            .catalogue
            .routes
            .get(route)
            .and_then(|def| def.options.iter().find(|known| known.id == option));
        let choices: Vec<(String, String)> = def
            .into_iter()
            .flat_map(|def| &def.choices)
            .map(|(id, title)| (id.clone(), title.get(lang).to_owned()))
            .collect();
        let words = |id: &str| {
            choices
                .iter()
                .find(|(known, _)| known == id)
                .map(|(_, title)| title.clone())
        };
        let usual = def.and_then(|def| words(&def.default)).unwrap_or_default();
        Lever {
            label: def.map_or(option, |def| def.title.get(lang)).to_owned(),
            value: words(choice).unwrap_or_else(|| choice.to_owned()),
            meaning: match lang {
                _ if def.is_some_and(|def| def.default == choice) => {
                    lang.pick("The usual choice.", "既定の選択。").to_owned()
                }
                Lang::En => format!("Unless chosen otherwise: {usual}."),
                Lang::Ja => format!("既定:{usual}"),
            },
            is_changed: false,
            kind: LeverKind::Choice {
                selected: choices.iter().position(|(id, _)| id == choice).unwrap_or(0),
                choices: choices
                    .iter()
                    .map(|(id, title)| LeverChoice {
                        title: title.clone(),
                        setting: Setting::Option {
                            route: route.to_owned(),
                            option: option.to_owned(),
                            choice: id.clone(),
                        },
                    })
                    .collect(),
            },
            problem: String::new(),
        }
    }

    fn target(&self, target: &str) -> Lever {
        let lang = self.lang;
        let milestones = &self.plan.milestones;
        let selected = milestones.iter().position(|milestone| milestone.id == target);
        Lever {
            label: lang.pick("Target", "目標").to_owned(),
            value: selected
                .map_or(target, |index| milestones[index].title.get(lang))
                .to_owned(),
            meaning: lang
                .pick(
                    "The milestone that the headlines and the longest path are about.",
                    "見出しの数値と最長経路の対象になるマイルストーン。",
                )
                .to_owned(),
            is_changed: false,
            kind: LeverKind::Choice {
                selected: selected.unwrap_or(0),
                choices: milestones
                    .iter()
                    .map(|milestone| LeverChoice {
                        title: milestone.title.get(lang).to_owned(),
                        setting: Setting::Target(milestone.id.clone()),
                    })
                    .collect(),
            },
            problem: String::new(),
        }
    }
}

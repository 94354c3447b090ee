//! The levers of a plan: every choice that can be changed while the answer is watched.

use serde::Serialize;

use super::format::{money, year_month};
use crate::catalogue::Catalogue;
use crate::decision::is_as_chosen;
use crate::diag::{Problem, Remedy};
use crate::edit::{Draft, Setting, can_type, settings, steps, taking, without};
use crate::plan::{Money, Plan};
use crate::profile;
use crate::text::Lang;

/// Ways out that are offered at once.
const WAYS_OUT: usize = 4;

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
    /// What would make it work again, the likeliest first; mostly none.
    pub ways_out: Vec<WayOut>,
}

/// A way out of what does not work.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WayOut {
    /// What it does, e.g. `Take “Approval of software in two stages” (Japan)`.
    pub title: String,
    /// For [`crate::app::Action::Set`].
    pub setting: Setting,
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
    /// Where it stands.
    pub setting: Setting,
    /// What it changes.
    pub label: String,
    /// Where it stands, in words.
    pub value: String,
    /// What it means, in one line.
    pub meaning: String,
    /// Whether it stands otherwise than in the plan as saved.
    pub is_changed: bool,
    /// What its last turn has done to the headline; empty until that was simulated.
    pub effect: String,
    /// How it is turned.
    pub kind: LeverKind,
    /// Whether a value for it can be typed: see [`crate::edit::typed`].
    pub can_type: bool,
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

/// The levers of a draft. `plan` is the last version that worked, `flaws` is what does not work in the draft,
/// `culprit` the lever whose turning made it so, and `effects` what levers have done to the headline.
#[must_use]
pub fn levers(
    draft: &Draft,
    plan: &Plan,
    (flaws, culprit): (&[Problem], Option<&Setting>),
    effects: &[(Setting, String)],
    lang: Lang,
) -> LeversView {
    let (now, before) = (settings(draft.document(), plan), settings(draft.base(), plan));
    let catalogue = &plan.catalogue;
    let words = Words {
        draft,
        plan,
        catalogue,
        lang,
    };
    let problem = flaws
        .first()
        .map_or_else(String::new, |first| words.problem(first, flaws.len()));
    let mut view = LeversView {
        groups: Vec::new(),
        changes: String::new(),
        can_undo: draft.can()[0],
        can_redo: draft.can()[1],
        problem: String::new(),
        ways_out: words.ways_out(draft, flaws, culprit),
    };
    let explained = explained(draft, plan);
    let (mut changed, mut has_culprit) = (0, false);
    let mut home = None;
    for setting in &now {
        // Of a route that was added, taking it is the change, and not each of its options.
        let is_new = |route: &str| {
            let is_it = |known: &Setting| matches!(known, Setting::Route { route: id, .. } if id == route);
            !before.iter().any(is_it)
        };
        let is_changed = !before.contains(setting)
            && match setting {
                Setting::Option { route, .. }
                | Setting::NotBefore { route, .. }
                | Setting::Hold { route, .. } => !is_new(route),
                _ => true,
            };
        let is_counted = match setting {
            Setting::Choose { option, .. } => is_chosen_anew(draft, option),
            other => !explained.contains(other),
        };
        changed += usize::from(is_changed && is_counted);
        let is_culprit = !flaws.is_empty() && culprit.is_some_and(|last| last.is_same_lever(setting));
        has_culprit |= is_culprit;
        let mut lever = words.lever(setting);
        lever.is_changed = is_changed;
        let effect = effects.iter().find(|(of, _)| of.is_same_lever(setting));
        lever.effect = effect.map_or_else(String::new, |(_, effect)| effect.clone());
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
    // A route that was taken out of the list, and any other text that no lever tells of, is a change too.
    changed += before
        .iter()
        .filter(|old| !now.iter().any(|new| new.is_same_lever(old)))
        .count();
    // What is chosen for an option shows in its lever; only where the texts differ are they read.
    if changed == 0
        && draft.differs()
        && without(draft.text(), "choose") != without(draft.base_text(), "choose")
    {
        changed = 1;
    }
    view.changes = match (lang, changed) {
        (_, 0) => String::new(),
        (Lang::En, 1) => "1 change".to_owned(),
        (Lang::En, _) => format!("{changed} changes"),
        (Lang::Ja, _) => format!("変更{changed}件"),
    };
    view
}

/// Whether another choice was made for an option since the plan was opened; not whether its levers were turned one by one.
fn is_chosen_anew(draft: &Draft, option: &str) -> bool {
    let [now, before] = [draft.document(), draft.base()].map(|document| {
        let plan = document.plan.as_ref()?;
        plan.value.choose.get(option).map(|at| at.value.clone())
    });
    now != before
}

/// The levers that stand where an option put them: one choice is one change.
fn explained(draft: &Draft, plan: &Plan) -> Vec<Setting> {
    let file = draft.document().plan.as_ref();
    let chosen = plan
        .options
        .iter()
        .filter(|option| is_chosen_anew(draft, &option.id))
        .filter_map(|option| {
            let named = file?.value.choose.get(&option.id)?;
            Some(&option.choices[option.find(&named.value)?].set)
        });
    chosen.flatten().cloned().collect()
}

/// What levers are about.
#[derive(PartialEq)]
enum Group {
    Choices,
    Route(String),
    Profile,
    Team,
    Assumptions,
    Money,
    Updates,
    Calendar,
}

impl Group {
    fn of(setting: &Setting) -> Self {
        match setting {
            Setting::Choose { .. } => Self::Choices,
            Setting::Route { route, .. }
            | Setting::Option { route, .. }
            | Setting::NotBefore { route, .. }
            | Setting::Hold { route, .. }
            | Setting::Listed { route, .. } => Self::Route(route.clone()),
            Setting::Kind(_) | Setting::Novelty(_) | Setting::Class { .. } | Setting::Size(_) => {
                Self::Profile
            }
            Setting::Capacity { .. } | Setting::Order(_) => Self::Team,
            Setting::Assumption { .. } => Self::Assumptions,
            Setting::Regime { .. } | Setting::Every(_) | Setting::Batch(_) => Self::Updates,
            Setting::Driver { .. }
            | Setting::ByChance(_)
            | Setting::Odds { .. }
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
            Self::Profile => lang.pick("Device and company", "製品と会社").to_owned(),
            Self::Choices => lang.pick("To decide", "この計画の選択").to_owned(),
            Self::Team => lang.pick("Team", "体制").to_owned(),
            Self::Assumptions => lang.pick("Assumptions of this plan", "この計画の前提").to_owned(),
            Self::Updates => lang.pick("Updates", "更新").to_owned(),
            Self::Money => lang.pick("Money and risks", "資金とリスク").to_owned(),
            Self::Calendar => lang.pick("Target and calendar", "目標と日程").to_owned(),
        }
    }
}

struct Words<'a> {
    draft: &'a Draft,
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
            Setting::Choose { option, choice } => return self.choice(setting, (option, choice)),
            Setting::Route { route, is_on } => {
                let turned = Setting::Route {
                    route: route.clone(),
                    is_on: !is_on,
                };
                let label = lang.pick("Take this route", "このルートを使う");
                self.switch(label, *is_on, turned, &grants(self.catalogue, route, lang))
            }
            Setting::Option {
                route,
                option,
                choice,
            } => return self.option(setting, (route, option, choice)),
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
                    "So many can work at once; steps wait for free hands. They are paid for while they work on steps: what they cost between steps belongs to the overhead.",
                    "同時に働ける人数。空きがなければ工程は待つ。費用は工程に従事する間だけ計上し、手の空いた期間の人件費は固定費に含める。",
                )
                .to_owned(),
                count,
            ),
            Setting::Hold {
                route: id,
                step: name,
                is_on,
            } => {
                let label = self.held(id, name);
                let turned = Setting::Hold {
                    route: id.clone(),
                    step: name.clone(),
                    is_on: !is_on,
                };
                let meaning = lang.pick(
                    "The plan lets this step wait for what it names, though the authority would not; off, it starts as soon as it may.",
                    "制度上は待つ必要のない工程を、計画として指定の時点まで待たせる。「いいえ」なら始められ次第始める。",
                );
                self.switch(&label, *is_on, turned, meaning)
            }
            Setting::Driver { driver, .. } | Setting::ByChance(driver) => {
                return self.driver(setting, driver);
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
                    "担当者がどの工程から着手するか。",
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
            Setting::Batch(candidates) => (
                lang.pick("Updates filed together", "まとめて申請する更新")
                    .to_owned(),
                match (lang, candidates) {
                    (Lang::En, 1) => "one by one".to_owned(),
                    (Lang::En, _) => format!("{candidates} together"),
                    (Lang::Ja, 1) => "1件ずつ".to_owned(),
                    (Lang::Ja, _) => format!("{candidates}件まとめて"),
                },
                lang.pick(
                    "More together cost less and wait longer.",
                    "まとめるほど費用は減り、待ち時間は延びる。",
                )
                .to_owned(),
                count,
            ),
            Setting::Odds { driver: id, percent } => {
                let driver = self.plan.drivers.iter().find(|driver| driver.id == *id);
                let title = driver.map_or(id.as_str(), |driver| driver.title.get(lang));
                (
                    match lang {
                        Lang::En => format!("{title}: how likely"),
                        Lang::Ja => format!("{title}:確率"),
                    },
                    whole_percent(*percent),
                    lang.pick(
                        "Share of futures in which it happens, when it happens by chance.",
                        "偶然に任せる場合に起こる未来の割合。",
                    )
                    .to_owned(),
                    count,
                )
            }
            Setting::Funding { funding: id, percent } => {
                let money = self.plan.money.as_ref();
                let round = money.and_then(|money| money.funding.iter().find(|round| round.id == *id));
                (
                    round.map_or(id.as_str(), |round| round.title.get(lang)).to_owned(),
                    whole_percent(*percent),
                    lang.pick(
                        "How likely this money comes in at all.",
                        "この資金が入る確率。",
                    )
                    .to_owned(),
                    count,
                )
            }
            Setting::Subsidy { scheme: id, percent } => {
                let own = self.plan.money.iter().flat_map(|money| &money.subsidies);
                let scheme = own
                    .map(|subsidy| &subsidy.scheme)
                    .find(|scheme| scheme.id == *id)
                    .or_else(|| self.catalogue.registers.schemes.get(id));
                let body = scheme.map_or("", |scheme| scheme.body.get(lang));
                (
                    scheme.map_or(id.as_str(), |scheme| scheme.title.get(lang)).to_owned(),
                    whole_percent(*percent),
                    match lang {
                        Lang::En => format!("How likely the support is won. Paid in arrears by: {body}."),
                        Lang::Ja => format!("採択される確率。支給元:{body}(後払い)"),
                    },
                    count,
                )
            }
            Setting::Burn(amount) => (
                lang.pick("Overhead each month", "毎月の固定費").to_owned(),
                money(*amount as f64, self.currency(|money| &money.burn.1), lang),
                lang.pick(
                    "What the company spends beside the steps: rent, management, people whose time no step books.",
                    "工程以外の支出:家賃、管理部門、工程に計上されない人件費など。",
                )
                .to_owned(),
                count,
            ),
            Setting::Cash(amount) => (
                lang.pick("Cash at the start", "開始時の現金").to_owned(),
                money(*amount as f64, self.currency(|money| &money.cash.1), lang),
                lang.pick(
                    "Money in the bank on the first day; everything is paid from it until more comes in.",
                    "初日の手元資金。次の入金まで、支払いはすべてここから行う。",
                )
                .to_owned(),
                count,
            ),
            Setting::Kind(kind) => {
                let words = |kind| profile::kind_words(kind, lang);
                let label = lang.pick("Kind of device", "製品の種類");
                return Self::pick(setting, label, &profile::KINDS, *kind, words, Setting::Kind);
            }
            Setting::Novelty(novelty) => {
                let words = |novelty| profile::novelty_words(novelty, lang);
                let label = lang.pick("Novelty", "新規性");
                return Self::pick(setting, label, &profile::NOVELTIES, *novelty, words, Setting::Novelty);
            }
            Setting::Size(size) => {
                let words = |size| profile::size_words(size, lang);
                let label = lang.pick("Size of the company", "会社の規模");
                return Self::pick(setting, label, &profile::SIZES, *size, words, Setting::Size);
            }
            Setting::Class { jurisdiction, class } => return self.class(setting, jurisdiction, class),
            // It stands for no lever of its own: a route in the list has one that says whether it is taken.
            Setting::Listed { route, .. } => (
                route.clone(),
                String::new(),
                String::new(),
                LeverKind::Count {
                    less: None,
                    more: None,
                },
            ),
            Setting::Target(target) => return self.target(setting, target),
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
        Self::made(setting, label, value, meaning, kind)
    }

    fn made(
        setting: &Setting,
        label: impl Into<String>,
        value: impl Into<String>,
        meaning: impl Into<String>,
        kind: LeverKind,
    ) -> Lever {
        Lever {
            setting: setting.clone(),
            label: label.into(),
            value: value.into(),
            meaning: meaning.into(),
            is_changed: false,
            effect: String::new(),
            can_type: can_type(setting),
            kind,
            problem: String::new(),
        }
    }

    /// What a hold keeps back, with the hold's own name where it has one.
    fn held(&self, route: &str, name: &str) -> String {
        let uses = self.draft.document().plan.iter().flat_map(|at| &at.value.route);
        let mut holds = uses
            .filter(|at| at.value.id.value == route)
            .flat_map(|at| &at.value.hold);
        let id = holds
            .find(|at| at.value.name() == name)
            .map_or(name, |at| &at.value.step.value);
        let def = self.catalogue.routes.get(route);
        let step = def.and_then(|def| def.steps.iter().find(|step| step.id == id));
        let title = step.map_or(id, |step| step.title.get(self.lang));
        match (self.lang, id == name) {
            (Lang::En, true) => format!("Wait before: {title}"),
            (Lang::En, false) => format!("Wait before: {title} ({name})"),
            (Lang::Ja, true) => format!("着手を待つ:{title}"),
            (Lang::Ja, false) => format!("着手を待つ:{title}({name})"),
        }
    }

    fn currency(&self, of: fn(&Money) -> &str) -> &str {
        self.plan.money.as_ref().map_or(&*self.plan.currency, of)
    }

    /// One of a few, each with its words and its meaning.
    fn pick<T: Copy + PartialEq>(
        setting: &Setting,
        label: &str,
        all: &[T],
        now: T,
        words: impl Fn(T) -> [&'static str; 2],
        make: fn(T) -> Setting,
    ) -> Lever {
        let [value, meaning] = words(now);
        let kind = LeverKind::Choice {
            selected: all.iter().position(|one| *one == now).unwrap_or(0),
            choices: all
                .iter()
                .map(|one| LeverChoice {
                    title: words(*one)[0].to_owned(),
                    setting: make(*one),
                })
                .collect(),
        };
        Self::made(setting, label, value, meaning, kind)
    }

    fn class(&self, setting: &Setting, jurisdiction: &str, class: &str) -> Lever {
        let lang = self.lang;
        let place = self.catalogue.jurisdiction_title(jurisdiction);
        let place = place.get(lang);
        let mut all = profile::classes(jurisdiction, self.plan.device.kind);
        if !all.contains(&class) {
            all.push(class);
        }
        let kind = LeverKind::Choice {
            selected: all.iter().position(|known| *known == class).unwrap_or(0),
            choices: all
                .iter()
                .map(|known| LeverChoice {
                    title: (*known).to_owned(),
                    setting: Setting::Class {
                        jurisdiction: jurisdiction.to_owned(),
                        class: (*known).to_owned(),
                    },
                })
                .collect(),
        };
        let label = match lang {
            Lang::En => format!("Class in {place}"),
            Lang::Ja => format!("{place}でのクラス"),
        };
        let meaning = lang.pick(
            "The risk class that the authority puts it in: fees, evidence and times follow from it.",
            "当局によるリスク分類。手数料、必要なエビデンス、期間が変わる。",
        );
        Self::made(setting, label, class, meaning, kind)
    }

    fn driver(&self, setting: &Setting, id: &str) -> Lever {
        let lang = self.lang;
        let driver = self.plan.drivers.iter().find(|driver| driver.id == id);
        let always = |is_on: bool| Setting::Driver {
            driver: id.to_owned(),
            is_on,
        };
        let choices = [
            (
                lang.pick("by chance", "偶然に任せる"),
                Setting::ByChance(id.to_owned()),
            ),
            (lang.pick("in every future", "すべての未来で"), always(true)),
            (lang.pick("in none", "起こらない"), always(false)),
        ];
        let selected = choices.iter().position(|(_, of)| of == setting).unwrap_or(0);
        let note = driver
            .and_then(|driver| driver.note.as_ref())
            .map(|note| note.get(lang));
        let meaning = note.unwrap_or_else(|| {
            lang.pick(
                "A risk that moves several steps at once.",
                "複数の工程を同時に動かすリスク。",
            )
        });
        let kind = LeverKind::Choice {
            selected,
            choices: choices
                .iter()
                .map(|(title, setting)| LeverChoice {
                    title: (*title).to_owned(),
                    setting: setting.clone(),
                })
                .collect(),
        };
        let label = driver.map_or(id, |driver| driver.title.get(lang));
        Self::made(setting, label, choices[selected].0, meaning, kind)
    }

    /// Why the draft cannot be simulated, in words before codes.
    fn problem(&self, first: &Problem, count: usize) -> String {
        let lang = self.lang;
        let words = match first.remedies.first() {
            Some(Remedy::Take { artefact, .. }) => {
                let title = self.catalogue.artefact_title(artefact);
                let title = title.get(lang);
                match lang {
                    Lang::En => format!("“{title}” is missing: no route of the plan makes it any more"),
                    Lang::Ja => format!("「{title}」を得るルートが計画からなくなりました"),
                }
            }
            Some(Remedy::Aim { lost, .. }) => {
                let title = self.milestone(lost);
                match lang {
                    Lang::En => format!("No route of the plan leads to its target “{title}” any more"),
                    Lang::Ja => format!("目標「{title}」に至るルートが計画からなくなりました"),
                }
            }
            None => match lang {
                Lang::En => sentence(&first.says(lang)),
                Lang::Ja => first.says(lang),
            },
        };
        match (lang, count) {
            (Lang::En, 1) => format!("This cannot be simulated. {words}."),
            (Lang::En, _) => format!("This cannot be simulated. {words} ({count} problems in all)."),
            (Lang::Ja, 1) => format!("この設定では計算できません。{words}。"),
            (Lang::Ja, _) => format!("この設定では計算できません。{words}(全{count}件)。"),
        }
    }

    /// Levers that mend the first problem that some lever mends.
    fn ways_out(&self, draft: &Draft, flaws: &[Problem], culprit: Option<&Setting>) -> Vec<WayOut> {
        let lang = self.lang;
        let mendable = flaws.iter().find(|flaw| !flaw.remedies.is_empty());
        let remedies = mendable.into_iter().flat_map(|flaw| &flaw.remedies);
        let ways = remedies.map(|remedy| match remedy {
            Remedy::Take { route, .. } => {
                let def = self.catalogue.routes.get(route);
                let title = def.map_or(route.as_str(), |def| def.title.get(lang));
                let place = def.map_or_else(String::new, |def| {
                    self.catalogue
                        .jurisdiction_title(&def.jurisdiction)
                        .get(lang)
                        .to_owned()
                });
                WayOut {
                    title: match lang {
                        Lang::En => format!("take “{title}” ({place})"),
                        Lang::Ja => format!("「{title}」({place})を使う"),
                    },
                    setting: taking(draft.document(), route),
                }
            }
            Remedy::Aim { milestone, .. } => {
                let title = self.milestone(milestone);
                WayOut {
                    title: match lang {
                        Lang::En => format!("aim at “{title}”"),
                        Lang::Ja => format!("「{title}」を目標にする"),
                    },
                    setting: Setting::Target(milestone.clone()),
                }
            }
        });
        // To turn the culprit back is what undo is for.
        let others = ways.filter(|way| culprit.is_none_or(|last| !last.is_same_lever(&way.setting)));
        others.take(WAYS_OUT).collect()
    }

    /// Words for a milestone.
    fn milestone<'w>(&'w self, id: &'w str) -> &'w str {
        let milestones = &self.plan.milestones;
        let found = milestones.iter().find(|milestone| milestone.id == id);
        found.map_or(id, |milestone| milestone.title.get(self.lang))
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

    /// An option of the plan.
    fn choice(&self, setting: &Setting, (option, choice): (&str, &str)) -> Lever {
        let lang = self.lang;
        let option = self.plan.options.iter().find(|known| known.id == option);
        let selected = option.and_then(|option| option.find(choice));
        let is_as_said = option.zip(selected).is_some_and(|(option, selected)| {
            let file = self.draft.document().plan.as_ref();
            file.is_some_and(|at| is_as_chosen(&at.value, self.catalogue, option, selected))
        });
        let choices = option.map_or(&[][..], |option| &option.choices);
        let chosen = selected.and_then(|selected| choices.get(selected));
        let value = match (chosen, is_as_said) {
            (None, _) => lang.pick("none of these", "いずれでもない").to_owned(),
            (Some(chosen), true) => chosen.title.get(lang).to_owned(),
            (Some(chosen), false) => match lang {
                Lang::En => format!("{}, changed by hand", chosen.title.get(lang)),
                Lang::Ja => format!("{}(個別に変更)", chosen.title.get(lang)),
            },
        };
        let note = option.and_then(|option| option.note.as_ref());
        let price = chosen.and_then(|chosen| chosen.price.as_ref());
        let meaning: Vec<&str> = note.into_iter().chain(price).map(|text| text.get(lang)).collect();
        Lever {
            setting: setting.clone(),
            effect: String::new(),
            can_type: false,
            label: option.map_or("", |option| option.title.get(lang)).to_owned(),
            value,
            meaning: meaning.join(lang.pick(" ", "")),
            is_changed: false,
            kind: LeverKind::Choice {
                selected: selected.unwrap_or(0),
                choices: choices
                    .iter()
                    .map(|known| LeverChoice {
                        title: known.title.get(lang).to_owned(),
                        setting: Setting::Choose {
                            option: option.map_or_else(String::new, |option| option.id.clone()),
                            choice: known.id.clone(),
                        },
                    })
                    .collect(),
            },
            problem: String::new(),
        }
    }

    fn option(&self, setting: &Setting, (route, option, choice): (&str, &str, &str)) -> Lever {
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
            setting: setting.clone(),
            effect: String::new(),
            can_type: false,
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

    fn target(&self, setting: &Setting, target: &str) -> Lever {
        let lang = self.lang;
        let milestones = &self.plan.milestones;
        let selected = milestones.iter().position(|milestone| milestone.id == target);
        Lever {
            setting: setting.clone(),
            effect: String::new(),
            can_type: false,
            label: lang.pick("Target", "目標").to_owned(),
            value: self.milestone(target).to_owned(),
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

/// A message as the beginning of a sentence.
fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

fn whole_percent(percent: u32) -> String {
    super::format::percent(f64::from(percent) / 100.0)
}

/// What a route is taken for.
#[must_use]
pub fn grants(catalogue: &Catalogue, route: &str, lang: Lang) -> String {
    let grants: Vec<String> = catalogue
        .routes
        .get(route)
        .into_iter()
        .flat_map(|def| &def.grants)
        .map(|id| catalogue.artefact_title(id).get(lang).to_owned())
        .collect();
    let grants = grants.join(lang.pick(", ", "、"));
    match lang {
        Lang::En if grants.is_empty() => "Lays ground for others.".to_owned(),
        Lang::Ja if grants.is_empty() => "ほかのルートの土台になる。".to_owned(),
        Lang::En => format!("Grants: {grants}."),
        Lang::Ja => format!("得られるもの:{grants}"),
    }
}

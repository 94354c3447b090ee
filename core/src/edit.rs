//! Changes to a plan. A [`Setting`] says where a lever stands; turning it edits the text of the plan's file, so that
//! comments and order stay as they were written. [`Draft`] keeps every version, for undo and redo.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use toml_edit::{DocumentMut, Item, TableLike, Value};

pub use self::more::{taking, typed};
use crate::calendar::{DAYS_PER_MONTH, Date};
use crate::catalogue::{Catalogue, SourceFile};
use crate::decision;
use crate::file::{self, CompanySize, DeviceKind, Document, Novelty};
use crate::limits;
use crate::model::Unit;
use crate::plan::Plan;
use crate::read::read;

mod more;

/// Longest time that a route may be put off by a lever, in months.
const LATEST: u32 = 240;

/// Where one lever of a plan stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Setting {
    /// The choice made for an option of the plan. Turning it makes the changes of that choice as well.
    Choose {
        /// Option id.
        option: String,
        /// Choice id.
        choice: String,
    },
    /// Whether the plan takes a route.
    Route {
        /// Route id.
        route: String,
        /// Whether it does.
        is_on: bool,
    },
    /// The choice made for an option of a route.
    Option {
        /// Route id.
        route: String,
        /// Option id.
        option: String,
        /// Choice id.
        choice: String,
    },
    /// A route starts no earlier than this.
    NotBefore {
        /// Route id.
        route: String,
        /// Whole months after the plan's start.
        months: u32,
    },
    /// How many of a team can work at once.
    Capacity {
        /// Team id.
        team: String,
        /// People.
        people: u32,
    },
    /// Whether a plan holds a step of a route back.
    Hold {
        /// Route id.
        route: String,
        /// The hold's id: that of its step within the route unless the file gives it one.
        step: String,
        /// Whether it does.
        is_on: bool,
    },
    /// Whether an assumption of the plan's own holds.
    Assumption {
        /// Its id.
        assumption: String,
        /// Whether it does.
        is_on: bool,
    },
    /// Whom a team serves first, as selectors of steps.
    Order(Vec<String>),
    /// Whether a way to field updates is open.
    Regime {
        /// Its id, or that of its route.
        regime: String,
        /// Whether it is.
        is_on: bool,
    },
    /// Whole months between two release candidates.
    Every(u32),
    /// How many candidates are filed together.
    Batch(u32),
    /// Whether a driver happens in every future or in none.
    Driver {
        /// Driver id.
        driver: String,
        /// Whether it happens.
        is_on: bool,
    },
    /// How likely a funding round comes.
    Funding {
        /// Its id.
        funding: String,
        /// The chance, in percent.
        percent: u32,
    },
    /// How likely support money is won.
    Subsidy {
        /// Scheme id.
        scheme: String,
        /// The chance, in percent.
        percent: u32,
    },
    /// What the company spends every month, in the plan's currency.
    Burn(u64),
    /// Cash at hand when the plan begins, in the plan's currency.
    Cash(u64),
    /// The milestone that the headlines are about, by id.
    Target(String),
    /// The plan's first day.
    Start(Date),
    /// How far the simulation looks, in months.
    Horizon(u32),
    /// Whether the plan's file lists a route of the catalogue at all.
    Listed {
        /// Route id.
        route: String,
        /// Whether it does.
        is_listed: bool,
    },
    /// A driver happens as often as its chance says. By id.
    ByChance(String),
    /// How likely a driver is.
    Odds {
        /// Driver id.
        driver: String,
        /// The chance, in percent.
        percent: u32,
    },
    /// What the device is.
    Kind(DeviceKind),
    /// How new it is.
    Novelty(Novelty),
    /// Its class in a jurisdiction.
    Class {
        /// Jurisdiction id.
        jurisdiction: String,
        /// The class, as that jurisdiction writes it.
        class: String,
    },
    /// Size of the company.
    Size(CompanySize),
}

impl Setting {
    /// Whether both are about the same lever.
    #[must_use]
    pub fn is_same_lever(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Choose { option: a, .. }, Self::Choose { option: b, .. })
            | (Self::Route { route: a, .. }, Self::Route { route: b, .. })
            | (Self::NotBefore { route: a, .. }, Self::NotBefore { route: b, .. })
            | (Self::Capacity { team: a, .. }, Self::Capacity { team: b, .. })
            | (
                Self::Driver { driver: a, .. } | Self::ByChance(a),
                Self::Driver { driver: b, .. } | Self::ByChance(b),
            )
            | (Self::Odds { driver: a, .. }, Self::Odds { driver: b, .. })
            | (Self::Route { route: a, .. } | Self::Listed { route: a, .. }, Self::Listed { route: b, .. })
            | (Self::Listed { route: a, .. }, Self::Route { route: b, .. })
            | (Self::Class { jurisdiction: a, .. }, Self::Class { jurisdiction: b, .. })
            | (Self::Assumption { assumption: a, .. }, Self::Assumption { assumption: b, .. })
            | (Self::Regime { regime: a, .. }, Self::Regime { regime: b, .. })
            | (Self::Funding { funding: a, .. }, Self::Funding { funding: b, .. })
            | (Self::Subsidy { scheme: a, .. }, Self::Subsidy { scheme: b, .. }) => a == b,
            (
                Self::Option {
                    route: a, option: x, ..
                },
                Self::Option {
                    route: b, option: y, ..
                },
            )
            | (
                Self::Hold {
                    route: a, step: x, ..
                },
                Self::Hold {
                    route: b, step: y, ..
                },
            ) => a == b && x == y,
            (Self::Kind(_), Self::Kind(_))
            | (Self::Novelty(_), Self::Novelty(_))
            | (Self::Size(_), Self::Size(_))
            | (Self::Order(_), Self::Order(_))
            | (Self::Every(_), Self::Every(_))
            | (Self::Batch(_), Self::Batch(_))
            | (Self::Burn(_), Self::Burn(_))
            | (Self::Cash(_), Self::Cash(_))
            | (Self::Target(_), Self::Target(_))
            | (Self::Start(_), Self::Start(_))
            | (Self::Horizon(_), Self::Horizon(_)) => true,
            _ => false,
        }
    }

    /// Which lever it is, for messages about files.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Choose { option, .. } => format!("what is chosen for `{option}`"),
            Self::Route { route, .. } => format!("whether route `{route}` is taken"),
            Self::Option { route, option, .. } => format!("`{option}` of route `{route}`"),
            Self::NotBefore { route, .. } => format!("when route `{route}` may start"),
            Self::Capacity { team, .. } => format!("the capacity of team `{team}`"),
            Self::Hold { route, step, .. } => format!("whether step `{step}` of route `{route}` is held"),
            Self::Assumption { assumption, .. } => format!("whether assumption `{assumption}` holds"),
            Self::Order(_) => "whom the team serves first".to_owned(),
            Self::Regime { regime, .. } => format!("whether `{regime}` is open to updates"),
            Self::Every(_) => "how often an update is ready".to_owned(),
            Self::Driver { driver, .. } | Self::ByChance(driver) => {
                format!("whether driver `{driver}` happens")
            }
            Self::Odds { driver, .. } => format!("the chance of driver `{driver}`"),
            Self::Listed { route, .. } => format!("whether route `{route}` is in the plan"),
            Self::Kind(_) => "the kind of the device".to_owned(),
            Self::Novelty(_) => "the novelty of the device".to_owned(),
            Self::Class { jurisdiction, .. } => format!("the device's class in `{jurisdiction}`"),
            Self::Size(_) => "the size of the company".to_owned(),
            Self::Funding { funding, .. } => format!("the chance of `{funding}`"),
            Self::Subsidy { scheme, .. } => format!("the chance of `{scheme}`"),
            Self::Burn(_) => "the burn".to_owned(),
            Self::Cash(_) => "the cash".to_owned(),
            Self::Batch(_) => "how many updates are filed together".to_owned(),
            Self::Target(_) => "the target".to_owned(),
            Self::Start(_) => "the start".to_owned(),
            Self::Horizon(_) => "the horizon".to_owned(),
        }
    }
}

/// Why a plan's file has no such lever: a name in it that is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NoLever {
    /// What it would name: a route, an option.
    pub(crate) what: &'static str,
    /// The name.
    pub(crate) name: String,
    /// The names there are.
    pub(crate) known: Vec<String>,
}

/// Looks for a name among those there are.
fn named<'a, T>(
    what: &'static str,
    name: &str,
    all: impl Iterator<Item = (&'a str, &'a T)> + Clone,
) -> Result<&'a T, NoLever> {
    let found = all.clone().find(|(known, _)| *known == name);
    found.map(|(_, of)| of).ok_or_else(|| NoLever {
        what,
        name: name.to_owned(),
        known: all.map(|(known, _)| known.to_owned()).collect(),
    })
}

/// Where a plan's file has the lever of a setting; nothing if it stands where no setting of this kind says.
pub(crate) fn standing(
    of: &file::Plan,
    catalogue: &Catalogue,
    lever: &Setting,
) -> Result<Option<Setting>, NoLever> {
    let routes = of.route.iter().map(|at| (at.value.id.value.as_str(), &at.value));
    let route_use = |id: &str| named("route", id, routes.clone());
    let money = || {
        of.money.as_ref().map(|at| &at.value).ok_or_else(|| NoLever {
            what: "table",
            name: "money".to_owned(),
            known: Vec::new(),
        })
    };
    let life = || {
        of.lifecycle.as_ref().map(|at| &at.value).ok_or_else(|| NoLever {
            what: "table",
            name: "lifecycle".to_owned(),
            known: Vec::new(),
        })
    };
    let percent = |chance: &Option<file::At<f64>>, otherwise: Option<u32>| match chance {
        Some(at) => {
            let percent = (at.value * 100.0).round();
            ((percent / 100.0 - at.value).abs() < 1e-9).then_some(percent as u32)
        }
        None => otherwise,
    };
    Ok(match lever {
        // No choice of an option turns these.
        Setting::ByChance(_)
        | Setting::Odds { .. }
        | Setting::Listed { .. }
        | Setting::Kind(_)
        | Setting::Novelty(_)
        | Setting::Class { .. }
        | Setting::Size(_) => None,
        Setting::Choose { option, choice } => {
            let options = of.option.iter().map(|at| (at.value.id.value.as_str(), &at.value));
            let decision = named("option", option, options)?;
            let choices = decision.choice.iter().map(|at| (at.value.id.value.as_str(), at));
            named("choice", choice, choices)?;
            of.choose.get(option).map(|at| Setting::Choose {
                option: option.clone(),
                choice: at.value.clone(),
            })
        }
        Setting::Route { route, .. } => Some(Setting::Route {
            route: route.clone(),
            is_on: route_use(route)?.on,
        }),
        Setting::Option {
            route,
            option,
            choice,
        } => {
            let used = route_use(route)?;
            let defs = catalogue.routes.get(route).map(|def| def.options.as_slice());
            let defs = defs.unwrap_or_default();
            let def = named("option", option, defs.iter().map(|def| (def.id.as_str(), def)))?;
            named(
                "choice",
                choice,
                def.choices.iter().map(|(id, title)| (id.as_str(), title)),
            )?;
            let stands = used.options.get(option).map_or(&def.default, |at| &at.value);
            Some(Setting::Option {
                route: route.clone(),
                option: option.clone(),
                choice: stands.clone(),
            })
        }
        Setting::NotBefore { route, .. } => Some(Setting::NotBefore {
            route: route.clone(),
            months: route_use(route)?
                .not_before
                .as_ref()
                .map_or(0, |at| whole_months(&at.value)),
        }),
        Setting::Hold { route, step, .. } => {
            let holds = route_use(route)?.hold.iter();
            let holds = holds.map(|at| {
                let name = at.value.id.as_ref().unwrap_or(&at.value.step);
                (name.value.as_str(), &at.value)
            });
            Some(Setting::Hold {
                route: route.clone(),
                step: step.clone(),
                is_on: named("hold of step", step, holds)?.on,
            })
        }
        Setting::Capacity { team, .. } => {
            let teams = of.team.iter().map(|(id, at)| (id.as_str(), &at.value));
            named("team", team, teams)?
                .capacity
                .as_ref()
                .map(|at| Setting::Capacity {
                    team: team.clone(),
                    people: at.value,
                })
        }
        Setting::Driver { driver, .. } => {
            let drivers = of.driver.iter().map(|at| (at.value.id.value.as_str(), &at.value));
            named("driver", driver, drivers)?
                .force
                .map(|is_on| Setting::Driver {
                    driver: driver.clone(),
                    is_on,
                })
        }
        Setting::Funding { funding, .. } => {
            let rounds = money()?
                .funding
                .iter()
                .map(|at| (at.value.id.value.as_str(), &at.value));
            percent(&named("funding", funding, rounds)?.chance, Some(100)).map(|percent| Setting::Funding {
                funding: funding.clone(),
                percent,
            })
        }
        Setting::Subsidy { scheme, .. } => {
            let subsidies = money()?.subsidy.iter();
            let subsidies = subsidies.map(|at| (at.value.scheme.value.as_str(), &at.value));
            percent(&named("subsidy", scheme, subsidies)?.chance, None).map(|percent| Setting::Subsidy {
                scheme: scheme.clone(),
                percent,
            })
        }
        Setting::Burn(_) => {
            let burn = money()?.burn.as_ref().ok_or_else(|| NoLever {
                what: "table",
                name: "money.burn".to_owned(),
                known: Vec::new(),
            })?;
            whole_amount(burn).map(Setting::Burn)
        }
        Setting::Cash(_) => whole_amount(&money()?.cash).map(Setting::Cash),
        Setting::Assumption { assumption, .. } => {
            let known = of.assumption.iter();
            let known = known.map(|at| (at.value.id.value.as_str(), &at.value));
            Some(Setting::Assumption {
                assumption: assumption.clone(),
                is_on: named("assumption", assumption, known)?.on,
            })
        }
        Setting::Order(_) => Some(Setting::Order(
            of.order.iter().map(|at| at.value.clone()).collect(),
        )),
        Setting::Regime { regime, .. } => {
            let markets = life()?.market.iter();
            let regimes = markets.flat_map(|at| &at.value.regime).map(|at| {
                let name = at.value.id.as_ref().unwrap_or(&at.value.route);
                (name.value.as_str(), &at.value)
            });
            Some(Setting::Regime {
                regime: regime.clone(),
                is_on: named("regime", regime, regimes)?.on,
            })
        }
        Setting::Every(_) => Some(Setting::Every(whole_months(&life()?.every.value))),
        Setting::Batch(_) => Some(Setting::Batch(life()?.batch.as_ref().map_or(1, |at| at.value))),
        Setting::Target(_) => of.target.as_ref().map(|at| Setting::Target(at.value.clone())),
        Setting::Start(_) => Some(Setting::Start(of.start.value)),
        Setting::Horizon(_) => Some(Setting::Horizon(
            of.horizon.as_ref().map_or(120, |at| whole_months(&at.value)),
        )),
    })
}

fn whole_amount(amount: &file::Amount) -> Option<u64> {
    let value = amount.amount.value;
    (value >= 0.0 && value.fract() == 0.0 && value <= limits::AMOUNT).then_some(value as u64)
}

/// A time as a file writes it, e.g. `12 month`, in whole months; 0 if it is none.
fn whole_months(text: &str) -> u32 {
    let days = text
        .split_once(char::is_whitespace)
        .and_then(|(number, unit)| Some(number.parse::<f64>().ok()? * Unit::parse(unit.trim())?.days()))
        .unwrap_or(0.0);
    (days / DAYS_PER_MONTH).round() as u32
}

/// Where every lever stands in a plan's file, in the order of the file. `plan` is the plan that was loaded last, for
/// what the file leaves to be said by others: options that it does not name, and the target.
#[must_use]
pub fn settings(document: &Document, plan: &Plan) -> Vec<Setting> {
    let Some(of) = &document.plan else {
        return Vec::new();
    };
    let of = &of.value;
    let mut settings = Vec::new();
    let chosen = decision::chosen(of, &plan.catalogue, &plan.options);
    for (option, chosen) in plan.options.iter().zip(chosen) {
        // Levers that stand at no choice of an option leave it open.
        let choice = chosen.and_then(|chosen| option.choices.get(chosen));
        settings.push(Setting::Choose {
            option: option.id.clone(),
            choice: choice.map_or_else(String::new, |choice| choice.id.clone()),
        });
    }
    for at in &of.route {
        settings.extend(route_settings(&at.value, plan));
    }
    settings.extend(more::profile(of));
    for (team, at) in &of.team {
        if let Some(capacity) = &at.value.capacity {
            settings.push(Setting::Capacity {
                team: team.clone(),
                people: capacity.value,
            });
        }
    }
    settings.extend(more::money(of, plan));
    settings.extend(more::drivers(of));
    settings.extend(of.assumption.iter().map(|at| Setting::Assumption {
        assumption: at.value.id.value.clone(),
        is_on: at.value.on,
    }));
    if let Some(at) = &of.lifecycle {
        settings.push(Setting::Every(whole_months(&at.value.every.value)));
        settings.push(Setting::Batch(
            at.value.batch.as_ref().map_or(1, |batch| batch.value),
        ));
    }
    let target = of.target.as_ref().map_or_else(
        || plan.milestones[plan.target].id.clone(),
        |target| target.value.clone(),
    );
    settings.push(Setting::Target(target));
    settings.push(Setting::Start(of.start.value));
    settings.push(Setting::Horizon(
        of.horizon.as_ref().map_or(120, |at| whole_months(&at.value)),
    ));
    settings
}

/// A route's levers: whether it is taken, its options, and when it may start.
fn route_settings(of: &file::RouteUse, plan: &Plan) -> Vec<Setting> {
    let route = &of.id.value;
    let mut settings = vec![Setting::Route {
        route: route.clone(),
        is_on: of.on,
    }];
    let options = plan.catalogue.routes.get(route).map(|def| &def.options);
    for option in options.into_iter().flatten() {
        let choice = of.options.get(&option.id).map_or(&option.default, |at| &at.value);
        settings.push(Setting::Option {
            route: route.clone(),
            option: option.id.clone(),
            choice: choice.clone(),
        });
    }
    settings.push(Setting::NotBefore {
        route: route.clone(),
        months: of.not_before.as_ref().map_or(0, |at| whole_months(&at.value)),
    });
    settings.extend(more::holds(of));
    settings
}

/// The settings one step down and one step up, for levers that count.
#[must_use]
pub fn steps(now: &Setting) -> [Option<Setting>; 2] {
    let within =
        |value: Option<u32>, range: std::ops::RangeInclusive<u32>| value.filter(|v| range.contains(v));
    let both =
        |less: Option<u32>, more: Option<u32>, set: &dyn Fn(u32) -> Setting| [less.map(set), more.map(set)];
    match now {
        Setting::NotBefore { route, months } => both(
            months.checked_sub(1),
            within(months.checked_add(1), 0..=LATEST),
            &|months| Setting::NotBefore {
                route: route.clone(),
                months,
            },
        ),
        Setting::Capacity { team, people } => both(
            within(people.checked_sub(1), 1..=1_000),
            within(people.checked_add(1), 1..=1_000),
            &|people| Setting::Capacity {
                team: team.clone(),
                people,
            },
        ),
        Setting::Horizon(months) => {
            let longest = (limits::HORIZON_DAYS / DAYS_PER_MONTH) as u32;
            both(
                within(months.checked_sub(12), 12..=longest),
                within(months.checked_add(12), 12..=longest),
                &|months| Setting::Horizon(months),
            )
        }
        Setting::Start(date) => [-1, 1].map(|by| date.plus_months(by).map(Setting::Start)),
        Setting::Funding { funding, percent } => more::points(*percent).map(|to| {
            to.map(|percent| Setting::Funding {
                funding: funding.clone(),
                percent,
            })
        }),
        Setting::Subsidy { scheme, percent } => more::points(*percent).map(|to| {
            to.map(|percent| Setting::Subsidy {
                scheme: scheme.clone(),
                percent,
            })
        }),
        Setting::Odds { driver, percent } => more::points(*percent).map(|to| {
            to.map(|percent| Setting::Odds {
                driver: driver.clone(),
                percent,
            })
        }),
        Setting::Burn(amount) => more::amounts(*amount).map(|to| to.map(Setting::Burn)),
        Setting::Cash(amount) => more::amounts(*amount).map(|to| to.map(Setting::Cash)),
        Setting::Every(months) => both(
            within(months.checked_sub(1), 1..=LATEST),
            within(months.checked_add(1), 1..=LATEST),
            &|months| Setting::Every(months),
        ),
        Setting::Batch(count) => both(
            within(count.checked_sub(1), 1..=100),
            within(count.checked_add(1), 1..=100),
            &|count| Setting::Batch(count),
        ),
        Setting::Choose { .. }
        | Setting::Route { .. }
        | Setting::Option { .. }
        | Setting::Hold { .. }
        | Setting::Assumption { .. }
        | Setting::Order(_)
        | Setting::Regime { .. }
        | Setting::Driver { .. }
        | Setting::ByChance(_)
        | Setting::Listed { .. }
        | Setting::Kind(_)
        | Setting::Novelty(_)
        | Setting::Class { .. }
        | Setting::Size(_)
        | Setting::Target(_) => [None, None],
    }
}

/// The text of a plan's file with a lever turned; `None` if it has no such lever. An option of the plan makes all
/// changes of the choice.
#[must_use]
pub fn turned(text: &str, setting: &Setting) -> Option<String> {
    let Setting::Choose { option, choice } = setting else {
        return turned_all(text, std::slice::from_ref(setting));
    };
    let file = SourceFile {
        name: String::new(),
        text: text.to_owned(),
    };
    let plan = read(file.as_ref()).ok()?.plan?.value;
    let option = plan.option.iter().find(|at| at.value.id.value == *option)?;
    let choice = option
        .value
        .choice
        .iter()
        .find(|at| at.value.id.value == *choice)?;
    let changes = choice.value.set.iter().map(|at| decision::setting(&at.value));
    let settings: Vec<Setting> = changes.chain([Some(setting.clone())]).collect::<Option<_>>()?;
    turned_all(text, &settings)
}

/// The text of a plan's file with levers turned one after the other, options of the plan without the changes that they
/// make; `None` if it has not all of these levers.
#[must_use]
pub fn turned_all(text: &str, settings: &[Setting]) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    for setting in settings {
        turn(&mut document, setting)?;
    }
    Some(document.to_string())
}

/// The text of a plan's file without a target; the plan then aims at its last milestone that can be reached.
pub(crate) fn without_target(text: &str) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    document.get_mut("plan")?.as_table_like_mut()?.remove("target");
    Some(document.to_string())
}

fn turn(document: &mut DocumentMut, setting: &Setting) -> Option<()> {
    if let Setting::Listed { route, is_listed } = setting {
        return more::list(document.get_mut("plan")?, route, *is_listed);
    }
    let plan = document.get_mut("plan")?.as_table_like_mut()?;
    match setting {
        Setting::Choose { option, choice } => put_within(plan, "choose", option, choice)?,
        Setting::Route { route, is_on } => {
            switch(route_table(plan, route)?, *is_on);
        }
        Setting::Option {
            route,
            option,
            choice,
        } => {
            put_within(route_table(plan, route)?, "options", option, choice)?;
        }
        Setting::NotBefore { route, months } => {
            let of = route_table(plan, route)?;
            put(of, "not_before", format!("{months} month").into());
        }
        Setting::Capacity { team, people } => {
            let of = plan.get_mut("team")?.as_table_like_mut()?.get_mut(team)?;
            put(of.as_table_like_mut()?, "capacity", i64::from(*people).into());
        }
        Setting::Hold { route, step, is_on } => {
            let holds = route_table(plan, route)?.get_mut("hold")?;
            let named = has_named(holds, "id", step);
            switch(
                named_table(holds, if named { "id" } else { "step" }, step)?,
                *is_on,
            );
        }
        Setting::Assumption { assumption, is_on } => {
            switch(
                named_table(plan.get_mut("assumption")?, "id", assumption)?,
                *is_on,
            );
        }
        Setting::Order(selectors) => {
            let list: toml_edit::Array = selectors.iter().map(String::as_str).collect();
            put(plan, "order", list.into());
        }
        Setting::Regime { regime, is_on } => {
            let markets = tables(lifecycle(plan)?.get_mut("market")?);
            let lists = markets.filter_map(|market| market.get_mut("regime"));
            let all: Vec<&mut dyn TableLike> = lists.flat_map(tables).collect();
            let is_called =
                |of: &dyn TableLike, key: &str| of.get(key).and_then(Item::as_str) == Some(regime.as_str());
            let key = if all.iter().any(|of| is_called(*of, "id")) {
                "id"
            } else {
                "route"
            };
            switch(all.into_iter().find(|of| is_called(*of, key))?, *is_on);
        }
        Setting::Every(months) => put(lifecycle(plan)?, "every", format!("{months} month").into()),
        Setting::Batch(count) => put(lifecycle(plan)?, "batch", i64::from(*count).into()),
        Setting::Driver { driver, is_on } => {
            let of = named_table(plan.get_mut("driver")?, "id", driver)?;
            put(of, "force", (*is_on).into());
        }
        Setting::Funding { funding, percent } => {
            let of = named_table(money(plan)?.get_mut("funding")?, "id", funding)?;
            put(of, "chance", (f64::from(*percent) / 100.0).into());
        }
        Setting::Subsidy { scheme, percent } => {
            let of = named_table(money(plan)?.get_mut("subsidy")?, "scheme", scheme)?;
            put(of, "chance", (f64::from(*percent) / 100.0).into());
        }
        Setting::Cash(amount) => put_amount(money(plan)?.get_mut("cash")?, *amount)?,
        Setting::Target(milestone) => put(plan, "target", milestone.as_str().into()),
        Setting::Start(date) => {
            let date: toml_edit::Datetime = date.to_string().parse().ok()?;
            put(plan, "start", date.into());
        }
        Setting::Horizon(months) => {
            let horizon = if months % 12 == 0 {
                format!("{} year", months / 12)
            } else {
                format!("{months} month")
            };
            put(plan, "horizon", horizon.into());
        }
        Setting::Burn(_)
        | Setting::ByChance(_)
        | Setting::Odds { .. }
        | Setting::Kind(_)
        | Setting::Novelty(_)
        | Setting::Class { .. }
        | Setting::Size(_)
        | Setting::Listed { .. } => more::turn(plan, setting)?,
    }
    Some(())
}

/// The table in which a plan chooses a route, however it is written.
fn route_table<'t>(plan: &'t mut dyn TableLike, route: &str) -> Option<&'t mut dyn TableLike> {
    named_table(plan.get_mut("route")?, "id", route)
}

/// Turns on or off what stands in a file: `on = true` is not written.
fn switch(of: &mut dyn TableLike, is_on: bool) {
    if is_on {
        of.remove("on");
    } else {
        put(of, "on", false.into());
    }
}

/// What a plan says about updates.
fn lifecycle(plan: &mut dyn TableLike) -> Option<&mut dyn TableLike> {
    plan.get_mut("lifecycle")?.as_table_like_mut()
}

/// What a plan says about cash.
fn money(plan: &mut dyn TableLike) -> Option<&mut dyn TableLike> {
    plan.get_mut("money")?.as_table_like_mut()
}

/// The tables of a list, however it is written.
fn tables<'t>(list: &'t mut Item) -> Box<dyn Iterator<Item = &'t mut dyn TableLike> + 't> {
    match list {
        Item::ArrayOfTables(tables) => Box::new(tables.iter_mut().map(|table| table as &mut dyn TableLike)),
        Item::Value(Value::Array(values)) => Box::new(
            values
                .iter_mut()
                .filter_map(Value::as_inline_table_mut)
                .map(|table| table as &mut dyn TableLike),
        ),
        _ => Box::new(std::iter::empty()),
    }
}

/// The table of a list whose `key` says `name`.
fn named_table<'t>(list: &'t mut Item, key: &str, name: &str) -> Option<&'t mut dyn TableLike> {
    tables(list).find(|table| table.get(key).and_then(Item::as_str) == Some(name))
}

/// Whether a list has a table whose `key` says `name`.
fn has_named(list: &mut Item, key: &str, name: &str) -> bool {
    named_table(list, key, name).is_some()
}

/// Puts a whole amount into `{ amount = …, currency = … }`.
fn put_amount(amount: &mut Item, value: u64) -> Option<()> {
    put(
        amount.as_table_like_mut()?,
        "amount",
        i64::try_from(value).ok()?.into(),
    );
    Some(())
}

/// Puts a word into a table of words, which is made if it is not there.
fn put_within(of: &mut dyn TableLike, table: &str, key: &str, word: &str) -> Option<()> {
    if !of.contains_key(table) {
        of.insert(
            table,
            Item::Value(Value::InlineTable(toml_edit::InlineTable::new())),
        );
    }
    put(of.get_mut(table)?.as_table_like_mut()?, key, word.into());
    Some(())
}

/// Puts a value under a key; what is written around the value that was there stays.
fn put(table: &mut dyn TableLike, key: &str, mut value: Value) {
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) => {
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
        None => {
            table.insert(key, Item::Value(value));
        }
    }
}

/// One version of a plan's text.
#[derive(Debug, Clone)]
struct Version {
    text: Arc<str>,
    /// The lever that was turned to get here.
    by: Option<Setting>,
}

/// A plan's file as it was opened, and every version since.
#[derive(Debug, Clone)]
pub struct Draft {
    name: String,
    versions: Vec<Version>,
    at: usize,
    /// The text as it lies on the disk; none of a plan that was never saved.
    saved: Option<Arc<str>>,
    document: Arc<Document>,
    /// What the file says that changes are marked against.
    base: Arc<Document>,
}

impl Draft {
    /// A file as it was opened.
    #[must_use]
    pub fn new(file: &SourceFile) -> Self {
        let text: Arc<str> = file.text.as_str().into();
        let document = Arc::new(read(file.as_ref()).unwrap_or_default());
        Self {
            name: file.name.clone(),
            versions: vec![Version {
                text: Arc::clone(&text),
                by: None,
            }],
            at: 0,
            saved: Some(text),
            base: Arc::clone(&document),
            document,
        }
    }

    /// A file that is not on any disk yet.
    #[must_use]
    pub fn unsaved(file: &SourceFile) -> Self {
        Self {
            saved: None,
            ..Self::new(file)
        }
    }

    /// The file as it is now.
    #[must_use]
    pub fn file(&self) -> SourceFile {
        SourceFile {
            name: self.name.clone(),
            text: self.text().to_owned(),
        }
    }

    /// The text as it is now.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.versions[self.at].text
    }

    /// The text as it was opened.
    #[must_use]
    pub fn opened_text(&self) -> &str {
        &self.versions[0].text
    }

    /// What the file says now.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// What the file said when it was last saved, or opened.
    #[must_use]
    pub fn base(&self) -> &Document {
        &self.base
    }

    /// The text that changes are measured against: as last saved, or as opened.
    #[must_use]
    pub fn base_text(&self) -> &str {
        self.saved.as_deref().unwrap_or_else(|| self.opened_text())
    }

    /// Every lever that was turned to get here, with the texts before and after, the first one first.
    #[must_use]
    pub fn turns(&self) -> impl DoubleEndedIterator<Item = (&Setting, &str, &str)> {
        let versions = &self.versions[..=self.at];
        versions
            .windows(2)
            .filter_map(|pair| Some((pair[1].by.as_ref()?, &*pair[0].text, &*pair[1].text)))
    }

    /// The lever that was turned last.
    #[must_use]
    pub fn last(&self) -> Option<&Setting> {
        self.versions[self.at].by.as_ref()
    }

    /// The text as it was last saved, or opened; none of a plan that was never saved.
    #[must_use]
    pub fn saved_text(&self) -> Option<&str> {
        self.saved.as_deref()
    }

    /// Whether the file differs from what was opened.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.text() != self.opened_text()
    }

    /// Whether the file differs from what was last saved.
    #[must_use]
    pub fn is_unsaved(&self) -> bool {
        self.saved_text() != Some(self.text())
    }

    /// Whether the text differs from what changes are measured against.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.text() != self.base_text()
    }

    /// Turns a lever; false if that changes nothing.
    pub fn turn(&mut self, setting: Setting) -> bool {
        match turned(self.text(), &setting) {
            Some(text) if text != self.text() => {
                self.push(&text, Some(setting));
                true
            }
            _ => false,
        }
    }

    /// A new version of the whole text; false if it is not a plan's file or no different.
    pub fn replace(&mut self, text: &str) -> bool {
        let file = SourceFile {
            name: self.name.clone(),
            text: text.to_owned(),
        };
        let is_plan = read(file.as_ref()).is_ok_and(|document| document.plan.is_some());
        if !is_plan || text == self.text() {
            return false;
        }
        self.push(text, None);
        true
    }

    fn push(&mut self, text: &str, by: Option<Setting>) {
        self.versions.truncate(self.at + 1);
        self.versions.push(Version {
            text: text.into(),
            by,
        });
        self.go(self.at + 1);
    }

    /// Back by one version; false at the first.
    pub fn undo(&mut self) -> bool {
        let Some(before) = self.at.checked_sub(1) else {
            return false;
        };
        self.go(before);
        true
    }

    /// Forward by one version; false at the last.
    pub fn redo(&mut self) -> bool {
        if self.at + 1 >= self.versions.len() {
            return false;
        }
        self.go(self.at + 1);
        true
    }

    /// Whether there is something to undo, and something to redo.
    #[must_use]
    pub fn can(&self) -> [bool; 2] {
        [self.at > 0, self.at + 1 < self.versions.len()]
    }

    /// The file was saved as it is now, under a name.
    pub fn saved_as(&mut self, name: &str) {
        name.clone_into(&mut self.name);
        self.saved = Some(Arc::clone(&self.versions[self.at].text));
        self.base = Arc::clone(&self.document);
    }

    fn go(&mut self, at: usize) {
        self.at = at;
        // A lever changes values and adds keys, so that the form stays sound.
        if let Ok(document) = read(self.file().as_ref()) {
            self.document = Arc::new(document);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{Catalogue, shipped_plans};

    const PLAN: &str = r#"# A plan.
[plan]
id = "p"
start = 2027-04-01 # the fiscal year
title = { en = "P", ja = "P" }

[plan.team.ra]
capacity = 2 # two of them

# First Japan.
[[plan.route]]
id = "jp.base"
options = { size = "lean" } # small

[[plan.route]]
id = "sg.full" # then Singapore
"#;

    fn option(route: &str, option: &str, choice: &str) -> Setting {
        let [route, option, choice] = [route, option, choice].map(str::to_owned);
        Setting::Option {
            route,
            option,
            choice,
        }
    }

    #[test]
    fn holds_drivers_and_money_are_turned() {
        let text = r#"[plan]
id = "p"
start = 2027-04-01
title = "P"

[plan.money]
cash = { amount = 1_000, currency = "JPY" }
burn = { amount = 10, currency = "JPY" } # a month

[[plan.money.funding]]
id = "round"
on = 2028-04-01
amount = { fixed = 5, currency = "JPY" }

[[plan.money.subsidy]]
scheme = "jp.x"

[[plan.route]]
id = "jp.base"
hold = [{ step = "a", until = "x" }, { step = "b", until = "x" }]

[[plan.driver]]
id = "yen"
title = "Yen"
p = 0.1
"#;
        let turn = |setting: &Setting| turned(text, setting).unwrap();
        let name = str::to_owned;
        let hold = |is_on| Setting::Hold {
            route: name("jp.base"),
            step: name("b"),
            is_on,
        };
        let held = turn(&hold(false));
        assert_eq!(
            held,
            text.replace(
                r#"step = "b", until = "x" }"#,
                r#"step = "b", until = "x" , on = false }"#
            )
        );
        assert!(!turned(&held, &hold(true)).unwrap().contains("on = false"));
        let driver = Setting::Driver {
            driver: name("yen"),
            is_on: true,
        };
        assert!(turn(&driver).ends_with("p = 0.1\nforce = true\n"));
        let funding = Setting::Funding {
            funding: name("round"),
            percent: 35,
        };
        assert!(turn(&funding).contains("currency = \"JPY\" }\nchance = 0.35\n"));
        let subsidy = Setting::Subsidy {
            scheme: name("jp.x"),
            percent: 0,
        };
        assert!(turn(&subsidy).contains("scheme = \"jp.x\"\nchance = 0.0\n"));
        assert_eq!(
            turn(&Setting::Burn(25)),
            text.replace("amount = 10,", "amount = 25,")
        );
        assert_eq!(
            turn(&Setting::Cash(7)),
            text.replace("amount = 1_000,", "amount = 7,")
        );
        let other = Setting::Driver {
            driver: name("dollar"),
            is_on: true,
        };
        assert_eq!(turned(text, &other), None);
    }

    #[test]
    fn comments_and_order_stay() {
        let text = turned(PLAN, &option("jp.base", "size", "approval")).unwrap();
        assert_eq!(text, PLAN.replace("\"lean\"", "\"approval\""));
        let people = Setting::Capacity {
            team: "ra".to_owned(),
            people: 3,
        };
        assert_eq!(turned(PLAN, &people).unwrap(), PLAN.replace("= 2 #", "= 3 #"));
        let start = Setting::Start(Date::new(2028, 1, 1).unwrap());
        assert_eq!(
            turned(PLAN, &start).unwrap(),
            PLAN.replace("2027-04-01", "2028-01-01")
        );
    }

    #[test]
    fn what_is_not_said_yet_is_added_where_it_belongs() {
        let text = turned(PLAN, &option("sg.full", "start", "gap")).unwrap();
        let text = turned(&text, &Setting::Horizon(96)).unwrap();
        let off = Setting::Route {
            route: "jp.base".to_owned(),
            is_on: false,
        };
        let text = turned(&text, &off).unwrap();
        let late = Setting::NotBefore {
            route: "sg.full".to_owned(),
            months: 12,
        };
        let text = turned(&text, &late).unwrap();
        let file = SourceFile {
            name: "p.toml".to_owned(),
            text,
        };
        let document = read(file.as_ref()).unwrap();
        let plan = &document.plan.unwrap().value;
        assert_eq!(plan.horizon.as_ref().unwrap().value, "8 year");
        assert!(!plan.route[0].value.on && plan.route[1].value.on);
        assert_eq!(plan.route[1].value.options["start"].value, "gap");
        assert_eq!(plan.route[1].value.not_before.as_ref().unwrap().value, "12 month");
        assert!(file.text.starts_with("# A plan.") && file.text.contains("# then Singapore"));
    }

    #[test]
    fn a_plan_in_one_line_can_be_changed_too() {
        let text = r#"plan = { id = "p", start = 2027-04-01, route = [{ id = "jp.base" }] }"#;
        let text = turned(text, &option("jp.base", "size", "lean")).unwrap();
        assert!(text.contains(r#"options = { size = "lean" }"#), "{text}");
    }

    #[test]
    fn a_lever_that_is_not_there_changes_nothing() {
        assert_eq!(turned(PLAN, &option("us.510k", "predicate", "known")), None);
        assert_eq!(turned("not toml [", &Setting::Horizon(12)), None);
    }

    #[test]
    fn every_lever_of_every_shipped_plan_can_be_turned_and_turned_back() {
        for file in shipped_plans() {
            let plan = Plan::load(&file, Catalogue::shipped()).unwrap();
            let mut draft = Draft::new(&file);
            let before = settings(draft.document(), &plan);
            for setting in &before {
                for step in steps(setting).into_iter().flatten() {
                    assert!(draft.turn(step.clone()), "{step:?} changes nothing");
                    let after = settings(draft.document(), &plan);
                    assert!(
                        after.contains(&step),
                        "{step:?} is not in the file:\n{}",
                        draft.text()
                    );
                    assert!(draft.undo());
                }
            }
            assert_eq!(draft.text(), file.text);
            assert_eq!(settings(draft.document(), &plan), before);
        }
    }

    #[test]
    fn versions_go_back_and_forth_and_a_new_one_ends_the_future() {
        let file = SourceFile {
            name: "p.toml".to_owned(),
            text: PLAN.to_owned(),
        };
        let mut draft = Draft::new(&file);
        assert!(!draft.undo() && !draft.redo() && !draft.is_changed());
        assert!(draft.turn(Setting::Horizon(12)));
        assert!(draft.turn(Setting::Horizon(24)));
        assert!(!draft.turn(Setting::Horizon(24)), "it stands there already");
        assert!(draft.undo());
        assert_eq!(draft.last(), Some(&Setting::Horizon(12)));
        assert!(draft.redo() && draft.undo());
        assert!(draft.turn(Setting::Horizon(36)));
        assert!(!draft.redo());
        draft.saved_as("q.toml");
        assert!(draft.is_changed() && !draft.is_unsaved());
        assert!(draft.undo() && draft.is_unsaved());
        assert_eq!(draft.file().name, "q.toml");
    }
}

//! Where the levers of a plan stand in its file.

use super::Setting;
use crate::calendar::DAYS_PER_MONTH;
use crate::catalogue::Catalogue;
use crate::decision;
use crate::file::{self, Document};
use crate::limits;
use crate::model::Unit;
use crate::plan::Plan;

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
            let holds = holds.map(|at| (at.value.name(), &at.value));
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
    settings.extend(profile(of));
    for (team, at) in &of.team {
        if let Some(capacity) = &at.value.capacity {
            settings.push(Setting::Capacity {
                team: team.clone(),
                people: capacity.value,
            });
        }
    }
    settings.extend(money(of, plan));
    settings.extend(drivers(of));
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
    settings.extend(holds(of));
    settings
}

/// Steps of a route that are held back.
fn holds(of: &file::RouteUse) -> impl Iterator<Item = Setting> {
    of.hold.iter().map(|at| Setting::Hold {
        route: of.id.value.clone(),
        step: at.value.name().to_owned(),
        is_on: at.value.on,
    })
}

/// The device and the company, as far as the file tells of them.
fn profile(of: &file::Plan) -> Vec<Setting> {
    let device = &of.device;
    let mut settings = Vec::new();
    settings.extend(device.kind.map(Setting::Kind));
    settings.extend(device.novelty.map(Setting::Novelty));
    settings.extend(device.class.iter().map(|(jurisdiction, at)| Setting::Class {
        jurisdiction: jurisdiction.clone(),
        class: at.value.clone(),
    }));
    settings.extend(of.company.size.map(Setting::Size));
    settings
}

/// Cash, overhead, and how likely money comes in.
fn money(of: &file::Plan, plan: &Plan) -> Vec<Setting> {
    let Some(money) = of.money.as_ref().map(|at| &at.value) else {
        return Vec::new();
    };
    let whole = |value: f64| value.clamp(0.0, limits::AMOUNT).round() as u64;
    let mut settings = vec![
        Setting::Cash(whole(money.cash.amount.value)),
        Setting::Burn(money.burn.as_ref().map_or(0, |burn| whole(burn.amount.value))),
    ];
    settings.extend(money.funding.iter().map(|at| Setting::Funding {
        funding: at.value.id.value.clone(),
        percent: at.value.chance.as_ref().map_or(100, |at| percent(at.value)),
    }));
    settings.extend(money.subsidy.iter().map(|at| {
        let scheme = &at.value.scheme.value;
        let known = plan.catalogue.registers.schemes.get(scheme);
        let usual = known
            .and_then(|def| def.chance.as_ref())
            .map_or(1.0, |chance| chance.value);
        let chance = at.value.chance.as_ref().map_or(usual, |at| at.value);
        Setting::Subsidy {
            scheme: scheme.clone(),
            percent: percent(chance),
        }
    }));
    settings
}

/// Whether each driver happens, and how likely it is.
fn drivers(of: &file::Plan) -> impl Iterator<Item = Setting> {
    of.driver.iter().flat_map(|at| {
        let driver = at.value.id.value.clone();
        let stands = match at.value.force {
            Some(is_on) => Setting::Driver {
                driver: driver.clone(),
                is_on,
            },
            None => Setting::ByChance(driver.clone()),
        };
        let percent = percent(at.value.p.value);
        [stands, Setting::Odds { driver, percent }]
    })
}

fn percent(share: f64) -> u32 {
    (share.clamp(0.0, 1.0) * 100.0).round() as u32
}

/// The setting that makes a plan take a route, whether its file lists it or not.
#[must_use]
pub fn taking(document: &Document, route: &str) -> Setting {
    let uses = document.plan.iter().flat_map(|at| &at.value.route);
    if uses.into_iter().any(|at| at.value.id.value == route) {
        Setting::Route {
            route: route.to_owned(),
            is_on: true,
        }
    } else {
        Setting::Listed {
            route: route.to_owned(),
            is_listed: true,
        }
    }
}

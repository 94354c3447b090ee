//! Levers beside those of routes and calendar: the profile, money, drivers, steps held back, and routes that a plan's file
//! does not list yet.

use toml_edit::{Array, ArrayOfTables, InlineTable, Item, Table, TableLike, Value};

use super::{Setting, money as money_table, named_table, put, put_amount};
use crate::calendar::{DAYS_PER_MONTH, Date};
use crate::file::{self, Document};
use crate::limits;
use crate::plan::Plan;
use crate::text::amount;

/// Steps by which a chance is turned, in percent.
const POINTS: u32 = 5;
/// What the first step up from no money makes.
const FIRST_AMOUNT: u64 = 500_000;

/// Steps of a route that are held back.
pub(super) fn holds(of: &file::RouteUse) -> impl Iterator<Item = Setting> {
    of.hold.iter().map(|at| Setting::Hold {
        route: of.id.value.clone(),
        step: at.value.step.value.clone(),
        is_on: at.value.on,
    })
}

/// The device and the company, as far as the file tells of them.
pub(super) fn profile(of: &file::Plan) -> Vec<Setting> {
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
pub(super) fn money(of: &file::Plan, plan: &Plan) -> Vec<Setting> {
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
pub(super) fn drivers(of: &file::Plan) -> impl Iterator<Item = Setting> {
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

/// A percentage one step down and one up.
pub(super) fn points(percent: u32) -> [Option<u32>; 2] {
    [
        (percent > 0).then(|| percent.saturating_sub(POINTS)),
        (percent < 100).then(|| (percent + POINTS).min(100)),
    ]
}

/// An amount one step down and one up: about a tenth of it, in round figures.
pub(super) fn amounts(value: u64) -> [Option<u64>; 2] {
    let step = round_tenth(value);
    let less = value
        .checked_sub(round_tenth(value.saturating_sub(1)))
        .filter(|_| value > 0);
    let more = value + step;
    [
        less.map(|less| if value <= FIRST_AMOUNT { 0 } else { less }),
        (more as f64 <= limits::AMOUNT).then_some(more),
    ]
}

/// The largest of 1, 2 and 5 times a power of ten that is at most a tenth of a value.
fn round_tenth(value: u64) -> u64 {
    if value < FIRST_AMOUNT {
        return FIRST_AMOUNT;
    }
    let tenth = value / 10;
    let power = 10_u64.pow(tenth.ilog10());
    [5, 2, 1]
        .into_iter()
        .map(|times| times * power)
        .find(|step| *step <= tenth)
        .unwrap_or(power)
}

/// Where a lever stands after a value for it was typed; `None` if it is none, or out of bounds.
#[must_use]
pub fn typed(now: &Setting, text: &str) -> Option<Setting> {
    let text = text.trim();
    let number = || text.trim_end_matches(['%', '％']).trim().parse::<u32>().ok();
    let percentage = || number().filter(|percent| *percent <= 100);
    let money = || amount(text).filter(|value| *value as f64 <= limits::AMOUNT);
    match now {
        Setting::NotBefore { route, .. } => {
            number()
                .filter(|months| *months <= super::LATEST)
                .map(|months| Setting::NotBefore {
                    route: route.clone(),
                    months,
                })
        }
        Setting::Capacity { team, .. } => {
            number()
                .filter(|people| (1..=1_000).contains(people))
                .map(|people| Setting::Capacity {
                    team: team.clone(),
                    people,
                })
        }
        Setting::Horizon(_) => {
            let longest = (limits::HORIZON_DAYS / DAYS_PER_MONTH) as u32;
            number()
                .filter(|months| (1..=longest).contains(months))
                .map(Setting::Horizon)
        }
        Setting::Start(_) => date(text).map(Setting::Start),
        Setting::Funding { funding, .. } => percentage().map(|percent| Setting::Funding {
            funding: funding.clone(),
            percent,
        }),
        Setting::Subsidy { scheme, .. } => percentage().map(|percent| Setting::Subsidy {
            scheme: scheme.clone(),
            percent,
        }),
        Setting::Odds { driver, .. } => percentage().map(|percent| Setting::Odds {
            driver: driver.clone(),
            percent,
        }),
        Setting::Burn(_) => money().map(Setting::Burn),
        Setting::Cash(_) => money().map(Setting::Cash),
        _ => None,
    }
}

/// A date as `2027-04-01`.
fn date(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
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

/// Lists a route in a plan, or takes it out.
pub(super) fn list(plan: &mut Item, route: &str, is_listed: bool) -> Option<()> {
    let is_inline = plan.is_inline_table();
    let plan = plan.as_table_like_mut()?;
    let is_it = |of: &dyn TableLike| of.get("id").and_then(Item::as_str) == Some(route);
    if !is_listed {
        match plan.get_mut("route")? {
            Item::ArrayOfTables(tables) => tables.retain(|table| !is_it(table)),
            Item::Value(Value::Array(values)) => {
                values.retain(|value| value.as_inline_table().is_none_or(|table| !is_it(table)));
            }
            _ => return None,
        }
        return Some(());
    }
    if plan
        .get_mut("route")
        .is_some_and(|routes| named_table(routes, "id", route).is_some())
    {
        return None;
    }
    if !plan.contains_key("route") {
        let none = if is_inline {
            Item::Value(Value::Array(Array::new()))
        } else {
            Item::ArrayOfTables(ArrayOfTables::new())
        };
        plan.insert("route", none);
    }
    match plan.get_mut("route")? {
        Item::ArrayOfTables(tables) => {
            let mut table = Table::new();
            table.insert("id", Item::Value(route.into()));
            tables.push(table);
        }
        Item::Value(Value::Array(values)) => {
            let mut table = InlineTable::new();
            table.insert("id", route.into());
            values.push(table);
        }
        _ => return None,
    }
    Some(())
}

/// A table within another; an empty one is made if there is none.
fn within<'t>(of: &'t mut dyn TableLike, key: &str) -> Option<&'t mut dyn TableLike> {
    if !of.contains_key(key) {
        of.insert(key, Item::Value(Value::InlineTable(InlineTable::new())));
    }
    of.get_mut(key)?.as_table_like_mut()
}

/// Turns a lever of the profile, of the overhead, or of a driver.
pub(super) fn turn(plan: &mut dyn TableLike, setting: &Setting) -> Option<()> {
    let name = |value: &dyn std::fmt::Debug| format!("{value:?}").to_lowercase();
    match setting {
        Setting::Kind(kind) => put(within(plan, "device")?, "kind", name(kind).into()),
        Setting::Novelty(novelty) => put(within(plan, "device")?, "novelty", name(novelty).into()),
        Setting::Class { jurisdiction, class } => {
            let classes = within(within(plan, "device")?, "class")?;
            put(classes, jurisdiction, class.as_str().into());
        }
        Setting::Size(size) => put(within(plan, "company")?, "size", name(size).into()),
        Setting::Burn(amount) => {
            let money = money_table(plan)?;
            if money.contains_key("burn") {
                put_amount(money.get_mut("burn")?, *amount)?;
            } else {
                let currency = money
                    .get("cash")?
                    .as_table_like()?
                    .get("currency")?
                    .as_str()?
                    .to_owned();
                let mut burn = InlineTable::new();
                burn.insert("amount", i64::try_from(*amount).ok()?.into());
                burn.insert("currency", currency.into());
                money.insert("burn", Item::Value(burn.into()));
            }
        }
        Setting::ByChance(driver) => {
            named_table(plan.get_mut("driver")?, "id", driver)?.remove("force")?;
        }
        Setting::Odds { driver, percent } => {
            let of = named_table(plan.get_mut("driver")?, "id", driver)?;
            put(of, "p", (f64::from(*percent) / 100.0).into());
        }
        _ => return None,
    }
    Some(())
}

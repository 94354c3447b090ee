//! Turning levers in the text of a plan's file.

use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, TableLike, Value};

use super::Setting;
use crate::catalogue::SourceFile;
use crate::decision;
use crate::read::read;

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

/// The text of a plan's file without a key of its plan: without `target`, a plan aims at its last milestone that can be
/// reached; without `choose`, the changes that its options made stand in it all the same.
pub(crate) fn without(text: &str, key: &str) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    document.get_mut("plan")?.as_table_like_mut()?.remove(key);
    Some(document.to_string())
}

fn turn(document: &mut DocumentMut, setting: &Setting) -> Option<()> {
    if let Setting::Listed { route, is_listed } = setting {
        return list(document.get_mut("plan")?, route, *is_listed);
    }
    let plan = document.get_mut("plan")?.as_table_like_mut()?;
    match setting {
        Setting::Choose { option, choice } => put(within(plan, "choose")?, option, choice.as_str().into()),
        Setting::Route { route, is_on } => {
            switch(route_table(plan, route)?, *is_on);
        }
        Setting::Option {
            route,
            option,
            choice,
        } => {
            let options = within(route_table(plan, route)?, "options")?;
            put(options, option, choice.as_str().into());
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
            let holds = tables(route_table(plan, route)?.get_mut("hold")?);
            switch(called(holds, "step", step)?, *is_on);
        }
        Setting::Assumption { assumption, is_on } => {
            switch(
                named_table(plan.get_mut("assumption")?, "id", assumption)?,
                *is_on,
            );
        }
        Setting::Order(selectors) => {
            let list: Array = selectors.iter().map(String::as_str).collect();
            put(plan, "order", list.into());
        }
        Setting::Regime { regime, is_on } => {
            let markets = tables(lifecycle(plan)?.get_mut("market")?);
            let lists = markets.filter_map(|market| market.get_mut("regime"));
            switch(called(lists.flat_map(tables), "route", regime)?, *is_on);
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
        Setting::Kind(kind) => put(within(plan, "device")?, "kind", kind.word().into()),
        Setting::Novelty(novelty) => put(within(plan, "device")?, "novelty", novelty.word().into()),
        Setting::Class { jurisdiction, class } => {
            let classes = within(within(plan, "device")?, "class")?;
            put(classes, jurisdiction, class.as_str().into());
        }
        Setting::Size(size) => put(within(plan, "company")?, "size", size.word().into()),
        Setting::Burn(amount) => {
            let money = money(plan)?;
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
        // Done above.
        Setting::Listed { .. } => return None,
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

/// The table that goes by a name: its `id`, or what stands under another key where it has none.
fn called<'t>(
    mut of: impl Iterator<Item = &'t mut dyn TableLike>,
    otherwise: &str,
    name: &str,
) -> Option<&'t mut dyn TableLike> {
    of.find(|table| {
        let id = table.get("id").or_else(|| table.get(otherwise));
        id.and_then(Item::as_str) == Some(name)
    })
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

/// Lists a route in a plan, or takes it out.
fn list(plan: &mut Item, route: &str, is_listed: bool) -> Option<()> {
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

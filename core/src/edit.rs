//! Changes to a plan. A [`Setting`] says where a lever stands; turning it edits the text of the plan's file, so that
//! comments and order stay as they were written. [`Draft`] keeps every version, for undo and redo.

use serde::{Deserialize, Serialize};

pub use self::draft::Draft;
pub(crate) use self::stand::{NoLever, standing};
pub use self::stand::{settings, taking};
pub use self::step::{can_type, steps, typed};
pub(crate) use self::turn::without;
pub use self::turn::{turned, turned_all};
use crate::calendar::Date;
use crate::file::{CompanySize, DeviceKind, Novelty};
use crate::text::Text;

mod draft;
mod stand;
mod step;
mod turn;

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
    pub(crate) fn words(&self) -> Text {
        match self {
            Self::Choose { option, .. } => [
                format!("what is chosen for `{option}`"),
                format!("`{option}` の選択"),
            ],
            Self::Route { route, .. } => [
                format!("whether route `{route}` is taken"),
                format!("ルート `{route}` を使うかどうか"),
            ],
            Self::Option { route, option, .. } => [
                format!("`{option}` of route `{route}`"),
                format!("ルート `{route}` の選択項目 `{option}` の選択"),
            ],
            Self::NotBefore { route, .. } => [
                format!("when route `{route}` may start"),
                format!("ルート `{route}` を始められる時期"),
            ],
            Self::Capacity { team, .. } => [
                format!("the capacity of team `{team}`"),
                format!("チーム `{team}` の人数"),
            ],
            Self::Hold { route, step, .. } => [
                format!("whether step `{step}` of route `{route}` is held"),
                format!("ルート `{route}` の工程 `{step}` を待機させるかどうか"),
            ],
            Self::Assumption { assumption, .. } => [
                format!("whether assumption `{assumption}` holds"),
                format!("前提 `{assumption}` を用いるかどうか"),
            ],
            Self::Order(_) => ["whom the team serves first", "チームが優先する順序"].map(str::to_owned),
            Self::Regime { regime, .. } => [
                format!("whether `{regime}` is open to updates"),
                format!("更新の方法 `{regime}` を使えるかどうか"),
            ],
            Self::Every(_) => ["how often an update is ready", "更新が用意できる間隔"].map(str::to_owned),
            Self::Driver { driver, .. } | Self::ByChance(driver) => [
                format!("whether driver `{driver}` happens"),
                format!("変動要因 `{driver}` が起きるかどうか"),
            ],
            Self::Odds { driver, .. } => [
                format!("the chance of driver `{driver}`"),
                format!("変動要因 `{driver}` の確率"),
            ],
            Self::Listed { route, .. } => [
                format!("whether route `{route}` is in the plan"),
                format!("ルート `{route}` を計画に入れるかどうか"),
            ],
            Self::Kind(_) => ["the kind of the device", "機器の種類"].map(str::to_owned),
            Self::Novelty(_) => ["the novelty of the device", "機器の新規性"].map(str::to_owned),
            Self::Class { jurisdiction, .. } => [
                format!("the device's class in `{jurisdiction}`"),
                format!("国・地域 `{jurisdiction}` でのクラス分類"),
            ],
            Self::Size(_) => ["the size of the company", "会社の規模"].map(str::to_owned),
            Self::Funding { funding, .. } => [
                format!("the chance of `{funding}`"),
                format!("資金調達 `{funding}` の確率"),
            ],
            Self::Subsidy { scheme, .. } => [
                format!("the chance of `{scheme}`"),
                format!("支援制度 `{scheme}` の採択確率"),
            ],
            Self::Burn(_) => ["the burn", "固定費"].map(str::to_owned),
            Self::Cash(_) => ["the cash", "手元資金"].map(str::to_owned),
            Self::Batch(_) => [
                "how many updates are filed together",
                "まとめて申請する更新の件数",
            ]
            .map(str::to_owned),
            Self::Target(_) => ["the target", "目標"].map(str::to_owned),
            Self::Start(_) => ["the start", "開始日"].map(str::to_owned),
            Self::Horizon(_) => ["the horizon", "対象期間"].map(str::to_owned),
        }
        .into()
    }
}

#[cfg(test)]
mod tests;

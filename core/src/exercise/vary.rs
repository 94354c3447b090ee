//! What moves with the class word: cash, deadlines and a few durations, within bounds that the exercise states, so that
//! an answer remembered from another class may lose.

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, Value};

use super::hash;

/// How far the case moves at most.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Vary {
    /// Cash at hand, as a share.
    pub cash: f64,
    /// Deadlines, in months.
    pub months: u32,
    /// Durations: selectors of steps, and the share.
    pub steps: Vec<(Vec<String>, f64)>,
}

/// How the case has moved.
#[derive(Debug, Clone, PartialEq)]
pub struct Variation {
    /// Factor on the cash at hand.
    pub cash: f64,
    /// Months that deadlines come later; negative: earlier.
    pub months: i32,
    /// Selectors of steps, and the factor on their durations.
    pub steps: Vec<(Vec<String>, f64)>,
}

impl Default for Variation {
    fn default() -> Self {
        Self {
            cash: 1.0,
            months: 0,
            steps: Vec::new(),
        }
    }
}

/// Cash moves in steps of this amount, so that it stays a number to read.
const ROUND: f64 = 1_000_000.0;

impl Vary {
    /// Whether anything moves.
    #[must_use]
    pub fn is_some(&self) -> bool {
        *self != Self::default()
    }

    /// How a class seed moves the case.
    #[must_use]
    pub fn drawn(&self, seed: u32) -> Variation {
        // From -1 to 1, for each thing that moves.
        let draw = |what: &str| {
            let bits = u32::from_le_bytes(hash(&[b"vary", what.as_bytes(), &seed.to_le_bytes()]));
            2.0 * f64::from(bits) / f64::from(u32::MAX) - 1.0
        };
        let percent = |share: f64| (share * 100.0).round() / 100.0;
        Variation {
            cash: 1.0 + percent(self.cash * draw("cash")),
            months: (f64::from(self.months) * draw("months")).round() as i32,
            steps: self
                .steps
                .iter()
                .enumerate()
                .map(|(place, (on, by))| (on.clone(), 1.0 + percent(by * draw(&format!("step {place}")))))
                .collect(),
        }
    }
}

impl Variation {
    /// A plan's text as the class has it; `None` if it is none.
    pub(super) fn applied(&self, text: &str) -> Option<String> {
        if *self == Self::default() {
            return Some(text.to_owned());
        }
        let mut document: DocumentMut = text.parse().ok()?;
        let plan = document.get_mut("plan")?.as_table_like_mut()?;
        let money = plan.get_mut("money").and_then(Item::as_table_like_mut);
        if let Some(cash) = money.and_then(|money| money.get_mut("cash")?.as_table_like_mut())
            && let Some(amount) = cash.get_mut("amount").and_then(Item::as_value_mut)
        {
            let now = amount
                .as_float()
                .or_else(|| amount.as_integer().map(|whole| whole as f64))?;
            let moved = (now * self.cash / ROUND).round() * ROUND;
            let mut value = Value::from(if now >= ROUND { moved } else { now * self.cash });
            *value.decor_mut() = amount.decor().clone();
            *amount = value;
        }
        for (place, (on, factor)) in self.steps.iter().enumerate() {
            let mut driver = Table::new();
            driver.insert("id", toml_edit::value(format!("class-word-{}", place + 1)));
            let mut title = toml_edit::InlineTable::new();
            title.insert("en", "Moved with the class word".into());
            title.insert("ja", "合言葉による変動".into());
            driver.insert("title", toml_edit::value(title));
            driver.insert("p", toml_edit::value(1.0));
            let mut fixed = toml_edit::InlineTable::new();
            fixed.insert("fixed", (*factor).into());
            driver.insert("factor", toml_edit::value(fixed));
            driver.insert(
                "on",
                toml_edit::value(on.iter().map(String::as_str).collect::<toml_edit::Array>()),
            );
            if !plan.contains_key("driver") {
                plan.insert("driver", Item::ArrayOfTables(ArrayOfTables::new()));
            }
            match plan.get_mut("driver")? {
                Item::ArrayOfTables(drivers) => drivers.push(driver),
                Item::Value(Value::Array(drivers)) => drivers.push(driver.into_inline_table()),
                _ => return None,
            }
        }
        Some(document.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exercise::seed_of;

    fn vary() -> Vary {
        Vary {
            cash: 0.05,
            months: 2,
            steps: vec![(vec!["kind:study".to_owned()], 0.1)],
        }
    }

    #[test]
    fn a_case_moves_within_its_bounds_and_the_same_way_each_time() {
        let mut months = std::collections::BTreeSet::new();
        for word in [
            "sakura", "fuji", "ume", "kiku", "take", "matsu", "hana", "umi", "yama", "sora",
        ] {
            let drawn = vary().drawn(seed_of(word));
            assert_eq!(drawn, vary().drawn(seed_of(word)));
            assert!((0.95..=1.05).contains(&drawn.cash), "{}", drawn.cash);
            assert!((-2..=2).contains(&drawn.months));
            assert!((0.9..=1.1).contains(&drawn.steps[0].1));
            months.insert(drawn.months);
        }
        assert!(months.len() > 2, "{months:?}");
        assert_eq!(Vary::default().drawn(7), Variation::default());
    }

    #[test]
    fn a_plan_says_what_moved() {
        let text = "[plan]\nid = \"x\"\n[plan.money]\ncash = { amount = 400_000_000, currency = \"JPY\" } # at hand\n";
        let moved = Variation {
            cash: 0.97,
            months: 1,
            steps: vec![(vec!["kind:study".to_owned()], 1.04)],
        };
        let text = moved.applied(text).expect("it is a plan");
        assert!(
            text.contains("amount = 388000000.0,") && text.contains("# at hand"),
            "{text}"
        );
        assert!(
            text.contains("factor = { fixed = 1.04 }") && text.contains("on = [\"kind:study\"]"),
            "{text}"
        );
    }
}

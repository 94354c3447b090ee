//! How precise an answer is, and what it took.

use super::format::grouped;
use crate::answers::{PreciseNumber, Precision, Reached};
use crate::text::Lang;

/// How precise an answer is, and how many futures that took, in a sentence.
#[must_use]
pub fn precision(precision: &Precision, iterations: u64, lang: Lang) -> String {
    let futures = grouped(iterations as f64, lang);
    let numbers: Vec<String> = precision
        .numbers
        .iter()
        .map(|number| words(*number, lang))
        .collect();
    let numbers = numbers.join(lang.pick(", ", "、"));
    match (precision.is_reached, lang) {
        (true, Lang::En) => format!("It took {futures} futures to be as precise as asked: {numbers}."),
        (true, Lang::Ja) => format!("求められた精度に達するまでに{futures}通りの未来を要した:{numbers}。"),
        (false, Lang::En) => {
            format!("{futures} futures were not enough to be as precise as asked: {numbers}.")
        }
        (false, Lang::Ja) => format!("{futures}通りの未来では、求められた精度に達しなかった:{numbers}。"),
    }
}

fn words(number: Reached, lang: Lang) -> String {
    let name = match number.of {
        PreciseNumber::P50 => lang.pick("median of the target", "目標の中央値"),
        PreciseNumber::P80 => lang.pick("P80 of the target", "目標のP80"),
        PreciseNumber::Chance => lang.pick("chance of the target", "目標到達の確率"),
        PreciseNumber::Cash => lang.pick("chance of running out of cash", "資金切れの確率"),
    };
    let is_time = matches!(number.of, PreciseNumber::P50 | PreciseNumber::P80);
    match (number.se, is_time, lang) {
        (None, _, Lang::En) => format!("no {name}"),
        (None, _, Lang::Ja) => format!("{name}なし"),
        (Some(se), true, Lang::En) => format!("{name} ±{se:.3} months"),
        (Some(se), true, Lang::Ja) => format!("{name}±{se:.3}か月"),
        (Some(se), false, Lang::En) => format!("{name} ±{se:.2} points"),
        (Some(se), false, Lang::Ja) => format!("{name}±{se:.2}ポイント"),
    }
}

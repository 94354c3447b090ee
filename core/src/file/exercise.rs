//! What an exercise says: a workshop wrapped around a plan, and what a group answers.

use std::collections::BTreeMap;

use super::{At, Decision, Turn};
use crate::read::value::{Mistake, Shape, Value, What};
use crate::text::Text;

/// A workshop: a case, decisions that are open to a group, predictions, and how both are scored.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Exercise {
    /// Short name, the same as the file's; lower case, digits and `-`.
    pub id: At<String>,
    /// A few words.
    pub title: Text,
    /// What participants can do afterwards.
    pub goals: Vec<Text>,
    /// For whom it is.
    pub audience: Text,
    /// How long it takes, 15 to 480; 90 unless said.
    pub minutes: Option<At<u32>>,
    /// Id of a shipped plan. Without it the plan stands in this file, as `[plan]`.
    pub base: Option<At<String>>,
    /// The case: company, product, people, cash, and what they face. Invented.
    pub case: Text,
    /// What the group may not break, e.g. that cash is never negative.
    #[serde(default)]
    pub constraint: Vec<Text>,
    /// What the group has to answer.
    pub question: Text,
    /// Futures that scores are computed on, 1,000 to 100,000; 10,000 unless said.
    pub futures: Option<At<u64>>,
    /// What is open to the group.
    pub decision: Vec<At<Decision>>,
    /// Plans with a name: one choice for every decision. Predictions are about these.
    pub plan: Vec<At<NamedPlan>>,
    /// What is to be reached; weights add up to 1.
    pub target: Vec<At<Target>>,
    /// What is predicted before anything is simulated.
    pub prediction: Vec<At<Prediction>>,
    /// What can be bought with points.
    #[serde(default)]
    pub information: Vec<At<Information>>,
    /// Hints, 1 point each unless said.
    #[serde(default)]
    pub hint: Vec<At<Hint>>,
    /// Events that a trainer can let happen, for a second round.
    #[serde(default)]
    pub card: Vec<At<Card>>,
    /// The plan that the author would choose, and why.
    pub model: Verdict,
    /// The plan that tempts, and why it is poor.
    pub poor: Verdict,
    /// A quantity that is known, for the first range of the day.
    pub warm_up: Option<At<WarmUp>>,
    /// How far the case moves with the class word, so that a remembered answer may lose.
    pub vary: Option<At<Vary>>,
    /// What participants will say against the exercise, and what to reply.
    #[serde(default)]
    pub objection: Vec<Objection>,
    /// Words of the glossary that the trainer has to explain.
    #[serde(default)]
    pub terms: Vec<At<String>>,
    /// Questions for the debriefing.
    pub debrief: Vec<Text>,
    /// Keys of sources behind the case.
    #[serde(default)]
    pub sources: Vec<At<String>>,
}

/// One choice for every decision, under a name.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NamedPlan {
    /// Short name.
    pub id: At<String>,
    /// Words for it.
    pub title: Text,
    /// Choice by decision; the first choice where a decision is not named.
    #[serde(default)]
    pub choose: BTreeMap<String, At<String>>,
}

/// Something that happens in a future, or does not.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Happening {
    /// A milestone of the plan is reached …
    pub milestone: Option<At<String>>,
    /// … or so many updates are fielded in all markets …
    pub updates: Option<At<u32>>,
    /// … at most so many months after the plan's start, …
    pub by: Option<At<f64>>,
    /// … counted from this milestone in place of the start, …
    pub since: Option<At<String>>,
    /// … before cash was ever negative (unless `false`), …
    pub alive: Option<bool>,
    /// … cash stays at or above zero through so many months from the start, …
    pub solvent: Option<At<f64>>,
    /// … updates that are ready by then, or by the horizon, wait so many months in the mean until all markets have them, …
    pub wait_at_most: Option<At<f64>>,
    /// … and the direct cost of everything by the horizon, updates included, is at most this, in the plan's currency.
    pub cost_at_most: Option<At<f64>>,
}

/// A target: the share of futures in which something happens, and what it is worth.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Short name.
    pub id: At<String>,
    /// Words for it.
    pub title: Text,
    /// What has to happen.
    pub event: At<Happening>,
    /// Probability that a careless plan reaches and that earns nothing, 0 to 1; 0 unless said.
    pub floor: Option<At<f64>>,
    /// Probability that earns everything, above `floor`.
    pub required: At<f64>,
    /// Share of the decision's points.
    pub weight: At<f64>,
}

/// A prediction: one of `range`, `wait_by`, `event`, or `choice`.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Prediction {
    /// Short name.
    pub id: At<String>,
    /// The question.
    pub title: Text,
    /// The plan that a `range` or `event` is about, by its name in this exercise.
    pub plan: Option<At<String>>,
    /// A range is asked for: the months from the start to this milestone that hold 8 of 10 futures.
    pub range: Option<At<String>>,
    /// A range is asked for: the mean months that updates ready by this month wait until all markets have them.
    pub wait_by: Option<At<f64>>,
    /// The range, in months, that earns nothing: somebody who knows no better.
    pub reference: Option<At<[f64; 2]>>,
    /// A chance is asked for.
    pub event: Option<At<Happening>>,
    /// How sure the group is of each answer is asked for.
    #[serde(default)]
    pub choice: Vec<At<Reply>>,
}

/// One answer of a choice with confidence.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// Short name.
    pub id: At<String>,
    /// Words for it.
    pub title: Text,
    /// How likely it is in truth, 0 to 1; the truths add up to 1.
    pub p: At<f64>,
}

/// Something to know that costs points: one of `step`, `curve` or `path`.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Information {
    /// Short name.
    pub id: At<String>,
    /// Words for it.
    pub title: Text,
    /// What it costs in points, 1 to 10.
    pub price: At<u32>,
    /// The card of a step, `route/step`, with its distribution.
    pub step: Option<At<String>>,
    /// When a plan reaches its milestones, by the plan's name in this exercise.
    pub curve: Option<At<String>>,
    /// What the mean time of a plan is made of, by the plan's name in this exercise.
    pub waterfall: Option<At<String>>,
}

/// A hint.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Hint {
    /// The words.
    pub text: Text,
    /// What it costs in points, 1 to 10; 1 unless said.
    pub price: Option<At<u32>>,
}

/// An event that a trainer lets happen.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// Short name.
    pub id: At<String>,
    /// What happens.
    pub title: Text,
    /// What it teaches; for the trainer.
    pub teaches: Text,
    /// What it changes in every plan: mostly a driver, `{ driver = "…", on = true }`.
    #[serde(default)]
    pub set: Vec<At<Turn>>,
    /// Other weights of the targets, by target, where the card changes what is wanted; they add up to 1.
    #[serde(default)]
    pub weights: BTreeMap<String, At<f64>>,
}

/// A quantity that is known.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct WarmUp {
    /// The question; a range is asked for.
    pub question: Text,
    /// The truth.
    pub answer: Text,
    /// Where it comes from.
    pub source: At<String>,
}

/// How far the case moves with the class word.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Vary {
    /// Cash at hand moves by at most this share, 0 to 0.2.
    pub cash: Option<At<f64>>,
    /// The deadlines of targets and predictions move together by at most so many months, 0 to 6.
    pub months: Option<At<u32>>,
    /// Durations that move, at most two.
    #[serde(default)]
    pub step: Vec<At<VaryStep>>,
}

/// Durations that move together with the class word.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct VaryStep {
    /// The steps, as in a scheme's `on`.
    pub on: Vec<At<String>>,
    /// They move by at most this share, 0 to 0.3.
    pub by: At<f64>,
}

/// What participants will say, and the reply.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Objection {
    /// What they say.
    pub says: Text,
    /// The reply.
    pub reply: Text,
}

/// A plan and what is to be said about it.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Verdict {
    /// The plan's name in this exercise.
    pub plan: At<String>,
    /// For the poor plan: the target that it misses for the reason given.
    pub fails: Option<At<String>>,
    /// Why.
    pub why: Text,
}

/// What a group decides and predicts. It carries no result: whoever grades it simulates again.
#[derive(Debug, Shape)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Id of the exercise.
    pub exercise: At<String>,
    /// The group's name, up to 36 bytes: 36 Latin or 12 Japanese characters.
    pub group: At<String>,
    /// The class word, which the trainer says aloud after the predictions are locked.
    pub word: Option<At<String>>,
    /// An event card, for the second round.
    pub card: Option<At<String>>,
    /// Any whole number that the group keeps to itself: it keeps the lock code from being guessed.
    pub salt: Option<At<u32>>,
    /// Choice by decision.
    pub choose: BTreeMap<String, At<String>>,
    /// What was predicted, by prediction.
    #[serde(default)]
    pub predict: BTreeMap<String, At<Said>>,
    /// Information bought, by id, and hints as `hint-1`, `hint-2`, …
    #[serde(default)]
    pub buy: Vec<At<String>>,
    /// The assumption that would change the group's mind.
    pub assumption: Option<At<String>>,
}

/// What a group predicts.
#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    /// A chance in percent.
    Chance(f64),
    /// The ends of a range, in months.
    Range([f64; 2]),
    /// Percent by answer.
    Choice(BTreeMap<String, f64>),
}

impl Shape for Said {
    fn of(value: &Value<'_>) -> Result<Self, Mistake> {
        match value.what() {
            What::Integer(..) | What::Float(_) => f64::of(value).map(Self::Chance),
            What::Array(_) => match Vec::of(value)?[..] {
                [from, to] => Ok(Self::Range([from, to])),
                _ => Err(value.mistake([
                    "a range has two ends, `[from, to]`",
                    "範囲は `[下限, 上限]` の二つで書いてください",
                ])),
            },
            What::Table(_) => BTreeMap::of(value).map(Self::Choice),
            _ => Err(value.unfit([
                "a chance in percent, a range `[from, to]` in months, or percent by answer `{ a = 70, b = 30 }`",
                "確率(%)、月数の範囲 `[下限, 上限]`、又は答えごとの% `{ a = 70, b = 30 }`",
            ])),
        }
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Said {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Said".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A chance in percent, a range `[from, to]` in months, or percent by answer.",
            "anyOf": [
                { "type": "number" },
                { "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2 },
                { "type": "object", "additionalProperties": { "type": "number" } }
            ]
        })
    }
}

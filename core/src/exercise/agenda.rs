//! The ninety minutes of a workshop: what the trainer does, what the groups do, and what is on the screen.

use serde::{Deserialize, Serialize};

use super::session::Stage;
use crate::text::Text;

/// A variant of the agenda.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pace {
    /// Everything: 90 minutes.
    Full,
    /// A slow room: no event card, 75 minutes.
    Slow,
    /// Short: no information for sale, 60 minutes.
    Short,
}

impl Pace {
    /// All variants.
    pub const ALL: [Self; 3] = [Self::Full, Self::Slow, Self::Short];

    /// Its name.
    #[must_use]
    pub fn title(self) -> Text {
        match self {
            Self::Full => Text::new("90 minutes", "90分"),
            Self::Slow => Text::new("75 minutes, no event card", "75分(イベントカードなし)"),
            Self::Short => Text::new("60 minutes, no information for sale", "60分(情報の販売なし)"),
        }
    }
}

/// A part of the workshop.
#[derive(Debug, Clone, PartialEq)]
pub struct Slot {
    /// Minute from which it runs.
    pub from: u32,
    /// Minute at which it ends.
    pub to: u32,
    /// What it is.
    pub title: Text,
    /// What the trainer does.
    pub trainer: Text,
    /// What the groups do.
    pub groups: Text,
    /// The stage that groups are at, where it is one.
    pub stage: Option<Stage>,
}

/// Minutes of each part by variant, then the part itself.
#[rustfmt::skip]
#[expect(clippy::type_complexity, reason = "a table, read once")]
fn parts() -> Vec<([u32; 3], Text, Text, Text, Option<Stage>)> {
    let t = |en: &str, ja: &str| Text::new(en, ja);
    vec![
        ([5, 5, 4], t("Welcome", "導入"),
            t("Name the rules; show the warm-up question, then its answer.", "ルールを説明し、ウォームアップの問いと答えを示す。"),
            t("Write a range for it by hand.", "手書きで範囲を答える。"), None),
        ([8, 8, 7], t("The case", "事例"),
            t("Answer questions about terms only.", "用語の質問にだけ答える。"),
            t("Read the case sheet.", "事例を読む。"), Some(Stage::Case)),
        ([8, 8, 7], t("Predict and lock", "予測とロック"),
            t("Start the timer. Note each group's lock code.", "時間を計る。各グループのロックコードを控える。"),
            t("Predict, lock, hand over the eight characters.", "予測してロックし、8文字を渡す。"), Some(Stage::Predict)),
        ([20, 20, 14], t("Decide", "決定"),
            t("Sell information and hints for points. Give no theory.", "情報とヒントを点数で売る。理論は説明しない。"),
            t("Argue, choose, name one assumption that would change your mind.", "議論して選び、判断を変える前提を一つ挙げる。"), Some(Stage::Decide)),
        ([5, 5, 5], t("Class word, run", "合言葉と計算"),
            t("Say the class word aloud. Collect the codes.", "合言葉を発表し、解答コードを集める。"),
            t("Type the word, run, send the code.", "合言葉を入力して計算し、コードを送る。"), Some(Stage::Run)),
        ([10, 10, 8], t("All plans, then the predictions", "全計画、続いて予測"),
            t("Show all plans on one axis, then predictions against the truth.", "全計画を同じ軸で示し、続いて予測と計算結果を示す。"),
            t("See the distribution of your plan.", "自分たちの計画の分布を見る。"), Some(Stage::Result)),
        ([8, 6, 5], t("One future", "ある未来"),
            t("Tell the median future, then one in five, for every plan.", "中央の未来、続いて5回に1回の悪い未来を全計画で語る。"),
            t("Hear the same future told for your plan.", "同じ未来を自分たちの計画で聞く。"), Some(Stage::Future)),
        ([8, 0, 0], t("Event card", "イベントカード"),
            t("Play one card.", "カードを1枚切る。"),
            t("Decide anew, once; send a second code.", "一度だけ決め直し、2回目のコードを送る。"), Some(Stage::Decide)),
        ([14, 10, 8], t("Debrief", "振り返り"),
            t("Feelings, what happened, why, what transfers. Scores last.", "感想、起きたこと、理由、応用の順。得点は最後に。"),
            t("Each group says one thing it would do on Monday.", "各グループが明日からすることを一つ述べる。"), Some(Stage::Debrief)),
        ([4, 3, 2], t("Close", "まとめ"),
            t("Hand out the report.", "報告書を配る。"),
            t("Answer the three survey questions.", "3問のアンケートに答える。"), Some(Stage::Score)),
    ]
}

/// The agenda of a variant, for an exercise of so many minutes in its full form.
#[must_use]
pub fn agenda(pace: Pace, minutes: u32) -> Vec<Slot> {
    let place = Pace::ALL.iter().position(|known| *known == pace).unwrap_or(0);
    let mut at = 0_u32;
    let mut slots = Vec::new();
    for (lengths, title, trainer, groups, stage) in parts() {
        let length = lengths[place];
        if length == 0 {
            continue;
        }
        let scaled = |minute: u32| (f64::from(minute * minutes) / 90.0).round() as u32;
        slots.push(Slot {
            from: scaled(at),
            to: scaled(at + length),
            title,
            trainer,
            groups,
            stage,
        });
        at += length;
    }
    slots
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agendas_fill_their_minutes_and_keep_time_for_the_debriefing() {
        for (pace, minutes) in [(Pace::Full, 90), (Pace::Slow, 75), (Pace::Short, 60)] {
            let slots = agenda(pace, 90);
            assert_eq!(
                (slots[0].from, slots[slots.len() - 1].to),
                (0, minutes),
                "{pace:?}"
            );
            assert!(
                slots
                    .windows(2)
                    .all(|two| two[0].to == two[1].from && two[0].from < two[0].to)
            );
            // Telling, the card and the debriefing proper: a quarter of the time at least.
            let told: u32 = slots
                .iter()
                .filter(|slot| matches!(slot.stage, Some(Stage::Future | Stage::Debrief | Stage::Result)))
                .map(|slot| slot.to - slot.from)
                .sum();
            assert!(4 * told >= minutes, "{pace:?}: {told}");
        }
        assert_eq!(agenda(Pace::Full, 60).last().map(|slot| slot.to), Some(60));
    }
}

//! One future among all: its story, and where it stands.

use super::format::{grouped, percent, year_month};
use super::{FutureChoice, FuturesView, Mark};
use crate::analysis::replay::{Replay, WhichFuture};
use crate::app::Ask;
use crate::plan::Plan;
use crate::run::Summary;
use crate::text::Lang;

/// A future of a run with this seed, told, beside the others.
#[must_use]
pub fn futures(
    plan: &Plan,
    summary: &Summary,
    replay: &Replay,
    open: WhichFuture,
    seed: u64,
    lang: Lang,
) -> FuturesView {
    let choices = [
        (WhichFuture::Median, lang.pick("Median", "中央値")),
        (WhichFuture::P80, lang.pick("One in five", "5回に1回の遅さ")),
        (WhichFuture::P90, lang.pick("Worst in ten", "10回に1回の遅さ")),
        (
            WhichFuture::Worst,
            lang.pick("Worst in twenty", "20回に1回の遅さ"),
        ),
        (WhichFuture::Random, lang.pick("Random", "無作為")),
        (WhichFuture::Previous, lang.pick("Previous", "前")),
        (WhichFuture::Next, lang.pick("Next", "次")),
    ];
    let target = &summary.milestones[plan.target];
    let day = replay
        .milestones
        .get(plan.target)
        .and_then(|milestone| milestone.days);
    let never = percent(1.0 - target.reached.value);
    let place = match (day.zip(target.days.as_ref()), lang) {
        (Some((day, days)), _) => {
            let sooner = days.sorted.partition_point(|other| *other < day) as f64;
            let share = percent(sooner / days.sorted.len().max(1) as f64);
            let date = year_month(plan.start, day);
            match lang {
                Lang::En => format!("{date}: later than {share} of the futures that get there"),
                Lang::Ja => format!("{date}:到達する未来のうち{share}はこれより早い"),
            }
        }
        (None, Lang::En) => format!("One of the {never} of futures that never get there"),
        (None, Lang::Ja) => format!("期間内に到達しない{never}の未来のひとつ"),
    };
    let mut dots = super::odds(plan, Some(summary), (plan.target, Ask::Nothing), lang).dots;
    dots.title = place;
    dots.marks = day
        .map(|day| Mark {
            at: super::odds::dots_axis(plan, summary, plan.target).at(day),
            label: match lang {
                Lang::En => format!("this future {}", year_month(plan.start, day)),
                Lang::Ja => format!("この未来 {}", year_month(plan.start, day)),
            },
        })
        .into_iter()
        .collect();
    let story = super::replay(plan, replay, seed, lang);
    let title = &story.title;
    let range = match lang {
        Lang::En => format!(
            "{title} (0 to {})",
            grouped(summary.of.saturating_sub(1) as f64, lang)
        ),
        Lang::Ja => format!(
            "{title}、0〜{}",
            grouped(summary.of.saturating_sub(1) as f64, lang)
        ),
    };
    FuturesView {
        choices: choices
            .into_iter()
            .map(|(which, label)| FutureChoice {
                which,
                label: label.to_owned(),
                is_open: which == open,
            })
            .collect(),
        number: replay.iteration,
        last: summary.of.saturating_sub(1),
        range,
        dots,
        events: story.chapters.iter().map(|chapter| chapter.lines.len()).sum(),
        moment: None,
        story,
    }
}

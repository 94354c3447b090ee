//! One future in sentences.

use super::format::{grouped, length, money};
use super::{Chapter, ReplayView, StoryLine};
use crate::analysis::Named;
use crate::analysis::replay::{Because, Event, Follows, NamedStep, Replay, What};
use crate::plan::{Need, Plan};
use crate::text::Lang;

/// Shorter waiting is not told.
const LEAST_DAYS: f64 = 0.5;

/// The events that are told. What only costs money is not told where it costs none, and a step that takes no time only
/// where something hangs on it: it was skipped.
pub(super) fn told(replay: &Replay) -> Vec<&Event> {
    let mut started: Vec<&str> = Vec::new();
    let mut told = Vec::new();
    for event in &replay.events {
        let is_told = match &event.what {
            What::Starts { step, .. } => {
                started.push(&step.id);
                true
            }
            What::Recurs { outcome, .. } => event.cost != 0.0 || outcome.is_some(),
            What::Ends {
                step,
                days,
                outcome,
                follows,
                made,
                ..
            } => {
                let is_quiet = event.cost == 0.0 && *days == 0.0 && outcome.is_none();
                !is_quiet
                    || *follows != Follows::Done
                    || !made.is_empty()
                    || started.contains(&step.id.as_str())
            }
            What::Open { .. }
            | What::Held { .. }
            | What::Lost { .. }
            | What::Reached { .. }
            | What::UpdateFiled { .. }
            | What::UpdateFielded { .. }
            | What::CashOut
            | What::NeverStart { .. } => true,
        };
        if is_told {
            told.push(event);
        }
    }
    told
}

/// What happens, in words.
pub(super) fn words(plan: &Plan, event: &Event, lang: Lang) -> String {
    said(plan, &event.what, lang).2
}

/// The story of one future of a run with this seed.
#[must_use]
pub fn replay(plan: &Plan, replay: &Replay, seed: u64, lang: Lang) -> ReplayView {
    let mut chapters: Vec<Chapter> = Vec::new();
    for event in told(replay) {
        let year = event.date.year().to_string();
        if chapters.last().is_none_or(|chapter| chapter.title != year) {
            chapters.push(Chapter {
                title: year,
                lines: Vec::new(),
            });
        }
        if let Some(chapter) = chapters.last_mut() {
            chapter.lines.push(line(plan, event, lang));
        }
    }
    let number = grouped(replay.iteration as f64, lang);
    let title = match lang {
        Lang::En => format!("Future {number} of seed {seed}"),
        Lang::Ja => format!("未来 {number}(乱数シード{seed})"),
    };
    let target = &plan.milestones[plan.target];
    let name = target.title.get(lang);
    let cost = money(replay.cost, &plan.currency, lang);
    let reached = replay.milestones.get(plan.target);
    let summary = match (reached.and_then(|milestone| milestone.days), lang) {
        (Some(days), Lang::En) => format!(
            "{name}: reached on {}, after {}. Direct cost by the horizon: {cost}.",
            plan.start.plus_days(days),
            length(days, lang)
        ),
        (Some(days), Lang::Ja) => format!(
            "{name}:{}後の{}に到達。期間内の直接費用は{cost}。",
            length(days, lang),
            plan.start.plus_days(days)
        ),
        (None, Lang::En) => {
            format!("{name}: not reached by the horizon. Direct cost by then: {cost}.")
        }
        (None, Lang::Ja) => format!("{name}:期間内に到達しない。期間内の直接費用は{cost}。"),
    };
    ReplayView {
        title,
        summary,
        chapters,
        caption: lang
            .pick(
                "Costs: fees when a step starts, third parties and own people for its whole length when it ends, everything for an update \
                 when it begins.",
                "費用:手数料は開始時、外部費用と自社人件費は終了時、更新は開始時に全額を計上。",
            )
            .to_owned(),
    }
}

fn line(plan: &Plan, event: &Event, lang: Lang) -> StoryLine {
    let (mark, place, text) = said(plan, &event.what, lang);
    StoryLine {
        date: event.date.to_string(),
        mark: mark.to_owned(),
        place,
        text,
        cost: if event.cost > 0.0 {
            money(event.cost, &plan.currency, lang)
        } else {
            String::new()
        },
    }
}

/// Mark, place and words of an event.
fn said(plan: &Plan, what: &What, lang: Lang) -> (&'static str, String, String) {
    let at = |step: &NamedStep| step.place.get(lang).to_owned();
    match what {
        What::Starts {
            step,
            round,
            resumed,
            waited_for_window,
            waited_for_people,
        } => {
            let title = step.title.get(lang);
            let verb = if *resumed {
                lang.pick("Goes on", "続行")
            } else if *round > 0 {
                lang.pick("Starts again", "再開")
            } else {
                lang.pick("Starts", "開始")
            };
            let mut text = format!("{verb}{}{title}", lang.pick(": ", ":"));
            let waits = [
                (*waited_for_window, lang.pick("for its window", "期日待ち")),
                (*waited_for_people, lang.pick("for people", "人員待ち")),
            ];
            for (days, why) in waits.into_iter().filter(|(days, _)| *days >= LEAST_DAYS) {
                let days = length(days, lang);
                text += &match lang {
                    Lang::En => format!(", after waiting {days} {why}"),
                    Lang::Ja => format!("({why}{days})"),
                };
            }
            ("·", at(step), text)
        }
        What::Ends {
            step,
            days,
            outcome,
            follows,
            made,
            ..
        } => {
            let mut text = match (follows, lang) {
                (Follows::OnHold(_), Lang::En) => {
                    format!("Rests after {}: {}", length(*days, lang), step.title.get(lang))
                }
                (Follows::OnHold(_), Lang::Ja) => {
                    format!("中断({}):{}", length(*days, lang), step.title.get(lang))
                }
                _ => ended(step, *days, outcome.as_ref(), lang),
            };
            let (mark, then) = then(follows, lang);
            text += &then;
            if !made.is_empty() {
                let made = list(made, lang);
                text += &match lang {
                    Lang::En => format!("{}Now held: {made}", stop(&text)),
                    Lang::Ja => format!("。取得:{made}"),
                };
            }
            (mark, at(step), text)
        }
        What::Recurs { step, outcome, .. } => {
            let title = step.title.get(lang);
            let text = match outcome {
                Some(outcome) => {
                    format!("{title}{}{}", result(title, lang), outcome.title.get(lang))
                }
                None => title.to_owned(),
            };
            ("·", at(step), text)
        }
        What::Open { step } => {
            let title = step.title.get(lang);
            let text = match lang {
                Lang::En => format!("Still under way at the horizon: {title}"),
                Lang::Ja => format!("期間末の時点で未完了:{title}"),
            };
            ("·", at(step), text)
        }
        What::Held { artefact } => {
            let title = artefact.title.get(lang);
            let text = match lang {
                Lang::En => format!("Held from now on: {title}"),
                Lang::Ja => format!("この日から保有:{title}"),
            };
            ("·", String::new(), text)
        }
        What::Lost { artefact, days } => {
            let title = artefact.title.get(lang);
            let text = match (days, lang) {
                (Some(days), Lang::En) => format!("Lost for {}: {title}", length(*days, lang)),
                (Some(days), Lang::Ja) => format!("{}の間失効:{title}", length(*days, lang)),
                (None, Lang::En) => format!("Lost for good: {title}"),
                (None, Lang::Ja) => format!("失効:{title}"),
            };
            ("!", String::new(), text)
        }
        What::Reached { milestone, is_target } => {
            let title = milestone.title.get(lang);
            let text = match (lang, is_target) {
                (Lang::En, true) => format!("Target reached: {title}"),
                (Lang::En, false) => format!("Milestone reached: {title}"),
                (Lang::Ja, true) => format!("目標到達:{title}"),
                (Lang::Ja, false) => format!("節目到達:{title}"),
            };
            ("◆", String::new(), text)
        }
        What::UpdateFiled {
            market,
            way,
            candidates,
            waited,
        } => {
            let title = way.title.get(lang);
            let mut text = match (lang, candidates) {
                (Lang::En, 1) => format!("Update begins: {title}"),
                (Lang::En, _) => format!("{candidates} updates begin together: {title}"),
                (Lang::Ja, 1) => format!("更新の開始:{title}"),
                (Lang::Ja, _) => format!("更新{candidates}件の開始:{title}"),
            };
            if *waited >= LEAST_DAYS {
                let days = length(*waited, lang);
                text += &match lang {
                    Lang::En => format!(", after waiting {days} for the one before"),
                    Lang::Ja => format!("(前の更新を待って{days})"),
                };
            }
            ("·", market.title.get(lang).to_owned(), text)
        }
        What::UpdateFielded { market, way, waited } => {
            let (title, days) = (way.title.get(lang), length(*waited, lang));
            let text = match lang {
                Lang::En => format!("Update fielded {days} after it was ready: {title}"),
                Lang::Ja => format!("更新を市場に投入(準備完了から{days}):{title}"),
            };
            ("·", market.title.get(lang).to_owned(), text)
        }
        What::CashOut => {
            let text = lang.pick(
                "Cash runs out: the balance is below zero at the end of this month",
                "資金が尽きる:この月末の残高がマイナスになる",
            );
            ("!", String::new(), text.to_owned())
        }
        What::NeverStart { because, steps } => {
            let reason = match because {
                Because::RouteEnded => lang
                    .pick(
                        "Never start, since the route has ended",
                        "ルート終了のため開始せず",
                    )
                    .to_owned(),
                Because::Horizon => lang
                    .pick("Do not start by the horizon", "期間内に開始せず")
                    .to_owned(),
                Because::Missing(papers) => {
                    let papers: Vec<String> = papers
                        .iter()
                        .map(|id| plan.catalogue.artefact_title(id).get(lang).to_owned())
                        .collect();
                    let papers = papers.join(if is_any(plan, steps) {
                        lang.pick(" or ", "または")
                    } else {
                        lang.pick(" and ", "と")
                    });
                    match lang {
                        Lang::En => format!("Never start, for want of {papers}"),
                        Lang::Ja => format!("{papers}がないため開始せず"),
                    }
                }
            };
            let place = steps.first().map_or_else(String::new, at);
            let is_one_place = steps.iter().all(|step| at(step) == place);
            let titles: Vec<&str> = steps.iter().map(|step| step.title.get(lang)).collect();
            let text = match lang {
                Lang::En => format!("{reason}: {}", titles.join("; ")),
                Lang::Ja => format!("{reason}:{}", titles.join("、")),
            };
            ("!", if is_one_place { place } else { String::new() }, text)
        }
    }
}

/// Whether the first of these steps needs one artefact of several.
fn is_any(plan: &Plan, steps: &[NamedStep]) -> bool {
    let first = steps
        .first()
        .and_then(|first| plan.steps.iter().find(|step| step.id == first.id));
    first.is_some_and(|step| matches!(step.needs, Some(Need::Any(_) | Need::AtLeast(..))))
}

fn ended(step: &NamedStep, days: f64, outcome: Option<&Named>, lang: Lang) -> String {
    let title = step.title.get(lang);
    let mut text = match (days >= LEAST_DAYS, lang) {
        (true, Lang::En) => format!("Ends after {}: {title}", length(days, lang)),
        (false, Lang::En) => format!("Done: {title}"),
        (true, Lang::Ja) => format!("終了({}):{title}", length(days, lang)),
        (false, Lang::Ja) => format!("完了:{title}"),
    };
    if let Some(outcome) = outcome {
        text += &result(title, lang);
        text += outcome.title.get(lang);
    }
    text
}

/// What ends a sentence and begins the next: a title that asks ends itself.
fn stop(text: &str) -> &'static str {
    if text.ends_with(['?', '!', '.', '\u{ff1f}', '。']) {
        " "
    } else {
        ". "
    }
}

/// What stands between a title and an outcome.
fn result(title: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{}Result: ", stop(title)),
        Lang::Ja if title.ends_with(['?', '\u{ff1f}', '。']) => "結果:".to_owned(),
        Lang::Ja => "。結果:".to_owned(),
    }
}

/// The mark of an end, and what follows it.
fn then(follows: &Follows, lang: Lang) -> (&'static str, String) {
    let words = match (follows, lang) {
        (Follows::Done, _) => return ("·", String::new()),
        (Follows::Redo(step), Lang::En) => format!(". Back to “{}”", step.title.get(lang)),
        (Follows::Redo(step), Lang::Ja) => format!("。「{}」からやり直し", step.title.get(lang)),
        (Follows::RouteEnds(route), Lang::En) => {
            format!(". The route ends: {}", route.title.get(lang))
        }
        (Follows::RouteEnds(route), Lang::Ja) => format!("。ルート終了:{}", route.title.get(lang)),
        (Follows::OnHold(lost), Lang::En) => format!(", for want of {}", list(lost, lang)),
        (Follows::OnHold(lost), Lang::Ja) => format!("。{}がないため", list(lost, lang)),
        (Follows::PlanEnds, _) => lang.pick(". The whole plan ends", "。計画全体が終了").to_owned(),
        (Follows::Void, _) => lang
            .pick(". In vain: work was sent back meanwhile", "(やり直しにより無効)")
            .to_owned(),
    };
    ("!", words)
}

fn list(of: &[Named], lang: Lang) -> String {
    let titles: Vec<&str> = of.iter().map(|one| one.title.get(lang)).collect();
    titles.join(lang.pick(", ", "、"))
}

//! The steps on the calendar.

use super::axis::TimeAxis;
use super::format::{percent, year_month};
use super::{GanttGroup, GanttRow, GanttView, Table, is_critical, is_rare};
use crate::order;
use crate::plan::{Milestone, Plan, own_steps};
use crate::run::Summary;
use crate::text::Lang;

/// The rows of one jurisdiction, each with the day that orders it.
struct Group {
    id: String,
    title: String,
    rows: Vec<(f64, GanttRow)>,
}

/// The steps and milestones by jurisdiction, each group in the order of median starts.
#[must_use]
pub fn gantt(plan: &Plan, summary: Option<&Summary>, lang: Lang) -> GanttView {
    let latest = summary.map_or(plan.horizon, |summary| {
        let target = summary.milestones[plan.target]
            .days
            .as_ref()
            .map(|spread| spread.quantile(0.95));
        let steps = summary
            .steps
            .iter()
            .filter(|step| !is_rare(step.happens.value))
            .map(|step| step.finish[1]);
        steps
            .chain(target)
            .filter(|day| day.is_finite())
            .fold(30.0, f64::max)
            .min(plan.horizon)
    });
    let axis = TimeAxis::around(plan.start, 0.0, latest);
    let mut view = GanttView {
        title: finding(plan, summary, lang),
        x_ticks: axis.ticks(9),
        groups: Vec::new(),
        caption: lang
            .pick(
                "Bar: median start to median finish. Whiskers: P10 of the start, P90 of the finish. Dotted: happens in \
                 less than half of the futures. ● on the longest path in at least half of the futures. ◆ milestone.",
                "棒は開始と終了の中央値、ひげは開始のP10と終了のP90。点線は起こる未来が半分未満。●は半分以上の未来で最長経路上。◆は節目。",
            )
            .to_owned(),
        table: Table::of_numbers(
            [
                lang.pick("Step", "工程"),
                lang.pick("Start", "開始"),
                lang.pick("Finish", "終了"),
                "P90",
                lang.pick("Happens", "起こる割合"),
                lang.pick("Critical", "最長経路"),
            ],
            [],
        ),
        axis,
        moment: None,
    };
    let Some(summary) = summary else { return view };
    let mut groups: Vec<Group> = Vec::new();
    for route in &plan.routes {
        let id = &route.def.jurisdiction;
        if !groups.iter().any(|group| group.id == *id) {
            let title = if id.is_empty() {
                own_steps()
            } else {
                plan.catalogue.jurisdiction_title(id)
            };
            groups.push(Group {
                id: id.clone(),
                title: title.get(lang).to_owned(),
                rows: Vec::new(),
            });
        }
    }
    for (index, step) in summary.steps.iter().enumerate() {
        if step.happens.value <= 0.0 || plan.steps[index].recurring.is_some() {
            continue;
        }
        let row = row(
            plan,
            &axis,
            step.id.clone(),
            step.title.get(lang),
            false,
            [step.start, step.finish],
            step.happens.value,
            step.criticality.value,
            lang,
        );
        let jurisdiction = plan.jurisdiction(index);
        if let Some(group) = groups.iter_mut().find(|group| group.id == jurisdiction) {
            group.rows.push((step.start[1], row));
        }
    }
    for (milestone, found) in plan.milestones.iter().zip(&summary.milestones) {
        let Some(days) = &found.days else { continue };
        let at = [0.1, 0.5, 0.9].map(|p| days.level(p).map_or(0.0, |level| level.value));
        let row = row(
            plan,
            &axis,
            milestone.id.clone(),
            milestone.title.get(lang),
            true,
            [at, at],
            found.reached.value,
            1.0,
            lang,
        );
        let jurisdiction = home(plan, milestone);
        let place = groups
            .iter()
            .position(|group| group.id == jurisdiction)
            .unwrap_or_else(|| {
                let title = lang.pick("Milestones", "節目").to_owned();
                groups.push(Group {
                    id: String::new(),
                    title,
                    rows: Vec::new(),
                });
                groups.len() - 1
            });
        // A milestone stands after the step that makes it.
        groups[place].rows.push((at[1] + 0.01, row));
    }
    for Group { title, mut rows, .. } in groups {
        order::by(&mut rows, |a, b| a.0.total_cmp(&b.0));
        for (_, row) in &rows {
            view.table.rows.push(table_row(plan, summary, row));
        }
        view.groups.push(GanttGroup {
            title,
            rows: rows.into_iter().map(|(_, row)| row).collect(),
        });
    }
    view
}

/// The jurisdiction that a milestone belongs to; empty where it spans several.
fn home(plan: &Plan, milestone: &Milestone) -> String {
    milestone
        .route
        .map_or_else(String::new, |route| plan.routes[route].def.jurisdiction.clone())
}

#[expect(
    clippy::too_many_arguments,
    reason = "one place puts a row together from its numbers"
)]
fn row(
    plan: &Plan,
    axis: &TimeAxis,
    id: String,
    title: &str,
    is_milestone: bool,
    [start, finish]: [[f64; 3]; 2],
    share: f64,
    criticality: f64,
    lang: Lang,
) -> GanttRow {
    let dates = if is_milestone || year_month(plan.start, start[1]) == year_month(plan.start, finish[1]) {
        year_month(plan.start, finish[1])
    } else {
        format!(
            "{} → {}",
            year_month(plan.start, start[1]),
            year_month(plan.start, finish[1])
        )
    };
    let remark = if share < 0.995 {
        match lang {
            Lang::En => format!("in {} of futures", percent(share)),
            Lang::Ja => format!("{}の未来で", percent(share)),
        }
    } else {
        String::new()
    };
    GanttRow {
        id,
        title: title.to_owned(),
        is_milestone,
        start: axis.at(start[1]),
        finish: axis.at(finish[1].max(start[1])),
        early: axis.at(start[0]),
        late: axis.at(finish[2]),
        share,
        criticality: if is_milestone { 0.0 } else { criticality },
        is_critical: !is_milestone && is_critical(criticality),
        dates,
        remark,
        state: None,
    }
}

fn table_row(plan: &Plan, summary: &Summary, row: &GanttRow) -> Vec<String> {
    let date = |day: f64| year_month(plan.start, day);
    let cells = if row.is_milestone {
        summary
            .milestones
            .iter()
            .find(|milestone| milestone.id == row.id)
            .and_then(|milestone| {
                let days = milestone.days.as_ref()?;
                let at = |p: f64| days.level(p).map_or_else(String::new, |level| date(level.value));
                Some([
                    String::new(),
                    at(0.5),
                    at(0.9),
                    percent(milestone.reached.value),
                    String::new(),
                ])
            })
    } else {
        summary.steps.iter().find(|step| step.id == row.id).map(|step| {
            [
                date(step.start[1]),
                date(step.finish[1]),
                date(step.finish[2]),
                percent(step.happens.value),
                percent(step.criticality.value),
            ]
        })
    };
    let title = if row.is_milestone {
        format!("◆ {}", row.title)
    } else {
        row.title.clone()
    };
    std::iter::once(title).chain(cells.unwrap_or_default()).collect()
}

fn finding(plan: &Plan, summary: Option<&Summary>, lang: Lang) -> String {
    let target = plan.milestones[plan.target].title.get(lang);
    let longest = summary.and_then(|summary| {
        // What takes the most time on the longest path, weighed by how often it lies there.
        summary
            .steps
            .iter()
            .filter(|step| step.criticality.value > 0.0 && step.finish[1] > step.start[1])
            .max_by(|a, b| {
                let weight = |s: &crate::run::StepSummary| s.criticality.value * (s.finish[1] - s.start[1]);
                weight(a).total_cmp(&weight(b))
            })
    });
    match (longest, lang) {
        (Some(step), Lang::En) => format!(
            "{target}: what holds it up most is “{}”, on the longest path in {} of futures",
            step.title.get(lang),
            percent(step.criticality.value)
        ),
        (Some(step), Lang::Ja) => format!(
            "{target}を最も左右するのは「{}」({}の未来で最長経路上)",
            step.title.get(lang),
            percent(step.criticality.value)
        ),
        (None, _) => target.to_owned(),
    }
}

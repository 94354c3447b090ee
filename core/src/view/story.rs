//! The plan's story and profile, its routes, and the card of one step.

use super::format::{NONE, as_of_words, cited, key_words, money, percent, period, year_month};
use super::wording::{
    Clause, Style, Words, cost_words, duration_words, every_words, fee_words, held_words, plain,
    renews_words, spread_words,
};
use super::{Fact, PlanView, RouteRow, RoutesView, SourceRow, StepCard, Table};
use crate::file::{CompanySize, DeviceKind, Grade, Novelty};
use crate::model::{Effect, FigureKind, Figures};
use crate::plan::{Need, Plan, PlanStep, own_steps};
use crate::run::Summary;
use crate::text::Lang;

fn fact(label: &str, value: impl Into<String>) -> Fact {
    Fact {
        label: label.to_owned(),
        value: value.into(),
    }
}

/// Story, profile and routes of a plan.
#[must_use]
pub fn plan_view(plan: &Plan, summary: Option<&Summary>, lang: Lang) -> PlanView {
    let words = |text: &Option<crate::text::Text>| text.as_ref().map_or("", |text| text.get(lang)).to_owned();
    let mut profile = Vec::new();
    if let Some(title) = &plan.device.title {
        profile.push(fact(lang.pick("Device", "製品"), title.get(lang)));
    }
    if let Some(kind) = plan.device.kind {
        let kind = match kind {
            DeviceKind::Samd => lang.pick("software as a medical device (SaMD)", "プログラム医療機器(SaMD)"),
            DeviceKind::Ivd => lang.pick("in-vitro diagnostic", "体外診断用医薬品・機器"),
            DeviceKind::Hardware => lang.pick("device", "医療機器(ハードウェア)"),
        };
        profile.push(fact(lang.pick("Kind", "種類"), kind));
    }
    if let Some(novelty) = plan.device.novelty {
        let novelty = match novelty {
            Novelty::Generic => lang.pick("generic (me-too)", "後発医療機器"),
            Novelty::Improved => lang.pick("improved", "改良医療機器"),
            Novelty::New => lang.pick("new", "新医療機器"),
        };
        profile.push(fact(lang.pick("Novelty", "新規性"), novelty));
    }
    if !plan.device.class.is_empty() {
        let classes: Vec<String> = plan
            .device
            .class
            .iter()
            .map(|(country, class)| format!("{} {class}", country.to_ascii_uppercase()))
            .collect();
        profile.push(fact(lang.pick("Class", "クラス"), classes.join(" · ")));
    }
    if let Some(title) = &plan.company.title {
        profile.push(fact(lang.pick("Company", "会社"), title.get(lang)));
    }
    if let Some(size) = plan.company.size {
        let size = match size {
            CompanySize::Sme => lang.pick("small or medium", "中小企業"),
            CompanySize::Large => lang.pick("large", "大企業"),
        };
        profile.push(fact(lang.pick("Company size", "会社の規模"), size));
    }
    profile.push(fact(lang.pick("Start", "開始"), plan.start.to_string()));
    profile.push(fact(lang.pick("Horizon", "期間"), period(plan.horizon, lang)));
    if !plan.teams.is_empty() {
        let teams: Vec<String> = plan
            .teams
            .iter()
            .map(|team| {
                let people = team
                    .capacity
                    .map_or_else(|| "∞".to_owned(), |people| people.to_string());
                format!("{} {people}", team.title.get(lang))
            })
            .collect();
        profile.push(fact(lang.pick("Team", "体制"), teams.join(" · ")));
    }
    let notes: Vec<String> = plan
        .routes
        .iter()
        .filter_map(|route| {
            let note = route.def.note.as_ref()?;
            let note = plain(note.get(lang), &plan.catalogue, lang);
            Some(format!("{}: {note}", route.def.title.get(lang)))
        })
        .chain(
            plan.caveats()
                .into_iter()
                .map(|caveat| caveat.text.get(lang).to_owned()),
        )
        .collect();
    PlanView {
        title: plan.title.get(lang).to_owned(),
        summary: words(&plan.summary),
        teaches: words(&plan.teaches),
        profile,
        routes: routes(plan, summary, lang),
        notes,
    }
}

/// The routes of a plan with their odds and costs.
#[must_use]
pub fn routes(plan: &Plan, summary: Option<&Summary>, lang: Lang) -> RoutesView {
    let rows: Vec<RouteRow> = plan
        .routes
        .iter()
        .enumerate()
        .map(|(index, route)| {
            let milestone = plan.milestones.iter().position(|milestone| {
                milestone.route == Some(index)
                    || route
                        .def
                        .grants
                        .first()
                        .is_some_and(|grant| *grant == milestone.id)
            });
            let found =
                milestone.and_then(|milestone| summary.and_then(|summary| summary.milestones.get(milestone)));
            let date = |p: f64| {
                found
                    .and_then(|found| found.days.as_ref())
                    .and_then(|spread| spread.level(p))
                    .map_or_else(|| NONE.to_owned(), |level| year_month(plan.start, level.value))
            };
            let bill = summary.and_then(|summary| summary.routes.get(index));
            let grants: Vec<String> = route
                .def
                .grants
                .iter()
                .map(|id| plan.catalogue.artefact_title(id).get(lang).to_owned())
                .collect();
            let jurisdiction = if route.is_own {
                own_steps().get(lang).to_owned()
            } else {
                plan.catalogue
                    .jurisdiction_title(&route.def.jurisdiction)
                    .get(lang)
                    .to_owned()
            };
            RouteRow {
                id: route.def.id.clone(),
                title: if route.is_own {
                    jurisdiction.clone()
                } else {
                    route.def.title.get(lang).to_owned()
                },
                jurisdiction,
                grants: if grants.is_empty() {
                    NONE.to_owned()
                } else {
                    grants.join(" · ")
                },
                chance: found.map_or_else(|| NONE.to_owned(), |found| percent(found.reached.value)),
                p50: date(0.5),
                p80: date(0.8),
                cost: bill.map_or_else(|| NONE.to_owned(), |bill| money(bill.total, &plan.currency, lang)),
                grades: grades(plan, index),
            }
        })
        .collect();
    let columns = [
        (lang.pick("Route", "ルート"), false),
        (lang.pick("Grants", "得られるもの"), false),
        (lang.pick("Chance", "確率"), true),
        ("P50", true),
        ("P80", true),
        (lang.pick("Mean cost", "平均費用"), true),
        (lang.pick("Figures", "数値の確度"), false),
    ];
    let cells = rows.iter().map(|row| {
        let title = if row.title == row.jurisdiction {
            row.title.clone()
        } else {
            format!("{}: {}", row.jurisdiction, row.title)
        };
        vec![
            title,
            row.grants.clone(),
            row.chance.clone(),
            row.p50.clone(),
            row.p80.clone(),
            row.cost.clone(),
            row.grades.clone(),
        ]
    });
    let table = Table::new(columns, cells);
    RoutesView { routes: rows, table }
}

fn grades(plan: &Plan, route: usize) -> String {
    let count = |grade: Grade| {
        plan.routes[route]
            .def
            .steps
            .iter()
            .flat_map(crate::model::StepDef::all_figures)
            .filter(|figure| figure.provenance.grade == grade)
            .count()
    };
    [Grade::A, Grade::B, Grade::C]
        .into_iter()
        .map(|grade| (grade.letter(), count(grade)))
        .filter(|(_, count)| *count > 0)
        .map(|(letter, count)| format!("{letter} {count}"))
        .collect::<Vec<_>>()
        .join(" · ")
}

/// The card of a step, if the plan has it.
#[must_use]
pub fn step_card(plan: &Plan, summary: Option<&Summary>, id: &str, lang: Lang) -> Option<StepCard> {
    let index = plan.steps.iter().position(|step| step.id == id)?;
    let step = &plan.steps[index];
    let def = plan.def(index);
    let route = &plan.routes[step.route];
    let mut facts = Vec::new();
    if let Some(found) = summary.and_then(|summary| summary.steps.get(index)) {
        let dates = |days: [f64; 3]| days.map(|day| year_month(plan.start, day)).join(" – ");
        if found.happens.value > 0.0 {
            facts.push(fact(
                lang.pick("Happens", "起こる割合"),
                percent(found.happens.value),
            ));
            if step.recurring.is_none() {
                facts.push(fact(
                    lang.pick("Start P10–P50–P90", "開始 P10–P50–P90"),
                    dates(found.start),
                ));
                facts.push(fact(
                    lang.pick("Finish P10–P50–P90", "終了 P10–P50–P90"),
                    dates(found.finish),
                ));
            }
            facts.push(fact(
                lang.pick("On the longest path", "最長経路上"),
                percent(found.criticality.value),
            ));
        }
    }
    let several = step.figures.len() > 1;
    for (place, (need, figures)) in step.figures.iter().enumerate() {
        let condition = if several {
            Some(condition_words(plan, need, place, lang))
        } else {
            None
        };
        figure_facts(figures, condition.as_deref(), lang, &mut facts);
    }
    for rule in &def.rules {
        facts.push(fact(lang.pick("Rule", "規定"), rule.says.get(lang)));
    }
    for (place, (need, figures)) in step.figures.iter().enumerate() {
        for rule in &figures.rules {
            let condition = if several {
                condition_words(plan, need, place, lang)
            } else {
                String::new()
            };
            let label = rule_label(&condition, lang);
            facts.push(fact(&label, rule.says.get(lang)));
        }
    }
    if let Some((paper, every)) = step.recurring {
        let from = plan.catalogue.artefact_title(&plan.artefacts[paper]);
        let name = match lang {
            Lang::En => format!("“{}”", from.get(lang)),
            Lang::Ja => format!("「{}」", from.get(lang)),
        };
        facts.push(if step.is_renewal {
            fact(
                lang.pick("Renews", "更新するもの"),
                renews_words(&name, every, lang),
            )
        } else {
            fact(
                lang.pick("Comes round", "繰り返し"),
                every_words(&name, every, lang),
            )
        });
    }
    let is_repeated = |other: &PlanStep| other.redo_bodies.values().flatten().any(|body| *body == index);
    if plan.steps.iter().any(is_repeated) {
        facts.push(fact(
            lang.pick("Done again", "やり直し"),
            lang.pick(
                "where work is sent back; the dates are of its first start and its last finish",
                "差し戻しの場合に行う。時期は最初の開始と最後の終了",
            ),
        ));
    }
    if let Some(need) = &step.needs {
        facts.push(fact(
            lang.pick("Waits for", "待つもの"),
            need_words(plan, need, lang),
        ));
    }
    let words = Words {
        catalogue: &plan.catalogue,
        route: Some(&route.def),
        lang,
        style: Style::Titles,
    };
    let makes: Vec<String> = crate::define::makes(def)
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .map(|id| words.artefact_and_standing(id))
        .collect();
    if !makes.is_empty() {
        facts.push(fact(lang.pick("Makes", "得られるもの"), makes.join(" · ")));
    }
    if !step.uses.is_empty() {
        let people: Vec<String> = step
            .uses
            .iter()
            .map(|(team, people)| format!("{} {people}", plan.teams[*team].title.get(lang)))
            .collect();
        facts.push(fact(lang.pick("People", "担当"), people.join(" · ")));
    }
    if let Some(when) = spread_words(def.spread, lang) {
        facts.push(fact(lang.pick("Third parties paid", "外部費用の支払"), when));
    }
    let jurisdiction = plan.catalogue.jurisdiction_title(&route.def.jurisdiction);
    let subtitle = if route.is_own {
        own_steps().get(lang).to_owned()
    } else {
        format!("{} · {}", jurisdiction.get(lang), route.def.title.get(lang))
    };
    Some(StepCard {
        id: step.id.clone(),
        title: def.title.get(lang).to_owned(),
        subtitle,
        facts,
        note: def
            .note
            .as_ref()
            .map_or_else(String::new, |note| note.get(lang).to_owned()),
        sources: sources(plan, index, lang),
    })
}

/// What a rule is called on a card, with the case that it is about.
pub(super) fn rule_label(condition: &str, lang: Lang) -> String {
    let rule = lang.pick("Rule", "規定");
    if condition.is_empty() {
        rule.to_owned()
    } else {
        format!("{rule}, {condition}")
    }
}

fn figure_facts(figures: &Figures, condition: Option<&str>, lang: Lang, facts: &mut Vec<Fact>) {
    let label = |words: &str| match condition {
        Some(condition) => format!("{words}, {condition}"),
        None => words.to_owned(),
    };
    if let Some(duration) = &figures.duration {
        facts.push(Fact {
            label: label(lang.pick("Duration", "所要期間")),
            value: duration_words(duration, lang),
        });
    }
    if let Some(fee) = &figures.fee {
        facts.push(Fact {
            label: label(lang.pick("Fee", "手数料")),
            value: fee_words(fee, lang),
        });
    }
    if let Some(cost) = &figures.cost {
        facts.push(Fact {
            label: label(lang.pick("Third-party cost", "外部費用")),
            value: cost_words(cost, lang),
        });
    }
    let outcomes = figures.outcomes.as_deref().unwrap_or_default();
    if outcomes.len() > 1 {
        let words: Vec<String> = outcomes
            .iter()
            .map(|outcome| {
                let name = outcome
                    .title
                    .as_ref()
                    .map_or(outcome.id.as_str(), |title| title.get(lang));
                let after = match &outcome.effect {
                    Effect::Stop(_) => lang.pick(", the route ends", "(ルート終了)"),
                    Effect::Redo { .. } => lang.pick(", work goes back", "(やり直し)"),
                    Effect::Done if outcome.delay.is_some() => lang.pick(", later", "(遅延)"),
                    Effect::Done => "",
                };
                format!("{} {name}{after}", percent(outcome.p))
            })
            .collect();
        facts.push(Fact {
            label: label(lang.pick("Outcomes", "結果")),
            value: words.join(" · "),
        });
    }
}

pub(super) fn condition_words(plan: &Plan, need: &Need, place: usize, lang: Lang) -> String {
    if *need == Need::Always(true) {
        return if place == 0 {
            String::new()
        } else {
            lang.pick("otherwise", "それ以外").to_owned()
        };
    }
    match lang {
        Lang::En => format!("with {}", need_words(plan, need, lang)),
        Lang::Ja => format!("{}がある場合", need_words(plan, need, lang)),
    }
}

fn need_words(plan: &Plan, need: &Need, lang: Lang) -> String {
    fn clause(plan: &Plan, need: &Need, lang: Lang) -> Clause {
        let each = |of: &[Need]| of.iter().map(|need| clause(plan, need, lang)).collect();
        match need {
            Need::Always(_) => Clause::One(NONE.to_owned()),
            Need::Held {
                artefact,
                for_at_least,
                not_older_than,
            } => {
                let title = plan.catalogue.artefact_title(&plan.artefacts[*artefact]);
                Clause::One(held_words(title.get(lang), *for_at_least, *not_older_than, lang))
            }
            Need::All(of) => Clause::All(each(of)),
            Need::Any(of) => Clause::Any(each(of)),
            Need::AtLeast(k, of) => Clause::AtLeast(*k, each(of)),
        }
    }
    clause(plan, need, lang).words(lang)
}

fn sources(plan: &Plan, index: usize, lang: Lang) -> Vec<SourceRow> {
    let def = plan.def(index);
    let figures = &plan.steps[index].figures;
    let rules = def
        .rules
        .iter()
        .chain(figures.iter().flat_map(|(_, figures)| &figures.rules))
        .map(|rule| (lang.pick("Rule", "規定"), &rule.provenance));
    let figures = figures
        .iter()
        .flat_map(|(_, figures)| figures.figures())
        .map(|figure| {
            let what = match figure.what {
                FigureKind::Duration => lang.pick("Duration", "所要期間"),
                FigureKind::Fee => lang.pick("Fee", "手数料"),
                FigureKind::Cost => lang.pick("Third-party cost", "外部費用"),
                FigureKind::Odds => lang.pick("Odds", "確率"),
            };
            (what, figure.provenance)
        });
    let mut rows: Vec<SourceRow> = Vec::new();
    for (what, provenance) in rules.chain(figures) {
        for key in &provenance.sources {
            let source = plan.catalogue.registers.sources.get(key);
            let title = match source {
                Some(source) => cited(source, lang),
                None => key_words(key, lang).to_owned(),
            };
            let row = SourceRow {
                figure: what.to_owned(),
                grade: provenance.grade.letter().to_owned(),
                as_of: as_of_words(provenance),
                title,
                url: source.and_then(|source| source.url.clone()).unwrap_or_default(),
            };
            if !rows.contains(&row) {
                rows.push(row);
            }
        }
    }
    rows
}

//! From joins and conditions, as files state them, to gates over steps and needs of artefacts, and the milestones made of
//! them.

use std::collections::{BTreeMap, BTreeSet};

use super::assembly::{Artefacts, Asker, Assembly};
use super::{
    Gate, Milestone, Need, PlanRoute, PlanStep, Trigger, driver_artefact, gate_steps, subsidy_artefacts,
};
use crate::decision::Decision;
use crate::define::{Askable, outcome_ids, own_artefacts};
use crate::file::ArtefactKind;
use crate::file::At;
use crate::model::{Condition, Join, OptionDef, StepDef};
use crate::text::Text;

impl Assembly<'_> {
    /// The alternatives that there are: a step of a catalogue route that the plan does not take never comes, so that a
    /// plan can name what it would wait for on either of two routes.
    fn alternatives<'j>(
        &self,
        of: &'j [Join],
        names: &BTreeMap<String, usize>,
    ) -> impl Iterator<Item = &'j Join> + use<'j> {
        let is_untaken = |join: &&Join| {
            let Join::Step {
                route: Some(route),
                step,
                ..
            } = join
            else {
                return false;
            };
            let def = self.catalogue.routes.get(route);
            !names.contains_key(&format!("{route}/{step}"))
                && def.is_some_and(|def| def.steps.iter().any(|known| known.id == *step))
        };
        let there: Vec<&Join> = of.iter().filter(|join| !is_untaken(join)).collect();
        there.into_iter()
    }

    pub(super) fn gate(
        &mut self,
        join: &Join,
        route_id: &str,
        names: &BTreeMap<String, usize>,
        routes: &[PlanRoute],
    ) -> Gate {
        match join {
            Join::All(of) => Gate::All(
                of.iter()
                    .map(|join| self.gate(join, route_id, names, routes))
                    .collect(),
            ),
            Join::Any(of) => Gate::Any(
                self.alternatives(of, names)
                    .map(|join| self.gate(join, route_id, names, routes))
                    .collect(),
            ),
            Join::AtLeast(k, of) => Gate::AtLeast(
                *k,
                self.alternatives(of, names)
                    .map(|join| self.gate(join, route_id, names, routes))
                    .collect(),
            ),
            Join::Step {
                route,
                step,
                outcome,
                span,
            } => {
                let name = format!("{}/{step}", route.as_deref().unwrap_or(route_id));
                let Some(index) = names.get(&name) else {
                    if self.off_step(route.as_deref(), step) {
                        return Gate::Any(Vec::new());
                    }
                    let known = names.keys().map(String::as_str);
                    let otherwise = [
                        "name a step of a chosen route, as `route/step`",
                        "選択中のルートの工程を `route/step` の形で指定してください",
                    ];
                    let what = ["step", "工程"];
                    self.checker
                        .unknown("unknown-step", &At::named(&name, span), what, known, otherwise);
                    return Gate::All(Vec::new());
                };
                let outcome = outcome.as_ref().and_then(|outcome| {
                    let def = find_step(routes, &name);
                    let ids: Vec<&str> = outcome_ids(def).into_iter().collect();
                    let place = ids.iter().position(|id| id == outcome);
                    if place.is_none() {
                        self.checker.outcome(&At::named(outcome, span), &name, &ids);
                    }
                    place
                });
                Gate::Step(*index, outcome)
            }
        }
    }

    pub(super) fn need(&self, condition: &Condition, asker: &Asker<'_>, artefacts: &mut Artefacts) -> Need {
        let plan = self.plan;
        match condition {
            Condition::Held {
                artefact,
                for_at_least,
                not_older_than,
                ..
            } => {
                let own = Need::Held {
                    artefact: artefacts.index(artefact),
                    for_at_least: *for_at_least,
                    not_older_than: *not_older_than,
                };
                match self.standing(artefact, artefacts) {
                    None => own,
                    Some(standing) => simplify_all(vec![own, standing]),
                }
            }
            Condition::All(of) => simplify_all(
                of.iter()
                    .map(|condition| self.need(condition, asker, artefacts))
                    .collect(),
            ),
            Condition::Any(of) => simplify_any(
                of.iter()
                    .map(|condition| self.need(condition, asker, artefacts))
                    .collect(),
            ),
            Condition::AtLeast(k, of) => {
                let of: Vec<Need> = of
                    .iter()
                    .map(|condition| self.need(condition, asker, artefacts))
                    .collect();
                let sure = of.iter().filter(|need| **need == Need::Always(true)).count();
                let open: Vec<Need> = of
                    .into_iter()
                    .filter(|need| !matches!(need, Need::Always(_)))
                    .collect();
                match k.saturating_sub(sure) {
                    0 => Need::Always(true),
                    k if k > open.len() => Need::Always(false),
                    k => Need::AtLeast(k, open),
                }
            }
            Condition::Device(device) => {
                let asked = &device.0;
                let whose = asked
                    .jurisdiction
                    .as_ref()
                    .map_or(asker.jurisdiction, |at| at.value.as_str());
                let class = plan.device.class.get(whose).map(|at| &at.value);
                Need::Always(
                    asked.kind.is_none_or(|kind| plan.device.kind == Some(kind))
                        && asked
                            .novelty
                            .is_none_or(|novelty| plan.device.novelty == Some(novelty))
                        && asked
                            .class
                            .as_ref()
                            .is_none_or(|asked| class == Some(&asked.value)),
                )
            }
            Condition::Company(company) => Need::Always(plan.company.size == Some(company.size)),
            Condition::Option(values) => Need::Always(
                values
                    .iter()
                    .all(|(option, choice)| asker.options.get(option).is_some_and(|chosen| chosen == choice)),
            ),
            Condition::Driver(id) if plan.driver.iter().any(|at| at.value.id.value == *id) => Need::Held {
                artefact: artefacts.index(&driver_artefact(id)),
                for_at_least: 0.0,
                not_older_than: f64::INFINITY,
            },
            Condition::Driver(_) => Need::Always(false),
            Condition::Decided(id) | Condition::Awarded(id) => {
                let is_award = matches!(condition, Condition::Awarded(_));
                let subsidies = plan.money.iter().flat_map(|at| &at.value.subsidy);
                if subsidies.into_iter().any(|at| at.value.scheme.value == *id) {
                    Need::Held {
                        artefact: artefacts.index(&subsidy_artefacts(id)[usize::from(is_award)]),
                        for_at_least: 0.0,
                        not_older_than: f64::INFINITY,
                    }
                } else {
                    Need::Always(!is_award)
                }
            }
        }
    }

    /// What an artefact stands on.
    fn standing(&self, artefact: &str, artefacts: &mut Artefacts) -> Option<Need> {
        let standing = self.catalogue.registers.standings.get(artefact)?;
        let options = BTreeMap::new();
        let asker = Asker {
            jurisdiction: "",
            options: &options,
        };
        Some(self.need(standing.condition.as_ref()?, &asker, artefacts))
    }

    /// What each artefact stands on; those that are named only there are added.
    pub(super) fn standings(&self, artefacts: &mut Artefacts) -> Vec<Option<Need>> {
        let mut standings = Vec::new();
        while let Some(id) = artefacts.ids.get(standings.len()).cloned() {
            standings.push(self.standing(&id, artefacts));
        }
        standings
    }

    pub(super) fn milestones(
        &mut self,
        routes: &[PlanRoute],
        names: &BTreeMap<String, usize>,
        draft: &[PlanStep],
        artefacts: &mut Artefacts,
    ) -> Vec<Milestone> {
        let plan = self.plan;
        let options = self.choices();
        let defs: Vec<OptionDef> = self.options.iter().map(Decision::as_option).collect();
        let asker = Asker {
            jurisdiction: "",
            options: &options,
        };
        let own = own_artefacts(self.document);
        let mut milestones: Vec<Milestone> = Vec::new();
        for at in &plan.milestone {
            let m = &at.value;
            self.checker.id(&m.id);
            if milestones.iter().any(|other| other.id == m.id.value) {
                self.once(&m.id, ["milestone", "節目"]);
            }
            let trigger = match (&m.when, &m.at, &m.after) {
                (Some(when), day, None) => {
                    let condition = self.checker.condition(when, &own, 0);
                    self.checker
                        .may_ask(&condition, Askable::of_plan(&defs), &when.span);
                    let need = self.need(&condition, &asker, artefacts);
                    match day {
                        Some(day) => Trigger::On(self.checker.time(day), need),
                        None => Trigger::Need(need),
                    }
                }
                (None, None, Some(after)) => {
                    let join = self.checker.join(after, 0);
                    Trigger::Gate(self.gate(&join, &plan.id.value, names, routes))
                }
                _ => {
                    self.checker.report(
                        "bad-milestone",
                        &at.span,
                        [
                            format!("milestone `{}` needs one of `when` and `after`", m.id.value),
                            format!(
                                "節目 `{}` には `when` と `after` のどちらか一つが必要です",
                                m.id.value
                            ),
                        ],
                        [
                            "say what makes it; `at` goes with `when`",
                            "何で到達とするかを書いてください(`at` は `when` と併せて使います)",
                        ],
                    );
                    continue;
                }
            };
            milestones.push(Milestone {
                id: m.id.value.clone(),
                title: m.title.clone(),
                trigger,
                route: None,
            });
        }
        let mut approvals = Vec::new();
        for (route, r) in routes.iter().enumerate() {
            for grant in &r.def.grants {
                let def = self.catalogue.registers.artefacts.get(grant);
                if def.is_none_or(|def| def.kind == ArtefactKind::Document) {
                    // A paper is a means, not a point in time that anybody cares about.
                    continue;
                }
                let own = Need::held(artefacts.index(grant));
                let held = match self.standing(grant, artefacts) {
                    None => own,
                    Some(standing) => simplify_all(vec![own, standing]),
                };
                if def.is_some_and(|def| def.kind == ArtefactKind::Authorisation)
                    && !approvals.contains(&held)
                {
                    approvals.push(held.clone());
                }
                let known = milestones.iter_mut().find(|milestone| {
                    milestone.id == *grant
                        || matches!(&milestone.trigger, Trigger::Need(need) if *need == held)
                });
                match known {
                    Some(milestone) => milestone.route = milestone.route.or(Some(route)),
                    None => milestones.push(Milestone {
                        id: grant.clone(),
                        title: self.catalogue.artefact_title(grant),
                        trigger: Trigger::Need(held),
                        route: Some(route),
                    }),
                }
            }
        }
        if !approvals.is_empty()
            && !milestones
                .iter()
                .any(|milestone| milestone.id == "first-approval")
        {
            milestones.push(Milestone {
                id: "first-approval".to_owned(),
                title: Text::new("First approval", "最初の承認"),
                trigger: Trigger::Need(simplify_any(approvals)),
                route: None,
            });
        }
        if milestones.is_empty() {
            let followed: BTreeSet<usize> = crate::order::set(
                draft
                    .iter()
                    .flat_map(|step| step.after.iter().flat_map(gate_steps)),
            );
            let last =
                (0..draft.len()).filter(|step| !followed.contains(step) && draft[*step].recurring.is_none());
            milestones.push(Milestone {
                id: "finish".to_owned(),
                title: Text::new("Finish", "完了"),
                trigger: Trigger::Gate(Gate::All(last.map(|step| Gate::Step(step, None)).collect())),
                route: None,
            });
        }
        milestones
    }
}

fn find_step<'r>(routes: &'r [PlanRoute], name: &str) -> &'r StepDef {
    routes
        .iter()
        .flat_map(|route| route.def.steps.iter().map(move |step| (route, step)))
        .find(|(route, step)| {
            name.strip_prefix(&route.def.id)
                .and_then(|rest| rest.strip_prefix('/'))
                == Some(&step.id)
        })
        .map(|(_, step)| step)
        .expect("the name was found among these steps")
}

pub(super) fn simplify_all(mut needs: Vec<Need>) -> Need {
    if needs.contains(&Need::Always(false)) {
        return Need::Always(false);
    }
    needs.retain(|need| *need != Need::Always(true));
    match needs.len() {
        0 => Need::Always(true),
        1 => needs.remove(0),
        _ => Need::All(needs),
    }
}

fn simplify_any(mut needs: Vec<Need>) -> Need {
    if needs.contains(&Need::Always(true)) {
        return Need::Always(true);
    }
    needs.retain(|need| *need != Need::Always(false));
    match needs.len() {
        0 => Need::Always(false),
        1 => needs.remove(0),
        _ => Need::Any(needs),
    }
}

//! One step of a route as this plan has it: what it waits for, its figures, and who does it.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Artefacts, Assembly};
use crate::decision::Decision;
use crate::define::{Askable, makes, outcome_ids, own_artefacts};
use crate::diag::Remedy;
use crate::file::At;
use crate::model::{Condition, Figures, OptionDef, RouteDef, StepDef};
use crate::plan::{Need, PlanRoute, PlanStep, Team};

/// Who asks: what the profile-side of a condition is judged by.
pub(in crate::plan) struct Asker<'p> {
    pub(in crate::plan) jurisdiction: &'p str,
    pub(in crate::plan) options: &'p BTreeMap<String, String>,
}

impl Assembly<'_> {
    /// One step, before its place in the order is known.
    pub(super) fn step(
        &mut self,
        routes: &[PlanRoute],
        route_index: usize,
        def_index: usize,
        names: &BTreeMap<String, usize>,
        teams: &[Team],
        artefacts: &mut Artefacts,
    ) -> PlanStep {
        let route = &routes[route_index];
        let def = &route.def.steps[def_index];
        let asker = Asker {
            jurisdiction: &route.def.jurisdiction,
            options: &route.options,
        };
        let after = def
            .after
            .as_ref()
            .map(|join| self.gate(join, &route.def.id, names, routes));
        let needs = self.needs(route, def, &asker, artefacts);
        let figures = self.figures(def, &asker, artefacts);
        let uses = self.uses(route, def, teams);
        let mut produces: Vec<usize> = def.produces.iter().map(|id| artefacts.index(id)).collect();
        produces.dedup();
        for outcome in figures
            .iter()
            .flat_map(|(_, figures)| figures.outcomes.iter().flatten())
        {
            for id in outcome
                .produces
                .iter()
                .chain(outcome.lose.iter().map(|(id, _)| id))
            {
                artefacts.index(id);
            }
        }
        PlanStep {
            route: route_index,
            def: def_index,
            id: format!("{}/{}", route.def.id, def.id),
            after,
            needs,
            figures,
            outcome_ids: outcome_ids(def).into_iter().map(str::to_owned).collect(),
            produces,
            uses,
            recurring: def
                .recurring
                .as_ref()
                .map(|(id, every)| (artefacts.index(id), *every)),
            is_renewal: false,
            turn: 0,
            redo_bodies: BTreeMap::new(),
        }
    }

    /// What a step waits for: what the catalogue says, and what the plan's holds add.
    fn needs(
        &mut self,
        route: &PlanRoute,
        def: &StepDef,
        asker: &Asker<'_>,
        artefacts: &mut Artefacts,
    ) -> Option<Need> {
        let mut needs: Vec<Need> = def
            .needs
            .iter()
            .map(|condition| self.need(condition, asker, artefacts))
            .collect();
        if !route.is_own {
            let plan = self.plan;
            let uses = plan.route.iter().filter(|at| at.value.id.value == route.def.id);
            for hold in uses
                .flat_map(|at| &at.value.hold)
                .filter(|hold| hold.value.on && hold.value.step.value == def.id)
            {
                let own = own_artefacts(self.document);
                let condition = self.checker.condition(&hold.value.until, &own, 0);
                // A hold is the plan's own: it may ask for the plan's options as well as for the route's.
                let defs: Vec<OptionDef> = self
                    .options
                    .iter()
                    .map(Decision::as_option)
                    .chain(route.def.options.iter().cloned())
                    .collect();
                self.checker
                    .may_ask(&condition, Askable::of_route(&defs), &hold.value.until.span);
                let mut options = route.options.clone();
                options.append(&mut self.choices());
                let asker = Asker {
                    jurisdiction: asker.jurisdiction,
                    options: &options,
                };
                needs.push(self.need(&condition, &asker, artefacts));
            }
        }
        match needs.len() {
            0 => None,
            1 => needs.pop(),
            _ => Some(Need::All(needs)),
        }
    }

    /// The figures of a step, variant by variant, up to the first that always serves.
    fn figures(&self, def: &StepDef, asker: &Asker<'_>, artefacts: &mut Artefacts) -> Vec<(Need, Figures)> {
        let mut figures = Vec::new();
        for variant in &def.variants {
            let need = self.need(&variant.when, asker, artefacts);
            if need != Need::Always(false) {
                let merged = Figures {
                    duration: variant
                        .figures
                        .duration
                        .clone()
                        .or_else(|| def.figures.duration.clone()),
                    fee: variant.figures.fee.clone().or_else(|| def.figures.fee.clone()),
                    cost: variant.figures.cost.clone().or_else(|| def.figures.cost.clone()),
                    outcomes: variant
                        .figures
                        .outcomes
                        .clone()
                        .or_else(|| def.figures.outcomes.clone()),
                    rules: variant.figures.rules.clone(),
                };
                let is_last = need == Need::Always(true);
                figures.push((need, merged));
                if is_last {
                    break;
                }
            }
        }
        if figures.last().is_none_or(|(need, _)| *need != Need::Always(true)) {
            figures.push((Need::Always(true), def.figures.clone()));
        }
        figures
    }

    /// Who does the work of a step, and how many of them.
    fn uses(&mut self, route: &PlanRoute, def: &StepDef, teams: &[Team]) -> Vec<(usize, u32)> {
        let mut uses: Vec<(usize, u32)> = Vec::new();
        for (team, (people, span)) in &def.uses {
            let shared = self.plan.team.get(team).and_then(|at| at.value.same_as.as_ref());
            let team = shared.map_or(team, |other| &other.value);
            let Some(index) = teams.iter().position(|known| known.id == *team) else {
                // A catalogue step may name a team that the plan does not count.
                if route.is_own {
                    let known = teams.iter().map(|known| known.id.as_str());
                    let otherwise = [
                        format!("declare it with `[plan.team.{team}]`"),
                        format!("`[plan.team.{team}]` で宣言してください"),
                    ];
                    let what = ["team", "チーム"];
                    self.checker
                        .unknown("unknown-team", &At::named(team, span), what, known, otherwise);
                }
                continue;
            };
            if let Some(capacity) = teams[index].capacity
                && *people > capacity
            {
                let span = if route.is_own {
                    span.clone()
                } else {
                    self.plan.team[team].span.clone()
                };
                self.checker.report(
                    "team-too-small",
                    &span,
                    [
                        format!(
                            "step `{}/{}` needs {people} of team `{team}`, which has {capacity}",
                            route.def.id, def.id
                        ),
                        format!(
                            "工程 `{}/{}` にはチーム `{team}` が{people}人必要ですが、{capacity}人です",
                            route.def.id, def.id
                        ),
                    ],
                    [
                        "raise the capacity, or use fewer people",
                        "チームの人数を増やすか、必要な人数を減らしてください",
                    ],
                );
            }
            // Whoever does the work of two teams does it at the same time.
            match uses.iter_mut().find(|(known, _)| *known == index) {
                Some((_, most)) => *most = (*most).max(*people),
                None => uses.push((index, *people)),
            }
        }
        uses
    }

    /// Lets the steps that renew artefacts come round, and tells after how many days the others lapse.
    pub(super) fn renewals(
        &mut self,
        routes: &[PlanRoute],
        draft: &mut [PlanStep],
        artefacts: &Artefacts,
    ) -> Vec<Option<f64>> {
        let mut lapses = Vec::with_capacity(artefacts.ids.len());
        for (paper, id) in artefacts.ids.iter().enumerate() {
            let standing = self.catalogue.registers.standings.get(id);
            let Some((standing, valid_for)) = standing.and_then(|s| Some((s, s.valid_for?))) else {
                lapses.push(None);
                continue;
            };
            let mut is_renewed = false;
            if let Some((name, span)) = &standing.renew {
                let makes_it = |route: &PlanRoute| {
                    route.is_own
                        || route
                            .def
                            .steps
                            .iter()
                            .any(|step| makes(step).any(|made| made == id))
                };
                for step in draft.iter_mut() {
                    let route = &routes[step.route];
                    let def = &route.def.steps[step.def];
                    if def.id != *name || !makes_it(route) {
                        continue;
                    }
                    if route.is_own {
                        self.checker.renewal(def, span);
                    }
                    step.recurring = Some((paper, valid_for));
                    step.is_renewal = true;
                    is_renewed = true;
                }
                let is_ours = self.document.artefact.iter().any(|at| at.value.id.value == *id);
                if !is_renewed && is_ours {
                    let at = At::named(name, span);
                    let known = self.document.step.iter().map(|at| at.value.id.value.as_str());
                    self.checker.unknown(
                        "unknown-step",
                        &at,
                        ["step", "工程"],
                        known,
                        [
                            "name a step of this file, or of a chosen route that makes the artefact",
                            "このファイルの工程か、その成果物を作る選択中のルートの工程を指定してください",
                        ],
                    );
                }
            }
            lapses.push((!is_renewed).then_some(valid_for));
        }
        lapses
    }

    /// `lacking`: the artefact that is missing, and others that might do in its place. `asks_device`: what lacks them would
    /// do with another, if the device were of another class or kind.
    pub(in crate::plan) fn missing_artefact(
        &mut self,
        lacking: &[&str],
        by: &str,
        span: &Range<usize>,
        asks_device: bool,
    ) {
        let Some(artefact) = lacking.first() else { return };
        let catalogue = self.catalogue;
        let makers = |artefact: &str| -> Vec<&RouteDef> {
            let is_made = |step: &StepDef| makes(step).any(|made| made == artefact);
            let routes = catalogue.routes.values().map(AsRef::as_ref);
            routes
                .filter(|route: &&RouteDef| route.steps.iter().any(is_made))
                .collect()
        };
        let ids: Vec<&str> = makers(artefact).iter().map(|route| route.id.as_str()).collect();
        let help = if let Some(off) = self.off_maker(artefact) {
            [
                format!(
                    "take route `{}` up again, which makes it, or do not wait for it",
                    off.id
                ),
                format!(
                    "これを作るルート `{}` を再び使うか、待つのをやめてください",
                    off.id
                ),
            ]
        } else if ids.is_empty() {
            [
                "add a step that produces it, or say since when it is `held`".to_owned(),
                "これを作る工程を加えるか、いつからあるかを `held` に書いてください".to_owned(),
            ]
        } else {
            [
                format!(
                    "add route `{}`, which makes it, or say since when it is `held`",
                    ids.join("` or `")
                ),
                format!(
                    "これを作るルート `{}` を加えるか、いつからあるかを `held` に書いてください",
                    ids.join("` か `")
                ),
            ]
        };
        let help = if asks_device {
            let [en, ja] = help;
            [
                format!("{en}; or give the device the class or kind that opens another way"),
                format!("{ja}。機器のクラス分類や種類を、別の方法が使えるものに変えることもできます"),
            ]
        } else {
            help
        };
        let kind = self.plan.device.kind;
        let serves =
            |route: &&RouteDef| kind.is_none_or(|kind| route.kinds.is_empty() || route.kinds.contains(&kind));
        let mut remedies: Vec<Remedy> = Vec::new();
        for artefact in lacking {
            for route in makers(artefact).into_iter().filter(serves) {
                let is_known =
                    |known: &Remedy| matches!(known, Remedy::Take { route: id, .. } if *id == route.id);
                if !remedies.iter().any(is_known) {
                    remedies.push(Remedy::Take {
                        route: route.id.clone(),
                        artefact: (*artefact).to_owned(),
                    });
                }
            }
        }
        self.checker.offer(
            "missing-artefact",
            span,
            [
                format!("`{by}` needs `{artefact}`, which no chosen route makes"),
                format!("`{by}` に必要な `{artefact}` を作るルートが選ばれていません"),
            ]
            .into(),
            help.into(),
            remedies,
        );
    }
}

/// Whether a condition asks for the device's profile.
pub(in crate::plan) fn asks_device(condition: &Condition) -> bool {
    match condition {
        Condition::All(of) | Condition::Any(of) | Condition::AtLeast(_, of) => of.iter().any(asks_device),
        Condition::Device(_) => true,
        Condition::Held { .. }
        | Condition::Company(_)
        | Condition::Option(_)
        | Condition::Driver(_)
        | Condition::Decided(_)
        | Condition::Awarded(_) => false,
    }
}

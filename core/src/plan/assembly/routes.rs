//! The routes that a plan takes, those that it leaves, and the teams that do the work.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::Assembly;
use crate::define::makes;
use crate::diag::listed;
use crate::file::{self, At};
use crate::limits;
use crate::model::RouteDef;
use crate::plan::{PlanRoute, PlanStep, Team};
use crate::text::Text;

impl Assembly<'_> {
    pub(super) fn routes(&mut self) -> Vec<PlanRoute> {
        let plan = self.plan;
        let mut routes: Vec<PlanRoute> = Vec::new();
        for at in &plan.route {
            let r = &at.value;
            let Some(def) = self.catalogue.routes.get(&r.id.value) else {
                let known = self.catalogue.routes.keys().map(String::as_str);
                let otherwise = [
                    "`regpath catalogue list` shows all routes",
                    "`regpath catalogue list` で全ルートを確認できます",
                ];
                let what = ["route", "ルート"];
                self.checker
                    .unknown("unknown-route", &r.id, what, known, otherwise);
                continue;
            };
            if def.is_update && !self.is_update {
                self.checker.report(
                    "route-for-updates",
                    &r.id.span,
                    [
                        format!("route `{}` fields one update of a product on the market", def.id),
                        format!("ルート `{}` は市販後の製品の更新用です", def.id),
                    ],
                    [
                        "name it as a `regime` of a market in `[plan.lifecycle]`",
                        "`[plan.lifecycle]` の市場の `regime` として指定してください",
                    ],
                );
            }
            if def.id == plan.id.value {
                self.checker.report(
                    "duplicate-id",
                    &plan.id.span,
                    [
                        format!("plan `{}` has the name of a route that it chooses", def.id),
                        format!("計画のid `{}` が、選んだルートのidと同じです", def.id),
                    ],
                    ["give the plan another id", "計画に別のidを付けてください"],
                );
            }
            if routes.iter().any(|route| route.def.id == def.id) {
                self.checker.report(
                    "duplicate-id",
                    &r.id.span,
                    [
                        format!("route `{}` is chosen twice", def.id),
                        format!("ルート `{}` が重複して選ばれています", def.id),
                    ],
                    ["keep one of the two", "どちらか一方だけを残してください"],
                );
                continue;
            }
            if !r.on {
                self.off.push(Arc::clone(def));
                continue;
            }
            if let Some(kind) = plan.device.kind
                && !def.kinds.is_empty()
                && !def.kinds.contains(&kind)
            {
                self.checker.report(
                    "wrong-kind",
                    &r.id.span,
                    [
                        format!(
                            "route `{}` does not serve a device of kind `{}`",
                            def.id,
                            kind.word()
                        ),
                        format!(
                            "ルート `{}` は種類が `{}` の機器を対象としていません",
                            def.id,
                            kind.word()
                        ),
                    ],
                    [
                        "choose another route, or mend `device.kind`",
                        "別のルートを選ぶか、`device.kind` を直してください",
                    ],
                );
            }
            let options = self.route_options(def, r);
            let not_before = r.not_before.as_ref().map_or(0.0, |at| self.checker.time(at));
            for hold in &r.hold {
                let step = &hold.value.step;
                if !def.steps.iter().any(|known| known.id == step.value) {
                    let known = def.steps.iter().map(|known| known.id.as_str());
                    let otherwise = [
                        format!("name a step of `{}`", def.id),
                        format!("`{}` の工程を指定してください", def.id),
                    ];
                    let what = ["step", "工程"];
                    self.checker.unknown("unknown-step", step, what, known, otherwise);
                }
            }
            routes.push(PlanRoute {
                def: Arc::clone(def),
                options,
                not_before,
                is_own: false,
            });
        }
        routes
    }

    /// What each option of a route stands at: as the plan says, or else as the catalogue does.
    fn route_options(&mut self, def: &RouteDef, r: &file::RouteUse) -> BTreeMap<String, String> {
        let mut options: BTreeMap<String, String> = crate::order::map(
            def.options
                .iter()
                .map(|option| (option.id.clone(), option.default.clone())),
        );
        for (id, choice) in &r.options {
            let Some(option) = def.options.iter().find(|option| option.id == *id) else {
                let known: Vec<&str> = def.options.iter().map(|option| option.id.as_str()).collect();
                let all = [
                    format!("options of `{}`", def.id),
                    format!("`{}` の選択項目", def.id),
                ];
                let otherwise = listed(all.each_ref().map(String::as_str), &known);
                let at = At::named(id, &choice.span);
                let what = ["option", "選択項目"];
                self.checker
                    .unknown("unknown-option", &at, what, known, otherwise);
                continue;
            };
            if option.choices.iter().any(|(known, _)| *known == choice.value) {
                options.insert(id.clone(), choice.value.clone());
            } else {
                let known: Vec<&str> = option.choices.iter().map(|(known, _)| known.as_str()).collect();
                self.checker.choice(choice, id, &known);
            }
        }
        options
    }

    /// Whether a route that is not taken has this step.
    pub(in crate::plan) fn off_step(&self, route: Option<&str>, step: &str) -> bool {
        let mut off = self.off.iter().filter(|off| Some(off.id.as_str()) == route);
        off.any(|off| off.steps.iter().any(|known| known.id == *step))
    }

    /// The route that is not taken and would make an artefact.
    pub(in crate::plan) fn off_maker(&self, artefact: &str) -> Option<&RouteDef> {
        let makes_it = |off: &&Arc<RouteDef>| {
            off.steps
                .iter()
                .any(|step| makes(step).any(|made| made == artefact))
        };
        self.off.iter().find(makes_it).map(|off| &**off)
    }

    /// Where a step is to be blamed: its id in the plan's file, or the choice of its route.
    pub(in crate::plan) fn place(&self, route: &PlanRoute, index: usize, steps: &[PlanStep]) -> Range<usize> {
        if route.is_own {
            return route.def.steps[steps[index].def].span.clone();
        }
        let chosen = self
            .plan
            .route
            .iter()
            .find(|at| at.value.id.value == route.def.id);
        chosen.map_or(0..0, |at: &At<file::RouteUse>| at.value.id.span.clone())
    }

    pub(super) fn teams(&mut self) -> Vec<Team> {
        let plan = self.plan;
        for (id, at) in &plan.team {
            let team = &at.value;
            let Some(other) = &team.same_as else { continue };
            let known = plan.team.get(&other.value);
            if known.is_none_or(|known| known.value.same_as.is_some()) {
                self.checker.unknown(
                    "unknown-team",
                    other,
                    ["team", "チーム"],
                    plan.team
                        .iter()
                        .filter(|(known, at)| *known != id && at.value.same_as.is_none())
                        .map(|(known, _)| known.as_str()),
                    [
                        "name a team that has people of its own",
                        "自らの人員を持つチームを指定してください",
                    ],
                );
            }
            if team.capacity.is_some() || team.monthly_cost.is_some() {
                self.checker.report(
                    "bad-team",
                    &other.span,
                    [
                        format!("team `{id}` has people of its own and those of `{}`", other.value),
                        format!(
                            "チーム `{id}` に、自らの人員と `{}` の人員の両方があります",
                            other.value
                        ),
                    ],
                    [
                        "leave out either `same_as`, or `capacity` and `monthly_cost`",
                        "`same_as` を消すか、`capacity` と `monthly_cost` を消してください",
                    ],
                );
            }
        }
        plan.team
            .iter()
            .filter(|(_, at)| at.value.same_as.is_none())
            .map(|(id, at)| {
                let team = &at.value;
                if let Some(cost) = &team.monthly_cost {
                    self.checker.plain_amount(cost);
                }
                if let Some(capacity) = &team.capacity
                    && !(1..=limits::TEAM).contains(&capacity.value)
                {
                    self.checker.report(
                        "bounds",
                        &capacity.span,
                        [
                            format!("a capacity of `{}`", capacity.value),
                            format!("人数が `{}` です", capacity.value),
                        ],
                        ["give 1 to 1,000 people", "1人から1,000人までにしてください"],
                    );
                }
                Team {
                    id: id.clone(),
                    title: team.title.clone().unwrap_or_else(|| Text::same(id.clone())),
                    capacity: team.capacity.as_ref().map(|at| at.value),
                    monthly_cost: team
                        .monthly_cost
                        .as_ref()
                        .map(|cost| (cost.amount.value, cost.currency.value.clone())),
                }
            })
            .collect()
    }
}

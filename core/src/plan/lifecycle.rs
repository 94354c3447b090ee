//! Life after approval, resolved: every way to field an update is a small plan of its own.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use super::money::Network;
use super::{Assembly, Plan};
use crate::catalogue::SourceFile;
use crate::define::makes;
use crate::diag::{did_you_mean, listed};
use crate::file::{self, Arrival, At};
use crate::limits;
use crate::model::StepDef;
use crate::text::Text;

/// Updates of a product on the market.
#[derive(Debug, Clone)]
pub struct Lifecycle {
    /// Days between two release candidates.
    pub every: f64,
    /// How they come.
    pub arrival: Arrival,
    /// How many are filed together.
    pub batch: u32,
    /// Kinds of change: id, words, share.
    pub changes: Vec<(String, Text, f64)>,
    /// Markets.
    pub markets: Vec<Market>,
}

/// A market in which updates are fielded, one after the other.
#[derive(Debug, Clone)]
pub struct Market {
    /// Jurisdiction id.
    pub jurisdiction: String,
    /// Index of the artefact that opens it.
    pub from: usize,
    /// Ways to field an update, in the order in which they are tried.
    pub regimes: Vec<Regime>,
}

impl Market {
    /// Whether some ways need a paper, such as a confirmed plan of changes, and the last one needs none.
    #[must_use]
    pub fn has_plain_way(&self) -> bool {
        self.regimes.iter().any(|regime| regime.needs.is_some())
            && self.regimes.last().is_some_and(|regime| regime.needs.is_none())
    }
}

/// A way to field an update.
#[derive(Debug, Clone)]
pub struct Regime {
    /// Short name; the route's id unless the plan says otherwise.
    pub id: String,
    /// Words for it.
    pub title: Text,
    /// Which kinds of change it serves.
    pub serves: Vec<bool>,
    /// Index of the artefact that must be held.
    pub needs: Option<usize>,
    /// Steps of the plan that it costs to set up.
    pub setup: Vec<usize>,
    /// The update as a small plan whose last milestone is that it is fielded.
    pub update: Arc<Plan>,
}

impl Assembly<'_> {
    pub(super) fn lifecycle(&mut self, network: &Network<'_>, artefacts: &[String]) -> Option<Lifecycle> {
        let at = self.plan.lifecycle.as_ref()?;
        let l = &at.value;
        let every = self.checker.time(&l.every);
        if !(limits::RECURRING_DAYS..=limits::HORIZON_DAYS).contains(&every) {
            self.checker.report(
                "bounds",
                &l.every.span,
                [
                    format!("a candidate every `{}`", l.every.value),
                    format!("更新候補の間隔が `{}` です", l.every.value),
                ],
                [
                    "leave a week to 50 years between two candidates",
                    "更新候補の間隔は1週間から50年までにしてください",
                ],
            );
        }
        let batch = l.batch.as_ref().map_or(1, |at| at.value);
        if let Some(at) = &l.batch
            && !(1..=limits::BATCH).contains(&batch)
        {
            self.checker.report(
                "bounds",
                &at.span,
                [
                    format!("a batch of `{batch}`"),
                    format!("まとめて申請する件数が `{batch}` です"),
                ],
                [
                    "file 1 to 100 candidates together",
                    "まとめて申請する更新候補は1件から100件までにしてください",
                ],
            );
        }
        let changes = self.changes(l);
        let markets: Vec<Market> = l
            .market
            .iter()
            .filter_map(|at| self.market(at, network, artefacts, &changes))
            .collect();
        if l.market.is_empty() {
            self.checker.report(
                "bad-lifecycle",
                &l.every.span,
                [
                    "no market is named in which updates are fielded",
                    "更新を投入する市場がありません",
                ],
                [
                    "add a `[[plan.lifecycle.market]]`",
                    "`[[plan.lifecycle.market]]` を加えてください",
                ],
            );
        }
        (!markets.is_empty()).then_some(Lifecycle {
            every,
            arrival: l.arrival.unwrap_or(Arrival::Regular),
            batch,
            changes,
            markets,
        })
    }

    fn changes(&mut self, l: &file::Lifecycle) -> Vec<(String, Text, f64)> {
        let mut seen = BTreeSet::new();
        for at in &l.change {
            let id = &at.value.id;
            self.checker.id(id);
            self.checker.probability(&at.value.share);
            if !seen.insert(id.value.as_str()) {
                self.once(id, ["change", "変更"]);
            }
        }
        let sum: f64 = l.change.iter().map(|at| at.value.share.value).sum();
        if let Some(first) = l.change.first()
            && (sum - 1.0).abs() > 1e-9
        {
            self.checker.report(
                "probability-sum",
                &first.span,
                [
                    format!("the shares of changes sum to `{}`", (sum * 1e9).round() / 1e9),
                    format!("変更の割合の合計が `{}` です", (sum * 1e9).round() / 1e9),
                ],
                ["make them sum to 1", "合計を1にしてください"],
            );
        }
        if l.change.is_empty() {
            return vec![("update".to_owned(), Text::new("Update", "更新"), 1.0)];
        }
        l.change
            .iter()
            .map(|at| {
                (
                    at.value.id.value.clone(),
                    at.value.title.clone(),
                    at.value.share.value,
                )
            })
            .collect()
    }

    fn market(
        &mut self,
        at: &At<file::Market>,
        network: &Network<'_>,
        artefacts: &[String],
        changes: &[(String, Text, f64)],
    ) -> Option<Market> {
        let m = &at.value;
        self.checker.jurisdiction(&m.jurisdiction);
        let from = self.made_here(&m.from, network, artefacts);
        let before = self.checker.problems.len();
        let open = || m.regime.iter().filter(|at| at.value.on);
        let regimes: Vec<Regime> = open()
            .filter_map(|at| self.regime(at, network, artefacts, changes))
            .collect();
        let is_served = |kind: usize| {
            regimes
                .iter()
                .any(|regime| regime.serves[kind] && regime.needs.is_none())
        };
        if self.checker.problems.len() == before
            && let Some(kind) = (0..changes.len()).find(|kind| !is_served(*kind))
        {
            self.checker.report(
                "bad-lifecycle",
                &at.span,
                [
                    format!("nothing always serves a change of kind `{}`", changes[kind].0),
                    format!(
                        "種類が `{}` の変更にいつでも使える方法がありません",
                        changes[kind].0
                    ),
                ],
                [
                    "add a regime without `needs` for it at the end",
                    "この変更に使える、`needs` のない `regime` を最後に加えてください",
                ],
            );
        }
        Some(Market {
            jurisdiction: m.jurisdiction.value.clone(),
            from: from?,
            regimes,
        })
    }

    /// The number of an artefact that this plan holds or makes. It is no mistake if a route that is not taken would make it,
    /// or one that is taken with other options.
    fn made_here(&mut self, at: &At<String>, network: &Network<'_>, artefacts: &[String]) -> Option<usize> {
        let found = artefacts.iter().position(|id| *id == at.value);
        // A route may make it with other options than those chosen.
        let mut steps = network.routes.iter().flat_map(|route| &route.def.steps);
        let is_made = |step: &StepDef| makes(step).any(|made| *made == at.value);
        if found.is_none() && !steps.any(is_made) && self.off_maker(&at.value).is_none() {
            let known = artefacts.iter().map(String::as_str);
            let help = did_you_mean(&at.value, known).unwrap_or_else(|| {
                Text::new("choose a route that makes it", "これを作るルートを選んでください")
            });
            self.checker.report(
                "missing-artefact",
                &at.span,
                [
                    format!("no chosen route makes `{}`", at.value),
                    format!("`{}` を作るルートが選ばれていません", at.value),
                ],
                help,
            );
        }
        found
    }

    fn regime(
        &mut self,
        at: &At<file::Regime>,
        network: &Network<'_>,
        artefacts: &[String],
        changes: &[(String, Text, f64)],
    ) -> Option<Regime> {
        let r = &at.value;
        let routes = &self.catalogue.routes;
        let Some(route) = routes.get(&r.route.value).filter(|route| route.is_update) else {
            let known = routes
                .values()
                .filter(|route| route.is_update)
                .map(|route| route.id.as_str());
            let help = did_you_mean(&r.route.value, known.clone()).unwrap_or_else(|| {
                let known: Vec<&str> = known.collect();
                listed(["routes for updates", "更新用のルート"], &known)
            });
            self.checker.report(
                "unknown-route",
                &r.route.span,
                [
                    format!("`{}` is not a route for updates", r.route.value),
                    format!("`{}` は更新用のルートではありません", r.route.value),
                ],
                help,
            );
            return None;
        };
        let title = route.title.clone();
        let serves = changes
            .iter()
            .map(|(id, ..)| r.changes.is_empty() || r.changes.iter().any(|at| at.value == *id))
            .collect();
        for at in &r.changes {
            if !changes.iter().any(|(id, ..)| *id == at.value) {
                let known = changes.iter().map(|(id, ..)| id.as_str());
                let otherwise = [
                    "name one of the changes of this lifecycle",
                    "この `lifecycle` にある変更を指定してください",
                ];
                let what = ["change", "変更"];
                self.checker.unknown("unknown-change", at, what, known, otherwise);
            }
        }
        let needs = match &r.needs {
            Some(at) => Some(self.made_here(at, network, artefacts)?),
            None => None,
        };
        let setup = match r.setup.as_slice() {
            [] => Vec::new(),
            [first, ..] => {
                let selectors = self.checker.selectors(&r.setup);
                self.selected(&selectors, &first.span.clone(), network)
            }
        };
        let file = SourceFile {
            name: r.route.value.clone(),
            text: self.update_plan(&r.route.value),
        };
        match Plan::load_as(&file, self.catalogue, true) {
            Ok(update) => Some(Regime {
                id: r.id.as_ref().unwrap_or(&r.route).value.clone(),
                title,
                serves,
                needs,
                setup,
                update: Arc::new(update),
            }),
            Err(error) => {
                let first = error.problems.into_iter().next();
                let Text { en, ja } = first.map(|problem| problem.message).unwrap_or_default();
                self.checker.report(
                    "bad-lifecycle",
                    &r.route.span,
                    [
                        format!("`{}` does not stand on its own: {en}", r.route.value),
                        format!("`{}` は単独では成り立ちません:{ja}", r.route.value),
                    ],
                    [
                        "a route for updates needs nothing but what it makes itself",
                        "更新用のルートは、自ら作るもの以外を必要としないようにしてください",
                    ],
                );
                None
            }
        }
    }

    /// One update as a plan: the same device, company and people, and nobody else's work in the way.
    fn update_plan(&self, route: &str) -> String {
        let plan = self.plan;
        let mut text = format!(
            "[plan]\nid = \"update\"\ntitle = \"update\"\nstart = {}\nhorizon = \"50 year\"\n",
            plan.start.value
        );
        if let Some(currency) = &plan.currency {
            let _ = writeln!(text, "currency = {:?}", currency.value);
        }
        if let Some(kind) = plan.device.kind {
            let _ = writeln!(text, "device.kind = \"{}\"", kind.word());
        }
        if let Some(novelty) = plan.device.novelty {
            let _ = writeln!(text, "device.novelty = \"{}\"", novelty.word());
        }
        for (place, class) in &plan.device.class {
            let _ = writeln!(text, "device.class.{place} = {:?}", class.value);
        }
        if let Some(size) = plan.company.size {
            let _ = writeln!(text, "company.size = \"{}\"", size.word());
        }
        for (id, team) in &plan.team {
            if let Some(cost) = &team.value.monthly_cost {
                let _ = writeln!(
                    text,
                    "team.{id:?}.monthly_cost = {{ amount = {:?}, currency = {:?} }}",
                    cost.amount.value, cost.currency.value
                );
            } else if let Some(other) = &team.value.same_as {
                let _ = writeln!(text, "team.{id:?}.same_as = {:?}", other.value);
            } else {
                let _ = writeln!(text, "team.{id:?} = {{}}");
            }
        }
        let _ = writeln!(text, "[[plan.route]]\nid = {route:?}");
        text
    }
}

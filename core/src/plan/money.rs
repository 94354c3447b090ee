//! A plan's money, drivers and correlations, resolved: milestones and steps by index, amounts with their
//! currency.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::assembly::MILESTONES;
use super::{Assembly, Milestone, PlanRoute, PlanStep};
use crate::calendar::Date;
use crate::diag::{did_you_mean, listed};
use crate::dist::Shape;
use crate::file::{self, At, Criterion, Recipient};
use crate::limits;
use crate::model::{Condition, Cost, Duration, RouteDef, SchemeDef, Selector, StepDef};
use crate::text::Text;

/// Cash of the company.
#[derive(Debug, Clone)]
pub struct Money {
    /// Cash at hand: amount and currency.
    pub cash: (f64, String),
    /// Spent every month beside the steps.
    pub burn: (f64, String),
    /// Yearly discount rate.
    pub discount: f64,
    /// Money that comes in at once.
    pub funding: Vec<Funding>,
    /// Support money.
    pub subsidies: Vec<Subsidy>,
    /// Sales.
    pub revenues: Vec<Revenue>,
}

/// Money that comes in at once.
#[derive(Debug, Clone)]
pub struct Funding {
    /// Short name.
    pub id: String,
    /// Words for it.
    pub title: Text,
    /// How much.
    pub amount: Cost,
    /// The earliest day, from the plan's start.
    pub from: f64,
    /// Index of the milestone that it waits for.
    pub after: Option<usize>,
    /// Time from then to the money.
    pub delay: Option<Duration>,
    /// How likely it is to come.
    pub chance: f64,
}

/// Support money applied for.
#[derive(Debug, Clone)]
pub struct Subsidy {
    /// The scheme.
    pub scheme: SchemeDef,
    /// The earliest day of the application, from the plan's start.
    pub from: f64,
    /// Index of the milestone that the application waits for.
    pub after: Option<usize>,
    /// Steps that it pays for.
    pub steps: Vec<usize>,
    /// How likely it is to be won; 0 if this company or device may not apply.
    pub chance: f64,
    /// The artefacts that stand for its decision and its award in conditions, if one asks.
    pub artefacts: [Option<usize>; 2],
    /// Share of the eligible spending that it pays.
    pub rate: f64,
}

/// Sales in one market.
#[derive(Debug, Clone)]
pub struct Revenue {
    /// Short name.
    pub id: String,
    /// Words for it.
    pub title: Text,
    /// Index of the milestone that opens the market.
    pub after: usize,
    /// Time from the milestone to the first sale.
    pub lag: Option<Duration>,
    /// Days from the first sale to the full amount.
    pub ramp: f64,
    /// Contribution in a month in full swing.
    pub monthly: Cost,
    /// Days from the first sale to the last one.
    pub until: f64,
}

/// A risk that moves several steps at once.
#[derive(Debug, Clone)]
pub struct Driver {
    /// Driver id.
    pub id: String,
    /// Words for it.
    pub title: Text,
    /// What a reader must be told.
    pub note: Option<Text>,
    /// How likely it is; 0 or 1 if it is forced.
    pub p: f64,
    /// Factor on durations.
    pub factor: Option<Shape>,
    /// Factor on money.
    pub cost: Option<Shape>,
    /// Steps that it moves.
    pub steps: Vec<usize>,
    /// The artefact that stands for it in conditions, if one asks.
    pub artefact: Option<usize>,
}

/// Steps whose durations rise and fall together.
#[derive(Debug, Clone)]
pub struct Correlation {
    /// Group id.
    pub id: String,
    /// Spearman's rank correlation.
    pub rho: f64,
    /// Its steps.
    pub steps: Vec<usize>,
}

/// The artefact that stands for a driver in conditions.
pub(crate) fn driver_artefact(id: &str) -> String {
    format!("driver:{id}")
}

/// The artefacts that stand for an application for support money in conditions: that it is decided, and that it is won.
pub(crate) fn subsidy_artefacts(scheme: &str) -> [String; 2] {
    [format!("decided:{scheme}"), format!("awarded:{scheme}")]
}

/// What there is to refer to once the network stands.
pub(super) struct Network<'n> {
    pub(super) steps: &'n [PlanStep],
    pub(super) routes: &'n [PlanRoute],
    pub(super) milestones: &'n [Milestone],
    /// Routes that stand in the file and are not taken.
    pub(super) off: &'n [Arc<RouteDef>],
    /// Milestones that only they would reach.
    pub(super) gone: &'n BTreeSet<String>,
    pub(super) artefacts: &'n [String],
    pub(super) start: Date,
    pub(super) horizon: f64,
}

/// Whether a step meets one of the selectors.
fn is_meant(selectors: &[Selector], route: &RouteDef, is_own: bool, def: &StepDef) -> bool {
    let meets = |term: &Criterion| match term {
        Criterion::All => true,
        Criterion::Tag(tag) => def.tags.contains(tag),
        Criterion::Kind(kind) => def.kind == *kind,
        Criterion::Jurisdiction(id) => route.jurisdiction == *id,
        Criterion::Route(id) => !is_own && route.id == *id,
        Criterion::Step(id) => {
            is_own && def.id == *id
                || id.strip_prefix(&route.id).and_then(|rest| rest.strip_prefix('/')) == Some(&def.id)
        }
    };
    selectors
        .iter()
        .any(|Selector(terms)| !terms.is_empty() && terms.iter().all(meets))
}

impl Network<'_> {
    /// The steps that meet one of the selectors.
    fn select(&self, selectors: &[Selector]) -> Vec<usize> {
        let is_meant = |step: &PlanStep| {
            let route = &self.routes[step.route];
            is_meant(selectors, &route.def, route.is_own, &route.def.steps[step.def])
        };
        (0..self.steps.len())
            .filter(|step| is_meant(&self.steps[*step]))
            .collect()
    }

    /// Whether selectors mean steps of routes that are not taken.
    fn means_off(&self, selectors: &[Selector]) -> bool {
        let of = |off: &Arc<RouteDef>| off.steps.iter().any(|step| is_meant(selectors, off, false, step));
        self.off.iter().any(of)
    }
}

impl Assembly<'_> {
    pub(super) fn money(&mut self, network: &Network<'_>) -> Option<Money> {
        let at = self.plan.money.as_ref()?;
        let m = &at.value;
        self.checker.plain_amount(&m.cash);
        let own = |amount: &file::Amount| (amount.amount.value, amount.currency.value.clone());
        if let Some(burn) = &m.burn {
            self.checker.plain_amount(burn);
        }
        let mut seen = BTreeSet::new();
        let ids = m
            .funding
            .iter()
            .map(|at| &at.value.id)
            .chain(m.revenue.iter().map(|at| &at.value.id));
        for id in ids {
            self.checker.id(id);
            if !seen.insert(id.value.as_str()) {
                self.once(id, ["cash item", "資金の項目"]);
            }
        }
        Some(Money {
            cash: own(&m.cash),
            burn: m.burn.as_ref().map_or((0.0, m.cash.currency.value.clone()), own),
            discount: m
                .discount
                .as_ref()
                .map_or(0.08, |at| self.checker.probability(at)),
            funding: m
                .funding
                .iter()
                .filter_map(|at| self.funding(at, network))
                .collect(),
            subsidies: m
                .subsidy
                .iter()
                .filter_map(|at| self.subsidy(at, network))
                .collect(),
            revenues: m
                .revenue
                .iter()
                .filter_map(|at| self.revenue(at, network))
                .collect(),
        })
    }

    pub(super) fn once(&mut self, id: &At<String>, what: [&str; 2]) {
        let help = [
            "give each a name of its own",
            "それぞれに別の名前を付けてください",
        ];
        self.checker.duplicate(what, id, help);
    }

    /// The number of a milestone; none if only routes that are not taken reach it.
    fn milestone(&mut self, at: &At<String>, network: &Network<'_>) -> Option<usize> {
        if network.gone.contains(&at.value) {
            return None;
        }
        let ids = || network.milestones.iter().map(|milestone| milestone.id.as_str());
        let found = ids().position(|id| id == at.value).unwrap_or_else(|| {
            let help = did_you_mean(&at.value, ids()).unwrap_or_else(|| {
                let known: Vec<&str> = ids().collect();
                listed(MILESTONES, &known)
            });
            self.checker.report(
                "unknown-milestone",
                &at.span,
                [
                    format!("no chosen route reaches a milestone `{}`", at.value),
                    format!("節目 `{}` に至るルートが選ばれていません", at.value),
                ],
                help,
            );
            0
        });
        Some(found)
    }

    /// A milestone that something waits for, if it names one; none if only routes that are not taken reach it.
    #[expect(
        clippy::option_option,
        reason = "named nothing, and reached by nothing, are not the same"
    )]
    fn awaited(&mut self, at: Option<&At<String>>, network: &Network<'_>) -> Option<Option<usize>> {
        match at {
            Some(at) => self.milestone(at, network).map(Some),
            None => Some(None),
        }
    }

    fn funding(&mut self, at: &At<file::Funding>, network: &Network<'_>) -> Option<Funding> {
        let f = &at.value;
        if f.on.is_none() && f.after.is_none() {
            self.checker.report(
                "bad-funding",
                &at.span,
                [
                    format!("nothing says when `{}` comes in", f.id.value),
                    format!("`{}` がいつ入るか書かれていません", f.id.value),
                ],
                [
                    "add a day with `on`, or a milestone with `after`",
                    "`on` で日付を、または `after` で節目を書いてください",
                ],
            );
        }
        if let Some(on) = &f.on {
            let days = f64::from(on.value.days_since(network.start));
            let (message, help) = if days < 0.0 {
                (
                    [
                        format!("`{}` comes in before the plan begins", f.id.value),
                        format!("`{}` が計画の開始前に入ることになっています", f.id.value),
                    ],
                    [
                        "count it as `cash`, which is at hand when the plan begins",
                        "開始時の手元資金として `cash` に含めてください",
                    ],
                )
            } else {
                (
                    [
                        format!(
                            "`{}` comes in after the horizon, where nothing counts any more",
                            f.id.value
                        ),
                        format!("`{}` が入るのは対象期間の後で、計算に含まれません", f.id.value),
                    ],
                    [
                        "look further ahead with `horizon`, or leave it out",
                        "`horizon` を延ばすか、これを消してください",
                    ],
                )
            };
            if !(0.0..=network.horizon).contains(&days) {
                self.checker.report("bad-funding", &on.span, message, help);
            }
        }
        let after = self.awaited(f.after.as_ref(), network)?;
        Some(Funding {
            id: f.id.value.clone(),
            title: f.title.clone().unwrap_or_else(|| Text::same(f.id.value.clone())),
            amount: self.checker.own_cost(&f.amount),
            from: days_from(network.start, f.on.as_ref()),
            after,
            delay: f.delay.as_ref().map(|at| self.checker.own_duration(at)),
            chance: f.chance.as_ref().map_or(1.0, |at| self.checker.probability(at)),
        })
    }

    fn revenue(&mut self, at: &At<file::Revenue>, network: &Network<'_>) -> Option<Revenue> {
        let r = &at.value;
        let until = self.checker.time_or(r.until.as_ref(), f64::INFINITY);
        if let Some(at) = r.until.as_ref().filter(|_| until <= 0.0) {
            self.checker.report(
                "bad-revenue",
                &at.span,
                [
                    format!("sales of `{}` end with the first one", r.id.value),
                    format!("`{}` の売上が始まると同時に終わります", r.id.value),
                ],
                [
                    "say for how long they go on, or leave `until` out",
                    "売上が続く期間を `until` に書くか、`until` を消してください",
                ],
            );
        }
        let after = self.milestone(&r.after, network)?;
        Some(Revenue {
            id: r.id.value.clone(),
            title: r.title.clone().unwrap_or_else(|| Text::same(r.id.value.clone())),
            after,
            lag: r.lag.as_ref().map(|at| self.checker.own_duration(at)),
            ramp: self.checker.time_or(r.ramp.as_ref(), 0.0),
            monthly: self.checker.own_cost(&r.monthly),
            until,
        })
    }

    fn subsidy(&mut self, at: &At<file::Subsidy>, network: &Network<'_>) -> Option<Subsidy> {
        let s = &at.value;
        let schemes = &self.catalogue.registers.schemes;
        let Some(scheme) = schemes.get(&s.scheme.value).cloned() else {
            let known = schemes.keys().map(String::as_str);
            let otherwise = [
                "`regpath catalogue schemes` shows all schemes",
                "`regpath catalogue schemes` で全支援制度を確認できます",
            ];
            let what = ["scheme", "支援制度"];
            self.checker
                .unknown("unknown-scheme", &s.scheme, what, known, otherwise);
            return None;
        };
        let rate = match (&scheme.rate, scheme.recipient) {
            (Some(rate), Recipient::Company) => rate.value,
            (_, Recipient::Company) => {
                self.checker.report(
                    "scheme-without-rate",
                    &s.scheme.span,
                    [
                        format!("what scheme `{}` pays one company is not known", scheme.id),
                        format!("支援制度 `{}` が1社に支払う率は分かっていません", scheme.id),
                    ],
                    [
                        "leave it out, or lay your own `[[scheme]]` of that id with a `rate` over it",
                        "これを消すか、同じidで `rate` のある独自の `[[scheme]]` で上書きしてください",
                    ],
                );
                return None;
            }
            (..) => {
                self.checker.report(
                    "scheme-not-for-companies",
                    &s.scheme.span,
                    [
                        format!("scheme `{}` pays no company", scheme.id),
                        format!("支援制度 `{}` は企業には支払われません", scheme.id),
                    ],
                    [
                        "leave it out; its note says who applies and what a company may have of it",
                        "これを消してください(誰が申請し、企業が何を得られるかは制度の注記にあります)",
                    ],
                );
                return None;
            }
        };
        let (selectors, span) = match &s.on {
            Some(on) => (self.checker.selectors(on), list_span(on, &s.scheme.span)),
            None => (scheme.on.clone(), s.scheme.span.clone()),
        };
        let steps = self.selected(&selectors, &span, network);
        let is_eligible = scheme.who.as_ref().is_none_or(|who| self.profile_meets(who));
        let odds = match &s.chance {
            Some(at) => self.checker.probability(at),
            None => scheme.chance.as_ref().map_or(1.0, |chance| chance.value),
        };
        let after = self.awaited(s.after.as_ref(), network)?;
        let artefacts =
            subsidy_artefacts(&scheme.id).map(|name| network.artefacts.iter().position(|id| *id == name));
        if let (Some(after), [Some(_), _] | [_, Some(_)]) = (&s.after, artefacts) {
            self.checker.report(
                "bad-subsidy",
                &after.span,
                [
                    format!(
                        "a condition asks for `{}`, which is applied for after a milestone",
                        scheme.id
                    ),
                    format!(
                        "条件が参照する `{}` の申請が、節目を待つことになっています",
                        scheme.id
                    ),
                ],
                [
                    "apply from a day on, with `from`, so that the decision does not hang on the plan itself",
                    "採否が計画自体に左右されないよう、申請する日を `from` で指定してください",
                ],
            );
        }
        Some(Subsidy {
            artefacts,
            from: days_from(network.start, s.from.as_ref()),
            after,
            steps,
            chance: if is_eligible { odds } else { 0.0 },
            rate,
            scheme,
        })
    }

    /// How soon a team serves each step.
    pub(super) fn turns(&mut self, network: &Network<'_>) -> Vec<u32> {
        let selectors = self.checker.selectors(&self.plan.order);
        // A route that is off may stand in the order.
        let named: Vec<Vec<usize>> = selectors
            .into_iter()
            .map(|selector| network.select(&[selector]))
            .collect();
        let turn = |step: usize| {
            named
                .iter()
                .position(|steps| steps.contains(&step))
                .unwrap_or(named.len())
        };
        (0..network.steps.len()).map(|step| turn(step) as u32).collect()
    }

    /// Steps that a plan's selectors mean; it is a mistake to mean none.
    pub(super) fn selected(
        &mut self,
        selectors: &[Selector],
        span: &Range<usize>,
        network: &Network<'_>,
    ) -> Vec<usize> {
        let steps = network.select(selectors);
        if steps.is_empty() && self.checker.problems.is_empty() && !network.means_off(selectors) {
            self.checker.report(
                "selects-nothing",
                span,
                [
                    "no step of this plan is meant by this",
                    "これに当てはまる工程がこの計画にありません",
                ],
                [
                    "name steps that the chosen routes have",
                    "選択中のルートにある工程を指定してください",
                ],
            );
        }
        steps
    }

    /// Whether the device and the company meet a condition on them.
    fn profile_meets(&self, condition: &Condition) -> bool {
        match condition {
            Condition::All(of) => of.iter().all(|condition| self.profile_meets(condition)),
            Condition::Any(of) => of.iter().any(|condition| self.profile_meets(condition)),
            Condition::AtLeast(k, of) => {
                of.iter()
                    .filter(|condition| self.profile_meets(condition))
                    .count()
                    >= *k
            }
            Condition::Company(company) => self.plan.company.size == Some(company.size),
            Condition::Device(device) => {
                let (asked, device) = (&device.0, &self.plan.device);
                asked.kind.is_none_or(|kind| device.kind == Some(kind))
                    && asked
                        .novelty
                        .is_none_or(|novelty| device.novelty == Some(novelty))
            }
            Condition::Held { .. }
            | Condition::Option(_)
            | Condition::Driver(_)
            | Condition::Decided(_)
            | Condition::Awarded(_) => false,
        }
    }

    pub(super) fn drivers(&mut self, network: &Network<'_>, artefacts: &[String]) -> Vec<Driver> {
        let plan = self.plan;
        let mut seen = BTreeSet::new();
        plan.driver
            .iter()
            .map(|at| {
                let d = &at.value;
                self.checker.id(&d.id);
                if !seen.insert(d.id.value.as_str()) {
                    self.once(&d.id, ["driver", "変動要因"]);
                }
                let p = self.checker.probability(&d.p);
                let name = driver_artefact(&d.id.value);
                let artefact = artefacts.iter().position(|id| *id == name);
                let moves = d.factor.is_some() || d.cost.is_some();
                if !moves && artefact.is_none() {
                    self.checker.report(
                        "idle-driver",
                        &d.id.span,
                        [
                            format!("driver `{}` changes nothing", d.id.value),
                            format!("変動要因 `{}` は何も変えません", d.id.value),
                        ],
                        [
                            "give it a `factor` or a `cost`, or ask for it in a condition with \
                             `{ driver = \"…\" }`",
                            "`factor` か `cost` を書くか、条件の `{ driver = \"…\" }` で参照してください",
                        ],
                    );
                }
                let selectors = self.checker.selectors(&d.on);
                let steps = if moves {
                    self.selected(&selectors, &list_span(&d.on, &d.id.span), network)
                } else {
                    Vec::new()
                };
                Driver {
                    id: d.id.value.clone(),
                    title: d.title.clone(),
                    note: d.note.clone(),
                    p: d.force.map_or(p, |force| f64::from(u8::from(force))),
                    factor: d.factor.as_ref().map(|at| self.checker.factor(at)),
                    cost: d.cost.as_ref().map(|at| self.checker.factor(at)),
                    steps,
                    artefact,
                }
            })
            .collect()
    }

    pub(super) fn correlations(&mut self, network: &Network<'_>) -> Vec<Correlation> {
        let plan = self.plan;
        let mut taken: BTreeSet<usize> = BTreeSet::new();
        let mut seen = BTreeSet::new();
        plan.correlation
            .iter()
            .map(|at| {
                let c = &at.value;
                self.checker.id(&c.id);
                if !seen.insert(c.id.value.as_str()) {
                    self.once(&c.id, ["correlation", "相関"]);
                }
                if !(0.0..=1.0).contains(&c.rho.value) {
                    self.checker.report(
                        "bad-correlation",
                        &c.rho.span,
                        [
                            format!("`{}` cannot be the rank correlation of a group", c.rho.value),
                            format!("`{}` はグループの順位相関に使えません", c.rho.value),
                        ],
                        ["give a number from 0 to 1", "0から1までの数にしてください"],
                    );
                }
                let span = list_span(&c.on, &c.id.span);
                let selectors = self.checker.selectors(&c.on);
                let steps: Vec<usize> = self
                    .selected(&selectors, &span, network)
                    .into_iter()
                    .filter(|step| {
                        let figures = &network.steps[*step].figures;
                        figures.iter().any(|(_, figures)| figures.duration.is_some())
                    })
                    .collect();
                if steps.len() == 1 && !network.means_off(&selectors) {
                    self.checker.report(
                        "bad-correlation",
                        &span,
                        [
                            format!(
                                "only `{}` is meant, and it takes two to correlate",
                                network.steps[steps[0]].id
                            ),
                            format!(
                                "当てはまる工程が `{}` だけですが、相関には二つ以上が必要です",
                                network.steps[steps[0]].id
                            ),
                        ],
                        [
                            "name two steps or more that take time",
                            "時間のかかる工程を二つ以上指定してください",
                        ],
                    );
                }
                if let Some(twice) = steps.iter().find(|step| taken.contains(step)) {
                    self.checker.report(
                        "bad-correlation",
                        &span,
                        [
                            format!("step `{}` is in another group already", network.steps[*twice].id),
                            format!(
                                "工程 `{}` はすでに別のグループにあります",
                                network.steps[*twice].id
                            ),
                        ],
                        [
                            "let each step be in one group only",
                            "各工程を入れるグループは一つだけにしてください",
                        ],
                    );
                }
                taken.extend(&steps);
                Correlation {
                    id: c.id.value.clone(),
                    rho: c.rho.value.clamp(0.0, 1.0),
                    steps,
                }
            })
            .collect()
    }
}

fn days_from(start: Date, at: Option<&At<Date>>) -> f64 {
    at.map_or(0.0, |at| {
        f64::from(at.value.days_since(start)).clamp(0.0, limits::DURATION_DAYS)
    })
}

/// The place of a list of selectors.
fn list_span(list: &[At<String>], otherwise: &Range<usize>) -> Range<usize> {
    match (list.first(), list.last()) {
        (Some(first), Some(last)) => first.span.start..last.span.end,
        _ => otherwise.clone(),
    }
}

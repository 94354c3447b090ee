//! Definitions in words: conditions, joins, outcomes, distributions. The cards of a plan, the reference work in the
//! terminal and the book of routes all say them this way.

use super::format::{grouped, localised, money, period};
use crate::catalogue::Catalogue;
use crate::define::makes;
use crate::dist::Shape;
use crate::file::{CompanySize, CostSpread, DeviceKind, Novelty, StepKind, Stop, Then, WindowEnd};
use crate::model::{
    Condition, Cost, Duration, Effect, Fee, FeeIndex, FigureKind, Join, Outcome, RouteDef, StepDef, Unit,
    Window,
};
use crate::text::{Lang, Text};

/// Words for those who read no files: where a route's id stands in backquotes, its title.
pub(super) fn plain(words: &str, catalogue: &Catalogue, lang: Lang) -> String {
    let mut out = String::new();
    for (place, part) in words.split('`').enumerate() {
        match catalogue.routes.get(part).filter(|_| place % 2 == 1) {
            Some(route) => {
                let title = route.title.get(lang);
                out += &match lang {
                    Lang::En => format!("“{title}”"),
                    Lang::Ja => format!("「{title}」"),
                };
            }
            None => out += part,
        }
    }
    out
}

/// A condition or a join whose parts are words already.
pub(super) enum Clause {
    /// A part.
    One(String),
    /// All of them.
    All(Vec<Self>),
    /// One of them.
    Any(Vec<Self>),
    /// So many of them.
    AtLeast(usize, Vec<Self>),
}

impl Clause {
    /// The clause in words; brackets only where they are needed.
    pub(super) fn words(&self, lang: Lang) -> String {
        self.within(lang, false)
    }

    fn within(&self, lang: Lang, is_inner: bool) -> String {
        let joined = |of: &[Self], between: &str| {
            let words: Vec<String> = of
                .iter()
                .map(|clause| clause.within(lang, of.len() > 1 || is_inner))
                .collect();
            let words = words.join(between);
            if is_inner && of.len() > 1 {
                format!("({words})")
            } else {
                words
            }
        };
        match self {
            Self::One(words) => words.clone(),
            Self::All(of) => joined(of, lang.pick(" and ", "かつ")),
            Self::Any(of) => joined(of, lang.pick(" or ", "または")),
            Self::AtLeast(k, of) => {
                let words: Vec<String> = of.iter().map(|clause| clause.within(lang, true)).collect();
                match lang {
                    Lang::En => format!("at least {k} of ({})", words.join(", ")),
                    Lang::Ja => format!("({})のうち{k}つ以上", words.join("、")),
                }
            }
        }
    }
}

/// An artefact of a certain age, in days.
pub(super) fn held_words(name: &str, for_at_least: f64, not_older_than: f64, lang: Lang) -> String {
    let mut words = name.to_owned();
    if for_at_least > 0.0 {
        let time = period(for_at_least, lang);
        words += &match lang {
            Lang::En => format!(" held for {time}"),
            Lang::Ja => format!("({time}以上保有)"),
        };
    }
    if not_older_than.is_finite() {
        let time = period(not_older_than, lang);
        words += &match lang {
            Lang::En => format!(" not older than {time}"),
            Lang::Ja => format!("({time}以内)"),
        };
    }
    words
}

/// What comes round while something is held.
pub(super) fn every_words(name: &str, every: f64, lang: Lang) -> String {
    let time = period(every, lang);
    match lang {
        Lang::En => format!(
            "every {} while {name} is held",
            time.strip_prefix("1 ").unwrap_or(&time)
        ),
        Lang::Ja => format!("{name}の保有中、{time}ごと"),
    }
}

fn number(value: f64) -> String {
    if value.abs() >= 1_000.0 {
        grouped(value, Lang::En)
    } else {
        format!("{}", (value * 10.0).round() / 10.0)
    }
}

/// A value as it is written, without rounding.
fn exact(value: f64) -> String {
    let value = (value * 1e4).round() / 1e4;
    let whole = value.trunc();
    let rest = format!("{:.4}", (value - whole).abs());
    let rest = rest
        .trim_start_matches('0')
        .trim_end_matches('0')
        .trim_end_matches('.');
    if value.abs() >= 1_000.0 {
        format!("{}{rest}", grouped(whole, Lang::En))
    } else {
        format!("{whole}{rest}")
    }
}

/// A probability as it is written, e.g. `94.5 %`.
pub(super) fn exact_percent(p: f64) -> String {
    format!("{}\u{202f}%", exact(p * 100.0))
}

/// A shape as a file gives it: its numbers, and its name where the numbers do not tell it.
fn given(shape: &Shape, lang: Lang) -> (String, &'static str) {
    let all = |values: &[f64], between: &str| -> String {
        let values: Vec<String> = values.iter().map(|value| exact(*value)).collect();
        values.join(between)
    };
    let named = |names: &[&str], values: &[f64]| -> String {
        let words = names
            .iter()
            .zip(values)
            .map(|(name, value)| format!("{name} {}", exact(*value)));
        words.collect::<Vec<String>>().join(lang.pick(", ", "、"))
    };
    let (mean, sd) = (lang.pick("mean", "平均"), lang.pick("SD", "標準偏差"));
    match shape {
        Shape::Fixed(value) => (exact(*value), ""),
        Shape::Uniform { min, max } => (all(&[*min, *max], "–"), ""),
        Shape::Triangular { min, mode, max } => (
            all(&[*min, *mode, *max], " / "),
            lang.pick("triangular", "三角分布"),
        ),
        Shape::Pert {
            min,
            mode,
            max,
            lambda,
        } => {
            let mut words = all(&[*min, *mode, *max], " / ");
            if (*lambda - 4.0).abs() > 1e-9 {
                words += &format!(" (λ {})", exact(*lambda));
            }
            (words, "")
        }
        Shape::LogNormal { median, p90 } => (
            named(&[lang.pick("median", "中央値"), "P90"], &[*median, *p90]),
            lang.pick("lognormal", "対数正規分布"),
        ),
        Shape::Normal { mean: m, sd: s, .. } => {
            (named(&[mean, sd], &[*m, *s]), lang.pick("normal", "正規分布"))
        }
        Shape::Gamma { mean: m, sd: s } => (named(&[mean, sd], &[*m, *s]), lang.pick("gamma", "ガンマ分布")),
        Shape::Weibull { shape, scale } => (
            named(
                &[lang.pick("shape", "形状"), lang.pick("scale", "尺度")],
                &[*shape, *scale],
            ),
            lang.pick("Weibull", "ワイブル分布"),
        ),
        Shape::Exponential { mean: m } => (named(&[mean], &[*m]), lang.pick("exponential", "指数分布")),
        Shape::Discrete(points) => {
            let words = points
                .iter()
                .map(|(value, p)| format!("{} ({})", exact(*value), exact_percent(*p)));
            (words.collect::<Vec<String>>().join(" · "), "")
        }
        Shape::Quantiles(points) => {
            let words = points
                .iter()
                .map(|(p, value)| format!("{} %: {}", exact(*p), exact(*value)));
            (words.collect::<Vec<String>>().join(" · "), "")
        }
        Shape::ThreePoint { p10, p50, p90, .. } => (named(&["P10", "P50", "P90"], &[*p10, *p50, *p90]), ""),
    }
}

/// A distribution as a file gives it, e.g. `5 / 8 / 13 months`, `20 / 55 / 180 days (triangular)`.
pub(super) fn duration_words(duration: &Duration, lang: Lang) -> String {
    let (numbers, name) = given(&duration.shape, lang);
    let numbers = localised(numbers, lang);
    shape_name(units(&numbers, duration.unit, lang), name, lang)
}

/// A cost as a file gives it, e.g. `USD 5 000 / 15 000 / 40 000`.
pub(super) fn cost_words(cost: &Cost, lang: Lang) -> String {
    let (numbers, name) = given(&cost.shape, lang);
    let numbers = localised(numbers, lang);
    shape_name(format!("{} {numbers}", cost.currency), name, lang)
}

fn shape_name(words: String, name: &str, lang: Lang) -> String {
    if name.is_empty() {
        words
    } else {
        match lang {
            Lang::En => format!("{words} ({name})"),
            Lang::Ja => format!("{words}({name})"),
        }
    }
}

/// P10, P50 and P90 of a shape, each by `words`; nothing where it is always the same.
fn levels(shape: &Shape, between: &str, words: impl Fn(f64) -> String) -> Option<String> {
    match shape {
        Shape::Fixed(_) => None,
        other => Some([0.1, 0.5, 0.9].map(|p| words(other.quantile(p))).join(between)),
    }
}

/// A number of units, e.g. `5 / 8 / 13 months`, `1 month`, `3か月`.
pub(super) fn units(value: &str, unit: Unit, lang: Lang) -> String {
    let unit = unit_words(unit, lang);
    match lang {
        Lang::En if value == "1" => format!("1 {}", unit.trim_end_matches('s')),
        Lang::Ja if value.replace(',', "").parse::<f64>().is_ok() => format!("{value}{unit}"),
        _ => format!("{value} {unit}"),
    }
}

/// An exact amount and how it rises, e.g. `USD 28 653, 8.5 % more every 10-01`, `6,650,800円`.
pub(super) fn fee_words(fee: &Fee, lang: Lang) -> String {
    let amount = grouped(fee.amount, lang);
    let amount = match (lang, fee.currency.as_str()) {
        (Lang::Ja, "JPY") => format!("{amount}円"),
        (_, currency) => format!("{currency} {amount}"),
    };
    let Some(FeeIndex { rate, month, day, .. }) = fee.index else {
        return amount;
    };
    let size = exact_percent(rate.abs());
    match (lang, rate < 0.0) {
        (Lang::En, false) => format!("{amount}, {size} more every {month:02}-{day:02}"),
        (Lang::En, true) => format!("{amount}, {size} less every {month:02}-{day:02}"),
        (Lang::Ja, false) => format!("{amount}(毎年{month}月{day}日に{size}増)"),
        (Lang::Ja, true) => format!("{amount}(毎年{month}月{day}日に{size}減)"),
    }
}

/// When third parties are paid, if not day by day.
pub(super) fn spread_words(spread: CostSpread, lang: Lang) -> Option<&'static str> {
    match spread {
        CostSpread::Even => None,
        CostSpread::Start => Some(lang.pick("all when the step starts", "開始時に全額")),
        CostSpread::End => Some(lang.pick("all when the step ends", "終了時に全額")),
    }
}

/// What a step renews.
pub(super) fn renews_words(name: &str, valid_for: f64, lang: Lang) -> String {
    let time = period(valid_for, lang);
    match lang {
        Lang::En => format!("{name}, valid for {time}"),
        Lang::Ja => format!("{name}(有効期間{time})"),
    }
}

pub(super) fn unit_words(unit: Unit, lang: Lang) -> &'static str {
    match unit {
        Unit::Day => lang.pick("days", "日"),
        Unit::WorkingDay => lang.pick("working days", "営業日"),
        Unit::Week => lang.pick("weeks", "週"),
        Unit::Month => lang.pick("months", "か月"),
        Unit::Year => lang.pick("years", "年"),
    }
}

/// How definitions are named and figures are given.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// By ids, for those who write files.
    Ids,
    /// By titles, for those who read.
    Titles,
}

/// Definitions in words.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) catalogue: &'a Catalogue,
    /// The route whose steps and options are meant.
    pub(super) route: Option<&'a RouteDef>,
    pub(super) lang: Lang,
    pub(super) style: Style,
}

impl Words<'_> {
    /// A remark; for those who write no files, with titles for the ids in it.
    pub(super) fn note(&self, note: Option<&Text>) -> String {
        let note = note.map_or("", |note| note.get(self.lang));
        match self.style {
            Style::Ids => note.to_owned(),
            Style::Titles => plain(note, self.catalogue, self.lang),
        }
    }

    /// An artefact that is listed.
    pub(super) fn artefact(&self, id: &str) -> String {
        let title = self.catalogue.artefact_title(id);
        if title.get(self.lang) == id || self.style == Style::Titles {
            title.get(self.lang).to_owned()
        } else {
            format!("{} ({id})", title.get(self.lang))
        }
    }

    /// An artefact that is listed, with what it stands and falls with.
    pub(super) fn artefact_and_standing(&self, id: &str) -> String {
        let mut words = self.artefact(id);
        let Some(standing) = self.catalogue.registers.standings.get(id) else {
            return words;
        };
        if let Some(days) = standing.valid_for {
            let time = period(days, self.lang);
            words += &match self.lang {
                Lang::En => format!(", valid for {time}"),
                Lang::Ja => format!("(有効期間{time})"),
            };
        }
        if let Some(condition) = &standing.condition {
            let condition = self.condition(condition);
            words += &match self.lang {
                Lang::En => format!(", only while {condition} is held"),
                Lang::Ja => format!("({condition}の保有中に限り有効)"),
            };
        }
        words
    }

    /// The artefact that a step of the route renews, and how long it is valid.
    pub(super) fn renews(&self, step: &StepDef) -> Option<(&str, f64)> {
        let route = self.route?;
        let makes_it = |id: &str| route.steps.iter().any(|step| makes(step).any(|made| made == id));
        self.catalogue
            .registers
            .standings
            .iter()
            .find_map(|(id, standing)| {
                let (name, _) = standing.renew.as_ref()?;
                let is_meant = *name == step.id && makes_it(id);
                Some((id.as_str(), standing.valid_for.filter(|_| is_meant)?))
            })
    }

    /// An artefact within a sentence.
    fn paper(&self, id: &str) -> String {
        match self.style {
            Style::Ids => id.to_owned(),
            Style::Titles => self.catalogue.artefact_title(id).get(self.lang).to_owned(),
        }
    }

    /// A step of a route and perhaps one of its outcomes.
    fn step(&self, route: Option<&str>, step: &str, outcome: Option<&str>) -> String {
        let def = match route {
            Some(route) => self.catalogue.routes.get(route).map(AsRef::as_ref),
            None => self.route,
        };
        let found = def.and_then(|def| def.steps.iter().find(|known| known.id == step));
        if let (Style::Titles, Some(def), Some(found)) = (self.style, def, found) {
            let mut words = route.map_or_else(String::new, |_| format!("{}, ", def.title.get(self.lang)));
            words.push_str(found.title.get(self.lang));
            if let Some(outcome) = outcome {
                let title = found.outcome_title(outcome);
                let title = title.map_or(outcome, |title| title.get(self.lang));
                words += &match self.lang {
                    Lang::En => format!(" ({title})"),
                    Lang::Ja => format!("({title})"),
                };
            }
            return words;
        }
        let mut words = route.map_or_else(String::new, |route| format!("{route}/"));
        words.push_str(step);
        if let Some(outcome) = outcome {
            words.push(':');
            words.push_str(outcome);
        }
        words
    }

    /// An option's choice.
    fn choice(&self, option: &str, choice: &str) -> String {
        let def = self
            .route
            .and_then(|route| route.options.iter().find(|def| def.id == option));
        let title = def.and_then(|def| def.choices.iter().find(|(id, _)| id == choice));
        match (self.style, def, title) {
            (Style::Titles, Some(def), Some((_, title))) => match self.lang {
                Lang::En => format!("“{}: {}”", def.title.get(self.lang), title.get(self.lang)),
                Lang::Ja => format!("「{}:{}」", def.title.get(self.lang), title.get(self.lang)),
            },
            _ => format!("{option} = {choice}"),
        }
    }

    pub(super) fn kind(&self, kind: DeviceKind) -> &'static str {
        match kind {
            DeviceKind::Samd => self.lang.pick("software (SaMD)", "プログラム医療機器(SaMD)"),
            DeviceKind::Ivd => self.lang.pick("in-vitro diagnostics", "体外診断用医薬品・機器"),
            DeviceKind::Hardware => self.lang.pick("hardware", "医療機器(ハードウェア)"),
        }
    }

    pub(super) fn what(&self, what: FigureKind) -> &'static str {
        match what {
            FigureKind::Duration => self.lang.pick("Duration", "所要期間"),
            FigureKind::Fee => self.lang.pick("Fee", "手数料"),
            FigureKind::Cost => self.lang.pick("Third-party cost", "外部費用"),
            FigureKind::Odds => self.lang.pick("Outcomes", "結果"),
        }
    }

    pub(super) fn work(&self, kind: StepKind) -> &'static str {
        let lang = self.lang;
        match kind {
            StepKind::Prepare => lang.pick("preparation", "準備"),
            StepKind::Study => lang.pick("study", "試験"),
            StepKind::Consult => lang.pick("consultation", "相談"),
            StepKind::Submit => lang.pick("filing", "申請"),
            StepKind::Review => lang.pick("review", "審査"),
            StepKind::Audit => lang.pick("audit", "監査・調査"),
            StepKind::Decide => lang.pick("decision", "判断"),
            StepKind::List => lang.pick("listing", "収載・登録"),
            StepKind::Procure => lang.pick("procurement", "調達"),
            StepKind::Change => lang.pick("change", "変更"),
            StepKind::Wait => lang.pick("wait", "待機"),
        }
    }

    pub(super) fn duration(&self, duration: &Duration) -> String {
        duration_words(duration, self.lang)
    }

    /// P10–P50–P90 of a duration; nothing where it is always the same.
    pub(super) fn duration_levels(&self, duration: &Duration) -> String {
        let value = levels(&duration.shape, "–", |value| {
            if value < 20.0 {
                number(value)
            } else {
                number(value.round())
            }
        });
        value.map_or_else(String::new, |value| {
            units(&localised(value, self.lang), duration.unit, self.lang)
        })
    }

    pub(super) fn cost(&self, cost: &Cost) -> String {
        cost_words(cost, self.lang)
    }

    /// P10–P50–P90 of a cost; nothing where it is always the same.
    pub(super) fn cost_levels(&self, cost: &Cost) -> String {
        let value = levels(&cost.shape, " – ", |value| {
            money(value, &cost.currency, self.lang)
        });
        value.unwrap_or_default()
    }

    pub(super) fn outcome(&self, outcome: &Outcome) -> String {
        let lang = self.lang;
        let name = outcome
            .title
            .as_ref()
            .map_or(outcome.id.as_str(), |title| title.get(lang));
        let mut words = vec![match self.style {
            Style::Ids => format!("{} {name} ({})", exact_percent(outcome.p), outcome.id),
            Style::Titles => format!("{} {name}", exact_percent(outcome.p)),
        }];
        if let Some(delay) = &outcome.delay {
            let delay = self.duration(delay);
            words.push(match lang {
                Lang::En => format!("{delay} later"),
                Lang::Ja => format!("{delay}遅れ"),
            });
        }
        match &outcome.effect {
            Effect::Done => {}
            Effect::Stop(Stop::Route) => words.push(lang.pick("the route ends", "ルート終了").to_owned()),
            Effect::Stop(Stop::Plan) => words.push(lang.pick("the plan ends", "計画終了").to_owned()),
            Effect::Redo {
                step, at_most, then, ..
            } => {
                let times = match (lang, at_most) {
                    (Lang::En, 1) => "at most once".to_owned(),
                    (Lang::En, times) => format!("at most {times} times"),
                    (Lang::Ja, times) => format!("最大{times}回"),
                };
                let step = self.step(None, step, None);
                words.push(match (lang, then) {
                    (Lang::En, Then::Pass) => format!("back to {step}, {times}"),
                    (Lang::En, Then::Stop) => format!("back to {step}, {times}, then the route ends"),
                    (Lang::Ja, Then::Pass) => format!("{step}からやり直し({times})"),
                    (Lang::Ja, Then::Stop) => format!("{step}からやり直し({times}、その後はルート終了)"),
                });
            }
        }
        for id in &outcome.produces {
            let id = self.paper(id);
            words.push(match lang {
                Lang::En => format!("makes {id}"),
                Lang::Ja => format!("{id}を得る"),
            });
        }
        if let Some((id, lasting)) = &outcome.lose {
            let id = self.paper(id);
            let lasting = lasting.as_ref().map(|lasting| self.duration(lasting));
            words.push(match (lang, lasting) {
                (Lang::En, None) => format!("loses {id}"),
                (Lang::En, Some(lasting)) => format!("loses {id} for {lasting}"),
                (Lang::Ja, None) => format!("{id}を失う"),
                (Lang::Ja, Some(lasting)) => format!("{id}を{lasting}失う"),
            });
        }
        words.join(lang.pick(", ", "、"))
    }

    pub(super) fn window(&self, window: Window) -> String {
        let (every, month, day) = (window.every_months, window.month, window.day);
        match (self.lang, window.on) {
            (Lang::En, WindowEnd::Start) => {
                format!("starts on a date every {every} months, counted from {month:02}-{day:02}")
            }
            (Lang::En, WindowEnd::Finish) => {
                format!("ends on a date every {every} months, counted from {month:02}-{day:02}")
            }
            (Lang::Ja, WindowEnd::Start) => format!("{month}月{day}日から{every}か月ごとの日に開始"),
            (Lang::Ja, WindowEnd::Finish) => format!("{month}月{day}日から{every}か月ごとの日に終了"),
        }
    }

    pub(super) fn join(&self, join: &Join) -> String {
        self.join_clause(join).words(self.lang)
    }

    fn join_clause(&self, join: &Join) -> Clause {
        let each = |of: &[Join]| of.iter().map(|join| self.join_clause(join)).collect();
        match join {
            Join::Step {
                route, step, outcome, ..
            } => Clause::One(self.step(route.as_deref(), step, outcome.as_deref())),
            Join::All(of) => Clause::All(each(of)),
            Join::Any(of) => Clause::Any(each(of)),
            Join::AtLeast(k, of) => Clause::AtLeast(*k, each(of)),
        }
    }

    pub(super) fn condition(&self, condition: &Condition) -> String {
        self.condition_clause(condition).words(self.lang)
    }

    fn condition_clause(&self, condition: &Condition) -> Clause {
        let lang = self.lang;
        let each = |of: &[Condition]| of.iter().map(|inner| self.condition_clause(inner)).collect();
        match condition {
            Condition::Driver(driver) => Clause::One(match lang {
                Lang::En => format!("risk driver {driver}"),
                Lang::Ja => format!("リスク要因{driver}"),
            }),
            Condition::Decided(scheme) => Clause::One(match lang {
                Lang::En => format!("decision on support money ({scheme})"),
                Lang::Ja => format!("補助金の採否決定({scheme})"),
            }),
            Condition::Awarded(scheme) => Clause::One(match lang {
                Lang::En => format!("award of support money ({scheme})"),
                Lang::Ja => format!("補助金の採択({scheme})"),
            }),
            Condition::Held {
                artefact,
                for_at_least,
                not_older_than,
                ..
            } => Clause::One(held_words(
                &self.paper(artefact),
                *for_at_least,
                *not_older_than,
                lang,
            )),
            Condition::All(of) => Clause::All(each(of)),
            Condition::Any(of) => Clause::Any(each(of)),
            Condition::AtLeast(k, of) => Clause::AtLeast(*k, each(of)),
            Condition::Device(device) => {
                let mut words = Vec::new();
                words.extend(device.0.kind.map(|kind| self.kind(kind).to_owned()));
                words.extend(device.0.class.as_ref().map(|class| {
                    let whose = device
                        .0
                        .jurisdiction
                        .as_ref()
                        .map(|id| self.catalogue.jurisdiction_title(&id.value));
                    match (lang, whose) {
                        (Lang::En, None) => format!("class {}", class.value),
                        (Lang::Ja, None) => format!("クラス{}", class.value),
                        (Lang::En, Some(whose)) => format!("class {} in {}", class.value, whose.get(lang)),
                        (Lang::Ja, Some(whose)) => format!("{}でクラス{}", whose.get(lang), class.value),
                    }
                }));
                words.extend(device.0.novelty.map(|novelty| {
                    let words = match novelty {
                        Novelty::Generic => lang.pick("generic device", "後発医療機器"),
                        Novelty::Improved => lang.pick("improved device", "改良医療機器"),
                        Novelty::New => lang.pick("new device", "新医療機器"),
                    };
                    words.to_owned()
                }));
                Clause::All(words.into_iter().map(Clause::One).collect())
            }
            Condition::Company(company) => {
                let words = match company.size {
                    CompanySize::Sme => lang.pick("small or medium company", "中小企業"),
                    CompanySize::Large => lang.pick("large company", "大企業"),
                };
                Clause::One(words.to_owned())
            }
            Condition::Option(values) => Clause::All(
                values
                    .iter()
                    .map(|(option, choice)| Clause::One(self.choice(option, choice)))
                    .collect(),
            ),
        }
    }
}

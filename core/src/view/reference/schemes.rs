//! Support money: what each programme pays, to whom, and where that is known from.

use serde::Serialize;

use super::page::{FigureRow, Origin, RuleRow, rule_rows};
use super::{FigureFilter, fact, grades_caption};
use crate::catalogue::Catalogue;
use crate::file::{CapPer, Criterion, Recipient};
use crate::model::{FigureKind, Provenance, SchemeDef};
use crate::text::Lang;
use crate::view::Fact;
use crate::view::wording::{Style, Words, exact_percent, fee_words};

/// Schemes that belong together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SchemeGroup {
    /// What they have in common.
    pub title: String,
    /// They, by id.
    pub schemes: Vec<SchemePage>,
}

/// One scheme as a page to read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SchemePage {
    /// Title of the scheme.
    pub title: String,
    /// Id, who pays, whom, for what, when.
    pub facts: Vec<Fact>,
    /// What a reader must be told; may be empty.
    pub note: String,
    /// Rules of the call.
    pub rules: Vec<RuleRow>,
    /// Its figures.
    pub figures: Vec<FigureRow>,
}

/// The schemes of a catalogue that have a figure which the filter admits, and of these figures and rules those that it
/// admits: first the schemes that a plan can apply for.
#[must_use]
pub fn scheme_list(catalogue: &Catalogue, filter: &FigureFilter, lang: Lang) -> Vec<SchemeGroup> {
    let titles = [
        lang.pick("That a plan can apply for", "計画で申請できる制度"),
        lang.pick(
            "For companies, without a known share",
            "企業向けだが補助率が不明な制度",
        ),
        lang.pick("Not for companies", "企業向けではない制度"),
    ];
    let group_of = |scheme: &SchemeDef| match scheme.recipient {
        Recipient::Company if scheme.rate.is_some() => 0,
        Recipient::Company => 1,
        Recipient::Hospital | Recipient::Research | Recipient::Public => 2,
    };
    let schemes = &catalogue.registers.schemes;
    let groups = titles.into_iter().enumerate().map(|(group, title)| SchemeGroup {
        title: title.to_owned(),
        schemes: schemes
            .values()
            .filter(|scheme| group_of(scheme) == group)
            .filter(|scheme| scheme.provenances().any(|provenance| filter.admits(provenance)))
            .map(|scheme| scheme_page(catalogue, scheme, filter, lang))
            .collect(),
    });
    groups.filter(|group| !group.schemes.is_empty()).collect()
}

/// How a plan uses the schemes, and what the grades mean.
#[must_use]
pub fn scheme_caption(lang: Lang) -> String {
    format!(
        "{} {}",
        lang.pick(
            "A plan applies with `[[plan.money.subsidy]]` and the id of a scheme: once, to the first call that closes after its \
             start. What is spent before the award is not refunded.",
            "計画では`[[plan.money.subsidy]]`に制度のIDを記す。開始後の最初の公募に1回応募し、採択前の支出は対象とならない。",
        ),
        grades_caption(lang)
    )
}

fn scheme_page(catalogue: &Catalogue, scheme: &SchemeDef, filter: &FigureFilter, lang: Lang) -> SchemePage {
    let words = Words {
        catalogue,
        route: None,
        lang,
        style: Style::Titles,
    };
    let recipient = match scheme.recipient {
        Recipient::Company => lang.pick("companies", "企業"),
        Recipient::Hospital => lang.pick("hospitals", "医療機関"),
        Recipient::Research => lang.pick("universities and researchers", "大学・研究者"),
        Recipient::Public => lang.pick("authorities and associations", "行政・団体"),
    };
    let mut facts = vec![
        fact(lang.pick("Scheme", "制度"), scheme.id.clone()),
        fact(lang.pick("Pays", "支給元"), scheme.body.get(lang).to_owned()),
        fact(lang.pick("Paid to", "支給先"), recipient.to_owned()),
    ];
    if let Some(who) = &scheme.who {
        facts.push(fact(lang.pick("Condition", "条件"), words.condition(who)));
    }
    if !scheme.on.is_empty() {
        let steps: Vec<String> = scheme
            .on
            .iter()
            .map(|selector| {
                let terms: Vec<String> = selector.0.iter().map(|term| criterion(term, &words)).collect();
                terms.join(lang.pick(" and ", "かつ"))
            })
            .collect();
        facts.push(fact(
            lang.pick("For steps", "対象の工程"),
            steps.join(lang.pick(", ", "、")),
        ));
    }
    if let Some(window) = scheme.window {
        facts.push(fact(lang.pick("Calls", "公募"), words.window(window)));
    }
    SchemePage {
        title: scheme.title.get(lang).to_owned(),
        facts,
        note: scheme
            .note
            .as_ref()
            .map_or_else(String::new, |note| note.get(lang).to_owned()),
        rules: rule_rows(&scheme.rules, filter, lang),
        figures: figures(scheme, filter, &words),
    }
}

fn criterion(criterion: &Criterion, words: &Words<'_>) -> String {
    let lang = words.lang;
    match criterion {
        Criterion::All => lang.pick("all", "すべて").to_owned(),
        Criterion::Tag(tag) => tag.clone(),
        Criterion::Kind(kind) => words.work(*kind).to_owned(),
        Criterion::Jurisdiction(id) => words.catalogue.jurisdiction_title(id).get(lang).to_owned(),
        Criterion::Route(id) | Criterion::Step(id) => id.clone(),
    }
}

fn figures(scheme: &SchemeDef, filter: &FigureFilter, words: &Words<'_>) -> Vec<FigureRow> {
    let lang = words.lang;
    let mut rows: Vec<FigureRow> = Vec::new();
    let mut add = |what: &str, value: String, levels: String, kind: FigureKind, provenance: &Provenance| {
        rows.extend(filter.admits(provenance).then(|| FigureRow {
            what: what.to_owned(),
            value,
            levels,
            kind,
            origin: Origin::new(provenance),
        }));
    };
    for (year, amount) in &scheme.budget {
        let what = match lang {
            Lang::En => format!("Budget of the programme, {}", year.get(lang)),
            Lang::Ja => format!("事業予算({})", year.get(lang)),
        };
        add(
            &what,
            fee_words(amount, lang),
            String::new(),
            FigureKind::Fee,
            &amount.provenance,
        );
    }
    let shares = [
        (lang.pick("Share of the spending", "補助率"), &scheme.rate),
        (lang.pick("Chance of an award", "採択の確率"), &scheme.chance),
    ];
    for (what, share) in shares {
        if let Some(share) = share {
            add(
                what,
                exact_percent(share.value),
                String::new(),
                FigureKind::Odds,
                &share.provenance,
            );
        }
    }
    if let Some(cap) = &scheme.cap {
        let what = match scheme.cap_per {
            CapPer::Award => lang.pick("Ceiling", "上限"),
            CapPer::Year => lang.pick("Ceiling a year", "年間の上限"),
        };
        add(
            what,
            fee_words(cap, lang),
            String::new(),
            FigureKind::Fee,
            &cap.provenance,
        );
    }
    let times = [
        (lang.pick("Lasts", "補助期間"), &scheme.lasts),
        (lang.pick("Decision after", "採否決定まで"), &scheme.decision),
        (lang.pick("Payment after", "年度末から支払まで"), &scheme.arrears),
    ];
    for (what, duration) in times {
        if let Some(duration) = duration {
            add(
                what,
                words.duration(duration),
                words.duration_levels(duration),
                FigureKind::Duration,
                &duration.provenance,
            );
        }
    }
    rows
}

//! The schemes of support money as a reference work: what they pay, for what, to whom, when, and how sure that is.

use serde::Serialize;

use super::Fact;
use super::format::{percent, period};
use super::reference::{FigureFilter, grades_caption};
use super::wording::{Style, Words, fee_words};
use crate::catalogue::Catalogue;
use crate::dist::Shape;
use crate::file::{CapPer, Criterion, Grade};
use crate::model::{Duration, Provenance, SchemeDef, Selector};
use crate::text::Lang;

/// The schemes of a catalogue.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SchemeListView {
    /// By id.
    pub schemes: Vec<SchemePage>,
    /// How to use them.
    pub caption: String,
}

/// One scheme.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SchemePage {
    /// Its id, which a plan names.
    pub id: String,
    /// Words for it.
    pub title: String,
    /// What it pays, to whom, for what and when, each with its grade and sources.
    pub facts: Vec<Fact>,
    /// What a reader must be told; may be empty.
    pub note: String,
}

/// The schemes that have a figure which the filter admits.
#[must_use]
pub fn scheme_list(catalogue: &Catalogue, filter: &FigureFilter, lang: Lang) -> SchemeListView {
    let schemes = catalogue.registers.schemes.values();
    SchemeListView {
        schemes: schemes
            .filter(|scheme| scheme.provenances().any(|provenance| filter.admits(provenance)))
            .map(|scheme| page(catalogue, scheme, lang))
            .collect(),
        caption: format!(
            "{} {}",
            lang.pick(
                "A plan applies with `[[plan.money.subsidy]]` and the id of a scheme: once, to the first call that closes after its \
                 start. What is spent before the award is not refunded.",
                "計画では`[[plan.money.subsidy]]`に制度のIDを記す。開始後の最初の公募に1回応募し、採択前の支出は対象とならない。",
            ),
            grades_caption(lang)
        ),
    }
}

fn page(catalogue: &Catalogue, scheme: &SchemeDef, lang: Lang) -> SchemePage {
    let words = Words {
        catalogue,
        route: None,
        lang,
        style: Style::Ids,
    };
    let time = |duration: &Duration| match duration.shape {
        Shape::Fixed(value) => period(value * duration.unit.days(), lang),
        _ => words.duration(duration),
    };
    let mut facts: Vec<Fact> = Vec::new();
    let mut add = |label: &str, value: String, provenance: Option<&Provenance>| {
        facts.push(Fact {
            label: label.to_owned(),
            value: match provenance {
                Some(provenance) => format!("{value} [{}]", source(provenance)),
                None => value,
            },
        });
    };
    add(
        lang.pick("Who pays", "実施機関"),
        scheme.body.get(lang).to_owned(),
        None,
    );
    add(
        lang.pick("Pays", "補助率"),
        percent(scheme.rate.value),
        Some(&scheme.rate.provenance),
    );
    if let Some(cap) = &scheme.cap {
        let amount = fee_words(cap, lang);
        let value = match (scheme.cap_per, lang) {
            (CapPer::Award, Lang::En) => format!("{amount} in all"),
            (CapPer::Year, Lang::En) => format!("{amount} a year"),
            (CapPer::Award, Lang::Ja) => format!("全体で{amount}"),
            (CapPer::Year, Lang::Ja) => format!("年{amount}"),
        };
        add(lang.pick("At most", "上限"), value, Some(&cap.provenance));
    }
    let steps: Vec<String> = scheme.on.iter().map(selector).collect();
    add(
        lang.pick("For steps", "対象の段階"),
        steps.join(lang.pick(" or ", "または")),
        None,
    );
    if let Some(who) = &scheme.who {
        add(lang.pick("Who may apply", "応募資格"), words.condition(who), None);
    }
    if let Some(window) = &scheme.window {
        let (every, month, day) = (window.every_months, window.month, window.day);
        let value = match (every, lang) {
            (12, Lang::En) => format!("closes every year on {month:02}-{day:02}"),
            (_, Lang::En) => format!("closes every {every} months, counted from {month:02}-{day:02}"),
            (12, Lang::Ja) => format!("毎年{month}月{day}日締切"),
            (_, Lang::Ja) => format!("{month}月{day}日から{every}か月ごとに締切"),
        };
        add(lang.pick("Call", "公募"), value, None);
    }
    if let Some(decision) = &scheme.decision {
        add(
            lang.pick("Decided after", "採択まで"),
            time(decision),
            Some(&decision.provenance),
        );
    }
    if let Some(chance) = &scheme.chance {
        add(
            lang.pick("Won", "採択率"),
            percent(chance.value),
            Some(&chance.provenance),
        );
    }
    if let Some(lasts) = &scheme.lasts {
        add(lang.pick("Lasts", "期間"), time(lasts), Some(&lasts.provenance));
    }
    if let Some(arrears) = &scheme.arrears {
        let value = match lang {
            Lang::En => format!("{} after each year of the award", time(arrears)),
            Lang::Ja => format!("各年度終了から{}後", time(arrears)),
        };
        add(lang.pick("Paid", "支払"), value, Some(&arrears.provenance));
    }
    SchemePage {
        id: scheme.id.clone(),
        title: scheme.title.get(lang).to_owned(),
        facts,
        note: scheme
            .note
            .as_ref()
            .map_or_else(String::new, |note| note.get(lang).to_owned()),
    }
}

/// Grade, date and source keys.
fn source(provenance: &Provenance) -> String {
    let grade: Grade = provenance.grade;
    let date = provenance
        .as_of
        .map_or_else(String::new, |as_of| format!(" {as_of}"));
    format!("{}{date} {}", grade.letter(), provenance.sources.join(" "))
}

/// A selector as a file writes it.
fn selector(selector: &Selector) -> String {
    let Selector(terms) = selector;
    let words: Vec<String> = terms
        .iter()
        .map(|term| match term {
            Criterion::All => "all".to_owned(),
            Criterion::Tag(tag) => format!("tag:{tag}"),
            Criterion::Kind(kind) => format!("kind:{}", format!("{kind:?}").to_lowercase()),
            Criterion::Jurisdiction(id) => format!("jurisdiction:{id}"),
            Criterion::Route(id) => format!("route:{id}"),
            Criterion::Step(id) => format!("step:{id}"),
        })
        .collect();
    words.join(" ")
}

//! From file shapes to checked definitions: units, distributions, probabilities, sources and references
//! within one file. What concerns a whole plan is checked in `plan`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::calendar::AsOf;
use crate::diag::{FileRef, MEND_FIRST, Problem, Remedy, did_you_mean, listed};
use crate::file::{self, At, Document, Grade, SourceList};
use crate::limits;
use crate::model::{
    ArtefactDef, CaveatDef, CurrencyDef, Join, JurisdictionDef, OptionDef, SchemeDef, SourceDef, Standing,
    StepDef, TermDef,
};
use crate::text::Text;

/// What figures and steps may refer to: the registers of the catalogue.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Registers {
    /// Sources by key.
    pub sources: BTreeMap<String, SourceDef>,
    /// Artefacts by id.
    pub artefacts: BTreeMap<String, ArtefactDef>,
    /// What artefacts stand and fall with, by id, of those that do.
    pub standings: BTreeMap<String, Standing>,
    /// Jurisdictions by id.
    pub jurisdictions: BTreeMap<String, JurisdictionDef>,
    /// Currencies by code.
    pub currencies: BTreeMap<String, CurrencyDef>,
    /// Schemes of support money by id.
    pub schemes: BTreeMap<String, SchemeDef>,
    /// The glossary: terms by id.
    pub terms: BTreeMap<String, TermDef>,
    /// What readers must be told, by id.
    pub caveats: BTreeMap<String, CaveatDef>,
}

impl Registers {
    /// Lays the entries of files over these; what files say wins.
    pub(crate) fn append(&mut self, added: &mut Self) {
        self.sources.append(&mut added.sources);
        // An artefact that is declared anew stands on what its new declaration says.
        self.standings.retain(|id, _| !added.artefacts.contains_key(id));
        self.artefacts.append(&mut added.artefacts);
        self.standings.append(&mut added.standings);
        self.jurisdictions.append(&mut added.jurisdictions);
        self.currencies.append(&mut added.currencies);
        self.schemes.append(&mut added.schemes);
        self.terms.append(&mut added.terms);
        self.caveats.append(&mut added.caveats);
    }
}

/// The key of a figure without a source.
pub const ESTIMATE: &str = "estimate";

/// Checks one file and gathers what is wrong with it.
pub(crate) struct Checker<'a> {
    pub(crate) file: FileRef<'a>,
    pub(crate) registers: &'a Registers,
    /// Whether every figure must name its source: true in the catalogue, false in a user's own plan.
    sources_needed: bool,
    pub(crate) problems: Vec<Problem>,
}

/// What conditions may ask for where they stand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Askable<'a> {
    /// Options of the route, or of the plan.
    options: &'a [OptionDef],
    /// Whether there is a jurisdiction, in which a device has a class.
    has_class: bool,
}

impl<'a> Askable<'a> {
    pub(crate) const fn of_route(options: &'a [OptionDef]) -> Self {
        Self {
            options,
            has_class: true,
        }
    }

    pub(crate) const fn of_plan(options: &'a [OptionDef]) -> Self {
        Self {
            options,
            has_class: false,
        }
    }
}

/// Source, date and grade that hold unless a figure says otherwise.
#[derive(Clone, Copy)]
struct Said<'a> {
    source: Option<&'a SourceList>,
    as_of: Option<AsOf>,
    confidence: Option<Grade>,
}

impl<'a> Said<'a> {
    const NOTHING: Self = Self {
        source: None,
        as_of: None,
        confidence: None,
    };

    fn new(source: Option<&'a SourceList>, as_of: Option<&At<AsOf>>, confidence: Option<Grade>) -> Self {
        Self {
            source,
            as_of: as_of.map(|at| at.value),
            confidence,
        }
    }

    /// What an inner table says wins over what an outer one says.
    fn within(self, outer: Self) -> Self {
        Self {
            source: self.source.or(outer.source),
            as_of: self.as_of.or(outer.as_of),
            confidence: self.confidence.or(outer.confidence),
        }
    }
}

mod figures;
mod money;
mod registers;
mod steps;

/// Ids are lower case words with digits, `-` and, between parts, `.`.
fn is_id(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= 80
        && id.split('.').all(|part| {
            part.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
                && part
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        })
}

impl<'a> Checker<'a> {
    pub(crate) fn new(file: FileRef<'a>, registers: &'a Registers, sources_needed: bool) -> Self {
        Self {
            file,
            registers,
            sources_needed,
            problems: Vec::new(),
        }
    }

    pub(crate) fn report(
        &mut self,
        code: &'static str,
        span: &Range<usize>,
        message: impl Into<Text>,
        help: impl Into<Text>,
    ) {
        self.offer(code, span, message.into(), help.into(), Vec::new());
    }

    /// Reports a problem with ways out that a lever can take.
    #[inline(never)]
    pub(crate) fn offer(
        &mut self,
        code: &'static str,
        span: &Range<usize>,
        message: Text,
        help: Text,
        remedies: Vec<Remedy>,
    ) {
        match self.problems.len() {
            found if found < limits::PROBLEMS => {
                let problem = Problem {
                    remedies,
                    ..self.file.problem(code, span, message, help)
                };
                if !self.problems.contains(&problem) {
                    self.problems.push(problem);
                }
            }
            found if found == limits::PROBLEMS => {
                self.problems.push(self.file.problem(
                    "too-many",
                    span,
                    [
                        format!(
                            "there are more than {} problems, of which the rest is left out",
                            limits::PROBLEMS
                        ),
                        format!("問題が{}件を超えたため、残りは省きました", limits::PROBLEMS),
                    ],
                    MEND_FIRST,
                ));
            }
            _ => {}
        }
    }

    pub(crate) fn id(&mut self, id: &At<String>) {
        if !is_id(&id.value) {
            self.report(
                "bad-id",
                &id.span,
                [
                    format!("`{}` cannot be an id", id.value),
                    format!("`{}` はidに使えません", id.value),
                ],
                [
                    "use lower-case letters, digits and `-`, parts joined by `.`",
                    "英小文字・数字・`-` を使い、区切りは `.` とします",
                ],
            );
        }
    }

    /// Reports a name that stands for nothing: perhaps one of the known ones was meant, else `otherwise` helps.
    pub(crate) fn unknown<'k>(
        &mut self,
        code: &'static str,
        at: &At<String>,
        what: [&str; 2],
        known: impl IntoIterator<Item = &'k str>,
        otherwise: impl Into<Text>,
    ) {
        let help = did_you_mean(&at.value, known).unwrap_or_else(|| otherwise.into());
        let [en, ja] = what;
        let message = [
            format!("{en} `{}` is not known", at.value),
            format!("{ja} `{}` はありません", at.value),
        ];
        self.report(code, &at.span, message, help);
    }

    /// Reports a jurisdiction that no register has.
    pub(crate) fn jurisdiction(&mut self, id: &At<String>) {
        let registers = self.registers;
        if !registers.jurisdictions.contains_key(&id.value) {
            let known = registers.jurisdictions.keys().map(String::as_str);
            let otherwise = [
                "declare it with `[[jurisdiction]]`; `regpath catalogue list` shows those there are",
                "`[[jurisdiction]]` で加えてください。既にあるものは `regpath catalogue list` で分かります",
            ];
            let what = ["jurisdiction", "国・地域"];
            self.unknown("unknown-jurisdiction", id, what, known, otherwise);
        }
    }

    pub(crate) fn currency(&mut self, code: &At<String>) {
        let registers = self.registers;
        if !registers.currencies.contains_key(&code.value) {
            let known: Vec<&str> = registers.currencies.keys().map(String::as_str).collect();
            let otherwise = listed(["known currencies", "使える通貨"], &known);
            self.unknown("unknown-currency", code, ["currency", "通貨"], known, otherwise);
        }
    }

    /// The place of a name among the known ones; the first where it is none of them, which is reported.
    pub(crate) fn find(&mut self, at: &At<String>, what: [&str; 2], known: &[&str]) -> usize {
        known.iter().position(|id| *id == at.value).unwrap_or_else(|| {
            let otherwise = listed(["known here", "ここで使える名前"], known);
            self.unknown("unknown-name", at, what, known.iter().copied(), otherwise);
            0
        })
    }

    /// Reports an outcome that a step does not have.
    pub(crate) fn outcome(&mut self, at: &At<String>, step: &str, known: &[&str]) {
        let all = [format!("outcomes of `{step}`"), format!("`{step}` の結果")];
        let otherwise = listed(all.each_ref().map(String::as_str), known);
        self.unknown(
            "unknown-outcome",
            at,
            ["outcome", "結果"],
            known.iter().copied(),
            otherwise,
        );
    }

    /// Reports a choice that an option does not have.
    pub(crate) fn choice(&mut self, at: &At<String>, option: &str, known: &[&str]) {
        let all = [format!("choices of `{option}`"), format!("`{option}` の選択肢")];
        let otherwise = listed(all.each_ref().map(String::as_str), known);
        self.unknown(
            "unknown-choice",
            at,
            ["choice", "選択肢"],
            known.iter().copied(),
            otherwise,
        );
    }

    pub(crate) fn artefact(&mut self, artefact: &str, span: &Range<usize>, own: &BTreeSet<&str>) {
        let registers = self.registers;
        if !registers.artefacts.contains_key(artefact) && !own.contains(artefact) {
            let known = registers
                .artefacts
                .keys()
                .map(String::as_str)
                .chain(own.iter().copied());
            let at = At::named(artefact, span);
            self.unknown(
                "unknown-artefact",
                &at,
                ["artefact", "成果物"],
                known,
                [
                    "declare it with `[[artefact]]`",
                    "`[[artefact]]` で加えてください",
                ],
            );
        }
    }
}

/// Artefacts that a file declares or that its own steps make.
pub(crate) fn own_artefacts(document: &Document) -> BTreeSet<&str> {
    let declared = document.artefact.iter().map(|at| at.value.id.value.as_str());
    let made = document.step.iter().flat_map(|at| {
        let outcomes = all_outcomes(&at.value).flat_map(|outcome| &outcome.produces);
        at.value
            .produces
            .iter()
            .chain(outcomes)
            .map(|at| at.value.as_str())
    });
    declared.chain(made).collect()
}

/// The outcomes of a step, whatever variant applies, as written.
fn all_outcomes(step: &file::Step) -> impl Iterator<Item = &file::Outcome> {
    let of_variants = step
        .variant
        .iter()
        .flat_map(|at| at.value.outcome.iter().flatten());
    step.outcome.iter().chain(of_variants).map(|at| &at.value)
}

/// Every artefact that a step may make.
pub(crate) fn makes(step: &StepDef) -> impl Iterator<Item = &str> {
    let all = std::iter::once(&step.figures).chain(step.variants.iter().map(|variant| &variant.figures));
    let by_outcome = all
        .flat_map(|figures| figures.outcomes.iter().flatten())
        .flat_map(|outcome| &outcome.produces);
    step.produces.iter().chain(by_outcome).map(String::as_str)
}

/// The outcomes that a step may have, whatever variant applies.
pub(crate) fn outcome_ids(step: &StepDef) -> BTreeSet<&str> {
    let all = std::iter::once(&step.figures).chain(step.variants.iter().map(|variant| &variant.figures));
    all.flat_map(|figures| figures.outcomes.iter().flatten())
        .map(|outcome| outcome.id.as_str())
        .collect()
}

/// The steps that a join names within its own route.
pub(crate) fn local_steps(join: &Join) -> Vec<&str> {
    match join {
        Join::Step {
            route: None, step, ..
        } => vec![step],
        Join::Step { .. } => Vec::new(),
        Join::All(of) | Join::Any(of) | Join::AtLeast(_, of) => of.iter().flat_map(local_steps).collect(),
    }
}

/// A sum as people would have made it by hand: 0.9, and not 0.8999999999999999.
pub(crate) fn tidy(sum: f64) -> f64 {
    (sum * 1e9).round() / 1e9
}

//! A new plan from six answers: what it is, its kind, its class, how new it is, where it shall be sold, and the cash at
//! hand. Every combination of answers gives a plan that loads and runs; what the answers leave open is a case value that
//! its file marks as such, and a lever.

use std::collections::{BTreeSet, VecDeque};
use std::fmt::Write as _;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::calendar::Date;
use crate::catalogue::{Catalogue, SourceFile};
use crate::diag::Remedy;
use crate::edit::{self, Setting};
use crate::file::{ArtefactKind, DeviceKind, Novelty};
use crate::limits;
use crate::plan::Plan;
use crate::profile::{self, LEVELS};
use crate::text::{Text, amount, quoted};

/// Longest name of a product, in characters.
const LONGEST_NAME: usize = 60;
/// Sets of routes that are tried for what the chosen ones need.
const MOST_TRIED: usize = 200;

/// The questions, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Question {
    /// What is it?
    What,
    /// Software, diagnostic, hardware.
    Kind,
    /// How much harm a failure may do.
    Class,
    /// How new it is.
    Novelty,
    /// Where it shall be sold.
    Markets,
    /// Cash at hand.
    Cash,
}

impl Question {
    /// All questions, in order.
    pub const ALL: [Self; 6] = [
        Self::What,
        Self::Kind,
        Self::Class,
        Self::Novelty,
        Self::Markets,
        Self::Cash,
    ];
}

/// Markets that are offered, in their order.
pub const MARKETS: [&str; 12] = [
    "jp", "us", "eu", "ca", "au", "sg", "my", "th", "tw", "br", "in", "who",
];

/// What is answered, one step at a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// The name, or the amount, as typed so far.
    Typed(String),
    /// One of the choices; of the markets, in or out.
    Choose(usize),
    /// On to the next question, if this one is answered.
    Next,
    /// Back to the one before.
    Back,
}

/// The answers so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wizard {
    /// The question that is open.
    pub at: Question,
    /// What it is, as typed.
    pub name: String,
    /// Its kind.
    pub kind: DeviceKind,
    /// Level of risk, 0 to 3.
    pub level: usize,
    /// How new it is.
    pub novelty: Novelty,
    /// Where it shall be sold.
    pub markets: BTreeSet<String>,
    /// Cash in yen, as typed.
    pub cash: String,
}

impl Default for Wizard {
    fn default() -> Self {
        Self {
            at: Question::What,
            name: String::new(),
            kind: DeviceKind::Samd,
            level: 1,
            novelty: Novelty::Improved,
            markets: BTreeSet::from(["jp".to_owned()]),
            cash: "300 M".to_owned(),
        }
    }
}

impl Wizard {
    /// The levels of risk that there are for the kind.
    #[must_use]
    pub fn levels(&self) -> Vec<usize> {
        (0..LEVELS)
            .filter(|level| !(self.kind == DeviceKind::Samd && *level == 0))
            .collect()
    }

    /// Whether a market is offered for such a device.
    #[must_use]
    pub fn is_offered(&self, market: &str) -> bool {
        let (kind, level) = (self.kind, self.level);
        match market {
            // The catalogue has no Japanese route for diagnostics.
            "jp" => kind != DeviceKind::Ivd,
            // As a rule exempt from a filing, or declared by the maker: there is nothing to simulate.
            "us" | "ca" | "sg" => level > 0,
            // Diagnostics go by a regulation of their own.
            "eu" => level > 0 && kind != DeviceKind::Ivd,
            "who" => kind == DeviceKind::Ivd,
            _ => true,
        }
    }

    /// The markets that are chosen and offered.
    fn chosen(&self) -> Vec<&'static str> {
        let is_chosen = |market: &&str| self.markets.contains(*market) && self.is_offered(market);
        MARKETS.into_iter().filter(is_chosen).collect()
    }

    /// Whether the open question is answered.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        match self.at {
            Question::What => !self.name.trim().is_empty(),
            Question::Kind | Question::Class | Question::Novelty => true,
            Question::Markets => !self.chosen().is_empty(),
            Question::Cash => self.amount().is_some(),
        }
    }

    /// The cash, if it is an amount.
    #[must_use]
    pub fn amount(&self) -> Option<u64> {
        let whole = amount(&self.cash)?;
        (whole as f64 <= limits::AMOUNT).then_some(whole)
    }

    /// The place of the open question among all.
    #[must_use]
    pub fn place(&self) -> usize {
        let place = Question::ALL.iter().position(|question| *question == self.at);
        place.expect("every question is listed")
    }

    /// Whether the open question is the last one.
    #[must_use]
    pub fn is_last(&self) -> bool {
        self.place() + 1 == Question::ALL.len()
    }

    /// Takes an answer; false if it changes nothing.
    pub fn answer(&mut self, answer: Answer) -> bool {
        let before = self.clone();
        match (answer, self.at) {
            (Answer::Typed(text), Question::What) => {
                self.name = text
                    .chars()
                    .filter(|c| !c.is_control())
                    .take(LONGEST_NAME)
                    .collect();
            }
            (Answer::Typed(text), Question::Cash) => {
                self.cash = text
                    .chars()
                    .filter(|c| !c.is_control())
                    .take(LONGEST_NAME)
                    .collect();
            }
            (Answer::Choose(choice), Question::Kind) => {
                self.kind = profile::KINDS.get(choice).copied().unwrap_or(self.kind);
                let levels = self.levels();
                if !levels.contains(&self.level) {
                    self.level = levels[0];
                }
            }
            (Answer::Choose(choice), Question::Class) => {
                self.level = self.levels().get(choice).copied().unwrap_or(self.level);
            }
            (Answer::Choose(choice), Question::Novelty) => {
                self.novelty = profile::NOVELTIES.get(choice).copied().unwrap_or(self.novelty);
            }
            (Answer::Choose(choice), Question::Markets) => {
                if let Some(market) = MARKETS.get(choice)
                    && self.is_offered(market)
                    && !self.markets.remove(*market)
                {
                    self.markets.insert((*market).to_owned());
                }
            }
            (Answer::Next, _) if self.is_answered() => {
                if let Some(next) = Question::ALL.get(self.place() + 1) {
                    self.at = *next;
                }
            }
            (Answer::Back, _) => {
                if let Some(before) = self.place().checked_sub(1) {
                    self.at = Question::ALL[before];
                }
            }
            (Answer::Typed(_) | Answer::Choose(_) | Answer::Next, _) => {}
        }
        *self != before
    }

    /// Whether an authority is among the markets on whose word others rely.
    fn has_reference(markets: &[&str]) -> bool {
        ["jp", "us", "eu", "ca"]
            .iter()
            .any(|market| markets.contains(market))
    }

    /// The catalogue's routes to a market.
    fn routes(&self, market: &str, all: &[&str]) -> Vec<&'static str> {
        let level = self.level;
        let is_new = self.novelty == Novelty::New;
        let has = |other: &str| all.contains(&other);
        match (market, self.kind) {
            ("jp", DeviceKind::Samd) if level == 1 && self.novelty == Novelty::Generic => {
                vec!["jp.base", "jp.ninsho.class2"]
            }
            ("jp", DeviceKind::Samd) => vec!["jp.base", "jp.samd.single"],
            ("jp", _) if level == 0 => vec!["jp.base", "jp.notification.class1"],
            ("jp", _) if is_new => vec!["jp.base", "jp.shonin.new"],
            ("jp", _) if level == 1 => vec!["jp.base", "jp.ninsho.class2"],
            ("jp", _) if self.novelty == Novelty::Generic => vec!["jp.base", "jp.shonin.generic"],
            ("jp", _) => vec!["jp.base", "jp.shonin.improved"],
            ("us", _) if level == 3 => vec!["us.pma"],
            ("us", _) if is_new => vec!["us.de-novo"],
            ("us", _) => vec!["us.510k"],
            ("eu", _) if level == 1 => vec!["eu.mdr.class2a"],
            ("eu", _) if level == 2 => vec!["eu.mdr.class2b"],
            ("eu", _) => vec!["eu.mdr.class3"],
            ("ca", _) if level == 1 => vec!["mdsap.initial", "ca.class2"],
            ("ca", _) if level == 2 => vec!["mdsap.initial", "ca.class3"],
            ("ca", _) => vec!["mdsap.initial", "ca.class4"],
            ("au", _) if has("jp") => vec!["ref.entry", "au.inclusion"],
            ("au", _) => vec!["au.inclusion"],
            ("sg", DeviceKind::Samd) if has("jp") && (1..=2).contains(&level) => {
                vec!["ref.entry", "sg.samd-immediate", "sg.full"]
            }
            ("sg", _) if has("jp") => vec!["ref.entry", "sg.abridged", "sg.full"],
            ("sg", _) => vec!["sg.full"],
            // They want the product registered at home first.
            ("th" | "tw" | "in", _)
                if !Self::has_reference(all) && !has("au") && (market != "th" || !has("sg")) =>
            {
                let mut routes = self.home(all);
                routes.push(match market {
                    "th" => "th.review",
                    "tw" => "tw.registration",
                    _ => "in.import",
                });
                routes
            }
            // A Japanese approval travels with its certificate of free sale.
            ("my", _) if has("jp") => vec!["ref.entry", "my.registration"],
            ("my", _) => vec!["my.registration"],
            ("th", _) if has("sg") => vec!["th.hsa-reliance"],
            ("th", _) if has("jp") => vec!["ref.entry", "th.review"],
            ("th", _) => vec!["th.review"],
            ("tw", _) if has("jp") => vec!["ref.entry", "tw.registration"],
            ("tw", _) => vec!["tw.registration"],
            ("br", _) if level <= 1 => vec!["br.class1-2"],
            ("br", _) if level == 2 => vec!["br.class3"],
            ("br", _) => vec!["br.class4"],
            ("in", _) => vec!["in.import"],
            ("who", _) => vec!["who.pq-full"],
            _ => Vec::new(),
        }
    }

    /// The routes to a first registration for a product whose chosen markets ask for one elsewhere: Japan's, or those of
    /// the next market that the catalogue has routes for.
    fn home(&self, all: &[&str]) -> Vec<&'static str> {
        let home = ["jp", "us"].into_iter().find(|market| self.is_offered(market));
        let home = home.unwrap_or("au");
        let mut routes = self.routes(home, all);
        if home == "jp" {
            routes.push("ref.entry");
        }
        routes
    }

    /// The plan that the answers make, from a day on.
    #[must_use]
    pub fn file(&self, start: Date, catalogue: &Arc<Catalogue>) -> SourceFile {
        let markets = self.chosen();
        let mut routes: Vec<&str> = Vec::new();
        for market in &markets {
            for route in self.routes(market, &markets) {
                if catalogue.routes.contains_key(route) && !routes.contains(&route) {
                    routes.push(route);
                }
            }
        }
        let mut text = self.head(start, &markets);
        for route in &routes {
            let _ = write!(text, "\n[[plan.route]]\nid = \"{route}\"\n");
            if let ("jp.base", Some(size)) = (*route, self.quality_system()) {
                let _ = writeln!(text, "options = {{ size = \"{size}\" }}");
            }
            // With nobody's word to rely on, Australia's own authority looks at it.
            if *route == "au.inclusion" && !Self::has_reference(&markets) {
                text += "options = { evidence = \"tga\" }\n";
            }
            // Both routes to Singapore: the full one stays in reserve.
            if *route == "sg.full" && routes.len() > 1 && routes.contains(&"ref.entry") {
                text += "options = { start = \"gap\" }\n";
            }
        }
        text += &Self::milestones(&routes, &markets, catalogue);
        text += &Self::foundations(&routes);
        let name = format!("{}.toml", self.id());
        completed(SourceFile { name, text }, catalogue)
    }

    /// A short name in letters that a file may have.
    #[must_use]
    pub fn id(&self) -> String {
        let mut id = String::new();
        for c in self.name.trim().to_lowercase().chars() {
            if c.is_ascii_lowercase() || (c.is_ascii_digit() && !id.is_empty()) {
                id.push(c);
            } else if !id.is_empty() && !id.ends_with('-') {
                id.push('-');
            }
        }
        let id = id.trim_end_matches('-');
        if id.is_empty() {
            "my-device".to_owned()
        } else {
            id.to_owned()
        }
    }

    /// The size of the Japanese quality system, where it is not the usual one of software for approval.
    fn quality_system(&self) -> Option<&'static str> {
        match self.routes("jp", &["jp"]).as_slice() {
            [_, "jp.ninsho.class2" | "jp.notification.class1"] => Some("lean"),
            _ => self.has_trials().then_some("trial"),
        }
    }

    /// Whether the device is one whose approval takes clinical trials: it takes its years.
    fn has_trials(&self) -> bool {
        let routes = self.routes("jp", &["jp"]);
        self.kind == DeviceKind::Hardware && routes.contains(&"jp.shonin.new")
    }

    fn head(&self, start: Date, markets: &[&str]) -> String {
        let name = quoted(self.name.trim());
        let classes: Vec<String> = markets
            .iter()
            .filter_map(|market| {
                Some(format!(
                    "{market} = \"{}\"",
                    profile::class_of(market, self.kind, self.level)?
                ))
            })
            .collect();
        let classes = if classes.is_empty() {
            String::new()
        } else {
            format!("class = {{ {} }}\n", classes.join(", "))
        };
        format!(
            "# Made from six answers. Classes abroad are the nearest to the Japanese one: check them. Team, pay and\n\
             # cash are yours to set, here or by the levers.\n\
             [plan]\nid = \"{id}\"\ntitle = {name}\nstart = {start}\nhorizon = \"{years} year\"\ncurrency = \"JPY\"\n\
             target = \"all-markets\"\n\n\
             [plan.device]\ntitle = {name}\nkind = \"{kind}\"\nnovelty = \"{novelty}\"\n{classes}\n\
             [plan.company]\nsize = \"sme\"\n\n\
             # Case values: one person each, two engineers; what a month of theirs costs, with social charges.\n\
             [plan.team.ra]\ntitle = {{ en = \"Regulatory affairs\", ja = \"薬事\" }}\ncapacity = 1\n\
             monthly_cost = {{ amount = 950_000, currency = \"JPY\" }}\n\n\
             [plan.team.qa]\ntitle = {{ en = \"Quality\", ja = \"品質保証\" }}\ncapacity = 1\n\
             monthly_cost = {{ amount = 850_000, currency = \"JPY\" }}\n\n\
             [plan.team.clin]\ntitle = {{ en = \"Clinical development\", ja = \"臨床開発\" }}\ncapacity = 1\n\
             monthly_cost = {{ amount = 950_000, currency = \"JPY\" }}\n\n\
             [plan.team.dev]\ntitle = {{ en = \"Engineering\", ja = \"開発\" }}\ncapacity = 2\n\
             monthly_cost = {{ amount = 900_000, currency = \"JPY\" }}\n\n\
             [plan.money]\ncash = {{ amount = {cash}, currency = \"JPY\" }}\n\
             burn = {{ amount = 0, currency = \"JPY\" }} # what the company spends beside the steps, each month\n",
            id = self.id(),
            years = if self.has_trials() { 12 } else { 8 },
            kind = self.kind.word(),
            novelty = self.novelty.word(),
            cash = self.amount().unwrap_or(0),
        )
    }

    /// What opens a market, by the routes to it.
    fn papers(routes: &[&str], market: &str, catalogue: &Catalogue) -> Vec<String> {
        let is_authorisation = |paper: &&String| {
            let def = catalogue.registers.artefacts.get(*paper);
            def.is_some_and(|def| matches!(def.kind, ArtefactKind::Authorisation | ArtefactKind::Listing))
        };
        let mut papers: Vec<String> = Vec::new();
        let of_market = routes
            .iter()
            .filter_map(|id| catalogue.routes.get(*id))
            .filter(|def| def.jurisdiction == market);
        for def in of_market {
            let granted = def.grants.iter().filter(is_authorisation);
            papers.extend(
                granted
                    .filter(|paper| !papers.contains(paper))
                    .cloned()
                    .collect::<Vec<_>>(),
            );
        }
        papers
    }

    fn milestones(routes: &[&str], markets: &[&str], catalogue: &Catalogue) -> String {
        let list = |papers: &[String]| {
            let quoted: Vec<String> = papers.iter().map(|paper| format!("\"{paper}\"")).collect();
            quoted.join(", ")
        };
        let of_markets: Vec<(&str, String)> = markets
            .iter()
            .filter_map(|market| {
                // Cleared is not yet sold: the device is listed first.
                if *market == "us" {
                    return Some((*market, "\"us.listing\"".to_owned()));
                }
                let papers = Self::papers(routes, market, catalogue);
                match papers.as_slice() {
                    [] => None,
                    [one] => Some((*market, format!("\"{one}\""))),
                    more => Some((*market, format!("{{ any = [{}] }}", list(more)))),
                }
            })
            .collect();
        let all: Vec<&str> = of_markets.iter().map(|(_, when)| when.as_str()).collect();
        format!(
            "\n[[plan.milestone]]\nid = \"all-markets\"\n\
             title = {{ en = \"On all chosen markets\", ja = \"選んだ市場すべて\" }}\nwhen = {{ all = [{}] }}\n",
            all.join(", ")
        )
    }

    /// A quality system of the plan's own where no chosen route builds one.
    fn foundations(routes: &[&str]) -> String {
        if routes
            .iter()
            .any(|route| ["jp.base", "mdsap.initial"].contains(route))
        {
            return String::new();
        }
        "\n# Estimates: what a start-up needs to build a quality system and have it certified.\n\
         [[step]]\nid = \"quality-system\"\n\
         title = { en = \"Build a quality system and have it certified (ISO 13485)\", ja = \"QMSの構築とISO 13485認証\" }\n\
         kind = \"prepare\"\nduration = { pert = [7, 13, 26], unit = \"month\" }\n\
         cost = { pert = [6_000_000, 20_000_000, 60_000_000], currency = \"JPY\" }\nuses = { qa = 1 }\n\
         produces = [\"iso13485\"]\nsource = \"estimate\"\nas_of = \"2026-11\"\nconfidence = \"C\"\n"
            .to_owned()
    }
}

/// The plan with the routes that it needs and does not list: flaws name routes as their ways out, and of all sets of them
/// that make the plan sound a smallest one is added. The plan as it is if there is none.
#[must_use]
pub fn completed(file: SourceFile, catalogue: &Arc<Catalogue>) -> SourceFile {
    let mut tried = BTreeSet::from([file.text.clone()]);
    let mut waiting = VecDeque::from([file.clone()]);
    for _ in 0..MOST_TRIED {
        let Some(trial) = waiting.pop_front() else { break };
        let Err(error) = Plan::load(&trial, catalogue) else {
            return trial;
        };
        // One flaw after the other: each has to go, whatever becomes of the rest.
        let mut flaws = error.problems.into_iter();
        let routes = flaws.find_map(|problem| {
            let taken = |remedy| match remedy {
                Remedy::Take { route, .. } => Some(route),
                Remedy::Aim { .. } => None,
            };
            let routes: Vec<String> = problem.remedies.into_iter().filter_map(taken).collect();
            (!routes.is_empty()).then_some(routes)
        });
        for route in routes.into_iter().flatten() {
            let setting = Setting::Listed {
                route,
                is_listed: true,
            };
            if let Some(text) = edit::turned(&trial.text, &setting)
                && tried.insert(text.clone())
            {
                waiting.push_back(SourceFile {
                    name: trial.name.clone(),
                    text,
                });
            }
        }
    }
    file
}

/// The title that a plan made here has.
#[must_use]
pub fn title(wizard: &Wizard) -> Text {
    Text::same(wizard.name.trim())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::run::{Detail, Simulation, run};
    use crate::sampling::Method;

    fn start() -> Date {
        Date::new(2027, 4, 1).unwrap()
    }

    fn loads(wizard: &Wizard) -> Plan {
        let file = wizard.file(start(), Catalogue::shipped());
        match Plan::load(&file, Catalogue::shipped()) {
            Ok(plan) => plan,
            Err(error) => panic!("{wizard:?}:\n{}\n{:?}", file.text, error.problems),
        }
    }

    fn runs(wizard: &Wizard) {
        let plan = Arc::new(loads(wizard));
        let target = plan.target;
        let simulation = Simulation::new(plan, 1, 64, Method::Mc, Detail::Full);
        let summary = run(&simulation);
        assert!(
            summary.milestones[target].reached.value > 0.0,
            "nobody gets there: {wizard:?}"
        );
    }

    fn profiles() -> impl Iterator<Item = Wizard> {
        let kinds = profile::KINDS.into_iter();
        kinds.flat_map(|kind| {
            let with = move |level: usize, novelty: Novelty| Wizard {
                name: "Test \"x\" 製品".to_owned(),
                kind,
                level,
                novelty,
                markets: BTreeSet::new(),
                ..Wizard::default()
            };
            let levels = Wizard {
                kind,
                ..Wizard::default()
            }
            .levels();
            levels
                .into_iter()
                .flat_map(move |level| profile::NOVELTIES.map(move |novelty| with(level, novelty)))
        })
    }

    #[test]
    fn every_profile_reaches_every_market_that_it_is_offered() {
        for profile in profiles() {
            let offered: Vec<&str> = MARKETS
                .into_iter()
                .filter(|market| profile.is_offered(market))
                .collect();
            for market in &offered {
                let mut wizard = profile.clone();
                wizard.markets.insert((*market).to_owned());
                runs(&wizard);
            }
            let mut wizard = profile.clone();
            wizard.markets = offered.into_iter().map(str::to_owned).collect();
            // Hardly anybody reaches all of them by the horizon, but the plan stands.
            let plan = loads(&wizard);
            assert_eq!(plan.milestones[plan.target].id, "all-markets");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]
        #[test]
        fn any_answers_give_a_plan(
            name in ".{0,80}",
            choices in proptest::collection::vec((0..6_usize, 0..14_usize), 0..24),
            cash in prop_oneof![Just("300 M".to_owned()), Just("3億".to_owned()), "[0-9]{1,9}"],
        ) {
            let mut wizard = Wizard::default();
            wizard.answer(Answer::Typed(format!("x{name}")));
            for (question, choice) in choices {
                wizard.at = Question::ALL[question];
                if !matches!(wizard.at, Question::What | Question::Cash) {
                    wizard.answer(Answer::Choose(choice));
                }
            }
            wizard.at = Question::Cash;
            wizard.answer(Answer::Typed(cash));
            if MARKETS.into_iter().any(|market| wizard.markets.contains(market) && wizard.is_offered(market)) {
                let plan = loads(&wizard);
                prop_assert!(plan.money.is_some());
            }
        }
    }

    #[test]
    fn the_questions_are_asked_one_after_the_other_and_none_is_skipped() {
        let mut wizard = Wizard::default();
        assert!(!wizard.answer(Answer::Next), "a name is needed");
        assert!(wizard.answer(Answer::Typed("Lung AI\u{7}".to_owned())));
        assert_eq!(wizard.name, "Lung AI");
        for _ in 0..3 {
            assert!(wizard.answer(Answer::Next));
        }
        assert_eq!(wizard.at, Question::Novelty);
        assert!(wizard.answer(Answer::Next) && wizard.answer(Answer::Choose(0)));
        assert!(!wizard.is_answered(), "no market is left");
        assert!(wizard.answer(Answer::Choose(5)) && wizard.answer(Answer::Next));
        assert!(wizard.is_last() && wizard.answer(Answer::Typed("much".to_owned())) && !wizard.is_answered());
        assert!(wizard.answer(Answer::Back) && wizard.at == Question::Markets);
        assert_eq!(wizard.id(), "lung-ai");
    }

    #[test]
    fn software_of_the_lowest_class_is_no_device_in_japan() {
        let mut wizard = Wizard {
            kind: DeviceKind::Hardware,
            level: 0,
            at: Question::Kind,
            ..Wizard::default()
        };
        wizard.answer(Answer::Choose(0));
        assert_eq!((wizard.kind, wizard.level), (DeviceKind::Samd, 1));
    }
}

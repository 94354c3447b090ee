//! What is on the screen, taken from the state once per change: drawing and input only read it.

use regpath_core::app::{Addable, App, Found, OddsForm, Overlay, View};
use regpath_core::catalogue::SourceFile;
use regpath_core::edit::Setting;
use regpath_core::exercise::session::Role;
use regpath_core::text::Lang;
use regpath_core::view::reference::{RoutePage, TermPage};
use regpath_core::view::{
    CostView, FindView, FootView, FuturesView, GanttView, HelpView, LeversView, LifeView, MapView, OddsView,
    PlanView, RiskView, RivalsView, SourcesView, StepCard, StripView, WizardView, exercise,
};

use crate::export::Format;
use crate::screen::Screen;
use crate::sitting::Workshop;
use crate::ui;
use crate::ui::timeline::{self, TimelineRow};
use crate::words;

/// The view that is open, with what it shows; `None` before the first results.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Body {
    /// The plan in words.
    Plan(Box<PlanView>),
    /// The network.
    Map(MapView),
    /// The calendar.
    Timeline(Option<GanttView>),
    /// The odds, in a form.
    Odds(Option<Box<OddsView>>, OddsForm),
    /// The figures and their sources.
    Sources(SourcesView),
    /// The costs.
    Money(Option<CostView>),
    /// What makes the target late.
    Risk(Option<Box<RiskView>>),
    /// Updates after approval; none before the first results, unless the plan has none.
    Life(Option<Box<LifeView>>),
    /// Other plans.
    Compare(Box<RivalsView>),
    /// One future.
    Futures(Option<Box<FuturesView>>),
}

/// What is opened from the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Opens {
    /// A new plan.
    New,
    /// A file whose path is typed.
    Path,
    /// A file.
    File(String),
    /// A plan that was made here and never saved.
    Unsaved(SourceFile),
    /// A shipped plan.
    Plan(String),
    /// A shipped exercise.
    Exercise(String),
    /// An exercise whose path is typed.
    ExercisePath,
}

/// A row of the list of what can be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OpenRow {
    /// What it belongs to.
    pub(crate) group: &'static str,
    pub(crate) title: String,
    pub(crate) about: String,
    /// Whether it is open now.
    pub(crate) is_open: bool,
    pub(crate) opens: Opens,
}

/// What lies on top of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Top {
    /// What can be opened.
    Open(Vec<OpenRow>),
    /// Keys and words.
    Help(Box<HelpView>),
    /// A step.
    Step(StepCard),
    /// What a word stands for.
    Find(FindView),
    /// The glossary, and the term that it was opened at.
    Glossary(Vec<TermPage>, String),
    /// A route, and what makes the plan take it.
    Route(Box<RoutePage>, Option<Setting>),
    /// Routes to take up, and the word that they were asked for by.
    Routes(String, Vec<Addable>),
    /// A question of the wizard.
    Wizard(Box<WizardView>),
    /// Formats to write the view in.
    Export(Vec<Format>),
}

impl Top {
    /// How many items there are to choose from; none of a page that is only read.
    pub(crate) fn items(&self) -> Option<usize> {
        match self {
            Self::Open(rows) => Some(rows.len()),
            Self::Find(view) => Some(view.hits.len()),
            Self::Glossary(terms, _) => Some(terms.len()),
            Self::Routes(_, found) => Some(found.len()),
            Self::Wizard(view) => Some(view.choices.len()),
            Self::Export(formats) => Some(formats.len()),
            Self::Help(_) | Self::Step(_) | Self::Route(..) => None,
        }
    }

    /// The text that is typed into it; none where keys are commands.
    pub(crate) fn typed(&self) -> Option<&str> {
        match self {
            Self::Find(view) => Some(&view.query),
            Self::Routes(query, _) => Some(query),
            Self::Wizard(view) => view.typed.as_deref(),
            Self::Open(_)
            | Self::Help(_)
            | Self::Step(_)
            | Self::Glossary(..)
            | Self::Route(..)
            | Self::Export(_) => None,
        }
    }

    /// Names it: a cursor and an offset are for one of these.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Open(_) => "open".to_owned(),
            Self::Help(view) => format!("help {}", view.title),
            Self::Step(card) => card.id.clone(),
            Self::Find(view) => format!("find {}", view.query),
            Self::Glossary(_, at) => format!("glossary {at}"),
            Self::Route(page, _) => format!("route {}", page.title),
            Self::Routes(query, _) => format!("routes {query}"),
            Self::Wizard(view) => format!("wizard {}", view.step),
            Self::Export(_) => "export".to_owned(),
        }
    }

    /// The item that the cursor begins at.
    pub(crate) fn first(&self) -> usize {
        let place = match self {
            Self::Open(rows) => rows.iter().position(|row| row.is_open),
            Self::Glossary(terms, at) => terms.iter().position(|term| term.id == *at),
            Self::Wizard(view) => view.choices.iter().position(|choice| choice.is_chosen),
            Self::Help(_)
            | Self::Step(_)
            | Self::Find(_)
            | Self::Route(..)
            | Self::Routes(..)
            | Self::Export(_) => None,
        };
        place.unwrap_or(0)
    }
}

/// What the terminal knows beside the state: files of the user, and the speed of the engine.
#[derive(Debug, Clone, Default)]
pub(crate) struct Around {
    /// Files that were opened before.
    pub(crate) recent: Vec<String>,
    /// Plans that were made here and never saved.
    pub(crate) unsaved: Vec<SourceFile>,
    /// Futures a second, in words; empty before it is known.
    pub(crate) rate: String,
    /// The sitting as it was drawn last, while nothing has happened to it.
    pub(crate) sitting: Option<Box<Workshop>>,
    /// The time [s] of the clock that the trainer's goes by.
    pub(crate) now: f64,
    /// Whether hints are given, and which need not be.
    pub(crate) hints: Option<std::collections::BTreeSet<String>>,
}

/// Everything that is drawn.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says something of its own about what is drawn"
)]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scene {
    pub(crate) lang: Lang,
    /// Names the plan that is open, in any language.
    pub(crate) plan: String,
    /// Whether it has changes that are not saved.
    pub(crate) is_unsaved: bool,
    /// Title of the plan.
    pub(crate) title: String,
    pub(crate) strip: StripView,
    /// How the answer differs from that of the plan as saved; mostly empty.
    pub(crate) verdict: String,
    pub(crate) foot: FootView,
    /// Futures a second, in words; may be empty.
    pub(crate) rate: String,
    pub(crate) body: Body,
    pub(crate) top: Option<Top>,
    /// The sitting at an exercise, if one is open: it hides the plan.
    pub(crate) workshop: Option<Box<Workshop>>,
    pub(crate) levers: LeversView,
    /// Whether they are in sight.
    pub(crate) has_levers: bool,
    /// The card of the step under the cursor of the timeline, or that was chosen on the map.
    pub(crate) card: Option<StepCard>,
    /// Ids of the milestones, in the order of the odds.
    pub(crate) milestones: Vec<String>,
    /// Seed of the run.
    pub(crate) seed: u64,
    /// What went wrong and what to do about it.
    pub(crate) banner: Option<String>,
    /// What to try here; mostly empty.
    pub(crate) hint: &'static str,
    /// Whether a run is going, for whatever answer.
    pub(crate) is_busy: bool,
    /// Whether the figures are of an older run.
    pub(crate) is_stale: bool,
    /// Where the reader was sent last, and how often that has happened.
    pub(crate) focus: (u32, Option<Found>),
}

impl Scene {
    /// What the state shows on that screen.
    pub(crate) fn of(app: &App, screen: &Screen, around: &Around) -> Self {
        let body = body(app);
        let card = match &body {
            Body::Timeline(Some(view)) => {
                match timeline::rows(view, &screen.folded).get(screen.timeline_cursor) {
                    Some(TimelineRow::Step(row)) => app.step_card(&row.id),
                    Some(TimelineRow::Group(..)) | None => None,
                }
            }
            Body::Map(view) => {
                let chosen = screen.map.chosen.and_then(|node| view.nodes.get(node));
                chosen.and_then(|node| app.step_card(&node.id))
            }
            _ => None,
        };
        let top = top(app, around).or_else(|| screen.is_exporting.then(|| Top::Export(Format::open(app))));
        let levers = app.levers();
        let hint = match &around.hints {
            Some(learned) if top.is_none() && !app.has_levers && !learned.contains(&hint_name(app.view)) => {
                words::hint(app.view, app.lang)
            }
            _ => "",
        };
        Self {
            lang: app.lang,
            plan: app.plan.file.name.clone(),
            is_unsaved: app.draft().is_unsaved(),
            title: app.plan.title.get(app.lang).to_owned(),
            strip: app.strip(),
            verdict: app.verdict().unwrap_or_default(),
            foot: app.foot(),
            rate: around.rate.clone(),
            body,
            top,
            workshop: around.sitting.clone().or_else(|| workshop(app, around.now)),
            has_levers: app.has_levers,
            card,
            milestones: app
                .plan
                .milestones
                .iter()
                .map(|milestone| milestone.id.clone())
                .collect(),
            seed: app.seed(),
            banner: if app.session().is_some() {
                screen.notice.clone()
            } else {
                banner(app, &levers, screen)
            },
            levers,
            hint,
            is_busy: app.wanted().is_some()
                || app.wanted_comparison().is_some()
                || app.wanted_play().is_some(),
            is_stale: app.is_stale(),
            focus: (app.focus().0, app.focus().1.cloned()),
        }
    }

    /// The view that is open.
    pub(crate) const fn view(&self) -> View {
        match self.body {
            Body::Plan(_) => View::Plan,
            Body::Map(_) => View::Map,
            Body::Timeline(_) => View::Timeline,
            Body::Odds(..) => View::Odds,
            Body::Money(_) => View::Money,
            Body::Risk(_) => View::Risk,
            Body::Life(_) => View::Life,
            Body::Compare(_) => View::Compare,
            Body::Futures(_) => View::Futures,
            Body::Sources(_) => View::Sources,
        }
    }
}

/// The name under which a hint is remembered once it was followed.
pub(crate) fn hint_name(view: View) -> String {
    view.title(Lang::En).to_lowercase()
}

fn body(app: &App) -> Body {
    let has_results = app.summary().is_some();
    match app.view {
        View::Plan => Body::Plan(Box::new(app.plan_view())),
        View::Map => Body::Map(app.map()),
        View::Timeline => Body::Timeline(has_results.then(|| app.gantt())),
        View::Odds => Body::Odds(has_results.then(|| Box::new(app.odds())), app.odds_form),
        View::Sources => Body::Sources(app.sources()),
        View::Money => Body::Money(has_results.then(|| app.costs())),
        View::Risk => Body::Risk(app.risk().map(Box::new)),
        View::Life => {
            let view = app.life();
            let has_something = !view.markets.is_empty() || !view.hint.is_empty();
            Body::Life(has_something.then(|| Box::new(view)))
        }
        View::Compare => Body::Compare(Box::new(app.rivals())),
        View::Futures => Body::Futures(app.futures().map(Box::new)),
    }
}

/// The sitting at an exercise, as it stands.
fn workshop(app: &App, now: f64) -> Option<Box<Workshop>> {
    let session = app.session()?;
    Some(Box::new(Workshop {
        view: exercise::screen(session, app.lang),
        role: session.role,
        clock: (session.role == Role::Trainer).then(|| exercise::clock(session, now, app.lang)),
        is_touched: session.is_touched(),
    }))
}

fn top(app: &App, around: &Around) -> Option<Top> {
    if let (Some(session), Some(Overlay::Help)) = (app.session(), &app.overlay) {
        let help = words::sitting::help(session.role, app.lang);
        return Some(Top::Help(Box::new(help)));
    }
    match app.overlay.as_ref()? {
        Overlay::Plans | Overlay::Exercises => Some(Top::Open(open_rows(app, around))),
        Overlay::Help => Some(Top::Help(Box::new(app.help()))),
        Overlay::Step(id) => app.step_card(id).map(Top::Step),
        Overlay::Find(query) => Some(Top::Find(app.find(query))),
        Overlay::Glossary(at) => Some(Top::Glossary(app.glossary(), at.clone())),
        Overlay::Route(id) => app
            .route_page(id)
            .map(|page| Top::Route(Box::new(page), app.taking(id))),
        Overlay::Routes(query) => Some(Top::Routes(query.clone(), app.addable(query))),
        Overlay::Wizard(_) => app.wizard().map(|view| Top::Wizard(Box::new(view))),
    }
}

fn open_rows(app: &App, around: &Around) -> Vec<OpenRow> {
    let lang = app.lang;
    let [new, yours, shipped, exercises] = words::open_groups(lang);
    let row = |group: &'static str, title: &str, about: &str, opens: Opens| OpenRow {
        group,
        title: title.to_owned(),
        about: about.to_owned(),
        is_open: false,
        opens,
    };
    let [(make, made_of), (path, path_of)] = words::open_actions(lang);
    let mut rows = vec![
        row(new, make, made_of, Opens::New),
        row(new, path, path_of, Opens::Path),
    ];
    rows.extend(around.unsaved.iter().map(|file| {
        row(
            yours,
            &file.name,
            words::never_saved(lang),
            Opens::Unsaved(file.clone()),
        )
    }));
    rows.extend(around.recent.iter().map(|path| OpenRow {
        is_open: std::path::Path::new(path).ends_with(&app.draft().file().name),
        ..row(yours, path, "", Opens::File(path.clone()))
    }));
    rows.extend(app.plans().into_iter().map(|plan| OpenRow {
        is_open: plan.is_open,
        ..row(shipped, &plan.title, &plan.summary, Opens::Plan(plan.id))
    }));
    rows.extend(exercise::entries(lang).into_iter().map(|entry| {
        let about = [entry.about].into_iter().chain(entry.goals);
        row(
            exercises,
            &entry.title,
            &about.collect::<Vec<_>>().join(" "),
            Opens::Exercise(entry.id),
        )
    }));
    let (path, path_of) = words::sitting::from_file(lang);
    rows.push(row(exercises, path, path_of, Opens::ExercisePath));
    rows
}

/// What went wrong: the engine, a plan that was asked for, a change that does not work; or what a save has come to.
fn banner(app: &App, levers: &LeversView, screen: &Screen) -> Option<String> {
    let failure = app.failure.clone().map(|words| words::failed(&words, app.lang));
    failure
        .or_else(|| {
            let first = app.problems.first()?;
            Some(words::not_opened(first, app.problems.len(), app.lang))
        })
        .or_else(|| {
            // In sight, the levers say it themselves.
            let mut flaws = ui::levers::all(levers).map(|lever| &lever.problem);
            let flaw = flaws.find(|flaw| !flaw.is_empty()).unwrap_or(&levers.problem);
            let way = levers.ways_out.first().map(|way| way.title.as_str());
            (!app.has_levers && !flaw.is_empty()).then(|| words::flawed(flaw, way, app.lang))
        })
        .or_else(|| screen.notice.clone())
}

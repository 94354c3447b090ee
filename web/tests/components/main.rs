//! Components, rendered to text: what a view model holds is on the page, in a form that assistive technology
//! reads and the content security policy allows.

mod fixtures;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::rc::Rc;

use futures::executor::block_on;
use regpath_core::app::{Action, App, OddsForm, View};
use regpath_core::text::Lang;
use regpath_core::view::exercise::{Block, ScreenView};
use regpath_web::components::{
    Compare, Curve, Dots, Fan, Foot, Futures, Header, Help, Histogram, Levers, Map, Money, Numbers, Odds,
    Plan, Plans, Problems, Rail, Risk, Sheet, Sitting, Sources, StepCardSheet, Strip, Theme, Timeline,
    Workshops,
};
use yew::prelude::*;
use yew::virtual_dom::VNode;

#[derive(Properties, Clone, PartialEq)]
struct StageProps {
    #[prop_or_default]
    children: Html,
}

#[component]
fn Stage(props: &StageProps) -> Html {
    props.children.clone()
}

fn rendered(draw: impl Fn() -> VNode + Send + 'static) -> String {
    let stage = move || StageProps { children: draw() };
    block_on(
        yew::ServerRenderer::<Stage>::with_props(stage)
            .hydratable(false)
            .render(),
    )
}

fn act() -> Callback<Action> {
    Callback::noop()
}

fn count(text: &str, part: &str) -> usize {
    text.matches(part).count()
}

fn sitting(view: ScreenView, lang: Lang) -> Html {
    html! { <Sitting {view} {lang} on_do={Callback::noop()} /> }
}

/// What the files of a folder say, one after the other.
fn texts(folder: &str, ending: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut text = String::new();
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be read").path();
        if path.extension().is_some_and(|extension| extension == ending) {
            text += &fs::read_to_string(path).expect("it is text");
        }
    }
    text
}

/// A misspelt class shows what should be hidden, and no other test would see it.
#[test]
fn every_class_is_known_to_the_style_sheet_or_to_a_browser_test() {
    let known = texts("static", "css") + &texts("../tests/e2e", "mjs");
    let written = ["src", "src/components", "src/engine"].map(|folder| texts(folder, "rs"));
    let written = written.concat();
    let names = written
        .split("class=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next());
    let flags = written
        .split("\"is-")
        .skip(1)
        .filter_map(|rest| rest.split('"').next());
    let flags: Vec<String> = flags.map(|flag| format!("is-{flag}")).collect();
    let all: BTreeSet<&str> = names
        .chain(flags.iter().map(String::as_str))
        .flat_map(str::split_whitespace)
        .filter(|name| !name.contains('{'))
        .collect();
    assert!(all.len() > 100);
    let unknown: Vec<&&str> = all
        .iter()
        .filter(|name| !known.contains(&format!(".{name}")))
        .collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

/// Everything that the page can show, in one language.
fn everything(lang: Lang) -> Vec<(&'static str, String)> {
    vec![
        (
            "plan",
            rendered(move || html! { <Plan view={fixtures::plan(lang)} {lang} act={act()} /> }),
        ),
        (
            "map",
            rendered(move || {
                let view = Rc::new(App::new(lang).map());
                html! { <Map {view} {lang} act={act()} /> }
            }),
        ),
        (
            "sources",
            rendered(move || {
                let view = App::new(lang).sources();
                html! { <Sources {view} {lang} act={act()} /> }
            }),
        ),
        (
            "timeline",
            rendered(move || html! { <Timeline view={fixtures::gantt(lang)} {lang} act={act()} /> }),
        ),
        (
            "odds",
            rendered(move || {
                html! { <Odds view={fixtures::odds(lang)} form={OddsForm::Curve} {lang} act={act()} /> }
            }),
        ),
        (
            "money",
            rendered(move || html! { <Money view={fixtures::costs(lang)} {lang} /> }),
        ),
        (
            "risk",
            rendered(move || {
                html! { <Risk view={fixtures::answered(lang).risk()} {lang} act={act()} /> }
            }),
        ),
        (
            "compare",
            rendered(move || {
                html! { <Compare view={fixtures::compared(lang).rivals()} {lang} act={act()} /> }
            }),
        ),
        (
            "futures",
            rendered(move || {
                html! { <Futures view={fixtures::answered(lang).futures()} {lang} act={act()} /> }
            }),
        ),
        (
            "strip",
            rendered(move || {
                html! { <Strip view={fixtures::strip(lang)} {lang} progress=0.5 is_running=true /> }
            }),
        ),
        (
            "levers",
            rendered(move || {
                let view = App::new(lang).levers();
                html! { <Levers {view} {lang} act={act()} /> }
            }),
        ),
        (
            "header",
            rendered(move || {
                html! {
                    <Header title="A plan" {lang} theme={Theme::Auto} is_running=false act={act()}
                        set_theme={Callback::noop()} />
                }
            }),
        ),
        (
            "rail",
            rendered(move || html! { <Rail view={View::Odds} {lang} act={act()} /> }),
        ),
        (
            "foot",
            rendered(
                move || html! { <Foot view={fixtures::foot(lang)} seed=7 futures=10_000 {lang} act={act()} /> },
            ),
        ),
        (
            "plans",
            rendered(move || html! { <Plans plans={fixtures::plans(lang)} {lang} act={act()} /> }),
        ),
        (
            "workshops",
            rendered(move || html! { <Workshops {lang} act={act()} /> }),
        ),
        (
            "sitting",
            rendered(move || {
                // The debriefing names sources, which stay in their language.
                let views = fixtures::sitting(lang);
                let views = views.into_iter().filter(|view| view.key != "Debrief");
                html! { <>{ for views.map(|view| sitting(view, lang)) }</> }
            }),
        ),
        (
            "step",
            rendered(move || html! { <StepCardSheet card={fixtures::step(lang)} {lang} /> }),
        ),
        (
            "help",
            rendered(move || {
                html! { <Help view={Some(App::new(lang).help())} {lang} disclaimer="Not advice." keys_on=true set_keys={Callback::noop()} act={act()} /> }
            }),
        ),
    ]
}

#[test]
fn nothing_needs_an_inline_style_or_script() {
    for lang in [Lang::En, Lang::Ja] {
        for (name, text) in everything(lang) {
            for forbidden in [" style=", "<script", "<style", "javascript:", " onclick="] {
                assert!(!text.contains(forbidden), "{name} has `{forbidden}`");
            }
        }
    }
}

#[test]
fn the_page_itself_speaks_one_language_at_a_time() {
    let is_japanese = |letter: char| ('\u{3040}'..='\u{30ff}').contains(&letter);
    // The titles of sources stay in the language that they were printed in.
    for (name, text) in everything(Lang::En)
        .into_iter()
        .filter(|(name, _)| *name != "sources")
    {
        // What is said in the other language says so.
        let mut parts = text.split("lang=\"ja\"");
        let before = parts.next().unwrap_or_default().to_owned();
        let english = parts
            .filter_map(|part| part.split_once('<'))
            .fold(before, |said, (_, rest)| said + rest);
        assert!(
            !english.contains(is_japanese),
            "{name} in English has Japanese letters"
        );
    }
}

#[test]
fn a_histogram_shows_every_bar_and_says_it() {
    let view = fixtures::odds(Lang::En).histogram;
    let (bars, title) = (view.bars.len(), view.title.clone());
    let text = rendered(move || html! { <Histogram view={view.clone()} /> });
    assert_eq!(count(&text, "<rect"), bars);
    assert_eq!(count(&text, "<title>"), bars);
    assert!(text.contains(r#"role="img""#) && text.contains(&format!(r#"aria-label="{title}""#)));
}

#[test]
fn dots_pile_up_from_the_axis_and_stay_inside() {
    let view = fixtures::odds(Lang::En).dots;
    let dots = view.dots.len();
    let text = rendered(move || html! { <Dots view={view.clone()} /> });
    assert_eq!(count(&text, "<circle"), dots);
    assert!(!text.contains(r#"cy="-"#), "a dot stands above the drawing");
}

#[test]
fn a_curve_is_one_line_over_its_area() {
    let view = fixtures::odds(Lang::En).curve;
    let text = rendered(move || html! { <Curve view={view.clone()} /> });
    assert_eq!(
        (count(&text, r#"class="line""#), count(&text, r#"class="area""#)),
        (1, 1)
    );
    assert_eq!(count(&text, r#"class="level""#), 5);
}

#[test]
fn a_fan_has_two_bands_a_median_and_zero() {
    let view = fixtures::costs(Lang::En).cash.expect("the plan has money");
    let marks = view.marks.len();
    let text = rendered(move || html! { <Fan view={view.clone()} /> });
    assert_eq!(
        (count(&text, r#"class="band""#), count(&text, r#"class="line""#)),
        (2, 1)
    );
    assert_eq!(count(&text, r#"class="zero""#), 1);
    assert_eq!(count(&text, r#"class="mark mark-"#), marks);
}

#[test]
fn every_bar_of_a_tornado_opens_the_card_of_its_step() {
    let view = fixtures::answered(Lang::En).risk().expect("there are results");
    let rows = view.tornado.rows.len();
    let parts = view.waterfall.rows.iter().filter(|row| row.id.is_some()).count();
    let (paths, points) = (view.paths.paths.len(), view.scatter.points.len());
    assert!(rows > 3 && parts > 3 && paths > 1 && points > 50);
    let text = rendered(move || html! { <Risk view={Some(view.clone())} lang={Lang::En} act={act()} /> });
    assert_eq!(
        count(&text, r#"class="step""#),
        rows + parts + 2,
        "two parts are sums"
    );
    // The other buttons take the charts along.
    let taken = count(&text, r#"class="link""#);
    assert_eq!(count(&text, "<button") - taken, rows + parts);
    assert_eq!(count(&text, "h0"), points);
    let text = rendered(|| html! { <Risk view={None} lang={Lang::En} act={act()} /> });
    assert!(text.contains("fills as the first futures come in"));
}

#[test]
fn a_future_is_told_line_by_line_and_another_is_a_click_away() {
    let view = fixtures::answered(Lang::En).futures().expect("there are results");
    let lines: usize = view
        .story
        .chapters
        .iter()
        .map(|chapter| chapter.lines.len())
        .sum();
    assert!(lines > 20);
    let text = rendered(move || html! { <Futures view={Some(view.clone())} lang={Lang::En} act={act()} /> });
    assert_eq!(count(&text, "<time"), lines);
    assert_eq!(
        count(&text, r#"aria-pressed="true""#),
        1,
        "the median is told first"
    );
    assert_eq!(count(&text, "<button"), 7);
    assert_eq!(count(&text, "<input"), 1);
}

#[test]
fn plans_are_drawn_on_one_axis_and_compared_in_sentences() {
    let view = fixtures::compared(Lang::En).rivals();
    let comparison = view.comparison.clone().expect("the comparison is done");
    let standings: usize = comparison.parts.iter().map(|part| part.rows.len()).sum();
    let dots: usize = comparison
        .parts
        .iter()
        .flat_map(|part| &part.rows)
        .map(|row| row.dots.len())
        .sum();
    let chosen = view.rows.iter().filter(|row| row.is_chosen).count();
    let text = rendered(move || html! { <Compare view={view.clone()} lang={Lang::En} act={act()} /> });
    assert_eq!(count(&text, r#"class="standing"#), standings);
    assert_eq!(count(&text, "<circle"), dots);
    let sentences: usize = comparison.parts.iter().map(|part| part.sentences.len()).sum();
    assert_eq!(count(&text, r#"class="sentence""#), sentences);
    assert_eq!(count(&text, "<input checked"), chosen);
}

#[test]
fn a_timeline_has_a_bar_a_step_and_a_diamond_a_milestone() {
    let view = fixtures::gantt(Lang::En);
    let rows = || view.groups.iter().flat_map(|group| &group.rows);
    let milestones = rows().filter(|row| row.is_milestone).count();
    let steps = rows().count() - milestones;
    let critical = rows().filter(|row| row.is_critical).count();
    let drawn = view.clone();
    let text = rendered(move || html! { <Timeline view={drawn.clone()} lang={Lang::En} act={act()} /> });
    // The legend draws one diamond, and three bars: plain, critical, rare.
    assert_eq!(count(&text, r#"class="diamond""#), milestones + 1);
    assert_eq!(count(&text, r#"class="bar""#), steps + 3);
    assert_eq!(
        count(&text, "●"),
        critical + 1,
        "criticality is a glyph, not only a colour"
    );
    let taken = count(&text, r#"class="link""#);
    assert_eq!(
        count(&text, "<button") - taken,
        steps,
        "a milestone has no card to open"
    );
}

#[test]
fn a_step_is_named_and_its_address_is_a_link_only_on_the_web() {
    let card = regpath_core::view::StepCard {
        sources: vec![regpath_core::view::SourceRow {
            url: "javascript:alert(1)".to_owned(),
            ..fixtures::step(Lang::En).sources.remove(0)
        }],
        ..fixtures::step(Lang::En)
    };
    let text = rendered(move || html! { <StepCardSheet card={card.clone()} lang={Lang::En} /> });
    assert!(!text.contains("<a "), "only http and https become links");
    let text = rendered(|| html! { <StepCardSheet card={fixtures::step(Lang::En)} lang={Lang::En} /> });
    assert!(text.contains(r#"rel="noopener noreferrer""#));
}

#[test]
fn words_from_a_file_stay_words() {
    let mut view = fixtures::plan(Lang::En);
    view.summary = "<img src=x onerror=alert(1)>".to_owned();
    let text = rendered(move || html! { <Plan view={view.clone()} lang={Lang::En} act={act()} /> });
    assert!(!text.contains("<img") && text.contains("&lt;img"));
}

#[test]
fn a_table_marks_its_headers_and_aligns_numbers() {
    let table = fixtures::odds(Lang::En).dots.table;
    let rows = table.rows.len();
    let text = rendered(move || html! { <Sheet table={table.clone()} title="Odds" /> });
    assert_eq!(count(&text, r#"scope="row""#), rows);
    assert_eq!(count(&text, r#"scope="col""#), 2);
    assert_eq!(count(&text, r#"<td class="is-numeric""#), rows);
}

#[test]
fn an_empty_table_is_not_offered() {
    let text = rendered(
        || html! { <Numbers table={regpath_core::view::Table::default()} title="Nothing" lang={Lang::En} /> },
    );
    assert!(text.is_empty(), "{text}");
}

#[test]
fn the_strip_has_a_card_an_answer_and_works_before_there_is_any() {
    let text = rendered(|| {
        html! { <Strip view={fixtures::strip(Lang::En)} lang={Lang::En} progress=0.5 is_running=true /> }
    });
    assert_eq!(count(&text, "<dt>"), 4);
    assert_eq!(count(&text, "<svg"), 4);
    let text = rendered(|| {
        let mut view = fixtures::strip(Lang::En);
        view.cards.iter_mut().for_each(|card| card.spark.clear());
        html! { <Strip {view} lang={Lang::En} progress=0.0 is_running=true /> }
    });
    assert_eq!(count(&text, "<svg"), 0);
}

#[test]
fn problems_are_all_listed_and_none_leaves_no_trace() {
    let listed = |problems: Vec<&'static str>| {
        rendered(move || {
            let problems = Rc::new(problems.iter().map(ToString::to_string).collect::<Vec<_>>());
            html! { <Problems {problems} lang={Lang::En} on_close={Callback::noop()} /> }
        })
    };
    let text = listed(vec!["a.toml:1:2: no", "b.toml:3:4: nor this"]);
    assert_eq!(count(&text, "<li>"), 2);
    assert!(text.contains(r#"role="alert""#));
    assert!(listed(Vec::new()).is_empty());
}

#[test]
fn an_unusual_number_of_futures_can_be_chosen_too() {
    let text = rendered(|| {
        html! { <Foot view={fixtures::foot(Lang::En)} seed=7 futures=12_345 lang={Lang::En} act={act()} /> }
    });
    assert_eq!(count(&text, "<option"), 5);
    assert_eq!(count(&text, r#"value="12345" selected"#), 1, "{text}");
}

#[test]
fn the_run_button_does_what_it_says() {
    for (is_running, word) in [(true, "Cancel"), (false, "Run again")] {
        let text = rendered(move || {
            html! {
                <Header title="A plan" lang={Lang::En} theme={Theme::Dark} {is_running} act={act()}
                    set_theme={Callback::noop()} />
            }
        });
        assert!(
            text.contains(&format!(r#"<span class="label">{word}</span>"#)),
            "{text}"
        );
    }
}

#[test]
fn the_open_view_and_plan_are_said_to_be_open() {
    let text = rendered(|| html! { <Rail view={View::Odds} lang={Lang::Ja} act={act()} /> });
    assert_eq!(count(&text, r#"aria-current="page""#), 1);
    assert_eq!(count(&text, "<button"), View::ALL.len());
    let text = rendered(|| html! { <Plans plans={fixtures::plans(Lang::Ja)} lang={Lang::Ja} act={act()} /> });
    assert_eq!(count(&text, r#"aria-current="true""#), 1);
}

#[test]
fn theme_names_are_remembered_and_turn_in_a_circle() {
    for theme in [Theme::Auto, Theme::Light, Theme::Dark] {
        assert_eq!(Theme::from_tag(theme.tag()), theme);
        assert_eq!(theme.next().next().next(), theme);
        assert_ne!(theme.next(), theme);
    }
}

#[test]
fn every_lever_has_a_control_with_its_name() {
    let mut view = App::new(Lang::En).levers();
    view.groups[0].levers[0].is_changed = true;
    view.groups[0].levers[0].problem = "nothing makes `jp.licence`".to_owned();
    let levers = view.groups.iter().flat_map(|group| &group.levers);
    let expected = levers.clone().count();
    let names: Vec<String> = levers.map(|lever| lever.label.clone()).collect();
    let text = rendered(move || html! { <Levers view={view.clone()} lang={Lang::En} act={act()} /> });
    let controls = count(&text, "role=\"switch\"") + count(&text, "<select") + count(&text, "<output>");
    assert_eq!(controls, expected);
    for name in names {
        assert!(
            text.contains(&name.replace('\'', "&#x27;")) || text.contains(&name),
            "{name}"
        );
    }
    assert_eq!(count(&text, "is-changed"), 1);
    assert_eq!(count(&text, "class=\"flaw\""), 1);
}

#[test]
fn the_map_has_a_button_for_every_step_and_a_line_for_every_edge() {
    let view = App::new(Lang::En).map();
    let steps = view.nodes.iter().filter(|node| !node.is_milestone).count();
    let (edges, labels) = (
        view.edges.len(),
        view.edges.iter().filter(|edge| !edge.label.is_empty()).count(),
    );
    let text = rendered(|| {
        let view = Rc::new(App::new(Lang::En).map());
        html! { <Map {view} lang={Lang::En} act={act()} /> }
    });
    assert_eq!(count(&text, "aria-haspopup=\"dialog\""), steps);
    assert_eq!(count(&text, "class=\"wire\""), edges);
    assert_eq!(count(&text, "class=\"paper\""), labels);
}

#[test]
fn every_source_with_an_address_opens_in_a_tab_that_knows_nothing_of_this_one() {
    let view = App::new(Lang::En).sources();
    let sources = view.figures.iter().flat_map(|figure| &figure.sources);
    let links = sources.filter(|source| !source.url.is_empty()).count();
    let text = rendered(|| {
        let view = App::new(Lang::En).sources();
        html! { <Sources {view} lang={Lang::En} act={act()} /> }
    });
    assert!(links > 0);
    assert_eq!(count(&text, "<a href=\"http"), links);
    assert_eq!(
        count(&text, "target=\"_blank\" rel=\"noopener noreferrer\""),
        links
    );
}

/// Every stage and desk, as one text each, with the view that it draws.
fn stages() -> Vec<(ScreenView, String)> {
    let views = fixtures::sitting(Lang::En);
    let drawn = views.into_iter().map(|view| {
        let shown = view.clone();
        (view, rendered(move || sitting(shown.clone(), Lang::En)))
    });
    drawn.collect()
}

#[test]
fn a_sitting_draws_every_block_of_every_stage() {
    let mut kinds = [0; 6];
    for (view, text) in stages() {
        let counted = |wanted: fn(&Block) -> bool| view.blocks.iter().filter(|block| wanted(block)).count();
        let inputs = counted(|block| matches!(block, Block::Input(_)));
        let picks = counted(|block| matches!(block, Block::Pick(_)));
        let tables = counted(|block| matches!(block, Block::Table(_, table) if !table.rows.is_empty()));
        let dots = counted(|block| matches!(block, Block::Dots(_)));
        let stories = counted(|block| matches!(block, Block::Story(_)));
        let codes = counted(|block| matches!(block, Block::Code(..)));
        assert_eq!(count(&text, "class=\"ask\""), inputs, "{}", view.key);
        assert_eq!(count(&text, "<fieldset class=\"pick\""), picks, "{}", view.key);
        assert_eq!(count(&text, "<table"), tables, "{}", view.key);
        assert_eq!(count(&text, "class=\"panel plans-dots\""), dots, "{}", view.key);
        assert_eq!(count(&text, "class=\"ends\""), stories, "{}", view.key);
        assert_eq!(count(&text, "<pre"), codes, "{}", view.key);
        assert_eq!(count(&text, "aria-current=\"step\""), 1, "{}", view.key);
        for (sum, number) in kinds
            .iter_mut()
            .zip([inputs, picks, tables, dots, stories, codes])
        {
            *sum += number;
        }
    }
    assert!(kinds.iter().all(|number| *number > 0), "{kinds:?}");
}

#[test]
fn what_is_typed_has_a_label_an_example_and_its_problem() {
    let (view, text) = stages().remove(1);
    let problems = view
        .blocks
        .iter()
        .filter(|block| matches!(block, Block::Input(input) if !input.problem.is_empty()));
    assert_eq!(problems.count(), 1);
    assert_eq!(count(&text, "aria-invalid=\"true\""), 1);
    assert_eq!(count(&text, "class=\"hint is-problem\""), 1);
    assert_eq!(
        count(&text, "<label for=\"ask-"),
        count(&text, "aria-describedby=\"ask-")
    );
    assert!(text.contains("e.g. Team Blue"));
}

#[test]
fn a_shut_stage_says_why_and_what_cannot_be_done_is_said_aloud() {
    let (view, text) = stages().remove(0);
    let shut = view.tabs.iter().filter(|tab| !tab.shut.is_empty()).count();
    assert!(shut > 3);
    assert_eq!(count(&text, "aria-disabled=\"true\""), shut);
    let refused = ScreenView {
        problem: "predict first".to_owned(),
        status: "simulating: plan 2 of 5".to_owned(),
        ..view
    };
    let text = rendered(move || sitting(refused.clone(), Lang::En));
    assert!(
        text.contains("role=\"alert\" class=\"flaw\">predict first</p>"),
        "{text}"
    );
    assert!(text.contains("simulating: plan 2 of 5"));
}

#[test]
fn the_first_page_and_the_list_of_plans_lead_to_every_exercise() {
    let exercises = regpath_core::view::exercise::entries(Lang::Ja).len();
    let text = rendered(|| html! { <Workshops lang={Lang::Ja} act={act()} /> });
    assert_eq!(count(&text, "class=\"plan-card\""), exercises);
    let text = rendered(|| html! { <Plans plans={Vec::new()} lang={Lang::Ja} act={act()} /> });
    assert_eq!(count(&text, "class=\"plan\""), exercises);
}

#[test]
fn the_first_page_is_drawn_with_its_answer_and_every_card() {
    let pages = regpath_web::first::pages();
    assert_eq!(
        pages.iter().map(|page| page.lang).collect::<Vec<_>>(),
        [Lang::En, Lang::Ja]
    );
    for page in pages {
        let app = App::new(page.lang);
        for plan in app.plans() {
            assert!(page.html.contains(plan.title.as_str()), "{}", plan.title);
        }
        assert_eq!(count(&page.html, "class=\"big\">20"), 3, "three dates");
        assert!(page.html.contains("is-done"));
        assert!(!page.html.contains("style="), "the security policy allows none");
    }
}

//! What keys and the mouse mean, without a terminal.

use ratatui::crossterm::event::{
    Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use ratatui::layout::Size;
use regpath_core::app::{Action, Ask, OddsForm, Overlay, Rival, View};
use regpath_core::edit::Setting;
use regpath_core::text::Lang;

use regpath_core::wizard::Question;

use super::*;
use crate::fixture;
use crate::theme::Theme;

fn help() -> Top {
    Top::Help(Box::new(regpath_core::app::App::new(Lang::En).help()))
}

fn settled(scene: &Scene) -> Screen {
    let mut screen = Screen::new(Size::new(80, 24), Theme::PLAIN);
    screen.settle(scene);
    screen
}

/// What a key does, in words that are easy to compare.
fn pressed(scene: &Scene, code: KeyCode) -> String {
    let event = Event::Key(KeyEvent::new(code, KeyModifiers::NONE));
    format!("{:?}", message(scene, &settled(scene), &event))
}

/// The same on a screen where something has happened already.
fn message_of(scene: &Scene, screen: &Screen, code: KeyCode) -> Option<Message> {
    message(
        scene,
        screen,
        &Event::Key(KeyEvent::new(code, KeyModifiers::NONE)),
    )
}

fn pressed_on(scene: &Scene, screen: &Screen, code: KeyCode) -> String {
    format!("{:?}", message_of(scene, screen, code))
}

fn said(message: impl Into<Message>) -> String {
    format!("{:?}", Some(message.into()))
}

fn mouse(kind: MouseEventKind, column: u16, row: u16) -> Event {
    Event::Mouse(MouseEvent {
        kind,
        column,
        row,
        modifiers: KeyModifiers::NONE,
    })
}

fn clicked(scene: &Scene, column: u16, row: u16) -> String {
    let event = mouse(MouseEventKind::Down(MouseButton::Left), column, row);
    format!("{:?}", message(scene, &settled(scene), &event))
}

#[test]
fn q_and_control_c_quit_from_everywhere() {
    let scenes = View::ALL.map(|view| fixture::scene(view, Lang::En));
    let overlays: Vec<Scene> = fixture::tops(Lang::En)
        .into_iter()
        .map(|top| fixture::under(top, Lang::En))
        .collect();
    for scene in scenes.iter().chain(&overlays) {
        // Where something is typed, q is a letter.
        if scene.top.as_ref().is_none_or(|top| top.typed().is_none()) {
            assert_eq!(pressed(scene, KeyCode::Char('q')), said(Message::Quit));
        }
        let interrupt = Event::Key(KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL));
        assert!(matches!(
            message(scene, &settled(scene), &interrupt),
            Some(Message::Quit)
        ));
    }
}

#[test]
fn digits_tab_and_arrows_open_the_views() {
    let scene = fixture::scene(View::Plan, Lang::En);
    assert_eq!(
        pressed(&scene, KeyCode::Char('4')),
        said(Action::Show(View::Odds))
    );
    assert_eq!(pressed(&scene, KeyCode::Tab), said(Action::NextView));
    assert_eq!(pressed(&scene, KeyCode::Left), said(Action::PreviousView));
    assert_eq!(
        pressed(&scene, KeyCode::Char('0')),
        said(Action::Show(View::Sources))
    );
}

#[test]
fn a_view_opens_from_under_an_overlay() {
    let scene = fixture::under(help(), Lang::En);
    assert_eq!(
        pressed(&scene, KeyCode::Char('3')),
        said(Message::Apply(vec![Action::Close, Action::Show(View::Timeline)]))
    );
    assert_eq!(pressed(&scene, KeyCode::Esc), said(Action::Close));
    assert_eq!(pressed(&scene, KeyCode::Char('?')), said(Action::Close));
    assert_eq!(
        pressed(&scene, KeyCode::Char('p')),
        said(Action::Open(Overlay::Plans))
    );
}

#[test]
fn enter_opens_the_card_folds_the_group_or_shows_the_odds() {
    let scene = fixture::scene(View::Timeline, Lang::En);
    let mut screen = settled(&scene);
    let enter = Event::Key(KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE));
    let mut at = |row: usize| {
        screen.timeline_cursor = row;
        format!("{:?}", message(&scene, &screen, &enter))
    };
    assert_eq!(at(0), said(Message::Change(Change::Fold(0))));
    assert_eq!(at(2), said(Action::Open(Overlay::Step("jp/reader".to_owned()))));
    let odds = vec![Action::SelectMilestone(0), Action::Show(View::Odds)];
    assert_eq!(at(5), said(Message::Apply(odds)));
    assert_eq!(at(999), "None");
}

#[test]
fn the_odds_change_form_and_milestone() {
    let scene = fixture::scene(View::Odds, Lang::En);
    assert_eq!(
        pressed(&scene, KeyCode::Char('v')),
        said(Action::SetOddsForm(OddsForm::Histogram))
    );
    assert_eq!(pressed(&scene, KeyCode::Down), said(Action::SelectMilestone(1)));
    assert_eq!(pressed(&scene, KeyCode::End), said(Action::SelectMilestone(1)));
    assert_eq!(pressed(&scene, KeyCode::Up), "None");
    assert_eq!(
        pressed(&fixture::scene(View::Plan, Lang::En), KeyCode::Char('v')),
        "None"
    );
}

#[test]
fn a_plan_is_opened_and_the_list_closes() {
    let scene = fixture::under(fixture::plans(Lang::En), Lang::En);
    assert_eq!(
        pressed(&scene, KeyCode::Down),
        said(Message::Change(Change::Cursor(2)))
    );
    let open = Opens::Plan("plan-1".to_owned());
    assert_eq!(pressed(&scene, KeyCode::Enter), said(Message::Open(open)));
}

#[test]
fn stopping_is_offered_only_while_the_engine_runs() {
    let mut scene = fixture::scene(View::Plan, Lang::En);
    assert_eq!(pressed(&scene, KeyCode::Char('c')), said(Action::Cancel));
    scene.foot.is_running = false;
    assert_eq!(pressed(&scene, KeyCode::Char('c')), "None");
}

#[test]
fn a_released_key_means_nothing() {
    let scene = fixture::scene(View::Plan, Lang::En);
    let mut key = KeyEvent::new(KeyCode::Char('q'), KeyModifiers::NONE);
    key.kind = KeyEventKind::Release;
    assert!(message(&scene, &settled(&scene), &Event::Key(key)).is_none());
    let alt = KeyEvent::new(KeyCode::Char('q'), KeyModifiers::ALT);
    assert!(message(&scene, &settled(&scene), &Event::Key(alt)).is_none());
}

#[test]
fn clicks_find_tabs_language_keys_and_rows() {
    let scene = fixture::scene(View::Timeline, Lang::En);
    // `─1 Plan─2 Map─[3 Timeline]─4 Odds─5 Money─6 Risk─7 Compare─8 Futures─`
    assert_eq!(clicked(&scene, 3, 4), said(Action::Show(View::Plan)));
    assert_eq!(clicked(&scene, 30, 4), said(Action::Show(View::Odds)));
    assert_eq!(clicked(&scene, 79, 4), "None");
    assert_eq!(clicked(&scene, 77, 0), said(Action::SetLang(Lang::Ja)));
    // The view begins in row 5: title, axis, then `▾ Japan`.
    assert_eq!(clicked(&scene, 10, 9), said(Message::Change(Change::Cursor(2))));
    assert_eq!(
        clicked(&scene, 10, 8),
        said(Action::Open(Overlay::Step("jp/qms".to_owned())))
    );
    assert_eq!(clicked(&scene, 10, 20), "None");
    // ` ↑↓ step  ↵ card  1-5 views  o levers  p plans …`
    assert_eq!(clicked(&scene, 20, 23), said(Action::ShowLevers(true)));
}

#[test]
fn arrows_leaf_through_the_cards() {
    let scene = Scene {
        top: Some(Top::Step(fixture::card(Lang::En))),
        ..fixture::scene(View::Timeline, Lang::En)
    };
    assert_eq!(
        pressed(&scene, KeyCode::Right),
        said(Action::Open(Overlay::Step("jp/redo".to_owned())))
    );
    assert_eq!(
        pressed(&scene, KeyCode::Left),
        said(Action::Open(Overlay::Step("jp/reader".to_owned())))
    );
    assert_eq!(settled(&scene).timeline_cursor, 3);
}

#[test]
fn a_click_beside_an_overlay_closes_it() {
    let scene = fixture::under(Top::Step(fixture::card(Lang::En)), Lang::En);
    assert_eq!(clicked(&scene, 0, 2), said(Action::Close));
    assert_eq!(clicked(&scene, 40, 12), "None");
}

#[test]
fn the_wheel_moves_the_cursor_or_the_page() {
    let scene = fixture::scene(View::Timeline, Lang::En);
    let down = mouse(MouseEventKind::ScrollDown, 10, 10);
    assert_eq!(
        format!("{:?}", message(&scene, &settled(&scene), &down)),
        said(Message::Change(Change::Cursor(2)))
    );
    let help = fixture::under(help(), Lang::En);
    assert_eq!(
        format!("{:?}", message(&help, &settled(&help), &down)),
        said(Message::Change(Change::Top(3)))
    );
}

#[test]
fn a_new_size_is_taken_over() {
    let scene = fixture::scene(View::Plan, Lang::En);
    let said = message(&scene, &settled(&scene), &Event::Resize(100, 30));
    assert!(matches!(said, Some(Message::Change(Change::Resize(size))) if size == Size::new(100, 30)));
}

#[test]
fn with_the_levers_open_the_arrows_turn_them() {
    let mut scene = fixture::scene(View::Timeline, Lang::En);
    assert_eq!(
        pressed(&scene, KeyCode::Char('o')),
        said(Action::ShowLevers(true))
    );
    scene.has_levers = true;
    let people = |people: u32| Setting::Capacity {
        team: "ra".to_owned(),
        people,
    };
    assert_eq!(pressed(&scene, KeyCode::Left), said(Action::Set(people(1))));
    assert_eq!(pressed(&scene, KeyCode::Right), said(Action::Set(people(3))));
    assert_eq!(
        pressed(&scene, KeyCode::Enter),
        said(Message::Ask(Purpose::Value(people(2))))
    );
    assert_eq!(
        pressed(&scene, KeyCode::Down),
        said(Message::Change(Change::Cursor(1)))
    );
    assert_eq!(
        pressed(&scene, KeyCode::Char('1')),
        said(Action::Show(View::Plan))
    );
    assert_eq!(pressed(&scene, KeyCode::Esc), said(Action::ShowLevers(false)));
    // The second lever has no step down.
    let mut screen = settled(&scene);
    screen.levers_cursor = 1;
    let event = Event::Key(KeyEvent::new(KeyCode::Left, KeyModifiers::NONE));
    assert!(message(&scene, &screen, &event).is_none());
}

#[test]
fn changes_are_taken_back_and_made_again() {
    let scene = fixture::scene(View::Plan, Lang::En);
    assert_eq!(pressed(&scene, KeyCode::Char('u')), said(Action::Undo));
    let again = Event::Key(KeyEvent::new(KeyCode::Char('r'), KeyModifiers::CONTROL));
    assert_eq!(
        format!("{:?}", message(&scene, &settled(&scene), &again)),
        said(Action::Redo)
    );
}

#[test]
fn on_the_map_arrows_walk_letters_move_and_signs_zoom() {
    let scene = fixture::scene(View::Map, Lang::En);
    let change = |code: KeyCode| pressed(&scene, code);
    assert_eq!(
        change(KeyCode::Char('l')),
        said(Message::Change(Change::Pan(PAN.0, 0)))
    );
    assert_eq!(
        change(KeyCode::Char('+')),
        said(Message::Change(Change::Zoom(true)))
    );
    let Body::Map(view) = &scene.body else {
        panic!("the map is open")
    };
    let next = view.step(settled(&scene).map.cursor, Way::Left).unwrap();
    assert_eq!(change(KeyCode::Left), said(Message::Change(Change::Cursor(next))));
    let mut screen = settled(&scene);
    screen.change(&scene, Change::Cursor(0));
    let card = Action::Open(Overlay::Step(view.nodes[0].id.clone()));
    assert_eq!(pressed_on(&scene, &screen, KeyCode::Enter), said(card));
    assert_eq!(change(KeyCode::Char('L')), said(Action::SetLang(Lang::Ja)));
    let drag = mouse(MouseEventKind::Drag(MouseButton::Left), 30, 12);
    assert!(matches!(
        message(&scene, &settled(&scene), &drag),
        Some(Message::Change(Change::Hold(Some(_))))
    ));
}

#[test]
fn a_name_is_typed_letter_by_letter() {
    let scene = fixture::scene(View::Plan, Lang::En);
    assert_eq!(pressed(&scene, KeyCode::Char('s')), said(Message::Save));
    assert_eq!(
        pressed(&scene, KeyCode::Char('S')),
        said(Message::Ask(Purpose::SaveAs))
    );
    let mut screen = settled(&scene);
    let prompt = Prompt::new(Purpose::SaveAs, "pla");
    screen.prompt = Some(prompt.clone());
    let typed = |code: KeyCode| {
        let event = Event::Key(KeyEvent::new(code, KeyModifiers::NONE));
        format!("{:?}", message(&scene, &screen, &event))
    };
    let on = |text: &str| said(Message::Prompt(Some(Prompt::new(Purpose::SaveAs, text))));
    assert_eq!(typed(KeyCode::Char('q')), on("plaq"));
    assert_eq!(typed(KeyCode::Backspace), on("pl"));
    assert_eq!(typed(KeyCode::Enter), said(Message::Submit(prompt)));
    assert_eq!(typed(KeyCode::Esc), said(Message::Prompt(None)));
}

#[test]
fn in_a_list_that_is_searched_every_letter_is_typed() {
    let app = regpath_core::app::App::new(Lang::En);
    let scene = fixture::under(Top::Find(app.find("pmd")), Lang::En);
    let find = |query: &str| said(Action::Open(Overlay::Find(query.to_owned())));
    assert_eq!(pressed(&scene, KeyCode::Char('a')), find("pmda"));
    assert_eq!(pressed(&scene, KeyCode::Char('q')), find("pmdq"));
    assert_eq!(pressed(&scene, KeyCode::Backspace), find("pm"));
    let pasted = message(&scene, &settled(&scene), &Event::Paste("a\n".to_owned()));
    assert_eq!(format!("{pasted:?}"), find("pmda"));
    assert_eq!(pressed(&scene, KeyCode::Esc), said(Action::Close));
    let Some(Top::Find(view)) = &scene.top else {
        panic!("it is open")
    };
    assert_eq!(
        pressed(&scene, KeyCode::Enter),
        said(Action::Go(view.hits[0].go.clone()))
    );
}

#[test]
fn the_wizard_takes_answers_and_goes_back() {
    let scene = |question: Question| {
        let wizard = Wizard {
            at: question,
            name: "x".to_owned(),
            ..Wizard::default()
        };
        let app = regpath_core::app::App::new(Lang::En)
            .apply(Action::Open(Overlay::Wizard(wizard)))
            .unwrap();
        fixture::under(Top::Wizard(Box::new(app.wizard().unwrap())), Lang::En)
    };
    let name = scene(Question::What);
    assert_eq!(
        pressed(&name, KeyCode::Char('q')),
        said(Action::Answer(Answer::Typed("xq".to_owned())))
    );
    assert_eq!(pressed(&name, KeyCode::Enter), said(Action::Answer(Answer::Next)));
    let kind = scene(Question::Kind);
    assert_eq!(
        pressed(&kind, KeyCode::Down),
        said(Action::Answer(Answer::Choose(1)))
    );
    assert_eq!(pressed(&kind, KeyCode::Left), said(Action::Answer(Answer::Back)));
    let markets = scene(Question::Markets);
    assert_eq!(
        pressed(&markets, KeyCode::Char(' ')),
        said(Action::Answer(Answer::Choose(0)))
    );
    assert_eq!(
        pressed(&markets, KeyCode::Down),
        said(Message::Change(Change::Cursor(1)))
    );
    assert_eq!(
        pressed(&scene(Question::Cash), KeyCode::Enter),
        said(Message::Make)
    );
}

#[test]
fn a_way_out_is_taken_by_a_key() {
    let mut scene = fixture::scene(View::Plan, Lang::En);
    assert_eq!(pressed(&scene, KeyCode::Char('y')), "None");
    let setting = Setting::Listed {
        route: "jp.samd.two-stage".to_owned(),
        is_listed: true,
    };
    scene.levers.ways_out = vec![regpath_core::view::WayOut {
        title: "take it".to_owned(),
        setting: setting.clone(),
    }];
    assert_eq!(pressed(&scene, KeyCode::Char('y')), said(Action::Set(setting)));
}

#[test]
fn the_odds_are_asked_by_keys() {
    let scene = fixture::scene(View::Odds, Lang::En);
    assert_eq!(
        pressed(&scene, KeyCode::Char('.')),
        said(Action::Ask(Ask::Day(760.0)))
    );
    assert_eq!(
        pressed(&scene, KeyCode::Char('-')),
        said(Action::Ask(Ask::Chance(0.55)))
    );
    let moved = mouse(MouseEventKind::Moved, 40, 16);
    assert!(matches!(
        message(&scene, &settled(&scene), &moved),
        Some(Message::Apply(actions)) if matches!(actions[..], [Action::Ask(Ask::Day(_))])
    ));
}

#[test]
fn figures_are_sorted_and_their_steps_opened() {
    let scene = fixture::scene(View::Sources, Lang::En);
    assert_eq!(
        pressed(&scene, KeyCode::Char('v')),
        said(Action::SortSources(SourceOrder::Grade))
    );
    let Body::Sources(view) = &scene.body else {
        panic!("the sources are open")
    };
    let card = Action::Open(Overlay::Step(view.figures[0].id.clone()));
    assert_eq!(pressed(&scene, KeyCode::Enter), said(card));
    assert_eq!(
        pressed(&scene, KeyCode::Down),
        said(Message::Change(Change::Cursor(1)))
    );
}

#[test]
fn a_bar_of_the_risks_opens_its_card_and_a_sum_does_not() {
    let scene = fixture::scene(View::Risk, Lang::En);
    let mut screen = settled(&scene);
    assert_eq!(
        pressed_on(&scene, &screen, KeyCode::Enter),
        said(Action::Open(Overlay::Step("jp/reader".to_owned())))
    );
    assert_eq!(
        pressed_on(&scene, &screen, KeyCode::Down),
        said(Message::Change(Change::Cursor(1)))
    );
    // Two bars, two parts, then the whole.
    screen.change(&scene, Change::Cursor(4));
    assert_eq!(pressed_on(&scene, &screen, KeyCode::Enter), "None");
}

#[test]
fn a_future_is_told_by_key_or_by_its_number() {
    let scene = fixture::scene(View::Futures, Lang::En);
    let mut screen = settled(&scene);
    assert_eq!(
        pressed_on(&scene, &screen, KeyCode::Char('.')),
        said(Action::Tell(WhichFuture::Next))
    );
    assert_eq!(
        pressed_on(&scene, &screen, KeyCode::Char('2')),
        said(Action::Show(View::ALL[1])),
        "without # a digit is a view"
    );
    for key in ['#', '2', '0', 'q', '7'] {
        match message_of(&scene, &screen, KeyCode::Char(key)) {
            Some(Message::Change(change)) => screen.change(&scene, change),
            Some(Message::Quit) => assert_eq!(key, 'q'),
            other => panic!("{key}: {other:?}"),
        }
    }
    assert_eq!(
        pressed_on(&scene, &screen, KeyCode::Enter),
        said(Action::Tell(WhichFuture::Number(207)))
    );
    assert_eq!(
        pressed_on(&scene, &screen, KeyCode::Esc),
        said(Message::Change(Change::Type(None)))
    );
}

#[test]
fn enter_compares_with_the_plan_under_the_cursor() {
    let scene = fixture::scene(View::Compare, Lang::En);
    let mut screen = settled(&scene);
    screen.change(&scene, Change::Cursor(1));
    let rival = Rival::Shipped("two".to_owned());
    assert_eq!(
        pressed_on(&scene, &screen, KeyCode::Enter),
        said(Action::Compare(rival))
    );
    screen.change(&scene, Change::Cursor(2));
    assert_eq!(pressed_on(&scene, &screen, KeyCode::Enter), "None");
}

//! What the screen looks like, from scenes made by hand; the real plans are drawn in `tests/integration`.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::layout::Size;
use regpath_core::app::{OddsForm, View};
use regpath_core::text::Lang;

use super::Ui;
use crate::fixture;
use crate::scene::{Body, Scene, Top};
use crate::screen::{Change, Screen};
use crate::theme::Theme;

fn drawn(scene: &Scene, width: u16, height: u16) -> Terminal<TestBackend> {
    let mut screen = Screen::new(Size::new(width, height), Theme::PLAIN);
    screen.settle(scene);
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal
        .draw(|frame| {
            frame.render_widget(
                &Ui {
                    scene,
                    screen: &screen,
                },
                frame.area(),
            )
        })
        .unwrap();
    terminal
}

/// The screen as text: one line a row, wide characters once.
fn text(terminal: &Terminal<TestBackend>) -> String {
    let buffer = terminal.backend().buffer();
    let mut rows = Vec::new();
    for y in 0..buffer.area.height {
        let mut row = String::new();
        let mut x = 0;
        while x < buffer.area.width {
            let symbol = buffer[(x, y)].symbol();
            row.push_str(symbol);
            x += crate::cells::width16(symbol).max(1);
        }
        rows.push(row.trim_end().to_owned());
    }
    rows.join("\n")
}

fn every_scene() -> Vec<Scene> {
    let mut scenes = Vec::new();
    for lang in [Lang::En, Lang::Ja] {
        scenes.extend(View::ALL.map(|view| fixture::scene(view, lang)));
        for form in OddsForm::ALL {
            let mut scene = fixture::scene(View::Odds, lang);
            if let Body::Odds(_, drawn) = &mut scene.body {
                *drawn = form;
            }
            scenes.push(scene);
        }
        scenes.push(fixture::under(Top::Help, lang));
        scenes.push(fixture::under(Top::Plans(fixture::plans(lang)), lang));
        scenes.push(fixture::under(Top::Step(fixture::card(lang)), lang));
        for body in [
            Body::Timeline(None),
            Body::Odds(None, OddsForm::Dots),
            Body::Money(None),
        ] {
            scenes.push(Scene {
                body,
                ..fixture::scene(View::Plan, lang)
            });
        }
    }
    scenes
}

#[test]
fn nothing_panics_at_any_size() {
    const WIDTHS: [u16; 15] = [1, 2, 3, 7, 20, 59, 60, 61, 80, 99, 121, 131, 134, 160, 200];
    const HEIGHTS: [u16; 9] = [1, 2, 5, 17, 18, 24, 35, 36, 60];
    for scene in every_scene() {
        for (width, height) in WIDTHS
            .into_iter()
            .flat_map(|width| HEIGHTS.map(|height| (width, height)))
        {
            drop(drawn(&scene, width, height));
        }
    }
}

#[test]
fn every_offset_survives_a_shrinking_screen() {
    for scene in every_scene() {
        let mut screen = Screen::new(Size::new(200, 60), Theme::PLAIN);
        screen.settle(&scene);
        for change in [
            Change::Top(9999),
            Change::Cursor(9999),
            Change::Fold(0),
            Change::Fold(7),
            Change::Cursor(1),
        ] {
            screen.change(&scene, change);
            for (width, height) in [(200, 60), (60, 18), (3, 2), (80, 24)] {
                screen.change(&scene, Change::Resize(Size::new(width, height)));
                screen.settle(&scene);
                let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
                terminal
                    .draw(|frame| {
                        frame.render_widget(
                            &Ui {
                                scene: &scene,
                                screen: &screen,
                            },
                            frame.area(),
                        )
                    })
                    .unwrap();
            }
        }
    }
}

#[test]
fn peek() {
    let Ok(what) = std::env::var("PEEK") else { return };
    let (w, h) = what.split_once('x').unwrap();
    for (index, scene) in every_scene().iter().enumerate() {
        println!(
            "#{index}\n{}",
            text(&drawn(scene, w.parse().unwrap(), h.parse().unwrap()))
        );
    }
}

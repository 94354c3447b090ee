//! Several plans on the same futures: their dots below each other on a common axis.

use super::SERIES;
use super::pen::{
    Anchor, Font, GRID, INNER, LINE, MARGIN, PLAIN, Pen, Plot, SMALL, STRONG, WIDTH, cut, sheet,
};
use crate::view::{ComparePart, CompareRow, CompareView};

const DOT: f64 = 13.0;
const NAME: f64 = 26.0;

/// The plans compared, part below part.
#[must_use]
pub fn compare(view: &CompareView, title: &str) -> String {
    sheet(title, &view.caption, |pen, top| {
        view.parts
            .iter()
            .fold(top, |top, part| draw(pen, part, top) + 18.0)
    })
}

fn draw(pen: &mut Pen, part: &ComparePart, top: f64) -> f64 {
    let heading = Font { size: 15.0, ..STRONG };
    pen.text((MARGIN, top + 15.0), Anchor::Start, heading, &part.title);
    let mut y = top + 24.0;
    for (place, row) in part.rows.iter().enumerate() {
        y = stand(pen, row, SERIES[place % SERIES.len()], y);
    }
    let plot = Plot {
        left: MARGIN,
        right: WIDTH - MARGIN,
        top: y,
        bottom: y + 2.0,
    };
    pen.vertical_grid(&part.x_ticks, &plot);
    y += 30.0;
    for sentence in &part.sentences {
        y += pen.lines((MARGIN, y), PLAIN, INNER, sentence) + 4.0;
    }
    y
}

/// A plan: its answers, and its dots.
fn stand(pen: &mut Pen, row: &CompareRow, colour: &str, top: f64) -> f64 {
    let plot = Plot {
        left: MARGIN,
        right: WIDTH - MARGIN,
        top: top + NAME,
        bottom: top + NAME + DOT * f64::from(row.levels) + 4.0,
    };
    pen.circle((MARGIN + 9.0, top + 14.0), 9.0, &format!("fill=\"{colour}\""));
    let letter = Font {
        colour: "#ffffff",
        ..STRONG
    };
    pen.text((MARGIN + 9.0, top + 18.5), Anchor::Middle, letter, &row.letter);
    let title = cut(&row.title, STRONG.size, 560.0);
    pen.text((MARGIN + 26.0, top + 19.0), Anchor::Start, STRONG, &title);
    let answers = [row.p50.as_str(), row.p80.as_str(), row.chance.as_str()].join("   ");
    pen.text(
        (WIDTH - MARGIN, top + 19.0),
        Anchor::End,
        PLAIN,
        answers.trim_end(),
    );
    if let Some(middle) = row.middle {
        let x = plot.x(middle);
        pen.line((x, plot.top), (x, plot.bottom), LINE, 1.0);
    }
    for [x, level] in &row.dots {
        let centre = (plot.x(*x), plot.bottom - DOT * (level + 0.5));
        pen.circle(centre, 0.42 * DOT, &format!("fill=\"{colour}\""));
    }
    if row.dots.is_empty() {
        pen.text((MARGIN, plot.bottom - 4.0), Anchor::Start, SMALL, "—");
    }
    pen.line((MARGIN, plot.bottom), (WIDTH - MARGIN, plot.bottom), GRID, 1.0);
    plot.bottom + 8.0
}

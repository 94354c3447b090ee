//! Small brushes: each draws inside its area and never outside, whatever the size.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use crate::cells;
use crate::theme::Theme;

/// Text from a column on, cut at the right edge with an ellipsis. Says how many cells it took.
pub(crate) fn text(buf: &mut Buffer, area: Rect, col: u16, row: u16, text: &str, style: Style) -> u16 {
    let area = area.intersection(buf.area);
    if row >= area.height || col >= area.width {
        return 0;
    }
    let room = area.width - col;
    let (x, y) = (area.x + col, area.y + row);
    let (end, _) = buf.set_stringn(
        x,
        y,
        cells::cut(text, usize::from(room)),
        usize::from(room),
        style,
    );
    end - x
}

/// Text that ends at the right edge; nothing if it does not fit.
pub(crate) fn text_right(buf: &mut Buffer, area: Rect, row: u16, words: &str, style: Style) {
    if let Some(col) = area.width.checked_sub(cells::width16(words)) {
        text(buf, area, col, row, words, style);
    }
}

/// One glyph in one cell.
pub(crate) fn glyph(buf: &mut Buffer, area: Rect, col: u16, row: u16, symbol: &str, style: Style) {
    let area = area.intersection(buf.area);
    if row < area.height
        && col < area.width
        && let Some(cell) = buf.cell_mut((area.x + col, area.y + row))
    {
        cell.set_symbol(symbol).set_style(style);
    }
}

/// A styled line on a row.
pub(crate) fn line(buf: &mut Buffer, area: Rect, row: u16, line: &Line<'_>) {
    let area = area.intersection(buf.area);
    if row < area.height && area.width > 0 {
        buf.set_line(area.x, area.y + row, line, area.width);
    }
}

/// The lines from `top` on, with a scroll bar in the last column when some are out of sight. Lines should leave
/// two columns for it.
pub(crate) fn lines(buf: &mut Buffer, area: Rect, all: &[Line<'_>], top: usize, theme: Theme) {
    for (row, each) in (0..area.height).zip(all.iter().skip(top)) {
        line(buf, area, row, each);
    }
    scroll_bar(buf, area, all.len(), top, theme);
}

/// A bar in the last column that shows which part of `all` rows is in sight; nothing when all are.
pub(crate) fn scroll_bar(buf: &mut Buffer, area: Rect, all: usize, top: usize, theme: Theme) {
    let page = usize::from(area.height);
    if all <= page || page == 0 || area.width == 0 {
        return;
    }
    let thumb = (page * page / all).clamp(1, page);
    let travel = page - thumb;
    let start = (top * travel).div_ceil((all - page).max(1)).min(travel);
    for row in 0..page {
        let is_thumb = (start..start + thumb).contains(&row);
        let (symbol, style) = if is_thumb {
            ("┃", theme.text())
        } else {
            ("│", theme.dim())
        };
        glyph(buf, area, area.width - 1, row as u16, symbol, style);
    }
}

/// The cell of a fraction among `cells` cells; `None` when there is no such place.
pub(crate) fn place(fraction: f64, cells: u16) -> Option<u16> {
    if cells == 0 || !fraction.is_finite() || !(-0.001..=1.001).contains(&fraction) {
        return None;
    }
    Some(((fraction * f64::from(cells)).floor().max(0.0) as u16).min(cells - 1))
}

/// Eighths of a cell from the bottom.
pub(crate) const RISING: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
/// Eighths of a cell from the left.
pub(crate) const GROWING: [&str; 9] = [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"];

/// A column of a bar chart: `height` from 0 to 1 of `rows` rows, eighths of a cell fine. The glyph of each row,
/// from the bottom up. A bar that is there at all shows at least an eighth.
pub(crate) fn column(height: f64, rows: u16) -> impl Iterator<Item = &'static str> {
    let full = usize::from(rows) * 8;
    let eighths = eighths(height, full);
    (0..usize::from(rows)).map(move |row| RISING[eighths.saturating_sub(row * 8).min(8)])
}

/// A horizontal bar of `share` (0 to 1) of `cells` cells.
pub(crate) fn bar(share: f64, cells: usize) -> String {
    let eighths = eighths(share, cells * 8);
    let mut bar = "█".repeat(eighths / 8);
    if !eighths.is_multiple_of(8) {
        bar.push_str(GROWING[eighths % 8]);
    }
    bar
}

/// A range from low to high with its middle, on `cells` cells: `  ━━┃━━━━  `.
pub(crate) fn range([low, middle, high]: [f64; 3], cells: usize) -> String {
    let wide = u16::try_from(cells).unwrap_or(u16::MAX);
    let (Some(from), Some(mark), Some(to)) = (place(low, wide), place(middle, wide), place(high, wide))
    else {
        return " ".repeat(cells);
    };
    let glyph = |col: u16| match col {
        col if col == mark => '┃',
        col if (from..=to).contains(&col) => '━',
        _ => ' ',
    };
    (0..wide).map(glyph).collect()
}

fn eighths(height: f64, full: usize) -> usize {
    if height.is_nan() || height <= 0.0 {
        return 0;
    }
    ((height.min(1.0) * full as f64).round() as usize)
        .max(1)
        .min(full)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fraction_has_its_cell() {
        assert_eq!(place(0.0, 10), Some(0));
        assert_eq!(place(0.55, 10), Some(5));
        assert_eq!(place(1.0, 10), Some(9));
        assert_eq!(place(1.2, 10), None);
        assert_eq!(place(f64::NAN, 10), None);
        assert_eq!(place(0.5, 0), None);
    }

    #[test]
    fn bars_are_an_eighth_of_a_cell_fine() {
        assert_eq!(column(0.5, 3).collect::<String>(), "█▄ ");
        assert_eq!(column(0.001, 2).collect::<String>(), "▁ ");
        assert_eq!(column(f64::NAN, 2).collect::<String>(), "  ");
        assert_eq!(bar(0.5, 5), "██▌");
        assert_eq!(bar(7.0, 3), "███");
    }
}

//! A code as a QR code: to be held to the trainer's camera.

/// A QR code, with the quiet zone around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QrView {
    /// Modules in a row, the quiet zone included.
    pub width: usize,
    /// Whether each module is dark, row by row.
    pub dark: Vec<bool>,
}

/// Light modules around the code.
const QUIET: usize = 4;

/// A text as a QR code of level M; none if it is too long for one.
#[must_use]
pub fn qr(text: &str) -> Option<QrView> {
    let code = qrcode::QrCode::with_error_correction_level(text.as_bytes(), qrcode::EcLevel::M).ok()?;
    let inner = code.width();
    let width = inner + 2 * QUIET;
    let colors = code.to_colors();
    let mut dark = vec![false; width * width];
    for (place, color) in colors.iter().enumerate() {
        let (row, column) = (place / inner + QUIET, place % inner + QUIET);
        dark[row * width + column] = *color == qrcode::Color::Dark;
    }
    Some(QrView { width, dark })
}

impl QrView {
    /// Two rows in one line of block characters, for a light foreground on a dark background: light modules are drawn.
    #[must_use]
    pub fn halves(&self) -> Vec<String> {
        let is_dark = |row: usize, column: usize| self.dark.get(row * self.width + column) == Some(&true);
        (0..self.width.div_ceil(2))
            .map(|line| {
                (0..self.width)
                    .map(
                        |column| match (is_dark(2 * line, column), is_dark(2 * line + 1, column)) {
                            (true, true) => ' ',
                            (true, false) => '▄',
                            (false, true) => '▀',
                            (false, false) => '█',
                        },
                    )
                    .collect()
            })
            .collect()
    }

    /// The dark modules as an SVG path in units of one module.
    #[must_use]
    pub fn path(&self) -> String {
        use std::fmt::Write as _;
        let mut path = String::new();
        for (place, _) in self.dark.iter().enumerate().filter(|(_, dark)| **dark) {
            let _ = write!(path, "M{} {}h1v1h-1z", place % self.width, place / self.width);
        }
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_of_a_typical_answer_fits_a_small_square() {
        let text = format!("RP1{}", "0123456789ABCDEFGHJK".repeat(4));
        let code = qr(&text).expect("it fits");
        // Version 4 or 5 in alphanumeric mode: 33 or 37 modules.
        assert!((33 + 8..=37 + 8).contains(&code.width), "{}", code.width);
        // The finder's corner is dark, the quiet zone light.
        assert!(code.dark[QUIET * code.width + QUIET] && !code.dark[0]);
        let lines = code.halves();
        assert_eq!(lines.len(), code.width.div_ceil(2));
        assert!(lines.iter().all(|line| line.chars().count() == code.width));
        assert_eq!(
            code.path().matches('M').count(),
            code.dark.iter().filter(|dark| **dark).count()
        );
        assert!(qr(&"A".repeat(5_000)).is_none());
    }
}

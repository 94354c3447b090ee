//! The triangular distribution.

use super::special::Level;

/// The quantile of a triangular distribution, prepared for many levels.
///
/// # Formula
///
/// ```text
/// p < (mode - min) / (max - min):  min + sqrt(p (max - min) (mode - min))
/// otherwise:                       max - sqrt((1 - p) (max - min) (max - mode))
/// ```
///
/// Both lines are corner + sign sqrt((base + sign p) area). Looking the four numbers up spares a branch that
/// random draws would make unpredictable.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Triangular {
    min: f64,
    max: f64,
    /// The probability below the mode.
    turn: f64,
    /// Corner, sign, base and area of the line beyond the mode and of the line up to it.
    lines: [[f64; 4]; 2],
}

impl Triangular {
    /// `min` is less than `max`.
    pub(crate) fn new(min: f64, mode: f64, max: f64) -> Self {
        let width = max - min;
        let lines = [
            [max, -1.0, 1.0, width * (max - mode)],
            [min, 1.0, 0.0, width * (mode - min)],
        ];
        Self {
            min,
            max,
            turn: (mode - min) / width,
            lines,
        }
    }

    #[inline]
    pub(crate) fn at(&self, p: f64) -> f64 {
        let [corner, sign, base, area] = self.lines[usize::from(p < self.turn)];
        let value = corner + sign * libm::sqrt((base + sign * p) * area);
        let value = if value > self.min { value } else { self.min };
        if value < self.max { value } else { self.max }
    }

    /// The quantile of a level counted from the nearer end.
    pub(crate) fn quantile(&self, level: Level) -> f64 {
        if level.p < self.turn {
            return self.at(level.p);
        }
        let [corner, .., area] = self.lines[0];
        (corner - libm::sqrt(level.q * area)).max(self.min)
    }
}

/// The standard deviation: √((u² + u v + v²) / 18) with u, v the distances of the mode from the ends.
pub(crate) fn sd(min: f64, mode: f64, max: f64) -> f64 {
    let (u, v) = (mode - min, max - mode);
    libm::sqrt((u * u + u * v + v * v) / 18.0)
}

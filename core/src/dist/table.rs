//! Quantile functions as tables: a draw costs two neighbouring reads and one multiplication.
//!
//! # Layout
//!
//! Each half of a distribution has its own side of the table, so that both tails are fine. Let r be the
//! distance of a level from its end in units of 2^-53 (an odd number below 2^52) and x = r + 2^26. As a
//! floating-point number, x carries its octave in the exponent and its cell in the top eight bits of
//! the mantissa; together they are the index, and the remaining bits are the place within the cell. The cells
//! are 1/256 of an octave wide; the sum with 2^26 makes the last of 26 octaves end at the end of the
//! distribution, in 256 cells of probability 2^-35 each. Within a cell the quantile is a straight line.
//!
//! # Errors
//!
//! With a tail like p^a at a finite end (a is the first beta parameter, or the shape of a gamma or Weibull
//! distribution) a straight line misses the level p by at most |1/a - 1| p / (8 · 256²). A test holds all
//! families to these errors in probability, with p counted from the nearer end:
//!
//! | | p >= 1e-4 | 2^-27 <= p < 1e-4 |
//! |---|---|---|
//! | PERT, normal, gamma, Weibull, log-normal, J-QPD-S | 1e-6 (PERT and normal: 5e-7 seen) | 6e-6 p |
//! | J-QPD-B | 1.1e-6 | 1e-3 p |
//!
//! The test goes up to a p90 of 13 times the median, down to a Weibull shape of 0.4 and up to a gamma deviation of
//! 1.5 times the mean. Wilder shapes miss by more, but never by more than the width of the cell, p / 256 in the
//! body and 2^-35 at the end.
//!
//! An end that lies at infinity is drawn in: the outermost knot is the quantile of 2^-38, which keeps the mean
//! of the outermost cell about right for an exponential tail.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::special::{Beta, Gamma, Level, polynomial};
use super::standard::{Standard, StandardKey};

const CELLS: usize = 256;
const OCTAVES: usize = 26;
/// 2^FLOOR is added to the distance of a level from its end.
const FLOOR: u32 = 26;
/// Knots on a side: every cell's first, the median's cell, and that cell's end.
const SIDE: usize = OCTAVES * CELLS + 2;
/// Places of a side in memory: a power of two, so that a mask can bound the index.
const ROOM: usize = 8192;
const PLACES: usize = 2 * ROOM + 1;
/// Bits of a mantissa that follow the number of the cell.
const WITHIN: u32 = 44;
/// The exponent and cell bits of 2^FLOOR.
const BASE: u64 = (1023 + FLOOR as u64) << 8;
/// Values beyond are cut, so that interpolation never meets an infinity.
const LARGEST: f64 = 1e300;

/// The quantile function of a standard shape at the corners of all cells.
#[derive(Debug, PartialEq)]
pub(crate) struct Table {
    /// The lower side from its end to the median, and from [`ROOM`] on the upper side likewise.
    knots: Box<[f64; PLACES]>,
}

impl Table {
    pub(crate) fn new(standard: &Standard) -> Self {
        let (lower, upper) = match *standard {
            Standard::Beta(beta) => {
                let lower = side(&BetaEnd(beta));
                let mut upper = side(&BetaEnd(beta.mirrored()));
                for knot in &mut upper {
                    *knot = 1.0 - *knot;
                }
                (lower, upper)
            }
            Standard::Gamma(gamma) => (
                side(&GammaEnd { gamma, upper: false }),
                side(&GammaEnd { gamma, upper: true }),
            ),
            _ => (
                side(&PlainEnd(|p| standard.quantile(Level::below(p)))),
                side(&PlainEnd(|q| standard.quantile(Level::above(q)))),
            ),
        };
        let mut knots = vec![0.0; PLACES];
        for (first, side) in [(0, lower), (ROOM, upper)] {
            for (place, knot) in knots[first..].iter_mut().zip(side) {
                *place = knot.min(LARGEST);
            }
        }
        Self {
            knots: knots
                .into_boxed_slice()
                .try_into()
                .expect("as many places as asked for"),
        }
    }

    /// The interpolated quantile at [`unit(bits)`](crate::rng::unit).
    #[inline]
    pub(crate) fn at(&self, bits: u64) -> f64 {
        let upper = ((bits as i64) >> 63) as u64;
        let distance = ((bits ^ upper) >> 11) | 1;
        let x = ((distance + (1 << FLOOR)) as i64 as f64).to_bits();
        // The mask changes nothing; it shows the compiler that both places exist.
        let cell = ((x >> WITHIN) - BASE + (upper & ROOM as u64)) as usize & (2 * ROOM - 1);
        let share = f64::from_bits(((x << (64 - WITHIN)) >> 12) | 1.0_f64.to_bits()) - 1.0;
        let (start, end) = (self.knots[cell], self.knots[cell + 1]);
        start + share * (end - start)
    }
}

/// The level of a knot, counted from the end of its side.
fn knot_level(knot: usize) -> f64 {
    let (octave, cell) = (knot / CELLS, knot % CELLS);
    let x = (1_u64 << (FLOOR as usize + octave)) + ((cell as u64) << (FLOOR as usize + octave - 8));
    (x - (1 << FLOOR)) as f64 * (1.0 / (1_u64 << 53) as f64)
}

#[cfg(test)]
impl Table {
    pub(crate) fn knot(&self, upper: bool, knot: usize) -> f64 {
        self.knots[if upper { ROOM + knot } else { knot }]
    }
}

#[cfg(test)]
pub(crate) fn knot_level_for_tests(knot: usize) -> f64 {
    knot_level(knot)
}

/// One half of a distribution, by levels counted from its end.
trait End {
    /// The exact quantile.
    fn quantile(&self, level: f64) -> f64;

    /// The quantile as the start of a power series, if the end supports that there.
    fn expand(&self, level: f64) -> (f64, Option<Series>);

    /// Continues a series from a place it has reached.
    fn proceed(&self, value: f64, density: f64) -> Series;

    /// How far a series may be trusted, as a share of the level it starts from.
    fn reach(&self) -> f64;
}

/// Tabulates one side.
///
/// The exact quantile is taken at the start of every octave and wherever a series would not reach the next
/// knot; in between, power series follow the quantile from one to the next.
fn side(end: &impl End) -> Vec<f64> {
    const MEDIAN: usize = SIDE - 2;
    let mut knots = Vec::with_capacity(SIDE);
    let outermost = end.quantile(0.0);
    knots.push(if outermost.is_finite() {
        outermost
    } else {
        end.quantile(knot_level(1) / 8.0)
    });
    while knots.len() <= MEDIAN {
        let mut from = knot_level(knots.len());
        let octave_end = (knots.len() / CELLS + 1) * CELLS;
        let (value, mut series) = end.expand(from);
        knots.push(value);
        while let Some(current) = series.take() {
            let limit = from * end.reach();
            let start = knots.len();
            let mut step = 0.0;
            while knots.len() < octave_end.min(MEDIAN + 1) {
                let next = knot_level(knots.len()) - from;
                if next > limit {
                    break;
                }
                step = next;
                knots.push(current.value(step));
            }
            if knots.len() > start && knots.len() < octave_end.min(MEDIAN + 1) {
                from += step;
                series = Some(end.proceed(current.value(step), current.density(step)));
            }
        }
    }
    // The last cell is used up to the median only, 2^-18 of its width: its end lies on the line through both.
    let last = knots[MEDIAN];
    knots.push(last + (end.quantile(0.5) - last) * (1_u64 << (WITHIN - FLOOR)) as f64);
    knots
}

const ORDER: usize = 9;

/// The quantile x and the density u = f(x) as power series in the level.
///
/// With s = 1 from the lower end and s = -1 from the upper end, x' = s / u, and since the logarithmic
/// derivative of the density is rational, f'/f = (l0 - l1 x) / (x - d x²):
///
/// ```text
/// u x' = s        u' (x - d x²) = s (l0 - l1 x)
/// ```
///
/// Comparing coefficients gives each from those before.
struct Series {
    value: [f64; ORDER + 1],
    density: [f64; ORDER + 1],
}

impl Series {
    fn new(value: f64, density: f64, sign: f64, curve: f64, line: [f64; 2]) -> Self {
        let mut x = [0.0; ORDER + 1];
        let mut u = [0.0; ORDER + 1];
        let mut pole = [0.0; ORDER + 1];
        (x[0], u[0]) = (value, density);
        pole[0] = value - curve * value * value;
        let (per_density, per_pole) = (1.0 / density, 1.0 / pole[0]);
        for k in 0..ORDER {
            let order = (k + 1) as f64;
            let mut sum = if k == 0 { sign } else { 0.0 };
            for j in 1..=k {
                sum -= u[j] * (k + 1 - j) as f64 * x[k + 1 - j];
            }
            x[k + 1] = sum * per_density / order;

            let mut sum = sign
                * if k == 0 {
                    line[0] - line[1] * x[0]
                } else {
                    -line[1] * x[k]
                };
            for j in 1..=k {
                sum -= pole[j] * (k + 1 - j) as f64 * u[k + 1 - j];
            }
            u[k + 1] = sum * per_pole / order;

            let square: f64 = (0..=k + 1).map(|j| x[j] * x[k + 1 - j]).sum();
            pole[k + 1] = x[k + 1] - curve * square;
        }
        Self { value: x, density: u }
    }

    fn value(&self, step: f64) -> f64 {
        polynomial(&self.value, step)
    }

    fn density(&self, step: f64) -> f64 {
        polynomial(&self.density, step)
    }
}

/// Series start only where value and density are far from overflow and underflow.
fn is_moderate(x: f64) -> bool {
    (1e-250..1e250).contains(&x)
}

struct BetaEnd(Beta);

impl End for BetaEnd {
    fn quantile(&self, level: f64) -> f64 {
        self.0.quantile(Level::below(level)).0
    }

    fn expand(&self, level: f64) -> (f64, Option<Series>) {
        let (x, y) = self.0.quantile(Level::below(level));
        let density = self.0.density(x, y);
        (
            x,
            (is_moderate(x) && is_moderate(density)).then(|| self.proceed(x, density)),
        )
    }

    fn proceed(&self, value: f64, density: f64) -> Series {
        let Beta { a, b, .. } = self.0;
        Series::new(value, density, 1.0, 1.0, [a - 1.0, a + b - 2.0])
    }

    fn reach(&self) -> f64 {
        1.0 / 32.0
    }
}

struct GammaEnd {
    gamma: Gamma,
    upper: bool,
}

impl End for GammaEnd {
    fn quantile(&self, level: f64) -> f64 {
        self.gamma.quantile(if self.upper {
            Level::above(level)
        } else {
            Level::below(level)
        })
    }

    fn expand(&self, level: f64) -> (f64, Option<Series>) {
        let x = self.quantile(level);
        let density = self.gamma.density(x);
        let usable = self.gamma.shape <= Gamma::LARGE && is_moderate(x) && is_moderate(density);
        (x, usable.then(|| self.proceed(x, density)))
    }

    fn proceed(&self, value: f64, density: f64) -> Series {
        let sign = if self.upper { -1.0 } else { 1.0 };
        Series::new(value, density, sign, 0.0, [self.gamma.shape - 1.0, 1.0])
    }

    /// Small shapes bend like the level to the power of 1/shape.
    fn reach(&self) -> f64 {
        self.gamma.shape.min(1.0) / 32.0
    }
}

/// An end whose quantile is cheap enough for every knot.
struct PlainEnd<F>(F);

impl<F: Fn(f64) -> f64> End for PlainEnd<F> {
    fn quantile(&self, level: f64) -> f64 {
        (self.0)(level)
    }

    fn expand(&self, level: f64) -> (f64, Option<Series>) {
        ((self.0)(level), None)
    }

    fn proceed(&self, value: f64, density: f64) -> Series {
        Series::new(value, density, 1.0, 0.0, [0.0, 0.0])
    }

    fn reach(&self) -> f64 {
        0.0
    }
}

/// The tables of a programme: equal shapes share one, whatever their location and scale.
#[derive(Debug, Default)]
pub struct Tables(BTreeMap<StandardKey, Arc<Table>>);

impl Tables {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The number of different tables built so far.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn get(&mut self, standard: &Standard) -> Arc<Table> {
        Arc::clone(
            self.0
                .entry(standard.key())
                .or_insert_with(|| Arc::new(Table::new(standard))),
        )
    }
}

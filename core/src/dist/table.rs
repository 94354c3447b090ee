//! Quantile functions as tables: a draw costs one line of the cache and a cubic.
//!
//! # Layout
//!
//! Levels between 1/64 and 63/64, the body, have 248 cells of 1/256 each: the top eight bits of a draw are the cell,
//! the rest is the place in it. The tails, and the knots of those cells, have a finer table. Tables are shared by all
//! draws of a standard shape; only the cells of the body are copied for each, times its span plus its offset.
//!
//! Each half of a distribution has its own side of the table, so that both tails are fine. Let r be the
//! distance of a level from its end in units of 2^-53 (an odd number below 2^52) and x = r + 2^26. As a
//! floating-point number, x carries its octave in the exponent and its cell in the top three bits of
//! the mantissa; together they are the index, and the remaining bits are the place within the cell. The cells
//! are 1/8 of an octave wide; the sum with 2^26 makes the last of 26 octaves end at the end of the
//! distribution, in 8 cells of probability 2^-30 each. Within a cell the quantile is the cubic through its exact
//! values at both ends and at the thirds between them, or a straight line where that cubic would turn back.
//!
//! # Errors
//!
//! With a tail like p^a at a finite end (1/a is the first beta parameter, or the shape of a gamma or Weibull
//! distribution) a cubic misses the level p by at most |(a - 1)(a - 2)(a - 3)| p / (24 · 81 · 8⁴). A test holds all
//! families to these errors in probability, with p counted from the nearer end:
//!
//! | | p >= 1e-4 | 2^-27 <= p < 1e-4 |
//! |---|---|---|
//! | PERT, normal, gamma, exponential | 1e-6 (2.5e-7 seen) | 6e-6 p |
//! | Weibull, log-normal, three points | 1e-6 | 6e-6 p |
//!
//! Three points between bounds run flat into them: there it is the value that is near, within 1e-10 of the distance
//! between P10 and P90.
//!
//! The test goes up to a p90 of 13 times the median, down to a Weibull shape of 0.4 and up to a gamma deviation of
//! 1.5 times the mean. Wilder shapes miss by more, but never by more than the width of the cell, p / 8 in the
//! body and 2^-30 at the end.
//!
//! An end that lies at infinity is drawn in: the outermost knot is the quantile of 2^-35, which keeps the mean
//! of the outermost cell about right for an exponential tail.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::special::{Beta, Gamma, Level, polynomial};
use super::standard::{Standard, StandardKey};

const CELLS: usize = 8;
const OCTAVES: usize = 26;
/// 2^FLOOR is added to the distance of a level from its end.
const FLOOR: u32 = 26;
/// Exact values of a cell, its end not counted.
const THIRDS: usize = 3;
/// Exact values of an octave.
const KNOTS: usize = CELLS * THIRDS;
/// The place of the last exact value of a side, just before the median.
const MEDIAN: usize = OCTAVES * KNOTS;
/// Places of a side in memory: a power of two, so that a mask can bound the index.
const ROOM: usize = 256;
/// Bits of a mantissa that follow the number of the cell.
const WITHIN: u32 = 49;
/// The exponent and cell bits of 2^FLOOR.
const BASE: u64 = (1023 + FLOOR as u64) << (52 - WITHIN);
/// Values beyond are cut, so that no coefficient meets an infinity.
const LARGEST: f64 = 1e300;
/// Cells of equal width over all levels, of which those at both ends are left to the tails.
const EVEN: usize = 256;
/// Bits of a draw that follow the number of the cell of the body.
const EVEN_WITHIN: u32 = u64::BITS - EVEN.ilog2();
/// Cells at either end that are left to the tails: below 1/64 they would be too coarse.
const LEFT_OUT: usize = EVEN / 64;

/// The quantile within a cell by its place from 0 to 1: coefficients of the even powers 0 and 2, then of the odd ones
/// 1 and 3, which two halves of a vector take in one go.
type Cubic = [[f64; 2]; 2];

/// The cells between the tails; the place is counted in units of a draw's lowest bit.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Body(Box<[Cubic; EVEN]>);

impl Body {
    /// The value of a draw that does not lie in a tail.
    #[inline]
    pub(crate) fn at(&self, bits: u64) -> Option<f64> {
        let cell = (bits >> EVEN_WITHIN) as usize;
        let place = (bits & ((1 << EVEN_WITHIN) - 1)) as i64 as f64;
        (LEFT_OUT..EVEN - LEFT_OUT)
            .contains(&cell)
            .then(|| value(self.0[cell], place))
    }

    /// The same shape times `span` plus `offset`.
    pub(crate) fn scaled(&self, offset: f64, span: f64) -> Self {
        let mut cells = self.0.clone();
        for coefficient in cells.as_flattened_mut().as_flattened_mut() {
            *coefficient *= span;
        }
        for [[start, _], _] in cells.iter_mut() {
            *start += offset;
        }
        Self(cells)
    }
}

/// The quantile function of a standard shape, cell by cell.
#[derive(Debug, PartialEq)]
pub(crate) struct Table {
    /// Levels between the tails.
    body: Body,
    /// The lower side from its end to the median, and from [`ROOM`] on the upper side likewise.
    sides: Box<[Cubic; 2 * ROOM]>,
}

impl Table {
    pub(crate) fn new(standard: &Standard) -> Self {
        let mut cells = vec![Cubic::default(); 2 * ROOM];
        for (first, knots) in [(0, knots(standard, false)), (ROOM, knots(standard, true))] {
            let (body, last) = knots.split_at(MEDIAN);
            let ends = body
                .chunks_exact(THIRDS)
                .skip(1)
                .map(|cell| cell[0])
                .chain([last[0]]);
            for ((place, cell), end) in cells[first..].iter_mut().zip(body.chunks_exact(THIRDS)).zip(ends) {
                *place = cubic([cell[0], cell[1], cell[2], end]);
            }
            // The last cell is used up to the median only, 2^-23 of its width: its line goes through both.
            let slope = (last[1] - last[0]) * (1_u64 << (WITHIN - FLOOR)) as f64;
            cells[first + OCTAVES * CELLS] = line(last[0], slope);
        }
        let sides = cells
            .into_boxed_slice()
            .try_into()
            .expect("as many places as asked for");
        let mut table = Self {
            body: Body(Box::new([Cubic::default(); EVEN])),
            sides,
        };
        // The place of a draw in its cell is a whole number of these; a power of two, so that nothing is rounded.
        let unit = 1.0 / (1_u64 << EVEN_WITHIN) as f64;
        for cell in LEFT_OUT..EVEN - LEFT_OUT {
            let level = |third| ((((cell * THIRDS + third) as u128) << EVEN_WITHIN) / THIRDS as u128) as u64;
            let [[a, c], [b, d]] = cubic([0, 1, 2, 3].map(|third| table.at(level(third))));
            table.body.0[cell] = [[a, c * (unit * unit)], [b * unit, d * (unit * unit * unit)]];
        }
        table
    }

    /// The cells between the tails, where most draws lie.
    pub(crate) fn body(&self) -> &Body {
        &self.body
    }

    /// The interpolated quantile at [`unit(bits)`](crate::rng::unit), by the finer cells of both sides.
    pub(crate) fn at(&self, bits: u64) -> f64 {
        let upper = ((bits as i64) >> 63) as u64;
        let distance = ((bits ^ upper) >> 11) | 1;
        let x = ((distance + (1 << FLOOR)) as i64 as f64).to_bits();
        // The mask changes nothing; it shows the compiler that the place exists.
        let cell = ((x >> WITHIN) - BASE + (upper & ROOM as u64)) as usize & (2 * ROOM - 1);
        let t = f64::from_bits(((x << (64 - WITHIN)) >> 12) | 1.0_f64.to_bits()) - 1.0;
        value(self.sides[cell], t)
    }
}

/// A cubic at `t`.
#[inline]
fn value([[a, c], [b, d]]: Cubic, t: f64) -> f64 {
    (a + t * b) + (t * t) * (c + t * d)
}

/// A cubic that is a line.
const fn line(start: f64, slope: f64) -> Cubic {
    [[start, 0.0], [slope, 0.0]]
}

/// The cubic through four values at 0, 1/3, 2/3 and 1, which rise or fall; a line where the cubic would turn.
fn cubic(values: [f64; 4]) -> Cubic {
    let [start, one, two, end] = values.map(|value| value.min(LARGEST));
    let first = one - start;
    let second = two - 2.0 * one + start;
    let third = end - 3.0 * two + 3.0 * one - start;
    let (b, c, d) = (
        3.0 * first - 1.5 * second + third,
        4.5 * (second - third),
        4.5 * third,
    );
    // The slope is steepest and flattest at the ends and where it turns.
    let direction = if end < start { -1.0 } else { 1.0 };
    let slope = |t: f64| direction * (b + t * (2.0 * c + t * (3.0 * d)));
    let turn = -c / (3.0 * d);
    let goes_one_way = |t: f64| slope(t) >= 0.0;
    if goes_one_way(0.0) && goes_one_way(1.0) && (!(0.0..=1.0).contains(&turn) || goes_one_way(turn)) {
        [[start, c], [b, d]]
    } else {
        line(start, end - start)
    }
}

/// The exact values of one side from its end to just before the median, and at the median.
fn knots(standard: &Standard, is_upper: bool) -> Vec<f64> {
    match *standard {
        Standard::Beta(beta) if is_upper => {
            let mut knots = side(&BetaEnd(beta.mirrored()));
            for knot in &mut knots {
                *knot = 1.0 - *knot;
            }
            knots
        }
        Standard::Beta(beta) => side(&BetaEnd(beta)),
        Standard::Gamma(gamma) => side(&GammaEnd {
            gamma,
            upper: is_upper,
        }),
        _ if is_upper => side(&PlainEnd(|q| standard.quantile(Level::above(q)))),
        _ => side(&PlainEnd(|p| standard.quantile(Level::below(p)))),
    }
}

/// The level of a knot, counted from the end of its side.
fn knot_level(knot: usize) -> f64 {
    let (octave, place) = (knot / KNOTS, knot % KNOTS);
    let octaves = (1_u64 << octave) as f64;
    ((octaves - 1.0) + octaves * (place as f64 / KNOTS as f64)) * (1.0 / (1_u64 << (53 - FLOOR)) as f64)
}

#[cfg(test)]
pub(crate) fn knots_for_tests(standard: &Standard, is_upper: bool) -> Vec<(f64, f64)> {
    let levels = (0..MEDIAN).map(knot_level);
    levels.zip(knots(standard, is_upper)).collect()
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
    let mut knots = Vec::with_capacity(MEDIAN + 2);
    let outermost = end.quantile(0.0);
    knots.push(if outermost.is_finite() {
        outermost
    } else {
        end.quantile(knot_level(THIRDS) / 32.0)
    });
    while knots.len() <= MEDIAN {
        let mut from = knot_level(knots.len());
        let octave_end = (knots.len() / KNOTS + 1) * KNOTS;
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
    knots.push(end.quantile(0.5));
    knots
}

const ORDER: usize = 9;
/// How far a series is followed, as a share of the level it starts from, where the tail is no wilder than a line:
/// two knots. What it leaves out is of the order of 0.09^10, 4e-11.
const REACH: f64 = 0.09;

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
        REACH
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
        self.gamma.shape.min(1.0) * REACH
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

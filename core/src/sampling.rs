//! How the iterations of a run are spread over the unit interval.
//!
//! Plain Monte Carlo draws every iteration on its own. Latin hypercube and scrambled Sobol sampling spread
//! the iterations of a run evenly, so that the same number of iterations settles the averages sooner. All
//! three are pure functions of seed, key, iteration and round; no order of evaluation is assumed.
//!
//! # Limits
//!
//! - Only the first draw of a variable within an iteration (round 0) follows the method. Repeats happen in
//!   some iterations and not in others, so there is nothing to spread them over: they are plain draws.
//! - With [`Method::Lhs`] and [`Method::Sobol`] the iterations of one batch of [`BATCH`] are not independent of each
//!   other; batches are, each being a hypercube or a scramble of its own. So the error of a run is seen in how its
//!   batches differ ([`crate::stats`]). The plain error sd/√n overstates that of targets that are additive or
//!   monotone in every variable (`McKay`, Beckman and Conover 1979, "A comparison of three methods for selecting
//!   values of input variables", Technometrics 21(2), theorem in section 2.1; for any target, Latin hypercubes of n
//!   points are never worse than n - 1 plain draws: Owen 1997, "Monte Carlo variance of scrambled net quadrature",
//!   SIAM J. Numer. Anal. 34(5)).
//! - More iterations are more batches, and leave those that were there as they were; only a last hypercube that is not
//!   full belongs to the number of iterations.
//! - Sobol points belong to the number of the dimension: renumbering the variables changes their draws.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};
use sobol_burley::NUM_DIMENSIONS;
use sobol_burley::parts::{hash, owen_scramble_rev, sobol_rev};

use crate::rng::{Key, Seed, Stream};

/// How round 0 of every variable is spread over its range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Independent draws.
    #[default]
    Mc,
    /// Latin hypercubes: each variable visits each of n equal strata once, in an order of its own.
    Lhs,
    /// Owen-scrambled Sobol points: also even in the faces of a few variables taken together.
    Sobol,
}

impl Method {
    /// All methods, in the order of their description.
    pub const ALL: [Self; 3] = [Self::Mc, Self::Lhs, Self::Sobol];

    /// The word for the method in files, on the command line and in links.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mc => "mc",
            Self::Lhs => "lhs",
            Self::Sobol => "sobol",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A word that names no [`Method`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a sampling method; known are `mc`, `lhs` and `sobol`")]
pub struct UnknownMethod(pub String);

impl FromStr for Method {
    type Err = UnknownMethod;

    fn from_str(word: &str) -> Result<Self, UnknownMethod> {
        Self::ALL
            .into_iter()
            .find(|method| method.name() == word)
            .ok_or_else(|| UnknownMethod(word.to_owned()))
    }
}

/// The part of a run's options that decides every random bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Sampling {
    pub method: Method,
    pub seed: Seed,
    /// The number of iterations of the run: it decides how many strata the last Latin hypercube has.
    pub iterations: u64,
}

impl Sampling {
    /// Prepares the draws of one variable.
    ///
    /// `dimension` numbers the variables of a programme from 0. Only [`Method::Sobol`] looks at it, and only
    /// below [`SOBOL_DIMENSIONS`]; variables beyond are plain draws, so give low numbers to the variables that
    /// matter most.
    #[must_use]
    pub const fn variable(&self, key: Key, dimension: u32) -> Variable {
        let plan = match self.method {
            Method::Lhs => Plan::Lhs(Strata::new(self.seed, key, self.iterations)),
            Method::Sobol if dimension < SOBOL_DIMENSIONS => Plan::Sobol(Points { dimension }),
            Method::Mc | Method::Sobol => Plan::Mc,
        };
        Variable {
            seed: self.seed,
            key,
            first_round: Stream::new(self.seed, key, 0),
            plan,
        }
    }
}

/// The number of variables that Sobol points serve.
pub const SOBOL_DIMENSIONS: u32 = NUM_DIMENSIONS;

/// The number of iterations that share one Latin hypercube, or one scramble of the Sobol points.
///
/// Each further batch is made anew and independent of the others, so that a run of several batches shows its own error.
/// The price is small: what a method evens out within a batch is gone already, and what it cannot even out shrinks
/// with the number of iterations however they are put together.
pub const BATCH: u64 = 1 << 10;

/// The uniform draws of one variable, ready for use.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Variable {
    seed: Seed,
    key: Key,
    first_round: Stream,
    plan: Plan,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Plan {
    Mc,
    Lhs(Strata),
    Sobol(Points),
}

impl Variable {
    /// The 64 uniform bits of one iteration and round.
    #[inline]
    #[must_use]
    pub fn bits(&self, iteration: u64, round: u32) -> u64 {
        if round > 0 {
            return Stream::new(self.seed, self.key, round).bits(iteration);
        }
        match self.plan {
            Plan::Mc => self.first_round.bits(iteration),
            Plan::Lhs(strata) => {
                let cube = strata.cube(iteration / BATCH);
                cube.bits(iteration % BATCH, self.first_round.bits(iteration))
            }
            Plan::Sobol(points) => {
                let scramble = Points::scramble(self.seed, self.key, iteration / BATCH);
                points.bits(scramble, iteration, self.first_round.bits(iteration))
            }
        }
    }

    /// Shows the bits of `count` iterations from `first_iteration` on, round 0, with their place.
    #[inline]
    pub(crate) fn each(&self, first_iteration: u64, count: usize, mut see: impl FnMut(usize, u64)) {
        if self.plan == Plan::Mc {
            for (place, iteration) in (0..count).zip(first_iteration..) {
                see(place, self.first_round.bits(iteration));
            }
            return;
        }
        let mut bits = [0; 256];
        let mut done = 0;
        while done < count {
            let now = bits.len().min(count - done);
            self.fill(first_iteration + done as u64, &mut bits[..now]);
            for (place, bits) in (done..).zip(&bits[..now]) {
                see(place, *bits);
            }
            done += now;
        }
    }

    /// Writes the bits of the iterations `first_iteration`, `first_iteration + 1`, … of round 0.
    pub fn fill(&self, first_iteration: u64, out: &mut [u64]) {
        self.first_round.fill(first_iteration, out);
        match self.plan {
            Plan::Mc => {}
            Plan::Lhs(strata) => by_batch(first_iteration, out, |batch, from, out| {
                let cube = strata.cube(batch);
                for (place, bits) in (from..).zip(out) {
                    *bits = cube.bits(place, *bits);
                }
            }),
            Plan::Sobol(points) => by_batch(first_iteration, out, |batch, from, out| {
                let scramble = Points::scramble(self.seed, self.key, batch);
                for (place, bits) in (from..).zip(out) {
                    *bits = points.bits(scramble, place, *bits);
                }
            }),
        }
    }
}

/// Cuts the bits of the iterations from `first` on at the ends of batches, and hands on each part with the number of
/// its batch and its place there.
fn by_batch(first: u64, mut out: &mut [u64], mut each: impl FnMut(u64, u64, &mut [u64])) {
    let mut iteration = first;
    while !out.is_empty() {
        let (batch, place) = (iteration / BATCH, iteration % BATCH);
        let length = (BATCH - place).min(out.len() as u64);
        let (here, further) = out.split_at_mut(length as usize);
        each(batch, place, here);
        iteration += length;
        out = further;
    }
}

/// The Latin hypercubes of one variable, one a batch.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Strata {
    /// Iterations of the run: the last hypercube has as many strata as are left for it.
    iterations: u64,
    permutations: Stream,
}

/// The strata of one hypercube: 2^64 cut in `count` parts whose widths differ by at most 1.
#[derive(Debug, Clone, Copy)]
struct Cube {
    /// Width of a stratum in units of 2^-128.
    width: u128,
    permutation: Permutation,
}

impl Strata {
    const fn new(seed: Seed, key: Key, iterations: u64) -> Self {
        Self {
            iterations,
            permutations: Stream::new(seed, key.derived(0x5b5e_77a3_0f0f_c1d3), 0),
        }
    }

    /// The hypercube of a batch. Batches beyond the run are full ones.
    #[inline]
    const fn cube(&self, batch: u64) -> Cube {
        let left = self.iterations.saturating_sub(batch.saturating_mul(BATCH));
        let (count, width) = if left == 0 || left >= BATCH {
            (BATCH, u128::MAX / BATCH as u128)
        } else {
            (left, u128::MAX / left as u128)
        };
        Cube {
            width,
            permutation: Permutation::new(&self.permutations, batch, count),
        }
    }
}

impl Cube {
    #[inline]
    const fn bits(&self, place: u64, jitter: u64) -> u64 {
        // Beyond the run a last hypercube begins again.
        let stratum = self.permutation.at(place % self.permutation.count) as u128;
        // Below 2^128, since as many widths fit as there are strata and the jitter stays below one width.
        ((stratum * self.width + jitter as u128 * (self.width >> 64)) >> 64) as u64
    }
}

/// A keyed permutation of the numbers below `count`, evaluated place by place without a table.
///
/// The idea is Kensler's (2013, "Correlated multi-jittered sampling", Pixar technical memo 13-01, section 3):
/// a bijective hash on the smallest number of bits that holds `count`, applied again while the result lies
/// outside ("cycle walking"; Black and Rogaway 2002, "Ciphers with arbitrary finite domains", CT-RSA). The hash
/// here is another one, wide enough for 64 bits: each of its steps adds a key and multiplies by an odd key modulo
/// 2^bits, which carries upwards, and then changes the lower half by a keyed function of the upper half, as
/// a Feistel network does. Both are one to one. For 33 places or more it runs less than twice on average.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Permutation {
    count: u64,
    mask: u64,
    fold: u32,
    low: u64,
    /// The last key is added to the result, modulo `count`.
    keys: [u64; 2 * Self::STEPS + 1],
}

impl Permutation {
    const STEPS: usize = 4;
    /// On fewer bits the steps mix too little; the walk then takes longer instead.
    const MIN_BITS: u32 = 6;

    const fn new(keys: &Stream, block: u64, count: u64) -> Self {
        let bits = 64 - (count - 1).leading_zeros();
        let bits = if bits < Self::MIN_BITS {
            Self::MIN_BITS
        } else {
            bits
        };
        let mask = u64::MAX >> (64 - bits);
        let mut own = [0; 2 * Self::STEPS + 1];
        let mut at = 0;
        while at < own.len() {
            own[at] = keys.bits(block.wrapping_mul(own.len() as u64).wrapping_add(at as u64));
            at += 1;
        }
        own[2 * Self::STEPS] %= count;
        let fold = bits.div_ceil(2);
        Self {
            count,
            mask,
            fold,
            low: mask & ((1 << fold) - 1),
            keys: own,
        }
    }

    #[inline]
    const fn at(&self, place: u64) -> u64 {
        let mut x = place;
        loop {
            let mut step = 0;
            while step < Self::STEPS {
                let (key, factor) = (self.keys[2 * step], self.keys[2 * step + 1] | 1);
                x = x.wrapping_add(key).wrapping_mul(factor) & self.mask;
                x ^= (((x >> self.fold) ^ key).wrapping_mul(factor) >> 32) & self.low;
                step += 1;
            }
            if x < self.count {
                break;
            }
        }
        let left = self.count - self.keys[2 * Self::STEPS];
        if x < left {
            x + self.keys[2 * Self::STEPS]
        } else {
            x - left
        }
    }
}

/// One dimension of Owen-scrambled Sobol points, by the crate `sobol_burley`.
///
/// Burley 2020, "Practical hash-based Owen scrambling", Journal of Computer Graphics Techniques 9(4), with the
/// direction numbers of Joe and Kuo (2008). The order of the points is shuffled by the seed alone, so that the
/// dimensions stay together; each variable scrambles its dimension by its own key. The points have 32 bits; a
/// keyed jitter supplies the other 32.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Points {
    dimension: u32,
}

#[derive(Debug, Clone, Copy)]
struct Scramble {
    order: u32,
    value: u32,
}

impl Points {
    fn scramble(seed: Seed, key: Key, batch: u64) -> Scramble {
        let order = Stream::new(seed, Key::new("", "sobol order"), 0).bits(batch);
        let value = Stream::new(seed, key.derived(0x8f1b_bcdc_6ed9_eba1), 0).bits(batch);
        Scramble {
            order: hash((order >> 32) as u32),
            value: hash((value >> 32) as u32),
        }
    }

    #[inline]
    fn bits(self, scramble: Scramble, iteration: u64, jitter: u64) -> u64 {
        let index = (iteration % BATCH) as u32;
        let shuffled = owen_scramble_rev(index.reverse_bits(), scramble.order);
        let point = owen_scramble_rev(sobol_rev(shuffled, self.dimension), scramble.value).reverse_bits();
        (u64::from(point) << 32) | (jitter >> 32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::unit;

    fn sampling(method: Method, seed: u64, iterations: u64) -> Sampling {
        Sampling {
            method,
            seed: Seed(seed),
            iterations,
        }
    }

    fn key(number: u32) -> Key {
        Key::new(&format!("step-{number}"), "duration")
    }

    #[test]
    fn methods_are_words() {
        for method in Method::ALL {
            assert_eq!(method.to_string().parse(), Ok(method));
            assert_eq!(serde_json::to_string(&method).unwrap(), format!("\"{method}\""));
        }
        let unknown = "halton".parse::<Method>().unwrap_err().to_string();
        assert_eq!(
            unknown,
            "`halton` is not a sampling method; known are `mc`, `lhs` and `sobol`"
        );
        assert_eq!(Method::default(), Method::Mc);
    }

    #[test]
    fn draws_do_not_depend_on_order_or_portions() {
        for (method, iterations) in [
            (Method::Mc, 1_000),
            (Method::Lhs, 777),
            (Method::Lhs, 1),
            (Method::Lhs, 0),
            (Method::Sobol, 200_000),
        ] {
            let variable = sampling(method, 5, iterations).variable(key(1), 9);
            let first = if method == Method::Sobol {
                5 * BATCH - 500
            } else {
                0
            };
            let mut whole = [0; 1_600];
            variable.fill(first, &mut whole);
            for portion in [1, 7, 320] {
                for (number, part) in whole.chunks(portion).enumerate().rev() {
                    let mut again = vec![0; part.len()];
                    variable.fill(first + (number * portion) as u64, &mut again);
                    assert_eq!(again, part, "{method}");
                }
            }
            for (offset, bits) in whole.into_iter().enumerate().rev() {
                assert_eq!(variable.bits(first + offset as u64, 0), bits, "{method}");
            }
        }
    }

    #[test]
    fn repeats_are_plain_draws_whatever_the_method() {
        for round in 1..4 {
            let draws =
                Method::ALL.map(|method| sampling(method, 5, 100).variable(key(1), 9).bits(17, round));
            assert_eq!(draws, [Stream::new(Seed(5), key(1), round).bits(17); 3]);
        }
        let beyond = sampling(Method::Sobol, 5, 100)
            .variable(key(1), SOBOL_DIMENSIONS)
            .bits(17, 0);
        assert_eq!(
            beyond,
            sampling(Method::Mc, 5, 100).variable(key(1), 0).bits(17, 0)
        );
    }

    #[test]
    fn permutations_visit_every_place_once() {
        let keys = Stream::new(Seed(1), key(0), 0);
        for count in 1..=2_000 {
            let permutation = Permutation::new(&keys, count, count);
            let mut seen = vec![false; count as usize];
            for place in 0..count {
                let there = &mut seen[permutation.at(place) as usize];
                assert!(!*there, "{count} places: twice at {}", permutation.at(place));
                *there = true;
            }
        }
        let huge = Permutation::new(&keys, 0, u64::MAX);
        assert!(huge.at(0) < u64::MAX && huge.at(u64::MAX - 1) < u64::MAX);
    }

    #[test]
    fn permutations_put_two_places_anywhere_alike() {
        for count in [2_u64, 3, 4, 5, 8, 16, 17, 33, 64] {
            let keys = Stream::new(Seed(2), key(count as u32), 0);
            let trials = 2_000 * count * (count - 1);
            let mut counts = vec![0_u32; (count * count) as usize];
            for trial in 0..trials {
                let permutation = Permutation::new(&keys, trial, count);
                counts[(permutation.at(0) * count + permutation.at(1)) as usize] += 1;
            }
            let chi_square: f64 = (0..count * count)
                .filter(|cell| cell / count != cell % count)
                .map(|cell| {
                    let deviation = f64::from(counts[cell as usize]) - 2_000.0;
                    deviation * deviation / 2_000.0
                })
                .sum();
            // Mean and variance of chi-square are its degrees of freedom and twice that; six deviations.
            let freedom = (count * (count - 1) - 1) as f64;
            assert!(
                chi_square < freedom + 6.0 * libm::sqrt(2.0 * freedom),
                "{count} places: {chi_square}"
            );
        }
    }

    #[test]
    fn hypercubes_visit_every_stratum_once() {
        for iterations in [1_u64, 3, 1_000, BATCH, 4 * BATCH, 2 * BATCH + 777] {
            let variable = sampling(Method::Lhs, 11, iterations).variable(key(0), 0);
            for from in (0..iterations).step_by(BATCH as usize) {
                let count = BATCH.min(iterations - from);
                let mut strata: Vec<u64> = (from..from + count)
                    .map(|iteration| (unit(variable.bits(iteration, 0)) * count as f64) as u64)
                    .collect();
                strata.sort_unstable();
                assert!(strata.into_iter().eq(0..count));
            }
        }
    }

    #[test]
    fn more_iterations_leave_whole_batches_as_they_were() {
        for method in Method::ALL {
            let bits = |iterations| {
                let mut bits = vec![0; 2 * BATCH as usize];
                sampling(method, 5, iterations)
                    .variable(key(1), 3)
                    .fill(0, &mut bits);
                bits
            };
            assert_eq!(bits(2 * BATCH), bits(100 * BATCH + 5), "{method}");
        }
    }

    const VARIABLES: u32 = 4;
    const SEEDS: u64 = 400;
    const ITERATIONS: u64 = 256;

    /// The variance over many seeds of the estimated mean of `target`, times the number of iterations.
    fn variance(method: Method, mean: f64, target: impl Fn(&[f64]) -> f64) -> f64 {
        let mut sum = 0.0;
        for seed in 0..SEEDS {
            let variables: Vec<_> = (0..VARIABLES)
                .map(|d| sampling(method, seed, ITERATIONS).variable(key(d), d))
                .collect();
            let mut total = 0.0;
            for iteration in 0..ITERATIONS {
                let draws: Vec<_> = variables.iter().map(|v| unit(v.bits(iteration, 0))).collect();
                total += target(&draws);
            }
            let error = total / ITERATIONS as f64 - mean;
            sum += error * error;
        }
        sum / SEEDS as f64 * ITERATIONS as f64
    }

    /// Five standard errors of a variance estimated from this many seeds, relative: 5 √(2 / 400).
    const TOLERANCE: f64 = 0.36;

    fn assert_near(value: f64, expected: f64) {
        assert!(
            (value / expected - 1.0).abs() < TOLERANCE,
            "{value}, not {expected}"
        );
    }

    #[test]
    fn even_methods_average_a_sum_better() {
        let of = |method| variance(method, f64::from(VARIABLES) / 2.0, |u| u.iter().sum());
        // One variable: 1/12. Stratified: 1/12 within each stratum of width 1/n.
        let plain = f64::from(VARIABLES) / 12.0;
        assert_near(of(Method::Mc), plain);
        let strata = ITERATIONS as f64;
        assert_near(of(Method::Lhs), plain / (strata * strata));
        // A power of two points of a scrambled net fill the strata of each variable in the same way.
        assert_near(of(Method::Sobol), plain / (strata * strata));
    }

    #[test]
    fn even_methods_average_a_product_better() {
        let of = |method| variance(method, 1.0, |u| u.iter().map(|u| 1.0 + (u - 0.5)).product());
        let each = 1.0 + 1.0 / 12.0;
        let total = each * each * each * each - 1.0;
        let additive = f64::from(VARIABLES) / 12.0;
        assert_near(of(Method::Mc), total);
        assert_near(of(Method::Lhs), total - additive);
        assert!(
            of(Method::Sobol) < 0.1 * (total - additive),
            "{}",
            of(Method::Sobol)
        );
    }
}

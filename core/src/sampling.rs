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
//! - With [`Method::Lhs`] and [`Method::Sobol`] the iterations are no longer independent. The plain standard
//!   error sd/√n then overstates the error of targets that are additive or monotone in every variable
//!   (`McKay`, Beckman and Conover 1979, "A comparison of three methods for selecting values of input
//!   variables", Technometrics 21(2), theorem in section 2.1; for any target, Latin hypercubes of n points are
//!   never worse than n - 1 plain draws: Owen 1997, "Monte Carlo variance of scrambled net quadrature", SIAM J.
//!   Numer. Anal. 34(5)). It is an upper bound there, not an estimate.
//! - A Latin hypercube belongs to its number of iterations: another number is another hypercube.
//! - Sobol points belong to the number of the dimension: renumbering the variables changes their draws.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};
use sobol_burley::NUM_DIMENSIONS;
use sobol_burley::parts::{hash, owen_scramble_rev, sobol_rev};

use crate::rng::{Key, Seed, Stream};

/// How round 0 of every variable is spread over its range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Independent draws.
    #[default]
    Mc,
    /// Latin hypercube: each variable visits each of n equal strata once, in an order of its own.
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
        Self::ALL.into_iter().find(|method| method.name() == word).ok_or_else(|| UnknownMethod(word.to_owned()))
    }
}

/// The part of a run's options that decides every random bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Sampling {
    pub method: Method,
    pub seed: Seed,
    /// The number of iterations of the run: the number of strata of a Latin hypercube.
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
        Variable { seed: self.seed, key, first_round: Stream::new(self.seed, key, 0), plan }
    }
}

/// The number of variables that Sobol points serve.
pub const SOBOL_DIMENSIONS: u32 = NUM_DIMENSIONS;

/// The number of iterations that share one scramble of the Sobol points: what `sobol_burley` provides.
///
/// Each further block of iterations is scrambled anew and independent of the others, so beyond 65,536
/// iterations the error falls like that of plain averages of blocks.
pub const SOBOL_BLOCK: u64 = 1 << 16;

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
                let (block, place) = strata.locate(iteration);
                strata.bits(strata.permutation(block), place, self.first_round.bits(iteration))
            }
            Plan::Sobol(points) => {
                let scramble = points.scramble(self.seed, self.key, iteration / SOBOL_BLOCK);
                points.bits(scramble, iteration, self.first_round.bits(iteration))
            }
        }
    }

    /// Writes the bits of the iterations `first_iteration`, `first_iteration + 1`, … of round 0.
    pub fn fill(&self, first_iteration: u64, out: &mut [u64]) {
        self.first_round.fill(first_iteration, out);
        match self.plan {
            Plan::Mc => {}
            Plan::Lhs(strata) => {
                let mut iteration = first_iteration;
                let mut rest = out;
                while !rest.is_empty() {
                    let (block, place) = strata.locate(iteration);
                    let permutation = strata.permutation(block);
                    let length = (strata.count - place).min(rest.len() as u64);
                    let (here, further) = rest.split_at_mut(length as usize);
                    for (place, bits) in (place..).zip(here) {
                        *bits = strata.bits(permutation, place, *bits);
                    }
                    iteration += length;
                    rest = further;
                }
            }
            Plan::Sobol(points) => {
                let mut iteration = first_iteration;
                let mut rest = out;
                while !rest.is_empty() {
                    let scramble = points.scramble(self.seed, self.key, iteration / SOBOL_BLOCK);
                    let length = (SOBOL_BLOCK - iteration % SOBOL_BLOCK).min(rest.len() as u64);
                    let (here, further) = rest.split_at_mut(length as usize);
                    for (iteration, bits) in (iteration..).zip(here) {
                        *bits = points.bits(scramble, iteration, *bits);
                    }
                    iteration += length;
                    rest = further;
                }
            }
        }
    }
}

/// The strata of a Latin hypercube: 2^64 cut in `count` parts whose widths differ by at most 1.
///
/// Iterations beyond `count` start another, independent hypercube.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Strata {
    count: u64,
    /// Width of a stratum in units of 2^-128.
    width: u128,
    permutations: Stream,
    first: Permutation,
}

impl Strata {
    const fn new(seed: Seed, key: Key, iterations: u64) -> Self {
        let count = if iterations == 0 { 1 } else { iterations };
        let permutations = Stream::new(seed, key.derived(0x5b5e_77a3_0f0f_c1d3), 0);
        let first = Permutation::new(&permutations, 0, count);
        Self { count, width: u128::MAX / count as u128, permutations, first }
    }

    /// The hypercube an iteration belongs to, and its place there.
    #[inline]
    const fn locate(&self, iteration: u64) -> (u64, u64) {
        if iteration < self.count { (0, iteration) } else { (iteration / self.count, iteration % self.count) }
    }

    #[inline]
    const fn permutation(&self, block: u64) -> Permutation {
        if block == 0 { self.first } else { Permutation::new(&self.permutations, block, self.count) }
    }

    #[inline]
    const fn bits(&self, permutation: Permutation, place: u64, jitter: u64) -> u64 {
        let stratum = permutation.at(place) as u128;
        // Below 2^128, since `count` widths fit and the jitter stays below one width.
        ((stratum * self.width + jitter as u128 * (self.width >> 64)) >> 64) as u64
    }
}

/// A keyed permutation of the numbers below `count`, evaluated place by place without a table.
///
/// The idea is Kensler's (2013, "Correlated multi-jittered sampling", Pixar technical memo 13-01, section 3):
/// a bijective hash on the smallest number of bits that holds `count`, applied again while the result lies
/// outside ("cycle walking"; Black and Rogaway 2002, "Ciphers with arbitrary finite domains", CT-RSA). The hash
/// here is another one, wide enough for 64 bits: each of its steps adds a key, multiplies by an odd key and
/// folds the upper half onto the lower half, all modulo 2^bits and hence one to one. On average it runs
/// less than twice.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Permutation {
    count: u64,
    mask: u64,
    fold: u32,
    /// The last key is added to the result, modulo `count`.
    keys: [u64; 2 * Self::STEPS + 1],
}

impl Permutation {
    const STEPS: usize = 4;

    const fn new(keys: &Stream, block: u64, count: u64) -> Self {
        let bits = 64 - (count - 1).leading_zeros();
        let mask = if bits == 0 { 0 } else { u64::MAX >> (64 - bits) };
        let mut own = [0; 2 * Self::STEPS + 1];
        let mut at = 0;
        while at < own.len() {
            own[at] = keys.bits(block.wrapping_mul(own.len() as u64).wrapping_add(at as u64));
            at += 1;
        }
        own[2 * Self::STEPS] %= count;
        Self { count, mask, fold: if bits > 1 { bits.div_ceil(2) } else { 1 }, keys: own }
    }

    #[inline]
    const fn at(&self, place: u64) -> u64 {
        let mut x = place;
        loop {
            let mut step = 0;
            while step < Self::STEPS {
                x = x.wrapping_add(self.keys[2 * step]).wrapping_mul(self.keys[2 * step + 1] | 1) & self.mask;
                x ^= x >> self.fold;
                step += 1;
            }
            if x < self.count {
                break;
            }
        }
        let left = self.count - self.keys[2 * Self::STEPS];
        if x < left { x + self.keys[2 * Self::STEPS] } else { x - left }
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
    fn scramble(self, seed: Seed, key: Key, block: u64) -> Scramble {
        let order = Stream::new(seed, Key::new("", "sobol order"), 0).bits(block);
        let value = Stream::new(seed, key.derived(0x8f1b_bcdc_6ed9_eba1), 0).bits(block);
        Scramble { order: hash((order >> 32) as u32), value: hash((value >> 32) as u32) }
    }

    #[inline]
    fn bits(self, scramble: Scramble, iteration: u64, jitter: u64) -> u64 {
        let index = (iteration % SOBOL_BLOCK) as u32;
        let shuffled = owen_scramble_rev(index.reverse_bits(), scramble.order);
        let point = owen_scramble_rev(sobol_rev(shuffled, self.dimension), scramble.value).reverse_bits();
        (u64::from(point) << 32) | (jitter >> 32)
    }
}

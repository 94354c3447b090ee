//! Random bits as a pure function of what they are for.
//!
//! A draw is named by the seed of the run, the [`Key`] of the variable, the round (how often the variable
//! was drawn before within the same iteration) and the iteration. Nothing is consumed and nothing advances:
//! the same four numbers give the same 64 bits on every machine, in any order and on any number of threads,
//! and a new variable leaves the luck of all others alone.
//!
//! # Formula
//!
//! ```text
//! bits(i) = mix(start + i step)       start and step are hashes of seed, key and round; step is odd
//! ```
//!
//! This is `SplittableRandom` (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators",
//! OOPSLA): `mix` is its finaliser, with the constants of Stafford's variant 13, and every stream steps by an
//! increment of its own, one of 2^63. Streams of one common increment would be shifted copies of one single orbit.
//! As there, an increment is taken only if neighbouring bits differ in at least 24 places, so that a step changes
//! many bits of the counter. The generator is not meant for secrets.
//!
//! # Test battery
//!
//! `cargo run --release --example random_bytes | dieharder -a -g 200` (64 streams interleaved, dieharder 3.31.1)
//! ran 114 tests: 112 PASSED, 2 WEAK, 0 FAILED; chance alone makes one in a hundred WEAK. Of the weak ones
//! `diehard_squeeze` (p = 0.0004) PASSED with ten times the samples (`-d 13 -p 1000`, p = 0.98), and
//! `dab_filltree2` (p = 0.996) on eight further stretches of the bytes (16 values of p, 0.04 to 0.92).

use core::convert::Infallible;

use rand::TryRng;
use rand::rand_core::utils::fill_bytes_via_next_word;
use serde::{Deserialize, Serialize};

/// Spreads small numbers: 2^64 divided by the golden ratio.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// The finaliser of `SplitMix64`: a bijection of 64 bits in which every input bit flips about half the output.
#[inline]
pub(crate) const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The number a user may change to get another, equally valid run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seed(pub u64);

/// The identity of a random variable: a 64-bit hash of its name.
///
/// Two different names share a key with probability 2^-64; whoever builds a program out of many variables
/// can still compare the keys and refuse a collision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Key(u64);

impl Key {
    /// Hashes the owner of a variable, such as `jp.samd.single/review`, and its purpose, such as `duration`.
    ///
    /// FNV-1a (64 bits; Fowler, Noll and Vo) over the owner, the byte `0xff` and the purpose, then
    /// mixed. `0xff` occurs in no UTF-8 text, so that `("ab", "c")` and `("a", "bc")` differ.
    #[must_use]
    pub const fn new(owner: &str, purpose: &str) -> Self {
        let hash = fnv1a(0xcbf2_9ce4_8422_2325, owner.as_bytes());
        let hash = fnv1a(hash, &[0xff]);
        Self(mix(fnv1a(hash, purpose.as_bytes())))
    }

    /// The key of a variable that serves this one, told apart by `tag`.
    pub(crate) const fn derived(self, tag: u64) -> Self {
        Self(mix(self.0 ^ tag))
    }

    /// The hash itself.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

const fn fnv1a(mut hash: u64, bytes: &[u8]) -> u64 {
    let mut at = 0;
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u64).wrapping_mul(0x0000_0100_0000_01b3);
        at += 1;
    }
    hash
}

/// The draws of one variable in one round, one per iteration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stream {
    start: u64,
    step: u64,
}

impl Stream {
    /// Derives start and step of the stream; `round` counts the repeats of the variable within an iteration.
    #[must_use]
    pub const fn new(seed: Seed, key: Key, round: u32) -> Self {
        let variable =
            mix(mix(seed.0.wrapping_add(GOLDEN)) ^ mix(key.0.wrapping_mul(GOLDEN).wrapping_add(1)));
        let start = mix(variable ^ mix((round as u64 + 1).wrapping_mul(GOLDEN)));
        Self {
            start,
            step: increment(start),
        }
    }

    /// The 64 uniform bits of one iteration.
    #[inline]
    #[must_use]
    pub const fn bits(&self, iteration: u64) -> u64 {
        mix(self.start.wrapping_add(iteration.wrapping_mul(self.step)))
    }

    /// Writes the bits of the iterations `first`, `first + 1`, ….
    #[inline]
    pub fn fill(&self, first: u64, out: &mut [u64]) {
        let mut counter = self.start.wrapping_add(first.wrapping_mul(self.step));
        for bits in out {
            // Without the black box the loop is vectorised, and 64-bit products by halves (SSE2) take a third longer.
            *bits = mix(core::hint::black_box(counter));
            counter = counter.wrapping_add(self.step);
        }
    }
}

/// The increment of the stream that begins at `start`: odd, and neither sparse nor regular.
///
/// `mixGamma` of Steele, Lea and Flood (2014, figure 16), with the hash of this module.
const fn increment(start: u64) -> u64 {
    let odd = mix(start ^ 0xd1b5_4a32_d192_ed03) | 1;
    if (odd ^ (odd >> 1)).count_ones() < 24 {
        odd ^ 0xaaaa_aaaa_aaaa_aaaa
    } else {
        odd
    }
}

/// A number of the open interval (0, 1) from 64 uniform bits.
///
/// The upper 52 bits choose the middle of one of 2^52 equal cells, that is an odd multiple of 2^-53. Every
/// such middle is a floating-point number, so the result is exact, symmetric about 1/2 and never 0 or 1.
/// (Adding 1/2 to 53 bits would not be: it rounds the last cell up to 1.)
#[inline]
#[must_use]
pub fn unit(bits: u64) -> f64 {
    // Signed, since baseline x86-64 converts only signed integers in one instruction.
    ((bits >> 11) | 1) as i64 as f64 * (1.0 / (1_u64 << 53) as f64)
}

/// A [`Stream`] read in order, for the algorithms of `rand` (shuffles, bootstraps, oracles).
#[derive(Debug, Clone)]
pub struct KeyedRng {
    stream: Stream,
    next: u64,
}

impl KeyedRng {
    /// Starts at the first draw of `stream`.
    #[must_use]
    pub const fn new(stream: Stream) -> Self {
        Self { stream, next: 0 }
    }
}

impl TryRng for KeyedRng {
    type Error = Infallible;

    #[inline]
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.try_next_u64().map(|bits| (bits >> 32) as u32)
    }

    #[inline]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let bits = self.stream.bits(self.next);
        self.next = self.next.wrapping_add(1);
        Ok(bits)
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        fill_bytes_via_next_word(out, || self.try_next_u64())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use rand::seq::SliceRandom;
    use rand::{Rng, RngExt};

    use super::*;

    const DRAWS: u64 = 100_000;

    fn key(number: u64) -> Key {
        Key::new(&format!("jp.example/step-{number}"), "duration")
    }

    fn units(stream: Stream, first: u64) -> Vec<f64> {
        (first..first + DRAWS)
            .map(|iteration| unit(stream.bits(iteration)))
            .collect()
    }

    /// The correlation of two samples of uniform numbers in units of its standard error.
    fn z_score(a: &[f64], b: &[f64]) -> f64 {
        let products: f64 = a.iter().zip(b).map(|(a, b)| (a - 0.5) * (b - 0.5)).sum();
        12.0 * products / libm::sqrt(a.len() as f64)
    }

    /// Each comparison exceeds 4.9 by chance once in a million.
    const LIMIT: f64 = 4.9;

    #[test]
    fn adjacent_seeds_keys_rounds_and_iterations_are_uncorrelated() {
        for number in 0..40 {
            let base = Stream::new(Seed(number), key(number), 0);
            let sample = units(base, 0);
            for (neighbour, first) in [
                (Stream::new(Seed(number + 1), key(number), 0), 0),
                (Stream::new(Seed(number ^ (1 << 63)), key(number), 0), 0),
                (Stream::new(Seed(number), key(number + 1), 0), 0),
                (Stream::new(Seed(number), Key(key(number).0 + 1), 0), 0),
                (Stream::new(Seed(number), key(number), 1), 0),
                (base, 1),
            ] {
                let z = z_score(&sample, &units(neighbour, first));
                assert!(z.abs() < LIMIT, "stream {number}: {z}");
            }
        }
    }

    #[test]
    fn no_stream_is_a_shifted_copy_of_another() {
        // Streams on one orbit (one mix only) share values as soon as their windows overlap; 64 windows of
        // 100,000 draws share one by chance with probability 1e-6.
        let mut draws = vec![0; 64 * DRAWS as usize];
        for (number, window) in (0..).zip(draws.chunks_mut(DRAWS as usize)) {
            Stream::new(Seed(7), key(number), 0).fill(0, window);
        }
        draws.sort_unstable();
        assert!(draws.windows(2).all(|pair| pair[0] < pair[1]));
        // Nor does a start on the very same counter help: the second draw is another already.
        let [one, other] = [key(1), key(2)].map(|key| Stream::new(Seed(7), key, 0));
        let moved = Stream {
            start: one.start,
            step: other.step,
        };
        assert!((1..DRAWS).all(|iteration| one.bits(iteration) != moved.bits(iteration)));
    }

    #[test]
    fn increments_are_odd_and_change_many_bits() {
        for number in 0..DRAWS {
            let step = increment(number);
            assert!(
                step % 2 == 1 && (step ^ (step >> 1)).count_ones() >= 24,
                "{step:x}"
            );
        }
    }

    #[test]
    fn every_byte_is_uniform() {
        for number in 0..4 {
            let stream = Stream::new(Seed(number), key(number), 0);
            let draws = 1 << 18;
            for byte in 0..8 {
                let mut counts = [0_u32; 256];
                for iteration in 0..draws {
                    counts[usize::from(stream.bits(iteration).to_le_bytes()[byte])] += 1;
                }
                let expected = draws as f64 / 256.0;
                let deviations = counts
                    .iter()
                    .map(|&count| (f64::from(count) - expected) * (f64::from(count) - expected));
                let chi_square = deviations.sum::<f64>() / expected;
                // 255 degrees of freedom: mean 255, standard deviation 22.6; five of them either way.
                assert!((142.0..368.0).contains(&chi_square), "byte {byte}: {chi_square}");
            }
        }
    }

    #[test]
    fn draws_are_pinned() {
        let key = Key::new("jp.samd.single/review", "duration");
        let stream = Stream::new(Seed(1), key, 0);
        assert_eq!(
            [
                key.get(),
                stream.bits(0),
                stream.bits(1),
                stream.bits(1 << 40),
                Stream::new(Seed(1), key, 3).bits(0)
            ],
            [
                8_589_742_191_376_176_401,
                16_883_306_904_426_896_275,
                12_280_172_897_153_771_024,
                13_376_758_692_956_137_394,
                14_852_681_070_817_400_853
            ]
        );
    }

    #[test]
    fn names_are_kept_apart() {
        assert_ne!(Key::new("ab", "c"), Key::new("a", "bc"));
        assert_ne!(Key::new("", "abc"), Key::new("abc", ""));
        assert_ne!(Key::new("a", "duration"), Key::new("a", "fee"));
    }

    #[test]
    #[expect(clippy::float_cmp, reason = "the exact value is the claim")]
    fn unit_numbers_leave_out_both_ends() {
        let step = 1.0 / (1_u64 << 53) as f64;
        assert_eq!(unit(0), step);
        assert_eq!(unit(u64::MAX), 1.0 - step);
        assert_eq!(unit(1 << 63) + unit(!(1 << 63)), 1.0);
    }

    #[test]
    fn filling_is_drawing_one_by_one() {
        let stream = Stream::new(Seed(3), key(0), 2);
        let mut filled = [0; 100];
        stream.fill(u64::MAX - 50, &mut filled);
        for (offset, bits) in filled.into_iter().enumerate() {
            assert_eq!(bits, stream.bits((u64::MAX - 50).wrapping_add(offset as u64)));
        }
    }

    #[test]
    fn the_adapter_serves_the_algorithms_of_rand() {
        let stream = Stream::new(Seed(3), key(0), 0);
        let mut rng = KeyedRng::new(stream);
        assert_eq!([rng.next_u64(), rng.next_u64()], [stream.bits(0), stream.bits(1)]);
        let mut bytes = [0; 12];
        rng.fill_bytes(&mut bytes);
        assert_eq!(bytes[..8], stream.bits(2).to_le_bytes());
        assert!((3..9).contains(&rng.random_range(3..9)));
        let mut order: Vec<u32> = (0..50).collect();
        order.shuffle(&mut rng);
        let sorted: BTreeSet<_> = order.iter().copied().collect();
        assert!(sorted.into_iter().eq(0..50) && order[..3] != [0, 1, 2]);
    }
}

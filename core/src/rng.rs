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
//! bits(i) = mix(mix(ka + i G) xor kb)       G = 2^64 / golden ratio, odd
//! ```
//!
//! `mix` is the finaliser of `SplitMix64` (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number
//! generators", OOPSLA; constants: Stafford's variant 13). `SplitMix64` itself mixes once, which makes every
//! stream a shifted copy of one single orbit; the second key and the second mix remove that. The generator is
//! not meant for secrets.

use core::convert::Infallible;

use rand::TryRng;
use rand::rand_core::utils::fill_bytes_via_next_word;
use serde::{Deserialize, Serialize};

/// The increment of the inner counter: 2^64 divided by the golden ratio.
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
    /// FNV-1a (64 bits; Fowler, Noll and Vo, RFC 9923) over the owner, the byte `0xff` and the purpose, then
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
    ka: u64,
    kb: u64,
}

impl Stream {
    /// Derives the two keys of the stream; `round` counts the repeats of the variable within an iteration.
    #[must_use]
    pub const fn new(seed: Seed, key: Key, round: u32) -> Self {
        let variable = mix(mix(seed.0.wrapping_add(GOLDEN)) ^ mix(key.0.wrapping_mul(GOLDEN).wrapping_add(1)));
        let ka = mix(variable ^ mix((round as u64 + 1).wrapping_mul(GOLDEN)));
        Self { ka, kb: mix(ka ^ 0xd1b5_4a32_d192_ed03) }
    }

    /// The 64 uniform bits of one iteration.
    #[inline]
    #[must_use]
    pub const fn bits(&self, iteration: u64) -> u64 {
        mix(mix(self.ka.wrapping_add(iteration.wrapping_mul(GOLDEN))) ^ self.kb)
    }

    /// Writes the bits of the iterations `first`, `first + 1`, ….
    #[inline]
    pub fn fill(&self, first: u64, out: &mut [u64]) {
        let mut counter = self.ka.wrapping_add(first.wrapping_mul(GOLDEN));
        for bits in out {
            *bits = mix(mix(core::hint::black_box(counter)) ^ self.kb);
            counter = counter.wrapping_add(GOLDEN);
        }
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

//! The normal distribution, cut off at both ends.

use super::special::{Level, normal_below, normal_quantile};

/// A standard normal variable given that it lies in `low..high`, measured from `low`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct TruncatedNormal {
    pub(crate) low: f64,
    pub(crate) high: f64,
    /// Normal probability below `low`.
    below: f64,
    /// Normal probability above `high`.
    above: f64,
    /// Normal probability between.
    inside: f64,
}

impl TruncatedNormal {
    /// Further out than this a normal variable has no probability that a double could hold.
    const REACH: f64 = 40.0;

    /// Ends beyond ±40 are drawn in, which changes nothing.
    pub(crate) fn new(low: f64, high: f64) -> Self {
        let (low, high) = (low.max(-Self::REACH), high.min(Self::REACH));
        let (below, above) = (normal_below(low), normal_below(-high));
        let inside = if low > 0.0 {
            normal_below(-low) - above
        } else if high < 0.0 {
            normal_below(high) - below
        } else {
            1.0 - below - above
        };
        Self {
            low,
            high,
            below,
            above,
            inside,
        }
    }

    /// The share of the whole normal distribution that lies between the ends.
    pub(crate) fn inside(self) -> f64 {
        self.inside
    }

    /// # Formula
    ///
    /// ```text
    /// Φ(low) + p (Φ(high) - Φ(low)) = Φ(z),   result z - low
    /// ```
    ///
    /// The same equation is solved from above where that side is the smaller.
    pub(crate) fn quantile(self, level: Level) -> f64 {
        let within = Level {
            p: self.below + level.p * self.inside,
            q: self.above + level.q * self.inside,
        };
        normal_quantile(within).clamp(self.low, self.high) - self.low
    }

    /// Mean and standard deviation, by quadrature.
    ///
    /// The closed forms (differences of densities at the ends) lose all digits when the ends are close or far
    /// out. Eight Gauss-Legendre nodes on each of 96 panels, over at most 39 decay lengths on either side
    /// of the point of greatest density, leave only rounding.
    pub(crate) fn moments(self) -> (f64, f64) {
        const NODES: [(f64, f64); 4] = [
            (0.183_434_642_495_649_8, 0.362_683_783_378_362),
            (0.525_532_409_916_329, 0.313_706_645_877_887_3),
            (0.796_666_477_413_626_7, 0.222_381_034_453_374_48),
            (0.960_289_856_497_536_3, 0.101_228_536_290_376_26),
        ];
        const PANELS: u32 = 96;
        let peak = 0.0_f64.clamp(self.low, self.high);
        let reach = 39.0 / peak.abs().max(1.0);
        let (from, to) = (self.low.max(peak - reach), self.high.min(peak + reach));
        let half = (to - from) / f64::from(2 * PANELS);
        let average = |of: &dyn Fn(f64) -> f64| {
            let (mut sum, mut mass) = (0.0, 0.0);
            for panel in 0..PANELS {
                let middle = from + half * f64::from(2 * panel + 1);
                for (node, weight) in NODES {
                    for z in [middle - half * node, middle + half * node] {
                        let weight = weight * libm::exp(0.5 * (peak - z) * (peak + z));
                        mass += weight;
                        sum += weight * of(z);
                    }
                }
            }
            sum / mass
        };
        let mean = average(&|z| z - self.low);
        let variance = average(&|z| {
            let deviation = z - self.low - mean;
            deviation * deviation
        });
        (mean, libm::sqrt(variance))
    }
}

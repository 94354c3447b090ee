//! Distributions given by a list: single outcomes, or points of the quantile function.

/// Outcomes with their probabilities, sorted by value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Steps {
    values: Vec<f64>,
    /// The probability of each value and those before it, except for the last, which takes the rest.
    through: Vec<f64>,
}

impl Steps {
    /// Takes outcomes in any order; those without probability are left out.
    pub(crate) fn new(outcomes: &[(f64, f64)], scale: f64) -> Self {
        let mut outcomes: Vec<_> = outcomes
            .iter()
            .copied()
            .filter(|outcome| outcome.1 > 0.0)
            .collect();
        crate::order::by(&mut outcomes, |a, b| a.0.total_cmp(&b.0));
        let mut sum = 0.0;
        let mut through: Vec<_> = outcomes
            .iter()
            .map(|outcome| {
                sum += outcome.1;
                sum
            })
            .collect();
        through.pop();
        Self {
            values: outcomes.iter().map(|outcome| outcome.0 * scale).collect(),
            through,
        }
    }

    /// The smallest value that has at least the probability `p` up to and including itself.
    #[inline]
    pub(crate) fn at(&self, p: f64) -> f64 {
        self.values[self.through.partition_point(|&through| through < p)]
    }

    pub(crate) fn min(&self) -> f64 {
        self.values[0]
    }

    pub(crate) fn max(&self) -> f64 {
        self.values[self.values.len() - 1]
    }
}

/// Mean and standard deviation of outcomes whose probabilities add up to about 1.
pub(crate) fn outcome_moments(outcomes: &[(f64, f64)]) -> (f64, f64) {
    let total: f64 = outcomes.iter().map(|outcome| outcome.1).sum();
    let mean = outcomes.iter().map(|outcome| outcome.0 * outcome.1).sum::<f64>() / total;
    let squares = outcomes
        .iter()
        .map(|outcome| outcome.1 * (outcome.0 - mean) * (outcome.0 - mean));
    (mean, libm::sqrt(squares.sum::<f64>() / total))
}

/// A quantile function that is straight between given points.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Lines {
    /// The inner corners.
    corners: Vec<f64>,
    /// For each piece its first level, its first value, its slope and its last value.
    pieces: Vec<[f64; 4]>,
}

impl Lines {
    /// Takes percentiles from 0 to 100 in rising order.
    pub(crate) fn new(points: &[(f64, f64)], scale: f64) -> Self {
        let pieces: Vec<_> = points
            .windows(2)
            .map(|pair| {
                let (from, to) = (pair[0].0 / 100.0, pair[1].0 / 100.0);
                let (first, last) = (pair[0].1 * scale, pair[1].1 * scale);
                [from, first, (last - first) / (to - from), last]
            })
            .collect();
        Self {
            corners: pieces[1..].iter().map(|piece| piece[0]).collect(),
            pieces,
        }
    }

    #[inline]
    pub(crate) fn at(&self, p: f64) -> f64 {
        let [from, first, slope, last] = self.pieces[self.corners.partition_point(|&corner| corner <= p)];
        let value = first + slope * (p - from);
        if value < last { value } else { last }
    }
}

/// Mean and standard deviation of a variable with a piecewise straight quantile function.
///
/// A piece from `a` to `b` contributes its share times (a + b) / 2 to the mean and times (a² + ab + b²) / 3 to
/// the second moment; the latter is taken about the mean.
pub(crate) fn line_moments(points: &[(f64, f64)]) -> (f64, f64) {
    let pieces = || {
        points
            .windows(2)
            .map(|pair| ((pair[1].0 - pair[0].0) / 100.0, pair[0].1, pair[1].1))
    };
    let mean: f64 = pieces().map(|(share, a, b)| share * 0.5 * (a + b)).sum();
    let variance: f64 = pieces()
        .map(|(share, a, b)| {
            let (a, b) = (a - mean, b - mean);
            share * (a * a + a * b + b * b) / 3.0
        })
        .sum();
    (mean, libm::sqrt(variance))
}

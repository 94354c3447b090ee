//! The shapes of the core against `statrs`, an independent implementation.

use regpath_core::dist::Shape;
use statrs::distribution::{Beta, ContinuousCDF, Exp, Gamma, LogNormal, Normal, Triangular, Weibull};

const LEVELS: [f64; 11] = [1e-6, 1e-3, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 0.999, 1.0 - 1e-6];

const LAST_DIGIT: f64 = 1e-13;

/// Checks that the oracle's cumulative function leads from each quantile back to its level.
///
/// `tolerance` is relative to the smaller tail and covers the oracle's own rounding; on top, the last digit of
/// a value far from zero stands for some probability.
fn round_trip(shape: &Shape, oracle: &impl ContinuousCDF<f64, f64>, from: f64, tolerance: f64) {
    assert_eq!(shape.check(), Ok(()), "{shape:?}");
    for p in LEVELS {
        let lower = oracle.cdf(shape.quantile(p) - from);
        assert!(
            (lower - p).abs() <= tolerance * p + LAST_DIGIT,
            "{shape:?}: level {p} became {lower}"
        );
        let upper = oracle.sf(shape.quantile_upper(p) - from);
        assert!(
            (upper - p).abs() <= tolerance * p + LAST_DIGIT,
            "{shape:?}: level {p} from above became {upper}"
        );
    }
}

/// Checks quantiles directly, where the oracle has a closed form for them.
fn same_quantiles(shape: &Shape, oracle: &impl ContinuousCDF<f64, f64>, tolerance: f64) {
    assert_eq!(shape.check(), Ok(()), "{shape:?}");
    for p in LEVELS {
        let (ours, theirs) = (shape.quantile(p), oracle.inverse_cdf(p));
        assert!(
            (ours / theirs - 1.0).abs() <= tolerance,
            "{shape:?} at {p}: {ours}, not {theirs}"
        );
    }
}

#[test]
fn pert_is_a_beta_distribution() {
    for lambda in [1.0, 4.0, 20.0, 200.0] {
        for mode in [0.0, 0.1, 0.5, 0.75, 1.0] {
            let oracle =
                Beta::new(1.0 + lambda * mode, 1.0 + lambda * (1.0 - mode)).expect("valid parameters");
            round_trip(
                &Shape::Pert {
                    min: 0.0,
                    mode,
                    max: 1.0,
                    lambda,
                },
                &oracle,
                0.0,
                1e-10,
            );
        }
    }
}

#[test]
fn normal_agrees() {
    // So far from zero that the cut at zero is none.
    let shape = Shape::Normal {
        mean: 300.0,
        sd: 5.0,
        min: 0.0,
        max: f64::INFINITY,
    };
    same_quantiles(&shape, &Normal::new(300.0, 5.0).expect("valid parameters"), 1e-12);
}

#[test]
fn cut_normal_renormalises() {
    let (mean, sd, min, max) = (10.0, 8.0, 2.0, 20.0);
    let shape = Shape::Normal { mean, sd, min, max };
    // The oracle's error function is good to about 1e-11.
    let oracle = Normal::new(mean, sd).expect("valid parameters");
    for p in LEVELS {
        let inside = (oracle.cdf(shape.quantile(p)) - oracle.cdf(min)) / (oracle.cdf(max) - oracle.cdf(min));
        assert!((inside - p).abs() < 1e-10, "{p} became {inside}");
    }
}

#[test]
fn log_normal_agrees() {
    let shape = Shape::LogNormal {
        median: 20.0,
        p90: 50.0,
    };
    let sigma = 2.5_f64.ln() / Normal::standard().inverse_cdf(0.9);
    same_quantiles(
        &shape,
        &LogNormal::new(20.0_f64.ln(), sigma).expect("valid parameters"),
        1e-11,
    );
}

#[test]
fn gamma_agrees() {
    for variation in [0.01, 0.1, 0.5, 1.0, 2.0] {
        let (mean, sd) = (40.0, 40.0 * variation);
        let oracle = Gamma::new(mean * mean / (sd * sd), mean / (sd * sd)).expect("valid parameters");
        round_trip(&Shape::Gamma { mean, sd }, &oracle, 0.0, 1e-9);
    }
}

#[test]
fn weibull_and_exponential_agree() {
    for shape in [0.6, 1.0, 2.5, 40.0] {
        let oracle = Weibull::new(shape, 15.0).expect("valid parameters");
        same_quantiles(&Shape::Weibull { shape, scale: 15.0 }, &oracle, 1e-9);
    }
    same_quantiles(
        &Shape::Exponential { mean: 12.0 },
        &Exp::new(1.0 / 12.0).expect("valid parameters"),
        1e-9,
    );
}

#[test]
fn triangular_agrees() {
    for mode in [20.0, 30.0, 60.0] {
        let oracle = Triangular::new(20.0, 60.0, mode).expect("valid parameters");
        same_quantiles(
            &Shape::Triangular {
                min: 20.0,
                mode,
                max: 60.0,
            },
            &oracle,
            1e-12,
        );
    }
}

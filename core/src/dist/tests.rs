//! Laws, exact values and the errors of the tables.

#![expect(clippy::float_cmp, reason = "the exact value is the claim")]

use proptest::prelude::*;

use super::special::{Beta, Gamma, Level, normal_below, normal_quantile};
use super::*;
use crate::rng::unit;

/// Bits whose unit number is nearest to `p`.
fn bits_of(p: f64) -> u64 {
    ((p * (1_u64 << 53) as f64) as u64) << 11
}

fn pert(min: f64, mode: f64, max: f64, lambda: f64) -> Shape {
    Shape::Pert {
        min,
        mode,
        max,
        lambda,
    }
}

/// Shapes of every tabulated family, from tame to wild.
fn tabulated() -> Vec<Shape> {
    let mut shapes = vec![
        Shape::Normal {
            mean: 30.0,
            sd: 5.0,
            min: 0.0,
            max: f64::INFINITY,
        },
        Shape::Normal {
            mean: 30.0,
            sd: 5.0,
            min: 0.0,
            max: 33.0,
        },
        Shape::Normal {
            mean: -10.0,
            sd: 10.0,
            min: 0.0,
            max: f64::INFINITY,
        },
        Shape::Normal {
            mean: 5.0,
            sd: 100.0,
            min: 0.0,
            max: 10.0,
        },
        Shape::Exponential { mean: 7.0 },
    ];
    for lambda in [0.0, 0.5, 2.0, 4.0, 10.0, 60.0, 1000.0] {
        for mode in [0.0, 0.01, 0.1, 0.3, 0.5, 0.8, 0.999, 1.0] {
            shapes.push(pert(5.0, 5.0 + 40.0 * mode, 45.0, lambda));
        }
    }
    for ratio in [1.001, 1.1, 1.5, 2.0, 5.0, 13.0] {
        shapes.push(Shape::LogNormal {
            median: 10.0,
            p90: 10.0 * ratio,
        });
    }
    for variation in [0.0005, 0.002, 0.05, 0.2, 0.5, 1.0, 1.5] {
        shapes.push(Shape::Gamma {
            mean: 20.0,
            sd: 20.0 * variation,
        });
    }
    for shape in [0.4, 0.7, 1.0, 1.5, 3.0, 20.0, 5000.0] {
        shapes.push(Shape::Weibull { shape, scale: 12.0 });
    }
    for (p10, p50, p90) in [
        (10.0, 20.0, 40.0),
        (10.0, 20.0, 35.0),
        (10.0, 30.0, 40.0),
        (10.0, 12.0, 30.0),
    ] {
        for max in [None, Some(100.0)] {
            shapes.push(Shape::ThreePoint {
                p10,
                p50,
                p90,
                min: None,
                max,
            });
            shapes.push(Shape::ThreePoint {
                p10,
                p50,
                p90,
                min: Some(6.0),
                max,
            });
        }
    }
    for shape in &shapes {
        assert_eq!(shape.check(), Ok(()), "{shape:?}");
    }
    shapes
}

/// Whether `value` is the quantile of a level at most `bound` away from `p`.
///
/// Looks at the exact quantiles of both ends, so it needs no cumulative function.
fn is_near(exact: impl Fn(f64) -> f64, p: f64, value: f64, bound: f64) -> bool {
    let (one, other) = (exact((p - bound).max(0.0)), exact(p + bound));
    (one.min(other)..=one.max(other)).contains(&value)
}

#[test]
fn tables_miss_no_level_by_more_than_stated() {
    let mut tables = Tables::new();
    for shape in tabulated() {
        let sampler = Sampler::new(&shape, 1.0, &mut tables);
        let (in_body, in_tails) = (1e-6, 6e-6);
        // Where a quantile runs flat into a bound, levels far apart are one value.
        let width = shape.quantile(0.9) - shape.quantile(0.1);
        let is_flat = |one: f64, other: f64| (one - other).abs() <= 1e-10 * width;
        let mut p = 0.499_9;
        while p > f64::from(1 << 27).recip() {
            // Two last digits of 45 stand for this much probability where 1001 of it lie on a width of 40.
            let rounding = 4e-13;
            let bound = if p >= 1e-4 { in_body } else { in_tails * p } + rounding;
            let lower = bits_of(p);
            let exact = unit(lower);
            let value = sampler.at(lower);
            assert!(
                is_flat(value, shape.quantile(exact)) || is_near(|p| shape.quantile(p), exact, value, bound),
                "{shape:?} at {exact:e}: {value}"
            );
            let value = sampler.at(!lower);
            assert!(
                is_flat(value, shape.quantile_upper(1.0 - unit(!lower)))
                    || is_near(|q| shape.quantile_upper(q), 1.0 - unit(!lower), value, bound),
                "{shape:?} above {exact:e}: {value}"
            );
            p *= 0.9871;
        }
    }
}

#[test]
fn series_meet_the_exact_quantiles_at_every_knot() {
    use super::table::knots_for_tests;
    let mut standards = vec![];
    for (a, b) in [
        (1.0, 5.0),
        (1.04, 4.96),
        (3.0, 3.0),
        (4.2, 1.8),
        (1.0, 1.0),
        (501.0, 501.0),
        (1.0, 1001.0),
    ] {
        standards.push(Standard::Beta(Beta::new(a, b)));
    }
    for shape in [0.05, 0.3, 1.0, 2.5, 40.0, 9e5] {
        standards.push(Standard::Gamma(Gamma::new(shape)));
    }
    for standard in standards {
        for is_upper in [false, true] {
            for (knot, (level, value)) in knots_for_tests(&standard, is_upper).into_iter().enumerate() {
                let level = if is_upper {
                    Level::above(level)
                } else {
                    Level::below(level)
                };
                let tail = level.p.min(level.q);
                if tail == 0.0 {
                    continue;
                }
                let exact = |tail: f64| {
                    standard.quantile(if level.p <= level.q {
                        Level::below(tail)
                    } else {
                        Level::above(tail)
                    })
                };
                let slack = 4e-16 * value;
                let (one, other) = (exact(tail * (1.0 - 1e-9)), exact(tail * (1.0 + 1e-9)));
                assert!(
                    one.min(other) - slack <= value && value <= one.max(other) + slack,
                    "{standard:?} knot {knot} at {level:?}: {value} is not between {one} and {other}"
                );
            }
        }
    }
}

#[test]
fn normal_quantile_inverts_the_error_function() {
    for z in (-350..=80).map(|z| f64::from(z) * 0.1) {
        let level = Level {
            p: normal_below(z),
            q: normal_below(-z),
        };
        assert!(
            (normal_quantile(level) - z).abs() <= 4e-15 * z.abs().max(1.0),
            "{z}: {}",
            normal_quantile(level)
        );
    }
    assert!((normal_quantile(Level::below(0.9)) - Z90).abs() < 1e-15);
    assert!((normal_quantile(Level::below(0.975)) - 1.959_963_984_540_054).abs() < 1e-15);
}

#[test]
fn beta_quantiles_have_their_closed_forms() {
    for p in [1e-200, 1e-12, 0.01, 0.3, 0.5, 0.77, 0.999] {
        for a in [1.0, 1.5, 5.0, 300.0] {
            // I(x; a, 1) = x^a and I(x; 1, b) = 1 - (1 - x)^b
            let (x, _) = Beta::new(a, 1.0).quantile(Level::below(p));
            assert!(
                (x / libm::pow(p, 1.0 / a) - 1.0).abs() < 1e-12,
                "a {a} p {p}: {x}"
            );
            let (x, _) = Beta::new(1.0, a).quantile(Level::below(p));
            let exact = -libm::expm1(libm::log1p(-p) / a);
            assert!((x / exact - 1.0).abs() < 1e-12, "b {a} p {p}: {x} {exact}");
        }
        // I(x; 2, 2) = 3x² - 2x³
        let (x, _) = Beta::new(2.0, 2.0).quantile(Level::below(p));
        assert!((x * x * (3.0 - 2.0 * x) / p - 1.0).abs() < 1e-12);
    }
}

#[test]
fn gamma_quantiles_have_their_closed_forms() {
    for p in [1e-200, 1e-12, 0.01, 0.3, 0.5, 0.77, 0.999] {
        let exponential = -libm::log1p(-p);
        assert!((Gamma::new(1.0).quantile(Level::below(p)) / exponential - 1.0).abs() < 1e-13);
        let upper = Gamma::new(1.0).quantile(Level::above(p));
        assert!((upper / -libm::log(p) - 1.0).abs() < 2e-13);
        // Shape 2: the probability above x is (1 + x) e^-x.
        let x = Gamma::new(2.0).quantile(Level::above(p));
        assert!(((1.0 + x) * libm::exp(-x) / p - 1.0).abs() < 1e-12 * (1.0 + x));
        // Shape 1/2: half the square of a normal variable.
        let z = normal_quantile(Level::above(0.5 * p));
        assert!((Gamma::new(0.5).quantile(Level::above(p)) / (0.5 * z * z) - 1.0).abs() < 1e-12);
    }
}

#[test]
fn large_gamma_shapes_change_methods_without_a_step() {
    let below = Gamma::new(Gamma::LARGE);
    let beyond = Gamma::new(Gamma::LARGE * (1.0 + 1e-15));
    for p in [1e-9, 1e-3, 0.2, 0.5, 0.9, 1.0 - 1e-6] {
        let (one, other) = (below.quantile(Level::below(p)), beyond.quantile(Level::below(p)));
        assert!((one / other - 1.0).abs() < 1e-13, "{p}: {one} {other}");
    }
}

#[test]
fn three_points_are_met() {
    let mut seen = 0;
    for shape in tabulated() {
        if let Shape::ThreePoint { p10, p50, p90, .. } = shape {
            for (p, value) in [(0.1, p10), (0.5, p50), (0.9, p90)] {
                assert!(
                    (shape.quantile(p) / value - 1.0).abs() < 1e-12,
                    "{shape:?} at {p}: {}",
                    shape.quantile(p)
                );
            }
            seen += 1;
        }
    }
    assert_eq!(seen, 16);
}

#[test]
fn pert_variance_is_that_of_the_beta_distribution() {
    let shape = pert(10.0, 20.0, 60.0, 4.0);
    assert!((shape.mean() - 25.0).abs() < 1e-14);
    assert!((shape.sd() * shape.sd() - 15.0 * 35.0 / 7.0).abs() < 1e-12);
    let approximation_of_1959 = (50.0_f64 / 6.0) * (50.0 / 6.0);
    assert!((shape.sd() * shape.sd() - approximation_of_1959).abs() > 5.0);
}

#[test]
fn moments_agree_with_the_quantile_function() {
    let mut shapes = tabulated();
    shapes.extend([
        Shape::Uniform { min: 3.0, max: 9.0 },
        Shape::Triangular {
            min: 3.0,
            mode: 4.0,
            max: 9.0,
        },
        Shape::Discrete(vec![(7.0, 0.25), (1.0, 0.5), (30.0, 0.25)]),
        Shape::Quantiles(vec![(0.0, 1.0), (20.0, 1.0), (50.0, 8.0), (100.0, 10.0)]),
    ]);
    for shape in shapes {
        // Midpoint rule in t with p = 1 / (1 + e^(-t)): both tails reach beyond e^-60.
        let (mut mean, mut square, mut mass) = (0.0, 0.0, 0.0);
        let (expected_mean, expected_sd) = (shape.mean(), shape.sd());
        for k in -6_000..6_000 {
            let t = (f64::from(k) + 0.5) / 100.0;
            let (p, q) = (1.0 / (1.0 + libm::exp(-t)), 1.0 / (1.0 + libm::exp(t)));
            let value = if p < q {
                shape.quantile(p)
            } else {
                shape.quantile_upper(q)
            };
            let weight = p * q;
            mass += weight;
            mean += weight * value;
            square += weight * (value - expected_mean) * (value - expected_mean);
        }
        let (mean, sd) = (mean / mass, libm::sqrt(square / mass));
        // Corners cost the midpoint rule about its squared step; outcomes jump, so there it is the step.
        let tolerance = if matches!(shape, Shape::Discrete(_)) {
            1e-2
        } else {
            1e-5
        };
        assert!(
            (mean / expected_mean - 1.0).abs() < tolerance,
            "{shape:?}: mean {mean}, not {expected_mean}"
        );
        assert!(
            (sd / expected_sd - 1.0).abs() < 2.0 * tolerance,
            "{shape:?}: sd {sd}, not {expected_sd}"
        );
    }
}

#[test]
fn equal_shapes_share_a_table() {
    let mut tables = Tables::new();
    for shape in [
        pert(0.0, 3.0, 10.0, 4.0),
        pert(0.0, 30.0, 100.0, 4.0),
        Shape::Exponential { mean: 3.0 },
        Shape::Weibull {
            shape: 1.0,
            scale: 30.0,
        },
        Shape::Triangular {
            min: 0.0,
            mode: 1.0,
            max: 2.0,
        },
    ] {
        let _ = Sampler::new(&shape, 20.0, &mut tables);
    }
    assert_eq!(tables.len(), 2);
}

#[test]
fn coinciding_ends_are_a_fixed_value() {
    let mut tables = Tables::new();
    for shape in [
        Shape::Fixed(4.0),
        Shape::Uniform { min: 4.0, max: 4.0 },
        Shape::Triangular {
            min: 4.0,
            mode: 4.0,
            max: 4.0,
        },
        pert(4.0, 4.0, 4.0, 4.0),
        Shape::LogNormal {
            median: 4.0,
            p90: 4.0,
        },
        Shape::Normal {
            mean: 9.0,
            sd: 2.0,
            min: 4.0,
            max: 4.0,
        },
        Shape::Normal {
            mean: 4.0,
            sd: 0.0,
            min: 0.0,
            max: f64::INFINITY,
        },
        Shape::Gamma { mean: 4.0, sd: 0.0 },
        Shape::ThreePoint {
            p10: 4.0,
            p50: 4.0,
            p90: 4.0,
            min: None,
            max: Some(4.0),
        },
        Shape::Discrete(vec![(4.0, 1.0)]),
        Shape::Quantiles(vec![(0.0, 4.0), (100.0, 4.0)]),
    ] {
        assert_eq!(shape.check(), Ok(()), "{shape:?}");
        assert_eq!(
            (shape.min(), shape.max(), shape.mean(), shape.sd()),
            (4.0, 4.0, 4.0, 0.0),
            "{shape:?}"
        );
        assert_eq!(shape.quantile(0.3), 4.0);
        assert_eq!(
            Sampler::new(&shape, 2.0, &mut tables).at(0x1234_5678_9abc_def0),
            8.0
        );
    }
}

#[test]
fn outcomes_come_with_their_probabilities() {
    let shape = Shape::Discrete(vec![(9.0, 0.25), (2.0, 0.5), (5.0, 0.0), (3.0, 0.25)]);
    let levels = [
        (0.0, 2.0),
        (0.5, 2.0),
        (0.500_001, 3.0),
        (0.75, 3.0),
        (0.750_001, 9.0),
        (1.0, 9.0),
    ];
    for (p, value) in levels {
        assert_eq!(shape.quantile(p), value, "at {p}");
    }
}

#[test]
fn errors_name_the_number() {
    let message = |shape: Shape| shape.check().unwrap_err().to_string();
    assert_eq!(
        message(Shape::Triangular {
            min: 5.0,
            mode: 3.0,
            max: 9.0
        }),
        "the mode `3` lies outside `5`..`9`"
    );
    assert_eq!(
        message(Shape::Uniform { min: 5.0, max: 3.0 }),
        "the min `5` exceeds the max `3`"
    );
    assert_eq!(message(Shape::Fixed(-1.0)), "the value `-1` is negative");
    assert_eq!(
        message(Shape::Fixed(f64::NAN)),
        "the value `NaN` is not a finite number"
    );
    assert_eq!(message(Shape::Fixed(1e300)), "the value `1e300` exceeds 1e100");
    assert_eq!(
        message(pert(0.0, 1.0, 2.0, -1.0)),
        "the lambda `-1` lies outside `0`..`1000`"
    );
    assert_eq!(message(Shape::Discrete(vec![])), "no outcome is listed");
    assert_eq!(
        message(Shape::Discrete(vec![(1.0, 0.5), (2.0, 0.25)])),
        "the probabilities add up to `0.75`, not to 1"
    );
    assert_eq!(
        message(Shape::Quantiles(vec![(0.0, 1.0), (90.0, 2.0)])),
        "the last percentage is `90`, not 100"
    );
    assert_eq!(
        message(Shape::Normal {
            mean: 5.0,
            sd: 0.1,
            min: 20.0,
            max: 30.0
        }),
        "almost nothing of the normal distribution lies in `20`..`30`"
    );
}

/// Any shape that passes the check, from ordinary to absurd numbers.
fn any_shape() -> impl Strategy<Value = Shape> {
    let number = prop_oneof![
        4 => 0.0..1000.0_f64,
        1 => (-300.0..100.0_f64).prop_map(|e| libm::pow(10.0, e)),
        1 => Just(0.0),
    ];
    let three = prop::array::uniform3(number.clone()).prop_map(|mut x| {
        x.sort_by(f64::total_cmp);
        x
    });
    let five = prop::array::uniform5(number.clone()).prop_map(|mut x| {
        x.sort_by(f64::total_cmp);
        x
    });
    prop_oneof![
        number.clone().prop_map(Shape::Fixed),
        three
            .clone()
            .prop_map(|[min, _, max]| Shape::Uniform { min, max }),
        three
            .clone()
            .prop_map(|[min, mode, max]| Shape::Triangular { min, mode, max }),
        (three.clone(), 0.0..50.0_f64).prop_map(|([min, mode, max], lambda)| Shape::Pert {
            min,
            mode,
            max,
            lambda
        }),
        three
            .clone()
            .prop_map(|[median, p90, _]| Shape::LogNormal { median, p90 }),
        (number.clone(), number.clone(), three.clone(), any::<bool>()).prop_map(
            |(mean, sd, [min, max, _], is_open)| {
                Shape::Normal {
                    mean,
                    sd,
                    min,
                    max: if is_open { f64::INFINITY } else { max },
                }
            }
        ),
        (number.clone(), number.clone()).prop_map(|(mean, sd)| Shape::Gamma { mean, sd }),
        (0.05..30.0_f64, number.clone()).prop_map(|(shape, scale)| Shape::Weibull { shape, scale }),
        number.clone().prop_map(|mean| Shape::Exponential { mean }),
        prop::collection::vec((number.clone(), 0.01..1.0_f64), 1..6).prop_map(|mut outcomes| {
            let sum: f64 = outcomes.iter().map(|outcome| outcome.1).sum();
            for outcome in &mut outcomes {
                outcome.1 /= sum;
            }
            Shape::Discrete(outcomes)
        }),
        (five.clone(), 1.0..99.0_f64).prop_map(|([a, b, c, _, _], percent)| {
            Shape::Quantiles(vec![(0.0, a), (percent, b), (100.0, c)])
        }),
        (five, any::<bool>(), any::<bool>()).prop_map(|([min, p10, p50, p90, max], has_min, has_max)| {
            Shape::ThreePoint {
                p10,
                p50,
                p90,
                min: has_min.then_some(min),
                max: has_max.then_some(max),
            }
        }),
    ]
    .prop_filter("passes the check", |shape| shape.check().is_ok())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn quantiles_rise_within_the_support(shape in any_shape(), p in 0.0..=1.0_f64, step in 0.0..1.0_f64) {
        let (min, max) = (shape.min(), shape.max());
        prop_assert!(min >= 0.0 && min <= max);
        let levels = [0.0, p, p + (1.0 - p) * step, 1.0];
        let values = levels.map(|p| shape.quantile(p));
        // Neighbours may swap within the rounding of the special functions.
        for pair in values.windows(2) {
            prop_assert!(pair[0] <= pair[1] * (1.0 + 1e-12), "{:?}", values);
        }
        for value in values {
            prop_assert!(min <= value && value <= max, "{} outside {}..{}", value, min, max);
        }
        let (mean, sd) = (shape.mean(), shape.sd());
        let rounding = 1e-12 * mean;
        prop_assert!(min - rounding <= mean && mean <= max + rounding && sd >= 0.0, "mean {} sd {}", mean, sd);
    }

    #[test]
    fn samples_rise_within_the_support(shape in any_shape(), bits in any::<u64>(), more in any::<u64>(), scale in 0.0..50.0_f64) {
        let sampler = Sampler::new(&shape, scale, &mut Tables::new());
        let (low, high) = (bits.min(more), bits.max(more));
        let values = [0, low, high, u64::MAX].map(|bits| sampler.at(bits));
        for pair in values.windows(2) {
            prop_assert!(pair[0] <= pair[1] * (1.0 + 1e-12), "{:?}", values);
        }
        for value in values {
            prop_assert!(value.is_finite());
            prop_assert!(value >= shape.min() * scale && value <= shape.max() * scale * (1.0 + 1e-15) || scale == 0.0);
        }
        let mut filled = [0.0; 4];
        sampler.fill(&[0, low, high, u64::MAX], &mut filled);
        prop_assert_eq!(filled, values);
    }
}

//! What is drawn once per future and moves many steps: exchange rates, drivers, and the common part of
//! correlated durations.

use super::NEVER;
use super::program::next_date;
use crate::dist::{Level, normal_below, normal_quantile};
use crate::dist::{Sampler, Shape, Tables};
use crate::plan::{Plan, Subsidy};
use crate::rng::{Key, unit};
use crate::sampling::{Sampling, Variable};

/// What a plan, its updates included, draws once per future. Each future has a row of values: a factor for every currency, three
/// values for every driver, and a normal variable for every group.
#[derive(Debug, Default)]
pub(crate) struct CommonDef {
    /// Currency codes; the plan's own is the first.
    pub(crate) currencies: Vec<String>,
    /// For each currency, how its rate to the yen is spread around the median.
    rates: Vec<Option<(Variable, Sampler)>>,
    drivers: Vec<DriverDef>,
    groups: Vec<GroupDef>,
    awards: Vec<AwardDef>,
}

/// Support money that conditions ask for: its decision hangs on nothing that the plan does.
#[derive(Debug)]
struct AwardDef {
    award: Award,
    from: f64,
    artefacts: [Option<usize>; 2],
}

/// When an application is decided, and whether it is won.
#[derive(Debug)]
pub(crate) struct Award {
    /// Dates on which applications close.
    calls: Option<Vec<f64>>,
    decision: Option<(Variable, Sampler)>,
    happens: Variable,
    chance: f64,
}

impl Award {
    pub(crate) fn new(subsidy: &Subsidy, plan: &Plan, sampling: &Sampling, tables: &mut Tables) -> Self {
        let scheme = &subsidy.scheme;
        let variable =
            |purpose: &str| sampling.variable(Key::new(&format!("money/{}", scheme.id), purpose), u32::MAX);
        Self {
            calls: scheme
                .window
                .map(|window| window.days_from(plan.start, plan.horizon)),
            decision: scheme.decision.as_ref().map(|duration| {
                let sampler = Sampler::new(&duration.shape, duration.unit.days(), tables);
                (variable("decision"), sampler)
            }),
            happens: variable("happens"),
            chance: subsidy.chance,
        }
    }

    /// The day of the decision on an application that is ready on a day.
    pub(crate) fn decided(&self, from: f64, iteration: u64) -> f64 {
        let call = self.calls.as_ref().map_or(from, |dates| next_date(dates, from));
        let decision = self.decision.as_ref();
        call + decision.map_or(0.0, |(variable, sampler)| sampler.at(variable.bits(iteration, 0)))
    }

    /// Whether it is won.
    pub(crate) fn is_won(&self, iteration: u64) -> bool {
        unit(self.happens.bits(iteration, 0)) < self.chance
    }
}

#[derive(Debug)]
struct DriverDef {
    happens: Variable,
    p: f64,
    duration: Option<(Variable, Sampler)>,
    cost: Option<(Variable, Sampler)>,
    artefact: Option<usize>,
}

/// # Formula
///
/// For Spearman's correlation ρ the normal variables have the correlation r = 2 sin(π ρ / 6) (Pearson 1907,
/// "On Further Methods of Determining Correlation"): each is √r times the common one and √(1 - r) times its
/// own.
#[derive(Debug)]
struct GroupDef {
    variable: Variable,
    common: f64,
    own: f64,
}

impl CommonDef {
    pub(crate) fn new(plan: &Plan, sampling: &Sampling, tables: &mut Tables) -> Self {
        // Names of their own, so that two plans with the same driver or currency share its luck.
        let variable = |kind: &str, id: &str, purpose: &str| {
            sampling.variable(Key::new(&format!("{kind}/{id}"), purpose), u32::MAX)
        };
        let drivers = plan
            .drivers
            .iter()
            .map(|driver| {
                let mut factor = |shape: Option<&Shape>, purpose: &str| {
                    shape.map(|shape| {
                        (
                            variable("driver", &driver.id, purpose),
                            Sampler::new(shape, 1.0, tables),
                        )
                    })
                };
                DriverDef {
                    happens: variable("driver", &driver.id, "happens"),
                    p: driver.p,
                    duration: factor(driver.factor.as_ref(), "factor"),
                    cost: factor(driver.cost.as_ref(), "cost"),
                    artefact: driver.artefact,
                }
            })
            .collect();
        let groups = plan
            .correlations
            .iter()
            .map(|group| {
                let r = 2.0 * libm::sin(std::f64::consts::PI * group.rho / 6.0);
                GroupDef {
                    variable: variable("correlation", &group.id, "common"),
                    common: r.sqrt(),
                    own: (1.0 - r).max(0.0).sqrt(),
                }
            })
            .collect();
        let asked = plan.money.iter().flat_map(|money| &money.subsidies);
        let asked = asked.filter(|subsidy| subsidy.artefacts.iter().any(Option::is_some));
        let awards = asked
            .map(|subsidy| AwardDef {
                award: Award::new(subsidy, plan, sampling, tables),
                from: subsidy.from,
                artefacts: subsidy.artefacts,
            })
            .collect();
        Self {
            currencies: vec![plan.currency.clone()],
            rates: Vec::new(),
            drivers,
            groups,
            awards,
        }
    }

    /// The number of a currency; from now on its rate is drawn.
    pub(crate) fn currency(&mut self, code: &str) -> usize {
        let known = self.currencies.iter().position(|known| known == code);
        known.unwrap_or_else(|| {
            self.currencies.push(code.to_owned());
            self.currencies.len() - 1
        })
    }

    /// Prepares the rates, once all currencies that are paid in are known. In a plan of a single currency nothing
    /// moves.
    pub(crate) fn price(&mut self, plan: &Plan, sampling: &Sampling, tables: &mut Tables) {
        let registers = &plan.catalogue.registers;
        let is_alone = self.currencies.len() == 1;
        let rates = self.currencies.iter().map(|code| {
            let def = registers.currencies.get(code).filter(|_| !is_alone)?;
            let shape = Shape::LogNormal {
                median: 1.0,
                p90: def.p90? / def.jpy,
            };
            let key = Key::new(&format!("currency/{code}"), "rate");
            Some((
                sampling.variable(key, u32::MAX),
                Sampler::new(&shape, 1.0, tables),
            ))
        });
        self.rates = rates.collect();
    }

    /// Values of one future.
    fn width(&self) -> usize {
        self.currencies.len() + 3 * self.drivers.len() + self.groups.len() + 2 * self.awards.len()
    }

    fn is_random(&self) -> bool {
        self.rates.iter().any(Option::is_some)
            || !self.drivers.is_empty()
            || !self.groups.is_empty()
            || !self.awards.is_empty()
    }

    fn write(&self, iteration: u64, row: &mut [f64]) {
        let (rates, rest) = row.split_at_mut(self.currencies.len());
        for (value, rate) in rates.iter_mut().zip(&self.rates) {
            *value = rate
                .as_ref()
                .map_or(1.0, |(variable, sampler)| sampler.at(variable.bits(iteration, 0)));
        }
        let own = rates[0];
        for value in &mut *rates {
            *value /= own;
        }
        let (drivers, rest) = rest.split_at_mut(3 * self.drivers.len());
        let (groups, awards) = rest.split_at_mut(self.groups.len());
        for (values, driver) in drivers.chunks_exact_mut(3).zip(&self.drivers) {
            let happens = unit(driver.happens.bits(iteration, 0)) < driver.p;
            let factor = |draw: &Option<(Variable, Sampler)>| match draw {
                Some((variable, sampler)) if happens => sampler.at(variable.bits(iteration, 0)),
                _ => 1.0,
            };
            values[0] = f64::from(u8::from(happens));
            values[1] = factor(&driver.duration);
            values[2] = factor(&driver.cost);
        }
        for (value, group) in groups.iter_mut().zip(&self.groups) {
            *value = group.common * normal(group.variable.bits(iteration, 0));
        }
        for (days, AwardDef { award, from, .. }) in awards.chunks_exact_mut(2).zip(&self.awards) {
            let decided = award.decided(*from, iteration);
            days[0] = decided;
            days[1] = if award.is_won(iteration) { decided } else { NEVER };
        }
    }
}

/// What was drawn once for each future of a block.
#[derive(Debug, Default)]
pub(crate) struct Common {
    values: Vec<f64>,
    /// Distance between the rows of two futures: none where nothing is random.
    stride: usize,
}

impl Common {
    /// Draws for `len` futures from iteration `first` on.
    pub(crate) fn fill(&mut self, def: &CommonDef, first: u64, len: usize) {
        let width = def.width();
        if !def.is_random() {
            self.stride = 0;
            self.values.clear();
            self.values.resize(width, 1.0);
            return;
        }
        self.stride = width;
        self.values.resize(width * len, 0.0);
        for (iteration, row) in (first..).zip(self.values.chunks_exact_mut(width)) {
            def.write(iteration, row);
        }
    }

    /// What was drawn for one future of the block.
    #[inline]
    pub(crate) fn lane<'a>(&'a self, def: &'a CommonDef, lane: usize) -> Factors<'a> {
        let width = def.width();
        let first = lane * self.stride;
        Factors {
            values: &self.values[first..first + width],
            def,
            has_artefacts: true,
        }
    }
}

/// What was drawn once for one future.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Factors<'a> {
    values: &'a [f64],
    def: &'a CommonDef,
    /// Whether artefacts that stand for drivers and support money are those of the plan at hand.
    has_artefacts: bool,
}

impl Factors<'_> {
    /// The same for a small network that belongs to a future of the plan: rates move it too, but the plan's artefacts are
    /// none of its own.
    pub(crate) const fn lent(self) -> Self {
        Self {
            has_artefacts: false,
            ..self
        }
    }

    /// Value of a currency against the plan's, over its median.
    #[inline]
    pub(crate) fn rate(&self, currency: usize) -> f64 {
        self.values[currency]
    }

    fn driver(&self, driver: usize, which: usize) -> f64 {
        self.values[self.def.currencies.len() + 3 * driver + which]
    }

    /// Whether a driver happens in this future.
    pub(crate) fn happens(&self, driver: usize) -> bool {
        self.driver(driver, 0) > 0.0
    }

    /// The product of the factors of some drivers on durations.
    #[inline]
    pub(crate) fn duration(&self, drivers: &[usize]) -> f64 {
        drivers
            .iter()
            .fold(1.0, |product, driver| product * self.driver(*driver, 1))
    }

    /// The product of the factors of some drivers on costs.
    #[inline]
    pub(crate) fn cost(&self, drivers: &[usize]) -> f64 {
        drivers
            .iter()
            .fold(1.0, |product, driver| product * self.driver(*driver, 2))
    }

    /// Uniform bits of a duration that rises and falls with its group.
    pub(crate) fn correlated(&self, group: usize, bits: u64) -> u64 {
        let at = self.def.currencies.len() + 3 * self.def.drivers.len() + group;
        let z = self.values[at] + self.def.groups[group].own * normal(bits);
        // Counted from the nearer end, so that both tails are fine.
        let whole = 18_446_744_073_709_551_616.0;
        if z < 0.0 {
            (normal_below(z) * whole) as u64
        } else {
            !((normal_below(-z) * whole) as u64)
        }
    }

    /// Artefacts that stand for the drivers that happen and for support money, with the day on which they come to be.
    pub(crate) fn artefacts(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        let drivers = self.def.drivers.iter().enumerate();
        let drivers = drivers
            .filter(|_| self.has_artefacts)
            .filter(|(driver, _)| self.happens(*driver))
            .filter_map(|(_, def)| Some((def.artefact?, 0.0)));
        let first = self.def.width() - 2 * self.def.awards.len();
        let awards = self.def.awards.iter().filter(|_| self.has_artefacts);
        let awards = awards.flat_map(|award| award.artefacts);
        let days = &self.values[first..];
        let awards = awards
            .zip(days)
            .filter_map(|(artefact, day)| Some((artefact?, *day)));
        drivers.chain(awards)
    }
}

/// A standard normal variable from uniform bits.
fn normal(bits: u64) -> f64 {
    let u = unit(bits);
    normal_quantile(if u < 0.5 {
        Level::below(u)
    } else {
        Level::above(1.0 - u)
    })
}

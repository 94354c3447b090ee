//! The two engines against each other, on random networks and on the small ones that once told them apart.

mod network;

use std::fmt;

use proptest::prelude::*;

use self::network::{Features, network};
use super::block::{Block, LANES, ROW};
use super::forward::Forward;
use super::program::Program;
use super::{Detail, NEVER};
use crate::dist::Tables;
use crate::plan::Plan;
use crate::rng::Seed;
use crate::sampling::{Method, Sampling};

/// Futures of each random network: more than one block, and the last one not full.
const FUTURES: usize = LANES + 40;

fn program(plan: &Plan, seed: u64, method: Method) -> Program {
    let sampling = Sampling {
        method,
        seed: Seed(seed),
        iterations: FUTURES as u64,
    };
    Program::new(plan, &sampling, &mut Tables::default())
}

/// One execution of a step: step, start, end, fee, cost, effort; numbers as bits.
type Execution = (usize, u64, u64, [u64; 3]);

/// Every execution of a lane, in order.
fn executions(program: &Program, block: &Block, lane: usize) -> Vec<Execution> {
    let mut all = Vec::new();
    for (step, op) in program.ops.iter().enumerate() {
        let at = Block::at(step, lane);
        let start = block.start[at];
        if start < NEVER {
            let money = if op.has_money {
                block.money(at)
            } else {
                super::program::Money::default()
            };
            let end = block.end_of(program, step, lane);
            all.push((step, start.to_bits(), end.to_bits(), bits(money)));
        }
    }
    for extra in block.extras.iter().filter(|extra| extra.lane == lane) {
        all.push((
            extra.step,
            extra.start.to_bits(),
            extra.end.to_bits(),
            bits(extra.money),
        ));
    }
    all.sort_unstable();
    all
}

fn bits(money: super::program::Money) -> [u64; 3] {
    [money.fee, money.cost, money.effort].map(f64::to_bits)
}

/// What one lane came to, in words that name what differs.
#[derive(Debug, PartialEq)]
struct Lane {
    milestones: Vec<f64>,
    dates: Vec<f64>,
    done: Vec<f64>,
    executions: Vec<(String, f64, f64, [f64; 3])>,
    on_path: Vec<String>,
}

impl Lane {
    /// The parts that differ.
    fn unlike(&self, other: &Self) -> String {
        let mut text = String::new();
        let mut part = |name: &str, one: &dyn fmt::Debug, other: &dyn fmt::Debug| {
            let (one, other) = (format!("{one:?}"), format!("{other:?}"));
            if one != other {
                text += &format!("\n{name} {one}\n     but {other}");
            }
        };
        part("milestones", &self.milestones, &other.milestones);
        part("dates", &self.dates, &other.dates);
        part("done", &self.done, &other.done);
        part("executions", &self.executions, &other.executions);
        part("on path", &self.on_path, &other.on_path);
        text
    }
}

fn lane(plan: &Plan, program: &Program, block: &Block, lane: usize) -> Lane {
    let column = |values: &[f64], rows: usize| (0..rows).map(|row| values[row * ROW + lane]).collect();
    let name = |step: usize| plan.steps[step].id.clone();
    Lane {
        milestones: column(&block.milestone, program.milestones.len()),
        dates: column(&block.date, program.papers),
        done: column(&block.done, program.ops.len()),
        executions: executions(program, block, lane)
            .into_iter()
            .map(|(step, start, end, money)| {
                (
                    name(step),
                    f64::from_bits(start),
                    f64::from_bits(end),
                    money.map(f64::from_bits),
                )
            })
            .collect(),
        on_path: (0..program.ops.len())
            .filter(|step| block.on_path[Block::at(*step, lane)] == 1)
            .map(name)
            .collect(),
    }
}

/// Runs all futures of two programs of one plan and tells the first difference.
fn difference(plan: &Plan, one: &Program, other: &Program) -> Option<String> {
    let mut left = Forward::new(one, Detail::Full);
    let mut right = Forward::new(other, Detail::Full);
    let mut quick = Forward::new(one, Detail::Milestones);
    for first in (0..FUTURES).step_by(LANES) {
        let len = LANES.min(FUTURES - first);
        left.run(first as u64, len);
        right.run(first as u64, len);
        quick.run(first as u64, len);
        for index in 0..len {
            let (a, b) = (
                lane(plan, one, &left.block, index),
                lane(plan, other, &right.block, index),
            );
            if a != b {
                return Some(format!("future {}:{}", first + index, a.unlike(&b)));
            }
            let c = lane(plan, one, &quick.block, index);
            if a.milestones != c.milestones || a.dates != c.dates {
                return Some(format!(
                    "future {} without detail:{}",
                    first + index,
                    c.unlike(&a)
                ));
            }
        }
    }
    None
}

/// Whether the forward engine, where it serves this plan, says what the event engine says.
fn disagreement(plan: &Plan, seed: u64, method: Method) -> Option<String> {
    let forward = program(plan, seed, method);
    let mut event = program(plan, seed, method);
    event.is_forward = false;
    difference(plan, &forward, &event)
}

/// Whether teams that are never short of people change nothing.
fn disagreement_of_teams(plan: &Plan, seed: u64, method: Method) -> Option<String> {
    let mut free = program(plan, seed, method);
    free.is_forward = false;
    let mut large = program(plan, seed, method);
    large.is_forward = false;
    large.teams = vec![Some(1_000_000); large.teams.len()];
    difference(plan, &free, &large)
}

fn method() -> impl Strategy<Value = Method> {
    prop_oneof![2 => Just(Method::Mc), 1 => Just(Method::Lhs), 1 => Just(Method::Sobol)]
}

const PLAIN: Features = Features {
    losses: false,
    calendar: false,
};
const ALL: Features = Features {
    losses: true,
    calendar: true,
};

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, max_shrink_iters: 20_000, ..ProptestConfig::default() })]

    #[test]
    fn both_engines_agree_on_networks_with_artefacts_and_redos(net in network(PLAIN), method in method()) {
        let plan = net.plan();
        if let Some(found) = disagreement(&plan, net.seed, method) {
            prop_assert!(false, "{found}");
        }
    }

    #[test]
    fn both_engines_agree_on_networks_of_every_kind(net in network(ALL), method in method()) {
        let plan = net.plan();
        if let Some(found) = disagreement(&plan, net.seed, method) {
            prop_assert!(false, "{found}");
        }
    }

    #[test]
    fn teams_that_are_never_short_of_people_change_nothing(net in network(ALL), method in method()) {
        let plan = net.plan();
        if let Some(found) = disagreement_of_teams(&plan, net.seed, method) {
            prop_assert!(false, "{found}");
        }
    }
}

//! The bounds of what a file may ask for, in one place. Within them no plan can hang the engine or eat the
//! memory of the machine; beyond them the loader says so.

/// Bytes of one file.
pub const FILE_BYTES: usize = 2 << 20;
/// Steps of one plan, all routes together.
pub const STEPS: usize = 2_000;
/// Outcomes of one step.
pub const OUTCOMES: usize = 64;
/// Variants of one step.
pub const VARIANTS: usize = 64;
/// Figures, outcomes and points of one plan, all variants of all steps together.
pub const FIGURES: usize = 100_000;
/// Artefacts of one plan.
pub const ARTEFACTS: usize = 10_000;
/// Points of a discrete or quantile distribution.
pub const POINTS: usize = 1_000;
/// Times that one outcome may send work back in one future.
pub const REDO_ROUNDS: u32 = 100;
/// Repeated steps that one future may hold if every redo happens as often as it may.
pub const REDO_STEPS: usize = 100_000;
/// Nesting of conditions and joins.
pub const NESTING: usize = 16;
/// Longest horizon, in days: 50 years.
pub const HORIZON_DAYS: f64 = 50.0 * 365.25;
/// Shortest distance between two runs of a recurring step, in days.
pub const RECURRING_DAYS: f64 = 7.0;
/// Most futures in one run.
pub const ITERATIONS: u64 = 100_000_000;
/// Largest amount of money, in any currency.
pub const AMOUNT: f64 = 1e12;
/// Months that a lever or an answer may name: those of the longest horizon.
pub const MONTHS: u32 = 600;
/// People of one team.
pub const TEAM: u32 = 1_000;
/// Updates that are filed together.
pub const BATCH: u32 = 100;
/// Longest duration, in days: a thousand years.
pub const DURATION_DAYS: f64 = 365_250.0;
/// Options of one plan.
pub const OPTIONS: usize = 16;
/// Choices of one option, or of one decision of an exercise.
pub const CHOICES: usize = 8;
/// Decisions of an exercise.
pub const DECISIONS: usize = 8;
/// Targets of an exercise.
pub const TARGETS: usize = 8;
/// Predictions that an exercise asks for.
pub const PREDICTIONS: usize = 8;
/// Named plans of an exercise.
pub const PLANS: usize = 12;
/// Event cards of an exercise: they stand in a few bits of an answer code, as do the things to buy.
pub const CARDS: usize = 15;
/// Things to buy in an exercise.
pub const ITEMS: usize = 16;
/// Combinations of options that are all run; beyond, they are searched.
pub const COMBINATIONS: u64 = 512;
/// Combinations that a search of a larger space begins with.
pub const SEARCHED: usize = 2_048;
/// Characters of a link that holds a plan.
pub const LINK_BYTES: usize = 128 << 10;
/// Bytes that a link may unpack to: plans of an ordinary size, with those that they are compared with.
pub const LINK_UNPACKED: usize = 1 << 20;
/// Problems reported for one file before giving up.
pub const PROBLEMS: usize = 100;
/// Bytes read again and again in the search for more mistakes of form.
pub const REREAD_BYTES: usize = 16 << 20;

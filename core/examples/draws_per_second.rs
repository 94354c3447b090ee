use std::hint::black_box;
use std::time::Instant;
use regpath_core::dist::{Sampler, Shape, Tables};
use regpath_core::rng::{Key, Seed};
use regpath_core::sampling::{Method, Sampling};
fn main() {
    for round in 0..5 {
        let t = Instant::now();
        let mut tables = Tables::new();
        let mut samplers = vec![];
        for k in 0..12 {
            samplers.push(Sampler::new(&Shape::Pert { min: 5.0, mode: 6.0 + f64::from(k), max: 40.0, lambda: 4.0 }, 1.0, &mut tables));
        }
        println!("round {round}: 12 tables {:?} {}", t.elapsed(), tables.len());
        let n = 4096usize;
        let mut bits = vec![0u64; n];
        let mut out = vec![0f64; n];
        for method in Method::ALL {
            let s = Sampling { method, seed: Seed(1), iterations: 1_000_000 };
            let v = s.variable(Key::new("a", "b"), 3);
            let t = Instant::now();
            let reps = 500u64;
            for r in 0..reps { v.fill(r * n as u64, &mut bits); black_box(&mut bits); }
            println!("  {method} bits {:.2} ns", t.elapsed().as_nanos() as f64 / (reps as f64 * n as f64));
        }
        let s = Sampling { method: Method::Mc, seed: Seed(1), iterations: 1_000_000 };
        let v = s.variable(Key::new("a", "b"), 3);
        let mut time = |name: &str, sampler: &Sampler| {
            v.fill(0, &mut bits);
            let t = Instant::now();
            for r in 0..500u64 { sampler.fill(black_box(&bits), &mut out); black_box(&mut out); let _ = r; }
            println!("  {name} fill {:.2} ns (same bits)", t.elapsed().as_nanos() as f64 / (500.0 * n as f64));
            let t = Instant::now();
            for r in 0..500u64 { v.fill(r * n as u64, &mut bits); sampler.fill(&bits, &mut out); black_box(&mut out); }
            println!("  {name} bits+fill {:.2} ns", t.elapsed().as_nanos() as f64 / (500.0 * n as f64));
        };
        time("pert", &samplers[3]);
        time("triangular", &Sampler::new(&Shape::Triangular { min: 1.0, mode: 3.0, max: 9.0 }, 1.0, &mut tables));
        time("uniform", &Sampler::new(&Shape::Uniform { min: 1.0, max: 9.0 }, 1.0, &mut tables));
        time("quantiles", &Sampler::new(&Shape::Quantiles(vec![(0.0, 1.0), (10.0, 2.0), (50.0, 3.0), (90.0, 7.0), (100.0, 9.0)]), 1.0, &mut tables));
        let t = Instant::now();
        for r in 0..20u64 { for (k, s) in samplers.iter().enumerate() { v.fill(r * 1000 + k as u64, &mut bits); s.fill(&bits, &mut out); black_box(&mut out);} }
        println!("  12 perts in turn {:.2} ns", t.elapsed().as_nanos() as f64 / (240.0 * n as f64));
    }
}

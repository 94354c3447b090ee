//! Raw random bytes on the standard output, for test batteries that read a pipe.
//!
//! The draws of 64 variables are interleaved, iteration by iteration, as a simulated programme of 64 steps
//! would use them: `cargo run --release --example random_bytes | dieharder -a -g 200`.

use std::io::{self, Write};

use regpath_core::rng::{Key, Seed, Stream};

fn main() {
    let streams: Vec<Stream> = (0..64)
        .map(|step| Stream::new(Seed(1), Key::new(&format!("step-{step}"), "duration"), 0))
        .collect();
    let mut out = io::stdout().lock();
    let mut chunk = Vec::with_capacity(8 * 64 * 256);
    for first in (0_u64..).step_by(256) {
        chunk.clear();
        for iteration in first..first + 256 {
            for stream in &streams {
                chunk.extend_from_slice(&stream.bits(iteration).to_le_bytes());
            }
        }
        // The reader closes the pipe when it has seen enough.
        if out.write_all(&chunk).is_err() {
            return;
        }
    }
}

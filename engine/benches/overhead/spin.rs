//! Arithmetic that takes a while, calibrated on the spot.

use std::hint::black_box;
use std::time::Instant;

/// Arithmetic in which every step needs the one before (Marsaglia's xorshift, 2003): no compiler
/// shortens it, and two of them at once slow each other down only if they share a core.
pub(crate) fn spin(n_steps: u32) -> u64 {
    let mut x = 0x9e37_79b9_7f4a_7c15;
    for _ in 0..n_steps {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
    }
    x
}

/// How many steps take a microsecond, by the fastest of many attempts.
pub(crate) fn steps_per_microsecond() -> f64 {
    const N_STEPS: u32 = 100_000;
    let attempt = || {
        let start = Instant::now();
        black_box(spin(black_box(N_STEPS)));
        start.elapsed()
    };
    let fastest = (0..200).map(|_| attempt()).min().expect("there are some");
    f64::from(N_STEPS) / (fastest.as_secs_f64() * 1e6)
}

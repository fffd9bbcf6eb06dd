//! How far apart the cores are: the time a cache line takes from one to the other and back.

use std::hint;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use super::implementation::time;

const N_ROUND_TRIPS: u32 = 10_000;

/// Nanoseconds for a round trip, the least of five attempts; `None` where there is only one core.
pub(crate) fn round_trip_ns() -> Option<f64> {
    thread::available_parallelism().ok().filter(|n| n.get() > 1)?;
    (0..5).map(|_| attempt()).min_by(f64::total_cmp)
}

fn attempt() -> f64 {
    // Whose turn it is by being odd or even. It publishes only itself.
    let turn = AtomicU32::new(0);
    let play = |turns: std::ops::Range<u32>, first: u32| {
        for mine in turns.map(|round_trip| 2 * round_trip + first) {
            while turn.load(Ordering::Relaxed) != mine {
                hint::spin_loop();
            }
            turn.store(mine + 1, Ordering::Relaxed);
        }
    };
    thread::scope(|scope| {
        scope.spawn(|| play(0..N_ROUND_TRIPS + 1, 1));
        // The first turns wait for the thread to start.
        play(0..2, 0);
        let (_, time) = time(|| play(2..N_ROUND_TRIPS + 1, 0));
        time.as_secs_f64() * 1e9 / f64::from(N_ROUND_TRIPS - 1)
    })
}

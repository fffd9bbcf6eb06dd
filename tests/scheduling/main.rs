//! Any graph on any number of workers, against a naive model of what has to come out.

mod check;
mod limits;
mod model;
mod nested;
mod outcomes;
mod releases;
mod retries;
mod several;
mod sharing;
mod situations;
mod soak;
mod specs;
mod world;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use storylint_engine::{FnJob, Inputs};

/// A closure as a job over numbers, to say less in the tests.
fn job<'a>(run: impl Fn(Inputs<'_, u64>) -> u64 + Send + Sync + 'a) -> FnJob<'a, u64> {
    FnJob::new(move |inputs, _| Ok(run(inputs)))
}

/// Waits until `n` jobs have come here.
#[track_caller]
fn meet(n_met: &AtomicUsize, n: usize) {
    n_met.fetch_add(1, Ordering::SeqCst);
    wait_until(|| n_met.load(Ordering::SeqCst) == n);
}

/// Waits for something that another worker is about to do. If the engine is right it never waits
/// for long; if it is wrong this panics instead of hanging.
#[track_caller]
fn wait_until(what: impl Fn() -> bool) {
    let start = Instant::now();
    while !what() {
        assert!(start.elapsed() < Duration::from_secs(30), "it never happened");
        thread::yield_now();
    }
}

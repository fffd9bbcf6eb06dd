//! What names a run.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many runs there have been. It publishes nothing, and a model checker's could not be static.
static N_RUNS: AtomicU64 = AtomicU64::new(0);

/// Observers that tell runs apart remember so many that have ended.
pub(crate) const KEPT: usize = 64;

/// Names a run among all of this process, also simulated ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunId(u64);

impl RunId {
    /// The id of one more run. Executors and simulators call this; so does who tells observers by
    /// other means.
    pub fn next() -> Self {
        Self(N_RUNS.fetch_add(1, Ordering::Relaxed) + 1)
    }
}

/// The number of the run, from 1.
impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

//! How long the stages, rules and programs of a run take.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use parking_lot::Mutex;

/// A meter for each thing that is done, by its name.
#[derive(Debug, Default)]
pub(crate) struct Meters(Mutex<BTreeMap<Cow<'static, str>, Arc<Meter>>>);

/// How long something took for how many bytes of text, all workers together.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    // Read when no worker is at work any more, so the order between the two does not matter.
    n_bytes: AtomicU64,
    nanos: AtomicU64,
}

impl Meters {
    /// The meter of `what`.
    pub(crate) fn of(&self, what: impl Into<Cow<'static, str>>) -> Arc<Meter> {
        Arc::clone(self.0.lock().entry(what.into()).or_default())
    }

    /// What was measured: names, bytes, nanoseconds; in the order of names.
    pub(crate) fn read(&self) -> Vec<(Cow<'static, str>, u64, u64)> {
        let read = |(what, meter): (&Cow<'static, str>, &Arc<Meter>)| {
            let nanos = meter.nanos.load(Ordering::Relaxed);
            (what.clone(), meter.n_bytes.load(Ordering::Relaxed), nanos)
        };
        self.0.lock().iter().map(read).collect()
    }
}

impl Meter {
    /// Does `work` on so many bytes.
    pub(crate) fn time<T>(&self, n_bytes: usize, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let done = work();
        self.add(n_bytes, start.elapsed());
        done
    }

    /// Takes in that so many bytes took so long.
    pub(crate) fn add(&self, n_bytes: usize, took: Duration) {
        let nanos = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        self.nanos.fetch_add(nanos, Ordering::Relaxed);
        self.n_bytes.fetch_add(n_bytes as u64, Ordering::Relaxed);
    }
}

//! A way to end runs from outside.

use std::fmt;

use crate::crew::Crew;
use crate::sync::{Arc, AtomicBool, Mutex, Ordering, Weak};

/// Cancels the runs that it was given to. Clones cancel the same runs.
///
/// A cancelled run starts no more nodes. Jobs that run are asked to stop, by
/// [`TaskContext::cancelled`](crate::TaskContext::cancelled), and waited for; what they return
/// counts. Only those past their timeouts, and all of them past a deadline and its grace, are left
/// behind. These, and nodes that had not started, end [`Cancelled`](crate::Outcome::Cancelled).
#[derive(Clone, Default)]
pub struct Cancel(Arc<Inner>);

#[derive(Default)]
struct Inner {
    is_cancelled: AtomicBool,
    runs: Mutex<Vec<Weak<Crew>>>,
}

impl Cancel {
    /// One that has not been cancelled.
    pub fn new() -> Self {
        Self::default()
    }

    /// Cancels all runs that it was given to, and those that it will be. In time linear in the
    /// number of runs that go on.
    pub fn cancel(&self) {
        let runs = self.0.runs.lock();
        self.0.is_cancelled.store(true, Ordering::SeqCst);
        runs.iter().filter_map(Weak::upgrade).for_each(|crew| crew.cancel());
    }

    /// Whether [`cancel`](Self::cancel) was called.
    pub fn is_cancelled(&self) -> bool {
        self.0.is_cancelled.load(Ordering::SeqCst)
    }

    /// Lets it cancel the run of `crew`, too.
    pub(crate) fn add(&self, crew: &Arc<Crew>) {
        let mut runs = self.0.runs.lock();
        runs.retain(|run| run.strong_count() > 0);
        runs.push(Arc::downgrade(crew));
        if self.is_cancelled() {
            crew.cancel();
        }
    }
}

impl fmt::Debug for Cancel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cancel").field("is_cancelled", &self.is_cancelled()).finish()
    }
}

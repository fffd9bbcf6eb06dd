//! How an executor is set up.

use std::fmt;
use std::time::Duration;

use crate::cancel::Cancel;
use crate::compile::Compiled;
use crate::event::Observers;
use crate::executor::{Executor, Threads, named};
use crate::job::Job;
use crate::pool::Pool;
use crate::scale::Scaling;
use crate::state::SharedState;
use crate::sync::{Arc, thread};

/// Sets up an [`Executor`].
#[derive(Clone)]
pub struct ExecutorBuilder {
    pub(super) n_workers: usize,
    pub(super) scaling: Option<Scaling>,
    pub(super) observers: Arc<[Arc<dyn Observers>]>,
    pub(super) memory: Option<u64>,
    pub(super) deadline: Option<Duration>,
    pub(super) grace: Duration,
    pub(super) cancel: Option<Cancel>,
    pub(super) speculates_after: Option<f64>,
    pub(super) state: Option<Arc<SharedState>>,
}

impl Default for ExecutorBuilder {
    fn default() -> Self {
        Self {
            n_workers: 0,
            scaling: None,
            observers: Arc::new([]),
            memory: None,
            deadline: None,
            grace: Duration::from_secs(1),
            cancel: None,
            speculates_after: None,
            state: None,
        }
    }
}

impl ExecutorBuilder {
    /// The number of workers; 0, as when nothing is said, is as many as the machine can run at
    /// once. Each is a thread, whatever the graph is like, but for one without parallelism. It is the
    /// number for each run: runs that jobs start on the same executor are run by the same threads,
    /// but where they have limits of time, a thread comes for each that waits for such a run.
    pub fn workers(self, workers: usize) -> Self {
        Self { n_workers: workers, scaling: None, ..self }
    }

    /// A number of workers that follows the load.
    ///
    /// # Panics
    /// If the least number is 0 or above the most, or if the part of the processors is negative or
    /// not a number.
    pub fn scaling(self, scaling: Scaling) -> Self {
        let Scaling { min, max, .. } = scaling;
        assert!(
            (1..=max).contains(&min),
            "{min} workers at least must be 1 or more, and {max} or less"
        );
        assert!(scaling.max_cpu_use >= 0.0, "the part of the processors is a number from 0");
        Self { scaling: Some(scaling), ..self }
    }

    /// Who is told what happens in each run, beside others that are told it.
    pub fn observer(self, observers: Arc<dyn Observers>) -> Self {
        let observers = self.observers.iter().cloned().chain([observers]).collect();
        Self { observers, ..self }
    }

    /// How many bytes the nodes of a run that run at once may hold, by their own estimates. A node
    /// that does not fit waits, without a worker. One that is larger than this runs while no other
    /// node with an estimate does; so with 0 each of them does. Each run has this budget to itself:
    /// runs at the same time, also those within the jobs of others, know nothing of each other.
    pub fn memory(self, bytes: u64) -> Self {
        Self { memory: Some(bytes), ..self }
    }

    /// How long a run may take before it is cancelled. It comes back within the
    /// [`grace`](Self::grace) after that, whatever its jobs do, also if it was cancelled before.
    /// [`run_scoped`](Executor::run_scoped) waits for its jobs in any case, since they borrow.
    pub fn deadline(self, deadline: Duration) -> Self {
        Self { deadline: Some(deadline), ..self }
    }

    /// How long a run that is past its [`deadline`](Self::deadline) waits for the jobs that run; a
    /// second, when nothing is said. After that they are left behind. A run without a deadline that
    /// is cancelled waits for all of them, but for those that are past timeouts of their own.
    pub fn grace(self, grace: Duration) -> Self {
        Self { grace, ..self }
    }

    /// What cancels the runs. It sets no limit to how long they wait for jobs that run: that is for
    /// timeouts and the [`deadline`](Self::deadline).
    pub fn cancel(self, cancel: Cancel) -> Self {
        Self { cancel: Some(cancel), ..self }
    }

    /// Starts a pure node with a cost estimate a second time, where a worker is to spare, when it
    /// has run for so many times its estimate. The first to end counts, also if it fails. Nothing is
    /// started twice when nothing is said.
    ///
    /// # Panics
    /// If that is negative or not a number. It may be infinite: then nothing is started twice.
    pub fn speculate_after(self, times_its_cost: f64) -> Self {
        assert!(times_its_cost >= 0.0, "a node runs for a number of times its cost, from 0");
        Self { speculates_after: Some(times_its_cost), ..self }
    }

    /// What jobs find in [`TaskContext::state`](crate::TaskContext::state); a new one for each run,
    /// when nothing is said.
    pub fn state(self, state: Arc<SharedState>) -> Self {
        Self { state: Some(state), ..self }
    }

    /// The executor.
    pub fn build(self) -> Executor {
        let most = thread::available_parallelism().map_or(1, usize::from);
        let scaling = self.scaling.map(|scaling| {
            let max = scaling.max.min(most);
            Scaling { min: scaling.min.min(max), max, ..scaling }
        });
        let n_workers = match (scaling, self.n_workers) {
            (Some(scaling), _) => scaling.min,
            (None, 0) => most,
            (None, n) => n,
        };
        let options = Self { n_workers, scaling, ..self };
        let pool = Arc::new(Pool::new(|pool, number| {
            let pool = Arc::clone(pool);
            named(number).spawn(move || pool.serve(number)).map(drop)
        }));
        Executor { threads: Arc::new(Threads(pool)), options }
    }

    /// Whether a run needs somebody who monitors the time.
    pub(super) fn is_monitored<J: Job>(&self, compiled: &Compiled<J>) -> bool {
        self.deadline.is_some()
            || self.scaling.is_some()
            || compiled.shape.specials.iter().any(|special| {
                special.timeout.is_some()
                    || (special.speculates.is_some() && self.speculates_after.is_some())
            })
    }
}

impl fmt::Debug for ExecutorBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExecutorBuilder")
            .field("n_workers", &self.n_workers)
            .finish_non_exhaustive()
    }
}

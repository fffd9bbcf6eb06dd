//! What every scheduler under test offers, and which there are.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::dag::Dag;
use super::task::{Check, Tasks};
use super::{dagrs, floor, mutex_heap, rayon, storylint, tbb, tokio};

/// A way to run graphs.
pub(crate) trait Implementation {
    fn name(&self) -> &'static str;

    /// Takes the graph over. What is wanted again and again is in [`Built::ready`].
    fn build(&self, dag: &Dag, tasks: &Tasks) -> Box<dyn Built + '_>;

    /// With which numbers of workers it can run.
    fn workers(&self) -> &[usize] {
        &[1, 2]
    }

    /// The largest graph that it runs in bearable time.
    fn limit(&self) -> usize {
        usize::MAX
    }

    /// Whether it runs every node of a graph once and after its needs.
    fn is_right(&self, dag: Dag) -> bool {
        let check = Arc::new(Check::new(dag));
        let tasks = Tasks { check: Some(Arc::clone(&check)), n_steps: 0 };
        let mut built = self.build(check.dag(), &tasks);
        let mut ready = built.ready();
        self.workers().iter().all(|n_workers| {
            (ready.run)(*n_workers);
            check.finish()
        })
    }
}

/// A graph that an implementation has taken over.
pub(crate) trait Built {
    /// Brings the graph into the form in which it runs.
    fn ready(&mut self) -> Ready<'_>;
}

/// A graph that can be run any number of times.
pub(crate) struct Ready<'b> {
    /// What it took to get here from a [`Dag`].
    pub(crate) build_time: Duration,
    /// Runs all nodes on a number of workers and returns the time that took.
    pub(crate) run: Box<dyn FnMut(usize) -> Duration + 'b>,
}

/// All implementations there are on this machine, this engine first.
pub(crate) fn all() -> Vec<Box<dyn Implementation>> {
    let mut all: Vec<Box<dyn Implementation>> = vec![
        Box::new(storylint::Storylint::new()),
        Box::new(floor::Floor),
        Box::new(rayon::Rayon::new()),
        Box::new(tokio::Tokio::new()),
        Box::new(mutex_heap::MutexHeap),
        Box::new(dagrs::Dagrs::new()),
    ];
    match tbb::Tbb::start() {
        Ok(tbb) => all.push(Box::new(tbb)),
        Err(reason) => eprintln!("tbb is skipped: {reason}"),
    }
    all
}

/// What `work` returns and the time it took.
pub(crate) fn time<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let result = work();
    (result, start.elapsed())
}

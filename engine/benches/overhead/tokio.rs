//! Counters written by hand on tokio, the last ready dependent run inline.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::sync::Notify;

use super::countdown::Countdown;
use super::dag::Dag;
use super::implementation::{Built, Implementation, Ready, time};
use super::task::Tasks;

/// The runtimes of one and of two threads.
pub(crate) struct Tokio([Runtime; 2]);

/// A multi-threaded runtime.
pub(crate) fn runtime(n_workers: usize) -> Runtime {
    let builder = &mut Builder::new_multi_thread();
    builder.worker_threads(n_workers).build().expect("threads can be started")
}

impl Tokio {
    pub(crate) fn new() -> Self {
        Self([1, 2].map(runtime))
    }
}

impl Implementation for Tokio {
    fn name(&self) -> &'static str {
        "tokio"
    }

    fn build(&self, dag: &Dag, tasks: &Tasks) -> Box<dyn Built + '_> {
        let (countdown, build_time) = time(|| Countdown::new(dag, tasks));
        let shared = Shared { countdown, n_left: AtomicUsize::new(0), end: Notify::new() };
        Box::new(OnRuntimes { runtimes: &self.0, shared: Arc::new(shared), build_time })
    }
}

struct OnRuntimes<'r> {
    runtimes: &'r [Runtime; 2],
    shared: Arc<Shared>,
    build_time: Duration,
}

struct Shared {
    countdown: Countdown,
    /// Nodes that have not run. Counted once a tokio task, not once a node. The last count
    /// publishes all work to the thread that waits for `end`.
    n_left: AtomicUsize,
    end: Notify,
}

impl OnRuntimes<'_> {
    fn run(&self, n_workers: usize) {
        let shared = &self.shared;
        shared.countdown.reset();
        shared.n_left.store(shared.countdown.n_needs.len(), Ordering::Relaxed);
        self.runtimes[n_workers - 1].block_on(async {
            let first = Arc::clone(shared);
            // From inside, so that the roots go to a worker's own queue.
            tokio::spawn(async move {
                for root in &first.countdown.roots {
                    spawn(&first, *root);
                }
            });
            shared.end.notified().await;
        });
    }
}

impl Built for OnRuntimes<'_> {
    fn ready(&mut self) -> Ready<'_> {
        Ready {
            build_time: self.build_time,
            run: Box::new(|n_workers| time(|| self.run(n_workers)).1),
        }
    }
}

fn spawn(shared: &Arc<Shared>, node: u32) {
    let shared = Arc::clone(shared);
    tokio::spawn(async move {
        let n_run = shared.countdown.run_from(node, |other| spawn(&shared, other));
        if shared.n_left.fetch_sub(n_run, Ordering::AcqRel) == n_run {
            shared.end.notify_one();
        }
    });
}

//! What can be watched while a graph runs.

use storylint_graph::NodeId;

use crate::run::Outcome;

/// Something that happened in a run.
///
/// Workers tell what they do as they do it, so events of different workers come concurrently. A
/// node's `NodeFinished` comes before the `NodeStarted` of everything that needs it.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// Comes first, on the thread that called the executor.
    RunStarted {
        /// The number of nodes to run.
        n_nodes: usize,
        /// The number of workers that run them.
        n_workers: usize,
    },
    /// The node's job is about to run. A skipped node finishes without having started.
    NodeStarted {
        /// The node.
        node: NodeId,
        /// The worker that runs it.
        worker: usize,
    },
    /// The node has its outcome.
    NodeFinished {
        /// The node.
        node: NodeId,
        /// The worker that ran it.
        worker: usize,
        /// How it ended.
        outcome: &'a Outcome,
    },
    /// A worker without work took a ready node, and perhaps more behind it, from another.
    Stolen {
        /// The node that the thief runs next.
        node: NodeId,
        /// The worker that had made it ready or stolen it before.
        from: usize,
        /// The thief.
        by: usize,
    },
    /// The worker found nothing to do and is about to sleep.
    Parked {
        /// The worker.
        worker: usize,
    },
    /// The worker was woken, or saw something to do just before it slept.
    Unparked {
        /// The worker.
        worker: usize,
    },
    /// Comes last, on the thread that called the executor, when every node has its outcome.
    RunFinished,
}

/// Watches a run.
///
/// It is called on the worker that the event is about, with no lock held, and the worker waits for
/// it. A panic of an observer ends the run: [`Executor::run`](crate::Executor::run) passes it on
/// once all workers have left.
pub trait Observer: Sync {
    /// Takes note of `event`.
    fn observe(&self, event: &Event<'_>);
}

impl<F: Fn(&Event<'_>) + Sync> Observer for F {
    fn observe(&self, event: &Event<'_>) {
        self(event);
    }
}

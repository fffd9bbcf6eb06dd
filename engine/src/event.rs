//! What can be watched while a graph runs.

use std::time::Duration;

use storylint_graph::NodeId;

use crate::error::JobError;
use crate::run::Outcome;

/// Something that happened in a run.
///
/// Workers tell what they do as they do it, so events of different workers come concurrently; those
/// of one worker come in the order of their times. A node's `NodeFinished` comes before the
/// `NodeStarted` of everything that needs it.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// Comes first, on the thread that called the executor.
    RunStarted {
        /// The number of nodes to run.
        n_nodes: usize,
        /// The number of workers that run them, from 0.
        n_workers: usize,
    },
    /// The last need of the node has ended. Nodes without needs are ready from the start, which is
    /// not told.
    NodeReady {
        /// The node.
        node: NodeId,
        /// The worker that ended the last need.
        worker: usize,
    },
    /// The node's job is about to run.
    NodeStarted {
        /// The node.
        node: NodeId,
        /// The worker that runs it.
        worker: usize,
        /// How many times the job has been started with this one.
        attempt: u32,
    },
    /// An attempt failed, and there will be another.
    NodeRetried {
        /// The node.
        node: NodeId,
        /// The worker that ran the attempt.
        worker: usize,
        /// The attempt that failed, from 1.
        attempt: u32,
        /// The time until the next attempt may start.
        wait: Duration,
        /// Why it failed.
        error: &'a JobError,
    },
    /// The node is ready, but waits for memory.
    NodeHeld {
        /// The node.
        node: NodeId,
        /// The worker that would have run it.
        worker: usize,
    },
    /// The node has its outcome. A skipped or cancelled node finishes without having started.
    NodeFinished {
        /// The node.
        node: NodeId,
        /// The worker that ran it.
        worker: usize,
        /// How it ended.
        outcome: Outcome<'a>,
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
    /// A worker has joined the run.
    WorkerAdded {
        /// The worker.
        worker: usize,
    },
    /// A worker has left the run before its end.
    WorkerRetired {
        /// The worker.
        worker: usize,
    },
    /// A worker is stuck in a job, and another does its work from now on.
    WorkerReplaced {
        /// The stuck worker.
        worker: usize,
        /// The worker in its place.
        by: usize,
        /// The node whose job does not end.
        node: NodeId,
    },
    /// A running node is started a second time, and the first of the two to end counts.
    Speculated {
        /// The node.
        node: NodeId,
        /// The worker that starts it again.
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
pub trait Observer: Send + Sync {
    /// Takes note of `event`, which happened `at` this time after the run started, by one monotonic
    /// clock; in a simulation it is virtual.
    fn observe(&self, at: Duration, event: &Event<'_>);
}

impl<F: Fn(Duration, &Event<'_>) + Send + Sync> Observer for F {
    fn observe(&self, at: Duration, event: &Event<'_>) {
        self(at, event);
    }
}

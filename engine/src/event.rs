//! What can be observed while a graph runs.

use std::time::Duration;

use storylint_graph::NodeId;

use crate::error::JobError;
use crate::outcome::Outcome;
use crate::run_id::RunId;
use crate::sync::Arc;

/// Something that happened in a run.
///
/// Nodes and workers have the same numbers in other runs. Workers tell what they do as they do it, so
/// events of different workers come concurrently; those of one worker come in the order of their
/// times. A node's `NodeFinished` comes before the
/// `NodeStarted` of everything that needs it.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// Comes first, on the thread that called the executor.
    RunStarted {
        /// The number of nodes to run.
        n_nodes: usize,
        /// The most workers that run them at once; with [`Scaling`](crate::Scaling), how many to
        /// begin with.
        n_workers: usize,
    },
    /// The last need of the node has ended. Nodes without needs are ready from the start, which is
    /// not told.
    NodeReady {
        /// The node.
        node: NodeId,
        /// The worker that ran the last need.
        worker: usize,
    },
    /// The node's job is about to run. A skipped or cancelled node finishes without having started.
    NodeStarted {
        /// The node.
        node: NodeId,
        /// The worker that runs it.
        worker: usize,
        /// Which attempt at the node this is, from 1.
        attempt: u32,
    },
    /// A job that the node spawned is about to run.
    SpawnedStarted {
        /// The node.
        node: NodeId,
        /// The worker that runs the job.
        worker: usize,
    },
    /// One of the jobs of a node that spawned some, its own or a spawned one, has returned. The
    /// `NodeFinished` of the node comes after those of all its jobs. The end of a node that spawned
    /// nothing is the end of its job, and this is not told.
    JobEnded {
        /// The node.
        node: NodeId,
        /// The worker that ran the job.
        worker: usize,
    },
    /// An attempt at the node failed, and there will be another.
    NodeRetried {
        /// The node.
        node: NodeId,
        /// The worker that made the attempt.
        worker: usize,
        /// Which attempt it was, from 1.
        attempt: u32,
        /// How long until the node is ready again.
        wait: Duration,
        /// Why the attempt failed.
        error: &'a JobError,
    },
    /// The node is ready, but waits for memory.
    NodeHeld {
        /// The node.
        node: NodeId,
        /// The worker that would have run it.
        worker: usize,
    },
    /// The node has its outcome.
    NodeFinished {
        /// The node.
        node: NodeId,
        /// The worker that ran it, or the last of the jobs that it spawned, or found that it is not
        /// to be run.
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
    /// The worker found nothing to do and is about to sleep. It wakes up now and then to look; if it
    /// finds nothing, that is not told.
    Parked {
        /// The worker.
        worker: usize,
    },
    /// The worker has come into the run for the first time, or found something to do after it slept.
    Unparked {
        /// The worker.
        worker: usize,
    },
    /// A worker has been started, because there was more to do than the others could.
    WorkerAdded {
        /// The worker.
        worker: usize,
    },
    /// A worker ends, because there was too little to do.
    WorkerRetired {
        /// The worker.
        worker: usize,
    },
    /// An attempt at the node has been given up while its job still runs. Whatever that gives comes
    /// too late.
    WorkerReplaced {
        /// The worker that is stuck in the job.
        worker: usize,
        /// The worker that goes on in its place.
        by: usize,
        /// The node.
        node: NodeId,
    },
    /// A node that runs for longer than expected is started a second time; what ends first counts.
    Speculated {
        /// The node.
        node: NodeId,
        /// The worker that runs it already.
        worker: usize,
    },
    /// Comes last, on the thread that called the executor, when every node has its outcome. What a
    /// job does that is left behind after that is not told, but for an event that is just being told.
    RunFinished,
}

/// Makes an observer for each run, so that runs are not mixed up which go on at the same time.
///
/// An [`Observer`] may stand here as it is: it is then told of all runs, and not of which.
pub trait Observers: Send + Sync {
    /// Who is to be told what happens in `run`, which is about to start. It is called on the thread
    /// that called the executor.
    fn for_run(self: Arc<Self>, run: RunId) -> Arc<dyn Observer>;
}

impl<T: Observer + 'static> Observers for T {
    fn for_run(self: Arc<Self>, _: RunId) -> Arc<dyn Observer> {
        self
    }
}

/// Observes a run.
///
/// It is called with no lock held, on the worker that the event is about, which waits for it; or on
/// the thread that called the executor, if that monitors the run and finds what the event says. A
/// panic of an observer ends the run: [`Executor::run`](crate::Executor::run) passes it on once all
/// workers have left.
pub trait Observer: Send + Sync {
    /// Takes note of `event`, which happened `at` a time since the run started. Times are of one
    /// clock that never goes back, and read once a task: what ends a task and what comes of it has
    /// the same. In a simulation they are virtual.
    fn observe(&self, at: Duration, event: &Event<'_>);
}

impl<F: Fn(Duration, &Event<'_>) + Send + Sync> Observer for F {
    fn observe(&self, at: Duration, event: &Event<'_>) {
        self(at, event);
    }
}

//! An observer that opens spans of the `tracing` crate.

use std::time::Duration;

use storylint_graph::NodeId;
use tracing::field::Empty;
use tracing::span::Id;
use tracing::{Span, debug, debug_span, info, info_span, trace, warn};

use crate::event::{Event, Observer, Observers};
use crate::outcome::Outcome;
use crate::run_id::RunId;
use crate::sync::{Arc, AtomicU64, Mutex, Ordering, Padded, thread};
use crate::table::Table;

/// Opens a span for each run and, within it, one for each attempt at a node and for each job that a
/// node spawned; other events of a run become events of its span.
///
/// A job's span is entered on the thread that runs it, so what the job logs is within it. The run's
/// span is at level `INFO`, the jobs' are at `DEBUG`, failures at `WARN`, workers that come
/// and go at `INFO`, and what happens all the time at `TRACE`. Times are those of the subscriber.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Spans;

/// The spans of one run.
#[derive(Debug, Default)]
struct RunSpans {
    run: Mutex<Option<Span>>,
    /// The id of `run`, or 0. Whatever follows the start of the run in the executor comes after it,
    /// so it publishes nothing.
    run_id: AtomicU64,
    attempts: Table<Padded<Mutex<Option<Attempt>>>>,
}

/// A span that has been entered.
#[derive(Debug)]
struct Attempt {
    node: NodeId,
    span: Span,
    thread: thread::ThreadId,
}

impl Attempt {
    fn enter(node: NodeId, span: Span) -> Self {
        // Guards stay on the thread and within one call. Telling the subscriber is what they do.
        span.with_subscriber(|(id, dispatch)| dispatch.enter(id));
        Self { node, span, thread: thread::current().id() }
    }

    fn exit(self) {
        // Elsewhere it was not entered: the thread that did is stuck in the job.
        if self.thread == thread::current().id() {
            self.span.with_subscriber(|(id, dispatch)| dispatch.exit(id));
        }
    }
}

impl Spans {
    /// Spans for the subscriber of the threads that tell the events. Threads that an executor starts
    /// have the global default, so the caller should have no other.
    pub fn new() -> Self {
        Self
    }
}

impl Observers for Spans {
    fn for_run(self: Arc<Self>, _: RunId) -> Arc<dyn Observer> {
        Arc::new(RunSpans::default())
    }
}

impl RunSpans {
    fn run(&self) -> Option<Id> {
        match self.run_id.load(Ordering::Relaxed) {
            0 => None,
            id => Some(Id::from_u64(id)),
        }
    }

    /// The attempt at `node` that `worker` has entered, for the caller to put an end to.
    fn take(&self, node: NodeId, worker: usize) -> Option<Attempt> {
        self.attempts.at(worker).0.lock().take_if(|attempt| attempt.node == node)
    }

    fn start(&self, node: NodeId, worker: usize, attempt: u32) {
        self.enter(node, worker, || {
            debug_span!(
                parent: self.run(), "node", node = node.index(), worker, attempt, outcome = Empty
            )
        });
    }

    fn enter(&self, node: NodeId, worker: usize, span: impl FnOnce() -> Span) {
        // What is there still was lost to a second start of its node.
        let lost = self.attempts.at(worker).0.lock().take();
        lost.into_iter().for_each(Attempt::exit);
        let entered = Attempt::enter(node, span());
        *self.attempts.at(worker).0.lock() = Some(entered);
    }

    fn retry(&self, node: NodeId, worker: usize, wait: Duration, error: &dyn std::fmt::Display) {
        if let Some(attempt) = self.take(node, worker) {
            attempt.span.record("outcome", "retried");
            warn!(parent: &attempt.span, node = node.index(), ?wait, %error, "retry");
            attempt.exit();
        }
    }

    fn finish(&self, node: NodeId, worker: usize, outcome: Outcome<'_>) {
        let (run, name) = (self.run(), outcome_name(outcome));
        let attempt = self.take(node, worker);
        let within = attempt.as_ref().map_or(run, |attempt| attempt.span.id());
        if let Outcome::Failed(error) = outcome {
            warn!(parent: within, node = node.index(), %error, "failed");
        } else if attempt.is_none() {
            debug!(parent: within, node = node.index(), worker, outcome = name, "ended");
        }
        if let Some(attempt) = attempt {
            attempt.span.record("outcome", name);
            attempt.exit();
        }
    }
}

fn outcome_name(outcome: Outcome<'_>) -> &'static str {
    match outcome {
        Outcome::Done => "done",
        Outcome::Failed(_) => "failed",
        Outcome::Skipped { .. } => "skipped",
        Outcome::Cancelled => "cancelled",
        Outcome::TimedOut => "timed out",
    }
}

impl Observer for RunSpans {
    fn observe(&self, _at: Duration, event: &Event<'_>) {
        match *event {
            Event::RunStarted { n_nodes, n_workers } => {
                let span = info_span!("run", n_nodes, n_workers);
                self.run_id.store(span.id().map_or(0, |id| id.into_u64()), Ordering::Relaxed);
                let before = self.run.lock().replace(span);
                drop(before);
            }
            Event::NodeReady { node, worker } => {
                trace!(parent: self.run(), node = node.index(), worker, "ready");
            }
            Event::NodeStarted { node, worker, attempt } => self.start(node, worker, attempt),
            Event::SpawnedStarted { node, worker } => {
                self.enter(
                    node,
                    worker,
                    || debug_span!(parent: self.run(), "spawned", node = node.index(), worker),
                );
            }
            Event::JobEnded { node, worker } => {
                self.take(node, worker).into_iter().for_each(Attempt::exit);
            }
            Event::NodeRetried { node, worker, wait, error, .. } => {
                self.retry(node, worker, wait, error);
            }
            Event::NodeHeld { node, worker } => {
                debug!(parent: self.run(), node = node.index(), worker, "held");
            }
            Event::NodeFinished { node, worker, outcome } => self.finish(node, worker, outcome),
            Event::Stolen { node, from, by } => {
                trace!(parent: self.run(), node = node.index(), from, by, "stolen");
            }
            Event::Parked { worker } => trace!(parent: self.run(), worker, "parked"),
            Event::Unparked { worker } => trace!(parent: self.run(), worker, "unparked"),
            Event::WorkerAdded { worker } => info!(parent: self.run(), worker, "added"),
            Event::WorkerRetired { worker } => info!(parent: self.run(), worker, "retired"),
            Event::WorkerReplaced { worker, by, node } => {
                warn!(parent: self.run(), worker, by, node = node.index(), "replaced");
            }
            Event::Speculated { node, worker } => {
                debug!(parent: self.run(), node = node.index(), worker, "started again");
            }
            Event::RunFinished => {
                self.run_id.store(0, Ordering::Relaxed);
                for (_, lost) in self.attempts.iter() {
                    let lost = lost.0.lock().take();
                    lost.into_iter().for_each(Attempt::exit);
                }
                // Closing a span calls the subscriber, which must not find the lock taken.
                let run = self.run.lock().take();
                drop(run);
            }
        }
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests;

//! What one worker counts and times, for the metrics of a run.

use std::time::Duration;

use storylint_graph::NodeId;

use crate::metrics_report::{Durations, MetricsReport, WorkerReport};
use crate::outcome::Outcome;
use crate::sync::{AtomicU64, Ordering};

/// A number with one writer at a time, so that writing it needs no locked instruction.
///
/// It publishes nothing: who reads it during a run wants a recent value of it alone, and a reader
/// after the run comes after all of it because the caller waits for the workers. That a node's
/// times are there when it starts follows from how the executor hands over ready nodes.
#[derive(Debug, Default)]
pub(crate) struct Count(AtomicU64);

impl Count {
    pub(crate) fn value(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    pub(crate) fn set(&self, value: u64) {
        self.0.store(value, Ordering::Relaxed);
    }

    pub(crate) fn add(&self, n: u64) {
        self.set(self.value() + n);
    }
}

/// Since when a node waits.
#[derive(Debug, Default)]
pub(crate) struct Waiting {
    /// Nanoseconds to its last need's end; `STARTED` from its first start on.
    ready: Count,
    /// Nanoseconds to when it was first held, plus 1; 0 while it is not.
    held: Count,
}

const STARTED: u64 = u64::MAX;

impl Waiting {
    pub(crate) fn ready(&self, now: u64) {
        self.ready.set(now);
    }

    pub(crate) fn hold(&self, now: u64) {
        if self.held.value() == 0 {
            self.held.set(now + 1);
        }
    }

    pub(crate) fn reset(&self) {
        self.ready.set(0);
        self.held.set(0);
    }
}

/// [`Durations`] that one worker adds to, in nanoseconds.
#[derive(Debug, Default)]
struct Times {
    n: Count,
    total: Count,
    longest: Count,
    node: Count,
}

impl Times {
    fn add(&self, node: NodeId, time: u64) {
        let n = self.n.value();
        self.n.set(n + 1);
        self.total.add(time);
        let (longest, index) = (self.longest.value(), node.index() as u64);
        if time > longest || n == 0 || (time == longest && index < self.node.value()) {
            self.longest.set(time);
            self.node.set(index);
        }
    }

    fn durations(&self) -> Durations {
        let n = self.n.value();
        let node = NodeId::new(self.node.value() as usize);
        let longest = (n > 0).then(|| (node, Duration::from_nanos(self.longest.value())));
        Durations { n, total: Duration::from_nanos(self.total.value()), longest }
    }

    fn counts(&self) -> [&Count; 4] {
        let Self { n, total, longest, node } = self;
        [n, total, longest, node]
    }
}

/// What one worker counts, and alone writes but for `joined` and `present`. Times are nanoseconds
/// since the run started.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// The index of the node whose job it runs, plus 1; 0 is none.
    node: Count,
    /// When that job started, and after its end, when it ended.
    pub(crate) newest: Count,
    tasks: Times,
    queue_waits: Times,
    memory_waits: Times,
    pub(crate) n_retries: Count,
    pub(crate) n_steals: Count,
    pub(crate) n_parks: Count,
    /// By outcome.
    n_ended: [Count; 5],
    /// When it joined, plus 1; 0 while it is not there.
    joined: Count,
    /// How long it was there before it last joined.
    present: Count,
}

impl Tally {
    /// Starts an attempt at `node`.
    pub(crate) fn start(&self, node: NodeId, waiting: &Waiting, now: u64) {
        self.start_job(node, now);
        let ready = waiting.ready.value();
        if ready != STARTED {
            waiting.ready.set(STARTED);
            self.queue_waits.add(node, now.saturating_sub(ready));
        }
        if let Some(held) = waiting.held.value().checked_sub(1) {
            waiting.held.set(0);
            self.memory_waits.add(node, now.saturating_sub(held));
        }
    }

    /// Starts a job of `node`.
    pub(crate) fn start_job(&self, node: NodeId, now: u64) {
        self.node.set(node.index() as u64 + 1);
        self.newest.set(now);
    }

    /// Ends the job of `node`, if it is the one that was started last.
    pub(crate) fn stop(&self, node: NodeId, now: u64) {
        if self.node.value() == node.index() as u64 + 1 {
            self.node.set(0);
            self.tasks.add(node, now.saturating_sub(self.newest.value()));
            self.newest.set(now);
        }
    }

    /// Counts a node that ended with `outcome`.
    pub(crate) fn count(&self, outcome: Outcome<'_>) {
        let place = match outcome {
            Outcome::Done => 0,
            Outcome::Failed(_) => 1,
            Outcome::Skipped { .. } => 2,
            Outcome::Cancelled => 3,
            Outcome::TimedOut => 4,
        };
        self.n_ended[place].add(1);
    }

    pub(crate) fn join(&self, now: u64) {
        if self.joined.value() == 0 {
            self.joined.set(now + 1);
        }
    }

    pub(crate) fn leave(&self, now: u64) {
        if let Some(joined) = self.joined.value().checked_sub(1) {
            self.joined.set(0);
            self.present.add(now.saturating_sub(joined));
        }
    }

    /// Adds what it has counted until `end` to `report`.
    pub(crate) fn add_to(&self, report: &mut MetricsReport, worker: usize, end: u64) {
        let tasks = self.tasks.durations();
        report.tasks = report.tasks.and(tasks);
        report.queue_waits = report.queue_waits.and(self.queue_waits.durations());
        report.memory_waits = report.memory_waits.and(self.memory_waits.durations());
        report.n_retries += self.n_retries.value();
        let [done, failed, skipped, cancelled, timed_out] =
            self.n_ended.each_ref().map(Count::value);
        report.outcomes.done += done;
        report.outcomes.failed += failed;
        report.outcomes.skipped += skipped;
        report.outcomes.cancelled += cancelled;
        report.outcomes.timed_out += timed_out;
        let since = self.joined.value().checked_sub(1);
        let present = self.present.value() + since.map_or(0, |joined| end.saturating_sub(joined));
        let row = WorkerReport {
            worker,
            present: Duration::from_nanos(present),
            busy: tasks.total,
            n_tasks: tasks.n,
            n_steals: self.n_steals.value(),
            n_parks: self.n_parks.value(),
        };
        if since.is_some() || row != (WorkerReport { worker, ..WorkerReport::default() }) {
            report.workers.push(row);
        }
    }

    /// Forgets everything.
    pub(crate) fn reset(&self) {
        let Self { node, newest, tasks, queue_waits, memory_waits, n_ended, .. } = self;
        let Self { n_retries, n_steals, n_parks, joined, present, .. } = self;
        let alone = [node, newest, n_retries, n_steals, n_parks, joined, present];
        let times = [tasks, queue_waits, memory_waits].into_iter().flat_map(Times::counts);
        alone.into_iter().chain(n_ended).chain(times).for_each(|count| count.set(0));
    }
}

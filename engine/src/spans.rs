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
mod tests {
    use std::fmt::Debug;
    use std::fmt::Write as _;

    use tracing::field::{Field, Visit};
    use tracing::span::{Attributes, Record};
    use tracing::subscriber::with_default;
    use tracing::{Metadata, Subscriber};

    use super::*;
    use crate::error::JobError;

    /// A subscriber that writes a line for whatever it is told.
    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<(u64, String)>>);

    impl Lines {
        fn line(&self, what: impl std::fmt::Display) {
            writeln!(self.0.lock().1, "{what}").unwrap();
        }
    }

    impl Subscriber for Lines {
        fn enabled(&self, _: &Metadata<'_>) -> bool {
            true
        }

        fn new_span(&self, attributes: &Attributes<'_>) -> Id {
            let id = {
                let (n_spans, _) = &mut *self.0.lock();
                *n_spans += 1;
                Id::from_u64(*n_spans)
            };
            let (number, parent) = (id.into_u64(), number(attributes.parent()));
            let fields = Fields::of(|f| attributes.record(f));
            self.line(format_args!(
                "{number} is {} in {parent}{fields}",
                attributes.metadata().name()
            ));
            id
        }

        fn record(&self, id: &Id, values: &Record<'_>) {
            self.line(format_args!("{} has{}", id.into_u64(), Fields::of(|f| values.record(f))));
        }

        fn record_follows_from(&self, _: &Id, _: &Id) {}

        fn event(&self, event: &tracing::Event<'_>) {
            let fields = Fields::of(|f| event.record(f));
            self.line(format_args!(
                "{} in {}{fields}",
                event.metadata().level(),
                number(event.parent())
            ));
        }

        fn enter(&self, id: &Id) {
            self.line(format_args!("{} in", id.into_u64()));
        }

        fn exit(&self, id: &Id) {
            self.line(format_args!("{} out", id.into_u64()));
        }

        fn try_close(&self, id: Id) -> bool {
            self.line(format_args!("{} closed", id.into_u64()));
            true
        }
    }

    fn number(id: Option<&Id>) -> u64 {
        id.map_or(0, Id::into_u64)
    }

    struct Fields(String);

    impl Fields {
        fn of(record: impl FnOnce(&mut Self)) -> String {
            let mut fields = Self(String::new());
            record(&mut fields);
            fields.0
        }
    }

    impl Visit for Fields {
        fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
            write!(self.0, " {field}={value:?}").unwrap();
        }
    }

    fn node(index: usize) -> NodeId {
        NodeId::new(index)
    }

    /// What a subscriber is told of `events` of a run.
    #[track_caller]
    fn check(events: &[Event<'_>], expected: &str) {
        let (lines, spans) = (Lines::default(), RunSpans::default());
        with_default(lines.clone(), || {
            let ends = [Event::RunStarted { n_nodes: 2, n_workers: 1 }, Event::RunFinished];
            spans.observe(Duration::ZERO, &ends[0]);
            events.iter().for_each(|event| spans.observe(Duration::ZERO, event));
            spans.observe(Duration::ZERO, &ends[1]);
        });
        let expected = format!("1 is run in 0 n_nodes=2 n_workers=1\n{expected}1 closed\n");
        assert_eq!(lines.0.lock().1, expected);
    }

    #[test]
    fn a_node_is_a_span_within_the_run() {
        let events = [
            Event::NodeStarted { node: node(1), worker: 0, attempt: 1 },
            Event::NodeFinished { node: node(1), worker: 0, outcome: Outcome::Done },
        ];
        let expected = "\
2 is node in 1 node=1 worker=0 attempt=1
2 in
2 has outcome=\"done\"
2 out
2 closed
";
        check(&events, expected);
    }

    #[test]
    fn a_failure_is_said_in_its_span() {
        let error = JobError::new("no luck");
        let wait = Duration::from_secs(1);
        let events = [
            Event::NodeStarted { node: node(1), worker: 0, attempt: 1 },
            Event::NodeRetried { node: node(1), worker: 0, attempt: 1, wait, error: &error },
            Event::NodeStarted { node: node(1), worker: 0, attempt: 2 },
            Event::NodeFinished { node: node(1), worker: 0, outcome: Outcome::Failed(&error) },
        ];
        let expected = "\
2 is node in 1 node=1 worker=0 attempt=1
2 in
2 has outcome=\"retried\"
WARN in 2 message=retry node=1 wait=1s error=no luck
2 out
2 closed
3 is node in 1 node=1 worker=0 attempt=2
3 in
WARN in 3 message=failed node=1 error=no luck
3 has outcome=\"failed\"
3 out
3 closed
";
        check(&events, expected);
    }

    #[test]
    fn a_lost_attempt_is_left_before_the_next_or_at_the_end() {
        let events = [0, 1].map(|n| Event::NodeStarted { node: node(n), worker: 0, attempt: 1 });
        let expected = "\
2 is node in 1 node=0 worker=0 attempt=1
2 in
2 out
2 closed
3 is node in 1 node=1 worker=0 attempt=1
3 in
3 out
3 closed
";
        check(&events, expected);
    }

    #[test]
    fn a_spawned_job_has_a_span() {
        let node = node(1);
        let events = [
            Event::NodeStarted { node, worker: 0, attempt: 1 },
            Event::JobEnded { node, worker: 0 },
            Event::SpawnedStarted { node, worker: 0 },
            Event::JobEnded { node, worker: 0 },
            Event::NodeFinished { node, worker: 0, outcome: Outcome::Done },
        ];
        let expected = "\
2 is node in 1 node=1 worker=0 attempt=1
2 in
2 out
2 closed
3 is spawned in 1 node=1 worker=0
3 in
3 out
3 closed
DEBUG in 1 message=ended node=1 worker=0 outcome=\"done\"
";
        check(&events, expected);
    }

    #[test]
    fn runs_at_once_have_spans_of_their_own() {
        let (lines, spans) = (Lines::default(), Arc::new(Spans::new()));
        let started = Event::NodeStarted { node: node(0), worker: 0, attempt: 1 };
        let finished = Event::NodeFinished { node: node(0), worker: 0, outcome: Outcome::Done };
        with_default(lines.clone(), || {
            let runs = [(); 2].map(|()| Arc::clone(&spans).for_run(RunId::next()));
            for event in [&Event::RunStarted { n_nodes: 1, n_workers: 1 }, &started] {
                runs.iter().for_each(|run| run.observe(Duration::ZERO, event));
            }
            for event in [&finished, &Event::RunFinished] {
                runs.iter().rev().for_each(|run| run.observe(Duration::ZERO, event));
            }
        });
        let expected = "\
1 is run in 0 n_nodes=1 n_workers=1
2 is run in 0 n_nodes=1 n_workers=1
3 is node in 1 node=0 worker=0 attempt=1
3 in
4 is node in 2 node=0 worker=0 attempt=1
4 in
4 has outcome=\"done\"
4 out
4 closed
3 has outcome=\"done\"
3 out
3 closed
2 closed
1 closed
";
        assert_eq!(lines.0.lock().1, expected);
    }

    #[test]
    fn the_rest_is_told_of_the_run() {
        let skipped = Outcome::Skipped { because: node(0) };
        let events = [
            Event::Stolen { node: node(1), from: 2, by: 0 },
            Event::NodeFinished { node: node(1), worker: 0, outcome: skipped },
            Event::WorkerReplaced { worker: 0, by: 3, node: node(0) },
        ];
        let expected = "\
TRACE in 1 message=stolen node=1 from=2 by=0
DEBUG in 1 message=ended node=1 worker=0 outcome=\"skipped\"
WARN in 1 message=replaced worker=0 by=3 node=0
";
        check(&events, expected);
    }

    #[test]
    fn an_end_told_elsewhere_leaves_the_thread_alone() {
        let (lines, spans) = (Lines::default(), RunSpans::default());
        let started = Event::NodeStarted { node: node(0), worker: 0, attempt: 1 };
        with_default(lines.clone(), || spans.observe(Duration::ZERO, &started));
        let outcome = Outcome::TimedOut;
        let finished = Event::NodeFinished { node: node(0), worker: 0, outcome };
        std::thread::scope(|scope| {
            scope.spawn(|| spans.observe(Duration::ZERO, &finished));
        });
        let expected = "\
1 is node in 0 node=0 worker=0 attempt=1
1 in
1 has outcome=\"timed out\"
1 closed
";
        assert_eq!(lines.0.lock().1, expected);
    }
}

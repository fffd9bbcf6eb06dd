//! What a subscriber is told of runs.

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
        self.line(format_args!("{number} is {} in {parent}{fields}", attributes.metadata().name()));
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

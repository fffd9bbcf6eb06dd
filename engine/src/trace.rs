//! An observer that remembers what happened when, for the time lines of Perfetto.

use std::time::Duration;

use storylint_graph::NodeId;

use crate::chrome::{Note, Recording, chrome_json};
use crate::event::{Event, Observer, Observers};
use crate::outcome::Outcome;
use crate::run_id::{KEPT, RunId};
use crate::sync::{Arc, AtomicU64, Instant, Mutex, Ordering, Padded};
use crate::table::Table;
use crate::track::{Mark, Track};

/// Remembers what happens in runs, worker by worker.
///
/// A run that starts while no other goes on takes the place of all before. Of runs within a run, or
/// beside it, it remembers the last 64. A task is mostly three events, and an event costs it 16
/// bytes and 4 ns (`cargo bench --bench observers`, on a Zen 5).
#[derive(Debug)]
pub struct Trace {
    capacity: usize,
    runs: Mutex<Runs>,
}

#[derive(Debug, Default)]
struct Runs {
    /// In the order of starting, with when they did after the first.
    recorders: Vec<(RunId, Duration, Arc<Recorder>)>,
    first: Option<Instant>,
    /// How many events of runs there were that had to be forgotten.
    n_dropped: u64,
}

impl Runs {
    /// Forgets the runs that the next takes the place of. Gives one whose room it may take.
    fn make_room(&mut self) -> Option<Recorder> {
        if !self.recorders.iter().any(|(.., recorder)| goes_on(recorder)) {
            let last = std::mem::take(self).recorders.pop();
            return last.and_then(|(.., recorder)| Arc::try_unwrap(recorder).ok());
        }
        let mut ended =
            self.recorders.iter().enumerate().filter(|(_, (.., recorder))| !goes_on(recorder));
        if ended.clone().count() < KEPT {
            return None;
        }
        let (oldest, _) = ended.next()?;
        let (.., recorder) = self.recorders.remove(oldest);
        self.n_dropped += recorder.n_events() + recorder.n_dropped();
        Arc::try_unwrap(recorder).ok()
    }
}

/// Whether a run has not ended. One that has panicked has left its recorder.
fn goes_on(recorder: &Arc<Recorder>) -> bool {
    recorder.end.load(Ordering::Relaxed) == 0 && Arc::strong_count(recorder) > 1
}

/// The events of one run.
#[derive(Debug, Default)]
struct Recorder {
    capacity: usize,
    tracks: Table<Padded<Track>>,
    /// What is not told on the worker that it is about. Such events are rare.
    notes: Mutex<Vec<(Duration, Note)>>,
    /// Nanoseconds to the end of the run, plus 1; 0 while it goes on. It publishes nothing.
    end: AtomicU64,
}

impl Trace {
    /// A trace that keeps the first `capacity` events of each worker, 16 bytes each.
    pub fn new(capacity: usize) -> Self {
        Self { capacity, runs: Mutex::default() }
    }

    /// How many events found no room, or had to be forgotten.
    pub fn n_dropped(&self) -> u64 {
        let runs = self.runs.lock();
        let dropped = runs.recorders.iter().map(|(.., recorder)| recorder.n_dropped());
        runs.n_dropped + dropped.sum::<u64>()
    }

    /// The runs as text in Chrome's trace event format, which <https://ui.perfetto.dev> and
    /// `chrome://tracing` open. `name` gives what to call a node of a run.
    ///
    /// Each run is a process, and each of its workers a thread with a slice for each attempt at a
    /// node, which says the node's index, the attempt, how it ended, and for a first attempt the
    /// microseconds from being ready to starting, one for each job that a node spawned, and one for
    /// each time it slept. A node that spawned others ends later than its own job: its slice says
    /// `pending`, and its end is an instant. So are nodes that ended without starting, retries, waits
    /// for memory, steals, and workers that come and go. `busy workers` counts the workers with a
    /// node. Times are microseconds since the first of the runs started. The same events at the same
    /// times give the same text. Linear in the events.
    pub fn chrome_json(&self, name: impl Fn(RunId, NodeId) -> String) -> String {
        let recorders = self.runs.lock().recorders.clone();
        let recordings =
            recorders.iter().map(|(run, start, recorder)| recorder.recording(*run, *start));
        chrome_json(&recordings.collect::<Vec<_>>(), self.n_dropped(), &name)
    }
}

impl Observers for Trace {
    fn for_run(self: Arc<Self>, run: RunId) -> Arc<dyn Observer> {
        let runs = &mut *self.runs.lock();
        let room = runs.make_room().unwrap_or_default();
        room.clear();
        let recorder = Arc::new(Recorder { capacity: self.capacity, ..room });
        let start = runs.first.get_or_insert_with(Instant::now).elapsed();
        let start = if runs.recorders.is_empty() { Duration::ZERO } else { start };
        runs.recorders.push((run, start, Arc::clone(&recorder)));
        recorder
    }
}

impl Recorder {
    fn recording(&self, run: RunId, start: Duration) -> Recording {
        let tracks = self.tracks.iter().map(|(worker, track)| (worker, track.0.marks()));
        let tracks: Vec<_> = tracks.filter(|(_, marks)| !marks.is_empty()).collect();
        let mut notes = self.notes.lock().clone();
        notes.sort_unstable();
        let marks = tracks.iter().flat_map(|(_, marks)| marks).map(|(at, _)| *at);
        let newest = marks.chain(notes.iter().map(|(at, _)| *at)).max();
        let end = Duration::from_nanos(self.end.load(Ordering::Relaxed).saturating_sub(1));
        let end = end.max(newest.unwrap_or_default());
        Recording { run, start, tracks, notes, end }
    }

    fn n_events(&self) -> u64 {
        self.tracks.iter().map(|(_, track)| track.0.n_events()).sum()
    }

    fn n_dropped(&self) -> u64 {
        self.tracks.iter().map(|(_, track)| track.0.n_dropped()).sum()
    }

    /// Forgets everything.
    fn clear(&self) {
        self.tracks.iter().for_each(|(_, track)| track.0.clear());
        self.notes.lock().clear();
        self.end.store(0, Ordering::Relaxed);
    }

    #[inline]
    fn mark(&self, worker: usize, at: Duration, mark: Mark) {
        self.tracks.at(worker).0.append(self.capacity, at, mark);
    }

    fn note(&self, at: Duration, note: Note) {
        self.notes.lock().push((at, note));
    }
}

impl Observer for Recorder {
    fn observe(&self, at: Duration, event: &Event<'_>) {
        match *event {
            Event::RunStarted { n_workers, .. } => self.tracks.reserve(n_workers),
            Event::NodeReady { node, worker } => self.mark(worker, at, Mark::Ready(node)),
            Event::NodeStarted { node, worker, attempt } => {
                self.mark(worker, at, Mark::Started { node, attempt });
            }
            Event::SpawnedStarted { node, worker } => {
                self.mark(worker, at, Mark::SpawnedStarted(node));
            }
            Event::JobEnded { node, worker } => self.mark(worker, at, Mark::JobEnded(node)),
            Event::NodeRetried { node, worker, wait, .. } => {
                let wait_us = u32::try_from(wait.as_micros()).unwrap_or(u32::MAX);
                self.mark(worker, at, Mark::Retried { node, wait_us });
            }
            Event::NodeHeld { node, worker } => self.mark(worker, at, Mark::Held(node)),
            Event::NodeFinished { node, worker, outcome } => {
                let mark = match outcome {
                    Outcome::Done => Mark::Done(node),
                    Outcome::Failed(_) => Mark::Failed(node),
                    Outcome::Skipped { because } => Mark::Skipped { node, because },
                    Outcome::Cancelled => Mark::Cancelled(node),
                    Outcome::TimedOut => Mark::TimedOut(node),
                };
                self.mark(worker, at, mark);
            }
            Event::Stolen { node, from, by } => {
                self.mark(by, at, Mark::Stolen { node, from: from as u32 });
            }
            Event::Parked { worker } => self.mark(worker, at, Mark::Parked),
            Event::Unparked { worker } => self.mark(worker, at, Mark::Unparked),
            Event::WorkerAdded { worker } => self.note(at, Note::Added { worker }),
            Event::WorkerRetired { worker } => self.note(at, Note::Retired { worker }),
            Event::WorkerReplaced { worker, by, node } => {
                self.note(at, Note::Replaced { worker, by, node });
            }
            Event::Speculated { node, worker } => self.note(at, Note::Speculated { worker, node }),
            Event::RunFinished => {
                self.end.store(at.as_nanos() as u64 + 1, Ordering::Relaxed);
            }
        }
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::error::JobError;

    fn node(index: usize) -> NodeId {
        NodeId::new(index)
    }

    fn ns(ns: u64) -> Duration {
        Duration::from_nanos(ns)
    }

    fn started(index: usize, worker: usize) -> Event<'static> {
        Event::NodeStarted { node: node(index), worker, attempt: 1 }
    }

    fn finished(index: usize, worker: usize, outcome: Outcome<'_>) -> Event<'_> {
        Event::NodeFinished { node: node(index), worker, outcome }
    }

    fn start(trace: &Arc<Trace>) -> Arc<dyn Observer> {
        let run = Arc::clone(trace).for_run(RunId::next());
        run.observe(ns(0), &Event::RunStarted { n_nodes: 9, n_workers: 1 });
        run
    }

    fn recorded(capacity: usize, events: &[(u64, Event<'_>)], end: u64) -> Arc<Trace> {
        let trace = Arc::new(Trace::new(capacity));
        let run = start(&trace);
        events.iter().for_each(|(at, event)| run.observe(ns(*at), event));
        run.observe(ns(end), &Event::RunFinished);
        trace
    }

    fn parsed(trace: &Trace) -> Value {
        serde_json::from_str(&trace.chrome_json(|_, node| format!("n{}", node.index()))).unwrap()
    }

    /// The entries of a kind in the trace of events at times in ns, in a run that ends at `end`.
    fn entries(kind: &str, events: &[(u64, Event<'_>)], end: u64) -> Vec<Value> {
        let mut entries = parsed(&recorded(100, events, end))["traceEvents"].take();
        let entries = entries.as_array_mut().unwrap();
        entries.retain(|entry| entry["ph"] == kind);
        entries.iter_mut().map(Value::take).collect()
    }

    /// The names of the instants, with their arguments.
    fn instants(events: &[(u64, Event<'_>)]) -> Vec<(String, Value)> {
        let name = |entry: &Value| entry["name"].as_str().unwrap().to_owned();
        entries("i", events, 9).iter().map(|entry| (name(entry), entry["args"].clone())).collect()
    }

    #[test]
    fn an_attempt_is_a_slice() {
        let events = [
            (500, Event::NodeReady { node: node(3), worker: 0 }),
            (1_700, started(3, 1)),
            (4_001_700, finished(3, 1, Outcome::Done)),
        ];
        let expected = json!({
            "pid": 1, "tid": 1, "ph": "X", "cat": "node", "name": "n3", "ts": 1.7, "dur": 4000.0,
            "args": {"node": 3, "attempt": 1, "outcome": "done", "queue_wait_us": 1.2},
        });
        assert_eq!(entries("X", &events, 5_000_000), [expected]);
    }

    #[test]
    fn a_root_waits_from_the_start() {
        let events = [(250, started(0, 0)), (300, finished(0, 0, Outcome::TimedOut))];
        let args = &entries("X", &events, 300)[0]["args"];
        assert_eq!((&args["queue_wait_us"], &args["outcome"]), (&json!(0.25), &json!("timed out")));
    }

    #[test]
    fn each_job_of_a_node_is_a_slice_and_its_end_an_instant() {
        let node = node(0);
        let events = [
            (1, started(0, 0)),
            (2, Event::SpawnedStarted { node, worker: 1 }),
            (4, Event::JobEnded { node, worker: 0 }),
            (4, started(1, 0)),
            (5, finished(1, 0, Outcome::Done)),
            (7, Event::JobEnded { node, worker: 1 }),
            (7, finished(0, 1, Outcome::Done)),
        ];
        let slices = entries("X", &events, 9);
        let slices: Vec<_> = slices
            .iter()
            .map(|slice| (&slice["cat"], &slice["name"], &slice["dur"], &slice["args"]["outcome"]))
            .collect();
        let expected = [
            ("node", "n0", 0.003, json!("pending")),
            ("node", "n1", 0.001, json!("done")),
            ("spawned", "n0", 0.005, Value::Null),
        ];
        let expected =
            expected.map(|(cat, name, dur, end)| (json!(cat), json!(name), json!(dur), end));
        assert!(slices.into_iter().eq(expected.iter().map(|(a, b, c, d)| (a, b, c, d))));
        assert_eq!(instants(&events), [("done: n0".to_owned(), json!({"node": 0}))]);
    }

    #[test]
    fn a_retry_makes_two_slices_and_an_instant() {
        let error = JobError::new("no luck");
        let wait = Duration::from_millis(2);
        let events = [
            (1, started(0, 0)),
            (2, Event::NodeRetried { node: node(0), worker: 0, attempt: 1, wait, error: &error }),
            (3, Event::NodeStarted { node: node(0), worker: 0, attempt: 2 }),
            (4, finished(0, 0, Outcome::Failed(&error))),
        ];
        let slices = entries("X", &events, 5);
        assert_eq!(slices[0]["args"]["outcome"], "retried");
        let second = json!({"node": 0, "attempt": 2, "outcome": "failed"});
        assert_eq!((slices.len(), &slices[1]["args"]), (2, &second));
        let retry = json!({"node": 0, "wait_us": 2000});
        assert_eq!(instants(&events), [("retry: n0".to_owned(), retry)]);
    }

    #[test]
    fn what_happens_at_a_moment_is_an_instant() {
        let skipped = Outcome::Skipped { because: node(7) };
        let events = [
            (1, Event::Speculated { node: node(4), worker: 0 }),
            (1, Event::WorkerAdded { worker: 2 }),
            (2, Event::WorkerReplaced { worker: 0, by: 3, node: node(4) }),
            (3, Event::WorkerRetired { worker: 2 }),
            (4, Event::Stolen { node: node(1), from: 2, by: 0 }),
            (5, Event::NodeHeld { node: node(1), worker: 0 }),
            (6, finished(2, 0, skipped)),
            (7, finished(3, 0, Outcome::Cancelled)),
        ];
        let expected = [
            ("steal: n1", json!({"node": 1, "from": 2})),
            ("wait for memory: n1", json!({"node": 1})),
            ("skipped: n2", json!({"node": 2, "because": 7})),
            ("cancelled: n3", json!({"node": 3})),
            ("worker added", json!({})),
            ("second start: n4", json!({"node": 4})),
            ("worker replaced", json!({"by": 3, "node": 4})),
            ("worker retired", json!({})),
        ];
        assert_eq!(instants(&events), expected.map(|(name, args)| (name.to_owned(), args)));
    }

    #[test]
    fn what_never_ends_lasts_to_the_next_or_to_the_end() {
        let events = [(1, started(0, 0)), (4, started(1, 0)), (2, Event::Parked { worker: 1 })];
        let slices = entries("X", &events, 9);
        let durations: Vec<&Value> = slices.iter().map(|slice| &slice["dur"]).collect();
        assert_eq!(durations, [&json!(0.003), &json!(0.005), &json!(0.007)]);
        assert_eq!(slices[0]["args"]["outcome"], "unknown");
        assert_eq!(slices[2]["name"], "asleep");
    }

    #[test]
    fn busy_workers_are_counted() {
        let done = Outcome::Done;
        let events = [
            (1, started(0, 0)),
            (2, started(1, 1)),
            (3, finished(0, 0, done)),
            (3, started(2, 0)),
            (4, finished(2, 0, done)),
            (6, finished(1, 1, done)),
        ];
        let counts = entries("C", &events, 9);
        let counts: Vec<(&Value, &Value)> =
            counts.iter().map(|count| (&count["ts"], &count["args"]["workers"])).collect();
        let at = [0.001, 0.002, 0.003, 0.004, 0.006].map(Value::from);
        let n = [1, 2, 2, 1, 0].map(Value::from);
        assert!(counts.into_iter().eq(at.iter().zip(&n)));
    }

    #[test]
    fn what_finds_no_room_is_said() {
        let trace = recorded(1, &[(1, started(0, 0)), (2, finished(0, 0, Outcome::Done))], 3);
        assert_eq!(trace.n_dropped(), 1);
        assert_eq!(parsed(&trace)["otherData"]["n_dropped"], "1");
    }

    #[test]
    fn a_new_run_replaces_the_one_before() {
        let trace = recorded(9, &[(1, started(0, 0)), (2, Event::WorkerAdded { worker: 1 })], 3);
        let _goes_on = start(&trace);
        assert_eq!(parsed(&trace)["traceEvents"].as_array().unwrap().len(), 1, "the run's name");
    }

    #[test]
    fn runs_at_once_are_processes() {
        let trace = Arc::new(Trace::new(9));
        let [outer, inner] = [(); 2].map(|()| start(&trace));
        for (run, node) in [(&outer, 0), (&inner, 1), (&outer, 2)] {
            run.observe(ns(1), &started(node, 0));
            run.observe(ns(2), &finished(node, 0, Outcome::Done));
        }
        inner.observe(ns(3), &Event::RunFinished);
        let later = start(&trace);
        later.observe(ns(1), &started(3, 0));
        let mut parsed = parsed(&trace);
        let entries = parsed["traceEvents"].as_array_mut().unwrap();
        entries.retain(|entry| entry["ph"] == "X");
        let found: Vec<_> = entries.iter().map(|slice| (&slice["pid"], &slice["name"])).collect();
        let expected = [(1, "n0"), (1, "n2"), (2, "n1"), (3, "n3")];
        let expected = expected.map(|(pid, name)| (json!(pid), json!(name)));
        assert!(found.into_iter().eq(expected.iter().map(|(pid, name)| (pid, name))));
        let starts = [0, 2, 3].map(|at| entries[at]["ts"].as_f64().unwrap());
        assert!(starts.is_sorted() && starts[0] == 0.001, "{starts:?}");
    }

    fn n_runs(trace: &Trace) -> usize {
        trace.runs.lock().recorders.len()
    }

    #[test]
    fn the_newest_runs_within_a_run_are_remembered() {
        let trace = Arc::new(Trace::new(9));
        let outer = start(&trace);
        for index in 0..KEPT + 3 {
            let inner = start(&trace);
            inner.observe(ns(1), &started(index, 0));
            inner.observe(ns(2), &Event::RunFinished);
        }
        assert_eq!((n_runs(&trace), trace.n_dropped()), (KEPT + 1, 3));
        outer.observe(ns(1), &Event::RunFinished);
        let _next = start(&trace);
        assert_eq!((n_runs(&trace), trace.n_dropped()), (1, 0));
    }

    #[test]
    fn names_may_hold_any_character() {
        let name: String = ('\0'..='\x7f').chain("é\u{85}\u{2028}𝄞".chars()).collect();
        let trace = recorded(9, &[(1, started(0, 0)), (2, finished(0, 0, Outcome::Done))], 3);
        let text: Value = serde_json::from_str(&trace.chrome_json(|_, _| name.clone())).unwrap();
        assert_eq!(text["traceEvents"][3]["name"], name);
    }
}

//! What is traced.

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
    let expected = expected.map(|(cat, name, dur, end)| (json!(cat), json!(name), json!(dur), end));
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

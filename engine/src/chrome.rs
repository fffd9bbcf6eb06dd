//! The tracks of runs as text in Chrome's trace event format.

use std::collections::HashMap;
use std::fmt;
use std::fmt::Write as _;
use std::time::Duration;

use storylint_graph::NodeId;

use crate::run_id::RunId;
use crate::track::Mark;

/// What happened to a worker, rather than on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Note {
    Added { worker: usize },
    Retired { worker: usize },
    Replaced { worker: usize, by: usize, node: NodeId },
    Speculated { worker: usize, node: NodeId },
}

/// What each worker of a run told, and what was told of workers, both in the order of their times.
#[derive(Debug)]
pub(crate) struct Recording {
    pub(crate) run: RunId,
    /// When it started, after the first run.
    pub(crate) start: Duration,
    pub(crate) tracks: Vec<(usize, Vec<(Duration, Mark)>)>,
    pub(crate) notes: Vec<(Duration, Note)>,
    /// When the run ended, or its newest event if that is later.
    pub(crate) end: Duration,
}

/// The text of runs whose nodes are called as `name` says. The format is described in *Trace Event
/// Format* (Duca and Sinclair, Google, 2016).
pub(crate) fn chrome_json(
    recordings: &[Recording],
    n_dropped: u64,
    name: &dyn Fn(RunId, NodeId) -> String,
) -> String {
    let mut entries = String::new();
    for (process, Recording { run, start, tracks, notes, end }) in (1..).zip(recordings) {
        let (ready, start) = (ready(tracks), *start);
        let name = &|node| name(*run, node);
        let mut chrome = Chrome { entries, process, start, ready, changes: vec![], name };
        let args = format!(r#""args":{{"name":"run {process}"}}"#);
        chrome.entry(0, &format!(r#""ph":"M","name":"process_name",{args}"#));
        for (worker, marks) in tracks {
            chrome.worker(*worker, marks, *end);
        }
        for (at, note) in notes {
            chrome.note(*at, *note);
        }
        chrome.busy_workers();
        entries = chrome.entries;
    }
    let entries = entries.trim_start_matches(',');
    format!(
        "{{\"displayTimeUnit\":\"ms\",\"otherData\":{{\"n_dropped\":\"{n_dropped}\"}},\
         \"traceEvents\":[{entries}\n]}}\n"
    )
}

/// When nodes were ready, but for those that were from the start.
fn ready(tracks: &[(usize, Vec<(Duration, Mark)>)]) -> HashMap<NodeId, Duration> {
    let marks = tracks.iter().flat_map(|(_, marks)| marks);
    let ready = marks.filter_map(|(at, mark)| {
        let Mark::Ready(node) = mark else { return None };
        Some((*node, *at))
    });
    ready.collect()
}

struct Chrome<'a> {
    /// Each with a comma before it.
    entries: String,
    /// The number of the run, from 1, and when it started.
    process: usize,
    start: Duration,
    ready: HashMap<NodeId, Duration>,
    /// By how much the number of busy workers changed, and when.
    changes: Vec<(Duration, i64)>,
    name: &'a dyn Fn(NodeId) -> String,
}

/// An attempt at a node, or a job that it spawned, that has not ended yet.
struct Attempt {
    node: NodeId,
    /// Which attempt it is; 0 if it is a spawned job.
    number: u32,
    start: Duration,
}

impl Chrome<'_> {
    /// What `worker` did. An attempt without an end lasts until the worker's next, or to the end of
    /// the run: it was stuck, or lost to a second start of its node, or its end found no room.
    fn worker(&mut self, worker: usize, marks: &[(Duration, Mark)], end: Duration) {
        let name = format!(r#""ph":"M","name":"thread_name","args":{{"name":"worker {worker}"}}"#);
        self.entry(worker, &name);
        let order =
            format!(r#""ph":"M","name":"thread_sort_index","args":{{"sort_index":{worker}}}"#);
        self.entry(worker, &order);
        let (mut open, mut parked) = (None, None);
        for &(at, mark) in marks {
            match mark {
                Mark::Ready(_) => {}
                Mark::Started { node, attempt } => {
                    self.attempt(worker, open.take(), at, "unknown");
                    open = Some(Attempt { node, number: attempt, start: at });
                }
                Mark::SpawnedStarted(node) => {
                    self.attempt(worker, open.take(), at, "unknown");
                    open = Some(Attempt { node, number: 0, start: at });
                }
                Mark::JobEnded(_) => self.attempt(worker, open.take(), at, "pending"),
                Mark::Retried { node, wait_us } => {
                    self.attempt(worker, open.take(), at, "retried");
                    self.instant(worker, at, "retry", node, &format!(r#","wait_us":{wait_us}"#));
                }
                Mark::Held(node) => self.instant(worker, at, "wait for memory", node, ""),
                Mark::Done(node) => self.end(worker, &mut open, at, node, "done"),
                Mark::Failed(node) => self.end(worker, &mut open, at, node, "failed"),
                Mark::Cancelled(node) => self.end(worker, &mut open, at, node, "cancelled"),
                Mark::TimedOut(node) => self.end(worker, &mut open, at, node, "timed out"),
                Mark::Skipped { node, because } => {
                    let because = format!(r#","because":{}"#, because.index());
                    self.instant(worker, at, "skipped", node, &because);
                }
                Mark::Stolen { node, from } => {
                    self.instant(worker, at, "steal", node, &format!(r#","from":{from}"#));
                }
                Mark::Parked => parked = Some(at),
                Mark::Unparked => self.sleep(worker, parked.take(), at),
            }
        }
        self.attempt(worker, open, end, "unknown");
        self.sleep(worker, parked, end);
    }

    /// `node` ended: the worker's attempt at it, if there is one.
    fn end(
        &mut self,
        worker: usize,
        open: &mut Option<Attempt>,
        at: Duration,
        node: NodeId,
        outcome: &str,
    ) {
        match open.take_if(|attempt| attempt.node == node) {
            Some(attempt) => self.attempt(worker, Some(attempt), at, outcome),
            None => self.instant(worker, at, outcome, node, ""),
        }
    }

    fn attempt(&mut self, worker: usize, open: Option<Attempt>, end: Duration, outcome: &str) {
        let Some(Attempt { node, number, start }) = open else { return };
        self.changes.extend([(start, 1), (end, -1)]);
        let name = (self.name)(node);
        if number == 0 {
            let args = format!(r#""node":{}"#, node.index());
            return self.slice(worker, start, end, "spawned", &name, &args);
        }
        let mut args =
            format!(r#""node":{},"attempt":{number},"outcome":"{outcome}""#, node.index());
        if number == 1 {
            let ready = self.ready.get(&node).copied().unwrap_or_default();
            let _ = write!(args, r#","queue_wait_us":{}"#, Micros(start.saturating_sub(ready)));
        }
        self.slice(worker, start, end, "node", &name, &args);
    }

    fn sleep(&mut self, worker: usize, parked: Option<Duration>, end: Duration) {
        if let Some(start) = parked {
            self.slice(worker, start, end, "sleep", "asleep", "");
        }
    }

    fn note(&mut self, at: Duration, note: Note) {
        match note {
            Note::Added { worker } => self.change(worker, at, "worker added", ""),
            Note::Retired { worker } => self.change(worker, at, "worker retired", ""),
            Note::Replaced { worker, by, node } => {
                let args = format!(r#""by":{by},"node":{}"#, node.index());
                self.change(worker, at, "worker replaced", &args);
            }
            Note::Speculated { worker, node } => self.instant(worker, at, "second start", node, ""),
        }
    }

    /// How many workers have a node, whenever that changes.
    fn busy_workers(&mut self) {
        let mut changes = std::mem::take(&mut self.changes);
        changes.sort_unstable();
        let mut n_busy = 0;
        for together in changes.chunk_by(|(a, _), (b, _)| a == b) {
            n_busy += together.iter().map(|(_, by)| by).sum::<i64>();
            let ts = self.micros(together[0].0);
            let args = format!(r#""args":{{"workers":{n_busy}}}"#);
            self.entry(0, &format!(r#""ph":"C","name":"busy workers","ts":{ts},{args}"#));
        }
    }

    fn slice(
        &mut self,
        worker: usize,
        start: Duration,
        end: Duration,
        category: &str,
        name: &str,
        args: &str,
    ) {
        let (ts, dur, name) =
            (self.micros(start), Micros(end.saturating_sub(start)), Escaped(name));
        let what = format!(r#""ph":"X","cat":"{category}","name":"{name}""#);
        self.entry(worker, &format!(r#"{what},"ts":{ts},"dur":{dur},"args":{{{args}}}"#));
    }

    /// Something that happened to `node`.
    fn instant(&mut self, worker: usize, at: Duration, what: &str, node: NodeId, args: &str) {
        let name = format!("{what}: {}", (self.name)(node));
        self.change(worker, at, &name, &format!(r#""node":{}{args}"#, node.index()));
    }

    fn change(&mut self, worker: usize, at: Duration, name: &str, args: &str) {
        let (ts, name) = (self.micros(at), Escaped(name));
        let what = format!(r#""ph":"i","s":"t","name":"{name}""#);
        self.entry(worker, &format!(r#"{what},"ts":{ts},"args":{{{args}}}"#));
    }

    /// A time in the run as one since the first run started.
    fn micros(&self, at: Duration) -> Micros {
        Micros(self.start + at)
    }

    fn entry(&mut self, worker: usize, fields: &str) {
        let process = self.process;
        let _ = write!(self.entries, ",\n{{\"pid\":{process},\"tid\":{worker},{fields}}}");
    }
}

/// A time in microseconds with a fraction.
struct Micros(Duration);

impl fmt::Display for Micros {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nanos = self.0.as_nanos();
        write!(f, "{}.{:03}", nanos / 1000, nanos % 1000)
    }
}

/// Text as it stands between the quotation marks of JSON.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| match c {
            '"' | '\\' => write!(f, "\\{c}"),
            '\0'..='\x1f' => write!(f, "\\u{:04x}", u32::from(c)),
            _ => f.write_char(c),
        })
    }
}

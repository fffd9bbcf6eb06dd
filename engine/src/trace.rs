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
mod tests;

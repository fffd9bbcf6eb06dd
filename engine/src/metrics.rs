//! An observer that counts and times.

use std::collections::VecDeque;
use std::time::Duration;

use crate::event::{Event, Observer, Observers};
use crate::metrics_report::{MetricsReport, SystemReport};
use crate::run_id::{KEPT, RunId};
use crate::sync::{Arc, AtomicU64, Mutex, Ordering, Padded, Weak};
use crate::system::SystemSampler;
use crate::table::Table;
use crate::tally::{Count, Tally, Waiting};

/// Counts and times what happens in runs, in each apart.
///
/// It keeps 16 to 32 bytes a node and some 256 a worker of the runs that go on, and takes the room
/// of the last for the next. It takes no lock while nodes run, and allocates when a run starts and
/// when a worker joins. What it does for a task takes 7.5 ns (`cargo bench --bench observers`, on a
/// Zen 5), beside what telling any observer costs.
#[derive(Debug, Default)]
pub struct Metrics {
    asks_system: bool,
    runs: Mutex<Runs>,
}

/// What is known of runs.
#[derive(Debug, Default)]
struct Runs {
    /// Those that go on, in the order of starting. One that has panicked is gone.
    going: Vec<Weak<RunMetrics>>,
    /// The newest that have ended, in the order of ending.
    ended: VecDeque<(RunId, MetricsReport)>,
    /// The last to end, whose room the next takes.
    spare: Option<Arc<RunMetrics>>,
}

impl Metrics {
    /// Metrics from events alone.
    pub fn new() -> Self {
        Self::default()
    }

    /// Metrics that also ask the system, when a run starts and when it ends.
    pub fn with_system_samples() -> Self {
        Self { asks_system: true, ..Self::default() }
    }

    /// What the run cost that started last of those that go on, or else the one that ended last.
    /// While it goes on, some of what has just happened may be missing.
    pub fn report(&self) -> MetricsReport {
        let runs = self.runs.lock();
        let going = runs.going.iter().rev().find_map(Weak::upgrade).map(|run| run.report());
        let ended = || runs.ended.back().map(|(_, report)| report.clone());
        going.or_else(ended).unwrap_or_default()
    }

    /// What each run cost: of the 64 that ended last, in the order of ending, then of those that go
    /// on, in the order of starting.
    pub fn reports(&self) -> Vec<(RunId, MetricsReport)> {
        let runs = self.runs.lock();
        let going = runs.going.iter().filter_map(Weak::upgrade);
        let going = going.map(|run| (run.id, run.report()));
        runs.ended.iter().cloned().chain(going).collect()
    }

    fn start(self: &Arc<Self>, id: RunId) -> Arc<RunMetrics> {
        let spare = self.runs.lock().spare.take();
        let run = match spare.and_then(|spare| Arc::try_unwrap(spare).ok()) {
            Some(spare) => {
                spare.reset();
                RunMetrics { id, ..spare }
            }
            None => RunMetrics::new(id, self),
        };
        let run = Arc::new(run);
        let runs = &mut *self.runs.lock();
        runs.going.retain(|run| run.strong_count() > 0);
        runs.going.push(Arc::downgrade(&run));
        run
    }

    fn end(&self, id: RunId, report: MetricsReport) {
        let runs = &mut *self.runs.lock();
        let place = runs.going.iter().position(|run| run.upgrade().is_some_and(|run| run.id == id));
        runs.spare =
            place.and_then(|place| runs.going.remove(place).upgrade()).or(runs.spare.take());
        if runs.ended.len() == KEPT {
            runs.ended.pop_front();
        }
        runs.ended.push_back((id, report));
    }
}

impl Observers for Metrics {
    fn for_run(self: Arc<Self>, run: RunId) -> Arc<dyn Observer> {
        self.start(run)
    }
}

/// The metrics of one run.
#[derive(Debug)]
struct RunMetrics {
    id: RunId,
    all: Weak<Metrics>,
    n_nodes: Count,
    /// Nanoseconds to the end of the run, plus 1; 0 while it goes on.
    end: Count,
    // These count what any thread may tell, and publish nothing.
    n_added: AtomicU64,
    n_retired: AtomicU64,
    n_replaced: AtomicU64,
    n_speculated: AtomicU64,
    nodes: Table<Waiting>,
    workers: Table<Padded<Tally>>,
    system: Option<Mutex<(SystemSampler, SystemReport)>>,
}

impl RunMetrics {
    fn new(id: RunId, all: &Arc<Metrics>) -> Self {
        Self {
            id,
            all: Arc::downgrade(all),
            n_nodes: Count::default(),
            end: Count::default(),
            n_added: AtomicU64::new(0),
            n_retired: AtomicU64::new(0),
            n_replaced: AtomicU64::new(0),
            n_speculated: AtomicU64::new(0),
            nodes: Table::default(),
            workers: Table::default(),
            system: all.asks_system.then(Mutex::default),
        }
    }

    fn report(&self) -> MetricsReport {
        let tallies = || self.workers.iter().map(|(worker, tally)| (worker, &tally.0));
        let newest = || tallies().map(|(_, tally)| tally.newest.value()).max().unwrap_or(0);
        let end = self.end.value().checked_sub(1).unwrap_or_else(newest);
        let mut report = MetricsReport {
            makespan: Duration::from_nanos(end),
            n_nodes: self.n_nodes.value(),
            n_added: self.n_added.load(Ordering::Relaxed),
            n_retired: self.n_retired.load(Ordering::Relaxed),
            n_replaced: self.n_replaced.load(Ordering::Relaxed),
            n_speculated: self.n_speculated.load(Ordering::Relaxed),
            system: self.system.as_ref().map(|system| system.lock().1),
            ..MetricsReport::default()
        };
        for (worker, tally) in tallies() {
            tally.add_to(&mut report, worker, end);
        }
        report
    }

    fn worker(&self, worker: usize) -> &Tally {
        &self.workers.at(worker).0
    }

    /// Forgets everything.
    fn reset(&self) {
        self.n_nodes.set(0);
        self.end.set(0);
        for count in [&self.n_added, &self.n_retired, &self.n_replaced, &self.n_speculated] {
            count.store(0, Ordering::Relaxed);
        }
        self.nodes.iter().for_each(|(_, node)| node.reset());
        self.workers.iter().for_each(|(_, tally)| tally.0.reset());
    }

    fn begin(&self, n_nodes: usize, n_workers: usize) {
        self.n_nodes.set(n_nodes as u64);
        self.nodes.reserve(n_nodes);
        (0..n_workers).for_each(|worker| self.worker(worker).join(0));
        if let Some(system) = &self.system {
            let (sampler, report) = &mut *system.lock();
            *report = SystemReport { begin: sampler.sample(), end: None };
        }
    }

    fn end(&self, now: u64) {
        self.end.set(now + 1);
        if let Some(system) = &self.system {
            let (sampler, report) = &mut *system.lock();
            report.end = Some(sampler.sample());
        }
        if let Some(all) = self.all.upgrade() {
            all.end(self.id, self.report());
        }
    }
}

impl Observer for RunMetrics {
    fn observe(&self, at: Duration, event: &Event<'_>) {
        let now = at.as_secs() * 1_000_000_000 + u64::from(at.subsec_nanos());
        match *event {
            Event::RunStarted { n_nodes, n_workers } => self.begin(n_nodes, n_workers),
            Event::NodeReady { node, .. } => self.nodes.at(node.index()).ready(now),
            Event::NodeStarted { node, worker, .. } => {
                self.worker(worker).start(node, self.nodes.at(node.index()), now);
            }
            Event::SpawnedStarted { node, worker } => self.worker(worker).start_job(node, now),
            Event::JobEnded { node, worker } => self.worker(worker).stop(node, now),
            Event::NodeRetried { node, worker, .. } => {
                let tally = self.worker(worker);
                tally.stop(node, now);
                tally.n_retries.add(1);
            }
            Event::NodeHeld { node, .. } => self.nodes.at(node.index()).hold(now),
            Event::NodeFinished { node, worker, outcome } => {
                let tally = self.worker(worker);
                tally.stop(node, now);
                tally.count(outcome);
            }
            Event::Stolen { by, .. } => self.worker(by).n_steals.add(1),
            Event::Parked { worker } => self.worker(worker).n_parks.add(1),
            Event::Unparked { .. } => {}
            Event::WorkerAdded { worker } => {
                self.n_added.fetch_add(1, Ordering::Relaxed);
                self.worker(worker).join(now);
            }
            Event::WorkerRetired { worker } => {
                self.n_retired.fetch_add(1, Ordering::Relaxed);
                self.worker(worker).leave(now);
            }
            Event::WorkerReplaced { worker, by, .. } => {
                self.n_replaced.fetch_add(1, Ordering::Relaxed);
                self.worker(worker).leave(now);
                self.worker(by).join(now);
            }
            Event::Speculated { .. } => {
                self.n_speculated.fetch_add(1, Ordering::Relaxed);
            }
            Event::RunFinished => self.end(now),
        }
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests;

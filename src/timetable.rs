//! How long the tasks of a run took, beside what was expected.

use std::time::Duration;

use parking_lot::Mutex;
use storylint_engine::{Compiled, Event, Observer, Simulator, what_more_workers_buy};
use storylint_graph::NodeId;

use crate::prepare::Prepared;
use crate::task::Task;

/// How long a run took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timing {
    /// How many workers it had.
    pub n_workers: usize,
    /// What was expected.
    pub predicted: Duration,
    /// What it took to plan it.
    pub planning: Duration,
    /// What it took.
    pub took: Duration,
    /// What the tasks took, one after the other.
    pub work: Duration,
    /// What those took of which each waits for the one before it: no number of workers is faster.
    pub longest_path: Duration,
    /// What numbers of workers would take for it.
    pub by_workers: Vec<(usize, Duration)>,
    /// Its tasks by what they do, in the order in which the first of each stands in the plan.
    pub kinds: Vec<KindTiming>,
}

/// How long tasks of one kind took, one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindTiming {
    /// What they do.
    pub kind: &'static str,
    /// How many there are.
    pub n_tasks: usize,
    /// What was expected.
    pub predicted: Duration,
    /// What they took.
    pub took: Duration,
}

/// When each task of a run began and ended.
#[derive(Debug)]
pub(crate) struct Timetable(Mutex<Times>);

#[derive(Debug)]
struct Times {
    /// When each task began, if it has; one that is skipped never does.
    began: Vec<Option<Duration>>,
    /// How long each took.
    took: Vec<Duration>,
    end: Duration,
}

/// The largest number of workers that a run is imagined with.
const MOST_WORKERS: usize = 16;

impl Timetable {
    /// That of a run of so many tasks.
    pub(crate) fn new(n_tasks: usize) -> Self {
        let (began, took) = (vec![None; n_tasks], vec![Duration::ZERO; n_tasks]);
        Self(Mutex::new(Times { began, took, end: Duration::ZERO }))
    }

    /// What it says of the run of `prepared`, which it took so long to plan.
    pub(crate) fn read(&self, prepared: &Prepared, planning: Duration) -> Timing {
        let Prepared { tasks, n_workers, .. } = prepared;
        let times = self.0.lock();
        let took = |id: NodeId| times.took[id.index()];
        let simulated = Simulator::new(*n_workers).simulate(tasks, took);
        Timing {
            n_workers: *n_workers,
            predicted: prepared.predicted().makespan,
            planning,
            took: times.end,
            work: simulated.work,
            longest_path: simulated.critical_path,
            by_workers: what_more_workers_buy(tasks, took, MOST_WORKERS),
            kinds: kinds(tasks, took),
        }
    }
}

/// `tasks` by what they do, with what they are expected to take and what each `took`.
pub(crate) fn kinds(tasks: &Compiled<Task>, took: impl Fn(NodeId) -> Duration) -> Vec<KindTiming> {
    let mut kinds: Vec<KindTiming> = Vec::new();
    for id in tasks.ids() {
        let kind = tasks[id].kind();
        let at = kinds.iter().position(|known| known.kind == kind).unwrap_or_else(|| {
            let none = Duration::ZERO;
            kinds.push(KindTiming { kind, n_tasks: 0, predicted: none, took: none });
            kinds.len() - 1
        });
        kinds[at].n_tasks += 1;
        kinds[at].predicted += tasks[id].policy.cost.unwrap_or_default();
        kinds[at].took += took(id);
    }
    kinds
}

impl Observer for Timetable {
    fn observe(&self, at: Duration, event: &Event<'_>) {
        let mut times = self.0.lock();
        match *event {
            Event::NodeStarted { node, .. } => times.began[node.index()] = Some(at),
            Event::NodeFinished { node, .. } => {
                let began = times.began[node.index()].unwrap_or(at);
                times.took[node.index()] = at.saturating_sub(began);
            }
            Event::RunFinished => times.end = at,
            _ => {}
        }
    }
}

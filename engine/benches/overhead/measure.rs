//! One graph on all implementations in turn.

use std::time::Duration;

use super::implementation::Implementation;
use super::round_trip::round_trip_ns;
use super::shapes::Shape;
use super::statistics::median;
use super::task::Tasks;

/// How much is measured.
#[derive(Clone, Copy)]
pub(crate) struct Effort {
    /// Nodes in the graph, about.
    pub(crate) n: usize,
    /// How often all implementations have their turn.
    pub(crate) n_rounds: usize,
    /// How often one runs in its turn, after a run that warms its caches and is not timed.
    pub(crate) n_runs: usize,
    /// How often it builds the graph.
    pub(crate) n_builds: usize,
}

impl Effort {
    /// One run a round and one build.
    pub(crate) const fn new(n: usize, n_rounds: usize) -> Self {
        Self { n, n_rounds, n_runs: 1, n_builds: 1 }
    }
}

/// What a task does.
#[derive(Clone, Copy)]
pub(crate) struct Body {
    pub(crate) ns: f64,
    pub(crate) n_steps: u32,
}

impl Body {
    /// No work at all.
    pub(crate) const EMPTY: Self = Self { ns: 0.0, n_steps: 0 };

    /// Work for so many nanoseconds, on a machine that makes so many steps in a microsecond.
    pub(crate) fn of(ns: f64, steps_per_microsecond: f64) -> Self {
        Self { ns, n_steps: (ns / 1e3 * steps_per_microsecond).round() as u32 }
    }
}

/// An implementation on a graph with a number of workers.
#[derive(Clone)]
pub(crate) struct Measured {
    pub(crate) implementation: &'static str,
    pub(crate) shape: &'static str,
    pub(crate) n_workers: usize,
    pub(crate) body_ns: f64,
    pub(crate) n: usize,
    /// The median of all runs.
    pub(crate) run_ns_per_task: f64,
    /// The median of all builds.
    pub(crate) build_ns_per_node: f64,
    /// The cache line round trip, taken just before.
    pub(crate) round_trip_ns: Option<f64>,
}

impl Measured {
    /// As a line of JSON.
    pub(crate) fn json(&self) -> String {
        let round_trip = self.round_trip_ns.map_or("null".to_owned(), |ns| format!("{ns:.1}"));
        format!(
            r#"{{"impl":"{}","shape":"{}","workers":{},"body_ns":{:.0},"n":{},"run_ns_per_task":{:.2},"build_ns_per_node":{:.2},"round_trip_ns":{round_trip}}}"#,
            self.implementation,
            self.shape,
            self.n_workers,
            self.body_ns,
            self.n,
            self.run_ns_per_task,
            self.build_ns_per_node,
        )
    }
}

/// Builds and runs `shape` on all of `implementations`. They take turns, so that a busy machine
/// slows all alike.
pub(crate) fn measure(
    implementations: &[&dyn Implementation],
    shape: &Shape,
    body: Body,
    effort: Effort,
) -> Vec<Measured> {
    let tasks = Tasks { check: None, n_steps: body.n_steps };
    let round_trip_ns = round_trip_ns();
    let dags: Vec<_> = implementations
        .iter()
        .map(|implementation| (shape.dag)(effort.n.min(implementation.limit())))
        .collect();
    let mut build_times = vec![Vec::new(); dags.len()];
    let mut built = Vec::new();
    for last in 1..=effort.n_builds {
        for (i, implementation) in implementations.iter().enumerate() {
            let mut one = implementation.build(&dags[i], &tasks);
            build_times[i].push(one.ready().build_time);
            if last == effort.n_builds {
                built.push(one);
            }
        }
    }
    let mut ready: Vec<_> = built.iter_mut().map(|built| built.ready()).collect();
    let mut run_times: Vec<Vec<_>> = implementations
        .iter()
        .map(|implementation| vec![Vec::new(); implementation.workers().len()])
        .collect();
    for _ in 0..effort.n_rounds {
        for (i, implementation) in implementations.iter().enumerate() {
            for (n_workers, times) in implementation.workers().iter().zip(&mut run_times[i]) {
                (ready[i].run)(*n_workers);
                times.extend((0..effort.n_runs).map(|_| (ready[i].run)(*n_workers)));
            }
        }
    }
    let mut all = Vec::new();
    for (i, implementation) in implementations.iter().enumerate() {
        let n = dags[i].len();
        let per_node =
            |times: &[Duration]| median(times.iter().map(Duration::as_secs_f64)) * 1e9 / n as f64;
        for (n_workers, times) in implementation.workers().iter().zip(&run_times[i]) {
            all.push(Measured {
                implementation: implementation.name(),
                shape: shape.name,
                n_workers: *n_workers,
                body_ns: body.ns,
                n,
                run_ns_per_task: per_node(times),
                build_ns_per_node: per_node(&build_times[i]),
                round_trip_ns,
            });
        }
    }
    all
}

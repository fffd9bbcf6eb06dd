//! What a node runs: nothing, arithmetic for a while, or a check that it may run.

use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use super::dag::Dag;
use super::spin::spin;

/// The 16 bytes that every implementation's closure holds.
#[derive(Clone)]
pub(crate) struct Task {
    check: Option<Arc<Check>>,
    node: u32,
    n_steps: u32,
}

const _: () = assert!(size_of::<Task>() == 16);

impl Task {
    /// The work.
    pub(crate) fn run(&self) {
        if let Some(check) = &self.check {
            check.visit(self.node);
        }
        black_box(spin(self.n_steps));
    }
}

/// Makes the tasks of a graph.
#[derive(Clone, Default)]
pub(crate) struct Tasks {
    pub(crate) check: Option<Arc<Check>>,
    /// How long a task spins.
    pub(crate) n_steps: u32,
}

impl Tasks {
    /// The task of `node`.
    pub(crate) fn of(&self, node: u32) -> Task {
        Task { check: self.check.clone(), node, n_steps: self.n_steps }
    }

    /// The time that `n` of the tasks take one after the other, called directly.
    pub(crate) fn serial(&self, n: usize) -> Duration {
        let task = self.of(0);
        let start = Instant::now();
        for _ in 0..n {
            black_box(&task).run();
        }
        start.elapsed()
    }
}

/// Finds out whether every node runs once and after its needs.
pub(crate) struct Check {
    dag: Dag,
    /// How often each node ran. `Relaxed`, because it is the implementation's to publish what the
    /// needs of a node wrote before the node runs.
    n_runs: Vec<AtomicU32>,
    n_early: AtomicU32,
}

impl Check {
    pub(crate) fn new(dag: Dag) -> Self {
        let n_runs = dag.nodes().map(|_| AtomicU32::new(0)).collect();
        Self { dag, n_runs, n_early: AtomicU32::new(0) }
    }

    pub(crate) fn dag(&self) -> &Dag {
        &self.dag
    }

    fn visit(&self, node: u32) {
        let n_runs = |node: u32| &self.n_runs[node as usize];
        let needs = self.dag.row(node);
        if needs.iter().any(|need| n_runs(*need).load(Ordering::Relaxed) == 0) {
            self.n_early.fetch_add(1, Ordering::Relaxed);
        }
        n_runs(node).fetch_add(1, Ordering::Relaxed);
    }

    /// Forgets everything for another run. Returns whether all was right until now.
    pub(crate) fn finish(&self) -> bool {
        let n_runs = self.n_runs.iter().map(|n_runs| n_runs.swap(0, Ordering::Relaxed));
        n_runs.filter(|n_runs| *n_runs != 1).count() == 0
            && self.n_early.swap(0, Ordering::Relaxed) == 0
    }
}

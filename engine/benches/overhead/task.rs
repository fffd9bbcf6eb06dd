//! What a node runs: nothing, arithmetic for a while, or a check that it may run.

use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use super::dag::Dag;

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

/// Arithmetic in which every step needs the one before (Marsaglia's xorshift, 2003): no compiler
/// shortens it, and two of them at once slow each other down only if they share a core.
fn spin(n_steps: u32) -> u64 {
    let mut x = 0x9e37_79b9_7f4a_7c15;
    for _ in 0..n_steps {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
    }
    x
}

/// How many steps take a microsecond, by the fastest of many attempts.
pub(crate) fn steps_per_microsecond() -> f64 {
    const N_STEPS: u32 = 100_000;
    let attempt = || {
        let start = Instant::now();
        black_box(spin(black_box(N_STEPS)));
        start.elapsed()
    };
    let fastest = (0..200).map(|_| attempt()).min().expect("there are some");
    f64::from(N_STEPS) / (fastest.as_secs_f64() * 1e6)
}

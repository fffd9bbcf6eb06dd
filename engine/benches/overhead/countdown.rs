//! A graph with a counter and a boxed closure a node: what one writes by hand above a thread pool.

use std::sync::atomic::{AtomicU32, Ordering};

use super::dag::Dag;
use super::task::Tasks;

/// A graph in the form in which `floor`, `rayon`, `tokio` and `mutex-heap` run it.
pub(crate) struct Countdown {
    bodies: Vec<Box<dyn Fn() + Send + Sync>>,
    pub(crate) dependents: Dag,
    pub(crate) n_needs: Vec<u32>,
    /// How many needs of each node have not run.
    pending: Vec<AtomicU32>,
    pub(crate) roots: Vec<u32>,
}

impl Countdown {
    pub(crate) fn new(dag: &Dag, tasks: &Tasks) -> Self {
        let body = |node| -> Box<dyn Fn() + Send + Sync> {
            let task = tasks.of(node);
            Box::new(move || task.run())
        };
        let n_needs: Vec<u32> = dag.nodes().map(|node| dag.row(node).len() as u32).collect();
        Self {
            bodies: dag.nodes().map(body).collect(),
            dependents: dag.dependents(),
            pending: dag.nodes().map(|_| AtomicU32::new(0)).collect(),
            roots: dag.nodes().filter(|node| n_needs[*node as usize] == 0).collect(),
            n_needs,
        }
    }

    /// Makes all nodes wait for all their needs. Starting the first tasks publishes it.
    pub(crate) fn reset(&self) {
        for (pending, n_needs) in self.pending.iter().zip(&self.n_needs) {
            pending.store(*n_needs, Ordering::Relaxed);
        }
    }

    pub(crate) fn call(&self, node: u32) {
        self.bodies[node as usize]();
    }

    /// Counts a need of `node` and returns whether it was the last. Each count publishes what the
    /// need wrote to whoever makes the last one, here.
    pub(crate) fn count_down(&self, node: u32) -> bool {
        self.pending[node as usize].fetch_sub(1, Ordering::AcqRel) == 1
    }

    /// Runs `node`, then one of the nodes it was the last need of, and so on. Gives the others to
    /// `spawn`. Returns how many nodes it ran.
    pub(crate) fn run_from(&self, mut node: u32, mut spawn: impl FnMut(u32)) -> usize {
        for n_run in 1.. {
            self.call(node);
            let mut next = None;
            for dependent in self.dependents.row(node) {
                if self.count_down(*dependent)
                    && let Some(other) = next.replace(*dependent)
                {
                    spawn(other);
                }
            }
            match next {
                Some(next) => node = next,
                None => return n_run,
            }
        }
        unreachable!("a graph ends")
    }
}

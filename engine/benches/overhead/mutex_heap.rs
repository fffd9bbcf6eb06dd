//! The pool that one writes first: a heap of ready nodes behind a mutex, and a condition variable.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::thread;
use std::time::Duration;

use parking_lot::{Condvar, Mutex};

use super::countdown::Countdown;
use super::dag::Dag;
use super::implementation::{Built, Implementation, Ready, time};
use super::task::Tasks;

pub(crate) struct MutexHeap;

impl Implementation for MutexHeap {
    fn name(&self) -> &'static str {
        "mutex-heap"
    }

    fn build(&self, dag: &Dag, tasks: &Tasks) -> Box<dyn Built + '_> {
        let ((countdown, ranks), build_time) = time(|| {
            let mut ranks = vec![1; dag.len()];
            for node in dag.nodes().rev() {
                for need in dag.row(node) {
                    ranks[*need as usize] = ranks[*need as usize].max(ranks[node as usize] + 1);
                }
            }
            (Countdown::new(dag, tasks), ranks)
        });
        Box::new(Ranked { countdown, ranks, build_time })
    }
}

struct Ranked {
    countdown: Countdown,
    /// The nodes on the longest path from each node to the end.
    ranks: Vec<u32>,
    build_time: Duration,
}

struct State {
    /// The longest way to go first, then the first added.
    ready: BinaryHeap<(u32, Reverse<u32>)>,
    pending: Vec<u32>,
    /// Nodes that have not ended.
    n_left: usize,
}

impl Ranked {
    fn run(&self, n_workers: usize) {
        let countdown = &self.countdown;
        let state = Mutex::new(State {
            ready: countdown.roots.iter().map(|root| self.entry(*root)).collect(),
            pending: countdown.n_needs.clone(),
            n_left: countdown.n_needs.len(),
        });
        let changed = Condvar::new();
        thread::scope(|scope| {
            for _ in 1..n_workers {
                scope.spawn(|| self.work(&state, &changed));
            }
            self.work(&state, &changed);
        });
    }

    fn entry(&self, node: u32) -> (u32, Reverse<u32>) {
        (self.ranks[node as usize], Reverse(node))
    }

    fn work(&self, state: &Mutex<State>, changed: &Condvar) {
        let mut locked = state.lock();
        while locked.n_left > 0 {
            let Some((_, Reverse(node))) = locked.ready.pop() else {
                changed.wait(&mut locked);
                continue;
            };
            drop(locked);
            self.countdown.call(node);
            locked = state.lock();
            let mut n_ready = 0;
            for dependent in self.countdown.dependents.row(node) {
                let pending = &mut locked.pending[*dependent as usize];
                *pending -= 1;
                if *pending == 0 {
                    locked.ready.push(self.entry(*dependent));
                    n_ready += 1;
                }
            }
            locked.n_left -= 1;
            // One is for this worker.
            for _ in 1..n_ready {
                changed.notify_one();
            }
        }
        changed.notify_all();
    }
}

impl Built for Ranked {
    fn ready(&mut self) -> Ready<'_> {
        Ready {
            build_time: self.build_time,
            run: Box::new(|n_workers| time(|| self.run(n_workers)).1),
        }
    }
}

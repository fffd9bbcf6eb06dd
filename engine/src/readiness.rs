//! The countdown that finds out when a node is ready.

use crate::shape::{Dependent, Shape};
use crate::sync::{AtomicU32, Ordering};

/// How many needs of every node have no outcome yet.
#[derive(Debug)]
pub(crate) struct Readiness {
    /// By place. Counting down publishes all that the worker of a need wrote, above all its
    /// outcome; the count that reaches the last need pairs with it.
    pending: Vec<AtomicU32>,
}

impl Readiness {
    pub(crate) fn new(shape: &Shape) -> Self {
        Self { pending: shape.n_needs.iter().copied().map(AtomicU32::new).collect() }
    }

    /// Makes every node wait for all its needs again. Starting the workers publishes it.
    pub(crate) fn reset(&mut self, shape: &Shape) {
        for (pending, n_needs) in self.pending.iter_mut().zip(&shape.n_needs) {
            *pending = AtomicU32::new(*n_needs);
        }
    }

    /// Counts the end of a need of `dependent`. Gives whether it was the last.
    #[inline(always)]
    pub(crate) fn count(&self, dependent: Dependent) -> bool {
        dependent.needs_no_other() || self.count_some(dependent.node(), 1)
    }

    /// The same where nobody else counts meanwhile.
    #[inline(always)]
    pub(crate) fn count_alone(&self, dependent: Dependent) -> bool {
        dependent.needs_no_other() || {
            let pending = &self.pending[dependent.node() as usize];
            let n_left = pending.load(Ordering::Relaxed) - 1;
            pending.store(n_left, Ordering::Relaxed);
            n_left == 0
        }
    }

    /// Counts the end of `n` needs of `node`. Gives whether they were the last.
    ///
    /// Who sees as many as it counts is the last, and nobody will look at the counter again, so it
    /// need not be written: that saves a locked instruction. Reading it with `Acquire` pairs with
    /// all counts before it, because they form one release sequence.
    pub(crate) fn count_some(&self, node: u32, n: u32) -> bool {
        let pending = &self.pending[node as usize];
        pending.load(Ordering::Acquire) == n || pending.fetch_sub(n, Ordering::AcqRel) == n
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use storylint_graph::{NodeId, Policy};

    use super::*;
    use crate::priority::Ranking;
    use crate::rows::Rows;

    #[test]
    fn a_node_is_ready_with_its_last_need() {
        let edges = [(0, 1), (0, 2), (0, 3), (1, 3), (2, 3)];
        let edges = edges.map(|(a, b)| (NodeId::new(a), NodeId::new(b)));
        let asked = vec![(Policy::default(), false); 4].into_iter();
        let shape = Shape::new(Rows::of(4, edges.into_iter()), asked, true, Ranking::UpwardRank);
        let mut readiness = Readiness::new(&shape);
        for alone in [false, true, false] {
            let finish = |id| {
                let count = |dependent| match alone {
                    true => readiness.count_alone(dependent),
                    false => readiness.count(dependent),
                };
                let dependents = shape.dependents(shape.place(NodeId::new(id))).iter().copied();
                let ready = dependents.filter(|dependent| count(*dependent));
                ready.map(|ready| shape.id(ready.node()).index()).collect::<Vec<_>>()
            };
            assert_eq!(finish(0), [2, 1], "the lower id is the more urgent of equals");
            assert_eq!(finish(2), [0; 0]);
            assert_eq!(finish(1), [3]);
            assert_eq!(finish(3), [0; 0]);
            readiness.reset(&shape);
        }
    }
}

#[cfg(all(test, loom))]
mod model;

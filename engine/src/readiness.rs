//! The countdown that finds out when a node is ready.

use storylint_graph::NodeId;

use crate::compile::Rows;
use crate::sync::{AtomicU32, Ordering};

/// How many needs of every node have no outcome yet.
pub(crate) struct Readiness<'c> {
    dependents: &'c Rows,
    /// By index of id. Counting down publishes all that the worker of a need wrote, above all its
    /// outcome; the count that reaches the last need, in `count_down`, pairs with it.
    pending: Vec<AtomicU32>,
}

impl<'c> Readiness<'c> {
    /// The countdown for nodes that need what `needs` gives, and are needed as `dependents` gives.
    pub(crate) fn new(
        ids: impl Iterator<Item = NodeId>,
        needs: &Rows,
        dependents: &'c Rows,
    ) -> Self {
        let pending = ids.map(|id| AtomicU32::new(needs.row(id).len() as u32)).collect();
        Self { dependents, pending }
    }

    /// Counts the end of `node`, once, and gives the nodes that it was the last need of, the least
    /// urgent first. The iterator does the counting: it must be run to its end.
    pub(crate) fn finish(&self, node: NodeId) -> impl Iterator<Item = NodeId> {
        let dependents = self.dependents.row(node).iter().copied();
        dependents.filter(|dependent| self.count_down(*dependent))
    }

    /// Whether this was the last need.
    ///
    /// Who sees a 1 is the last, and nobody will look at the counter again, so it need not be
    /// written: that saves a node with one need, and one worker in most others, the locked
    /// instruction. Reading the 1 with `Acquire` pairs with all counts before it, because they form
    /// one release sequence.
    fn count_down(&self, node: NodeId) -> bool {
        let pending = &self.pending[node.index()];
        pending.load(Ordering::Acquire) == 1 || pending.fetch_sub(1, Ordering::AcqRel) == 1
    }
}

#[cfg(test)]
mod tests {
    use storylint_graph::GraphBuilder;

    use super::*;
    use crate::compile::compile;
    use crate::job::FnJob;

    #[test]
    fn a_node_is_ready_with_its_last_need() {
        let job = || FnJob::new(|_, _| Ok(()));
        let mut builder = GraphBuilder::new();
        let a = builder.add(job(), []);
        let b = builder.add(job(), [a]);
        let c = builder.add(job(), [a]);
        let d = builder.add(job(), [a, b, c]);
        let graph = builder.build();
        let compiled = compile(&graph);
        let readiness = Readiness::new(graph.ids(), &compiled.needs, &compiled.dependents);
        let finish = |node| readiness.finish(node).collect::<Vec<_>>();
        assert_eq!(finish(a), [c, b], "the lower id is the more urgent of equals");
        assert_eq!(finish(c), []);
        assert_eq!(finish(b), [d]);
        assert_eq!(finish(d), []);
    }
}

//! What a run leaves behind.

use std::fmt;

use storylint_graph::NodeId;

use crate::ends::Ends;
use crate::error::JobError;
use crate::node_ref::NodeRef;
use crate::outcome::Outcome;
use crate::run_id::RunId;
use crate::shape::Shape;
use crate::sync::Arc;

/// The outcome of every node, with the outputs of the nodes that nothing depends on.
pub struct Run<T> {
    id: RunId,
    shape: Arc<Shape>,
    ends: Ends,
    /// In ascending order of id, like the outputs.
    failures: Vec<(NodeId, JobError)>,
    outputs: Vec<(NodeId, T)>,
    peak_memory: u64,
}

impl<T> Run<T> {
    /// `ends` are closed, and `outputs` in ascending order of id.
    pub(crate) fn new(
        id: RunId,
        shape: Arc<Shape>,
        ends: Ends,
        outputs: Vec<(NodeId, T)>,
        peak_memory: u64,
    ) -> Self {
        let failures = ends.clone().into_failures();
        Self { id, shape, ends, failures, outputs, peak_memory }
    }

    /// What names the run.
    pub fn id(&self) -> RunId {
        self.id
    }

    /// How `node` ended.
    ///
    /// # Panics
    /// If the graph that was run has no such node, or it is known to be of another flow.
    pub fn outcome(&self, node: impl NodeRef<T>) -> Outcome<'_> {
        let node = node.id_in(&self.outputs);
        self.ends.outcome(self.shape.place(node), node, &self.failures)
    }

    /// How every node ended, in ascending order of id.
    pub fn outcomes(&self) -> impl ExactSizeIterator<Item = (NodeId, Outcome<'_>)> {
        (0..self.shape.len()).map(|i| {
            let node = NodeId::new(i);
            (node, self.outcome(node))
        })
    }

    /// Whether every node ended `Done`.
    pub fn is_done(&self) -> bool {
        self.outcomes().all(|(_, outcome)| matches!(outcome, Outcome::Done))
    }

    /// The nodes that failed, in ascending order of id.
    pub fn failures(&self) -> &[(NodeId, JobError)] {
        &self.failures
    }

    /// The most bytes that nodes which ran at once were estimated to hold, in a run with a memory
    /// budget; 0 in others. It is above the budget only if a single node was estimated to be.
    pub fn peak_memory(&self) -> u64 {
        self.peak_memory
    }

    /// The output of `node`, if it ended `Done` and nothing depends on it. All other outputs were
    /// dropped after their last reader.
    ///
    /// # Panics
    /// If `node` is known to be of another flow.
    pub fn output<N: NodeRef<T>>(&self, node: N) -> Option<&N::Output> {
        Some(N::output(&self.outputs[self.place(node)?].1))
    }

    /// The output itself that [`output`](Run::output) gives, once. It takes time linear in the
    /// number of outputs; [`into_outputs`](Run::into_outputs) gives all of them at once.
    ///
    /// # Panics
    /// As `output` does.
    pub fn take<N: NodeRef<T>>(&mut self, node: N) -> Option<N::Output> {
        let place = self.place(node)?;
        Some(N::into_output(self.outputs.remove(place).1))
    }

    fn place(&self, node: impl NodeRef<T>) -> Option<usize> {
        let id = node.id_in(&self.outputs);
        self.outputs.binary_search_by_key(&id, |(id, _)| *id).ok()
    }

    /// All outputs that [`output`](Run::output) gives, in ascending order of id.
    pub fn into_outputs(self) -> Vec<(NodeId, T)> {
        self.outputs
    }
}

impl<T: fmt::Debug> fmt::Debug for Run<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.outcomes()).finish()
    }
}

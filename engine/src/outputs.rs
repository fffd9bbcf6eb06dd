//! How every node ended, with its output for as long as somebody has yet to read it.

use storylint_graph::NodeId;

use crate::run::{Ending, Run};
use crate::sync::{Arc, Mutex};

/// One slot a node, by index of id.
pub(crate) struct Outputs<T>(Vec<Mutex<Slot<T>>>);

struct Slot<T> {
    outcome: Option<Ending>,
    /// Kept until the last reader has come, and where nobody reads, to the end of the run.
    output: Option<Arc<T>>,
    n_readers: usize,
}

impl<T> Outputs<T> {
    pub(crate) fn new(n_nodes: usize) -> Self {
        let empty = || Mutex::new(Slot { outcome: None, output: None, n_readers: 0 });
        Self(std::iter::repeat_with(empty).take(n_nodes).collect())
    }

    /// Stores how `node` ended, and an output that `n_readers` nodes will each `read` once.
    pub(crate) fn store(&self, node: NodeId, outcome: Ending, output: Option<T>, n_readers: usize) {
        let slot = Slot { outcome: Some(outcome), output: output.map(Arc::new), n_readers };
        let before = std::mem::replace(&mut *self.0[node.index()].lock(), slot);
        assert!(before.outcome.is_none(), "a node ends once");
    }

    /// The output of `need`, or the failure that it is missing for. The last reader gets the slot's
    /// own `Arc`.
    pub(crate) fn read(&self, need: NodeId) -> Result<Arc<T>, NodeId> {
        let slot = &mut *self.0[need.index()].lock();
        if let Some(root) = slot.root(need) {
            return Err(root);
        }
        slot.n_readers -= 1;
        let output = if slot.n_readers == 0 { slot.output.take() } else { slot.output.clone() };
        Ok(output.expect("it is there until the last reader has read it"))
    }

    /// The failure that the output of `need` is missing for, if it is.
    pub(crate) fn root(&self, need: NodeId) -> Option<NodeId> {
        self.0[need.index()].lock().root(need)
    }

    /// What is left when every node has ended.
    pub(crate) fn into_run(self, ids: impl Iterator<Item = NodeId>) -> Run<T> {
        let mut outcomes = Vec::with_capacity(self.0.len());
        let mut outputs = Vec::new();
        for (id, slot) in ids.zip(self.0) {
            let slot = slot.into_inner();
            outcomes.push(slot.outcome.expect("every node ends"));
            let output = slot.output.map(|own| Arc::into_inner(own).expect("nobody reads it"));
            outputs.extend(output.map(|output| (id, output)));
        }
        Run::new(outcomes, outputs)
    }
}

impl<T> Slot<T> {
    fn root(&self, node: NodeId) -> Option<NodeId> {
        self.outcome.as_ref().expect("a need ends before its dependents are ready").root(node)
    }
}

#[cfg(test)]
mod tests {
    use storylint_graph::GraphBuilder;

    use super::*;

    fn ids<const N: usize>() -> [NodeId; N] {
        let mut builder = GraphBuilder::new();
        [(); N].map(|()| builder.add((), []))
    }

    #[test]
    fn the_last_reader_gets_the_only_arc() {
        let [id] = ids();
        let outputs = Outputs::new(1);
        outputs.store(id, Ending::Done, Some("output"), 2);
        let first = outputs.read(id).expect("done");
        assert_eq!(Arc::strong_count(&first), 2);
        drop(first);
        assert_eq!(Arc::try_unwrap(outputs.read(id).expect("done")), Ok("output"));
        assert!(outputs.into_run([id].into_iter()).into_outputs().is_empty());
    }

    #[test]
    fn what_nobody_reads_is_left_at_the_end() {
        let [skipped, sink] = ids();
        let outputs = Outputs::new(2);
        outputs.store(sink, Ending::Done, Some(7), 0);
        outputs.store(skipped, Ending::Skipped { because: sink }, None, 1);
        assert_eq!(outputs.read(skipped).expect_err("skipped"), sink);
        assert_eq!(outputs.root(skipped), Some(sink));
        let run = outputs.into_run([skipped, sink].into_iter());
        assert_eq!(run.output(sink), Some(&7));
        assert_eq!(run.output(skipped), None);
    }
}

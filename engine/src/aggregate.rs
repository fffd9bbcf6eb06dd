//! Outputs that are folded into one value while other nodes still run.

use storylint_graph::NodeId;

use crate::error::{JobError, catch};
use crate::sync::{Arc, Mutex};

/// A value that many workers fold outputs into at once.
///
/// Outputs arrive in any order, so for a result that is always the same, what
/// [`finish`](Aggregate::finish) returns must not depend on the order of the
/// [`add`](Aggregate::add)s: sort by need, or merge with an operation that commutes.
pub trait Aggregate<T>: Send + Sync {
    /// Folds in the output of `need`, on the worker that has just run it. Called once for every
    /// need that ends `Done`. A panic fails the aggregating node.
    fn add(&self, need: NodeId, output: &T);

    /// The folded value, after the last [`add`](Aggregate::add).
    fn finish(self: Box<Self>) -> Result<T, JobError>;
}

/// The aggregate of one node during a run.
pub(crate) struct Fold<'g, T>(Mutex<Option<State<'g, T>>>);

struct State<'g, T> {
    /// Shared so that no lock is held while an output is added.
    aggregate: Arc<Box<dyn Aggregate<T> + 'g>>,
    /// The panic in `add` of the lowest need, so that the outcome does not depend on timing.
    failure: Option<(NodeId, JobError)>,
}

impl<'g, T> Fold<'g, T> {
    pub(crate) fn new(aggregate: Box<dyn Aggregate<T> + 'g>) -> Self {
        Self(Mutex::new(Some(State { aggregate: Arc::new(aggregate), failure: None })))
    }

    /// Folds in the output of `need`, before the node with the aggregate is ready.
    pub(crate) fn add(&self, need: NodeId, output: &T) {
        let aggregate = match &*self.0.lock() {
            Some(state) => Arc::clone(&state.aggregate),
            None => unreachable!("a node is ready only after its last need"),
        };
        let added = catch(|| {
            aggregate.add(need, output);
            Ok(())
        });
        if let (Err(error), Some(state)) = (added, &mut *self.0.lock())
            && state.failure.as_ref().is_none_or(|(lowest, _)| need < *lowest)
        {
            state.failure = Some((need, error));
        }
    }

    /// The aggregate with everything folded in, once the node is ready.
    pub(crate) fn take(&self) -> Result<Box<dyn Aggregate<T> + 'g>, JobError> {
        let state = self.0.lock().take().expect("a node is run once");
        match state.failure {
            Some((_, error)) => Err(error),
            None => Ok(Arc::into_inner(state.aggregate).expect("all `add`s came back before")),
        }
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use storylint_graph::GraphBuilder;

    use super::*;

    struct Unlucky;

    impl Aggregate<u8> for Unlucky {
        fn add(&self, _: NodeId, output: &u8) {
            assert!(*output < 13, "unlucky {output}");
        }

        fn finish(self: Box<Self>) -> Result<u8, JobError> {
            Ok(0)
        }
    }

    #[test]
    fn the_panic_of_the_lowest_need_is_told() {
        let mut builder = GraphBuilder::new();
        let ids = [(); 3].map(|()| builder.add((), []));
        for order in [[0, 1, 2], [2, 1, 0]] {
            let fold = Fold::new(Box::new(Unlucky));
            for place in order {
                fold.add(ids[place], &[12, 13, 14][place]);
            }
            let error = fold.take().err().expect("two of them panicked");
            assert_eq!(error.to_string(), "panicked: unlucky 13");
        }
    }
}

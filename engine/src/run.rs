//! What a run leaves behind.

use storylint_graph::NodeId;

use crate::error::JobError;

/// How a node ended.
#[derive(Debug, Clone, Copy)]
pub enum Outcome<'a> {
    /// Its job returned an output.
    Done,
    /// Its job returned an error or panicked.
    Failed(&'a JobError),
    /// Its job did not run, because something it needs was not done.
    Skipped {
        /// The failed node that the skipping goes back to. Where there are several, the one
        /// behind the first need, in the order in which the needs were given, that was not done.
        because: NodeId,
    },
    /// The run was cancelled before it ended.
    Cancelled,
    /// It took longer than it was given.
    TimedOut,
}

/// An outcome with the error that it owns.
#[derive(Debug)]
pub(crate) enum Ending {
    Done,
    Failed(JobError),
    Skipped { because: NodeId },
}

impl Ending {
    pub(crate) fn outcome(&self) -> Outcome<'_> {
        match self {
            Self::Done => Outcome::Done,
            Self::Failed(error) => Outcome::Failed(error),
            Self::Skipped { because } => Outcome::Skipped { because: *because },
        }
    }

    /// The failure that a dependent of `node`, which ended like this, would be skipped for.
    pub(crate) fn root(&self, node: NodeId) -> Option<NodeId> {
        match self {
            Self::Done => None,
            Self::Failed(_) => Some(node),
            Self::Skipped { because } => Some(*because),
        }
    }
}

/// The outcome of every node, with the outputs of the nodes that nothing depends on.
#[derive(Debug)]
pub struct Run<T> {
    outcomes: Vec<Ending>,
    /// In ascending order of id.
    outputs: Vec<(NodeId, T)>,
}

impl<T> Run<T> {
    /// `outputs` is in ascending order of id.
    pub(crate) fn new(outcomes: Vec<Ending>, outputs: Vec<(NodeId, T)>) -> Self {
        Self { outcomes, outputs }
    }

    /// How `node` ended.
    ///
    /// # Panics
    /// If the graph that was run has no such node.
    pub fn outcome(&self, node: NodeId) -> Outcome<'_> {
        self.outcomes[node.index()].outcome()
    }

    /// How every node ended, by [`NodeId::index`].
    pub fn outcomes(&self) -> impl ExactSizeIterator<Item = Outcome<'_>> {
        self.outcomes.iter().map(Ending::outcome)
    }

    /// The output of `node`, if it ended `Done` and nothing depends on it. All other outputs were
    /// dropped after their last reader.
    pub fn output(&self, node: NodeId) -> Option<&T> {
        let place = self.outputs.binary_search_by_key(&node, |(id, _)| *id).ok()?;
        Some(&self.outputs[place].1)
    }

    /// All outputs that [`output`](Run::output) gives, in ascending order of id.
    pub fn into_outputs(self) -> Vec<(NodeId, T)> {
        self.outputs
    }
}

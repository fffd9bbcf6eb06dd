//! What names a node of a run.

use storylint_graph::NodeId;

/// What names a node of a run: its [`NodeId`], or the [`Node`](crate::Node) of a flow, which knows
/// the type of the output.
pub trait NodeRef<T>: sealed::Sealed + Copy {
    /// The output, as far as its type is known.
    type Output;

    /// The id of the node, in a run that has left these outputs.
    #[doc(hidden)]
    fn id_in(self, outputs: &[(NodeId, T)]) -> NodeId;

    #[doc(hidden)]
    fn output(output: &T) -> &Self::Output;

    #[doc(hidden)]
    fn into_output(output: T) -> Self::Output;
}

pub(crate) mod sealed {
    /// For the types of this crate only.
    pub trait Sealed {}
}

impl sealed::Sealed for NodeId {}

impl<T> NodeRef<T> for NodeId {
    type Output = T;

    fn id_in(self, _: &[(NodeId, T)]) -> NodeId {
        self
    }

    fn output(output: &T) -> &T {
        output
    }

    fn into_output(output: T) -> T {
        output
    }
}

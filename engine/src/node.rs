//! A node by the type of its output.

use std::fmt;
use std::marker::PhantomData;

use storylint_graph::NodeId;

use crate::node_ref::{NodeRef, sealed};
use crate::value::Value;

/// A node of a [`Flow`](crate::Flow) whose output is a `T`. It is a name, and copied like one.
///
/// As a need of another node it stands for `&T`; see [`Needs`](crate::Needs).
pub struct Node<T> {
    pub(crate) id: NodeId,
    pub(crate) flow: u32,
    output: PhantomData<fn() -> T>,
}

impl<T> Node<T> {
    pub(crate) fn new(id: NodeId, flow: u32) -> Self {
        Self { id, flow, output: PhantomData }
    }

    /// The node without the type of its output: what observers and errors are told.
    pub fn id(self) -> NodeId {
        self.id
    }

    /// The node as a need that stands for a `T`: the output itself if no other node has yet to read
    /// it, and a clone if one has.
    pub fn own(self) -> Own<T>
    where
        T: Clone,
    {
        Own(self)
    }

    /// The node as a need that stands for an `Option<&T>`: `None` if the node has no output.
    pub fn maybe(self) -> Maybe<T> {
        Maybe(self)
    }
}

/// A need whose output is taken by value: see [`Node::own`].
#[derive(Debug)]
pub struct Own<T>(pub(crate) Node<T>);

/// A need that may have no output: see [`Node::maybe`].
#[derive(Debug)]
pub struct Maybe<T>(pub(crate) Node<T>);

impl<T> Clone for Node<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Node<T> {}

impl<T> Clone for Own<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Own<T> {}

impl<T> Clone for Maybe<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Maybe<T> {}

impl<T> fmt::Debug for Node<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Node").field(&self.id.index()).finish()
    }
}

impl<T> sealed::Sealed for Node<T> {}

impl<T: 'static> NodeRef<Value> for Node<T> {
    type Output = T;

    fn id_in(self, outputs: &[(NodeId, Value)]) -> NodeId {
        let is_other = outputs.first().is_some_and(|(_, value)| value.flow != self.flow);
        assert!(!is_other, "{self:?} is a node of another flow");
        self.id
    }

    fn output(value: &Value) -> &T {
        value.get()
    }

    fn into_output(value: Value) -> T {
        value.into_output()
    }
}

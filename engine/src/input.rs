//! What a job is handed of the nodes it needs.

use std::ops::Deref;

use storylint_graph::NodeId;

use crate::sync::Arc;

/// The output of a need.
#[derive(Debug)]
pub enum Input<T> {
    /// Nobody else reads it.
    Own(T),
    /// Others read it too.
    Shared(Arc<T>),
}

impl<T> Input<T> {
    /// The output itself, if no other reader holds it any more.
    pub fn into_own(self) -> Option<T> {
        match self {
            Self::Own(output) => Some(output),
            Self::Shared(output) => Arc::into_inner(output),
        }
    }

    /// The output itself, or a clone if other readers still hold it.
    pub fn unwrap_or_clone(self) -> T
    where
        T: Clone,
    {
        match self {
            Self::Own(output) => output,
            Self::Shared(output) => Arc::unwrap_or_clone(output),
        }
    }
}

impl<T> Deref for Input<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self {
            Self::Own(output) => output,
            Self::Shared(output) => output,
        }
    }
}

/// The outputs of the needs that ended `Done`, in the order in which the needs were given.
///
/// An output with one reader is that reader's [own](Input::Own), unless the reader may be started
/// more than once; one with several readers is shared by them.
#[derive(Debug)]
pub struct Inputs<'a, T>(pub(crate) &'a mut Vec<(NodeId, Input<T>)>);

impl<T> Inputs<'_, T> {
    /// The number of inputs.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no input.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each need with its output.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (NodeId, &T)> {
        self.0.iter().map(|(need, output)| (*need, &**output))
    }

    /// The outputs without the needs they come from.
    pub fn values(&self) -> impl ExactSizeIterator<Item = &T> {
        self.0.iter().map(|(_, output)| &**output)
    }
}

impl<'a, T> IntoIterator for Inputs<'a, T> {
    type Item = (NodeId, Input<T>);
    type IntoIter = std::vec::Drain<'a, (NodeId, Input<T>)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.drain(..)
    }
}

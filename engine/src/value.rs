//! An output of any type.

use std::any::{Any, type_name};
use std::fmt;

/// An output of any type: what the nodes of a [`Flow`](crate::Flow) hand on.
pub struct Value {
    /// The flow that it comes from.
    pub(crate) flow: u32,
    output: Box<dyn Any + Send + Sync>,
}

impl Value {
    pub(crate) fn new<T: Send + Sync + 'static>(flow: u32, output: T) -> Self {
        Self { flow, output: Box::new(output) }
    }

    /// The output, if it is a `T`.
    pub fn downcast_ref<T: 'static>(&self) -> Option<&T> {
        self.output.downcast_ref()
    }

    /// The output itself.
    ///
    /// # Errors
    /// The same value, if it is no `T`.
    pub fn downcast<T: 'static>(self) -> Result<T, Self> {
        let Self { flow, output } = self;
        output.downcast().map(|output| *output).map_err(|output| Self { flow, output })
    }

    /// The output of a node that has outputs of type `T`.
    pub(crate) fn get<T: 'static>(&self) -> &T {
        self.downcast_ref().unwrap_or_else(|| wrong::<T>())
    }

    /// The output itself, of a node that has outputs of type `T`.
    pub(crate) fn into_output<T: 'static>(self) -> T {
        self.downcast().unwrap_or_else(|_| wrong::<T>())
    }
}

/// Nodes are known by their flow and their place in it, so this cannot be.
fn wrong<T>() -> ! {
    unreachable!("the output of this node is a `{}`", type_name::<T>())
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Value").finish_non_exhaustive()
    }
}

//! How a node ended.

use storylint_graph::NodeId;

use crate::error::JobError;

/// How a node ended.
#[derive(Debug, Clone, Copy)]
pub enum Outcome<'a> {
    /// Its job returned an output.
    Done,
    /// Its job returned an error or panicked, the last time it was tried.
    Failed(&'a JobError),
    /// Its job did not run, because something it needs was not done.
    Skipped {
        /// The failed node that the skipping goes back to. Where there are several, the one
        /// behind the first need, in the order in which the needs were given, that was not done.
        because: NodeId,
    },
    /// The run was cancelled, or came to its deadline, before the job had ended.
    Cancelled,
    /// Its job took longer than the node's timeout.
    TimedOut,
}

//! What a node asks of whoever runs it.

use std::time::Duration;

/// How a node wants to be run, whatever it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Of two nodes that could run, the one with the lower number runs sooner; 50 when nothing is
    /// said. A pipeline file allows 0 to 100.
    pub priority: u8,
    /// How long the node is expected to run, if anybody knows.
    pub cost: Option<Duration>,
    /// What becomes of the node when something that it needs has no output.
    pub on_failure: OnFailure,
}

impl Default for Policy {
    fn default() -> Self {
        Self { priority: 50, cost: None, on_failure: OnFailure::Skip }
    }
}

/// What becomes of a node when something that it needs has no output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum OnFailure {
    /// It does not run.
    #[default]
    Skip,
    /// It runs with what it got.
    Continue,
}

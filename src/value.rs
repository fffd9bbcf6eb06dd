//! What flows between the tasks of a run.

use std::borrow::Cow;
use std::sync::Arc;

use storylint_validators::{Diagnostic, Intention};

use crate::opened::Opened;
use crate::taught::Taught;
use crate::told::Told;

/// What a task hands on.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    /// A file that was read.
    Document(Arc<Opened>),
    /// What was done with a file.
    Examined(Examined),
    /// What one or more documents teach.
    Facts(Taught),
    /// What all documents of a node tell.
    Story(Arc<Told>),
    /// What rules found in a story, or a result node gathered.
    Findings(Found),
}

/// What was done with a file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Examined {
    /// What the rules of some validate nodes found, each with the index of the node.
    pub(crate) found: Vec<(usize, Found)>,
    /// What it teaches, if that was asked for.
    pub(crate) facts: Option<Taught>,
}

/// What rules found.
#[derive(Debug, Clone, Default)]
pub(crate) struct Found {
    /// In the order in which they were reported, or sorted by a result node.
    pub(crate) findings: Vec<Diagnostic>,
    /// What the documents that were judged allow.
    pub(crate) allowances: Vec<Intention>,
    /// The ids of the rules.
    pub(crate) rules: Vec<Cow<'static, str>>,
}

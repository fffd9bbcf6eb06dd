//! The work behind a node.

use storylint_graph::{NodeId, Policy};

use crate::aggregate::Aggregate;
use crate::error::JobError;
use crate::sync::Arc;

/// What a node runs.
///
/// [`policy`](Job::policy) and [`aggregate`](Job::aggregate) are asked on the thread that calls
/// the executor, before any node runs; [`run`](Job::run) is called on any worker.
pub trait Job: Send + Sync {
    /// What a job hands to the nodes that need it.
    type Output: Send + Sync;

    /// Does the work. An `Err` or a panic is this node's outcome and ends nothing else; the text
    /// of a panic still reaches the panic hook of the process, which the engine leaves alone.
    fn run(
        &self,
        inputs: Inputs<Self::Output>,
        context: &TaskContext<'_>,
    ) -> Result<Self::Output, JobError>;

    /// How the node wants to be run.
    fn policy(&self) -> Policy {
        Policy::default()
    }

    /// What the outputs of this node's needs are folded into while others still run, or `None`
    /// for a node that reads its inputs at once. When there is an aggregate, its
    /// [`finish`](Aggregate::finish) takes the place of [`run`](Job::run), which is not called.
    fn aggregate(&self) -> Option<Box<dyn Aggregate<Self::Output> + '_>> {
        None
    }
}

/// The outputs of the needs that ended `Done`, in the order in which the needs were given.
///
/// A need is read once by each of its dependents, and the last one is given the executor's own
/// `Arc`. So `Arc::try_unwrap` succeeds when the other dependents have let go of theirs, and
/// always where there is only one.
#[derive(Debug)]
pub struct Inputs<T>(pub(crate) Vec<(NodeId, Arc<T>)>);

impl<T> Inputs<T> {
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

impl<T> IntoIterator for Inputs<T> {
    type Item = (NodeId, Arc<T>);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<T> FromIterator<(NodeId, Arc<T>)> for Inputs<T> {
    fn from_iter<I: IntoIterator<Item = (NodeId, Arc<T>)>>(inputs: I) -> Self {
        Self(inputs.into_iter().collect())
    }
}

/// Where a job finds itself.
#[derive(Debug, Clone, Copy)]
pub struct TaskContext<'a> {
    /// The node that is being run.
    pub node: NodeId,
    /// The worker that runs it, from 0; worker 0 is the thread that called the executor.
    pub worker: usize,
    /// All that the node needs, whether it ended `Done` or not.
    pub needs: &'a [NodeId],
}

type Run<'a, T> = dyn Fn(Inputs<T>, &TaskContext<'_>) -> Result<T, JobError> + Send + Sync + 'a;

/// A job made of a closure.
pub struct FnJob<'a, T> {
    run: Box<Run<'a, T>>,
    policy: Policy,
}

impl<'a, T> FnJob<'a, T> {
    /// A job that calls `run`, with the default policy.
    pub fn new(
        run: impl Fn(Inputs<T>, &TaskContext<'_>) -> Result<T, JobError> + Send + Sync + 'a,
    ) -> Self {
        Self { run: Box::new(run), policy: Policy::default() }
    }

    /// The same job with another policy.
    pub fn with_policy(self, policy: Policy) -> Self {
        Self { policy, ..self }
    }
}

impl<T: Send + Sync> Job for FnJob<'_, T> {
    type Output = T;

    fn run(&self, inputs: Inputs<T>, context: &TaskContext<'_>) -> Result<T, JobError> {
        (self.run)(inputs, context)
    }

    fn policy(&self) -> Policy {
        self.policy.clone()
    }
}

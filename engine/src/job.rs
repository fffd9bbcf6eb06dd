//! The work behind a node.

use std::fmt;

use storylint_graph::{NodeId, Policy};

use crate::aggregate::Aggregate;
use crate::error::JobError;
use crate::input::Inputs;
use crate::run_id::RunId;
use crate::state::SharedState;

/// What a node runs.
///
/// [`policy`](Job::policy) is asked when a graph is compiled, [`aggregate`](Job::aggregate) then
/// and again before each run; [`run`](Job::run) is called on any worker.
pub trait Job: Send + Sync {
    /// What a job hands to the nodes that need it.
    type Output: Send + Sync;

    /// Does the work. An `Err` or a panic is this node's outcome and ends nothing else; the text
    /// of a panic still reaches the panic hook of the process, which the engine leaves alone.
    fn run(
        &self,
        inputs: Inputs<'_, Self::Output>,
        context: &TaskContext<'_>,
    ) -> Result<Self::Output, JobError>;

    /// How the node wants to be run.
    fn policy(&self) -> Policy {
        Policy::default()
    }

    /// What the outputs of this node's needs are folded into while others still run, or `None`
    /// for a node that reads its inputs at once. When there is an aggregate, its
    /// [`finish`](Aggregate::finish) takes the place of [`run`](Job::run), which is not called.
    fn aggregate<'a>(&self) -> Option<Box<dyn Aggregate<Self::Output> + 'a>>
    where
        Self: 'a,
    {
        None
    }

    /// The output, if all outputs of this type of job are alike and say nothing. Then none is
    /// stored or handed on, which makes such nodes cheaper to run.
    fn nothing() -> Option<Self::Output> {
        None
    }
}

/// Where a job finds itself.
#[derive(Clone, Copy)]
pub struct TaskContext<'a> {
    /// The node that is being run.
    pub node: NodeId,
    /// The worker that runs it, from 0.
    pub worker: usize,
    /// Which attempt at the node this is, from 1.
    pub attempt: u32,
    pub(crate) run: &'a dyn InRun,
}

/// What a job can ask of the run that it is part of.
pub(crate) trait InRun: Sync {
    fn id(&self) -> RunId;
    fn needs(&self, node: NodeId) -> &[NodeId];
    fn is_cancelled(&self, node: NodeId, attempt: u32) -> bool;
    fn spawn(&self, node: NodeId, job: Box<Spawned>);
    fn state(&self) -> &SharedState;
}

/// A job made while the graph runs.
pub(crate) type Spawned = dyn FnOnce(&TaskContext<'_>) -> Result<(), JobError> + Send;

impl<'a> TaskContext<'a> {
    /// All that the node needs, whether it ended `Done` or not, in the order given.
    pub fn needs(&self) -> &'a [NodeId] {
        self.run.needs(self.node)
    }

    /// Whether what the job does is of no use any more: the run was cancelled or is past its
    /// deadline, or this node has been given up. A long job should ask now and then, and return
    /// when it is so.
    pub fn cancelled(&self) -> bool {
        self.run.is_cancelled(self.node, self.attempt)
    }

    /// What names this run.
    pub fn run_id(&self) -> RunId {
        self.run.id()
    }

    /// What the jobs of this run share.
    pub fn state(&self) -> &'a SharedState {
        self.run.state()
    }

    /// Adds a job to this run, as part of this node: the node ends when all jobs spawned in it have
    /// ended, and fails if one of them does. It runs on any worker, at the urgency of this node,
    /// and may spawn further jobs. Not for nodes with retries, a timeout, or a speculative start.
    ///
    /// # Panics
    /// If the node may be started more than once or has a timeout.
    pub fn spawn(
        &self,
        job: impl FnOnce(&TaskContext<'_>) -> Result<(), JobError> + Send + 'static,
    ) {
        self.run.spawn(self.node, Box::new(job));
    }
}

impl fmt::Debug for TaskContext<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TaskContext")
            .field("node", &self.node)
            .field("worker", &self.worker)
            .field("attempt", &self.attempt)
            .finish_non_exhaustive()
    }
}

/// A job made of a closure that makes an output of its inputs.
pub struct FnJob<'a, T>(Box<dyn Erased<'a, T>>);

/// A closure with its policy. They are in one box, so that a job is two words: few closures have a
/// policy of their own, and the less there is of a job, the more jobs there are in the cache.
trait Erased<'a, T>: Send + Sync + 'a {
    fn run(&self, inputs: Inputs<'_, T>, context: &TaskContext<'_>) -> Result<T, JobError>;

    fn policy(&self) -> Policy {
        Policy::default()
    }

    fn with_policy(self: Box<Self>, policy: Policy) -> Box<dyn Erased<'a, T>>;
}

impl<'a, T: 'a, F> Erased<'a, T> for F
where
    F: Fn(Inputs<'_, T>, &TaskContext<'_>) -> Result<T, JobError> + Send + Sync + 'a,
{
    fn run(&self, inputs: Inputs<'_, T>, context: &TaskContext<'_>) -> Result<T, JobError> {
        self(inputs, context)
    }

    fn with_policy(self: Box<Self>, policy: Policy) -> Box<dyn Erased<'a, T>> {
        Box::new(WithPolicy(*self, policy))
    }
}

/// A closure with a policy in place of the default.
struct WithPolicy<F>(F, Policy);

impl<'a, T: 'a, F> Erased<'a, T> for WithPolicy<F>
where
    F: Fn(Inputs<'_, T>, &TaskContext<'_>) -> Result<T, JobError> + Send + Sync + 'a,
{
    fn run(&self, inputs: Inputs<'_, T>, context: &TaskContext<'_>) -> Result<T, JobError> {
        self.0(inputs, context)
    }

    fn policy(&self) -> Policy {
        self.1.clone()
    }

    fn with_policy(self: Box<Self>, policy: Policy) -> Box<dyn Erased<'a, T>> {
        Box::new(WithPolicy(self.0, policy))
    }
}

impl<'a, T: 'a> FnJob<'a, T> {
    /// A job that calls `run`, with the default policy.
    pub fn new(
        run: impl Fn(Inputs<'_, T>, &TaskContext<'_>) -> Result<T, JobError> + Send + Sync + 'a,
    ) -> Self {
        Self(Box::new(run))
    }

    /// The same job with another policy.
    pub fn with_policy(self, policy: Policy) -> Self {
        Self(self.0.with_policy(policy))
    }
}

impl<'a, T: Send + Sync + 'a> Job for FnJob<'a, T> {
    type Output = T;

    fn run(&self, inputs: Inputs<'_, T>, context: &TaskContext<'_>) -> Result<T, JobError> {
        self.0.run(inputs, context)
    }

    fn policy(&self) -> Policy {
        self.0.policy()
    }
}

/// A job made of a closure that is run for what it does, and hands on nothing.
pub struct Action<'a>(Box<dyn ErasedAction<'a>>);

/// As [`Erased`].
trait ErasedAction<'a>: Send + Sync + 'a {
    fn run(&self, context: &TaskContext<'_>) -> Result<(), JobError>;

    fn policy(&self) -> Policy {
        Policy::default()
    }

    fn with_policy(self: Box<Self>, policy: Policy) -> Box<dyn ErasedAction<'a>>;
}

impl<'a, F> ErasedAction<'a> for F
where
    F: Fn(&TaskContext<'_>) -> Result<(), JobError> + Send + Sync + 'a,
{
    fn run(&self, context: &TaskContext<'_>) -> Result<(), JobError> {
        self(context)
    }

    fn with_policy(self: Box<Self>, policy: Policy) -> Box<dyn ErasedAction<'a>> {
        Box::new(WithPolicy(*self, policy))
    }
}

impl<'a, F> ErasedAction<'a> for WithPolicy<F>
where
    F: Fn(&TaskContext<'_>) -> Result<(), JobError> + Send + Sync + 'a,
{
    fn run(&self, context: &TaskContext<'_>) -> Result<(), JobError> {
        self.0(context)
    }

    fn policy(&self) -> Policy {
        self.1.clone()
    }

    fn with_policy(self: Box<Self>, policy: Policy) -> Box<dyn ErasedAction<'a>> {
        Box::new(WithPolicy(self.0, policy))
    }
}

impl<'a> Action<'a> {
    /// A job that calls `run`, with the default policy.
    pub fn new(run: impl Fn(&TaskContext<'_>) -> Result<(), JobError> + Send + Sync + 'a) -> Self {
        Self(Box::new(run))
    }

    /// The same job with another policy.
    pub fn with_policy(self, policy: Policy) -> Self {
        Self(self.0.with_policy(policy))
    }
}

impl Job for Action<'_> {
    type Output = ();

    fn run(&self, _: Inputs<'_, ()>, context: &TaskContext<'_>) -> Result<(), JobError> {
        self.0.run(context)
    }

    fn policy(&self) -> Policy {
        self.0.policy()
    }

    fn nothing() -> Option<()> {
        Some(())
    }
}

impl<'a, T: Send + Sync + 'a> fmt::Debug for FnJob<'a, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FnJob").field("policy", &self.policy()).finish_non_exhaustive()
    }
}

impl fmt::Debug for Action<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Action").field("policy", &self.policy()).finish_non_exhaustive()
    }
}

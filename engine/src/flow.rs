//! A builder of graphs whose nodes have outputs of different types.

use std::collections::HashMap;
use std::error::Error;
use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};

use storylint_graph::{Graph, GraphBuilder, NodeId, OnFailure, Policy};

use crate::compile::{Compiled, compile};
use crate::error::JobError;
use crate::input::{Input, Inputs};
use crate::job::{FnJob, TaskContext};
use crate::needs::{List, Needs, Values};
use crate::node::Node;
use crate::sync::Arc;
use crate::value::Value;

/// Builds a graph of closures, each of which is called with the outputs of the nodes it needs.
///
/// ```
/// use storylint_engine::{Executor, Flow};
///
/// let mut flow = Flow::new();
/// let six = flow.add((), |()| 6);
/// let word = flow.add((), |()| "seven".to_owned());
/// let both = flow.add((six, word), |(six, word)| format!("{six} and {word}"));
///
/// let run = Executor::new(2).run(&flow.compile());
/// assert_eq!(run.output(both).map(String::as_str), Some("6 and seven"));
/// ```
///
/// What it builds is a [`Graph`] like any other, of [`FnJob`]s whose outputs are [`Value`]s, so
/// policies, observers and everything an executor does are the same for it. Outputs are `'static`;
/// closures may borrow, for [`Executor::run_scoped`](crate::Executor::run_scoped).
pub struct Flow<'a> {
    number: u32,
    builder: GraphBuilder<FnJob<'a, Value>>,
}

/// How many flows there have been. It publishes nothing, and a model checker's could not be static.
static N_FLOWS: AtomicU32 = AtomicU32::new(0);

impl Default for Flow<'_> {
    fn default() -> Self {
        let number = N_FLOWS.fetch_add(1, Ordering::Relaxed);
        Self { number, builder: GraphBuilder::new() }
    }
}

impl<'a> Flow<'a> {
    /// A flow without nodes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a node that calls `run` with the outputs of what it [needs](Needs).
    ///
    /// # Panics
    /// If a need is a node of another flow.
    pub fn add<N: Needs, T: Send + Sync + 'static>(
        &mut self,
        needs: N,
        run: impl for<'i> Fn(N::Inputs<'i>) -> T + Send + Sync + 'a,
    ) -> Node<T> {
        self.adding().add(needs, run)
    }

    /// Adds a node that calls `run` as [`add`](Flow::add) does, and fails if that gives an error:
    /// any that `?` makes a `Box<dyn Error + Send + Sync>` of, a text and a [`JobError`] among
    /// them.
    ///
    /// # Panics
    /// As `add` does.
    pub fn try_add<N: Needs, T: Send + Sync + 'static, E: Into<Box<dyn Error + Send + Sync>>>(
        &mut self,
        needs: N,
        run: impl for<'i> Fn(N::Inputs<'i>) -> Result<T, E> + Send + Sync + 'a,
    ) -> Node<T> {
        self.adding().try_add(needs, run)
    }

    /// Lets a node be added with another policy than the default.
    pub fn with(&mut self, policy: Policy) -> Adding<'_, 'a> {
        self.adding().with(policy)
    }

    /// Lets a node be added that runs after `others` without reading their outputs.
    ///
    /// # Panics
    /// If one of them is a node of another flow.
    pub fn after(&mut self, others: impl Needs) -> Adding<'_, 'a> {
        self.adding().after(others)
    }

    /// The finished graph.
    pub fn build(self) -> Graph<FnJob<'a, Value>> {
        self.builder.build()
    }

    /// The finished graph, made ready to run: `compile(flow.build())`.
    pub fn compile(self) -> Compiled<FnJob<'a, Value>> {
        compile(self.build())
    }

    fn adding(&mut self) -> Adding<'_, 'a> {
        Adding { flow: self, policy: Policy::default(), after: Vec::new() }
    }
}

/// A node about to be added to a [`Flow`].
#[must_use = "it adds nothing until `add` or `try_add`"]
pub struct Adding<'f, 'a> {
    flow: &'f mut Flow<'a>,
    policy: Policy,
    after: Vec<NodeId>,
}

impl<'a> Adding<'_, 'a> {
    /// As [`Flow::with`].
    pub fn with(self, policy: Policy) -> Self {
        Self { policy, ..self }
    }

    /// As [`Flow::after`], beside others that are named already.
    ///
    /// # Panics
    /// As [`Flow::after`] does.
    pub fn after(mut self, others: impl Needs) -> Self {
        self.after.extend(self.list(&others).nodes);
        self
    }

    /// As [`Flow::add`].
    ///
    /// # Panics
    /// As [`Flow::add`] does.
    pub fn add<N: Needs, T: Send + Sync + 'static>(
        self,
        needs: N,
        run: impl for<'i> Fn(N::Inputs<'i>) -> T + Send + Sync + 'a,
    ) -> Node<T> {
        let flow = self.flow.number;
        self.add_erased(&needs, move |wiring, inputs, context| {
            wiring.call(inputs, context, |values| Ok(Value::new(flow, run(N::bind(values)?))))
        })
    }

    /// As [`Flow::try_add`].
    ///
    /// # Panics
    /// As [`Flow::try_add`] does.
    pub fn try_add<N: Needs, T: Send + Sync + 'static, E: Into<Box<dyn Error + Send + Sync>>>(
        self,
        needs: N,
        run: impl for<'i> Fn(N::Inputs<'i>) -> Result<T, E> + Send + Sync + 'a,
    ) -> Node<T> {
        let flow = self.flow.number;
        self.add_erased(&needs, move |wiring, inputs, context| {
            let result = wiring.call(inputs, context, |values| Ok(run(N::bind(values)?)))?;
            result.map(|output| Value::new(flow, output)).map_err(|e| JobError::from(e.into()))
        })
    }

    fn list(&self, needs: &impl Needs) -> List {
        let mut list = List { flow: self.flow.number, ..List::default() };
        needs.list(&mut list);
        list
    }

    fn add_erased<T>(
        self,
        needs: &impl Needs,
        run: impl Fn(&Wiring, Inputs<'_, Value>, &TaskContext<'_>) -> Result<Value, JobError>
        + Send
        + Sync
        + 'a,
    ) -> Node<T> {
        let list = self.list(needs);
        let Self { flow, mut policy, after } = self;
        if list.has_maybe {
            policy.on_failure = OnFailure::Continue;
        }
        let needs: Vec<NodeId> = list.nodes.iter().copied().chain(after).collect();
        let wiring = Wiring::new(list);
        let job = FnJob::new(move |inputs, context| run(&wiring, inputs, context));
        let job = if policy == Policy::default() { job } else { job.with_policy(policy) };
        Node::new(flow.builder.add(job, needs), flow.number)
    }
}

/// How the inputs of a node come to its closure.
struct Wiring {
    lengths: Box<[usize]>,
    /// The needs as they are named, if one is named twice. The engine knows each once.
    repeated: Option<Box<[NodeId]>>,
}

impl Wiring {
    fn new(list: List) -> Self {
        let mut sorted = list.nodes.clone();
        sorted.sort_unstable();
        let is_repeated = sorted.windows(2).any(|pair| pair[0] == pair[1]);
        let repeated = is_repeated.then(|| list.nodes.into_boxed_slice());
        Self { lengths: list.lengths.into_boxed_slice(), repeated }
    }

    /// Calls `call` with what the closure can be bound to.
    #[inline]
    fn call<T>(
        &self,
        inputs: Inputs<'_, Value>,
        context: &TaskContext<'_>,
        call: impl FnOnce(&mut Values<'_>) -> Result<T, NodeId>,
    ) -> Result<T, JobError> {
        let mut expanded;
        let (inputs, nodes) = match &self.repeated {
            None => (inputs.0, context.needs()),
            Some(nodes) => {
                expanded = expand(inputs, nodes);
                (&mut expanded, &**nodes)
            }
        };
        let mut values = Values {
            inputs: inputs.iter_mut(),
            nodes: nodes.iter(),
            lengths: self.lengths.iter(),
            context: *context,
        };
        call(&mut values).map_err(|need| {
            JobError::new(format_args!("node {}, which it needs, has no output", need.index()))
        })
    }
}

/// An input for each time that a node is named.
#[cold]
fn expand(inputs: Inputs<'_, Value>, nodes: &[NodeId]) -> Vec<(NodeId, Input<Value>)> {
    let share = |input| match input {
        Input::Own(value) => Arc::new(value),
        Input::Shared(value) => value,
    };
    let shared: HashMap<NodeId, Arc<Value>> =
        inputs.into_iter().map(|(need, input)| (need, share(input))).collect();
    let named = nodes.iter().filter_map(|node| Some((*node, shared.get(node)?)));
    named.map(|(node, value)| (node, Input::Shared(Arc::clone(value)))).collect()
}

impl fmt::Debug for Flow<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flow").field("number", &self.number).finish_non_exhaustive()
    }
}

impl fmt::Debug for Adding<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Adding").field("policy", &self.policy).finish_non_exhaustive()
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests;

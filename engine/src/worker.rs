//! One worker: finds a ready node, runs it, releases what needs it.

use std::time::{Duration, Instant};

use storylint_graph::{NodeId, OnFailure};

use crate::aggregate::Fold;
use crate::compile::Compiled;
use crate::error::catch;
use crate::event::{Event, Observer};
use crate::job::{Inputs, Job, TaskContext};
use crate::lanes::{Lanes, Shared};
use crate::outputs::Outputs;
use crate::readiness::Readiness;
use crate::run::Ending;
use crate::sleep::{EndOnPanic, Sleep};
use crate::sync::thread;

/// How long a worker searches before it sleeps. Waking one costs its waker some 8 µs and it arrives
/// after some 19 µs (measured on two cores of a Zen 5 server), so that sleeping pays only for
/// pauses that are longer than both.
const SEARCH_TIME: Duration = Duration::from_micros(40);

/// All that the workers of one run share.
pub(crate) struct State<'r, J: Job> {
    pub(crate) compiled: &'r Compiled<'r, J>,
    pub(crate) readiness: Readiness<'r>,
    pub(crate) outputs: Outputs<J::Output>,
    /// By index of id, up to the last node with an aggregate.
    pub(crate) folds: Vec<Option<Fold<'r, J::Output>>>,
    pub(crate) ready: Shared,
    pub(crate) sleep: Sleep,
    pub(crate) start: Instant,
    pub(crate) observer: Option<&'r dyn Observer>,
}

/// A worker of one run.
pub(crate) struct Worker<'s, 'r, J: Job> {
    state: &'s State<'r, J>,
    index: usize,
    lanes: Lanes<'s>,
}

impl<'s, 'r, J: Job> Worker<'s, 'r, J> {
    pub(crate) fn new(state: &'s State<'r, J>, index: usize, lanes: Lanes<'s>) -> Self {
        Self { state, index, lanes }
    }

    /// Works until the run is over.
    pub(crate) fn work(mut self) {
        let sleep = &self.state.sleep;
        let _end = EndOnPanic(sleep);
        let mut next = None;
        while !sleep.is_over()
            && let Some(node) = next.or_else(|| self.lanes.take()).or_else(|| self.search())
        {
            let result = self.run(node);
            self.finish(node, result);
            next = self.release(node);
        }
    }

    /// Looks for work at other workers, sleeping when there is none for some time.
    fn search(&mut self) -> Option<NodeId> {
        let state = self.state;
        let mut since = Instant::now();
        state.sleep.start_searching();
        while !state.sleep.is_over() {
            if state.ready.any_ready() {
                state.sleep.stop_searching();
                if let Some((node, from)) = self.lanes.steal() {
                    if state.ready.any_ready() {
                        state.sleep.wake_one();
                    }
                    self.tell(Event::Stolen { node, from, by: self.index });
                    return Some(node);
                }
                state.sleep.start_searching();
            } else if since.elapsed() < SEARCH_TIME {
                thread::yield_now();
            } else {
                self.tell(Event::Parked { worker: self.index });
                state.sleep.sleep(self.index, || state.ready.any_ready());
                self.tell(Event::Unparked { worker: self.index });
                since = Instant::now();
            }
        }
        None
    }

    /// Runs the job of `node`, unless a need was not done and the node is to be skipped for it.
    fn run(&self, node: NodeId) -> Result<J::Output, Ending> {
        let compiled = self.state.compiled;
        let needs = compiled.needs.row(node);
        let fold = self.fold(node);
        let (inputs, because) = match fold {
            Some(_) => (Inputs(Vec::new()), self.first_failure(needs)),
            None => self.read(needs),
        };
        match (because, compiled.on_failure[node.index()]) {
            (Some(because), OnFailure::Skip) => return Err(Ending::Skipped { because }),
            (Some(_), OnFailure::Continue) | (None, _) => {}
        }
        self.tell(Event::NodeStarted { node, worker: self.index, attempt: 1 });
        let result = catch(|| match fold {
            Some(fold) => fold.take()?.finish(),
            None => {
                let context = TaskContext { node, worker: self.index, needs };
                compiled.graph[node].run(inputs, &context)
            }
        });
        result.map_err(Ending::Failed)
    }

    /// The outputs of `needs`, read, with the failure behind the first that has none.
    fn read(&self, needs: &[NodeId]) -> (Inputs<J::Output>, Option<NodeId>) {
        let mut inputs = Vec::with_capacity(needs.len());
        let mut because = None;
        for need in needs {
            match self.state.outputs.read(*need) {
                Ok(output) => inputs.push((*need, output)),
                Err(root) => because = because.or(Some(root)),
            }
        }
        (Inputs(inputs), because)
    }

    /// The failure behind the first of `needs` that has no output.
    fn first_failure(&self, needs: &[NodeId]) -> Option<NodeId> {
        needs.iter().find_map(|need| self.state.outputs.root(*need))
    }

    /// Tells and stores how `node` ended, and folds its output into the aggregates that need it.
    fn finish(&self, node: NodeId, result: Result<J::Output, Ending>) {
        let (outcome, output) = match result {
            Ok(output) => (Ending::Done, Some(output)),
            Err(outcome) => (outcome, None),
        };
        self.tell(Event::NodeFinished { node, worker: self.index, outcome: outcome.outcome() });
        let dependents = self.state.compiled.dependents.row(node);
        let mut n_readers = dependents.len();
        if let Some(output) = &output
            && !self.state.folds.is_empty()
        {
            for fold in dependents.iter().filter_map(|dependent| self.fold(*dependent)) {
                fold.add(node, output);
                n_readers -= 1;
            }
        }
        let kept = output.filter(|_| n_readers > 0 || dependents.is_empty());
        self.state.outputs.store(node, outcome, kept, n_readers);
    }

    /// Hands out the nodes that `node` was the last need of, but for the most urgent, which is
    /// returned if taking from the lanes would give nothing else.
    fn release(&mut self, node: NodeId) -> Option<NodeId> {
        let mut most_urgent = None;
        let mut pushed = false;
        for ready in self.state.readiness.finish(node) {
            self.tell(Event::NodeReady { node: ready, worker: self.index });
            if let Some(less_urgent) = most_urgent.replace(ready) {
                self.push(less_urgent);
                pushed = true;
            }
        }
        let next = most_urgent?;
        let waits = self.lanes.may_take_before(self.lane(next));
        if waits {
            self.push(next);
        }
        if pushed || waits {
            self.state.sleep.wake_one();
        }
        (!waits).then_some(next)
    }

    fn push(&mut self, node: NodeId) {
        self.lanes.push(node, self.lane(node));
    }

    fn lane(&self, node: NodeId) -> u8 {
        self.state.compiled.lanes[node.index()]
    }

    fn fold(&self, node: NodeId) -> Option<&'s Fold<'r, J::Output>> {
        self.state.folds.get(node.index())?.as_ref()
    }

    fn tell(&self, event: Event<'_>) {
        if let Some(observer) = self.state.observer {
            observer.observe(self.state.start.elapsed(), &event);
        }
    }
}

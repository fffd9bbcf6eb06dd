//! The executor: runs compiled graphs on a number of workers.

use std::fmt;
use std::panic::resume_unwind;
use std::time::{Duration, Instant};

use storylint_graph::Graph;

use crate::aggregate::Fold;
use crate::compile::{Compiled, compile};
use crate::event::{Event, Observer};
use crate::job::Job;
use crate::lanes::{Lanes, Shared};
use crate::outputs::Outputs;
use crate::readiness::Readiness;
use crate::run::Run;
use crate::sleep::{EndOnPanic, Sleep};
use crate::sync::thread;
use crate::worker::{State, Worker};

/// Runs every node of a graph after the nodes it needs, on several workers at once.
#[derive(Clone, Copy)]
pub struct Executor<'o> {
    n_workers: usize,
    observer: Option<&'o dyn Observer>,
}

impl<'o> Executor<'o> {
    /// An executor with a number of workers; 0 is as many as the machine can run at once.
    ///
    /// Worker 0 is the thread that calls [`run`](Executor::run). One worker starts no thread and
    /// runs the nodes in exactly the order that the priority rule names.
    pub fn new(workers: usize) -> Self {
        Self::builder().workers(workers).build()
    }

    /// An executor to be set up.
    pub fn builder() -> ExecutorBuilder<'o> {
        ExecutorBuilder::default()
    }

    /// Runs `graph` once.
    ///
    /// # Panics
    /// If an observer, or the destructor of an output, panics, or if the system starts no thread.
    /// A job that panics is an outcome.
    pub fn run<J: Job>(&self, graph: &Graph<J>) -> Run<J::Output> {
        self.run_compiled(&compile(graph))
    }

    /// Runs a graph that may be run again.
    ///
    /// # Panics
    /// As [`run`](Executor::run) does.
    pub fn run_compiled<J: Job>(&self, compiled: &Compiled<'_, J>) -> Run<J::Output> {
        let graph = compiled.graph;
        // A worker more than there are nodes would find nothing.
        let n_workers = self.n_workers.min(graph.len()).max(1);
        let roots = compiled.roots.iter().map(|root| (*root, compiled.lanes[root.index()]));
        let (ready, queues) = Shared::new(n_workers, compiled.n_lanes, roots);
        let start = Instant::now();
        let state = State {
            compiled,
            readiness: Readiness::new(graph.ids(), &compiled.needs, &compiled.dependents),
            outputs: Outputs::new(graph.len()),
            folds: folds(graph),
            ready,
            sleep: Sleep::new(n_workers),
            start,
            observer: self.observer,
        };
        self.tell(Duration::ZERO, Event::RunStarted { n_nodes: graph.len(), n_workers });
        let workers = queues
            .into_iter()
            .enumerate()
            .map(|(index, own)| Worker::new(&state, index, Lanes::new(&state.ready, index, own)));
        work_together(&state.sleep, workers);
        let run = state.outputs.into_run(graph.ids());
        self.tell(start.elapsed(), Event::RunFinished);
        run
    }

    fn tell(&self, at: Duration, event: Event<'_>) {
        if let Some(observer) = self.observer {
            observer.observe(at, &event);
        }
    }
}

impl fmt::Debug for Executor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Executor").field("n_workers", &self.n_workers).finish_non_exhaustive()
    }
}

/// Lets the first of `workers` work on this thread and each other on its own, until all are done.
fn work_together<'s, 'r: 's, J: Job + 'r>(
    sleep: &Sleep,
    mut workers: impl Iterator<Item = Worker<'s, 'r, J>>,
) {
    let first = workers.next().expect("there is always one");
    thread::scope(|scope| {
        // Workers that have started must not wait for one that could not start.
        let _end = EndOnPanic(sleep);
        let start = |worker: Worker<'s, 'r, J>| scope.spawn(move || worker.work());
        let others: Vec<_> = workers.map(start).collect();
        first.work();
        for other in others {
            if let Err(payload) = other.join() {
                resume_unwind(payload);
            }
        }
    });
}

/// The aggregates of the nodes that have one, by index of id, up to the last that has.
fn folds<J: Job>(graph: &Graph<J>) -> Vec<Option<Fold<'_, J::Output>>> {
    let mut folds = Vec::new();
    for id in graph.ids() {
        if let Some(aggregate) = graph[id].aggregate() {
            folds.resize_with(id.index(), || None);
            folds.push(Some(Fold::new(aggregate)));
        }
    }
    folds
}

/// Sets up an [`Executor`].
#[derive(Clone, Copy, Default)]
pub struct ExecutorBuilder<'o> {
    n_workers: usize,
    observer: Option<&'o dyn Observer>,
}

impl<'o> ExecutorBuilder<'o> {
    /// The number of workers; 0, as when nothing is said, is as many as the machine can run at
    /// once.
    pub fn workers(self, workers: usize) -> Self {
        Self { n_workers: workers, ..self }
    }

    /// Who is told what happens in each run.
    pub fn observer(self, observer: &'o dyn Observer) -> Self {
        Self { observer: Some(observer), ..self }
    }

    /// The executor.
    pub fn build(self) -> Executor<'o> {
        let n_workers = match self.n_workers {
            0 => thread::available_parallelism().map_or(1, usize::from),
            n => n,
        };
        Executor { n_workers, observer: self.observer }
    }
}

impl fmt::Debug for ExecutorBuilder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExecutorBuilder")
            .field("n_workers", &self.n_workers)
            .finish_non_exhaustive()
    }
}

//! This engine, as its users call it.

use std::time::Duration;

use storylint_engine::{Action, Compiled, Executor, Graph, GraphBuilder, compile};

use super::dag::Dag;
use super::implementation::{Built, Implementation, Ready, time};
use super::task::{Task, Tasks};

/// The executors of one and of two workers.
pub(crate) struct Storylint([Executor; 2]);

impl Storylint {
    pub(crate) fn new() -> Self {
        Self([1, 2].map(Executor::new))
    }
}

impl Implementation for Storylint {
    fn name(&self) -> &'static str {
        "storylint"
    }

    fn build(&self, dag: &Dag, tasks: &Tasks) -> Box<dyn Built + '_> {
        let (graph, build_time) = time(|| graph(dag, |node| action(tasks.of(node))));
        let (compiled, compile_time) = time(|| compile(graph));
        Box::new(Jobs { executors: &self.0, compiled, build_time: build_time + compile_time })
    }
}

/// The graph of jobs that `job` makes.
pub(crate) fn graph<J>(dag: &Dag, job: impl Fn(u32) -> J) -> Graph<J> {
    let mut builder = GraphBuilder::new();
    let mut ids = Vec::with_capacity(dag.len());
    for node in dag.nodes() {
        ids.push(builder.add(job(node), dag.row(node).iter().map(|need| ids[*need as usize])));
    }
    builder.build()
}

/// A job that runs a task and hands on nothing.
pub(crate) fn action(task: Task) -> Action<'static> {
    Action::new(move |_| {
        task.run();
        Ok(())
    })
}

struct Jobs<'e> {
    executors: &'e [Executor; 2],
    compiled: Compiled<Action<'static>>,
    build_time: Duration,
}

impl Built for Jobs<'_> {
    fn ready(&mut self) -> Ready<'_> {
        let Self { executors, compiled, build_time } = &*self;
        Ready {
            build_time: *build_time,
            run: Box::new(move |n_workers| time(|| drop(executors[n_workers - 1].run(compiled))).1),
        }
    }
}

//! This engine, as its users call it.

use std::time::Duration;

use storylint_engine::{Executor, FnJob, Graph, GraphBuilder, compile};

use super::dag::Dag;
use super::implementation::{Built, Implementation, Ready, time};
use super::task::Tasks;

pub(crate) struct Storylint;

impl Implementation for Storylint {
    fn name(&self) -> &'static str {
        "storylint"
    }

    fn build(&self, dag: &Dag, tasks: &Tasks) -> Box<dyn Built + '_> {
        let (graph, build_time) = time(|| {
            let mut builder = GraphBuilder::new();
            let mut ids = Vec::with_capacity(dag.len());
            for node in dag.nodes() {
                let task = tasks.of(node);
                let job = FnJob::new(move |_, _| {
                    task.run();
                    Ok(())
                });
                ids.push(builder.add(job, dag.row(node).iter().map(|need| ids[*need as usize])));
            }
            builder.build()
        });
        Box::new(Jobs { graph, build_time })
    }
}

struct Jobs {
    graph: Graph<FnJob<'static, ()>>,
    build_time: Duration,
}

impl Built for Jobs {
    fn ready(&mut self) -> Ready<'_> {
        let (compiled, compile_time) = time(|| compile(&self.graph));
        Ready {
            build_time: self.build_time + compile_time,
            run: Box::new(move |n_workers| {
                let executor = Executor::new(n_workers);
                time(|| drop(executor.run_compiled(&compiled))).1
            }),
        }
    }
}

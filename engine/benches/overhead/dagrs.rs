//! dagrs, whose graphs are built again for every run, with a message along every edge.

use std::sync::Arc;
use std::time::Duration;

use dagrs::async_trait::async_trait;
use dagrs::{
    Action, Content, DefaultNode, EnvVar, Graph, InChannels, Node, NodeTable, OutChannels, Output,
};
use tokio::runtime::Runtime;

use super::dag::Dag;
use super::implementation::{Built, Implementation, Ready, time};
use super::task::{Task, Tasks};

/// Its runtimes of one and of two threads.
pub(crate) struct Dagrs([Runtime; 2]);

impl Dagrs {
    pub(crate) fn new() -> Self {
        Self([1, 2].map(super::tokio::runtime))
    }
}

impl Implementation for Dagrs {
    fn name(&self) -> &'static str {
        "dagrs"
    }

    fn build(&self, dag: &Dag, tasks: &Tasks) -> Box<dyn Built + '_> {
        let dependents = dag.dependents();
        let (graph, build_time) = time(|| build(&dependents, tasks));
        let tasks = tasks.clone();
        Box::new(SingleShot {
            runtimes: &self.0,
            dependents,
            tasks,
            graph: Some(graph),
            build_time,
        })
    }

    fn limit(&self) -> usize {
        2_000
    }
}

struct SingleShot<'r> {
    runtimes: &'r [Runtime; 2],
    dependents: Dag,
    tasks: Tasks,
    /// For the next run.
    graph: Option<Graph>,
    build_time: Duration,
}

fn build(dependents: &Dag, tasks: &Tasks) -> Graph {
    let mut names = NodeTable::default();
    let mut graph = Graph::new();
    let mut ids = Vec::new();
    for node in dependents.nodes() {
        let node = DefaultNode::with_action(node.to_string(), Step(tasks.of(node)), &mut names);
        ids.push(node.id());
        graph.add_node(node).expect("every node is new");
    }
    for node in dependents.nodes() {
        let row = dependents.row(node).iter().map(|dependent| ids[*dependent as usize]);
        graph.add_edge(ids[node as usize], row).expect("both ends are there");
    }
    graph.set_env(EnvVar::new(names));
    graph
}

struct Step(Task);

#[async_trait]
impl Action for Step {
    async fn run(
        &self,
        needs: &mut InChannels,
        dependents: &mut OutChannels,
        _: Arc<EnvVar>,
    ) -> Output {
        needs.map(drop).await;
        self.0.run();
        dependents.broadcast(Content::new(())).await;
        Output::empty()
    }
}

impl Built for SingleShot<'_> {
    fn ready(&mut self) -> Ready<'_> {
        Ready {
            build_time: self.build_time,
            run: Box::new(|n_workers| {
                let next = self.graph.take();
                let mut graph = next.unwrap_or_else(|| build(&self.dependents, &self.tasks));
                let run = graph.async_start();
                let (report, time) = time(|| self.runtimes[n_workers - 1].block_on(run));
                report.expect("no node fails");
                time
            }),
        }
    }
}

//! The same graph, ranked in every way that is compared.

use std::time::Duration;

use storylint_engine::{Action, Compiled, GraphBuilder, Ranking, compile};

use super::graphs::Load;

/// A ranking, and whether the costs are known to it.
pub(crate) struct Ranked {
    pub(crate) name: &'static str,
    ranking: Ranking,
    knows_costs: bool,
}

/// What is compared, the best first.
pub(crate) const RANKED: [Ranked; 5] = [
    Ranked { name: "known", ranking: Ranking::UpwardRank, knows_costs: true },
    Ranked { name: "unknown", ranking: Ranking::UpwardRank, knows_costs: false },
    Ranked { name: "direct", ranking: Ranking::DirectDependents, knows_costs: false },
    Ranked { name: "reachable", ranking: Ranking::ReachableDependents, knows_costs: false },
    Ranked { name: "fifo", ranking: Ranking::Fifo, knows_costs: false },
];

impl Ranked {
    /// The same graph in this order.
    pub(crate) fn rank(
        &self,
        compiled: &Compiled<Action<'static>>,
        load: &Load,
    ) -> Compiled<Action<'static>> {
        let known = |i: usize| Duration::from_micros(load.costs[i]);
        compiled.ranked(self.ranking, |node| self.knows_costs.then(|| known(node.index())))
    }
}

/// The graph of a load, in which `job` makes what a node runs.
pub(crate) fn compiled(
    load: &Load,
    job: impl Fn(u32) -> Action<'static>,
) -> Compiled<Action<'static>> {
    let mut builder = GraphBuilder::new();
    let mut ids = Vec::with_capacity(load.dag.len());
    for node in load.dag.nodes() {
        let needs = load.dag.row(node).iter().map(|need| ids[*need as usize]);
        let needs: Vec<_> = needs.collect();
        ids.push(builder.add(job(node), needs));
    }
    compile(builder.build())
}

//! A graph as flat arrays.

use std::time::Duration;

use storylint_graph::{Graph, NodeId, OnFailure, Policy};

use crate::job::Job;
use crate::priority::{Priority, UNKNOWN_COST, cut_into_lanes};

/// A graph made ready to run, as often as you like.
#[derive(Debug)]
pub struct Compiled<'g, J> {
    pub(crate) graph: &'g Graph<J>,
    /// In the order in which they were given.
    pub(crate) needs: Rows,
    /// The least urgent first, because what a worker pushes last it takes first.
    pub(crate) dependents: Rows,
    /// The lane of every node, by index of id.
    pub(crate) lanes: Vec<u8>,
    pub(crate) n_lanes: usize,
    /// The nodes without needs, the most urgent first.
    pub(crate) roots: Vec<NodeId>,
    /// By index of id.
    pub(crate) on_failure: Vec<OnFailure>,
}

/// Lays `graph` out for the executor and ranks its nodes, in time linear in its edges, apart from
/// one sort of its nodes.
pub fn compile<J: Job>(graph: &Graph<J>) -> Compiled<'_, J> {
    let policies: Vec<Policy> = graph.ids().map(|id| graph[id].policy()).collect();
    let mut needs = Rows::default();
    for id in graph.ids() {
        needs.push(&graph.needs(id));
    }
    let mut n_dependents = vec![0; graph.len()];
    for need in &needs.items {
        n_dependents[need.index()] += 1;
    }
    let ranks = upward_ranks(graph, &needs, &policies);
    let priorities = graph.ids().map(|id| {
        let i = id.index();
        (Priority::new(&policies[i], n_dependents[i], ranks[i]), id)
    });
    let (order, lanes) = cut_into_lanes(priorities.collect());
    Compiled {
        graph,
        dependents: dependents(&needs, &n_dependents, &order),
        n_lanes: lanes.iter().max().map_or(0, |last| usize::from(*last) + 1),
        roots: order.into_iter().filter(|id| needs.row(*id).is_empty()).collect(),
        needs,
        lanes,
        on_failure: policies.into_iter().map(|policy| policy.on_failure).collect(),
    }
}

/// For every node the cost of the dearest path to a node without dependents, both included.
fn upward_ranks<J>(graph: &Graph<J>, needs: &Rows, policies: &[Policy]) -> Vec<Duration> {
    let mut ranks = vec![Duration::ZERO; graph.len()];
    for id in graph.ids().rev() {
        let cost = policies[id.index()].cost.unwrap_or(UNKNOWN_COST);
        let rank = ranks[id.index()].saturating_add(cost);
        ranks[id.index()] = rank;
        for need in needs.row(id) {
            ranks[need.index()] = ranks[need.index()].max(rank);
        }
    }
    ranks
}

/// The edges of `needs` turned around, each row in the reverse of `order`.
fn dependents(needs: &Rows, n_dependents: &[usize], order: &[NodeId]) -> Rows {
    let Some(any) = order.first() else { return Rows::default() };
    let mut ends = vec![0];
    for n in n_dependents {
        ends.push(ends[ends.len() - 1] + *n as u32);
    }
    let mut free = ends.clone();
    let mut items = vec![*any; needs.items.len()];
    for dependent in order.iter().rev() {
        for need in needs.row(*dependent) {
            let place = &mut free[need.index()];
            items[*place as usize] = *dependent;
            *place += 1;
        }
    }
    Rows { ends, items }
}

/// One row of nodes for every node, all in one array: a graph's edges seen from one side.
#[derive(Debug)]
pub(crate) struct Rows {
    /// Where each row ends and the next begins; the first element is 0. A graph has fewer than
    /// 2^32 edges.
    ends: Vec<u32>,
    items: Vec<NodeId>,
}

impl Default for Rows {
    fn default() -> Self {
        Self { ends: vec![0], items: Vec::new() }
    }
}

impl Rows {
    pub(crate) fn row(&self, id: NodeId) -> &[NodeId] {
        let i = id.index();
        &self.items[self.ends[i] as usize..self.ends[i + 1] as usize]
    }

    fn push(&mut self, row: &[NodeId]) {
        self.items.extend_from_slice(row);
        self.ends.push(self.items.len() as u32);
    }
}

#[cfg(test)]
mod tests {
    use storylint_graph::GraphBuilder;

    use super::*;
    use crate::job::FnJob;

    fn costs(ms: u64) -> FnJob<'static, ()> {
        let cost = Some(Duration::from_millis(ms));
        FnJob::new(|_, _| Ok(())).with_policy(Policy { cost, ..Policy::default() })
    }

    #[test]
    fn rows_know_both_ends_of_every_edge() {
        let mut builder = GraphBuilder::new();
        let a = builder.add(costs(1), []);
        let b = builder.add(costs(1), []);
        let c = builder.add(costs(1), [b, a]);
        let dear = builder.add(costs(5), [a]);
        let graph = builder.build();
        let compiled = compile(&graph);
        assert_eq!(compiled.needs.row(c), [b, a]);
        assert_eq!(compiled.dependents.row(a), [c, dear], "the least urgent first");
        assert_eq!(compiled.dependents.row(dear), []);
        assert_eq!(compiled.roots, [a, b], "the longer way to go first");
        assert_eq!(compiled.lanes, [0, 2, 3, 1]);
    }

    #[test]
    fn a_rank_is_the_dearest_path() {
        let mut builder = GraphBuilder::new();
        let a = builder.add(costs(1), []);
        let short = builder.add(costs(10), [a]);
        let b = builder.add(costs(3), [a]);
        let long = builder.add(costs(8), [b]);
        builder.add(costs(2), [short, long]);
        let graph = builder.build();
        let policies: Vec<Policy> = graph.ids().map(|id| graph[id].policy()).collect();
        let needs = compile(&graph).needs;
        let ranks = upward_ranks(&graph, &needs, &policies);
        assert_eq!(ranks, [14, 12, 13, 10, 2].map(Duration::from_millis));
    }

    #[test]
    fn an_empty_graph_has_no_lane() {
        let graph = GraphBuilder::<FnJob<'_, ()>>::new().build();
        let compiled = compile(&graph);
        assert_eq!((compiled.n_lanes, compiled.roots.len()), (0, 0));
    }
}

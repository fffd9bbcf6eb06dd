//! How much of a graph waits for each node.

use crate::graph::{Graph, NodeId};

/// For every node of a graph, what waits for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranks {
    dependents: Vec<usize>,
    upward: Vec<u64>,
}

impl Ranks {
    /// Ranks all nodes of `graph`, where a node costs `cost` in any unit. O(n + m).
    pub fn new<N>(graph: &Graph<N>, cost: impl Fn(&N) -> u64) -> Self {
        let mut dependents = vec![0; graph.len()];
        let mut upward = vec![0_u64; graph.len()];
        for id in graph.ids().rev() {
            let waiting = graph.dependents(id);
            let longest = waiting.iter().map(|next| upward[next.index()]).max().unwrap_or(0);
            dependents[id.index()] = waiting.len();
            upward[id.index()] = cost(&graph[id]).saturating_add(longest);
        }
        Self { dependents, upward }
    }

    /// How many nodes need `id` directly.
    pub fn dependents(&self, id: NodeId) -> usize {
        self.dependents[id.index()]
    }

    /// The cost of the dearest path from `id` to a node that nothing needs, both ends included;
    /// `u64::MAX` if it is more than that.
    ///
    /// The upward rank of HEFT (Topcuoglu, Hariri and Wu, 2002) without communication.
    pub fn upward(&self, id: NodeId) -> u64 {
        self.upward[id.index()]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::graph::GraphBuilder;
    use crate::graph::testing::{any_needs, build};

    /// Relaxes every edge as often as there are nodes (Bellman and Ford), over the needs as given.
    fn naive_upward(costs: &[u64], needs: &[Vec<usize>]) -> Vec<u64> {
        let mut upward = costs.to_vec();
        for _ in costs {
            for (node, needs) in needs.iter().enumerate() {
                for &need in needs {
                    upward[need] = upward[need].max(costs[need].saturating_add(upward[node]));
                }
            }
        }
        upward
    }

    proptest! {
        #[test]
        fn as_the_naive_ranks(
            needs in any_needs(),
            costs in prop::collection::vec(prop_oneof![0..9u64, u64::MAX - 9..=u64::MAX], 12),
        ) {
            let costs = &costs[..needs.len()];
            let (graph, ids) = build(&needs);
            let ranks = Ranks::new(&graph, |&node| costs[node]);
            let upward = naive_upward(costs, &needs);
            for (node, id) in ids.into_iter().enumerate() {
                let n_dependents = needs.iter().filter(|needs| needs.contains(&node)).count();
                prop_assert_eq!(ranks.dependents(id), n_dependents);
                prop_assert_eq!(ranks.upward(id), upward[node]);
            }
        }
    }

    #[test]
    fn a_long_chain() {
        let mut builder = GraphBuilder::new();
        let mut last = None;
        for _ in 0..100_000 {
            last = Some(builder.add((), last));
        }
        let graph = builder.build();
        let ranks = Ranks::new(&graph, |()| 2);
        assert_eq!(graph.ids().next().map(|id| ranks.upward(id)), Some(200_000));
    }
}

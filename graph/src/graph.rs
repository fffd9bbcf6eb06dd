//! A directed acyclic graph that cannot be built with a cycle.

use std::ops::Index;

use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};

/// The place of a node in its [`Graph`]: dense, from 0, in insertion order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(u32);

impl NodeId {
    /// The id of the node that is at `index` in its graph, whether or not there is one.
    ///
    /// # Panics
    /// If `index` is no `u32`: no graph has that many nodes.
    pub fn from_index(index: usize) -> Self {
        Self(u32::try_from(index).expect("a graph has fewer than 2³² nodes"))
    }

    /// The id as an index into a slice with one element per node.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Adds nodes to a graph, each after everything it needs.
#[derive(Debug, Clone)]
pub struct GraphBuilder<N> {
    dag: DiGraph<N, ()>,
    /// For every node the newest node that needs it, so that a repeated need is seen in O(1).
    newest_dependent: Vec<Option<NodeId>>,
}

impl<N> Default for GraphBuilder<N> {
    fn default() -> Self {
        Self { dag: DiGraph::new(), newest_dependent: Vec::new() }
    }
}

impl<N> GraphBuilder<N> {
    /// A builder without nodes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds `node`, which runs after all of `needs`. A need named twice counts once.
    ///
    /// Only ids below its own can be a node's needs, so a cycle cannot be built.
    ///
    /// # Panics
    /// If an id is not one that this builder has given out.
    pub fn add(&mut self, node: N, needs: impl IntoIterator<Item = NodeId>) -> NodeId {
        let index = self.dag.add_node(node);
        let id = NodeId(index.index() as u32);
        for need in needs {
            assert!(need < id, "a need must be an id that this builder gave out");
            if self.newest_dependent[need.index()].replace(id) != Some(id) {
                self.dag.add_edge(NodeIndex::new(need.index()), index, ());
            }
        }
        self.newest_dependent.push(None);
        id
    }

    /// The finished graph.
    pub fn build(self) -> Graph<N> {
        Graph { dag: self.dag }
    }
}

/// A directed acyclic graph. Insertion order is a topological order.
#[derive(Debug, Clone)]
pub struct Graph<N> {
    dag: DiGraph<N, ()>,
}

impl<N> Graph<N> {
    /// The number of nodes.
    pub fn len(&self) -> usize {
        self.dag.node_count()
    }

    /// Whether there is no node at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All ids, each after the ids of its needs.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = NodeId> + ExactSizeIterator + use<N> {
        (0..self.len() as u32).map(NodeId)
    }

    /// What `id` needs, in the order in which the needs were given.
    pub fn needs(&self, id: NodeId) -> Vec<NodeId> {
        self.neighbours(id, Direction::Incoming)
    }

    /// What needs `id`, in insertion order.
    pub fn dependents(&self, id: NodeId) -> Vec<NodeId> {
        self.neighbours(id, Direction::Outgoing)
    }

    /// petgraph walks its edge lists from the newest edge to the oldest.
    fn neighbours(&self, id: NodeId, direction: Direction) -> Vec<NodeId> {
        let newest_first = self.dag.neighbors_directed(NodeIndex::new(id.index()), direction);
        let mut ids: Vec<NodeId> = newest_first.map(|n| NodeId(n.index() as u32)).collect();
        ids.reverse();
        ids
    }
}

impl<N> Index<NodeId> for Graph<N> {
    type Output = N;

    fn index(&self, id: NodeId) -> &N {
        &self.dag[NodeIndex::new(id.index())]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Up to twelve nodes; each holds the indices of its needs, which are lower, repeats and all.
    fn any_needs() -> impl Strategy<Value = Vec<Vec<usize>>> {
        let needs = prop::collection::vec(any::<prop::sample::Index>(), 0..6);
        prop::collection::vec(needs, 0..=12).prop_map(|all| {
            all.iter()
                .enumerate()
                .map(|(node, needs)| match node {
                    0 => Vec::new(),
                    _ => needs.iter().map(|need| need.index(node)).collect(),
                })
                .collect()
        })
    }

    /// The graph of indices that `needs` says, and the id of every index.
    fn build(needs: &[Vec<usize>]) -> (Graph<usize>, Vec<NodeId>) {
        let mut builder = GraphBuilder::new();
        let mut ids = Vec::new();
        for (node, needs) in needs.iter().enumerate() {
            let id = builder.add(node, needs.iter().map(|&need| ids[need]));
            ids.push(id);
        }
        (builder.build(), ids)
    }

    proptest! {
        #[test]
        fn as_the_needs_say(needs in any_needs()) {
            let (graph, ids) = build(&needs);
            prop_assert_eq!(graph.ids().collect::<Vec<_>>(), ids.clone());
            prop_assert_eq!((graph.len(), graph.is_empty()), (needs.len(), needs.is_empty()));
            for (node, &id) in ids.iter().enumerate() {
                prop_assert_eq!(graph[id], node);
                let mut expected: Vec<NodeId> = Vec::new();
                for &need in &needs[node] {
                    if !expected.contains(&ids[need]) {
                        expected.push(ids[need]);
                    }
                }
                prop_assert_eq!(graph.needs(id), expected);
                let dependents = (0..needs.len()).filter(|&other| needs[other].contains(&node));
                prop_assert_eq!(graph.dependents(id), dependents.map(|d| ids[d]).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn needs_keep_the_order_in_which_they_were_given() {
        let mut builder = GraphBuilder::new();
        let a = builder.add('a', []);
        let b = builder.add('b', []);
        let c = builder.add('c', [b, a, b]);
        let d = builder.add('d', [a]);
        let graph = builder.build();
        assert_eq!(graph.needs(c), [b, a]);
        assert_eq!(graph.dependents(a), [c, d]);
        assert_eq!(graph.ids().map(|id| graph[id]).collect::<String>(), "abcd");
    }

    #[test]
    #[should_panic(expected = "this builder gave out")]
    fn an_id_of_a_larger_graph_is_refused() {
        let mut larger = GraphBuilder::new();
        let ids = [larger.add((), []), larger.add((), [])];
        GraphBuilder::new().add((), [ids[1]]);
    }
}

//! A directed acyclic graph that cannot be built with a cycle.

use std::ops::Index;

use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};

/// The place of a node in its [`Graph`]: dense, from 0, in insertion order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct NodeId(u32);

impl From<u32> for NodeId {
    fn from(index: u32) -> Self {
        Self(index)
    }
}

impl NodeId {
    /// The id of the node with this index, for who keeps tables with one element per node. A graph
    /// that has no such node panics when asked for it.
    ///
    /// # Panics
    /// If the index is 2^32 or more.
    pub fn new(index: usize) -> Self {
        Self(u32::try_from(index).expect("a graph has fewer than 2^32 nodes"))
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
    /// Only ids that this builder has given out can be needs, so a cycle cannot be built.
    ///
    /// # Panics
    /// If an id comes from another builder and is not below the number of nodes here. Then the builder
    /// is of no more use.
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

    /// Adds all nodes of another graph, which keep their needs among themselves. Those without any
    /// need `needs`. Gives the new ids by the [index](NodeId::index) of the old.
    ///
    /// # Panics
    /// As [`add`](GraphBuilder::add) does.
    pub fn add_graph(&mut self, graph: Graph<N>, needs: &[NodeId]) -> Vec<NodeId> {
        let first = self.dag.node_count();
        let mut rows: Vec<Vec<NodeId>> = vec![Vec::new(); graph.len()];
        for (need, dependent) in graph.edges() {
            rows[dependent.index()].push(NodeId::new(first + need.index()));
        }
        let nodes = graph.into_nodes().into_iter().zip(rows);
        nodes
            .map(|(node, row)| {
                let row = if row.is_empty() { needs } else { &row };
                self.add(node, row.iter().copied())
            })
            .collect()
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

    /// Every edge, from a need to its dependent: by dependent, in insertion order, and for each in
    /// the order in which its needs were given.
    pub fn edges(&self) -> impl ExactSizeIterator<Item = (NodeId, NodeId)> {
        let id = |index: NodeIndex| NodeId(index.index() as u32);
        self.dag.raw_edges().iter().map(move |edge| (id(edge.source()), id(edge.target())))
    }

    /// The nodes by index of id.
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = &N> {
        self.dag.raw_nodes().iter().map(|node| &node.weight)
    }

    /// The nodes by index of id, without what they need.
    pub fn into_nodes(self) -> Vec<N> {
        self.dag.into_nodes_edges().0.into_iter().map(|node| node.weight).collect()
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
    fn a_graph_is_added_after_what_it_needs() {
        let mut inner = GraphBuilder::new();
        let x = inner.add('x', []);
        let y = inner.add('y', []);
        inner.add('z', [y, x]);
        let mut builder = GraphBuilder::new();
        let a = builder.add('a', []);
        let ids = builder.add_graph(inner.build(), &[a]);
        let graph = builder.build();
        assert_eq!(ids.iter().map(|id| graph[*id]).collect::<String>(), "xyz");
        assert_eq!(graph.needs(ids[0]), [a]);
        assert_eq!(graph.needs(ids[1]), [a]);
        assert_eq!(graph.needs(ids[2]), [ids[1], ids[0]]);
        let edges = [(a, ids[0]), (a, ids[1]), (ids[1], ids[2]), (ids[0], ids[2])];
        assert_eq!(graph.edges().collect::<Vec<_>>(), edges);
        assert_eq!(graph.into_nodes(), ['a', 'x', 'y', 'z']);
    }

    #[test]
    #[should_panic(expected = "this builder gave out")]
    fn an_id_of_a_larger_graph_is_refused() {
        let mut larger = GraphBuilder::new();
        let ids = [larger.add((), []), larger.add((), [])];
        GraphBuilder::new().add((), [ids[1]]);
    }
}

//! One row of nodes for every node, all in one array: a graph's edges seen from one side.

use storylint_graph::NodeId;

/// A row a node, by index of id.
#[derive(Debug)]
pub(crate) struct Rows {
    /// Where each row ends and the next begins; the first element is 0. A graph has fewer than
    /// 2^32 edges.
    ends: Vec<u32>,
    items: Vec<NodeId>,
}

impl Rows {
    /// The needs of `n` nodes: `edges` lead from a need to its dependent, and come by dependent.
    pub(crate) fn of(n: usize, edges: impl ExactSizeIterator<Item = (NodeId, NodeId)>) -> Self {
        let mut ends = Vec::with_capacity(n + 1);
        let mut items = Vec::with_capacity(edges.len());
        ends.push(0);
        for (need, dependent) in edges {
            ends.resize(dependent.index() + 1, items.len() as u32);
            items.push(need);
        }
        ends.resize(n + 1, items.len() as u32);
        Self { ends, items }
    }

    pub(crate) fn row(&self, i: usize) -> &[NodeId] {
        &self.items[self.ends[i] as usize..self.ends[i + 1] as usize]
    }

    /// All rows, one after the other.
    pub(crate) fn items(&self) -> &[NodeId] {
        &self.items
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_what_was_given() {
        let id = NodeId::new;
        let edges = [(id(0), id(1)), (id(1), id(4)), (id(0), id(4))];
        let rows = Rows::of(6, edges.into_iter());
        let expected: [&[NodeId]; 6] = [&[], &[id(0)], &[], &[], &[id(1), id(0)], &[]];
        for (i, row) in expected.iter().enumerate() {
            assert_eq!(rows.row(i), *row);
        }
        assert_eq!(rows.items().len(), 3);
    }
}

//! A graph of tasks without anything to run: who needs whom.

/// For every node a row of nodes, all in one array.
pub(crate) struct Dag {
    /// Where each row ends and the next begins; the first element is 0.
    ends: Vec<u32>,
    items: Vec<u32>,
}

impl Dag {
    /// A graph without nodes.
    pub(crate) fn new() -> Self {
        Self { ends: vec![0], items: Vec::new() }
    }

    /// Adds a node after what it needs: earlier nodes, each named once.
    pub(crate) fn add(&mut self, needs: impl IntoIterator<Item = u32>) -> u32 {
        let node = self.len() as u32;
        self.items.extend(needs);
        self.ends.push(self.items.len() as u32);
        node
    }

    /// The number of nodes.
    pub(crate) fn len(&self) -> usize {
        self.ends.len() - 1
    }

    /// The row of `node`.
    pub(crate) fn row(&self, node: u32) -> &[u32] {
        let i = node as usize;
        &self.items[self.ends[i] as usize..self.ends[i + 1] as usize]
    }

    /// All nodes, each after what it needs.
    pub(crate) fn nodes(&self) -> impl DoubleEndedIterator<Item = u32> + use<> {
        0..self.len() as u32
    }

    /// The edges turned around: what needs each node, in insertion order.
    pub(crate) fn dependents(&self) -> Self {
        let mut ends = vec![0; self.len() + 1];
        for need in &self.items {
            ends[*need as usize + 1] += 1;
        }
        for i in 1..ends.len() {
            ends[i] += ends[i - 1];
        }
        let mut free = ends.clone();
        let mut items = vec![0; self.items.len()];
        for node in self.nodes() {
            for need in self.row(node) {
                let place = &mut free[*need as usize];
                items[*place as usize] = node;
                *place += 1;
            }
        }
        Self { ends, items }
    }
}

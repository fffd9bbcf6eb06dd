//! The graphs that are scheduled: what a check of many chapters looks like, and three others.

use super::dag::Dag;

/// What a task takes, in microseconds: one in twenty takes long.
const SHORT: u64 = 1;
const LONG: u64 = 40;
const ONE_IN: u64 = 20;

/// How many facts one task merges.
const MERGE_WIDTH: usize = 8;

/// How many rules look at the whole.
const N_RULES: usize = 12;

/// A family of graphs.
pub(crate) struct Family {
    pub(crate) name: &'static str,
    /// A graph of about so many nodes that is hard for so many workers.
    dag: fn(usize, usize, &mut Random) -> Dag,
}

/// All of them, the one that counts first.
pub(crate) const FAMILIES: [Family; 4] = [
    Family { name: "linter", dag: linter },
    Family { name: "spine", dag: spine },
    Family { name: "chains", dag: chains },
    Family { name: "layered", dag: layered },
];

/// A graph and what its tasks take.
pub(crate) struct Load {
    pub(crate) dag: Dag,
    /// Microseconds, by node.
    pub(crate) costs: Vec<u64>,
}

impl Family {
    /// The graph with this seed.
    pub(crate) fn load(&self, n: usize, n_workers: usize, seed: u64) -> Load {
        let mut random = Random::new(seed);
        let dag = (self.dag)(n, n_workers, &mut random);
        let cost = |_| if random.below(ONE_IN) == 0 { LONG } else { SHORT };
        let costs = dag.nodes().map(cost).collect();
        Load { dag, costs }
    }
}

impl Load {
    /// What all tasks take together, in microseconds.
    pub(crate) fn work(&self) -> u64 {
        self.costs.iter().sum()
    }

    /// What the longest path takes, in microseconds.
    pub(crate) fn critical_path(&self) -> u64 {
        let mut ends: Vec<u64> = Vec::with_capacity(self.costs.len());
        for node in self.dag.nodes() {
            let start = self.dag.row(node).iter().map(|need| ends[*need as usize]).max();
            ends.push(start.unwrap_or(0) + self.costs[node as usize]);
        }
        ends.into_iter().max().unwrap_or(0)
    }

    /// The microseconds that no schedule on so many workers can undercut.
    pub(crate) fn lower_bound(&self, n_workers: usize) -> f64 {
        (self.work() as f64 / n_workers as f64).max(self.critical_path() as f64)
    }
}

/// Every chapter is read, checked, and learnt from; what was learnt is merged in a tree, told as one
/// and judged; rules look at the whole; and one result needs everything.
fn linter(n: usize, _: usize, _: &mut Random) -> Dag {
    let mut dag = Dag::new();
    let (mut found, mut learnt) = (Vec::new(), Vec::new());
    // A seventh of a merge a chapter.
    for _ in 0..n * 7 / 22 {
        let read = dag.add([]);
        found.push(dag.add([read]));
        learnt.push(dag.add([read]));
    }
    while learnt.len() > 1 {
        let parts = learnt.chunks(MERGE_WIDTH);
        learnt = parts.map(|part| dag.add(part.iter().copied())).collect();
    }
    let tell = dag.add(learnt);
    let judge = dag.add([tell]);
    found.extend((0..N_RULES).map(|_| dag.add([judge])));
    dag.add(found);
    dag
}

/// A chain with leaves all along it, which takes about two thirds of the time that there is.
fn spine(n: usize, n_workers: usize, _: &mut Random) -> Dag {
    let mut dag = Dag::new();
    let mut last = dag.add([]);
    while dag.len() < n {
        for _ in 0..n_workers * 3 / 2 {
            dag.add([last]);
        }
        last = dag.add([last]);
    }
    dag
}

/// Half of the nodes in fewer chains than there are workers, if there are many; half on their own.
fn chains(n: usize, n_workers: usize, _: &mut Random) -> Dag {
    let n_chains = (n_workers * 3).div_ceil(4);
    let mut dag = Dag::new();
    for _ in 0..n / 2 {
        dag.add([]);
    }
    for _ in 0..n_chains {
        let mut last = dag.add([]);
        for _ in 1..n / 2 / n_chains {
            last = dag.add([last]);
        }
    }
    dag
}

/// Layers of four nodes a worker; a node needs one to four of the layer before.
fn layered(n: usize, n_workers: usize, random: &mut Random) -> Dag {
    let width = 4 * n_workers as u64;
    let mut dag = Dag::new();
    for layer in 0..n as u64 / width {
        for _ in 0..width {
            let n_needs = if layer == 0 { 0 } else { 1 + random.below(4) };
            let mut needs: Vec<u32> = Vec::new();
            while (needs.len() as u64) < n_needs {
                let need = ((layer - 1) * width + random.below(width)) as u32;
                if !needs.contains(&need) {
                    needs.push(need);
                }
            }
            dag.add(needs);
        }
    }
    dag
}

/// Marsaglia's xorshift (2003).
pub(crate) struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        Self((seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 32) % n
    }
}

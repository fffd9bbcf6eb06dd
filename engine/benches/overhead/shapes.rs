//! The graphs that are run: nine shapes, and the patterns of Task Bench.

use super::dag::Dag;

/// A family of graphs.
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    /// A graph of about so many nodes.
    pub(crate) dag: fn(usize) -> Dag,
    /// Whether two nodes can ever run at once.
    pub(crate) parallel: bool,
}

const fn shape(name: &'static str, dag: fn(usize) -> Dag) -> Shape {
    Shape { name, dag, parallel: true }
}

/// What a scheduler meets, one difficulty each.
pub(crate) const SHAPES: [Shape; 9] = [
    Shape { parallel: false, ..shape("chain", chain) },
    shape("tree", tree),
    shape("wavefront", wavefront),
    shape("layered", layered),
    shape("independent", independent),
    shape("diamonds", |n| bulges(n, 64)),
    shape("fan", |n| bulges(n, 1000)),
    shape("reduction", reduction),
    shape("random", random),
];

/// The dependence patterns of Task Bench (Slaughter et al., SC '20), on [`WIDTH`] columns.
pub(crate) const PATTERNS: [Shape; 7] = [
    shape("trivial", |n| steps(n, |_, _, _| Vec::new())),
    shape("no-comm", |n| steps(n, |_, column, _| vec![column])),
    shape("stencil", |n| steps(n, |_, column, _| around(column, 1))),
    shape("nearest", |n| steps(n, |_, column, _| around(column, 2))),
    shape("random-nearest", |n| {
        steps(n, |_, column, random| {
            let near = around(column, 2).into_iter();
            near.filter(|other| *other == column || random.below(2) == 0).collect()
        })
    }),
    shape("fft", |n| {
        steps(n, |step, column, _| {
            let reach = 1 << (step % WIDTH.ilog2());
            let ends = [column.checked_sub(reach), Some(column), column.checked_add(reach)];
            ends.into_iter().flatten().filter(|other| *other < WIDTH).collect()
        })
    }),
    shape("tree-pattern", broadcasts),
];

/// The columns of a pattern.
const WIDTH: u32 = 16;

fn chain(n: usize) -> Dag {
    let mut dag = Dag::new();
    let mut last = dag.add([]);
    for _ in 1..n {
        last = dag.add([last]);
    }
    dag
}

/// Binary, from the root out.
fn tree(n: usize) -> Dag {
    let mut dag = Dag::new();
    dag.add([]);
    for node in 1..n as u32 {
        dag.add([(node - 1) / 2]);
    }
    dag
}

/// A square in which every node needs the one above and the one to the left.
fn wavefront(n: usize) -> Dag {
    let side = n.isqrt() as u32;
    let mut dag = Dag::new();
    for row in 0..side {
        for column in 0..side {
            let here = row * side + column;
            let above = (row > 0).then(|| here - side);
            let left = (column > 0).then(|| here - 1);
            dag.add(above.into_iter().chain(left));
        }
    }
    dag
}

/// As many layers as a layer has nodes; a node needs one to four of the layer before.
fn layered(n: usize) -> Dag {
    let side = n.isqrt() as u32;
    let mut random = Random::new();
    let mut dag = Dag::new();
    for layer in 0..side {
        for _ in 0..side {
            let n_needs = if layer == 0 { 0 } else { 1 + random.below(4) };
            let first = layer.saturating_sub(1) * side;
            dag.add(random.different(n_needs, side).into_iter().map(|need| first + need));
        }
    }
    dag
}

fn independent(n: usize) -> Dag {
    let mut dag = Dag::new();
    for _ in 0..n {
        dag.add([]);
    }
    dag
}

/// One node, `width` that need it, one that needs these, and again from there.
fn bulges(n: usize, width: u32) -> Dag {
    let mut dag = Dag::new();
    let mut last = dag.add([]);
    while dag.len() < n {
        let first = last + 1;
        for _ in 0..width {
            dag.add([last]);
        }
        last = dag.add(first..first + width);
    }
    dag
}

/// A binary tree, from the leaves in.
fn reduction(n: usize) -> Dag {
    let n_leaves = n.div_ceil(2) as u32;
    let mut dag = independent(n_leaves as usize);
    for inner in 0..n_leaves - 1 {
        dag.add([2 * inner, 2 * inner + 1]);
    }
    dag
}

/// Every node needs up to four of all that came before.
fn random(n: usize) -> Dag {
    let mut random = Random::new();
    let mut dag = Dag::new();
    for node in 0..n as u32 {
        let n_needs = random.below(5);
        dag.add(random.different(n_needs, node));
    }
    dag
}

/// Rows of [`WIDTH`] nodes, which need the columns of the row before that `needs` names for a row
/// and a column.
fn steps(n: usize, needs: impl Fn(u32, u32, &mut Random) -> Vec<u32>) -> Dag {
    let mut random = Random::new();
    let mut dag = Dag::new();
    for step in 0..(n as u32).div_ceil(WIDTH) {
        for column in 0..WIDTH {
            let needs = if step == 0 { Vec::new() } else { needs(step, column, &mut random) };
            dag.add(needs.into_iter().map(|other| (step - 1) * WIDTH + other));
        }
    }
    dag
}

/// The columns that are at most `reach` from `column`.
fn around(column: u32, reach: u32) -> Vec<u32> {
    (column.saturating_sub(reach)..(column + reach + 1).min(WIDTH)).collect()
}

/// Binary trees from one node out to [`WIDTH`] and back in to one, one after the other.
fn broadcasts(n: usize) -> Dag {
    let mut dag = Dag::new();
    let mut row = vec![dag.add([])];
    while dag.len() < n {
        while row.len() < WIDTH as usize {
            row = row.iter().flat_map(|node| [*node; 2]).map(|node| dag.add([node])).collect();
        }
        while row.len() > 1 {
            row = row.chunks(2).map(|pair| dag.add(pair.iter().copied())).collect();
        }
    }
    dag
}

/// Marsaglia's xorshift (2003), from the same seed every time.
struct Random(u64);

impl Random {
    fn new() -> Self {
        Self(0x9e37_79b9_7f4a_7c15)
    }

    fn below(&mut self, n: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 32) % u64::from(n)) as u32
    }

    /// Different numbers below `n`, `wanted` of them if there are so many.
    fn different(&mut self, wanted: u32, n: u32) -> Vec<u32> {
        let mut chosen = Vec::new();
        while chosen.len() < wanted.min(n) as usize {
            let number = self.below(n);
            if !chosen.contains(&number) {
                chosen.push(number);
            }
        }
        chosen
    }
}

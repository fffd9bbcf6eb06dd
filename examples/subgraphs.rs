//! Graphs made of graphs: by functions that add nodes, by `add_graph`, and by runs inside of jobs.
#![expect(clippy::print_stdout, reason = "an example shows its result")]

use storylint_engine::{Executor, Flow, FnJob, GraphBuilder, Node, compile};

/// Adds the sum of some nodes, as a tree of pairs.
fn sum(flow: &mut Flow<'_>, mut nodes: Vec<Node<u64>>) -> Node<u64> {
    while nodes.len() > 1 {
        let pairs = nodes.chunks(2).map(|pair| flow.add(pair, |pair| pair.into_iter().sum()));
        nodes = pairs.collect();
    }
    nodes[0]
}

fn main() {
    let executor = Executor::new(2);

    // A function that takes nodes and gives nodes is a graph to be put into any flow.
    let mut flow = Flow::new();
    let numbers = (1..=10).map(|n| flow.add((), move |()| n)).collect();
    let squares = (1..=10).map(|n| flow.add((), move |()| n * n)).collect();
    let sums = (sum(&mut flow, numbers), sum(&mut flow, squares));
    let both = flow.add(sums, |(numbers, squares)| format!("{numbers} and {squares}"));
    println!("sums: {}", executor.run(&flow.compile()).output(both).map_or("", String::as_str));

    // A finished graph of jobs of one type can be put behind nodes of another.
    let mut inner = GraphBuilder::new();
    let one = inner.add(FnJob::new(|inputs, _| Ok(inputs.values().sum::<u64>() + 1)), []);
    inner.add(FnJob::new(|inputs, _| Ok(inputs.values().sum::<u64>() * 2)), [one]);
    let mut outer = GraphBuilder::new();
    let forty = outer.add(FnJob::new(|_, _| Ok(40)), []);
    let ids = outer.add_graph(inner.build(), &[forty]);
    println!("a graph in a graph: {:?}", executor.run(&compile(outer.build())).output(ids[1]));

    // A job can run a graph, of a shape that is known only then, with the same threads.
    let mut flow = Flow::new();
    let length = flow.add((), |()| 1000);
    let total = flow.add(length, {
        let executor = executor.clone();
        move |length| {
            let mut flow = Flow::new();
            let nodes = (0..*length).map(|n| flow.add((), move |()| n)).collect();
            let total = sum(&mut flow, nodes);
            executor.run(&flow.compile()).take(total)
        }
    });
    println!("a run in a run: {:?}", executor.run(&flow.compile()).take(total).flatten());
}

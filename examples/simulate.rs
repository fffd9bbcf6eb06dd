//! How long a graph takes on machines that nobody has, and what the next worker would buy.
#![expect(clippy::print_stdout, reason = "an example shows its result")]

use std::time::Duration;

use storylint_engine::{
    Action, GraphBuilder, NodeId, Ranking, Simulator, compile, what_more_workers_buy,
};

fn main() {
    // 40 chapters, each read and then checked, and a report on all of them.
    let mut graph = GraphBuilder::new();
    let nothing = || Action::new(|_| Ok(()));
    let checks: Vec<NodeId> = (0..40)
        .map(|_| {
            let read = graph.add(nothing(), []);
            graph.add(nothing(), [read])
        })
        .collect();
    let report = graph.add(nothing(), checks);
    let compiled = compile(graph.build());
    // What a run has measured could stand here: the check of the last chapter takes long.
    let cost = |node: NodeId| {
        Duration::from_millis(match node.index() {
            _ if node == report => 500,
            79 => 2_000,
            index if index % 2 == 0 => 100,
            _ => 300,
        })
    };

    let as_added = compiled.ranked(Ranking::Fifo, |_| None);
    let by_costs = compiled.ranked(Ranking::UpwardRank, |node| Some(cost(node)));
    for (name, compiled) in [("as they were added", &as_added), ("by costs", &by_costs)] {
        let four = Simulator::new(4).simulate(compiled, cost);
        let (makespan, percent) = (four.makespan, four.utilisation() * 100.0);
        println!("four workers, {name}: {makespan:?}, busy for {percent:.0} % of it");
        println!("no order takes less than {:?}", four.lower_bound());
    }

    let mut before = None;
    for (n_workers, makespan) in what_more_workers_buy(&by_costs, cost, 64) {
        let saved = before.map_or(Duration::ZERO, |before: Duration| before - makespan);
        println!("{n_workers:>3} workers: {makespan:?}, {saved:?} less");
        before = Some(makespan);
    }
}

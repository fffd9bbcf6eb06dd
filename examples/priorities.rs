//! Which ready node runs first: by priority, by the way that is left, by costs that were learnt.
#![expect(clippy::print_stdout, reason = "an example shows its result")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use storylint_engine::{Event, Executor, Flow, Observer, Policy, Ranking};

/// The order in which nodes started.
#[derive(Default)]
struct Order(Mutex<Vec<usize>>);

impl Observer for Order {
    fn observe(&self, _: Duration, event: &Event<'_>) {
        if let Event::NodeStarted { node, .. } = event {
            self.0.lock().unwrap().push(node.index());
        }
    }
}

fn main() {
    let order = Arc::new(Order::default());
    let executor = Executor::builder().workers(1).observer(order.clone()).build();
    let show = |what: &str| println!("{what}: {:?}", std::mem::take(&mut *order.0.lock().unwrap()));

    // Nodes 0 to 3 are ready at once; 4 to 6 follow node 3. Node 1 says that it is urgent.
    let mut flow = Flow::new();
    flow.add((), |()| ());
    flow.with(Policy { priority: 10, ..Policy::default() }).add((), |()| ());
    flow.add((), |()| ());
    let mut last = flow.add((), |()| ());
    for _ in 4..=6 {
        last = flow.after(last).add((), |()| ());
    }
    let compiled = flow.compile();

    executor.run(&compiled);
    show("the longest way to go first");
    executor.run(&compiled.ranked(Ranking::Fifo, |_| None));
    show("as they were added");
    // An observer could have measured that node 2 takes longer than all others together.
    let learnt = |node: storylint_engine::NodeId| {
        Some(Duration::from_secs(if node.index() == 2 { 100 } else { 1 }))
    };
    executor.run(&compiled.ranked(Ranking::UpwardRank, learnt));
    show("by learnt costs");
}

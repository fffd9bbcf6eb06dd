//! A graph is compiled once and run as often as you like: here until Newton's method has settled.
#![expect(clippy::print_stdout, reason = "an example shows its result")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use storylint_engine::{Executor, Flow};

fn main() {
    // What one run leaves for the next is the caller's, and the graph shares it.
    let root = Arc::new(AtomicU64::new(1_f64.to_bits()));
    let mut flow = Flow::new();
    let last = flow.add((), {
        let root = Arc::clone(&root);
        move |()| f64::from_bits(root.load(Ordering::Relaxed))
    });
    let quotient = flow.add(last, |last| 2.0 / last);
    let mean = flow.add((last, quotient), |(last, quotient)| (last + quotient) / 2.0);
    let step = flow.add((last, mean), move |(last, mean)| {
        root.store(mean.to_bits(), Ordering::Relaxed);
        (*mean, (mean - last).abs())
    });

    let executor = Executor::new(2);
    let compiled = flow.compile();
    println!("after one run: {:?}", executor.run(&compiled).output(step));
    let mut n_runs = 1;
    let run = executor.run_until(&compiled, |run| {
        n_runs += 1;
        run.output(step).is_none_or(|(_, change)| *change < 1e-12)
    });
    println!("after {n_runs} runs: {:?}", run.output(step));
}

//! What a memory budget lets run at once, from a user's view.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use storylint_engine::{Executor, Flow, Policy};

/// Nodes that all are larger than the budget run one after another, on any number of workers, and
/// what they hold is told as it was estimated.
#[test]
fn nodes_above_the_budget_run_alone() {
    for budget in [0, 10] {
        for workers in [1, 4] {
            let n_running = Arc::new(AtomicUsize::new(0));
            let mut flow = Flow::new();
            for bytes in 11..31 {
                let n_running = Arc::clone(&n_running);
                let policy = Policy { memory: Some(bytes), ..Policy::default() };
                flow.with(policy).add((), move |()| {
                    assert_eq!(n_running.fetch_add(1, Ordering::SeqCst), 0);
                    thread::yield_now();
                    n_running.fetch_sub(1, Ordering::SeqCst);
                });
            }
            let executor = Executor::builder().workers(workers).memory(budget).build();
            let run = executor.run(&flow.compile());
            assert!(run.is_done(), "{:?}", run.failures());
            assert_eq!(run.peak_memory(), 30);
        }
    }
}

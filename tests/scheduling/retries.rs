//! Nodes that are tried again, after a time or at once.

use std::time::Duration;

use storylint_engine::{Executor, FnJob, GraphBuilder, Inputs, JobError, Policy, Retries, compile};

use crate::check::within_reason;
use crate::job;

fn retries(max: u32, wait: Duration) -> Policy {
    Policy { retries: Retries { max, wait, max_wait: wait }, ..Policy::default() }
}

/// The time of the retry comes while the last worker goes to sleep, and the node is over before
/// whoever woke it has put it off his list. Neither must end the run too early, or never.
#[test]
fn the_last_worker_leaves_while_a_node_is_tried_again() {
    let mut builder = GraphBuilder::new();
    let unsure = FnJob::new(|_, context| match context.attempt {
        1..3 => Err("not yet".into()),
        attempt => Ok(u64::from(attempt)),
    });
    let tried = builder.add(unsure.with_policy(retries(2, Duration::from_micros(1))), []);
    let after = builder.add(job(|inputs| inputs.values().sum()), [tried]);
    let compiled = compile(builder.build());
    for workers in [2, 4] {
        let executor = Executor::new(workers);
        for _ in 0..2000 {
            let run = within_reason(&workers, || executor.run(&compiled));
            assert_eq!(run.output(after), Some(&3));
        }
    }
}

#[test]
fn what_would_fail_again_is_not_tried_again() {
    let mut builder = GraphBuilder::new();
    let wrong = FnJob::new(|_: Inputs<'_, u64>, context| match context.attempt {
        1 => Err(JobError::new("no such thing").lasting()),
        attempt => Ok(u64::from(attempt)),
    });
    let tried = builder.add(wrong.with_policy(retries(2, Duration::ZERO)), []);
    let compiled = compile(builder.build());
    for workers in [1, 2] {
        let run = Executor::new(workers).run(&compiled);
        assert_eq!(run.output(tried), None);
    }
}

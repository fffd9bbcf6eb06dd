//! How many threads a run starts, and what it does if the system has none.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use storylint_graph::{GraphBuilder, Policy};

use super::*;
use crate::compile::compile;
use crate::error::JobError;
use crate::job::{Action, TaskContext};
use crate::sync::AtomicUsize;

/// A pool for which the system has `n` threads, and how often it was asked for one.
fn pool_of(n: usize) -> (EndOfTest, Arc<AtomicUsize>) {
    let n_asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&n_asked);
    let pool = Pool::new(move |pool, number| {
        if counted.fetch_add(1, Ordering::Relaxed) >= n {
            return Err(io::Error::other("no thread"));
        }
        let pool = Arc::clone(pool);
        named(number).spawn(move || pool.serve(number)).map(drop)
    });
    (EndOfTest(Arc::new(pool)), n_asked)
}

struct EndOfTest(Arc<Pool<'static>>);

impl Drop for EndOfTest {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// So many nodes side by side.
fn wide(n: usize, policy: &Policy) -> Compiled<Action<'static>> {
    let mut graph = GraphBuilder::new();
    for _ in 0..n {
        graph.add(Action::new(|_| Ok(())).with_policy(policy.clone()), []);
    }
    compile(graph.build())
}

/// A policy for which the caller has to monitor.
fn limited() -> Policy {
    Policy { timeout: Some(Duration::MAX), ..Policy::default() }
}

#[test]
fn a_caller_that_works_does_without_threads() {
    let (pool, n_asked) = pool_of(0);
    for n_runs in 1..3 {
        assert!(Executor::new(3).drive(&wide(9, &Policy::default()), &pool.0).is_done());
        assert_eq!(n_asked.load(Ordering::Relaxed), 2 * n_runs, "each run asks again");
    }
}

#[test]
fn one_thread_is_enough_for_a_caller_that_monitors() {
    let (pool, n_asked) = pool_of(1);
    for n_runs in 1..3 {
        assert!(Executor::new(3).drive(&wide(9, &limited()), &pool.0).is_done());
        assert!(n_asked.load(Ordering::Relaxed) > 2 * n_runs, "each run asks again");
    }
}

#[test]
fn a_caller_that_monitors_says_that_there_is_no_thread() {
    let (pool, _) = pool_of(0);
    for _ in 0..2 {
        let run = || Executor::new(3).drive(&wide(9, &limited()), &pool.0);
        let panic = catch_unwind(AssertUnwindSafe(run)).err();
        let message = panic.and_then(|panic| panic.downcast::<&str>().ok());
        assert_eq!(message.as_deref(), Some(&"the system starts no thread for a run"));
    }
}

#[test]
fn threads_are_for_nodes_that_can_be_ready_at_once() {
    for (n_nodes, policy, expected) in
        [(1, Policy::default(), 0), (2, Policy::default(), 3), (1, limited(), 1), (2, limited(), 4)]
    {
        let (pool, n_asked) = pool_of(9);
        assert!(Executor::new(4).drive(&wide(n_nodes, &policy), &pool.0).is_done());
        assert_eq!(n_asked.load(Ordering::Relaxed), expected, "{n_nodes}, {policy:?}");
    }
}

#[test]
fn a_lonely_job_that_spawns_another_calls_for_threads() {
    let (pool, n_asked) = pool_of(9);
    let mut graph = GraphBuilder::new();
    let spawns = |context: &TaskContext<'_>| {
        let (over, is_over) = std::sync::mpsc::channel();
        context.spawn(move |_| over.send(()).map_err(JobError::new));
        let minute = Duration::from_secs(60);
        is_over.recv_timeout(minute).map_err(|_| "nobody runs it".into())
    };
    graph.add(Action::new(spawns), []);
    assert!(Executor::new(2).drive(&compile(graph.build()), &pool.0).is_done());
    assert_eq!(n_asked.load(Ordering::Relaxed), 1);
}

#[test]
fn a_caller_that_monitors_says_that_nobody_comes_in_the_place_of_a_stuck_thread() {
    let (pool, _) = pool_of(1);
    let mut graph = GraphBuilder::new();
    let stuck = Action::new(|context| {
        while !context.cancelled() {
            thread::yield_now();
        }
        Ok(())
    });
    let timeout = Some(Duration::from_millis(1));
    graph.add(stuck.with_policy(Policy { timeout, ..Policy::default() }), []);
    let compiled = compile(graph.build());
    let run = || Executor::new(1).drive(&compiled, &pool.0);
    let panic = catch_unwind(AssertUnwindSafe(run)).err();
    let message = panic.and_then(|panic| panic.downcast::<&str>().ok());
    let expected = "the system starts no thread in the place of one that is stuck";
    assert_eq!(message.as_deref(), Some(&expected));
}

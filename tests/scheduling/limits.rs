//! Jobs that are stuck: they are given up, and others go on in the place of their workers.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use storylint_engine::{
    Cancel, Event, Executor, FnJob, GraphBuilder, Inputs, NodeId, OnFailure, Outcome, Policy,
    Retries, Scaling, TaskContext, compile,
};

use crate::check::within_reason;
use crate::{meet, wait_until};

/// Holds jobs until the test lets them go, and counts those that are held and those that are not
/// any more.
#[derive(Default)]
struct Gate {
    is_open: AtomicBool,
    n_held: AtomicUsize,
    n_gone: AtomicUsize,
}

impl Gate {
    fn hold(&self) {
        self.n_held.fetch_add(1, Ordering::SeqCst);
        wait_until(|| self.is_open.load(Ordering::SeqCst));
        self.n_gone.fetch_add(1, Ordering::SeqCst);
    }

    fn open(&self) {
        self.is_open.store(true, Ordering::SeqCst);
        let n_held = self.n_held.load(Ordering::SeqCst);
        wait_until(|| self.n_gone.load(Ordering::SeqCst) == n_held);
    }
}

/// A job that is stuck until the gate is open, however politely it is asked to return, as often as
/// `is_stuck` says so.
fn stuck(
    gate: &Arc<Gate>,
    is_stuck: impl Fn(&TaskContext<'_>) -> bool + Send + Sync + 'static,
) -> FnJob<'static, u64> {
    let gate = Arc::clone(gate);
    FnJob::new(move |_, context| {
        if is_stuck(context) {
            gate.hold();
            assert!(context.cancelled(), "it was given up");
        }
        Ok(7)
    })
}

fn timeout(ms: u64) -> Policy {
    Policy { timeout: Some(Duration::from_millis(ms)), ..Policy::default() }
}

/// Adds as many nodes as there are workers, which need `node` to have ended, and which all have to
/// run at once.
fn add_meeting(
    builder: &mut GraphBuilder<FnJob<'static, u64>>,
    node: NodeId,
    n_workers: usize,
) -> Vec<NodeId> {
    let n_met = Arc::new(AtomicUsize::new(0));
    let meets = (0..n_workers).map(|_| {
        let n_met = Arc::clone(&n_met);
        let job = FnJob::new(move |_, _| {
            meet(&n_met, n_workers);
            Ok(1)
        });
        (job.with_policy(Policy { on_failure: OnFailure::Continue, ..Policy::default() }), [node])
    });
    meets.map(|(job, needs)| builder.add(job, needs)).collect()
}

#[test]
fn a_stuck_worker_is_replaced() {
    for n_workers in [1, 2, 3] {
        let gate = Arc::new(Gate::default());
        let mut builder = GraphBuilder::new();
        let node = builder.add(stuck(&gate, |_| true).with_policy(timeout(1)), []);
        let meets = add_meeting(&mut builder, node, n_workers);
        let executor = Executor::new(n_workers);
        let compiled = compile(builder.build());
        let run = within_reason(&n_workers, || executor.run(&compiled));
        assert!(matches!(run.outcome(node), Outcome::TimedOut));
        assert!(meets.iter().all(|node| run.output(*node) == Some(&1)));
        gate.open();
        assert_eq!(run.output(node), None, "what comes too late does not count");
    }
}

/// What the stuck worker has in its lanes is for others.
#[test]
fn the_nodes_of_a_stuck_worker_run() {
    let gate = Arc::new(Gate::default());
    let mut builder = GraphBuilder::new();
    let top = builder.add(FnJob::new(|_, _| Ok(0)), []);
    let soon = Policy { priority: 0, ..timeout(1) };
    let node = builder.add(stuck(&gate, |_| true).with_policy(soon), [top]);
    let others: Vec<NodeId> =
        (0..10).map(|_| builder.add(FnJob::new(|_, _| Ok(1)), [top])).collect();
    let compiled = compile(builder.build());
    let run = within_reason(&"nodes", || Executor::new(1).run(&compiled));
    assert!(matches!(run.outcome(node), Outcome::TimedOut));
    assert!(others.iter().all(|node| run.output(*node) == Some(&1)));
    gate.open();
}

#[test]
fn a_node_that_was_stuck_is_tried_again() {
    let gate = Arc::new(Gate::default());
    let mut builder = GraphBuilder::new();
    // More attempts than it needs, should the machine be slow enough for others to be late.
    let retries = Retries { max: 1000, wait: Duration::ZERO, max_wait: Duration::ZERO };
    let node = stuck(&gate, |context| context.attempt < 3);
    let node = builder.add(node.with_policy(Policy { retries, ..timeout(5) }), []);
    let compiled = compile(builder.build());
    let run = within_reason(&"again", || Executor::new(2).run(&compiled));
    assert_eq!(run.output(node), Some(&7));
    gate.open();
}

/// The first start of a node is stuck, the second is not: its result counts, and the worker of the
/// first is missed by nobody, neither in this run nor in the next.
#[test]
fn the_first_result_of_two_starts_counts() {
    let executor = Executor::builder().workers(2).speculate_after(1.0).build();
    let pure = Policy { pure: true, cost: Some(Duration::from_micros(1)), ..Policy::default() };
    let gate = Arc::new(Gate::default());
    for _ in 0..2 {
        let n_starts = AtomicUsize::new(0);
        let mut builder = GraphBuilder::new();
        let job = stuck(&gate, move |_| n_starts.fetch_add(1, Ordering::SeqCst) == 0);
        let node = builder.add(job.with_policy(pure.clone()), []);
        let meets = add_meeting(&mut builder, node, 2);
        let compiled = compile(builder.build());
        let run = within_reason(&"first", || executor.run(&compiled));
        assert!(matches!(run.outcome(node), Outcome::Done));
        assert!(meets.iter().all(|node| run.output(*node) == Some(&1)));
    }
    gate.open();
}

/// Both starts of a node are stuck. When the node is given up, both workers are.
#[test]
fn two_starts_come_too_late() {
    let gate = Arc::new(Gate::default());
    let cost = Some(Duration::from_micros(1));
    let mut builder = GraphBuilder::new();
    let job = stuck(&gate, |_| true);
    let node = builder.add(job.with_policy(Policy { pure: true, cost, ..timeout(50) }), []);
    add_meeting(&mut builder, node, 2);
    let compiled = compile(builder.build());
    let executor = Executor::builder().workers(2).speculate_after(1.0).build();
    let run = within_reason(&"two", || executor.run(&compiled));
    assert!(matches!(run.outcome(node), Outcome::TimedOut));
    gate.open();
}

/// Past the deadline the run waits for nobody but for a while. What comes later changes nothing.
#[test]
fn a_job_past_the_deadline_is_left_behind() {
    for n_workers in [1, 3] {
        let gate = Arc::new(Gate::default());
        let mut builder = GraphBuilder::new();
        let first = builder.add(FnJob::new(|_, _| Ok(1)), []);
        let node = builder.add(stuck(&gate, |_| true), [first]);
        let after = builder.add(FnJob::new(|_, _| Ok(1)), [node]);
        let compiled = compile(builder.build());
        let executor = Executor::builder()
            .workers(n_workers)
            .deadline(Duration::from_millis(20))
            .grace(Duration::from_millis(1))
            .build();
        let run = within_reason(&n_workers, || executor.run(&compiled));
        assert!(matches!(run.outcome(node), Outcome::Cancelled));
        assert!(matches!(run.outcome(after), Outcome::Cancelled));
        gate.open();
        assert!(matches!(run.outcome(node), Outcome::Cancelled));
        assert_eq!(run.output(after), None);
    }
}

/// What a job returns counts, however late after it was asked to stop, whether the caller works or
/// not.
#[test]
fn a_cancelled_run_waits_for_its_jobs() {
    for policy in [Policy::default(), timeout(3_600_000)] {
        let cancel = Cancel::new();
        let mut builder = GraphBuilder::new();
        let canceller = cancel.clone();
        let node = FnJob::new(move |_, context: &TaskContext<'_>| {
            canceller.cancel();
            let start = Instant::now();
            wait_until(|| start.elapsed() > Duration::from_millis(50));
            assert!(context.cancelled());
            Ok(7)
        });
        let node = builder.add(node.with_policy(policy), []);
        let after = builder.add(FnJob::new(|_, _| Ok(1)), []);
        let executor = Executor::builder().workers(1).grace(Duration::ZERO).cancel(cancel).build();
        let compiled = compile(builder.build());
        let run = within_reason(&"waits", || executor.run(&compiled));
        assert_eq!(run.output(node), Some(&7));
        assert!(matches!(run.outcome(after), Outcome::Cancelled));
    }
}

/// Neither who is past its timeout nor, past the deadline, anybody else keeps a cancelled run.
#[test]
fn a_cancelled_run_does_not_wait_beyond_its_limits() {
    let ever = Duration::MAX;
    for (policy, deadline, grace) in
        [(timeout(20), ever, ever), (Policy::default(), Duration::from_millis(20), Duration::ZERO)]
    {
        let gate = Arc::new(Gate::default());
        let cancel = Cancel::new();
        let canceller = cancel.clone();
        let mut builder = GraphBuilder::new();
        let node = stuck(&gate, move |_| {
            canceller.cancel();
            true
        });
        let node = builder.add(node.with_policy(policy), []);
        let executor = Executor::builder().workers(2).deadline(deadline).grace(grace);
        let executor = executor.cancel(cancel).build();
        let compiled = compile(builder.build());
        let run = within_reason(&deadline, || executor.run(&compiled));
        assert!(matches!(run.outcome(node), Outcome::Cancelled));
        gate.open();
        assert_eq!(run.output(node), None);
    }
}

/// The nodes that a worker has ended count, although it never comes back from the next.
#[test]
fn a_stuck_worker_takes_nothing_with_it() {
    let gate = Arc::new(Gate::default());
    let mut builder = GraphBuilder::new();
    let quick = |inputs: Inputs<'_, u64>, _: &TaskContext<'_>| Ok(inputs.values().sum::<u64>() + 1);
    let mut last = builder.add(FnJob::new(quick), []);
    for _ in 0..100 {
        last = builder.add(FnJob::new(quick), [last]);
    }
    let stuck = builder.add(stuck(&gate, |_| true).with_policy(timeout(1)), [last]);
    let after = builder.add(FnJob::new(quick), [stuck]);
    let beside = builder.add(FnJob::new(quick), [last]);
    let compiled = compile(builder.build());
    for workers in [1, 2] {
        let run = Executor::new(workers).run(&compiled);
        assert!(matches!(run.outcome(stuck), Outcome::TimedOut));
        assert!(matches!(run.outcome(after), Outcome::Skipped { because } if because == stuck));
        assert_eq!(run.output(beside), Some(&102));
    }
    gate.open();
}

/// Both starts of a node come back at once. The one that is too late may be so by itself, without
/// having been given up, and holds its memory no longer either.
#[test]
fn two_starts_come_back_at_once() {
    let policy =
        |memory| Policy { memory: Some(memory), cost: Some(Duration::ZERO), ..Policy::default() };
    let mut builder = GraphBuilder::new();
    let mut last = None;
    for _ in 0..100 {
        let n_starts = AtomicUsize::new(0);
        let job = FnJob::new(move |_, _| {
            meet(&n_starts, 2);
            Ok(1)
        });
        let policy = Policy { pure: true, ..policy(1) };
        last = Some(builder.add(job.with_policy(policy), last));
    }
    // It fits only where nothing is held.
    let all = FnJob::new(|_, _| Ok(2)).with_policy(policy(2));
    let all = builder.add(all, last);
    let compiled = compile(builder.build());
    let executor = Executor::builder().workers(2).memory(2).speculate_after(0.0).build();
    let run = within_reason(&"at once", || executor.run(&compiled));
    assert_eq!(run.output(all), Some(&2));
}

/// Limits that are too far off for a clock are none: a node that is tried again after all time ends
/// only by being cancelled.
#[test]
fn a_limit_beyond_all_time_is_none() {
    let ever = Duration::MAX;
    let policy = Policy { timeout: Some(ever), cost: Some(ever), pure: true, ..Policy::default() };
    let retries = Retries { max: 1, wait: ever, max_wait: ever };
    for factor in [f64::MIN_POSITIVE, f64::MAX, f64::INFINITY] {
        let cancel = Cancel::new();
        let mut builder = GraphBuilder::new();
        let node = builder.add(FnJob::new(|_, _| Ok(1)).with_policy(policy.clone()), []);
        let fails = FnJob::new(|_, _| Err("not yet".into()));
        let again = builder.add(fails.with_policy(Policy { retries, ..policy.clone() }), [node]);
        let canceller = cancel.clone();
        let last = FnJob::new(move |_, context: &TaskContext<'_>| {
            // Only this node is left, and the one that waits.
            canceller.cancel();
            assert!(context.cancelled());
            Ok(2)
        });
        let last = builder.add(last, [node]);
        let executor = Executor::builder()
            .scaling(Scaling { interval: ever, min_wait: ever, ..Scaling::between(1, 1) })
            .deadline(ever)
            .grace(ever)
            .speculate_after(factor)
            .cancel(cancel)
            .build();
        let compiled = compile(builder.build());
        let run = within_reason(&factor, || executor.run(&compiled));
        assert_eq!((run.output(node), run.output(last)), (None, Some(&2)), "{run:?}");
        assert!(matches!(run.outcome(again), Outcome::Cancelled));
        assert!(matches!(run.outcome(node), Outcome::Done));
    }
}

#[test]
fn a_factor_that_is_no_number_is_refused() {
    for factor in [f64::NAN, -1.0, f64::NEG_INFINITY] {
        let build = || Executor::builder().speculate_after(factor);
        assert!(catch_unwind(build).is_err(), "{factor}");
        let scaling = Scaling { max_cpu_use: factor, ..Scaling::between(1, 2) };
        assert!(catch_unwind(|| Executor::builder().scaling(scaling)).is_err(), "{factor}");
    }
}

/// The caller monitors the time, so a thread of the pool is the only worker. There are enough roots
/// for it to take several at once.
#[test]
fn the_only_worker_of_a_run_with_limits_runs_all_roots() {
    let mut builder = GraphBuilder::new();
    for _ in 0..100 {
        builder.add(FnJob::new(|_, _| Ok(1)).with_policy(timeout(3_600_000)), []);
    }
    let compiled = compile(builder.build());
    assert!(within_reason(&"roots", || Executor::new(1).run(&compiled)).is_done());
}

/// Some are given up before their jobs are called, and read what nobody else will all the same.
#[test]
fn what_a_node_without_time_needs_is_released() {
    let token = Arc::new(());
    let mut builder = GraphBuilder::new();
    for _ in 0..500 {
        let made = Arc::clone(&token);
        let need = builder.add(FnJob::new(move |_, _| Ok(Some(Arc::clone(&made)))), []);
        builder.add(FnJob::new(|_, _| Ok(None)).with_policy(timeout(0)), [need]);
    }
    let compiled = compile(builder.build());
    for n_workers in [1, 2, 4] {
        let run = within_reason(&n_workers, || Executor::new(n_workers).run(&compiled));
        assert!(run.outcomes().all(|(_, end)| matches!(end, Outcome::Done | Outcome::TimedOut)));
        // A job for each need holds one, and this test.
        wait_until(|| Arc::strong_count(&token) == 501);
    }
}

#[test]
fn a_job_that_comes_back_too_late_has_timed_out_whoever_sees_it() {
    for n_workers in [1, 2] {
        let n_runs = Arc::new(AtomicUsize::new(0));
        let job = |retries| {
            let n_runs = Arc::clone(&n_runs);
            let job = FnJob::new(move |_: Inputs<'_, u64>, _: &TaskContext<'_>| {
                n_runs.fetch_add(1, Ordering::SeqCst);
                Ok(7)
            });
            job.with_policy(Policy { retries, ..timeout(0) })
        };
        let mut graph = GraphBuilder::new();
        let late = graph.add(job(Retries::NONE), []);
        let twice = Retries { max: 1, wait: Duration::ZERO, max_wait: Duration::ZERO };
        let later = graph.add(job(twice), []);
        let next = graph.add(job(Retries::NONE).with_policy(Policy::default()), [late, later]);
        let run =
            within_reason(&n_workers, || Executor::new(n_workers).run(&compile(graph.build())));
        assert!(matches!(run.outcome(late), Outcome::TimedOut));
        assert!(matches!(run.outcome(later), Outcome::TimedOut));
        assert!(matches!(run.outcome(next), Outcome::Skipped { because } if because == late));
        assert!(n_runs.load(Ordering::SeqCst) <= 3);
    }
}

#[test]
fn an_observer_may_panic_as_a_worker_is_replaced() {
    let panics = Arc::new(AtomicBool::new(true));
    let observer = {
        let panics = Arc::clone(&panics);
        move |_: Duration, event: &Event<'_>| {
            let is_replaced = matches!(event, Event::WorkerReplaced { .. });
            assert!(!is_replaced || !panics.load(Ordering::SeqCst), "told");
        }
    };
    let executor = Executor::builder().workers(1).observer(Arc::new(observer)).build();
    let run = |expected: Option<&str>| {
        let gate: Arc<Gate> = Arc::default();
        let mut graph = GraphBuilder::new();
        graph.add(stuck(&gate, |_| true).with_policy(timeout(5)), []);
        let compiled = compile(graph.build());
        let result = catch_unwind(AssertUnwindSafe(|| executor.run(&compiled)));
        gate.open();
        let payload = result.err();
        let message = payload.as_ref().and_then(|payload| payload.downcast_ref::<&str>()).copied();
        assert_eq!(message, expected);
    };
    for _ in 0..3 {
        run(Some("told"));
    }
    panics.store(false, Ordering::SeqCst);
    run(None);
}

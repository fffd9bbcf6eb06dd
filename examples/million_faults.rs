//! A million nodes with panics, errors and stuck jobs, in little memory (some seconds in debug).
#![expect(clippy::print_stdout, reason = "an example shows its result")]

use std::panic;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use storylint_engine::{
    Event, Executor, FnJob, GraphBuilder, NodeId, OnFailure, Outcome, Policy, compile,
};

// One node in a hundred panics, one in a hundred fails and some are stuck until the program ends.
// Every outcome is compared with a naive recomputation.
const N: usize = 1_000_000;
const BUDGET: u64 = 10_000;

/// What a node does, and so how it is to end.
#[derive(Clone, Copy, PartialEq)]
enum Fate {
    Done,
    Panics,
    Fails,
    Stuck,
}

fn random(i: usize, salt: u64) -> u64 {
    let mut x = (i as u64 ^ salt << 32).wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ x >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ x >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ x >> 31
}

fn fate(i: usize) -> Fate {
    match random(i, 1) % 10_000 {
        0..100 => Fate::Panics,
        100..200 => Fate::Fails,
        _ if i % (N / 20) == 7 => Fate::Stuck,
        _ => Fate::Done,
    }
}

/// Up to three needs among the thousand nodes before, and more than half of the nodes have one.
fn needs(i: usize) -> Vec<usize> {
    let n = [0, 1, 1, 2, 3][(random(i, 2) % 5) as usize].min(i);
    let mut needs: Vec<usize> =
        (0..n).map(|k| i - 1 - (random(i, 3 + k as u64) as usize % i.min(1000))).collect();
    needs.sort_unstable();
    needs.dedup();
    needs
}

fn policy(i: usize) -> Policy {
    Policy {
        memory: random(i, 7).is_multiple_of(4).then(|| 1 + random(i, 8) % 6000),
        timeout: (fate(i) == Fate::Stuck).then_some(Duration::from_millis(20)),
        on_failure: match random(i, 9) % 2 {
            0 => OnFailure::Continue,
            _ => OnFailure::Skip,
        },
        ..Policy::default()
    }
}

/// The value of a node, from those of its needs that have one.
fn value(i: usize, inputs: impl Iterator<Item = u64>) -> u64 {
    inputs.fold(i as u64, |hash, input| random(hash as usize, input))
}

/// How every node ends: with a value, or by the fault of some node, perhaps its own.
fn expected() -> Vec<Result<u64, usize>> {
    let mut ends: Vec<Result<u64, usize>> = Vec::with_capacity(N);
    for i in 0..N {
        let needs = needs(i);
        let fault = needs.iter().find_map(|need| ends[*need].err());
        ends.push(match (fault, policy(i).on_failure) {
            (Some(fault), OnFailure::Skip) => Err(fault),
            _ if fate(i) != Fate::Done => Err(i),
            _ => Ok(value(i, needs.iter().filter_map(|need| ends[*need].ok()))),
        });
    }
    ends
}

fn main() {
    let is_over = Arc::new((Mutex::new(false), Condvar::new()));
    let mut graph = GraphBuilder::new();
    for i in 0..N {
        let is_over = Arc::clone(&is_over);
        let job = FnJob::new(move |inputs, _| match fate(i) {
            Fate::Done => Ok(value(i, inputs.values().copied())),
            Fate::Panics => panic!("panic of {i}"),
            Fate::Fails => Err("it fails".into()),
            Fate::Stuck => {
                let (is_over, bell) = &*is_over;
                let is_over = is_over.lock().unwrap_or_else(PoisonError::into_inner);
                drop(bell.wait_while(is_over, |is_over| !*is_over));
                Err("too late".into())
            }
        });
        graph.add(job.with_policy(policy(i)), needs(i).into_iter().map(NodeId::new));
    }
    let compiled = compile(graph.build());

    // Ten thousand messages of the jobs would say nothing new.
    let hook = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if !info.payload_as_str().is_some_and(|message| message.starts_with("panic of")) {
            hook(info);
        }
    }));
    let n_replaced = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&n_replaced);
    let observer = move |_: Duration, event: &Event<'_>| {
        if matches!(event, Event::WorkerReplaced { .. }) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    };
    let executor = Executor::builder().workers(4).memory(BUDGET).observer(Arc::new(observer));
    let start = Instant::now();
    let run = executor.build().run(&compiled);
    let time = start.elapsed();

    let mut n = [0; 5];
    for (i, expected) in expected().into_iter().enumerate() {
        let id = NodeId::new(i);
        let outcome = run.outcome(id);
        let (kind, is_right) = match outcome {
            Outcome::Done => (0, expected.is_ok_and(|v| run.output(id).is_none_or(|o| *o == v))),
            Outcome::Failed(error) if error.is_panic() => {
                (1, expected == Err(i) && fate(i) == Fate::Panics)
            }
            Outcome::Failed(_) => (2, expected == Err(i) && fate(i) == Fate::Fails),
            Outcome::TimedOut => (3, expected == Err(i) && fate(i) == Fate::Stuck),
            Outcome::Skipped { because } => (4, expected == Err(because.index()) && because != id),
            Outcome::Cancelled => (0, false),
        };
        assert!(is_right, "node {i}: {outcome:?} where {expected:?} was right");
        n[kind] += 1;
    }
    let [done, panicked, failed, timed_out, skipped] = n;
    println!("{done} done, {panicked} panicked, {failed} failed, {timed_out} timed out,");
    println!("{skipped} skipped: as expected, all {N} of them, in {time:.1?}");
    println!("held at most {} of {BUDGET} bytes", run.peak_memory());
    println!("{} workers replaced", n_replaced.load(Ordering::Relaxed));
    assert!(run.peak_memory() <= BUDGET);

    // Lets go of those that are stuck. Nobody waits for them.
    *is_over.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
    is_over.1.notify_all();
}

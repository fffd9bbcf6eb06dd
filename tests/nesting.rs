//! Runs inside of the jobs of other runs, on the same executor.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use storylint_engine::{
    Compiled, Executor, Flow, FnJob, Node, Outcome, Policy, TaskContext, Value, compile,
};

const WORKERS: [usize; 3] = [1, 2, 4];

/// How many leaves there are below a node, each level of which is a run of its own.
fn leaves(executor: &Executor, depth: usize, width: usize) -> usize {
    if depth == 0 {
        return 1;
    }
    let mut flow = Flow::new();
    let below: Vec<Node<usize>> = (0..width)
        .map(|_| {
            let executor = executor.clone();
            flow.add((), move |()| leaves(&executor, depth - 1, width))
        })
        .collect();
    let sum = flow.add(below, |below| below.into_iter().sum());
    executor.run(&flow.compile()).take(sum).expect("nothing fails")
}

#[test]
fn a_few_levels_of_many_runs() {
    for workers in WORKERS {
        for _ in 0..20 {
            assert_eq!(leaves(&Executor::new(workers), 3, 5), 125, "{workers} workers");
        }
    }
}

#[test]
fn many_levels() {
    for workers in WORKERS {
        assert_eq!(leaves(&Executor::new(workers), 100, 1), 1, "{workers} workers");
        assert_eq!(leaves(&Executor::new(workers), 8, 2), 256, "{workers} workers");
    }
}

/// One graph that many jobs run at the same time.
#[test]
fn one_compiled_graph_for_all() {
    let n_run = Arc::new(AtomicUsize::new(0));
    let mut flow = Flow::new();
    let parts: Vec<_> = (0..10)
        .map(|i| {
            let n_run = Arc::clone(&n_run);
            flow.add((), move |()| i * n_run.fetch_add(1, Ordering::Relaxed).min(1))
        })
        .collect();
    let n_parts = flow.add(parts, |parts| parts.len());
    let inner: Compiled<FnJob<'static, Value>> = flow.compile();
    for workers in WORKERS {
        n_run.store(0, Ordering::Relaxed);
        let executor = Executor::new(workers);
        let mut flow = Flow::new();
        for _ in 0..100 {
            let (executor, inner) = (executor.clone(), inner.clone());
            flow.add((), move |()| executor.run(&inner).output(n_parts).copied());
        }
        let run = executor.run(&flow.compile());
        let outputs = run.into_outputs();
        assert_eq!(outputs.len(), 100);
        assert!(outputs.iter().all(|(_, n)| n.downcast_ref() == Some(&Some(10_usize))));
        assert_eq!(n_run.load(Ordering::Relaxed), 1000, "{workers} workers");
    }
}

#[test]
fn the_caller_of_a_run_is_its_first_worker() {
    for workers in WORKERS {
        let executor = Executor::new(workers);
        let mut flow = Flow::new();
        let inner = executor.clone();
        let seen = flow.add((), move |()| {
            let seen = Arc::new(Mutex::new(Vec::new()));
            let mut graph = storylint_engine::GraphBuilder::new();
            let told = Arc::clone(&seen);
            let tell = move |context: &TaskContext<'_>| {
                told.lock().unwrap().push((context.worker, std::thread::current().id()));
                Ok(())
            };
            graph.add(storylint_engine::Action::new(tell), []);
            inner.run(&compile(graph.build()));
            let seen = seen.lock().unwrap()[0];
            (seen.0, seen.1 == std::thread::current().id())
        });
        assert_eq!(executor.run(&flow.compile()).take(seen), Some((0, true)));
    }
}

#[test]
fn a_failure_inside_stays_inside() {
    for workers in WORKERS {
        let executor = Executor::new(workers);
        let mut flow = Flow::new();
        let inner = executor.clone();
        let n_failed = flow.add((), move |()| {
            let mut flow = Flow::new();
            let bad = flow.add((), |()| -> u8 { panic!("inside") });
            let after = flow.add(bad, |bad| bad + 1);
            let run = inner.run(&flow.compile());
            assert!(
                matches!(run.outcome(after), Outcome::Skipped { because } if because == bad.id())
            );
            run.failures().len()
        });
        let run = executor.run(&flow.compile());
        assert_eq!(run.output(n_failed), Some(&1), "{run:?}");
    }
}

/// The thread that monitors an inner run is the worker of an outer run.
#[test]
fn limits_inside_of_limits() {
    for workers in WORKERS {
        let executor = Executor::new(workers);
        let minute = std::time::Duration::from_secs(60);
        let policy = move || Policy { timeout: Some(minute), ..Policy::default() };
        let mut flow = Flow::new();
        let outer: Vec<_> = (0..4)
            .map(|i| {
                let executor = executor.clone();
                flow.with(policy()).add((), move |()| {
                    let mut flow = Flow::new();
                    let inner: Vec<_> =
                        (0..4).map(|j| flow.with(policy()).add((), move |()| i * j)).collect();
                    let sum = flow.add(inner, |inner| inner.into_iter().sum::<usize>());
                    executor.run(&flow.compile()).take(sum)
                })
            })
            .collect();
        let sum = flow.add(outer, |outer| outer.into_iter().flatten().sum::<usize>());
        assert_eq!(executor.run(&flow.compile()).take(sum), Some(36), "{workers} workers");
    }
}

/// A thread that monitors an inner run works at nothing, and another works in its place: the jobs
/// of inner runs meet.
#[test]
fn inner_runs_with_limits_go_on_side_by_side() {
    for workers in [2, 3] {
        let executor = Executor::new(workers);
        let minute = Duration::from_secs(60);
        let limited = move || Policy { timeout: Some(minute), ..Policy::default() };
        let n_there = Arc::new(AtomicUsize::new(0));
        let mut flow = Flow::new();
        let inner: Vec<_> = (0..workers)
            .map(|_| {
                let (executor, n_there) = (executor.clone(), Arc::clone(&n_there));
                flow.with(limited()).add((), move |()| {
                    let n_there = Arc::clone(&n_there);
                    let mut flow = Flow::new();
                    let meets = flow.with(limited()).add((), move |()| {
                        n_there.fetch_add(1, Ordering::SeqCst);
                        let start = Instant::now();
                        while n_there.load(Ordering::SeqCst) < workers {
                            assert!(start.elapsed() < minute / 6, "nobody came");
                            std::thread::yield_now();
                        }
                    });
                    executor.run(&flow.compile()).take(meets).is_some()
                })
            })
            .collect();
        let all = flow.add(inner, |inner| inner.into_iter().all(|has_met| *has_met));
        assert_eq!(executor.run(&flow.compile()).take(all), Some(true), "{workers} workers");
    }
}

/// The only thread of an executor waits for a run of another, a job of which calls the first again.
#[test]
fn a_run_that_comes_back_by_way_of_another_executor() {
    let limited = || Policy { timeout: Some(Duration::MAX), ..Policy::default() };
    let executor = Executor::new(1);
    let mut flow = Flow::new();
    let again = executor.clone();
    let outer = flow.with(limited()).add((), move |()| {
        let mut flow = Flow::new();
        let again = again.clone();
        let way = flow.with(limited()).add((), move |()| {
            let mut flow = Flow::new();
            let inner = flow.with(limited()).add((), |()| 7);
            again.run(&flow.compile()).take(inner)
        });
        Executor::new(1).run_scoped(&flow.compile()).take(way).flatten()
    });
    assert_eq!(executor.run(&flow.compile()).take(outer), Some(Some(7)));
}

/// Many levels of runs with limits, each level of which has a thread that monitors.
#[test]
fn many_levels_of_limits() {
    fn levels(executor: &Executor, depth: usize) -> usize {
        let Some(depth) = depth.checked_sub(1) else { return 0 };
        let policy = Policy { timeout: Some(Duration::MAX), ..Policy::default() };
        let mut flow = Flow::new();
        let two: Vec<_> = (0..2)
            .map(|i| {
                let executor = executor.clone();
                // Every other level is one without limits.
                let node =
                    flow.with(if depth % 2 == 0 { policy.clone() } else { Policy::default() });
                node.add((), move |()| if i == 0 { levels(&executor, depth) } else { 1 })
            })
            .collect();
        let sum = flow.add(two, |two| two.into_iter().sum::<usize>());
        executor.run(&flow.compile()).take(sum).expect("nothing fails")
    }
    for workers in WORKERS {
        assert_eq!(levels(&Executor::new(workers), 30), 30, "{workers} workers");
    }
}

/// Threads that leave one run for another take nothing along, and leave nothing to take.
#[test]
fn threads_that_go_from_run_to_run() {
    fn spin() -> u64 {
        (0..2000_u64).fold(1, |a, b| std::hint::black_box(a ^ b))
    }
    for workers in [2, 4] {
        let executor = Executor::new(workers);
        let mut flow = Flow::new();
        let inner: Vec<Node<usize>> = (0..100)
            .map(|i| {
                let executor = executor.clone();
                flow.add((), move |()| {
                    let mut flow = Flow::new();
                    let first = flow.add((), |()| spin());
                    let second: Vec<_> =
                        (0..i % 7 + 4).map(|_| flow.add(first, |first| spin() ^ first)).collect();
                    let n = flow.add(second, |second| second.len());
                    executor.run(&flow.compile()).take(n).expect("nothing fails")
                })
            })
            .collect();
        let sum = flow.add(inner, |inner| inner.into_iter().sum::<usize>());
        let expected = (0..100).map(|i| i % 7 + 4).sum::<usize>();
        let compiled = flow.compile();
        for _ in 0..20 {
            assert_eq!(executor.run(&compiled).take(sum), Some(expected), "{workers} workers");
        }
    }
}

//! Jobs that spawn jobs, from a user's view.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use storylint_engine::{
    Action, Context, Executor, Flow, GraphBuilder, JobError, Node, Outcome, Policy, Ranking,
    Retries, Run, TaskContext, Value, compile,
};

/// Runs one node that spawns with `job`, and another that needs it, with one worker and with four,
/// and hands the run to `check`, with both nodes and whether the other ran.
#[track_caller]
fn spawning(
    job: impl Fn(TaskContext<'_>) + Clone + Send + Sync + 'static,
    check: impl Fn(&Run<Value>, Node<()>, Node<()>),
) {
    for workers in [1, 4] {
        for _ in 0..50 {
            let mut flow = Flow::new();
            let node = flow.add(Context, job.clone());
            let after = flow.after(node).add((), |()| ());
            check(&Executor::new(workers).run(&flow.compile()), node, after);
        }
    }
}

#[track_caller]
fn fails(message: &str, job: impl Fn(TaskContext<'_>) + Clone + Send + Sync + 'static) {
    spawning(job, |run, node, after| {
        match run.outcome(node) {
            Outcome::Failed(error) => assert_eq!(error.to_string(), message),
            outcome => panic!("{outcome:?}"),
        }
        assert!(matches!(run.outcome(after), Outcome::Skipped { because } if because == node.id()));
    });
}

#[test]
fn an_error_of_a_child_fails_the_node() {
    fails("no", |context| {
        context.spawn(|_| Ok(()));
        context.spawn(|_| Err("no".into()));
        context.spawn(|_| Ok(()));
    });
}

#[test]
fn a_panic_of_a_child_fails_the_node() {
    fails("panicked: child", |context| context.spawn(|_| panic!("child")));
}

#[test]
fn the_first_child_that_fails_is_told() {
    fails("child 3", |context| {
        for i in 0..10 {
            context.spawn(move |_| match i {
                3.. => Err(JobError::new(format_args!("child {i}"))),
                _ => Ok(()),
            });
        }
    });
}

#[test]
fn a_failure_of_the_node_itself_is_told_before_those_of_its_children() {
    fails("panicked: parent", |context| {
        context.spawn(|_| Err("child".into()));
        panic!("parent");
    });
}

#[test]
fn all_children_run_though_one_fails() {
    let n = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&n);
    fails("no", move |context| {
        for i in 0..100 {
            let n = Arc::clone(&counted);
            context.spawn(move |_| {
                n.fetch_add(1, Ordering::Relaxed);
                if i == 0 { Err("no".into()) } else { Ok(()) }
            });
        }
    });
    assert_eq!(n.load(Ordering::Relaxed), 2 * 50 * 100);
}

/// Fibonacci numbers, the slow way.
fn fibonacci(n: u64, sum: &Arc<AtomicU64>, context: &TaskContext<'_>) {
    if n < 2 {
        sum.fetch_add(n, Ordering::Relaxed);
        return;
    }
    for n in [n - 1, n - 2] {
        let sum = Arc::clone(sum);
        context.spawn(move |context| {
            fibonacci(n, &sum, context);
            Ok(())
        });
    }
}

#[test]
fn children_of_children() {
    for workers in [1, 2, 4] {
        let mut flow = Flow::new();
        let numbers: Vec<Node<Arc<AtomicU64>>> = (0..18)
            .map(|n| {
                flow.add(Context, move |context| {
                    let sum = Arc::default();
                    fibonacci(n, &sum, &context);
                    sum
                })
            })
            .collect();
        let values = |numbers: Vec<&Arc<AtomicU64>>| -> Vec<u64> {
            numbers.into_iter().map(|n| n.load(Ordering::Relaxed)).collect()
        };
        let values = flow.add(numbers, values);
        let expected =
            [0, 1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610, 987, 1597].to_vec();
        assert_eq!(Executor::new(workers).run(&flow.compile()).take(values), Some(expected));
    }
}

/// A chain of children as long as would overflow a stack.
#[test]
fn a_long_line_of_descent() {
    fn descend(left: u64, sum: Arc<AtomicU64>, context: &TaskContext<'_>) {
        sum.fetch_add(1, Ordering::Relaxed);
        if left > 0 {
            context.spawn(move |context| {
                descend(left - 1, sum, context);
                Ok(())
            });
        }
    }
    for workers in [1, 4] {
        let mut flow = Flow::new();
        let node = flow.add(Context, |context| {
            let sum = Arc::default();
            descend(100_000, Arc::clone(&sum), &context);
            sum
        });
        let sum = flow.add(node, |sum| sum.load(Ordering::Relaxed));
        assert_eq!(Executor::new(workers).run(&flow.compile()).take(sum), Some(100_001));
    }
}

#[test]
fn with_a_budget_the_memory_is_held_until_the_last_child_has_ended() {
    for workers in [1, 4] {
        let mut flow = Flow::new();
        let held = Arc::new(AtomicU64::new(0));
        for _ in 0..20 {
            let held = Arc::clone(&held);
            let policy = Policy { memory: Some(60), ..Policy::default() };
            flow.with(policy).add(Context, move |context| {
                assert_eq!(held.fetch_add(60, Ordering::SeqCst), 0);
                let held = Arc::clone(&held);
                context.spawn(move |context| {
                    context.spawn(move |_| {
                        held.fetch_sub(60, Ordering::SeqCst);
                        Ok(())
                    });
                    Ok(())
                });
            });
        }
        let run = Executor::builder().workers(workers).memory(100).build().run(&flow.compile());
        assert!(run.is_done(), "{run:?}");
        assert_eq!(run.peak_memory(), 60);
    }
}

#[test]
fn a_node_that_may_be_started_again_cannot_spawn() {
    let retries = Retries { max: 1, wait: Duration::ZERO, max_wait: Duration::ZERO };
    let policies = [
        Policy { retries, ..Policy::default() },
        Policy { timeout: Some(Duration::from_secs(60)), ..Policy::default() },
    ];
    for policy in policies {
        for workers in [1, 4] {
            let mut flow = Flow::new();
            let node = flow.with(policy.clone()).add(Context, |context| context.spawn(|_| Ok(())));
            let run = Executor::new(workers).run(&flow.compile());
            let Outcome::Failed(error) = run.outcome(node) else { panic!("{run:?}") };
            assert!(error.is_panic() && error.to_string().contains("cannot spawn"), "{error}");
        }
    }
}

/// A graph that has spawned can be run again.
#[test]
fn again_and_again() {
    for workers in [1, 4] {
        let n = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&n);
        let mut flow = Flow::new();
        flow.add(Context, move |context| {
            for _ in 0..10 {
                let n = Arc::clone(&counted);
                context.spawn(move |_| {
                    n.fetch_add(1, Ordering::Relaxed);
                    Ok(())
                });
            }
        });
        let compiled = flow.compile();
        let executor = Executor::new(workers);
        for _ in 0..100 {
            assert!(executor.run(&compiled).is_done());
        }
        assert_eq!(n.load(Ordering::Relaxed), 1000);
    }
}

/// A worker that has taken a spawned job finds, before it runs it, that a node is ready which its own
/// last one was a need of. The job is put back; then the tasks get so short that the worker goes on
/// alone.
#[test]
fn a_job_is_put_back_for_a_node() {
    let n_nodes = 64 * 40;
    for _ in 0..20 {
        let [both_run, may_end] = [(); 2].map(|()| Arc::new(AtomicBool::new(false)));
        let mut graph = GraphBuilder::new();
        let flag = Arc::clone(&both_run);
        let first = graph.add(Action::new(move |_| wait_for(&flag)), []);
        let (both_run, flag) = (Arc::clone(&both_run), Arc::clone(&may_end));
        let holds_the_other = Action::new(move |_| {
            both_run.store(true, Ordering::SeqCst);
            wait_for(&flag)
        });
        graph.add(holds_the_other, []);
        let spawns = Action::new(|context| {
            context.spawn(|_| Ok(()));
            Ok(())
        });
        graph.add(spawns, [first]);
        let second = graph.add(Action::new(|_| Ok(())), [first]);
        let mut last = graph.add(Action::new(|_| Ok(())), [first, second]);
        for i in 5..n_nodes {
            let may_end = Arc::clone(&may_end);
            let task = Action::new(move |_| {
                may_end.fetch_or(i == 1000, Ordering::SeqCst);
                Ok(())
            });
            last = graph.add(task, [last]);
        }
        let compiled = compile(graph.build()).ranked(Ranking::Fifo, |_| None);
        assert!(Executor::new(2).run(&compiled).is_done());
    }
}

fn wait_for(flag: &AtomicBool) -> Result<(), JobError> {
    while !flag.load(Ordering::SeqCst) {
        std::thread::yield_now();
    }
    Ok(())
}

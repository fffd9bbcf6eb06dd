//! No worker sleeps while there is something for it, whoever had it before.

use std::hint;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use proptest::prelude::*;
use storylint_engine::{
    Action, Event, Executor, FnJob, GraphBuilder, Job, JobError, NodeId, Policy, TaskContext,
    compile,
};

use crate::check::within_reason;
use crate::outcomes::config;
use crate::{job, meet, wait_until};

/// A part of a graph, which begins when the part before it has ended.
#[derive(Debug, Clone, Copy)]
enum Part {
    /// So many nodes that do nothing, side by side: one worker does better alone.
    Wide(usize),
    /// The same, one after the other.
    Chain(usize),
    /// As many nodes as there are workers, each of which waits for all others to run.
    Meeting,
    /// A node that is run at once and waits for so many others, which are ready where only its own
    /// worker sees them.
    Hidden(usize),
    /// A node that waits for so many jobs that it spawns.
    Family(usize),
}

fn parts() -> impl Strategy<Value = Vec<Part>> {
    let part = prop_oneof![
        (0..3000usize).prop_map(Part::Wide),
        (0..3000usize).prop_map(Part::Chain),
        Just(Part::Meeting),
        (1..40usize).prop_map(Part::Hidden),
        (1..4usize).prop_map(Part::Family),
    ];
    prop::collection::vec(part, 1..8)
}

type Body = Box<dyn Fn(&TaskContext<'_>) -> Result<(), JobError> + Send + Sync>;

/// Runs `parts` on so many workers, at least two. `node` makes a node of a body and its priority.
fn check<J: Job + 'static>(parts: &[Part], n_workers: usize, node: impl Fn(Body, u8) -> J) {
    let mut builder = GraphBuilder::new();
    let mut last: Vec<NodeId> = Vec::new();
    for part in parts {
        let join = builder.add(node(Box::new(|_| Ok(())), 50), last);
        let mut add = |needs: &[NodeId], priority: u8, body: Body| {
            builder.add(node(body, priority), needs.iter().copied())
        };
        let count = Arc::new(AtomicUsize::new(0));
        let counts = || -> Body {
            let count = Arc::clone(&count);
            Box::new(move |_| {
                count.fetch_add(1, Ordering::SeqCst);
                Ok(())
            })
        };
        last = match *part {
            Part::Wide(n) => (0..n).map(|_| add(&[join], 50, counts())).collect(),
            Part::Chain(n) => {
                vec![(0..n).fold(join, |last, _| add(&[last], 50, counts()))]
            }
            Part::Meeting => {
                let meet = |_| {
                    let count = Arc::clone(&count);
                    let body = move |_: &TaskContext<'_>| {
                        meet(&count, n_workers);
                        Ok(())
                    };
                    add(&[join], 50, Box::new(body))
                };
                (0..n_workers).map(meet).collect()
            }
            Part::Hidden(n) => {
                let hidden: Vec<_> = (0..n).map(|_| add(&[join], 50, counts())).collect();
                let count = Arc::clone(&count);
                let body = move |_: &TaskContext<'_>| {
                    wait_until(|| count.load(Ordering::SeqCst) == n);
                    Ok(())
                };
                [hidden, vec![add(&[join], 0, Box::new(body))]].concat()
            }
            Part::Family(n) => {
                let body = move |context: &TaskContext<'_>| {
                    let count = Arc::new(AtomicUsize::new(0));
                    for _ in 0..n {
                        let count = Arc::clone(&count);
                        context.spawn(move |_| {
                            count.fetch_add(1, Ordering::SeqCst);
                            Ok(())
                        });
                    }
                    wait_until(|| count.load(Ordering::SeqCst) == n);
                    Ok(())
                };
                vec![add(&[join], 50, Box::new(body))]
            }
        };
    }
    let compiled = compile(builder.build());
    let executor = Executor::new(n_workers);
    let run = within_reason(&(parts, n_workers), || executor.run(&compiled));
    assert!(run.is_done(), "{:?}", run.failures());
}

fn action(body: Body, priority: u8) -> Action<'static> {
    Action::new(body).with_policy(Policy { priority, ..Policy::default() })
}

fn output(body: Body, priority: u8) -> FnJob<'static, u64> {
    let job = FnJob::new(move |_, context| body(context).map(|()| 7));
    job.with_policy(Policy { priority, ..Policy::default() })
}

proptest! {
    #![proptest_config(config(64))]

    #[test]
    fn whatever_is_ready_runs(parts in parts(), n_workers in 2..5usize) {
        check(&parts, n_workers, action);
        check(&parts, n_workers, output);
    }
}

/// A worker that works alone goes into a job that waits for what only it can see, time and again.
#[test]
fn hidden_nodes_are_found() {
    for n_workers in [2, 4] {
        let turns = [Part::Wide(3000), Part::Hidden(2), Part::Family(2), Part::Meeting];
        check(&turns.repeat(10), n_workers, action);
        check(&[Part::Hidden(100); 20], n_workers, action);
        check(&[Part::Chain(100), Part::Family(1)], n_workers, action);
    }
}

/// A graph in which no two nodes are ever ready at once, on threads that sleep already, has a job
/// that waits for what it spawns.
#[test]
fn a_spawned_job_is_found_where_nothing_else_is() {
    let executor = Executor::new(2);
    for _ in 0..5 {
        let mut builder = GraphBuilder::new();
        let job = Action::new(|context| {
            let is_found = Arc::new(AtomicUsize::new(0));
            let finds = Arc::clone(&is_found);
            context.spawn(move |_| {
                finds.store(1, Ordering::SeqCst);
                Ok(())
            });
            wait_until(|| is_found.load(Ordering::SeqCst) == 1);
            Ok(())
        });
        builder.add(job, []);
        let compiled = compile(builder.build());
        assert!(within_reason(&"spawned", || executor.run(&compiled)).is_done());
    }
}

/// Every worker but one goes to sleep beside a long node. When that ends, as many nodes are ready
/// as there are workers, and each waits for all others to run: a wake-up that is lost, or work that
/// is hidden, never ends.
#[test]
fn sleepers_are_woken_for_work() {
    for workers in [2, 3, 4] {
        for round in 0..1000 {
            let parked = Arc::new(AtomicUsize::new(0));
            let meeting = AtomicUsize::new(0);
            let mut builder = GraphBuilder::new();
            let long = builder.add(
                job(|_| {
                    wait_until(|| parked.load(Ordering::SeqCst) >= 1);
                    0
                }),
                [],
            );
            for _ in 0..workers {
                let meet = job(|_| {
                    meet(&meeting, workers);
                    0
                });
                builder.add(meet, [long]);
            }
            let n_parked = Arc::clone(&parked);
            let count = move |_: Duration, event: &Event<'_>| {
                if let Event::Parked { .. } = event {
                    n_parked.fetch_add(1, Ordering::SeqCst);
                    // Sleeps before the work comes, while it comes, or after.
                    (0..round % 128).for_each(|_| hint::spin_loop());
                }
            };
            let run = Executor::builder()
                .workers(workers)
                .observer(Arc::new(count))
                .build()
                .run_scoped(&compile(builder.build()));
            assert!(run.is_done());
        }
    }
}

//! Several runs at once on the threads of one executor, side by side or one inside another.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use storylint_engine::{Action, Executor, GraphBuilder, Policy, Retries, compile};

use crate::check::within_reason;
use crate::{meet, wait_until};

/// The only thread of the pool works in a run, then in another, in which it has nodes to show when
/// the caller of the first looks for more. They must not be shown to that.
#[test]
fn runs_side_by_side_keep_their_nodes_apart() {
    let executor = Executor::new(2);
    let steps: Arc<[AtomicUsize; 4]> = Arc::default();
    let [left, shows, over] = [1, 2, 3];
    // Two nodes that meet, so that both workers are there. The caller stays until a step.
    let meeting = |builder: &mut GraphBuilder<Action<'static>>, step: usize| {
        let n_met = Arc::new(AtomicUsize::new(0));
        [(); 2].map(|()| {
            let (steps, n_met) = (Arc::clone(&steps), Arc::clone(&n_met));
            let job = Action::new(move |context| {
                meet(&n_met, 2);
                match context.worker {
                    0 => wait_until(|| steps[step].load(Ordering::SeqCst) > 0),
                    _ => steps[left].store(1, Ordering::SeqCst),
                }
                Ok(())
            });
            builder.add(job, [])
        })
    };
    let mut first = GraphBuilder::new();
    meeting(&mut first, shows);
    let mut second = GraphBuilder::new();
    for met in meeting(&mut second, over) {
        for _ in 0..5 {
            let steps = Arc::clone(&steps);
            let job = Action::new(move |_| {
                steps[shows].store(1, Ordering::SeqCst);
                wait_until(|| steps[over].load(Ordering::SeqCst) > 0);
                Ok(())
            });
            second.add(job, [met]);
        }
    }
    let (first, second) = (compile(first.build()), compile(second.build()));
    within_reason(&"side by side", || {
        thread::scope(|scope| {
            let first = scope.spawn(|| executor.run(&first));
            wait_until(|| steps[left].load(Ordering::SeqCst) > 0);
            let second = scope.spawn(|| executor.run(&second));
            assert!(first.join().expect("no panic").is_done());
            steps[over].store(1, Ordering::SeqCst);
            assert!(second.join().expect("no panic").is_done());
        });
    });
}

/// Every thread is in a job that waits for a run which needs a thread.
#[test]
fn a_job_runs_a_graph_with_limits_on_its_own_executor() {
    let limits = Policy { retries: Retries::up_to(1), ..Policy::default() };
    for n_workers in [1, 2, 3] {
        let executor = Executor::new(n_workers);
        let n_inner = Arc::new(AtomicUsize::new(0));
        let mut builder = GraphBuilder::new();
        for _ in 0..2 * n_workers {
            let (executor, n_inner, inner) =
                (executor.clone(), Arc::clone(&n_inner), limits.clone());
            let outer = Action::new(move |_| {
                let mut builder = GraphBuilder::new();
                let n_inner = Arc::clone(&n_inner);
                let job = Action::new(move |_| {
                    n_inner.fetch_add(1, Ordering::SeqCst);
                    Ok(())
                });
                builder.add(job.with_policy(inner.clone()), []);
                assert!(executor.run(&compile(builder.build())).is_done());
                Ok(())
            });
            builder.add(outer.with_policy(limits.clone()), []);
        }
        let compiled = compile(builder.build());
        within_reason(&n_workers, || assert!(executor.run(&compiled).is_done()));
        assert_eq!(n_inner.load(Ordering::SeqCst), 2 * n_workers);
    }
}

//! What observers make of runs, from a user's view.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use storylint_engine::{Context, Executor, Flow, Metrics, Policy, Trace};

/// A flag that jobs wait for.
#[derive(Clone, Default)]
struct Flag(Arc<AtomicBool>);

impl Flag {
    fn set(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    fn wait(&self) {
        while !self.0.load(Ordering::SeqCst) {
            thread::yield_now();
        }
    }
}

/// How often `text` holds `part`.
fn count(text: &str, part: &str) -> usize {
    text.matches(part).count()
}

/// A node is started by one worker, and the job that it has spawned, which is the last to end, is
/// run by the other. That worker is kept busy until there is the spawned job, which is more urgent
/// than the node that lets it end.
#[test]
fn a_node_that_ends_on_another_worker() {
    let [spawned, child_runs, last] = [(); 3].map(|()| Flag::default());
    let mut flow = Flow::new();
    let at = |priority| Policy { priority, ..Policy::default() };
    flow.with(at(10)).add(Context, {
        let (spawned, child_runs, last) = (spawned.clone(), child_runs.clone(), last.clone());
        move |context| {
            let (started, last) = (child_runs.clone(), last.clone());
            context.spawn(move |_| {
                started.set();
                last.wait();
                Ok(())
            });
            spawned.set();
            child_runs.wait();
        }
    });
    flow.with(at(10)).add((), move |()| spawned.wait());
    flow.with(at(90)).add((), move |()| last.set());

    let (metrics, trace) = (Arc::new(Metrics::new()), Arc::new(Trace::new(100)));
    let executor = Executor::builder().workers(2);
    let executor = executor.observer(metrics.clone()).observer(trace.clone()).build();
    assert!(executor.run(&flow.compile()).is_done());

    let report = metrics.report();
    assert_eq!((report.outcomes.done, report.tasks.n), (3, 4), "{report}");
    assert_eq!(report.workers.iter().map(|worker| worker.n_tasks).sum::<u64>(), 4, "{report}");
    let text = trace.chrome_json(|node| format!("n{}", node.index()));
    for node in ["n0", "n1", "n2"] {
        assert_eq!(count(&text, &format!(r#""cat":"node","name":"{node}""#)), 1, "{text}");
    }
    assert_eq!(count(&text, r#""cat":"spawned","name":"n0""#), 1, "{text}");
    assert_eq!(count(&text, "unknown"), 0, "{text}");
}

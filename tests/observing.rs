//! What observers make of runs, from a user's view.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use storylint_engine::{
    Context, Event, Executor, Flow, Mailboxes, Metrics, Policy, Run, RunId, Trace, Value,
};

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

    let (metrics, trace, executor) = observed(2);
    assert!(executor.run(&flow.compile()).is_done());

    let report = metrics.report();
    assert_eq!((report.outcomes.done, report.tasks.n), (3, 4), "{report}");
    assert_eq!(report.workers.iter().map(|worker| worker.n_tasks).sum::<u64>(), 4, "{report}");
    let text = trace.chrome_json(|_, node| format!("n{}", node.index()));
    for node in ["n0", "n1", "n2"] {
        assert_eq!(count(&text, &format!(r#""cat":"node","name":"{node}""#)), 1, "{text}");
    }
    assert_eq!(count(&text, r#""cat":"spawned","name":"n0""#), 1, "{text}");
    assert_eq!(count(&text, "unknown"), 0, "{text}");
}

/// Runs a graph of one node that runs `n_inner` graphs of two nodes on the same executor.
fn nested(executor: &Executor, n_inner: usize) -> Run<Value> {
    let mut flow = Flow::new();
    let inner = executor.clone();
    flow.add((), move |()| {
        let mut flow = Flow::new();
        let first = flow.add((), |()| ());
        flow.after(first).add((), |()| ());
        let compiled = flow.compile();
        (0..n_inner).for_each(|_| assert!(inner.run(&compiled).is_done()));
    });
    executor.run(&flow.compile())
}

fn observed(workers: usize) -> (Arc<Metrics>, Arc<Trace>, Executor) {
    let (metrics, trace) = (Arc::new(Metrics::new()), Arc::new(Trace::new(100)));
    let executor = Executor::builder().workers(workers).observer(metrics.clone());
    let executor = executor.observer(trace.clone()).build();
    (metrics, trace, executor)
}

#[test]
fn runs_in_the_job_of_a_run() {
    for workers in [1, 4] {
        let (metrics, trace, executor) = observed(workers);
        let run = nested(&executor, 3);
        let reports = metrics.reports();
        let found: Vec<_> = reports.iter().map(|(_, report)| report.outcomes.done).collect();
        assert_eq!(found, [2, 2, 2, 1]);
        let (id, outer) = &reports[3];
        assert_eq!((*id, outer), (run.id(), &metrics.report()));
        let inside: Duration = reports[..3].iter().map(|(_, report)| report.makespan).sum();
        assert!(outer.tasks.total >= inside, "{outer}");
        let text = trace.chrome_json(|_, node| node.index().to_string());
        let slices = |run: usize| {
            let lines = text.lines().filter(|line| line.contains(r#""cat":"node""#));
            lines.filter(|line| line.contains(&format!(r#""pid":{run},"#))).count()
        };
        assert_eq!([1, 2, 3, 4, 5].map(slices), [1, 2, 2, 2, 0], "{text}");
        assert_eq!(count(&text, "unknown"), 0, "{text}");
    }
}

#[test]
fn runs_of_several_threads() {
    let (metrics, _, executor) = observed(2);
    let mut ids = thread::scope(|scope| {
        let callers = [(); 4].map(|()| scope.spawn(|| [(); 5].map(|()| nested(&executor, 2).id())));
        callers.map(|caller| caller.join().expect("nothing panics")).concat()
    });
    let reports = metrics.reports();
    assert_eq!(reports.len(), 4 * 5 * 3);
    for (_, report) in &reports {
        assert_eq!((report.outcomes.done, report.tasks.n), (report.n_nodes, report.n_nodes));
        assert!(report.workers.iter().all(|worker| worker.busy <= worker.present), "{report}");
    }
    let outer = reports.iter().filter(|(_, report)| report.n_nodes == 1).map(|(id, _)| *id);
    let mut outer: Vec<_> = outer.collect();
    ids.sort();
    outer.sort();
    assert_eq!(ids, outer);
}

/// A worker's letter to its own number stays in its own run.
#[test]
fn letters_stay_in_their_run() {
    let mail: Arc<Mailboxes<RunId, ()>> = Arc::default();
    let executor = Executor::builder().workers(2).observer(mail.clone()).build();
    let mut flow = Flow::new();
    let (inner, outer_mail) = (executor.clone(), Arc::clone(&mail));
    flow.add(Context, move |context| {
        let own = outer_mail.in_run(context.run_id()).expect("the run goes on");
        own.send(None, context.worker, context.run_id()).expect("the worker is there");
        let mail = Arc::clone(&outer_mail);
        let mut flow = Flow::new();
        flow.add(Context, move |context| {
            let own = mail.in_run(context.run_id()).expect("the run goes on");
            assert!(own.receive(context.worker).is_none());
        });
        assert!(inner.run(&flow.compile()).is_done());
        let letter = own.receive(context.worker).expect("it has been sent");
        assert_eq!(letter.message, context.run_id());
    });
    let run = executor.run(&flow.compile());
    assert!(run.is_done(), "{:?}", run.failures());
}

/// While one worker is in a long job, the others sleep, but for a look each millisecond.
#[test]
fn a_look_is_no_sleep() {
    for workers in [2, 4] {
        // What each worker tells: that it is awake, asleep, or starts a node.
        let told: Arc<Mutex<BTreeMap<usize, String>>> = Arc::default();
        let lines = Arc::clone(&told);
        let observer = move |_: Duration, event: &Event<'_>| {
            let (worker, what) = match *event {
                Event::Unparked { worker } => (worker, "U"),
                Event::Parked { worker } => (worker, "P"),
                Event::NodeStarted { worker, .. } => (worker, "N"),
                _ => return,
            };
            lines.lock().unwrap().entry(worker).or_default().push_str(what);
        };
        let mut flow = Flow::new();
        let long = flow.add((), |()| (0..30_000).for_each(|_| thread::yield_now()));
        for _ in 0..4 {
            flow.after(long).add((), |()| ());
        }
        let executor = Executor::builder().workers(workers).observer(Arc::new(observer)).build();
        assert!(executor.run(&flow.compile()).is_done());
        for line in told.lock().unwrap().values() {
            assert!(
                line.starts_with('U') && !line.contains("UU") && !line.contains("PP"),
                "{line}"
            );
            assert!(!line.contains("PN") && !line[1..].contains("UP"), "{line}");
        }
    }
}

#[test]
fn nothing_is_told_after_the_end() {
    let [may_end, has_ended] = [(); 2].map(|()| Flag::default());
    let mut flow = Flow::new();
    flow.add((), {
        let (may_end, has_ended) = (may_end.clone(), has_ended.clone());
        move |()| {
            may_end.wait();
            has_ended.set();
        }
    });
    let told: Arc<Mutex<Vec<String>>> = Arc::default();
    let observer = {
        let told = Arc::clone(&told);
        move |_: Duration, event: &Event<'_>| {
            told.lock().expect("no observer panics").push(format!("{event:?}"));
        }
    };
    let executor = Executor::builder()
        .workers(1)
        .deadline(Duration::from_millis(5))
        .grace(Duration::from_millis(5))
        .observer(Arc::new(observer))
        .build();
    executor.run(&flow.compile());
    may_end.set();
    has_ended.wait();
    drop(executor);
    let told = told.lock().expect("no observer panics");
    assert_eq!(told.last().map(String::as_str), Some("RunFinished"), "{told:?}");
    assert_eq!(told.iter().filter(|event| event.starts_with("NodeFinished")).count(), 1);
}

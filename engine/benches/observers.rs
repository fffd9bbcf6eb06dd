//! What an observer costs a task: `cargo bench -p storylint-engine --bench observers`.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::hint::black_box;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use storylint_engine::{Event, Metrics, NodeId, Observer, Observers, Outcome, RunId, Trace};

/// The nodes of a run. Each is told to be ready, to start and to finish.
const N_NODES: usize = 200_000;

/// The time that goes by between two events, in nanoseconds.
const STEP: u64 = 100;

fn main() {
    for n_workers in [1, 2] {
        println!("{n_workers} workers, ns a task, median of 15 runs of {N_NODES} tasks");
        println!("{:>8.1} Metrics", median(Arc::new(Metrics::new()), n_workers));
        println!("{:>8.1} Trace", median(Arc::new(Trace::new(3 * N_NODES)), n_workers));
        println!("{:>8.1} Trace without room", median(Arc::new(Trace::new(0)), n_workers));
    }
}

/// The time that each worker takes for the three events of a task, in nanoseconds, less what the
/// loop around them takes.
fn median(observers: Arc<dyn Observers>, n_workers: usize) -> f64 {
    let nothing = |at: Duration, event: &Event<'_>| {
        black_box((at, event));
    };
    let mut costs: Vec<f64> =
        (0..15).map(|_| run(&*Arc::clone(&observers).for_run(RunId::next()), n_workers)).collect();
    let mut empty: Vec<f64> = (0..15).map(|_| run(&nothing, n_workers)).collect();
    costs.sort_by(f64::total_cmp);
    empty.sort_by(f64::total_cmp);
    costs[7] - empty[7]
}

fn run(observer: &dyn Observer, n_workers: usize) -> f64 {
    observer.observe(Duration::ZERO, &Event::RunStarted { n_nodes: N_NODES, n_workers });
    let n_each = N_NODES / n_workers;
    let tell = |worker: usize| {
        let start = Instant::now();
        let mut at = 0;
        let mut step = || {
            at += STEP;
            Duration::from_nanos(at)
        };
        for index in worker * n_each..(worker + 1) * n_each {
            let node = NodeId::new(index);
            observer.observe(step(), &Event::NodeReady { node, worker });
            observer.observe(step(), &Event::NodeStarted { node, worker, attempt: 1 });
            let outcome = Outcome::Done;
            observer.observe(step(), &Event::NodeFinished { node, worker, outcome });
        }
        start.elapsed().as_nanos() as f64 / n_each as f64
    };
    let total: f64 = thread::scope(|scope| {
        let workers: Vec<_> = (0..n_workers).map(|w| scope.spawn(move || tell(w))).collect();
        workers.into_iter().map(|worker| worker.join().expect("it does not panic")).sum()
    });
    observer.observe(Duration::from_secs(1), &Event::RunFinished);
    total / n_workers as f64
}

//! How long a run goes on that is cancelled while almost all of its nodes wait.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use storylint_engine::{Action, Cancel, Compiled, Executor, Metrics, compile};

use super::dag::Dag;
use super::measure::{Body, Effort};
use super::report::Report;
use super::statistics::median;
use super::storylint::graph;
use super::task::Tasks;

/// What the job cancels that is told to, and when it did.
type Order = Arc<Mutex<(Cancel, Option<Instant>)>>;

/// Cancels runs of independent nodes with `body` from the job that comes when a tenth has run.
pub(crate) fn cancelling(report: &Report, dag: &Dag, body: Body, effort: Effort) {
    let order: Order = Arc::default();
    let compiled = cancelling_itself(dag, body, &order);
    let title =
        format!("Cancelling {} tasks of {} ns: ms until the run is over", dag.len(), body.ns);
    report.table(&title, ["median", "most"]);
    for n_workers in [1, 2] {
        for observed in [false, true] {
            let ms = || ms_to_end(&compiled, &order, n_workers, observed);
            let times: Vec<f64> = (0..effort.n_rounds).map(|_| ms()).collect();
            let most = times.iter().copied().fold(0.0, f64::max);
            let median = median(times);
            let name = if observed { "with Metrics" } else { "plain" };
            report.figure(&format!(
                r#"{{"cancel":"{name}","workers":{n_workers},"body_ns":{:.0},"n":{},"median_ms":{median:.3},"most_ms":{most:.3}}}"#,
                body.ns,
                dag.len(),
            ));
            report.table_row(&format!("{name} {n_workers}"), [median, most]);
        }
    }
    report.say("it is to be under 10 ms");
}

fn cancelling_itself(dag: &Dag, body: Body, order: &Order) -> Compiled<Action<'static>> {
    let tasks = Tasks { check: None, n_steps: body.n_steps };
    // Counts down to the job that cancels; publishes nothing.
    let n_left = Arc::new(AtomicU32::new(0));
    let n_before = dag.len() as u32 / 10;
    compile(graph(dag, |node| {
        let (task, n_left, order) = (tasks.of(node), Arc::clone(&n_left), Arc::clone(order));
        Action::new(move |_| {
            task.run();
            if n_left.fetch_add(1, Ordering::Relaxed) == n_before {
                n_left.store(0, Ordering::Relaxed);
                let (cancel, at) = &mut *order.lock().unwrap_or_else(PoisonError::into_inner);
                *at = Some(Instant::now());
                cancel.cancel();
            }
            Ok(())
        })
    }))
}

fn ms_to_end(
    compiled: &Compiled<Action<'static>>,
    order: &Order,
    n_workers: usize,
    observed: bool,
) -> f64 {
    let cancel = Cancel::new();
    *order.lock().unwrap_or_else(PoisonError::into_inner) = (cancel.clone(), None);
    let builder = Executor::builder().workers(n_workers).cancel(cancel);
    let builder = if observed { builder.observer(Arc::new(Metrics::new())) } else { builder };
    let run = builder.build().run(compiled);
    let end = Instant::now();
    assert!(!run.is_done(), "it was cancelled");
    let (_, at) = &*order.lock().unwrap_or_else(PoisonError::into_inner);
    (end - at.expect("a job has cancelled")).as_secs_f64() * 1e3
}

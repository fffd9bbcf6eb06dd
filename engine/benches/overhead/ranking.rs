//! What ranking costs a run: the same jobs by upward rank, and in insertion order.

use storylint_engine::{Executor, Ranking, compile};

use super::implementation::time;
use super::measure::{Body, Effort};
use super::report::Report;
use super::shapes::Shape;
use super::statistics::{geometric_mean, median};
use super::storylint::{action, graph};
use super::task::Tasks;

/// How many times as long as in insertion order a run by rank takes, for tasks of each of `bodies`.
pub(crate) fn ranking(report: &Report, shapes: &[&Shape], bodies: &[(Body, Effort)]) {
    let columns = bodies.iter().flat_map(|(body, _)| [1, 2].map(|n| format!("{} ns {n}", body.ns)));
    let columns: Vec<String> = columns.collect();
    report.table("By upward rank, as many times the time in insertion order", &columns);
    let mut all = vec![Vec::new(); columns.len()];
    for shape in shapes {
        let ratios: Vec<f64> = bodies
            .iter()
            .flat_map(|(body, effort)| ratios(report, shape, *body, *effort))
            .collect();
        all.iter_mut().zip(&ratios).for_each(|(all, ratio)| all.push(*ratio));
        report.table_row(shape.name, ratios);
    }
    report.table_row("geometric mean", all.iter().filter_map(|all| geometric_mean(all)));
    report.table_row("most", all.iter().filter_map(|all| all.iter().copied().reduce(f64::max)));
    report.say("it is to be at most 1.15 for empty tasks, and 1.015 for tasks of 1 µs");
}

/// The ratios with one worker and with two: each the median of those of all rounds.
fn ratios(report: &Report, shape: &Shape, body: Body, effort: Effort) -> [f64; 2] {
    let dag = (shape.dag)(effort.n);
    let tasks = Tasks { check: None, n_steps: body.n_steps };
    let ranked = compile(graph(&dag, |node| action(tasks.of(node))));
    let in_order = ranked.ranked(Ranking::Fifo, |_| None);
    [1, 2].map(|n_workers| {
        let executor = Executor::new(n_workers);
        let both = || {
            [&ranked, &in_order].map(|compiled| {
                // This one warms the caches.
                drop(executor.run(compiled));
                time(|| drop(executor.run(compiled))).1.as_secs_f64()
            })
        };
        let rounds: Vec<[f64; 2]> = (0..effort.n_rounds).map(|_| both()).collect();
        let ratio = median(rounds.iter().map(|[ranked, in_order]| ranked / in_order));
        report.figure(&format!(
            r#"{{"ranking":"upward","against":"fifo","shape":"{}","workers":{n_workers},"body_ns":{:.0},"n":{},"ratio":{ratio:.4}}}"#,
            shape.name,
            body.ns,
            dag.len(),
        ));
        ratio
    })
}

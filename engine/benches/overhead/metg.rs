//! METG(50 %): the smallest task that still runs at half efficiency (Task Bench, SC '20).

use std::collections::BTreeMap;

use super::implementation::Implementation;
use super::measure::{Body, Effort, Measured, measure};
use super::shapes::Shape;
use super::task::Tasks;

/// Tasks get longer from here, by a factor of two each time.
const SHORTEST_NS: f64 = 10.0;

/// The METG(50 %) of every implementation and number of workers that gets there at all, as the
/// measurement that such tasks would give.
///
/// The length of a task is what it takes called directly, one after the other. Efficiency is the
/// length of all tasks over the time of all workers. Between two lengths it is taken to be linear
/// in the logarithm of the length.
pub(crate) fn metg(
    implementations: &[&dyn Implementation],
    pattern: &Shape,
    steps_per_microsecond: f64,
    n_doublings: i32,
    effort: Effort,
) -> Vec<Measured> {
    let mut left = implementations.to_vec();
    let mut found: BTreeMap<(&str, usize), Measured> = BTreeMap::new();
    let mut shorter: BTreeMap<(&str, usize), (f64, f64)> = BTreeMap::new();
    for doubling in 0..=n_doublings {
        let body = Body::of(SHORTEST_NS * f64::from(1 << doubling), steps_per_microsecond);
        let task_ns = task_ns(body);
        for measured in measure(&left, pattern, body, effort) {
            let key = (measured.implementation, measured.n_workers);
            let efficiency = task_ns / (measured.run_ns_per_task * measured.n_workers as f64);
            if efficiency < 0.5 {
                shorter.insert(key, (task_ns, efficiency));
                continue;
            }
            found.entry(key).or_insert_with(|| {
                let half = between(shorter.get(&key), (task_ns, efficiency));
                let run_ns_per_task = 2.0 * half / measured.n_workers as f64;
                Measured { body_ns: half, run_ns_per_task, ..measured }
            });
        }
        left.retain(|implementation| {
            let mut workers = implementation.workers().iter();
            workers.any(|n_workers| !found.contains_key(&(implementation.name(), *n_workers)))
        });
    }
    found.into_values().collect()
}

/// The length of a task with `body`: the median of five attempts.
fn task_ns(body: Body) -> f64 {
    const N_TASKS: usize = 1_000;
    let tasks = Tasks { check: None, n_steps: body.n_steps };
    let mut times: Vec<_> = (0..5).map(|_| tasks.serial(N_TASKS)).collect();
    times.sort();
    times[2].as_secs_f64() * 1e9 / N_TASKS as f64
}

/// The length at which the efficiency is a half: `longer` has at least that, `shorter` less.
fn between(shorter: Option<&(f64, f64)>, longer: (f64, f64)) -> f64 {
    let Some(shorter) = shorter else { return longer.0 };
    let part = (0.5 - shorter.1) / (longer.1 - shorter.1);
    shorter.0 * (longer.0 / shorter.0).powf(part)
}

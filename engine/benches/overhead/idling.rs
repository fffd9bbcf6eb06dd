//! How much workers work that have nothing to do: between runs, and beside one long job.

use std::thread;
use std::time::Duration;

use storylint_engine::{Action, Compiled, Executor, GraphBuilder, compile};

use super::cpu_time::cpu_ms;
use super::measure::{Body, Effort};
use super::report::Report;
use super::statistics::median;
use super::storylint::action;
use super::task::Tasks;

/// Short jobs before the long one, so that all workers have worked. A millisecond of work is small
/// enough for its own spread not to hide what is looked for.
const N_SHORT: usize = 100;

/// The time of a short job, in nanoseconds.
pub(crate) const SHORT_NS: f64 = 10_000.0;

/// Runs and waits with two workers and with eight; `short` is the body of a short job, `pause` the
/// length of a long one.
pub(crate) fn idling(report: &Report, short: Body, pause: Duration, effort: Effort) {
    let tasks = Tasks { check: None, n_steps: short.n_steps };
    report.table("Having nothing to do: CPU µs", ["2 workers", "8 workers"]);
    let figures: [(&str, Figure); 5] = [
        ("between-runs", between_runs),
        ("long-job", |scene| at_first(scene, 0)),
        ("long-job-goes-on", |scene| later(scene, 0)),
        ("after-others", |scene| at_first(scene, N_SHORT)),
        ("after-others-goes-on", |scene| later(scene, N_SHORT)),
    ];
    let executors = [2, 8].map(Executor::new);
    for (name, figure) in figures {
        let row = executors.iter().map(|executor| {
            let scene = Scene { executor, tasks: &tasks, pause };
            let rounds = (0..effort.n_rounds).map(|_| figure(&scene));
            Some(median(rounds.collect::<Option<Vec<_>>>()?))
        });
        let Some(row) = row.collect::<Option<Vec<f64>>>() else {
            report.say("this system does not tell");
            return;
        };
        for (n_workers, us) in [2, 8].iter().zip(&row) {
            report.figure(&format!(
                r#"{{"idle":"{name}","workers":{n_workers},"pause_ms":{},"cpu_us":{us:.1}}}"#,
                pause.as_millis(),
            ));
        }
        report.table_row(name, row);
    }
    report.say(&format!(
        "a pause is {} ms; what is not between runs and does not go on is to be at most 50 a worker, all else 0",
        pause.as_millis()
    ));
}

/// Microseconds; `None` where the system does not tell.
type Figure = fn(&Scene<'_>) -> Option<f64>;

struct Scene<'s> {
    executor: &'s Executor,
    tasks: &'s Tasks,
    pause: Duration,
}

impl Scene<'_> {
    /// The work of a run of `n_short` jobs and one after them that sleeps for so many pauses, in
    /// microseconds.
    fn run_us(&self, n_short: usize, n_pauses: u32) -> Option<f64> {
        let compiled = short_then_long(self.tasks, n_short, n_pauses * self.pause);
        let (_, ms) = cpu_ms(|| drop(self.executor.run(&compiled)))?;
        Some(ms * 1e3)
    }
}

/// A pause after a run, beyond a pause of a thread on its own.
fn between_runs(scene: &Scene<'_>) -> Option<f64> {
    let pause = || Some(cpu_ms(|| thread::sleep(scene.pause))?.1 * 1e3);
    let executors_sleep = pause()?;
    scene.run_us(N_SHORT, 0)?;
    Some(pause()? - executors_sleep)
}

/// A run with a pause, beyond one without.
fn at_first(scene: &Scene<'_>, n_short: usize) -> Option<f64> {
    let without = scene.run_us(n_short, 0)?;
    Some(scene.run_us(n_short, 1)? - without)
}

/// A run with two pauses, beyond one with one.
fn later(scene: &Scene<'_>, n_short: usize) -> Option<f64> {
    let one = scene.run_us(n_short, 1)?;
    Some(scene.run_us(n_short, 2)? - one)
}

fn short_then_long(tasks: &Tasks, n_short: usize, pause: Duration) -> Compiled<Action<'static>> {
    let mut builder = GraphBuilder::new();
    let short: Vec<_> = (0..n_short).map(|i| builder.add(action(tasks.of(i as u32)), [])).collect();
    let long = Action::new(move |_| {
        // Not even a call where there is no pause.
        if !pause.is_zero() {
            thread::sleep(pause);
        }
        Ok(())
    });
    builder.add(long, short);
    compile(builder.build())
}

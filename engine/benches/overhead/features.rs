//! What it costs a task to have more than nothing to it: an output, a policy, an observer.

use std::hint::black_box;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use storylint_engine::{
    Action, Cancel, Event, Executor, ExecutorBuilder, FnJob, Job, JobError, Metrics, OnFailure,
    Policy, Retries, Trace, compile,
};

use super::dag::Dag;
use super::implementation::time;
use super::measure::Effort;
use super::report::Report;
use super::shapes::Shape;
use super::statistics::median;
use super::storylint::{action, graph};
use super::task::Tasks;

/// The shapes on which features are measured.
pub(crate) const FEATURE_SHAPES: [&str; 3] = ["chain", "tree", "layered"];

/// Something that tasks may have.
struct Feature {
    name: &'static str,
    /// Whether it counts in the sum of what a task mostly has.
    is_usual: bool,
    /// A graph with it, to be run with a number of workers.
    runs: fn(&Dag) -> Runs,
}

/// Runs a graph with a number of workers and gives the time that took.
type Runs = Box<dyn FnMut(usize) -> Duration>;

const fn feature(name: &'static str, runs: fn(&Dag) -> Runs) -> Feature {
    Feature { name, is_usual: false, runs }
}

const fn usual(name: &'static str, runs: fn(&Dag) -> Runs) -> Feature {
    Feature { is_usual: true, ..feature(name, runs) }
}

/// What most tasks do not have.
const FAILED: &str = "failed";

/// What the others are compared with: actions with nothing to them.
const PLAIN: Feature = feature("plain", |dag| with_job(dag, plain));

const FEATURES: [Feature; 15] = [
    // The job reads all its inputs.
    usual("output", |dag| with_job(dag, output)),
    // Every job fails, and every job runs all the same.
    usual(FAILED, |dag| with_job(dag, failing)),
    // As much of `failed` as making and dropping the error is.
    feature("error alone", |dag| with_job(dag, making_an_error)),
    // The roots fail, and nothing else runs.
    feature("skipped", |dag| {
        let is_root: Vec<bool> = dag.nodes().map(|node| dag.row(node).is_empty()).collect();
        let job = |node| if is_root[node as usize] { failing(node) } else { plain(node) };
        with_job(dag, job)
    }),
    // The job catches its own panics. The engine's own way cannot be turned off to be measured;
    // catching every task is what it would cost at most.
    usual("catching", |dag| with_job(dag, catching)),
    // As much of what follows as having a policy at all is.
    feature("policy alone", |dag| with_policy(dag, Policy::default())),
    usual("retries", |dag| with_policy(dag, retrying())),
    feature("timeout", |dag| {
        let timeout = Some(Duration::from_secs(3_600));
        with_policy(dag, Policy { timeout, ..Policy::default() })
    }),
    // There is always room.
    feature("memory", |dag| {
        let job = |node| plain(node).with_policy(Policy { memory: Some(1), ..Policy::default() });
        runs(dag, job, Executor::builder().memory(1 << 40))
    }),
    feature("observer", |dag| {
        let nothing = |at: Duration, event: &Event<'_>| {
            black_box((at, event));
        };
        with_executor(dag, Executor::builder().observer(Arc::new(nothing)))
    }),
    usual("Metrics", |dag| {
        with_executor(dag, Executor::builder().observer(Arc::new(Metrics::new())))
    }),
    feature("Trace", |dag| {
        let trace = Trace::new(4 * dag.len());
        with_executor(dag, Executor::builder().observer(Arc::new(trace)))
    }),
    feature("cancel", |dag| with_executor(dag, Executor::builder().cancel(Cancel::new()))),
    feature("deadline", |dag| {
        with_executor(dag, Executor::builder().deadline(Duration::from_secs(3_600)))
    }),
    // An output, retries and `Metrics` together, which is how the sum comes out in one run.
    feature("together", |dag| {
        let job = |node| output(node).with_policy(retrying());
        runs(dag, job, Executor::builder().observer(Arc::new(Metrics::new())))
    }),
];

fn runs<J: Job + 'static>(dag: &Dag, job: impl Fn(u32) -> J, executor: ExecutorBuilder) -> Runs {
    let compiled = compile(graph(dag, job));
    let executors = [1, 2].map(|n_workers| executor.clone().workers(n_workers).build());
    Box::new(move |n_workers| time(|| drop(executors[n_workers - 1].run(&compiled))).1)
}

fn with_job<J: Job + 'static>(dag: &Dag, job: impl Fn(u32) -> J) -> Runs {
    runs(dag, job, Executor::builder())
}

fn with_executor(dag: &Dag, executor: ExecutorBuilder) -> Runs {
    runs(dag, plain, executor)
}

fn with_policy(dag: &Dag, policy: Policy) -> Runs {
    with_job(dag, |node| plain(node).with_policy(policy.clone()))
}

fn retrying() -> Policy {
    Policy { retries: Retries::up_to(3), ..Policy::default() }
}

fn plain(node: u32) -> Action<'static> {
    action(Tasks::default().of(node))
}

fn output(node: u32) -> FnJob<'static, u64> {
    let task = Tasks::default().of(node);
    FnJob::new(move |inputs, _| {
        task.run();
        Ok(inputs.values().fold(1, |all, input| all ^ input))
    })
}

fn failing(node: u32) -> Action<'static> {
    let task = Tasks::default().of(node);
    let action = Action::new(move |_| {
        task.run();
        Err(JobError::new("no"))
    });
    action.with_policy(Policy { on_failure: OnFailure::Continue, ..Policy::default() })
}

fn making_an_error(node: u32) -> Action<'static> {
    let task = Tasks::default().of(node);
    Action::new(move |_| {
        task.run();
        drop(black_box(JobError::new("no")));
        Ok(())
    })
}

fn catching(node: u32) -> Action<'static> {
    let task = Tasks::default().of(node);
    Action::new(move |_| {
        catch_unwind(AssertUnwindSafe(|| task.run())).map_err(|_| JobError::new("it panicked"))
    })
}

/// What each feature costs on each of `shapes`. A cost is the median of what the run with it took
/// longer than the plain one of the same round.
pub(crate) fn features(report: &Report, shapes: &[&Shape], effort: Effort) {
    let mut columns = Vec::new();
    for shape in shapes {
        columns.extend(costs(report, shape, effort));
    }
    let title = format!("What features cost, {} empty tasks: ns a task beyond plain", effort.n);
    report.table(&title, columns.iter().map(|column| column.name.as_str()));
    report.table_row("plain itself", columns.iter().map(|column| column.plain_ns));
    for (i, feature) in FEATURES.iter().enumerate() {
        report.table_row(feature.name, columns.iter().map(|column| column.costs_ns[i]));
    }
    let names = FEATURES.iter().filter(|feature| feature.is_usual).map(|feature| feature.name);
    let sum = |column: &Column, without: &str| {
        let costs = FEATURES.iter().zip(&column.costs_ns);
        let usual = costs.filter(|(feature, _)| feature.is_usual && feature.name != without);
        usual.map(|(_, ns)| ns).sum()
    };
    report.table_row("sum", columns.iter().map(|column| sum(column, "")));
    report.table_row("sum where nothing fails", columns.iter().map(|column| sum(column, FAILED)));
    let names = names.collect::<Vec<_>>().join(", ");
    report.say(&format!("the sum is of: {names}; it is to be under 40 ns"));
}

/// One shape with one number of workers.
struct Column {
    name: String,
    plain_ns: f64,
    /// In the order of [`FEATURES`].
    costs_ns: Vec<f64>,
}

fn costs(report: &Report, shape: &Shape, effort: Effort) -> Vec<Column> {
    let dag = (shape.dag)(effort.n);
    let mut plain = (PLAIN.runs)(&dag);
    let mut with: Vec<Runs> = FEATURES.iter().map(|feature| (feature.runs)(&dag)).collect();
    let ns = |runs: &mut Runs, n_workers| {
        // This one warms the caches.
        runs(n_workers);
        runs(n_workers).as_secs_f64() * 1e9 / dag.len() as f64
    };
    [1, 2]
        .map(|n_workers| {
            let mut plain_ns = Vec::new();
            let mut costs_ns = vec![Vec::new(); with.len()];
            for _ in 0..effort.n_rounds {
                let plain = ns(&mut plain, n_workers);
                plain_ns.push(plain);
                for (with, costs_ns) in with.iter_mut().zip(&mut costs_ns) {
                    costs_ns.push(ns(with, n_workers) - plain);
                }
            }
            let plain_ns = median(plain_ns);
            let costs_ns: Vec<f64> = costs_ns.into_iter().map(median).collect();
            for (feature, cost_ns) in FEATURES.iter().zip(&costs_ns) {
                report.figure(&format!(
                    r#"{{"feature":"{}","shape":"{}","workers":{n_workers},"n":{},"plain_ns_per_task":{plain_ns:.2},"cost_ns_per_task":{cost_ns:.2}}}"#,
                    feature.name,
                    shape.name,
                    dag.len(),
                ));
            }
            Column { name: format!("{} {n_workers}", shape.name), plain_ns, costs_ns }
        })
        .into()
}

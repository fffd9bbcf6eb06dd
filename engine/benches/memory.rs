//! How much room a node takes beside its job: `cargo bench -p storylint-engine --bench memory`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark prints its figures")]

#[expect(dead_code, reason = "`overhead` uses the rest")]
mod overhead {
    pub(crate) mod countdown;
    pub(crate) mod dag;
    pub(crate) mod shapes;
    pub(crate) mod spin;
    pub(crate) mod task;
}

use std::alloc::System;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use cap::Cap;
use storylint_engine::{Action, Executor, FnJob, Graph, GraphBuilder, Job, compile};

use overhead::countdown::Countdown;
use overhead::dag::Dag;
use overhead::shapes::SHAPES;
use overhead::task::Tasks;

/// Counts what is allocated. This is why these figures have a program of their own: counting takes
/// time.
#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

const MEASURED_SHAPES: [&str; 4] = ["chain", "tree", "wavefront", "layered"];

/// One task in so many looks how much is allocated.
const LOOKING: u32 = 1024;

fn main() -> ExitCode {
    let (mut n, mut json) = (1_000_000, false);
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            // Cargo's own.
            "--bench" => {}
            "--quick" => n = 10_000,
            "--json" => json = true,
            _ => {
                eprintln!("error: `{argument}` is none of `--quick`, `--json`");
                return ExitCode::from(2);
            }
        }
    }
    if !json {
        println!("Bytes a node beyond its job, of {n} nodes; it is to be at most 64");
        println!(
            "{:12}{:>9}{:>9}{:>10}{:>10}{:>10}{:>10}{:>10}",
            "", "jobs", "workers", "graph", "compiled", "a run", "kept", "by hand"
        );
    }
    for shape in SHAPES.iter().filter(|shape| MEASURED_SHAPES.contains(&shape.name)) {
        let dag = (shape.dag)(n);
        let by_hand = by_hand(&dag);
        for n_workers in [1, 2] {
            let peak = Arc::new(AtomicUsize::new(0));
            let print = |jobs: &str, bytes: Bytes| {
                let line = if json {
                    bytes.json(jobs, shape.name, n_workers, dag.len(), by_hand)
                } else {
                    bytes.row(jobs, shape.name, n_workers, by_hand)
                };
                println!("{line}");
            };
            print("Action", measure(&dag, n_workers, &peak, |node| action(&peak, node)));
            print("FnJob<u64>", measure(&dag, n_workers, &peak, |node| output(&peak, node)));
        }
    }
    ExitCode::SUCCESS
}

/// How many bytes a node takes, its job apart.
struct Bytes {
    graph: f64,
    compiled: f64,
    /// The most during a first run, beside `compiled`.
    run: f64,
    /// What is left of that when the run has been dropped.
    kept: f64,
}

impl Bytes {
    fn row(&self, jobs: &str, shape: &str, n_workers: usize, by_hand: f64) -> String {
        let Self { graph, compiled, run, kept } = self;
        format!(
            "{shape:10}{jobs:>11}{n_workers:>9}{graph:>10.1}{compiled:>10.1}{run:>10.1}{kept:>10.1}{by_hand:>10.1}"
        )
    }

    fn json(&self, jobs: &str, shape: &str, n_workers: usize, n: usize, by_hand: f64) -> String {
        let Self { graph, compiled, run, kept } = self;
        format!(
            r#"{{"memory":"{jobs}","shape":"{shape}","workers":{n_workers},"n":{n},"graph_bytes_per_node":{graph:.1},"compiled_bytes_per_node":{compiled:.1},"run_bytes_per_node":{run:.1},"kept_bytes_per_node":{kept:.1},"by_hand_bytes_per_node":{by_hand:.1}}}"#
        )
    }
}

fn action(peak: &Arc<AtomicUsize>, node: u32) -> Action<'static> {
    let peak = Arc::clone(peak);
    Action::new(move |_| {
        look(&peak, node);
        Ok(())
    })
}

fn output(peak: &Arc<AtomicUsize>, node: u32) -> FnJob<'static, u64> {
    let peak = Arc::clone(peak);
    FnJob::new(move |inputs, _| {
        look(&peak, node);
        Ok(inputs.values().fold(1, |all, input| all ^ input))
    })
}

fn look(peak: &AtomicUsize, node: u32) {
    if node.is_multiple_of(LOOKING) {
        peak.fetch_max(ALLOCATOR.allocated(), Ordering::Relaxed);
    }
}

/// What is allocated now beyond `before`, a node.
fn beyond(before: usize, n: usize) -> f64 {
    (ALLOCATOR.allocated() as f64 - before as f64) / n as f64
}

fn measure<J: Job + 'static>(
    dag: &Dag,
    n_workers: usize,
    peak: &AtomicUsize,
    job: impl Fn(u32) -> J,
) -> Bytes {
    let n = dag.len();
    let before = ALLOCATOR.allocated();
    let jobs: Vec<J> = dag.nodes().map(&job).collect();
    let of_jobs = beyond(before, n);
    drop(jobs);
    let graph = graph(dag, &job);
    let of_graph = beyond(before, n) - of_jobs;
    let compiled = compile(graph);
    let of_compiled = beyond(before, n) - of_jobs;
    let executor = Executor::new(n_workers);
    let before_run = ALLOCATOR.allocated();
    peak.store(0, Ordering::Relaxed);
    let run = executor.run(&compiled);
    let most = peak.load(Ordering::Relaxed).max(ALLOCATOR.allocated());
    drop(run);
    Bytes {
        graph: of_graph,
        compiled: of_compiled,
        run: (most as f64 - before_run as f64) / n as f64,
        kept: beyond(before_run, n),
    }
}

fn graph<J>(dag: &Dag, job: impl Fn(u32) -> J) -> Graph<J> {
    let mut builder = GraphBuilder::new();
    for node in dag.nodes() {
        builder.add(job(node), dag.row(node).iter().map(|need| (*need).into()));
    }
    builder.build()
}

/// The same for a graph that one counts down by hand.
fn by_hand(dag: &Dag) -> f64 {
    let (before, tasks) = (ALLOCATOR.allocated(), Tasks::default());
    let body = |node| -> Box<dyn Fn() + Send + Sync> {
        let task = tasks.of(node);
        Box::new(move || task.run())
    };
    let bodies: Vec<_> = dag.nodes().map(body).collect();
    let of_bodies = beyond(before, dag.len());
    drop(bodies);
    let countdown = Countdown::new(dag, &tasks);
    let of_all = beyond(before, dag.len());
    drop(countdown);
    of_all - of_bodies
}

//! How near a run comes to the shortest possible: `cargo bench -p storylint-engine --bench makespan`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark prints its figures")]

mod makespan {
    #[path = "../overhead/dag.rs"]
    pub(crate) mod dag;
    pub(crate) mod graphs;
    pub(crate) mod list;
    pub(crate) mod measured;
    pub(crate) mod ranked;
    pub(crate) mod report;
    pub(crate) mod simulated;
    #[path = "../overhead/spin.rs"]
    pub(crate) mod spin;
}

use std::process::ExitCode;

use makespan::graphs::FAMILIES;
use makespan::measured::Bench;
use makespan::report::Figures;
use makespan::simulated::simulated;
use makespan::spin::steps_per_microsecond;

/// How much is measured and simulated.
struct Effort {
    /// Nodes in a graph, at least.
    n: usize,
    n_measured_seeds: u64,
    n_rounds: usize,
    n_simulated_seeds: u64,
    workers: &'static [usize],
}

const FULL: Effort = Effort {
    n: 6_000,
    n_measured_seeds: 5,
    n_rounds: 7,
    n_simulated_seeds: 20,
    workers: &[2, 8, 64, 1024],
};

const QUICK: Effort = Effort {
    n: 1_000,
    n_measured_seeds: 1,
    n_rounds: 1,
    n_simulated_seeds: 2,
    workers: &[2, 8, 64],
};

/// Nodes in a simulated graph for each worker, at least.
const NODES_PER_WORKER: usize = 200;

fn main() -> ExitCode {
    let (mut quick, mut json) = (false, false);
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            // Cargo's own.
            "--bench" => {}
            "--quick" => quick = true,
            "--json" => json = true,
            _ => {
                eprintln!("error: `{argument}` is none of `--quick`, `--json`");
                return ExitCode::from(2);
            }
        }
    }
    run(if quick { &QUICK } else { &FULL }, json);
    ExitCode::SUCCESS
}

fn run(effort: &Effort, json: bool) {
    let steps = steps_per_microsecond();
    if !json {
        println!(
            "Means of all seeds, with the worst of them; one task in twenty takes 40 µs, others 1 µs."
        );
        println!("{steps:.0} steps are 1 µs.");
    }
    let bench = Bench::new(steps);
    let measured = FAMILIES
        .iter()
        .map(|family| bench.measure(family, effort.n, effort.n_measured_seeds, effort.n_rounds));
    print(
        "Measured with two workers, as many times as max(work / 2, critical path)",
        measured,
        json,
    );
    let simulated: Vec<[Figures; 2]> = FAMILIES
        .iter()
        .flat_map(|family| effort.workers.iter().map(move |n_workers| (family, *n_workers)))
        .map(|(family, n_workers)| {
            let n = effort.n.max(NODES_PER_WORKER * n_workers);
            simulated(family, n, n_workers, effort.n_simulated_seeds)
        })
        .collect();
    let (by_bound, by_list): (Vec<_>, Vec<_>) = simulated.into_iter().map(Into::into).unzip();
    print(
        "Simulated, as many times as max(work / workers, critical path)",
        by_bound.into_iter(),
        json,
    );
    print(
        "Simulated, as many times as a list schedule by somebody who knows all costs",
        by_list.into_iter(),
        json,
    );
}

fn print(title: &str, all: impl Iterator<Item = Figures>, json: bool) {
    for (i, figures) in all.enumerate() {
        if json {
            println!("{}", figures.json());
            continue;
        }
        if i == 0 {
            println!("\n{title}\n{}", figures.heading());
        }
        println!("{}", figures.row());
    }
}

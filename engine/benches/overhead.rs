//! What a node costs beside its job, here and elsewhere: `cargo bench -p storylint-engine --bench overhead`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark prints its figures")]

mod overhead {
    pub(crate) mod arguments;
    pub(crate) mod countdown;
    pub(crate) mod dag;
    pub(crate) mod dagrs;
    pub(crate) mod floor;
    pub(crate) mod implementation;
    pub(crate) mod measure;
    pub(crate) mod metg;
    pub(crate) mod mutex_heap;
    pub(crate) mod rayon;
    pub(crate) mod report;
    pub(crate) mod round_trip;
    pub(crate) mod shapes;
    pub(crate) mod spin;
    pub(crate) mod storylint;
    pub(crate) mod task;
    pub(crate) mod tbb;
    pub(crate) mod tokio;
}

use std::process::ExitCode;

use overhead::arguments::Arguments;
use overhead::implementation::{self, Implementation};
use overhead::measure::{Body, Effort, Measured, measure};
use overhead::metg::metg;
use overhead::report::Report;
use overhead::round_trip::round_trip_ns;
use overhead::shapes::{PATTERNS, SHAPES, Shape};
use overhead::spin::steps_per_microsecond;

/// The shapes that are run with a million nodes, too.
const LARGE: [&str; 4] = ["tree", "wavefront", "layered", "independent"];

/// The efforts for empty tasks, for a million of them, for tasks of one and of ten microseconds,
/// and for METG with its longest task, in doublings of the shortest.
struct Efforts {
    empty: Effort,
    large: Option<Effort>,
    one: Effort,
    ten: Effort,
    metg: Effort,
    n_doublings: i32,
}

const FULL: Efforts = Efforts {
    empty: Effort { n: 100_000, n_rounds: 5, n_runs: 3, n_builds: 3 },
    large: Some(Effort { n: 1_000_000, n_rounds: 3, n_runs: 1, n_builds: 1 }),
    one: Effort { n: 10_000, n_rounds: 7, n_runs: 1, n_builds: 1 },
    ten: Effort { n: 2_000, n_rounds: 7, n_runs: 1, n_builds: 1 },
    metg: Effort { n: 4_000, n_rounds: 3, n_runs: 1, n_builds: 1 },
    n_doublings: 13,
};

const QUICK: Efforts = Efforts {
    empty: Effort { n: 5_000, n_rounds: 2, n_runs: 1, n_builds: 1 },
    large: None,
    one: Effort { n: 1_000, n_rounds: 2, n_runs: 1, n_builds: 1 },
    ten: Effort { n: 200, n_rounds: 2, n_runs: 1, n_builds: 1 },
    metg: Effort { n: 300, n_rounds: 1, n_runs: 1, n_builds: 1 },
    n_doublings: 9,
};

fn main() -> ExitCode {
    let all = implementation::all();
    let mut names: Vec<&str> = SHAPES.iter().chain(&PATTERNS).map(|shape| shape.name).collect();
    names.extend(all.iter().map(|implementation| implementation.name()));
    let arguments = match Arguments::read(std::env::args().skip(1), &names) {
        Ok(arguments) => arguments,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::from(2);
        }
    };
    let all = all.iter().map(|implementation| &**implementation).collect();
    let implementations = arguments.wanted(all, |implementation| implementation.name());
    let all_shapes = SHAPES.iter().chain(&PATTERNS).collect();
    let wanted = arguments.wanted(all_shapes, |shape| shape.name);
    let of = |some: &[Shape]| -> Vec<&Shape> {
        let is_of = |shape: &&Shape| some.iter().any(|one| one.name == shape.name);
        wanted.iter().copied().filter(is_of).collect()
    };
    let efforts = if arguments.quick { QUICK } else { FULL };
    let report = Report::new(arguments.json, &implementations);
    run(&report, &implementations, &of(&SHAPES), &of(&PATTERNS), &efforts);
    ExitCode::SUCCESS
}

fn run(
    report: &Report,
    implementations: &[&dyn Implementation],
    shapes: &[&Shape],
    patterns: &[&Shape],
    efforts: &Efforts,
) {
    check(implementations, shapes, patterns, efforts.empty.n);
    let steps = steps_per_microsecond();
    report.say(&format!(
        "{} cores; a cache line takes {} ns from one to another and back; {steps:.0} steps are 1 µs",
        std::thread::available_parallelism().map_or(1, usize::from),
        round_trip_ns().map_or("no".to_owned(), |ns| format!("{ns:.0}")),
    ));
    for one in implementations.iter().filter(|one| one.limit() < efforts.empty.n) {
        report.say(&format!("{} runs graphs of at most {} nodes", one.name(), one.limit()));
    }

    let each =
        |of: &[&dyn Implementation], title: &str, shapes: &[&Shape], body, effort: Effort| {
            if !shapes.is_empty() {
                report.open(&format!("{title}, {} nodes: ns a task", effort.n));
            }
            let mut all: Vec<Measured> = Vec::new();
            for shape in shapes {
                let measured = measure(of, shape, body, effort);
                report.shape(&measured);
                all.extend(measured);
            }
            all
        };
    let empty = each(implementations, "Empty tasks", shapes, Body::EMPTY, efforts.empty);
    let some: Vec<&Shape> =
        shapes.iter().copied().filter(|shape| LARGE.contains(&shape.name)).collect();
    // What a small graph costs says nothing about a large one.
    let of: Vec<_> =
        implementations.iter().copied().filter(|one| one.limit() >= efforts.empty.n).collect();
    let large = efforts.large.map(|effort| each(&of, "Empty tasks", &some, Body::EMPTY, effort));
    for (title, ns, effort) in
        [("Tasks of 1 µs", 1e3, efforts.one), ("Tasks of 10 µs", 1e4, efforts.ten)]
    {
        let measured = each(implementations, title, shapes, Body::of(ns, steps), effort);
        report.mean_speed_up(&measured, shapes);
    }
    if !patterns.is_empty() {
        report.open("METG(50 %): the shortest task, in ns, with which half of the time is work");
    }
    for pattern in patterns {
        report.metg(&metg(implementations, pattern, steps, efforts.n_doublings, efforts.metg));
    }

    report.ratios("Empty tasks, as many times the time of storylint", &empty, shapes);
    if let Some(large) = large {
        report.ratios("The same with a million nodes", &large, &some);
    }
}

/// Has every implementation run every graph once to see whether it does so rightly.
fn check(
    implementations: &[&dyn Implementation],
    shapes: &[&Shape],
    patterns: &[&Shape],
    n: usize,
) {
    for shape in shapes.iter().chain(patterns) {
        for implementation in implementations {
            let is_right = implementation.is_right((shape.dag)(n.min(implementation.limit())));
            assert!(is_right, "{} runs {} wrongly", implementation.name(), shape.name);
        }
    }
}

//! What a node costs beside its job, here and elsewhere: `cargo bench -p storylint-engine --bench overhead`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark prints its figures")]

mod overhead {
    pub(crate) mod arguments;
    pub(crate) mod cancelling;
    pub(crate) mod compiling;
    pub(crate) mod countdown;
    pub(crate) mod cpu_time;
    pub(crate) mod dag;
    pub(crate) mod dagrs;
    pub(crate) mod features;
    pub(crate) mod floor;
    pub(crate) mod idling;
    pub(crate) mod implementation;
    pub(crate) mod measure;
    pub(crate) mod metg;
    pub(crate) mod mutex_heap;
    pub(crate) mod ranking;
    pub(crate) mod rayon;
    pub(crate) mod report;
    pub(crate) mod round_trip;
    pub(crate) mod shapes;
    pub(crate) mod spin;
    pub(crate) mod statistics;
    pub(crate) mod storylint;
    pub(crate) mod task;
    pub(crate) mod tbb;
    pub(crate) mod tokio;
}

use std::process::ExitCode;
use std::time::Duration;

use overhead::arguments::Arguments;
use overhead::cancelling::cancelling;
use overhead::compiling::{COMPILED_SHAPES, compiling};
use overhead::features::{FEATURE_SHAPES, features};
use overhead::idling::{SHORT_NS, idling};
use overhead::implementation::{self, Implementation};
use overhead::measure::{Body, Effort, Measured, measure};
use overhead::metg::metg;
use overhead::ranking::ranking;
use overhead::report::Report;
use overhead::round_trip::round_trip_ns;
use overhead::shapes::{PATTERNS, SHAPES, Shape};
use overhead::spin::steps_per_microsecond;

/// The shapes that are run with a million nodes, too.
const LARGE: [&str; 4] = ["tree", "wavefront", "layered", "independent"];

/// The shape of the run that is cancelled.
const CANCELLED_SHAPE: &str = "independent";

/// How much is measured of each part of the benchmark.
struct Efforts {
    empty: Effort,
    large: Effort,
    /// Tasks of one and of ten microseconds.
    one: Effort,
    ten: Effort,
    /// With the longest task, in doublings of the shortest.
    metg: Effort,
    n_doublings: i32,
    features: Effort,
    /// Empty tasks, and tasks of a microsecond.
    ranking: [Effort; 2],
    cancel: Effort,
    compile: Effort,
    /// With the length of a pause.
    idle: Effort,
    pause: Duration,
}

const FULL: Efforts = Efforts {
    empty: Effort { n_runs: 9, n_builds: 3, ..Effort::new(100_000, 5) },
    large: Effort::new(1_000_000, 3),
    one: Effort::new(10_000, 7),
    ten: Effort::new(2_000, 7),
    metg: Effort::new(4_000, 3),
    n_doublings: 13,
    features: Effort::new(100_000, 11),
    ranking: [Effort::new(100_000, 21), Effort::new(10_000, 21)],
    cancel: Effort::new(1_000_000, 9),
    compile: Effort::new(1_000_000, 5),
    idle: Effort::new(1, 9),
    pause: Duration::from_millis(100),
};

const QUICK: Efforts = Efforts {
    empty: Effort::new(5_000, 2),
    large: Effort::new(20_000, 1),
    one: Effort::new(1_000, 2),
    ten: Effort::new(200, 2),
    metg: Effort::new(300, 1),
    n_doublings: 9,
    features: Effort::new(5_000, 3),
    ranking: [Effort::new(5_000, 3), Effort::new(500, 3)],
    cancel: Effort::new(10_000, 1),
    compile: Effort::new(10_000, 1),
    idle: Effort::new(1, 1),
    pause: Duration::from_millis(20),
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
    let bench = Bench {
        report: Report::new(arguments.json, &implementations),
        steps: steps_per_microsecond(),
        shapes: of(&SHAPES),
        patterns: of(&PATTERNS),
        efforts: if arguments.quick { QUICK } else { FULL },
        implementations,
        arguments,
    };
    bench.open();
    bench.compare();
    if bench.implementations.iter().any(|one| one.name() == "storylint") {
        bench.examine();
    }
    ExitCode::SUCCESS
}

/// What is to be measured.
struct Bench<'b> {
    arguments: Arguments,
    report: Report,
    implementations: Vec<&'b dyn Implementation>,
    shapes: Vec<&'b Shape>,
    patterns: Vec<&'b Shape>,
    efforts: Efforts,
    /// How many steps of a body are a microsecond.
    steps: f64,
}

impl Bench<'_> {
    fn open(&self) {
        self.report.say(&format!(
            "{} cores; a cache line takes {} ns from one to another and back; {:.0} steps are 1 µs",
            std::thread::available_parallelism().map_or(1, usize::from),
            round_trip_ns().map_or("no".to_owned(), |ns| format!("{ns:.0}")),
            self.steps,
        ));
    }

    /// Compares the implementations with one another.
    fn compare(&self) {
        let Self { arguments, report, implementations, shapes, patterns, efforts, steps } = self;
        if !["empty", "large", "bodies", "metg"].into_iter().any(|part| arguments.wants(part)) {
            return;
        }
        self.check();
        for one in implementations.iter().filter(|one| one.limit() < efforts.empty.n) {
            report.say(&format!("{} runs graphs of at most {} nodes", one.name(), one.limit()));
        }
        let mut empty = Vec::new();
        if arguments.wants("empty") {
            empty = self.each(implementations, "Empty tasks", shapes, Body::EMPTY, efforts.empty);
        }
        // What a small graph costs says nothing about a large one.
        let of: Vec<_> =
            implementations.iter().copied().filter(|one| one.limit() >= efforts.empty.n).collect();
        let some = self.among(&LARGE);
        let mut large = Vec::new();
        if arguments.wants("large") {
            large = self.each(&of, "Empty tasks", &some, Body::EMPTY, efforts.large);
        }
        if arguments.wants("bodies") {
            for (title, ns, effort) in
                [("Tasks of 1 µs", 1e3, efforts.one), ("Tasks of 10 µs", 1e4, efforts.ten)]
            {
                let body = Body::of(ns, *steps);
                let measured = self.each(implementations, title, shapes, body, effort);
                report.mean_speed_up(&measured, shapes);
            }
        }
        if arguments.wants("metg") {
            if !patterns.is_empty() {
                let title =
                    "METG(50 %): the shortest task, in ns, with which half of the time is work";
                report.open(title);
            }
            for pattern in patterns {
                let doublings = efforts.n_doublings;
                report.metg(&metg(implementations, pattern, *steps, doublings, efforts.metg));
            }
        }
        report.ratios("Empty tasks, as many times the time of storylint", &empty, shapes);
        report.ratios("The same with a million nodes", &large, &some);
    }

    /// Measures what storylint alone has.
    fn examine(&self) {
        let Self { arguments, report, shapes, efforts, steps, .. } = self;
        let one = Body::of(1e3, *steps);
        if arguments.wants("features") {
            features(report, &self.among(&FEATURE_SHAPES), efforts.features);
        }
        if arguments.wants("ranking") {
            let [empty, long] = efforts.ranking;
            ranking(report, shapes, &[(Body::EMPTY, empty), (one, long)]);
        }
        if arguments.wants("cancel") {
            for shape in self.among(&[CANCELLED_SHAPE]) {
                cancelling(report, &(shape.dag)(efforts.cancel.n), one, efforts.cancel);
            }
        }
        if arguments.wants("compile") {
            compiling(report, &self.among(&COMPILED_SHAPES), efforts.compile);
        }
        if arguments.wants("idle") {
            idling(report, Body::of(SHORT_NS, *steps), efforts.pause, efforts.idle);
        }
    }

    /// The wanted shapes that are named here.
    fn among(&self, names: &[&str]) -> Vec<&Shape> {
        self.shapes.iter().copied().filter(|shape| names.contains(&shape.name)).collect()
    }

    fn each(
        &self,
        of: &[&dyn Implementation],
        title: &str,
        shapes: &[&Shape],
        body: Body,
        effort: Effort,
    ) -> Vec<Measured> {
        if !shapes.is_empty() {
            self.report.open(&format!("{title}, {} nodes: ns a task", effort.n));
        }
        let mut all = Vec::new();
        for shape in shapes {
            let measured = measure(of, shape, body, effort);
            self.report.shape(&measured);
            all.extend(measured);
        }
        all
    }

    /// Has every implementation run every graph once to see whether it does so rightly.
    fn check(&self) {
        let n = self.efforts.empty.n;
        for shape in self.shapes.iter().chain(&self.patterns) {
            for implementation in &self.implementations {
                let is_right = implementation.is_right((shape.dag)(n.min(implementation.limit())));
                assert!(is_right, "{} runs {} wrongly", implementation.name(), shape.name);
            }
        }
    }
}

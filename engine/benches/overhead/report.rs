//! The figures as lines of JSON, or as tables that somebody can read.

use std::cmp::Ordering;

use super::implementation::Implementation;
use super::measure::Measured;
use super::shapes::Shape;
use super::statistics::geometric_mean;

/// Prints measurements as they come and sums them up.
pub(crate) struct Report {
    json: bool,
    /// The columns.
    names: Vec<&'static str>,
}

impl Report {
    pub(crate) fn new(json: bool, implementations: &[&dyn Implementation]) -> Self {
        Self { json, names: implementations.iter().map(|one| one.name()).collect() }
    }

    /// A line of text before or after figures.
    pub(crate) fn say(&self, line: &str) {
        if !self.json {
            println!("{line}");
        }
    }

    /// A figure as a line of JSON, where such lines are wanted.
    pub(crate) fn figure(&self, json: &str) {
        if self.json {
            println!("{json}");
        }
    }

    /// A title, and the names of the columns.
    pub(crate) fn open(&self, title: &str) {
        self.say(&format!("\n{title}"));
        let names: String = self.names.iter().map(|name| format!("{name:>11}")).collect();
        self.say(&format!("{:15} {:>8}{names}{:>12}", "", "workers", "round trip"));
    }

    /// The times to run one shape, and to build it or, where tasks do something, the speed-up.
    pub(crate) fn shape(&self, measured: &[Measured]) {
        if self.json {
            measured.iter().for_each(|one| println!("{}", one.json()));
            return;
        }
        let Some(Measured { shape, body_ns, round_trip_ns, .. }) = measured.first() else { return };
        for n_workers in [1, 2] {
            let times = |name| run_ns(measured, name, shape, n_workers);
            self.row(shape, &n_workers.to_string(), times, *round_trip_ns);
        }
        if *body_ns == 0.0 {
            let builds = |name| {
                let one = measured.iter().find(|one| one.implementation == name)?;
                Some(one.build_ns_per_node)
            };
            self.row(shape, "build", builds, None);
        } else {
            self.row(shape, "speed-up", |name| speed_up(measured, name, shape), None);
        }
    }

    /// The METG of each number of workers on one pattern.
    pub(crate) fn metg(&self, measured: &[Measured]) {
        if self.json {
            measured.iter().for_each(|one| println!("{}", one.json()));
            return;
        }
        let Some(Measured { shape, round_trip_ns, .. }) = measured.first() else { return };
        for n_workers in [1, 2] {
            let lengths = |name| find(measured, name, shape, n_workers).map(|one| one.body_ns);
            self.row(shape, &n_workers.to_string(), lengths, *round_trip_ns);
        }
    }

    /// How many times as long as `storylint` the others take, and `storylint` with two workers
    /// against itself with one.
    pub(crate) fn ratios(&self, title: &str, measured: &[Measured], shapes: &[&Shape]) {
        if !measured.iter().any(|one| one.implementation == "storylint") {
            return;
        }
        self.open(title);
        for n_workers in [1, 2] {
            let ratios = |name| -> Vec<f64> {
                let ratio = |shape: &&Shape| {
                    let ours = run_ns(measured, "storylint", shape.name, n_workers)?;
                    Some(run_ns(measured, name, shape.name, n_workers)? / ours)
                };
                shapes.iter().filter_map(ratio).collect()
            };
            let label = n_workers.to_string();
            self.row("geometric mean", &label, |name| geometric_mean(&ratios(name)), None);
            let least = |name| ratios(name).into_iter().min_by(f64::total_cmp);
            self.row("least shape", &label, least, None);
        }
        let two_by_one = |name| -> Vec<f64> {
            let times = |shape, n_workers| run_ns(measured, name, shape, n_workers);
            let ratio = |shape: &&Shape| Some(times(shape.name, 2)? / times(shape.name, 1)?);
            shapes.iter().filter_map(ratio).collect()
        };
        self.row("mean", "2 by 1", |name| geometric_mean(&two_by_one(name)), None);
        let most = |name| two_by_one(name).into_iter().max_by(f64::total_cmp);
        self.row("most", "2 by 1", most, None);
        let ours = |shape: &Shape| {
            let time = |n_workers| run_ns(measured, "storylint", shape.name, n_workers);
            Some((time(2)? / time(1)?, shape.name))
        };
        if let Some((ratio, shape)) = shapes.iter().filter_map(|shape| ours(shape)).max_by(by_ratio)
        {
            self.say(&format!("storylint's most 2 by 1 is {ratio:.2}, on {shape}"));
        }
        for n_workers in [1, 2] {
            self.best_peers(measured, shapes, n_workers);
        }
    }

    /// The fastest other scheduler on each shape, as many times the time of `storylint`, and on
    /// which shapes it is the faster. The floor schedules nothing.
    fn best_peers(&self, measured: &[Measured], shapes: &[&Shape], n_workers: usize) {
        let best = |shape: &&Shape| {
            let ours = run_ns(measured, "storylint", shape.name, n_workers)?;
            let peers = self.names.iter().copied();
            let peers = peers.filter(|name| !["storylint", "floor"].contains(name));
            let ratio = |peer| Some((run_ns(measured, peer, shape.name, n_workers)? / ours, peer));
            let (ratio, peer) = peers.filter_map(ratio).min_by(by_ratio)?;
            Some((shape.name, peer, ratio))
        };
        let all: Vec<_> = shapes.iter().filter_map(best).collect();
        if all.is_empty() {
            return;
        }
        let list = |some: &[(&str, &str, f64)]| {
            let each = some.iter().map(|(shape, peer, ratio)| format!("{shape} {peer} {ratio:.2}"));
            each.collect::<Vec<_>>().join(", ")
        };
        let label = if n_workers == 1 { "1 worker" } else { "2 workers" };
        self.say(&format!("the best peer with {label}: {}", list(&all)));
        let slower: Vec<_> = all.into_iter().filter(|(_, _, ratio)| *ratio < 1.0).collect();
        if slower.is_empty() {
            self.say(&format!("storylint is the fastest with {label} on all shapes"));
        } else {
            self.say(&format!("storylint is not the fastest with {label} on: {}", list(&slower)));
        }
    }

    /// The mean speed-up with two workers over the floor, on shapes where there can be one.
    pub(crate) fn mean_speed_up(&self, measured: &[Measured], shapes: &[&Shape]) {
        let mean = |name| {
            let parallel = shapes.iter().filter(|shape| shape.parallel);
            let each = parallel.filter_map(|shape| speed_up(measured, name, shape.name));
            geometric_mean(&each.collect::<Vec<_>>())
        };
        self.row("mean, no chain", "speed-up", mean, None);
    }

    /// The title of a table of another kind, and the names of its columns.
    pub(crate) fn table(&self, title: &str, columns: impl IntoIterator<Item: AsRef<str>>) {
        let columns = columns.into_iter().map(|column| format!("{:>11}", column.as_ref()));
        self.say(&format!("\n{title}"));
        self.say(&format!("{:24}{}", "", columns.collect::<String>()));
    }

    /// A row of such a table.
    pub(crate) fn table_row(&self, name: &str, values: impl IntoIterator<Item = f64>) {
        let cells = values.into_iter().map(|value| format!("{value:11.2}"));
        self.say(&format!("{name:24}{}", cells.collect::<String>()));
    }

    fn row(
        &self,
        name: &str,
        label: &str,
        value: impl Fn(&'static str) -> Option<f64>,
        round_trip_ns: Option<f64>,
    ) {
        let cell = |value: Option<f64>| match value {
            Some(value) if value < 10.0 => format!("{value:11.2}"),
            Some(value) => format!("{value:11.1}"),
            None => format!("{:>11}", "-"),
        };
        let values: Vec<_> = self.names.iter().map(|name| value(name)).collect();
        if values.iter().all(Option::is_none) {
            return;
        }
        let cells: String = values.into_iter().map(cell).collect();
        let round_trip = round_trip_ns.map(|ns| format!(" {ns:>11.0}")).unwrap_or_default();
        self.say(&format!("{name:15} {label:>8}{cells}{round_trip}"));
    }
}

fn by_ratio(one: &(f64, &str), other: &(f64, &str)) -> Ordering {
    one.0.total_cmp(&other.0)
}

fn find<'m>(
    measured: &'m [Measured],
    implementation: &str,
    shape: &str,
    n_workers: usize,
) -> Option<&'m Measured> {
    measured.iter().find(|one| {
        (one.implementation, one.shape, one.n_workers) == (implementation, shape, n_workers)
    })
}

fn run_ns(measured: &[Measured], name: &str, shape: &str, n_workers: usize) -> Option<f64> {
    find(measured, name, shape, n_workers).map(|one| one.run_ns_per_task)
}

/// How many times as fast as the floor two workers are.
fn speed_up(measured: &[Measured], name: &str, shape: &str) -> Option<f64> {
    Some(run_ns(measured, "floor", shape, 1)? / run_ns(measured, name, shape, 2)?)
}

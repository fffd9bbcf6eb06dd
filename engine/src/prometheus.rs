//! The metrics of a run in the text format of Prometheus.

use std::fmt::Display;
use std::fmt::Write as _;
use std::time::Duration;

use crate::metrics_report::{MetricsReport, WorkerReport};

/// `report` in the text exposition format 0.0.4 of Prometheus, in an order that is always the same.
///
/// Times are in seconds and sizes in bytes. The counters count one run and start again with the
/// next, as they would with a restarted process. What nobody was asked for is left out.
pub fn prometheus_text(report: &MetricsReport) -> String {
    let mut text = Text(String::new());
    text.gauge(
        "makespan_seconds",
        "Time from the start of the run to its end.",
        seconds(report.makespan),
    );
    text.gauge("graph_nodes", "Nodes in the graph.", report.n_nodes);
    text.family("nodes_total", "counter", "Nodes that ended, by outcome.");
    for (outcome, n) in report.outcomes.by_name() {
        text.sample("nodes_total", &format!("{{outcome=\"{}\"}}", outcome.replace(' ', "_")), n);
    }
    let kinds = [
        ("task_seconds", "Time of attempts at nodes and of spawned jobs.", report.tasks),
        (
            "queue_wait_seconds",
            "Time of nodes from ready to their first start.",
            report.queue_waits,
        ),
        ("memory_wait_seconds", "Time that held nodes waited for memory.", report.memory_waits),
    ];
    for (name, help, times) in kinds {
        text.family(name, "summary", help);
        text.sample(&format!("{name}_sum"), "", seconds(times.total));
        text.sample(&format!("{name}_count"), "", times.n);
        if let Some((_, longest)) = times.longest {
            text.gauge(
                &format!("longest_{name}"),
                &format!("{help} The longest."),
                seconds(longest),
            );
        }
    }
    let counters = [
        ("retries_total", "Attempts that failed and were followed by another.", report.n_retries),
        ("second_starts_total", "Running nodes that were started again.", report.n_speculated),
        ("workers_added_total", "Workers that joined after the start.", report.n_added),
        ("workers_retired_total", "Workers that left before the end.", report.n_retired),
        ("workers_replaced_total", "Workers that were stuck and replaced.", report.n_replaced),
    ];
    for (name, help, n) in counters {
        text.family(name, "counter", help);
        text.sample(name, "", n);
    }
    text.gauge("speed_up_ratio", "Time of all tasks by makespan.", report.speed_up());
    text.gauge(
        "efficiency_ratio",
        "Share of the workers' time that was busy.",
        report.efficiency(),
    );
    text.gauge("load_balance_ratio", "Busiest worker by the mean of all.", report.load_balance());
    workers(&mut text, report);
    system(&mut text, report);
    text.0
}

fn workers(text: &mut Text, report: &MetricsReport) {
    type Value = fn(&WorkerReport) -> f64;
    let families: [(&str, &str, Value); 5] = [
        ("worker_busy_seconds_total", "Time that the worker ran tasks.", |w| seconds(w.busy)),
        ("worker_present_seconds_total", "Time that the worker was there.", |w| seconds(w.present)),
        ("worker_tasks_total", "Tasks that the worker ran.", |w| w.n_tasks as f64),
        ("worker_steals_total", "Times that the worker took work from another.", |w| {
            w.n_steals as f64
        }),
        ("worker_parks_total", "Times that the worker went to sleep.", |w| w.n_parks as f64),
    ];
    for (name, help, value) in families {
        text.family(name, "counter", help);
        for worker in &report.workers {
            text.sample(name, &format!("{{worker=\"{}\"}}", worker.worker), value(worker));
        }
    }
}

fn system(text: &mut Text, report: &MetricsReport) {
    let Some(system) = report.system else { return };
    let newest = system.end.unwrap_or(system.begin);
    if let Some(cpu) = newest.process_cpu {
        let help = "CPU time of this process since it started.";
        text.family("process_cpu_seconds_total", "counter", help);
        text.sample("process_cpu_seconds_total", "", seconds(cpu));
    }
    if let Some(bytes) = newest.resident_bytes {
        text.gauge("process_resident_memory_bytes", "Memory of this process in RAM.", bytes);
    }
    if let Some(share) = newest.machine_cpu_use {
        text.gauge("machine_cpu_use_ratio", "Share of the machine's CPU time in use.", share);
    }
    if let Some(share) = newest.io_wait {
        text.gauge(
            "machine_io_wait_ratio",
            "Share of the machine's CPU time idle for disks.",
            share,
        );
    }
}

fn seconds(time: Duration) -> f64 {
    time.as_secs_f64()
}

struct Text(String);

impl Text {
    fn gauge(&mut self, name: &str, help: &str, value: impl Display) {
        self.family(name, "gauge", help);
        self.sample(name, "", value);
    }

    fn family(&mut self, name: &str, kind: &str, help: &str) {
        let _ = writeln!(self.0, "# HELP storylint_engine_{name} {help}");
        let _ = writeln!(self.0, "# TYPE storylint_engine_{name} {kind}");
    }

    fn sample(&mut self, name: &str, labels: &str, value: impl Display) {
        let _ = writeln!(self.0, "storylint_engine_{name}{labels} {value}");
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use storylint_graph::NodeId;

    use super::*;
    use crate::metrics_report::{Durations, SystemReport};
    use crate::system::SystemSample;

    fn report() -> MetricsReport {
        let longest = Some((NodeId::new(3), Duration::from_millis(1500)));
        let worker = WorkerReport { worker: 7, n_tasks: 2, ..WorkerReport::default() };
        let mut report = MetricsReport {
            makespan: Duration::from_micros(2_000_500),
            tasks: Durations { n: 2, total: Duration::from_secs(2), longest },
            workers: vec![WorkerReport::default(), worker],
            ..MetricsReport::default()
        };
        report.outcomes.timed_out = 4;
        report
    }

    /// The lines of a family without the prefix that all share.
    fn lines(report: &MetricsReport, family: &str) -> Vec<String> {
        let text = prometheus_text(report).replace("storylint_engine_", "");
        text.lines().filter(|line| line.contains(family)).map(str::to_owned).collect()
    }

    #[test]
    fn times_are_in_seconds() {
        let expected = [
            "# HELP makespan_seconds Time from the start of the run to its end.",
            "# TYPE makespan_seconds gauge",
            "makespan_seconds 2.0005",
        ];
        assert_eq!(lines(&report(), "makespan_seconds"), expected);
    }

    #[test]
    fn outcomes_and_workers_are_labels() {
        let outcomes = lines(&report(), "nodes_total{");
        assert_eq!(outcomes[0], "nodes_total{outcome=\"done\"} 0");
        assert_eq!(outcomes[4], "nodes_total{outcome=\"timed_out\"} 4");
        let tasks = ["worker_tasks_total{worker=\"0\"} 0", "worker_tasks_total{worker=\"7\"} 2"];
        assert_eq!(lines(&report(), "worker_tasks_total{"), tasks);
    }

    #[test]
    fn times_of_many_are_a_summary() {
        let found = lines(&report(), "task_seconds");
        assert_eq!(
            found[1..4],
            ["# TYPE task_seconds summary", "task_seconds_sum 2", "task_seconds_count 2"]
        );
        assert_eq!(found[6], "longest_task_seconds 1.5");
    }

    #[test]
    fn what_the_system_does_not_tell_is_left_out() {
        assert_eq!(lines(&report(), "process_"), [""; 0]);
        let begin = SystemSample { resident_bytes: Some(4096), ..SystemSample::default() };
        let report = MetricsReport { system: Some(SystemReport { begin, end: None }), ..report() };
        assert_eq!(lines(&report, "process_")[2..], ["process_resident_memory_bytes 4096"]);
        assert_eq!(lines(&report, "machine_"), [""; 0]);
    }

    #[test]
    fn every_sample_follows_the_head_of_its_family() {
        let text = prometheus_text(&report());
        let mut family = "";
        for line in text.lines() {
            if let Some(rest) = line.strip_prefix("# HELP ") {
                family = rest.split(' ').next().unwrap();
                assert!(text.matches(&format!("# TYPE {family} ")).count() == 1, "{family}");
            }
            assert!(
                line.trim_start_matches("# TYPE ")
                    .trim_start_matches("# HELP ")
                    .starts_with(family),
                "{line}"
            );
        }
    }
}

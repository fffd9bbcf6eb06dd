//! What a run cost, in numbers.

use std::cmp::Reverse;
use std::fmt;
use std::time::Duration;

use storylint_graph::NodeId;

use crate::system::SystemSample;

/// What a run cost, as far as its events tell.
///
/// A *task* is one attempt at a node, from its start to its end, or one job that a node spawned; a
/// node that is retried makes several. A node that spawned others is a task until its own job has
/// returned. An attempt whose end is never told, because the job is stuck or lost to a second start
/// of its node, is no task and counts nowhere: work is what came to something.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MetricsReport {
    /// From the start of the run to its end, or to the newest event of a run that still goes on.
    pub makespan: Duration,
    /// The number of nodes in the graph.
    pub n_nodes: u64,
    /// The number of nodes that have ended, by outcome.
    pub outcomes: OutcomeCounts,
    /// How many attempts failed and were followed by another.
    pub n_retries: u64,
    /// How many workers joined after the start, replacements not counted.
    pub n_added: u64,
    /// How many workers left before the end, replaced ones not counted.
    pub n_retired: u64,
    /// How many workers were stuck and had their place taken.
    pub n_replaced: u64,
    /// How many running nodes were started a second time.
    pub n_speculated: u64,
    /// The times of the tasks. Their total is the *work* of the run.
    pub tasks: Durations,
    /// How long nodes waited from being ready, which roots are from the start, to their first
    /// start.
    pub queue_waits: Durations,
    /// How long nodes that were held waited from being first told so to their next start. Before a
    /// first start, the time is part of the queue wait, too.
    pub memory_waits: Durations,
    /// Every worker that took part, in ascending order of index.
    pub workers: Vec<WorkerReport>,
    /// What the system told, if it was asked.
    pub system: Option<SystemReport>,
}

/// The number of nodes by outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OutcomeCounts {
    /// Nodes that gave an output.
    pub done: u64,
    /// Nodes whose last attempt failed.
    pub failed: u64,
    /// Nodes that did not run for want of a need.
    pub skipped: u64,
    /// Nodes that the end of the run came before.
    pub cancelled: u64,
    /// Nodes that took longer than they were given.
    pub timed_out: u64,
}

impl OutcomeCounts {
    /// The counts with the names of the outcomes, as they are written.
    pub fn by_name(&self) -> [(&'static str, u64); 5] {
        let Self { done, failed, skipped, cancelled, timed_out } = *self;
        [
            ("done", done),
            ("failed", failed),
            ("skipped", skipped),
            ("cancelled", cancelled),
            ("timed out", timed_out),
        ]
    }
}

/// Times of one kind, one a node or task.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Durations {
    /// How many there are.
    pub n: u64,
    /// Their sum.
    pub total: Duration,
    /// The longest with its node, which is the lowest id where several are the longest.
    pub longest: Option<(NodeId, Duration)>,
}

impl Durations {
    /// The mean, to the nanosecond below; zero if there is none.
    pub fn mean(&self) -> Duration {
        let nanos = self.total.as_nanos().checked_div(u128::from(self.n)).unwrap_or(0);
        Duration::from_nanos(nanos as u64)
    }

    /// These and `others` together.
    pub(crate) fn and(self, others: Self) -> Self {
        let longest = [self.longest, others.longest].into_iter().flatten();
        Self {
            n: self.n + others.n,
            total: self.total + others.total,
            longest: longest.max_by_key(|(node, time)| (*time, Reverse(*node))),
        }
    }
}

/// What one worker did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WorkerReport {
    /// Its index.
    pub worker: usize,
    /// How long it was there: from joining to leaving, or to the end of the run.
    pub present: Duration,
    /// How much of that its tasks took.
    pub busy: Duration,
    /// How many tasks it ran.
    pub n_tasks: u64,
    /// How many times it took work from another.
    pub n_steals: u64,
    /// How many times it went to sleep for want of work.
    pub n_parks: u64,
}

impl WorkerReport {
    /// The share of its time that the worker was busy, from 0 to 1.
    pub fn utilisation(&self) -> f64 {
        share(self.busy, self.present)
    }
}

/// What the system told about a run.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct SystemReport {
    /// At the start. Its shares of CPU time, if any, are of the time since the run before.
    pub begin: SystemSample,
    /// At the end. Its shares of CPU time are of the run. `None` while the run goes on.
    pub end: Option<SystemSample>,
}

impl SystemReport {
    /// The CPU time that this process used during the run, whatever for.
    pub fn process_cpu(&self) -> Option<Duration> {
        self.end?.process_cpu?.checked_sub(self.begin.process_cpu?)
    }
}

impl MetricsReport {
    /// The time that all tasks took together: what one worker would have needed at least.
    pub fn work(&self) -> Duration {
        self.tasks.total
    }

    /// How many times faster than one worker the run was: work by makespan. Like all that follow,
    /// it is 0 where there is nothing to divide by.
    pub fn speed_up(&self) -> f64 {
        share(self.work(), self.makespan)
    }

    /// The share of the workers' time that they were busy, from 0 to 1. While all of them are there
    /// all the time this is the speed-up by their number.
    pub fn efficiency(&self) -> f64 {
        share(self.work(), self.workers.iter().map(|worker| worker.present).sum())
    }

    /// The busy time of the busiest worker by the mean of all: 1 is perfectly balanced.
    pub fn load_balance(&self) -> f64 {
        let busiest = self.workers.iter().map(|worker| worker.busy).max().unwrap_or_default();
        share(busiest, self.work()) * self.workers.len() as f64
    }

    /// By how many percent the busiest worker was busier than the mean of all (Pearce et al.,
    /// *Quantifying the effectiveness of load balance algorithms*, 2012).
    pub fn imbalance_percent(&self) -> f64 {
        (self.load_balance() - 1.0).max(0.0) * 100.0
    }

    /// Tasks a second.
    pub fn throughput(&self) -> f64 {
        match self.makespan {
            Duration::ZERO => 0.0,
            makespan => self.tasks.n as f64 / makespan.as_secs_f64(),
        }
    }

    /// How many times workers took work from each other.
    pub fn n_steals(&self) -> u64 {
        self.workers.iter().map(|worker| worker.n_steals).sum()
    }

    /// How many times workers went to sleep for want of work.
    pub fn n_parks(&self) -> u64 {
        self.workers.iter().map(|worker| worker.n_parks).sum()
    }
}

fn share(part: Duration, whole: Duration) -> f64 {
    if whole.is_zero() { 0.0 } else { part.div_duration_f64(whole) }
}

/// A short table for people, with a line for each worker.
impl fmt::Display for MetricsReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outcomes = self.outcomes.by_name().into_iter().filter(|(_, n)| *n > 0);
        let outcomes: Vec<String> = outcomes.map(|(name, n)| format!("{n} {name}")).collect();
        writeln!(f, "nodes       {} ({})", self.n_nodes, outcomes.join(", "))?;
        writeln!(f, "makespan    {:.3?}, {:.1} tasks/s", self.makespan, self.throughput())?;
        let (speed_up, efficiency) = (self.speed_up(), self.efficiency() * 100.0);
        let work = self.work();
        writeln!(
            f,
            "work        {work:.3?}, speed-up {speed_up:.2}, efficiency {efficiency:.1} %, \
             imbalance {:.1} %",
            self.imbalance_percent()
        )?;
        let kinds = [
            ("tasks      ", self.tasks),
            ("queue wait ", self.queue_waits),
            ("memory wait", self.memory_waits),
        ];
        for (name, times) in kinds {
            if let Some((node, longest)) = times.longest {
                let (n, mean, node) = (times.n, times.mean(), node.index());
                writeln!(f, "{name} {n}, mean {mean:.3?}, longest {longest:.3?} (node {node})")?;
            }
        }
        let counts = [
            ("retries", self.n_retries),
            ("steals", self.n_steals()),
            ("parks", self.n_parks()),
            ("workers added", self.n_added),
            ("retired", self.n_retired),
            ("replaced", self.n_replaced),
            ("second starts", self.n_speculated),
        ];
        let counts: Vec<String> =
            counts.iter().filter(|(_, n)| *n > 0).map(|(name, n)| format!("{name} {n}")).collect();
        if !counts.is_empty() {
            writeln!(f, "events      {}", counts.join(", "))?;
        }
        if let Some(cpu) = self.system.and_then(|system| system.process_cpu()) {
            writeln!(f, "CPU time    {cpu:.3?}")?;
        }
        writeln!(f, "worker      tasks         busy    use")?;
        for worker in &self.workers {
            let WorkerReport { worker: index, n_tasks, busy, .. } = worker;
            let (busy, used) = (format!("{busy:.3?}"), worker.utilisation() * 100.0);
            writeln!(f, "{index:>6} {n_tasks:>10} {busy:>12} {used:>4.0} %")?;
        }
        Ok(())
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    /// A run of a second in which workers were busy for these times in ms, with a task each.
    fn run(busy: &[u64]) -> MetricsReport {
        let rows = busy.iter().enumerate().map(|(worker, busy)| WorkerReport {
            worker,
            present: ms(1000),
            busy: ms(*busy),
            n_tasks: 1,
            ..WorkerReport::default()
        });
        let longest = busy.iter().enumerate().map(|(at, busy)| (NodeId::new(at), ms(*busy)));
        MetricsReport {
            makespan: ms(1000),
            n_nodes: busy.len() as u64,
            tasks: Durations {
                n: busy.len() as u64,
                total: ms(busy.iter().sum()),
                longest: longest.max_by_key(|(_, busy)| *busy),
            },
            workers: rows.collect(),
            ..MetricsReport::default()
        }
    }

    #[test]
    fn a_balanced_run() {
        let run = run(&[500, 500]);
        assert_eq!((run.speed_up(), run.efficiency()), (1.0, 0.5));
        assert_eq!((run.load_balance(), run.imbalance_percent()), (1.0, 0.0));
    }

    #[test]
    fn one_worker_does_it_all() {
        let run = run(&[800, 0]);
        assert_eq!((run.load_balance(), run.imbalance_percent()), (2.0, 100.0));
        assert_eq!(run.throughput(), 2.0);
    }

    #[test]
    fn nothing_divides_by_nothing() {
        let run = MetricsReport::default();
        let ratios = [run.speed_up(), run.efficiency(), run.load_balance(), run.throughput()];
        assert_eq!((ratios, run.imbalance_percent(), run.tasks.mean()), ([0.0; 4], 0.0, ms(0)));
    }

    #[test]
    fn the_lower_id_is_named_of_equally_long() {
        let of =
            |index| Durations { n: 1, total: ms(3), longest: Some((NodeId::new(index), ms(3))) };
        let both = of(5).and(of(2));
        assert_eq!((both.n, both.total, both.longest), (2, ms(6), of(2).longest));
        assert_eq!(of(1).and(Durations::default()), of(1));
    }

    #[test]
    fn the_table_leaves_out_what_did_not_happen() {
        let mut run = run(&[900, 300]);
        run.outcomes.done = 2;
        let expected = "\
nodes       2 (2 done)
makespan    1.000s, 2.0 tasks/s
work        1.200s, speed-up 1.20, efficiency 60.0 %, imbalance 50.0 %
tasks       2, mean 600.000ms, longest 900.000ms (node 0)
worker      tasks         busy    use
     0          1    900.000ms   90 %
     1          1    300.000ms   30 %
";
        assert_eq!(run.to_string(), expected);
    }

    #[test]
    fn the_table_names_what_happened() {
        let mut run = run(&[900]);
        run.outcomes = OutcomeCounts { done: 1, timed_out: 2, ..OutcomeCounts::default() };
        run.n_retries = 3;
        run.workers[0].n_parks = 4;
        let text = run.to_string();
        assert!(text.contains("(1 done, 2 timed out)"), "{text}");
        assert!(text.contains("events      retries 3, parks 4\n"), "{text}");
    }
}

//! Makespans with two workers on this machine, beside rayon.

use std::hint::black_box;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use rayon::{Scope, ThreadPool, ThreadPoolBuilder};
use storylint_engine::{Action, Executor};

use super::dag::Dag;
use super::graphs::{Family, Load};
use super::ranked::{RANKED, compiled};
use super::report::Figures;
use super::spin::spin;

/// The schedulers that take turns, and how fast this machine spins.
pub(crate) struct Bench {
    executor: Executor,
    pool: ThreadPool,
    steps_per_microsecond: f64,
}

impl Bench {
    pub(crate) fn new(steps_per_microsecond: f64) -> Self {
        let pool = ThreadPoolBuilder::new().num_threads(2).build();
        let pool = pool.expect("threads can be started");
        Self { executor: Executor::new(2), pool, steps_per_microsecond }
    }

    /// How long every ranking takes with each of so many seeds, as many times as the lower bound,
    /// which is that of the tasks run one after the other just before. A figure is the median of
    /// `n_rounds`, in which all take turns.
    pub(crate) fn measure(
        &self,
        family: &Family,
        n: usize,
        n_seeds: u64,
        n_rounds: usize,
    ) -> Figures {
        let mut figures = Figures::new("measured/bound", family.name, n, 2);
        for seed in 0..n_seeds {
            let load = family.load(n, 2, seed);
            for (name, times) in self.rounds(&load, n_rounds) {
                figures.add(name, median(times));
            }
        }
        figures
    }

    /// Every figure of every round, by name.
    fn rounds(&self, load: &Load, n_rounds: usize) -> Vec<(&'static str, Vec<f64>)> {
        let steps = |cost: u64| (cost as f64 * self.steps_per_microsecond).round() as u32;
        let steps: Vec<u32> = load.costs.iter().map(|cost| steps(*cost)).collect();
        let of_load = compiled(load, |node| {
            let n_steps = steps[node as usize];
            Action::new(move |_| {
                black_box(spin(n_steps));
                Ok(())
            })
        });
        let compiled: Vec<_> = RANKED.iter().map(|ranked| ranked.rank(&of_load, load)).collect();
        let countdown = Countdown::new(load, &steps);
        let mut all: Vec<(&str, Vec<f64>)> =
            RANKED.iter().map(|ranked| (ranked.name, Vec::new())).collect();
        all.push(("rayon", Vec::new()));
        let bound = load.lower_bound(2) / load.work() as f64;
        // The first round warms the caches.
        for round in 0..=n_rounds {
            let serial = time(|| steps.iter().for_each(|n_steps| _ = black_box(spin(*n_steps))));
            let bound = bound * serial.as_secs_f64();
            let mut note = |i: usize, time: Duration| {
                if round > 0 {
                    all[i].1.push(time.as_secs_f64() / bound);
                }
            };
            for (i, compiled) in compiled.iter().enumerate() {
                note(i, time(|| drop(self.executor.run(compiled))));
            }
            note(RANKED.len(), time(|| countdown.run(&self.pool)));
        }
        all
    }
}

/// Counters written by hand on rayon, the last ready dependent run inline.
struct Countdown {
    steps: Vec<u32>,
    dependents: Dag,
    n_needs: Vec<u32>,
    /// How many needs of each node have not run. Each count publishes what the need wrote to
    /// whoever makes the last one.
    pending: Vec<AtomicU32>,
}

impl Countdown {
    fn new(load: &Load, steps: &[u32]) -> Self {
        let dag = &load.dag;
        Self {
            steps: steps.to_vec(),
            dependents: dag.dependents(),
            n_needs: dag.nodes().map(|node| dag.row(node).len() as u32).collect(),
            pending: dag.nodes().map(|_| AtomicU32::new(0)).collect(),
        }
    }

    fn run(&self, pool: &ThreadPool) {
        for (pending, n_needs) in self.pending.iter().zip(&self.n_needs) {
            pending.store(*n_needs, Ordering::Relaxed);
        }
        pool.scope(|scope| {
            let roots = self.dependents.nodes().filter(|node| self.n_needs[*node as usize] == 0);
            roots.for_each(|root| scope.spawn(move |scope| self.run_from(root, scope)));
        });
    }

    fn run_from<'c>(&'c self, node: u32, scope: &Scope<'c>) {
        let mut next = Some(node);
        while let Some(node) = next.take() {
            black_box(spin(self.steps[node as usize]));
            for dependent in self.dependents.row(node) {
                if self.pending[*dependent as usize].fetch_sub(1, Ordering::AcqRel) == 1
                    && let Some(other) = next.replace(*dependent)
                {
                    scope.spawn(move |scope| self.run_from(other, scope));
                }
            }
        }
    }
}

fn time(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

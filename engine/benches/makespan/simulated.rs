//! Makespans on any number of workers, under virtual time.

use std::time::Duration;

use storylint_engine::{Action, Simulator};

use super::graphs::Family;
use super::list::list_schedule;
use super::ranked::{RANKED, compiled};
use super::report::Figures;

/// How long every ranking takes with each of so many seeds, as many times as the lower bound, and
/// as many times as somebody who knows everything.
pub(crate) fn simulated(family: &Family, n: usize, n_workers: usize, n_seeds: u64) -> [Figures; 2] {
    let figures = |what| Figures::new(what, family.name, n, n_workers);
    let mut by_bound = figures("simulated/bound");
    let mut by_list = figures("simulated/list");
    for seed in 0..n_seeds {
        let load = family.load(n, n_workers, seed);
        let bound = load.lower_bound(n_workers);
        let list = list_schedule(&load, n_workers) as f64;
        by_bound.add("list", list / bound);
        by_list.add("list", 1.0);
        let compiled = compiled(&load, |_| Action::new(|_| Ok(())));
        for ranked in &RANKED {
            let cost = |i: usize| Duration::from_micros(load.costs[i]);
            let simulation = Simulator::new(n_workers)
                .seed(seed)
                .simulate(&ranked.rank(&compiled, &load), |node| cost(node.index()));
            let makespan = simulation.makespan.as_secs_f64() * 1e6;
            by_bound.add(ranked.name, makespan / bound);
            by_list.add(ranked.name, makespan / list);
        }
    }
    [by_bound, by_list]
}

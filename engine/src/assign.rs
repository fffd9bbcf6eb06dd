//! Which worker does what of a batch that is known ahead.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Duration;

/// Spreads tasks that do not need each other over workers, so that the one with the most to do has
/// little more than it must. Gives the worker of every task, from 0, in the order of `costs`.
///
/// The longest task goes first, each to the worker with the least until then. What that takes is at
/// most 4/3 - 1/(3 `n_workers`) of the least possible (Graham, *Bounds on multiprocessing timing
/// anomalies*, 1969). Of equal tasks the first goes first, and of equal workers the lowest has it,
/// so the same costs give the same assignment. In O(n log n).
///
/// This is for what has to be dealt out before anything runs, to processes or machines, say. An
/// [`Executor`](crate::Executor) needs no such thing: with [`Ranking::UpwardRank`] its workers take
/// the longest of the nodes without needs whenever they have nothing better to do, which is the
/// same assignment, found by the run itself, with the costs as they turn out to be.
///
/// # Panics
/// If there is a task and no worker.
///
/// [`Ranking::UpwardRank`]: crate::Ranking::UpwardRank
pub fn longest_first(costs: &[Duration], n_workers: usize) -> Vec<usize> {
    let mut tasks: Vec<usize> = (0..costs.len()).collect();
    tasks.sort_by_key(|task| Reverse(costs[*task]));
    let mut workers: BinaryHeap<_> =
        (0..n_workers).map(|worker| Reverse((Duration::ZERO, worker))).collect();
    let mut assigned = vec![0; costs.len()];
    for task in tasks {
        let mut least = workers.peek_mut().expect("there is a worker for the tasks");
        let Reverse((load, worker)) = &mut *least;
        assigned[task] = *worker;
        *load = load.saturating_add(costs[task]);
    }
    assigned
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn assign(costs: &[u64], n_workers: usize) -> Vec<usize> {
        let costs: Vec<_> = costs.iter().copied().map(Duration::from_millis).collect();
        longest_first(&costs, n_workers)
    }

    #[test]
    fn the_longest_goes_first() {
        assert_eq!(assign(&[1, 2, 3, 4], 2), [0, 1, 1, 0]);
    }

    #[test]
    fn equals_go_in_turn() {
        assert_eq!(assign(&[5; 7], 3), [0, 1, 2, 0, 1, 2, 0]);
        assert_eq!(assign(&[0, 0], 3), [0, 0], "a task without cost makes no difference");
    }

    #[test]
    fn nothing_needs_nobody() {
        assert!(assign(&[], 0).is_empty());
    }

    #[test]
    #[should_panic(expected = "there is a worker")]
    fn something_needs_somebody() {
        assign(&[1], 0);
    }

    /// The example with which Graham shows that the bound is reached.
    #[test]
    fn the_worst_case_is_as_bad_as_the_bound() {
        let costs = [5, 5, 4, 4, 3, 3, 3];
        assert_eq!(most(&costs, &assign(&costs, 3), 3), 11);
        assert_eq!(least_possible(&costs, &mut [0; 3]), 9);
    }

    /// How much the worker with the most has.
    fn most(costs: &[u64], assigned: &[usize], n_workers: usize) -> u64 {
        let load = |worker| {
            costs.iter().zip(assigned).filter(|(_, of)| **of == worker).map(|(cost, _)| cost).sum()
        };
        (0..n_workers).map(load).max().unwrap_or(0)
    }

    /// By trying everything.
    fn least_possible(costs: &[u64], loads: &mut [u64]) -> u64 {
        let Some((cost, rest)) = costs.split_first() else {
            return loads.iter().copied().max().unwrap_or(0);
        };
        let with = |worker: usize, loads: &mut [u64]| {
            loads[worker] += cost;
            let least = least_possible(rest, loads);
            loads[worker] -= cost;
            least
        };
        (0..loads.len()).map(|worker| with(worker, loads)).min().expect("there is a worker")
    }

    proptest! {
        #[test]
        fn within_the_bound_of_the_best(
            costs in prop::collection::vec(0..30_u64, 0..8),
            n_workers in 1..4_usize,
        ) {
            let assigned = assign(&costs, n_workers);
            let best = least_possible(&costs, &mut vec![0; n_workers]);
            let m = n_workers as u64;
            prop_assert!(3 * m * most(&costs, &assigned, n_workers) <= (4 * m - 1) * best);
        }
    }
}

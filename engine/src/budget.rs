//! The memory that the nodes of a run may hold at once.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use crate::sync::Mutex;

/// Admits nodes by what they are estimated to hold, and lets the others wait without a worker.
///
/// Those that wait come first, by lane and then by arrival: a node that would fit does not overtake
/// one that waits, so none starves while no more urgent one arrives. A node that is larger than the
/// whole budget runs when no other node with an estimate does.
#[derive(Debug)]
pub(crate) struct Budget {
    /// Bytes.
    limit: u64,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    held: u64,
    most_held: u64,
    /// By lane, then by arrival, with what each asks for.
    waiting: BinaryHeap<Reverse<(u8, u64, u32, u64)>>,
    n_arrived: u64,
    /// Those that waited and hold their share now, though they have not started, and how often: a
    /// node that is started twice may wait twice.
    admitted: HashMap<u32, u32>,
}

impl Budget {
    pub(crate) fn new(limit: u64) -> Self {
        Self { limit, state: Mutex::default() }
    }

    /// Whether `node` may start now. If not, [`release`](Self::release) will name it.
    pub(crate) fn admit(&self, node: u32, lane: u8, bytes: u64) -> bool {
        let state = &mut *self.state.lock();
        if let Some(n) = state.admitted.get_mut(&node).filter(|n| **n > 0) {
            *n -= 1;
            return true;
        }
        if state.waiting.is_empty() && self.has_room(state.held, bytes) {
            state.hold(bytes);
            return true;
        }
        state.waiting.push(Reverse((lane, state.n_arrived, node, bytes)));
        state.n_arrived += 1;
        false
    }

    /// Takes back what a node held, and gives the nodes that may start now, the most urgent first.
    pub(crate) fn release(&self, bytes: u64) -> Vec<u32> {
        let state = &mut *self.state.lock();
        state.held -= bytes;
        let mut admitted = Vec::new();
        while let Some(Reverse((_, _, node, bytes))) = state.waiting.peek().copied()
            && self.has_room(state.held, bytes)
        {
            state.waiting.pop();
            state.hold(bytes);
            *state.admitted.entry(node).or_default() += 1;
            admitted.push(node);
        }
        admitted
    }

    /// Whether a node may start while others hold so many bytes.
    fn has_room(&self, held: u64, bytes: u64) -> bool {
        held == 0 || held.checked_add(bytes).is_some_and(|sum| sum <= self.limit)
    }

    /// The most bytes that were held at once: more than the limit if a larger node ran.
    pub(crate) fn most_held(&self) -> u64 {
        self.state.lock().most_held
    }
}

impl State {
    fn hold(&mut self, bytes: u64) {
        self.held += bytes;
        self.most_held = self.most_held.max(self.held);
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn who_waits_is_not_overtaken() {
        let budget = Budget::new(10);
        assert!(budget.admit(0, 5, 6));
        assert!(!budget.admit(1, 5, 8));
        assert!(!budget.admit(2, 5, 1), "it would fit, but the other came before");
        assert_eq!(budget.release(6), [1, 2]);
        assert!(budget.admit(1, 5, 8) && budget.admit(2, 5, 1));
        assert_eq!(budget.most_held(), 9);
    }

    #[test]
    fn the_more_urgent_of_those_who_wait_comes_first() {
        let budget = Budget::new(10);
        assert!(budget.admit(0, 0, 10));
        assert!(!budget.admit(1, 7, 4) && !budget.admit(2, 3, 4) && !budget.admit(3, 3, 4));
        assert_eq!(budget.release(10), [2, 3]);
        assert_eq!(budget.release(4), [1]);
    }

    #[test]
    fn what_is_larger_than_the_budget_runs_alone() {
        let budget = Budget::new(10);
        assert!(budget.admit(0, 0, 1));
        assert!(!budget.admit(1, 0, 1000));
        assert_eq!(budget.release(1), [1]);
        assert!(budget.admit(1, 0, 1000));
        assert!(!budget.admit(2, 0, 1));
        assert_eq!(budget.release(1000), [2]);
        assert_eq!(budget.most_held(), 1000, "as it said");
    }

    #[test]
    fn without_a_budget_all_run_alone() {
        let budget = Budget::new(0);
        assert!(budget.admit(0, 0, 1));
        assert!(!budget.admit(1, 0, 1) && !budget.admit(2, 0, u64::MAX));
        assert_eq!(budget.release(1), [1]);
        assert_eq!(budget.release(1), [2]);
        assert!(budget.release(u64::MAX).is_empty());
    }

    #[test]
    fn who_waits_twice_is_admitted_twice() {
        let budget = Budget::new(10);
        assert!(budget.admit(0, 0, 10));
        assert!(!budget.admit(1, 0, 4) && !budget.admit(1, 0, 4));
        assert_eq!(budget.release(10), [1, 1]);
        assert!(budget.admit(1, 0, 4) && budget.admit(1, 0, 4));
        assert_eq!((budget.release(4), budget.release(4)), (vec![], vec![]));
        assert!(budget.admit(2, 0, 10), "nothing is held");
    }

    proptest! {
        #[test]
        fn everybody_starts_within_the_limit(
            sizes in prop::collection::vec(0..30_u64, 1..60), limit in prop_oneof![Just(0), Just(20_u64)],
        ) {
            let budget = Budget::new(limit);
            let mut running: Vec<u32> = Vec::new();
            let mut n_started = 0;
            let mut start = |node: u32, running: &mut Vec<u32>| {
                running.push(node);
                n_started += 1;
                let held: u64 = running.iter().map(|node| sizes[*node as usize]).sum();
                let n_holding = running.iter().filter(|node| sizes[**node as usize] > 0).count();
                assert!(held <= limit || n_holding == 1);
            };
            for node in 0..sizes.len() as u32 {
                if budget.admit(node, (node % 3) as u8, sizes[node as usize]) {
                    start(node, &mut running);
                }
            }
            while let Some(node) = running.pop() {
                for admitted in budget.release(sizes[node as usize]) {
                    prop_assert!(budget.admit(admitted, 0, sizes[admitted as usize]));
                    start(admitted, &mut running);
                }
            }
            prop_assert_eq!(n_started, sizes.len());
        }
    }
}

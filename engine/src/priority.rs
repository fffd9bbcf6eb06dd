//! The priority rule: which ready node runs first.

use std::cmp::Reverse;
use std::time::Duration;

use storylint_graph::{NodeId, Policy};

/// The most lanes that nodes are sorted into: as many as a mask of `u64` has bits.
pub(crate) const MAX_LANES: usize = u64::BITS as usize;

/// What counts as the cost of a node without an estimate.
pub(crate) const UNKNOWN_COST: Duration = Duration::from_millis(1);

/// A node with more direct dependents than this runs sooner, by `MANY_DEPENDENTS_BONUS`.
const MANY_DEPENDENTS: usize = 5;
const MANY_DEPENDENTS_BONUS: i16 = 20;

/// A node that is estimated to cost less than this runs sooner, by `CHEAP_BONUS`.
const CHEAP: Duration = Duration::from_millis(100);
const CHEAP_BONUS: i16 = 10;

/// The place of a node among all nodes that are ready: the lesser runs sooner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Priority {
    base: i16,
    rank: Reverse<Duration>,
}

impl Priority {
    /// `rank` is the node's upward rank: the cost of the dearest path from it to a node without
    /// dependents, its own cost included (Topcuoglu, Hariri and Wu 2002, for HEFT).
    pub(crate) fn new(policy: &Policy, n_dependents: usize, rank: Duration) -> Self {
        let mut base = i16::from(policy.priority);
        if n_dependents > MANY_DEPENDENTS {
            base -= MANY_DEPENDENTS_BONUS;
        }
        if policy.cost.is_some_and(|cost| cost < CHEAP) {
            base -= CHEAP_BONUS;
        }
        Self { base, rank: Reverse(rank) }
    }
}

/// Every node in the order of its priority, then of its id, and the lane of each by index of id.
///
/// Lanes are numbered from 0, the soonest, without gaps. They are of equal size as far as nodes of
/// equal priority, which share a lane, allow.
pub(crate) fn cut_into_lanes(mut nodes: Vec<(Priority, NodeId)>) -> (Vec<NodeId>, Vec<u8>) {
    nodes.sort_unstable();
    let mut lanes = vec![0; nodes.len()];
    let (mut lane, mut part, mut n_before) = (0, 0, 0);
    for equals in nodes.chunk_by(|(a, _), (b, _)| a == b) {
        let part_here = n_before * MAX_LANES / nodes.len();
        if part_here != part {
            part = part_here;
            lane += 1;
        }
        for (_, node) in equals {
            lanes[node.index()] = lane;
        }
        n_before += equals.len();
    }
    (nodes.into_iter().map(|(_, node)| node).collect(), lanes)
}

#[cfg(test)]
mod tests {
    use storylint_graph::GraphBuilder;

    use super::*;

    fn priority(policy: &Policy, n_dependents: usize) -> Priority {
        Priority::new(policy, n_dependents, Duration::ZERO)
    }

    /// The lanes of nodes with these bases.
    fn lanes(bases: impl IntoIterator<Item = u8>) -> Vec<u8> {
        let mut builder = GraphBuilder::new();
        let nodes = bases.into_iter().map(|base| {
            let policy = Policy { priority: base, ..Policy::default() };
            (priority(&policy, 0), builder.add((), []))
        });
        cut_into_lanes(nodes.collect()).1
    }

    #[test]
    fn dependents_and_a_low_cost_bring_a_node_forward() {
        let base = |policy: &Policy, n_dependents| priority(policy, n_dependents).base;
        let costs = |ms| Policy { cost: Some(Duration::from_millis(ms)), ..Policy::default() };
        assert_eq!(base(&Policy::default(), 5), 50);
        assert_eq!(base(&Policy::default(), 6), 30);
        assert_eq!(base(&costs(100), 5), 50);
        assert_eq!(base(&costs(99), 5), 40);
        assert_eq!(base(&costs(99), 6), 20);
        let first = Policy { priority: 0, ..costs(0) };
        assert_eq!(base(&first, 6), -30);
    }

    #[test]
    fn the_longer_way_to_go_runs_sooner() {
        let ranked = |ms| Priority::new(&Policy::default(), 0, Duration::from_millis(ms));
        assert!(ranked(2) < ranked(1));
        let urgent = Policy { priority: 49, ..Policy::default() };
        assert!(priority(&urgent, 0) < ranked(2));
    }

    #[test]
    fn equal_priorities_share_a_lane() {
        assert_eq!(lanes([3, 1, 2, 1, 3]), [2, 0, 1, 0, 2]);
        assert_eq!(lanes([7; 1000]), [0; 1000]);
        assert_eq!(lanes([]), [0; 0]);
    }

    #[test]
    fn many_priorities_are_cut_into_lanes_of_equal_size() {
        let lanes = lanes(0..=255);
        let expected: Vec<u8> = (0..64).flat_map(|lane| [lane; 4]).collect();
        assert_eq!(lanes, expected);
    }

    #[test]
    fn a_large_group_leaves_no_gap_in_the_numbers() {
        let lanes = lanes([0].into_iter().chain([1; 500]).chain([2, 3]));
        assert_eq!(lanes[..2], [0, 0]);
        assert_eq!(lanes[501..], [1, 1]);
    }
}

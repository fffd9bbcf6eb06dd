//! The priority rule: which ready node runs first.

use std::time::Duration;

use storylint_graph::NodeId;

use crate::rows::Rows;

/// The most lanes that nodes are sorted into: as many as a mask of `u64` has bits.
pub(crate) const MAX_LANES: usize = u64::BITS as usize;

/// What counts as the cost of a node without an estimate.
pub(crate) const UNKNOWN_COST: Duration = Duration::from_millis(1);

/// A node with more direct dependents than this runs sooner, by `MANY_DEPENDENTS_BONUS`.
const MANY_DEPENDENTS: u32 = 5;
const MANY_DEPENDENTS_BONUS: i16 = 20;

/// A node that is estimated to cost less than this runs sooner, by `CHEAP_BONUS`.
const CHEAP: Duration = Duration::from_millis(100);
const CHEAP_BONUS: i16 = 10;

/// Beyond so many nodes, [`Ranking::ReachableDependents`] counts paths instead of nodes: an exact
/// count takes time and memory that grow with the square.
const MAX_EXACT: usize = 20_000;

/// What orders nodes of the same base priority.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Ranking {
    /// The cost of the dearest path from the node to one without dependents, its own cost
    /// included: the upward rank of HEFT (Topcuoglu, Hariri and Wu 2002) without the cost of
    /// communication. A node without an estimate counts 1 ms.
    #[default]
    UpwardRank,
    /// The number of nodes on the longest such path.
    UnitUpwardRank,
    /// How many nodes need it directly.
    DirectDependents,
    /// How many nodes need it, directly or not: exactly in graphs of up to 20,000 nodes, beyond
    /// that counting a node once for every path to it.
    ReachableDependents,
    /// Plain insertion order: neither base priority nor rank counts.
    Fifo,
}

impl Ranking {
    /// Every ranking.
    pub const ALL: [Self; 5] = [
        Self::UpwardRank,
        Self::UnitUpwardRank,
        Self::DirectDependents,
        Self::ReachableDependents,
        Self::Fifo,
    ];
}

/// What orders nodes that are ready: the lesser runs sooner. The upper ten bits are the base, the
/// others what the rank falls short of the most.
pub(crate) type Priority = u64;

/// Ranks are cut off here, at 208 days in nanoseconds, which leaves ten bits for the base.
const MAX_RANK: u64 = (1 << 54) - 1;

/// Added to a base, which may be negative.
const BASE_OFFSET: i16 = MANY_DEPENDENTS_BONUS + CHEAP_BONUS;

/// The priority of every node, by index of id, from the priority that it is `given`.
pub(crate) fn priorities(
    ranking: Ranking,
    needs: &Rows,
    n_dependents: &[u32],
    given: &[u8],
    costs: &[Option<Duration>],
) -> Vec<Priority> {
    if ranking == Ranking::Fifo {
        return (0..given.len() as u64).collect();
    }
    let mut keys = ranks(ranking, needs, n_dependents, costs);
    for (i, key) in keys.iter_mut().enumerate() {
        let base = base(given[i], costs[i], n_dependents[i]);
        *key = ((base + BASE_OFFSET) as u64) << 54 | (MAX_RANK - (*key).min(MAX_RANK));
    }
    keys
}

/// What counts before the rank: lower runs sooner.
fn base(given: u8, cost: Option<Duration>, n_dependents: u32) -> i16 {
    let mut base = i16::from(given);
    if n_dependents > MANY_DEPENDENTS {
        base -= MANY_DEPENDENTS_BONUS;
    }
    if cost.is_some_and(|cost| cost < CHEAP) {
        base -= CHEAP_BONUS;
    }
    base
}

/// What orders nodes of the same base, by index of id: the greater runs sooner.
fn ranks(
    ranking: Ranking,
    needs: &Rows,
    n_dependents: &[u32],
    costs: &[Option<Duration>],
) -> Vec<u64> {
    match ranking {
        Ranking::UpwardRank => upward(needs, n_dependents.len(), |i| {
            costs[i].unwrap_or(UNKNOWN_COST).as_nanos().try_into().unwrap_or(u64::MAX)
        }),
        Ranking::UnitUpwardRank => upward(needs, n_dependents.len(), |_| 1),
        Ranking::DirectDependents => n_dependents.iter().copied().map(u64::from).collect(),
        Ranking::ReachableDependents => reachable(needs, n_dependents.len()),
        Ranking::Fifo => vec![0; n_dependents.len()],
    }
}

/// For every node the cost of the dearest path to a node without dependents, both included.
fn upward(needs: &Rows, n: usize, cost: impl Fn(usize) -> u64) -> Vec<u64> {
    let mut ranks = vec![0_u64; n];
    for i in (0..n).rev() {
        let rank = ranks[i].saturating_add(cost(i));
        ranks[i] = rank;
        for need in needs.row(i) {
            ranks[need.index()] = ranks[need.index()].max(rank);
        }
    }
    ranks
}

/// How many nodes each node leads to.
fn reachable(needs: &Rows, n: usize) -> Vec<u64> {
    if n > MAX_EXACT {
        let mut paths = vec![0_u64; n];
        for i in (0..n).rev() {
            let beyond = paths[i].saturating_add(1);
            for need in needs.row(i) {
                paths[need.index()] = paths[need.index()].saturating_add(beyond);
            }
        }
        return paths;
    }
    let width = n.div_ceil(64);
    let mut sets = vec![0_u64; n * width];
    for i in (0..n).rev() {
        let own: Vec<u64> = sets[i * width..][..width].to_vec();
        for need in needs.row(i) {
            let set = &mut sets[need.index() * width..][..width];
            set.iter_mut().zip(&own).for_each(|(set, own)| *set |= own);
            set[i / 64] |= 1 << (i % 64);
        }
    }
    let count = |i: usize| sets[i * width..][..width].iter().map(|set| u64::from(set.count_ones()));
    (0..n).map(|i| count(i).sum()).collect()
}

/// The same, with the rank to four significant bits, so that nodes which are about as urgent as each
/// other are equal.
fn about(priority: Priority) -> u64 {
    let rank = MAX_RANK - priority % (MAX_RANK + 1);
    let n_bits = u64::BITS - rank.leading_zeros();
    let significant = rank >> n_bits.saturating_sub(4);
    // Up to 54 bits, with eight values each.
    (priority >> 54) << 10 | (1023 - ((u64::from(n_bits) << 3) | (significant % 8)))
}

/// Every node in the order of its lane, then of about its priority, then of its id, and the lane of
/// each in that order.
///
/// Lanes are numbered from 0, the soonest, without gaps. They are of equal size as far as nodes of
/// equal priority, which share a lane, allow. Within a lane a node that is clearly more urgent still
/// goes first, or it would wait for all that share its lane. Where the difference is small the id
/// decides, because nodes that were added one after the other are near each other in memory: on a
/// wavefront of a million nodes that saves a third of the time. In O(n log n).
pub(crate) fn cut_into_lanes(priorities: &[Priority]) -> (Vec<NodeId>, Vec<u8>) {
    let n = priorities.len();
    let mut sorted = priorities.to_vec();
    sorted.sort_unstable();
    // The priority at which each lane ends.
    let mut last: Vec<Priority> = Vec::with_capacity(MAX_LANES);
    let (mut part, mut n_before) = (0, 0);
    for equals in sorted.chunk_by(|a, b| a == b) {
        let part_here = n_before * MAX_LANES / n;
        match last.last_mut().filter(|_| part_here == part) {
            Some(last) => *last = equals[0],
            None => last.push(equals[0]),
        }
        part = part_here;
        n_before += equals.len();
    }
    let lane = |priority| last.partition_point(|last| *last < priority) as u64;
    // Lane, urgency and id in one number: 6, 20 and 30 bits.
    let key = |(priority, id)| lane(priority) << 50 | about(priority) << 30 | id;
    let mut keys: Vec<u64> = priorities.iter().copied().zip(0..).map(key).collect();
    keys.sort_unstable();
    let ids = keys.iter().map(|key| NodeId::from((key % (1 << 30)) as u32)).collect();
    (ids, keys.iter().map(|key| (key >> 50) as u8).collect())
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn costs(ms: u64) -> Option<Duration> {
        Some(Duration::from_millis(ms))
    }

    /// The lanes of nodes with these priorities.
    fn lanes(priorities: impl IntoIterator<Item = u64>) -> Vec<u8> {
        let (order, in_order) = cut_into_lanes(&priorities.into_iter().collect::<Vec<_>>());
        let mut lanes = vec![0; order.len()];
        order.iter().zip(in_order).for_each(|(id, lane)| lanes[id.index()] = lane);
        lanes
    }

    #[test]
    fn dependents_and_a_low_cost_bring_a_node_forward() {
        assert_eq!(base(50, None, 5), 50);
        assert_eq!(base(50, None, 6), 30);
        assert_eq!(base(50, costs(100), 5), 50);
        assert_eq!(base(50, costs(99), 5), 40);
        assert_eq!(base(50, costs(99), 6), 20);
        assert_eq!(base(0, costs(0), 6), -30);
    }

    #[test]
    fn the_longer_way_to_go_runs_sooner_and_the_base_counts_more() {
        let needs = Rows::of(3, [].into_iter());
        let costs = [costs(200), costs(300), costs(100)];
        let priorities = priorities(Ranking::UpwardRank, &needs, &[0; 3], &[50, 50, 49], &costs);
        assert!(priorities[2] < priorities[1] && priorities[1] < priorities[0]);
    }

    #[test]
    fn equal_priorities_share_a_lane() {
        assert_eq!(lanes([3, 1, 2, 1, 3]), [2, 0, 1, 0, 2]);
        assert_eq!(lanes([7; 1000]), [0; 1000]);
        assert_eq!(lanes([]), [0; 0]);
    }

    #[test]
    fn many_priorities_are_cut_into_lanes_of_equal_size() {
        let expected: Vec<u8> = (0..64).flat_map(|lane| [lane; 4]).collect();
        assert_eq!(lanes(0..=255), expected);
    }

    #[test]
    fn small_differences_of_rank_do_not_count() {
        let about = |rank| about(MAX_RANK - rank);
        assert_eq!(about(1000), about(1023));
        assert!(about(1024) < about(1023) && about(1000) < about(900));
        assert!(about(1) < about(0) && about(MAX_RANK) < about(MAX_RANK / 2));
        assert!(super::about(1 << 54) > about(0), "the base counts more");
    }

    #[test]
    fn a_large_group_leaves_no_gap_in_the_numbers() {
        let lanes = lanes([0].into_iter().chain([1; 500]).chain([2, 3]));
        assert_eq!(lanes[..2], [0, 0]);
        assert_eq!(lanes[501..], [1, 1]);
    }

    /// The ranks of a small graph: 0 is needed by 1 and 2, and 3 needs 1 and 2.
    fn diamond(ranking: Ranking) -> Vec<u64> {
        let ids: Vec<_> = (0..4).map(NodeId::new).collect();
        let edges = [(0, 1), (0, 2), (1, 3), (2, 3)].map(|(a, b)| (ids[a], ids[b]));
        let costs = [1, 10, 3, 2].map(|ns| Some(Duration::from_nanos(ns)));
        ranks(ranking, &Rows::of(4, edges.into_iter()), &[2, 1, 1, 0], &costs)
    }

    #[test]
    fn every_ranking_counts_what_it_says() {
        assert_eq!(diamond(Ranking::UpwardRank), [13, 12, 5, 2]);
        assert_eq!(diamond(Ranking::UnitUpwardRank), [3, 2, 2, 1]);
        assert_eq!(diamond(Ranking::DirectDependents), [2, 1, 1, 0]);
        assert_eq!(diamond(Ranking::ReachableDependents), [3, 1, 1, 0]);
        assert_eq!(diamond(Ranking::Fifo), [0; 4]);
    }

    proptest! {
        #[test]
        fn a_lane_is_by_how_many_go_before(priorities in prop::collection::vec(0..99_u64, 0..300)) {
            let (order, lanes) = cut_into_lanes(&priorities);
            let part = |id: &NodeId| {
                let goes_before = |other: &&u64| **other < priorities[id.index()];
                priorities.iter().filter(goes_before).count() * 64 / priorities.len()
            };
            let about = |id: &NodeId| about(priorities[id.index()]);
            prop_assert!(order.is_sorted_by_key(|id| (part(id), about(id), id.index())));
            for (ids, lanes) in order.windows(2).zip(lanes.windows(2)) {
                prop_assert_eq!(lanes[1] - lanes[0], u8::from(part(&ids[0]) != part(&ids[1])));
            }
        }
    }
}

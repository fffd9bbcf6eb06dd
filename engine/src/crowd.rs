//! The ready nodes of simulated workers: lanes with two ends, and the order of stealing.

use std::collections::VecDeque;

/// The most that a thief takes along.
const MAX_ALONG: usize = 31;

/// What the [`Seat`](crate::queues::Seat)s of all workers are in a run, without threads, and quick
/// to say who has what: a thousand idle workers cost nothing where there is nothing to steal.
#[derive(Debug)]
pub(crate) struct Crowd {
    workers: Vec<Lanes>,
    /// By lane, who has something in it.
    holders: Vec<Holders>,
    /// A bit for every lane in which anybody has something.
    filled: u64,
    random: u64,
}

/// What one worker has.
#[derive(Debug)]
struct Lanes {
    filled: u64,
    /// The oldest is at the front, where thieves take; the worker takes at the back.
    lanes: Vec<VecDeque<u32>>,
}

/// A set of workers.
#[derive(Debug)]
struct Holders {
    words: Vec<u64>,
    n: usize,
}

impl Crowd {
    /// Workers who have nothing, with the lanes below `n_lanes`.
    pub(crate) fn new(n_workers: usize, n_lanes: usize, seed: u64) -> Self {
        let lanes = || Lanes { filled: 0, lanes: vec![VecDeque::new(); n_lanes] };
        let holders = || Holders { words: vec![0; n_workers.div_ceil(64)], n: 0 };
        Self {
            workers: (0..n_workers).map(|_| lanes()).collect(),
            holders: (0..n_lanes).map(|_| holders()).collect(),
            filled: 0,
            // Odd, because xorshift never leaves 0.
            random: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(32) | 1,
        }
    }

    pub(crate) fn n_workers(&self) -> usize {
        self.workers.len()
    }

    /// Adds a ready node, for this worker to take or others to steal.
    pub(crate) fn push(&mut self, worker: usize, node: u32, lane: u8) {
        let own = &mut self.workers[worker];
        if own.filled & 1 << lane == 0 {
            own.filled |= 1 << lane;
            self.filled |= 1 << lane;
            self.holders[usize::from(lane)].add(worker);
        }
        own.lanes[usize::from(lane)].push_back(node);
    }

    /// A bit for every lane in which this worker has something.
    pub(crate) fn filled(&self, worker: usize) -> u64 {
        self.workers[worker].filled
    }

    /// Takes what this worker pushed last into `lane`, which is not empty.
    pub(crate) fn pop(&mut self, worker: usize, lane: u32) -> u32 {
        let node = self.workers[worker].lanes[lane as usize].pop_back();
        self.note_if_empty(worker, lane);
        node.expect("its bit is set")
    }

    /// Steals for a worker who has nothing. As in a run, it takes from the highest lane in which
    /// anybody has something, from one chosen at random where there are several, half of that lane
    /// and at least one: the oldest, of which the newest is given and the rest becomes the thief's
    /// own. Gives the victim with the node.
    pub(crate) fn steal(&mut self, thief: usize) -> Option<(u32, usize)> {
        let lane = self.filled.trailing_zeros();
        if lane == u64::BITS {
            return None;
        }
        let start = self.random_below(self.workers.len());
        let victim = self.holders[lane as usize].first_from(start);
        let theirs = &mut self.workers[victim].lanes[lane as usize];
        let n_along = ((theirs.len() - 1) / 2).min(MAX_ALONG);
        let mut stolen: Vec<u32> = theirs.drain(..=n_along).collect();
        self.note_if_empty(victim, lane);
        let first = stolen.pop().expect("one at least");
        stolen.into_iter().for_each(|node| self.push(thief, node, lane as u8));
        Some((first, victim))
    }

    fn note_if_empty(&mut self, worker: usize, lane: u32) {
        let own = &mut self.workers[worker];
        if own.lanes[lane as usize].is_empty() {
            own.filled &= !(1 << lane);
            let holders = &mut self.holders[lane as usize];
            holders.remove(worker);
            if holders.n == 0 {
                self.filled &= !(1 << lane);
            }
        }
    }

    /// Marsaglia's xorshift (2003).
    fn random_below(&mut self, n: usize) -> usize {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        (self.random % n as u64) as usize
    }
}

impl Holders {
    fn add(&mut self, worker: usize) {
        self.words[worker / 64] |= 1 << (worker % 64);
        self.n += 1;
    }

    fn remove(&mut self, worker: usize) {
        self.words[worker / 64] &= !(1 << (worker % 64));
        self.n -= 1;
    }

    /// The first of them from `start` on, or from 0 on if there is none. There is one.
    fn first_from(&self, start: usize) -> usize {
        let masked = self.words[start / 64] & u64::MAX << (start % 64);
        let first =
            |i: usize, word: u64| (word != 0).then(|| i * 64 + word.trailing_zeros() as usize);
        let n_words = self.words.len();
        let after = (1..=n_words).map(|i| (start / 64 + i) % n_words);
        let found = first(start / 64, masked);
        found
            .or_else(|| after.into_iter().find_map(|i| first(i, self.words[i])))
            .expect("one of them")
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::queues::Seat;
    use crate::sync::Arc;

    #[test]
    fn a_thief_takes_the_highest_lane_of_all_victims() {
        let mut crowd = Crowd::new(4, 64, 0);
        for (worker, node, lane) in [(1, 0, 63), (2, 1, 7), (2, 2, 9), (3, 3, 8)] {
            crowd.push(worker, node, lane);
        }
        let stolen: Vec<_> = std::iter::from_fn(|| crowd.steal(0)).collect();
        assert_eq!(stolen, [(1, 2), (3, 3), (2, 2), (0, 1)]);
        assert_eq!(crowd.filled, 0);
    }

    #[test]
    fn a_thief_overlooks_no_victim() {
        let mut crowd = Crowd::new(200, 1, 7);
        for victim in 1..200 {
            crowd.push(victim, 5, 0);
            assert_eq!(crowd.steal(0), Some((5, victim)));
            assert_eq!(crowd.steal(0), None);
        }
    }

    #[test]
    fn every_victim_has_a_chance() {
        let mut crowd = Crowd::new(5, 1, 1);
        (1..5).for_each(|victim| crowd.push(victim, 5, 0));
        let mut robbed = [0; 5];
        for _ in 0..40 {
            let (node, victim) = crowd.steal(0).expect("there are four");
            crowd.push(victim, node, 0);
            robbed[victim] += 1;
        }
        assert!(robbed[1..].iter().all(|n| *n > 0), "{robbed:?}");
    }

    proptest! {
        /// Two workers push, pop and steal here and on the deques of a run.
        #[test]
        fn as_the_deques_of_a_run(
            actions in prop::collection::vec((0..2_usize, 0..3_u8, 0..8_u32), 0..200),
        ) {
            let mut crowd = Crowd::new(2, 3, 0);
            let mut seats = [Seat::new(0, 3), Seat::new(1, 3)];
            let others = [1, 0].map(|other: usize| [Arc::clone(&seats[other].exposed)]);
            for (node, (worker, lane, what)) in (0..).zip(actions) {
                if what < 4 {
                    crowd.push(worker, node, lane);
                    seats[worker].push(node, lane);
                } else if crowd.filled(worker) == 0 {
                    let stolen = seats[worker].steal(&others[worker]);
                    let stolen = stolen.map(|(node, victim)| (node, victim.thread));
                    prop_assert_eq!(crowd.steal(worker), stolen);
                } else {
                    let lane = crowd.filled(worker).trailing_zeros();
                    let node = std::iter::from_fn(|| {
                        let lane = seats[worker].filled().trailing_zeros();
                        (lane < 64).then(|| seats[worker].pop(lane))
                    });
                    let node = node.flatten().next();
                    prop_assert_eq!(Some(crowd.pop(worker, lane)), node);
                }
            }
        }
    }
}

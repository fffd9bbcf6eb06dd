//! The ready nodes that a worker shows to others: deques in lanes, and the order of stealing.

use crate::attempts::Attempt;
use crate::sync::{
    Arc, AtomicBool, AtomicU32, AtomicU64, Deque, Mutex, Ordering, Padded, Steal, Stealer,
};

/// What others see of a worker.
pub(crate) struct Exposed {
    /// The number of its thread.
    pub(crate) thread: usize,
    lanes: Vec<Stealer<u32>>,
    /// A bit for every lane; one that is set means that the lane may hold something.
    ///
    /// Written by the owner alone: a bit before the push that fills the lane, and its absence
    /// after a pop that found the lane empty. It publishes no node, the deques do that. The loads
    /// in `any_ready` and `steal` see it in time: the fences in `Crew` order this store before
    /// the last look of a worker that goes to sleep.
    filled: Padded<AtomicU64>,
    /// How many nodes it has started, so that others can tell how long they take. It publishes
    /// nothing.
    n_started: Padded<AtomicU32>,
    /// What it runs, where somebody else may end it.
    pub(crate) attempt: Mutex<Option<Attempt>>,
    /// Set under the lock of `attempt` by who gives the attempt up, and read by the worker once it
    /// has had that lock after the job. It publishes nothing: the worker only leaves.
    pub(crate) is_given_up: AtomicBool,
}

/// A thread's place in a run: its deques.
pub(crate) struct Seat {
    pub(crate) exposed: Arc<Exposed>,
    own: Vec<Deque<u32>>,
    /// The same as in `exposed`, at hand.
    filled: u64,
    random: u64,
}

impl Exposed {
    /// Whether a lane holds a node.
    pub(crate) fn any_ready(&self) -> bool {
        let mut lanes = bits(self.filled.0.load(Ordering::Relaxed));
        lanes.any(|lane| !self.lanes[lane as usize].is_empty())
    }

    /// How many nodes are in its lanes.
    pub(crate) fn n_ready(&self) -> usize {
        bits(self.filled.0.load(Ordering::Relaxed)).map(|l| self.lanes[l as usize].len()).sum()
    }

    pub(crate) fn n_started(&self) -> u32 {
        self.n_started.0.load(Ordering::Relaxed)
    }

    /// Gives up what the worker runs if `whether` says so, and the worker with it. Gives whether it
    /// has.
    pub(crate) fn give_up(&self, whether: impl FnOnce(&mut Attempt) -> bool) -> bool {
        let mut attempt = self.attempt.lock();
        let given_up = attempt.as_mut().is_some_and(whether);
        if given_up {
            *attempt = None;
            self.is_given_up.store(true, Ordering::Relaxed);
        }
        given_up
    }

    /// Counts a node, by the owner.
    #[inline]
    pub(crate) fn count_start(&self) {
        self.n_started.0.store(self.n_started().wrapping_add(1), Ordering::Relaxed);
    }
}

impl Seat {
    /// The place of a thread, with the lanes below `n_lanes`.
    pub(crate) fn new(thread: usize, n_lanes: usize) -> Self {
        let own: Vec<_> = (0..n_lanes).map(|_| Deque::new_lifo()).collect();
        let exposed = Exposed {
            thread,
            lanes: own.iter().map(Deque::stealer).collect(),
            filled: Padded::default(),
            n_started: Padded::default(),
            attempt: Mutex::new(None),
            is_given_up: AtomicBool::new(false),
        };
        // Any odd seed will do; different ones send thieves to different victims first.
        let random = (thread as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        Self { exposed: Arc::new(exposed), own, filled: 0, random }
    }

    pub(crate) fn n_lanes(&self) -> usize {
        self.own.len()
    }
    /// Adds a ready node, for this worker to take or others to steal.
    pub(crate) fn push(&mut self, node: u32, lane: u8) {
        self.fill(lane.into());
        self.own[usize::from(lane)].push(node);
    }

    /// A bit for every lane that may hold something.
    pub(crate) fn filled(&self) -> u64 {
        self.filled
    }

    /// Takes what was pushed last into `lane`.
    pub(crate) fn pop(&mut self, lane: u32) -> Option<u32> {
        let node = self.own[lane as usize].pop();
        if node.is_none() {
            self.filled &= !bit(lane);
            self.expose();
        }
        node
    }

    /// Steals from the highest lane that is not empty at any of `others`, from one chosen at
    /// random where there are several, and takes up to half of that lane along into its own. Gives
    /// the victim with the node.
    pub(crate) fn steal<'o>(&mut self, others: &'o [Arc<Exposed>]) -> Option<(u32, &'o Exposed)> {
        if others.is_empty() {
            return None;
        }
        let (before, after) = others.split_at(self.random_below(others.len()));
        let victims = || after.iter().chain(before);
        let filled = |victim: &Exposed| victim.filled.0.load(Ordering::Relaxed);
        let any = others.iter().fold(0, |any, victim| any | filled(victim));
        for lane in bits(any) {
            for victim in victims().filter(|victim| filled(victim) & bit(lane) != 0) {
                let stealer = &victim.lanes[lane as usize];
                if let Some(node) = insist(|| stealer.steal_batch_and_pop(&self.own[lane as usize]))
                {
                    self.fill(lane);
                    return Some((node, victim));
                }
            }
        }
        None
    }

    /// Empties all lanes, in an order in which pushing it elsewhere gives the same lanes.
    pub(crate) fn drain(&mut self, mut give: impl FnMut(u32, u8)) {
        for lane in bits(self.filled) {
            let mut nodes = Vec::new();
            while let Some(node) = self.pop(lane) {
                nodes.push(node);
            }
            nodes.into_iter().rev().for_each(|node| give(node, lane as u8));
        }
    }

    fn fill(&mut self, lane: u32) {
        if self.filled & bit(lane) == 0 {
            self.filled |= bit(lane);
            self.expose();
        }
    }

    fn expose(&self) {
        self.exposed.filled.0.store(self.filled, Ordering::Relaxed);
    }

    /// Marsaglia's xorshift (2003), which is random enough to spread thieves.
    fn random_below(&mut self, n: usize) -> usize {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        (self.random % n as u64) as usize
    }
}

/// Tries again for as long as others get in between; then somebody else got something.
fn insist(mut steal: impl FnMut() -> Steal<u32>) -> Option<u32> {
    loop {
        match steal() {
            Steal::Success(node) => return Some(node),
            Steal::Empty => return None,
            Steal::Retry => {}
        }
    }
}

fn bit(lane: u32) -> u64 {
    1 << lane
}

/// The lanes in `mask`, the highest first.
fn bits(mut mask: u64) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let lane = mask.trailing_zeros();
        mask &= mask.wrapping_sub(1);
        (lane < u64::BITS).then_some(lane)
    })
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;
    use crate::priority::MAX_LANES;

    fn seats<const N: usize>() -> [Seat; N] {
        std::array::from_fn(|thread| Seat::new(thread, MAX_LANES))
    }

    #[test]
    fn a_thief_takes_the_highest_lane_of_all_victims() {
        let [mut thief, mut a, mut b, mut c] = seats();
        a.push(0, 63);
        b.push(1, 7);
        b.push(2, 9);
        c.push(3, 8);
        let others = [a, b, c].map(|seat| seat.exposed);
        let stolen: Vec<_> = std::iter::from_fn(|| thief.steal(&others))
            .map(|(node, from)| (node, from.thread))
            .collect();
        assert_eq!(stolen, [(1, 2), (3, 3), (2, 2), (0, 1)]);
    }

    #[test]
    fn a_thief_overlooks_no_victim() {
        let mut seats: [Seat; 4] = seats();
        let others: Vec<_> = seats[1..].iter().map(|seat| Arc::clone(&seat.exposed)).collect();
        for victim in 1..4 {
            for _ in 0..20 {
                seats[victim].push(5, 2);
                assert!(others.iter().any(|other| other.any_ready()));
                let stolen = seats[0].steal(&others).map(|(node, from)| (node, from.thread));
                assert_eq!(stolen, Some((5, victim)));
                assert!(!others.iter().any(|other| other.any_ready()));
            }
        }
    }

    #[test]
    fn a_thief_takes_some_along() {
        let [mut thief, mut victim] = seats();
        (0..10).for_each(|node| victim.push(node, 4));
        let others = [Arc::clone(&victim.exposed)];
        let (first, from) = thief.steal(&others).expect("there are ten");
        assert_eq!((from.thread, thief.filled()), (1, 1 << 4));
        let mut nodes = vec![first];
        nodes.extend(std::iter::from_fn(|| thief.pop(4)));
        assert!((2..=5).contains(&nodes.len()), "up to half of them");
        nodes.extend(std::iter::from_fn(|| victim.pop(4)));
        nodes.sort_unstable();
        assert_eq!(nodes, (0..10).collect::<Vec<_>>());
    }

    #[test]
    fn draining_gives_the_order_of_pushing() {
        let [mut seat] = seats();
        (0..5).for_each(|node| seat.push(node, 1));
        let mut nodes = Vec::new();
        seat.drain(|node, lane| nodes.push((node, lane)));
        assert_eq!(nodes, [(0, 1), (1, 1), (2, 1), (3, 1), (4, 1)]);
        assert_eq!((seat.filled(), seat.exposed.n_ready()), (0, 0));
    }
}

#[cfg(all(test, loom))]
mod model;

//! The ready nodes: queues in lanes of priority, and the order in which they are searched.

use storylint_graph::NodeId;

use crate::sync::{AtomicU64, Deque, Injector, Ordering, Padded, Steal, Stealer};

/// What all workers see of the ready nodes.
///
/// A mask has a bit for every lane. A bit that is not set means that the lane is empty; one that is
/// set means that it may hold something.
pub(crate) struct Shared {
    /// The nodes that were ready before the workers started; nothing is added later.
    injector: Vec<Injector<NodeId>>,
    /// The lanes of the injector. It publishes nothing: only bits of lanes found empty for good
    /// are cleared, and the queues themselves order what is taken from them.
    injected: Padded<AtomicU64>,
    workers: Vec<Exposed>,
}

/// What other workers see of a worker's own lanes.
struct Exposed {
    lanes: Vec<Stealer<NodeId>>,
    /// Written by the owner alone: a bit before the push that fills the lane, and its absence
    /// after a pop that found the lane empty. It publishes no node, the queues do that. The loads
    /// in `any_ready` and `steal` see it in time: the fences in `Sleep` order this store before
    /// the last look of a worker that goes to sleep.
    filled: Padded<AtomicU64>,
}

/// The lanes of one worker.
pub(crate) struct Lanes<'s> {
    shared: &'s Shared,
    worker: usize,
    own: Vec<Deque<NodeId>>,
    /// The same as the worker's `Exposed::filled`, at hand.
    filled: u64,
    random: u64,
}

impl Shared {
    /// Lanes for `n_workers` workers with `ready` nodes in the injector, each with its lane, which
    /// is below `n_lanes`. Within a lane the first one given is taken first. Each worker has one of
    /// the sets of queues, for [`Lanes::new`].
    pub(crate) fn new(
        n_workers: usize,
        n_lanes: usize,
        ready: impl Iterator<Item = (NodeId, u8)>,
    ) -> (Self, Vec<Vec<Deque<NodeId>>>) {
        let injector: Vec<_> = (0..n_lanes).map(|_| Injector::new()).collect();
        let mut injected = 0;
        for (node, lane) in ready {
            injector[usize::from(lane)].push(node);
            injected |= bit(lane.into());
        }
        let queues: Vec<Vec<_>> =
            (0..n_workers).map(|_| (0..n_lanes).map(|_| Deque::new_lifo()).collect()).collect();
        let workers = queues.iter().map(|own| Exposed {
            lanes: own.iter().map(Deque::stealer).collect(),
            filled: Padded(AtomicU64::new(0)),
        });
        let workers = workers.collect();
        (Self { injector, injected: Padded(AtomicU64::new(injected)), workers }, queues)
    }

    /// Whether any worker's lanes hold a ready node.
    pub(crate) fn any_ready(&self) -> bool {
        self.workers.iter().any(|worker| {
            bits(worker.filled.0.load(Ordering::Relaxed)).any(|lane| !worker.lanes[lane].is_empty())
        })
    }
}

impl<'s> Lanes<'s> {
    /// The lanes of `worker`, which are the queues that came with `shared` for it.
    pub(crate) fn new(shared: &'s Shared, worker: usize, own: Vec<Deque<NodeId>>) -> Self {
        // Any odd seed will do; different ones send thieves to different victims first.
        let random = (worker as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        Self { shared, worker, own, filled: 0, random }
    }

    /// Adds a ready node, for this worker to take or others to steal.
    pub(crate) fn push(&mut self, node: NodeId, lane: u8) {
        self.fill(lane.into());
        self.own[usize::from(lane)].push(node);
    }

    /// Whether this worker may see a ready node that runs before one just made ready in `lane`.
    pub(crate) fn may_take_before(&self, lane: u8) -> bool {
        let sooner = bit(lane.into()) - 1;
        (self.filled | self.shared.injected.0.load(Ordering::Relaxed)) & sooner != 0
    }

    /// Takes from the highest lane that is not empty here or in the injector: here first, what was
    /// pushed last, then from the injector, what was pushed first.
    pub(crate) fn take(&mut self) -> Option<NodeId> {
        loop {
            let own = self.filled.trailing_zeros();
            let injected = self.shared.injected.0.load(Ordering::Relaxed).trailing_zeros();
            if own.min(injected) == u64::BITS {
                return None;
            }
            if own <= injected {
                let node = self.own[own as usize].pop();
                if node.is_some() {
                    return node;
                }
                self.filled &= !bit(own as usize);
                self.expose();
            } else if let Some(node) = self.take_injected(injected as usize) {
                return Some(node);
            }
        }
    }

    /// Steals from the highest lane that is not empty at any other worker, from a worker chosen at
    /// random where there are several. Gives the victim with the node.
    pub(crate) fn steal(&mut self) -> Option<(NodeId, usize)> {
        let shared = self.shared;
        let n_workers = shared.workers.len();
        let first = self.random_below(n_workers);
        let victims = || (first..n_workers).chain(0..first).filter(|victim| *victim != self.worker);
        let filled = |victim: usize| shared.workers[victim].filled.0.load(Ordering::Relaxed);
        let any = victims().fold(0, |any, victim| any | filled(victim));
        for lane in bits(any) {
            for victim in victims().filter(|victim| filled(*victim) & bit(lane) != 0) {
                let stealer = &shared.workers[victim].lanes[lane];
                if let Some(node) = insist(|| stealer.steal_batch_and_pop(&self.own[lane])) {
                    self.fill(lane);
                    return Some((node, victim));
                }
            }
        }
        None
    }

    /// Takes a node, and moves some that come after it into the own lane: there they are at hand,
    /// and others can still steal them.
    fn take_injected(&mut self, lane: usize) -> Option<NodeId> {
        let injector = &self.shared.injector[lane];
        let node = insist(|| injector.steal_batch_and_pop(&self.own[lane]));
        match node {
            Some(_) => self.fill(lane),
            None => {
                self.shared.injected.0.fetch_and(!bit(lane), Ordering::Relaxed);
            }
        }
        node
    }

    fn fill(&mut self, lane: usize) {
        if self.filled & bit(lane) == 0 {
            self.filled |= bit(lane);
            self.expose();
        }
    }

    fn expose(&self) {
        self.shared.workers[self.worker].filled.0.store(self.filled, Ordering::Relaxed);
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
fn insist(mut steal: impl FnMut() -> Steal<NodeId>) -> Option<NodeId> {
    loop {
        match steal() {
            Steal::Success(node) => return Some(node),
            Steal::Empty => return None,
            Steal::Retry => {}
        }
    }
}

fn bit(lane: usize) -> u64 {
    1 << lane
}

/// The lanes in `mask`, the highest first.
fn bits(mut mask: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let lane = mask.trailing_zeros();
        mask &= mask.wrapping_sub(1);
        (lane < u64::BITS).then_some(lane as usize)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use storylint_graph::GraphBuilder;

    use super::*;

    fn ids(n: usize) -> Vec<NodeId> {
        let mut builder = GraphBuilder::new();
        (0..n).map(|_| builder.add((), [])).collect()
    }

    /// The lanes of `n` workers, with nothing in the injector.
    fn workers<const N: usize>(shared: &Shared, queues: Vec<Vec<Deque<NodeId>>>) -> [Lanes<'_>; N] {
        let mut queues = queues.into_iter().enumerate();
        [(); N].map(|()| {
            let (worker, own) = queues.next().expect("one for each");
            Lanes::new(shared, worker, own)
        })
    }

    #[test]
    fn a_thief_takes_the_highest_lane_of_all_victims() {
        let ids = ids(4);
        let (shared, queues) = Shared::new(4, 64, std::iter::empty());
        let [mut thief, mut a, mut b, mut c] = workers(&shared, queues);
        a.push(ids[0], 63);
        b.push(ids[1], 7);
        b.push(ids[2], 9);
        c.push(ids[3], 8);
        let stolen = std::iter::from_fn(|| {
            // What came along in a batch is taken before the next theft.
            let node = thief.steal();
            assert_eq!(thief.take(), None);
            node
        });
        assert_eq!(
            stolen.collect::<Vec<_>>(),
            [(ids[1], 2), (ids[3], 3), (ids[2], 2), (ids[0], 1)]
        );
    }

    #[test]
    fn a_thief_overlooks_no_victim() {
        let ids = ids(1);
        for thief in 0..5 {
            for victim in (0..5).filter(|victim| *victim != thief) {
                let (shared, queues) = Shared::new(5, 3, std::iter::empty());
                let mut lanes: [_; 5] = workers(&shared, queues);
                for _ in 0..20 {
                    lanes[victim].push(ids[0], 2);
                    assert!(shared.any_ready());
                    assert_eq!(lanes[thief].steal(), Some((ids[0], victim)));
                    assert!(!shared.any_ready());
                }
            }
        }
    }

    #[test]
    fn nobody_steals_from_himself() {
        let ids = ids(1);
        let (shared, queues) = Shared::new(1, 1, std::iter::empty());
        let [mut only] = workers(&shared, queues);
        only.push(ids[0], 0);
        assert_eq!(only.steal(), None);
        assert_eq!(only.take(), Some(ids[0]));
    }

    proptest! {
        #[test]
        fn a_worker_takes_from_the_highest_lane(
            ready in prop::collection::vec(0..4u8, 0..100),
            pushed in prop::collection::vec(prop::option::of(0..4u8), 0..100),
        ) {
            let ids = ids(ready.len() + pushed.len());
            let (before, after) = ids.split_at(ready.len());
            let mut injector: Vec<_> = before.iter().copied().zip(ready).collect();
            let (shared, queues) = Shared::new(1, 4, injector.iter().copied());
            let [mut lanes] = workers(&shared, queues);
            let mut own: Vec<(NodeId, u8)> = Vec::new();
            for (id, lane) in after.iter().zip(pushed) {
                if let Some(lane) = lane {
                    lanes.push(*id, lane);
                    own.push((*id, lane));
                    continue;
                }
                let highest = own.iter().chain(&injector).map(|(_, lane)| *lane).min();
                let expected = highest.map(|highest| {
                    if let Some(place) = own.iter().rposition(|(_, lane)| *lane == highest) {
                        own.remove(place).0
                    } else {
                        let place = injector.iter().position(|(_, lane)| *lane == highest);
                        injector.remove(place.expect("it is there or here")).0
                    }
                });
                prop_assert_eq!(lanes.take(), expected);
            }
        }
    }
}

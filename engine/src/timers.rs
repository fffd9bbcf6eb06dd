//! Nodes that are ready again at some time.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Duration;

use crate::sync::{AtomicU64, Instant, Mutex, Ordering};

/// Nodes by the time at which they are ready.
#[derive(Debug, Default)]
pub(crate) struct Timers {
    /// The lower half counts the nodes that are here, and is lowered only after one that was due is
    /// ready elsewhere; the upper half counts those that were ever due, and is raised before that.
    /// So who finds none here, then nothing ready and nobody busy, and then the same count again,
    /// knows that the run is over. `SeqCst`, as it is read beside the word of `Crew`.
    n: AtomicU64,
    heap: Mutex<BinaryHeap<Reverse<(Instant, u32)>>>,
}

/// One that was due.
const GIVEN: u64 = 1 << 32;

/// What is further off never comes. Every clock can tell it, also as nanoseconds in 64 bits.
const CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// The time that comes `wait` after `start`. Waits may have any length, so only this adds to times.
pub(crate) fn after(start: Instant, wait: Duration) -> Instant {
    start + wait.min(CENTURY)
}

impl Timers {
    pub(crate) fn push(&self, node: u32, at: Instant) {
        self.n.fetch_add(1, Ordering::SeqCst);
        self.heap.lock().push(Reverse((at, node)));
    }

    /// How many were ever due, as far as that can be counted, if there are no others.
    pub(crate) fn n_given_if_empty(&self) -> Option<u64> {
        let n = self.n.load(Ordering::SeqCst);
        n.is_multiple_of(GIVEN).then_some(n / GIVEN)
    }

    #[inline(always)]
    pub(crate) fn is_empty(&self) -> bool {
        self.n.load(Ordering::SeqCst).is_multiple_of(GIVEN)
    }

    /// When the next node is due.
    pub(crate) fn next(&self) -> Option<Instant> {
        self.heap.lock().peek().map(|Reverse((at, _))| *at)
    }

    /// Gives every node that is due to `ready`, and whether there was one. Then the run may be over
    /// by the time this comes back, and nobody may have noticed.
    pub(crate) fn give_due(&self, now: Instant, mut ready: impl FnMut(u32)) -> bool {
        let due = || {
            let heap = &mut *self.heap.lock();
            heap.peek().is_some_and(|Reverse((at, _))| *at <= now).then(|| heap.pop())?
        };
        let mut any = false;
        while let Some(Reverse((_, node))) = due() {
            self.n.fetch_add(GIVEN, Ordering::SeqCst);
            ready(node);
            self.n.fetch_sub(1, Ordering::SeqCst);
            any = true;
        }
        any
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    #[test]
    fn no_wait_is_too_long_to_be_told() {
        let now = Instant::now();
        let never = after(now, Duration::MAX);
        assert!(never > after(now, Duration::from_secs(1 << 30)));
        assert!(u64::try_from(never.duration_since(now).as_nanos()).is_ok());
    }

    #[test]
    fn nodes_come_when_they_are_due() {
        let now = Instant::now();
        let at = |ms| now + Duration::from_millis(ms);
        let timers = Timers::default();
        for (node, ms) in [(1, 30), (2, 10), (3, 20)] {
            timers.push(node, at(ms));
        }
        assert_eq!(timers.next(), Some(at(10)));
        let mut due = Vec::new();
        timers.give_due(at(20), |node| due.push(node));
        assert_eq!((due, timers.n_given_if_empty()), (vec![2, 3], None));
        timers.give_due(at(30), |node| assert_eq!(node, 1));
        assert_eq!((timers.n_given_if_empty(), timers.next()), (Some(3), None));
    }
}

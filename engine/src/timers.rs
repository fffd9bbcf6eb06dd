//! Nodes that are ready again at some time.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::sync::{AtomicUsize, Instant, Mutex, Ordering};

/// Nodes by the time at which they are ready.
#[derive(Debug, Default)]
pub(crate) struct Timers {
    /// How many there are, counted down only after a node that was due is ready elsewhere, so that
    /// a run in which nothing is ready and none is here is over. `SeqCst`, as it is read beside the
    /// word of `Crew`.
    n: AtomicUsize,
    heap: Mutex<BinaryHeap<Reverse<(Instant, u32)>>>,
}

impl Timers {
    pub(crate) fn push(&self, node: u32, at: Instant) {
        self.n.fetch_add(1, Ordering::SeqCst);
        self.heap.lock().push(Reverse((at, node)));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.n.load(Ordering::SeqCst) == 0
    }

    /// When the next node is due.
    pub(crate) fn next(&self) -> Option<Instant> {
        self.heap.lock().peek().map(|Reverse((at, _))| *at)
    }

    /// Gives every node that is due to `ready`.
    pub(crate) fn give_due(&self, now: Instant, mut ready: impl FnMut(u32)) {
        let due = || {
            let heap = &mut *self.heap.lock();
            heap.peek().is_some_and(|Reverse((at, _))| *at <= now).then(|| heap.pop())?
        };
        while let Some(Reverse((_, node))) = due() {
            ready(node);
            self.n.fetch_sub(1, Ordering::SeqCst);
        }
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use std::time::Duration;

    use super::*;

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
        assert_eq!((due, timers.is_empty()), (vec![2, 3], false));
        timers.give_due(at(30), |node| assert_eq!(node, 1));
        assert!(timers.is_empty() && timers.next().is_none());
    }
}

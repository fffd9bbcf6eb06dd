//! Nodes that become ready outside of the worker that ran the last of their needs.

use std::collections::VecDeque;

use crate::priority::MAX_LANES;
use crate::sync::{AtomicU64, Mutex, Ordering, Padded};

/// Nodes that were made ready by something else than a worker that ran a need of theirs: spawned
/// jobs, nodes that are tried again, nodes that waited for memory. The first one in is the first
/// one out of each lane.
#[derive(Debug, Default)]
pub(crate) struct Inbox {
    /// A bit for every lane that is not empty, written under the lock. It publishes nothing but
    /// itself: who pushes looks for a worker to wake afterwards, through a fence.
    mask: Padded<AtomicU64>,
    lanes: Mutex<Vec<VecDeque<u32>>>,
}

impl Inbox {
    pub(crate) fn push(&self, node: u32, lane: u8) {
        self.add(lane, |queue| queue.push_back(node));
    }

    /// Puts back what was taken last from its lane.
    pub(crate) fn put_back(&self, node: u32, lane: u8) {
        self.add(lane, |queue| queue.push_front(node));
    }

    fn add(&self, lane: u8, add: impl FnOnce(&mut VecDeque<u32>)) {
        let mut lanes = self.lanes.lock();
        lanes.resize_with(MAX_LANES, VecDeque::new);
        add(&mut lanes[usize::from(lane)]);
        self.mask.0.store(self.filled() | 1 << lane, Ordering::Relaxed);
    }

    #[inline(always)]
    pub(crate) fn filled(&self) -> u64 {
        self.mask.0.load(Ordering::Relaxed)
    }

    pub(crate) fn take(&self, lane: u32) -> Option<u32> {
        let mut lanes = self.lanes.lock();
        let queue = lanes.get_mut(lane as usize)?;
        let node = queue.pop_front();
        if queue.is_empty() {
            self.mask.0.store(self.filled() & !(1 << lane), Ordering::Relaxed);
        }
        node
    }

    pub(crate) fn len(&self) -> usize {
        self.lanes.lock().iter().map(VecDeque::len).sum()
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    #[test]
    fn the_first_one_in_is_the_first_one_out() {
        let inbox = Inbox::default();
        inbox.push(7, 3);
        inbox.push(8, 3);
        inbox.push(9, 1);
        assert_eq!((inbox.filled(), inbox.len()), (0b1010, 3));
        assert_eq!(inbox.take(3), Some(7));
        inbox.put_back(7, 3);
        assert_eq!([1, 3, 3, 3].map(|lane| inbox.take(lane)), [Some(9), Some(7), Some(8), None]);
        assert_eq!(inbox.filled(), 0);
    }
}

#[cfg(all(test, loom))]
mod model;

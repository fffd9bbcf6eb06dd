//! What one worker tells, in the order of its telling, in two words an event.

use std::time::Duration;

use storylint_graph::NodeId;

use crate::sync::{AtomicU64, Ordering};
use crate::table::Table;

/// What happened on a worker. Durations are whole microseconds, and the longest is 71 minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    Ready(NodeId),
    Started { node: NodeId, attempt: u32 },
    Retried { node: NodeId, wait_us: u32 },
    SpawnedStarted(NodeId),
    JobEnded(NodeId),
    Held(NodeId),
    Done(NodeId),
    Failed(NodeId),
    Skipped { node: NodeId, because: NodeId },
    Cancelled(NodeId),
    TimedOut(NodeId),
    Stolen { node: NodeId, from: u32 },
    Parked,
    Unparked,
}

/// The events of one worker, which alone writes them: so appending takes plain stores.
#[derive(Debug, Default)]
pub(crate) struct Track {
    /// The number of events. Storing it publishes those before it; the load in `marks` pairs with
    /// that.
    n: AtomicU64,
    /// It publishes nothing.
    n_dropped: AtomicU64,
    /// The time with the kind of event in its last four bits, and what the event holds. `n`
    /// publishes them.
    marks: Table<[AtomicU64; 2]>,
}

impl Track {
    /// Appends a mark, unless there are `capacity` already.
    #[inline]
    pub(crate) fn append(&self, capacity: usize, at: Duration, mark: Mark) {
        let n = self.n.load(Ordering::Relaxed);
        if n >= capacity as u64 {
            let n_dropped = self.n_dropped.load(Ordering::Relaxed);
            self.n_dropped.store(n_dropped + 1, Ordering::Relaxed);
            return;
        }
        let [time, what] = self.marks.at(n as usize);
        let (kind, [high, low]) = pack(mark);
        let nanos = at.as_secs() * 1_000_000_000 + u64::from(at.subsec_nanos());
        // 60 bits of nanoseconds are 36 years.
        time.store(nanos << 4 | kind, Ordering::Relaxed);
        what.store(u64::from(high) << 32 | u64::from(low), Ordering::Relaxed);
        self.n.store(n + 1, Ordering::Release);
    }

    /// All marks, in the order in which they were appended.
    pub(crate) fn marks(&self) -> Vec<(Duration, Mark)> {
        let n = self.n.load(Ordering::Acquire) as usize;
        let read = |index| {
            let [time, what] = self.marks.at(index).each_ref().map(|w| w.load(Ordering::Relaxed));
            let mark = unpack(time & 0xf, [(what >> 32) as u32, what as u32]);
            (Duration::from_nanos(time >> 4), mark)
        };
        (0..n).map(read).collect()
    }

    /// How many marks there are.
    pub(crate) fn n_events(&self) -> u64 {
        self.n.load(Ordering::Relaxed)
    }

    /// How many marks found no room.
    pub(crate) fn n_dropped(&self) -> u64 {
        self.n_dropped.load(Ordering::Relaxed)
    }

    /// Forgets everything.
    pub(crate) fn clear(&self) {
        self.n.store(0, Ordering::Relaxed);
        self.n_dropped.store(0, Ordering::Relaxed);
    }
}

/// The number of the kind of `mark`, and what it holds.
fn pack(mark: Mark) -> (u64, [u32; 2]) {
    let index = |node: NodeId| node.index() as u32;
    match mark {
        Mark::Ready(node) => (0, [index(node), 0]),
        Mark::Started { node, attempt } => (1, [index(node), attempt]),
        Mark::Retried { node, wait_us } => (2, [index(node), wait_us]),
        Mark::Held(node) => (3, [index(node), 0]),
        Mark::Done(node) => (4, [index(node), 0]),
        Mark::Failed(node) => (5, [index(node), 0]),
        Mark::Skipped { node, because } => (6, [index(node), index(because)]),
        Mark::Cancelled(node) => (7, [index(node), 0]),
        Mark::TimedOut(node) => (8, [index(node), 0]),
        Mark::Stolen { node, from } => (9, [index(node), from]),
        Mark::Parked => (10, [0, 0]),
        Mark::Unparked => (11, [0, 0]),
        Mark::SpawnedStarted(node) => (12, [index(node), 0]),
        Mark::JobEnded(node) => (13, [index(node), 0]),
    }
}

fn unpack(kind: u64, [high, low]: [u32; 2]) -> Mark {
    let node = NodeId::new(high as usize);
    match kind {
        0 => Mark::Ready(node),
        1 => Mark::Started { node, attempt: low },
        2 => Mark::Retried { node, wait_us: low },
        3 => Mark::Held(node),
        4 => Mark::Done(node),
        5 => Mark::Failed(node),
        6 => Mark::Skipped { node, because: NodeId::new(low as usize) },
        7 => Mark::Cancelled(node),
        8 => Mark::TimedOut(node),
        9 => Mark::Stolen { node, from: low },
        10 => Mark::Parked,
        11 => Mark::Unparked,
        12 => Mark::SpawnedStarted(node),
        13 => Mark::JobEnded(node),
        other => unreachable!("`pack` gives no {other}"),
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    #[test]
    fn marks_come_back_as_they_were_appended() {
        let (node, because) = (NodeId::new(7), NodeId::new(u32::MAX as usize));
        let marks = [
            Mark::Ready(node),
            Mark::Started { node, attempt: u32::MAX },
            Mark::Retried { node, wait_us: 9 },
            Mark::SpawnedStarted(node),
            Mark::JobEnded(node),
            Mark::Held(node),
            Mark::Done(node),
            Mark::Failed(node),
            Mark::Skipped { node, because },
            Mark::Cancelled(node),
            Mark::TimedOut(node),
            Mark::Stolen { node, from: 3 },
            Mark::Parked,
            Mark::Unparked,
        ];
        let track = Track::default();
        let timed = marks.map(|mark| (Duration::from_nanos(1_000_000_000_000_000_001), mark));
        timed.iter().for_each(|(at, mark)| track.append(100, *at, *mark));
        assert_eq!(track.marks(), timed);
    }

    #[test]
    fn what_finds_no_room_is_counted() {
        let track = Track::default();
        for index in 0..5 {
            track.append(3, Duration::ZERO, Mark::Ready(NodeId::new(index)));
        }
        assert_eq!((track.marks().len(), track.n_dropped()), (3, 2));
        track.clear();
        assert_eq!((track.marks().len(), track.n_dropped()), (0, 0));
    }
}

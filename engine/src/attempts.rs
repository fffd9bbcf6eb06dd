//! Attempts at nodes that may be given up or started twice: exactly one of them counts.

use crate::sync::{AtomicU32, Instant, Ordering};

/// What a worker runs, where somebody else may end it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attempt {
    pub(crate) node: u32,
    pub(crate) number: u32,
    pub(crate) started: Instant,
    /// Whether the node was started a second time.
    pub(crate) has_second: bool,
}

/// Where a worker goes on that takes the place of another.
pub(crate) enum TakenOver {
    /// A node has been given up.
    Ended(u32),
    /// A node will be tried again.
    Nothing,
}

/// Whose result of a special node counts, by place of the special.
///
/// The word of a node holds the number of the attempt and whether it runs. Each change is one
/// compare-and-swap, so of all who want to end an attempt one does. It publishes nothing else: who
/// ends a node goes on to count down its dependents, which does.
#[derive(Debug)]
pub(crate) struct Claims(Vec<AtomicU32>);

/// Whether the attempt is running; the rest is its number.
const RUNNING: u32 = 1;
/// The node has ended.
const ENDED: u32 = u32::MAX;

impl Claims {
    pub(crate) fn new(n_specials: usize) -> Self {
        Self(std::iter::repeat_with(|| AtomicU32::new(2)).take(n_specials).collect())
    }

    /// The number of the next attempt, where nobody else ends it.
    pub(crate) fn number(&self, place: usize) -> u32 {
        self.0[place].load(Ordering::Relaxed) >> 1
    }

    /// Makes room for the next attempt, where nobody else ends this one.
    pub(crate) fn raise(&self, place: usize) {
        self.0[place].fetch_add(2, Ordering::Relaxed);
    }

    /// Starts an attempt and gives its number, from 1; or joins the one that runs. `None` if the
    /// node has ended meanwhile.
    pub(crate) fn start(&self, place: usize) -> Option<u32> {
        let word = self.0[place].fetch_or(RUNNING, Ordering::Relaxed);
        (word != ENDED).then_some(word >> 1)
    }

    /// Ends the node if this attempt at it is the one that runs. Gives whether it is.
    pub(crate) fn end(&self, place: usize, attempt: u32) -> bool {
        self.exchange(place, attempt, ENDED)
    }

    /// Makes room for the next attempt, if this one is the one that runs.
    pub(crate) fn retry(&self, place: usize, attempt: u32) -> bool {
        self.exchange(place, attempt, (attempt + 1) << 1)
    }

    /// Whether this attempt is the one that runs.
    pub(crate) fn is_running(&self, place: usize, attempt: u32) -> bool {
        self.0[place].load(Ordering::Relaxed) == attempt << 1 | RUNNING
    }

    fn exchange(&self, place: usize, attempt: u32, to: u32) -> bool {
        let running = attempt << 1 | RUNNING;
        let order = Ordering::Relaxed;
        self.0[place].compare_exchange(running, to, order, order).is_ok()
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    #[test]
    fn a_node_ends_once() {
        let claims = Claims::new(1);
        assert_eq!(claims.start(0), Some(1));
        assert!(claims.end(0, 1));
        assert!(!claims.end(0, 1) && !claims.retry(0, 1) && !claims.is_running(0, 1));
        assert_eq!(claims.start(0), None);
    }

    #[test]
    fn a_result_that_comes_after_the_next_attempt_is_late() {
        let claims = Claims::new(1);
        assert_eq!(claims.start(0), Some(1));
        assert!(claims.retry(0, 1));
        assert!(!claims.end(0, 1));
        assert_eq!(claims.start(0), Some(2));
        assert!(!claims.end(0, 1));
        assert!(claims.end(0, 2));
    }

    #[test]
    fn a_second_start_joins_the_first() {
        let claims = Claims::new(1);
        assert_eq!([claims.start(0), claims.start(0)], [Some(1), Some(1)]);
        assert_eq!([claims.end(0, 1), claims.end(0, 1)], [true, false]);
    }
}

#[cfg(all(test, loom))]
mod model;

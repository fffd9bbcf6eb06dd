//! What a thread waits at that waits for one of several things.

use std::time::Instant;

use crate::sync::{Condvar, Mutex};

/// What a thread waits at that waits for one of several things.
#[derive(Default)]
pub(crate) struct Bell {
    n_rings: Mutex<u64>,
    rung: Condvar,
}

impl Bell {
    /// Makes those who wait look again. Called after what they look for has been put in place.
    pub(crate) fn ring(&self) {
        *self.n_rings.lock() += 1;
        // All, because they may wait for different things.
        self.rung.notify_all();
    }

    /// Calls `look` at once, after each ring and when `deadline` has passed, with no lock held,
    /// until it finds something.
    pub(crate) fn wait_until<T>(
        &self,
        deadline: Instant,
        look: impl Fn() -> Option<T>,
    ) -> Option<T> {
        loop {
            // Read before the look, so that a ring during it is not missed.
            let seen = *self.n_rings.lock();
            if let Some(found) = look() {
                return Some(found);
            }
            let mut n_rings = self.n_rings.lock();
            while *n_rings == seen {
                if self.rung.wait_until(&mut n_rings, deadline).timed_out() {
                    drop(n_rings);
                    return look();
                }
            }
        }
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::sync::{AtomicU32, Ordering};

    /// So late that it is never reached when the code is right.
    fn late() -> Instant {
        Instant::now() + Duration::from_secs(30)
    }

    #[test]
    fn what_comes_with_the_deadline_is_found() {
        let n_looks = AtomicU32::new(0);
        let look = || (n_looks.fetch_add(1, Ordering::Relaxed) == 1).then_some(7);
        assert_eq!(Bell::default().wait_until(Instant::now(), look), Some(7));
    }

    #[test]
    fn a_ring_during_a_look_is_heard() {
        let bell = Bell::default();
        let n_looks = AtomicU32::new(0);
        let look = || match n_looks.fetch_add(1, Ordering::Relaxed) {
            0 => {
                bell.ring();
                None
            }
            _ => Some(7),
        };
        let deadline = late();
        assert_eq!(bell.wait_until(deadline, look), Some(7));
        assert!(Instant::now() < deadline, "it waited for another");
    }
}

//! Who comes for what is ready, and when somebody looks whether there is something.

use std::time::Duration;

use super::Session;
use crate::crew::Wake;
use crate::job::Job;
use crate::pool::Wants;
use crate::sync::{Instant, Ordering};
use crate::timers::after;

/// How often somebody looks whether the worker that works alone should be joined, while all others
/// sleep. A look takes some 20 µs.
pub(super) const VISITS: Duration = Duration::from_millis(1);

impl<'a, J: Job + 'a> Session<'a, J> {
    /// Starts the threads that can ever have something to do. Gives whether one is free for this
    /// run.
    pub(crate) fn start_threads(&self) -> bool {
        let Some(pool) = &self.pool else { return false };
        let n_workers = if self.is_parallel.load(Ordering::Relaxed) { self.limit() } else { 1 };
        pool.start_missing(n_workers - usize::from(!self.is_monitored))
    }

    /// What the run has for another worker.
    pub(crate) fn wants(&self) -> Wants {
        if self.crew.is_over() || self.crew.n_members() >= self.limit() {
            return Wants::Nobody;
        }
        // Before the next visit, or a timer that runs for long would hide what is ready.
        if !self.crew.holds_off() && self.any_ready(&self.members.lock()) {
            return Wants::Somebody;
        }
        self.next_visit().map_or(Wants::Nobody, Wants::AVisit)
    }

    /// Makes somebody come for what has just become ready.
    pub(crate) fn wake_one(&self) {
        let Some(pool) = &self.pool else { return };
        let more = |n_members: usize| n_members < self.limit() && pool.has_sleepers();
        // If nobody sleeps in the pool after all, others may have counted on who was to come, so it
        // has to be the caller.
        while self.crew.wake_one(more) == Wake::Pool && !pool.wake(&self.weak()) {
            self.crew.leave();
        }
    }

    /// Makes somebody come to visit the worker that works alone.
    pub(crate) fn wake_visitor(&self) {
        let Some(pool) = &self.pool else { return };
        if pool.has_sleepers() {
            self.crew.expect();
            if !pool.wake(&self.weak()) {
                self.crew.leave();
            }
        }
    }

    /// Makes sure that somebody will look, now that one works alone or nobody shares.
    pub(crate) fn expect_visit(&self) {
        self.visited();
        self.call();
    }

    /// Makes everybody who sleeps until some time look again which time that is.
    pub(super) fn call(&self) {
        self.crew.call();
        if let Some(pool) = &self.pool {
            pool.expect_visit();
        }
    }

    /// When somebody has to look at who works alone, if anybody does, or for nodes that are due.
    pub(crate) fn next_visit(&self) -> Option<Instant> {
        let next = Duration::from_nanos(self.next_visit.load(Ordering::Relaxed));
        let look = self.crew.holds_off().then(|| after(self.started, next));
        // Where the caller monitors, it does this.
        let timer = self.timers.next().filter(|_| !self.is_monitored);
        look.into_iter().chain(timer).min()
    }

    /// Makes ready what is due by now, and ends the run if that has ended meanwhile.
    #[inline(always)]
    pub(crate) fn give_due(&self) {
        let inject = |node| self.inject(node, self.lane(node));
        if !self.timers.is_empty() && self.timers.give_due(Instant::now(), inject) {
            self.end_if_done();
        }
    }

    /// Somebody looks.
    pub(crate) fn visited(&self) {
        let next = self.started.elapsed() + VISITS;
        self.next_visit.store(next.as_nanos() as u64, Ordering::Relaxed);
    }

    /// Adds a node that becomes ready outside of a worker.
    pub(crate) fn inject(&self, node: u32, lane: u8) {
        self.crew.stir();
        self.inbox.push(node, lane);
        self.wake_one();
    }

    /// Makes a node ready at some time.
    pub(crate) fn put_off(&self, node: u32, at: Instant) {
        self.crew.stir();
        self.timers.push(node, at);
    }

    /// Makes sure that somebody looks at that time: the caller, if it monitors.
    pub(crate) fn expect_look(&self, at: Instant) {
        if self.is_monitored {
            let at = at.saturating_duration_since(self.started).as_nanos() as u64;
            if at < self.next_look.load(Ordering::SeqCst) {
                self.crew.call();
            }
        } else {
            self.call();
        }
    }
}

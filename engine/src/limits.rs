//! Attempts at nodes with limits: when they may start, and what ends with them.

use crate::asked::Traits;
use crate::attempts::Attempt;
use crate::error::JobError;
use crate::event::Event;
use crate::job::Job;
use crate::sync::Instant;
use crate::timers::after;
use crate::worker::Worker;

impl<'a, J: Job + 'a> Worker<'_, 'a, J> {
    /// Starts an attempt at a node with limits, if it may start. Gives its number.
    pub(crate) fn start_special(&mut self, node: u32) -> Option<u32> {
        let session = self.session;
        let (special, place) = session.shape.special(node);
        if let Some(budget) = session.budget.as_ref().filter(|_| special.memory > 0)
            && !budget.admit(node, session.lane(node), special.memory)
        {
            let node = session.shape.id(node);
            session.tell_now(Event::NodeHeld { node, worker: self.number });
            return None;
        }
        if !session.is_contested(special) {
            return Some(session.claims.number(place));
        }
        let Some(number) = session.claims.start(place) else {
            // Somebody else has ended it.
            session.release_memory(node);
            return None;
        };
        Some(number)
    }

    /// Lets others see an attempt that somebody else may end. From now on this worker may be given
    /// up, and the run may end without it. Gives whether the attempt is still to be made: who has
    /// ended it before could not see that this worker was about to make it, too.
    pub(crate) fn expose_attempt(&mut self, node: u32, number: u32) -> bool {
        let session = self.session;
        let (special, place) = session.shape.special(node);
        // Should this worker be given up, what it did before counts.
        self.count_ended();
        let started = Instant::now();
        *self.seat.exposed.attempt.lock() =
            Some(Attempt { node, number, started, has_second: false });
        let soonest = [special.timeout, session.second_start(special)].into_iter().flatten().min();
        session.expect_look(after(started, soonest.expect("one of them is there")));
        let mut exposed = self.seat.exposed.attempt.lock();
        if session.claims.is_running(place, number) {
            return true;
        }
        let was_given_up = exposed.take().is_none();
        drop(exposed);
        if !was_given_up {
            session.release_memory(node);
        }
        false
    }

    /// Ends an attempt at a node that will not be made.
    pub(crate) fn claim_to_skip(&self, node: u32) -> bool {
        let (special, place) = self.session.shape.special(node);
        let claims = &self.session.claims;
        !self.session.is_contested(special)
            || claims.start(place).is_some_and(|attempt| claims.end(place, attempt))
    }

    /// Ends an attempt at a node with limits. Gives whether the node ends with it.
    pub(crate) fn end_attempt(
        &mut self,
        node: u32,
        attempt: u32,
        result: &Result<J::Output, JobError>,
    ) -> bool {
        let session = self.session;
        let (special, place) = session.shape.special(node);
        let may_pass = result.as_ref().err().filter(|error| !error.is_lasting());
        let wait = may_pass.and_then(|_| special.retries.wait_after(attempt));
        if let (Some(wait), Err(error)) = (wait, result) {
            let goes_on = !session.is_contested(special) || session.claims.retry(place, attempt);
            // Whoever comes too late has held its own share.
            session.release_memory(node);
            if !goes_on {
                return false;
            }
            if session.is_contested(special) {
                session.give_up_others(node, attempt, self.seat.exposed.thread);
            } else {
                session.claims.raise(place);
            }
            let worker = self.number;
            let id = session.shape.id(node);
            session.tell_now(Event::NodeRetried { node: id, worker, attempt, wait, error });
            if wait.is_zero() {
                session.inject(node, session.lane(node));
            } else {
                let at = after(Instant::now(), wait);
                session.put_off(node, at);
                session.expect_look(at);
            }
            return false;
        }
        let ends = !session.is_contested(special) || session.claims.end(place, attempt);
        if !ends {
            session.release_memory(node);
            return false;
        }
        if session.is_contested(special) {
            session.give_up_others(node, attempt, self.seat.exposed.thread);
        }
        self.let_go(node);
        true
    }

    /// Gives back what `node`, which has ended and has limits, held for its attempts.
    pub(crate) fn let_go(&self, node: u32) {
        self.session.release_memory(node);
        if self.session.shape.traits(node).has(Traits::RESTARTS) {
            self.drop_inputs(node);
        }
    }
}

//! Working alone: without locked instructions, until another worker is worth what it costs.

use std::time::Duration;

use crate::handover::Handover;
use crate::job::Job;
use crate::pool::Left;
use crate::sync::Instant;
use crate::worker::{Next, Worker};

/// How tasks must last, on average, for a second worker to be asked in.
pub(crate) const WORTH_SHARING: Duration = Duration::from_nanos(400);

/// The time over which a visitor counts tasks.
const LOOK: Duration = Duration::from_micros(4);

/// What a visitor saw last.
pub(crate) struct Look {
    at: Instant,
    n_started: u32,
}

impl<'a, J: Job + 'a> Worker<'_, 'a, J> {
    /// Works alone, beginning with `next`, until everything has ended or somebody is let in.
    pub(crate) fn work_alone(&mut self, next: Option<u32>) -> Next {
        match &self.session.solo {
            None => self.work_unvisited(next),
            Some(handover) => self.work_visited(handover, next),
        }
    }

    /// Works alone in a run in which nobody else does.
    fn work_unvisited(&mut self, first: Option<u32>) -> Next {
        let session = self.session;
        let crew = &*session.crew;
        let mut next = first;
        self.catching(|this, plain, after| {
            if let Some(ended) = after.flatten() {
                next = this.release_alone(ended);
            }
            while !crew.is_over() {
                if let Some(node) = next.take().or_else(|| this.take_alone()) {
                    match this.run(node, plain) {
                        Some(ended) => next = this.release_alone(ended),
                        None if this.is_given_up() => return Next::Leave(Left::GivenUp),
                        None => (),
                    }
                } else if session.is_monitored {
                    // The caller knows when there is more.
                    return Next::Search;
                } else if let Some(at) = session.timers.next() {
                    this.pause();
                    crew.wait_for_call(Some(at));
                } else {
                    crew.end();
                }
            }
            Next::Leave(Left::Idle)
        })
    }

    /// Works alone in a run that others may come into.
    fn work_visited(&mut self, handover: &Handover, first: Option<u32>) -> Next {
        let session = self.session;
        let crew = &*session.crew;
        let mut next = first;
        self.catching(|this, plain, after| {
            if let Some(ended) = after {
                if handover.end_job() {
                    this.let_in(handover);
                    return Next::Team(ended);
                }
                next = ended.and_then(|ended| this.release_alone(ended));
            }
            while !crew.is_over() {
                let Some(node) = next.take().or_else(|| this.take_alone()) else {
                    crew.end_solo();
                    return Next::Search;
                };
                handover.start_job();
                let ended = this.run(node, plain);
                if handover.end_job() {
                    this.let_in(handover);
                    return Next::Team(ended);
                }
                next = ended.and_then(|ended| this.release_alone(ended));
            }
            Next::Leave(Left::Idle)
        })
    }

    /// Hands over to those who asked, if it has not been done.
    #[cold]
    fn let_in(&mut self, handover: &Handover) {
        let by_worker = handover.hand_over();
        if by_worker {
            self.show_everything();
        }
        handover.reset();
        if by_worker {
            self.session.crew.end_solo();
            self.session.wake_one();
        }
    }

    /// Moves everything that is ready to where others see it.
    fn show_everything(&mut self) {
        let session = self.session;
        // What is pushed last is taken first.
        session.parts.ready.drain(|node| self.seat.push(node, session.lane(node)));
    }

    /// Takes the first node by place that is ready here or in the injector; or what came in late, or
    /// is due by now, if that is in a higher lane.
    #[inline(always)]
    fn take_alone(&mut self) -> Option<u32> {
        let session = self.session;
        session.give_due();
        let parts = &session.parts;
        let late = session.inbox.filled();
        let (own, root) = (parts.ready.min(), parts.roots.next(&session.shape));
        let own = own.unwrap_or(u32::MAX);
        let first = root.unwrap_or(u32::MAX).min(own);
        if late != 0 {
            let lane = late.trailing_zeros();
            if first == u32::MAX || lane < u32::from(session.lane(first)) {
                return session.inbox.take(lane);
            }
        }
        if first == own {
            if own == u32::MAX {
                return None;
            }
            parts.ready.remove(own);
        } else {
            parts.roots.take_alone();
        }
        Some(first)
    }

    /// Adds the nodes that `ended` was the last need of to those that are ready, but for the most
    /// urgent, which is returned if taking would give nothing else.
    #[inline(always)]
    pub(crate) fn release_alone(&mut self, ended: u32) -> Option<u32> {
        let session = self.session;
        let is_observed = session.is_observed();
        let (shape, parts) = (&*session.shape, &session.parts);
        let dependents = shape.dependents(ended);
        if dependents.len() > 2 && !dependents[0].needs_no_other() {
            // Which of many are ready is hard to foresee: a branch that guesses wrong half of the
            // time costs more than adding, or not adding, without one.
            parts.ready.insert_some(dependents.iter().map(|dependent| {
                let is_ready = parts.readiness.count_alone(*dependent);
                if is_observed && is_ready {
                    self.tell_ready(dependent.node());
                }
                (dependent.node(), is_ready)
            }));
            return None;
        }
        let mut most_urgent = None;
        for dependent in dependents {
            if parts.readiness.count_alone(*dependent) {
                let ready = dependent.node();
                if is_observed {
                    self.tell_ready(ready);
                }
                if let Some(less_urgent) = most_urgent.replace(ready) {
                    parts.ready.insert(less_urgent);
                }
            }
        }
        let next = most_urgent?;
        let root_waits = parts.roots.next(shape).is_some_and(|root| root < next);
        if root_waits || !parts.ready.all_after(next) || session.inbox.filled() != 0 {
            parts.ready.insert(next);
            return None;
        }
        Some(next)
    }

    /// Begins to work alone if nobody else is busy.
    pub(crate) fn start_alone(&mut self) -> bool {
        let session = self.session;
        let Some(handover) = &session.solo else { return false };
        if !session.crew.start_solo() {
            return false;
        }
        handover.begin();
        let parts = &session.parts;
        self.seat.drain(|node, _| parts.ready.insert(node));
        session.expect_visit();
        true
    }

    /// What there is to see for a visitor now.
    pub(crate) fn look(&self) -> Look {
        Look { at: Instant::now(), n_started: self.session.n_started() }
    }

    /// Looks at those who may not be joined, and asks to be let in if their tasks are long enough.
    /// Gives whether this worker has taken over, and is busy.
    pub(crate) fn visit(&mut self, last: &mut Look) -> bool {
        let session = self.session;
        let elapsed = last.at.elapsed();
        if elapsed < LOOK {
            return false;
        }
        let now = self.look();
        let n_started = now.n_started.wrapping_sub(last.n_started);
        let is_long = elapsed > WORTH_SHARING * n_started;
        *last = now;
        if !is_long {
            return false;
        }
        let Some(handover) = session.solo.as_ref().filter(|_| session.crew.is_solo()) else {
            session.crew.set_fine(false);
            return false;
        };
        let is_stuck = handover.request();
        let parts = &session.parts;
        let may_matter = parts.ready.may_hold_any()
            || parts.roots.next(&session.shape).is_some()
            || session.inbox.filled() != 0;
        if is_stuck && may_matter && handover.take_over() {
            self.show_everything();
            session.crew.take_over_solo();
            handover.taken();
            return true;
        }
        false
    }
}

//! Working alone: without locked instructions, until another worker is worth what it costs.

use std::time::Duration;

use crate::job::Job;
use crate::plain::Plain;
use crate::pool::Left;
use crate::session::Session;
use crate::shape::Dependent;
use crate::sync::Instant;
use crate::worker::{Next, Worker};

/// How tasks must last, on average, for a second worker to be asked in.
pub(crate) const WORTH_SHARING: Duration = Duration::from_nanos(150);

/// The time over which a visitor counts tasks.
const LOOK: Duration = Duration::from_micros(4);

/// What a visitor saw last.
pub(crate) struct Look {
    at: Instant,
    n_started: u32,
}

impl<'s, 'a, J: Job + 'a> Worker<'s, 'a, J> {
    /// Works alone, beginning with `first`, until everything has ended or somebody is let in.
    pub(crate) fn work_alone(&mut self, mut first: Option<u32>) -> Next {
        let Session { crew, handover, parts, shape, .. } = self.session;
        parts.roots.give_all(shape, &parts.ready);
        self.catching(|this, plain, after| {
            let mut next = first.take();
            if let Some(ended) = after {
                if handover.end_job() {
                    return this.let_in(ended);
                }
                next = ended.and_then(|ended| this.release_alone(ended));
            }
            if crew.is_calm() {
                match this.work_calmly(next, plain) {
                    Ok(next) => return next,
                    Err(ready) => next = ready,
                }
            }
            while !crew.is_over() {
                let Some(node) = next.take().or_else(|| this.take_stirred()) else {
                    match this.wait_alone() {
                        Some(next) => return next,
                        None => continue,
                    }
                };
                handover.start_job();
                let ended = this.run_other(node, plain);
                if ended.is_none() && this.is_given_up() {
                    return Next::Leave(Left::GivenUp);
                }
                if handover.end_job() {
                    return this.let_in(ended);
                }
                next = ended.and_then(|ended| this.release_alone(ended));
            }
            Next::Leave(Left::Idle)
        })
    }

    /// Works alone in a calm run, beginning with `next`. Gives what comes after that; or, when the
    /// run is calm no more, the node to go on with, if there is one.
    #[inline(always)]
    fn work_calmly(
        &mut self,
        mut next: Option<u32>,
        plain: &mut Plain<'s, J>,
    ) -> Result<Next, Option<u32>> {
        let Session { crew, handover, parts, .. } = self.session;
        loop {
            let Some(node) = next.take().or_else(|| parts.ready.pop()) else {
                return self.wait_alone().ok_or(None);
            };
            handover.start_job();
            let ended = match plain.shape.bare(node) {
                Some(id) => match self.call_plain(id, plain) {
                    Ok(output) if crew.is_calm() => {
                        self.done(node, id, output, plain);
                        if handover.end_job() {
                            return Ok(self.let_in(Some(node)));
                        }
                        next = self.release_calm(node);
                        continue;
                    }
                    result => self.end_own(node, 1, result),
                },
                None => self.run_other(node, plain),
            };
            if ended.is_none() && self.is_given_up() {
                return Ok(Next::Leave(Left::GivenUp));
            }
            if handover.end_job() {
                return Ok(self.let_in(ended));
            }
            if !crew.is_calm() {
                return Err(ended.and_then(|ended| self.release_alone(ended)));
            }
            next = ended.and_then(|ended| self.release_calm(ended));
        }
    }

    /// Nothing is ready. Gives what comes of that, or nothing if something may be ready now.
    fn wait_alone(&mut self) -> Option<Next> {
        let session = self.session;
        if session.may_be_alone {
            session.crew.end_solo();
        }
        // The others, or the caller who monitors, know when there is more.
        if session.may_be_alone || session.is_monitored {
            return Some(Next::Search);
        }
        let Some(at) = session.timers.next() else {
            session.crew.end();
            return Some(Next::Leave(Left::Idle));
        };
        self.pause();
        session.crew.wait_for_call(Some(at));
        None
    }

    /// Hands over to those who asked, if it has not been done, and goes on from what has `ended`.
    #[cold]
    fn let_in(&mut self, ended: Option<u32>) -> Next {
        let Session { crew, handover, .. } = self.session;
        let by_worker = handover.hand_over();
        if by_worker {
            self.show_everything();
        }
        handover.reset();
        if by_worker {
            crew.end_solo();
            self.session.wake_one();
        }
        Next::Team(ended.and_then(|ended| self.release(ended)))
    }

    /// Moves everything that is ready to where others see it.
    fn show_everything(&mut self) {
        let session = self.session;
        let Session { parts, shape, .. } = session;
        parts.roots.take_back(shape, &parts.ready);
        // What is pushed last is taken first.
        parts.ready.drain(|node| self.seat.push(node, session.lane(node)));
    }

    /// Takes the first node by place that is ready; or what came in late, or is due by now, if that
    /// is in a higher lane.
    #[inline(never)]
    fn take_stirred(&mut self) -> Option<u32> {
        let session = self.session;
        session.give_due();
        let late = session.inbox.filled();
        if late != 0 {
            let lane = late.trailing_zeros();
            let first = session.parts.ready.min();
            if first.is_none_or(|first| lane < u32::from(session.lane(first))) {
                return session.inbox.take(lane);
            }
        }
        session.parts.ready.pop()
    }

    /// Adds the nodes that `ended` was the last need of to those that are ready, but for the most
    /// urgent, which is returned if taking would give nothing else.
    pub(crate) fn release_alone(&mut self, ended: u32) -> Option<u32> {
        let Session { parts, shape, inbox, .. } = self.session;
        let mut most_urgent = None;
        for dependent in shape.dependents(ended) {
            if parts.readiness.count_alone(*dependent) {
                self.tell_ready(dependent.node());
                if let Some(less_urgent) = most_urgent.replace(dependent.node()) {
                    parts.ready.insert(less_urgent);
                }
            }
        }
        let next = self.add_alone(most_urgent?)?;
        if inbox.filled() == 0 {
            return Some(next);
        }
        parts.ready.insert(next);
        None
    }

    /// The same in a calm run.
    #[inline(always)]
    fn release_calm(&mut self, ended: u32) -> Option<u32> {
        let Session { parts, shape, .. } = self.session;
        let dependents = shape.dependents(ended);
        if let [only] = dependents {
            let is_ready = parts.readiness.count_alone(*only);
            return is_ready.then(|| self.add_alone(only.node())).flatten();
        }
        if dependents.len() > 2 && !dependents[0].needs_no_other() {
            // Which of many are ready is hard to foresee: a branch that guesses wrong half of the
            // time costs more than adding, or not adding, without one.
            let count = |dependent: &Dependent| parts.readiness.count_alone(*dependent);
            parts.ready.insert_some(dependents.iter().map(|it| (it.node(), count(it))));
            return None;
        }
        let mut most_urgent = None;
        for dependent in dependents {
            if parts.readiness.count_alone(*dependent)
                && let Some(less_urgent) = most_urgent.replace(dependent.node())
            {
                parts.ready.insert(less_urgent);
            }
        }
        self.add_alone(most_urgent?)
    }

    /// Adds a node to those that are ready, unless it is before all of them: then it is returned.
    #[inline(always)]
    fn add_alone(&self, node: u32) -> Option<u32> {
        let ready = &self.session.parts.ready;
        if ready.none_before(node) {
            return Some(node);
        }
        ready.insert(node);
        None
    }

    /// Begins to work alone if nobody else is busy.
    pub(crate) fn start_alone(&mut self) -> bool {
        let session = self.session;
        if !session.may_be_alone || !session.crew.start_solo() {
            return false;
        }
        session.handover.begin();
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
        if !session.crew.is_solo() {
            session.crew.set_fine(false);
            return false;
        }
        let handover = &session.handover;
        let is_stuck = handover.request();
        let parts = &session.parts;
        let may_matter = parts.ready.may_hold_any() || session.inbox.filled() != 0;
        if is_stuck && may_matter && handover.take_over() {
            self.show_everything();
            session.crew.take_over_solo();
            handover.taken();
            return true;
        }
        false
    }
}

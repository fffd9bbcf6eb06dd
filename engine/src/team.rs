//! Working with others: everything that is ready is where others see it.

use std::time::Duration;

use crate::crew::SEARCH_TIME;
use crate::event::Event;
use crate::job::Job;
use crate::order::{self, Holder};
use crate::pool::Left;
use crate::solo::WORTH_SHARING;
use crate::sync::{Arc, Instant, Ordering, thread};
use crate::worker::{Next, Worker};

/// One task in so many is timed. The graphs of a model have few.
const SAMPLED: u32 = if cfg!(shuttle) { 1 } else { 16 };

/// So many timed tasks make a mean.
const N_SAMPLES: u32 = if cfg!(shuttle) { 1 } else { 8 };

/// How short tasks must be, on average, for a worker to do better alone. Half of what makes it worth
/// sharing them, so that nobody goes back and forth.
const TOO_SHORT: Duration = Duration::from_nanos(WORTH_SHARING.as_nanos() as u64 / 2);

/// The mean time of some tasks.
#[derive(Default)]
struct Pace {
    n_tasks: u32,
    sum: Duration,
}

impl Pace {
    /// Runs a task, and times it now and then. Gives a mean when there is a new one.
    fn time<R>(&mut self, task: impl FnOnce() -> R) -> (R, Option<Duration>) {
        self.n_tasks += 1;
        if !self.n_tasks.is_multiple_of(SAMPLED) {
            return (task(), None);
        }
        let start = Instant::now();
        let result = task();
        self.sum += start.elapsed();
        if self.n_tasks < SAMPLED * N_SAMPLES {
            return (result, None);
        }
        let mean = std::mem::take(self).sum / N_SAMPLES;
        (result, Some(mean))
    }
}

impl<'a, J: Job + 'a> Worker<'_, 'a, J> {
    /// Begins with `next`, and goes on with what that makes ready and what the lanes hold.
    pub(crate) fn work_with_others(&mut self, mut next: Option<u32>) -> Next {
        let session = self.session;
        let mut pace = Pace::default();
        self.catching(|this, plain, after| {
            if let Some(ended) = after.flatten() {
                next = this.release(ended);
            }
            while !session.crew.is_over() {
                let taken = match next.take().or_else(|| this.take()) {
                    Some(node) if this.is_held(node) => Some(node),
                    other => this.count_held(other),
                };
                let Some(node) = taken else {
                    if this.seat.filled() == 0 {
                        return Next::Search;
                    }
                    continue;
                };
                this.seat.exposed.count_start();
                let (ended, mean) = pace.time(|| this.run(node, plain));
                next = ended.and_then(|ended| this.release(ended));
                if ended.is_none() && this.is_given_up() {
                    return Next::Leave(Left::GivenUp);
                }
                if let Some(mean) = mean.filter(|_| session.may_be_alone) {
                    next = this.count_held(next);
                    if this.keep_apart(mean) {
                        return Next::Solo(next);
                    }
                }
            }
            Next::Leave(Left::Idle)
        })
    }

    /// Sees to it that nobody shares tasks that are too short. Gives whether this worker is to work
    /// alone.
    fn keep_apart(&mut self, mean: Duration) -> bool {
        let crew = &self.session.crew;
        if mean > WORTH_SHARING {
            if crew.set_fine(false) {
                self.session.wake_one();
            }
            return false;
        }
        if mean > TOO_SHORT {
            return false;
        }
        if crew.set_fine(true) {
            self.session.expect_visit();
        }
        self.start_alone()
    }

    /// Hands out the nodes that `ended` was the last need of, but for the most urgent, which is
    /// returned if taking from the lanes would give nothing else.
    pub(crate) fn release(&mut self, ended: u32) -> Option<u32> {
        let session = self.session;
        let shape = &*session.shape;
        let dependents = shape.dependents(ended);
        if let [only] = dependents
            && !only.needs_no_other()
        {
            return self.hold(only.node());
        }
        let mut most_urgent = None;
        let mut pushed = false;
        for dependent in dependents {
            if session.parts.readiness.count(*dependent) {
                let ready = dependent.node();
                self.tell_ready(ready);
                if let Some(less_urgent) = most_urgent.replace(ready) {
                    self.seat.push(less_urgent, shape.lane(less_urgent));
                    pushed = true;
                }
            }
        }
        self.hand_out(most_urgent?, pushed)
    }

    /// Hands out a node, unless taking from the lanes would give nothing else: then it is returned.
    fn hand_out(&mut self, ready: u32, pushed: bool) -> Option<u32> {
        let session = self.session;
        let filled = self.seat.filled() | self.root_lane() | session.inbox.filled();
        let lane = session.lane(ready);
        let waits = !order::runs_at_once(lane, filled);
        if waits {
            self.seat.push(ready, lane);
        }
        if pushed || waits {
            session.wake_one();
        }
        (!waits).then_some(ready)
    }

    /// A need of `node` has ended, which needs others, too. Counts what was held of another; gives
    /// what is to be run at once after that.
    fn hold(&mut self, node: u32) -> Option<u32> {
        let next = if self.held.0 == node { None } else { self.count_held(None) };
        self.held = (node, self.held.1 + 1);
        next
    }

    /// Whether running `node` now keeps the held node, if there is one, from being ready in any case.
    fn is_held(&self, node: u32) -> bool {
        let shape = &self.session.shape;
        self.held.1 > 0
            && shape.bare(node).is_some()
            && matches!(shape.dependents(node), [only] if only.node() == self.held.0)
    }

    /// Counts the ends that are held. If they were the last that a node needed, that is handed out,
    /// and `next`, which was to be run, put back. Gives what is to be run at once after that.
    fn count_held(&mut self, next: Option<u32>) -> Option<u32> {
        let session = self.session;
        let (node, n) = self.held;
        self.held.1 = 0;
        if n == 0 || !session.parts.readiness.count_some(node, n) {
            return next;
        }
        self.tell_ready(node);
        match next {
            Some(next) if (next as usize) < session.shape.len() => {
                self.seat.push(next, session.lane(next));
            }
            Some(job) => session.inbox.put_back(job, session.lane_of_spawned(job)),
            None => {}
        }
        self.hand_out(node, next.is_some())
    }

    /// Takes from the highest lane that is not empty here, among the roots or in the inbox: here first,
    /// what was pushed last; then the roots, by urgency; then what came in late, by arrival.
    fn take(&mut self) -> Option<u32> {
        let session = self.session;
        session.give_due();
        loop {
            let inbox = &session.inbox;
            let (lane, holder) = order::next(self.seat.filled(), self.root_lane(), inbox.filled())?;
            let node = match holder {
                Holder::Own => self.seat.pop(lane),
                Holder::Roots => self.take_roots(),
                Holder::Inbox => inbox.take(lane),
            };
            if node.is_some() {
                return node;
            }
        }
    }

    /// Takes some roots. The others can be stolen.
    fn take_roots(&mut self) -> Option<u32> {
        let session = self.session;
        let shape = &*session.shape;
        let (first, rest) = session.parts.roots.take(shape, session.limit()).split_first()?;
        rest.iter().rev().for_each(|root| self.seat.push(*root, shape.lane(*root)));
        Some(*first)
    }

    /// The bit of the lane of the next root.
    fn root_lane(&self) -> u64 {
        let shape = &*self.session.shape;
        self.session.parts.roots.next(shape).map_or(0, |root| 1 << shape.lane(root))
    }

    /// Looks for something that others have made ready. When there is nothing for some time, a
    /// thread of the pool leaves, and the caller sleeps.
    pub(crate) fn search(&mut self) -> Next {
        let session = self.session;
        let crew = &session.crew;
        self.pause();
        if crew.start_searching() {
            session.end_if_done();
        }
        self.find()
    }

    /// Looks for something as a worker that is searching.
    pub(crate) fn find(&mut self) -> Next {
        let session = self.session;
        let crew = &session.crew;
        let mut since = Instant::now();
        let mut look = self.look();
        while !crew.is_over() {
            if session.n_members.load(Ordering::SeqCst) != self.n_known {
                self.meet_others();
            }
            session.give_due();
            if crew.holds_off() {
                session.visited();
                if self.visit(&mut look) {
                    return self.go_on();
                }
            } else if session.any_ready(&self.others) && crew.stop_searching(session.limit()) {
                if session.is_single {
                    self.tell_awake();
                    return Next::Solo(None);
                }
                if let Some(node) = self.take_or_steal() {
                    if session.any_ready(&self.others) || self.seat.filled() != 0 {
                        session.wake_one();
                    }
                    return Next::Team(Some(node));
                }
                if crew.start_searching() {
                    session.end_if_done();
                }
                continue;
            }
            if since.elapsed() < SEARCH_TIME {
                thread::yield_now();
                continue;
            }
            self.tell_asleep();
            if self.seat.exposed.thread > 0 {
                crew.leave();
                return Next::Leave(Left::Idle);
            }
            crew.sleep(session.next_visit(), || {
                !crew.holds_off() && session.any_ready(&session.members.lock())
            });
            since = Instant::now();
        }
        Next::Leave(Left::Idle)
    }

    /// Goes on, busy, with what this worker has taken over.
    fn go_on(&mut self) -> Next {
        match self.take_or_steal() {
            Some(node) => {
                self.session.wake_one();
                Next::Team(Some(node))
            }
            None => Next::Search,
        }
    }

    fn take_or_steal(&mut self) -> Option<u32> {
        let session = self.session;
        if let Some(node) = self.take() {
            self.tell_awake();
            return Some(node);
        }
        let (node, from) = self.seat.steal(&self.others)?;
        let (id, from) = (session.shape.id(node), session.number(from));
        self.tell_awake();
        session.tell_now(Event::Stolen { node: id, from, by: self.number });
        Some(node)
    }

    fn meet_others(&mut self) {
        let members = self.session.members.lock();
        self.n_known = members.len();
        let is_other = |member: &&Arc<_>| !Arc::ptr_eq(member, &self.seat.exposed);
        self.others = members.iter().filter(is_other).map(Arc::clone).collect();
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    #[test]
    fn a_pace_is_the_mean_of_the_tasks_that_are_timed() {
        let long = Duration::from_micros(100);
        let last = SAMPLED * N_SAMPLES;
        let mut pace = Pace::default();
        for i in (1..=last).chain(1..=last) {
            let (result, mean) = pace.time(|| {
                let start = Instant::now();
                // The others take as good as no time.
                while i.is_multiple_of(SAMPLED) && start.elapsed() < long {}
                i
            });
            assert_eq!((result, mean.is_some()), (i, i == last));
            assert!(mean.is_none_or(|mean| mean >= long), "{mean:?}");
        }
    }
}

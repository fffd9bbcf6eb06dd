//! The caller of a run that has limits of time: it monitors, and runs no node.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::Duration;

use crate::attempts::{Attempt, TakenOver};
use crate::event::Event;
use crate::job::Job;
use crate::pool::Pool;
use crate::queues::Exposed;
use crate::scale::{Load, Scaling};
use crate::session::Session;
use crate::sync::{Arc, Instant, Ordering, thread};
use crate::system::SystemSampler;
use crate::timers::after;

/// What a run is monitored for.
pub(crate) struct Monitor<'m, 'a> {
    pub(crate) deadline: Option<Instant>,
    /// How long the run waits for its jobs once the deadline is past.
    pub(crate) grace: Duration,
    /// When it waits no longer.
    pub(crate) leaves_at: Option<Instant>,
    pub(crate) scale: Option<Scale>,
    pub(crate) pool: &'m Arc<Pool<'a>>,
}

/// The number of workers, as it follows the load.
pub(crate) struct Scale {
    scaling: Scaling,
    sampler: SystemSampler,
    last: Instant,
    cpu: Option<Duration>,
    n_started: u32,
}

impl Scale {
    pub(crate) fn new(scaling: Scaling) -> Self {
        let mut sampler = SystemSampler::new();
        let cpu = sampler.sample().process_cpu;
        Self { scaling, sampler, last: Instant::now(), cpu, n_started: 0 }
    }

    /// The load since the last look.
    fn load<'a, J: Job + 'a>(&mut self, session: &Session<'a, J>, now: Instant) -> Load {
        let sample = self.sampler.sample();
        let time = now - self.last;
        let n_processors = thread::available_parallelism().map_or(1, usize::from);
        let cpu = sample.process_cpu.zip(self.cpu).map(|(cpu, before)| cpu.saturating_sub(before));
        // What this process uses of what it may, and what all use of what there is.
        let own = cpu.map(|cpu| cpu.as_secs_f64() / (time.as_secs_f64() * n_processors as f64));
        let cpu_use = own.into_iter().chain(sample.machine_cpu_use).reduce(f64::max);
        let n_started = session.n_started();
        let load = Load {
            n_workers: session.limit(),
            n_busy: session.crew.n_busy(),
            n_ready: session.n_ready(),
            n_started: n_started.wrapping_sub(self.n_started),
            time,
            cpu_use,
        };
        (self.last, self.cpu, self.n_started) = (now, sample.process_cpu, n_started);
        load
    }
}

impl<'a> Monitor<'_, 'a> {
    /// Monitors it until the run is over and all have left it, but for those it does not wait for.
    /// Gives whether those touch nothing more.
    pub(crate) fn run<J: Job + 'a>(&mut self, session: &Session<'a, J>) -> bool {
        let crew = &session.crew;
        loop {
            // Who starts something from now on calls, until there is a time to compare with.
            session.next_look.store(u64::MAX, Ordering::SeqCst);
            let next = self.look(session, Instant::now());
            if let Some(next) = next {
                let next = next.saturating_duration_since(session.started);
                session.next_look.store(next.as_nanos() as u64, Ordering::SeqCst);
            }
            if !crew.is_over() {
                // In the place of those who are stuck, if nobody has come in it yet.
                let any_free = self.pool.start_missing(0);
                assert!(any_free, "the system starts no thread in the place of one that is stuck");
                crew.wait_for_call(next);
            } else if crew.wait_for_leavers(next) {
                return true;
            } else if self.leaves_at.is_some_and(|at| at <= Instant::now()) {
                return false;
            }
        }
    }

    /// Does what is due, and gives the time of the next look.
    fn look<J: Job + 'a>(&mut self, session: &Session<'a, J>, now: Instant) -> Option<Instant> {
        if self.deadline.is_some_and(|deadline| deadline <= now) {
            self.deadline = None;
            self.leaves_at = Some(after(now, self.grace));
            session.crew.cancel();
        }
        let members: Vec<_> = session.members.lock().clone();
        let attempts = members.iter().filter_map(|member| self.look_at(session, member, now));
        let attempts = attempts.min();
        let limits = [self.deadline, self.leaves_at, attempts];
        if session.crew.is_over() {
            return limits.into_iter().flatten().min();
        }
        session.give_due();
        let others = [session.timers.next(), session.next_visit(), self.scale(session, now)];
        limits.into_iter().chain(others).flatten().min()
    }

    /// Gives up what `member` runs if that takes too long, or starts it a second time. Gives the
    /// time of the next look at it.
    fn look_at<J: Job + 'a>(
        &self,
        session: &Session<'a, J>,
        member: &Exposed,
        now: Instant,
    ) -> Option<Instant> {
        let attempt = (*member.attempt.lock())?;
        let (special, place) = session.shape.special(attempt.node);
        let timeout = special.timeout.map(|timeout| after(attempt.started, timeout));
        // The worker may have gone on meanwhile.
        let is_same =
            |other: &Attempt| other.node == attempt.node && other.number == attempt.number;
        if timeout.is_some_and(|timeout| timeout <= now) {
            let wait = special.retries.wait_after(attempt.number);
            let given_up = member.give_up(|other| {
                is_same(other)
                    && match wait {
                        Some(_) => session.claims.retry(place, attempt.number),
                        None => session.claims.end(place, attempt.number),
                    }
            });
            if given_up && session.crew.is_over() {
                session.give_up();
            } else if given_up {
                self.replace(session, member, attempt, wait, now);
            }
            return None;
        }
        if session.crew.is_over() {
            return timeout;
        }
        let second = session.second_start(special).map(|wait| after(attempt.started, wait));
        match second.filter(|_| !attempt.has_second) {
            Some(at) if at > now => Some(timeout.map_or(at, |timeout| timeout.min(at))),
            // Only where there is a worker to spare.
            Some(_) if session.crew.n_busy() < session.limit() => {
                match &mut *member.attempt.lock() {
                    Some(attempt) if is_same(attempt) => attempt.has_second = true,
                    _ => return timeout,
                }
                let node = session.shape.id(attempt.node);
                session.tell_now(Event::Speculated { node, worker: session.number(member) });
                session.inject(attempt.node, session.lane(attempt.node));
                timeout
            }
            Some(_) => Some(after(now, SPARE_WORKER)),
            None => timeout,
        }
    }

    /// Adds or ends a worker if the load asks for it. Gives the time of the next look at it.
    fn scale<J: Job + 'a>(&mut self, session: &Session<'a, J>, now: Instant) -> Option<Instant> {
        let scale = self.scale.as_mut()?;
        let next = after(scale.last, scale.scaling.interval);
        if next > now {
            return Some(next);
        }
        let load = scale.load(session, now);
        let next = after(now, scale.scaling.interval);
        let n_workers = scale.scaling.n_workers(&load);
        session.set_limit(n_workers);
        if n_workers < load.n_workers {
            for thread in self.pool.shrink(n_workers) {
                session.tell_now(Event::WorkerRetired { worker: thread - 1 });
            }
        }
        for thread in self.pool.missing(n_workers) {
            session.tell_now(Event::WorkerAdded { worker: thread - 1 });
            if !self.pool.start(thread) {
                session.tell_now(Event::WorkerRetired { worker: thread - 1 });
            }
        }
        if n_workers > load.n_workers {
            session.wake_one();
        }
        Some(next)
    }

    /// Lets another thread go on in the place of `member`, which is stuck in an attempt.
    fn replace<J: Job + 'a>(
        &self,
        session: &Session<'a, J>,
        member: &Exposed,
        Attempt { node, number, .. }: Attempt,
        wait: Option<Duration>,
        now: Instant,
    ) {
        let taken_over = match wait {
            None => TakenOver::Ended(node),
            Some(wait) => {
                session.release_memory(node);
                session.put_off(node, after(now, wait));
                TakenOver::Nothing
            }
        };
        let thread = self.pool.call_new(&session.weak());
        session.taken_over.lock().insert(thread, taken_over);
        session.crew.enter_busy();
        session.give_up();
        // A second attempt beside it is as late as this one.
        session.give_up_others(node, number, member.thread);
        let node = session.shape.id(node);
        let (worker, by) = (session.number(member), thread - 1);
        let event = Event::WorkerReplaced { worker, by, node };
        let told = catch_unwind(AssertUnwindSafe(|| session.tell_now(event)));
        let is_started = self.pool.start(thread);
        // Not before there is somebody who counts himself out.
        told.unwrap_or_else(|payload| resume_unwind(payload));
        assert!(is_started, "the system starts no thread in the place of one that is stuck");
    }
}

/// How long until the next look for a worker to spare.
const SPARE_WORKER: Duration = Duration::from_millis(1);

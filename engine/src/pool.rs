//! The threads of an executor: where they sleep, between runs and within them.

use std::collections::{HashMap, HashSet};
use std::io;

use crate::priority::MAX_LANES;
use crate::queues::Seat;
use crate::sync::{Arc, AtomicUsize, Condvar, Instant, Mutex, Ordering, Weak, fence, thread};

/// A run, as the threads of a pool see it.
pub(crate) trait Help: Send + Sync {
    /// Whether the run has something for another worker.
    fn wants(&self) -> Wants;

    /// Works in the run until there is nothing to do. `counted` says that the thread was woken for
    /// this run, and is counted there already.
    fn help(&self, seat: &mut Seat, counted: bool) -> Left;
}

/// What a run has for another worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wants {
    /// Nothing.
    Nobody,
    /// Something.
    Somebody,
    /// Somebody should look again by then.
    AVisit(Instant),
}

/// How a thread left a run.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Left {
    /// There was nothing to do.
    Idle,
    /// Its node was given up, and others go on in its place.
    GivenUp,
}

/// The threads, which sleep here when no run has work for them. `'s` is what runs may borrow.
pub(crate) struct Pool<'s> {
    /// The number of threads asleep. A thread that goes to sleep counts itself, passes a fence and
    /// looks at all runs; a worker that makes a node ready passes a fence, in `Crew::wake_one`, and
    /// loads this. One of them sees the other.
    n_asleep: AtomicUsize,
    registry: Mutex<Registry<'s>>,
    start: Start<'s>,
}

/// Starts a thread that serves the pool under this number, if the system has one.
type Start<'s> = Box<dyn Fn(&Arc<Pool<'s>>, usize) -> io::Result<()> + Send + Sync + 's>;

type Session<'s> = Weak<dyn Help + 's>;

/// A run that goes on.
struct Open<'s> {
    session: Session<'s>,
    caller: thread::ThreadId,
    /// Whether the caller is a thread of this pool, in a job.
    by_thread: bool,
    /// Whether its caller works at nothing.
    is_monitored: bool,
}

#[derive(Default)]
struct Registry<'s> {
    open: Vec<Open<'s>>,
    threads: HashSet<thread::ThreadId>,
    /// Those asleep, by number. The last one to sleep is the first to wake: its caches are the
    /// warmest.
    asleep: Vec<(usize, Arc<Condvar>)>,
    /// The runs that threads were woken or started for.
    called: HashMap<usize, Session<'s>>,
    /// Whoever sleeps until a visit is due.
    visitor: Option<usize>,
    n_threads: usize,
    /// How many there are to be that do not monitor.
    n_wanted: usize,
    /// The threads that are to end.
    leaving: Vec<usize>,
    /// The number of the next thread; the caller of a run is 0.
    next: usize,
    closed: bool,
}

impl<'s> Pool<'s> {
    pub(crate) fn new(
        start: impl Fn(&Arc<Self>, usize) -> io::Result<()> + Send + Sync + 's,
    ) -> Self {
        let registry = Mutex::new(Registry { next: 1, ..Registry::default() });
        Self { n_asleep: AtomicUsize::new(0), registry, start: Box::new(start) }
    }

    /// The work of one thread, which has been given a number.
    pub(crate) fn serve(&self, number: usize) {
        self.registry.lock().threads.insert(thread::current().id());
        let mut ends = ThreadEnds { pool: self, is_counted: true };
        let bell = Arc::new(Condvar::new());
        // In each run a seat of its own, for the others in a run steal from it until that is over.
        let mut seats: Vec<(Session<'s>, Seat)> = Vec::new();
        while let Some((of, counted)) = self.next(number, &bell) {
            // It may be over.
            if let Some(session) = of.upgrade() {
                let place = seats.iter().position(|(run, _)| run.ptr_eq(&of));
                let place = place.or_else(|| seats.iter().position(|(run, _)| is_gone(run)));
                let place = place.unwrap_or_else(|| {
                    seats.push((Weak::clone(&of), Seat::new(number, MAX_LANES)));
                    seats.len() - 1
                });
                let (run, seat) = &mut seats[place];
                *run = of;
                let left = session.help(seat, counted);
                ends.is_counted = left != Left::GivenUp;
                drop(session);
                if !ends.is_counted {
                    // Others may still find nodes in its lanes.
                    seats.swap_remove(place);
                    ends.is_counted = self.comes_back();
                    if !ends.is_counted {
                        return;
                    }
                }
            }
        }
    }

    /// Sleeps until a run has something for this thread; `None` is the end.
    fn next(&self, number: usize, bell: &Arc<Condvar>) -> Option<(Session<'s>, bool)> {
        let mut registry = self.registry.lock();
        loop {
            if let Some(session) = registry.called.remove(&number) {
                return Some((session, true));
            }
            if registry.closed {
                return None;
            }
            if let Some(place) = registry.leaving.iter().position(|other| *other == number) {
                registry.leaving.swap_remove(place);
                return None;
            }
            registry.asleep.push((number, Arc::clone(bell)));
            self.n_asleep.fetch_add(1, Ordering::SeqCst);
            // Pairs with the fence in `Crew::wake_one`.
            fence(Ordering::SeqCst);
            let (session, visit) = registry.wanted();
            if let Some(session) = session {
                self.wake_up(&mut registry, number);
                registry.pass_on_visits(&session);
                return Some((session, false));
            }
            match visit {
                Some(visit) if registry.visitor.is_none() => {
                    registry.visitor = Some(number);
                    bell.wait_until(&mut registry, visit);
                    registry.visitor = registry.visitor.filter(|visitor| *visitor != number);
                }
                _ => bell.wait(&mut registry),
            }
            self.wake_up(&mut registry, number);
        }
    }

    /// Counts a thread as awake, unless who woke it has.
    fn wake_up(&self, registry: &mut Registry<'s>, number: usize) {
        if let Some(place) = registry.asleep.iter().position(|(other, _)| *other == number) {
            registry.asleep.remove(place);
            self.n_asleep.fetch_sub(1, Ordering::SeqCst);
        }
    }

    /// A thread is stuck in a job that has been given up, and counts no more.
    pub(crate) fn lose(&self) {
        self.registry.lock().n_threads -= 1;
    }

    /// A thread that was lost is there again. Gives whether it is wanted, and counted if it is.
    fn comes_back(&self) -> bool {
        let registry = &mut *self.registry.lock();
        let is_wanted = registry.n_staying() < registry.n_needed();
        registry.n_threads += usize::from(is_wanted);
        is_wanted
    }

    /// Whether a thread is asleep.
    pub(crate) fn has_sleepers(&self) -> bool {
        self.n_asleep.load(Ordering::SeqCst) > 0
    }

    /// Wakes a thread for a run that has counted it. Gives whether there was one.
    pub(crate) fn wake(&self, session: &Session<'s>) -> bool {
        let registry = &mut *self.registry.lock();
        // The visitor is the last to be woken.
        let place =
            registry.asleep.iter().rposition(|(number, _)| Some(*number) != registry.visitor);
        let Some(place) = place.or(registry.asleep.len().checked_sub(1)) else { return false };
        let (number, bell) = registry.asleep.remove(place);
        registry.visitor = registry.visitor.filter(|visitor| *visitor != number);
        self.n_asleep.fetch_sub(1, Ordering::SeqCst);
        registry.called.insert(number, Weak::clone(session));
        bell.notify_one();
        true
    }

    /// Makes sure that somebody comes when the next visit is due.
    pub(crate) fn expect_visit(&self) {
        let registry = self.registry.lock();
        let is_visitor = |(number, _): &&(usize, _)| Some(*number) == registry.visitor;
        let visitor = registry.asleep.iter().find(is_visitor);
        if let Some((_, bell)) = visitor.or(registry.asleep.last()) {
            bell.notify_one();
        }
    }

    /// Takes up a run, of which this thread is the caller.
    pub(crate) fn open(&self, session: Session<'s>, is_monitored: bool) {
        let registry = &mut *self.registry.lock();
        let caller = thread::current().id();
        let by_thread = registry.threads.contains(&caller);
        registry.open.push(Open { session, caller, by_thread, is_monitored });
        if is_monitored {
            registry.n_wanted = registry.n_wanted.max(registry.least());
        }
    }

    /// Forgets a run.
    pub(crate) fn close(&self, session: &Session<'s>) {
        self.registry.lock().open.retain(|run| !run.session.ptr_eq(session));
    }

    /// The numbers of the threads to be started so that `n` can work, or as many as were to before
    /// if that is more, beside those that are stuck.
    pub(crate) fn missing(&self, n: usize) -> std::ops::Range<usize> {
        let registry = &mut *self.registry.lock();
        registry.n_wanted = registry.n_wanted.max(n);
        registry.count(registry.n_needed().saturating_sub(registry.n_staying()))
    }

    /// The number of a thread to be started for a run that has counted it.
    pub(crate) fn call_new(&self, session: &Session<'s>) -> usize {
        let registry = &mut *self.registry.lock();
        let number = registry.count(1).start;
        registry.called.insert(number, Weak::clone(session));
        number
    }

    /// Starts the thread with this number, or counts it off if the system has none. Gives whether
    /// it has.
    pub(crate) fn start(self: &Arc<Self>, number: usize) -> bool {
        let is_started = (self.start)(self, number).is_ok();
        if !is_started {
            let registry = &mut *self.registry.lock();
            registry.n_threads -= 1;
            registry.called.remove(&number);
        }
        is_started
    }

    /// Starts all that are [`missing`](Self::missing), as far as the system has them. Gives whether
    /// there is a thread that waits for no run of its own, and can work in another.
    pub(crate) fn start_missing(self: &Arc<Self>, n: usize) -> bool {
        let n_failed = self.missing(n).filter(|number| !self.start(*number)).count();
        let registry = self.registry.lock();
        n_failed == 0 || registry.n_staying() > registry.n_callers(true)
    }

    /// Ends threads that are asleep, as far as more than `n` can work. Gives their numbers.
    pub(crate) fn shrink(&self, n: usize) -> Vec<usize> {
        let registry = &mut *self.registry.lock();
        registry.n_wanted = n.max(registry.least());
        let n_too_many = registry.n_staying().saturating_sub(registry.n_needed());
        let n_too_many = n_too_many.min(registry.asleep.len());
        // Those that have slept for the longest.
        let ending: Vec<_> = registry.asleep.drain(..n_too_many).collect();
        self.n_asleep.fetch_sub(ending.len(), Ordering::SeqCst);
        for (number, bell) in &ending {
            registry.leaving.push(*number);
            bell.notify_one();
        }
        ending.into_iter().map(|(number, _)| number).collect()
    }

    /// Ends all threads as soon as they are asleep.
    pub(crate) fn end(&self) {
        let registry = &mut *self.registry.lock();
        registry.closed = true;
        registry.wake_all();
    }
}

/// Whether nobody is in a run any more.
fn is_gone(session: &Session<'_>) -> bool {
    session.strong_count() == 0
}

impl<'s> Registry<'s> {
    /// A run that wants somebody now, or else when the next visit is due.
    fn wanted(&self) -> (Option<Session<'s>>, Option<Instant>) {
        let mut visit: Option<(Instant, &Session<'s>)> = None;
        for Open { session, .. } in &self.open {
            // Never the last to hold it: its caller takes it out of here before it lets go of it.
            match session.upgrade().map(|session| session.wants()) {
                Some(Wants::Somebody) => return (Some(Weak::clone(session)), None),
                Some(Wants::AVisit(at)) if visit.is_none_or(|(first, _)| at < first) => {
                    visit = Some((at, session));
                }
                Some(Wants::AVisit(_)) => {}
                Some(Wants::Nobody) | None => {}
            }
        }
        match visit {
            Some((at, session)) if at <= Instant::now() => (Some(Weak::clone(session)), None),
            visit => (None, visit.map(|(at, _)| at)),
        }
    }

    fn n_staying(&self) -> usize {
        self.n_threads - self.leaving.len()
    }

    /// The number of threads that work at nothing: each monitors one.
    fn n_monitoring(&self) -> usize {
        self.open.iter().filter(|run| run.by_thread && run.is_monitored).count()
    }

    /// The number of callers, each of which may wait for others to end a job of its run: those that
    /// are threads, or all.
    fn n_callers(&self, only_threads: bool) -> usize {
        let open = self.open.iter().filter(|run| run.by_thread || !only_threads);
        open.map(|run| run.caller).collect::<HashSet<_>>().len()
    }

    fn n_needed(&self) -> usize {
        self.n_wanted + self.n_monitoring()
    }

    /// How many threads that do not monitor there have to be for a run with limits: one that works
    /// at it even if all others wait for jobs that wait for this run. Each of those waits for another
    /// run that goes on: one that it has called itself, or that was called in a run of another
    /// executor that it waits for. And one run was called from outside of all jobs.
    fn least(&self) -> usize {
        self.n_callers(false).saturating_sub(self.n_monitoring())
    }

    /// Makes somebody else come when a visit to another run is due than the one that the caller of
    /// this goes to, who may stay there.
    fn pass_on_visits(&self, to: &Session<'s>) {
        let is_visited = |run: &Open<'s>| {
            let session = Some(&run.session).filter(|session| !session.ptr_eq(to));
            let wants = session.and_then(Weak::upgrade).map(|session| session.wants());
            matches!(wants, Some(Wants::AVisit(_)))
        };
        if let (None, Some((_, bell))) = (self.visitor, self.asleep.last())
            && self.open.iter().any(is_visited)
        {
            bell.notify_one();
        }
    }

    /// Numbers `n` threads that are to be started.
    fn count(&mut self, n: usize) -> std::ops::Range<usize> {
        let first = self.next;
        self.next += n;
        self.n_threads += n;
        first..first + n
    }

    fn wake_all(&self) {
        for (_, bell) in &self.asleep {
            bell.notify_one();
        }
    }
}

/// Counts a thread off, however it ends, so that the next run starts another.
struct ThreadEnds<'p, 's> {
    pool: &'p Pool<'s>,
    /// Whether nobody has counted it off.
    is_counted: bool,
}

impl Drop for ThreadEnds<'_, '_> {
    fn drop(&mut self) {
        let registry = &mut *self.pool.registry.lock();
        registry.threads.remove(&thread::current().id());
        registry.n_threads -= usize::from(self.is_counted);
    }
}

#[cfg(all(test, loom))]
mod model;

//! All that the workers of one run share.

use std::any::Any;
use std::collections::HashMap;
use std::time::Duration;

use quanta::Clock;
use storylint_graph::NodeId;

use crate::aggregate::Fold;
use crate::attempts::{Attempt, Claims, TakenOver};
use crate::budget::Budget;
use crate::compile::Compiled;
use crate::crew::{Crew, Wake};
use crate::ends::Ends;
use crate::error::dispose;
use crate::event::{Event, Observer};
use crate::families::Families;
use crate::handover::Handover;
use crate::inbox::Inbox;
use crate::job::{InRun, Job, Spawned};
use crate::parts::Parts;
use crate::pool::{Help, Pool, Wants};
use crate::queues::Exposed;
use crate::run_id::RunId;
use crate::shape::{Shape, Special, Traits};
use crate::state::SharedState;
use crate::sync::{
    Arc, AtomicBool, AtomicU64, AtomicUsize, Instant, Mutex, OnceLock, Ordering, Weak, fence,
};
use crate::timers::{Timers, after};

/// How often somebody looks whether the worker that works alone should be joined, while all others
/// sleep. A look takes some 20 µs.
const VISITS: Duration = Duration::from_millis(1);

/// A run, for as long as it goes on.
pub(crate) struct Session<'a, J: Job + 'a> {
    pub(crate) id: RunId,
    pub(crate) jobs: Arc<Vec<J>>,
    pub(crate) shape: Arc<Shape>,
    pub(crate) parts: Parts<J::Output>,
    pub(crate) ends: Ends,
    folds: HashMap<u32, Fold<'a, J::Output>>,
    pub(crate) families: Families<J::Output>,
    pub(crate) inbox: Inbox,
    pub(crate) claims: Claims,
    pub(crate) budget: Option<Budget>,
    pub(crate) timers: Timers,
    pub(crate) crew: Arc<Crew>,
    pub(crate) members: Mutex<Vec<Arc<Exposed>>>,
    /// How many members there have ever been, so that workers know when to look again.
    pub(crate) n_members: AtomicUsize,
    /// Where the workers of these threads go on.
    pub(crate) taken_over: Mutex<HashMap<usize, TakenOver>>,
    /// When the caller, who monitors, will look next, in nanoseconds since the start.
    pub(crate) next_look: AtomicU64,
    /// The most workers at once.
    limit: AtomicUsize,
    /// Whether one worker may work alone in a run with others.
    pub(crate) may_be_alone: bool,
    /// By what it lets them in.
    pub(crate) handover: Handover,
    /// Whether the caller monitors rather than works.
    pub(crate) is_monitored: bool,
    /// Whether there is never more than one worker.
    pub(crate) is_single: bool,
    /// Whether two workers can ever have something to do at once. It publishes nothing.
    is_parallel: AtomicBool,
    /// A node that may is started a second time after so many times its estimated cost.
    speculates_after: Option<f64>,
    /// How many nodes have ended. Each worker counts its own and adds them when it leaves.
    pub(crate) n_ended: AtomicUsize,
    pub(crate) panic: Mutex<Option<Box<dyn Any + Send>>>,
    pub(crate) started: Instant,
    /// When somebody has to look at who works alone, in nanoseconds since the start.
    next_visit: AtomicU64,
    /// Made when a job first asks for it, if it was not given.
    state: OnceLock<Arc<SharedState>>,
    observers: Vec<Arc<dyn Observer>>,
    /// Whether the observers were told of the end. It publishes nothing.
    is_told: AtomicBool,
    /// The clock of the observers and what it said at the start, if there are any.
    clock: Option<(Clock, u64)>,
    pool: Option<Arc<Pool<'a>>>,
    me: Weak<Self>,
}

/// How a session is to go.
pub(crate) struct Setting<'a> {
    pub(crate) id: RunId,
    /// Where other workers come from, if there may be any.
    pub(crate) pool: Option<Arc<Pool<'a>>>,
    pub(crate) n_workers: usize,
    pub(crate) may_grow: bool,
    pub(crate) is_monitored: bool,
    pub(crate) speculates_after: Option<f64>,
    pub(crate) memory: Option<u64>,
    pub(crate) observers: Vec<Arc<dyn Observer>>,
    pub(crate) state: Option<Arc<SharedState>>,
}

#[cfg(all(test, not(shuttle)))]
impl<'a> Setting<'a> {
    /// A run with two workers and no limits.
    pub(crate) fn of_two(pool: Arc<Pool<'a>>, is_monitored: bool) -> Self {
        Self {
            id: RunId::next(),
            pool: Some(pool),
            n_workers: 2,
            may_grow: false,
            is_monitored,
            speculates_after: None,
            memory: None,
            observers: Vec::new(),
            state: None,
        }
    }
}

impl<'a, J: Job + 'a> Session<'a, J> {
    pub(crate) fn new(compiled: &Compiled<J>, setting: Setting<'a>) -> Arc<Self> {
        let shape = Arc::clone(&compiled.shape);
        let spare = compiled.spare.lock().take();
        let parts = spare.unwrap_or_else(|| Parts::new(&shape, J::nothing().is_none()));
        let Setting {
            id, pool, n_workers, may_grow, is_monitored, memory, observers, state, ..
        } = setting;
        // Who waits for memory waits among others.
        let waits = memory.is_some() && !shape.specials.is_empty();
        let may_be_alone = pool.is_some() && !is_monitored && !waits;
        let clock = (!observers.is_empty()).then(|| {
            let clock = Clock::new();
            let now = clock.raw();
            (clock, now)
        });
        let crew = Crew::new(!is_monitored, may_be_alone);
        if clock.is_some() {
            crew.stir();
        }
        Arc::new_cyclic(|me| Self {
            id,
            jobs: Arc::clone(&compiled.jobs),
            ends: Ends::new(shape.len()),
            folds: folds(&compiled.jobs, &shape),
            families: Families::new(),
            inbox: Inbox::default(),
            claims: Claims::new(shape.specials.len()),
            budget: memory.map(Budget::new),
            timers: Timers::default(),
            crew: Arc::new(crew),
            members: Mutex::default(),
            n_members: AtomicUsize::new(0),
            taken_over: Mutex::default(),
            next_look: AtomicU64::new(u64::MAX),
            limit: AtomicUsize::new(n_workers),
            may_be_alone,
            handover: Handover::new(may_be_alone),
            is_monitored,
            is_single: n_workers == 1 && !may_grow,
            is_parallel: AtomicBool::new(shape.is_parallel || setting.speculates_after.is_some()),
            speculates_after: setting.speculates_after,
            n_ended: AtomicUsize::new(0),
            panic: Mutex::new(None),
            started: Instant::now(),
            next_visit: AtomicU64::new(0),
            state: state.map_or_else(OnceLock::new, OnceLock::from),
            observers,
            is_told: AtomicBool::new(false),
            clock,
            pool,
            me: Weak::clone(me),
            parts,
            shape,
        })
    }

    /// As the pool knows it.
    pub(crate) fn weak(&self) -> Weak<dyn Help + 'a> {
        self.me.clone()
    }

    /// Whether there are observers.
    #[inline(always)]
    pub(crate) fn is_observed(&self) -> bool {
        self.clock.is_some()
    }

    /// The time since the start, for observers.
    pub(crate) fn now(&self) -> Duration {
        let since = |(clock, start): &(Clock, u64)| clock.delta(*start, clock.raw());
        self.clock.as_ref().map(since).unwrap_or_default()
    }

    pub(crate) fn tell(&self, at: Duration, event: Event<'_>) {
        if !self.is_told.load(Ordering::Relaxed) {
            self.tell_all(at, event);
        }
    }

    fn tell_all(&self, at: Duration, event: Event<'_>) {
        self.observers.iter().for_each(|observer| observer.observe(at, &event));
    }

    /// Tells how the run ended, and nothing after that, whatever the jobs do that were left behind.
    pub(crate) fn tell_end<'e>(&self, events: impl Iterator<Item = Event<'e>>) {
        self.is_told.store(true, Ordering::Relaxed);
        let at = self.now();
        events.for_each(|event| self.tell_all(at, event));
    }

    /// Tells an event that happens now.
    pub(crate) fn tell_now(&self, event: Event<'_>) {
        if self.is_observed() {
            self.tell(self.now(), event);
        }
    }

    pub(crate) fn fold(&self, node: u32) -> &Fold<'a, J::Output> {
        &self.folds[&node]
    }

    pub(crate) fn lane(&self, node: u32) -> u8 {
        self.shape.lane(node)
    }

    /// The lane of a spawned job that has not started: that of the node that it is part of.
    pub(crate) fn lane_of_spawned(&self, job: u32) -> u8 {
        self.lane(self.families.parent(job - self.shape.len() as u32))
    }

    /// The number of a worker in this run. Threads count from 1, workers from 0, which is the caller
    /// unless it monitors.
    pub(crate) fn number(&self, worker: &Exposed) -> usize {
        worker.thread - usize::from(self.is_monitored)
    }

    /// The most workers at once.
    pub(crate) fn limit(&self) -> usize {
        self.limit.load(Ordering::Relaxed)
    }

    pub(crate) fn set_limit(&self, n_workers: usize) {
        self.limit.store(n_workers, Ordering::Relaxed);
    }

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
    fn call(&self) {
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

    /// How many nodes were started, where that is counted.
    pub(crate) fn n_started(&self) -> u32 {
        let members = self.members.lock();
        members
            .iter()
            .fold(self.handover.n_started(), |sum, member| sum.wrapping_add(member.n_started()))
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

    /// Whether a node is ready that anybody may take.
    pub(crate) fn any_ready(&self, members: &[Arc<Exposed>]) -> bool {
        self.parts.roots.next(&self.shape).is_some()
            || self.inbox.filled() != 0
            || members.iter().any(|member| member.any_ready())
    }

    /// How many nodes are ready.
    pub(crate) fn n_ready(&self) -> usize {
        let members: usize = self.members.lock().iter().map(|member| member.n_ready()).sum();
        self.parts.roots.len(&self.shape) + self.inbox.len() + members
    }

    /// Ends the run if nobody is busy, nothing is ready and nothing will be. Whoever has made one of
    /// these so has to ask.
    ///
    /// While nobody is busy nothing is ready but what a timer has given. So what was ready before a
    /// look, and is not in that look, has been taken; and who took it is busy after that look, or
    /// it has ended. Unless a timer gives something meanwhile.
    pub(crate) fn end_if_done(&self) {
        let Some(n_given) = self.timers.n_given_if_empty() else { return };
        if self.any_ready(&self.members.lock()) {
            return;
        }
        // Pairs with the fence in `Crew::stop_searching`: who has emptied a lane is seen as busy.
        fence(Ordering::SeqCst);
        if self.crew.n_busy() == 0 && self.timers.n_given_if_empty() == Some(n_given) {
            self.crew.end();
        }
    }

    /// After what time a node is started a second time, if it is.
    pub(crate) fn second_start(&self, special: &Special) -> Option<Duration> {
        let seconds = special.speculates?.as_secs_f64() * self.speculates_after?;
        Some(Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX))
    }

    /// Whether somebody else than the worker that runs it may end an attempt.
    pub(crate) fn is_contested(&self, special: &Special) -> bool {
        special.timeout.is_some()
            || (special.speculates.is_some() && self.speculates_after.is_some())
    }

    /// The number of the next attempt at a node with retries and no other limits.
    #[inline(always)]
    pub(crate) fn attempt(&self, node: u32) -> u32 {
        self.claims.number(self.shape.special(node).1)
    }

    /// Takes back the memory that an attempt at `node` held.
    pub(crate) fn release_memory(&self, node: u32) {
        let (special, _) = self.shape.special(node);
        if let Some(budget) = self.budget.as_ref().filter(|_| special.memory > 0) {
            for admitted in budget.release(special.memory) {
                self.inject(admitted, self.lane(admitted));
            }
        }
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

    /// Counts off a worker that has been given up, while another is busy.
    pub(crate) fn give_up(&self) {
        if let Some(pool) = &self.pool {
            pool.lose();
        }
        self.crew.give_up();
        // So that the caller, who monitors, starts another thread.
        self.crew.call();
    }

    /// Gives up the attempts at `node` up to this number, but for that of this thread, whose worker is
    /// busy.
    pub(crate) fn give_up_others(&self, node: u32, number: u32, thread: usize) {
        let members: Vec<_> = self.members.lock().clone();
        for member in members.iter().filter(|member| member.thread != thread) {
            let is_late = |attempt: &mut Attempt| attempt.node == node && attempt.number <= number;
            if member.give_up(is_late) {
                self.release_memory(node);
                self.give_up();
            }
        }
    }

    /// Takes note of a panic that is no job's, the first one, and ends the run.
    pub(crate) fn panicked(&self, payload: Box<dyn Any + Send>) {
        let mut first = Some(payload);
        self.panic.lock().get_or_insert_with(|| first.take().expect("it is there"));
        self.crew.cancel();
        first.into_iter().for_each(dispose);
    }

    /// A worker takes its seat. Gives whether it had none.
    pub(crate) fn seat(&self, exposed: &Arc<Exposed>) -> bool {
        let mut members = self.members.lock();
        let is_new = !members.iter().any(|member| Arc::ptr_eq(member, exposed));
        if is_new {
            members.push(Arc::clone(exposed));
            self.n_members.store(members.len(), Ordering::SeqCst);
        }
        is_new
    }
}

/// The aggregates of the nodes that have one.
fn folds<'a, J: Job + 'a>(jobs: &[J], shape: &Shape) -> HashMap<u32, Fold<'a, J::Output>> {
    if !shape.has_aggregates {
        return HashMap::new();
    }
    let aggregates = jobs.iter().enumerate().filter_map(|(i, job)| {
        let node = shape.place(NodeId::new(i));
        let aggregate = job.aggregate().filter(|_| shape.traits(node).has(Traits::AGGREGATES))?;
        Some((node, Fold::new(aggregate)))
    });
    aggregates.collect()
}

impl<'a, J: Job + 'a> InRun for Session<'a, J> {
    fn needs(&self, node: NodeId) -> &[NodeId] {
        self.shape.needs.row(node.index())
    }

    fn is_cancelled(&self, node: NodeId, attempt: u32) -> bool {
        let node = self.shape.place(node);
        let is_late = || {
            let (special, place) = self.shape.special(node);
            self.is_contested(special) && !self.claims.is_running(place, attempt)
        };
        self.crew.is_over() || (self.shape.traits(node).has(Traits::SPECIAL) && is_late())
    }

    fn id(&self) -> RunId {
        self.id
    }

    fn state(&self) -> &SharedState {
        self.state.get_or_init(Arc::default)
    }

    fn spawn(&self, node: NodeId, job: Box<Spawned>) {
        let node = self.shape.place(node);
        let traits = self.shape.traits(node);
        let is_monitored =
            traits.has(Traits::SPECIAL) && self.shape.special(node).0.timeout.is_some();
        assert!(
            !traits.has(Traits::RESTARTS) && !is_monitored,
            "a node with retries, a timeout or a speculative start cannot spawn jobs"
        );
        // Whatever the graph is like, the job that spawns may wait for the other.
        if !self.is_parallel.load(Ordering::Relaxed) {
            self.is_parallel.store(true, Ordering::Relaxed);
            self.start_threads();
        }
        self.crew.stir();
        let number = self.families.spawn(node, job);
        let job = self.shape.len() as u32 + number;
        self.inbox.push(job, self.lane(node));
        // For the look at who works alone, as in `wake_one`.
        fence(Ordering::SeqCst);
        if !self.crew.is_solo() {
            self.wake_one();
        } else if !self.handover.request() {
            // Whoever works alone may be in this very job, and wait in it for the other.
            self.call();
        }
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use storylint_graph::GraphBuilder;

    use super::*;
    use crate::compile::compile;
    use crate::job::Action;

    /// A run of one node, whose caller monitors, or works alone to begin with.
    fn session(is_monitored: bool) -> Arc<Session<'static, Action<'static>>> {
        let mut graph = GraphBuilder::new();
        graph.add(Action::new(|_| Ok(())), []);
        let setting = Setting::of_two(Arc::new(Pool::new(|_, _| Ok(()))), is_monitored);
        Session::new(&compile(graph.build()), setting)
    }

    #[test]
    fn a_run_wants_somebody_for_what_is_ready() {
        let session = session(true);
        assert_eq!(session.wants(), Wants::Somebody);
        session.parts.roots.take(&session.shape, 1);
        assert_eq!(session.wants(), Wants::Nobody);
        session.inject(0, 0);
        assert_eq!(session.wants(), Wants::Somebody);
        session.set_limit(1);
        session.crew.enter_busy();
        assert_eq!(session.wants(), Wants::Nobody, "there are enough");
        session.set_limit(2);
        session.crew.end();
        assert_eq!(session.wants(), Wants::Nobody, "it is over");
    }

    #[test]
    fn who_works_alone_is_visited_now_and_then() {
        let session = session(false);
        assert_eq!(session.wants(), Wants::AVisit(session.started));
        session.visited();
        let next = session.next_visit().expect("it goes on");
        assert!(next >= session.started + VISITS);
        assert_eq!(session.wants(), Wants::AVisit(next));
        session.crew.end_solo();
        assert_eq!(session.wants(), Wants::Somebody);
    }

    #[test]
    fn a_node_that_will_be_due_is_a_visit_unless_the_caller_monitors() {
        for is_monitored in [false, true] {
            let session = session(is_monitored);
            if !is_monitored {
                session.crew.end_solo();
            }
            session.parts.roots.take(&session.shape, 1);
            let at = session.started + VISITS;
            session.timers.push(0, at);
            let expected = if is_monitored { Wants::Nobody } else { Wants::AVisit(at) };
            assert_eq!(session.wants(), expected);
        }
    }
}

#[cfg(all(test, loom))]
mod model;

//! All that the workers of one run share.

mod in_run;
mod waking;

use std::any::Any;
use std::collections::HashMap;
use std::time::Duration;

use quanta::Clock;
use storylint_graph::NodeId;

use crate::aggregate::Fold;
use crate::asked::{Special, Traits};
use crate::attempts::{Attempt, Claims, TakenOver};
use crate::budget::Budget;
use crate::compile::Compiled;
use crate::crew::Crew;
use crate::ends::Ends;
use crate::error::dispose;
use crate::event::{Event, Observer};
use crate::families::Families;
use crate::handover::Handover;
use crate::inbox::Inbox;
use crate::job::Job;
use crate::parts::Parts;
use crate::pool::{Help, Pool};
use crate::queues::Exposed;
use crate::run_id::RunId;
use crate::shape::Shape;
use crate::state::SharedState;
use crate::sync::{
    Arc, AtomicBool, AtomicU64, AtomicUsize, Instant, Mutex, OnceLock, Ordering, Weak, fence,
};
use crate::timers::Timers;

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

    /// How many nodes were started, where that is counted.
    pub(crate) fn n_started(&self) -> u32 {
        let members = self.members.lock();
        members
            .iter()
            .fold(self.handover.n_started(), |sum, member| sum.wrapping_add(member.n_started()))
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

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests;

#[cfg(all(test, loom))]
mod model;

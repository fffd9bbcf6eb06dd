//! The executor: runs compiled graphs on a number of workers.

use std::fmt;
use std::hint;
use std::panic::resume_unwind;
use std::time::Duration;

use crate::budget::Budget;
use crate::cancel::Cancel;
use crate::compile::Compiled;
use crate::event::{Event, Observers};
use crate::job::Job;
use crate::monitor::{Monitor, Scale};
use crate::outcome::Outcome;
use crate::pool::Pool;
use crate::queues::Seat;
use crate::run::Run;
use crate::run_id::RunId;
use crate::scale::Scaling;
use crate::session::{Session, Setting};
use crate::state::SharedState;
use crate::sync::{Arc, Ordering, spawn_in, thread};
use crate::timers::after;
use crate::worker::{Next, Worker};

/// Runs every node of a graph after the nodes it needs, on several workers at once.
///
/// Worker 0 is the thread that calls [`run`](Executor::run), unless the run has limits of time or
/// scales: then that thread monitors it. The other workers are threads of the executor, started
/// with the first run that can use them (none can if no two nodes are ever ready at once), and
/// asleep between runs. They end when the last clone of the executor is dropped. An executor may be
/// used by several threads, and by jobs that it runs, at the same time.
///
/// One worker runs the nodes in exactly the order that the priority rule names.
#[derive(Clone)]
pub struct Executor {
    threads: Arc<Threads>,
    options: ExecutorBuilder,
}

/// The threads, which end with this.
struct Threads(Arc<Pool<'static>>);

impl Drop for Threads {
    fn drop(&mut self) {
        self.0.end();
    }
}

impl Executor {
    /// An executor with a number of workers; 0 is as many as the machine can run at once, and as
    /// the limits of its control group and its affinity allow.
    pub fn new(workers: usize) -> Self {
        Self::builder().workers(workers).build()
    }

    /// An executor to be set up.
    pub fn builder() -> ExecutorBuilder {
        ExecutorBuilder::default()
    }

    /// Runs a graph. It may have run before.
    ///
    /// Jobs that are stuck past their timeout do not keep the run from ending: their threads are
    /// left behind, and end with the job.
    ///
    /// # Panics
    /// If an observer, or the destructor of an output, panics. If the system starts no thread where
    /// the caller needs one because it monitors; where it works, the run goes on with fewer. A job
    /// that panics is an outcome.
    pub fn run<J: Job + 'static>(&self, compiled: &Compiled<J>) -> Run<J::Output> {
        self.drive(compiled, &self.threads.0)
    }

    /// Runs a graph whose jobs may borrow from the caller.
    ///
    /// The threads are started for this run. It comes back when every job has, also those that are
    /// stuck past their timeout.
    ///
    /// # Panics
    /// As [`run`](Executor::run) does.
    pub fn run_scoped<'a, J: Job + 'a>(&self, compiled: &Compiled<J>) -> Run<J::Output> {
        thread::scope(|scope| {
            let pool = Arc::new(Pool::new(|pool, number| {
                let pool = Arc::clone(pool);
                spawn_in(scope, named(number), move || pool.serve(number))
            }));
            let end = EndOfPool(&pool);
            let run = self.drive(compiled, &pool);
            drop(end);
            run
        })
    }

    /// Runs a graph again and again until `enough` says so of a run, and gives that run. That may be
    /// never: a graph of an executor that was cancelled is not done in any run.
    ///
    /// # Panics
    /// As [`run`](Executor::run) does.
    pub fn run_until<J: Job + 'static>(
        &self,
        compiled: &Compiled<J>,
        mut enough: impl FnMut(&Run<J::Output>) -> bool,
    ) -> Run<J::Output> {
        loop {
            let run = self.run(compiled);
            if enough(&run) {
                return run;
            }
        }
    }

    /// Runs a graph with the threads of `pool`.
    fn drive<'a, J: Job + 'a>(
        &self,
        compiled: &Compiled<J>,
        pool: &Arc<Pool<'a>>,
    ) -> Run<J::Output> {
        let options = &self.options;
        let n_workers = options.n_workers;
        let is_monitored = options.is_monitored(compiled);
        let n_threads = if is_monitored { n_workers } else { n_workers - 1 };
        let id = RunId::next();
        let observers = options.observers.iter().map(|observers| Arc::clone(observers).for_run(id));
        let session = Session::new(
            compiled,
            Setting {
                id,
                pool: (n_threads > 0).then(|| Arc::clone(pool)),
                n_workers,
                may_grow: options.scaling.is_some(),
                is_monitored,
                speculates_after: options.speculates_after,
                memory: options.memory,
                observers: observers.collect(),
                state: options.state.clone(),
            },
        );
        let n_nodes = compiled.len();
        if session.is_observed() {
            session.tell(Duration::ZERO, Event::RunStarted { n_nodes, n_workers });
        }
        if let Some(cancel) = &options.cancel {
            cancel.add(&session.crew);
        }
        let close = Close { session: &session, pool };
        if n_threads > 0 {
            pool.open(session.weak(), is_monitored);
            let any_free = session.start_threads();
            assert!(any_free || !is_monitored, "the system starts no thread for a run");
        }
        let mut all_left = true;
        if n_nodes == 0 {
            session.crew.end();
        } else if is_monitored {
            session.wake_one();
            let deadline = options.deadline.map(|deadline| after(session.started, deadline));
            let scale = options.scaling.map(Scale::new);
            let grace = options.grace;
            let mut monitor = Monitor { deadline, grace, leaves_at: None, scale, pool };
            all_left = monitor.run(&session);
        } else {
            work_as_caller(&session, n_threads);
        }
        if all_left {
            session.crew.wait_for_all();
        }
        drop(close);
        if let Some(payload) = session.panic.lock().take() {
            resume_unwind(payload);
        }
        finish(compiled, session, all_left)
    }
}

/// What starts a thread with this number.
fn named(number: usize) -> thread::Builder {
    thread::Builder::new().name(format!("worker {number}"))
}

/// Works as worker 0, until the run is over.
fn work_as_caller<'a, J: Job + 'a>(session: &Session<'a, J>, n_threads: usize) {
    let shape = &session.shape;
    let seat = session.parts.seat.lock().take();
    let n_lanes = if n_threads > 0 { shape.n_lanes } else { 0 };
    let seat = seat.filter(|seat| seat.n_lanes() >= n_lanes);
    let mut seat = seat.unwrap_or_else(|| Seat::new(0, n_lanes));
    let mut worker = Worker::new(session, &mut seat);
    let alone = n_threads == 0 || session.may_be_alone;
    if n_threads > 0 && shape.is_parallel {
        if alone {
            session.wake_visitor();
        } else {
            session.wake_one();
        }
    }
    worker.tell_awake();
    worker.work(|_| if alone { Next::Solo(None) } else { Next::Team(None) });
    seat.drain(|_, _| ());
    *session.parts.seat.lock() = Some(seat);
}

/// Gathers what is left when everybody has left, or nobody waits for the others any more.
fn finish<'a, J: Job + 'a>(
    compiled: &Compiled<J>,
    session: Arc<Session<'a, J>>,
    all_left: bool,
) -> Run<J::Output> {
    let n_ended = session.n_ended.load(Ordering::SeqCst);
    let all_ended = n_ended == compiled.len();
    assert!(all_ended || session.crew.is_cancelled(), "a node without an outcome");
    let ends = session.ends.close(all_ended, all_left);
    if session.is_observed() {
        let cancelled = ends.cancelled().map(|node| {
            let (node, outcome) = (session.shape.id(node), Outcome::Cancelled);
            Event::NodeFinished { node, worker: 0, outcome }
        });
        session.tell_end(cancelled.chain([Event::RunFinished]));
    }
    let mut outputs = Vec::new();
    if J::nothing().is_none() {
        let done = session.shape.sinks.iter().filter(|sink| ends.is_done(**sink));
        outputs.extend(done.filter_map(|sink| {
            let id = session.shape.id(*sink);
            Some((id, session.parts.outputs.take(id)?))
        }));
    }
    let peak_memory = session.budget.as_ref().map_or(0, Budget::most_held);
    let run = Run::new(session.id, Arc::clone(&session.shape), ends, outputs, peak_memory);
    reuse(compiled, session, all_ended);
    run
}

/// Keeps the arrays for the next run. A thread that leaves may still hold them for a moment. If it
/// takes longer, that is not worth waiting for, least of all on a busy machine, where to yield may
/// cost the time that others are given; and a job that was left behind holds them for long.
fn reuse<'a, J: Job + 'a>(
    compiled: &Compiled<J>,
    mut session: Arc<Session<'a, J>>,
    all_ended: bool,
) {
    for n_tries in 0..HELD_FOR {
        match Arc::try_unwrap(session) {
            Ok(Session { mut parts, .. }) => {
                parts.reset(&compiled.shape, all_ended);
                *compiled.spare.lock() = Some(parts);
                return;
            }
            Err(held) => session = held,
        }
        match n_tries + 2 < HELD_FOR {
            true => hint::spin_loop(),
            false => thread::yield_now(),
        }
    }
}

/// So many looks take a microsecond or so, and the last two yield the processor.
const HELD_FOR: u32 = if cfg!(shuttle) { 3 } else { 100 };

/// Makes the pool forget a run, and others leave it, also when the caller panics.
struct Close<'c, 'a, J: Job + 'a> {
    session: &'c Arc<Session<'a, J>>,
    pool: &'c Pool<'a>,
}

impl<'a, J: Job + 'a> Drop for Close<'_, 'a, J> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.session.crew.cancel();
        }
        self.pool.close(&self.session.weak());
    }
}

/// Ends the threads of a pool, also when the caller panics.
struct EndOfPool<'p, 'a>(&'p Pool<'a>);

impl Drop for EndOfPool<'_, '_> {
    fn drop(&mut self) {
        self.0.end();
    }
}

impl fmt::Debug for Executor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Executor")
            .field("n_workers", &self.options.n_workers)
            .finish_non_exhaustive()
    }
}

/// Sets up an [`Executor`].
#[derive(Clone)]
pub struct ExecutorBuilder {
    n_workers: usize,
    scaling: Option<Scaling>,
    observers: Arc<[Arc<dyn Observers>]>,
    memory: Option<u64>,
    deadline: Option<Duration>,
    grace: Duration,
    cancel: Option<Cancel>,
    speculates_after: Option<f64>,
    state: Option<Arc<SharedState>>,
}

impl Default for ExecutorBuilder {
    fn default() -> Self {
        Self {
            n_workers: 0,
            scaling: None,
            observers: Arc::new([]),
            memory: None,
            deadline: None,
            grace: Duration::from_secs(1),
            cancel: None,
            speculates_after: None,
            state: None,
        }
    }
}

impl ExecutorBuilder {
    /// The number of workers; 0, as when nothing is said, is as many as the machine can run at
    /// once. Each is a thread, whatever the graph is like, but for one without parallelism. It is the
    /// number for each run: runs that jobs start on the same executor are run by the same threads,
    /// but where they have limits of time, a thread comes for each that waits for such a run.
    pub fn workers(self, workers: usize) -> Self {
        Self { n_workers: workers, scaling: None, ..self }
    }

    /// A number of workers that follows the load.
    ///
    /// # Panics
    /// If the least number is 0 or above the most, or if the part of the processors is negative or
    /// not a number.
    pub fn scaling(self, scaling: Scaling) -> Self {
        let Scaling { min, max, .. } = scaling;
        assert!(
            (1..=max).contains(&min),
            "{min} workers at least must be 1 or more, and {max} or less"
        );
        assert!(scaling.max_cpu_use >= 0.0, "the part of the processors is a number from 0");
        Self { scaling: Some(scaling), ..self }
    }

    /// Who is told what happens in each run, beside others that are told it.
    pub fn observer(self, observers: Arc<dyn Observers>) -> Self {
        let observers = self.observers.iter().cloned().chain([observers]).collect();
        Self { observers, ..self }
    }

    /// How many bytes the nodes of a run that run at once may hold, by their own estimates. A node
    /// that does not fit waits, without a worker. One that is larger than this runs while no other
    /// node with an estimate does; so with 0 each of them does. Each run has this budget to itself:
    /// runs at the same time, also those within the jobs of others, know nothing of each other.
    pub fn memory(self, bytes: u64) -> Self {
        Self { memory: Some(bytes), ..self }
    }

    /// How long a run may take before it is cancelled. It comes back within the
    /// [`grace`](Self::grace) after that, whatever its jobs do, also if it was cancelled before.
    /// [`run_scoped`](Executor::run_scoped) waits for its jobs in any case, since they borrow.
    pub fn deadline(self, deadline: Duration) -> Self {
        Self { deadline: Some(deadline), ..self }
    }

    /// How long a run that is past its [`deadline`](Self::deadline) waits for the jobs that run; a
    /// second, when nothing is said. After that they are left behind. A run without a deadline that
    /// is cancelled waits for all of them, but for those that are past timeouts of their own.
    pub fn grace(self, grace: Duration) -> Self {
        Self { grace, ..self }
    }

    /// What cancels the runs. It sets no limit to how long they wait for jobs that run: that is for
    /// timeouts and the [`deadline`](Self::deadline).
    pub fn cancel(self, cancel: Cancel) -> Self {
        Self { cancel: Some(cancel), ..self }
    }

    /// Starts a pure node with a cost estimate a second time, where a worker is to spare, when it
    /// has run for so many times its estimate. The first to end counts, also if it fails. Nothing is
    /// started twice when nothing is said.
    ///
    /// # Panics
    /// If that is negative or not a number. It may be infinite: then nothing is started twice.
    pub fn speculate_after(self, times_its_cost: f64) -> Self {
        assert!(times_its_cost >= 0.0, "a node runs for a number of times its cost, from 0");
        Self { speculates_after: Some(times_its_cost), ..self }
    }

    /// What jobs find in [`TaskContext::state`](crate::TaskContext::state); a new one for each run,
    /// when nothing is said.
    pub fn state(self, state: Arc<SharedState>) -> Self {
        Self { state: Some(state), ..self }
    }

    /// The executor.
    pub fn build(self) -> Executor {
        let most = thread::available_parallelism().map_or(1, usize::from);
        let scaling = self.scaling.map(|scaling| {
            let max = scaling.max.min(most);
            Scaling { min: scaling.min.min(max), max, ..scaling }
        });
        let n_workers = match (scaling, self.n_workers) {
            (Some(scaling), _) => scaling.min,
            (None, 0) => most,
            (None, n) => n,
        };
        let options = Self { n_workers, scaling, ..self };
        let pool = Arc::new(Pool::new(|pool, number| {
            let pool = Arc::clone(pool);
            named(number).spawn(move || pool.serve(number)).map(drop)
        }));
        Executor { threads: Arc::new(Threads(pool)), options }
    }

    /// Whether a run needs somebody who monitors the time.
    fn is_monitored<J: Job>(&self, compiled: &Compiled<J>) -> bool {
        self.deadline.is_some()
            || self.scaling.is_some()
            || compiled.shape.specials.iter().any(|special| {
                special.timeout.is_some()
                    || (special.speculates.is_some() && self.speculates_after.is_some())
            })
    }
}

impl fmt::Debug for ExecutorBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExecutorBuilder")
            .field("n_workers", &self.n_workers)
            .finish_non_exhaustive()
    }
}

#[cfg(all(test, shuttle))]
mod model;

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests;

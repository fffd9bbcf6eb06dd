//! The executor: runs compiled graphs on a number of workers.

mod builder;

use std::fmt;
use std::hint;
use std::panic::resume_unwind;
use std::time::Duration;

use crate::budget::Budget;
use crate::compile::Compiled;
use crate::event::Event;
use crate::job::Job;
use crate::monitor::{Monitor, Scale};
use crate::outcome::Outcome;
use crate::pool::Pool;
use crate::queues::Seat;
use crate::run::Run;
use crate::run_id::RunId;
use crate::session::{Session, Setting};
use crate::sync::{Arc, Ordering, spawn_in, thread};
use crate::timers::after;
use crate::worker::{Next, Worker};

pub use builder::ExecutorBuilder;

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

#[cfg(all(test, shuttle))]
mod model;

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests;

//! Sleeping between nodes and between runs, in every order: whoever is woken comes, and nobody is missed.

use std::time::Duration;

use ::loom::thread::spawn;

use super::{Help, Left, Pool, Wants};
use crate::crew::{Crew, Wake};
use crate::queues::Seat;
use crate::sync::{Arc, AtomicBool, AtomicU32, Condvar, Instant, Mutex, Ordering, explore};

/// A run with at most one node ready, and what a session does for it.
struct Run {
    crew: Crew,
    /// How many nodes are ready. It publishes nothing.
    n_ready: AtomicU32,
    n_done: AtomicU32,
    n_nodes: u32,
}

impl Run {
    /// A run in which the caller is busy, as `Session` and `Pool` see it.
    fn new(n_nodes: u32) -> Arc<Self> {
        let (n_ready, n_done) = (AtomicU32::new(0), AtomicU32::new(0));
        Arc::new(Self { crew: Crew::new(true, false), n_ready, n_done, n_nodes })
    }

    fn push(self: &Arc<Self>, pool: &Pool<'static>) {
        self.n_ready.fetch_add(1, Ordering::Relaxed);
        match self.crew.wake_one(|_| pool.has_sleepers()) {
            Wake::Pool => {
                let session = Arc::downgrade(self);
                if !pool.wake(&(session as _)) {
                    self.crew.leave();
                }
            }
            Wake::Caller => unreachable!("it does not sleep"),
            Wake::Nobody => {}
        }
    }

    fn any_ready(&self) -> bool {
        self.n_ready.load(Ordering::Relaxed) > 0
    }

    fn search(&self) {
        if self.crew.start_searching() && !self.any_ready() {
            let n_done = self.n_done.load(Ordering::Relaxed);
            assert_eq!(n_done, self.n_nodes, "the end came too early");
            self.crew.end();
        }
    }
}

impl Help for Run {
    fn wants(&self) -> Wants {
        if !self.crew.is_over() && self.any_ready() { Wants::Somebody } else { Wants::Nobody }
    }

    fn help(&self, _: &mut Seat, counted: bool) -> Left {
        self.crew.enter(counted);
        while !self.crew.is_over() && self.any_ready() && self.crew.stop_searching(usize::MAX) {
            let take = |n: u32| n.checked_sub(1);
            let order = Ordering::Relaxed;
            if self.n_ready.fetch_update(order, order, take).is_ok() {
                self.n_done.fetch_add(1, Ordering::Relaxed);
            }
            self.search();
        }
        self.crew.leave();
        self.crew.exit();
        Left::Idle
    }
}

/// Pushes so many nodes, one after the other, that only `n_threads` threads of a pool run.
fn check(n_preemptions: usize, n_threads: usize, n_nodes: u32) {
    explore(n_preemptions, move || {
        let pool = Arc::new(Pool::new(|_, _| unreachable!("the model starts the threads")));
        let threads: Vec<_> = pool
            .missing(n_threads)
            .map(|number| {
                let pool = Arc::clone(&pool);
                spawn(move || pool.serve(number))
            })
            .collect();
        let run = Run::new(n_nodes);
        let session = Arc::downgrade(&run) as _;
        pool.open(std::sync::Weak::clone(&session), false);
        (0..n_nodes).for_each(|_| run.push(&pool));
        run.search();
        while !run.crew.is_over() {
            run.crew.wait_for_call(None);
        }
        run.crew.wait_for_all();
        assert_eq!(run.n_done.load(Ordering::Relaxed), n_nodes);
        pool.close(&session);
        pool.end();
        for thread in threads {
            thread.join().expect("it ends");
        }
    });
}

#[test]
fn one_thread() {
    check(3, 1, 1);
}

#[test]
fn one_thread_and_two_nodes() {
    check(2, 1, 2);
}

#[test]
fn two_threads() {
    check(2, 2, 1);
}

/// A run that is to be visited once.
struct Visited {
    at: Instant,
    was_visited: AtomicBool,
    /// How many runs have been visited, which each visitor waits for.
    n_visits: Arc<(Mutex<u32>, Condvar)>,
}

impl Help for Visited {
    fn wants(&self) -> Wants {
        if self.was_visited.load(Ordering::Relaxed) {
            Wants::Nobody
        } else {
            Wants::AVisit(self.at)
        }
    }

    fn help(&self, _: &mut Seat, _: bool) -> Left {
        // Two who come at once are one.
        if !self.was_visited.swap(true, Ordering::Relaxed) {
            wait_for_visits(&self.n_visits, 1);
        }
        Left::Idle
    }
}

/// Makes so many visits, and waits until there have been two.
fn wait_for_visits((n_visits, bell): &(Mutex<u32>, Condvar), n_new: u32) {
    let mut n_visits = n_visits.lock();
    *n_visits += n_new;
    bell.notify_all();
    while *n_visits < 2 {
        bell.wait(&mut n_visits);
    }
}

/// The visitor of a run stays there. Somebody else has to come when the visit to another is due.
#[test]
fn a_visitor_passes_on_other_visits() {
    explore(2, || {
        let pool = Arc::new(Pool::new(|_, _| Ok(())));
        let n_visits = Arc::new((Mutex::new(0), Condvar::new()));
        let runs: Vec<Arc<dyn Help>> = [1, 2]
            .map(|ms| -> Arc<dyn Help> {
                Arc::new(Visited {
                    at: Instant::now() + Duration::from_millis(ms),
                    was_visited: AtomicBool::new(false),
                    n_visits: Arc::clone(&n_visits),
                })
            })
            .into();
        for run in &runs {
            pool.open(Arc::downgrade(run), false);
        }
        let threads: Vec<_> = pool
            .missing(2)
            .map(|number| {
                let pool = Arc::clone(&pool);
                spawn(move || pool.serve(number))
            })
            .collect();
        wait_for_visits(&n_visits, 0);
        pool.end();
        for thread in threads {
            thread.join().expect("it ends");
        }
    });
}

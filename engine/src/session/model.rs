//! Nodes that come from outside of all workers, in every order: the run waits for them, and runs them.

use ::loom::thread::spawn;
use storylint_graph::GraphBuilder;

use super::{Session, Setting};
use crate::compile::compile;
use crate::crew::Crew;
use crate::job::{Action, TaskContext};
use crate::pool::Pool;
use crate::queues::Seat;
use crate::sync::{Arc, AtomicBool, AtomicU32, Instant, OnceLock, Ordering, explore, thread};
use crate::worker::{Next, Worker};

/// A run of so many nodes that do `what`, none of which is ready.
fn session(
    n_nodes: usize,
    pool: &Arc<Pool<'static>>,
    is_monitored: bool,
    what: impl Fn() + Send + Sync + Clone + 'static,
) -> Arc<Session<'static, Action<'static>>> {
    let mut graph = GraphBuilder::new();
    for _ in 0..n_nodes {
        let what = what.clone();
        let job = move |_: &TaskContext<'_>| {
            what();
            Ok(())
        };
        graph.add(Action::new(job), []);
    }
    let setting = Setting::of_two(Arc::clone(pool), is_monitored);
    let session = Session::new(&compile(graph.build()), setting);
    for _ in 0..n_nodes {
        session.parts.roots.take(&session.shape, 1);
    }
    session
}

#[test]
fn a_node_is_due_as_the_last_worker_stops() {
    explore(3, || {
        let session = session(1, &Arc::new(Pool::new(|_, _| Ok(()))), true, || ());
        let now = Instant::now();
        session.timers.push(0, now);
        session.crew.enter_busy();
        session.crew.enter(false);
        let has_run = Arc::new(AtomicBool::new(false));

        let last = spawn({
            let session = Arc::clone(&session);
            move || {
                if session.crew.start_searching() {
                    session.end_if_done();
                }
            }
        });
        let taker = spawn({
            let (session, has_run) = (Arc::clone(&session), Arc::clone(&has_run));
            move || {
                if session.any_ready(&[]) && session.crew.stop_searching(usize::MAX) {
                    if session.inbox.take(0).is_some() {
                        assert!(!session.crew.is_over(), "the end came too early");
                        has_run.store(true, Ordering::Relaxed);
                    }
                    if session.crew.start_searching() {
                        session.end_if_done();
                    }
                }
            }
        });
        // As `Monitor::look`.
        session.timers.give_due(now, |node| session.inbox.push(node, 0));
        if session.crew.n_busy() == 0 {
            session.end_if_done();
        }
        last.join().expect("it ends");
        taker.join().expect("it ends");
        assert_eq!(session.crew.is_over(), has_run.load(Ordering::Relaxed));
    });
}

/// Whoever sleeps in the pool ends as he is to be woken for a node, for which the caller is awake
/// still. Another node comes before that is found out, when the caller has gone to sleep.
#[test]
fn nobody_is_woken_in_the_pool_after_all() {
    explore(2, || {
        let pool = Arc::new(Pool::new(|_, _| Ok(())));
        let crew: Arc<OnceLock<Arc<Crew>>> = Arc::default();
        let n_done = Arc::new(AtomicU32::new(0));
        let session = session(2, &pool, false, {
            let crew = Arc::clone(&crew);
            move || {
                if n_done.fetch_add(1, Ordering::Relaxed) == 1 {
                    crew.get().expect("it is there").end();
                }
            }
        });
        crew.get_or_init(|| Arc::clone(&session.crew));
        session.crew.end_solo();
        session.set_limit(9);
        // Nothing ends the run but the second node.
        session.crew.enter_busy();
        pool.open(session.weak(), false);
        // There is another thread, which stays elsewhere.
        let number = pool.missing(2).start;
        let sleeper = spawn({
            let pool = Arc::clone(&pool);
            move || pool.serve(number)
        });
        while !pool.has_sleepers() {
            thread::yield_now();
        }
        let caller = spawn({
            let session = Arc::clone(&session);
            move || {
                let mut seat = Seat::new(0, 2);
                Worker::new(&session, &mut seat).work(|_| Next::Search);
            }
        });
        let other = spawn({
            let (session, pool) = (Arc::clone(&session), Arc::clone(&pool));
            move || {
                pool.shrink(0);
                session.inject(1, 0);
            }
        });
        session.inject(0, 0);
        caller.join().expect("it ends");
        other.join().expect("it ends");
        pool.end();
        sleeper.join().expect("it ends");
    });
}

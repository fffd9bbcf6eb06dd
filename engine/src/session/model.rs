//! A node that is due as the last worker looks for the end, in every order: the run waits for it.

use ::loom::thread::spawn;
use storylint_graph::GraphBuilder;

use super::{Session, Setting};
use crate::compile::compile;
use crate::job::Action;
use crate::pool::Pool;
use crate::sync::{Arc, AtomicBool, Instant, Ordering, explore};

#[test]
fn a_node_is_due_as_the_last_worker_stops() {
    explore(3, || {
        let mut graph = GraphBuilder::new();
        graph.add(Action::new(|_| Ok(())), []);
        let setting = Setting {
            id: crate::run_id::RunId::next(),
            pool: Some(Arc::new(Pool::new(|_, _| Ok(())))),
            n_workers: 2,
            may_grow: false,
            is_monitored: true,
            speculates_after: None,
            memory: None,
            observers: Vec::new(),
            state: None,
        };
        let session = Session::new(&compile(graph.build()), setting);
        session.parts.roots.give_all(&session.shape, &session.parts.ready);
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

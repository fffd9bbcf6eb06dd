//! What a worker leaves behind after a node.

use std::time::Duration;

use storylint_graph::{GraphBuilder, Policy};

use super::*;
use crate::compile::{Compiled, compile};
use crate::job::FnJob;
use crate::pool::Pool;
use crate::session::Setting;

/// A run for one worker that is not the caller.
fn session<T: Send + Sync + 'static>(
    compiled: &Compiled<FnJob<'static, T>>,
    speculates_after: Option<f64>,
) -> Arc<Session<'static, FnJob<'static, T>>> {
    let setting = Setting::of_two(Arc::new(Pool::new(|_, _| Ok(()))), true);
    let setting = Setting { pool: None, n_workers: 1, speculates_after, ..setting };
    let session = Session::new(compiled, setting);
    session.crew.enter_busy();
    session
}

#[test]
fn only_where_nodes_are_started_twice_does_anybody_have_to_see_them() {
    let cost = Some(Duration::from_secs(3600));
    let mut graph = GraphBuilder::new();
    let job = FnJob::new(|_, _| Ok(1));
    graph.add(job.with_policy(Policy { pure: true, cost, ..Policy::default() }), []);
    let compiled = compile(graph.build());
    for (speculates_after, is_contested) in [(None, false), (Some(2.0), true)] {
        let session = session(&compiled, speculates_after);
        let mut seat = Seat::new(1, 1);
        assert_eq!(Worker::new(&session, &mut seat).execute(0), Some(0));
        assert!(session.ends.is_done(0));
        assert_eq!(
            session.claims.start(0).is_none(),
            is_contested,
            "who contests it claims its end"
        );
    }
}

struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("boom");
    }
}

/// The output of a node explodes when the next, which has a timeout, has read it.
#[test]
fn what_an_input_does_when_it_is_dropped_leaves_no_attempt() {
    let mut graph = GraphBuilder::new();
    let bomb = graph.add(FnJob::new(|_, _| Ok(Some(Bomb))), []);
    let job = FnJob::new(|_, _| Ok(None));
    let policy = Policy { timeout: Some(Duration::MAX), ..Policy::default() };
    graph.add(job.with_policy(policy), [bomb]);
    let session = session(&compile(graph.build()), None);
    let mut seat = Seat::new(1, 1);
    Worker::new(&session, &mut seat).work(|_| Next::Team(None));
    assert!(session.panic.lock().is_some(), "it ends the run");
    assert!(seat.exposed.attempt.lock().is_none(), "nobody is to give it up any more");
}

#[test]
fn a_second_panic_may_bring_anything() {
    let mut graph = GraphBuilder::new();
    graph.add(FnJob::new(|_, _| Ok(())), []);
    let session = session(&compile(graph.build()), None);
    session.panicked(Box::new("first"));
    session.panicked(Box::new(Bomb));
    let first = session.panic.lock().take().and_then(|first| first.downcast::<&str>().ok());
    assert_eq!(first.as_deref(), Some(&"first"));
}

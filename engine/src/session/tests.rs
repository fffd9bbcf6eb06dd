//! Who is wanted for a run, and when.

use storylint_graph::GraphBuilder;

use super::waking::VISITS;
use super::*;
use crate::compile::compile;
use crate::job::Action;
use crate::pool::Wants;

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

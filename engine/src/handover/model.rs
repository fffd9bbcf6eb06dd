//! Handing over, in every order: once, and all that the worker had ready, as it last was.

use std::rc::Rc;

use ::loom::thread::spawn;

use super::Handover;
use crate::crew::Crew;
use crate::ready::ReadySet;
use crate::sync::{ALL, Mutex, Plain, explore};

const N_NODES: u32 = 4;

/// What a session does to work alone, and no more.
struct Run {
    crew: Crew,
    handover: Handover,
    ready: ReadySet,
    /// Nodes that were handed over, and nodes that the worker has run.
    shown: Mutex<Vec<u32>>,
    executed: Mutex<Vec<u32>>,
    /// Who may touch `ready` touches this, too.
    touched: Plain,
}

impl Run {
    /// A run in which the caller works alone and others visit.
    fn new(n_visitors: usize) -> Rc<Self> {
        let run = Self {
            crew: Crew::new(true, true),
            handover: Handover::new(true),
            ready: ReadySet::new(N_NODES),
            shown: Mutex::default(),
            executed: Mutex::default(),
            touched: Plain::new(),
        };
        (0..n_visitors).for_each(|_| run.crew.enter(false));
        Rc::new(run)
    }

    fn push(&self, node: u32) {
        self.touched.write();
        self.ready.insert(node);
    }

    /// As `Worker::show_everything`.
    fn show_everything(&self) {
        self.touched.write();
        self.ready.drain(|node| self.shown.lock().push(node));
    }

    /// As `Worker::work_visited`. The first job makes the other nodes ready.
    fn work_alone(&self, job: impl Fn(&Self, u32)) {
        let mut next = Some(0);
        while let Some(node) = next.take() {
            self.handover.start_job();
            job(self, node);
            self.executed.lock().push(node);
            if self.handover.end_job() {
                self.let_in();
                self.release_to_others(node);
                return;
            }
            if node == 0 {
                (1..N_NODES).for_each(|node| self.push(node));
            }
            self.touched.write();
            next = self.ready.pop();
        }
    }

    /// As `Worker::let_in`.
    fn let_in(&self) {
        let by_worker = self.handover.hand_over();
        if by_worker {
            self.show_everything();
        }
        self.handover.reset();
        if by_worker {
            self.crew.end_solo();
        }
    }

    fn release_to_others(&self, ended: u32) {
        if ended == 0 {
            self.shown.lock().extend(1..N_NODES);
        }
    }

    /// As `Worker::visit`, of a worker that has not come out of its job since the last look.
    fn visit(&self) -> bool {
        if !self.crew.is_solo() {
            return false;
        }
        self.handover.request();
        let takes_over = self.handover.take_over();
        if takes_over {
            self.show_everything();
            self.crew.take_over_solo();
            self.handover.taken();
        }
        takes_over
    }

    /// Nobody works alone any more, or the one that did has run everything.
    fn check(&self, n_visitors: usize) {
        let mut nodes = self.shown.lock().clone();
        nodes.extend_from_slice(&self.executed.lock());
        nodes.sort_unstable();
        assert_eq!(nodes, (0..N_NODES).collect::<Vec<_>>(), "each once");
        assert_eq!(self.crew.n_members(), 1 + n_visitors);
        assert!(self.crew.n_busy() <= 2, "no more than one has taken over");
        if self.crew.is_solo() {
            assert_eq!(self.executed.lock().len(), N_NODES as usize);
            assert_eq!(self.crew.n_busy(), 1);
        } else {
            // The next to work alone can.
            while self.crew.n_busy() > 1 {
                self.crew.start_searching();
            }
            assert!(self.crew.start_solo());
        }
    }
}

/// Works alone with that many visitors.
fn check(
    n_preemptions: usize,
    n_visitors: usize,
    job: impl Fn(&Run, u32) + Copy + Send + Sync + 'static,
) {
    explore(n_preemptions, move || {
        let run = Run::new(n_visitors);
        let visitors: Vec<_> = (0..n_visitors)
            .map(|_| {
                let run = Rc::clone(&run);
                spawn(move || run.visit())
            })
            .collect();
        run.work_alone(job);
        for visitor in visitors {
            visitor.join().expect("it ends");
        }
        run.check(n_visitors);
    });
}

#[test]
fn a_visitor() {
    check(3, 1, |_, _| ());
}

#[test]
fn two_visitors() {
    check(2, 2, |_, _| ());
}

#[test]
fn a_visitor_while_a_job_spawns_another() {
    check(3, 1, |run, node| {
        // As `Session::spawn`.
        if node == 0 && run.crew.is_solo() {
            run.handover.request();
        }
    });
}

#[test]
fn what_the_worker_did_before_its_job() {
    explore(ALL, || {
        let run = Run::new(1);
        run.push(1);
        run.handover.start_job();
        let visitor = spawn({
            let run = Rc::clone(&run);
            move || run.visit()
        });
        if run.handover.end_job() {
            run.let_in();
        } else {
            run.touched.write();
        }
        visitor.join().expect("it ends");
    });
}

#[test]
fn two_visitors_while_the_worker_is_alone_twice() {
    explore(2, || {
        let run = Run::new(2);
        let visitors = [(); 2].map(|()| {
            let run = Rc::clone(&run);
            spawn(move || {
                if run.visit() {
                    run.crew.start_searching();
                }
            })
        });
        for _ in 0..2 {
            run.touched.write();
            run.handover.start_job();
            if !run.handover.end_job() {
                run.touched.write();
                continue;
            }
            run.let_in();
            // As `Worker::start_alone`.
            if !run.crew.start_solo() {
                break;
            }
            run.handover.begin();
        }
        for visitor in visitors {
            visitor.join().expect("it ends");
        }
        assert_eq!((run.crew.n_members(), run.crew.n_busy()), (3, 1));
    });
}

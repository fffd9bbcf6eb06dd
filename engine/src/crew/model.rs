//! The agreements of the crew, in every order: no wake-up is lost, and the end is not early.

use std::rc::Rc;

use ::loom::thread::{JoinHandle, spawn};

use super::{Crew, Wake};
use crate::inbox::Inbox;
use crate::queues::{Exposed, Seat};
use crate::sync::{ALL, Arc, AtomicU32, Condvar, Mutex, Ordering, Plain, explore, fence};

/// What a session does with a crew, and no more.
struct Run {
    crew: Crew,
    members: Vec<Arc<Exposed>>,
    inbox: Inbox,
    n_nodes: u32,
    /// What the end has to see, without order of its own.
    n_done: AtomicU32,
    /// The same, for jobs that last until others have ended.
    ended: Mutex<u32>,
    /// Rings when so many have ended.
    bells: [Condvar; 4],
}

impl Run {
    /// A run with a seat for each worker, all of whom are busy.
    fn new<const N: usize>(n_nodes: u32) -> (Rc<Self>, [Seat; N]) {
        let seats: [Seat; N] = std::array::from_fn(|thread| Seat::new(thread, 1));
        let run = Rc::new(Self {
            crew: Crew::new(true, false),
            members: seats.iter().map(|seat| Arc::clone(&seat.exposed)).collect(),
            inbox: Inbox::default(),
            n_nodes,
            n_done: AtomicU32::new(0),
            ended: Mutex::new(0),
            bells: std::array::from_fn(|_| Condvar::new()),
        });
        (1..N).for_each(|_| run.crew.enter_busy());
        (run, seats)
    }

    fn any_ready(&self) -> bool {
        self.inbox.filled() != 0 || self.members.iter().any(|member| member.any_ready())
    }

    /// Takes from the inbox, or steals.
    fn take(&self, seat: &mut Seat, others: &[Arc<Exposed>]) -> Option<u32> {
        if self.inbox.filled() != 0 {
            return self.inbox.take(0);
        }
        seat.steal(others).map(|(node, _)| node)
    }

    fn push(&self, seat: &mut Seat, node: u32) {
        seat.push(node, 0);
        self.wake_one();
    }

    fn wake_one(&self) {
        assert_ne!(self.crew.wake_one(|_| false), Wake::Pool);
    }

    fn execute(&self) {
        self.n_done.fetch_add(1, Ordering::Relaxed);
        let mut ended = self.ended.lock();
        *ended += 1;
        self.bells[*ended as usize].notify_one();
    }

    /// A job that lasts until so many others have ended.
    fn execute_after(&self, n_others: u32) {
        let mut ended = self.ended.lock();
        while *ended < n_others {
            self.bells[n_others as usize].wait(&mut ended);
        }
        drop(ended);
        self.execute();
    }

    fn end_if_done(&self) {
        if !self.any_ready() {
            let n_done = self.n_done.load(Ordering::Relaxed);
            assert_eq!(n_done, self.n_nodes, "the end came too early");
            self.crew.end();
        }
    }

    /// Takes and executes until there is nothing to do.
    fn work(&self, seat: &mut Seat, mut execute: impl FnMut(&mut Seat, u32)) {
        let crew = &self.crew;
        let thread = seat.exposed.thread;
        let others: Vec<_> =
            self.members.iter().filter(|member| member.thread != thread).map(Arc::clone).collect();
        while let Some(node) = seat.pop(0) {
            execute(seat, node);
        }
        if crew.start_searching() {
            self.end_if_done();
        }
        while !crew.is_over() {
            if self.any_ready() && crew.stop_searching(usize::MAX) {
                if let Some(node) = self.take(seat, &others) {
                    if self.any_ready() {
                        self.wake_one();
                    }
                    execute(seat, node);
                    while let Some(node) = seat.pop(0) {
                        execute(seat, node);
                    }
                }
                if crew.start_searching() {
                    self.end_if_done();
                }
            } else if thread > 0 {
                crew.leave();
                crew.exit();
                // As the pool does before it sleeps.
                fence(Ordering::SeqCst);
                if !self.any_ready() {
                    return;
                }
                crew.enter(false);
            } else {
                crew.sleep(None, || self.any_ready());
            }
        }
        if thread > 0 {
            crew.exit();
        }
    }

    /// A thread that works in the run.
    fn start(
        self: &Rc<Self>,
        mut seat: Seat,
        work: impl FnOnce(&Self, &mut Seat) + 'static,
    ) -> JoinHandle<()> {
        let run = Rc::clone(self);
        spawn(move || work(&run, &mut seat))
    }

    /// Works as the caller, and waits for the others.
    fn finish(&self, mut seat: Seat, execute: impl FnMut(&mut Seat, u32)) {
        self.work(&mut seat, execute);
        self.crew.wait_for_all();
        assert_eq!(self.n_done.load(Ordering::Relaxed), self.n_nodes);
    }
}

#[test]
fn a_sleeping_caller_hears_of_a_push() {
    explore(3, || {
        let (run, [caller, busy]) = Run::new(2);
        run.start(busy, |run, seat| {
            run.push(seat, 0);
            run.execute_after(1);
            run.work(seat, |_, _| run.execute());
        });
        run.finish(caller, |_, _| run.execute());
    });
}

/// A worker makes two nodes ready and is stuck in a third until they have ended, of which the first to
/// be found lasts until the other has ended.
fn check_two_found(push: impl Fn(&Run, &mut Seat) + Copy + Send + Sync + 'static) {
    explore(2, move || {
        let (run, [caller, pusher, other]) = Run::new(3);
        run.start(pusher, move |run, seat| {
            push(run, seat);
            run.execute_after(2);
            run.work(seat, |_, _| run.execute());
        });
        run.start(other, |run, seat| {
            let mut n_before = 1;
            run.work(seat, |_, _| run.execute_after(std::mem::take(&mut n_before)));
        });
        run.finish(caller, |_, _| run.execute());
    });
}

#[test]
fn who_finds_one_of_two_nodes_wakes_the_next() {
    check_two_found(|run, seat| {
        seat.push(0, 0);
        run.push(seat, 1);
    });
}

#[test]
fn who_finds_a_node_in_the_inbox_wakes_the_next() {
    check_two_found(|run, seat| {
        run.inbox.push(0, 0);
        run.push(seat, 1);
    });
}

#[test]
fn the_end_comes_after_the_last_node() {
    fn execute(run: &Run, seat: &mut Seat, node: u32) {
        if node == 1 {
            run.push(seat, 2);
        }
        run.execute();
    }
    explore(2, || {
        let (run, [mut caller, other]) = Run::new(3);
        caller.push(0, 0);
        run.start(other, |run, seat| {
            run.push(seat, 1);
            run.work(seat, |seat, node| execute(run, seat, node));
        });
        run.finish(caller, |seat, node| execute(&run, seat, node));
    });
}

#[test]
fn the_caller_hears_of_the_last_to_leave() {
    explore(ALL, || {
        let crew = Rc::new(Crew::new(true, false));
        crew.enter(false);
        let other = Rc::clone(&crew);
        // It found nothing, and did not look whether the run is over.
        spawn(move || {
            other.leave();
            other.exit();
        });
        crew.end();
        crew.wait_for_all();
    });
}

#[test]
fn who_comes_in_after_the_end_knows_of_it_or_is_waited_for() {
    explore(ALL, || {
        let crew = Rc::new(Crew::new(true, false));
        let told = Rc::new(Plain::new());
        let other = spawn({
            let (crew, told) = (Rc::clone(&crew), Rc::clone(&told));
            move || {
                crew.enter(false);
                if !crew.is_over() {
                    told.write();
                }
                crew.exit();
            }
        });
        crew.end();
        crew.wait_for_all();
        told.write();
        other.join().expect("it ends");
    });
}

#[test]
fn who_works_alone_is_the_only_one_busy() {
    explore(ALL, || {
        let crew = Rc::new(Crew::new(true, false));
        let touched = Rc::new(Plain::new());
        crew.enter_busy();
        let other = spawn({
            let (crew, touched) = (Rc::clone(&crew), Rc::clone(&touched));
            move || {
                touched.read();
                crew.start_searching();
                if crew.stop_searching(usize::MAX) {
                    touched.read();
                    crew.start_searching();
                }
                crew.leave();
            }
        });
        for _ in 0..2 {
            if crew.start_solo() {
                touched.write();
                crew.end_solo();
            }
        }
        other.join().expect("it ends");
    });
}

#[test]
fn one_of_two_starts_to_work_alone() {
    explore(ALL, || {
        let crew = Rc::new(Crew::new(true, false));
        let touched = Rc::new(Plain::new());
        crew.enter_busy();
        let work = |crew: Rc<Crew>, touched: Rc<Plain>| {
            move || {
                if crew.start_solo() {
                    touched.write();
                    crew.end_solo();
                }
                crew.start_searching();
            }
        };
        let other = spawn(work(Rc::clone(&crew), Rc::clone(&touched)));
        work(Rc::clone(&crew), touched)();
        other.join().expect("it ends");
        assert_eq!(crew.n_busy(), 0);
    });
}

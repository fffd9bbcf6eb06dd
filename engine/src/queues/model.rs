//! A worker that is given up, in every order: it or the one in its place goes on, never both.

use std::rc::Rc;

use ::loom::thread::spawn;

use super::{Exposed, Seat};
use crate::attempts::{Attempt, Claims};
use crate::crew::Crew;
use crate::sync::{ALL, Arc, Instant, Ordering, Plain, explore};

/// Two workers with a node each has started, the same.
struct Run {
    crew: Crew,
    claims: Claims,
    end: Plain,
}

impl Run {
    fn new() -> Rc<Self> {
        let run = Self { crew: Crew::new(false, false), claims: Claims::new(1), end: Plain::new() };
        assert_eq!(run.claims.start(0), Some(1));
        Rc::new(run)
    }

    /// Takes a seat and begins the attempt.
    fn seat(&self, thread: usize) -> Seat {
        let seat = Seat::new(thread, 1);
        let attempt = Attempt { node: 0, number: 1, started: Instant::now(), has_second: true };
        *seat.exposed.attempt.lock() = Some(attempt);
        self.crew.enter_busy();
        seat
    }

    /// The job comes back, and its worker goes on if it may. Gives whether the node has ended.
    fn come_back(&self, seat: &Seat, give_up_others: impl FnOnce()) -> bool {
        *seat.exposed.attempt.lock() = None;
        if seat.exposed.is_given_up.load(Ordering::Relaxed) {
            return false;
        }
        let ends = self.claims.end(0, 1);
        if ends {
            self.end.write();
            give_up_others();
        }
        self.leave();
        ends
    }

    /// Ends the run as the last one that is busy.
    fn leave(&self) {
        if self.crew.start_searching() {
            self.end.read();
            self.crew.end();
        }
        self.crew.leave();
        self.crew.exit();
    }
}

#[test]
fn a_job_comes_back_as_its_worker_is_given_up() {
    explore(ALL, || {
        let run = Run::new();
        let seat = run.seat(1);
        let exposed = Arc::clone(&seat.exposed);
        let worker = spawn({
            let run = Rc::clone(&run);
            move || run.come_back(&seat, || ())
        });
        let given_up = exposed.give_up(|attempt| run.claims.end(0, attempt.number));
        let next = given_up.then(|| {
            run.crew.enter_busy();
            run.crew.give_up();
            let run = Rc::clone(&run);
            spawn(move || {
                run.end.write();
                run.leave();
            })
        });
        run.crew.wait_for_all();
        assert!(run.crew.is_over());
        run.end.read();
        if let Some(next) = next {
            next.join().expect("it ends");
        }
        assert_ne!(worker.join().expect("it ends"), given_up, "exactly one");
        assert_eq!(run.crew.n_members(), 0);
    });
}

#[test]
fn the_first_of_two_jobs_gives_the_other_up() {
    explore(ALL, || {
        let run = Run::new();
        let [one, other] = [run.seat(1), run.seat(2)];
        let come_back = |seat: Seat, other: Arc<Exposed>| {
            let run = Rc::clone(&run);
            move || {
                run.come_back(&seat, || {
                    if other.give_up(|_| true) {
                        run.crew.give_up();
                    }
                })
            }
        };
        let (one_exposed, other_exposed) = (Arc::clone(&one.exposed), Arc::clone(&other.exposed));
        let second = spawn(come_back(other, one_exposed));
        let first = come_back(one, other_exposed)();
        run.crew.wait_for_all();
        assert!(run.crew.is_over());
        assert_ne!(first, second.join().expect("it ends"), "exactly one");
        assert_eq!(run.crew.n_members(), 0);
    });
}

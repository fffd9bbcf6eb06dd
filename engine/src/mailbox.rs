//! Letters between workers.

use std::collections::VecDeque;
use std::collections::hash_map::RandomState;
use std::fmt;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use dashmap::DashMap;

use crate::event::{Event, Observer, Observers};
use crate::run_id::RunId;
use crate::sync::{Arc, Condvar, Mutex, Weak};

/// One mailbox for each worker, for messages `M` that may be answered with a reply `R`.
///
/// Workers come and go: each has a box from [`open`](Self::open) to [`close`](Self::close). Any
/// thread may send, and says which worker it is if it is one. Given to an executor as an observer,
/// this has mailboxes for each run, which open and close as its workers come and go:
/// [`in_run`](Self::in_run) gives them.
///
/// A box gives out each letter once, first come, first served, so what one thread sends to one
/// worker arrives in order. Nothing is said about the order of what several threads send, and two
/// broadcasts may arrive at two workers in different orders. A box holds any number of letters.
///
/// No lock is held while code runs that is not ours. Every call takes constant time besides
/// waiting, but for `broadcast` and `close`, which take a step for each box and each letter.
pub struct Mailboxes<M, R> {
    boxes: DashMap<usize, Arc<Mailbox<M, R>>, RandomState>,
    /// Those of the runs that go on.
    runs: DashMap<RunId, Weak<Self>, RandomState>,
}

impl<M, R> Mailboxes<M, R> {
    /// No mailboxes: each worker opens its own.
    pub fn new() -> Self {
        Self { boxes: DashMap::default(), runs: DashMap::default() }
    }

    /// The mailboxes of the workers of `run`, as long as that goes on, if its executor has this as an
    /// observer. A job finds its run in [`TaskContext::run_id`](crate::TaskContext::run_id).
    pub fn in_run(&self, run: RunId) -> Option<Arc<Self>> {
        self.runs.get(&run)?.upgrade()
    }

    /// Gives `worker` an empty box. If it has one, as when it takes the place of a worker that was
    /// lost, that one is closed.
    pub fn open(&self, worker: usize) {
        if let Some(old) = self.boxes.insert(worker, Arc::new(Mailbox::new())) {
            old.close();
        }
    }

    /// Takes the box of `worker` away, if it has one. The senders of the letters in it get
    /// [`MailError::Closed`], and whoever waits for a letter gets none.
    pub fn close(&self, worker: usize) {
        if let Some((_, old)) = self.boxes.remove(&worker) {
            old.close();
        }
    }

    /// Whether `worker` has a box.
    pub fn is_open(&self, worker: usize) -> bool {
        self.boxes.contains_key(&worker)
    }

    /// Sends `message` to every worker but `from`, and returns to how many. Replies go nowhere. A
    /// box that is opened meanwhile may be left out.
    pub fn broadcast(&self, from: Option<usize>, message: M) -> usize
    where
        M: Clone,
    {
        // Collected first, because cloning a message may do anything, such as open a box.
        let others = self.boxes.iter().filter(|entry| Some(*entry.key()) != from);
        let others: Vec<_> =
            others.map(|entry| (*entry.key(), Arc::clone(entry.value()))).collect();
        let put = |(to, mailbox): &(usize, Arc<Mailbox<M, R>>)| {
            let letter = Letter { message: message.clone(), from, answer: Answer(None) };
            mailbox.put(*to, letter).is_ok()
        };
        others.iter().filter(|other| put(other)).count()
    }

    /// Sends `message` to `to` and goes on. A reply goes nowhere.
    ///
    /// # Errors
    /// [`MailError::Unknown`], and [`MailError::Closed`] if it closes just now.
    pub fn send(&self, from: Option<usize>, to: usize, message: M) -> Result<(), MailError> {
        self.find(to)?.put(to, Letter { message, from, answer: Answer(None) })
    }

    /// Sends `message` to `to` and waits for the reply until `deadline`.
    ///
    /// A worker that waits here leaves its own letters lying. Two workers that do so for each
    /// other's replies both wait in vain until the deadline, and so does one that writes to
    /// itself: where that can happen, use [`send_to_serving`](Self::send_to_serving).
    ///
    /// # Errors
    /// One of [`MailError`]. After [`NoReply`](MailError::NoReply) the letter may yet be received;
    /// a reply then goes nowhere.
    pub fn send_to(
        &self,
        from: Option<usize>,
        to: usize,
        message: M,
        deadline: Instant,
    ) -> Result<R, MailError> {
        let bell = Arc::new(Bell::default());
        let pending = self.send_pending(from, to, message, &bell)?;
        bell.wait_until(deadline, || pending.take())
            .unwrap_or(Err(MailError::NoReply { worker: to }))
    }

    /// Sends `message` to `to` and waits for the reply until `deadline`, while the letters to
    /// `from` are given to `serve`. So workers can write to each other, in pairs, in rings and to
    /// themselves.
    ///
    /// `serve` is called on this thread. It may itself send and wait, then the reply to this
    /// letter, should it come first, is seen afterwards. It is not called again once the reply is
    /// there or the deadline has passed; letters that come later stay in the box.
    ///
    /// # Errors
    /// One of [`MailError`], as in [`send_to`](Self::send_to). If `from` has no box, that is
    /// [`MailError::Unknown`] and nothing is sent.
    pub fn send_to_serving(
        &self,
        from: usize,
        to: usize,
        message: M,
        deadline: Instant,
        mut serve: impl FnMut(Letter<M, R>),
    ) -> Result<R, MailError> {
        let own = self.find(from)?;
        let pending = self.send_pending(Some(from), to, message, &own.bell)?;
        let look = || match pending.take() {
            Some(answer) => Some(ControlFlow::Break(answer)),
            None => own.take().map(ControlFlow::Continue),
        };
        while let Some(found) = own.bell.wait_until(deadline, look) {
            match found {
                ControlFlow::Break(answer) => return answer,
                ControlFlow::Continue(letter) => serve(letter),
            }
            // A flood of letters must not put the deadline off.
            if Instant::now() >= deadline {
                break;
            }
        }
        pending.take().unwrap_or(Err(MailError::NoReply { worker: to }))
    }

    /// The oldest letter to `worker`, or `None` if there is none.
    pub fn receive(&self, worker: usize) -> Option<Letter<M, R>> {
        self.find(worker).ok()?.take()
    }

    /// The oldest letter to `worker`, waited for until `deadline`; `None` then, and at once when
    /// the box is closed or was never [open](Self::is_open).
    pub fn receive_until(&self, worker: usize, deadline: Instant) -> Option<Letter<M, R>> {
        let mailbox = self.find(worker).ok()?;
        let look = || match &mut *mailbox.letters.lock() {
            Some(letters) => letters.pop_front().map(Some),
            None => Some(None),
        };
        mailbox.bell.wait_until(deadline, look).flatten()
    }

    /// Sends a letter whose answer rings `bell`.
    fn send_pending(
        &self,
        from: Option<usize>,
        to: usize,
        message: M,
        bell: &Arc<Bell>,
    ) -> Result<Arc<Pending<R>>, MailError> {
        let bell = Arc::clone(bell);
        let pending = Arc::new(Pending { from: to, answer: Mutex::new(None), bell });
        let answer = Answer(Some(Arc::clone(&pending)));
        self.find(to)?.put(to, Letter { message, from, answer })?;
        Ok(pending)
    }

    fn find(&self, worker: usize) -> Result<Arc<Mailbox<M, R>>, MailError> {
        let found = self.boxes.get(&worker).map(|found| Arc::clone(&found));
        found.ok_or(MailError::Unknown { worker })
    }
}

impl<M, R> Default for Mailboxes<M, R> {
    fn default() -> Self {
        Self::new()
    }
}

impl<M, R> fmt::Debug for Mailboxes<M, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mailboxes").field("n_open", &self.boxes.len()).finish_non_exhaustive()
    }
}

/// Why a letter has no reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// The worker has no mailbox, no longer or not yet. Nothing was sent.
    #[error("worker {worker} has no mailbox")]
    Unknown {
        /// The worker.
        worker: usize,
    },
    /// The worker did not reply within the deadline.
    #[error("worker {worker} did not reply in time")]
    NoReply {
        /// The worker.
        worker: usize,
    },
    /// The worker's mailbox was closed before the letter was received.
    #[error("the mailbox of worker {worker} was closed with the letter in it")]
    Closed {
        /// The worker.
        worker: usize,
    },
    /// The worker received the letter and dropped it.
    #[error("worker {worker} dropped the letter without a reply")]
    Unanswered {
        /// The worker.
        worker: usize,
    },
}

/// A message that has been received.
#[derive(Debug)]
pub struct Letter<M, R> {
    /// What was sent.
    pub message: M,
    /// The worker that sent it, if it said so.
    pub from: Option<usize>,
    /// The way back.
    pub answer: Answer<R>,
}

impl<M, R> Letter<M, R> {
    /// Replies to the sender, if it still waits.
    pub fn reply(self, reply: R) {
        self.answer.reply(reply);
    }
}

/// The way back to the sender of a letter, to be used once. Dropping it unused ends the sender's
/// wait with [`MailError::Unanswered`].
pub struct Answer<R>(Option<Arc<Pending<R>>>);

impl<R> Answer<R> {
    /// Replies to the sender, if it still waits.
    pub fn reply(mut self, reply: R) {
        self.settle(|_| Ok(reply));
    }

    /// Ends the sender's wait, the first time.
    fn settle(&mut self, answer: impl FnOnce(usize) -> Result<R, MailError>) {
        if let Some(pending) = self.0.take() {
            *pending.answer.lock() = Some(answer(pending.from));
            pending.bell.ring();
        }
    }
}

impl<R> Drop for Answer<R> {
    fn drop(&mut self) {
        self.settle(|worker| Err(MailError::Unanswered { worker }));
    }
}

impl<R> fmt::Debug for Answer<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer").field("awaited", &self.0.is_some()).finish()
    }
}

/// An answer that is awaited.
struct Pending<R> {
    /// The worker that is to give it.
    from: usize,
    answer: Mutex<Option<Result<R, MailError>>>,
    /// Rung when it is there.
    bell: Arc<Bell>,
}

impl<R> Pending<R> {
    fn take(&self) -> Option<Result<R, MailError>> {
        self.answer.lock().take()
    }
}

struct Mailbox<M, R> {
    /// `None` once the box is closed.
    letters: Mutex<Option<VecDeque<Letter<M, R>>>>,
    /// Rung for a letter, for the end, and for answers to what the worker sends while it serves.
    bell: Arc<Bell>,
}

impl<M, R> Mailbox<M, R> {
    fn new() -> Self {
        Self { letters: Mutex::new(Some(VecDeque::new())), bell: Arc::default() }
    }

    /// Puts a letter into the box, which is that of `worker`.
    fn put(&self, worker: usize, letter: Letter<M, R>) -> Result<(), MailError> {
        match &mut *self.letters.lock() {
            Some(letters) => letters.push_back(letter),
            None => return Err(MailError::Closed { worker }),
        }
        self.bell.ring();
        Ok(())
    }

    fn take(&self) -> Option<Letter<M, R>> {
        self.letters.lock().as_mut()?.pop_front()
    }

    /// Answers the letters in the box and accepts no more.
    fn close(&self) {
        let letters = self.letters.lock().take();
        self.bell.ring();
        for mut letter in letters.into_iter().flatten() {
            letter.answer.settle(|worker| Err(MailError::Closed { worker }));
        }
    }
}

/// What a thread waits at that waits for one of several things.
#[derive(Default)]
struct Bell {
    n_rings: Mutex<u64>,
    rung: Condvar,
}

impl Bell {
    /// Makes those who wait look again. Called after what they look for has been put in place.
    fn ring(&self) {
        *self.n_rings.lock() += 1;
        // All, because they may wait for different things.
        self.rung.notify_all();
    }

    /// Calls `look` at once, after each ring and when `deadline` has passed, with no lock held,
    /// until it finds something.
    fn wait_until<T>(&self, deadline: Instant, look: impl Fn() -> Option<T>) -> Option<T> {
        loop {
            // Read before the look, so that a ring during it is not missed.
            let seen = *self.n_rings.lock();
            if let Some(found) = look() {
                return Some(found);
            }
            let mut n_rings = self.n_rings.lock();
            while *n_rings == seen {
                if self.rung.wait_until(&mut n_rings, deadline).timed_out() {
                    drop(n_rings);
                    return look();
                }
            }
        }
    }
}

impl<M: Send + 'static, R: Send + 'static> Observers for Mailboxes<M, R> {
    fn for_run(self: Arc<Self>, run: RunId) -> Arc<dyn Observer> {
        let mail = Arc::new(Self::new());
        self.runs.retain(|_, run| run.strong_count() > 0);
        self.runs.insert(run, Arc::downgrade(&mail));
        Arc::new(OfRun(mail))
    }
}

/// The mailboxes of one run: a box for every worker from when it comes into the run until it is
/// replaced, or ends, or the run does.
struct OfRun<M, R>(Arc<Mailboxes<M, R>>);

impl<M: Send, R: Send> Observer for OfRun<M, R> {
    fn observe(&self, _: Duration, event: &Event<'_>) {
        let Self(mail) = self;
        match *event {
            Event::Unparked { worker } => {
                if !mail.is_open(worker) {
                    mail.open(worker);
                }
            }
            Event::WorkerReplaced { worker, .. } | Event::WorkerRetired { worker } => {
                mail.close(worker);
            }
            Event::RunFinished => {
                let workers: Vec<usize> = mail.boxes.iter().map(|entry| *entry.key()).collect();
                workers.into_iter().for_each(|worker| mail.close(worker));
            }
            Event::RunStarted { .. }
            | Event::NodeReady { .. }
            | Event::NodeStarted { .. }
            | Event::SpawnedStarted { .. }
            | Event::JobEnded { .. }
            | Event::NodeRetried { .. }
            | Event::NodeHeld { .. }
            | Event::NodeFinished { .. }
            | Event::Stolen { .. }
            | Event::Parked { .. }
            | Event::WorkerAdded { .. }
            | Event::Speculated { .. } => {}
        }
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;
    use crate::sync::{AtomicU32, Ordering, thread};

    type Mail = Mailboxes<u32, u32>;

    /// So late that it is never reached when the code is right.
    fn late() -> Instant {
        Instant::now() + Duration::from_secs(30)
    }

    fn opened(workers: impl IntoIterator<Item = usize>) -> Mail {
        let mail = Mail::new();
        workers.into_iter().for_each(|worker| mail.open(worker));
        mail
    }

    /// What comes of a letter to worker 1, which `treat`s it.
    fn fate(treat: impl FnOnce(&Mail) + Send) -> Result<u32, MailError> {
        let mail = &opened([1]);
        thread::scope(|scope| {
            let deadline = late();
            let sender = scope.spawn(move || mail.send_to(Some(0), 1, 7, deadline));
            while mail.find(1).unwrap().letters.lock().as_ref().unwrap().is_empty() {
                assert!(!sender.is_finished(), "it waits for the reply");
                thread::yield_now();
            }
            treat(mail);
            let reply = sender.join().unwrap();
            assert!(Instant::now() < deadline, "it was not woken");
            reply
        })
    }

    #[test]
    fn answered() {
        let reply = fate(|mail| {
            let letter = mail.receive(1).unwrap();
            assert_eq!((letter.message, letter.from), (7, Some(0)));
            letter.reply(14);
        });
        assert_eq!(reply, Ok(14));
    }

    #[test]
    fn dropped() {
        let reply = fate(|mail| drop(mail.receive(1).unwrap()));
        assert_eq!(reply, Err(MailError::Unanswered { worker: 1 }));
    }

    #[test]
    fn closed() {
        assert_eq!(fate(|mail| mail.close(1)), Err(MailError::Closed { worker: 1 }));
    }

    #[test]
    fn replaced() {
        let reply = fate(|mail| {
            mail.open(1);
            assert!(mail.receive(1).is_none(), "the new box is empty");
        });
        assert_eq!(reply, Err(MailError::Closed { worker: 1 }));
    }

    #[test]
    fn unknown() {
        let mail = opened([0]);
        let unknown = MailError::Unknown { worker: 1 };
        assert_eq!(mail.send(None, 1, 7), Err(unknown));
        assert_eq!(mail.send_to(None, 1, 7, late()), Err(unknown));
        assert_eq!(mail.send_to_serving(1, 0, 7, late(), drop), Err(unknown));
        assert!(mail.receive(0).is_none(), "nothing was sent");
        assert!(mail.receive_until(1, late()).is_none());
    }

    #[test]
    fn a_reply_after_the_deadline_goes_nowhere() {
        let mail = opened([0, 1]);
        let late = Err(MailError::NoReply { worker: 1 });
        assert_eq!(mail.send_to(None, 1, 7, Instant::now()), late);
        assert_eq!(mail.send_to_serving(0, 1, 8, Instant::now(), drop), late);
        (0..2).for_each(|_| mail.receive(1).unwrap().reply(0));
        assert!(mail.receive_until(1, Instant::now()).is_none());
    }

    #[test]
    fn a_flood_does_not_put_the_deadline_off() {
        let mail = opened([0, 1]);
        mail.send(None, 0, 7).unwrap();
        let mut n_served = 0;
        let reply = mail.send_to_serving(0, 1, 7, Instant::now(), |_| {
            n_served += 1;
            assert_eq!(n_served, 1, "the deadline has passed");
            mail.send(None, 0, 7).unwrap();
        });
        assert_eq!(reply, Err(MailError::NoReply { worker: 1 }));
    }

    /// Lets threads wait for letters to a worker while `act` runs, each time a little earlier or
    /// later, and until `messages` have come.
    #[track_caller]
    fn assert_wakes<const N: usize>(act: impl Fn(&Mail), messages: [Option<u32>; N]) {
        let deadline = late();
        for round in 0..2_000 {
            let mail = &opened([1]);
            let n_begun = &AtomicU32::new(0);
            let received = thread::scope(|scope| {
                let receivers = [(); N].map(|()| {
                    scope.spawn(move || {
                        n_begun.fetch_add(1, Ordering::Relaxed);
                        mail.receive_until(1, deadline).map(|letter| letter.message)
                    })
                });
                while n_begun.load(Ordering::Relaxed) < N as u32 {
                    thread::yield_now();
                }
                (0..round % 128 * 16).for_each(|_| std::hint::spin_loop());
                act(mail);
                receivers.map(|receiver| receiver.join().unwrap())
            });
            assert_eq!(received, messages);
            assert!(Instant::now() < deadline, "one was not woken");
        }
    }

    #[test]
    fn a_letter_wakes_its_receiver() {
        assert_wakes(|mail| mail.send(None, 1, 7).unwrap(), [Some(7)]);
    }

    #[test]
    fn the_end_wakes_all_receivers() {
        assert_wakes(|mail| mail.close(1), [None, None]);
    }

    #[test]
    fn a_box_that_closes_just_now_takes_no_letter() {
        let mail = opened([1]);
        let mailbox = mail.find(1).unwrap();
        mail.close(1);
        let letter = Letter { message: 7, from: None, answer: Answer(None) };
        assert_eq!(mailbox.put(1, letter), Err(MailError::Closed { worker: 1 }));
    }

    #[test]
    fn what_comes_with_the_deadline_is_found() {
        let n_looks = AtomicU32::new(0);
        let look = || (n_looks.fetch_add(1, Ordering::Relaxed) == 1).then_some(7);
        assert_eq!(Bell::default().wait_until(Instant::now(), look), Some(7));
    }

    #[test]
    fn a_ring_during_a_look_is_heard() {
        let bell = Bell::default();
        let n_looks = AtomicU32::new(0);
        let look = || match n_looks.fetch_add(1, Ordering::Relaxed) {
            0 => {
                bell.ring();
                None
            }
            _ => Some(7),
        };
        let deadline = late();
        assert_eq!(bell.wait_until(deadline, look), Some(7));
        assert!(Instant::now() < deadline, "it waited for another");
    }

    #[test]
    fn a_message_can_be_taken_out_before_the_reply() {
        let reply = fate(|mail| {
            let Letter { message, answer, .. } = mail.receive(1).unwrap();
            answer.reply(message + 1);
        });
        assert_eq!(reply, Ok(8));
    }

    #[test]
    fn a_worker_that_serves_can_write_to_itself() {
        let mail = opened([0]);
        let double = |letter: Letter<u32, u32>| {
            let message = letter.message;
            letter.reply(2 * message);
        };
        assert_eq!(mail.send_to_serving(0, 0, 7, late(), double), Ok(14));
    }

    #[test]
    fn each_run_has_mailboxes_of_its_own() {
        let all = Arc::new(Mail::new());
        let [first, second] = [(); 2].map(|()| RunId::next());
        let runs = [first, second].map(|run| Arc::clone(&all).for_run(run));
        for run in &runs {
            run.observe(Duration::ZERO, &Event::Unparked { worker: 0 });
        }
        let mail = [first, second].map(|run| all.in_run(run).unwrap());
        mail[0].send(None, 0, 7).unwrap();
        assert!(mail[1].receive(0).is_none() && mail[0].receive(0).is_some());
        mail[0].send(None, 0, 8).unwrap();
        runs[1].observe(Duration::ZERO, &Event::RunFinished);
        assert!(!mail[1].is_open(0) && mail[0].is_open(0));
        assert!(mail[0].receive(0).is_some() && !all.is_open(0));
        drop((mail, runs));
        assert!(all.in_run(first).is_none());
    }

    const N_WORKERS: usize = 4;
    const N_LETTERS: u32 = 500;

    /// All write to all and wait, while the last worker loses its box now and then. Each letter has
    /// a number. Those that 3 divides are dropped by their receiver.
    #[test]
    fn every_letter_comes_once_and_every_sender_hears_of_it() {
        let mail = &opened(0..N_WORKERS);
        let n_received: &[AtomicU32] =
            &Vec::from_iter((0..N_WORKERS as u32 * N_LETTERS).map(|_| AtomicU32::new(0)));
        let n_done = &AtomicU32::new(0);
        let deadline = late();
        let serve = |letter: Letter<u32, u32>| {
            let number = letter.message;
            n_received[number as usize].fetch_add(1, Ordering::Relaxed);
            if !number.is_multiple_of(3) {
                letter.reply(2 * number);
            }
        };
        let work = move |worker: usize| {
            let mut heard = Vec::new();
            for round in 0..N_LETTERS {
                if worker == N_WORKERS - 1 && round % 8 == 0 {
                    mail.open(worker);
                }
                let number = worker as u32 * N_LETTERS + round;
                let to = round as usize % N_WORKERS;
                heard.push((number, to, mail.send_to_serving(worker, to, number, deadline, serve)));
            }
            if n_done.fetch_add(1, Ordering::Relaxed) == N_WORKERS as u32 - 1 {
                (0..N_WORKERS).for_each(|worker| mail.close(worker));
            }
            while let Some(letter) = mail.receive_until(worker, deadline) {
                serve(letter);
            }
            heard
        };
        let heard = thread::scope(|scope| {
            let workers: Vec<_> =
                (0..N_WORKERS).map(|own| scope.spawn(move || work(own))).collect();
            workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect::<Vec<_>>()
        });
        for (number, worker, heard) in heard {
            let expected = match n_received[number as usize].load(Ordering::Relaxed) {
                0 => Err(MailError::Closed { worker }),
                1 if number.is_multiple_of(3) => Err(MailError::Unanswered { worker }),
                1 => Ok(2 * number),
                n => panic!("letter {number} came {n} times"),
            };
            assert_eq!(heard, expected, "letter {number}");
        }
    }

    #[derive(Debug, Clone)]
    enum Step {
        Open(usize),
        Close(usize),
        Send(Option<usize>, usize),
        Broadcast(Option<usize>),
        Receive(usize),
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let worker = || 0..4_usize;
        let from = || proptest::option::of(worker());
        let step = prop_oneof![
            worker().prop_map(Step::Open),
            worker().prop_map(Step::Close),
            (from(), worker()).prop_map(|(from, to)| Step::Send(from, to)),
            from().prop_map(Step::Broadcast),
            worker().prop_map(Step::Receive),
            worker().prop_map(Step::Receive),
        ];
        proptest::collection::vec(step, 0..60)
    }

    proptest! {
        /// The model is a list of letters for each worker that has a box. The message is the place
        /// of the step that sent it.
        #[test]
        fn boxes_do_what_plain_lists_do(steps in steps()) {
            let mail = Mail::new();
            let mut lists: BTreeMap<usize, Vec<(Option<usize>, u32)>> = BTreeMap::new();
            for (message, step) in (0..).zip(steps) {
                match step {
                    Step::Open(worker) => {
                        mail.open(worker);
                        lists.insert(worker, Vec::new());
                    }
                    Step::Close(worker) => {
                        mail.close(worker);
                        lists.remove(&worker);
                    }
                    Step::Send(from, to) => {
                        let list = lists.get_mut(&to);
                        let known = list.map(|list| list.push((from, message)));
                        let expected = known.ok_or(MailError::Unknown { worker: to });
                        prop_assert_eq!(mail.send(from, to, message), expected);
                    }
                    Step::Broadcast(from) => {
                        let others = lists.iter_mut().filter(|(worker, _)| Some(**worker) != from);
                        let n_others = others.map(|(_, list)| list.push((from, message))).count();
                        prop_assert_eq!(mail.broadcast(from, message), n_others);
                    }
                    Step::Receive(worker) => {
                        let list = lists.get_mut(&worker).filter(|list| !list.is_empty());
                        let expected = list.map(|list| list.remove(0));
                        let letter = mail.receive(worker);
                        prop_assert_eq!(letter.map(|letter| (letter.from, letter.message)), expected);
                    }
                }
                for worker in 0..4 {
                    prop_assert_eq!(mail.is_open(worker), lists.contains_key(&worker));
                }
            }
        }
    }
}

//! Letters between workers.

use std::collections::VecDeque;
use std::collections::hash_map::RandomState;
use std::fmt;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use dashmap::DashMap;

use crate::bell::Bell;
use crate::event::{Event, Observer, Observers};
use crate::letter::{Answer, Letter, MailError, Pending};
use crate::run_id::RunId;
use crate::sync::{Arc, Mutex, Weak};

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
            let letter = Letter { message: message.clone(), from, answer: Answer::unawaited() };
            mailbox.put(*to, letter).is_ok()
        };
        others.iter().filter(|other| put(other)).count()
    }

    /// Sends `message` to `to` and goes on. A reply goes nowhere.
    ///
    /// # Errors
    /// [`MailError::Unknown`], and [`MailError::Closed`] if it closes just now.
    pub fn send(&self, from: Option<usize>, to: usize, message: M) -> Result<(), MailError> {
        self.find(to)?.put(to, Letter { message, from, answer: Answer::unawaited() })
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
        let pending = Pending::new(to, bell);
        let answer = Answer::to(&pending);
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
mod tests;
